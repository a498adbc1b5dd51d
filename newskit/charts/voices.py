"""Who speaks, how much, and in what tone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from newskit.charts import axes as _frame
from newskit.charts.colours import OUTLET, REPORTING, REST, by_words, styles, voices
from newskit.charts.comparison import method_of
from newskit.charts.labels import key_of
from newskit.charts.tone import Styles, own_words, scale_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_BARS, _GAP = 0.3, 0.1  # parts of the axes: the bars of shares, and the way from there to tone


def plot_voices(
    spans: pd.DataFrame,
    *,
    top: int | None = _frame.TOP,
    colours: dict[str, str] | None = None,
    title: str | None = None,
    footer: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw each voice's share of the words and, beside it, the mean tone of its spans.

    The outlet's own words stand first, then the speakers by words, then all others in one row.

    Parameters
    ----------
    spans
        SPANS (shares alone; the length counts in characters), or TONE made with spans (shares
        of words, and tone with the 95 % interval of :func:`~newskit.compare`).
    top
        How many speakers are drawn one by one; the others are one row that counts them. None draws
        all.
    colours, title, footer, ax
        As in :func:`~newskit.plot_tone`.

    Returns
    -------
    Axes
        With one row per voice on ``newskit_table``: ``name``, ``share``, ``spans`` and, of TONE,
        ``value``, ``low``, ``high``, ``n``, ``method``.

    Examples
    --------
    >>> import newskit as nk
    >>> articles = nk.load_corpus("wartime_ecstasy")
    >>> ax = nk.plot_voices(nk.score_tone(articles, spans="voices"), top=2)
    >>> ax.newskit_table["name"].tolist()[0]
    'the outlet'
    """
    _frame.require(spans, ["article_id", "start", "end", "voice"], what="spans table")
    style, names = lumped(spans, top, colours)
    drawn = _shares(spans, names, list(style))
    toned = "tone" in spans
    if toned:
        from newskit.statistics.compare import compare

        means = compare(spans.assign(name=names), "tone", by="name")
        drawn = drawn.merge(means, on="name", how="left")
    ax = _frame.axes(ax, 1.4 + 0.45 * len(drawn))
    _draw_shares(ax, drawn, style, _BARS if toned else 0.85)
    if toned:
        _draw_tones(ax, drawn, spans, style)
    else:
        ax.spines["bottom"].set_visible(False)
        ax.set_xticks([])
    key = key_of(style, drawn.set_index("name")["spans"], {OUTLET: own_words(spans)})
    rows = [label._replace(y=y) for y, label in enumerate(key)]
    number = _frame.counted(spans["article_id"].nunique(), "article")
    bars = f"Bars: share of all {'words' if 'words' in spans else 'characters'}; in brackets: spans"
    return _frame.finish(
        ax, drawn, rows=rows, title=title, start=_BARS + _GAP if toned else 0.0,
        ends=("hostile", "friendly") if toned else None, share=0.34,
        foot=[number, bars, method_of(drawn)], footer=footer,
        alt=["Who speaks, how much and in what tone", *map(_said, drawn.to_dict("records"))],
    )  # fmt: skip


def lumped(
    spans: pd.DataFrame, top: int | None, colours: dict[str, str] | None = None
) -> tuple[Styles, pd.Series[str]]:
    """Return how each voice that is drawn looks, and whose row each span belongs to.

    Of more than *top* speakers the others are one voice, named by their number.
    """
    order, names = by_words(spans), voices(spans)
    style = styles(order, colours)
    people = [name for name in order if style[name].marker != "o"]
    drawn = _frame.first(people, top)
    rest = set(people) - set(drawn)
    kept = [name for name in order if name not in rest]
    kept.sort(key=lambda name: (name == REPORTING, name != OUTLET))
    looks = {name: style[name] for name in kept}
    if rest:
        lump = _frame.others(len(rest))
        looks[lump] = REST
        names = names.mask(names.isin(rest), lump)
    return looks, names


def _shares(spans: pd.DataFrame, names: pd.Series[str], order: list[str]) -> pd.DataFrame:
    sizes = spans["words"] if "words" in spans else spans["end"] - spans["start"]
    groups = sizes.groupby(names)
    table = pd.DataFrame({"share": groups.sum() / max(sizes.sum(), 1), "spans": groups.size()})
    return table.reindex(order).rename_axis("name").reset_index()


def _said(row: _frame.Row) -> str:
    words = f"{row['name']}: {100 * row['share']:.0f} %"
    return f"{words}, tone {_frame.stated(row, plus=True)}" if "value" in row else words


def _draw_shares(ax: Axes, drawn: pd.DataFrame, style: Styles, width: float) -> None:
    """Draw the shares as bars at the left of the axes, the longest *width* of the axes wide."""
    longest = max(float(drawn["share"].max()), 1e-9)
    across = ax.get_yaxis_transform()
    for y, (name, share) in enumerate(zip(drawn["name"], drawn["share"], strict=True)):
        long = 0.75 * width * share / longest
        _frame.stroke(ax, (0, long), y, style[name].colour, 9, transform=across, clip_on=False,
                      alpha=0.4 if name == REPORTING else 1)  # fmt: skip
        words = f"{100 * share:.0f} %" if share >= 0.005 else "< 1 %"
        _frame.beside(ax, words, (long, y), xycoords=across, color=style[name].colour)


def _draw_tones(ax: Axes, drawn: pd.DataFrame, spans: pd.DataFrame, style: Styles) -> None:
    limit, measure = scale_of(spans, drawn[["value", "low", "high"]])
    _frame.values_axis(ax, f"mean {measure}, 95 % interval", plus=True, zero=True)
    begin = _BARS + _GAP
    ax.set_xlim(limit - 2 * limit / (1 - begin), limit)
    _frame.ticks_within(ax, -limit, limit, 0.4)
    for y, row in enumerate(drawn.to_dict("records")):
        look = style[row["name"]]
        if np.isnan(row["value"]):
            _frame.dash(ax, (0, y), look.colour, ha="right")
        else:
            _frame.valued(ax, row, y, look, plus=True)
