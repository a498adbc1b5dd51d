"""VADER's arithmetic, exact: one short function for each rule of Hutto & Gilbert (2014).

The lexicon and the emoji table are read from the installed package vaderSentiment, whose results
are reproduced to the last digit, quirks included (docs/measures.md names them). The package
computes nothing here; it is the oracle of the tests.
"""

from __future__ import annotations

import heapq
import math
import re
import string
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from newskit.text.characters import straighten

CAPITALS = 0.733
NEGATION = -0.74
NEVER_SO = 1.25
BUT_BEFORE, BUT_AFTER = 0.5, 1.5
FADING = (1.0, 0.95, 0.9)
EXCLAMATION, MOST_EXCLAMATIONS = 0.292, 4
QUESTION, MANY_QUESTIONS, MOST_QUESTIONS = 0.18, 0.96, 3
ALPHA = 15


class Word(NamedTuple):
    """What VADER knows of a word, whatever stands around it."""

    lower: str
    capitals: bool
    valence: float | None
    boost: float
    negates: bool
    wordlike: bool


class Step(NamedTuple):
    """A rule applied to one word: its name, its factor or summand, and the valence afterwards."""

    rule: str
    valence: float


class Scores(NamedTuple):
    """VADER's four scores, and what they were made of."""

    neg: float
    neu: float
    pos: float
    compound: float
    items: int
    words: int
    scored: int


def _lines(name: str) -> Iterator[tuple[str, str]]:
    """Yield the first two fields of each line of a table of the package."""
    table = resources.files("vaderSentiment").joinpath(name).read_text(encoding="utf-8")
    for line in table.rstrip("\n").split("\n"):
        key, value = line.strip().split("\t")[:2]
        yield key, value


@cache
def lexicon() -> dict[str, float]:
    """Return VADER's words and valences."""
    return {word: float(valence) for word, valence in _lines("vader_lexicon.txt")}


@cache
def emoji() -> dict[str, str]:
    """Return the emoji of one character and the words VADER reads for them.

    Curly marks in the table's words hide them from VADER; another sign stands for them, which no
    straightening takes away.
    """
    table = {key: words for key, words in _lines("emoji_utf8_lexicon.txt") if len(key) == 1}
    odd = {c for c in "".join(table.values()) if straighten(c) != c and not c.isspace()}
    hidden = dict.fromkeys(map(ord, odd), "¤")
    return {key: words.translate(hidden) for key, words in table.items()}


@cache
def negations() -> frozenset[str]:
    """Return the words that negate."""
    from vaderSentiment.vaderSentiment import NEGATE

    return frozenset(NEGATE)


@cache
def boosters() -> dict[str, float]:
    """Return the boosters and dampeners, of one word and of two, and what each adds."""
    from vaderSentiment.vaderSentiment import BOOSTER_DICT

    return dict(BOOSTER_DICT)


@cache
def phrases() -> dict[str, float]:
    """Return the phrases that have a valence of their own."""
    from vaderSentiment.vaderSentiment import SPECIAL_CASES

    return dict(SPECIAL_CASES)


def emoji_pieces(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the pieces of *text* with start and end: emoji in words, the rest as it is."""
    done = 0
    for found in re.finditer(r"[^\x00-\x7f]", text):
        words = emoji().get(found[0])
        if words is None:
            continue
        at, end = found.span()
        yield done, at, text[done:at]
        # VADER parts an emoji from what stands before it.
        yield at, end, " " + words
        done = end
    yield done, len(text), text[done:]


def spell_emoji(text: str) -> str:
    """Return *text* with its emoji in words."""
    return text if text.isascii() else "".join(piece for _, _, piece in emoji_pieces(text))


def strip_marks(chunk: str) -> str:
    """Return *chunk* without the marks around it; an emoticon, of which little is left, whole."""
    stripped = chunk.strip(string.punctuation)
    return chunk if len(stripped) <= 2 else stripped


@lru_cache(maxsize=1 << 16)
def word(chunk: str) -> Word:
    """Return what VADER knows of *chunk*, a stretch between blanks, as printed or straightened."""
    return know(strip_marks(straighten(chunk)))


def know(item: str) -> Word:
    """Return what VADER knows of *item*, a word or an emoticon."""
    lower = item.lower()
    return Word(
        lower,
        item.isupper(),
        lexicon().get(lower),
        boosters().get(lower, 0.0),
        lower in negations() or "n't" in lower,
        any(map(str.isalnum, item)),
    )


def _said_no(words: Sequence[Word], i: int) -> bool:
    """Tell whether "no" stands one or two words before, or three with "or" between."""
    before = [words[i - d].lower if i >= d else "" for d in (1, 2, 3)]
    return "no" in before[:2] or (before[2] == "no" and before[0] in ("or", "nor"))


def _boost(modifier: Word, valence: float, differ: bool) -> float:
    """Return what a booster or dampener adds, away from zero or towards it."""
    added = -modifier.boost if valence < 0 else modifier.boost
    if added and modifier.capitals and differ:
        added += CAPITALS if valence > 0 else -CAPITALS
    return added


def _negation(words: Sequence[Word], i: int, distance: int) -> float:
    """Return the factor of a negation *distance* words before word *i*: 1 where there is none."""
    one, two, far = words[i - 1].lower, words[i - 2].lower, words[i - distance]
    emphatic = ("so", "this")
    if distance == 2 and two == "never" and one in emphatic:
        return NEVER_SO
    # VADER's condition lacks brackets: "so" or "this" right before a word counts without "never".
    if distance == 3 and ((far.lower == "never" and two in emphatic) or one in emphatic):
        return NEVER_SO
    if distance > 1 and far.lower == "without" and "doubt" in (one, two):
        return 1.0
    return NEGATION if far.negates else 1.0


def special(around: Sequence[str]) -> Iterator[tuple[str, float]]:
    """Yield the phrases that replace the valence of a word, the last one winning.

    *around* are the three words before it, the word, and up to two after it.
    """
    three, two, one, zero, *after = around
    before = [(one, zero), (two, one, zero), (two, one), (three, two, one), (three, two)]
    found = [phrase for phrase in map(" ".join, before) if phrase in phrases()][:1]
    found += [" ".join([zero, *after[:n]]) for n in range(1, len(after) + 1)]
    yield from ((phrase, phrases()[phrase]) for phrase in found if phrase in phrases())


def dampeners(around: Sequence[str]) -> Iterator[tuple[str, float]]:
    """Yield the dampeners of two words ("kind of") among the three words before a word."""
    three, two, one = around[:3]
    for phrase in (f"{three} {two} {one}", f"{three} {two}", f"{two} {one}"):
        if phrase in boosters():
            yield phrase, boosters()[phrase]


def _least(words: Sequence[Word], i: int) -> bool:
    """Tell whether "least" stands before word *i*, and neither "at least" nor "very least"."""
    if i < 1 or words[i - 1].lower != "least":
        return False
    return i < 2 or words[i - 2].lower not in ("at", "very")


def steps(words: Sequence[Word], i: int, differ: bool) -> Iterator[Step]:
    """Yield the valence of word *i* from the lexicon and after each rule that touches it."""
    own = words[i].valence
    following = words[i + 1] if i + 1 < len(words) else None
    kind_of = words[i].lower == "kind" and following is not None and following.lower == "of"
    if own is None or kind_of:
        return
    valence = own
    yield Step("lexicon", valence)
    if words[i].lower == "no" and following is not None and following.valence is not None:
        valence = 0.0
        yield Step('"no" before a scored word = 0', valence)
    if _said_no(words, i):
        valence = own * NEGATION
        yield Step(f"negation x {NEGATION}", valence)
    if words[i].capitals and differ:
        valence += CAPITALS if valence > 0 else -CAPITALS
        yield Step(f"capitals {CAPITALS if valence > 0 else -CAPITALS:+}", valence)
    for distance in (1, 2, 3):
        if i < distance or words[i - distance].valence is not None:
            continue
        added = _boost(words[i - distance], valence, differ)
        if added:
            added *= FADING[distance - 1]
            valence += added
            yield Step(f"{words[i - distance].lower} {added:+.4g}", valence)
        factor = _negation(words, i, distance)
        if factor != 1:
            valence *= factor
            yield Step(f"{'negation' if factor < 0 else 'so/this'} x {factor}", valence)
        if distance == 3:
            around = [w.lower for w in words[i - 3 : i + 3]]
            for phrase, amount in special(around):
                valence = amount
                yield Step(f'phrase "{phrase}" = {amount:g}', valence)
            for phrase, amount in dampeners(around):
                valence += amount
                yield Step(f"{phrase} {amount:+}", valence)
    if _least(words, i):
        valence *= NEGATION
        yield Step(f"least x {NEGATION}", valence)


def weigh(valences: Sequence[float], before: int) -> list[float]:
    """Return *valences* weighed by a "but": the first *before* of them halved, the others raised.

    VADER looks each value up by ``list.index``, so of equal values the first is weighed again. A
    heap of places for each value finds the same one without searching. Zeros must be left out.
    """
    weighed, places = list(valences), dict[float, list[int]]()
    for i, valence in enumerate(weighed):
        places.setdefault(valence, []).append(i)
    for i in range(len(weighed)):
        old = weighed[i]
        first = heapq.heappop(places[old])
        weighed[first] = old * (BUT_BEFORE if first < before else BUT_AFTER)
        heapq.heappush(places.setdefault(weighed[first], []), first)
    return weighed


def weigh_but(valences: list[float], words: Sequence[Word]) -> list[float]:
    """Return *valences* halved before the first "but" and raised by half after it."""
    but = next((i for i, w in enumerate(words) if w.lower == "but"), None)
    if but is None:
        return valences
    scored = [i for i, valence in enumerate(valences) if valence]
    weighed = weigh([valences[i] for i in scored], sum(i < but for i in scored))
    new = dict(zip(scored, weighed, strict=True))
    return [new.get(i, 0.0) for i in range(len(valences))]


def emphasis(exclamations: int, questions: int) -> float:
    """Return what exclamation and question marks add to a sum, away from zero."""
    asked = 0 if questions < 2 else questions * QUESTION
    if questions > MOST_QUESTIONS:
        asked = MANY_QUESTIONS
    return min(exclamations, MOST_EXCLAMATIONS) * EXCLAMATION + asked


def normalise(total: float) -> float:
    """Return *total* squeezed into -1..1: ``total / sqrt(total^2 + 15)``."""
    return total / math.sqrt(total * total + ALPHA)


def differ_in_case(words: Sequence[Word]) -> bool:
    """Tell whether not all *words* are in capitals: those that are then stand out."""
    return not all(w.capitals for w in words)


def valences(words: Sequence[Word]) -> list[float]:
    """Return what each of *words* contributes."""
    differ, found = differ_in_case(words), []
    for i, w in enumerate(words):
        valence = 0.0
        if w.valence is not None:
            for step in steps(words, i, differ):
                valence = step.valence
        found.append(valence)
    return weigh_but(found, words)


def raw_sum(contributions: Sequence[float], text: str) -> float:
    """Return the sum of *contributions*, with the emphasis of the marks in *text*."""
    # As the package does: from Python 3.12 on sum() compensates what rounding loses.
    total = float(sum(contributions))
    added = emphasis(text.count("!"), text.count("?"))
    return total + added if total > 0 else total - added if total < 0 else total


def score(text: str) -> Scores:
    """Return VADER's scores of one text, straightened."""
    text = spell_emoji(straighten(text))
    words = [word(chunk) for chunk in text.split()]
    found = valences(words)
    if not found:
        return Scores(0.0, 0.0, 0.0, 0.0, 0, 0, 0)
    pos, neg, scored = 0.0, 0.0, 0
    for v in found:
        scored += v != 0
        pos += v + 1 if v > 0 else 0.0
        neg += v - 1 if v < 0 else 0.0
    added = emphasis(text.count("!"), text.count("?"))
    pos, neg = (
        (pos + added, neg) if pos > -neg else (pos, neg - added) if pos < -neg else (pos, neg)
    )
    neutral = len(found) - scored
    whole = pos - neg + neutral
    low, middle, high = (round(abs(part / whole), 3) for part in (neg, neutral, pos))
    compound = round(normalise(raw_sum(found, text)), 4)
    spoken = sum(w.wordlike for w in words)
    return Scores(low, middle, high, compound, len(found), spoken, scored)
