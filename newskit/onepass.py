"""All measures of a table of articles in one pass: quotations found once, every voice measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from newskit import schema
from newskit.lexicon.matching import match_lexicon
from newskit.lexicon.record import Source
from newskit.lexicon.scoring import score_frames
from newskit.quotations.table import find_quotes
from newskit.quotations.voices import split_voices
from newskit.text import columns
from newskit.tone import score_tone
from newskit.verbs import door


class Measures(NamedTuple):
    """What :func:`measure` found: five tables, keyed by article and offsets."""

    quotes: pd.DataFrame
    spans: pd.DataFrame
    tone: pd.DataFrame
    hits: pd.DataFrame
    frames: pd.DataFrame


@door()
def measure(
    articles: pd.DataFrame,
    *,
    model: str = "news",
    lexicons: Source | Sequence[Source] = "wartime_ecstasy",
    codebook: Source = "generic_frames",
) -> Measures:
    """Find who speaks, and measure tone, rhetoric and frames of each voice apart, in one pass.

    The same tables as :func:`find_quotes`, :func:`split_voices`, and :func:`score_tone`,
    :func:`match_lexicon` and :func:`score_frames` with these spans; but the articles are searched
    for quotations once, and cut into sentences and words once.
    """
    columns.cut(schema.texts(articles)[1])  # what find_quotes needs of it costs a third again
    quotes = find_quotes(articles)
    spans = split_voices(articles, quotes)
    return Measures(
        quotes=quotes,
        spans=spans,
        tone=score_tone(articles, model=model, spans=spans),
        hits=match_lexicon(articles, lexicons, spans=spans),
        frames=score_frames(articles, codebook, spans=spans),
    )
