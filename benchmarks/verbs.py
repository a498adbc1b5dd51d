"""The pace of every verb, in units of ``str.split`` on the same text, and how two things grow.

``python benchmarks/verbs.py [--texts DIR] [--json FILE]``. DIR holds articles as .txt files (the
texts of an annotated set of news, for instance); without it the articles are constructed. CPU
time of one process, in one run; a first call of each verb reads its word lists and is not counted.
"""

from __future__ import annotations

import argparse
import io
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from timing import Figures, add, ratio, write

import newskit as nk
from newskit.generated import generate_news
from newskit.onepass import measure

_WORDS = "wartime_ecstasy"
# What `measure` does, each part called for itself.
PARTS = [
    "find_quotes",
    "split_voices, quotations given",
    "score_tone, news, of spans",
    "match_lexicon, of spans",
    "score_frames, of spans",
]


def articles_of(folder: Path | None) -> pd.DataFrame:
    """Return the articles to measure."""
    if folder is None:
        with tempfile.TemporaryDirectory() as made:
            return pd.read_parquet(generate_news(400, Path(made) / "news.parquet"))
    texts = [f.read_text(encoding="utf-8", errors="replace") for f in sorted(folder.glob("*.txt"))]
    ids = [f"a{i}" for i in range(len(texts))]
    return pd.DataFrame({"article_id": ids, "outlet": [i[-1] for i in ids], "text": texts})


def verbs(articles: pd.DataFrame) -> dict[str, Callable[[], object]]:
    """Return what is timed: each verb on *articles*."""
    words, quotes = nk.tokenize(articles), nk.find_quotes(articles)
    spans = nk.split_voices(articles, quotes)
    return {
        "score_tone, VADER": lambda: nk.score_tone(articles, model="vader"),
        "score_tone, news": lambda: nk.score_tone(articles, model="news"),
        "score_tone, news, of spans": lambda: nk.score_tone(articles, spans=spans),
        "find_quotes": lambda: nk.find_quotes(articles),
        "split_voices, quotations given": lambda: nk.split_voices(articles, quotes),
        "find_charges, quotations given": lambda: nk.find_charges(articles, quotes=quotes),
        "match_lexicon, loaded": lambda: nk.match_lexicon(articles, "loaded"),
        "match_lexicon, wartime_ecstasy": lambda: nk.match_lexicon(articles, _WORDS),
        "score_frames": lambda: nk.score_frames(articles, "policy_frames"),
        "tokenize": lambda: nk.tokenize(articles),
        "keyness, words given": lambda: nk.keyness(words, by="outlet"),
        "collocations, words given": lambda: nk.collocations(words, window=1),
        "match_lexicon, of spans": lambda: nk.match_lexicon(articles, _WORDS, spans=spans),
        "score_frames, of spans": lambda: nk.score_frames(articles, "generic_frames", spans=spans),
        "measure": lambda: measure(articles),
    }


def pace(figures: Figures, articles: pd.DataFrame) -> None:
    """Add the pace of each verb, and that of `measure` against its dearest part."""
    texts = articles["text"].tolist()
    size, seconds = sum(map(len, texts)), {}
    yard = _seconds(lambda: [text.split() for text in texts], 5)
    on = f"{len(texts)} articles, {size / 1e6:.1f} million characters"
    for name, work in verbs(articles).items():
        work()
        seconds[name] = _seconds(work, 3)
        add(figures, ("pace", on, f"{name}: Mchar/s"), [size / seconds[name] / 1e6], "-")
        add(figures, ("pace", on, f"{name}: times str.split"), [seconds[name] / yard], "-")
    half = seconds["score_tone, VADER"] / seconds["score_tone, news"]
    add(figures, ("pace", on, "news model: pace of VADER's path"), [half], ">= 0.5")
    parts = [seconds[name] for name in PARTS]
    whole, label = seconds["measure"], "measure / its dearest part"
    add(figures, ("pace", on, label), [whole / max(parts)], "<= 1.3")
    # What it must do, if nothing were shared: the cut of the texts and the door are paid once.
    add(figures, ("pace", on, "measure / the sum of its parts"), [whole / sum(parts)], "-")
    add(figures, ("pace", on, "measure: seconds"), [whole], "-")
    add(figures, ("pace", on, "its dearest part: seconds"), [max(parts)], "-")


def _seconds(work: Callable[[], object], repeats: int) -> float:
    found = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return sorted(found)[len(found) // 2]


def growth(figures: Figures) -> None:
    """Add how the time grows where it once grew with the square: 4 is linear."""
    short, long = "war, " * 2_400, "war, " * 9_600
    found = ratio(lambda: nk.explain_tone(long), lambda: nk.explain_tone(short), repeats=3)
    add(figures, ("growth", "four times the words", "explain_tone: times the time"), found, "<= 6")
    with tempfile.TemporaryDirectory() as folder:
        files = [_wide(Path(folder), columns) for columns in (4_000, 1_000)]
        found = ratio(*(lambda f=f: nk.read_articles(f) for f in files), repeats=3)
    what = ("growth", "four times the columns", "read_articles: times the time")
    add(figures, what, found, "<= 6")


def _wide(folder: Path, columns: int) -> Path:
    file = folder / f"{columns}.csv"
    table = io.StringIO()
    names = [f"c{i}" for i in range(columns)]
    pd.DataFrame([["Talks go on."] + ["x"] * columns], columns=["text", *names]).to_csv(table)
    file.write_text(table.getvalue(), encoding="utf-8")
    return file


def main() -> None:
    """Print the figures, and write them as JSON if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    figures: Figures = []
    pace(figures, articles_of(given.texts))
    growth(figures)
    write(figures, given.json, "--texts DIR")


if __name__ == "__main__":
    main()
