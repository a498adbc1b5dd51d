"""What every archive's rules are made of: labels, dates, and the fields of one article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from newskit.reading import marks
from newskit.reading.dates import printed_date, read_date

Fields = dict[str, Any]
Lines = Sequence[str]

_BYLINE_WORDS = 9
_PRINTED = "title outlet author published url language section page subtitle archive_id".split()


class Export(NamedTuple):
    """What an archive's file holds, and how many articles it says it holds."""

    archive: str
    articles: list[Fields]
    declared: int | None = None
    missing: tuple[str, ...] = ()


def said_by(labels: Sequence[marks.Label]) -> dict[str, str]:
    """Return what labels say, the first of each kind."""
    return {own.kind or "other": own.value for own in reversed(labels) if own.value.strip()}


def parts_of(lines: Lines, cuts: Iterable[int]) -> list[Lines]:
    """Return the lines from each cut to the next."""
    return [lines[a:b] for a, b in pairwise([*cuts, len(lines)])]


def finished(said: dict[str, str], body: Iterable[str], around: int = 0) -> Fields:
    """Return the fields of an article: labels read, and its paragraphs without boilerplate.

    *around*: how many lines around the text have been left out already.
    """
    paragraphs = [line for line in (" ".join(part.split()) for part in body) if line]
    there, boilerplate = len(paragraphs), marks.pattern("lines")
    for end in (-1, 0):
        while paragraphs and boilerplate.fullmatch(paragraphs[end]):
            said.setdefault("url", url_in(paragraphs.pop(end)))
    byline = paragraphs.pop(0) if paragraphs and is_byline(paragraphs[0]) else ""
    where = marks.pattern("page").search(said.get("section") or said.get("info") or "")
    fields: Fields = {name: _line(said.get(name)) for name in _PRINTED}
    fields |= {
        "author": marks.pattern("byline").sub("", _line(said.get("author") or byline)),
        "published": _published(said),
        "url": url_in(said.get("url", "")),
        "language": marks.language(said.get("language", "")) or fields["language"],
        "section": _line((said.get("section") or "")[: where.start() if where else None]),
        "page": fields["page"] or (where[1] if where else ""),
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


def is_byline(line: str) -> bool:
    """Say whether a line is a correspondent's: "By Mara Oln in Velm"."""
    by = marks.pattern("byline").match(line)
    return bool(by) and len(line.split()) <= _BYLINE_WORDS and line[-1] not in '.!?:”"'
