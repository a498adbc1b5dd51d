"""Exchange names, offices, peoples, faiths, parties, numbers, and see whether a score moves.

    python benchmarks/swaps.py [--json FILE] [--docs docs/neutrality.md]

A sentence frame is filled with every word of a category; a measure that takes no side gives all of
them one score. Printed for each category: how many fillings, and the spread of the tone (largest
less smallest, the worst frame; silence counts as 0), of the news model and of VADER's compound.
Some frames are plain (they ought to be silent), some judge: there the score may not move either.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

import newskit as nk
from newskit.text import names
from newskit.tone import neutral

# Largest difference that a swap may make, on a scale from -4 to 4.
LIMIT = 0.05
# Names that are judging words as well: the hard ones.
NAMES = """
    Hope Grace Joy Faith Charity Mercy Honor Rich Frank Rose Ada Olga Fatima Wei Darnell
    Ahmed Ivan Moshe Lupe Kwame Anders Mary John Aisha Dmitry Chloe Jamal Emily Juan Priya
    Yuki Tamika Lakisha Brad Connor Shaniqua
""".split()
LAST = """
    Holm Gore Savage Love Strong Wise Moody Young Swift Power Bliss Payne Goodman Killer
    Falk Petrov Cohen Nguyen Garcia Hussein Washington Smith Best Bright Bitter Hurt Brave
    Noble Friend Winner
""".split()
REPORTED = """
    said told added noted stated claimed argued insisted explained announced declared
    admitted acknowledged conceded denied confirmed revealed reported remarked observed
    replied answered responded suggested alleged asserted maintained contended warned
    predicted recalled repeated stressed emphasized believed thought wrote mentioned
    complained boasted joked quipped lamented vowed
""".split()
NUMBERS = """
    1 2 5 7 13 86 143 182 187 666 911 1337 1432 1983 2,000 1,948 3.5 two three seven ten
    twelve forty hundred thousand million
""".split()
FUNCTION = """
    in on at by near under over behind before after with without against from about above
    despite
""".split()
TITLED = """
    Mr. Mrs. Ms. Dr. President Senator Secretary Minister General Judge Captain Professor
    Chairman Pope Rabbi Imam Bishop King Queen Prince Lord Lady Sir Sheikh Governor Mayor
""".split()
NAMED = [
    "Super Tuesday",
    "Great Barrier Reef",
    "Liberty Bell",
    "Hope Street",
    "Battle Creek",
    "Death Valley",
    "Grand Canyon",
    "Justice Department",
    "Peace Palace",
    "Cape Fear",
    "Good Friday",
    "Freedom Tower",
    "Victory Square",
    "Big Horn",
    "Fort Worth",
    "Port Lenz",
    "Brenn",
    "Moscow",
    "Baghdad",
    "Fairbanks",
]


def plural(word: str) -> str:
    """Return *word* for more than one."""
    if word.endswith("man"):
        return word[:-3] + "men"
    if word.endswith(("s", "x", "ch", "sh")):
        return word + "es"
    return word[:-1] + "ies" if word.endswith("y") else word + "s"


def single(category: str) -> list[str]:
    """Return the words of a category of names.toml that are one word of letters."""
    banned = set(neutral.data()["except"]["words"])
    return sorted(w for w in names.words(category) if w.isalpha() and w not in banned)


def categories() -> dict[str, tuple[list[str], list[str]]]:
    """Return the sentence frames of each category, and what fills them."""
    people = [
        "{} met the council on Monday.",
        "{} praised the plan.",
        "The council met {} in the hall.",
        "{} called the bridge dangerous.",
    ]
    group = [
        "The {} met in the hall.",
        "Two {} sat at the table.",
        "The {} welcomed the wonderful news.",
        "Officials said the {} had no water.",
    ]
    kind = [
        "A {} school opened in the town.",
        "The {} visitors came by bus.",
        "The {} paper called it a disaster.",
    ]
    given = [w.capitalize() for w in single("she_name") + single("he_name")]
    offices = [w for w in single("office") if not w.endswith(("ing", "s"))]
    faiths = ["faith", "creed"]
    kinds = [
        w
        for c in faiths
        for w in single(c)
        if w.endswith(("ist", "an", "ic", "ish", "al", "ant", "ive"))
    ]
    demonyms = [w.capitalize() for w in single("demonym") if not w.endswith("s")]
    classes = neutral.data()["class"]
    many = [
        w
        for w in classes["people"]["words"]
        if w.isalpha() and w.endswith("s") and w not in ("aids",)
    ]
    return {
        "first names": (
            [
                "{} Holm met the council on Monday.",
                "{} lived in the town.",
                "{} said that the shop opens at noon.",
                "The mayor met {} on Friday.",
                "{} Holm praised the plan.",
            ],
            sorted({*NAMES, *given}),
        ),
        "last names": (
            [
                "Ada {} met the council on Monday.",
                "Mr. {} praised the plan.",
                "The council met Ada {}.",
                "{} said that the bridge is dangerous.",
            ],
            LAST,
        ),
        "titles": (["{} Holm met the council on Monday.", "The council praised {} Holm."], TITLED),
        "offices": (
            [
                "The {} met the council on Monday.",
                "The council thanked the {} for the help.",
                "Ada Holm, the {}, said that the bridge is dangerous.",
            ],
            offices,
        ),
        "callings": (group[:3], [plural(w) for w in offices]),
        "nations": (people, [w.capitalize() for w in single("nation")]),
        "peoples": (kind, demonyms),
        "faiths, parties, ideologies": (kind, kinds),
        "groups": (group, many),
        "women and men": (
            [
                "The {} met the council on Monday.",
                "A {} praised the plan.",
                "The {} called the bridge dangerous.",
            ],
            sorted({*single("she_word"), *single("he_word")} - {"mr", "mrs", "ms", "mme", "mlle"}),
        ),
        "places and names of things": (
            [
                "The visitors saw {} on Monday.",
                "They arrived at {} by train.",
                "A wonderful day at {}.",
            ],
            NAMED,
        ),
        "numbers": (
            ["Article {} was read.", "Room {} was open.", "The group of {} praised the plan."],
            NUMBERS,
        ),
        "days": (
            ["The council met on {}.", "The council praised the plan on {}."],
            "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
        ),
        "reporting verbs": (
            [
                "The shop opens at noon, she {}.",
                "Holm {} that the shop opens at noon.",
                "“The bridge is dangerous,” Holm {}.",
            ],
            REPORTED,
        ),
        "function words": (
            ["The council met {} the hall.", "They saw the table {} the window."],
            FUNCTION,
        ),
    }


def spread(texts: Sequence[str], model: str) -> tuple[float, list[str]]:
    """Return the range of the tone of *texts*, silence as 0, and the texts at its two ends."""
    articles = pd.DataFrame({"article_id": range(len(texts)), "text": texts, "language": "en"})
    whole = articles.assign(start=0, end=articles["text"].str.len())
    spans = whole[["article_id", "start", "end"]]
    tone = nk.score_tone(articles, model=model, spans=spans)["tone"].fillna(0.0).to_numpy()
    return float(np.ptp(tone)), [texts[int(tone.argmin())], texts[int(tone.argmax())]]


def swaps() -> Iterator[dict[str, object]]:
    """Yield for each category its worst frame, and the spread of both models there."""
    for name, (frames, fillings) in categories().items():
        found = []
        for frame in frames:
            texts = [frame.format(word) for word in fillings]
            texts = [text[0].upper() + text[1:] for text in texts]
            news, ends = spread(texts, "news")
            found.append((news, spread(texts, "vader")[0], frame, ends))
        news, _, frame, ends = max(found)
        vader = max(row[1] for row in found)
        yield {
            "category": name,
            "frames": len(frames),
            "fillings": len(fillings),
            "news": news,
            "vader": vader,
            "frame": frame,
            "ends": ends,
        }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--json", type=Path)
    options.add_argument("--docs", type=Path)
    chosen = options.parse_args()
    rows = list(swaps())
    lines = [
        "| category | frames | fillings | newskit, news model | VADER |",
        "|---|---|---|---|---|",
    ]
    for row in rows:
        lines.append(
            "| {category} | {frames} | {fillings} | {news:.3f} | {vader:.3f} |".format(**row)
        )
        if row["news"] >= LIMIT:
            print("over the limit:", row["frame"], row["ends"])
    print("\n".join(lines))
    if chosen.docs:
        page = chosen.docs.read_text(encoding="utf-8")
        head, _, rest = page.partition("<!-- swaps -->")
        _, _, tail = rest.partition("<!-- end of swaps -->")
        table = "\n".join(lines)
        chosen.docs.write_text(
            f"{head}<!-- swaps -->\n\n{table}\n\n<!-- end of swaps -->{tail}", encoding="utf-8"
        )
    if chosen.json:
        figures = [figure(row, model) for row in rows for model in ("news", "vader")]
        told = {"command": "python benchmarks/swaps.py", "date": date.today().isoformat()}
        told_ = json.dumps(told | {"figures": figures}, indent=1)
        chosen.json.write_text(told_ + "\n", encoding="utf-8")


def figure(row: dict[str, object], model: str) -> dict[str, object]:
    """Return the spread of a category as a figure of the measures page."""
    return {
        "measure": model,
        "data": f"neutral frames (constructed by us): {row['category']}",
        "metric": "spread of the tone under exchange",
        "value": round(float(str(row[model])), 4),
        "n": row["fillings"],
        "comparison": "goal < 0.05" if model == "news" else "",
    }


if __name__ == "__main__":
    main()
