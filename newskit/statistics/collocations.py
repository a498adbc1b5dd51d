"""Collocations: words that keep company more than chance would have them do."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from newskit import schema, verbs
from newskit.statistics import counting, resample
from newskit.statistics.counting import StopWords, Words
from newskit.statistics.distributions import Floats, Integers


class _Pairs(NamedTuple):
    """Pairs of neighbours, one row each: both words' places in the table, and the pair's number."""

    first: Integers
    second: Integers
    number: Integers
    words: Integers


@verbs.statistic(
    schema.COLLOCATIONS,
    says="Collocations within {window} words in a sentence and met {min_count} times or more were "
    "ranked by logDice, with intervals from leaving out lots of articles.",
    cites=["Rychlý (2008), RASLAN, 6"],
)
def collocations(
    tokens: pd.DataFrame,
    *,
    node: str | None = None,
    window: int = 1,
    min_count: int = 3,
    min_articles: int = 1,
    by: str | None = None,
    stop_words: StopWords = None,
) -> pd.DataFrame:
    """Return pairs of words, the second up to *window* words after the first in the same sentence.

    Parameters
    ----------
    tokens
        TOKENS. Marks are left out, so words on both sides of a comma are neighbours.
    node
        Keep the pairs that hold this word, in either place.
    window
        How many words after the first word are looked at; 1 takes neighbours only.
    min_count, min_articles
        Leave out pairs that are rarer, or that fewer articles hold: the measures are unsteady for
        them, PMI most of all.
    by
        A column of groups, each counted by itself; its name stands in the column ``group``.
    stop_words
        "english" for the shipped list of function words and titles, or a list: pairs that hold one
        are left out.

    Returns
    -------
    COLLOCATIONS
        By falling ``log_dice``: ``group`` (missing without *by*), ``word``, ``collocate``,
        ``count`` (of the pair), ``word_count``, ``collocate_count``; ``log_dice`` = 14 +
        log2(2 count / (word_count + collocate_count)), at most 14 for a window of 1, comparable
        between corpora (Rychlý 2008), with its 95 % interval ``low`` to ``high``;
        ``log_likelihood``, ``pmi`` and ``t_score`` as NLTK's BigramAssocMeasures give them, which
        rank and prove nothing; ``articles`` that hold the pair; and ``article_id``, ``start``,
        ``end`` of its first occurrence, to read it in place.

    Notes
    -----
    For a window above 1 NLTK's measures take ``count / window``, as its finder does: a pair has
    that many chances to meet. The interval comes from leaving out each of (up to) 20 lots of
    articles in turn; NaN where all occurrences stand in one lot.

    References
    ----------
    Rychlý (2008), RASLAN, 6. Kott (2001), Journal of Official Statistics 17:521.

    Examples
    --------
    >>> words = {"article_id": "a", "sentence": 0, "start": [0, 4], "end": [3, 9],
    ...          "word": ["war", "fever"]}
    >>> found = collocations(pd.DataFrame(words), min_count=1)
    >>> found[["word", "collocate", "log_dice"]].values.tolist()
    [['war', 'fever', 14.0]]
    """
    schema.require(tokens, ["article_id", "sentence", "start", "end", "word"], what="tokens table")
    if window < 1 or min_count < 1:
        raise ValueError("window and min_count must be 1 or more")
    schema.require(tokens, [], groups=by, what="tokens table")
    every, parts = counting.words(tokens, stop_words), []
    for name in sorted(tokens[by].dropna().unique()) if by else [None]:
        words = every.among((tokens[by] == name).to_numpy()[every.rows]) if by else every
        pairs = _pairs(words, tokens["sentence"], window, node, min_count)
        parts.append(_measured(words, tokens, pairs, window).assign(group=name))
    found = pd.concat(parts) if parts else schema.empty(schema.COLLOCATIONS)
    found = found.loc[found["articles"] >= min_articles, list(schema.COLLOCATIONS)]
    found = schema.cast(found, schema.COLLOCATIONS).reset_index(drop=True)
    settings = {"min_count": min_count, "min_articles": min_articles}
    return schema.stamp(found, "collocations", by=by, node=node, window=window, **settings)


def _pairs(
    words: Words, sentences: pd.Series, window: int, node: str | None, min_count: int
) -> _Pairs:
    """Return the pairs that are frequent enough, in reading order of their first words."""
    number = sentences.to_numpy(np.int64)[words.rows]
    sentence = words.article * (number.max(initial=0) + 1) + number
    places = np.arange(len(sentence))
    firsts = [places[:-d][sentence[:-d] == sentence[d:]] for d in range(1, window + 1)]
    first = np.concatenate(firsts)
    second = np.concatenate([f + d for d, f in enumerate(firsts, start=1)])
    kept = words.shown[words.ids[first]] & words.shown[words.ids[second]]
    if node is not None:
        wanted = np.asarray(words.vocabulary == node.lower(), dtype=bool)
        kept &= wanted[words.ids[first]] | wanted[words.ids[second]]
    first, second = first[kept], second[kept]
    order = np.argsort(first, kind="stable")
    first, second = first[order], second[order]
    size = len(words.vocabulary)
    both = words.ids[first] * size + words.ids[second]
    kinds, number, count = np.unique(both, return_inverse=True, return_counts=True)
    # Most pairs are met once or twice: they go before anything is measured.
    often = count >= min_count
    kept, kinds = often[number], kinds[often]
    number = (np.cumsum(often) - 1)[number[kept]]
    return _Pairs(first[kept], second[kept], number, np.stack([kinds // size, kinds % size]))


def _measured(words: Words, tokens: pd.DataFrame, pairs: _Pairs, window: int) -> pd.DataFrame:
    size = len(words.vocabulary)
    count = np.bincount(pairs.number, minlength=pairs.words.shape[1]).astype(np.float64)
    frequency = np.bincount(words.ids, minlength=size).astype(np.float64)
    w, c = frequency[pairs.words]
    article = words.article
    opening = np.unique(pairs.number, return_index=True)[1]
    # With return_index NumPy sorts, which is faster here than its hashing.
    both = pairs.number * len(article) + article[pairs.first]
    holding = np.unique(both, return_index=True)[0] // len(article)
    low, high = _interval(words, pairs, _log_dice(count, w + c))
    first, second = words.rows[pairs.first[opening]], words.rows[pairs.second[opening]]
    return pd.DataFrame(
        {
            "word": words.vocabulary[pairs.words[0]],
            "collocate": words.vocabulary[pairs.words[1]],
            "count": count,
            "word_count": w,
            "collocate_count": c,
            "log_dice": _log_dice(count, w + c),
            "low": low,
            "high": high,
            **_nltks(count / window, w, c, frequency.sum()),
            "articles": np.bincount(holding, minlength=len(count)),
            "article_id": tokens["article_id"].iloc[first].array,
            "start": tokens["start"].to_numpy()[first],
            "end": tokens["end"].to_numpy()[second],
            "place": opening,
        }
    ).sort_values(["log_dice", "count", "place"], ascending=[False, False, True])


def _log_dice(pair: Floats, words: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(14 + np.log2(2 * pair / words), dtype=np.float64)


def _interval(words: Words, pairs: _Pairs, whole: Floats) -> tuple[Floats, Floats]:
    """Return the jackknife's interval of log dice, lots of articles left out in turn."""
    lot, lots = resample.blocks(words.article)

    def without(ids: Integers, lot: Integers, size: int) -> Floats:
        by_lot = np.bincount(lot * size + ids, minlength=lots * size).reshape(lots, size)
        return np.asarray(by_lot.sum(axis=0) - by_lot, dtype=np.float64)

    alone = without(words.ids, lot, len(words.vocabulary))
    joint = without(pairs.number, lot[pairs.first], len(whole))
    left = [_log_dice(j, a[pairs.words[0]] + a[pairs.words[1]])
            for j, a in zip(joint, alone, strict=True)]  # fmt: skip
    low, high = resample.jackknife(whole, np.array(left).reshape(lots, len(whole)))
    return np.where(np.isfinite(low), low, np.nan), np.where(np.isfinite(high), high, np.nan)


def _nltks(joint: Floats, w: Floats, c: Floats, total: float) -> dict[str, npt.NDArray[np.float64]]:
    """Return likelihood ratio, PMI and t of a pair met *joint* times, as NLTK defines them."""
    cells = np.stack([joint, c - joint, w - joint, total - w - c + joint])
    rows, columns = np.stack([w, total - w]), np.stack([c, total - c])
    expected = np.stack([rows[i] * columns[j] for i, j in ((0, 0), (1, 0), (0, 1), (1, 1))]) / total
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(cells > 0, cells * np.log(cells / expected), 0.0)
        return {
            "log_likelihood": 2 * terms.sum(axis=0),
            "pmi": np.log2(joint * total) - np.log2(w * c),
            "t_score": (joint - w * c / total) / np.sqrt(joint),
        }
