"""The words that archives print around articles (``archives.toml``), ready to be looked up."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

LABEL = re.compile(r"\s*([^\W\d_][^:：\n\u00a0]{0,38}?)\s?[:：](\u00a0|[ \t\n]|$)\s*")


class Label(NamedTuple):
    """A printed label and what follows it, as in ``LENGTH: 300 words``; all empty where none is."""

    words: str = ""
    value: str = ""
    kind: str | None = None
    ends: bool = False


@cache
def table(name: str) -> dict[str, Any]:
    """Return one table of ``archives.toml``, which is read once."""
    data = tomllib.loads(Path(__file__).with_name("archives.toml").read_text(encoding="utf-8"))
    return dict(data[name])


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return a mark or a kind of boilerplate as an expression for a whole line."""
    lines = table("boilerplate").get(name) or table("marks")[name]
    found = f"(?:{'|'.join(lines)})" if isinstance(lines, list) else lines
    return re.compile(found, re.IGNORECASE | re.DOTALL)


def fits(name: str, line: str) -> re.Match[str] | None:
    """Return the match of a mark or a kind of boilerplate with a whole line."""
    return pattern(name).fullmatch(line)


def counted(name: str, line: str) -> tuple[int, int] | None:
    """Return the two numbers of a line such as "3 of 74 DOCUMENTS"."""
    found = fits(name, line) if line and len(line) < 60 else None
    number, of = [int(re.sub(r"\D", "", n)) for n in found.groups() if n] if found else (0, 0)
    return (number, of) if found else None


def listed(words: str) -> list[str]:
    """Return a list of words of ``archives.toml``."""
    return words.split("|") if "|" in words else words.split()


@cache
def _words(group: str) -> dict[str, str]:
    rows = reversed(table(group).items())
    return {word: name for name, words in rows for word in listed(words)}


def label(words: str) -> str | None:
    """Return what a printed label such as ``Rubrik`` stands for.

    >>> label("Rubrik"), label("LOAD-DATE"), label("The mayor")
    ('section', 'tail', None)
    """
    return _words("labels").get(words.strip().lower())


@cache
def _ends_text(words: str) -> bool:
    """Say whether a label stands behind the text of an article, not before it."""
    return words.strip().lower() in listed(table("labels")["tail"])


def label_of(line: str, *, bold: bool = True) -> Label:
    """Return the label of a line; *bold*: one that is printed as such, else one that is known."""
    found = LABEL.match(line)
    kind = label(found[1]) if found else None
    # Structure that a page or a document shows (bold type, a no-break space) arrives as one.
    if found and (found[2] == "\u00a0" or found[1].isupper() if bold else kind):
        return Label(found[1], line[found.end() :], kind, _ends_text(found[1]))
    return Label()


def language(name: str) -> str | None:
    """Return the code of a language that is named in any language, or None.

    >>> language("ENGLISH; ENGLISH"), language("Englisch"), language("Late Edition")
    ('en', 'en', None)
    """
    return _words("languages").get(re.split(r"[;,(（]|\s[-–]\s", name)[0].strip().lower())


@cache
def months() -> dict[str, int]:
    """Return the months by their names and by every abbreviation that means one month only."""
    whole, short = dict[str, int](), dict[str, set[int]]()
    for group in ("months", "months_whole"):
        for names in table(group).values():
            for number, forms in enumerate(names.split(), start=1):
                for form in forms.split("/"):
                    whole.setdefault(form, number)
                    for size in range(3, len(form)) if group == "months" else ():
                        short.setdefault(form[:size], set()).add(number)
    clear = {form: own.pop() for form, own in short.items() if len(own) == 1}
    return {**clear, **whole}


@cache
def weekdays() -> frozenset[str]:
    """Return the names of the days of the week, whole and abbreviated."""
    return frozenset(" ".join(table("weekdays").values()).split())
