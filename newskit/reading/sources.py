"""Whatever a scholar has in hand, as rows: files, folders, patterns, lists, and other frames."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from importlib.metadata import entry_points
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd

from newskit import schema
from newskit.reading import containers, formats, marks
from newskit.reading.article import Article
from newskit.reading.problems import Problems
from newskit.writing import needed

# Where a row stands, the id it gets if it has none, and its fields.
Row = tuple[str, str, dict[str, Any]]

# A table shows its columns in its first row; lines of JSON may each have others.
_ENOUGH = 100_000


def existing(path: str | os.PathLike[str]) -> Path:
    """Return *path* if there is a file or folder there."""
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"give a path or a DataFrame, not {type(path).__name__}")
    found = Path(path)
    if not found.exists():
        raise FileNotFoundError(f"there is no file or folder {os.fspath(path)!r}")
    if not found.is_file() and not found.is_dir():
        raise ValueError(f"{found} is neither a file nor a folder (a pipe or a device)")
    return found


def rows_of(source: Any, problems: Problems, *, progress: bool = False) -> Iterator[Row]:
    """Yield the rows of *source*, with their columns called as ``problems.names`` says."""
    given = source if isinstance(source, Sequence) and not isinstance(source, str) else [source]
    if given and all(isinstance(one, str | os.PathLike) for one in given):
        paths = [path for one in given for path in _files(one)]
        if len(paths) == 1 and paths[0].is_file():
            return _file_rows(paths[0], paths[0].stem, problems)
        return _many(((path, path.name) for path in paths), problems, progress=progress)
    rows = formats.read_frame(_frame(source))
    problems.begin("", "table")
    problems.whole_ids = True
    numbered = ((f"row {n}", f"row-{n}", fields) for n, fields in rows)
    return _renamed(numbered, problems)


def _frame(source: Any) -> pd.DataFrame:
    """Return a table of another library as a DataFrame."""
    if isinstance(source, pd.DataFrame):
        return source
    if hasattr(source, "collect_schema") and hasattr(source, "collect"):  # a lazy frame
        source = source.collect()
    if hasattr(source, "to_dicts"):  # polars, without Arrow
        return pd.DataFrame(source.to_dicts(), columns=source.columns)
    if hasattr(source, "__arrow_c_stream__"):
        arrow = needed("pyarrow", "scale", "reading tables of other libraries")
        return pd.DataFrame(arrow.table(source).to_pandas())
    if isinstance(source, Mapping):
        return pd.DataFrame(source)
    single = _record(source) is not None  # an article, or a parser's document
    listed = [source] if single else source if isinstance(source, Iterable) else []
    rows = [_record(one) for one in listed]
    if None in rows or not rows:
        raise TypeError(f"give a path or a DataFrame, not {type(source).__name__}")
    return pd.DataFrame(rows)


def _record(one: Any) -> dict[str, Any] | None:
    """Return an article, a parser's document or a mapping as the fields of a row."""
    if isinstance(one, Article):
        return {**{name: getattr(one, name) for name in schema.ARTICLES}, **one.extra}
    if isinstance(one, Mapping):
        return dict(one)
    return {"text": one.text} if isinstance(getattr(one, "text", None), str) else None


def _files(given: str | os.PathLike[str]) -> list[Path]:
    """Return the files that a path or a pattern means."""
    path = os.fspath(given)
    if os.path.exists(path) or not glob.has_magic(path):
        return [existing(given)]
    if found := sorted(map(Path, glob.iglob(path, recursive=True))):
        return found
    raise FileNotFoundError(f"no file matches {path!r}")


def _many(
    paths: Iterable[tuple[Path, str]], problems: Problems, *, progress: bool = False
) -> Iterator[Row]:
    """Yield the rows of many files; one that cannot be read is named, and the others arrive."""
    from tqdm import tqdm

    error: Exception | None = None
    files, arrived = 0, False
    found = chain.from_iterable(_below(path, name) for path, name in paths)
    # A bar appears only if the reading takes longer than a breath.
    for path, name in tqdm(found, unit=" files", delay=2, leave=False, disable=not progress):
        files += 1
        if _reader(path.suffix.lower()) is None:
            problems.note("other kind", name)
            continue
        try:
            stem = Path(name).with_suffix("").as_posix()
            for row in _file_rows(path, stem, problems):
                arrived = True
                yield row
        except Exception as caught:
            error = caught
            problems.note("unreadable", f"{name} ({' '.join(str(caught).split())[:300]})")
    if not arrived:
        why = error or f"newskit reads {', '.join(formats.KINDS)}"
        none = f"there is no article in the {files} files given: {why}"
        raise ValueError(none if files else "the folder is empty")


def _below(path: Path, name: str) -> Iterator[tuple[Path, str]]:
    if path.is_file():
        yield path, name
        return
    for file in sorted(p for p in path.rglob("*") if p.is_file() and p.name[0] != "."):
        yield file, file.relative_to(path).as_posix()


def _reader(kind: str) -> Any:
    """Return the reader of a kind of file: ours, or one that another package brings."""
    own = formats.DOCUMENTS.get(kind) or formats.TABLES.get(kind) or kind in formats.PACKED
    if own or not kind:
        return own or None
    for brought in entry_points(group="newskit.readers", name=kind[1:]):
        read = brought.load()
        return lambda path, _: enumerate(read(path), start=1)
    return None


def _file_rows(path: Path, stem: str, problems: Problems) -> Iterator[Row]:
    kind = path.suffix.lower()
    read, single = _reader(kind), kind in formats.DOCUMENTS
    if read is None:
        known = ", ".join(formats.KINDS)
        raise ValueError(f"newskit does not read {path.name!r}; it reads {known}")
    try:
        if kind in formats.PACKED:
            with closing(containers.unpacked(path)) as files:
                within = "" if kind == ".gz" else f"{stem}/"
                yield from _many(((file, within + file.name) for file in files), problems)
            return
        # Two files of one name in two folders are two files.
        problems.name = stem + kind
        problems.begin("" if single else problems.name, kind[1:] + " files" * single)
        what = "article" if single else "row"
        rows = (
            (f"{path.name} {what} {n}" if n else path.name, f"{stem}-{n}" if n else stem, fields)
            for n, fields in read(path, problems)
        )
        # An archive's fields bear our names already.
        yield from rows if single else _renamed(rows, problems)
    except (FileNotFoundError, ImportError, Warning):
        raise
    except Exception as error:
        if path.name in str(error):
            raise
        # What a damaged file makes a library raise is not for users to read.
        said = " ".join(str(error).split())[:200]
        raise ValueError(f"{path.name} cannot be read ({type(error).__name__}: {said})") from error


def _renamed(rows: Iterator[Row], problems: Problems) -> Iterator[Row]:
    """Give the fields newskit's names, once the first rows have shown that those columns exist."""
    first, there, known, absent = list[Row](), dict[str, None](), problems.names, list[str]()
    for row in rows:
        first.append(row)
        if not row[2].keys() <= there.keys():
            there.update(dict.fromkeys(row[2]))
            known = _known(there, problems)
        text = next((yours for yours, name in known.items() if name == "text"), "text")
        absent = [yours for yours in (*known, text) if yours not in there]
        if not absent or len(first) >= _ENOUGH:
            break
    if absent:
        raise ValueError(
            f"{first[0][0]} has no column {absent[0]!r}; it has {', '.join(map(repr, there))}. "
            "Say which column is which, such as columns={'text': 'body'}"
        )
    called = {**{name: f"{name}_original" for name in known.values()}, **known}
    titled = known.get("title") == "text"
    for where, key, fields in chain(first, rows):
        if titled:
            problems.note("title only", where)
        renamed = {called.get(name, name): value for name, value in fields.items()}
        yield where, key, {**renamed, "title": renamed["text"]} if titled else renamed


def _known(there: Mapping[str, None], problems: Problems) -> dict[str, str]:
    """Return which columns are which: as told, as another tool names them, or in capitals."""
    found = dict(problems.names)
    for tool in marks.table("tables").values():
        if set(tool["marks"]) <= there.keys():
            problems.file.archive = tool["name"]
            pairs = tool["columns"].items()
            found = {**{y: n for y, n in pairs if y in there and n not in there}, **found}
            if "text" not in there and "text" not in found.values() and "title" in there:
                found["title"] = "text"
    for name in there:
        own = name.strip().lower()
        if own in schema.ARTICLES and own not in {*there, *found.values()} and name not in found:
            found[name] = own
    return found
