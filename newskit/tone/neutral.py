"""What takes no side: words without valence by construction, and names told by their capitals.

No measure may read one nation, faith, party, gender, calling or name as better news than another.
A model that is free to learn from them learns who suffers in the news. So the words of
``lexicons/neutral.toml`` are held at none when the model is fitted and again when it is read, and
a word inside a name is no word: the Joy of Joy Reid is not a joy.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from newskit.text import names
from newskit.text.characters import UPPER, encode
from newskit.text.columns import Cut, Integers

Flags = npt.NDArray[np.bool_]

# Headlines capitalise every long word; from three capitals on the case of a sentence is judged.
MANY = 3
# Marks that straightening takes away, and their plain twins: they part and end nothing here, so
# that a text and its twin read alike.
_PAUSES = frozenset("…—–―‒⸺⸻")
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
        for word in _entries(file, category)
    )
    return frozenset(own | set(_plurals(lent)) - set(data()["except"]["words"]))


def _entries(file: str, category: str) -> list[str]:
    given = data(file)
    found: list[str] = (
        given["category"][category]["entries"] if "category" in given else given["lists"][category]
    )
    return found


def _plurals(entries: Iterable[str]) -> Iterator[str]:
    """Yield the words among *entries*, each with its plural."""
    for word in entries:
        yield word
        yield re.sub(r"man$", "men", word) if word.endswith("man") else word + "s"
        if word.endswith("y"):
            yield word[:-1] + "ies"


@cache
def grammar() -> frozenset[str]:
    """Return the function words."""
    rules = data("valence_rules")["lists"]
    return frozenset(
        [*data()["class"]["function"]["words"], *rules["negation"], *rules["boosters"]]
    )


def is_neutral(word: str) -> bool:
    """Tell whether *word* carries no valence by construction: listed, or not of letters alone."""
    letters = word.replace("-", "").replace("'", "")
    return len(word) == 1 or word in words() or not (letters.isalpha() and word[0].isalpha())


class Words(NamedTuple):
    """The words and marks of a cut, its pauses left out: one entry each, the vocabulary apart.

    ``place`` is the number in the cut, ``sentence`` one that ends at full stops and paragraphs
    alone, so that a dash taken away ends none; ``facts`` are those of :func:`_facts`, ``large``
    tells a capital.
    """

    vocabulary: list[str]
    place: Integers
    id: Integers
    text: Integers
    start: Integers
    end: Integers
    sentence: Integers
    facts: npt.NDArray[np.int32]
    large: Flags

    def are(self, kind: str) -> Flags:
        """Tell which words are of a *kind* of :func:`_kinds`."""
        found: Flags = self.facts & _bit(kind) != 0
        return found


@cache
def _kinds() -> dict[str, Callable[[str], object]]:
    """Return what is asked of every word of a vocabulary."""
    from newskit.tone import news

    start, listed = data()["start"], words() | news.table().valence.keys()
    given = names.words("she_name", "he_name", "any_name") | set(start["names"])
    lands = names.words("nation", "demonym", "faith", "creed", "place", "metonym")
    said, deeds = set(_entries("cues", "said")), set(start["deeds"])
    return {
        "pause": _is_pause,
        "end": set(". ! ? !! ?! !?".split()).__contains__,
        "opener": set("\" ' `` '' : ; ( [ ! ? • *".split()).__contains__,
        "colon": ":".__eq__,
        "comma": ",".__eq__,
        "owning": "'s".__eq__,
        "spoken": lambda word: any(map(str.isalnum, word)),
        "lettered": lambda word: word.lstrip("'")[:1].isalpha(),
        "small": set(start["small"]).__contains__,
        "given": given.__contains__,
        "land": lands.__contains__,
        "deed": lambda word: word in deeds or word.endswith("ed"),
        "fate": set(start["fates"]).__contains__,
        "said": said.__contains__,
        "many": lambda word: word.endswith("s") and not word.endswith("ss"),
        "age": lambda word: word.isdigit() or word in ("a", "an", "the", "who", "of"),
        # No word of English that the lists know: a likely last name.
        "surname": lambda word: word.isalpha() and (word in given or word not in listed),
    }


@cache
def _bit(kind: str) -> int:
    return 1 << [*_kinds()].index(kind)


@lru_cache(maxsize=1 << 18)
def _facts(word: str) -> int:
    """Return of which kinds *word* is, a bit for each."""
    return sum(1 << k for k, is_one in enumerate(_kinds().values()) if is_one(word))


def _is_pause(word: str) -> bool:
    if word[0].isalnum():
        return False
    return _PAUSES.issuperset(word) or (len(word) > 1 and not word.strip(".-"))


def spoken(cut: Cut, texts: Sequence[str]) -> Words:
    """Return the words of *cut* without pauses."""
    w, s, size = cut.words, cut.sentences, len(cut.vocabulary)
    facts = np.fromiter(map(_facts, cut.vocabulary), np.int32, size).take(w.id)
    place = np.flatnonzero(facts & _bit("pause") == 0)
    facts = facts.take(place)
    # What is needed for a while comes before the columns that stay: a book has ten million words.
    begins = np.cumsum([0, *map(len, texts)])
    code = np.frombuffer(encode("".join(texts)) or b" ", dtype=np.uint8)
    large = _CAPITAL.take(code.take(begins.take(w.text) + w.start)).take(place)
    moved = [np.diff(x, prepend=-1) != 0 for x in (s.text, s.paragraph)]
    block = np.cumsum(moved[0] | moved[1]).take(w.sentence).take(place)
    new = np.zeros(len(place), dtype=bool)
    new[1:] = (facts[:-1] & _bit("end") != 0) | (block[1:] != block[:-1])
    del code, block
    text, start, end, ids = (column.take(place) for column in (w.text, w.start, w.end, w.id))
    return Words(cut.vocabulary, place, ids, text, start, end, np.cumsum(new), facts, large)


def are_names(w: Words, counts: Flags) -> Flags:
    """Tell which of the words are names or stand in one.

    Looked at are those whose entry in the vocabulary *counts*. A capital inside a sentence makes a
    name, unless all of the sentence is written so. A first word is one if another name follows it,
    if its other capitals in the text tell, or if a first name stands before what persons do.
    """
    # "Holm: League Falls Into Hysteria": what follows a colon is judged by itself.
    part: Integers = np.cumsum(w.are("colon"), dtype=np.int64)
    part += w.sentence
    rows = int(part[-1]) + 1 if len(part) else 0
    plain = np.bincount(part[w.are("lettered") & ~w.large & ~w.are("small")], minlength=rows) == 0
    shouted = plain & (np.bincount(part[w.large], minlength=rows) >= MANY)
    opens = np.ones(len(part), dtype=bool)
    opens[1:] = (w.sentence[1:] != w.sentence[:-1]) | w.are("opener")[:-1]
    sure = w.large & ~opens & ~shouted.take(part)
    found: Flags = sure.copy()
    at = np.flatnonzero(w.large & ~sure & counts.take(w.id))
    found[at] = _starts_name(w, at, sure)
    return found


def goes_on(w: Words, named: Flags) -> Flags:
    """Tell which words are not the first of their name."""
    found = np.zeros(len(named), dtype=bool)
    found[1:] = named[1:] & w.large[:-1] & (w.sentence[1:] == w.sentence[:-1])
    return found


def _starts_name(w: Words, at: Integers, sure: Flags) -> Flags:
    """Tell which of the words *at*, whose capital says nothing, are names all the same."""

    def ahead(column: npt.NDArray[Any], k: int) -> npt.NDArray[Any]:
        """Return what *column* says *k* words on, 0 where the sentence has ended."""
        there = np.minimum(at + k, len(w.id) - 1)
        same = (at + k == there) & (w.sentence[there] == w.sentence[at])
        found: npt.NDArray[Any] = column[there] * same
        return found

    def next_is(kind: str, k: int = 1) -> Flags:
        found: Flags = ahead(w.facts, k) & _bit(kind) != 0
        return found

    given = next_is("given", 0)
    land = next_is("land") & ~ahead(sure, 2)
    beside = ahead(sure, 1) & (given | ~land)
    headline = given & ahead(w.large, 1) & next_is("surname")
    acts = next_is("deed") & ~next_is("fate") & ~next_is("fate", 2)
    said = next_is("said") & ~next_is("many", 0)
    mine = next_is("owning") | next_is("comma") & next_is("age", 2)
    found: Flags = beside | headline | given & (acts | mine) | said | _told_elsewhere(w, at, sure)
    return found


def _told_elsewhere(w: Words, at: Integers, sure: Flags) -> Flags:
    """Tell which of the words *at* are written as a name elsewhere in their text, never small."""
    size = len(w.vocabulary)
    asked = np.zeros(size, dtype=bool)
    asked[w.id[at]] = True
    other = asked[w.id]
    other[at] = False
    places = np.flatnonzero(other)
    key = w.text[places] * size + w.id[places]
    mine = w.text[at] * size + w.id[at]
    told: Flags = np.isin(mine, key[sure[places]]) & ~np.isin(mine, key[~sure[places]])
    return told
