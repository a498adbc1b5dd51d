"""Charts: a tidy table and ``ax=`` in, the Axes out, the drawn table on ``ax.newskit_table``."""

from newskit.charts.charges import plot_charges
from newskit.charts.colours import voice_colours
from newskit.charts.comparison import plot_comparison, plot_timeline
from newskit.charts.explanation import plot_explanation
from newskit.charts.frames import plot_frames
from newskit.charts.tone import plot_tone
from newskit.charts.voices import plot_voices
from newskit.charts.words import plot_dispersion, plot_keyness, plot_word_shift

__all__ = [
    "plot_charges",
    "plot_comparison",
    "plot_dispersion",
    "plot_explanation",
    "plot_frames",
    "plot_keyness",
    "plot_timeline",
    "plot_tone",
    "plot_voices",
    "plot_word_shift",
    "voice_colours",
]
