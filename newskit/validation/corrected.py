"""A measured share, mean or difference, put right for the measure's own errors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from newskit import schema, verbs
from newskit.statistics import resample
from newskit.statistics.compare import Adjust, adjusted_for
from newskit.statistics.distributions import Floats, Z
from newskit.statistics.intervals import ERROR
from newskit.statistics.resample import Seed
from newskit.validation.codes import Joined, joined, named, per_unit, units_of

_JEFFREYS = 0.5
_ENOUGH = 5  # codes in all, for a share where some class of the measure has none
_CITES = [
    "Tenenbein (1970), JASA 65:1350",
    "Rogan & Gladen (1978), American Journal of Epidemiology 107:71",
]


class _Part(NamedTuple):
    """One group and category: raw and corrected value, draws of it, and what lies behind them."""

    key: tuple[Any, ...]
    category: str | None
    measured: float
    value: float
    drawn: Floats
    coded: int
    rows: int
    method: str


@verbs.statistic(
    schema.CORRECTED,
    says="Values of {value} were corrected for the measure's errors by human codes, weighed by "
    "their chance to be drawn; 95 % intervals speak of these texts and count {unit}.",
    cites=_CITES,
)
def corrected_share(
    measured: pd.DataFrame,
    codes: pd.DataFrame,
    *,
    value: str,
    by: str | Sequence[str] | None = None,
    sample: pd.DataFrame | None = None,
    unit: str = "article_id",
    rng: Seed = 0,
) -> pd.DataFrame:
    """Return the share of texts that truly have a property: a fallible measure, put right.

    Parameters
    ----------
    measured
        Every text once: ``article_id`` or ``item``, and *value*: true or false (a share), names (a
        share for each category), or numbers (a mean).
    codes
        Human codes of some of them: ``article_id`` or ``item``, ``coder``, ``code``. The majority
        counts, of numbers the mean.
    value
        The column with the measure.
    by
        Columns of groups; each group is corrected by its own codes, so a measure that errs more
        for one outlet does no harm, and each group needs codes.
    sample
        What :func:`sample_for_coding` gave: it brings ``article_id`` and ``weight`` of each item.
        A stratified sample without its weights is refused, unless *by* names its strata.
    unit
        What is independent: sentences of one article are not.
    rng
        Seed or generator.

    Returns
    -------
    CORRECTED
        The group columns, ``category`` (for names), ``measured`` (the raw value), then ``value``
        (corrected), ``low``, ``high`` (95 %), ``n`` (all texts) and ``method``. A class of the
        measure without codes is taken with the class that has most, or gives NaN if there are
        fewer than five codes in all.

    Notes
    -----
    Shares: with W the share of texts that the measure puts into a class, ``value`` is the sum over
    classes of W times the weighted share coded so within the class: the codes, post-stratified by
    the measure. Means: the mean code, moved along the codes' regression on the measure to the
    measure's mean of all texts. Both are right on average whatever the measure's errors, and the
    better the measure, the narrower the interval.

    The interval speaks about these texts: where all are coded it has no width. While fewer than
    some 40 % are coded, it also holds for the process that they are a sample of. It comes from
    10,000 draws under Jeffreys' prior with the effective number of codes (Kish's for weights, the
    design effect for units), so that a measure without an error in a few codes is not taken for
    infallible; for means, from Student's t. Human codes are taken as true: report
    :func:`agreement` beside it.

    References
    ----------
    Rogan & Gladen (1978), American Journal of Epidemiology 107:71. Tenenbein (1970), JASA 65:1350.
    Särndal, Swensson & Wretman (1992), Model Assisted Survey Sampling, 6-7. Angelopoulos et al.
    (2023), Science 382:669. TeBlunthuis, Hase & Chan (2024), Communication Methods and Measures
    18:278.

    Examples
    --------
    >>> measured = pd.DataFrame({"article_id": [*"abcd"], "war": [True, True, False, False]})
    >>> codes = pd.DataFrame({"article_id": [*"abcd"], "code": ["yes", "no", "no", "no"]})
    >>> corrected_share(measured, codes, value="war")[["measured", "value", "low"]].values.tolist()
    [[0.5, 0.25, 0.25]]
    """
    parts, names = _corrected(measured, codes, value, by, sample, unit, rng)
    category = any(part.category is not None for part in parts)
    rows = [
        (*p.key, *([p.category] if category else []), p.measured, p.value, *_ends(p.drawn, ERROR),
         p.rows, p.method)
        for p in parts
    ]  # fmt: skip
    columns = [*names, *(["category"] if category else []), *schema.CORRECTED]
    found = schema.cast(pd.DataFrame(rows, columns=columns), schema.CORRECTED)
    return schema.stamp(found, "corrected_share", value=value, by=by, unit=unit)


@verbs.statistic(
    schema.CORRECTED_DIFFERENCE,
    says="Differences in {value} between groups ({by}) were corrected for the measure's errors by "
    "human codes, weighed by their chance to be drawn; claims from several pairs are {adjust}.",
    cites=_CITES,
)
def corrected_difference(
    measured: pd.DataFrame,
    codes: pd.DataFrame,
    *,
    value: str,
    by: str | Sequence[str],
    sample: pd.DataFrame | None = None,
    unit: str = "article_id",
    adjust: Adjust = "holm",
    rng: Seed = 0,
) -> pd.DataFrame:
    """Return, for each pair of groups, the difference of their corrected values with its interval.

    Takes what :func:`corrected_share` takes, and *adjust* as :func:`difference` does. The columns
    are ``group``, ``reference``, ``category`` (for names), ``measured`` (the raw difference), then
    ``value``, ``low``, ``high``, ``p_value``, ``p_adjusted``, ``n`` and ``method``.
    """
    parts, _ = _corrected(measured, codes, value, by, sample, unit, rng)
    pairs = [(a, b) for a, b in combinations(parts, 2) if a.category == b.category]
    drawn = [a.drawn - b.drawn for a, b in pairs]
    p = np.array([_p(d) for d in drawn])
    adjusted, rates, note = adjusted_for(p, adjust)
    rows = [
        (" · ".join(map(str, a.key)), " · ".join(map(str, b.key)), a.category,
         a.measured - b.measured, a.value - b.value, *_ends(drawn[i], rates[i]), p[i], adjusted[i],
         a.rows + b.rows, f"{a.method}; {b.method}{note}")
        for i, (a, b) in enumerate(pairs)
    ]  # fmt: skip
    columns = list(schema.CORRECTED_DIFFERENCE)
    columns.insert(2, "category")
    found = schema.cast(pd.DataFrame(rows, columns=columns), schema.CORRECTED_DIFFERENCE)
    if found["category"].isna().all():
        found = found.drop(columns="category")
    return schema.stamp(found, "corrected_difference", value=value, by=by, unit=unit, adjust=adjust)


def _corrected(
    measured: pd.DataFrame,
    codes: pd.DataFrame,
    value: str,
    by: str | Sequence[str] | None,
    sample: pd.DataFrame | None,
    unit: str,
    rng: Seed,
) -> tuple[list[_Part], list[str]]:
    names = schema.listed(by)
    both = joined(measured, codes, value, sample=sample, unit=unit, by=names, whole=True)
    generator = np.random.default_rng(rng)
    groups = both.table.groupby(names, observed=True) if names else [((), both.table)]
    parts = [
        part
        for key, rows in groups
        for part in _parts(tuple(named(names, key).values()), rows, both, generator)
    ]
    if both.kind == "number":
        low, high = schema.range_of(measured, value)
        parts = [p._replace(drawn=np.clip(p.drawn, low, high)) for p in parts]
    return parts, names


def _parts(
    key: tuple[Any, ...], rows: pd.DataFrame, both: Joined, rng: np.random.Generator
) -> Iterator[_Part]:
    kind, n = both.kind, int(rows["code"].notna().sum())
    method = f"corrected by {n} codes of {len(rows)} {both.key.removesuffix('_id')}s; 95 %, "
    if kind == "number":
        value, drawn = _mean(rows, rng)
        measured = float(rows["measure"].mean())
        yield _Part(key, None, measured, value, drawn, n, len(rows), f"{method}Student's t")
        return
    names = ["True"] if kind == "yes/no" else sorted({*rows["measure"], *rows["code"].dropna()})
    for name in names:
        value, drawn = _share(rows, name, rng)
        measured = float((rows["measure"] == name).mean())
        category = None if kind == "yes/no" else name
        yield _Part(key, category, measured, value, drawn, n, len(rows), f"{method}Jeffreys' prior")


def _share(rows: pd.DataFrame, name: str, rng: np.random.Generator) -> tuple[float, Floats]:
    """Return the corrected share of texts coded *name*, and draws of it."""
    coded = rows[rows["code"].notna()]
    if len(coded) >= _ENOUGH:
        # Classes of the measure without a code are taken with the class that has most.
        known = rows["measure"].isin(coded["measure"])
        rows = rows.assign(measure=rows["measure"].where(known, coded["measure"].mode()[0]))
    cells = list(rows.groupby("measure"))
    shares = {}
    for cell, _ in cells:
        here = coded[coded["measure"] == cell]
        w = here["weight"].to_numpy(np.float64)
        shares[cell] = float(w @ (here["code"] == name) / w.sum()) if len(here) else np.nan
    effect = _design_effect(coded, coded["code"].eq(name) - coded["measure"].map(shares))
    value, drawn = 0.0, np.zeros(resample.RESAMPLES)
    sizes = np.array([len(every) for _, every in cells])
    parts = rng.dirichlet(sizes + _JEFFREYS, resample.RESAMPLES)
    for i, (cell, _) in enumerate(cells):
        w = coded["weight"][coded["measure"] == cell].to_numpy(np.float64)
        share = shares[cell]
        if np.isnan(share):
            return np.nan, np.full(resample.RESAMPLES, np.nan)
        n = resample.effective(w) / effect
        found = rng.beta(share * n + _JEFFREYS, (1 - share) * n + _JEFFREYS, resample.RESAMPLES)
        value += sizes[i] / len(rows) * share
        drawn += parts[:, i] * found
    return value, np.clip(value + _doubt(coded, rows) * (drawn - value), 0, 1)


def _doubt(coded: pd.DataFrame, rows: pd.DataFrame) -> float:
    """Return what codes of a part f of all texts leave in doubt, in standard errors: (1 - f^2)^.5.

    For these texts as a finite population it would be (1 - f)^.5, for the process behind them 1.
    Between the two, an interval holds both while few are coded, and has no width when all are.
    """
    return float(np.sqrt(1 - (len(coded) / len(rows)) ** 2))


def _design_effect(coded: pd.DataFrame, residual: pd.Series) -> float:
    """Return by how much the variance between units exceeds that of independent texts."""
    units = units_of(coded)
    n, m = len(coded), len(set(units))
    if m == n:
        return 1.0
    if m < 2:
        return float("inf")
    e = coded["weight"].to_numpy(np.float64) * residual.to_numpy(np.float64)
    alone = float((e**2).sum()) * n / (n - 1)
    between = float((per_unit(e, units) ** 2).sum()) * m / (m - 1)
    # Without a single error it cannot be known how errors cluster: the worst is assumed.
    effect = max(1.0, between / alone) if alone > 0 else n / m
    return effect * (resample.student(m - 1) / Z) ** 2


def _mean(rows: pd.DataFrame, rng: np.random.Generator) -> tuple[float, Floats]:
    """Return the corrected mean of numeric codes, and draws of it."""
    coded = rows[rows["code"].notna()]
    if len(coded) < 3:
        return np.nan, np.full(resample.RESAMPLES, np.nan)
    a = coded["weight"].to_numpy(np.float64) / coded["weight"].sum()
    x, y = (coded[c].to_numpy(np.float64) for c in ("measure", "code"))
    gap = x - a @ x
    spread = float(a @ gap**2)
    slope = float(a @ (gap * y)) / spread if spread > 0 else 0.0
    residual = y - a @ y - slope * gap
    units = units_of(coded)
    m = len(set(units))
    value = float(a @ y + slope * (rows["measure"].mean() - a @ x))
    if m < 3:
        return value, np.full(resample.RESAMPLES, np.nan)
    variance = float((per_unit(a * residual, units) ** 2).sum()) * m / (m - 2)
    variance += slope**2 * float(rows["measure"].var(ddof=0)) / len(rows)
    error = _doubt(coded, rows) * np.sqrt(variance)
    return value, value + error * rng.standard_t(m - 2, resample.RESAMPLES)


def _ends(drawn: Floats, rate: float) -> tuple[float, float]:
    low, high = np.quantile(drawn, [rate / 2, 1 - rate / 2])
    return float(low), float(high)


def _p(drawn: Floats) -> float:
    """Return the two-sided p of a difference from its draws; not below what they can tell."""
    if np.isnan(drawn).any():
        return np.nan
    beyond = min((drawn <= 0).mean(), (drawn >= 0).mean())
    return float(min(1.0, max(2 * beyond, 1 / len(drawn))))
