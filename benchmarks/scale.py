"""How the work grows: time and memory from ten thousand articles to a million, and on two workers.

``python benchmarks/scale.py [--articles 100000] [--million] [--json FILE]`` generates constructed
articles (see corpora/year_of_news), scores them from Parquet in processes of their own, and prints
ratios measured in one run. CPU seconds are those of the processes that did the work, so a busy
machine does not falsify them as it does wall seconds.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import shutil
import signal
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

import newskit as nk
from newskit import scale
from newskit.generated import generate_news
from newskit.onepass import measure

GROUP = 2_000


def cost(work: Callable[..., Any], *given: Any) -> dict[str, float]:
    """Run *work* in a process of its own; return its CPU and wall seconds and its peak memory."""
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    process = context.Process(target=_report, args=(queue, work, given))
    process.start()
    found: dict[str, float] = queue.get()
    process.join()
    return found


def _report(queue: Any, work: Callable[..., Any], given: tuple[Any, ...]) -> None:
    # What every process pays once is no part of the growth: warm up on the first row group.
    nk.score_tone(scale.read_part(scale.parts([given[0]])[0]))
    cpu, wall = time.process_time(), time.perf_counter()
    work(*given)
    queue.put(
        {
            "cpu": time.process_time() - cpu,
            "wall": time.perf_counter() - wall,
            "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
    )


def score(file: Path, out: Path) -> None:
    """Score every article of *file*, one row group after the other."""
    scale.raise_malloc_thresholds()
    for _ in scale.run([file], nk.score_tone, out):
        pass


def growth(sizes: list[int], work: Path) -> list[dict[str, float]]:
    """Return the cost of scoring corpora of these sizes from Parquet."""
    rows = []
    for size in sizes:
        file = generate_news(size, work / f"{size}.parquet", group=GROUP)
        runs = []
        for n in range(1 if size > 100_000 else 5):
            runs.append(cost(score, file, work / f"out-{size}-{n}"))
            shutil.rmtree(work / f"out-{size}-{n}")
        middle = sorted(runs, key=lambda run: run["cpu"])[len(runs) // 2]
        rows.append({"articles": size, **middle, "us": middle["cpu"] / size * 1e6})
    return rows


def alone(articles: pd.DataFrame) -> None:
    """Take each voice-aware measure on its own, as four separate calls."""
    nk.find_quotes(articles)
    nk.score_tone(articles, spans=nk.split_voices(articles))
    nk.match_lexicon(articles, "wartime_ecstasy", spans=nk.split_voices(articles))
    nk.score_frames(articles, "generic_frames", spans=nk.split_voices(articles))


def one_pass(articles: pd.DataFrame) -> float:
    """Return the CPU time of all measures in one pass, as a share of calling each alone."""
    measure(articles.head(10), model="vader")
    ratios = []
    for _ in range(5):
        t0 = time.process_time()
        measure(articles, model="vader")
        t1 = time.process_time()
        alone(articles)
        ratios.append((t1 - t0) / (time.process_time() - t1))
    return sorted(ratios)[2]


def _used() -> tuple[float, float]:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def on_workers(file: Path, out: Path) -> dict[str, float]:
    """Score *file* on two Dask workers; return their CPU, their memory and the wall time."""
    with scale.client(workers=2) as client:
        client.run(nk.score_tone, nk.load_corpus("wartime_ecstasy"))
        before, start = client.run(_used), time.perf_counter()
        for _ in scale.run([file], nk.score_tone, out, client=client):
            pass
        wall, after = time.perf_counter() - start, client.run(_used)
    cpu = sum(after[w][0] - before[w][0] for w in after)
    return {"cpu": cpu, "wall": wall, "megabytes": max(m for _, m in after.values())}


def broken_run(file: Path, out: Path) -> None:
    """Score *file* while a worker is killed, then the driver; then go on to the end."""
    context = multiprocessing.get_context("spawn")
    driver = context.Process(target=_with_a_death, args=(file, out))
    driver.start()
    while len(list(out.glob("part-*"))) < 8:
        time.sleep(0.02)
    os.kill(driver.pid or 0, signal.SIGKILL)
    driver.join()
    done = {p.name: p.stat().st_mtime_ns for p in out.glob("part-*")}
    score(file, out)
    again = [n for n, t in done.items() if (out / n).stat().st_mtime_ns != t]
    if again:
        raise SystemExit(f"these parts were written twice: {again}")


def _with_a_death(file: Path, out: Path) -> None:
    with scale.client(workers=2) as client:
        victim = next(iter(client.run(os.getpid).values()))
        for n, _ in enumerate(scale.run([file], nk.score_tone, out, client=client)):
            if n == 2:
                os.kill(victim, signal.SIGKILL)


def same(left: Path, right: Path) -> bool:
    """Tell whether two folders hold the same rows."""
    one, other = (
        pd.concat(map(pd.read_parquet, sorted(folder.glob("part-*")))) for folder in (left, right)
    )
    return one.equals(other)


def main() -> None:
    """Print the table, and write it as JSON if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--million", action="store_true", help="go on to a million articles")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    figures: list[dict[str, Any]] = []

    def say(metric: str, value: float, goal: str) -> None:
        print(f"{metric:66} {value:10.2f}   goal {goal}", flush=True)
        figures.append(
            {"measure": "scale", "metric": metric, "value": round(value, 3), "goal": goal}
        )

    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        sizes = [10_000, given.articles, *([1_000_000] if given.million else [])]
        rows = growth(sizes, work)
        for row in rows:
            say(
                f"{row['articles']:,} articles, one process: microseconds per article",
                row["us"],
                "-",
            )
            say(f"{row['articles']:,} articles, one process: peak MB", row["megabytes"], "<= 300")
        us = [row["us"] for row in rows]
        say("time per article, largest corpus / smallest", us[-1] / us[0], "0.85 to 1.15")
        file = work / f"{given.articles}.parquet"
        pairs = [
            (cost(score, file, work / f"single{n}"), on_workers(file, work / f"both{n}"))
            for n in range(3)
        ]
        cpu = statistics.median(both["cpu"] / single["cpu"] for single, both in pairs)
        wall = statistics.median(single["wall"] / both["wall"] for single, both in pairs)
        say("two workers, CPU / one process", cpu, "<= 1.15")
        say("one process, wall / two workers", wall, ">= 1.6 (idle machine)")
        say("two workers, peak MB of one", max(both["megabytes"] for _, both in pairs), "<= 500")
        broken_run(file, work / "broken")
        equal = same(work / "single0", work / "both0") and same(work / "single0", work / "broken")
        say("after two deaths the same rows as in one process (1 = yes)", equal, "1")
        some = pd.read_parquet(file).head(1_000)
        say("all measures in one pass / each alone (1,000 articles)", one_pass(some), "<= 0.7")
    if given.json:
        result = {
            "command": "python benchmarks/scale.py",
            "date": f"{date.today()}",
            "figures": figures,
        }
        given.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
