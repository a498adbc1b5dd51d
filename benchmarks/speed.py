"""How fast tone is computed, how the work grows, and that every digit is vaderSentiment's.

``python benchmarks/speed.py [--gold DIR] [--exact 100000] [--json FILE]``. All figures are ratios
of CPU time in one run. Without DIR the texts are constructed; DIR holds ``tone/*.tsv``, the rated
texts of Hutto & Gilbert (2014), which the repository of vaderSentiment offers.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from timing import Figures, add, ratio, write
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

import newskit as nk
from newskit.generated import generate_news
from newskit.reading.article import articles_table
from newskit.text import columns
from newskit.tone import vader, vader_columns

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from tests import hostile

original = SentimentIntensityAnalyzer().polarity_scores
SETS = ("nyt", "reviews_amazon", "reviews_movies", "tweets")


def constructed(count: int) -> list[str]:
    """Return sentences of constructed news."""
    with tempfile.TemporaryDirectory() as made:
        articles = pd.read_parquet(generate_news(count // 10, Path(made) / "news.parquet"))
    return [s.words for text in articles["text"] for s in nk.sentences(text)][:count]


def rated(gold: Path, sets: Sequence[str] = SETS) -> list[str]:
    """Return the rated texts of *sets*, shuffled."""
    texts = [
        line.split("\t")[-1]
        for name in sets
        for line in (gold / "tone" / f"{name}.tsv").read_text(encoding="utf-8").split("\n")
        if line
    ]
    random.Random(0).shuffle(texts)
    return texts


def by_original(texts: Iterable[str]) -> list[list[float]]:
    """Return the four scores of the package for each straightened text."""
    return [list(original(nk.straighten(text)).values()) for text in texts]


def differing(texts: list[str]) -> int:
    """Return how many values differ from the package's, from the arrays and from the loops."""
    wanted = np.array(by_original(texts))
    arrays = np.stack(vader_columns.score(texts)[:4], axis=1)
    loops = np.array([vader.score(text)[:4] for text in texts])
    return int((arrays != wanted).sum() + (loops != wanted).sum())


def exactness(figures: Figures, texts: list[str], count: int) -> None:
    """Add the number of differing values."""
    what = ("tone", f"{len(texts):,} texts", "values that differ from vaderSentiment")
    add(figures, what, [float(differing(texts))], "0")
    if count:
        blocks = [
            list(hostile.texts(min(20_000, count), seed)) for seed in range(-(-count // 20_000))
        ]
        what = ("tone", f"{count:,} hostile texts", "values that differ from vaderSentiment")
        add(figures, what, [float(sum(map(differing, blocks)))], "0")


def columns_of_sentences(figures: Figures, texts: list[str]) -> None:
    """Add how much faster columns of many sizes are scored than by the package."""
    vader_columns.score(texts)
    single = texts[:500]
    found = ratio(
        lambda: by_original(single), lambda: [nk.valence(text, model="vader") for text in single]
    )
    add(figures, ("tone", "one text at a time", "times faster than vaderSentiment"), found, ">= 1")
    for size, goal in ((100, ">= 5"), (1_000, ">= 15"), (20_000, ">= 20")):
        some = texts[:size]
        found = ratio(
            lambda some=some: by_original(some), lambda some=some: vader_columns.score(some)
        )
        add(
            figures,
            ("tone", f"{len(some):,} texts", "times faster than vaderSentiment"),
            found,
            goal,
        )


def long_texts(figures: Figures, texts: list[str]) -> None:
    """Add how much faster one long text is scored, and how the time grows."""
    words = " ".join(texts).split()
    long, longer = (" ".join(words[:n]) for n in (7_700, 77_000))
    found = ratio(lambda: by_original([long]), lambda: vader_columns.score([long]), repeats=3)
    add(
        figures,
        ("tone", "one text of 7,700 words", "times faster than vaderSentiment"),
        found,
        ">= 150",
    )
    grown = ratio(lambda: vader_columns.score([longer]), lambda: vader_columns.score([long]))
    add(figures, ("tone", "one text of 77,000 / 7,700 words", "times the time"), grown, "<= 12")


def whole_articles(figures: Figures, texts: list[str]) -> None:
    """Add the cost of articles: straighten, sentences, tone."""
    from nltk.tokenize.punkt import PunktSentenceTokenizer

    articles = [
        "\n\n".join([" ".join(texts[k : k + 3]) for k in range(i, i + 24, 3)])
        for i in range(0, len(texts), 24)
    ]
    table = articles_table([nk.Article(str(i), text) for i, text in enumerate(articles)])
    punkt = PunktSentenceTokenizer()

    def rival() -> None:
        for text in articles:
            by_original(punkt.tokenize(text))

    what = f"{len(articles)} articles"
    found = ratio(rival, lambda: nk.score_tone(table, model="vader"), repeats=3)
    add(
        figures,
        ("tone", what, "score_tone: times faster than Punkt + vaderSentiment"),
        found,
        ">= 20",
    )
    split = ratio(
        lambda: nk.score_tone(table, model="vader"), lambda: [text.split() for text in articles]
    )
    add(figures, ("tone", what, "score_tone: times the time of str.split"), split, "<= 5")
    cut = columns.cut(articles)
    weights = np.arange(len(cut.vocabulary), dtype=np.float64)
    sums: Callable[[], object] = lambda: np.bincount(cut.words.sentence, weights[cut.words.id])  # noqa: E731
    more = ratio(sums, lambda: columns.cut(articles))
    add(
        figures,
        ("tone", what, "a second lexicon: % of tokenising"),
        [100 * x for x in more],
        "<= 10",
    )


def hostile_sizes(figures: Figures) -> None:
    """Add the seconds that texts of a megabyte without structure take."""
    texts = {
        "1 MB without blanks": "a" * 1_000_000,
        "1 MB of quotation marks": '"' * 1_000_000,
        "1 MB of curly marks": "“" * 1_000_000,
        "100,000 openers": '("' * 100_000,
        "1 MB of full stops and blanks": ". " * 500_000,
        "500,000 blank lines": "\n \n" * 300_000,
        "100,000 times good but": "good but " * 100_000,
    }
    for name, text in texts.items():
        start = time.process_time()
        nk.sentences(text)
        nk.tokens(text)
        vader_columns.score([text])
        add(
            figures,
            ("tone", name, "seconds: sentences, tokens, tone"),
            [time.process_time() - start],
            "<= 5",
        )


def main() -> None:
    """Print the table, and write it as JSON if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--exact", type=int, default=0, help="hostile texts to compare")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    texts = rated(given.gold) if given.gold else constructed(20_000)
    figures: Figures = []
    exactness(figures, texts, given.exact)
    columns_of_sentences(figures, texts)
    long_texts(figures, texts)
    whole_articles(figures, 3 * rated(given.gold, ["nyt"]) if given.gold else texts)
    hostile_sizes(figures)
    write(figures, given.json)


if __name__ == "__main__":
    main()
