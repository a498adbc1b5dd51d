"""Reading: from files, folders and tables to articles.

What cannot be read is passed over, counted and named in a
:class:`NewskitWarning` when the reading ends; the other articles arrive.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from newskit import schema
from newskit.reading import formats, layouts
from newskit.reading.article import Article, articles_table
from newskit.reading.dates import read_date
from newskit.reading.problems import Problems
from newskit.reading.sources import Row, existing, rows_of

_SAID = ("title", "outlet", "author", "url", "language")


def read_article(path: str | os.PathLike[str]) -> Article:
    """Read the one article in a text, a web page or a document.

    Text files may be UTF-8 (with or without a byte order mark), UTF-16, UTF-32 or Windows-1252, and
    may carry front matter or the layout of a reposted report (see :func:`read_articles`). The
    ``article_id`` is the file's name without its extension, unless the front matter gives one.

    Raises
    ------
    FileNotFoundError, ValueError
        If there is no such file, it holds no text or several articles, or is no such file.

    Examples
    --------
    >>> read_article(corpora_folder() / "wartime_ecstasy" / "article.txt").outlet
    'RT'
    """
    path = existing(path)
    if path.suffix.lower() not in formats.DOCUMENTS:
        raise ValueError(
            f"{path} is not a single article: read_article reads {', '.join(formats.DOCUMENTS)}; "
            "read folders and tables with read_articles"
        )
    problems = Problems()
    rows = list(rows_of(path, problems))
    if len(rows) > 1:
        raise ValueError(
            f"{path} is not a single article: it holds {len(rows)} ({problems.file.archive}); "
            "read them with read_articles"
        )
    article = _article(rows[0], problems) if rows else None
    if article is None:
        raise ValueError(f"{path} holds no text")
    problems.warn()
    return replace(article, article_id=path.stem) if rows[0][1] == f"{path.stem}-1" else article


def iter_articles(source: Any, *, columns: Mapping[str, str] | None = None) -> Iterator[Article]:
    """Read articles one after the other, without holding more than a batch of them.

    Takes what :func:`read_articles` takes. Warnings about what was passed over come at the end.
    """
    problems = Problems(_mapping(columns))
    return _articles(rows_of(source, problems), problems)


def _articles(rows: Iterator[Row], problems: Problems) -> Iterator[Article]:
    numbers = dict[str, int]()  # the last one given to each id
    for row in rows:
        if not (article := _article(row, problems)):
            continue
        key = first = article.article_id
        while key in numbers:
            numbers[first] += 1
            key = f"{first}#{numbers[first]}"
        numbers[key] = 1
        if key != first:
            problems.note("repeated id", f"{row[0]} ({first!r}, now {key!r})")
            problems.whole_ids = False
            article = replace(article, article_id=key)
        yield article
    problems.warn()


def read_articles(source: Any, *, columns: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Read what you have into the ARTICLES table: an archive's download, files, or a table.

    Exports of Factiva, Nexis (old and Uni), ProQuest, Europresse and Integrum are known by their
    marks, whatever the file is called, and split into their articles; the docs page "From your
    archive to a table" says how to export from each.

    Parameters
    ----------
    source
        A file, a folder (with its subfolders), a pattern such as ``"downloads/*.html"``, or a list
        of these; or a table (pandas, polars, Arrow, a DuckDB relation, a dict of columns, a list
        of dicts), a spaCy ``Doc``, or a list of articles.

        Files: ``.txt``; ``.csv`` and ``.tsv`` with a header; ``.json`` and ``.jsonl``; ``.ris``;
        ``.html``, ``.docx``, ``.rtf``, ``.pdf`` (with text), ``.xlsx``, ``.warc`` (these need ``pip
        install "newskit[files]"``); ``.parquet`` (``newskit[scale]``); ``.zip`` and ``.gz`` of all.
    columns
        Which column of yours is which of ARTICLES, as ``{"text": "body", "outlet": "paper"}`` (or
        all the other way round, as for pandas' ``rename``). Columns of the same name need no entry,
        nor do those of Media Cloud, GDELT, Fundus and news-please. The others are kept, after
        those of ARTICLES; one whose name another has been given, such as a second ``text``,
        becomes ``text_original``.

    Returns
    -------
    pandas.DataFrame
        ARTICLES, and from archives ``section``, ``page``, ``subtitle``, ``archive_id``. Texts are
        paragraphs separated by an empty line, without copyright lines, load dates and bylines.
        Rows without an ``article_id`` get the file's name and the number of the row (from 1, the
        header not counted); an id that came before gets ``#2``, ``#3``... Whole numbers stay
        numbers. ``published`` is in UTC where the source names a time zone.

        ``attrs["newskit"]["receipt"]`` says of each file what it is, how many articles it declares
        and how many were read, which fields are missing, how many lines of boilerplate were cut
        and how many articles had been read before; :func:`newskit.audit` shows it.

    Warns
    -----
    NewskitWarning
        Counts and names what is missing (fewer articles than the file declares, damaged files and
        rows), what was passed over (files of another kind, rows without text) or is doubtful
        (dates that cannot be read, repeated ids, files that are not UTF-8, text that was read in a
        wrong encoding before it came here, which is left as it is).

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
    problems = Problems(_mapping(columns))
    table = articles_table(_articles(rows_of(source, problems, progress=True), problems))
    if problems.whole_ids and len(table):
        table["article_id"] = table["article_id"].astype("int64")
    return schema.stamp(table, "read_articles", receipt=problems.receipt())


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
    found = sorted([*home.glob("*/texts"), *home.glob("*/article.txt")])
    texts = {path.parent.name: path for path in found}
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


def _article(row: Row, problems: Problems) -> Article | None:
    where, key, fields = row
    text = fields.get("text")
    text = text.decode("utf-8", errors="replace") if isinstance(text, bytes) else text
    if not isinstance(text, str) or not text.strip():
        problems.note("no text", where)
        return None
    text = schema.valid(text).replace("\r\n", "\n").replace("\r", "\n")
    if odd := layouts.mojibake(text):
        worst = ", ".join(f"{letters!r} {n}" for letters, n in odd.most_common(3))
        problems.note("mojibake", f"{where} ({odd.total()}: {worst})")
    said = {name: _words(fields.get(name)) for name in _SAID}
    printed = fields.get("published")
    published = None if layouts.is_missing(printed) else read_date(printed)
    if published is None and not layouts.is_missing(printed):
        problems.note("date", f"{where} ({str(printed)[:40]!r})")
    problems.arrived(fields, {**said, "published": published, "text": text})
    further = [name for name in fields if name not in schema.ARTICLES and name != "cut"]
    extra = {schema.valid(name): schema.valid(fields[name]) for name in further}
    own = _words(fields.get("article_id")) or schema.valid(key)
    return Article(own, text, published=published, extra=extra, **said)


def _words(value: object) -> str | None:
    """Return a value of a table as words: lists joined, whole numbers without ``.0``."""
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value)) or None
    if layouts.is_missing(value):
        return None
    whole = isinstance(value, float) and value.is_integer()
    return str(schema.valid(str(int(value) if whole else value))).strip()  # type: ignore[call-overload]
