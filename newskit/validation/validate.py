"""How far to trust a measure: figures against human codes, and the texts where it fails worst."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from newskit import schema
from newskit.statistics import resample
from newskit.statistics.resample import Floats, Seed

FIGURES = {
    "metric": "str",
    "value": "float64",
    "low": "float64",
    "high": "float64",
    "n": "int64",
    "method": "str",
}
_BOUNDS = {
    **dict.fromkeys(["r", "rho", "length_r"], (-1.0, 1.0)),
    **dict.fromkeys(["f1", "macro_f1"], (0.0, 1.0)),
    "mae": (0.0, np.inf),
}
_YES, _NO = {"1", "1.0", "true", "yes", "y"}, {"0", "0.0", "false", "no", "n"}


class Validation(NamedTuple):
    """What :func:`validate` found: three tables.

    ``figures`` (by group: metric, value, low, high, n), ``confusion`` (codes in rows, measure in
    columns; empty for numbers) and ``misses`` (the items furthest off, with their text).
    """

    figures: pd.DataFrame
    confusion: pd.DataFrame
    misses: pd.DataFrame


def validate(
    measured: pd.DataFrame,
    codes: pd.DataFrame,
    *,
    value: str,
    by: str | Sequence[str] | None = None,
    rng: Seed = 0,
) -> Validation:
    """Hold the column *value* of *measured* against the human *codes* of the same items.

    Parameters
    ----------
    measured
        One row per item: ``item`` (as in the sample for coding), the measure, and, to be useful,
        ``text``.
    codes
        ``item``, ``coder``, ``code``. Several coders are averaged for numbers; for classes the
        majority counts, and items without one are left out and counted.
    value
        A numeric column is held against numeric codes; a column of true and false, or of names,
        against classes.
    by
        Columns of groups: every figure is also given for each group by itself. A measure that errs
        more for one outlet than another manufactures differences.
    rng
        Seed or generator of the bootstrap.

    Returns
    -------
    Validation
        For numbers: ``r`` (Pearson), ``rho`` (Spearman), ``mae`` (mean absolute error), ``bias``
        (mean of measure minus code; the last two mean something only if both use one scale) and
        ``length_r`` (correlation of measure minus its best line through the codes with the text's
        number of words: away from 0, length is mistaken for content). For classes: ``precision``,
        ``recall`` and ``f1`` of each class, ``macro_f1``, ``bias`` (measured less coded share) of
        each class and ``length_r`` (of being wrong with length). Undefined figures are NaN.
        Intervals: 95 %, items drawn with replacement; precision and recall: Wilson.

    References
    ----------
    Grimmer & Stewart (2013), Political Analysis 21:267. van Atteveldt, van der Velden & Boukes
    (2021), Communication Methods and Measures 15:121.
    """
    schema.require(measured, ["item", value], what="measured table")
    groups = [by] if isinstance(by, str) else list(by or [])
    schema.require(measured, groups, what="measured table")
    joined, numeric = _joined(measured, codes, value)
    generator = np.random.default_rng(rng)
    parts = [(dict.fromkeys(groups, "all"), joined)]
    if groups:
        keyed = joined.groupby(groups, observed=True)
        parts += [(_named(groups, key), rows) for key, rows in keyed]
    figures = [_figures(rows, numeric, generator).assign(**key) for key, rows in parts]
    table = pd.concat(figures, ignore_index=True)[[*groups, *FIGURES]]
    confusion = pd.DataFrame() if numeric else _confusion(joined)
    return Validation(
        schema.stamp(table, "validate", value=value, by=by), confusion, _misses(joined, numeric)
    )


def _named(names: list[str], key: Any) -> dict[str, Any]:
    return dict(zip(names, key if isinstance(key, tuple) else (key,), strict=True))


def _joined(measured: pd.DataFrame, codes: pd.DataFrame, value: str) -> tuple[pd.DataFrame, bool]:
    """Return the items with both, as ``measure`` and ``code``, and whether they are numbers."""
    numeric = pd.api.types.is_numeric_dtype(measured[value]) and not pd.api.types.is_bool_dtype(
        measured[value]
    )
    human = settled(codes, numeric=numeric, yes_no=pd.api.types.is_bool_dtype(measured[value]))
    table = measured.assign(item=measured["item"].astype("str"), measure=measured[value])
    if table["item"].duplicated().any():
        raise ValueError("the measured table has more than one row for an item; one is needed")
    joined = table[table["measure"].notna()].merge(human, on="item")
    if joined.empty:
        raise ValueError(
            "no item is both measured and coded; the items of the measured table look like "
            f"{list(table['item'][:3])}, those of the codes like {list(human['item'][:3])}"
        )
    kind = "float64" if numeric else "str"
    words = [len(str(text).split()) for text in joined["text"]] if "text" in joined else np.nan
    return joined.assign(words=words).astype({"measure": kind, "code": kind}), numeric


def settled(codes: pd.DataFrame, *, numeric: bool, yes_no: bool, key: str = "item") -> pd.DataFrame:
    """Return one code per item: the mean of numbers, the majority of classes; ties are left out."""
    schema.require(codes, [key, "code"], what="codes table")
    known = codes.dropna(subset=[key, "code"]).astype({key: "str"})
    if numeric:
        numbers = pd.to_numeric(known["code"], errors="coerce").astype("float64")
        if numbers.isna().any():
            odd = known["code"][numbers.isna()].iloc[0]
            raise ValueError(f"the measure is a number and the code {odd!r} is not")
        return numbers.groupby(known[key]).mean().rename("code").reset_index()
    written = known["code"].astype("str").map(_truth) if yes_no else known["code"].astype("str")
    votes = written.groupby([known[key], written]).size().rename("votes")
    votes.index.names = [key, "code"]
    best = votes[votes == votes.groupby(level=0).transform("max")].reset_index()
    tied = best[best.duplicated(key, keep=False)]
    if len(tied):
        _warn_tied(sorted(set(tied[key])))
    return best[~best[key].isin(tied[key])][[key, "code"]].reset_index(drop=True)


def _warn_tied(items: Sequence[str]) -> None:
    warnings.warn(
        f"{len(items)} items have no majority code and were left out: {', '.join(items[:5])}",
        schema.NewskitWarning,
        stacklevel=4,
    )


def _truth(code: str) -> str:
    if code.strip().lower() in _YES:
        return "True"
    if code.strip().lower() in _NO:
        return "False"
    raise ValueError(
        f"the measure is true or false; write the code {code!r} as yes or no, or 1 or 0"
    )


Statistic = Callable[[Floats], Floats]  # weights, resamples x items -> one figure per resample


def _figures(rows: pd.DataFrame, numeric: bool, rng: np.random.Generator) -> pd.DataFrame:
    """Return the figures of *rows*, each with the interval that resampled items give."""
    shares = [] if numeric else _shares(rows)
    statistics = _number_statistics(rows) if numeric else _class_statistics(rows)
    whole = {m: float(f(np.ones((1, len(rows))))[0]) for m, f in statistics.items()}
    drawn: dict[str, list[Floats]] = {metric: [] for metric in statistics}
    for weights in resample.draws(len(rows), rng):
        for metric, statistic in statistics.items():
            drawn[metric].append(statistic(weights) - whole[metric])
    bootstrapped = [
        (m, whole[m], *_interval(m, whole[m], np.concatenate(drawn[m]), len(rows)))
        for m in statistics
    ]
    return schema.table(shares + bootstrapped, FIGURES)


def _interval(
    metric: str, value: float, deviation: Floats, n: int
) -> tuple[float, float, int, str]:
    if n < 2 or not np.nanmax(np.abs(deviation), initial=0) > 0:
        return np.nan, np.nan, n, f"no interval: {n} items, and nothing that differs between them"
    low, high = resample.ends(deviation * resample.widen(n), n - 1)
    floor, ceiling = _BOUNDS.get(metric.split(" ")[0], (-np.inf, np.inf))
    how = f"95 % bootstrap, {n} items drawn {resample.RESAMPLES:,} times"
    return max(floor, value + low), min(ceiling, value + high), n, how


def _number_statistics(rows: pd.DataFrame) -> dict[str, Statistic]:
    measure, code = rows["measure"].to_numpy(), rows["code"].to_numpy()
    ranks = [rows[s].rank().to_numpy().astype(np.float64) for s in ("measure", "code")]
    varied = len(rows) > 1 and code.std() > 0
    off = measure - np.polyval(np.polyfit(code, measure, 1), code) if varied else measure - code
    return {
        "r": _correlation(measure, code),
        "rho": _correlation(ranks[0], ranks[1]),
        "mae": _mean(np.abs(measure - code)),
        "bias": _mean(measure - code),
        "length_r": _correlation(off, rows["words"].to_numpy(np.float64)),
    }


def _class_statistics(rows: pd.DataFrame) -> dict[str, Statistic]:
    wrong = (rows["measure"] != rows["code"]).to_numpy().astype(np.float64)
    f1 = {f"f1 {name}": _f1(*cells) for name, cells in _cells(rows).items()}
    bias = {f"bias {name}": _mean(m - c) for name, (m, c) in _cells(rows).items()}
    macro: Statistic = lambda w: np.mean([f(w) for f in f1.values()], axis=0)  # noqa: E731
    length = _correlation(wrong, rows["words"].to_numpy(np.float64))
    return {**f1, "macro_f1": macro, **bias, "length_r": length}


def _cells(rows: pd.DataFrame) -> dict[str, tuple[Floats, Floats]]:
    """Return, for each class, which items the measure and the code give to it (1 or 0)."""
    names = sorted({*rows["measure"], *rows["code"]})
    sides = [
        {n: (rows[s] == n).to_numpy().astype(np.float64) for n in names}
        for s in ("measure", "code")
    ]
    return {name: (sides[0][name], sides[1][name]) for name in names}


def _shares(rows: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Return precision and recall of each class: shares, with Wilson's score interval."""
    found = []
    for name, (measured, coded) in _cells(rows).items():
        for metric, side in (("precision", measured), ("recall", coded)):
            n = int(side.sum())
            share = float((measured * coded).sum() / n) if n else np.nan
            low, high = resample.wilson(share, n) if n else (np.nan, np.nan)
            found.append((f"{metric} {name}", share, low, high, n, f"Wilson, {n} items"))
    return found


def _mean(x: Floats) -> Statistic:
    return lambda w: (w @ x) / w.sum(axis=1)


def _f1(measured: Floats, coded: Floats) -> Statistic:
    def f1(w: Floats) -> Floats:
        with np.errstate(invalid="ignore"):
            return 2 * (w @ (measured * coded)) / (w @ (measured + coded))

    return f1


def _correlation(x: Floats, y: Floats) -> Statistic:
    # Centred first: sums of squares of large numbers would drown their differences.
    x, y = x - x.mean(), y - y.mean()

    def correlation(w: Floats) -> Floats:
        mean_x, mean_y = _mean(x)(w), _mean(y)(w)
        covariance = _mean(x * y)(w) - mean_x * mean_y
        variances = (_mean(x * x)(w) - mean_x**2) * (_mean(y * y)(w) - mean_y**2)
        spread = np.sqrt(np.maximum(0, variances))
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(spread > 1e-12, covariance / spread, np.nan)

    return correlation


def _confusion(joined: pd.DataFrame) -> pd.DataFrame:
    names = sorted({*joined["measure"], *joined["code"]})
    table = pd.crosstab(joined["code"], joined["measure"])
    return table.reindex(index=names, columns=names, fill_value=0)


def _misses(joined: pd.DataFrame, numeric: bool) -> pd.DataFrame:
    """Return what the measure got wrong, the worst first: for numbers by distance in ranks."""
    if numeric:
        off = (joined["measure"].rank() - joined["code"].rank()).abs() / len(joined)
    else:
        off = (joined["measure"] != joined["code"]).astype("float64")
    table = joined.assign(off=off)[off > 0].sort_values("off", ascending=False, kind="stable")
    first = ["item", "measure", "code", "off"]
    kept = [c for c in ("article_id", "sentence", "text") if c in table]
    return table[first + kept].reset_index(drop=True)
