"""Who is quoted: every marked span weighs the cues that could report it and takes the cheapest.

Costs are set by hand, from reading. A cost near 0 is a textbook shape ("Q," she said); the cost of
reading a span as nobody's words (a title, a nickname, distance) grows with its length.
"""

from __future__ import annotations

import re
from math import inf
from typing import NamedTuple

from newskit.quotations.clauses import Cue
from newskit.quotations.shapes import Shape
from newskit.quotations.words import group, weights


class Choice(NamedTuple):
    """A reading of a marked span: the cue it belongs to, or None, and what the reading costs."""

    cost: float
    cue: Cue | None


def nobody(shape: Shape, q: int, words: list[str]) -> float:
    """Return the cost of reading the marked span at *q* as nobody's words."""
    n, tags, less = len(words), shape.tags, weights("less")
    by_length = weights("nobody")
    cost = next((cost for longest, cost in by_length.items() if n <= int(longest)), 6.0)
    left, right = tags[q - 1 : q] if q else "", tags[q + 1 : q + 2]
    before = shape.words[q - 1] if q else ""
    if n <= 3 and left == right == "P" and _is_title(words):
        cost -= less["nickname"]
    if _is_title(words) and 2 * tags.count("P") < len(tags):
        named = (
            left in ("p", "I")
            or before in group("unsaid", "work")
            or shape.words[max(0, q - 2)] in group("unsaid", "work")
        )
        listed = tags[max(0, q - 2) : q] in ("QC", "Q,") or tags[max(0, q - 3) : q] == "Q,C"
        cost -= less["work"] if named or listed else less["capitals"] if n > 1 else 0.0
    return cost


def _is_title(words: list[str]) -> bool:
    """Tell a title by its capitals: "The Shape of the Vale"."""
    great = [w for w in words if w.lower() not in group("unsaid", "small")]
    return len(great) > 0 and len(words) < 8 and all(not w[:1].islower() for w in great)


def cheapest(shape: Shape, cues: list[Cue], q: int, last: str) -> Choice:
    """Return the cheapest of *cues* for the marked span at *q*; *last* is its last character."""
    best = Choice(inf, None)
    for cue in cues:
        if cue.start < 0 and cue.rule != "passive":
            continue
        cost = _cost(shape, cues, cue, q, last)
        if cost < best.cost:
            best = Choice(cost, cue)
    return best


def _cost(shape: Shape, cues: list[Cue], cue: Cue, q: int, last: str) -> float:
    each, cost = weights("cost"), weights("cue").get(cue.form, 0.0)
    if cue.start < 0:
        cost += each["no subject"]
    if cue.rule == "noun of clause":
        cost += each["noun of clause"]
    if cue.at > q:
        return cost + _after(shape.tags, cue, q, last)
    return cost + _before(shape, cues, cue, q)


def _after(tags: str, cue: Cue, q: int, last: str) -> float:
    """Return the cost of a cue that follows the marked span."""
    each, cost = weights("cost"), 0.0
    if closes(tags, cue):
        return cost
    if cue.start > q and (tags[cue.start] == "w" or tags[cue.start - 1] == "S"):
        cost += each["relative after"]
    if cue.rule not in ("inverted", "according to", "dash", "colon"):
        if cue.start > q:
            lead = tags[q + 1 : cue.start].strip(",-A")
            cost += each["subject after"] + each["lead, a word"] * len(lead)
        else:
            cost += each["subject before"]
    if last not in ",?!.—-…" and tags[q + 1 : q + 2] not in (",", "-"):
        cost += each["no comma"]
    between = tags[q + 1 : min(cue.start, cue.at) if cue.start > q else cue.at]
    return cost + each["clause between"] * sum(between.count(tag) for tag in "V;C")


def _before(shape: Shape, cues: list[Cue], cue: Cue, q: int) -> float:
    """Return the cost of a cue that stands before the marked span."""
    each, tags, cost = weights("cost"), shape.tags, 0.0
    gap = tags[cue.at + 1 : q]
    if gap not in ("", ":", ",", "A", "A,", "A:"):
        cost += each["gap"] + each["gap, a word"] * len(gap)
    if cue.start > 0 and shape.words[cue.start - 1] == "what":
        cost += each["what they say"]
    if embedded(tags, cues, cue) or any(c.at > q and closes(tags, c) for c in cues):
        cost += each["reported"]
    return cost


_BOUNDARY = re.compile(r";|[,-]C|QC")


def embedded(tags: str, cues: list[Cue], cue: Cue) -> bool:
    """Tell whether a cue stands within what an earlier one reports: the outer voice is the one."""
    for outer in cues:
        if outer.at >= cue.start or cue.form == ":":
            return False
        if outer.form == "K" and outer.at == 0:
            return True
        if outer.form not in "VGK" or outer.start < 0 or tags[outer.start] == "w":
            continue
        if tags[max(0, outer.start - 1) : outer.start] in ("S", "a"):
            continue
        if _BOUNDARY.search(tags, outer.at, cue.start):
            continue
        # "Holm said ... Falk, whom he called Q": the outer voice is his own.
        if tags[cue.start - 1] == "w" or (tags[cue.start - 1] == "S" and tags[cue.start] != "r"):
            continue
        if tags[cue.start - 1] in ",Ca" and tags[cue.at + 1 : cue.at + 2] in (":", ",", "Q"):
            continue
        return True
    return False


_TAIL = re.compile(r"[AIDRPpnMot]*[.,]?$|,")


def closes(tags: str, cue: Cue) -> bool:
    """Tell whether the cue closes its sentence, so that it reports all that went before."""
    left = min(cue.start, cue.at)
    # "Holm, 70, ... but added": what stands before "added" is not all that it reports.
    if left < 1 or tags[left - 1] not in ",-" or tags[cue.start] == "w" or cue.rule == "participle":
        return False
    return (
        bool(_TAIL.match(tags, max(cue.end, cue.at + 1)))
        and (cue.rule in ("inverted", "according to") or cue.start < cue.at)
        and cue.form in "VK"
    )
