"""Voice is colour, everywhere the same: the one place where colours are chosen.

The six colours keep apart for red-, green- and blue-blind readers (least OKLab distance 0.07 in
the simulations of Machado, Oliveira & Fernandes 2009) and are dark enough for text on white
(contrast at least 4.5 to 1); six others do the same on dark grounds. A shape goes with each voice,
so that colour is never alone.

Charts name the colours of a light ground; :func:`on` gives the one that an Axes needs.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.typing import ColorType

INK = "#1f1f1f"
GREY = "#6b6b6b"
PALE = "#d0d0d0"
PALETTE = ("#c84b0e", "#056feb", "#174505", "#bf32b4", "#5f01a2", "#811f53")
BRIGHT = ("#d77b3c", "#3cd5fa", "#afff9a", "#ff41dd", "#7c8bff", "#ffbb89")
RISE, FALL = PALETTE[1], PALETTE[0]
DRAWN = "#2b3a55"  # values that are nobody's voice
# Quieter than the outlet's grey, and still text: 4.6 to 1 on white.
FAINT = "#747474"
OUTLET = "the outlet"
UNKNOWN = "speaker unknown"
REPORTING = "words of reporting"

READABLE = 4.5  # WCAG 2.2, 1.4.3: the least contrast of text
_FIXED = {OUTLET: GREY, UNKNOWN: INK, REPORTING: FAINT}
_SHAPES = (("s", "■"), ("^", "▲"), ("D", "◆"), ("v", "▼"), ("P", "✚"), ("X", "✖"), (">", "▶"))
PARTNER = dict(zip(PALETTE + BRIGHT, BRIGHT + PALETTE, strict=True)) | {DRAWN: "#b4c3e6"}


class Style(NamedTuple):
    """How one voice is drawn: its colour, its marker and the same marker as a character."""

    colour: str
    marker: str
    glyph: str


REST = Style(GREY, "d", "◇")  # the voices that have no row of their own


def voice_colours(names: Iterable[str]) -> dict[str, str]:
    """Return the colour of each voice, given their *names* in order of words spoken.

    "the outlet" is grey, "speaker unknown" black, "words of reporting" a fainter grey; the others
    take the six colours in order, from the first again after the sixth. Pass the result on as
    ``colours=`` to keep a speaker's colour the same in charts of different tables. On a dark ground
    charts draw the bright partner of each colour.

    >>> voice_colours(["the outlet", "Ada Lorn"])
    {'the outlet': '#6b6b6b', 'Ada Lorn': '#c84b0e'}
    """
    wanted = list(dict.fromkeys(str(name) for name in names))
    free = [name for name in wanted if name not in _FIXED]
    chosen = {name: PALETTE[i % len(PALETTE)] for i, name in enumerate(free)}
    return {name: _FIXED.get(name) or chosen[name] for name in wanted}


def styles(names: Iterable[str], colours: dict[str, str] | None = None) -> dict[str, Style]:
    """Return the style of each voice; *colours* override those of :func:`voice_colours`."""
    found = voice_colours(names) | (colours or {})
    others = [name for name in found if name not in _FIXED]
    # Seven shapes against six colours: a colour that comes round again has another shape.
    shapes = {name: _SHAPES[i % len(_SHAPES)] for i, name in enumerate(others)}
    shapes[REPORTING] = ("o", "○")
    return {name: Style(colour, *shapes.get(name, ("o", "●"))) for name, colour in found.items()}


def voices(table: pd.DataFrame) -> pd.Series[str]:
    """Return whose words each row is: a speaker's, "speaker unknown", "the outlet", of reporting.

    The words of reporting ("Lorn told the paper on Monday") are neither the outlet's judgement
    nor the speaker's.
    """
    speaker = table.get("speaker_name", pd.Series(pd.NA, index=table.index, dtype="str"))
    if "voice" not in table:
        # A table of quotations has no rows in the outlet's voice; any other has no other rows.
        return speaker.fillna(UNKNOWN if "speaker_name" in table else OUTLET).astype("str")
    named = speaker.fillna(UNKNOWN).where(table["voice"].eq("quoted"), OUTLET)
    return named.mask(table["voice"].eq("reporting"), REPORTING).astype("str")


def by_words(table: pd.DataFrame) -> list[str]:
    """Return the voices of *table*, the longest spoken first, the outlet's own last."""
    # Characters, not words: every table of spans has them, so the order is the same for all.
    length = (table["end"] - table["start"]).groupby(voices(table)).sum()
    last = {UNKNOWN: 1, OUTLET: 2, REPORTING: 3}
    return sorted(length.index.tolist(), key=lambda name: (last.get(name, 0), -length[name], name))


def on(ax: Axes, colour: str) -> str:
    """Return *colour* as it can be read on *ax*: ink, grey and pale of its style, others by ground.

    A colour of the palette becomes its partner where that is needed; any other is mixed with ink
    until its contrast is 4.5 to 1 with what is behind the axes and around them.
    """
    from matplotlib import rcParams, rcParamsDefault
    from matplotlib.colors import to_hex

    page = _over(ax.figure.get_facecolor(), "#ffffff")
    inside = _over(ax.get_facecolor(), page)
    wanted = rcParams["text.color"]
    default = wanted == rcParamsDefault["text.color"]
    ink = _readable(INK if default else to_hex(wanted), INK, page, inside)
    # Grey and pale are ink thinned by the ground; on white these are the four constants.
    thin = {INK: 0.0, GREY: 0.34, FAINT: 0.38, PALE: 0.79}
    seen = mix(ink, inside, thin[colour]) if colour in thin else colour
    return seen if colour == PALE else _readable(seen, ink, page, inside)


def _over(colour: ColorType, behind: str) -> str:
    """Return what is seen of *colour*, which may be translucent, over *behind*."""
    from matplotlib.colors import to_rgba

    return mix(behind, colour, to_rgba(colour)[3])


def mix(colour: ColorType, other: ColorType, share: float) -> str:
    """Return *colour* with *share* of *other* in it."""
    from matplotlib.colors import to_hex, to_rgb

    a, b = to_rgb(colour), to_rgb(other)
    red, green, blue = ((1 - share) * x + share * y for x, y in zip(a, b, strict=True))
    return to_hex((red, green, blue))


@lru_cache(maxsize=512)
def _readable(colour: str, ink: str, *grounds: str) -> str:
    def least(shade: str) -> float:
        return min(contrast(shade, ground) for ground in grounds)

    if least(colour) >= READABLE:
        return colour
    light = min(map(_luminance, grounds)) > 0.18  # as far from white as from black, in contrast
    far = ink if least(ink) >= READABLE else "#000000" if light else "#ffffff"
    tried = [PARTNER.get(colour, colour), *(mix(colour, far, step / 10) for step in range(11))]
    return next((shade for shade in tried if least(shade) >= READABLE), tried[-1])


def contrast(one: str, other: str) -> float:
    """Return how far two colours stand apart in luminance, from 1 to 21, as WCAG defines it.

    >>> round(contrast("#ffffff", "#000000"))
    21
    """
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    from matplotlib.colors import to_rgb

    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return float(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
