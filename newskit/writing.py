"""Write tables to files: streamed, whole or not at all, and without live formulas."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd

from newskit.schema import warn

# What spreadsheet programs skip before they look for a formula: blanks, controls, zero-width signs.
_SKIPPED = r"[\s\x00-\x1f\x7f-\xa0\xad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe0f\ufeff]*"
# A cell that opens with one of these is run as a formula by spreadsheet programs.
LIVE = rf"{_SKIPPED}[=+\-@\t\r＝＋－＠]"
_LIVE, _NUMBER = re.compile(LIVE), re.compile(r"\s*[+-]?\d+(?:[.,]\d+)?\s*")
# Where the list separator is another than ours, a cell of its own begins behind it.
_LIVE_INSIDE = re.compile(rf"((?:[;\t]|[\r\n](?=[=＝])){_SKIPPED})(?=[=＝]|[+\-@＋－＠][\w(])")
_QUOTED = re.compile(f"^'(?={LIVE})")
# So many blanks at most: without a limit a cell of blanks would take the square of its length.
_FEW = f"{_SKIPPED[:-1]}{{0,40}}"
_QUOTED_INSIDE = re.compile(rf"([;\t\r\n]{_FEW})'(?=[=＝]|[+\-@＋－＠][\w(])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
# Limits of the workbook format itself (ECMA-376): rows of a sheet, characters of a cell.
_SHEET_ROWS, CELL_LIMIT = 1_048_576, 32_767


def harmless(table: pd.DataFrame) -> pd.DataFrame:
    """Return *table* with every text that a spreadsheet would run as a formula behind a ``'``.

    Column names are texts too.

    >>> harmless(pd.DataFrame({"=1+1": ["=1+1", "one"]})).to_dict("list")
    {"'=1+1": ["'=1+1", 'one']}
    """
    return _each(table, neutral)


def _each(table: pd.DataFrame, change: Callable[[object], object]) -> pd.DataFrame:
    """Return *table* with its names and all cells that are not numbers changed by *change*."""
    made = dict(enumerate(column for _, column in table.items()))
    for n, column in made.items():
        if column.dtype.kind not in "biufcmM" or getattr(column.dtype, "tz", None) is not None:
            # As objects: a dtype of text refuses half a surrogate pair.
            cells = [change(cell) for cell in column.astype(object)]
            made[n] = pd.Series(cells, table.index, dtype=object)
    return pd.DataFrame(made, index=table.index).set_axis([*map(change, table.columns)], axis=1)


def neutral(cell: object) -> object:
    """Return *cell* so that no spreadsheet takes it, or a part of it, for a formula.

    >>> neutral("=2+3"), neutral("@here"), neutral("-1"), neutral("a = b"), neutral("a;=b")
    ("'=2+3", "'@here", '-1', 'a = b', "a;'=b")
    """
    if not isinstance(cell, str) or _NUMBER.fullmatch(cell):
        return cell
    return _LIVE_INSIDE.sub(r"\1'", f"'{cell}" if _LIVE.match(cell) else cell)


def original(cell: str) -> str:
    """Return what :func:`neutral` made of a cell as it was.

    >>> original("'=2+3"), original("a;'=b"), original("'one'")
    ('=2+3', 'a;=b', "'one'")
    """
    return _QUOTED.sub("", _QUOTED_INSIDE.sub(r"\1", cell))


def printable(cell: object) -> object:
    """Return *cell* as a workbook can hold it: dates in UTC, texts printable and not too long."""
    if isinstance(cell, datetime) and cell.tzinfo:
        return cell.astimezone(UTC).replace(tzinfo=None)
    return _CONTROL.sub(" ", cell)[:CELL_LIMIT] if isinstance(cell, str) else cell


def write_table(tables: pd.DataFrame | Iterable[pd.DataFrame], path: str | Path) -> int:
    """Write *tables* (one, or a stream of like ones) to *path*; return the number of rows.

    The file extension decides: ``.csv``, ``.tsv``, ``.jsonl``, ``.parquet``, ``.json`` or
    ``.xlsx``. The first four are written as the stream comes, so memory is bounded by its
    largest table. The file appears when it is whole; a link is followed, not replaced. In
    ``.csv``, ``.tsv`` and ``.xlsx``, text that a spreadsheet would run as a formula is written
    behind an apostrophe. The other formats, made for programs, hold every text as it is.

    Raises
    ------
    ValueError
        If the file extension is none of these, a table of the stream has other columns or values
        of another kind than the first, or there are more rows than a workbook holds.

    Warns
    -----
    NewskitWarning
        If texts were cut to what a workbook's cell holds, or dates were moved to UTC.
    """
    path = Path(path)
    if not (write := _WRITERS.get(path.suffix.lower())):
        known = ", ".join(ENDINGS)
        raise ValueError(f"cannot write {path.name!r}: the file extension must be one of {known}")
    stream = [tables] if isinstance(tables, pd.DataFrame) else tables
    rows = list[int]()
    with appearing_whole(path) as draft:
        write(_alike(stream, rows), draft)
    return sum(rows)


@contextlib.contextmanager
def appearing_whole(path: str | Path) -> Iterator[Path]:
    """Give a draft beside *path* that takes its place at the end, or vanishes on an error.

    A link is followed. A file that was there keeps its permissions, a new one gets those that the
    user's mask allows.
    """
    path = Path(os.path.realpath(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.stem[:80]}-{secrets.token_hex(6)}{path.suffix}")
    # Opened, not made by tempfile: only so does the system apply the user's mask.
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    try:
        yield draft
        if path.exists():
            shutil.copymode(path, draft)
        with draft.open("rb+") as written:
            os.fsync(written.fileno())  # else a loss of power can leave the new name without bytes
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def needed(module: str, extra: str, purpose: str) -> Any:
    """Return *module*, or say which extra brings it and what stood in the way."""
    try:
        return import_module(module)
    except ImportError as error:
        raise ImportError(
            f'{purpose} needs {module.split(".")[0]}: pip install "newskit[{extra}]" ({error})'
        ) from error


def _alike(stream: Iterable[pd.DataFrame], rows: list[int]) -> Iterator[pd.DataFrame]:
    """Give the tables of *stream*, their columns in the order of the first; count their *rows*."""
    names = None
    for n, table in enumerate(stream, 1):
        names = table.columns if names is None else names
        if odd := list(names.symmetric_difference(table.columns)):
            raise ValueError(
                f"table {n} of the stream and the first do not both have the columns "
                f"{', '.join(map(repr, odd))}; nothing was written"
            )
        rows.append(len(table))
        yield table if names.equals(table.columns) else table[list(names)]


_ISO: Any = {"date_format": "iso", "double_precision": 15, "force_ascii": False}


def _lines(tables: Iterator[pd.DataFrame], draft: Path, mark: str = "") -> None:
    """Write table after table, a row on each line: cells with a *mark* between them, or JSON."""
    with draft.open("w", encoding="utf-8", errors="replace", newline="") as out:
        for n, table in enumerate(tables):
            if mark:
                harmless(table).to_csv(out, sep=mark, index=False, header=n == 0)
            elif len(table):
                table.to_json(out, orient="records", lines=True, **_ISO)


def _one(tables: Iterator[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat([next(tables, pd.DataFrame()), *tables])


def _json(tables: Iterator[pd.DataFrame], draft: Path) -> None:
    draft.write_text(_one(tables).to_json(orient="records", **_ISO), "utf-8", "replace")


def _workbook(tables: Iterator[pd.DataFrame], draft: Path) -> None:
    needed("openpyxl", "lab", "writing .xlsx")
    table = _one(tables)
    if len(table) >= _SHEET_ROWS:
        raise ValueError(
            f"{len(table):,} rows and a header are more than the {_SHEET_ROWS:,} rows of a "
            "workbook's sheet; write .csv or .parquet"
        )
    safe = harmless(table)
    cells = safe.to_numpy(object).ravel().tolist()
    long = sum(isinstance(cell, str) and len(cell) > CELL_LIMIT for cell in cells)
    zoned = sum(isinstance(cell, datetime) and cell.tzinfo is not None for cell in cells)
    if long:
        warn(f"{long:,} texts were cut to the {CELL_LIMIT:,} characters of a workbook's cell")
    if zoned:
        warn(f"{zoned:,} dates were moved to UTC, since a workbook knows no time zones")
    _each(safe, printable).to_excel(draft, index=False)


def _parquet(tables: Iterator[pd.DataFrame], draft: Path) -> None:
    pa, pq = (needed(m, "scale", "writing .parquet") for m in ("pyarrow", "pyarrow.parquet"))
    first, rows = next(tables, pd.DataFrame()), 0
    given = pa.Table.from_pandas(first, preserve_index=False).schema
    # Text where the first table held no value: later tables bring it.
    fields = [f.with_type(pa.string()) if pa.types.is_null(f.type) else f for f in given]
    with pq.ParquetWriter(draft, pa.schema(fields, metadata=given.metadata)) as writer:
        for table in chain([first], tables):
            block = pa.Table.from_pandas(table, preserve_index=False)
            try:
                writer.write_table(block.cast(writer.schema))
            except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
                raise ValueError(
                    f"the table from row {rows:,} on is of another kind than the first: {error}"
                ) from error
            rows += len(table)


_WRITERS: dict[str, Callable[[Iterator[pd.DataFrame], Path], None]] = {
    ".csv": partial(_lines, mark=","),
    ".tsv": partial(_lines, mark="\t"),
    ".jsonl": _lines,
    ".parquet": _parquet,
    ".json": _json,
    ".xlsx": _workbook,
}
ENDINGS = tuple(_WRITERS)
