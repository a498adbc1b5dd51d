"""Dictionary files in, newskit's own and those of other programs.

LIWC, quanteda, Yoshikoder, WordStat, Lexicoder, VADER and tables of spreadsheets are read.
Files are parsed as data only. Nested categories keep their path ("affect/anger"). What a format
says and a lexicon cannot hold is left out, counted and named in a warning.
"""

from __future__ import annotations

import contextlib
import csv
import io
import math
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from newskit import schema
from newskit.lexicon.formats import lexicon_of, parse_toml
from newskit.lexicon.record import Lexicon
from newskit.lexicon.trees import read_xml, read_yaml

# Category, entry, weight.
Rows = Iterable[tuple[str, str, float]]


def from_table(table: pd.DataFrame, name: str = "lexicon") -> Lexicon:
    """Return the lexicon in *table*: a column ``entry``, perhaps ``category`` and ``weight``."""
    schema.require(table, ["entry"], what="lexicon table")
    categories = table["category"] if "category" in table.columns else [name] * len(table)
    given = table["weight"] if "weight" in table.columns else pd.Series(1.0, index=table.index)
    weights = pd.to_numeric(given.fillna(1.0), errors="coerce").astype("float64")
    return _lexicon(zip(categories, table["entry"], weights, strict=True), name)


def read_file(path: Path) -> Lexicon:
    """Read the lexicon at *path*; its file extension names the format.

    ``.toml`` newskit, ``.dic`` LIWC 2001 to 2015, ``.dicx`` LIWC-22, ``.yml``/``.yaml`` quanteda,
    ``.ykd`` Yoshikoder, ``.cat`` WordStat, ``.lc3``/``.lcd`` Lexicoder, ``.txt`` VADER, ``.csv`` a
    table.
    """
    if not path.is_file():
        raise ValueError(f"there is no lexicon file {str(path)!r}")
    kind = path.suffix.lower()
    if kind == ".toml":
        return parse_toml(_utf8(path.read_bytes(), path.name), path.stem, path.name)
    if kind not in _READERS:
        raise ValueError(
            f"{path.name}: no dictionary format has the extension {kind!r}; known are .toml, "
            f"{', '.join(_READERS)}"
        )
    text = decode(path.read_bytes(), path.name)
    if kind == ".dic":
        return _read_liwc(text, path)
    return _lexicon(_READERS[kind](text, path), path.stem, where=path.name)


def _utf8(raw: bytes, where: str) -> str:
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ValueError(f"{where}, line {line}: TOML must be saved as UTF-8") from None


def decode(raw: bytes, where: str) -> str:
    """Return *raw* as text: UTF-8 or UTF-16 by its mark, else UTF-8, else Windows-1252."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = raw.decode("utf-16", errors="replace")
    else:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", errors="replace")
    if "\0" in text:
        raise ValueError(f"{where}: this is a binary file, not a dictionary")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _lexicon(rows: Rows, name: str, *, where: str = "") -> Lexicon:
    """Return a lexicon of (category, entry, weight); of an entry given twice the last counts."""
    entries: dict[str, dict[str, float]] = {}
    twice: list[str] = []
    for category, entry, weight in rows:
        own = entries.setdefault(str(category), {})
        if entry in own and own[entry] != weight:
            twice.append(entry)
        own[entry] = weight
    if not entries:
        raise ValueError(f"{where or name}: there are no entries")
    _warn(twice, where or name, "are given twice with different weights (the last counts)")
    return lexicon_of(name, entries, where or name)


def _warn(lost: list[str], where: str, what: str) -> None:
    if lost:
        named = ", ".join(map(repr, lost[:5])) + (" ..." if len(lost) > 5 else "")
        message = f"{where}: {len(lost)} entries {what}: {named}"
        warnings.warn(message, schema.NewskitWarning, stacklevel=5)


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    """Yield line number and line, without blank lines."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, line.rstrip()


_HEADING = re.compile(r"(\d+)\s+(\S.*)")
# "kind <of>131/125 135" and "like (02 134)125/464": a category only in company, else the other.
_CONDITION = re.compile(r"\(([\d ]+)\)")
_CODE = re.compile(r"(<of>|\([\d,]+\))?(\d+)(?:/(\d+))?")


def _read_liwc(text: str, path: Path) -> Lexicon:
    """Read LIWC's format: a legend of numbered categories between ``%`` lines, then the words."""
    lines = list(_numbered(text))
    marks = [i for i, (_, line) in enumerate(lines) if line.strip() == "%"]
    if len(marks) < 2:
        raise ValueError(f"{path.name}: a .dic file has its categories between two lines '%'")
    names = _legend(lines[marks[0] + 1 : marks[1]], path.name)
    tables: dict[str, dict[str, Any]] = {n: {"entries": {}, "not_when": []} for n in names.values()}
    conditional: list[str] = []
    for number, line in lines[marks[1] + 1 :]:
        entry, codes = _entry(line, f"{path.name}, line {number}")
        for condition, first, other in codes:
            if {first, other or first} - set(names):
                raise ValueError(f"{path.name}, line {number}: no category {first} in the legend")
            if condition == "<of>":
                tables[names[first]]["entries"][f"{entry} of"] = 1.0
                if other:
                    tables[names[other]]["entries"][entry] = 1.0
                    tables[names[other]]["not_when"].append(f"{entry} of")
            else:
                tables[names[other or first]]["entries"][entry] = 1.0
                conditional += [entry] if condition else []
    _warn(conditional, path.name, "have a condition '(...)' that was read as its else-branch")
    filled = {name: table for name, table in tables.items() if table["entries"]}
    if not filled:
        raise ValueError(f"{path.name}: there are no entries after the legend")
    return lexicon_of(path.stem, filled, path.name)


def _legend(lines: list[tuple[int, str]], where: str) -> dict[str, str]:
    """Return number -> path of names; leading tabs or blanks are levels (LIWC 2015)."""
    names: dict[str, str] = {}
    above: list[tuple[int, str]] = []
    for number, line in lines:
        if not (heading := _HEADING.match(line.strip())):
            raise ValueError(f"{where}, line {number}: expected a number and a name, not {line!r}")
        depth = len(line) - len(line.lstrip())
        above = [(d, name) for d, name in above if d < depth]
        above.append((depth, re.sub(r"\s*\(.*\)$", "", heading[2]).strip()))
        names[str(int(heading[1]))] = "/".join(name for _, name in above)
    return names


def _entry(line: str, where: str) -> tuple[str, list[tuple[str, str, str]]]:
    """Return the entry of a line and its codes: condition, category, other category."""
    fields = _CONDITION.sub(lambda m: f"({m[1].replace(' ', ',')})", line).split()
    codes: list[tuple[str, str, str]] = []
    while len(fields) > 1 and (code := _CODE.fullmatch(fields[-1])):
        other = str(int(code[3])) if code[3] else ""
        codes.insert(0, (code[1] or "", str(int(code[2])), other))
        fields.pop()
    if not codes:
        raise ValueError(f"{where}: expected a word and category numbers, not {line[:60]!r}")
    entry = line.strip().split("\t")[0] if "\t" in line.strip() else " ".join(fields)
    return entry.strip().lower(), codes


def _read_wordstat(text: str, path: Path) -> Rows:
    """Read WordStat: tabs are levels, ``WORD (1)`` an entry with its weight, else a category."""
    above: list[tuple[int, str]] = []
    rules: list[str] = []
    for number, line in _numbered(text):
        depth = len(line) - len(line.lstrip("\t"))
        above = [(d, name) for d, name in above if d < depth]
        item = re.fullmatch(r"(.+?) \((-?\d+(?:\.\d+)?)\)", line.strip())
        if item and item[1].startswith("@"):
            rules.append(item[1])
        elif item and not above:
            raise ValueError(f"{path.name}, line {number}: {item[1]!r} stands in no category")
        elif item:
            words = item[1].replace("_", " ").lower()
            yield "/".join(name for _, name in above), words, float(item[2])
        else:
            above.append((depth, line.strip()))
    _warn(rules, path.name, "are proximity rules, which were left out")


def _read_lexicoder(text: str, path: Path) -> Rows:
    """Read Lexicoder: ``+CATEGORY+`` lines, each followed by its entries; .lcd may be XML."""
    if text.lstrip().startswith("<"):
        yield from read_xml(text, path.name)
        return
    category = ""
    for number, line in _numbered(text):
        if line.startswith("+"):
            category = line.strip("+ ")
        elif not category:
            raise ValueError(f"{path.name}, line {number}: an entry before the first +CATEGORY+")
        else:
            yield category, line.strip().lower(), 1.0


def _read_vader(text: str, path: Path) -> Rows:
    """Read VADER's file: token, valence, standard deviation, ratings, parted by tabs."""
    stars: list[str] = []
    for number, line in _numbered(text):
        token, *fields = line.split("\t")
        where = f"{path.name}, line {number}"
        if not fields:
            raise ValueError(
                f"{where}: expected a token, a tab and its valence, as in VADER's file"
            )
        weight = _number(fields[0], where)
        if "*" in token:
            stars.append(token)
        else:
            yield "valence", token.strip(), weight
    _warn(stars, path.name, "have a literal star, which here is a wildcard, and were left out")


def _read_csv(text: str, path: Path) -> Rows:
    """Read a table: category, entry, weight; LIWC-22's form has a column for each category."""
    rows = csv.reader(io.StringIO(text), strict=True)
    try:
        table = [(rows.line_num, row) for row in rows if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise ValueError(f"{path.name}, line {rows.line_num}: {error}") from None
    if not table:
        raise ValueError(f"{path.name}: the file is empty")
    header = [name.strip().lower() for name in table[0][1]]
    for number, row in table[1:]:
        where = f"{path.name}, line {number}"
        if len(row) > len(header):
            raise ValueError(f"{where}: {len(row)} cells under {len(header)} headings")
        cells = dict(zip(header, row, strict=False))
        if header[0] == "dicterm":
            for name, cell in list(zip(table[0][1], row, strict=False))[1:]:
                if mark := cell.strip().lower():
                    yield name, row[0].lower(), 1.0 if mark == "x" else _number(mark, where)
        elif "entry" not in header:
            raise ValueError(f"{path.name}: no column 'entry'; the columns are {', '.join(header)}")
        else:
            weight = _number(cells.get("weight", "").strip() or "1", where)
            # The writer puts an apostrophe before what a spreadsheet would run.
            entry = re.sub(r"^'(?=[=+\-@])", "", cells["entry"])
            yield cells.get("category") or path.stem, entry, weight


def _number(cell: str, where: str) -> float:
    with contextlib.suppress(ValueError):
        if math.isfinite(weight := float(cell)):
            return weight
    raise ValueError(f"{where}: the weight {cell!r} is no finite number")


_READERS: dict[str, Callable[[str, Path], Rows]] = {
    ".dic": lambda text, path: [],
    ".dicx": _read_csv,
    ".yml": lambda text, path: read_yaml(text, path.name),
    ".yaml": lambda text, path: read_yaml(text, path.name),
    ".ykd": lambda text, path: read_xml(text, path.name),
    ".cat": _read_wordstat,
    ".lc3": _read_lexicoder,
    ".lcd": _read_lexicoder,
    ".txt": _read_vader,
    ".csv": _read_csv,
}
