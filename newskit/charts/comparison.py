"""Charts of group values with their intervals: comparisons, agreement, change over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from newskit.charts import axes as _frame
from newskit.charts.colours import GREY, INK, PALE
from newskit.charts.layout import Label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DRAWN = "#2b3a55"
_RULES = (0.667, 0.8)  # Krippendorff (2019), p. 356


def plot_comparison(
    comparison: pd.DataFrame,
    *,
    value: str = "value",
    colours: dict[str, str] | None = None,
    title: str | None = None,
    footer: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw each group's value as a point on its interval, with the number of units behind it.

    Takes what :func:`~newskit.compare` and :func:`~newskit.difference` give; *value* is the name
    of what was compared, in words, for the axis.
    Groups keep the order of the table; one without an interval has a point alone.
    """
    _frame.require(comparison, ["value", "low", "high", "n"], what="comparison")
    drawn = comparison.reset_index(drop=True)
    ax = _frame.axes(ax, 1.3 + 0.34 * len(drawn))
    _frame.values_axis(ax, value)
    names = group_names(drawn)
    _points(ax, drawn, [(colours or {}).get(name, DRAWN) for name in names])
    if (drawn[["value", "low"]].min() < 0).any():
        _frame.zero_line(ax)
    rows = [
        Label(f"{name} ({n:,})", (colours or {}).get(name, INK), y)
        for y, (name, n) in enumerate(zip(names, drawn["n"], strict=True))
    ]
    text = _frame.note(method_of(drawn), "In brackets: n", footer=footer)
    return _frame.finish(ax, drawn, rows=rows, title=title, footer=text)


def group_names(drawn: pd.DataFrame) -> list[str]:
    """Return the name of each row: the columns before ``value``, joined."""
    columns = list(drawn.columns[: list(drawn.columns).index("value")])
    if not columns:
        return ["all"] * len(drawn)
    joint = " − " if columns == ["group", "reference"] else " · "
    return [joint.join(map(str, row)) for row in drawn[columns].itertuples(index=False)]


def method_of(drawn: pd.DataFrame) -> str:
    """Return how the intervals were made, as the table says."""
    methods: Any = drawn["method"].dropna().unique() if "method" in drawn else []
    methods = [str(method).capitalize() for method in methods]
    return str(next((method for method in methods if "bootstrap" in method), *methods[:1] or [""]))


def _points(ax: Axes, drawn: pd.DataFrame, colours: list[str], value: str = "value") -> None:
    """Draw value, interval and number of each row of *drawn*."""
    digits = 2 if drawn[value].abs().max() < 10 else 1
    for y, (row, colour) in enumerate(zip(_frame.records(drawn), colours, strict=True)):
        _frame.interval(ax, (row["low"], row["high"]), y, colour)
        if row[value] == row[value]:
            _frame.point(ax, row[value], y, colour)
        furthest = max((x for x in (row[value], row["high"]) if x == x), default=0.0)
        _frame.beside(ax, _frame.signed(row[value], digits), (furthest, y), color=colour)


def plot_agreement(
    agreement: pd.DataFrame,
    *,
    title: str | None = None,
    footer: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw Krippendorff's alpha with its interval: overall and for each pair of coders.

    Takes what :func:`~newskit.agreement` gives. 0 is what chance gives, 1 perfect agreement; the
    dashed lines are Krippendorff's own bounds for tentative (.667) and reliable (.800) data. The
    rows of single items are left to the table. In brackets: items.
    """
    _frame.require(agreement, ["scope", "name", "alpha", "low", "high", "n"], what="agreement")
    drawn = agreement[agreement["scope"] != "item"].reset_index(drop=True)
    ax = _frame.axes(ax, 1.6 + 0.34 * len(drawn))
    _frame.values_axis(ax, "Krippendorff’s alpha")
    for at in _RULES:
        ax.axvline(at, color=PALE, linewidth=1, linestyle=(0, (4, 3)), zorder=0)
    _frame.zero_line(ax)
    _points(ax, drawn, [DRAWN] * len(drawn), "alpha")
    ax.set_xlim(min(-0.04, float(drawn[["alpha", "low"]].min().min()) - 0.04), 1.02)
    rows = [Label(_scope(row), INK, y) for y, row in enumerate(_frame.records(drawn))]
    hidden = len(agreement) - len(drawn)
    text = _frame.note(
        method_of(drawn),
        "Dashed: .667 (tentative) and .800 (reliable); in brackets: items",
        f"{hidden} items are not drawn" if hidden else "",
        footer=footer,
    )
    return _frame.finish(
        ax, drawn, rows=rows, title=title, footer=text, ends=("as chance gives", "perfect")
    )


def _scope(row: dict[str, Any]) -> str:
    name = row["name"] if row["scope"] == "pair" else row["scope"]
    return f"{name} ({row['n']:,})"


def plot_timeline(
    table: pd.DataFrame,
    value: str,
    *,
    every: str = "M",
    unit: str = "article_id",
    title: str | None = None,
    footer: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw the mean of *value* by month, with intervals and the number of articles.

    Parameters
    ----------
    table
        Any table with *unit*, ``published`` (merge it on from the articles) and *value*.
    value
        The column to follow.
    every
        The period, as pandas writes it: "M" month, "W" week, "D" day, "Q" quarter, "Y" year.
    unit
        What is resampled and counted, as in :func:`~newskit.compare`: articles, or "published" for
        whole days.
    title, footer, ax
        As in :func:`~newskit.plot_tone`.

    Notes
    -----
    The values are :func:`~newskit.compare`'s: units are resampled within each period. Periods
    without any break the line. Rows without a date are left out and counted in the footer.
    """
    from newskit.statistics.compare import compare

    _frame.require(table, [unit, "published", value], what="table")
    dated = table.dropna(subset=["published"])
    if dated.empty:
        raise ValueError("no row of the table has a date in its column 'published'")
    periods = dated.assign(period=dated["published"].dt.to_period(every))
    periods["period"] = periods["period"].astype(str)
    by_period = compare(periods, value, by="period", unit=unit)
    every_period = pd.period_range(periods["period"].min(), periods["period"].max(), freq=every)
    drawn = (
        by_period.set_index("period")
        .reindex(every_period.astype(str))
        .rename_axis("period")
        .reset_index()
    )
    undated = len(table) - len(dated)
    left_out = f"{_frame.counted(undated, 'row')} without a date left out" if undated else ""
    counted = "articles" if unit == "article_id" else f"values of {unit!r}"
    text = _frame.note(method_of(by_period), f"Below: n of {counted}", left_out, footer=footer)
    return _timeline(drawn, value, _frame.axes(ax, 3.6), {"title": title, "footer": text})


def _timeline(drawn: pd.DataFrame, value: str, ax: Axes, known: dict[str, Any]) -> Axes:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    drawn["n"] = drawn["n"].fillna(0).astype("int64")
    for x, row in enumerate(_frame.records(drawn)):
        if row["low"] == row["low"]:
            ax.plot([x, x], [row["low"], row["high"]], color=DRAWN, linewidth=5, alpha=0.25)
            ax.plot([x, x], [row["low"], row["high"]], color=DRAWN, linewidth=1)
    ax.plot(range(len(drawn)), drawn["value"], color=DRAWN, marker="o", markersize=5, linewidth=1.2)

    def label(x: float, _: Any) -> str:
        whole = round(x)
        if abs(x - whole) > 0.01 or not 0 <= whole < len(drawn):
            return ""
        return f"{drawn['period'][whole]}\nn {drawn['n'][whole]:,}"

    _frame.values_axis(ax, "")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.xaxis.set_major_formatter(FuncFormatter(label))
    ax.set_xlim(-0.5, len(drawn) - 0.5)
    _frame.upright_axis(ax)
    if ax.get_ylim()[0] < 0 < ax.get_ylim()[1]:
        ax.axhline(0, color=INK, linewidth=0.9, zorder=1)
    return _frame.finish(ax, drawn, key=[Label(f"mean {value}", GREY)], **known)
