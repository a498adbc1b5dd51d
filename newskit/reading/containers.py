"""Documents, workbooks and packed files, opened as data: what hides text behind another format.

Nothing in them is run, fetched or written where they say: macros, links, formulas and outer
entities stay what they are, and a member of a packed file is unpacked under a plain name.
"""

from __future__ import annotations

import gzip
import re
import tempfile
import zipfile
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path
from typing import IO, Any

from newskit.writing import needed

# A bomb is a small file that grows: more than this in all, or 200 times its size and over 50 MB.
_LARGEST, _LARGE, _GROWTH = 4_000_000_000, 50_000_000, 200
_MEMBERS = 100_000
_LINK = re.compile(r"\{\\\*\\fldinst(?:[^{}]|\{[^{}]*\})*\}")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def docx_text(path: Path) -> str:
    """Return the paragraphs of a Word document, empty ones as well, an empty line between them."""
    etree = needed("lxml.etree", "files", "reading Word documents")
    with _opened(path) as packed:
        content = packed.read("word/document.xml")
    # No entity is resolved and nothing is fetched: a document can hold neither a bomb nor a spy.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(content, parser)
    return "\n\n".join(_paragraph(node) for node in root.iter(f"{_W}p"))


def _paragraph(node: Any) -> str:
    signs = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
    return "".join(
        (part.text or "") if part.tag == f"{_W}t" else signs.get(part.tag, "")
        for part in node.iter()
        # Text boxes hold paragraphs of their own, which come by themselves.
        if part.tag != f"{_W}t" or next(part.iterancestors(f"{_W}p")) is node
    )


def rtf_text(path: Path) -> str:
    """Return the paragraphs of a rich text document, an empty line between them."""
    striprtf = needed("striprtf.striprtf", "files", "reading RTF")
    text = path.read_bytes().decode("latin-1")
    if not text.startswith("{\\rtf"):
        raise ValueError(f"{path.name} is not a rich text document")
    # Where a link leads is no part of what it says.
    plain: str = striprtf.rtf_to_text(_LINK.sub("", text), errors="replace")
    return re.sub(r"\|*\n", "\n\n", plain.replace("\r", ""))


def pdf_text(path: Path) -> str:
    """Return the text of a PDF; a line that is much shorter than the others ends a paragraph."""
    pypdf = needed("pypdf", "files", "reading PDF")
    pages = [page.extract_text() for page in pypdf.PdfReader(path).pages]
    lines = re.sub(r"(?<=[a-z])-\n(?=[a-z])", "", "\n".join(pages)).split("\n")
    full = 0.7 * max(map(len, lines))
    if not "".join(lines).strip():
        raise ValueError(f"{path.name} holds pictures of pages and no text; run OCR over it first")
    return "".join(f"{line}\n\n" if len(line) < full else f"{line}\n" for line in lines)


TEXTS = {".docx": docx_text, ".rtf": rtf_text, ".pdf": pdf_text}


def xlsx_rows(path: Path) -> Iterator[list[Any]]:
    """Yield the rows of the first sheet of a workbook that holds any."""
    openpyxl = needed("openpyxl", "files", "reading Excel workbooks")
    with _opened(path):
        pass
    with closing(openpyxl.load_workbook(path, read_only=True, data_only=True)) as book:
        for sheet in book.worksheets:
            rows = (list(row) for row in sheet.iter_rows(values_only=True))
            filled = (row for row in rows if any(cell not in (None, "") for cell in row))
            if first := next(filled, None):
                yield from chain([first], filled)
                return


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a zip file that does not grow beyond measure."""
    with zipfile.ZipFile(path) as packed:
        members = packed.infolist()
        size, whole = path.stat().st_size, sum(member.file_size for member in members)
        if whole > _LARGEST or (whole > _LARGE and whole > _GROWTH * size):
            raise ValueError(f"{path.name} grows from {size:,} to {whole:,} bytes: a zip bomb?")
        if len(members) > _MEMBERS:
            raise ValueError(f"{path.name} holds {len(members):,} files: a zip bomb?")
        yield packed


def unpacked(path: Path) -> Generator[Path]:
    """Yield each file in a .zip or .gz, one at a time, under its own name in a passing folder."""
    with tempfile.TemporaryDirectory() as folder:
        if path.suffix.lower() == ".gz":
            with gzip.open(path) as packed:
                yield _copied(packed, Path(folder) / path.stem, path)
            return
        with _opened(path) as archive:
            for member in archive.infolist():
                # Only the last part of the name: "../../x" and "/etc/x" are names like others.
                name = re.split(r"[\\/]", member.filename)[-1]
                if member.is_dir() or name.startswith(".") or not name:
                    continue
                with archive.open(member) as content:
                    file = _copied(content, Path(folder) / name[-120:], path)
                yield file
                file.unlink()


def _copied(content: IO[bytes] | gzip.GzipFile, to: Path, path: Path) -> Path:
    """Write what is packed to a file; what it says of its size in advance is not believed."""
    most = max(_LARGE, _GROWTH * path.stat().st_size)
    with to.open("wb") as out:
        while piece := content.read(1 << 20):
            out.write(piece)
            if out.tell() > most:
                raise ValueError(f"{path.name} grows beyond {most:,} bytes: a bomb?")
    return to
