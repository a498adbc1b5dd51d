"""The news model of tone: the rating a reader of news would give a sentence, -4 to 4.

Three open files make the model. ``lexicons/news_valence.tsv`` gives each word a valence, estimated
by ``benchmarks/fit_news_tone.py`` from news sentences that people rated. In
``lexicons/valence_rules.toml`` stands how context changes it: what is within a few words before,
after or around. ``lexicons/neutral.toml`` says which words may carry none, names among them
(:mod:`newskit.tone.neutral`). This module reads them and adds up; nothing is learned here.
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
from newskit.text.columns import Cut, Integers
from newskit.tone import neutral
from newskit.tone.explanation import EXPLANATION, Explanation
from newskit.tone.neutral import Flags

Floats = npt.NDArray[np.float64]

MOST = 4.0
# Within a fourth of a point of 0 a sentence is called neutral: three classes then agree best with
# those of readers (benchmarks/tone.py prints the figures of other bands).
BAND = 0.25


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
    """The valence of each word, the rating of a sentence without any (the base), the version."""

    valence: Mapping[str, float]
    base: float
    version: str


class Stretches(NamedTuple):
    """The words of each span, one span after the other: which word of the cut, whose, where.

    ``first`` and ``last`` tell for each span which entries of ``word`` are its own.
    """

    word: Integers
    owner: Integers
    first: Integers
    last: Integers


class Reading(NamedTuple):
    """One entry per word that counts: its place, own valence, and what each rule made of it.

    ``length`` is that of each span in words, a name of several words being one: the tone of a
    sentence must not hang on how many names its minister has.
    """

    at: Integers
    valence: Floats
    contribution: Floats
    fired: list[tuple[Rule, Flags]]
    length: Integers


class Scores(NamedTuple):
    """One entry per span: words, words that carried a valence, and the tone."""

    words: Integers
    scored: Integers
    tone: Floats


@cache
def table() -> Table:
    """Return the shipped valences, without those of words that may carry none."""
    given = read_table(_shipped("news_valence.tsv"), "news_valence.tsv")
    kept = {word: v for word, v in given.valence.items() if not neutral.is_neutral(word)}
    return given._replace(valence=kept)


def read_table(text: str, name: str) -> Table:
    """Return the valences of a file: lines of word, tab, valence; ``# base: ...`` before them."""
    valence, told = dict[str, float](), {"base": "0", "version": name}
    for number, line in enumerate(text.splitlines(), 1):
        word, *rest = line.split("\t")
        if line.startswith("# "):
            key, _, value = line.removeprefix("# ").partition(": ")
            told[key] = value
        elif line and word != "word":
            try:
                valence[word] = float(rest[0])
            except (IndexError, ValueError):
                raise ValueError(f"{name}, line {number}: no word, tab and valence") from None
    return Table(valence, float(told["base"]), told["version"])


@cache
def rules() -> tuple[Rule, ...]:
    """Return the shipped rules, those that set a valence before those that multiply it."""
    data = tomllib.loads(_shipped("valence_rules.toml"))
    found = [_rule(name, entry, data["lists"]) for name, entry in data["rule"].items()]
    return tuple(sorted(found, key=lambda rule: rule.valence is None))


@cache
def plain() -> frozenset[str]:
    """Return the words that carry no valence of their own: homographs, and what rules count."""
    return frozenset().union(*tomllib.loads(_shipped("valence_rules.toml"))["plain"].values())


def _shipped(name: str) -> str:
    return (resources.files("newskit") / "lexicons" / name).read_text(encoding="utf-8")


def _rule(name: str, entry: dict[str, Any], lists: dict[str, list[str]]) -> Rule:
    """Return a rule of the file, its word lists looked up."""

    def words(key: str) -> frozenset[str]:
        given = entry.get(key, [])
        names = given if isinstance(given, list) else [given]
        return frozenset(word for name in names for word in lists.get(name, [name]))

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


def stretches(cut: Cut, which: Integers, start: Integers, end: Integers) -> Stretches:
    """Return the words of *cut* inside each span, *start* to *end* of the text *which*."""
    w = cut.words
    size = int(max(w.end.max(initial=0), end.max(initial=0))) + 1
    first = np.searchsorted(w.text * size + w.start, which * size + start)
    last = np.maximum(first, np.searchsorted(w.text * size + w.end, which * size + end, "right"))
    count = last - first
    ends = np.cumsum(count)
    shift = np.repeat(first - (ends - count), count)
    owner = np.repeat(np.arange(len(which)), count)
    word = np.arange(len(owner)) + shift
    spoken = ~neutral.pauses(cut)[word]
    ends = np.cumsum(np.bincount(owner[spoken], minlength=len(which)))
    return Stretches(word[spoken], owner[spoken], np.append(0, ends)[:-1], ends)


def whole(cut: Cut, texts: Sequence[str]) -> Stretches:
    """Return the words of *cut*, each text one span."""
    n = np.arange(len(texts))
    return stretches(cut, n, np.zeros_like(n), np.array([len(t) for t in texts], dtype=np.int64))


def score(cut: Cut, texts: Sequence[str], among: Stretches, given: Table) -> Scores:
    """Return words, scored words and tone of each span *among* the *texts*, which *cut* cut."""
    return _scores(cut, among, read(cut, texts, among, given.valence), given.base)


def _scores(cut: Cut, among: Stretches, found: Reading, base: float) -> Scores:
    n, owner = len(among.first), among.owner[found.at]
    words = _lengths(cut, among, np.ones(len(cut.words.id), dtype=bool))
    scored = np.bincount(owner, minlength=n)
    raw = np.bincount(owner, weights=found.contribution, minlength=n)
    tone = np.clip(base + raw / np.sqrt(np.maximum(found.length, 1)), -MOST, MOST)
    return Scores(words, scored, np.where((scored > 0) & (words > 0), tone, np.nan))


def _lengths(cut: Cut, among: Stretches, chosen: Flags) -> Integers:
    """Return how many of the *chosen* words, marks left out, stand in each span."""
    spoken = np.array([v.isalnum() or any(map(str.isalnum, v)) for v in cut.vocabulary], dtype=bool)
    chosen = chosen & spoken[cut.words.id] if len(chosen) else chosen
    return np.bincount(among.owner[chosen[among.word]], minlength=len(among.first))


def score_one(text: str, given: Table) -> float:
    """Return the tone of one text, read as one stretch."""
    cut = columns.cut([text])
    return float(score(cut, [text], whole(cut, [text]), given).tone[0])


def explain(text: str, given: Table) -> Explanation:
    """Return what moved the rating of *text*: one row per word that counts.

    The contributions add up to ``attrs["raw_sum"]``; ``attrs["tone"]`` is ``base + raw_sum /
    sqrt(words)``, cut at -4 and 4, a name counting as one word. ``rules`` names the rules that
    applied and what each did.
    """
    cut = columns.cut([text])
    among = whole(cut, [text])
    found = read(cut, [text], among, given.valence)
    scores = _scores(cut, among, found, given.base)
    w, base = cut.words, given.base
    rows = [
        (text[w.start[i] : w.end[i]], w.start[i], w.end[i], own, _trail(found, k), moved)
        for k, (i, own, moved) in enumerate(
            zip(among.word[found.at], found.valence, found.contribution, strict=True)
        )
    ]
    shown = Explanation(schema.table(rows, EXPLANATION))
    raw, words, tone = sum(found.contribution.tolist()), int(found.length[0]), scores.tone[0]
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


def read(
    cut: Cut, texts: Sequence[str], among: Stretches, valences: Mapping[str, float]
) -> Reading:
    """Return the words of the spans *among* that count, each span read as one stretch.

    Those with a valence in *valences*, and those that a rule gives one; names never.
    """
    own = np.array([valences.get(v, 0.0) for v in cut.vocabulary])
    index = {word: i for i, word in enumerate(cut.vocabulary)}
    given = frozenset().union(*(rule.of for rule in rules()))
    counts = (own != 0) | neutral.flags(given, index)
    ids = cut.words.id[among.word]
    speaks = counts[cut.words.id] if len(cut.words.id) else np.empty(0, dtype=bool)
    named = neutral.names(cut, texts, counts)
    speaks &= ~named
    at = np.flatnonzero(speaks[among.word])
    value, factor = own[ids[at]] if len(ids) else np.empty(0), np.ones(len(at))
    fired = list(_firing(among, ids, index, at, value))
    valence = value.copy()
    for rule, where in fired:
        if rule.valence is not None:
            valence[where] = rule.valence
        else:
            factor[where] *= rule.factor
    keep = valence != 0
    fired = [(rule, where[keep]) for rule, where in fired]
    length = _lengths(cut, among, ~neutral.goes_on(cut, texts, named))
    return Reading(at[keep], value[keep], (valence * factor)[keep], fired, length)


def _firing(
    among: Stretches, ids: Integers, index: Mapping[str, int], at: Integers, value: Floats
) -> Iterator[tuple[Rule, Flags]]:
    """Yield each rule and where, among the words *at*, it applies; *value* follows along."""
    edges = among.first[among.owner[at]], among.last[among.owner[at]]
    value = value.copy()
    for rule in rules():
        where = np.ones(len(at), dtype=bool)
        if rule.of:
            where &= neutral.flags(rule.of, index)[ids[at]]
        if rule.sign:
            where &= np.sign(value) == rule.sign
        # Few words are in question for most rules; only these are looked around.
        k = np.flatnonzero(where)
        first, last = edges[0][k], edges[1][k]
        fits = ~_any(_places(rule.unless, index, ids), first, last)
        near, wrong = _places(rule.near, index, ids), _places(rule.without, index, ids)
        seen = [_any(near, *s) for s in _windows(rule, at[k], first, last)]
        fits &= np.all(seen, axis=0) if rule.where == "both" else np.any(seen, axis=0)
        for s in _windows(rule._replace(reach=1), at[k], first, last):
            fits &= ~_any(wrong, *s)
        where[k] = fits
        if rule.valence is not None:
            value[where] = rule.valence
        yield rule, where


def _places(words: frozenset[str], index: Mapping[str, int], ids: Integers) -> Integers:
    """Return where in the column one of *words* stands."""
    return (
        np.flatnonzero(neutral.flags(words, index)[ids]) if words else np.empty(0, dtype=np.int64)
    )


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
