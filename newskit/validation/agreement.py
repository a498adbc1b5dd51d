"""Agreement between coders: Krippendorff's alpha at four levels, with an interval."""

from __future__ import annotations

from itertools import combinations
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from newskit import schema, verbs
from newskit.statistics import resample
from newskit.statistics.distributions import Floats
from newskit.statistics.resample import Seed
from newskit.validation.codes import tidied

Level = Literal["nominal", "ordinal", "interval", "ratio"]
LEVELS = ("nominal", "ordinal", "interval", "ratio")


class _Tally(NamedTuple):
    """How often each item was given each code, and how far apart the codes are."""

    items: list[str]
    counts: Floats
    distance: Floats


@verbs.statistic(
    schema.AGREEMENT,
    says="Agreement of {coders} coders is Krippendorff's alpha ({level}), with an interval from "
    "drawing items.",
    cites=["Krippendorff (2019), Content Analysis, 4th edition"],
)
def agreement(codes: pd.DataFrame, *, level: Level = "nominal", rng: Seed = 0) -> pd.DataFrame:
    """Return Krippendorff's alpha of *codes*: overall, for each pair of coders, for each item.

    Parameters
    ----------
    codes
        One row per judgement: ``item``, ``coder``, ``code``. Not every coder must have coded every
        item. Codes that differ only in case or blanks are read as one, and named.
    level
        How codes differ: ``nominal`` (same or not), ``ordinal`` (ranks), ``interval`` (squared
        difference), ``ratio`` (squared difference over the sum).
    rng
        Seed or generator of the bootstrap.

    Returns
    -------
    AGREEMENT
        ``scope`` (overall, pair, item), ``name``, ``alpha``, ``low`` and ``high`` (95 %, items
        drawn with replacement), ``n`` (items with two or more codes), ``codes`` (on those items),
        ``method``.

    Notes
    -----
    ``alpha = 1 - observed / expected disagreement``: 1 is full agreement, 0 what chance would
    give, below 0 is systematic disagreement. Krippendorff asks for .800, and .667 for tentative
    conclusions; the lower end of the interval should clear the bar. An item's alpha is 1 - its own
    disagreement over the expected one; weighted by ``codes`` the items' alphas average to the
    overall one. Undefined (NaN) if all codes are alike: without variation nothing was put to the
    test. The interval is the mean of two that err to opposite sides: the bootstrap's percentiles,
    stretched for few items, and Student's limits on the scale of ``log(1 - alpha)``. If all agree,
    at most a share ``1 - .025^(1/n)`` of all items can be disputed. Ordinal distances are those of
    the whole sample.

    References
    ----------
    Krippendorff (2019), Content Analysis, 4th ed., chapter 12. Hayes & Krippendorff (2007),
    Communication Methods and Measures 1:77.

    Examples
    --------
    >>> codes = {"item": [*range(6)] * 2, "coder": [*"aaaaaabbbbbb"], "code": [*"110101110011"]}
    >>> round(float(agreement(pd.DataFrame(codes))["alpha"].iloc[0]), 2)
    0.31
    """
    known = _checked(codes, level)
    generator = np.random.default_rng(rng)
    coders = sorted(known["coder"].unique())
    whole = _tally(known, level)
    rows = [("overall", "all coders", *_alpha(whole, generator))]
    for pair in combinations(coders, 2) if len(coders) > 2 else []:
        tally = _tally(known[known["coder"].isin(pair)], level)
        rows.append(("pair", " · ".join(pair), *_alpha(tally, generator)))
    found = schema.table(rows + _items(whole), schema.AGREEMENT)
    return schema.stamp(found, "agreement", level=level, coders=len(coders))


def _checked(codes: pd.DataFrame, level: str) -> pd.DataFrame:
    schema.require(codes, ["item", "coder", "code"], what="codes table")
    if level not in LEVELS:
        raise ValueError(f"unknown level {level!r}; choose one of {', '.join(LEVELS)}")
    known = codes[["item", "coder", "code"]].dropna()
    known = known.assign(**{name: known[name].map(str) for name in ("item", "coder")})
    twice = known[known.duplicated(["item", "coder"])]
    if len(twice):
        first = twice.iloc[0]
        raise ValueError(
            f"coder {first['coder']!r} coded item {first['item']!r} more than once; keep one code"
        )
    if level == "nominal":
        return known.assign(code=tidied(known["code"]))
    return known.assign(code=_numbers(known["code"], level))


def _numbers(codes: pd.Series, level: str) -> pd.Series:
    numbers = pd.to_numeric(codes, errors="coerce").astype("float64")
    if numbers.isna().any():
        odd = codes[numbers.isna()].iloc[0]
        raise ValueError(f"level {level!r} needs numbers as codes, and there is {odd!r}")
    if level == "ratio" and (numbers < 0).any():
        raise ValueError("level 'ratio' needs codes of 0 or more")
    return numbers


def _tally(codes: pd.DataFrame, level: str) -> _Tally:
    table = pd.crosstab(codes["item"], codes["code"])
    table = table[table.sum(axis=1) > 1]
    counts = table.to_numpy(np.float64)
    return _Tally(list(table.index), counts, _distance(table.columns, counts.sum(axis=0), level))


def _distance(codes: pd.Index, totals: Floats, level: str) -> Floats:
    """Return Krippendorff's squared distance between each pair of codes."""
    if level == "nominal":
        return np.asarray(1 - np.eye(len(codes)))
    values = codes.to_numpy(np.float64)
    if level == "ordinal":
        # The sum of frequencies from c to k less half of both ends is a difference of mid-ranks.
        values = np.cumsum(totals) - totals / 2
    squared = (values[:, None] - values) ** 2
    if level != "ratio":
        return np.asarray(squared)
    sums = values[:, None] + values
    return np.divide(squared, sums**2, out=np.zeros_like(squared), where=sums > 0)


def _disagreement(tally: _Tally) -> tuple[Floats, Floats]:
    """Return each item's number of codes and its observed disagreement (summed over its codes)."""
    size = tally.counts.sum(axis=1)
    return size, ((tally.counts @ tally.distance) * tally.counts).sum(axis=1) / (size - 1)


def _expected(counts: Floats, distance: Floats) -> Floats:
    """Return the disagreement that chance would give, for each row of code totals."""
    n = counts.sum(axis=-1)
    return np.asarray(((counts @ distance) * counts).sum(axis=-1) / (n * (n - 1)))


def _alpha(tally: _Tally, rng: np.random.Generator) -> tuple[Any, ...]:
    size, observed = _disagreement(tally)
    n, total = len(size), int(size.sum())
    expected = float(_expected(tally.counts.sum(axis=0), tally.distance)) if n else 0.0
    if not expected:
        why = "all codes are alike" if n else "no item has two codes"
        return np.nan, np.nan, np.nan, n, total, f"alpha is undefined: {why}"
    alpha = 1 - observed.sum() / total / expected
    if n < 2:
        return alpha, np.nan, np.nan, n, total, "no interval from one item"
    low, high = _interval(tally, float(alpha), rng)
    how = f"95 % bootstrap, {n} items drawn {resample.RESAMPLES:,} times"
    return alpha, low, min(1.0, high), n, total, how


def _interval(tally: _Tally, alpha: float, rng: np.random.Generator) -> tuple[float, float]:
    size, observed = _disagreement(tally)
    n, codes = len(size), tally.counts.sum(axis=0)
    if not observed.any():
        expected = float(_expected(codes, tally.distance))
        worst = float(tally.distance.max())
        return 1 - _unlike(n) * worst / expected, 1.0
    t = resample.student(n - 1)
    down, up = resample.ends(_drawn(tally, alpha, rng) * resample.widen(n), n - 1)
    # The linearised log of observed over expected disagreement.
    whole, chance = size.sum(), tally.counts @ tally.distance @ codes
    moved = observed / observed.sum() - size / whole
    moved -= 2 * chance / chance.sum() - size * (1 / whole + 1 / (whole - 1))
    step = t * float(np.sqrt(((moved - moved.mean()) ** 2).sum())) * resample.widen(n)
    low, high = 1 - (1 - alpha) * np.exp(step), 1 - (1 - alpha) * np.exp(-step)
    return (alpha + down + float(low)) / 2, (alpha + up + float(high)) / 2


def _unlike(n: int) -> float:
    """Return the largest share of disputed items that still may leave *n* items undisputed."""
    return float(1 - ((1 - resample.LEVEL) / 2) ** (1 / n))


def _drawn(tally: _Tally, alpha: float, rng: np.random.Generator) -> Floats:
    """Return how far the alphas of resampled items fall from *alpha*; NaN where codes are alike."""
    size, observed = _disagreement(tally)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.concatenate(
            [
                1
                - (w @ observed) / (w @ size) / _expected(w @ tally.counts, tally.distance)
                - alpha
                for w in resample.draws(len(size), rng)
            ]
        )


def _items(tally: _Tally) -> list[tuple[Any, ...]]:
    size, observed = _disagreement(tally)
    expected = float(_expected(tally.counts.sum(axis=0), tally.distance)) if len(size) else 0.0
    alphas = 1 - observed / size / expected if expected else np.full(len(size), np.nan)
    rows = zip(tally.items, alphas.tolist(), size.astype(int).tolist(), strict=True)
    return [
        ("item", name, alpha, np.nan, np.nan, 1, m, "one item, no interval")
        for name, alpha, m in rows
    ]
