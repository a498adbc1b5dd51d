"""Write tables to files: streamed, atomic, and without live formulas."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import pandas as pd

# A cell that opens with one of these is run as a formula by spreadsheet programs.
LIVE = r"\s*[=+\-@\t\r＝＋－＠]"
_LIVE, _NUMBER = re.compile(LIVE), re.compile(r"\s*[+-]?\d+(?:[.,]\d+)?\s*")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
ENDINGS = (".csv", ".jsonl", ".parquet", ".xlsx")


def harmless(table: pd.DataFrame) -> pd.DataFrame:
    """Return *table* with every text that a spreadsheet would run as a formula behind a ``'``.

    >>> harmless(pd.DataFrame({"text": ["=1+1", "one"]}))["text"].tolist()
    ["'=1+1", 'one']
    """
    plain = {
        name: column.map(neutral, na_action="ignore")
        for name, column in table.items()
        if not pd.api.types.is_numeric_dtype(column) and column.dtype.kind != "M"
    }
    return table.assign(**{str(name): column for name, column in plain.items()})


def neutral(cell: object) -> object:
    """Return *cell* so that no spreadsheet takes it for a formula.

    >>> neutral("=2+3"), neutral("@here"), neutral("-1"), neutral("a = b")
    ("'=2+3", "'@here", '-1', 'a = b')
    """
    live = isinstance(cell, str) and _LIVE.match(cell) and not _NUMBER.fullmatch(cell)
    return f"'{cell}" if live else cell


def printable(cell: object) -> object:
    """Return *cell* without the control characters that a workbook cannot hold."""
    return _CONTROL.sub(" ", cell) if isinstance(cell, str) else cell


def write_table(tables: pd.DataFrame | Iterable[pd.DataFrame], path: str | Path) -> int:
    """Write *tables* (one, or a stream of like ones) to *path*; return the number of rows.

    The ending decides: ``.csv``, ``.jsonl``, ``.parquet`` or ``.xlsx``. A stream is written as it
    comes, so memory is bounded by its largest table (but for ``.xlsx``). The file appears when it
    is whole. Text that a spreadsheet would run as a formula is written behind an apostrophe in
    ``.csv`` and ``.xlsx``.

    Raises
    ------
    ValueError
        If the ending is none of these.
    """
    path = Path(path)
    if path.suffix.lower() not in _WRITERS:
        raise ValueError(
            f"cannot write {path.name!r}: the ending must be one of {', '.join(ENDINGS)}"
        )
    stream = [tables] if isinstance(tables, pd.DataFrame) else tables
    with appearing_whole(path) as draft:
        return _WRITERS[path.suffix.lower()](stream, draft)


@contextlib.contextmanager
def appearing_whole(path: Path) -> Iterator[Path]:
    """Give a draft beside *path* that takes its place at the end, or vanishes on an error."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=path.suffix)
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        draft.chmod(0o644)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _write_lines(
    stream: Iterable[pd.DataFrame], draft: Path, write: Callable[[pd.DataFrame, IO[str], bool], Any]
) -> int:
    rows, first = 0, True
    with draft.open("w", encoding="utf-8", newline="") as out:
        for table in stream:
            write(table, out, first)
            rows, first = rows + len(table), False
    return rows


def _write_csv(stream: Iterable[pd.DataFrame], draft: Path) -> int:
    return _write_lines(
        stream, draft, lambda t, out, first: harmless(t).to_csv(out, index=False, header=first)
    )


def _write_jsonl(stream: Iterable[pd.DataFrame], draft: Path) -> int:
    return _write_lines(stream, draft, lambda t, out, _: out.write(_json_lines(t)))


def _json_lines(table: pd.DataFrame) -> str:
    if table.empty:
        return ""
    text: str = table.to_json(orient="records", lines=True, force_ascii=False, date_format="iso")
    return text if text.endswith("\n") else text + "\n"


def _write_xlsx(stream: Iterable[pd.DataFrame], draft: Path) -> int:
    table = pd.concat(list(stream), ignore_index=True)
    harmless(table).map(printable).to_excel(draft, index=False)
    return len(table)


def _write_parquet(stream: Iterable[pd.DataFrame], draft: Path) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows, writer = 0, None
    try:
        for table in stream:
            block = pa.Table.from_pandas(table, preserve_index=False)
            if writer is None:
                writer = pq.ParquetWriter(draft, block.schema)
            writer.write_table(block.cast(writer.schema))
            rows += len(table)
    finally:
        if writer is not None:
            writer.close()
    return rows


_WRITERS: dict[str, Callable[[Iterable[pd.DataFrame], Path], int]] = {
    ".csv": _write_csv,
    ".jsonl": _write_jsonl,
    ".parquet": _write_parquet,
    ".xlsx": _write_xlsx,
}
