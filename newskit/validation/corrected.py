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
from newskit.validation.codes import Joined, joined, per_unit, units_of

_JEFFREYS = 0.5
_ENOUGH = 5  # codes in all, for a share where some class of the measure has none
_LINE = 3  # units: a line through two leaves nothing to judge it by
_CITES = [
    "Tenenbein (1970), JASA 65:1350",
    "Rogan & Gladen (1978), American Journal of Epidemiology 107:71",
]


class _Part(NamedTuple):
    """One group and category: raw and corrected value, draws of it, and what lies behind them."""

    key: tuple[Any, ...]
    category: tuple[str, ...]
    measured: float
    value: float
    drawn: Floats
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
        Of a sample of spans, *measured* may hold all by ``article_id``, ``start`` and ``end``. A
        stratified sample without its weights is refused, unless *by* names its strata.
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
    infallible; for means, from Student's t. It always holds the value itself. Human codes are
    taken as true: report :func:`agreement` beside it.

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
    names = schema.listed(by)
    parts = _corrected(measured, codes, value, names, sample, unit, rng)
    rows = [
        (*p.key, *p.category, p.measured, p.value,
         *_ends(p.drawn, p.value, ERROR), p.rows, p.method)
        for p in parts
    ]  # fmt: skip
    found = _table(rows, parts, names, schema.CORRECTED)
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
    parts = _corrected(measured, codes, value, schema.listed(by), sample, unit, rng)
    pairs = [(a, b) for a, b in combinations(parts, 2) if a.category == b.category]
    drawn, gaps = [a.drawn - b.drawn for a, b in pairs], [a.value - b.value for a, b in pairs]
    p = np.array([_p(d) for d in drawn])
    adjusted, rates, note = adjusted_for(p, adjust)
    rows = [
        (*(" · ".join(map(str, part.key)) for part in (a, b)), *a.category,
         a.measured - b.measured, gaps[i], *_ends(drawn[i], gaps[i], rates[i]), p[i], adjusted[i],
         a.rows + b.rows, f"{a.method}; {b.method}{note}")
        for i, (a, b) in enumerate(pairs)
    ]  # fmt: skip
    found = _table(rows, parts, ["group", "reference"], schema.CORRECTED_DIFFERENCE)
    return schema.stamp(found, "corrected_difference", value=value, by=by, unit=unit, adjust=adjust)


def _table(
    rows: list[tuple[Any, ...]], parts: list[_Part], labels: list[str], columns: schema.Columns
) -> pd.DataFrame:
    category = ["category"] if any(p.category for p in parts) else []
    rest = [name for name in columns if name not in labels]
    return schema.cast(pd.DataFrame(rows, columns=[*labels, *category, *rest]), columns)


def _corrected(
    measured: pd.DataFrame, codes: pd.DataFrame, value: str, names: list[str],
    sample: pd.DataFrame | None, unit: str, rng: Seed,
) -> list[_Part]:  # fmt: skip
    both = joined(measured, codes, value, sample=sample, unit=unit, by=names, whole=True)
    generator = np.random.default_rng(rng)
    low, high = schema.range_of(measured, value) if both.kind == "number" else (0.0, 1.0)
    groups = both.table.groupby(names, observed=True) if names else [((), both.table)]
    return [
        part._replace(value=np.clip(part.value, low, high), drawn=np.clip(part.drawn, low, high))
        for key, rows in groups
        for part in _parts(key, rows, both, generator)
    ]


def _parts(
    key: tuple[Any, ...], rows: pd.DataFrame, both: Joined, rng: np.random.Generator
) -> Iterator[_Part]:
    number, n = both.kind == "number", int(rows["code"].notna().sum())
    coded = f"corrected by {n} codes of {len(rows)} {both.key.removesuffix('_id')}s"
    names = {*rows["measure"], *rows["code"].dropna()} if both.kind == "class" else {"True"}
    for name in sorted(names):
        raw = (rows["measure"] if number else rows["measure"].eq(name)).mean()
        value, drawn = _mean(rows, rng) if number else _share(rows, name, rng)
        how = "95 %, " + ("Student's t" if number else "Jeffreys' prior")
        how = "no interval: too few are coded" if np.isnan(drawn[0]) else how
        category = (name,) if both.kind == "class" else ()
        yield _Part(key, category, raw, value, drawn, len(rows), f"{coded}; {how}")


def _share(rows: pd.DataFrame, name: str, rng: np.random.Generator) -> tuple[float, Floats]:
    """Return the corrected share of texts coded *name*, and draws of it."""
    coded = rows[rows["code"].notna()]
    measure, met = rows["measure"], rows["measure"].isin(coded["measure"])
    if len(coded) >= _ENOUGH:
        # Classes of the measure without a code are taken with the class that has most.
        measure = measure.where(met, coded["measure"].mode()[0])
    elif not met.all():
        return np.nan, np.full(resample.RESAMPLES, np.nan)
    w, hit = coded["weight"], coded["code"].eq(name)
    sizes, cells = measure.value_counts(sort=False).sort_index(), coded["measure"]
    whole, right = w.groupby(cells).sum(), (w * hit).groupby(cells).sum()
    shares = right / whole
    n = whole**2 / (w**2).groupby(cells).sum() / _design_effect(coded, hit - cells.map(shares))
    size = (resample.RESAMPLES, len(sizes))
    found = rng.beta(shares * n + _JEFFREYS, (1 - shares) * n + _JEFFREYS, size)
    drawn = (rng.dirichlet(sizes + _JEFFREYS, resample.RESAMPLES) * found).sum(axis=1)
    value = float((sizes * shares).sum() / len(rows))
    return value, value + _doubt(coded, rows) * (drawn - value)


def _doubt(coded: pd.DataFrame, rows: pd.DataFrame) -> float:
    """Return what codes of a part f of all texts leave in doubt, in standard errors: (1 - f^2)^.5.

    For these texts as a finite population it would be (1 - f)^.5, for the process behind them 1.
    Between the two, an interval holds both while few are coded, and has no width when all are.
    """
    return float(np.sqrt(1 - (len(coded) / len(rows)) ** 2))


def _design_effect(coded: pd.DataFrame, residual: pd.Series) -> float:
    """Return by how much the variance between units exceeds that of independent texts.

    As Korn and Graubard do, it is raised by what few units leave unknown of it.
    """
    units, n = units_of(coded), len(coded)
    e = (coded["weight"] * residual).to_numpy(np.float64)
    sums = per_unit(e, units)
    m = len(sums)
    if m == n or m < 2:
        return 1.0 if m == n else float("inf")
    alone, between = ((x**2).sum() * len(x) / (len(x) - 1) for x in (e, sums))
    # Without a single error it cannot be known how errors cluster: the worst is assumed.
    effect = max(1.0, between / alone) if alone > 0 else n / m
    return float(effect * (resample.student(m - 1) / Z) ** 2)


def _mean(rows: pd.DataFrame, rng: np.random.Generator) -> tuple[float, Floats]:
    """Return the corrected mean of numeric codes, and draws of it."""
    coded = rows[rows["code"].notna()]
    unknown = np.full(resample.RESAMPLES, np.nan)
    if len(coded) < _LINE:
        return np.nan, unknown
    a = coded["weight"].to_numpy(np.float64) / coded["weight"].sum()
    x, y = (coded[c].to_numpy(np.float64) for c in ("measure", "code"))
    gap, off = x - a @ x, y - a @ y
    spread = float(a @ gap**2)
    slope = float(a @ (gap * off)) / spread if spread > 0 else 0.0
    value = float(a @ y + slope * (rows["measure"].mean() - a @ x))
    sums = per_unit(a * (off - slope * gap), units_of(coded))
    m = len(sums)
    if m < _LINE:
        return value, unknown
    variance = float((sums**2).sum()) * m / (m - 2)
    variance += slope**2 * float(rows["measure"].var(ddof=0)) / len(rows)
    error = _doubt(coded, rows) * np.sqrt(variance)
    return value, value + error * rng.standard_t(m - 2, resample.RESAMPLES)


def _ends(drawn: Floats, value: float, rate: float) -> tuple[float, float]:
    """Return the limits, which hold the *value* itself: none of n is an end of the range."""
    low, high = np.quantile(drawn, [rate / 2, 1 - rate / 2])
    return float(min(low, value)), float(max(high, value))


def _p(drawn: Floats) -> float:
    """Return the two-sided p of a difference from its draws; not below what they can tell."""
    if np.isnan(drawn).any():
        return np.nan
    beyond = min((drawn <= 0).mean(), (drawn >= 0).mean())
    return float(min(1.0, max(2 * beyond, 1 / len(drawn))))
