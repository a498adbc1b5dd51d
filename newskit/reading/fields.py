"""The fields of one article of an archive: labels understood, the text freed of boilerplate."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from newskit.reading import marks
from newskit.reading.dates import printed_date, read_date

Fields = dict[str, Any]

_BYLINE_WORDS = 9


def finished(said: dict[str, str], body: Iterable[str], around: int = 0) -> Fields:
    """Return the fields of an article: labels read, and its paragraphs without boilerplate.

    *around*: how many lines around the text have been left out already.
    """
    paragraphs = [line for line in (" ".join(part.split()) for part in body) if line]
    there, boilerplate = len(paragraphs), marks.pattern("lines")
    author = said.get("author")
    for end in (-1, 0):
        while paragraphs and boilerplate.fullmatch(paragraphs[end]):
            said.setdefault("url", url_in(paragraphs.pop(end)))
    if paragraphs and is_byline(paragraphs[0]):
        first = paragraphs.pop(0)
        author = author or first
    where = marks.pattern("page").search(said.get("section") or said.get("info") or "")
    fields = {
        "title": _line(said.get("title")),
        "outlet": _line(said.get("outlet")),
        "author": _without_by(_line(author)),
        "published": _published(said),
        "url": url_in(said.get("url", "")),
        "language": marks.language(said.get("language", "")) or _line(said.get("language")),
        "section": _line((said.get("section") or "")[: where.start() if where else None]),
        "page": _line(said.get("page")) or (where[1] if where else ""),
        "subtitle": _line(said.get("subtitle")),
        "archive_id": _line(said.get("archive_id")),
        "text": "\n\n".join(paragraphs),
        "cut": around + there - len(paragraphs),
    }
    return {name: value for name, value in fields.items() if value}


def _line(words: str | None) -> str:
    return " ".join((words or "").split()).strip(" ;,")


def url_in(words: str) -> str:
    """Return the first address in *words*, or nothing."""
    found = re.search(r"https?://\S+", words)
    return found[0] if found else ""


def _published(said: dict[str, str]) -> Any:
    words = said.get("published", "")
    found = printed_date(words, day_first=True) or printed_date(said.get("info", ""))
    return found[0] if found else read_date(words) or words.strip()


def _without_by(author: str) -> str:
    by = marks.pattern("byline").match(author)
    return author[by.end() :] if by else author


def is_byline(line: str) -> bool:
    """Say whether a line is a correspondent's: "By Mara Oln in Velm"."""
    by = marks.pattern("byline").match(line)
    return bool(by) and len(line.split()) <= _BYLINE_WORDS and line[-1] not in '.!?:”"'
