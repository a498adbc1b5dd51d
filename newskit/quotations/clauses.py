"""Who does the reporting: every cue of a sentence with its subject.

A sentence is read as its string of word classes (see :mod:`newskit.quotations.shapes`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from newskit.quotations.shapes import AUXILIARY, NOUN_PHRASE, SUBJECT, VERB, Shape

_PHRASE = re.compile(rf"{NOUN_PHRASE}|[rowDRQ]")
_RIGHT = re.compile(rf"A?({SUBJECT})")
# "Vale ‘in a mess’ – Holm"
_CREDIT = re.compile(rf"(?=[DPne])({SUBJECT})$")
_CUE = re.compile("[VGvgUuK:-]")
# After a quotation any verb may report: "We rest," Holm smiled; "We rest," reacted Holm.
_REACTION = re.compile(
    r"(?<=Q),?(?:([DRM]*[pPnei]*[Pn]|r)A?([Xe])|([Xe])([DRM]*[pPnei]*[Pn]))(?=[.,IA]|$)"
)
_COMMA_QUOTE, _VERB = re.compile(",(?=Q)"), re.compile(f"[{VERB}]")
# After these a noun of speech reports: "talk of".
ABOUT = frozenset(["about", "of"])
# So many verbs are asked who governs "to say" and "saying", and so many commas are looked behind.
_DEEP = 4
# What stands before the subject of a main clause.
_MAIN = ("", ",", "C", ";", "-", "Q", "A", ":")
# What may follow the subject of "..., said Holm": not a predicate of its own.
_CLOSED = ("", ".", ",", "I", ";", "A", "w", "-")
# Verbs that stand before their subject after a comma; told and asked would take an object there.
_TURNS = re.compile(
    r"(?:sa(?:id|ys?)|wr(?:ote|ites?)|(?:add|not|report|argu|explain|recall|conclud|observ|remark|insist|"
    r"continu|jok|quipp?|agree?|warn|acknowledg|conced|announc|declar|tweet|stat|suggest)(?:e[sd]|s)|repl|respond)"
)
_BE = frozenset("is was are were be been being isn't wasn't aren't weren't".split())

Words = tuple[int, int]
_NONE = -1, -1


class Cue(NamedTuple):
    """A cue at word ``at`` and the words ``start`` to ``end`` of its subject, -1 if none was found.

    ``form`` is the cue's class letter; ``rule`` says how the subject was found.
    """

    at: int
    start: int
    end: int
    form: str
    rule: str


def find_cues(shape: Shape) -> list[Cue]:
    """Return the cues of a sentence from left to right, each with its subject."""
    tags = shape.tags
    if len(tags) == 1:
        return []
    clause = _Clause(shape)
    found = [cue for m in _CUE.finditer(tags) for cue in clause.cues(m.start())]
    if "Q" not in tags:
        return found
    if not any(cue.at > tags.find("Q") for cue in found) and (reaction := _REACTION.search(tags)):
        before, after = (1, 2) if reaction[1] else (4, 3)
        found.append(Cue(reaction.start(after), *reaction.span(before), "x", "verb"))
    for m in _COMMA_QUOTE.finditer(tags):
        if not any(cue.at == m.start() - 1 for cue in found):
            found += clause.lead_in(m.start(), "comma clause")
    return found


class _Clause:
    """A sentence and its noun phrases: their first words by the word after their last.

    The subjects found so far are kept, by verb and depth: without them the search for governing
    verbs would repeat itself.
    """

    def __init__(self, shape: Shape) -> None:
        self.tags, self.words = shape.tags, shape.words
        spans = [m.span() for m in _PHRASE.finditer(shape.tags)]
        self.ending = {end: start for start, end in spans if shape.tags[start] != "Q"}
        self._subjects: dict[tuple[int, int], Words] = {}

    def cues(self, at: int) -> Iterator[Cue]:
        """Yield the cue at a word, if it is one."""
        tags, form = self.tags, self.tags[at]
        if form in "VGvg":
            yield self._verb(at, form)
        elif form in "Uu":
            yield self._noun(at)
        elif form == "K":
            yield Cue(at, *self._right(at + 2), "K", "according to")
        elif form == ":":
            yield from self._colon(at)
        elif tags[at - 1 : at] == "Q" and (right := _CREDIT.match(tags, at + 1)):
            yield Cue(at, *right.span(1), "-", "dash")

    def _right(self, at: int) -> Words:
        right = _RIGHT.match(self.tags, at)
        return right.span(1) if right else _NONE

    def _widened(self, start: int, end: int) -> Words:
        """Take in what a phrase hangs on: "a spokesman for the campaign", not "the campaign"."""
        tags, ending = self.tags, self.ending
        while start >= 2 and tags[start - 1] == "I" and start - 1 in ending:
            head = ending[start - 1]
            if tags[start - 2] in "oAwT" or tags[head - 1 : head] in ("V", "X", "e"):
                break
            start = head
        if tags[start - 1 : start] == "C" and start - 1 in ending:
            head = ending[start - 1]
            if tags[head - 1 : head] in ("", ",", "Q", "T", "S"):
                start = head
        return start, end

    def _before_comma(self, comma: int) -> Words:
        """Return the phrase before an apposition or relative clause that this comma closes."""
        tags, best, k = self.tags, _NONE, comma
        for _ in range(_DEEP):
            k = tags.rfind(",", 0, k)
            if k <= 0:
                break
            if k in self.ending and tags[k - 1] not in "Qo":
                start = self.ending[k]
                if not tags[start:k].strip("M"):
                    continue
                if tags[k + 1] == "w" or tags[start - 1 : start] != "I":
                    return start, k
                best = best if best[0] >= 0 else (start, k)
            if "Q" in tags[k:comma] and best[0] >= 0:
                break
        return best

    def _subject(self, at: int, depth: int = 0) -> Words:
        """Return the words that are the subject of the verb at *at*, looking left of it."""
        known = self._subjects.get((at, depth))
        if known is None:
            last = len(self.tags[:at].rstrip(AUXILIARY)) - 1
            known = _NONE if last < 0 else self._before(at, last) or self._governor(last, depth)
            self._subjects[at, depth] = known
        return known

    def _before(self, at: int, last: int) -> Words | None:
        """Return the subject before a verb; *last* is the last word there that is no auxiliary."""
        tags, ending, before = self.tags, self.ending, self.tags[last]
        # "she said", "the man that said"
        if before in "rw" or (before == "T" and tags[last - 1 : last] in ("n", "P", "U", "u")):
            return last, last + 1
        if not self._is_finite(at, last):
            return None
        # "the head of the Vale party said"
        if last + 1 in ending and before not in "oQ":
            start, end = ending[last + 1], last + 1
            if tags[start - 1 : start] == "t" and tags[at] not in "Gg":
                return _NONE
            # "a letter obtained by the Vale Post warns": the letter does.
            done = start - 2
            if done in ending and tags[done] in "eVX" and self.words[done + 1] == "by":
                start, end = ending[done], done
            return self._widened(start, end)
        # "Holm, who leads the party, said"
        found = self._before_comma(last) if before in ",-" else _NONE
        return self._widened(*found) if found[0] >= 0 else None

    def _is_finite(self, at: int, last: int) -> bool:
        """Tell a verb with a subject of its own from "saying" and its like."""
        tags = self.tags
        if tags[at] not in "Gg" or "H" in tags[last + 1 : at]:
            return True
        if last + 1 not in self.ending:
            return False
        start = self.ending[last + 1]
        person = tags[start - 1 : start] in ("I", "t") and tags[last - 1 : last + 1] == "PP"
        first = self._widened(start, last + 1)[0]
        return person or self.words[first - 1] == "with" or tags[first - 1 : first] == "-"

    def _governor(self, j: int, depth: int) -> Words:
        """Return the subject of the verb that governs an infinitive, participle or second verb."""
        tries = _DEEP if depth < _DEEP else 0
        for k in range(j, -1, -1) if tries else ():
            if self.tags[k] in "VvXHeGg":
                tries -= 1
                if tries < 0:
                    break
                found = self._subject(k, depth + 1)
                if found[0] >= 0:
                    return found
            elif self.tags[k] in ".;":
                break
        for end, start in self.ending.items():
            if self.tags[start] != "o" and self.tags[start - 1 : start] not in ("I", "t"):
                return (start, end) if start <= j else _NONE
        return _NONE

    def _main_clause(self, at: int) -> tuple[int, int, int]:
        """Return subject and verb of the last main clause before *at*: whom ", adding" means."""
        tags, best = self.tags, (-1, -1, -1)
        for m in _VERB.finditer(tags, 0, at):
            k = len(tags[: m.start()].rstrip(AUXILIARY))
            if k not in self.ending and tags[k - 1 : k] not in (",", "r"):
                continue
            start, end = self._subject(m.start(), _DEEP)
            if start >= 0 and tags[max(0, start - 1) : start] in _MAIN and tags[start] not in "wo":
                best = start, end, m.start()
        return best

    def lead_in(self, at: int, rule: str) -> Iterator[Cue]:
        """Yield a clause without a cue that leads into a quotation: "Holm turned to the hall: "."""
        start, end, verb = self._main_clause(at)
        if start >= 0 and self.words[verb] not in _BE:
            yield Cue(verb, start, end, "x", rule)

    def _colon(self, at: int) -> Iterator[Cue]:
        tags = self.tags
        if tags[at - 1 : at] == "Q" and (right := _RIGHT.match(tags, at + 1)):
            yield Cue(at, *right.span(1), ":", "colon")
            return
        if at in self.ending:
            start, end = self._widened(self.ending[at], at)
            if start == 0 or tags[start - 1] in ";-":
                yield Cue(at, start, end, ":", "colon")
                return
        if tags[at + 1 : at + 2] in ("Q", ""):
            yield from self.lead_in(at, "colon clause")

    def _verb(self, at: int, form: str) -> Cue:
        tags = self.tags
        before = tags[at - 1 : at]
        after_quote = before in ("Q", "") or tags[max(0, at - 2) : at] in ("Q,", "QA")
        if form == "V" and (after_quote or before == ","):
            right = _RIGHT.match(tags, at + 1)
            if right and self._turns(at, tags[right.end() : right.end() + 1], after_quote):
                return Cue(at, *right.span(1), form, "inverted")
        second = before == "C" or tags[max(0, at - 2) : at] == "CA"
        if second or (form in "Gg" and before in (",", "-", "Q")):
            found = self._main_clause(at)
            if found[0] >= 0:
                return Cue(at, *found[:2], form, "participle")
        if (by := self._passive(at)) is not None:
            return Cue(at, *by, form, "passive")
        return Cue(at, *self._subject(at), form, "verb")

    def _turns(self, at: int, follows: str, after_quote: bool) -> bool:
        """Tell whether a verb stands before its subject, behind which *follows* stands."""
        if after_quote:
            return not self.tags[:at].strip("QA,") or bool(_TURNS.match(self.words[at]))
        if follows not in _CLOSED or not _TURNS.match(self.words[at]):
            return False
        return follows in ("", ".", ",") or self._before_comma(at - 1)[0] < 0

    def _passive(self, at: int) -> Words | None:
        """Return the agent of a passive (-1, -1 if it has none), None if the verb is active."""
        words, k = self.words, len(self.tags[:at].rstrip("A")) - 1
        asked = words[at] == "asked" and (k < 0 or self.tags[k] == "S")
        if not asked and (k < 0 or words[k] not in _BE or words[at].endswith("ing")):
            return None
        by = words[at + 1 : at + 6]
        return self._right(at + 2 + by.index("by")) if "by" in by else _NONE

    def _noun(self, at: int) -> Cue:
        tags = self.tags
        j = len(tags[:at].rstrip("neiAUuM")) - 1
        if j >= 0 and tags[j] in "pR":
            start = len(tags[:j].rstrip("PDR")) if tags[j] == "p" else j
            return Cue(at, start, j + 1, tags[at], "noun")
        if self.words[at + 1 : at + 2] in (["by"], ["from"], ["of"]):
            found = self._right(at + 2)
            if found[0] >= 0:
                return Cue(at, *found, tags[at], "noun")
        found = self._subject(at) if tags[at + 1 : at + 2] in ("V", "X") else _NONE
        if found[0] < 0:
            found = self._governor(at - 1, 0)
        return Cue(at, *found, tags[at], "noun of clause")
