"""Files appear whole, stream, and carry nothing that runs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from newskit import schema
from newskit.schema import NewskitWarning
from newskit.writing import ENDINGS, harmless, needed, neutral, write_table

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
    read = {
        ".csv": pd.read_csv,
        ".tsv": partial(pd.read_csv, sep="\t"),
        ".json": pd.read_json,
        ".parquet": pd.read_parquet,
        ".xlsx": pd.read_excel,
    }
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
    with pytest.raises(
        ValueError, match=r"cannot write 'x.doc': the file extension must be one of .csv"
    ):
        write_table(table(), tmp_path / "x.doc")


SKIPPED = ["\ufeff", "\u200b", "\u00a0", "\u2028", "\x00", "\u2060\u202e", "\u3000", "\xad"]


@pytest.mark.parametrize("before", SKIPPED)
def test_what_a_spreadsheet_skips_does_not_hide_a_formula(before: str) -> None:
    assert neutral(f"{before}=1+1") == f"'{before}=1+1"


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("a;=1+1", "a;'=1+1"),
        ("a\t =HYPERLINK(1)", "a\t '=HYPERLINK(1)"),
        ("one\n=two", "one\n'=two"),
        ("a;@SUM(A1)", "a;'@SUM(A1)"),
        ("a; -cmd|x", "a; '-cmd|x"),
        ("he left; she = he", "he left; she = he"),
        ("so;-)", "so;-)"),
        ("a list:\n- one\n- two", "a list:\n- one\n- two"),
    ],
)
def test_a_formula_behind_another_separator_is_no_formula(cell: str, written: str) -> None:
    assert neutral(cell) == written


@pytest.mark.parametrize("extension", [".csv", ".tsv", ".xlsx"])
def test_a_column_name_is_no_live_formula(tmp_path: Path, extension: str) -> None:
    path = tmp_path / f"x{extension}"
    write_table(pd.DataFrame({'=HYPERLINK("http://x.example")': ["a"], 3: [1]}), path)
    read = (
        pd.read_excel if extension == ".xlsx" else partial(pd.read_csv, sep=None, engine="python")
    )
    assert str(read(path).columns[0]).startswith("'=")


def test_the_formats_for_programs_hold_every_text_as_it_is(tmp_path: Path) -> None:
    for name, read in (("x.jsonl", partial(pd.read_json, lines=True)), ("x.json", pd.read_json)):
        write_table(table(), tmp_path / name)
        assert read(tmp_path / name)["text"].tolist() == HOSTILE
    write_table(table().iloc[::-1], tmp_path / "new" / "folder" / "x.parquet")
    read = pd.read_parquet(tmp_path / "new" / "folder" / "x.parquet")
    assert read["text"].tolist() == HOSTILE[::-1]
    assert read.columns.tolist() == ["text", "n"]
    assert "−5" in (tmp_path / "x.jsonl").read_text(encoding="utf-8")


def test_numbers_keep_their_digits(tmp_path: Path) -> None:
    write_table(pd.DataFrame({"x": [1 / 3]}), tmp_path / "x.jsonl")
    assert pd.read_json(tmp_path / "x.jsonl", lines=True)["x"][0] == pytest.approx(1 / 3, abs=1e-15)


@pytest.mark.parametrize("extension", ENDINGS)
def test_an_empty_table_has_its_header_and_is_a_file_of_its_kind(
    tmp_path: Path, extension: str
) -> None:
    path = tmp_path / f"x{extension}"
    assert write_table(schema.empty(schema.TONE), path) == 0
    names = list(schema.TONE)
    if extension in (".csv", ".tsv"):
        assert pd.read_csv(path, sep=None, engine="python").columns.tolist() == names
    elif extension in (".parquet", ".xlsx"):
        read = pd.read_parquet if extension == ".parquet" else pd.read_excel
        assert read(path).columns.tolist() == names
    else:
        assert path.read_text() == ("[]" if extension == ".json" else "")


@pytest.mark.parametrize("extension", [".parquet", ".xlsx", ".json", ".jsonl"])
def test_a_stream_without_any_table_is_a_file_of_its_kind(tmp_path: Path, extension: str) -> None:
    assert write_table([], tmp_path / f"x{extension}") == 0
    if extension in (".parquet", ".xlsx"):
        read = pd.read_parquet if extension == ".parquet" else pd.read_excel
        assert read(tmp_path / f"x{extension}").empty


@pytest.mark.parametrize("extension", ENDINGS)
def test_columns_in_another_order_are_put_in_order(tmp_path: Path, extension: str) -> None:
    one, two = pd.DataFrame({"a": [1], "b": ["x"]}), pd.DataFrame({"b": ["y"], "a": [2]})
    write_table([one, two], tmp_path / f"x{extension}")
    write_table([one, two[["a", "b"]]], tmp_path / f"y{extension}")
    if extension != ".xlsx":  # a workbook holds the time of writing
        assert (tmp_path / f"x{extension}").read_bytes() == (
            tmp_path / f"y{extension}"
        ).read_bytes()
    else:
        assert pd.read_excel(tmp_path / "x.xlsx")["b"].tolist() == ["x", "y"]


@pytest.mark.parametrize("extension", ENDINGS)
def test_other_columns_are_refused_in_words(tmp_path: Path, extension: str) -> None:
    tables = [pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [1], "c": [2]})]
    with pytest.raises(ValueError, match=r"table 2 of the stream .* columns 'c'; nothing was"):
        write_table(tables, tmp_path / f"x{extension}")
    assert list(tmp_path.iterdir()) == []


def test_a_column_without_a_value_in_the_first_table_is_text(tmp_path: Path) -> None:
    none, some = pd.DataFrame({"a": [None]}, dtype=object), pd.DataFrame({"a": ["x"]})
    write_table([none, some], tmp_path / "x.parquet")
    assert pd.read_parquet(tmp_path / "x.parquet")["a"].fillna("-").tolist() == ["-", "x"]
    with pytest.raises(ValueError, match="the table from row 1 on is of another kind"):
        write_table([pd.DataFrame({"a": [1]}), some], tmp_path / "y.parquet")


def test_a_workbook_says_what_it_cannot_hold(tmp_path: Path) -> None:
    zoned = pd.DataFrame({"text": ["x" * 40_000], "at": [pd.Timestamp("2024-05-01 12:00+02:00")]})
    with pytest.warns(NewskitWarning) as told:
        write_table(zoned, tmp_path / "x.xlsx")
    assert [str(w.message).split(",")[0] for w in told] == [
        "1 texts were cut to the 32",
        "1 dates were moved to UTC",
    ]
    read = pd.read_excel(tmp_path / "x.xlsx")
    write_table(read.astype({"text": object}), tmp_path / "just.xlsx")  # just so long: no word
    assert (len(read["text"][0]), read["at"][0]) == (32_767, pd.Timestamp("2024-05-01 10:00"))
    with pytest.raises(ValueError, match=r"1,048,576 rows and a header are more than"):
        write_table(pd.DataFrame({"n": range(1_048_576)}), tmp_path / "y.xlsx")
    assert not (tmp_path / "y.xlsx").exists()


@pytest.mark.parametrize("extension", [".csv", ".xlsx"])
def test_half_a_surrogate_pair_stops_no_file(tmp_path: Path, extension: str) -> None:
    column = pd.Series(["war \ud800"], dtype=object)
    assert write_table(pd.DataFrame({"text": column}), tmp_path / f"x{extension}") == 1


posix = pytest.mark.skipif(os.name != "posix", reason="masks and modes are POSIX's")


@posix
@pytest.mark.parametrize(("mask", "mode"), [(0o077, 0o600), (0o022, 0o644), (0o002, 0o664)])
def test_the_users_mask_is_respected(tmp_path: Path, mask: int, mode: int) -> None:
    before = os.umask(mask)
    try:
        write_table(table(), tmp_path / "x.csv")
    finally:
        os.umask(before)
    assert (tmp_path / "x.csv").stat().st_mode & 0o777 == mode


@posix
def test_a_file_that_was_there_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.touch(0o640)
    path.chmod(0o640)
    write_table(table(), path)
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_link_is_followed_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    target, link = tmp_path / "folder" / "t.csv", tmp_path / "l.csv"
    target.write_text("old")
    try:
        link.symlink_to(target)
    except OSError:
        pytest.skip("links cannot be made here")
    write_table(table(), link)
    assert link.is_symlink()
    assert target.read_text().startswith("text,n")


def test_a_missing_library_is_named_with_its_extra() -> None:
    with pytest.raises(
        ImportError, match=r'it needs nowhere: pip install "newskit\[lab\]" \(No mod'
    ):
        needed("nowhere", "lab", "it")
