"""The workbench: read, test and doubt a word list before you believe what it counts."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from newskit.constructs import read_construct, score_construct
from newskit.lexicon import Lexicon, read_lexicon
from newskit.matching import match_lexicon


def check_lexicon(lexicon: str | Path | Lexicon) -> pd.DataFrame:
    """Run a lexicon's own examples: one row per sentence that must match or must not.

    A category's ``match`` sentence passes if the category has a hit there that is not negated, a
    ``miss`` sentence if it has none. A construct's ``match`` sentence passes if its value is above 0.

    Returns
    -------
    DataFrame
        category (``[construct]`` for the construct's own), example (match or miss), text, passed.
    """
    lexicon = lexicon if isinstance(lexicon, Lexicon) else read_lexicon(lexicon)
    rows = [
        (name, kind, text)
        for name, category in lexicon.categories.items()
        for kind, texts in (("match", category.match), ("miss", category.miss))
        for text in texts
    ]
    table = pd.DataFrame(rows, columns=["category", "example", "text"]).astype("str")
    hits = match_lexicon(table.assign(article_id=range(len(table))), lexicon)
    found = {(int(h.article_id), h.category) for h in hits.itertuples() if not h.negated}
    keys = [(i, row[0]) in found for i, row in enumerate(rows)]
    table["passed"] = (table["example"] == "match") == pd.Series(keys, dtype=bool)
    if not lexicon.construct:
        return table
    return pd.concat([table, _check_construct(lexicon)], ignore_index=True)


def _check_construct(lexicon: Lexicon) -> pd.DataFrame:
    construct = read_construct(lexicon)
    rows = [("match", text) for text in construct.match] + [("miss", text) for text in construct.miss]
    table = pd.DataFrame(rows, columns=["example", "text"]).astype("str")
    scores = score_construct(table.assign(article_id=range(len(table))), construct)
    table["passed"] = (table["example"] == "match") == (scores["value"] > 0)
    table.insert(0, "category", "[construct]")
    return table
