"""How often 95 % intervals hold the truth, and how often a test cries wolf: simulated corpora.

Usage: ``python benchmarks/coverage.py [--runs 500] [--only compare ...] [--json FILE]``

Each row says how often the interval held the truth, how often the truth lay below and above it, and
how often there was no interval. Rows of clusters: five rows an article, intra-class correlation .3.

Every row has seeds of its own. A run that was broken off goes on with the parts that FILE does not
hold, if neither the code nor the number of runs has changed since: ``state`` is the code's digest,
``parts`` the seconds of CPU that each took.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import newskit as nk

ROOT = Path(__file__).resolve().parent.parent

Rng = np.random.Generator
SHARES = [0.02, 0.05, 0.10, 0.90, 0.98]
FEW = [5, 10, 30, 100]


class Row(NamedTuple):
    """One line of the table: how often the truth was held, lay below, lay above; no interval."""

    measure: str
    data: str
    held: float
    below: float
    above: float
    refused: float
    runs: int


def judged(measure: str, data: str, found: pd.DataFrame, truth: Any) -> Row:
    """Hold the columns ``low`` and ``high`` of *found*, one row per run, against *truth*."""
    truth = np.broadcast_to(np.asarray(truth, dtype=float), len(found))
    known = found["low"].notna().to_numpy()
    low, high, truth = found["low"][known], found["high"][known], truth[known]
    below, above = float((truth < low - 1e-9).mean()), float((truth > high + 1e-9).mean())
    return Row(measure, data, 1 - below - above, below, above, 1 - known.mean(), len(found))


def values(kind: str, units: int, rng: Rng, mean: float = 0.0) -> pd.DataFrame:
    """Return rows of *units* articles: even, uneven, alone, skewed, flag, or a share by name."""
    rows = np.ones(units, int)
    if kind in ("even", "alone"):
        rows = 1 + rng.poisson(8, units)
    elif kind == "uneven":
        rows = 1 + rng.lognormal(2, 1, units).astype(int)
    elif kind == "share":
        rows = np.full(units, 5)
    article = np.repeat(np.arange(units), rows)
    if kind in ("share", "flag"):
        apart = 7 / 3  # (1 - .3) / .3: the beta distribution's precision at correlation .3
        level = rng.beta(mean * apart, (1 - mean) * apart, units) if kind == "share" else mean
        x: Any = rng.random(len(article)) < np.broadcast_to(level, units)[article]
    elif kind.startswith("skewed"):
        x = rng.lognormal(mean, float(kind.split()[1]), units)
    else:
        level = np.zeros(units) if kind == "alone" else rng.normal(size=units)
        x = mean + level[article] + rng.normal(size=len(article))
    return pd.DataFrame({"article_id": article, "x": x})


NAMES = {
    "even": "normal article means, 1 + Poisson(8) rows each",
    "uneven": "normal article means, a few articles hold most rows",
    "alone": "normal rows, articles alike",
    "flag": "one true/false row an article, share .3",
    "skewed 0.8": "log-normal, sigma .8, one row an article",
    "skewed 1.0": "log-normal, sigma 1, one row an article",
}


def _compared(cases: list[tuple[str, int, float, float]], runs: int) -> Iterator[Row]:
    for kind, n, mean, truth in cases:
        rng = np.random.default_rng(n)
        table = values(kind, n * runs, rng, mean).assign(run=lambda t, n=n: t["article_id"] // n)
        data = NAMES.get(kind, f"share {mean}, 5 rows an article, ICC .3")
        yield judged("compare", f"{data}; {n} articles", nk.compare(table, "x", by="run"), truth)


def mean_rows(runs: int) -> Iterator[Row]:
    cases = [(k, n, 0.0, 0.0) for k in ("even", "uneven", "alone") for n in (2, 3, 5, 10, 30)]
    cases += [(f"skewed {s}", n, 0.0, np.exp(s * s / 2)) for s in (0.8, 1.0) for n in FEW]
    yield from _compared(cases, runs)


def share_rows(runs: int) -> Iterator[Row]:
    cases = [("share", n, s, s) for s in SHARES for n in FEW] + [("flag", n, 0.3, 0.3) for n in FEW]
    yield from _compared(cases, runs)
    for n in FEW:
        rng = np.random.default_rng(n)
        words = rng.lognormal(6, 0.5, runs * n).astype(int) + 50
        hits = rng.poisson(words * 0.002 * rng.gamma(1, 1, runs * n))
        ids = np.arange(runs * n)
        table = pd.DataFrame({"article_id": ids, "run": ids // n, "hits": hits, "words": words})
        found = nk.compare(table, ("hits", "words"), by="run")
        yield judged(
            "compare", f"2 hits per 1,000 words, overdispersed; {n} articles", found, 0.002
        )


def _side_by_side(parts: list[pd.DataFrame]) -> pd.DataFrame:
    apart = [p.assign(article_id=p["article_id"] + 1000 * i, g=i) for i, p in enumerate(parts)]
    return pd.concat(apart)


def difference_rows(runs: int) -> Iterator[Row]:
    cases = [
        ("even", a, b, 0.0, 0.0)
        for a, b in ((2, 2), (3, 3), (5, 5), (10, 10), (30, 30), (3, 30), (5, 100))
    ]
    cases += [("uneven", 10, 10, 0.0, 0.0), ("even", 10, 10, 0.0, 1.0), ("even", 30, 30, 0.0, 1.0)]
    cases += [
        ("share", 10, 10, 0.05, 0.05),
        ("share", 10, 50, 0.05, 0.05),
        ("share", 30, 30, 0.1, 0.4),
    ]
    cases += [("share", 20, 20, 0.02, 0.3), ("skewed 0.8", 10, 30, 0.0, 0.5)]
    for kind, a, b, first, second in cases:
        rng, found = np.random.default_rng(a * 1000 + b), []
        for _ in range(runs):
            parts = [values(kind, a, rng, first), values(kind, b, rng, second)]
            found.append(nk.difference(_side_by_side(parts), "x", by="g"))
        truth = (
            first - second
            if kind != "skewed 0.8"
            else np.exp(0.32) * (np.exp(first) - np.exp(second))
        )
        data = f"{kind}, {first} against {second}; {a} and {b} articles"
        yield judged("difference", data, pd.concat(found), truth)
    for n in (2, 3, 5, 10, 30):
        rng, found = np.random.default_rng(n), []
        for _ in range(runs):
            level = 2 * rng.normal(size=n)
            parts = [values("even", n, rng) for _ in range(2)]
            both = [p.assign(g=g, x=p["x"] + level[p["article_id"]]) for g, p in enumerate(parts)]
            found.append(nk.difference(pd.concat(both), "x", by="g"))
        yield judged(
            "difference", f"even, no difference, paired; {n} articles", pd.concat(found), 0
        )
    rng, alarms = np.random.default_rng(6), []
    for _ in range(runs):
        table = _side_by_side([values("even", 10, rng) for _ in range(6)])
        alarms.append(bool((nk.difference(table, "x", by="g")["p_adjusted"] < 0.05).any()))
    wolf = float(np.mean(alarms))
    yield Row("difference", "six null groups, none of 15 pairs claimed", 1 - wolf, 0, wolf, 0, runs)


def population(n: int, share: float, rng: Rng) -> pd.DataFrame:
    truth = rng.random(n) < share
    called = np.where(truth, rng.random(n) >= 0.3, rng.random(n) < 0.1)
    return pd.DataFrame({"article_id": np.arange(n), "truth": truth, "war": called})


def _corrected(
    runs: int, draw: Callable[[], tuple[pd.DataFrame, pd.DataFrame]]
) -> tuple[pd.DataFrame, pd.Series]:
    """Return the corrections of as many samples, and the truth of each; runs are groups."""
    found, truths = [], []
    for first in range(0, runs, 25):
        parts = [draw() for _ in range(min(25, runs - first))]
        for run, part in enumerate(parts):
            for table in part:
                table["run"] = run
                for key in ("article_id", "item"):
                    if key in table:
                        table[key] = f"{run}-" + table[key].astype(str)
        table, drawn = (pd.concat(tables) for tables in zip(*parts, strict=True))
        key = "item" if "item" in table else "article_id"
        codes = drawn[[c for c in (key, "weight") if c in drawn]]
        codes = codes.assign(code=np.where(drawn["truth"], "yes", "no"))
        found.append(nk.corrected_share(table, codes, value="war", by="run"))
        truths.append(table.groupby("run")["truth"].mean())
    return pd.concat(found), pd.concat(truths)


def corrected_rows(runs: int) -> Iterator[Row]:
    for whole, share, coded in (
        (400, 0.2, 10), (400, 0.2, 20), (400, 0.2, 40), (400, 0.2, 100), (400, 0.2, 160),
        (400, 0.05, 40), (400, 0.95, 40), (10_000, 0.2, 40), (100, 0.2, 80), (100, 0.2, 100),
    ):  # fmt: skip
        rng = np.random.default_rng(coded + whole)

        def some(
            whole: int = whole, share: float = share, coded: int = coded, rng: Rng = rng
        ) -> tuple[pd.DataFrame, pd.DataFrame]:
            table = population(whole, share, rng)
            return table, table.sample(coded, random_state=rng)

        found, truth = _corrected(runs, some)
        data = f"share {share}, 30 % missed, 10 % false alarms; {coded} of {whole} coded"
        yield judged("corrected_share", f"{data}; these articles", found, truth)
        if coded <= whole / 2:
            yield judged("corrected_share", f"{data}; the process", found, share)


def design_rows(runs: int) -> Iterator[Row]:
    """Corrections from a stratified sample, and from whole articles."""
    apart = np.random.default_rng(1)

    def outlets() -> tuple[pd.DataFrame, pd.DataFrame]:
        parts = [population(900, 0.1, apart), population(100, 0.6, apart)]
        table = pd.concat(parts, keys=["Courier", "Herald"], names=["outlet"]).reset_index("outlet")
        table = table.assign(article_id=np.arange(1000), text="x")
        sample = nk.sample_for_coding(table, 160, by="outlet", rng=apart)
        return table.drop(columns="text"), sample.drop(columns="item")

    data = "900 and 100 articles of two outlets, 80 coded of each, weighed"
    yield judged("corrected_share", data, *_corrected(runs, outlets))
    for articles in (10, 20):
        rng = np.random.default_rng(articles)

        def sentences(
            articles: int = articles, rng: Rng = rng
        ) -> tuple[pd.DataFrame, pd.DataFrame]:
            level, article = rng.random(100) < 0.4, np.repeat(np.arange(100), 10)
            right = rng.random(1000) < 0.8
            table = pd.DataFrame({"item": np.arange(1000), "article_id": article})
            table = table.assign(truth=level[article], war=level[article] == right)
            return table, table[np.isin(article, rng.permutation(100)[:articles])].copy()

        data = f"sentences, a property of whole articles; {articles} of 100 articles coded"
        yield judged("corrected_share", data, *_corrected(runs, sentences))


def validate_rows(runs: int) -> Iterator[Row]:
    """Errors that go together in articles: bias, precision and macro-F1."""
    for articles in (20, 40):
        rng, found = np.random.default_rng(articles), []
        article, n = np.repeat(np.arange(articles), 10), 10 * articles
        for _ in range(runs):
            code = rng.normal(size=n)
            error = rng.normal(0, 0.5, articles)[article] + rng.normal(0, 0.5, n)
            table = pd.DataFrame({"item": range(n), "article_id": article, "m": code + error})
            codes = pd.DataFrame({"item": range(n), "code": code})
            found.append(nk.validate(table, codes, value="m").figures)
        kept = pd.concat(found).query("metric == 'bias'")
        yield judged("validate", f"bias, errors alike in an article; {articles} articles", kept, 0)
        found = []
        for _ in range(runs):
            truth, skill = rng.random(n) < 0.4, rng.beta(8, 2, articles)[article]
            called = np.where(rng.random(n) < skill, truth, ~truth)
            table = pd.DataFrame({"item": range(n), "article_id": article, "m": called})
            codes = pd.DataFrame({"item": range(n), "code": np.where(truth, "yes", "no")})
            found.append(nk.validate(table, codes, value="m").figures)
        rates = pd.concat(found).set_index("metric")
        precision = 0.4 * 0.8 / (0.4 * 0.8 + 0.6 * 0.2)
        no = 0.6 * 0.8 / (0.6 * 0.8 + 0.4 * 0.2)
        f1 = [2 * p * 0.8 / (p + 0.8) for p in (precision, no)]
        for metric, truth in (("precision True", precision), ("macro_f1", np.mean(f1))):
            data = f"{metric}, skill alike in an article; {articles} articles"
            yield judged("validate", data, rates.loc[[metric]], truth)


def agreement_rows(runs: int) -> Iterator[Row]:
    """Coders who err into one of k classes: alpha (1 - wrong k / (k - 1)) ** 2."""
    for items, coders, classes, wrong, gap in (
        (20, 2, 2, 0.2, 0.0), (50, 2, 2, 0.1, 0.0), (50, 3, 3, 0.1, 0.3), (50, 3, 2, 0.1, 0.3),
        (50, 3, 3, 0.05, 0.3), (30, 3, 3, 0.05, 0.3), (100, 3, 3, 0.2, 0.3), (200, 2, 2, 0.1, 0.0),
    ):  # fmt: skip
        rng, found = np.random.default_rng(items + classes), []
        for _ in range(runs):
            truth = rng.integers(classes, size=items)
            away = rng.integers(1, classes, (coders, items))
            code = np.where(rng.random((coders, items)) < wrong, (truth + away) % classes, truth)
            table = pd.DataFrame({"code": code.ravel(), "item": [*range(items)] * coders})
            table["coder"] = np.repeat([*"abc"[:coders]], items)
            found.append(nk.agreement(table[rng.random(len(table)) >= gap]).head(1))
        truth = (1 - wrong * classes / (classes - 1)) ** 2
        data = f"{coders} coders, {gap:.0%} gaps, alpha {truth:.2f}; {items} items"
        yield judged("agreement", data, pd.concat(found), truth)


def keyness_rows(runs: int) -> Iterator[Row]:
    """Articles of one process dealt at random to two groups: words, and comparisons, that alarm."""
    rng, by_word, any_word, g2 = np.random.default_rng(8), [], [], []
    base = 1 / np.arange(1, 801) ** 1.1
    for _ in range(runs):
        topics = rng.dirichlet(base / base.sum() * 60, 12)
        tokens = []
        for article in range(120):
            mix = rng.dirichlet([0.3] * 12) @ topics
            words = rng.choice(800, 150 + rng.integers(400), p=mix / mix.sum())
            tokens.append(pd.DataFrame({"article_id": article, "word": words, "g": article % 2}))
        table = pd.concat(tokens).astype({"word": "str"})
        found = nk.keyness(table, by="g", reference="0")
        by_word.append(float((found["p_article"].dropna() < 0.05).mean()))
        any_word.append(bool((found["p_article_adjusted"] < 0.05).any()))
        g2.append(float((found["log_likelihood"] > 3.84).mean()))
    data = "120 articles of one process, dealt to two groups; "
    for name, alarms in (
        ("words with p_article < .05", by_word),
        ("comparisons with an adjusted p < .05", any_word),
        ("(words with G2 > 3.84, which proves nothing)", g2),
    ):
        wolf = float(np.mean(alarms))
        yield Row("keyness", data + name, 1 - wolf, 0, wolf, 0, len(alarms))


ROWS: dict[str, tuple[Callable[[int], Iterator[Row]], int]] = {
    "means": (mean_rows, 1),  # how many times fewer runs: those that need many calls
    "shares": (share_rows, 1),
    "difference": (difference_rows, 2),
    "corrected": (corrected_rows, 1),
    "designs": (design_rows, 1),
    "agreement": (agreement_rows, 2),
    "keyness": (keyness_rows, 5),
    "validate": (validate_rows, 2),
}


def figure(row: Row) -> dict[str, object]:
    """Return a row of the table as the pages of measures take it."""
    error = 1.96 * float(np.sqrt(row.held * (1 - row.held) / row.runs))
    misses = f"misses {row.below:.3f} below, {row.above:.3f} above; refused {row.refused:.3f}"
    return {
        "measure": row.measure, "data": row.data, "metric": "coverage of 95 %",
        "value": round(row.held, 4), "low": round(max(0.0, row.held - error), 4),
        "high": round(min(1.0, row.held + error), 4), "n": row.runs, "comparison": misses,
    }  # fmt: skip


def state() -> str:
    """Return the digest of the code that is judged, and of this file."""
    files = [Path(__file__), *sorted(ROOT.glob("newskit/statistics/*.py"))]
    files += sorted(ROOT.glob("newskit/validation/*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--only", nargs="*", choices=[*ROWS], default=[*ROWS])
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    command = f"python benchmarks/coverage.py --runs {options.runs}"
    record: dict[str, Any] = {"command": command, "state": state(), "parts": {}, "figures": []}
    if options.json and options.json.exists():
        before = json.loads(options.json.read_text())
        same = all(before.get(key) == record[key] for key in ("command", "state"))
        record = before if same else record
    for name in [name for name in options.only if name not in record["parts"]]:
        rows, fewer = ROWS[name]
        start, found = time.process_time(), []
        for row in rows(max(20, options.runs // fewer)):
            found.append(figure(row))
            print(f"{row.held:.3f}  {row.below:.3f} below  {row.above:.3f} above  "
                  f"{row.refused:.3f} refused  {row.measure}: {row.data}", flush=True)  # fmt: skip
        record["parts"][name] = round(time.process_time() - start)
        record["figures"] += found
        record["date"] = str(date.today())
        if options.json:
            options.json.write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
