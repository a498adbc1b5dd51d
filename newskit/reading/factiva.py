"""Factiva: articles that end in its number, "Document ABCD000020240527ek5r00001"."""

from __future__ import annotations

import re
from itertools import pairwise

from newskit.reading import marks
from newskit.reading.dates import is_dated
from newskit.reading.fields import Export, Fields, Lines, finished, is_byline, parts_of

_CODED = re.compile(r"\s*([A-Z]{2,3})(?:[\s|\u00a0]+(.*))?", re.DOTALL)
_COUNT = re.compile(r"\d[\d.,\s]*[^\W\d_]{1,14}(?: [^\W\d_]{1,14})?")
_CLOCK = re.compile(r"\D{0,3}\s?\d{1,2}[:.]\d\d(?:[:.]\d\d)?\s?\D{0,5}")
_PAGE = re.compile(r"[A-Z]{0,4}\d+\S{0,4}|[A-Z][A-Z0-9]{2,7}")
_HEAD = 8


def split(lines: Lines) -> Export | None:
    """Split what ends in Factiva's number, or begins with a headline above a count of words."""
    ends = [i for i, line in enumerate(lines) if line and marks.fits("accession", line)]
    starts, heads = {0, *(i + 1 for i in ends)}, _heads(lines)
    for before, head in pairwise(heads):
        # An article without a number ends above the next headline.
        if not any(before < end < head for end in ends):
            blank = (i + 1 for i in range(head - 1, before, -1) if not lines[i])
            starts.add(max(next(blank, head - 1), head - 3))
    parts: list[Lines] = [[x for x in part if x] for part in parts_of(lines, sorted(starts))]
    # Above the first article may stand a list of the headlines.
    listed = [re.sub(r"[\s.|]*\d*$", "", x) for x in parts[0][: min(_heads(parts[0]), default=0)]]
    top = next((i for i in range(len(listed) - 1, 0, -1) if listed[i] in listed[:i]), 0)
    parts[0] = parts[0][top:]
    known = [_codes(part) is not None or _head_at(part) < len(part) for part in parts]
    if not ends or not any(known):
        return None
    # What stands below the last number is a summary of the search.
    articles = [article_of(part) for part in (parts if known[-1] else parts[:-1])]
    return Export("Factiva", articles, len(articles))


def _heads(lines: Lines) -> list[int]:
    """Return where words are counted above a date: "664 Wörter", "1,024字"."""
    counts = [i for i, line in enumerate(lines) if _COUNT.fullmatch(line)]
    below = [next(filter(None, lines[i + 1 : i + 4]), "") for i in counts]
    return [i for i, x in zip(counts, below, strict=True) if is_dated(x, shape=True)]


def _head_at(lines: Lines, title: int = 0) -> int:
    """Return where an article's words are counted, or else where its date stands."""
    near = range(title + 1, min(title + _HEAD, len(lines)))
    date = next((i for i in near if is_dated(lines[i], shape=True)), len(lines))
    return next((i for i in near if _COUNT.fullmatch(lines[i])), date)


def article_of(lines: Lines, headline: str = "", body: Lines | None = None) -> Fields:
    """Return an article that Factiva printed; a page shows which line is the *headline*."""
    last = marks.fits("accession", lines[-1]) if lines else None
    above = lines[:-1] if last else lines
    number = {"archive_id": last[1]} if last else {}
    if coded := _codes(above):
        return finished({**coded[0], **number}, coded[1], len(lines) - len(coded[1]))
    title = lines.index(headline) if headline in lines else 0
    head = _head_at(above, title)
    head = title + 1 if head == len(above) else head
    said, used = _below_count(above[head:])
    tops = [x for x in above[title:head] if headline or not marks.fits("lines", x)]
    by = 1 if headline else next((i for i, x in enumerate(tops) if i and is_byline(x)), len(tops))
    said |= {"section": "; ".join(above[:title]), **number}
    said |= {"title": " ".join(tops[:by]), "author": "; ".join(tops[by:])}
    text = body or _without_publisher(above[head + used :], said)
    return finished(said, text, len(lines) - len(text))


def _below_count(lines: Lines) -> tuple[dict[str, str], int]:
    """Return what Factiva prints from the count of words on, and how many lines that takes.

    In this order, much of it only sometimes: words, date, time, outlet, its code, edition, page,
    language, copyright.
    """
    said, used = dict[str, str](), 0
    for n, line in enumerate(lines[:14], start=1):
        if not said and is_dated(line, shape=True):
            said, used = {"published": line}, n
        elif "outlet" not in said:
            if not _CLOCK.fullmatch(line) and not _COUNT.fullmatch(line):
                said, used = {**said, "outlet": line}, n
        elif marks.fits("lines", line):
            return {**said, "copyright": line}, n
        elif marks.language(line):
            said["language"], used = line, n
        elif "language" in said:
            break
        elif _PAGE.fullmatch(line):
            used = n
            if any(map(str.isdigit, line)):
                said.setdefault("page", line)
    return said, used


def _without_publisher(body: Lines, said: dict[str, str]) -> Lines:
    """Return the lines without the last, where that only names the holder of the copyright."""
    holder = set(re.findall(r"\w{4,}", said.get("copyright", "").lower()))
    words = set(re.findall(r"\w{4,}", body[-1].lower())) if body else set()
    short = bool(body) and len(body[-1]) < 80 and body[-1][-1:] not in '.!?”"'
    return body[:-1] if short and words & holder else body


def _codes(lines: Lines) -> tuple[dict[str, str], list[str]] | None:
    """Return fields and text of Factiva's display of field codes (HD, PD, SN, LP ...), or None."""
    names = marks.table("factiva")
    known = {code: name for name in names for code in names[name].split()}
    said, body, current = dict[str, str](), list[str](), ""
    for line in lines:
        found, words = _CODED.fullmatch(line), line
        if found and found[1] in known:
            current, words = known[found[1]], found[2] or ""
        if current == "body":
            body.append(words)
        elif current and words:
            said[current] = f"{said.get(current, '')} {words}".strip()
    return (said, body) if {"title", "published"} <= said.keys() else None
