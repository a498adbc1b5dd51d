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
    """One side: counts of each word, of each word and article, and the articles' lengths."""

    total: Floats
    cells: Floats
    length: Floats


class _Cells(NamedTuple):
    """Which word and which article each cell of counts belongs to."""

    word: Integers
    article: Integers
    sides: dict[str, _Side]
    whole: _Side


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
    words = counting.words(
        tokens[tokens[by].notna()], stop_words, () if table is None else table.index
    )
    cells = _cells(words, words.table[by].astype("str"))
    length = len(words.ids) / max(1, words.table["article_id"].nunique())
    tables = [
        _group(words, cells, group, held, length, min_articles)
        for group in _compared(list(cells.sides), reference)
    ]
    found = pd.concat(tables, ignore_index=True) if tables else schema.empty(schema.KEYNESS)
    against = "table" if table is not None else reference or "the rest"
    settings = {"min_articles": min_articles, "stop_words": len(counting.stop_list(stop_words))}
    return schema.stamp(found, "keyness", by=by, reference=against, prior_words=length, **settings)


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


def _cells(words: Words, groups: pd.Series) -> _Cells:
    article, size = words.articles, len(words.vocabulary)
    many = int(article.max(initial=-1)) + 1
    pairs, cell = np.unique(words.ids * max(1, many) + article, return_inverse=True)
    number, names = pd.factorize(groups, sort=True)

    def side(here: Integers | slice) -> _Side:
        return _Side(
            np.bincount(words.ids[here], minlength=size).astype(np.float64),
            np.bincount(cell[here], minlength=len(pairs)).astype(np.float64),
            np.bincount(article[here], minlength=many).astype(np.float64),
        )

    order = np.argsort(number, kind="stable")
    places = np.split(order, np.searchsorted(number[order], np.arange(1, len(names))))
    sides = {str(name): side(here) for name, here in zip(names, places, strict=False)}
    return _Cells(pairs // max(1, many), pairs % max(1, many), sides, side(slice(None)))


def _group(
    words: Words, cells: _Cells, group: str, reference: str | pd.Series | None, length: float,
    min_articles: int,
) -> pd.DataFrame:  # fmt: skip
    here = cells.sides[group]
    if reference is None:
        there = _Side(*(whole - own for whole, own in zip(cells.whole, here, strict=True)))
    elif isinstance(reference, str):
        there = cells.sides[reference]
    else:  # a frequency table knows of no articles
        counts = reference.reindex(words.vocabulary).fillna(0).to_numpy(np.float64)
        there = _Side(counts, 0 * here.cells, 0 * here.length)
    if not there.total.sum():
        raise ValueError("the reference holds no words")
    holding = np.bincount(cells.word[here.cells > 0], minlength=len(here.total))
    either = np.bincount(cells.word[here.cells + there.cells > 0], minlength=len(here.total))
    t, p = _test(cells, here, there, either >= FEWEST)
    a, b = here.total, there.total
    table = pd.DataFrame(
        {
            "word": words.vocabulary,
            "group": schema.strings([group]).array.repeat(len(a)),
            "count": a,
            "reference_count": b,
            "per_1000": 1000 * a / a.sum(),
            "reference_per_1000": 1000 * b / b.sum(),
            "p_article": p,
            "log_ratio": _log_rate(a) - _log_rate(b),
            "log_likelihood": log_likelihood(a, b),
            "log_odds_z": log_odds_z(a, b, length * (a + b) / (a + b).sum()),
            "articles": holding,
            "dispersion": _dispersion(cells, here),
            "sure": np.sign(t) * -np.log(np.maximum(np.nan_to_num(p, nan=1.0), 1e-300)),
        }
    )
    table = table[words.shown & (a + b > 0) & ((either >= min_articles) | (min_articles < 2))]
    table["p_article_adjusted"] = adjusted(table["p_article"].to_numpy())
    order = table.sort_values(
        ["sure", "log_odds_z", "word"], ascending=[False, False, True], ignore_index=True
    )
    return schema.cast(order[list(schema.KEYNESS)], schema.KEYNESS)


def _frequencies(reference: Mapping[str, int] | pd.Series) -> pd.Series:
    table = pd.Series(reference, dtype="float64")
    if (table < 0).any() or table.isna().any():
        raise ValueError("a frequency table needs counts of 0 or more for every word")
    return table.groupby(level=0).sum()


def _test(
    cells: _Cells, here: _Side, there: _Side, tested: npt.NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Return t and two-sided p of each word's difference in rate, clustered by article."""
    v, v0 = _covariance(cells, here, here), _covariance(cells, there, there)
    if not there.length.any():  # for want of articles, a table's words are taken for independent
        rate = there.total / there.total.sum()
        v0 = rate * (1 - rate) / there.total.sum()
    shared = float((here.length * there.length).sum())
    v_both = v + v0 - 2 * _covariance(cells, here, there) if shared else v + v0
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


def _covariance(cells: _Cells, here: _Side, there: _Side) -> Floats:
    """Return the covariance of each word's two rates: of their residuals, article by article."""
    n = int((here.length + there.length > 0).sum())
    if n < 2:
        return np.full_like(here.total, np.nan)
    a, b = here.total.sum(), there.total.sum()
    rate, rate0 = here.total / a, there.total / b
    products = (
        _summed(cells, here.cells * there.cells, rate)
        - rate0 * _summed(cells, here.cells * there.length[cells.article], rate)
        - rate * _summed(cells, there.cells * here.length[cells.article], rate)
        + rate * rate0 * (here.length * there.length).sum()
    )
    return np.asarray(products * n / (n - 1) / a / b)


def _summed(cells: _Cells, of_cells: Floats, like: Floats) -> Floats:
    """Return the sums by word of what each cell holds."""
    return np.bincount(cells.word, weights=of_cells, minlength=len(like)).astype(np.float64)


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
    result[order] = np.minimum(1.0, np.minimum.accumulate(steps))
    return result


def _dispersion(cells: _Cells, side: _Side) -> Floats:
    """Return Gries' DP of each word of one group."""
    if (side.length > 0).sum() < 2:
        return np.full(len(side.total), np.nan)
    expected = (side.length / side.length.sum())[cells.article]
    there = side.cells > 0
    share = side.cells[there] / side.total[cells.word[there]]
    # An article without the word adds its whole expected share, and all expected shares make 1.
    gain = np.abs(share - expected[there]) - expected[there]
    spread = np.bincount(cells.word[there], weights=gain, minlength=len(side.total))
    return np.where(side.total > 0, (spread + 1) / 2, np.nan)
