"""Boundaries: where the sentences and words of news begin and end, for a whole page at once.

A page is many texts joined, one byte for each character
(:func:`newskit.text.characters.encode`). The rules look at the few places where something may end,
all of them in one operation of arrays.
"""

from __future__ import annotations

import string
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from newskit import schema
from newskit.text.characters import BLANK, DASH, DIGIT, ELLIPSIS, LETTER, LOWER, UPPER

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MARGIN = b" " * 16

# Titles, abbreviations, words that begin sentences: lists of words of at most seven letters.
WORDS = schema.shipped("boundaries.toml")

_LETTERS = string.ascii_letters.encode() + bytes([LOWER, UPPER, LETTER])
_WORD = _LETTERS + string.digits.encode() + bytes([DIGIT]) + b"_"
_CAPITAL = string.ascii_uppercase.encode() + bytes([UPPER])
_SMALL = string.ascii_lowercase.encode() + bytes([LOWER])


def _flags(chars: bytes) -> Flags:
    """Return a table that tells for each byte whether it is one of *chars*."""
    table = np.zeros(256, dtype=bool)
    table[list(chars)] = True
    return table


_IS_WORD, _IS_LETTER, _IS_CAPITAL = _flags(_WORD), _flags(_LETTERS), _flags(_CAPITAL)
_IS_SMALL, _IS_DIGIT = _flags(_SMALL), _flags(string.digits.encode() + bytes([DIGIT]))
_IN_ABBREVIATION = _flags(_LETTERS + b".")
_CLOSES, _OPENS = _flags(b"\"')]}"), _flags(b"\"'([{-" + bytes([DASH]))
_QUOTES = _flags(b"\"'")
_ENDS = _flags(b".!?" + bytes([ELLIPSIS]))
_MAY_END = _ENDS | _CLOSES
_REPEATS = _flags(b".-!?*=_~" + bytes([DASH, ELLIPSIS]))

# Blank 0, word 1, every mark its own number; "!" and "?" run together.
_KIND = np.arange(256, dtype=np.uint8)
_KIND[: BLANK + 1] = 0
_KIND[[DASH, ELLIPSIS]] = DASH + 1, ELLIPSIS + 1
_KIND[list(_WORD)] = 1
_KIND[ord("?")] = ord("!")
_KINDS = _KIND.tobytes()

LOWERED = bytes(range(256)).translate(bytes.maketrans(_CAPITAL, _SMALL))


def keys(words: str) -> npt.NDArray[np.uint64]:
    """Return *words* of at most eight letters as sorted numbers, their bytes in order."""
    return np.unique(np.array([int.from_bytes(w.encode(), "little") for w in words.split()], "u8"))


_KINDS_OF_STOP = [
    keys(f"{WORDS['titles']} {WORDS['links']}"),
    keys(WORDS["numbered"]),
    keys(f"{WORDS['names']} {WORDS['units']}"),
]
_SHORTENED = np.unique(np.concatenate(_KINDS_OF_STOP))
_KIND_OF_STOP = [np.isin(_SHORTENED, kind) for kind in _KINDS_OF_STOP]
_STARTERS, _PREFIXES = keys(WORDS["starters"]), keys(WORDS["prefixes"])
_CLITICS = keys("s re ve ll d m")


class Page(NamedTuple):
    """Texts joined by blank lines, and the stretches between blanks in them."""

    code: npt.NDArray[np.uint8]
    eights: npt.NDArray[np.uint64]
    start: Integers
    end: Integers
    paragraph: Flags


def page(raw: bytes) -> Page:
    """Return *raw*, the texts of a page with a MARGIN on either side, as arrays."""
    code = np.frombuffer(raw, dtype=np.uint8)
    filled = (code > BLANK) | (code <= ELLIPSIS)
    edges = np.flatnonzero(filled[1:] != filled[:-1]) + 1
    start, end = edges[::2], edges[1::2]
    lines = np.searchsorted(start, np.flatnonzero(code == ord("\n")))
    paragraph = np.bincount(lines, minlength=len(start) + 1)[: len(start)] > 1
    paragraph[:1] = True
    return Page(code, eights(raw), start, end, paragraph)


def eights(raw: bytes) -> npt.NDArray[np.uint64]:
    """Return a view of *raw*: at each place, the eight bytes from there as one number."""
    return np.ndarray((len(raw) - 7,), dtype="<u8", buffer=raw, strides=(1,))


def _before(page: Page, at: Integers, inside: Flags) -> tuple[npt.NDArray[np.uint64], Integers]:
    """Return the run of up to eight *inside* characters that ends before *at*: its key and length.

    A run longer than seven characters is given as eight and matches no list.
    """
    window = inside[page.code[at[:, None] - np.arange(1, 9)]]
    length = np.where(window.all(axis=1), 8, window.argmin(axis=1))
    key = page.eights[at - 8] >> (8 * (8 - np.minimum(length, 7))).astype("u8")
    return np.where((length == 0) | (length == 8), 0, key), length


def _after(page: Page, at: Integers) -> npt.NDArray[np.uint64]:
    """Return the key of the word that begins at *at*, in lower case; 0 if longer than seven."""
    window = _IS_WORD[page.code[at[:, None] + np.arange(8)]]
    length = np.where(window.all(axis=1), 0, window.argmin(axis=1))
    return (page.eights[at] | np.uint64(0x2020202020202020)) & _ones(length)


def _in(found: npt.NDArray[np.uint64], listed: npt.NDArray[np.uint64]) -> Flags:
    """Tell which of *found* are in the sorted numbers *listed*."""
    at = np.minimum(np.searchsorted(listed, found), len(listed) - 1)
    same: Flags = listed[at] == found
    return same


class Stops(NamedTuple):
    """What the letters before a full stop say of it."""

    title: Flags
    numbered: Flags
    short: Flags


def _stops(page: Page, at: Integers) -> Stops:
    """Return what the full stops *at* belong to."""
    key, length = _before(page, at, _IS_LETTER)
    initial = (length == 1) & _IS_CAPITAL[page.code[at - 1]]
    dotted = (length == 1) & (page.code[at - 2] == ord(".")) & _IS_LETTER[page.code[at - 3]]
    whole = ~_IS_WORD[page.code[at - length - 1]] & (page.code[at - length - 1] != ord("."))
    place = np.minimum(np.searchsorted(_SHORTENED, key), len(_SHORTENED) - 1)
    listed = whole & (_SHORTENED[place] == key)
    title, numbered, short = (kind[place] & listed for kind in _KIND_OF_STOP)
    return Stops(title, numbered, short | initial & whole | dotted)


def _skip(page: Page, at: Integers, passed: Flags, step: int) -> Integers:
    """Return *at* moved by *step* over up to four of the characters *passed*."""
    for _ in range(4):
        at = at + step * passed[page.code[at]]
    return at


def sentence_ends(page: Page) -> Flags:
    """Tell after which stretches a sentence ends, other than at a blank line."""
    ends = np.zeros(len(page.start), dtype=bool)
    at = np.flatnonzero(_MAY_END[page.code[page.end - 1]][:-1] & ~page.paragraph[1:])
    mark = _skip(page, page.end[at] - 1, _CLOSES, -1)
    keep = _ENDS[page.code[mark]] & (mark >= page.start[at])
    at, mark = at[keep], mark[keep]
    opening = page.start[at + 1]
    following = _skip(page, opening, _OPENS, 1)
    first = page.code[following]
    unquoted = ~_QUOTES[page.code[page.end[at] - 1]]
    joins = _IS_SMALL[first] | (_period_joins(page, mark, following) & unquoted)
    ends[at] = ~joins
    ends[at] &= ~_enumerates(page, at, ends)
    return ends


def _period_joins(page: Page, mark: Integers, following: Integers) -> Flags:
    """Tell which *mark* are full stops of an abbreviation inside a sentence."""
    kind, first = _stops(page, mark), page.code[following]
    begins = _in(_after(page, following), _STARTERS)
    digit = _IS_DIGIT[first]
    inside = kind.title | kind.numbered & digit | kind.short & ~begins
    joins: Flags = (page.code[mark] == ord(".")) & inside
    return joins


def _enumerates(page: Page, at: Integers, ends: Flags) -> Flags:
    """Tell which stretches are the number of a list item ("1.") at the start of a sentence."""
    length = page.end[at] - page.start[at]
    number = (
        (length <= 3) & _IS_DIGIT[page.code[page.start[at]]] & (page.code[page.end[at] - 2] < 58)
    )
    return number & (page.paragraph[at] | ends[at - 1])


def words(page: Page) -> tuple[Integers, Integers]:
    """Return where each word and mark of *page* starts and ends."""
    kind = np.frombuffer(page.code.tobytes().translate(_KINDS), dtype=np.uint8)
    edge = np.empty(len(kind), dtype=bool)
    np.not_equal(kind[1:], kind[:-1], out=edge[1:])
    mark = np.flatnonzero(kind > 1)
    _split_marks(page, mark, edge)
    inner = mark[(kind[mark - 1] == 1) & (kind[mark + 1] == 1)]
    _join_inner(page, inner, edge)
    _split_clitics(page, inner[page.code[inner] == ord("'")], edge)
    last = mark[(page.code[mark] == ord(".")) & (kind[mark - 1] == 1) & (kind[mark + 1] != 1)]
    _join_stops(page, last, edge)
    _join_addresses(page, mark[page.code[mark] == ord("/")], edge)
    place = np.flatnonzero(edge[1:]) + 1
    start, end = place[:-1], place[1:]
    filled = kind[start] > 0
    return start[filled], end[filled]


def _split_marks(page: Page, mark: Integers, edge: Flags) -> None:
    """Part equal marks side by side, unless they are a run such as "..." or "--"."""
    here, before = page.code[mark], page.code[mark - 1]
    edge[mark[(here == before) & ~_REPEATS[here]]] = True


def _join_inner(page: Page, inner: Integers, edge: Flags) -> None:
    """Join what a mark between two words joins: 3.5, 11,000, 22:30, AT&T, O'Neil, re-elected."""
    mark, left, right = (page.code[inner + k] for k in (0, -1, 1))
    digits = _IS_DIGIT[left] & _IS_DIGIT[right]
    joins = (mark == ord(".")) | (mark == ord("'")) | (mark == ord("@"))
    joins |= digits & ((mark == ord(",")) | (mark == ord(":")) | (mark == ord("/")))
    joins |= (mark == ord("&")) & _IS_CAPITAL[left] & _IS_CAPITAL[right]
    hyphen = np.flatnonzero(mark == ord("-"))
    joins[hyphen] = _after_prefix(page, inner[hyphen])
    edge[inner[joins]] = edge[inner[joins] + 1] = False


def _after_prefix(page: Page, hyphen: Integers) -> Flags:
    """Tell which *hyphen* follow a prefix that is written with one."""
    key, length = _before(page, hyphen, _IS_LETTER)
    whole = ~_IS_WORD[page.code[hyphen - length - 1]] & (page.code[hyphen - length - 1] != ord("-"))
    lowered = (key | np.uint64(0x2020202020202020)) & _ones(length)
    joins: Flags = whole & _in(lowered, _PREFIXES)
    return joins


def _ones(length: Integers) -> npt.NDArray[np.uint64]:
    """Return numbers whose lowest *length* bytes, at most seven, are all ones."""
    return (np.uint64(1) << (8 * np.minimum(length, 7)).astype("u8")) - np.uint64(1)


def _split_clitics(page: Page, mark: Integers, edge: Flags) -> None:
    """Part do|n't, Kiev|'s, we|'re, I|'ll, they|'ve, he|'d, I|'m."""
    tail = _after(page, mark + 1)
    negated = (tail == ord("t")) & ((page.code[mark - 1] | 32) == ord("n"))
    negated &= _IS_LETTER[page.code[mark - 2]]
    edge[mark[_in(tail, _CLITICS)]] = True
    edge[mark[negated] - 1] = True


def _join_stops(page: Page, stop: Integers, edge: Flags) -> None:
    """Join the full stop of an abbreviation to it: U.S., Gen., No. 5."""
    kind = _stops(page, stop)
    number = kind.numbered & _IS_DIGIT[page.code[stop + 2]]
    edge[stop[kind.title | kind.short | number]] = False


def _join_addresses(page: Page, slash: Integers, edge: Flags) -> None:
    """Join the stretches that are web addresses, up to a mark at their end."""
    web = slash[(page.code[slash - 1] == ord(":")) & (page.code[slash + 1] == ord("/"))]
    at = np.unique(np.searchsorted(page.start, web, side="right") - 1)
    for start, end in zip(page.start[at].tolist(), page.end[at].tolist(), strict=True):
        while end > start and not (_IS_WORD[page.code[end - 1]] or page.code[end - 1] == ord("/")):
            end -= 1
        edge[start + 1 : end] = False
