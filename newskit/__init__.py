"""newskit reads how the news talks: who speaks, in what tone, inside which frame, how sure."""

from newskit.schema import NewskitWarning
from newskit.text import paragraphs, sentences, split_sentences, straighten, tokens

__version__ = "0.1.0"

__all__ = [
    "NewskitWarning",
    "paragraphs",
    "sentences",
    "split_sentences",
    "straighten",
    "tokens",
]
