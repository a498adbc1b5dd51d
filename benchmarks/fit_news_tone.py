"""Fit the valences of the news model and write newskit/lexicons/news_valence.tsv.

    python benchmarks/fit_news_tone.py --gold DIR --vectors vectors.npz

One ridge regression. The rating of a sentence is ``base + sum(factor * valence) / sqrt(words)``,
the factors those of valence_rules.toml, through the same code that scores. The valence of a word
has three parts: a start (its ratings in three lists of rated words, VADER, labMT and pattern, each
weighed, or for words a list lacks what word vectors predict of its ratings), a deviation of its
own, and a deviation shared with words that have similar vectors. The penalty keeps deviations
small, of frequent words most of all. Rated news counts 1, news sentences rated towards a target
less; both have their own base. (Rated reviews and tweets made the fit worse and are left out.)
Names (told by their capitals), the words of neutral.toml and the plain words of valence_rules.toml
are held at none.
"""

from __future__ import annotations

import argparse
import collections
import csv
import hashlib
import html
import json
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from scipy.sparse.linalg import LinearOperator, lsmr

from newskit.text import columns
from newskit.tone import neutral, news

TABLE = Path(news.__file__).parent.parent / "lexicons" / "news_valence.tsv"
# Chosen by cross-validation by article on the rated news sentences; the optimum is flat.
WEIGHT = {"nyt": 1.0, "target": 0.15}
GENRES = ("nyt", "tweets", "reviews_amazon", "reviews_movies")
FREE, IN_VADER, NOT_IN_VADER = 0.3, 1.5, 0.6
SHARED = 0.2
# Below this a valence is noise: it would move plain sentences that nobody judges.
LEAST = 0.4


class Rated(NamedTuple):
    """Rated texts: which genre and article each belongs to."""

    text: list[str]
    rating: np.ndarray
    genre: np.ndarray
    article: np.ndarray


def load(gold: Path) -> Rated:
    """Return all rated texts of the gold folder."""
    rows: list[tuple[str, float, str, str]] = []
    for genre in GENRES:
        with (gold / "tone" / f"{genre}.tsv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                text = html.unescape(html.unescape(row["text"]))
                rows.append((text, float(row["rating"]), genre, row["id"].split("_")[0]))
    for line in (gold / "target_tone" / "newsmtsc_train.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        rating = np.mean([(target["polarity"] - 4) / 2 for target in row["targets"]])
        rows.append((row["sentence_normalized"], float(rating), "target", row["primary_gid"]))
    text, rating, genre, article = zip(*rows, strict=True)
    return Rated(list(text), np.array(rating), np.array(genre), np.array(article))


def vader() -> dict[str, float]:
    """Return VADER's ratings of words."""
    path = resources.files("vaderSentiment") / "vader_lexicon.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    return {word.lower(): float(v) for word, v, *_ in (x.split("\t") for x in lines if x.strip())}


def vocabulary(rated: Rated, common: list[str]) -> list[str]:
    """Return all words that may get a valence, sorted."""
    return sorted({*columns.cut(rated.text).vocabulary, *vader(), *common})


class Known(NamedTuple):
    """What vectors.npz tells of words: vectors, and ratings (NaN where a list has none)."""

    words: list[str]
    glove: np.ndarray
    minilm: np.ndarray
    labmt: np.ndarray
    pattern: np.ndarray


def known(path: Path) -> Known:
    """Return what word_vectors.py wrote."""
    given = np.load(path)
    minilm = given["minilm"] - given["minilm"].mean(axis=0)
    return Known(given["words"].tolist(), given["glove"], minilm, given["labmt"], given["pattern"])


class Design(NamedTuple):
    """The regression: factors by text and word, what rules give by themselves, and words' data."""

    words: list[str]
    free: np.ndarray
    factors: sp.csr_matrix
    fixed: np.ndarray
    start: np.ndarray
    vectors: np.ndarray
    spread: np.ndarray


def design(rated: Rated, given: Known) -> Design:
    """Return the arrays of the regression."""
    words, rating = given.words, vader()
    index = {word: i for i, word in enumerate(words)}
    free = free_words(rated, words, np.hstack([given.glove, 3 * given.minilm]), rating)
    start = free[:, None] * starts(given, rating)
    w = neutral.spoken(columns.cut(rated.text), rated.text)
    among = news.whole(w, rated.text)
    # Some rules touch praise or blame alone: the start tells which a word is.
    sign = np.where(start.sum(axis=1) < 0, -1.0, 1.0)
    signs = {word: sign[i] for word, i in index.items() if free[i]}
    found = news.read(w, among, signs)
    owner = among.owner[found.at]
    share = found.contribution / np.sqrt(np.maximum(found.length[owner], 1))
    by_rule = np.zeros(len(found.at), dtype=bool)
    by_rule[np.concatenate([k for rule, k in found.fired if rule.valence is not None])] = True
    fixed = np.bincount(owner[by_rule], weights=share[by_rule], minlength=len(rated.text))
    column = np.array([index[w.vocabulary[i]] for i in w.id[among.word[found.at]]])
    entries = (share * sign[column])[~by_rule], (owner[~by_rule], column[~by_rule])
    factors = sp.csr_matrix(entries, shape=(len(rated.text), len(words)))
    per_1000 = 1000 * (factors[rated.genre == "nyt"] != 0).mean(axis=0).A1
    spread = np.where(start[:, 0] != 0, IN_VADER, NOT_IN_VADER)
    spread = spread * np.exp(-FREE * np.log10(np.maximum(per_1000, 1)) ** 2)
    vectors = np.hstack([given.glove, 1.5 * given.minilm])
    return Design(words, free, factors, fixed, start, vectors, spread)


def starts(given: Known, rating: dict[str, float]) -> np.ndarray:
    """Return for each list of rated words its ratings, and what word vectors predict elsewhere."""
    vectors = np.hstack([given.glove, given.minilm])
    wordlike = np.array([word[0].isalpha() for word in given.words])
    alphabetic = np.array([word.isalpha() for word in given.words])
    rated = np.array([rating.get(word, np.nan) for word in given.words])
    found = []
    for values in (rated, given.labmt, given.pattern):
        lacks = np.isnan(values)
        guess = predicted(values, vectors, ~lacks & alphabetic)
        found += [np.where(lacks, 0.0, values), np.where(lacks & wordlike, guess, 0.0)]
    return np.column_stack(found)


def predicted(values: np.ndarray, vectors: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Return the ratings as word vectors predict them from those of the *known* words."""
    x = vectors - vectors[known].mean(axis=0)
    mean = values[known].mean()
    normal = x[known].T @ x[known] + np.eye(x.shape[1])
    return mean + x @ np.linalg.solve(normal, x[known].T @ (values[known] - mean))


def free_words(
    rated: Rated, words: list[str], vectors: np.ndarray, rating: dict[str, float]
) -> np.ndarray:
    """Return which words may carry a valence: neither names nor plain words."""
    from sklearn.linear_model import LogisticRegression

    share = capitals(rated.text)
    seen = np.array([word in share for word in words])
    often = np.array([share.get(word, 0.0) > 0.75 for word in words])
    told = LogisticRegression(C=3, max_iter=1000).fit(vectors[seen], often[seen])
    name = np.where(seen, often, told.predict_proba(vectors)[:, 1] > 0.3)
    wordlike = np.array([word[0].isalpha() for word in words])
    plain = np.array([word in news.plain() or neutral.is_neutral(word) for word in words])
    listed = np.array([word in rating for word in words])
    return ~plain & (listed | ~(name & wordlike))


def capitals(texts: list[str]) -> dict[str, float]:
    """Return the share of capitals inside sentences, of words that stand there twice or more."""
    upper: collections.Counter[str] = collections.Counter()
    total: collections.Counter[str] = collections.Counter()
    cut = columns.cut(texts)
    w = cut.words
    printed = [texts[t][a:b] for t, a, b in zip(w.text, w.start, w.end, strict=True)]
    after_word = np.append(False, w.sentence[1:] == w.sentence[:-1])
    for i in np.flatnonzero(after_word).tolist():
        if printed[i][0].isalpha() and printed[i - 1][-1].isalnum():
            word = cut.vocabulary[w.id[i]]
            total[word] += 1
            upper[word] += printed[i][0].isupper()
    return {word: upper[word] / n for word, n in total.items() if n >= 2}


def fit(rated: Rated, given: Design, chosen: np.ndarray) -> tuple[np.ndarray, float]:
    """Return the valence of each word and the base of news, fitted on the *chosen* texts."""
    chosen = chosen & np.isin(rated.genre, list(WEIGHT))
    x, genre = given.factors[chosen], rated.genre[chosen]
    weight = np.sqrt([WEIGHT[name] for name in genre])
    bases = np.array([[float(name == g) for g in WEIGHT] for name in genre])
    # The start and the bases are scaled up, so that the penalty hardly touches them.
    blocks = [10 * (x @ given.start), 10 * bases, SHARED * (x @ given.vectors)]
    dense = (weight[:, None] * np.hstack(blocks)).astype(np.float32)
    sparse = (sp.diags(weight) @ x @ sp.diags(given.spread)).tocsr()
    n, turned, across = sparse.shape[1], sparse.T.tocsr(), np.ascontiguousarray(dense.T)
    both = LinearOperator(
        (len(weight), n + dense.shape[1]),
        matvec=lambda z: sparse @ z[:n] + dense @ z[n:].astype(np.float32),
        rmatvec=lambda y: np.concatenate([turned @ y, across @ y.astype(np.float32)]),
        dtype=float,
    )
    target = weight * (rated.rating - given.fixed)[chosen]
    found = lsmr(both, target, damp=1.0, atol=1e-5, btol=1e-5, maxiter=200)[0]
    sizes = [n, given.start.shape[1], bases.shape[1]]
    own, start, base, shared = np.split(found, np.cumsum(sizes))
    valence = given.spread * own + 10 * given.start @ start + SHARED * given.vectors @ shared
    carries = given.free & (np.abs(valence) >= LEAST)
    return np.where(carries, valence, 0.0), float(10 * base[0])


def write(rated: Rated, given: Design, path: Path) -> None:
    """Fit on everything and write the table."""
    valence, base = fit(rated, given, np.ones(len(rated.text), dtype=bool))
    n = np.asarray((given.factors[rated.genre == "nyt"] != 0).sum(axis=0)).ravel()
    rows = []
    for i, word in enumerate(given.words):
        if valence[i] and not word.startswith("#"):
            lists = [name for name, k in SOURCES.items() if given.start[i, k]]
            source = "+".join((lists or ["vectors"]) + ["rated"] * bool(n[i]))
            rows.append(f"{word}\t{valence[i]:.2f}\t{n[i]}\t{source}\n")
    body = "word\tvalence\tn\tsource\n" + "".join(rows)
    digest = hashlib.sha256(body.encode()).hexdigest()
    path.write_text(HEADER.format(base=base, digest=digest) + body, encoding="utf-8", newline="\n")


# The columns of the starts that hold ratings of people.
SOURCES = {"vader": 0, "labmt": 2, "pattern": 4}
HEADER = """\
# title: Valences of words in news
# description: What a word adds to the rating of a news sentence, -4 (bad) to 4 (good)
# rules: valence_rules.toml
# source: rated sentences and words of Hutto & Gilbert (2014), github.com/cjhutto/vaderSentiment
# source 2: rated targets of NewsMTSC (Hamborg & Donnay 2021), github.com/fhamborg/NewsMTSC
# source 3: rated words of labMT (Dodds et al. 2011, doi:10.1371/journal.pone.0026752, CC BY) and of
# source 4: the adjectives of pattern (Tom De Smedt & Walter Daelemans, PDDL)
# source 5: for words nobody rated, vectors of GloVe 6B (PDDL) and all-MiniLM-L6-v2 (Apache-2.0)
# licence: MIT
# copyright: VADER (c) 2016 C.J. Hutto; NewsMTSC (c) 2021 Felix Hamborg; labMT (c) 2011 Dodds et al.
# made: benchmarks/fit_news_tone.py
# n: rated news sentences with the word
# version: 3
# base: {base:.4f}
# sha256: {digest}
"""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--gold", type=Path, required=True)
    options.add_argument("--vectors", type=Path, help="what word_vectors.py wrote")
    options.add_argument("--words", type=Path, help="write the vocabulary; reads common words")
    options.add_argument("--out", type=Path, default=TABLE)
    given = options.parse_args()
    rated = load(given.gold)
    if given.words:
        import sys

        words = vocabulary(rated, sys.stdin.read().split())
        given.words.write_text("\n".join(words) + "\n", encoding="utf-8")
        return
    write(rated, design(rated, known(given.vectors)), given.out)
    print(f"wrote {given.out}")


if __name__ == "__main__":
    main()
