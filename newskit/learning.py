"""Frames learned from your own codes: a linear model that shows its words.

Needs scikit-learn: ``pip install newskit[learn]``.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from newskit import learning_features as features
from newskit import learning_linear as linear
from newskit.learning_linear import Flags, Floats, Weights
from newskit.lexicon.formats import lexicon_of
from newskit.lexicon.record import Lexicon, read_lexicon
from newskit.text.columns import Integers

Codes = Sequence[Any]
_STRENGTH = 0.3
_CODEBOOKS = ("generic_frames", "gun_policy", "policy_frames", "war_peace")
_FORMAT, _LARGEST = "FrameModel 1", 2**31
_DAMAGES = (
    ValueError,
    LookupError,
    TypeError,
    EOFError,
    MemoryError,
    zipfile.BadZipFile,
    zlib.error,
)


class FrameModel:
    """Learn frames from texts coded by hand, predict them, and show which words decided.

    Words, pairs of words, parts of words (TF-IDF) and the cue counts of codebooks go into a linear
    support vector machine for each frame. If each code is one label, a text gets the one frame
    with the highest decision value; if codes are lists or sets of labels, each frame is decided by
    itself and a text may get none or several.

    Parameters
    ----------
    cues
        Codebooks or lexicons (or names of shipped codebooks) whose counts are features; by default
        all shipped codebooks. ``()`` for none.
    strength
        How closely the model follows the codes (the C of the support vector machine).

    Notes
    -----
    Probabilities are calibrated on decisions for texts that the model had not seen, group by group
    (one temperature for single labels; Platt's sigmoid for each frame otherwise). They hold for
    texts like those coded; news of another year, outlet or topic is not like them. Under about 200
    coded texts, or 20 of a frame, expect little: :meth:`cross_validate` before using predictions.

    Examples
    --------
    >>> texts = ["Taxes rise again", "Budget and taxes", "Army at the border", "Army shells port"]
    >>> model = FrameModel(cues=()).fit(texts, ["economy", "economy", "war", "war"])
    >>> model.predict(["The army marches"])["frame"].tolist()
    ['war']

    References
    ----------
    Joachims (1998) on linear support vector machines for text; Platt (1999) and Guo et al. (2017)
    on calibration.
    """

    def __init__(
        self,
        *,
        cues: Iterable[str | Lexicon] | None = None,
        strength: float = _STRENGTH,
    ) -> None:
        self.cues = tuple(read_lexicon(c) for c in (_CODEBOOKS if cues is None else cues))
        self.strength = strength
        self.frames: list[str] = []

    def fit(
        self, texts: Sequence[str], codes: Codes, groups: Sequence[Any] | None = None
    ) -> FrameModel:
        """Learn from *texts* and their *codes*; return the model itself.

        *groups* tells which texts belong together (an article's sentences, an agency's reprints)
        and must not be parted when probabilities are calibrated; by default near-duplicates do.
        """
        given = _coded(texts, codes, groups)
        counts = features.count(given.texts, self.cues)
        decisions = linear.held_out(counts, given.gold, given.group, strength=self.strength)
        self.frames, self.several = given.frames, given.several
        self._calibration = linear.calibrate(decisions, given.gold, several=given.several)
        self._weights = linear.learn(counts, given.gold, strength=self.strength)
        return self

    def predict(self, texts: Sequence[str]) -> pd.DataFrame:
        """Return one row per text: ``frame``, then the probability (0 to 1) of each frame.

        With single labels the probabilities of a row add up to 1 and ``frame`` is the most
        probable. With several, ``frame`` names all of 0.5 and more, parted by "; ", or is empty.
        """
        decisions = self.decide(texts).to_numpy()
        probability = linear.probability(decisions, self._calibration)
        chosen = linear.choose(decisions, self._calibration)
        names = ["; ".join(np.array(self.frames)[row].tolist()) for row in chosen]
        table = pd.DataFrame(probability, columns=self.frames, index=_index(texts))
        table.insert(0, "frame", pd.Series(names, index=table.index, dtype="str"))
        return table

    def decide(self, texts: Sequence[str]) -> pd.DataFrame:
        """Return the decision value of each frame (column) for each text: above 0 speaks for it."""
        self._check_fitted()
        counts = features.count(_listed(texts), self.cues)
        decisions = linear.decide(counts, self._weights)
        return pd.DataFrame(decisions, columns=self.frames, index=_index(texts))

    def explain(self, text: str, *, frame: str | None = None) -> pd.DataFrame:
        """Return what carried a decision: one row per word, and one for the start of every text.

        Columns: frame, word, start, end, contribution. The contributions of a frame add up to its
        decision value (:meth:`decide`); ``text[start:end] == word``; the row without offsets is the
        value from which every text starts. By default the frame with the highest value is shown.
        """
        values = self.decide([text]).iloc[0]
        frame = str(values.idxmax()) if frame is None else frame
        if frame not in self.frames:
            raise ValueError(f"unknown frame {frame!r}; the model knows {self.frames}")
        return _explanation(text, self.frames.index(frame), self)

    def cross_validate(
        self, texts: Sequence[str], codes: Codes, groups: Sequence[Any] | None = None
    ) -> pd.DataFrame:
        """Return how well a model of this kind predicts *codes* of texts that it has not seen.

        Five folds that part no group (by default: near-duplicate texts; give article ids for
        sentences). One row per frame, then their unweighted mean ("all frames") and, for single
        labels, the accuracy (column ``f1`` of the row "accuracy").

        Returns
        -------
        DataFrame
            frame, n (texts coded with it), predicted, precision, recall, f1 (0 to 1; precision NaN
            if never predicted, recall NaN without a text), low, high (95 % interval of f1: 1,000
            bootstrap resamples of the groups).
        """
        given = _coded(texts, codes, groups)
        counts = features.count(given.texts, self.cues)
        chosen = _chosen(counts, given, self.strength)
        return linear.report(given.frames, given.gold, chosen, given.group)

    def save(self, path: str | Path) -> None:
        """Write the model to *path*: numbers and names in a NumPy archive, no code."""
        self._check_fitted()
        w = self._weights
        meta = {
            "newskit": _FORMAT,
            "frames": self.frames,
            "several": self.several,
            "strength": self.strength,
            "names": w.names,
            "cues": [_plain(lexicon) for lexicon in self.cues],
        }
        with Path(path).open("wb") as file:
            np.savez_compressed(
                file,
                meta=np.frombuffer(json.dumps(meta).encode(), dtype=np.uint8),
                calibration=self._calibration,
                **{key: getattr(w, key) for key in ("block", "idf", "coef", "intercept")},
            )

    @classmethod
    def load(cls, path: str | Path) -> FrameModel:
        """Return the model saved at *path*.

        Nothing in the file is run. A file that is no frame model, or is damaged, raises a
        ``ValueError`` that says so.
        """
        try:
            return cls._restored(*_stored(Path(path)))
        except _DAMAGES as error:
            raise ValueError(f"{path} is not a frame model, or is damaged: {error}") from None

    @classmethod
    def _restored(cls, meta: dict[str, Any], arrays: dict[str, Any]) -> FrameModel:
        cues = [lexicon_of(c["name"], c["categories"]) for c in meta["cues"]]
        model = cls(cues=cues, strength=float(meta["strength"]))
        model.frames, model.several = _strings(meta["frames"]), bool(meta["several"])
        model._calibration = arrays.pop("calibration")
        model._weights = Weights(names=_strings(meta["names"]), **arrays)
        _check_shapes(model._weights, model._calibration, len(model.frames), model.several)
        return model

    def _check_fitted(self) -> None:
        if not self.frames:
            raise ValueError("the model has learned nothing yet; call fit(texts, codes) first")


class Coded(NamedTuple):
    """Coded texts: gold is texts by frames."""

    texts: list[str]
    frames: list[str]
    gold: Flags
    several: bool
    group: Integers


def _listed(texts: Sequence[str]) -> list[str]:
    if isinstance(texts, str):
        raise TypeError("texts must be a list or column of texts, not one text")
    listed = list(texts)
    for i, text in enumerate(listed):
        if not isinstance(text, str):
            raise ValueError(f"text {i} is {text!r}, not a text; leave out rows without text")
    return listed


def _index(texts: Sequence[str]) -> pd.Index[Any] | None:
    return texts.index if isinstance(texts, pd.Series) else None


def _coded(texts: Sequence[str], codes: Codes, groups: Sequence[Any] | None) -> Coded:
    bodies, labels = _listed(texts), list(codes)
    if len(bodies) != len(labels):
        raise ValueError(f"there are {len(bodies)} texts but {len(labels)} codes")
    several = any(isinstance(code, list | set | tuple | frozenset) for code in labels)
    sets = [_labels(i, code, several) for i, code in enumerate(labels)]
    frames = sorted(set().union(*sets))
    if len(frames) < 2:
        raise ValueError(f"at least two frames are needed to learn from; the codes hold {frames}")
    if "frame" in frames:
        raise ValueError("a frame cannot be called 'frame': that is a column of the predictions")
    gold = np.array([[frame in found for frame in frames] for found in sets], dtype=bool)
    return Coded(bodies, frames, gold, several, _grouped(bodies, groups))


def _grouped(texts: list[str], groups: Sequence[Any] | None) -> Integers:
    if groups is None:
        return features.near_duplicates(texts)
    if len(groups) != len(texts):
        raise ValueError(f"there are {len(texts)} texts but {len(groups)} groups")
    number = np.asarray(pd.factorize(pd.Series(list(groups), dtype=object))[0], dtype=np.int64)
    if (number < 0).any():
        raise ValueError(f"text {int(number.argmin())} has no group")
    return number


def _labels(i: int, code: Any, several: bool) -> set[str]:
    found = list(code) if several and not isinstance(code, str) else [code]
    if any(label is None or label != label for label in found):
        raise ValueError(f"text {i} has no code ({code!r}); leave it out, or give an empty list")
    return {str(label) for label in found}


def _explanation(text: str, k: int, model: FrameModel) -> pd.DataFrame:
    w = model._weights
    counts = linear.align(features.count([text], model.cues), w)
    value = linear.weigh(counts, w.block, w.idf).multiply(w.coef[:, k][None]).tocoo()
    per_count = dict(
        zip(value.col.tolist(), (value.data / counts[0, value.col].toarray()[0]), strict=True)
    )
    column = {key: i for i, key in enumerate(zip(w.block.tolist(), w.names, strict=True))}
    rows: dict[tuple[int, int], float] = {}
    for place in features.places(text, model.cues):
        one = per_count.get(column.get((place.block, place.name), -1), 0.0)
        where = (place.start, place.end)
        rows[where] = rows.get(where, 0.0) + place.share * one
    table = pd.DataFrame(
        [(text[a:b], a, b, value) for (a, b), value in sorted(rows.items())]
        + [("(every text)", pd.NA, pd.NA, w.intercept[k])],
        columns=["word", "start", "end", "contribution"],
    ).astype({"word": "str", "start": "Int64", "end": "Int64", "contribution": "float64"})
    table.insert(0, "frame", model.frames[k])
    return table


def _chosen(counts: features.Counts, given: Coded, strength: float) -> Flags:
    """Return the frames chosen for each text by weights learned without its group."""
    decisions = linear.held_out(counts, given.gold, given.group, strength=strength)
    if not given.several:
        return linear.choose(decisions, np.ones(1))
    chosen, fold = np.zeros_like(given.gold), linear.folds(given.gold, given.group)
    for f in np.unique(fold):
        calibration = linear.calibrate(decisions[fold != f], given.gold[fold != f], several=True)
        chosen[fold == f] = linear.choose(decisions[fold == f], calibration)
    return chosen


def _strings(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise ValueError("a list of names is missing")
    return value


def _plain(lexicon: Lexicon) -> dict[str, Any]:
    """Return what of *lexicon* decides its hits, as plain data."""
    categories = {
        name: {"entries": dict(c.entries), "not_when": c.not_when, "exact_case": c.exact_case}
        for name, c in lexicon.categories.items()
    }
    return {"name": lexicon.name, "categories": categories}


def _stored(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > _LARGEST:
            raise ValueError("it would unpack to more than 2 GB")
    with np.load(path, allow_pickle=False) as stored:
        arrays = {key: stored[key] for key in ("calibration", "block", "idf", "coef", "intercept")}
        meta = json.loads(stored["meta"].tobytes())
    if not isinstance(meta, dict) or meta.get("newskit") != _FORMAT:
        raise ValueError(f"it does not say that it is a {_FORMAT}")
    return meta, arrays


def _check_shapes(w: Weights, calibration: Floats, frames: int, several: bool) -> None:
    n = len(w.names)
    wanted = {
        "block": (n,),
        "idf": (n,),
        "coef": (n, frames),
        "intercept": (frames,),
        "calibration": (frames, 2) if several else (1,),
    }
    for name, shape in wanted.items():
        array = calibration if name == "calibration" else getattr(w, name)
        if array.shape != shape or array.dtype.kind not in "if" or not np.isfinite(array).all():
            raise ValueError(f"its {name} is no table of {shape} numbers")
    if n and not (w.block.dtype.kind == "i" and w.block.min() >= 0 and w.block.max() <= 3):
        raise ValueError("its features are of an unknown kind")
