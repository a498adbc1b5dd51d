"""Keyness: which words set one group apart, and by how much.

Three questions kept apart: how sure (log-likelihood, p), how large (log ratio), and how much of it
survives caution about rare words (log-odds with a prior). Range and dispersion say whether a key
word belongs to the group or to one article.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import erfc, sqrt

import numpy as np
import pandas as pd

from newskit import schema
from newskit.statistics.resample import Floats

Reference = str | Mapping[str, int] | pd.Series
_NO_ZERO = 0.5  # Hardie (2014): a count of nought is taken as one half in the log ratio


def keyness(tokens: pd.DataFrame, *, by: str, reference: Reference | None = None) -> pd.DataFrame:
    """Return, for each group and word, how much more often the group uses it than the reference.

    Parameters
    ----------
    tokens
        TOKENS with the column *by* (merge it on from the articles). Marks are left out.
    by
        The column that names the groups.
    reference
        What each group is held against: None, all other groups together; the name of one group; or
        a frequency table of other texts (word to count). The reference decides the
        result: one of another genre makes the genre key, not the outlet.

    Returns
    -------
    KEYNESS
        Within each group the words by falling ``log_odds_z``:

        - ``count``, ``reference_count``; ``per_1000``, ``reference_per_1000`` words.
        - ``log_likelihood``: G2 of the two-by-two table (Dunning 1993), 0 or more: how much
          evidence of any difference. ``p_value``: its chi-square p, one degree of freedom;
          ``p_adjusted``: the same after Benjamini and Hochberg's correction over the group's words.
        - ``log_ratio``: binary log of the ratio of rates (Hardie 2014); 1 is twice as often,
          negative is rarer; a count of 0 is taken as 0.5.
        - ``log_odds_z``: difference of log-odds over its standard deviation, with a Dirichlet
          prior that spreads one average article's words as both sides together do (Monroe,
          Colaresi & Quinn 2008); beyond about 2 in either direction is marked.
        - ``articles``: how many of the group's articles hold the word. ``dispersion``: Gries' DP
          over the group's articles, 0 (spread evenly) to nearly 1 (all in one); NaN for a word the
          group does not use, or in a group of one article.

    Notes
    -----
    G2 and its p treat words as independent draws. Words of one article are not, so p is too small
    for words that come in clumps: read it beside ``articles`` and ``dispersion``. Counts under
    about 5 make p rough.

    References
    ----------
    Dunning (1993), Computational Linguistics 19:61. Gries (2008), IJCL 13:403. Hardie (2014), CASS.
    Monroe, Colaresi & Quinn (2008), Political Analysis 16:372.
    """
    schema.require(tokens, ["article_id", "word", by], what="tokens table")
    words = _words(tokens)
    counts = pd.crosstab(words["word"], words[by].astype("str"))
    length = len(words) / max(1, words["article_id"].nunique())
    tables = [
        _group(words[words[by].astype("str") == group], counts, group, reference, length)
        for group in _compared(counts, reference)
    ]
    found = pd.concat(tables, ignore_index=True) if tables else schema.empty(schema.KEYNESS)
    against = (
        reference if isinstance(reference, str) else "the rest" if reference is None else "table"
    )
    return schema.stamp(found, "keyness", by=by, reference=against, prior_words=length)


def _words(tokens: pd.DataFrame) -> pd.DataFrame:
    """Leave out marks: what has no letter and no digit."""
    known = pd.Series({w: any(c.isalnum() for c in w) for w in tokens["word"].unique()}, dtype=bool)
    return tokens[tokens["word"].map(known).astype(bool)]


def _compared(counts: pd.DataFrame, reference: Reference | None) -> list[str]:
    groups = list(counts.columns)
    if isinstance(reference, str):
        if reference not in groups:
            raise ValueError(f"there is no group {reference!r} to compare with; there are {groups}")
        return [group for group in groups if group != reference]
    if reference is None and len(groups) == 1:
        raise ValueError(
            f"there is only one group, {groups[0]!r}: give a frequency table as reference="
        )
    return groups


def _group(
    words: pd.DataFrame,
    counts: pd.DataFrame,
    group: str,
    reference: Reference | None,
    length: float,
) -> pd.DataFrame:
    both = _both(counts, group, reference)
    a, b = both["here"].to_numpy(np.float64), both["there"].to_numpy(np.float64)
    spread = _dispersion(words).reindex(both.index)
    g2 = log_likelihood(a, b)
    p = np.array([erfc(sqrt(g / 2)) for g in g2])
    table = pd.DataFrame(
        {
            "word": both.index.to_numpy(),
            "group": group,
            "count": a,
            "reference_count": b,
            "per_1000": 1000 * a / a.sum(),
            "reference_per_1000": 1000 * b / b.sum(),
            "log_likelihood": g2,
            "p_value": p,
            "p_adjusted": _adjusted(p),
            "log_ratio": _log_rate(a) - _log_rate(b),
            "log_odds_z": log_odds_z(a, b, length * (a + b) / (a + b).sum()),
            "articles": spread["articles"].fillna(0).to_numpy(),
            "dispersion": spread["dispersion"].to_numpy(),
        }
    )
    order = table.sort_values(["log_odds_z", "word"], ascending=[False, True], ignore_index=True)
    return order[list(schema.KEYNESS)].astype(schema.KEYNESS)


def _both(counts: pd.DataFrame, group: str, reference: Reference | None) -> pd.DataFrame:
    """Return the counts of each word that the group or its reference uses."""
    if reference is None:
        there = counts.drop(columns=group).sum(axis=1)
    else:
        there = counts[reference] if isinstance(reference, str) else _frequencies(reference)
    if not there.sum():
        raise ValueError("the reference holds no words")
    both = pd.concat([counts[group], there], axis=1, keys=["here", "there"]).fillna(0)
    return both[both.sum(axis=1) > 0]


def _log_rate(count: Floats) -> Floats:
    return np.asarray(np.log2(np.maximum(count, _NO_ZERO) / count.sum()), dtype=np.float64)


def _frequencies(reference: Mapping[str, int] | pd.Series) -> pd.Series:
    table = pd.Series(reference, dtype="float64")
    if (table < 0).any() or table.isna().any():
        raise ValueError("a frequency table needs counts of 0 or more for every word")
    return table.groupby(level=0).sum()


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


def _adjusted(p: Floats) -> Floats:
    """Return Benjamini and Hochberg's adjusted p-values."""
    order = np.argsort(p)[::-1]
    steps = p[order] * len(p) / np.arange(len(p), 0, -1)
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(1.0, np.minimum.accumulate(steps))
    return adjusted


def _dispersion(words: pd.DataFrame) -> pd.DataFrame:
    """Return the article range and Gries' DP of each word of one group."""
    size = words.groupby("article_id").size() / max(1, len(words))
    cells = words.groupby(["word", "article_id"]).size().rename("count").reset_index()
    share = cells["count"] / cells.groupby("word")["count"].transform("sum")
    expected = cells["article_id"].map(size)
    # An article without the word adds its whole expected share, and all expected shares make 1.
    gain = (share - expected).abs() - expected
    spread = (
        gain.groupby(cells["word"])
        .agg(["size", "sum"])
        .set_axis(["articles", "dispersion"], axis=1)
    )
    spread["dispersion"] = (spread["dispersion"] + 1) / 2 if len(size) > 1 else np.nan
    return spread
