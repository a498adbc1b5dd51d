"""Collocations: words that keep company more than chance would have them do."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

from newskit import schema

Integers = npt.NDArray[np.int64]
_COLUMNS = {
    "word": "str",
    "collocate": "str",
    "count": "int64",
    "word_count": "int64",
    "collocate_count": "int64",
    "log_dice": "float64",
    "log_likelihood": "float64",
    "pmi": "float64",
    "t_score": "float64",
    "articles": "int64",
    "article_id": "str",
    "start": "int64",
    "end": "int64",
}


def collocations(
    tokens: pd.DataFrame, *, node: str | None = None, window: int = 1, min_count: int = 3
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
    min_count
        Leave out rarer pairs: the measures are unsteady for them, PMI most of all.

    Returns
    -------
    Table
        By falling ``log_dice``: ``word``, ``collocate``, ``count`` (of the pair), ``word_count``,
        ``collocate_count``; ``log_dice`` = 14 + log2(2 count / (word_count + collocate_count)), at
        most 14 for a window of 1, comparable between corpora (Rychlý 2008); ``log_likelihood``,
        ``pmi`` and ``t_score`` as NLTK's BigramAssocMeasures give them; ``articles`` that hold the
        pair; and ``article_id``, ``start``, ``end`` of its first occurrence, to read it in place.

    Notes
    -----
    For a window above 1 NLTK's measures take ``count / window``, as its finder does: a pair has
    that many chances to meet.
    """
    schema.require(tokens, ["article_id", "sentence", "start", "end", "word"], what="tokens table")
    if window < 1 or min_count < 1:
        raise ValueError("window and min_count must be 1 or more")
    words = tokens[tokens["word"].map(lambda w: any(c.isalnum() for c in w)).astype(bool)]
    codes, vocabulary = pd.factorize(words["word"])
    ids = codes.astype(np.int64)
    sentence = (
        words.groupby(["article_id", "sentence"], sort=False).ngroup().to_numpy(dtype=np.int64)
    )
    first, second = _pairs(sentence.astype(np.int64), window)
    if node is not None:
        wanted = vocabulary == node.lower()
        kept = wanted[ids[first]] | wanted[ids[second]]
        first, second = first[kept], second[kept]
    counted = _counted(words, (ids[first], ids[second]), (first, second), min_count)
    frequency = np.bincount(ids, minlength=len(vocabulary))
    found = _measured(counted, vocabulary, frequency, window)
    return schema.stamp(found, "collocations", node=node, window=window, min_count=min_count)


def _pairs(sentence: Integers, window: int) -> tuple[Integers, Integers]:
    """Return the places of first and second words, in reading order of the first."""
    places = np.arange(len(sentence))
    firsts = [places[:-d][sentence[:-d] == sentence[d:]] for d in range(1, window + 1)]
    first = np.concatenate(firsts)
    second = np.concatenate([f + d for d, f in enumerate(firsts, start=1)])
    order = np.argsort(first, kind="stable")
    return first[order], second[order]


def _counted(
    words: pd.DataFrame,
    pair: tuple[Integers, Integers],
    place: tuple[Integers, Integers],
    min_count: int,
) -> pd.DataFrame:
    found = pd.DataFrame(
        {
            "w": pair[0],
            "c": pair[1],
            "article_id": words["article_id"].to_numpy()[place[0]],
            "start": words["start"].to_numpy()[place[0]],
            "end": words["end"].to_numpy()[place[1]],
        }
    )
    pairs = found.groupby(["w", "c"], sort=False)
    counted = pairs.first().assign(count=pairs.size(), articles=pairs["article_id"].nunique())
    return counted[counted["count"] >= min_count].reset_index()


def _measured(
    pairs: pd.DataFrame, vocabulary: pd.Index, frequency: Integers, window: int
) -> pd.DataFrame:
    from nltk.metrics import BigramAssocMeasures

    measures = BigramAssocMeasures()
    joint, total = (pairs["count"] / window).to_numpy(), int(frequency.sum())
    w, c = frequency[pairs["w"]], frequency[pairs["c"]]

    def each(measure: Callable[..., float]) -> list[float]:
        return [
            measure(j, (a, b), total)
            for j, a, b in zip(joint.tolist(), w.tolist(), c.tolist(), strict=True)
        ]

    table = pairs.assign(
        word=vocabulary[pairs["w"]],
        collocate=vocabulary[pairs["c"]],
        word_count=w,
        collocate_count=c,
        log_dice=14 + np.log2(2 * pairs["count"] / (w + c)),
        log_likelihood=each(measures.likelihood_ratio),
        pmi=each(measures.pmi),
        t_score=each(measures.student_t),
    )
    ordered = table.sort_values(
        ["log_dice", "count"], ascending=False, kind="stable", ignore_index=True
    )
    return ordered[list(_COLUMNS)].astype(_COLUMNS)
