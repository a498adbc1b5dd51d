"""Words: where they stand, which set a group apart, and which of them shift a mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from newskit import schema
from newskit.charts import axes as _frame
from newskit.charts.colours import FALL, GREY, PALE, PALETTE, RISE, Style, on, styles
from newskit.charts.explanation import strongest
from newskit.charts.labels import Label
from newskit.charts.tone import source

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MARKED = 1.96
_ROWS = 40  # as many as can be read in one chart
_MANY, _BINS = 40, 120  # articles from which marks would lie on each other; parts of a density


def plot_dispersion(
    hits: pd.DataFrame,
    *,
    articles: pd.DataFrame | None = None,
    by: str = "category",
    top: int | None = _frame.TOP,
    title: str | None = None,
    footer: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw where hits stand in the texts, one row for each category, like an x-ray.

    Several articles are laid end to end, separated by pale lines, in the order of *articles*; their
    numbers stand below. A negated hit is an open mark. From some 40 articles on, a row is a
    density: how many hits stand in each 120th of the texts.

    Parameters
    ----------
    hits
        HITS, or any table with ``article_id``, ``start`` and the column *by*.
    articles
        The ARTICLES, for the length of each text; without them a text ends with its last hit.
    by
        What a row is: "category", "match", "entry", "word" ...
    top
        How many rows are drawn, the most frequent; the others share one. None draws all.
    title, footer, ax
        As in :func:`~newskit.plot_tone`.

    Returns
    -------
    Axes
        With the hits and their ``place`` on ``newskit_table``.

    Examples
    --------
    >>> import newskit as nk
    >>> articles = nk.load_corpus("wartime_ecstasy")
    >>> hits = nk.match_lexicon(articles, "wartime_ecstasy")
    >>> ax = nk.plot_dispersion(hits, articles=articles)
    >>> len(ax.newskit_table) == len(hits)
    True
    """
    _frame.require(hits, ["article_id", "start", by], what="hits table")
    lengths = _lengths(hits, articles)
    begins = lengths.cumsum() - lengths
    drawn = hits.reset_index(drop=True)
    drawn["place"] = drawn["start"] + drawn["article_id"].astype("str").map(begins)
    groups = drawn[by].astype("str")
    rows_of, names = _frame.folded(groups, top)
    ax = _frame.axes(ax, 1.3 + 0.34 * len(names))
    draw, rows = _marks if len(lengths) <= _MANY else _density, []
    for y, name in enumerate(names):
        own = drawn[rows_of == name]
        colour = PALETTE[y % len(PALETTE)] if name in set(groups) else GREY
        draw(ax, own, y, colour, int(lengths.sum()))
        rows.append(Label(f"{name.replace('_', ' ')} ({len(own):,})", colour, y))
    _article_axis(ax, begins, int(lengths.sum()))
    negated = int(drawn["negated"].sum()) if "negated" in drawn and draw is _marks else 0
    below = f"Open: {negated:,} negated" if negated else ""
    about = f"Where the hits stand in {_frame.counted(len(lengths), 'article')}"
    return _frame.finish(
        ax, drawn, rows=rows, title=title, alt=[about, *(row.words for row in rows)],
        foot=[source(articles, set(lengths.index)), "In brackets: hits", below], footer=footer,
    )  # fmt: skip


def _lengths(hits: pd.DataFrame, articles: pd.DataFrame | None) -> pd.Series[int]:
    if articles is not None:
        ids, texts = schema.texts(articles)
        return pd.Series([len(text) for text in texts], index=list(map(str, ids)), dtype="int64")
    ends = hits["end"] if "end" in hits else hits["start"] + 1
    return ends.groupby(hits["article_id"].astype("str"), sort=False).max()


def _marks(ax: Axes, own: pd.DataFrame, y: int, colour: str, _: int) -> None:
    """Draw one row's hits as upright strokes, the negated ones as open boxes."""
    ax.axhline(y, color=on(ax, PALE), linewidth=0.6, zorder=0)
    shade = on(ax, colour)
    open_ = own["negated"].astype(bool) if "negated" in own else pd.Series(False, index=own.index)
    stroke: dict[str, Any] = {"marker": "|", "markersize": 13, "markeredgewidth": 1.6, "alpha": 0.8}
    box: dict[str, Any] = {"marker": "s", "markersize": 6, "markerfacecolor": ax.get_facecolor()}
    for hits, look in ((own[~open_], stroke), (own[open_], box)):
        ax.plot(hits["place"], [y] * len(hits), linestyle="none", color=shade, **look)


def _density(ax: Axes, own: pd.DataFrame, y: int, colour: str, end: int) -> None:
    """Draw how many of one row's hits stand in each part of the texts, the row's most as high."""
    counts, edges = np.histogram(own["place"], bins=_BINS, range=(0, max(end, 1)))
    heights = 0.8 * counts / max(counts.max(), 1)
    ax.stairs(y + 0.4 - heights, edges, baseline=y + 0.4, fill=True, color=on(ax, colour))


def _article_axis(ax: Axes, begins: pd.Series[int], end: int) -> None:
    """Separate several articles by lines; name the two ends of a single one."""
    ax.set_xlim(-0.005 * end, 1.005 * max(end, 1))
    if len(begins) == 1:
        ax.set_xticks([0, end], labels=["beginning", "end"])
        ax.get_xticklabels()[0].set_horizontalalignment("left")
        ax.get_xticklabels()[-1].set_horizontalalignment("right")
        return
    for place in begins.iloc[1:] if len(begins) <= _MANY else []:
        ax.axvline(place, color=on(ax, PALE), linewidth=0.8, zorder=0)
    _frame.values_axis(ax, f"articles 1 to {len(begins):,}, one after another")
    ax.set_xticks([])


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
    At each point: how often the group uses the word, against the reference. Between the pale
    lines (``|z|`` < 1.96) a word is not marked. Where the table tests by article, a word that does
    not hold over articles (adjusted p of .05 or more) has an open point.

    Parameters
    ----------
    keyness
        What :func:`~newskit.keyness` gives.
    top
        Words drawn for each group; fewer where many groups share the chart. Beyond eight groups
        those with the surest words are drawn, and the others are counted in the footer.
    title, footer, ax
        As in :func:`~newskit.plot_tone`.

    Returns
    -------
    Axes
        With the rows drawn on ``newskit_table``.

    Examples
    --------
    >>> import newskit as nk
    >>> words = nk.tokenize(nk.load_corpus("one_event"))
    >>> ax = nk.plot_keyness(nk.keyness(words, by="outlet"), top=6)
    >>> int(ax.newskit_table.groupby("group").size().max()) <= 6
    True
    """
    wanted = ["word", "group", "log_odds_z", "count", "reference_count"]
    _frame.require(keyness, wanted, what="keyness table")
    drawn, groups, hidden = _surest(keyness, top)
    facing = len(groups) == 2 and not hidden
    style = styles(groups)
    ax = _frame.axes(ax, 1.6 + 0.2 * max(1, len(drawn)))
    _frame.values_axis(ax, "how surely the word sets the group apart (z of log-odds)", zero=True)
    tests, rows = [name for name in drawn.columns if name.startswith("p_article")], []
    open_ = (drawn[tests[-1]] >= 0.05).tolist() if tests else [False] * len(drawn)
    for y, row in enumerate(drawn.to_dict("records")):
        look, sign = style[row["group"]], -1 if facing and row["group"] == groups[0] else 1
        _word(ax, row, y, look, sign * row["log_odds_z"], proven=not open_[y])
        rows.append(Label(row["word"], look.colour, y))
    _bounds(ax, facing)
    unproven = "Open: not proven over articles (adjusted p ≥ .05)" if any(open_) else ""
    left_out = f"Not drawn: {_frame.counted(hidden, 'group')}" if hidden else ""
    words = drawn.groupby("group")["word"].agg(", ".join)
    return _frame.finish(
        ax, drawn, rows=rows, title=title, footer=footer,
        foot=["Numbers: count in the group : in its reference", unproven, left_out],
        key=[Label(f"{s.glyph} {name}", s.colour) for name, s in style.items()],
        ends=(f"more in {groups[0]}", f"more in {groups[1]}") if facing else None,
        alt=["Words that set each group apart", *(f"{g}: {w}" for g, w in words.items())],
    )  # fmt: skip


def _surest(keyness: pd.DataFrame, top: int) -> tuple[pd.DataFrame, list[str], int]:
    """Return the rows to draw, their groups, and how many groups have none."""
    names = keyness["group"].astype("str")
    ranked = keyness.assign(group=names)[keyness["log_odds_z"] > 0]
    ranked = ranked.sort_values("log_odds_z", ascending=False, kind="stable")
    named = names.drop_duplicates().tolist()
    kept = _frame.first(ranked["group"].drop_duplicates().tolist(), _frame.TOP)
    groups = [name for name in named if name in kept or len(named) == 2] or named[:1]
    few = max(1, min(top, _ROWS // len(groups)))
    parts = [ranked[ranked["group"] == group].head(few) for group in groups]
    return pd.concat(parts, ignore_index=True), groups, len(named) - len(groups)


def _word(ax: Axes, row: _frame.Row, y: int, look: Style, z: float, *, proven: bool) -> None:
    _frame.stroke(ax, (0, z), y, look.colour, 1.6)
    _frame.point(ax, z, y, look.colour, look.marker)
    if not proven:
        ax.lines[-1].set(markerfacecolor=ax.get_facecolor(), markeredgecolor=on(ax, look.colour))
    words = f"{row['count']:,} : {row['reference_count']:,}"
    _frame.figures(ax, words, (z, y), look.colour)


def _bounds(ax: Axes, facing: bool) -> None:
    far = max(3.0, *(abs(x) for x in ax.get_xlim()))
    ax.set_xlim(-far if facing else 0, far)
    _frame.widen(ax, 0.6, "9,999 : 9,999" if facing else "999 : 999")
    ax.set_xlim(left=ax.get_xlim()[0] if facing else -0.03 * far)
    if not facing:
        _frame.ticks_within(ax, 0, far)
    for at in (-_MARKED, _MARKED) if facing else (_MARKED,):
        ax.axvline(at, color=on(ax, PALE), linewidth=1, linestyle=(0, (4, 3)), zorder=0)


def plot_word_shift(
    shift: pd.DataFrame,
    *,
    top: int = 20,
    title: str | None = None,
    footer: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw the *top* words that make one group's mean differ from the other's.

    A bar to the right raises the mean of the group over that of the reference, one to the left
    lowers it; beside it stands why: the word is used more (↑) or less (↓) and scores above (+) or
    below (−) the reference's mean. The last row adds up all words that are not drawn, so that the
    rows sum to the whole difference.

    Parameters
    ----------
    shift
        What :func:`~newskit.word_shift` gives.
    top
        How many words are drawn, the strongest.
    title, footer, ax
        As in :func:`~newskit.plot_tone`.

    Returns
    -------
    Axes
        With the rows drawn on ``newskit_table``.

    Examples
    --------
    >>> import newskit as nk
    >>> words = nk.tokenize(nk.load_corpus("one_event"))
    >>> words["half"] = (words["sentence"] < 5).map({True: "first", False: "second"})
    >>> shift = nk.word_shift(words, {"war": -2.0, "talks": 1.0, "peace": 2.0}, by="half")
    >>> ax = nk.plot_word_shift(shift)
    >>> set(ax.newskit_table["word"]) <= {"war", "talks", "peace"}
    True
    """
    _frame.require(shift, ["word", "contribution"], what="word shift table")
    order = shift["contribution"].abs().sort_values(ascending=False, kind="stable").index
    drawn = strongest(shift.loc[order].reset_index(drop=True), top)
    ax = _frame.axes(ax, 1.6 + 0.25 * len(drawn))
    _frame.values_axis(ax, "contribution to the difference of means", plus=True, zero=True)
    few = _frame.digits(0, float(drawn["contribution"].abs().max())) + 1
    rows = [_shift_row(ax, row, y, few) for y, row in enumerate(drawn.to_dict("records"))]
    _frame.widen(ax, 0.5, "−0.0000")
    known = shift.attrs.get("word_shift", {})
    signs = "↑ used more, ↓ used less; + above the reference’s mean, − below"
    ends = (f"lower in {known['group']}", f"higher in {known['group']}") if known else None
    said = [f"{row.words} {_frame.signed(value, few, plus=True)}"
            for row, value in zip(rows, drawn["contribution"], strict=True)]  # fmt: skip
    return _frame.finish(
        ax, drawn, rows=rows, title=title, ends=ends, foot=[_means(known), signs], footer=footer,
        alt=["Words that shift the mean", _means(known), *said],
    )  # fmt: skip


def _shift_row(ax: Axes, row: _frame.Row, y: int, digits: int) -> Label:
    value, kind = row["contribution"], row.get("kind")
    rest = row["word"].startswith("and ")  # no word has a space
    hue = GREY if rest else RISE if value >= 0 else FALL
    _frame.stroke(ax, (0, value), y, hue, 7)
    _frame.figures(ax, _frame.signed(value, digits, plus=True), (value, y), hue)
    signs = ""
    if isinstance(kind, str):
        signs = f" {'+' if 'positive' in kind else '−'}{'↑' if 'more' in kind else '↓'}"
    return Label(row["word"] + signs, hue, y)


def _means(known: dict[str, Any]) -> str:
    if not known:
        return ""
    group, reference = _frame.signed(known["mean"]), _frame.signed(known["reference_mean"])
    return f"mean of {known['group']}: {group}; of {known['reference']}: {reference}"
