"""Files appear whole, stream, and carry nothing that runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from newskit.writing import ENDINGS, harmless, write_table

HOSTILE = [
    "=1+1",
    " +cmd|'/c calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "＝1+1",
    "bell\x07",
    "−5",
    "plain",
]


def table() -> pd.DataFrame:
    return pd.DataFrame({"text": HOSTILE, "n": range(len(HOSTILE))})


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_stream_and_a_table_give_the_same_rows(tmp_path: Path, ending: str) -> None:
    whole, streamed = tmp_path / f"whole{ending}", tmp_path / f"streamed{ending}"
    rows = table().iloc[:, 1:]
    assert write_table(rows, whole) == write_table((rows[:4], rows[4:]), streamed) == len(rows)
    read = {".csv": pd.read_csv, ".parquet": pd.read_parquet, ".xlsx": pd.read_excel}
    get = read.get(ending, lambda p: pd.read_json(p, lines=True))
    pd.testing.assert_frame_equal(get(whole), get(streamed))


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_no_cell_is_a_live_formula(tmp_path: Path, ending: str) -> None:
    write_table(table(), tmp_path / f"x{ending}")
    read = pd.read_csv if ending == ".csv" else pd.read_excel
    cells = read(tmp_path / f"x{ending}")["text"].tolist()
    assert [cell.startswith("'") for cell in cells] == [True] * 6 + [False] * 3


def test_numbers_that_are_text_stay_numbers() -> None:
    assert harmless(pd.DataFrame({"a": ["-1", "+2,5"]}))["a"].tolist() == ["-1", "+2,5"]


def test_a_broken_stream_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> Iterator[pd.DataFrame]:
        yield table()
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        write_table(broken(), tmp_path / "x.csv")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_ending_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"cannot write 'x.doc': the ending must be one of .csv"):
        write_table(table(), tmp_path / "x.doc")
