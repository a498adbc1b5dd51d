"""Text into HTML that stays text: the one way from printed words to a notebook's page.

What a notebook shows is cleaned before it is run: style sheets, inputs and ``text-decoration`` are
lost, while ``border-bottom``, ``background``, ``title`` and ``<details>`` stay. So marks here are
spans with a style of their own; their backgrounds are translucent and text keeps the page's colour,
so that they can be read on a light and on a dark page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    import pandas as pd

# Control characters, and the marks that turn the direction of all that follows: a text may hold
# them, a page must not obey them.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069]")

# Blue for praise and orange for blame, apart for readers of every kind of colour vision; the line
# under them says the same without colour.
_PRAISE, _BLAME = ("42,120,180", "solid"), ("214,96,20", "dotted")
T = TypeVar("T")
_FEW = 12  # items of a list
_MOST = 40  # words of an explanation in its table; all are marked in the text
_CELL = "padding:.15em .6em;vertical-align:top;text-align:"


def escape(words: object) -> str:
    """Return *words* as text for HTML, inside elements and inside quoted attributes.

    >>> escape('<script>"')
    '&lt;script&gt;&quot;'
    """
    return html.escape(_UNSEEN.sub("\ufffd", str(words)), quote=True)


def element(name: str, content: str, **attributes: str) -> str:
    """Return *content*, which is HTML already, in an element with *attributes* escaped.

    An attribute whose name is a word of Python has an underscore behind it.

    >>> element("u", "war", title='"martial"', class_="m")
    '<u title="&quot;martial&quot;" class="m">war</u>'
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value
    )
    return f"<{name}{written}>{content}</{name}>"


class Listing(list[T]):
    """A list that shows its first items alone, and how many follow.

    >>> Listing(range(100))
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, … and 88 more]
    """

    def __repr__(self) -> str:
        return repr(self[:_FEW])[:-1] + f"{self._more()}]"

    def _repr_pretty_(self, printer: Any, _: bool) -> None:
        printer.pretty(self[:_FEW])
        printer.text(self._more())

    def _more(self) -> str:
        return f", … and {len(self) - _FEW:,} more" if len(self) > _FEW else ""


class Mark(NamedTuple):
    """What is put around the words from ``start`` to ``end``.

    ``attributes`` are those of its element; ``%`` in a style stands for how many pixels lower a
    line must run because other marks stand inside this one. ``before`` is HTML at its beginning.
    """

    start: int
    end: int
    attributes: dict[str, str]
    before: str = ""
    name: str = "span"


def marked(text: str, marks: Sequence[Mark], start: int = 0, end: int | None = None) -> str:
    """Return ``text[start:end]`` as HTML in its *marks*, of which the first lie outermost.

    >>> marked("War fever", [Mark(0, 3, {"title": "martial"})])
    '<span title="martial">War</span> fever'
    """
    end = len(text) if end is None else end
    here = [m for m in marks if m.start < min(end, m.end) and m.end > start]
    edges = {start, end, *(edge for m in here for edge in (m.start, m.end) if start < edge < end)}
    opening: dict[int, list[int]] = {}
    for i, mark in enumerate(here):
        opening.setdefault(max(start, mark.start), []).append(i)
    pieces, open_ = [], list[int]()
    for a, b in pairwise(sorted(edges)):
        open_ = sorted([i for i in open_ if here[i].end > a] + opening.get(a, []))
        content = escape(text[a:b]).replace("\n", "<br>")
        for inside, i in enumerate(reversed(open_)):
            mark = here[i]
            style = mark.attributes.get("style", "").replace("%", str(4 * inside + 1))
            content = (mark.before if a == mark.start else "") + content
            content = element(mark.name, content, **(mark.attributes | {"style": style}))
        pieces.append(content)
    return "".join(pieces)


def explained(text: str, rows: Iterable[Any], arithmetic: str) -> str:
    """Return the words that moved a score marked in *text*, a table of them, and the arithmetic.

    Each of *rows* has ``word``, ``start``, ``end``, ``valence``, ``rules`` and ``contribution``.
    """
    moved = list(rows)
    marks = [_moved(row) for row in moved]
    names = ["word", "valence", "rules", "contribution"]
    cells = [
        [r.word, f"{r.valence:+.2f}", r.rules, f"{r.contribution:+.3f}"] for r in moved[:_MOST]
    ]
    more = f"<p>and {len(moved) - _MOST:,} more words</p>" if len(moved) > _MOST else ""
    return (
        f"<div><p style='line-height:1.8'>{marked(text, marks)}</p>"
        f"{table(names, [[escape(minus(c)) for c in row] for row in cells], 'lrlr')}{more}"
        f"<p>{escape(minus(arithmetic))}</p></div>"
    )


def _moved(row: Any) -> Mark:
    colour, line = _PRAISE if row.contribution > 0 else _BLAME
    strength = 0.15 + 0.4 * min(1.0, abs(row.contribution) / 4)
    style = f"background:rgba({colour},{strength:.2f});border-bottom:2px {line} rgb({colour})"
    note = minus(f"{row.contribution:+.3f} {row.rules}")
    return Mark(int(row.start), int(row.end), {"title": note, "style": style})


def minus(words: object) -> str:
    """Return *words* with true minus signs before figures.

    >>> minus("-0.5 of a well-known -x")
    '−0.5 of a well-known -x'
    """
    return re.sub(r"(?<![\w)])-(?=[\d.])", "−", str(words))


def table(names: Sequence[str], rows: Iterable[Sequence[str]], sides: str = "") -> str:
    """Return a table without style sheet, its cells HTML already, aligned by *sides* (l, c, r).

    >>> table(["n"], [["1"]], "r").count("text-align:right")
    2
    """
    words = {"l": "left", "r": "right", "c": "center"}
    styles = [_CELL + words[side] for side in sides.ljust(len(names), "l")]
    head = "".join(
        element("th", escape(name), style=style, scope="col")
        for name, style in zip(names, styles, strict=True)
    )
    body = "".join(
        "<tr>" + "".join(element("td", cell, style=style)
                         for cell, style in zip(row, styles, strict=True)) + "</tr>"
        for row in rows
    )  # fmt: skip
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def concordance(found: pd.DataFrame, rows: int = 50) -> str:
    """Return the first *rows* of a CONCORDANCE as key words in context, each on one line.

    The key word stands in the middle; the table sorts with ``sort_values("left")``, ``"right"``.
    """
    shown = found.head(rows)
    lefts, rights = shown["left"].map(str).tolist(), shown["right"].map(str).tolist()
    widest = max(map(len, [*lefts, *rights, ""]))
    cells = [
        [escape(i), escape(_whole(a[::-1], widest)[::-1]), f"<b>{escape(m)}</b>",
         escape(_whole(b, widest))]
        for i, a, m, b in zip(shown["article_id"], lefts, shown["match"], rights, strict=True)
    ]  # fmt: skip
    more = f"<p>and {len(found) - rows:,} more</p>" if len(found) > rows else ""
    return table(["article", "left", "match", "right"], cells, "lrcl") + more


def _whole(words: str, widest: int) -> str:
    """Return *words* without the last of them if it was cut off at the width of the context."""
    cut = len(words) == widest and " " in words.strip()
    return " ".join((words.rpartition(" ")[0] if cut else words).split())
