from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from newskit.statistics import distributions, resample

SIZE = st.floats(0.05, 2000)


@given(st.floats(0, 1), SIZE, SIZE)
@settings(max_examples=200, deadline=None)
def test_the_beta_distribution_equals_scipys(x, a, b):
    assert distributions.beta_below(x, a, b) == pytest.approx(special.betainc(a, b, x), abs=1e-11)


@given(st.floats(0.001, 0.999), st.floats(0.5, 2000), st.floats(0.5, 2000))
@settings(max_examples=100, deadline=None)
def test_its_quantiles_equal_scipys(p, a, b):
    assert distributions.beta_point(p, a, b) == pytest.approx(stats.beta.ppf(p, a, b), rel=1e-8)


@pytest.mark.parametrize("freedom", [1, 2, 3.7, 10, 50, 1000, 100_000])
def test_students_points_and_tails_equal_scipys(freedom):
    levels = np.array([0.5, 0.95, 0.999, 0.99999])
    oracle = stats.t.ppf((1 + levels) / 2, freedom)
    assert distributions.student_point(levels, freedom) == pytest.approx(oracle, rel=1e-5)
    assert resample.student(freedom) == pytest.approx(stats.t.ppf(0.975, freedom), rel=1e-5)
    t = np.array([0.0, 0.3, 2.0, 9.0, -9.0])
    tails = 2 * stats.t.sf(np.abs(t), freedom)
    assert distributions.student_tail(t, freedom) == pytest.approx(tails, rel=1e-8)
