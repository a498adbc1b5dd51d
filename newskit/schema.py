"""The tables of newskit: every column and its dtype, declared once.

A declaration is the empty result, the documentation, the test, and what a cluster needs to know
in advance (Dask's ``meta``). Every table is tidy and keyed by ``article_id`` plus character offsets
into that article's ``text``: ``text[start:end]`` is the thing itself, as printed. ``sentence``,
``paragraph`` and ``quote`` count from 0 within an article. Undefined is NaN, never 0.
"""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

Columns = dict[str, str]


def declared(columns: str) -> Columns:
    """Return the columns of a table and their dtypes, written as ``name:dtype name:dtype``."""
    return dict(pair.split(":") for pair in columns.split())


_SURROGATE = re.compile("[\ud800-\udfff]")
# pandas 3 has a dtype for text. Before it, astype("str") turns None into the word "None".
STRING = "str" if int(pd.__version__.split(".")[0]) >= 3 else "object"

ARTICLES = declared(
    "article_id:str title:str outlet:str author:str published:datetime64[us] url:str language:str "
    "text:str"
)
SENTENCES = declared("article_id:str sentence:int64 paragraph:int64 start:int64 end:int64")
TOKENS = declared("article_id:str sentence:int64 start:int64 end:int64 word:str")
CONCORDANCE = declared(
    "article_id:str sentence:int64 start:int64 end:int64 left:str match:str right:str"
)
QUOTES = declared(
    "article_id:str quote:int64 kind:str start:int64 end:int64 speaker:str speaker_start:Int64 "
    "speaker_end:Int64 speaker_name:str speaker_kind:str cue:str cue_start:Int64 cue_end:Int64 "
    "rule:str stance:str marks:str confidence:float64 words:int64"
)
SPEAKERS = declared(
    "speaker_name:str speaker_kind:str aliases:str role:str articles:int64 quotes:int64 "
    "words:int64 first_seen:datetime64[us] confidence:float64 evidence:str"
)
SPANS = declared("article_id:str sentence:int64 start:int64 end:int64 voice:str speaker_name:str")
TONE = declared(
    "article_id:str sentence:int64 start:int64 end:int64 words:int64 scored:int64 neg:float64 "
    "neu:float64 pos:float64 compound:float64 tone:float64"
)
# One row per mention of a target.
TARGETS = declared(
    "article_id:str sentence:int64 start:int64 end:int64 target:str speaker:str speaker_name:str "
    "voice:str tone:float64 label:str probability:float64 said_by_target:bool evidence:str"
)
EXPLANATION = declared(
    "word:str start:int64 end:int64 valence:float64 rules:str contribution:float64"
)
HITS = declared(
    "article_id:str sentence:int64 start:int64 end:int64 lexicon:str category:str entry:str "
    "match:str weight:float64 negated:bool"
)
# A lexicon with a formula adds `sentences`, its co-occurrences and `value`.
SCORES = declared(
    "article_id:str lexicon:str category:str hits:int64 words:int64 share:float64 "
    "per_1000:float64 present:bool"
)
CHARGES = declared(
    "article_id:str sentence:int64 start:int64 end:int64 accuser:str accuser_start:Int64 "
    "accuser_end:Int64 accused:str accused_start:Int64 accused_end:Int64 charge:str "
    "strength:int64 mode:str evidence:str evidence_start:int64 evidence_end:int64 negated:bool "
    "hedged:bool voice:str"
)
LEXICONS = declared("name:str kind:str title:str categories:int64 entries:int64 language:str")
ENTRIES = declared("category:str entry:str weight:float64")
CHECKS = declared("category:str example:str text:str passed:bool")
SUGGESTIONS = declared("category:str entry:str suggestion:str count:int64 similarity:float64")
FRAME_EXPLANATION = declared("frame:str word:str start:Int64 end:Int64 contribution:float64")
FRAME_REPORT = declared(
    "frame:str n:int64 predicted:int64 precision:float64 recall:float64 f1:float64 low:float64 "
    "high:float64"
)
ENTRY_COUNTS = declared(
    "category:str entry:str hits:int64 negated:int64 articles:int64 share:float64 "
    "cumulative:float64"
)
KEYNESS = declared(
    "word:str group:str count:int64 reference_count:int64 per_1000:float64 "
    "reference_per_1000:float64 p_article:float64 p_article_adjusted:float64 log_ratio:float64 "
    "log_likelihood:float64 log_odds_z:float64 articles:int64 dispersion:float64"
)
COLLOCATIONS = declared(
    "group:str word:str collocate:str count:int64 word_count:int64 collocate_count:int64 "
    "log_dice:float64 low:float64 high:float64 log_likelihood:float64 pmi:float64 t_score:float64 "
    "articles:int64 article_id:str start:int64 end:int64"
)
WORD_SHIFT = declared(
    "word:str count:int64 reference_count:int64 share:float64 reference_share:float64 "
    "score:float64 reference_score:float64 frequency:float64 wording:float64 contribution:float64 "
    "low:float64 high:float64 kind:str"
)
COMPARISON = declared("value:float64 low:float64 high:float64 n:int64 method:str")
AUDIT = declared("check:str outlet:str article_id:str other_id:str value:float64 detail:str")
RECEIPT = declared(
    "file:str archive:str declared:Int64 read:int64 cut:int64 repeated:int64 encoding:str "
    "missing:str"
)
CODED_SPANS = declared("article_id:str start:int64 end:int64 code:str coder:str")
DIFFERENCE = declared(
    "group:str reference:str value:float64 low:float64 high:float64 p_value:float64 "
    "p_adjusted:float64 n:int64 method:str"
)
SAMPLE = declared("item:str article_id:str text:str weight:float64")
CODES = declared("item:str coder:str code:str text_hash:str")
AGREEMENT = declared(
    "scope:str name:str alpha:float64 low:float64 high:float64 n:int64 codes:int64 method:str"
)
VALIDATION = declared("metric:str value:float64 low:float64 high:float64 n:int64 method:str")
CORRECTED: Columns = {"measured": "float64", **COMPARISON}
CORRECTED_DIFFERENCE = declared(
    "group:str reference:str measured:float64 value:float64 low:float64 high:float64 "
    "p_value:float64 p_adjusted:float64 n:int64 method:str"
)
VALIDITY = declared(
    "card:str data:str metric:str value:float64 low:float64 high:float64 n:float64 comparison:str "
    "command:str"
)
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
    given = list(rows)
    if not given:
        return empty(columns)
    return cast(pd.DataFrame(given, columns=list(columns), dtype=object), columns)


def cast(given: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """Return *given* with *columns* in their dtypes; its other columns stay as they are.

    A missing text stays missing, on every version of pandas.
    """
    texts = {name: strings(given[name]) for name, dtype in columns.items() if dtype == "str"}
    others = {name: dtype for name, dtype in columns.items() if dtype != "str"}
    return given.assign(**texts).astype(others)


def strings(values: Iterable[Any]) -> pd.Series[str]:
    """Return *values* as a column of text, whatever is missing as NaN.

    >>> strings(["a", 1, None]).tolist()
    ['a', '1', nan]
    """
    column = values if isinstance(values, pd.Series) else pd.Series(list(values), dtype=object)
    if STRING == "str":
        try:
            return column.astype("str")
        except UnicodeEncodeError:  # a lone surrogate
            return column.map(_mended).astype("str")
    return column.astype(object).map(str, na_action="ignore").where(column.notna(), np.nan)  # type: ignore[arg-type]


def stamp(given: pd.DataFrame, verb: str, **settings: Any) -> pd.DataFrame:
    """Return *given* with ``attrs["newskit"]``: the verb that made it, settings and version."""
    from newskit import __version__

    given.attrs["newskit"] = {"verb": verb, "version": __version__, **settings}
    return given


def range_of(given: pd.DataFrame, column: str) -> tuple[float, float]:
    """Return the least and the greatest value that *column* can have; infinite if unknown.

    Tone lies between -4 and 4 in the news model, and between -1 and 1 in VADER's and towards
    targets; the stamp tells, or else the columns beside it.
    """
    if column != "tone":
        return RANGES.get(column, (float("-inf"), float("inf")))
    note = given.attrs.get("newskit") or {}
    vader = note.get("model") == "vader" or "target" in given
    if not vader and "model" not in note and "compound" in given:
        vader = bool((given["tone"] == given["compound"])[given["tone"].notna()].all())
    return (-1, 1) if vader else (-4, 4)


def require(
    given: pd.DataFrame,
    names: Iterable[str],
    *,
    groups: str | Iterable[str] | None = None,
    what: str = "table",
) -> None:
    """Raise a ``ValueError`` that names the missing columns, if any of *names* is missing.

    The columns *groups* are needed too, and each row must have one value there, not a list.
    """
    if not isinstance(given, pd.DataFrame):
        raise TypeError(
            f"the {what} must be a pandas DataFrame, not {type(given).__name__}; "
            "read files with read_articles, and single texts with the functions that take a text"
        )
    wanted = [*names, *listed(groups)]
    twice = [name for name in wanted if (given.columns == name).sum() > 1]
    if twice:
        raise ValueError(f"the {what} has more than one column {twice[0]!r}; rename or drop one")
    missing = [name for name in wanted if name not in given.columns]
    if missing:
        raise ValueError(
            f"the {what} has no column {', '.join(map(repr, missing))}; "
            f"it has {', '.join(map(repr, given.columns)) or 'no columns'}"
        )
    for name in listed(groups):
        lists = [own for own in given[name] if isinstance(own, list | dict | set)]
        if lists:
            raise ValueError(
                f"column {name!r} of the {what} cannot make groups: {lists[0]!r} is a "
                f"{type(lists[0]).__name__}; give each row one value, such as .explode({name!r})"
            )


def one_text(text: object, noun: str, verb: str) -> None:
    """Raise a ``TypeError`` that says what *noun* reads, if *text* is no text."""
    if not isinstance(text, str):
        raise TypeError(
            f"{noun} reads one text, a str, not {type(text).__name__}; for a table use {verb}"
        )


class Sound(NamedTuple):
    """The articles that have a text: their rows, ids and texts; and why the others were skipped."""

    row: list[int]
    ids: list[str]
    texts: list[str]
    skipped: dict[str, str]


def sound(articles: pd.DataFrame) -> Sound:
    """Return the ids and texts of *articles*; ids as strings, lone surrogates replaced by U+FFFD.

    A surrogate cannot be written or compared; its replacement has the same length, so that offsets
    stay true.

    Raises
    ------
    ValueError
        If ids are missing or repeated: the sentences of two articles would be mixed up.
    """
    require(articles, ["article_id", "text"], what="articles table")
    ids, bodies = (articles[name].astype(object).tolist() for name in ("article_id", "text"))
    _refuse_missing([i for i, own in enumerate(ids) if pd.isna(own)], len(ids))
    names = [str(own) for own in ids]
    if len(set(names)) < len(names):
        _refuse_repeated(names)
    has_text = [isinstance(body, str) for body in bodies]
    row = [i for i, here in enumerate(has_text) if here]
    reason = {
        names[i]: "bytes instead of text" if isinstance(bodies[i], bytes) else "no text"
        for i, here in enumerate(has_text)
        if not here
    }
    return Sound(row, [names[i] for i in row], _writable([bodies[i] for i in row]), reason)


def _writable(texts: list[str]) -> list[str]:
    try:
        # Twenty times faster than to search each text; nearly no corpus holds a lone surrogate.
        "".join(texts).encode()
    except UnicodeEncodeError:
        return list(map(_mended, texts))
    return texts


def _mended(value: Any) -> Any:
    return _SURROGATE.sub("\ufffd", value) if isinstance(value, str) else value


def _refuse_missing(rows: list[int], of: int) -> None:
    if rows:
        raise ValueError(
            f"{len(rows)} of {of} articles have no article_id (the first in row {rows[0]}); give "
            "each its own, for instance articles.assign(article_id=range(len(articles)))"
        )


def _refuse_repeated(names: list[str]) -> None:
    rows: dict[str, list[int]] = {}
    for i, name in enumerate(names):
        rows.setdefault(name, []).append(i)
    twice = {name: own for name, own in rows.items() if len(own) > 1}
    name, own = next(iter(twice.items()))
    raise ValueError(
        f"{len(twice)} article_id stand on more than one row, such as {name!r} on rows "
        f"{', '.join(map(str, own[:5]))}; ids must be unique, or the sentences of two articles are "
        "mixed up. Drop the repeated rows, or give new ids: "
        "articles.assign(article_id=range(len(articles)))"
    )


# The articles that a verb is at work on: a verb inside a verb finds its table checked already.
_checked: ContextVar[tuple[pd.DataFrame, list[str], list[str]] | None]
_checked = ContextVar("checked", default=None)


@contextmanager
def checked(articles: pd.DataFrame, ids: list[str], bodies: list[str]) -> Iterator[None]:
    """Within this context *articles* are known to be sound, with these *ids* and texts."""
    token = _checked.set((articles, ids, bodies))
    try:
        yield
    finally:
        _checked.reset(token)


def is_checked(articles: object) -> bool:
    """Tell whether *articles* are those that a verb is at work on."""
    held = _checked.get()
    return held is not None and held[0] is articles


def texts(articles: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Return the ids and texts of *articles*, without those that have no text."""
    held = _checked.get()
    if held is not None and held[0] is articles:
        return held[1], held[2]
    found = sound(articles)
    return found.ids, found.texts


def listed(names: str | Iterable[str] | None) -> list[str]:
    """Return column names as a list: of one name, of several, or of none."""
    return [names] if isinstance(names, str) else list(names or ())


def outside() -> int:
    """Return the ``stacklevel`` at which the caller of newskit stands, however deep this is."""
    caller, depth, package = inspect.currentframe(), 0, f"{Path(__file__).parent}{os.sep}"
    while caller and caller.f_code.co_filename.startswith(package):
        caller, depth = caller.f_back, depth + 1
    return depth
