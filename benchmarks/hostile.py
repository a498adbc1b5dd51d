"""Sizes that nobody tests with: one article of 50 MB, a folder of 100,000 files, a bad row group.

``python benchmarks/hostile.py [--megabytes 50] [--files 100000] [--groups 250] [--only NAME ...]``
prints, for every verb, the CPU seconds for a fourth of the article and for the whole, their ratio
(4 is proportional), and the peak of memory over what was there before, in sizes of the text; then
what the folder and the Parquet file cost. It leaves with 1 if a ratio is over 6, memory over 40
sizes, a file or an article is missing, or the bad row group costs more than itself.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

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


def long_article(characters: int, only: list[str]) -> list[str]:
    """Print what each verb costs on one long article; return the names of those that cost more."""
    failed = []
    for name in verbs():
        if only and name not in only:
            continue
        small, (seconds, sizes, rows) = cost(name, characters // 4), cost(name, characters)
        ratio = seconds / small[0]
        good = ratio <= RATIO and sizes <= SIZES
        failed += [] if good else [name]
        print(
            f"{name:16} {small[0]:7.2f} s {seconds:8.2f} s  x{ratio:4.1f}  {sizes:5.1f} sizes  "
            f"{rows:,} rows{'' if good else '  <-- over the limit'}",
            flush=True,
        )
    return failed


def many_files(number: int, work: Path) -> list[str]:
    """Read a folder of *number* texts."""
    folder = work / "many"
    for n in range(number):
        if n % 1_000 == 0:
            (folder / f"{n // 1_000:04d}").mkdir(parents=True)
        path = folder / f"{n // 1_000:04d}" / f"{n:06d}.txt"
        path.write_text(f"Ferry {n} was late.\n\nIt rained all day.\n", encoding="utf-8")
    start = time.process_time()
    read = len(nk.read_articles(folder))
    seconds = time.process_time() - start
    print(
        f"folder of {number:,} files: {read:,} articles, {seconds:.1f} s, {number / seconds:,.0f}/s"
    )
    return [] if read == number else ["folder"]


def bad_group(groups: int, work: Path) -> list[str]:
    """Score a Parquet file of *groups* row groups of which one is damaged; then mend it."""
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
    print(f"Parquet of {groups} row groups, one bad: {done} done; said: {said[:120]} ...")
    print(f"run again after mending: {again} parts stand, {len(new)} of them new")
    good = (done, again, len(new)) == (groups - 1, groups, 1) and f"row group {bad}" in said
    return [] if good else ["row group"]


def main() -> None:
    """Run all, or what the arguments say."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--megabytes", type=float, default=50)
    arguments.add_argument("--files", type=int, default=100_000)
    arguments.add_argument("--groups", type=int, default=250)
    arguments.add_argument("--only", nargs="*", default=[])
    given = arguments.parse_args()
    warnings.simplefilter("ignore", nk.NewskitWarning)
    with tempfile.TemporaryDirectory() as work:
        failed = long_article(int(given.megabytes * 1e6), given.only)
        if not given.only:
            failed += many_files(given.files, Path(work))
            failed += bad_group(given.groups, Path(work))
    print(f"over the limit: {', '.join(failed)}" if failed else "all within their limits")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
