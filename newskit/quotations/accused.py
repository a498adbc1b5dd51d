"""Whom a sentence charges: from the words of a charge to the one they are said of.

"NATO's frenzy", "the frenzy of NATO", "NATO falls into a frenzy", "a frenzy has seized NATO",
"fanned by NATO", "accused NATO of frenzy": each puts the charged in another place. What stands
with the charge as an object ("confrontation with Russia") is not charged.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import NamedTuple

from newskit.quotations.mentions import PRONOUNS, Mention, Scene
from newskit.quotations.shapes import Frame

_BE = frozenset(
    "is are was were be been being am become becomes became seem seems seemed appears appear looks look "
    "isn't wasn't aren't weren't he's she's it's they're we're i'm you're remains remain gone went going "
    "grown turned stays sounds sounded it's that's".split()
)
_NEGATORS = frozenset(
    "not n't no never neither nor nobody none nothing without cannot hardly".split()
)
_NOT_NEGATING = frozenset("only just merely simply doubt surprise wonder secret question".split())
_OWNED_BY = frozenset("of by in among within from at inside".split())
# How far a passive's agent, or what a passion seizes, may stand behind the charge, in words.
_NEAR = 12


class Reading(NamedTuple):
    """Who is charged, by whom if the sentence itself says so, and in what mode."""

    accused: Mention | None
    accuser: Mention | None = None
    handed: bool = False  # "accused of": somebody hands the charge to its object
    reported: bool = False  # by nobody named
    denied: bool = False
    negated: bool = False
    hedged: bool = False


@cache
def _lists() -> dict[str, frozenset[str]]:
    source = resources.files("newskit") / "lexicons" / "accusing.toml"
    given = tomllib.loads(source.read_text(encoding="utf-8"))
    return {name: frozenset(words) for name, words in given.items() if isinstance(words, list)}


def _words(name: str) -> frozenset[str]:
    return _lists()[name]


def read(
    scene: Scene, frame: Frame, at: tuple[int, int], within: tuple[int, int], *, land: bool = False
) -> Reading:
    """Return whom the words *at* charge; *within* are the words of the voice that says them.

    With *land*, where a thing is told to be is who does it: "war hysteria in Karsia".
    """
    return _Reader(scene, frame, at, within, land).read()


class _Reader:
    def __init__(
        self, scene: Scene, frame: Frame, at: tuple[int, int], within: tuple[int, int], land: bool
    ) -> None:
        self.words, self.tags = frame.words, frame.tags
        self.a, self.b = at
        self.limit, right = within
        self.land = land
        every = [m for m in scene.mentions(frame) if m.first < right]
        self.mentions = [m for m in every if m.last <= self.a or m.first >= self.b]
        # "the warmongers in Brenn", "crooked Brandt": the charge is in the words that mean him.
        self.own = next(
            (m for m in every if m.name and m not in self.mentions and m.last > self.b), None
        )

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
        """Read "X accused Y of", "Y is accused of", "X called Y a", "X denies", "accusations of"."""
        for k in range(self.a - 1, -1, -1):
            word = self.words[k]
            if self.tags[k] in ".;":
                break
            between = set(self.words[k + 1 : self.a])
            passive = bool(_BE & set(self.words[max(0, k - 2) : k])) or (
                "been" in self.words[max(0, k - 3) : k]
            )
            object_ = self._first(k + 1, self.a)
            if word in _words("accusation") and self.words[k + 1] == "of" and self.tags[k] != "V":
                return self._accusation(k)
            if word in _words("accuse") and not {"of", "for", "with", "as"}.isdisjoint(between):
                if self.words[k + 1] in ("of", "with", "for", "as") or passive:
                    return Reading(self._subject(k), handed=True, reported=True)
                if object_:
                    return Reading(object_, self._subject(k), handed=True)
            if word in _words("call") and self.a - k < 14:
                if passive and not object_:
                    return Reading(self._subject(k), handed=True, reported=True)
                if object_ and "on" not in between:
                    return Reading(object_, self._subject(k), handed=True)
            noun = not _words("accusation").isdisjoint(between)
            if word in _words("deny") or (word in _words("reject") and noun):
                return Reading(None, self._subject(k), denied=True)
            if noun and "that" in between and not self.limit:
                return Reading(None, reported=True)
            if word in _words("alleged") and self.a - k < 3:
                return Reading(None, reported=True)
        return Reading(None)

    def _accusation(self, k: int) -> Reading:
        against = self._after(self.b, ("against",), 4)
        subject = self._subject(k)
        denies = any(w in _words("reject") for w in self.words[:k])
        if denies:
            return Reading(against or subject, subject, handed=True, denied=True)
        return Reading(against or subject, handed=True, reported=True)

    def _said_of(self) -> Mention | None:
        """Return whom the charge is said of: owner, agent, the seized, or the subject."""
        predicate = self._predicate()
        if not predicate:
            if found := self._owner() or self._headed():
                return found
        if found := self._agent():
            return found
        if not predicate and (found := self._holder() or self._seized()):
            return found
        if self._suffers():
            return None
        told = self.words[self.b - 1] == "that" or (
            self.words[self.b : self.b + 1] == ["that"] and not self._is()
        )
        if not predicate and self._topic():
            return None
        found = self._subject(self.a)
        if told and (found is None or found.kind == ""):
            # "Such talk keeps up the pretence that Velmark is neutral": the clause names whom.
            return found or self._first(self.b, min(len(self.words), self.b + 5))
        if found and not _words("condemn").isdisjoint(self.words[found.last : self.a]):
            return None
        return found

    def _topic(self) -> bool:
        """Tell "a piece on sexism" and "described a rigged system" from a deed."""
        k = self.a - 1
        while k >= 0 and self.tags[k] in "DRMneipPUA":
            k -= 1
        if k < 0 or self.words[self.a] in _words("topic"):
            return False
        tied = self.words[k] in ("to", "with") and self.words[k - 1] in _words("tied")
        return tied or self.words[k] in _words("topic") or self.words[k] in _words("call")

    def _predicate(self) -> bool:
        """Tell "is weak", "is a liar", "has lied" from "the weak minister", "its lies"."""
        before = self.words[self.a - 1] if self.a else ""
        return self._is() or (before not in ("", "there") and self.tags[self.a - 1] in "rHA")

    def _is(self) -> bool:
        k = self.a - 1
        while k >= 0 and self.tags[k] in "AneiDCa" and self.words[k] not in _BE:
            k -= 1
        return k >= 0 and self.words[k] in _BE and self.words[k - 1 : k] != ["there"]

    def _owner(self) -> Mention | None:
        """Return the owner in the charge's own noun phrase: "NATO's", "its", "Karsian"."""
        for m in reversed(self.mentions):
            if m.last <= self.a and all(t in "neiAMPU" for t in self.tags[m.last : self.a]):
                owns = self.tags[m.last - 1] in "pR"
                beside = m.kind in ("place", "institution", "") and m.last == self.a
                return m if owns or (beside and self._noun()) else None
        return None

    def _noun(self) -> bool:
        word = self.words[self.b - 1]
        return not word.endswith(("ed", "es")) and self.tags[self.b : self.b + 1] not in (
            "D",
            "R",
            "o",
            "r",
        )

    def _headed(self) -> Mention | None:
        """Return the noun that the charge is an epithet of: "the corrupt Vale Council"."""
        before = self.tags[self.a - 1 : self.a] if self.a else ""
        for m in self.mentions:
            if m.first == self.b and before in ("", "D", ",", "T", "S") and m.kind not in PRONOUNS:
                if self.words[self.a - 1 : self.a] not in (["a"], ["an"]):
                    return m
        apposed = self.a > 1 and before == "D" and self.tags[self.a - 2] == ","
        return self._ending(self.a - 2) if apposed else None

    def _ending(self, at: int) -> Mention | None:
        return next((m for m in self.mentions if m.last == at), None)

    def _agent(self) -> Mention | None:
        """Return the agent of a passive behind the charge: "is being fanned by Karsia"."""
        for k in range(self.b, min(len(self.words), self.b + _NEAR)):
            if self.tags[k] in ".;:":
                break
            if self.words[k] == "by":
                be = any(w in _BE for w in self.words[max(0, self.a - 3) : k])
                found = self._first(k + 1, k + 4)
                if found and not set(self.tags[k + 1 : found.first]) <= set("DMAneR"):
                    found = None
                return found if be or self.tags[k - 1] in "eVX" else None
        return None

    def _holder(self) -> Mention | None:
        """Return whom "of", "in" or "among" behind the charge names: "the frenzy of NATO"."""
        word = self.words[self.b - 1]
        if word.endswith("ed") or (word.endswith("ing") and self.tags[self.b : self.b + 1] != "I"):
            return None
        if self.own:
            return self.own
        k, tries = self.b, 2
        while k < len(self.words) and tries and self.tags[k] in "nPpeiUIDRMC":
            if self.tags[k] == "I":
                tries -= 1
                found = self._first(k + 1, k + 4)
                place = self.words[k] in ("in", "at", "inside") and not self.land
                if (
                    self.words[k] in _OWNED_BY
                    and not place
                    and found
                    and found.kind not in PRONOUNS
                ):
                    return found
                if self.words[k] not in _OWNED_BY:
                    return None
            k += 1
        return None

    def _seized(self) -> Mention | None:
        """Return whom a passion takes hold of: "a frenzy has seized the ministers"."""
        for k in range(self.b, min(len(self.words), self.b + _NEAR)):
            if self.tags[k] in ".;:,":
                break
            if self.words[k] in _words("seize"):
                return self._first(k + 1, k + 6)
        return None

    def _suffers(self) -> bool:
        """Tell a passive whose subject is the victim: "the council was misled"."""
        before = self.words[max(0, self.a - 3) : self.a]
        return self.words[self.a] in _words("harm") and bool(_BE & set(before))

    def _first(self, a: int, b: int) -> Mention | None:
        return next((m for m in self.mentions if a <= m.first < b), None)

    def _after(self, a: int, prepositions: tuple[str, ...], reach: int) -> Mention | None:
        for k in range(a, min(len(self.words), a + _NEAR)):
            if self.words[k] in prepositions:
                return self._first(k + 1, k + reach)
        return None

    def _subject(self, at: int) -> Mention | None:
        """Return the subject of what stands at *at*: of its clause, or of the one that governs it."""
        end = at
        low = self.limit if at >= self.limit else 0
        while end > low:
            begin = self._clause(end, low)
            found, stop = self._of_clause(begin, end)
            if found or stop:
                return found
            end = begin - 1
        return None

    def _clause(self, end: int, low: int) -> int:
        """Return where the clause that ends before *end* begins."""
        k = end - 1
        while k > low and self.tags[k] not in ",;:-.STwC(":
            k -= 1
        return k + 1 if self.tags[k] in ",;:-.STwC(" else k

    def _of_clause(self, begin: int, end: int) -> tuple[Mention | None, bool]:
        """Return the subject of a clause, and whether the search ends with it."""
        opens = self.tags[begin - 1] if begin else ""
        relative = opens in "wT" and self.tags[begin : begin + 1] in "HVXeAvGgn" if opens else False
        if relative and opens and (who := self._ending(begin - 1) or self._ending(begin - 2)):
            return who, True
        # "They say Velmark is weak": what is said begins behind the verb of saying.
        said = max(self.tags.rfind("V", begin, end), self.tags.rfind("v", begin, end)) + 1
        inside = [m for m in self.mentions if begin <= m.first < end]
        for m in sorted(inside, key=lambda m: (m.first < said, m.first)):
            before = self.tags[m.first - 1 : m.first] if m.first > begin else ""
            if before not in ("I", "t"):
                # "the remarks that NATO will stay out were contradictory": a clause in the clause.
                inner = opens == "T" and len(_FINITE.findall(self.tags[m.last : end])) > 1
                return (None, False) if inner else (m, True)
            # "the statements of the spokesman", "nobody in Tolmar": who holds the subject.
            head = self.tags[begin : m.first - 1].strip("A")
            if self.words[m.first - 1] in _OWNED_BY and re.fullmatch(
                r"[DR]?[MneiPU]*[nPU]|r", head
            ):
                return m, True
        thing = re.match(r"[AC]*[DRM][neiM]*n[HVX]", self.tags[begin:end])
        return None, bool(thing) or opens in ";."

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
            return False
        begin = self._verbs()
        said = self.words[begin : self.a]
        if "but" in said:
            said = said[len(said) - said[::-1].index("but") :]
        clause = self._clause(self.a, self.limit)
        said = [w for w in self.words[clause:begin] if w in ("nobody", "none", "no")] + said
        return any(
            (w in _NEGATORS or w.endswith("n't")) and said[i + 1 : i + 2] not in ([x] for x in _NOT_NEGATING)
            for i, w in enumerate(said)
        )  # fmt: skip


# A finite verb that opens its group: not an infinitive's, not a second auxiliary.
_FINITE = re.compile(r"(?<![tHVXAC])[HVX]")
