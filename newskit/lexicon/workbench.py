"""The workbench: run, read and doubt a word list before you believe what it counts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from newskit import schema
from newskit.lexicon.constructs import read_construct, score_construct
from newskit.lexicon.matching import match_lexicon
from newskit.lexicon.record import Lexicon, read_lexicon


def check_lexicon(lexicon: str | Path | Lexicon) -> pd.DataFrame:
    """Run a lexicon's own examples: one row per sentence that must match or must not.

    A category's ``match`` sentence passes if the category has a hit there that is not negated, a
    ``miss`` sentence if it has none. A construct's ``match`` sentence passes if its value is above
    0, its ``miss`` sentence if it is not.

    Returns
    -------
    DataFrame
        category (``[construct]`` for the construct's own), example (match or miss), text, passed.

    Examples
    --------
    >>> bool(check_lexicon("wartime_ecstasy")["passed"].all())
    True
    """
    lexicon = _read(lexicon)
    rows = [
        (name, kind, text)
        for name, category in lexicon.categories.items()
        for kind, texts in (("match", category.match), ("miss", category.miss))
        for text in texts
    ]
    table = pd.DataFrame(rows, columns=["category", "example", "text"]).astype("str")
    hits = match_lexicon(_numbered(table), lexicon)
    told = hits[~hits["negated"]]
    found = set(zip(told["article_id"], told["category"], strict=True))
    hit = [(str(i), row[0]) in found for i, row in enumerate(rows)]
    table["passed"] = (table["example"] == "match") == np.array(hit, dtype=bool)
    if not lexicon.construct:
        return table
    return pd.concat([table, _check_construct(lexicon)], ignore_index=True)


def _check_construct(lexicon: Lexicon) -> pd.DataFrame:
    construct = read_construct(lexicon)
    rows = [
        ("[construct]", kind, text)
        for kind, texts in (("match", construct.match), ("miss", construct.miss))
        for text in texts
    ]
    table = pd.DataFrame(rows, columns=["category", "example", "text"]).astype("str")
    value = score_construct(_numbered(table), construct)["value"]
    table["passed"] = (table["example"] == "match") == (value > 0)
    return table


def _numbered(table: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"article_id": table.index.astype("str"), "text": table["text"]})


def _read(lexicon: str | Path | Lexicon) -> Lexicon:
    return lexicon if isinstance(lexicon, Lexicon) else read_lexicon(lexicon)


def lexicon_coverage(hits: pd.DataFrame, lexicon: str | Path | Lexicon) -> pd.DataFrame:
    """Tell which entries of *lexicon* carry the result: one row per entry, silent ones included.

    If three entries give nine tenths of the hits, the measure is those three words, whatever its
    name says: read them first. An entry that never fires is dead weight, or mistyped.

    Parameters
    ----------
    hits
        The HITS of :func:`~newskit.match_lexicon`, negated ones included.
    lexicon
        The lexicon that was matched.

    Returns
    -------
    DataFrame
        category, entry, hits, negated (how many of them), articles (with at least one), share (of
        the category's hits) and cumulative share, the most frequent first. NaN in a category
        without hits.
    """
    schema.require(
        hits, ["article_id", "lexicon", "category", "entry", "negated"], what="hits table"
    )
    lexicon = _read(lexicon)
    own = hits[hits["lexicon"] == lexicon.name].groupby(["category", "entry"])
    counts = own.agg(
        hits=("negated", "size"), negated=("negated", "sum"), articles=("article_id", "nunique")
    )
    entries = pd.MultiIndex.from_frame(lexicon.to_frame()[["category", "entry"]])
    counts = counts.reindex(entries, fill_value=0).astype("int64").reset_index()
    order = {name: i for i, name in enumerate(lexicon.categories)}
    rank = counts["category"].map(order)
    counts = counts.iloc[np.lexsort((counts["entry"], -counts["hits"], rank))].reset_index(
        drop=True
    )
    total = counts.groupby("category")["hits"].transform("sum").replace(0, np.nan)
    counts["share"] = counts["hits"] / total
    counts["cumulative"] = counts.groupby("category")["share"].cumsum()
    return schema.stamp(counts, "lexicon_coverage", lexicon=lexicon.name, digest=lexicon.digest)


def hits_in_context(hits: pd.DataFrame, articles: pd.DataFrame, *, width: int = 40) -> pd.DataFrame:
    """Return the hits with the text around them (a concordance), to read before believing.

    Returns
    -------
    DataFrame
        article_id, category, entry, negated, left, match, right, and ``start`` to find the place.
        *left* and *right* have *width* characters, with line breaks as blanks.
    """
    schema.require(hits, ["article_id", "start", "end", "category", "entry"], what="hits table")
    texts = dict(zip(*schema.texts(articles), strict=True))
    places = list(zip(hits["article_id"], hits["start"], hits["end"], strict=True))
    if strange := {i for i, *_ in places} - set(texts):
        raise ValueError(f"the hits are of other articles: {sorted(strange)[0]!r} is not there")
    table = hits[["article_id", "category", "entry", "negated"]].reset_index(drop=True)
    context = {
        "left": [" ".join(texts[i][max(0, a - width) : a].split("\n")) for i, a, _ in places],
        "match": [texts[i][a:b] for i, a, b in places],
        "right": [" ".join(texts[i][b : b + width].split("\n")) for i, _, b in places],
    }
    return table.assign(
        **{name: pd.Series(column, dtype="str") for name, column in context.items()},
        start=hits["start"].to_numpy(),
    )


def length_check(
    table: pd.DataFrame, value: str = "value", *, words: str = "words"
) -> pd.DataFrame:
    """Ask whether a measure follows the length of the texts: Spearman's rank correlation.

    A count grows with length, and a sum saturates with it; a measure that is meant to say something
    about wording should not. -1 to 1, 0 when unrelated; the 95 % interval is by Fisher's z with the
    variance of Bonett and Wright (2000). NaN with fewer than four articles or a constant measure.

    Parameters
    ----------
    table
        One row per article, such as that of :func:`~newskit.score_construct`.
    value, words
        The columns of the measure and of the length.

    Returns
    -------
    DataFrame
        One row: measure, n (articles where the measure is defined), rho, low, high.
    """
    schema.require(table, [value, words])
    defined = table[[value, words]].dropna().astype("float64")
    ranks, n = defined.rank(), len(defined)
    rho = low = high = np.nan
    if n > 3 and (np.ptp(ranks.to_numpy(), axis=0) > 0).all():
        rho = float(np.clip(np.corrcoef(ranks[value], ranks[words])[0, 1], -1, 1))
        z = np.arctanh(np.clip(rho, -1 + 1e-12, 1 - 1e-12))
        half = 1.959964 * np.sqrt((1 + rho**2 / 2) / (n - 3))
        low, high = float(np.tanh(z - half)), float(np.tanh(z + half))
    return pd.DataFrame({"measure": [value], "n": [n], "rho": [rho], "low": [low], "high": [high]})
