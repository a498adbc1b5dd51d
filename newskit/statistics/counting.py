"""Words as numbers: what keyness and collocations count, with marks and stop words told apart."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from newskit import schema
from newskit.statistics.distributions import Integers

StopWords = str | Iterable[str] | None


class Words(NamedTuple):
    """The words of a token table without its marks: their rows, ids, articles and vocabulary."""

    rows: Integers
    ids: Integers
    article: Integers
    vocabulary: Any  # a pandas array of str, sorted: turned into columns without copying words
    shown: npt.NDArray[np.bool_]

    def among(self, kept: npt.NDArray[np.bool_]) -> Words:
        """Return the words that are *kept*, of the same vocabulary."""
        article = pd.factorize(self.article[kept])[0].astype(np.int64)
        return self._replace(rows=self.rows[kept], ids=self.ids[kept], article=article)


def words(tokens: pd.DataFrame, stop_words: StopWords, more: Iterable[str] = ()) -> Words:
    """Return the words of *tokens*; ``shown`` is false for stop words, which still count.

    The vocabulary holds *more* words besides.
    """
    # Numbers are filtered, never the table: copying its texts would take half of the time.
    ids, found = pd.factorize(tokens["word"])
    names = found.append(pd.Index(list(more), dtype=object).difference(found)).to_numpy(object)
    spoken = np.array([any(map(str.isalnum, name)) for name in names], dtype=bool)
    order = np.flatnonzero(spoken)
    order = order[np.argsort(names[order])]
    number = np.full(len(names) + 1, -1)  # the last, and any mark, is none
    number[order] = np.arange(len(order))
    ids, stopped = number[ids], stop_list(stop_words)
    article = pd.factorize(tokens["article_id"])[0]
    shown = np.array([name not in stopped for name in names[order]], dtype=bool)
    every = Words(np.arange(len(ids)), ids, article, schema.strings(names[order]).array, shown)
    return every.among(ids >= 0)


def stop_list(stop_words: StopWords) -> frozenset[str]:
    """Return stop words: ``"english"`` for the shipped list, a list of one's own, or none."""
    if stop_words is None:
        return frozenset()
    if not isinstance(stop_words, str):
        return frozenset(str(word).lower() for word in stop_words)
    if stop_words != "english":
        raise ValueError(f"unknown stop words {stop_words!r}: give 'english' or a list of words")
    return _english()


@cache
def _english() -> frozenset[str]:
    path = Path(__file__).parent.parent / "lexicons" / "stop_words.toml"
    file = tomllib.loads(path.read_text(encoding="utf-8"))
    return frozenset(word for part in file["category"].values() for word in part["entries"])
