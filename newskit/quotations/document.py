"""One text from first to last paragraph: marks, sentences, cues, and who has the floor."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from newskit.quotations.clauses import Cue, find_cues
from newskit.quotations.indirect import contents
from newskit.quotations.marks import Marked, Marks, blocks, trim
from newskit.quotations.shapes import SUBJECT, Shape, read
from newskit.quotations.speakers import cheapest, nobody
from newskit.quotations.transcripts import Block, labels
from newskit.quotations.words import weights
from newskit.text import names

Offsets = tuple[int, int]
Source = tuple[Offsets | None, Offsets | None]
# A line under a quotation that says whose it is: "– Ada Holm, mayor".
_SIGNED = re.compile(
    r"\s*(?:[-–—―]|--)\s*([^\W\d_a-z][^\n,.;:“”\"]{1,60}?)\s*(?=[,.]|$|\n)[^\n“”\"]{0,80}$", re.M
)
_WHO = r"([^\W\d_a-z][\w.'’-]+(?:[ \u00a0](?:[^\W\d_a-z][\w.'’-]*|of|de|van|von|and|the)){0,5})"
# What leads in a quotation without a verb: "Ada Holm, mayor:", "From Ada Holm:", "• Ada Holm:".
_LABELLED = re.compile(
    rf"[\s•*·-]*(?:From[ ])?{_WHO}(?:[ ]\(@?[\w .-]+\))?(?:,[^,:;.!?“”\"\n]{{1,70}})?:\s*$"
)
# What follows one on its line: "“We rest.” — Ada Holm, mayor".
_SIGNED_BESIDE = re.compile(rf"[\s,]*(?:[-–—―]|--)\s*{_WHO}(?:,[^.!?“”\"\n]{{1,70}})?\.?\s*$")
# A quotation over several paragraphs opens each of them and closes only the last.
_REOPENS = re.compile(r"\s*[“\"„«‘]|\s*''|\s*``")
_OUTSIDE = re.compile(r"[^QAC.,:;()-]")


class Found(NamedTuple):
    """A reported stretch, the offsets of its speaker and cue, and the rule that decided."""

    kind: str
    start: int
    end: int
    speaker: Offsets | None
    cue: Offsets | None
    rule: str
    marks: str = ""


@dataclass
class Floor:
    """Who has the floor: the last attribution, and how many sentences ago it was made."""

    source: Source | None = None
    age: int = 9
    announced: Callable[[], Source] | None = None
    following: Offsets | None = None
    beside: tuple[Offsets, str] | None = None


def find(text: str, sentence_ends: Sequence[int]) -> Iterator[Found]:
    """Yield everything reported in *text*, paragraph by paragraph."""
    floor, marks, paragraphs = Floor(), Marks(text), blocks(text)
    labelled = labels(text, paragraphs)
    for block, following in zip(paragraphs, [*paragraphs[1:], None], strict=False):
        marked, nested = marks.spans(*block), dict[int, list[Marked]]()
        if label := labelled.get(block):
            floor.source, floor.age, floor.announced = (label.span(1), None), 0, None
            if not marked or marked[0].start > label.start(1):
                start, end = trim(text, label.end(), block[1])
                yield Found("direct", start, end, label.span(1), None, "transcript")
                continue
        if marked:
            if following and _REOPENS.match(text, *following):
                marked = [
                    m._replace(note="continued") if m.note == "unclosed" else m for m in marked
                ]
            floor.following, floor.beside = following, _beside(text, block, marked)
            nested = _nested(marked)
        elif m := _LABELLED.fullmatch(text, *block):
            floor.announced = partial(lambda m: (m.span(1), None), m)
            continue
        body = names.dateline(text, block[0]) if text[block[0]].isupper() else block[0]
        for shape in read(text, sentence_ends, (body, block[1]), marked):
            if shape is None:
                floor.announced, floor.age = None, floor.age + 1
            else:
                yield from _read(text, shape, nested, floor)


def _beside(text: str, block: Block, marked: list[Marked]) -> tuple[Offsets, str] | None:
    """Return whose name alone stands before or after the one quotation of a paragraph."""
    outer = [m for m in marked if m.note != "nested"]
    if len(outer) != 1:
        return None
    if m := _LABELLED.fullmatch(text, block[0], outer[0].left):
        return m.span(1), "colon"
    m = _SIGNED_BESIDE.fullmatch(text, outer[0].right, block[1])
    alone = m and not text[block[0] : outer[0].left].strip()
    return (m.span(1), "signed") if m and alone else None


def _nested(marked: list[Marked]) -> dict[int, list[Marked]]:
    """Return the nested spans by the place of the mark that opens the outer one."""
    inside: dict[int, list[Marked]] = {}
    outer = -1
    for m in marked:
        if m.note == "nested":
            inside.setdefault(outer, []).append(m)
        else:
            outer = m.left
    return inside


def _read(
    text: str, shape: Shape, nested: dict[int, list[Marked]], floor: Floor
) -> Iterator[Found]:
    cues = find_cues(shape)
    spoken, direct = False, set()
    for q, m in shape.marked.items():
        found = _attribute(text, shape, cues, q, floor)
        if found.cue and found.kind == "direct":
            direct.add(found.cue[0])
        spoken = spoken or found.kind != "scare"
        yield found
        for inner in nested.get(m.left, ()):
            yield found._replace(start=inner.start, end=inner.end, marks="nested")
    for cue, (a, b) in contents(shape, cues, direct):
        where = shape.starts[a], shape.ends[b - 1]
        yield Found("indirect", *where, *_offsets(shape, cue), cue.rule)
    floor.announced = _announced(shape, cues)
    floor.age = 0 if spoken else floor.age + 1


def _offsets(shape: Shape, cue: Cue) -> tuple[Offsets | None, Offsets]:
    return (
        (shape.starts[cue.start], shape.ends[cue.end - 1]) if cue.start >= 0 else None,
        (shape.starts[cue.at], shape.ends[cue.at]),
    )


def _announced(shape: Shape, cues: list[Cue]) -> Callable[[], Source] | None:
    """Whom a sentence without a quotation of its own announces, for the quotation that follows."""
    if shape.marked:
        return None
    forms = "VGUx:" if shape.tags.endswith(":") else "VG:"
    able = [c for c in cues if c.start >= 0 and c.form in forms]
    if not able:
        return None
    return partial(_offsets, shape, able[-1] if shape.tags.endswith(":") else able[0])


def _goes_on(alone: bool, q: int, words: int, floor: Floor, cost: float) -> bool:
    """Tell whether who spoke last speaks on: ``"We rest," Holm said. "We must."``."""
    if alone:
        return True
    return floor.age == 0 and q == 0 and words > 3 and cost > weights("floor")["in sentence"]


def _attribute(text: str, shape: Shape, cues: list[Cue], q: int, floor: Floor) -> Found:
    m = shape.marked[q]
    words = text[m.start : m.end].split()
    after = text[m.right : m.right + 1]
    best = cheapest(shape, cues, q, after if after in (",", "?", "!") else text[m.end - 1])
    alone = not _OUTSIDE.search(shape.tags)
    source: Source | None = None
    if floor.beside:
        source, rule = (floor.beside[0], None), floor.beside[1]
    elif alone and floor.following and (signed := _SIGNED.match(text, *floor.following)):
        source, rule = (signed.span(1), None), "signed"
    elif alone and floor.announced:
        source, rule = floor.announced(), "announced"
    elif floor.source and _goes_on(alone, q, len(words), floor, best.cost):
        source, rule = floor.source, "continued"
    elif best.cue and best.cost < nobody(shape, q, words):
        source, rule = _offsets(shape, best.cue), best.cue.rule
    elif floor.source and len(words) > 3 and floor.age <= (2 if len(words) < 6 else 5):
        source, rule = floor.source, "continued"
    if source is None and len(words) > 5:
        return Found("direct", m.start, m.end, None, None, "unattributed", m.note)
    if source is None:
        return Found("scare", m.start, m.end, None, None, "nobody", m.note)
    floor.source = source
    return Found(
        "direct" if alone or _stands_alone(shape, q, source[1]) else "mixed",
        m.start,
        m.end,
        *source,
        rule,
        m.note,
    )


_REPORTED = re.compile(rf"A?(?:T|(?:{SUBJECT})A?[HXVv])")
_CLAUSE_BEFORE = re.compile(r"(?:^|[:,.;-]|[VGK])A?$")


def _stands_alone(shape: Shape, q: int, cue: Offsets | None) -> bool:
    """Tell a quotation that is a clause of its own from marked words within a reported clause."""
    # "He said that it was nobody's fault, “not by a long shot”": the clause begins behind the cue.
    if cue and (at := bisect_left(shape.starts, cue[1])) < q and _REPORTED.match(shape.tags, at):
        return False
    return bool(_CLAUSE_BEFORE.search(shape.tags[:q]))
