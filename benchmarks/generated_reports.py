"""Sentences of reporting put together at random: none may make the quotation finder raise.

Run ``python benchmarks/generated_reports.py --number 200000``; the tests run a small part of it.
All names are invented.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator

from newskit import quotes

SPEAKERS = """Ada Holm|Mr. Falk|she|he|They|officials|the minister|Secretary of State Ada Holm|
Vale City|the Vale Council|a spokesman for the Vale Party|Holm and Falk|no one|Ada “Red” Holm|
HOLM|the U.N.|Per Lind, the miller,|a man who had seen it||Sen. Jon Falk (D-Vale)|@holm|1,200
people"""
CUES = """said|says|told|told reporters|asked|saying|according to|According to|added|, adding|
denied|
promised|'s promise|claims|warned that|said on Monday that|tweeted|called it|:|—|―|insisted|was told
by|remarks by|has not said|did not say whether|wrote in a letter|, who said||thinks|hopes to"""
CONTENTS = """prices rose|that the port is closed|“We rest,”|“We rest.”|“a mess”|''so''|‘We rest,’|
“We|rest”|to rest||that “they must rest”|whether it rains|``so''|no|he said she said|(so)|…|1.|“”"""
JOINTS = [
    "",
    " ",
    ", ",
    ". ",
    "\n",
    "\n\n",
    ": ",
    "; ",
    " — ",
    "?",
    " and ",
    ", but ",
    "! ",
    ",",
    " - ",
]


def reports(number: int, seed: int = 0) -> Iterator[str]:
    """Yield *number* texts of one to six pieces in any order."""
    rng = random.Random(seed)
    kinds = [[w.strip("\n") for w in part.split("|")] for part in (SPEAKERS, CUES, CONTENTS)]
    for _ in range(number):
        pieces = [
            rng.choice(rng.choice(kinds)) + rng.choice(JOINTS) for _ in range(rng.randint(1, 8))
        ]
        yield "".join(pieces)


def failures(number: int, seed: int = 0) -> list[tuple[str, str]]:
    """Return the texts that raise, with the error; and check that every row lies in its text."""
    found = []
    for text in reports(number, seed):
        try:
            rows = quotes(text)
        except Exception as error:
            found.append((text, repr(error)))
            continue
        if any(not 0 <= q.start < q.end <= len(text) for q in rows):
            found.append((text, "a row outside the text"))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    start = time.process_time()
    found = failures(options.number, options.seed)
    print(f"{options.number:,} texts, {len(found)} failures, {time.process_time() - start:.0f} s")
    for text, error in found[:10]:
        print(repr(text), error)


if __name__ == "__main__":
    main()
