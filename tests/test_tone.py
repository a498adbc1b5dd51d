"""Tone: a table of scores beside their coverage, and explanations that show what moved them."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import newskit as nk
from newskit import schema
from newskit.tone import news, vader

ARTICLE = (
    "Envoys agree\n\nIt isn’t a good deal, the mayor said. “A VERY splendid war!” Nobody spoke."
)


def articles(*texts):
    return pd.DataFrame({"article_id": [f"a{i}" for i in range(len(texts))], "text": texts})


@pytest.mark.parametrize(
    ("curly", "straight"),
    [
        ("This isn’t good.", "This isn't good."),
        ("A “disaster” and a “tragedy”", 'A "disaster" and a "tragedy"'),
        ("victory—glorious", "victory glorious"),
        ("a disaster…", "a disaster "),
    ],
)
def test_typography_does_not_move_the_tone(curly, straight):
    for model in ("vader", "news"):
        assert nk.valence(curly, model=model) == nk.valence(straight, model=model) != 0
        tone = nk.score_tone(articles(curly), model=model)["tone"]
        assert tone.tolist() == [nk.valence(straight, model=model)]


def test_silence_is_not_neutrality():
    assert math.isnan(nk.valence("The council met on Monday."))
    for model in ("news", "vader"):
        tone = nk.score_tone(articles("The council met on Monday."), model=model)
        assert tone.loc[0, ["scored", "compound"]].tolist() == [0, 0.0]
        assert tone["tone"].isna().all()


def test_score_tone_reads_sentence_by_sentence():
    tone = nk.score_tone(articles(ARTICLE, "", "Good."))
    assert tone["article_id"].tolist() == ["a0"] * 4 + ["a2"]
    assert tone["sentence"].tolist() == [0, 1, 2, 3, 0]
    for row in tone.itertuples():
        text = {"a0": ARTICLE, "a2": "Good."}[row.article_id][row.start : row.end]
        assert row.compound == vader.score(text).compound
    assert tone["words"].tolist() == [2, 8, 4, 2, 1]
    assert tone.dtypes.equals(schema.empty(schema.TONE).dtypes)
    assert tone.attrs["newskit"] | {"version": ""} == {
        "verb": "score_tone",
        "version": "",
        "model": "news",
        "model_version": news.table().version,
    }
    tone = nk.score_tone(articles(ARTICLE, "", "Good."), model="vader")
    assert tone["scored"].tolist() == [1, 1, 2, 0, 1]


def test_no_articles_give_an_empty_table():
    assert nk.score_tone(articles()).dtypes.equals(schema.empty(schema.TONE).dtypes)


@pytest.mark.filterwarnings("ignore::newskit.NewskitWarning")
@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=4))
def test_score_tone_keeps_the_articles_as_they_are(texts):
    table = articles(*texts)
    before = table.copy()
    tone = nk.score_tone(table)
    pd.testing.assert_frame_equal(table, before)
    assert tone["tone"].isna().eq(tone["scored"] == 0).all()
    assert tone["compound"].between(-1, 1).all()


def test_spans_are_scored_instead_of_sentences():
    start = ARTICLE.index("A VERY")
    spans = pd.DataFrame(
        {
            "article_id": ["a0", "a0"],
            "start": [start, 0],
            "end": [start + len("A VERY splendid war"), 12],
            "voice": ["quoted", None],
        }
    )
    tone = nk.score_tone(articles(ARTICLE), spans=spans)
    assert list(tone.columns[:5]) == ["article_id", "sentence", "start", "end", "voice"]
    assert tone["voice"].isna().tolist() == [False, True]
    assert tone["compound"].tolist() == [
        vader.score("A VERY splendid war").compound,
        vader.score("Envoys agree").compound,
    ]
    assert tone["sentence"].tolist() == [0, 1]


def test_spans_without_rows_give_an_empty_table():
    none = schema.empty(schema.SPANS)
    tone = nk.score_tone(articles(ARTICLE), spans=none)
    assert tone.empty
    assert list(tone.columns[4:6]) == ["voice", "speaker_name"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("b7", 0, 1), "row 0: there is no article 'b7'"),
        (("a0", 5, 10_000), "row 0: 5 to 10000 lies outside article 'a0', whose text has 94"),
        (("a0", -3, 2), "outside article"),
        (("a0", 9, 2), "outside article"),
    ],
)
def test_spans_outside_their_article_are_refused(row, message):
    spans = pd.DataFrame([row], columns=["article_id", "start", "end"])
    with pytest.raises(ValueError, match=message.replace("(", r"\(")):
        nk.score_tone(articles(ARTICLE.ljust(94)[:94]), spans=spans)


def test_spans_of_articles_with_one_id_are_refused():
    twice = pd.DataFrame({"article_id": ["x", "x"], "text": ["Good.", "Bad."]})
    spans = pd.DataFrame({"article_id": ["x"], "start": [0], "end": [4]})
    with pytest.raises(ValueError, match="such as 'x' on rows 0, 1"):
        nk.score_tone(twice, spans=spans)


@pytest.mark.parametrize("ask", [nk.valence, nk.explain_tone])
def test_an_unknown_model_is_refused(ask):
    with pytest.raises(ValueError, match="unknown model 'afinn'; choose one of 'news', 'vader'"):
        ask("Good.", model="afinn")


def test_an_explanation_is_a_table():
    table = nk.explain_tone("It isn’t “good”, but a VERY splendid war! 💘", model="vader")
    assert table["word"].tolist() == ["good", "splendid", "war", "💘", "!"]
    assert table["contribution"].sum() == pytest.approx(table.attrs["raw_sum"])
    total = table.attrs["raw_sum"]
    assert table.attrs["compound"] == round(total / math.sqrt(total**2 + 15), 4)
    assert type(table[["word"]]) is pd.DataFrame


def test_an_explanation_shows_as_its_sentence_escaped():
    text = '<script>alert("good")</script> & <b onclick=x>war</b> <img src=x> hate'
    shown = nk.explain_tone(text, model="vader")._repr_html_()
    assert "<script" not in shown
    assert "<img" not in shown
    assert "onclick=x&gt;" in shown
    assert shown.count("<span") == 1
    assert nk.explain_tone("Nobody spoke.")._repr_html_().count("<span") == 0
    assert "undefined" in nk.explain_tone("Nobody spoke.")._repr_html_()


@pytest.mark.parametrize("change", [lambda t: t.pop("rules"), lambda t: t.attrs.clear()])
def test_an_explanation_that_lost_its_text_or_a_column_shows_as_a_table(change):
    table = nk.explain_tone("It isn’t good.")
    change(table)
    assert "<table" in table._repr_html_()


def test_an_explanation_without_words_is_an_empty_table():
    for model in ("news", "vader"):
        table = nk.explain_tone("", model=model)
        assert table.empty
        assert "undefined" in table.attrs["arithmetic"]


def test_a_band_gives_the_class():
    table = nk.score_tone(articles("A wonderful day. A terrible crime. On Monday."), band=0.25)
    assert table["label"].iloc[:2].tolist() == ["positive", "negative"]
    assert table["label"].isna().tolist() == [False, False, True]


@pytest.mark.parametrize(("band", "label"), [(0.24, "positive"), (0.25, "neutral")])
def test_the_edge_of_the_band_is_neutral(tmp_path, band, label):
    path = tmp_path / "own.tsv"
    path.write_text("ferry\t0.5\n", "utf-8")
    table = nk.score_tone(articles("the late ferry home"), model=path, band=band)
    assert table[["tone", "label"]].to_numpy().tolist() == [[0.25, label]]


OTHERS = {
    "German": "Die Fähre war pünktlich, und das ist nicht von Dauer, sagte der Minister.",
    "French": "Le ministre a dit que les pêcheurs sont dans le port et ne sont pas partis.",
    "Spanish": "El ministro dijo que los pescadores del puerto no se fueron con las otras.",
    "Polish": "Minister powiedział, że to nie jest prawda i że rybacy są na łodzi w porcie.",
    "Russian": "Министр сказал, что рыбаки остались в порту и никуда не ушли.",
    "Ukrainian": "Міністр сказав, що рибалки залишилися в порту і нікуди не пішли.",
}


@pytest.mark.parametrize("band", ["0.25", -1, math.nan])
def test_a_band_is_a_number(band):
    with pytest.raises(ValueError, match="band is a number from 0 up"):
        nk.score_tone(articles("A good day for the town."), band=band)


@pytest.mark.parametrize("tongue", OTHERS)
def test_another_language_is_refused(tongue):
    with pytest.warns(schema.NewskitWarning, match="written in"):
        assert math.isnan(nk.valence(OTHERS[tongue]))
    with pytest.warns(schema.NewskitWarning, match="written in"):
        assert nk.explain_tone(OTHERS[tongue]).empty
    with pytest.warns(schema.NewskitWarning, match="1 of 2 articles were passed over"):
        table = nk.score_tone(articles(OTHERS[tongue], "A good day for the town."))
    assert table["article_id"].tolist() == ["a1"]
    assert len(nk.score_tone(articles(OTHERS[tongue]).assign(language="en")))
