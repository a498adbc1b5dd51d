"""Suggestions for a lexicon, taken from the user's own texts: other forms, and words used alike.

Suggestions are for reading: none of them enters a lexicon by itself.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from newskit import schema
from newskit.lexicon.patterns import Lookup, compile_entries, is_word
from newskit.lexicon.record import Lexicon, read_lexicon
from newskit.lexicon.stream import Index, Stream, stream
from newskit.text.columns import cut

Floats = npt.NDArray[np.float64]


def stem_variants(articles: pd.DataFrame, lexicon: str | Path | Lexicon) -> pd.DataFrame:
    """Suggest words of *articles* that share a stem with an entry but that no entry matches.

    The stem is that of NLTK's English Snowball stemmer (Porter 2001), which needs no data. It is
    crude: *universe* and *university* share one. Entries of one word without ``*`` are looked at.

    Returns
    -------
    DataFrame
        category, entry, variant, count (in *articles*), the most frequent first.
    """
    from nltk.stem.snowball import SnowballStemmer

    lexicon = lexicon if isinstance(lexicon, Lexicon) else read_lexicon(lexicon)
    index = _index(articles)
    stem = SnowballStemmer("english").stem
    by_stem: dict[str, list[str]] = defaultdict(list)
    for word in filter(is_word, index.words.vocabulary):
        by_stem[stem(word)].append(word)
    rows = []
    for name, category in lexicon.categories.items():
        patterns = compile_entries(category.entries)
        single = {e: p[0].word for e, p in patterns.items() if len(p) == 1}
        known = {index.words.vocabulary[i] for a in single.values() for i in index.lookup.ids(a)}
        for entry, word in single.items():
            new = [] if "*" in word else [w for w in by_stem[stem(word)] if w not in known]
            rows += [(name, entry, w, int(index.count[index.lookup.ids(w)].sum())) for w in new]
    columns = {"category": "str", "entry": "str", "variant": "str", "count": "int64"}
    found = schema.table(rows, columns).sort_values("count", ascending=False, kind="stable")
    return schema.stamp(found.reset_index(drop=True), "stem_variants", lexicon=lexicon.name)


def similar_contexts(
    articles: pd.DataFrame,
    lexicon: str | Path | Lexicon,
    *,
    category: str,
    window: int = 4,
    min_count: int = 5,
) -> pd.DataFrame:
    """Suggest words of *articles* that stand among the same words as the entries of *category*.

    For each word, the words within *window* words in the same sentence are counted and weighted by
    positive pointwise mutual information (Church and Hanks 1990); ``similarity`` is the cosine
    between a word's profile and that of the category's one-word entries together: 0 to 1, higher
    is more alike. Opposites share contexts too, and with less than some 100,000 words of text the
    list is noise.

    Returns
    -------
    DataFrame
        word, count, similarity, for words that occur *min_count* times, the most similar first.

    Raises
    ------
    ValueError
        If the category does not exist.
    """
    lexicon = lexicon if isinstance(lexicon, Lexicon) else read_lexicon(lexicon)
    if category not in lexicon.categories:
        raise ValueError(f"no category {category!r}; there are {', '.join(lexicon.categories)}")
    index = _index(articles)
    vocabulary = index.words.vocabulary
    known = _known(index.lookup, lexicon, category)
    kept = _kept(index, known, min_count)
    together = _together(index.words, kept, window, contexts=_commonest(index, kept))
    own = np.array([int(i) in known for i in kept], dtype=bool)
    similarity = _cosine(_ppmi(together), _ppmi(together[own].sum(axis=0, keepdims=True), together))
    rows = [
        (vocabulary[i], int(index.count[i]), float(s))
        for i, s, mine in zip(kept, similarity, own, strict=True)
        if not mine and s > 0
    ]
    columns = {"word": "str", "count": "int64", "similarity": "float64"}
    found = schema.table(rows, columns).sort_values("similarity", ascending=False, kind="stable")
    return schema.stamp(found.reset_index(drop=True), "similar_contexts", lexicon=lexicon.name)


def _index(articles: pd.DataFrame) -> Index:
    return Index(stream(cut(schema.texts(articles)[1])))


def _known(lookup: Lookup, lexicon: Lexicon, category: str) -> set[int]:
    """Return the ids of the words that a one-word entry of *category* matches."""
    patterns = compile_entries(lexicon.categories[category].entries).values()
    return {int(i) for p in patterns if len(p) == 1 for i in lookup.ids(p[0].word)}


def _kept(index: Index, known: set[int], min_count: int) -> npt.NDArray[np.int64]:
    """Return the words to compare: frequent enough (ten thousand at most), and the known ones."""
    frequent = np.argsort(-index.count, kind="stable")[:10_000]
    often = {int(i) for i in frequent if index.count[i] >= min_count} | known
    vocabulary = index.words.vocabulary
    return np.array(sorted(i for i in often if is_word(vocabulary[i])), dtype=np.int64)


def _commonest(index: Index, kept: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the context words: a thousand at most, so that memory stays bounded."""
    return kept[np.argsort(-index.count[kept], kind="stable")[:1000]]


def _together(
    words: Stream,
    kept: npt.NDArray[np.int64],
    window: int,
    *,
    contexts: npt.NDArray[np.int64],
) -> Floats:
    """Count, for each kept word, each context word within *window* places in the same sentence."""
    row = np.full(len(words.vocabulary), -1)
    row[kept] = np.arange(len(kept))
    column = np.full(len(words.vocabulary), -1)
    column[contexts] = np.arange(len(contexts))
    counts = np.zeros(len(kept) * max(len(contexts), 1))
    for step in range(1, window + 1):
        same = words.unit[step:] == words.unit[:-step]
        for left, right in (
            (words.id[:-step], words.id[step:]),
            (words.id[step:], words.id[:-step]),
        ):
            pair = same & (row[left] >= 0) & (column[right] >= 0)
            cell = row[left[pair]] * len(contexts) + column[right[pair]]
            counts += np.bincount(cell, minlength=len(counts))
    return counts.reshape(len(kept), -1)


def _ppmi(counts: Floats, reference: Floats | None = None) -> Floats:
    """Weigh each row by positive pointwise mutual information, in bits."""
    base = counts if reference is None else reference
    expected = counts.sum(axis=1, keepdims=True) * base.sum(axis=0) / max(base.sum(), 1.0)
    ratio = np.divide(
        counts, expected, out=np.ones_like(counts), where=(counts > 0) & (expected > 0)
    )
    weights: Floats = np.maximum(np.log2(ratio), 0)
    return weights


def _cosine(rows: Floats, one: Floats) -> Floats:
    sizes = np.linalg.norm(rows, axis=1) * np.linalg.norm(one)
    product = rows @ one[0]
    cosine: Floats = np.divide(product, sizes, out=np.zeros_like(product), where=sizes > 0)
    return cosine
