"""What each measure means and how well it agrees with human coders, as tables.

A notebook shows them in whole words, folded by measure, intervals beside the figures.
"""

from __future__ import annotations

import json
import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pandas as pd

from newskit import schema
from newskit.markup import element, escape, minus, table

_PACKAGE = Path(__file__).parent.parent
Figure = dict[str, Any]
# Speed, and checks that two programs give the same: they say nothing about how far to trust.
_ASIDE = re.compile("times |time for|seconds|a second|values that differ|cost of|peak ")
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
        figures = validity()
        return "".join(
            _folded(row["title"], f"`{row['call']}`",
                    _card(row) + _figures(figures[figures["card"] == row["title"]]))
            for row in self.to_dict("records")
        )  # fmt: skip


def cards_file() -> Path:
    """Return the file of the hand-written cards: in the installed package, or in a checkout."""
    return _here("measures.toml", "docs/measures.toml")


def results_folder() -> Path:
    """Return the folder of the benchmarks' results: in the installed package, or in a checkout."""
    return _here("results", "benchmarks/results")


def _here(installed: str, checkout: str) -> Path:
    path = _PACKAGE / installed
    return path if path.exists() else _PACKAGE.parent / checkout


def measure_cards() -> pd.DataFrame:
    """Return one card per measure: what it means, its formula, range, and where it fails.

    Returns
    -------
    DataFrame
        ``title``, ``call``, ``what``, ``formula``, ``range``, ``undefined``, ``failures`` and
        ``sources`` (the last two are lists).
    """
    cards = tomllib.loads(cards_file().read_text(encoding="utf-8"))["card"]
    return Cards(cards).drop(columns="figures")


def validity() -> pd.DataFrame:
    """Return how each measure did against human codes, as the project's benchmarks printed it.

    Returns
    -------
    DataFrame
        ``card`` (the title in :func:`measure_cards`), ``data``, ``metric``, ``value``, its 95 %
        interval ``low`` and ``high`` (NaN where the benchmark gives none), ``n``, ``comparison``
        (how well people do, or another tool), and ``command``, which prints the figure again.
        Figures of speed stand in ``benchmarks/README.md``.
    """
    cards = tomllib.loads(cards_file().read_text(encoding="utf-8"))["card"]
    figures = [f for f in read_results(results_folder()) if not _ASIDE.search(str(f["metric"]))]
    own = claims([card["figures"] for card in cards], figures)
    rows = [
        {"card": card["title"], **figures[i]}
        for card, claimed in zip(cards, own, strict=True)
        for i in claimed
    ]
    return Cards(
        schema.cast(pd.DataFrame(rows).reindex(columns=list(schema.VALIDITY)), schema.VALIDITY)
    )


def read_results(folder: Path) -> list[Figure]:
    """Return every figure of every result file, with the file's name, command and date."""
    found = []
    for path in sorted(folder.glob("*.json")):
        result = json.loads(path.read_text(encoding="utf-8"))
        origin = {"file": path.stem, "command": result.get("command"), "date": result.get("date")}
        found += [{**figure, **origin} for figure in result.get("figures", [])]
    return found


def claims(patterns: list[list[str]], figures: list[Figure]) -> list[list[int]]:
    """Return which figures belong to each card; one that suits several belongs to the first."""
    own: list[list[int]] = [[] for _ in patterns]
    for i, figure in enumerate(figures):
        name = f"{figure['file']}:{figure.get('measure', '')}".lower()
        suited = (c for c, wanted in enumerate(patterns) if any(fnmatch(name, p) for p in wanted))
        if (first := next(suited, None)) is not None:
            own[first].append(i)
    return own


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
