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
from itertools import chain
from typing import Any, NamedTuple

from newskit.quotations.marks import blocks
from newskit.quotations.resolve import Cast
from newskit.quotations.shapes import Shape, Text, open_class, sentences
from newskit.text import names
from newskit.text.columns import split_one

PRONOUNS = {
    "he": "he him his himself he's he'd he'll",
    "she": "she her herself she's she'd she'll",
    "it": "it its itself it's it'd it'll",
    "they": "they them their themselves they're they've they'd they'll",
    "self": "i we me us my our myself ourselves i'm we're i've we've i'd we'd i'll we'll",
    "you": "you your yourself yourselves you're you've you'd you'll",
}
_KIND = {word: kind for kind, words in PRONOUNS.items() for word in words.split()}
# How many sentences back a pronoun or description may point.
_BACK = 5
_NEAR = 5  # characters: an article may stand before a mention
_OWNS = re.compile(r"(?:['’]s|(?<=s)['’])$")
_BESIDE = re.compile(r"^[ASICa]|^.[\w.]+-[a-z]")
_PHRASE = ("D", "R", "n", "e", "i", "M", "U", "u")
# Endings of adjectives and nouns that no name has: "Subsequent remarks", "Investors sold".
_COMMON = re.compile(
    r"(?:ing|ent|ous|ful|less|ive|ible|ary|ional|ical|tion|ment|ness|ity|ship|ism|ists|tors|ders|ture|ly)$"
)
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


@cache
def _lands() -> dict[str, str]:
    """Return the land of each people: of the list, or the land that begins most like it."""
    found, lands = dict(lists()["lands"]), sorted(names.words("nation"), key=len)
    for people in names.words("demonym") - set(found) - lists()["no_land"]:
        near = [land for land in lands if len(land) > 3 and people[:4] == land[:4]]
        if near and "-" not in people:
            alike = [sum(a == b for a, b in zip(land, people, strict=False)) for land in near]
            found[people] = near[alike.index(max(alike))].title()
    return found


class Scene:
    """One text as sentences with their mentions, read where it is asked for.

    Reading is lazy: a long text with one charge costs the sentences around that charge.
    """

    def __init__(self, text: str, cast: Cast | None = None, ends: list[int] | None = None) -> None:
        self.text = text
        self._cast = cast
        self._blocks = list(blocks(text))
        self._begins = [a for a, _ in self._blocks]
        self._text = Text(text, split_one(text).end.tolist() if ends is None else ends)
        self._shapes: dict[int, tuple[list[Shape], list[int]]] = {}
        self._mentions: dict[int, list[Mention]] = {}
        self._known: dict[tuple[int, int, str | None], str | None] = {}

    @cached_property
    def cast(self) -> Cast:
        """The people of the text."""
        return self._cast or Cast(self.text)

    @cached_property
    def _printed(self) -> frozenset[str]:
        """The words of the text, as printed."""
        return frozenset(re.findall(r"(?<!\w)[A-Za-z][a-z]+", self.text))

    def _block(self, k: int) -> tuple[list[Shape], list[int]]:
        """Return the sentences of a paragraph, and where each begins."""
        if k not in self._shapes:
            found = list(sentences(self._text, self._blocks[k]))
            self._shapes[k] = found, [shape.starts[0] for shape in found]
        return self._shapes[k]

    def sentence(self, place: int) -> Shape | None:
        """Return the sentence in which the character *place* stands."""
        k = bisect_right(self._begins, place) - 1
        shapes, begins = self._block(k) if k >= 0 else ([], [])
        n = bisect_right(begins, place) - 1
        return shapes[n] if n >= 0 else None

    def sentences(self) -> Iterator[Shape]:
        """Yield all sentences."""
        for k in range(len(self._blocks)):
            yield from self._block(k)[0]

    def before(self, shape: Shape) -> Iterator[Shape]:
        """Yield the sentences before *shape*, the nearest first."""
        k, left = bisect_right(self._begins, shape.starts[0]) - 1, _BACK
        while k >= 0 and left:
            shapes, begins = self._block(k)
            n = bisect_left(begins, shape.starts[0])
            yield from shapes[max(0, n - left) : n][::-1]
            left -= min(left, n)
            k -= 1

    def mentions(self, shape: Shape) -> list[Mention]:
        """Return the mentions of a sentence from left to right; none lies in another."""
        key = shape.starts[0]
        if key not in self._mentions:
            self._mentions[key] = list(self._find(shape))
        return self._mentions[key]

    def _find(self, shape: Shape) -> Iterator[Mention]:
        named = self._names(shape)
        i, n = 0, len(shape.words)
        while i < n:
            word, found = shape.words[i], named.get(i)
            if found is None:
                found = self._noun(shape, i, named)
            if found is None and (kind := _KIND.get(word)) and shape.tags[i] in "roR":
                found = Mention(i, i + 1, kind)
            if found is None:
                i += 1
                continue
            yield found
            i = found.last

    def _noun(self, shape: Shape, at: int, named: dict[int, Mention]) -> Mention | None:
        """Return the description that begins at a word: "its allies", "the council"."""
        head = at
        while shape.tags[head : head + 1] in _PHRASE and head < at + 4:
            if shape.tags[head] in "nUu" and actor(_bare(shape.words[head])):
                break
            head += 1
        if shape.tags[head : head + 1] not in ("n", "P", "U", "u", "p") or head in named:
            return None
        while shape.tags[head + 1 : head + 2] == "n" and actor(shape.words[head + 1]):
            head += 1
        kind = actor(_bare(shape.words[head]))
        found = self._described(shape, head, kind, named) if kind else None
        return found if found and found.first >= at else None

    def _names(self, shape: Shape) -> dict[int, Mention]:
        """Return the names of a sentence by their first word, with the noun that names heads."""
        begin, found = shape.starts[0], {}
        headline = 5 * sum(map(shape.tags.count, "PV")) > 2 * len(shape.tags)
        for name in names.find(self.text[begin : shape.ends[-1]]):
            first = bisect_right(shape.starts, begin + name.start) - 1
            last = bisect_left(shape.starts, begin + name.end)
            words, kind = list(name.words), name.kind
            # "Perhaps Velmark", "Two-faced Velmark", "US-led NATO": the name comes after.
            while first + 1 < last and self._beside(shape, first):
                first, words = first + 1, words[1:]
            if (
                first
                and shape.words[first - 1] in lists()["regions"]
                and shape.tags[first - 1] == "P"
            ):
                # "the Northern Pact": a region before a body is part of its name.
                first -= 1
                words = [self.text[shape.starts[first] : shape.ends[first]], *words]
            cut = next((k for k in range(first + 1, last) if headline and _acts(shape, k)), last)
            last, words = cut, words[: cut - first]
            if len(words) < len(name.words) and len(words) == 1:
                kind = "institution" if words[0].isupper() else ""
            if last - first == 1 and actor(words[0].lower()) == "group":
                continue
            alone = last - first == 1 and not kind and (first == 0 or headline)
            if alone and (self._common_word(words[0]) or "-" in words[0][1:]):
                continue
            found[first] = Mention(first, last, kind, " ".join(words), first)
        for first, m in list(found.items()):
            head = m.last
            while head < m.last + 3 and shape.tags[head : head + 1] in ("n", "e", "i", "V"):
                if (kind := actor(shape.words[head])) and head + 1 not in found:
                    found[first] = m._replace(
                        last=head + 1, kind="role" if kind == "role" else m.kind
                    )
                    break
                head += 1
        return found

    def _beside(self, shape: Shape, at: int) -> bool:
        word = self.text[shape.starts[at] : shape.ends[at]]
        return bool(_BESIDE.search(shape.tags[at] + word)) and not names.is_given(word)

    def _common_word(self, word: str) -> bool:
        """Tell a noun that only opens its sentence: the text prints it in lower case elsewhere."""
        low = word.lower()
        return low in self._printed or actor(low) != "" or bool(_COMMON.search(low))

    def _described(
        self, shape: Shape, at: int, kind: str, named: dict[int, Mention]
    ) -> Mention | None:
        """Return "the (old harbour) board (of Vale)"; a bare singular noun describes nobody."""
        first = at
        while first and shape.tags[first - 1] in "neiAM" and first > at - 4:
            first -= 1
        owner = first and shape.tags[first - 1] in "DR"
        # "the military" is somebody, "the military budget" is nobody.
        if shape.words[at] in lists()["before_nouns"] and shape.tags[at + 1 : at + 2] in (
            "n",
            "U",
            "u",
        ):
            return None
        if not owner and kind != "group" and shape.words[at] not in ("police", "parliament"):
            return None
        name, last, held = "", at + 1, 0
        if shape.words[last : last + 1] in (["of"], ["in"], ["at"], ["from"]):
            held = last + 1 + (shape.tags[last + 1 : last + 2] == "D")
            if held in named:
                name, last = named[held].name, named[held].last
        return Mention(first - bool(owner), last, kind, name, held)

    def at(self, place: int) -> str | None:
        """Return whom the words at the character *place* mean: the first mention there."""
        if (shape := self.sentence(place)) is None:
            return None
        here = (m for m in self.mentions(shape) if shape.ends[m.last - 1] > place)
        m = next(here, None)
        return self.name(shape, m) if m and shape.starts[m.first] - place < _NEAR else None

    def printed(self, shape: Shape, m: Mention) -> str:
        """Return a mention as printed, on one line, without a possessive."""
        return _OWNS.sub("", " ".join(self.text[slice(*self.span(shape, m))].split()))

    def span(self, shape: Shape, m: Mention) -> tuple[int, int]:
        """Return where a mention stands in the text."""
        return shape.starts[m.first], shape.ends[m.last - 1]

    def name(self, shape: Shape, m: Mention, speaker: str | None = None) -> str | None:
        """Return whom a mention means; *speaker* says it directly and is not meant by he or she."""
        key = shape.starts[m.first], m.last, speaker
        if key not in self._known:
            self._known[key] = self._name(shape, m, speaker)
        return self._known[key]

    def _name(self, shape: Shape, m: Mention, speaker: str | None) -> str | None:
        if m.kind in ("self", "you"):
            return speaker if m.kind == "self" else None
        if m.kind in PRONOUNS:
            return self._antecedent(shape, m, speaker)
        if m.kind in ("role", "body", "group"):
            return self._described_as(shape, m, speaker)
        return self._full(shape, m)

    def _full(self, shape: Shape, m: Mention) -> str:
        name = _OWNS.sub("", m.name)
        low = names.plain(name)
        land = _lands().get(low) or self._land_here(shape, m, name)
        if low.removesuffix("n") in names.words("nation") and low.endswith("n"):
            land = name.removesuffix("n")  # North Korean
        whole = m.kind in ("institution", "place") or name.split()[0].lower() in lists()["regions"]
        if land or whole:
            return land or name
        return self.cast.who(name, shape.starts[m.at]).name or name

    def _land_here(self, shape: Shape, m: Mention, people: str) -> str | None:
        """Return the land of a people that no list knows: one the text names, or Ostran-ia."""
        stem = re.sub(r"(?:n|ns|an|ian|ians|ans|ese|ish|i|is|ic)$", "", people)
        if stem == people or len(stem) < 4 or " " in people or m.kind in ("institution", "person"):
            return None
        for ending in ("", "ia", "a", "e", "y", "land", "o"):
            if stem + ending in self._printed and stem + ending != people:
                return stem + ending
        after = shape.tags[m.last : m.last + 1]
        beside = m.last - m.first > 1 or (after != "" and after in "nUuiV")
        plural = people.endswith("ians") and shape.tags[m.first - 1 : m.first] == "D"
        if plural or (people.endswith("ian") and beside):
            return people.removesuffix("s").removesuffix("n")
        return None

    def _described_as(self, shape: Shape, m: Mention, speaker: str | None) -> str | None:
        phrase, place = self.printed(shape, m), shape.starts[m.first]
        head = [_bare(w) for w in shape.words[m.first : m.last] if actor(_bare(w))][-1]
        if m.kind == "role":
            person = self.cast.who(phrase, place).name
            if person and person != speaker and person.lower() != names.plain(phrase):
                return person
            if m.name:
                return _THE.sub("", phrase)  # "the Karsian president"
        if m.name:
            whole = m.kind == "body" and head not in lists()["states"] and head != "government"
            return _THE.sub("", phrase) if whole else self._full(shape, m)
        if m.kind == "body" or head in lists()["alliances"] | lists()["states"]:
            after = ((shape, other) for other in self.mentions(shape) if other.first >= m.last)
            for f, other in chain(self._earlier(shape, m), after):
                if other.name and other.kind != "person" and _suits(head, other):
                    return self._full(f, other)
        return _THE.sub("", phrase) if m.kind == "body" else None

    def _earlier(self, shape: Shape, m: Mention) -> Iterator[tuple[Shape, Mention]]:
        """Yield the mentions before *m*: of its own sentence, then of the sentences before."""
        near = [other for other in self.mentions(shape) if other.last <= m.first]
        # "his" mostly is the nearest, "he" the subject.
        own = shape.tags[m.first] == "R"
        yield from ((shape, other) for other in (reversed(near) if own else near))
        for f in self.before(shape):
            yield from ((f, other) for other in self.mentions(f))

    def _antecedent(self, shape: Shape, m: Mention, speaker: str | None) -> str | None:
        """Return whom a pronoun means: the nearest who agrees, who surely does before who may."""
        perhaps = None
        for f, other in self._earlier(shape, m):
            if other.kind in PRONOUNS:
                continue
            begin = other.last if f is shape else 0
            if m.kind == "they" and _plural(shape, begin, m.first):
                return None
            name = self.name(f, other, speaker)
            if name and name != speaker and (sure := self._agrees(m.kind, other, name)):
                if sure > 1:
                    return name
                perhaps = perhaps or name
        return perhaps

    def _agrees(self, pronoun: str, other: Mention, name: str) -> int:
        """Return 2 if a pronoun may mean *name*, 1 if nothing speaks against it, else 0."""
        sex = self.cast.gender(name)
        person = other.kind in ("person", "role") or sex != ""
        if pronoun in ("he", "she"):
            return (2 if person else other.kind == "") if sex in ("", pronoun) else 0
        return 2 if not person and (pronoun == "they" or other.kind != "group") else 0


def _acts(shape: Shape, at: int) -> bool:
    """Tell the verb of a headline, where every word has a capital: "NATO Falling Into"."""
    return open_class(shape.words[at]) in "VvGgieX" and not names.is_name_like(shape.words[at])


def _plural(shape: Shape, a: int, b: int) -> bool:
    """Tell whether a plural noun stands between: "they" is likelier that than who stands before."""
    return any(
        t == "n" and w.endswith("s") for t, w in zip(shape.tags[a:b], shape.words[a:b], strict=True)
    )


def _bare(word: str) -> str:
    return word.removesuffix("'s").removesuffix("'")


def _suits(head: str, other: Mention) -> bool:
    words = set(other.name.lower().split())
    if head in lists()["alliances"]:
        return not lists()["alliances"].isdisjoint(words)
    if head in lists()["states"]:
        return other.kind != "institution" and len(words) < 3
    return head in words and len(words) > 1
