"""Words broken into lines of a measured width."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

Measure = Callable[[str], float]


def clean(words: object) -> str:
    """Return *words* on one line, without control characters."""
    plain = "".join(" " if unicodedata.category(c) == "Cc" else c for c in str(words))
    return " ".join(plain.split())


def wrap(words: str, width: float, measure: Measure, *, lines: int = 99) -> str:
    """Return *words* broken into *lines* no wider than *width*; what is left out becomes "…"."""
    done = [""]
    for word in words.split():
        for piece in _pieces(word, width, measure):
            longer = f"{done[-1]} {piece}".strip()
            if done[-1] and measure(longer) > width:
                done.append(piece)
            else:
                done[-1] = longer
    if len(done) > lines:
        done = [*done[: lines - 1], _cut(done[lines - 1], width, measure)]
    return "\n".join(done)


def _pieces(word: str, width: float, measure: Measure) -> list[str]:
    """Break a word that is too wide: an address, a compound, a script without spaces."""
    pieces = []
    while len(word) > 1 and measure(word) > width:
        keep = max(1, int(len(word) * width / measure(word)))
        while keep > 1 and measure(word[:keep]) > width:
            keep -= 1
        pieces.append(word[:keep])
        word = word[keep:]
    return [*pieces, word]


def _cut(line: str, width: float, measure: Measure) -> str:
    while line and measure(line + " …") > width:
        line = line.rpartition(" ")[0] if " " in line else line[:-1]
    return f"{line} …".strip()


def right_to_left(words: str) -> bool:
    """Say whether the first strong character of *words* runs from right to left."""
    strong = (unicodedata.bidirectional(c) for c in words)
    return next((kind in ("R", "AL") for kind in strong if kind in ("L", "R", "AL")), False)
