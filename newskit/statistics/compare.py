"""Compared with what, and how sure: group means, shares and rates with intervals, and differences.

The intervals come from the cluster bootstrap: whole articles (or other units) are drawn with
replacement, 10,000 times, because sentences of one article are not independent witnesses.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from newskit import schema
from newskit.statistics import resample
from newskit.statistics.resample import Floats, Seed

Value = str | tuple[str, str]
Integers = npt.NDArray[np.int64]


class _Rows(NamedTuple):
    """The rows that count: group, unit, and what they add to numerator and denominator."""

    keys: pd.DataFrame
    group: Integers
    unit: Integers
    total: Floats
    base: Floats
    measure: str
    units: str
    left_out: str


class _Units(NamedTuple):
    """One group, summed by unit."""

    names: Integers
    total: Floats
    base: Floats


def compare(
    table: pd.DataFrame,
    value: Value,
    *,
    by: str | Sequence[str] | None = None,
    unit: str = "article_id",
    rng: Seed = 0,
) -> pd.DataFrame:
    """Return the mean, share or rate of each group with a 95 % cluster-bootstrap interval.

    Parameters
    ----------
    table
        Any table: TONE, FRAMES, HITS merged with article columns ...
    value
        A numeric column (its mean), a true/false column (its share), or a pair of columns
        ``("hits", "words")``: the sum of the first over the sum of the second, a rate.
    by
        One or more columns that name the groups; None takes the table as one group.
    unit
        What is resampled: the column whose values are independent witnesses.
    rng
        Seed or NumPy generator. The same seed gives the same interval.

    Returns
    -------
    COMPARISON
        The group columns, then ``value``, ``low``, ``high``, ``n`` (units behind the value) and
        ``method``, which says in words what was resampled, and how often, or why there is no
        interval.

    Notes
    -----
    Each group's value is a ratio of sums, ``sum(value) / rows``, so long articles weigh more.
    Units are drawn with replacement within their group; the percentiles are stretched by
    ``t / 1.96 * sqrt(units / (units - 1))``, with degrees of freedom midway between the number of
    units and their effective number ``(sum size)^2 / sum size^2``, less 1. In simulation this
    covers 92-97 % from three units on, also with units of very unequal size; with strongly skewed
    values and fewer than some 40 units less, about 90 % (see ``benchmarks/coverage.py``). A share
    with one row per unit gets Wilson's score interval, which also works where all or none have the
    property. There is no interval (NaN) from one unit, nor from units that are all alike. Only if
    the whole table holds a single article are its sentences resampled; such an interval speaks
    about that article's wording and about no other article. Rows whose value is undefined are left
    out and counted in ``method``.

    References
    ----------
    Davison & Hinkley (1997), Bootstrap Methods and their Application, 3.8.
    Cameron, Gelbach & Miller (2008), Review of Economics and Statistics 90:414.
    Hesterberg (2015), The American Statistician 69:371.
    """
    rows, generator = _rows(table, value, by, unit), np.random.default_rng(rng)
    results = [_one(_summed(rows, g), rows, generator) for g in range(len(rows.keys))]
    found = _labelled(rows.keys, results)
    return schema.stamp(found, "compare", **_settings(value, by, unit))


def difference(
    table: pd.DataFrame,
    value: Value,
    *,
    by: str | Sequence[str],
    unit: str = "article_id",
    rng: Seed = 0,
) -> pd.DataFrame:
    """Return, for each pair of groups, how much the first exceeds the second, with a 95 % interval.

    Takes what :func:`compare` takes. The columns are ``group`` and ``reference``, then those of
    COMPARISON; ``value`` is group minus reference. If units hold rows of both groups (the voices
    within an article, say), units are drawn whole, so the difference is paired; otherwise each
    group is resampled by itself and the degrees of freedom are Welch's. An interval that excludes
    0 shows a difference; with many pairs some will by chance (the intervals are not adjusted, and
    ``method`` says for how many pairs).
    """
    rows, generator = _rows(table, value, by, unit), np.random.default_rng(rng)
    pairs = list(combinations(range(len(rows.keys)), 2))
    labels = [" · ".join(map(str, key)) for key in rows.keys.itertuples(index=False)]
    keys = pd.DataFrame(
        [(labels[a], labels[b]) for a, b in pairs], columns=["group", "reference"], dtype="str"
    )
    results = [_two(_summed(rows, a), _summed(rows, b), rows, generator) for a, b in pairs]
    if len(pairs) > 1:
        results = [(*r[:-1], f"{r[-1]}; one of {len(pairs)} pairs, unadjusted") for r in results]
    found = _labelled(keys, results)
    return schema.stamp(found, "difference", **_settings(value, by, unit))


def _rows(table: pd.DataFrame, value: Value, by: str | Sequence[str] | None, unit: str) -> _Rows:
    parts = [value] if isinstance(value, str) else list(value)
    names = [by] if isinstance(by, str) else list(by or [])
    schema.require(table, [*parts, *names, unit])
    numbers = [_numbers(table, part) for part in parts]
    total, base = numbers[0], numbers[1] if len(parts) == 2 else np.ones(len(table))
    known = (
        ~np.isnan(total) & ~np.isnan(base) & table[[*names, unit]].notna().all(axis=1).to_numpy()
    )
    kept, left = table[known], int((~known).sum())
    keys, group = _groups(kept, names)
    units, unit_ids = _units(kept, unit)
    return _Rows(
        keys, group, unit_ids, total[known], base[known], _measure(table, parts), units,
        f"; without {left} of {len(table)} rows, whose value or group is missing" if left else "",
    )  # fmt: skip


def _numbers(table: pd.DataFrame, column: str) -> Floats:
    try:
        return table[column].to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError):
        raise ValueError(
            f"column {column!r} holds {table[column].dtype} values; a mean needs numbers, and "
            f"a share needs true or false, as in table[{column!r}] == ..."
        ) from None


def _groups(table: pd.DataFrame, names: list[str]) -> tuple[pd.DataFrame, Integers]:
    if not names:
        return pd.DataFrame(index=range(min(1, len(table)))), np.zeros(len(table), np.int64)
    groups = table.groupby(names, observed=True, sort=True)
    keys = table[names].iloc[[int(rows[0]) for rows in groups.indices.values()]]
    return keys.reset_index(drop=True), groups.ngroup().to_numpy().astype(np.int64)


def _units(table: pd.DataFrame, unit: str) -> tuple[str, Integers]:
    ids = pd.factorize(table[unit])[0].astype(np.int64)
    if unit != "article_id":
        return f"values of {unit!r}", ids
    if len(set(ids)) > 1 or len(table) < 2:
        return "articles", ids
    if "sentence" in table:
        return "sentences of one article", pd.factorize(table["sentence"])[0].astype(np.int64)
    return "rows of one article", np.arange(len(table))


def _measure(table: pd.DataFrame, parts: list[str]) -> str:
    if len(parts) == 2:
        return f"sum of {parts[0]} / sum of {parts[1]}"
    return "share" if pd.api.types.is_bool_dtype(table[parts[0]]) else "mean"


def _summed(rows: _Rows, group: int) -> _Units:
    here = rows.group == group
    names, where = np.unique(rows.unit[here], return_inverse=True)
    total: Floats = np.bincount(where, weights=rows.total[here]).astype(np.float64)
    base: Floats = np.bincount(where, weights=rows.base[here]).astype(np.float64)
    return _Units(names, total, base)


def _one(units: _Units, rows: _Rows, rng: np.random.Generator) -> tuple[Any, ...]:
    n, whole = len(units.names), float(units.base.sum())
    value = float(units.total.sum() / whole) if whole else np.nan
    if n > 1 and rows.measure == "share" and whole == n:
        interval, how = resample.wilson(value, n), f"Wilson score interval from {n} {rows.units}"
    elif why := _refusal(units, rows.units):
        interval, how = (np.nan, np.nan), f"no interval: {why}"
    else:
        deviation = resample.deviations(units.total[:, None], units.base[:, None], rng)
        low, high = resample.ends(deviation[:, 0] * resample.widen(n), resample.freedom(units.base))
        interval, how = _within(units, rows, (value + low, value + high)), _bootstrap(n, rows.units)
    return value, *interval, n, f"{rows.measure}; {how}{rows.left_out}"


def _within(units: _Units, rows: _Rows, interval: tuple[float, float]) -> tuple[float, float]:
    """Keep the interval of a share within 0 and 1, and that of values never below 0 from below."""
    floor = 0.0 if (units.total >= 0).all() and (units.base >= 0).all() else -np.inf
    ceiling = 1.0 if rows.measure == "share" else np.inf
    return max(floor, interval[0]), min(ceiling, interval[1])


def _two(a: _Units, b: _Units, rows: _Rows, rng: np.random.Generator) -> tuple[Any, ...]:
    names = np.union1d(a.names, b.names)
    paired = len(names) < len(a.names) + len(b.names)
    whole = a.base.sum() and b.base.sum()
    value = a.total.sum() / a.base.sum() - b.total.sum() / b.base.sum() if whole else np.nan
    why = _refusal(a, rows.units) or _refusal(b, rows.units)
    if why:
        interval, how = (np.nan, np.nan), f"no interval: {why}"
    elif paired:
        low, high = _paired(names, a, b, rng)
        interval, how = (value + low, value + high), f"{_bootstrap(len(names), rows.units)}, paired"
    else:
        low, high = _welch(a, b, rng)
        counts = f"{len(a.names)} and {len(b.names)}"
        interval, how = (value + low, value + high), _bootstrap(counts, rows.units)
    measure = f"difference of {rows.measure}s" if len(rows.measure) < 6 else "difference of rates"
    return value, *interval, len(names), f"{measure}; {how}{rows.left_out}"


def _paired(names: Integers, a: _Units, b: _Units, rng: np.random.Generator) -> tuple[float, float]:
    total, base = np.zeros((len(names), 2)), np.zeros((len(names), 2))
    for column, side in enumerate((a, b)):
        where = np.searchsorted(names, side.names)
        total[where, column], base[where, column] = side.total, side.base
    deviation = resample.deviations(total, base, rng)
    degrees = min(resample.freedom(a.base), resample.freedom(b.base))
    stretched = (deviation[:, 0] - deviation[:, 1]) * resample.widen(
        min(len(a.names), len(b.names))
    )
    return resample.ends(stretched, degrees)


def _welch(a: _Units, b: _Units, rng: np.random.Generator) -> tuple[float, float]:
    sides = [
        resample.deviations(s.total[:, None], s.base[:, None], rng)[:, 0]
        * resample.widen(len(s.names))
        for s in (a, b)
    ]
    variance = [float(np.nanvar(d)) for d in sides]
    freedoms = [resample.freedom(s.base) for s in (a, b)]
    spread = sum(v**2 / f for v, f in zip(variance, freedoms, strict=True))
    return resample.ends(sides[0] - sides[1], sum(variance) ** 2 / spread)


def _refusal(units: _Units, what: str) -> str:
    """Say why these units cannot give an interval, or nothing."""
    n = len(units.names)
    if n < 2 and "one article" in what:
        return "one article cannot show how much articles differ"
    if n < 2:
        return f"only {n} of the {what}, and one cannot show how much they differ"
    if not units.base.sum():
        return "nothing to divide by"
    residual = units.total * units.base.sum() - units.base * units.total.sum()
    if np.allclose(residual, 0, atol=1e-12 * max(1.0, float(np.abs(units.total).max()))):
        return f"all {n} {what} give the same value, so resampling cannot show any doubt"
    return ""


def _bootstrap(n: int | str, what: str) -> str:
    only = " (this says nothing about other articles)" if "one article" in what else ""
    return f"95 % cluster bootstrap, {n} {what} drawn {resample.RESAMPLES:,} times{only}"


def _settings(value: Value, by: str | Sequence[str] | None, unit: str) -> dict[str, Any]:
    return {"value": value, "by": by, "unit": unit, "resamples": resample.RESAMPLES}


def _labelled(keys: pd.DataFrame, results: list[tuple[Any, ...]]) -> pd.DataFrame:
    return pd.concat([keys, schema.table(results, schema.COMPARISON)], axis=1)
