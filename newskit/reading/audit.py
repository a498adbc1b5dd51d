"""Audit a corpus before measuring it: what is missing, damaged, doubled, or in another language."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from newskit import schema
from newskit.reading.layouts import mojibake
from newskit.text import straighten

AUDIT: schema.Columns = {
    "check": "str",
    "outlet": "str",
    "article_id": "str",
    "other_id": "str",
    "value": "float64",
    "finding": "str",
}
_Row = tuple[str, object, object, object, float, str]

_WORD = re.compile(r"\w+")
# The commonest function words of English: about two in five words of any English news text.
_ENGLISH = frozenset(
    re.findall(
        r"\w+",
        "the of and to in a that is was for on with as by at from it he be are his has have an not "
        "this which but they or had will said its who their been were we i she would you more",
    )
)
_ENGLISH_SHARE = 0.2
_SHORT = 50
_SHINGLE = 5
_HASHES, _BANDS = 64, 16
_NEAR = 0.6


def audit(articles: pd.DataFrame, *, gap: int = 7) -> pd.DataFrame:
    """Return what a reader of results should know about a corpus before any of it is measured.

    Parameters
    ----------
    articles
        A table with ``article_id`` and ``text``; ``outlet``, ``published`` and ``language`` are
        used where they are there.
    gap
        Days without an article of an outlet that count as a gap.

    Returns
    -------
    DataFrame
        One row per finding: ``check``, ``outlet``, ``article_id``, ``other_id``, ``value``,
        ``finding``. The checks are ``no text``, ``short`` (value: words, under 50), ``no date``,
        ``gap`` (value: days), ``damage`` (value: damaged characters, from a wrong encoding),
        ``language`` (value: share of English function words, under 0.2), ``duplicate`` (the same
        words) and ``near duplicate`` (value: Jaccard similarity of five-word sequences, 0.6 or
        more; wire copy). Empty when nothing was found.

    Notes
    -----
    Near duplicates are found by MinHash with 64 hashes in 16 bands (Broder 1997), in time linear
    in the corpus, and then compared exactly. The chance to miss a pair of similarity s is
    ``(1 - s**4)**16``: 0.02 % at 0.8, 11 % at 0.6.

    References
    ----------
    Broder, A. (1997). On the resemblance and containment of documents. SEQUENCES '97.
    """
    schema.require(articles, ["article_id", "text"], what="articles table")
    full = articles.reindex(columns=list(dict.fromkeys([*schema.ARTICLES, *articles.columns])))
    has_text = full["text"].map(lambda t: isinstance(t, str) and bool(t.strip())).astype(bool)
    there = full[has_text]
    words = [_WORD.findall(straighten(t).lower()) for t in there["text"]]
    rows = [
        *(("no text", r.outlet, r.article_id, None, np.nan, "") for r in _rows(full[~has_text])),
        *_of_each(there, words),
        *_of_dates(full, gap),
        *_of_pairs(there, words),
    ]
    return schema.table(rows, AUDIT)


def _rows(table: pd.DataFrame) -> Iterator[pd.Series]:
    return (row for _, row in table.iterrows())


def _of_each(there: pd.DataFrame, words: list[list[str]]) -> Iterator[_Row]:
    for row, own in zip(_rows(there), words, strict=True):
        place = (row.outlet, row.article_id, None)
        english = sum(w in _ENGLISH for w in own) / max(len(own), 1)
        damage = list(mojibake(row.text).elements())
        if len(own) < _SHORT:
            yield "short", *place, float(len(own)), f"{len(own)} words"
        if damage:
            yield "damage", *place, float(len(damage)), f"such as {damage[0]!r}"
        if english < _ENGLISH_SHARE and len(own) >= _SHORT:
            yield "language", *place, english, "few English function words"


def _of_dates(full: pd.DataFrame, gap: int) -> Iterator[_Row]:
    dates = pd.to_datetime(full["published"], errors="coerce")
    if dates.notna().any():
        for row in _rows(full[dates.isna()]):
            yield "no date", row.outlet, row.article_id, None, np.nan, ""
    outlets = full["outlet"].astype(object).where(full["outlet"].notna(), "")
    for outlet, own in dates.dropna().groupby(outlets):
        days = own.dt.normalize().drop_duplicates().sort_values()
        apart = days.diff().dt.days
        for day, before, n in zip(days, days.shift(), apart, strict=True):
            if n > gap:
                span = f"nothing between {before:%Y-%m-%d} and {day:%Y-%m-%d}"
                yield "gap", outlet or None, None, None, float(n), span


def _of_pairs(there: pd.DataFrame, words: list[list[str]]) -> Iterator[_Row]:
    ids, outlets = there["article_id"].tolist(), there["outlet"].tolist()
    first: dict[tuple[str, ...], int] = {}
    kept = []
    for i, own in enumerate(words):
        j = first.setdefault(tuple(own), i)
        if i == j:
            kept.append(i)
        else:
            yield "duplicate", outlets[i], ids[i], ids[j], 1.0, "the same words"
    shingles = {i: _shingles(words[i]) for i in kept}
    for j, i in sorted(_candidates(shingles)):
        alike = len(shingles[i] & shingles[j]) / len(shingles[i] | shingles[j])
        if alike >= _NEAR:
            yield "near duplicate", outlets[i], ids[i], ids[j], alike, f"{alike:.0%} alike"


def _shingles(words: list[str]) -> set[int]:
    # Python's own hash of a string differs from process to process; a checksum does not.
    return {
        zlib.crc32(" ".join(words[i : i + _SHINGLE]).encode("utf-8", "surrogatepass"))
        for i in range(len(words) - _SHINGLE + 1)
    }


def _candidates(shingles: dict[int, set[int]]) -> set[tuple[int, int]]:
    """Return the pairs that share at least one band of their MinHash signatures."""
    rng = np.random.default_rng(0)
    factors = rng.integers(1, 2**31, _HASHES, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    buckets: dict[tuple[int, bytes], list[int]] = {}
    for i, own in shingles.items():
        if own:
            bands = _signature(own, factors).reshape(_BANDS, -1)
            for b, band in enumerate(bands):
                buckets.setdefault((b, band.tobytes()), []).append(i)
    return {pair for bucket in buckets.values() for pair in combinations(bucket, 2)}


def _signature(own: set[int], factors: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Return, for each hash function, the smallest value that it gives to any shingle."""
    values = np.fromiter(own, dtype=np.uint64, count=len(own))
    hashed: npt.NDArray[np.uint64] = values[None, :] * factors[:, None] >> np.uint64(32)
    return np.asarray(hashed.min(axis=1), dtype=np.uint64)
