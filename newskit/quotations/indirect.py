"""Reported speech and thought without marks: where the content of a cue begins and ends."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newskit.quotations.clauses import ABOUT, Cue
from newskit.quotations.shapes import Shape
from newskit.quotations.speakers import closes, embedded
from newskit.quotations.words import weights

Words = tuple[int, int]
_MARKED = re.compile("Q")

# Between cue and content: whom, when and where ("told reporters on Friday that").
_ADDRESSEE = re.compile(r"A*(?:o|[DRM]*[pPneiMUu]*[PnM](?:I[DRM]*[pPnM]*)?)A*(?=[TrtwQSDP]|,?Q)")
_SETTING = re.compile(
    r"A*[DRMpPneiUuoIA]{1,8},?(?=T)|(?:A|IA|I[DRM]*[pPn]{1,3}){1,3}(?=r[HAXV]|[DRMp]*[Pn]{1,3}H)"
)
# "Asked by Holm on Monday whether ..."
_QUESTIONED = re.compile(r"(?:A|I[DRMpPneiUu]*)+(?=[Sw])")
_ADDRESSED = re.compile(r"(?:t[eo]ll?|told|inform|remind|assur|warn|ask|urg|advis|accus)")
# Where content ends: at another clause or sentence part, but not at ", and that" (more content).
_END = re.compile(
    r"[.;-]|,?C(?=A?V)|,(?=A?V)|[,C](?=[Gg])|,?C(?=[rDRPpnMI]*[PnMrD][HA]*[Vv])|,(?=C(?!T)|[wK])"
)
# The same where no clause is reported: "condemned the bill as it passed", "and praised".
_END_PLAIN = re.compile(_END.pattern + r"|C(?=A?[VXHe])|,(?!C)")
# An aside between two dashes ends nothing.
_PAIR = re.compile("-[^-.;:Q]*-")
_POINTS = ",:-;."


def contents(shape: Shape, cues: list[Cue], direct: set[int]) -> Iterator[tuple[Cue, Words]]:
    """Yield the stretches of words that cues report, without what stands between marks.

    Cues that stand at the places *direct* report what is marked, and nothing else.
    """
    closing = [cue for cue in cues if closes(shape.tags, cue)]
    for cue in cues:
        # A colon, a dash or any other verb only leads in what stands between marks.
        if cue.form in ":-x" or (direct and shape.starts[cue.at] in direct):
            continue
        if _looks_back(shape, cue):
            spans = [_left(shape, cue), *_resumed(shape, closing, cue)]
        else:
            span = _right(shape, closing, cue)
            spans = [span] if span and _reports(shape, cues, closing, cue, span) else []
        for a, b in filter(None, spans):
            for m in _MARKED.finditer(shape.tags, a, b):
                yield from ((cue, piece) for piece in _strip(shape.tags, a, m.start()))
                a = m.end()
            yield from ((cue, piece) for piece in _strip(shape.tags, a, b))


_CLAUSE = re.compile(r"(?:r|[DRM]*[pPneiMUu]*[PnMUu]?(?:I[DRM]*[pPneiMUu]*[PnMUu])?)A?[HXVv]")


# Verbs of many trades: without a clause after them they seldom report.
_LOOSE = re.compile(
    r"(?:began|begin|begun|continu|open|h[eo]ld|sign|offer|show|prov|f[io]u?nd|see|saw|mean|spoke|speak|talk|address|"
    r"read|publish|post|press|rul|requir|reflect|embrac|cast|compar|phon|email|direct|order|relat|reason|expos|back|"
    r"celebrat|maint|charge|challeng|brief|trust|figur|learn)"
)


def _reports(shape: Shape, cues: list[Cue], closing: list[Cue], cue: Cue, span: Words) -> bool:
    """Tell whether the words around a cue speak for reported speech; hand-set weights."""
    tags, other, opens = shape.tags, weights("evidence"), shape.tags[span[0]]
    score = weights("report").get(cue.form, 0.0) + weights("opens").get(opens, 0.0)
    score += weights("subject").get(tags[cue.start] if cue.start >= 0 else "", 0.0)
    if cue.start >= 0:
        score += weights("before").get(tags[cue.start - 1] if cue.start else "", 0.0)
    if cue.form in "VvGg":
        score += weights("verb_before").get(tags[cue.at - 1] if cue.at else "", 0.0)
    if opens not in "TrS" and _CLAUSE.match(tags, span[0]):
        score += other["clause"]
    if opens in "HXV" and tags[cue.start - 1 : cue.start] in ("w", "T"):  # "which Holm said is due"
        score += other["which"]
    if opens not in "TrwQS" and _LOOSE.match(shape.words[cue.at]):
        score += other["loose verb"]
    if shape.words[cue.at] == "asked" and (opens == "S" or _leads(tags, cue)):
        score += other["asked"]
    if any(c.at > cue.at for c in closing) or (
        0 < cue.start < cue.at and embedded(tags, cues, cue)
    ):
        score += other["reported"]
    return score >= other["threshold"]


_SUBORDINATE = re.compile(r".*w$|[CA,]*[Sa]A*$")


def _leads(tags: str, cue: Cue) -> bool:
    """Tell whether a cue leads in another clause: "While Holm said ..., Vask"; "Asked if ..."."""
    left = min(cue.start, cue.at) if cue.start >= 0 else cue.at
    return bool(_SUBORDINATE.match(tags[:left])) or left == cue.at == 0


def _strip(tags: str, a: int, b: int) -> Iterator[Words]:
    """Yield the words *a* to *b* without the marks at either end, if any are left."""
    a = b - len(tags[a:b].lstrip(_POINTS))
    b = a + len(tags[a:b].rstrip(_POINTS))
    if a < b:
        yield a, b


_TIMES = "(?:D?A)*"
_PLACES = rf"{_TIMES}(?:I[DRM]*[pPneiUuM]*{_TIMES})*(?:[.]?$|,)"
_BACK = re.compile(_PLACES)
_BACK_TO = re.compile(rf"{_TIMES}(?:o|[DRM]*[pPneiUu]*[PnU])?{_PLACES}")
_PREDICATE = re.compile(r"[HXVvei]")
# What goes on behind "..., Holm said,": the predicate of what stood before.
_RESUMES = re.compile(r"A*(?:[HXVve]|t[XVvn])")


def _looks_back(shape: Shape, cue: Cue) -> bool:
    """Tell whether the content stands before the cue ("..., Holm said on Friday.")."""
    tags = shape.tags
    if cue.form == "K":
        return cue.at > 1
    left = min(cue.start, cue.at) if cue.start >= 0 else cue.at
    if left < 2 or tags[left - 1] not in ",Q" or cue.form not in "Vv" or cue.rule == "participle":
        return False
    tail = _tail(shape, cue)
    # "Vask, who speaks for the port, blamed" reports nothing.
    if not tail or tags[cue.start : cue.start + 1] == "w":
        return False
    return _resumes(tags, left, tail) or bool(_PREDICATE.search(tags, 0, left))


def _tail(shape: Shape, cue: Cue) -> re.Match[str] | None:
    """Return what stands between a cue that looks back and the end of its clause."""
    tail = _BACK_TO if _ADDRESSED.match(shape.words[cue.at]) else _BACK
    return tail.match(shape.tags, max(cue.end, cue.at + 1))


def _resumes(tags: str, left: int, tail: re.Match[str]) -> bool:
    """Tell whether what is reported goes on behind a cue: a predicate, or what "if" led in."""
    if not tail[0].endswith(","):
        return False
    if not _PREDICATE.search(tags, 0, left) and tags[:left].strip("C,")[:1] in ("A", "I", ""):
        return tags[tail.end() : tail.end() + 1] not in ("", "Q", "G", "g", "C")
    return bool((_CLAUSE if tags[0] in "SI" else _RESUMES).match(tags, tail.end()))


def _resumed(shape: Shape, closing: list[Cue], cue: Cue) -> list[Words]:
    """Return what is reported behind a cue that stands in its midst: "Rain, Holm said, is due"."""
    tail = _tail(shape, cue) if cue.form != "K" else None
    if not tail or not _resumes(shape.tags, min(cue.start, cue.at), tail):
        return []
    return [(tail.end(), _end(shape.tags, closing, cue, tail.end()))]


def _end(tags: str, closing: list[Cue], cue: Cue, a: int) -> int:
    """Return where what *cue* reports from *a* on ends."""
    plain = tags[a : a + 1] not in tuple("TrwS") and not _CLAUSE.match(tags, a)
    end = (_END_PLAIN if plain else _END).search(
        _PAIR.sub(lambda m: "n" * len(m[0]), tags[a:]).rjust(len(tags)), a
    )
    b = end.start() if end else len(tags)
    return min([b, *(min(c.start, c.at) - 1 for c in closing if c.at > cue.at)])


def _left(shape: Shape, cue: Cue) -> Words | None:
    end = cue.at if cue.form == "K" else min(cue.start, cue.at)
    start = end - len(shape.tags[:end].lstrip("C,A"))
    return (start, end) if end - start > 1 else None


def _right(shape: Shape, closing: list[Cue], cue: Cue) -> Words | None:
    tags = shape.tags
    a = max(cue.at + 1, cue.end if cue.rule in ("inverted", "according to") else 0)
    if cue.form == "K":
        a = tags.find(",", a)
        if a < 0:
            return None
        # "According to officials," may end its paragraph: nothing is reported there.
        return (a + 1, len(tags)) if a + 1 < len(tags) else None
    if tags[a : a + 1] == "," and tags[a + 1 : a + 2] != "Q":
        if cue.form != "V" or not _CLAUSE.match(tags, a + 1) or cue.start not in (0, 1):
            return None
        a += 1
    if cue.form in "Uu":
        if tags[a : a + 1] not in ("T", "t") and ABOUT.isdisjoint(shape.words[a : a + 1]):
            return None
    elif (
        (shape.words[cue.at] == "asked" and (m := _QUESTIONED.match(tags, a)))
        or (m := _SETTING.match(tags, a))
        or (_ADDRESSED.match(shape.words[cue.at]) and (m := _ADDRESSEE.match(tags, a)))
    ):
        a = m.end()
    a = len(tags) - len(tags[a:].lstrip("A"))
    if tags[a : a + 1] == "I" and tags[-1] == ":":  # "said in a statement:" leads in
        return None
    b = _end(tags, closing, cue, a)
    if _leads(tags, cue) and "," in tags[a:b]:
        b = tags.index(",", a)
    return (a, b) if b > a else None
