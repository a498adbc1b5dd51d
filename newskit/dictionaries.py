"""Other people's dictionaries: read as data, never as code."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd

from newskit import schema
from newskit.lexicon import Lexicon, lexicon_of


def from_table(table: pd.DataFrame, name: str = "lexicon") -> Lexicon:
    """Return the lexicon in *table*: a column ``entry``, perhaps ``category`` and ``weight``."""
    schema.require(table, ["entry"], what="lexicon table")
    entries: dict[str, dict[str, float]] = {}
    categories = table["category"] if "category" in table.columns else [name] * len(table)
    weights = table["weight"] if "weight" in table.columns else [math.nan] * len(table)
    for category, entry, weight in zip(categories, table["entry"], weights, strict=True):
        entries.setdefault(str(category), {})[entry] = weight
    return lexicon_of(name, entries)


def read_dictionary(path: Path) -> Lexicon:
    """Read the dictionary at *path* in the format that its ending names."""
    if path.suffix.lower() != ".csv":
        raise ValueError(f"{path.name}: no dictionary format ends in {path.suffix!r}")
    return from_table(pd.read_csv(path), path.stem)
