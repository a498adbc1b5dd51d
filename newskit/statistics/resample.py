"""Resampling: whole articles drawn with replacement, or left out in turn.

News is sampled in clumps: sentences of one article resemble each other. So whole units (articles)
are drawn, never rows, and a unit enters every statistic through its sums alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import pandas as pd

from newskit.statistics.distributions import Floats, Integers, Z, student_point

Seed = int | np.random.Generator | None

RESAMPLES = 10_000
LEVEL = 0.95
_BLOCK = 100_000  # weights made at a time: few enough to stay in the processor's cache
BLOCKS = 20  # of a jackknife: t with 19 degrees of freedom is 2.09, hardly above 1.96


def draws(units: int, rng: np.random.Generator, *, resamples: int = RESAMPLES) -> Iterator[Floats]:
    """Yield, block by block, how often each unit is drawn: resamples in rows, units in columns."""
    block = max(1, _BLOCK // units)
    for first in range(0, resamples, block):
        rows = min(block, resamples - first)
        drawn = rng.integers(units, size=(rows, units)) + units * np.arange(rows)[:, None]
        counts = np.bincount(drawn.ravel(), minlength=rows * units)
        yield counts.reshape(rows, units).astype(np.float64)


def ratios(
    residual: Floats, base: Floats, rng: np.random.Generator, *, most: int
) -> tuple[Floats, Floats]:
    """Return how far resampled ratios of sums fall from the ratio of the whole, and their errors.

    *residual* is each unit's total less base times the ratio of the whole. The error is the
    linearised standard error within the resample. A resample without any base gives NaN. More than
    *most* units are first dealt into as many lots: of independent units, lots are units as well.
    """
    if len(base) > most:
        lot = rng.permutation(len(base)) % most
        residual = np.bincount(lot, weights=residual).astype(np.float64)
        base = np.bincount(lot, weights=base).astype(np.float64)
    sums = np.stack([residual, base, residual**2, residual * base, base**2], axis=1)
    drawn = np.concatenate([w @ sums for w in draws(len(base), rng)])
    with np.errstate(divide="ignore", invalid="ignore"):
        away = drawn[:, 0] / drawn[:, 1]
        squares = drawn[:, 2] - 2 * away * drawn[:, 3] + away**2 * drawn[:, 4]
        return away, np.sqrt(np.maximum(0, squares)) * widen(len(base)) / drawn[:, 1]


@cache
def student(degrees: float) -> float:
    """Return the two-sided 95 % point of Student's t with that many *degrees* of freedom.

    >>> round(student(4), 3), round(student(1), 2)
    (2.776, 12.71)
    """
    return float(student_point(LEVEL, degrees))


def freedom(sizes: Floats) -> float:
    """Return the degrees of freedom that units of these *sizes* leave, at least 1.

    Midway between the number of units and their effective number, ``(sum size)^2 / sum size^2``
    (Kish 1965), less 1. The former alone is too bold where a few units hold most rows, the latter
    too timid; benchmarks/coverage.py is the judge.
    """
    return max(1.0, (len(sizes) + effective(sizes)) / 2 - 1)


def effective(sizes: Floats) -> float:
    """Return Kish's effective number of units of these *sizes*: all of them, if they are equal."""
    return float(sizes.sum() ** 2 / (sizes**2).sum())


def widen(units: int) -> float:
    """Return the factor that undoes the bootstrap's shrinkage of the variance by 1 - 1/*units*."""
    return float(np.sqrt(units / (units - 1)))


def ends(deviation: Floats, degrees: float) -> tuple[float, float]:
    """Return the ends of the 95 % interval, relative to the estimate.

    The percentiles of *deviation*, stretched by the ratio of Student's t to the normal point: with
    few units plain percentiles are much too narrow.
    """
    tail = (1 - LEVEL) / 2
    low, high = np.nanquantile(deviation, [tail, 1 - tail]) * student(degrees) / Z
    return float(low), float(high)


def blocks(units: pd.Series | Integers) -> tuple[Integers, int]:
    """Deal *units* into at most 20 blocks, by turns; return each row's block and their number."""
    ids, names = pd.factorize(units)
    return ids.astype(np.int64) % BLOCKS, min(BLOCKS, len(names))


def jackknife(whole: Floats, without: Floats) -> tuple[Floats, Floats]:
    """Return the 95 % interval of statistics from their values *without* each block of articles.

    One row of *without* per block. The delete-a-group jackknife: the variance is (G - 1) / G times
    the sum of squared deviations, the freedom G - 1 (Kott 2001, Journal of Official Statistics 17).
    """
    groups = len(without)
    if groups < 2:
        return np.full_like(whole, np.nan), np.full_like(whole, np.nan)
    error = np.sqrt((groups - 1) / groups * ((without - whole) ** 2).sum(axis=0))
    half = student(groups - 1) * error
    return whole - half, whole + half
