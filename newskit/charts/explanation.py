"""The sum behind one score, as a waterfall."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from newskit.charts import axes as _frame
from newskit.charts.colours import FALL, GREY, INK, RISE
from newskit.charts.layout import Label

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_explanation(
    explanation: pd.DataFrame,
    *,
    title: str | None = None,
    footer: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw what moved one score as a waterfall: each word's contribution on top of the last.

    Takes what :func:`~newskit.explain_tone` gives. The last row is the sum; the footer shows how
    the sum becomes the score. Bars to the right (▶) are favourable, to the left (◀) unfavourable.
    """
    _frame.require(explanation, ["word", "contribution"], what="explanation")
    drawn = pd.DataFrame(explanation).reset_index(drop=True)
    drawn["sum"] = drawn["contribution"].cumsum()
    ax = _frame.axes(ax, 1.5 + 0.32 * (len(drawn) + 1))
    _frame.values_axis(ax, "contribution to the sum", plus=True)
    _frame.zero_line(ax)
    rows = []
    for y, row in enumerate(_frame.records(drawn)):
        _step(ax, row["sum"] - row["contribution"], row["sum"], y)
        rows.append(Label(_named(row), INK, y))
    _step(ax, 0.0, float(drawn["contribution"].sum()), len(drawn), colour=INK)
    ax.margins(x=0.18)
    rows.append(Label("sum", INK, len(drawn)))
    arithmetic = str(explanation.attrs.get("arithmetic", "")).replace("-", "−")
    text = _frame.note(arithmetic, footer=footer)
    return _frame.finish(
        ax, drawn, rows=rows, title=title, footer=text, ends=("hostile", "friendly")
    )


def _named(row: dict[str, Any]) -> str:
    rules = row.get("rules")
    return f"{row['word']}  [{rules}]" if isinstance(rules, str) and rules else str(row["word"])


def _step(ax: Axes, low: float, high: float, y: int, colour: str | None = None) -> None:
    """Draw one bar from *low* to *high* with an arrow's head, its size beside it."""
    rises = high >= low
    colour = colour or (RISE if rises else FALL)
    ax.plot([low, high], [y, y], color=colour, linewidth=7, solid_capstyle="butt", zorder=2)
    marker, side = (">", "left") if rises else ("<", "right")
    ax.plot([high], [y], marker=marker, color=colour, markersize=8, linestyle="none", zorder=3)
    words = _frame.signed(high - low, plus=True)
    _frame.beside(ax, words, (high, y), color=colour, ha=side)
    if y:
        ax.plot([low, low], [y - 1, y], color=GREY, linewidth=0.6, zorder=1)
