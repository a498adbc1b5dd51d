"""Audit a corpus before measuring it: what is missing, damaged, doubled, or in another language."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pandas as pd

from newskit import schema
from newskit.reading.duplicates import similar_pairs
from newskit.reading.layouts import mojibake
from newskit.text import columns, language

_Row = tuple[str, object, object, object, float, str]
_SHORT = 50


def audit(articles: pd.DataFrame, *, gap: int = 7) -> pd.DataFrame:
    """Return what a reader of results should know about a corpus before any of it is measured.

    Parameters
    ----------
    articles
        A table with ``article_id`` and ``text``; ``outlet``, ``published`` and ``language`` are
        used where they are there, and the receipt of :func:`newskit.read_articles`.
    gap
        Days without an article of an outlet that count as a gap.

    Returns
    -------
    DataFrame
        AUDIT, one row per finding. The checks are ``receipt`` (an archive's file; value: articles
        read), ``no text``, ``short`` (value: words, under 50), ``no date``, ``gap`` (value: days),
        ``damage`` (value: damaged characters, from a wrong encoding), ``language`` (not English),
        ``duplicate`` (the same words) and ``near duplicate`` (value: Jaccard similarity of
        five-word sequences, 0.6 or more; wire copy and reprints: see
        :func:`newskit.reading.duplicates.find_stories`). Empty when nothing was found.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["a", "b"], "text": ["Talks go on."] * 2})
    >>> audit(articles)["check"].tolist()
    ['short', 'short', 'duplicate']

    References
    ----------
    Broder, A. (1997). On the resemblance and containment of documents. SEQUENCES '97.
    """
    schema.require(articles, ["article_id", "text"], what="articles table")
    full = articles.reindex(columns=list(dict.fromkeys([*schema.ARTICLES, *articles.columns])))
    empty = ~full["text"].map(lambda t: isinstance(t, str) and bool(t.strip())).astype(bool)
    rows = [
        *_of_files(receipt(articles)),
        *_of_all(full[empty], "no text"),
        *_of_each(full[~empty]),
        *_of_dates(full, gap),
        *_of_pairs(full[~empty]),
    ]
    return schema.stamp(schema.table(rows, schema.AUDIT), "audit", gap=gap)


def receipt(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the RECEIPT of a reading: one row per file, what it declares and what arrived.

    ``cut`` counts the lines around the texts that are no text; ``repeated`` the articles that had
    been read before; ``missing`` the fields that articles lack. Single texts share one row.
    """
    note = articles.attrs.get("newskit", {})
    lines = pd.DataFrame([*note.get("receipt", ())], columns=list(schema.RECEIPT))
    return schema.cast(lines, schema.RECEIPT)


def _of_files(files: pd.DataFrame) -> Iterator[_Row]:
    for row in files.to_dict("records"):
        of = "" if pd.isna(row["declared"]) else f" of {row['declared']} declared"
        parts = [
            f"{row['archive']}: {row['read']}{of}",
            f"missing: {row['missing']}" * bool(row["missing"]),
            f"{row['cut']} lines around the texts cut" * bool(row["cut"]),
            f"{row['repeated']} read before" * bool(row["repeated"]),
            str(row["encoding"] or ""),
        ]
        # Archives and tools have names; kinds of files ("txt files", "csv") need no receipt.
        if row["archive"][:1].isupper():
            told = "; ".join(filter(None, parts))
            yield "receipt", None, row["file"], None, float(row["read"]), told


def _of_all(table: pd.DataFrame, check: str) -> Iterator[_Row]:
    for outlet, own in zip(table["outlet"], table["article_id"], strict=True):
        yield check, outlet, own, None, np.nan, ""


def _of_each(there: pd.DataFrame) -> Iterator[_Row]:
    texts = there["text"].tolist()
    words = columns.only_words(columns.cut(texts))
    counts = np.bincount(words.text, minlength=len(texts))
    tongues = language.foreign(texts, there["language"].tolist())
    for i, (outlet, own) in enumerate(zip(there["outlet"], there["article_id"], strict=True)):
        place = (outlet, own, None)
        damage = list(mojibake(texts[i]).elements())
        if counts[i] < _SHORT:
            yield "short", *place, float(counts[i]), f"{counts[i]} words"
        if damage:
            yield "damage", *place, float(len(damage)), f"such as {damage[0]!r}"
        if i in tongues:
            yield "language", *place, np.nan, tongues[i]


def _of_dates(full: pd.DataFrame, gap: int) -> Iterator[_Row]:
    dates = pd.to_datetime(full["published"], errors="coerce")
    if dates.notna().any():
        yield from _of_all(full[dates.isna()], "no date")
    outlets = full["outlet"].astype(object).where(full["outlet"].notna(), "")
    for outlet, own in dates.dropna().groupby(outlets):
        days = own.dt.normalize().drop_duplicates().sort_values()
        for before, day in pairwise(days):
            if (apart := (day - before).days) > gap:
                span = f"nothing between {before:%Y-%m-%d} and {day:%Y-%m-%d}"
                yield "gap", outlet or None, None, None, float(apart), span


def _of_pairs(there: pd.DataFrame) -> Iterator[_Row]:
    ids, outlets = there["article_id"].tolist(), there["outlet"].tolist()
    texts = there["text"].tolist()
    first = dict[str, int]()
    for i, text in enumerate(texts):
        j = first.setdefault(" ".join(text.lower().split()), i)
        if i != j:
            yield "duplicate", outlets[i], ids[i], ids[j], 1.0, "the same words"
    kept = [*first.values()]
    for a, b, alike in similar_pairs([texts[i] for i in kept]):
        i, j = kept[b], kept[a]
        yield "near duplicate", outlets[i], ids[i], ids[j], alike, f"{alike:.0%} alike"
