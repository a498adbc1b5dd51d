"""The news sentences that the construct benchmark reads: two sets whose terms allow it."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd


def read_gold_sentences(gold: Path) -> pd.DataFrame:
    """Return each sentence once, as an article of its own: article_id, document, text."""
    nyt = pd.read_csv(gold / "tone" / "nyt.tsv", sep="\t", dtype=str)
    lines = (gold / "target_tone" / "newsmtsc_train.jsonl").read_text("utf-8").splitlines()
    items = pd.DataFrame([json.loads(line) for line in lines if line])
    sets = [
        pd.DataFrame(
            {
                "article_id": "nyt:" + nyt["id"],
                "document": "nyt:" + nyt["id"].str.split("_").str[0],
                "text": nyt["text"],
            }
        ),
        pd.DataFrame(
            {
                "article_id": "mtsc:" + items["primary_gid"],
                "document": "mtsc:" + items["primary_gid"].str.split("_").str[:3].str.join("_"),
                "text": items["sentence_normalized"],
            }
        ),
    ]
    return pd.concat(sets).drop_duplicates("text").reset_index(drop=True)
