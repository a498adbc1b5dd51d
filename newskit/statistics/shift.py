"""Word shift: which words make one group's tone differ from another's. The parts add up exactly."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from newskit import schema, verbs
from newskit.statistics import resample
from newskit.statistics.distributions import Floats


@verbs.statistic(
    schema.WORD_SHIFT,
    says="The difference in mean word score between {group} and {reference} was broken down into "
    "words by a word shift, with intervals from leaving out lots of articles.",
    cites=["Gallagher et al. (2021), EPJ Data Science 10:4"],
)
def word_shift(
    tokens: pd.DataFrame,
    scores: str | Mapping[str, float] = "news",
    *,
    by: str,
    reference: str | None = None,
) -> pd.DataFrame:
    """Return how much each word adds to the difference in mean score between two groups.

    Parameters
    ----------
    tokens
        TOKENS with the column *by*, which must name two groups.
    scores
        The score of each word: "news" or "vader" (the valences of these models), a mapping, or the
        name of a column of *tokens* if the same word may score differently in different places.
    by, reference
        The column of groups, and the group to start from (the first by name, if None).

    Returns
    -------
    WORD_SHIFT
        One row per scored word, by falling size of ``contribution``: ``word``, ``count``,
        ``reference_count``, ``share``, ``reference_share`` (of the scored words), ``score``,
        ``reference_score``, ``frequency`` and ``wording`` (the two parts), ``contribution`` with
        its 95 % interval ``low`` to ``high``, and ``kind``. The contributions add up to group mean
        minus reference mean, both in ``attrs["word_shift"]``.

    Notes
    -----
    With shares p and scores s, ``frequency = (p - p0) * ((s + s0) / 2 - mean0)`` and
    ``wording = (p + p0) / 2 * (s - s0)``, where 0 is the reference and ``mean0`` its mean score.
    Words without a score play no part; a word missing in one group has there the score of the
    other. The tone of words, not of sentences: negation counts only if *scores* knows of it.
    The interval comes from leaving out each of (up to) 20 lots of articles in turn (NaN without
    ``article_id``): a word of few articles has a wide one.

    References
    ----------
    Gallagher et al. (2021), EPJ Data Science 10:4. Kott (2001), Journal of Official Statistics
    17:521.

    Examples
    --------
    >>> words = pd.DataFrame({"word": ["war", "war", "peace"], "side": ["x", "x", "y"]})
    >>> word_shift(words, {"war": -3, "peace": 2}, by="side")["contribution"].tolist()
    [5.0, 0.0]
    """
    schema.require(tokens, ["word"], groups=by, what="tokens table")
    table = tokens.assign(score=_scores(tokens, scores))
    scored = table[table["score"].notna() & table["word"].notna() & table[by].notna()]
    start, other = _sides(sorted(scored[by].astype("str").unique()), reference)
    words, vocabulary = pd.factorize(scored["word"])
    units = scored["article_id"] if "article_id" in scored else pd.Series(0, scored.index)
    lot, lots = resample.blocks(units)
    here = (scored[by].astype("str") == other).to_numpy()
    shape = (lots, 2, len(vocabulary))
    place = np.ravel_multi_index((lot, 1 - here, words), shape)

    def summed(weights: Floats | None) -> Floats:
        found = np.bincount(place, weights=weights, minlength=int(np.prod(shape)))
        return found.reshape(shape).astype(np.float64)

    count, total = summed(None), summed(scored["score"].to_numpy(np.float64))
    whole = _parts(count.sum(axis=0), total.sum(axis=0))
    left = [_parts(count.sum(axis=0) - count[k], total.sum(axis=0) - total[k])[-1]
            for k in range(lots)]  # fmt: skip
    low, high = resample.jackknife(whole[-1], np.array(left))
    _, _, p, p0, s, s0, *_ = whole
    mean, mean0 = float((p * s).sum()), float((p0 * s0).sum())
    sign = np.where((s + s0) / 2 >= mean0, "positive", "negative").astype(object)
    kind = sign + np.where(p >= p0, " word, used more", " word, used less").astype(object)
    columns = [vocabulary, *whole, low, high, kind]
    found = pd.DataFrame(dict(zip(schema.WORD_SHIFT, columns, strict=True)))
    order = found["contribution"].abs().sort_values(ascending=False, kind="stable").index
    result = schema.cast(found.loc[order].reset_index(drop=True), schema.WORD_SHIFT)
    sides = {"group": other, "reference": start}
    result.attrs["word_shift"] = {**sides, "mean": mean, "reference_mean": mean0}
    return schema.stamp(result, "word_shift", **sides)


def _sides(groups: list[str], reference: str | None) -> tuple[str, str]:
    """Return the reference and the group held against it."""
    if len(groups) != 2:
        raise ValueError(
            "word_shift compares two groups with scored words; there are "
            f"{groups or 'none: the column that makes them has no value beside such a word'}"
        )
    if reference is not None and reference not in groups:
        raise ValueError(f"the reference {reference!r} is not one of the groups {groups}")
    start = groups[0] if reference is None else reference
    return start, groups[groups[0] == start]


def _scores(tokens: pd.DataFrame, scores: str | Mapping[str, float]) -> pd.Series:
    if isinstance(scores, str) and scores in ("vader", "news") and scores not in tokens:
        from newskit.tone import news, vader

        scores = vader.lexicon() if scores == "vader" else news.table().valence
    if isinstance(scores, str):
        schema.require(tokens, [scores], what="tokens table")
        return tokens[scores].astype("float64")
    return tokens["word"].map(dict(scores)).astype("float64")


def _parts(count: Floats, total: Floats) -> list[Floats]:
    """Return the shift by word, from both sides' counts and sums of scores.

    They are the columns of WORD_SHIFT from ``count`` to ``contribution``.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        p, p0 = count / count.sum(axis=1, keepdims=True)
        own, own0 = total / count
    s, s0 = np.where(count[0] > 0, own, own0), np.where(count[1] > 0, own0, own)
    s, s0 = np.nan_to_num(s), np.nan_to_num(s0)  # a word that a left-out lot held alone
    # Means of one and the same score differ in their last digit.
    s0 = np.where(np.isclose(s, s0, rtol=1e-12), s, s0)
    frequency = (p - p0) * ((s + s0) / 2 - float((p0 * s0).sum()))
    wording = (p + p0) / 2 * (s - s0)
    return [*count, p, p0, s, s0, frequency, wording, frequency + wording]
