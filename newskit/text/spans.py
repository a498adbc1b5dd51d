"""Where spans lie: the one place that answers what a span of an article is.

A measure is asked about sentences, about voices, or about any table of spans. Whatever it is asked
about comes through :func:`place`, so that all measures agree on what a wrong span is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd

from newskit import schema
from newskit.text import columns
from newskit.text.columns import Integers

# What can be asked for by name. Quotations are found further up the house, so `voices` is entered
# here by the module that cuts them.
NAMED: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {}


class Placed(NamedTuple):
    """Spans, one row each, and which text each lies in (a row of the articles that have text)."""

    table: pd.DataFrame
    text: Integers


def place(spans: str | pd.DataFrame | None, articles: pd.DataFrame) -> Placed:
    """Return *spans* of *articles*: ``"sentences"`` (or None), ``"voices"``, or a table's rows.

    The table has at least ``article_id``, ``sentence``, ``start`` and ``end``; a table without
    ``sentence`` has its rows numbered within each article.

    Raises
    ------
    ValueError
        If a name is unknown, or a span belongs to no article, lies outside its text or lacks an
        end; the message names the row.
    """
    ids, texts = schema.texts(articles)
    if spans is None or (isinstance(spans, str) and spans == "sentences"):
        return columns.once(texts, "placed", lambda: _sentences(ids, texts))
    if isinstance(spans, str):
        if spans not in NAMED:
            known = ", ".join(map(repr, ["sentences", *NAMED]))
            raise ValueError(f"unknown spans {spans!r}; give a table of spans, or one of {known}")
        spans = columns.once(texts, f"spans {spans}", partial(NAMED[spans], articles))

    def placed() -> Placed:
        table = checked(spans, ids, texts)
        return Placed(table, _which(table, ids))

    return columns.once(texts, "placed", placed, spans)


def checked(spans: pd.DataFrame, ids: Sequence[str], texts: Sequence[str]) -> pd.DataFrame:
    """Return *spans* with ids as strings and whole numbers; raise where a span is no span."""
    schema.require(spans, ["article_id", "start", "end"], what="spans table")
    names = spans["article_id"].astype(object).map(str)
    spans = spans.assign(article_id=names.to_numpy(dtype=object)).reset_index(drop=True)
    open_ended = np.flatnonzero(spans["start"].isna() | spans["end"].isna())
    if len(open_ended):
        raise ValueError(f"spans row {open_ended[0]}: its start or end is missing")
    spans = spans.astype({"start": "int64", "end": "int64"})
    which = _which(spans, ids)
    length = np.array([len(text) for text in texts] + [0], dtype=np.int64)[which]
    start, end = spans["start"].to_numpy(), spans["end"].to_numpy()
    wrong = np.flatnonzero((which < 0) | (start < 0) | (end < start) | (end > length))
    if len(wrong):
        _refuse(spans.iloc[wrong[0]], int(wrong[0]), int(which[wrong[0]]), int(length[wrong[0]]))
    if "sentence" not in spans:
        spans["sentence"] = spans.groupby("article_id").cumcount().astype("int64")
    return spans


def _which(spans: pd.DataFrame, ids: Sequence[str]) -> Integers:
    return pd.Index(list(ids), dtype="object").get_indexer(
        pd.Index(spans["article_id"].tolist(), dtype="object")
    )


def _refuse(span: pd.Series, row: int, which: int, length: int) -> None:
    article_id = span["article_id"]
    if which < 0:
        raise ValueError(f"spans row {row}: there is no article {article_id!r} with a text")
    raise ValueError(
        f"spans row {row}: {span['start']} to {span['end']} lies outside article {article_id!r}, "
        f"whose text has {length} characters"
    )


def _sentences(ids: Sequence[str], texts: Sequence[str]) -> Placed:
    s = columns.split(texts)
    names = np.array(ids, dtype=object)[s.text]
    found = {"article_id": names, "sentence": s.number, "start": s.start, "end": s.end}
    return Placed(pd.DataFrame(found), s.text)
