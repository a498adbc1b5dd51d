"""Whom words mean: the names, descriptions and pronouns of a text, each with the name behind it.

A target is called by its name once and "the alliance", "it" or "the president" ever after. Charges
and tone towards a target follow it here. What is unsure stays None, never a guess.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from newskit.quotations.marks import blocks
from newskit.quotations.resolve import Cast
from newskit.quotations.shapes import Frame, _open_class, read_frames
from newskit.text import names

PRONOUNS = {
    "he": "he him his himself he's he'd he'll",
    "she": "she her herself she's she'd she'll",
    "it": "it its itself it's it'd it'll",
    "they": "they them their themselves they're they've they'd they'll",
    "self": "i we me us my our myself ourselves i'm we're i've we've i'd we'd i'll we'll",
    "you": "you your yourself yourselves you're you've you'd you'll",
}
_KIND = {word: kind for kind, words in PRONOUNS.items() for word in words.split()}
# Groups that act; offices and institutions are lists of names.toml.
_GROUPS = frozenset(
    (
        "allies ministers generals leaders rulers militarists imperialists nationalists rebels "
        "media nation nations country countries states press circles elite elites side camp "
        "movement front people troops authorities lawmakers republicans democrats neighbours "
        "neighbors newspapers militia militias powers superpower superpowers public establishment "
        "leadership"
    ).split()
)
_ALLIANCE = frozenset(
    "alliance bloc pact league coalition union treaty nato eu un organisation".split()
)
_REGIONS = frozenset("northern southern eastern western north south east west".split())
_STATE = frozenset("country regime nation state kingdom republic".split())
# How many sentences back a pronoun or description may point.
_BACK = 5
_OWNS = re.compile(r"(?:['’]s|(?<=s)['’])$")
_BESIDE = re.compile(r"^[ASICa]|^.[\w.]+-[a-z]")
# Endings of adjectives and nouns that no name has: "Subsequent remarks", "Investors sold".
_COMMON = re.compile(
    r"(?:ing|ent|ous|ful|less|ive|ible|ary|ional|ical|tion|ment|ness|ity|ship|ism|ists|tors|ders|ture)$"
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
    if word in _GROUPS:
        return "group"
    if word in names.words("collective"):
        return "body"
    if names.is_title(word):
        return "role" if not word.endswith("s") or word in names.words("office") else "group"
    single = word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")
    return "group" if word.endswith("s") and single in names.words("collective") else ""


@cache
def _lands() -> dict[str, str]:
    """Return the land of each people or adjective that begins like it, and of some that do not."""
    odd = {
        "american": "United States", "americans": "United States", "u.s": "United States",
        "us": "United States", "usa": "United States", "british": "Britain", "french": "France",
        "dutch": "Netherlands", "greek": "Greece", "spanish": "Spain", "turkish": "Turkey",
        "danish": "Denmark", "polish": "Poland", "swiss": "Switzerland", "welsh": "Wales",
        "irish": "Ireland", "soviet": "Soviet Union", "western": "the West", "west": "the West",
        "europeans": "Europe", "westerners": "the West",
        "republican": "Republicans", "democratic": "Democrats", "democrat": "Democrats",
    }  # fmt: skip
    lands = sorted(names.words("nation"), key=len)
    for people in names.words("demonym"):
        near = [land for land in lands if len(land) > 3 and people[:4] == land[:4]]
        if near and people not in odd:
            odd[people] = max(near, key=lambda land: len(_common(land, people))).title()
    return odd


def _common(one: str, other: str) -> str:
    n = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    return one[:n]


class Scene:
    """One text as sentences with their mentions, read where it is asked for.

    Reading is lazy: a long text with one charge costs the sentences around that charge.
    """

    def __init__(self, text: str, cast: Cast | None = None) -> None:
        self.text = text
        self._cast = cast
        self._blocks = list(blocks(text))
        self._begins = [a for a, _ in self._blocks]
        self._frames: dict[int, list[Frame]] = {}
        self._mentions: dict[int, list[Mention]] = {}
        self._lower: frozenset[str] | None = None
        self._upper: frozenset[str] | None = None

    @property
    def cast(self) -> Cast:
        """The people of the text."""
        self._cast = self._cast or Cast(self.text)
        return self._cast

    def _block(self, k: int) -> list[Frame]:
        if k not in self._frames:
            self._frames[k] = list(read_frames(self.text, self._blocks[k], []))
        return self._frames[k]

    def sentence(self, place: int) -> Frame | None:
        """Return the sentence in which the character *place* stands."""
        k = bisect_right(self._begins, place) - 1
        frames = self._block(k) if k >= 0 else []
        n = bisect_right([f.starts[0] for f in frames], place) - 1
        return frames[n] if n >= 0 else None

    def sentences(self) -> Iterator[Frame]:
        """Yield all sentences."""
        for k in range(len(self._blocks)):
            yield from self._block(k)

    def before(self, frame: Frame) -> Iterator[Frame]:
        """Yield the sentences before *frame*, the nearest first."""
        k, left = bisect_right(self._begins, frame.starts[0]) - 1, _BACK
        while k >= 0 and left:
            for f in reversed(self._block(k)):
                if f.starts[0] < frame.starts[0] and left:
                    left -= 1
                    yield f
            k -= 1

    def mentions(self, frame: Frame) -> list[Mention]:
        """Return the mentions of a sentence from left to right; none lies in another."""
        key = frame.starts[0]
        if key not in self._mentions:
            self._mentions[key] = list(self._find(frame))
        return self._mentions[key]

    def _find(self, frame: Frame) -> Iterator[Mention]:
        named = self._names(frame)
        i, n = 0, len(frame.words)
        while i < n:
            word, found = frame.words[i], named.get(i)
            if found is None and (kind := _KIND.get(word)) and frame.tags[i] in "roR":
                found = Mention(i, i + 1, kind)
            elif found is None and frame.tags[i] in "nPUp" and (kind := actor(_bare(word))):
                while frame.tags[i + 1 : i + 2] == "n" and actor(frame.words[i + 1]):
                    i += 1
                    kind = actor(frame.words[i])
                found = self._described(frame, i, kind, named)
            if found is None:
                i += 1
                continue
            yield found
            i = found.last

    def _names(self, frame: Frame) -> dict[int, Mention]:
        """Return the names of a sentence by their first word, with the noun that names heads."""
        begin, found = frame.starts[0], {}
        headline = 2 * sum(map(frame.tags.count, "PV")) > len(frame.tags)
        for name in names.find(self.text[begin : frame.ends[-1]]):
            first = bisect_right(frame.starts, begin + name.start) - 1
            last = bisect_left(frame.starts, begin + name.end)
            words, kind = list(name.words), name.kind
            # "Perhaps Velmark", "Two-faced Velmark", "US-led NATO": the name comes after.
            while first + 1 < last and self._beside(frame, first):
                first, words = first + 1, words[1:]
            if first and frame.words[first - 1] in _REGIONS and frame.tags[first - 1] == "P":
                # "the Northern Pact": a region before a body is part of its name.
                first -= 1
                words = [self.text[frame.starts[first] : frame.ends[first]], *words]
            if headline and (
                cut := next((k for k in range(first + 1, last) if _acts(frame, k)), 0)
            ):
                last, words = cut, words[: cut - first]
            if len(words) < len(name.words) and len(words) == 1:
                kind = "institution" if words[0].isupper() else ""
            if first == 0 and last == 1 and not kind and self._common_word(name.words[0]):
                continue
            found[first] = Mention(first, last, kind, " ".join(words), first)
        for first, m in list(found.items()):
            head = m.last
            while head < m.last + 3 and frame.tags[head : head + 1] in ("n", "e", "i", "V"):
                if (kind := actor(frame.words[head])) and head + 1 not in found:
                    found[first] = m._replace(
                        last=head + 1, kind="role" if kind == "role" else m.kind
                    )
                    break
                head += 1
        return found

    def _beside(self, frame: Frame, at: int) -> bool:
        word = self.text[frame.starts[at] : frame.ends[at]]
        return bool(_BESIDE.search(frame.tags[at] + word)) and not names.is_given(word)

    def _capitals(self) -> frozenset[str]:
        if self._upper is None:
            self._upper = frozenset(re.findall(r"(?<!\w)[A-Z][a-z]+", self.text))
        return self._upper

    def _common_word(self, word: str) -> bool:
        """Tell a noun that only opens its sentence: the text prints it in lower case elsewhere."""
        if self._lower is None:
            self._lower = frozenset(re.findall(r"(?<!\w)[a-z]{2,}", self.text))
        low = word.lower()
        return low in self._lower or actor(low) != "" or bool(_COMMON.search(low))

    def _described(
        self, frame: Frame, at: int, kind: str, named: dict[int, Mention]
    ) -> Mention | None:
        """Return "the (old harbour) board (of Vale)"; a bare singular noun describes nobody."""
        first = at
        while first and frame.tags[first - 1] in "neiAM" and first > at - 4:
            first -= 1
        owner = first and frame.tags[first - 1] in "DR"
        if not owner and kind != "group" and frame.words[at] not in ("police", "parliament"):
            return None
        name, last, held = "", at + 1, 0
        if frame.words[last : last + 1] in (["of"], ["in"], ["at"], ["from"]):
            held = last + 1 + (frame.tags[last + 1 : last + 2] == "D")
            if held in named:
                name, last = named[held].name, named[held].last
        return Mention(first - bool(owner), last, kind, name, held)

    def at(self, place: int) -> str | None:
        """Return whom the words at the character *place* mean: the first mention there."""
        if (frame := self.sentence(place)) is None:
            return None
        here = (m for m in self.mentions(frame) if frame.ends[m.last - 1] > place)
        return self.name(frame, m) if (m := next(here, None)) else None

    def printed(self, frame: Frame, m: Mention) -> str:
        """Return a mention as printed, on one line, without a possessive."""
        return _OWNS.sub("", " ".join(self.text[slice(*self.span(frame, m))].split()))

    def span(self, frame: Frame, m: Mention) -> tuple[int, int]:
        """Return where a mention stands in the text."""
        return frame.starts[m.first], frame.ends[m.last - 1]

    def name(self, frame: Frame, m: Mention, speaker: str | None = None) -> str | None:
        """Return whom a mention means; *speaker* says it directly and is not meant by he or she."""
        if m.kind == "self":
            return speaker
        if m.kind in PRONOUNS:
            return self._antecedent(frame, m, speaker) if m.kind != "you" else None
        if m.kind in ("role", "body", "group"):
            return self._described_as(frame, m, speaker)
        return self._full(frame, m)

    def _full(self, frame: Frame, m: Mention) -> str:
        name = _OWNS.sub("", m.name)
        land = _lands().get(names.plain(name)) or self._land_here(frame, m, name)
        whole = m.kind in ("institution", "place") or name.split()[0].lower() in _REGIONS
        if land or whole:
            return land or name
        return self.cast.who(name, frame.starts[m.at]).name or name

    def _land_here(self, frame: Frame, m: Mention, people: str) -> str | None:
        """Return the land of a people that no list knows: one the text names, or Ostran-ia."""
        stem = re.sub(r"(?:n|ns|an|ian|ians|ans|ese|ish|i|is|ic)$", "", people)
        if stem == people or len(stem) < 4 or " " in people or m.kind in ("institution", "person"):
            return None
        known = self._capitals()
        for ending in ("", "ia", "a", "e", "y", "land", "o"):
            if stem + ending in known and stem + ending != people:
                return stem + ending
        beside = m.last - m.first > 1 or frame.tags[m.last : m.last + 1] in (
            "n",
            "U",
            "u",
            "i",
            "V",
        )
        plural = people.endswith("ians") and frame.tags[m.first - 1 : m.first] == "D"
        if plural or (people.endswith("ian") and beside):
            return people.removesuffix("s").removesuffix("n")
        return None

    def _described_as(self, frame: Frame, m: Mention, speaker: str | None) -> str | None:
        head = frame.words[m.last - 1]
        phrase, place = self.printed(frame, m), frame.starts[m.first]
        words = [_bare(w) for w in frame.words[m.first : m.last] if actor(_bare(w))]
        head = words[-1] if words else head
        if m.kind == "role":
            person = self.cast.who(phrase, place).name
            if person and person != speaker and person.lower() != names.plain(phrase):
                return person
            if m.name:
                return None
        if m.name:
            whole = m.kind == "body" and head not in _STATE and head != "government"
            return _THE.sub("", phrase) if whole else self._full(frame, m)
        if head in _ALLIANCE or head in _STATE or m.kind == "body":
            after = ((frame, other) for other in self.mentions(frame) if other.first >= m.last)
            for f, other in chain(self._earlier(frame, m), after):
                if other.kind in ("institution", "place", "") and _suits(head, other):
                    return self._full(f, other)
        return _THE.sub("", phrase) if m.kind == "body" else None

    def _earlier(self, frame: Frame, m: Mention) -> Iterator[tuple[Frame, Mention]]:
        """Yield the mentions before *m*: of its own sentence, then of the sentences before."""
        yield from ((frame, other) for other in self.mentions(frame) if other.last <= m.first)
        for f in self.before(frame):
            yield from ((f, other) for other in self.mentions(f))

    def _antecedent(self, frame: Frame, m: Mention, speaker: str | None) -> str | None:
        for f, other in self._earlier(frame, m):
            if other.kind in PRONOUNS:
                continue
            if m.kind == "they" and f is frame and _plural(frame, other.last, m.first):
                return None
            name = self.name(f, other, speaker) if other.kind != "you" else None
            if name and name != speaker and self._agrees(m.kind, other, name):
                return name
        return None

    def _agrees(self, pronoun: str, other: Mention, name: str) -> bool:
        sex = self.cast.gender(name)
        person = other.kind in ("person", "role") or sex != ""
        if pronoun in ("he", "she"):
            return (person or other.kind == "") and sex in ("", pronoun)
        return not person and (pronoun == "they" or other.kind != "group")


def _acts(frame: Frame, at: int) -> bool:
    """Tell the verb of a headline, where every word has a capital: "NATO Falling Into"."""
    return _open_class(frame.words[at]) in "VvGgieX" and not names.is_name_like(frame.words[at])


def _plural(frame: Frame, a: int, b: int) -> bool:
    """Tell whether a plural noun stands between: "they" is likelier that than who stands before."""
    return any(
        t == "n" and w.endswith("s") for t, w in zip(frame.tags[a:b], frame.words[a:b], strict=True)
    )


def _bare(word: str) -> str:
    return word.removesuffix("'s").removesuffix("'")


def _suits(head: str, other: Mention) -> bool:
    words = set(other.name.lower().split())
    if head in _ALLIANCE:
        return not _ALLIANCE.isdisjoint(words)
    if head in _STATE:
        return other.kind != "institution" and len(words) < 3
    return head in words and len(words) > 1
