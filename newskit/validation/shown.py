"""Cards and figures as a notebook shows them: whole words, folded by measure, intervals beside."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from newskit import schema
from newskit.markup import element, escape, minus, table

_FIELDS = ("what", "formula", "range", "undefined", "failures", "sources")
_HEADS = ["data", "metric", "value [95 % interval]", "n", "beside it"]
_BLOCK = "max-width:60em;margin:.3em 0"


class Cards(pd.DataFrame):
    """A table of cards or of their figures; a notebook shows it by measure, nothing cut off."""

    @property
    def _constructor(self) -> type[pd.DataFrame]:
        return Cards

    def _repr_html_(self) -> str:
        if set(schema.VALIDITY) <= set(self.columns):
            return "".join(
                _folded(str(card), f"{len(own):,} figures", _figures(own))
                for card, own in self.groupby("card", sort=False)
            )
        if not {"title", "call", *_FIELDS} <= set(self.columns):
            return str(self.to_html(max_rows=20))
        from newskit.validation.cards import validity

        figures = validity()
        return "".join(
            _folded(row["title"], f"`{row['call']}`",
                    _card(row) + _figures(figures[figures["card"] == row["title"]]))
            for row in self.to_dict("records")
        )  # fmt: skip


def _folded(title: str, beside: str, body: str) -> str:
    head = element("summary", f"<b>{escape(title)}</b> · {_words(beside)}")
    return element("details", head + body, style=_BLOCK)


def _card(row: dict[Any, Any]) -> str:
    said = {name: row[name] if isinstance(row[name], list) else [row[name]] for name in _FIELDS}
    return table(
        ["", ""], [[name, "<br>".join(map(_words, facts))] for name, facts in said.items()]
    )


def _words(said: object) -> str:
    """Return the few marks of Markdown that cards use as HTML."""
    code = re.sub(r"`([^`]+)`", r"<code>\1</code>", minus(escape(said)))
    return re.sub(r"\*([^*<>]+)\*", r"<i>\1</i>", code)


def _figures(figures: pd.DataFrame) -> str:
    cells = [[r["data"], r["metric"], _interval(r), f"{r['n']:,.0f}", r["comparison"]]
             for r in figures.to_dict("records")]  # fmt: skip
    # What a benchmark does not give is an empty cell.
    cells = [["" if c in ("nan", "None") else escape(c) for c in map(str, row)] for row in cells]
    return table(_HEADS, cells, "lllrl") if cells else ""


def _interval(row: dict[Any, Any]) -> str:
    known = row["low"] == row["low"]
    return minus(f"{row['value']:.3g}" + known * f" [{row['low']:.3g}, {row['high']:.3g}]")
