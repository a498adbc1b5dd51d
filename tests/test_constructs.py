"""Constructs and the workbench: shipped examples, the formula, and oracles."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import newskit as nk
from newskit.lexicon.constructs import evaluate
from newskit.lexicon.record import shipped

# Lists that the quotation rules work with, not measures.
WORKING_LISTS = {"cues", "names"}
CONSTRUCTS = ["certainty", "distancing", "escalation", "us_and_them", "wartime_ecstasy"]


def articles(*texts: str) -> pd.DataFrame:
    return pd.DataFrame({"article_id": [f"t{i}" for i in range(len(texts))], "text": list(texts)})


@pytest.mark.parametrize("name", shipped())
def test_the_examples_of_a_shipped_lexicon_hold(name: str) -> None:
    checked = nk.check_lexicon(name)
    assert checked.loc[~checked["passed"]].to_dict("records") == []


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_lexicon_has_its_certificate_and_examples(name: str) -> None:
    lexicon = nk.read_lexicon(name)
    fields = ("title", "description", "source", "licence", "coders", "date", "scale")
    assert [f for f in fields if not getattr(lexicon, f)] == []
    for category in lexicon.categories.values():
        assert category.definition
        least = 1 if name in WORKING_LISTS else 2
        assert len(category.match) >= least
        assert len(category.miss) >= least


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_a_construct_prints_its_formula_and_limits(name: str) -> None:
    construct = nk.read_construct(name)
    assert construct.formula in repr(construct)
    assert construct.is_not in repr(construct)
    assert construct.reading
    assert len(construct.match) >= 2
    assert len(construct.miss) >= 2


@pytest.mark.parametrize(
    ("text", "fused"),
    [
        ("NATO is flirting with warlike rhetoric, falling into 'wartime ecstasy.'", 1),
        ("NATO is flirting with warlike rhetoric, falling into “wartime ecstasy.”", 1),
        ("The concert ended in ecstasy.", 0),
        ("War came. Ecstasy followed.", 0),
        ("War came one grey day in the autumn of that long year and ecstasy followed.", 0),
        ("The war fever rose, a frenzy of war.", 1),
        ("No war frenzy.", 0),
        ("", 0),
    ],
)
def test_wartime_ecstasy_needs_both_in_one_sentence_within_the_window(
    text: str, fused: int
) -> None:
    assert list(nk.score_construct(articles(text), "wartime_ecstasy")["fused"]) == [fused]


def test_an_index_is_nan_without_either_side():
    table = nk.score_construct(
        articles("They escalated. They escalated. A ceasefire.", "Rain.", ""), "escalation"
    )
    assert table["value"].round(3).tolist()[0] == 0.333
    assert table["value"].isna().tolist() == [False, True, True]


def test_spans_give_a_row_each_and_pairs_stay_inside():
    text = "A war frenzy came. A war, a frenzy."
    spans = pd.DataFrame(
        {
            "article_id": ["t0"] * 3,
            "sentence": [0, 1, 1],
            "start": [0, 19, 26],
            "end": [18, 25, 35],
            "voice": ["outlet", "outlet", "quoted"],
        }
    )
    table = nk.score_construct(articles(text), "wartime_ecstasy", spans=spans)
    assert table["fused"].tolist() == [1, 0, 0]
    assert table["voice"].tolist() == ["outlet", "outlet", "quoted"]
    assert table["words"].tolist() == [4, 2, 2]


def test_sentence_rows_add_up_to_the_article():
    table = articles("A war frenzy came. Troops left. A battle, an orgy of blood.")
    whole = nk.score_construct(table, "wartime_ecstasy")
    parts = nk.score_construct(table, "wartime_ecstasy", spans=nk.split_sentences(table))
    for column in ("words", "sentences", "martial", "elation", "loss_of_control", "fused"):
        assert parts[column].sum() == whole[column].sum()


@pytest.mark.parametrize(
    "formula",
    ["__import__('os')", "a.b", "a ** 9", "x + 1", "1 +", "a if a else a", "(" * 400, "-a"],
)
def test_a_formula_is_arithmetic_and_nothing_else(formula: str) -> None:
    with pytest.raises(ValueError, match="formula"):
        evaluate(formula, {"a": np.ones(1)})


def test_a_construct_with_a_wrong_table_says_what_is_wrong():
    plain = nk.read_lexicon({"a": ["x"]})
    with pytest.raises(ValueError, match="lacks definition, formula, is_not"):
        nk.read_construct(plain)


def test_coverage_counts_every_entry_and_its_share():
    table = articles("War, war, battle.", "No war.")
    lexicon = nk.read_lexicon({"c": ["war", "battle", "siege"], "d": ["peace"]})
    coverage = nk.lexicon_coverage(nk.match_lexicon(table, lexicon), lexicon)
    assert coverage["entry"].tolist() == ["war", "battle", "siege", "peace"]
    assert coverage["hits"].tolist() == [3, 1, 0, 0]
    assert coverage["negated"].tolist() == [1, 0, 0, 0]
    assert coverage["articles"].tolist() == [2, 1, 0, 0]
    assert coverage["cumulative"].tolist()[:3] == [0.75, 1.0, 1.0]
    assert np.isnan(coverage["share"].iloc[3])


def test_hits_in_context_stand_in_their_text():
    table = articles("The long\nwar goes on.")
    context = nk.hits_in_context(
        nk.match_lexicon(table, nk.read_lexicon({"c": ["war"]})), table, width=5
    )
    assert context[["left", "match", "right"]].to_numpy().tolist() == [["long ", "war", " goes"]]


def test_hits_of_other_articles_are_refused():
    hits = nk.match_lexicon(articles("War."), "wartime_ecstasy")
    with pytest.raises(ValueError, match="'t0' is not there"):
        nk.hits_in_context(hits, articles("War.").assign(article_id="x"))


def test_the_length_check_is_spearmans_rank_correlation():
    rng = np.random.default_rng(0)
    table = pd.DataFrame({"words": rng.integers(1, 50, 40), "value": rng.normal(size=40)})
    table.loc[3, "value"] = np.nan
    row = nk.length_check(table).iloc[0]
    expected = stats.spearmanr(table["words"], table["value"], nan_policy="omit").statistic
    assert row["n"] == 39
    assert row["rho"] == pytest.approx(expected)
    assert row["low"] < row["rho"] < row["high"]


def test_the_length_check_of_a_constant_is_undefined():
    assert np.isnan(nk.length_check(pd.DataFrame({"words": range(9), "value": 1.0}))["rho"].iloc[0])


def test_stem_variants_are_forms_that_no_entry_matches():
    table = articles("They escalate, escalating, escalated; a provocation, provoked.")
    lexicon = nk.read_lexicon({"c": ["escalate", "escalated", "provo*"]})
    assert nk.stem_variants(table, lexicon)[["entry", "variant"]].to_numpy().tolist() == [
        ["escalate", "escalating"],
        ["escalated", "escalating"],
    ]


def test_words_in_like_contexts_are_suggested():
    text = "The army shelled the town. The militia shelled the town. The baker baked the bread. "
    table = articles(text * 10)
    lexicon = nk.read_lexicon({"c": ["army"]})
    found = nk.similar_contexts(table, lexicon, category="c", window=3)
    assert found["word"].iloc[0] == "militia"
    assert found["similarity"].iloc[0] == pytest.approx(1.0, abs=0.05)
    with pytest.raises(ValueError, match="no category 'x'"):
        nk.similar_contexts(table, lexicon, category="x")


RESULTS = Path(__file__).parent.parent / "benchmarks" / "results" / "constructs.json"


@pytest.mark.skipif(not RESULTS.is_file(), reason="the benchmark results are not part of a wheel")
@pytest.mark.parametrize("name", CONSTRUCTS)
def test_norms_and_precision_are_those_of_the_benchmark(name: str) -> None:
    construct = nk.read_construct(name)
    figures = json.loads(RESULTS.read_text("utf-8"))["figures"]
    own = [f for f in figures if f["measure"] == name]
    values = [(f["value"], f["n"]) for f in own if f["metric"].startswith("value")]
    assert [(norm["value"], norm["n"]) for norm in construct.norms] == values
    read = next(f for f in own if f["metric"] == "precision, as read")
    assert f"{read['n']} hits" in construct.validity
