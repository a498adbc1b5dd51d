"""What the marked article and the reader share: how a finding is marked, and why it is one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from newskit.charts.axes import signed
from newskit.charts.colours import OUTLET, PARTNER, REPORTING, Style, mix
from newskit.markup import Mark, element, minus
from newskit.tone import explain_tone

_TINT = 0.3  # of a voice's colour in its background: any text on it keeps a contrast of 7 to 1
# None of them is a voice's colour; each is seen as a line (3 to 1) on white and on black. Kinds
# and colours come round after 4 and 6, so twelve categories differ in the pair.
KINDS = ("2px solid", "3px double", "2px dotted", "2px dashed")
LINES = ("#00897b", "#a07800", "#d6336c", "#5f8a00", "#6c757d", "#9c6644")
_FACTS = ("category", "charge", "accuser", "accused", "mode", "strength", "entry", "lexicon")
_OF_SPEECH = ("kind", "cue", "rule", "stance")
UNMARKED = (OUTLET, REPORTING)
Row = dict[Any, Any]


def plain(name: object) -> str:
    """Return a name of the data as words."""
    return str(name).replace("_", " ")


def category_lines(names: Iterable[object]) -> dict[str, str]:
    """Return the style of the line under each category."""
    found = enumerate(dict.fromkeys(map(str, names)))
    lines = {name: f"{KINDS[i % len(KINDS)]} {LINES[i % len(LINES)]}" for i, name in found}
    return {name: f"border-bottom:{line};padding-bottom:%px" for name, line in lines.items()}


def hit_mark(row: Row, _: str, style: str, before: str = "", **attributes: str) -> Mark:
    """Return the mark of a hit or a charge: its line, and in the tooltip why it is one."""
    facts = [f"{key}: {row[key]}" for key in _FACTS if isinstance(row.get(key), (str, int))]
    if row.get("weight", 1) != 1 and row["weight"] == row["weight"]:
        facts.append(f"weight: {row['weight']:g}")
    facts += ["negated"] if bool(row.get("negated") or False) else []
    given = {"title": "; ".join(facts), "style": style} | attributes
    return Mark(int(row["start"]), int(row["end"]), given, before)


def spoken_mark(row: Row, name: str, style: str, before: str, **attributes: str) -> Mark:
    """Return the mark of words in another voice than the outlet's: whose they are, what says so."""
    facts = [f"{key}: {row[key]}" for key in _OF_SPEECH if isinstance(row.get(key), str)]
    if row.get("tone", "") == row.get("tone"):
        facts.append(f"tone: {signed(row['tone'], plus=True)}")
    given = {"title": "; ".join([name, *facts]), "style": style} | attributes
    return Mark(int(row["start"]), int(row["end"]), given, before)


def shape(look: Style) -> str:
    """Return the shape of a voice, small and raised."""
    return element("sup", f"{look.glyph} ", style="font-size:.6em")


def tinted(colour: str) -> str:
    """Return the ground of a voice: half-way to its colour on the dark, so that it suits both."""
    middle = mix(colour, PARTNER.get(colour, "#888888"), 0.5)
    red, green, blue = (int(middle[i : i + 2], 16) for i in (1, 3, 5))
    return f"background:rgba({red},{green},{blue},{_TINT})"


def reasons(
    row: Row, words: str, model: str, quotes: pd.DataFrame, charges: pd.DataFrame
) -> list[str]:
    """Say how the tone of a row of TONE came about, what says whose words it holds, its charges."""
    facts = ["no judging word: silence is not neutrality"]
    if row["tone"] == row["tone"]:
        explanation = explain_tone(words, model=model)
        moved = zip(*(explanation[c] for c in ("word", "contribution", "rules")), strict=True)
        facts = ["; ".join(f"{word} {value:+.2f}{f' ({rules})' if rules else ''}"
                           for word, value, rules in moved),
                 str(explanation.attrs.get("arithmetic", ""))]  # fmt: skip
    if row["_name"] == REPORTING:
        facts.append("the words of reporting are nobody’s judgement")
    elif row["_name"] != OUTLET:
        around = quotes[(quotes["start"] <= row["start"]) & (quotes["end"] > row["start"])]
        facts += map(_attributed, around.head(1).to_dict("records"))
    facts += map(_charged, within(charges, row).to_dict("records"))
    return [minus(fact) for fact in facts if fact]


def within(found: pd.DataFrame, row: Row) -> pd.DataFrame:
    """Return what begins inside *row*."""
    return found[found["start"].between(row["start"], row["end"], inclusive="left")]


def _attributed(quote: Row) -> str:
    cue = f", cue “{quote['cue']}”" if isinstance(quote["cue"], str) else ""
    sure = f", confidence {quote['confidence']:.2f}" if "confidence" in quote else ""
    return f"{quote['kind']} quotation; speaker by the rule “{quote['rule']}”{cue}{sure}"


def _charged(charge: Row) -> str:
    who, whom = (name if isinstance(name, str) else "nobody named"
                 for name in (charge["accuser"], charge["accused"]))  # fmt: skip
    return (
        f"charge: {who} → {whom}, {plain(charge['charge'])}, {charge['mode']}, "
        f"strength {charge['strength']} of 3"
    )
