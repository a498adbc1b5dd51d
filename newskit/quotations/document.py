"""One text from first to last paragraph: marks, sentences, cues, and who has the floor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from newskit.quotations.clauses import Cue, find_cues
from newskit.quotations.indirect import contents
from newskit.quotations.marks import Marked, blocks, marked_spans, prefers_single, trim
from newskit.quotations.shapes import Frame, read_frames
from newskit.quotations.speakers import cheapest, nobody
from newskit.quotations.transcripts import labels

Offsets = tuple[int, int]
Source = tuple[Offsets | None, Offsets | None]
# A line under a quotation that says whose it is: "– Ada Holm, mayor".
_SIGNED = re.compile(
    r"\s*(?:[-–—―]|--)\s*([^\W\d_a-z][^\n,.;:“”\"]{1,60}?)\s*(?=[,.]|$|\n)[^\n“”\"]{0,80}$", re.M
)
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
    announced: Source | None = None
    signed: re.Match[str] | None = None


def find(text: str) -> Iterator[Found]:
    """Yield everything reported in *text*, paragraph by paragraph."""
    floor = Floor()
    paragraphs = blocks(text)
    labelled = labels(text, paragraphs)
    single = prefers_single(text)
    for block, following in zip(paragraphs, [*paragraphs[1:], None], strict=False):
        marked = marked_spans(text, *block, single=single)
        if following and _REOPENS.match(text, *following):
            marked = [m._replace(note="continued") if m.note == "unclosed" else m for m in marked]
        if label := labelled.get(block):
            floor.source, floor.age, floor.announced = (label.span(1), None), 0, None
            if not marked or marked[0].start > label.start(1):
                start, end = trim(text, label.end(), block[1])
                yield Found("direct", start, end, label.span(1), None, "transcript")
                continue
        floor.signed = _SIGNED.match(text, *following) if following else None
        nested = _nested(marked)
        for frame in read_frames(text, block, marked):
            yield from _read(text, frame, nested, floor)


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
    text: str, frame: Frame, nested: dict[int, list[Marked]], floor: Floor
) -> Iterator[Found]:
    cues = find_cues(frame)
    spoken, direct = False, set()
    for q, m in frame.marked.items():
        found = _attribute(text, frame, cues, q, floor)
        if found.cue and found.kind == "direct":
            direct.add(found.cue[0])
        spoken = spoken or found.kind != "scare"
        yield found
        for inner in nested.get(m.left, ()):
            yield found._replace(start=inner.start, end=inner.end, marks="nested")
    for cue in cues:
        if frame.starts[cue.at] not in direct:
            for a, b in contents(frame, cues, cue):
                where = frame.starts[a], frame.ends[b - 1]
                yield Found("indirect", *where, *_offsets(frame, cue), cue.rule)
    floor.announced = _announced(frame, cues)
    floor.age = 0 if spoken else floor.age + 1


def _offsets(frame: Frame, cue: Cue) -> tuple[Offsets | None, Offsets]:
    return (
        (frame.starts[cue.start], frame.ends[cue.end - 1]) if cue.start >= 0 else None,
        (frame.starts[cue.at], frame.ends[cue.at]),
    )


def _announced(frame: Frame, cues: list[Cue]) -> Source | None:
    """Whom a sentence without a quotation of its own announces, for the quotation that follows."""
    forms = "VGUx:" if frame.tags.endswith(":") else "VG:"
    able = [c for c in cues if c.start >= 0 and c.form in forms]
    if frame.marked or not able:
        return None
    return _offsets(frame, able[-1] if frame.tags.endswith(":") else able[0])


# A sentence's own cue must cost less than this to be preferred to who spoke last, or was announced;
# for a quotation that is a whole paragraph the floor counts less with every sentence since.
_DOUBT, _DOUBT_LATER = 0.6, 0.4
_DOUBT_IN_SENTENCE = 1.0
_DOUBT_ANNOUNCED = 0.8


def _goes_on(alone: bool, q: int, words: int, age: int, cost: float) -> bool:
    """Tell whether who spoke last speaks on: ``"We rest," Holm said. "We must."``."""
    if alone:
        return age <= 1 and cost > _DOUBT + _DOUBT_LATER * age
    return age == 0 and q == 0 and words > 3 and cost > _DOUBT_IN_SENTENCE


def _attribute(text: str, frame: Frame, cues: list[Cue], q: int, floor: Floor) -> Found:
    m = frame.marked[q]
    words = text[m.start : m.end].split()
    after = text[m.right : m.right + 1]
    best = cheapest(frame, cues, q, after if after in (",", "?", "!") else text[m.end - 1])
    alone = not _OUTSIDE.search(frame.tags)
    source: Source | None = None
    if alone and floor.signed:
        source, rule = (floor.signed.span(1), None), "signed"
    elif alone and floor.announced and best.cost > _DOUBT_ANNOUNCED:
        source, rule = floor.announced, "announced"
    elif floor.source and _goes_on(alone, q, len(words), floor.age, best.cost):
        source, rule = floor.source, "continued"
    elif best.cue and best.cost < nobody(frame, q, words):
        source, rule = _offsets(frame, best.cue), best.cue.rule
    elif floor.source and len(words) > 3 and floor.age <= (2 if len(words) < 6 else 5):
        source, rule = floor.source, "continued"
    if source is None and len(words) > 5:
        return Found("direct", m.start, m.end, None, None, "unattributed", m.note)
    if source is None:
        return Found("scare", m.start, m.end, None, None, "nobody", m.note)
    floor.source = source
    return Found(
        "direct" if alone or _stands_alone(frame, q) else "mixed",
        m.start,
        m.end,
        *source,
        rule,
        m.note,
    )


_CLAUSE_BEFORE = re.compile(r"(?:^|[:,.;-]|[VGK])A?$")


def _stands_alone(frame: Frame, q: int) -> bool:
    """Tell a quotation that is a clause of its own from marked words within a reported clause."""
    return bool(_CLAUSE_BEFORE.search(frame.tags[:q]))
