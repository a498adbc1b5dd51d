"""The quiet frame that every chart shares: axes without box, true minus signs, n, footer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from newskit import schema
from newskit.charts.colours import GREY, INK
from newskit.charts.layout import BESIDE, SMALL, Label, Layout
from newskit.charts.wrapping import clean

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation

WIDTH = 8.6


def signed(value: float, digits: int = 2, *, plus: bool = False) -> str:
    """Return *value* in figures with a true minus sign; a dash for NaN.

    >>> signed(-0.5), signed(0.5, plus=True), signed(-0.001)
    ('−0.50', '+0.50', '0.00')
    """
    if value != value:
        return "–"
    value = round(value, digits)
    sign = "−" if value < 0 else "+" if plus and value > 0 else ""
    return f"{sign}{abs(value):,.{digits}f}"


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of *table*, each a mapping from column to value."""
    return [dict(zip(table.columns, row, strict=True)) for row in table.itertuples(index=False)]


def counted(number: int, thing: str) -> str:
    """Return "1 article", "2 articles"."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def require(table: pd.DataFrame, names: Sequence[str], *, what: str) -> None:
    """Raise a ``ValueError`` if *table* lacks one of the columns *names*, or has no rows."""
    schema.require(table, names, what=what)
    if table.empty:
        raise ValueError(f"the {what} has no rows, so there is nothing to draw")


def note(*parts: str, footer: bool = True) -> str | None:
    """Return the footer of a chart: its *parts*, and the version that drew it."""
    from newskit import __version__

    return (
        ". ".join([*(part for part in parts if part), f"newskit {__version__}"]) if footer else None
    )


def axes(ax: Axes | None, height: float) -> Axes:
    """Return *ax*, or that of a new figure *height* inches high, without box and row ticks."""
    if ax is None:
        import matplotlib.pyplot as plt

        ax = plt.figure(figsize=(WIDTH, max(height, 1.8))).add_subplot()
    for side in ("left", "right", "top"):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set_color(GREY)
    ax.tick_params(axis="x", length=3, labelsize=SMALL + 0.5, labelcolor=INK, color=GREY)
    ax.set_yticks([])
    return ax


def values_axis(ax: Axes, label: str, *, plus: bool = False) -> None:
    """Name the horizontal axis; its ticks are few, round and with true minus signs."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    ax.xaxis.set_major_locator(MaxNLocator(nbins="auto", steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: _tick(x, plus)))
    ax.set_xlabel(
        re.sub(r"(?<![\w)])-(?=[\d.])", "−", label),
        fontsize=SMALL + 0.5,
        color=INK,
        parse_math=False,
    )


def ticks_within(ax: Axes, low: float, high: float) -> None:
    """Let the horizontal axis and its ticks begin at *low* and end at *high*."""
    from matplotlib.ticker import FixedLocator, MaxNLocator

    places = MaxNLocator(nbins=5, steps=[1, 2, 5, 10]).tick_values(low, high)
    ax.xaxis.set_major_locator(FixedLocator([x for x in places if low <= x <= high]))
    ax.spines["bottom"].set_bounds(low, high)


def upright_axis(ax: Axes) -> None:
    """Give the vertical axis few ticks, with true minus signs."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    ax.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda y, _: _tick(y, False)))
    ax.tick_params(axis="y", length=0, labelsize=SMALL + 0.5, labelcolor=INK)


def _tick(x: float, plus: bool) -> str:
    words = f"{round(x, 9):+,g}" if plus and x else f"{round(x, 9):,g}"
    return words.replace("-", "−")


def zero_line(ax: Axes, at: float = 0.0) -> None:
    """Draw the line from which values are read."""
    ax.axvline(at, color=INK, linewidth=0.9, zorder=1)


def interval(ax: Axes, ends: tuple[float, float], y: float, colour: str) -> None:
    """Draw an interval as a broad pale line with a thin dark one inside, for print in grey."""
    if ends[0] == ends[0] and ends[1] == ends[1]:
        ax.plot(ends, [y, y], color=colour, linewidth=6, alpha=0.25, solid_capstyle="round")
        ax.plot(ends, [y, y], color=colour, linewidth=1.1)


def point(ax: Axes, x: float, y: float, colour: str, marker: str = "o") -> None:
    """Draw one value, edged in white so that it stands out from its interval or stem."""
    ax.plot(
        [x], [y], marker=marker, markersize=6.5, color=colour, markeredgecolor="white",
        markeredgewidth=0.8, linestyle="none", clip_on=False, zorder=4,
    )  # fmt: skip


def beside(ax: Axes, words: str, at: tuple[float, float], **how: Any) -> Annotation:
    """Write small *words* 7 points right of the point *at*, or left of it with ``ha="right"``."""
    from matplotlib.patheffects import withStroke

    side = how.setdefault("ha", "left")
    how.setdefault("xytext", ({"left": 7, "right": -7}.get(side, 0), 0))
    how.setdefault("va", "center")
    # A white rim keeps figures readable where they cross a line.
    rim = [withStroke(linewidth=2.5, foreground=ax.get_facecolor())]
    how |= {"fontsize": SMALL, "gid": BESIDE, "path_effects": rim}
    return ax.annotate(
        clean(words), at, textcoords="offset points", parse_math=False, annotation_clip=False, **how
    )


def finish(ax: Axes, table: pd.DataFrame, *, rows: Sequence[Label] = (), **parts: Any) -> Axes:
    """Hang *table* on *ax*, put the labels of *rows* and the other *parts* around it; return *ax*.

    *parts* are those of :class:`~newskit.charts.layout.Layout`: ``title``, ``key``, ``ends``,
    ``footer``, ``prose``, ``share``.
    """
    ax.newskit_table = table  # type: ignore[attr-defined]
    if rows:
        ax.set_ylim(max(r.y + r.height / 2 for r in rows), min(r.y - r.height / 2 for r in rows))
    ax.set_in_layout(False)  # the layout makes its own room; an engine must not make it twice
    ax.set_axes_locator(Layout(ax, rows, **parts))
    return ax
