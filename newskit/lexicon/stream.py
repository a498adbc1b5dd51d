"""A column of texts as one stream of words, ready to be searched for words and phrases.

The stream drops the hyphens inside words ("war-time" is war, time), and knows the borders that no
phrase may cross: the ends of sentences and of spans.
"""

from __future__ import annotations

from collections.abc import Sequence, Sized
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from newskit.lexicon.patterns import Lookup, Pattern, is_word
from newskit.text.columns import Cut, Integers

Flags = npt.NDArray[np.bool_]


class Stream(NamedTuple):
    """The words of a column in order, without hyphens inside words; one entry per word or mark.

    A unit is a sentence, or the part of a sentence inside one span: no entry matches across units.
    *span* is the row of the spans table (-1 without one); *joined*: no blank stands before;
    *spoken*: a word, no mark; *origin*: the row of ``cut.words`` that it is a part of.
    """

    cut: Cut
    vocabulary: list[str]
    id: Integers
    text: Integers
    sentence: Integers
    start: Integers
    end: Integers
    unit: Integers
    span: Integers
    joined: Flags
    spoken: Flags
    origin: Integers


def ranges(starts: Integers, sizes: Integers) -> Integers:
    """Return ``start, start + 1, ...`` of each size, one after another."""
    ends = np.cumsum(sizes)
    steps: Integers = np.arange(ends[-1] if len(ends) else 0, dtype=np.int64)
    return np.repeat(starts - (ends - sizes), sizes) + steps


def stream(c: Cut, bounds: tuple[Integers, Integers, Integers] | None = None) -> Stream:
    """Return the words of *c*; of the spans (text, start, end) in *bounds* if they are given."""
    words = c.words
    if bounds is None:
        take, span = np.arange(len(words.id)), np.full(len(words.id), -1)
    else:
        take, span = _inside(c, *bounds)
    text, start, end = words.text[take], words.start[take], words.end[take]
    vocabulary, key, part, sizes = _split_hyphens(c.vocabulary, words.id[take], end - start)
    row = np.repeat(np.arange(len(take)), sizes)
    text, span, sentence = text[row], span[row], words.sentence[take][row]
    start = start[row] + part
    end = np.where(sizes[row] > 1, start + lengths(vocabulary)[key], end[row])
    new = np.ones(len(row), dtype=bool)
    new[1:] = (sentence[1:] != sentence[:-1]) | (span[1:] != span[:-1])
    joined = np.zeros(len(row), dtype=bool)
    joined[1:] = (start[1:] == end[:-1]) & ~new[1:]
    hyphen = np.array([word == "-" for word in vocabulary], dtype=bool)
    inner = hyphen[key] & joined & np.append(joined[1:], False)
    spoken = np.array([is_word(word) for word in vocabulary], dtype=bool)[key]
    number = c.sentences.number[sentence]
    full = (key, text, number, start, end, np.cumsum(new), span, joined, spoken, take[row])
    return Stream(c, vocabulary, *(column[~inner] for column in full))


def _inside(c: Cut, text: Integers, start: Integers, end: Integers) -> tuple[Integers, Integers]:
    """Return the words that lie wholly inside each span, and the span of each."""
    scale = max(int(c.words.end.max(initial=0)), int(end.max(initial=0))) + 1
    first = np.searchsorted(c.words.text * scale + c.words.start, text * scale + start)
    last = np.searchsorted(c.words.text * scale + c.words.end, text * scale + end, side="right")
    sizes = np.maximum(last - first, 0)
    return ranges(first, sizes), np.repeat(np.arange(len(text)), sizes)


def lengths(items: Sequence[Sized]) -> Integers:
    """Return the length of each item."""
    return np.fromiter(map(len, items), dtype=np.int64, count=len(items))


def _split_hyphens(
    vocabulary: Sequence[str], key: Integers, width: Integers
) -> tuple[list[str], Integers, Integers, Integers]:
    """Return the vocabulary with the parts of its hyphenated words, and each word as its parts.

    Gives the new vocabulary, the ids of the parts, where each begins inside its word, and the
    number of parts of each word. A word whose lower case has another length stays whole.
    """
    ids = {word: i for i, word in enumerate(vocabulary)}
    split = {i: _pieces(w, ids) for i, w in enumerate(vocabulary) if "-" in w.strip("-")}
    count = np.ones(len(vocabulary), dtype=np.int64)
    count[list(split)] = list(map(len, split.values()))
    first = np.cumsum(count) - count
    flat = np.zeros((int(count.sum()), 2), dtype=np.int64)
    flat[first, 0] = np.arange(len(vocabulary))
    for i, pieces in split.items():
        flat[first[i] : first[i] + len(pieces)] = pieces
    whole = (count[key] == 1) | (lengths(vocabulary)[key] != width)
    sizes = np.where(whole, 1, count[key])
    inner = ranges(first[key], sizes)
    split_rows = np.repeat(~whole, sizes)
    new = np.where(split_rows, flat[inner, 0], np.repeat(key, sizes))
    return list(ids), new, np.where(split_rows, flat[inner, 1], 0), sizes


def _pieces(word: str, ids: dict[str, int]) -> list[tuple[int, int]]:
    """Return the id of each part of *word*, new ones the next, and where it begins."""
    found, at = [], 0
    for piece in word.split("-"):
        if piece:
            found.append((ids.setdefault(piece, len(ids)), at))
        at += len(piece) + 1
    return found


class Index:
    """Where each word of a stream stands."""

    def __init__(self, words: Stream) -> None:
        self.words = words
        self.lookup = Lookup(words.vocabulary)
        self.count = np.bincount(words.id, minlength=len(words.vocabulary))
        self._first = np.cumsum(self.count) - self.count
        self._order = np.argsort(words.id, kind="stable")

    def positions(self, ids: Integers) -> Integers:
        """Return the positions of all words in *ids*."""
        if len(ids) == 1:
            first = self._first[ids[0]]
            one: Integers = self._order[first : first + self.count[ids[0]]]
            return one
        found: Integers = self._order[ranges(self._first[ids], self.count[ids])]
        return found

    def phrase(self, pattern: Pattern) -> Integers:
        """Return the positions where *pattern* begins, sought from its rarest word."""
        ids = [self.lookup.ids(atom.word) for atom in pattern]
        if not all(map(len, ids)):
            return np.empty(0, dtype=np.int64)
        if len(ids) == 1:
            return self.positions(ids[0])
        sizes = [int(self.count[i].sum()) for i in ids]
        anchor = int(np.argmin(sizes))
        words, last = self.words, len(pattern) - 1
        at: Integers = self.positions(ids[anchor]) - anchor
        at = at[(at >= 0) & (at + last < len(words.id))]
        at = at[words.unit[at] == words.unit[at + last]]
        for j, atom in enumerate(pattern):
            if j != anchor:
                at = at[self._is(words.id[at + j], ids[j])]
            if atom.joined:
                at = at[words.joined[at + j]]
        return at

    def _is(self, found: Integers, ids: Integers) -> Flags:
        fits = np.zeros(len(self.count), dtype=bool)
        fits[ids] = True
        flags: Flags = fits[found] if len(ids) > 1 else found == ids[0]
        return flags
