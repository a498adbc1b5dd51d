"""ProQuest: labels around "Full text:", and the records of reference managers (RIS)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from newskit.reading import marks
from newskit.reading.dates import is_dated, printed_date
from newskit.reading.fields import Export, Fields, Lines, finished, parts_of, said_by, url_in

_RIS = re.compile(r"([A-Z][A-Z0-9]) {1,2}- ?(.*)")
_LABELS = 5


def split(lines: Lines) -> Export | None:
    """Split what ProQuest saves: labels around "Full text:", a line between the articles."""
    plain = [line for line in lines if line]
    kinds = [marks.label_of(line, bold=False).kind for line in plain]
    cuts = {i for i, line in enumerate(plain) if _rule(line)}
    cuts |= {i + 1 for i, kind in enumerate(kinds) if kind == "last"}
    parts = parts_of(plain, sorted({0, *cuts}))
    articles = [found for part in parts if (found := _article(part))]
    of = [number[1] for line in plain if (number := marks.counted("counter", line))]
    declared = of[0] if of else max(kinds.count("archive_id"), len(articles))
    return Export("ProQuest", articles, declared) if articles else None


def _rule(line: str) -> bool:
    return bool(marks.fits("line", line) or marks.counted("counter", line))


def _article(lines: Lines) -> Fields | None:
    labels = [marks.label_of(line, bold=False) for line in lines]
    kinds = {label.kind for label in labels}
    if not ({"outlet", "published"} <= kinds and {"body", "abstract", "archive_id"} & kinds):
        labels = _guessed(lines)
    # The labels at the end are one run; a "Location:" within the text does not end it.
    run = max((n for n, line in enumerate(lines, 1) if not marks.LABEL.match(line)), default=0)
    tail = next((i for i in range(run, len(labels)) if labels[i].ends), len(lines))
    body = next((i for i, label in enumerate(labels[:tail]) if label.kind == "body"), tail)
    above = zip(lines[:body], labels, strict=False)
    bare = [line for line, label in above if not label.words and not _rule(line)]
    said = said_by([*labels[:body], *labels[tail:]])
    said.setdefault("url", next(filter(None, map(url_in, bare)), ""))
    said.setdefault("title", next((line for line in bare if not url_in(line)), ""))
    said["outlet"] = said.get("outlet", "").split(";")[0]
    text = [*(label.value for label in labels[body:tail][:1]), *lines[body + 1 : tail]]
    return finished(said, text, len(lines) - len(text)) if labels else None


def _guessed(lines: Lines) -> list[marks.Label]:
    """Return the labels of an unknown language, called by what they hold: a date, the text."""
    # A headline may have a colon.
    at = [i for i, line in enumerate(lines) if i > 1 and marks.LABEL.match(line)]
    if len(at) < _LABELS or not any("proquest" in line.lower() for line in lines):
        return []
    sizes = {a: sum(map(len, lines[a:b])) for a, b in pairwise([*at, len(lines)])}
    labels = [marks.Label()] * len(lines)
    for i in at:
        value = marks.LABEL.sub("", lines[i], count=1)
        kind = "body" if sizes[i] == max(sizes.values()) else "tail"
        kind = "published" if is_dated(value) else kind
        labels[i] = marks.Label("label", value, kind, kind != "body")
    return labels


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
        named = map(str.upper, marks.listed(marks.table("labels")[name]))
        values = [codes[code][0] for code in named if code in codes]
        whole = (value for value in values if name != "published" or printed_date(value))
        said[name] = next(whole, "".join(values[:1]))
    said["author"] = "; ".join(name for code in ("AU", "A1") for name in codes.get(code, []))
    return finished(said, "\n".join(codes.get("N2") or codes.get("AB") or []).split("\n"))
