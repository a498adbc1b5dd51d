"""Names: what is a name, where it begins and ends, and whether a person or an institution bears it.

The one room for names: quotations, tone and charges ask here. The word lists stand in
``newskit/lexicons/names.toml``. A name is a run of capitalised words that is cut at every word
that cannot stand in one: at the end of a sentence, a date, a word that only opens a sentence. What
stands before it is told apart: offices and forms of address, peoples and parties, the tail of a
title ("Secretary of State"), the institution of a "CEO of the Vale Bank".
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise
from typing import NamedTuple


class Name(NamedTuple):
    """A name and where it stands: ``text[start:end]`` is the name without its titles.

    ``titles`` are the offices and forms of address before it, in lower case; ``kind`` is
    ``person``, ``institution``, ``place``, or empty where nothing tells.
    """

    start: int
    end: int
    words: tuple[str, ...]
    titles: tuple[str, ...]
    kind: str

    def __str__(self) -> str:
        """Return the name as one string, with single blanks."""
        return " ".join(self.words)


@cache
def entries(file: str) -> dict[str, list[str]]:
    """Return the categories of a shipped word list, each with its entries."""
    source = resources.files("newskit") / "lexicons" / f"{file}.toml"
    categories = tomllib.loads(source.read_text(encoding="utf-8"))["category"]
    return {name: category["entries"] for name, category in categories.items()}


@cache
def words(*categories: str) -> frozenset[str]:
    """Return the words of *categories* of names.toml together: ``words("office", "honorific")``.

    >>> "wednesday" in words("calendar")
    True
    """
    return frozenset(word for name in categories for word in entries("names")[name])


# Categories that are asked for together.
_GROUPS = {
    "given": "she_name he_name any_name",
    "titles": "honorific short_office office she_word he_word",
    "peoples": "nation demonym faith creed",
    "places": "place nation",
    "institutions": "institution metonym",
    "shortened": "honorific short_office suffix",
    "never": "opener calendar",
}


@cache
def _in(group: str) -> frozenset[str]:
    return words(*_GROUPS[group].split())


@lru_cache(maxsize=1 << 16)
def plain(word: str) -> str:
    """Return *word* in lower case, without possessive and outer full stop.

    >>> plain("Holm’s"), plain("Gen.")
    ('holm', 'gen')
    """
    lower = word.replace("’", "'").lower()
    return lower.removesuffix("'s").rstrip("'.,")


def is_given(word: str) -> bool:
    """Tell whether *word* is a first name of the list.

    >>> is_given("Ada"), is_given("Ostrania")
    (True, False)
    """
    return plain(word) in _in("given")


@lru_cache(maxsize=1 << 16)
def is_title(word: str) -> bool:
    """Tell whether *word* is an office, rank, calling or form of address.

    >>> is_title("Gen."), is_title("minister"), is_title("Holm")
    (True, True, False)
    """
    low = plain(word)
    singular = low[:-3] + "y" if low.endswith("ies") else low.removesuffix("s")
    if low in _in("titles") or singular in _in("titles"):
        return True
    head, _, tail = low.rpartition("-")
    return bool(head) and (
        tail in _in("titles") or (head in _in("titles") and tail in ("elect", "designate"))
    )


def is_name_like(word: str) -> bool:
    """Tell whether *word* may stand in a person's name: a capital, and on none of the other lists.

    >>> [w for w in ("Holm", "Tuesday", "Even", "Minister", "J.", "Council") if is_name_like(w)]
    ['Holm', 'J.']
    """
    low = plain(word)
    others = (
        low in _in("never") or low in _in("institutions") or low in _in("peoples") or is_title(word)
    )
    return word[:1].isupper() and (low in _in("given") or not others)


# Endings of adjectives and nouns that no name has: "Subsequent remarks", "Investors sold".
_COMMON = re.compile(
    r"(?:ing|ent|ous|ful|less|ive|ible|ary|ional|ical|tions?|ments?|ness|ity|ship|isms?|ists|tors|ders|ture|ly)$"
)


def is_common(word: str) -> bool:
    """Tell a word that ends as common nouns and adjectives do, and is no first name.

    >>> is_common("Frustrations"), is_common("Holm")
    (True, False)
    """
    return bool(_COMMON.search(plain(word))) and not is_given(word)


def is_people(word: str) -> bool:
    """Tell whether *word* names people in the plural: "Americans", "Latinos", "Catholics"."""
    low = plain(word)
    return low.endswith("s") and not {low, low[:-1]}.isdisjoint(words("demonym", "creed", "faith"))


def gender(name: str, titles: Iterable[str] = (), roles: Iterable[str] = ()) -> str:
    """Return "she", "he", or "" for a name, by its titles, else its first name, else its roles.

    >>> gender("Ada Holm"), gender("Holm", ["mr"]), gender("Vale Holm")
    ('she', 'he', '')
    """
    first = {plain(name.split()[0])} if name else set()
    for told, kind in (
        (set(titles), "word"),
        (first - words("any_name"), "name"),
        (set(roles), "word"),
    ):
        she, he = (not told.isdisjoint(words(f"{sex}_{kind}")) for sex in ("she", "he"))
        if she != he:
            return "she" if she else "he"
    return ""


def told_apart(one: str, other: str) -> bool:
    """Tell two people of one first and last name: by "Jr.", or by different middle names.

    >>> told_apart("Jon A. Holm", "Jon B. Holm"), told_apart("Jon Holm", "Jon E. Holm")
    (True, False)
    """
    a, b = ([plain(word) for word in name.split()] for name in (one, other))
    suffix = words("suffix")
    middles = [[word for word in held if word and word not in suffix][1:-1] for held in (a, b)]
    differ = all(middles) and middles[0][0][0] != middles[1][0][0]
    return suffix.intersection(a) != suffix.intersection(b) or differ


_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_REST = r"(?:(?:\.[A-Z])*\.(?!\w)|\w*(?:['’‑-]\w+)*\.?)"
_PARTICLE = (
    "de|van|von|der|den|di|da|dos|das|del|della|al|el|bin|ben|ibn|la|le|du|ter|ten|af|av|zu|y"
)
# Written so that it begins with a class of characters: that is searched for much faster.
_RUN = re.compile(
    rf"{_CAPITAL}(?<!\w\w){_REST}(?:[ \u00a0](?:(?:{_PARTICLE})[ \u00a0]){{0,2}}{_CAPITAL}{_REST})*"
)
# Ada "Red" Holm: a nickname stands inside the name and is left out of its words.
_DATE = re.compile(r"(?:Jan|Mar|Dec|May|June?|April|August)\.?[ \u00a0]\d.?")
_NICKNAME = re.compile(rf"\b({_CAPITAL}\w+)\s[“\"‘'(][A-Z][\w ]{{1,18}}[”\"’')]\s$")
_CLOSING = ("”", '"', "’", "'", ")")
_TITLE_OF = re.compile(r"([\w-]+)[ \u00a0](?:of|for)(?:[ \u00a0]the)?[ \u00a0]$")
_OF = re.compile(r"[ \u00a0](?:of|for)(?:[ \u00a0]the)?[ \u00a0]")


def find(text: str) -> list[Name]:
    """Return the names in *text* from left to right.

    A name never crosses the end of a sentence and holds no date, dateline, or word that only opens
    a sentence; weakness: a sentence's first word that no list knows stays in the name.

    >>> text = "Even Friday Gen. Ada Holm flew to Ohio. Lind stayed."
    >>> [(str(name), name.titles, name.kind) for name in find(text)]
    [('Ada Holm', ('gen',), 'person'), ('Ohio', (), 'place'), ('Lind', (), '')]
    """
    found: list[Name] = []
    for m in _RUN.finditer(text):
        at, of = m.start(), ""
        if text[at - 4 : at] in _LINKS:
            title = _TITLE_OF.search(text, max(0, at - 30), at)
            of = plain(title[1]) if title and is_title(title[1]) else ""
        for a, b, held, titles, kind in _read(m[0], of):
            name = Name(at + a, at + b, held, titles, kind)
            if len(held) == 1 and _DATE.fullmatch(text, name.start, name.end + 4):
                continue
            if text[name.start - 2 : name.start - 1] in _CLOSING and (
                nick := _NICKNAME.search(text, max(0, at - 50), name.start)
            ):
                while found and found[-1].end > nick.start():
                    titles = found.pop().titles
                name = Name(nick.start(), name.end, (nick[1], *held), titles, "person")
            if found and not titles and _goes_on(text, found[-1], name):
                whole = tuple(text[found[-1].start : name.end].split())
                found[-1] = found[-1]._replace(end=name.end, words=whole)
            else:
                found.append(name)
    return found


def _goes_on(text: str, before: Name, name: Name) -> bool:
    """Tell "the University of Vale", which is one name, from "Ada Holm of Vale"."""
    institution = before.kind == "institution" and name.kind != "person"
    return institution and bool(_OF.fullmatch(text, before.end, name.start))


# What a sentence begins behind.
_STARTS = re.compile(r"(?:^|[.!?]\s+|[\n“\"])$")


def without_headings(text: str, found: Sequence[Name]) -> Iterator[Name]:
    """Yield "Sarah Vask" for "Sarah Vask Unleashed", if the text has her without the rest."""
    known = {n.words for n in found if len(n.words) == 2 and is_given(n.words[0])}
    last = {plain(n.words[-1]) for n in found if len(n.words) < 3} | words("suffix")
    first, surnames = {pair[0] for pair in known}, {pair[1] for pair in known}
    for name in found:
        held = name.words
        opens = len(held) == 2 and not is_given(held[0])
        at_start = (
            opens
            and held[1] in surnames
            and _STARTS.search(text, max(0, name.start - 4), name.start)
        )
        if opens and (held[1] in first or at_start):
            # "Crooked Hillary"; "Absent Sanders, ..."
            name = name._replace(start=name.end - len(held[1]), words=held[1:], kind="person")
        for k, pair in enumerate(pairwise(held) if len(held) > 2 else ()):
            rest = [*held[:k], *held[k + 1 :]]
            ends = not k and not last.isdisjoint(map(plain, held[2:]))
            if pair in known and not ends and not any(map(is_given, rest)):
                start = name.start + sum(len(word) + 1 for word in held[:k])
                name = name._replace(start=start, end=start + len(" ".join(pair)), words=pair)
                break
        yield name


_LINKS = (" of ", "for ", "the ", " of\u00a0", "for\u00a0")
_Part = tuple[int, int, tuple[str, ...], tuple[str, ...], str]


@lru_cache(maxsize=1 << 15)
def _read(run: str, of: str) -> tuple[_Part, ...]:
    """Return the names of a run of capitalised words; *of* is the title in "Secretary of"."""
    found: list[_Part] = []
    for segment in _segments(run):
        found += _names(segment, of)
        of = ""
    return tuple(found)


_Words = list[tuple[int, str]]


def _segments(run: str) -> Iterator[_Words]:
    """Cut a run where a name cannot go on."""
    segment: _Words = []
    for m in re.finditer(r"[^ \u00a0]+", run):
        word, low = m[0], plain(m[0])
        if _cannot_stand(run, m, segment):
            yield segment
            segment = []
            continue
        stops = word.endswith(".") and not (low in _in("shortened") or _INITIALS.fullmatch(word))
        owns = word.endswith(("'s", "’s", "s'", "s’"))
        segment.append((m.start(), word.rstrip(".") if stops else word))
        if stops or owns:
            yield segment
            segment = []
    yield segment


_INITIALS = re.compile(r"(?:[A-Z]\.)+")
_NEXT = re.compile(r"[ \u00a0](\S+)")
# A run of more words than this is a heading or a list: it names nobody, and is passed over.
_LONGEST = 12
# "D-Vale", "Brussels-based": they tell where somebody comes from.
_BESIDE = re.compile(r"^[A-Z]-[A-Z]|-(?:based|born|led|backed|owned|style|era)$")


def _cannot_stand(run: str, m: re.Match[str], segment: _Words) -> bool:
    """Tell a word that ends or opens a run, and is left out of every name."""
    word, low, following = m[0], plain(m[0]), _NEXT.match(run, m.end())
    if _BESIDE.search(word):
        return True
    # "Interestingly Blocher"
    if not segment and low.endswith("ly") and following and low not in _in("given"):
        return True
    if low not in _in("never") or _INITIALS.fullmatch(word) or word in ("WHO", "US"):
        return False
    # "June Holm", but "(In) June Ada Holm": a first name is not followed by another.
    named = low in _in("given") and low not in words("opener") and not segment and following
    return not (named and following and not is_given(following[1]))


def _names(segment: _Words, of: str) -> Iterator[_Part]:
    if len(segment) > _LONGEST:
        return
    while segment and plain(segment[-1][1]) in words("particle"):
        segment = segment[:-1]
    lows = [plain(word) for _, word in segment]
    begins = 0 if " ".join(lows) in _in("institutions") else _name_begins(lows, of)
    titles = [low for low in lows[:begins] if is_title(low)]
    if begins < len(segment):
        part = _part(segment[begins:], (of, *titles) if of and begins else tuple(titles))
        # "Republican Party", "Graduate School": of an institution's name nothing is taken away.
        own = part[-1] == "institution" and begins and not of
        yield _part(segment, ()) if own else part
    elif segment and not titles:
        yield _part(segment, ())


def _name_begins(lows: list[str], of: str) -> int:
    """Return how many words of a run stand before the name: titles, peoples, fields of office."""
    given, begins = _in("given"), 0
    office = max((k for k, low in enumerate(lows[:-1]) if _is_office(lows, k)), default=-1)
    surname = lows[-2:-1] and lows[-2] in given and lows[-2] not in words("opener")
    if lows and is_title(lows[-1]) and not surname and lows[-1] not in given | words("surname"):
        return len(lows)  # "the Minister", "Vale Mayor" alone are offices
    begins = office + 1
    for k in range(begins, len(lows) - 1):
        if lows[k] in given:
            apart = of or not _in("institutions").isdisjoint(lows[:k])
            return k if apart or not _in("places").isdisjoint(lows[:k]) else begins
        if k == begins and (lows[k] in _in("peoples") or (of and lows[k] in words("portfolio"))):
            begins = k + 1
    return begins


def _is_office(lows: list[str], k: int) -> bool:
    """Tell a title from a name that sounds like one: "Dean Ada Holm", but "Dean Holm"."""
    given, following = _in("given"), lows[k + 1]
    if not is_title(lows[k]) or (lows[k] in given and following not in given):
        return False
    # Behind a first name a title is a last name, unless another first name follows it.
    named = lows[0] in given and k > 0 and lows[0] not in _in("places")
    return not named or following in given


def _part(held: _Words, titles: tuple[str, ...]) -> _Part:
    first, last = held[0][0], held[-1]
    bare = re.sub(r"(?:['’]s|(?<=s)['’])$", "", last[1])
    found = (*(word for _, word in held[:-1]), bare)
    return first, last[0] + len(bare), found, titles, _kind(found, titles)


def _kind(held: tuple[str, ...], titles: tuple[str, ...]) -> str:
    lows = [plain(word) for word in held]
    whole, last = " ".join(lows), lows[-1]
    given = lows[0] in _in("given") and len(lows) > 1
    # "Anita Hill", "Mr. Post": a first name or a title outweighs a word that is also a place's.
    addressed = len(lows) == 1 and not words("honorific", "short_office").isdisjoint(titles)
    if addressed or (
        given and len(lows) == 2 and last not in _in("institutions") - words("surname")
    ):
        return "person"
    parts = [*lows, *(low.rpartition("-")[2] for low in lows)]  # "Vale Sun-Times"
    if whole in _in("institutions") or not _in("institutions").isdisjoint(parts):
        return "institution"
    if set(titles) & _in("titles"):
        return "person"
    if whole in _in("places") or last in _in("places") or last in _in("peoples"):
        return "place"
    if len(lows) == 1 and held[0].isupper() and 2 <= len(held[0]) <= 6:
        return "institution"
    return "person" if given or lows[0] in _in("given") else ""


_DATELINE = re.compile(
    rf"\s*{_CAPITAL}[A-Z.'’-]+(?:[ /,]+{_CAPITAL}[A-Z.'’-]+){{0,4}}"
    r"(?:,[ ][A-Z][\w.]*(?:[ ][A-Z][\w.]*)?){0,2}(?:,?[ ][A-Z][a-z]{2,8}\.?[ ]\d{1,2})?[ ]?"
    r"(?:\([^()\n]{2,30}\)[ ]?(?:[-–—―]+|:)?|[-–—―]+)[ ]+(?=\S)"
)


def dateline(text: str, start: int = 0) -> int:
    """Return where the report begins behind a dateline that stands at *start*, else *start*.

    >>> dateline("VALE CITY (AP) — Ada Holm left.")
    17
    """
    m = _DATELINE.match(text, start)
    return m.end() if m else start
