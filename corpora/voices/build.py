"""Turn the marked-up source of this corpus into its texts and its gold.

``source.txt`` holds the texts one after the other. A head line ``=== id | genre | outlet | title``
begins each; a line ``cast: A=Ada Holm; B=...`` may follow. In the text, ``{d1|...}`` marks the
words of direct quotation 1, ``m`` mixed, ``i`` indirect; ``{s1:A|the minister}`` marks who says it
and which of the cast that is (no letter: nobody whom the text names); ``{c1|said}`` marks the cue.
Several numbers, ``{s1,2|...}``, serve several quotations; ``{x|...}`` is a scare quote. Marks may
be nested.

Run ``python corpora/voices/build.py`` after any change of the source.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
KINDS = {"d": "direct", "m": "mixed", "i": "indirect", "x": "scare"}
COLUMNS = ["article_id", "quote", "kind", "start", "end", "words"]
COLUMNS += [
    "speaker",
    "speaker_start",
    "speaker_end",
    "speaker_name",
    "cue",
    "cue_start",
    "cue_end",
]
_MARK = re.compile(r"\{([a-z])([\d,]*)(?::(\w))?\||\}")


class Stretch(NamedTuple):
    """A marked stretch of a text: what it is, for which quotations, by whom, and where."""

    what: str
    numbers: tuple[str, ...]
    name: str
    start: int
    end: int


def unmark(source: str, cast: dict[str, str]) -> tuple[str, list[Stretch]]:
    """Return *source* without its marks, and the stretches that they marked."""
    text, open_marks, stretches, at = "", [], [], 0
    for mark in _MARK.finditer(source):
        text += source[at : mark.start()]
        at = mark.end()
        if mark[1]:
            open_marks.append((mark[1], tuple(mark[2].split(",")), mark[3], len(text)))
        else:
            what, numbers, who, start = open_marks.pop()
            stretches.append(Stretch(what, numbers, cast[who] if who else "", start, len(text)))
    if open_marks:
        raise ValueError(f"{open_marks[-1]} is never closed")
    return text + source[at:], stretches


def rows(article_id: str, text: str, stretches: list[Stretch]) -> list[list[object]]:
    """Return one row of the gold for each quotation of a text, in the order of the text."""
    parts = {(s.what, number): s for s in stretches if s.what in "sc" for number in s.numbers}
    found = sorted((s for s in stretches if s.what in KINDS), key=lambda s: (s.start, -s.end))
    table: list[list[object]] = []
    for n, s in enumerate(found):
        speaker, cue = (parts.get((what, s.numbers[0])) for what in "sc")
        name = speaker.name if speaker else ""
        words = [KINDS[s.what], s.start, s.end, text[s.start : s.end]]
        table.append([article_id, n, *words, *_part(text, speaker), name, *_part(text, cue)])
    return table


def _part(text: str, part: Stretch | None) -> list[object]:
    return [text[part.start : part.end], part.start, part.end] if part else ["", "", ""]


def build() -> dict[str, str]:
    """Return the files of the corpus, by their paths below this folder."""
    files, gold = {}, io.StringIO()
    table = csv.writer(gold, lineterminator="\n")
    table.writerow(COLUMNS)
    for article in (HERE / "source.txt").read_text(encoding="utf-8").split("=== ")[1:]:
        head, body = article.split("\n", 1)
        article_id, genre, outlet, title = head.split(" | ")
        cast: dict[str, str] = {}
        if body.startswith("cast: "):
            line, body = body.removeprefix("cast: ").split("\n", 1)
            cast = dict(pair.split("=") for pair in line.split("; "))
        text, stretches = unmark(body.strip("\n"), cast)
        table.writerows(rows(article_id, text, stretches))
        files[f"texts/{article_id}.txt"] = (
            f"---\narticle_id: {article_id}\ntitle: {title}\noutlet: {outlet}\n"
            f"published: 2031-04-14\nlanguage: en\ngenre: {genre}\n---\n{text}\n"
        )
    return {**files, "quotes.csv": gold.getvalue()}


if __name__ == "__main__":
    (HERE / "texts").mkdir(exist_ok=True)
    for path, content in build().items():
        (HERE / path).write_text(content, encoding="utf-8", newline="\n")
