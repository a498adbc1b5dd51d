"""What a verb declares of itself, once, and what every verb over articles does alike.

A verb maps a table of articles to a table. Its declaration names that table, the sentence that
:func:`~newskit.methods_text` prints and the works that it cites; the methods paragraph and the
report's provenance follow from it. Around each verb stands the same door: ids are checked, articles
that cannot be measured are passed over and named, ``outlet`` and ``published`` travel along.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence
from functools import partial, wraps
from inspect import signature
from typing import Any, NamedTuple, ParamSpec, TypeVar

import pandas as pd

from newskit import schema
from newskit.text import columns, language, spans

P = ParamSpec("P")
# A table, or several of them under names.
R = TypeVar("R", pd.DataFrame, Any)
English = bool | Callable[[dict[str, Any]], bool]
TRAVELLING = ("outlet", "published")


class Declared(NamedTuple):
    """What a function says of itself: the columns it gives, what it did, and whom it cites.

    ``says`` is a sentence with gaps such as ``{model}``, filled from the settings in the stamp.
    """

    table: schema.Columns
    says: str
    cites: tuple[str, ...]


DECLARED: dict[str, Declared] = {}


def statistic(
    table: schema.Columns, *, says: str, cites: Iterable[str] = ()
) -> Callable[[Callable[P, pd.DataFrame]], Callable[P, pd.DataFrame]]:
    """Declare a function from any table to the table *table*."""

    def declare(function: Callable[P, pd.DataFrame]) -> Callable[P, pd.DataFrame]:
        DECLARED[function.__name__] = Declared(table, says, tuple(cites))
        return function

    return declare


def verb(
    table: schema.Columns, *, says: str, cites: Iterable[str] = (), english: English = True
) -> Callable[[Callable[P, pd.DataFrame]], Callable[P, pd.DataFrame]]:
    """Declare a function from articles to the table *table*, and put it behind the door.

    The function stamps its result: *says* is filled from its stamp.
    """

    def declare(function: Callable[P, pd.DataFrame]) -> Callable[P, pd.DataFrame]:
        return door(english)(statistic(table, says=says, cites=cites)(function))

    return declare


def door(english: English = True) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Check the articles that a function is handed; with *english*, pass over those that are not.

    *english* may be asked of the arguments: a word list says itself which language it is of.

    The function is handed a table whose ids are unique strings and whose texts are strings. Its
    caller gets the ids back as they were; ``outlet``, ``published`` and the columns named in
    ``keep=`` as last columns; and in ``attrs["newskit"]["passed_over"]`` the articles that were
    left out, each with its reason, which one :class:`NewskitWarning` tells.
    """

    def guard(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def run(*args: P.args, **options: P.kwargs) -> R:
            if not args and "articles" not in options:
                raise TypeError(f"{function.__name__} takes a table of articles first")
            if args and schema.is_checked(args[0]):
                return function(*args, **options)
            given = args or (options.pop("articles"),)
            found: R = _run(function, english, list(given), dict(options))
            return found

        return run

    return guard


def _run(
    function: Callable[..., Any], english: English, args: list[Any], options: dict[str, Any]
) -> Any:
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

    def attempt(part: pd.DataFrame) -> Any:
        ids, texts = part["article_id"].tolist(), part["text"].tolist()
        given = [of(ids, value) for value in args[1:]]
        named = {name: of(ids, value) for name, value in options.items()}
        with schema.checked(part, ids, texts), columns.shared(texts):
            return function(part, *given, **named)

    if isinstance(options.get("spans"), pd.DataFrame):
        options["spans"] = spans.checked(options["spans"], sound.ids, sound.texts)
    there = _without(full, skipped)
    try:
        found = attempt(there)
    except Exception as error:
        skipped |= _culprits(attempt, there, error)
        found = attempt(_without(full, skipped))
    if skipped:
        _tell(skipped, len(articles))
    finish = partial(_carry, ids=sound.ids, travelling=travelling, skipped=skipped)
    return finish(found) if isinstance(found, pd.DataFrame) else type(found)(*map(finish, found))


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


def of(ids: Iterable[str], value: Any) -> Any:
    """Return *value*; of a table keyed by article, such as spans, the rows of *ids* alone."""
    if not isinstance(value, pd.DataFrame) or "article_id" not in value:
        return value
    own = value["article_id"].astype(object).map(str)
    return value.assign(article_id=own.to_numpy(dtype=object))[own.isin(set(ids)).to_numpy()]


def _culprits(
    attempt: Callable[[pd.DataFrame], Any], articles: pd.DataFrame, error: Exception
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
    attempt: Callable[[pd.DataFrame], Any], articles: pd.DataFrame
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
    wanted = list(dict.fromkeys(schema.listed(keep)))
    schema.require(articles, wanted, what="articles table")
    along = [name for name in TRAVELLING if name in articles and name not in wanted]
    return articles[["article_id", *along, *(name for name in wanted if name != "article_id")]]


def _carry(
    table: pd.DataFrame, ids: list[str], travelling: pd.DataFrame, skipped: dict[str, str]
) -> pd.DataFrame:
    """Return *table* with the ids as they were given, the columns that go along, and its stamp."""
    note = dict(table.attrs.get("newskit", {}))
    if "article_id" in table:
        # Each id is looked up once, not once for each of its rows.
        code, own = pd.factorize(table["article_id"])
        place = pd.Index(ids, dtype=object).get_indexer(pd.Index(own.tolist(), dtype=object))
        along = travelling.take(place[code]).set_axis(table.index)
        if travelling["article_id"].tolist() != ids or not _of_strings(travelling["article_id"]):
            table = table.assign(article_id=along["article_id"])
        names = [name for name in along if name != "article_id"]
        if taken := [name for name in names if name in table]:
            raise ValueError(f"keep: the result has a column {taken[0]!r} of its own; rename yours")
        table = pd.concat([table, along[names]], axis=1) if names else table
    if skipped:
        note["passed_over"] = dict(skipped)
    if note:
        table.attrs["newskit"] = note
    return table


def _of_strings(ids: pd.Series[Any]) -> bool:
    if ids.empty and ids.dtype == float:  # what pandas makes of an empty list
        return True
    return ids.dtype == object or pd.api.types.is_string_dtype(ids.dtype)


def _tell(skipped: dict[str, str], number: int) -> None:
    """Warn, once, of the articles that were passed over."""
    named = schema.some([f"{i!r} ({reason})" for i, reason in skipped.items()])
    advice = language.ADVICE if any("written in" in r for r in skipped.values()) else ""
    warnings.warn(
        f"{len(skipped)} of {number} articles were passed over: article_id {named}{advice}",
        schema.NewskitWarning,
        stacklevel=schema.outside(),
    )
