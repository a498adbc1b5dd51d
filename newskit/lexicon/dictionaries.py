"""Dictionary files in, newskit's own and those of other programs.

LIWC, quanteda, Yoshikoder, WordStat, Lexicoder, VADER and tables of spreadsheets are read.
Files are parsed as data only. Nested categories keep their path ("affect/anger"). What a format
says and a lexicon cannot hold is left out, counted and named in a warning.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from newskit import schema
from newskit.lexicon.formats import lexicon_of, parse_toml
from newskit.lexicon.record import Lexicon
from newskit.lexicon.trees import number, read_xml, read_yaml, warn

# Category, entry, weight; without a weight it is a phrase in which the category does not count.
Rows = Iterable[tuple[str, str, float | None]]


def from_table(table: pd.DataFrame, name: str = "lexicon") -> Lexicon:
    """Return the lexicon in *table*: a column ``entry``, perhaps ``category`` and ``weight``."""
    schema.require(table, ["entry"], what="lexicon table")
    categories = table["category"] if "category" in table.columns else [name] * len(table)
    given = table["weight"] if "weight" in table.columns else pd.Series(1.0, index=table.index)
    weights = pd.to_numeric(given.fillna(1.0), errors="coerce").astype("float64")
    return _lexicon(zip(categories, table["entry"], weights, strict=True), name, name)


def read_file(path: Path) -> Lexicon:
    """Read the lexicon at *path*; its file extension names the format.

    ``.toml`` newskit, ``.dic`` LIWC 2001 to 2015, ``.dicx`` LIWC-22, ``.yml``/``.yaml`` quanteda,
    ``.ykd`` Yoshikoder, ``.cat`` WordStat, ``.lc3``/``.lcd`` Lexicoder, ``.txt`` VADER, ``.csv`` a
    table.
    """
    if not path.is_file():
        raise ValueError(f"there is no lexicon file {str(path)!r}")
    kind = path.suffix.lower()
    if kind not in (known := [".toml", *_LINES, *_TREES]):
        raise ValueError(
            f"{path.name}: no dictionary format has the extension {kind!r}; known are "
            f"{', '.join(known)}; other tables can be read with pandas and given as a DataFrame"
        )
    text = decode(path.read_bytes(), path.name)
    if kind == ".toml":
        return parse_toml(text, path.stem, path.name)
    if not text.strip():
        raise ValueError(f"{path.name}: the file is empty")
    # Lexicoder's .lcd may be XML.
    kind = ".ykd" if kind == ".lcd" and text.lstrip().startswith("<") else kind
    tree = _TREES.get(kind)
    rows = tree(text, path.name) if tree else _by_line(_LINES[kind], text, path)
    return _lexicon(rows, path.stem, path.name)


def decode(raw: bytes, where: str) -> str:
    """Return *raw* as text: UTF-8 or UTF-16 by its mark, else UTF-8, else Windows-1252."""
    marked = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = raw.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError as error:
        if where.endswith(".toml"):
            line = raw.count(b"\n", 0, error.start) + 1
            raise ValueError(f"{where}, line {line}: TOML must be saved as UTF-8") from None
        text = raw.decode("cp1252", errors="replace")
    if "\0" in text:
        raise ValueError(f"{where}: this is a binary file, not a dictionary")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _lexicon(rows: Rows, name: str, where: str) -> Lexicon:
    """Return a lexicon of *rows*; of an entry given twice the last one counts."""
    tables: dict[str, dict[str, Any]] = {}
    twice: list[str] = []
    for category, entry, weight in rows:
        own = tables.setdefault(str(category), {"entries": {}, "not_when": []})
        if weight is None:
            own["not_when"].append(entry)
        else:
            twice += [entry] if entry in own["entries"] and own["entries"][entry] != weight else []
            own["entries"][entry] = weight
    if not tables:
        raise ValueError(f"{where}: there are no entries")
    warn(twice, where, "are given twice with different weights (the last counts)")
    return lexicon_of(name, tables, where)


class _Lines(Iterator[str]):
    """The lines of a text, which know where they are."""

    def __init__(self, text: str, path: Path) -> None:
        self.number, self.path, self._lines = 0, path, io.StringIO(text)

    def __next__(self) -> str:
        line = next(self._lines)
        self.number += 1
        return line

    def full(self) -> Iterator[str]:
        """Give the lines that are left, without blank ones and without blanks at their ends."""
        return (line.rstrip() for line in self if line.strip())


def _by_line(read: Callable[[_Lines], Rows], text: str, path: Path) -> Rows:
    """Give what *read* reads; its errors say in which line."""
    lines = _Lines(text, path)
    try:
        yield from read(lines)
    except (ValueError, csv.Error) as error:
        raise ValueError(f"{path.name}, line {lines.number}: {error}") from None


class _Levels:
    """The headings above a line, by how far each is indented."""

    def __init__(self) -> None:
        self._above: list[tuple[int, str]] = []

    def path(self, depth: int, name: str = "") -> str:
        """Return the path of headings down to *name*, a heading itself, at *depth*."""
        own = [(depth, name)] if name else []
        self._above = [*(one for one in self._above if one[0] < depth), *own]
        return "/".join(name for _, name in self._above)


_HEADING = re.compile(r"(\d+)\s+(\S.*)")
# "kind <of>131/125 135" and "like (02 134)125/464": a category only in company, else the other.
_CONDITION = re.compile(r"\(([\d ]+)\)")
_CODE = re.compile(r"(<of>|\([\d,]+\))?(\d+)(?:/(\d+))?")


def _read_liwc(lines: _Lines) -> Rows:
    """Read LIWC's format: a legend of numbered categories between ``%`` lines, then the words."""
    levels, names = _Levels(), dict[str, str]()
    list(_to_mark(lines))  # what stands before the legend
    for line in _to_mark(lines):
        if not (heading := _HEADING.match(line.strip())):
            raise ValueError(f"expected a number and a name, not {line!r}")
        # Leading tabs or blanks are levels (LIWC 2015).
        name = re.sub(r"\s*\(.*\)$", "", heading[2]).strip()
        names[str(int(heading[1]))] = levels.path(len(line) - len(line.lstrip()), name)
    rows: list[tuple[str, str, float | None]] = []
    conditional: list[str] = []
    for line in lines.full():
        entry, codes = _entry(line)
        for condition, first, other in codes:
            if unknown := {first, other or first} - set(names):
                raise ValueError(f"no category {min(unknown)} in the legend")
            if condition == "<of>":
                rows.append((names[first], f"{entry} of", 1.0))
                if other:
                    rows += [(names[other], entry, 1.0), (names[other], f"{entry} of", None)]
            else:
                rows.append((names[other or first], entry, 1.0))
                conditional += [entry] if condition else []
    warn(conditional, lines.path.name, "have a condition '(...)' that was read as its else-branch")
    order = list(names.values())
    return sorted(rows, key=lambda row: order.index(row[0]))


def _to_mark(lines: _Lines) -> Iterator[str]:
    """Give the lines up to the next ``%``."""
    for line in lines.full():
        if line.strip() == "%":
            return
        yield line
    raise ValueError("a .dic file has its categories between two lines '%'")


def _entry(line: str) -> tuple[str, list[tuple[str, str, str]]]:
    """Return the entry of a line and its codes: condition, category, other category."""
    fields = _CONDITION.sub(lambda m: f"({m[1].replace(' ', ',')})", line).split()
    codes: list[tuple[str, str, str]] = []
    while len(fields) > 1 and (code := _CODE.fullmatch(fields[-1])):
        other = str(int(code[3])) if code[3] else ""
        codes.insert(0, (code[1] or "", str(int(code[2])), other))
        fields.pop()
    if not codes:
        raise ValueError(f"expected a word and category numbers, not {line[:60]!r}")
    entry = line.strip().split("\t")[0] if "\t" in line.strip() else " ".join(fields)
    return entry.strip().lower(), codes


def _read_wordstat(lines: _Lines) -> Rows:
    """Read WordStat: tabs are levels, ``WORD (1)`` an entry with its weight, else a category."""
    levels, rules = _Levels(), list[str]()
    for line in lines.full():
        depth = len(line) - len(line.lstrip("\t"))
        item = re.fullmatch(r"(.+?) \((-?\d+(?:\.\d+)?)\)", line.strip())
        path = levels.path(depth, "" if item else line.strip())
        if item and item[1].startswith("@"):
            rules.append(item[1])
        elif item and not path:
            raise ValueError(f"{item[1]!r} stands in no category")
        elif item:
            yield path, item[1].replace("_", " ").lower(), float(item[2])
    warn(rules, lines.path.name, "are proximity rules, which were left out")


def _read_lexicoder(lines: _Lines) -> Rows:
    """Read Lexicoder: ``+CATEGORY+`` lines, each followed by its entries."""
    category = ""
    for line in lines.full():
        if line.startswith("+"):
            category = line.strip("+ ")
        elif not category:
            raise ValueError("an entry before the first +CATEGORY+")
        else:
            yield category, line.strip().lower(), 1.0


def _read_vader(lines: _Lines) -> Rows:
    """Read VADER's file: token, valence, standard deviation, ratings, separated by tabs."""
    stars: list[str] = []
    for line in lines.full():
        token, *fields = line.split("\t")
        if not fields:
            raise ValueError("expected a token, a tab and its valence, as in VADER's file")
        weight = number(fields[0], "the weight")
        if "*" in token:
            stars.append(token)
        else:
            yield "valence", token.strip(), weight
    what = "have a literal star, which here is a wildcard, and were left out"
    warn(stars, lines.path.name, what)


def _read_csv(lines: _Lines) -> Rows:
    """Read a table: category, entry, weight; LIWC-22's form has a column for each category."""
    table = (row for row in csv.reader(lines, strict=True) if any(cell.strip() for cell in row))
    names = next(table, [])
    header = [name.strip().lower() for name in names]
    if "entry" not in header and header[:1] != ["dicterm"]:
        raise ValueError(f"no column 'entry'; the columns are {', '.join(header) or 'none'}")
    for row in table:
        if len(row) > len(header):
            raise ValueError(f"{len(row)} cells under {len(header)} headings")
        cells = dict(zip(header, row, strict=False))
        if header[0] == "dicterm":
            for name, cell in [*zip(names, row, strict=False)][1:]:
                if mark := cell.strip().lower():
                    yield name, row[0].lower(), 1.0 if mark == "x" else number(mark, "the weight")
        else:
            weight = number(cells.get("weight", "").strip() or "1", "the weight")
            # The writer puts an apostrophe before what a spreadsheet would run.
            entry = re.sub(r"^'(?=[=+\-@])", "", cells.get("entry", ""))
            yield cells.get("category") or lines.path.stem, entry, weight


_TREES = {".yml": read_yaml, ".yaml": read_yaml, ".ykd": read_xml}
_LINES: dict[str, Callable[[_Lines], Rows]] = {
    ".dic": _read_liwc,
    ".dicx": _read_csv,
    ".cat": _read_wordstat,
    ".lc3": _read_lexicoder,
    ".lcd": _read_lexicoder,
    ".txt": _read_vader,
    ".csv": _read_csv,
}
