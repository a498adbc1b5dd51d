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
    """The words of a token table without its marks: their rows, ids and vocabulary."""

    table: pd.DataFrame
    ids: Integers
    vocabulary: Any  # a pandas array of str: turned into columns without copying words
    shown: npt.NDArray[np.bool_]

    @property
    def articles(self) -> Integers:
        """The number of each word's article, from 0."""
        return pd.factorize(self.table["article_id"])[0].astype(np.int64)


def words(tokens: pd.DataFrame, stop_words: StopWords, more: Iterable[str] = ()) -> Words:
    """Return the words of *tokens*; ``shown`` is false for stop words, which still count.

    The vocabulary holds *more* words besides.
    """
    ids, vocabulary = pd.factorize(tokens["word"])
    vocabulary = vocabulary.append(pd.Index(list(more), dtype=object).difference(vocabulary))
    spoken = np.array([any(map(str.isalnum, word)) for word in vocabulary], dtype=bool)
    kept = spoken[ids] & (ids >= 0)
    # Numbered anew, so that no id is spent on a mark.
    number = np.cumsum(spoken) - 1
    names = np.asarray(vocabulary, dtype=object)[spoken]
    stopped = stop_list(stop_words)
    shown = np.array([word not in stopped for word in names], dtype=bool)
    return Words(
        tokens[kept], number[ids[kept]].astype(np.int64), schema.strings(names).array, shown
    )


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
