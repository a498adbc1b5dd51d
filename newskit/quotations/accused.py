"""Whom a sentence charges: from the words of a charge to the one they are said of.

"NATO's frenzy", "the frenzy of NATO", "NATO falls into a frenzy", "a frenzy has seized NATO",
"fanned by NATO", "accused NATO of frenzy": each puts the charged in another place. What stands
with the charge as an object ("confrontation with Russia") is not charged.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import pairwise, takewhile
from typing import NamedTuple

from newskit.quotations.mentions import PRONOUNS, Mention, Scene, lists
from newskit.quotations.shapes import Shape

_FREE = ("", "D", ",", "T", "S", "I")
_OF = frozenset(("of", "for", "with", "as"))
# How far an agent or the seized may stand behind the charge, and "called" before it, in words.
_NEAR = 13
# The letters are those of newskit.quotations.shapes. What a clause begins behind; what ends the
# words that may hold a charge; a finite verb that opens its group; a noun phrase that somebody
# holds; a thing as subject of what is said, with its verb.
_OPENS = ",;:-.STwC("
_ENDS = ".;:,tTSwroHVXvGgAQ-"
_FINITE = re.compile(r"(?<![tHVXAC])[HVX]")
_ACTS = re.compile(r"[HVXve]")
_HEAD = re.compile(r"[DR]?[MneiPU]*[nPU]|r")
_THING_SAID = re.compile(r"T?[DRM]?[neiM]*n[HX]+$")


class Reading(NamedTuple):
    """Who is charged, by whom if the sentence itself says so, and in what mode."""

    accused: Mention | None
    accuser: Mention | None = None
    handed: bool = False  # "accused of": somebody hands the charge to its object
    reported: bool = False  # by nobody named
    denied: bool = False
    negated: bool = False
    hedged: bool = False


class Reader:
    """The rules of one sentence: whom the words *at* charge.

    Words *a* to *b* charge; *limit* is where the voice begins that says them. With *land*,
    where a thing is told to be is who does it: "war hysteria in Karsia".
    """

    def __init__(
        self, scene: Scene, shape: Shape, at: tuple[int, int], limit: int, land: bool
    ) -> None:
        self.words, self.tags, self.land = shape.words, shape.tags, land
        (self.a, self.b), self.limit, every = at, limit, scene.mentions(shape)
        self.mentions = [m for m in every if m.last <= self.a or m.first >= self.b]

    def read(self) -> Reading:
        """Return whom the words charge, by whom, and in what mode."""
        named = self._first(self.b, self.b + 1)
        capital = self.tags[self.a] == "P" and self.a > 0 and named and named.kind == "person"
        if named and named.name and (capital or self.words[self.b - 1] in lists()["persons"]):
            return Reading(named)  # "the Vesk dictator Oskar Brandt", "Crooked Brandt"
        tries = (self._handed(k, self.words[k]) for k in range(self.a - 1, -1, -1))
        found = next((reading for reading in tries if reading), Reading(None))
        near = {*self.words[self.limit : self.limit + 4], *self.words[self._verbs() : self.a]}
        hedged = not near.isdisjoint(lists()["hedge"])
        if found.handed:
            return found._replace(hedged=hedged)
        accused = self._said_of()
        accuser = found.accuser or (None if found.reported else self._sayer(accused))
        # "does not meet with racist politicians" denies nothing of them.
        epithet = accused and accused.first == self.b and not self._predicate()
        negated = self.words[self.a - 1] == "no" if epithet else self._negated()
        return found._replace(accused=accused, accuser=accuser, negated=negated, hedged=hedged)

    def _sayer(self, accused: Mention | None) -> Mention | None:
        """Return who says it in a clause of the words: "she thinks that I am a liar"."""
        low = max(1, self.limit)
        said = (k for k in range(self.a - 1, low, -1) if self.tags[k] in "VvGg")
        for k in said:
            if accused and accused.first == k + 1 + (self.tags[k + 1] == "T"):
                # "Holm says Vask is old and insists he is weak": who insists stands before.
                same = self.words[k] in lists()["unsaid"] or self.tags[k - 1] == "C"
                who = None if same else self._subject(k)
                return who if who and who.kind not in ("self", "it", "you") else None
        return None

    def _handed(self, k: int, word: str) -> Reading | None:
        """Read "X accused Y of", "Y is accused of", "X called Y a", "X denies", "charges of"."""
        # The words of the charge may begin with "of": "accused Y of lying".
        between, object_ = set(self.words[k + 1 : self.a + 1]), self._first(k + 1, self.a)
        noun = not lists()["accusation"].isdisjoint(between)
        of = self.words[k + 1] == "of" and not set(self.tags[k : self.a]) & set("HXV,")
        if word in lists()["accusation"] and of:
            # "faces charges of lying", "rejected the charge of lying against Velmark"
            who, denied = self._subject(k), not lists()["reject"].isdisjoint(self.words[:k])
            whom = self._behind(("against",), "", 4) or who
            return Reading(whom, who if denied else None, True, not denied, denied)
        accuses = word in lists()["accuse"] and not _OF.isdisjoint(between)
        calls = word in lists()["call"] and self.a - k < _NEAR
        if calls and "what" in self.words[max(0, k - 3) : k]:
            return Reading(None, self._subject(k), handed=True)  # "ending what he calls fraud"
        passive = (accuses or (calls and not object_)) and self._passive(k)
        passive = passive and not word.endswith("ing")
        if passive or (accuses and self.words[k + 1] in _OF):
            by = [*self.words, "by"].index("by", k)
            agent = self._first(by + 1, by + 4)
            return Reading(self._subject(k), agent, handed=True, reported=agent is None)
        if accuses and not object_ and "as" in between:
            return Reading(None, self._subject(k), handed=True)  # "painting others as weak"
        if object_ and (accuses or (calls and between.isdisjoint(("on", "into", "for")))):
            # "Holm's calling her", "it led Holm to call her"
            near = self.tags[max(0, k - 1) : k]
            owner = self._ending(k if near == "p" else k - 1) if near in ("p", "t") else None
            return Reading(object_, owner or self._subject(k), handed=True)
        if word in lists()["deny"] or (word in lists()["reject"] and noun):
            return Reading(None, self._subject(k), denied=True)
        told = noun and "that" in between and not self.limit
        alleged = word in lists()["alleged"] and self.a - k < 3
        return Reading(None, reported=True) if told or alleged else None

    def _passive(self, k: int, reach: int = 2) -> bool:
        before = self.words[max(0, k - reach) : k]
        return not lists()["be"].isdisjoint(before) or "been" in self.words[max(0, k - 3) : k]

    def _said_of(self) -> Mention | None:
        """Return whom the charge is said of: owner, agent, holder, the seized, or the subject."""
        acting = self._ending(self.a) if self.words[self.a].endswith("ing") else None
        if acting and self.tags[self.a - 1] not in "pr":
            return acting  # "tired of Velmark lying"
        predicate = self._predicate()
        found = None if predicate else self._owner() or self._headed()
        found = found or self._behind(("by",), ".;:", 4)  # "is being fanned by Karsia"
        if not found and not predicate:
            # "a frenzy has seized the ministers"
            found = self._holder() or self._behind(lists()["seize"], ".;:,", 6)
        if found:
            return found
        person = self.words[self.b - 1] in lists()["persons"] and not self._is()
        # "acts like a bully", who is the subject, but not "to defeat a bully", "a piece on sexism".
        person = person and self._before("DRMneiA")[1] not in ("like", "as")
        far, near = self._before("DRMneipPUAC")
        tied = far in lists()["tied"] and near in ("to", "with", "of")
        topic = tied or near in lists()["topic"] | lists()["call"]
        # "the council was misled": the subject is the victim.
        harmed = self.words[self.a] in lists()["harm"] and self._passive(self.a, 3)
        if person or harmed or (topic and not predicate):
            return None
        found, after = self._subject(self.a), self.words[self.b : self.b + 1]
        told = self.words[self.b - 1] == "that" or (after == ["that"] and not self._is())
        if told and not (found and found.kind):
            # "Such talk keeps up the pretence that Velmark is neutral": the clause names whom.
            return found or self._first(self.b, self.b + 5)
        if found and found.kind == "it" and after == ["to"]:
            return None  # "it is misleading to say so"
        condemned = found and not lists()["condemn"].isdisjoint(self.words[found.last : self.a])
        return None if condemned else found

    def _before(self, letters: str) -> list[str]:
        """Return the two words before the charge's own phrase, which is made of *letters*."""
        k = len(self.tags[: self.a].rstrip(letters))
        return ["", "", *self.words][k : k + 2]

    def _predicate(self) -> bool:
        """Tell "is weak", "is a liar", "has lied" from "the weak minister", "its lies"."""
        before = self.tags[self.a - 1 : self.a] in ("r", "H", "A")
        return self._is() or (before and self.words[self.a - 1] != "there")

    def _is(self) -> bool:
        k = len(self.tags[: self.a].rstrip("AneiDCa,")) - 1
        return k >= 0 and self.words[k] in lists()["be"] and self.words[k - 1 : k] != ["there"]

    def _owner(self) -> Mention | None:
        """Return the owner in the charge's own noun phrase: "NATO's", "its", "Karsian"."""
        # "Velmark's flirtations with fascism"
        far, near = self._before("DRMneipPUAC")
        held = near in ("with", "of") and far not in lists()["tied"] | lists()["accusation"]
        for m in reversed(self.mentions):
            between = self.tags[m.last : self.a]
            if (
                held
                and self.tags[m.last - 1] in "pR"
                and m.last < self.a
                and re.fullmatch("[neiAM]*[nU]I[neiAM]*", between)
            ):
                return m
            if m.last <= self.a and not between.strip("neiAMPU"):
                beside = m.kind in ("place", "institution", "") and m.last == self.a
                noun = not self.words[self.b - 1].endswith(("ed", "es"))
                noun = noun and self.tags[self.b : self.b + 1] not in ("D", "R", "o", "r")
                return m if self.tags[m.last - 1] in "pR" or (beside and noun) else None
        return None

    def _headed(self) -> Mention | None:
        """Return whom the charge is an epithet of: "the corrupt Council", "Velmark, the liar"."""
        m = next((m for m in self.mentions if m.first == self.b), None)
        if m and self.tags[max(0, self.a - 1) : self.a] in _FREE:
            return m
        return self._ending(self.a - 2) if self.tags[: self.a].endswith(",D") else None

    def _ending(self, at: int) -> Mention | None:
        return next((m for m in self.mentions if m.last == at), None)

    def _until(self, stops: str) -> Iterator[int]:
        """Yield the words behind the charge, up to a mark among *stops*."""
        ahead = range(self.b, min(len(self.words), self.b + _NEAR))
        return takewhile(lambda k: self.tags[k] not in stops, ahead)

    def _behind(self, words: Collection[str], stops: str, reach: int) -> Mention | None:
        """Return whom the first of *words* behind the charge leads to."""
        k = next((k for k in self._until(stops) if self.words[k] in words), len(self.words))
        m = self._first(k + 1, k + reach)
        return None if m and self.tags[k + 1 : m.first].strip("DMAneRIP") else m

    def _holder(self) -> Mention | None:
        """Return whom "of", "in" or "among" behind the charge names: "the frenzy of NATO"."""
        word = self.words[self.b - 1]
        if word.endswith("ed") or (word.endswith("ing") and self.tags[self.b : self.b + 1] != "I"):
            return None
        for k in [k for k in self._until(_ENDS) if self.tags[k] == "I"][:2]:
            here = self.words[k] in ("in", "at", "inside") and not self.land
            if self.words[k] not in lists()["owned_by"]:
                return None
            if (m := self._first(k + 1, k + 4)) and not here and m.kind not in PRONOUNS:
                return m
        return None

    def _first(self, a: int, b: int) -> Mention | None:
        return next((m for m in self.mentions if a <= m.first < b), None)

    def _subject(self, at: int) -> Mention | None:
        """Return the subject of what stands at *at*: of its clause, or the one that governs it."""
        end, low = at, self.limit if at >= self.limit else 0
        while end > low:
            begin = self._clause(end, low)
            found, stop = self._of_clause(begin, end)
            if found or stop:
                return found
            end = begin - 1
        return None

    def _clause(self, end: int, low: int) -> int:
        """Return where the clause that ends before *end* begins."""
        return next((k + 1 for k in range(end - 1, low, -1) if self.tags[k] in _OPENS), low)

    def _of_clause(self, begin: int, end: int) -> tuple[Mention | None, bool]:
        """Return the subject of a clause, and whether the search ends with it."""
        opens = self.tags[begin - 1] if begin else "."
        relative = opens in "wT" and self.tags[begin : begin + 1] in "HVXeAvGgn"
        if relative and (who := self._ending(begin - 1) or self._ending(begin - 2)):
            # "He is a man who lies"
            if self.words[who.first] in ("a", "an") and self._copula(who.first - 1):
                return self._subject(who.first - 1), True
            return who, True
        if not lists()["there"].isdisjoint(self.words[begin:end]):
            return None, True
        # "They say Velmark is weak": what is said begins behind the verb of saying.
        said = max(self.tags.rfind("V", begin, end), self.tags.rfind("v", begin, end)) + 1
        inside = [m for m in self.mentions if begin <= m.first < end]
        inside.sort(key=lambda m: (not self._says(m, said, end), m.first))
        made = next((k for k in range(begin, end) if self.words[k] in lists()["make"]), None)
        if made and (shown := self._first(made + 1, made + 2)):
            return shown, True  # "the quarrel makes Velmark look weak"
        if (
            said
            and not (inside and self._says(inside[0], said, end))
            and (_THING_SAID.match(self.tags[said:end]))
        ):
            return None, True  # "Velmark says polls are misleading"
        for m in inside:
            if m.kind == "place" and opens == self.tags[m.last] == ",":
                continue  # "in Vale, Karsia, the students"
            if m.first == begin or self.tags[m.first - 1] not in "It":
                # "the remarks that NATO will stay out were contradictory": a clause in the clause.
                inner = opens == "T" and len(_FINITE.findall(self.tags[m.last : end])) > 1
                return (None, False) if inner else (m, True)
            # "the statements of the spokesman", "nobody in Tolmar": who holds the subject.
            head = self.tags[begin : m.first - 1].strip("A")
            if self.words[m.first - 1] in lists()["owned_by"] and _HEAD.fullmatch(head):
                return m, True
        return None, opens == ";"

    def _copula(self, k: int) -> bool:
        return self.tags[k] == "," or not lists()["be"].isdisjoint(
            self.words[max(0, k - 1) : k + 1]
        )

    def _says(self, m: Mention, said: int, end: int) -> bool:
        """Tell the subject of a clause behind a verb of saying from the verb's object."""
        acts = (m.last == end and self.tags[end] != "I") or "'" in self.words[m.last - 1]
        return 0 < said <= m.first and (acts or bool(_ACTS.search(self.tags[m.last : end])))

    def _verbs(self) -> int:
        """Return where the verbs that govern the charge begin."""
        k = max(self.tags.rfind(t, self.limit, self.a) for t in "HVXvGge.;")
        return max(self.limit, len(self.tags[: max(0, k)].rstrip("HAVXv")))

    def _negated(self) -> bool:
        if self.words[-1] == "?" and self.tags[self.limit : self.limit + 1] == "H":
            return False  # "Is NATO not drunk with war?"
        begin, clause = self._verbs(), self._clause(self.a, self.limit)
        if "r" in self.tags[clause : self.a]:
            begin = max(begin, clause)  # "He is not a clerk, it's all a fraud"
        nobody = [w for w in self.words[clause:begin] if w in ("nobody", "none", "no")]
        said = " ".join(["", *self.words[begin : self.a], ""]).rpartition(" but ")[2].split()
        return any(
            (w in lists()["negators"] or w.endswith("n't")) and after not in lists()["not_negating"]
            for w, after in pairwise([*nobody, *said, ""])
        )
