"""Draw the pictures of the README from the real article: ``python docs/pictures.py``."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

import newskit as nk

FOLDER = Path(__file__).parent / "pictures"


def main() -> None:
    """Draw the article as a sheet, and its voices."""
    FOLDER.mkdir(exist_ok=True)
    articles = nk.load_corpus("wartime_ecstasy")
    tone = nk.score_tone(articles, spans=nk.split_voices(articles))
    sheet = nk.plot_tone(
        tone, articles=articles, title="To VADER, “wartime ecstasy” is the friendliest thing said"
    )
    voices = nk.plot_voices(tone, title="Peskov has nearly as many words as the outlet")
    for name, ax in {"tone_sheet": sheet, "voices": voices}.items():
        # Without the version of matplotlib inside, the same chart is the same file.
        ax.figure.savefig(FOLDER / f"{name}.png", dpi=110, metadata={"Software": None})


if __name__ == "__main__":
    main()
