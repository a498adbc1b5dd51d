"""How well exports of news archives are read: articles found, title, outlet and date, pace.

Run ``python benchmarks/archives.py --gold DIR``. DIR, or its folder ``archives``, holds the exports
and ``manifest.csv`` with the columns file, articles, first_title, first_outlet, first_date,
last_title, last_date, which somebody has checked by eye. ``--show N`` prints the first and last
lines of N texts, to be read for boilerplate.
"""

from __future__ import annotations

import argparse
import csv
import re
import time
import warnings
from pathlib import Path

import pandas as pd

from newskit.reading import marks, read_articles

# What only an archive prints; looked for in the first and last two paragraphs of each text.
_LEFT = re.compile(
    r"(?i)^(?:load-date|length|byline|section|language|publication-type|copyright|©)\b.{0,80}$"
    r"|all rights reserved|^document \w{20,}$|end of document|^\d+ of \d+ documents$"
)


def _day(when: object) -> str:
    return "" if pd.isna(when) else str(when)[:10]


def _same(found: object, true: str) -> bool:
    return " ".join(str(found).split()) == " ".join(true.split())


def measure(folder: Path, show: int) -> pd.DataFrame:
    """Return one row per file: found, declared, right fields of the first and last article."""
    rows, seen = [], []
    for true in csv.DictReader((folder / "manifest.csv").open(encoding="utf-8")):
        start = time.process_time()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            table = read_articles(folder / true["file"])
        seconds = time.process_time() - start
        seen.append(table)
        line = table.attrs["newskit"]["receipt"][-1]
        first, last = table.iloc[0], table.iloc[-1]
        titles = [(first["title"], true["first_title"]), (last["title"], true["last_title"])]
        dates = [(first["published"], true["first_date"]), (last["published"], true["last_date"])]
        rows.append(
            {
                "file": true["file"][:34],
                "archive": line["archive"],
                "true": int(true["articles"]),
                "found": len(table),
                "declared": line["declared"],
                "title": sum(_same(*pair) for pair in titles),
                "outlet": int(_same(first["outlet"], true["first_outlet"])),
                "date": sum(_day(when) == day for when, day in dates),
                "no_title": int(table["title"].isna().sum()),
                "no_outlet": int(table["outlet"].isna().sum()),
                "no_date": int(table["published"].isna().sum()),
                "left": sum(_left(text) for text in table["text"]),
                "per_second": round(len(table) / seconds),
            }
        )
    texts = pd.concat(seen, ignore_index=True)["text"]
    for text in texts.sample(min(show, len(texts)), random_state=1):
        lines = text.split("\n\n")
        print(f"{lines[0][:110]!r} ... {lines[-1][-110:]!r}")
    return pd.DataFrame(rows)


def _left(text: str) -> bool:
    lines = text.split("\n\n")
    return any(
        _LEFT.search(line) or marks.pattern("lines").fullmatch(line)
        for line in [*lines[:2], *lines[-2:]]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--show", type=int, default=0)
    given = parser.parse_args()
    inside = given.gold / "archives"
    table = measure(inside if inside.is_dir() else given.gold, given.show)
    print(table.to_string(index=False))
    files, total = len(table), table.sum(numeric_only=True).astype(int)
    print(
        f"\n{files} files, {total['found']} of {total['true']} articles; right: titles "
        f"{total['title']} of {2 * files}, outlets {total['outlet']} of {files}, dates "
        f"{total['date']} of {2 * files}; without title {total['no_title']}, outlet "
        f"{total['no_outlet']}, date {total['no_date']}; boilerplate left in {total['left']} texts"
    )


if __name__ == "__main__":
    main()
