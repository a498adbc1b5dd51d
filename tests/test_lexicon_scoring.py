"""Scores: the counts, the index by a formula, units; and yesterday's results, held."""

import json
import math
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import newskit as nk
from newskit import schema
from newskit.lexicon.formats import parse_toml

BOOK = """
minimum = 2
count_negated = true
[category.war]
entries = ["war", "battle*", "front line"]
not_when = ["war memorial"]
[category.peace]
entries = ["truce*"]
"""
HELD = Path(__file__).parent / "data" / "lexicon_scores.json"


def articles(*texts):
    ids = [f"a{i}" for i in range(len(texts))]
    return pd.DataFrame({"article_id": ids, "text": list(texts)})


@pytest.fixture
def book():
    return parse_toml(BOOK, "small", "small.toml")


@pytest.mark.parametrize(
    ("text", "war", "peace"),
    [
        ("War! A battle, a truce.", 2, 1),
        ("The reward was a warm meal at the battlement.", 1, 0),
        ("They met at the war memorial.", 0, 0),
        ("The front\nline held.", 1, 0),
        ("No war.", 1, 0),
        ("", 0, 0),
    ],
)
def test_hits_are_whole_words_wildcards_and_phrases(book, text, war, peace):
    assert nk.score_frames(articles(text), book)["hits"].tolist() == [war, peace]


def test_negated_hits_count_where_the_lexicon_says_so():
    text = articles("No war, a battle.")
    assert nk.score_lexicon(text, {"war": ["war", "battle*"]})["hits"].tolist() == [1]
    counted = parse_toml("count_negated = true\n[category.a]\nentries = ['war']", "n", "f")
    assert nk.score_lexicon(text, counted)["hits"].tolist() == [1]


def test_a_longer_word_with_the_same_sixteen_letters_is_another_word(book):
    table = nk.score_frames(articles("abcdefghijklmnopq war abcdefghijklmnop"), book)
    assert table["hits"].tolist() == [1, 0]


def test_share_rate_and_presence_follow_their_formulas(book):
    table = nk.score_lexicon(articles("War and battle, then a truce at last"), book)
    assert table["share"].tolist() == pytest.approx([2 / 3, 1 / 3])
    assert table["per_1000"].tolist() == pytest.approx([250.0, 125.0])
    assert table["words"].tolist() == [8, 8]
    assert table["present"].tolist() == [True, False]


def test_undefined_is_nan_and_not_zero(book):
    table = nk.score_lexicon(articles("A quiet day.", "!!!"), book)
    assert table["share"].isna().all()
    assert table["per_1000"].isna().tolist() == [False, False, True, True]


def test_one_row_per_article_and_category_in_order(book):
    table = nk.score_frames(articles("truce", "none", "war"), book)
    assert list(table.columns) == list(schema.SCORES)
    assert table["article_id"].tolist() == ["a0", "a0", "a1", "a1", "a2", "a2"]
    assert table["category"].tolist() == ["war", "peace"] * 3
    assert set(table["lexicon"]) == {"small"}


@pytest.mark.parametrize("score", [nk.score_lexicon, nk.score_frames])
def test_no_articles_give_the_empty_table(book, score):
    table = score(schema.empty(schema.ARTICLES), book)[list(schema.SCORES)]
    assert table.dtypes.to_dict() == schema.empty(schema.SCORES).dtypes.to_dict()
    assert table.empty


def test_missing_text_is_counted_and_named(book):
    table = pd.DataFrame({"article_id": ["x", "y"], "text": ["war", None]})
    with pytest.warns(nk.NewskitWarning, match="'y'"):
        assert set(nk.score_frames(table, book)["article_id"]) == {"x"}


SPANS = pd.DataFrame(
    [
        ("a0", 0, 9, "outlet", None),
        ("a0", 10, 17, "quoted", "Ilsa Marn"),
        ("a0", 18, 24, "quoted", "Ada Vey"),  # in the alphabet before who spoke first
        ("a0", 25, 31, "quoted", "Ilsa Marn"),
    ],
    columns=["article_id", "start", "end", "voice", "speaker_name"],
    index=[7, 9, 11, 13],
)
SPOKEN = articles("War came. Battle! Truce? Truce.")


def test_frames_are_told_by_voice_and_speaker(book):
    table = nk.score_frames(SPOKEN, book, spans=SPANS)
    assert list(table.columns)[:4] == ["article_id", "voice", "speaker_name", "lexicon"]
    assert table["hits"].tolist() == [1, 0, 1, 1, 0, 1]
    assert table["words"].tolist() == [2, 2, 2, 2, 1, 1]
    assert table["speaker_name"].fillna("-").tolist()[::2] == ["-", "Ilsa Marn", "Ada Vey"]


def test_categories_are_counted_span_by_span(book):
    table = nk.score_lexicon(SPOKEN, book, spans=SPANS)
    unit = ["article_id", "sentence", "start", "end", "voice", "speaker_name"]
    assert list(table.columns)[:7] == [*unit, "lexicon"]
    assert table["hits"].tolist() == [1, 0, 1, 0, 0, 1, 0, 1]
    assert table["start"].tolist()[::2] == [0, 10, 18, 25]


def test_spans_without_voices_are_one_unit_for_frames_and_several_for_a_lexicon(book):
    bare = SPANS[["article_id", "start", "end"]]
    assert nk.score_frames(SPOKEN, book, spans=bare)["hits"].tolist() == [2, 2]
    assert len(nk.score_lexicon(SPOKEN, book, spans=bare)) == 8


def test_a_cue_across_the_edge_of_a_span_is_no_hit(book):
    rows = pd.DataFrame({"article_id": ["a0"], "start": [0], "end": [9]})
    assert nk.score_frames(articles("The front line"), book, spans=rows)["hits"].sum() == 0


@pytest.mark.parametrize("score", [nk.score_lexicon, nk.score_frames])
def test_spans_of_an_unknown_article_are_refused(book, score):
    rows = pd.DataFrame({"article_id": ["zz"], "start": [0], "end": [1]})
    with pytest.raises(ValueError, match="'zz'"):
        score(articles("war"), book, spans=rows)


def test_the_callers_tables_stay_as_they_were(book):
    before = SPOKEN.copy(), SPANS.copy()
    nk.score_frames(SPOKEN, book, spans=SPANS)
    pd.testing.assert_frame_equal(SPOKEN, before[0])
    pd.testing.assert_frame_equal(SPANS, before[1])


PIECES = ["war", "truce", "battles", "tea", "—", "“war”", "wars", "truces."]
WORDS = st.lists(st.sampled_from(PIECES), max_size=12)


@settings(max_examples=40, deadline=None)
@given(st.lists(WORDS.map(" ".join), max_size=4))
def test_counts_agree_with_counting_by_hand(texts):
    table = nk.score_frames(articles(*texts).astype(object), "war_peace")
    oracle = [len(re.findall(r"\btruce", text)) for text in texts]
    assert table.loc[table["category"] == "peace_solutions", "hits"].tolist() == oracle
    for _, rows in table.groupby("article_id"):
        assert math.isclose(rows["share"].sum(), 1) or rows["share"].isna().all()


@pytest.mark.parametrize(
    ("text", "fused"),
    [
        ("NATO is flirting with warlike rhetoric, falling into 'wartime ecstasy.'", 1),
        ("NATO is flirting with warlike rhetoric, falling into “wartime ecstasy.”", 1),
        ("The concert ended in ecstasy.", 0),
        ("War came. Ecstasy followed.", 0),
        ("War came one grey day in the autumn of that long year and ecstasy followed.", 0),
        ("The war fever rose, a frenzy of war.", 1),
        ("No war frenzy.", 0),
        ("", 0),
    ],
)
def test_wartime_ecstasy_needs_both_in_one_sentence_within_the_window(text, fused):
    assert set(nk.score_lexicon(articles(text), "wartime_ecstasy")["fused"]) == {fused}


FUSED = """
[construct]
definition = "d"
is_not = "i"
formula = "both / sentences"
[construct.fuse.both]
one_of = ["a"]
together_with = ["b"]
window = 3
alone = ["c"]
[category.a]
entries = ["war"]
[category.b]
entries = ["joy", "war"]
[category.c]
entries = ["warmonger"]
"""


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("War, x y joy.", 1),
        ("War, x y z joy.", 0),
        ("Joy x y war.", 1),
        ("Joy x y z war.", 0),
        ("War.", 0),  # in both categories, and no pair with itself
        ("War war.", 1),
        ("War joy, joy war. War joy.", 2),
        ("A warmonger. No warmonger.", 1),
        ("A warmonger of war and joy.", 1),
        ("War.\n\nJoy.", 0),
        ("No war, joy.", 0),
    ],
)
def test_a_co_occurrence_is_counted_once_a_sentence(text, both):
    made = parse_toml(FUSED, "fused", "fused.toml")
    table = nk.score_lexicon(articles(text), made)
    assert set(table["both"]) == {both}
    assert table["value"].iloc[0] == both / table["sentences"].iloc[0]


def test_an_index_is_nan_without_either_side():
    texts = articles("They escalated. They escalated. A ceasefire.", "Rain.", "")
    value = nk.score_lexicon(texts, "escalation").groupby("article_id")["value"].first()
    assert value.round(3).tolist()[0] == 0.333
    assert value.isna().tolist() == [False, True, True]


def test_spans_give_an_index_each_and_pairs_stay_inside():
    text = "A war frenzy came. A war, a frenzy."
    spans = pd.DataFrame(
        {
            "article_id": ["a0"] * 3,
            "start": [0, 19, 26],
            "end": [18, 25, 35],
            "voice": ["outlet", "outlet", "quoted"],
        }
    )
    table = nk.score_lexicon(articles(text), "wartime_ecstasy", spans=spans)
    units = table.drop_duplicates(["start"])
    assert units["fused"].tolist() == [1, 0, 0]
    assert units["voice"].tolist() == ["outlet", "outlet", "quoted"]
    assert units["words"].tolist() == [4, 2, 2]


def test_sentence_rows_add_up_to_the_article():
    table = articles("A war frenzy came. Troops left. A battle, an orgy of blood.")
    whole = nk.score_lexicon(table, "wartime_ecstasy")
    parts = nk.score_lexicon(table, "wartime_ecstasy", spans="sentences")
    hits = parts.groupby("category", sort=False)["hits"].sum()
    assert hits.tolist() == whole["hits"].tolist()
    for column in ("words", "sentences", "fused"):
        assert parts.drop_duplicates("sentence")[column].sum() == whole[column].iloc[0]


def test_scores_say_how_they_were_made(book):
    note = nk.score_frames(articles("war"), book).attrs["newskit"]
    assert (note["verb"], note["lexicon"], note["digest"]) == ("score_frames", "small", book.digest)
    assert nk.score_lexicon(articles("war"), book).attrs["newskit"]["index"] == ""
    index = nk.score_lexicon(articles("war"), "certainty").attrs["newskit"]["index"]
    assert "(certainty - hedging) / (certainty + hedging)" in index


def test_outlets_travel(book):
    table = articles("war", "truce").assign(outlet=["North", "South"])
    assert nk.score_lexicon(table, book)["outlet"].tolist() == ["North"] * 2 + ["South"] * 2


@pytest.mark.parametrize("case", json.loads(HELD.read_text("utf-8")), ids=lambda c: c["lexicon"])
def test_the_results_of_the_first_version_stand(case):
    """What the scorers of constructs, codebooks and loaded words gave for ``one_event``."""
    reports = nk.load_corpus("one_event")[["article_id", "text"]]
    for unit, spans in (("articles", None), ("sentences", "sentences")):
        table = nk.score_lexicon(reports, case["lexicon"], spans=spans)
        sums = table.groupby("category", sort=False)["hits"].sum()
        assert sums[sums > 0].to_dict() == case["hits"]
        if "value" in case:
            values = table.iloc[:: len(sums)]["value"]
            assert (values.notna().sum(), round(float(values.sum()), 9)) == tuple(
                case["value"][unit]
            )
    assert np.isclose(table["share"].dropna().max(), 1)
