"""Tone: how favourable or unfavourable a sentence sounds, score by score and word by word."""

from __future__ import annotations

import html
from importlib import import_module
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd

from newskit import columns, schema, text, vader

MODELS = ("vader", "news")
EXPLANATION: schema.Columns = {
    "word": "str",
    "start": "int64",
    "end": "int64",
    "valence": "float64",
    "rules": "str",
    "contribution": "float64",
}


class Explanation(pd.DataFrame):
    """A table of contributions that shows in a notebook as the sentence itself, coloured."""

    def _repr_html_(self) -> str:
        if not {"text", "arithmetic"} <= self.attrs.keys():
            return str(self.to_html())
        pieces: list[str] = []
        at, printed = 0, self.attrs["text"]
        rows: list[Any] = list(self.itertuples())
        for row in sorted(rows, key=lambda row: int(row.start)):
            pieces += [html.escape(printed[at : row.start]), _mark(row)]
            at = max(at, row.end)
        pieces.append(html.escape(printed[at:]))
        sums = "".join(
            f"<tr><td>{html.escape(r.word)}</td><td>{html.escape(r.rules)}</td>"
            f"<td style='text-align:right'>{r.contribution:+.3f}</td></tr>"
            for r in rows
        )
        return (
            f"<div><p style='line-height:1.8;white-space:pre-wrap'>{''.join(pieces)}</p>"
            f"<table>{sums}</table><p>{html.escape(self.attrs['arithmetic'])}</p></div>"
        )


def _mark(row: Any) -> str:
    """Return the word of *row* in the colour of its contribution."""
    red, green, blue = (42, 120, 180) if row.contribution > 0 else (200, 80, 40)
    strength = min(1.0, abs(row.contribution) / 4) * 0.5 + 0.1
    note = html.escape(f"{row.contribution:+.3f}: {row.rules}", quote=True)
    return (
        f"<span title='{note}' style='background:rgba({red},{green},{blue},{strength:.2f})'>"
        f"{html.escape(row.word)}</span>"
    )


def _known(model: str) -> None:
    if model not in MODELS:
        raise ValueError(f"unknown model {model!r}; choose one of {', '.join(map(repr, MODELS))}")


def _news() -> ModuleType:
    return import_module("newskit.news")


def valence(text: str, *, model: str = "vader") -> float:
    """Return the tone of one sentence: higher is more favourable.

    ``model="vader"``: the compound of Hutto & Gilbert (2014), ``s / sqrt(s^2 + 15)`` with *s* the
    sum of the contributions, -1 to 1. ``model="news"``: the rating a reader of news would give, -4
    to 4.
    NaN where no word carried a valence: silence is not neutrality.

    A sum saturates: a whole article is nearly always close to -1 or 1. Score articles with
    :func:`score_tone`, sentence by sentence.

    >>> valence("This isn’t good.")
    -0.3412

    References
    ----------
    Hutto & Gilbert (2014), VADER. ICWSM-14.
    """
    _known(model)
    if model == "news":
        return float(_news().valence(text))
    scores = vader.score(text)
    return scores.compound if scores.scored else float("nan")


def explain_tone(text: str, *, model: str = "vader") -> Explanation:
    """Return what moved the score of one sentence: one row per word or mark.

    Columns: ``word`` as printed, ``start``, ``end``, ``valence`` (the lexicon's), ``rules`` (each
    rule applied, by name, with its factor or summand), ``contribution``. The contributions add up
    to ``attrs["raw_sum"]``, and ``attrs["compound"]`` is that sum normalised with
    ``attrs["alpha"]``. In a notebook the table shows as the sentence, its words coloured by
    contribution.

    >>> explain_tone("This isn’t good!")[["word", "contribution"]].values.tolist()
    [['good', -1.406], ['!', -0.292]]
    """
    _known(model)
    if model == "news":
        return Explanation(_news().explain(text))
    rows, total = vader.explain(text)
    table = Explanation(schema.table(rows, EXPLANATION))
    scored = bool(rows)
    compound = round(vader.normalise(total), 4) if scored else float("nan")
    arithmetic = (
        f"sum {total:+.4g}; {total:.4g} / sqrt({total:.4g}² + {vader.ALPHA}) = {compound:.4f}"
    )
    table.attrs.update(
        text=text,
        raw_sum=total,
        alpha=vader.ALPHA,
        compound=compound,
        arithmetic=arithmetic
        if scored
        else "no word carried a valence: the tone is undefined (NaN)",
    )
    schema.stamp(table, "explain_tone", model=model)
    return table


def score_tone(
    articles: pd.DataFrame, *, model: str = "vader", spans: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the TONE table of *articles*: one row per sentence, or per row of *spans*.

    ``neg``, ``neu``, ``pos``, ``compound`` are exactly what vaderSentiment 3.3.2 gives for the
    straightened sentence; ``tone`` is the reading of *model* (see :func:`valence`), NaN where no
    word carried a valence. ``words`` counts the words, ``scored`` those that carried a valence.

    Parameters
    ----------
    articles : DataFrame
        Any table with ``article_id`` and ``text``.
    model : {"vader", "news"}
        Whose reading ``tone`` is.
    spans : DataFrame, optional
        Any table with ``article_id``, ``start``, ``end``; ``voice`` and ``speaker_name`` are
        carried into the result.

    Raises
    ------
    ValueError
        If a column is missing, *model* is unknown, or a span names an article that is not there.
    """
    _known(model)
    ids, texts = schema.texts(articles)
    frame = text.split_sentences(articles) if spans is None else _placed(spans, ids)
    printed = dict(zip(ids, texts, strict=True))
    pieces = [
        printed[i][a:b]
        for i, a, b in zip(frame["article_id"], frame["start"], frame["end"], strict=True)
    ]
    cut = columns.cut(pieces)
    scores = pd.DataFrame([vader.score(p) for p in pieces], columns=list(vader.Scores._fields))
    scores["words"] = np.bincount(columns.only_words(cut).text, minlength=len(pieces))
    scores["tone"] = scores["compound"].where(scores["scored"] > 0)
    if model == "news":
        scores["tone"] = [_news().valence(p) for p in pieces]
    carried = [c for c in ("voice", "speaker_name") if spans is not None and c in spans]
    names = _with(schema.TONE, carried)
    table = pd.concat([frame.reset_index(drop=True), scores], axis=1)[list(names)].astype(names)
    return schema.stamp(table, "score_tone", model=model)


def _with(names: schema.Columns, carried: list[str]) -> schema.Columns:
    """Return *names* with the columns *carried* right after ``end``."""
    items = list(names.items())
    at = list(names).index("end") + 1
    return dict(items[:at] + [(c, "str") for c in carried] + items[at:])


def _placed(spans: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    """Return *spans*, checked against the articles, with a number where they carry no sentence."""
    schema.require(spans, ["article_id", "start", "end"], what="spans table")
    spans = spans.assign(article_id=spans["article_id"].astype(str))
    unknown = sorted(set(spans["article_id"]) - set(ids))
    if unknown:
        raise ValueError(f"the spans name articles that are not there: {', '.join(unknown[:5])}")
    if "sentence" not in spans:
        spans = spans.assign(sentence=spans.groupby("article_id").cumcount())
    return spans
