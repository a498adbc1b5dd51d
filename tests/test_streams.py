"""What the command line shows on a terminal: tables that fit, the first rows, no bar between."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from newskit import schema, streams
from newskit.cli import main

ROOT = Path(__file__).resolve().parent.parent
ARTICLE = ROOT / "corpora" / "wartime_ecstasy" / "article.txt"


def table(rows: int = 3) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "article_id": [f"a{i % 2}" for i in range(rows)],
            "tone": [-0.8235, float("nan"), 0.0012][:rows] * (rows // 3 or 1),
            "negated": [True, False, False][:rows] * (rows // 3 or 1),
            "speaker_name": None,
            "text": ["The talks\nended " + "without a word " * 9] * rows,
        }
    )


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_table_fits_the_terminal(width: int) -> None:
    shown = streams.as_text(table(), ["tone", "negated", "speaker_name"], width)
    lines = shown.splitlines()
    assert max(map(len, lines)) <= width
    assert lines[0].split() == ["article", "id", "tone", "negated", "words"]
    assert lines[1].split()[:3] == ["a0", "-0.82", "yes"]
    assert lines[1].endswith("…")
    assert "nan" not in shown


def test_long_names_give_way_to_the_words() -> None:
    names = {"article_id": ["the_lorn_gazette_2031-01-05", "vale_courier_2031-01-06"],
             "speaker_name": ["Deputy of the Northern Assembly", "Ada Holm"],
             "words": [1_234_567_890_123, 2]}  # fmt: skip
    long = table(2).assign(**names)
    shown = streams.as_text(long, ["tone", "negated", "speaker_name", "words"], 80).splitlines()
    assert max(map(len, shown)) <= 80
    assert all("The talks ended…" in line for line in shown[1:])
    assert "1234567890123" in shown[1]


def test_a_column_of_one_article_is_left_out() -> None:
    shown = streams.as_text(table().assign(article_id="a"), ["tone"], 80)
    assert shown.splitlines()[0].split() == ["tone", "words"]


def test_a_short_result_is_shown_whole_and_a_long_one_begun() -> None:
    whole = streams._shown([table()], ["tone"], None)
    assert len(whole.splitlines()) == 4
    begun = streams._shown([table(90)], ["tone"], None)
    assert begun.splitlines()[-1] == "… 70 more of 90 rows; -o FILE writes them all"
    grouped = streams._shown([table(90)], ["tone"], "article_id")
    assert "… 70 more of 90 rows" in grouped
    assert grouped.count("\na1") == 10
    assert streams._shown([table().iloc[:0]], ["tone"], None) == "nothing was found"


def test_the_left_of_a_concordance_keeps_its_near_end() -> None:
    lines = pd.DataFrame({"left": ["far away " * 9 + "near"], "match": ["war"], "right": [" now"]})
    assert re.search(r"near +war", streams.as_text(lines, ["left", "match", "right"], 60))


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of this kind is POSIX's")
def test_on_a_real_terminal_nothing_stands_in_the_table() -> None:
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "newskit.cli", "find-quotes", str(ARTICLE)]
    env = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "80", "TERM": "xterm"}
    done = subprocess.Popen(command, stdout=theirs, stderr=theirs, stdin=theirs, env=env)
    os.close(theirs)
    said = b""
    while part := _read(ours):
        said += part
    assert done.wait() == 0
    # A bar overwrites its line with blanks and goes back before the table begins.
    lines = [line.rsplit("\r", 1)[-1] for line in said.decode().replace("\r\n", "\n").split("\n")]
    assert lines[0].split()[:2] == ["kind", "speaker"]
    assert all(len(line) <= 80 for line in lines)
    assert any("Dmitry Peskov" in line for line in lines)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # the other end was closed
        return b""


def test_no_article_at_all_gives_a_header(tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").write_text("")
    words = ["find-quotes", f"{tmp_path}/none.jsonl", "-o", f"{tmp_path}/q.csv"]
    assert CliRunner().invoke(main, words).exit_code == 0
    assert list(pd.read_csv(tmp_path / "q.csv"))[:4] == list(schema.QUOTES)[:4]
