"""Sizes that nobody tests with: one article of 50 MB, a folder of 100,000 files, a bad row group.

``python benchmarks/hostile.py [--megabytes 50] [--files 100000] [--groups 250] [--only NAME ...]
[--json FILE]`` prints, for every verb, the CPU seconds for a fourth of the article and for the
whole, their ratio (4 is proportional), and the peak of memory over what was there before, in sizes
of the text; then what the folder and the Parquet file cost. NAME is a verb, ``folder`` or
``groups``; FILE keeps the figures of what is run one at a time. It leaves with 1 if a ratio is over
6, memory over 40 sizes, a file or an article is missing, or the bad row group costs more than
itself.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
from timing import Figures, add, write

import newskit as nk
from newskit import scale

RATIO, SIZES, GROUP = 6.0, 40.0, 20
# One sentence in three is a quotation, one in six a reported statement.
PARAGRAPH = (
    "The harbour of Lesk was closed on Monday night, and nobody came to the market. “We will not "
    "give in to this terrible aggression,” Mayor Ada Holm told the Harbour Post. She said the "
    "council would meet again on Friday. Officials in Ostrania denied the charge. It rained all "
    "day, and the ferries were late. “It is a good plan,” said Olt Brenn, who leads the port.\n\n"
)


def article(characters: int) -> pd.DataFrame:
    """Return one article of so many characters."""
    text = PARAGRAPH * (characters // len(PARAGRAPH) + 1)
    return pd.DataFrame({"article_id": ["long"], "outlet": ["X"], "text": [text[:characters]]})


def verbs() -> dict[str, Callable[[pd.DataFrame], Any]]:
    """Return every verb with the least that it must be told."""
    told: dict[str, dict[str, Any]] = {
        "split_sentences": {},
        "tokenize": {},
        "concordance": {"pattern": "ferr*"},
        "find_quotes": {},
        "split_voices": {},
        "score_tone": {},
        "score_targets": {"targets": {"holm": ["Ada Holm", "Holm"]}},
        "find_charges": {},
        "match_lexicon": {"lexicon": "wartime_ecstasy"},
        "score_lexicon": {"lexicon": "wartime_ecstasy"},
        "score_frames": {"codebook": "generic_frames"},
    }
    return {
        name: lambda table, name=name, own=own: getattr(nk, name)(table, **own)
        for name, own in told.items()
        if hasattr(nk, name)
    }


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0


def _measure(queue: Any, name: str, characters: int) -> None:
    verb, table = verbs()[name], article(characters)
    verb(article(2_000))  # what every process pays once is no part of the growth
    before, start = _peak(), time.process_time()
    rows = len(verb(table))
    queue.put((time.process_time() - start, (_peak() - before) / characters, rows))


def cost(name: str, characters: int) -> tuple[float, float, int]:
    """Return CPU seconds, memory in sizes of the text, and rows; NaN if the verb fails."""
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    process = context.Process(target=_measure, args=(queue, name, characters))
    process.start()
    process.join()
    if process.exitcode:
        return float("nan"), float("nan"), 0
    found: tuple[float, float, int] = queue.get()
    return found


def long_article(figures: Figures, name: str, characters: int) -> bool:
    """Add what a verb costs on one long article; tell whether it keeps within the limits."""
    small, (seconds, sizes, rows) = cost(name, characters // 4), cost(name, characters)
    ratio, on = seconds / small[0], f"one article of {characters / 1e6:g} MB"
    add(figures, (name, on, "seconds of CPU"), [seconds], "-")
    add(figures, (name, on, "times the seconds of a fourth of it"), [ratio], f"<= {RATIO:g}")
    add(figures, (name, on, "peak of memory, in sizes of the text"), [sizes], f"< {SIZES:g}")
    print(f"{name}: {rows:,} rows", flush=True)
    return ratio <= RATIO and sizes < SIZES


def many_files(figures: Figures, number: int, work: Path) -> bool:
    """Read a folder of *number* texts; tell whether all are there."""
    folder = work / "many"
    for n in range(number):
        if n % 1_000 == 0:
            (folder / f"{n // 1_000:04d}").mkdir(parents=True)
        path = folder / f"{n // 1_000:04d}" / f"{n:06d}.txt"
        path.write_text(f"Ferry {n} was late.\n\nIt rained all day.\n", encoding="utf-8")
    start = time.process_time()
    read = len(nk.read_articles(folder))
    seconds = time.process_time() - start
    on = f"a folder of {number:,} files"
    add(figures, ("read_articles", on, "articles"), [float(read)], f"{number}")
    add(figures, ("read_articles", on, "files a second of CPU"), [number / seconds], "-")
    return read == number


def bad_group(figures: Figures, groups: int, work: Path) -> bool:
    """Score a Parquet file of *groups* row groups of which one is damaged; then mend it.

    Tell whether the damage cost nothing but itself, and was named.
    """
    file, out, bad = work / "groups.parquet", work / "out", groups // 2
    rows = [(f"a{n}", f"It was a terrible war, and {n} good days.") for n in range(groups * GROUP)]
    table = pd.DataFrame(rows, columns=["article_id", "text"])
    table.to_parquet(file, row_group_size=GROUP, index=False)
    whole = file.read_bytes()
    column = pq.ParquetFile(file).metadata.row_group(bad).column(1)
    start = column.dictionary_page_offset or column.data_page_offset
    file.write_bytes(whole[:start] + b"\xff" * 24 + whole[start + 24 :])
    said, done = "", 0
    try:
        for _ in scale.run([file], nk.score_tone, out):
            done += 1
    except ValueError as error:
        said = str(error)
    before = {p.name: p.stat().st_mtime_ns for p in out.glob("part-*")}
    file.write_bytes(whole)
    again = len(list(scale.run([file], nk.score_tone, out)))
    after = {p.name: p.stat().st_mtime_ns for p in out.glob("part-*")}
    new = [name for name, at in after.items() if before.get(name) != at]
    on = f"Parquet of {groups} row groups, one bad"
    add(figures, ("run", on, "parts done"), [float(done)], f"{groups - 1}")
    add(figures, ("run", on, "parts done again once it is mended"), [float(len(new))], "1")
    print(f"said: {said[:120]} ...")
    return (done, again, len(new)) == (groups - 1, groups, 1) and f"row group {bad}" in said


def merged(figures: Figures, file: Path | None) -> Figures:
    """Return *figures* after those of *file* that were not measured anew."""
    there = file is not None and file.exists()
    before: Figures = json.loads(file.read_text("utf-8"))["figures"] if file and there else []
    new = {(f["measure"], f["metric"]) for f in figures}
    return [f for f in before if (f["measure"], f["metric"]) not in new] + figures


def main() -> None:
    """Run all, or what the arguments say."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--megabytes", type=float, default=50)
    arguments.add_argument("--files", type=int, default=100_000)
    arguments.add_argument("--groups", type=int, default=250)
    arguments.add_argument("--only", nargs="*", default=[*verbs(), "folder", "groups"])
    arguments.add_argument("--json", type=Path)
    given = arguments.parse_args()
    warnings.simplefilter("ignore", nk.NewskitWarning)
    figures: Figures = []
    size, failed = int(given.megabytes * 1e6), []
    with tempfile.TemporaryDirectory() as work:
        tasks: dict[str, Callable[[], bool]] = {
            **{name: partial(long_article, figures, name, size) for name in verbs()},
            "folder": lambda: many_files(figures, given.files, Path(work)),
            "groups": lambda: bad_group(figures, given.groups, Path(work)),
        }
        failed = [name for name in given.only if not tasks[name]()]
    write(merged(figures, given.json), given.json, "")
    print(f"over the limit: {', '.join(failed)}" if failed else "all within their limits")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
