from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from newskit import compare, difference, schema
from newskit.statistics import intervals, resample


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
    for verb in (compare, difference):
        untold, zero = verb(OUTLETS, "tone", by="outlet"), verb(OUTLETS, "tone", by="outlet", rng=0)
        pd.testing.assert_frame_equal(untold, zero)


def test_groups_stand_in_order_and_only_those_that_there_are():
    named = pd.Categorical(OUTLETS["outlet"], ["Courier", "Gazette", "Herald"])
    for outlet in (named, OUTLETS["outlet"]):
        found = compare(OUTLETS.assign(outlet=outlet).iloc[::-1], "tone", by="outlet")
        assert found["outlet"].tolist() == ["Courier", "Herald"]


def test_a_rate_is_a_ratio_of_sums():
    table = pd.DataFrame({"article_id": list("abc"), "hits": [1, 0, 5], "words": [100, 300, 200]})
    found = compare(table, ("hits", "words")).iloc[0]
    assert found["value"] == pytest.approx(6 / 600)
    assert found["method"].startswith("sum of hits / sum of words; ")
    assert "3 articles drawn 10,000 times" in found["method"]


def test_an_interval_keeps_to_what_can_be():
    table = pd.DataFrame({"article_id": list("aabbcc"), "hits": [0, 0, 1, 0, 9, 0]})
    assert 0 < compare(table, "hits")["low"][0] < compare(table, "hits")["value"][0]
    share = compare(table.assign(hit=table["hits"] == 0), "hit").iloc[0]
    assert 0 <= share["low"] < share["high"] <= 1
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
        (OUTLETS.assign(tone=5.5), "all 5 articles give the same value, and nothing tells"),
        (articles({"A": [5, 6], "B": [7, 8]}).assign(tone=5.5), "all 2 articles give the same"),
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


@pytest.mark.parametrize(
    ("tones", "why"),
    [([0.5], "one article cannot show how much articles differ"),
     ([0.5, 0.5], "all 2 rows of one article give the same value")],
)  # fmt: skip
def test_no_interval_of_one_article_without_grounds(tones, why):
    ids = ["a"] * len(tones) + [*"bbb"]
    table = pd.DataFrame({"article_id": ids, "x": [*tones, -0.1, 0.2, 0.4]})
    assert why in compare(table, "x", by="article_id")["method"][0]


@pytest.mark.parametrize("verb", [compare, partial(difference, adjust="bonferroni"), difference])
def test_no_words_give_no_rate(verb):
    table = pd.DataFrame({"article_id": [*"abcd"], "g": [*"xxyy"], "hits": 0, "words": 0})
    found = verb(table, ("hits", "words"), by="g").iloc[0]
    assert np.isnan(found["value"])
    assert "no interval: nothing to divide by" in found["method"]


def test_sentences_are_resampled_only_within_a_single_article_and_it_says_so():
    found = compare(OUTLETS[OUTLETS["article_id"] == "Herald0"], "tone").iloc[0]
    assert found["low"] < found["value"] < found["high"]
    assert "4 sentences of one article" in found["method"]
    assert "says nothing about other articles" in found["method"]


@pytest.mark.parametrize(
    ("tones", "units"),
    [
        ([0.1, -0.2, 0.4], "3 rows of one article"),
        ([0.1, -0.2], "2 rows of one article"),
        ([0.1], "only 1 of the articles"),
    ],
)
def test_a_single_article_without_sentences_is_its_rows(tones, units):
    found = compare(pd.DataFrame({"article_id": "a", "tone": tones}), "tone").iloc[0]
    assert units in found["method"]
    assert found["n"] == len(tones)


def test_another_unit():
    table = OUTLETS.assign(owner=OUTLETS["article_id"].str[-1])
    found = compare(table, "tone", unit="owner").iloc[0]
    assert found["n"] == 5
    assert "5 values of 'owner'" in found["method"]
    alone = compare(table.assign(owner="one"), "tone", unit="owner").iloc[0]
    assert "no interval: only 1 of the values of 'owner'" in alone["method"]


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
    assert found["method"].str.endswith("one of 3 pairs, Holm-adjusted").all()
    plain = difference(table, "tone", by="outlet", adjust=None)
    assert plain["method"].str.endswith("one of 3 pairs, unadjusted").all()
    assert ((plain["high"] - plain["low"]) < (found["high"] - found["low"])).all()
    assert (plain["p_adjusted"] == plain["p_value"]).all()
    harsh = difference(table, "tone", by="outlet", adjust="bonferroni")
    assert harsh["p_adjusted"].tolist() == pytest.approx(np.minimum(1, 3 * harsh["p_value"]))


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


@pytest.fixture
def few_draws(monkeypatch):
    """As many resamples as a simulation needs."""
    monkeypatch.setattr(resample.draws, "__kwdefaults__", {"resamples": 1000})


def simulated(units: int, sizes: str, rng: np.random.Generator, runs: int = 300) -> pd.DataFrame:
    """Many samples of articles from one population whose mean is 0."""
    shape = runs * units
    length = rng.poisson(8, shape) if sizes == "even" else rng.lognormal(2, 1, shape).astype(int)
    article = np.repeat(np.arange(shape), 1 + length)
    tone = rng.normal(size=shape)[article] + rng.normal(size=len(article))
    return pd.DataFrame({"article_id": article, "run": article // units, "tone": tone / 9})


@pytest.mark.usefixtures("few_draws")
@pytest.mark.parametrize("sizes", ["even", "uneven"])
@pytest.mark.parametrize("units", [4, 10, 30])
def test_95_percent_intervals_cover_95_percent(units, sizes):
    found = compare(simulated(units, sizes, np.random.default_rng(units)), "tone", by="run")
    covered = ((found["low"] <= 0) & (found["high"] >= 0)).mean()
    assert 0.92 <= covered <= 0.97 + 0.015, covered  # 300 runs: a standard error of 1.3 points


def runs_of(values, rows: int, units: int) -> pd.DataFrame:
    """Rows in order, *rows* of each article and *units* articles of each run."""
    article = np.arange(len(values)) // rows
    return pd.DataFrame({"article_id": article, "run": article // units, "x": values})


@pytest.mark.parametrize("units", [10, 30])
@pytest.mark.parametrize("share", [0.02, 0.1, 0.9])
def test_rare_shares_are_covered_and_never_refused(share, units):
    """Five rows an article, intra-class correlation .3."""
    rng = np.random.default_rng(units)
    level = rng.beta(share * 7 / 3, (1 - share) * 7 / 3, 150 * units)
    found = compare(runs_of(rng.random(750 * units) < np.repeat(level, 5), 5, units), "x", by="run")
    assert found["low"].notna().all()
    assert ((found["low"] <= share) & (share <= found["high"])).mean() >= 0.92


@pytest.mark.usefixtures("few_draws")
@pytest.mark.parametrize("units", [5, 10, 30])
def test_means_of_strongly_skewed_values_are_covered(units):
    rng = np.random.default_rng(units)
    found = compare(runs_of(rng.lognormal(0, 0.8, 400 * units), 1, units), "x", by="run")
    covered = ((found["low"] <= np.exp(0.32)) & (np.exp(0.32) <= found["high"])).mean()
    assert 0.91 <= covered <= 0.98, covered  # 400 runs: a standard error of 1.1 points


@pytest.mark.usefixtures("few_draws")
@pytest.mark.parametrize("units", [10, 30])
def test_sparse_rates_are_covered(units):
    rng = np.random.default_rng(units)
    words = rng.lognormal(6, 0.5, 400 * units).astype(int) + 50
    hits = rng.poisson(words * 0.002 * rng.gamma(1, 1, 400 * units))
    table = runs_of(hits, 1, units).assign(words=words)
    found = compare(table, ("x", "words"), by="run")
    assert found["low"].notna().mean() > 0.95
    assert ((found["low"] <= 0.002) & (found["high"] >= 0.002)).mean() >= 0.92


def test_a_share_of_independent_rows_has_clopper_and_pearsons_interval():
    table = pd.DataFrame({"article_id": range(17), "war": [True] * 3 + [False] * 14})
    oracle = stats.binomtest(3, 17).proportion_ci(method="exact")
    found = compare(table, "war").iloc[0]
    assert (found["low"], found["high"]) == pytest.approx((oracle.low, oracle.high), rel=1e-6)
    for column in (
        table["war"].astype(int),
        table["war"].astype(object).where(table.index < 99),
        table["war"].astype("boolean"),
    ):
        again = compare(table.assign(war=column), "war").iloc[0]
        assert again["low"] == pytest.approx(found["low"])
    gaps = pd.concat([table.astype({"war": object}), pd.DataFrame({"article_id": [99]})])
    assert compare(gaps, "war")["high"][0] == pytest.approx(found["high"])


def test_korn_and_graubards_effective_number_by_hand():
    """Four articles of five rows: 0, 0, 1 and 5 true; n* = n / deff (t19 / t3)^2."""
    hits = [0, 0, 1, 5]
    table = pd.DataFrame({"article_id": np.repeat([*"abcd"], 5), "x": False})
    table["x"] = [i < k for k in hits for i in range(5)]
    p = 6 / 20
    between = 4 / 3 * sum(((k - 5 * p) / 20) ** 2 for k in hits)
    deff = between / (p * (1 - p) / 19)
    n = 20 / deff * (stats.t.ppf(0.975, 19) / stats.t.ppf(0.975, 3)) ** 2
    low = stats.beta.ppf(0.025, p * n, n - p * n + 1)
    high = stats.beta.ppf(0.975, p * n + 1, n - p * n)
    found = compare(table, "x").iloc[0]
    assert (found["low"], found["high"]) == pytest.approx((low, high), rel=1e-6)
    assert "Korn-Graubard" in found["method"]


def test_all_or_none_still_has_an_interval():
    none = compare(pd.DataFrame({"article_id": [*"abcdefgh"] * 5, "x": False}), "x").iloc[0]
    assert (none["low"], none["high"]) == pytest.approx((0, 1 - 0.025 ** (1 / 8)))
    every = compare(pd.DataFrame({"article_id": [*"abcdefgh"], "x": True}), "x").iloc[0]
    assert (every["low"], every["high"]) == pytest.approx((0.025 ** (1 / 8), 1))
    rate = pd.DataFrame({"article_id": [*"abcd"], "hits": 0, "words": 500})
    nothing = compare(rate, ("hits", "words")).iloc[0]
    # At most that share of articles may hold one hit each.
    assert (nothing["low"], nothing["high"]) == (
        0,
        pytest.approx((1 - 0.025 ** (1 / 4)) * 4 / 2000),
    )
    same = compare(OUTLETS.assign(tone=0.5), "tone").iloc[0]
    assert -4 <= same["low"] < 0.5 < same["high"] <= 4


@pytest.mark.parametrize(("model", "bound"), [("vader", 1), ("news", 4)])
def test_no_interval_leaves_the_range_of_its_tone(model, bound):
    table = pd.DataFrame({"article_id": [*"aaaaaab"], "tone": [0.5, 0.4, 0.6, 0.5, 0.5, 0.4, -1.0]})
    found = compare(schema.stamp(table, "score_tone", model=model), "tone").iloc[0]
    assert found["low"] >= -bound
    assert found["high"] <= bound
    merged = table.assign(compound=table["tone"] if model == "vader" else 0.0)
    merged.attrs.clear()
    assert compare(merged, "tone")["low"][0] >= -bound

    upwards = table.assign(tone=-table["tone"])
    found = compare(schema.stamp(upwards, "score_tone", model=model), "tone").iloc[0]
    assert found["high"] <= bound


@pytest.mark.parametrize("odd", [9.0, -9.0])
def test_a_range_that_the_values_leave_is_not_believed(odd):
    table = pd.DataFrame({"article_id": [*"abcdef"], "tone": [0.5, -0.5, 0, 0.2, -0.2, odd]})
    found = compare(schema.stamp(table, "score_tone", model="vader"), "tone").iloc[0]
    assert found["low"] < -1 or found["high"] > 1


@pytest.mark.parametrize(
    ("hits", "is_share", "can_be_negative"),
    [([0, 3], True, False), ([4, 3], True, False), ([0, 5], False, False), ([-1, 3], False, True)],
)
def test_a_rate_is_a_part_of_the_whole_where_none_exceeds_it(hits, is_share, can_be_negative):
    table = pd.DataFrame({"article_id": [*"ab"], "hits": hits, "words": 4})
    found = compare(table, ("hits", "words")).iloc[0]
    assert (found["high"] <= 1) == is_share
    assert (found["low"] < 0) == can_be_negative


def test_where_nothing_is_found_articles_may_hold_as_much_as_the_least_that_hold_any():
    table = pd.DataFrame({"article_id": range(8), "g": [*"AAAABBBB"]})
    table = table.assign(hits=[0, 0, 0, 0, 0, 1, 4, 4], words=500)
    found = compare(table, ("hits", "words"), by="g")
    assert found["high"][0] == pytest.approx((1 - 0.025 ** (1 / 4)) * 4 * 1 / 2000)


@given(
    st.lists(st.lists(st.booleans(), min_size=1, max_size=4), min_size=2, max_size=6),
    st.sampled_from(["share", "mean", "rate"]),
)
@settings(max_examples=40, deadline=None)
def test_intervals_hold_their_value_and_stay_in_range(units, kind):
    table = pd.DataFrame(
        [(i, int(x), len(values)) for i, values in enumerate(units) for x in values],
        columns=["article_id", "x", "words"],
    )
    value = {"share": "x", "mean": "words", "rate": ("x", "words")}[kind]
    found = compare(table, value).iloc[0]
    if np.isnan(found["low"]):  # counts that are all alike, with no known end
        assert kind == "mean"
        return
    assert found["low"] <= found["value"] + 1e-12
    assert found["value"] <= found["high"] + 1e-12
    assert found["low"] >= 0
    assert found["high"] <= 1 or kind == "mean"


SPANS = pd.DataFrame(
    {
        "article_id": [*"aabbcc"],
        "sentence": [0, 1] * 3,
        "voice": ["outlet", "quoted"] * 3,
        "words": [10, 20, 5, 40, 8, 2],
        "tone": [0.1, -0.5, 0.4, np.nan, -0.2, 0.9],
    }
)


@given(st.integers(0, 5), st.floats(0.1, 0.9))
@settings(max_examples=30, deadline=None)
def test_cutting_a_span_in_two_changes_no_mean(row, at):
    """And no interval: the halves lie in the same article."""
    halves = pd.concat([SPANS, SPANS.iloc[[row]]], ignore_index=True)
    first = SPANS["words"][row] * at
    halves["words"] = halves["words"].astype(float)
    halves.loc[row, "words"], halves.loc[6, "words"] = first, SPANS["words"][row] - first
    for by in (None, "voice"):
        whole, cut = compare(SPANS, "tone", by=by), compare(halves, "tone", by=by)
        assert cut[["value", "low", "high"]].to_numpy() == pytest.approx(
            whole[["value", "low", "high"]].to_numpy(), nan_ok=True
        )


def test_spans_weigh_by_words_unless_told_otherwise():
    words = compare(SPANS, "tone").iloc[0]
    known = SPANS.dropna()
    assert words["value"] == pytest.approx(np.average(known["tone"], weights=known["words"]))
    assert words["method"].startswith("mean, weighed by words; ")
    assert compare(SPANS, "tone", weight=None)["value"][0] == pytest.approx(known["tone"].mean())
    assert compare(SPANS.drop(columns="voice"), "tone")["method"][0].startswith("mean; ")
    rate = compare(SPANS.assign(hits=1), ("hits", "words")).iloc[0]
    assert rate["value"] == pytest.approx(6 / 85)
    assert rate["method"].startswith("sum of hits / sum of words; ")


def test_rows_may_weigh_nothing_or_less_than_one():
    table = pd.DataFrame({"article_id": [*"abcde"], "x": [True, False, True, True, False]})
    found = compare(table.assign(w=[0.5, 0.5, 1, 0, 0]), "x", weight="w").iloc[0]
    assert found["value"] == 0.75
    assert "of 3 rows effective" in found["method"]
    rate = compare(table.assign(w=[0.5, 0.5, 1, 0, 0]), ("x", "w")).iloc[0]
    assert rate["value"] == 1.5


def test_articles_one_by_one_are_their_sentences():
    found = compare(OUTLETS, "tone", by="article_id")
    assert len(found) == 10
    assert (found["n"] == 4).all()
    alone = compare(OUTLETS[OUTLETS["article_id"] == "Herald0"], "tone").iloc[0]
    one = found[found["article_id"] == "Herald0"].iloc[0]
    assert one["value"] == pytest.approx(alone["value"])
    assert "says nothing about other articles" in one["method"]


def test_newcombes_published_example():
    """Newcombe (1998), Statistics in Medicine 17:873, table II, (a): 56/70 against 48/80."""
    table = pd.DataFrame(
        {"article_id": range(150), "g": ["A"] * 70 + ["B"] * 80,
         "x": [True] * 56 + [False] * 14 + [True] * 48 + [False] * 32}
    )  # fmt: skip
    found = difference(table, "x", by="g").iloc[0]
    assert (found["low"], found["high"]) == pytest.approx((0.0524, 0.3339), abs=5e-5)


@pytest.mark.parametrize(
    ("a", "b", "published"),
    [((9, 10), (3, 10), (0.1705, 0.8090)), ((6, 7), (2, 7), (0.0582, 0.8062)),
     ((10, 10), (0, 10), (0.6075, 1.0)), ((0, 10), (0, 20), (-0.1611, 0.2775))],
)  # fmt: skip
def test_newcombes_small_examples(a, b, published):
    """The same table, (c), (d), (h) and (f)."""
    hits = [i < k for k, n in (a, b) for i in range(n)]
    groups = ["A"] * a[1] + ["B"] * b[1]
    table = pd.DataFrame({"article_id": range(len(hits)), "g": groups, "x": hits})
    found = difference(table, "x", by="g").iloc[0]
    assert (found["low"], found["high"]) == pytest.approx(published, abs=5e-5)
    assert f"95 % Newcombe, {a[1]} and {b[1]} articles" in found["method"]


def test_nothing_against_something_is_found():
    ids = [f"a{i // 5}" for i in range(200)]
    table = pd.DataFrame({"article_id": ids, "g": ["A"] * 100 + ["B"] * 100})
    table["x"] = [i >= 100 and i % 3 == 0 for i in range(200)]
    found = difference(table, "x", by="g").iloc[0]
    assert found["high"] < 0
    assert found["p_value"] < 0.05


def test_the_p_value_is_welchs():
    """Of values without skew, the normal distribution's own points."""
    even = [stats.norm.ppf((np.arange(n) + 0.5) / n) for n in (20, 12)]
    means = {"A": list(even[0]), "B": list(0.8 + 1.5 * even[1])}
    found = difference(articles(means, rows=2), "tone", by="outlet").iloc[0]
    oracle = stats.ttest_ind(means["A"], means["B"], equal_var=False).pvalue
    assert found["p_value"] == pytest.approx(oracle, rel=0.1)
    assert (found["low"] > 0 or found["high"] < 0) == (found["p_value"] < 0.05)


@pytest.mark.parametrize(
    "p", [[0.01, 0.04, 0.03], [0.5], [0.001, 0.02, 0.02, 0.9, 0.0124], [0.04, intervals.ERROR / 2]]
)
def test_holm_by_hand(p):
    p = np.array(p)
    order, worst = np.argsort(p, kind="stable"), 0.0
    for rank, i in enumerate(order):
        worst = max(worst, min(1.0, p[i] * (len(p) - rank)))
        assert intervals.holm(p)[0][i] == pytest.approx(worst)
    assert ((p <= intervals.holm(p)[1]) == (intervals.holm(p)[0] <= intervals.ERROR)).all()


def test_adjusted_intervals_and_adjusted_p_say_the_same():
    rng = np.random.default_rng(4)
    for shift in (0.0, 0.6, 1.5):
        means = {name: list(rng.normal(shift * i, 1, 8)) for i, name in enumerate("ABCD")}
        found = difference(articles(means), "tone", by="outlet")
        apart = (found["low"] > 0) | (found["high"] < 0)
        assert (apart == (found["p_adjusted"] < 0.05)).all()


@pytest.mark.usefixtures("few_draws")
def test_six_groups_without_a_difference_show_none():
    alarms = 0
    for run in range(40):
        rng = np.random.default_rng(run)
        means = {name: list(rng.normal(size=10)) for name in "ABCDEF"}
        alarms += (difference(articles(means), "tone", by="outlet")["p_adjusted"] < 0.05).any()
    assert alarms <= 6, alarms


def test_differences_within_groups_and_between_them():
    rng = np.random.default_rng(5)
    table = pd.DataFrame(
        [(f"{o}{i}", o, v, rng.normal(m, 0.3))
         for o, gap in (("Courier", 1.0), ("Herald", 0.0))
         for i in range(15)
         for v, m in (("outlet", gap), ("quoted", 0.0))
         for _ in range(4)],
        columns=["article_id", "outlet", "voice", "x"],
    )  # fmt: skip
    found = difference(table, "x", by=["outlet", "voice"], within="outlet")
    assert found[["outlet", "group", "reference"]].to_numpy().tolist() == [
        ["Courier", "outlet", "quoted"],
        ["Herald", "outlet", "quoted"],
        ["Courier - Herald", "outlet", "quoted"],
    ]
    assert found["value"][2] == pytest.approx(found["value"][0] - found["value"][1])
    gaps = table.pivot_table(index="article_id", columns="voice", values="x")
    gap = gaps["outlet"] - gaps["quoted"]
    oracle = stats.ttest_ind(gap[:15], gap[15:], equal_var=False).confidence_interval()
    assert (found["low"][2], found["high"][2]) == pytest.approx((oracle.low, oracle.high), abs=0.05)
    assert found["method"][0].endswith("paired; one of 2 pairs, Holm-adjusted")
    with pytest.raises(ValueError, match="within= must be among by="):
        difference(table, "x", by="outlet", within="voice")


def test_differences_of_differences_are_held_alike_with_alike():
    rows = [(f"{o}{i}", o, v, i * len(v) % 5) for o in "AB" for v in "xyz" for i in range(3)]
    table = pd.DataFrame(rows, columns=["article_id", "outlet", "voice", "tone"])
    found = difference(table, "tone", by=["outlet", "voice"], within="outlet")
    pairs = [["x", "y"], ["x", "z"], ["y", "z"]]
    assert found[["group", "reference"]].to_numpy().tolist() == pairs * 3
    assert found["outlet"].tolist() == ["A"] * 3 + ["B"] * 3 + ["A - B"] * 3


def test_intervals_that_hold_together_are_wider():
    table = articles({name: [0.1, 0.2, 0.4] for name in "ABC"})
    alone, held = (
        compare(table, "tone", by="outlet"),
        compare(table, "tone", by="outlet", adjust="bonferroni"),
    )
    assert (held["low"] < alone["low"]).all()
    assert held["method"].str.endswith("all 3 intervals hold at once (Bonferroni)").all()
    pd.testing.assert_frame_equal(
        compare(table, "tone"), compare(table, "tone", adjust="bonferroni")
    )


@pytest.mark.parametrize(("adjust", "rates"), [("bonferroni", [3, 3, 3]), ("holm", [3, 2, 1])])
def test_adjusted_intervals_are_those_of_their_own_rate(adjust, rates):
    """Of two articles each: Student's limits under Welch's freedom."""
    means = {"A": [-0.1, -0.2], "B": [-9.3, -9.6], "C": [-30.2, -30.1]}
    table = articles(means, rows=1)
    found = difference(table, "tone", by="outlet", adjust=adjust).sort_values("p_value")
    for (_, row), claims in zip(found.iterrows(), rates, strict=True):
        v, w = (np.var(means[row[side]], ddof=1) / 2 for side in ("group", "reference"))
        freedom = (v + w) ** 2 / (v**2 + w**2)
        half = stats.t.ppf(1 - 0.025 / claims, 1) * np.sqrt(v + w)
        half *= stats.t.ppf(0.975, freedom) / stats.t.ppf(0.975, 1)
        oracle = row["value"] - half, row["value"] + half
        assert (row["low"], row["high"]) == pytest.approx(oracle, rel=1e-3)


def test_many_units_are_dealt_into_lots():
    rng = np.random.default_rng(6)
    table = pd.DataFrame({"article_id": range(6000), "x": rng.normal(size=6000)})
    found = compare(table, "x").iloc[0]
    oracle = stats.t.interval(0.95, 5999, table["x"].mean(), stats.sem(table["x"]))
    assert (found["low"], found["high"]) == pytest.approx(oracle, abs=0.003)


def test_a_difference_of_weighed_means_says_so():
    rows = pd.DataFrame(
        {
            "article_id": list("aabbccdd"),
            "voice": ["outlet", "quoted"] * 4,
            "words": [3, 9, 4, 8, 5, 7, 6, 6],
            "tone": [0.1, 0.5, 0.2, 0.4, 0.0, 0.6, 0.3, 0.3],
        }
    )
    method = difference(rows, "tone", by="voice")["method"].iloc[0]
    assert method.startswith("difference of means, weighed by words; 95 %")


def test_what_cannot_be_weighed_or_adjusted_is_refused():
    table = pd.DataFrame({"article_id": [*"abcd"], "x": [1.0, 2, 3, 4], "g": [*"AABB"]})
    with pytest.raises(ValueError, match="column 'x' holds infinite values"):
        compare(table.assign(x=[np.inf, 1, 2, 3]), "x")
    with pytest.raises(ValueError, match="column 'w' holds values below 0"):
        compare(table.assign(w=[-1, 1, 1, 1]), "x", weight="w")
    with pytest.raises(ValueError, match="column 'w' holds values below 0"):
        compare(table.assign(w=[-1, 1, 1, 1]), ("x", "w"))
    for verb in (compare, difference):
        with pytest.raises(ValueError, match="unknown adjust='tukey'"):
            verb(table, "x", by="g", adjust="tukey")


def test_a_weighed_rate_weighs_both_sums():
    table = pd.DataFrame({"article_id": [*"abc"], "hits": [1, 2, 3], "words": [10, 40, 20]})
    found = compare(table.assign(w=[2, 1, 3]), ("hits", "words"), weight="w").iloc[0]
    assert found["value"] == pytest.approx((2 + 2 + 9) / (20 + 40 + 60))
    assert found["method"].startswith("sum of hits / sum of words, weighed by w; 95 % Student's t")


@pytest.mark.parametrize(
    ("values", "how"),
    [
        ([1.5, -2, 0.5, 1, 3, -1], "cluster bootstrap, 6 articles drawn 10,000 times"),
        ([1.5, -2], "Student's t, 2 articles"),
        ([1, 2], "Student's t on the log scale, 2 articles"),
        ([1, 2, 9], "Student's t on the log scale and studentised bootstrap, 3 articles"),
        ([1, 2, 1, 5, 2, 9], "Student's t on the log scale and studentised bootstrap, 6 articles"),
        ([1, 9] * 1000, "Student's t on the log scale and studentised bootstrap, 2000 articles"),
        ([1, 9] * 1000 + [1], "Student's t on the log scale, 2001 articles"),
        # Of five fractions that none is below 0 is believed, of four it may be chance.
        ([0.5, 1.5, 2, 0], "cluster bootstrap, 4 articles"),
        ([0.5, 1.5, 2, 0, 1], "Student's t on the log scale and studentised bootstrap, 5 articles"),
    ],
)
def test_the_method_says_what_was_done(values, how):
    table = pd.DataFrame({"article_id": range(len(values)), "x": values})
    assert f"mean; 95 % {how}" in compare(table, "x")["method"].iloc[0]
