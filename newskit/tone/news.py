"""The news model of tone: the rating a reader of news would give a sentence, -4 to 4.

Three open files make the model. ``lexicons/news_valence.tsv`` gives each word a valence, estimated
by ``benchmarks/fit_news_tone.py`` from news sentences that people rated. In
``lexicons/valence_rules.toml`` stands how context changes it: what is within a few words before,
after or around. ``lexicons/neutral.toml`` says which words may carry none, names among them
(:mod:`newskit.tone.neutral`). This module reads them and adds up; nothing is learned here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from newskit import schema
from newskit.text import columns
from newskit.text.columns import Integers
from newskit.tone import neutral
from newskit.tone.explanation import EXPLANATION, Explanation
from newskit.tone.neutral import Flags, Words

Floats = npt.NDArray[np.float64]

MOST = 4.0


class Rule(NamedTuple):
    """What a word is worth in a context; the fields are those of ``valence_rules.toml``."""

    name: str
    of: frozenset[str]
    near: frozenset[str]
    unless: frozenset[str]
    without: frozenset[str]
    where: str
    reach: int
    sign: int = 0
    factor: float = 1.0
    valence: float | None = None


class Table(NamedTuple):
    """The valence of each word, the rating of a sentence without any (the base), the version."""

    valence: Mapping[str, float]
    base: float
    version: str


class Stretches(NamedTuple):
    """The words of each span, one span after the other: which word, whose.

    ``first`` and ``last`` tell for each span which entries of ``word`` are its own.
    """

    word: Integers
    owner: Integers
    first: Integers
    last: Integers


class Reading(NamedTuple):
    """One entry per word that counts: its place, own valence, and what each rule made of it.

    ``fired`` tells of each rule which entries it touched.
    ``length`` is that of each span in words, a name of several words being one: the tone of a
    sentence must not hang on how many names its minister has.
    """

    at: Integers
    valence: Floats
    contribution: Floats
    fired: list[tuple[Rule, Integers]]
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
    data = neutral.data("valence_rules")
    found = [_rule(name, entry, data["lists"]) for name, entry in data["rule"].items()]
    return tuple(sorted(found, key=lambda rule: rule.valence is None))


@cache
def plain() -> frozenset[str]:
    """Return the words that carry no valence of their own: homographs, and what rules count."""
    return frozenset().union(*neutral.data("valence_rules")["plain"].values())


def _shipped(name: str) -> str:
    return (resources.files("newskit") / "lexicons" / name).read_text(encoding="utf-8")


def _rule(name: str, entry: dict[str, Any], lists: dict[str, list[str]]) -> Rule:
    """Return a rule of the file, its word lists looked up."""

    def words(key: str) -> frozenset[str]:
        given = entry.get(key, [])
        names = given if isinstance(given, list) else [given]
        return frozenset(word for name in names for word in lists.get(name, [name]))

    told = {key: entry[key] for key in entry if key in Rule._fields}
    return Rule(name, **told | {key: words(key) for key in ("of", "near", "unless", "without")})


@cache
def _lists() -> tuple[dict[frozenset[str], int], dict[str, int]]:
    """Return the bit of each word list of the rules, and the bits of each word in one."""
    named = dict.fromkeys(words for rule in rules() for words in rule[1:5] if words)
    bits, of_word = {words: 1 << k for k, words in enumerate(named)}, dict[str, int]()
    for words, bit in bits.items():
        for word in words:
            of_word[word] = of_word.get(word, 0) | bit
    return bits, of_word


def stretches(w: Words, which: Integers, start: Integers, end: Integers) -> Stretches:
    """Return the words inside each span, *start* to *end* of the text *which*."""
    size = int(max(w.end.max(initial=0), end.max(initial=0))) + 1
    first = np.searchsorted(w.text * size + w.start, which * size + start)
    last = np.searchsorted(w.text * size + w.end, which * size + end, "right")
    count = np.maximum(last - first, 0)
    ends = np.cumsum(count)
    owner = np.repeat(np.arange(len(which)), count)
    word = np.arange(len(owner)) + np.repeat(first - (ends - count), count)
    return Stretches(word, owner, ends - count, ends)


def whole(w: Words, texts: Sequence[str]) -> Stretches:
    """Return the words, each text one span."""
    n = np.arange(len(texts))
    return stretches(w, n, np.zeros_like(n), np.array([len(t) for t in texts], dtype=np.int64))


def score(w: Words, among: Stretches, given: Table) -> Scores:
    """Return words, scored words and tone of each span *among* the words."""
    return _scores(w, among, read(w, among, given.valence), given.base)


def _scores(w: Words, among: Stretches, found: Reading, base: float) -> Scores:
    n, owner = len(among.first), among.owner[found.at]
    words = _count(among, w.are("spoken"))
    scored = np.bincount(owner, minlength=n)
    raw = np.bincount(owner, weights=found.contribution, minlength=n)
    tone = np.clip(base + raw / np.sqrt(np.maximum(found.length, 1)), -MOST, MOST)
    return Scores(words, scored, np.where((scored > 0) & (words > 0), tone, np.nan))


def _count(among: Stretches, chosen: Flags) -> Integers:
    """Return how many of the *chosen* words stand in each span."""
    return np.bincount(among.owner[chosen.take(among.word)], minlength=len(among.first))


def score_one(text: str, given: Table) -> float:
    """Return the tone of one text, read as one stretch."""
    w = neutral.spoken(columns.cut([text]), [text])
    return float(score(w, whole(w, [text]), given).tone[0])


def explain(text: str, given: Table) -> Explanation:
    """Return what moved the rating of *text*: one row per word that counts.

    The contributions add up to ``attrs["raw_sum"]``; ``attrs["tone"]`` is ``base + raw_sum /
    sqrt(words)``, cut at -4 and 4, a name counting as one word. ``rules`` names the rules that
    applied and what each did.
    """
    w = neutral.spoken(columns.cut([text]), [text])
    among, base = whole(w, [text]), given.base
    found = read(w, among, given.valence)
    scores = _scores(w, among, found, base)
    printed = zip(w.start[among.word[found.at]], w.end[among.word[found.at]], strict=True)
    told = zip(printed, found.valence, _trails(found), found.contribution, strict=True)
    rows = [(text[a:b], a, b, own, trail, moved) for (a, b), own, trail, moved in told]
    shown = Explanation(schema.table(rows, EXPLANATION))
    raw, words, tone = sum(found.contribution.tolist()), int(found.length[0]), scores.tone[0]
    shown.attrs.update(text=text, raw_sum=raw, words=words, base=base, tone=float(tone))
    shown.attrs["arithmetic"] = (
        f"{base:.3f} + ({raw:.3f}) / √{words} words = {tone:.3f}"
        if rows and words
        else "no word carried a valence: the tone is undefined"
    )
    return shown


def _trails(found: Reading) -> list[str]:
    """Return for each entry the rules that applied, in words."""
    said: list[list[str]] = [[] for _ in found.at]
    for rule, where in found.fired:
        sets = f"= {rule.valence:g}" if rule.valence is not None else f"x {rule.factor:g}"
        for k in where.tolist():
            said[k].append(f"{rule.name} {sets}")
    return ["; ".join(rules) for rules in said]


def read(w: Words, among: Stretches, valences: Mapping[str, float]) -> Reading:
    """Return the words of the spans *among* that count, each span read as one stretch.

    Those with a valence in *valences*, and those that a rule gives one; names never.
    """
    bits, of_word = _lists()
    size = len(w.vocabulary)
    own = np.fromiter(map(valences.get, w.vocabulary, repeat(0.0)), np.float64, size)
    listed = np.fromiter(map(of_word.get, w.vocabulary, repeat(0)), np.int64, size)
    subjects = sum({bits[rule.of] for rule in rules() if rule.of})
    counts = (own != 0) | (listed & subjects != 0)
    named = neutral.are_names(w, counts)
    at = np.flatnonzero((counts.take(w.id) & ~named).take(among.word))
    ids = w.id.take(among.word)
    value, factor = own[ids[at]], np.ones(len(at))
    fired = list(_firing(among, listed.take(ids), at, value))
    valence = value.copy()
    for rule, k in fired:
        if rule.valence is not None:
            valence[k] = rule.valence
        else:
            factor[k] *= rule.factor
    keep = valence != 0
    entry = np.cumsum(keep) - 1
    fired = [(rule, entry[k[keep[k]]]) for rule, k in fired]
    length = _count(among, w.are("spoken") & ~neutral.goes_on(w, named))
    return Reading(at[keep], value[keep], (valence * factor)[keep], fired, length)


def _firing(
    among: Stretches, listed: Integers, at: Integers, value: Floats
) -> Iterator[tuple[Rule, Integers]]:
    """Yield each rule and to which of the words *at* it applies; *value* follows along.

    *listed* tells of each word in which lists of the rules it stands, a bit for each.
    """
    bits, value = _lists()[0], value.copy()
    first, last = among.first[among.owner[at]], among.last[among.owner[at]]
    some = np.flatnonzero(listed)
    of_some, of_at = listed[some], listed[at]

    def places(words: frozenset[str]) -> Integers:
        found: Integers = some[of_some & bits.get(words, 0) != 0]
        return found

    for rule in rules():
        # Few words are left after each question, so the dear ones come last.
        k = np.flatnonzero(of_at & bits[rule.of]) if rule.of else np.arange(len(at))
        if rule.sign:
            k = k[np.sign(value[k]) == rule.sign]
        k = k[_near(rule, places(rule.near), at[k], first[k], last[k])]
        if rule.unless:
            k = k[~_any(places(rule.unless), first[k], last[k])]
        if rule.without:
            beside = rule._replace(reach=1, where="around")
            k = k[~_near(beside, places(rule.without), at[k], first[k], last[k])]
        if rule.valence is not None:
            value[k] = rule.valence
        yield rule, k


def _any(places: Integers, start: Integers, end: Integers) -> Flags:
    """Return for each stretch whether one of *places* lies in it."""
    return np.searchsorted(places, start) < np.searchsorted(places, end)


def _near(rule: Rule, places: Integers, at: Integers, first: Integers, last: Integers) -> Flags:
    """Tell which words *at*, of stretches from *first* to *last*, have one of *places* near."""
    far = np.iinfo(np.int64).max
    next_ = np.searchsorted(places, at)
    padded = np.concatenate([[-1], places, [far, far]])
    before = padded[next_] >= np.maximum(first, at - rule.reach)
    following = padded[next_ + 1 + (padded[next_ + 1] == at)]
    after = following < np.minimum(last, at + 1 + rule.reach)
    sides = {"before": before, "after": after, "both": before & after}
    found: Flags = sides.get(rule.where, before | after)
    return found
