"""Tone towards a target: what a sentence says of a person or body, not how it sounds overall.

Words count by where they stand, before or after the mention, and what the target says itself does
not count. Two readings: ``rules``, the valences of the news model in a window; and ``trained``, a
linear model whose every weight stands in ``lexicons/towards_weights.tsv``, learned by
``benchmarks/fit_towards.py`` from news sentences coded by people.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import accumulate
from sys import intern
from typing import NamedTuple

import numpy as np
import pandas as pd

from newskit import schema
from newskit.quotations.mentions import Scene
from newskit.quotations.table import find_quotes
from newskit.quotations.voices import split_voices
from newskit.text import columns
from newskit.text.characters import straighten
from newskit.text.columns import Integers, Sentences
from newskit.tone import neutral, news
from newskit.tone.neutral import Flags, Words
from newskit.tone.news import Floats
from newskit.verbs import verb

LABELS = ("negative", "neutral", "positive")
MODELS = ("trained", "rules")
# Words this far from the mention count 1/e, those after it half as much again: what is said of a
# target mostly follows it. All chosen by cross-validation by article.
WINDOW, CLOSE, AFTER = 12.0, 4.0, 1.5
BLAME, PRAISE = -0.8, 0.8
# Further off than this a word counts for nothing; it keeps one endless sentence linear.
REACH = 60
# "A confrontation with Russia", "the attack on Brenn": blame that is not on the one named next.
_ON = frozenset("with against on upon to toward towards at between".split())
_LINKS = frozenset("the a an its their his her of and".split())
# "... with Russia, but NATO is falling into ...": the other one begins a clause of its own.
_TURNS = frozenset("but while whereas although though ;".split())
_AHEAD = 3
# "... with Russia but is now falling into ...": the verb is that of the subject, not of Russia.
_OF = _ON | frozenset("of from in for by about over under into".split())
_GOES_ON = frozenset("is are was were has have had will would can could may must does did".split())


class Mention(NamedTuple):
    """A mention of a target: in which text, where, and where the target's own words stand."""

    text: int
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


class _Said(NamedTuple):
    """A quotation, and its speaker as printed and by name."""

    start: int
    end: int
    speaker: str | None
    name: str
    direct: bool


@cache
def weights() -> dict[str, tuple[float, ...]]:
    """Return the shipped weights of a word: blame, praise; before, after, close before, after.

    Words that take no side have none, grammar and reporting among them.
    """
    text = (resources.files("newskit") / "lexicons" / "towards_weights.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("# "))
    next(rows)
    return {word: tuple(map(float, values)) for word, *values in rows if values and counts(word)}


def counts(word: str) -> bool:
    """Tell whether *word* may have a weight: no grammar, name, group, calling, faith or number."""
    return word.startswith("<") or not neutral.is_neutral(word)


@verb(
    schema.TARGETS,
    says="The tone of sentences towards named targets was scored ({model}).",
    cites=["Hamborg & Donnay (2021), EACL, 1663"],
)
def score_targets(
    articles: pd.DataFrame,
    targets: Sequence[str] | Mapping[str, Sequence[str]],
    *,
    quotes: pd.DataFrame | None = None,
    model: str = "trained",
    keep: Sequence[str] = (),
) -> pd.DataFrame:
    """Return how each sentence that mentions a target speaks of it: one row per mention.

    ``tone`` is -1 (blame) to 1 (praise): with ``model="trained"`` the probability of positive
    less that of negative, with ``model="rules"`` the sum of the news model's contributions,
    weighted ``exp(-distance / 12)``, times 1.5 after the mention, through ``tanh``. ``label`` is
    the likelier class, ``probability`` its probability (NaN for rules). ``evidence`` names the
    words that moved the reading most. Where no word is left that says anything, tone and label are
    missing. ``voice`` tells whose words the mention stands in, ``speaker`` and ``speaker_name`` the
    speaker of quoted ones. ``said_by_target``: the target speaks in this sentence, and its own
    words were left out.

    A target counts by its name, its aliases, and where "the alliance", "it" or "the president"
    means it as far as the text tells.

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
    keep : list of str
        Columns of *articles* to carry along, beside ``outlet`` and ``published``.

    Raises
    ------
    ValueError
        If there is no target, or a target or an alias is empty, or *model* is unknown.

    References
    ----------
    Hamborg & Donnay (2021), NewsMTSC. EACL: the coded sentences, and what "towards" means.

    Examples
    --------
    >>> text = "Ada Holm met the League. She praised it for its courage."
    >>> articles = pd.DataFrame({"article_id": ["a"], "text": [text]})
    >>> score_targets(articles, ["League"])[["start", "label"]].values.tolist()
    [[17, 'neutral'], [37, 'positive']]
    """
    if model not in MODELS:
        raise ValueError(f"unknown model {model!r}; choose one of {', '.join(map(repr, MODELS))}")
    names = _names(targets)
    ids, texts = schema.texts(articles)
    quotes = find_quotes(articles) if quotes is None else quotes
    rows, mentions = [], []
    for row, mention in _mentions(ids, texts, names, articles, quotes):
        rows.append(row)
        mentions.append(mention)
    near = words_near(texts, mentions)
    read = _rules(near) if model == "rules" else _trained(near)
    found = [
        (*row, tone, _label(tone, label), probability, bool(m.own), evidence)
        for row, m, tone, label, probability, evidence in zip(rows, mentions, *read, strict=True)
    ]
    return schema.stamp(schema.table(found, schema.TARGETS), "score_targets", model=model)


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


def _mentions(
    ids: list[str],
    texts: list[str],
    names: dict[str, str],
    articles: pd.DataFrame,
    quotes: pd.DataFrame,
) -> Iterator[tuple[tuple[object, ...], Mention]]:
    """Yield the first columns of each mention's row, and the mention."""
    longest = sorted(names, key=len, reverse=True)
    form = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)")
    said, voices = _said(quotes), _Voices(split_voices(articles, quotes))
    s = columns.split(texts)
    opening = np.searchsorted(s.text, np.arange(len(texts) + 1)).tolist()
    number, start, end = s.number.tolist(), s.start.tolist(), s.end.tolist()
    for i, (article_id, text) in enumerate(zip(ids, texts, strict=True)):
        speech = said.get(article_id) or _Speech([])
        places = list(_places(text, form, names, speech))
        begins = start[opening[i] : opening[i + 1]]
        for a, b, target in places:
            k = opening[i] + bisect_right(begins, a) - 1
            voice, name = voices(article_id, a)
            # Who stands in a clause of reporting speaks, or for whom: what is said is not of them.
            mine = tuple(
                (q.start, q.end)
                for q in speech.over(start[k], end[k])
                if not q.start <= a < q.end
                and (voice == "reporting" or _target(q.name, form, names) == target)
            )
            inside = next(iter(speech.over(a, a + 1)), None)
            speaker = inside.speaker if inside and voice == "quoted" else None
            yield (
                (article_id, number[k], a, b, target, speaker, name, voice),
                Mention(i, a, b, mine),
            )


def _target(name: str | None, form: re.Pattern[str], names: dict[str, str]) -> str | None:
    """Return the target that a name means: "Ada Holm" is Holm, "the Holm Foundation" is not."""
    last = [m for m in form.finditer(straighten(name or "")) if m.end() == len(m.string)]
    return names[last[0][0]] if last else None


def _places(
    text: str, form: re.Pattern[str], names: dict[str, str], speech: _Speech
) -> Iterator[tuple[int, int, str]]:
    """Yield where a target is meant, from left to right: by forms, descriptions, pronouns."""
    plain = straighten(text)
    found = {m.start(): (m.start(), m.end(), names[m[0]]) for m in form.finditer(plain)}
    if not found:
        return
    # Numbers apart from other objects: these would keep the memory of a book's sentences in use.
    scene, starts, more = Scene(text), sorted(found), array("q")
    targets = [*dict.fromkeys(names.values())]
    for frame in scene.sentences:
        first, last = (bisect_left(starts, x) for x in (frame.starts[0], frame.ends[-1]))
        # Once in a sentence is enough: "the League and its crimes" speaks of it by name.
        seen = {found[a][2] for a in starts[first:last]}
        for m in scene.mentions(frame):
            a, b = scene.span(frame, m)
            # Within direct speech "he" is never its speaker.
            speaker = next((q.name for q in speech.over(a, a + 1) if q.direct), None)
            meant = None if m.kind in ("self", "you") else scene.name(frame, m, speaker)
            target = _target(meant, form, names)
            # What is printed is meant: "Brenn" after "Pact Brenn" stays Brenn.
            printed = bisect_left(starts, a) != bisect_left(starts, b)
            if target and target not in seen and not printed:
                more.extend((a, b, targets.index(target)))
                seen.add(target)
    del scene
    found |= {a: (a, b, targets[k]) for a, b, k in zip(*[iter(more)] * 3, strict=True)}
    yield from sorted(found.values())


def _said(quotes: pd.DataFrame) -> dict[str, _Speech]:
    """Return the quotations of each article whose speaker has a name."""
    needed = ["article_id", "start", "end", "speaker", "speaker_name", "kind"]
    schema.require(quotes, needed, what="quotes table")
    said = defaultdict(list)
    known = quotes[quotes["speaker_name"].notna()].sort_values("start", kind="stable")
    for article_id, a, b, speaker, name, kind in known[needed].itertuples(index=False):
        printed, direct = speaker if isinstance(speaker, str) else None, kind in ("direct", "mixed")
        said[str(article_id)].append(_Said(a, b, printed, straighten(str(name)), direct))
    return {article_id: _Speech(own) for article_id, own in said.items()}


class _Speech:
    """The quotations of an article, in order: a long one may hold a hundred thousand."""

    def __init__(self, said: list[_Said]) -> None:
        self._said, self._starts = said, [q.start for q in said]
        self._reach = list(accumulate((q.end for q in said), max))

    def over(self, start: int, end: int) -> list[_Said]:
        """Return those that touch what lies between *start* and *end*."""
        near = slice(bisect_right(self._reach, start), bisect_left(self._starts, end))
        return [q for q in self._said[near] if q.end > start]


class _Voices:
    """Whose words stand at a place of an article."""

    def __init__(self, spans: pd.DataFrame) -> None:
        self._of = {
            str(article_id): (
                part["start"].tolist(),
                part["voice"].tolist(),
                part["speaker_name"].tolist(),
            )
            for article_id, part in spans.sort_values("start").groupby("article_id", sort=False)
        }

    def __call__(self, article_id: str, at: int) -> tuple[str, object]:
        starts, voice, name = self._of.get(article_id, ([], [], []))
        k = bisect_right(starts, at) - 1
        return (voice[k], name[k]) if k >= 0 else ("outlet", None)


def words_near(
    texts: Sequence[str], mentions: Sequence[Mention], valences: Mapping[str, float] | None = None
) -> Near:
    """Return the words about each mention in its sentence, without those that say nothing of it.

    Left out are the mention, the target's own words, names, and blame that lies on another ("a
    confrontation with" the target). *valences* are those of the news model, unless others are to be
    tried.
    """
    with columns.shared(()):  # kept for nobody: of a book's words only those of the sentences stay
        cut = columns.cut(texts)
    w, n = neutral.spoken(cut, texts), len(mentions)
    text, start, end = (np.array([m[k] for m in mentions], dtype=np.int64) for k in range(3))
    size = int(w.end.max(initial=0)) + 1
    first = np.searchsorted(w.text * size + w.end, text * size + start, "right")
    last = np.searchsorted(w.text * size + w.start, text * size + end)
    s, sentence = cut.sentences, cut.words.sentence
    del cut
    row = sentence[w.place[np.minimum(first, len(w.place) - 1)]] if n else first
    known = np.array([word in weights() for word in w.vocabulary], dtype=bool)
    named = neutral.are_names(w, known)
    contributions = _contributions(s, w, np.unique(row), valences)
    begins, ends = (np.searchsorted(w.place, np.searchsorted(sentence, row + k)) for k in (0, 1))
    before, after = np.maximum(begins, first - REACH), np.minimum(ends, last + REACH)
    count = np.maximum(after - before, 0)
    mention = np.repeat(np.arange(n), count)
    among = np.arange(len(mention)) + np.repeat(before - (np.cumsum(count) - count), count)
    inside = (among >= first[mention]) & (among < last[mention])
    distance = np.where(among < first[mention], among - first[mention], among - last[mention] + 1)
    contribution = contributions[among]
    keep = ~inside & ~named[among]
    keep &= ~_of_another(w, among, mention, first, contribution)
    keep &= ~_elsewhere(w, among, mention, first, last)
    opening = np.cumsum(count) - count
    for i, m in enumerate(mentions):
        part = slice(opening[i], opening[i] + count[i])
        for a, b in m.own:
            keep[part] &= (w.start[among[part]] < a) | (w.end[among[part]] > b)
    k = np.flatnonzero(keep)
    at = among[k]
    # A book has few different words; each is kept once.
    printed = [
        intern(texts[i][a:b]) for i, a, b in zip(w.text[at], w.start[at], w.end[at], strict=True)
    ]
    return Near(mention[k], w.id[at], distance[k], contribution[k], printed, w.vocabulary, n)


def _contributions(
    s: Sentences, w: Words, rows: Integers, valences: Mapping[str, float] | None
) -> Floats:
    """Return what each word contributes to the tone of its sentence; zero outside *rows*."""
    among = news.stretches(w, s.text[rows], s.start[rows], s.end[rows])
    found = news.read(w, among, news.table().valence if valences is None else valences)
    contribution = np.zeros(len(w.id))
    contribution[among.word[found.at]] = found.contribution
    return contribution


def _one_of(w: Words, chosen: frozenset[str]) -> Flags:
    """Tell which words are among *chosen*; one more at the end, which is none."""
    found = np.array([word in chosen for word in w.vocabulary], dtype=bool)
    return np.append(found[w.id], False) if len(w.id) else np.zeros(1, dtype=bool)


def _of_another(
    w: Words, among: Integers, mention: Integers, first: Integers, contribution: Floats
) -> Flags:
    """Tell which words are blame with, against or on the target: it is not the one blamed."""
    at, held = _led_by(w, first, _ON)
    gap = at[mention] - among
    found: Flags = held[mention] & (gap >= 1) & (gap <= 2) & (contribution < 0)
    return found


def _led_by(w: Words, first: Integers, prepositions: frozenset[str]) -> tuple[Integers, Flags]:
    """Return the word before each mention, articles passed over, and whether it is one of these."""
    link, at = _one_of(w, _LINKS), first - 1
    for _ in range(2):
        at = np.where(link[at], at - 1, at)
    return at, _one_of(w, prepositions)[at]


def _elsewhere(
    w: Words, among: Integers, mention: Integers, first: Integers, last: Integers
) -> Flags:
    """Tell which words come after the mention in a clause that is another one's.

    Another name begins it, or it goes on with a verb and the mention is no subject but led by a
    preposition.
    """
    n = len(w.id)
    turn = np.flatnonzero(_one_of(w, _TURNS))
    named = np.append(np.flatnonzero(w.large), n)
    following = named[np.searchsorted(named, turn + 1)]
    goes_on = np.append(turn[_one_of(w, _GOES_ON)[turn + 1]], n)
    turn = np.append(turn[following - turn <= _AHEAD], n)
    led = _led_by(w, first, _OF)[1]
    end = turn[np.searchsorted(turn, last)]
    end = np.where(led, np.minimum(end, goes_on[np.searchsorted(goes_on, last)]), end)
    found: Flags = (among >= end[mention]) & (among >= last[mention])
    return found


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
    known, (counted, valued) = weights(), terms(near)
    none = (0.0,) * 8
    own = np.array([known.get(word, none) for word in near.vocabulary]).reshape(-1, 2, 2, 2)
    sign = np.array([[known[f"<{x} {k}>"][:4] for k in range(3)] for x in ("blame", "praise")])
    side = (near.distance > 0).astype(np.int64)
    praise = (near.contribution > 0).astype(np.int64)
    share = np.einsum("ik,ikc->ic", counted, own[near.word, :, side])
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
