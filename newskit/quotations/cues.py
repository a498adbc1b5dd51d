"""The words that report: cues of speech, thought and wish, and the stance they take.

The list is ``newskit/lexicons/cues.toml``: one category a stance, every form written out.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

# Reported thought and wish: weaker evidence for a quotation than a verb of speech.
THOUGHT = frozenset({"believed", "wanted"})


@cache
def _entries() -> dict[str, list[str]]:
    source = resources.files("newskit") / "lexicons" / "cues.toml"
    categories = tomllib.loads(source.read_text(encoding="utf-8"))["category"]
    return {name: category["entries"] for name, category in categories.items()}


@cache
def verbs() -> dict[str, str]:
    """Return every verb form of the list with its stance."""
    found: dict[str, str] = {}
    for stance, entries in _entries().items():
        if not stance.endswith("noun"):
            for entry in entries:
                found.setdefault(entry, stance)
    return found


@cache
def nouns() -> dict[str, str]:
    """Return the nouns of the list with their letters: U for speech, u for thought."""
    entries = _entries()
    return dict.fromkeys(entries["thought_noun"], "u") | dict.fromkeys(entries["noun"], "U")


@cache
def phrases() -> dict[str, set[str]]:
    """Return the first words of two-word cues ("pointed out") with their second words."""
    found: dict[str, set[str]] = {}
    for entry in verbs():
        head, _, tail = entry.partition(" ")
        if tail:
            found.setdefault(head, set()).add(tail)
    return found


_PAST = frozenset("said told wrote read put thought felt saw knew found held meant sang".split())


def is_past(word: str) -> bool:
    """Tell irregular past forms from the present forms that look like nouns."""
    return word in _PAST


def letter(word: str) -> str:
    """Return the word-class letter of a cue in lower case (V G v g U u K), or nothing."""
    stance = verbs().get(word)
    if stance is None:
        return "K" if word == "according" else nouns().get(word, "")
    ing = word.endswith("ing")
    if stance in THOUGHT:
        return "g" if ing else "v"
    return "G" if ing else "V"


def stance_of(word: str) -> str:
    """Return the stance of a cue, verb or noun; "said" for words that take none."""
    known = verbs()
    if word in known:
        return known[word]
    singular = word[:-1] if word.endswith("s") else word
    return known.get(singular, _NOUN_STANCE.get(singular, "said"))


_NOUN_STANCE = {
    noun: stance
    for stance, listed in {
        "claimed": "assertion allegation contention argument insistence suggestion theory",
        "admitted": "admission confession acknowledgment acknowledgement",
        "denied": "denial refusal doubt",
        "warned": "warning threat concern worry fear",
        "predicted": "prediction forecast estimate expectation",
        "promised": "pledge vow assurance commitment",
        "asked": "question plea recommendation proposal appeal",
        "criticized": "criticism complaint accusation attack insult objection protest rant tirade",
        "believed": "opinion belief view idea notion conviction thought assumption",
        "wanted": "wish intention desire hope",
    }.items()
    for noun in listed.split()
}
