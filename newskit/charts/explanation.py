"""The sum behind one score, as a waterfall."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from newskit.charts import axes as _frame
from newskit.charts.colours import FALL, GREY, INK, RISE, on
from newskit.charts.labels import Label

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
    drawn = strongest(pd.DataFrame(explanation).reset_index(drop=True), top)
    drawn["sum"] = drawn["contribution"].cumsum()
    ax = _frame.axes(ax, 1.5 + 0.32 * (len(drawn) + 1))
    _frame.values_axis(ax, "contribution to the sum", plus=True)
    _frame.zero_line(ax)
    rows, total = [], float(drawn["contribution"].sum())
    for y, row in enumerate(_frame.records(drawn)):
        _step(ax, row["sum"] - row["contribution"], row["sum"], y)
        rows.append(Label(_named(row), INK, y))
    _step(ax, 0.0, total, len(drawn), colour=INK)
    _frame.widen(ax, 0.55, "▶ −0.00")
    rows.append(Label("sum", INK, len(drawn)))
    arithmetic = str(explanation.attrs.get("arithmetic", "")).replace("-", "−")
    said = [f"{_named(row)} {_frame.signed(row['contribution'], plus=True)}"
            for row in _frame.records(drawn)]  # fmt: skip
    return _frame.finish(
        ax, drawn, rows=rows, title=title, footer=_frame.note(arithmetic, footer=footer),
        ends=("hostile", "friendly"),
        alt=["What moved the score", *said, f"sum {_frame.signed(total)}"],
    )  # fmt: skip


def strongest(table: pd.DataFrame, top: int | None) -> pd.DataFrame:
    """Return the *top* strongest rows in their order, and one that sums up all others."""
    order = table["contribution"].abs().sort_values(ascending=False, kind="stable").index
    kept = _frame.first([str(i) for i in order], top)
    shown = table[table.index.astype("str").isin(kept)]
    if len(shown) == len(table):
        return shown.copy()
    rest = table["contribution"].sum() - shown["contribution"].sum()
    word = _frame.others(len(table) - len(shown), "other word")
    row = pd.DataFrame({"word": [word], "contribution": [rest]})
    return pd.concat([shown, row], ignore_index=True)


def _named(row: dict[str, Any]) -> str:
    rules = row.get("rules")
    return f"{row['word']}  [{rules}]" if isinstance(rules, str) and rules else str(row["word"])


def _step(ax: Axes, low: float, high: float, y: int, colour: str | None = None) -> None:
    """Draw one bar from *low* to *high* with an arrow's head, its size beside it."""
    rises = high >= low
    shade = on(ax, colour or (RISE if rises else FALL))
    ax.plot([low, high], [y, y], color=shade, linewidth=7, solid_capstyle="butt", zorder=2)
    marker, side = (">", "left") if rises else ("<", "right")
    ax.plot([high], [y], marker=marker, color=shade, markersize=8, linestyle="none", zorder=3)
    # Past the head; where that is the line of zero, the rim keeps the figures readable.
    words = _frame.signed(high - low, plus=True)
    _frame.beside(ax, words, (high, y), color=shade, ha=side)
    if y:
        ax.plot([low, low], [y - 1, y], color=on(ax, GREY), linewidth=0.6, zorder=1)
