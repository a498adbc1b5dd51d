"""newskit reads how the news talks: who speaks, in what tone, inside which frame, how sure."""

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
    "NewskitWarning",
    "concordance",
    "explain_tone",
    "paragraphs",
    "score_tone",
    "sentences",
    "split_sentences",
    "straighten",
    "tokenize",
    "tokens",
    "valence",
]
