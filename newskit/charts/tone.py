"""The tone of a text: the article as a sheet, or the arc of longer texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from newskit import schema
from newskit.charts import axes as _frame
from newskit.charts.colours import FAINT, INK, OUTLET, REPORTING, Style, on
from newskit.charts.labels import LEADING, PLAIN, Label, key_of, ruler, unit
from newskit.reading.article import printed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Styles = dict[str, Style]
LONGEST_SHEET = 40
_EXTREMES = 2  # named at each end of an arc
PHRASE = 5  # words
_TEXT_SHARE = 0.56  # of the width of a sheet, for its sentences
_RANGES = {"vader": (1.0, "tone (VADER compound, −1 to +1)"),
           "news": (4.0, "tone (a reader’s rating, −4 to +4)")}  # fmt: skip


def plot_tone(
    tone: pd.DataFrame,
    *,
    articles: pd.DataFrame | None = None,
    top: int | None = _frame.TOP,
    colours: dict[str, str] | None = None,
    title: str | None = None,
    footer: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw the tone of each sentence or span, read from top to bottom like the article.

    One article of up to 40 rows is a sheet: the words beside their tone, the voice by colour and
    shape. Longer articles, and several, are an arc: tone against the place in the text, the running
    mean drawn through, and the two lowest and two highest points in their own words. A row without
    any scored word has a dash and no point: silence is not neutrality.

    Parameters
    ----------
    tone
        TONE, with or without ``voice`` and ``speaker_name``.
    articles
        The ARTICLES it was made of; without them sentences are named by their numbers.
    top
        How many speakers have a colour of their own; the others share one. None gives all one.
    colours
        What :func:`~newskit.voice_colours` gave for the whole analysis.
    title, footer
        A heading of your own; whether the small grey line of source, n and measure is written.
    ax
        Where to draw; a new figure if None.

    Returns
    -------
    Axes
        With ``tone`` as drawn (and the words of each row) on ``newskit_table``, and what it shows
        in words on ``newskit_alt``.

    Examples
    --------
    >>> import newskit as nk
    >>> articles = nk.load_corpus("wartime_ecstasy")
    >>> tone = nk.score_tone(articles, spans="voices")
    >>> ax = nk.plot_tone(tone, articles=articles, title="Whose words are hostile?")
    >>> len(ax.newskit_table) == len(tone)
    True
    """
    from newskit.charts.voices import lumped

    _frame.require(tone, ["article_id", "start", "end", "tone"], what="tone table")
    style, names = lumped(tone, top, colours)
    drawn = tone.reset_index(drop=True).assign(name=names.to_numpy())
    drawn["words_of"] = _words(tone, articles)
    key = key_of(style, drawn["name"].value_counts(), {OUTLET: own_words(tone, articles)})
    known = {"title": title, "foot": _foot(tone, articles), "footer": footer, "key": key}
    fits = _frame.inches(ax)[1] > 1.2 + 0.1 * len(tone)
    one = len(tone["article_id"].unique()) <= 1
    draw = _sheet if one and len(tone) <= LONGEST_SHEET and fits else _arc
    return draw(drawn, style, ax, known)


def _words(tone: pd.DataFrame, articles: pd.DataFrame | None) -> list[str]:
    """Return the printed words of each row; without the texts, the number of its sentence."""
    if articles is None:
        numbers = tone.get("sentence", pd.Series(range(len(tone))))
        several = len(tone["article_id"].unique()) > 1
        where = [f" of {i}" if several else "" for i in tone["article_id"]]
        return [f"sentence {n + 1}{of}" for n, of in zip(numbers, where, strict=True)]
    return [" ".join(words.split()) for words in printed(tone, articles)["text"]]


def own_words(tone: pd.DataFrame, articles: pd.DataFrame | None = None) -> str:
    """Return what to call the outlet's own words."""
    if "voice" not in tone:
        return "sentences"
    table = tone if articles is None else articles
    known = sorted(set(table["outlet"].dropna().astype(str))) if "outlet" in table else []
    if len(known) == 1:
        return f"{known[0]}, its own words"
    return f"{len(known)} outlets’ own words" if known else OUTLET


def model_of(tone: pd.DataFrame) -> str:
    """Return the model behind ``tone``, as its stamp or its values show; empty if unknown."""
    if "compound" not in tone and "model" not in tone.attrs.get("newskit", {}):
        return ""
    return "vader" if schema.range_of(tone, "tone")[1] == 1 else "news"


def scale_of(tone: pd.DataFrame, shown: pd.DataFrame | None = None) -> tuple[float, str]:
    """Return how far the axis reaches to each side, and the name of the measure with its range.

    The axis of single rows reaches at least to 1, that of means to what is *shown*.
    """
    most, name = _RANGES.get(model_of(tone), (np.inf, "tone"))
    if shown is None:
        return min(most, float(max(1, np.ceil(np.nan_to_num(tone["tone"].abs().max()))))), name
    return min(most, float(np.ceil(2 * _frame.reach(shown, 0.3)) / 2)), name


def _foot(tone: pd.DataFrame, articles: pd.DataFrame | None) -> list[str]:
    ids = set(tone["article_id"].astype(str))
    silent = int(tone["tone"].isna().sum())
    rows = _frame.counted(len(tone), "span" if "voice" in tone else "sentence")
    unscored = f"{silent:,} without a scored word (–)" if silent else ""
    return [source(articles, ids), rows, unscored]


def source(articles: pd.DataFrame | None, ids: set[str]) -> str:
    """Return title, outlet and date of the one article drawn, or how many there are."""
    if articles is None or len(ids) != 1:
        return _frame.counted(len(ids), "article") if ids else ""
    row = articles[articles["article_id"].astype(str).isin(ids)].iloc[0]
    parts = [f"“{row['title']}”" if isinstance(row.get("title"), str) else ""]
    parts += [row["outlet"] if isinstance(row.get("outlet"), str) else ""]
    if isinstance(row.get("published"), pd.Timestamp):
        parts.append(f"{row['published'].day} {row['published']:%B %Y}")
    return ", ".join(part for part in parts if part) or _frame.counted(1, "article")


def _line_counts(words: list[str], ax: Axes | None) -> tuple[list[int], int]:
    """Return how many lines each row of a sheet gets so that all fit, and how many lack some."""
    width, height = _frame.inches(ax)
    measure, room = ruler(PLAIN * unit()), max(30.0, _TEXT_SHARE * width * 72)
    # Lines end before the edge, at a space: some 8 % of them stay empty.
    wanted = [int(np.ceil(1.08 * measure(w) / room)) or 1 for w in words]
    lines = [1] * len(words)
    for most in (2, 3):
        for i, want in enumerate(wanted):
            lines[i] += want >= most and _height([*lines, 0.5]) * unit() < height
    return lines, sum(want > have for want, have in zip(wanted, lines, strict=True))


def _height(lines: Sequence[float]) -> float:
    return 1.45 + sum(n + 0.5 for n in lines) * PLAIN * LEADING / 72


def _sheet(drawn: pd.DataFrame, style: Styles, ax: Axes | None, known: dict[str, Any]) -> Axes:
    lines, short = _line_counts(drawn["words_of"].tolist(), ax)
    if short:
        known["foot"].insert(0, f"{short} of {len(lines)} rows shortened (…)")
    heights = np.array(lines) + 0.5
    middles = np.cumsum(heights) - heights / 2
    ax = _frame.axes(ax, _height(lines))
    limit, measure = scale_of(drawn)
    _frame.values_axis(ax, measure, plus=True, zero=True)
    ax.set_xlim(-limit, limit)
    _frame.widen(ax, 1 - _TEXT_SHARE - 0.05)
    _frame.ticks_within(ax, -limit, limit, 0.3)
    rows = []
    for row, y, height in zip(drawn.to_dict("records"), middles, heights, strict=True):
        look = style[row["name"]]
        _lollipop(ax, row["tone"], float(y), look, 2 if limit <= 1 else 1)
        # The shape tells the voice of a sentence in grey too, also where there is no point.
        shape = "" if row["name"] == OUTLET else f"{look.glyph} "
        rows.append(Label(shape + row["words_of"], look.colour, float(y), float(height)))
    return _frame.finish(
        ax, drawn, rows=rows, ends=("hostile", "friendly"),
        prose=True, share=_TEXT_SHARE, alt=_said(drawn), **known,
    )  # fmt: skip


def _said(drawn: pd.DataFrame) -> list[str]:
    rows = zip(drawn["name"], drawn["words_of"], drawn["tone"], strict=True)
    return ["Tone from top to bottom", *(
        f"{name}: “{words[:60].strip()}{'…' * (len(words) > 60)}” "
        f"{_frame.signed(value, plus=True) if value == value else 'no scored word'}"
        for name, words, value in rows
    )]  # fmt: skip


def _lollipop(ax: Axes, value: float, y: float, style: Style, digits: int) -> None:
    if np.isnan(value):
        _frame.dash(ax, (0, y), style.colour, ha="right")
        return
    _frame.stroke(ax, (0, value), y, style.colour, 2.2, alpha=0.5 if style.colour == FAINT else 1)
    _frame.point(ax, value, y, style.colour, style.marker)
    _frame.figures(ax, _frame.signed(value, digits, plus=True), (value, y), style.colour)


def _arc(drawn: pd.DataFrame, style: Styles, ax: Axes | None, known: dict[str, Any]) -> Axes:
    ax = _frame.axes(ax, 4.8)
    drawn = drawn.assign(place=_places(drawn)).sort_values("place", kind="stable")
    limit, measure = scale_of(drawn)
    # Of thousands of points none can be seen for itself; they become the ground of the line.
    alpha = float(np.clip(120 / len(drawn), 0.08, 0.55))
    for name, s in style.items():
        own = drawn[drawn["name"] == name]
        ax.plot(
            own["place"], own["tone"], linestyle="none", marker=s.marker, color=on(ax, s.colour),
            markersize=4, alpha=alpha / 2 if name == REPORTING else alpha, markeredgewidth=0,
        )  # fmt: skip
    ax.axhline(0, color=on(ax, INK), linewidth=0.9, zorder=1)
    line = _means(ax, drawn)
    _frame.values_axis(ax, "place in the text (% of its length)")
    ax.set_xlim(-1, 101)
    ax.set_ylim(-limit * 1.04, limit * 1.04)
    ends = {-limit: "hostile ", 0.0: "", limit: "friendly "}
    labels = [f"{word}{_frame.signed(at, 0, plus=True)}" for at, word in ends.items()]
    ax.set_yticks(list(ends), labels=labels)
    known["foot"].insert(0, f"{measure}; {line}")
    notes = _extremes(ax, drawn, style)
    said = [", ".join(label.words for label in known["key"]), *(label.words for label in notes)]
    alt = ["Tone by place in the text", line, *said]
    return _frame.finish(ax, drawn, notes=notes, alt=alt, **known)


def _means(ax: Axes, drawn: pd.DataFrame) -> str:
    """Draw the course of the mean; return what was drawn, in words."""
    ink = on(ax, INK)
    if len(drawn["article_id"].unique()) == 1:
        window = max(3, len(drawn) // 10)
        mean = drawn["tone"].rolling(window, center=True, min_periods=max(2, window // 3)).mean()
        ax.plot(drawn["place"], mean, color=ink, linewidth=1.6, zorder=3)
        return f"line: mean of {window} neighbours"
    from newskit.statistics.compare import compare

    tenth = (drawn["place"] // 10).clip(0, 9) * 10 + 5
    means = compare(drawn.assign(tenth=tenth), "tone", by="tenth")
    ax.fill_between(means["tenth"], means["low"], means["high"], color=ink, alpha=0.2, linewidth=0)
    ax.plot(means["tenth"], means["value"], color=ink, linewidth=1.6, zorder=3)
    return "line: mean of each tenth with its 95 % interval, articles resampled"


def _places(drawn: pd.DataFrame) -> pd.Series[float]:
    """Return where the middle of each row stands, in per cent of its article's scored length."""
    length = drawn.groupby("article_id")["end"].transform("max")
    return (drawn["start"] + drawn["end"]) / 2 / length * 100


def _extremes(ax: Axes, drawn: pd.DataFrame, style: Styles) -> list[Label]:
    """Mark the lowest and highest points by numbers, and return their words as notes."""
    scored = drawn.dropna(subset=["tone"]).sort_values("tone", kind="stable")
    # One harsh word is no finding: the points that speak are of phrases, where there are enough.
    phrases = scored[scored["words"] >= PHRASE] if "words" in scored else scored
    scored = phrases if len(phrases) > 2 * _EXTREMES else scored
    few, apart = min(_EXTREMES, len(scored) // 2), 0.2 * ax.get_ylim()[1]
    chosen = _apart(scored, few, apart) + _apart(scored[::-1], few, apart)
    notes = []
    for number, row in enumerate(sorted(chosen, key=lambda row: float(row["place"])), 1):
        look, at = style[row["name"]], (row["place"], row["tone"])
        _frame.point(ax, *at, look.colour, look.marker)
        _frame.beside(ax, f"{number}", at, color=look.colour, fontweight="bold",
                      ha="right" if row["place"] > 90 else "left")  # fmt: skip
        words = f"{number}  {_frame.signed(row['tone'], plus=True)}  {row['words_of']}"
        notes.append(Label(words, look.colour))
    return notes


def _apart(ranked: pd.DataFrame, few: int, apart: float) -> list[_frame.Row]:
    """Return the first *few* rows whose points leave each other room for a number."""
    chosen: list[_frame.Row] = []
    for row in ranked.head(10 * few).to_dict("records"):
        steps = [(abs(row["place"] - c["place"]), abs(row["tone"] - c["tone"])) for c in chosen]
        if len(chosen) < few and not any(x < 6 and y < apart for x, y in steps):
            chosen.append(row)
    return chosen
