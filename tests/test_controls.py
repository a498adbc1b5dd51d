"""Positive and negative controls: one invented event, whose built-in differences must be found.

In the corpus one_event frame (war or peace journalism) and the side of the outlet differ by design,
and length, quotations, speakers and hedges do not.
"""

from __future__ import annotations

import pandas as pd
import pytest

import newskit as nk

ARTICLES = nk.load_corpus("one_event")
DESIGN = ARTICLES[["article_id", "outlet"]].assign(side=ARTICLES["stance"], built=ARTICLES["frame"])


@pytest.fixture(scope="module")
def frames() -> pd.DataFrame:
    table = nk.score_frames(ARTICLES, "war_peace").merge(DESIGN)
    return table.assign(kind=table["category"].str.split("_").str[0])


@pytest.fixture(scope="module")
def per_article() -> pd.DataFrame:
    words = nk.tokenize(ARTICLES)
    hedges = nk.match_lexicon(ARTICLES, "certainty").query("category == 'hedging'")
    quotes = nk.find_quotes(ARTICLES)
    counts = {
        "words": words.groupby("article_id").size(),
        "hedges": hedges.groupby("article_id").size(),
        "quotes": quotes[quotes["kind"] != "scare"].groupby("article_id").size(),
        "speakers": quotes.groupby("article_id")["speaker_name"].nunique(),
        "people": quotes[quotes["speaker_kind"] == "person"]
        .groupby("article_id")["speaker_name"]
        .nunique(),
    }
    return DESIGN.merge(pd.DataFrame(counts).fillna(0), left_on="article_id", right_index=True)


def gap(table: pd.DataFrame, value: str | tuple[str, str], by: str) -> pd.Series:
    return nk.difference(table, value, by=by).iloc[0]


@pytest.mark.parametrize(("kind", "sign"), [("war", -1), ("peace", 1)])
def test_the_frame_that_was_built_in_is_found(frames, kind, sign):
    """Peace reports less war reports, hits per word."""
    found = gap(frames[frames["kind"] == kind], ("hits", "words"), "built")
    assert (found["group"], found["reference"]) == ("peace", "war")
    assert found["low"] * sign > 0
    assert found["high"] * sign > 0


@pytest.mark.parametrize("kind", ["war", "peace"])
def test_the_side_of_the_outlet_brings_no_frame(frames, kind):
    found = gap(frames[frames["kind"] == kind], ("hits", "words"), "side")
    assert found["low"] < 0 < found["high"]


def test_the_side_of_the_outlet_is_found_in_its_verbs_of_saying():
    """One's own spokesperson *says*; the other side's boasts, claims and insists."""
    country = {"Rhea Tolland": "calden", "Joram Vesk": "norrast"}
    quotes = nk.find_quotes(ARTICLES).rename(columns={"stance": "cue_class"}).merge(DESIGN)
    quotes = quotes[quotes["speaker_name"].isin(country) & quotes["cue"].notna()]
    own = quotes["speaker_name"].map(country) == quotes["side"]
    table = quotes.assign(
        whose=own.map({True: "own", False: "other"}), plain=quotes["cue"] == "said"
    )
    found = gap(table, "plain", "whose")
    assert (found["group"], found["reference"]) == ("other", "own")
    assert found["high"] < 0


HELD = [(value, by) for value in ("hedges", "quotes", "people") for by in ("side", "built")]
FOUND_MORE = pytest.mark.xfail(
    strict=True,
    reason="countries that say something are found better, and war reports hold more of them: "
    "the interval of peace less war ends just below 0",
)


@pytest.mark.parametrize(
    ("value", "by"),
    [*HELD, ("speakers", "side"), pytest.param("speakers", "built", marks=FOUND_MORE)],
)
def test_what_was_held_constant_does_not_differ(per_article, value, by):
    found = gap(per_article, value, by)
    if found["low"] == found["low"]:
        assert found["low"] <= 0 <= found["high"]
    else:
        assert "give the same value" in found["method"]
        assert found["value"] == pytest.approx(0, abs=0.15)


@pytest.mark.parametrize("by", ["side", "built"])
def test_length_differs_by_less_than_two_percent(per_article, by):
    found = gap(per_article, "words", by)
    assert abs(found["value"]) < 0.02 * per_article["words"].mean()


def test_key_words_are_those_of_the_frame():
    words = nk.tokenize(ARTICLES).merge(DESIGN)
    keys = nk.keyness(words, by="built")
    marked = keys[(keys["p_article_adjusted"] < 0.05) & (keys["log_ratio"] > 0)]
    found = {group: set(rows["word"]) for group, rows in marked.groupby("group")}
    assert {"talks", "both", "open"} <= found["peace"]
    assert {"our", "law", "crew"} <= found["war"]
    sides = nk.keyness(words, by="side")
    assert not (sides["p_article_adjusted"] < 0.05).any()
