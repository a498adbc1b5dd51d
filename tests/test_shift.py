from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from newskit import word_shift
from newskit.tone import news
from tests.words import TOKENS

VALENCES = {"war": -2.9, "glorious": 3.2, "end": 0.0, "talks": 0.5}


def test_word_shift_adds_up_to_the_difference_in_means():
    found = word_shift(TOKENS, VALENCES, by="outlet", reference="Herald")
    scored = TOKENS.assign(v=TOKENS["word"].map(VALENCES)).groupby("outlet")["v"].mean()
    gap = scored["Courier"] - scored["Herald"]
    assert found["contribution"].sum() == pytest.approx(gap, abs=1e-12)
    assert found.attrs["word_shift"]["mean"] == pytest.approx(scored["Courier"])
    assert found.attrs["word_shift"]["reference_mean"] == pytest.approx(scored["Herald"])
    assert (found["wording"] == 0).all()


def test_word_shift_by_hand():
    """Courier: war and glorious 3 of 6 each; Herald: talks 3, end 2, war 1."""
    found = word_shift(TOKENS, VALENCES, by="outlet", reference="Herald").set_index("word")
    mean = (3 * 0.5 - 2.9) / 6
    assert found["contribution"]["glorious"] == pytest.approx(3 / 6 * (3.2 - mean))
    assert found["contribution"]["war"] == pytest.approx((3 / 6 - 1 / 6) * (-2.9 - mean))
    assert found["kind"]["war"] == "negative word, used more"
    assert found["kind"]["talks"] == "positive word, used less"
    assert found.loc["war", ["count", "reference_count"]].tolist() == [3, 1]
    assert found.loc["war", ["share", "reference_share"]].tolist() == [3 / 6, 1 / 6]
    assert found["contribution"].abs().is_monotonic_decreasing


@pytest.mark.parametrize(
    ("score", "kind"),
    [
        (1.2, "positive word, used more"),
        (1.0, "positive word, used more"),
        (0.9, "negative word, used more"),
    ],
)
def test_a_word_is_positive_or_negative_against_the_reference_mean(score, kind):
    words = pd.DataFrame({"word": ["talks", "ferry", "end"], "side": [*"xyy"]})
    scores = {"talks": score, "ferry": 1.5, "end": 0.5}
    found = word_shift(words, scores, by="side", reference="y").set_index("word")
    assert found["kind"]["talks"] == kind


def test_a_word_used_as_much_by_both_counts_as_used_more():
    words = pd.DataFrame({"word": ["war", "war"], "side": ["x", "y"]})
    assert word_shift(words, {"war": -3}, by="side")["kind"].tolist() == [
        "positive word, used more"
    ]


@pytest.mark.parametrize("name", ["vader", "news"])
def test_a_column_of_scores_goes_before_a_model_of_its_name(name):
    words = pd.DataFrame({"word": ["war", "war"], "side": ["x", "y"], name: [0.5, 2.0]})
    found = word_shift(words, name, by="side").iloc[0]
    assert (found["score"], found["reference_score"]) == (2.0, 0.5)


word_scores = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from("uvwxyz"), st.floats(-4, 4)),
    min_size=2,
    max_size=40,
).filter(lambda rows: {r[0] for r in rows} == {"a", "b"})


@given(word_scores)
@settings(max_examples=60, deadline=None)
def test_word_shift_adds_up_whatever_the_scores(rows):
    """Also where one word scores differently in different places (Gallagher et al. 2021)."""
    tokens = pd.DataFrame(rows, columns=["group", "word", "valence"])
    found = word_shift(tokens, "valence", by="group", reference="a")
    means = tokens.groupby("group")["valence"].mean()
    assert found["contribution"].sum() == pytest.approx(means["b"] - means["a"], abs=1e-9)
    assert found["contribution"].to_numpy() == pytest.approx(
        (found["frequency"] + found["wording"]).to_numpy()
    )


def test_word_shift_knows_vaders_valences():
    tokens = TOKENS.replace({"word": {"talks": "peace"}})
    found = word_shift(tokens, "vader", by="outlet").set_index("word")
    assert found["score"]["war"] == -2.9
    assert found["score"]["peace"] == 2.5


@pytest.mark.parametrize(
    ("tokens", "options", "error"),
    [
        (TOKENS[TOKENS["outlet"] == "Herald"], {}, "two groups"),
        (TOKENS, {"reference": "Post"}, "'Post' is not one of"),
    ],
)
def test_word_shift_explains_bad_groups(tokens, options, error):
    with pytest.raises(ValueError, match=error):
        word_shift(tokens, VALENCES, by="outlet", **options)


def test_word_shift_knows_the_news_valences_and_takes_them_first():
    found = word_shift(TOKENS, by="outlet").set_index("word")
    assert found["score"]["war"] == pytest.approx(news.table().valence["war"])


def test_the_interval_is_the_jackknifes_by_hand():
    """Four articles are four lots: each left out in turn."""
    whole = word_shift(TOKENS, VALENCES, by="outlet").set_index("word")
    left = []
    for article in TOKENS["article_id"].unique():
        rest = TOKENS[TOKENS["article_id"] != article]
        left.append(word_shift(rest, VALENCES, by="outlet").set_index("word")["contribution"])
    war = [shift.get("war", 0.0) for shift in left]
    error = math.sqrt(3 / 4 * sum((x - whole["contribution"]["war"]) ** 2 for x in war))
    half = stats.t.ppf(0.975, 3) * error
    assert whole["high"]["war"] - whole["contribution"]["war"] == pytest.approx(half, rel=1e-6)
    assert whole["low"]["war"] == pytest.approx(whole["contribution"]["war"] - half, rel=1e-6)


def test_without_articles_there_is_no_interval():
    found = word_shift(TOKENS.drop(columns="article_id"), VALENCES, by="outlet")
    assert np.isnan(found["low"]).all()
