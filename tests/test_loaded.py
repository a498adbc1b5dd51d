"""Loaded wording: the list's own examples, the rules of context, and what is counted."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newskit import match_lexicon, read_lexicon, schema
from newskit.lexicon.loaded import find_loaded, score_loaded

LEXICON = read_lexicon("loaded")
EXAMPLES = [
    pytest.param(name, sentence, hit, id=f"{name}-{'match' if hit else 'miss'}{n}")
    for name, category in LEXICON.categories.items()
    for hit, sentences in ((True, category.match), (False, category.miss))
    for n, sentence in enumerate(sentences)
]


def articles(*texts):
    ids = [f"a{i}" for i in range(len(texts))]
    return pd.DataFrame({"article_id": ids, "text": list(texts)})


def found(text):
    return find_loaded(articles(text))["match"].tolist()


@pytest.mark.parametrize(("category", "sentence", "hit"), EXAMPLES)
def test_the_lists_own_examples_hold(category, sentence, hit):
    hits = match_lexicon(articles(sentence), LEXICON)
    assert (category in set(hits["category"])) == hit


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


def test_each_sentence_is_counted():
    table = score_loaded(articles("A vile and cruel plan. It rained. ", "…"))
    assert table["words"].tolist()[:2] == [5, 2]
    assert table["loaded"].tolist()[:2] == [2, 0]
    assert table["per_100"].tolist()[:2] == [40.0, 0.0]
    assert table.loc[table["article_id"] == "a1", "per_100"].isna().all()


def test_spans_keep_their_columns():
    spans = pd.DataFrame(
        {
            "article_id": ["a0", "a0"],
            "start": [0, 12],
            "end": [11, 30],
            "voice": ["outlet", "quoted"],
            "speaker_name": [None, "Ilsa Marn"],
        },
        index=[7, 9],
    )
    table = score_loaded(articles("Rain came, “a vile regime”."), spans=spans)
    assert list(table.columns) == [*spans.columns, "words", "loaded", "per_100"]
    assert table["loaded"].tolist() == [0, 2]
    hits = find_loaded(articles("Rain came, “a vile regime”."), spans=spans)
    assert set(hits["speaker_name"]) == {"Ilsa Marn"}


def test_spans_of_an_unknown_article_are_refused():
    rows = pd.DataFrame({"article_id": ["zz"], "start": [0], "end": [1]})
    with pytest.raises(ValueError, match="'zz'"):
        score_loaded(articles("vile"), spans=rows)


def test_no_articles_give_no_rows():
    none = schema.empty(schema.ARTICLES)
    assert find_loaded(none).empty
    assert score_loaded(none).empty


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["vile", "Total", "plan.", "regime", "—", "a", "ünø"]), max_size=9))
def test_counts_add_up_and_offsets_slice(words):
    text = " ".join(words)
    hits = find_loaded(articles(text))
    assert [text[a:b] for a, b in zip(hits["start"], hits["end"], strict=True)] == list(
        hits["match"]
    )
    assert score_loaded(articles(text))["loaded"].sum() == len(hits)
