"""Who does the reporting: every cue of a sentence with its subject.

A sentence is read as its string of word classes (see :mod:`newskit.quotations.shapes`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from newskit.quotations.shapes import AUXILIARY, NOUN_PHRASE, SUBJECT, VERB, Shape

_PHRASE = re.compile(rf"{NOUN_PHRASE}|[rowDRQ]")
_RIGHT = re.compile(rf"A?({SUBJECT})")
_CUE = re.compile(r"[VGvgUuK]|:|(?<=Q)-(?=[DPne])")
# After a quotation any verb may report: "We rest," Holm smiled; "We rest," reacted Holm.
_REACTION = re.compile(
    r"(?<=Q),?(?:([DRM]*[pPnei]*[Pn]|r)A?([Xe])|([Xe])([DRM]*[pPnei]*[Pn]))(?=[.,IA]|$)"
)
_COMMA_QUOTE, _VERB = re.compile(",(?=Q)"), re.compile(f"[{VERB}]")
_DEEP = 4


class Cue(NamedTuple):
    """A cue at word ``at`` and the words ``start`` to ``end`` of its subject, -1 if none was found.

    ``form`` is the cue's class letter; ``rule`` says how the subject was found.
    """

    at: int
    start: int
    end: int
    form: str
    rule: str


class Phrases(NamedTuple):
    """The noun phrases of a sentence: their first words by the word after their last.

    ``first`` is the first phrase that may be a subject. ``subjects`` keeps the subjects found so
    far, by verb and depth: without it the search for governing verbs would repeat itself.
    """

    ending: dict[int, int]
    first: tuple[int, int]
    subjects: dict[tuple[int, int], tuple[int, int]]


def _phrases(tags: str) -> Phrases:
    ending = {}
    first = (-1, -1)
    for m in _PHRASE.finditer(tags):
        if m[0] != "Q":
            ending[m.end()] = m.start()
            if first[0] < 0 and m[0] not in "oQ" and tags[m.start() - 1 : m.start()] != "I":
                first = m.span()
    return Phrases(ending, first, {})


def _widen(tags: str, phrases: Phrases, span: tuple[int, int]) -> tuple[int, int]:
    """Take in what the phrase hangs on: "a spokesman for the campaign", not "the campaign"."""
    start, end = span
    while start >= 2 and tags[start - 1] == "I" and start - 1 in phrases.ending:
        head = phrases.ending[start - 1]
        if tags[start - 2] in "oAwT" or tags[head - 1 : head] in ("V", "X", "e"):
            break
        start = head
    if tags[start - 1 : start] == "C" and start - 1 in phrases.ending:
        head = phrases.ending[start - 1]
        if tags[head - 1 : head] in ("", ",", "Q", "T", "S"):
            start = head
    return start, end


def _before_comma(tags: str, phrases: Phrases, comma: int) -> tuple[int, int]:
    """Return the phrase before an apposition or relative clause that this comma closes."""
    best = (-1, -1)
    k = tags.rfind(",", 0, comma)
    for _ in range(_DEEP):
        if k <= 0:
            break
        if k in phrases.ending and tags[k - 1] not in "Qo":
            start = phrases.ending[k]
            if tags[start:k].strip("M") == "":
                k = tags.rfind(",", 0, k)
                continue
            if tags[k + 1] == "w" or tags[start - 1 : start] != "I":
                return start, k
            if best[0] < 0:
                best = start, k
        if "Q" in tags[k:comma] and best[0] >= 0:
            break
        k = tags.rfind(",", 0, k)
    return best


def subject(shape: Shape, phrases: Phrases, at: int, depth: int = 0) -> tuple[int, int]:
    """Return the words that are the subject of the verb at *at*, looking left of it."""
    known = phrases.subjects.get((at, depth))
    if known is None:
        known = phrases.subjects[at, depth] = _subject(shape, phrases, at, depth)
    return known


class _Verb(NamedTuple):
    """A verb whose subject is looked for, and the last word before it that is no auxiliary."""

    shape: Shape
    phrases: Phrases
    at: int
    last: int
    finite: bool


_NONE = -1, -1


def _subject(shape: Shape, phrases: Phrases, at: int, depth: int) -> tuple[int, int]:
    last = len(shape.tags[:at].rstrip(AUXILIARY)) - 1
    if last < 0:
        return _NONE
    verb = _Verb(shape, phrases, at, last, _is_finite(shape, phrases, at, last))
    for strategy in (_pronoun_before, _phrase_before, _past_apposition):
        found = strategy(verb)
        if found is not None:
            return found
    return _governor(shape, phrases, last, depth)


def _is_finite(shape: Shape, phrases: Phrases, at: int, last: int) -> bool:
    """Tell a verb with a subject of its own from "saying" and its like."""
    tags = shape.tags
    if tags[at] not in "Gg" or "H" in tags[last + 1 : at]:
        return True
    if last + 1 not in phrases.ending:
        return False
    start = phrases.ending[last + 1]
    person = tags[start - 1 : start] in ("I", "t") and tags[last - 1 : last + 1] == "PP"
    return person or shape.words[start - 1] == "with"


def _pronoun_before(verb: _Verb) -> tuple[int, int] | None:
    """Return "she" or "who" right before the verb: "she said", "the man that said"."""
    tags, j = verb.shape.tags, verb.last
    relative = tags[j] == "T" and tags[j - 1 : j] in ("n", "P", "U", "u")
    return (j, j + 1) if tags[j] in "rw" or relative else None


def _phrase_before(verb: _Verb) -> tuple[int, int] | None:
    """Return the phrase right before the verb: "the head of the Vale party said"."""
    tags, ending, end = verb.shape.tags, verb.phrases.ending, verb.last + 1
    if not verb.finite or end not in ending or tags[verb.last] in "oQ":
        return None
    found = ending[end], end
    if tags[found[0] - 1 : found[0]] == "t" and tags[verb.at] not in "Gg":
        return _NONE
    # "a letter obtained by the Vale Post warns": the letter does.
    done = found[0] - 2
    if done in ending and tags[done] in "eVX" and verb.shape.words[done + 1] == "by":
        found = ending[done], done
    return _widen(tags, verb.phrases, found)


def _past_apposition(verb: _Verb) -> tuple[int, int] | None:
    """Return the phrase before an apposition: "Holm, who leads the party, said"."""
    tags = verb.shape.tags
    if not verb.finite or tags[verb.last] not in ",-":
        return None
    found = _before_comma(tags, verb.phrases, verb.last)
    return _widen(tags, verb.phrases, found) if found[0] >= 0 else None


def _governor(shape: Shape, phrases: Phrases, j: int, depth: int) -> tuple[int, int]:
    """Return the subject of the verb that governs an infinitive, participle or second verb."""
    if depth < _DEEP:
        tries = _DEEP
        for k in range(j, -1, -1):
            if shape.tags[k] in "VvXHeGg":
                tries -= 1
                if tries < 0:
                    break
                found = subject(shape, phrases, k, depth + 1)
                if found[0] >= 0:
                    return found
            elif shape.tags[k] in ".;":
                break
    return phrases.first if 0 <= phrases.first[0] <= j else (-1, -1)


# What stands before the subject of a main clause.
_MAIN = ("", ",", "C", ";", "-", "Q", "A", ":")


def _main_clause(shape: Shape, phrases: Phrases, at: int) -> tuple[int, int, int]:
    """Return subject and verb of the last main clause before *at*: whom ", adding" speaks of."""
    best = (-1, -1, -1)
    for m in _VERB.finditer(shape.tags, 0, at):
        k = m.start()
        while k and shape.tags[k - 1] in "HA":
            k -= 1
        if k not in phrases.ending and shape.tags[k - 1 : k] not in (",", "r"):
            continue
        found = subject(shape, phrases, m.start(), _DEEP)
        main = found[0] >= 0 and shape.tags[max(0, found[0] - 1) : found[0]] in _MAIN
        if main and shape.tags[found[0]] not in "wo":
            best = (*found, m.start())
    return best


def find_cues(shape: Shape) -> list[Cue]:
    """Return the cues of a sentence from left to right, each with its subject."""
    tags = shape.tags
    if len(tags) == 1:
        return []
    phrases = _phrases(tags)
    found = []
    for m in _CUE.finditer(tags):
        at, form = m.start(), m[0]
        if form in "VGvg":
            found.append(_verb(shape, phrases, at, form))
        elif form in "Uu":
            found.append(_noun(shape, phrases, at))
        elif form == "K":
            found.append(_according(tags, phrases, at))
        elif form == ":":
            found += _colon(shape, phrases, at)
        elif (right := _RIGHT.match(tags, m.end())) and right.end() == len(tags):
            found.append(Cue(at, *right.span(1), "-", "dash"))
    if not any(cue.at > tags.find("Q") for cue in found) and (reaction := _REACTION.search(tags)):
        before, after = (1, 2) if reaction[1] else (4, 3)
        found.append(Cue(reaction.start(after), *reaction.span(before), "x", "verb"))
    for m in _COMMA_QUOTE.finditer(tags):
        if not any(cue.at == m.start() - 1 for cue in found):
            found += _lead_in(shape, phrases, m.start(), "comma clause")
    return found


def _colon(shape: Shape, phrases: Phrases, at: int) -> list[Cue]:
    tags = shape.tags
    if tags[at - 1 : at] == "Q" and (right := _RIGHT.match(tags, at + 1)):
        return [Cue(at, *right.span(1), ":", "colon")]
    if at in phrases.ending and tags[at - 1] not in "or":
        start, end = _widen(tags, phrases, (phrases.ending[at], at))
        if start == 0 or tags[start - 1] in ";-":
            return [Cue(at, start, end, ":", "colon")]
    return (
        _lead_in(shape, phrases, at, "colon clause") if tags[at + 1 : at + 2] in ("Q", "") else []
    )


def _lead_in(shape: Shape, phrases: Phrases, at: int, rule: str) -> list[Cue]:
    """Return a clause without a cue that leads into a quotation: "Holm turned to the hall: "."""
    start, end, verb = _main_clause(shape, phrases, at)
    return [Cue(verb, start, end, "x", rule)] if start >= 0 and shape.words[verb] not in _BE else []


def _verb(shape: Shape, phrases: Phrases, at: int, form: str) -> Cue:
    tags = shape.tags
    before = tags[at - 1 : at]
    after_quote = before in ("Q", "") or tags[max(0, at - 2) : at] in ("Q,", "QA")
    after_clause = before == "," and form == "V"
    if form == "V" and (after_quote or after_clause):
        right = _RIGHT.match(tags, at + 1)
        closed = tags[right.end() : right.end() + 1] in _CLOSED if right else False
        turns = after_quote or (closed and _TURNS.match(shape.words[at]))
        if right and not after_quote and _before_comma(tags, phrases, at - 1)[0] >= 0:
            turns = turns and tags[right.end() : right.end() + 1] in ("", ".", ",")
        if right and turns:
            return Cue(at, *right.span(1), form, "inverted")
    second = before == "C" or tags[max(0, at - 2) : at] == "CA"
    if second or (form in "Gg" and before in (",", "-", "Q")):
        found = _main_clause(shape, phrases, at)
        if found[0] >= 0:
            return Cue(at, *found[:2], form, "participle")
    if (by := _passive(shape, at)) is not None:
        return Cue(at, *by, form, "passive")
    start, end = subject(shape, phrases, at)
    return Cue(at, start, end, form, "verb")


# What may follow the subject of "..., said Holm": not a predicate of its own.
_CLOSED = ("", ".", ",", "I", ";", "A", "w", "-")
# Verbs that stand before their subject after a comma; told and asked would take an object there.
_TURNS = re.compile(
    r"(?:sa(?:id|ys?)|wr(?:ote|ites?)|(?:add|not|report|argu|explain|recall|conclud|observ|remark|insist|"
    r"continu|jok|quipp?|agree?|warn|acknowledg|conced|announc|declar|tweet|stat|suggest)(?:e[sd]|s)|repl|respond)"
)
_BE = frozenset("is was are were be been being isn't wasn't aren't weren't".split())


def _passive(shape: Shape, at: int) -> tuple[int, int] | None:
    """Return the agent of a passive (-1, -1 if it has none), None if the verb is active."""
    k = at - 1
    while k >= 0 and shape.tags[k] == "A":
        k -= 1
    word = shape.words[at]
    if k < 0 or shape.words[k] not in _BE or word.endswith("ing"):
        return None
    if "by" in shape.words[at + 1 : at + 6]:
        by = shape.words.index("by", at + 1)
        if right := _RIGHT.match(shape.tags, by + 1):
            return right.span(1)
    return -1, -1


def _noun(shape: Shape, phrases: Phrases, at: int) -> Cue:
    tags = shape.tags
    j = at - 1
    while j >= 0 and tags[j] in "neiAUuM":
        j -= 1
    if j >= 0 and tags[j] in "pR":
        start = j
        while start > 0 and tags[j] == "p" and tags[start - 1] in "PDR":
            start -= 1
        return Cue(at, start, j + 1, tags[at], "noun")
    if shape.words[at + 1 : at + 2] in (["by"], ["from"], ["of"]):
        right = _RIGHT.match(tags, at + 2)
        if right:
            return Cue(at, *right.span(1), tags[at], "noun")
    start, end = (
        subject(shape, phrases, at) if at + 1 < len(tags) and tags[at + 1] in "VX" else (-1, -1)
    )
    if start < 0:
        start, end = _governor(shape, phrases, at - 1, 0)
    return Cue(at, start, end, tags[at], "noun of clause")


def _according(tags: str, phrases: Phrases, at: int) -> Cue:
    right = _RIGHT.match(tags, at + 2)
    return Cue(at, *(right.span(1) if right else (-1, -1)), "K", "according to")
