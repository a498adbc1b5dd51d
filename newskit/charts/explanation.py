"""The sum behind one score, as a waterfall."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from newskit.charts import axes as _frame
from newskit.charts.colours import FALL, GREY, INK, RISE, on
from newskit.charts.labels import Label
from newskit.markup import minus

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_explanation(
    explanation: pd.DataFrame,
    *,
    top: int | None = 20,
    title: str | None = None,
    footer: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw what moved one score as a waterfall: each word's contribution on top of the last.

    The last row is the sum; the footer shows how the sum becomes the score. Bars to the right (▶)
    are favourable, to the left (◀) unfavourable.

    Parameters
    ----------
    explanation
        What :func:`~newskit.explain_tone` gives.
    top
        How many words are drawn, the strongest, in the order of the text; one row stands for the
        others. None draws all.
    title, footer, ax
        As in :func:`~newskit.plot_tone`.

    Returns
    -------
    Axes
        With the rows drawn, and the running ``sum``, on ``newskit_table``.

    Examples
    --------
    >>> import newskit as nk
    >>> ax = nk.plot_explanation(nk.explain_tone("A splendid day, but a terrible war."))
    >>> ax.newskit_table["word"].tolist()
    ['splendid', 'terrible', 'war']
    """
    _frame.require(explanation, ["word", "contribution"], what="explanation")
    drawn = strongest(explanation.reset_index(drop=True), top)
    drawn["sum"] = drawn["contribution"].cumsum()
    names = [*map(_named, drawn.to_dict("records")), "sum"]
    ax = _frame.axes(ax, 1.5 + 0.32 * len(names))
    _frame.values_axis(ax, "contribution to the sum", plus=True, zero=True)
    sums = [0.0, *drawn["sum"]]
    for y, (low, high) in enumerate(pairwise(sums)):
        _step(ax, low, high, y, RISE if high >= low else FALL)
    _step(ax, 0.0, sums[-1], len(drawn), INK)
    _frame.widen(ax, 0.55, "▶ −0.00")
    moved = map(partial(_frame.signed, plus=True), drawn["contribution"])
    said = map(" ".join, zip(names, [*moved, _frame.signed(sums[-1])], strict=True))
    return _frame.finish(
        ax, drawn, rows=[Label(name, INK, y) for y, name in enumerate(names)],
        ends=("hostile", "friendly"), alt=["What moved the score", *said],
        foot=[minus(explanation.attrs.get("arithmetic", ""))], title=title, footer=footer,
    )  # fmt: skip


def strongest(table: pd.DataFrame, top: int | None) -> pd.DataFrame:
    """Return the *top* strongest rows in their order, and one that sums up all others."""
    order = table["contribution"].abs().sort_values(ascending=False, kind="stable").index
    kept = table.index.isin(_frame.first(order.tolist(), top))
    shown, rest = table[kept], table[~kept]
    if rest.empty:
        return shown.copy()
    word = _frame.others(len(rest), "other word")
    left = table["contribution"].sum() - shown["contribution"].sum()
    row = pd.DataFrame({"word": [word], "contribution": [left]})
    return pd.concat([shown, row], ignore_index=True)


def _named(row: _frame.Row) -> str:
    rules = row.get("rules")
    return f"{row['word']}  [{rules}]" if isinstance(rules, str) and rules else str(row["word"])


def _step(ax: Axes, low: float, high: float, y: int, colour: str) -> None:
    """Draw one bar from *low* to *high* with an arrow's head, its size beside it."""
    marker, side = (">", "left") if high >= low else ("<", "right")
    _frame.stroke(ax, (low, high), y, colour, 7)
    ax.plot([high], [y], marker=marker, color=on(ax, colour), markersize=8, zorder=3)
    # Past the head; where that is the line of zero, the rim keeps the figures readable.
    words = _frame.signed(high - low, plus=True)
    _frame.beside(ax, words, (high, y), color=colour, ha=side)
    if y:
        ax.plot([low, low], [y - 1, y], color=on(ax, GREY), linewidth=0.6, zorder=1)
