"""All measures in one pass: the same rows as each verb alone, from one cut."""

import pandas as pd
import pytest

import newskit as nk
from newskit.onepass import measure
from newskit.text import columns


def test_each_table_is_the_verbs_own():
    articles = nk.load_corpus("one_event").head(4)
    found = measure(articles)
    quotes = nk.find_quotes(articles)
    spans = nk.split_voices(articles, quotes)
    alone = (
        quotes,
        spans,
        nk.score_tone(articles, model="news", spans=spans),
        nk.match_lexicon(articles, "wartime_ecstasy", spans=spans),
        nk.score_frames(articles, "generic_frames", spans=spans),
    )
    for one, other in zip(found, alone, strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_the_articles_are_cut_once(monkeypatch):
    articles = nk.load_corpus("one_event").head(4)
    texts = articles["text"].tolist()
    cuts = []
    count = lambda t, real=columns._cut: cuts.append(list(t) == texts) or real(t)  # noqa: E731
    monkeypatch.setattr(columns, "_cut", count)
    measure(articles)
    assert sum(cuts) == 1


def test_one_article_costs_no_other_and_is_told_once():
    german = "Die Fähre war pünktlich, und das ist nicht von Dauer, sagte der Minister der Stadt."
    articles = pd.DataFrame({"article_id": [1, 2], "text": [german, "War fever. “No,” Holm said."]})
    with pytest.warns(nk.NewskitWarning, match="^1 of 2 articles were passed over") as told:
        found = measure(articles)
    assert len(told) == 1
    for table in found:
        assert table.attrs["newskit"]["passed_over"] == {"1": "written in German"}
        assert set(table["article_id"]) <= {2}
