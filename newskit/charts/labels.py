"""What stands around a chart: labels of rows, title, key, meaning of the ends, notes, footer.

Everything is an ordinary tick label, title or annotation, wrapped once to the width that the axes
have when they are drawn on; from then on it is the user's. Where the figure has a layout engine the
engine makes room; where it has none, the axes are fitted into their place once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from newskit.charts.colours import GREY, INK, Style, on
from newskit.charts.wrapping import Measure, clean, right_to_left, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation
    from matplotlib.transforms import Bbox

PLAIN, SMALL = 8.5, 7.5  # points, where the style's font size is matplotlib's own 10
LEADING = 1.25
BESIDE = "beside a point"  # marks the small words that shrink with the labels of crowded rows
_EDGE = 6.0  # points between words and the edge of their place


class Label(NamedTuple):
    """Words in a colour; for the label of a row also where it stands and how high the row is."""

    words: str
    colour: str = INK
    y: float = 0.0
    height: float = 1.0


def key_of(style: Mapping[str, Style], counts: Any, names: Mapping[str, str] = {}) -> list[Label]:
    """Return the key of groups: shape, name (or what *names* calls it) and count, in the colour."""
    return [
        Label(f"{s.glyph} {names.get(name, name)} ({counts[name]:,})", s.colour)
        for name, s in style.items()
        if name in counts
    ]


def unit() -> float:
    """Return how large the style's font is against matplotlib's own."""
    from matplotlib import rcParams

    return min(1.6, max(0.7, float(rcParams["font.size"]) / 10))


def ruler(size: float, weight: str = "normal") -> Measure:
    """Return the function that measures, in points, how wide words are."""
    from matplotlib import rcParams

    family = tuple(rcParams["font.family"])
    return lambda words: max(_width(line, size, weight, family) for line in words.split("\n"))


@lru_cache(maxsize=4096)
def _width(words: str, size: float, weight: str, family: tuple[str, ...]) -> float:
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family=list(family), size=size, weight=weight)
    # Hinting on a screen makes words up to 8 % wider than their outlines.
    return 1.08 * float(text_to_path.get_text_width_height_descent(words, font, False)[0])


def room(ax: Axes) -> tuple[float, float]:
    """Return width and height of the place of *ax* in its figure, in points."""
    box = _slot(ax).transformed(ax.figure.transSubfigure)
    return box.width * 72 / ax.figure.dpi, box.height * 72 / ax.figure.dpi


def arrange(
    ax: Axes,
    *,
    rows: Sequence[Label] = (),
    title: str | None = None,
    key: Sequence[Label] = (),
    ends: tuple[str, str] | None = None,
    notes: Sequence[Label] = (),
    footer: str | None = None,
    prose: bool = False,
    share: float = 0.42,
    start: float = 0.0,
) -> None:
    """Write the words around *ax*.

    ``rows`` are labels at the left, with at most ``share`` of the width, as ``prose`` from the left
    or close to the axis; ``ends`` say what the ends of the value axis mean, which begins at
    ``start`` (a part of the axes); ``notes`` and ``footer`` stand below, ``title`` and ``key``
    above.
    """
    wide, high = room(ax)
    line = PLAIN * LEADING * unit()
    # The mark makes a line of ours run from left to right, also where it begins with a title that
    # runs from right to left.
    foot = [*notes, *([Label(f"\u200e{footer}", GREY)] if footer else [])]
    lines = sum(1 + ruler(SMALL * unit())(clean(each.words)) // (wide - 2 * _EDGE) for each in foot)
    left = _rows(ax, rows, share * wide, high - (4 + lines + bool(key)) * line, prose)
    across = (wide - left - 3 * _EDGE) * (1 - start)
    _axis(ax, across, ends, start)
    above = _key(ax, key, left, wide - 2 * _EDGE)
    if title:
        _title(ax, title, left, wide - 2 * _EDGE, above)
    # Words below take at most a third of the height: a chart is to be seen.
    room_for = int(0.33 * high / (SMALL * LEADING * unit())) // max(1, len(foot))
    _foot(ax, foot, left, wide - 2 * _EDGE, max(1, room_for))
    if ax.figure.get_layout_engine() is None:
        _fit(ax)


def write(
    ax: Axes, words: str, at: tuple[float, float], aside: tuple[float, float], **how: Any
) -> Annotation:
    """Write *words* at a point of the axes (of the data, with ``xycoords``), moved by points."""
    look: dict[str, Any] = {"xycoords": "axes fraction", "fontsize": SMALL * unit(), **how}
    look["color"] = on(ax, look.get("color", INK))
    look |= {"textcoords": "offset points", "annotation_clip": False, "parse_math": False}
    return ax.annotate(words, at, aside, **look)


def _rows(ax: Axes, rows: Sequence[Label], width: float, height: float, prose: bool) -> float:
    """Write the labels of the rows as tick labels; return how far they reach to the left."""
    if not rows:
        measure = ruler((SMALL + 0.5) * unit())
        return max([0.0, *(measure(tick.get_text()) + 6 for tick in ax.get_yticklabels())])
    top, low = min(r.y - r.height / 2 for r in rows), max(r.y + r.height / 2 for r in rows)
    ax.set_ylim(low, top)
    pitch, size = height / (low - top), PLAIN * unit()
    # Crowded rows get smaller words, down to what can still be read.
    size = min(size, max(5.0, min(row.height for row in rows) * pitch / LEADING))
    measure = ruler(size)
    fits = [max(1, int(row.height * pitch / size / LEADING)) for row in rows]
    words = [wrap(clean(r.words), width, measure, lines=n) for r, n in zip(rows, fits, strict=True)]
    ax.set_yticks([row.y for row in rows], labels=words, fontsize=size, parse_math=False)
    ax.tick_params(axis="y", length=0)
    widest = max(map(measure, words))
    for tick, row, text in zip(ax.yaxis.get_major_ticks(), rows, words, strict=True):
        beginning = prose and not right_to_left(text)
        tick.label1.set(color=on(ax, row.colour), linespacing=LEADING)
        tick.label1.set_horizontalalignment("left" if beginning else "right")
        tick.set_pad(_EDGE + widest * beginning)
    for small in (t for t in ax.texts if t.get_gid() == BESIDE):
        small.set_fontsize(min(SMALL * unit(), size))
    return widest + _EDGE


def _axis(ax: Axes, width: float, ends: tuple[str, str] | None, start: float) -> None:
    """Wrap the name of the axis, and write what its ends mean between it and the ticks."""
    size, depth = SMALL * unit(), 0.0
    for x, words in zip((start, 1.0), ends or (), strict=False):
        text = wrap(clean(words), 0.46 * width, ruler(size))
        ha = "right" if x == 1 else "left"
        write(ax, text, (x, 0), (0, -size - 8), va="top", ha=ha, color=GREY)
        depth = max(depth, (text.count("\n") + 1) * size * LEADING)
    label = ax.xaxis.label
    label.set_text(wrap(clean(label.get_text()), width, ruler(float(label.get_fontsize()))))
    label.set_x(start + (1 - start) / 2)
    ax.xaxis.labelpad = 3 + depth


def _key(ax: Axes, key: Sequence[Label], left: float, width: float) -> float:
    """Write the key above the axes, in as many lines as it takes; return how high it is."""
    size = (PLAIN + 0.5) * unit()
    measure, x, placed = ruler(size, "bold"), 0.0, []
    for label in key:
        words = wrap(clean(label.words), width, measure, lines=1)
        if x and x + measure(words) > width:
            x = 0.0
        placed.append((x, words, label.colour))
        x += measure(words) + 12
    lines = sum(x == 0 for x, *_ in placed)
    y = (lines - 1) * size * 1.5 + _EDGE
    for i, (x, words, colour) in enumerate(placed):
        y -= size * 1.5 * (x == 0 and i > 0)
        look = {"fontsize": size, "fontweight": "bold", "color": colour}
        write(ax, words, (0, 1), (x - left, y), va="bottom", **look)
    return lines * size * 1.5 + _EDGE


def _title(ax: Axes, title: str, left: float, width: float, above: float) -> None:
    from matplotlib.transforms import ScaledTranslation

    size = (PLAIN + 3) * unit()
    words = wrap(clean(title), width, ruler(size, "bold"))
    look: dict[str, Any] = {"fontsize": size, "fontweight": "bold", "color": on(ax, INK)}
    text = ax.set_title(words, loc="left", parse_math=False, **look)
    shift = ScaledTranslation(-left / 72, (above + 4) / 72, ax.figure.dpi_scale_trans)
    text.set_transform(ax.transAxes + shift)


def _foot(ax: Axes, foot: Sequence[Label], left: float, width: float, lines: int) -> None:
    """Write notes and footer, each under the last; they follow the name of the axis."""
    above: Any = ax.xaxis.label
    for i, label in enumerate(foot):
        size = (SMALL + (0.5 if i < len(foot) - 1 else -0.5)) * unit()
        words = wrap(clean(label.words), width, ruler(size), lines=lines)
        look = {"va": "top", "fontsize": size, "color": label.colour}
        above = write(ax, words, (0, 0), (-left, -_EDGE), xycoords=("axes fraction", above), **look)


def _fit(ax: Axes) -> None:
    """Place the axes so that all their words lie within the place that is theirs."""
    from matplotlib.transforms import Bbox

    page, place = ax.figure.transSubfigure.inverted(), _slot(ax)
    edge = Bbox.from_bounds(0, 0, _EDGE * ax.figure.dpi / 144, _EDGE * ax.figure.dpi / 144)
    pad = edge.transformed(page)
    for _ in range(3):
        found = ax.get_tightbbox()
        if found is None:
            return
        tight, box = found.transformed(page), ax.get_position()
        x0, y0 = place.x0 + box.x0 - tight.x0 + pad.width, place.y0 + box.y0 - tight.y0 + pad.height
        x1, y1 = place.x1 + box.x1 - tight.x1 - pad.width, place.y1 + box.y1 - tight.y1 - pad.height
        ax.set_position(Bbox.from_extents(x0, y0, max(x1, x0 + 0.02), max(y1, y0 + 0.02)))
    ax.set_in_layout(True)


def _slot(ax: Axes) -> Bbox:
    """Return the part of the figure that belongs to *ax* and its words, in parts of the figure."""
    from matplotlib.transforms import Bbox

    spec = ax.get_subplotspec()
    if spec is None:
        return Bbox(ax.get_position(original=True).get_points())
    figure = ax.figure.figure
    assert figure is not None
    low, high, left, right = spec.get_gridspec().get_grid_positions(figure)
    rows, columns = spec.rowspan, spec.colspan
    return Bbox.from_extents(
        (right[columns.start - 1] + left[columns.start]) / 2 if columns.start else 0,
        (low[rows.stop - 1] + high[rows.stop]) / 2 if rows.stop < len(low) else 0,
        (right[columns.stop - 1] + left[columns.stop]) / 2 if columns.stop < len(left) else 1,
        (low[rows.start - 1] + high[rows.start]) / 2 if rows.start else 1,
    )
