"""One answer to what a span of an article is."""

import pandas as pd
import pytest

from newskit.text import spans

ARTICLES = pd.DataFrame({"article_id": ["x", "y"], "text": ["One. Two.", "Three."]})


def table(**columns):
    return pd.DataFrame({"article_id": ["x"], "start": [0], "end": [4], **columns})


@pytest.mark.parametrize("asked", [None, "sentences"])
def test_sentences_by_name_or_by_default(asked):
    placed = spans.place(asked, ARTICLES)
    assert placed.table["sentence"].tolist() == [0, 1, 0]
    assert placed.text.tolist() == [0, 0, 1]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"article_id": ["z"]}, "row 0: there is no article 'z'"),
        ({"end": [99]}, "row 0: 0 to 99 lies outside article 'x', whose text has 9 characters"),
        ({"start": [-1]}, "row 0: -1 to 4 lies outside"),
        ({"start": [4], "end": [2]}, "row 0: 4 to 2 lies outside"),
        ({"end": [None]}, "row 0: its start or end is missing"),
        ({"start": [float("nan")]}, "row 0: its start or end is missing"),
    ],
)
def test_what_is_no_span_is_refused_by_row(columns, message):
    with pytest.raises(ValueError, match=message):
        spans.place(table(**columns), ARTICLES)


def test_an_unknown_name_says_what_there_is():
    with pytest.raises(ValueError, match=r"unknown spans 'words'.*'sentences'"):
        spans.place("words", ARTICLES)


def test_a_table_is_carried_and_numbered():
    placed = spans.place(table(voice=["outlet"]), ARTICLES)
    assert placed.table[["sentence", "voice"]].to_numpy().tolist() == [[0, "outlet"]]
