"""The article itself, with what was found marked in it: words underlined, voices on a tint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from newskit import schema, text
from newskit.charts.colours import (
    BRIGHT,
    OUTLET,
    PALETTE,
    REPORTING,
    Style,
    by_words,
    mix,
    styles,
    voices,
)
from newskit.markup import Mark, element, escape, marked
from newskit.reading.article import Article, articles_table

_PAPER = "max-width:46em;line-height:1.85"
_TINT = 0.3  # of a voice's colour in its background: any text on it keeps a contrast of 7 to 1
# None of them is a voice's colour; each is seen as a line (3 to 1) on white and on black. Kinds
# and colours come round after 4 and 6, so twelve categories differ in the pair.
_KINDS = ("2px solid", "3px double", "2px dotted", "2px dashed")
_LINES = ("#00897b", "#a07800", "#d6336c", "#5f8a00", "#6c757d", "#9c6644")


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
    repeat what colour says, so the legend holds in grey and in print. Nothing but plain styles is
    used: the marks survive in a notebook that was opened and not run, and in a dark theme.

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

    Examples
    --------
    >>> highlight("“We march with joy,” Ada Holm said.").counts
    {'Ada Holm': 1}
    """
    table = _table(article)
    article_id, printed = str(table["article_id"].iloc[0]), str(table["text"].iloc[0])
    known = not isinstance(article, str)
    found = [_own(each, article_id if known else None) for each in _tables(table, hits)]
    voiced = [each for each in found if _has_voices(each, by)]
    hit = [each for each in found if not _has_voices(each, by)]
    looks = styles([name for each in voiced for name in by_words(each)], colours)
    lines = category_lines(str(name) for each in hit for name in _column(each, by))
    spoken = [spoken_mark(row, looks) for each in voiced for row in _rows(each)]
    marks = sorted((m for m in spoken if m), key=lambda mark: mark.start - mark.end)
    marks += [hit_mark(row, by, lines) for each in hit for row in each.to_dict("records")]
    _check(marks, len(printed))
    body = "".join(
        element("p", marked(printed, marks, block.start, block.end), style="margin:.5em 0",
                dir="auto")
        for block in text.paragraphs(printed)
    )  # fmt: skip
    spoken_by = _counted(voices(each) for each in voiced)
    hit_by = _counted(_column(each, by) for each in hit)
    named = {name: look for name, look in looks.items() if name in spoken_by}
    legend = [(f"{_shape(look)}{escape(name)}", _tinted(look.colour), spoken_by[name])
              for name, look in named.items()]  # fmt: skip
    legend += [(escape(_plain(name)), lines[name].replace("%", "1"), count)
               for name, count in hit_by.items()]  # fmt: skip
    counts = spoken_by | {_plain(name): count for name, count in hit_by.items()}
    return Highlight(element("div", body + _key(legend), style=_PAPER), counts)


def _key(legend: Sequence[tuple[str, str, int]]) -> str:
    items = [f"{element('span', words, style=style)} ({n:,})" for words, style, n in legend]
    return element("p", " &nbsp; ".join(items), style="margin:1em 0 0;font-size:.85em")


def _has_voices(table: pd.DataFrame, by: str) -> bool:
    return by not in table and ("speaker_name" in table or "voice" in table)


def _table(article: Article | str | pd.DataFrame) -> pd.DataFrame:
    if isinstance(article, str):
        article = Article("text", article)
    if isinstance(article, Article):
        return articles_table([article])
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
    return table[table["article_id"].map(str) == article_id]


def _column(table: pd.DataFrame, by: str) -> pd.Series[Any]:
    schema.require(table, [by], what="table of hits")
    return table[by]


def _rows(table: pd.DataFrame) -> list[dict[Any, Any]]:
    return table.assign(_name=voices(table)).to_dict("records")


def _counted(columns: Any) -> dict[str, int]:
    names = [str(name) for column in columns for name in column]
    return {name: names.count(name) for name in dict.fromkeys(names) if name not in _UNMARKED}


_UNMARKED = (OUTLET, REPORTING)


def _plain(name: str) -> str:
    return name.replace("_", " ")


def category_lines(names: Any) -> dict[str, str]:
    """Return the style of the line under each category."""
    found = enumerate(dict.fromkeys(names))
    lines = {name: f"{_KINDS[i % len(_KINDS)]} {_LINES[i % len(_LINES)]}" for i, name in found}
    return {name: f"border-bottom:{line};padding-bottom:%px" for name, line in lines.items()}


def hit_mark(row: dict[Any, Any], by: str, lines: dict[str, str], **attributes: str) -> Mark:
    """Return the mark of a hit: its category's line, and in the tooltip why it is one."""
    facts = [f"{key}: {row[key]}" for key in ("category", "entry", "lexicon") if key in row]
    if row.get("weight", 1) != 1 and row["weight"] == row["weight"]:
        facts.append(f"weight: {row['weight']:g}")
    facts += ["negated"] if bool(row.get("negated") or False) else []
    style = lines[str(row[by])]
    given = {"title": "; ".join(facts), "style": style} | attributes
    return Mark(int(row["start"]), int(row["end"]), given)


def spoken_mark(row: dict[Any, Any], looks: dict[str, Style]) -> Mark | None:
    """Return the mark of words in another voice than the outlet's: whose they are, what says so."""
    name = row["_name"]
    if name in _UNMARKED:
        return None
    known = {key: row[key] for key in ("kind", "cue", "rule", "stance") if key in row}
    facts = [f"{key}: {value}" for key, value in known.items() if isinstance(value, str) and value]
    if isinstance(row.get("tone"), float) and row["tone"] == row["tone"]:
        facts.append(f"tone: {row['tone']:.2f}")
    look = looks[name]
    given = {"title": "; ".join([name, *facts]), "style": _tinted(look.colour)}
    return Mark(int(row["start"]), int(row["end"]), given, _shape(look))


def _check(marks: Sequence[Mark], length: int) -> None:
    for mark in marks:
        if not 0 <= mark.start <= mark.end <= length:
            raise ValueError(
                f"a mark from character {mark.start} to {mark.end} is not in a text of {length} "
                "characters; do the hits belong to another article?"
            )


def _shape(style: Style) -> str:
    return element("sup", f"{style.glyph} ", style="font-size:.6em")


def _tinted(colour: str) -> str:
    """Return the ground of a voice: half-way to its colour on the dark, so that it suits both."""
    partners = dict(zip(PALETTE, BRIGHT, strict=True))
    middle = mix(colour, partners.get(colour, "#888888"), 0.5)
    red, green, blue = (int(middle[i : i + 2], 16) for i in (1, 3, 5))
    return f"background:rgba({red},{green},{blue},{_TINT})"
