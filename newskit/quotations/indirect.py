"""Reported speech and thought without marks: where the content of a cue begins and ends."""

from __future__ import annotations

import re

from newskit.quotations.clauses import Cue
from newskit.quotations.shapes import Frame
from newskit.quotations.speakers import closes, embedded

Words = tuple[int, int]

# Between cue and content: whom, when and where ("told reporters on Friday that").
_ADDRESSEE = re.compile(r"A*(?:o|[DRM]*[pPneiMUu]*[PnM](?:I[DRM]*[pPnM]*)?)A*(?=[TrtwQSDP]|,?Q)")
_SETTING = re.compile(r"A*[DRMpPneiUuoIA]{1,8},?(?=T)")
_ADDRESSED = re.compile(r"(?:t[eo]ll?|told|inform|remind|assur|warn|ask|urg|advis|accus)")
_END = re.compile(r"[.;]|,(?=[Gg])|,?C(?=[rDRPpnM]*[PnMr][HA]*[Vv])|,(?=[CS])|,(?=K)|-(?=.*-)")
_NOTHING = re.compile(r"[^VvGgUuXHnPeiMrD]*$")


def contents(frame: Frame, cues: list[Cue], cue: Cue) -> list[Words]:
    """Return the stretches of words that *cue* reports, without what stands between marks."""
    back = _looks_back(frame, cue)
    span = _left(frame, cue) if back else _right(frame, cues, cue)
    if span is None:
        return []
    if not back and evidence(frame, cues, cue, span) < THRESHOLD:
        return []
    pieces, a = [], span[0]
    for m in re.finditer("Q", frame.tags[span[0] : span[1]]):
        pieces.append((a, span[0] + m.start()))
        a = span[0] + m.end()
    pieces.append((a, span[1]))
    return [p for p in (_strip(frame.tags, *p) for p in pieces) if p[0] < p[1]]


# Evidence adds up, and reported speech begins here; lower finds more that is none.
THRESHOLD = 0.35
# The class of the cue: verbs of speech mostly report, nouns only with a clause after them, and a
# colon or dash mostly parts a headline.
_FORM = {
    "V": 0.5,
    "G": 0.45,
    "v": 0.3,
    "g": 0.0,
    "U": 0.0,
    "u": -0.2,
    "K": 2.0,
    ":": -1.0,
    "-": -1.0,
    "x": -2.0,
}
# The class of the first word after the cue: "that" and a
# pronoun begin a clause, "to" and "of" do not.
_OPENS = {
    "T": 0.5,
    "r": 0.5,
    "w": 0.35,
    "S": 0.2,
    "P": 0.15,
    "p": 0.25,
    "R": 0.15,
    "D": 0.1,
    "Q": 0.3,
    "t": -0.05,
    "I": -0.2,
    "H": -0.5,
    "C": -0.5,
    "i": -0.3,
}
# The class of the subject, of the word before it, and of the word before the verb: names and clause
# beginnings speak for a report, "to say" and "saying" within another verb's clause against it.
_SUBJECT = {"P": 0.2, "r": 0.15, "w": -0.1, "T": -0.6, "": -0.15}
_BEFORE = {"": 0.15, ",": 0.15, "H": -0.2, "X": -0.2, "T": -0.2, "n": -0.15, "I": -0.15}
_VERB_BEFORE = {"t": -0.35, "i": -0.4, "": -0.3, "T": -0.3}
_OTHER = {
    "clause": 0.2,  # a subject and a verb follow
    "loose verb": -0.4,
    "asked": 0.5,  # "Asked whether ..., Holm": reports although it has no subject
    "reported": -0.55,  # part of what another cue of the sentence reports
}
_CLAUSE = re.compile(r"[DRM]*[pPneiMUu]*[PnMUu]?(?:I[DRM]*[pPneiMUu]*[PnMUu])?A?[HXVv]")


# Verbs of many trades: without a clause after them they seldom report.
_LOOSE = re.compile(
    r"(?:began|begin|begun|continu|open|h[eo]ld|sign|offer|show|prov|f[io]u?nd|see|saw|mean|spoke|speak|talk|address|"
    r"read|publish|post|press|rul|requir|reflect|embrac|cast|compar|phon|email|direct|order|relat|reason|expos|back|"
    r"celebrat|maint|charge|challeng|brief|trust|figur|learn)"
)


def evidence(frame: Frame, cues: list[Cue], cue: Cue, span: Words) -> float:
    """Return how strongly the words around a cue speak for reported speech; hand-set weights."""
    tags = frame.tags
    subject = tags[cue.start] if cue.start >= 0 else ""
    before = tags[cue.start - 1] if cue.start > 0 else ""
    score = _FORM[cue.form] + _OPENS.get(tags[span[0]], 0.0) + _SUBJECT.get(subject, 0.0)
    score += _BEFORE.get(before, 0.0) if cue.start >= 0 else 0.0
    if cue.form in "VvGg":
        score += _VERB_BEFORE.get(tags[cue.at - 1] if cue.at else "", 0.0)
    if tags[span[0]] not in "TrS" and _CLAUSE.match(tags, span[0]):
        score += _OTHER["clause"]
    if tags[span[0]] not in "TrwQS" and _LOOSE.match(frame.words[cue.at]):
        score += _OTHER["loose verb"]
    if cue.at == 0 and frame.words[0] == "asked":
        score += _OTHER["asked"]
    outer = cue.start > 0 and embedded(tags, cues, cue)
    if outer or any(c.at > cue.at and closes(tags, c) for c in cues):
        score += _OTHER["reported"]
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


def _looks_back(frame: Frame, cue: Cue) -> bool:
    """Tell whether the content stands before the cue ("..., Holm said on Friday.")."""
    tags = frame.tags
    if cue.form == "K":
        return cue.at > 1
    left = min(cue.start, cue.at) if cue.start >= 0 else cue.at
    if left < 2 or tags[left - 1] not in ",Q" or cue.form not in "Vv":
        return False
    tail = _BACK_TO if _ADDRESSED.match(frame.words[cue.at]) else _BACK
    if not tail.match(tags, max(cue.end, cue.at + 1)):
        return False
    return bool(_PREDICATE.search(tags, 0, left))


def _left(frame: Frame, cue: Cue) -> Words | None:
    end = cue.at if cue.form == "K" else min(cue.start, cue.at)
    start = 0
    while start < end and frame.tags[start] in "C,A":
        start += 1
    return (start, end) if end - start > 1 else None


def _right(frame: Frame, cues: list[Cue], cue: Cue) -> Words | None:
    tags = frame.tags
    a = max(cue.at + 1, cue.end if cue.rule in ("inverted", "according to") else 0)
    if cue.form == "K":
        if tags[a : a + 1] != ",":
            return None
        # "According to officials," may end its paragraph: nothing is reported there.
        return (a + 1, len(tags)) if a + 1 < len(tags) else None
    if tags[a : a + 1] == "," and tags[a + 1 : a + 2] != "Q":
        return None
    if cue.form in "Uu":
        if tags[a : a + 1] not in ("T", "t") and frame.words[a : a + 1] not in (["about"], ["of"]):
            return None
    elif (m := _SETTING.match(tags, a)) or (
        _ADDRESSED.match(frame.words[cue.at]) and (m := _ADDRESSEE.match(tags, a))
    ):
        a = m.end()
    while tags[a : a + 1] == "A":
        a += 1
    end = _END.search(tags, a)
    b = end.start() if end else len(tags)
    b = min([b, *(min(c.start, c.at) - 1 for c in cues if c.at > cue.at and closes(tags, c))])
    return (a, b) if b > a else None
