"""Frames and other categories: which ones, where, and how sure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from newskit.charts import axes as _frame
from newskit.charts.colours import DRAWN, INK, PALE, REST, Style, on, styles, voices
from newskit.charts.comparison import method_of
from newskit.charts.labels import Label, key_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MEASURES = {
    "per_1000": "cues per 1,000 words",
    "share": "share of all cues",
    "present": "share of articles in which it is present",
}
_BETWEEN = 0.17  # inches between the points of groups in one row: they do not touch


def plot_frames(
    frames: pd.DataFrame,
    *,
    by: str | None = None,
    value: str = "per_1000",
    top: int | None = _frame.TOP,
    title: str | None = None,
    footer: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw each frame's rate as a point, with its interval where there are several articles.

    Parameters
    ----------
    frames
        What :func:`~newskit.score_frames` or :func:`~newskit.score_lexicon` gives.
    by
        The column of groups ("outlet", "article_id", "speaker_name" ...), told apart by colour
        and shape; None takes all together.
    value
        "per_1000" (cues per 1,000 words), "share" (of all cues of the codebook) or "present".
    top
        How many groups are drawn one by one, those with the most words; the others are taken
        together and counted. None draws all. Frames that find no room are counted in the footer.
    title, footer, ax
        As in :func:`~newskit.plot_tone`.

    Returns
    -------
    Axes
        With one row per frame and group on ``newskit_table``.

    Notes
    -----
    Cues are a screening aid; what they find is vocabulary, not yet a frame. Values and intervals
    (95 %) are :func:`~newskit.compare`'s: articles are resampled.

    Examples
    --------
    >>> import newskit as nk
    >>> ax = nk.plot_frames(nk.score_frames(nk.load_corpus("one_event")))
    >>> "conflict" in set(ax.newskit_table["category"])
    True
    """
    drawn, groups = _rates(frames, by, value, top)
    style = styles(groups) if by else {"all": Style(DRAWN, "o", "●")}
    if by and groups[-1].startswith("and "):
        style[groups[-1]] = REST
    row_height = 0.34 if len(style) == 1 else 0.15 + _BETWEEN * len(style)
    names = drawn["category"].drop_duplicates().tolist()
    room = max(1, int((_frame.inches(ax)[1] - 1.5) / (row_height if ax is None else 0.2)))
    hidden, names = names[room:], names[:room]
    drawn = drawn[drawn["category"].isin(names)].reset_index(drop=True)
    ax = _frame.axes(ax, 1.5 + row_height * len(names))
    _frame.values_axis(ax, _MEASURES[value], zero=True)
    low, high = _frame.extent(drawn)
    ax.set_xlim(min(0, low), 1.06 * high or 1)
    for row in drawn.to_dict("records"):
        aside = (list(style).index(row["group"]) - (len(style) - 1) / 2) * _BETWEEN / row_height
        _draw_rate(ax, row, names.index(row["category"]) + aside, style[row["group"]], alone=not by)
    for y in range(1, len(names) if by else 0):
        ax.axhline(y - 0.5, color=on(ax, PALE), linewidth=0.6, zorder=0)
    behind = "In brackets: articles" if by else ""
    left_out = f"Not drawn: {', '.join(map(_plain, hidden))}" if hidden else ""
    key = key_of(style, drawn.groupby("group")["n"].max()) if by else ()
    return _frame.finish(
        ax, drawn, rows=[Label(_plain(name), INK, y) for y, name in enumerate(names)],
        key=key, title=title, share=0.34, footer=footer,
        foot=[_read(frames), method_of(drawn), behind, left_out],
        alt=[_MEASURES[value], *(_said(row, by) for row in drawn.to_dict("records"))],
    )  # fmt: skip


def _said(row: _frame.Row, by: str | None) -> str:
    group = f", {row['group']}" if by else ""
    return f"{_plain(row['category'])}{group}: {_frame.stated(row)}"


def _rates(
    frames: pd.DataFrame, by: str | None, value: str, top: int | None
) -> tuple[pd.DataFrame, list[str]]:
    """Return value, low, high and n of each category and group, and the groups by words."""
    from newskit.statistics.compare import compare

    if value not in _MEASURES:
        known = ", ".join(map(repr, _MEASURES))
        raise ValueError(f"unknown value {value!r}; choose one of {known}")
    wanted = ["article_id", "category", "hits", "words", value, *([by] if by else [])]
    _frame.require(frames, wanted, what="frames table")
    group = voices(frames) if by == "speaker_name" else frames[by].astype("str") if by else "all"
    table = frames.assign(group=group)
    # Words stand in the row of each category again; one category counts them once.
    once = table[table["category"] == table["category"].iloc[0]]
    _, groups = _frame.folded(once["group"], top, once["words"])
    table["group"] = table["group"].where(table["group"].isin(groups), groups[-1])
    measure: str | tuple[str, str] = ("hits", "words") if value == "per_1000" else value
    rates = compare(table, measure, by=["category", "group"])
    if value == "per_1000":
        rates[["value", "low", "high"]] *= 1000
    # In the order of the codebook, then of the groups.
    ranks = {"category": frames["category"].drop_duplicates().tolist(), "group": groups}
    rates = rates.sort_values(["category", "group"], key=lambda c: c.map(ranks[str(c.name)].index),
                              ignore_index=True)  # fmt: skip
    return rates, groups


def _draw_rate(ax: Axes, row: _frame.Row, y: float, style: Style, *, alone: bool) -> None:
    if alone or np.isnan(row["value"]):
        _frame.valued(ax, row, y, style)
    else:
        _frame.interval(ax, row, y, style.colour)
        _frame.point(ax, row["value"], y, style.colour, style.marker)
    if np.isnan(row["low"]):
        _frame.stroke(ax, (0, row["value"]), y, style.colour, 1.6)


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _read(frames: pd.DataFrame) -> str:
    books: Any = frames["lexicon"].unique() if "lexicon" in frames else []
    articles = _frame.counted(frames["article_id"].nunique(), "article")
    named = ", ".join(_plain(str(book)) for book in books)
    return f"{named[:1].upper()}{named[1:]}, {articles}" if named else articles
