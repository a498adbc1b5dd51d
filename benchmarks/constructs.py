"""How often a hit of a shipped construct is right, on news read and marked by hand.

    python benchmarks/constructs.py --gold DIR [--json FILE]

One reader marked each hit, right or wrong by the construct's own definition, from some 75
characters on each side, not always from the whole sentence.
``benchmarks/marks/CONSTRUCT.csv`` keeps where the hit stands and the verdict, not the text. For
certainty, distancing and escalation 100 hits were drawn at random from single sentences of two
test sets, first from the half of the documents that was kept apart when the lists were written;
for distancing 25 more hits in single marks were added, when those entries were. For
us_and_them and wartime_ecstasy, which are rare, all hits in all four sets were marked.

Two figures: ``precision, as read`` counts every mark; ``precision, list of today`` only the hits
that today's list still finds. Entries of escalation that the marks showed to be wrong were taken
out afterwards, so for it the second figure is the better list on the same sample, not a new test.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import math
from pathlib import Path

import pandas as pd
from gold_sentences import read_gold_articles, read_gold_sentences

import newskit as nk
from newskit.lexicon.formula import evaluate

MARKS = Path(__file__).parent / "marks"


def wilson(right: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a proportion by Wilson (1927)."""
    if not n:
        return math.nan, math.nan
    z, p = 1.959964, right / n
    middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


def figure(measure: str, metric: str, marks: pd.DataFrame, data: str) -> dict[str, object]:
    right, n = int(marks["right"].sum()), len(marks)
    low, high = wilson(right, n)
    value = right / n if n else math.nan
    return {
        "measure": measure, "data": data, "metric": metric, "value": round(value, 3),
        "low": round(low, 3), "high": round(high, 3), "n": n, "comparison": "",
    }  # fmt: skip


def precision(name: str, texts: pd.DataFrame) -> list[dict[str, object]]:
    marks = pd.read_csv(MARKS / f"{name}.csv")
    data = "hits read and marked by one reader: " + ", ".join(
        f"{n} {source}"
        for source, n in marks["article_id"].str.split(":").str[0].value_counts().items()
    )
    hits = nk.match_lexicon(texts[texts["article_id"].isin(marks["article_id"])], name)
    today = set(zip(hits["article_id"], hits["start"], strict=True))
    places = list(zip(marks["article_id"], marks["start"], strict=True))
    still = marks[[place in today for place in places]]
    found = [
        figure(name, "precision, as read", marks, data),
        figure(name, "precision, list of today", still, data),
    ]
    parts = still.groupby("category")
    return found + [
        figure(name, f"precision, list of today, {category}", part, data)
        for category, part in (parts if len(parts) > 1 else [])
    ]


def norms(name: str, texts: pd.DataFrame, data: str) -> list[dict[str, object]]:
    """Return the lexicon's index over all of *texts* together, and how many of them it is of."""
    made = nk.read_lexicon(name)
    table = nk.score_lexicon(texts, made)
    first = table.drop_duplicates("article_id")
    counts = {n: first[[n]].sum().to_numpy(float) for n in ("words", "sentences", *made.fuse)}
    hits = table.groupby("category")["hits"].sum()
    counts |= {n: hits[[n]].to_numpy(float) for n in made.categories}
    value = float(evaluate(made.formula, counts)[0])
    unit = {"figure": "value over all sentences", "n": int(first["sentences"].sum())}
    return [
        {
            "measure": name, "data": data, "metric": unit["figure"], "value": round(value, 4),
            "low": None, "high": None, "n": unit["n"], "comparison": made.formula,
        }
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    sentences, articles = read_gold_sentences(options.gold), read_gold_articles(options.gold)
    everything = pd.concat([sentences, articles])[["article_id", "text"]]
    figures: list[dict[str, object]] = []
    marked = sorted(path.stem for path in MARKS.glob("*.csv"))
    for name in (name for name in marked if nk.read_lexicon(name).formula):
        figures += precision(name, everything)
        for prefix, data in (("nyt:", "nyt editorial sentences"), ("mtsc:", "NewsMTSC sentences")):
            figures += norms(name, sentences[sentences["article_id"].str.startswith(prefix)], data)
    print(pd.DataFrame(figures).drop(columns=["data"]).to_string(index=False))
    if options.json:
        command = "python benchmarks/constructs.py --gold DIR"
        result = {"command": command, "date": str(dt.date.today()), "figures": figures}
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
