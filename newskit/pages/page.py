"""One self-contained HTML page: escaped text, tables, pictures inside; no script, no network."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from newskit.markup import escape

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Nothing may load or run, even if something hostile should ever slip through the escaping.
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: light; }
body { margin: 0; background: #fff; color: #222; font: 1rem/1.55 Georgia, serif; }
main { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; overflow-wrap: break-word; }
h1 { font-size: 1.6rem; line-height: 1.25; } h2 { font-size: 1.2rem; margin-top: 2.4rem; }
nav, table, figcaption, .note { font-family: system-ui, sans-serif; font-size: .85rem; }
nav a { margin-right: 1em; } a { color: #00568c; }
.scroll { overflow-x: auto; } .note, figcaption { color: #555; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; padding: .3rem 0; }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0;
  border-bottom: 1px solid #ddd; } td.number { text-align: right; white-space: nowrap; }
figure { margin: 1rem 0; } img { max-width: 100%; height: auto; }
@media print { nav { display: none; } main { max-width: none; } h2 { break-after: avoid; }
  figure, tr { break-inside: avoid; } .scroll { overflow: visible; } }
"""


def page(title: str, sections: Iterable[tuple[str, str, str]]) -> str:
    """Return a page with a heading, links to its sections, and the sections.

    Each section is an anchor, a heading and a body that is HTML already; titles are escaped here.
    """
    parts = list(sections)
    links = "".join(f'<a href="#{anchor}">{escape(name)}</a> ' for anchor, name, _ in parts)
    bodies = "".join(
        f'<section aria-labelledby="{anchor}"><h2 id="{anchor}">{escape(name)}</h2>'
        f"{body}</section>\n"
        for anchor, name, body in parts
    )
    heading = escape(title)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{heading}</title><style>{_STYLE}</style></head>\n"
        f'<body><main><h1>{heading}</h1><nav aria-label="Sections">{links}</nav>\n'
        f"{bodies}</main></body></html>\n"
    )


def paragraph(words: str, *, note: bool = False) -> str:
    """Return *words* as a paragraph."""
    return f"<p{' class=note' if note else ''}>{escape(words)}</p>"


def table(frame: pd.DataFrame, caption: str) -> str:
    """Return *frame* as a table: numbers to two places, undefined as an empty cell."""
    head = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in frame.columns)
    rows = "".join(
        f"<tr>{''.join(map(_cell, row))}</tr>" for row in frame.itertuples(index=False, name=None)
    )
    # A region that scrolls must be reachable by keyboard, so it is named and takes the focus.
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(caption)}">'
        f"<table><caption>{escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cell(value: object) -> str:
    if pd.api.types.is_scalar(value) and pd.isna(value):  # type: ignore[call-overload]
        return "<td></td>"
    if isinstance(value, float):
        return f'<td class="number">{f"{value:.2f}".replace("-", "−")}</td>'
    if isinstance(value, int):
        return f'<td class="number">{value:,}</td>'
    return f"<td>{escape(str(value))}</td>"


def picture(ax: Axes, alt: str, caption: str) -> str:
    """Return the figure of *ax* as a picture inside the page, with *alt* for those who hear it."""
    from matplotlib import pyplot as plt

    out = io.BytesIO()
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.savefig(out, format="png", dpi=160)
    plt.close(figure)
    data = base64.b64encode(out.getvalue()).decode()
    return (
        f'<figure><img alt="{escape(alt)}" src="data:image/png;base64,{data}">'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )
