"""Who is in a text: its people and institutions, each with what it is called and where.

A text is read once for its names (:mod:`newskit.text.names`), with the titles and appositions
around them. Whom a printed speaker means is told from it in :mod:`newskit.quotations.resolve`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from operator import itemgetter

from newskit.quotations.words import group
from newskit.text import names
from newskit.text.names import Name, plain

_APPOSITION = re.compile(
    r",\s(?!who|whose)(?:the|a|an|its|his|her|their|[\w-]+['’]s)?\s?([^,.;:\n“”\"]{3,80})[,.]"
    r"|\s(?:is|was)\s(?:the|a|an)\s([^,.;:\n“”\"]{3,60})[,.]"
)
_PERSON_AFTER = re.compile(
    r",\s(?:\d\d\b|who\b|whose\b|himself|herself)|\s(?:\w+ly\s)?"
    r"(?:said|says|told|added|asked|wrote|tweeted|admitted|conceded|joked|recalled|vowed)\b"
)
_OWNER = ("'s", "’s", "' ", "’ ")
# What may stand between the start of a sentence and its subject: an adverbial, a comma, some
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
OF = re.compile(r"\s(?:of|for|from|at|in|on|with|by|to|who|that|which|about)\b|,|;|\s\(")
COMPLEMENT = re.compile(r"\b(?:of|for|from|at|in|on|with|by|to|about)\s(?:the\s)?$")
_POSSESSIVE = re.compile(r"['’]s?$")
_MANY = 200
_BESIDE = 120


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
        told = names.gender(self.name, titles, self.called)
        return told or ("she" if self.pronouns > 1 else "he" if self.pronouns < -1 else "")


def meant(name: str) -> frozenset[str]:
    """Return who is meant by words that are no names, from word_classes.toml."""
    return group("meant", name)


@lru_cache(maxsize=1 << 14)
def titles_in(words: str) -> frozenset[str]:
    """Return the titles among *words*, in lower case."""
    return frozenset(w for w in map(str.lower, re.findall(r"[\w-]+", words)) if names.is_title(w))


@lru_cache(maxsize=1 << 14)
def key(phrase: str) -> str:
    """Return *phrase* in lower case, without article, possessive and odd blanks."""
    bare = _POSSESSIVE.sub("", phrase.strip()).replace("’", "'").lower()
    return re.sub(r"^the\s+", "", re.sub(r"\s+", " ", bare))


class People:
    """The people and institutions of one text, in the order of their appearance.

    *said* are the reported words of the text, from left to right.
    """

    def __init__(
        self,
        text: str,
        said: Iterable[tuple[int, int]] = (),
    ) -> None:
        self._text = text
        self._said: list[tuple[int, int]] = []
        for start, end in said:
            if not self._said or end > self._said[-1][1]:
                self._said.append((start, end))
        found = [n for n in names.find(text) if not self._is_other(n)]
        self._names = list(names.without_headings(text, found))
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
                self._mentions[k][1].pronouns += 1 if m[1] in meant("she") else -1

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
        if entity.roles & meant("firm") or meant("firm_name") & held:
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
        if entity is None or names.told_apart(entity.name, whole):
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
            found = titles_in(" ".join(before[-3:]))
        told = text.startswith((",", " is ", " was "), name.end)
        if told and (after := _APPOSITION.match(text, name.end)):
            # "whose father was a miller" says nothing of her.
            said = OF.split(after[1] or after[2])[0]
            found |= titles_in(said) | (meant("firm") & set(said.split()))
        return found

    def _meet_short(self, name: Name) -> None:
        """Enter a single name: another mention of somebody, or of somebody new."""
        word = plain(name.words[0])
        entity = self.bearer(word, name.titles, name.start)[0] or self._by_key.get((word, word))
        if entity is None:
            whole = str(name)
            if name.titles:
                whole = whole.title() if whole.isupper() else whole
                # Of several of one last name, "President Holm" keeps the title that tells.
                title = self._text[: name.start].split()[-1:] if self._bearers[word] else []
                whole = " ".join([*title, whole])
            entity = self._by_key[word, word] = Entity(whole, "")
        entity.kind = entity.kind or name.kind
        self._introduce(entity, name)

    def bearer(self, word: str, titles: Iterable[str], place: int) -> tuple[Entity | None, str]:
        """Return who bears a last (or first) name at *place*, and by which way (see the weights).

        A title chooses: Mr. Holm is no woman, President Holm is not the president's wife.
        """
        bearers, titled = self._bearers.get(word, {}), set(titles)
        fitting = bearers
        if titled:
            fitting = dict.fromkeys(e for e in islice(bearers, _MANY) if _fits(e, titled))
        held = [e for e in fitting if titled & e.called] if titled else []
        if len(fitting) == 1:
            return next(iter(fitting)), "last" if len(bearers) == 1 else "titled"
        if len(held) == 1:
            return held[0], "titled"
        last = bisect_right(self._places, place) - 1
        before = (self._mentions[k][1] for k in range(last, max(-1, last - _MANY), -1))
        near = [e for e in before if e in fitting]
        best = next((e for e in near if e.kind == "person"), near[0] if near else None)
        return best or next(iter(fitting), None), "several"

    def person(self, name: str) -> tuple[bool, str]:
        """Return whether *name* is a person of the text, and "she", "he" or ""."""
        words = [plain(word) for word in name.split()]
        entity = self._by_key.get((words[0], words[-1])) if words else None
        sex = entity.gender if entity else names.gender(name)
        return sex != "" or (entity is not None and entity.kind == "person"), sex

    def names(self, start: int, end: int) -> list[Name]:
        """Return the names that begin between *start* and *end*."""
        return self._names[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def is_said(self, at: int, place: int) -> bool:
        """Tell whether *at* lies in reported words that *place* is not part of."""
        k = bisect_right(self._said, (at, len(self._text))) - 1
        return k >= 0 and at < self._said[k][1] and not self._said[k][0] <= place < self._said[k][1]

    def is_subject(self, k: int) -> bool:
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

    def back(self, place: int, reach: int) -> Iterator[int]:
        """Yield the mentions of persons before *place*, the nearest first."""
        last = bisect_right(self._places, place) - 1
        for k in range(last, max(-1, last - _MANY), -1):
            if place - self._places[k] > reach:
                return
            if self._mentions[k][1].kind == "person":
                yield k

    def nearest(self, place: int, fits: Callable[[Entity], bool], *, reach: int) -> Entity | None:
        """Return the person mentioned last before *place* who fits."""
        before = (self._mentions[k][1] for k in self.back(place, reach))
        return next(filter(fits, before), None)


def _fits(entity: Entity, titles: set[str]) -> bool:
    """Tell whether somebody may bear *titles*: no man is Mrs., nobody's wife is the president."""
    said = names.gender("", titles)
    if said and entity.gender not in ("", said):
        return False
    offices = titles & names.words("office", "short_office")
    return (
        not offices or entity.called.isdisjoint(names.words("kin")) or bool(offices & entity.called)
    )
