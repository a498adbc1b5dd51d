"""Score quotations and their speakers against the human attributions of PolNeAR.

    python benchmarks/quotes.py --gold DIR [--json FILE]

DIR holds ``quotes/train`` and ``quotes/dev`` (articles and brat files of PolNeAR 1.0.0, from its
authors); DIR or ``DIR/quotes`` holds ``score_quotes.py``, the scorer that defines every figure.
Intervals resample articles. The marks are also rewritten in three styles, which must change
nothing, and the time is taken for one text and for the same text many times over, which must cost
as many times as much; so must texts made to be slow.
"""

from __future__ import annotations

import argparse
import collections
import importlib.util
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from figures import RESAMPLES, show

from newskit import find_quotes, quotes, read_articles
from newskit.text.names import find as find_names
from newskit.text.names import is_title

COMMAND = "python benchmarks/quotes.py --gold DIR"
CAST = Path(__file__).parents[1] / "corpora" / "cast"
HUMAN = {"joint": 0.958, "q_exact": 0.983, "scareq": 0.765, "spc_cue": 0.910, "spc_source": 0.911}
HUMAN |= {"spc_content50": 0.883, "ind_cue": 0.774, "ind_source": 0.801}
HUMAN |= {"spc_triple": 0.851, "ind_triple": 0.695}
NAMES = {
    "q_exact": "marked quotation F1",
    "joint": "quotation and speaker F1",
    "scareq": "scare quote F1",
    "spc_cue": "reported speech: cue F1",
    "spc_source": "reported speech: source F1",
    "spc_content50": "reported speech: content F1",
    "spc_triple": "reported speech: cue, source and content F1",
    "ind_triple": "speech and thought: cue, source and content F1",
    "ind_cue": "speech and thought: cue F1",
    "ind_source": "speech and thought: source F1",
}
STYLES = {
    "curly": ("“", "”"),
    "straight": ('"', '"'),
    "doubled": ("''", "''"),
}


HOSTILE = [
    *("\" “ ” ‘ ’ ' « `` '' “” ‘’ ‘“ ''``".split()),
    *("“a |x ‘a |‘bs’ c ‘|said “a |“a” said |Holm said “a” and |X: “a” |“a\n\n|\n- A".split("|")),
    *(
        "X told Y that |he said she said |said |according to |(a b) |.) |Vale |A. |, |- |a".split(
            "|"
        )
    ),
    *("President |Ann Lee, |Q: A: |\n|the ambassador said. |“We rest,” said Ann Lee. ".split("|")),
]


def load_scorer(folder: Path) -> Any:
    name = "score_quotes.py"
    where = folder / name if (folder / name).exists() else folder / "quotes" / name
    spec = importlib.util.spec_from_file_location("score_quotes", where)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.DATA = str(folder / "quotes")
    return module


def predictions(text: str) -> Iterator[dict[str, Any]]:
    """Yield the rows in the scorer's form; it counts nested quotations with the outer one."""
    for q in quotes(text):
        if q.kind != "scare" and q.marks != "nested":
            yield {
                "quote_start": q.start,
                "quote_end": q.end,
                "speaker_start": q.speaker_start,
                "speaker_end": q.speaker_end,
                "cue_start": q.cue_start,
                "cue_end": q.cue_end,
            }


def counts(scorer: Any, golds: list[Any]) -> list[Any]:
    found = []
    for gold in golds:
        c = scorer.Counts()
        scorer.score_doc(gold, list(predictions(gold.text)), c)
        found.append(c)
    return found


def f1(c: Any, name: str) -> float:
    return 2 * c[name + ".tp"] / max(1, c[name + ".gold"] + c[name + ".pred"])


def accuracy(c: Any, _: str) -> float:
    return c["spk.ov"] / max(1, c["spk.matched"])


def interval(by_article: list[Any], score: Any, name: str) -> dict[str, float]:
    rng, n = np.random.default_rng(0), len(by_article)
    keys = sorted({k for c in by_article for k in c if k.startswith(("spk.", name + "."))})
    table = np.array([[c[k] for k in keys] for c in by_article], dtype=float)

    def of(sums: Any) -> float:
        return float(score(collections.Counter(dict(zip(keys, sums, strict=True))), name))

    draws = [of(table[rng.integers(0, n, n)].sum(axis=0)) for _ in range(RESAMPLES)]
    low, high = np.percentile(draws, [2.5, 97.5])
    return {"value": of(table.sum(axis=0)), "low": float(low), "high": float(high)}


def row(data: str, metric: str, scored: dict[str, float], n: int, against: str) -> dict[str, Any]:
    return {
        "measure": "find_quotes",
        "data": data,
        "metric": metric,
        **scored,
        "n": n,
        "comparison": against,
    }


def figures(by_article: list[Any], part: str) -> list[dict[str, Any]]:
    n = len(by_article)
    data = f"PolNeAR {part} (Newell et al. 2018)"
    rows = [
        row(data, metric, interval(by_article, f1, name), n, f"people agree at {HUMAN[name]:.3f}")
        for name, metric in NAMES.items()
    ]
    speakers = interval(by_article, accuracy, "spk")
    return [*rows, row(data, "speaker right, of quotations found", speakers, n, "people 0.979")]


def outlets(golds: list[Any], by_article: list[Any], part: str) -> list[dict[str, Any]]:
    names = sorted({g.doc.split("_")[0] for g in golds})
    rows = []
    for name in names:
        own = [c for g, c in zip(golds, by_article, strict=True) if g.doc.startswith(name)]
        data = f"PolNeAR {part}, {name}"
        rows.append(
            row(data, NAMES["joint"], interval(own, f1, "joint"), len(own), "other outlets")
        )
    return rows


def rewritten(scorer: Any, golds: list[Any]) -> list[dict[str, Any]]:
    """Score the same articles with all double marks in one style; letters keep their order."""
    rows = []
    for style, (opening, closing) in STYLES.items():
        total = scorer.Counts()
        for gold in golds:
            text, where = rewrite(scorer, gold.text, opening, closing)
            moved = [{k: _back(where, v) for k, v in p.items()} for p in predictions(text)]
            scorer.score_doc(gold, moved, total)
        value = f1(total, "joint")
        scored = {"value": value, "low": value, "high": value}
        rows.append(
            row(f"PolNeAR dev, {style} marks", NAMES["joint"], scored, len(golds), "as printed")
        )
    return rows


def rewrite(scorer: Any, text: str, opening: str, closing: str) -> tuple[str, list[int]]:
    """Return *text* with its double marks in one style, and where each character came from."""
    pieces, where, at = [], [], 0
    for m in scorer.MARK.finditer(text):
        mark = closing if scorer._orient(text, *m.span()) == "c" else opening
        pieces += [text[at : m.start()], mark]
        where += [*range(at, m.start()), *[m.start()] * len(mark)]
        at = m.end()
    return "".join([*pieces, text[at:]]), [*where, *range(at, len(text) + 1)]


def _back(where: list[int], place: int | None) -> int | None:
    return None if place is None else where[place]


def names(texts: list[str], data: str) -> list[dict[str, Any]]:
    """Count names that run over the end of a sentence, and he and she who are no persons."""
    glued = pronouns = strange = 0
    for text in texts:
        for q in quotes(text):
            words = (q.speaker_name or "").split()
            glued += any(w.endswith(".") and not _stays(w) for w in words[:-1])
            if q.speaker and q.speaker.lower() in ("he", "she") and words:
                pronouns += 1
                kind = [n.kind for n in find_names(q.speaker_name or "")]
                strange += q.speaker_kind != "person" or kind in (["place"], ["institution"])
    return [
        row(data, "names over the end of a sentence", _exactly(glued), len(texts), "0"),
        row(data, "he and she who are no person", _exactly(strange), pronouns, "0"),
    ]


def _stays(word: str) -> bool:
    """Tell a full stop that belongs to a name: "J.", "Jr.", "Mr."."""
    return len(word) <= 4 or word.count(".") > 1 or is_title(word)


def _exactly(value: float) -> dict[str, float]:
    return dict.fromkeys(("value", "low", "high"), value)


def resolved(folder: Path, data: str) -> list[dict[str, Any]]:
    """Return precision and recall of resolved names, by the form in which speakers are printed."""
    gold = pd.read_csv(folder / "speakers.csv", keep_default_na=False)
    found = find_quotes(read_articles(folder / "texts")).drop(columns=["start", "end"])
    pairs = gold.merge(found.fillna({"speaker_name": ""}), on="article_id", suffixes=("", "_found"))
    over = (pairs["speaker_start"] < pairs["end"]) & (pairs["speaker_end"] > pairs["start"])
    first = pairs[over].drop_duplicates(["article_id", "start"])
    rows = []
    for form, own in [("all", first), *first.groupby("form")]:
        marked = len(gold) if form == "all" else int((gold["form"] == form).sum())
        right = int((own["speaker_name"] == own["speaker_name_found"]).sum())
        given = int((own["speaker_name_found"] != "").sum())
        silent = int(((own["speaker_name"] == "") & (own["speaker_name_found"] == "")).sum())
        if given:
            precision = _exactly((right - silent) / given)
            rows.append(row(data, f"names right, of those given: {form}", precision, given, "-"))
        rows.append(row(data, f"speakers right: {form}", _exactly(right / marked), marked, "-"))
    return rows


def speed(golds: list[Any]) -> list[dict[str, Any]]:
    text = "\n\n".join(re.sub(r"\n+", "\n\n", g.text) for g in golds)[:100_000]
    rates = {}
    for times in (1, 10):
        long = (text + "\n\n") * times
        start = time.process_time()
        quotes(long)
        rates[times] = len(long) / (time.process_time() - start)
    one, ten = rates[1], rates[10]
    return [
        row(
            "PolNeAR dev, 1 MB",
            "characters a second",
            dict.fromkeys(("value", "low", "high"), ten),
            1,
            "0.1 MB",
        ),
        row(
            "PolNeAR dev",
            "cost of 1 MB over 10 x 0.1 MB",
            dict.fromkeys(("value", "low", "high"), one / ten),
            1,
            "linear 1.0",
        ),
    ]


def seconds(text: str) -> float:
    start = time.process_time()
    quotes(text)
    return time.process_time() - start


def name(n: int) -> str:
    """Return a name of its own for each number; the words are made up."""
    letters = "".join("bdfglmnprstv"[n // 12**k % 12] + "aeio"[n // 4**k % 4] for k in range(5))
    return f"{letters[:4].capitalize()} {letters[4:].capitalize()}"


def hostile() -> list[dict[str, Any]]:
    """Time texts made to be slow, and one with very many people, at 0.1 and at 1 MB."""
    texts = {shape: shape * (1_000_000 // len(shape)) for shape in HOSTILE}
    texts["names"] = " ".join(f"“We rest,” said {name(n)}. She left." for n in range(26_000))
    took = {shape: (seconds(text[:100_000]), seconds(text)) for shape, text in texts.items()}
    slow = max(took, key=lambda shape: took[shape][1])
    # Times below 0.05 s are too short to divide by.
    growth = {shape: b / a for shape, (a, b) in took.items() if a > 0.05}
    steep = max(growth, key=growth.__getitem__)
    data = f"{len(texts)} texts made to be slow"
    found = [
        (f"seconds for 1 MB, slowest: {slow!r}", took[slow][1], "goal <= 5"),
        (f"time for 1 MB over 0.1 MB, steepest: {steep!r}", growth[steep], "linear 10"),
    ]
    return [
        row(data, metric, dict.fromkeys(("value", "low", "high"), value), 1, against)
        for metric, value, against in found
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--names", type=Path, help="a folder like corpora/cast, with its own marks")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    scorer = load_scorer(options.gold)
    rows: list[dict[str, Any]] = []
    for part in ("train", "dev"):
        golds = scorer.load(part)
        by_article = counts(scorer, golds)
        rows += figures(by_article, part)
        rows += outlets(golds, by_article, part)
        rows += names([gold.text for gold in golds], f"PolNeAR {part}")
        rows += rewritten(scorer, golds) if part == "dev" else []
    rows += resolved(CAST, "cast, constructed")
    rows += resolved(options.names, "names marked by hand") if options.names else []
    show([*rows, *speed(golds), *hostile()], COMMAND, options.json)


if __name__ == "__main__":
    main()
