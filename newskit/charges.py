"""Charges: who accuses whom of what, how strongly, and in what mode.

The words of a charge come from a lexicon, its speaker from the quotations, and the one it is said
of from the grammar of the sentence (:mod:`newskit.quotations.accused`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from newskit import schema
from newskit.lexicon.matching import match_lexicon
from newskit.lexicon.record import Fuse, Lexicon, read_lexicon
from newskit.quotations.accused import Reading, read
from newskit.quotations.mentions import Mention, Scene
from newskit.quotations.shapes import Frame
from newskit.quotations.table import find_quotes
from newskit.text.tables import split_sentences
from newskit.verbs import verb

OUTLET = "the outlet"
# After a quotation: "..., Holm said of the generals".
_SAID_OF = re.compile(r"\s+(?:of|about)\s+")
_MOST = 3
# "The army relished": the object before a verb is its subject.
_VERBAL = re.compile(r"(?:ed|es|ing)$")
# A passion and its object at most this many words apart are one expression: "mad with war".
_BESIDE = 4
_UNNAMED = frozenset(
    "critics some many others opponents observers people officials sources they he she it we i".split()
)


class _Hit(NamedTuple):
    article_id: str
    sentence: int
    category: str
    start: int
    end: int
    weight: float
    entry: str
    negated: bool


class Sign(NamedTuple):
    """A word of a charge: what it charges with, its weight, and where it stands."""

    charge: str
    start: int
    end: int
    weight: float
    entry: str
    negated: bool
    alone: bool  # charges by itself; others only add to the strength


class Voice(NamedTuple):
    """Whose words a sign stands in."""

    name: str | None
    place: tuple[int, int] | None
    start: int
    end: int
    quoted: bool
    direct: bool
    denied: bool
    about: int  # where "said of" goes on, or -1
    begin: int  # where the clause begins that its marked words belong to


@verb(
    schema.CHARGES,
    says="Charges of the lexicon {lexicon} were found with their accusers and accused.",
    cites=[],
)
def find_charges(
    articles: pd.DataFrame,
    *,
    lexicon: str | Path | Lexicon = "wartime_ecstasy",
    quotes: pd.DataFrame | None = None,
    keep: Sequence[str] = (),
) -> pd.DataFrame:
    """Return who charges whom with what: one row per statement, accuser, accused and charge."""
    words = lexicon if isinstance(lexicon, Lexicon) else read_lexicon(lexicon)
    quotes = find_quotes(articles) if quotes is None else quotes
    ids, texts = schema.texts(articles)
    signs = _signs(articles, words, dict(zip(ids, texts, strict=True)))
    outlets = articles.get("outlet", pd.Series(OUTLET, index=articles.index)).fillna(OUTLET)
    said = {i: part for i, part in quotes.groupby("article_id") if i in signs}
    where = split_sentences(articles[articles["article_id"].isin(list(signs))])
    spans = {i: part for i, part in where.groupby("article_id", sort=False)}
    rows: list[tuple[Any, ...]] = []
    for article_id, text, outlet in zip(ids, texts, outlets, strict=True):
        if article_id in signs:
            told = _voices(said.get(article_id))
            found = _Article(text, str(outlet), told, words).charges(
                spans[article_id], signs[article_id]
            )
            rows += [(article_id, *row) for row in found]
    table = schema.table(rows, schema.CHARGES)
    return schema.stamp(table, "find_charges", lexicon=words.name, digest=words.digest)


def _signs(
    articles: pd.DataFrame, lexicon: Lexicon, texts: Mapping[str, str]
) -> dict[str, dict[int, list[Sign]]]:
    """Return the signs of charges by article and sentence, where one charges by itself."""
    names = ("article_id", "sentence", "category", "start", "end", "weight", "entry", "negated")
    hits = match_lexicon(articles, lexicon)
    rows = [_Hit(*row) for row in zip(*(hits[name].tolist() for name in names), strict=True)]
    fuses = list(lexicon.fuse.values())
    found: dict[str, dict[int, list[Sign]]] = {}
    for (article_id, sentence), group in groupby(rows, key=lambda row: row[:2]):
        part = list(group)
        signs = (
            list(_fused(part, fuses, lexicon.name, texts[article_id]))
            if fuses
            else [
                Sign(h.category, h.start, h.end, h.weight, h.entry, h.negated, True) for h in part
            ]
        )
        if any(s.alone for s in signs):
            found.setdefault(article_id, {})[sentence] = signs
    return found


def _fused(part: list[_Hit], fuses: list[Fuse], name: str, text: str) -> Iterator[Sign]:
    """Yield the signs of a sentence: a passion with its object, a word that says both, the rest."""
    reach = -1
    for f in fuses:
        things = [h for h in part if h.category in f.one_of]
        for h in sorted(part, key=lambda h: (h.start, -h.end)):
            start, end, own = h.start, h.end, h.category in f.alone
            if h.category in f.together_with and not own:
                near = [(_apart(text, h, t), t.start, t.end) for t in things if t.start != h.start]
                gap, a, b = min(near, default=(f.window, 0, 0))
                own = gap < f.window
                if own and (
                    gap < _BESIDE
                    if a > start
                    else not gap and not _VERBAL.search(text[h.start : h.end])
                ):
                    start, end = min(start, a), max(end, b)
            if h.end > reach and (own or h.category not in (*f.one_of, *f.together_with)):
                reach = max(reach, h.end) if own else reach
                yield Sign(name, start, end, h.weight, h.entry, h.negated, own)


def _apart(text: str, h: _Hit, t: _Hit) -> int:
    """Return how many words stand between two hits."""
    between = text[h.end : t.start] if h.end <= t.start else text[t.end : h.start]
    return len(re.findall(r"\w+(?:['’]\w+)*", between))


def _voices(quotes: pd.DataFrame | None) -> list[Voice]:
    """Return the voices of an article, those that share speaker and cue as one span."""
    if quotes is None:
        return []
    found = []
    for q in quotes[quotes["kind"] != "scare"].itertuples():
        place = (int(q.speaker_start), int(q.speaker_end)) if pd.notna(q.speaker_start) else None
        name = q.speaker_name if isinstance(q.speaker_name, str) else None
        ends = [int(x) for x in (q.cue_end, q.speaker_end) if pd.notna(x)]
        about = max(ends) if ends and max(ends) >= q.end else -1
        if name is None and isinstance(q.speaker, str):
            plain = re.sub(r"^(?:the|an?)\s+", "", q.speaker, flags=re.I)
            name = plain if plain.lower() not in _UNNAMED and plain != q.speaker else None
        before = [end for end in ends if end <= q.start]
        begin = q.start if q.kind != "mixed" else max(before, default=0)
        direct = q.kind in ("direct", "mixed")
        denied = q.stance == "denied"
        found.append(Voice(name, place, q.start, q.end, True, direct, denied, about, begin))
    return found


class _Article:
    """One article: its scene, its voices, and the charges in it."""

    def __init__(self, text: str, outlet: str, voices: list[Voice], lexicon: Lexicon) -> None:
        self.text, self.voices, self.lexicon = text, voices, lexicon
        self.scene = Scene(text)
        self.outlet = Voice(outlet, None, 0, len(text), False, False, False, -1, 0)

    def charges(
        self, sentences: pd.DataFrame, signs: Mapping[int, list[Sign]]
    ) -> Iterator[tuple[Any, ...]]:
        ends = dict(
            zip(
                sentences["sentence"].tolist(),
                zip(sentences["start"].tolist(), sentences["end"].tolist(), strict=True),
                strict=True,
            )
        )
        for n, own in signs.items():
            rows: dict[tuple[Any, ...], list[Any]] = {}
            for sign in own:
                if sign.alone:
                    self._charge(sign, ends[n], rows)
            for (charge, *_), row in rows.items():
                yield n, *self._row(charge, row, [s for s in own if s.charge == charge])

    def _charge(
        self, sign: Sign, within: tuple[int, int], rows: dict[tuple[Any, ...], Any]
    ) -> None:
        frame = self.scene.sentence(sign.start)
        if frame is None:
            return
        voice = self._voice(sign)
        at = self._words_of(frame, sign.start, sign.end)
        limit = bisect_left(frame.starts, self._begin(voice, frame)) if voice.quoted else 0
        within_voice = (limit, bisect_left(frame.starts, self._end(voice, frame)))
        reading = read(self.scene, frame, at, within_voice, land=self._fuses())
        accused, place = self._accused(frame, reading, voice)
        accuser, accuser_place, nested = self._accuser(frame, reading, voice)
        if reading.denied and place is None:
            accused, place = accuser, accuser_place
        if place is None and not self._fuses():
            return
        negated = reading.negated or (sign.negated and not frame.words[-1] == "?")
        denied = reading.denied or (voice.denied and not voice.direct and reading.denied)
        mode = self._mode(reading, negated or denied, nested, accused, accuser)
        key = (sign.charge, accuser, accused, mode)
        if key in rows:
            rows[key][-1].append(sign)
            return
        start = max(within[0], self._begin(voice, frame)) if voice.quoted else within[0]
        end = min(within[1], self._end(voice, frame))
        rows[key] = [
            (
                start,
                end,
                accuser,
                *(accuser_place or (None, None)),
                accused,
                *(place or (None, None)),
            ),
            mode,
            negated or denied,
            reading.hedged,
            "quoted" if voice.quoted else "outlet",
            [sign],
        ]

    def _fuses(self) -> bool:
        return bool(self.lexicon.fuse)

    def _words_of(self, frame: Frame, start: int, end: int) -> tuple[int, int]:
        a = max(0, bisect_right(frame.starts, start) - 1)
        return a, max(a + 1, bisect_right(frame.starts, end - 1))

    def _voice(self, sign: Sign) -> Voice:
        """Return the innermost voice in which a sign stands."""
        over = [v for v in self.voices if v.start <= sign.start and sign.end <= v.end + 1]
        return min(over, key=lambda v: v.end - v.start, default=self.outlet)

    def _begin(self, voice: Voice, frame: Frame) -> int:
        """Return where the speaker of *voice* begins in the sentence: before marked words too."""
        same = [
            v.begin
            for v in self.voices
            if v.place == voice.place and v.end >= frame.starts[0] and v.start <= voice.start
        ]
        return max(min(same, default=voice.begin), frame.starts[0])

    def _end(self, voice: Voice, frame: Frame) -> int:
        """Return where the speaker of *voice* ends in the sentence."""
        same = [v.end for v in self.voices if v.place == voice.place and v.start <= frame.ends[-1]]
        return max([voice.end, *same]) if voice.quoted else len(self.text)

    def _accused(
        self, frame: Frame, reading: Reading, voice: Voice
    ) -> tuple[str | None, tuple[int, int] | None]:
        m = reading.accused
        if m is None:
            return None, None
        place = self.scene.span(frame, m)
        if voice.direct and m.kind in ("he", "she", "it", "they", "role") and voice.about >= 0:
            if of := _SAID_OF.match(self.text, voice.about):
                return self._at(of.end()) or self._meant(frame, m, voice), place
        return self._meant(frame, m, voice), place

    def _meant(self, frame: Frame, m: Mention, voice: Voice) -> str | None:
        inside = voice.direct and self.scene.span(frame, m)[0] >= voice.start
        speaks = voice.quoted and (inside or m.kind == "self")
        return self.scene.name(frame, m, voice.name if speaks else None)

    def _at(self, place: int) -> str | None:
        """Return whom the words at the character *place* mean."""
        frame = self.scene.sentence(place)
        for m in self.scene.mentions(frame) if frame else ():
            if frame and frame.starts[m.first] >= place - 4 and m.kind not in ("he", "she"):
                return self.scene.name(frame, m)
            if frame and frame.starts[m.first] >= place - 4:
                break
        return None

    def _accuser(
        self, frame: Frame, reading: Reading, voice: Voice
    ) -> tuple[str | None, tuple[int, int] | None, bool]:
        """Return the accuser, where it stands, and whether a speaker only reports its charge."""
        inner = reading.accuser
        if inner is not None and (not voice.quoted or self._apart(frame, inner, voice)):
            name = self.scene.name(frame, inner)
            unnamed = name is None or name.lower() in _UNNAMED
            return None if unnamed else name, self.scene.span(frame, inner), voice.quoted
        if reading.reported:
            return None, None, True
        return voice.name, voice.place, False

    def _apart(self, frame: Frame, inner: Mention, voice: Voice) -> bool:
        """Tell an accuser named inside a quotation from the speaker of the quotation."""
        return (
            self.scene.span(frame, inner)[0] >= self._begin(voice, frame) and inner.kind != "self"
        )

    @staticmethod
    def _mode(
        reading: Reading, negated: bool, nested: bool, accused: str | None, accuser: str | None
    ) -> str:
        if negated:
            return "denial"
        if nested or reading.reported or (reading.handed and accuser is None):
            return "report"
        return "self-description" if accused is not None and accused == accuser else "charge"

    def _row(self, charge: str, row: list[Any], signs: list[Sign]) -> tuple[Any, ...]:
        head, mode, negated, hedged, voice, own = row
        start, end = head[0], head[1]
        signs = [
            s for s in signs if s in own or (not s.alone and start <= s.start and s.end <= end)
        ]
        weights = {s.entry: s.weight for s in signs}
        strength = min(_MOST, 1 + round(sum(weights.values())))
        if hedged or mode == "report":
            strength = max(1, strength - 1)
        first, last = min(s.start for s in signs), max(s.end for s in signs)
        words = ", ".join(
            dict.fromkeys(" ".join(self.text[s.start : s.end].split()) for s in signs)
        )
        return (
            *head,
            charge,
            0 if mode == "denial" else strength,
            mode,
            words,
            first,
            last,
            negated,
            hedged,
            voice,
        )
