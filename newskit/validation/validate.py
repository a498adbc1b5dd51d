"""How far to trust a measure: figures against human codes, and the texts where it fails worst."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from newskit import schema, verbs
from newskit.statistics import intervals, resample
from newskit.statistics.distributions import Floats
from newskit.statistics.intervals import ERROR, Kind, Units
from newskit.statistics.resample import Seed
from newskit.validation.codes import joined, per_unit, units_of

_BOUNDS = {
    **dict.fromkeys(["r", "rho", "length_r"], (-1.0, 1.0)),
    **dict.fromkeys(["f1", "macro_f1"], (0.0, 1.0)),
    "mae": (0.0, np.inf),
}


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
    sample: pd.DataFrame | None = None,
    unit: str = "article_id",
    rng: Seed = 0,
) -> Validation:
    """Hold the column *value* of *measured* against the human *codes* of the same items.

    Parameters
    ----------
    measured
        One row per item: ``item`` or ``article_id``, the measure, and, to be useful, ``text``.
    codes
        ``item`` or ``article_id``, ``coder``, ``code``. Several coders are averaged for numbers;
        for classes the majority counts, and items without one are left out and counted. Codes that
        differ only in case or blanks are read as one, and named.
    value
        A numeric column is held against numeric codes; a column of true and false (or of 0 and 1),
        or of names, against classes.
    by
        Columns of groups: every figure is also given for each group by itself. A measure that errs
        more for one outlet than another manufactures differences.
    sample
        What :func:`sample_for_coding` gave: it brings ``article_id`` and ``weight`` of each item.
        A stratified sample without its weights is refused.
    unit
        What is independent: items of one article are not. Items count where there is no such
        column.
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
        each class and ``length_r`` (of being wrong with length). Undefined figures are NaN. All are
        weighed by ``weight``. Intervals: 95 %, units drawn with replacement; precision and recall:
        Korn and Graubard's.

    References
    ----------
    Grimmer & Stewart (2013), Political Analysis 21:267. van Atteveldt, van der Velden & Boukes
    (2021), Communication Methods and Measures 15:121.

    Examples
    --------
    >>> measured = pd.DataFrame({"item": [*"1234"], "war": [True, True, False, False]})
    >>> codes = pd.DataFrame({"item": [*"1234"], "code": ["yes", "no", "no", "no"]})
    >>> validate(measured, codes, value="war").confusion.loc["False"].tolist()
    [2, 1]
    """
    groups = schema.listed(by)
    both = joined(measured, codes, value, sample=sample, unit=unit, by=groups)
    numeric, rows = both.kind == "number", both.coded
    texts = rows.get("text")
    words = np.nan if texts is None else [len(str(text).split()) for text in texts]
    rows = rows.assign(words=words, item=rows[both.key])
    generator = np.random.default_rng(rng)
    parts: list[tuple[dict[str, Any], pd.DataFrame]] = [(dict.fromkeys(groups, "all"), rows)]
    for key, own in rows.groupby(groups, observed=True) if groups else []:
        parts.append((dict(zip(groups, key, strict=True)), own))
    figures = [_figures(part, numeric, generator).assign(**key) for key, part in parts]
    table = pd.concat(figures, ignore_index=True)[[*groups, *schema.VALIDATION]]
    confusion = pd.DataFrame() if numeric else _confusion(rows)
    stamped = schema.stamp(table, "validate", value=value, by=by, unit=unit)
    return Validation(stamped, confusion, _misses(rows, numeric))


verbs.DECLARED["validate"] = verbs.Declared(
    schema.VALIDATION,
    "The measure {value} was held against the human codes of the same items; intervals count "
    "{unit}.",
    (),
)


class _Figure(NamedTuple):
    """A figure as a formula of sums over items, which are taken unit by unit and resampled."""

    columns: list[Floats]
    formula: Callable[[Floats], Floats]


def _figures(rows: pd.DataFrame, numeric: bool, rng: np.random.Generator) -> pd.DataFrame:
    """Return the figures of *rows*, each with the interval that resampled units give."""
    unit, weight = units_of(rows), rows["weight"].to_numpy(np.float64)
    found = [] if numeric else _shares(rows, rng)
    figures = _number_figures(rows) if numeric else _class_figures(rows)
    columns = [per_unit(weight * c, unit) for f in figures.values() for c in f.columns]
    sums, sizes = np.stack(columns, axis=1), per_unit(weight, unit)
    drawn = np.concatenate([draw @ sums for draw in resample.draws(len(sizes), rng)])
    cuts = np.cumsum([len(f.columns) for f in figures.values()])[:-1]
    counted = f"{len(sizes)} {'items' if len(sizes) == len(rows) else 'units'}"
    with np.errstate(divide="ignore", invalid="ignore"):
        for (name, f), s in zip(
            figures.items(), np.split(np.vstack([sums.sum(axis=0), drawn]).T, cuts), strict=True
        ):
            value, *others = f.formula(s)
            low, high, how = _interval(name, value, np.array(others) - value, sizes)
            found.append((name, value, low, high, len(rows), f"{how}, {counted}"))
    return schema.table(found, schema.VALIDATION)


def _interval(
    metric: str, value: float, deviation: Floats, sizes: Floats
) -> tuple[float, float, str]:
    n = len(sizes)
    if n < 2 or not np.nanmax(np.abs(deviation), initial=0) > 0:
        return np.nan, np.nan, "no interval: nothing that differs"
    low, high = resample.ends(deviation * resample.widen(n), resample.freedom(sizes))
    floor, ceiling = _BOUNDS.get(metric.split(" ")[0], (-np.inf, np.inf))
    how = f"95 % bootstrap of {resample.RESAMPLES:,} draws"
    return max(floor, value + low), min(ceiling, value + high), how


def _number_figures(rows: pd.DataFrame) -> dict[str, _Figure]:
    measure, code = rows["measure"].to_numpy(), rows["code"].to_numpy()
    ranks = [rows[s].rank().to_numpy().astype(np.float64) for s in ("measure", "code")]
    varied = len(rows) > 1 and code.std() > 0
    off = measure - np.polyval(np.polyfit(code, measure, 1), code) if varied else measure - code
    return {
        "r": _correlation(measure, code),
        "rho": _correlation(*ranks),
        "mae": _mean(np.abs(measure - code)),
        "bias": _mean(measure - code),
        "length_r": _correlation(off, rows["words"].to_numpy(np.float64)),
    }


def _class_figures(rows: pd.DataFrame) -> dict[str, _Figure]:
    cells = _cells(rows)
    both = {name: [m * c, m + c] for name, (m, c) in cells.items()}
    wrong = (rows["measure"] != rows["code"]).to_numpy().astype(np.float64)
    return {
        **{f"f1 {name}": _Figure(columns, _f1) for name, columns in both.items()},
        "macro_f1": _Figure([c for columns in both.values() for c in columns], _f1),
        **{f"bias {name}": _mean(m - c) for name, (m, c) in cells.items()},
        "length_r": _correlation(wrong, rows["words"].to_numpy(np.float64)),
    }


def _cells(rows: pd.DataFrame) -> dict[str, list[Floats]]:
    """Return, for each class, which items the measure and the code give to it (1 or 0)."""
    sides = rows["measure"], rows["code"]
    names = sorted({*rows["measure"], *rows["code"]})
    return {n: [(side == n).to_numpy().astype(np.float64) for side in sides] for n in names}


def _shares(rows: pd.DataFrame, rng: np.random.Generator) -> list[tuple[Any, ...]]:
    """Return precision and recall of each class: shares among the items of one side."""
    weight, found = rows["weight"].to_numpy(np.float64), []
    for name, (measured, coded) in _cells(rows).items():
        for metric, side in (("precision", measured), ("recall", coded)):
            here = side > 0
            unit = units_of(rows[here])
            hits = per_unit((weight * measured * coded)[here], unit)
            units = Units(np.unique(unit), hits, per_unit(weight[here], unit), int(here.sum()))
            e = intervals.estimate(units, Kind("share", 0, 1), np.array([ERROR]), rng, exact=True)
            how = f"Korn-Graubard, {units.rows} items" if e.how else "no interval: one unit"
            found.append((f"{metric} {name}", e.value, e.low[0], e.high[0], units.rows, how))
    return found


def _mean(x: Floats) -> _Figure:
    return _Figure([x, np.ones(len(x))], lambda s: s[0] / s[1])


def _f1(sums: Floats) -> Floats:
    """Return the F1 of a class, or the mean of several: hits, and measured plus coded, in turn."""
    return np.asarray((2 * sums[::2] / sums[1::2]).mean(axis=0))


def _correlation(x: Floats, y: Floats) -> _Figure:
    # Centred first: sums of squares of large numbers would drown their differences.
    x, y = x - x.mean(), y - y.mean()

    def correlation(sums: Floats) -> Floats:
        mean_x, mean_y, xx, yy, xy = sums[1:] / sums[0]
        spread = np.sqrt(np.maximum(0, (xx - mean_x**2) * (yy - mean_y**2)))
        return np.where(spread > 1e-12, (xy - mean_x * mean_y) / spread, np.nan)

    return _Figure([np.ones(len(x)), x, y, x * x, y * y, x * y], correlation)


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
    kept = [c for c in ("article_id", "sentence", "text") if c in table]
    return table[["item", "measure", "code", "off", *kept]].reset_index(drop=True)
