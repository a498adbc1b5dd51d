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
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from newskit.quotations import words as lists
from newskit.quotations.marks import Marked

CUE = "VGvgUuK:"
AUXILIARY = "HA"  # what may stand between a subject and its verb
VERB = "VvXHe"
NOUN_PHRASE = "[DRM]*[pPneiMUu]*[PnMUu]"
SUBJECT = f"{NOUN_PHRASE}|r|D"

# A bracket of at most so many words within a sentence is an aside: "Holm (Vale) said".
_ASIDE = re.compile(r"\([^Q(:]{0,16}\)")
# After a quotation that ends in ? or !, a new sentence begins unless an attribution follows.
_ATTRIBUTION = re.compile(r"V|[rDRPpnMeiIA]{1,8}?H?A?[VG]|,")
_TOKEN = re.compile(
    r"([\w@#$£€](?:\w*(?:[-‐‑'’/]\w+|[.,:]\d+)*(?:(?<=s)['’](?!\w)|%)?)"
    r"|[.?!]+|[…,;:()\[\]|&–—―]|-(?:-+|(?<=\s-)(?=\s)))"
)
# Words whose full stop belongs to them have the letter B until their sentence is read.
_STOPPED = re.compile(r"(?:B\.)+")
_PUNCTUATION = {"…": ".", "|": ";", "[": "(", "]": ")", "–": "-", "—": "-", "―": "-", "&": "C"}
_LEAD = re.compile(r"PP+[:,]Q")
# Nouns of speech report only with a clause: "his claim that", "talk of".
_SPEAKS = re.compile("[QVGvgK:]|[Uu][TtIA]")
# What runs on for more words than this (a quotation is one), or holds more cues, is no sentence: it
# is read piece by piece, because the rules weigh every cue of a sentence against every other.
_LONGEST = 120
_MOST_CUES = 16


class Shape(NamedTuple):
    """A sentence, word by word: its class letter, its plain lower case, and where it stands.

    ``marked`` holds the marked span that stands at a ``Q``.
    """

    tags: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    marked: dict[int, Marked]


class _Known(dict[str, str]):
    """What is known of each words word; news repeats itself, so a word is looked at once."""

    # A bound on memory: more different words than this are forgotten and read anew.
    MOST = 1 << 17

    def __init__(self, read: Callable[[str], str]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, word: str) -> str:
        if len(self) > self.MOST:
            self.clear()
        found = self[word] = self._read(word)
        return found


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


_TAGS, _LOWERED = _Known(_classify), _Known(_plain)


def read(
    text: str, ends: Sequence[int], block: tuple[int, int], marked: Sequence[Marked] = ()
) -> Iterator[Shape | None]:
    """Yield the sentences of one paragraph, with each marked span as one word.

    *ends* is where sentences end in the whole text. A sentence in which nothing can report is None:
    it is not read any further.
    """
    line = _folded(text, block, [m for m in marked if m.note != "nested"])
    phrased, marks = _phrases(line.words), list(line.marked)
    for start, end in pairwise([0, *_ends(text, ends, line), len(line.tags)]):
        if _is_quiet(line, start, end, phrased):
            yield None
        else:
            yield from _sentence(text, _part(line, start, end, marks))


def sentences(text: str, ends: Sequence[int], block: tuple[int, int]) -> Iterator[Shape]:
    """Yield all sentences of one paragraph, whether they report or not; marks are passed over."""
    line = _folded(text, block, [])
    for start, end in pairwise([0, *_ends(text, ends, line), len(line.tags)]):
        yield from _sentence(text, _part(line, start, end, []))


def _sentence(text: str, line: Shape) -> Iterator[Shape]:
    if "B" in line.tags:
        line = _joined(line)
    if "(" in line.tags:
        line = _without_asides(line)
    tags, marks = _settled(text, line), list(line.marked)
    # A line of few words holds few cues.
    many = len(tags) > 3 * _MOST_CUES and sum(map(tags.count, CUE)) > _MOST_CUES
    step = _MOST_CUES if many else _LONGEST
    for a in range(0, len(tags), step):
        part = line if len(tags) <= step else _part(line, a, a + step, marks)
        yield Shape(_opening(tags[a : a + step], part.words[0]), *part[1:])


def _is_quiet(line: Shape, a: int, b: int, phrased: list[int]) -> bool:
    """Tell whether no word of a sentence can be a cue, so that nothing is reported in it."""
    if _SPEAKS.search(line.tags, a, b) or _is_headline(line.tags[a:b]):
        return False
    # "According to" and "Asked whether" begin with a capital.
    if line.tags[a : a + 1] == "P" and open_class(line.words[a]) in CUE:
        return False
    return bisect_left(phrased, a) == bisect_left(phrased, b)


def _phrases(words: list[str]) -> list[int]:
    """Return where cues of two words ("pointed out") begin."""
    known = lists.phrases()
    if known.keys().isdisjoint(words):
        return []
    return [i for i, w in enumerate(words[:-1]) if w in known and words[i + 1] in known[w]]


def _is_headline(tags: str) -> bool:
    """Tell a line in which most words are capitalised: there a verb looks like a name."""
    return len(tags) < 30 and 2 * tags.count("P") > len(tags)


def _folded(text: str, block: tuple[int, int], marked: Sequence[Marked]) -> Shape:
    """Return the words of a paragraph, as words, with each marked span as one."""
    at, stop = block
    if not marked:
        return Shape(*_words(text, at, stop), {})
    tags, words, starts, ends = list[str](), list[str](), list[int](), list[int]()
    spans = {}
    for m in marked:
        own = _words(text, at, m.left)
        spans[len(words) + len(own[0])] = m
        tags += own[0], "Q"
        words += *own[1], ""
        starts += *own[2], m.left
        ends += *own[3], m.right
        at = m.right
    own = _words(text, at, stop)
    return Shape("".join([*tags, own[0]]), words + own[1], starts + own[2], ends + own[3], spans)


def _words(text: str, a: int, b: int) -> tuple[str, list[str], list[int], list[int]]:
    """Return the words of a stretch of *text*: their letters, plain forms, and where they stand."""
    # split() gives gap, word, gap, word ...: lengths added up are places, all without a loop.
    pieces = _TOKEN.split(text[a:b])
    printed = pieces[1::2]
    places = list(accumulate(map(len, pieces), initial=a))
    tags = "".join(map(_TAGS.__getitem__, printed))
    return tags, list(map(_LOWERED.__getitem__, printed)), places[1:-1:2], places[2::2]


def _part(line: Shape, a: int, b: int, marks: list[int]) -> Shape:
    """Return the words *a* to *b* of *line*; *marks* are the places of its marked spans, in order.

    A paragraph of a million quotations is searched for those of a sentence, not gone through.
    """
    own = marks[bisect_left(marks, a) : bisect_left(marks, b)] if marks else []
    marked = {k - a: line.marked[k] for k in own}
    return Shape(line.tags[a:b], line.words[a:b], line.starts[a:b], line.ends[a:b], marked)


def _ends(text: str, ends: Sequence[int], line: Shape) -> Iterator[int]:
    """Yield after which words of a paragraph a sentence ends: where text/boundaries says so.

    An end inside a quotation is none of the sentence that quotes it; and a quotation that ends in
    "?" goes on to the words that attribute it.
    """
    tags = line.tags
    if not tags:
        return
    first = bisect_left(ends, line.starts[0] + 1)
    for end in ends[first : bisect_left(ends, line.ends[-1], first)]:
        k = bisect_left(line.starts, end)
        if not 0 < k < len(tags) or line.ends[k - 1] > end:
            continue
        if tags[k - 1] == "Q":
            m = line.marked[k - 1]
            # A quotation that was led in by a comma or colon has its attribution already.
            led = k > 1 and tags[k - 2] in ",:"
            asks = text[m.end - 1] in "?!…" and _ATTRIBUTION.match(tags, k)
            if (asks and not led) or m.note not in ("", "stray"):
                continue
        yield k


def _joined(line: Shape) -> Shape:
    """Join "Mr" and "U.S" with the full stops that belong to them."""
    tags, ends, kept, at = line.tags.replace("B", "P"), list(line.ends), list[int](), 0
    for m in _STOPPED.finditer(line.tags):
        kept += range(at, m.start() + 1)
        ends[m.start()], at = line.ends[m.end() - 1], m.end()
    return _kept(line._replace(tags=tags, ends=ends), [*kept, *range(at, len(tags))])


def _without_asides(line: Shape) -> Shape:
    """Drop short brackets within a sentence: "Holm (Vale) said"."""
    found = [m for m in _ASIDE.finditer(line.tags) if m.start()]
    dropped = {i for m in found for i in range(*m.span())}
    return _kept(line, [i for i in range(len(line.tags)) if i not in dropped])


def _kept(line: Shape, kept: list[int]) -> Shape:
    """Return a line of only these of its words."""
    if len(kept) == len(line.tags):
        return line
    return Shape(
        "".join([line.tags[i] for i in kept]),
        [line.words[i] for i in kept],
        [line.starts[i] for i in kept],
        [line.ends[i] for i in kept],
        {k: line.marked[i] for k, i in enumerate(kept) if i in line.marked},
    )


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


_UNSETTLED = re.compile("[VvGg]")
_AMBIGUOUS = frozenset(["state", "states", "detail", "details", "direct", "second", "charges"])
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
        return following != "T" or noun
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
    # after a singular noun only a form in -s is a verb: "the council claim" is none
    singular = not neighbour.endswith("s") and neighbour not in _PLURAL
    return before in "ne" and not word.endswith("s") and singular
