"""Charts, tested by their artists: what is drawn where, in which colour, and that nothing overlaps.

All texts are constructed: countries, people and outlets are fictional.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

mpl.use("Agg")

import matplotlib.pyplot as plt

import newskit as nk

WIDTHS = (8.6, 4.3)
LONG = "State Wire of the Northern Federation and its Associated Island Territories"
BODY = (
    "The ministers of Lornia met on Monday, and the talks were a failure. "
    "“It was a wonderful day for peace,” Ada Lorn said. "
    "“This is a disaster and a crime,” said Bel Varo of the opposition, who had been invited late. "
    "The meeting ended at noon. "
    "Prices in the harbour district rose by $5 and then by $6 in one week."
)


@pytest.fixture(autouse=True)
def _close_figures() -> Any:
    yield
    plt.close("all")


@pytest.fixture
def articles() -> pd.DataFrame:
    return nk.articles_table([nk.Article("a", BODY, title="Talks fail", outlet="Vale Courier")])


@pytest.fixture
def tone(articles: pd.DataFrame) -> pd.DataFrame:
    spans = nk.split_sentences(articles).drop(columns="paragraph")
    spans["voice"] = ["outlet", "quoted", "quoted", "outlet", "outlet"]
    spans["speaker_name"] = [None, "Ada Lorn", "Bel Varo", None, None]
    return nk.score_tone(articles, spans=spans)


def corpus(n_articles: int = 12, n_sentences: int = 10) -> pd.DataFrame:
    """Return a TONE-like table of several outlets with dates."""
    rng = np.random.default_rng(3)
    n = n_articles * n_sentences
    table = pd.DataFrame(
        {"article_id": np.repeat([f"a{i}" for i in range(n_articles)], n_sentences)}
    )
    number = table["article_id"].str[1:].astype(int)
    table["outlet"] = np.array(["The Lorn Gazette", "Vale Courier", LONG])[number % 3]
    table["published"] = pd.Timestamp("2031-01-05") + pd.to_timedelta(number * 20, "D")
    table["sentence"] = table.groupby("article_id").cumcount()
    table["start"] = table["sentence"] * 100
    table["end"] = table["start"] + 90
    table["words"] = 15
    table["compound"] = rng.uniform(-1, 1, n)
    table["tone"] = table["compound"].where(rng.random(n) > 0.3)
    return table


def tokens_of(groups: int = 2) -> pd.DataFrame:
    rng = np.random.default_rng(4)
    table = pd.DataFrame({"article_id": rng.choice([f"a{i}" for i in range(12)], 2000)})
    table["outlet"] = "Outlet " + (table["article_id"].str[1:].astype(int) % groups).astype(str)
    table["word"] = [
        f"word{i}" for i in rng.geometric(0.08, 2000) + 5 * (table["outlet"] == "Outlet 0")
    ]
    return table


def frames_of(n_articles: int = 12, groups: int = 3) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    names = ["conflict", "human_interest", "economic_consequences", "morality", "responsibility"]
    rows = [(f"a{i}", f, rng.poisson(4), 400) for i in range(n_articles) for f in names]
    table = pd.DataFrame(rows, columns=["article_id", "frame", "hits", "words"])
    table["codebook"] = "generic_frames"
    table["outlet"] = [f"Outlet {int(i[1:]) % groups}" for i in table["article_id"]]
    table["per_1000"] = 1000 * table["hits"] / table["words"]
    table["share"] = table["hits"] / table.groupby("article_id")["hits"].transform("sum")
    return table.assign(present=table["hits"] > 2)


def many_groups() -> pd.DataFrame:
    table = corpus(40).assign(group=lambda t: t["article_id"].str[1:].astype(int) % 20)
    return nk.compare(
        table.assign(group=table["group"].map(lambda g: f"{LONG} {g}")), "tone", by="group"
    )


def hits_of() -> pd.DataFrame:
    rng = np.random.default_rng(6)
    table = pd.DataFrame(
        {"article_id": rng.choice(list("abcd"), 60), "start": rng.integers(0, 3000, 60)}
    )
    table["end"] = table["start"] + 6
    table["category"] = rng.choice(["martial", "loss_of_control", "escalation"], 60)
    return table.assign(negated=rng.random(60) < 0.2)


def agreement_of() -> pd.DataFrame:
    rows = [("nominal", 0.71, 0.6, 0.8, 50, 3), ("ordinal", 0.82, 0.75, 0.88, 50, 3)]
    return pd.DataFrame(rows, columns=["level", "alpha", "low", "high", "items", "coders"])


def shift_of() -> pd.DataFrame:
    scores = {f"word{i}": float(np.sin(i)) for i in range(60)}
    return nk.word_shift(tokens_of(), scores, by="outlet")


def voices_of() -> pd.DataFrame:
    table = corpus(6)
    table["voice"] = np.where(table["sentence"] % 3 == 0, "outlet", "quoted")
    names = [f"Person {chr(65 + i)} of {LONG}" for i in range(8)]
    table["speaker_name"] = [names[(i * i) % 8] if i % 3 else None for i in range(len(table))]
    return table


CHARTS: dict[str, Any] = {
    "arc": lambda ax: nk.plot_tone(corpus(), ax=ax),
    "voices": lambda ax: nk.plot_voices(voices_of(), ax=ax, title=f"Who speaks in {LONG}?"),
    "shares": lambda ax: nk.plot_voices(voices_of().drop(columns="tone"), ax=ax),
    "explanation": lambda ax: nk.plot_explanation(
        nk.explain_tone("This is NOT a good day, but it was a WONDERFUL disaster!!"), ax=ax
    ),
    "frames": lambda ax: nk.plot_frames(frames_of(), ax=ax),
    "frames by outlet": lambda ax: nk.plot_frames(frames_of(), by="outlet", ax=ax),
    "frames of one article": lambda ax: nk.plot_frames(frames_of(1), value="share", ax=ax),
    "profile": lambda ax: nk.plot_frame_profile(frames_of(groups=4), by="outlet", ax=ax),
    "dispersion": lambda ax: nk.plot_dispersion(hits_of(), ax=ax),
    "dispersion of one": lambda ax: nk.plot_dispersion(hits_of().query("article_id == 'a'"), ax=ax),
    "keyness": lambda ax: nk.plot_keyness(nk.keyness(tokens_of(), by="outlet"), ax=ax),
    "keyness of three": lambda ax: nk.plot_keyness(
        nk.keyness(tokens_of(3), by="outlet"), top=6, ax=ax
    ),
    "comparison": lambda ax: nk.plot_comparison(nk.compare(corpus(), "tone", by="outlet"), ax=ax),
    "difference": lambda ax: nk.plot_comparison(
        nk.difference(corpus(), "tone", by="outlet"), ax=ax
    ),
    "twenty groups": lambda ax: nk.plot_comparison(many_groups(), ax=ax),
    "word shift": lambda ax: nk.plot_word_shift(shift_of(), ax=ax),
    "agreement": lambda ax: nk.plot_agreement(agreement_of(), ax=ax),
    "timeline": lambda ax: nk.plot_timeline(corpus(30), "tone", ax=ax),
}
HEIGHTS = {
    "twenty groups": 11,
    "keyness": 8,
    "word shift": 7,
    "voices": 7,
    "shares": 5,
    "profile": 6,
}


def words_drawn(ax: Any) -> list[Any]:
    """Return the text artists of *ax* that show something."""
    ticks = [t for axis in (ax.xaxis, ax.yaxis) for t in axis.get_ticklabels()]
    low, high = sorted(ax.get_xlim())
    shown = [
        t
        for t in ticks
        if t.axes and (t.get_position()[1] == 0 or low <= t.get_position()[0] <= high)
    ]
    return [t for t in [*ax.texts, *shown, ax.xaxis.label] if t.get_visible() and t.get_text()]


def assert_tidy(ax: Any) -> None:
    """Assert that no words overlap, are cut or rotated."""
    figure = ax.figure
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    boxes = {t: t.get_window_extent(renderer) for t in words_drawn(ax)}
    for text, box in boxes.items():
        assert text.get_rotation() == 0
        assert box.x0 >= -0.5, f"cut at the left: {text.get_text()!r}"
        assert box.y0 >= -0.5, f"cut below: {text.get_text()!r}"
        assert box.x1 <= figure.bbox.x1 + 0.5, f"cut at the right: {text.get_text()!r}"
        assert box.y1 <= figure.bbox.y1 + 0.5, f"cut above: {text.get_text()!r}"
    for (one, a), (other, b) in combinations(boxes.items(), 2):
        across = min(a.x1, b.x1) - max(a.x0, b.x0)
        down = min(a.y1, b.y1) - max(a.y0, b.y0)
        assert across <= 1 or down <= 1.5, f"{one.get_text()!r} over {other.get_text()!r}"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", CHARTS)
def test_words_of_a_chart_neither_overlap_nor_are_cut(name: str, width: float) -> None:
    _, ax = plt.subplots(figsize=(width, HEIGHTS.get(name, 5)))
    assert CHARTS[name](ax) is ax
    assert_tidy(ax)


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_makes_its_own_figure_and_carries_its_table(name: str) -> None:
    before = dict(mpl.rcParams)
    ax = CHARTS[name](None)
    assert isinstance(ax.newskit_table, pd.DataFrame)
    assert len(ax.newskit_table)
    assert ax.figure.get_size_inches()[0] == pytest.approx(8.6)
    assert dict(mpl.rcParams) == before
    assert_tidy(ax)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("with_text", [True, False])
def test_a_sheet_is_tidy(
    tone: pd.DataFrame, articles: pd.DataFrame, width: float, with_text: bool
) -> None:
    _, ax = plt.subplots(figsize=(width, 5))
    nk.plot_tone(tone, articles=articles if with_text else None, title=LONG, ax=ax)
    assert_tidy(ax)
