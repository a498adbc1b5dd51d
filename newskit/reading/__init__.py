"""Reading: from files, folders and tables to articles.

What cannot be read is passed over, counted and named in a
:class:`NewskitWarning` when the reading ends; the other articles arrive.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pandas as pd

from newskit import schema
from newskit.reading import formats, layouts
from newskit.reading.article import Article, articles_table
from newskit.reading.problems import Problems

Row = tuple[str, str, dict[str, Any]]
Source = str | os.PathLike[str] | pd.DataFrame

_SAID = ("title", "outlet", "author", "url", "language")


def read_article(path: str | os.PathLike[str]) -> Article:
    """Read the one article in a text or HTML file.

    Text files may be UTF-8 (with or without a byte order mark), UTF-16 or Windows-1252, and may
    carry front matter or the layout of a reposted report (see :func:`read_articles`). The
    ``article_id`` is the file's name without its ending, unless the front matter gives one.

    Raises
    ------
    FileNotFoundError, ValueError
        If there is no such file, or it holds no text, or is not a text file.
    """
    path = _existing(path)
    if path.suffix.lower() not in formats.SINGLE:
        raise ValueError(
            f"{path} is not a single article: read_article reads {', '.join(formats.SINGLE)}; "
            "read folders and tables with read_articles"
        )
    problems = Problems()
    article = _article(
        (path.name, path.stem, formats.SINGLE[path.suffix.lower()](path, problems)), problems
    )
    if article is None:
        raise ValueError(f"{path} holds no text")
    problems.warn()
    return article


def iter_articles(source: Source, *, columns: Mapping[str, str] | None = None) -> Iterator[Article]:
    """Read articles one after the other, without holding more than a batch of them.

    Takes what :func:`read_articles` takes. Warnings about what was passed over come at the end.
    """
    names = _mapping(columns)
    problems, numbers = Problems(), dict[str, int]()
    for row in _rows(source, names, problems):
        article = _article(row, problems)
        if article is not None:
            yield _with_own_id(article, row[0], numbers, problems)
    problems.warn()


def read_articles(source: Source, *, columns: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Read a folder, a file or a table of any shape into the ARTICLES table.

    Parameters
    ----------
    source
        A folder (with its subfolders), a file, or a DataFrame. Files: ``.txt``; ``.html`` (needs
        ``pip install "newskit[files]"``); ``.jsonl`` with one object a line; ``.csv`` and ``.tsv``
        with a header; ``.parquet`` (needs ``pip install "newskit[scale]"``).
    columns
        Which column of yours is which of ARTICLES, as ``{"text": "body", "outlet": "paper"}`` (or
        all the other way round, as for pandas' ``rename``).
        Columns of the same name need no entry. The others are kept, after those of ARTICLES; one
        whose name another has been given, such as a second ``text``, becomes ``text_original``.

    Returns
    -------
    pandas.DataFrame
        ARTICLES. Rows without an ``article_id`` get the file's name and the number of the row
        (from 1, the header not counted); an id that came before gets ``#2``, ``#3``...
        ``published`` is in UTC where the source names a time zone.

    Warns
    -----
    NewskitWarning
        Counts and names what was passed over (files of another kind, binary files, unreadable
        rows, rows without text) or is doubtful (dates that cannot be read, repeated ids, files
        that are not UTF-8, text that was read in a wrong encoding before it came here, which is
        left as it is).

    Raises
    ------
    FileNotFoundError, ValueError
        If there is nothing there, the kind of file is unknown, or no column is the text.

    Examples
    --------
    >>> export = pd.DataFrame({"body": ["Talks will go on."], "paper": ["The Harbour Post"]})
    >>> articles = read_articles(export, columns={"text": "body", "outlet": "paper"})
    >>> articles[["article_id", "outlet", "text"]].values.tolist()
    [['row-1', 'The Harbour Post', 'Talks will go on.']]
    """
    return articles_table(iter_articles(source, columns=columns))


def load_corpus(name: str) -> pd.DataFrame:
    """Return a corpus that comes with newskit, as the ARTICLES table.

    ``wartime_ecstasy`` is one real report; ``one_event`` and ``voices`` were constructed. Each has
    a datasheet, ``README.md``, in its folder under ``corpora``.

    Raises
    ------
    ValueError
        If there is no corpus of that name; the message lists the names.

    Examples
    --------
    >>> load_corpus("wartime_ecstasy").loc[0, "outlet"]
    'RT'
    """
    home = corpora_folder()
    texts = {
        found.parent.name: found
        for found in sorted([*home.glob("*/texts"), *home.glob("*/article.txt")])
    }
    if name not in texts:
        raise ValueError(f"unknown corpus {name!r}; choose one of {', '.join(texts)}")
    if texts[name].is_dir():
        return read_articles(texts[name])
    return articles_table([replace(read_article(texts[name]), article_id=name)])


def corpora_folder() -> Path:
    """Return the folder that holds the shipped corpora, with their datasheets and gold.

    It lies in the installed package, or beside the package in a checkout.

    Examples
    --------
    >>> gold = pd.read_csv(corpora_folder() / "voices" / "quotes.csv")
    >>> gold.loc[0, ["kind", "words", "speaker_name"]].tolist()
    ['direct', 'We are not going back for a promise,', 'Tomas Brakk']
    """
    package = Path(__file__).parent.parent
    installed = package / "corpora"
    return installed if installed.is_dir() else package.parent / "corpora"


def _existing(path: str | os.PathLike[str]) -> Path:
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"give a path or a DataFrame, not {type(path).__name__}")
    if not Path(path).exists():
        raise FileNotFoundError(f"there is no file or folder {os.fspath(path)!r}")
    return Path(path)


def _mapping(columns: Mapping[str, str] | None) -> dict[str, str]:
    given = dict(columns or {})
    # pandas' rename is written the other way round; where only one reading makes sense, take it.
    if not given.keys() <= schema.ARTICLES.keys() and set(given.values()) <= schema.ARTICLES.keys():
        given = {name: yours for yours, name in given.items()}
    unknown = [name for name in given if name not in schema.ARTICLES]
    if unknown:
        raise ValueError(
            f"columns names {unknown[0]!r}, which is no column of ARTICLES "
            f"({', '.join(schema.ARTICLES)}); write it as {{newskit's name: your name}}, "
            "such as {'text': 'body'}"
        )
    names = {yours: name for name, yours in given.items()}
    if len(names) < len(columns or {}):
        raise ValueError(f"columns uses one of your columns twice: {dict(columns or {})}")
    return names


def _rows(source: Source, names: dict[str, str], problems: Problems) -> Iterator[Row]:
    """Yield where each row of *source* stands, the id it gets if it has none, and its fields."""
    if isinstance(source, pd.DataFrame):
        rows = ((f"row {n}", f"row-{n}", fields) for n, fields in formats.read_frame(source))
        return _renamed(rows, names)
    path = _existing(source)
    if path.is_dir():
        return _folder_rows(path, names, problems)
    if path.suffix.lower() not in formats.KINDS:
        raise ValueError(
            f"newskit does not read {path.name!r}; it reads {', '.join(formats.KINDS)}"
        )
    return _file_rows(path, path.stem, names, problems)


def _folder_rows(folder: Path, names: dict[str, str], problems: Problems) -> Iterator[Row]:
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name[0] != "."):
        inside = path.relative_to(folder)
        if path.suffix.lower() not in formats.KINDS:
            problems.note("other kind", inside.as_posix())
            continue
        try:
            yield from _file_rows(path, inside.with_suffix("").as_posix(), names, problems)
        except (ValueError, OSError) as error:
            problems.note("unreadable", str(error))


def _file_rows(path: Path, stem: str, names: dict[str, str], problems: Problems) -> Iterator[Row]:
    kind = path.suffix.lower()
    if kind in formats.SINGLE:
        return iter([(path.name, stem, formats.SINGLE[kind](path, problems))])
    rows = formats.MANY[kind](path, problems)
    return _renamed(((f"{path.name} row {n}", f"{stem}-{n}", row) for n, row in rows), names)


def _renamed(rows: Iterator[Row], names: dict[str, str]) -> Iterator[Row]:
    """Give the fields newskit's names, once the first rows have shown that those columns exist."""
    first = list(islice(rows, 100))
    there = list(dict.fromkeys(name for *_, fields in first for name in fields))
    text = next((yours for yours, name in names.items() if name == "text"), "text")
    absent = [yours for yours in [*names, text] if yours not in there]
    if first and absent:
        raise ValueError(
            f"{first[0][0]} has no column {absent[0]!r}; it has {', '.join(map(repr, there))}. "
            "Say which column is which, such as columns={'text': 'body'}"
        )
    taken = {name: f"{name}_original" for name in names.values()}
    called = {**taken, **names}
    for where, key, fields in chain(first, rows):
        yield where, key, {called.get(name, name): value for name, value in fields.items()}


def _article(row: Row, problems: Problems) -> Article | None:
    where, key, fields = row
    text = fields.get("text")
    if not isinstance(text, str) or not text.strip():
        problems.note("no text", where)
        return None
    return Article(
        _words(fields.get("article_id")) or layouts.valid(key),
        _clean(text, where, problems),
        published=_published(fields.get("published"), where, problems),
        extra={
            layouts.valid(name): layouts.valid(value) if isinstance(value, str) else value
            for name, value in fields.items()
            if name not in schema.ARTICLES
        },
        **{name: _words(fields.get(name)) for name in _SAID},
    )


def _words(value: object) -> str | None:
    """Return a value of a table as words: lists joined, whole numbers without ``.0``."""
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value)) or None
    if layouts.is_missing(value):
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return layouts.valid(str(value)).strip()


def _clean(text: str, where: str, problems: Problems) -> str:
    text = layouts.valid(text).replace("\r\n", "\n").replace("\r", "\n")
    odd = layouts.mojibake(text)
    if odd:
        worst = ", ".join(f"{letters!r} {n}" for letters, n in odd.most_common(3))
        problems.note("mojibake", f"{where} ({odd.total()}: {worst})")
    return text


def _published(value: object, where: str, problems: Problems) -> datetime | None:
    if layouts.is_missing(value):
        return None
    found = layouts.read_date(value)
    if found is None:
        problems.note("date", f"{where} ({str(value)[:40]!r})")
    return found


def _with_own_id(
    article: Article, where: str, numbers: dict[str, int], problems: Problems
) -> Article:
    """Return *article* under an id of its own; *numbers* holds the last number given to each id."""
    key = first = article.article_id
    while key in numbers:
        numbers[first] += 1
        key = f"{first}#{numbers[first]}"
    numbers[key] = 1
    if key == first:
        return article
    problems.note("repeated id", f"{where} ({first!r}, now {key!r})")
    return replace(article, article_id=key)
