"""What each hand-set weight of the quotation finder changes, and what it is worth.

``python benchmarks/ablate.py --gold DIR [--part train] [--every 6]``. DIR is as for
``benchmarks/quotes.py``. Each weight of quotation_weights.toml is set to 0 in turn. Printed are the
rows that change, and the F1 that is lost (in points: quotation and speaker; reported speech triple;
scare quotes). What changes no row here and in the tests is to be deleted.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from quotes import load_scorer

from newskit.quotations import document, words
from newskit.text import columns

TABLES = "cue cost less nobody report opens subject before verb_before evidence floor".split()
# Weights that are thresholds: to set them to 0 says nothing.
THRESHOLDS = {("evidence", "threshold"), ("nobody", "80")}
METRICS = ("joint", "spc_triple", "scareq")
Rows = list[list[tuple[Any, ...]]]


def found(texts: list[str], ends: list[list[int]]) -> Rows:
    return [sorted(document.find(t, e), key=str) for t, e in zip(texts, ends, strict=True)]


def score(scorer: Any, golds: list[Any], rows: Rows) -> dict[str, float]:
    total = scorer.Counts()
    for gold, own in zip(golds, rows, strict=True):
        kept = [f for f in own if f.kind != "scare" and f.marks != "nested"]
        scorer.score_doc(gold, [_prediction(f) for f in kept], total)
    return {name: 100 * total.prf(name)[2] for name in METRICS}


def _prediction(f: Any) -> dict[str, Any]:
    speaker, cue = f.speaker or (None, None), f.cue or (None, None)
    keys = "quote_start quote_end speaker_start speaker_end cue_start cue_end".split()
    return dict(zip(keys, (f.start, f.end, *speaker, *cue), strict=True))


@contextmanager
def without(table: dict[str, Any], key: str, value: Any) -> Iterator[None]:
    kept = table[key]
    table[key] = value
    try:
        yield
    finally:
        table[key] = kept


def changes() -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield each weight by name, with what leaves it out for a while."""
    for table in TABLES:
        weights = words.weights(table)
        for key, value in weights.items():
            if value and (table, key) not in THRESHOLDS:
                yield f"{table}: {key or 'none'!s}", lambda t=weights, k=key: without(t, k, 0.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--part", default="train")
    parser.add_argument("--every", type=int, default=6, help="use each n-th article")
    options = parser.parse_args()
    scorer = load_scorer(options.gold)
    golds = scorer.load(options.part)[:: options.every]
    texts = [gold.text for gold in golds]
    ends = [columns.split([text]).end.tolist() for text in texts]
    whole = found(texts, ends)
    base = score(scorer, golds, whole)
    print(f"{len(golds)} articles, {sum(map(len, whole))} rows:", base)
    for name, leave_out in changes():
        with leave_out():
            rows = found(texts, ends)
        changed = sum(len(set(a) ^ set(b)) for a, b in zip(whole, rows, strict=True))
        if changed:
            lost = score(scorer, golds, rows)
            worth = "  ".join(f"{m} {base[m] - lost[m]:+.2f}" for m in METRICS)
        else:
            worth = "nothing"
        print(f"{name:36s} {changed:5d} rows  {worth}", flush=True)


if __name__ == "__main__":
    main()
