"""What takes no side: words without valence by construction, and names told by their capitals.

No measure may read one nation, faith, party, gender, calling or name as better news than another.
A model that is free to learn from them learns who suffers in the news. So the words of
``lexicons/neutral.toml`` are held at none when the model is fitted and again when it is read, and
a word inside a name is no word: the Joy of Joy Reid is not a joy.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
_OPENERS = frozenset("\" ' `` '' : ; ( [ ! ? • *".split())
_ENDS = frozenset(". ! ? !! ?! !?".split())
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
    return len(word) == 1 or word in words() or not word.replace("-", "").replace("'", "").isalpha()


def names(cut: Cut, texts: Sequence[str], counts: Flags) -> Flags:
    """Tell which of the words of *cut* are names or stand in one.

    Looked at are those whose entry in the vocabulary *counts*. A capital inside a sentence makes a
    name, unless all of the sentence is written so. A first word is one if another name follows it,
    if its other capitals in the text tell, or if a first name stands before what persons do.
    """
    cut, back = _without_pauses(cut)
    w, n = cut.words, len(cut.words.id)
    high = large(cut, texts)
    index = {word: i for i, word in enumerate(cut.vocabulary)}
    small, opener = flags(data()["start"]["small"], index), flags(_OPENERS, index)
    letters = np.array([v.lstrip("'")[:1].isalpha() for v in cut.vocabulary], dtype=bool)
    spoken = letters[w.id] if n else np.empty(0, dtype=bool)
    # "Holm: League Falls Into Hysteria": what follows a colon is judged by itself.
    part = w.sentence + np.cumsum(flags([":"], index)[w.id] if n else [])
    rows = int(part[-1]) + 1 if n else 0
    part = part.astype(np.int64)
    plain = np.bincount(part[spoken & ~high & ~small[w.id]], minlength=rows) == 0
    shouted = plain & (np.bincount(part[high], minlength=rows) >= MANY)
    opens = np.ones(n, dtype=bool)
    opens[1:] = (w.sentence[1:] != w.sentence[:-1]) | opener[w.id[:-1]]
    sure = high & ~opens & ~shouted[part]
    found = sure.copy()
    at = np.flatnonzero(high & ~sure & counts[w.id])
    if len(at):
        found[at] = _starts_name(cut, at, high, sure, index)
    among = np.zeros(len(back), dtype=bool)
    among[back] = found
    return among


def goes_on(cut: Cut, texts: Sequence[str], named: Flags) -> Flags:
    """Tell which words of *cut* are not the first of their name."""
    plain, back = _without_pauses(cut)
    found, at = np.zeros(len(named), dtype=bool), np.flatnonzero(back)
    same = np.diff(plain.words.sentence) == 0
    found[at[1:]] = named[at[1:]] & large(cut, texts)[at[:-1]] & same
    return found


def _is_pause(word: str) -> bool:
    if word[0].isalnum():
        return False
    return _PAUSES.issuperset(word) or (len(word) > 1 and set(word) <= {".", "-"})


def pauses(cut: Cut) -> Flags:
    """Tell which words of *cut* are dashes and ellipses."""
    found = np.array([_is_pause(v) for v in cut.vocabulary], dtype=bool)
    return found[cut.words.id] if len(cut.words.id) else np.empty(0, dtype=bool)


def _without_pauses(cut: Cut) -> tuple[Cut, Flags]:
    """Return *cut* without pauses, and which of its words are left.

    Its sentences end at full stops and paragraphs alone, so that a dash taken away ends none.
    """
    pause = pauses(cut)
    w = type(cut.words)(*(column[~pause] for column in cut.words))
    ends = flags(_ENDS, {word: i for i, word in enumerate(cut.vocabulary)})[w.id]
    block = cut.sentences.text[w.sentence], cut.sentences.paragraph[w.sentence]
    new = np.zeros(len(w.id), dtype=bool)
    new[1:] = ends[:-1] | np.any([np.diff(x) != 0 for x in block], axis=0)
    return cut._replace(words=w._replace(sentence=np.cumsum(new))), ~pause


def large(cut: Cut, texts: Sequence[str]) -> Flags:
    """Tell which words of *cut* begin with a capital."""
    begins = np.cumsum([0, *map(len, texts)])
    code = np.frombuffer(b"".join(map(encode, texts)) or b" ", dtype=np.uint8)
    found: Flags = _CAPITAL[code[begins[cut.words.text] + cut.words.start]]
    return found


def flags(words: Iterable[str], index: Mapping[str, int]) -> Flags:
    """Return which entries of the vocabulary are among *words*."""
    found = np.zeros(len(index), dtype=bool)
    found[[index[word] for word in words if word in index]] = True
    return found


def _starts_name(
    cut: Cut, at: Integers, high: Flags, sure: Flags, index: Mapping[str, int]
) -> Flags:
    """Tell which of the words *at*, whose capital says nothing, are names all the same."""
    w, start = cut.words, data()["start"]
    ids = np.append(w.id, np.full(3, len(cut.vocabulary)))
    row = np.append(w.sentence, np.full(3, -1))
    nothing = np.zeros(3, dtype=bool)
    high, sure = np.append(high, nothing), np.append(sure, nothing)
    same = [row[at + k] == row[at] for k in (1, 2)]
    given = _among(_givens(), index)[ids[at]]

    def next_in(words: Iterable[str], k: int = 1) -> Flags:
        there: Flags = _among(words, index)[ids[at + k]] & same[k - 1]
        return there

    follows = sure[at + 1] & same[0]
    land = next_in(_lands()) & ~(sure[at + 2] & same[1])
    beside = follows & (given | ~land)
    headline = given & high[at + 1] & same[0] & next_in(_givens() | _others(cut.vocabulary))
    acts = next_in(start["deeds"]) | next_in(_deeds(cut.vocabulary))
    acts &= ~next_in(start["fates"]) & ~next_in(start["fates"], 2)
    said = next_in(_saying()) & ~_among(_many(cut.vocabulary), index)[ids[at]]
    mine = next_in(["'s"]) | next_in([","]) & next_in(_ages(cut.vocabulary), 2)
    found: Flags = (
        beside | headline | given & (acts | mine) | said | _told_elsewhere(cut, at, sure[:-3])
    )
    return found


def _among(words: Iterable[str], index: Mapping[str, int]) -> Flags:
    """Return which entries of the vocabulary, and of what lies past its end, are among *words*."""
    return np.append(flags(words, index), False)


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
