"""Charts, tested by their artists: what is drawn where, in which colour, and that nothing overlaps.

All texts are constructed: countries, people and outlets are fictional.
"""

from __future__ import annotations

import datetime as dt
import pickle
from functools import cache
from itertools import combinations
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

mpl.use("Agg")

import matplotlib.pyplot as plt

import newskit as nk
from newskit.charts import colours as palette
from newskit.charts.comparison import method_of
from newskit.charts.wrapping import right_to_left, wrap
from newskit.reading.article import articles_table

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
    return articles_table([nk.Article("a", BODY, title="Talks fail", outlet="Vale Courier")])


@pytest.fixture
def tone(articles: pd.DataFrame) -> pd.DataFrame:
    spans = nk.split_sentences(articles).drop(columns="paragraph")
    spans["voice"] = ["outlet", "quoted", "quoted", "outlet", "outlet"]
    spans["speaker_name"] = [None, "Ada Lorn", "Bel Varo", None, None]
    return nk.score_tone(articles, spans=spans)


@cache
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


@cache
def tokens_of(groups: int = 2) -> pd.DataFrame:
    rng = np.random.default_rng(4)
    table = pd.DataFrame({"article_id": rng.choice([f"a{i}" for i in range(12)], 2000)})
    table["outlet"] = "Outlet " + (table["article_id"].str[1:].astype(int) % groups).astype(str)
    table["word"] = [
        f"word{i}" for i in rng.geometric(0.08, 2000) + 5 * (table["outlet"] == "Outlet 0")
    ]
    return table


@cache
def frames_of(n_articles: int = 12, groups: int = 3) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    names = ["conflict", "human_interest", "economic_consequences", "morality", "responsibility"]
    rows = [(f"a{i}", f, rng.poisson(4), 400) for i in range(n_articles) for f in names]
    table = pd.DataFrame(rows, columns=["article_id", "category", "hits", "words"])
    table["lexicon"] = "generic_frames"
    table["outlet"] = [f"Outlet {int(i[1:]) % groups}" for i in table["article_id"]]
    table["per_1000"] = 1000 * table["hits"] / table["words"]
    table["share"] = table["hits"] / table.groupby("article_id")["hits"].transform("sum")
    return table.assign(present=table["hits"] > 2)


@cache
def many_groups() -> pd.DataFrame:
    table = corpus(40).assign(group=lambda t: t["article_id"].str[1:].astype(int) % 20)
    return nk.compare(
        table.assign(group=table["group"].map(lambda g: f"{LONG} {g}")), "tone", by="group"
    )


@cache
def keyness_of(groups: int) -> pd.DataFrame:
    return nk.keyness(tokens_of(groups), by="outlet")


@cache
def compared(verb: Any) -> pd.DataFrame:
    return verb(corpus(), "tone", by="outlet")


@cache
def hits_of() -> pd.DataFrame:
    rng = np.random.default_rng(6)
    table = pd.DataFrame(
        {"article_id": rng.choice(list("abcd"), 60), "start": rng.integers(0, 3000, 60)}
    )
    table["end"] = table["start"] + 6
    table["category"] = rng.choice(["martial", "loss_of_control", "escalation"], 60)
    return table.assign(negated=rng.random(60) < 0.2)


@cache
def shift_of() -> pd.DataFrame:
    scores = {f"word{i}": float(np.sin(i)) for i in range(60)}
    return nk.word_shift(tokens_of(), scores, by="outlet")


@cache
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
    "dispersion": lambda ax: nk.plot_dispersion(hits_of(), ax=ax),
    "dispersion of one": lambda ax: nk.plot_dispersion(hits_of().query("article_id == 'a'"), ax=ax),
    "keyness": lambda ax: nk.plot_keyness(keyness_of(2), ax=ax),
    "keyness of three": lambda ax: nk.plot_keyness(keyness_of(3), top=6, ax=ax),
    "comparison": lambda ax: nk.plot_comparison(compared(nk.compare), ax=ax),
    "difference": lambda ax: nk.plot_comparison(compared(nk.difference), ax=ax),
    "twenty groups": lambda ax: nk.plot_comparison(many_groups(), ax=ax),
    "word shift": lambda ax: nk.plot_word_shift(shift_of(), ax=ax),
    "timeline": lambda ax: nk.plot_timeline(corpus(30), "tone", ax=ax),
}
HEIGHTS = {
    "twenty groups": 6,
    "keyness": 8,
    "word shift": 7,
    "voices": 7,
    "shares": 5,
}


def words_drawn(ax: Any) -> list[Any]:
    """Return the text artists of *ax* that show something."""
    inside = {axis: sorted(axis.get_view_interval()) for axis in (ax.xaxis, ax.yaxis)}
    ticks = [
        tick.label1
        for axis, (low, high) in inside.items()
        for tick in axis.get_major_ticks()
        if low <= tick.get_loc() <= high
    ]
    texts = [*ax.texts, *ticks, ax.xaxis.label, ax._left_title]
    return [t for t in texts if t.get_visible() and t.get_text()]


def said(ax: Any) -> list[str]:
    """Return the words of *ax*, each text on one line."""
    ax.figure.draw_without_rendering()
    return [" ".join(t.get_text().split()) for t in words_drawn(ax)]


def labels(ax: Any) -> dict[str, Any]:
    """Return the labels of the rows of *ax*, each on one line without its shape."""
    return {t.get_text().replace("\n", " ").lstrip("●■▲◆○ "): t for t in ax.get_yticklabels()}


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
    assert "newskit" in " ".join(said(ax))
    assert ax.figure.get_size_inches()[1] <= 10
    assert len(ax.newskit_alt) > 40


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("with_text", [True, False])
def test_a_sheet_is_tidy(
    tone: pd.DataFrame, articles: pd.DataFrame, width: float, with_text: bool
) -> None:
    _, ax = plt.subplots(figsize=(width, 5))
    nk.plot_tone(tone, articles=articles if with_text else None, title=LONG, ax=ax)
    assert_tidy(ax)


def lines_of(ax: Any, marker: str) -> list[Any]:
    return [line for line in ax.lines if line.get_marker() == marker]


def test_a_sheet_draws_each_tone_beside_its_words(
    tone: pd.DataFrame, articles: pd.DataFrame
) -> None:
    ax = drawn(nk.plot_tone(tone, articles=articles))
    heads = {float(line.get_xdata()[0]): line for line in ax.lines if len(line.get_xdata()) == 1}
    assert set(heads) == set(tone["tone"].dropna())
    rows = labels(ax)
    for row in ax.newskit_table.dropna(subset=["tone"]).to_dict("records"):
        assert row["words_of"] == BODY[row["start"] : row["end"]]
        assert rows[row["words_of"]].get_position()[1] == heads[row["tone"]].get_ydata()[0]


def test_a_sheet_reads_from_top_to_bottom_and_from_the_left(
    tone: pd.DataFrame, articles: pd.DataFrame
) -> None:
    ax = drawn(nk.plot_tone(tone, articles=articles))
    texts = labels(ax)
    boxes = [texts[words].get_window_extent() for words in ax.newskit_table["words_of"]]
    assert [box.y0 for box in boxes] == sorted((box.y0 for box in boxes), reverse=True)
    assert np.ptp([box.x0 for box in boxes]) < 3
    assert ax.get_ylim()[0] > ax.get_ylim()[1]


def test_silence_has_no_point(tone: pd.DataFrame) -> None:
    silent = tone.assign(tone=np.nan)
    ax = nk.plot_tone(silent)
    assert not [line for line in ax.lines if len(line.get_xdata()) == 1]
    assert "5 without a scored word" in " ".join(said(ax))
    assert said(ax).count("–") == 5


def drawn(ax: Any) -> Any:
    ax.figure.canvas.draw()
    return ax


def test_a_voice_has_one_colour_and_shape_in_every_chart(tone: pd.DataFrame) -> None:
    sheet, shares = drawn(nk.plot_tone(tone)), drawn(nk.plot_voices(tone))
    for name, colour in nk.voice_colours(["Bel Varo", "Ada Lorn", "the outlet"]).items():
        for ax in (sheet, shares):
            shown = "its own words" if name == "the outlet" else name
            label = next(t for t in words_drawn(ax) if shown in t.get_text())
            assert label.get_color() == colour
    assert nk.voice_colours(["Bel Varo", "the outlet"])["the outlet"] == palette.GREY


def test_a_voice_without_tone_keeps_its_share() -> None:
    table = voices_of().assign(tone=np.nan)
    assert drawn(nk.plot_voices(table)).newskit_table["value"].isna().all()
    one = voices_of().assign(tone=lambda t: t["tone"].where(t["voice"] == "outlet"))
    assert len(drawn(nk.plot_voices(one)).newskit_table) == one["speaker_name"].nunique() + 2


def test_given_colours_hold() -> None:
    colours = dict.fromkeys(voices_of()["speaker_name"].dropna(), "#123456")
    ax = drawn(nk.plot_voices(voices_of(), colours=colours))
    assert {t.get_color() for t in words_drawn(ax) if "Person" in t.get_text()} == {"#123456"}


def test_a_long_text_is_an_arc_that_names_its_extremes() -> None:
    table = corpus(1, 80)
    ax = drawn(nk.plot_tone(table))
    words = " ".join(said(ax))
    for row in (table["tone"].idxmin(), table["tone"].idxmax()):
        assert f"sentence {table['sentence'][row] + 1}" in words
        assert f"{abs(table['tone'][row]):.2f}" in words


@pytest.mark.parametrize(("tone_of", "limit"), [([0.2, -0.6], 1), ([0.2, -2.4], 3)])
def test_the_scale_of_a_sheet_is_that_of_its_model(tone_of: list[float], limit: int) -> None:
    table = corpus(1, 2).assign(tone=tone_of, compound=[0.2, -0.6])
    ax = nk.plot_tone(table)
    ticks = ax.get_xticks().tolist()
    assert (min(ticks), max(ticks)) == (-limit, limit)
    assert ("VADER" in ax.get_xlabel()) == (limit == 1)


def test_a_comparison_draws_value_interval_and_n() -> None:
    table = compared(nk.compare)
    ax = drawn(nk.plot_comparison(table, value="mean tone"))
    points = lines_of(ax, "o")
    assert [line.get_xdata()[0] for line in points] == table["value"].tolist()
    ends = {tuple(line.get_xdata()) for line in ax.lines if line.get_alpha()}
    assert ends == set(zip(table["low"], table["high"], strict=True))
    words = " ".join(said(ax))
    assert words.count("(4)") == 3
    assert "bootstrap" in words
    assert ax.get_xlabel() == "mean tone"


def test_bars_of_share_are_as_long_as_the_shares() -> None:
    ax = nk.plot_voices(voices_of())
    bars = [line for line in ax.lines if line.get_linewidth() == 9]
    ratio = [
        line.get_xdata()[1] / share
        for line, share in zip(bars, ax.newskit_table["share"], strict=True)
    ]
    assert ratio == pytest.approx([ratio[0]] * len(ratio))
    assert ax.newskit_table["share"].sum() == pytest.approx(1)


def test_a_waterfall_ends_at_the_sum() -> None:
    explanation = nk.explain_tone("This is a wonderful, wonderful disaster.")
    ax = nk.plot_explanation(explanation)
    bars = [line.get_xdata() for line in ax.lines if line.get_linewidth() == 7]
    assert [bar[0] for bar in bars[1:-1]] == pytest.approx([bar[1] for bar in bars[:-2]])
    assert bars[-1][1] == pytest.approx(explanation.attrs["raw_sum"])


def test_a_word_shift_adds_up_with_the_words_not_drawn() -> None:
    shift = shift_of()
    ax = nk.plot_word_shift(shift, top=5)
    ends = [line.get_xdata()[1] for line in ax.lines if line.get_linewidth() == 7]
    assert len(ends) == 6
    assert sum(ends) == pytest.approx(shift["contribution"].sum())
    words = said(ax)
    assert {"lower in Outlet 1", "higher in Outlet 1"} <= set(words)
    assert "mean of Outlet 1" in " ".join(words)


def test_negated_hits_are_open() -> None:
    hits = hits_of()
    ax = nk.plot_dispersion(hits)
    assert sum(len(line.get_xdata()) for line in lines_of(ax, "s")) == hits["negated"].sum()
    assert sum(len(line.get_xdata()) for line in lines_of(ax, "|")) == (~hits["negated"]).sum()


def test_dispersion_places_hits_by_the_lengths_of_the_articles() -> None:
    articles = articles_table([nk.Article("a", "x" * 100), nk.Article("b", "y" * 300)])
    hits = pd.DataFrame({"article_id": ["b", "a"], "start": [30, 10], "category": ["c", "c"]})
    ax = nk.plot_dispersion(hits, articles=articles)
    assert ax.newskit_table["place"].tolist() == [130, 10]
    assert ax.get_xlim()[1] == pytest.approx(400 * 1.005)


def test_a_timeline_breaks_where_there_are_no_articles() -> None:
    table = corpus(3).assign(
        published=lambda t: t["article_id"].map(
            {
                "a0": pd.Timestamp("2031-01-03"),
                "a1": pd.Timestamp("2031-01-09"),
                "a2": pd.Timestamp("2031-04-01"),
            }
        )
    )
    carried = nk.plot_timeline(table, "tone").newskit_table
    assert carried["period"].tolist() == ["2031-01", "2031-02", "2031-03", "2031-04"]
    assert carried["n"].tolist() == [2, 0, 0, 1]
    assert carried["value"].isna().tolist() == [False, True, True, False]


def test_no_footer_if_it_is_not_wanted() -> None:
    ax = drawn(nk.plot_comparison(compared(nk.compare), footer=False, title="Who is harsher?"))
    words = said(ax)
    assert "Who is harsher?" in words
    assert not any("newskit" in each for each in words)


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: nk.plot_tone(pd.DataFrame({"x": [1]})), "no column 'article_id'"),
        (lambda: nk.plot_voices(corpus(1)), "no column 'voice'"),
        (lambda: nk.plot_tone(corpus(1)[:0]), "the tone table has no rows"),
        (lambda: nk.plot_dispersion(hits_of()[:0]), "the hits table has no rows"),
        (lambda: nk.plot_frames(frames_of()[:0]), "the frames table has no rows"),
        (lambda: nk.plot_frames(frames_of(), value="heat"), "unknown value 'heat'"),
        (lambda: nk.plot_frames(frames_of(), by="paper"), "no column 'paper'"),
        (lambda: nk.plot_timeline(corpus(1).assign(published=pd.NaT), "tone"), "has a date"),
        (
            lambda: nk.plot_tone(corpus(1), articles=articles_table([nk.Article("z", "Z.")])),
            "no article 'a0'",
        ),
    ],
)
def test_what_cannot_be_drawn_is_said(draw: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        draw()


def test_the_table_of_the_caller_is_left_alone(tone: pd.DataFrame) -> None:
    before = tone.copy(deep=True)
    nk.plot_tone(tone)
    nk.plot_voices(tone)
    pd.testing.assert_frame_equal(tone, before)


def test_labels_are_words_and_never_mathematics() -> None:
    table = pd.DataFrame(
        {
            "outlet": ["$a$ and $b$", "x_{1}"],
            "value": [1.0, 2.0],
            "low": np.nan,
            "high": np.nan,
            "n": 3,
        }
    )
    ax = drawn(nk.plot_comparison(table))
    assert "$a$ and $b$ (3)" in said(ax)


def test_right_to_left_names_and_sentences_are_told() -> None:
    assert right_to_left("“שלום” Lornia")
    assert right_to_left("اخبار")
    assert not right_to_left("12 Lornia שלום")


@pytest.mark.skipif(
    mpl.__version_info__ < (3, 11), reason="matplotlib shapes words of such scripts from 3.11 on"
)
def test_letters_of_right_to_left_scripts_are_joined() -> None:
    renderer = plt.figure().canvas.get_renderer()
    font = mpl.font_manager.FontProperties(size=20)
    widths = [renderer.get_text_width_height_descent(c, font, False)[0] for c in ("سلام", *"سلام")]
    assert widths[0] < 0.95 * sum(widths[1:])


def test_a_chart_stays_in_its_part_of_a_figure() -> None:
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.6, 4))
    middle = (left.get_position().x1 + right.get_position().x0) / 2 * figure.bbox.width
    nk.plot_comparison(compared(nk.compare), ax=right)
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    assert min(t.get_window_extent(renderer).x0 for t in words_drawn(right)) >= middle - 1


@pytest.mark.parametrize("layout", [None, "constrained", "tight"])
def test_layout_engines_of_the_figure_do_no_harm(layout: str | None) -> None:
    figure, axs = plt.subplots(2, 1, figsize=(6, 7), layout=layout)
    for ax in axs:
        nk.plot_comparison(compared(nk.compare), ax=ax)
    figure.canvas.draw()
    for ax in axs:
        assert_tidy(ax)
        assert ax.get_position().width > 0.3


def test_a_tight_picture_holds_every_word(tmp_path: Any) -> None:
    ax = nk.plot_comparison(compared(nk.compare), title="Outlets")
    for kind in ("png", "svg", "pdf"):
        ax.figure.savefig(tmp_path / f"chart.{kind}", bbox_inches="tight")
        assert (tmp_path / f"chart.{kind}").stat().st_size > 1000
    assert_tidy(ax)


def monospaced(words: str) -> float:
    return float(len(words))


@pytest.mark.parametrize(
    ("words", "width", "lines", "expected"),
    [
        ("one two three", 7, 9, "one two\nthree"),
        ("one two three four", 9, 1, "one two …"),
        ("abcdefghij", 4, 9, "abcd\nefgh\nij"),
        ("abcdefghij", 4, 1, "ab …"),
        ("", 4, 1, ""),
    ],
)
def test_labels_wrap(words: str, width: float, lines: int, expected: str) -> None:
    assert wrap(words, width, monospaced, lines=lines) == expected


GRID_GROUPS = (1, 25, 213)
LEFT = {False: "Deputy of the Northern Assembly {}", True: "مندوب مجلس الشمال {}"}


@cache
def grid_table(groups: int, right: bool) -> pd.DataFrame:
    """Return a TONE-like table of *groups* speakers in as many articles, every ninth one silent."""
    rng = np.random.default_rng(groups)
    number = np.arange(3 * groups)
    name = pd.Series(number % groups).map(LEFT[right].format)
    table = pd.DataFrame(
        {"article_id": [f"a{i % (groups + 4)}" for i in number], "voice": "quoted"}
    )
    table["speaker_name"] = table["outlet"] = name
    table["published"] = pd.Timestamp("2031-01-05") + pd.to_timedelta(
        rng.integers(0, 90, len(name)), "D"
    )
    table["sentence"], table["words"] = number, 12
    table["start"], table["end"] = 100 * number, 100 * number + 90
    table["compound"] = rng.uniform(-1, 1, len(name))
    table["tone"] = table["compound"].where(number % groups % 9 != 1)
    table["category"], table["hits"] = "war_and_peace", rng.poisson(3, len(name))
    table["per_1000"] = 1000 * table["hits"] / 12
    return table


GRID = {
    "tone": lambda t, ax: nk.plot_tone(t, ax=ax),
    "voices": lambda t, ax: nk.plot_voices(t, ax=ax),
    "comparison": lambda t, ax: nk.plot_comparison(
        nk.compare(t.fillna({"tone": 0}), "tone", by="speaker_name"), ax=ax
    ),
    "timeline": lambda t, ax: nk.plot_timeline(t, "tone", by="outlet", ax=ax),
    "frames": lambda t, ax: nk.plot_frames(t, by="outlet", ax=ax),
    "dispersion": lambda t, ax: nk.plot_dispersion(t, by="speaker_name", ax=ax),
}


def behind(ax: Any, box: Any, picture: Any) -> str:
    """Return the commonest colour around a text: what it is read against."""
    high = picture.shape[0]
    part = picture[int(high - box.y1) : int(high - box.y0) + 1, int(box.x0) : int(box.x1) + 1, :3]
    colours, counts = np.unique(part.reshape(-1, 3), axis=0, return_counts=True)
    return mpl.colors.to_hex(colours[counts.argmax()] / 255)


@pytest.mark.parametrize("right", [False, True], ids=["ltr", "rtl"])
@pytest.mark.parametrize("style", ["default", "dark_background"])
@pytest.mark.parametrize("width", [None, 4.3])
@pytest.mark.parametrize("groups", GRID_GROUPS)
@pytest.mark.parametrize("name", GRID)
def test_the_grid(name: str, groups: int, width: float | None, style: str, right: bool) -> None:
    with plt.style.context(style):
        ax = None if width is None else plt.figure(figsize=(width, 8)).add_subplot()
        ax = GRID[name](grid_table(groups, right), ax)
        figure = ax.figure
        assert figure.get_size_inches()[1] <= 10
        assert_tidy(ax)
        figure.canvas.draw()
    box = ax.get_window_extent()
    assert box.width > (0.3 if width is None else 0.2) * figure.bbox.width
    assert box.height > 0.3 * figure.bbox.height
    picture = np.asarray(figure.canvas.buffer_rgba())
    for text in words_drawn(ax):
        ground = behind(ax, text.get_window_extent(), picture)
        assert palette.contrast(mpl.colors.to_hex(text.get_color()), ground) >= 4.4, text
    if groups == 213 and name not in ("tone",):
        assert any("and 20" in words and "other" in words for words in said(ax))


@pytest.mark.parametrize("dpi", [72, 100, 144])
def test_a_row_without_a_value_shows_one_dash_at_every_resolution(dpi: int) -> None:
    for draw in (nk.plot_tone, nk.plot_voices):
        table = voices_of().head(20).assign(article_id="a", tone=np.nan)
        ax = draw(table)
        ax.figure.set_dpi(dpi)
        ax.figure.canvas.draw()
        picture = np.asarray(ax.figure.canvas.buffer_rgba())[:, :, :3].astype(int)
        dashes = [t for t in ax.texts if t.get_text() == "–"]
        assert len(dashes) == len(ax.get_yticks())
        for text in dashes:
            box = text.get_window_extent()
            part = picture[
                int(len(picture) - box.y1) : int(len(picture) - box.y0) + 1,
                int(box.x0) : int(box.x1) + 1,
            ]
            ink = np.array(mpl.colors.to_rgb(text.get_color())) * 255
            assert np.abs(part - ink).max(axis=2).min() < 120
        plt.close("all")


def test_the_axes_are_the_users() -> None:
    ax = nk.plot_comparison(compared(nk.compare), value="tone")
    ax.set_xlabel("MINE")
    ax.set_position([0.5, 0.5, 0.3, 0.3])
    ax.set_title("A heading of mine", loc="left")
    again = pickle.loads(pickle.dumps(drawn(ax).figure)).axes[0]
    for each in (ax, again):
        assert drawn(each).get_xlabel() == "MINE"
        assert each.get_position().bounds == pytest.approx((0.5, 0.5, 0.3, 0.3))
        assert each.get_title(loc="left") == "A heading of mine"
    assert again.newskit_table.equals(ax.newskit_table)


def test_a_style_and_its_ink_are_honoured() -> None:
    with plt.style.context({"text.color": "#123456", "font.size": 12}):
        ax = drawn(nk.plot_comparison(compared(nk.compare)))
    assert ax.get_yticklabels()[0].get_color() == "#123456"
    assert ax.get_yticklabels()[0].get_fontsize() > 10


def test_pairs_stand_on_one_line_each() -> None:
    table = corpus().assign(voice=lambda t: np.where(t["sentence"] % 2, "outlet", "quoted"))
    table.loc[table["sentence"] == 0, "voice"] = "reporting"
    ax = drawn(nk.plot_comparison(nk.compare(table, "tone", by=["outlet", "voice"])))
    assert len(ax.get_yticks()) == 3
    assert set(ax.newskit_table["voice"]) == {"outlet", "quoted"}
    assert "● own words" in said(ax)


def test_figures_stand_at_their_points_and_off_the_line_of_zero() -> None:
    ax = drawn(nk.plot_comparison(compared(nk.compare)))
    zero = ax.transData.transform((0, 0))[0]
    points = [line.get_xdata()[0] for line in lines_of(ax, "o")]
    figures = [t for t in ax.texts if t.get_gid() == "beside a point"]
    for text, value in zip(figures, points, strict=True):
        box, at = text.get_window_extent(), ax.transData.transform((value, 0))[0]
        assert min(abs(box.x0 - at), abs(box.x1 - at)) < 8
        assert box.x0 >= zero - 0.5 or box.x1 <= zero + 0.5


def test_a_figure_of_nothing_stands_off_the_line_of_zero() -> None:
    ax = drawn(nk.plot_frames(frames_of(1).assign(per_1000=0.0, hits=0)))
    zero = ax.transData.transform((0, 0))[0]
    figures = [t for t in ax.texts if t.get_text() == "0.00"]
    assert len(figures) == 5
    assert all(t.get_window_extent().x0 > zero + 1 for t in figures)


@pytest.mark.parametrize(("n_articles", "counted"), [(12, "articles"), (1, "n")])
def test_the_numbers_in_brackets_are_called_what_they_are(n_articles: int, counted: str) -> None:
    ax = nk.plot_comparison(nk.compare(corpus(n_articles), "tone", by="outlet"))
    assert f"In brackets: {counted}." in " ".join(said(ax))


@pytest.mark.parametrize(
    ("methods", "expected"),
    [
        (["mean; 5 articles drawn", "mean; 8 articles drawn"], "Mean; 5 to 8 articles drawn"),
        (["mean; 10,000 times"] * 2, "Mean; 10,000 times"),
        (["mean; a", "mean; no interval: b"], "Mean; a; no interval for 1 of 2"),
        (["mean; no interval: b"], "Mean; no interval: b"),
        ([], ""),
    ],
)
def test_a_footer_speaks_for_every_group(methods: list[str], expected: str) -> None:
    assert method_of(pd.DataFrame({"method": pd.Series(methods, dtype=object)})) == expected


def test_a_timeline_by_group_has_one_scale_and_names_in_place() -> None:
    ax = drawn(nk.plot_timeline(corpus(30), "tone", by="outlet"))
    places = ax.get_yticks().reshape(3, -1)
    assert np.ptp(np.diff(places, axis=1), axis=0) == pytest.approx(0)
    assert {"Vale Courier (10)", "The Lorn Gazette (10)"} <= set(said(ax))


def test_the_scale_of_a_band_that_ends_close_to_zero_is_tidy() -> None:
    _, ax = plt.subplots(figsize=(8.6, 5))
    nk.plot_timeline(corpus(30).assign(tone=lambda t: t["tone"] - 0.9), "tone", by="outlet", ax=ax)
    assert_tidy(ax)


@pytest.mark.parametrize(
    "days", [[dt.date(2031, 1, 5)], ["2031-01-05"], [pd.Timestamp("2031-01-05", tz="CET")]]
)
def test_a_timeline_takes_dates_of_any_kind(days: list[Any]) -> None:
    table = corpus(1).assign(published=days * 10)
    assert (
        nk.plot_timeline(table, "tone", every="D").newskit_table["period"].tolist()[0][:6]
        == "2031-0"
    )


def test_many_periods_have_a_ribbon() -> None:
    table = corpus(60).assign(
        published=lambda t: (
            pd.Timestamp("2031-01-05")
            + pd.to_timedelta(t["article_id"].str[1:].astype(int) * 3, "D")
        )
    )
    ax = drawn(nk.plot_timeline(table, "tone", every="D"))
    _, alone = ax.collections
    assert len(alone.get_segments()) == ax.newskit_table["low"].notna().sum()
    assert len(ax.lines) < 5


def test_a_notebook_gets_twice_the_pixels_and_the_values_in_words(monkeypatch: Any) -> None:
    shown: list[Any] = []
    monkeypatch.setattr("IPython.display.display", lambda data, **how: shown.append((data, how)))
    ax = nk.plot_comparison(compared(nk.compare))
    ax.figure._ipython_display_()
    ((data, how),) = shown
    width = how["metadata"]["image/png"]["width"]
    assert int.from_bytes(data["image/png"][16:20]) == 2 * width
    assert "Vale Courier: " in data["text/plain"]
