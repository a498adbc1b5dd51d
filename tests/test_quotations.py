"""Quotations: who says what, in whose words. All but the sample article is invented."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import newskit as nk
from newskit import schema

SAMPLE = nk.load_corpus("wartime_ecstasy")


def found(text, kinds=("direct", "mixed", "scare")):
    return [
        (text[q.start : q.end], q.speaker_name, q.cue) for q in nk.quotes(text) if q.kind in kinds
    ]


@pytest.mark.parametrize(
    ("words", "speaker"),
    [
        ("Wartime Ecstasy", "Dmitry Peskov"),
        ("wartime ecstasy", "Kremlin"),
        ("wartime ecstasy,", "Dmitry Peskov"),
        ("This cannot be", "Dmitry Peskov"),
        ("wartime ecstasy.", "Dmitry Peskov"),
        ("will not become", "Jens Stoltenberg"),
        ("contradictory,", "Dmitry Peskov"),
        ("To deny", "Jens Stoltenberg"),
        ("The time has come", "Jens Stoltenberg"),
        ("We proceed", "Sergey Lavrov"),
    ],
)
@pytest.mark.parametrize("raw", [True, False])
def test_the_ten_marked_spans_of_the_sample(words, speaker, raw, sample_text):
    text = sample_text if raw else SAMPLE["text"].iloc[0]
    names = [name for marked, name, _ in found(text) if marked.startswith(words)]
    if words == "wartime ecstasy":
        names = [name for marked, name, _ in found(text) if marked == words]
    assert names == [speaker]


@pytest.fixture
def sample_text():
    from pathlib import Path

    path = Path(nk.__file__).parents[1] / "corpora" / "wartime_ecstasy" / "article.txt"
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "marked", "speaker", "cue"),
    [
        ("“We rest,” Ada Holm said.", "We rest,", "Ada Holm", "said"),
        ("“We rest,” said Ada Holm.", "We rest,", "Ada Holm", "said"),
        ("Ada Holm said: “We rest.”", "We rest.", "Ada Holm", "said"),
        ("Ada Holm told the Vale Post that it was “a mess.”", "a mess.", "Ada Holm", "told"),
        ("According to Ada Holm, the vote was “a mess.”", "a mess.", "Ada Holm", "According"),
        ("Ada Holm: Vale ‘in a mess’", "in a mess", "Ada Holm", ":"),
        ("Vale ‘in a mess’ – Holm", "in a mess", "Holm", "–"),
        (
            "Remarks by Ada Holm that Vale “must rest” drew cheers.",
            "must rest",
            "Ada Holm",
            "Remarks",
        ),
        ("‘We rest,’ Ada Holm said.", "We rest,", "Ada Holm", "said"),
        ("''We rest,'' Ada Holm said.", "We rest,", "Ada Holm", "said"),
        ("``We rest,'' Ada Holm said.", "We rest,", "Ada Holm", "said"),
        ("«We rest», Ada Holm said.", "We rest", "Ada Holm", "said"),
        ("„We rest“, Ada Holm said.", "We rest", "Ada Holm", "said"),
        ('"We rest," Ada Holm said.', "We rest,", "Ada Holm", "said"),
        (
            "Ada Holm, who leads the Vale party, said it was “a mess.”",
            "a mess.",
            "Ada Holm",
            "said",
        ),
    ],
)
def test_one_quotation(text, marked, speaker, cue):
    assert found(text) == [(marked, speaker, cue)]


@given(st.text(alphabet="ab “”‘’\"'«».,:?!-–\nHeshaid", max_size=120))
@settings(max_examples=150, deadline=None)
def test_every_row_stands_where_it_says(text):
    for q in nk.quotes(text):
        assert 0 <= q.start < q.end <= len(text)
        for words, a, b in (
            (q.speaker, q.speaker_start, q.speaker_end),
            (q.cue, q.cue_start, q.cue_end),
        ):
            assert words == (None if a is None else text[a:b])


def test_the_table_has_its_columns_also_when_empty():
    bare = SAMPLE[["article_id", "text"]]
    assert nk.find_quotes(bare).dtypes.equals(schema.empty(schema.QUOTES).dtypes)
    assert nk.find_quotes(bare.iloc[:0]).dtypes.equals(schema.empty(schema.QUOTES).dtypes)


def test_voices_cover_every_letter_once():
    text = SAMPLE["text"].iloc[0]
    spans = nk.split_voices(SAMPLE)
    assert (spans["start"].iloc[1:].to_numpy() >= spans["end"].iloc[:-1].to_numpy()).all()
    covered = sum(
        c.isalnum() for a, b in zip(spans["start"], spans["end"], strict=True) for c in text[a:b]
    )
    assert covered == sum(c.isalnum() for c in text)
    assert set(spans["voice"]) == {"outlet", "quoted", "reporting"}


def test_aliases_rename_whoever_they_fit():
    articles = pd.DataFrame({"article_id": ["a"], "text": ["“We rest,” the Vale council said."]})
    named = nk.find_quotes(articles, aliases={"Vale council": "Council of Vale"})
    assert named["speaker_name"].tolist() == ["Council of Vale"]


@pytest.mark.parametrize(
    "text",
    [
        "According to officials,\n\nPrices rose.",
        "The port is closed.\n\nAccording to the ministry,",
        "According to",
        "Holm said,",
        "“",
        "",
    ],
)
def test_an_attribution_without_a_statement_is_no_quotation(text):
    assert nk.quotes(text) == []


def test_no_generated_report_raises():
    import sys
    from pathlib import Path

    sys.path.insert(0, str(Path(nk.__file__).parents[1] / "benchmarks"))
    from generated_reports import failures

    assert failures(2_000, seed=1) == []
