"""The workbench: run, doubt and improve a word list before you believe what it counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from newskit import schema
from newskit.lexicon.formula import Floats
from newskit.lexicon.matching import english_only, match_lexicon
from newskit.lexicon.patterns import Lookup, compile_entries, is_word
from newskit.lexicon.record import Category, Lexicon, Source, read_lexicon
from newskit.lexicon.scoring import score_lexicon
from newskit.lexicon.stream import Index, Stream, stream
from newskit.text.columns import Integers, cut
from newskit.verbs import verb

# Words compared, and words they are compared by: what memory stays bounded by.
_COMPARED, _CONTEXTS = 10_000, 1_000

Row = tuple[str, str, str, int, float]


def check(lexicon: Lexicon) -> pd.DataFrame:
    """Run the examples of *lexicon*; see :meth:`Lexicon.check`."""
    own = [(c.name, kind, text) for c in lexicon.categories.values() for kind, text in _examples(c)]
    hits = match_lexicon(_numbered(own), lexicon)
    told = hits if lexicon.count_negated else hits[~hits["negated"]]
    found = set(zip(told["article_id"], told["category"], strict=True))
    passed = [(str(i), row[0]) in found for i, row in enumerate(own)]
    if lexicon.formula:
        index = [("[construct]", kind, text) for kind, text in _examples(lexicon)]
        value = score_lexicon(_numbered(index), lexicon)["value"]
        own += index
        passed += (value.iloc[:: len(lexicon.categories)] > 0).tolist()
    checked = [(*row, (row[1] == "match") == hit) for row, hit in zip(own, passed, strict=True)]
    return schema.table(checked, schema.CHECKS)


def _examples(given: Lexicon | Category) -> list[tuple[str, str]]:
    return [("match", text) for text in given.match] + [("miss", text) for text in given.miss]


def _numbered(rows: Sequence[tuple[str, str, str]]) -> pd.DataFrame:
    texts, ids = [row[2] for row in rows], [str(i) for i in range(len(rows))]
    # Examples are in the language of the list, whatever it is.
    return pd.DataFrame({"article_id": ids, "text": texts, "language": "en"}, dtype=object)


@verb(
    schema.ENTRY_COUNTS,
    says="The hits of each entry of the lexicon {lexicon} ({digest}) were counted.",
    english=english_only,
)
def count_entries(articles: pd.DataFrame, lexicon: Source) -> pd.DataFrame:
    """Tell which entries of *lexicon* carry the result: one row per entry, silent ones included.

    If three entries give nine tenths of the hits, the measure is those three words, whatever its
    name says: read them first. An entry that never fires is dead weight, or mistyped.

    Returns
    -------
    DataFrame
        category, entry, hits, negated (how many of them), articles (with at least one), share (of
        the category's hits) and cumulative share, the most frequent first. NaN in a category
        without hits.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["a"], "text": ["No war, no siege, a war."]})
    >>> count_entries(articles, {"martial": ["war", "siege", "battle*"]})["hits"].tolist()
    [2, 1, 0]
    """
    lexicon = read_lexicon(lexicon)
    own = match_lexicon(articles, lexicon).groupby(["category", "entry"])
    counts = own.agg(
        hits=("negated", "size"), negated=("negated", "sum"), articles=("article_id", "nunique")
    )
    entries = pd.MultiIndex.from_frame(lexicon.to_frame()[["category", "entry"]])
    counts = counts.reindex(entries, fill_value=0).reset_index()
    order = {name: i for i, name in enumerate(lexicon.categories)}
    rank = np.lexsort((counts["entry"], -counts["hits"], counts["category"].map(order)))
    counts = counts.iloc[rank].reset_index(drop=True)
    total = counts.groupby("category")["hits"].transform("sum").replace(0, np.nan)
    counts["share"] = counts["hits"] / total
    counts["cumulative"] = counts.groupby("category")["share"].cumsum()
    counts = schema.cast(counts, schema.ENTRY_COUNTS)
    return schema.stamp(counts, "count_entries", lexicon=lexicon.name, digest=lexicon.digest)


@verb(
    schema.SUGGESTIONS,
    says="Entries were suggested from the texts for the lexicon {lexicon}, by {by}.",
    cites=[
        "Church & Hanks (1990), Computational Linguistics 16:22",
        "Porter (2001), Snowball: a language for stemming algorithms",
    ],
    english=english_only,
)
def suggest_entries(
    articles: pd.DataFrame,
    lexicon: Source,
    *,
    by: str = "stem",
    window: int = 4,
    min_count: int = 5,
) -> pd.DataFrame:
    """Suggest entries from *articles*: other forms of the entries, or words used alike.

    Suggestions are for reading: none of them enters a lexicon by itself. Only entries of one word
    are looked at, and words that a category's entries match already are not suggested for it.

    Parameters
    ----------
    articles
        A table with ``article_id`` and ``text``.
    lexicon
        What :func:`~newskit.read_lexicon` reads.
    by
        ``"stem"``: words that share a stem with an entry without ``*``, by NLTK's English Snowball
        stemmer, which needs no data and is crude (*universe* and *university* share one).
        ``"context"``: words that stand among the same words as a category's entries.
    window, min_count
        Of ``"context"``: how many words on each side in the sentence count, and how often a word
        must occur.

    Returns
    -------
    DataFrame
        category, entry (missing by context), suggestion, count (in *articles*), similarity (missing
        by stem): the cosine, 0 to 1, between the word's profile and that of the category's entries
        together, words in the window weighted by positive pointwise mutual information. The most
        frequent, or the most similar, first.

    Notes
    -----
    Weakness: opposites share contexts too, and with less than some 100,000 words of text a list by
    context is noise.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["a"], "text": ["They escalated. It escalates."]})
    >>> suggest_entries(articles, {"up": ["escalate"]})["suggestion"].tolist()
    ['escalated', 'escalates']

    References
    ----------
    Church & Hanks (1990); Porter (2001).
    """
    if by not in ("stem", "context"):
        raise ValueError(f"by must be 'stem' or 'context', not {by!r}")
    lexicon = read_lexicon(lexicon)
    index = Index(stream(cut(schema.texts(articles)[1])))
    if by == "stem":
        rows, first = _by_stem(index, lexicon), "count"
    else:
        rows, first = _by_context(index, lexicon, window, min_count), "similarity"
    found = schema.table(rows, schema.SUGGESTIONS).sort_values(
        first, ascending=False, kind="stable"
    )
    return schema.stamp(
        found.reset_index(drop=True), "suggest_entries", lexicon=lexicon.name, by=by
    )


def _by_stem(index: Index, lexicon: Lexicon) -> Iterator[Row]:
    from nltk.stem.snowball import SnowballStemmer

    stem = SnowballStemmer("english").stem
    by_stem: dict[str, list[str]] = defaultdict(list)
    for word in filter(is_word, index.words.vocabulary):
        by_stem[stem(word)].append(word)
    for name, category in lexicon.categories.items():
        known = _known(index.lookup, category)
        for entry, word in _single(category).items():
            for other in [] if "*" in word else by_stem[stem(word)]:
                ids = index.lookup.ids(other)
                if not known & set(ids.tolist()):
                    yield name, entry, other, int(index.count[ids].sum()), np.nan


def _single(category: Category) -> dict[str, str]:
    """Return the entries of one word, each with the word that it matches."""
    patterns = compile_entries(tuple(category.entries))
    return {entry: p[0].word for entry, p in patterns.items() if len(p) == 1}


def _known(lookup: Lookup, category: Category) -> set[int]:
    """Return the ids of the words that an entry of one word matches."""
    return {i for word in _single(category).values() for i in lookup.ids(word).tolist()}


def _by_context(index: Index, lexicon: Lexicon, window: int, min_count: int) -> Iterator[Row]:
    vocabulary = index.words.vocabulary
    for name, category in lexicon.categories.items():
        known = _known(index.lookup, category)
        kept = _kept(index, known, min_count)
        contexts = kept[np.argsort(-index.count[kept], kind="stable")[:_CONTEXTS]]
        together = _together(index.words, kept, window, contexts=contexts)
        own = np.array([int(i) in known for i in kept], dtype=bool)
        profile = _ppmi(together[own].sum(axis=0, keepdims=True), together)
        similarity = _cosine(_ppmi(together, together), profile)
        for i, s, mine in zip(kept.tolist(), similarity.tolist(), own, strict=True):
            if not mine and s > 0:
                yield name, np.nan, vocabulary[i], int(index.count[i]), s  # type: ignore[misc]


def _kept(index: Index, known: set[int], min_count: int) -> Integers:
    """Return the words to compare: frequent enough, and the known ones."""
    frequent = np.argsort(-index.count, kind="stable")[:_COMPARED]
    often = {*frequent[index.count[frequent] >= min_count].tolist(), *known}
    vocabulary = index.words.vocabulary
    return np.array(sorted(i for i in often if is_word(vocabulary[i])), dtype=np.int64)


def _together(words: Stream, kept: Integers, window: int, *, contexts: Integers) -> Floats:
    """Count, for each kept word, each context word within *window* places in the same sentence."""
    # What is not asked for falls into a last row or column.
    row, column = (np.full(len(words.vocabulary), len(own)) for own in (kept, contexts))
    row[kept], column[contexts] = np.arange(len(kept)), np.arange(len(contexts))
    counts = np.zeros((len(kept) + 1, len(contexts) + 1))
    for step in range(1, window + 1):
        same = words.unit[step:] == words.unit[:-step]
        left, right = words.id[:-step][same], words.id[step:][same]
        np.add.at(counts, (row[left], column[right]), 1)
        np.add.at(counts, (row[right], column[left]), 1)
    return counts[:-1, :-1]


def _ppmi(counts: Floats, reference: Floats) -> Floats:
    """Weigh each row by positive pointwise mutual information, in bits."""
    expected = counts.sum(axis=1, keepdims=True) * reference.sum(axis=0)
    expected /= max(float(reference.sum()), 1.0)
    there = (counts > 0) & (expected > 0)
    ratio = np.divide(counts, expected, out=np.ones_like(counts), where=there)
    return np.asarray(np.maximum(np.log2(ratio), 0))


def _cosine(rows: Floats, one: Floats) -> Floats:
    sizes = np.linalg.norm(rows, axis=1) * np.linalg.norm(one)
    product = rows @ one[0]
    return np.asarray(np.divide(product, sizes, out=np.zeros_like(product), where=sizes > 0))
