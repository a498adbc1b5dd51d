"""The two rules of context that a lexicon file may ask for: no names, and company for weak words.

Both look at the whole sentence as printed, also where only a span of it is searched.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from newskit.lexicon.patterns import are_words
from newskit.lexicon.stream import Flags, Stream, changes, near, ranges
from newskit.text.columns import Integers


def in_context(
    words: Stream, places: tuple[Integers, Integers], company: Integers, texts: Sequence[str] | None
) -> Flags:
    """Return which hits count, given the *places* of their first and last word in *words*.

    With *texts* a hit that is printed as a name does not. A hit with *company* above 0 needs
    another hit, without that need, within so many words in its sentence.
    """
    keep = np.ones(len(company), dtype=bool)
    if texts is None and not company.any():
        return keep
    printed, spoken = words.cut.words, are_words(words.cut.vocabulary)
    rows = np.flatnonzero(spoken[printed.id])
    sentence = printed.sentence[rows]
    # A hit that begins with a mark, such as a quoted word, counts from the word before.
    first, last = (
        np.maximum(np.searchsorted(rows, words.origin[at], side="right") - 1, 0) for at in places
    )
    if texts is not None:

        def capital(at: Integers) -> Flags:
            places = printed.text[rows[at]].tolist(), printed.start[rows[at]].tolist()
            letters = (texts[i][a].isupper() for i, a in zip(*places, strict=True))
            return np.fromiter(letters, bool, len(at))

        keep = ~_is_name(first, sentence, capital)
    strong, place = keep & (company == 0), np.arange(len(rows))
    lit = near((first, last), (first[strong], last[strong]), sentence, place, company)
    keep &= (company == 0) | lit
    return keep


def _is_name(first: Integers, sentence: Integers, capital: Callable[[Integers], Flags]) -> Flags:
    """Return which hits begin with a capital not owed to the start or style of their sentence."""
    named = capital(first) & ~changes(sentence)[first]
    # Whole sentences are looked at only where such a hit stands.
    asked = np.unique(sentence[first[named]])
    begins, ends = (np.searchsorted(sentence, asked, side=side) for side in ("left", "right"))
    owner = np.repeat(np.arange(len(asked)), ends - begins)
    capitals = np.bincount(owner, capital(ranges(begins, ends - begins)), minlength=len(asked))
    titled = asked[2 * capitals >= ends - begins]
    named &= ~np.isin(sentence[first], titled)
    return named
