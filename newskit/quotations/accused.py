"""Whom a sentence charges: from the words of a charge to the one they are said of.

"NATO's frenzy", "the frenzy of NATO", "NATO falls into a frenzy", "a frenzy has seized NATO",
"fanned by NATO", "accused NATO of frenzy": each puts the charged in another place. What stands
with the charge as an object ("confrontation with Russia") is not charged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from newskit.quotations.mentions import PRONOUNS, Mention, Scene, lists
from newskit.quotations.shapes import Shape

_BE = frozenset(
    (
        "is are was were be been being am become becomes became seem seems seemed appears appear "
        "looks look isn't wasn't aren't weren't he's she's it's they're we're i'm you're remains "
        "remain gone went going grown turned stays sounds sounded that's"
    ).split()
)
_NEGATORS = frozenset(
    "not n't no never neither nor nobody none nothing without cannot hardly".split()
)
_NOT_NEGATING = frozenset("only just merely simply doubt surprise wonder secret question".split())
_OWNED_BY = frozenset("of by in among within from at inside".split())
_FREE = ("", "D", ",", "T", "S", "I")
_OF = frozenset(("of", "for", "with", "as"))
# How far an agent or the seized may stand behind the charge, and "called" before it, in words.
_NEAR = 13
# The letters are those of newskit.quotations.shapes. What a clause begins behind; a finite verb
# that opens its group; a noun phrase that somebody holds; a thing as subject with its verb.
_OPENS = ",;:-.STwC("
_FINITE = re.compile(r"(?<![tHVXAC])[HVX]")
_ACTS = re.compile(r"[HVXve]")
_HEAD = re.compile(r"[DR]?[MneiPU]*[nPU]|r")
_THING = re.compile(r"[AC]*[DRM][neiM]*n[HVX]")


class Reading(NamedTuple):
    """Who is charged, by whom if the sentence itself says so, and in what mode."""

    accused: Mention | None
    accuser: Mention | None = None
    handed: bool = False  # "accused of": somebody hands the charge to its object
    reported: bool = False  # by nobody named
    denied: bool = False
    negated: bool = False
    hedged: bool = False


def _words(name: str) -> frozenset[str]:
    found: frozenset[str] = lists()[name]
    return found


def read(
    scene: Scene, shape: Shape, at: tuple[int, int], within: tuple[int, int], *, land: bool = False
) -> Reading:
    """Return whom the words *at* charge; *within* are the words of the voice that says them.

    With *land*, where a thing is told to be is who does it: "war hysteria in Karsia".
    """
    return _Reader(scene, shape, at, within, land).read()


class _Reader:
    """The rules of one sentence; words *a* to *b* charge, *limit* is where their voice begins."""

    def __init__(
        self, scene: Scene, shape: Shape, at: tuple[int, int], within: tuple[int, int], land: bool
    ) -> None:
        self.words, self.tags, self.land = shape.words, shape.tags, land
        (self.a, self.b), (self.limit, right) = at, within
        every = [m for m in scene.mentions(shape) if m.first < right]
        self.mentions = [m for m in every if m.last <= self.a or m.first >= self.b]
        # "the warmongers in Brenn", "crooked Brandt": the charge is in the words that mean them.
        over = [m for m in every if m.first <= self.a and m.last > self.b and m.name]
        self.own = next((self._without_charge(m) for m in over), None)

    def _without_charge(self, m: Mention) -> Mention:
        if m.kind in ("role", "body", "group"):
            return m
        name = " ".join(m.name.split()[self.b - m.first :])
        return m._replace(first=self.b, name=name or m.name, at=self.b)

    def read(self) -> Reading:
        handed = self._handed()
        accused = handed.accused if handed.handed else self._said_of()
        if not handed.handed and accused is None and handed.denied:
            accused = handed.accuser
        negated = not handed.handed and self._negated()
        near = {*self.words[self.limit : self.limit + 4], *self.words[self._verbs() : self.a]}
        hedged = not near.isdisjoint(_words("hedge"))
        return handed._replace(accused=accused, negated=negated, hedged=hedged)

    def _handed(self) -> Reading:
        """Read "X accused Y of", "Y is accused of", "X called Y a", "X denies", "charges of"."""
        for k in range(self.a - 1, -1, -1):
            if self.tags[k] in ".;":
                break
            if (found := self._accusing(k, self.words[k])) is not None:
                return found
        return Reading(None)

    def _accusing(self, k: int, word: str) -> Reading | None:
        between = set(self.words[k + 1 : self.a])
        noun = not _words("accusation").isdisjoint(between)
        if word in _words("accusation") and self.words[k + 1] == "of" and self.tags[k] != "V":
            return self._accusation(k)
        if word in _words("accuse") and not _OF.isdisjoint(between):
            if self.words[k + 1] in _OF or self._passive(k):
                by = [self._first(j + 1, j + 4) for j in range(k, self.a) if self.words[j] == "by"]
                agent = next((m for m in by if m), None)
                return Reading(self._subject(k), agent, handed=True, reported=agent is None)
            if object_ := self._first(k + 1, self.a):
                return Reading(object_, self._subject(k), handed=True)
        if word in _words("call") and self.a - k < _NEAR:
            object_ = self._first(k + 1, self.a)
            if self._passive(k) and not object_:
                return Reading(self._subject(k), handed=True, reported=True)
            if object_ and "on" not in between:
                return Reading(object_, self._subject(k), handed=True)
        if word in _words("denounce") and not self.limit:
            return Reading(None, self._subject(k))
        if word in _words("deny") or (word in _words("reject") and noun):
            return Reading(None, self._subject(k), denied=True)
        told = noun and "that" in between and not self.limit
        alleged = word in _words("alleged") and self.a - k < 3
        return Reading(None, reported=True) if told or alleged else None

    def _accusation(self, k: int) -> Reading:
        """Read "faces charges of lying", "rejected the charge of lying against Velmark"."""
        behind = range(self.b, min(len(self.words), self.b + _NEAR))
        against = [self._first(j + 1, j + 4) for j in behind if self.words[j] == "against"]
        subject = self._subject(k)
        accused = next((m for m in against if m), subject)
        if any(w in _words("reject") for w in self.words[:k]):
            return Reading(accused, subject, handed=True, denied=True)
        return Reading(accused, handed=True, reported=True)

    def _passive(self, k: int) -> bool:
        return bool(_BE & set(self.words[max(0, k - 2) : k])) or "been" in self.words[k - 3 : k]

    def _said_of(self) -> Mention | None:
        """Return whom the charge is said of: owner, agent, holder, the seized, or the subject."""
        predicate = self._predicate()
        if self.own and self.own.first == self.b:
            return self.own
        if self.a and self.tags[self.a - 1] == "o" and (found := self._ending(self.a)):
            return found  # "leaving him unqualified"
        if not predicate and (found := self._owner() or self._headed()):
            return found
        if found := self._agent():
            return found
        if not predicate and (found := self._holder() or self._seized()):
            return found
        if self.words[self.b - 1] in _words("persons") and not self._is() and not self._like():
            return None
        if self._suffers() or (not predicate and self._topic()):
            return None
        found, after = self._subject(self.a), self.words[self.b : self.b + 1] == ["that"]
        told = self.words[self.b - 1] == "that" or (after and not self._is())
        if told and (found is None or found.kind == ""):
            # "Such talk keeps up the pretence that Velmark is neutral": the clause names whom.
            return found or self._first(self.b, self.b + 5)
        condemned = found and not _words("condemn").isdisjoint(self.words[found.last : self.a])
        return None if condemned else found

    def _like(self) -> bool:
        """Tell "acts like a bully", who is the subject, from "to defeat a bully"."""
        k = self.a - 1
        while k >= 0 and self.tags[k] in "DRMneiA":
            k -= 1
        return k >= 0 and self.words[k] in ("like", "as")

    def _topic(self) -> bool:
        """Tell "a piece on sexism" and "described a rigged system" from a deed."""
        k = self.a - 1
        while k >= 0 and self.tags[k] in "DRMneipPUA":
            k -= 1
        if k < 0 or self.words[self.a] in _words("topic"):
            return False
        tied = self.words[k] in ("to", "with", "of") and self.words[k - 1] in _words("tied")
        return tied or self.words[k] in _words("topic") or self.words[k] in _words("call")

    def _predicate(self) -> bool:
        """Tell "is weak", "is a liar", "has lied" from "the weak minister", "its lies"."""
        before = self.words[self.a - 1] if self.a else ""
        return self._is() or (before not in ("", "there") and self.tags[self.a - 1] in "rHA")

    def _is(self) -> bool:
        k = self.a - 1
        while k >= 0 and self.tags[k] in "AneiDCa," and self.words[k] not in _BE:
            k -= 1
        return k >= 0 and self.words[k] in _BE and self.words[k - 1 : k] != ["there"]

    def _owner(self) -> Mention | None:
        """Return the owner in the charge's own noun phrase: "NATO's", "its", "Karsian"."""
        k = self.a - 1
        if k > 0 and self.tags[k] == "I" and self.words[k] in ("with", "of", "in", "into"):
            # "his flirtations with fascism"
            held = [m for m in self.mentions if m.last < k and self.tags[m.last - 1] in "pR"]
            near = [m for m in held if set(self.tags[m.last : k]) <= set("neiAMUu")]
            return near[-1] if near else None
        for m in reversed(self.mentions):
            if m.last <= self.a and all(t in "neiAMPU" for t in self.tags[m.last : self.a]):
                beside = m.kind in ("place", "institution", "") and m.last == self.a
                noun = not self.words[self.b - 1].endswith(("ed", "es"))
                noun = noun and self.tags[self.b : self.b + 1] not in ("D", "R", "o", "r")
                return m if self.tags[m.last - 1] in "pR" or (beside and noun) else None
        return None

    def _headed(self) -> Mention | None:
        """Return whom the charge is an epithet of: "the corrupt Council", "Velmark, the liar"."""
        k, m = self.a - 1, next((m for m in self.mentions if m.first == self.b), None)
        while m and m.kind in ("person", "role") and k >= 0 and self.tags[k] in "neiAP":
            k -= 1  # "the Islamic extremist cleric Falk"
        before, article = (self.tags[k], self.words[k]) if k >= 0 else ("", "")
        if m and m.kind not in PRONOUNS and article not in ("a", "an") and before in _FREE:
            return m
        apposed = k > 0 and before == "D" and self.tags[k - 1] == ","
        return self._ending(k - 1) if apposed else None

    def _ending(self, at: int) -> Mention | None:
        return next((m for m in self.mentions if m.last == at), None)

    def _agent(self) -> Mention | None:
        """Return the agent of a passive behind the charge: "is being fanned by Karsia"."""
        for k in self._behind(".;:"):
            if self.words[k] == "by":
                be = any(w in _BE for w in self.words[max(0, self.a - 3) : k])
                m = self._first(k + 1, k + 4)
                close = m and set(self.tags[k + 1 : m.first]) <= set("DMAneR")
                return m if close and (be or self.tags[k - 1] in "eVX") else None
        return None

    def _behind(self, stops: str) -> Iterator[int]:
        """Yield the words behind the charge, up to a mark among *stops*."""
        for k in range(self.b, min(len(self.words), self.b + _NEAR)):
            if self.tags[k] in stops:
                return
            yield k

    def _holder(self) -> Mention | None:
        """Return whom "of", "in" or "among" behind the charge names: "the frenzy of NATO"."""
        word = self.words[self.b - 1]
        if word.endswith("ed") or (word.endswith("ing") and self.tags[self.b : self.b + 1] != "I"):
            return None
        tries = 2
        for k in () if self.own else self._behind(".;:,tTSwroHVXvGgAQ-"):
            if self.tags[k] == "I":
                tries -= 1
                here = self.words[k] in ("in", "at", "inside") and not self.land
                m = self._first(k + 1, k + 4)
                if self.words[k] not in _OWNED_BY or tries < 0:
                    return None
                if m and not here and m.kind not in PRONOUNS:
                    return m
        return self.own

    def _seized(self) -> Mention | None:
        """Return whom a passion takes hold of: "a frenzy has seized the ministers"."""
        held = (k for k in self._behind(".;:,") if self.words[k] in _words("seize"))
        return self._first(k + 1, k + 6) if (k := next(held, None)) is not None else None

    def _suffers(self) -> bool:
        """Tell a passive whose subject is the victim: "the council was misled"."""
        before = set(self.words[max(0, self.a - 3) : self.a])
        return self.words[self.a] in _words("harm") and bool(_BE & before)

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
        if opens == "w" and self.tags[begin - 2 : begin - 1] == "r":
            return None, True  # "anyone who"
        relative = opens in "wT" and self.tags[begin : begin + 1] in "HVXeAvGgn"
        if relative and (who := self._ending(begin - 1) or self._ending(begin - 2)):
            return who, True
        # "They say Velmark is weak": what is said begins behind the verb of saying.
        said = max(self.tags.rfind("V", begin, end), self.tags.rfind("v", begin, end)) + 1
        inside = [m for m in self.mentions if begin <= m.first < end]
        inside.sort(key=lambda m: (not self._says(m, said, end), m.first))
        for m in inside:
            if m.first == begin or self.tags[m.first - 1] not in "It":
                # "the remarks that NATO will stay out were contradictory": a clause in the clause.
                inner = opens == "T" and len(_FINITE.findall(self.tags[m.last : end])) > 1
                return (None, False) if inner else (m, True)
            # "the statements of the spokesman", "nobody in Tolmar": who holds the subject.
            head = self.tags[begin : m.first - 1].strip("A")
            if self.words[m.first - 1] in _OWNED_BY and _HEAD.fullmatch(head):
                return m, True
        return None, bool(_THING.match(self.tags[begin:end])) or opens == ";"

    def _says(self, m: Mention, said: int, end: int) -> bool:
        """Tell the subject of a clause behind a verb of saying from the verb's object."""
        acts = (m.last == end and self.tags[end] != "I") or "'" in self.words[m.last - 1]
        return 0 < said <= m.first and (acts or bool(_ACTS.search(self.tags[m.last : end])))

    def _verbs(self) -> int:
        """Return where the verbs that govern the charge begin."""
        k = self.a - 1
        while k > self.limit and self.tags[k] not in "HVXvGge.;":
            k -= 1
        while k > self.limit and self.tags[k - 1] in "HAVXv":
            k -= 1
        return max(k, self.limit)

    def _negated(self) -> bool:
        if self.words[-1] == "?" and self.tags[self.limit : self.limit + 1] == "H":
            return False  # "Is NATO not drunk with war?"
        begin, clause = self._verbs(), self._clause(self.a, self.limit)
        said = self.words[begin : self.a]
        if "but" in said:
            said = said[len(said) - said[::-1].index("but") :]
        said = [w for w in self.words[clause:begin] if w in ("nobody", "none", "no")] + said
        pairs = zip(said, [*said[1:], ""], strict=False)
        return any(
            (w in _NEGATORS or w.endswith("n't")) and after not in _NOT_NEGATING
            for w, after in pairs
        )
