"""Frames against human codes: headlines on guns, coded with one of nine frames each.

``python benchmarks/frames.py --gold DIR [--json FILE]``. DIR holds ``frames/gun_headlines.csv``
(columns headline, frame): the Gun Violence Frame Corpus of Liu et al. (2019), to be had from its
authors. Nothing that ships is learned from it; the codebook ``gun_policy`` was written by hand,
and revised once after reading about fifty headlines it had got wrong: other headlines decide.
Headlines that share most of their words are never separated between learning and testing, and are
resampled together for the intervals.
"""

from __future__ import annotations

import argparse
import warnings
from pathlib import Path
from typing import Any

import figures as fig
import numpy as np
import pandas as pd

import newskit as nk
from newskit.reading.duplicates import near_duplicates

DATA = "GVFC headlines (Liu et al. 2019)"
NAMES = {
    "2nd Amendment rights": "second_amendment",
    "School or public space safety": "school_or_public_space_safety",
}


def read_headlines(gold: Path) -> tuple[list[str], list[str]]:
    """Return the headlines and their frames, by the names of the shipped codebook."""
    table = pd.concat(map(pd.read_csv, fig.files(gold / "frames", "gun_headlines*.csv")))
    frames = table["frame"].map(lambda name: NAMES.get(name, name.lower().replace(" ", "_")))
    return table["headline"].tolist(), frames.tolist()


def by_codebook(texts: list[str]) -> list[str]:
    """Return the frame with most cues: the first listed of equals, politics without any."""
    articles = pd.DataFrame({"article_id": map(str, range(len(texts))), "text": texts})
    table = nk.score_frames(articles, "gun_policy")
    order = list(nk.read_lexicon("gun_policy").categories)
    hits = table["hits"].to_numpy().reshape(len(texts), len(order))
    return [order[row.argmax()] if row.any() else "politics" for row in hits]


def by_model(texts: list[str], frames: list[str], group: Any, **options: Any) -> pd.DataFrame:
    """Return predictions for each text by a model that has not seen its group."""
    from sklearn.model_selection import StratifiedGroupKFold

    parts = []
    folds = StratifiedGroupKFold(5, shuffle=True, random_state=0)
    for seen, unseen in folds.split(texts, frames, group):
        model = nk.FrameModel(**options)
        model.fit([texts[i] for i in seen], [frames[i] for i in seen], group[seen])
        parts.append(model.table(pd.Series([texts[i] for i in unseen], index=unseen)))
    return pd.concat(parts).sort_index()


def by_words(texts: list[str], frames: list[str], group: Any) -> list[str]:
    """Return the predictions of the usual baseline: TF-IDF of words and a linear SVM."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.model_selection import GroupKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), LinearSVC())
    return cross_val_predict(model, texts, frames, groups=group, cv=GroupKFold(5)).tolist()


def calibration_error(prediction: pd.DataFrame, frames: list[str]) -> float:
    """Return the mean distance between probability and share of right frames, in ten bins."""
    sure = prediction.drop(columns="frame").max(axis=1).to_numpy()
    right = (prediction["frame"] == frames).to_numpy()
    bins = np.minimum((sure * 10).astype(int), 9)
    gaps = [abs(sure[bins == b].sum() - right[bins == b].sum()) for b in np.unique(bins)]
    return float(sum(gaps) / len(right))


def compare(texts: list[str], frames: list[str]) -> list[dict[str, Any]]:
    """Return accuracy and F1 of each way to predict, and F1 of each frame."""
    group, names = near_duplicates(texts), sorted(set(frames))
    model = by_model(texts, frames, group)
    ways = {
        "FrameModel": model["frame"].tolist(),
        "FrameModel without cues": by_model(texts, frames, group, cues=())["frame"].tolist(),
        "codebook gun_policy, untrained": by_codebook(texts),
        "baseline model: TF-IDF of words, linear SVM": by_words(texts, frames, group),
        "baseline model: most frequent frame": [pd.Series(frames).mode()[0]] * len(frames),
    }
    found = []
    gold = np.array([[f == name for name in names] for f in frames])
    for way, predicted in ways.items():
        hit = np.array([[p == name for name in names] for p in predicted])
        by_unit = fig.cells(gold, hit, group)
        for metric, score in (("accuracy", accuracy), ("macro-F1", fig.macro_f1)):
            row = {"measure": way, "data": DATA, "metric": metric, **fig.scored(by_unit, score)}
            found.append({**row, "n": len(texts), "comparison": "human code"})
        if way in ("FrameModel", "codebook gun_policy, untrained"):
            found += per_frame(way, names, by_unit)
    error = {"value": calibration_error(model, frames), "low": None, "high": None}
    row = {"measure": "FrameModel", "data": DATA, "metric": "calibration error", **error}
    return [*found, {**row, "n": len(texts), "comparison": "share right in ten bins"}]


def accuracy(cells: Any) -> Any:
    """Return the share of headlines whose frame is right."""
    return cells[..., 0].sum(axis=-1) / cells[..., 1].sum(axis=-1)


def per_frame(way: str, names: list[str], by_unit: Any) -> list[dict[str, Any]]:
    """Return F1 of each frame."""
    return [
        {
            "measure": way,
            "data": DATA,
            "metric": f"F1 of {name}",
            **fig.scored(by_unit[:, k], fig.f1),
            "n": int(by_unit[:, k, 1].sum()),
            "comparison": "human code",
        }
        for k, name in enumerate(names)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    warnings.simplefilter("error", nk.NewskitWarning)
    found = compare(*read_headlines(options.gold))
    fig.show(found, "python benchmarks/frames.py --gold DIR", options.json)


if __name__ == "__main__":
    main()
