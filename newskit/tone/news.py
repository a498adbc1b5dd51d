"""The news model of tone: the rating a reader of news would give a sentence, -4 to 4.

Two open files make the model. ``lexicons/news_valence.tsv`` gives each word a valence, estimated
by ``benchmarks/fit_news_tone.py`` from news sentences that people rated. In
``lexicons/valence_rules.toml`` stands how context changes it: what is within a few words before,
after or around. This module reads both and adds up; nothing is learned here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from newskit import schema
from newskit.text import columns
from newskit.text.columns import Integers
from newskit.tone.explanation import EXPLANATION, Explanation

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

MOST = 4.0


class Rule(NamedTuple):
    """What a word is worth in a context; the fields are those of ``valence_rules.toml``."""

    name: str
    of: frozenset[str]
    near: frozenset[str]
    where: str
    reach: int
    unless: frozenset[str]
    without: frozenset[str]
    sign: int
    factor: float
    valence: float | None


class Table(NamedTuple):
    """The valence of each word, and the rating of a sentence without any: the base."""

    valence: Mapping[str, float]
    base: float


class Reading(NamedTuple):
    """One entry per word that counts: its place, own valence, and what each rule made of it."""

    at: Integers
    valence: Floats
    contribution: Floats
    fired: list[tuple[Rule, Flags]]


class Scores(NamedTuple):
    """One entry per text: words, words that carried a valence, and the tone."""

    words: Integers
    scored: Integers
    tone: Floats


@cache
def table() -> Table:
    """Return the shipped valences."""
    valence, base = {}, 0.0
    for line in _shipped("news_valence.tsv").splitlines():
        if line.startswith("# base:"):
            base = float(line.removeprefix("# base:"))
        elif not line.startswith(("# ", "word\t")):
            word, value, *_ = line.split("\t")
            valence[word] = float(value)
    return Table(valence, base)


@cache
def rules() -> tuple[Rule, ...]:
    """Return the shipped rules, those that set a valence before those that multiply it."""
    data = tomllib.loads(_shipped("valence_rules.toml"))
    found = [_rule(name, entry, data["lists"]) for name, entry in data["rule"].items()]
    return tuple(sorted(found, key=lambda rule: rule.valence is None))


@cache
def plain() -> frozenset[str]:
    """Return the words that carry no valence by decision: homographs, and groups of people."""
    return frozenset().union(*tomllib.loads(_shipped("valence_rules.toml"))["plain"].values())


def _shipped(name: str) -> str:
    return (resources.files("newskit") / "lexicons" / name).read_text(encoding="utf-8")


def _rule(name: str, entry: dict[str, Any], lists: dict[str, list[str]]) -> Rule:
    """Return a rule of the file, its word lists looked up."""

    def words(key: str) -> frozenset[str]:
        given = entry.get(key, [])
        return frozenset(lists[given] if isinstance(given, str) else given)

    return Rule(
        name,
        words("of"),
        words("near"),
        entry["where"],
        entry["reach"],
        words("unless"),
        words("without"),
        entry.get("sign", 0),
        entry.get("factor", 1.0),
        entry.get("valence"),
    )


def valence(text: str) -> float:
    """Return the rating a reader would give the sentence *text*: -4 bad news, 4 good news.

    ``base + sum(contributions) / sqrt(words)``, cut at -4 and 4; a contribution is the valence of a
    word times the factors of the rules that apply. NaN where no word carries a valence. Names of
    people and places carry none, nor do words for groups of people.

    It was fitted on rated sentences of editorials: one sentence at a time. Average the sentences of
    an article. It measures how favourable the events and judgements told are, not whose side the
    text is on; and it knows words and their neighbours, not irony, nor who did what to whom.

    >>> valence("The crowd was in ecstasy after the concert.") > 0
    True
    >>> valence("The bloc is falling into ‘wartime ecstasy’.") < 0
    True

    References
    ----------
    Hutto & Gilbert (2014), VADER. ICWSM-14: the valences it starts from, and the rated sentences.
    """
    return float(score([text]).tone[0])


def score(texts: Sequence[str]) -> Scores:
    """Return words, scored words and tone of each of *texts*, one sentence or span each."""
    cut = columns.cut(texts)
    n, owner = len(texts), cut.words.text
    wordlike = np.array([any(map(str.isalnum, v)) for v in cut.vocabulary], dtype=bool)
    words = np.bincount(owner[wordlike[cut.words.id]], minlength=n)
    found = read(cut, table().valence)
    scored = np.bincount(owner[found.at], minlength=n)
    raw = np.bincount(owner[found.at], weights=found.contribution, minlength=n)
    tone = np.clip(table().base + raw / np.sqrt(np.maximum(words, 1)), -MOST, MOST)
    return Scores(words, scored, np.where((scored > 0) & (words > 0), tone, np.nan))


def explain(text: str) -> Explanation:
    """Return what moved the rating of *text*: one row per word that counts.

    The contributions add up to ``attrs["raw_sum"]``; ``attrs["tone"]`` is ``base + raw_sum /
    sqrt(words)``, cut at -4 and 4. ``rules`` names the rules that applied and what each did.
    """
    cut = columns.cut([text])
    found, scores = read(cut, table().valence), score([text])
    w, base = cut.words, table().base
    rows = [
        (text[w.start[i] : w.end[i]], w.start[i], w.end[i], own, _trail(found, k), given)
        for k, (i, own, given) in enumerate(
            zip(found.at, found.valence, found.contribution, strict=True)
        )
    ]
    shown = Explanation(schema.table(rows, EXPLANATION))
    raw, words, tone = sum(found.contribution.tolist()), int(scores.words[0]), scores.tone[0]
    shown.attrs.update(text=text, raw_sum=raw, words=words, base=base, tone=float(tone))
    shown.attrs["arithmetic"] = (
        f"{base:.3f} + ({raw:.3f}) / √{words} words = {tone:.3f}"
        if rows and words
        else "no word carried a valence: the tone is undefined"
    )
    return shown


def _trail(found: Reading, k: int) -> str:
    """Return the rules that applied to entry *k*, in words."""
    said = [
        f"{rule.name} x {rule.factor:g}"
        if rule.valence is None
        else f"{rule.name} = {rule.valence:g}"
        for rule, where in found.fired
        if where[k]
    ]
    return "; ".join(said)


def read(cut: columns.Cut, valences: Mapping[str, float]) -> Reading:
    """Return the words of *cut* that count, each text read as one stretch.

    Those with a valence in *valences*, and those that a rule gives one.
    """
    ids, own = cut.words.id, np.array([valences.get(v, 0.0) for v in cut.vocabulary])
    index = {word: i for i, word in enumerate(cut.vocabulary)}
    given = frozenset().union(*(rule.of for rule in rules()))
    counts = (own != 0) | _flags(given, index)
    at = np.flatnonzero(counts[ids]) if len(ids) else np.empty(0, dtype=np.int64)
    value, factor = own[ids[at]] if len(ids) else np.empty(0), np.ones(len(at))
    fired = [(rule, where) for rule, where in _firing(cut, index, at, value)]
    valence = value.copy()
    for rule, where in fired:
        if rule.valence is not None:
            valence[where] = rule.valence
        else:
            factor[where] *= rule.factor
    keep = (valence != 0) | (value != 0)
    fired = [(rule, where[keep]) for rule, where in fired]
    return Reading(at[keep], value[keep], (valence * factor)[keep], fired)


def _firing(
    cut: columns.Cut, index: Mapping[str, int], at: Integers, value: Floats
) -> Iterator[tuple[Rule, Flags]]:
    """Yield each rule and where, among the words *at*, it applies; *value* follows along."""
    ids, owner = cut.words.id, cut.words.text
    last = np.cumsum(np.bincount(owner))
    edges = np.append(0, last[:-1])[owner[at]], last[owner[at]]
    value = value.copy()
    for rule in rules():
        where = ~_any(_places(rule.unless, index, ids), *edges)
        if rule.of:
            where &= _flags(rule.of, index)[ids[at]]
        if rule.sign:
            where &= np.sign(value) == rule.sign
        spans = _windows(rule, at, *edges)
        near, wrong = _places(rule.near, index, ids), _places(rule.without, index, ids)
        seen = [_any(near, *s) for s in spans]
        where &= np.all(seen, axis=0) if rule.where == "both" else np.any(seen, axis=0)
        for s in _windows(rule._replace(reach=1), at, *edges):
            where &= ~_any(wrong, *s)
        if rule.valence is not None:
            value[where] = rule.valence
        yield rule, where


def _flags(words: frozenset[str], index: Mapping[str, int]) -> Flags:
    """Return which entries of the vocabulary are among *words*."""
    flags = np.zeros(len(index), dtype=bool)
    flags[[index[word] for word in words if word in index]] = True
    return flags


def _places(words: frozenset[str], index: Mapping[str, int], ids: Integers) -> Integers:
    """Return where in the column one of *words* stands."""
    return np.flatnonzero(_flags(words, index)[ids]) if words else np.empty(0, dtype=np.int64)


def _any(places: Integers, start: Integers, end: Integers) -> Flags:
    """Return for each stretch whether one of *places* lies in it."""
    return np.searchsorted(places, start) < np.searchsorted(places, end)


def _windows(
    rule: Rule, at: Integers, first: Integers, last: Integers
) -> list[tuple[Integers, Integers]]:
    """Return the stretches before and after the words *at* in which a rule looks."""
    before = np.maximum(first, at - rule.reach), at
    after = at + 1, np.minimum(last, at + 1 + rule.reach)
    return {"before": [before], "after": [after]}.get(rule.where, [before, after])
