"""The news texts that the construct benchmark reads, from a folder of published test sets.

``tone/nyt.tsv`` (Hutto and Gilbert 2014, github.com/cjhutto/vaderSentiment) and
``target_tone/newsmtsc_train.jsonl`` (Hamborg and Donnay 2021, github.com/fhamborg/NewsMTSC) are
single sentences; their terms allow any use. ``loaded/ptc_train.jsonl`` (Da San Martino et al.
2020) and ``quotes/*/text`` (PolNeAR, Newell et al. 2018) are articles, used for measuring only.
"""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd


def read_gold_sentences(gold: Path) -> pd.DataFrame:
    """Return each sentence once, as an article of its own: article_id, document, text."""
    nyt = pd.read_csv(gold / "tone" / "nyt.tsv", sep="\t", dtype=str)
    items = pd.DataFrame(_json_lines(gold / "target_tone" / "newsmtsc_train.jsonl"))
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


def read_gold_articles(gold: Path) -> pd.DataFrame:
    """Return the articles that are for measuring only: article_id, text."""
    loaded = _json_lines(gold / "loaded" / "ptc_train.jsonl")
    files = sorted((gold / "quotes").glob("*/text/*.txt"))
    rows = [(f"ptc:{item['doc']}", item["text"]) for item in loaded]
    rows += [(f"polnear:{file.stem}", file.read_text("utf-8")) for file in files]
    return pd.DataFrame(rows, columns=["article_id", "text"]).drop_duplicates("article_id")


def _json_lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
