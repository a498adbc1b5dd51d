"""What a page of news says about itself: front matter, the layout of a reposted report.

Everything here reads strings. A layout is taken for one only where all of its parts are there;
any other text is left whole.
"""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd

from newskit import schema
from newskit.reading.dates import read_date
from newskit.reading.fields import Fields

_FIELD = re.compile(r"([A-Za-z][\w ]{0,30}):[ \t]*(.*)")
# Words that stand before a colon in files, and hardly in print.
_OF_FILES = ("article_id", "outlet", "published", "url", "language")
_TAIL = re.compile(r"(?:No|\d{1,6}) comments?:")
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")


def read_layout(page: str) -> Fields:
    """Return the fields of *page*: its ``text``, and whatever its front matter or layout names.

    Three forms are known. *Front matter*: the page begins with ``key: value`` lines, between two
    lines ``---`` or up to the first blank line (then one of them must be ``outlet``,
    ``published``, ``url``, ``language`` or ``article_id``, or all of them title and author).
    *Reposted report*: a date line, a headline, a block of two lines (the original headline, the
    outlet), the body, and perhaps a closing "No comments:"; the text is then both headlines and
    the body. *Plain text*: anything else, whole; the first line is also the title if it stands
    alone, is short and does not end like a sentence.
    """
    page = page.replace("\r\n", "\n").replace("\r", "\n")
    return _front_matter(page) or _reposted(page) or {"text": page.strip("\n"), **_title(page)}


def _front_matter(page: str) -> Fields | None:
    fenced = page.startswith("---\n")
    head, end, body = page[4:].partition("\n---\n") if fenced else page.partition("\n\n")
    lines = [line.strip() for line in head.strip("\n").split("\n")]
    pairs = [_FIELD.fullmatch(line) for line in lines]
    fields = {m[1].lower().replace(" ", "_"): m[2] for m in pairs if m}
    # Prose may begin with "Author: ...", "Text: ...": not every key makes front matter.
    telling = fields.keys() <= {"title", "author"} or not fields.keys().isdisjoint(_OF_FILES)
    if not end or fields.keys().isdisjoint(schema.ARTICLES) or not (fenced or telling):
        return None
    if fenced and not all(pairs):
        odd = lines[pairs.index(None)]
        raise ValueError(f"the front matter has the line {odd!r}; every line must be 'key: value'")
    return {**fields, "text": body.strip("\n")} if all(pairs) else None


def _reposted(page: str) -> Fields | None:
    blocks = _BLANK.split(page.strip(), maxsplit=3)
    if len(blocks) < 4 or "\n" in blocks[0] + blocks[1] or blocks[2].count("\n") != 1:
        return None
    published, (original, outlet) = read_date(blocks[0]), blocks[2].split("\n")
    if not (published and _is_headline(blocks[1]) and _is_headline(original)) or len(outlet) > 40:
        return None
    # Sliced, not re-joined: the body keeps its no-break spaces, also those that end a paragraph.
    body = page[page.index(blocks[2]) + len(blocks[2]) :].strip("\n")
    above, _, last = body.rpartition("\n")
    body = above.rstrip("\n") if _TAIL.fullmatch(last.strip()) else body
    text = f"{blocks[1]}\n\n{original}\n\n{body}"
    return {"title": blocks[1], "outlet": outlet.strip(), "published": published, "text": text}


def _title(page: str) -> Fields:
    first, blank, body = page.strip("\n").partition("\n\n")
    is_title = blank and body.strip() and _is_headline(first) and not read_date(first)
    return {"title": first.strip()} if is_title else {}


def _is_headline(line: str) -> bool:
    line = line.strip()
    return "\n" not in line and 2 <= len(line.split()) <= 25 and line[-1] not in ".:;,"


# UTF-8 read as Windows-1252 turns ’ into â€™, é into Ã©, a no-break space into Â and that space.
# U+FFFD stands where a reader had already given up.
_HIGH = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_MOJIBAKE = re.compile(
    f"â€[{_HIGH}\ufffd]?|Ã[{_HIGH}]|(?:[ÐÑ][{_HIGH}]){{2,}}|Â[\u00a0-\u00bf]|ï»¿|\ufffd+"
)


def mojibake(text: str) -> Counter[str]:
    """Count the spans of *text* that look like text read in the wrong encoding.

    >>> mojibake("It isnâ€™t over, they donâ€™t say")
    Counter({'â€™': 2})
    """
    # To look for each first letter costs a hundredth of a pass of the whole expression.
    return Counter(_MOJIBAKE.findall(text) if any(c in text for c in "âÃÐÑÂï\ufffd") else ())


def is_missing(value: object) -> bool:
    """Say whether *value* stands for nothing: None, NaN, NaT, NA, or only blanks."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or value is pd.NA or value != value
