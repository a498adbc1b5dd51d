"""What a verb declares of itself, once, and what every verb over articles does alike.

A verb maps a table of articles to a table. Its declaration names that table, the sentence that
:func:`~newskit.methods_text` prints and the works that it cites; the methods paragraph and the
report's provenance follow from it. Around each verb stands the same door: ids are checked, articles
that cannot be measured are passed over and named, ``outlet`` and ``published`` travel along.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from functools import wraps
from inspect import signature
from typing import Any, NamedTuple, ParamSpec

import pandas as pd

from newskit import schema
from newskit.text import columns, language, spans

P = ParamSpec("P")
TRAVELLING = ("outlet", "published")
_NAMED = 5


class Declared(NamedTuple):
    """What a function says of itself: the columns it gives, what it did, and whom it cites.

    ``says`` is a sentence with gaps such as ``{model}``, filled from the settings in the stamp.
    """

    table: schema.Columns
    says: str
    cites: tuple[str, ...]


DECLARED: dict[str, Declared] = {}

# The articles of the verb that is at work: a verb inside a verb finds its table checked already.
_checked: ContextVar[pd.DataFrame | None] = ContextVar("checked", default=None)


def statistic(
    table: schema.Columns, *, says: str, cites: Iterable[str] = ()
) -> Callable[[Callable[P, pd.DataFrame]], Callable[P, pd.DataFrame]]:
    """Declare a function from any table to the table *table*."""

    def declare(function: Callable[P, pd.DataFrame]) -> Callable[P, pd.DataFrame]:
        DECLARED[function.__name__] = Declared(table, says, tuple(cites))
        return function

    return declare


def verb(
    table: schema.Columns,
    *,
    says: str,
    cites: Iterable[str] = (),
    english: bool | Callable[[dict[str, Any]], bool] = True,
) -> Callable[[Callable[P, pd.DataFrame]], Callable[P, pd.DataFrame]]:
    """Declare a function from articles to the table *table*; with *english*, of English only.

    *english* may be asked of the arguments: a word list says itself which language it is of.

    The function is handed a table whose ids are unique strings and whose texts are strings, and
    stamps its result. Its caller gets the ids back as they were; ``outlet``, ``published`` and the
    columns named in ``keep=`` as last columns; and in ``attrs["newskit"]["passed_over"]`` the
    articles that were left out, each with its reason, which one :class:`NewskitWarning` tells.
    """

    def declare(function: Callable[P, pd.DataFrame]) -> Callable[P, pd.DataFrame]:
        DECLARED[function.__name__] = Declared(table, says, tuple(cites))

        @wraps(function)
        def run(*args: P.args, **options: P.kwargs) -> pd.DataFrame:
            if not args:
                raise TypeError(f"{function.__name__} takes a table of articles first")
            if args[0] is _checked.get():
                return function(*args, **options)
            return _run(function, english, list(args), dict(options))

        return run

    return declare


def _run(
    function: Callable[..., pd.DataFrame],
    english: bool | Callable[[dict[str, Any]], bool],
    args: list[Any],
    options: dict[str, Any],
) -> pd.DataFrame:
    articles = args[0]
    sound = schema.sound(articles)
    skipped = dict(sound.skipped)
    rows = articles.iloc[sound.row].reset_index(drop=True)
    travelling = _travelling(rows, options.get("keep", ()))
    if english(_bound(function, args, options)) if callable(english) else english:
        told = rows["language"].tolist() if "language" in rows else None
        tongues = language.foreign(sound.texts, told)
        skipped |= {sound.ids[i]: f"written in {tongue}" for i, tongue in tongues.items()}
    full = rows.assign(
        article_id=pd.Series(sound.ids, dtype=object), text=pd.Series(sound.texts, dtype=object)
    )

    def attempt(part: pd.DataFrame) -> pd.DataFrame:
        own = set(part["article_id"])
        given = [_of(own, value) for value in args[1:]]
        named = {name: _of(own, value) for name, value in options.items()}
        token = _checked.set(part)
        try:
            return function(part, *given, **named)
        finally:
            _checked.reset(token)

    if isinstance(options.get("spans"), pd.DataFrame):
        options["spans"] = spans.checked(options["spans"], sound.ids, sound.texts)
    with columns.shared():
        there = _without(full, skipped)
        try:
            table = attempt(there)
        except Exception as error:
            skipped |= _culprits(attempt, there, error)
            table = attempt(_without(full, skipped))
    note = dict(table.attrs.get("newskit", {}))
    table = _carry(table, sound.ids, travelling)
    _tell(table, note, skipped, len(articles))
    return table


def _bound(
    function: Callable[..., Any], args: list[Any], options: dict[str, Any]
) -> dict[str, Any]:
    """Return the arguments by name, those that were not given too."""
    bound = signature(function).bind(*args, **options)
    bound.apply_defaults()
    return bound.arguments


def _without(articles: pd.DataFrame, skipped: dict[str, str]) -> pd.DataFrame:
    if not skipped:
        return articles
    return articles[~articles["article_id"].isin(set(skipped))].reset_index(drop=True)


def _of(own: set[str], value: Any) -> Any:
    """Return the rows of a table of spans, quotations or hits that belong to the articles *own*."""
    if not isinstance(value, pd.DataFrame) or "article_id" not in value:
        return value
    ids = value["article_id"].astype(object).map(str)
    return value.assign(article_id=ids.to_numpy(dtype=object))[ids.isin(own).to_numpy()]


def _culprits(
    attempt: Callable[[pd.DataFrame], pd.DataFrame], articles: pd.DataFrame, error: Exception
) -> dict[str, str]:
    """Return which articles make *attempt* fail, and why; raise *error* if it is not the text's.

    What fails without any article, or with each of them, is the fault of an argument.
    """
    if isinstance(error, Warning):
        raise error
    try:
        attempt(articles.iloc[:0])
    except Exception:
        raise error from None
    found = dict(_halved(attempt, articles))
    if len(found) == len(articles):
        raise error
    return found


def _halved(
    attempt: Callable[[pd.DataFrame], pd.DataFrame], articles: pd.DataFrame
) -> Iterable[tuple[str, str]]:
    try:
        attempt(articles)
    except Exception as error:
        if len(articles) == 1:
            yield articles["article_id"].iloc[0], f"{type(error).__name__}: {error}"
            return
        half = len(articles) // 2
        yield from _halved(attempt, articles.iloc[:half])
        yield from _halved(attempt, articles.iloc[half:])


def _travelling(articles: pd.DataFrame, keep: Sequence[str]) -> pd.DataFrame:
    """Return the columns that go along, with the ids as they were given."""
    wanted = schema.listed(keep)
    schema.require(articles, wanted, what="articles table")
    along = [name for name in TRAVELLING if name in articles and name not in wanted]
    return articles[["article_id", *along, *(name for name in wanted if name != "article_id")]]


def _carry(table: pd.DataFrame, ids: list[str], travelling: pd.DataFrame) -> pd.DataFrame:
    """Return *table* with the ids as they were given, and the columns that go along."""
    if "article_id" not in table:
        return table
    # Each id is looked up once, not once for each of its rows.
    code, own = pd.factorize(table["article_id"])
    place = pd.Index(ids, dtype=object).get_indexer(pd.Index(own.tolist(), dtype=object))
    along = travelling.take(place[code]).set_axis(table.index)
    if travelling["article_id"].tolist() != ids or not _of_strings(travelling["article_id"]):
        table = table.assign(article_id=along["article_id"])
    names = [name for name in along if name not in table]
    return pd.concat([table, along[names]], axis=1) if names else table


def _of_strings(ids: pd.Series[Any]) -> bool:
    if ids.empty and ids.dtype == float:  # what pandas makes of an empty list
        return True
    return ids.dtype == object or pd.api.types.is_string_dtype(ids.dtype)


def _tell(table: pd.DataFrame, note: dict[str, Any], skipped: dict[str, str], number: int) -> None:
    """Stamp *table* with what was passed over, and warn of it, once."""
    if skipped:
        note["passed_over"] = skipped
        named = [f"{i!r} ({reason})" for i, reason in list(skipped.items())[:_NAMED]]
        more = f" and {len(skipped) - _NAMED} more" if len(skipped) > _NAMED else ""
        advice = language.ADVICE if any("written in" in r for r in skipped.values()) else ""
        warnings.warn(
            f"{len(skipped)} of {number} articles were passed over: "
            f"article_id {', '.join(named)}{more}{advice}",
            schema.NewskitWarning,
            stacklevel=schema.outside(),
        )
    if note:
        table.attrs["newskit"] = note
