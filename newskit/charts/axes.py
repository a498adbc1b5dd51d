"""The quiet frame that every chart shares: axes without box, true minus signs, n, footer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from newskit import schema
from newskit.charts.colours import FAINT, GREY, INK, Style, on
from newskit.charts.labels import BESIDE, SMALL, arrange, room, ruler, unit, write
from newskit.charts.wrapping import clean
from newskit.markup import minus

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation
    from matplotlib.ticker import Locator

Row = Any  # of a table: a mapping from column to value
WIDTH, TALLEST = 8.6, 10.0  # inches
TOP = 8  # groups drawn if the user does not say; people compare seven things, plus one
_TICK = 34  # points that a tick of the value axis needs
_STATED = 40  # lines of the alternative text


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


def digits(low: float, high: float) -> int:
    """Return how many decimals a value deserves whose interval is *low* to *high*.

    One step of the last figure is at most half of what the value may be wrong by.

    >>> digits(-0.8, -0.4), digits(0.0009, 0.0014), digits(10, 90)
    (1, 4, 0)
    """
    step = abs(high - low) / 4
    return min(6, max(0, -math.floor(math.log10(step) + 1e-9))) if 0 < step < math.inf else 2


def stated(row: Row, *, plus: bool = False) -> str:
    """Return the value of a row of COMPARISON, in as many figures as its interval deserves.

    >>> stated({"value": -0.62, "low": -0.83, "high": -0.41})
    '−0.6 [−0.8, −0.4]'
    """
    value, low, high = (float(row[name]) for name in ("value", "low", "high"))
    if math.isnan(low + high):
        return signed(value, plus=plus)
    few = digits(low, high)
    return f"{signed(value, few, plus=plus)} [{signed(low, few)}, {signed(high, few)}]"


def counted(number: int, thing: str) -> str:
    """Return "1 article", "2 articles"."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def others(number: int, thing: str = "other") -> str:
    """Return what stands for the *number* of groups that are not drawn one by one."""
    return f"and {counted(number, thing)}"


def first(names: Sequence[Any], top: int | None) -> list[Any]:
    """Return the *top* first of *names*; all of them if only one more would be left out."""
    return list(names) if top is None or len(names) <= top + 1 else list(names[:top])


def folded(
    groups: pd.Series[Any], top: int | None, weights: pd.Series[Any] | None = None
) -> tuple[pd.Series[Any], list[str]]:
    """Return the groups, all but the *top* heaviest as one, and the names that are left."""
    sizes = groups.value_counts() if weights is None else weights.groupby(groups).sum()
    order = sizes.sort_values(ascending=False, kind="stable").index.tolist()
    names = first(order, top)
    if len(names) < len(order):
        names = [*names, others(len(order) - len(names))]
    return groups.where(groups.isin(names), names[-1]), names


class EmptyError(ValueError):
    """The table of a chart has no rows."""


def require(table: pd.DataFrame, names: Sequence[str], *, what: str) -> None:
    """Raise a ``ValueError`` if *table* lacks one of the columns *names*, or has no rows."""
    schema.require(table, names, what=what)
    if table.empty:
        raise EmptyError(f"the {what} has no rows, so there is nothing to draw")


def axes(ax: Axes | None, height: float) -> Axes:
    """Return *ax*, or that of a new figure about *height* inches high, without box and row ticks.

    The height grows with the font of the style, and never over 10 inches.
    """
    if ax is None:
        import matplotlib.pyplot as plt

        from newskit.charts.figure import Chart

        size = (WIDTH, min(TALLEST, max(height, 1.8) * unit()))
        ax = plt.figure(figsize=size, layout="constrained", FigureClass=Chart).add_subplot()
    ax.spines[["left", "right", "top"]].set_visible(False)
    ax.spines["bottom"].set_color(on(ax, GREY))
    look = {"labelsize": (SMALL + 0.5) * unit(), "labelcolor": on(ax, INK), "color": on(ax, GREY)}
    ax.tick_params(axis="x", length=3, **look)
    ax.tick_params(axis="y", length=0, **look)
    ax.set_yticks([])
    return ax


def inches(ax: Axes | None) -> tuple[float, float]:
    """Return width and height of the place of *ax*, or of the largest figure of our own."""
    if ax is None:
        return WIDTH, TALLEST
    wide, high = room(ax)
    return wide / 72, high / 72


def values_axis(ax: Axes, label: str, *, plus: bool = False, zero: bool = False) -> None:
    """Name the horizontal axis; its ticks are few, round and with true minus signs.

    With *zero* stands the line from which values are read.
    """
    ax.xaxis.set_major_locator(_ticks(ax, 0.5))
    ax.xaxis.set_major_formatter(partial(_tick, plus=plus))
    size = (SMALL + 0.5) * unit()
    ax.set_xlabel(minus(label), fontsize=size, color=on(ax, INK), parse_math=False)
    if zero:
        ax.axvline(0, color=on(ax, INK), linewidth=0.9, zorder=1)


def ticks_within(ax: Axes, low: float, high: float, part: float = 0.5) -> None:
    """Let the ticks begin at *low* and end at *high*, over that *part* of the place of *ax*."""
    inside = [x for x in _ticks(ax, part).tick_values(low, high) if low <= x <= high]
    if low < 0 < high and high not in inside:
        inside = [low, 0.0, high]
    ax.set_xticks(inside)
    ax.spines["bottom"].set_bounds(low, high)


def widen(ax: Axes, part: float = 0.5, sample: str = "−0.00") -> None:
    """Make room for figures as long as *sample* past the furthest points, at both ends.

    *part* is about how much of the place of *ax* is left beside the labels of its rows.
    """
    low, high = ax.get_xlim()
    spare = (ruler(SMALL * unit())(sample) + 8) / max(60.0, part * room(ax)[0])
    ax.set_xlim(low - spare * (high - low), high + spare * (high - low))


def _ticks(ax: Axes, part: float) -> Locator:
    from matplotlib.ticker import MaxNLocator

    few = max(2, min(8, int(part * room(ax)[0] / (_TICK * unit()))))
    return MaxNLocator(nbins=few, steps=[1, 2, 5, 10])


def _tick(x: float, _: object, *, plus: bool) -> str:
    words = f"{round(x, 9):+,g}" if plus and x else f"{round(x, 9):,g}"
    return words.replace("-", "−")


def stroke(
    ax: Axes, ends: tuple[float, float], y: float, colour: str, width: float, **look: Any
) -> None:
    """Draw a level line *width* points wide: a bar or a stem."""
    look = {"solid_capstyle": "butt", **look}
    ax.plot(ends, [y, y], color=on(ax, colour), linewidth=width, **look)


def interval(ax: Axes, row: Row, y: float, colour: str, *, broad: bool = True) -> None:
    """Draw the interval of *row*: a thin dark line, in a *broad* pale one that lasts in print.

    A small arrow stands where it goes on beyond the axis.
    """
    if math.isnan(row["low"] + row["high"]):
        return
    low, high = ax.spines["bottom"].get_bounds() or ax.get_xlim()
    for outside, x, marker in ((row["low"] < low, low, 4), (row["high"] > high, high, 5)):
        if outside:
            ax.plot([x], [y], marker=marker, color=on(ax, colour), markersize=6, clip_on=False)
    ends = max(low, row["low"]), min(high, row["high"])
    if broad:
        stroke(ax, ends, y, colour, 6, alpha=0.25, solid_capstyle="round")
    stroke(ax, ends, y, colour, 1.1, solid_capstyle="projecting")


def point(ax: Axes, x: float, y: float, colour: str, marker: str = "o") -> None:
    """Draw one value, edged in the ground so that it stands out from its interval or stem.

    The words of reporting have an open point: it is nobody's tone.
    """
    shade, ground = on(ax, colour), ax.get_facecolor()
    inside, edge = (ground, shade) if colour == FAINT else (shade, ground)
    ax.plot(
        [x], [y], marker=marker, markersize=6.5, color=shade, markerfacecolor=inside, zorder=4,
        markeredgecolor=edge, markeredgewidth=0.8, linestyle="none", clip_on=False,
    )  # fmt: skip


def valued(
    ax: Axes, row: Row, y: float, look: Style, *,
    plus: bool = False, broad: bool = True, above: bool = True,
) -> None:  # fmt: skip
    """Draw value and interval of *row* at height *y*, figures *above* its point or below it.

    A row without a value gets a dash: silence is not neutrality.
    """
    if math.isnan(row["value"]):
        dash(ax, (0, y), look.colour, xycoords=ax.get_yaxis_transform())
        return
    interval(ax, row, y, look.colour, broad=broad)
    point(ax, row["value"], y, look.colour, look.marker)
    words = stated(row, plus=plus).partition(" ")[0]
    # Off the line of zero, if the value stands on it.
    side = -2 if row["value"] < 0 else 2
    way = {"va": "bottom", "xytext": (side, 4)} if above else {"va": "top", "xytext": (side, -4)}
    figures(ax, words, (row["value"], y), look.colour, **way)


def figures(ax: Axes, words: str, at: tuple[float, float], colour: str, **how: Any) -> None:
    """Write *words* at a point on the side that is away from zero."""
    beside(ax, words, at, color=colour, ha="right" if at[0] < 0 else "left", **how)


def reach(shown: pd.DataFrame, least: float) -> float:
    """Return how far an axis from zero must go to show all values and two of three intervals.

    A few intervals from two or three units would otherwise flatten all others.
    """
    ends = shown[["low", "high"]].abs().max(axis=1)
    wide = ends.quantile(0.7 if ends.count() > 3 else 1.0, interpolation="lower")
    furthest = [least, 1.2 * shown["value"].abs().max(), wide]
    return float(max(x for x in furthest if x == x))


def extent(shown: pd.DataFrame) -> tuple[float, float]:
    """Return the ends of an axis of values that is as long as :func:`reach` allows."""
    ends = shown[["value", "low", "high"]].to_numpy(float)
    if np.isnan(ends).all():
        return -1.0, 1.0
    far = reach(shown, 0.0)
    low, high = max(float(np.nanmin(ends)), -far), min(float(np.nanmax(ends)), far)
    return low, high if high > low else low + max(abs(low), 1) * 0.1


def dash(ax: Axes, at: tuple[float, float], colour: str, **how: Any) -> None:
    """Say with a dash beside the point *at* that there is no value."""
    text = beside(ax, "–", at, color=colour, fontweight="bold", **how)
    # From 9 points on, the one thin stroke is seen at every resolution and on every version.
    text.set(fontsize=10 * unit(), gid=None)


def beside(ax: Axes, words: str, at: tuple[float, float], **how: Any) -> Annotation:
    """Write small *words* 7 points right of the point *at*, or left of it with ``ha="right"``."""
    from matplotlib.patheffects import withStroke

    side = how.setdefault("ha", "left")
    aside = how.pop("xytext", ({"left": 7, "right": -7}.get(side, 0), 0))
    # A rim of the ground keeps figures readable where they cross a line.
    rim = [withStroke(linewidth=2.5, foreground=ax.get_facecolor())]
    look = {"va": "center", "xycoords": "data", "gid": BESIDE, "path_effects": rim}
    text = write(ax, clean(words), at, aside, **(look | how))
    # Snapped to whole pixels, a thin stroke vanishes at some resolutions.
    text.set_snap(False)
    return text


def finish(
    ax: Axes, table: pd.DataFrame, *, alt: Sequence[str], foot: Sequence[str],
    title: str | None, footer: bool, **around: Any,
) -> Axes:  # fmt: skip
    """Hang *table* and the alternative text *alt* on *ax*, write the words around it; return *ax*.

    The footer has what is told in *foot*, and the version. *around* is what else
    :func:`~newskit.charts.labels.arrange` takes: ``rows``, ``key``, ``ends``, ``notes``, ``prose``,
    ``share``, ``start``.
    """
    from newskit import __version__

    ax.newskit_table = table  # type: ignore[attr-defined]
    more = [others(len(alt) - _STATED, "other row")] if len(alt) > _STATED else []
    said = [clean(line).rstrip(".") for line in filter(None, [title, *alt[:_STATED], *more])]
    ax.newskit_alt = ". ".join(said) + "."  # type: ignore[attr-defined]
    told = ". ".join([*filter(None, foot), f"newskit {__version__}"])
    arrange(ax, title=title, footer=told if footer else None, **around)
    return ax
