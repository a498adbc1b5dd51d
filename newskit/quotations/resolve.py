"""From what is printed to who it is: last names, roles and pronouns to one name a person.

A text is read once for its names (:mod:`newskit.text.names`), with the titles and appositions
around them. Then a last name stands for the full one, "the spokesman" for the nearest person
introduced as one, and a pronoun for the nearest person it fits. He and she are persons only. What
does not fit stays unresolved: None, never a guess.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
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


_UNKNOWN = Who(None, "unnamed", 0.0)
_APPOSITION = re.compile(
    r",\s(?!who|whose)(?:the|a|an|its|his|her|their|[\w-]+['’]s)?\s?([^,.;:\n“”\"]{3,80})[,.]"
    r"|\s(?:is|was|became)\s(?:the|a|an)\s([^,.;:\n“”\"]{3,60})[,.]"
)
_PERSON_AFTER = re.compile(
    r",\s(?:\d\d\b|who\b|whose\b|himself|herself)|\s(?:\w+ly\s)?"
    r"(?:said|says|told|added|asked|wrote|tweeted|admitted|conceded|joked|recalled|vowed)\b"
)
_NAMES_OWNER = re.compile(r"['’]s?\s(?:\w+\s)?(?:spokes\w+|chief|ceo|board|headquarters|shares)\b")
_OWNER = ("'s", "’s", "' ", "’ ")
# What may stand between the start of a sentence and its subject: an adverbial and a comma, a few
# words; titles are passed over first.
_SUBJECT = re.compile(r"(?:^|[.!?\n”\"(]\s*)(?:[^.!?\n,”\"]{0,60},\s)?(?:[\w-]+\s){0,3}$")
_PRONOUN = re.compile(r"\b(she|her|herself|he|his|himself)\b")
_ENDS = re.compile(r"[.!?]\s|[“”\"\n]|''")
_WHEN = "(?:When|As|After|While|If|Since|Although|Because|Before|Though|Once)"
_SUBORDINATE = re.compile(rf"\W*{_WHEN}\s[^,]*$")
_MAIN_CLAUSE = re.compile(rf"(?:^|[.!?\n”\"]\s+){_WHEN}\s(?:[^.!?\n]|\b[A-Z]\w{{0,4}}\.)*,\s$")
_TITLE_BEFORE = re.compile(r"\b([A-Z]\w*\.|[\w-]+)[ \u00a0]$")
_COMPOUND = re.compile(r"(?:[ \u00a0](?!and\b)[a-z]+){0,2}[ \u00a0]")
_ACRONYM = re.compile(r"\s\(([A-Z][A-Za-z]{1,7})\)")
_OF = re.compile(r"\s(?:of|for|from|at|in|on|with|by|to|who|that|which|about)\b|,|;|\s\(")
_COMPLEMENT = re.compile(r"\b(?:of|for|from|at|in|on|with|by|to|about)\s(?:the\s)?$")
_ARTICLE = re.compile(
    r"^(?:(?:all|both)\s+(?:of\s+)?)?(?:the|a|an|its|their|his|her|our|these|those)\s+|^(?:all|both)\s+",
    re.IGNORECASE,
)
# People in the plural: voters, activists, residents, immigrants.
_PERSONS = re.compile(
    r"(?!.*(?:ments|counts)$).+(?:ers|ors|ists|ents|ants|ians|ees|allies|critics|families|fans)$"
    r"|republicans|democrats"
)
_POSSESSIVE = re.compile(r"['’]s?$")

# How far back "the spokesman" may point, in characters and in mentions, and a pronoun; bounds keep
# long texts linear.
_FAR = 30_000
_MANY = 200
_REACH = 1500
_BESIDE = 120
_NEAR = 600  # a pronoun, to somebody of whom nothing tells whether he or she


@dataclass(eq=False)
class Entity:
    """A person or institution of one text: its fullest name, and what it was called."""

    name: str
    kind: str
    titles: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)
    # The pronouns that follow the name in its sentence: "she" counts 1, "he" counts -1.
    pronouns: int = 0

    @property
    def called(self) -> set[str]:
        """The titles and roles together."""
        return self.titles | self.roles

    @property
    def gender(self) -> str:
        """Return "she", "he" or "" if nothing tells."""
        titles = self.titles & names.words("honorific", "kin")
        by_name = names.gender("", sorted(titles)) or names.gender(self.name)
        by_role = by_name or names.gender("", sorted(self.called))
        return by_role or ("she" if self.pronouns > 1 else "he" if self.pronouns < -1 else "")


def _meant(name: str) -> frozenset[str]:
    return group("meant", name)


def _sure(name: str | None, kind: str, way: str) -> Who:
    return Who(name, kind, weights("sure")[way])


@lru_cache(maxsize=1 << 14)
def _titles_in(words: str) -> frozenset[str]:
    return frozenset(w for w in map(str.lower, re.findall(r"[\w-]+", words)) if names.is_title(w))


@lru_cache(maxsize=1 << 14)
def key(phrase: str) -> str:
    """Return *phrase* in lower case, without article, possessive and odd blanks."""
    bare = _POSSESSIVE.sub("", phrase.strip()).replace("’", "'").lower()
    return re.sub(r"^the\s+", "", re.sub(r"\s+", " ", bare))


class Cast:
    """The people and institutions of one text, in the order of their appearance.

    *said* are the reported words of the text, from left to right.
    """

    def __init__(
        self,
        text: str,
        aliases: Mapping[str, str] | None = None,
        said: Iterable[tuple[int, int]] = (),
    ) -> None:
        self._text = text
        self._said: list[tuple[int, int]] = []
        for start, end in said:
            if not self._said or end > self._said[-1][1]:
                self._said.append((start, end))
        self._aliases = {key(alias): name for alias, name in (aliases or {}).items()}
        found = [n for n in names.find(text) if not self._is_other(n)]
        self._names = list(_without_headings(found))
        self._starts = [n.start for n in self._names]
        self._by_key: dict[tuple[str, str], Entity] = {}
        # Dictionaries, because they keep their order: who bears a name, in order of appearance.
        self._bearers: dict[str, dict[Entity, None]] = defaultdict(dict)
        self._by_word: dict[str, list[tuple[int, Entity]]] = defaultdict(list)
        self._mentions: list[tuple[int, Entity]] = []
        for name in self._names:
            if name.kind == "institution":
                self._meet_institution(name)
            elif len(name.words) > 1 and name.kind != "place":
                self._meet_person(name)
        self._places = [place for place, _ in self._mentions]
        for name in self._names:
            if len(name.words) == 1 and name.kind not in ("institution", "place"):
                self._meet_short(name)
        self._mentions.sort(key=itemgetter(0))
        self._places = [place for place, _ in self._mentions]
        for m in _PRONOUN.finditer(text):
            k = bisect_right(self._places, m.start()) - 1
            near = text[self._places[k] : m.start()] if k >= 0 else ""
            if near and len(near) < _BESIDE and not _ENDS.search(near):
                self._mentions[k][1].pronouns += 1 if m[1] in _meant("she") else -1

    def _is_other(self, name: Name) -> bool:
        """Tell "the Bishop" and "VALE CITY (AP) — ", where a report was filed, from a name."""
        if len(name.words) == 1 and names.is_title(name.words[0]):
            return self._text[max(0, name.start - 4) : name.start].lower() == "the "
        if not name.words[0].isupper() or self._text[name.start - 1 : name.start] not in ("", "\n"):
            return False
        return names.dateline(self._text, name.start) > name.start

    def _meet_institution(self, name: Name) -> None:
        whole, held = str(name), {*map(plain, name.words)}
        entity = self._by_key.setdefault(("", key(whole)), Entity(whole, "institution"))
        if short := _ACRONYM.match(self._text, name.end):
            self._by_key.setdefault(("", short[1].lower()), entity)
        entity.roles |= self._said_of(name)
        if entity.roles & _meant("firm") or _meant("firm_name") & held:
            held.add("company")
        for word in held:
            self._by_word[word].append((name.start, entity))
        self._mentions.append((name.start, entity))

    def _meet_person(self, name: Name) -> None:
        whole = str(name)
        words = [w for w in map(plain, name.words) if w not in names.words("suffix")]
        first, last = words[0], words[-1]
        entity = self._by_key.get((first, last))
        if entity is None and len(name.words) == 2 and not names.is_given(first):
            # "Vargas Llosa" after "Mario Vargas Llosa"
            longer = (e for e in self._bearers[last] if e.name.endswith(" " + whole))
            entity = next(longer, None)
        if entity is None or _conflict(entity.name, whole):
            entity = Entity(whole, name.kind)
        elif len(whole) > len(entity.name):
            entity.name = whole
        self._by_key[first, last] = entity
        for word in {last, first} if name.kind == "person" else {last}:
            self._bearers[word][entity] = None
        self._introduce(entity, name)

    def _introduce(self, entity: Entity, name: Name) -> None:
        entity.titles.update(name.titles)
        entity.roles |= self._said_of(name)
        if not entity.kind and (entity.called or _PERSON_AFTER.match(self._text, name.end)):
            entity.kind = "person"
        self._mentions.append((name.start, entity))

    def _said_of(self, name: Name) -> frozenset[str]:
        """Return the roles that stand before and after a name: "the miller Jon Falk, a deputy"."""
        text, found = self._text, frozenset[str]()
        before = text[max(0, name.start - 40) : name.start].split()
        led = before and text[name.start - 1] in " \u00a0" and before[-1].rstrip(",").islower()
        if led and names.is_title(before[-1]):
            found = _titles_in(" ".join(before[-3:]))
        told = text.startswith((",", " is ", " was "), name.end)
        if told and (after := _APPOSITION.match(text, name.end)):
            # "whose father was a miller" says nothing of her.
            said = _OF.split(after[1] or after[2], maxsplit=1)[0]
            found |= _titles_in(said) | (_meant("firm") & set(said.split()))
        return found

    def _meet_short(self, name: Name) -> None:
        """Enter a single name: another mention of somebody, or of somebody new."""
        word = plain(name.words[0])
        entity = self._bearer(word, name.titles, name.start)[0] or self._by_key.get((word, word))
        if entity is None:
            whole = str(name)
            if name.titles:
                whole = whole.title() if whole.isupper() else whole
                # Of several of one last name, "President Holm" keeps the title that tells.
                title = self._text[: name.start].split()[-1:] if self._bearers[word] else []
                whole = " ".join([*title, whole])
            entity = self._by_key[word, word] = Entity(whole, "")
        if not entity.kind:
            entity.kind = name.kind or ("person" if self._is_person(name) else "")
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
        bearers, titled = list(self._bearers.get(word, ()))[:_MANY], set(titles)
        fitting = [e for e in bearers if _fits(e, titled)]
        held = [e for e in fitting if titled & e.called]
        if len(fitting) == 1:
            return fitting[0], "last" if len(bearers) == 1 else "titled"
        if len(held) == 1:
            return held[0], "titled"
        near = (
            self._nearest(place, fitting.__contains__, reach=len(self._text)) if fitting else None
        )
        return near or next(iter(fitting), None), "several"

    def who(self, phrase: str, place: int, before: Who | None = None) -> Who:
        """Return whom *phrase*, printed at *place*, means; *before* is who spoke before."""
        found = self._resolve(phrase, place, before)
        alias = self._aliases.get(key(phrase)) or self._aliases.get(key(found.name or ""))
        return _sure(alias, found.kind, "alias") if alias else found

    def person(self, name: str) -> tuple[bool, str]:
        """Return whether *name* is a person of the text, and "she", "he" or ""."""
        words = [plain(word) for word in name.split()]
        entity = self._by_key.get((words[0], words[-1])) if words else None
        sex = entity.gender if entity else names.gender(name)
        return sex != "" or (entity is not None and entity.kind == "person"), sex

    def _resolve(self, phrase: str, place: int, before: Who | None) -> Who:
        # The WHO is no pronoun.
        low = phrase if phrase.isupper() and len(phrase) > 1 else key(phrase)
        for sex in ("she", "he"):
            if low in _meant(sex):
                return self._pronoun(sex, place, before)
        if low in _meant("they"):
            return _they(before, plural=not low.startswith("it"))
        if low in ("who", "whose"):
            return self._relative(place)
        if low in _meant("nobody") or not low:
            return _UNKNOWN
        inside = self._inside(place, place + len(phrase))
        return (
            self._by_name(phrase, place, inside)
            or self._by_next_name(phrase, place)
            or self._by_noun(phrase, place, named=bool(inside))
        )

    def names(self, start: int, end: int) -> list[Name]:
        """Return the names that begin between *start* and *end*."""
        return self._names[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def _inside(self, start: int, end: int) -> list[Name]:
        """Return the names between *start* and *end*; what a headline adds to them is left out."""
        found = self.names(start, end)
        if found and found[-1].end > end:
            held = tuple(self._text[found[-1].start : end].split())
            found[-1] = found[-1]._replace(end=end, words=held or found[-1].words)
        return found

    def _by_name(self, phrase: str, place: int, inside: list[Name]) -> Who | None:
        """Resolve a phrase whose head is a name: "the miller Ada Holm of Vale", "Mr. Falk"."""
        text, end, heads = self._text, place + len(phrase), []
        for name in inside:
            lead, after = text[place : name.start], text[name.end : end]
            complement = _COMPLEMENT.search(lead) and not (name.titles and len(name.words) > 1)
            owner = after[:1] in ("'", "’") and after[1:].strip("s ")
            if not complement and (not after.strip(" '’s") or _OF.match(after)) and not owner:
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
            entity, way = self._bearer(word, name.titles, name.start)
            if entity is not None:
                return _sure(entity.name, "person", way)
        if whole.isupper() and name.titles:
            whole = whole.title()
        if single and (
            names.is_people(word) or (word in _meant("crowd") and not self._bearers.get(word))
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
            same = entity and not _conflict(entity.name, whole)
            return _sure(entity.name if entity and same else whole, "person", "full")
        if word in names.words("anonymous"):
            return _UNKNOWN
        entity, way = self._bearer(word, name.titles, name.start)
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
        kin = not names.words("kin").isdisjoint(_titles_in(phrase))
        apposed = text[at : at + 2] == ", " and (own or _titles_in(phrase))
        office = text.startswith((" of ", " for "), end) and names.is_title(title)
        k = bisect_left(self._starts, at)
        for name in self._names[k : k + 2] if apposed or office else ():
            lead = text[at + 2 : name.start].replace("the Rt Rev ", "").strip()
            person = name.kind in ("person", "") and (kin or len(name.words) > 1)
            if apposed and name.start == self._starts[k] and person and not _lower(lead):
                return self._named(name)
            if office and title in name.titles and "," not in text[end : name.start]:
                return self._named(name)
        return None

    def _by_noun(self, phrase: str, place: int, *, named: bool) -> Who:
        """Resolve a phrase whose head is a noun: a role, an institution, a group, or nobody."""
        words = _OF.split(phrase, maxsplit=1)[0].split()
        if not words:
            return _UNKNOWN
        noun, first, bare = plain(words[-1]), words[0].lower(), _ARTICLE.sub("", " ".join(words))
        anybody = noun in _meant("anybody") and not bare.endswith("first lady")
        anonymous, new = noun in names.words("anonymous"), first in _meant("new")
        if noun in names.words("collective"):
            return self._institution(noun, bare, place, new=new, named=named)
        if anybody or (anonymous and first != "the"):
            return _UNKNOWN
        if noun in names.words("document"):
            known = " " in bare and noun in _meant("study")
            return _sure(bare, "institution", "common") if known else _UNKNOWN
        plural = _PERSONS.fullmatch(noun) and noun not in _meant("things")
        plural = plural or (noun.endswith("s") and names.is_title(noun))
        if new:
            return _UNKNOWN
        if not plural and names.is_title(noun):
            wanted = {noun, *group("synonyms", noun)}
            found = self._nearest(place, lambda e: bool(wanted & e.called), reach=_FAR)
            return _sure(found.name, "person", "role") if found else _UNKNOWN
        crowd = (plural or noun in _meant("crowd")) and not anonymous
        return _sure(bare, "group", "group") if crowd else _UNKNOWN

    def _institution(self, noun: str, bare: str, place: int, *, new: bool, named: bool) -> Who:
        """Return which institution "the council" is: one whose name holds the word, else itself."""
        known = self._by_word.get("company" if noun in _meant("firm") else noun)
        if known and not named and " " not in bare:
            at = max(0, bisect_right(known, place, key=itemgetter(0)) - 1)
            return _sure(known[at][1].name, "institution", "common")
        vague = new or noun in _meant("vague") or noun in names.words("document")
        return _UNKNOWN if bare == noun and vague else _sure(bare, "institution", "common")

    def _relative(self, place: int) -> Who:
        """Return whom "who" means: the name right before it."""
        k = bisect_left(self._starts, place) - 1
        if k >= 0 and place - self._names[k].end <= 3 and self._names[k].kind != "place":
            return self._named(self._names[k])
        found = self._nearest(place, lambda e: True, reach=60)
        return _sure(found.name, "person", "nearest") if found else _UNKNOWN

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
        for k in self._back(place, _REACH):
            at, entity = self._mentions[k]
            if entity.gender not in ("", wanted):
                continue
            if self._is_said(at, place):
                said.append((at, entity))
                continue
            if near and near[0][0] > paragraph > at:
                return _sure(near[0][1].name, "person", "nearest")
            if entity.name == spoke and (entity.gender or not near or not near[0][1].gender):
                return _sure(spoke, "person", "speaks on")
            if self._is_subject(k) and (entity.gender or wanted == "he"):
                return _sure(entity.name, "person", "subject")
            near.append((at, entity))
        fits = near or said
        told = [e for _, e in fits if e.gender] or [e for at, e in fits if place - at < _NEAR]
        return _sure(told[0].name, "person", "nearest") if told else Who(None, "person", 0.0)

    def _is_subject(self, k: int) -> bool:
        """Tell whether the mention *k* begins its sentence, behind no other person."""
        at, text = self._places[k], self._text
        while (title := _TITLE_BEFORE.search(text, max(0, at - 30), at)) and names.is_title(
            title[1]
        ):
            at = title.start()
        if text.startswith(", ", at - 2) and _MAIN_CLAUSE.search(text, max(0, at - 300), at):
            return True
        led = _SUBJECT.search(text, max(0, at - 90), at)
        if led and _SUBORDINATE.match(led[0]):
            return False
        if not led or not k or self._places[k - 1] < led.start():
            return bool(led)
        place, other = self._mentions[k - 1]
        end = self._names[bisect_left(self._starts, place)].end
        # "Falk's rival Ada Holm", "Falk campaign manager Ada Holm"
        owner = text.startswith(_OWNER, end)
        compound = at < self._places[k] and _COMPOUND.fullmatch(text, end, at)
        return other.kind != "person" or owner or bool(compound)

    def _back(self, place: int, reach: int) -> Iterator[int]:
        """Yield the mentions of persons before *place*, the nearest first."""
        last = bisect_right(self._places, place) - 1
        for k in range(last, max(-1, last - _MANY), -1):
            if place - self._places[k] > reach:
                return
            if self._mentions[k][1].kind == "person":
                yield k

    def _nearest(self, place: int, fits: Callable[[Entity], bool], *, reach: int) -> Entity | None:
        """Return the person mentioned last before *place* who fits."""
        before = (self._mentions[k][1] for k in self._back(place, reach))
        return next(filter(fits, before), None)


def _conflict(one: str, other: str) -> bool:
    """Tell father and son, "J. A. Holm" and "J. B. Holm": of one first and last name."""
    a, b = one.split(), other.split()
    initials = [{w for w in words[1:-1] if w.endswith(".")} for words in (a, b)]
    juniors = {w.strip(".") for w in a} ^ {w.strip(".") for w in b}
    return bool((all(initials) and initials[0] != initials[1]) or juniors & {"Jr", "Sr"})


def _fits(entity: Entity, titles: set[str]) -> bool:
    """Tell whether somebody may bear *titles*: no man is Mrs., nobody's wife is the president."""
    said = names.gender("", sorted(titles))
    if said and entity.gender not in ("", said):
        return False
    offices = titles & names.words("office", "short_office")
    return (
        not offices or entity.called.isdisjoint(names.words("kin")) or bool(offices & entity.called)
    )


def _they(before: Who | None, *, plural: bool) -> Who:
    """Return whom "they" and "it" mean: the institution or group that spoke before, if any."""
    kinds = ("institution", "group") if plural else ("institution",)
    if before and before.kind in kinds and before.sure >= weights("sure")["group"]:
        return _sure(before.name, before.kind, "nearest")
    return _UNKNOWN


def _without_headings(found: Sequence[Name]) -> Iterator[Name]:
    """Yield "Sarah Vask" for "Sarah Vask Unleashed", if the text has her without the rest."""
    known = {n.words for n in found if len(n.words) == 2 and names.is_given(n.words[0])}
    last = {plain(n.words[-1]) for n in found if len(n.words) < 3} | names.words("suffix")
    for name in found:
        words = name.words
        for k, pair in enumerate(pairwise(words) if len(words) > 2 else ()):
            rest = [*words[:k], *words[k + 1 :]]
            ends = not k and not last.isdisjoint(map(plain, words[2:]))
            if pair in known and not ends and not any(map(names.is_given, rest)):
                start = name.start + sum(len(word) + 1 for word in words[:k])
                name = name._replace(start=start, end=start + len(" ".join(pair)), words=pair)
                break
        yield name


def _lower(words: str) -> bool:
    return any(word[:1].islower() for word in words.split() if word.lower() not in ("the", "sir"))
