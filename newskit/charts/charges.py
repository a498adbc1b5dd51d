"""Who charges whom: accusers at the left, accused at the right, an arrow for each pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from newskit.charts import axes as _frame
from newskit.charts.colours import GREY, INK, UNKNOWN, on, styles
from newskit.charts.labels import LEADING, PLAIN, SMALL, Label, room, ruler, unit, write
from newskit.charts.wrapping import clean, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_Heights = tuple[dict[str, float], dict[str, float]]  # of accusers and of accused
NOBODY = "nobody named"
_WIDEST = 9.0  # points
_SIDES = (0.3, 0.24)  # parts of the width for accusers and accused, at most
# Where along an arrow its words may stand: off its head and its end.
_PLACES = [step / 40 for step in range(6, 35)]
_AROUND = 94.0  # points that words take above and below the arrows


def plot_charges(
    charges: pd.DataFrame,
    *,
    top: int | None = _frame.TOP,
    colours: dict[str, str] | None = None,
    title: str | None = None,
    footer: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw who charges whom: an arrow from accuser to accused, the wider the more charges.

    On the arrow stand the charge, how often it is made, and its mean strength (1 to 3). Only rows
    of mode ``charge`` are drawn; the others are counted in the footer. Arrows bear the colour of
    their accuser, grey for an outlet's own words.

    Parameters
    ----------
    charges
        What :func:`~newskit.find_charges` gives, of one article or of many.
    top
        How many pairs are drawn one by one, the commonest first; the others are folded. None draws
        all.
    colours, title, footer, ax
        As in :func:`~newskit.plot_tone`.

    Returns
    -------
    Axes
        With one row per arrow on ``newskit_table``: ``accuser``, ``accused``, ``charge``,
        ``charges``, ``strength``, ``voice``.

    Raises
    ------
    ValueError
        If a column is missing, or no row has the mode ``charge``.

    Examples
    --------
    >>> import newskit as nk
    >>> ax = nk.plot_charges(nk.find_charges(nk.load_corpus("wartime_ecstasy")))
    >>> ax.newskit_table[["accuser", "accused", "charges"]].to_numpy().tolist()
    [['Dmitry Peskov', 'NATO', 3], ['Kremlin', 'NATO', 1]]
    """
    wanted = ["article_id", "accuser", "accused", "charge", "strength", "mode", "voice"]
    _frame.require(charges, wanted, what="charges table")
    made = charges[charges["mode"] == "charge"]
    _frame.require(made, wanted, what="charges table without denials and reports")
    drawn = _pairs(made, top)
    left, right = _places(drawn)
    ax = _frame.axes(ax, _AROUND / 72 + 0.62 * max(len(left), len(right)))
    ax.spines["bottom"].set_visible(False)
    ax.set(xticks=[], xlim=(0, 1))
    # Folded accusers and an outlet's own words are grey: they have no colour of their own.
    alone = drawn[~drawn["accuser"].str.startswith("and ")]
    look = styles(alone.loc[alone["voice"] == "quoted", "accuser"], colours)
    hues = {n: look[n].colour if n in look else GREY for n in left}
    own = dict.fromkeys(set(alone["accuser"]) - set(look), ", own words")
    rows = [Label(n + own.get(n, ""), hues[n], y) for n, y in left.items()]
    # Room for as many rows as stand at the right.
    lower = max(right.values()) - rows[-1].y
    rows[-1] = rows[-1]._replace(height=1 + 2 * max(0.0, lower))
    _accused(ax, right)
    _arrows(ax, drawn, (left, right), hues)
    apart = charges.loc[charges["mode"] != "charge", "mode"].value_counts()
    counts = ", ".join(_frame.counted(int(n), str(mode)) for mode, n in apart.items())
    articles = _frame.counted(charges["article_id"].nunique(), "article")
    number = f"{_frame.counted(len(made), 'charge')} in {articles} with any"
    width = "Width: number of charges; strength from 1 to 3, mean"
    alt = [f"{r['accuser']} charges {r['accused']}: {_words(r)}" for r in drawn.to_dict("records")]
    return _frame.finish(
        ax, drawn, rows=rows, title=title, share=_SIDES[0], alt=alt, footer=footer,
        foot=[number, counts and f"Not drawn: {counts}", width],
    )  # fmt: skip


def _pairs(made: pd.DataFrame, top: int | None) -> pd.DataFrame:
    """Return the arrows: pairs by number of charges, those beyond *top* folded by accused."""
    who = ["accuser", "accused"]
    named = made.fillna({"accuser": UNKNOWN, "accused": NOBODY})
    pairs = named.groupby(who, sort=False).size().sort_values(ascending=False).index.tolist()
    keys = list(zip(named["accuser"], named["accused"], strict=True))
    shown = set(pairs[: len(_frame.first([a for a, _ in pairs], top))])
    fold = _frame.others(len({a for a, b in keys if (a, b) not in shown}))
    kept = {b for _, b in shown}
    named["accuser"] = [a if (a, b) in shown else fold for a, b in keys]
    named["accused"] = [b if b in kept else "others" for _, b in keys]
    drawn = named.groupby(who, sort=False, as_index=False).agg(
        charge=("charge", _named), charges=("charge", "size"), strength=("strength", "mean"),
        voice=("voice", "first"),
    )  # fmt: skip
    drawn = drawn.sort_values(["charges", "accuser"], ascending=[False, True], kind="stable")
    return drawn.sort_values("accuser", key=lambda a: a == fold, kind="stable", ignore_index=True)


def _named(charges: pd.Series[str]) -> str:
    """Return the charge of a pair, or its two commonest."""
    names = charges.value_counts().index.str.replace("_", " ").tolist()
    return ", ".join(names[:2]) + (f" and {len(names) - 2} more" if len(names) > 2 else "")


def _places(drawn: pd.DataFrame) -> _Heights:
    """Return the heights of accusers and accused, those beside each other that meet."""
    left = {name: float(y) for y, name in enumerate(drawn["accuser"].unique())}
    height = drawn.assign(total=drawn["accuser"].map(left) * drawn["charges"])
    sums = height.groupby("accused")[["total", "charges"]].sum()
    names = (sums["total"] / sums["charges"]).sort_values(kind="stable").index
    step = max(1.0, (len(left) - 1) / max(1, len(names) - 1))
    middle = max(0.0, (len(left) - 1 - step * (len(names) - 1)) / 2)
    return left, {name: middle + step * y for y, name in enumerate(names)}


def _words(row: _frame.Row) -> str:
    return f"{row['charge']} · {row['charges']:,} · strength {row['strength']:.1f}"


def _accused(ax: Axes, right: dict[str, float]) -> None:
    """Write the accused at the right edge."""
    size = PLAIN * unit()
    for name, y in right.items():
        words = wrap(clean(name), _SIDES[1] * room(ax)[0], ruler(size), lines=2)
        hue = GREY if name in (NOBODY, "others") else INK
        write(ax, words, (1, y), (8, 0), xycoords="data", va="center", fontsize=size, color=hue)


def _arrows(ax: Axes, drawn: pd.DataFrame, places: _Heights, hues: dict[str, str]) -> None:
    """Draw the arrows, and their words where they meet no others."""
    across, down = room(ax)
    measure, plain = ruler(SMALL * unit()), ruler(PLAIN * unit())
    wide = across - 24
    for part, names in zip(_SIDES, places, strict=True):
        wide -= min(part * across, max(map(plain, names)))
    line = SMALL * LEADING * unit() * max(map(len, places)) / max(1.0, down - _AROUND)
    # The words interrupt their arrow, whichever way it runs.
    box = {"facecolor": ax.get_facecolor(), "edgecolor": "none", "boxstyle": "square,pad=0.2"}
    taken: list[tuple[float, float, float, float]] = []
    ends = [(places[0][r["accuser"]], places[1][r["accused"]], r) for r in drawn.to_dict("records")]
    # Level arrows first: their words have the least choice.
    for a, b, row in sorted(ends, key=lambda end: abs(end[0] - end[1])):
        hue = hues[row["accuser"]]
        size = max(0.9, _WIDEST * row["charges"] / drawn["charges"].max())
        look = {"color": on(ax, hue), "linewidth": size, "alpha": 0.8, "mutation_scale": 10 + size}
        arrow = {"arrowstyle": "-|>", "shrinkA": 2, "shrinkB": 4, **look}
        ax.annotate("", (1, b), (0, a), annotation_clip=False, arrowprops=arrow)
        words = clean(_words(row))
        if measure(words) > 0.7 * wide:
            parts = (wrap(part, 0.9 * wide, measure, lines=1) for part in words.split(" · ", 1))
            words = "\n".join(parts)
        long, high = measure(words) / wide, line * (1.3 + words.count("\n"))
        spots = [
            (sum(max(0, long + w - 2 * abs(x - u)) * max(0, high + h - 2 * abs(y - v))
                 for u, v, w, h in taken), abs(x - 0.5), x, y)
            for x in _PLACES for y in [a + x * (b - a)]]  # fmt: skip
        *_, x, y = min(spots)
        taken.append((x, y, long, high))
        look = {"color": hue, "ha": "center", "va": "center", "bbox": box, "zorder": 4}
        write(ax, words, (x, y), (0, 0), xycoords="data", **look)
