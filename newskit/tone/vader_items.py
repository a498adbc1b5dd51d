"""VADER's items: the words and emoticons of a page, each given its number among those it knows.

No Python object is made for a word. Its first eight bytes find the numbers that may be its own, all
its bytes decide; only words with letters outside ASCII are looked up one by one.
"""

from __future__ import annotations

import string
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from newskit.text.boundaries import LOWERED, MARGIN, eights
from newskit.text.characters import BLANK
from newskit.text.columns import ONES
from newskit.tone import vader

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Keys = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int16]
Codes = npt.NDArray[np.uint8]

_PUNCTUATION = string.punctuation.encode()


class Known(NamedTuple):
    """The words that VADER knows, by number; number 0 is every other word."""

    names: list[str]
    number: dict[str, int]
    listed: Flags
    valence: Floats
    boost: Floats
    negates: Flags
    begins: Flags
    ends: Flags
    slot: Numbers
    chain: Numbers
    first: Keys
    second: Keys


RULE_WORDS = "no kind of never so this without doubt least at very or nor but".split()
_SLOTS, _MULTIPLIER = 17, np.uint64(0x9E3779B97F4A7C15)


def _slots(first: Keys, length: Integers) -> Integers:
    """Return where words of *length* whose first eight bytes are *first* are kept."""
    mixed = (first + length.view(np.uint64)) * _MULTIPLIER
    return (mixed >> np.uint64(64 - _SLOTS)).view(np.int64)


@cache
def known() -> Known:
    """Return all words that VADER's rules and lexicon name."""
    listed = [*vader.lexicon(), *vader.boosters(), *vader.negations(), *RULE_WORDS]
    listed += " ".join(_phrases()).split()
    names = ["", *dict.fromkeys(name for name in listed if name.isascii())]
    words = [vader.know(name) for name in names]
    first, second = np.array(names, dtype="S16").view("<u8").reshape(len(names), 2).T.copy()
    length = np.array([len(name) for name in names])
    slot = np.zeros(1 << _SLOTS, dtype=np.int16)
    chain = np.zeros(len(names), dtype=np.int16)
    for number, place in enumerate(_slots(first, length).tolist()):
        if number:
            chain[number], slot[place] = slot[place], number
    return Known(
        names,
        {name: number for number, name in enumerate(names)},
        np.array([w.valence is not None for w in words]),
        np.array([w.valence for w in words], dtype=np.float64),
        np.array([w.boost for w in words]),
        np.array([w.negates for w in words]),
        np.isin(names, [phrase.split()[0] for phrase in _phrases()]),
        np.isin(names, [phrase.split()[1] for phrase in _phrases()]),
        slot,
        chain,
        first,
        second,
    )


def _phrases() -> list[str]:
    return [p for p in [*vader.phrases(), *vader.boosters()] if " " in p]


class Items(NamedTuple):
    """The words and emoticons of a page: the number and text of each, and what it looks like.

    ``opening`` and ``count`` tell for each text which items are its own.
    """

    number: Numbers
    text: Integers
    capitals: Flags
    nt: Flags
    opening: Integers
    size: Integers
    words: Integers


def read_items(raw: bytes, text: str, begins: Integers, odd: Integers) -> Items:
    """Return the items of a page; *odd* are the places of its characters outside ASCII."""
    code = np.frombuffer(raw, dtype=np.uint8)
    filled = code > BLANK
    edges = np.flatnonzero(filled[1:] != filled[:-1]) + 1
    start, end = edges[::2], edges[1::2]
    first, last, bare = _strip(raw, code, start, end)
    lowered = raw.translate(LOWERED)
    number = _numbers(lowered, first, last)
    capitals = _capitals(raw, code, first, last)
    nt = np.zeros(len(start), dtype=bool)
    nt[np.searchsorted(start, _nt(lowered), side="right") - 1] = True
    wordless = {*bare.tolist()}
    for i in np.unique(np.searchsorted(start, odd, side="right") - 1).tolist():
        printed = text[start[i] - len(MARGIN) : end[i] - len(MARGIN)]
        word = vader.word(printed)
        number[i] = known().number.get(word.lower, 0)
        capitals[i] = word.capitals
        wordless ^= {i} & wordless if word.wordlike else {i} - wordless
    opening = np.searchsorted(start, begins)
    count = np.diff(opening, append=len(start))
    which = np.repeat(np.arange(len(begins)), count)
    words = count - np.bincount(which[[*wordless]], minlength=len(begins))
    return Items(number, which, capitals, nt, opening, count, words)


def _is_small(code: Codes) -> Flags:
    """Tell which are small letters of ASCII; what is below "a" wraps around to a large number."""
    return code - np.uint8(ord("a")) < 26


def _is_large(code: Codes) -> Flags:
    """Tell which are capital letters of ASCII."""
    return code - np.uint8(ord("A")) < 26


def _is_punctuation(code: Codes) -> Flags:
    """Tell which are marks of ASCII."""
    word = _is_small(code | np.uint8(32)) | (code - np.uint8(ord("0")) < 10)
    return ~(word | (code > 127) | (code <= BLANK))


def _strip(
    raw: bytes, code: Codes, start: Integers, end: Integers
) -> tuple[Integers, Integers, Integers]:
    """Return where the stretches start and end without the punctuation around them.

    Where no more than two characters are left the stretch is an emoticon and stays whole. The
    third result are the stretches that are nothing but punctuation.
    """
    first, last = start.copy(), end.copy()
    left = np.flatnonzero(_is_punctuation(code.take(start)))
    right = np.flatnonzero(_is_punctuation(code.take(end - 1)))
    touched = np.concatenate([left, right])
    for _ in range(2):
        first[left] += 1
        left = left[_is_punctuation(code.take(first[left]))]
        last[right] -= 1
        right = right[_is_punctuation(code.take(last[right] - 1))]
    for i in {*left.tolist(), *right.tolist()}:
        chunk = raw[start[i] : end[i]]
        first[i] = start[i] + len(chunk) - len(chunk.lstrip(_PUNCTUATION))
        last[i] = start[i] + len(chunk.rstrip(_PUNCTUATION))
    bare = touched[first[touched] >= last[touched]]
    short = touched[last[touched] - first[touched] <= 2]
    first[short], last[short] = start[short], end[short]
    return first, last, bare


def _numbers(lowered: bytes, first: Integers, last: Integers) -> Numbers:
    """Return the number of each item among the known words, 0 if it is none of them."""
    words, length = known(), last - first
    eight = eights(lowered)
    start = eight[first] & ONES.take(np.minimum(length, 8))
    number = words.slot.take(_slots(start, length))
    at = np.flatnonzero(number)
    found, number[at] = number[at], 0
    start, length = start[at], length[at]
    rest = eight[first[at] + 8] & ONES[np.minimum(np.maximum(length - 8, 0), 8)]
    while len(at):
        same = (words.first.take(found) == start) & (words.second.take(found) == rest)
        number[at[same]] = found[same]
        on = np.flatnonzero(~same & (words.chain[found] > 0))
        at, start, rest = at[on], start[on], rest[on]
        found = words.chain[found[on]]
    for i in np.flatnonzero(last - first > 16).tolist():
        number[i] = words.number.get(lowered[first[i] : last[i]].decode("latin-1"), 0)
    return number


def _capitals(raw: bytes, code: Codes, first: Integers, last: Integers) -> Flags:
    """Tell which items are in capitals: a capital letter, and no small one."""
    capitals = np.zeros(len(first), dtype=bool)
    at = np.flatnonzero(~_is_small(code.take(first)))
    at = at[~_is_small(code.take(np.minimum(first[at] + 1, last[at] - 1)))]
    length = last[at] - first[at]
    window = code[first[at][:, None] + np.arange(8)]
    inside = np.arange(8) < length[:, None]
    capitals[at] = (_is_large(window) & inside).any(axis=1)
    capitals[at] &= ~(_is_small(window) & inside).any(axis=1)
    for i in at[length > 8].tolist():
        capitals[i] = raw[first[i] : last[i]].isupper()
    return capitals


def _nt(lowered: bytes) -> Integers:
    """Return the places of the apostrophe in "n't"."""
    code = np.frombuffer(lowered, dtype=np.uint8)
    at = np.flatnonzero(code == ord("'"))
    found: Integers = at[(code[at - 1] == ord("n")) & (code[at + 1] == ord("t"))]
    return found
