"""Frames: which ones, where, and how sure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from newskit.charts import axes as _frame
from newskit.charts.colours import GREY, INK, PALE, Style, styles, voices
from newskit.charts.comparison import DRAWN, method_of
from newskit.charts.layout import SMALL, Label, inches

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation

_MEASURES = {
    "per_1000": "cues per 1,000 words",
    "share": "share of all cues of the codebook",
    "present": "share of articles in which the frame is present",
}
_PANELS = 5  # columns of small multiples before a new band begins


def plot_frames(
    frames: pd.DataFrame,
    *,
    by: str | None = None,
    value: str = "per_1000",
    title: str | None = None,
    footer: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw each frame's rate as a point, with its interval where there are several articles.

    Parameters
    ----------
    frames
        SCORES of one codebook, perhaps with columns to group by merged on.
    by
        The column of groups ("outlet", "article_id", "speaker_name" ...), told apart by colour
        and shape; None takes all together.
    value
        "per_1000" (cues per 1,000 words), "share" (of all cues of the codebook) or "present".
    title, footer, ax
        As in :func:`~newskit.plot_tone`.

    Notes
    -----
    Cues are a screening aid; what they find is vocabulary, not yet a frame. Values and intervals
    (95 %) are :func:`~newskit.compare`'s: articles are resampled.
    """
    drawn = _rates(frames, by, value)
    style = styles(drawn["group"].drop_duplicates()) if by else {"all": Style(DRAWN, "o", "●")}
    names = drawn["category"].drop_duplicates().tolist()
    ax = _frame.axes(ax, 1.5 + _row_height(len(style)) * len(names))
    _frame.values_axis(ax, _MEASURES[value])
    for row in _frame.records(drawn):
        _draw_rate(
            ax,
            row,
            names.index(row["category"]) + _shift(row["group"], style),
            style[row["group"]],
            alone=not by,
        )
    for y in range(1, len(names) if by else 0):
        ax.axhline(y - 0.5, color=PALE, linewidth=0.6, zorder=0)
    ax.set_xlim(left=min(0, ax.get_xlim()[0]))
    _frame.zero_line(ax)
    counts = drawn.groupby("group", sort=False)["n"].max()
    key = [Label(f"{s.glyph} {name} ({counts[name]:,})", s.colour) for name, s in style.items()]
    rows = [Label(_plain(name), INK, y) for y, name in enumerate(names)]
    text = _frame.note(
        _read(frames), method_of(drawn), "In brackets: articles" if by else "", footer=footer
    )
    return _frame.finish(
        ax, drawn, rows=rows, key=key if by else (), title=title, footer=text, share=0.34
    )


def _rates(frames: pd.DataFrame, by: str | None, value: str) -> pd.DataFrame:
    """Return value, low, high and n of each frame and group."""
    from newskit.statistics.compare import compare

    if value not in _MEASURES:
        raise ValueError(
            f"unknown value {value!r}; choose one of {', '.join(map(repr, _MEASURES))}"
        )
    wanted = ["article_id", "category", "hits", "words", value, *([by] if by else [])]
    _frame.require(frames, wanted, what="frames table")
    group = voices(frames) if by == "speaker_name" else frames[by].astype("str") if by else "all"
    table = frames.assign(group=group)
    measure: str | tuple[str, str] = ("hits", "words") if value == "per_1000" else value
    rates = compare(table, measure, by=["category", "group"])
    if value == "per_1000":
        rates[["value", "low", "high"]] *= 1000
    first = {name: i for i, name in enumerate(frames["category"].drop_duplicates())}
    words = table.drop_duplicates(["article_id", "group"]).groupby("group")["words"].sum()
    order = pd.DataFrame(
        {"category": rates["category"].map(first), "words": -rates["group"].map(words)}
    )
    return rates.loc[order.sort_values(["category", "words"], kind="stable").index].reset_index(
        drop=True
    )


def _shift(group: str, style: dict[str, Style]) -> float:
    """Return how far the points of *group* stand from the middle of their row."""
    # As far apart as the rows of a chart of its own height leave them: 0.17 of an inch.
    return (list(style).index(group) - (len(style) - 1) / 2) * 0.17 / _row_height(len(style))


def _row_height(groups: int) -> float:
    return 0.34 if groups == 1 else 0.15 + 0.17 * groups


def _draw_rate(ax: Axes, row: dict[str, Any], y: float, style: Style, *, alone: bool) -> None:
    if row["value"] != row["value"]:
        return
    if row["low"] == row["low"]:
        _frame.interval(ax, (row["low"], row["high"]), y, style.colour)
    else:
        ax.plot([0, row["value"]], [y, y], color=style.colour, linewidth=1.6, zorder=2)
    _frame.point(ax, row["value"], y, style.colour, style.marker)
    if alone:
        at = (np.nanmax([row["value"], row["high"]]), y)
        _frame.beside(ax, _frame.signed(row["value"]), at, color=style.colour)


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _read(frames: pd.DataFrame) -> str:
    books: Any = frames["lexicon"].unique() if "lexicon" in frames else []
    articles = _frame.counted(frames["article_id"].nunique(), "article")
    return f"Codebook {', '.join(map(str, books))}, {articles}" if len(books) else articles


def plot_frame_profile(
    frames: pd.DataFrame,
    *,
    by: str,
    value: str = "per_1000",
    title: str | None = None,
    footer: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw the whole codebook of each group as a small multiple: one panel of bars a group.

    All panels share one scale, from 0 to the highest bar. The parameters are those of
    :func:`plot_frames`, which shows the intervals.
    """
    drawn = _rates(frames, by, value)
    names = drawn["category"].drop_duplicates().tolist()
    groups = drawn["group"].drop_duplicates().tolist()
    across = min(_PANELS, len(groups), _room_for(ax))
    bands, deep = -(-len(groups) // across), len(names) + 2
    ax = _frame.axes(ax, 1.1 + 0.24 * deep * bands)
    top = float(drawn["value"].max()) or 1.0
    cells = [
        _panel(
            ax, drawn[drawn["group"] == group], names, (i % across, i // across * deep), across, top
        )
        for i, group in enumerate(groups)
    ]
    ax.set_xlim(0, across)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    rows = [
        Label(_plain(name), INK, band * deep + 2 + y)
        for band in range(bands)
        for y, name in enumerate(names)
    ]
    rows.append(Label("", INK, 0.5, 0.8))
    text = _frame.note(
        f"{_read(frames)}; {_MEASURES[value]}; all panels from 0 to {_frame.signed(top)}; "
        "in brackets: articles", footer=footer,
    )  # fmt: skip
    return _frame.finish(ax, drawn, rows=rows, title=title, footer=text, cells=cells, share=0.3)


def _room_for(ax: Axes | None) -> int:
    """Return how many panels stand side by side without their figures meeting."""
    width = _frame.WIDTH if ax is None else inches(ax)[0]
    return max(1, int(0.7 * width / 1.1))


def _panel(
    ax: Axes, own: pd.DataFrame, names: list[str], at: tuple[int, int], across: int, top: float
) -> tuple[Annotation, str, float]:
    """Draw one group's bars, and return its heading as a cell."""
    x, y = at
    values = own.set_index("category")["value"].reindex(names)
    places = y + 2 + np.arange(len(names))
    ax.barh(places, values / top * 0.72, left=x, height=0.62, color=DRAWN)
    ax.plot([x, x], [y + 1.5, y + 1.5 + len(names)], color=INK, linewidth=0.8)
    for place, value in zip(places, values, strict=True):
        if value == value:
            words = _frame.signed(value, 1 if top >= 10 else 2)
            _frame.beside(
                ax, words, (x + value / top * 0.72, float(place)), color=GREY, xytext=(3, 0)
            )
    head = ax.annotate(
        "", (x, y + 1.2), va="bottom", ha="left", fontsize=SMALL, fontweight="bold",
        parse_math=False, annotation_clip=False, color=INK,
    )  # fmt: skip
    return head, f"{own['group'].iloc[0]} ({own['n'].max():,})", 0.94 / across
