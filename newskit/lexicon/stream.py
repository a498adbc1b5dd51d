"""A column of texts as one stream of words, ready to be searched for words and phrases.

The stream drops the hyphens inside words ("war-time" is war, time), and knows the borders that no
phrase may cross: the ends of sentences and of spans.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from newskit.lexicon.patterns import Lookup, Pattern, are_words
from newskit.text.columns import Cut, Integers

Flags = npt.NDArray[np.bool_]


class Stream(NamedTuple):
    """The words of a column in order, without hyphens inside words; one entry per word or mark.

    *origin* is the row of ``cut.words`` that it is, or is a part of. A unit is a sentence, or the
    part of a sentence inside one span: no entry matches across units; *spans* is the row of the
    spans table of each unit. *joined*: no blank stands before; *spoken*: a word, no mark.
    """

    cut: Cut
    vocabulary: list[str]
    spans: Integers
    id: Integers
    start: Integers
    end: Integers
    unit: Integers
    origin: Integers
    joined: Flags
    spoken: Flags

    # What follows from the cut is not kept: beside a long article there is room for few columns.
    def text(self, at: Integers | slice = slice(None)) -> Integers:
        """Return which text the words at these positions stand in."""
        return self.cut.words.text[self.origin[at]]

    def span(self, at: Integers | slice = slice(None)) -> Integers:
        """Return the row of the spans table for the words at these positions."""
        return self.spans[self.unit[at]]


def ranges(starts: Integers, sizes: Integers) -> Integers:
    """Return ``start, start + 1, ...`` of each size, one after another."""
    ends = np.cumsum(sizes)
    steps: Integers = np.arange(ends[-1] if len(ends) else 0, dtype=np.int64)
    return np.repeat(starts - (ends - sizes), sizes) + steps


def stream(c: Cut, bounds: tuple[Integers, Integers, Integers] | None = None) -> Stream:
    """Return the words of *c*; of the spans (text, start, end) in *bounds* if they are given."""
    words, whole = c.words, (np.zeros(1, np.int64), np.array([len(c.words.id)]))
    first, sizes = whole if bounds is None else _inside(c, *bounds)
    origin, span = ranges(first, sizes), np.repeat(np.arange(len(sizes)), sizes)
    vocabulary, many, pieces = _hyphenated(c, origin)
    place = ranges((np.cumsum(many) - many)[many > 1], many[many > 1])
    origin, span = np.repeat(origin, many), np.repeat(span, many)
    opens = changes(words.sentence[origin]) | changes(span)
    spans, unit = span[opens], np.cumsum(opens) - 1
    del span
    id_, start, end = (column[origin] for column in (words.id, words.start, words.end))
    id_[place] = pieces[:, 0]
    end[place] = start[place] + pieces[:, 2]
    start[place] += pieces[:, 1]
    joined = ~opens
    joined[1:] &= start[1:] == end[:-1]
    hyphen = id_ == vocabulary.get("-", -1)
    keep = ~(hyphen & joined & np.append(joined, False)[1:])
    spoken = are_words(list(vocabulary))[id_]
    columns = (id_, start, end, unit, origin, joined, spoken)
    return Stream(c, list(vocabulary), spans, *(column[keep] for column in columns))


def changes(values: Integers) -> Flags:
    """Return where a value differs from the one before it."""
    return np.append(True, values[1:] != values[:-1])[: len(values)]


def _inside(c: Cut, text: Integers, start: Integers, end: Integers) -> tuple[Integers, Integers]:
    """Return the first of the words that lie wholly inside each span, and their number."""
    scale = max(int(c.words.end.max(initial=0)), int(end.max(initial=0))) + 1
    first = np.searchsorted(c.words.text * scale + c.words.start, text * scale + start)
    last = np.searchsorted(c.words.text * scale + c.words.end, text * scale + end, side="right")
    return first, np.maximum(last - first, 0)


def _hyphenated(c: Cut, rows: Integers) -> tuple[dict[str, int], Integers, Integers]:
    """Return the vocabulary with the parts of hyphenated words, and the parts of each word.

    Gives the number of parts of each of *rows*, and of those with several, part by part: its id,
    and where it begins and ends in the word. A word whose lower case has another length stays
    whole.
    """
    ids = {word: i for i, word in enumerate(c.vocabulary)}
    parts = {
        i: [(ids.setdefault(m[0], len(ids)), *m.span()) for m in re.finditer("[^-]+", word)]
        for i, word in enumerate(c.vocabulary)
        if "-" in word.strip("-")
    }
    count, key = np.ones(len(c.vocabulary), dtype=np.int64), c.words.id[rows]
    count[list(parts)] = [len(own) for own in parts.values()]
    width = np.array([len(word) for word in c.vocabulary], dtype=np.int64)[key]
    many = np.where(width == (c.words.end - c.words.start)[rows], count[key], 1)
    flat = [part for i in key[many > 1].tolist() for part in parts[i]]
    return ids, many, np.array(flat, dtype=np.int64).reshape(-1, 3)


def near(
    here: tuple[Integers, Integers],
    there: tuple[Integers, Integers],
    unit: Integers,
    place: Integers,
    reach: int | Integers,
    *,
    itself: bool = True,
) -> Flags:
    """Return which of *here* have one of *there* within *reach* words, in the same unit.

    Both are the positions of first and last words, *unit* and *place* (its number) those of every
    word. What overlaps is near; without *itself* what begins at the same word does not count.
    """
    starts, ends = reaching(*there)
    found = np.zeros(len(here[0]), dtype=bool)
    if not len(starts):
        return found
    # The nearest one on each side decides.
    before = np.searchsorted(starts, here[0], side="right" if itself else "left") - 1
    after = np.searchsorted(starts, here[0], side="right")
    for at, edges, own, sign in ((before, ends, here[0], 1), (after, starts, here[1], -1)):
        other = edges[np.minimum(at, len(starts) - 1)]
        close = sign * (place[own] - place[other]) <= reach
        found |= (at >= 0) & (at < len(starts)) & (unit[own] == unit[other]) & close
    return found


def reaching(begin: Integers, end: Integers) -> tuple[Integers, Integers]:
    """Return where phrases begin, in order, and how far those up to each one reach."""
    order = np.argsort(begin, kind="stable")
    return begin[order], np.maximum.accumulate(end[order])


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
        return self._order[ranges(self._first[ids], self.count[ids])]

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
                at = at[np.isin(words.id[at + j], ids[j])]
            if atom.joined:
                at = at[words.joined[at + j]]
        return at
