"""From what is printed to who it is: last names, roles and pronouns to one name a person.

A text is read once for names of two words or more, with the titles and appositions around them.
Then a last name stands for the full one, "the spokesman" for the nearest person introduced as
one, and a pronoun for the nearest person it fits. What does not fit stays unresolved: None, never
a guess.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import dropwhile
from operator import itemgetter

from newskit.text import names

_PARTICLE = r"(?i:de|van|von|der|di|da|al|el|bin|ben|la|le|du)"
_WORD = r"(?:[A-Z]\.|[^\W\d_a-z]\w*(?:['’‑-]\w+)*\.?)"
_NAME = re.compile(rf"\b{_WORD}(?:[ \u00a0](?:{_PARTICLE}[ \u00a0]){{0,2}}{_WORD})*")
_APPOSITION = re.compile(
    r",\s(?:the|a|an|its|his|her|their|[\w-]+['’]s)?\s?([^,.;:\n“”\"]{3,80})[,.]"
)
_ROLE = re.compile(r"([\w-]+),\s$")
_NEXT_NAME = re.compile(rf",\s(?:the Rt Rev |the )?({_NAME.pattern})")
# What a role is also called; both sides are looked up.
_SYNONYMS = {
    "diplomat": ("minister", "ambassador", "envoy", "secretary"),
    "spokesperson": ("spokesman", "spokeswoman"),
    "spokesman": ("spokesperson",),
    "spokeswoman": ("spokesperson",),
    "lawmaker": (
        "senator",
        "congressman",
        "congresswoman",
        "representative",
        "sen",
        "rep",
        "deputy",
    ),
    "senator": ("sen",),
    "congressman": ("rep", "representative"),
    "congresswoman": ("rep", "representative"),
    "governor": ("gov",),
    "general": ("gen",),
    "professor": ("prof",),
    "doctor": ("dr", "physician"),
    "premier": ("minister",),
    "boss": ("chief", "head", "director", "chairman"),
    "chief": ("head", "director", "secretary-general", "commander"),
    "leader": ("president", "premier", "chairman", "chairwoman", "head"),
    "mogul": ("businessman",),
    "tycoon": ("businessman",),
}


def _roles_for(word: str) -> frozenset[str]:
    """Return the words under which somebody called *word* may have been introduced."""
    return frozenset((word, *_SYNONYMS.get(word, ())))


_COLLECTIVE = frozenset(
    (
        "government ministry county council agency company party union police court guard "
        "board committee commission department campaign bank majority opposition club church "
        "newspaper paper report poll study survey memo statement letter website magazine "
        "office army military group association bureau university hospital school firm team "
        "city state village town parish press league authority tribunal jury panel cabinet "
        "parliament congress senate bloc alliance coalition administration institute embassy "
        "network station museum foundation"
    ).split()
)
# What may stand between the start of a sentence and its subject: nothing, or an adverbial and a
# comma.
_SUBJECT = re.compile(r"(?:^|[.!?\n”\"]\s*)(?:[^.!?\n,”\"]{0,30},\s|[a-z-]+\s){0,1}$")
_POSSESSIVE = re.compile(r"['’]s?$")
_NOT_NAMES = frozenset(
    (
        "the a an in on at for but and or if when while as after before by with from to of this "
        "that these those he she it they we you i his her its their our your there then also so "
        "yes no not what who why how where meanwhile however according asked monday tuesday "
        "wednesday thursday friday saturday sunday january february march april may june july "
        "august september october november december once still now last earlier later some many "
        "most"
    ).split()
)
_ORGANISATION = re.compile(
    r"\b(?:Party|House|Committee|Council|University|College|Times|Post|News|Street|Court|"
    r"Department|Ministry|Bank|Group|Association|Union|Organi[sz]ation|Institute|Foundation|"
    r"Agency|Bureau|Cent(?:er|re)|Congress|Senate|States|Kingdom|City|County|Company|Corp|Inc|"
    r"Ltd|Fund|Church|School|Office|Commission|Campaign|Act|War|World|America|Treaty|Journal|"
    r"Herald|Tribune|Daily|Press|Network|Coalition|Alliance|Federation|Society|Board|Service|"
    r"Force|Army|Navy|Times|Island|Islands|Valley|Republic|Republicans|Democrats|Caucus)\b"
)
_SHE, _HE = (
    frozenset({"she", "her", "herself", "she's", "she'd", "she'll"}),
    frozenset({"he", "his", "him", "himself", "he's", "he'd", "he'll"}),
)
_UNNAMED = frozenset(
    (
        "they we you i it who which that their our my your its them us me there everyone "
        "everybody nobody someone anyone these those this some many others"
    ).split()
)


_LABELS = frozenset("q a question answer interviewer host moderator reporter".split())
_ARTICLE = re.compile(r"^(?:the|a|an|its|their)\s+", re.I)


# How far back "the spokesman" may point, in characters and in mentions; bounds keep long texts
# linear.
_FAR = 30_000
_MANY = 200


@dataclass
class Person:
    """A full name, and the titles and roles it was seen with."""

    name: str
    titles: set[str] = field(default_factory=set)

    @property
    def gender(self) -> str:
        """Return "she", "he" or "" if nothing tells."""
        return names.gender(self.name, sorted(self.titles))


def _plain(word: str) -> str:
    return _POSSESSIVE.sub("", word).strip(".,").replace("’", "'").lower()


def _name_words(run: str) -> list[str]:
    """Return the words of a capitalised run without those that only begin a sentence."""
    words = _POSSESSIVE.sub("", run).split()
    return list(dropwhile(lambda word: _plain(word) in _NOT_NAMES, words))


def _split_titles(words: list[str]) -> tuple[list[str], list[str]]:
    """Part "Foreign Minister Sergey Lavrov" into titles and name."""
    cut = 0
    for k, word in enumerate(words):
        if names.is_title(_plain(word)):
            cut = k + 1
    while cut < len(words) and _plain(words[cut]) in _NOT_NAMES:
        cut += 1
    return words[:cut], words[cut:]


class Cast:
    """The people and institutions of one text, in the order of their appearance."""

    def __init__(self, text: str, aliases: Mapping[str, str] | None = None) -> None:
        self._aliases = {_key(alias): name for alias, name in (aliases or {}).items()}
        self._text = text
        self._people: dict[str, Person] = {}
        self._first: dict[str, list[tuple[int, str]]] = {}
        self._last: dict[str, list[tuple[int, str]]] = {}
        self._mentions: list[tuple[int, str]] = []
        self._subjects: set[int] = set()
        shorts: list[tuple[int, str, list[str]]] = []
        for m in _NAME.finditer(text):
            if (
                _SUBJECT.search(text, max(0, m.start() - 60), m.start())
                and text[m.end() - 2] not in "'’"
            ):
                self._subjects.add(m.start())
            titles, name = _split_titles(_name_words(m[0]))
            if len(name) >= 2 and len(name) <= 5 and not _ORGANISATION.search(" ".join(name)):
                self._meet(text, m, titles, name)
            elif len(name) == 1:
                shorts.append((m.start(), name[0], titles))
        for place, last, titles in shorts:
            full = self._full(_plain(last), place)
            if full:
                self._people[full].titles.update(map(_plain, titles))
                self._mentions.append((place, full))
        self._mentions.sort()
        self._places = [place for place, _ in self._mentions]

    def _meet(self, text: str, m: re.Match[str], titles: list[str], name: list[str]) -> None:
        full = " ".join(name).rstrip(".,")
        person = self._people.get(full)
        if person is None:
            person = self._people[full] = Person(full)
        last = _plain(name[-1])
        last = _plain(name[-2]) if last in {"jr", "sr", "ii", "iii"} else last
        self._last.setdefault(last, []).append((m.start(), full))
        self._first.setdefault(_plain(name[0]), []).append((m.start(), full))
        person.titles.update(map(_plain, titles))
        if (role := _ROLE.search(text, max(0, m.start() - 30), m.start())) and names.is_title(
            role[1].lower()
        ):
            person.titles.add(role[1].lower())
        before = re.findall(r"[\w-]+", text[max(0, m.start() - 30) : m.start()].rpartition(",")[2])[
            -2:
        ]
        if text[m.start() - 1 : m.start()] == " ":
            person.titles.update(w.lower() for w in before if names.is_title(w.lower()))
        if after := _APPOSITION.match(text, m.end()):
            person.titles.update(
                w for w in map(str.lower, re.findall(r"[\w-]+", after[1])) if names.is_title(w)
            )
        self._mentions.append((m.start(), full))

    def _full(self, last: str, place: int) -> str | None:
        """Return the full name of a last name: the nearest so called before, else the first."""
        known = self._last.get(last) or self._first.get(last)
        if not known:
            return None
        return known[max(0, bisect_right(known, place, key=itemgetter(0)) - 1)][1]

    def name(self, phrase: str, place: int, before: str | None = None) -> str | None:
        """Return whom *phrase*, printed at *place*, means; *before* is who spoke before."""
        key = _key(phrase)
        if key in self._aliases:
            return self._aliases[key]
        found = self._resolve(phrase, key, place, before)
        return self._aliases.get(_key(found), found) if found else None

    def _resolve(self, phrase: str, key: str, place: int, before: str | None) -> str | None:
        if key in _SHE or key in _HE:
            return self._pronoun("she" if key in _SHE else "he", place, before)
        if key == "who":
            return self._nearest(place, lambda p: True, reach=60)
        if key in _UNNAMED or key in _LABELS or (key.endswith("s") and names.is_title(key[:-1])):
            return None
        head = re.split(r"\s(?:of|for|from|at|in|on|with)\s|,", phrase)[0]
        runs = [m[0] for m in _NAME.finditer(head)]
        for run in reversed(runs):
            name = _split_titles(_name_words(run))[1]
            if (
                name
                and not head.rstrip("'’s").endswith(tuple(name[-1:]))
                and len(runs) == 1
                and run != runs[-1]
            ):
                continue
            if name and self._ends_with(head, run):
                return self._named(name, place)
        role = _plain(head.split()[-1]) if head.split() else ""
        if after := _NEXT_NAME.match(self._text, place + len(phrase)):
            name = _split_titles(after[1].split())[1]
            if name and not _ORGANISATION.search(after[1]):
                return self._named(name, place)
        if role in _COLLECTIVE:
            return _ARTICLE.sub("", phrase)
        if names.is_title(role) and key.split()[0] not in {"a", "an", "one", "another", "some"}:
            wanted = _roles_for(role)
            return self._nearest(place, lambda p: bool(wanted & p.titles), reach=_FAR)
        return None

    @staticmethod
    def _ends_with(head: str, run: str) -> bool:
        return _POSSESSIVE.sub("", head.strip()).endswith(_POSSESSIVE.sub("", run))

    def _named(self, name: list[str], place: int) -> str:
        full = " ".join(name)
        if full in self._people:
            return full
        if len(name) == 1 and (known := self._full(_plain(name[0]), place)):
            return known
        return full

    def _pronoun(self, wanted: str, place: int, before: str | None) -> str | None:
        """Return the nearest fitting subject since *before* spoke, else *before*, else who fits."""
        since = self._nearest(place, lambda p: p.name == before, reach=1500) if before else None
        k = bisect_right(self._places, place) - 1
        while k >= 0 and place - self._places[k] <= 500:
            at, full = self._mentions[k]
            if full == before:
                break
            if at in self._subjects and self._people[full].gender in ("", wanted):
                return full
            k -= 1
        if since and self._people[since].gender in ("", wanted):
            return since
        return self._nearest(place, lambda p: p.gender == wanted, reach=1500) or self._nearest(
            place, lambda p: p.gender in ("", wanted), reach=600
        )

    def _nearest(self, place: int, fits: Callable[[Person], object], *, reach: int) -> str | None:
        last = bisect_right(self._places, place) - 1
        for k in range(last, max(-1, last - _MANY), -1):
            if place - self._places[k] > reach:
                break
            person = self._people[self._mentions[k][1]]
            if fits(person):
                return person.name
        return None


def _key(phrase: str) -> str:
    plain = _POSSESSIVE.sub("", phrase.strip()).replace("’", "'").lower()
    return re.sub(r"^the\s+", "", re.sub(r"\s+", " ", plain))
