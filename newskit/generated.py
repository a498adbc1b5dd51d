"""Constructed articles in any number, with known differences: a control for measures at scale."""

from __future__ import annotations

import re
import tomllib
from itertools import repeat
from pathlib import Path

import numpy as np

from newskit.reading import corpora_folder
from newskit.reading.article import Article, articles_table
from newskit.writing import appearing_whole

OUTLETS = ["The Norrland Courier", "Hallen Daily", "The Velia Observer", "Tarn Morning Post"]
CHANCES = {"plain": 0.45, "harsh": 0.15, "warm": 0.15, "quotation": 0.25}
TURNING = {"plain": 0.25, "harsh": 0.35, "warm": 0.15, "quotation": 0.25}
_SLOT = re.compile(r"\{(\w+)\}")
_FIRST, _DAYS, _TURN = np.datetime64("2025-01-01"), 365, np.datetime64("2025-07-01")
_PARAGRAPH, _POOL = 3, 2_000


def generate_news(
    articles: int, path: str | Path, *, group: int = 2_000, rng: int | np.random.Generator = 0
) -> Path:
    """Write *articles* constructed articles of one year to the Parquet file *path*.

    Nothing in them is real: see the datasheet of the corpus ``year_of_news``. Four outlets are
    alike but for one, which turns harsher in July. Each article has 12 to 28 sentences.

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
    pools = _pools(rng)
    schema = pa.Schema.from_pandas(articles_table([]), preserve_index=False)
    with appearing_whole(path) as draft, pq.ParquetWriter(draft, schema) as writer:
        for first in range(0, articles, group):
            numbers = range(first, min(first + group, articles))
            days = _FIRST + np.array(numbers) * _DAYS // articles
            table = articles_table(map(_article, numbers, days, repeat(pools), repeat(rng)))
            writer.write_table(pa.Table.from_pandas(table, schema, preserve_index=False))
    return path


def _pools(rng: np.random.Generator) -> dict[str, list[str]]:
    """Return, for each kind of sentence, a pool of filled templates to draw from."""
    home = corpora_folder() / "year_of_news"
    book = tomllib.loads((home / "templates.toml").read_text(encoding="utf-8"))
    slots: dict[str, list[str]] = book["slots"]
    return {
        kind: [_filled(templates[n % len(templates)], slots, rng) for n in range(_POOL)]
        for kind, templates in book["sentences"].items()
    }


def _filled(template: str, slots: dict[str, list[str]], rng: np.random.Generator) -> str:
    text = _SLOT.sub(lambda m: slots[m[1]][rng.integers(len(slots[m[1]]))], template)
    return text[0].upper() + text[1:]


def _article(
    number: int, day: np.datetime64, pools: dict[str, list[str]], rng: np.random.Generator
) -> Article:
    outlet = OUTLETS[number % len(OUTLETS)]
    turned = outlet == OUTLETS[0] and day >= _TURN
    ends = np.cumsum(list((TURNING if turned else CHANCES).values()))[:-1]
    kinds = np.searchsorted(ends, rng.random(rng.integers(12, 29))).tolist()
    names, drawn = list(CHANCES), rng.integers(_POOL, size=len(kinds)).tolist()
    sentences = [pools[names[k]][d] for k, d in zip(kinds, drawn, strict=True)]
    blocks = [" ".join(sentences[i : i + _PARAGRAPH]) for i in range(0, len(kinds), _PARAGRAPH)]
    return Article(
        article_id=f"news-{number:07d}",
        outlet=outlet,
        published=day.astype("datetime64[us]").item(),
        language="en",
        text="\n\n".join(blocks),
    )
