"""The colours of voices: dark enough for words, and apart in every colour vision and in grey."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest

from newskit.charts.colours import GREY, INK, PALETTE, styles

# Machado, Oliveira & Fernandes (2009), IEEE TVCG 15:1291, table 1, severity 1.0; linear RGB.
VISIONS = {
    "typical": np.eye(3),
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
COLOURS = (*PALETTE, GREY)


def linear(colour: str) -> Any:
    parts = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def oklab(rgb: Any) -> Any:
    """Return linear RGB in OKLab (Ottosson 2020)."""
    lms = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    ) @ np.clip(rgb, 0, 1)
    return np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    ) @ np.cbrt(lms)


@pytest.mark.parametrize("colour", [*COLOURS, INK])
def test_colours_are_dark_enough_for_words_on_white(colour: str) -> None:
    luminance = linear(colour) @ [0.2126, 0.7152, 0.0722]
    assert (luminance + 0.05) * 4.5 <= 1.05


@pytest.mark.parametrize("vision", VISIONS)
def test_colours_keep_apart_in_every_colour_vision(vision: str) -> None:
    seen = {colour: oklab(np.array(VISIONS[vision]) @ linear(colour)) for colour in COLOURS}
    distances = [np.linalg.norm(seen[a] - seen[b]) for a, b in combinations(COLOURS, 2)]
    assert min(distances) >= (0.15 if vision == "typical" else 0.07)


def test_voices_keep_apart_without_any_colour() -> None:
    looks = styles([f"Speaker {i}" for i in range(12)] + ["the outlet"])
    assert len({style.marker for name, style in list(looks.items())[:7]}) == 7
    assert len({(style.colour, style.marker) for style in looks.values()}) == 13
