"""Fit the weights of tone towards a target and write newskit/lexicons/towards_weights.tsv.

    python benchmarks/fit_towards.py --gold DIR --vectors vectors.npz

One ridge regression for each class (negative, neutral, positive) on every word that is no name,
before and after the mention, and on the news model's blame and praise there. Fitted on NewsMTSC
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
from fit_news_tone import design, fit, known, load
from scipy.sparse.linalg import lsmr

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
ANYWHERE, CLOSE_BY = 0.4, 0.2


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


def matrix(near: towards.Near) -> tuple[sp.csr_matrix, list[str]]:
    """Return the columns of the regression: words by place, blame and praise by place, base."""
    counts, valued = towards.terms(near)
    plain = np.array([towards.counts(near.vocabulary[i]) for i in near.word], dtype=bool)
    plain &= ~np.array([is_name(near, i) for i in range(len(near.word))])
    words = sorted({near.vocabulary[i] for i in set(near.word[plain].tolist())})
    index = {word: i for i, word in enumerate(words)}
    column = np.array([index.get(word, -1) for word in near.vocabulary])[near.word]
    sides = near.distance < 0, near.distance > 0
    signs = near.contribution < 0, near.contribution > 0

    def block(value: np.ndarray, chosen: np.ndarray) -> sp.csr_matrix:
        k = chosen & (column >= 0)
        return sp.csr_matrix((value[k], (near.mention[k], column[k])), (near.n, len(words)))

    by_word = [ANYWHERE * block(counts[:, 0], column >= 0)]
    by_word += [ANYWHERE * block(counts[:, 0], side) for side in sides]
    by_word += [CLOSE_BY * block(counts[:, 1], side) for side in sides]
    by_value = [
        np.bincount(near.mention, np.where(sign & side, valued[:, k], 0.0), near.n)
        for sign in signs
        for k in range(3)
        for side in sides
    ]
    dense = sp.csr_matrix(np.column_stack([*by_value, np.ones(near.n)]))
    return sp.hstack([*by_word, dense]).tocsr(), words


def is_name(near: towards.Near, i: int) -> bool:
    """Return whether word *i* looks like a name: a capital, and no valence of its own."""
    word = near.vocabulary[near.word[i]]
    known = word in news.table().valence or word in news.plain()
    return near.printed[i][0].isupper() and not known


def ridge(x: sp.csr_matrix, label: np.ndarray) -> np.ndarray:
    """Return the coefficients of negative and of positive, less those of neutral."""
    target = np.eye(3)[label] - 1 / 3
    found = [
        lsmr(x, target[:, k], damp=1.0, atol=1e-6, btol=1e-6, maxiter=300)[0] for k in range(3)
    ]
    return np.column_stack([found[0] - found[1], found[2] - found[1]])


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


def held_out(x: sp.csr_matrix, given: Coded) -> np.ndarray:
    """Return scores of each mention from a fit without its fold of articles."""
    fold, scores = folds(given.article), np.zeros((len(given.label), 2))
    for k in np.unique(fold):
        scores[fold == k] = x[fold == k] @ ridge(x[fold != k], given.label[fold != k])
    return scores


def write(x: sp.csr_matrix, words: list[str], given: Coded) -> None:
    """Fit on everything and write the table."""
    coefficient, n = ridge(x, given.label), len(words)
    both, before, after, *close = (coefficient[k * n : (k + 1) * n] for k in range(5))
    valued, base = coefficient[5 * n : -1].reshape(2, 3, 4), coefficient[-1]
    table = np.hstack([ANYWHERE * (both + before), ANYWHERE * (both + after)])
    table = np.hstack([table, *(CLOSE_BY * part for part in close)])
    none = np.zeros(4)
    rows = {"<base>": np.array([*base, sharpness(held_out(x, given), given.label), 0.0, *none])}
    for s, sign in enumerate(("blame", "praise")):
        rows |= {f"<{sign} {k}>": np.append(valued[s, k], none) for k in range(3)}
    for i, word in enumerate(words):
        if np.abs(table[i]).max() >= 0.01 and not word.startswith(("#", "<")):
            rows[word] = table[i]
    places = [f"{c}_{p}" for p in PLACES for c in ("blame", "praise")]
    lines = [[word, *(f"{v:.3f}" for v in values)] for word, values in rows.items()]
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
    x, words = matrix(near)
    write(x, words, given)
    print(f"wrote {TABLE}")


if __name__ == "__main__":
    main()
