"""Whom words mean: the names, descriptions and pronouns of a text, each with the name behind it.

A target is called by its name once and "the alliance", "it" or "the president" ever after. Charges
and tone towards a target follow it here. What is unsure stays None, never a guess.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache, cached_property, lru_cache
from importlib import resources
from typing import Any, NamedTuple

from newskit.quotations.marks import blocks
from newskit.quotations.resolve import Cast
from newskit.quotations.shapes import Shape, open_class, sentences
from newskit.text import names
from newskit.text.columns import split

PRONOUNS = frozenset("he she it they self you".split())
# How many sentences back a pronoun or description may point.
_BACK = 8
_KEPT = 1000
_NEAR = 5  # characters: an article may stand before a mention
_OWNS = re.compile(r"(?:['’]s|(?<=s)['’])$")
_BESIDE = re.compile(r"^[ASICa]|^.[\w.]+-[a-z]")
_PHRASE, _HEAD = "DRneiMUu", tuple("nPUup")
_THE = re.compile(r"^(?:the|an?|this|that|these|those)\s+", re.I)


class Mention(NamedTuple):
    """Words ``first`` to ``last`` of a sentence that mean somebody.

    ``kind`` is person, institution, place or empty for a name; role, body or group for a
    description; he, she, it, they, self or you for a pronoun. ``name`` is the name in it, if any,
    which begins at word ``at``.
    """

    first: int
    last: int
    kind: str
    name: str = ""
    at: int = 0


@lru_cache(maxsize=1 << 14)
def actor(word: str) -> str:
    """Return what a common noun may stand for: "role", "body", "group", or "" for none.

    >>> actor("minister"), actor("council"), actor("generals"), actor("table")
    ('role', 'body', 'group', '')
    """
    if word in lists()["groups"]:
        return "group"
    if word in names.words("collective"):
        return "body"
    if names.is_title(word):
        return "role" if not word.endswith("s") or word in names.words("office") else "group"
    single = word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")
    return "group" if word.endswith("s") and single in names.words("collective") else ""


@cache
def lists() -> dict[str, Any]:
    """Return the word lists of accusing.toml."""
    source = resources.files("newskit") / "lexicons" / "accusing.toml"
    given = tomllib.loads(source.read_text(encoding="utf-8"))
    return {k: frozenset(v) if isinstance(v, list) else v for k, v in given.items()}


class Scene:
    """One text as sentences with their mentions; these are read where they are asked for."""

    def __init__(self, text: str, ends: list[int] | None = None) -> None:
        self.text = text
        cut = split([text]).end.tolist() if ends is None else ends
        self.sentences = [f for block in blocks(text) for f in sentences(text, cut, block)]
        self._begins = [shape.at for shape in self.sentences]
        self._mentions: dict[Shape, list[Mention]] = {}

    @cached_property
    def cast(self) -> Cast:
        """The people of the text."""
        return Cast(self.text)

    @cached_property
    def _printed(self) -> frozenset[str]:
        """The words of the text, as printed."""
        return frozenset(m[0] for m in re.finditer(r"(?<!\w)[A-Za-z][a-z]+", self.text))

    def sentence(self, place: int) -> Shape:
        """Return the sentence in which the character *place* stands."""
        return self.sentences[max(0, bisect_right(self._begins, place) - 1)]

    def mentions(self, shape: Shape) -> list[Mention]:
        """Return the mentions of a sentence from left to right; none lies in another."""
        if shape not in self._mentions:
            # Only the last few sentences are asked for again; a book has a hundred thousand.
            if len(self._mentions) > _KEPT:
                for old in self._mentions:
                    old.let_go()
                self._mentions.clear()
            self._mentions[shape] = list(self._find(shape))
        return self._mentions[shape]

    def _find(self, shape: Shape) -> Iterator[Mention]:
        named, i = self._names(shape), 0
        while i < len(shape.words):
            found = named.get(i) or self._this_man(shape, i) or self._noun(shape, i, named)
            kind = lists()["pronouns"].get(shape.words[i])
            if not found and kind and shape.tags[i] in "roR":
                found = Mention(i, i + 1, kind)
            if found:
                yield found
            i = found.last if found else i + 1

    @staticmethod
    def _this_man(shape: Shape, at: int) -> Mention | None:
        """Return "this man", which means whom "he" would."""
        two = shape.words[at : at + 2]
        sex = lists()["persons_by_sex"].get(two[-1]) if len(two) == 2 else None
        return Mention(at, at + 2, sex) if sex and two[0] in ("this", "that") else None

    def _noun(self, shape: Shape, at: int, named: dict[int, Mention]) -> Mention | None:
        """Return the description that begins at a word: "its allies", "the council"."""
        words, tags, end = shape.words, shape.tags, min(at + 4, len(shape.tags))
        inside = (k for k in range(at, end) if tags[k] not in _PHRASE
                  or (tags[k] in "nUu" and actor(names.plain(words[k]))))  # fmt: skip
        head = next(inside, end)
        if tags[head : head + 1] not in _HEAD or head in named:
            return None
        while tags[head + 1 : head + 2] == "n" and actor(words[head + 1]):
            head += 1
        kind = actor(names.plain(words[head]))
        found = _described(shape, head, kind, named) if kind else None
        return found if found and found.first >= at else None

    def _names(self, shape: Shape) -> dict[int, Mention]:
        """Return the names of a sentence by their first word, with the noun that names heads."""
        found = dict[int, Mention]()
        headline = 5 * sum(map(shape.tags.count, "PV")) > 2 * len(shape.tags)
        for name in self.cast.names(shape.starts[0], shape.ends[-1]):
            first = bisect_right(shape.starts, name.start) - 1
            last = bisect_left(shape.starts, name.end)
            words, kind = list(name.words), name.kind
            # "Perhaps Velmark", "Two-faced Velmark", "US-led NATO": the name comes after.
            while first + 1 < last and self._beside(shape, first):
                first, words = first + 1, words[1:]
            before = max(0, first - 1)
            if shape.words[before] in lists()["regions"] and shape.tags[before] == "P" and first:
                # "the Northern Pact": a region before a body is part of its name.
                first, words = before, [shape.words[before].title(), *words]
            cut = next((k for k in range(first + 1, last) if headline and _acts(shape, k)), last)
            last, words = cut, words[: cut - first]
            if len(words) == 1 < len(name.words):
                kind = "institution" if words[0].isupper() else ""
            alone = not kind and (first == 0 or headline) and self._common_word(words[0])
            if last - first > 1 or not (alone or actor(words[0].lower()) == "group"):
                found[first] = Mention(first, last, kind, " ".join(words), first)
        return {first: _with_noun(shape, m, found) for first, m in found.items()}

    def _beside(self, shape: Shape, at: int) -> bool:
        word = self.text[shape.starts[at] : shape.ends[at]]
        return bool(_BESIDE.search(shape.tags[at] + word)) and not names.is_given(word)

    def _common_word(self, word: str) -> bool:
        """Tell a noun that only opens its sentence: the text prints it in lower case elsewhere."""
        low = word.lower()
        return "-" in word or low in self._printed or actor(low) != "" or names.is_common(low)

    def at(self, place: int, speaker: str | None = None) -> str | None:
        """Return whom the words at the character *place* mean: the first mention there."""
        shape = self.sentence(place)
        m = next((m for m in self.mentions(shape) if shape.ends[m.last - 1] > place), None)
        return self.name(shape, m, speaker) if m and shape.starts[m.first] - place < _NEAR else None

    def printed(self, shape: Shape, m: Mention) -> str:
        """Return a mention as printed, on one line, without a possessive."""
        return _OWNS.sub("", " ".join(self.text[slice(*self.span(shape, m))].split()))

    def span(self, shape: Shape, m: Mention) -> tuple[int, int]:
        """Return where a mention stands in the text."""
        return shape.starts[m.first], shape.ends[m.last - 1]

    def name(self, shape: Shape, m: Mention, speaker: str | None = None) -> str | None:
        """Return whom a mention means; *speaker* says it directly and is not meant by he or she."""
        if m.kind in ("self", "you"):
            return speaker if m.kind == "self" else None
        if m.kind in ("role", "body", "group"):
            return self._described_as(shape, m, speaker)
        pronoun = m.kind in PRONOUNS
        return self._antecedent(shape, m, speaker) if pronoun else self._full(shape, m)

    def _full(self, shape: Shape, m: Mention) -> str:
        name = _OWNS.sub("", m.name)
        land = lists()["lands"].get(names.plain(name)) or self._land_here(shape, m, name)
        whole = m.kind in ("institution", "place") or name.split()[0].lower() in lists()["regions"]
        if land or whole:
            return str(land or name)
        return self.cast.who(name, shape.starts[m.at]).name or name

    def _land_here(self, shape: Shape, m: Mention, people: str) -> str | None:
        """Return the land of a people that no list knows: one the text names, or Ostran-ia."""
        stem = re.sub(r"(?:n|ns|an|ian|ians|ans|ese|ish|i|is|ic)$", "", people)
        if stem == people or len(stem) < 4 or " " in people or m.kind in ("institution", "person"):
            return None
        # A made-up or old land is known by the text itself: "Ostrania", then "Ostranian".
        lands = (stem + ending for ending in ("", "ia", "a", "e", "y", "land", "o"))
        if land := next((x for x in lands if x in self._printed and x != people), None):
            return land
        beside = m.last - m.first > 1 or shape.tags[m.last : m.last + 1] in tuple("nUuiV")
        plural = people.endswith("ians") and shape.tags[m.first - 1 : m.first] == "D"
        sure = plural or (people.endswith("ian") and beside)
        return people.removesuffix("s").removesuffix("n") if sure else None

    def _described_as(self, shape: Shape, m: Mention, speaker: str | None) -> str | None:
        phrase, place = _THE.sub("", self.printed(shape, m)), shape.starts[m.first]
        head = [names.plain(w) for w in shape.words[m.first : m.last] if actor(names.plain(w))][-1]
        if m.kind == "role":
            person = self.cast.who(self.printed(shape, m), place).name
            if person and person != speaker and person.lower() != self.printed(shape, m).lower():
                return person
        if m.name:
            # "the Karsian president", but "the Karsian government" is Karsia.
            land = m.kind == "group" or head in lists()["states"] or head == "government"
            return self._full(shape, m) if land and m.kind != "role" else phrase
        if m.kind == "body" and head in lists()["own_bodies"] and shape.tags[m.first] == "R":
            owner = m._replace(kind=lists()["pronouns"][shape.words[m.first]])
            return self.name(shape, owner, speaker)
        if m.kind == "body" or head in lists()["alliances"] | lists()["states"]:
            after = [(shape, other) for other in self.mentions(shape) if other.first >= m.last]
            for f, other in (*self._earlier(shape, m), *after):
                if other.name and other.kind != "person" and _suits(head, other):
                    name = self._full(f, other)
                    if not self.cast.person(name)[0]:
                        return name
        if head in lists()["any_bodies"] and not m.name:
            named = ((f, o) for f, o in self._earlier(shape, m) if o.kind == "institution")
            return next((self._full(f, o) for f, o in named), phrase)
        return phrase if m.kind == "body" else None

    def _earlier(self, shape: Shape, m: Mention) -> Iterator[tuple[Shape, Mention]]:
        """Yield the mentions before *m*: of its own sentence, then of the sentences before."""
        near = [other for other in self.mentions(shape) if other.last <= m.first]
        # "his" mostly is the nearest, "he" the subject.
        own = shape.tags[m.first] == "R"
        yield from ((shape, other) for other in (reversed(near) if own else near))
        k = bisect_left(self._begins, shape.at)
        for f in self.sentences[max(0, k - _BACK) : k][::-1]:
            # Whom a relative clause names comes after the others: "Holm, who served Falk, left".
            for other in sorted(self.mentions(f), key=lambda other: _is_aside(f, other)):
                yield f, other

    def _antecedent(self, shape: Shape, m: Mention, speaker: str | None) -> str | None:
        """Return whom a pronoun means: the nearest who agrees, who surely does before who may."""
        perhaps = None
        for f, other in self._earlier(shape, m):
            if other.kind in PRONOUNS or (f is shape and _governs(shape, other, m)):
                continue
            if m.kind == "they" and _plural(shape, other.last if f is shape else 0, m.first):
                return None
            name = self.name(f, other, speaker)
            body = actor(f.words[other.last - 1]) == "body"
            if body and m.kind in ("it", "they") and other.name:
                return name  # "the Falk administration"
            tells = f is shape and shape.tags[other.last : m.first].lstrip(",").startswith("w")
            if tells and name and self._agrees(m.kind, other, name):
                return name  # "Falk, who was known for his lies"
            sure = self._agrees(m.kind, other, name) if name and name not in (speaker or "") else 0
            if sure > 1:
                return name
            perhaps = perhaps or (name if sure else None)
        return perhaps

    def _agrees(self, pronoun: str, other: Mention, name: str) -> int:
        """Return 2 if a pronoun may mean *name*, 1 if nothing speaks against it, else 0."""
        known, sex = self.cast.person(name)
        person = known or other.kind in ("person", "role")
        if pronoun in ("he", "she"):
            return (2 if person else other.kind == "") if sex in ("", pronoun) else 0
        if person or (pronoun == "it" and other.kind == "group"):
            return 0
        return 1 if other.kind == "" else 2


def _governs(shape: Shape, subject: Mention, m: Mention) -> bool:
    """Tell a subject from its verb's object: "Holm considers him" is of two."""
    between = shape.tags[subject.last : m.first]
    verbs = sum(map(between.count, "VXve"))
    return shape.tags[m.first] == "o" and verbs == 1 and not set(between) & set("TSwPrCIt")


def _is_aside(shape: Shape, m: Mention) -> bool:
    """Tell whether a mention stands within a relative clause."""
    k = shape.tags.rfind("w", 0, m.first)
    return k >= 0 and "," not in shape.tags[k : m.first]


def _acts(shape: Shape, at: int) -> bool:
    """Tell the verb of a headline, where every word has a capital: "NATO Falling Into"."""
    return open_class(shape.words[at]) in "VvGgieX" and not names.is_name_like(shape.words[at])


def _plural(shape: Shape, a: int, b: int) -> bool:
    """Tell whether a plural noun stands between: "they" is likelier that than who stands before."""
    return any(shape.tags[k] == "n" and shape.words[k].endswith("s") for k in range(a, b))


def _with_noun(shape: Shape, m: Mention, named: dict[int, Mention]) -> Mention:
    """Return a name with the noun that it heads: "the Karsian president"."""
    reach = 0 if m.kind == "person" else 3
    for head in range(m.last, min(m.last + reach, len(shape.tags))):
        if shape.tags[head] not in "neiV":
            break
        if (kind := actor(shape.words[head])) and head + 1 not in named:
            return m._replace(last=head + 1, kind="role" if kind == "role" else m.kind)
    return m


def _described(shape: Shape, at: int, kind: str, named: dict[int, Mention]) -> Mention | None:
    """Return "the (old harbour) board (of Vale)"; a bare singular noun describes nobody."""
    first, word = len(shape.tags[:at].rstrip("neiAM")), shape.words[at]
    owner = shape.tags[first - 1 : first] in ("D", "R")
    # "the military" is somebody, "the military budget" is nobody.
    if word in lists()["before_nouns"] and shape.tags[at + 1 : at + 2] in ("n", "U", "u"):
        return None
    if not owner and kind != "group" and word not in ("police", "parliament"):
        return None
    if shape.words[at + 1 : at + 2] in (["of"], ["in"], ["at"], ["from"]):
        held = at + 2 + (shape.tags[at + 2 : at + 3] == "D")
        if held in named:
            return Mention(first - owner, named[held].last, kind, named[held].name, held)
    return Mention(first - owner, at + 1, kind)


def _suits(head: str, other: Mention) -> bool:
    words = set(other.name.lower().split())
    if head in lists()["alliances"]:
        return not lists()["alliances"].isdisjoint(words)
    if head in lists()["states"]:
        return other.kind != "institution" and len(words) < 3
    return head in words and len(words) > 1
