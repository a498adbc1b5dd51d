"""Who is quoted: every marked span weighs the cues that could report it and takes the cheapest.

Costs are set by hand, from reading. A cost near 0 is a textbook shape ("Q," she said); the cost of
reading a span as nobody's words (a title, a nickname, distance) grows with its length.
"""

from __future__ import annotations

import re
from math import inf
from typing import NamedTuple

from newskit.quotations.clauses import Cue
from newskit.quotations.shapes import Frame

# What a cue of each class costs by itself; the letters are those of newskit.quotations.shapes.
_FORM = {
    "V": 0.0,
    "G": 0.1,
    "K": 0.1,
    "v": 0.7,  # thought is seldom quoted between marks
    "g": 0.8,
    "U": 0.5,  # a noun of speech often stands in a sentence that reports nothing
    "u": 1.1,
    ":": 0.3,
    "-": 0.3,
    "x": 0.8,  # any verb at all: only its place beside the quotation speaks for it
}
# The other costs; those "a word" are taken for every word in between.
_COST = {
    "no subject": 0.5,  # nobody to name, as in a passive without an agent
    "noun of clause": 0.4,  # the subject of a noun's clause is a guess
    # A cue after the quotation.
    "closes": 0.25,  # reports the whole sentence, so also this part of it
    "closes, a word": 0.01,
    "relative after": 1.2,  # "Q, who said": the clause says more about somebody
    "inverted, apart": 0.4,  # "said Holm" belongs right behind the quotation
    "inverted, a word": 0.08,
    "subject after": 0.1,
    "lead, a word": 0.12,  # what stands between quotation and subject
    "verb, a word": 0.02,  # subject and verb may be far apart: appositions
    "subject before": 1.5,  # the quotation is the subject's, in another clause than the cue
    "subject before, a word": 0.08,
    "no comma": 0.8,  # a quotation that goes on without a mark is part of the sentence
    "clause between": 1.0,  # a verb of speech, a semicolon or "and" begins another report
    "quotation between": 0.3,
    # A cue before the quotation.
    "gap": 0.25,
    "gap, a word": 0.025,
    "semicolon between": 0.5,
    "led in": -0.1,  # the gap ends in a comma or colon
    "verb between": 0.1,
    "what they say": 0.8,  # "what she called Q" is named by the outer sentence
    "reported": 0.7,  # coders give the outermost voice what it reports of others
    "colon": -0.3,
    "sentence goes on": 0.5,  # a final comma waits for an attribution that follows
    "answered already": 0.3,  # an inverted cue has its quotation on its left
}
# Reading the span as nobody's words, by its length: one word is easily a title or nickname, eight
# are hardly anything but speech.
_NOBODY = ((1, 1.4), (3, 1.8), (7, 3.0))
_NOBODY_LONGER = 6.0
# What makes that reading cheaper.
_LESS = {
    "nickname": 3.0,  # Ada "Red" Holm
    "billed": 1.2,  # titled "...", so-called "..."
    "mentioned": 1.0,  # the word "..."
    "modifier": 0.3,  # the "..." plan
    "work": 2.2,  # the film "Capitals Like These"
    "capitals": 0.8,
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
    cost = next((cost for longest, cost in _NOBODY if n <= longest), _NOBODY_LONGER)
    left, right = tags[q - 1 : q] if q else "", tags[q + 1 : q + 2]
    before = frame.words[q - 1] if q else ""
    if n <= 3 and left == right == "P" and _is_title(words):
        cost -= _LESS["nickname"]
    if before in _BILLED:
        cost -= _LESS["billed"]
    if n <= 3 and before in _MENTION:
        cost -= _LESS["mentioned"]
    elif n <= 3 and left in ("D", "n") and right in ("n", "P"):
        cost -= _LESS["modifier"]
    if _is_title(words) and 2 * tags.count("P") < len(tags):
        named = left in ("p", "I") or before in _WORK or frame.words[max(0, q - 2)] in _WORK
        listed = tags[max(0, q - 2) : q] in ("QC", "Q,") or tags[max(0, q - 3) : q] == "Q,C"
        cost -= _LESS["work"] if named or listed else _LESS["capitals"] if n > 1 else 0.0
    return cost


def _is_title(words: list[str]) -> bool:
    """Tell a title by its capitals: "The Shape of the Vale"."""
    great = [w for w in words if w.lower() not in _SMALL]
    return len(great) > 0 and len(words) < 8 and all(not w[:1].islower() for w in great)


def cheapest(frame: Frame, cues: list[Cue], q: int, last: str) -> Choice:
    """Return the cheapest of *cues* for the marked span at *q*; *last* is its last character."""
    best = Choice(inf, None)
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
        cost += _COST["no subject"]
    if cue.rule == "noun of clause":
        cost += _COST["noun of clause"]
    if cue.at > q:
        return cost + _after(frame.tags, cue, q, last)
    return cost + _before(frame, cues, cue, q, last)


def _after(tags: str, cue: Cue, q: int, last: str) -> float:
    """Return the cost of a cue that follows the marked span."""
    gap = tags[q + 1 : cue.at]
    if closes(tags, cue):
        return _COST["closes"] + _COST["closes, a word"] * len(gap)
    cost = 0.0
    if cue.start > q and (tags[cue.start] == "w" or tags[cue.start - 1] == "S"):
        cost += _COST["relative after"]
    if cue.rule in ("inverted", "according to", "dash", "colon"):
        if gap.strip(",A"):
            cost += _COST["inverted, apart"] + _COST["inverted, a word"] * len(gap)
    elif cue.start > q:
        lead = tags[q + 1 : cue.start].strip(",-A")
        cost += _COST["subject after"] + _COST["lead, a word"] * len(lead)
        cost += _COST["verb, a word"] * (cue.at - cue.end)
    else:
        cost += _COST["subject before"] + _COST["subject before, a word"] * len(gap)
    if last not in ",?!.—-…" and tags[q + 1 : q + 2] not in (",", "-"):
        cost += _COST["no comma"]
    between = tags[q + 1 : min(cue.start, cue.at) if cue.start > q else cue.at]
    cost += _COST["clause between"] * sum(between.count(tag) for tag in "V;C")
    return cost + _COST["quotation between"] * between.count("Q")


def _before(frame: Frame, cues: list[Cue], cue: Cue, q: int, last: str) -> float:
    """Return the cost of a cue that stands before the marked span."""
    tags = frame.tags
    gap = tags[cue.at + 1 : q]
    cost = 0.0
    if gap not in ("", ":", ",", "A", "A,", "A:"):
        cost += _COST["gap"] + _COST["gap, a word"] * len(gap)
        cost += _COST["semicolon between"] * gap.count(";") + _COST["led in"] * (gap[-1] in ":,")
        cost += _COST["verb between"] * (gap.count("V") + gap.count("v"))
    if cue.start > 0 and frame.words[cue.start - 1] == "what":
        cost += _COST["what they say"]
    if embedded(tags, cues, cue) or any(c.at > q and closes(tags, c) for c in cues):
        cost += _COST["reported"]
    if gap == ":":
        cost += _COST["colon"]
    if last == "," and tags[q + 1 : q + 2] not in ("", "C", "G", ",") and gap not in ("", ":", ","):
        cost += _COST["sentence goes on"]
    if q == 0 or (cue.rule == "inverted" and q > cue.end and gap.strip(",:A")[:1] == ""):
        cost += _COST["answered already"]
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
