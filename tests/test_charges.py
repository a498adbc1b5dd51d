"""Charges: who accuses whom of what, by constructed statements, the sample article, and by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
import pytest

mpl.use("Agg")

import matplotlib.pyplot as plt

import newskit as nk
from newskit import schema
from newskit.quotations.mentions import Scene, actor
from newskit.reading import corpora_folder

GOLD = pd.read_csv(
    corpora_folder() / "charges" / "statements.tsv",
    sep="\t", quoting=3, keep_default_na=False, dtype={"id": "str"},
)  # fmt: skip
WHO = ["accuser", "accused", "charge", "mode"]


def articles(*texts: str, **more: object) -> pd.DataFrame:
    ids = [f"a{i}" for i in range(len(texts))]
    return pd.DataFrame({"article_id": ids, "text": list(texts), **more})


def found(text: str, lexicon: object = "wartime_ecstasy") -> list[list[object]]:
    table = nk.find_charges(articles(text), lexicon=lexicon)
    return [[None if x != x else x for x in row] for row in table[WHO].to_numpy().tolist()]


def plain(name: object) -> str:
    return name.lower().removeprefix("the ") if isinstance(name, str) else ""


@pytest.fixture(scope="module")
def constructed() -> pd.DataFrame:
    """Each row of the gold beside the first charge of its kind that was found there."""
    texts = GOLD.rename(columns={"id": "article_id"})[["article_id", "text"]]
    quotes = nk.find_quotes(texts)
    parts = [
        nk.find_charges(texts[(GOLD["drawn_for"] == name).to_numpy()], lexicon=name, quotes=quotes)
        for name in ("wartime_ecstasy", "charges")
    ]
    first = pd.concat(parts).drop_duplicates(["article_id", "charge"])
    return GOLD.merge(
        first, left_on="id", right_on="article_id", how="left", suffixes=("", "_found")
    )


def test_the_gold_is_what_its_datasheet_says() -> None:
    counts = GOLD["mode"].value_counts()
    assert len(GOLD) >= 200
    assert counts["none"] + counts["denial"] >= len(GOLD) / 3
    assert GOLD["id"].is_unique
    assert GOLD["text"].is_unique


def test_precision_and_recall_on_the_gold_do_not_fall(constructed: pd.DataFrame) -> None:
    fired, true = constructed["charge_found"].notna(), constructed["mode"] != "none"
    right = fired & (constructed["charge"] == constructed["charge_found"])
    assert right.sum() / true.sum() >= 0.97
    assert right.sum() / fired.sum() >= 0.97
    assert (fired & ~true).sum() <= 3


def test_accuser_accused_and_mode_on_the_gold_do_not_fall(constructed: pd.DataFrame) -> None:
    hit = constructed[constructed["charge"] == constructed["charge_found"]]
    same = pd.DataFrame(
        {name: hit[name].map(plain) == hit[f"{name}_found"].map(plain) for name in WHO}
    )
    assert same["accuser"].mean() >= 0.97
    assert same["accused"].mean() >= 0.97
    assert same["mode"].mean() >= 0.98
    assert same.all(axis=1).mean() >= 0.95
    given = pd.to_numeric(hit["strength"])
    assert ((given == 0) == (hit["strength_found"] == 0)).mean() >= 0.98


# What is still read otherwise than by hand; this list may only grow shorter.
MISREAD = {
    "034": "a bulletin that speaks is no accuser",
    "036": "of whom a thrill is heard in every speech",
    "085": "an army and a navy that row",
    "095": "who publishes knows",
    "117": "a colon's clause before an attribution that comes last",
    "154": "an apposition before a verb of doubt",
    "195": "rain that threatens",
}


def test_every_statement_but_these_is_read_as_by_hand(constructed: pd.DataFrame) -> None:
    fired = constructed["charge"] == constructed["charge_found"]
    same = fired.copy()
    for name in WHO:
        same &= constructed[name].map(plain) == constructed[f"{name}_found"].map(plain)
    none = constructed["mode"] == "none"
    right = same.where(~none, constructed["charge_found"].isna())
    denied = constructed["strength_found"].eq(0) == constructed["mode_found"].eq("denial")
    assert set(constructed.loc[~right | (fired & ~denied), "id"]) <= set(MISREAD)


def test_the_sample_article_is_exactly_right() -> None:
    table = nk.find_charges(nk.load_corpus("wartime_ecstasy"))
    assert table[WHO].to_numpy().tolist() == [
        ["Dmitry Peskov", "NATO", "wartime_ecstasy", "charge"],
        ["Kremlin", "NATO", "wartime_ecstasy", "charge"],
        ["Dmitry Peskov", "NATO", "wartime_ecstasy", "charge"],
        ["Dmitry Peskov", "NATO", "wartime_ecstasy", "charge"],
    ]


def test_the_general_lexicon_on_the_sample_article() -> None:
    table = nk.find_charges(nk.load_corpus("wartime_ecstasy"), lexicon="charges")
    assert table[WHO].to_numpy().tolist() == [
        ["Dmitry Peskov", "Jens Stoltenberg", "hypocrisy", "charge"],
        ["Sergey Lavrov", "the West", "lying", "charge"],
        ["Sergey Lavrov", "the West", "aggression", "charge"],
    ]


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        ("“Velmark is falling into a war frenzy,” Ada Holm said.", "Velmark"),
        ("“Velmark’s war frenzy has no end,” Ada Holm said.", "Velmark"),
        ("“The war frenzy of Velmark has no end,” Ada Holm said.", "Velmark"),
        ("“War fever has seized the ministers of Velmark,” Ada Holm said.", "Velmark"),
        ("“War hysteria is being fanned by Velmark,” Ada Holm said.", "Velmark"),
        ("Ada Holm accused Velmark of war hysteria.", "Velmark"),
        ("“The US-led NATO bloc is in a war frenzy,” Ada Holm said.", "NATO"),
        ("NATO sent ships. “The alliance is in a war frenzy,” Ada Holm said.", "NATO"),
        ("Velmark sent ships. “It is in a war frenzy,” Ada Holm said.", "Velmark"),
        ("“They have gone mad with war,” Ada Holm said of the generals of Velmark.", "Velmark"),
        ("“In a confrontation with Karsia, Velmark is drunk on war,” Ada Holm said.", "Velmark"),
        ("“An atmosphere of war hysteria is spreading,” Ada Holm said.", None),
    ],
)
def test_the_accused_is_the_one_it_is_said_of(text: str, accused: str | None) -> None:
    assert found(text) == [["Ada Holm", accused, "wartime_ecstasy", "charge"]]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        # Whom a clause says it of.
        ("“The row of Jon Vask makes Velmark look weak,” Ada Holm said.", ("Ada Holm", "Velmark")),
        ("Mira Orlo met Jon Vask. “He is a man who lies. This man is a crook,” Ada Holm said.",
         ("Ada Holm", "Jon Vask")),
        ("Ada Holm met the Vesk dictator Oskar Brandt.", ("the outlet", "Oskar Brandt")),
        ("“We are tired of Velmark lying about us,” Ada Holm said.", ("Ada Holm", "Velmark")),
        ("“Oskar Brandt’s flirtations with fascism go on,” Ada Holm said.",
         ("Ada Holm", "Oskar Brandt")),
        ("“Karsia has seen through Velmark’s lies,” Ada Holm said.", ("Ada Holm", "Velmark")),
        ("Jon Vask left. Ada Holm’s calling him a liar was news.", ("Ada Holm", "Jon Vask")),
        # Two men; one to whom it is said; one whom others only quote.
        ("Mira Orlo praised Jon Vask. Nils Lind came. He called him a “liar.”",
         ("Nils Lind", "Jon Vask")),
        ("Jon Vask spoke. Ada Holm told Jon Vask, “You are a liar.”", ("Ada Holm", "Jon Vask")),
        ("Jon Vask met Nils Lind. Jon Vask said he is weak.", ("Jon Vask", "Nils Lind")),
        ("“Mira Orlo thinks that I am a liar,” Ada Holm said.", ("Mira Orlo", "Ada Holm")),
        ("Jon Vask ran. “His campaign is corrupt,” Ada Holm said.", ("Ada Holm", "Jon Vask")),
        ("Jon Falk won. The Falk administration met. “It lied,” Ada Holm said.",
         ("Ada Holm", "Jon Falk")),
        ("Mira Orlo led it to accuse Jon Vask of bribery.", ("Mira Orlo", "Jon Vask")),
    ],
)  # fmt: skip
def test_accuser_and_accused_in_the_news(text: str, who: tuple[str, str]) -> None:
    assert [tuple(row[:2]) for row in found(text, "charges")][-1:] == [who]


@pytest.mark.parametrize(
    "text",
    [
        "Velmark met. “There’s corruption and bribery everywhere,” Ada Holm said.",
        "Velmark proved polls are misleading.",
        "“I am not going to get lied about,” Ada Holm said.",
        "Velmark talked about the possibility of fraud.",
        "Velmark met. “It is misleading to say so,” Ada Holm said.",
        "Jon Vask painted others as weak.",
        "Velmark is ending what it calls corruption in the ports.",
    ],
)
def test_words_of_a_charge_that_charge_nobody(text: str) -> None:
    assert [row for row in found(text, "charges") if row[1] is not None] == []


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("“Velmark is not weak,” Ada Holm said.", ["Ada Holm", "Velmark", "weakness", "denial"]),
        ("“I am no liar,” Ada Holm said.", ["Ada Holm", "Ada Holm", "lying", "denial"]),
        ("“I was weak,” Ada Holm said.", ["Ada Holm", "Ada Holm", "weakness", "self-description"]),
        ("Jon Vask is accused of bribery.", [None, "Jon Vask", "corruption", "report"]),
        ("Ada Holm said that Jon Vask had called Mira Orlo a liar.",
         ["Jon Vask", "Mira Orlo", "lying", "report"]),
        ("Velmark denied that it had deceived Karsia.", ["Velmark", "Velmark", "lying", "denial"]),
        ("Jon Vask met Nils Lind. Nils Lind said he was not weak.",
         ["Nils Lind", "Nils Lind", "weakness", "denial"]),
        # People without a name are somebody, a document is nobody.
        ("“Velmark is weak,” the guests said.", ["guests", "Velmark", "weakness", "charge"]),
        ("The letters said that Velmark is weak.", [None, "Velmark", "weakness", "charge"]),
    ],
)  # fmt: skip
def test_the_mode(text: str, row: list[object]) -> None:
    assert found(text, "charges") == [row]


def test_strength_is_by_the_printed_rule() -> None:
    texts = [
        "“Velmark is weak,” Ada Holm said.",  # 1 + 1
        "“Velmark is a coward,” Ada Holm said.",  # 1 + 2
        "“Velmark seems weak,” Ada Holm said.",  # one less
        "“Velmark is not weak,” Ada Holm said.",
    ]
    table = nk.find_charges(articles(*texts), lexicon="charges")
    assert table["strength"].tolist() == [2, 3, 1, 0]
    assert table["hedged"].tolist() == [False, False, True, False]


def test_offsets_point_at_the_words() -> None:
    given = nk.load_corpus("wartime_ecstasy")
    table, text = nk.find_charges(given), given["text"].iloc[0]
    meant = zip(table["accused_start"], table["accused_end"], strict=True)
    assert [text[a:b] for a, b in meant] == [
        "NATO", "NATO", "NATO bloc", "NATO",
    ]  # fmt: skip
    assert all(table["start"] <= table["evidence_start"])
    assert all(table["evidence_end"] <= table["end"])
    spoken = zip(table["accuser_start"], table["accuser_end"], strict=True)
    assert [text[a:b] for a, b in spoken][:2] == ["Kremlin spokesman Dmitry Peskov", "Kremlin"]


def test_the_outlet_accuses_by_its_name() -> None:
    text = "Velmark drives a frenzied arms race."
    assert found(text)[0][0] == "the outlet"
    table = nk.find_charges(articles(text, outlet=["Vale Post"]))
    assert table[["accuser", "voice"]].to_numpy().tolist() == [["Vale Post", "outlet"]]


def test_any_lexicon_with_charge_categories_works() -> None:
    own = nk.read_lexicon({"greed": ["greedy"], "sloth": ["lazy"]})
    assert found("“Velmark is greedy,” Ada Holm said.", own) == [
        ["Ada Holm", "Velmark", "greed", "charge"]
    ]


def test_no_charge_is_an_empty_table_with_all_columns() -> None:
    table = nk.find_charges(articles("It rained on Monday."))
    assert table.empty
    assert list(table.columns) == list(schema.CHARGES)


def test_quotes_that_were_found_already_give_the_same() -> None:
    given = nk.load_corpus("wartime_ecstasy")
    pd.testing.assert_frame_equal(
        nk.find_charges(given), nk.find_charges(given, quotes=nk.find_quotes(given))
    )


def test_quotes_may_come_back_from_a_file(tmp_path: Path) -> None:
    given = nk.load_corpus("wartime_ecstasy")
    nk.find_quotes(given).to_csv(tmp_path / "quotes.csv", index=False)
    quotes = pd.read_csv(tmp_path / "quotes.csv")
    again = nk.find_charges(given, quotes=quotes)
    assert again[WHO].equals(nk.find_charges(given)[WHO])


def test_a_marked_name_is_no_charge_against_its_object() -> None:
    assert found("“Velmark is ready for a war with Karsia,” Ada Holm said.") == []


@pytest.mark.parametrize(
    ("word", "kind"),
    [("minister", "role"), ("council", "body"), ("generals", "group"), ("table", "")],
)
def test_what_a_noun_may_stand_for(word: str, kind: str) -> None:
    assert actor(word) == kind


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("President Ada Holm left. The president was tired.", ["Ada Holm", "Ada Holm"]),
        ("The Northern Pact met. The alliance is old.", ["Northern Pact", "Northern Pact"]),
        ("Ada Holm spoke. She left.", ["Ada Holm", "Ada Holm"]),
        ("The Russian government fell.", ["Russia"]),
        ("Western arms are in Ostrania.", ["the West", "Ostrania"]),
        ("Ostrania fell. Ostranian men left.", ["Ostrania", "Ostrania"]),
        # An institution is called as it is printed.
        ("The Vale Health Office (VHO) met. The VHO is late.", ["Vale Health Office", "VHO"]),
    ],
)  # fmt: skip
def test_mentions_are_followed(text: str, meant: list[str]) -> None:
    scene = Scene(text)
    assert [scene.name(f, m) for f in scene.sentences for m in scene.mentions(f)] == meant


@pytest.mark.parametrize("end", ["\n\n", " "])
def test_cost_grows_linearly(end: str) -> None:
    import time

    text = f"“Velmark is falling into a war frenzy,” Ada Holm said. The council met on Monday.{end}"

    def cost(n: int) -> float:
        given = articles(text * n)
        quotes = nk.find_quotes(given)
        begin = time.process_time()
        nk.find_charges(given, quotes=quotes)
        return time.process_time() - begin

    cost(50)
    assert cost(1600) < 7 * max(cost(400), 0.02)


def drawn(*rows: tuple[object, ...]) -> pd.DataFrame:
    names = ["accuser", "accused", "charge", "strength", "mode", "voice"]
    table = pd.DataFrame(list(rows), columns=names)
    return table.assign(article_id="a", start=0, end=9)


def test_a_chart_of_who_charges_whom() -> None:
    table = drawn(
        ("Ada Holm", "Velmark", "lying", 2, "charge", "quoted"),
        ("Ada Holm", "Velmark", "lying", 3, "charge", "quoted"),
        ("Vale Post", None, "weakness", 2, "charge", "outlet"),
        ("Ada Holm", "Karsia", "lying", 0, "denial", "quoted"),
    )
    ax = nk.plot_charges(table)
    kept = ["accuser", "accused", "charges", "strength"]
    assert ax.newskit_table[kept].to_numpy().tolist() == [
        ["Ada Holm", "Velmark", 2, 2.5],
        ["Vale Post", "nobody named", 1, 2.0],
    ]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["Ada Holm", "Vale Post, own words"]
    assert "1 denial" in " ".join(t.get_text() for t in ax.texts)
    assert "Ada Holm charges Velmark: lying · 2 · strength 2.5" in ax.newskit_alt


def test_a_chart_of_many_pairs_folds_the_rest() -> None:
    rows = [(f"Speaker {i}", f"Land {i % 12}", "lying", 2, "charge", "quoted") for i in range(30)]
    table = nk.plot_charges(drawn(*rows), top=5).newskit_table
    assert table["charges"].sum() == 30
    assert len(table) <= 11
    assert table["accuser"].iloc[-1] == "and 25 others"


def test_no_charge_is_nothing_to_draw() -> None:
    with pytest.raises(ValueError, match="no rows"):
        nk.plot_charges(drawn(("Ada Holm", "Velmark", "lying", 0, "denial", "quoted")))


EACH = [(a, b, "lying", 2, "charge", "quoted") for a in "ABC" for b in "XYZ"]
CROSSING = [
    (f"Speaker {i % 6}", f"Land {i * i % 5}", kind, 2, "charge", "quoted")
    for i in range(30)
    for kind in ("wartime_ecstasy", "betrayal")[: 1 + i % 2]
]


@pytest.mark.parametrize("width", [8.6, 4.3])
@pytest.mark.parametrize("rows", [EACH, CROSSING], ids=["each", "crossing"])
def test_words_on_arrows_neither_meet_nor_lose_their_figures(rows: Any, width: float) -> None:
    figure = plt.figure(figsize=(width, 8), layout="constrained")
    ax = nk.plot_charges(drawn(*rows), ax=figure.add_subplot())
    figure.canvas.draw()
    shown = [t for t in ax.texts if "strength" in t.get_text()][:-1]
    boxes = [t.get_bbox_patch().get_window_extent() for t in shown]
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])
    assert all(t.get_text().endswith("strength 2.0") for t in shown)
    # Each stands above all arrows, on the ground of the chart.
    assert min(t.get_zorder() for t in shown) > 3
    plt.close(figure)


def test_highlight_and_concordance_take_the_charges() -> None:
    given = nk.load_corpus("wartime_ecstasy")
    table = nk.find_charges(given)
    assert "wartime" in nk.highlight(given, table)._repr_html_().lower()
    assert len(nk.concordance(given, table)) == len(table)


@pytest.mark.parametrize("seed", range(40))
def test_any_mixture_of_words_and_marks_is_read(seed: int) -> None:
    import random

    chance = random.Random(seed)
    pieces = [
        *"“ ” ‘ ’ \" ( ) , . ; : - — ? ! … ’s 's war frenzy liar lied accused of by".split(),
        *"Velmark Ada Holm NATO US he she it they who that not no is was the a and said".split(),
        *"of in against called weak corrupt drums beating hysteria \n\n denied alleged".split(" "),
    ]  # fmt: skip
    text = " ".join(chance.choices(pieces, k=300))
    for lexicon in ("wartime_ecstasy", "charges"):
        table = nk.find_charges(articles(text), lexicon=lexicon)
        assert not table.attrs["newskit"].get("passed_over")
        assert set(table["mode"]) <= {"charge", "denial", "self-description", "report"}
        assert table["strength"].between(0, 3).all()
        assert (table["end"] <= len(text)).all()
        named = table.dropna(subset=["accused_start"])
        assert (named["accused_start"] < named["accused_end"]).all()
