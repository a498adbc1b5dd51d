"""Constructs: a few categories combined by a printed formula into one measure, with its limits.

A construct is a lexicon file with a ``[construct]`` table: what is meant and what is not, the
formula, the co-occurrences, norms, reading, and sentences that must and must not score.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from newskit import schema
from newskit.lexicon.entries import listed
from newskit.lexicon.matching import bounds, find_hits
from newskit.lexicon.patterns import is_word
from newskit.lexicon.record import Lexicon, read_lexicon
from newskit.lexicon.stream import Flags, Stream, stream
from newskit.text.columns import Integers, cut

Floats = npt.NDArray[np.float64]

_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_CARRIED = ("article_id", "sentence", "start", "end", "voice", "speaker_name")


@dataclass(frozen=True)
class Fuse:
    """A co-occurrence: hits of *one_of* and of *together_with*, at most *window* words apart."""

    one_of: tuple[str, ...]
    together_with: tuple[str, ...]
    window: int


@dataclass(frozen=True, repr=False)
class Construct:
    """A measure made of the categories of a lexicon: its meaning, formula, limits and norms."""

    lexicon: Lexicon
    definition: str
    is_not: str
    formula: str
    fuse: Mapping[str, Fuse]
    validity: str = ""
    reading: tuple[str, ...] = ()
    norms: tuple[Mapping[str, Any], ...] = ()
    match: tuple[str, ...] = ()
    miss: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of the construct, which is that of its lexicon."""
        return self.lexicon.name

    def __repr__(self) -> str:
        fused = [
            f"  {name}: sentences with {' or '.join(f.one_of)} and {' or '.join(f.together_with)} "
            f"at most {f.window} words apart"
            for name, f in self.fuse.items()
        ]
        norms = [f"  {n['value']:g} in {n['data']} ({n['n']:,} {n['unit']})" for n in self.norms]
        return "\n".join(
            [
                f"{self.lexicon.title} = {self.formula}",
                *fused,
                f"Is: {self.definition}",
                f"Is not: {self.is_not}",
                *([f"Validity: {self.validity}"] if self.validity else []),
                *(["Norms:", *norms] if norms else []),
                *(["Reading:", *(f"  {title}" for title in self.reading)] if self.reading else []),
            ]
        )


def read_construct(source: str | Path | Lexicon | Construct) -> Construct:
    """Return the construct of a lexicon: a shipped name, a file, or a lexicon already read.

    Raises
    ------
    ValueError
        If there is no ``[construct]`` table, or it names what is not there.

    Examples
    --------
    >>> read_construct("wartime_ecstasy").formula
    'fused / sentences'
    """
    if isinstance(source, Construct):
        return source
    lexicon = source if isinstance(source, Lexicon) else read_lexicon(source)
    table, where = dict(lexicon.construct), f"{lexicon.name}: [construct]"
    if missing := sorted({"definition", "is_not", "formula"} - set(table)):
        raise ValueError(f"{where} lacks {', '.join(missing)}")
    if not isinstance(fused := table.pop("fuse", {}), Mapping):
        raise ValueError(f"{where}: fuse must be made of [construct.fuse.NAME] tables")
    fuse = {name: _fuse(lexicon, name, row) for name, row in fused.items()}
    norms = tuple(_norm(row, where) for row in table.pop("norms", ()))
    texts = {k: listed(table.pop(k, ()), f"{where} {k}") for k in ("reading", "match", "miss")}
    if unknown := sorted(set(table) - {"definition", "is_not", "formula", "validity"}):
        raise ValueError(f"{where}: unknown key {unknown[0]!r}")
    words = {key: str(value).strip() for key, value in table.items()}
    names = ["words", "sentences", "value", *lexicon.categories, *fuse]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(
            f"{where}: the name {min(twice)!r} is given twice or has a meaning already"
        )
    found = Construct(lexicon, fuse=fuse, norms=norms, **words, **texts)  # type: ignore[arg-type]
    evaluate(found.formula, {name: np.ones(1) for name in names if name != "value"})
    return found


def _norm(row: Any, where: str) -> Mapping[str, Any]:
    numbers = ("value", "n")
    if not isinstance(row, Mapping) or set(row) != {"data", "value", "n", "unit"}:
        raise ValueError(f"{where}: a norm needs data, value, n and unit, not {row!r}")
    if not all(isinstance(row[name], int | float) for name in numbers):
        raise ValueError(f"{where}: value and n of a norm are numbers")
    return row


def _fuse(lexicon: Lexicon, name: str, table: Any) -> Fuse:
    where = f"{lexicon.name}: [construct.fuse.{name}]"
    if not isinstance(table, Mapping) or set(table) != {"one_of", "together_with", "window"}:
        raise ValueError(f"{where} needs one_of, together_with and window")
    one, other = (listed(table[key], f"{where} {key}") for key in ("one_of", "together_with"))
    for category in (*one, *other):
        if category not in lexicon.categories:
            raise ValueError(f"{where}: there is no category {category!r}")
    if type(table["window"]) is not int or table["window"] < 1:
        raise ValueError(f"{where}: window must be a number of words, not {table['window']!r}")
    return Fuse(one, other, table["window"])


def evaluate(formula: str, values: Mapping[str, Floats]) -> Floats:
    """Return *formula*, of names, numbers, ``+ - * /`` and brackets, over columns; NaN for x / 0.

    >>> evaluate("(a - b) / (a + b)", {"a": np.array([3.0, 0.0]), "b": np.array([1.0, 0.0])})
    array([0.5, nan])
    """

    def value(node: ast.expr) -> Any:
        match node:
            case ast.BinOp() if type(node.op) in _OPERATORS:
                return _OPERATORS[type(node.op)](value(node.left), value(node.right))
            case ast.Constant(value=int() | float() as number):
                return np.float64(number)
            case ast.Name() if node.id in values:
                return values[node.id]
        raise ValueError(
            f"formula {formula!r}: {ast.unparse(node)!r} is no number, no + - * / "
            f"and none of {', '.join(values)}"
        )

    try:
        # The parser itself can exhaust the stack on a long chain of brackets.
        tree = ast.parse(formula.strip() if len(formula) < 500 else "?", mode="eval")
    except (SyntaxError, ValueError):
        raise ValueError(f"formula {formula!r} is no arithmetic expression") from None
    with np.errstate(divide="ignore", invalid="ignore"):
        result = np.asarray(value(tree.body), dtype=np.float64)
    return np.where(np.isfinite(result), result, np.nan)


def score_construct(
    articles: pd.DataFrame,
    construct: str | Path | Lexicon | Construct,
    *,
    spans: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Score a construct: one row per article, or per span if *spans* are given.

    The components are counts: of words, of sentences, of the hits of each category that are not
    negated, and of the sentences (or parts of a sentence inside one span) in which a co-occurrence
    stands. ``value`` is the construct's formula over them, in the unit and range that the formula
    gives; NaN where it divides by 0. Print :func:`read_construct` for formula and limits.

    Parameters
    ----------
    articles
        A table with ``article_id`` and ``text``.
    construct
        A shipped name, a path, or a lexicon with a ``[construct]`` table.
    spans
        A table with ``article_id, start, end``, such as that of :func:`~newskit.split_sentences`
        (a row per sentence) or of ``split_voices`` (a row per stretch in one voice).

    Returns
    -------
    DataFrame
        article_id, [sentence, start, end, voice, speaker_name: as far as the spans have them],
        words, sentences, a count for each category and co-occurrence, value.

    Notes
    -----
    Weakness: short texts give values of 0, 1 or NaN. Aggregate counts over articles before you
    compare, and look at the hits.

    Examples
    --------
    >>> text = "A war frenzy grips the capital. Rain is expected."
    >>> articles = pd.DataFrame({"article_id": ["a"], "text": [text]})
    >>> score_construct(articles, "wartime_ecstasy")[["sentences", "fused", "value"]]
       sentences  fused  value
    0          2      1    0.5
    """
    made = read_construct(construct)
    ids, texts = schema.texts(articles)
    words = stream(cut(texts), None if spans is None else bounds(spans, ids))
    row = words.text if spans is None else words.span
    number = len(ids) if spans is None else len(spans)
    counts = _counts(made, words, row, number, texts)
    kept = (
        {"article_id": pd.Series(ids, dtype="str")}
        if spans is None
        else {name: spans[name].array for name in _CARRIED if name in spans.columns}
    )
    value = evaluate(made.formula, {name: c.astype(np.float64) for name, c in counts.items()})
    table = pd.DataFrame({**kept, **counts, "value": value})
    return schema.stamp(table, "score_construct", construct=made.name, digest=made.lexicon.digest)


def _counts(
    made: Construct, words: Stream, row: Integers, number: int, texts: list[str]
) -> dict[str, Integers]:
    found, uses, negated = find_hits(words, [made.lexicon], texts)
    spoken = np.array([is_word(w) for w in words.vocabulary], dtype=bool)[words.id]
    first = np.unique(words.unit[spoken], return_index=True)[1]
    found, category = found.where(~negated), uses.category[found.use][~negated]
    names = list(made.lexicon.categories)
    counts = {
        "words": np.bincount(row[spoken], minlength=number),
        "sentences": np.bincount(row[spoken][first], minlength=number),
    }
    for i, name in enumerate(names):
        counts[name] = np.bincount(row[found.position[category == i]], minlength=number)
    for name, fuse in made.fuse.items():
        one = found.position[np.isin(category, [names.index(c) for c in fuse.one_of])]
        other = found.position[np.isin(category, [names.index(c) for c in fuse.together_with])]
        at = other[_near(one, other, words, fuse.window)]
        units = np.unique(words.unit[at], return_index=True)[1]
        counts[name] = np.bincount(row[at][units], minlength=number)
    return counts


def _near(one: Integers, other: Integers, words: Stream, window: int) -> Flags:
    """Return which of *other* have one of *one* within *window* words, in the same unit.

    Both ascend, so only the nearest neighbour on each side must be looked at; a word that is in
    both categories is no pair with itself.
    """
    spoken = np.cumsum(np.array([is_word(w) for w in words.vocabulary], dtype=bool)[words.id])
    near = np.zeros(len(other), dtype=bool)
    if not len(one):
        return near
    for side, step in (("left", -1), ("right", 0)):
        at = np.searchsorted(one, other, side="left" if side == "left" else "right") + step
        inside = (at >= 0) & (at < len(one))
        partner = one[np.clip(at, 0, len(one) - 1)]
        apart = np.abs(spoken[partner] - spoken[other])
        near |= inside & (words.unit[partner] == words.unit[other]) & (apart <= window)
    return near
