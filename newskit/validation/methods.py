"""The methods paragraph: what was done to get a table, in sentences that a paper can print."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from importlib import metadata
from typing import Any

import pandas as pd

from newskit import verbs

_MODELS = {
    "vader": "VADER's compound, on straightened text, one sentence at a time",
    "news": "valences re-estimated on human-rated news",
}
_NO_SETTINGS = ("verb", "version", "passed_over")
_SHOWN = ["pandas", "numpy", "nltk", "vaderSentiment"]


def methods_text(*results: pd.DataFrame) -> str:
    """Return a methods paragraph for *results*: versions, steps with settings, references.

    Each table that newskit gives knows how it was made (``table.attrs["newskit"]``); hand over the
    tables of all steps, in order. pandas drops that note when tables are merged: then the columns
    tell the step, and its settings stand as *not recorded*. A step that is told twice is written
    once.

    >>> words = pd.DataFrame()
    >>> words.attrs["newskit"] = {"verb": "tokenize", "version": "1.0"}
    >>> methods_text(words).splitlines()[0].endswith("Texts were cut into words.")
    True
    """
    notes = [n for place, table in enumerate(results, start=1) for n in _notes(table, place)]
    if not notes:
        raise ValueError("give methods_text the tables to write about")
    versions = sorted({str(note["version"]) for note in notes})
    shown = [f"{name} {metadata.version(name)}" for name in _SHOWN]
    machine = ", ".join([f"Python {platform.python_version()}", *shown])
    opening = f"All measures were computed with newskit {' and '.join(versions)} ({machine})."
    steps = dict.fromkeys(map(_step, notes))
    declared = [d for note in notes if (d := verbs.DECLARED.get(str(note["verb"])))]
    sources = {source for declaration in declared for source in declaration.cites}
    text = " ".join([opening, *steps])
    return "\n".join([text, "", "References", *sorted(sources)]) if sources else text


def _notes(table: Any, place: int) -> list[dict[str, Any]]:
    table = getattr(table, "figures", table)  # what validate gives
    note = getattr(table, "attrs", {}).get("newskit")
    if isinstance(note, dict):
        return [note]
    found = _recognised(set(getattr(table, "columns", ())))
    if not found:
        raise ValueError(
            f"result {place} does not know how it was made, and its columns are those of no step "
            "of newskit; give the table as newskit returned it"
        )
    from newskit import __version__

    return [{"verb": verb, "version": __version__} for verb in found]


def _recognised(columns: set[str]) -> list[str]:
    """Return the steps whose tables' columns are all there, but for those within larger ones."""
    whole = {v: set(d.table) for v, d in verbs.DECLARED.items() if set(d.table) <= columns}
    largest = {v: t for v, t in whole.items() if not any(t < other for other in whole.values())}
    return [v for v, t in largest.items() if sum(t == other for other in largest.values()) == 1]


def _step(note: Mapping[str, Any]) -> str:
    settings = {k: _words(k, v) for k, v in note.items() if k not in _NO_SETTINGS}
    verb = str(note["verb"])
    if declared := verbs.DECLARED.get(verb):
        # A reader must know what is not measured.
        skipped = note.get("passed_over")
        left_out = f" {len(skipped)} articles were passed over." if skipped else ""
        return declared.says.format_map(_Gaps(settings)) + left_out
    named = ", ".join(f"{name} {words}" for name, words in settings.items())
    return f"The step {verb} was run" + (f" with {named}." if named else ".")


class _Gaps(dict[str, str]):
    """Settings that name what is not there, so that no sentence hides it."""

    def __missing__(self, key: str) -> str:
        return f"[{key} not recorded]"


def _words(name: str, value: Any) -> str:
    """Return a setting as words: lists joined, digests cut to twelve signs."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key} ({_words('digest', digest)})" for key, digest in value.items())
    if isinstance(value, (list, tuple)):
        return (" over " if name == "value" else " and ").join(map(str, value))
    if name == "digest":
        return f"SHA-256 {str(value)[:12]}"
    if name == "adjust":
        return f"{str(value).capitalize()}-adjusted" if value else "unadjusted"
    if value is None:
        return "the whole"
    if name == "unit":
        return {"article_id": "articles"}.get(str(value), f"values of {value}")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
    return _MODELS.get(str(value), str(value)) if name == "model" else str(value)
