"""The two rules of context: names do not count, and weak words need company."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newskit import match_lexicon, read_lexicon, score_lexicon
from newskit.lexicon.formats import parse_toml


def articles(*texts):
    ids = [f"a{i}" for i in range(len(texts))]
    return pd.DataFrame({"article_id": ids, "text": list(texts)})


def found(text, lexicon="loaded"):
    return match_lexicon(articles(text), lexicon)["match"].tolist()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("They renewed the Patriot Act in Velmora.", []),
        ("They renewed the patriotic act in Velmora.", ["patriotic"]),
        ("Disgraceful plans were tabled.", ["Disgraceful"]),
        ("Lesk Regime Slams Vile Torvian Critics", ["Regime", "Slams", "Vile"]),
        ("A total of six ships left.", []),
        ("It was a total disgrace.", ["total", "disgrace"]),
        ("It was a disgrace. Total rain was low.", ["disgrace"]),
        ("A fight broke out.", []),
        ("A vicious fight broke out.", ["vicious", "fight"]),
        ("“Shameful”, she said — “utterly shameful”.", ["Shameful", "utterly", "shameful"]),
        ("", []),
    ],
)
def test_names_are_dropped_and_weak_words_need_company(text, words):
    assert found(text) == words


RULES = """
skip_names = true
[category.strong]
entries = ["vile", "vile regime"]
[category.near]
company = 1
entries = ["plan"]
[category.far]
company = 3
entries = ["day", "old grey day"]
[category.other]
entries = ["rain"]
"""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a vile plan", ["vile", "plan"]),
        ("a vile, bad plan", ["vile"]),
        ("vile — plan", ["vile", "plan"]),
        ("plan, day", []),
        ("vile a b day", ["vile", "day"]),
        ("vile a b c day", ["vile"]),
        ("day b a vile", ["day", "vile"]),
        ("day c b a vile", ["vile"]),
        ("old grey day a b vile", ["old grey day", "vile"]),
        ("old grey day a b c vile", ["vile"]),
        ("vile a b old grey day", ["vile", "old grey day"]),
        ("a vile regime a b day", ["vile regime", "day"]),
        ("a vile regime a b c day", ["vile regime"]),
        ("It was vile. A day.", ["vile"]),
        ("Tea is vile. Plan tea.", ["vile"]),
        ("rain plan", ["rain", "plan"]),
        ("a Vile plan for a long while", []),
        ("Vile plan", ["Vile", "plan"]),
        ("A Vile Plan", ["Vile", "Plan"]),
        ("The Vile act so it", []),
        ("The Vile act so", ["Vile"]),  # two of four words: half is a headline
    ],
)
def test_a_files_own_rules_hold_word_for_word(text, words):
    assert found(text, parse_toml(RULES, "rules", "rules.toml")) == words


def test_rules_hold_within_their_lexicon_alone():
    rules = parse_toml(RULES, "rules", "rules.toml")
    table = match_lexicon(
        articles("A cruel day. A Vile thing was done."), [rules, {"c": ["cruel", "vile"]}]
    )
    assert table["match"].tolist() == ["cruel", "Vile"]
    assert set(table["lexicon"]) == {"lexicon"}


def test_the_sentence_counts_also_where_only_a_span_is_searched():
    text = "It was a total disgrace, they renewed the Vile Act."
    spans = pd.DataFrame({"article_id": ["a0"] * 2, "start": [9, 42], "end": [14, 50]})
    table = match_lexicon(articles(text), "loaded", spans=spans)
    # Total has no company inside its span; Vile is a name by its whole sentence.
    assert table["match"].tolist() == []
    whole = pd.DataFrame({"article_id": ["a0"], "start": [9], "end": [23]})
    assert match_lexicon(articles(text), "loaded", spans=whole)["match"].tolist() == [
        *("total", "disgrace")
    ]


def test_a_hit_that_begins_with_a_mark_counts_from_the_word_before():
    rules = parse_toml("skip_names = true\n[category.c]\nentries = ['\"*\"']", "r", "r")
    assert found("“peace” came “slowly”", rules) == ["“peace”", "“slowly”"]


WORDS = ["vile", "Total", "plan.", "regime", "—", "a", "ünø"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join), max_size=4))
def test_counts_add_up_and_offsets_slice(texts):
    table = articles(*texts).astype(object)
    hits = match_lexicon(table, LOADED)
    by_id = dict(zip(table["article_id"], table["text"], strict=True))
    assert all(by_id[h.article_id][h.start : h.end] == h.match for h in hits.itertuples())
    for spans in (None, "sentences"):
        assert score_lexicon(table, LOADED, spans=spans)["hits"].sum() == len(hits)


LOADED = read_lexicon("loaded")
