"""The article itself, with what was found marked in it: words underlined, voices on a tint."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import pandas as pd

from newskit import schema, text
from newskit.charts.colours import (
    GREY,
    INK,
    OUTLET,
    PALETTE,
    UNKNOWN,
    Style,
    by_words,
    styles,
    voices,
)
from newskit.markup import element, escape
from newskit.reading.article import Article, articles_table

_LINES = ("solid", "double", "dotted", "dashed", "wavy")
_TINT = 0.14  # of a voice's colour in its background: the text keeps a contrast of at least 10 to 1
_PAPER = (
    f"max-width:46em;padding:.8em 1em;color:{INK};background:#ffffff;line-height:1.75;"
    "color-scheme:light;-webkit-print-color-adjust:exact;print-color-adjust:exact"
)


class _Mark(NamedTuple):
    """One marked stretch: a hit with its category, or the words of a voice."""

    start: int
    end: int
    name: str
    note: str


@dataclass(frozen=True, repr=False)
class Highlight:
    """A marked text; a notebook shows ``html``, which is static and needs no style sheet."""

    html: str
    counts: dict[str, int]

    def __repr__(self) -> str:
        counted = ", ".join(f"{name} {count}" for name, count in self.counts.items())
        return f"Highlight({counted or 'nothing marked'})"

    def _repr_html_(self) -> str:
        return self.html


def highlight(
    article: Article | str | pd.DataFrame,
    hits: pd.DataFrame | Sequence[pd.DataFrame] | None = None,
    *,
    by: str = "category",
    colours: dict[str, str] | None = None,
) -> Highlight:
    """Return the text with *hits* underlined by category and voices on a tint of their colour.

    Each mark says in its tooltip why it is there: entry, weight and negation of a hit; speaker,
    cue and rule of a quotation. A line's kind (solid, double, dotted ...) and a voice's shape
    repeat what colour says, so the legend holds in grey and in print. The paper stays light in
    dark mode.

    Parameters
    ----------
    article
        An :class:`~newskit.Article`, a text, or an ARTICLES table of one row.
    hits
        HITS; or QUOTES, SPANS or TONE with voices; or a list of both kinds. None marks the voices
        that :func:`~newskit.split_voices` finds. Rows of other articles are passed over.
    by
        The column of hits that tells them apart: "category", "entry", "lexicon" ...
    colours
        What :func:`~newskit.voice_colours` gave for the whole analysis.

    Raises
    ------
    ValueError
        If a table has neither voices nor the column *by*, or reaches beyond the text.
    """
    table = _table(article)
    article_id, printed = str(table["article_id"].iloc[0]), str(table["text"].iloc[0])
    known = not isinstance(article, str)
    found = [_own(each, article_id if known else None) for each in _tables(table, hits)]
    voiced = [each for each in found if _has_voices(each, by)]
    marked = [each for each in found if not _has_voices(each, by)]
    spoken = [mark for each in voiced for mark in _spoken(each)]
    hit = [mark for each in marked for mark in _hits(each, by)]
    _check(spoken + hit, len(printed))
    looks = styles([name for each in voiced for name in by_words(each)], colours)
    # Lines begin with the colour after the last voice's, so that no category looks like a speaker.
    first = sum(name not in (OUTLET, UNKNOWN) for name in looks)
    lines = {name: first + i for i, name in enumerate(dict.fromkeys(mark.name for mark in hit))}
    edges = sorted({edge for mark in spoken + hit for edge in (mark.start, mark.end)})
    look = _Look(edges, _over(edges, spoken), _over(edges, hit), looks, lines)
    body = "".join(_paragraphs(printed, look))
    counts = _counts(spoken), _counts(hit)
    paper = element("div", body + _legend(*counts, look), style=_PAPER)
    return Highlight(paper, counts[0] | counts[1])


class _Look(NamedTuple):
    """Where marks begin and end, which lie over a place, and how each name looks."""

    edges: list[int]
    spoken: Callable[[int], list[_Mark]]
    hits: Callable[[int], list[_Mark]]
    voices: dict[str, Style]
    lines: dict[str, int]


def _has_voices(table: pd.DataFrame, by: str) -> bool:
    return by not in table and ("speaker_name" in table or "voice" in table)


def _table(article: Article | str | pd.DataFrame) -> pd.DataFrame:
    if isinstance(article, Article):
        return articles_table([article])
    if isinstance(article, str):
        return articles_table([Article("text", article)])
    schema.require(article, ["article_id", "text"], what="articles table")
    if len(article) != 1:
        raise ValueError(
            f"highlight shows one article, and the table has {len(article)}; "
            "choose one: articles[articles.article_id == ...]"
        )
    return article


def _tables(
    article: pd.DataFrame, hits: pd.DataFrame | Sequence[pd.DataFrame] | None
) -> list[pd.DataFrame]:
    if hits is None:
        from newskit.quotations import split_voices

        return [split_voices(article)]
    return [hits] if isinstance(hits, pd.DataFrame) else list(hits)


def _own(table: pd.DataFrame, article_id: str | None) -> pd.DataFrame:
    """Return the rows of this article; a bare text has no id, so all rows are its own."""
    schema.require(table, ["start", "end"], what="table of hits")
    if article_id is None or "article_id" not in table:
        return table
    return table[table["article_id"].astype("str") == article_id]


def _records(table: pd.DataFrame) -> list[dict[Hashable, Any]]:
    return table.to_dict("records")


def _hits(table: pd.DataFrame, by: str) -> list[_Mark]:
    schema.require(table, [by], what="table of hits")
    return [
        _Mark(int(row["start"]), int(row["end"]), str(row[by]).replace("_", " "), _why(row))
        for row in _records(table)
    ]


def _why(row: dict[Hashable, Any]) -> str:
    """Return why a hit is one: its category, entry, weight, and whether it is negated."""
    facts = [f"{key}: {row[key]}" for key in ("category", "entry", "lexicon") if key in row]
    if row.get("weight", 1) != 1 and row["weight"] == row["weight"]:
        facts.append(f"weight: {row['weight']:g}")
    return "; ".join([*facts, *(["negated"] if row.get("negated") is True else [])])


def _spoken(table: pd.DataFrame) -> list[_Mark]:
    """Return the stretches in other voices than the outlet's, the longest first."""
    rows = zip(_records(table), voices(table), strict=True)
    marks = [
        _Mark(int(row["start"]), int(row["end"]), name, _who(row, name))
        for row, name in rows
        if name != OUTLET
    ]
    return sorted(marks, key=lambda mark: mark.start - mark.end)


def _who(row: dict[Hashable, Any], name: str) -> str:
    """Return whose words these are and what says so."""
    known = {key: row[key] for key in ("kind", "cue", "rule", "stance") if key in row}
    facts = [f"{key}: {value}" for key, value in known.items() if isinstance(value, str) and value]
    if isinstance(row.get("tone"), float) and row["tone"] == row["tone"]:
        facts.append(f"tone: {row['tone']:.2f}")
    return "; ".join([name, *facts])


def _check(marks: list[_Mark], length: int) -> None:
    for mark in marks:
        if not 0 <= mark.start <= mark.end <= length:
            raise ValueError(
                f"a mark from character {mark.start} to {mark.end} is not in a text of {length} "
                "characters; do the hits belong to another article?"
            )


def _paragraphs(printed: str, look: _Look) -> list[str]:
    """Return each paragraph as an element, cut wherever a mark begins or ends."""
    edges, found = look.edges, []
    for block in text.paragraphs(printed):
        cuts = edges[bisect_left(edges, block.start) : bisect_left(edges, block.end)]
        places = [block.start, *(c for c in cuts if c > block.start), block.end]
        pieces = [_piece(printed, place, look) for place in pairwise(places)]
        found.append(element("p", "".join(pieces), style="margin:.5em 0", dir="auto"))
    return found


def _over(edges: list[int], marks: list[_Mark]) -> Callable[[int], list[_Mark]]:
    """Return the function from a place to the marks over it."""
    over: dict[int, list[_Mark]] = {}
    for mark in marks:
        for edge in edges[bisect_left(edges, mark.start) : bisect_left(edges, mark.end)]:
            over.setdefault(edge, []).append(mark)

    def marks_at(place: int) -> list[_Mark]:
        at = bisect_left(edges, place + 1) - 1
        return over.get(edges[at], []) if at >= 0 else []

    return marks_at


def _piece(printed: str, place: tuple[int, int], look: _Look) -> str:
    """Return one stretch of text in the marks that lie over it."""
    start, end = place
    content = escape(printed[start:end]).replace("\n", "<br>")
    for level, mark in enumerate(look.hits(start)):
        content = _underlined(content, mark, look.lines[mark.name], level)
    spoken = look.spoken(start)
    if not spoken:
        return content
    innermost = spoken[-1]
    style = look.voices[innermost.name]
    if start == innermost.start:
        content = _shape(style) + content
    return element("mark", content, title=innermost.note, style=_tinted(style.colour))


def _underlined(content: str, mark: _Mark, line: int, level: int = 0) -> str:
    kind, colour = _LINES[line % len(_LINES)], PALETTE[line % len(PALETTE)]
    style = f"text-decoration:underline {kind} {colour} 2px;text-underline-offset:{3 + 4 * level}px"
    return element("u", content, title=mark.note, style=style)


def _shape(style: Style) -> str:
    return element("sup", style.glyph, style=f"color:{style.colour};font-size:.6em")


def _tinted(colour: str) -> str:
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    red, green, blue = (round(255 - _TINT * (255 - part)) for part in parts)
    return f"color:{INK};background:#{red:02x}{green:02x}{blue:02x};padding:.1em 0"


def _counts(marks: list[_Mark]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for mark in marks:
        counts[mark.name] = counts.get(mark.name, 0) + 1
    return counts


def _legend(spoken: dict[str, int], hits: dict[str, int], look: _Look) -> str:
    """Return the key to the marks: names as they look in the text, and how often each stands."""
    items = [
        element(
            "mark",
            f"{_shape(look.voices[name])} {escape(name)}",
            style=_tinted(look.voices[name].colour),
        )
        + f" ({spoken[name]:,})"
        for name in look.voices
        if name in spoken
    ]
    items += [
        _underlined(escape(name), _Mark(0, 0, name, ""), look.lines[name]) + f" ({count:,})"
        for name, count in hits.items()
    ]
    style = f"margin:1em 0 0;padding-top:.4em;border-top:1px solid {GREY};font-size:.85em"
    return element("p", " &nbsp; ".join(items), style=style) if items else ""
