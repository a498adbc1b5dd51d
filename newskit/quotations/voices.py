"""Sentences cut into voices: the outlet's words, quoted words, and the words of reporting."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pandas as pd

from newskit import schema, verbs
from newskit.quotations.table import find_quotes
from newskit.text import columns, spans

# From the first letter or digit to the last, with the punctuation that closes a sentence.
_WORDS = re.compile(r"[^\W_](?:.*[^\W_])?[.!?…%]*", re.DOTALL)
# Words of reporting end where another clause begins: what follows is the outlet's again.
_CLAUSE = re.compile(
    r"[,;:.!?…(\n—–“”\"«„]|\s(?:as|while|after|before|when|because|since|although|though|amid|"
    r"following|but|and|who|which|that|where|if|whether)\b|$"
)
# "..., Holm said, in an interview": the setting belongs to the reporting.
_SETTING = re.compile(r",\s(?:in|at|on|during|speaking|via)\s")
# "But Holm said", "On Monday, Holm said": so few words before the speaker belong to the reporting.
_LEAD = re.compile(r"\W*(?:\w+\W+){0,3}")
# An apposition between speaker and verb is the outlet's: "Holm, a man of many words, said".
_APPOSITION = re.compile(r"^\s*[,—–(-].*\w.*[,—–)-]?\s*$", re.DOTALL)


class _Row(NamedTuple):
    start: int
    end: int
    name: object
    speaker_start: int
    speaker_end: int
    cue_start: int
    cue_end: int


_Voice = tuple[int, int, str, object]
_Sentence = tuple[int, int, int]


@verbs.verb(
    schema.SPANS,
    says="Sentences were cut into the outlet's own words, quoted words and words of reporting.",
    cites=["Semino & Short (2004), Corpus Stylistics"],
)
def split_voices(
    articles: pd.DataFrame, quotes: pd.DataFrame | None = None, *, keep: Sequence[str] = ()
) -> pd.DataFrame:
    """Return the SPANS table of *articles*: every sentence cut into spans of one voice.

    ``quoted`` is what is quoted directly, in part or in reported speech; it carries the speaker's
    name (NaN if unresolved). ``reporting`` is the clause that reports it ("Holm told the paper on
    Monday"): speaker, verb, whom and when, neither the outlet's judgement nor the speaker's.
    Everything else is the ``outlet``'s, scare quotes included: an outlet that writes of a “peace
    plan” speaks itself. So is an apposition ("Holm, a man of many words, said"). Pieces without a
    letter or digit are left out.

    Parameters
    ----------
    articles : DataFrame
        A table with ``article_id`` and ``text``.
    quotes : DataFrame, optional
        The QUOTES table of the same articles; found with :func:`find_quotes` if not given.
    keep : sequence of str
        Further columns of *articles* to carry into the table.

    Raises
    ------
    ValueError
        If a column that is needed is missing; the message names it.

    Notes
    -----
    The cut is as good as the quotations: see :func:`find_quotes` for how far to trust those without
    marks. Where the words of reporting end is told by commas and conjunctions, not by a parse.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["a"], "text": ["“We rest,” Ada Holm said."]})
    >>> split_voices(articles)[["voice", "speaker_name"]].values.tolist()
    [['quoted', 'Ada Holm'], ['reporting', nan]]
    """
    if quotes is None:
        quotes = find_quotes(articles)
    ids, texts = schema.texts(articles)
    rows = _rows(quotes)
    sentences = columns.split(texts)
    places = defaultdict(list)
    for row in zip(*(column.tolist() for column in sentences), strict=True):
        places[row[0]].append((row[1], row[3], row[4]))
    found: list[tuple[object, ...]] = []
    for n, (article_id, text) in enumerate(zip(ids, texts, strict=True)):
        voices = _voices(text, places[n], rows.get(article_id, []))
        found += ((article_id, *piece) for piece in _cut(text, places[n], voices))
    return schema.stamp(schema.table(found, schema.SPANS), "split_voices")


spans.NAMED["voices"] = split_voices


def _rows(quotes: pd.DataFrame) -> dict[str, list[_Row]]:
    """Return the quotations by article and place, without the marked words that nobody said."""
    needed = ["article_id", "start", "end", "kind", "speaker_name"]
    schema.require(quotes, needed, what="quotes table")
    said = quotes[quotes["kind"] != "scare"].sort_values(["start", "end"], kind="stable")
    places = said.reindex(columns=_Row._fields[3:]).astype("float64").fillna(-1).astype("int64")
    kept = [said[name].tolist() for name in needed if name != "kind"]
    rows: dict[str, list[_Row]] = defaultdict(list)
    for article_id, start, end, name, *place in zip(
        *kept, *(places[name].tolist() for name in places), strict=True
    ):
        rows[str(article_id)].append(_Row(start, end, name, *place))
    return rows


def _voices(text: str, sentences: list[_Sentence], rows: list[_Row]) -> list[_Voice]:
    """Return the spans of *text* that are not the outlet's, from left to right."""
    quoted: list[_Voice] = []
    for row in rows:
        # What stands inside another quotation is in the voice of the outer one.
        last = quoted[-1][1] if quoted else 0
        if row.end > last:
            quoted.append((max(row.start, last), row.end, "quoted", row.name))
    starts, ends = [v[0] for v in quoted], [v[1] for v in quoted]
    opens = [s[1] for s in sentences]
    reporting: set[tuple[int, int]] = set()
    for row in rows:
        # Without a cue the name alone reports: the label of a transcript, the signature.
        at = row.cue_start if row.cue_start >= 0 else row.speaker_start
        k = bisect_right(starts, at)
        if at < 0 or (k and ends[k - 1] > at):
            continue
        _, a, b = sentences[max(0, bisect_right(opens, at) - 1)]
        free = max(a, ends[k - 1] if k else 0), min(b, starts[k] if k < len(starts) else b)
        reporting.update(_reporting(text, free, row))
    return sorted(
        [*quoted, *((a, b, "reporting", None) for a, b in reporting)], key=lambda v: v[:2]
    )


def _reporting(text: str, free: tuple[int, int], row: _Row) -> Iterator[tuple[int, int]]:
    """Yield the words of reporting around a cue, within the words *free* of quotation there."""
    if row.cue_start < 0:
        yield row.speaker_start, row.speaker_end
        return
    low, high = row.cue_start, row.cue_end
    if free[0] <= row.speaker_start and row.speaker_end <= free[1]:
        first, second = sorted([(low, high), (row.speaker_start, row.speaker_end)])
        if first[1] < second[0] and _APPOSITION.match(text[first[1] : second[0]]):
            yield _led(text, free[0], first[0]), first[1]
            low, high = second
        else:
            low, high = first[0], max(first[1], second[1])
    if text[row.cue_start].isalpha():
        high = _clause_end(text, high, free[1])
        if m := _SETTING.match(text, high, free[1]):
            high = _clause_end(text, m.end(), free[1])
    yield _led(text, free[0], low), high


def _clause_end(text: str, start: int, end: int) -> int:
    found = _CLAUSE.search(text, start, end)
    return found.start() if found else end


def _led(text: str, start: int, low: int) -> int:
    return start if _LEAD.fullmatch(text, start, low) else low


def _cut(
    text: str, sentences: list[_Sentence], voices: list[_Voice]
) -> Iterator[tuple[object, ...]]:
    k = 0
    for n, start, end in sentences:
        while k < len(voices) and voices[k][1] <= start:
            k += 1
        at, j = start, k
        while j < len(voices) and voices[j][0] < end:
            a, b, voice, name = voices[j]
            a, b = max(a, at), min(b, end)
            if a < b:
                yield from _piece(text, (n, at, a), "outlet", None)
                yield from _piece(text, (n, a, b), voice, name)
                at = b
            j += 1
        yield from _piece(text, (n, at, end), "outlet", None)


def _piece(text: str, place: _Sentence, voice: str, name: object) -> Iterator[tuple[object, ...]]:
    n, start, end = place
    if m := _WORDS.search(text, start, end):
        yield n, m.start(), m.end(), voice, name
