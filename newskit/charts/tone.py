"""Charts of tone: the article as a sheet, the arc of longer texts, the sum behind one score."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from newskit import schema
from newskit.charts import _frame
from newskit.charts._layout import LEADING, PLAIN, Label, slot
from newskit.charts.colours import GREY, INK, OUTLET, Style, by_words, styles, voices

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LONGEST_SHEET = 40
_EXTREMES = 2  # named at each end of an arc
_TEXT_SHARE = 0.56  # of the width of a sheet, for its sentences
RISE, FALL = "#056feb", "#c84b0e"


def plot_tone(
    tone: pd.DataFrame,
    *,
    articles: pd.DataFrame | None = None,
    colours: dict[str, str] | None = None,
    title: str | None = None,
    footer: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw the tone of each sentence or span, read from top to bottom like the article.

    One article of up to 40 rows is a sheet: the words beside their tone, the voice by colour and
    shape. Longer articles, and several, are an arc: tone against the place in the text, the running
    mean drawn through, and the two lowest and two highest points in their own words. A row without
    any scored word has no point: silence is not neutrality.

    Parameters
    ----------
    tone
        TONE, with or without ``voice`` and ``speaker_name``.
    articles
        The ARTICLES it was made of; without them sentences are named by their numbers.
    colours
        What :func:`~newskit.voice_colours` gave for the whole analysis.
    title, footer
        A heading of your own; whether the small grey line of source, n and measure is written.
    ax
        Where to draw; a new figure if None.

    Returns
    -------
    Axes
        With ``tone`` as drawn (and the words of each row) on ``newskit_table``.
    """
    schema.require(tone, ["article_id", "start", "end", "tone"], what="tone table")
    drawn = tone.reset_index(drop=True).assign(
        name=voices(tone).to_numpy(), words_of=_words(tone, articles)
    )
    style = styles(by_words(tone), colours)
    known = {"title": title, "footer": _footer(tone, articles) if footer else None}
    fits = ax is None or _inches(ax)[1] > 1.2 + 0.1 * len(tone)
    if len(tone["article_id"].unique()) <= 1 and len(tone) <= LONGEST_SHEET and fits:
        return _sheet(drawn, style, _outlet(articles, tone), ax, known)
    return _arc(drawn, style, _outlet(articles, tone), ax, known)


def _words(tone: pd.DataFrame, articles: pd.DataFrame | None) -> list[str]:
    """Return the printed words of each row; without the texts, the number of its sentence."""
    if articles is None:
        numbers = tone.get("sentence", pd.Series(range(len(tone))))
        return [f"sentence {n + 1}" for n in numbers]
    texts = dict(zip(*schema.texts(articles), strict=True))
    missing = sorted(set(tone["article_id"].astype(str)) - set(texts))
    if missing:
        raise ValueError(
            f"the tone table speaks of articles that are not in articles: {missing[:5]}"
        )
    rows = zip(tone["article_id"], tone["start"], tone["end"], strict=True)
    return [" ".join(texts[str(i)][a:b].split()) for i, a, b in rows]


def _outlet(articles: pd.DataFrame | None, tone: pd.DataFrame) -> str:
    """Return what to call the outlet's own words."""
    if "voice" not in tone:
        return "sentences"
    names = [] if articles is None or "outlet" not in articles else articles["outlet"].dropna()
    known = sorted(set(names))
    return f"{known[0]}, its own words" if len(known) == 1 else OUTLET


def model_of(tone: pd.DataFrame) -> str:
    """Return the model behind ``tone``: as the table's provenance says, or as its values show."""
    named = tone.attrs.get("newskit", {}).get("model")
    if named or "compound" not in tone:
        return str(named or "")
    scored = tone["tone"].notna()
    return "vader" if tone.loc[scored, "tone"].equals(tone.loc[scored, "compound"]) else "news"


def scale_of(tone: pd.DataFrame) -> tuple[float, str]:
    """Return how far the axis reaches to each side, and the name of the measure with its range."""
    furthest = float(tone["tone"].abs().max()) if tone["tone"].notna().any() else 0.0
    if model_of(tone) == "vader":
        return 1.0, "tone (VADER compound, −1 to +1)"
    if model_of(tone) == "news":
        return float(max(1, np.ceil(furthest))), "tone (rating a reader would give, −4 to +4)"
    return (1.0 if furthest <= 1 else float(np.ceil(furthest))), "tone"


def _footer(tone: pd.DataFrame, articles: pd.DataFrame | None) -> str | None:
    ids = set(tone["article_id"].astype(str))
    silent = int(tone["tone"].isna().sum())
    return _frame.note(
        source(articles, ids) or _frame.counted(len(ids), "article"),
        _frame.counted(len(tone), "span" if "voice" in tone else "sentence"),
        f"{silent} without a scored word (–)" if silent else "",
    )


def source(articles: pd.DataFrame | None, ids: set[str]) -> str:
    """Return title, outlet and date of the one article drawn, or how many there are."""
    if articles is None or len(ids) != 1:
        return _frame.counted(len(ids), "article") if ids else ""
    row = articles[articles["article_id"].astype(str).isin(ids)].iloc[0]
    parts = [f"“{row['title']}”" if isinstance(row.get("title"), str) else ""]
    parts += [row["outlet"] if isinstance(row.get("outlet"), str) else ""]
    if isinstance(row.get("published"), pd.Timestamp):
        parts.append(f"{row['published'].day} {row['published']:%B %Y}")
    return ", ".join(part for part in parts if part)


def _inches(ax: Axes) -> tuple[float, float]:
    box = slot(ax).transformed(ax.figure.transSubfigure)
    return box.width / ax.figure.dpi, box.height / ax.figure.dpi


def voice_key(drawn: pd.DataFrame, style: dict[str, Style], outlet: str) -> list[Label]:
    """Return the key: each voice's shape, name and number of rows, in its colour."""
    counts = drawn["name"].value_counts()
    return [
        Label(f"{s.glyph} {outlet if name == OUTLET else name} ({counts[name]})", s.colour)
        for name, s in style.items()
        if name in counts
    ]


def _line_counts(words: list[str], ax: Axes | None) -> list[int]:
    """Return how many lines each row of a sheet gets, so that all rows fit their place."""
    width, height = (_frame.WIDTH, 99.0) if ax is None else _inches(ax)
    letters = max(8.0, _TEXT_SHARE * width * 72 / (PLAIN * 0.54))
    for most in (3, 2):
        lines = [min(most, int(np.ceil(len(w) / letters))) or 1 for w in words]
        if _height(lines) < height:
            return lines
    return [1] * len(words)


def _height(lines: list[int]) -> float:
    return 1.45 + sum(n + 0.5 for n in lines) * PLAIN * LEADING / 72


def _sheet(
    drawn: pd.DataFrame,
    style: dict[str, Style],
    outlet: str,
    ax: Axes | None,
    known: dict[str, Any],
) -> Axes:
    lines = _line_counts(drawn["words_of"].tolist(), ax)
    heights = np.array(lines) + 0.5
    middles = np.cumsum(heights) - heights / 2
    ax = _frame.axes(ax, _height(lines))
    limit, measure = scale_of(drawn)
    _frame.values_axis(ax, measure, plus=True)
    _frame.zero_line(ax)
    ax.set_xlim(-limit * 1.04, limit * 1.04)
    rows = []
    for row, y, height in zip(_frame.records(drawn), middles, heights, strict=True):
        look = style[row["name"]]
        _lollipop(ax, row["tone"], float(y), look)
        rows.append(Label(row["words_of"], look.colour, float(y), float(height)))
    return _frame.finish(
        ax, drawn, rows=rows, key=voice_key(drawn, style, outlet), ends=("hostile", "friendly"),
        prose=True, share=_TEXT_SHARE, **known,
    )  # fmt: skip


def _lollipop(ax: Axes, value: float, y: float, style: Style) -> None:
    # The number stands across the zero line from its point: there is always room, also beside text.
    side = "left" if value < 0 or np.isnan(value) else "right"
    _frame.beside(ax, _frame.signed(value, plus=True), (0, y), color=style.colour, ha=side)
    if np.isnan(value):
        return
    ax.plot([0, value], [y, y], color=style.colour, linewidth=2.2, solid_capstyle="butt", zorder=2)
    _frame.point(ax, value, y, style.colour, style.marker)


def _arc(
    drawn: pd.DataFrame,
    style: dict[str, Style],
    outlet: str,
    ax: Axes | None,
    known: dict[str, Any],
) -> Axes:
    ax = _frame.axes(ax, 4.2)
    drawn = drawn.assign(place=_places(drawn)).sort_values("place", kind="stable")
    limit, measure = scale_of(drawn)
    for name, s in style.items():
        own = drawn[drawn["name"] == name]
        ax.plot(
            own["place"], own["tone"], linestyle="none", marker=s.marker, color=s.colour,
            markersize=4, alpha=0.55, markeredgewidth=0,
        )  # fmt: skip
    ax.axhline(0, color=INK, linewidth=0.9, zorder=1)
    window = max(3, len(drawn) // 10)
    mean = drawn["tone"].rolling(window, center=True, min_periods=max(2, window // 3)).mean()
    ax.plot(drawn["place"], mean, color=INK, linewidth=1.6, zorder=3)
    _frame.values_axis(ax, "place in the text (% of its length)")
    ax.set_xlim(-1, 101)
    _upright(ax, limit)
    known["footer"] = (
        known["footer"] and f"{measure}; line: mean of {window} neighbours. {known['footer']}"
    )
    key = voice_key(drawn, style, outlet)
    return _frame.finish(ax, drawn, key=key, notes=_extremes(ax, drawn, style), **known)


def _places(drawn: pd.DataFrame) -> pd.Series[float]:
    """Return where the middle of each row stands, in per cent of its article's scored length."""
    length = drawn.groupby("article_id")["end"].transform("max")
    return (drawn["start"] + drawn["end"]) / 2 / length * 100


def _upright(ax: Axes, limit: float) -> None:
    ax.set_ylim(-limit * 1.04, limit * 1.04)
    ends = {-limit: "hostile ", 0.0: "", limit: "friendly "}
    labels = [f"{word}{_frame.signed(at, 0, plus=True)}" for at, word in ends.items()]
    ax.set_yticks(list(ends), labels=labels)
    ax.tick_params(axis="y", labelcolor=INK, labelsize=PLAIN - 0.5, length=0)


def _extremes(ax: Axes, drawn: pd.DataFrame, style: dict[str, Style]) -> list[Label]:
    """Mark the lowest and highest points by numbers, and return their words as notes."""
    scored = drawn.dropna(subset=["tone"]).sort_values("tone", kind="stable")
    few = min(_EXTREMES, len(scored) // 2)
    chosen = pd.concat([scored.head(few), scored.tail(few)]).sort_values("place")
    notes = []
    for number, row in enumerate(_frame.records(chosen), 1):
        look, at = style[row["name"]], (row["place"], row["tone"])
        _frame.point(ax, *at, look.colour, look.marker)
        _frame.beside(ax, f"{number}", at, color=look.colour, fontweight="bold")
        words = f"{number}  {_frame.signed(row['tone'], plus=True)}  {row['words_of']}"
        notes.append(Label(words, look.colour))
    return notes


def plot_explanation(
    explanation: pd.DataFrame,
    *,
    title: str | None = None,
    footer: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw what moved one score as a waterfall: each word's contribution on top of the last.

    Takes what :func:`~newskit.explain_tone` gives. The last row is the sum; the footer shows how
    the sum becomes the score. Bars to the right (▶) are favourable, to the left (◀) unfavourable.
    """
    schema.require(explanation, ["word", "contribution"], what="explanation")
    drawn = pd.DataFrame(explanation).reset_index(drop=True)
    drawn["sum"] = drawn["contribution"].cumsum()
    ax = _frame.axes(ax, 1.5 + 0.32 * (len(drawn) + 1))
    _frame.values_axis(ax, "contribution to the sum", plus=True)
    _frame.zero_line(ax)
    rows = []
    for y, row in enumerate(_frame.records(drawn)):
        _step(ax, row["sum"] - row["contribution"], row["sum"], y)
        rows.append(Label(_named(row), INK, y))
    _step(ax, 0.0, float(drawn["contribution"].sum()), len(drawn), colour=INK)
    ax.margins(x=0.18)
    rows.append(Label("sum", INK, len(drawn)))
    arithmetic = str(explanation.attrs.get("arithmetic", "")).replace("-", "−")
    text = _frame.note(arithmetic, footer=footer)
    return _frame.finish(
        ax, drawn, rows=rows, title=title, footer=text, ends=("hostile", "friendly")
    )


def _named(row: dict[str, Any]) -> str:
    rules = row.get("rules")
    return f"{row['word']}  [{rules}]" if isinstance(rules, str) and rules else str(row["word"])


def _step(ax: Axes, low: float, high: float, y: int, colour: str | None = None) -> None:
    """Draw one bar from *low* to *high* with an arrow's head, its size beside it."""
    rises = high >= low
    colour = colour or (RISE if rises else FALL)
    ax.plot([low, high], [y, y], color=colour, linewidth=7, solid_capstyle="butt", zorder=2)
    marker, side = (">", "left") if rises else ("<", "right")
    ax.plot([high], [y], marker=marker, color=colour, markersize=8, linestyle="none", zorder=3)
    words = _frame.signed(high - low, plus=True)
    _frame.beside(ax, words, (high, y), color=colour, ha=side)
    if y:
        ax.plot([low, low], [y - 1, y], color=GREY, linewidth=0.6, zorder=1)
