"""The marked article in a running notebook: filter, sort by tone, copy the code of the table.

What a notebook keeps is the static HTML alone. A model without a view goes to the page beside it,
finds that HTML there and brings it to life; so whoever opens the notebook later, without a kernel,
trusted or not, reads the article as it is and no "widget not found".
"""

from __future__ import annotations

import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd

from newskit import schema
from newskit.charts.colours import UNKNOWN

_HERE = Path(__file__).parent


def enliven(anchor: str, code: list[str]) -> None:
    """Bring the article *anchor* to life, where a kernel and anywidget are there.

    *code* is that of the whole table, then that of each button of the legend.
    """
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if getattr(shell, "kernel", None) is not None and find_spec("anywidget") is not None:
        _widget_class()(anchor=anchor, code=code)


def call(table: pd.DataFrame, article_id: str | None) -> str:
    """Return the code that makes *table*, as far as its stamp tells."""
    stamp = table.attrs.get("newskit") or {}
    given = ["articles", *(repr(name) for name in list(stamp.get("lexicons", {}))[:1])]
    given += [f"lexicon={stamp['lexicon']!r}"] if "lexicon" in stamp else []
    given += ['spans="voices"'] if {"voice", "tone"} <= set(table) else []
    given += ['model="vader"'] if "tone" in table and schema.range_of(table, "tone")[1] == 1 else []
    code = f"table = nk.{stamp['verb']}({', '.join(given)})\n" if "verb" in stamp else ""
    # An article of many is chosen by its id; of one, nothing needs to be chosen.
    one = article_id is None or len(set(table.get("article_id", ""))) < 2
    return code + ("" if one else f'table = table[table["article_id"] == {article_id!r}]\n')


def rows_of(column: str, name: str) -> str:
    """Return the code that chooses the rows of one voice or category."""
    if (column, name) != ("speaker_name", UNKNOWN):
        return f'table[table["{column}"] == {name!r}]'
    return 'table[table["speaker_name"].isna() & (table["voice"] == "quoted")]'


@cache
def _widget_class() -> type[Any]:
    import anywidget
    import traitlets

    class LiveArticle(anywidget.AnyWidget):
        _esm = _HERE / "live.js"
        _css = _HERE / "live.css"
        anchor = traitlets.Unicode().tag(sync=True)
        code: Any = traitlets.List().tag(sync=True)

    return LiveArticle
