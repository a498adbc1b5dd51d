"""Linear models of text, one per frame: weigh, learn, decide on unseen texts, calibrate."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from newskit.learning_features import Counts
from newskit.text.columns import Integers

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_FOLDS, _RESAMPLES = 5, 1000
_PART, _CUE = 2, 3
# Read from cross-validation on headlines, where results are flat from 0.4 to 0.8.
_CUE_WEIGHT = 0.5


class Weights(NamedTuple):
    """What was learned: for each feature its block, name, idf and a weight for each frame."""

    block: Integers
    names: list[str]
    idf: Floats
    coef: Floats
    intercept: Floats


def weigh(matrix: Any, block: Integers, idf: Floats) -> Any:
    """Return TF-IDF with damped counts; the words and pairs, and the parts, have length 1."""
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    weighed = matrix.copy()
    weighed.data = (1 + np.log(matrix.data)) * idf[matrix.indices]
    kind = np.array([0, 0, 1, 2])[block[matrix.indices]]
    length = np.zeros((matrix.shape[0], 3))
    np.add.at(length, (rows, kind), weighed.data**2)
    length[:, 2] = 1
    weighed.data /= np.sqrt(np.where(length == 0, 1, length))[rows, kind]
    return weighed


def learn(counts: Counts, gold: Flags, *, strength: float) -> Weights:
    """Return the weights that part the texts of each frame (column of *gold*) from the others."""
    n, df = counts.matrix.shape[0], np.bincount(counts.matrix.indices, minlength=len(counts.names))
    idf = np.log((1 + n) / (1 + df)) + 1
    idf[df < np.where(counts.block == _PART, 2, 1)] = 0
    idf[counts.block == _CUE] = _CUE_WEIGHT
    weighed = weigh(counts.matrix, counts.block, idf)
    learned = [_learn_one(weighed, column, strength, gold.shape[1]) for column in gold.T]
    coef = np.array([one for one, _ in learned]).T
    return Weights(counts.block, counts.names, idf, coef, np.array([base for _, base in learned]))


def _learn_one(weighed: Any, is_frame: Flags, strength: float, of: int) -> tuple[Floats, float]:
    from sklearn.svm import LinearSVC

    found = int(is_frame.sum())
    if found in (0, len(is_frame)):
        return np.zeros(weighed.shape[1]), 1.0 if found else -1.0
    # The rarer a frame, the heavier its errors; otherwise rare frames are never predicted.
    weight = {True: len(is_frame) / (of * found), False: 1.0}
    machine = LinearSVC(C=strength, class_weight=weight, random_state=0, max_iter=10_000)
    machine.fit(weighed, is_frame)
    return machine.coef_[0], float(machine.intercept_[0])


def align(counts: Counts, weights: Weights) -> Any:
    """Return the matrix of *counts* with the columns of *weights*; unknown features are dropped."""
    from scipy import sparse

    known = {
        key: i for i, key in enumerate(zip(weights.block.tolist(), weights.names, strict=True))
    }
    keys = zip(counts.block.tolist(), counts.names, strict=True)
    column = np.array([known.get(key, -1) for key in keys], dtype=np.int64)
    entries = counts.matrix.tocoo()
    keep = column[entries.col] >= 0
    place = (entries.row[keep], column[entries.col[keep]])
    shape = (counts.matrix.shape[0], len(weights.names))
    return sparse.csr_matrix((entries.data[keep], place), shape=shape)


def decide(counts: Counts, weights: Weights) -> Floats:
    """Return the decision values, texts by frames."""
    weighed = weigh(align(counts, weights), weights.block, weights.idf)
    return np.asarray(weighed @ weights.coef + weights.intercept)


def folds(gold: Flags, group: Integers) -> Integers:
    """Return the fold of each text: groups are kept whole and frames spread evenly."""
    size = int(group.max()) + 1
    together = np.zeros((size, gold.shape[1] + 1))
    np.add.at(together, group, np.column_stack([gold, np.ones(len(gold))]))
    share = together / together.sum(axis=0).clip(1)
    fold, load = np.zeros(size, dtype=np.int64), np.zeros((min(_FOLDS, size), share.shape[1]))
    order = np.random.default_rng(0).permutation(size)
    for g in order[np.argsort(-share[order].max(axis=1), kind="stable")]:
        fold[g] = np.argmin(load @ share[g])
        load[fold[g]] += share[g]
    return fold[group]


def held_out(counts: Counts, gold: Flags, group: Integers, *, strength: float) -> Floats:
    """Return decision values for each text by weights learned without its group."""
    fold, decisions = folds(gold, group), np.zeros(gold.shape)
    for f in np.unique(fold):
        seen, unseen = np.flatnonzero(fold != f), np.flatnonzero(fold == f)
        if len(seen):
            weights = learn(
                counts._replace(matrix=counts.matrix[seen]), gold[seen], strength=strength
            )
            weighed = weigh(counts.matrix[unseen], weights.block, weights.idf)
            decisions[unseen] = weighed @ weights.coef + weights.intercept
    return decisions


def calibrate(decisions: Floats, gold: Flags, *, several: bool) -> Floats:
    """Return one temperature for single labels, or slope and offset for each frame."""
    if several:
        return np.array([_platt(d, g) for d, g in zip(decisions.T, gold.T, strict=True)])
    from scipy.optimize import minimize_scalar

    # Laplace's rule, as in Platt (1999): few right decisions do not make the next one certain.
    n, frames = gold.shape
    target = (n * gold + 1) / (n + frames)

    def loss(log_t: float) -> float:
        return -float((target * np.log(_softmax(np.exp(log_t) * decisions))).sum())

    return np.array([np.exp(minimize_scalar(loss, bounds=(-3, 3), method="bounded").x)])


def _platt(decisions: Floats, is_frame: Flags) -> tuple[float, float]:
    from sklearn.linear_model import LogisticRegression

    found, n = int(is_frame.sum()), len(is_frame)
    if found in (0, n):
        return 0.0, float(np.log((found + 0.5) / (n - found + 0.5)))
    fitted = LogisticRegression().fit(decisions[:, None], is_frame)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def _softmax(values: Floats) -> Floats:
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    return np.asarray(np.maximum(raised / raised.sum(axis=1, keepdims=True), 1e-12))


def probability(decisions: Floats, calibration: Floats) -> Floats:
    """Return the calibrated probabilities, texts by frames."""
    if calibration.ndim == 1:
        return _softmax(calibration[0] * decisions)
    odds = calibration[:, 0] * decisions + calibration[:, 1]
    return np.asarray(0.5 * (1 + np.tanh(odds / 2)))


def choose(decisions: Floats, calibration: Floats) -> Flags:
    """Return the frames chosen: the highest of each text, or all of probability 0.5 and more."""
    if calibration.ndim == 1:
        highest: Flags = np.eye(decisions.shape[1], dtype=bool)[decisions.argmax(axis=1)]
        return highest
    likely: Flags = np.greater_equal(probability(decisions, calibration), 0.5)
    return likely


def report(frames: list[str], gold: Flags, chosen: Flags, group: Integers) -> pd.DataFrame:
    """Return precision, recall and F1 of each frame, with intervals from resampling groups."""
    size, n = int(group.max()) + 1, len(gold)
    right = (gold == chosen).all(axis=1)
    by_group = np.zeros((size, 3, len(frames)))
    np.add.at(by_group, group, np.stack([gold & chosen, gold, chosen], axis=1))
    draws = np.random.default_rng(0).multinomial(size, np.full(size, 1 / size), size=_RESAMPLES)
    sizes = np.bincount(group, minlength=size)
    hit = np.bincount(group, weights=right, minlength=size)
    total, drawn = by_group.sum(axis=0), _f1(np.tensordot(draws, by_group, axes=1))
    drawn = np.column_stack([drawn, np.nanmean(drawn, axis=1), (draws @ hit) / (draws @ sizes)])
    precision, recall = _ratio(total[0], total[2]), _ratio(total[0], total[1])
    columns = {
        "frame": [*frames, "all frames", "accuracy"],
        "n": [*total[1], n, n],
        "predicted": [*total[2], chosen.any(axis=1).sum(), chosen.any(axis=1).sum()],
        "precision": [*precision, np.nanmean(precision), np.nan],
        "recall": [*recall, np.nanmean(recall), np.nan],
        "f1": [*_f1(total), np.nanmean(_f1(total)), right.mean()],
        "low": np.nanpercentile(drawn, 2.5, axis=0),
        "high": np.nanpercentile(drawn, 97.5, axis=0),
    }
    return pd.DataFrame(columns).astype({"frame": "str", "n": "int64", "predicted": "int64"})


def _ratio(part: Floats, whole: Floats) -> Floats:
    ratio: Floats = np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=whole > 0)
    return ratio


def _f1(cells: Floats) -> Floats:
    """Return F1 of (..., 3, frames): right, coded, predicted. NaN where none was either."""
    return _ratio(2 * cells[..., 0, :], cells[..., 1, :] + cells[..., 2, :])
