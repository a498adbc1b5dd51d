"""The kinds of files that hold news, opened as data and nothing else: one short reader a kind.

A reader yields (number of the article or row from 1, its fields), one at a time; the number is 0
where the whole file is one article.
"""

from __future__ import annotations

import codecs
import csv
import json
import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd

from newskit.reading import archives, containers, layouts, pages
from newskit.reading.archives import Export
from newskit.reading.problems import Problems
from newskit.writing import needed

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
    """Return UTF-16 or UTF-32 for a file that begins with *head*, None for UTF-8 or less."""
    # The mark of UTF-32 begins with that of UTF-16.
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
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
    problems.file.encoding = encoding or ("windows-1252" if odd else "utf-8")
    if odd:
        problems.note("not utf-8", f"{path.name} ({odd} lines)")


def _repaired(line: str) -> tuple[str, bool]:
    """Return *line*, and whether it was UTF-8: bytes that are not came as lone surrogates."""
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
        problems.file.encoding = encoding
        return data.decode(encoding, errors="replace").removeprefix("\ufeff")
    text, utf8 = _decode(data.removeprefix(codecs.BOM_UTF8))
    problems.file.encoding = "utf-8" if utf8 else "windows-1252"
    named = None if utf8 or not declared else declared.search(data, 0, 4096)
    with suppress(LookupError, UnicodeError):
        if named:
            text = data.decode(named[1].decode("ascii"), errors="replace")
            problems.file.encoding = named[1].decode("ascii").lower()
            return text
    if not utf8:
        problems.note("not utf-8", path.name)
    return text


def read_text(path: Path, problems: Problems) -> Numbered:
    """Read a plain text: an archive's export, or one article with what it says about itself."""
    return _document(path, _content(path, problems), problems, wrapped=True)


def read_docx(path: Path, problems: Problems) -> Numbered:
    """Read a Word document: an archive's export, or one article."""
    return _document(path, "\n\n".join(containers.docx_lines(path)), problems)


def read_rtf(path: Path, problems: Problems) -> Numbered:
    """Read a rich text document: an archive's export, or one article."""
    return _document(path, "\n\n".join(containers.rtf_lines(path)), problems)


def read_pdf(path: Path, problems: Problems) -> Numbered:
    """Read the text of a PDF; a line that is much shorter than the others ends a paragraph."""
    lines = containers.pdf_lines(path)
    full = 0.7 * max(map(len, lines))
    text = "".join(f"{line}\n\n" if len(line) < full else f"{line}\n" for line in lines)
    return _document(path, text, problems, wrapped=True)


# Every export that is read line by line holds one of these; most texts hold none.
_MARKED = re.compile(r"(?i)do[ck]ument|文[档件]|문서|документ|_{20}")


def _document(path: Path, text: str, problems: Problems, *, wrapped: bool = False) -> Numbered:
    # Paragraphs of a document are joined by one empty line, to tell them from empty paragraphs.
    lines = text.splitlines() if wrapped else text.split("\n\n")
    export = archives.split_lines(lines, wrapped=wrapped) if _MARKED.search(text) else None
    if export:
        return _exported(path, export, problems)
    plain = text if path.suffix.lower() == ".txt" else re.sub(r"\n{3,}", "\n\n", text)
    try:
        return iter([(0, layouts.read_layout(plain))])
    except ValueError as error:
        raise ValueError(f"{path.name} cannot be read: {error}") from error


def _exported(path: Path, export: Export, problems: Problems) -> Numbered:
    """Enter an archive's file in the receipt, and give its articles."""
    encoding, found = problems.file.encoding, len(export.articles)
    problems.begin(path.name, export.archive)
    problems.file.declared, problems.file.encoding = export.declared, encoding
    if export.declared and found < export.declared:
        which = f" ({', '.join(export.missing[:20])})" if export.missing else ""
        where = f"{path.name} has {found} of {export.declared}{which}"
        problems.note("fewer", where, export.declared - found)
    return iter(list(enumerate(export.articles, start=1)))


def read_ris(path: Path, problems: Problems) -> Numbered:
    """Read the records of a reference manager, as ProQuest and others export them."""
    return _exported(path, archives.split_ris(_content(path, problems)), problems)


# A page of an archive holds one of these; others are spared the search.
_PAGE = re.compile(
    r"(?i)articleParagraph|\barticle [a-z]{2}Article|DocPublicationName|\^ИС:|proquest"
    r"|\bdo[ck]ument\w{0,3}\s*<|end of document"
)


def read_html(path: Path, problems: Problems) -> Numbered:
    """Read an archive's page, or the main text of a web page and what its head says about it."""
    content = _content(path, problems, _CHARSET)
    export = pages.split_page(content) if _PAGE.search(content) else None
    if export:
        return _exported(path, export, problems)
    fields = _main_text(content)
    if fields is None:
        raise ValueError(f"{path.name} is a page without a main text")
    return iter([(0, fields)])


def _main_text(content: str) -> Fields | None:
    trafilatura = needed("trafilatura", "files", "reading HTML")
    page = trafilatura.bare_extraction(
        content, with_metadata=True, include_comments=False, include_tables=False
    )
    if page is None:
        return None
    found = page if isinstance(page, dict) else page.as_dict()
    fields = {name: found.get(name) for name in ("title", "author", "url", "language")}
    text = "\n\n".join((found.get("text") or "").split("\n"))
    return {**fields, "outlet": found.get("sitename"), "published": found.get("date"), "text": text}


def read_warc(path: Path, problems: Problems) -> Numbered:
    """Read the pages of a web archive (WARC) that hold a main text."""
    warcio = needed("warcio.archiveiterator", "files", "reading web archives")
    with path.open("rb") as file:
        for number, record in enumerate(warcio.ArchiveIterator(file), start=1):
            kind = record.http_headers and record.http_headers.get_header("Content-Type", "")
            if record.rec_type == "response" and kind and "html" in kind:
                fields = _main_text(_decode(record.content_stream().read())[0])
                url = record.rec_headers.get_header("WARC-Target-URI")
                yield number, {**(fields or {}), "url": url}


def read_json(path: Path, problems: Problems) -> Numbered:
    """Read JSON: one object a line, or one array, or one object over several lines.

    A line that is no object is noted and passed over.
    """
    lines = _lines(path, problems)
    first = next((line for line in lines if line.strip()), "")
    try:
        whole = not isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        whole = True
    if whole and (found := _whole_json(path, problems)) is not None:
        yield from enumerate(found, start=1)
        return
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


def _whole_json(path: Path, problems: Problems) -> list[Fields] | None:
    """Return the objects of a file that is one JSON value, None if it is not."""
    try:
        value = json.loads(_content(path, problems))
    except (ValueError, RecursionError):
        return None
    if isinstance(value, dict):
        # {"stories": [{...}, ...]}, as interfaces answer
        lists = [v for v in value.values() if isinstance(v, list) and v and isinstance(v[0], dict)]
        value = lists[0] if lists and "text" not in value else [value]
    found = value if isinstance(value, list) else [value]
    for number, one in enumerate(found, start=1):
        if not isinstance(one, dict):
            problems.note("unreadable", f"{path.name} entry {number} (no object {{...}})")
    return [one for one in found if isinstance(one, dict)]


_SEPARATOR = re.compile(r"\"?sep=(.)\"?")


def read_csv(path: Path, problems: Problems) -> Numbered:
    """Read a table with a header, separated by commas, semicolons, tabs or vertical bars.

    A row is noted and passed over if it has more or fewer fields than the header, or if its
    quotation marks do not match.
    """
    lines, header, above, told = _lines(path, problems), "", 0, None
    for header in lines:
        above += 1
        found = _SEPARATOR.fullmatch(header.strip())
        told = found or told
        if header.strip() and not found:
            break
    delimiter = told[1] if told else max(",;\t|", key=header.count)
    printed = next(csv.reader([header.rstrip("\r\n")], delimiter=delimiter), [])
    names = [name or f"column {i}" for i, name in enumerate(printed, start=1)]
    _require_unique(names, path.name)
    for number, line, fields in _records(lines, delimiter, above, path.name, problems):
        where = f"{path.name} row {number} (line {line}"
        if isinstance(fields, csv.Error):
            problems.note("unreadable", f"{where}: {fields})")
        elif len(fields) == len(names):
            yield number, dict(zip(names, fields, strict=True))
        elif fields:
            problems.note("unreadable", f"{where}: {len(fields)} fields, not {len(names)})")


def _records(
    lines: Iterator[str], delimiter: str, above: int, name: str, problems: Problems
) -> Iterator[tuple[int, int, list[str] | csv.Error]]:
    """Yield number, last line and fields of each row; a row that cannot be read is an error.

    A quotation mark that is never closed swallows what follows. Where every row before it was one
    line, so are the rows after it, and they are read again; else nobody knows where a row begins,
    and the lines are counted as lost.
    """
    number, line, single, again = 0, above, True, deque[str]()
    while True:
        taken: list[str] = []
        rows = csv.reader(_taking(lines, again, taken), delimiter=delimiter, strict=True)
        try:
            fields: list[str] | csv.Error = _next_row(rows)
        except StopIteration:
            return
        except csv.Error as error:
            fields = error
        number += 1
        if isinstance(fields, csv.Error) and len(taken) > 1:
            if single:
                again.extendleft(reversed(taken[1:]))
                taken = taken[:1]
            else:
                where = f"rows from {number + 1} on, {name} lines {line + 2} to {line + len(taken)}"
                problems.note("lost", where, len(taken) - 1)
        line += len(taken)
        single = single and len(taken) == 1
        yield number, line, fields


def _taking(lines: Iterator[str], again: deque[str], taken: list[str]) -> Iterator[str]:
    while (line := again.popleft() if again else next(lines, None)) is not None:
        taken.append(line)
        yield line


def _next_row(rows: Any) -> list[str]:
    # The limit of the csv module, 131,072 characters a field, is shorter than some articles; it
    # belongs to the whole process, so it is lifted for this one row and put back.
    limit = csv.field_size_limit(2**31 - 1)
    try:
        return list(next(rows))
    finally:
        csv.field_size_limit(limit)


def read_xlsx(path: Path, problems: Problems) -> Numbered:
    """Read the first sheet of a workbook that holds rows: a header, then one article a row."""
    rows = containers.xlsx_rows(path)
    names = [
        f"column {i}" if name in (None, "") else str(name)
        for i, name in enumerate(next(rows, []), 1)
    ]
    _require_unique(names, path.name)
    for number, values in enumerate(rows, start=1):
        yield number, dict(zip(names, values, strict=False))


def read_parquet(path: Path, problems: Problems) -> Numbered:
    """Read a Parquet file batch by batch; a damaged row group costs only itself."""
    pa = needed("pyarrow", "scale", "reading Parquet")
    parquet = needed("pyarrow.parquet", "scale", "reading Parquet")
    number = 0
    try:
        # pre_buffer would keep the whole file in memory while its batches are read.
        file = parquet.ParquetFile(path, pre_buffer=False)
    except (pa.ArrowInvalid, OSError) as error:
        raise ValueError(f"{path.name} is not a Parquet file that can be read: {error}") from error
    with file:
        _require_unique(file.schema_arrow.names, path.name)
        for group in range(file.num_row_groups):
            done, size = number, file.metadata.row_group(group).num_rows
            try:
                for batch in file.iter_batches(batch_size=1000, row_groups=[group]):
                    for fields in _rows_of(batch, path.name, problems):
                        number += 1
                        yield number, fields
            except (pa.ArrowInvalid, OSError) as error:
                lost, said = done + size - number, " ".join(str(error).split())[:80]
                where = (
                    f"rows {number + 1} to {done + size}, {path.name} row group {group} ({said})"
                )
                problems.note("lost", where, lost)
                number = done + size


def _rows_of(batch: Any, name: str, problems: Problems) -> list[Fields]:
    with suppress(OverflowError, ValueError):
        return list(batch.to_pylist())
    columns = {
        field: [_value(one, f"{name}, column {field}", problems) for one in column]
        for field, column in zip(batch.schema.names, batch.columns, strict=True)
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _value(one: Any, where: str, problems: Problems) -> Any:
    try:
        return one.as_py()
    except (OverflowError, ValueError):
        # Beyond the years 1 to 9999 there is no date in Python.
        problems.note("date", where)
        return None


def read_frame(given: pd.DataFrame) -> Numbered:
    """Read the rows of a DataFrame."""
    names = list(map(str, given.columns))
    _require_unique(names, "the table")
    columns = [given.iloc[:, i].astype(object) for i in range(len(names))]
    for number, values in enumerate(zip(*columns, strict=True), start=1):
        yield number, dict(zip(names, values, strict=True))


def _require_unique(names: Iterable[str], what: str) -> None:
    twice = [name for name, n in Counter(names).items() if n > 1]
    if twice:
        raise ValueError(f"{what} has more than one column {twice[0]!r}; name each column once")


DOCUMENTS: dict[str, Callable[[Path, Problems], Numbered]] = {
    ".txt": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".docx": read_docx,
    ".rtf": read_rtf,
    ".pdf": read_pdf,
}
TABLES: dict[str, Callable[[Path, Problems], Numbered]] = {
    ".jsonl": read_json,
    ".ndjson": read_json,
    ".json": read_json,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".parquet": read_parquet,
    ".xlsx": read_xlsx,
    ".ris": read_ris,
    ".warc": read_warc,
}
PACKED = (".zip", ".gz")
KINDS = (*DOCUMENTS, *TABLES, *PACKED)
