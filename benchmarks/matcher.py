"""How much faster the matcher is than a loop of one compiled regular expression per entry.

    python benchmarks/matcher.py [--json FILE]

Both find the same entries (1,000 categories of ten: words, wildcards, phrases) in the same made-up
texts in one run, so the ratio says more than the seconds. The loop counts matches alone; the
matcher also does longest match, negation, sentences and offsets. The second table doubles the text.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import re
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

import newskit as nk

CATEGORIES, ENTRIES, LOOPED = 1000, 10, 40


def words(rng: random.Random, number: int) -> list[str]:
    syllables = [a + b for a in "bcdfghklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er")]
    return ["".join(rng.choices(syllables, k=rng.randint(1, 4))) for _ in range(number)]


def texts(rng: random.Random, vocabulary: list[str], number: int) -> list[str]:
    weights = [1 / (i + 3) for i in range(len(vocabulary))]
    drawn = [rng.choices(vocabulary, weights, k=400) for _ in range(number)]
    return [
        " ".join(w + ("." if i % 20 == 19 else "") for i, w in enumerate(text)) for text in drawn
    ]


def dictionary(rng: random.Random, vocabulary: list[str]) -> dict[str, list[str]]:
    def entry() -> str:
        kind = rng.random()
        one, two = rng.choices(vocabulary, k=2)
        return one if kind < 0.5 else f"{one[:4]}*" if kind < 0.75 else f"{one} {two}"

    return {f"c{i}": list({entry() for _ in range(ENTRIES)}) for i in range(CATEGORIES)}


def seconds(function: Callable[[], object]) -> float:
    start = time.process_time()
    function()
    return time.process_time() - start


def loop(tables: dict[str, list[str]], articles: list[str]) -> int:
    """Count the matches of each entry on its own, as is often done."""
    found = 0
    for entries in tables.values():
        for entry in entries:
            body = re.escape(entry).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")
            pattern = re.compile(rf"\b{body}\b", re.IGNORECASE)
            found += sum(len(pattern.findall(text)) for text in articles)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rng = random.Random(20)
    vocabulary = words(rng, 20_000)
    tables = dictionary(rng, vocabulary)
    lexicon = nk.read_lexicon(tables)
    nk.match_lexicon(pd.DataFrame({"article_id": ["a"], "text": ["warm up"]}), lexicon)
    rows = []
    for number in (100, 200, 400, 800):
        articles = texts(rng, vocabulary, number)
        table = pd.DataFrame({"article_id": range(number), "text": articles})
        ours = seconds(lambda table=table: nk.match_lexicon(table, lexicon))
        # The loop is timed on a share of the categories; its cost is the same for each.
        share = dict(list(tables.items())[:LOOPED])
        theirs = seconds(lambda a=articles, s=share: loop(s, a)) * CATEGORIES / LOOPED
        rows.append((number, number * 400, ours, theirs, theirs / ours))
    result = pd.DataFrame(rows, columns=["articles", "words", "matcher_s", "loop_s", "ratio"])
    print(result.round(2).to_string(index=False))
    growth = (result["matcher_s"].iloc[-1] - result["matcher_s"].iloc[0]) / 7
    growth /= result["matcher_s"].iloc[1] - result["matcher_s"].iloc[0]
    print(f"cost of each further 100 articles, from 200 to 800 against 100 to 200: {growth:.2f}")
    if options.json:
        write(options.json, result, growth)


def write(path: Path, result: pd.DataFrame, growth: float) -> None:
    """Write the figures for the documentation."""
    last = result.iloc[-1]
    data = f"{CATEGORIES} categories of {ENTRIES} entries in {int(last['words'])} made-up words"
    same = {"measure": "match_lexicon", "data": data, "low": None, "high": None}
    figures = [
        {**same, "metric": "times as fast", "value": round(float(last["ratio"]), 1),
         "n": int(last["words"]), "comparison": "one compiled regular expression per entry"},
        {**same, "metric": "cost of further text, per article", "value": round(growth, 2),
         "n": int(last["words"]), "comparison": "1 is linear growth"},
    ]  # fmt: skip
    found = {
        "command": "python benchmarks/matcher.py",
        "date": str(dt.date.today()),
        "figures": figures,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
