"""Intervals of one mean, share or rate, and of differences built from them.

Every estimate is a ratio of sums over units, ``sum(total) / sum(base)``. Its limits are computed
for several error rates at once (two-sided, .05 for a 95 % interval), so that p-values and adjusted
intervals of differences are read off the same limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from newskit.statistics import resample
from newskit.statistics.distributions import Floats, Integers, beta_point, student_point

ERROR = 1 - resample.LEVEL
_FARTHEST = 3.0  # studentised limits end at three times Student's: with few units they explode
_MANY = 2_000  # units; from here on the mean of even very skewed values is close to normal
_FEW = 5  # units: 3 against 30 articles cover 91 % under Welch's freedom
_NOTICED = 1.5  # standard errors of skew: normal values exceed them about one time in eight


class Units(NamedTuple):
    """One group, summed by unit: names, totals, bases, and the number of rows."""

    names: Integers
    total: Floats
    base: Floats
    rows: int


class Kind(NamedTuple):
    """What is estimated: share, rate or mean; its range; how much a unit with anything holds."""

    name: str
    low: float = -np.inf
    high: float = np.inf
    hit: float = 1.0


class Estimate(NamedTuple):
    """A value, its limits for each error rate, and what differences need to know of it."""

    value: float
    low: Floats
    high: Floats
    units: Units
    residual: Floats
    freedom: float
    how: str

    @property
    def variance(self) -> float:
        """The linearised variance between units."""
        n = len(self.residual)
        return float(n / (n - 1) * (self.residual**2).sum()) if n > 1 else np.nan


def estimate(
    units: Units, kind: Kind, errors: Floats, rng: np.random.Generator, *, exact: bool
) -> Estimate:
    """Return the ratio of sums of *units*, with limits for each of *errors*.

    Shares: Clopper and Pearson's limits on the effective number (or Wilson's, if not *exact*).
    """
    n, whole, unknown = len(units.names), float(units.base.sum()), np.full_like(errors, np.nan)
    value = float(units.total.sum() / (whole or np.nan))
    residual = (units.total - value * units.base) / (whole or np.nan)
    made = Estimate(value, unknown, unknown, units, residual, 1.0, "")
    if n < 2 or not whole:
        return made
    made = made._replace(freedom=resample.freedom(units.base))
    alike = bool(np.allclose(residual * whole, 0, atol=1e-12 * np.abs(units.total).max(initial=1)))
    if kind.name == "share":
        low, high, how = _share(made, errors, exact)
    elif alike:
        low, high, how = _alike(made, kind, errors)
    else:
        low, high, how = _mean(made, kind, errors, rng)
    return made._replace(low=np.maximum(low, kind.low), high=np.minimum(high, kind.high), how=how)


def _share(made: Estimate, errors: Floats, exact: bool) -> tuple[Floats, Floats, str]:
    p, rows = made.value, made.units.rows
    n = _effective_rows(made, p)
    if exact:
        low, high = clopper_pearson(p * n, n, errors)
        return low, high, f"Korn-Graubard, {{units}}, {n:.3g} of {rows:,} rows effective"
    return *wilson(p, n, errors), "Newcombe"


def _effective_rows(made: Estimate, p: float) -> float:
    """Return how many independent rows would tell as much (Korn & Graubard 1998)."""
    rows = made.units.rows
    if p in (0.0, 1.0):
        # Without variation the rows' likeness within articles is unknown: the worst is assumed.
        return resample.effective(made.units.base)
    alone = p * (1 - p) / (rows - 1)
    n = rows * min(1.0, alone / made.variance) if made.variance > 0 else float(rows)
    t = resample.student(rows - 1) / resample.student(made.freedom)
    return n * min(1.0, t) ** 2


def clopper_pearson(hits: float, n: float, errors: Floats) -> tuple[Floats, Floats]:
    """Return exact limits of a share of *hits* in *n*, neither of which need be whole."""
    rest, tails = n - hits, np.stack([errors / 2, 1 - errors / 2])
    ends = beta_point(tails, [[hits or 1.0], [hits + 1]], [[rest + 1], [rest or 1.0]])
    return ends[0] * (hits > 0), np.where(rest > 0, ends[1], 1.0)


def wilson(share: float, n: float, errors: Floats) -> tuple[Floats, Floats]:
    """Return Wilson's score limits of a *share* of *n* independent units."""
    z2 = np.array([NormalDist().inv_cdf(1 - error / 2) for error in errors]) ** 2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = np.sqrt(z2 * share * (1 - share) / n + z2**2 / (4 * n * n)) / (1 + z2 / n)
    return centre - half, centre + half


def _alike(made: Estimate, kind: Kind, errors: Floats) -> tuple[Floats, Floats, str]:
    """Return limits where all units give one value.

    At most a share q of all units can differ from it, by Clopper and Pearson; they may lie at the
    ends of the range. Where that has no end and nothing was found, they may hold as much as the
    units of the whole table that hold any.
    """
    n = resample.effective(made.units.base)
    q = 1 - (errors / 2) ** (1 / n)
    low = made.value - q * (made.value - kind.low)
    high = made.value + q * (kind.high - made.value)
    if made.value == 0 and kind.low == 0:
        high = q * len(made.units.names) * kind.hit / made.units.base.sum()
    if not np.isfinite(low).all() or not np.isfinite(high).all():
        return made.low, made.high, ""
    return low, high, "Clopper-Pearson for units unlike these, {units} all alike"


def _mean(
    made: Estimate, kind: Kind, errors: Floats, rng: np.random.Generator
) -> tuple[Floats, Floats, str]:
    """Return limits of a mean or rate: percentiles, Student's on the log scale, studentised.

    Values that cannot be negative get Student's limits on the log scale (the logit, for parts of a
    whole); others the bootstrap's percentiles, stretched for few units. On the side to which the
    units' values reach out, the studentised bootstrap is heard as well, with a tail the smaller
    the more skew is left in the mean; it must not narrow the interval.
    """
    r, z, n = made.value, made.residual, len(made.residual)
    base, error = made.units.base, float(np.sqrt(made.variance))
    t = student_point(1 - errors, made.freedom)
    steps = t / resample.student(made.freedom)
    skew = float((z**3).sum() / (z**2).sum() ** 1.5)
    away, errs = resample.ratios(z * base.sum(), base, rng, most=_MANY)
    drawn = f"{{units}} drawn {resample.RESAMPLES:,} times"
    if kind.low == 0:
        low, high = _scaled(r, error, t, part=kind.high == 1)
        how = "Student's t on the log scale"
    elif n == 2:
        how = "Student's t"
        # Three different resamples have no percentiles; one long and one short unit tell less.
        half = t * error * 2 / resample.effective(base)
        low, high = r - half, r + half
    else:
        below, above = resample.ends(away * resample.widen(n), made.freedom)
        low, high = r + below * steps, r + above * steps
        how = f"cluster bootstrap, {drawn}"
    noise = np.sqrt(6 * (n - 2) / ((n + 1) * (n + 3) * n))
    heard = kind.low == 0 or abs(skew) > _NOTICED * noise
    if not 2 < n <= _MANY or not heard:
        return low, high, how if "drawn" in how else f"{how}, {{units}}"
    far = _studentised(away, errs, made.freedom, skew) * steps * error
    low, high = (low, np.maximum(high, r + far)) if skew > 0 else (np.minimum(low, r - far), high)
    return low, high, how if "drawn" in how else f"{how} and studentised bootstrap, {drawn}"


def _scaled(r: float, error: float, t: Floats, *, part: bool) -> tuple[Floats, Floats]:
    """Return Student's limits on the log scale, or for a *part* of a whole on the logit's."""
    step = np.minimum(t * error / r / ((1 - r) if part else 1), 700)
    if not part:
        return r * np.exp(-step), r * np.exp(step)
    odds = r / (1 - r)
    return odds / (odds + np.exp(step)), odds / (odds + np.exp(-step))


def _studentised(away: Floats, errs: Floats, degrees: float, skew: float) -> float:
    """Return how many standard errors the limit lies off, on the side of the *skew*."""
    opposite = -np.sign(skew) * np.nan_to_num(away)
    sure = np.nan_to_num(errs) > 0
    t = np.where(sure, opposite / np.where(sure, errs, 1), np.sign(opposite) * 1e9)
    farthest = _FARTHEST * resample.student(degrees)
    tail = ERROR / 2 * (1 - abs(skew)) ** 2
    return float(min(np.quantile(t, 1 - tail, method="inverted_cdf"), farthest))


def contrast(parts: Sequence[Estimate], signs: Sequence[int]) -> tuple[float, Floats, Floats]:
    """Return the signed sum of estimates with limits recovered from those of its parts.

    Newcombe's (1998) way, generally: Zou & Donner's MOVER (2008). Each side's distance is the root
    of the sum of squared distances of the parts, with their correlation where units are shared;
    without shared units it shrinks by Welch's degrees of freedom. Of two means with Student's
    limits this is Welch's interval; in pairs, the paired one.
    """
    value = float(sum(s * p.value for s, p in zip(signs, parts, strict=True)))
    sides = [(p.value - p.low, p.high - p.value) for p in parts]
    away = np.array([side[::sign] for side, sign in zip(sides, signs, strict=True)])
    alike = _likeness(parts, signs)
    shrink = 1.0 if (alike != np.diag(np.diag(alike))).any() else _welch(parts)
    squares = np.einsum("ake,ab,bke->ke", away, alike, away)
    down, up = np.sqrt(np.maximum(0, squares)) * shrink
    return value, value - down, value + up


def _likeness(parts: Sequence[Estimate], signs: Sequence[int]) -> Floats:
    """Return the correlations of the signed estimates, from the units that they share."""
    names = np.unique(np.concatenate([p.units.names for p in parts]))
    z = np.zeros((len(parts), len(names)))
    for row, (part, sign) in enumerate(zip(parts, signs, strict=True)):
        z[row, np.searchsorted(names, part.units.names)] = sign * part.residual
    covariance = z @ z.T
    sd = np.sqrt(np.diag(covariance))
    scale = np.outer(sd, sd)
    found = np.divide(covariance, scale, out=np.zeros_like(covariance), where=scale > 0)
    np.fill_diagonal(found, 1.0)
    return np.asarray(found, dtype=np.float64)


def _welch(parts: Sequence[Estimate]) -> float:
    """Return by how much Welch's t is below the parts' own, in the mean of their variances."""
    variance = np.array([p.variance for p in parts])
    sizes = [len(p.residual) for p in parts]
    if not (variance > 0).all() or any(p.how.startswith("Newcombe") for p in parts):
        return 1.0
    if min(sizes) < _FEW and max(sizes) > 2 * min(sizes):
        return 1.0  # Welch's freedom, itself an estimate, is too bold where one group is tiny
    freedom = np.array([p.freedom for p in parts])
    own = np.array([resample.student(f) for f in freedom])
    joint = variance.sum() ** 2 / (variance**2 / freedom).sum()
    whole = np.sqrt((own**2 * variance).sum() / variance.sum())
    return resample.student(joint) / float(whole)


def p_value(value: float, low: Floats, high: Floats, errors: Floats) -> float:
    """Return the error rate at which the limits (for rising *errors*) just exclude 0."""
    limit = low if value > 0 else -high
    if np.isnan(limit).any():
        return np.nan
    if limit[-1] <= 0:
        return 1.0
    return float(np.exp(np.interp(0.0, limit, np.log(errors))))


def grid(claims: int) -> Floats:
    """Return rising error rates: enough to read p-values off, and all that Holm's steps need."""
    steps = [ERROR / (claims - i) for i in range(claims)]
    return np.unique(np.concatenate([np.geomspace(1e-7, 0.999, 80), steps, [ERROR]]))


def holm(p: Floats) -> tuple[Floats, Floats]:
    """Return Holm's adjusted p-values, and the error rate that each claim is left with.

    The claims after the first that fails share its rate, so that an interval at that rate excludes
    0 exactly where Holm's procedure rejects (Serlin 1993, Journal of Experimental Education 61).

    >>> adjusted, rates = holm(np.array([0.01, 0.04, 0.03]))
    >>> adjusted.round(3).tolist(), rates.round(4).tolist()
    ([0.03, 0.06, 0.06], [0.0167, 0.025, 0.025])
    """
    order = np.argsort(p, kind="stable")
    left = len(p) - np.arange(len(p))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(p[order] * left))
    held = np.minimum.accumulate(p[order] <= ERROR / left)
    at = np.minimum(np.arange(len(p)), held.sum())
    rates = np.empty_like(p)
    rates[order] = ERROR / left[at]
    return adjusted, rates
