"""Turn the marked-up source of this corpus into its texts and its gold.

``source.txt`` holds the texts one after the other. A head line ``=== id | genre | title`` begins
each. In the text ``{The minister=Ada Holm/person/role}`` marks a speaker as printed, who it is (no
name: nobody whom the text names), of which kind, and the class of its form.

Run ``python corpora/cast/build.py`` after any change of the source.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

HERE = Path(__file__).parent
COLUMNS = ["article_id", "start", "end", "words", "speaker_name", "speaker_kind", "form"]
_MARK = re.compile(r"\{([^{}=]+)=([^{}/]*)/(\w+)/(\w+)\}")


def unmark(source: str) -> tuple[str, list[list[object]]]:
    """Return *source* without its marks, and a row for each."""
    text, rows, at = "", [], 0
    for m in _MARK.finditer(source):
        text += source[at : m.start()]
        rows.append([len(text), len(text) + len(m[1]), m[1], m[2], m[3], m[4]])
        text, at = text + m[1], m.end()
    return text + source[at:], rows


def build() -> dict[str, str]:
    """Return the files of the corpus, by their paths below this folder."""
    files, gold = {}, io.StringIO()
    table = csv.writer(gold, lineterminator="\n")
    table.writerow(COLUMNS)
    for article in (HERE / "source.txt").read_text(encoding="utf-8").split("=== ")[1:]:
        head, body = article.split("\n", 1)
        article_id, genre, title = head.split(" | ")
        text, rows = unmark(body.strip("\n"))
        table.writerows([article_id, *row] for row in rows)
        files[f"texts/{article_id}.txt"] = (
            f"---\narticle_id: {article_id}\ntitle: {title}\noutlet: The Brenna Review\n"
            f"published: 2031-04-14\nlanguage: en\ngenre: {genre}\n---\n{text}\n"
        )
    return {**files, "speakers.csv": gold.getvalue()}


if __name__ == "__main__":
    (HERE / "texts").mkdir(exist_ok=True)
    for path, content in build().items():
        (HERE / path).write_text(content, encoding="utf-8", newline="\n")
