"""Frames learned from your own codes: a linear model on scikit-learn that shows its words.

Needs scikit-learn, which is imported where it is used: ``pip install newskit[learn]``.
"""

from __future__ import annotations

import json
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from newskit import schema
from newskit.lexicon.formats import parse_toml, to_toml
from newskit.lexicon.matching import find_hits, read_lexicons
from newskit.lexicon.record import Lexicon, Source
from newskit.lexicon.stream import Flags, stream
from newskit.reading.duplicates import near_duplicates
from newskit.statistics.distributions import Floats
from newskit.statistics.resample import draws
from newskit.text.columns import Integers, cut, only_words
from newskit.writing import appearing_whole

# Where a feature stands: its name, and the words it is made of.
Places = Iterable[tuple[str, list[tuple[int, int]]]]

CODEBOOKS = ("generic_frames", "gun_policy", "policy_frames", "war_peace")
# Parts of 3 to 5 letters with the edges of the word: stems and endings without a stemmer.
_PARTS = range(3, 6)
# Cues are few beside words. By cross-validation on headlines; flat from 0.35 to 0.7.
_CUE_WEIGHT = 0.5
_FOLDS, _RESAMPLES, _FEW = 5, 1000, 50
_FORMAT, _LARGEST = "FrameModel 2", 2**31
_SETS = (list, set, tuple, frozenset)
_DAMAGES = (ValueError, LookupError, TypeError, AttributeError, EOFError, MemoryError)


class Document(NamedTuple):
    """A text cut into what the features are made of."""

    words: list[tuple[str, int, int]]
    cues: list[tuple[str, list[tuple[int, int]]]]


class FrameModel:
    """Learn frames from texts coded by hand, predict them, and show which words decided.

    Words and pairs of words, parts of words (two TF-IDFs), and the cues of codebooks go into a
    ridge classifier. If each code is one label, a text gets the frame with the highest decision
    value; if codes are lists or sets of labels, each frame is decided by itself and a text may get
    none or several. It is a scikit-learn estimator: ``clone``, ``cross_val_score`` and
    ``GridSearchCV`` take it.

    Parameters
    ----------
    cues
        Codebooks or lexicons (what :func:`~newskit.read_lexicon` reads) whose hits are features; by
        default all shipped codebooks. ``()`` for none.
    strength
        How closely the model follows the codes (the inverse of the ridge penalty).

    Attributes
    ----------
    classes_
        The frames, in the order of all columns.

    Notes
    -----
    Probabilities are calibrated on decisions for texts that the model had not seen, group by group
    (scikit-learn's temperature for single labels, Platt's sigmoid for each frame otherwise). They
    hold for texts like those coded; news of another year, outlet or topic is not like them. Under
    about 200 coded texts, or 20 of a frame, expect little: :meth:`cross_validate` before using
    predictions.

    Examples
    --------
    >>> texts = ["Taxes rise again", "Budget and taxes", "Army at the border", "Army shells port"]
    >>> model = FrameModel(cues=()).fit(texts, ["economy", "economy", "war", "war"])
    >>> model.predict(["The army marches"]).tolist()
    ['war']

    References
    ----------
    Hoerl & Kennard (1970) on ridge regression; Platt (1999) and Guo et al. (2017) on calibration.
    """

    def __init__(self, *, cues: Iterable[Source] | None = None, strength: float = 1.0) -> None:
        self.cues = cues
        self.strength = strength

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the parameters, as scikit-learn asks for them."""
        return {"cues": self.cues, "strength": self.strength}

    def set_params(self, **parameters: Any) -> FrameModel:
        """Set parameters, as scikit-learn does; return the model itself."""
        if unknown := set(parameters) - set(self.get_params()):
            raise ValueError(f"FrameModel has no parameter {min(unknown)!r}: only cues, strength")
        vars(self).update(parameters)
        return self

    def __sklearn_tags__(self) -> Any:
        """Say what kind of estimator this is."""
        from sklearn.utils import ClassifierTags, InputTags, Tags, TargetTags

        target, given = TargetTags(required=True), InputTags(string=True, two_d_array=False)
        return Tags("classifier", target, classifier_tags=ClassifierTags(), input_tags=given)

    def fit(
        self, texts: Sequence[str], codes: Sequence[Any], groups: Sequence[Any] | None = None
    ) -> FrameModel:
        """Learn from *texts* and their *codes*; return the model itself.

        *groups* tells which texts belong together (an article's sentences, an agency's reprints)
        and must not be separated when probabilities are calibrated; by default near-duplicates do.
        """
        bodies = _listed(texts)
        self.classes_, gold, self.several_ = _coded(bodies, codes)
        group = _grouped(bodies, groups)
        self._lexicons = read_lexicons(CODEBOOKS if self.cues is None else self.cues)
        # A part of a word that one text alone has says nothing, once there are many texts.
        self._features = _features(self._lexicons, rare=2 if len(bodies) > _FEW else 1)
        matrix = self._features.fit_transform(bodies)
        self.coef_, self.intercept_ = self._learned(matrix, gold)
        decisions = np.zeros(gold.shape)
        for seen, unseen in _folds(gold, group):
            coef, intercept = self._learned(matrix[seen], gold[seen])
            decisions[unseen] = matrix[unseen] @ coef.T + intercept
        self._calibration = _calibrated(decisions, gold, self.several_)
        return self

    def _learned(self, matrix: Any, gold: Flags) -> tuple[Floats, Floats]:
        """Return the weights of each frame (row) and its intercept."""
        from sklearn.linear_model import Ridge

        if not self.strength > 0:
            raise ValueError(f"strength must be above 0, not {self.strength!r}")
        # The rarer a frame, the heavier its errors; otherwise rare frames are never predicted.
        # Where a text may have several, the calibration of each frame sees to that.
        rarity = len(gold) / np.maximum(gold.sum(axis=0), 1)
        weights = None if self.several_ else rarity[gold.argmax(axis=1)] / gold.shape[1]
        ridge = Ridge(alpha=1 / self.strength).fit(matrix, np.where(gold, 1.0, -1.0), weights)
        return ridge.coef_, ridge.intercept_

    def decision_function(self, texts: Sequence[str]) -> Floats:
        """Return the decision value of each frame (column) for each text: above 0 speaks for it."""
        self._check_fitted()
        # scikit-learn refuses a table without rows, so an empty text goes along.
        matrix = self._features.transform([*_listed(texts), ""])[:-1]
        return np.asarray(matrix @ self.coef_.T + self.intercept_)

    def predict_proba(self, texts: Sequence[str]) -> Floats:
        """Return the probability of each frame (column) for each text, 0 to 1.

        With single labels the probabilities of a text add up to 1.
        """
        odds = self.decision_function(texts) * self._calibration[:, 0] + self._calibration[:, 1]
        if self.several_:
            return np.asarray(0.5 * (1 + np.tanh(odds / 2)))
        raised = np.exp(odds - odds.max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True))

    def predict(self, texts: Sequence[str]) -> npt.NDArray[Any]:
        """Return the frame of each text; with several labels a tuple of all of 0.5 and more."""
        probability = self.predict_proba(texts)
        if not self.several_:
            return np.asarray(self.classes_[probability.argmax(axis=1)])
        chosen = np.empty(len(probability), dtype=object)
        chosen[:] = [tuple(self.classes_[row].tolist()) for row in probability >= 0.5]
        return chosen

    def score(self, texts: Sequence[str], codes: Sequence[Any]) -> float:
        """Return the share of *texts* whose predicted frames are their *codes*."""
        right = zip(self.predict(texts), codes, strict=True)
        return float(np.mean([_labels(a) == _labels(b) for a, b in right]))

    def table(self, texts: Sequence[str]) -> pd.DataFrame:
        """Return one row per text: ``frame``, then the probability (0 to 1) of each frame.

        With several labels ``frame`` names them separated by "; ", or is empty.
        """
        index = texts.index if isinstance(texts, pd.Series) else None
        names = ["; ".join(sorted(_labels(one))) for one in self.predict(texts)]
        table = pd.DataFrame(self.predict_proba(texts), columns=list(self.classes_), index=index)
        table.insert(0, "frame", pd.Series(names, index=table.index, dtype=schema.STRING))
        return table

    def explain(self, text: str, *, frame: str | None = None) -> pd.DataFrame:
        """Return what carried a decision: one row per word, and one for the start of every text.

        Columns: frame, word, start, end, contribution. The contributions of a frame add up to its
        decision value (:meth:`decision_function`); ``text[start:end] == word``; the row without
        offsets is the value from which every text starts. By default the frame with the highest
        value is shown.
        """
        values = self.decision_function([text])[0]
        frame = str(self.classes_[values.argmax()]) if frame is None else frame
        if frame not in self.classes_:
            raise ValueError(f"unknown frame {frame!r}; the model knows {self.classes_.tolist()}")
        k = self.classes_.tolist().index(frame)
        row = self._features.transform([text]).multiply(self.coef_[k][None]).tocsr()[0]
        value = dict(zip(row.indices.tolist(), row.data.tolist(), strict=True))
        found: dict[tuple[int, int], float] = {}
        for column, places in self._places(text):
            share = value.get(column, 0.0) / sum(map(len, places))
            for place in (place for spans in places for place in spans):
                # A feature's value is shared evenly by the words that it stands on.
                found[place] = found.get(place, 0.0) + share
        rows = [(frame, text[a:b], a, b, v) for (a, b), v in sorted(found.items())]
        rows.append((frame, "(every text)", pd.NA, pd.NA, float(self.intercept_[k])))  # type: ignore[arg-type]
        return schema.table(rows, schema.FRAME_EXPLANATION)

    def _places(self, text: str) -> Iterator[tuple[int, list[list[tuple[int, int]]]]]:
        """Yield the column of each feature of *text*, and the words of each of its occurrences."""
        document, first = _documents([text], lexicons=self._lexicons)[0], 0
        for name, vectorizer in self._features.named_steps["features"].transformer_list:
            places: dict[int, list[list[tuple[int, int]]]] = {}
            for feature, spans in _BLOCKS[name](document):
                if (column := vectorizer.vocabulary_.get(feature)) is not None:
                    places.setdefault(first + column, []).append(spans)
            yield from places.items()
            first += len(vectorizer.vocabulary_)

    def cross_validate(
        self, texts: Sequence[str], codes: Sequence[Any], groups: Sequence[Any] | None = None
    ) -> pd.DataFrame:
        """Return how well a model of this kind predicts *codes* of texts that it has not seen.

        Five folds that separate no group (by default: near-duplicate texts; give article ids for
        sentences). One row per frame, then their unweighted mean ("all frames") and the accuracy
        (column ``f1`` of the row "accuracy": all frames of a text right).

        Returns
        -------
        DataFrame
            frame, n (texts coded with it), predicted, precision, recall, f1 (0 to 1; precision NaN
            if never predicted, recall NaN without a text), low, high (95 % interval of f1: 1,000
            bootstrap resamples of the groups).
        """
        bodies, labels = _listed(texts), list(codes)
        frames, gold, _ = _coded(bodies, labels)
        group, chosen = _grouped(bodies, groups), np.zeros_like(gold)
        for seen, unseen in _folds(gold, group):
            model = FrameModel(**self.get_params())
            model.fit([bodies[i] for i in seen], [labels[i] for i in seen], group[seen].tolist())
            found = map(_labels, model.predict([bodies[i] for i in unseen]))
            chosen[unseen] = [[frame in one for frame in frames] for one in found]
        return _report([*map(str, frames)], gold, chosen, group)

    def save(self, path: str | Path) -> None:
        """Write the model to *path*: numbers and names in a NumPy archive, no code."""
        self._check_fitted()
        union = dict(self._features.named_steps["features"].transformer_list)
        names = {k: sorted(v.vocabulary_, key=v.vocabulary_.__getitem__) for k, v in union.items()}
        meta = {"newskit": _FORMAT, "frames": self.classes_.tolist(), "several": self.several_}
        meta |= {"strength": self.strength, "names": names}
        meta |= {"cues": [(x.name, to_toml(x)) for x in self._lexicons]}
        arrays = {"words": union["words"].idf_, "parts": union["parts"].idf_, "coef": self.coef_}
        arrays |= {"intercept": self.intercept_, "calibration": self._calibration}
        plain = np.frombuffer(json.dumps(meta).encode(), dtype=np.uint8)
        with appearing_whole(Path(path)) as draft, draft.open("wb") as file:
            np.savez_compressed(file, meta=plain, **arrays)

    @classmethod
    def load(cls, path: str | Path) -> FrameModel:
        """Return the model saved at *path*.

        Nothing in the file is run. A file that is no frame model, or is damaged, raises a
        ``ValueError`` that says so.
        """
        try:
            with zipfile.ZipFile(path) as archive:
                if sum(entry.file_size for entry in archive.infolist()) > _LARGEST:
                    raise ValueError("it would unpack to more than 2 GB")
            with np.load(path, allow_pickle=False) as stored:
                arrays = {key: stored[key] for key in stored.files}
            return cls._restored(json.loads(arrays["meta"].tobytes()), arrays)
        except (*_DAMAGES, zipfile.BadZipFile, zlib.error) as error:
            raise ValueError(f"{path} is not a frame model, or is damaged: {error}") from None

    @classmethod
    def _restored(cls, meta: dict[str, Any], arrays: dict[str, Any]) -> FrameModel:
        if meta.get("newskit") != _FORMAT:
            raise ValueError(f"it does not say that it is a {_FORMAT}")
        lexicons = [parse_toml(text, name, name) for name, text in meta["cues"]]
        model, names = cls(cues=lexicons, strength=float(meta["strength"])), meta["names"]
        model._lexicons, model.several_ = lexicons, bool(meta["several"])
        model.classes_ = np.array(list(map(str, meta["frames"])))
        k, size = len(model.classes_), {name: len(own) for name, own in names.items()}
        wanted: dict[str, tuple[int, ...]] = {"coef": (k, sum(size.values())), "intercept": (k,)}
        wanted |= {"calibration": (k, 2), "words": (size["words"],), "parts": (size["parts"],)}
        for name, shape in wanted.items():
            if arrays[name].shape != shape or not np.isfinite(arrays[name]).all():
                raise ValueError(f"its {name} is no table of {shape} numbers")
        # A vectorizer with a given vocabulary learns nothing from a text but needs to see one.
        model._features = _features(lexicons, names).fit([""])
        union = dict(model._features.named_steps["features"].transformer_list)
        union["words"].idf_, union["parts"].idf_ = arrays["words"], arrays["parts"]
        model.coef_, model.intercept_ = arrays["coef"], arrays["intercept"]
        model._calibration = arrays["calibration"]
        return model

    def _check_fitted(self) -> None:
        if not hasattr(self, "coef_"):
            raise ValueError("the model has learned nothing yet; call fit(texts, codes) first")


def _documents(texts: Sequence[str], *, lexicons: Sequence[Lexicon]) -> list[Document]:
    """Cut *texts*, once, into words and cues."""
    pieces = cut(list(texts))
    documents = [Document([], []) for _ in texts]
    w = only_words(pieces)
    columns = (column.tolist() for column in (w.text, w.id, w.start, w.end))
    for i, key, a, b in zip(*columns, strict=True):
        documents[i].words.append((pieces.vocabulary[key], a, b))
    words, names = stream(pieces), _cue_names(lexicons)
    hits, uses, _ = find_hits(words, list(lexicons), list(texts))
    spans = list(zip(words.start.tolist(), words.end.tolist(), strict=True))
    text = words.text(hits.position).tolist()
    for i, first, n, use in zip(text, *(column.tolist() for column in hits), strict=True):
        documents[i].cues.append((names[uses.category[use]], spans[first : first + n]))
    return documents


def _cue_names(lexicons: Iterable[Lexicon]) -> list[str]:
    return [f"{lexicon.name}: {name}" for lexicon in lexicons for name in lexicon.categories]


def _words(document: Document) -> Places:
    """Yield words and pairs of words."""
    yield from ((word, [(a, b)]) for word, a, b in document.words)
    for (one, *first), (two, *second) in pairwise(document.words):
        yield f"{one} {two}", [(first[0], first[1]), (second[0], second[1])]


def _parts(document: Document) -> Places:
    """Yield the parts of words, the edges of a word marked: ``<wa``, ``war``, ``ar>`` ..."""
    for word, a, b in document.words:
        edged = f"<{word}>"
        for n in _PARTS:
            yield from ((edged[i : i + n], [(a, b)]) for i in range(len(edged) - n + 1))


_BLOCKS: dict[str, Callable[[Document], Places]]
_BLOCKS = {"words": _words, "parts": _parts, "cues": attrgetter("cues")}


def _names(document: Document, block: str) -> list[str]:
    return [name for name, _ in _BLOCKS[block](document)]


def _features(
    lexicons: Sequence[Lexicon], names: dict[str, list[str]] | None = None, rare: int = 1
) -> Any:
    """Return the pipeline from texts to features; with *names* of known ones."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import FeatureUnion, Pipeline
    from sklearn.preprocessing import FunctionTransformer

    given = {"cues": _cue_names(lexicons), **(names or {})}

    def block(name: str, **more: Any) -> tuple[str, Any]:
        own = {"analyzer": partial(_names, block=name), "vocabulary": given.get(name)}
        return name, TfidfVectorizer(sublinear_tf=True, **own, **more)

    # Cues are counted, not weighed: a codebook's frames are few, and each may be in every text.
    blocks = [block("words"), block("parts", min_df=rare)]
    blocks += [block("cues", use_idf=False, norm=None)] if lexicons else []
    documents = FunctionTransformer(_documents, kw_args={"lexicons": lexicons})
    union = FeatureUnion(blocks, transformer_weights={"cues": _CUE_WEIGHT} if lexicons else None)
    return Pipeline([("documents", documents), ("features", union)])


def _folds(gold: Flags, group: Integers) -> list[tuple[Integers, Integers]]:
    """Return the texts to learn from and to decide in each fold; groups are kept whole.

    Five, or fewer where no frame has so many texts; none where there is one group.
    """
    from sklearn.model_selection import StratifiedGroupKFold

    key = np.unique(gold, axis=0, return_inverse=True)[1].ravel()
    number = min(_FOLDS, int(np.bincount(key).max()), int(group.max()) + 1)
    if number < 2:
        return []
    with warnings.catch_warnings():
        # That a frame is rarer than the folds are many is told by `n` and the intervals.
        warnings.simplefilter("ignore", UserWarning)
        folds = StratifiedGroupKFold(number, shuffle=True, random_state=0)
        return list(folds.split(key, key, group))


def _calibrated(decisions: Floats, gold: Flags, several: bool) -> Floats:
    """Return slope and offset that make log odds of each frame's decision values."""
    n, frames = gold.shape
    if several:
        found = np.column_stack([np.zeros(frames), np.where(gold.all(axis=0), 9.0, -9.0)])
        for k in np.flatnonzero(gold.any(axis=0) & ~gold.all(axis=0)):
            sigmoid = _calibrator(decisions[:, [k]], gold[:, k], "sigmoid")
            found[k] = -sigmoid.a_, -sigmoid.b_
        return found
    # Laplace's rule, as in Platt (1999): few right decisions do not make the next one certain. Each
    # text counts as one of its own frame, and as a little of every other.
    weights = ((n * gold + 1) / (n + frames)).ravel()
    given = np.repeat(decisions if frames > 2 else decisions[:, [1]], frames, axis=0)
    every = np.tile(np.arange(frames), n)
    slope = _calibrator(given, every, "temperature", weights).beta_
    return np.column_stack([np.full(frames, slope), np.zeros(frames)])


def _calibrator(decisions: Floats, codes: Any, method: str, weights: Any = None) -> Any:
    """Return scikit-learn's calibrator of *decisions*."""
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.frozen import FrozenEstimator
    from sklearn.linear_model import LogisticRegression

    # A "model" that hands on the decision values it is given.
    same = LogisticRegression()
    same.coef_, same.intercept_ = np.eye(decisions.shape[1]), np.zeros(1)
    same.classes_ = np.unique(codes)
    # Nothing is learned from these rows but the calibration, so one fold holds them all.
    rows = np.arange(len(decisions))
    machine = CalibratedClassifierCV(FrozenEstimator(same), method=method, cv=[(rows, rows)])
    with warnings.catch_warnings():
        # Weights go to the calibration alone, which is what they are for.
        warnings.simplefilter("ignore", UserWarning)
        return machine.fit(decisions, codes, weights).calibrated_classifiers_[0].calibrators[0]


def _report(frames: list[str], gold: Flags, chosen: Flags, group: Integers) -> pd.DataFrame:
    """Return precision, recall and F1 of each frame, with intervals from resampling groups."""
    right, one = (gold == chosen).all(axis=1)[:, None], np.ones((len(gold), 1))
    cells = pd.DataFrame(np.hstack([gold & chosen, gold, chosen, right, one]))
    by_group, k = cells.groupby(group).sum().to_numpy(np.float64), len(frames)

    def f1(sums: Floats) -> Floats:
        each = 2 * sums[:, :k] / (sums[:, k : 2 * k] + sums[:, 2 * k : 3 * k])
        mean, accuracy = np.nanmean(each, axis=1, keepdims=True), sums[:, [-2]] / sums[:, [-1]]
        return np.hstack([each, mean, accuracy])

    whole, rng = by_group.sum(axis=0, keepdims=True), np.random.default_rng(0)
    weights = np.concatenate([*draws(len(by_group), rng, resamples=_RESAMPLES)])
    hit, coded, called = whole[0, : 3 * k].reshape(3, k)
    n, predicted = len(gold), chosen.any(axis=1).sum()
    with np.errstate(invalid="ignore"):
        low, high = np.nanpercentile(f1(weights @ by_group), [2.5, 97.5], axis=0)
        precision, recall = hit / called, hit / coded
        rows = [*zip(frames, coded, called, precision, recall, strict=True)]
        rows += [("all frames", n, predicted, np.nanmean(precision), np.nanmean(recall))]
        rows += [("accuracy", n, predicted, np.nan, np.nan)]
        ends = zip(rows, f1(whole)[0], low, high, strict=True)
        return schema.table([(*row, *measured) for row, *measured in ends], schema.FRAME_REPORT)


def _listed(texts: Sequence[str]) -> list[str]:
    if isinstance(texts, str | pd.DataFrame):
        raise TypeError("texts must be a list or column of texts, not one text and no table")
    listed = list(texts)
    if odd := [i for i, text in enumerate(listed) if not isinstance(text, str)]:
        told = f"text {odd[0]} is {listed[odd[0]]!r}"
        raise ValueError(f"{told}, not a text; leave out rows without text")
    return listed


def _coded(texts: list[str], codes: Sequence[Any]) -> tuple[Any, Flags, bool]:
    """Return the frames, texts by frames, and whether a text may have several."""
    if len(texts) != len(codes):
        raise ValueError(f"there are {len(texts)} texts but {len(codes)} codes")
    if bare := [i for i, code in enumerate(codes) if any(map(pd.isna, _each(code)))]:
        raise ValueError(f"text {bare[0]} has no code; leave it out, or give an empty list")
    sets = [_labels(code) for code in codes]
    frames = sorted(set().union(*sets))
    if len(frames) < 2:
        raise ValueError(f"at least two frames are needed to learn from; the codes hold {frames}")
    if "frame" in frames:
        raise ValueError("a frame cannot be called 'frame': that is a column of the predictions")
    gold = np.array([[frame in found for frame in frames] for found in sets], dtype=bool)
    return np.array(frames), gold, any(isinstance(code, _SETS) for code in codes)


def _each(code: Any) -> Iterable[Any]:
    return code if isinstance(code, _SETS) else [code]


def _labels(code: Any) -> set[str]:
    return {str(label) for label in _each(code)}


def _grouped(texts: list[str], groups: Sequence[Any] | None) -> Integers:
    given = near_duplicates(texts).tolist() if groups is None else list(groups)
    if len(given) != len(texts):
        raise ValueError(f"there are {len(texts)} texts but {len(given)} groups")
    number = np.asarray(pd.factorize(pd.Series(given, dtype=object))[0], dtype=np.int64)
    if (number < 0).any():
        raise ValueError(f"text {int(number.argmin())} has no group")
    return number
