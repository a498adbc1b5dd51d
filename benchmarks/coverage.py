"""How often 95 % intervals hold the truth: simulated samples of articles, thousands of them.

Usage: ``python benchmarks/coverage.py [--runs 2000] [--json FILE]``
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import newskit as nk

UNITS = [3, 5, 8, 12, 20, 40]
KINDS = {
    "even": "normal article means, 1 + Poisson(8) rows each",
    "uneven": "normal article means, rows log-normal: a few articles hold most",
    "share": "true/false rows, article shares Beta(1, 2)",
    "flag": "one true/false row per article, share 0.3 (Wilson)",
    "skewed": "log-normal article means (sigma 0.8): strongly skewed",
}


def samples(
    kind: str, units: int, runs: int, rng: np.random.Generator
) -> tuple[pd.DataFrame, float]:
    """Return many samples of *units* articles (column run), and the mean of their population."""
    size = runs * units
    rows = 1 + (rng.lognormal(2, 1, size).astype(int) if kind == "uneven" else rng.poisson(8, size))
    rows = np.ones(size, int) if kind == "flag" else rows
    article = np.repeat(np.arange(size), rows)
    noise = rng.normal(size=len(article))
    if kind in ("share", "flag"):
        level = rng.beta(1, 2, size) if kind == "share" else np.full(size, 0.3)
        values, truth = rng.random(len(article)) < level[article], 1 / 3 if kind == "share" else 0.3
    elif kind == "skewed":
        values, truth = rng.lognormal(0, 0.8, size)[article] + noise, float(np.exp(0.32))
    else:
        values, truth = rng.normal(size=size)[article] + noise, 0.0
    return pd.DataFrame({"article_id": article, "run": article // units, "x": values}), truth


def coverage(kind: str, units: int, runs: int) -> tuple[float, float]:
    """Return the share of runs whose interval holds the truth, and its standard error."""
    table, truth = samples(kind, units, runs, np.random.default_rng(units))
    found = nk.compare(table, "x", by="run").dropna(subset=["low"])
    held = ((found["low"] <= truth) & (truth <= found["high"])).mean()
    return float(held), float(np.sqrt(held * (1 - held) / len(found)))


def difference_coverage(units: int, runs: int) -> tuple[float, float]:
    """Return the same for differences of two groups of articles whose true difference is 0."""
    held = []
    rng = np.random.default_rng(units)
    for _ in range(runs):
        table, _ = samples("uneven", units, 2, rng)
        found = nk.difference(table, "x", by="run").iloc[0]
        held.append(found["low"] <= 0 <= found["high"])
    return _with_error(held)


def share_coverage(coded: int, runs: int) -> tuple[float, float]:
    """Return the same for a corrected share: 400 articles, 20 % true, 30 % missed, 10 % alarms."""
    rng, held = np.random.default_rng(coded), []
    for _ in range(runs):
        truth = rng.random(400) < 0.2
        called = np.where(truth, rng.random(400) >= 0.3, rng.random(400) < 0.1)
        table = pd.DataFrame({"article_id": np.arange(400), "war": called})
        drawn = rng.permutation(400)[:coded]
        codes = pd.DataFrame({"article_id": drawn, "code": np.where(truth[drawn], "yes", "no")})
        found = nk.corrected_share(table, codes, value="war").iloc[0]
        held.append(found["low"] <= 0.2 <= found["high"])
    return _with_error(held)


def alpha_coverage(items: int, runs: int) -> tuple[float, float]:
    """Return the same for alpha: two coders who each err one time in five, alpha 0.36."""
    rng, held = np.random.default_rng(items), []
    for _ in range(runs):
        truth = rng.integers(2, size=items)
        codes = np.concatenate([truth ^ (rng.random(items) < 0.2) for _ in range(2)])
        both = {"item": [*range(items)] * 2, "coder": np.repeat(["a", "b"], items), "code": codes}
        found = nk.agreement(pd.DataFrame(both)).iloc[0]
        held.append(found["low"] <= 0.36 <= found["high"])
    return _with_error(held)


def _with_error(held: list[bool]) -> tuple[float, float]:
    share = float(np.mean(held))
    return share, float(np.sqrt(share * (1 - share) / len(held)))


def figures(runs: int) -> list[dict[str, object]]:
    cases = [(kind, units) for kind in KINDS for units in UNITS]
    found = [
        ("compare", f"{KINDS[kind]}; {units} articles", runs, *coverage(kind, units, runs))
        for kind, units in cases
    ]
    fewer = runs // 4
    for n in UNITS:
        data = f"two groups of {n} articles, uneven as above, no true difference"
        found.append(("difference", data, fewer, *difference_coverage(n, fewer)))
    for n in (20, 40, 80, 160):
        data = f"400 articles, share 0.2, 30 % missed, 10 % false alarms; {n} coded"
        found.append(("corrected_share", data, fewer, *share_coverage(n, fewer)))
        data = f"two coders who err one time in five; {n} items"
        found.append(("agreement", data, fewer, *alpha_coverage(n, fewer)))
    return [
        {
            "measure": measure, "data": data, "metric": "coverage of 95 %",
            "value": round(held, 4), "low": round(held - 1.96 * error, 4),
            "high": round(min(1.0, held + 1.96 * error), 4), "n": n, "comparison": 0.95,
        }
        for measure, data, n, held, error in found
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found = figures(options.runs)
    print(pd.DataFrame(found)[["data", "value", "low", "high"]].to_string(index=False))
    if options.json:
        record = {"command": "python benchmarks/coverage.py", "date": str(date.today())}
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps({**record, "figures": found}, indent=1) + "\n")


if __name__ == "__main__":
    main()
