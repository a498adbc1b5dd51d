"""The same verbs over many partitions: on one machine or on a cluster, through Dask.

The only module that knows Dask. A partition is an ARTICLES table (of a Parquet file, one row
group); a verb is any function from a table to a table. Tasks may run twice when a worker dies, so
each writes its own file whole or not at all, and an interrupted run goes on where it stopped.
Beside each file stands a record: of what input it was made, what bytes it has, and what the verb
had to say.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import io
import json
import pickle
import sys
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from dataclasses import fields, is_dataclass
from functools import partial
from pathlib import Path
from types import CellType, CodeType, FunctionType
from typing import Any, NamedTuple

import pandas as pd

from newskit import schema, verbs
from newskit.schema import NewskitWarning
from newskit.writing import appearing_whole, needed, write_table

Verb = Callable[..., Any]
Record = dict[str, Any]
# Python's warnings can be caught in one thread at a time only (until 3.14).
_CATCHING = threading.Lock()


def over(partitions: Any, verb: Verb, **options: Any) -> Any:
    """Run *verb* on every partition of a Dask DataFrame of articles.

    Parameters
    ----------
    partitions
        A Dask DataFrame with the ARTICLES columns, for instance from
        ``dask.dataframe.read_parquet``. Partitions must hold whole articles.
    verb
        Any newskit verb (``score_tone``, ``find_quotes`` ...), ``newskit.onepass.measure``, or a
        function from table to table.
    options
        Handed to *verb* as they are; of a table with ``article_id``, such as ``spans``, each
        partition gets the rows of its own articles.

    Returns
    -------
    dask.dataframe.DataFrame
        Lazy, in the order of the partitions. Its ``meta`` is what *verb* makes of an empty table,
        so computing it gives the rows that *verb* would give for the whole table at once. If *verb*
        gives several tables (``measure``), as many of these under the same names; compute them
        together, ``dask.compute(*tables)``, and each partition is measured once.

    Raises
    ------
    ValueError
        If a column that every verb needs is missing. When computing: if *verb* fails on a
        partition, with the first and last article of it.

    Warns
    -----
    NewskitWarning
        When computing: what *verb* warned of, also on the workers of a cluster.

    Examples
    --------
    >>> import newskit as nk, dask.dataframe as dd
    >>> articles = dd.from_pandas(nk.load_corpus("wartime_ecstasy"), npartitions=1)
    >>> nk.over(articles, nk.split_sentences).compute(scheduler="sync").columns[:2].tolist()
    ['article_id', 'sentence']
    """
    schema.require(partitions._meta, ["article_id", "text"], what="Dask DataFrame of articles")
    meta = verb(partitions._meta, **_of(partitions._meta, options))
    if isinstance(meta, pd.DataFrame):
        meta = meta.reset_index(drop=True)
        return partitions.map_partitions(_on_partition, verb, options, meta=meta)
    from dask.dataframe import from_delayed
    from dask.delayed import delayed

    made = [delayed(_on_partition)(part, verb, options) for part in partitions.to_delayed()]
    return type(meta)(
        *(
            from_delayed([one[n] for one in made], meta=table, verify_meta=False)
            for n, table in enumerate(meta)
        )
    )


def _of(articles: pd.DataFrame, options: Mapping[str, Any]) -> Record:
    """Return *options* with the rows that belong to *articles* of every table keyed by article."""
    ids = articles["article_id"].astype(object).map(str).tolist()
    return {name: verbs.of(ids, value) for name, value in options.items()}


def _on_partition(articles: pd.DataFrame, verb: Verb, options: Mapping[str, Any]) -> Any:
    from distributed import warn

    raise_malloc_thresholds()
    try:
        with _hearing() as notes:
            table = verb(articles, **_of(articles, options))
    except Exception as error:
        ids = articles["article_id"].tolist()
        raise ValueError(
            f"the partition of {len(ids)} articles, {ids[0]!r} to {ids[-1]!r}, failed: "
            f"{type(error).__name__}: {error}"
        ) from error
    for note in notes:
        warn(note, NewskitWarning)  # on a worker, it is sent to the client
    return table.reset_index(drop=True) if isinstance(table, pd.DataFrame) else table


@contextlib.contextmanager
def _hearing() -> Iterator[list[str]]:
    """Collect what newskit warns of inside; let every other warning through."""
    notes: list[str] = []
    with _CATCHING, warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always", NewskitWarning)
        yield notes
    for one in heard:
        if issubclass(one.category, NewskitWarning):
            notes.append(str(one.message))
        else:
            warnings.warn_explicit(one.message, one.category, one.filename, one.lineno)


class Part(NamedTuple):
    """One row group of a Parquet file, what one task reads: its rows, and those of all parts."""

    path: str
    group: int
    rows: int
    of: int

    @property
    def name(self) -> str:
        """Its file and row group, in words."""
        return f"{self.path}, row group {self.group}"


def parts(paths: Iterable[str | Path]) -> list[Part]:
    """Return the row groups of the Parquet files *paths*, in order.

    Raises
    ------
    ValueError
        If there is no file, or one is no Parquet file or lacks a column that every verb needs.
    """
    pq = needed("pyarrow.parquet", "scale", "reading Parquet")
    found: list[tuple[str, int, int]] = []
    for path in map(str, paths):
        try:
            file = pq.ParquetFile(path, pre_buffer=False)
        except (OSError, ValueError) as error:
            raise ValueError(f"{path} cannot be read as a Parquet file: {error}") from error
        with file:
            columns = file.schema_arrow.empty_table().to_pandas()
            schema.require(columns, ["article_id", "text"], what=f"file {path}")
            sizes = map(file.metadata.row_group, range(file.num_row_groups))
            found += [(path, n, group.num_rows) for n, group in enumerate(sizes)]
    if not found:
        raise ValueError("there is no Parquet file to read")
    total = sum(rows for *_, rows in found)
    return [Part(*own, total) for own in found]


def read_part(part: Part) -> pd.DataFrame:
    """Return the articles of *part*, and nothing else of its file."""
    import pyarrow.parquet as pq

    # By default the reader keeps all that it has read of a file until it is closed.
    with pq.ParquetFile(part.path, pre_buffer=False) as file:
        table: pd.DataFrame = file.read_row_group(part.group, use_threads=False).to_pandas()
    return table


def run(
    paths: Sequence[str | Path], verb: Verb, out: str | Path, *, client: Any = None, **options: Any
) -> Iterator[Part]:
    """Run *verb* on every row group of the Parquet files *paths*, one output file for each.

    Yields each part when its file stands in *out* (``part-00000.parquet`` and so on, numbered in
    reading order), those of an earlier, interrupted run first. With a Dask *client* the parts are
    worked on by its workers, otherwise here, one after another. A part that fails does not stop the
    others. Run again, only what is missing is done: what failed, what is damaged, and what was
    made of an input that has been changed since.

    Raises
    ------
    ValueError
        If *out* holds the results of another run: other files, another verb, other options (by
        value) or another version of newskit. At the end: if parts failed, with file and row group.
    ConnectionError
        If the scheduler was lost.

    Warns
    -----
    NewskitWarning
        What is done again and why; at the end, what *verb* warned of, with file and row group.
    """
    todo, folder = parts(paths), Path(out)
    claim = _claim(folder, todo, verb, options)
    files = [folder / f"part-{n:05d}.parquet" for n in range(len(todo))]
    earlier = [_earlier(part, file, claim) for part, file in zip(todo, files, strict=True)]
    _tell(
        [why for why in earlier if isinstance(why, str) and why],
        f"of {len(todo)} parts are done again",
    )
    left = [(p, f) for p, f, e in zip(todo, files, earlier, strict=True) if isinstance(e, str)]
    records = {p: e for p, e in zip(todo, earlier, strict=True) if not isinstance(e, str)}
    yield from records
    failed = []
    work_on = _here if client is None else partial(_on_workers, client)
    for part, outcome in work_on(left, verb, options, claim):
        if isinstance(outcome, BaseException):
            failed.append(f"{part.name}: {type(outcome).__name__}: {outcome}")
            continue
        records[part] = outcome
        yield part
    # A worker that was killed while it wrote left its draft behind.
    for draft in (*folder.glob(".part-*"), *folder.glob("._part-*")):
        draft.unlink(missing_ok=True)
    notes = [f"{p.name}: {note}" for p in todo for note in records.get(p, {}).get("notes", ())]
    _tell(notes, f"notes from {len(todo)} parts; all stand in the records in {folder}")
    if failed:
        raise ValueError(
            f"{len(failed)} of {len(todo)} parts failed ({schema.some(failed, '; ')}); the others "
            f"stand in {folder}, and the same call tries only the failed ones again"
        )


def _tell(found: list[str], what: str) -> None:
    if found:
        said = f"{len(found)} {what}: {schema.some(found, '; ')}"
        warnings.warn(said, NewskitWarning, stacklevel=schema.outside())


@contextlib.contextmanager
def client(workers: int = 1, scheduler: str | None = None) -> Iterator[Any]:
    """Give a Dask client: of a running *scheduler*, or of *workers* processes started here.

    With one worker and no scheduler it gives None: the work is done in this process. Started
    workers are stopped at the end, and the scheduler after them.
    """
    if scheduler is None and workers == 1:
        yield None
        return
    distributed = needed("distributed", "scale", "working on several workers")
    if scheduler is not None:
        try:
            connected = distributed.Client(scheduler)
        except (OSError, ValueError) as error:
            raise ConnectionError(f"no scheduler answers at {scheduler}: {error}") from error
        with connected:
            yield connected
        return
    local = distributed.LocalCluster(
        n_workers=workers, threads_per_worker=1, dashboard_address=":0"
    )
    with local, distributed.Client(local) as connected:
        yield connected
        # In good order: a worker whose scheduler is gone complains of it at length.
        connected.shutdown()


def work(part: Part, verb: Verb, options: Mapping[str, Any], file: str, claim: str) -> Record:
    """Read *part*, run *verb* on it, write *file* and its record: the task. Twice does no harm."""
    raise_malloc_thresholds()
    made_of = _input(part)
    articles = read_part(part)
    with _hearing() as notes:
        table = verb(articles, **_of(articles, options))
    write_table(table, file)
    passed_over = table.attrs.get("newskit", {}).get("passed_over", {})
    record: Record = {"run": claim, "input": made_of, "output": _hash(Path(file).read_bytes())}
    record |= {"notes": notes, "passed_over": passed_over}
    _write_json(_record(file), record)
    return record


Outcomes = Iterator[tuple[Part, Record | BaseException]]
Left = list[tuple[Part, Path]]


def _here(left: Left, verb: Verb, options: Mapping[str, Any], claim: str) -> Outcomes:
    for part, file in left:
        try:
            outcome: Record | BaseException = work(part, verb, options, str(file), claim)
        except Exception as error:
            outcome = error
        yield part, outcome


def _on_workers(
    client: Any, left: Left, verb: Verb, options: Mapping[str, Any], claim: str
) -> Outcomes:
    from distributed import as_completed

    done = 0
    try:
        # One copy of a large option (a lexicon, a model) per worker, not per task.
        shared = client.scatter(options, broadcast=True, hash=False) if options else options
        by_key = {
            client.submit(work, part, verb, shared, str(file.resolve()), claim, pure=False): part
            for part, file in left
        }
        for future in as_completed(by_key):
            if future.cancelled():
                raise CancelledError
            yield by_key[future], future.exception() or future.result()
            done += 1
            future.release()
    except (CancelledError, OSError) as error:
        raise ConnectionError(
            f"the scheduler was lost after {done} of {len(left)} parts; what is done is kept: "
            "start a scheduler, make the same call, and it goes on from there"
        ) from error


def _claim(folder: Path, todo: list[Part], verb: Verb, options: Mapping[str, Any]) -> str:
    """Write into *folder* what run it belongs to, or check that it belongs to this one."""
    from newskit import __version__

    while isinstance(verb, partial):
        # What a partial holds is no other run than the same handed as options.
        placed = {str(n): value for n, value in enumerate(verb.args)}
        options, verb = {**placed, **verb.keywords, **options}, verb.func
    now = {
        "version": __version__,
        "verb": f"{getattr(verb, '__qualname__', 'object')} {_content(verb)}",
        "options": _content(sorted(options.items())),
        "parts": [[Path(p.path).name, p.group, p.rows] for p in todo],
    }
    claim = _hash(json.dumps(now).encode())
    file = folder / "_run.json"
    then, strange = _json(file), {_json(own).get("run") for own in folder.glob("_part-*")} - {claim}
    if differing := [key for key in now if then and then.get(key) != now[key]]:
        raise ValueError(
            f"{folder} holds the results of another run (other {', '.join(differing)}); "
            "choose an empty folder, or remove this one to start anew"
        )
    if not then and (strange or (not file.exists() and any(folder.glob("part-*.parquet")))):
        raise ValueError(f"{folder} holds results of unknown origin; choose an empty folder")
    if not then and file.exists():
        message = f"{file} was damaged and is written anew; every part is checked by its record"
        warnings.warn(message, NewskitWarning, stacklevel=3)
    _write_json(file, now)
    return claim


def _earlier(part: Part, file: Path, claim: str) -> Record | str:
    """Return the record of a part that is done, or why it is done again ("": it never was)."""
    record = _json(_record(file))
    if not file.exists() or record.get("run") != claim:
        return ""
    if record["output"] != _hash(file.read_bytes()):
        return f"{file.name} is damaged"
    return record if record["input"] == _input(part) else f"{part.name} has been changed"


def _input(part: Part) -> str:
    """Return the hash of the bytes of *part* in its file, and of how they are to be read."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(part.path, pre_buffer=False) as file:
        group, found = file.metadata.row_group(part.group), file.schema_arrow.serialize()
    columns = [group.column(n) for n in range(group.num_columns)]
    # The dictionary of a column, where there is one, stands before its data.
    starts = [c.dictionary_page_offset or c.data_page_offset for c in columns]
    end = max(s + c.total_compressed_size for s, c in zip(starts, columns, strict=True))
    with open(part.path, "rb") as raw:
        raw.seek(min(starts))
        return _hash(found.to_pybytes() + raw.read(end - min(starts)))


def _hash(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _record(file: str | Path) -> Path:
    # Readers of a folder of Parquet files pass over names that begin with an underscore.
    return Path(file).with_name(f"_{Path(file).stem}.json")


def _json(file: Path) -> Record:
    """Return what *file* holds; nothing, if it is not there or damaged."""
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return held if isinstance(held, dict) else {}


def _write_json(file: Path, held: Record) -> None:
    with appearing_whole(file) as draft:
        draft.write_text(json.dumps(held), encoding="utf-8")


def _content(value: Any) -> str:
    """Return the hash of all that *value* holds: a repr is short, or an address."""
    held = io.BytesIO()
    writer = _Content(held, protocol=4)
    writer.fast = True  # equal values in two places are written twice, not as one and a reference
    writer.dump(value)
    return _hash(held.getvalue())


class _Content(pickle.Pickler):
    """Writes what a value holds; of what has no order, or a layout in memory, the contents."""

    def persistent_id(self, value: Any) -> Any:
        """Return what stands for *value*; None for what pickle itself writes as it should."""
        match value:
            case set() | frozenset():
                return sorted(map(_content, value))
            case pd.DataFrame() | pd.Series():
                table = pd.DataFrame(value).reset_index()
                rows = [own.astype(object).tolist() for _, own in table.items()]
                return [table.columns.tolist(), table.dtypes.astype(str).tolist(), rows]
            case FunctionType():
                # One that cannot be imported by its name is what it does and holds.
                own = "<" in value.__qualname__ or value.__module__ == "__main__"
                does = [value.__code__, value.__defaults__, value.__closure__] if own else []
                return [value.__module__, value.__qualname__, *does]
            case CodeType():
                return [value.co_code, value.co_names, value.co_consts]
            case CellType():
                return [value.cell_contents]
            case type():
                return [value.__module__, value.__qualname__]
        if is_dataclass(value):  # without what it has worked out and keeps
            return [type(value), [getattr(value, field.name) for field in fields(value)]]
        return None


def raise_malloc_thresholds() -> None:
    """Let the C library keep freed memory for the next array (Linux with glibc; elsewhere nothing).

    Dask's nanny lowers the trim threshold. Every large NumPy temporary then goes back to the system
    and is faulted in anew, page by page.
    """
    if sys.platform == "linux":
        trim, mmap, bytes_kept = -1, -3, 64 * 1024 * 1024
        try:
            mallopt = ctypes.CDLL(None).mallopt
        except (AttributeError, OSError):
            return
        mallopt(trim, bytes_kept)
        mallopt(mmap, bytes_kept)
