"""The same verbs over many partitions: on one machine or on a cluster, through Dask.

The only module that knows Dask. A partition is an ARTICLES table (of a Parquet file, one row
group); a verb is any function from a table to a table. Tasks may run twice when a worker dies, so
each writes its own file whole or not at all, and an interrupted run goes on where it stopped.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from newskit import schema
from newskit.writing import appearing_whole, write_table

Verb = Callable[..., pd.DataFrame]


def over(partitions: Any, verb: Verb, **options: Any) -> Any:
    """Run *verb* on every partition of a Dask DataFrame of articles.

    Parameters
    ----------
    partitions
        A Dask DataFrame with the ARTICLES columns, for instance from
        ``dask.dataframe.read_parquet``. Partitions must hold whole articles.
    verb
        Any newskit verb (``score_tone``, ``find_quotes`` ...) or function from table to table.
    options
        Handed to *verb* as they are.

    Returns
    -------
    dask.dataframe.DataFrame
        Lazy, in the order of the partitions. Its ``meta`` is what *verb* makes of an empty table,
        so computing it gives the rows that *verb* would give for the whole table at once.

    Raises
    ------
    ValueError
        If a column that every verb needs is missing.
    """
    schema.require(partitions._meta, ["article_id", "text"], what="Dask DataFrame of articles")
    meta = verb(schema.empty(schema.ARTICLES), **options).reset_index(drop=True)
    return partitions.map_partitions(_as_declared, verb, options, meta=meta)


def _as_declared(articles: pd.DataFrame, verb: Verb, options: dict[str, Any]) -> pd.DataFrame:
    raise_malloc_thresholds()
    return verb(articles, **options).reset_index(drop=True)


class Part(NamedTuple):
    """One row group of a Parquet file, what one task reads: its rows, and those of all parts."""

    path: str
    group: int
    rows: int
    of: int


def parts(paths: Iterable[str | Path]) -> list[Part]:
    """Return the row groups of the Parquet files *paths*, in order.

    Raises
    ------
    ValueError
        If there is no file, or one lacks a column that every verb needs.
    """
    import pyarrow.parquet as pq

    found: list[tuple[str, int, int]] = []
    for path in map(str, paths):
        with pq.ParquetFile(path, pre_buffer=False) as file:
            missing = {"article_id", "text"} - set(file.schema_arrow.names)
            if missing:
                raise ValueError(
                    f"{path} has no column {', '.join(sorted(map(repr, missing)))}; "
                    f"it has {', '.join(map(repr, file.schema_arrow.names))}"
                )
            meta = file.metadata
            found += [(path, g, meta.row_group(g).num_rows) for g in range(meta.num_row_groups)]
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
    paths: Sequence[str | Path],
    verb: Verb,
    out: str | Path,
    *,
    client: Any = None,
    **options: Any,
) -> Iterator[Part]:
    """Run *verb* on every row group of the Parquet files *paths*, one output file for each.

    Yields each part when its file stands in *out* (``part-00000.parquet`` and so on, numbered in
    reading order), those of an earlier, interrupted run first. With a Dask *client* the parts are
    worked on by its workers, otherwise here, one after another.

    Raises
    ------
    ValueError
        If *out* holds the results of another run: other files, another verb or other options.
    """
    todo = parts(paths)
    folder = Path(out)
    _claim(folder, todo, verb, options)
    files = [folder / f"part-{n:05d}.parquet" for n in range(len(todo))]
    yield from (part for part, file in zip(todo, files, strict=True) if file.exists())
    left = [(p, f) for p, f in zip(todo, files, strict=True) if not f.exists()]
    if client is None:
        for part, file in left:
            work(part, verb, options, str(file))
            yield part
    else:
        yield from _on_workers(client, left, verb, options)
    # A worker that was killed while it wrote left its draft behind.
    for draft in folder.glob(".part-*"):
        draft.unlink(missing_ok=True)


@contextlib.contextmanager
def client(workers: int = 1, scheduler: str | None = None) -> Iterator[Any]:
    """Give a Dask client: of a running *scheduler*, or of *workers* processes started here.

    With one worker and no scheduler it gives None: the work is done in this process. Started
    workers are stopped at the end, and the scheduler after them.
    """
    if scheduler is None and workers == 1:
        yield None
        return
    from distributed import Client, LocalCluster

    if scheduler is not None:
        with Client(scheduler) as connected:
            yield connected
        return
    local = LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None)
    with local, Client(local) as connected:
        yield connected
        # In good order: a worker whose scheduler is gone complains of it at length.
        connected.shutdown()


def work(part: Part, verb: Verb, options: dict[str, Any], file: str) -> None:
    """Read *part*, run *verb* on it and write *file*: the task. Running it twice does no harm."""
    if not Path(file).exists():
        write_table(verb(read_part(part), **options), file)


def _work_remote(part: Part, verb: Verb, options: dict[str, Any], file: str) -> None:
    raise_malloc_thresholds()
    work(part, verb, options, file)


def _on_workers(
    client: Any, left: list[tuple[Part, Path]], verb: Verb, options: dict[str, Any]
) -> Iterator[Part]:
    from distributed import as_completed

    # One copy of a large option (a lexicon, a model) per worker, not per task.
    shared = client.scatter(options, broadcast=True, hash=False) if options else options
    by_key = {
        client.submit(_work_remote, part, verb, shared, str(file.resolve()), pure=False): part
        for part, file in left
    }
    for future in as_completed(by_key):
        future.result()
        yield by_key[future]
        future.release()


def _claim(folder: Path, todo: list[Part], verb: Verb, options: dict[str, Any]) -> None:
    """Write into *folder* what run it belongs to, or check that it belongs to this one."""
    now = {
        "verb": f"{verb.__module__}.{verb.__qualname__}",
        "options": hashlib.sha256(_whole(options).encode()).hexdigest()[:16],
        "parts": [[Path(p.path).name, p.group, p.rows] for p in todo],
    }
    file = folder / "run.json"
    if not file.exists():
        if folder.exists() and any(folder.glob("part-*.parquet")):
            raise ValueError(f"{folder} holds results of unknown origin; choose an empty folder")
        with appearing_whole(file) as draft:
            draft.write_text(json.dumps(now), encoding="utf-8")
        return
    then = json.loads(file.read_text(encoding="utf-8"))
    differing = [key for key in now if then.get(key) != now[key]]
    if differing:
        raise ValueError(
            f"{folder} holds the results of another run (other {', '.join(differing)}); "
            "choose an empty folder, or remove this one to start anew"
        )


def _whole(value: Any) -> str:
    """Return all that *value* holds: the repr of a lexicon is short, and two may share it."""
    if is_dataclass(value) and not isinstance(value, type):
        return _whole({field.name: getattr(value, field.name) for field in fields(value)})
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key!r}: {_whole(own)}' for key, own in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_whole, value))}]"
    return repr(value)


def raise_malloc_thresholds() -> None:
    """Let the C library keep freed memory for the next array (Linux with glibc; elsewhere nothing).

    Dask's nanny lowers the trim threshold. Every large NumPy temporary then goes back to the system
    and is faulted in anew, page by page.
    """
    import ctypes
    import sys

    if sys.platform == "linux":
        trim, mmap, bytes_kept = -1, -3, 64 * 1024 * 1024
        try:
            mallopt = ctypes.CDLL(None).mallopt
        except (AttributeError, OSError):
            return
        mallopt(trim, bytes_kept)
        mallopt(mmap, bytes_kept)
