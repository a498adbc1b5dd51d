"""Fit the weights of tone towards a target and write newskit/lexicons/towards_weights.tsv.

    python benchmarks/fit_towards.py --gold DIR --vectors vectors.npz

One ridge regression for each class (negative, neutral, positive) on every word that may take a
side, before and after the mention, and on the news model's blame and praise there; words with
similar vectors share a part of their weight. Fitted on NewsMTSC
(Hamborg & Donnay 2021); the valences are fitted anew without its sentences, so that they know
nothing of the answers.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from fit_news_tone import Known, design, fit, known, load
from scipy.linalg import solve

from newskit.tone import news
from newskit.tone import targets as towards

TABLE = Path(news.__file__).parent.parent / "lexicons" / "towards_weights.tsv"
# A reader of single sentences has no article to find the speaker in: the words between marks are
# the target's own when a verb of saying stands this close to it.
SAYING = frozenset(
    "said says say told tells tell added adds argued argues stated noted insisted claimed claims "
    "warned asked wrote tweeted explained declared announced replied responded continued testified "
    "concluded suggested acknowledged admitted".split()
)
CLOSE = 3
# How freely a word may have a weight of its own: anywhere, before, after, close before and after;
# and how freely words with similar vectors may share one. All by cross-validation by article.
SIZES, SHARED = (0.4, 0.4, 0.4, 0.2, 0.2), 0.2
LEAST = 0.03


class Coded(NamedTuple):
    """Mentions, their class (0 negative, 1 neutral, 2 positive) and their article."""

    texts: list[str]
    mentions: list[towards.Mention]
    label: np.ndarray
    article: np.ndarray


def coded(gold: Path) -> Coded:
    """Return the coded mentions of NewsMTSC."""
    rows, texts = [], list[str]()
    for line in (gold / "target_tone" / "newsmtsc_train.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        article = "_".join(row["primary_gid"].split("_")[:3])
        for t in row["targets"]:
            mention = towards.Mention(len(texts), t["from"], t["to"])
            own = without_own(mention, row["sentence_normalized"])
            rows.append((own, int(t["polarity"] - 2) // 2, article))
        texts.append(row["sentence_normalized"])
    mentions, label, article = zip(*rows, strict=True)
    return Coded(texts, list(mentions), np.array(label), np.array(article))


def without_own(m: towards.Mention, sentence: str) -> towards.Mention:
    """Return *m* with the words between double marks as its own, if a verb of saying is close."""
    from newskit.text import tokens

    found = tokens(sentence)
    inside = [i for i, t in enumerate(found) if t.start < m.end and t.end > m.start]
    around = found[max(0, inside[0] - CLOSE) : inside[-1] + CLOSE + 1]
    if not any(t.word.lower() in SAYING for t in around):
        return m
    marks = [t for t in found if t.word in ('"', "“", "”", "''", "``")]
    pairs = zip(marks[::2], marks[1::2], strict=False)
    own = [(a.end, b.start) for a, b in pairs if not a.start <= m.start < b.end]
    return m._replace(own=tuple(own))


def blind_valences(gold: Path, vectors: Path) -> dict[str, float]:
    """Return the valences of the news model fitted without the coded mentions."""
    rated = load(gold)
    found = design(rated, known(vectors))
    valence, _ = fit(rated, found, rated.genre != "target")
    return {word: float(v) for word, v in zip(found.words, valence, strict=True) if v}


class Design(NamedTuple):
    """The regression: columns by word and place, and those shared by words with similar vectors.

    ``shared`` holds, for each of five places, the vectors of the words there, then blame and praise
    by place, and a column of ones.
    """

    words: list[str]
    vectors: np.ndarray
    own: sp.csr_matrix
    shared: np.ndarray


def matrix(near: towards.Near, known: Known) -> Design:
    """Return the columns of the regression."""
    counts, valued = towards.terms(near)
    plain = np.array([towards.counts(near.vocabulary[i]) for i in near.word], dtype=bool)
    plain &= ~np.array([is_name(near, i) for i in range(len(near.word))])
    # Words never met here have a weight by their vectors: those that the news model knows.
    met = {near.vocabulary[i] for i in set(near.word[plain].tolist())}
    words = sorted(met | news.table().valence.keys())
    row = {word: i for i, word in enumerate(known.words)}
    vectors = np.hstack([known.glove, 1.5 * known.minilm])
    vectors = np.vstack([vectors, np.zeros((1, vectors.shape[1]))])
    vectors = vectors[[row.get(word, -1) for word in words]]
    index = {word: i for i, word in enumerate(words)}
    column = np.array([index.get(word, -1) for word in near.vocabulary])[near.word]
    column[~plain] = -1
    sides = near.distance < 0, near.distance > 0
    signs = near.contribution < 0, near.contribution > 0

    def block(value: np.ndarray, chosen: np.ndarray) -> sp.csr_matrix:
        k = chosen & (column >= 0)
        return sp.csr_matrix((value[k], (near.mention[k], column[k])), (near.n, len(words)))

    places = [block(counts[:, 0], column >= 0)]
    places += [block(counts[:, k], side) for k in (0, 1) for side in sides]
    by_value = [
        np.bincount(near.mention, np.where(sign & side, valued[:, k], 0.0), near.n)
        for sign in signs
        for k in range(3)
        for side in sides
    ]
    own = sp.hstack([size * place for size, place in zip(SIZES, places, strict=True)]).tocsr()
    shared = [SHARED * (place @ vectors) for place in places]
    dense = np.hstack([*shared, np.column_stack([*by_value, np.ones(near.n)])])
    return Design(words, vectors, own, dense.astype(np.float32))


def is_name(near: towards.Near, i: int) -> bool:
    """Return whether word *i* looks like a name: a capital, and no valence of its own."""
    word = near.vocabulary[near.word[i]]
    known = word in news.table().valence or word in news.plain()
    return near.printed[i][0].isupper() and not known


def likeness(x: Design) -> np.ndarray:
    """Return the inner product of every two mentions: all that a ridge regression asks."""
    return (x.own @ x.own.T).toarray().astype(np.float32) + x.shared @ x.shared.T


def ridge(like: np.ndarray, label: np.ndarray) -> np.ndarray:
    """Return the share of each mention in the scores of negative and positive, less neutral's."""
    found = solve(
        like + np.eye(len(like), dtype=np.float32), np.eye(3)[label] - 1 / 3, assume_a="pos"
    )
    return found[:, [0, 2]] - found[:, [1]]


def sharpness(scores: np.ndarray, label: np.ndarray) -> float:
    """Return the factor that turns scores of unseen mentions into honest log odds."""
    options = np.arange(1.0, 12.0, 0.1)
    full = np.column_stack([scores[:, 0], np.zeros(len(scores)), scores[:, 1]])
    losses = []
    for factor in options:
        z = factor * full
        losses.append((np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), label]).mean())
    return float(options[int(np.argmin(losses))])


def folds(groups: np.ndarray, *, k: int = 10) -> np.ndarray:
    """Return a fold for each row; rows of one group share theirs."""
    names = np.unique(groups)
    np.random.default_rng(0).shuffle(names)
    place = {name: i % k for i, name in enumerate(names)}
    return np.array([place[name] for name in groups])


def held_out(x: Design, given: Coded) -> np.ndarray:
    """Return scores of each mention from a fit without its fold of articles."""
    fold, scores = folds(given.article), np.zeros((len(given.label), 2))
    like = likeness(x)
    for k in np.unique(fold):
        out, rest = fold == k, fold != k
        scores[out] = like[np.ix_(out, rest)] @ ridge(like[np.ix_(rest, rest)], given.label[rest])
    return scores


def write(x: Design, given: Coded) -> None:
    """Fit on everything and write the table."""
    part, size = ridge(likeness(x), given.label), x.vectors.shape[1]
    own, (shared, rest) = x.own.T @ part, np.split(x.shared.T @ part, [5 * size])
    both, before, after, *close = (
        scale * part + SHARED * x.vectors @ of_vector
        for scale, part, of_vector in zip(
            SIZES, own.reshape(5, len(x.words), 2), shared.reshape(5, size, 2), strict=True
        )
    )
    table = np.hstack([both + before, both + after, *close])
    valued, base, none = rest[:-1].reshape(2, 3, 4), rest[-1], np.zeros(4)
    rows = {"<base>": np.array([*base, sharpness(held_out(x, given), given.label), 0.0, *none])}
    for s, sign in enumerate(("blame", "praise")):
        rows |= {f"<{sign} {k}>": np.append(valued[s, k], none) for k in range(3)}
    for i, word in enumerate(x.words):
        if np.abs(table[i]).max() >= LEAST and not word.startswith(("#", "<")):
            rows[word] = table[i]
    places = [f"{c}_{p}" for p in PLACES for c in ("blame", "praise")]
    lines = [
        [word, *(f"{v:.{3 if word[0] == '<' else 2}f}" for v in values)]
        for word, values in rows.items()
    ]
    body = "".join("\t".join(line) + "\n" for line in [["word", *places], *lines])
    digest = hashlib.sha256(body.encode()).hexdigest()
    TABLE.write_text(HEADER.format(digest=digest) + body, encoding="utf-8", newline="\n")


PLACES = ("before", "after", "close_before", "close_after")
HEADER = """\
# title: Weights of tone towards a target
# description: What a word before or after a mention adds to the scores of blame and of praise
# base: the row <base> holds the two scores without words, and the sharpness of the odds
# blame, praise: what a contribution of the news model adds; 0 evenly, 1 within 12, 2 within 4 words
# source: coded sentences of NewsMTSC (Hamborg & Donnay 2021), github.com/fhamborg/NewsMTSC
# source 2: vectors of words, GloVe 6B (PDDL) and all-MiniLM-L6-v2 (Apache-2.0)
# licence: MIT
# copyright: NewsMTSC (c) 2021 Felix Hamborg
# made: benchmarks/fit_towards.py
# sha256: {digest}
"""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--gold", type=Path, required=True)
    options.add_argument("--vectors", type=Path, required=True)
    chosen = options.parse_args()
    given = coded(chosen.gold)
    near = towards.words_near(
        given.texts, given.mentions, blind_valences(chosen.gold, chosen.vectors)
    )
    write(matrix(near, known(chosen.vectors)), given)
    print(f"wrote {TABLE}")


if __name__ == "__main__":
    main()
