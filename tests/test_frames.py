"""Codebooks and their cues: the files' own examples, the counts, and what a broken file says."""

import math
import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newskit import NewskitWarning, match_lexicon, schema
from newskit.lexicon.codebooks import read_codebook, score_frames

NAMES = ("generic_frames", "gun_policy", "policy_frames", "war_peace")
SHIPPED = {name: read_codebook(name) for name in NAMES}
EXAMPLES = [
    pytest.param(book, frame.name, sentence, hit, id=f"{name}-{frame.name}-{kind}{n}")
    for name, book in SHIPPED.items()
    for frame in book.frames
    for kind, hit in (("match", True), ("miss", False))
    for n, sentence in enumerate(getattr(frame, kind))
]
BOOK = """
title = "t"
description = "d"
source = "s"
licence = "CC0-1.0"
coders = "one"
date = 2026-01-01
minimum = 2
[frame.war]
label = "War"
definition = "Fighting."
cues = ["war", "battle*", "front line"]
not_when = ["war memorial"]
[frame.peace]
label = "Peace"
definition = "Talks."
cues = ["truce*"]
"""


def articles(*texts):
    ids = [f"a{i}" for i in range(len(texts))]
    return pd.DataFrame({"article_id": ids, "text": list(texts)})


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(BOOK, encoding="utf-8")
    return read_codebook(path)


@pytest.mark.parametrize(("book", "frame", "sentence", "hit"), EXAMPLES)
def test_a_codebooks_own_examples_hold(book, frame, sentence, hit):
    table = score_frames(articles(sentence), book).set_index("frame")
    assert (table.loc[frame, "hits"] > 0) == hit


@pytest.mark.parametrize("name", SHIPPED)
def test_every_frame_has_what_a_coder_and_a_test_need(name):
    for frame in SHIPPED[name].frames:
        assert frame.items
        assert frame.definition.endswith(".")
        if frame.name != "other":
            assert min(len(frame.match), len(frame.miss)) >= 2
            assert len(set(frame.cues)) == len(frame.cues)


@pytest.mark.parametrize(
    ("name", "frames"),
    [("generic_frames", 5), ("gun_policy", 9), ("policy_frames", 15), ("war_peace", 6)],
)
def test_the_shipped_codebooks_have_their_papers_frames(name, frames):
    assert len(SHIPPED[name].frames) == frames
    assert re.search(r"\((19|20)\d\d\)", SHIPPED[name].source)


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
    assert score_frames(articles(text), book)["hits"].tolist() == [war, peace]


def test_a_longer_word_with_the_same_sixteen_letters_is_another_word(book):
    table = score_frames(articles("abcdefghijklmnopq war abcdefghijklmnop"), book)
    assert table["hits"].tolist() == [1, 0]


def test_share_rate_and_presence_follow_their_formulas(book):
    table = score_frames(articles("War and battle, then a truce at last"), book)
    assert table["share"].tolist() == pytest.approx([2 / 3, 1 / 3])
    assert table["per_1000"].tolist() == pytest.approx([250.0, 125.0])
    assert table["words"].tolist() == [8, 8]
    assert table["present"].tolist() == [True, False]


def test_undefined_is_nan_and_not_zero(book):
    table = score_frames(articles("A quiet day.", "!!!"), book)
    assert table["share"].isna().all()
    assert table["per_1000"].isna().tolist() == [False, False, True, True]


def test_one_row_per_article_and_frame_in_order(book):
    table = score_frames(articles("truce", "none", "war"), book)
    assert list(table.columns) == list(schema.FRAMES)
    assert table["article_id"].tolist() == ["a0", "a0", "a1", "a1", "a2", "a2"]
    assert table["frame"].tolist() == ["war", "peace"] * 3


def test_no_articles_give_the_empty_table(book):
    table = score_frames(schema.empty(schema.ARTICLES), book)
    assert table.dtypes.astype(str).to_dict() == schema.FRAMES
    assert table.empty


def test_missing_text_is_counted_and_named(book):
    table = pd.DataFrame({"article_id": ["x", "y"], "text": ["war", None]})
    with pytest.warns(NewskitWarning, match="'y'"):
        assert set(score_frames(table, book)["article_id"]) == {"x"}


def spans(rows):
    return pd.DataFrame(rows, columns=["article_id", "start", "end", "voice", "speaker_name"])


def test_spans_are_read_by_voice_and_speaker(book):
    text = "War came. Battle! Truce? Truce."
    rows = spans(
        [
            ("a0", 0, 9, "outlet", None),
            ("a0", 10, 17, "quoted", "Ilsa Marn"),
            ("a0", 18, 24, "quoted", "Otto Vey"),
            ("a0", 25, 31, "quoted", "Ilsa Marn"),
        ]
    )
    table = score_frames(articles(text), book, spans=rows)
    assert list(table.columns)[:4] == ["article_id", "voice", "speaker_name", "codebook"]
    assert table["hits"].tolist() == [1, 0, 1, 1, 0, 1]
    assert table["words"].tolist() == [2, 2, 2, 2, 1, 1]
    assert table["speaker_name"].fillna("-").tolist()[::2] == ["-", "Ilsa Marn", "Otto Vey"]


def test_a_cue_across_the_edge_of_a_span_is_no_hit(book):
    rows = pd.DataFrame({"article_id": ["a0"], "start": [0], "end": [9]})
    assert score_frames(articles("The front line"), book, spans=rows)["hits"].sum() == 0


def test_spans_of_an_unknown_article_are_refused(book):
    rows = pd.DataFrame({"article_id": ["zz"], "start": [0], "end": [1]})
    with pytest.raises(ValueError, match="'zz'"):
        score_frames(articles("war"), book, spans=rows)


def test_the_callers_tables_stay_as_they_were(book):
    table, rows = articles("war"), spans([("a0", 0, 3, "outlet", None)])
    before = table.copy(), rows.copy()
    score_frames(table, book, spans=rows)
    pd.testing.assert_frame_equal(table, before[0])
    pd.testing.assert_frame_equal(rows, before[1])


PIECES = ["war", "truce", "battles", "tea", "—", "“war”", "wars", "truces."]
WORDS = st.lists(st.sampled_from(PIECES), max_size=12)


@settings(max_examples=40, deadline=None)
@given(st.lists(WORDS.map(" ".join), max_size=4))
def test_counts_agree_with_counting_by_hand(texts):
    table = score_frames(articles(*texts), SHIPPED["war_peace"])
    oracle = [len(re.findall(r"\btruce", text)) for text in texts]
    assert table.loc[table["frame"] == "peace_solutions", "hits"].tolist() == oracle
    for _, rows in table.groupby("article_id"):
        assert math.isclose(rows["share"].sum(), 1) or rows["share"].isna().all()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('title = "t"', "", "does not state its title"),
        ("minimum = 2", "minimum = 0", "whole number from 1"),
        ("minimum = 2", "minimum = true", "whole number from 1"),
        ('label = "War"', "label = 3", "frame 'war': label must be a text"),
        ('cues = ["truce*"]', 'cues = "truce*"', "frame 'peace': cues must be a list"),
        ('cues = ["truce*"]', "cues = [1]", "frame 'peace': cues must be a list"),
        ('cues = ["truce*"]', 'cuse = ["truce*"]', "unknown field 'cuse'"),
        ("[frame.war]", "[frame.war", "not a readable TOML file"),
        ("[frame.peace]", "[other]", "unknown field 'other'"),
    ],
)
def test_a_broken_codebook_says_what_is_wrong_and_where(tmp_path, old, new, says):
    path = tmp_path / "broken.toml"
    assert old in BOOK
    path.write_text(BOOK.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(says)):
        read_codebook(path)


def test_an_unknown_codebook_names_the_known_ones():
    with pytest.raises(ValueError, match=r"choose one of .*generic_frames"):
        read_codebook("frames_of_mind")


def test_the_cues_are_a_lexicon(book):
    hits = match_lexicon(articles("No war at the war memorial, but a truce."), book.lexicon)
    assert list(zip(hits["category"], hits["match"], hits["negated"], strict=True)) == [
        ("war", "war", True),
        ("peace", "truce", False),
    ]


def test_a_codebook_may_be_named(book):
    table = score_frames(articles("war"), "generic_frames")
    assert set(table["codebook"]) == {"generic_frames"}


def test_the_items_are_a_table_for_coders():
    items = SHIPPED["generic_frames"].table()
    assert list(items.columns) == ["frame", "label", "definition", "item"]
    assert items.groupby("frame", sort=False).size().tolist() == [5, 4, 5, 3, 3]
