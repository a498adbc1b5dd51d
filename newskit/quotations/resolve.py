"""From what is printed to who it is: last names, roles and pronouns to one name a person.

A text is read once for its names (:mod:`newskit.text.names`), with the titles and appositions
around them. Then a last name stands for the full one, "the spokesman" for the nearest person
introduced as one, and a pronoun for the nearest person it fits. He and she are persons only. What
does not fit stays unresolved: None, never a guess.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Container, Iterable, Mapping, Set
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from newskit.quotations.words import group, weights
from newskit.text import names
from newskit.text.names import Name, plain


class Who(NamedTuple):
    """Whom a printed speaker means: a name, or None; of which kind; and how sure we may be."""

    name: str | None
    kind: str
    sure: float


_APPOSITION = re.compile(
    r",\s(?!who|whose)(?:the|a|an|its|his|her|their|[\w-]+['’]s)?\s?([^,.;:\n“”\"]{3,80})[,.]"
    r"|\s(?:is|was|became)\s(?:the|a|an)\s([^,.;:\n“”\"]{3,60})[,.]"
)
_PERSON_AFTER = re.compile(
    r",\s(?:\d\d\b|who\b|whose\b|himself|herself)|\s(?:\w+ly\s)?(?:said|says|told|added|asked|wrote|tweeted|admitted|conceded|joked|recalled|vowed)\b"
)
_NAMES_OWNER = re.compile(r"['’]s?\s(?:\w+\s)?(?:spokes\w+|chief|ceo|board|headquarters|shares)\b")
# What may stand between the start of a sentence and its subject: nothing, or an adverbial and a
# comma.
_SUBJECT = re.compile(r"(?:^|[.!?\n”\"(]\s*)(?:[^.!?\n,”\"]{0,60},\s)?(?:[\w-]+\s){0,3}$")
_COMPOUND = re.compile(r"(?:[ \u00a0](?!and\b)[a-z]+){0,2}[ \u00a0]")
_TITLE_BEFORE = re.compile(r"\b([A-Z]\w*\.|[\w-]+)[ \u00a0]$")
_ACRONYM = re.compile(r"\s\(([A-Z][A-Za-z]{1,7})\)")
_OF = re.compile(r"\s(?:of|for|from|at|in|on|with|by|to|who|that|which|about)\b|,|;|\s\(")
_COMPLEMENT = re.compile(r"\b(?:of|for|from|at|in|on|with|by|to|about)\s(?:the\s)?$")
_ARTICLE = re.compile(
    r"^(?:(?:all|both)\s+(?:of\s+)?)?(?:the|a|an|its|their|his|her|our|these|those)\s+|^(?:all|both)\s+",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"['’]s?$")

# How far back "the spokesman" may point, in characters and in mentions; bounds keep long texts
# linear.
_FAR = 30_000
_MANY = 200
_REACH = 1500  # of a pronoun


@dataclass(eq=False)
class Entity:
    """A person or institution of one text: its fullest name, and what it was called."""

    name: str
    kind: str
    titles: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)

    @property
    def gender(self) -> str:
        """Return "she", "he" or "" if nothing tells."""
        titles = self.titles & names.words("honorific", "kin")
        by_name = names.gender("", sorted(titles)) or names.gender(self.name)
        return by_name or names.gender("", sorted(self.titles | self.roles))


def _meant(name: str) -> frozenset[str]:
    return group("meant", name)


@lru_cache(maxsize=1 << 14)
def _titles_in(words: str) -> frozenset[str]:
    return frozenset(w for w in map(str.lower, re.findall(r"[\w-]+", words)) if names.is_title(w))


@lru_cache(maxsize=1 << 14)
def key(phrase: str) -> str:
    """Return *phrase* in lower case, without article, possessive and odd blanks."""
    bare = _POSSESSIVE.sub("", phrase.strip()).replace("’", "'").lower()
    return re.sub(r"^the\s+", "", re.sub(r"\s+", " ", bare))


class Cast:
    """The people and institutions of one text, in the order of their appearance."""

    def __init__(
        self,
        text: str,
        aliases: Mapping[str, str] | None = None,
        said: Iterable[tuple[int, int]] = (),
    ) -> None:
        self._said: list[tuple[int, int]] = []
        for start, end in said:
            if not self._said or end > self._said[-1][1]:
                self._said.append((start, end))
        self._aliases = {key(alias): name for alias, name in (aliases or {}).items()}
        self._text = text
        found = [n for n in names.find(text) if not self._is_other(n)]
        known = {n.words for n in found if len(n.words) == 2 and names.is_given(n.words[0])}
        last = {plain(n.words[-1]) for n in found if len(n.words) < 3} | names.words("suffix")
        self._names = [_without_heading(n, known, last) if len(n.words) > 2 else n for n in found]
        self._starts = [n.start for n in self._names]
        self._by_key: dict[tuple[str, str], Entity] = {}
        self._by_last: dict[str, list[tuple[int, Entity]]] = {}
        self._bearers: dict[str, list[Entity]] = {}
        self._by_word: dict[str, list[tuple[int, Entity]]] = {}
        self._mentions: list[tuple[int, Entity]] = []
        shorts = []
        for name in self._names:
            if name.kind == "institution":
                self._meet_institution(name)
            elif len(name.words) > 1 and name.kind != "place":
                self._meet_person(name)
            elif name.kind != "place":
                shorts.append(name)
        for name in shorts:
            self._meet_short(name)
        self._mentions.sort(key=itemgetter(0))
        self._places = [place for place, _ in self._mentions]

    def _is_other(self, name: Name) -> bool:
        """Tell "the Bishop" and "VALE CITY (AP) — ", where a report was filed, from a name."""
        if len(name.words) == 1 and names.is_title(name.words[0]):
            return self._text[max(0, name.start - 4) : name.start].lower() == "the "
        if not name.words[0].isupper() or self._text[name.start - 1 : name.start] not in ("", "\n"):
            return False
        return names.dateline(self._text, name.start) > name.start

    def _meet_institution(self, name: Name) -> None:
        whole = str(name)
        entity = self._by_key.setdefault(("", key(whole)), Entity(whole, "institution"))
        for word in {*map(plain, name.words)}:
            self._by_word.setdefault(word, []).append((name.start, entity))
        if short := _ACRONYM.match(self._text, name.end):
            self._by_key.setdefault(("", short[1].lower()), entity)
        entity.roles |= self._said_of(name)
        if entity.roles & _meant("firm") or _meant("firm_name").intersection(
            map(plain, name.words)
        ):
            self._by_word.setdefault("company", []).append((name.start, entity))
        self._mentions.append((name.start, entity))

    def _meet_person(self, name: Name) -> None:
        words = [w for w in map(plain, name.words) if w not in names.words("suffix")]
        first, last = words[0], words[-1]
        entity = self._by_key.get((first, last))
        if entity is None and len(words) == len(name.words) == 2 and not names.is_given(first):
            # "Vargas Llosa" after "Mario Vargas Llosa"
            longer = (e for e in self._bearers.get(last, []) if e.name.endswith(" " + str(name)))
            if entity := next(longer, None):
                self._by_key[first, last] = entity
        if entity is None or self._conflict(entity, str(name)):
            entity = Entity(str(name), name.kind)
            self._by_key[first, last] = entity
        elif len(str(name)) > len(entity.name):
            entity.name = str(name)
        for word in {last, first} if name.kind == "person" else {last}:
            self._by_last.setdefault(word, []).append((name.start, entity))
            bearers = self._bearers.setdefault(word, [])
            if entity not in bearers:
                bearers.append(entity)
        self._introduce(entity, name)

    @staticmethod
    def _conflict(entity: Entity, other: str) -> bool:
        """Tell father and son, "J. A. Holm" and "J. B. Holm": of one first and last name."""
        one, two = entity.name.split(), other.split()
        initials = [{w for w in words[1:-1] if w.endswith(".")} for words in (one, two)]
        juniors = {w.strip(".") for w in one} ^ {w.strip(".") for w in two}
        return bool(
            (initials[0] and initials[1] and initials[0] != initials[1]) or juniors & {"Jr", "Sr"}
        )

    def _introduce(self, entity: Entity, name: Name) -> None:
        entity.titles.update(name.titles)
        entity.roles |= self._said_of(name)
        shown = entity.titles or entity.roles or _PERSON_AFTER.match(self._text, name.end)
        if shown and not entity.kind:
            entity.kind = "person"
        self._mentions.append((name.start, entity))

    def _said_of(self, name: Name) -> frozenset[str]:
        """Return the roles that stand before and after a name: "the miller Jon Falk, a deputy"."""
        text, found = self._text, frozenset[str]()
        before = text[max(0, name.start - 40) : name.start].split()
        if before and text[name.start - 1] in " \u00a0" and before[-1].rstrip(",").islower():
            found = _titles_in(" ".join(before[-3:])) if names.is_title(before[-1]) else found
        told = text.startswith((",", " is ", " was "), name.end)
        if told and (after := _APPOSITION.match(text, name.end)):
            # "whose father was a miller" says nothing of her.
            said = _OF.split(after[1] or after[2], maxsplit=1)[0]
            found |= _titles_in(said) | (_meant("firm") & set(said.split()))
        return found

    def _meet_short(self, name: Name) -> None:
        """Enter a single name: another mention of somebody, or of somebody new."""
        word = plain(name.words[0])
        entity = self._bearer(word, name.titles, name.start)[0]
        if entity is None:
            alone = self._by_key.get((word, word))
            person = name.kind or ("person" if self._is_person(name) else "")
            if alone is None:
                # Of several of one last name, "President Holm" keeps the title that tells.
                title = self._text[: name.start].split()[-1:] if self._by_last.get(word) else []
                bare = str(name).title() if name.titles and str(name).isupper() else str(name)
                whole = " ".join([*title, bare]) if name.titles else bare
                alone = self._by_key[word, word] = Entity(whole, person)
            entity = alone
            entity.kind = entity.kind or person
        self._introduce(entity, name)

    def _is_person(self, name: Name) -> bool:
        after = self._text[name.end : name.end + 40]
        if _COMPLEMENT.search(self._text, max(0, name.start - 12), name.start):
            return False
        return not _NAMES_OWNER.match(after) and bool(_PERSON_AFTER.match(after))

    def _bearer(self, word: str, titles: Iterable[str], place: int) -> tuple[Entity | None, str]:
        """Return who bears a last (or first) name at *place*, and by which way (see the weights).

        A title chooses: Mr. Holm is no woman, President Holm is not the president's wife.
        """
        bearers = self._bearers.get(word, [])
        titled = set(titles)
        fitting = [e for e in bearers[:_MANY] if self._fits(e, titled)] if titled else bearers
        if not fitting:
            return None, ""
        if len(fitting) == 1:
            return fitting[0], "last" if len(bearers) == 1 else "titled"
        held = [e for e in fitting if titled & (e.titles | e.roles)] if titled else []
        if len(held) == 1:
            return held[0], "titled"
        known = self._by_last[word]
        k = bisect_right(known, place, key=itemgetter(0))
        near = [entity for _, entity in known[max(0, k - _MANY) : k]]
        return next((e for e in reversed(near) if e in fitting), fitting[0]), "several"

    @staticmethod
    def _fits(entity: Entity, titles: set[str]) -> bool:
        if not titles:
            return True
        said = names.gender("", sorted(titles))
        if said and entity.gender not in ("", said):
            return False
        offices = titles & names.words("office", "short_office")
        kin = (entity.titles | entity.roles) & names.words("kin")
        return not offices or not kin or bool(offices & (entity.titles | entity.roles))

    def who(self, phrase: str, place: int, before: Who | None = None) -> Who:
        """Return whom *phrase*, printed at *place*, means; *before* is who spoke before."""
        alias = self._aliases.get(key(phrase))
        found = self._resolve(phrase, key(phrase), place, before)
        alias = alias or (self._aliases.get(key(found.name)) if found.name else None)
        return Who(alias, found.kind, weights("sure")["alias"]) if alias else found

    def gender(self, name: str) -> str:
        """Return "she", "he" or "" for a person of the text, by first name, titles and roles."""
        words = [plain(word) for word in name.split()]
        entity = self._by_key.get((words[0], words[-1])) if words else None
        return entity.gender if entity else names.gender(name)

    def _resolve(self, phrase: str, low: str, place: int, before: Who | None) -> Who:
        if phrase.isupper() and len(phrase) > 1:  # the WHO is no pronoun
            low = phrase
        if low in _meant("she") or low in _meant("he"):
            return self._pronoun("she" if low in _meant("she") else "he", place, before)
        if low in _meant("they"):
            plural = before and before.kind == "group"
            return _UNKNOWN if plural and low.startswith("it") else self._they(before)
        if low in ("who", "whose"):
            return self._relative(place)
        if low in _meant("nobody") or not low:
            return _UNKNOWN
        inside = self._inside(place, place + len(phrase))
        return (
            self._by_name(phrase, place, inside)
            or self._by_next_name(phrase, place)
            or self._by_office(phrase, place)
            or self._by_noun(phrase, place, inside)
        )

    @staticmethod
    def _they(before: Who | None) -> Who:
        """Return whom "they" and "it" mean: the institution or group that spoke before, if any."""
        if (
            before
            and before.kind in ("institution", "group")
            and before.sure >= weights("sure")["group"]
        ):
            return Who(before.name, before.kind, weights("sure")["nearest"])
        return _UNKNOWN

    def _inside(self, start: int, end: int) -> list[Name]:
        """Return the names between *start* and *end*; what a headline adds to them is left out."""
        a, b = bisect_left(self._starts, start), bisect_left(self._starts, end)
        found = self._names[a:b]
        if found and found[-1].end > end:
            held = tuple(self._text[found[-1].start : end].split())
            found[-1] = found[-1]._replace(end=end, words=held or found[-1].words)
        return found

    def _by_name(self, phrase: str, place: int, inside: list[Name]) -> Who | None:
        """Resolve a phrase whose head is a name: "the miller Ada Holm of Vale", "Mr. Falk"."""
        text, end = self._text, place + len(phrase)
        heads = []
        for name in inside:
            lead = text[place : name.start]
            after = text[name.end : end]
            if lead.endswith(" and ") and name == inside[-1]:
                return Who(_ARTICLE.sub("", phrase), "group", weights("sure")["group"])
            complement = _COMPLEMENT.search(lead) and not (name.titles and len(name.words) > 1)
            owner = after[:1] in ("'", "’") and after[1:].strip("s ")
            if not complement and (not after.strip(" '’s") or _OF.match(after)) and not owner:
                heads.append(name)
        if len(heads) > 1 and " and " in phrase:
            return Who(_ARTICLE.sub("", phrase), "group", weights("sure")["group"])
        if len(heads) > 1 and heads[-1].titles and heads[-1].end == end:
            return self._named(heads[-1])  # "The Council of Vale Director Ada Holm"
        return self._named(heads[0]) if heads else None

    def _named(self, name: Name) -> Who:
        whole, word = str(name), plain(name.words[-1])
        if len(name.words) == 1 and (whole.isupper() or name.kind in ("place", "institution")):
            entity, way = self._bearer(word, name.titles, name.start)
            if entity is not None:
                return Who(entity.name, "person", weights("sure")[way])
        if whole.isupper() and name.titles:
            whole = whole.title()
        if name.kind in ("institution", "place"):
            entity = self._by_key.get(("", key(whole)))
            if entity and entity.name != whole:
                return Who(entity.name, "institution", weights("sure")["acronym"])
            people = len(name.words) == 1 and word in names.words("demonym", "creed", "faith")
            kind = "group" if people and word.endswith("s") else "institution"
            return Who(whole, kind, weights("sure")["institution"])
        if len(name.words) > 1:
            bare = [w for w in map(plain, name.words) if w not in names.words("suffix")]
            entity = self._by_key.get((bare[0], bare[-1]))
            same = entity and not self._conflict(entity, whole)
            return Who(entity.name if entity and same else whole, "person", weights("sure")["full"])
        people = word in names.words("demonym", "creed", "faith") and word.endswith("s")
        if people or (word in _meant("crowd") and word not in self._bearers):
            return Who(whole, "group", weights("sure")["group"])
        if word in names.words("anonymous"):
            return _UNKNOWN
        entity, way = self._bearer(word, name.titles, name.start)
        if entity is not None:
            return Who(entity.name, "person", weights("sure")[way])
        entity = self._by_key.get((word, word)) or self._by_key.get(("", word))
        if entity is None:
            return Who(whole, "person", weights("sure")["only"])
        return Who(entity.name, entity.kind or "person", weights("sure")["only"])

    def _by_next_name(self, phrase: str, place: int) -> Who | None:
        """Resolve "Its director, Ina Wessel" by the name behind the comma."""
        text, end = self._text, place + len(phrase)
        comma = phrase.find(",")
        at = place + comma if comma >= 0 else end
        own = phrase.split()[:1]
        known = _titles_in(phrase) or (own and own[0].lower() in ("his", "her", "its", "their"))
        if text[at : at + 2] != ", " or not known:
            return None
        k = bisect_left(self._starts, at)
        for name in self._names[k : k + 1]:
            lead = text[at + 2 : name.start].replace("the Rt Rev ", "").strip()
            kin = not names.words("kin").isdisjoint(_titles_in(phrase))
            if name.kind in ("person", "") and not _lower(lead) and (kin or len(name.words) > 1):
                return self._named(name)
        return None

    def _by_office(self, phrase: str, place: int) -> Who | None:
        """Resolve "CEO" in "said CEO of the Vale Bank Jon Falk" by the name that it leads to."""
        end, title = place + len(phrase), plain(phrase.rpartition(" ")[2])
        if not self._text.startswith((" of ", " for "), end) or not names.is_title(title):
            return None
        for name in self._names[bisect_left(self._starts, end) :][:2]:
            if title in name.titles and "," not in self._text[end : name.start]:
                return self._named(name)
        return None

    def _by_noun(self, phrase: str, place: int, inside: list[Name]) -> Who:
        """Resolve a phrase whose head is a noun: a role, an institution, a group, or nobody."""
        head = _OF.split(phrase, maxsplit=1)[0].strip()
        words = head.split()
        if not words:
            return _UNKNOWN
        noun, first = plain(words[-1]), words[0].lower()
        bare = _ARTICLE.sub("", head)
        persons = _PERSONS.fullmatch(noun) and noun not in _meant("things")
        plural = bool(persons) or (noun.endswith("s") and names.is_title(noun))
        if noun in names.words("collective"):
            return self._institution(noun, bare, place, first, named=bool(inside))
        anybody = noun in _meant("anybody") and not bare.endswith("first lady")
        if anybody or (noun in names.words("anonymous") and first != "the"):
            return _UNKNOWN
        if noun in names.words("document"):
            known = len(bare.split()) > 1 and noun in _meant("study")
            return Who(bare, "institution", weights("sure")["common"]) if known else _UNKNOWN
        if not plural and names.is_title(noun) and first not in _meant("new"):
            wanted = {noun, *group("synonyms", noun)}
            found = self._nearest(place, lambda e: bool(wanted & (e.titles | e.roles)), reach=_FAR)
            return Who(found.name, "person", weights("sure")["role"]) if found else _UNKNOWN
        if (plural or noun in _meant("crowd")) and noun not in names.words("anonymous"):
            return (
                Who(bare, "group", weights("sure")["group"])
                if first not in _meant("new")
                else _UNKNOWN
            )
        return _UNKNOWN

    def _institution(self, noun: str, bare: str, place: int, first: str, *, named: bool) -> Who:
        """Return which institution "the council" is: one whose name holds the word, else itself."""
        known = self._by_word.get("company" if noun in _meant("firm") else noun)
        if known and not named and len(bare.split()) == 1:
            at = max(0, bisect_right(known, place, key=itemgetter(0)) - 1)
            return Who(known[at][1].name, "institution", weights("sure")["common"])
        if bare == noun and (
            noun in _meant("vague") or noun in names.words("document") or first in _meant("new")
        ):
            return Who(None, "unnamed", 0.0)
        return Who(bare, "institution", weights("sure")["common"])

    def _relative(self, place: int) -> Who:
        """Return whom "who" means: the name right before it."""
        k = bisect_left(self._starts, place) - 1
        if k >= 0 and place - self._names[k].end <= 3 and self._names[k].kind != "place":
            return self._named(self._names[k])
        found = self._nearest(place, lambda e: True, reach=60)
        return Who(found.name, "person", weights("sure")["nearest"]) if found else _UNKNOWN

    def _is_said(self, at: int, place: int) -> bool:
        """Tell whether *at* lies in reported words that *place* is not part of."""
        k = bisect_right(self._said, (at, len(self._text))) - 1
        return k >= 0 and at < self._said[k][1] and not self._said[k][0] <= place < self._said[k][1]

    def _pronoun(self, wanted: str, place: int, before: Who | None) -> Who:
        """Return the nearest fitting subject since *before* spoke, else *before*, else who fits.

        Whom others only speak of is nobody who speaks. In another paragraph than that of who spoke
        before, whoever fits there is nearer.
        """
        spoke = before.name if before and before.kind == "person" else None
        paragraph = self._text.rfind("\n", 0, place)
        near, said = list[tuple[int, Entity]](), list[tuple[int, Entity]]()
        for k in range(bisect_right(self._places, place) - 1, -1, -1):
            at, entity = self._mentions[k]
            if place - at > _REACH:
                break
            if entity.gender not in ("", wanted) or entity.kind != "person":
                continue
            if self._is_said(at, place):
                said.append((at, entity))
                continue
            if near and near[0][0] > paragraph > at:
                return Who(near[0][1].name, "person", weights("sure")["nearest"])
            if entity.name == spoke and (entity.gender or not near or not near[0][1].gender):
                return Who(spoke, "person", weights("sure")["speaks on"])
            if self._is_subject(k) and (entity.gender or wanted == "he"):
                return Who(entity.name, "person", weights("sure")["subject"])
            near.append((at, entity))
        fits = near or said
        sure = [e for _, e in fits if e.gender] or [e for at, e in fits if place - at < 600]
        return Who(sure[0].name, "person", weights("sure")["nearest"]) if sure else _NO_PERSON

    def _is_subject(self, k: int) -> bool:
        """Tell whether the mention *k* begins its sentence, behind no other person."""
        at, text = self._places[k], self._text
        while (before := _TITLE_BEFORE.search(text, max(0, at - 30), at)) and (
            names.is_title(before[1])
        ):
            at = before.start()
        led = _SUBJECT.search(text, max(0, at - 90), at)
        if not led or not k or self._places[k - 1] < led.start():
            return bool(led)
        place, other = self._mentions[k - 1]
        end = self._names[bisect_left(self._starts, place)].end
        # "Falk's rival Ada Holm", "Falk campaign manager Ada Holm"
        owner = text.startswith(("'s", "’s", "' ", "’ "), end)
        compound = at < self._places[k] and _COMPOUND.fullmatch(text, end, at)
        return other.kind != "person" or owner or bool(compound)

    def _nearest(
        self, place: int, fits: Callable[[Entity], object], *, reach: int
    ) -> Entity | None:
        """Return the person mentioned last before *place* who fits."""
        last = bisect_right(self._places, place) - 1
        for k in range(last, max(-1, last - _MANY), -1):
            if place - self._places[k] > reach:
                break
            entity = self._mentions[k][1]
            if entity.kind == "person" and fits(entity):
                return entity
        return None


def _without_heading(name: Name, known: Container[tuple[str, ...]], last: Set[str]) -> Name:
    """Return "Sarah Vask" for "Sarah Vask Unleashed", if the text has her without the rest."""
    for k, pair in enumerate(pairwise(name.words)):
        ends = not k and not last.isdisjoint(map(plain, name.words[2:]))
        if (
            pair in known
            and not ends
            and not any(map(names.is_given, (*name.words[:k], *name.words[k + 1 :])))
        ):
            start = name.start + sum(len(word) + 1 for word in name.words[:k])
            return name._replace(start=start, end=start + len(" ".join(pair)), words=pair)
    return name


_NO_PERSON = Who(None, "person", 0.0)
_UNKNOWN = Who(None, "unnamed", 0.0)
# People in the plural: voters, activists, residents, immigrants.
_PERSONS = re.compile(
    r"(?!.*(?:ments|counts)$).+(?:ers|ors|ists|ents|ants|ians|ees|allies|critics|families|fans)$"
    r"|republicans|democrats"
)


def _lower(words: str) -> bool:
    return any(word[:1].islower() for word in words.split() if word.lower() not in ("the", "sir"))
