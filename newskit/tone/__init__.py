"""Tone: how favourable or unfavourable a sentence sounds, by VADER or by a model made for news."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

import numpy as np
import pandas as pd

from newskit import schema
from newskit.statistics.compare import compare
from newskit.text import columns
from newskit.tone import explanation, vader, vader_columns
from newskit.tone.explanation import Explanation

MODELS = ("vader", "news")


def _known(model: str) -> None:
    if model not in MODELS:
        raise ValueError(f"unknown model {model!r}; choose one of {', '.join(map(repr, MODELS))}")


def _news() -> ModuleType:
    # The news model reads its word list when it is first asked for.
    return import_module("newskit.tone.news")


def valence(text: str, *, model: str = "vader") -> float:
    """Return the tone of one sentence: higher is more favourable.

    ``model="vader"``: the compound of Hutto & Gilbert (2014), ``s / sqrt(s^2 + 15)`` with *s* the
    sum of the contributions, -1 to 1. ``model="news"``: the rating a reader of news would give, -4
    to 4. NaN where no word carried a valence: silence is not neutrality.

    A sum saturates: a whole article is nearly always close to -1 or 1. Score articles with
    :func:`score_tone`, sentence by sentence.

    >>> valence("This isn’t good.")
    -0.3412

    References
    ----------
    Hutto & Gilbert (2014), VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social
    Media Text. ICWSM-14.
    """
    _known(model)
    if model == "news":
        return float(_news().valence(text))
    scores = vader.score(text)
    return scores.compound if scores.scored else float("nan")


def explain_tone(text: str, *, model: str = "vader") -> Explanation:
    """Return what moved the score of one sentence: one row per word or mark.

    Columns: ``word`` as printed, ``start``, ``end``, ``valence`` (the lexicon's), ``rules`` (each
    rule applied, in order, with its factor or summand), ``contribution``. With ``model="vader"``
    the contributions add up to ``attrs["raw_sum"]``, and ``attrs["compound"]`` is that sum
    normalised with ``attrs["alpha"]``. In a notebook the table shows as the sentence, its words
    coloured by contribution, with the arithmetic beneath.

    >>> explain_tone("This isn’t good!")[["word", "contribution"]].to_numpy().tolist()
    [['good', -1.406], ['!', -0.292]]
    """
    _known(model)
    if model == "news":
        found = _news().explain(text)
        table = found if isinstance(found, Explanation) else Explanation(found)
        table.attrs = {**found.attrs}
    else:
        table = explanation.explain(text)
    schema.stamp(table, "explain_tone", model=model)
    return table


def score_tone(
    articles: pd.DataFrame, *, model: str = "vader", spans: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the TONE table of *articles*: one row per sentence, or per row of *spans*.

    ``neg``, ``neu``, ``pos`` (shares, 0 to 1) and ``compound`` (-1 to 1) are exactly what
    vaderSentiment 3.3.2 gives for the straightened sentence; ``tone`` is the reading of *model*
    (see :func:`valence`), NaN where no word carried a valence. ``words`` counts the words as VADER
    does (what stands between blanks and holds a letter or digit), ``scored`` those that carried a
    valence: read every score beside its coverage.

    Parameters
    ----------
    articles : DataFrame
        Any table with ``article_id`` and ``text``.
    model : {"vader", "news"}
        Whose reading ``tone`` is.
    spans : DataFrame, optional
        Any table with ``article_id``, ``start``, ``end``; ``sentence``, ``voice`` and
        ``speaker_name`` are carried into the result. Without ``sentence``, spans are numbered.

    Raises
    ------
    ValueError
        If a column is missing, *model* is unknown, or a span lies outside its article.
    """
    _known(model)
    ids, texts = schema.texts(articles)
    frame, which = _sentences(ids, texts) if spans is None else _placed(spans, ids, texts)
    places = zip(which.tolist(), frame["start"].tolist(), frame["end"].tolist(), strict=True)
    pieces = [texts[i][a:b] for i, a, b in places]
    scores = vader_columns.score(pieces)
    tone = np.where(scores.scored > 0, scores.compound, np.nan)
    if model == "news":
        scored, tone = _news().score(pieces)[1:]
        scores = scores._replace(scored=scored)
    carried = [name for name in ("voice", "speaker_name") if name in frame]
    names = _with(schema.TONE, carried)
    found = {**scores._asdict(), "tone": tone}
    table = pd.DataFrame({name: found.get(name, frame.get(name)) for name in names})
    table = table if spans is None else table.astype(names)
    return schema.stamp(table, "score_tone", model=model)


def tone_by_article(tone: pd.DataFrame, *, rng: int = 0) -> pd.DataFrame:
    """Return the mean tone of each article of a TONE table, beside how little it may rest on.

    Columns: ``article_id``, ``sentences`` (rows), ``words``, ``scored`` (words with a valence),
    ``silent`` (share of sentences without any, 0 to 1), ``tone`` (mean of the others; NaN if there
    are none), and ``low`` and ``high``, its 95 % interval from resampling those sentences (see
    :func:`newskit.compare`; NaN from one sentence). The interval says how much the mean hangs on
    single sentences of this article; it knows nothing of other articles.
    """
    schema.require(tone, ["article_id", "words", "scored", "tone"], what="TONE table")
    groups = tone.groupby("article_id", sort=False)
    table = groups[["words", "scored"]].sum()
    table["sentences"] = groups.size()
    table["silent"] = groups["tone"].agg(lambda values: values.isna().mean())
    rows = tone.assign(row=np.arange(len(tone)))
    means = compare(rows, "tone", by="article_id", unit="row", rng=rng).set_index("article_id")
    means = means.rename(columns={"value": "tone"})[["tone", "low", "high"]]
    names = schema.TONE_BY_ARTICLE
    table = table.join(means).reset_index()[list(names)].astype(names)
    return schema.stamp(table, "tone_by_article", rng=rng)


def _sentences(ids: list[str], texts: list[str]) -> tuple[pd.DataFrame, columns.Integers]:
    """Return the sentences of *texts* as a table of spans, and the text of each."""
    s = columns.split(texts)
    found = {
        "article_id": pd.array(ids, dtype="str").take(s.text),
        "sentence": s.number,
        "start": s.start,
        "end": s.end,
    }
    return pd.DataFrame(found), s.text


def _with(names: schema.Columns, carried: list[str]) -> schema.Columns:
    """Return *names* with the columns *carried* right after ``end``."""
    items = list(names.items())
    at = list(names).index("end") + 1
    return dict(items[:at] + [(name, "str") for name in carried] + items[at:])


def _placed(
    spans: pd.DataFrame, ids: list[str], texts: list[str]
) -> tuple[pd.DataFrame, columns.Integers]:
    """Return *spans*, checked against the articles, and the text of each."""
    schema.require(spans, ["article_id", "start", "end"], what="spans table")
    spans = spans.assign(article_id=spans["article_id"].astype(str)).reset_index(drop=True)
    index = pd.Index(ids, dtype="str")
    if not index.is_unique:
        twice = index[index.duplicated()][0]
        raise ValueError(f"article_id {twice!r} occurs twice, so its spans cannot be told apart")
    which = index.get_indexer(pd.Index(spans["article_id"]))
    length = np.array([len(text) for text in texts] + [0])[which]
    start, end = spans["start"].to_numpy(), spans["end"].to_numpy()
    wrong = np.flatnonzero((which < 0) | (start < 0) | (end < start) | (end > length))
    if len(wrong):
        _refuse(spans, int(wrong[0]), which, length)
    if "sentence" not in spans:
        spans["sentence"] = spans.groupby("article_id").cumcount()
    return spans, which


def _refuse(
    spans: pd.DataFrame, row: int, which: columns.Integers, length: columns.Integers
) -> None:
    """Raise an error that says what is wrong with a span."""
    article_id, start, end = spans.loc[row, ["article_id", "start", "end"]]
    if which[row] < 0:
        raise ValueError(f"spans row {row}: there is no article {article_id!r} with a text")
    raise ValueError(
        f"spans row {row}: {start} to {end} lies outside article {article_id!r}, "
        f"whose text has {length[row]} characters"
    )
