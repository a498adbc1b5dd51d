"""Who is quoted: every marked span weighs the cues that could report it and takes the cheapest.

Costs are set by hand, from reading. A cost near 0 is a textbook shape ("Q," she said); the cost of
reading a span as nobody's words (a title, a nickname, distance) grows with its length.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from newskit.quotes.clauses import Cue
from newskit.quotes.frames import Frame

_FORM = {
    "V": 0.0,
    "G": 0.1,
    "K": 0.1,
    "v": 0.7,
    "g": 0.8,
    "U": 0.5,
    "u": 1.1,
    ":": 0.3,
    "-": 0.3,
    "x": 0.8,
}
_WORK = frozenset(
    (
        "book film movie show song series album novel play documentary magazine program programme "
        "episode segment podcast memoir bestseller anthem autobiography musical sitcom hit hits"
    ).split()
)
_SMALL = frozenset("a an and as at by for from in is of on or the to up with".split())
_BILLED = frozenset("title titled entitled so-called nicknamed dubbed known".split())
_MENTION = frozenset(["word", "words", "term", "terms", "phrase", "name", "hashtag", "pseudonym"])


class Choice(NamedTuple):
    """A reading of a marked span: the cue it belongs to, or None, and what the reading costs."""

    cost: float
    cue: Cue | None


def nobody(frame: Frame, q: int, words: list[str]) -> float:
    """Return the cost of reading the marked span at *q* as nobody's words."""
    n, tags = len(words), frame.tags
    cost = 1.4 if n == 1 else 1.8 if n <= 3 else 3.0 if n <= 7 else 6.0
    left, right = tags[q - 1 : q] if q else "", tags[q + 1 : q + 2]
    before = frame.words[q - 1] if q else ""
    if n <= 3 and left == right == "P" and _is_title(words):
        cost -= 3.0
    if before in _BILLED:
        cost -= 1.2
    if n <= 3 and before in _MENTION:
        cost -= 1.0
    elif n <= 3 and left in ("D", "n") and right in ("n", "P"):
        cost -= 0.3
    if _is_title(words) and 2 * tags.count("P") < len(tags):
        named = left in ("p", "I") or before in _WORK or frame.words[max(0, q - 2)] in _WORK
        listed = tags[max(0, q - 2) : q] in ("QC", "Q,") or tags[max(0, q - 3) : q] == "Q,C"
        cost -= 2.2 if named or listed else 0.8 if n > 1 else 0.0
    return cost


def _is_title(words: list[str]) -> bool:
    """Tell a title by its capitals: "The Shape of the Vale"."""
    great = [w for w in words if w.lower() not in _SMALL]
    return len(great) > 0 and len(words) < 8 and all(not w[:1].islower() for w in great)


def cheapest(frame: Frame, cues: list[Cue], q: int, last: str) -> Choice:
    """Return the cheapest of *cues* for the marked span at *q*; *last* is its last character."""
    best = Choice(99.0, None)
    for cue in cues:
        if cue.start < 0 and cue.rule != "passive":
            continue
        cost = _cost(frame, cues, cue, q, last)
        if cost < best.cost:
            best = Choice(cost, cue)
    return best


def _cost(frame: Frame, cues: list[Cue], cue: Cue, q: int, last: str) -> float:
    cost = _FORM[cue.form]
    if cue.start < 0:
        cost += 0.5
    if cue.rule == "noun of clause":
        cost += 0.4
    if cue.at > q:
        return cost + _after(frame.tags, cue, q, last)
    return cost + _before(frame, cues, cue, q, last)


def _after(tags: str, cue: Cue, q: int, last: str) -> float:
    """Return the cost of a cue that follows the marked span."""
    gap = tags[q + 1 : cue.at]
    if closes(tags, cue):
        return 0.25 + 0.01 * len(gap)
    cost = 0.0
    if cue.start > q and (tags[cue.start] == "w" or tags[cue.start - 1] == "S"):
        cost += 1.2
    if cue.rule in ("inverted", "according to", "dash", "colon"):
        cost += 0.0 if gap.strip(",A") == "" else 0.4 + 0.08 * len(gap)
    elif cue.start > q:
        lead = tags[q + 1 : cue.start].strip(",-A")
        cost += 0.1 + 0.12 * len(lead) + 0.02 * (cue.at - cue.end)
    else:
        cost += 1.5 + 0.08 * len(gap)
    if last not in ",?!.—-…" and tags[q + 1 : q + 2] not in (",", "-"):
        cost += 0.8
    between = tags[q + 1 : min(cue.start, cue.at) if cue.start > q else cue.at]
    return cost + sum(between.count(tag) for tag in "V;C") + 0.3 * between.count("Q")


def _before(frame: Frame, cues: list[Cue], cue: Cue, q: int, last: str) -> float:
    """Return the cost of a cue that stands before the marked span."""
    tags = frame.tags
    gap = tags[cue.at + 1 : q]
    cost = 0.0
    if gap not in ("", ":", ",", "A", "A,", "A:"):
        cost += 0.25 + 0.025 * len(gap) + 0.5 * gap.count(";") - 0.1 * (gap[-1] in ":,")
        cost += 0.1 * (gap.count("V") + gap.count("v"))
    if cue.start > 0 and frame.words[cue.start - 1] == "what":
        cost += 0.8
    if embedded(tags, cues, cue) or any(c.at > q and closes(tags, c) for c in cues):
        cost += 0.7
    if gap == ":":
        cost -= 0.3
    if last == "," and tags[q + 1 : q + 2] not in ("", "C", "G", ",") and gap not in ("", ":", ","):
        cost += 0.5
    if q == 0 or (cue.rule == "inverted" and q > cue.end and gap.strip(",:A")[:1] == ""):
        cost += 0.3
    return cost


_BOUNDARY = re.compile(r";|,C|Q,?C")


def embedded(tags: str, cues: list[Cue], cue: Cue) -> bool:
    """Tell whether a cue stands within what an earlier one reports: the outer voice is the one."""
    for outer in cues:
        if outer.at >= cue.start:
            return False
        if outer.form == "K" and outer.at == 0:
            return True
        if outer.form not in "VGK" or outer.start < 0 or tags[outer.start] == "w":
            continue
        if outer.form == "V" and tags[max(0, outer.start - 1) : outer.start] in ("S", "a"):
            continue
        if _BOUNDARY.search(tags, outer.at, cue.start):
            continue
        if tags[cue.start - 1] in "wS":
            continue
        if tags[cue.start - 1] in ",Ca" and tags[cue.at + 1 : cue.at + 2] in (":", ",", "Q"):
            continue
        return True
    return False


_TAIL = re.compile(r"[AIDRPpnMot]*[.,]?$|,")


def closes(tags: str, cue: Cue) -> bool:
    """Tell whether the cue closes its sentence, so that it reports all that went before."""
    left = min(cue.start, cue.at)
    if left < 1 or tags[left - 1] not in ",-":
        return False
    return (
        bool(_TAIL.match(tags, max(cue.end, cue.at + 1)))
        and (cue.rule in ("inverted", "according to") or cue.start < cue.at)
        and cue.form in "VK"
    )
