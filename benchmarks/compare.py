"""How long ``compare`` takes beside a loop that draws articles and takes the mean with pandas.

Usage: ``python benchmarks/compare.py [--json FILE]``
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import newskit as nk
from newskit.statistics.resample import RESAMPLES

ROWS, LOOPS = 100_000, 20


def table(articles: int) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    ids = rng.integers(articles, size=ROWS)
    return pd.DataFrame({"article_id": ids, "tone": rng.normal(size=ROWS)})


def seconds(articles: int) -> tuple[float, float]:
    """Return the seconds of ``compare``, and those of as many draws by pandas (from a few)."""
    rows, rng = table(articles), np.random.default_rng(2)
    start = time.process_time()
    nk.compare(rows, "tone")
    ours = time.process_time() - start
    by_article = dict(list(rows.groupby("article_id")["tone"]))
    names = np.array(list(by_article))
    start = time.process_time()
    for _ in range(LOOPS):
        pd.concat([by_article[i] for i in rng.choice(names, len(names))]).mean()
    return ours, (time.process_time() - start) * RESAMPLES / LOOPS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found = []
    for articles in (100, 1_000, 10_000):
        ours, loop = seconds(articles)
        print(f"{articles:6} articles: compare {ours:.2f} s, a loop {loop:,.0f} s")
        data = f"{ROWS:,} rows in {articles:,} articles, {RESAMPLES:,} resamples"
        found += [
            {"measure": "compare", "data": data, "metric": metric, "value": value, "n": ROWS,
             "comparison": beside}
            for metric, value, beside in [
                ("seconds", round(ours, 2), None),
                ("times as fast", round(loop / ours), "a loop over pandas"),
            ]
        ]  # fmt: skip
    if options.json:
        record = {"command": "python benchmarks/compare.py", "date": str(date.today())}
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps({**record, "figures": found}, indent=1) + "\n")


if __name__ == "__main__":
    main()
