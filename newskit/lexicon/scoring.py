"""Lexicons scored: how often each category occurs, and the index that a formula makes of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from newskit import schema
from newskit.lexicon.formula import Floats, evaluate
from newskit.lexicon.matching import english_only, find_hits, stream_of
from newskit.lexicon.record import Fuse, Lexicon, Source, read_lexicon
from newskit.lexicon.stream import Stream, near
from newskit.text.columns import Integers
from newskit.verbs import verb

_UNIT = ("article_id", "sentence", "start", "end", "voice", "speaker_name")
_VOICE = ("article_id", "voice", "speaker_name")


@verb(
    schema.SCORES,
    says="The categories of the lexicon {lexicon} ({digest}) were counted{index}.",
    cites=["Stone et al. (1966), The General Inquirer, MIT Press"],
    english=english_only,
)
def score_lexicon(
    articles: pd.DataFrame,
    lexicon: Source,
    *,
    spans: str | pd.DataFrame | None = None,
    keep: Sequence[str] = (),
) -> pd.DataFrame:
    """Count each category of a lexicon: one row per article (or span) and category.

    Negated hits do not count, unless the lexicon says so (``count_negated``).

    Parameters
    ----------
    articles
        A table with ``article_id`` and ``text``.
    lexicon
        What :func:`~newskit.read_lexicon` reads: a name, a path, a mapping such as
        ``{"fear": ["panic*"]}``, a lexicon.
    spans
        A table with ``article_id, start, end``, ``"sentences"`` or ``"voices"``: every span is a
        unit of its own, and its ``sentence, start, end, voice, speaker_name`` are kept.
    keep
        Columns of *articles* to carry along, beside ``outlet`` and ``published``.

    Returns
    -------
    DataFrame
        SCORES: article_id, [the span], lexicon, category; ``hits`` (0 or more); ``words`` of the
        unit; ``share``, hits of the category / hits of all categories (0 to 1; NaN without any
        hit); ``per_1000``, 1000 * hits / words (0 or more; NaN without words); ``present``, hits >=
        the lexicon's ``minimum``. A lexicon with a formula adds columns that are the same in all
        rows of a unit: ``sentences`` (or parts of one, inside a span), one for each co-occurrence
        (the number of sentences in which it stands), and ``value``, the formula over all these
        counts, in the unit and range that the formula gives; NaN where it divides by 0.

    Notes
    -----
    Weakness: a word list knows words, not meanings; short texts give values of 0, 1 or NaN. Print
    the lexicon for its formula and limits, and read the hits.

    Examples
    --------
    >>> text = "A war frenzy grips the capital. Rain is expected."
    >>> articles = pd.DataFrame({"article_id": ["a"], "text": [text]})
    >>> scores = score_lexicon(articles, "wartime_ecstasy")
    >>> scores.loc[:1, ["category", "hits", "words", "fused", "value"]]
      category  hits  words  fused  value
    0  martial     1      9      1    0.5
    1  elation     0      9      1    0.5
    """
    made = read_lexicon(lexicon)
    table = _score(articles, made, spans, _UNIT)
    index = f"; its index is value = {made.formula}" if made.formula else ""
    return schema.stamp(table, "score_lexicon", lexicon=made.name, digest=made.digest, index=index)


@verb(
    schema.SCORES,
    says="Frames were screened with the cue lists of the codebook {lexicon} ({digest}); cue lists "
    "point to frames, they do not code them.",
    english=english_only,
)
def score_frames(
    articles: pd.DataFrame,
    codebook: Source = "generic_frames",
    *,
    spans: str | pd.DataFrame | None = None,
    keep: Sequence[str] = (),
) -> pd.DataFrame:
    """Count the cues of each frame of a codebook in each article: a screening, not a coding.

    As :func:`~newskit.score_lexicon`, one row per article and frame (``category``), also without a
    hit; but a frame is told by a voice and not by a sentence, so with *spans* that have ``voice``
    or ``speaker_name`` there is one row per article, voice, speaker and frame, and with others one
    per article and frame, of the spans taken together.

    Shipped are ``generic_frames`` (Semetko & Valkenburg 2000), ``policy_frames`` (Boydstun et al.
    2014), ``war_peace`` (Galtung 1998; Lee & Maslog 2005) and, as an example for one issue,
    ``gun_policy`` (Liu et al. 2019).

    Notes
    -----
    Multi-label: the shares say which vocabulary prevails, ``present`` may hold for several frames.
    Long texts reach the minimum sooner: compare ``per_1000`` across lengths. A frame told without
    its usual words is missed, and a cue in a text framed otherwise counts. Negated cues count in
    the shipped codebooks: who denies a conflict speaks of it. Validate on texts coded by hand
    before drawing conclusions.

    Examples
    --------
    >>> text = "The auditors blamed the ministry, which failed to inspect the dam."
    >>> articles = pd.DataFrame({"article_id": ["a"], "text": [text]})
    >>> frames = score_frames(articles)
    >>> frames.loc[frames["present"], ["category", "hits"]]
             category  hits
    0  responsibility     2

    References
    ----------
    The codebook's ``paper``.
    """
    made = read_lexicon(codebook)
    table = _score(articles, made, spans, _VOICE)
    return schema.stamp(table, "score_frames", lexicon=made.name, digest=made.digest)


def _score(
    articles: pd.DataFrame, made: Lexicon, spans: str | pd.DataFrame | None, names: tuple[str, ...]
) -> pd.DataFrame:
    """Return the SCORES of *made*, for each different value of the columns *names* of the spans."""
    ids, texts = schema.texts(articles)
    words, placed = stream_of(articles, texts, spans)
    units, unit = _units(ids, placed, names)
    owner = unit[words.text() if placed is None else words.span()]
    found, uses, negated = find_hits(words, [made], texts)
    told = found.position[~negated], uses.category[found.use][~negated]
    counted = (found.position, uses.category[found.use]) if made.count_negated else told
    cell = owner[counted[0]] * len(made.categories) + counted[1]
    shape = len(units), len(made.categories)
    hits = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)
    spoken = np.bincount(owner[words.spoken], minlength=len(units))
    table = _table(units, made, hits, spoken)
    if not made.formula:
        return table
    index = _index(made, words, owner, told, hits, spoken)
    rows = np.repeat(np.arange(len(units)), len(made.categories))
    return table.assign(**{name: column[rows] for name, column in index.items()})


def _units(
    ids: list[str], spans: pd.DataFrame | None, names: tuple[str, ...]
) -> tuple[pd.DataFrame, Integers]:
    """Return the units to report, one a row, and for each text (or span) the number of its unit."""
    if spans is None:
        return pd.DataFrame({"article_id": schema.strings(ids)}), np.arange(len(ids))
    of = spans[[name for name in names if name in spans]].reset_index(drop=True)
    of = schema.cast(of, {name: "str" for name in _VOICE if name in of})
    if names is _UNIT:
        return of, np.arange(len(of))
    number = np.asarray(of.groupby([*of], sort=False, dropna=False).ngroup(), dtype=np.int64)
    return of.drop_duplicates(ignore_index=True), number


def _table(units: pd.DataFrame, made: Lexicon, hits: Integers, words: Integers) -> pd.DataFrame:
    number, total, length = hits.ravel(), hits.sum(axis=1), words.astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (hits / total[:, None]).ravel()
        per_1000 = (1000 * hits / length[:, None]).ravel()
    rows = np.repeat(np.arange(len(units)), len(made.categories))
    table = units.iloc[rows].reset_index(drop=True)
    columns = {
        "lexicon": made.name,
        "category": list(made.categories) * len(units),
        "hits": number,
        "words": words[rows],
        "share": share,
        "per_1000": per_1000,
        "present": number >= made.minimum,
    }
    return schema.cast(table.assign(**columns), {name: schema.SCORES[name] for name in columns})


def _index(
    made: Lexicon,
    words: Stream,
    owner: Integers,
    told: tuple[Integers, Integers],
    hits: Integers,
    spoken: Integers,
) -> dict[str, Integers | Floats]:
    """Return the columns of the index: sentences, co-occurrences, and the formula's value."""
    size = len(spoken)
    first = np.unique(words.unit[words.spoken], return_index=True)[1]
    sentences = np.bincount(owner[words.spoken][first], minlength=size)
    fused = {
        name: _fused(fuse, list(made.categories), words, owner, told, size)
        for name, fuse in made.fuse.items()
    }
    counts = {"words": spoken, "sentences": sentences, **fused}
    counts |= dict(zip(made.categories, hits.T, strict=True))
    value = evaluate(made.formula, {name: c.astype(np.float64) for name, c in counts.items()})
    return {"sentences": sentences, **fused, "value": value}


def _fused(
    fuse: Fuse,
    names: list[str],
    words: Stream,
    owner: Integers,
    told: tuple[Integers, Integers],
    size: int,
) -> Integers:
    """Return the number of sentences of each unit in which the co-occurrence stands."""
    position, category = told
    one, other, alone = (
        position[np.isin(category, [names.index(c) for c in wanted])]
        for wanted in (fuse.one_of, fuse.together_with, fuse.alone)
    )
    place = np.cumsum(words.spoken, dtype=np.int64)
    # A word that is in both categories is no pair with itself.
    pairs = near((other, other), (one, one), words.unit, place, fuse.window, itself=False)
    at = np.union1d(other[pairs], alone)
    units = np.unique(words.unit[at], return_index=True)[1]
    return np.bincount(owner[at][units], minlength=size)
