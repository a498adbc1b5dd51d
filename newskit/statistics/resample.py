"""Resampling: draws with replacement, and the intervals they give.

News is sampled in clumps: sentences of one article resemble each other. So whole units (articles)
are drawn, never rows, and a unit enters every statistic through its sums alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Seed = int | np.random.Generator | None

RESAMPLES = 10_000
LEVEL = 0.95
Z = NormalDist().inv_cdf((1 + LEVEL) / 2)
_BLOCK = 100_000  # weights made at a time: few enough to stay in the processor's cache


def draws(units: int, rng: np.random.Generator, *, resamples: int = RESAMPLES) -> Iterator[Floats]:
    """Yield, block by block, how often each unit is drawn: resamples in rows, units in columns."""
    block = max(1, _BLOCK // units)
    for first in range(0, resamples, block):
        rows = min(block, resamples - first)
        drawn = rng.integers(units, size=(rows, units)) + units * np.arange(rows)[:, None]
        counts = np.bincount(drawn.ravel(), minlength=rows * units)
        yield counts.reshape(rows, units).astype(np.float64)


def deviations(total: Floats, base: Floats, rng: np.random.Generator) -> Floats:
    """Return how far resampled ratios of sums fall from the ratio of the whole.

    *total* and *base* hold one row per unit and one column per ratio; the result has one row per
    resample. All columns share the draws. A resample without any base gives NaN.
    """
    residual = total - base * (total.sum(axis=0) / base.sum(axis=0))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.concatenate([w @ residual / (w @ base) for w in draws(len(total), rng)])


def freedom(sizes: Floats) -> float:
    """Return the degrees of freedom that units of these *sizes* leave, at least 1.

    Midway between the number of units and their effective number, ``(sum size)^2 / sum size^2``
    (Kish 1965), less 1. The former alone is too bold where a few units hold most rows, the latter
    too timid; benchmarks/coverage.py is the judge.
    """
    effective = float(sizes.sum() ** 2 / (sizes**2).sum())
    return max(1.0, (len(sizes) + effective) / 2 - 1)


def widen(units: int) -> float:
    """Return the factor that undoes the bootstrap's shrinkage of the variance by 1 - 1/*units*."""
    return float(np.sqrt(units / (units - 1)))


def student(degrees: float) -> float:
    """Return the two-sided 95 % point of Student's t with that many *degrees* of freedom.

    >>> round(student(4), 3), round(student(1), 2)
    (2.776, 12.71)
    """
    # With t = sqrt(degrees) tan(angle) the density is cos(angle) ** (degrees - 1) on a finite
    # range.
    angle = np.linspace(0, np.pi / 2, 20_001)
    density = np.cos(angle) ** (degrees - 1)
    mass = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2)])
    return float(np.sqrt(degrees) * np.tan(np.interp(LEVEL * mass[-1], mass, angle)))


def ends(deviation: Floats, degrees: float) -> tuple[float, float]:
    """Return the ends of the 95 % interval, relative to the estimate.

    The percentiles of *deviation*, stretched by the ratio of Student's t to the normal point: with
    few units plain percentiles are much too narrow.
    """
    tail = (1 - LEVEL) / 2
    low, high = np.nanquantile(deviation, [tail, 1 - tail]) * student(degrees) / Z
    return float(low), float(high)


def wilson(share: float, n: int) -> tuple[float, float]:
    """Return Wilson's score interval for a *share* of *n* independent units (95 %)."""
    z2 = Z**2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z * np.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return float(max(0.0, centre - half)), float(min(1.0, centre + half))
