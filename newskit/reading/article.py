"""The article: one news item as a frozen record, and many as the ARTICLES table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pandas as pd

from newskit import schema
from newskit.markup import escape


@dataclass(frozen=True, repr=False)
class Article:
    """One news item: its text, and what is known about it.

    Parameters
    ----------
    article_id
        The key of the article in every table.
    text
        The words as printed. All offsets in all tables count its characters from 0.
    title, outlet, author, published, url, language
        What the source says, None where it says nothing. ``published`` has no time zone; instants
        given with one are in UTC.
    extra
        Further columns of the source, such as the cell of a design.

    Examples
    --------
    >>> Article("a1", "Talks will go on.", title="Talks go on", outlet="The Harbour Post")
    Article('a1', 'Talks go on', The Harbour Post, 4 words)
    """

    article_id: str
    text: str
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: datetime | None = None
    url: str | None = None
    language: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __repr__(self) -> str:
        return f"Article({', '.join([repr(self.article_id), *self._facts()])})"

    def _repr_html_(self) -> str:
        title = escape(self.title or self.article_id)
        facts = escape(" · ".join([self.article_id, *self._facts()[bool(self.title) :]]))
        body = self.text.removeprefix(self.title or "").strip()
        return (
            f'<div style="max-width:42em"><strong>{title}</strong><br><small>{facts}</small>'
            f"<p>{escape(_shorten(body, 280))}</p></div>"
        )

    def _facts(self) -> list[str]:
        day = f"{self.published:%Y-%m-%d}" if self.published else None
        words = f"{len(self.text.split())} words"
        title = repr(_shorten(self.title, 60)) if self.title else None
        return [fact for fact in (title, self.outlet, day, words) if fact]


def _shorten(text: str, width: int) -> str:
    plain = " ".join(text[: 4 * width].split())
    return plain if len(plain) <= width else plain[: width - 1].rstrip() + "…"


def articles_table(articles: Iterable[Article]) -> pd.DataFrame:
    """Return *articles* as the ARTICLES table, one row each.

    Further columns follow those of the declaration, in the order in which they first appear.

    Examples
    --------
    >>> articles_table([Article("a1", "Talks go on.")])[["article_id", "text"]].values.tolist()
    [['a1', 'Talks go on.']]
    """
    records = list(articles)
    rows = [tuple(getattr(article, name) for name in schema.ARTICLES) for article in records]
    table = schema.table(rows, schema.ARTICLES)
    names = dict.fromkeys(name for article in records for name in article.extra)
    further = {name: [article.extra.get(name) for article in records] for name in names}
    # Put in one by one, thousands of columns would cost quadratic time.
    return pd.concat([table, pd.DataFrame(further)], axis=1) if further else table


def printed(table: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Return *table* with a column ``text``: the words that ``start:end`` point at, as printed.

    Parameters
    ----------
    table
        Any table with ``article_id``, ``start`` and ``end``: sentences, quotations, hits, charges.
    articles
        The articles it was made of.

    Raises
    ------
    ValueError
        If a row belongs to no article with a text.

    Examples
    --------
    >>> articles = articles_table([Article("a1", "Talks go on. Rain fell.")])
    >>> rows = pd.DataFrame({"article_id": ["a1"], "start": [13], "end": [17]})
    >>> printed(rows, articles)["text"].tolist()
    ['Rain']
    """
    schema.require(table, ["article_id", "start", "end"], what="table to print")
    bodies = dict(zip(*schema.texts(articles), strict=True))
    ids = [str(i) for i in table["article_id"]]
    if strange := [i for i in ids if i not in bodies]:
        raise ValueError(f"there is no article {strange[0]!r} with a text")
    places = zip(ids, table["start"].tolist(), table["end"].tolist(), strict=True)
    return table.assign(text=schema.strings(bodies[i][a:b] for i, a, b in places).to_numpy())
