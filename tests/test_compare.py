from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from newskit import compare, difference, schema
from newskit.statistics import distributions


def articles(means: dict[str, list[float]], rows: int = 4) -> pd.DataFrame:
    """One article per mean, each of *rows* rows that scatter evenly about it."""
    scatter = np.linspace(-0.1, 0.1, rows)
    return pd.DataFrame(
        [
            (f"{outlet}{i}", n, outlet, mean + s)
            for outlet, values in means.items()
            for i, mean in enumerate(values)
            for n, s in enumerate(scatter)
        ],
        columns=["article_id", "sentence", "outlet", "tone"],
    )


OUTLETS = articles({"Courier": [0.1, 0.3, 0.2, 0.5, 0.4], "Herald": [-0.2, 0.1, -0.1, 0.0, -0.3]})


@pytest.mark.parametrize("freedom", [1, 2, 3.7, 10, 50, 1000])
def test_student_agrees_with_scipy(freedom):
    assert float(distributions.student_point(0.95, freedom)) == pytest.approx(stats.t.ppf(0.975, freedom), rel=1e-4)


def test_wilson_agrees_with_scipy():
    table = pd.DataFrame({"article_id": range(17), "war": [True] * 3 + [False] * 14})
    found = compare(table, "war").iloc[0]
    oracle = stats.binomtest(3, 17).proportion_ci(method="wilson")
    assert (found["low"], found["high"]) == pytest.approx((oracle.low, oracle.high))


def test_values_are_the_group_means_and_columns_are_declared():
    found = compare(OUTLETS, "tone", by="outlet")
    assert list(found.columns) == ["outlet", *schema.COMPARISON]
    assert found["value"].tolist() == pytest.approx([0.3, -0.1])
    assert found["n"].tolist() == [5, 5]
    assert (found["low"] < found["value"]).all()
    assert (found["value"] < found["high"]).all()


def test_the_interval_is_close_to_students_for_articles_of_equal_length():
    table = articles({"A": list(np.random.default_rng(5).normal(size=30))}, rows=3)
    found = compare(table, "tone").iloc[0]
    means = table.groupby("article_id")["tone"].mean()
    oracle = stats.t.interval(0.95, 29, means.mean(), stats.sem(means))
    assert (found["low"], found["high"]) == pytest.approx(oracle, abs=0.03)


def test_rows_of_one_article_are_not_independent_witnesses():
    """Repeating each sentence must not make the interval narrower."""
    once, often = compare(OUTLETS, "tone"), compare(pd.concat([OUTLETS] * 50), "tone")
    assert often["low"][0] == pytest.approx(once["low"][0])
    assert often["high"][0] == pytest.approx(once["high"][0])


def test_the_same_seed_gives_the_same_interval_and_a_generator_is_taken():
    first = compare(OUTLETS, "tone", rng=3)
    second = compare(OUTLETS, "tone", rng=np.random.default_rng(3))
    pd.testing.assert_frame_equal(first, second)
    assert compare(OUTLETS, "tone", rng=4)["low"][0] != first["low"][0]


def test_a_rate_is_a_ratio_of_sums():
    table = pd.DataFrame({"article_id": list("abc"), "hits": [1, 0, 5], "words": [100, 300, 200]})
    found = compare(table, ("hits", "words")).iloc[0]
    assert found["value"] == pytest.approx(6 / 600)
    assert found["method"].startswith("sum of hits / sum of words; ")
    assert "3 articles drawn 10,000 times" in found["method"]


def test_an_interval_keeps_to_what_can_be():
    table = pd.DataFrame({"article_id": list("aabbcc"), "hits": [0, 0, 1, 0, 9, 0]})
    assert compare(table, "hits")["low"][0] == 0
    share = compare(table.assign(hit=table["hits"] == 0), "hit").iloc[0]
    assert 0 <= share["low"] < share["high"] == 1
    assert compare(table.assign(hits=table["hits"] - 1), "hits")["low"][0] < -1


def test_undefined_values_are_left_out_and_counted():
    table = OUTLETS.assign(tone=OUTLETS["tone"].where(OUTLETS["sentence"] > 0))
    found = compare(table, "tone").iloc[0]
    assert found["value"] == pytest.approx(table["tone"].mean())
    assert "without 10 of 40 rows" in found["method"]


@pytest.mark.parametrize(
    ("table", "why"),
    [
        (articles({"Courier": [0.1], "Herald": [0.2, 0.3]}), "only 1 of the articles"),
        (OUTLETS.assign(tone=0.5), "all 5 articles give the same value"),
    ],
)
def test_no_interval_without_grounds(table, why):
    found = compare(table, "tone", by="outlet").iloc[0]
    assert np.isnan(found["low"])
    assert np.isnan(found["high"])
    assert why in found["method"]
    gap = difference(table, "tone", by="outlet").iloc[0]
    assert np.isnan(gap["low"])
    assert why in gap["method"]


def test_sentences_are_resampled_only_within_a_single_article_and_it_says_so():
    found = compare(OUTLETS[OUTLETS["article_id"] == "Herald0"], "tone").iloc[0]
    assert found["low"] < found["value"] < found["high"]
    assert "4 sentences of one article" in found["method"]
    assert "says nothing about other articles" in found["method"]


def test_another_unit():
    table = OUTLETS.assign(owner=OUTLETS["article_id"].str[-1])
    found = compare(table, "tone", unit="owner").iloc[0]
    assert found["n"] == 5
    assert "5 values of 'owner'" in found["method"]


def test_an_empty_table_gives_an_empty_comparison():
    found = compare(OUTLETS.head(0), "tone", by="outlet")
    assert list(found.columns) == ["outlet", *schema.COMPARISON]
    assert found.empty
    assert difference(OUTLETS.head(0), "tone", by="outlet").empty


@pytest.mark.parametrize(
    ("value", "error"), [("tune", "no column 'tune'"), ("outlet", "a mean needs numbers")]
)
def test_bad_columns_are_named(value, error):
    with pytest.raises(ValueError, match=error):
        compare(OUTLETS, value)


def test_the_table_is_left_alone():
    before = OUTLETS.copy(deep=True)
    compare(OUTLETS, "tone", by="outlet")
    difference(OUTLETS, "tone", by="outlet")
    pd.testing.assert_frame_equal(OUTLETS, before)


def test_the_difference_is_welchs_for_separate_groups():
    rng = np.random.default_rng(8)
    table = articles({"A": list(rng.normal(0, 1, 25)), "B": list(rng.normal(1, 2, 15))}, rows=2)
    found = difference(table, "tone", by="outlet").iloc[0]
    means = table.groupby(["outlet", "article_id"])["tone"].mean()
    oracle = stats.ttest_ind(means["A"], means["B"], equal_var=False).confidence_interval()
    assert found["value"] == pytest.approx(means["A"].mean() - means["B"].mean())
    assert (found["low"], found["high"]) == pytest.approx((oracle.low, oracle.high), abs=0.08)
    assert "25 and 15 articles" in found["method"]


def test_the_difference_is_paired_where_articles_hold_both_groups():
    rng = np.random.default_rng(9)
    level = rng.normal(0, 5, 20)
    gap = rng.normal(0.5, 0.2, 20)
    table = pd.DataFrame(
        {
            "article_id": np.tile(np.arange(20), 2),
            "voice": ["quoted"] * 20 + ["outlet"] * 20,
            "tone": np.concatenate([level - gap, level]),
        }
    )
    found = difference(table, "tone", by="voice").iloc[0]
    oracle = stats.ttest_1samp(gap, 0).confidence_interval()
    assert (found["group"], found["reference"]) == ("outlet", "quoted")
    assert (found["low"], found["high"]) == pytest.approx((oracle.low, oracle.high), abs=0.02)
    assert found["method"].endswith("paired")


def test_many_pairs_are_counted():
    table = articles({name: [0.1, 0.2, 0.4] for name in "ABC"})
    found = difference(table, "tone", by="outlet")
    assert list(zip(found["group"], found["reference"], strict=True)) == [
        ("A", "B"),
        ("A", "C"),
        ("B", "C"),
    ]
    assert found["method"].str.endswith("one of 3 pairs, unadjusted").all()


@given(
    st.lists(st.lists(st.floats(-1, 1), min_size=1, max_size=5), min_size=2, max_size=6),
    st.floats(-20, -10),
    st.floats(0.1, 9),
)
@settings(max_examples=25, deadline=None)
def test_shifting_and_stretching_the_values_moves_the_interval_alike(units, shift, stretch):
    table = pd.DataFrame(
        [(i, x) for i, values in enumerate(units) for x in values], columns=["article_id", "x"]
    )
    table["x"] -= 2  # below 0, where no floor cuts the interval
    first = compare(table, "x").iloc[0]
    moved = compare(table.assign(x=table["x"] * stretch + shift), "x").iloc[0]
    for column in ("value", "low", "high"):
        if not (np.isnan(first[column]) or np.isnan(moved[column])):
            assert moved[column] == pytest.approx(first[column] * stretch + shift, abs=1e-6)


def simulated(units: int, sizes: str, rng: np.random.Generator, runs: int = 300) -> pd.DataFrame:
    """Many samples of articles from one population whose mean is 0."""
    shape = runs * units
    length = rng.poisson(8, shape) if sizes == "even" else rng.lognormal(2, 1, shape).astype(int)
    article = np.repeat(np.arange(shape), 1 + length)
    tone = rng.normal(size=shape)[article] + rng.normal(size=len(article))
    return pd.DataFrame({"article_id": article, "run": article // units, "tone": tone})


@pytest.mark.parametrize("sizes", ["even", "uneven"])
@pytest.mark.parametrize("units", [4, 10, 30])
def test_95_percent_intervals_cover_95_percent(units, sizes):
    found = compare(simulated(units, sizes, np.random.default_rng(units)), "tone", by="run")
    covered = ((found["low"] <= 0) & (found["high"] >= 0)).mean()
    assert 0.92 <= covered <= 0.97 + 0.015, covered  # 300 runs: a standard error of 1.3 points
