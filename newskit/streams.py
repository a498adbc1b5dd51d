"""What the command line reads and writes: articles as a stream, tables, a progress bar."""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

import click
import pandas as pd

import newskit as nk
from newskit import scale
from newskit.writing import ENDINGS, harmless, write_table

BATCH = 1_000
Verb = Callable[..., pd.DataFrame]
Options = dict[str, Any]


def measure(
    verb: Verb, options: Options, inputs: tuple[str, ...], output: Path | None, **rest: Any
) -> None:
    """Run *verb* over the inputs: piece by piece into a folder, or as a stream into one file."""
    workers, scheduler = rest.pop("workers", 1), rest.pop("scheduler", None)
    if output is not None and not output.suffix:
        with scale.client(workers, scheduler) as client:
            _in_pieces(scale.run(_parquet_files(inputs), verb, output, client=client, **options))
        return
    if workers > 1 or scheduler:
        raise ValueError("several workers need Parquet files and a folder to write to: -o out/")
    write((verb(batch, **options) for batch in _batches(inputs, rest)), output)


def _in_pieces(run: Iterator[scale.Part]) -> None:
    with _bar() as bar:
        for part in run:
            bar.total = part.of
            bar.update(part.rows)


def _parquet_files(inputs: tuple[str, ...]) -> list[Path]:
    named = [Path(name) for name in inputs]
    found = [f for p in named for f in (sorted(p.glob("*.parquet")) if p.is_dir() else [p])]
    others = [file for file in found if file.suffix != ".parquet"]
    if others:
        raise ValueError(
            f"only Parquet files can be worked on in pieces, not {others[0]}; "
            "write into one file instead, such as -o result.csv"
        )
    return found


def articles_of(inputs: Iterable[str], names: dict[str, str | None]) -> pd.DataFrame:
    """Return all articles of *inputs* in one table."""
    return nk.articles_table(_stream(inputs, dict(names)))


def _batches(inputs: Iterable[str], names: dict[str, Any]) -> Iterator[pd.DataFrame]:
    """Give the articles of *inputs*, a thousand at a time, and count them in the progress bar."""
    stream = _stream(inputs, names)
    with _bar() as bar:
        while batch := list(islice(stream, BATCH)):
            yield nk.articles_table(batch)
            bar.update(len(batch))


def _stream(inputs: Iterable[str], names: dict[str, Any]) -> Iterator[nk.Article]:
    kind = names.pop("kind") or "txt"
    columns = {name: yours for name, yours in names.items() if yours}
    return chain.from_iterable(_read(item, kind, columns) for item in inputs)


def _read(item: str, kind: str, columns: dict[str, str]) -> Iterator[nk.Article]:
    if item != "-":
        yield from nk.iter_articles(item, columns=columns)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"stdin.{kind}"
        with path.open("wb") as out:
            shutil.copyfileobj(sys.stdin.buffer, out)
        yield from nk.iter_articles(path, columns=columns)


def _bar() -> Any:
    from tqdm import tqdm

    # disable=None: quiet where standard error is not a terminal.
    return tqdm(unit=" articles", disable=None, leave=False)


def write(tables: pd.DataFrame | Iterable[pd.DataFrame], output: Path | None) -> None:
    """Write to *output*; without one, print a table on a terminal and CSV into a pipe."""
    if output is not None:
        if output.suffix.lower() not in ENDINGS:
            raise ValueError(f"-o {output}: the ending must be one of {', '.join(ENDINGS)}")
        click.echo(f"{write_table(tables, output):,} rows written to {output}", err=True)
        return
    stream = [tables] if isinstance(tables, pd.DataFrame) else tables
    terminal = sys.stdout.isatty()
    with contextlib.suppress(BrokenPipeError):
        for n, table in enumerate(stream):
            if terminal:
                click.echo(table.to_string(index=False, max_colwidth=48))
            else:
                click.echo(harmless(table).to_csv(index=False, header=n == 0), nl=False)
