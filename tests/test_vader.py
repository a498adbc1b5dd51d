"""VADER: every digit as vaderSentiment 3.3.2 gives it, from the loops and from the arrays."""

from importlib.metadata import version

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from newskit.text import columns
from newskit.text.characters import straighten
from newskit.tone import explanation, vader, vader_columns, vader_items
from tests import hostile

NAMES = ("neg", "neu", "pos", "compound")
HOSTILE = st.randoms(use_true_random=False).map(hostile.text)


@pytest.fixture(scope="module")
def oracle():
    """Return what the package itself gives for a straightened text."""
    analyzer = SentimentIntensityAnalyzer()

    def scores(text):
        found = analyzer.polarity_scores(straighten(text))
        return tuple(found[name] for name in NAMES)

    return scores


def by_arrays(texts, monkeypatch, page=columns.PAGE):
    monkeypatch.setattr(vader_columns, "FEW", 0)
    monkeypatch.setattr(columns, "PAGE", page)
    return vader_columns.score(texts)


def test_the_oracle_is_the_version_that_is_reproduced():
    assert version("vaderSentiment") == "3.3.2"


CASES = [
    "",
    " \n",
    "No words that it knows",
    "It was good.",
    "It was GOOD, but not VERY good!!!",
    "GOOD GOOD",
    "not good",
    "It is not that the plan was good",
    "It isn’t good; it’s terrible…",
    "never so good",
    "never this bad a war",
    "We saw this terrible war",
    "without doubt good",
    "without a doubt good",
    "without doubt some good",
    "doubt without good",
    "at least good",
    "the least good",
    "least good",
    "the very least good",
    "no good",
    "no or good bad",
    "no one or good",
    "no plan nor good",
    "no plan and good",
    "no",
    "kind of good",
    "It was kind of good",
    "She was a kind of saint",
    "It was all just enough good",
    "It was a bad ass move",
    "bus stop bad ass",
    "He got the kiss of death there",
    "a cake that is to die for",
    "the old beating heart of it",
    "yeah right good",
    "he is the bomb good",
    "good but bad",
    "bad but good but bad",
    "admirable but calm",
    "0 good but great great terrible good",
    "good good but good GOOD good",
    "hope 0.95 nice but hope",
    "Is it good? Is it? Is it??",
    "good!!!!!!!!! bad?????",
    ":) :D XD <3",
    ":[ GOOD",
    "good💘bad",
    "©️ ™ ㊗ good",
    "ISN'T IT GREAT",
    "the ABANDONEd town",
    "isn't'n't good",
    "\u212aind of good",
    "İs good",
    "CAFÉ good",
    "“good” ‘bad’ —good— «war»",
    "good\x85bad\x1cwar\u3000love",
    "''''good''''",
    '"""""""""""good"""""""""""',
    "overenthusiastically overenthusiastic disappointments straightforwardly",
    "confrontationistz good",  # one letter off a word of seventeen
    "\ud800 good \x00 bad",
    "abandoned" + 77 * " the",  # a share of 0.0375
]


@pytest.mark.parametrize("text", CASES)
def test_both_ways_give_the_package_s_scores(text, oracle, monkeypatch):
    assert vader.score(text)[:4] == oracle(text)
    assert tuple(column[0] for column in by_arrays([text], monkeypatch)[:4]) == oracle(text)


def test_hostile_texts_give_the_package_s_scores(oracle, monkeypatch):
    texts = list(hostile.texts(2_000, seed=7))
    wanted = np.array([oracle(text) for text in texts])
    assert (np.array([vader.score(text)[:4] for text in texts]) == wanted).all()
    assert (np.stack(by_arrays(texts, monkeypatch)[:4], axis=1) == wanted).all()
    assert (np.stack(by_arrays(texts, monkeypatch, 500)[:4], axis=1) == wanted).all()


@settings(max_examples=150, deadline=None)
@given(st.text() | HOSTILE)
def test_any_text_gives_the_package_s_scores(oracle, text):
    assert vader.score(text)[:4] == oracle(text)
    assert tuple(column[0] for column in vader_columns.score([text, text])[:4]) == oracle(text)


def test_arrays_and_loops_count_alike(monkeypatch):
    texts = list(hostile.texts(500, seed=8))
    rows = [vader.score(text) for text in texts]
    found = by_arrays(texts, monkeypatch)
    for name in ("items", "words", "scored"):
        assert getattr(found, name).tolist() == [getattr(row, name) for row in rows]


def test_a_column_without_texts_has_no_scores():
    assert [len(column) for column in vader_columns.score([])] == [0] * 7


def test_every_emoji_is_found_among_the_odd_characters():
    assert all(len(key) == 1 and not key.isascii() for key in vader.emoji())


def test_words_that_share_a_slot_are_told_apart():
    known = vader_items.known()
    assert known.chain.any()
    names = [name for name in known.names if known.listed[known.number[name]] and " " not in name]
    found = vader_columns.score(names)
    wanted = [vader.score(name).compound for name in names]
    assert found.compound.tolist() == wanted


@given(st.lists(st.sampled_from([1.9, 0.95, 3.8, 2.85, -1.5, -0.75]), max_size=12), st.data())
def test_but_weighs_as_list_index_does(valences, data):
    before = data.draw(st.integers(0, len(valences)))
    naive = list(valences)
    for k in range(len(naive)):
        first = naive.index(naive[k])
        naive[first] *= 0.5 if first < before else 1.5
    assert vader.weigh(valences, before) == naive


@settings(max_examples=100, deadline=None)
@given(HOSTILE)
def test_contributions_add_up_to_the_sum_behind_the_compound(text):
    table = explanation.explain(text)
    assert table["contribution"].sum() == pytest.approx(table.attrs["raw_sum"], abs=1e-9)
    assert (table["contribution"] != 0).all()
    scores = vader.score(text)
    marks = table["rules"].isin(["exclamation mark", "question mark"])
    assert (~marks).sum() == scores.scored
    if len(table):
        assert table.attrs["compound"] == scores.compound
    for row in table.itertuples():
        assert text[row.start : row.end] == row.word


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("It is good", [""]),
        ("It isn’t good", ["negation x -0.74"]),
        ("It is VERY good", ["very +1.026"]),
        ("It was really quite GOOD", ["capitals +0.733; quite +0.293; really +0.2783"]),
        ("good but bad", ["but x 0.5", "but x 1.5"]),
        ("the least good", ["least x -0.74"]),
        ("good!", ["", "exclamation mark"]),
        ("we like this old war", ["", ""]),
        ("we met this war", ["so/this x 1.25"]),
        ("no good", ["negation x -0.74"]),
        ("that was the bomb", ['phrase "the bomb" = 3']),
        ("they had the kiss of death", ['phrase "kiss of death" = -1.5'] * 2),
        ("it was kind of good", ["kind of -0.293"]),
    ],
)
def test_rules_are_named_with_their_factor(text, rules):
    assert explanation.explain(text)["rules"].tolist() == rules
