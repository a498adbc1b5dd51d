"""The two rules of context that a lexicon file may ask for: no names, and company for weak words.

Both look at the whole sentence as printed, also where only a span of it is searched.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from newskit.lexicon.patterns import is_word
from newskit.lexicon.stream import Flags, Stream, ranges
from newskit.text.columns import Integers


class Printed(NamedTuple):
    """The words of a column as printed, without marks: text, sentence, start; and hits in them."""

    text: Integers
    sentence: Integers
    start: Integers
    first: Integers
    last: Integers


def in_context(
    words: Stream, places: tuple[Integers, Integers], company: Integers, texts: Sequence[str] | None
) -> Flags:
    """Return which hits count, given the *places* of their first and last word in *words*.

    With *texts* a hit that is printed as a name does not. A hit with *company* above 0 needs
    another hit, without that need, within so many words in its sentence.
    """
    keep = np.ones(len(company), dtype=bool)
    if not len(company) or (texts is None and not company.any()):
        return keep
    printed = _printed(words, places)
    if texts is not None:
        keep = ~_is_name(printed, texts)
    strong = np.flatnonzero(keep & (company == 0))
    for reach in np.unique(company[company > 0]).tolist():
        lit = _near(printed, strong, reach)
        keep &= (company != reach) | lit[printed.first] | lit[printed.last]
    return keep


def _printed(words: Stream, places: tuple[Integers, Integers]) -> Printed:
    all_words = words.cut.words
    spoken = np.array([is_word(w) for w in words.cut.vocabulary], dtype=bool)[all_words.id]
    # A hit that begins with a mark, such as a quoted word, counts from the word before.
    number = np.maximum(np.cumsum(spoken) - 1, 0)
    return Printed(
        *(column[spoken] for column in (all_words.text, all_words.sentence, all_words.start)),
        *(number[words.origin[place]] for place in places),
    )


def _is_name(printed: Printed, texts: Sequence[str]) -> Flags:
    """Return which hits begin with a capital not owed to the start or style of their sentence."""
    first, sentence = printed.first, printed.sentence

    def capital(at: Integers) -> Flags:
        places = zip(printed.text[at].tolist(), printed.start[at].tolist(), strict=True)
        return np.fromiter((texts[i][a].isupper() for i, a in places), bool, len(at))

    named = capital(first) & (sentence[first] == sentence[np.maximum(first - 1, 0)]) & (first > 0)
    # Whole sentences are looked at only where such a hit stands.
    asked = np.unique(sentence[first[named]])
    begins, ends = (np.searchsorted(sentence, asked, side=side) for side in ("left", "right"))
    owner = np.repeat(np.arange(len(asked)), ends - begins)
    capitals = np.bincount(owner, capital(ranges(begins, ends - begins)), minlength=len(asked))
    titled = asked[2 * capitals >= ends - begins]
    found: Flags = named & ~np.isin(sentence[first], titled)
    return found


def _near(printed: Printed, strong: Integers, reach: int) -> Flags:
    """Return which words stand within *reach* words of a strong hit, in its sentence."""
    own = printed.sentence[printed.first[strong]]
    begins = np.searchsorted(printed.sentence, own, side="left")
    ends = np.searchsorted(printed.sentence, own, side="right")
    low = np.maximum(printed.first[strong] - reach, begins)
    high = np.minimum(printed.last[strong] + reach + 1, ends)
    size = len(printed.sentence) + 1
    steps = np.bincount(low, minlength=size) - np.bincount(high, minlength=size)
    lit: Flags = np.cumsum(steps)[:-1] > 0
    return lit
