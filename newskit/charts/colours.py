"""Voice is colour, everywhere the same: the one place where colours are chosen.

The six colours keep apart for red-, green- and blue-blind readers (least OKLab distance 0.07 in
the simulations of Machado, Oliveira & Fernandes 2009) and are dark enough for text on white
(contrast at least 4.5 to 1). A shape goes with each voice, so that colour is never alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

INK = "#1f1f1f"
GREY = "#6b6b6b"
PALE = "#d0d0d0"
PALETTE = ("#c84b0e", "#056feb", "#174505", "#bf32b4", "#5f01a2", "#811f53")
RISE, FALL = PALETTE[1], PALETTE[0]
OUTLET = "the outlet"
UNKNOWN = "speaker unknown"

_SHAPES = (("s", "■"), ("^", "▲"), ("D", "◆"), ("v", "▼"), ("P", "✚"), ("X", "✖"), (">", "▶"))


class Style(NamedTuple):
    """How one voice is drawn: its colour, its marker and the same marker as a character."""

    colour: str
    marker: str
    glyph: str


def voice_colours(names: Iterable[str]) -> dict[str, str]:
    """Return the colour of each voice, given their *names* in order of words spoken.

    "the outlet" is grey and "speaker unknown" black; the others take the six colours in order,
    from the first again after the sixth. Pass the result on as ``colours=`` to keep a speaker's
    colour the same in charts of different tables.

    >>> voice_colours(["the outlet", "Ada Lorn"])
    {'the outlet': '#6b6b6b', 'Ada Lorn': '#c84b0e'}
    """
    fixed = {OUTLET: GREY, UNKNOWN: INK}
    wanted = list(dict.fromkeys(str(name) for name in names))
    free = [name for name in wanted if name not in fixed]
    chosen = {name: PALETTE[i % len(PALETTE)] for i, name in enumerate(free)}
    return {name: fixed.get(name) or chosen[name] for name in wanted}


def styles(names: Iterable[str], colours: dict[str, str] | None = None) -> dict[str, Style]:
    """Return the style of each voice; *colours* override those of :func:`voice_colours`."""
    found = voice_colours(names) | (colours or {})
    others = [name for name in found if name not in (OUTLET, UNKNOWN)]
    # Seven shapes against six colours: a colour that comes round again has another shape.
    shapes = {name: _SHAPES[i % len(_SHAPES)] for i, name in enumerate(others)}
    return {name: Style(colour, *shapes.get(name, ("o", "●"))) for name, colour in found.items()}


def voices(table: pd.DataFrame) -> pd.Series[str]:
    """Return whose words each row of *table* is: a speaker, "speaker unknown" or "the outlet"."""
    speaker = table.get("speaker_name", pd.Series(pd.NA, index=table.index, dtype="str"))
    if "voice" not in table:
        # A table of quotations has no rows in the outlet's voice; any other has no other rows.
        return speaker.fillna(UNKNOWN if "speaker_name" in table else OUTLET).astype("str")
    quoted = table["voice"].eq("quoted")
    return speaker.fillna(UNKNOWN).where(quoted, OUTLET).astype("str")


def by_words(table: pd.DataFrame) -> list[str]:
    """Return the voices of *table*, the longest spoken first, the outlet's own last."""
    # Characters, not words: every table of spans has them, so the order is the same for all.
    length = (table["end"] - table["start"]).groupby(voices(table)).sum().reset_index()
    length.columns = pd.Index(["name", "length"])
    length["last"] = length["name"].map({UNKNOWN: 1, OUTLET: 2}).fillna(0)
    order = length.sort_values(["last", "length", "name"], ascending=[True, False, True])
    return order["name"].tolist()
