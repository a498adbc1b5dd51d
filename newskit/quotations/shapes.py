"""Frames: sentences as strings of word classes, with every quotation folded into one letter.

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
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from newskit.quotations import cues
from newskit.quotations.marks import Marked

_CLOSED = {
    "D": "the a an this these those some many most several few all both each every any no another "
    "other such more one two three four five six seven eight nine ten",
    "R": "his her their its my our your",
    "r": "he she they i we you it he's she's they're i'm we're you're it's they've we've i've "
    "he'd she'd they'd i'd we'd you'd he'll she'll they'll we'll i'll it'll you've everyone "
    "everybody nobody someone somebody anyone there there's",
    "o": "me him us them himself herself themselves itself myself ourselves yourself",
    "w": "who which whom what whoever whatever who's who'd whose how",
    "T": "that that's",
    "t": "to",
    "a": "as",
    "C": "and or but nor yet &",
    "S": "because if when while although though unless until whether since once whereas after "
    "before where why even",
    "I": "of in for from at with on by about into over under against between through during "
    "without within among toward towards upon via amid across despite following per around "
    "near behind beyond like than up off out down onto along outside inside throughout "
    "regarding concerning",
    "H": "is was are were be been being am has have had do does did will would can could may "
    "might must should shall isn't wasn't aren't weren't hasn't haven't hadn't don't doesn't "
    "didn't won't wouldn't can't couldn't shouldn't cannot having ain't reportedly allegedly",
    "A": "long not never also then later again still already now ever even just only too often "
    "once soon instead however meanwhile further morning afternoon evening night "
    "yesterday today tonight tomorrow monday tuesday wednesday thursday friday saturday "
    "sunday january february april june july august september october november december "
    "jan feb sept oct nov dec first last week month year ago there here back away alone "
    "perhaps maybe rather quite very so thus therefore else always sometimes almost "
    "nearly recently twice previously subsequently thereafter afterward afterwards next",
    "X": "went go goes going gone came come comes coming made make makes making took take takes "
    "taking taken got get gets getting gave give gives giving given put puts putting kept "
    "keep keeps left leave leaves let lets ran run runs running won win wins lost lose "
    "loses met meet meets became become becomes stood stand stands sat sit sits brought "
    "bring brings held hold led lead leads paid pay pays sent send sends spent spend spends "
    "fell fall falls rose rise rises grew grow grows sold sell sells bought buy built build "
    "broke break drew draw drove drive turned seem seems seemed appear appears appeared "
    "need needs needed include includes included hit hits set sets used works worked moved "
    "helps helped tries tried fought stopped ended ends faces faced fails failed remains "
    "remained stays stayed follows followed happens happened changes changed received "
    "served issued released cut cuts shot struck beat chose caught "
    "cast spread rode flew threw wore tore swept",
}
_CLASS = {word: tag for tag, words in _CLOSED.items() for word in words.split()}
_ABBREVIATION = (
    "Mr|Mrs|Ms|Mx|Dr|Prof|Sen|Sens|Gov|Govs|Rep|Reps|Gen|Lt|Col|Maj|Capt|Cmdr|Adm|Sgt|Rev|Hon|"
    "Pres|St|Jr|Sr|vs|No|Inc|Corp|Co|Ltd|Jan|Feb|Aug|Sept|Oct|Nov|Dec|Calif|Fla|Ill|Mass|Mich|"
    "Minn|Pa|Tex|Va|Wis|Ariz|Ala|Ark|Colo|Conn|Del|Ga|Ind|Kan|Ky|La|Md|Miss|Mo|Mont|Neb|Nev|"
    "Okla|Ore|Tenn|Vt|Wash|Wyo"
)
_TOKEN = re.compile(
    rf"\b(?:{_ABBREVIATION})\.|(?:\b[A-Za-z]\.){{2,}}|\b[A-Z]\.(?=\s[A-Z])"
    r"|[$£€]?\d[\d,.:]*[\d%]|[@#]?\w+(?:[-‐‑'’/]\w+)*(?:(?<=s)['’](?!\w))?"
    r"|[.?!]+|[…,;:()\[\]|&]|-{2,}|[–—―]|(?<=\s)-(?=\s)"
)
_PUNCTUATION = {"…": ".", "|": ";", "[": "(", "]": ")", "–": "-", "—": "-", "―": "-", "&": "C"}
_ASIDE = re.compile(r"\([^Q(:]{0,16}\)")


class Frame(NamedTuple):
    """A sentence, word by word: its class letter, its plain lower case, and where it stands.

    ``marked`` holds the marked span that stands at a ``Q``.
    """

    tags: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    marked: dict[int, Marked]


@lru_cache(maxsize=1 << 16)
def _classify(word: str) -> tuple[str, str]:
    """Return the straightened word and its letter; a capital makes an open word a name."""
    plain = word.replace("’", "'").replace("‑", "-")
    lower = plain.lower()
    first = word[0]
    if not (first.isalnum() or first in "@#$£€"):
        return plain, "." if first in ".?!" else "-" if plain[0] == "-" else _PUNCTUATION.get(
            first, first
        )
    tag = _CLASS.get(lower)
    if tag == "X" and first.isupper():
        return plain, "P"
    if tag and not (tag in "AXI" and first.isupper() and lower in {"may", "march"}):
        return plain, tag
    if first.isdigit() or first in "$£€":
        return plain, "M"
    if lower.endswith(("'s", "s'")):
        return plain, "p"
    if first.isupper() or first in "@#":
        return plain, "P"
    return plain, _open_class(lower)


@lru_cache(maxsize=1 << 15)
def _open_class(lower: str) -> str:
    tag = _CLASS.get(lower) or cues.letter(lower)
    if tag:
        return tag
    if lower.endswith("ly") and len(lower) > 4:
        return "A"
    if lower.endswith("ed") and len(lower) > 4:
        return "e"
    return "i" if lower.endswith("ing") and len(lower) > 5 else "n"


# What runs on for more words than this (a quotation is one), or holds more cues, is no sentence: it
# is read piece by piece, because the rules weigh every cue of a sentence against every other.
_LONGEST = 120
_MOST_CUES = 16


class _Word(NamedTuple):
    tag: str
    word: str
    start: int
    end: int
    marked: Marked | None = None


def read_frames(text: str, block: tuple[int, int], marked: list[Marked]) -> Iterator[Frame]:
    """Yield the sentences of one paragraph, with each marked span as one word."""
    line = _without_asides(list(_words(text, block, [m for m in marked if m.note != "nested"])))
    if not line:
        return
    tags = _fix("".join(w.tag for w in line), [w.word for w in line])
    start = 0
    for end in [*_ends(text, tags, line), len(line)]:
        many = end - start > _MOST_CUES < sum(tags.count(cue, start, end) for cue in "VGvgUuK:")
        step = _MOST_CUES if many else _LONGEST
        for a in range(start, end, step):
            b = min(a + step, end)
            yield _frame(tags[a:b], line[a:b])
        start = end


def _words(text: str, block: tuple[int, int], marked: list[Marked]) -> Iterator[_Word]:
    position = block[0]
    for m in [*marked, None]:
        for token in _TOKEN.finditer(text, position, m.left if m else block[1]):
            word, tag = _classify(token[0])
            yield _Word(tag, word, *token.span())
        if m:
            yield _Word("Q", "", m.left, m.right, m)
            position = m.right


def _without_asides(line: list[_Word]) -> list[_Word]:
    """Drop short brackets within a sentence: "Holm (Vale) said"."""
    tags = "".join(w.tag for w in line)
    if "(" in tags:
        dropped = {
            i
            for m in _ASIDE.finditer(tags)
            if m.start() and tags[m.start() - 1] != "."
            for i in range(*m.span())
        }
        return [w for i, w in enumerate(line) if i not in dropped]
    return line


def _frame(tags: str, line: list[_Word]) -> Frame:
    if tags[0] == "P":
        tags = _opening(tags, line[0].word)
    return Frame(
        tags,
        [w.word.lower() for w in line],
        [w.start for w in line],
        [w.end for w in line],
        {k: w.marked for k, w in enumerate(line) if w.marked},
    )


def _opening(tags: str, word: str) -> str:
    """Read the first word of a sentence, which is capitalised anyway, as if it were not."""
    tag = _open_class(word.lower())
    follows = tags[1:2]
    if word.lower() in cues.nouns() and follows in ("I", "T"):
        return cues.nouns()[word.lower()] + tags[1:]
    inverted = tag == "V" and re.match(r"PP+[:,]Q", tags)
    if not inverted and (tag == "n" or (follows in ("P", "V", "H") and tag in "VveX")):
        return tags
    return tag + tags[1:]


_VERBS = (["V"], ["X"], ["e"], ["P"])


def _is_name(tags: list[str], i: int) -> bool:
    """Tell whether a capitalised auxiliary ("Will") is somebody's name."""
    return tags[i + 1 : i + 2] in _VERBS or (i > 0 and tags[i - 1] not in ".Q")


_NAMES = (["P"], ["p"], ["n"], ["M"])


def _fix(line: str, words: list[str]) -> str:
    """Settle what one word cannot tell: noun or verb, cues of two words, verbs in headlines."""
    tags, phrases, nouns, verbs = list(line), cues.phrases(), cues.nouns(), cues.verbs()
    headline = len(tags) < 30 and line.count("P") > 0.5 * len(tags)
    for i, tag in enumerate(tags):
        if tag in ".,QDTr" or (tag == "P" and not (headline and tags[i - 1 : i] in _NAMES)):
            continue
        if tag == "H" and words[i] == "Will" and _is_name(tags, i):
            tags[i] = "P"
            continue
        word, before = words[i].lower(), tags[i - 1] if i else "."
        tail = phrases.get(word)
        if tail and i + 1 < len(tags) and words[i + 1].lower() in tail:
            tags[i], tags[i + 1] = "G" if word.endswith("ing") else "V", "A"
        elif tag in "VvGg" and _is_noun(words, tags, i, word, before):
            tags[i] = nouns.get(word, "e" if word.endswith("ed") else "n")
        elif tag == "P" and word in verbs and word.endswith("s") and words[i].istitle():
            tags[i] = "V"
    return "".join(tags)


def _is_noun(words: list[str], tags: list[str], i: int, word: str, before: str) -> bool:
    """Tell whether a word of the verb list is a noun or adjective where it stands."""
    if cues.is_past(word):
        return False
    if before in "D" and word.endswith("ed"):
        return tags[i + 1 : i + 2] in (["n"], ["P"])
    if before in "DRpM" or (before == "I" and not word.endswith("ing")):
        return tags[i + 1 : i + 2] != ["T"] or word in cues.nouns()
    if word.endswith(("ed", "ing")):
        return False
    if word in _AMBIGUOUS and tags[i + 1 : i + 2] not in (["T"], ["Q"], [":"], ["r"]):
        return True
    if word in cues.nouns():
        after = "".join(tags[i + 1 : i + 3])
        if before not in "rwtHA" and (
            after[:1] in "IC.VXH;)" or (after[:1] == "," and after != ",Q")
        ):
            return True
    if words[i + 1 : i + 2] == ["by"] and word in cues.nouns():
        return True
    singular = before in "ne" and not words[i - 1].endswith("s") and words[i - 1] not in _PLURAL
    return singular and not word.endswith("s")


_AMBIGUOUS = frozenset(["state", "states", "detail", "details", "direct", "second", "charges"])
_PLURAL = frozenset(["people", "women", "men", "police", "children", "media", "who"])
# After a quotation that ends in ? or !, a new sentence begins unless an attribution follows.
_ATTRIBUTION = re.compile(r"(?:V|[rDRPpnMeiIA]{1,8}?H?A?[VG]|,)")


def _ends(text: str, tags: str, line: list[_Word]) -> Iterator[int]:
    for m in re.finditer(r"[.Q]", tags):
        i, after = m.start(), m.end()
        if after == len(tags):
            return
        following = line[after].word[:1]
        starts_new = tags[after] in "Q(" or following.isupper() or following.isdigit()
        if m[0] == ".":
            if starts_new or tags[after] == "-":
                yield after
            elif tags[after] == ")" and _begins(tags, tags.rfind("(", max(0, i - _LONGEST), i)):
                yield after + 1
        elif starts_new and (span := line[i].marked) and span.note in ("", "stray"):
            last = text[span.end - 1]
            if last == "." or (last in "?!…" and not _ATTRIBUTION.match(tags, after)):
                yield after


def _begins(tags: str, bracket: int) -> bool:
    """Tell whether the bracket that opens there begins a sentence."""
    return bracket == 0 or (bracket > 0 and tags[bracket - 1] in ".(")
