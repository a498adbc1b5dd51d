"""Exports of news archives as lines of text: known by their marks, split, and freed of labels.

A layout is a few rules here; the words it prints, in each language, stand in ``archives.toml``.
Where no export could be had (Factiva and Nexis Uni in RTF, RIS of ProQuest) the rules follow the
documented layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from newskit.reading import marks
from newskit.reading.dates import printed_date
from newskit.reading.fields import Fields, finished, is_byline, url_in

Lines = Sequence[str]

_LABEL = re.compile(r"\s*([^\W\d_][^:\n\u00a0]{0,38}?)\s?:(\u00a0|[ \t\n]|$)\s*")
_RIS = re.compile(r"([A-Z][A-Z0-9]) {1,2}- ?(.*)")
_LOADED = re.compile(r"load-date:", re.IGNORECASE)
_CODED = re.compile(r"\s*([A-Z]{2,3})(?:[\s|\u00a0]+(.*))?", re.DOTALL)
_CODE = re.compile(r"[A-Z][A-Z0-9]{2,7}")
# A printed page of LexisNexis is 78 signs wide.
_WIDTH = 78
_FIELD_LENGTH, _WEEKDAY = 80, 16


# Every export that is read line by line holds one of these; most texts hold none.
MARKED = re.compile(r"(?i)do[ck]ument|文[档件]|문서|документ|_{20}")


class Export(NamedTuple):
    """What an archive's file holds, and how many articles it says it holds."""

    archive: str
    articles: list[Fields]
    declared: int | None = None
    missing: tuple[str, ...] = ()


def split_lines(lines: Lines, *, wrapped: bool = False, told: int | None = None) -> Export | None:
    """Return the articles of an export given as lines, or None if it is none.

    *wrapped*: the lines are those of a printed page, and a blank line ends a paragraph. *told*:
    how many articles another part of the file says there are.
    """
    plain = [line.replace("\f", "").strip() for line in lines]
    if any(_counter(line) for line in plain):
        blocks = _blocks(plain) if wrapped else [line for line in plain if line]
        return _proquest(plain) or _counted(blocks, wrapped, told)
    if any(marks.pattern("end").fullmatch(line) for line in plain):
        return _nexis_uni(plain)
    return _factiva(plain) or _proquest(plain)


def split_ris(lines: Iterable[str]) -> Export:
    """Return the records of a RIS file; their text is the field N2, or else the abstract."""
    articles, said, declared, name = list[Fields](), dict[str, str](), 0, ""
    for line in lines:
        found = _RIS.fullmatch(line.strip("\ufeff\r\n "))
        code, words = found.groups() if found else ("", line.strip())
        declared += code == "TY"
        # A line without a code goes on with what the line above it said.
        name = name if not found else marks.label(code) or ""
        if code == "ER":
            body = said.pop("body", "") or said.get("abstract", "")
            articles.append(finished(said, body.split("\n")))
            said = {}
        elif name in said and (not found or name in ("author", "body", "abstract")):
            said[name] += f"; {words}" if name == "author" and found else f"\n{words}"
        elif name:
            said.setdefault(name, words)
    return Export("RIS", articles, declared)


def labelled(line: str) -> tuple[str, str] | None:
    """Return the printed label of a line and what follows it: ``LENGTH: 300 words``."""
    found = _LABEL.match(line)
    # Structure that a page or a document shows (bold type, a no-break space) arrives as one.
    if found and (found[2] == "\u00a0" or found[1].isupper()):
        return found[1], line[found.end() :]
    return None


def _blocks(lines: Lines) -> list[str]:
    return [block for block in re.split(r"\n\s*\n", "\n".join(lines)) if block.strip()]


def _counter(line: str) -> tuple[int, int] | None:
    found = marks.pattern("counter").fullmatch(line) if len(line) < 60 else None
    if not found:
        return None
    number, of = (re.sub(r"\D", "", part) for part in found.groups() if part)
    return int(number), int(of)


def _counted(blocks: Lines, wrapped: bool, told: int | None) -> Export:
    """Split what LexisNexis numbers: "3 of 74 DOCUMENTS", the outlet, the date, the headline."""
    places = [(i, n) for i, block in enumerate(blocks) if (n := _counter(block.strip()))]
    ends = [*(i for i, _ in places[1:]), len(blocks)]
    parts = [blocks[i + 1 : end] for (i, _), end in zip(places, ends, strict=True)]
    first, numbers = places[0][1][0], {number for _, (number, _) in places}
    for line in "\n".join(blocks[: places[0][0]]).split("\n"):
        if selected := marks.pattern("selected").fullmatch(line.strip()):
            told = int(selected[2]) - int(selected[1]) + 1
    last = first + told - 1 if told else places[0][1][1]
    absent = sorted(set(range(first, last + 1)) - numbers)
    articles = [_counted_article(part, wrapped) for part in parts]
    return Export("LexisNexis", articles, len(numbers) + len(absent), tuple(_ranges(absent)))


def _ranges(numbers: Sequence[int]) -> list[str]:
    """Return numbers as words, runs of them as one: "3", "7 to 9"."""
    cuts = [i for i in range(1, len(numbers)) if numbers[i] > numbers[i - 1] + 1]
    runs = [numbers[a:b] for a, b in pairwise([0, *cuts, len(numbers)]) if b > a]
    return [f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]


def _counted_article(blocks: Lines, wrapped: bool) -> Fields:
    names = [labelled(block) for block in blocks]
    kinds = [marks.label(name[0]) if name else None for name in names]
    # A headline may look like a label ("CORRECTION: ..."): it stands right below the date.
    date = next((i for i, block in enumerate(blocks[:8]) if _date_line(block)), 0)
    head = next((i for i in range(date + 2, len(blocks)) if kinds[i]), len(blocks))
    said, rest = _masthead(blocks[:head], wrapped)
    start = _below_head(blocks, names, kinds, head)
    end = next(
        (i for i in range(start, len(blocks)) if (n := names[i]) and marks.ends_text(n[0])),
        len(blocks),
    )
    body = list(blocks[start:end])
    if head == len(blocks) or (start == head and not body):
        body = rest  # no label stands between headline and text
    elif body and kinds[start] == "body":
        body[0] = (names[start] or ("", ""))[1]
    spoken = [name[0] for block in body if (name := labelled(block))]
    while body and _is_field(body[-1]) and spoken.count((labelled(body[-1]) or "")[0]) == 1:
        body.pop()  # of an interview, "EDITOR: ..." comes more than once
    said = {**said, **_said([*names[head:start], *names[end:]])}
    return finished(said, _paragraphs(body, wrapped), len(blocks) - len(body))


def _is_field(block: str) -> bool:
    """Say whether a block is a label in bold and little more."""
    name = labelled(block)
    return bool(name) and "\u00a0" in block[:42] and len(block) < _FIELD_LENGTH


def _below_head(blocks: Lines, names: Sequence[Any], kinds: Sequence[str | None], head: int) -> int:
    """Return where the text begins: below the labels that stand above it."""
    lines = marks.pattern("lines")
    open_blocks = [i for i, n in enumerate(names) if not n and not lines.fullmatch(blocks[i])]
    for i in range(head, len(blocks)):
        near = any(kind not in (None, "tail", "body") for kind in kinds[i + 1 : i + 3])
        above = kinds[i] not in (None, "tail", "body")
        if kinds[i] == "tail":
            above = any(place > i for place in open_blocks)
        elif names[i] and kinds[i] is None:
            above = near or _is_field(blocks[i])
        if not above:
            return i
    return len(blocks)


def _paragraphs(blocks: Lines, wrapped: bool) -> list[str]:
    return list(blocks) if wrapped else [line for block in blocks for line in block.split("\n")]


def _said(names: Iterable[tuple[str, str] | None]) -> dict[str, str]:
    """Return what labels say, the first of each kind."""
    found = dict[str, str]()
    for name, value in filter(None, names):
        if value.strip():
            found.setdefault(marks.label(name) or "other", value)
    return found


def _masthead(blocks: Lines, wrapped: bool) -> tuple[dict[str, str], list[str]]:
    """Return outlet, date and headline of the lines above the labels, and the lines below them."""
    beside = marks.pattern("lines").fullmatch
    kept = ["\n".join(x for x in block.split("\n") if not beside(x.strip())) for block in blocks]
    kept = [block for block in kept if block.strip()]
    date = next((i for i, block in enumerate(kept[:8]) if _date_line(block)), None)
    above, below = (kept[:date], kept[date + 1 :]) if date is not None else (kept[:1], kept[1:])
    below = [block for block in below if not marks.pattern("edition").fullmatch(block.strip())]
    names = [line.strip() for block in above for line in block.split("\n") if line.strip()]
    said = {
        "outlet": names[0] if names else "",
        **(_headline(below[0].split("\n"), wrapped) if below else {}),
        "published": next((line for line in kept[date].split("\n") if _date_line(line)), "")
        if date is not None
        else "",
    }
    return said, below[1:]


def _headline(lines: Lines, wrapped: bool) -> dict[str, str]:
    """Return the headline and the line under it; a semicolon, or a full line, runs on."""
    end = 1
    while end < len(lines) and (
        lines[end - 1].endswith(";")
        or (wrapped and len(f"{lines[end - 1]} {lines[end].split()[0]}") > _WIDTH)
    ):
        end += 1
    return {"title": " ".join(lines[:end]), "subtitle": " ".join(lines[end:])}


def _date_line(block: str) -> bool:
    return any(
        len(line) < 100 and (found := printed_date(line.strip())) is not None and found[1] == 0
        for line in block.split("\n")
    )


def _nexis_uni(lines: Lines) -> Export:
    """Split what ends in "End of Document": headline, outlet, date, labels, "Body", text."""
    end = marks.pattern("end")
    ends = [i for i, line in enumerate(lines) if end.fullmatch(line)]
    parts = [lines[a:b] for a, b in pairwise([0, *(i + 1 for i in ends)])]
    articles = [_uni_article(part) for part in parts]
    cover = [line for line in lines[: ends[0]] if marks.pattern("covered").fullmatch(line)]
    declared = int(re.sub(r"\D", "", cover[0])) if cover else len(ends)
    listed = {n: t for n, t in _listed(parts[0]).items() if n <= declared} if cover else {}
    titles = {_key(article.get("title")) for article in articles}
    absent = [f"{n}. {title[:60]}" for n, title in listed.items() if _key(title) not in titles]
    return Export("Nexis", articles, declared, tuple(absent))


def _listed(cover: Lines) -> dict[int, str]:
    found = (re.fullmatch(r"(\d{1,4})\. (.+)", line) for line in cover)
    return {int(entry[1]): entry[2] for entry in found if entry}


def _key(title: str | None) -> str:
    return "".join(filter(str.isalnum, (title or "").lower()))[:40]


def _uni_article(lines: Lines) -> Fields:
    heading, behind = marks.pattern("heading"), marks.pattern("behind")
    bodies = [i for i, line in enumerate(lines) if heading.fullmatch(line)]
    stop = bodies[0] if bodies else len(lines)
    dates = [i for i in range(stop) if _date_line(lines[i]) and not labelled(lines[i])]
    said = _above(lines, dates[-1] if dates else _undated(lines, stop))
    date = dates[-1] if dates else 0
    said["published"] = lines[date] if dates else ""
    start = bodies[0] + 1 if bodies else _below_labels(lines, date + 1)
    # Only a label with a no-break space is one here: "PHOTO: ..." may be a line of the text.
    names = [
        labelled(line) if "\u00a0" in line[:42] or _LOADED.match(line) else None for line in lines
    ]
    end = next(
        (
            i
            for i in range(start, len(lines))
            if ((name := names[i]) and marks.ends_text(name[0]))
            or marks.pattern("end").fullmatch(lines[i])
            or (behind.fullmatch(lines[i]) and not "".join(lines[i + 1 : i + 2]))
        ),
        len(lines),
    )
    body = list(lines[start:end])
    full = [i for i, line in enumerate(body) if line == "FULL TEXT"]
    said = {**_said([*names[date:start], *names[end:]]), **said}
    around = sum(map(bool, lines)) - sum(map(bool, body))
    return finished(said, body[full[0] + 1 :] if full else body, around)


def _undated(lines: Lines, end: int) -> int:
    """Return where headline and outlet end if no date stands below them."""
    last = end
    while last > 0:
        line = lines[last - 1]
        beside = any(marks.pattern(name).fullmatch(line) for name in ("lines", "edition"))
        if line and not labelled(line) and not beside and not marks.pattern("byline").match(line):
            break
        last -= 1
    return last


def _above(lines: Lines, date: int) -> dict[str, str]:
    """Return headline and outlet, which stand right above the date."""
    top = date
    while top > 0 and (lines[top - 1] or top == date):
        top -= 1
    names = [line for line in lines[top:date] if line]
    if len(names) == 1:  # a blank line parts them
        up = next((i for i in range(top - 1, -1, -1) if lines[i]), None)
        names = [lines[up], *names] if up is not None else names
    if len(names) > 2 and names[-1].startswith("("):
        names.pop()  # "The Harbour Post" / "(Blogs)"
    outlet = names.pop() if len(names) > 1 else ""
    return {"title": " ".join(names), "outlet": outlet}


def _below_labels(lines: Lines, start: int) -> int:
    for i in range(start, len(lines)):
        line = lines[i]
        if line and not labelled(line) and not marks.pattern("lines").fullmatch(line):
            return i
    return len(lines)


def _factiva(lines: Lines) -> Export | None:
    """Split what ends in Factiva's number of the article: "Document ABCD000020240527ek5r00001"."""
    accession = marks.pattern("accession")
    ends = [i for i, line in enumerate(lines) if line and accession.fullmatch(line.split("|")[-1])]
    parts = [lines[a:b] for a, b in pairwise([0, *(i + 1 for i in ends)])]
    articles = [found for part in parts if (found := _factiva_article(part))]
    return Export("Factiva", articles, len(ends)) if articles else None


def _factiva_article(lines: Lines) -> Fields | None:
    *above, last = (line for line in lines if line)
    number = {"archive_id": last.split()[-1].split("|")[-1]}
    coded = factiva_codes(above)
    if coded:
        return finished({**coded[0], **number}, coded[1], len(above) + 1 - len(coded[1]))
    count = next((i for i, line in enumerate(above) if word_count(line)), None)
    if count is None:
        return None
    tops = [line for line in above[:count] if not marks.pattern("lines").fullmatch(line)]
    by = next((i for i, line in enumerate(tops) if i and is_byline(line)), len(tops))
    said, used = factiva_head(above[count:])
    said |= {"title": " ".join(tops[:by]), "author": " ".join(tops[by:]), **number}
    body = without_publisher(above[count + used :], said)
    return finished(said, body, len(above) + 1 - len(body))


def word_count(line: str) -> bool:
    """Say whether a line is Factiva's count of the words: "664 Wörter", "1,024字"."""
    found = re.fullmatch(r"(\D*?)\s?[\d.,\s]+\s?(\D*)", line.strip()) if len(line) < 30 else None
    words = (part.strip().lower() for part in found.groups()) if found else ()
    return any(word in marks.table("factiva")["words"].split("|") for word in words if word)


def factiva_head(lines: Lines) -> tuple[dict[str, str], int]:
    """Return what Factiva prints below a headline, and how many lines that takes.

    In this order, much of it only sometimes: words, date, time, outlet, its code, edition, page,
    language, copyright.
    """
    said, stage, used = dict[str, str](), "date", 0
    for n, line in enumerate(lines[:14], start=1):
        words = line.strip()
        if stage == "date":
            found = printed_date(words)
            if found and found[1] == 0 and len(words) < found[2] + _WEEKDAY:
                said["published"], stage = words, "outlet"
        elif stage == "outlet":
            if not re.fullmatch(r"\D{0,3}\s?\d{1,2}[:.]\d\d(?:[:.]\d\d)?\s?\D{0,5}", words):
                said["outlet"], stage = words, "rest"
        elif marks.pattern("lines").fullmatch(words):
            return {**said, "copyright": words}, n
        elif marks.language(words):
            said["language"], used = words, n
        elif re.fullmatch(r"[A-Z]{0,4}\d+\S{0,4}", words) and "language" not in said:
            said.setdefault("page", words)
        elif "language" in said:
            return said, n - 1
    if "outlet" not in said:  # a date of a form unknown: the outlet stands above its code
        code = next((i for i, line in enumerate(lines[:14]) if i and _CODE.fullmatch(line)), 0)
        said["outlet"] = lines[code - 1] if code else ""
    return said, used


def without_publisher(body: Lines, said: dict[str, str]) -> Lines:
    """Return the lines without the last, where that only names the holder of the copyright."""
    holder = set(re.findall(r"\w{4,}", said.get("copyright", "").lower()))
    words = set(re.findall(r"\w{4,}", body[-1].lower())) if body else set()
    short = bool(body) and len(body[-1]) < 80 and body[-1][-1:] not in '.!?”"'
    return body[:-1] if short and words & holder else body


def factiva_codes(lines: Lines) -> tuple[dict[str, str], list[str]] | None:
    """Return fields and text of Factiva's display of field codes (HD, PD, SN, LP ...), or None."""
    names = marks.table("factiva")
    known = {
        code: name for name, codes in names.items() if name != "words" for code in codes.split()
    }
    said, body, current = dict[str, str](), list[str](), ""
    for line in lines:
        found = _CODED.fullmatch(line)
        code = found[1] if found and found[1] in known else None
        current, words = (known[code], found[2] or "") if code and found else (current, line)
        if current == "body":
            body.append(words)
        elif current and words:
            said[current] = f"{said.get(current, '')} {words}".strip()
    return (said, body) if {"title", "published"} <= said.keys() else None


def _proquest(lines: Lines) -> Export | None:
    """Split what ProQuest saves: labels around "Full text:", a line between the articles."""
    plain = [line for line in lines if line]
    cut = [
        i for i, line in enumerate(plain) if _counter(line) or marks.pattern("line").fullmatch(line)
    ]
    parts = [plain[a:b] for a, b in pairwise([-1, *cut, len(plain)])]
    articles = [found for part in parts if (found := _proquest_article(part))]
    of = [number[1] for line in plain if (number := _counter(line))]
    return Export("ProQuest", articles, of[0] if of else None) if articles else None


def _proquest_article(lines: Lines) -> Fields | None:
    names = [
        found if (found := _LABEL.match(line)) and marks.label(found[1]) else None for line in lines
    ]
    kinds = [marks.label(name[1]) if name else None for name in names]
    if not {"outlet", "published"} <= {*kinds} or not {"body", "abstract", "archive_id"} & {*kinds}:
        return None
    # The labels at the end are one run; a "Location:" within the text does not end it.
    tail = len(lines)
    for i in range(len(lines) - 1, -1, -1):
        if not _LABEL.match(lines[i]):
            break
        if (name := names[i]) and marks.ends_text(name[1]):
            tail = i
    body = next((i for i in range(tail) if kinds[i] == "body"), tail)
    pairs = [(n[1], line[n.end() :]) if n else None for n, line in zip(names, lines, strict=True)]
    said = _said([*pairs[:body], *pairs[tail:]])
    bare = [line for line, name in zip(lines[:body], names, strict=False) if not name]
    first = next((line for line in bare if not _rule(line)), "")
    said.setdefault("url", next(filter(None, map(url_in, bare)), ""))
    said = {"title": first, **said, "outlet": said["outlet"].split(";")[0]}
    text = [(pairs[body] or ("", ""))[1], *lines[body + 1 : tail]] if body < tail else []
    return finished(said, text, len(lines) - len(text))


def _rule(line: str) -> bool:
    return bool(_counter(line) or marks.pattern("line").fullmatch(line) or url_in(line))
