"""Quotations as records and as a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from newskit import schema, verbs
from newskit.markup import Listing
from newskit.quotations import words
from newskit.quotations.cast import rename
from newskit.quotations.document import Found, Offsets, find
from newskit.quotations.resolve import Cast, Who
from newskit.text import columns


class Quote(NamedTuple):
    """A quotation or reported statement: where it stands, who says it, and how we know.

    The fields are the columns of the QUOTES table after ``quote``; what is not known is None.
    """

    kind: str
    start: int
    end: int
    speaker: str | None
    speaker_start: int | None
    speaker_end: int | None
    speaker_name: str | None
    speaker_kind: str | None
    cue: str | None
    cue_start: int | None
    cue_end: int | None
    rule: str
    stance: str | None
    marks: str | None
    confidence: float | None
    words: int


def quotes(text: str) -> list[Quote]:
    """Return the quotations and reported statements of *text*, in order.

    The same as :func:`find_quotes` for one text.

    Raises
    ------
    TypeError
        If *text* is not a string.

    Examples
    --------
    >>> text = "“We rest,” Ada Holm said."
    >>> for q in quotes(text):
    ...     print(q.kind, text[q.start : q.end], q.speaker_name, q.stance, sep=" | ")
    direct | We rest, | Ada Holm | said
    """
    schema.one_text(text, "quotes", "find_quotes")
    return Listing(_quotes(text, columns.split([text]).end.tolist(), None))


@verbs.verb(
    schema.QUOTES,
    says="Quotations, reported speech and their speakers were found by hand-set rules.",
    cites=["Newell, Margolin & Ruths (2018), An attribution relations corpus for political news"],
)
def find_quotes(
    articles: pd.DataFrame,
    *,
    speakers: pd.DataFrame | Mapping[str, str] | None = None,
    aliases: Mapping[str, str] | None = None,
    keep: Sequence[str] = (),
) -> pd.DataFrame:
    """Return the QUOTES table of *articles*: who is reported as saying what, and in whose words.

    ``kind`` is ``direct`` (a marked clause of its own), ``mixed`` (marked words within a reported
    clause), ``indirect`` (reported without marks; thought and wish included, see ``stance``) or
    ``scare`` (marked words that nobody is said to have said: titles, nicknames, distance).
    ``start`` and ``end`` leave the marks out. ``speaker`` is the source as printed,
    ``speaker_name`` the person or institution it stands for, NaN when unsure; ``speaker_kind`` is
    ``person``, ``institution``, ``group`` (kept as printed) or ``unnamed``, and ``confidence`` how
    sure name and attribution are, from 0 to 1: an order, not a probability. ``cue`` is the
    reporting word and ``stance`` its class (``said``, ``claimed``, ``denied`` ...). ``rule``
    names what decided. ``marks`` says what is odd about the marks, NaN if nothing is: ``unclosed``
    (ends with its paragraph, or at the next opening mark), ``continued`` (closed in a later
    paragraph), ``nested`` (inside another, and with its speaker) or ``stray`` (the nearest to a
    closing double mark that nothing opened; in a paragraph without a quotation such a mark leaves
    no trace, and a single one is an apostrophe). An odd mark never costs more than its paragraph.
    Marked rows overlap only if nested; statements without marks also where one reports another.

    Parameters
    ----------
    articles : DataFrame
        A table with ``article_id`` and ``text``; texts that are missing are counted in a warning.
    speakers : DataFrame or mapping, optional
        A SPEAKERS table (:func:`newskit.speakers`) whose names replace those found here, so that a
        person has one name in the whole corpus.
    aliases : mapping, optional
        Printed names to the names you want, such as ``{"Kremlin": "Russian government"}``; matched
        without regard to case and to a leading *the*, and stronger than *speakers*.
    keep : sequence of str
        Further columns of *articles* to carry into the table.

    Raises
    ------
    ValueError
        If a column is missing; the message names it.

    Notes
    -----
    Rules and hand-set costs only; nothing is learned. Each text is read in one pass, in time
    proportional to its length. Detection of marked quotations and their speakers is dependable;
    reported speech without marks is found less well, and its right end is a guess where a sentence
    goes on. docs/measures.md gives the figures, benchmarks/quotes.py measures them.

    References
    ----------
    Semino & Short (2004), Corpus Stylistics (the kinds). Newell, Margolin & Ruths (2018), An
    attribution relations corpus for political news (the articles used for measuring).

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["a"], "text": ["“We rest,” Ada Holm said."]})
    >>> find_quotes(articles)[["kind", "start", "end", "speaker_name", "cue"]].values.tolist()
    [['direct', 1, 9, 'Ada Holm', 'said']]
    """
    ids, texts = schema.texts(articles)
    cut = columns.split(texts)
    begins = np.searchsorted(cut.text, np.arange(len(texts) + 1)).tolist()
    ends = cut.end.tolist()
    rows = [
        (article_id, n, *quote)
        for i, (article_id, text) in enumerate(zip(ids, texts, strict=True))
        for n, quote in enumerate(_quotes(text, ends[begins[i] : begins[i + 1]], aliases))
    ]
    table = schema.table(rows, schema.QUOTES)
    if speakers is not None:
        table = rename(table, speakers)
    return schema.stamp(table, "find_quotes")


_MARK = re.compile(r"[“”\"]|''")


def _quotes(
    text: str, sentence_ends: list[int], aliases: Mapping[str, str] | None
) -> Iterator[Quote]:
    found = sorted(find(text, sentence_ends), key=lambda f: (f.start, -f.end))
    # What holds marks in it may hold another attribution: "Asked of it, Holm called it “odd,” ...".
    direct = (
        f for f in found if f.kind != "indirect" or not _MARK.search(text, f.start, f.end + 2)
    )
    said = [(f.start, f.end) for f in direct]
    cast = Cast(text, aliases, said)
    before: Who | None = None
    known: dict[Offsets, Who] = {}
    for f in found:
        who = None
        if f.speaker:
            who = known.get(f.speaker)
            if who is None:
                who = cast.who(text[slice(*f.speaker)], f.speaker[0], before)
                known[f.speaker] = who
            before = who if who.name else before
        yield _record(text, f, who)


def _record(text: str, f: Found, who: Who | None) -> Quote:
    said = text[slice(*f.cue)] if f.cue else None
    stance = words.stance_of(said.replace("’", "'").lower()) if said else None
    sure = who.sure * words.weights("attributed").get(f.rule, 1.0) if who and who.name else None
    speaker, cue = f.speaker or (None, None), f.cue or (None, None)
    printed = text[slice(*f.speaker)] if f.speaker else None
    name, kind = (who.name, who.kind) if who else (None, None)
    length = len(text[f.start : f.end].split())
    known = (f.kind, f.start, f.end, printed, *speaker, name, kind, said, *cue, f.rule, stance)
    rest = (f.marks or None, None if sure is None else round(sure, 2), length)
    return Quote._make((*known, *rest))
