"""A column of texts, cut once into sentences, words and integer ids: the arrays of all measures.

A verb over a table cuts the whole column here and then does arithmetic on arrays; a noun is the
same on a column of one text. Offsets count characters of the printed text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]


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


def cut(texts: Sequence[str]) -> Cut:
    """Cut *texts* into sentences and words."""
    from newskit import text as _text

    s_rows: list[tuple[int, int, int, int, int]] = []
    w_rows: list[tuple[int, int, int, int, int]] = []
    ids: dict[str, int] = {}
    for i, text in enumerate(texts):
        blocks, b = _text.paragraphs(text), 0
        for n, s in enumerate(_text.sentences(text)):
            while blocks[b].end < s.end:
                b += 1
            for t in _text.tokens(s.words):
                word = _text.straighten(t.word).lower()
                key = ids.setdefault(word, len(ids))
                w_rows.append((i, len(s_rows), s.start + t.start, s.start + t.end, key))
            s_rows.append((i, n, b, s.start, s.end))
    return Cut(
        Sentences(*np.array(s_rows, dtype=np.int64).reshape(-1, 5).T),
        Words(*np.array(w_rows, dtype=np.int64).reshape(-1, 5).T),
        list(ids),
    )


def only_words(cut: Cut) -> Words:
    """Return the words of *cut* without the marks: what holds a letter or a digit."""
    wordlike = np.array([any(map(str.isalnum, v)) for v in cut.vocabulary], dtype=bool)
    keep = wordlike[cut.words.id]
    return Words(*(column[keep] for column in cut.words))
