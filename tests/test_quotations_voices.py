"""Three voices: the outlet, those it quotes, and the words of reporting. All texts are invented."""

import pandas as pd
import pytest

import newskit as nk

OWN, Q, R = "outlet", "quoted", "reporting"


def cut(text):
    spans = nk.split_voices(pd.DataFrame({"article_id": ["a"], "text": [text]}))
    places = zip(spans["start"], spans["end"], spans["voice"], strict=True)
    return [(text[a:b], voice) for a, b, voice in places]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("“We rest,” Ada Holm said.", [("We rest", Q), ("Ada Holm said", R)]),
        (
            "“We rest,” the top diplomat told reporters on Friday.",
            [("We rest", Q), ("the top diplomat told reporters on Friday", R)],
        ),
        (
            "Holm told the newspaper on Monday that the vote was late.",
            [("Holm told the newspaper on Monday", R), ("that the vote was late", Q)],
        ),
        # An apposition is the outlet's judgement, however short.
        (
            "Holm, a notorious liar, said: “We rest.”",
            [("Holm", R), ("a notorious liar", OWN), ("said", R), ("We rest.", Q)],
        ),
        # What another clause adds is the outlet's.
        (
            "“We rest,” Holm said as tanks rolled into the city.",
            [("We rest", Q), ("Holm said", R), ("as tanks rolled into the city.", OWN)],
        ),
        # The setting belongs to the reporting, with or without a comma.
        (
            "“We rest,” Holm said, in an interview with the Vale Post.",
            [("We rest", Q), ("Holm said, in an interview with the Vale Post.", R)],
        ),
        ("But Holm said: “We rest.”", [("But Holm said", R), ("We rest.", Q)]),
        (
            "According to Holm, it was “a mess.”",
            [("According to Holm", R), ("it was", Q), ("a mess.", Q)],
        ),
        (
            "Holm: Vale ‘in a mess’ today",
            [("Holm", R), ("Vale", OWN), ("in a mess", Q), ("today", OWN)],
        ),
        # Nobody says a scare quote: the outlet does.
        ("The “peace” came late.", [("The “peace” came late.", OWN)]),
        ("It rained.", [("It rained.", OWN)]),
    ],
)
def test_each_word_has_one_voice(text, pieces):
    assert [(w.strip(" ,.:”"), v) for w, v in cut(text)] == [
        (w.strip(" ,.:”"), v) for w, v in pieces
    ]


def test_only_quoted_spans_have_a_speaker():
    spans = nk.split_voices(nk.load_corpus("voices"))
    assert set(spans["voice"]) == {OWN, Q, R}
    assert spans.loc[spans["voice"] != Q, "speaker_name"].isna().all()


def test_spans_of_an_article_follow_one_another():
    for _, spans in nk.split_voices(nk.load_corpus("voices")).groupby("article_id"):
        assert (spans["start"].iloc[1:].to_numpy() >= spans["end"].iloc[:-1].to_numpy()).all()


def test_a_span_stands_in_the_sentence_that_it_names():
    articles = nk.load_corpus("voices")
    spans, whole = nk.split_voices(articles), nk.split_sentences(articles)
    both = spans.merge(whole, on=["article_id", "sentence"], suffixes=("", "_whole"))
    assert len(both) == len(spans)
    assert (both["start"] >= both["start_whole"]).all()
    assert (both["end"] <= both["end_whole"]).all()
