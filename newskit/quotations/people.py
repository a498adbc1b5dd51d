"""Names, titles and roles: the words that tell who "she" or "the minister" may be.

The list is ``newskit/lexicons/people.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources


@cache
def _entries() -> dict[str, frozenset[str]]:
    source = resources.files("newskit") / "lexicons" / "people.toml"
    categories = tomllib.loads(source.read_text(encoding="utf-8"))["category"]
    return {name: frozenset(category["entries"]) for name, category in categories.items()}


# What a role is also called; both sides are looked up.
_SYNONYMS = {
    "diplomat": ("minister", "ambassador", "envoy", "secretary"),
    "spokesperson": ("spokesman", "spokeswoman"),
    "spokesman": ("spokesperson",),
    "spokeswoman": ("spokesperson",),
    "lawmaker": (
        "senator",
        "congressman",
        "congresswoman",
        "representative",
        "sen",
        "rep",
        "deputy",
    ),
    "senator": ("sen",),
    "congressman": ("rep", "representative"),
    "congresswoman": ("rep", "representative"),
    "governor": ("gov",),
    "general": ("gen",),
    "professor": ("prof",),
    "doctor": ("dr", "physician"),
    "attorney": ("lawyer",),
    "lawyer": ("attorney",),
    "premier": ("minister",),
    "boss": ("chief", "head", "director", "chairman"),
    "chief": ("head", "director", "secretary-general", "commander"),
    "leader": ("president", "premier", "chairman", "chairwoman", "head"),
    "mogul": ("businessman",),
    "tycoon": ("businessman",),
}
_ABBREVIATED = frozenset("sen rep gov gen dr prof lt col maj capt adm sgt rev hon pres".split())


def is_title(word: str) -> bool:
    """Tell whether *word* (lower case, no full stop) is a title or role, not part of a name."""
    e = _entries()
    return (
        word in _ABBREVIATED or word in e["role"] or word in e["she_word"] or word in e["he_word"]
    )


def roles_for(word: str) -> frozenset[str]:
    """Return the words under which somebody called *word* may have been introduced."""
    return frozenset((word, *_SYNONYMS.get(word, ())))


def gender(name: str, titles: Iterable[str]) -> str:
    """Return "she", "he", or "" for a name and the titles and roles seen with it."""
    e = _entries()
    for title in titles:
        if title in e["she_word"]:
            return "she"
        if title in e["he_word"]:
            return "he"
    first = name.split()[0].lower() if name else ""
    she, he = first in e["she_name"], first in e["he_name"]
    return "she" if she and not he else "he" if he and not she else ""
