"""Charges: who accuses whom of what, how strongly, and in what mode.

The words of a charge come from a lexicon, its speaker from the quotations, and the one it is said
of from the grammar of the sentence (:mod:`newskit.quotations.accused`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from newskit import schema
from newskit.lexicon.matching import match_lexicon
from newskit.lexicon.record import Lexicon, Source, read_lexicon
from newskit.quotations.accused import Reader, Reading
from newskit.quotations.mentions import PRONOUNS, Scene, actor
from newskit.quotations.shapes import Shape
from newskit.quotations.table import find_quotes
from newskit.text import columns, names
from newskit.verbs import verb

OUTLET = "the outlet"
# After a quotation: "..., Holm said of the generals".
_SAID_OF = re.compile(r"\s+(?:of|about)\s+(?!(?:him|her|it|them)\b)")
_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.I)
_MOST = 3
# "The army relished": the object before a verb is its subject, not what it is about.
_VERBAL = re.compile(r"(?:ed|es|ing)$")
# A passion and its object with fewer words between are one expression: "mad with war".
_BESIDE = 4
_LONG = 5  # words of a speaker that is no name: more are a description, and no one's
_NESTED = 12  # voices looked at for the innermost one; more never overlap in print
_OF_QUOTES = ["article_id", "kind", "start", "end", "speaker", "speaker_start", "speaker_end",
              "speaker_name", "cue_end"]  # fmt: skip

_Place = tuple[int, int] | None
_Who = tuple[str | None, _Place]


class Sign(NamedTuple):
    """A hit of the lexicon: a word of a charge; if not *alone*, it only adds to one's strength."""

    article_id: str
    sentence: int
    category: str
    start: int
    end: int
    weight: float
    entry: str
    alone: bool = True


class Voice(NamedTuple):
    """Whose words stand from *start* to *end*; *first* to *last* is all of this attribution.

    *about* is where "Holm said of ..." goes on behind the words, or -1.
    """

    name: str | None
    place: _Place
    start: int
    end: int
    first: int
    last: int
    quoted: bool = False
    direct: bool = False
    about: int = -1


# Accuser, accused, mode, whether hedged, and whose words.
_Charge = tuple[_Who, _Who, str, bool, Voice]


@verb(
    schema.CHARGES,
    says=(
        "Charges were found with the lexicon {lexicon}: the accuser is the speaker or the outlet, "
        "the accused is read from the grammar of the sentence and followed through pronouns and "
        "descriptions."
    ),
    cites=["Benoit & Dorries (1996), Communication Quarterly 44(4), 463"],
)
def find_charges(
    articles: pd.DataFrame,
    *,
    lexicon: Source = "wartime_ecstasy",
    quotes: pd.DataFrame | None = None,
    keep: Sequence[str] = (),
) -> pd.DataFrame:
    """Return who charges whom with what: one row per statement, accuser, accused and charge.

    ``charge`` is the category of the lexicon; of one with co-occurrences (``wartime_ecstasy``) its
    name, where the co-occurrence stands. ``accuser`` is the speaker of the quotation or reported
    statement that holds the words, else the outlet. ``accused`` is the person, institution, country
    or group that they are said of, by its name where a pronoun or description ("the alliance")
    stands; NaN when unsure. An object ("confrontation with Russia") is not accused.

    ``mode`` is ``charge``; ``denial`` (negated, denied or rejected); ``self-description`` (accuser
    and accused are one); or ``report`` (a charge is told that nobody named makes here, or that a
    speaker only quotes from another).

    ``strength`` counts from 0 to 3: 0 for a denial; else 1 and the weights of the different entries
    in the statement (a plain word weighs 1, a strong one 2), at most 3; one less, but not below 1,
    if the words are hedged ("seems", "may") or only reported.

    Parameters
    ----------
    articles : DataFrame
        A table with ``article_id`` and ``text``; with ``outlet``, its name is the accuser of the
        outlet's own charges, else "the outlet".
    lexicon
        A shipped name (``wartime_ecstasy``, ``charges``), a file, or a :class:`~newskit.Lexicon`
        whose categories are charges: whatever :func:`~newskit.read_lexicon` takes.
    quotes : DataFrame, optional
        The QUOTES of the same articles; found anew without it.
    keep
        Further columns of *articles* for the result.

    Returns
    -------
    DataFrame
        CHARGES. ``start`` and ``end`` are the statement: the part of the sentence in this voice.
        ``evidence`` are the words that charge, from ``evidence_start`` to ``evidence_end``.

    Notes
    -----
    Rules over word classes; nothing is learned. A charge in words that no lexicon holds is not
    seen, nor irony; of a plain lexicon, words that are said of nobody are left out. Whether a
    charge is true is not asked. The measures page says how often it is right.

    References
    ----------
    Benoit & Dorries (1996), Dateline NBC's persuasive attack. Communication Quarterly 44(4), 463
    (what makes an accusation). Semino & Short (2004), Corpus Stylistics (whose words).

    Examples
    --------
    >>> text = "The alliance met. “NATO is in a war frenzy,” Ada Holm said. “It lies,” she added."
    >>> articles = pd.DataFrame({"article_id": ["a"], "text": [text]})
    >>> columns = ["accuser", "accused", "charge", "strength", "mode", "evidence"]
    >>> find_charges(articles)[columns].values.tolist()
    [['Ada Holm', 'NATO', 'wartime_ecstasy', 3, 'charge', 'war frenzy']]
    """
    words = read_lexicon(lexicon)
    ids, texts = schema.texts(articles)
    signs = _signs(articles, words, dict(zip(ids, texts, strict=True)))
    if quotes is None:  # whose words they are is asked only where words charge
        quotes = find_quotes(articles[np.array([i in signs for i in ids], dtype=bool)])
    schema.require(quotes, _OF_QUOTES, what="quotes table")
    voices = _voices(quotes[quotes["article_id"].isin(list(signs))])
    cut = columns.cut(texts).sentences
    outlets = articles["outlet"].tolist() if "outlet" in articles else [OUTLET] * len(ids)
    rows: list[tuple[Any, ...]] = []
    for n, (article_id, text, outlet) in enumerate(zip(ids, texts, outlets, strict=True)):
        if article_id in signs:
            # By bisection: to look through all sentences for each article would be quadratic.
            a, b = np.searchsorted(cut.text, (n, n + 1))
            starts, ends = cut.start[a:b].tolist(), cut.end[a:b].tolist()
            named = outlet if isinstance(outlet, str) else OUTLET
            own = Article(Scene(text, ends), named, voices[article_id], fused=bool(words.fuse))
            for k, found in signs[article_id].items():
                new = own.charges(found, (starts[k], ends[k]))
                rows += [(article_id, k, *row) for row in new]
    table = schema.table(rows, schema.CHARGES)
    return schema.stamp(table, "find_charges", lexicon=words.name, digest=words.digest)


def _signs(
    articles: pd.DataFrame, lexicon: Lexicon, texts: Mapping[str, str]
) -> dict[str, dict[int, list[Sign]]]:
    """Return the signs of charges by article and sentence."""
    hits = match_lexicon(articles, lexicon)[list(Sign._fields[:-1])]
    found: dict[str, dict[int, list[Sign]]] = defaultdict(dict)
    rows = (Sign(*row) for row in hits.itertuples(index=False))
    for (article_id, sentence), group in groupby(rows, key=lambda hit: hit[:2]):
        found[article_id][sentence] = list(_fused(list(group), lexicon, texts[article_id]))
    return found


def _fused(hits: list[Sign], lexicon: Lexicon, text: str) -> Iterator[Sign]:
    """Yield the signs of a sentence: a passion with its object, a word that says both, the rest."""
    reach = -1
    if not lexicon.fuse:
        yield from hits
    for f in lexicon.fuse.values():
        things = [h for h in hits if h.category in f.one_of]
        for h in sorted(hits, key=lambda h: (h.start, -h.end)):
            start, end, own = h.start, h.end, h.category in f.alone
            if h.category in f.together_with and not own:
                near = [(_between(text, h, t), t.start, t.end) for t in things]
                gap, a, b = min(near, default=(f.window, 0, 0))
                own = gap < f.window
                before = not gap and not _VERBAL.search(text[h.start : h.end])
                if own and (gap < _BESIDE if a > start else before):
                    start, end = min(start, a), max(end, b)
            if h.end > reach and (own or h.category not in (*f.one_of, *f.together_with)):
                reach = max(reach, end) if own else reach
                yield h._replace(category=lexicon.name, start=start, end=end, alone=own)


def _between(text: str, h: Sign, t: Sign) -> int:
    """Return how many words stand between two hits."""
    between = text[h.end : t.start] if h.end <= t.start else text[t.end : h.start]
    return len(re.findall(r"\w+(?:['’]\w+)*", between))


def _voices(quotes: pd.DataFrame) -> dict[str, list[Voice]]:
    """Return the voices by article, from left to right.

    Marked and unmarked words of one attribution have the same first and last character.
    """
    told = quotes.loc[quotes["kind"].ne("scare"), _OF_QUOTES].astype(object)
    found: dict[str, list[Voice]] = defaultdict(list)
    whole: dict[Any, tuple[int, int]] = {}
    for article_id, *quote in told.where(told.notna(), None).to_numpy().tolist():
        v = _voice(*quote)
        first, last = whole.get((article_id, v.place), (v.first, v.last))
        whole[article_id, v.place] = min(first, v.first), max(last, v.last)
        found[article_id].append(v)
    for article_id, voices in found.items():
        for k, v in enumerate(voices):
            first, last = whole[article_id, v.place] if v.place else (v.first, v.last)
            voices[k] = v._replace(first=first, last=last)
        voices.sort(key=lambda v: (v.start, -v.end))
    return found


def _voice(
    kind: str, start: int, end: int, speaker: str | None, a: int | None, b: int | None,
    name: str | None, cue_end: int | None,
) -> Voice:  # fmt: skip
    if name is None and speaker and _ARTICLE.match(speaker) and speaker.count(" ") < _LONG:
        name = _ARTICLE.sub("", speaker)  # "the auditors": somebody, if nobody by name
        head = name.partition(" of ")[0].rpartition(" ")[2].lower()
        document = not names.words("document").isdisjoint((head, head.removesuffix("s")))
        name = name if actor(head) or (head.endswith("s") and not document) else None
    ends = [int(x) for x in (cue_end, b) if x is not None]
    # The clause of marked words begins before the marks, behind its attribution.
    first = max((x for x in ends if x <= start), default=0) if kind == "mixed" else start
    place = (int(a), int(b)) if a is not None and b is not None else None
    direct, about = kind in ("direct", "mixed"), max(ends, default=-1)
    return Voice(_known(name), place, start, end, first, end, True, direct, about)


def _known(name: str | None) -> str | None:
    """Return a name, None for "officials" and pronouns."""
    unnamed = not name or name.lower() in names.words("anonymous") or name.lower() in PRONOUNS
    return None if unnamed else name


class Article:
    """One article: its sentences, its voices, and the charges in them."""

    def __init__(self, scene: Scene, outlet: str, voices: list[Voice], *, fused: bool) -> None:
        self.scene, self.text, self.voices, self.fused = scene, scene.text, voices, fused
        self.starts, n = [v.start for v in voices], len(scene.text)
        self.outlet = Voice(outlet, None, 0, n, 0, n)

    def charges(self, signs: list[Sign], sentence: tuple[int, int]) -> Iterator[tuple[Any, ...]]:
        """Yield a row for each charge of a sentence; signs of the same charge share it."""
        found: dict[tuple[Any, ...], tuple[_Charge, list[Sign]]] = {}
        for sign in signs:
            if sign.alone and (charge := self.charge(sign)):
                key = sign.category, charge[0][0], charge[1][0], charge[2]
                found.setdefault(key, (charge, []))[1].append(sign)
        for (name, *_), (charge, own) in found.items():
            start, end = max(sentence[0], charge[-1].first), min(sentence[1], charge[-1].last)
            own += [s for s in signs if not s.alone and start <= s.start and s.end <= end]
            start = end - len(self.text[start:end].lstrip())
            yield start, end, *self._row(name, charge, own)

    def charge(self, sign: Sign) -> _Charge | None:
        """Return the charge that a sign makes; None if it is said of nobody."""
        shape, voice = self.scene.sentence(sign.start), self.voice(sign)
        a = max(0, bisect_right(shape.starts, sign.start) - 1)
        at = a, max(a + 1, bisect_right(shape.starts, sign.end - 1))
        limit = bisect_left(shape.starts, voice.first)
        reading = Reader(self.scene, shape, at, limit, self.fused).read()
        accuser = self._accuser(shape, reading, voice)
        accused = self._accused(shape, reading, voice, accuser[0])
        # "Vask denied bribery": who denies is whom it was said of.
        if reading.denied and accused[1] is None:
            accused = accuser
        # Of a plain lexicon, words said of nobody charge nobody.
        if accused[1] is None and not self.fused:
            return None
        nested = voice.quoted and accuser[1] not in (None, voice.place) and accuser[0] != voice.name
        reported = nested or reading.reported or (reading.handed and accuser[0] is None)
        same = accused[0] is not None and accused[0] == accuser[0]
        # The first that holds.
        modes = {"denial": reading.denied or reading.negated, "report": reported,
                 "self-description": same, "charge": True}  # fmt: skip
        mode = next(name for name, holds in modes.items() if holds)
        return accuser, accused, mode, reading.hedged, voice

    def voice(self, sign: Sign) -> Voice:
        """Return the innermost voice in which a sign stands."""
        k = bisect_right(self.starts, sign.start)
        over = [v for v in self.voices[max(0, k - _NESTED) : k] if sign.end <= v.end + 1]
        return min(over, key=lambda v: v.end - v.start, default=self.outlet)

    def _accused(self, shape: Shape, reading: Reading, voice: Voice, accuser: str | None) -> _Who:
        m = reading.accused
        if m is None:
            return None, None
        place = self.scene.span(shape, m)
        of = _SAID_OF.match(self.text, voice.about) if voice.about >= voice.end else None
        if of and (m.kind in PRONOUNS or m.kind == "role") and (name := self.scene.at(of.end())):
            return name, place
        if m.kind == "you" and voice.direct and voice.about >= 0:
            return self.scene.at(voice.about + 1, voice.name), place  # "Holm told Falk"
        inside = voice.direct or (shape.tags[m.first] == "o" and not reading.accuser)
        speaks = m.kind == "self" or (inside and place[0] >= voice.start)
        speaker = voice.name if speaks and voice.quoted else None
        # "He called him a liar": two men.
        other = accuser if reading.accuser and not reading.denied and m.kind != "self" else None
        name = self.scene.name(shape, m, speaker or other)
        charges = not (reading.negated or reading.denied)
        if m.kind in ("he", "she") and voice.quoted and name == voice.name and charges:
            # "attacks on Vask, saying he was weak": nobody charges himself, if he can help.
            name = self.scene.name(shape, m, voice.name) or name
        return name, place

    def _accuser(self, shape: Shape, reading: Reading, voice: Voice) -> _Who:
        """Return the accuser and its place: whom the sentence names as such, or the speaker."""
        inner = reading.accuser
        if inner and inner.kind != "self":
            place = self.scene.span(shape, inner)
            name = _known(self.scene.name(shape, inner))
            # "Holm insists some say so": of whom she names nobody, the words stay hers.
            named = name or reading.handed or reading.denied or voice.direct or not voice.quoted
            if named and (not voice.quoted or place[0] >= voice.first):
                return name, place
        return (None, None) if reading.reported else (voice.name, voice.place)

    def _row(self, name: str, charge: _Charge, signs: list[Sign]) -> tuple[Any, ...]:
        (who, place), (whom, at), mode, hedged, voice = charge
        strength = min(_MOST, 1 + round(sum({s.entry: s.weight for s in signs}.values())))
        strength = max(1, strength - (hedged or mode == "report")) if mode != "denial" else 0
        spans = sorted((s.start, s.end) for s in signs)
        said = dict.fromkeys(" ".join(self.text[a:b].split()) for a, b in spans)
        both = who, *(place or (None, None)), whom, *(at or (None, None))
        what = name, strength, mode, ", ".join(said), spans[0][0], max(b for _, b in spans)
        return *both, *what, mode == "denial", hedged, "quoted" if voice.quoted else "outlet"
