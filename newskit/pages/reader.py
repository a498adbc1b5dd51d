"""One article to be read with what was found in it: a legend that filters, a bar for each tone.

The page has no script: the legend is a group of radio buttons, and style rules fade every row that
does not match the one that is checked.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pandas as pd

from newskit import text
from newskit.charts.axes import signed
from newskit.charts.colours import OUTLET, REPORTING, Style
from newskit.charts.labels import key_of
from newskit.charts.tone import own_words, scale_of
from newskit.charts.voices import lumped
from newskit.markup import Mark, element, escape, marked
from newskit.pages.marks import Row, category_lines, hit_mark, plain, reasons, within
from newskit.pages.page import variable

_SNIPPET = 80  # characters on either side of a match: a line, as in a concordance


class _Filter(NamedTuple):
    """A button of the legend: its words, its look, and which rows it leaves in full colour."""

    label: str
    style: str
    rows: list[bool]


def reader(
    article: str, tone: pd.DataFrame, quotes: pd.DataFrame, hits: pd.DataFrame, *,
    model: str, colours: dict[str, str], charges: pd.DataFrame, snippets: bool,
) -> tuple[str, list[tuple[str, int, int, str]]]:  # fmt: skip
    """Return *article* as rows of one voice each, with legend, tone bars and reasons.

    The second holds of each row that is shown its voice, its start and end, and its anchor.
    With *snippets* only the rows of other voices and those with a hit are shown, cut around it.
    """
    looks, names = lumped(tone, 8, colours)
    rows = tone.assign(_name=names).reset_index(drop=True).to_dict("records")
    found = [within(hits, row) for row in rows]
    filters = [*_by_voice(rows, looks, own_words(tone)), *_by_category(rows, found, hits)]
    if len(charges):
        inside = [len(within(charges, row)) > 0 for row in rows]
        filters.append(_Filter(f"charges ({len(charges)})", "", inside))
    lines = category_lines(hits["category"])
    limit, _ = scale_of(tone)
    shown, places = [], []
    starts = [block.start for block in text.paragraphs(article)]
    blocks = [bisect_right(starts, row["start"]) for row in rows]
    for i, row in enumerate(rows):
        if snippets and not len(found[i]) and row["_name"] in (OUTLET, REPORTING):
            continue
        kinds = " ".join(f"k{k}" for k, each in enumerate(filters, 1) if each.rows[i])
        first = " first" if i == 0 or blocks[i] != blocks[i - 1] else ""
        words = _words(article, row, found[i], lines, snippets=snippets)
        look = looks[row["_name"]]
        body = element("div", f'<sup class="shape">{look.glyph}</sup> {words}', class_="words",
                       dir="auto", style=f"color:{variable(look.colour)}")  # fmt: skip
        why = reasons(row, article[row["start"] : row["end"]], model, quotes, charges)
        head = f"<summary>{signed(row['tone'], 1, plus=True)} · why</summary>"
        body += _bar(row["tone"], limit, look)
        body += element("details", head + "<br>".join(map(escape, why)))
        shown.append(element("div", body, class_=f"row {kinds}{first}", id=f"s{i}"))
        places.append((row["_name"], row["start"], row["end"], f"s{i}"))
    return f"{_rules(len(filters))}{_legend(filters)}{''.join(shown)}", places


def _by_voice(rows: list[Row], looks: dict[str, Style], outlet: str) -> Iterator[_Filter]:
    counts = Counter(row["_name"] for row in rows)
    key = key_of(looks, counts, {OUTLET: outlet})
    for name, label in zip(filter(counts.get, looks), key, strict=True):
        inside = [row["_name"] == name for row in rows]
        yield _Filter(label.words, f"color:{variable(label.colour)}", inside)


def _by_category(
    rows: list[Row], found: list[pd.DataFrame], hits: pd.DataFrame
) -> Iterator[_Filter]:
    for name, style in category_lines(hits["category"]).items():
        inside = [bool((each["category"] == name).any()) for each in found]
        label = f"{plain(name)} ({int((hits['category'] == name).sum())})"
        yield _Filter(label, style.replace("%", "1"), inside)


def _rules(number: int) -> str:
    """Return the style rules of the filters: all else fades, rows as well as lines under words."""
    faded = ",".join(f"main:has(#f{k}:checked) .row:not(.k{k})" for k in range(1, number + 1))
    return f"<style>{faded}{{opacity:.25}}</style>" if faded else ""


def _legend(filters: Sequence[_Filter]) -> str:
    buttons = ['<label><input type="radio" name="show" id="f0" checked> everything</label>']
    for k, each in enumerate(filters, 1):
        words = element("span", escape(each.label), style=each.style)
        buttons.append(f'<label><input type="radio" name="show" id="f{k}"> {words}</label>')
    return element("div", "".join(buttons), class_="key", role="radiogroup", aria_label="Show")


def _words(
    article: str, row: Row, found: pd.DataFrame, lines: dict[str, str], *, snippets: bool
) -> str:
    start, end = int(row["start"]), int(row["end"])
    marks = [hit_mark(hit, "", lines[str(hit["category"])]) for hit in found.to_dict("records")]
    middle = (found["start"].min(), found["end"].max()) if len(found) else (start, start)
    return in_context(article, marks, start, end, middle if snippets else None)


def in_context(
    article: str, marks: Sequence[Mark], start: int, end: int, middle: tuple[int, int] | None
) -> str:
    """Return the words from *start* to *end* in their *marks*, or the *middle* and a line around.

    A snippet runs from a word to a word.
    """
    if middle is None:
        return marked(article, marks, start, end)
    left, right = middle
    a, b = max(start, left - _SNIPPET), min(end, right + _SNIPPET)
    a = a if a == start else article.find(" ", a, left) + 1 or left
    b = b if b == end else max(article.rfind(" ", right, b), right)
    return ("… " if a > start else "") + marked(article, marks, a, b) + (" …" if b < end else "")


def _bar(value: float, limit: float, look: Style) -> str:
    if value != value:
        return element("div", "<b>–</b>", class_="bar", role="img", aria_label="no judging word")
    wide = min(50.0, abs(value) / limit * 50)
    left = 50 - wide if value < 0 else 50
    style = f"left:{left:.1f}%;width:{wide:.1f}%;background:{variable(look.colour)}"
    said = f"tone {signed(value, plus=True)} of {limit:g}"
    return element("div", element("i", "", style=style), class_="bar", role="img", aria_label=said)
