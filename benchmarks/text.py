"""How well and how fast sentences and words are found.

``python benchmarks/text.py --gold DIR [--json FILE]``. DIR holds ``sentences/gum_news.jsonl``: news
of the corpus GUM (Universal Dependencies) with the spans of its sentences and tokens; obtain it
from https://universaldependencies.org. The rival is NLTK without data files: Punkt, untrained but
given the abbreviations that newskit knows, and NLTKWordTokenizer.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

from timing import Figures, add, ratio, write

import newskit as nk
from newskit.text import boundaries, columns

Spans = set[tuple[int, int, int]]


def f1(found: Spans, gold: Spans) -> float:
    """Return the F1 of exact spans, in per cent."""
    return 200 * len(found & gold) / (len(found) + len(gold))


def curl(text: str) -> str:
    """Return *text* with curly marks, character for character."""
    text = re.sub(r"(^|[\s(\[])\"", r"\1“", text).replace('"', "”")
    return re.sub(r"(^|[\s(\[“])'", r"\1‘", text).replace("'", "’")


def accuracy(figures: Figures, file: Path) -> None:
    """Add the F1 of sentences and tokens, straight and curly."""
    articles = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    gold = {
        kind: {(i, *span) for i, a in enumerate(articles) for span in a[kind]}
        for kind in ("sentences", "tokens")
    }
    for style, setter in (("as printed", str), ("curly twin", curl)):
        texts = [setter(article["text"]) for article in articles]
        found = {
            kind: {(i, s[0], s[1]) for i, t in enumerate(texts) for s in noun(t)}
            for kind, noun in (("sentences", nk.sentences), ("tokens", nk.tokens))
        }
        ends, true = ({(i, b, b) for i, _, b in x["sentences"]} for x in (found, gold))
        data = f"GUM news, {style}"
        spans = f1(found["sentences"], gold["sentences"])
        add(figures, ("sentences", data, "F1 of sentence ends"), [f1(ends, true)], ">= 97.5")
        add(figures, ("sentences", data, "F1 of whole sentences"), [spans], "-")
        tokens = f1(found["tokens"], gold["tokens"])
        add(figures, ("tokens", data, "F1 of tokens"), [tokens], ">= 98.5")


def speed(figures: Figures, texts: list[str]) -> None:
    """Add how much faster the column is cut than by NLTK."""
    from nltk.tokenize.destructive import NLTKWordTokenizer
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

    known = PunktParameters()
    listed = [boundaries.WORDS[kind] for kind in ("titles", "links", "names", "units")]
    known.abbrev_types = {word.lower() for word in " ".join(listed).split()}
    punkt, words = PunktSentenceTokenizer(known), NLTKWordTokenizer()

    def rival() -> list[list[str]]:
        return [words.tokenize(s) for text in texts for s in punkt.tokenize(text)]

    columns.cut(texts)
    what = ("tokens", f"{len(texts)} articles", "times faster than Punkt + NLTKWordTokenizer")
    add(figures, what, ratio(rival, lambda: columns.cut(texts)), ">= 5")
    split = ("sentences", f"{len(texts)} articles", "times faster than Punkt")
    add(
        figures,
        split,
        ratio(lambda: [punkt.tokenize(t) for t in texts], lambda: columns.split(texts)),
        "-",
    )


def main() -> None:
    """Print the table, and write it as JSON if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    figures: Figures = []
    file = given.gold / "sentences" / "gum_news.jsonl"
    accuracy(figures, file)
    texts = [json.loads(line)["text"] for line in file.read_text(encoding="utf-8").splitlines()]
    # Other words in every copy, so that nothing can be remembered from one article to the next.
    altered = [t.replace(" the ", f" the{k} ") for k in range(8) for t in texts]
    speed(figures, altered)
    write(figures, given.json)


if __name__ == "__main__":
    main()
