"""Exports of news archives as lines of text: known by their marks, and split.

A layout is a few rules in a module of its own; the words it prints, in each language, stand in
``archives.toml``. Where an interface's words are unknown, the shape of a line must do. Where no
export could be had (Factiva and Nexis Uni in RTF, RIS of ProQuest) the rules follow the documented
layout.
"""

from __future__ import annotations

from newskit.reading import factiva, nexis, proquest
from newskit.reading.fields import Export, Lines


def split_lines(lines: Lines, *, wrapped: bool = False, told: int | None = None) -> Export | None:
    """Return the articles of an export given as lines, or None if it is none.

    *wrapped*: the lines are those of a printed page, and a blank line ends a paragraph. *told*:
    how many articles another part of the file says there are.
    """
    plain = [line.replace("\f", "").strip() for line in lines]
    if counters := nexis.counters(plain):
        return proquest.split(plain) or nexis.split_counted(plain, counters, wrapped, told)
    return nexis.split_uni(plain) or factiva.split(plain) or proquest.split(plain)
