"""Write every page that holds figures, from docs/measures.toml and benchmarks/results/*.json.

Usage: ``python benchmarks/cards.py``. It writes docs/measures.md, the results in
benchmarks/README.md, and the table in README.md; a test fails where one of them differs from what
this gives. So no figure in the docs can drift from what a benchmark printed.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from newskit.validation.cards import Figure, cards_file, claims, read_results, results_folder

ROOT = Path(__file__).resolve().parent.parent
CARDS, RESULTS, PAGE = cards_file(), results_folder(), ROOT / "docs" / "measures.md"
FRONT, BENCHMARKS = ROOT / "README.md", ROOT / "benchmarks" / "README.md"
MARK = "<!-- figures: python benchmarks/cards.py -->"
# How fast, and how it grows; the cards are about meaning.
SPEED = ["verbs", "speed", "text", "matcher", "scale", "hostile"]
# What the front page shows: the label, the file, how its measure, data and metric begin.
HEADLINES: list[tuple[str, str, tuple[str, str, str]]] = [
    ("tone of a news sentence, news model", "tone", ("news (fitted", "news sentences", "r")),
    ("the same, VADER", "tone", ("vader", "news sentences", "r")),
    ("tone towards a person or group", "tone", ("score_targets, trained", "NewsMTSC", "macro-F1")),
    ("quotations in marks", "quotes", ("find_quotes", "PolNeAR dev (", "marked quotation F1")),
    ("quotation *and* its speaker", "quotes", ("find_quotes", "PolNeAR dev (", "quotation and")),
    ("reported speech, who", "quotes", ("find_quotes", "PolNeAR dev (", "reported speech: source")),
    ("loaded words", "loaded", ("loaded", "BABE", "word F1")),
    ("frames of headlines, learned from codes", "frames", ("FrameModel", "GVFC", "macro-F1")),
]
HEAD = """# Measures, one card each

What each measure means, when it is undefined, where it fails, and how well it did against human
judgement. The figures are those that the named benchmark wrote; this page is generated from them by
`python benchmarks/cards.py`, and a test fails if it differs. In brackets stand 95 % intervals; a
dash means that the benchmark gives none. Human-coded sets are not part of newskit: the benchmarks
take them with `--gold DIR` and name their authors.
"""
FIELDS = {"what": "Measures", "formula": "Formula", "range": "Range", "undefined": "Undefined"}


def render(cards: list[dict[str, Any]], figures: list[Figure]) -> str:
    """Return the page: every card with its figures, then the figures that no card claims."""
    parts, own = [HEAD], claims([card["figures"] for card in cards], figures)
    parts += [_card(c, [figures[i] for i in o]) for c, o in zip(cards, own, strict=True)]
    claimed = {i for o in own for i in o}
    rest = [f for i, f in enumerate(figures) if i not in claimed]
    if rest:
        parts.append("\n".join(["## Other figures", "", *_tables(rest)]))
    return "\n".join(part.rstrip() + "\n" for part in parts)


def _card(card: dict[str, Any], figures: list[Figure]) -> str:
    lines = [f"## {card['title']}", "", f"`{card['call']}`", ""]
    lines += [f"- **{label}**: {card[field]}" for field, label in FIELDS.items()]
    lines += ["", "Known failures:", "", *(f"- {failure}" for failure in card["failures"]), ""]
    lines += _tables(figures) if figures else ["No benchmark figures yet.", ""]
    return "\n".join([*lines, "Sources: " + "; ".join(card["sources"]) + "."])


def _tables(figures: list[Figure]) -> list[str]:
    """Return one table for each command that was run."""
    lines = []
    for command in dict.fromkeys((f["command"], f["date"]) for f in figures):
        own = [f for f in figures if (f["command"], f["date"]) == command]
        beside = any(_known(f, "comparison") for f in own)
        columns = ["figure", "on", "value", "n", *(["compare with"] if beside else [])]
        lines += ["| " + " | ".join(columns) + " |", "|---|---|---|---|" + "---|" * beside]
        lines += ["| " + " | ".join(_row(f)[: len(columns)]) + " |" for f in own]
        lines += ["", f"`{command[0] or 'command not recorded'}`, {command[1] or 'undated'}", ""]
    return lines


def _row(figure: Figure) -> list[str]:
    name = " ".join(str(figure[k]) for k in ("measure", "metric") if _known(figure, k))
    beside = figure.get("comparison", figure.get("goal"))
    cells = [name, figure.get("data"), _value(figure), figure.get("n"), beside]
    return [_number(cell).replace("|", "\\|").replace("\n", " ") for cell in cells]


def _value(figure: Figure) -> str:
    value = _number(figure.get("value"))
    # Some benchmarks write a figure without an interval as one of no width.
    if _known(figure, "low") and _known(figure, "high") and figure["low"] < figure["high"]:
        return f"{value} [{_number(figure['low'])}, {_number(figure['high'])}]"
    return value


def _known(figure: Figure, field: str) -> bool:
    return figure.get(field) not in (None, "")


def _number(cell: Any) -> str:
    if isinstance(cell, float) and not cell.is_integer():
        return f"{cell:.3f}" if abs(cell) < 100 else f"{cell:,.0f}"
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return f"{cell:,.0f}"
    return "–" if cell in (None, "") else str(cell)


def page() -> str:
    """Return docs/measures.md."""
    return render(tomllib.loads(CARDS.read_text(encoding="utf-8"))["card"], read_results(RESULTS))


def benchmarks_page() -> str:
    """Return benchmarks/README.md with today's figures of speed behind its mark."""
    opening = BENCHMARKS.read_text(encoding="utf-8").split(MARK)[0]
    own = [f for f in read_results(RESULTS) if f["file"] in SPEED]
    return opening + MARK + "\n\n" + "\n".join(_tables(own)).rstrip() + "\n"


def front_page() -> str:
    """Return README.md with today's headline figures between its marks."""
    before, _, after = FRONT.read_text(encoding="utf-8").split(MARK)
    rows = ["| | agreement with human coders | on | compare with |", "|---|---|---|---|"]
    for label, file, wanted in HEADLINES:
        f = _headline(file, wanted)
        cells = [label, f"{f['metric']} {_value(f)}", f["data"], str(f.get("comparison", ""))]
        rows.append("| " + " | ".join(cells) + " |")
    return MARK.join([before, "\n" + "\n".join(rows) + "\n", after])


def _headline(file: str, wanted: tuple[str, str, str]) -> Figure:
    keys = ("measure", "data", "metric")
    return next(
        f
        for f in read_results(RESULTS)
        if f["file"] == file
        and all(str(f.get(k, "")).startswith(w) for k, w in zip(keys, wanted, strict=True))
    )


PAGES = {PAGE: page, BENCHMARKS: benchmarks_page, FRONT: front_page}


def main() -> None:
    """Write the pages."""
    for path, made in PAGES.items():
        path.write_text(made(), encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
