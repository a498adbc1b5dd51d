"""Tone: how favourable or unfavourable a sentence sounds, by a model made for news or by VADER."""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from importlib import metadata
from numbers import Real
from pathlib import Path

import numpy as np
import pandas as pd

from newskit import schema
from newskit.text import columns, language, spans
from newskit.tone import explanation, neutral, news, vader, vader_columns
from newskit.tone.explanation import Explanation
from newskit.verbs import verb

MODELS = ("news", "vader")
LABELS = ("negative", "neutral", "positive")

Model = str | os.PathLike[str]
# `spans` names an argument of score_tone as well.
place = spans.place


def _valences(model: Model) -> news.Table | None:
    """Return the word list of *model*; None for VADER, which has its own."""
    if model == "vader":
        return None
    if model == "news":
        return news.table()
    if not Path(model).is_file():
        raise ValueError(
            f"unknown model {model!r}; choose one of {', '.join(map(repr, MODELS))}, "
            "or give the path of a file of valences (word, tab, valence)"
        )
    return news.read_table(Path(model).read_text(encoding="utf-8"), str(model))


def _version(given: news.Table | None) -> str:
    return given.version if given else f"vaderSentiment {metadata.version('vaderSentiment')}"


def _is_foreign(text: str) -> bool:
    """Tell, with a warning, whether *text* is written in another language than English."""
    tongue = language.other_language(text)
    if tongue:
        warnings.warn(
            f"the text is written in {tongue}; the tone of English alone is measured",
            schema.NewskitWarning,
            stacklevel=schema.outside(),
        )
    return bool(tongue)


def valence(text: str, *, model: Model = "news") -> float:
    """Return the tone of one sentence: higher is more favourable.

    ``model="news"``: the rating that a reader of news would give, -4 bad news to 4 good news:
    ``base + sum(contributions) / sqrt(words)``, a contribution being the valence of a word times
    the factors of the rules that apply. Names, offices, nations, faiths, parties, groups of people,
    callings, numbers, reporting verbs and function words carry no valence. ``model="vader"``: the
    compound of Hutto & Gilbert (2014), ``s / sqrt(s^2 + 15)`` with *s* the sum of the
    contributions, -1 to 1. NaN where no word judges, and for another language than English:
    silence is not neutrality.

    It measures how favourable the events and judgements told are, not whose side the text is on;
    and it knows words and their neighbours, not irony, nor who did what to whom. Score articles
    with :func:`score_tone`, sentence by sentence.

    >>> valence("The bloc is falling into ‘wartime ecstasy’.") < 0
    True
    >>> valence("This isn’t good.", model="vader")
    -0.3412

    References
    ----------
    Hutto & Gilbert (2014), VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social
    Media Text. ICWSM-14: VADER, and the rated sentences that the news model was fitted on.
    """
    schema.one_text(text, "valence", "score_tone")
    given = _valences(model)
    if _is_foreign(text):
        return float("nan")
    if given is not None:
        return float(news.score_one(text, given))
    scores = vader.score(text)
    return scores.compound if scores.scored else float("nan")


def explain_tone(text: str, *, model: Model = "news") -> Explanation:
    """Return what moved the score of one sentence: one row per word or mark.

    Columns: ``word`` as printed, ``start``, ``end``, ``valence`` (the lexicon's), ``rules`` (each
    rule applied, in order, with its factor or summand), ``contribution``. The contributions add up
    to ``attrs["raw_sum"]``, and ``attrs["arithmetic"]`` says how the tone follows from it. In a
    notebook the table shows as the sentence, its words coloured by contribution, with the
    arithmetic beneath. Empty for another language than English.

    >>> explain_tone("The disaster was prevented.")[["word", "rules"]].to_numpy().tolist()
    [['disaster', 'was ended x -0.6']]
    """
    schema.one_text(text, "explain_tone", "score_tone")
    given = _valences(model)
    shown = "" if _is_foreign(text) else text
    table = explanation.explain(shown) if given is None else news.explain(shown, given)
    schema.stamp(table, "explain_tone", model=str(model), model_version=_version(given))
    return table


@verb(
    schema.TONE,
    says="The tone of each sentence was scored ({model}).",
    cites=["Hutto & Gilbert (2014), ICWSM 8:216"],
)
def score_tone(
    articles: pd.DataFrame,
    *,
    model: Model = "news",
    spans: str | pd.DataFrame | None = None,
    band: float | None = None,
    keep: Sequence[str] = (),
) -> pd.DataFrame:
    """Return the TONE table of *articles*: one row per sentence, or per row of *spans*.

    ``tone`` is the reading of *model* (see :func:`valence`), NaN where no word judges; ``words``
    counts the words, ``scored`` those that carry a valence: read every score beside its coverage.
    ``neg``, ``neu``, ``pos`` (shares, 0 to 1) and ``compound`` (-1 to 1) are exactly what
    vaderSentiment 3.3.2 gives for the straightened sentence, whatever the model. A name at the
    start of a sentence is known by the rest of its article.

    Parameters
    ----------
    articles : DataFrame
        Any table with ``article_id`` and ``text``.
    model : {"news", "vader"} or path
        Whose reading ``tone`` is: the model for news, VADER, or a file of valences (lines of word,
        tab, valence; ``# base: 0.1`` and ``# version: 2`` before them if wanted).
    spans : {"sentences", "voices"} or DataFrame, optional
        What is scored: any table with ``article_id``, ``start``, ``end``; ``sentence``, ``voice``
        and ``speaker_name`` are carried into the result. Without ``sentence``, spans are numbered.
    band : float, optional
        Add ``label``: neutral within *band* of 0, otherwise negative or positive; missing where
        the tone is. Against readers' ratings 0.25 serves the news model best
        (``benchmarks/tone.py`` prints the figures of other bands).
    keep : list of str
        Columns of *articles* to carry along, beside ``outlet`` and ``published``.

    Raises
    ------
    ValueError
        If a column is missing, *model* is unknown, *band* is no number from 0 up, or a span lies
        outside its article.
    """
    if band is not None and not (isinstance(band, Real) and band >= 0):
        raise ValueError(f"band is a number from 0 up, such as 0.25, not {band!r}")
    given = _valences(model)
    _, texts = schema.texts(articles)
    cut = columns.cut(texts) if given else None
    placed = place(spans, articles)
    start, end = (placed.table[name].to_numpy() for name in ("start", "end"))
    places = zip(placed.text.tolist(), start.tolist(), end.tolist(), strict=True)
    scores = vader_columns.score([texts[i][a:b] for i, a, b in places])
    tone = np.where(scores.scored > 0, scores.compound, np.nan)
    found = scores._asdict()
    if given and cut:
        words = neutral.spoken(cut, texts)
        read = news.score(words, news.stretches(words, placed.text, start, end), given)
        tone, found["scored"] = read.tone, read.scored
    found |= {"tone": tone}
    names = _with(schema.TONE, [name for name in ("voice", "speaker_name") if name in placed.table])
    table = pd.DataFrame({name: found.get(name, placed.table.get(name)) for name in names})
    table = schema.cast(table, names)
    if band is not None:
        table["label"] = labels(tone, band)
    return schema.stamp(table, "score_tone", model=str(model), model_version=_version(given))


def labels(tone: news.Floats, band: float) -> pd.Series[str]:
    """Return the class of each tone: neutral within *band* of 0, missing where the tone is."""
    side = np.sign(tone) * (np.abs(tone) > band)
    return schema.strings(None if np.isnan(s) else LABELS[int(s) + 1] for s in side.tolist())


def _with(names: schema.Columns, carried: list[str]) -> schema.Columns:
    """Return *names* with the columns *carried* right after ``end``."""
    items = list(names.items())
    at = list(names).index("end") + 1
    return dict(items[:at] + [(name, "str") for name in carried] + items[at:])
