"""Texts that are nearly the same: copies, reprints, wire copy, found in linear time by MinHash."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from newskit import schema
from newskit.text.columns import Cut, Integers, cut, only_words

# A pair whose sets overlap by s is looked at with probability 1 - (1 - s**4)**32: 0.87 at s = 0.5,
# 0.99 at 0.6.
_HASHES, _BANDS = 128, 32
_FIVE = 5
_ODD = np.uint64(0x9E3779B97F4A7C15)

Sets = list[frozenset[int]]


def near_duplicates(
    texts: Sequence[str], *, share: float = 0.5, words: int = 1, pieces: Cut | None = None
) -> Integers:
    """Return a number for each text; texts that share most of their words share it.

    Two texts belong together if the Jaccard similarity of their sets of words (words in common /
    words in either, 0 to 1) reaches *share*, or if a chain of such texts joins them. Texts without
    words belong together.

    Parameters
    ----------
    texts
        The texts.
    share
        The similarity from which two texts belong together.
    words
        Compare sequences of so many words instead of single ones: 5 tells wire copy from two
        reports of one event.
    pieces
        ``cut(texts)``, if it is there already.

    Notes
    -----
    Pairs are found by hashing and then compared exactly, so the cost is linear in the texts; of
    pairs with a similarity of 0.5 about one in eight is missed, of pairs above 0.6 hardly one.

    Examples
    --------
    >>> near_duplicates(["War in Lesk", "war in Lesk today", "A quiet day"]).tolist()
    [0, 0, 1]

    References
    ----------
    Broder, A. Z. (1997), On the resemblance and containment of documents, SEQUENCES '97.
    """
    leader = list(range(len(texts)))
    # Neighbours suffice: a chain joins the whole bucket, and its cost stays linear.
    for one, two, _ in _alike(_sets(pieces or cut(texts), len(texts), words), share, near=1):
        leader[_lead(leader, two)] = _lead(leader, one)
    roots = [_lead(leader, i) for i in range(len(texts))]
    return np.asarray(pd.factorize(np.array(roots, dtype=np.int64))[0], dtype=np.int64)


def similar_pairs(
    texts: Sequence[str], *, share: float = 0.6, words: int = 5
) -> Iterator[tuple[int, int, float]]:
    """Yield the pairs of texts that are alike: number of the first, of the second, similarity.

    As :func:`near_duplicates`, but every pair is named, once and in order (of texts with more than
    25 of their kind, each with the next 25); texts with fewer than *words* words are left out.

    >>> copy = "The council will meet again on Friday morning"
    >>> list(similar_pairs([copy, "A quiet day", copy + "."]))
    [(0, 2, 1.0)]
    """
    sets = _sets(cut(texts), len(texts), words)
    # All pairs of a hundred thousand forms of one kind would never come to an end.
    return (pair for pair in _alike(sets, share, near=25) if sets[pair[0]])


def find_stories(articles: pd.DataFrame, *, share: float = 0.5) -> pd.DataFrame:
    """Return *articles* with a column ``story``: one number for all articles of the same copy.

    Wire copy and reprints are one observation, printed often. Count a story once with
    ``drop_duplicates("story")``, or let it be the unit that is resampled:
    ``compare(score_tone(find_stories(articles), keep="story"), "tone", unit="story")``.

    Two articles are one story if they share *share* of their sequences of five words (Jaccard
    similarity), or a chain of such articles joins them. Articles of fewer words stand alone.

    Examples
    --------
    >>> copy = "The council of Velm will meet again on Friday morning"
    >>> texts = [copy, "A quiet day", copy + "."]
    >>> papers = pd.DataFrame({"article_id": ["a", "b", "c"], "text": texts})
    >>> find_stories(papers)["story"].tolist()
    [0, 1, 0]
    """
    schema.require(articles, ["article_id", "text"], what="articles table")
    bodies = articles["text"].map(lambda text: text if isinstance(text, str) else "").tolist()
    # A text without five words has no sequence to share, and would be like all others of its kind.
    lone = np.array([len(text.split()) < _FIVE for text in bodies], dtype=bool)
    cluster = near_duplicates(bodies, share=share, words=_FIVE)
    own = np.where(lone, len(bodies) + np.arange(len(bodies)), cluster)
    return articles.assign(story=pd.factorize(own)[0])


def _alike(sets: Sets, share: float, near: int) -> Iterator[tuple[int, int, float]]:
    """Yield the pairs whose similarity reaches *share*, each with its *near* next in a bucket."""
    pairs = set[tuple[int, int]]()
    for bucket in _buckets(sets):
        for step in range(1, near + 1):
            pairs.update(zip(bucket, bucket[step:], strict=False))
    for one, two in sorted(pairs):
        either = len(sets[one] | sets[two])
        similarity = len(sets[one] & sets[two]) / either if either else 1.0
        if similarity >= share:
            yield one, two, similarity


def _sets(pieces: Cut, number: int, size: int) -> Sets:
    """Return the set of sequences of *size* words of each text, as numbers."""
    found = only_words(pieces)
    n = max(len(found.id) - size + 1, 0)
    # Two sequences share a number only if a 64-bit hash collides.
    key = np.zeros(n, dtype=np.uint64)
    for step in range(size):
        key = key * _ODD + found.id[step : step + n].astype(np.uint64) + np.uint64(1)
    whole = found.text[:n] == found.text[size - 1 : size - 1 + n]
    text, key = found.text[:n][whole], key[whole]
    ends = np.searchsorted(text, np.arange(max(number - 1, 0)), side="right")
    return [frozenset(part.tolist()) for part in np.split(key, ends)][:number]


def _lead(leader: list[int], i: int) -> int:
    while leader[i] != i:
        leader[i] = leader[leader[i]]
        i = leader[i]
    return i


def _buckets(sets: Sets) -> Iterator[list[int]]:
    """Yield groups of sets, in order, whose least hashed members agree in a band of hashes."""
    if not sets:
        return
    rng = np.random.default_rng(0)
    factors = rng.integers(1, 2**63, _HASHES, dtype=np.uint64) | np.uint64(1)
    sketch = np.array([_least(own, factors) for own in sets], dtype=np.uint64)
    for band in np.split(sketch, _BANDS, axis=1):
        _, key = np.unique(band, axis=0, return_inverse=True)
        order = np.argsort(key, kind="stable")
        cuts = np.flatnonzero(np.diff(key[order])) + 1
        yield from (part.tolist() for part in np.split(order, cuts) if len(part) > 1)


def _least(own: Iterable[int], factors: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Return, for each hash function, the smallest value that it gives to any member."""
    keys = np.array(list(own) or [0], dtype=np.uint64)
    # The shift mixes high bits into low ones: the product alone keeps the order of small keys.
    mixed = (keys ^ (keys >> np.uint64(31))) * _ODD
    mixed ^= mixed >> np.uint64(29)
    hashed = mixed[None, :] * factors[:, None]
    return np.asarray((hashed ^ (hashed >> np.uint64(32))).min(axis=1), dtype=np.uint64)
