"""What is wrong with a corpus is found, named and counted."""

from __future__ import annotations

import pandas as pd
import pytest

from newskit import schema
from newskit.reading.audit import audit

LONG = " ".join(
    f"The minister said on day {n} that it was not a plan of the north." for n in range(9)
)


def corpus(**columns: list[object]) -> pd.DataFrame:
    n = len(next(iter(columns.values())))
    return pd.DataFrame({"article_id": [f"a{i}" for i in range(n)], **columns})


def found(table: pd.DataFrame, check: str) -> list[str]:
    return table.loc[table["check"] == check, "article_id"].tolist()


@pytest.mark.parametrize(
    ("check", "text"),
    [
        ("no text", None),
        ("no text", " \n"),
        ("short", "Only four words here."),
        ("damage", LONG + " Itâ€™s broken."),
        ("damage", LONG + " a lost \ufffd byte"),
        (
            "language",
            "Der Minister sagte gestern, dass kein Plan besteht und niemand davon wisse. " * 9,
        ),
    ],
)
def test_a_faulty_article_is_named_and_a_sound_one_is_not(check: str, text: object) -> None:
    assert found(audit(corpus(text=[LONG, text])), check) == ["a1"]


def test_a_sound_corpus_has_no_findings() -> None:
    result = audit(corpus(text=[LONG]))
    assert result.empty
    assert result.dtypes.equals(schema.empty(schema.AUDIT).dtypes)


def test_exact_and_near_duplicates_are_told_apart() -> None:
    other = " ".join(
        f"Number {n} was seen in the harbour by those who live there." for n in range(9)
    )
    texts = [LONG, LONG.upper(), LONG + " One more thing was added to it.", other]
    result = audit(corpus(text=texts))
    assert found(result, "duplicate") == ["a1"]
    near = result[result["check"] == "near duplicate"]
    assert near[["article_id", "other_id"]].to_numpy().tolist() == [["a2", "a0"]]
    assert 0.8 < near["value"].item() < 1


def test_a_silence_of_an_outlet_is_a_gap() -> None:
    days = ["2024-05-01", "2024-05-02", "2024-05-30", "2024-05-15", None]
    result = audit(
        corpus(text=[f"{LONG} {d}" for d in days], outlet=["A"] * 3 + ["B"] * 2, published=days)
    )
    gap = result[result["check"] == "gap"]
    assert gap[["outlet", "value"]].to_numpy().tolist() == [["A", 28.0]]
    assert gap["detail"].item() == "nothing between 2024-05-02 and 2024-05-30"
    assert found(result, "no date") == ["a4"]
