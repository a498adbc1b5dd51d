"""Marked spans: what stands between quotation marks, paragraph by paragraph.

A mark's direction is read from its neighbours first and from its shape second, because archives
turn shapes round („so“, ''so'', ”so”). Each paragraph stands alone: a long quotation opens every
paragraph and closes only the last, and a stray mark must never cost more than the paragraph it
stands in.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_DOUBLE = re.compile(r"[“”„‟\"«»❝❞＂]|(?<!['’‘`])''(?!')|``(?!`)|''(?=\s|$)|(?<=\s)‘‘(?!‘)|’’(?!’)")
# The same where no mark is written as two: one class of characters is found much faster.
_PLAIN_DOUBLE = re.compile(r"[“”„‟\"«»❝❞＂]")
_TWO = ("''", "``", "‘‘", "’’")
# A single mark opens only at the left of a word and closes only at the right of one; what is left
# over is an apostrophe. Decades and clipped words ('90s, 'em) never open.
# Each pattern begins with its mark and looks back from there: so it is searched for much faster.
_OPEN = re.compile(
    r"[‘‹‚'](?<![\w'’‘`)\]][‘‹‚'])(?:(?<!')|(?!['\s]))"
    r"(?!\d0s\b|em\b|til\b|tis\b|twas\b|cause\b|s\b)(?=\S)"
)
_CLOSE = re.compile(r"['’›](?<=[^\s'’‘`]['’›])(?![\w'’])")
_SPEECH_END = re.compile(r"[.,?!]['’](?![\w'’])")
_BREAK = re.compile(r"\n[^\S\n]*(?:\n\s*)?")
_ENDED = (".", "?", "!", ":", '"', "”", "'", "’", "»", ")", "…", "|", "–", "—")
QUOTE_MARKS = "“”„‟\"'‘’‚`«»‹›❝❞＂ \t\r\n\u00a0"
# So many genitives may stand before the mark that closes, and so many characters before a single
# mark that does: bounds that keep the search linear.
_GENITIVES = 12
_LONGEST = 4000

_Pair = tuple[int, int, int, int, bool]


class Marked(NamedTuple):
    """A marked span: ``text[start:end]`` without its marks, ``text[left:right]`` with them.

    ``note`` is empty, or says what is odd: "unclosed", "continued" (closed in a later paragraph),
    "nested" (stands inside another), "stray" (the nearest to a closing mark that nothing opened).
    """

    start: int
    end: int
    left: int
    right: int
    note: str = ""


def blocks(text: str) -> list[tuple[int, int]]:
    """Return the paragraphs of *text* as offsets: a line is one, unless it was merely wrapped.

    A single line break joins two lines if the first is long and ends within a sentence.
    """
    found: list[tuple[int, int]] = []
    start = 0
    for m in _BREAK.finditer(text):
        at, end = m.span()
        if text[end : end + 1].islower() and text.count("\n", at, end) == 1:
            line = text[max(start, at - 80) : at].rstrip()
            if len(line) > 50 and not line.endswith(_ENDED):
                continue
        if text[start:at].strip():
            found.append((start, at))
        start = end
    if text[start:].strip():
        found.append((start, len(text)))
    return found


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the offsets without marks and blanks at either end."""
    inner = text[start:end].lstrip(QUOTE_MARKS)
    start = end - len(inner)
    return start, start + len(inner.rstrip(QUOTE_MARKS))


def _direction(text: str, start: int, end: int) -> str:
    before = text[start - 1] if start else "\n"
    after = text[end] if end < len(text) else "\n"
    space_before = before.isspace() or before in "([{—–-/‘'`|>"
    space_after = after.isspace() or after in ").,;:!?]}—–-…|<"
    mark = text[start:end]
    if mark == "``" or (space_before and not space_after):
        return "("
    if space_after and not space_before:
        return ")"
    if mark in "“„«❝‘‘":
        return "("
    if mark in "”‟»❞’’":
        return ")"
    if before.isspace() != after.isspace():
        return "(" if before.isspace() else ")"
    return "?"


class Marks:
    """The marks of one text, found in one go; ``single`` if single ones mark its speech."""

    def __init__(self, text: str) -> None:
        pattern = _DOUBLE if any(two in text for two in _TWO) else _PLAIN_DOUBLE
        self.text = text
        self._doubles = [m.span() for m in pattern.finditer(text)]
        self._openers = [m.start() for m in _OPEN.finditer(text)]
        ends = min(len(_SPEECH_END.findall(text)), len(self._openers))
        self.single = ends > 1 and 2 * ends > len(self._doubles)

    def spans(self, a: int, b: int) -> list[Marked]:
        """Return the marked spans of the paragraph ``text[a:b]``, nested ones after their outer."""
        i, j = bisect_left(self._doubles, (a,)), bisect_left(self._doubles, (b,))
        if i == j and not self._open(a, b):
            return []
        strays: list[int] = []
        doubles = self._marked(_paired(self.text, self._doubles[i:j], b, strays))
        found = (
            self._singles_first(a, b, doubles)
            if self.single
            else self._doubles_first(a, b, doubles)
        )
        found.sort(key=lambda m: (m.left, -m.right))
        return _beside(found, strays) if strays else found

    def _open(self, a: int, b: int) -> list[int]:
        """Return the single marks that may open between *a* and *b*."""
        return self._openers[bisect_left(self._openers, a) : bisect_left(self._openers, b)]

    def _marked(self, pairs: Iterable[_Pair]) -> list[Marked]:
        found = []
        for left, right, start, end, closed in pairs:
            start, end = trim(self.text, start, end)
            if start < end:
                found.append(Marked(start, end, left, right, "" if closed else "unclosed"))
        return found

    def _doubles_first(self, a: int, b: int, found: list[Marked]) -> list[Marked]:
        # An inner pair is met before the outer one is closed.
        found.sort(key=lambda m: (m.left, -m.right))
        outer, limit = [], -1
        for k, m in enumerate(found):
            if m.left < limit:
                found[k] = m._replace(note="nested")
            else:
                limit = m.right
                outer.append(m)
        if self._open(a, b):
            edges = [a, *(x for m in outer for x in (m.left, m.right)), b]
            for left, right in zip(edges[::2], edges[1::2], strict=True):
                found += self._marked(self._singles(left, right))
            for m in outer:
                inner = self._marked(self._singles(m.start, m.end))
                found += [n._replace(note="nested") for n in inner if not n.note]
        return found

    def _singles_first(self, a: int, b: int, doubles: list[Marked]) -> list[Marked]:
        found = self._marked(self._singles(a, b))
        lefts, kept = [m.left for m in found], []
        for m in doubles:
            k = bisect_left(lefts, m.left) - 1
            if k < 0 or m.left >= found[k].right:
                kept.append(m)
            elif not m.note:
                kept.append(m._replace(note="nested"))
        return found + kept

    def _singles(self, a: int, b: int) -> Iterator[_Pair]:
        text, openers, barren, done = self.text, self._open(a, b), a, a
        for at, limit in itertools.pairwise([*openers, b]):
            if at < done:
                continue
            far = min(b, at + 1 + _LONGEST)
            closer = self._closing(at + 1, limit) or self._closing(max(barren, at + 1), far)
            if closer is not None:
                yield at, closer.end(), at + 1, closer.start(), True
                done = closer.end()
                continue
            barren = far
            if text[at] == "‘" and at == a:
                yield at, b, at + 1, b, False
                return

    def _closing(self, start: int, limit: int) -> re.Match[str] | None:
        """Return the first closing single mark that is not likely the apostrophe of a genitive."""
        text, maybe = self.text, None
        for m in itertools.islice(_CLOSE.finditer(text, start, limit), _GENITIVES):
            at = m.start()
            genitive = text[at - 1] == "s" and re.match(r"\s[a-z]", text[at + 1 : at + 3])
            if m[0] == "›" or not genitive:
                return m
            maybe = maybe or m
        return maybe


def _paired(
    text: str, doubles: list[tuple[int, int]], end: int, strays: list[int]
) -> Iterator[_Pair]:
    """Yield pairs of double marks; add the places of closing marks without one to *strays*."""
    marks = [(i, j, _direction(text, i, j)) for i, j in doubles]
    opened: tuple[int, int] | None = None
    inner = -1
    for k, (i, j, way) in enumerate(marks):
        if opened is None:
            if way == ")":
                strays.append(i)
            else:
                opened = (i, j)
        elif k == inner:
            inner = -1
        elif way == "(":
            # Two closing marks ahead: this is a quotation in a quotation, and the outer one stays
            # open.
            if [m[2] for m in marks[k + 1 : k + 3]] == [")", ")"]:
                inner = k + 1
                yield i, marks[k + 1][1], j, marks[k + 1][0], True
            else:
                yield opened[0], i, opened[1], i, False
                opened = (i, j)
        else:
            yield opened[0], j, opened[1], i, True
            opened = None
    if opened is not None:
        yield opened[0], end, opened[1], end, False


def _beside(found: list[Marked], strays: list[int]) -> list[Marked]:
    """Note each stray mark at the span that stands nearest, unless that is odd already."""
    whole = [k for k, m in enumerate(found) if m.note != "nested"]
    lefts = [found[k].left for k in whole]
    for place in strays:
        n = bisect_left(lefts, place)
        near = [found[k] for k in whole[max(0, n - 1) : n + 1]]
        if near:
            m = min(near, key=lambda m: max(m.left - place, place - m.right))
            k = whole[bisect_left(lefts, m.left)]
            found[k] = m._replace(note=m.note or "stray")
    return found
