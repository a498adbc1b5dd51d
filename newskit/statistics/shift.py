"""Word shift: which words make one group's tone differ from another's. The parts add up exactly."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from newskit import schema


def word_shift(
    tokens: pd.DataFrame,
    scores: str | Mapping[str, float],
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
        The score of each word: ``"vader"`` (its lexicon's valences), a mapping, or the name of a
        column of *tokens* if the same word may score differently in different places.
    by, reference
        The column of groups, and the group to start from (the first by name, if None).

    Returns
    -------
    Table
        One row per scored word, by falling size of ``contribution``: ``word``, ``count``,
        ``reference_count``, ``share``, ``reference_share`` (of the scored words), ``score``,
        ``reference_score``, ``frequency`` and ``wording`` (the two parts), ``contribution`` and
        ``kind``. The contributions add up to group mean minus reference mean, both in
        ``attrs["word_shift"]``.

    Notes
    -----
    With shares p and scores s, ``frequency = (p - p0) * ((s + s0) / 2 - mean0)`` and
    ``wording = (p + p0) / 2 * (s - s0)``, where 0 is the reference and ``mean0`` its mean score.
    Words without a score play no part; a word missing in one group has there the score of the
    other. The tone of words, not of sentences: negation counts only if *scores* knows of it.

    References
    ----------
    Gallagher et al. (2021), EPJ Data Science 10:4.
    """
    schema.require(tokens, ["word", by], what="tokens table")
    names = tokens[by].astype("str")
    scored = pd.DataFrame(
        {"word": tokens["word"], "group": names, "score": _scores(tokens, scores)}
    ).dropna()
    start, other = _sides(sorted(scored["group"].unique()), reference)
    cells = scored.groupby(["group", "word"])["score"].agg(["size", "mean"])
    both = pd.concat({"here": cells.loc[other], "there": cells.loc[start]}, axis=1)
    here, there = both["here"], both["there"]
    table = pd.DataFrame(
        {
            "count": here["size"].fillna(0),
            "reference_count": there["size"].fillna(0),
            "score": here["mean"].fillna(there["mean"]),
            "reference_score": there["mean"].fillna(here["mean"]),
        }
    )
    return _shifted(table, (other, start))


def _sides(groups: list[str], reference: str | None) -> tuple[str, str]:
    """Return the reference and the group held against it."""
    if len(groups) != 2:
        raise ValueError(f"word_shift compares two groups with scored words; there are {groups}")
    if reference is not None and reference not in groups:
        raise ValueError(f"the reference {reference!r} is not one of the groups {groups}")
    start = groups[0] if reference is None else reference
    return start, groups[groups[0] == start]


def _scores(tokens: pd.DataFrame, scores: str | Mapping[str, float]) -> pd.Series:
    if isinstance(scores, str) and scores == "vader" and scores not in tokens:
        from newskit.tone.vader import lexicon

        scores = lexicon()
    if isinstance(scores, str):
        schema.require(tokens, [scores], what="tokens table")
        return tokens[scores].astype("float64")
    return tokens["word"].map(dict(scores)).astype("float64")


def _shifted(table: pd.DataFrame, groups: tuple[str, str]) -> pd.DataFrame:
    p, p0 = (
        table["count"] / table["count"].sum(),
        table["reference_count"] / table["reference_count"].sum(),
    )
    s = table["score"]
    # Means of one and the same score differ in their last digit.
    s0 = table["reference_score"].where(~np.isclose(s, table["reference_score"], rtol=1e-12), s)
    mean, mean0 = float((p * s).sum()), float((p0 * s0).sum())
    above = (s + s0) / 2 - mean0
    table = table.assign(
        share=p,
        reference_share=p0,
        frequency=(p - p0) * above,
        wording=(p + p0) / 2 * (s - s0),
        kind=np.where(above >= 0, "positive", "negative")
        + np.where(p >= p0, " word, used more", " word, used less").astype(object),
    ).astype({"count": "int64", "reference_count": "int64", "kind": "str"})
    table["contribution"] = table["frequency"] + table["wording"]
    order = table["contribution"].abs().sort_values(ascending=False, kind="stable").index
    columns = ["word", "count", "reference_count", "share", "reference_share", "score",
               "reference_score", "frequency", "wording", "contribution", "kind"]  # fmt: skip
    result = table.loc[order].reset_index()[columns].astype({"word": "str"})
    sides = {"group": groups[0], "reference": groups[1]}
    result.attrs["word_shift"] = {**sides, "mean": mean, "reference_mean": mean0}
    return schema.stamp(result, "word_shift", **sides)
