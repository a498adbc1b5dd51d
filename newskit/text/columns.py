"""A column of texts, cut once into sentences, words and integer ids: the arrays of all measures.

A verb over a table cuts the whole column here and then does arithmetic on arrays; a noun is the
same on a column of one text. Offsets count characters of the printed text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from newskit.text import boundaries
from newskit.text.boundaries import LOWERED, MARGIN, Page
from newskit.text.characters import ELLIPSIS, encode, straighten

Integers = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]
T = TypeVar("T")

ONES = np.array([(1 << 8 * n) - 1 for n in range(9)], dtype=np.uint64)
_NOT_ASCII = np.uint64(0x8080808080808080)
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F], dtype=np.uint64)

# Characters of text that are worked on at once: enough to make calls cheap, and little enough for
# the work arrays to stay in the processor's cache.
PAGE = 400_000
APART = "\n\n"


class Sentences(NamedTuple):
    """One entry per sentence: which text, its number there, its paragraph, and where it stands."""

    text: Integers
    number: Integers
    paragraph: Integers
    start: Integers
    end: Integers


class Words(NamedTuple):
    """One entry per word or mark: its text, its row of Sentences, where it stands, and its id."""

    text: Integers
    sentence: Integers
    start: Integers
    end: Integers
    id: Integers


class Cut(NamedTuple):
    """A column, cut. ``vocabulary[id]`` is a word, straightened and in lower case."""

    sentences: Sentences
    words: Words
    vocabulary: list[str]


def pages(texts: Sequence[str]) -> Iterator[tuple[int, str, Integers]]:
    """Yield *texts* joined into pages: the number of the first one, the page, where each begins."""
    sizes = lengths(texts)
    ends = np.cumsum(sizes)
    first = done = 0
    while first < len(texts):
        last = max(first + 1, int(np.searchsorted(ends, done + PAGE, side="right")))
        yield first, *join(texts[first:last], sizes[first:last])
        first, done = last, int(ends[last - 1])


def lengths(texts: Sequence[str]) -> Integers:
    """Return the length of each text, with the blank line after it."""
    return np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + len(APART)


def join(texts: Sequence[str], sizes: Integers) -> tuple[str, Integers]:
    """Return *texts*, of *sizes*, joined by blank lines, and where each begins behind a MARGIN."""
    return APART.join(texts), np.cumsum(sizes) - sizes + len(MARGIN)


class _Shared:
    """What was made of the column *texts*: by what it is, and by the object that it is of."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.made: dict[tuple[str, int], tuple[object, Any]] = {}


_shared: ContextVar[_Shared | None] = ContextVar("shared", default=None)


@contextmanager
def shared(texts: Sequence[str]) -> Iterator[None]:
    """Within this context the column *texts*, asked for again, is not cut again.

    What was made of it is let go at the end; a context of the same column inside another one
    changes nothing.
    """
    held = _shared.get()
    token = _shared.set(held if held and held.texts == texts else _Shared(texts))
    try:
        yield
    finally:
        _shared.reset(token)


def once(texts: Sequence[str], what: str, make: Callable[[], T], of: object = None) -> T:
    """Return what *make* gives; for the column that is shared, made once for each object *of*."""
    store = _shared.get()
    # Strings know their hash and identity, so this costs next to nothing.
    if store is None or store.texts != texts:
        return make()
    key = what, id(of)
    if key not in store.made:
        store.made[key] = of, make()  # kept beside it, no other object gets its identity
    found: T = store.made[key][1]
    return found


def cut(texts: Sequence[str]) -> Cut:
    """Cut *texts* into sentences and words."""
    found = once(texts, "cut", lambda: _cut(texts))
    once(texts, "sentences", lambda: found.sentences)
    return found


def split(texts: Sequence[str]) -> Sentences:
    """Return the sentences of *texts*; a third of the work of :func:`cut`."""
    return once(texts, "sentences", lambda: _split(texts))


class _Pieces(NamedTuple):
    """Texts, long ones in pieces, and of each piece: which text it is of, and where it begins."""

    pieces: list[str]
    text: Integers
    start: Integers


def _pieces(texts: Sequence[str]) -> _Pieces:
    """Cut long texts at blank lines, which no word, no sentence and no paragraph crosses.

    So no page is much longer than PAGE: the work arrays of a page are many times its size.
    """
    found: list[tuple[str, int, int]] = []
    for n, text in enumerate(texts):
        at = 0
        while len(text) - at > 2 * PAGE and (gap := text.find(APART, at + PAGE)) > 0:
            found.append((text[at:gap], n, at))
            at = gap
        found.append((text[at:] if at else text, n, at))
    pieces, text_of, start = zip(*found, strict=True) if found else ([], [], [])
    return _Pieces(list(pieces), np.array(text_of, np.int64), np.array(start, np.int64))


def _split(texts: Sequence[str]) -> Sentences:
    made = _pieces(texts)
    found = [_opening(_page(text), first, begins) for first, text, begins in pages(made.pieces)]
    return _sentences(made, found)


def _cut(texts: Sequence[str]) -> Cut:
    ids: dict[str, int] = {}
    made, rows = _pieces(texts), 0
    found: list[_Opening] = []
    said: list[tuple[npt.NDArray[np.integer[Any]], ...]] = []
    for first, text, begins in pages(made.pieces):
        page = _page(text)
        opening = _opening(page, first, begins)
        start, end = boundaries.words(page)
        which = np.searchsorted(opening.place, start, side="right") - 1
        piece = opening.piece[which]
        shift = made.start[piece] - begins[piece - first]
        columns = which + rows, start + shift, end + shift, _identify(page, text, start, end, ids)
        # Half the size until they are joined: beside the whole, the parts cost as much again.
        said.append(tuple(column.astype(np.int32) for column in columns))
        found.append(opening)
        rows += len(opening.piece)
    sentences, (sentence, start, end, word) = _sentences(made, found), _stack(said, 4)
    return Cut(sentences, Words(sentences.text[sentence], sentence, start, end, word), list(ids))


def only_words(cut: Cut) -> Words:
    """Return the words of *cut* without the marks: what holds a letter or a digit."""
    wordlike = np.array([any(map(str.isalnum, v)) for v in cut.vocabulary], dtype=bool)
    keep = wordlike[cut.words.id]
    return Words(*(column[keep] for column in cut.words))


def _page(text: str) -> Page:
    return boundaries.page(MARGIN + encode(text) + MARGIN)


def _stack(parts: list[Any], width: int) -> Iterator[Integers]:
    """Yield the *width* columns of *parts*, each one after the other, and let go of its parts."""
    columns = [[np.empty(0, dtype=np.int64), *(part[n] for part in parts)] for n in range(width)]
    parts.clear()
    while columns:
        yield np.concatenate(columns.pop(0))


class _Opening(NamedTuple):
    """One entry per sentence of a page: piece, does it open a paragraph, where it stands.

    *place* is where it begins in the page, *start* and *end* where it stands in its piece.
    """

    piece: Integers
    opens: Integers
    start: Integers
    end: Integers
    place: Integers


def _opening(page: Page, first: int, begins: Integers) -> _Opening:
    """Return the sentences of a page, whose first piece is number *first*."""
    opens = page.paragraph.copy()
    opens[1:] |= boundaries.sentence_ends(page)[:-1]
    opening = np.flatnonzero(opens)
    start, end = page.start[opening], page.end[np.append(opening, len(opens))[1:] - 1]
    piece = np.searchsorted(begins, start, side="right") - 1
    shift, new = begins[piece], page.paragraph[opening].astype(np.int64)
    return _Opening(piece + first, new, start - shift, end - shift, start)


def _sentences(made: _Pieces, found: list[_Opening]) -> Sentences:
    """Return the sentences of all pages, numbered within their texts."""
    piece, opens, start, end, _ = _stack(list(found), 5)
    text, shift = made.text[piece], made.start[piece]
    new = np.flatnonzero(np.diff(text, prepend=-1))
    lengths = np.diff(np.append(new, len(text)))
    number: Integers = np.arange(len(text)) - np.repeat(new, lengths)
    paragraph = np.cumsum(opens)
    paragraph -= np.repeat(paragraph[new], lengths)
    return Sentences(text, number, paragraph, start + shift, end + shift)


def _keys(eights: Keys, start: Integers, length: Integers) -> tuple[Keys, Keys]:
    """Return the first and the second eight bytes of each word as numbers."""
    first = eights[start] & ONES[np.minimum(length, 8)]
    second = np.zeros_like(first)
    long = np.flatnonzero(length > 8)
    second[long] = eights[start[long] + 8] & ONES[np.minimum(length[long] - 8, 8)]
    return first, second


def _identify(
    page: Page, text: str, start: Integers, end: Integers, ids: dict[str, int]
) -> Integers:
    """Return the id of each word; words that are new get the next ones."""
    raw = page.code.tobytes().translate(LOWERED)
    first, second = _keys(boundaries.eights(raw), start, end - start)
    odd = (end - start > 16) | ((first | second) & _NOT_ASCII != 0) | (page.code[start] <= ELLIPSIS)
    # Sixteen bytes in one number; that no two words share it is checked, so ids are exact.
    code = first * _MIX[0] + second * _MIX[1]
    inverse, _ = pd.factorize(code)
    example = np.empty(inverse.max(initial=-1) + 1, dtype=np.int64)
    example[inverse[::-1]] = np.arange(len(inverse))[::-1]
    odd |= (first != first[example][inverse]) | (second != second[example][inverse])
    odd |= odd[example][inverse]
    known = [
        ids.setdefault(raw[a:b].decode("latin-1"), len(ids)) if plain else -1
        for a, b, plain in zip(
            start[example].tolist(), end[example].tolist(), (~odd[example]).tolist(), strict=True
        )
    ]
    found = np.array(known, dtype=np.int64)[inverse]
    for i in np.flatnonzero(odd).tolist():
        printed = text[start[i] - len(MARGIN) : end[i] - len(MARGIN)]
        found[i] = ids.setdefault(straighten(printed).strip().lower() or printed, len(ids))
    return found
