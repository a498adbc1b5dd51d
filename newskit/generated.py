"""Constructed articles in any number, with known differences: a control for measures at scale."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from newskit import schema
from newskit.reading import corpora_folder
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
    empty = pa.Schema.from_pandas(schema.empty(schema.ARTICLES), preserve_index=False)
    # Before pandas 3 an empty column of strings says nothing of its type.
    fields = [f.with_type(pa.large_string()) if pa.types.is_null(f.type) else f for f in empty]
    columns = pa.schema(fields, metadata=empty.metadata)
    with appearing_whole(path) as draft, pq.ParquetWriter(draft, columns) as writer:
        for first in range(0, articles, group):
            number = np.arange(first, min(first + group, articles))
            table = _articles(number, _FIRST + number * _DAYS // articles, pools, rng)
            writer.write_table(pa.Table.from_pandas(table, columns, preserve_index=False))
    return path


def _pools(rng: np.random.Generator) -> npt.NDArray[np.object_]:
    """Return, for each kind of sentence, a pool of filled templates to draw from."""
    home = corpora_folder() / "year_of_news"
    book = tomllib.loads((home / "templates.toml").read_text(encoding="utf-8"))
    slots: dict[str, list[str]] = book["slots"]
    filled = [
        [_filled(templates[n % len(templates)], slots, rng) for n in range(_POOL)]
        for templates in (book["sentences"][kind] for kind in CHANCES)
    ]
    return np.array(filled, dtype=object)


def _filled(template: str, slots: dict[str, list[str]], rng: np.random.Generator) -> str:
    text = _SLOT.sub(lambda m: slots[m[1]][rng.integers(len(slots[m[1]]))], template)
    return text[0].upper() + text[1:]


def _articles(
    number: npt.NDArray[np.int64],
    days: npt.NDArray[np.datetime64],
    pools: npt.NDArray[np.object_],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return a row group: each sentence of each article is drawn from the pool of its kind."""
    outlets = np.array(OUTLETS, dtype=object)[number % len(OUTLETS)]
    size = rng.integers(12, 29, len(number))
    turned = np.repeat((outlets == OUTLETS[0]) & (days >= _TURN), size)
    ends = np.cumsum([list(CHANCES.values()), list(TURNING.values())], axis=1)[:, :-1]
    kind = (rng.random(size.sum())[:, None] >= ends[turned.astype(int)]).sum(axis=1)
    said = iter(pools[kind, rng.integers(_POOL, size=len(kind))].tolist())
    texts = ["\n\n".join(_paragraphs(islice(said, n))) for n in size.tolist()]
    ids, published = [f"news-{i:07d}" for i in number.tolist()], days.astype("datetime64[us]")
    found = {"article_id": ids, "outlet": outlets, "published": published, "text": texts}
    table = pd.DataFrame(found, columns=list(schema.ARTICLES)).assign(language="en")
    return schema.cast(table, schema.ARTICLES)


def _paragraphs(sentences: Iterator[str]) -> Iterator[str]:
    while paragraph := " ".join(islice(sentences, _PARAGRAPH)):
        yield paragraph
