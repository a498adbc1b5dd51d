"""Limits of ratios of sums, and of differences built from them, held against the formulas."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from newskit.statistics import intervals, resample
from newskit.statistics.intervals import Estimate, Kind, Units

ERRORS = np.array([0.01, intervals.ERROR])
ANY, COUNTS, PARTS = Kind("mean"), Kind("mean", 0.0), Kind("rate", 0.0, 1.0)


def estimated(total, base, kind, rows=None) -> Estimate:
    total, base = np.array(total, dtype=float), np.array(base, dtype=float)
    units = Units(np.arange(len(total)), total, base, rows or len(total))
    rng = np.random.default_rng(0)
    return intervals.estimate(units, kind, ERRORS, rng, exact=True)


def mean_by_hand(total, base, kind, error) -> tuple[float, float]:
    """Follow the notes of compare() step by step, resample by resample."""
    total, base = np.array(total, dtype=float), np.array(base, dtype=float)
    n, r = len(total), total.sum() / base.sum()
    z = total - r * base
    se = np.sqrt(n / (n - 1) * sum(z**2)) / base.sum()
    effective = base.sum() ** 2 / sum(base**2)
    freedom = max(1, (n + effective) / 2 - 1)
    t, t95 = stats.t.ppf(1 - error / 2, freedom), stats.t.ppf(0.975, freedom)
    drawn = np.concatenate([*resample.draws(n, np.random.default_rng(0))])
    away = (drawn @ z) / (drawn @ base)
    if kind == PARTS:
        step = t * se / (r * (1 - r))
        odds = r / (1 - r)
        low, high = (odds * np.exp(s) / (1 + odds * np.exp(s)) for s in (-step, step))
    elif kind == COUNTS:
        low, high = r * np.exp(-t * se / r), r * np.exp(t * se / r)
    elif n == 2:
        low, high = r - t * se * 2 / effective, r + t * se * 2 / effective
    else:
        ends = np.quantile(away, [0.025, 0.975]) * np.sqrt(n / (n - 1)) / stats.norm.ppf(0.975)
        low, high = r + ends * t
    skew = sum(z**3) / sum(z**2) ** 1.5
    noise = np.sqrt(6 * (n - 2) / ((n + 1) * (n + 3)) / n)
    if n == 2 or (kind == ANY and abs(skew) < 1.5 * noise):
        return low, high
    side = np.sign(skew)
    squares = (drawn * (z - away[:, None] * base) ** 2).sum(axis=1)
    own = np.sqrt(n / (n - 1) * squares) / (drawn @ base)
    # Once the same unit throughout: no error, and farther off than any multiple of it.
    points = -side * np.divide(away, own, out=np.sign(away) * 1e99, where=own > 1e-9)
    tail = 0.025 * (1 - abs(skew)) ** 2
    point = min(np.quantile(points, 1 - tail, method="inverted_cdf"), 3 * t95)
    far = r + side * point * se * t / t95
    return (low, max(high, far)) if side > 0 else (min(low, far), high)


@pytest.mark.parametrize(
    ("total", "base", "kind"),
    [
        ([3.0, -1.0], [2, 5], ANY),
        ([3.0, 1.0], [2, 5], COUNTS),
        ([1.0, 2.0], [2, 9], PARTS),
        ([1.0, -3.0, 2.5], [1, 1, 1], ANY),  # three units are too few to show a skew
        ([0.0, 0.0, 1.0], [1, 1, 1], ANY),
        ([2.0, 1.0, 7.0], [3, 1, 2], COUNTS),
        ([2.0, 1.0, 2.0], [3, 9, 4], PARTS),
        ([-0.1, 0.2, 0.1, 3.0, 0.3, -0.2], [1, 1, 1, 1, 1, 1], ANY),
        ([0.1, -0.2, -0.1, -3.0, -0.3, 0.2], [2, 3, 1, 2, 4, 1], ANY),
        ([1.0, -1.0, 0.5, -0.5, 0.2, -0.1], [1, 2, 1, 1, 3, 1], ANY),
        # A skew of .427 and of .451: errors of .293 are exceeded one and a half times at .439.
        ([-1.0, 0.25, -1.0, 3.0], [1, 1, 1, 1], ANY),
        ([-1.0, 0.14, -1.0, 3.0], [1, 1, 1, 1], ANY),
        ([5.0, 1.0, 0.0, 2.0, 1.0, 1.0, 3.0], [9, 4, 8, 7, 2, 1, 4], COUNTS),
        ([5.0, 1.0, 0.0, 2.0, 1.0, 1.0, 3.0], [9, 4, 8, 7, 2, 1, 4], PARTS),
        ([8.0, 7.0, 9.0, 1.0, 8.0], [9, 9, 9, 9, 9], PARTS),  # skewed to the left
    ],
)
def test_limits_of_means_and_rates_by_hand(total, base, kind):
    found = estimated(total, base, kind)
    oracle = [mean_by_hand(total, base, kind, error) for error in ERRORS]
    oracle = np.clip(oracle, kind.low, kind.high)
    assert np.stack([found.low, found.high], axis=1) == pytest.approx(oracle, rel=1e-5)


def share_by_hand(hits, sizes, rows, error, *, exact) -> tuple[float, float]:
    """Clopper and Pearson's, or Wilson's, limits on Korn and Graubard's effective rows."""
    hits, sizes = np.array(hits, dtype=float), np.array(sizes, dtype=float)
    n, p = len(sizes), hits.sum() / sizes.sum()
    kish = sizes.sum() ** 2 / sum(sizes**2)
    if p in (0, 1):
        size = kish
    else:
        variance = n / (n - 1) * sum((hits - p * sizes) ** 2) / sizes.sum() ** 2
        deff = variance / (p * (1 - p) / (rows - 1))
        own, freedom = rows - 1, max(1, (n + kish) / 2 - 1)
        size = (
            rows / max(1, deff) * min(1, stats.t.ppf(0.975, own) / stats.t.ppf(0.975, freedom)) ** 2
        )
    if exact:
        x = p * size
        low = stats.beta.ppf(error / 2, x, size - x + 1) if x > 0 else 0
        return low, stats.beta.ppf(1 - error / 2, x + 1, size - x) if x < size else 1
    z = stats.norm.ppf(1 - error / 2)
    # The roots of |share - p| = z sqrt(share (1 - share) / n).
    return tuple(sorted(np.roots([1 + z**2 / size, -2 * p - z**2 / size, p**2])))


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize(
    ("hits", "sizes", "rows"),
    [
        ([0, 1, 2, 5], [5, 5, 5, 5], 20),
        ([0, 1, 2, 5], [3, 9, 4, 8], 24),
        ([2, 1, 3], [4, 2, 6], 12),  # units all alike
        ([1, 1, 1, 2], [2, 2, 2, 3], 9),  # more alike than rows drawn at random
        ([2, 0, 7, 0, 0, 0], [2, 1, 9, 0, 0, 0], 3),  # units that weigh nothing
        ([0, 0, 0], [3, 1, 2], 6),
        ([3, 1, 2], [3, 1, 2], 6),
        ([1, 0], [1, 1], 2),
    ],
)
def test_limits_of_shares_by_hand(hits, sizes, rows, exact):
    units = Units(np.arange(len(hits)), np.array(hits, float), np.array(sizes, float), rows)
    rng = np.random.default_rng(0)
    found = intervals.estimate(units, Kind("share", 0.0, 1.0), ERRORS, rng, exact=exact)
    oracle = [share_by_hand(hits, sizes, rows, error, exact=exact) for error in ERRORS]
    got = np.stack([found.low, found.high], axis=1)
    assert got == pytest.approx(np.array(oracle), rel=1e-6, abs=1e-12)


@pytest.mark.parametrize(
    ("total", "kind", "low", "high"),
    [
        ([0.5, 1.5], Kind("mean", -4.0, 4.0), -4.0, 4.0),
        ([0.5, 1.5], Kind("rate", 0.0, 1.0), 0.0, 1.0),
        ([0.0, 0.0], Kind("mean", -4.0, 4.0), -4.0, 4.0),
        # Nothing was found: two units may hold three each, of four in all.
        ([0.0, 0.0], Kind("rate", 0.0, np.inf, hit=3.0), 0.0, 2 * 3 / 4),
        ([0.0, 0.0], Kind("rate", 0.0, 1.0, hit=1.0), 0.0, 2 * 1 / 4),
        ([0.5, 1.5], Kind("rate", 0.0, np.inf), np.nan, np.nan),
        ([0.5, 1.5], Kind("mean", -np.inf, 4.0), np.nan, np.nan),
    ],
)
def test_units_all_alike_may_miss_some_at_the_ends_of_the_range(total, kind, low, high):
    """At most a share q = 1 - .025^(1/n) of all units, with n = (1 + 3)^2 / (1 + 9)."""
    found = estimated(total, [1, 3], kind)
    q = 1 - (ERRORS / 2) ** (10 / 16)
    value = sum(total) / 4
    assert found.low == pytest.approx(value + q * (low - value), nan_ok=True)
    assert found.high == pytest.approx(value + q * (high - value), nan_ok=True)


@pytest.mark.parametrize(
    ("total", "base", "is_alike"),
    [
        (
            [0.1 * 123457, 0.1 * 77777, 0.1 * 35137],
            [123457, 77777, 35137],
            True,
        ),  # but for the last digits
        ([1, 2, 5], [1e6, 1e6, 1e6], False),  # rare, yet not alike
    ],
)
def test_alike_is_alike_whatever_the_size(total, base, is_alike):
    assert estimated(total, base, PARTS).how.startswith("Clopper-Pearson") == is_alike


def part(value, below, above, residual, names=None, freedom=3.0, how="") -> Estimate:
    """An estimate whose limits lie *below* and *above* its value."""
    residual = np.array(residual, dtype=float)
    names = np.arange(len(residual)) if names is None else np.array(names)
    units = Units(names, residual, np.ones(len(residual)), len(residual))
    low, high = np.array([value - below]), np.array([value + above])
    return Estimate(value, low, high, units, residual, freedom, how)


def balanced(n: int) -> list[float]:
    return [0.1 * (-1) ** i for i in range(n)]


@pytest.mark.parametrize(
    ("sizes", "how", "is_welchs"),
    [
        ((4, 8), "", True),
        ((4, 9), "", False),  # fewer than five units, and the others more than twice as many
        ((9, 4), "", False),
        ((5, 11), "", True),
        ((4, 8), "Newcombe", False),
    ],
)
def test_a_difference_of_separate_groups(sizes, how, is_welchs):
    n, m = sizes
    a = part(2.0, 0.3, 0.5, balanced(n), freedom=2.5, how=how)
    b = part(1.5, 0.4, 0.7, 2 * np.array(balanced(m)), np.arange(m) + n, freedom=7.0, how=how)
    value, low, high = intervals.contrast([a, b], (1, -1))
    v, w = n / (n - 1) * 0.01 * n, m / (m - 1) * 0.04 * m
    joint = (v + w) ** 2 / (v**2 / 2.5 + w**2 / 7)
    points = stats.t.ppf(0.975, [2.5, 7.0, joint])
    shrink = points[2] / np.sqrt((points[0] ** 2 * v + points[1] ** 2 * w) / (v + w))
    shrink = shrink if is_welchs else 1.0
    assert value == pytest.approx(0.5)
    assert low[0] == pytest.approx(0.5 - np.hypot(0.3, 0.7) * shrink, rel=1e-5)
    assert high[0] == pytest.approx(0.5 + np.hypot(0.5, 0.4) * shrink, rel=1e-5)


def test_groups_without_scatter_keep_their_own_limits():
    a, b = part(2.0, 0.3, 0.3, [0, 0]), part(1.0, 0.4, 0.4, [0.1, -0.1], [2, 3])
    _, low, high = intervals.contrast([a, b], (1, -1))
    assert (low[0], high[0]) == pytest.approx((1 - 0.5, 1 + 0.5))


def test_a_difference_of_groups_that_share_units_has_their_correlation():
    a = part(2.0, 0.3, 0.5, [0.3, -0.1, -0.2], [0, 1, 2])
    b = part(1.5, 0.4, 0.7, [0.1, 0.2, -0.3], [1, 2, 3])
    _, low, high = intervals.contrast([a, b], (1, -1))
    r = -(-0.1 * 0.1 - 0.2 * 0.2) / np.sqrt(0.14 * 0.14)
    assert low[0] == pytest.approx(0.5 - np.sqrt(0.3**2 + 0.7**2 + 2 * r * 0.3 * 0.7))
    assert high[0] == pytest.approx(0.5 + np.sqrt(0.5**2 + 0.4**2 + 2 * r * 0.5 * 0.4))
    same = part(1.0, 0.3, 0.3, [0.3, -0.1, -0.2])
    assert intervals.contrast([same, same], (1, -1))[1][0] == pytest.approx(0)


@pytest.mark.parametrize("scale", [0.001, 0.3, 1.0, 2.0, 50.0, 1e9])
def test_the_p_value_is_the_error_rate_at_which_zero_is_left_out(scale):
    """Student's p, from limits of two units of one size; below 1e-7 no p is told."""
    errors = intervals.grid(3)
    half = stats.t.ppf(1 - errors / 2, 4.0)
    for sign in (1, -1):
        value = sign * scale
        found = intervals.p_value(value, value - half, value + half, errors)
        assert found == pytest.approx(max(1e-7, 2 * stats.t.sf(scale, 4.0)), rel=0.002)
    assert intervals.p_value(0.0, -half, half, errors) == 1
    assert np.isnan(intervals.p_value(1.0, half * np.nan, half, errors))
