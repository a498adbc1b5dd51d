"""The article itself, with what was found marked in it: words underlined, voices on a tint."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pandas as pd

from newskit import schema, text
from newskit.charts.axes import counted, signed
from newskit.charts.colours import by_words, styles, voices
from newskit.charts.tone import model_of
from newskit.markup import element, escape, marked, table
from newskit.pages import live
from newskit.pages.marks import (
    UNMARKED,
    category_lines,
    hit_mark,
    plain,
    reasons,
    shape,
    spoken_mark,
    tinted,
)
from newskit.quotations.table import find_quotes
from newskit.reading.article import Article, articles_table
from newskit.tone import score_tone

_PAPER = "max-width:46em;line-height:1.85"
_KEY = "margin:0 0 1em;font-size:.85em"
_VOICE = "speaker_name"
Key = tuple[str, str]  # the column that tells marks apart, and the name in it
Look = tuple[str, str]  # a style, and the shape before the words


class _Found(NamedTuple):
    """A table of this article: its rows, what tells them apart, what makes it."""

    rows: pd.DataFrame
    column: str
    names: list[str]
    code: str

    def __iter__(self) -> Iterator[Any]:
        """Give each row with its key: the column and the name in it."""
        keys = ((self.column, name) for name in self.names)
        return zip(self.rows.to_dict("records"), keys, strict=True)


@dataclass(frozen=True, repr=False)
class Highlight:
    """A marked text; a notebook shows ``html``, which is static and needs no style sheet.

    In a running notebook its legend filters, its rows sort by tone, and the ``code`` that makes the
    table of what is shown can be copied.
    """

    html: str
    counts: dict[str, int]
    code: list[str] = field(default_factory=list)

    def __repr__(self) -> str:
        counted = ", ".join(f"{name} {count}" for name, count in self.counts.items())
        return f"Highlight({counted or 'nothing marked'})"

    def _repr_html_(self) -> str:
        anchor = f"{zlib.crc32(self.html.encode()):08x}"
        return element("div", self.html, style=_PAPER, data_newskit=anchor)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        html = self._repr_html_()
        live.enliven(html.partition('data-newskit="')[2][:8], self.code)
        return {"text/html": html, "text/plain": repr(self)}


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
    used: the marks survive in a notebook that was opened and not run, and in a dark theme. Below a
    text with its TONE stands, folded, each row with the arithmetic of its tone and the rule that
    gave it its speaker.

    Once run, with anywidget (``newskit[lab]``), the legend is a row of buttons, for mouse and
    keyboard: a voice, category or charge fades all others; the rows sort by tone; the code that
    makes the table of what is shown can be copied.

    Parameters
    ----------
    article
        An :class:`~newskit.Article`, a text, or an ARTICLES table of one row.
    hits
        HITS or CHARGES; or QUOTES, SPANS or TONE with voices; or a list of both kinds. None takes
        the TONE of the voices in the text. Rows of other articles are passed over.
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
    one = _one(article)
    article_id, printed = str(one["article_id"].iloc[0]), str(one["text"].iloc[0])
    given = [score_tone(one, spans="voices")] if hits is None else hits
    given = [given] if isinstance(given, pd.DataFrame) else list(given)
    known = None if isinstance(article, str) else article_id
    found = sorted((_found(each, known, by) for each in given), key=lambda f: f.column != _VOICE)
    looks = _looks(found, colours)
    counts = Counter(key for f in found for _, key in f)
    keys = {key: str(k) for k, key in enumerate((key for key in looks if key in counts), 1)}
    marks = [mark(row, key[1], *looks[key], data_k=keys[key])
             for f in found for row, key in f if key in keys
             for mark in (spoken_mark if f.column == _VOICE else hit_mark,)]  # fmt: skip
    if any(not 0 <= mark.start <= mark.end <= len(printed) for mark in marks):
        raise ValueError("a mark is not in the text; do the hits belong to another article?")
    # The longest stretches of speech lie outermost; hits lie inside them.
    marks.sort(key=lambda mark: mark.start - mark.end if mark.before else 1)
    body = "".join(
        element("p", marked(printed, marks, block.start, block.end), style="margin:.5em 0",
                dir="auto")
        for block in text.paragraphs(printed)
    )  # fmt: skip
    legend = [element("span", f"{_item(key, looks[key])} ({counts[key]:,})", data_k=k)
              for key, k in keys.items()]  # fmt: skip
    top = element("div", " &nbsp; ".join(legend), style=_KEY, data_legend="yes") if keys else ""
    toned = next((f for f in found if f.column == _VOICE and "tone" in f.rows), None)
    rows = _rows(one, toned, found, looks, keys) if toned else ""
    calls = {key: f.code for f in reversed(found) for _, key in f}
    code = [f"{f.code}table" for f in found[:1]]
    code += [calls[key] + live.rows_of(*key) for key in keys]
    named = {_words(key): counts[key] for key in keys}
    return Highlight(top + body + rows, named, code)


def _one(article: Article | str | pd.DataFrame) -> pd.DataFrame:
    if isinstance(article, str):
        article = Article("text", article)
    if isinstance(article, Article):
        return articles_table([article])
    schema.require(article, ["article_id", "text"], what="articles table")
    if len(article) != 1:
        many = f"highlight shows one article, and the table has {len(article)}"
        raise ValueError(f"{many}; choose one: articles[articles.article_id == ...]")
    return article


def _found(table: pd.DataFrame, article_id: str | None, by: str) -> _Found:
    """Return the rows of this article; a bare text has no id, so all rows are its own."""
    voiced = by not in table and "accuser" not in table and bool({"voice", _VOICE} & set(table))
    column = _VOICE if voiced else by if by in table or "charge" not in table else "charge"
    needed = ["start", "end", *([] if voiced else [column])]
    schema.require(table, needed, what="table of hits")
    code = live.call(table, article_id)
    if article_id is not None and "article_id" in table:
        table = table[table["article_id"].map(str) == article_id]
    return _Found(table, column, list(map(str, voices(table) if voiced else table[column])), code)


def _looks(found: Sequence[_Found], colours: dict[str, str] | None) -> dict[Key, Look]:
    """Return how each voice and then each category is marked: its style, and its shape."""
    spoken = [name for f in found if f.column == _VOICE for name in by_words(f.rows)]
    looks = {(_VOICE, name): (tinted(look.colour), shape(look))
             for name, look in styles(spoken, colours).items() if name not in UNMARKED}  # fmt: skip
    keys = {key: None for f in found if f.column != _VOICE for _, key in f}
    lines = category_lines(name for _, name in keys)
    return looks | {key: (lines[key[1]], "") for key in keys}


def _words(key: Key) -> str:
    return key[1] if key[0] == _VOICE else plain(key[1])


def _item(key: Key, look: Look, **attributes: str) -> str:
    """Return the words of a voice or category as they are marked in the text."""
    style, before = look
    words = before + escape(_words(key))
    return element("span", words, style=style.replace("%", "1"), **attributes)


def _rows(
    one: pd.DataFrame, toned: _Found, found: Sequence[_Found], looks: dict[Key, Look],
    keys: dict[Key, str],
) -> str:  # fmt: skip
    """Return the rows of TONE, folded: whose words, in what tone, and why."""
    quotes = next((f.rows for f in found if "rule" in f.rows), None)
    quotes = find_quotes(one) if quotes is None else quotes
    charges = next((f.rows for f in found if f.column == "charge"), schema.empty(schema.CHARGES))
    hits = [(row["start"], keys[key]) for f in found if f.column != _VOICE for row, key in f]
    printed, model, cells = str(one["text"].iloc[0]), model_of(toned.rows) or "news", []
    for row, key in toned:
        a, b = int(row["start"]), int(row["end"])
        shown_by = {"0", keys.get(key, "0"), *(k for start, k in hits if a <= start < b)}
        who = _item(key, looks.get(key, ("", "")), data_k=" ".join(sorted(shown_by)),
                    data_tone=f"{row['tone']:.4f}")  # fmt: skip
        why = reasons({**row, "_name": key[1]}, printed[a:b], model, quotes, charges)
        cells.append([who, escape(printed[a:b]), signed(row["tone"], 1, plus=True),
                      "<br>".join(map(escape, why))])  # fmt: skip
    head = f"<summary>{counted(len(cells), 'span')}: whose, in what tone, and why</summary>"
    return element("details", head + table(["whose", "words", "tone", "why"], cells, "llrl"))
