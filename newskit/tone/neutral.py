"""What takes no side: words without valence by construction, and names told by their capitals.

No measure may read one nation, faith, party, gender, calling or name as better news than another.
A model that is free to learn from them learns who suffers in the news. So the words of
``lexicons/neutral.toml`` are held at none when the model is fitted and again when it is read, and
a word inside a name is no word: the Joy of Joy Reid is not a joy.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from newskit.text.characters import UPPER, encode
from newskit.text.columns import Cut, Integers

Flags = npt.NDArray[np.bool_]

# Headlines capitalise every long word; from three capitals on the case of a sentence is judged.
MANY = 3
_OPENERS = frozenset("\" ' `` '' : ; ( [ ... … – — -- ! ? • *".split())
_CAPITAL = np.zeros(256, dtype=bool)
_CAPITAL[ord("A") : ord("Z") + 1] = _CAPITAL[UPPER] = True


@cache
def data(name: str = "neutral") -> dict[str, Any]:
    """Return a file of the folder lexicons."""
    path = resources.files("newskit") / "lexicons" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def words() -> frozenset[str]:
    """Return the words that carry no valence, in lower case."""
    own = {word for kind in data()["class"].values() for word in kind["words"]}
    lent = (
        word
        for file, categories in data()["from"].items()
        for category in categories
        for word in data(file)["category"][category]["entries"]
    )
    return frozenset(own | set(_plurals(lent)) - set(data()["except"]["words"]))


def _plurals(entries: Iterable[str]) -> Iterator[str]:
    """Yield the words among *entries*, each with its plural."""
    for word in entries:
        yield word
        yield re.sub(r"man$", "men", word) if word.endswith("man") else word + "s"
        if word.endswith("y"):
            yield word[:-1] + "ies"


def is_neutral(word: str) -> bool:
    """Tell whether *word* carries no valence by construction: listed, or not of letters alone."""
    return word in words() or not word.replace("-", "").replace("'", "").isalpha()


def names(cut: Cut, texts: Sequence[str], counts: Flags) -> Flags:
    """Tell which of the words of *cut* are names or stand in one.

    Looked at are those whose entry in the vocabulary *counts*. A capital inside a sentence makes a
    name, unless all of the sentence is written so. A first word is one if another name follows it,
    if its other capitals in the text tell, or if a first name stands before what persons do.
    """
    w, n = cut.words, len(cut.words.id)
    large = _capitals(cut, texts)
    index = {word: i for i, word in enumerate(cut.vocabulary)}
    small, opener = _flags(data()["start"]["small"], index), _flags(_OPENERS, index)
    letters = np.array([v[0].isalpha() or v[0] == "'" for v in cut.vocabulary], dtype=bool)
    spoken = letters[w.id] if n else np.empty(0, dtype=bool)
    rows = len(cut.sentences.text)
    plain = np.bincount(w.sentence[spoken & ~large & ~small[w.id]], minlength=rows) == 0
    shouted = plain & (np.bincount(w.sentence[large], minlength=rows) >= MANY)
    opens = np.ones(n, dtype=bool)
    opens[1:] = (w.sentence[1:] != w.sentence[:-1]) | opener[w.id[:-1]]
    sure = large & ~opens & ~shouted[w.sentence]
    found = sure.copy()
    at = np.flatnonzero(large & ~sure & counts[w.id])
    if len(at):
        found[at] = _starts_name(cut, at, large, sure, index)
    return found


def _capitals(cut: Cut, texts: Sequence[str]) -> Flags:
    """Tell which words of *cut* begin with a capital."""
    begins = np.cumsum([0, *map(len, texts)])
    code = np.frombuffer(b"".join(map(encode, texts)) or b" ", dtype=np.uint8)
    large: Flags = _CAPITAL[code[begins[cut.words.text] + cut.words.start]]
    return large


def _flags(words: Iterable[str], index: dict[str, int]) -> Flags:
    """Return which entries of the vocabulary are among *words*."""
    flags = np.zeros(len(index), dtype=bool)
    flags[[index[word] for word in words if word in index]] = True
    return flags


def _starts_name(
    cut: Cut, at: Integers, large: Flags, sure: Flags, index: dict[str, int]
) -> Flags:
    """Tell which of the words *at*, whose capital says nothing, are names all the same."""
    w, start = cut.words, data()["start"]
    ids = np.append(w.id, np.full(3, len(cut.vocabulary)))
    row = np.append(w.sentence, np.full(3, -1))
    nothing = np.zeros(3, dtype=bool)
    large, sure = np.append(large, nothing), np.append(sure, nothing)
    same = [row[at + k] == row[at] for k in (1, 2)]
    given = _among(_givens(), index)[ids[at]]

    def next_in(words: Iterable[str], k: int = 1) -> Flags:
        return _among(words, index)[ids[at + k]] & same[k - 1]

    follows = sure[at + 1] & same[0]
    land = next_in(_lands()) & ~(sure[at + 2] & same[1])
    beside = follows & (given | ~land)
    headline = given & large[at + 1] & same[0] & next_in(_givens() | _others(cut.vocabulary))
    acts = next_in(start["deeds"]) | next_in(_deeds(cut.vocabulary))
    acts &= ~next_in(start["fates"]) & ~next_in(start["fates"], 2)
    said = next_in(_saying()) & ~_among(_many(cut.vocabulary), index)[ids[at]]
    mine = next_in(["'s"]) | next_in([","]) & next_in(_ages(cut.vocabulary), 2)
    return beside | headline | given & (acts | mine) | said | _told_elsewhere(cut, at, sure[:-3])


def _among(words: Iterable[str], index: dict[str, int]) -> Flags:
    """Return which entries of the vocabulary, and of what lies past its end, are among *words*."""
    return np.append(_flags(words, index), False)


@cache
def _category(*categories: str) -> frozenset[str]:
    """Return the entries of *categories* of names.toml."""
    known = data("names")["category"]
    return frozenset(word for name in categories for word in known[name]["entries"])


def _givens() -> frozenset[str]:
    return _category("she_name", "he_name", "any_name") | frozenset(data()["start"]["names"])


def _lands() -> frozenset[str]:
    return _category("nation", "demonym", "faith", "creed", "place", "metonym")


def _saying() -> frozenset[str]:
    return frozenset(data("cues")["category"]["said"]["entries"])


def _others(vocabulary: Sequence[str]) -> frozenset[str]:
    """Return what is no word of English that the lists know: the likely last names."""
    from newskit.tone import news

    known = news.table().valence
    return frozenset(v for v in vocabulary if v.isalpha() and v not in known and v not in words())


def _deeds(vocabulary: Sequence[str]) -> frozenset[str]:
    return frozenset(v for v in vocabulary if v.endswith("ed"))


def _many(vocabulary: Sequence[str]) -> frozenset[str]:
    return frozenset(v for v in vocabulary if v.endswith("s") and not v.endswith("ss"))


def _ages(vocabulary: Sequence[str]) -> frozenset[str]:
    return frozenset(v for v in vocabulary if v.isdigit() or v in ("a", "an", "the", "who", "of"))


def _told_elsewhere(cut: Cut, at: Integers, sure: Flags) -> Flags:
    """Tell which of the words *at* are written as a name elsewhere in their text, never small."""
    w, size = cut.words, len(cut.vocabulary)
    asked = np.zeros(size, dtype=bool)
    asked[w.id[at]] = True
    other = asked[w.id]
    other[at] = False
    places = np.flatnonzero(other)
    key = w.text * size + w.id
    named, small = key[places[sure[places]]], key[places[~sure[places]]]
    return np.isin(key[at], named) & ~np.isin(key[at], small)
