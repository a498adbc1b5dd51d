"""Words as the finder knows them: what reports, and with which stance; the class of each word.

The lists are files in ``newskit/lexicons``: ``cues.toml`` (one category a stance, every form
written out), ``word_classes.toml`` (closed classes, each with its letter) and
``quotation_weights.toml`` (what each sign of a quotation costs or is worth).
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from newskit.text.names import entries

# Reported thought and wish: weaker evidence for a quotation than a verb of speech.
THOUGHT = frozenset({"believed", "wanted"})


@cache
def _file(name: str) -> dict[str, Any]:
    source = resources.files("newskit") / "lexicons" / f"{name}.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


@cache
def weights(table: str) -> dict[str, float]:
    """Return a table of quotation_weights.toml; benchmarks/ablate.py changes it in place."""
    found: dict[str, float] = _file("quotation_weights")[table]
    return found


@cache
def group(table: str, name: str = "words") -> frozenset[str]:
    """Return the words *name* in a *table* of word_classes.toml, none if there is no such name."""
    return frozenset(_file("word_classes")[table].get(name, "").split())


@cache
def classes() -> dict[str, str]:
    """Return the letter of every word in the closed classes; the last class that lists it wins."""
    listed = _file("word_classes")["class"].values()
    return {word: c["letter"] for c in listed for word in c["words"].split()}


@cache
def verbs() -> dict[str, str]:
    """Return every verb form of the list with its stance."""
    found: dict[str, str] = {}
    for stance, listed in entries("cues").items():
        if not stance.endswith("noun"):
            for entry in listed:
                found.setdefault(entry, stance)
    return found


@cache
def nouns() -> dict[str, str]:
    """Return the nouns of the list with their letters: U for speech, u for thought."""
    listed = entries("cues")
    return dict.fromkeys(listed["thought_noun"], "u") | dict.fromkeys(listed["noun"], "U")


@cache
def phrases() -> dict[str, frozenset[str]]:
    """Return the first words of two-word cues ("pointed out") with their second words."""
    pairs = [entry.partition(" ")[::2] for entry in verbs() if " " in entry]
    return {head: frozenset(tail for h, tail in pairs if h == head) for head, _ in pairs}


# Forms that never look like nouns: irregular past forms, and "say", "tell", "think".
PAST = frozenset(
    "say says said tell tells told think thinks wrote read put thought felt saw knew found held "
    "meant sang".split()
)


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
    """Return the stance of a cue, verb or noun; "said" for words that take none.

    >>> stance_of("denied"), stance_of("warnings"), stance_of("said")
    ('denied', 'warned', 'said')
    """
    known = verbs()
    singular = word[:-1] if word.endswith("s") else word
    return known.get(word) or known.get(singular) or _noun_stances().get(singular, "said")


@cache
def _noun_stances() -> dict[str, str]:
    table: dict[str, str] = _file("word_classes")["stance"]
    return {noun: stance for stance, listed in table.items() for noun in listed.split()}
