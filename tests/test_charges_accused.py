"""Whom a sentence charges, and who does: one sentence for each rule. All of it is invented."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pandas as pd
import pytest

import newskit as nk

# Each line: a text, then its charges as "accuser | accused | mode"; nobody is "-".
FILE = Path(__file__).parent / "data" / "charged.tsv"
LINES = FILE.read_text(encoding="utf-8").splitlines()
ROWS = {text: rows for text, *rows in (x.split("\t") for x in LINES if not x.startswith("#"))}


@pytest.fixture(scope="module")
def charged() -> dict[str, list[str]]:
    articles = pd.DataFrame({"article_id": [*ROWS], "text": [*ROWS]})
    quotes, rows = nk.find_quotes(articles), defaultdict(list)
    for lexicon in ("charges", "wartime_ecstasy"):
        found = nk.find_charges(articles, lexicon=lexicon, quotes=quotes).astype(object)
        who = found[["article_id", "accuser", "accused", "mode"]].fillna("-")
        for (text, *row), hedged in zip(who.to_numpy().tolist(), found["hedged"], strict=True):
            rows[text].append(" | ".join([*row, "hedged"] if hedged else row))
    return rows


@pytest.mark.parametrize(("text", "rows"), ROWS.items())
def test_who_charges_whom(text: str, rows: list[str], charged: dict[str, list[str]]) -> None:
    assert charged[text] == rows
