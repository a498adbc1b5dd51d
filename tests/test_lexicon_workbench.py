"""The workbench: examples run, entries counted and suggested, and the norms of the benchmark."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import newskit as nk
from newskit import schema
from newskit.lexicon.formats import parse_toml
from newskit.lexicon.record import shipped

CONSTRUCTS = ["certainty", "distancing", "escalation", "us_and_them", "wartime_ecstasy"]
EXAMPLES = """
[construct]
definition = "d"
is_not = "i"
formula = "a / words"
match = ["War.", "Tea."]
miss = ["Rain.", "No war."]
[category.a]
entries = ["war"]
match = ["A war.", "No war.", "Rain."]
miss = ["A war.", "No war.", "Rain."]
"""


def articles(*texts: str) -> pd.DataFrame:
    return pd.DataFrame({"article_id": [f"t{i}" for i in range(len(texts))], "text": list(texts)})


@pytest.mark.parametrize("name", shipped())
def test_the_examples_of_a_shipped_lexicon_hold(name: str) -> None:
    checked = nk.read_lexicon(name).check()
    assert checked.loc[~checked["passed"]].to_dict("records") == []


def test_examples_that_fail_are_told():
    checked = parse_toml(EXAMPLES, "n", "f").check()
    assert checked["passed"].tolist() == [
        *(True, False, False, False, True, True),
        *(True, False, True, True),
    ]
    assert checked["category"].tolist() == ["a"] * 6 + ["[construct]"] * 4
    assert checked.dtypes.to_dict() == schema.empty(schema.CHECKS).dtypes.to_dict()


def test_negated_examples_match_where_negated_hits_count():
    counted = parse_toml("count_negated = true\n" + EXAMPLES, "n", "f").check()
    assert counted["passed"].tolist()[:6] == [True, True, False, False, False, True]


def test_a_list_without_examples_has_none_to_check():
    assert nk.read_lexicon({"a": ["x"]}).check().empty


def test_examples_may_be_written_in_the_language_of_the_list():
    german = parse_toml(
        "language = 'de'\n[category.a]\nentries = ['Krieg']\n"
        "match = ['Der Krieg ist nicht das Ende, und die Armee wird auch in den Krieg ziehen.']",
        "n",
        "f",
    )
    assert german.check()["passed"].tolist() == [True]


def test_coverage_counts_every_entry_and_its_share():
    table = articles("War, war, battle.", "No war.")
    lexicon = nk.read_lexicon({"c": ["war", "battle", "siege"], "d": ["peace"]})
    coverage = nk.count_entries(table, lexicon)
    assert coverage["entry"].tolist() == ["war", "battle", "siege", "peace"]
    assert coverage["hits"].tolist() == [3, 1, 0, 0]
    assert coverage["negated"].tolist() == [1, 0, 0, 0]
    assert coverage["articles"].tolist() == [2, 1, 0, 0]
    assert coverage["cumulative"].tolist()[:3] == [0.75, 1.0, 1.0]
    assert np.isnan(coverage["share"].iloc[3])
    assert coverage.columns.tolist() == list(schema.ENTRY_COUNTS)


def test_forms_of_an_entry_that_no_entry_matches_are_suggested():
    table = articles("They escalate, escalating, escalated; a provocation, provoked. Escalating!")
    lexicon = nk.read_lexicon({"c": ["escalate", "escalated", "provo*"], "d": ["escalating"]})
    found = nk.suggest_entries(table, lexicon)
    assert found[["category", "entry", "suggestion", "count"]].to_numpy().tolist() == [
        ["c", "escalate", "escalating", 2],
        ["c", "escalated", "escalating", 2],
        ["d", "escalating", "escalate", 1],
        ["d", "escalating", "escalated", 1],
    ]
    assert found["similarity"].isna().all()


def test_words_in_like_contexts_are_suggested():
    text = "The army shelled the town. The militia shelled the town. The baker baked the bread. "
    found = nk.suggest_entries(articles(text * 10), {"c": ["army"]}, by="context", window=3)
    assert found["suggestion"].iloc[0] == "militia"
    assert found["similarity"].iloc[0] == pytest.approx(1.0, abs=0.05)
    assert found["similarity"].is_monotonic_decreasing
    assert found["entry"].isna().all()
    assert "army" not in set(found["suggestion"])
    assert nk.suggest_entries(articles(text), {"c": ["army"]}, by="context").empty  # too rare


def test_a_word_is_compared_from_min_count_on_and_within_the_window():
    table = articles("The army shelled one two three town. " * 4 + "The militia shelled. " * 3)
    found = nk.suggest_entries(table, {"c": ["army"]}, by="context", window=2, min_count=3)
    assert "militia" in set(found["suggestion"])
    fewer = nk.suggest_entries(table, {"c": ["army"]}, by="context", window=2, min_count=4)
    assert "militia" not in set(fewer["suggestion"])
    near = nk.suggest_entries(articles("army a b x. militia c d x."), {"c": ["army"]},
                              by="context", window=2, min_count=1)  # fmt: skip
    assert "militia" not in set(near["suggestion"])  # they share only x, three words on
    far = nk.suggest_entries(articles("army a b x. Militia c d x."), {"c": ["army"]},
                             by="context", window=3, min_count=1)  # fmt: skip
    assert "militia" in set(far["suggestion"])


def test_suggestions_are_by_stem_or_context():
    with pytest.raises(ValueError, match="by must be 'stem' or 'context', not 'sound'"):
        nk.suggest_entries(articles("War."), {"c": ["war"]}, by="sound")


RESULTS = Path(__file__).parent.parent / "benchmarks" / "results" / "constructs.json"


@pytest.mark.skipif(not RESULTS.is_file(), reason="the benchmark results are not part of a wheel")
@pytest.mark.parametrize("name", CONSTRUCTS)
def test_norms_and_precision_are_those_of_the_benchmark(name: str) -> None:
    construct = nk.read_lexicon(name)
    figures = json.loads(RESULTS.read_text("utf-8"))["figures"]
    own = [f for f in figures if f["measure"] == name]
    values = [(f["value"], f["n"]) for f in own if f["metric"].startswith("value")]
    # Norms of the UN General Debate are those of the first edition; the speeches are not shipped.
    here = [n for n in construct.norms if not n["data"].startswith(("UN General", "the same"))]
    assert [(norm["value"], norm["n"]) for norm in here] == values
    read = next(f for f in own if f["metric"] == "precision, as read")
    assert f"{read['n']} hits" in construct.validity
