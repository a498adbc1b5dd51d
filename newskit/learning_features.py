"""Texts as counts of words, word pairs, parts of words and cues: what a frame model reads.

Every feature can be traced to where it stands, so that a model's decision can be shown in the text.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from newskit.lexicon.matching import find_hits
from newskit.lexicon.record import Lexicon
from newskit.lexicon.stream import stream
from newskit.text.columns import Integers, cut, only_words

# Parts of 2 to 5 letters with the edges of the word: stems and endings without a stemmer.
_PARTS = range(2, 6)
_HASHES, _BANDS = 128, 32


class Counts(NamedTuple):
    """A matrix of counts, texts by features, and the block and name of each feature."""

    matrix: Any
    block: Integers
    names: list[str]


class Place(NamedTuple):
    """A word in which a feature stands, and how much of one count of the feature it holds."""

    block: int
    name: str
    start: int
    end: int
    share: float


def parts(word: str) -> list[str]:
    """Return the parts of *word*, from 2 to 5 letters, with its edges marked.

    >>> parts("war")[:4]
    ['<w', 'wa', 'ar', 'r>']
    """
    edged = f"<{word}>"
    return [edged[i : i + n] for n in _PARTS for i in range(len(edged) - n + 1)]


def count(texts: Sequence[str], lexicons: Sequence[Lexicon]) -> Counts:
    """Count the features of each text."""
    from scipy import sparse

    pieces = cut(texts)
    words, vocabulary = only_words(pieces), pieces.vocabulary
    shape = (len(texts), len(vocabulary))
    ones = np.ones(len(words.id))
    by_word = sparse.csr_matrix((ones, (words.text, words.id)), shape=shape)
    names, spelling = _spell(vocabulary)
    blocks = [
        (by_word, vocabulary),
        _pairs(words.text, words.id, vocabulary, len(texts)),
        ((by_word @ spelling).tocsr(), names),
        _cues(texts, lexicons),
    ]
    block = np.repeat(np.arange(len(blocks)), [len(names) for _, names in blocks])
    return Counts(
        sparse.hstack([matrix for matrix, _ in blocks], format="csr"),
        block,
        [name for _, names in blocks for name in names],
    )


def _spell(vocabulary: Sequence[str]) -> tuple[list[str], Any]:
    """Return the names of all parts, and a matrix of how often each word holds each."""
    from scipy import sparse

    spelled = [parts(word) for word in vocabulary]
    names: dict[str, int] = {}
    column = [names.setdefault(part, len(names)) for found in spelled for part in found]
    row = np.repeat(np.arange(len(vocabulary)), [len(found) for found in spelled])
    shape = (len(vocabulary), len(names))
    return list(names), sparse.csr_matrix((np.ones(len(column)), (row, column)), shape=shape)


def _pairs(text: Integers, word: Integers, vocabulary: Sequence[str], n: int) -> tuple[Any, Any]:
    from scipy import sparse

    same = text[1:] == text[:-1]
    key = (word[:-1] * len(vocabulary) + word[1:])[same]
    kinds, column = np.unique(key, return_inverse=True)
    shape = (n, len(kinds))
    matrix = sparse.csr_matrix((np.ones(len(key)), (text[:-1][same], column)), shape=shape)
    size = max(len(vocabulary), 1)
    return matrix, [f"{vocabulary[k // size]} {vocabulary[k % size]}" for k in kinds.tolist()]


def _cues(texts: Sequence[str], lexicons: Sequence[Lexicon]) -> tuple[Any, list[str]]:
    from scipy import sparse

    names = cue_names(lexicons)
    words = stream(cut(texts))
    found, uses, _ = find_hits(words, list(lexicons), list(texts))
    place = (words.text[found.position], uses.category[found.use])
    shape = (len(texts), len(names))
    return sparse.csr_matrix((np.ones(len(found.use)), place), shape=shape), names


def cue_names(lexicons: Iterable[Lexicon]) -> list[str]:
    """Return the names of the cue features: lexicon and category."""
    return [f"{lexicon.name}: {name}" for lexicon in lexicons for name in lexicon.categories]


def places(text: str, lexicons: Sequence[Lexicon]) -> list[Place]:
    """Return where the features of *text* stand; the shares of each feature add up to its count."""
    pieces = cut([text])
    words = only_words(pieces)
    tokens = [
        (pieces.vocabulary[key], start, end)
        for key, start, end in zip(words.id, words.start.tolist(), words.end.tolist(), strict=True)
    ]
    found = [Place(0, word, start, end, 1.0) for word, start, end in tokens]
    for one, two in itertools.pairwise(tokens):
        pair = f"{one[0]} {two[0]}"
        found += [Place(1, pair, start, end, 0.5) for _, start, end in (one, two)]
    found += [
        Place(2, part, start, end, 1.0) for word, start, end in tokens for part in parts(word)
    ]
    return found + _cue_places(text, lexicons)


def _cue_places(text: str, lexicons: Sequence[Lexicon]) -> list[Place]:
    words, names = stream(cut([text])), cue_names(lexicons)
    hits, uses, _ = find_hits(words, list(lexicons), [text])
    return [
        Place(3, names[uses.category[use]], int(words.start[i]), int(words.end[i]), 1 / int(n))
        for first, n, use in zip(hits.position, hits.length, hits.use, strict=True)
        for i in range(first, first + n)
    ]


def near_duplicates(texts: Sequence[str], *, similarity: float = 0.5) -> Integers:
    """Return a number for each text; those that share most of their words share it.

    Two texts belong together if the Jaccard similarity of their sets of words (0 to 1; words in
    common / words in either) reaches *similarity*, or if a chain of such texts joins them. Pairs
    are found by min-hashing, in time linear in the texts; of pairs with a similarity of 0.5 about
    one in eight is missed, of pairs above 0.6 hardly one. Texts without words are alike.

    >>> near_duplicates(["War in Lesk", "war in Lesk today", "A quiet day"]).tolist()
    [0, 0, 1]

    References
    ----------
    Broder, A. Z. (1997), On the resemblance and containment of documents.
    """
    pieces = cut(texts)
    words = only_words(pieces)
    bags = [frozenset(part.tolist()) for part in np.split(words.id, _ends(words.text, len(texts)))]
    leader = list(range(len(texts)))
    for bucket in _buckets(words.text, words.id, len(pieces.vocabulary), len(texts)):
        for one, two in itertools.pairwise(bucket):
            either = len(bags[one] | bags[two])
            if not either or len(bags[one] & bags[two]) >= similarity * either:
                leader[_lead(leader, two)] = _lead(leader, one)
    roots = [_lead(leader, i) for i in range(len(texts))]
    return np.asarray(pd.factorize(np.array(roots, dtype=np.int64))[0], dtype=np.int64)


def _ends(text: Integers, n: int) -> Integers:
    return np.searchsorted(text, np.arange(n - 1), side="right") if n else np.empty(0, np.int64)


def _lead(leader: list[int], i: int) -> int:
    while leader[i] != i:
        leader[i] = leader[leader[i]]
        i = leader[i]
    return i


def _buckets(text: Integers, word: Integers, size: int, n: int) -> Iterator[list[int]]:
    """Yield groups of texts whose least hashed words agree in one band of hashes."""
    rng = np.random.default_rng(0)
    starts = np.flatnonzero(np.diff(text, prepend=-1))
    sketch = np.full((n, _HASHES), size, dtype=np.int64)
    for h in range(_HASHES if len(text) else 0):
        sketch[text[starts], h] = np.minimum.reduceat(rng.permutation(size)[word], starts)
    for band in np.split(sketch, _BANDS, axis=1):
        _, key = np.unique(band, axis=0, return_inverse=True)
        order = np.argsort(key, kind="stable")
        cuts = np.flatnonzero(np.diff(key[order])) + 1
        yield from (part.tolist() for part in np.split(order, cuts) if len(part) > 1)
