"""Resampling: every unit drawn whole, its statistics by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from newskit.statistics import resample

RESIDUAL, BASE = np.array([0.5, -1.5, 0.75, 0.25]), np.array([4.0, 2.0, 1.0, 3.0])


def test_a_resample_draws_as_many_units_as_there_are():
    drawn = np.concatenate([*resample.draws(300, np.random.default_rng(1))])
    assert drawn.shape == (10_000, 300)
    assert (drawn.sum(axis=1) == 300).all()
    assert drawn.mean(axis=0) == pytest.approx(np.ones(300), abs=0.06)


def test_ratios_and_their_errors_by_hand():
    """The error of a ratio: the root of the sum of squared residuals about the resample's own."""
    away, errors = resample.ratios(RESIDUAL, BASE, np.random.default_rng(2), most=4)
    weights = np.concatenate([*resample.draws(4, np.random.default_rng(2))])
    for got, error, w in zip(away[:200], errors, weights, strict=False):
        ratio = sum(w * RESIDUAL) / sum(w * BASE)
        squares = sum(w * (RESIDUAL - ratio * BASE) ** 2)
        assert got == pytest.approx(ratio)
        assert error == pytest.approx(np.sqrt(4 / 3 * squares) / sum(w * BASE), abs=1e-9)


def test_more_units_than_asked_for_are_dealt_into_lots():
    away, _ = resample.ratios(np.ones(6), np.arange(6.0), np.random.default_rng(3), most=2)
    assert len(np.unique(away)) in (2, 3)  # of two lots: one of them twice, the other twice, both


@pytest.mark.parametrize(
    ("sizes", "freedom"),
    [
        ([5, 5, 5, 5], 3.0),
        ([3, 1, 1, 1], 2.5),  # an effective number of 36 / 12
        ([5, 5], 1.0),
        ([9, 1], 1.0),
    ],
)
def test_freedom_lies_between_the_units_and_their_effective_number(sizes, freedom):
    assert resample.freedom(np.array(sizes, dtype=float)) == pytest.approx(freedom)


@pytest.mark.parametrize(("units", "blocks"), [(1, 1), (19, 19), (20, 20), (41, 20)])
def test_units_are_dealt_by_turns_into_twenty_blocks_at_most(units, blocks):
    block, number = resample.blocks(pd.Series(np.repeat(np.arange(units), 2)))
    assert number == blocks
    assert block.tolist() == [i % blocks for i in range(units) for _ in range(2)]


def test_two_blocks_are_the_fewest_of_a_jackknife():
    low, high = resample.jackknife(np.array([2.0]), np.array([[1.0], [4.0]]))
    half = 12.7062 * np.sqrt(1 / 2 * (1 + 4))
    assert (low[0], high[0]) == pytest.approx((2 - half, 2 + half), rel=1e-5)
    one = resample.jackknife(np.array([2.0]), np.array([[1.0]]))
    assert np.isnan(one).all()
