"""Keyness: which words set one group apart, how surely, and by how much.

Kept apart: what may be claimed (a test that counts articles), how large it is (log ratio), and two
rankings of the literature (log-likelihood, log-odds with a prior). Range and dispersion say whether
a key word belongs to the group or to one article.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from newskit import schema, verbs
from newskit.statistics import counting, resample
from newskit.statistics.counting import StopWords, Words
from newskit.statistics.distributions import Floats, Integers, student_tail

Reference = str | Mapping[str, int] | pd.Series
_NO_ZERO = 0.5  # Hardie (2014): a count of zero is taken as one half in the log ratio
# Articles: were a word dealt at random, five articles would all fall to one of two equal groups one
# time in sixteen. Fewer can never be evidence at .05, so they are not tested.
FEWEST = 6


class _Side(NamedTuple):
    """One side, as sums over its cells (a word in an article), by word and by article.

    All are sums, so of groups that share no article the rest is the whole less the group.
    """

    length: Floats  # of each article
    cells: Floats  # how often each word stands in each article
    total: Floats  # the rest by word: how often it is met,
    articles: Floats  # in how many articles,
    squares: Floats  # the sum over them of its count squared,
    lengths: Floats  # and of its count times the article's length


class _Cells(NamedTuple):
    """Which word and which article each cell belongs to; the sides made of them."""

    word: Integers
    article: Integers
    size: int
    sides: dict[str, _Side]
    whole: _Side


def _side(word: Integers, article: Integers, size: int, cells: npt.ArrayLike) -> _Side:
    """Return the side that holds so much of each of the *cells*."""
    every = np.asarray(cells, dtype=np.float64)
    at = np.flatnonzero(every)
    length = np.bincount(article[at], every[at], article.max(initial=-1) + 1)
    count = every[at]
    sums = (count, np.ones(len(at)), count**2, count * length[article[at]])
    by_word = [np.bincount(word[at], x, size).astype(np.float64) for x in sums]
    return _Side(length.astype(np.float64), every, *by_word)


@verbs.statistic(
    schema.KEYNESS,
    says="Key words of {by} against {reference} were tested between articles (Welch's t of ratio "
    "estimates, p adjusted after Benjamini and Hochberg); log ratio, log-likelihood, log-odds "
    "with a prior worth {prior_words} words, article range and dispersion (DP) describe them.",
    cites=[
        "Monroe, Colaresi & Quinn (2008), Political Analysis 16:372",
        "Dunning (1993), Computational Linguistics 19:61",
        "Hardie (2014), Log Ratio: an informal introduction, CASS",
        "Gries (2008), International Journal of Corpus Linguistics 13:403",
    ],
)
def keyness(
    tokens: pd.DataFrame,
    *,
    by: str,
    reference: Reference | None = None,
    min_articles: int = 1,
    stop_words: StopWords = None,
) -> pd.DataFrame:
    """Return, for each group and word, how much more often the group uses it than the reference.

    Parameters
    ----------
    tokens
        TOKENS with the column *by* (``outlet``, say). Marks are left out.
    by
        The column that names the groups.
    reference
        What each group is held against: None, all other groups together; the name of one group; or
        a frequency table of other texts (word to count). The reference decides the
        result: one of another genre makes the genre key, not the outlet.
    min_articles
        Leave out words that fewer articles hold, on both sides together.
    stop_words
        "english" for the shipped list of function words and titles, or a list: these words get no
        row, but count in all rates.

    Returns
    -------
    KEYNESS
        Within each group from the surest words of the group to those it surely avoids:

        - ``count``, ``reference_count``; ``per_1000``, ``reference_per_1000`` words.
        - ``p_article``: p of a difference in rate between articles, two-sided;
          ``p_article_adjusted``: the same after Benjamini and Hochberg's correction over the
          group's tested words. **The one to claim with.** NaN for words in fewer than six articles,
          which no test can tell from chance, and for a group of one article.
        - ``log_ratio``: binary log of the ratio of rates (Hardie 2014); 1 is twice as often,
          negative is rarer; a count of 0 is taken as 0.5.
        - ``log_likelihood``: G2 of the two-by-two table (Dunning 1993), 0 or more; a ranking.
        - ``log_odds_z``: difference of log-odds over its standard deviation, with a Dirichlet
          prior that spreads one average article's words as both sides together do (Monroe,
          Colaresi & Quinn 2008); a ranking.
        - ``articles``: how many of the group's articles hold the word. ``dispersion``: Gries' DP
          over the group's articles, 0 (spread evenly) to nearly 1 (all in one); NaN for a word the
          group does not use, or in a group of one article.

    Notes
    -----
    ``p_article`` is Welch's t test of two ratios of sums, ``sum(count) / sum(words)``, with the
    variance of each article's residual ``count - rate * words``; articles that hold both groups
    (voices, say) enter with their covariance. With the articles of one outlet dealt at random into
    halves, some 5 % of the words have p below .05. G2 and z take words for independent draws, which
    those of one article are not: by G2 22 % of these words would seem significant. So they rank,
    and prove nothing.

    References
    ----------
    Dunning (1993), Computational Linguistics 19:61. Gries (2008), IJCL 13:403. Hardie (2014), CASS.
    Monroe, Colaresi & Quinn (2008), Political Analysis 16:372. Lijffijt et al. (2016), Digital
    Scholarship in the Humanities 31:374.

    Examples
    --------
    >>> words = {"article_id": [*"aabb"], "word": ["war", "war", "talks", "war"], "side": [*"xxyy"]}
    >>> found = keyness(pd.DataFrame(words), by="side", reference="y")
    >>> found[["word", "count", "reference_count"]].values.tolist()
    [['war', 2, 1], ['talks', 0, 1]]
    """
    schema.require(tokens, ["article_id", "word"], groups=by, what="tokens table")
    held = reference if reference is None or isinstance(reference, str) else _frequencies(reference)
    table = held if isinstance(held, pd.Series) else None
    words = counting.words(tokens, stop_words, () if table is None else table.index)
    number, names = pd.factorize(tokens[by])
    words = words.among(number[words.rows] >= 0)
    cells = _cells(words, number[words.rows], [str(name) for name in names])
    length = len(words.ids) / max(1, words.article.max(initial=-1) + 1)
    tables = [
        _group(words, cells, group, held, length, min_articles)
        for group in _compared(list(cells.sides), reference)
    ]
    found = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
    # Texts are made once for all groups.
    word = words.vocabulary.take(found.pop("word").to_numpy()) if tables else []
    found = found.assign(word=word).reindex(columns=list(schema.KEYNESS))
    result = schema.cast(found, schema.KEYNESS)
    against = "table" if table is not None else reference or "the rest"
    settings = {"min_articles": min_articles, "stop_words": len(counting.stop_list(stop_words))}
    return schema.stamp(result, "keyness", by=by, reference=against, prior_words=length, **settings)


def _compared(groups: list[str], reference: Reference | None) -> list[str]:
    if isinstance(reference, str):
        if reference not in groups:
            raise ValueError(f"there is no group {reference!r} to compare with; there are {groups}")
        return [group for group in groups if group != reference]
    if reference is None and len(groups) == 1:
        raise ValueError(
            f"there is only one group, {groups[0]!r}: give a frequency table as reference="
        )
    return groups


def _cells(words: Words, number: Integers, names: list[str]) -> _Cells:
    size, many = len(words.vocabulary), int(words.article.max(initial=0)) + 1
    numbers, groups = pd.factorize(np.array(names, dtype=object), sort=True)
    key = (words.ids * many + words.article) * len(groups) + numbers[number]
    key, count = np.unique(key, return_counts=True)
    pairs, group = np.divmod(key, len(groups))
    first = np.diff(pairs, prepend=-1) > 0
    word, article = np.divmod(pairs[first], many)
    pair = np.cumsum(first) - 1

    def side(here: npt.NDArray[np.bool_]) -> _Side:
        return _side(word, article, size, np.bincount(pair[here], count[here], len(word)))

    sides = {str(name): side(group == g) for g, name in enumerate(groups) if (group == g).any()}
    return _Cells(word, article, size, sides, side(group >= 0))


def _group(
    words: Words, cells: _Cells, group: str, reference: str | pd.Series | None, length: float,
    min_articles: int,
) -> pd.DataFrame:  # fmt: skip
    """Return the columns of one group, its words as numbers."""
    here = cells.sides[group]
    there, either = _against(cells, here, reference, words)
    t, p = _test(cells, here, there, either >= FEWEST)
    a, b = here.total, there.total
    z = log_odds_z(a, b, length * (a + b) / (a + b).sum())
    sure = np.sign(t) * -np.log(np.maximum(np.nan_to_num(p, nan=1.0), 1e-300))
    kept = np.flatnonzero(
        words.shown & (a + b > 0) & ((either >= min_articles) | (min_articles < 2))
    )
    # Words are numbered in the order of the alphabet.
    at = kept[np.lexsort((kept, -np.nan_to_num(z[kept], nan=-np.inf), -sure[kept]))]
    columns = {
        "word": np.arange(len(a)),
        "count": a,
        "reference_count": b,
        "per_1000": 1000 * a / a.sum(),
        "reference_per_1000": 1000 * b / b.sum(),
        "p_article": p,
        "log_ratio": _log_rate(a) - _log_rate(b),
        "log_likelihood": log_likelihood(a, b),
        "log_odds_z": z,
        "articles": here.articles,
        "dispersion": _dispersion(cells, here),
    }
    table = pd.DataFrame({name: values[at] for name, values in columns.items()})
    adjusted_p = adjusted(table["p_article"].to_numpy())
    return table.assign(group=group, p_article_adjusted=adjusted_p)


def _against(
    cells: _Cells, here: _Side, reference: str | pd.Series | None, words: Words
) -> tuple[_Side, Floats]:
    """Return the other side, and how many articles hold each word on either."""
    if isinstance(reference, str):
        there = cells.sides[reference]
    elif reference is None:
        there = _Side(*(whole - own for whole, own in zip(cells.whole, here, strict=True)))
        there = _side(*cells[:3], there.cells) if here.length @ there.length else there
    else:  # a frequency table knows of no articles
        counts = reference.reindex(words.vocabulary).fillna(0).to_numpy(np.float64)
        there = _Side(*(0 * sums for sums in here))._replace(total=counts)
    if not there.total.sum():
        raise ValueError("the reference holds no words")
    if here.length @ there.length:
        return there, _side(*cells[:3], here.cells + there.cells).articles
    return there, here.articles + there.articles


def _frequencies(reference: Mapping[str, int] | pd.Series) -> pd.Series:
    table = pd.Series(reference, dtype="float64")
    if (table < 0).any() or table.isna().any():
        raise ValueError("a frequency table needs counts of 0 or more for every word")
    return table.groupby(level=0).sum()


def _test(
    cells: _Cells, here: _Side, there: _Side, tested: npt.NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Return t and two-sided p of each word's difference in rate, clustered by article."""
    v, v0 = _variance(here), _variance(there)
    if not there.length.any():  # for want of articles, a table's words are taken for independent
        rate = there.total / there.total.sum()
        v0 = rate * (1 - rate) / there.total.sum()
    shared = bool(here.length @ there.length)
    v_both = v + v0 - (2 * _covariance(cells, here, there) if shared else 0)
    freedoms = [
        resample.freedom(side.length[side.length > 0]) if side.length.any() else np.inf
        for side in (here, there)
    ]
    gap = here.total / here.total.sum() - there.total / there.total.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        t = gap / np.sqrt(v_both)
        welch = (v + v0) ** 2 / (v**2 / freedoms[0] + v0**2 / freedoms[1])
    freedom = np.full_like(t, min(freedoms)) if shared else welch
    usable = tested & np.isfinite(t) & np.isfinite(freedom)
    p = np.full_like(t, np.nan)
    p[usable] = student_tail(t[usable], freedom[usable])
    return np.where(usable, t, 0.0), p


def _variance(side: _Side) -> Floats:
    """Return the variance of each word's rate: of its residuals, article by article."""
    n, whole = int((side.length > 0).sum()), side.total.sum()
    if n < 2:
        return np.full_like(side.total, np.nan)
    rate, squared = side.total / whole, float(side.length @ side.length)
    products = side.squares - 2 * rate * side.lengths + rate**2 * squared
    return np.asarray(products * n / (n - 1) / whole**2)


def _covariance(cells: _Cells, here: _Side, there: _Side) -> Floats:
    """Return the covariance of each word's two rates in the articles that hold both sides."""
    n, a, b = int((here.length + there.length > 0).sum()), here.total.sum(), there.total.sum()
    rate, rate0 = here.total / a, there.total / b

    pairs = [
        (1, here.cells * there.cells),
        (rate0, -here.cells * there.length[cells.article]),
        (rate, -there.cells * here.length[cells.article]),
    ]
    products = rate * rate0 * (here.length @ there.length)
    products += sum(r * np.bincount(cells.word, x, len(rate)) for r, x in pairs)
    return np.asarray(products * n / (n - 1) / a / b)


def _log_rate(count: Floats) -> Floats:
    return np.asarray(np.log2(np.maximum(count, _NO_ZERO) / count.sum()), dtype=np.float64)


def log_likelihood(count: Floats, reference_count: Floats) -> Floats:
    """Return Dunning's G2 for words counted in two texts whose words are all listed.

    ``G2 = 2 sum(observed ln(observed / expected))`` over word and other words, text and reference.
    """
    n, m = count.sum(), reference_count.sum()
    observed = np.stack([count, reference_count, n - count, m - reference_count])
    share = (count + reference_count) / (n + m)
    expected = np.stack([n * share, m * share, n * (1 - share), m * (1 - share)])
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(observed > 0, observed * np.log(observed / expected), 0.0)
    return np.asarray(np.maximum(0.0, 2 * terms.sum(axis=0)), dtype=np.float64)


def log_odds_z(count: Floats, reference_count: Floats, prior: Floats) -> Floats:
    """Return the z of the difference in log-odds, with *prior* words added to both sides.

    After Monroe, Colaresi & Quinn (2008).
    """
    # A text of one word has no other words: its odds are infinite, and the z undefined.
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = [
            np.log(y + prior) - np.log(np.maximum(0, y.sum() + prior.sum() - y - prior))
            for y in (count, reference_count)
        ]
        z = (odds[0] - odds[1]) / np.sqrt(1 / (count + prior) + 1 / (reference_count + prior))
    return np.asarray(z, dtype=np.float64)


def adjusted(p: Floats) -> Floats:
    """Return Benjamini and Hochberg's adjusted p-values; NaN stays NaN and does not count."""
    result = np.full(len(p), np.nan)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known])[::-1]]
    steps = p[order] * len(order) / np.arange(len(order), 0, -1)
    result[order] = np.minimum.accumulate(steps)
    return result


def _dispersion(cells: _Cells, side: _Side) -> Floats:
    """Return Gries' DP of each word of one group."""
    if (side.length > 0).sum() < 2:
        return np.full(len(side.total), np.nan)
    at = np.flatnonzero(side.cells)
    expected = (side.length / side.length.sum())[cells.article[at]]
    share = side.cells[at] / side.total[cells.word[at]]
    # An article without the word adds its whole expected share, and all expected shares make 1.
    gain = np.abs(share - expected) - expected
    spread = np.bincount(cells.word[at], weights=gain, minlength=len(side.total))
    return np.where(side.total > 0, (spread + 1) / 2, np.nan)
