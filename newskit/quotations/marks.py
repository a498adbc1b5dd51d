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
from collections.abc import Iterator
from typing import NamedTuple

DOUBLE = re.compile(r"[“”„‟\"«»❝❞＂]|(?<!['’‘`])''(?!')|``(?!`)|''(?=\s|$)|(?<=\s)‘‘(?!‘)|’’(?!’)")
# The same where no mark is written as two: one class of characters is found much faster.
_PLAIN_DOUBLE = re.compile(r"[“”„‟\"«»❝❞＂]")
_TWO = ("''", "``", "‘‘", "’’")


def double(text: str) -> re.Pattern[str]:
    """Return what finds the double marks of *text*."""
    return DOUBLE if any(two in text for two in _TWO) else _PLAIN_DOUBLE


# A single mark opens only at the left of a word and closes only at the right of one; what is left
# over is an apostrophe. Decades and clipped words ('90s, 'em) never open.
# Each pattern begins with its mark and looks back from there: so it is searched for much faster.
_OPEN = re.compile(
    r"[‘‹‚'](?<![\w'’‘`)\]][‘‹‚'])(?:(?<!')|(?!['\s]))"
    r"(?!\d0s\b|em\b|til\b|tis\b|twas\b|cause\b|s\b)(?=\S)"
)
_CLOSE = re.compile(r"['’›](?<=[^\s'’‘`]['’›])(?![\w'’])")
_BREAK = re.compile(r"\n[^\S\n]*(?:\n\s*)?")
_ENDED = (".", "?", "!", ":", '"', "”", "'", "’", "»", ")", "…", "|", "–", "—")
_QUOTE_MARKS = "“”„‟\"'‘’‚`«»‹›❝❞＂ \t\r\n\u00a0"


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
        line = text[max(start, m.start() - 80) : m.start()].rstrip()
        wrapped = m[0].count("\n") == 1 and len(line) > 50 and not line.endswith(_ENDED)
        if wrapped and text[m.end() : m.end() + 1].islower():
            continue
        if line:
            found.append((start, m.start()))
        start = m.end()
    if text[start:].strip():
        found.append((start, len(text)))
    return found


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the offsets without marks and blanks at either end."""
    while start < end and text[start] in _QUOTE_MARKS:
        start += 1
    while end > start and text[end - 1] in _QUOTE_MARKS:
        end -= 1
    return start, end


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


def _doubles(
    text: str, a: int, b: int, strays: list[int]
) -> Iterator[tuple[int, int, int, int, bool]]:
    """Yield pairs of double marks; add the places of closing marks without one to *strays*."""
    marks = [
        (*m.span(), _direction(text, *m.span())) for m in double(text[a:b]).finditer(text, a, b)
    ]
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
        yield opened[0], b, opened[1], b, False


# So many genitives may stand before the mark that closes; a bound keeps the search linear.
_GENITIVES = 12


def _closing(text: str, start: int, limit: int) -> re.Match[str] | None:
    """Return the first closing single mark that is not likely the apostrophe of a genitive."""
    maybe = None
    for m in itertools.islice(_CLOSE.finditer(text, start, limit), _GENITIVES):
        genitive = text[m.start() - 1] == "s" and re.match(r"\s[a-z]", text[m.end() : m.end() + 2])
        if m[0] == "›" or not genitive:
            return m
        maybe = maybe or m
    return maybe


# A bound on a quotation in single marks, in characters, keeps the search for its end linear.
_LONGEST = 4000


def _singles(text: str, a: int, b: int) -> Iterator[tuple[int, int, int, int, bool]]:
    position = barren = a
    while opener := _OPEN.search(text, position, b):
        following = _OPEN.search(text, opener.end(), b)
        limit = following.start() if following else b
        far = min(b, opener.end() + _LONGEST)
        closer = _closing(text, opener.end(), limit) or _closing(
            text, max(barren, opener.end()), far
        )
        if closer is None:
            position, barren = opener.end(), far
            if opener[0] == "‘" and opener.start() == a:
                yield opener.start(), b, opener.end(), b, False
                return
            continue
        yield opener.start(), closer.end(), opener.end(), closer.start(), True
        position = closer.end()


_SPEECH_END = re.compile(r"[.,?!]['’](?![\w'’])")


def prefers_single(text: str) -> bool:
    """Tell whether *text* marks speech with single marks, and double ones only inside."""
    ends = len(_SPEECH_END.findall(text))
    singles = min(ends, len(_OPEN.findall(text))) if ends > 1 else 0
    return singles > 1 and 2 * singles > len(double(text).findall(text))


def marked_spans(text: str, a: int, b: int, *, single: bool = False) -> list[Marked]:
    """Return the marked spans of the paragraph ``text[a:b]``, nested ones after what holds them.

    With *single*, single marks are the outer ones.
    """
    strays: list[int] = []
    found = (_singles_first if single else _doubles_first)(text, (a, b), strays)
    found.sort(key=lambda m: (m.left, -m.right))
    return _beside(found, strays)


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


def _doubles_first(text: str, block: tuple[int, int], strays: list[int]) -> list[Marked]:
    a, b = block
    found: list[Marked] = []
    for left, right, start, end, closed in _doubles(text, a, b, strays):
        start, end = trim(text, start, end)
        if start < end:
            found.append(Marked(start, end, left, right, "" if closed else "unclosed"))
    # An inner pair is met before the outer one is closed.
    found.sort(key=lambda m: (m.left, -m.right))
    limit = -1
    for k, m in enumerate(found):
        if m.left < limit:
            found[k] = m._replace(note="nested")
        else:
            limit = m.right
    paragraph = text[a:b]
    if any(mark in paragraph for mark in "‘'‹‚"):
        found += _with_singles(text, block, found)
    return found


def _singles_first(text: str, block: tuple[int, int], strays: list[int]) -> list[Marked]:
    a, b = block
    found = []
    for left, right, start, end, closed in _singles(text, a, b):
        start, end = trim(text, start, end)
        if start < end:
            found.append(Marked(start, end, left, right, "" if closed else "unclosed"))
    lefts = [m.left for m in found]
    for left, right, start, end, closed in _doubles(text, a, b, strays):
        start, end = trim(text, start, end)
        k = bisect_left(lefts, left) - 1
        inside = k >= 0 and left < found[k].right
        if start < end and (closed or not inside):
            note = "nested" if inside else "" if closed else "unclosed"
            found.append(Marked(start, end, left, right, note))
    return found


def _with_singles(text: str, block: tuple[int, int], doubles: list[Marked]) -> list[Marked]:
    outer = [m for m in doubles if m.note != "nested"]
    edges = [block[0], *(x for m in outer for x in (m.left, m.right)), block[1]]
    found = []
    for k, (a, b) in enumerate(itertools.pairwise(edges)):
        inside = k % 2 == 1
        if inside:
            a, b = outer[k // 2].start, outer[k // 2].end
        for left, right, start, end, closed in _singles(text, a, b):
            if inside and not closed:
                continue
            start, end = trim(text, start, end)
            if start < end:
                note = "nested" if inside else "" if closed else "unclosed"
                found.append(Marked(start, end, left, right, note))
    return found
