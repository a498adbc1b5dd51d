"""Dates as files and archives print them, in the languages of their interfaces."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from newskit.reading import marks

_SPACE = r"[\s\u00a0]*"
_DAY = r"(?<!\d)(?P<d>\d{1,2})"
_NAME, _YEAR = r"(?P<name>[^\W\d_]{3,})", r"(?P<y>\d{4})(?!\d)"
_FORMS = [
    re.compile(form.replace(" ", _SPACE))
    for form in (
        r"(?<!\d)(?P<y>\d{4}) [年년] (?P<m>\d{1,2}) [月월] (?P<d>\d{1,2}) [日일]?",
        rf"{_DAY}(?:st|nd|rd|th|er|[.ºª°])? (?:de |of )?{_NAME}\.?,? (?:de |del )?{_YEAR}",
        rf"(?<!\w){_NAME}\.? {_DAY}(?:st|nd|rd|th)?(?:,|\b) {_YEAR}",
        rf"(?<!\d)(?P<y>\d{{4}})[.,]? {_NAME}\.? (?P<d>\d{{1,2}})(?!\d)",
        r"(?<!\d)(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\d)",
    )
]
_DAY_FIRST = re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})")
_FEED = re.compile(r"(?:\w{3}, )?\d{1,2} \w{3} \d{4} \d\d:\d\d")
_DIGITS = re.compile(r"-?\d{12,13}(?:\.0)?")
_BEFORE = re.compile(r"([^\W\d_]+)\.?,?[\s\u00a0]+$")
# A weekday or a time may follow a date.
_WEEKDAY = 16
_EPOCH = datetime(1970, 1, 1)


def read_date(value: object) -> datetime | None:
    """Return the date that *value* says, without a time zone (UTC if it names one), or None.

    Reads dates and times, ISO 8601, the form of e-mail and feeds, milliseconds since 1970 (as
    pandas writes JSON), and dates with the month's name in some fifteen languages. Dates such as
    05/06/2024 can be read in two ways, so they are not read at all.

    >>> read_date("27 de mayo de 2024") == read_date("Monday, May 27, 2024")
    True
    """
    found = value if isinstance(value, datetime) else _parse(str(value).strip())
    with suppress(OverflowError):  # the first and the last day that there are
        return found.astimezone(UTC).replace(tzinfo=None) if found and found.tzinfo else found
    return None


def _parse(words: str) -> datetime | None:
    with suppress(ValueError, OverflowError):
        if re.match(r"\d{4}-\d|\d{8}(?:T|$)", words):
            return datetime.fromisoformat(words)
        if _DIGITS.fullmatch(words):
            return _EPOCH + timedelta(milliseconds=float(words))
        if re.fullmatch(r"\d{14}", words):
            return datetime.strptime(words, "%Y%m%d%H%M%S")
        if _FEED.match(words):
            return parsedate_to_datetime(words)
    found = printed_date(words)
    return found[0] if found and found[1] == 0 and found[2] == len(words) else None


def printed_date(line: str, *, day_first: bool = False) -> tuple[datetime, int, int] | None:
    """Return the first date in *line*, where it starts (with its weekday), and where it ends.

    *day_first* reads 05.06.2024 as the fifth of June.

    >>> printed_date("March 14, 2013 Thursday 11:21 AM GMT")
    (datetime.datetime(2013, 3, 14, 0, 0), 0, 14)
    >>> printed_date("Politique, jeudi 5 octobre 2013, p. 3")[1:]
    (11, 31)
    """
    forms = [*_FORMS, _DAY_FIRST] if day_first else _FORMS
    found = (match for form in forms for match in form.finditer(line))
    for match in sorted(found, key=re.Match.start):
        parts = match.groupdict()
        month = parts.get("m") or marks.months().get((parts.get("name") or "").lower(), 0)
        with suppress(ValueError):
            day = datetime(int(parts["y"]), int(month), int(parts["d"]))
            before = _BEFORE.search(line, 0, match.start())
            first = before if before and before[1].lower() in marks.weekdays() else match
            return day, first.start(), match.end()
    return None


# What else stands in a line with a date: a time zone, half of the day, words between the numbers.
_BESIDE = frozenset("am pm gmt utc est edt cet cest bst ist jst de del of the to bis".split())
_SHAPE = re.compile(
    r"(?:\D{0,20}\d{1,2}\D{1,20}(?:19|20)\d\d|(?:19|20)\d\d\D{1,12}\d{1,2}\b).{0,24}"
)


def is_dated(line: str, *, shape: bool = False) -> bool:
    """Say whether a line is a date, perhaps one without a day: "May 2024", "May 27 - June 2, 2024".

    *shape* also takes a short line with a day and a year for one, whatever the month is called.

    >>> is_dated("May 27, 2024 Monday"), is_dated("May 27: talks go on"), is_dated("Mai 2024")
    (True, False, True)
    """
    if len(line) >= 100 or not line:
        return False
    found = printed_date(line, day_first=shape)
    if found and found[1] == 0:
        return len(line) < found[2] + _WEEKDAY or not shape
    words = re.findall(r"[^\W\d_]+", line.lower())
    named = any(word in marks.months() for word in words) and re.search(r"(?:19|20)\d\d", line)
    known = (w in marks.months() or w in marks.weekdays() or w in _BESIDE for w in words)
    return bool((named and all(known)) or (shape and len(line) < 40 and _SHAPE.fullmatch(line)))
