"""Draw the pictures of the README: ``python docs/pictures.py``."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

import newskit as nk

FOLDER = Path(__file__).parent / "pictures"


def main() -> None:
    """Draw the article as a sheet, the voices of a corpus, and who charges whom."""
    FOLDER.mkdir(exist_ok=True)
    article, corpus = nk.load_corpus("wartime_ecstasy"), nk.load_corpus("one_event")
    tone = nk.score_tone(article, spans=nk.split_voices(article), model="news")
    voices = nk.score_tone(corpus, spans=nk.split_voices(corpus), model="news")
    drawn = {
        "tone_sheet": nk.plot_tone(
            tone, articles=article, title="“Wartime ecstasy” is the harshest thing said"
        ),
        "voices": nk.plot_voices(voices, title="Who speaks in the papers of one event"),
        "charges": nk.plot_charges(nk.find_charges(article), title="Who charges whom"),
    }
    for name, ax in drawn.items():
        # Without the version of matplotlib inside, the same chart is the same file.
        ax.figure.savefig(FOLDER / f"{name}.png", dpi=110, metadata={"Software": None})


if __name__ == "__main__":
    main()
