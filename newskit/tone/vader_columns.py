"""VADER over a column of texts: the rules of :mod:`newskit.tone.vader` as operations of arrays.

Only scored words are looked at, each with the three words before it and the two after. Sums go by
``np.bincount``, which adds from left to right as Python does (compensated from 3.12 on).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from newskit.text.boundaries import MARGIN
from newskit.text.characters import LOWER, encode, straighten
from newskit.text.columns import pages
from newskit.tone import vader
from newskit.tone.vader_items import Flags, Floats, Integers, Items, Numbers, known, read_items

# Below this many characters the loops of newskit.vader are done before the arrays are set up.
FEW = 2_500


class Scores(NamedTuple):
    """VADER's four scores of each text; its items, its words, and how many carried a valence."""

    neg: Floats
    neu: Floats
    pos: Floats
    compound: Floats
    items: Integers
    words: Integers
    scored: Integers


def score(texts: Sequence[str]) -> Scores:
    """Return VADER's scores of each of *texts*, straightened."""
    if len(texts) < FEW and sum(map(len, texts)) < FEW:
        rows = [vader.score(text) for text in texts]
        table = np.array(rows, dtype=np.float64).reshape(len(rows), len(Scores._fields)).T
        return Scores(*table[:4], *table[4:].astype(np.int64))
    parts, spelled = [], list[int]()
    for first, text, begins in pages(texts):
        raw = MARGIN + encode(text) + MARGIN
        odd = np.flatnonzero(np.frombuffer(raw, dtype=np.uint8) >= LOWER)
        emoji = [i for i in odd.tolist() if text[i - len(MARGIN)] in vader.emoji()]
        spelled += np.unique(np.searchsorted(begins, emoji, side="right") - 1 + first).tolist()
        parts.append(_score_page(raw, text, begins, odd))
    scores = Scores(*map(np.concatenate, zip(*parts, strict=True)))
    if spelled:
        # An emoji is read as its name, which makes a text longer than it was printed.
        again = score([vader.spell_emoji(straighten(texts[i])) for i in spelled])
        for column, new in zip(scores, again, strict=True):
            column[spelled] = new
    return scores


def _score_page(raw: bytes, text: str, begins: Integers, odd: Integers) -> Scores:
    """Return the scores of the texts of a page; *odd* are its characters outside ASCII."""
    code = np.frombuffer(raw, dtype=np.uint8)
    items = read_items(raw, text, begins, odd)
    hits = np.flatnonzero(_scores_alone(items))
    valence = _valences(items, hits, _differ(items))
    valence = _but(valence, items, hits)
    marks = [_count(code, mark, begins) for mark in "!?"]
    return _scores(valence, items, hits, _emphasis(*marks))


def _differ(items: Items) -> Flags:
    """Tell of which texts not all items are in capitals."""
    return np.bincount(items.text[items.capitals], minlength=len(items.size)) < items.size


class Around(NamedTuple):
    """The scored words, and what stands around them: numbers, 0 where the text has ended."""

    at: Integers
    own: Numbers
    before: list[Numbers]
    after: list[Numbers]
    exists: list[Flags]
    differ: Flags


def _is(number: Numbers, *names: str) -> Flags:
    """Tell which of *number* are one of the words *names*."""
    flags: Flags = number == known().number[names[0]]
    for name in names[1:]:
        flags |= number == known().number[name]
    return flags


def _neighbour(items: Items, at: Integers, step: int) -> tuple[Numbers, Flags]:
    """Return the number of the item *step* from each, and whether the text has one there."""
    there = np.minimum(np.maximum(at + step, 0), len(items.number) - 1)
    exists = (items.text[there] == items.text[at]) & (there == at + step)
    return np.where(exists, items.number[there], 0), exists


def _scores_alone(items: Items) -> Flags:
    """Tell which items have a valence: the "kind" of "kind of" has none."""
    listed: Flags = known().listed[items.number]
    kind = np.flatnonzero(_is(items.number, "kind"))
    listed[kind] &= ~_is(_neighbour(items, kind, 1)[0], "of")
    return listed


def _valences(items: Items, at: Integers, differ: Flags) -> Floats:
    """Return the valence of the items *at*, after all rules but "but"."""
    words = known()
    before = [_neighbour(items, at, -distance) for distance in (1, 2, 3)]
    around = Around(
        at,
        items.number[at],
        [number for number, _ in before],
        [_neighbour(items, at, step)[0] for step in (1, 2)],
        [exists & ~words.listed[number] for number, exists in before],
        differ[items.text[at]],
    )
    valence = _no(words.valence[around.own], around)
    valence = _capitals_add(valence, items.capitals[at] & around.differ)
    for distance in (1, 2, 3):
        valence = _boost(valence, around, items, distance)
        valence = _negate(valence, around, items, distance)
    valence = _phrase(valence, around)
    return _least(valence, around)


def _no(valence: Floats, around: Around) -> Floats:
    """Silence "no" before a scored word, and turn words after "no" over."""
    one, two, three = around.before
    mute = _is(around.own, "no") & known().listed[around.after[0]]
    turned = _is(one, "no") | _is(two, "no") | (_is(three, "no") & _is(one, "or", "nor"))
    return np.where(turned, valence * vader.NEGATION, np.where(mute, 0.0, valence))


def _capitals_add(valence: Floats, where: Flags) -> Floats:
    """Move words in capitals away from zero."""
    added = np.where(valence > 0, vader.CAPITALS, -vader.CAPITALS)
    return np.where(where, valence + added, valence)


def _boost(valence: Floats, around: Around, items: Items, distance: int) -> Floats:
    """Add what a booster or dampener *distance* words before adds, away from zero or towards it."""
    boost = known().boost[around.before[distance - 1]]
    boosted = np.flatnonzero(around.exists[distance - 1] & (boost != 0))
    old, boost = valence[boosted], boost[boosted]
    added = np.where(old < 0, -boost, boost)
    loud = items.capitals[around.at[boosted] - distance] & around.differ[boosted]
    loudness = np.where(old > 0, vader.CAPITALS, -vader.CAPITALS)
    added = np.where(loud, added + loudness, added) * vader.FADING[distance - 1]
    valence = valence.copy()
    valence[boosted] = old + added
    return valence


def _negate(valence: Floats, around: Around, items: Items, distance: int) -> Floats:
    """Multiply by the factor of a negation *distance* words before; see :func:`vader.negation`."""
    one, two, three = around.before
    far = around.before[distance - 1]
    negates = known().negates[far] | items.nt[np.maximum(around.at - distance, 0)]
    factor = np.where(negates, vader.NEGATION, 1.0)
    if distance == 2:
        factor[_is(two, "without") & _is(one, "doubt")] = 1.0
        factor[_is(two, "never") & _is(one, "so", "this")] = vader.NEVER_SO
    if distance == 3:
        factor[_is(three, "without") & (_is(two, "doubt") | _is(one, "doubt"))] = 1.0
        never = _is(three, "never") & _is(two, "so", "this")
        factor[never | _is(one, "so", "this")] = vader.NEVER_SO
    return np.where(around.exists[distance - 1], valence * factor, valence)


def _phrase(valence: Floats, around: Around) -> Floats:
    """Apply the special phrases, one by one: few words have one near."""
    one, two, three = around.before
    window = [three, two, one, around.own, *around.after]
    pairs = pairwise(window)
    phrased = np.logical_or.reduce([known().begins[a] & known().ends[b] for a, b in pairs])
    for i in np.flatnonzero(phrased & around.exists[2]).tolist():
        names = [known().names[numbers[i]] for numbers in window]
        for _, amount in vader.special(names):
            valence[i] = amount
        for _, amount in vader.dampeners(names):
            valence[i] += amount
    return valence


def _least(valence: Floats, around: Around) -> Floats:
    """Turn words after "least" over, unless it is "at least" or "very least"."""
    one, two, _ = around.before
    least = around.exists[0] & _is(one, "least") & ~_is(two, "at", "very")
    return np.where(least, valence * vader.NEGATION, valence)


def _but(valence: Floats, items: Items, at: Integers) -> Floats:
    """Halve the valences before the first "but" of each text and raise those after it by half."""
    but = np.full(len(items.size), -1)
    found = np.flatnonzero(_is(items.number, "but"))[::-1]
    but[items.text[found]] = found
    text = items.text[at]
    where = np.flatnonzero((but[text] >= 0) & (valence != 0))
    text = text[where]
    before = at[where] < but[text]
    old = valence[where]
    new = old * np.where(before, vader.BUT_BEFORE, vader.BUT_AFTER)
    for i in _texts_sharing(text, old, new):
        mine = np.flatnonzero(text == i)
        new[mine] = vader.weigh(old[mine].tolist(), int(before[mine].sum()))
    valence[where] = new
    return valence


def _texts_sharing(text: Integers, old: Floats, new: Floats) -> list[int]:
    """Return the texts in which a weighed value equals an original one: there order matters."""
    value = np.concatenate([old, new])
    which = np.concatenate([text, text])
    weighed = np.arange(len(value)) >= len(old)
    order = np.lexsort((value, which))
    value, which, weighed = value[order], which[order], weighed[order]
    equal = (value[1:] == value[:-1]) & (weighed[1:] != weighed[:-1])
    found: list[int] = np.unique(which[1:][equal & (which[1:] == which[:-1])]).tolist()
    return found


def _count(code: npt.NDArray[np.uint8], mark: str, begins: Integers) -> Integers:
    """Return how often *mark* stands in each text."""
    at = np.searchsorted(begins, np.flatnonzero(code == ord(mark)), side="right") - 1
    return np.bincount(at, minlength=len(begins))


def _emphasis(exclamations: Integers, questions: Integers) -> Floats:
    """Return what the marks of each text add, away from zero."""
    asked = np.where(questions < 2, 0.0, questions * vader.QUESTION)
    asked = np.where(questions > vader.MOST_QUESTIONS, vader.MANY_QUESTIONS, asked)
    return np.minimum(exclamations, vader.MOST_EXCLAMATIONS) * vader.EXCLAMATION + asked


def _sums(text: Integers, valence: Floats, n: int) -> Floats:
    """Return the sum of each text's valences, as this Python's ``sum`` adds."""
    total: Floats = np.bincount(text, valence, n).astype(np.float64)
    if sys.version_info >= (3, 12):
        # Compensated; two summands are rounded once in either way.
        bounds = np.searchsorted(text, np.arange(n + 1)).tolist()
        for i in np.flatnonzero(np.bincount(text[valence != 0], minlength=n) > 2).tolist():
            total[i] = sum(valence[bounds[i] : bounds[i + 1]].tolist())
    return total


def _scores(valence: Floats, items: Items, at: Integers, emphasis: Floats) -> Scores:
    """Return the scores of each text from its valences and the emphasis of its marks."""
    text, n = items.text[at], len(emphasis)
    total = _sums(text, valence, n)
    total = total + np.sign(total) * emphasis
    pos = np.bincount(text, np.maximum(valence, 0.0) + (valence > 0), n).astype(np.float64)
    neg = np.bincount(text, np.maximum(-valence, 0.0) + (valence < 0), n).astype(np.float64)
    pos, neg = pos + emphasis * (pos > neg), neg + emphasis * (neg > pos)
    count = items.size
    scored = np.bincount(text[valence != 0], minlength=n)
    whole = pos + neg + (count - scored)
    whole[whole == 0] = 1.0
    return Scores(
        _round(neg / whole, 3),
        _round((count - scored) / whole, 3),
        _round(pos / whole, 3),
        _round(total / np.sqrt(total * total + vader.ALPHA), 4),
        count,
        items.words,
        scored,
    )


def _round(values: Floats, digits: int) -> Floats:
    """Return *values* rounded as Python rounds: near a tie, one by one."""
    scaled = values * 10**digits
    rounded: Floats = np.rint(scaled) / 10**digits
    for i in np.flatnonzero(np.abs(scaled % 1 - 0.5) < 1e-6).tolist():
        rounded[i] = round(float(values[i]), digits)
    return rounded
