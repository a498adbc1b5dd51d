"""The tables of newskit: every column and its dtype, declared once.

A declaration is the empty result, the documentation, the test, and what a cluster needs to know
in advance (Dask's ``meta``). Every table is tidy and keyed by ``article_id`` plus character offsets
into that article's ``text``: ``text[start:end]`` is the thing itself, as printed. ``sentence``,
``paragraph`` and ``quote`` count from 0 within an article. Undefined is NaN, never 0.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

Columns = dict[str, str]

ARTICLES: Columns = {
    "article_id": "str",
    "title": "str",
    "outlet": "str",
    "author": "str",
    "published": "datetime64[us]",
    "url": "str",
    "language": "str",
    "text": "str",
}
SENTENCES: Columns = {
    "article_id": "str",
    "sentence": "int64",
    "paragraph": "int64",
    "start": "int64",
    "end": "int64",
}
TOKENS: Columns = {
    "article_id": "str",
    "sentence": "int64",
    "start": "int64",
    "end": "int64",
    "word": "str",
}
CONCORDANCE: Columns = {
    "article_id": "str",
    "sentence": "int64",
    "start": "int64",
    "end": "int64",
    "left": "str",
    "match": "str",
    "right": "str",
}
QUOTES: Columns = {
    "article_id": "str",
    "quote": "int64",
    "kind": "str",
    "start": "int64",
    "end": "int64",
    "speaker": "str",
    "speaker_start": "Int64",
    "speaker_end": "Int64",
    "speaker_name": "str",
    "cue": "str",
    "cue_start": "Int64",
    "cue_end": "Int64",
    "rule": "str",
    "stance": "str",
    "marks": "str",
}
SPANS: Columns = {
    "article_id": "str",
    "sentence": "int64",
    "start": "int64",
    "end": "int64",
    "voice": "str",
    "speaker_name": "str",
}
TONE: Columns = {
    "article_id": "str",
    "sentence": "int64",
    "start": "int64",
    "end": "int64",
    "words": "int64",
    "scored": "int64",
    "neg": "float64",
    "neu": "float64",
    "pos": "float64",
    "compound": "float64",
    "tone": "float64",
}
TONE_BY_ARTICLE: Columns = {
    "article_id": "str",
    "sentences": "int64",
    "words": "int64",
    "scored": "int64",
    "silent": "float64",
    "tone": "float64",
    "low": "float64",
    "high": "float64",
}
HITS: Columns = {
    "article_id": "str",
    "sentence": "int64",
    "start": "int64",
    "end": "int64",
    "lexicon": "str",
    "category": "str",
    "entry": "str",
    "match": "str",
    "weight": "float64",
    "negated": "bool",
}
FRAMES: Columns = {
    "article_id": "str",
    "codebook": "str",
    "frame": "str",
    "hits": "int64",
    "words": "int64",
    "share": "float64",
    "per_1000": "float64",
    "present": "bool",
}
KEYNESS: Columns = {
    "word": "str",
    "group": "str",
    "count": "int64",
    "reference_count": "int64",
    "per_1000": "float64",
    "reference_per_1000": "float64",
    "p_article": "float64",
    "p_article_adjusted": "float64",
    "log_ratio": "float64",
    "log_likelihood": "float64",
    "log_odds_z": "float64",
    "articles": "int64",
    "dispersion": "float64",
}
COLLOCATIONS: Columns = {
    "group": "str",
    "word": "str",
    "collocate": "str",
    "count": "int64",
    "word_count": "int64",
    "collocate_count": "int64",
    "log_dice": "float64",
    "low": "float64",
    "high": "float64",
    "log_likelihood": "float64",
    "pmi": "float64",
    "t_score": "float64",
    "articles": "int64",
    "article_id": "str",
    "start": "int64",
    "end": "int64",
}
WORD_SHIFT: Columns = {
    "word": "str",
    "count": "int64",
    "reference_count": "int64",
    "share": "float64",
    "reference_share": "float64",
    "score": "float64",
    "reference_score": "float64",
    "frequency": "float64",
    "wording": "float64",
    "contribution": "float64",
    "low": "float64",
    "high": "float64",
    "kind": "str",
}
COMPARISON: Columns = {
    "value": "float64",
    "low": "float64",
    "high": "float64",
    "n": "int64",
    "method": "str",
}
DIFFERENCE: Columns = {
    "group": "str",
    "reference": "str",
    "value": "float64",
    "low": "float64",
    "high": "float64",
    "p_value": "float64",
    "p_adjusted": "float64",
    "n": "int64",
    "method": "str",
}
# What the values of newskit's own columns can be: no interval leaves it.
RANGES: dict[str, tuple[float, float]] = {
    "compound": (-1, 1),
    **dict.fromkeys(["neg", "neu", "pos", "share", "confidence", "probability"], (0, 1)),
    "per_1000": (0, 1000),
    **dict.fromkeys(["words", "scored", "hits", "count"], (0, float("inf"))),
}


class NewskitWarning(UserWarning):
    """Something in the material was passed over or doubtful; the message counts and names it."""


def empty(columns: Columns) -> pd.DataFrame:
    """Return a table with *columns* and no rows."""
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in columns.items()})


def table(rows: Iterable[Sequence[Any]], columns: Columns) -> pd.DataFrame:
    """Return *rows* as a table with exactly *columns*, in their order and dtypes."""
    frame = pd.DataFrame(list(rows), columns=list(columns))
    return frame.astype(columns) if len(frame) else empty(columns)


def stamp(frame: pd.DataFrame, verb: str, **settings: Any) -> pd.DataFrame:
    """Return *frame* with ``attrs["newskit"]``: the verb that made it, settings and version."""
    from newskit import __version__

    frame.attrs["newskit"] = {"verb": verb, "version": __version__, **settings}
    return frame


def range_of(frame: pd.DataFrame, column: str) -> tuple[float, float]:
    """Return the least and the greatest value that *column* can have; infinite if unknown.

    Tone lies between -4 and 4 in the news model, and between -1 and 1 in VADER's and towards
    targets; the stamp tells, or else the columns beside it.
    """
    if column != "tone":
        return RANGES.get(column, (float("-inf"), float("inf")))
    note = frame.attrs.get("newskit") or {}
    vader = note.get("model") == "vader" or "target" in frame
    if not vader and "model" not in note and "compound" in frame:
        vader = bool((frame["tone"] == frame["compound"])[frame["tone"].notna()].all())
    return (-1, 1) if vader else (-4, 4)


def require(frame: pd.DataFrame, names: Iterable[str], *, what: str = "table") -> None:
    """Raise a ``ValueError`` that names the missing columns, if any of *names* is missing."""
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(
            f"the {what} must be a pandas DataFrame, not {type(frame).__name__}; "
            "read files with read_articles, and single texts with the functions that take a text"
        )
    missing = [name for name in names if name not in frame.columns]
    if missing:
        raise ValueError(
            f"the {what} has no column {', '.join(map(repr, missing))}; "
            f"it has {', '.join(map(repr, frame.columns)) or 'no columns'}"
        )


def texts(articles: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Return the ids and texts of *articles*, without the rows that have no text.

    Takes text as pandas ``str``, ``object`` or ``string[pyarrow]``. Rows whose text is missing are
    counted and named in a :class:`NewskitWarning` and passed over.
    """
    require(articles, ["article_id", "text"], what="articles table")
    ids = articles["article_id"].astype(object).tolist()
    bodies = articles["text"].astype(object).tolist()
    missing = [i for i, text in enumerate(bodies) if not isinstance(text, str)]
    if missing:
        named = ", ".join(repr(str(ids[i])) for i in missing[:5])
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        warnings.warn(
            f"{len(missing)} of {len(ids)} articles have no text and were passed over: "
            f"article_id {named}{more}",
            NewskitWarning,
            stacklevel=3,
        )
        dropped = set(missing)
        keep = [i for i in range(len(ids)) if i not in dropped]
        ids, bodies = [ids[i] for i in keep], [bodies[i] for i in keep]
    return [str(i) for i in ids], bodies
