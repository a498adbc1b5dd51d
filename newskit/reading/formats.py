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
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pandas as pd

from newskit.reading import archives, containers, layouts, proquest
from newskit.reading.fields import Export, Fields
from newskit.reading.problems import Problems
from newskit.writing import needed

Numbered = Iterator[tuple[int, Fields]]

# How files begin that are often called .txt or .csv and are not text.
_MAGIC = {
    b"%PDF": "a PDF",
    b"{\\rtf": "a rich text document",
    b"PK\x03\x04": "a Word or Excel document or another zip file",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel document",
}
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)


def _encoding(path: Path) -> str | None:
    """Return UTF-16 or UTF-32 for a file that is written so, None for UTF-8 or less."""
    with path.open("rb") as file:
        head = file.read(4096)
    # The mark of UTF-32 begins with that of UTF-16.
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head[:2] != b"\0\0" and head.count(0) > len(head) * 0.3:
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    kind = next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), "")
    # Text holds tabs, line ends and form feeds, but none of the other control characters.
    if kind or sum(byte < 9 or 13 < byte < 32 for byte in head) > len(head) * 0.01:
        raise ValueError(
            f"{path.name} is no text but {kind or 'a binary file'}; export it as UTF-8 text"
        )
    return None


def _decode(data: bytes) -> tuple[str, bool]:
    """Return *data* as text, and whether it was UTF-8, perhaps with a few damaged bytes."""
    text = data.decode("utf-8", errors="replace")
    # One lost byte must not turn the curly marks of a whole UTF-8 file into mojibake.
    if len(_NOT_ASCII.findall(text)) >= 2 * text.count("\ufffd"):
        return text, True
    return data.decode("cp1252", errors="replace"), False


def _lines(path: Path, problems: Problems) -> Iterator[str]:
    """Yield the lines of a file; those that are not UTF-8 are read as Windows-1252."""
    encoding, odd = _encoding(path), 0
    errors = "replace" if encoding else "surrogateescape"
    with path.open(encoding=encoding or "utf-8", errors=errors, newline="") as file:
        for line in file:
            try:
                line.encode("utf-8")
            except UnicodeEncodeError:  # bytes that are not UTF-8 came as lone surrogates
                line, utf8 = _decode(line.encode("utf-8", errors="surrogateescape"))
                odd += not utf8
            yield line.removeprefix("\ufeff")
    problems.file.encoding = encoding or ("windows-1252" if odd else "utf-8")
    if odd:
        problems.note("not utf-8", f"{path.name} ({odd} lines)")


def _page(path: Path, problems: Problems) -> str:
    """Return a web page; one that is not UTF-8 is read in the encoding that it names."""
    data = path.read_bytes()
    named = _CHARSET.search(data, 0, 4096)
    if named and not _encoding(path) and not _decode(data)[1]:
        with suppress(LookupError, UnicodeError):
            problems.file.encoding = named[1].decode("ascii").lower()
            return data.decode(problems.file.encoding, errors="replace")
    return "".join(_lines(path, problems))


# Every export that is read line by line holds one of these; most texts hold none.
_MARKED = re.compile(
    r"(?i)do[ck]ument|文[档件]|문서|документ|_{20}|load-date|proquest|[:：]\u00a0"
    r"|^[^\w\n]*(?:\S{2,12}.)?[a-z]{1,8}\d{6,}[0-9a-z]{8,}$"
    r"|^[^\w\n]*\d+ [^\W\d]{1,4} \d+ [^\W\d]+$",
    re.MULTILINE,
)
_RIS = re.compile(r"\ufeff?\s*(?:\d+\.\s+)?TY {1,2}- ")


def read_document(path: Path, problems: Problems) -> Numbered:
    """Read a text, a document or a PDF: an archive's export, or one article."""
    kind = path.suffix.lower()
    read = containers.TEXTS.get(kind)
    text = read(path) if read else "".join(_lines(path, problems))
    wrapped = kind not in (".docx", ".rtf")  # a page of lines; in documents a line is a paragraph
    lines = text.splitlines() if wrapped else text.split("\n\n")
    if _RIS.match(text):
        return _exported(path, proquest.split_ris(lines), problems)
    if _MARKED.search(text) and (export := archives.split_lines(lines, wrapped=wrapped)):
        return _exported(path, export, problems)
    return iter([(0, layouts.read_layout(text if wrapped else re.sub(r"\n{3,}", "\n\n", text)))])


def _exported(path: Path, export: Export, problems: Problems) -> Numbered:
    """Enter an archive's file in the receipt, and give its articles."""
    encoding, found = problems.file.encoding, len(export.articles)
    problems.begin(problems.name, export.archive)
    problems.file.encoding = encoding
    if export.declared is not None:
        problems.file.declared = (problems.file.declared or 0) + export.declared
    if export.declared and found < export.declared:
        which = f" ({', '.join(export.missing[:20])})" if export.missing else ""
        where = f"{path.name} has {found} of {export.declared}{which}"
        problems.note("fewer", where, export.declared - found)
    return enumerate(export.articles, start=1)


def read_html(path: Path, problems: Problems) -> Numbered:
    """Read an archive's page, or the main text of a web page and what its head says about it."""
    content = _page(path, problems)
    if export := archives.split_page(content):
        return _exported(path, export, problems)
    if fields := _main_text(content):
        return iter([(0, fields)])
    raise ValueError(f"{path.name} is a page without a main text")


def _main_text(content: str) -> Fields:
    trafilatura = needed("trafilatura", "files", "reading HTML")
    page = trafilatura.bare_extraction(
        content, with_metadata=True, include_comments=False, include_tables=False
    )
    if page is None:
        return {}
    found = page.as_dict()
    text = "\n\n".join((found.get("text") or "").split("\n"))
    said = {name: found.get(name) for name in ("title", "author", "url", "language")}
    return {**said, "text": text, "outlet": found.get("sitename"), "published": found.get("date")}


def read_warc(path: Path, problems: Problems) -> Numbered:
    """Read the pages of a web archive (WARC) that hold a main text."""
    warcio = needed("warcio.archiveiterator", "files", "reading web archives")
    with path.open("rb") as file:
        for number, record in enumerate(warcio.ArchiveIterator(file), start=1):
            kind = record.http_headers and record.http_headers.get_header("Content-Type", "")
            if record.rec_type == "response" and kind and "html" in kind:
                fields = _main_text(_decode(record.content_stream().read())[0])
                yield number, {**fields, "url": record.rec_headers.get_header("WARC-Target-URI")}


def read_json(path: Path, problems: Problems) -> Numbered:
    """Read JSON: one object a line, or one array, or one object over several lines.

    What is no object is noted and passed over.
    """
    numbered = enumerate(_lines(path, problems), start=1)
    lines = ((n, line) for n, line in numbered if line.strip())
    head, whole = list(islice(lines, 1)), _parsed("")
    if head and not isinstance(_parsed(head[0][1]), dict):
        head += lines
        whole = _parsed("".join(line for _, line in head))
    if isinstance(whole, Exception):
        entries = (("line", n, _parsed(line)) for n, line in chain(head, lines))
    else:
        entries = (("entry", n, one) for n, one in enumerate(_listed(whole), start=1))
    for kind, number, found in entries:
        if isinstance(found, dict):
            yield number, found
        else:
            odd = f"no JSON: {found}" if isinstance(found, Exception) else "no object {...}"
            problems.note("unreadable", f"{path.name} {kind} {number} ({odd})")


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        return error


def _listed(value: Any) -> list[Any]:
    """Return the objects of a file that is one value, such as {"stories": [{...}, ...]}."""
    if isinstance(value, dict) and "text" not in value:
        inner = (v for v in value.values() if isinstance(v, list) and v and isinstance(v[0], dict))
        return next(inner, [value])
    return value if isinstance(value, list) else [value]


_SEPARATOR = re.compile(r"\"?sep=(.)\"?")


def read_csv(path: Path, problems: Problems) -> Numbered:
    """Read a table with a header, separated by commas, semicolons, tabs or vertical bars.

    A row is noted and passed over if it has more or fewer fields than the header, or if its
    quotation marks do not match.
    """
    lines, header, above, mark = _lines(path, problems), "", 0, ""
    for header in lines:
        above += 1
        told = _SEPARATOR.fullmatch(header.strip())
        mark = told[1] if told else mark
        if header.strip() and not told:
            break
    mark = mark or max(",;\t|", key=header.count)
    names = _names(next(csv.reader([header.rstrip("\r\n")], delimiter=mark), []), path.name)
    rows = _records(lines, mark, above, path.name, problems)
    for number, (line, fields) in enumerate(rows, start=1):
        if isinstance(fields, list) and len(fields) == len(names):
            yield number, dict(zip(names, fields, strict=True))
        elif fields:
            odd = f"{len(fields)} fields, not {len(names)}" if isinstance(fields, list) else fields
            problems.note("unreadable", f"{path.name} row {number} (line {line}: {odd})")


def _records(
    lines: Iterator[str], mark: str, line: int, name: str, problems: Problems
) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """Yield last line and fields of each row below *line*; a row that cannot be read is an error.

    A quotation mark that is never closed swallows what follows. Where every row before it was one
    line, so are the rows after it, and they are read again; else nobody knows where a row begins,
    and the lines are counted as lost.
    """
    number, single, again, taken = 1, True, deque[str](), list[str]()
    while (fields := _next_row(_taking(lines, again, taken), mark)) is not None:
        number += 1
        if isinstance(fields, csv.Error) and single:
            again.extendleft(reversed(taken[1:]))
            del taken[1:]
        elif isinstance(fields, csv.Error) and len(taken) > 1:
            lost = f"{name} lines {line + 2} to {line + len(taken)}"
            problems.note("lost", f"rows from {number} on, {lost}", len(taken) - 1)
        line += len(taken)
        single = single and len(taken) == 1
        taken.clear()
        yield line, fields


def _taking(lines: Iterator[str], again: deque[str], taken: list[str]) -> Iterator[str]:
    while (line := again.popleft() if again else next(lines, None)) is not None:
        taken.append(line)
        yield line


def _next_row(lines: Iterator[str], mark: str) -> list[str] | csv.Error | None:
    # The limit of the csv module, 131,072 characters a field, is shorter than some articles; it
    # belongs to the whole process, so it is lifted for this one row and put back.
    limit = csv.field_size_limit(2**31 - 1)
    try:
        return next(csv.reader(lines, delimiter=mark, strict=True), None)
    except csv.Error as error:
        return error
    finally:
        csv.field_size_limit(limit)


def read_xlsx(path: Path, problems: Problems) -> Numbered:
    """Read the first sheet of a workbook that holds rows: a header, then one article a row."""
    rows = containers.xlsx_rows(path)
    return _numbered(_names(next(rows, []), path.name), rows)


def read_parquet(path: Path, problems: Problems) -> Numbered:
    """Read a Parquet file batch by batch; a damaged row group costs only itself."""
    pa, parquet = (needed(m, "scale", "reading Parquet") for m in ("pyarrow", "pyarrow.parquet"))
    number = 0
    # pre_buffer would keep the whole file in memory while its batches are read.
    with parquet.ParquetFile(path, pre_buffer=False) as file:
        names = _names(file.schema_arrow.names, path.name)
        for group in range(file.num_row_groups):
            end = number + file.metadata.row_group(group).num_rows
            try:
                for batch in file.iter_batches(batch_size=1000, row_groups=[group]):
                    columns = [
                        [_value(one, f"{path.name}, column {name}", problems) for one in column]
                        for name, column in zip(names, batch.columns, strict=True)
                    ]
                    for row in zip(*columns, strict=True):
                        number += 1
                        yield number, dict(zip(names, row, strict=True))
            except (pa.ArrowInvalid, OSError) as error:
                said = " ".join(str(error).split())[:80]
                where = f"rows {number + 1} to {end}, {path.name} row group {group} ({said})"
                problems.note("lost", where, end - number)
                number = end


def _value(one: Any, where: str, problems: Problems) -> Any:
    try:
        return one.as_py()
    except (OverflowError, ValueError):
        # Beyond the years 1 to 9999 there is no date in Python.
        problems.note("date", where)
        return None


def read_frame(given: pd.DataFrame) -> Numbered:
    """Read the rows of a DataFrame."""
    rows = given.astype(object).itertuples(index=False, name=None)
    return _numbered(_names(given.columns, "the table"), rows)


def _numbered(names: list[str], rows: Iterable[Iterable[Any]]) -> Numbered:
    return enumerate((dict(zip(names, row, strict=False)) for row in rows), start=1)


def _names(header: Iterable[Any], what: str) -> list[str]:
    """Return the names of columns as text, one number for each that has none."""
    names = [f"column {i}" if n in (None, "") else str(n) for i, n in enumerate(header, start=1)]
    if twice := [name for name, n in Counter(names).items() if n > 1]:
        raise ValueError(f"{what} has more than one column {twice[0]!r}; name each column once")
    return names


Reader = Callable[[Path, Problems], Numbered]
DOCUMENTS: dict[str, Reader] = {
    ".txt": read_document,
    **dict.fromkeys((".html", ".htm"), read_html),
    **dict.fromkeys((*containers.TEXTS, ".ris"), read_document),
}
TABLES: dict[str, Reader] = {
    **dict.fromkeys((".jsonl", ".ndjson", ".json"), read_json),
    **dict.fromkeys((".csv", ".tsv"), read_csv),
    ".parquet": read_parquet,
    ".xlsx": read_xlsx,
    ".warc": read_warc,
}
PACKED = (".zip", ".gz")
KINDS = (*DOCUMENTS, *TABLES, *PACKED)
