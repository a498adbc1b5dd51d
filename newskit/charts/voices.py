"""Who speaks, how much, and in what tone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from newskit.charts import axes as _frame
from newskit.charts.colours import by_words, styles, voices
from newskit.charts.comparison import method_of
from newskit.charts.layout import Label
from newskit.charts.tone import scale_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_BARS, _GAP = 0.3, 0.1  # parts of the axes: the bars of shares, and the way from there to tone


def plot_voices(
    spans: pd.DataFrame,
    *,
    colours: dict[str, str] | None = None,
    title: str | None = None,
    footer: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw each voice's share of the words and, beside it, the mean tone of its spans.

    Parameters
    ----------
    spans
        SPANS (shares alone; the length counts in characters), or TONE made with spans (shares
        of words, and tone with the 95 % interval of :func:`~newskit.compare`).
    colours, title, footer, ax
        As in :func:`~newskit.plot_tone`.

    Returns
    -------
    Axes
        With one row per voice on ``newskit_table``: ``name``, ``share``, ``spans`` and, of TONE,
        ``value``, ``low``, ``high``, ``n``, ``method``.
    """
    _frame.require(spans, ["article_id", "start", "end", "voice"], what="spans table")
    drawn = _shares(spans)
    toned = "tone" in spans
    if toned:
        drawn = drawn.merge(_tones(spans), on="name", how="left")
    ax = _frame.axes(ax, 1.4 + 0.45 * len(drawn))
    style = styles(by_words(spans), colours)
    _draw_shares(ax, drawn, {name: s.colour for name, s in style.items()}, _BARS if toned else 0.85)
    if toned:
        _draw_tones(ax, drawn, spans, colours)
    else:
        ax.spines["bottom"].set_visible(False)
        ax.set_xticks([])
    rows = [
        Label(f"{style[name].glyph} {name} ({count:,})", style[name].colour, y)
        for y, (name, count) in enumerate(zip(drawn["name"], drawn["spans"], strict=True))
    ]
    what = "Bars: share of all words" if "words" in spans else "Bars: share of all characters"
    method = method_of(drawn) if toned else ""
    articles = _frame.counted(spans["article_id"].nunique(), "article")
    text = _frame.note(articles, f"{what}; in brackets: spans", method, footer=footer)
    return _frame.finish(
        ax, drawn, rows=rows, title=title, footer=text, start=_BARS + _GAP if toned else 0.0,
        ends=("hostile", "friendly") if toned else None, share=0.34,
    )  # fmt: skip


def _shares(spans: pd.DataFrame) -> pd.DataFrame:
    sizes = spans["words"] if "words" in spans else spans["end"] - spans["start"]
    groups = sizes.groupby(voices(spans))
    table = pd.DataFrame({"share": groups.sum() / sizes.sum(), "spans": groups.size()})
    return table.reindex(by_words(spans)).rename_axis("name").reset_index()


def _tones(spans: pd.DataFrame) -> pd.DataFrame:
    from newskit.statistics.compare import compare

    return compare(spans.assign(name=voices(spans)), "tone", by="name")


def _draw_shares(ax: Axes, drawn: pd.DataFrame, colours: dict[str, str], width: float) -> None:
    """Draw the shares as bars at the left of the axes, the longest *width* of the axes wide."""
    longest = max(float(drawn["share"].max()), 1e-9)
    across = ax.get_yaxis_transform()
    for y, (name, share) in enumerate(zip(drawn["name"], drawn["share"], strict=True)):
        long = 0.75 * width * share / longest
        ax.plot(
            [0, long], [y, y], transform=across, color=colours[name], linewidth=9,
            solid_capstyle="butt", clip_on=False,
        )  # fmt: skip
        words = f"{100 * share:.0f} %" if share >= 0.005 else "< 1 %"
        _frame.beside(ax, words, (long, y), xycoords=across, color=colours[name])


def _draw_tones(
    ax: Axes, drawn: pd.DataFrame, spans: pd.DataFrame, colours: dict[str, str] | None
) -> None:
    limit, measure = scale_of(spans)
    _frame.values_axis(ax, f"mean {measure}, 95 % interval", plus=True)
    _frame.zero_line(ax)
    begin = _BARS + _GAP
    ax.set_xlim(limit - 2 * limit / (1 - begin), limit)
    _frame.ticks_within(ax, -limit, limit)
    style = styles(by_words(spans), colours)
    for y, row in enumerate(_frame.records(drawn)):
        look = style[row["name"]]
        # The interval of few spans may reach past the end of the scale; the drawing stops there.
        ends = max(row["low"], -limit), min(row["high"], limit)
        _frame.interval(ax, ends, y, look.colour)
        if row["value"] == row["value"]:
            _frame.point(ax, row["value"], y, look.colour, look.marker)
        words = f"{_frame.signed(row['value'], plus=True)}"
        at = row["value"] if row["value"] == row["value"] else 0.0
        _frame.beside(ax, words, (at, y), color=look.colour, ha="center", xytext=(0, 9))
