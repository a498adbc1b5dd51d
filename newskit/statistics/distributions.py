"""The beta and Student distributions, so that exact limits need no further library."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

Z = NormalDist().inv_cdf(0.975)
_TINY = 1e-300  # keeps Lentz' fractions from dividing by zero
_lgamma = np.frompyfunc(math.lgamma, 1, 1)


def beta_below(x: npt.ArrayLike, a: npt.ArrayLike, b: npt.ArrayLike) -> Floats:
    """Return the chance that a Beta(*a*, *b*) variable lies below *x*, for x from 0 to 1.

    The regularized incomplete beta function as a continued fraction (DLMF 8.17.22), summed by
    Lentz' method.

    >>> beta_below([0.0, 0.5, 1.0], 2, 2).tolist()
    [0.0, 0.5, 1.0]
    """
    x, a, b = (np.array(v, dtype=np.float64) for v in np.broadcast_arrays(x, a, b))
    # The fraction converges fast on the near side of the mean; the far side is its mirror.
    far = x > (a + 1) / (a + b + 2)
    y, a, b = np.where(far, 1 - x, x), np.where(far, b, a), np.where(far, a, b)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.asarray(_lgamma(a + b) - _lgamma(a) - _lgamma(b), dtype=np.float64)
        front = np.where(y > 0, np.exp(scale + a * np.log(y) + b * np.log1p(-y)) / a, 0.0)
    value = front / _fraction(y, a, b)
    return np.where(far, 1 - value, value)


def _fraction(x: Floats, a: Floats, b: Floats) -> Floats:
    c, d = np.ones_like(x), 1 / _away(1 - (a + b) * x / (a + 1))
    whole = np.array(d)
    for m in range(1, 1000):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d, c = 1 / _away(1 + step * d), _away(1 + step / c)
            whole *= d * c
        if np.all(np.abs(d * c - 1) < 1e-14):
            break
    return 1 / whole


def _away(x: Floats) -> Floats:
    return np.where(np.abs(x) < _TINY, _TINY, x)


def beta_point(p: npt.ArrayLike, a: npt.ArrayLike, b: npt.ArrayLike) -> Floats:
    """Return the *p* quantile of the Beta(*a*, *b*) distribution, for p between 0 and 1.

    >>> beta_point(0.5, 3, 3).round(12).tolist()
    0.5
    """
    p, a, b = (np.array(v, dtype=np.float64) for v in np.broadcast_arrays(p, a, b))
    # Newton's steps in the logit, where limits near 0 and near 1 keep their digits; a step that
    # leaves what is known to hold the root is replaced by halving.
    low, high = np.full(p.shape, -700.0), np.full(p.shape, 36.7)
    at = np.clip(np.log(a / b), low, high)
    scale = np.asarray(_lgamma(a + b) - _lgamma(a) - _lgamma(b), dtype=np.float64)
    for _ in range(100):
        x = 1 / (1 + np.exp(-at))
        over = beta_below(x, a, b) - p
        low, high = np.where(over < 0, at, low), np.where(over < 0, high, at)
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            slope = np.exp(scale + a * np.log(x) + b * np.log1p(-x))
            step = at - over / slope
        step = np.where((step > low) & (step < high), step, (low + high) / 2)
        done, at = np.all(np.abs(step - at) < 1e-12), step
        if done:
            break
    return np.asarray(1 / (1 + np.exp(-at)))


def student_tail(t: npt.ArrayLike, degrees: npt.ArrayLike) -> Floats:
    """Return the two-sided p of Student's *t* with *degrees* of freedom.

    >>> student_tail([0.0, 2.776445105], 4).round(6).tolist()
    [1.0, 0.05]
    """
    t, degrees = np.asarray(t, np.float64), np.asarray(degrees, np.float64)
    return beta_below(degrees / (degrees + t**2), degrees / 2, 0.5)


def student_point(level: npt.ArrayLike, degrees: float) -> Floats:
    """Return the t that holds *level* of Student's distribution between -t and t.

    >>> student_point([0.95, 0.5], 4).round(3).tolist()
    [2.776, 0.741]
    """
    # With t = sqrt(degrees) tan(angle) the density is cos(angle) ** (degrees - 1) on a finite
    # range, which is cut where nothing is left of it.
    angle = np.linspace(0, min(np.pi / 2, 40 / np.sqrt(degrees)), 20_001)
    density = np.cos(angle) ** (degrees - 1)
    mass = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2)])
    return np.asarray(
        np.sqrt(degrees) * np.tan(np.interp(np.multiply(level, mass[-1]), mass, angle))
    )
