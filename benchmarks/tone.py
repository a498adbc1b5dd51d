"""How well tone agrees with people: the validity table of the news model and of score_targets.

    python benchmarks/tone.py --gold DIR [--vectors vectors.npz] [--json FILE]

Needs the folder of human ratings (Hutto & Gilbert 2014; NewsMTSC, Hamborg & Donnay 2021). The news
model and the trained weights are fitted anew without each tenth of the articles, and scored on that
tenth: this needs vectors.npz (see word_vectors.py). Intervals: 95 %, articles drawn with
replacement 300 times.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import fit_towards
import numpy as np
import pandas as pd
from fit_news_tone import Rated, design, fit, known, load

import newskit as nk
from newskit.text import columns
from newskit.tone import neutral, news, vader_columns
from newskit.tone import targets as towards

NYT = "news sentences (Hutto & Gilbert 2014)"
MTSC = "NewsMTSC (Hamborg & Donnay 2021), part"
CHALLENGE = Path(__file__).parent.parent / "corpora" / "tone_challenge"
BANDS = (0.0, 0.15, 0.25, 0.35, 0.5)
# A homograph is no praise if the tone stays this close to 0; VADER's bound is its authors' own.
SILENT = {"news": 0.35, "vader": 0.05}
DRAWS = 300

Figure = dict[str, object]


def pearson(table: pd.DataFrame) -> float:
    return float(np.corrcoef(table["tone"], table["rating"])[0, 1])


def pearson_of_articles(table: pd.DataFrame) -> float:
    return pearson(table.groupby("article", as_index=False)[["tone", "rating"]].mean())


def sign(table: pd.DataFrame) -> float:
    clear = table[table["rating"].abs() > 0.5]
    return float((np.sign(clear["tone"]) == np.sign(clear["rating"])).mean())


def macro_f1(table: pd.DataFrame) -> float:
    scores = []
    for k in range(3):
        said, true = table["label"] == k, table["code"] == k
        scores.append(2 * (said & true).sum() / max(1, said.sum() + true.sum()))
    return float(np.mean(scores))


def interval(
    table: pd.DataFrame, statistic: Callable[[pd.DataFrame], float]
) -> tuple[float, float]:
    """Return the 95 % interval of *statistic*, articles drawn with replacement."""
    rng = np.random.default_rng(0)
    number, _ = pd.factorize(table["article"])
    rows = pd.Series(np.arange(len(table))).groupby(number).apply(np.array).tolist()
    values = []
    for _ in range(DRAWS):
        drawn = rng.integers(0, len(rows), len(rows))
        sample = table.iloc[np.concatenate([rows[i] for i in drawn])]
        again = np.repeat(np.arange(len(rows)), [len(rows[i]) for i in drawn])
        values.append(statistic(sample.assign(article=again)))
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)


def figure(
    measure: str, data: str, metric: str, table: pd.DataFrame, *, compared: str = ""
) -> Figure:
    """Return a figure with its interval."""
    statistic = METRICS[metric]
    low, high = interval(table, statistic)
    return {
        "measure": measure,
        "data": data,
        "metric": metric,
        "value": round(statistic(table), 4),
        "low": round(low, 4),
        "high": round(high, 4),
        "n": len(table),
        "comparison": compared,
    }


METRICS = {
    "r": pearson,
    "r of article means": pearson_of_articles,
    "sign right where |rating| > 0.5": sign,
    "macro-F1": macro_f1,
}
PEOPLE = {"r": "one rater .71, two .82 (people)"}


def three(values: pd.Series, band: float) -> np.ndarray:
    """Return the class of each value: 0 below -band, 2 above band, 1 between."""
    return 1 + (values > band).astype(int) - (values < -band).astype(int)


def vader_tone(texts: list[str]) -> np.ndarray:
    scores = vader_columns.score(texts)
    return np.where(scores.scored > 0, scores.compound, 0.0)


def refitted(rated: Rated, vectors: Path) -> np.ndarray:
    """Return the tone of each text of news by a model fitted without its tenth of the articles.

    A silent sentence gets the base: what the model expects of a sentence it knows nothing of.
    """
    x = design(rated, known(vectors))
    nyt = np.flatnonzero(rated.genre == "nyt")
    fold = np.full(len(rated.text), -1)
    fold[nyt] = fit_towards.folds(rated.article[nyt])
    w = neutral.spoken(columns.cut(rated.text), rated.text)
    among, tone = news.whole(w, rated.text), np.zeros(len(rated.text))
    for k in range(10):
        valence, base = fit(rated, x, fold != k)
        table = news.Table(
            {name: v for name, v in zip(x.words, valence, strict=True) if v}, base, ""
        )
        said = news.score(w, among, table).tone
        tone[fold == k] = np.where(np.isnan(said), base, said)[fold == k]
    return tone


def sentence_figures(rated: Rated, vectors: Path | None) -> list[Figure]:
    """Return how tone agrees with rated news sentences, and VADER with the other genres."""
    tones = {"vader": vader_tone(rated.text)}
    if vectors:
        tones["news (fitted without the article)"] = refitted(rated, vectors)
    found = []
    for model, tone in tones.items():
        whole = pd.DataFrame({"article": rated.article, "rating": rated.rating, "tone": tone})
        table = whole[rated.genre == "nyt"]
        found += [
            figure(model, NYT, metric, table, compared=PEOPLE.get(metric, ""))
            for metric in list(METRICS)[:3]
        ]
        for band in BANDS if model != "vader" else (0.05,):
            coded = table.assign(label=three(table["tone"], band), code=three(table["rating"], 0.5))
            found.append(figure(f"{model}, neutral within {band:g}", NYT, "macro-F1", coded))
    whole = pd.DataFrame({"rating": rated.rating, "tone": tones["vader"]})
    for genre in ("reviews_amazon", "reviews_movies", "tweets"):
        table = whole[rated.genre == genre].assign(article=lambda t: np.arange(len(t)))
        found.append(figure("vader", f"{genre} (Hutto & Gilbert 2014)", "r", table))
    return found


def target_figures(gold: Path, vectors: Path | None) -> list[Figure]:
    """Return how score_targets agrees with coded mentions."""
    given = fit_towards.coded(gold)
    frame = pd.DataFrame({"article": given.article, "code": given.label})
    texts = [given.texts[m.text] for m in given.mentions]
    vader = vader_tone(texts)
    labels = {"vader, the sentence": 1 + (vader >= 0.05).astype(int) - (vader <= -0.05)}
    if vectors:
        near = towards.words_near(
            given.texts, given.mentions, fit_towards.blind_valences(gold, vectors)
        )
        labels["score_targets, rules"] = towards._rules(near)[1]
        scores = fit_towards.held_out(fit_towards.matrix(near, known(vectors)), given)
        full = np.column_stack([scores[:, 0], np.zeros(len(scores)), scores[:, 1]])
        labels["score_targets, trained without the article"] = full.argmax(axis=1)
    return [
        figure(name, MTSC, "macro-F1", frame.assign(label=label), compared="people .86")
        for name, label in labels.items()
    ]


def challenge_figures() -> list[Figure]:
    """Return the share of the challenge set that each model reads right, by phenomenon."""
    files = ("challenge.tsv", "rapture_and_irony.tsv")
    table = pd.concat([pd.read_csv(CHALLENGE / f, sep="\t", quoting=3) for f in files])
    tones = {
        model: np.array([nk.valence(text, model=model) for text in table["text"]])
        for model in ("news", "vader")
    }
    found = []
    for model, tone in tones.items():
        tone = np.nan_to_num(tone)
        silent = np.abs(tone) <= SILENT[model]
        right = np.where(table["expected"] == 0, silent, tone * table["expected"] > 0)
        new = table["phenomenon"].isin(["war rapture", "rapture without war", "irony"]).to_numpy()
        groups = {"first 143": right[~new], "60 written later": right[new]}
        groups |= {
            name: right[table["phenomenon"] == name] for name in table["phenomenon"].unique()
        }
        for name, values in groups.items():
            found.append(share(model, name, np.asarray(values, dtype=float)))
    return found


def share(model: str, phenomenon: str, right: np.ndarray) -> Figure:
    """Return a share with its Wilson interval."""
    n, p, z = len(right), right.mean(), 1.96
    middle, half = p + z * z / (2 * n), z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = ((middle + s * half) / (1 + z * z / n) for s in (-1, 1))
    return {
        "measure": model,
        "data": f"tone challenge (constructed by us): {phenomenon}",
        "metric": "sign right",
        "value": round(float(p), 4),
        "low": round(float(low), 4),
        "high": round(float(high), 4),
        "n": n,
        "comparison": "",
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--gold", type=Path, required=True)
    options.add_argument("--vectors", type=Path)
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()
    figures = sentence_figures(load(chosen.gold), chosen.vectors)
    figures += target_figures(chosen.gold, chosen.vectors) + challenge_figures()
    for f in figures:
        print("{measure:42} {data:58} {metric:32} {value:6.3f} [{low:.3f}, {high:.3f}]".format(**f))
    if chosen.json:
        command = "python benchmarks/tone.py --gold DIR --vectors vectors.npz"
        told = {"command": command, "date": date.today().isoformat(), "figures": figures}
        chosen.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
