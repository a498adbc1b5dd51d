"""What the command line reads and writes: articles as a stream, tables, a progress bar."""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

import click
import pandas as pd

from newskit import reading, scale
from newskit.reading.article import Article, articles_table, printed
from newskit.writing import ENDINGS, harmless, write_table

BATCH = 1_000
# A result of up to this many rows is shown whole on a terminal; of a longer one, the first rows
# of all, or of each group.
_SHORT, _FIRST, _OF_GROUP = 40, 20, 10
_NARROW, _LEAST_NAME, _LEAST_WORDS = 22, 10, 16
_HEADS = {"speaker_name": "speaker", "text": "words"}
# What the user calls the text and the outlet, and of what kind standard input is.
Names = dict[str, str | None]


class Show(NamedTuple):
    """A verb, the columns of its table for a terminal, and whether the words belong beside them."""

    verb: Callable[..., pd.DataFrame]
    columns: str
    words: bool = True


def measure(show: Show, inputs: tuple[str, ...], output: Path | None, **given: Any) -> None:
    """Run a verb over the inputs: piece by piece into a folder, or as a stream into one file."""
    workers, scheduler = given.pop("workers", 1), given.pop("scheduler", None)
    names = {name: given.pop(name, None) for name in ("text", "outlet", "kind")}
    options = {name: value for name, value in given.items() if value is not None}
    if output is not None and not output.suffix:
        files = _parquet_files(inputs)
        with scale.client(workers, scheduler) as client, _bar() as bar:
            for part in scale.run(files, show.verb, output, client=client, **options):
                bar.total = part.of
                bar.update(part.rows)
        return
    if workers > 1 or scheduler:
        raise ValueError("several workers need Parquet files and a folder to write to: -o out/")
    beside = output is None and show.words and sys.stdout.isatty()

    def measured(batch: pd.DataFrame) -> pd.DataFrame:
        table = show.verb(batch, **options)
        return printed(table, batch) if beside else table

    write(map(measured, _batches(inputs, names)), output, show.columns)


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


def articles_of(inputs: Sequence[str], names: Names) -> pd.DataFrame:
    """Return all articles of *inputs* in one table; of a file or folder with all its columns."""
    if "-" not in inputs:
        one = inputs[0] if len(inputs) == 1 else inputs
        return reading.read_articles(one, columns=_columns(names))
    return articles_table(_stream(inputs, names))


def _batches(inputs: Iterable[str], names: Names) -> Iterator[pd.DataFrame]:
    """Give the articles of *inputs*, a thousand at a time, and count them in the progress bar."""
    stream = _stream(inputs, names)
    batches = iter(lambda: list(islice(stream, BATCH)), list[Article]())
    with _bar() as bar:
        # One of no articles, where there are none: an empty result has a header too.
        for batch in chain([next(batches, [])], batches):
            yield articles_table(batch)
            bar.update(len(batch))


def _columns(names: Names) -> dict[str, str]:
    return {name: yours for name, yours in names.items() if yours and name != "kind"}


def _stream(inputs: Iterable[str], names: Names) -> Iterator[Article]:
    for item in inputs:
        if item != "-":
            yield from reading.iter_articles(item, columns=_columns(names))
            continue
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"stdin.{names['kind'] or 'txt'}"
            with path.open("wb") as out:
                shutil.copyfileobj(sys.stdin.buffer, out)
            yield from reading.iter_articles(path, columns=_columns(names))


def _bar() -> Any:
    from tqdm import tqdm

    # disable=None: quiet where standard error is not a terminal.
    return tqdm(unit=" articles", disable=None, leave=False)


def write(
    tables: pd.DataFrame | Iterable[pd.DataFrame],
    output: Path | None,
    columns: str = "",
    by: str | None = None,
) -> None:
    """Write to *output*; without one, show *columns* on a terminal, or give a pipe all as CSV."""
    if output is not None:
        if output.suffix.lower() not in ENDINGS:
            raise ValueError(f"-o {output}: the extension must be one of {', '.join(ENDINGS)}")
        click.echo(f"{write_table(tables, output):,} rows written to {output}", err=True)
        return
    stream = [tables] if isinstance(tables, pd.DataFrame) else tables
    if sys.stdout.isatty():
        click.echo(_shown(stream, columns.split(), by))
        return
    with contextlib.suppress(BrokenPipeError):
        for n, table in enumerate(stream):
            click.echo(harmless(table).to_csv(index=False, header=n == 0), nl=False)


def _shown(stream: Iterable[pd.DataFrame], columns: Sequence[str], by: str | None) -> str:
    """Return the first rows of a stream as text, and how many more there are.

    Nothing is printed before the stream has ended, so that no progress bar stands in the table.
    """
    rows, kept = 0, list[pd.DataFrame]()
    for table in stream:
        rows += len(table)
        kept.append(table if by else table.head(_SHORT + 1))
    table = pd.concat(kept, ignore_index=True)
    if rows > _SHORT:
        table = table.groupby(by, sort=False).head(_OF_GROUP) if by else table.head(_FIRST)
    width = shutil.get_terminal_size((80, 24)).columns
    lines = as_text(table, columns, width)
    if rows > len(table):
        lines += f"\n… {rows - len(table):,} more of {rows:,} rows; -o FILE writes them all"
    return lines if rows else "nothing was found"


def as_text(table: pd.DataFrame, columns: Sequence[str], width: int) -> str:
    """Return *columns* of *table*, and its column ``text``, in lines of at most *width* signs."""
    several = "article_id" in table and len(set(table["article_id"])) > 1
    wanted = [*(["article_id"] if several else []), *columns, "text"]
    names = [n for n in dict.fromkeys(wanted) if n in table and table[n].notna().any()]
    cells = {n: [_HEADS.get(n, n.replace("_", " ")), *map(_cell, table[n].tolist())] for n in names}
    numeric = {n for n in names if pd.api.types.is_numeric_dtype(table[n].dtype)}
    wide = [n for n in names if n in ("left", "right", "text", "detail")]
    most = {n: max(map(len, cells[n])) for n in names}
    # Names give way, so that there is room for words.
    for narrow in range(_NARROW, _LEAST_NAME - 1, -1):
        widths = {n: most[n] if n in numeric else min(most[n], narrow) for n in names}
        room = width - sum(widths[n] + 2 for n in names if n not in wide)
        if room >= len(wide) * (_LEAST_WORDS + 2):
            break
    widths |= {n: max(_LEAST_WORDS, room // len(wide) - 2) for n in wide}
    sides = {n: str.rjust if n in numeric or n == "left" else str.ljust for n in names}
    padded = ([sides[n](_fit(c, widths[n], n), widths[n]) for c in cells[n]] for n in names)
    return "\n".join("  ".join(row).rstrip()[:width] for row in zip(*padded, strict=True))


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if pd.isna(value):
        return ""
    if isinstance(value, float):
        return f"{value:.2f}" if abs(value) >= 0.005 or value == 0 else f"{value:.1e}"
    return " ".join(str(value).split())


def _fit(cell: str, width: int, name: str) -> str:
    if len(cell) <= width:
        return cell
    # What stands left of a match is cut at its far end, like a line of a concordance; at a blank.
    if name == "left":
        return f"…{cell[1 - width :].partition(' ')[2] or cell[1 - width :]}"
    return f"{cell[: width - 1].rpartition(' ')[0] or cell[: width - 1]}…"
