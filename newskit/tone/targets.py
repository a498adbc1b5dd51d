"""Tone towards a target: what a sentence says of a named person or body, not how it sounds overall.

Words count by where they stand, before or after the mention, and what the target says itself does
not count. Two readings: ``rules``, the valences of the news model in a window; and ``trained``, a
linear model whose every weight stands in ``lexicons/towards_weights.tsv``, learned by
``benchmarks/fit_towards.py`` from news sentences coded by people.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from newskit import schema
from newskit.text import columns
from newskit.text.characters import straighten
from newskit.text.columns import Integers
from newskit.tone import news

Floats = npt.NDArray[np.float64]

TOWARDS: schema.Columns = {
    "article_id": "str",
    "sentence": "int64",
    "start": "int64",
    "end": "int64",
    "target": "str",
    "tone": "float64",
    "label": "str",
    "probability": "float64",
    "said_by_target": "bool",
    "evidence": "str",
}
LABELS = ("negative", "neutral", "positive")
MODELS = ("trained", "rules")
# Words this far from the mention count 1/e, those after it half as much again: what is said of a
# target mostly follows it. All chosen by cross-validation by article.
WINDOW, CLOSE, AFTER = 12.0, 4.0, 1.5
BLAME, PRAISE = -0.8, 0.8


class Mention(NamedTuple):
    """A mention of a target, in the text of its sentence, and the target's own words there."""

    sentence: str
    start: int
    end: int
    own: tuple[tuple[int, int], ...] = ()


class Near(NamedTuple):
    """The words about each mention: whose, the word, how far from it (before is negative)."""

    mention: Integers
    word: Integers
    distance: Integers
    contribution: Floats
    printed: list[str]
    vocabulary: list[str]
    n: int


@cache
def weights() -> dict[str, tuple[float, ...]]:
    """Return the shipped weights of a word: blame, praise; before, after, close before, after."""
    text = (resources.files("newskit") / "lexicons" / "towards_weights.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("# "))
    next(rows)
    return {word: tuple(map(float, values)) for word, *values in rows if values}


def tone_towards(
    articles: pd.DataFrame,
    targets: Sequence[str] | Mapping[str, Sequence[str]],
    *,
    quotes: pd.DataFrame | None = None,
    model: str = "trained",
) -> pd.DataFrame:
    """Return how each sentence that mentions a target speaks of it: one row per mention.

    ``tone`` is -1 (blame) to 1 (praise): with ``model="trained"`` the probability of positive
    less that of negative, with ``model="rules"`` the sum of the news model's contributions,
    weighted ``exp(-distance / 12)``, times 1.5 after the mention, through ``tanh``. ``label`` is
    the likelier class, ``probability`` its probability (NaN for rules). ``evidence`` names the
    words that moved the reading most. ``said_by_target``: the target speaks in this sentence, and
    its own words were left out. Where no word is left that says anything, tone and label are
    missing. Pronouns are not followed: a target counts where its name stands.

    It reads word by word: who did what to whom is seen only as before and after. A target that
    suffers is easily read as one that is blamed.

    Parameters
    ----------
    articles : DataFrame
        Any table with ``article_id`` and ``text``.
    targets : list of str, or mapping of str to list of str
        Names as printed; or each name with its aliases, as ``{"NATO": ["the Alliance"]}``.
    quotes : DataFrame, optional
        What :func:`find_quotes` gave; found anew without it.
    model : {"trained", "rules"}
        Which reading.

    Raises
    ------
    ValueError
        If there is no target, or a target or an alias is empty, or *model* is unknown.

    References
    ----------
    Hamborg & Donnay (2021), NewsMTSC. EACL: the coded sentences, and what "towards" means.
    """
    from newskit.quotations import find_quotes

    if model not in MODELS:
        raise ValueError(f"unknown model {model!r}; choose one of {', '.join(map(repr, MODELS))}")
    names = _names(targets)
    ids, texts = schema.texts(articles)
    given = pd.DataFrame({"article_id": ids, "text": texts})
    quotes = find_quotes(given) if quotes is None else quotes
    rows, mentions = _mentions(ids, texts, names, _own_words(quotes))
    near = words_near(mentions)
    read = _rules(near) if model == "rules" else _trained(near)
    found = [
        (*row, tone, _label(tone, label), probability, bool(m.own), evidence)
        for row, m, tone, label, probability, evidence in zip(rows, mentions, *read, strict=True)
    ]
    return schema.stamp(schema.table(found, TOWARDS), "tone_towards", model=model)


def _label(tone: float, label: int) -> str | None:
    return None if np.isnan(tone) else LABELS[label]


def _names(targets: Sequence[str] | Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the target of each name and alias."""
    if isinstance(targets, str):
        targets = [targets]
    pairs = targets.items() if isinstance(targets, Mapping) else [(name, ()) for name in targets]
    names = {straighten(form): name for name, aliases in pairs for form in (name, *aliases)}
    if not names or not all(name.strip() for name in names):
        raise ValueError("give at least one target, and no empty name: for example ['NATO']")
    return names


def _own_words(quotes: pd.DataFrame) -> dict[str, list[tuple[int, int, str]]]:
    """Return start, end and speaker of the quotations of each article."""
    schema.require(quotes, ["article_id", "start", "end", "speaker_name"], what="quotes table")
    said: dict[str, list[tuple[int, int, str]]] = {}
    known = quotes[quotes["speaker_name"].notna()]
    names = ("article_id", "start", "end", "speaker_name")
    columns_ = (known[name].astype(object).tolist() for name in names)
    for article_id, start, end, speaker in zip(*columns_, strict=True):
        said.setdefault(str(article_id), []).append((start, end, straighten(str(speaker))))
    return said


def _mentions(
    ids: list[str],
    texts: list[str],
    names: dict[str, str],
    said: dict[str, list[tuple[int, int, str]]],
) -> tuple[list[tuple[str, int, int, int, str]], list[Mention]]:
    """Return a row for each mention, and the mention in its sentence."""
    longest = sorted(names, key=len, reverse=True)
    form = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)")
    rows, mentions = [], []
    s = columns.split(texts)
    for text, number, a, b in zip(s.text, s.number, s.start, s.end, strict=True):
        for m in form.finditer(straighten(texts[text][a:b])):
            target, article_id = names[m[0]], ids[text]
            own = [
                (max(q, a) - a, min(r, b) - a)
                for q, r, speaker in said.get(article_id, ())
                if q < b and r > a and names.get(_who(form, speaker)) == target
            ]
            own = [(q, r) for q, r in own if not q <= m.start() < r]
            rows.append((article_id, int(number), int(a + m.start()), int(a + m.end()), target))
            mentions.append(Mention(texts[text][a:b], m.start(), m.end(), tuple(own)))
    return rows, mentions


def _who(form: re.Pattern[str], speaker: str) -> str:
    found = form.search(speaker)
    return found[0] if found else ""


def words_near(mentions: Sequence[Mention], valences: Mapping[str, float] | None = None) -> Near:
    """Return the words about each mention, without the mention and without the target's own words.

    *valences* are those of the news model, unless others are to be tried.
    """
    cut = columns.cut([m.sentence for m in mentions])
    w, at = cut.words, np.arange(len(cut.words.id))
    start, end = (np.array([m[k] for m in mentions], dtype=np.int64)[w.text] for k in (1, 2))
    n = len(mentions)
    inside = (w.start < end) & (w.end > start)
    before = np.bincount(w.text[w.end <= start], minlength=n)
    size = np.bincount(w.text[inside], minlength=n)
    first = np.searchsorted(w.text, np.arange(n)) + before
    last = first + size - 1
    distance = np.where(w.end <= start, at - first[w.text], at - last[w.text])
    found = news.read(cut, news.table().valence if valences is None else valences)
    contribution = np.zeros(len(at))
    contribution[found.at] = found.contribution
    keep = ~inside
    for i, m in enumerate(mentions):
        for a, b in m.own:
            keep &= ~((w.text == i) & (w.start >= a) & (w.end <= b))
    k = np.flatnonzero(keep)
    places = zip(w.text[k].tolist(), w.start[k].tolist(), w.end[k].tolist(), strict=True)
    printed = [mentions[i].sentence[a:b] for i, a, b in places]
    return Near(w.text[k], w.id[k], distance[k], contribution[k], printed, cut.vocabulary, n)


def _rules(near: Near) -> tuple[Floats, Integers, Floats, list[str]]:
    """Return tone, label, probability and evidence of each mention by the rules."""
    share = windowed(near)
    total = np.bincount(near.mention, weights=share, minlength=near.n)
    label = 1 + (total > PRAISE).astype(np.int64) - (total < BLAME)
    moved = np.bincount(near.mention[share != 0], minlength=near.n) > 0
    tone = np.where(moved, np.tanh(total), np.nan)
    return tone, label, np.full(near.n, np.nan), _evidence(near, share)


def windowed(near: Near) -> Floats:
    """Return the contribution of each word, less the further from the mention it stands."""
    fade = np.exp(-np.abs(near.distance) / WINDOW) * np.where(near.distance > 0, AFTER, 1.0)
    share: Floats = fade * near.contribution
    return share


def terms(near: Near) -> tuple[Floats, Floats]:
    """Return how much each word counts, anywhere and close by, and its contribution, faded thrice.

    Anywhere ``1 / sqrt(words)``, close by (one or two words off) 1; the contribution times ``1 /
    sqrt(words)``, ``exp(-distance / 12)`` and ``exp(-distance / 4)``.
    """
    n, far = np.bincount(near.mention, minlength=near.n), np.abs(near.distance)
    even = 1 / np.sqrt(n[near.mention])
    fades = np.column_stack([even, np.exp(-far / WINDOW), np.exp(-far / CLOSE)])
    return np.column_stack([even, far <= 2]), fades * near.contribution[:, None]


def _trained(near: Near) -> tuple[Floats, Integers, Floats, list[str]]:
    """Return tone, label, probability and evidence of each mention by the trained weights."""
    known, (counts, valued) = weights(), terms(near)
    none = (0.0,) * 8
    own = np.array([known.get(word, none) for word in near.vocabulary]).reshape(-1, 2, 2, 2)
    sign = np.array([[known[f"<{x} {k}>"][:4] for k in range(3)] for x in ("blame", "praise")])
    side = (near.distance > 0).astype(np.int64)
    praise = (near.contribution > 0).astype(np.int64)
    share = np.einsum("ik,ikc->ic", counts, own[near.word, :, side])
    share += np.einsum("ik,ikc->ic", valued, sign.reshape(2, 3, 2, 2)[praise, :, side])
    sums = [np.bincount(near.mention, weights=share[:, k], minlength=near.n) for k in (0, 1)]
    base = known["<base>"]
    scores = np.column_stack([base[0] + sums[0], np.zeros(near.n), base[1] + sums[1]])
    odds = np.exp(base[2] * scores)
    odds /= odds.sum(axis=1, keepdims=True)
    odds[np.bincount(near.mention, minlength=near.n) == 0] = np.nan
    label = odds.argmax(axis=1)
    return odds[:, 2] - odds[:, 0], label, odds.max(axis=1), _evidence(near, share @ [-1.0, 1.0])


def _evidence(near: Near, share: Floats, *, most: int = 5) -> list[str]:
    """Return for each mention the words that moved it most, with sign and weight."""
    said: list[list[str]] = [[] for _ in range(near.n)]
    for i in np.argsort(-np.abs(share), kind="stable").tolist():
        place = said[near.mention[i]]
        if len(place) < most and abs(share[i]) >= 0.01:
            place.append(f"{near.printed[i]} {share[i]:+.2f}")
    return [", ".join(words) for words in said]
