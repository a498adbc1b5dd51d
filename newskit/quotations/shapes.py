"""Shapes: sentences as strings of word classes, with every quotation folded into one letter.

Speech is reported in a few dozen fixed shapes ("Q," NP V; V that ...; according to NP). Written
as one letter per word, these shapes become short regular expressions: a sentence like ``“We won,”
the spokesman for Voss said.`` is read as ``Q,DnIPV.``

====  ==============================  ====  =====================================
Q     a marked span                   V v   cue: verb of speech; of thought, wish
P n   capitalised word; other word    G g   the same, ending in -ing
p     possessive (Voss's)             U u   cue: noun of speech; of thought
D R   determiner; his, her, their     K     according (to)
M     number                          H X   auxiliary; other verb
r o   he, they; him, them             e i   word in -ed; word in -ing
w T   who, which; that                A a   adverb, day, not; as
I t   preposition; to                 C S   and, but; because, when
====  ==============================  ====  =====================================
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache

from newskit.quotations import words as lists
from newskit.quotations.marks import QUOTE_MARKS, Marked

CUE = "VGvgUuK:"
AUXILIARY = "HA"  # what may stand between a subject and its verb
VERB = "VvXHe"
NOUN_PHRASE = "[DRM]*[pPneiMUu]*[PnMUu]"
SUBJECT = f"{NOUN_PHRASE}|r|D"

# A bracket of at most so many words within a sentence is an aside: "Holm (Vale) said".
_ASIDE = re.compile(r"\([^Q(:]{0,16}\)")
# After a quotation that ends in ? or !, a new sentence begins unless an attribution follows.
_ATTRIBUTION = re.compile(r"V|[rDRPpnMeiIA]{1,8}?H?A?[VG]|,")
_AHEAD = 200
_TOKEN = re.compile(
    r"[\w@#$£€](?:\w*(?:[-‐‑'’/]\w+|[.,:]\d+)*(?:(?<=s)['’](?!\w)|%)?)"
    r"|[.?!]+|[…,;:()\[\]|&–—―]|-(?:-+|(?<=\s-)(?=\s))"
)
# Words whose full stop belongs to them have the letter B until they are joined with it.
_STOPPED = re.compile(r"(?:B\.)+|.")
_PUNCTUATION = {"…": ".", "|": ";", "[": "(", "]": ")", "–": "-", "—": "-", "―": "-", "&": "C"}
# "Holm endorsed the plan": behind a name a word in -ed is a verb.
_ACTED = re.compile("(?<=[Prw])e(?=[DRPpnMotI])")
_PRONOUNS = frozenset("orw")
_LEAD = re.compile(r"PP+[:,]Q")
# Nouns of speech report only with a clause: "his claim that", "talk of".
_SPEAKS = re.compile("[QVGvgK:]|[Uu][TtIA]")
_UNSETTLED, _MARKED = re.compile("[VvGg]"), re.compile("Q")
# What runs on for more words than this (a quotation is one), or holds more cues, is no sentence: it
# is read piece by piece, because the rules weigh every cue of a sentence against every other.
_LONGEST = 120
_MOST_CUES = 16
# Stands for a marked span among the stretches between blanks; no stretch holds a blank.
_MARK = " "


class _Places:
    """Where the words of a sentence stand: looked up when somebody is found to report there."""

    # No dict for each of the many: a book has a hundred thousand.
    __slots__ = ("at", "end", "found", "marked", "text")

    def __init__(self, text: str, at: int, end: int, marked: Sequence[Marked]) -> None:
        self.text, self.at, self.end, self.marked = text, at, end, marked
        self.found: tuple[Sequence[int], Sequence[int]] | None = None

    def stretches(self) -> list[str]:
        """Return what stands between blanks, and a blank for each marked span."""
        found, at = list[str](), self.at
        for m in self.marked:
            found += *self.text[at : m.left].split(), _MARK
            at = m.right
        return [*found, *self.text[at : self.end].split()]

    def spans(self) -> tuple[Sequence[int], Sequence[int]]:
        """Return where the words begin and end."""
        # A line without an end is asked by each of its parts.
        if self.found:
            return self.found
        # Arrays: a list keeps an object for each of the numbers, nine times as much.
        starts, ends, at, marks = array("i"), array("i"), self.at, iter(self.marked)
        for stretch in self.stretches():
            if stretch == _MARK:
                _, _, start, at, _ = next(marks)
                starts.append(start)
                ends.append(at)
                continue
            at = self.text.index(stretch, at)
            for a, b in _KNOWN[stretch][2]:
                starts.append(at + a)
                ends.append(at + b)
            at += len(stretch)
        self.found = starts, ends
        return self.found


class Shape:
    """A sentence, word by word: its class letter, its plain lower case, and where it stands.

    ``starts`` and ``ends`` tell where each word stands, ``marked`` holds the marked span that
    stands at a ``Q``.
    """

    __slots__ = ("_kept", "_places", "ends", "marked", "starts", "tags", "words")
    starts: Sequence[int]
    ends: Sequence[int]

    def __init__(
        self,
        tags: str,
        words: list[str],
        marked: dict[int, Marked],
        places: _Places,
        kept: Sequence[int] | None = None,
    ) -> None:
        self.tags, self.words, self.marked = tags, words, marked
        self._places, self._kept = places, kept

    @property
    def at(self) -> int:
        """Where the sentence begins, with what stands before its first word."""
        return self.starts[0] if self._kept and self._kept[0] else self._places.at

    def __getattr__(self, name: str) -> Sequence[int]:
        # Asked only where a slot is empty: few sentences of a text are ever asked for their places.
        if name not in ("starts", "ends"):
            raise AttributeError(name)
        places = self._places.spans()
        if self._kept is not None:
            places = [places[0][i] for i in self._kept], [places[1][i] for i in self._kept]
        self.starts, self.ends = places
        return places[name == "ends"]

    def let_go(self) -> None:
        """Forget where the words stand; it is looked up again where somebody asks."""
        with suppress(AttributeError):  # nobody asked
            del self.starts, self.ends
        self._places.found = None

    def only(self, kept: Sequence[int]) -> Shape:
        """Return a sentence of only these of its words."""
        return Shape(
            "".join([self.tags[i] for i in kept]),
            [self.words[i] for i in kept],
            {k: self.marked[i] for k, i in enumerate(kept) if i in self.marked},
            self._places,
            kept if self._kept is None else [self._kept[i] for i in kept],
        )


_Stretch = tuple[str, tuple[str, ...], tuple[tuple[int, int], ...]]


class _Known(dict[str, _Stretch]):
    """Letters, plain forms and places of the words of each stretch between blanks.

    News repeats itself, so a stretch is looked at once.
    """

    # Bounds on memory: more stretches than this are forgotten, and longer ones never kept.
    MOST, LONGEST = 1 << 16, 40

    def __missing__(self, stretch: str) -> _Stretch:
        if len(self) > self.MOST:
            self.clear()
        tokens = list(_tokens(stretch))
        words, spans = tuple([word for _, word, _ in tokens]), tuple([span for *_, span in tokens])
        found = "".join([tag for tag, *_ in tokens]), words, spans
        if len(stretch) <= self.LONGEST:
            self[stretch] = found
        return found


_KNOWN = _Known()


def _tokens(stretch: str) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """Yield letter, plain form and place of each word; "Mr" and "U.S" with their full stops."""
    if stretch == _MARK:
        yield "Q", "", (0, 0)
        return
    found = list(_TOKEN.finditer(f" {stretch} "))
    tags = "".join([_classify(m[0]) for m in found])
    for m in _STOPPED.finditer(tags):
        first, last = found[m.start()], found[m.end() - 1]
        yield m[0][0].replace("B", "P"), _plain(first[0]), (first.start() - 1, last.end() - 1)


def _letters(stretches: list[str]) -> str:
    return "".join([_KNOWN[stretch][0] for stretch in stretches])


def _plain(word: str) -> str:
    return word.replace("’", "'").replace("‑", "-").lower()


def _classify(word: str) -> str:
    """Return the letter of a word as printed; a capital makes an open word a name."""
    lower, first = _plain(word), word[0]
    if not (first.isalnum() or first in "@#$£€_"):
        return "." if first in ".?!" else "-" if first in "-‐" else _PUNCTUATION.get(first, first)
    initial = len(word) == 1 and first.isalpha() and word not in ("a", "I", "i")
    if initial or lower in lists.group("shortened"):
        return "B" if first.isupper() or initial else lists.classes().get(lower, "n")
    tag = lists.classes().get(lower)
    if tag in _PRONOUNS and len(word) > 1 and word.isupper():  # the US, the WHO, an IT firm
        return "P"
    # Will, Per, May and March in capitals are names, or begin a sentence: see _opening.
    if tag and not (first.isupper() and (tag == "X" or lower in ("may", "march", "will", "per"))):
        return tag
    if first.isdigit() or first in "$£€":
        return "M"
    if lower.endswith(("'s", "s'")):
        return "p"
    return "P" if first.isupper() or first in "@#" else open_class(lower)


@lru_cache(maxsize=1 << 14)
def open_class(lower: str) -> str:
    """Return the letter of a word in lower case: a cue, or told by its end."""
    tag = lists.classes().get(lower) or lists.letter(lower)
    if tag:
        return tag
    if lower.endswith("ly") and len(lower) > 4:
        return "A"
    if lower.endswith("ed") and len(lower) > 4:
        return "e"
    return "i" if lower.endswith("ing") and len(lower) > 5 else "n"


def read(
    text: str, ends: Sequence[int], block: tuple[int, int], marked: Sequence[Marked] = ()
) -> Iterator[Shape | None]:
    """Yield the sentences of one paragraph, with each marked span as one word.

    *ends* is where sentences end in the whole text. A sentence in which nothing can report is None:
    it is not read any further.
    """
    for line in _lines(text, ends, block, [m for m in marked if m.note != "nested"]):
        if _is_quiet(line):
            yield None
        else:
            yield from _sentence(text, line)


def sentences(text: str, ends: Sequence[int], block: tuple[int, int]) -> Iterator[Shape]:
    """Yield all sentences of one paragraph, whether they report or not; marks are passed over."""
    for line in _lines(text, ends, block, []):
        yield from _sentence(text, line)


def _lines(
    text: str, ends: Sequence[int], block: tuple[int, int], outer: list[Marked]
) -> Iterator[Shape]:
    """Yield the sentences of a paragraph as they are printed: text/boundaries says where they end.

    An end inside a quotation is none of the sentence that quotes it; and a quotation that ends in
    "?" goes on to the words that attribute it.
    """
    at, stop = block
    first = k = n = 0
    first = bisect_right(ends, at)
    for end in [*ends[first : bisect_left(ends, stop, first)], stop]:
        while n < len(outer) and outer[n].left < end:
            n += 1
        if n > k and end < stop and _goes_on(text, at, end, outer[n - 1], outer[n : n + 1], stop):
            continue
        places = _Places(text, at, end, outer[k:n])
        known = [_KNOWN[stretch] for stretch in places.stretches()]
        tags = "".join([letters for letters, _, _ in known])
        if tags:
            words = [word for _, own, _ in known for word in own]
            marked = {}
            if n > k:
                marked = dict(
                    zip((m.start() for m in _MARKED.finditer(tags)), outer[k:n], strict=True)
                )
            yield Shape(tags, words, marked, places)
        at, k = end, n


def _goes_on(text: str, a: int, end: int, m: Marked, following: list[Marked], stop: int) -> bool:
    """Tell whether a sentence goes on at *end*, behind or within its last quotation."""
    if end < m.right:
        return True
    if text[m.right : end].strip(QUOTE_MARKS):
        return False
    if m.note not in ("", "stray"):
        return True
    # A quotation that was led in by a comma or colon has its attribution already.
    if text[m.end - 1] not in "?!…" or text[a : m.left].rstrip(QUOTE_MARKS).endswith((",", ":")):
        return False
    ahead = text[m.right : following[0].left if following else stop][:_AHEAD].split()
    return _ATTRIBUTION.match(_letters(ahead)) is not None


def _sentence(text: str, line: Shape) -> Iterator[Shape]:
    if "(" in line.tags:
        line = _without_asides(line)
    line.tags = _ACTED.sub("X", _settled(text, line))
    size = len(line.tags)
    # A line of few words holds few cues.
    many = size > 3 * _MOST_CUES and sum(map(line.tags.count, CUE)) > _MOST_CUES
    step = _MOST_CUES if many else _LONGEST
    for a in range(0, size, step):
        part = line if size <= step else line.only(range(a, min(a + step, size)))
        part.tags = _opening(part.tags, part.words[0])
        yield part


def _is_quiet(line: Shape) -> bool:
    """Tell whether no word of a sentence can be a cue, so that nothing is reported in it."""
    if _SPEAKS.search(line.tags) or _is_headline(line.tags):
        return False
    # "According to" and "Asked whether" begin with a capital.
    if line.tags[0] == "P" and open_class(line.words[0]) in CUE:
        return False
    return not _phrases(line.words)


def _phrases(words: list[str]) -> list[int]:
    """Return where cues of two words ("pointed out") begin."""
    known = lists.phrases()
    if known.keys().isdisjoint(words):
        return []
    return [i for i, w in enumerate(words[:-1]) if w in known and words[i + 1] in known[w]]


def _is_headline(tags: str) -> bool:
    """Tell a line in which most words are capitalised: there a verb looks like a name."""
    return len(tags) < 30 and 2 * tags.count("P") > len(tags)


def _without_asides(line: Shape) -> Shape:
    """Drop short brackets within a sentence: "Holm (Vale) said"."""
    found = [m for m in _ASIDE.finditer(line.tags) if m.start()]
    dropped = {i for m in found for i in range(*m.span())}
    return line.only([i for i in range(len(line.tags)) if i not in dropped]) if found else line


def _opening(tags: str, lower: str) -> str:
    """Read the first word of a sentence, which is capitalised anyway, as if it were not."""
    follows = tags[1:2]
    if tags[0] != "P" or (lower == "will" and follows in ("V", "X", "e", "P")):
        return tags
    tag = open_class(lower)
    if lower in lists.nouns() and follows in ("I", "T"):
        return lists.nouns()[lower] + tags[1:]
    inverted = tag == "V" and _LEAD.match(tags)
    if not inverted and (tag == "n" or (follows in ("P", "V", "H") and tag in "VveX")):
        return tags
    return tag + tags[1:]


def _settled(text: str, line: Shape) -> str:
    """Settle what one word cannot tell: noun or verb, cues of two words, verbs in headlines."""
    words, headline, phrased = line.words, _is_headline(line.tags), _phrases(line.words)
    if headline:
        places: Iterable[int] = range(len(words))
    else:
        places = [m.start() for m in _UNSETTLED.finditer(line.tags)]
        places = sorted({*phrased, *places}) if phrased else places
    tags = line.tags
    for i in places:
        tag, word, before = tags[i], words[i], tags[i - 1] if i else "."
        if tag in ".,QDTr" or (tag == "P" and not (headline and i and before in "PpnM")):
            continue
        new = tag
        if i in phrased:
            new = ("G" if word.endswith("ing") else "V") + "A"
        elif tag in "VvGg":
            if word not in lists.PAST and is_noun(word, before, tags[i + 1 : i + 3], words[i - 1]):
                new = lists.nouns().get(word, "e" if word.endswith("ed") else "n")
        elif tag == "P" and word in lists.verbs() and word.endswith("s"):
            new = "V" if text[line.starts[i] : line.ends[i]].istitle() else tag
        if new != tag:
            tags = tags[:i] + new + tags[i + len(new) :]
    return tags


_AMBIGUOUS = frozenset(
    ["state", "states", "detail", "details", "direct", "second", "charges", "press"]
)
_ARTICLES = frozenset(["a", "an", "the"])
_PLURAL = frozenset(["people", "women", "men", "police", "children", "media", "who"])


@lru_cache(maxsize=1 << 14)
def is_noun(word: str, before: str, after: str, neighbour: str) -> bool:
    """Tell whether a word of the verb list is a noun or adjective: the first rule that fits.

    *before* and *after* are the letters of the words beside it, *neighbour* is the word before.
    """
    noun, following = word in lists.nouns(), after[:1]
    # "the alleged plan", but "the accused said"
    if before == "D" and word.endswith("ed"):
        return following in ("n", "P")
    # "his claim", "the report", "of concern", but "the claim that"
    if before in "DRpM" or (before == "I" and not word.endswith("ing")):
        return following != "T" or noun or before == "R" or neighbour in _ARTICLES
    # other forms in -ed and -ing are verbs
    if word.endswith(("ed", "ing")):
        return False
    # "state" and its like are verbs only before a clause
    if word in _AMBIGUOUS and (following or ".") not in "TQ:r":
        return True
    # "report of", "claims are", but "he claims"
    ends = following in tuple("IC.VXH;)") or (following == "," and after != ",Q")
    if noun and before not in "rwtHA" and ends:
        return True
    # behind a verb stands its object: "drew cheers"
    if before in "XVv" and word.endswith("s"):
        return True
    # after a singular noun only a form in -s is a verb: "the council claim" is none
    singular = not neighbour.endswith("s") and neighbour not in _PLURAL
    return before in "ne" and not word.endswith("s") and singular
