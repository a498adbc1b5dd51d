"""The tone of a text: the article as a sheet, or the arc of longer texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from newskit import schema
from newskit.charts import axes as _frame
from newskit.charts.colours import INK, OUTLET, Style, by_words, styles, voices
from newskit.charts.layout import LEADING, PLAIN, Label, inches

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LONGEST_SHEET = 40
_EXTREMES = 2  # named at each end of an arc
_TEXT_SHARE = 0.56  # of the width of a sheet, for its sentences


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
    _frame.require(tone, ["article_id", "start", "end", "tone"], what="tone table")
    drawn = tone.reset_index(drop=True).assign(
        name=voices(tone).to_numpy(), words_of=_words(tone, articles)
    )
    style = styles(by_words(tone), colours)
    known = {"title": title, "footer": _footer(tone, articles) if footer else None}
    fits = ax is None or inches(ax)[1] > 1.2 + 0.1 * len(tone)
    if len(tone["article_id"].unique()) <= 1 and len(tone) <= LONGEST_SHEET and fits:
        return _sheet(drawn, style, _outlet(articles, tone), ax, known)
    return _arc(drawn, style, _outlet(articles, tone), ax, known)


def _words(tone: pd.DataFrame, articles: pd.DataFrame | None) -> list[str]:
    """Return the printed words of each row; without the texts, the number of its sentence."""
    if articles is None:
        numbers = tone.get("sentence", pd.Series(range(len(tone))))
        several = len(tone["article_id"].unique()) > 1
        where = [f" of {i}" if several else "" for i in tone["article_id"]]
        return [f"sentence {n + 1}{of}" for n, of in zip(numbers, where, strict=True)]
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
    names: Any = [] if articles is None or "outlet" not in articles else articles["outlet"].dropna()
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
    width, height = (_frame.WIDTH, 99.0) if ax is None else inches(ax)
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
        # The shape tells the voice of a sentence in grey too, also where there is no point.
        shape = "" if row["name"] == OUTLET else f"{look.glyph} "
        rows.append(Label(shape + row["words_of"], look.colour, float(y), float(height)))
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
    line = _means(ax, drawn)
    _frame.values_axis(ax, "place in the text (% of its length)")
    ax.set_xlim(-1, 101)
    _upright(ax, limit)
    known["footer"] = known["footer"] and f"{measure}; {line}. {known['footer']}"
    key = voice_key(drawn, style, outlet)
    return _frame.finish(ax, drawn, key=key, notes=_extremes(ax, drawn, style), **known)


def _means(ax: Axes, drawn: pd.DataFrame) -> str:
    """Draw the course of the mean; return what was drawn, in words."""
    if len(drawn["article_id"].unique()) == 1:
        window = max(3, len(drawn) // 10)
        mean = drawn["tone"].rolling(window, center=True, min_periods=max(2, window // 3)).mean()
        ax.plot(drawn["place"], mean, color=INK, linewidth=1.6, zorder=3)
        return f"line: mean of {window} neighbours"
    from newskit.statistics.compare import compare

    tenth = (drawn["place"] // 10).clip(0, 9) * 10 + 5
    means = compare(drawn.assign(tenth=tenth), "tone", by="tenth")
    ax.fill_between(means["tenth"], means["low"], means["high"], color=INK, alpha=0.12, linewidth=0)
    ax.plot(means["tenth"], means["value"], color=INK, linewidth=1.6, zorder=3)
    return "line: mean of each tenth with its 95 % interval, articles resampled"


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
    few, apart = min(_EXTREMES, len(scored) // 2), 0.2 * ax.get_ylim()[1]
    chosen = _apart(scored, few, apart) + _apart(scored[::-1], few, apart)
    notes = []
    for number, row in enumerate(sorted(chosen, key=lambda row: float(row["place"])), 1):
        look, at = style[row["name"]], (row["place"], row["tone"])
        _frame.point(ax, *at, look.colour, look.marker)
        _frame.beside(ax, f"{number}", at, color=look.colour, fontweight="bold")
        words = f"{number}  {_frame.signed(row['tone'], plus=True)}  {row['words_of']}"
        notes.append(Label(words, look.colour))
    return notes


def _apart(ranked: pd.DataFrame, few: int, apart: float) -> list[dict[str, Any]]:
    """Return the first *few* rows whose points leave each other room for a number."""
    chosen: list[dict[str, Any]] = []
    for row in _frame.records(ranked.head(10 * few)):
        near = [
            abs(row["place"] - c["place"]) < 6 and abs(row["tone"] - c["tone"]) < apart
            for c in chosen
        ]
        if len(chosen) < few and not any(near):
            chosen.append(row)
    return chosen
