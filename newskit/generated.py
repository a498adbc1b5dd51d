"""Constructed articles in any number, with known differences: a control for measures at scale."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from newskit.article import Article, articles_table
from newskit.reading import corpus_folder
from newskit.writing import appearing_whole

OUTLETS = ["The Norrland Courier", "Hallen Daily", "The Velia Observer", "Tarn Morning Post"]
CHANCES = {"plain": 0.45, "harsh": 0.15, "warm": 0.15, "quotation": 0.25}
TURNING = {"plain": 0.25, "harsh": 0.35, "warm": 0.15, "quotation": 0.25}
_SLOT = re.compile(r"\{(\w+)\}")
_FIRST, _DAYS, _TURN = np.datetime64("2025-01-01"), 365, np.datetime64("2025-07-01")
_PARAGRAPH = 3


def generate_news(
    articles: int, path: str | Path, *, group: int = 2_000, rng: int | np.random.Generator = 0
) -> Path:
    """Write *articles* constructed articles of one year to the Parquet file *path*.

    Nothing in them is real: see the datasheet of the corpus ``year_of_news``. Four outlets are alike
    but for one, which turns harsher in July. Each article has 12 to 28 sentences.

    Parameters
    ----------
    articles
        How many.
    path
        Where the file goes; it appears when it is whole.
    group
        Articles in a row group, which is what one task reads.
    rng
        Seed or generator: the same seed gives the same file.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    rng, path = np.random.default_rng(rng), Path(path)
    schema = pa.Schema.from_pandas(articles_table([]), preserve_index=False)
    with appearing_whole(path) as draft, pq.ParquetWriter(draft, schema) as writer:
        for first in range(0, articles, group):
            numbers = range(first, min(first + group, articles))
            table = _table(numbers, articles, rng)
            writer.write_table(pa.Table.from_pandas(table, schema, preserve_index=False))
    return path


def _table(numbers: range, total: int, rng: np.random.Generator) -> pd.DataFrame:
    book = tomllib.loads((corpus_folder("year_of_news") / "templates.toml").read_text("utf-8"))
    days = _FIRST + np.array(numbers) * _DAYS // max(total, 1)
    return articles_table(_article(n, day, book, rng) for n, day in zip(numbers, days, strict=True))


def _article(
    number: int, day: np.datetime64, book: dict[str, Any], rng: np.random.Generator
) -> Article:
    outlet = OUTLETS[number % len(OUTLETS)]
    turned = outlet == OUTLETS[0] and day >= _TURN
    kinds = list(CHANCES)
    drawn = rng.choice(
        len(kinds), rng.integers(12, 29), p=list((TURNING if turned else CHANCES).values())
    )
    sentences = [_filled(book["sentences"][kinds[k]], book["slots"], rng) for k in drawn]
    blocks = [" ".join(sentences[i : i + _PARAGRAPH]) for i in range(0, len(drawn), _PARAGRAPH)]
    return Article(
        article_id=f"news-{number:07d}",
        outlet=outlet,
        published=pd.Timestamp(day).to_pydatetime(),
        language="en",
        text="\n\n".join(blocks),
    )


def _filled(templates: list[str], slots: dict[str, list[str]], rng: np.random.Generator) -> str:
    drawn: Iterator[float] = iter(rng.random(8))
    template = templates[int(next(drawn) * len(templates))]
    text = _SLOT.sub(lambda m: slots[m[1]][int(next(drawn) * len(slots[m[1]]))], template)
    return text[0].upper() + text[1:]
