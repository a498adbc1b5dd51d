"""Dictionary entries as patterns of words: what an entry may match, decided on the vocabulary.

An entry is one or more words, separated by blanks or hyphens. ``*`` stands for any letters at an
end of a word (or, alone, for any one word). A word matches whole: "war" is not in "reward". Whether
a word of an entry fits is asked once for each word of the vocabulary, never for each word of the
texts.
"""

from __future__ import annotations

import fnmatch
import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from newskit.text.columns import Integers, cut

_LAST = "\U0010ffff"


class Atom(NamedTuple):
    """One word of an entry, perhaps with ``*``; *joined* when no blank may stand before it."""

    word: str
    joined: bool


Pattern = tuple[Atom, ...]


def is_word(token: str) -> bool:
    """Return whether *token* is a word or number (and no mark)."""
    return token.isalnum() or any(map(str.isalnum, token))


def are_words(vocabulary: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Return which of *vocabulary* are words."""
    return np.fromiter(map(is_word, vocabulary), dtype=bool, count=len(vocabulary))


# A noun asks for the same lists again and again, one text at a time.
@lru_cache(maxsize=32)
def compile_entries(entries: tuple[str, ...]) -> Mapping[str, Pattern]:
    """Return the pattern of each entry, in the words that the tokenizer makes of it.

    Entries are straightened, put in lower case and cut as texts are, so "can’t stand" is found
    where the text has "can't stand". A hyphen and a blank are the same, except beside a ``*``:
    "*-led" asks for a hyphen.
    """
    chunks = {entry: entry.split() for entry in entries}
    pieces = {piece for words in chunks.values() for word in words for piece in word.split("*")}
    words_of = _cut_pieces(sorted(pieces))
    return {
        entry: tuple(atom for word in words for atom in _atoms(word.split("*"), words_of))
        for entry, words in chunks.items()
    }


def _cut_pieces(pieces: Sequence[str]) -> dict[str, list[str]]:
    """Return the words and marks of each piece; hyphens always stand alone."""
    words, vocabulary = (c := cut(pieces)).words, c.vocabulary
    found: dict[str, list[str]] = {piece: [] for piece in pieces}
    for text, key in zip(words.text.tolist(), words.id.tolist(), strict=True):
        word = vocabulary[key]
        found[pieces[text]] += [part for part in re.split("(-)", word) if part]
    return found


def _atoms(pieces: Sequence[str], words_of: dict[str, list[str]]) -> list[Atom]:
    """Return the atoms of one span without blanks, given as the pieces between its stars."""
    tokens = list(words_of[pieces[0]])
    for piece in pieces[1:]:
        after = list(words_of[piece])
        left = bool(tokens) and is_word(tokens[-1])
        right = bool(after) and is_word(after[0])
        glued = (tokens.pop() if left else "") + "*" + (after.pop(0) if right else "")
        tokens += [glued, *after]
    return [
        Atom(token, i > 0 and any(map(_open, tokens[max(i - 2, 0) : i + 1])))
        for i, token in enumerate(tokens)
        if token != "-" or len(tokens) == 1
    ]


def _open(token: str) -> bool:
    return token != "-" and not is_word(token)


class Lookup:
    """A vocabulary, sorted so that the words behind an atom are found without a scan."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._words = {word: i for i, word in enumerate(vocabulary) if is_word(word)}
        self._ids = {word: i for i, word in enumerate(vocabulary)}
        self._sorted = sorted(self._words)
        self._mirrored = sorted(word[::-1] for word in self._words)
        self._found: dict[str, Integers] = {}

    def ids(self, atom: str) -> Integers:
        """Return the ids of all words that *atom* fits."""
        if atom not in self._found:
            self._found[atom] = np.array(self._search(atom), dtype=np.int64)
        return self._found[atom]

    def _search(self, atom: str) -> list[int]:
        core = atom.strip("*")
        if "*" not in atom:
            return [self._ids[atom]] if atom in self._ids else []
        if "*" in core:
            # Only words with the right beginning are held against the expression.
            near = _starting(self._sorted, atom.partition("*")[0])
            return [self._words[word] for word in near if fits(word, atom)]
        if not atom.startswith("*"):
            return [self._words[word] for word in _starting(self._sorted, core)]
        if not atom.endswith("*"):
            return [self._words[word[::-1]] for word in _starting(self._mirrored, core[::-1])]
        return [i for word, i in self._words.items() if core in word]


def fits(words: str, entry: str) -> bool:
    """Return whether *words* are what *entry* says, in which only the star is special."""
    return _expression(entry).match(words) is not None


@lru_cache(maxsize=4096)
def _expression(entry: str) -> re.Pattern[str]:
    return re.compile(fnmatch.translate(re.sub(r"[?\[]", r"[\g<0>]", entry)))


def _starting(words: list[str], prefix: str) -> list[str]:
    return words[bisect_left(words, prefix) : bisect_left(words, prefix + _LAST)]
