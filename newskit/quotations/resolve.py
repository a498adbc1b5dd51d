"""From what is printed to who it is: last names, roles and pronouns to one name a person.

A last name stands for the full one, "the spokesman" for the nearest person introduced as one, and
a pronoun for the nearest person it fits. He and she are persons only. What does not fit stays
unresolved: None, never a guess.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from newskit.quotations.people import COMPLEMENT, OF, Entity, People, key, meant, titles_in
from newskit.quotations.words import group, weights
from newskit.text import names
from newskit.text.names import Name, plain


class Who(NamedTuple):
    """Whom a printed speaker means: a name, or None; of which kind; and how sure we may be."""

    name: str | None
    kind: str
    sure: float


_UNKNOWN = Who(None, "unnamed", 0.0)
_ARTICLE = re.compile(
    r"^(?:(?:all|both)\s+(?:of\s+)?)?(?:the|a|an|its|their|his|her|our|these|those)\s+|^(?:all|both)\s+",
    re.IGNORECASE,
)
# People in the plural: voters, activists, residents, immigrants.
_PERSONS = re.compile(
    r"(?!.*(?:ments|counts)$).+(?:ers|ors|ists|ents|ants|ians|ees|allies|critics|families|fans)$"
    r"|republicans|democrats"
)
# How far back a role and a pronoun may point, in characters; bounds keep long texts linear.
_FAR = 30_000
_REACH = 1500
_NEAR = 600  # a pronoun, to somebody of whom nothing tells whether he or she


def _sure(name: str | None, kind: str, way: str) -> Who:
    return Who(name, kind, weights("sure")[way])


class Cast(People):
    """The people of one text, and whom its words mean; *aliases* win over what is found."""

    def __init__(
        self,
        text: str,
        aliases: Mapping[str, str] | None = None,
        said: Iterable[tuple[int, int]] = (),
    ) -> None:
        super().__init__(text, said)
        self._aliases = {key(alias): name for alias, name in (aliases or {}).items()}

    def who(self, phrase: str, place: int, before: Who | None = None) -> Who:
        """Return whom *phrase*, printed at *place*, means; *before* is who spoke before."""
        found = self._resolve(phrase, place, before)
        alias = self._aliases.get(key(phrase)) or self._aliases.get(key(found.name or ""))
        return _sure(alias, found.kind, "alias") if alias else found

    def _resolve(self, phrase: str, place: int, before: Who | None) -> Who:
        # The WHO is no pronoun.
        low = phrase if phrase.isupper() else key(phrase)
        for sex in ("she", "he"):
            if low in meant(sex):
                return self._pronoun(sex, place, before)
        if low in meant("they"):
            return _they(before, plural=not low.startswith("it"))
        if low in ("who", "whose"):
            return self._relative(place)
        if low in meant("nobody") or not low:
            return _UNKNOWN
        inside = self._inside(place, place + len(phrase))
        return (
            self._by_name(phrase, place, inside)
            or self._by_next_name(phrase, place)
            or self._by_noun(phrase, place, named=bool(inside))
        )

    def _inside(self, start: int, end: int) -> list[Name]:
        """Return the names between *start* and *end*; what a headline adds to them is left out."""
        found = self.names(start, end)
        if found and found[-1].end > end:
            held = tuple(self._text[found[-1].start : end].split())
            found[-1] = found[-1]._replace(end=end, words=held)
        return found

    def _by_name(self, phrase: str, place: int, inside: list[Name]) -> Who | None:
        """Resolve a phrase whose head is a name: "the miller Ada Holm of Vale", "Mr. Falk"."""
        text, end, heads = self._text, place + len(phrase), []
        for name in inside:
            lead, after = text[place : name.start], text[name.end : end]
            if not COMPLEMENT.search(lead) and (not after.strip(" '’s") or OF.match(after)):
                heads.append(name)
        if not heads:
            return None
        both = text.endswith(" and ", place, heads[-1].start) and heads[-1] == inside[-1]
        if both or (len(heads) > 1 and " and " in phrase):
            return _sure(_ARTICLE.sub("", phrase), "group", "group")
        # "The Council of Vale Director Ada Holm": the last of them, if a title leads to it.
        last = heads[-1].titles and heads[-1].end == end
        return self._named(heads[-1] if last else heads[0])

    def _named(self, name: Name) -> Who:
        whole, word, single = str(name), plain(name.words[-1]), len(name.words) == 1
        if single and (whole.isupper() or name.kind in ("place", "institution")):  # "HOLM:" is Holm
            entity, way = self.bearer(word, name.titles, name.start)
            if entity is not None:
                return _sure(entity.name, "person", way)
        if whole.isupper() and name.titles:
            whole = whole.title()
        if single and (
            names.is_people(word) or (word in meant("crowd") and not self._bearers.get(word))
        ):
            return _sure(whole, "group", "group")
        if name.kind in ("institution", "place"):
            entity = self._by_key.get(("", key(whole)))
            short = entity and entity.name != whole
            return _sure(
                entity.name if entity else whole,
                "institution",
                "acronym" if short else "institution",
            )
        if not single:
            bare = [w for w in map(plain, name.words) if w not in names.words("suffix")]
            entity = self._by_key.get((bare[0], bare[-1]))
            same = entity and not names.told_apart(entity.name, whole)
            return _sure(entity.name if entity and same else whole, "person", "full")
        if word in names.words("anonymous"):
            return _UNKNOWN
        entity, way = self.bearer(word, name.titles, name.start)
        if entity is not None:
            return _sure(entity.name, "person", way)
        entity = self._by_key.get((word, word)) or self._by_key.get(("", word))
        if not (entity and entity.kind) and (names.is_common(word) or word in self._printed):
            return _UNKNOWN  # a noun that only opens its sentence
        return _sure(entity.name if entity else whole, (entity and entity.kind) or "person", "only")

    @cached_property
    def _printed(self) -> frozenset[str]:
        """The words that the text prints in lower case."""
        return frozenset(re.findall(r"(?<![\w'’-])[a-z]+", self._text))

    def _by_next_name(self, phrase: str, place: int) -> Who | None:
        """Resolve "Its director, Ina Wessel" or "CEO of the Vale Bank Jon Falk" by what follows."""
        text, end, title = self._text, place + len(phrase), plain(phrase.rpartition(" ")[2])
        at = place + phrase.find(",") if "," in phrase else end
        own = phrase.split()[0].lower() in ("his", "her", "its", "their")
        kin = not names.words("kin").isdisjoint(titles_in(phrase))
        apposed = text[at : at + 2] == ", " and (own or titles_in(phrase))
        office = text.startswith((" of ", " for "), end) and names.is_title(title)
        k = bisect_left(self._starts, at)
        for name in self._names[k : k + 2] if apposed or office else ():
            lead = text[at + 2 : name.start]
            person = name.kind in ("person", "") and (kin or len(name.words) > 1)
            if apposed and name.start == self._starts[k] and person and not _lower(lead):
                return self._named(name)
            if office and title in name.titles and "," not in text[end : name.start]:
                return self._named(name)
        return None

    def _by_noun(self, phrase: str, place: int, *, named: bool) -> Who:
        """Resolve a phrase whose head is a noun: a role, an institution, a group, or nobody."""
        words = OF.split(phrase)[0].split()
        if not words:
            return _UNKNOWN
        noun, first, bare = plain(words[-1]), words[0].lower(), _ARTICLE.sub("", " ".join(words))
        anybody = noun in meant("anybody") and not bare.endswith("first lady")
        anonymous, new = noun in names.words("anonymous"), first in meant("new")
        if noun in names.words("collective"):
            return self._institution(noun, bare, place, new=new, named=named)
        if anybody or (anonymous and first != "the"):
            return _UNKNOWN
        if noun in names.words("document"):
            known = " " in bare and noun in meant("study")
            return _sure(bare, "institution", "common") if known else _UNKNOWN
        plural = _PERSONS.fullmatch(noun) and noun not in meant("things")
        plural = plural or (noun.endswith("s") and names.is_title(noun))
        if new:
            return _UNKNOWN
        if not plural and names.is_title(noun):
            wanted = {noun, *group("synonyms", noun)}
            found = self.nearest(place, lambda e: bool(wanted & e.called), reach=_FAR)
            return _sure(found.name, "person", "role") if found else _UNKNOWN
        crowd = (plural or noun in meant("crowd")) and not anonymous
        return _sure(bare, "group", "group") if crowd else _UNKNOWN

    def _institution(self, noun: str, bare: str, place: int, *, new: bool, named: bool) -> Who:
        """Return which institution "the council" is: one whose name holds the word, else itself."""
        known = self._by_word.get("company" if noun in meant("firm") else noun)
        if known and not named and " " not in bare:
            at = max(0, bisect_right(known, place, key=itemgetter(0)) - 1)
            return _sure(known[at][1].name, "institution", "common")
        vague = new or noun in meant("vague") or noun in names.words("document")
        return _UNKNOWN if bare == noun and vague else _sure(bare, "institution", "common")

    def _relative(self, place: int) -> Who:
        """Return whom "who" means: the name right before it."""
        k = bisect_left(self._starts, place) - 1
        if k >= 0 and place - self._names[k].end <= 3 and self._names[k].kind != "place":
            return self._named(self._names[k])
        found = self.nearest(place, lambda e: True, reach=60)
        return _sure(found.name, "person", "nearest") if found else _UNKNOWN

    def _pronoun(self, wanted: str, place: int, before: Who | None) -> Who:
        """Return the nearest fitting subject since *before* spoke, else *before*, else who fits.

        Whom others only speak of is nobody who speaks. In another paragraph than that of who spoke
        before, whoever fits there is nearer.
        """
        spoke = before.name if before and before.kind == "person" else None
        paragraph = self._text.rfind("\n", 0, place)
        near, said = list[tuple[int, Entity]](), list[tuple[int, Entity]]()
        for k in self.back(place, _REACH):
            at, entity = self._mentions[k]
            if entity.gender not in ("", wanted):
                continue
            if self.is_said(at, place):
                said.append((at, entity))
                continue
            if near and near[0][0] > paragraph > at:
                return _sure(near[0][1].name, "person", "nearest")
            # A bare name of unknown sex may be a land: who was named in full since goes before it.
            nearer = near[0][1] if near else entity
            bare = " " in nearer.name and " " not in entity.name
            if entity.name == spoke and (entity.gender or not (nearer.gender or bare)):
                return _sure(spoke, "person", "speaks on")
            beside = not near and " " in entity.name and at > paragraph
            if self.is_subject(k) and (entity.gender or wanted == "he" or beside):
                return _sure(entity.name, "person", "subject")
            near.append((at, entity))
        fits = near or said
        told = [e for _, e in fits if e.gender] or [e for at, e in fits if place - at < _NEAR]
        return _sure(told[0].name, "person", "nearest") if told else Who(None, "person", 0.0)


def _they(before: Who | None, *, plural: bool) -> Who:
    """Return whom "they" and "it" mean: the institution or group that spoke before, if any."""
    kinds = ("institution", "group") if plural else ("institution",)
    if before and before.kind in kinds and before.sure >= weights("sure")["group"]:
        return _sure(before.name, before.kind, "nearest")
    return _UNKNOWN


def _lower(words: str) -> bool:
    return any(word[:1].islower() for word in words.split() if word != "the")
