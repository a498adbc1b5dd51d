"""Characters: typographic marks made plain, and one byte for each character of a text.

Nearly all edited news is typeset with curly marks, and a curly apostrophe hides a negation from any
word list: vaderSentiment gives "This isn't good" -0.34 and "This isn’t good" +0.44. Straightening
replaces one character by one character, so every offset into the straightened text is an offset
into the printed one.
"""

from __future__ import annotations

import string
from functools import cache

import numpy as np
import numpy.typing as npt

from newskit import schema

DASHES = "—–―‒⸺⸻"
# One plain character <- its printed forms. Dashes and ellipses become blanks, because they part
# words ("victory—glorious"); hyphens and minus signs stay hyphens, because they join them.
_PLAIN = {
    '"': "“”„‟«»″❝❞＂〝〞",
    "'": "‘’‚‛‹›′ʼ´＇❛❜",
    "-": "‐‑−﹣－",
    " ": DASHES
    + "…\u00a0\u1680"
    + "".join(map(chr, range(0x2000, 0x200C)))
    + "\u202f\u205f\u3000\ufeff",
    "\n": "\u2028\u2029",
}
_STRAIGHT = [(odd, plain) for plain, odds in _PLAIN.items() for odd in odds]

# The byte of a character: its ASCII code once straightened; for all others one of these. What is at
# most BLANK parts words for VADER; DASH and ELLIPSIS are marks nevertheless.
DASH, ELLIPSIS, BLANK = 1, 2, 32
LOWER, UPPER, LETTER, DIGIT, SYMBOL = range(128, 133)
_COMBINING = [(0x300, 0x370), (0x1AB0, 0x1B00), (0x1DC0, 0x1E00), (0xFE00, 0xFE30), (0xAD, 0xAE)]
_BLOCK = 1 << 20


def straighten(text: str) -> str:
    r"""Return *text* with typographic marks replaced by plain ones, character for character.

    Curly and angled quotation marks become ``"`` and ``'``, odd hyphens ``-``; dashes, ellipses and
    odd spaces become blanks. The result has the length of *text*; ASCII text comes back unchanged.

    >>> straighten("“It isn’t over…” – Kremlin")
    '"It isn\'t over "   Kremlin'
    """
    schema.one_text(text, "straighten", "split_sentences")
    if text.isascii():
        return text
    for odd, plain in _STRAIGHT:
        if odd in text:
            text = text.replace(odd, plain)
    return text


@cache
def _bytes() -> npt.NDArray[np.uint8]:
    """Return the byte of each character that there is."""
    every = np.arange(0x110000, dtype=np.uint32).view("U1")
    table = np.full(len(every), SYMBOL, dtype=np.uint8)
    table[np.strings.isnumeric(every)] = DIGIT
    table[np.strings.isalpha(every)] = LETTER
    for first, last in _COMBINING:
        table[first:last] = LETTER
    table[np.strings.islower(every)] = LOWER
    table[np.strings.isupper(every)] = UPPER
    table[np.strings.isspace(every)] = BLANK
    for char in string.printable:
        table[ord(char)] = ord(char)
    for odd, plain in _STRAIGHT:
        table[ord(odd)] = ord(plain)
    for dash in DASHES:
        table[ord(dash)] = DASH
    table[ord("…")] = ELLIPSIS
    return table


def encode(text: str) -> bytes:
    """Return *text* as one byte for each character, straightened."""
    if len(text) > _BLOCK:  # four bytes for each character, and copies, for a block at a time
        return b"".join(encode(text[a : a + _BLOCK]) for a in range(0, len(text), _BLOCK))
    if text.isascii():
        return text.encode("ascii").translate(_ascii())
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    plain = bytearray(points.astype(np.uint8).tobytes().translate(_ascii()))
    # Few characters are not ASCII, and looking up all of them would take most of the time.
    odd = np.flatnonzero(points > 127)
    np.frombuffer(plain, dtype=np.uint8)[odd] = _bytes()[points[odd]]
    return bytes(plain)


@cache
def _ascii() -> bytes:
    return _bytes()[:128].tobytes() + bytes(128)
