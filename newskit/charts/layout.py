"""Arrange the words around a chart at each draw, so that nothing is cut or overlaps at any width.

How wide words are is known only when a figure is drawn. So a :class:`Layout` stands as the locator
of the axes: matplotlib asks it where they go, and it wraps the labels and leaves the axes the rest
of the place that the subplot has in its figure. Nothing global is touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from newskit.charts.colours import GREY, INK
from newskit.charts.wrapping import Measure, clean, right_to_left, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation
    from matplotlib.transforms import Bbox

PLAIN = 8.5
SMALL = 7.5
LEADING = 1.25
BESIDE = "beside a point"  # marks the small words that shrink with the labels of crowded rows


class Label(NamedTuple):
    """Words in a colour; for the label of a row also where it stands and how high the row is."""

    words: str
    colour: str = INK
    y: float = 0.0
    height: float = 1.0


@dataclass(eq=False)
class Layout:
    """The words around one chart, and the axes locator that arranges them.

    ``rows`` are labels at the left, with at most ``share`` of the width, as ``prose`` or close to
    the axis; ``ends`` say what the ends of the value axis mean, which begins at ``start`` (a part
    of the axes); ``notes`` and ``footer`` stand below, ``title`` and ``key`` above; ``cells`` are
    texts inside the axes, each with the part of the axes' width that it may take.
    """

    ax: Axes
    rows: Sequence[Label] = ()
    title: str | None = None
    key: Sequence[Label] = ()
    ends: tuple[str, str] | None = None
    notes: Sequence[Label] = ()
    footer: str | None = None
    prose: bool = False
    share: float = 0.42
    start: float = 0.0
    cells: Sequence[tuple[Annotation, str, float]] = ()
    place: Bbox | None = None
    _texts: dict[str, list[tuple[Annotation, str]]] = field(default_factory=dict)
    _widths: dict[tuple[Any, ...], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the text artists; they get their places when the figure is drawn."""
        title = [Label(self.title)] if self.title else []
        # The mark makes a line of ours run from left to right, also where it begins with a title
        # that runs from right to left.
        footer = [Label(f"\u200e{self.footer}", GREY)] if self.footer else []
        ends = [Label(words, GREY) for words in self.ends or ()]
        page, line = self.ax.figure.transSubfigure, self.ax.get_yaxis_transform()
        self._add("title", title, page, va="top", fontsize=PLAIN + 3, fontweight="bold")
        self._add("key", self.key, page, va="top", fontsize=PLAIN + 0.5, fontweight="bold")
        self._add("footer", footer, page, va="bottom", fontsize=SMALL - 0.5)
        self._add("notes", self.notes, page, va="bottom", fontsize=SMALL + 0.5)
        self._add("ends", ends, self.ax.transAxes, va="top", fontsize=SMALL)
        self._add("rows", self.rows, line, va="center", fontsize=PLAIN, linespacing=LEADING)
        self._xlabel = clean(self.ax.get_xlabel())

    def _add(self, part: str, labels: Sequence[Label], where: Any, **how: Any) -> None:
        how |= {"textcoords": "offset points", "annotation_clip": False, "parse_math": False}
        self._texts[part] = [
            (
                self.ax.annotate(
                    "", (0, label.y), xycoords=where, xytext=(0, 0), color=label.colour, **how
                ),
                clean(label.words),
            )
            for label in labels
        ]

    def __call__(self, ax: Any, renderer: Any) -> Bbox:
        """Arrange everything; return the place of the axes in their figure."""
        if renderer is None:
            return self.place or _box(ax)
        page = slot(ax).transformed(ax.figure.transSubfigure).padded(-self._px(4))
        top = self._stack("title", page, page.y1, renderer)
        top = self._flow(page, top, renderer)
        bottom = self._foot(page, renderer)
        self.place = self._fit(_extents(page.x0, bottom, page.x1, top), renderer)
        return self.place

    def get_subplotspec(self) -> Any:
        """Return the place of the axes in their grid; tight_layout asks the locator for it."""
        return self.ax.get_subplotspec()

    def _px(self, points: float) -> float:
        return points * float(self.ax.figure.dpi) / 72

    def _ruler(self, text: Any, renderer: Any) -> Measure:
        """Return the function that measures how wide words are in the font of *text*."""
        font = text.get_fontproperties().copy()
        look = (font.get_size_in_points(), font.get_weight(), self.ax.figure.dpi)

        def measure(words: str) -> float:
            # Measuring shapes the words anew each time, and the same words are asked for often.
            if (words, *look) not in self._widths:
                size = renderer.get_text_width_height_descent(words, font, False)
                self._widths[words, *look] = float(size[0])
            return self._widths[words, *look]

        return measure

    def _put(self, text: Annotation, x: float, y: float) -> None:
        text.xy = tuple(self.ax.figure.transSubfigure.inverted().transform((x, y)))

    def _stack(self, part: str, page: Bbox, top: float, renderer: Any) -> float:
        """Write the texts of *part* from *top* down; return where the next thing may begin."""
        for text, words in self._texts[part]:
            text.set_text(wrap(words, page.width, self._ruler(text, renderer)))
            self._put(text, page.x0, top)
            top -= text.get_window_extent(renderer).height + self._px(6)
        return top

    def _flow(self, page: Bbox, top: float, renderer: Any) -> float:
        """Write the key from left to right, in as many lines as it takes."""
        x, height = page.x0, 0.0
        for text, words in self._texts["key"]:
            text.set_text(wrap(words, page.width, self._ruler(text, renderer)))
            box = text.get_window_extent(renderer)
            if x > page.x0 and x + box.width > page.x1:
                x, top, height = page.x0, top - height - self._px(3), 0.0
            self._put(text, x, top)
            x, height = x + box.width + self._px(12), max(height, box.height)
        return top - (height + self._px(8) if height else 0)

    def _foot(self, page: Bbox, renderer: Any) -> float:
        """Write the footer and, above it, the notes; return where they begin."""
        bottom = page.y0
        for text, words in [*self._texts["footer"], *reversed(self._texts["notes"])]:
            text.set_text(wrap(words, page.width, self._ruler(text, renderer)))
            self._put(text, page.x0, bottom)
            bottom += text.get_window_extent(renderer).height + self._px(4)
        return float(bottom) + self._px(4)

    def _fit(self, room: Bbox, renderer: Any) -> Bbox:
        """Return the place of the axes within *room* that leaves all their words inside it."""
        page, box = self.ax.figure.transSubfigure.inverted(), room
        for _ in range(4):
            self.ax.apply_aspect(box.transformed(page))
            self._label_rows(room, renderer)
            self._label_axis(renderer)
            tight = self._tight(renderer)
            x0, y0 = room.x0 + box.x0 - tight.x0, room.y0 + box.y0 - tight.y0
            x1, y1 = room.x1 + box.x1 - tight.x1, room.y1 + box.y1 - tight.y1
            last, box = box, _extents(x0, y0, max(x1, x0 + 20), max(y1, y0 + 20))
            if np.abs(np.subtract(box.extents, last.extents)).max() < 0.25:
                break
        return box.transformed(page)

    def _tight(self, renderer: Any) -> Bbox:
        from matplotlib.transforms import Bbox

        page = {
            id(text)
            for part in ("title", "key", "notes", "footer")
            for text, _ in self._texts[part]
        }
        inside = [t for t in self.ax.texts if id(t) not in page and t.get_visible()]
        boxes: list[Any] = [t.get_window_extent(renderer) for t in inside if t.get_text()]
        boxes += [a.get_tightbbox(renderer) for a in (self.ax.xaxis, self.ax.yaxis)]
        return Bbox.union([self.ax.get_window_extent(renderer), *(b for b in boxes if b)])

    def _label_rows(self, room: Bbox, renderer: Any) -> None:
        """Wrap the labels of the rows into the height of each row and their share of the width."""
        texts, width = self._texts["rows"], self.share * room.width
        if not texts:
            return
        low, high = self.ax.get_ylim()
        pitch = self.ax.get_window_extent(renderer).height / abs(high - low)
        room_each = [row.height * pitch for row in self.rows]
        size = min(PLAIN, max(5.0, min(room_each) / self._px(LEADING)))
        for small in (t for t in self.ax.texts if t.get_gid() == BESIDE):
            small.set_fontsize(min(SMALL, size))
        widest = 0.0
        for (text, words), height in zip(texts, room_each, strict=True):
            text.set_fontsize(size)
            lines = max(1, int(height / self._px(size * LEADING)))
            text.set_text(wrap(words, width, self._ruler(text, renderer), lines=lines))
            widest = max(widest, text.get_window_extent(renderer).width)
        for text, words in texts:
            left = self.prose and not right_to_left(words)
            text.set_horizontalalignment("left" if left else "right")
            text.xyann = (-8 - widest * 72 / self.ax.figure.dpi * left, 0)

    def _label_axis(self, renderer: Any) -> None:
        """Write what the ends of the axis mean under them, and its name under that."""
        whole, deepest = self.ax.get_window_extent(renderer).width, 0.0
        for text, words, part in self.cells:
            text.set_text(wrap(words, part * whole, self._ruler(text, renderer), lines=3))
        width = whole * (1 - self.start)
        for side, (text, words) in zip((0, 1), self._texts["ends"], strict=False):
            text.set_text(wrap(words, 0.46 * width, self._ruler(text, renderer)))
            text.set_horizontalalignment("right" if side else "left")
            text.xy, text.xyann = (side or self.start, 0), (0, -16)
            deepest = max(deepest, text.get_window_extent(renderer).height)
        self._thin_ticks(width, renderer)
        label = self.ax.xaxis.label
        label.set_x(self.start + (1 - self.start) / 2)
        label.set_text(wrap(self._xlabel, width, self._ruler(label, renderer)))
        self.ax.xaxis.labelpad = 4 + deepest * 72 / self.ax.figure.dpi

    def _thin_ticks(self, width: float, renderer: Any) -> None:
        """Leave as many ticks as their labels have room for."""
        from matplotlib.ticker import FixedLocator, MaxNLocator

        axis = self.ax.xaxis
        locator, ticks = axis.get_major_locator(), axis.get_major_ticks()
        words = axis.get_major_formatter().format_ticks(list(self.ax.get_xticks()))
        if isinstance(locator, MaxNLocator | FixedLocator) and ticks and words:
            measure = self._ruler(ticks[0].label1, renderer)
            widest = max(measure(line) for word in words for line in word.split("\n"))
            locator.set_params(nbins=max(1, min(9, int(width / (widest + self._px(10))))))


def slot(ax: Any) -> Bbox:
    """Return the part of the figure that belongs to *ax* and its words, in parts of the figure."""
    engine, spec = ax.figure.get_layout_engine(), ax.get_subplotspec()
    if spec is None or (engine is not None and not engine.adjust_compatible):
        return _box(ax)
    low, high, left, right = spec.get_gridspec().get_grid_positions(ax.figure)
    rows, columns = spec.rowspan, spec.colspan
    return _extents(
        (right[columns.start - 1] + left[columns.start]) / 2 if columns.start else 0,
        (low[rows.stop - 1] + high[rows.stop]) / 2 if rows.stop < len(low) else 0,
        (right[columns.stop - 1] + left[columns.stop]) / 2 if columns.stop < len(left) else 1,
        (low[rows.start - 1] + high[rows.start]) / 2 if rows.start else 1,
    )


def inches(ax: Any) -> tuple[float, float]:
    """Return width and height of the place of *ax*."""
    box = slot(ax).transformed(ax.figure.transSubfigure)
    return box.width / ax.figure.dpi, box.height / ax.figure.dpi


def _box(ax: Any) -> Bbox:
    from matplotlib.transforms import Bbox

    return Bbox(ax.get_position(original=True).get_points())


def _extents(x0: float, y0: float, x1: float, y1: float) -> Bbox:
    from matplotlib.transforms import Bbox

    return Bbox.from_extents(x0, y0, x1, y1)
