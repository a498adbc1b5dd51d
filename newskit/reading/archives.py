"""Exports of news archives as lines of text: known by their marks, split, and freed of labels.

A layout is a few rules here; the words it prints, in each language, stand in ``archives.toml``.
Where an interface's words are unknown, the shape of a line must do. Where no export could be had
(Factiva and Nexis Uni in RTF, RIS of ProQuest) the rules follow the documented layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from newskit.reading import marks
from newskit.reading.dates import is_dated, printed_date
from newskit.reading.fields import Fields, finished, is_byline, url_in

Lines = Sequence[str]
Names = Sequence[tuple[str, str] | None]

_LABEL = re.compile(r"\s*([^\W\d_][^:：\n\u00a0]{0,38}?)\s?[:：](\u00a0|[ \t\n]|$)\s*")
_RIS = re.compile(r"([A-Z][A-Z0-9]) {1,2}- ?(.*)")
_CODED = re.compile(r"\s*([A-Z]{2,3})(?:[\s|\u00a0]+(.*))?", re.DOTALL)
_CLOCK = re.compile(r"\D{0,3}\s?\d{1,2}[:.]\d\d(?:[:.]\d\d)?\s?\D{0,5}")
_PAGE = re.compile(r"[A-Z]{0,4}\d+\S{0,4}|[A-Z][A-Z0-9]{2,7}")
# A counter in an interface whose words are unknown: "2 z 74 DOKUMENTÓW".
_COUNTER = re.compile(r"(?:\D{3,20} )?(\d{1,5}) [^\W\d]{1,4} (\d{1,5})(?: [^\W\d]{4,20})?")
# A printed page of LexisNexis is 78 signs wide.
_WIDTH = 78
_FIELD_LENGTH, _HEADING, _MASTHEAD, _LABELS = 80, 20, 8, 5


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
    if counters := _counters(plain):
        return _proquest(plain) or _counted(plain, counters, wrapped, told)
    if ends := _ends(plain):
        return _nexis_uni(plain, ends)
    return _factiva(plain) or _proquest(plain)


def split_ris(lines: Iterable[str]) -> Export:
    """Return the records of a RIS file; their text is the field N2, or else the abstract."""
    articles, said, declared, code = list[Fields](), dict[str, list[str]](), 0, ""
    for line in lines:
        found = _RIS.fullmatch(line.strip("\ufeff\r\n "))
        code, words = found.groups() if found else (code, line.strip())
        declared += bool(found) and code == "TY"
        if found and code == "ER":
            articles.append(_record(said))
            said = {}
        elif found:
            said.setdefault(code, []).append(words)
        elif code in said:  # a line without a code goes on with what the line above it said
            said[code][-1] += f"\n{words}"
    return Export("RIS", articles, declared)


def _record(codes: dict[str, list[str]]) -> Fields:
    """Return a RIS record as fields; of codes that say the same, the one named first counts."""
    said = dict[str, str]()
    for name in ("title", "outlet", "published", "url", "language", "page", "archive_id"):
        values = [codes[c][0] for w in marks.listed(name) if (c := w.upper()) in codes]
        whole = (value for value in values if name != "published" or printed_date(value))
        said[name] = next(whole, "".join(values[:1]))
    said["author"] = "; ".join(name for code in ("AU", "A1") for name in codes.get(code, []))
    body = codes.get("N2") or codes.get("AB") or []
    return finished(said, "\n".join(body).split("\n"))


def labelled(line: str) -> tuple[str, str] | None:
    """Return the printed label of a line and what follows it: ``LENGTH: 300 words``."""
    found = _LABEL.match(line)
    # Structure that a page or a document shows (bold type, a no-break space) arrives as one.
    if found and (found[2] == "\u00a0" or found[1].isupper()):
        return found[1], line[found.end() :]
    return None


def _known(line: str) -> tuple[str, str] | None:
    """Return a label that is known, however it is printed, and what follows it."""
    found = _LABEL.match(line)
    return (found[1], line[found.end() :]) if found and marks.label(found[1]) else None


def _said(names: Names) -> dict[str, str]:
    """Return what labels say, the first of each kind."""
    found = dict[str, str]()
    for name, value in filter(None, names):
        if value.strip():
            found.setdefault(marks.label(name) or "other", value)
    return found


def _article(lines: Lines, said: dict[str, str], names: Names, start: int, end: int) -> Fields:
    """Return the article whose text stands from *start* to *end*, among labels."""
    said = {**_said([*names[:start], *names[end:]]), **said}
    around = sum(map(bool, lines)) - sum(map(bool, lines[start:end]))
    return finished(said, lines[start:end], around)


def _first(places: Iterable[int], otherwise: int) -> int:
    return next(iter(places), otherwise)


def _parts(lines: Lines, cuts: Iterable[int]) -> list[Lines]:
    return [lines[a:b] for a, b in pairwise([*cuts, len(lines)])]


def _dated(block: str) -> bool:
    return any(is_dated(line.strip()) for line in block.split("\n"))


# ---------------------------------------------------------------- LexisNexis, until about 2019


def _counters(lines: Lines) -> dict[int, tuple[int, int]]:
    """Return where a line counts the articles, "3 of 74 DOCUMENTS", and what it says."""
    found = {i: n for i, line in enumerate(lines) if (n := _numbers("counter", line))}
    if not found:
        shaped = [(i, m) for i, line in enumerate(lines) if (m := _COUNTER.fullmatch(line))]
        numbers = {i: (int(m[1]), int(m[2])) for i, m in shaped if not marks.fits("numbered", m[0])}
        rising = sorted(set(numbers.values())) == list(numbers.values())
        if rising and len({total for _, total in numbers.values()}) == 1 < len(numbers):
            found = numbers
    return {i: n for i, n in found.items() if _masthead_follows(lines[i + 1 : i + 40])}


def _numbers(mark: str, line: str) -> tuple[int, int] | None:
    found = marks.fits(mark, line) if line and len(line) < 60 else None
    number, of = [int(re.sub(r"\D", "", n)) for n in found.groups() if n] if found else (0, 0)
    return (number, of) if found else None


def _masthead_follows(lines: Lines) -> bool:
    for line in [line for line in lines if line][:_MASTHEAD]:
        kind = marks.label(name[0]) if (name := _known(line)) else None
        if is_dated(line) or kind:
            return kind != "tail"  # what stands behind a text was no headline's
    return True


def _counted(
    lines: Lines, counters: dict[int, tuple[int, int]], wrapped: bool, told: int | None
) -> Export:
    """Split what LexisNexis numbers; below the counter stand outlet, date and headline."""
    numbers = list(counters.values())
    for line in lines[: next(iter(counters))]:
        if selected := _numbers("selected", line):
            told = selected[1] - selected[0] + 1
    # Where the numbers begin again, another download was put behind the first.
    again = [i for i in range(1, len(numbers)) if numbers[i] <= numbers[i - 1]]
    absent, declared = list[int](), 0
    for a, b in pairwise([0, *again, len(numbers)]):
        run = numbers[a:b]
        first, own = run[0][0], {number for number, _ in run}
        last = first + told - 1 if told and not again else run[-1][1]
        missing = sorted(set(range(first, last + 1)) - own)
        absent, declared = absent + missing, declared + len(own) + len(missing)
    parts = (part[1:] for part in _parts(lines, counters))
    articles = [_counted_article(_blocks(part, wrapped), wrapped) for part in parts]
    return Export("LexisNexis", articles, declared, tuple(_ranges(absent)))


def _blocks(lines: Lines, wrapped: bool) -> list[str]:
    blocks = re.split(r"\n\s*\n", "\n".join(lines)) if wrapped else lines
    return [block for block in blocks if block.strip()]


def _ranges(numbers: Sequence[int]) -> list[str]:
    """Return numbers as words, runs of them as one: "3", "7 to 9"."""
    cuts = [i for i in range(1, len(numbers)) if numbers[i] > numbers[i - 1] + 1]
    runs = [numbers[a:b] for a, b in pairwise([0, *cuts, len(numbers)]) if b > a]
    return [f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]


def _counted_article(blocks: Lines, wrapped: bool) -> Fields:
    names = [labelled(block) for block in blocks]
    kinds = [marks.label(name[0]) if name else None for name in names]
    date = _first((i for i, block in enumerate(blocks[:_MASTHEAD]) if _dated(block)), -1)
    # The headline may look like a label ("CORRECTION: ..."): it stands right below the date.
    top = max(date, 0) + 1
    top = _first((i for i in range(top, len(blocks)) if not marks.fits("edition", blocks[i])), top)
    bare = top < len(blocks) and kinds[top] not in (None, "tail")
    head = _first((i for i in range(top + (not bare), len(blocks)) if kinds[i]), len(blocks))
    said, rest = _masthead(blocks[:head], wrapped)
    start = _below_head(blocks, names, kinds, head)
    tail = (i for i in range(start, len(blocks)) if (n := names[i]) and marks.ends_text(n[0]))
    end = _first(tail, len(blocks))
    body = list(blocks[start:end])
    if head == len(blocks) or (start == head and not body):
        body = rest  # no label stands between headline and text
    elif body and kinds[start] == "body":
        body[0] = (names[start] or ("", ""))[1]
    spoken = [name[0] for block in body if (name := labelled(block))]
    while body and _is_field(body[-1]) and spoken.count((labelled(body[-1]) or "")[0]) == 1:
        body.pop()  # of an interview, "EDITOR: ..." comes more than once
    said = {**said, **_said([*names[head:start], *names[end:]])}
    lines = body if wrapped else [line for block in body for line in block.split("\n")]
    return finished(said, lines, len(blocks) - len(body))


def _is_field(block: str) -> bool:
    """Say whether a block is a label in bold and little more."""
    return bool(labelled(block)) and "\u00a0" in block[:42] and len(block) < _FIELD_LENGTH


def _below_head(blocks: Lines, names: Names, kinds: Sequence[str | None], head: int) -> int:
    """Return where the text begins: below the labels that stand above it."""
    text = [i for i, n in enumerate(names) if not n and not marks.fits("lines", blocks[i])]
    for i in range(head, len(blocks)):
        near = any(kind not in (None, "tail", "body") for kind in kinds[i + 1 : i + 3])
        above = kinds[i] not in (None, "tail", "body")
        if kinds[i] == "tail":
            above = any(place > i for place in text)
        elif names[i] and kinds[i] is None:
            above = near or _is_field(blocks[i])
        if not above:
            return i
    return len(blocks)


def _masthead(blocks: Lines, wrapped: bool) -> tuple[dict[str, str], list[str]]:
    """Return outlet, date and headline of the lines above the labels, and the lines below them."""
    lines = [
        [x for x in block.split("\n") if not marks.fits("lines", x.strip())] for block in blocks
    ]
    kept = ["\n".join(block) for block in lines if "".join(block).strip()]
    date = _first((i for i, block in enumerate(kept[:_MASTHEAD]) if _dated(block)), -1)
    above, below = kept[: date if date >= 0 else 1], kept[date + 1 if date >= 0 else 1 :]
    below = [block for block in below if not marks.fits("edition", block.strip())]
    names = [line.strip() for block in above for line in block.split("\n") if line.strip()]
    dates = [line for block in kept[max(date, 0) : date + 1] for line in block.split("\n")]
    said = {
        "outlet": "".join(names[:1]),
        "published": next(filter(_dated, dates), ""),
        **(_headline(below[0].split("\n"), wrapped) if below else {}),
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


# ---------------------------------------------------------------- Nexis Uni and Lexis+


def _ends(lines: Lines) -> list[int]:
    """Return where an article ends: "End of Document", in whatever language."""
    ends = [i for i, line in enumerate(lines) if marks.fits("end", line)]
    loaded = [i for i, line in enumerate(lines) if marks.fits("loaded", line)]
    if ends or len(loaded) < 2:
        return ends
    # An interface in another language: the same words stand below each load date.
    below = [_first((i for i in range(n + 1, len(lines)) if lines[i]), n) for n in loaded]
    return below if len({lines[i] for i in below}) == 1 else []


def _nexis_uni(lines: Lines, ends: Sequence[int]) -> Export:
    """Split what ends in "End of Document": headline, outlet, date, labels, "Body", text."""
    parts = _parts(lines, [0, *(i + 1 for i in ends)])[:-1]
    articles = [_uni_article(part) for part in parts]
    cover = [int(re.sub(r"\D", "", x)) for x in lines[: ends[0]] if marks.fits("covered", x)]
    declared = max(cover[0] if cover else 0, len(ends))
    entries = (re.fullmatch(r"(\d{1,4})\.[\s|]+(.+)", line) for line in parts[0] if cover)
    listed = {int(e[1]): e[2] for e in entries if e and int(e[1]) <= declared}
    # In another language the heading of the text is the line with which each of them begins.
    tops = {article.get("text", "").partition("\n\n")[0] for article in articles}
    if len(tops) == 1 < len(articles) and len(top := tops.pop()) < _HEADING:
        articles = [
            {**a, "text": a["text"].removeprefix(f"{top}\n\n")} for a in articles if "text" in a
        ]
    titles = {_key(article.get("title")) for article in articles}
    absent = [f"{n}. {title[:60]}" for n, title in listed.items() if _key(title) not in titles]
    return Export("Nexis", articles, declared, tuple(absent))


def _key(title: str | None) -> str:
    return "".join(filter(str.isalnum, (title or "").lower()))[:40]


def _uni_article(lines: Lines) -> Fields:
    stop = _first((i for i, line in enumerate(lines) if marks.fits("heading", line)), len(lines))
    # Only a label with a no-break space is one below the heading: "PHOTO: ..." may be text.
    bold = [labelled(x) if "\u00a0" in x[:42] or marks.fits("loaded", x) else None for x in lines]
    names = [name or (_known(lines[i]) if i < stop else None) for i, name in enumerate(bold)]
    dates = [i for i in range(stop) if _dated(lines[i]) and not labelled(lines[i])]
    # Above the heading the last date counts (a cover has some as well); without one, the first.
    date = dates[-1 if stop < len(lines) else 0] if dates else _undated(lines, stop)
    said = {**_above(lines, date), "published": lines[date] if dates else ""}
    start = stop + 1 if stop < len(lines) else _below_labels(lines, date + bool(dates), names)
    behind = (i for i in range(start, len(lines)) if _ends_body(lines, i, bold))
    end = _first(behind, len(lines))
    full = [i for i in range(start, end) if lines[i] == "FULL TEXT"]
    top = date + bool(dates)
    return _article(lines, said, [*[None] * top, *names[top:]], full[0] + 1 if full else start, end)


def _ends_body(lines: Lines, i: int, names: Names) -> bool:
    if (name := names[i]) and marks.ends_text(name[0]):
        return True
    # A heading such as "Graphic" stands alone, and what it names stands in a paragraph below.
    heading = marks.fits("behind", lines[i]) and not "".join(lines[i + 1 : i + 2])
    return bool(heading or marks.fits("end", lines[i]))


def _undated(lines: Lines, end: int) -> int:
    """Return where headline and outlet end if no date stands below them."""
    last = end
    while last > 0:
        line = lines[last - 1]
        beside = any(marks.fits(name, line) for name in ("lines", "edition"))
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
        names = [*[line for line in lines[:top] if line][-1:], *names]
    if len(names) > 2 and names[-1].startswith("("):
        names.pop()  # "The Harbour Post" / "(Blogs)"
    outlet = names.pop() if len(names) > 1 else ""
    return {"title": " ".join(names), "outlet": outlet}


def _below_labels(lines: Lines, start: int, names: Names) -> int:
    bare = (i for i in range(start, len(lines)) if lines[i] and not names[i])
    return _first((i for i in bare if not marks.fits("lines", lines[i])), len(lines))


# ---------------------------------------------------------------- Factiva


def _factiva(lines: Lines) -> Export | None:
    """Split what ends in Factiva's number of the article: "Document ABCD000020240527ek5r00001"."""
    ends = [i for i, line in enumerate(lines) if line and marks.fits("accession", line)]
    heads = [i for i, line in enumerate(lines) if _counts_words(line, lines[i + 1 : i + 4])]
    starts = {0, *(i + 1 for i in ends)}
    for before, head in pairwise(heads):
        # An article without a number ends above the next headline.
        if not any(before < end < head for end in ends):
            blank = (i + 1 for i in range(head - 1, before, -1) if not lines[i])
            starts.add(max(_first(blank, head - 1), head - 3))
    parts: list[Lines] = [[line for line in part if line] for part in _parts(lines, sorted(starts))]
    parts[0] = parts[0][_listed_above(parts[0]) :]
    known = [bool(factiva_codes(part)) or _head_at(part) is not None for part in parts]
    if not ends or not any(known):
        return None
    # What stands below the last number is a summary of the search.
    articles = [factiva_article(part) for part in (parts if known[-1] else parts[:-1])]
    return Export("Factiva", articles, len(articles))


def _listed_above(lines: Lines) -> int:
    """Return where the first article begins, if a list of the headlines stands above it."""
    count = _head_at(lines) or 0
    heads = [re.sub(r"[\s.|]*\d*$", "", line) for line in lines[:count]]
    return _first((i for i in range(count - 1, 0, -1) if heads[i] in heads[:i]), 0)


def _head_at(lines: Lines) -> int | None:
    """Return where Factiva counts the words of an article, or where its date stands."""
    counts = (i for i, x in enumerate(lines[:60]) if _counts_words(x, lines[i + 1 : i + 3]))
    words = (i for i, line in enumerate(lines[:_MASTHEAD]) if i and word_count(line))
    return next(counts, next(words, None))


def _counts_words(line: str, below: Lines) -> bool:
    """Say whether a line counts words: by its word, or above a date by its shape."""
    shape = re.fullmatch(r"\d[\d.,\s]*[^\W\d_]{1,14}(?: [^\W\d_]{1,14})?", line)
    dates = [is_dated(x, shape=True) for x in below if x]
    return bool(shape) and any(dates[:1]) and not is_dated(line, shape=True)


def word_count(line: str) -> bool:
    """Say whether a line is Factiva's count of the words: "664 Wörter", "1,024字"."""
    found = re.fullmatch(r"(\D*?)\s?[\d.,\s]+\s?(\D*)", line.strip()) if len(line) < 30 else None
    words = (part.strip().lower() for part in found.groups()) if found else ()
    return any(word in marks.table("factiva")["words"].split("|") for word in words if word)


def factiva_article(lines: Lines, headline: str = "", body: Lines | None = None) -> Fields:
    """Return an article that Factiva printed; a page shows which line is the *headline*."""
    last = marks.fits("accession", lines[-1]) if lines else None
    above = lines[:-1] if last else lines
    number = {"archive_id": last[1]} if last else {}
    if coded := factiva_codes(above):
        said, text = coded
        return finished({**said, **number}, text, len(lines) - len(text))
    title = lines.index(headline) if headline in lines else 0
    counts = (i for i in range(title + 1, len(above)) if word_count(above[i]))
    count = next(counts, _head_at(above))
    if count is None:
        dates = (i for i in range(title + 1, len(above)) if is_dated(above[i], shape=True))
        count = top = _first(dates, title + 1)
    else:
        top = count + 1
    said, used = _factiva_head(above[top:])
    tops = [x for x in above[title:count] if headline or not marks.fits("lines", x)]
    by = 1 if headline else _first((i for i, x in enumerate(tops) if i and is_byline(x)), len(tops))
    said |= {"section": "; ".join(above[:title]), **number}
    said |= {"title": " ".join(tops[:by]), "author": "; ".join(tops[by:])}
    text = body or _without_publisher(above[top + used :], said)
    return finished(said, text, len(lines) - len(text))


def _factiva_head(lines: Lines) -> tuple[dict[str, str], int]:
    """Return what Factiva prints below the count of words, and how many lines that takes.

    In this order, much of it only sometimes: date, time, outlet, its code, edition, page,
    language, copyright.
    """
    said, used = dict[str, str](), 0
    for n, line in enumerate(lines[:13], start=1):
        if not said and is_dated(line, shape=True):
            said, used = {"published": line}, n
        elif "outlet" not in said:
            if not _CLOCK.fullmatch(line):
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


def factiva_codes(lines: Lines) -> tuple[dict[str, str], list[str]] | None:
    """Return fields and text of Factiva's display of field codes (HD, PD, SN, LP ...), or None."""
    names = marks.table("factiva")
    known = {code: name for name in names if name != "words" for code in names[name].split()}
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


# ---------------------------------------------------------------- ProQuest


def _proquest(lines: Lines) -> Export | None:
    """Split what ProQuest saves: labels around "Full text:", a line between the articles."""
    plain = [line for line in lines if line]
    names = [_known(line) for line in plain]
    cuts = {i for i, line in enumerate(plain) if _rule(line)}
    last = {i + 1 for i, n in enumerate(names) if n and marks.label(n[0]) == "last"}
    parts = _parts(plain, sorted({0, *cuts, *last}))
    articles = [found for part in parts if (found := _proquest_article(part))]
    numbers = sum(bool(n) and marks.label(n[0]) == "archive_id" for n in names)
    of = [number[1] for line in plain if (number := _numbers("counter", line))]
    return (
        Export("ProQuest", articles, of[0] if of else max(numbers, len(articles)))
        if articles
        else None
    )


def _rule(line: str) -> bool:
    return bool(marks.fits("line", line) or _numbers("counter", line))


def _proquest_article(lines: Lines) -> Fields | None:
    names: Names = [_known(line) for line in lines]
    names = names if _is_proquest(names) else _guessed(lines)
    if not names:
        return None
    kinds = [marks.label(name[0]) if name else None for name in names]
    # The labels at the end are one run; a "Location:" within the text does not end it.
    run = _first((i + 1 for i in range(len(lines) - 1, -1, -1) if not _LABEL.match(lines[i])), 0)
    tails = (i for i in range(run, len(lines)) if (n := names[i]) and marks.ends_text(n[0]))
    tail = _first(tails, len(lines))
    body = _first((i for i in range(tail) if kinds[i] == "body"), tail)
    bare = [x for x, name in zip(lines[:body], names, strict=False) if not name and not _rule(x)]
    said = _said([*names[:body], *names[tail:]])
    said.setdefault("url", next(filter(None, map(url_in, bare)), ""))
    said.setdefault("title", next((line for line in bare if not url_in(line)), ""))
    said["outlet"] = said.get("outlet", "").split(";")[0]
    text = [*(name[1] for name in names[body:tail][:1] if name), *lines[body + 1 : tail]]
    return finished(said, text, len(lines) - len(text))


def _is_proquest(names: Names) -> bool:
    kinds = {marks.label(name[0]) for name in names if name}
    return {"outlet", "published"} <= kinds and bool({"body", "abstract", "archive_id"} & kinds)


def _guessed(lines: Lines) -> Names:
    """Return the labels of an unknown language, called by what they hold: a date, the text."""
    found = [_LABEL.match(line) for line in lines]
    at = [i for i, label in enumerate(found) if label and i > 1]  # a headline may have a colon
    if len(at) < _LABELS or not any("proquest" in line.lower() for line in lines):
        return []
    sizes = {a: sum(map(len, lines[a:b])) for a, b in pairwise([*at, len(lines)])}
    names: list[tuple[str, str] | None] = [None] * len(lines)
    for i in at:
        value = _LABEL.sub("", lines[i], count=1)
        kind = "full text" if sizes[i] == max(sizes.values()) else "subject"
        names[i] = ("publication date" if is_dated(value) else kind, value)
    return names
