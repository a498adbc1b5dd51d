"""LexisNexis and its heirs: "3 of 74 DOCUMENTS" until about 2019, "End of Document" since."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from newskit.reading import marks
from newskit.reading.dates import is_dated
from newskit.reading.fields import Export, Fields, Lines, finished, parts_of, said_by

# A counter in an interface whose words are unknown: "2 z 74 DOKUMENTÓW".
_COUNTER = re.compile(r"(?:\D{3,20} )?(\d{1,5}) [^\W\d]{1,4} (\d{1,5})(?: [^\W\d]{4,20})?")
# A printed page of LexisNexis is 78 signs wide.
_WIDTH = 78
_FIELD_LENGTH, _HEADING, _MASTHEAD = 80, 20, 8


def counters(lines: Lines) -> dict[int, tuple[int, int]]:
    """Return where a line counts the articles, "3 of 74 DOCUMENTS", and what it says."""
    found = {i: n for i, line in enumerate(lines) if (n := marks.counted("counter", line))}
    if not found:
        shaped = [(i, m) for i, line in enumerate(lines) if (m := _COUNTER.fullmatch(line))]
        numbers = {i: (int(m[1]), int(m[2])) for i, m in shaped if not marks.fits("numbered", m[0])}
        rising = sorted(set(numbers.values())) == list(numbers.values())
        if rising and len({total for _, total in numbers.values()}) == 1 < len(numbers):
            found = numbers
    return {i: n for i, n in found.items() if _masthead_follows(lines[i + 1 : i + 40])}


def _masthead_follows(lines: Lines) -> bool:
    for line in [line for line in lines if line][:_MASTHEAD]:
        label = marks.label_of(line, bold=False)
        if is_dated(line) or label.kind:
            return label.kind != "tail"  # what stands behind a text was no headline's
    return True


def split_counted(
    lines: Lines, counters: dict[int, tuple[int, int]], wrapped: bool, told: int | None
) -> Export:
    """Split what LexisNexis numbers; below the counter stand outlet, date and headline."""
    numbers = list(counters.values())
    for line in lines[: next(iter(counters))]:
        if selected := marks.counted("selected", line):
            told = selected[1] - selected[0] + 1
    # Where the numbers begin again, another download was put behind the first.
    again = [i for i in range(1, len(numbers)) if numbers[i] <= numbers[i - 1]]
    absent, declared = list[int](), 0
    for a, b in pairwise([0, *again, len(numbers)]):
        own = {number for number, _ in numbers[a:b]}
        last = numbers[a][0] + told - 1 if told and not again else numbers[b - 1][1]
        missing = sorted({*range(numbers[a][0], last + 1)} - own)
        absent, declared = absent + missing, declared + len(own) + len(missing)
    articles = [_counted_article(part[1:], wrapped) for part in parts_of(lines, counters)]
    return Export("LexisNexis", articles, declared, tuple(_ranges(absent)))


def _ranges(numbers: Sequence[int]) -> list[str]:
    """Return numbers as words, runs of them as one: "3", "7 to 9"."""
    cuts = [i for i in range(1, len(numbers)) if numbers[i] > numbers[i - 1] + 1]
    runs = [numbers[a:b] for a, b in pairwise([0, *cuts, len(numbers)]) if b > a]
    return [f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]


def _counted_article(lines: Lines, wrapped: bool) -> Fields:
    whole = re.split(r"\n\s*\n", "\n".join(lines)) if wrapped else lines
    blocks = _without_rights([block.strip("\n") for block in whole if block.strip()])
    labels, size = [marks.label_of(block) for block in blocks], len(blocks)
    date = next((i for i, block in enumerate(blocks[:_MASTHEAD]) if _dates(block)), 0)
    # The headline stands right below the date and may look like a label: "CORRECTION: ..."
    below = (i for i in range(date + 1, size) if not marks.fits("edition", blocks[i]))
    top = next(below, date + 1)
    bare = top < size and labels[top].kind not in (None, "tail")
    head = next((i for i in range(top + (not bare), size) if labels[i].kind), size)
    outlet, dates = "".join(blocks[:1]).partition("\n")[0], _dates("\n".join(blocks[: date + 1]))
    said = {"outlet": outlet.strip(), "published": "".join(dates[:1])}
    said |= {} if bare else _headline("".join(blocks[top : top + 1]).split("\n"), wrapped)
    start = _below_head(blocks, labels, head)
    end = next((i for i in range(start, size) if labels[i].ends), size)
    if head == size or start == head == end:  # no label between headline and text
        start, end = min(top + 1, head), head
    body = list(blocks[start:end])
    if body and labels[start].kind == "body":
        body[0] = labels[start].value
    said = {**said, **said_by([*labels[head:start], *labels[end:]])}
    text = body if wrapped else "\n".join(body).split("\n")
    return finished(said, text, size - len(body))


def _dates(block: str) -> list[str]:
    return [line.strip() for line in block.split("\n") if is_dated(line.strip())]


def _without_rights(blocks: Lines) -> list[str]:
    """Return the blocks without the lines that stand beside outlet and date and are no text."""
    head = next((i for i, block in enumerate(blocks) if marks.label_of(block).kind), _MASTHEAD)
    kept = ([x for x in b.split("\n") if not marks.fits("lines", x.strip())] for b in blocks[:head])
    return [*filter(str.strip, map("\n".join, kept)), *blocks[head:]]


def _below_head(blocks: Lines, labels: Sequence[marks.Label], head: int) -> int:
    """Return where the text begins: below the labels that stand above it."""
    plain = (i for i, x in enumerate(blocks) if not labels[i].words and not marks.fits("lines", x))
    last = max(plain, default=-1)

    def is_text(i: int) -> bool:
        bold = "\u00a0" in blocks[i][:42] and len(blocks[i]) < _FIELD_LENGTH
        text = {None: not labels[i].words or not bold, "tail": last <= i, "body": True}
        return text.get(labels[i].kind, False)

    return next(filter(is_text, range(head, len(blocks))), len(blocks))


def _headline(lines: Lines, wrapped: bool) -> dict[str, str]:
    """Return the headline and the line under it; a semicolon, or a full line, runs on."""
    for end, (line, below) in enumerate(pairwise(lines), start=1):
        full = wrapped and len(f"{line} {below.split()[0]}") > _WIDTH
        if not full and not line.endswith(";"):
            return {"title": " ".join(lines[:end]), "subtitle": " ".join(lines[end:])}
    return {"title": " ".join(lines)}


def split_uni(lines: Lines) -> Export | None:
    """Split what ends in "End of Document": headline, outlet, date, labels, "Body", text."""
    if not (ends := _ends(lines)):
        return None
    parts = parts_of(lines, [0, *(i + 1 for i in ends)])[:-1]
    articles = [_uni_article(part[:-1]) for part in parts]
    # In another language the heading of the text is the line with which each of them begins.
    tops = {article.get("text", "").partition("\n\n")[0] for article in articles}
    if len(tops) == 1 < len(articles) and len(top := tops.pop()) < _HEADING:
        articles = [{**a, "text": a["text"].removeprefix(f"{top}\n\n")} for a in articles if top]
    cover = [int(re.sub(r"\D", "", x)) for x in lines[: ends[0]] if marks.fits("covered", x)]
    declared = max(cover[0] if cover else 0, len(ends))
    entries = (re.fullmatch(r"(\d{1,4})\.[\s|]+(.+)", line) for line in parts[0] if cover)
    listed = {int(e[1]): e[2] for e in entries if e and int(e[1]) <= declared}
    titles = {_key(article.get("title")) for article in articles}
    absent = [f"{n}. {title[:60]}" for n, title in listed.items() if _key(title) not in titles]
    return Export("Nexis", articles, declared, tuple(absent))


def _ends(lines: Lines) -> list[int]:
    """Return where an article ends: "End of Document", in whatever language."""
    if ends := [i for i, line in enumerate(lines) if marks.fits("end", line)]:
        return ends
    # In another language the same words stand below the last label of each article.
    full, found = [i for i, line in enumerate(lines) if line], defaultdict[str, list[int]](list)
    for n, (before, i) in enumerate(pairwise(full), start=2):
        below = [lines[j] for j in full[n : n + _MASTHEAD]]
        if _bold(lines[before]).words and not _bold(lines[i]).words and _begins(below):
            found[lines[i]].append(i)
    most = max(found.values(), key=len, default=[])
    return most if len(most) > 1 or any(marks.fits("loaded", line) for line in lines) else []


def _bold(line: str) -> marks.Label:
    """Return the label that a no-break space shows to be one: "PHOTO: ..." may be text."""
    shown = "\u00a0" in line[:42] or marks.fits("loaded", line)
    return marks.label_of(line) if shown else marks.Label()


def _begins(lines: Lines) -> bool:
    """Say whether an article begins here, with a date above its labels, or nothing follows."""
    head = next((i for i, line in enumerate(lines) if _bold(line).words), len(lines))
    return not lines or any(is_dated(line) for line in lines[:head])


def _key(title: str | None) -> str:
    return "".join(filter(str.isalnum, (title or "").lower()))[:40]


def _uni_article(lines: Lines) -> Fields:
    size = len(lines)
    stop = next((i for i, line in enumerate(lines) if marks.fits("heading", line)), size)
    bold = [_bold(line) for line in lines]
    dates = [i for i in range(stop) if _dates(lines[i]) and not bold[i].words]
    # Above the heading the last date counts (a cover has some as well); without one, the first.
    date = dates[-1 if stop < size else 0] if dates else _undated(lines, stop)
    top = date + bool(dates)
    labels = [
        bold[i] if bold[i].words else marks.label_of(lines[i], bold=False) for i in range(top, stop)
    ]
    bare = (i for i in range(top, size) if lines[i] and not (labels + bold[stop:])[i - top].words)
    under = next((i for i in bare if not marks.fits("lines", lines[i])), size)
    start = stop + 1 if stop < size else under
    end = next((i for i in range(start, size) if _ends_body(lines, i, bold[i])), size)
    # Below it labels of another language, and the heading above them.
    tail = max((i + 1 for i in range(start, end) if lines[i] and not bold[i].words), default=start)
    if any(label.words for label in bold[tail:end]):
        end = tail - (0 < len(lines[tail - 1]) < _HEADING and lines[tail - 1][-1].isalnum())
    said = {**said_by([*labels[: start - top], *bold[end:]]), **_above(lines, date)}
    full = next((i + 1 for i in range(start, end) if lines[i] == "FULL TEXT"), start)
    around = sum(map(bool, lines)) - sum(map(bool, lines[full:end]))
    return finished({**said, "published": lines[date] if dates else ""}, lines[full:end], around)


def _ends_body(lines: Lines, i: int, label: marks.Label) -> bool:
    # A heading such as "Graphic" stands alone, and what it names stands in a paragraph below.
    heading = marks.fits("behind", lines[i]) and not "".join(lines[i + 1 : i + 2])
    return bool(label.ends or heading or marks.fits("end", lines[i]))


def _undated(lines: Lines, end: int) -> int:
    """Return where headline and outlet end if no date stands below them."""
    for last in range(end, 0, -1):
        line = lines[last - 1]
        odd = marks.label_of(line).words or marks.fits("lines", line) or marks.fits("edition", line)
        if line and not odd and not marks.pattern("byline").match(line):
            return last
    return 0


def _above(lines: Lines, date: int) -> dict[str, str]:
    """Return headline and outlet, which stand right above the date."""
    top = max((i + 1 for i, line in enumerate(lines[: date - 1]) if not line), default=0)
    names = [line for line in lines[top:date] if line]
    if len(names) == 1:  # a blank line parts them
        names = [*[line for line in lines[:top] if line][-1:], *names]
    if len(names) > 2 and names[-1].startswith("("):
        names.pop()  # "The Harbour Post" / "(Blogs)"
    outlet = names.pop() if len(names) > 1 else ""
    return {"title": " ".join(names), "outlet": outlet}
