"""newskit reads how the news talks: who speaks, in what tone, inside which frame, how sure."""

from newskit.frames import Codebook, read_codebook, score_frames
from newskit.schema import NewskitWarning
from newskit.text import (
    concordance,
    paragraphs,
    sentences,
    split_sentences,
    straighten,
    tokenize,
    tokens,
)
from newskit.tone import explain_tone, score_tone, valence

__version__ = "0.1.0"

__all__ = [
    "Codebook",
    "NewskitWarning",
    "concordance",
    "explain_tone",
    "paragraphs",
    "read_codebook",
    "score_frames",
    "score_tone",
    "sentences",
    "split_sentences",
    "straighten",
    "tokenize",
    "tokens",
    "valence",
]
