"""Loaded wording against human marks: words and sentences of two sets.

``python benchmarks/loaded.py --gold DIR [--json FILE]``. DIR holds ``loaded/babe.tsv`` (BABE:
Spinde et al. 2021; sentences of four outlets, called biased or not by five experts, and the words
that make them so) and ``loaded/ptc_train.jsonl`` (SemEval-2020 task 11: Da San Martino et al.
2020; spans of propaganda techniques in articles), to be had from their authors. The list is
hand-written, no word came from either set, and a sentence is called loaded from one hit on, so each
outlet is held out. One list of frequent hits on the second set was read once, and ambiguous entries
were moved or removed after it: that figure is not wholly independent.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
from pathlib import Path
from typing import Any

import figures as fig
import numpy as np
import pandas as pd

import newskit as nk
from newskit.text import straighten
from newskit.text.columns import cut, only_words

BABE, PTC = "BABE (Spinde et al. 2021)", "PTC loaded language (SemEval-2020 task 11)"
# In that set labels are another technique (name calling), and adverbs mostly another (doubt).
NOT_LANGUAGE = ("labels", "evaluating_adverbs")
VADER_STRONG = 2

Spans = list[tuple[int, int, int]]


class Marked:
    """Texts cut into words, and which words some spans touch."""

    def __init__(self, texts: list[str], unit: Any) -> None:
        self.texts, pieces = texts, cut(texts)
        self.words, self.vocabulary = only_words(pieces), pieces.vocabulary
        self.unit = np.asarray(unit)[self.words.text]
        self.first = np.searchsorted(self.words.text, np.arange(len(texts) + 1))
        ids = [str(i) for i in range(len(texts))]
        self.articles = pd.DataFrame({"article_id": ids, "text": texts})

    def flags(self, spans: Spans) -> Any:
        """Return for each word whether one of *spans* (text, start, end) touches it."""
        found = np.zeros(len(self.words.id), dtype=bool)
        for i, start, end in spans:
            part = slice(self.first[i], self.first[i + 1])
            found[part] |= (self.words.start[part] < end) & (self.words.end[part] > start)
        return found

    def of_hits(self, hits: pd.DataFrame) -> Any:
        """Return for each word whether one of *hits* touches it."""
        places = zip(hits["article_id"].astype(int), hits["start"], hits["end"], strict=True)
        return self.flags(list(places))

    def vader(self) -> Any:
        """Return for each word whether VADER gives it a valence of 2 or more, either way."""
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

        lexicon = SentimentIntensityAnalyzer().lexicon
        strong = [abs(lexicon.get(word, 0)) >= VADER_STRONG for word in self.vocabulary]
        return np.array(strong, dtype=bool)[self.words.id]


def read_babe(gold: Path) -> tuple[pd.DataFrame, Spans]:
    """Return the sentences that experts agreed on, and where the marked words stand."""
    parts = [pd.read_csv(path, sep="\t") for path in fig.files(gold / "loaded", "babe*.tsv")]
    table = pd.concat(parts, ignore_index=True)
    table = table[table["label_bias"] != "No agreement"].reset_index(drop=True)
    spans = []
    for i, (text, words) in enumerate(zip(table["text"], table["biased_words"], strict=True)):
        plain = straighten(text).lower()
        for word in filter(None, (straighten(w).lower().strip() for w in ast.literal_eval(words))):
            whole = re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", plain)
            spans += [(i, m.start(), m.end()) for m in whole]
    return table, spans


def read_ptc(gold: Path) -> tuple[list[str], Spans]:
    """Return the articles, and the spans of loaded language."""
    paths = fig.files(gold / "loaded", "ptc*.jsonl")
    items = [json.loads(line) for path in paths for line in path.open(encoding="utf-8")]
    spans = [
        (i, s["start"], s["end"])
        for i, item in enumerate(items)
        for s in item["spans"]
        if s["technique"] == "Loaded_Language"
    ]
    return [item["text"] for item in items], spans


def row(measure: str, data: str, metric: str, by_unit: Any, score: fig.Score) -> dict[str, Any]:
    return {
        "measure": measure,
        "data": data,
        "metric": metric,
        **fig.scored(by_unit, score),
        "n": len(by_unit),
        "comparison": "human marks",
    }


def word_rows(measure: str, data: str, cells: Any) -> list[dict[str, Any]]:
    scores = (("precision", fig.precision), ("recall", fig.recall), ("F1", fig.f1))
    return [row(measure, data, f"word {name}", cells, score) for name, score in scores]


def on_babe(gold: Path) -> list[dict[str, Any]]:
    """Return word and sentence scores, whole and by outlet."""
    table, spans = read_babe(gold)
    marked = Marked(table["text"].tolist(), np.arange(len(table)))
    truth, hits = marked.flags(spans), nk.match_lexicon(marked.articles, "loaded")
    found = marked.of_hits(hits)
    cells = fig.cells(truth, found, marked.unit)
    rows = word_rows("loaded", BABE, cells)
    rows += word_rows(
        "VADER words of 2 and more", BABE, fig.cells(truth, marked.vader(), marked.unit)
    )
    rows += [
        row(
            f"loaded: {name}",
            BABE,
            "word precision",
            fig.cells(truth, of, marked.unit),
            fig.precision,
        )
        for name, part in hits.groupby("category")
        if (of := marked.of_hits(part)).any()
    ]
    biased = (table["label_bias"] == "Biased").to_numpy()
    loaded = nk.score_lexicon(marked.articles, "loaded").groupby("article_id")["hits"].sum()
    counts = loaded.reindex(marked.articles["article_id"]).fillna(0).to_numpy()
    strong = np.bincount(marked.words.text, marked.vader(), len(table))
    ways = {"loaded": counts > 0, "VADER words of 2 and more": strong > 0}
    for way, called in ways.items():
        both = two_classes(biased, called)
        rows.append(row(way, BABE, "sentence macro-F1", both, fig.macro_f1))
        for outlet in table["outlet"].unique() if way == "loaded" else ():
            part = (table["outlet"] == outlet).to_numpy()
            rows.append(
                row(way, f"{BABE}, {outlet}", "sentence macro-F1", both[part], fig.macro_f1)
            )
            rows.append(row("loaded", f"{BABE}, {outlet}", "word F1", cells[part], fig.f1))
    return rows


def two_classes(gold: Any, called: Any) -> Any:
    both = (np.stack([gold, ~gold], axis=1), np.stack([called, ~called], axis=1))
    return fig.cells(*both, np.arange(len(gold)))


def on_ptc(gold: Path) -> list[dict[str, Any]]:
    """Return word scores; articles are resampled."""
    texts, spans = read_ptc(gold)
    marked = Marked(texts, np.arange(len(texts)))
    truth, hits = marked.flags(spans), nk.match_lexicon(marked.articles, "loaded")
    language = hits[~hits["category"].isin(NOT_LANGUAGE)]
    ways = {
        "loaded": marked.of_hits(hits),
        "loaded without labels and adverbs": marked.of_hits(language),
        "VADER words of 2 and more": marked.vader(),
    }
    return [
        figure
        for way, found in ways.items()
        for figure in word_rows(way, PTC, fig.cells(truth, found, marked.unit))
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found = on_babe(options.gold) + on_ptc(options.gold)
    fig.show(found, "python benchmarks/loaded.py --gold DIR", options.json)


if __name__ == "__main__":
    main()
