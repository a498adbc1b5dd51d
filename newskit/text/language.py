"""Which language a text is written in, as far as is needed to refuse what cannot be measured.

The measures know English. German *die* and *war* are English words, so a text in another language
would be scored without a sign of doubt. Only positive evidence refuses: a tweet, a headline or a
list of names is taken as it comes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from newskit import schema

ADVICE = '; newskit measures English (articles.assign(language="en") overrides)'

# Enough of a text to know its language by; the commonest words come in the first lines.
_ENOUGH = 1_500
_WORDS = schema.shipped("languages.toml")
_OF = {
    word: [name for name, own in _WORDS.items() if word in own.split()]
    for words in _WORDS.values()
    for word in words.split()
}
_SCRIPTS = re.compile(r"[^\W\d_a-zA-Z\u00c0-\u02af\u1e00-\u1eff]")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")


def foreign(texts: Sequence[str], told: Sequence[object] | None = None) -> dict[int, str]:
    """Return which of *texts* are written in another language than English, and in which.

    *told* are the articles' own words on it (``"en"``, ``"de-CH"`` ...), which are believed.
    """
    found = {}
    for i, text in enumerate(texts):
        said = told[i] if told is not None else None
        if isinstance(said, str) and said.strip():
            if not said.strip().lower().startswith("en"):
                found[i] = said.strip()
        elif tongue := other_language(text):
            found[i] = tongue
    return found


def other_language(text: str) -> str | None:
    """Return the language *text* is written in if there is evidence that it is not English.

    >>> other_language("Die Fähre war pünktlich, und das ist nicht von Dauer, sagte der Minister.")
    'German'
    >>> other_language("War fever in Ostrania") is None
    True
    """
    start = text[:_ENOUGH]
    # Two of its commonest word settle it for nearly every English text, at little cost.
    if start.count(" the ") > 1:
        return None
    letters = len(_LETTER.findall(start))
    strange = _SCRIPTS.findall(start)
    if len(strange) > max(letters // 2, 10):
        return f"{_script(strange[len(strange) // 2])} script"
    counts = dict.fromkeys(_WORDS, 0)
    words = _WORD.findall(start.lower())
    for word in words:
        for name in _OF.get(word, ()):
            counts[name] += 1
    best = max(counts, key=counts.__getitem__)
    # Three function words, a tenth of all words, and twice as many as English ones.
    enough = counts[best] >= max(3, len(words) / 10) and counts[best] > 2 * counts["English"]
    return best if best != "English" and enough else None


def _script(letter: str) -> str:
    return unicodedata.name(letter, "another").split()[0].capitalize()
