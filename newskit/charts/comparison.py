"""Charts of group values with their intervals: comparisons, pairs, change over time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from newskit.charts import axes as _frame
from newskit.charts.colours import DRAWN, GREY, INK, PALE, PALETTE, Style, on
from newskit.charts.labels import Label, room

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PAIR = {"outlet": Style(GREY, "o", "●"), "quoted": Style(PALETTE[0], "D", "◆")}
_NAMES = {"outlet": "own words", "quoted": "quoted"}
_NUMBER = re.compile(r"\d[\d,]*")
_DENSE = 40  # periods from which a line has a ribbon instead of single intervals


def plot_comparison(
    comparison: pd.DataFrame,
    *,
    value: str = "value",
    top: int | None = _frame.TOP,
    colours: dict[str, str] | None = None,
    title: str | None = None,
    footer: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw each group's value as a point on its interval, with the number of units behind it.

    Groups keep the order of the table. Groups by outlet (or anything else) and ``voice`` are drawn
    in pairs: the outlet's own words and those it quotes on one line. A group without a value has a
    dash.

    Parameters
    ----------
    comparison
        What :func:`~newskit.compare` and :func:`~newskit.difference` give.
    value
        The name of what was compared, in words, for the axis.
    top
        How many groups are drawn, those with the most units behind them; the others share one row,
        a pale stroke each. None draws all.
    colours
        A colour for each name of a group.
    title, footer, ax
        As in :func:`~newskit.plot_tone`.

    Returns
    -------
    Axes
        With the rows drawn one by one on ``newskit_table``.

    Examples
    --------
    >>> import newskit as nk
    >>> articles = nk.load_corpus("one_event")
    >>> tone = nk.score_tone(articles, spans="voices")
    >>> pairs = nk.compare(tone, "tone", by=["outlet", "voice"])
    >>> ax = nk.plot_comparison(pairs, value="mean tone (−4 to 4)")
    >>> sorted(ax.newskit_table["voice"].unique())
    ['outlet', 'quoted']
    """
    _frame.require(comparison, ["value", "low", "high", "n"], what="comparison")
    table, voiced = _named(comparison)
    order = table.groupby("_name", sort=False)["n"].max()
    kept = _frame.first(order.sort_values(ascending=False, kind="stable").index.tolist(), top)
    shown = [str(name) for name in order.index if name in kept]
    drawn = table[table["_name"].isin(kept)]
    ax = _frame.axes(ax, 1.3 + (0.42 if voiced else 0.36) * (len(shown) + 1))
    extent = _frame.extent(table)
    _frame.values_axis(ax, value, zero=extent[0] < 0)
    ax.set_xlim(extent)
    hues = colours or {}
    for row in drawn.to_dict("records"):
        look = _PAIR[row["voice"]] if voiced else Style(hues.get(row["_name"], DRAWN), "o", "●")
        # Own words stand above the line, quoted ones below it: their figures cannot meet.
        _frame.valued(ax, row, shown.index(row["_name"]), look, broad=not voiced,
                      above=not voiced or row["voice"] == "outlet")  # fmt: skip
    rows = [Label(f"{name} ({order[name]:,})", hues.get(name, INK), y)
            for y, name in enumerate(shown)]  # fmt: skip
    rows += _others(ax, table.loc[~table["_name"].isin(kept)], len(shown))
    for name, pair in drawn.groupby("_name")["value"] if voiced else ():
        ax.plot([pair.min(), pair.max()], [shown.index(str(name))] * 2, color=on(ax, PALE),
                linewidth=6, solid_capstyle="butt", zorder=0.5)  # fmt: skip
    _frame.widen(ax)
    key = [Label(f"{s.glyph} {_NAMES[v]}", s.colour) for v, s in _PAIR.items()] if voiced else ()
    method = method_of(table)
    left_out = "Words of reporting are left out" if voiced else ""
    behind = "articles" if " articles" in method and " of one article" not in method else "n"
    said = [f"{row['_name']}{', ' + _NAMES[row['voice']] if voiced else ''}: {_stated(row)}"
            for row in drawn.to_dict("records")]  # fmt: skip
    return _frame.finish(
        ax, drawn.drop(columns="_name"), rows=rows, key=key, title=title, alt=[value, *said],
        foot=[method, f"In brackets: {behind}", left_out], footer=footer,
    )  # fmt: skip


def _named(comparison: pd.DataFrame) -> tuple[pd.DataFrame, bool]:
    """Return the rows with their names, and whether they are pairs of voices."""
    names = [str(name) for name in comparison.columns[: comparison.columns.get_loc("value")]]
    voiced = len(names) > 1 and "voice" in names
    if voiced:
        comparison = comparison[comparison["voice"].isin(_PAIR)]
        names.remove("voice")
    joint = " − " if names[-2:] == ["group", "reference"] else " · "
    named = [joint.join(map(str, row)) for row in comparison[names].itertuples(index=False)]
    return comparison.reset_index(drop=True).assign(_name=named if names else "all"), voiced


def _stated(row: _frame.Row) -> str:
    return f"{_frame.stated(row)}, n {row['n']:,}"


def _others(ax: Axes, rest: pd.DataFrame, y: float) -> list[Label]:
    """Draw the groups that have no row of their own in one row, a pale stroke each."""
    number = len(rest["_name"].unique())
    if not number:
        return []
    ax.plot(rest["value"], [y] * len(rest), linestyle="none", marker="|", markersize=9,
            color=on(ax, GREY), alpha=0.5)  # fmt: skip
    return [Label(_frame.others(number), GREY, y)]


def method_of(drawn: pd.DataFrame) -> str:
    """Return how the intervals were made, for all groups: numbers that differ become a range."""
    methods = [str(m) for m in drawn["method"].dropna()] if "method" in drawn else []
    told = [m for m in methods if "no interval" not in m] or methods[:1]
    kinds = Counter(_NUMBER.sub("#", method) for method in told)
    said = []
    for kind, _ in kinds.most_common(2):
        numbers = [_NUMBER.findall(method) for method in told if _NUMBER.sub("#", method) == kind]
        ranges = map(_range, zip(*numbers, strict=True))
        said.append("".join(part + next(ranges, "") for part in kind.split("#")))
    if len(told) < len(methods):
        said.append(f"no interval for {len(methods) - len(told)} of {len(methods)}")
    words = "; ".join(said)
    return words[:1].upper() + words[1:]


def _range(numbers: Sequence[str]) -> str:
    values = sorted({int(number.replace(",", "")) for number in numbers})
    return f"{values[0]:,}" if len(values) == 1 else f"{values[0]:,} to {values[-1]:,}"


def plot_timeline(
    table: pd.DataFrame,
    value: str,
    *,
    by: str | None = None,
    every: str = "M",
    unit: str = "article_id",
    top: int | None = _frame.TOP,
    title: str | None = None,
    footer: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw the mean of *value* by month, with intervals and the number of articles.

    Parameters
    ----------
    table
        Any table with *unit*, ``published`` and *value*.
    value
        The column to follow.
    by
        A column of groups: each has a band of its own, all on one scale, its name in place.
    every
        The period, as pandas writes it: "M" month, "W" week, "D" day, "Q" quarter, "Y" year.
    unit
        What is resampled and counted, as in :func:`~newskit.compare`: articles, or "published" for
        whole days.
    top
        How many groups have a band, those with the most rows; the others share the last one.
    title, footer, ax
        As in :func:`~newskit.plot_tone`.

    Returns
    -------
    Axes
        With one row per group and period on ``newskit_table``.

    Notes
    -----
    The values are :func:`~newskit.compare`'s: units are resampled within each period. Periods
    without any break the line. Rows without a date are left out and counted in the footer.

    Examples
    --------
    >>> import newskit as nk
    >>> tone = nk.score_tone(nk.load_corpus("one_event"))
    >>> ax = nk.plot_timeline(tone, "tone", every="D", by="outlet")
    >>> {"group", "period", "value", "n"} <= set(ax.newskit_table.columns)
    True
    """
    _frame.require(table, [unit, "published", value, *([by] if by else [])], what="table")
    days = dates(table["published"])
    if days.isna().all():
        raise ValueError("no row of the table has a date in its column 'published'")
    dated = table[days.notna()].assign(period=days[days.notna()].dt.to_period(every))
    named = dated[by].astype("str") if by else pd.Series("", dated.index)
    groups, names = _frame.folded(named, top)
    drawn = _by_period(dated.assign(group=groups), value, unit, names)
    ax = _frame.axes(ax, 3.6 if len(names) == 1 else 1.2 + 0.95 * len(names))
    _bands(ax, drawn, names)
    _frame.values_axis(ax, "")
    _period_ticks(ax, drawn.loc[drawn["group"] == names[0]], every)
    undated, n = len(table) - len(dated), drawn["n"]
    counted = "articles" if unit == "article_id" else f"values of {unit!r}"
    behind = f"n: {n.min():,} to {n.max():,} {counted} in a period"
    left_out = f"{_frame.counted(undated, 'row')} without a date left out" if undated else ""
    said = [f"{row['group']} {row['period']}: {_stated(row)}".lstrip()
            for row in drawn.to_dict("records")]  # fmt: skip
    return _frame.finish(
        ax, drawn, key=[Label(f"mean {value}", GREY)], title=title, alt=[f"mean {value}", *said],
        foot=[method_of(drawn.dropna(subset=["value"])), behind, left_out], footer=footer,
    )  # fmt: skip


def dates(published: pd.Series[Any]) -> pd.Series[pd.Timestamp]:
    """Return dates of any kind (of Python, as words, with a time zone) as dates of pandas."""
    if pd.api.types.is_datetime64_dtype(published):
        return published
    return pd.to_datetime(published, utc=True, errors="coerce", format="mixed").dt.tz_localize(None)


def _by_period(table: pd.DataFrame, value: str, unit: str, names: list[str]) -> pd.DataFrame:
    from newskit.statistics.compare import compare

    means = compare(table.assign(period=table["period"].astype("str")), value,
                    by=["group", "period"], unit=unit)  # fmt: skip
    span = pd.period_range(table["period"].min(), table["period"].max())
    whole = pd.MultiIndex.from_product([names, span.astype("str")], names=["group", "period"])
    drawn = means.set_index(["group", "period"]).reindex(whole).reset_index()
    return drawn.assign(n=drawn["n"].fillna(0).astype("int64"))


def _bands(ax: Axes, drawn: pd.DataFrame, names: list[str]) -> None:
    """Draw each group in its own band, all on one scale; the first band stands on top."""
    low, high = _frame.extent(drawn)
    low, high = (min(low, 0.0), max(high, 0.0)) if len(names) > 1 else (low, high)
    step = 0.0 if len(names) == 1 else 1.5 * (high - low)
    few = _frame.digits(low, high) + 1
    # An end that is close to zero has no room for its figures.
    ends = [y for y in (low, high) if not low < 0 < high or abs(y) > 0.2 * (high - low)]
    ticks = [(y, _frame.signed(y, few)) for y in ends] + [(0.0, "0")] * (low < 0 < high)
    for i, name in enumerate(names):
        own = drawn[drawn["group"] == name].reset_index(drop=True)
        _line(ax, own, -i * step, low, high)
        if low <= 0 <= high:
            ax.axhline(-i * step, color=on(ax, INK if len(names) == 1 else GREY), linewidth=0.7)
        if name:
            at = (0.005, high - i * step)
            where = ax.get_yaxis_transform()
            words = f"{name} ({own['n'].sum():,})"
            _frame.beside(ax, words, at, xycoords=where, color=DRAWN, fontweight="bold",
                          xytext=(0, 2), va="bottom")  # fmt: skip
    ax.set_yticks(
        [y - i * step for i in range(len(names)) for y, _ in ticks],
        labels=[words for _ in names for _, words in ticks],
    )
    ax.set_ylim(low - step * (len(names) - 1) - 0.06 * (high - low), high + 0.16 * (high - low))


def _line(ax: Axes, own: pd.DataFrame, base: float, low: float, high: float) -> None:
    """Draw one group's course: intervals, or a ribbon where there are many; dashes for gaps."""
    x, shade = np.arange(len(own)), on(ax, DRAWN)
    own = own.assign(low=own["low"].clip(lower=low), high=own["high"].clip(upper=high))
    known = own["low"].notna()
    if len(own) > _DENSE:
        ax.fill_between(x, base + own["low"], base + own["high"], color=shade, alpha=0.25, lw=0)
        # A ribbon needs two periods: one that stands alone has an upright line.
        alone = known & ~known.shift(1, fill_value=False) & ~known.shift(-1, fill_value=False)
        lone = base + own.loc[alone, ["low", "high"]].to_numpy(float)
        ax.vlines(x[alone], lone[:, 0], lone[:, 1], color=shade, alpha=0.4)
    else:
        for at, row in zip(x[known], own[known].to_dict("records"), strict=True):
            ends = [base + row["low"], base + row["high"]]
            ax.plot([at, at], ends, color=shade, linewidth=5, alpha=0.25, solid_capstyle="round")
            ax.plot([at, at], ends, color=shade, linewidth=1)
        for at in x[own["value"].isna()]:
            _frame.dash(ax, (at, base + low), DRAWN, ha="center", xytext=(0, 5))
    small = 2 if len(own) > _DENSE else 5
    ax.plot(x, base + own["value"], color=shade, marker="o", markersize=small, linewidth=1.2)


def _period_ticks(ax: Axes, one: pd.DataFrame, every: str) -> None:
    """Name as many periods as there is room for; the year where it begins."""
    named = [_period(name, every) for name in one["period"]]
    step = max(1, -(-len(named) // max(2, int(room(ax)[0] / 54))))
    places, labels, year = list(range(0, len(named), step)), [], ""
    for place in places:
        day, now = named[place]
        labels.append(f"{day}\n{now}" if now != year else day)
        year = now
    ax.set_xticks(places, labels=labels)
    ax.set_xlim(-0.5, len(one) - 0.5)


def _period(name: str, every: str) -> tuple[str, str]:
    """Return a period in words, and its year: a week by its first day.

    >>> _period("2031-01-06/2031-01-12", "W"), _period("2031-02", "M"), _period("2031", "Y")
    (('6 Jan', '2031'), ('Feb', '2031'), ('2031', ''))
    """
    if len(name) == 4:
        return name, ""
    if "Q" in name:
        return name[4:], name[:4]
    day = pd.Timestamp(name.partition("/")[0])
    return (f"{day:%b}" if len(name) == 7 else f"{day.day} {day:%b}"), str(day.year)
