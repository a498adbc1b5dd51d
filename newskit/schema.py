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
import tomllib
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

Columns = dict[str, str]


# What a column holds, wherever it stands; one that is not named here holds text.
_KINDS = {
    "datetime64[us]": "published first_seen",
    "int64": (
        "sentence paragraph start end quote words articles quotes scored hits strength "
        "evidence_start evidence_end categories entries count n predicted reference_count "
        "word_count collocate_count read cut repeated codes "
    ),
    "Int64": (
        "speaker_start speaker_end cue_start cue_end accuser_start accuser_end accused_start "
        "accused_end declared "
    ),
    "float64": (
        "confidence neg neu pos compound tone probability valence contribution weight share "
        "per_1000 similarity precision recall f1 low high cumulative reference_per_1000 p_article "
        "p_article_adjusted log_ratio log_likelihood log_odds_z dispersion log_dice pmi t_score "
        "reference_share score reference_score frequency wording value p_value p_adjusted alpha "
        "measured "
    ),
    "bool": "said_by_target negated present hedged passed",
}
_DTYPES = {name: dtype for dtype, names in _KINDS.items() for name in names.split()}


def declared(columns: str) -> Columns:
    """Return the *columns* of a table and their dtypes; one of another dtype as ``name:dtype``."""
    pairs = (column.partition(":") for column in columns.split())
    return {name: dtype or _DTYPES.get(name, "str") for name, _, dtype in pairs}


_SURROGATE = re.compile("[\ud800-\udfff]")
# pandas 3 has a dtype for text. Before it, astype("str") turns None into the word "None".
STRING = "str" if int(pd.__version__.split(".")[0]) >= 3 else "object"

ARTICLES = declared("article_id title outlet author published url language text")
SENTENCES = declared("article_id sentence paragraph start end")
TOKENS = declared("article_id sentence start end word")
CONCORDANCE = declared("article_id sentence start end left match right")
QUOTES = declared(
    "article_id quote kind start end speaker speaker_start speaker_end speaker_name speaker_kind "
    "cue cue_start cue_end rule stance marks confidence words"
)
SPEAKERS = declared(
    "speaker_name speaker_kind aliases role articles quotes words first_seen confidence evidence"
)
SPANS = declared("article_id sentence start end voice speaker_name")
TONE = declared("article_id sentence start end words scored neg neu pos compound tone")
# One row per mention of a target.
TARGETS = declared(
    "article_id sentence start end target speaker speaker_name voice tone label probability "
    "said_by_target evidence"
)
EXPLANATION = declared("word start end valence rules contribution")
HITS = declared("article_id sentence start end lexicon category entry match weight negated")
# A lexicon with a formula adds `sentences`, its co-occurrences and `value`.
SCORES = declared("article_id lexicon category hits words share per_1000 present")
CHARGES = declared(
    "article_id sentence start end accuser accuser_start accuser_end accused accused_start "
    "accused_end charge strength mode evidence evidence_start evidence_end negated hedged voice"
)
LEXICONS = declared("name kind title categories entries language")
ENTRIES = declared("category entry weight")
CHECKS = declared("category example text passed")
SUGGESTIONS = declared("category entry suggestion count similarity")
FRAME_EXPLANATION = declared("frame word start:Int64 end:Int64 contribution")
FRAME_REPORT = declared("frame n predicted precision recall f1 low high")
ENTRY_COUNTS = declared("category entry hits negated:int64 articles share cumulative")
KEYNESS = declared(
    "word group count reference_count per_1000 reference_per_1000 p_article p_article_adjusted "
    "log_ratio log_likelihood log_odds_z articles dispersion"
)
COLLOCATIONS = declared(
    "group word collocate count word_count collocate_count log_dice low high log_likelihood pmi "
    "t_score articles article_id start end"
)
WORD_SHIFT = declared(
    "word count reference_count share reference_share score reference_score frequency wording "
    "contribution low high kind"
)
COMPARISON = declared("value low high n method")
AUDIT = declared("check outlet article_id other_id value detail")
RECEIPT = declared("file archive declared read cut repeated encoding missing")
CODED_SPANS = declared("article_id start end code coder")
DIFFERENCE = declared("group reference value low high p_value p_adjusted n method")
SAMPLE = declared("item article_id text weight")
CODES = declared("item coder code text_hash")
AGREEMENT = declared("scope name alpha low high n codes method")
VALIDATION = declared("metric value low high n method")
CORRECTED: Columns = {"measured": "float64", **COMPARISON}
CORRECTED_DIFFERENCE = declared(
    "group reference measured value low high p_value p_adjusted n method"
)
VALIDITY = declared("card data metric value low high n:float64 comparison command")
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
    return cast(pd.DataFrame(list(rows), columns=list(columns), dtype=object), columns)


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
            return column.map(valid).astype("str")
    # A column without any text would become one of numbers: hence the last cast.
    texts = column.astype(object).map(str, na_action="ignore").astype(object)
    return texts.where(column.notna(), np.nan)


def shipped(name: str) -> dict[str, Any]:
    """Return what stands in the file *name* of ``newskit/lexicons``."""
    file = resources.files("newskit") / "lexicons" / name
    return tomllib.loads(file.read_text(encoding="utf-8"))


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
        kind = f"{type(given).__module__.partition('.')[0]}.{type(given).__name__}"
        raise TypeError(
            f"the {what} must be a pandas DataFrame, not {kind.removeprefix('builtins.')}; files "
            "and other libraries' tables are read by read_articles, single texts by valence, quotes"
        )
    wanted = [*names, *listed(groups)]
    if twice := [name for name in wanted if (given.columns == name).sum() > 1]:
        raise ValueError(f"the {what} has more than one column {twice[0]!r}; rename or drop one")
    if missing := [name for name in wanted if name not in given.columns]:
        unread = what == "articles table" and not {"article_id", "text"}.isdisjoint(missing)
        advice = "; read_articles makes such a table of yours" if unread else ""
        raise ValueError(
            f"the {what} has no column {', '.join(map(repr, missing))}; "
            f"it has {', '.join(map(repr, given.columns)) or 'no columns'}{advice}"
        )
    for name in listed(groups):
        own = given[name].to_numpy() if given[name].dtype == object else np.array([])
        # The types first: a look at each of a million words took longer than the key words.
        if {*map(type, own)} & {list, dict, set}:
            lists = [x for x in own if isinstance(x, list | dict | set)]
            raise ValueError(
                f"column {name!r} of the {what} cannot make groups: {lists[0]!r} is a "
                f"{type(lists[0]).__name__}; give each row one value, such as .explode({name!r})"
            )


def one_text(text: object, noun: str, verb: str) -> None:
    """Raise a ``TypeError`` that says what *noun* reads, if *text* is no text."""
    if not isinstance(text, str):
        kind = type(text).__name__
        raise TypeError(f"{noun} reads one text, a str, not {kind}; for a table use {verb}")


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
    names = _distinct(ids)
    row = [i for i, body in enumerate(bodies) if isinstance(body, str)]
    odd = [(n, type(b)) for n, b in zip(names, bodies, strict=True) if not isinstance(b, str)]
    reason = {name: "bytes instead of text" if kind is bytes else "no text" for name, kind in odd}
    return Sound(row, [names[i] for i in row], _writable([bodies[i] for i in row]), reason)


def _writable(texts: list[str]) -> list[str]:
    try:
        # Twenty times faster than to search each text; nearly no corpus holds a lone surrogate.
        "".join(texts).encode()
    except UnicodeEncodeError:
        return list(map(valid, texts))
    return texts


def valid(value: Any) -> Any:
    """Return a text with U+FFFD for lone surrogates, which no file and no Arrow table can hold."""
    return _SURROGATE.sub("\ufffd", value) if isinstance(value, str) else value


def _distinct(ids: list[Any]) -> list[str]:
    """Return *ids* as words; refuse missing and repeated ones."""
    if bare := [i for i, own in enumerate(ids) if pd.isna(own)]:
        raise ValueError(
            f"{len(bare)} of {len(ids)} articles have no article_id (the first in row {bare[0]}); "
            "give each its own, for instance articles.assign(article_id=range(len(articles)))"
        )
    names = [str(own) for own in ids]
    if len(set(names)) == len(names):
        return names
    rows = pd.Series(range(len(names))).groupby(names, sort=False).agg(list)
    twice = rows[rows.map(len) > 1]
    raise ValueError(
        f"{len(twice)} article_id stand on more than one row, such as {twice.index[0]!r} on rows "
        f"{', '.join(map(str, twice.iloc[0][:5]))}; ids must be unique, or the sentences of two "
        "articles are mixed up. Drop the repeated rows, or give new ids: "
        "articles.assign(article_id=range(len(articles)))"
    )


# The articles that a verb is at work on: a verb inside a verb finds its table checked already.
_checked = ContextVar[tuple[pd.DataFrame, list[str], list[str]] | None]("checked", default=None)


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
    if (held := _checked.get()) and held[0] is articles:
        return held[1], held[2]
    found = sound(articles)
    return found.ids, found.texts


def listed(names: str | Iterable[str] | None) -> list[str]:
    """Return column names as a list: of one name, of several, or of none."""
    return [names] if isinstance(names, str) else list(names or ())


def some(found: Sequence[str], joint: str = ", ") -> str:
    """Return the first five of *found*, and how many more there are."""
    more = f" and {len(found) - 5} more" if len(found) > 5 else ""
    return joint.join(found[:5]) + more


def warn(message: str) -> None:
    """Give the caller of newskit, however deep this is, a :class:`NewskitWarning`."""
    warnings.warn(message, NewskitWarning, stacklevel=outside())


def outside() -> int:
    """Return the ``stacklevel`` at which the caller of newskit stands, however deep this is."""
    caller, depth, package = inspect.currentframe(), 0, f"{Path(__file__).parent}{os.sep}"
    while caller and caller.f_code.co_filename.startswith(package):
        caller, depth = caller.f_back, depth + 1
    return depth
