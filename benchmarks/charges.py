"""Charges: the construct on sentences marked by hand, and who charges whom on constructed ones.

    python benchmarks/charges.py --gold DIR [--json FILE]

DIR holds ``rhetoric/un_debates.tsv``: sentences of the UN General Debate (Baturo, Dasandi &
Mikhaylov, CC0), each marked by one reader as true, weak or false; weak counts neither way. The list
was revised on these sentences, so their figures say that it fits them. The statements of
corpora/charges were constructed before the finder, and the finder was mended on them: they hold
shut what works. ``benchmarks/marks/charges.csv`` are all charges that were found in 120 articles of
US political news, read by one reader before anything was mended on them: is it a charge of that
kind, and are accuser and accused right? Intervals are Wilson's (1927).
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import Any

import pandas as pd
from constructs import wilson
from figures import show

import newskit as nk
from newskit.reading import corpora_folder

COMMAND = "python benchmarks/charges.py --gold DIR"
MARKS = Path(__file__).parent / "marks" / "charges.csv"


def figure(metric: str, right: float, n: int, data: str, **more: Any) -> dict[str, Any]:
    low, high = (max(0.0, end) for end in wilson(int(right), n))
    made = {"measure": "find_charges", "data": data, "metric": metric, "value": right / n}
    made |= {"low": low, "high": high, "n": n, "comparison": ""} | more
    return {k: round(v, 3) if isinstance(v, float) else v for k, v in made.items()}


def construct(folder: Path) -> list[dict[str, Any]]:
    """Return precision, recall and near misses of wartime_ecstasy on the marked sentences."""
    path = folder / "rhetoric" / "un_debates.tsv"
    gold = pd.read_csv(path, sep="\t", quoting=csv.QUOTE_NONE)
    articles = gold.rename(columns={"id": "article_id", "sentence": "text"})[["article_id", "text"]]
    scores = nk.score_lexicon(articles, "wartime_ecstasy").drop_duplicates("article_id")
    fired = gold["id"].map(scores.set_index("article_id")["fused"]) > 0
    true, false = gold["mark"] == "true", gold["mark"] == "false"
    race = true & (gold["class"] == "arms race")
    data = "UN General Debate, marked sentences (visible half, the list was revised on it)"
    parts = [
        ("precision", fired & true, fired & (true | false), "first edition .67"),
        ("recall", fired & true, true, "first edition .93"),
        ("recall of an arms race", fired & race, race, "first edition .33"),
        ("near misses fired", fired & false, false, "first edition 25 of 29 on both halves"),
    ]
    return [
        figure(m, right.sum(), int(of.sum()), data, measure="wartime_ecstasy", comparison=c)
        for m, right, of, c in parts
    ]


def plain(name: Any) -> str:
    return name.lower().removeprefix("the ") if isinstance(name, str) else ""


def constructed() -> list[dict[str, Any]]:
    """Return how often charges, accusers, accused and modes of corpora/charges are right."""
    gold = pd.read_csv(
        corpora_folder() / "charges" / "statements.tsv",
        sep="\t", quoting=csv.QUOTE_NONE, keep_default_na=False, dtype="str",
    )  # fmt: skip
    texts = gold.rename(columns={"id": "article_id"})[["article_id", "text", "drawn_for"]]
    found = [
        nk.find_charges(part[["article_id", "text"]], lexicon=str(name))
        for name, part in texts.groupby("drawn_for")
    ]
    first = pd.concat(found).drop_duplicates(["article_id", "charge"])
    both = gold.merge(first, left_on="id", right_on="article_id", how="left", suffixes=("", "_f"))
    fired, true = both["charge_f"].notna(), both["mode"] != "none"
    hit = fired & (both["charge"] == both["charge_f"])
    same = {
        name: both[name].map(plain) == both[f"{name}_f"].map(plain)
        for name in ("accuser", "accused", "mode")
    }
    all_right = hit & same["accuser"] & same["accused"] & same["mode"]
    data = "constructed statements (corpora/charges)"
    n = int(hit.sum())
    return [
        figure("precision", n, int(fired.sum()), data),
        figure("recall", n, int(true.sum()), data),
        figure("near misses fired", int((fired & ~true).sum()), int((~true).sum()), data),
        *(figure(f"{k} right", int((hit & v).sum()), n, data) for k, v in same.items()),
        figure("accuser, accused and mode right", int(all_right.sum()), int(true.sum()), data),
    ]


def news() -> list[dict[str, Any]]:
    """Return how often the charges read in news were right."""
    if not MARKS.is_file():
        return []
    marks = pd.read_csv(MARKS)
    data = "all charges in 120 articles of US political news, read by one reader"
    right, n = marks["right"] == 1, len(marks)
    who = right & (marks["accuser"] == 1), right & (marks["accused"] == 1)
    return [
        figure("precision", int(right.sum()), n, data, measure="find_charges, charges"),
        figure("accuser right", int(who[0].sum()), int(right.sum()), data),
        figure("accused right", int(who[1].sum()), int(right.sum()), data),
        figure("accuser and accused right", int((who[0] & who[1]).sum()), int(right.sum()), data),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    show([*construct(options.gold), *constructed(), *news()], COMMAND, options.json)


if __name__ == "__main__":
    main()
