"""One self-contained HTML page: escaped text, tables, charts inside; no script, no network."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from newskit.charts.axes import EmptyError
from newskit.charts.colours import DRAWN, FAINT, GREY, INK, PALE, PALETTE
from newskit.markup import element, escape, minus

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Nothing may load or run, even if something hostile should ever slip through the escaping.
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_NAMES = {INK: "ink", GREY: "grey", FAINT: "faint", PALE: "pale", DRAWN: "drawn", "#ffffff": "page"}
_NAMES |= {colour: f"v{i}" for i, colour in enumerate(PALETTE)}
_NARROW = 4.3  # inches: as wide as a phone shows words of 8 points at about their size
_SHORTER = (
    (r"(?s)^.*?(?=<svg)|<!--.*?-->|<metadata>.*?</metadata>|<style.*?</style>", ""),
    (r' xmlns(:xlink)?="[^"]*"| (width|height)="[\d.]+pt"|xlink:|DejaVuSans| target="_blank"', ""),
    # Of the names only those of letters, marks and frames are used.
    (r' id="[\w.]+_\d+"| id="beside a point"', ""),
    # A hundredth of a point is not seen; factors, which lie below one, keep all their figures.
    (r"\b([1-9]\d*\.\d\d)\d+", r"\1"),
    (r"\s*\n\s*", "\n"),
    (r'(?<=[\d"z])\n?([MLQCz]) ?(?=[-\d\n"])', r"\1"),
)
_HEADERS = {"article_id": "article", "speaker_name": "speaker", "log_odds_z": "z of log-odds"}


def page(title: str, opening: str, sections: Iterable[tuple[str, str, str]]) -> str:
    """Return a page with a heading, what it found, links to its sections, and the sections.

    Each section is an anchor, a heading and a body that is HTML already; so is *opening*.
    """
    parts = list(sections)
    links = "".join(f'<a href="#{anchor}">{escape(name)}</a> ' for anchor, name, _ in parts)
    bodies = "".join(
        f'<section aria-labelledby="{anchor}"><h2 id="{anchor}">{escape(name)}</h2>'
        f"{body}</section>\n"
        for anchor, name, body in parts
    )
    heading, style = escape(title), Path(__file__).with_name("page.css").read_text("utf-8")
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{heading}</title><style>{style}</style></head>\n"
        f'<body><main><h1 dir="auto">{heading}</h1>{opening}<nav aria-label="Sections">{links}'
        f"</nav>\n{bodies}</main></body></html>\n"
    )


def paragraph(words: str, **attributes: str) -> str:
    """Return *words* as a paragraph."""
    return element("p", escape(words), **attributes)


def folded(summary: str, body: str) -> str:
    """Return *body* folded away under *summary*."""
    return f"<details><summary>{escape(summary)}</summary>{body}</details>"


def table(values: pd.DataFrame, caption: str) -> str:
    """Return *values* as a table: words as headers, two decimals, undefined as an empty cell."""
    names = [_HEADERS.get(str(name), str(name).replace("_", " ")) for name in values.columns]
    numeric = map(pd.api.types.is_numeric_dtype, values.dtypes)
    head = "".join(element("th", escape(name), scope="col", class_="number" if number else "")
                   for name, number in zip(names, numeric, strict=True))  # fmt: skip
    cells = ("".join(map(_cell, row)) for row in values.itertuples(index=False, name=None))
    rows = "".join(f"<tr>{row}</tr>" for row in cells)
    # A region that scrolls must be reachable by keyboard, so it is named and takes the focus.
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(caption)}">'
        f"<table><caption>{escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cell(value: object) -> str:
    if pd.api.types.is_scalar(value) and pd.isna(value):  # type: ignore[call-overload]
        return "<td></td>"
    if isinstance(value, bool):
        return f"<td>{'yes' if value else 'no'}</td>"
    if isinstance(value, (int, float)):
        words = f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"
        return f'<td class="number">{minus(words)}</td>'
    words = str(value)
    return element("td", escape(words), class_="long" if len(words) > 40 else "", dir="auto")


def variable(colour: str) -> str:
    """Return the colour of the page that goes with *colour*, on a light and on a dark ground."""
    return f"var(--{_NAMES[colour]})" if colour in _NAMES else colour


def picture(
    draw: Callable[..., Axes],
    caption: str,
    anchors: Callable[[pd.DataFrame], Sequence[str]] = lambda _: (),
) -> str:
    """Return the chart that *draw* makes, wide and narrow, with its values in words.

    *anchors* gives, for the table that is drawn, the places of the page to which the labels of its
    rows lead, from top to bottom; "" leads nowhere.
    """
    from matplotlib import pyplot as plt

    with plt.style.context("default"):
        try:
            wide = draw(ax=None)
        except EmptyError as reason:
            return paragraph(f"{caption} There is no chart: {reason}.")
        height = min(10.0, 1.25 * wide.figure.bbox.height / wide.figure.dpi)
        narrow = draw(ax=plt.figure(figsize=(_NARROW, height), layout="constrained").add_subplot())
        said = getattr(wide, "newskit_alt", caption)
        to = anchors(wide.newskit_table)  # type: ignore[attr-defined]
        svgs = _svg(wide, to), _svg(narrow, to)
    drawn = '<div class="wide">{}</div><div class="narrow">{}</div>'.format(*svgs)
    drawn += element("figcaption", escape(caption))
    return element("figure", drawn, role="group", aria_label=said)


def _svg(ax: Axes, anchors: Sequence[str]) -> str:
    """Return the figure of *ax* as SVG in the colours of the page, and close it."""
    import matplotlib as mpl
    from matplotlib import pyplot as plt

    for label, anchor in zip(ax.get_yticklabels(), anchors, strict=False):
        named = escape(" ".join(label.get_text().split()))
        label.set_url(f"to:{anchor} {named}" if anchor else None)
    figure, out = ax.figure.figure, io.StringIO()
    assert figure is not None
    with mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": "newskit"}):
        figure.savefig(out, format="svg", metadata={"Date": None}, transparent=True)
    plt.close(figure)
    text = out.getvalue()
    for pattern, shorter in _SHORTER:
        text = re.sub(pattern, shorter, text)
    # Several charts stand on one page, each with names of its own.
    own = f"n{zlib.crc32(text.encode()) % 46656:x}"
    text = re.sub(r'(id="|href="#|url\(#)', rf"\g<1>{own}", text)
    # The names of rows were escaped before matplotlib escaped them again.
    for place, words in re.findall(r'"to:(\w+) ([^"]*)"', text):
        link = f'"#{place}" aria-label="{words.replace("&amp;", "&")}"'
        text = text.replace(f'"to:{place} {words}"', link)
    return re.sub("#[0-9a-f]{6}", lambda m: variable(m[0]), text)
