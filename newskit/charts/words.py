"""Words: where they stand, which set a group apart, and which of them shift a mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from newskit import schema
from newskit.charts import axes as _frame
from newskit.charts.colours import FALL, GREY, PALE, PALETTE, RISE, styles
from newskit.charts.layout import SMALL, Label
from newskit.charts.tone import source

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MARKED = 1.96


def plot_dispersion(
    hits: pd.DataFrame,
    *,
    articles: pd.DataFrame | None = None,
    by: str = "category",
    title: str | None = None,
    footer: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw where hits stand in the texts, one row for each category, like an x-ray.

    Several articles are laid end to end, parted by pale lines, in the order of *articles*; their
    numbers stand below. A negated hit is an open mark.

    Parameters
    ----------
    hits
        HITS, or any table with ``article_id``, ``start`` and the column *by*.
    articles
        The ARTICLES, for the length of each text; without them a text ends with its last hit.
    by
        What a row is: "category", "match", "entry", "word" ...
    title, footer, ax
        As in :func:`~newskit.plot_tone`.
    """
    _frame.require(hits, ["article_id", "start", by], what="hits table")
    lengths = _lengths(hits, articles)
    begins = lengths.cumsum() - lengths
    drawn = hits.reset_index(drop=True)
    drawn["place"] = drawn["start"] + drawn["article_id"].astype("str").map(begins)
    names = (
        drawn[by].astype("str").value_counts(sort=False).sort_values(ascending=False, kind="stable")
    )
    ax = _frame.axes(ax, 1.2 + 0.32 * max(1, len(names)))
    rows = []
    for y, (name, count) in enumerate(names.items()):
        colour = PALETTE[y % len(PALETTE)]
        _marks(ax, drawn[drawn[by].astype("str") == name], y, colour)
        rows.append(Label(f"{str(name).replace('_', ' ')} ({count:,})", colour, y))
    _article_axis(ax, begins, int(lengths.sum()))
    negated = int(drawn["negated"].sum()) if "negated" in drawn else 0
    text = _frame.note(
        source(articles, set(lengths.index)) or _frame.counted(len(lengths), "article"),
        "In brackets: hits", f"Open: {negated} negated" if negated else "", footer=footer,
    )  # fmt: skip
    return _frame.finish(ax, drawn, rows=rows, title=title, footer=text)


def _lengths(hits: pd.DataFrame, articles: pd.DataFrame | None) -> pd.Series[int]:
    if articles is not None:
        ids, texts = schema.texts(articles)
        return pd.Series([len(text) for text in texts], index=ids, dtype="int64")
    ends = hits["end"] if "end" in hits else hits["start"] + 1
    return ends.groupby(hits["article_id"].astype("str"), sort=False).max()


def _marks(ax: Axes, own: pd.DataFrame, y: int, colour: str) -> None:
    """Draw one row's hits as upright strokes, the negated ones as open boxes."""
    ax.axhline(y, color=PALE, linewidth=0.6, zorder=0)
    open_ = own["negated"].astype(bool) if "negated" in own else pd.Series(False, index=own.index)
    ax.plot(
        own.loc[~open_, "place"], [y] * int((~open_).sum()), linestyle="none", marker="|",
        markersize=13, markeredgewidth=1.6, color=colour,
    )  # fmt: skip
    ax.plot(
        own.loc[open_, "place"], [y] * int(open_.sum()), linestyle="none", marker="s",
        markersize=6, markerfacecolor="white", color=colour,
    )  # fmt: skip


def _article_axis(ax: Axes, begins: pd.Series[int], end: int) -> None:
    """Part several articles by lines; name the two ends of a single one."""
    ax.set_xlim(-0.005 * end, 1.005 * max(end, 1))
    if len(begins) == 1:
        ax.set_xticks([0, end], labels=["beginning", "end"])
        ax.get_xticklabels()[0].set_horizontalalignment("left")
        ax.get_xticklabels()[-1].set_horizontalalignment("right")
        return
    ax.set_xticks([])
    for place in begins.iloc[1:]:
        ax.axvline(place, color=PALE, linewidth=0.8, zorder=0)
    ax.set_xlabel(f"articles 1 to {len(begins)}, one after another", fontsize=SMALL + 0.5)


def plot_keyness(
    keyness: pd.DataFrame,
    *,
    top: int = 12,
    title: str | None = None,
    footer: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw the *top* words that set each group apart, by the z of their log-odds.

    Two groups stand back to back, the first to the left; of more, each has its own block of rows.
    Beside each point: how often the group uses the word, against the reference. Between the pale
    lines (``|z|`` < 1.96) a word is not marked.
    """
    _frame.require(
        keyness, ["word", "group", "log_odds_z", "count", "reference_count"], what="keyness table"
    )
    groups = keyness["group"].drop_duplicates().astype("str").tolist()
    ranked = keyness[keyness["log_odds_z"] > 0].sort_values(
        "log_odds_z", ascending=False, kind="stable"
    )
    drawn = pd.concat([ranked[ranked["group"] == g].head(top) for g in groups], ignore_index=True)
    facing = len(groups) == 2
    style = styles(groups)
    ax = _frame.axes(ax, 1.5 + 0.25 * max(1, len(drawn)))
    _frame.values_axis(ax, "how surely the word sets the group apart (z of log-odds)")
    _frame.zero_line(ax)
    rows = []
    for y, row in enumerate(_frame.records(drawn)):
        look = style[row["group"]]
        z = -row["log_odds_z"] if facing and row["group"] == groups[0] else row["log_odds_z"]
        ax.plot([0, z], [y, y], color=look.colour, linewidth=1.6, zorder=2)
        _frame.point(ax, z, y, look.colour, look.marker)
        words = f"{row['count']:,} : {row['reference_count']:,}"
        _frame.beside(ax, words, (0, y), color=look.colour, ha="left" if z < 0 else "right")
        rows.append(Label(row["word"], look.colour, y))
    _bounds(ax, facing)
    text = _frame.note("Numbers: count in the group : in its reference", footer=footer)
    key = [Label(f"{s.glyph} {name}", s.colour) for name, s in style.items()]
    ends = (f"more in {groups[0]}", f"more in {groups[1]}") if facing else None
    return _frame.finish(ax, drawn, rows=rows, key=key, title=title, footer=text, ends=ends)


def _bounds(ax: Axes, facing: bool) -> None:
    far = max(3.0, *(abs(x) for x in ax.get_xlim()))
    ax.set_xlim(-far if facing else -0.3 * far, far)
    if not facing:
        _frame.ticks_within(ax, 0, far)
    for at in (-_MARKED, _MARKED) if facing else (_MARKED,):
        ax.axvline(at, color=PALE, linewidth=1, linestyle=(0, (4, 3)), zorder=0)


def plot_word_shift(
    shift: pd.DataFrame,
    *,
    top: int = 20,
    title: str | None = None,
    footer: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw the *top* words that make one group's mean differ from the other's.

    Takes what :func:`~newskit.word_shift` gives. A bar to the right raises the mean of the group
    over that of the reference, one to the left lowers it; beside it stands why: the word is used
    more (↑) or less (↓) and scores above (+) or below (−) the reference's mean. The last row adds
    up all words that are not drawn, so that the rows sum to the whole difference.
    """
    _frame.require(shift, ["word", "contribution"], what="word shift table")
    order = shift["contribution"].abs().sort_values(ascending=False, kind="stable").index
    drawn = shift.loc[order].head(top).reset_index(drop=True)
    rest = float(shift["contribution"].sum() - drawn["contribution"].sum())
    ax = _frame.axes(ax, 1.6 + 0.25 * (len(drawn) + 1))
    _frame.values_axis(ax, "contribution to the difference of means", plus=True)
    _frame.zero_line(ax)
    rows = [_shift_row(ax, row, y) for y, row in enumerate(_frame.records(drawn))]
    hidden = len(shift) - len(drawn)
    if hidden:
        _bar(ax, rest, len(drawn), GREY)
        rows.append(Label(f"{hidden:,} other words", GREY, len(drawn)))
    ax.margins(x=0.15)
    known = shift.attrs.get("word_shift", {})
    text = _frame.note(
        _means(known),
        "↑ used more, ↓ used less; + above the reference’s mean, − below",
        footer=footer,
    )
    ends = (
        (f"lower in {known['group']}", f"higher in {known['group']}")
        if "reference_mean" in known
        else None
    )
    return _frame.finish(ax, drawn, rows=rows, title=title, footer=text, ends=ends)


def _shift_row(ax: Axes, row: dict[str, Any], y: int) -> Label:
    colour = RISE if row["contribution"] >= 0 else FALL
    _bar(ax, row["contribution"], y, colour)
    kind = str(row.get("kind", ""))
    signs = ("+" if "positive" in kind else "−") + ("↑" if "more" in kind else "↓") if kind else ""
    return Label(f"{row['word']} {signs}", colour, y)


def _bar(ax: Axes, value: float, y: float, colour: str) -> None:
    ax.plot([0, value], [y, y], color=colour, linewidth=7, solid_capstyle="butt", zorder=2)
    side = "left" if value < 0 else "right"
    _frame.beside(ax, _frame.signed(value, 3, plus=True), (0, y), color=colour, ha=side)


def _means(known: dict[str, Any]) -> str:
    if "reference_mean" not in known:
        return ""
    group, reference = _frame.signed(known["mean"]), _frame.signed(known["reference_mean"])
    return f"mean of {known['group']}: {group}; of {known['reference']}: {reference}"
