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

# A table shows its columns in its first rows; lines of JSON may each have others.
_ENOUGH = {False: 100, True: 100_000}


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


def rows_of(
    source: Any, names: dict[str, str], problems: Problems, *, progress: bool = False
) -> Iterator[Row]:
    """Yield the rows of *source*, with their columns called as *names* says."""
    if isinstance(source, str | os.PathLike):
        return _path_rows(source, names, problems, progress)
    if (
        isinstance(source, Sequence)
        and source
        and all(isinstance(one, str | os.PathLike) for one in source)
    ):
        paths = [path for one in source for path in _files(one)]
        return _many(((path, path.name) for path in paths), names, problems, len(paths) * progress)
    frame = _frame(source)
    if frame is None:
        raise TypeError(f"give a path or a DataFrame, not {type(source).__name__}")
    problems.begin("", "table")
    problems.whole_ids = True
    numbered = ((f"row {n}", f"row-{n}", fields) for n, fields in formats.read_frame(frame))
    return _renamed(numbered, names, problems)


def _frame(source: Any) -> pd.DataFrame | None:
    """Return a table of another library as a DataFrame, None if it is none."""
    if isinstance(source, pd.DataFrame):
        return source
    if hasattr(source, "collect_schema") and hasattr(source, "collect"):  # a lazy frame
        source = source.collect()
    if hasattr(source, "to_dicts"):  # polars, without Arrow
        return pd.DataFrame(source.to_dicts(), columns=source.columns)
    if hasattr(source, "__arrow_c_stream__"):
        arrow = needed("pyarrow", "scale", "reading tables of other libraries")
        return pd.DataFrame(arrow.table(source).to_pandas())
    if hasattr(source, "to_pandas"):
        return pd.DataFrame(source.to_pandas())
    if isinstance(source, Mapping):
        return pd.DataFrame(source)
    single = isinstance(source, Article) or _is_doc(source)
    listed = [source] if single else list(source) if isinstance(source, Iterable) else []
    rows = [_record(one) for one in listed]
    return None if None in rows or not rows else pd.DataFrame(rows)


def _is_doc(one: Any) -> bool:
    return isinstance(getattr(one, "text", None), str)


def _record(one: Any) -> dict[str, Any] | None:
    if isinstance(one, Article):
        return {**{name: getattr(one, name) for name in schema.ARTICLES}, **one.extra}
    if isinstance(one, Mapping):
        return dict(one)
    return {"text": one.text} if _is_doc(one) else None


def _files(given: str | os.PathLike[str]) -> list[Path]:
    """Return the files that a path or a pattern means."""
    path = os.fspath(given)
    if not os.path.exists(path) and glob.has_magic(path):
        found = sorted(Path(name) for name in glob.iglob(path, recursive=True))
        if not found:
            raise FileNotFoundError(f"no file matches {path!r}")
        return found
    return [existing(given)]


def _path_rows(
    source: str | os.PathLike[str], names: dict[str, str], problems: Problems, progress: bool
) -> Iterator[Row]:
    found = _files(source)
    if len(found) > 1 or found[0].is_dir():
        return _many(((p, p.name) for p in found), names, problems, len(found) * progress)
    return _file_rows(found[0], found[0].stem, names, problems)


def _many(
    paths: Iterable[tuple[Path, str]], names: dict[str, str], problems: Problems, progress: int
) -> Iterator[Row]:
    """Yield the rows of many files; one that cannot be read is named, and the others arrive."""
    error: Exception | None = None
    files, arrived = 0, False
    for path, name in _shown(chain.from_iterable(_below(p, n) for p, n in paths), progress):
        files += 1
        if _reader(path) is None and path.suffix.lower() not in formats.PACKED:
            problems.note("other kind", name)
            continue
        try:
            stem = Path(name).with_suffix("").as_posix()
            for row in _file_rows(path, stem, names, problems):
                arrived = True
                yield row
        except Exception as caught:
            error = caught
            problems.note("unreadable", f"{name} ({' '.join(str(caught).split())[:300]})")
    if not arrived:
        nothing = (
            f"there is no article in the {files} files given" if files else "the folder is empty"
        )
        raise ValueError(f"{nothing}: {error or 'newskit reads ' + ', '.join(formats.KINDS)}")


def _below(path: Path, name: str) -> Iterator[tuple[Path, str]]:
    if path.is_file():
        yield path, name
        return
    for file in sorted(p for p in path.rglob("*") if p.is_file() and p.name[0] != "."):
        yield file, file.relative_to(path).as_posix()


def _shown(files: Iterable[tuple[Path, str]], progress: int) -> Iterable[tuple[Path, str]]:
    if not progress:
        return files
    from tqdm import tqdm

    # A bar appears only if the reading takes longer than a breath.
    shown: Iterable[tuple[Path, str]] = tqdm(files, unit=" files", delay=2, leave=False)
    return shown


def _reader(path: Path) -> Any:
    """Return the reader of a kind of file: ours, or one that another package brings."""
    kind = path.suffix.lower()
    own = formats.DOCUMENTS.get(kind) or formats.TABLES.get(kind)
    if own or not kind:
        return own
    brought = list(entry_points(group="newskit.readers", name=kind[1:]))
    read = brought[0].load() if brought else None
    return (lambda file, _: enumerate(read(file), start=1)) if read else None


def _file_rows(path: Path, stem: str, names: dict[str, str], problems: Problems) -> Iterator[Row]:
    kind = path.suffix.lower()
    if kind not in formats.PACKED and (read := _reader(path)) is None:
        raise ValueError(
            f"newskit does not read {path.name!r}; it reads {', '.join(formats.KINDS)}"
        )
    try:
        if kind in formats.PACKED:
            yield from _packed_rows(path, stem, names, problems)
            return
        single = kind in formats.DOCUMENTS
        problems.begin("" if single else path.name, f"{kind[1:]} files" if single else kind[1:])
        rows = (
            (_where(path, n, single), f"{stem}-{n}" if n else stem, fields)
            for n, fields in read(path, problems)
        )
        # An archive's fields bear our names already.
        yield from rows if single else _renamed(rows, names, problems, loose="json" in kind)
    except (FileNotFoundError, ImportError, Warning):
        raise
    except Exception as error:
        if path.name in str(error):
            raise
        # What a damaged file makes a library raise is not for users to read.
        said = " ".join(str(error).split())[:200]
        raise ValueError(f"{path.name} cannot be read ({type(error).__name__}: {said})") from error


def _where(path: Path, number: int, single: bool) -> str:
    if number == 0:
        return path.name
    return f"{path.name} {'article' if single else 'row'} {number}"


def _packed_rows(path: Path, stem: str, names: dict[str, str], problems: Problems) -> Iterator[Row]:
    with closing(containers.unpacked(path)) as files:
        if path.suffix.lower() == ".gz":
            for file in files:
                yield from _file_rows(file, Path(stem).stem, names, problems)
            return
        inside = ((file, f"{stem}/{file.name}") for file in files)
        yield from _many(inside, names, problems, 0)


def _renamed(
    rows: Iterator[Row], names: dict[str, str], problems: Problems, *, loose: bool = False
) -> Iterator[Row]:
    """Give the fields newskit's names, once the first rows have shown that those columns exist."""
    first, there = list[Row](), dict[str, None]()
    known = names
    for row in rows:
        first.append(row)
        new = row[2].keys() - there.keys()
        there.update(dict.fromkeys(name for name in row[2] if name in new))
        known = _known(there, names, problems) if new else known
        if known.keys() <= there.keys() and ("text" in there or "text" in known.values()):
            break
        if len(first) >= _ENOUGH[loose]:
            break
    text = next((yours for yours, name in known.items() if name == "text"), "text")
    absent = [yours for yours in [*known, text] if yours not in there]
    if first and absent:
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


def _known(there: Mapping[str, None], names: dict[str, str], problems: Problems) -> dict[str, str]:
    """Return which columns are which: as told, as another tool names them, or in capitals."""
    found = dict(names)
    for tool in marks.table("tables").values():
        if set(tool["marks"]) <= there.keys():
            problems.file.archive = tool["name"]
            theirs = {y: n for y, n in tool["columns"].items() if y in there}
            found = {**{y: n for y, n in theirs.items() if n not in there}, **found}
            if "text" not in there and "text" not in found.values() and "title" in there:
                found["title"] = "text"
    taken = {*there, *found.values()}
    for name in there:
        own = name.strip().lower() if isinstance(name, str) else ""
        if own in schema.ARTICLES and own not in taken and name not in found:
            found[name] = own
            taken.add(own)
    return found
