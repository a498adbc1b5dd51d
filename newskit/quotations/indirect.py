"""Reported speech and thought without marks: where the content of a cue begins and ends."""

from __future__ import annotations

import re

from newskit.quotations.clauses import Cue
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
_ADDRESSED = re.compile(r"(?:t[eo]ll?|told|inform|remind|assur|warn|ask|urg|advis|accus)")
# Where content ends: at another clause or sentence part, but not at ", and that" (more content).
_END = re.compile(r"[.;-]|,(?=[Gg])|,?C(?=[rDRPpnM]*[PnMr][HA]*[Vv])|,(?=C(?!T)|[Sw])|,(?=K)")
_NOTHING = re.compile(r"[^VvGgUuXHnPeiMrD]*$")


def contents(shape: Shape, cues: list[Cue], cue: Cue) -> list[Words]:
    """Return the stretches of words that *cue* reports, without what stands between marks."""
    if cue.form in ":-x":  # these only lead in what stands between marks
        return []
    back = _looks_back(shape, cue)
    span = _left(shape, cue) if back else _right(shape, cues, cue)
    if span is None:
        return []
    if not back and evidence(shape, cues, cue, span) < weights("evidence")["threshold"]:
        return []
    pieces, a = [], span[0]
    for m in _MARKED.finditer(shape.tags[span[0] : span[1]]):
        pieces.append((a, span[0] + m.start()))
        a = span[0] + m.end()
    pieces.append((a, span[1]))
    return [p for p in (_strip(shape.tags, *p) for p in pieces) if p[0] < p[1]]


_CLAUSE = re.compile(r"[DRM]*[pPneiMUu]*[PnMUu]?(?:I[DRM]*[pPneiMUu]*[PnMUu])?A?[HXVv]")


# Verbs of many trades: without a clause after them they seldom report.
_LOOSE = re.compile(
    r"(?:began|begin|begun|continu|open|h[eo]ld|sign|offer|show|prov|f[io]u?nd|see|saw|mean|spoke|speak|talk|address|"
    r"read|publish|post|press|rul|requir|reflect|embrac|cast|compar|phon|email|direct|order|relat|reason|expos|back|"
    r"celebrat|maint|charge|challeng|brief|trust|figur|learn)"
)


def evidence(shape: Shape, cues: list[Cue], cue: Cue, span: Words) -> float:
    """Return how strongly the words around a cue speak for reported speech; hand-set weights."""
    tags, other = shape.tags, weights("evidence")
    subject = tags[cue.start] if cue.start >= 0 else ""
    before = tags[cue.start - 1] if cue.start > 0 else ""
    score = weights("report").get(cue.form, 0.0) + weights("opens").get(tags[span[0]], 0.0)
    score += weights("subject").get(subject, 0.0)
    score += weights("before").get(before, 0.0) if cue.start >= 0 else 0.0
    if cue.form in "VvGg":
        score += weights("verb_before").get(tags[cue.at - 1] if cue.at else "", 0.0)
    if tags[span[0]] not in "TrS" and _CLAUSE.match(tags, span[0]):
        score += other["clause"]
    if tags[span[0]] not in "TrwQS" and _LOOSE.match(shape.words[cue.at]):
        score += other["loose verb"]
    if cue.at == 0 and shape.words[0] == "asked":
        score += other["asked"]
    outer = cue.start > 0 and embedded(tags, cues, cue)
    if outer or any(c.at > cue.at and closes(tags, c) for c in cues):
        score += other["reported"]
    return score


def _strip(tags: str, a: int, b: int) -> Words:
    while a < b and tags[a] in ",:-;.":
        a += 1
    while b > a and tags[b - 1] in ",:-;.":
        b -= 1
    return a, b


_BACK = re.compile(r"A*(?:I[DRMpPneiUu]*A*)*(?:[.]?$|,)")
_BACK_TO = re.compile(r"A*(?:o|[DRM]*[pPneiUu]*[PnU])?A*(?:I[DRMpPneiUu]*A*)*(?:[.]?$|,)")
_PREDICATE = re.compile(r"[HXVvei]")


def _looks_back(shape: Shape, cue: Cue) -> bool:
    """Tell whether the content stands before the cue ("..., Holm said on Friday.")."""
    tags = shape.tags
    if cue.form == "K":
        return cue.at > 1
    left = min(cue.start, cue.at) if cue.start >= 0 else cue.at
    if left < 2 or tags[left - 1] not in ",Q" or cue.form not in "Vv":
        return False
    tail = _BACK_TO if _ADDRESSED.match(shape.words[cue.at]) else _BACK
    if not tail.match(tags, max(cue.end, cue.at + 1)):
        return False
    return bool(_PREDICATE.search(tags, 0, left))


def _left(shape: Shape, cue: Cue) -> Words | None:
    end = cue.at if cue.form == "K" else min(cue.start, cue.at)
    start = 0
    while start < end and shape.tags[start] in "C,A":
        start += 1
    return (start, end) if end - start > 1 else None


def _right(shape: Shape, cues: list[Cue], cue: Cue) -> Words | None:
    tags = shape.tags
    a = max(cue.at + 1, cue.end if cue.rule in ("inverted", "according to") else 0)
    if cue.form == "K":
        if tags[a : a + 1] != ",":
            return None
        # "According to officials," may end its paragraph: nothing is reported there.
        return (a + 1, len(tags)) if a + 1 < len(tags) else None
    if tags[a : a + 1] == "," and tags[a + 1 : a + 2] != "Q":
        return None
    if cue.form in "Uu":
        if tags[a : a + 1] not in ("T", "t") and shape.words[a : a + 1] not in (["about"], ["of"]):
            return None
    elif (m := _SETTING.match(tags, a)) or (
        _ADDRESSED.match(shape.words[cue.at]) and (m := _ADDRESSEE.match(tags, a))
    ):
        a = m.end()
    while tags[a : a + 1] == "A":
        a += 1
    if tags[a : a + 1] == "I" and tags[-1] == ":":  # "said in a statement:" leads in
        return None
    end = _END.search(tags, a)
    b = end.start() if end else len(tags)
    b = min([b, *(min(c.start, c.at) - 1 for c in cues if c.at > cue.at and closes(tags, c))])
    return (a, b) if b > a else None
