"""The kinds of files that hold news, opened as data and nothing else: one short reader a kind.

A reader of many articles yields (number of the row from 1, its fields), one row at a time.
"""

from __future__ import annotations

import codecs
import csv
import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd

from newskit.reading import layouts
from newskit.reading.problems import Problems

Fields = dict[str, Any]
Numbered = Iterator[tuple[int, Fields]]

# How files begin that are often called .txt or .csv and are not text.
_MAGIC = {
    b"%PDF": "a PDF",
    b"{\\rtf": "a rich text document",
    b"PK\x03\x04": "a Word or Excel document or another zip file",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel document",
    b"\x1f\x8b": "a gzip file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"PAR1": "a Parquet file",
}

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)


def _encoding(path: Path, head: bytes) -> str | None:
    """Return UTF-16 in its kinds for a file that begins with *head*, None for UTF-8 or less."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head[:2] != b"\0\0" and head.count(0) > len(head) * 0.3:
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            raise ValueError(f"{path.name} is no text but {kind}; export it as UTF-8 text")
    # Text holds tabs, line ends and form feeds, but none of the other control characters.
    if sum(byte < 9 or 13 < byte < 32 for byte in head) > len(head) * 0.01:
        raise ValueError(f"{path.name} is no text but a binary file; export it as UTF-8 text")
    return None


def _decode(data: bytes) -> tuple[str, bool]:
    """Return *data* as text, and whether it was UTF-8, perhaps with a few damaged bytes."""
    with suppress(UnicodeDecodeError):
        return data.decode("utf-8"), True
    text = data.decode("utf-8", errors="replace")
    # One lost byte must not turn the curly marks of a whole UTF-8 file into mojibake.
    if len(_NOT_ASCII.findall(text)) >= 2 * text.count("\ufffd"):
        return text, True
    return data.decode("cp1252", errors="replace"), False


def _lines(path: Path, problems: Problems) -> Iterator[str]:
    """Yield the lines of a file; those that are not UTF-8 are read as Windows-1252."""
    with path.open("rb") as head:
        encoding = _encoding(path, head.read(4096))
    odd, errors = 0, "replace" if encoding else "surrogateescape"
    with path.open(encoding=encoding or "utf-8", errors=errors, newline="") as file:
        for line in file:
            text, utf8 = _repaired(line)
            odd += not utf8
            yield text.removeprefix("\ufeff")
    if odd:
        problems.note("not utf-8", f"{path.name} ({odd} lines)")


def _repaired(line: str) -> tuple[str, bool]:
    """Return *line*, and whether it was UTF-8: bytes that are not came as half characters."""
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        return _decode(line.encode("utf-8", errors="surrogateescape"))
    return line, True


def _content(path: Path, problems: Problems, declared: re.Pattern[bytes] | None = None) -> str:
    """Return the text of a whole file; *declared* finds the encoding that a web page names."""
    data = path.read_bytes()
    encoding = _encoding(path, data[:4096])
    if encoding:
        return data.decode(encoding, errors="replace").removeprefix("\ufeff")
    text, utf8 = _decode(data.removeprefix(codecs.BOM_UTF8))
    named = None if utf8 or not declared else declared.search(data, 0, 4096)
    with suppress(LookupError, UnicodeError):
        if named:
            return data.decode(named[1].decode("ascii"), errors="replace")
    if not utf8:
        problems.note("not utf-8", path.name)
    return text


def read_text(path: Path, problems: Problems) -> Fields:
    """Read a plain text with whatever it says about itself (see :mod:`newskit.reading.layouts`)."""
    try:
        return layouts.read_layout(_content(path, problems))
    except ValueError as error:
        raise ValueError(f"{path.name} cannot be read: {error}") from error


def read_html(path: Path, problems: Problems) -> Fields:
    """Read the main text of a web page and what its head says about it."""
    try:
        import trafilatura
    except ImportError as error:
        raise ImportError('to read HTML, install: pip install "newskit[files]"') from error
    page = trafilatura.bare_extraction(
        _content(path, problems, _CHARSET),
        with_metadata=True,
        include_comments=False,
        include_tables=False,
    )
    if page is None:
        raise ValueError(f"{path.name} is a page without a main text")
    found = page if isinstance(page, dict) else page.as_dict()
    fields = {name: found.get(name) for name in ("title", "author", "url", "language")}
    text = "\n\n".join((found.get("text") or "").split("\n"))
    return {**fields, "outlet": found.get("sitename"), "published": found.get("date"), "text": text}


def read_jsonl(path: Path, problems: Problems) -> Numbered:
    """Read one JSON object a line; a line that is none is noted and passed over."""
    for number, line in enumerate(_lines(path, problems), start=1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
        except (ValueError, RecursionError) as error:
            problems.note("unreadable", f"{path.name} line {number} (no JSON: {error})")
            continue
        if isinstance(fields, dict):
            yield number, fields
        else:
            problems.note("unreadable", f"{path.name} line {number} (no object {{...}})")


def read_csv(path: Path, problems: Problems) -> Numbered:
    """Read a table with a header, parted by commas, semicolons or tabs.

    A row is noted and passed over if it has more or fewer fields than the header, or if its
    quotation marks do not match.
    """
    lines = _lines(path, problems)
    header = next(lines, "")
    delimiter = max(",;\t", key=header.count)
    printed = next(csv.reader([header.rstrip("\r\n")], delimiter=delimiter), [])
    names = [name or f"column {i}" for i, name in enumerate(printed, start=1)]
    _require_unique(names, path.name)
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    for number, fields in enumerate(_csv_fields(rows), start=1):
        where = f"{path.name} row {number} (line {rows.line_num + 1}"
        if isinstance(fields, csv.Error):
            problems.note("unreadable", f"{where}: {fields})")
        elif len(fields) == len(names):
            yield number, dict(zip(names, fields, strict=True))
        elif fields:
            problems.note("unreadable", f"{where}: {len(fields)} fields, not {len(names)})")


def _csv_fields(rows: Any) -> Iterator[list[str] | csv.Error]:
    while True:
        # The limit of the csv module, 131,072 characters a field, is shorter than some articles;
        # it belongs to the whole process, so it is lifted for this one row and put back.
        limit = csv.field_size_limit(2**31 - 1)
        try:
            fields = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            fields = error
        finally:
            csv.field_size_limit(limit)
        yield fields


def read_parquet(path: Path, problems: Problems) -> Numbered:
    """Read a Parquet file batch by batch."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise ImportError('to read Parquet, install: pip install "newskit[scale]"') from error
    number = 0
    try:
        # pre_buffer would keep the whole file in memory while its batches are read.
        with parquet.ParquetFile(path, pre_buffer=False) as file:
            for batch in file.iter_batches(batch_size=1000):
                for fields in batch.to_pylist():
                    number += 1
                    yield number, fields
    except pa.ArrowInvalid as error:
        raise ValueError(f"{path.name} is not a Parquet file that can be read: {error}") from error


def read_frame(frame: pd.DataFrame) -> Numbered:
    """Read the rows of a DataFrame."""
    names = list(map(str, frame.columns))
    _require_unique(names, "the table")
    columns = [frame.iloc[:, i].astype(object) for i in range(len(names))]
    for number, values in enumerate(zip(*columns, strict=True), start=1):
        yield number, dict(zip(names, values, strict=True))


def _require_unique(names: list[str], what: str) -> None:
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise ValueError(f"{what} has more than one column {twice[0]!r}; name each column once")


SINGLE: dict[str, Callable[[Path, Problems], Fields]] = {
    ".txt": read_text,
    ".html": read_html,
    ".htm": read_html,
}
MANY: dict[str, Callable[[Path, Problems], Numbered]] = {
    ".jsonl": read_jsonl,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".parquet": read_parquet,
}
KINDS = (*SINGLE, *MANY)
