"""The methods paragraph: what was done to get a table, in sentences that a paper can print."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping
from importlib import metadata
from typing import Any

import pandas as pd

_STEPS = {
    "tokenize": "Texts were cut into words.",
    "split_sentences": "Texts were cut into sentences.",
    "find_quotes": "Quotations and reported statements were found by rule, with speakers and cues.",
    "split_voices": "Sentences were cut into the outlet's own words and those of each speaker.",
    "score_tone": "The tone of each sentence was scored ({model}).",
    "explain_tone": "The tone of one text was taken apart word by word ({model}).",
    "tone_towards": "The tone of sentences towards named targets was scored ({model}).",
    "match_lexicon": "Words and phrases were matched, never parts of words, with the word lists "
    "{lexicons}.",
    "score_lexicon": "The categories of the lexicon {lexicon} ({digest}) were counted{index}.",
    "score_frames": "Frames were screened with the cue lists of the codebook {lexicon} "
    "({digest}); cue lists point to frames, they do not code them.",
    "compare": "Groups ({by}) were compared by {value}. Intervals are 95 % intervals of a cluster "
    "bootstrap that draws {unit} with replacement {resamples} times within each group and "
    "stretches the percentiles for few units.",
    "difference": "Differences of {value} between groups ({by}) carry 95 % intervals of a cluster "
    "bootstrap that draws {unit} with replacement {resamples} times, paired where units hold both "
    "groups.",
    "keyness": "Key words of {by} against {reference} were ranked by log-odds with an informative "
    "Dirichlet prior worth {prior_words} words; log-likelihood with Benjamini-Hochberg-adjusted "
    "p, log ratio, article range and dispersion (DP) stand beside it.",
    "collocations": "Collocations within {window} words in a sentence and met {min_count} times "
    "or more were ranked by logDice.",
    "word_shift": "The difference in mean word score between {group} and {reference} was broken "
    "down into words by a word shift.",
    "sample_for_coding": "A random sample of {n} texts, even over {by}, was drawn for "
    "blind coding.",
    "agreement": "Agreement of {coders} coders is Krippendorff's alpha ({level}), with a bootstrap "
    "interval over items.",
    "validate": "The measure {value} was held against the human codes of the same items.",
    "corrected_share": "Shares of {value} were corrected for the measure's errors: human codes "
    "post-stratified by the measure, 95 % intervals under Jeffreys' prior.",
    "corrected_difference": "Differences in the share of {value} were corrected for the measure's "
    "errors by human codes post-stratified by the measure.",
}
_SOURCES = {
    "score_tone": ["Hutto & Gilbert (2014), ICWSM 8:216"],
    "tone_towards": ["Hamborg & Donnay (2021), EACL, 1663"],
    "compare": ["Cameron, Gelbach & Miller (2008), Review of Economics and Statistics 90:414"],
    "difference": ["Cameron, Gelbach & Miller (2008), Review of Economics and Statistics 90:414"],
    "keyness": [
        "Monroe, Colaresi & Quinn (2008), Political Analysis 16:372",
        "Dunning (1993), Computational Linguistics 19:61",
        "Hardie (2014), Log Ratio: an informal introduction, CASS",
        "Gries (2008), International Journal of Corpus Linguistics 13:403",
    ],
    "collocations": ["Rychlý (2008), RASLAN, 6"],
    "word_shift": ["Gallagher et al. (2021), EPJ Data Science 10:4"],
    "agreement": ["Krippendorff (2019), Content Analysis, 4th edition"],
    "corrected_share": ["Tenenbein (1970), JASA 65:1350"],
    "corrected_difference": ["Tenenbein (1970), JASA 65:1350"],
}
_MODELS = {
    "vader": "VADER's compound, on straightened text, one sentence at a time",
    "news": "valences re-estimated on human-rated news",
}
_SHOWN = ["pandas", "numpy", "nltk", "vaderSentiment"]


def methods_text(*results: pd.DataFrame) -> str:
    """Return a methods paragraph for *results*: versions, steps with settings, references.

    Each table that newskit gives knows how it was made (``table.attrs["newskit"]``). pandas drops
    that note when tables are merged, so hand over the tables of all steps, in order. A step that is
    told twice is written once.

    >>> words = pd.DataFrame()
    >>> words.attrs["newskit"] = {"verb": "tokenize", "version": "1.0"}
    >>> methods_text(words).splitlines()[0].endswith("Texts were cut into words.")
    True
    """
    notes = [_note(table, place) for place, table in enumerate(results, start=1)]
    if not notes:
        raise ValueError("give methods_text the tables to write about")
    versions = sorted({str(note["version"]) for note in notes})
    opening = f"All measures were computed with newskit {' and '.join(versions)} ({_platform()})."
    steps = _once(_step(note) for note in notes)
    sources = _once(source for note in notes for source in _SOURCES.get(note["verb"], []))
    text = " ".join([opening, *steps])
    return "\n".join([text, "", "References", *sorted(sources)]) if sources else text


def _note(table: pd.DataFrame, place: int) -> dict[str, Any]:
    note = getattr(table, "attrs", {}).get("newskit")
    if not isinstance(note, dict):
        raise ValueError(
            f"result {place} does not know how it was made: pandas drops the note when tables are "
            "merged or joined; give the table as newskit returned it"
        )
    return note


def _step(note: Mapping[str, Any]) -> str:
    settings = {k: _words(k, v) for k, v in note.items() if k not in ("verb", "version")}
    verb = str(note["verb"])
    if verb in _STEPS:
        return _STEPS[verb].format_map(_Gaps(settings))
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
    if value is None:
        return "the whole"
    if name == "unit":
        return {"article_id": "articles"}.get(str(value), f"values of {value}")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
    return _MODELS.get(str(value), str(value)) if name == "model" else str(value)


def _platform() -> str:
    found = [f"Python {platform.python_version()}"]
    return ", ".join(found + [f"{name} {metadata.version(name)}" for name in _SHOWN])


def _once(lines: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(lines))
