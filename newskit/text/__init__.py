"""Text: characters, paragraphs, sentences, words.

Everything is read on straightened text (:mod:`newskit.text.characters`), so that a text and its
curly twin have the same words and sentences, and every offset is an offset into the printed text.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from newskit import schema
from newskit.markup import Listing
from newskit.text import columns
from newskit.text.characters import straighten as straighten


class Span(NamedTuple):
    """A stretch of text and where it stands: ``text[start:end] == words``."""

    start: int
    end: int
    words: str


class Token(NamedTuple):
    """A word or mark and where it stands: ``text[start:end] == word``."""

    start: int
    end: int
    word: str


def paragraphs(text: str) -> list[Span]:
    r"""Return the paragraphs of *text*: stretches without a blank line.

    >>> [p.words for p in paragraphs("A headline\n\nThe report.")]
    ['A headline', 'The report.']
    """
    schema.one_text(text, "paragraphs", "split_sentences")
    s = columns.split([text])
    new = np.flatnonzero(np.diff(s.paragraph, prepend=-1))
    return _spans(text, s.start[new], s.end[np.append(new, len(s.end))[1:] - 1])


def sentences(text: str) -> list[Span]:
    """Return the sentences of *text*.

    A sentence ends at a blank line, and at ``. ! ? …`` (with the marks that close a quotation after
    them) where no small letter follows. A full stop that belongs to an abbreviation does not end
    one: never after a title or an initial ("Gen. Orlov"), and after "U.S." or "Inc." only before a
    word that likes to begin a sentence. A list that was printed as one line stays one sentence.

    >>> [s.words for s in sentences("Gen. Orlov left. “Why now?” he asked.")]
    ['Gen. Orlov left.', '“Why now?” he asked.']
    """
    schema.one_text(text, "sentences", "split_sentences")
    s = columns.split([text])
    return _spans(text, s.start, s.end)


def tokens(text: str) -> list[Token]:
    """Return the words and marks of *text*, as printed.

    Contractions are parted (do|n’t, Kiev|’s) and so are words with a hyphen, except after a prefix
    (re-elected); numbers, abbreviations and web addresses stay whole, and runs such as "..." too.

    >>> [t.word for t in tokens("Kiev’s mayor won’t pay $3.5 million.")]
    ['Kiev', '’s', 'mayor', 'wo', 'n’t', 'pay', '$', '3.5', 'million', '.']
    """
    schema.one_text(text, "tokens", "tokenize")
    w = columns.cut([text]).words
    places = zip(w.start.tolist(), w.end.tolist(), strict=True)
    return Listing(Token(a, b, text[a:b]) for a, b in places)


def _spans(text: str, start: columns.Integers, end: columns.Integers) -> list[Span]:
    """Return the stretches of *text* from each *start* to its *end*."""
    places = zip(start.tolist(), end.tolist(), strict=True)
    return Listing(Span(a, b, text[a:b]) for a, b in places)
