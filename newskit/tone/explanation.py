"""Explanation: what moved a score, word by word, as a table that shows as the sentence itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from newskit import schema
from newskit.markup import explained
from newskit.text.characters import straighten
from newskit.tone import vader

EXPLANATION = schema.EXPLANATION


class Explanation(pd.DataFrame):
    """A table of contributions that shows in a notebook as the sentence, its words coloured.

    ``attrs`` holds the ``text`` and the ``arithmetic`` that leads from the sum to the score.
    """

    def _repr_html_(self) -> str:
        if "text" not in self.attrs or not set(EXPLANATION) <= set(self.columns):
            return str(self.to_html())
        arithmetic = str(self.attrs.get("arithmetic", ""))
        return explained(self.attrs["text"], self.itertuples(), arithmetic)


# Word, start, end, valence, rules, contribution.
_Row = tuple[str, int, int, float, str, float]


def explain(text: str) -> Explanation:
    """Return what moved VADER's score of *text*; see :func:`newskit.explain_tone`."""
    spelled, origin = _spelled(straighten(text))
    places = [m.span() for m in re.finditer(r"[^\s\x1c-\x1f\x85]+", spelled)]
    words = [vader.word(spelled[a:b]) for a, b in places]
    contributions = vader.valences(words)
    total = vader.raw_sum(contributions, spelled)
    rows = list[_Row]()
    for i, contribution in enumerate(contributions):
        if contribution:
            start, end = _printed(spelled, places[i], origin)
            own, rules = _trail(words, i, contribution)
            rows.append((text[start:end], start, end, own, rules, contribution))
    rows += _marks(spelled, origin, sum(contributions))
    table = Explanation(schema.table(rows, EXPLANATION))
    compound = round(vader.normalise(total), 4) if rows else float("nan")
    table.attrs.update(text=text, raw_sum=total, alpha=vader.ALPHA, compound=compound)
    table.attrs["arithmetic"] = (
        f"{total:.4f} / √({total:.4f}² + {vader.ALPHA}) = {compound:.4f}"
        if rows
        else "no word carried a valence: the tone is undefined"
    )
    return table


def _spelled(text: str) -> tuple[str, list[int]]:
    """Return *text* with its emoji in words, and for each character where it came from."""
    pieces = list(vader.emoji_pieces(text))
    origin: list[int] = []
    for start, end, piece in pieces:
        origin += range(start, end) if end - start == len(piece) else [start] * len(piece)
    return "".join(piece for _, _, piece in pieces), origin


def _printed(text: str, place: tuple[int, int], origin: Sequence[int]) -> tuple[int, int]:
    """Return where the word of a stretch stands in the printed text, without marks around it."""
    chunk = text[slice(*place)]
    item = vader.strip_marks(chunk)
    start = place[0] + chunk.index(item)
    return origin[start], origin[start + len(item) - 1] + 1


def _trail(words: Sequence[vader.Word], i: int, contribution: float) -> tuple[float, str]:
    """Return the lexicon's valence of word *i*, and the rules that led to its contribution."""
    first, *steps = vader.steps(words, i, vader.differ_in_case(words))
    rules = [step.rule for step in steps]
    last = (steps or [first])[-1].valence
    if contribution != last:
        rules.append(f"but x {contribution / last:g}")
    return first.valence, "; ".join(rules)


def _marks(text: str, origin: Sequence[int], total: float) -> list[_Row]:
    """Return a row for each exclamation and question mark that moved the sum *total*."""
    sign = (total > 0) - (total < 0)
    cried = [i for i, char in enumerate(text) if char == "!"][: vader.MOST_EXCLAMATIONS]
    asked = [i for i, char in enumerate(text) if char == "?"]
    share = vader.emphasis(0, len(asked)) / max(1, len(asked))
    marks = [(i, "exclamation mark", vader.EXCLAMATION) for i in cried]
    marks += [(i, "question mark", share) for i in asked]
    return [
        (text[i], origin[i], origin[i] + 1, amount, rule, sign * amount)
        for i, rule, amount in sorted(marks)
        if sign and amount
    ]
