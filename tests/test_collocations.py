from __future__ import annotations

import math

import pandas as pd
import pytest
from nltk.collocations import BigramCollocationFinder
from nltk.metrics import BigramAssocMeasures
from scipy import stats

from newskit import collocations, schema
from tests.words import TOKENS, tokenized


@pytest.mark.parametrize("window", [1, 3])
def test_collocations_equal_nltks_finder(window):
    found = collocations(TOKENS, window=window, min_count=1)
    words = TOKENS[TOKENS["word"].str.contains(r"\w")]
    sentences = [list(s) for _, s in words.groupby(["article_id", "sentence"])["word"]]
    finder = BigramCollocationFinder.from_words([], window_size=window + 1)
    for sentence in sentences:
        one = BigramCollocationFinder.from_words(sentence, window_size=window + 1)
        finder.ngram_fd.update(one.ngram_fd)
        finder.word_fd.update(one.word_fd)
    finder.N = finder.word_fd.N()
    assert len(found) == len(finder.ngram_fd)
    measures = BigramAssocMeasures()
    for column in ("likelihood_ratio", "pmi", "student_t"):
        name = {"likelihood_ratio": "log_likelihood", "student_t": "t_score"}.get(column, column)
        oracle = dict(finder.score_ngrams(getattr(measures, column)))
        for pair in found.itertuples():
            assert getattr(pair, name) == pytest.approx(oracle[pair.word, pair.collocate], abs=1e-9)


def test_collocations_point_to_where_they_stand():
    first = collocations(TOKENS, min_count=2, node="war").iloc[0]
    text = "the war is glorious . the glorious war goes on"
    assert first["article_id"] == "a1"
    assert text[first["start"] : first["end"]] == f"{first['word']} {first['collocate']}"
    assert first["log_dice"] == pytest.approx(
        14 + math.log2(2 * first["count"] / (first["word_count"] + first["collocate_count"]))
    )


def test_pairs_do_not_cross_sentences():
    found = collocations(TOKENS, window=9, min_count=1)
    assert found.query("word == 'glorious' and collocate == 'on'")["count"].tolist() == [1]
    assert collocations(TOKENS.head(0)).empty


def test_no_words_give_an_empty_table():
    found = collocations(TOKENS.head(0))
    assert list(found.columns) == list(schema.COLLOCATIONS)


def test_groups_are_counted_by_themselves():
    found = collocations(TOKENS, by="outlet", min_count=1)
    assert set(found["group"]) == {"Courier", "Herald"}
    alone = collocations(TOKENS[TOKENS["outlet"] == "Herald"], min_count=1)
    herald = found[found["group"] == "Herald"].reset_index(drop=True)
    pd.testing.assert_frame_equal(
        herald.drop(columns="group"), alone.drop(columns="group"), check_dtype=False
    )


def test_the_interval_is_the_jackknifes_by_hand():
    """Four articles are four lots: each left out in turn."""
    texts = {"a": "war fever war talks", "b": "war fever", "c": "fever war fever", "d": "war talks"}
    tokens = tokenized(texts)

    def dice(table: pd.DataFrame) -> float:
        found = collocations(table, min_count=1)
        return found.query("word == 'war' and collocate == 'fever'")["log_dice"].iloc[0]

    whole, left = dice(tokens), [dice(tokens[tokens["article_id"] != a]) for a in texts]
    half = stats.t.ppf(0.975, 3) * math.sqrt(3 / 4 * sum((x - whole) ** 2 for x in left))
    pair = collocations(tokens, min_count=1).query("word == 'war' and collocate == 'fever'").iloc[0]
    assert (pair["low"], pair["high"]) == pytest.approx((whole - half, whole + half), rel=1e-6)
    once = collocations(tokenized({"a": "ice fog", "b": "war talks"}), min_count=1)
    assert once["low"].isna().all()


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("war fever now . war fever . war fever", ["war fever"]),
        ("war fever now . war fever . ice", []),
    ],
)
def test_neighbours_met_three_times_are_told_unless_asked_otherwise(text, pairs):
    found = collocations(tokenized({"a": text}))
    assert (found["word"] + " " + found["collocate"]).tolist() == pairs


def test_pairs_stand_by_log_dice_then_by_count_then_as_they_are_read():
    text = "sea air . sea mist . oil gas . ice fog . war talks . war talks"
    found = collocations(tokenized({"a": text}), min_count=1)
    assert found["word"].tolist() == ["war", "oil", "ice", "sea", "sea"]
    assert found["collocate"].tolist() == ["talks", "gas", "fog", "air", "mist"]


@pytest.mark.parametrize("node", ["talks", "Talks"])
def test_a_node_is_kept_in_either_place(node):
    found = collocations(TOKENS, node=node, min_count=1)
    pairs = set(zip(found["word"], found["collocate"], strict=True))
    assert pairs == {("the", "talks"), ("talks", "go"), ("talks", "may"), ("talks", "end")}


@pytest.mark.parametrize("options", [{"window": 0}, {"min_count": 0}])
def test_a_window_and_a_count_of_nothing_are_refused(options):
    with pytest.raises(ValueError, match="window and min_count must be 1 or more"):
        collocations(TOKENS, **options)


def test_pairs_do_not_cross_articles():
    assert collocations(tokenized({"a": "war", "b": "talks . end"}), min_count=1).empty


def test_rare_pairs_and_stop_words_are_left_out():
    kept = [len(collocations(TOKENS, min_count=1, min_articles=n)) for n in (3, 4)]
    assert kept == [1, 0]  # "the war" stands in three
    assert set(collocations(TOKENS, min_count=2, min_articles=2)["collocate"]) <= {
        "war",
        "talks",
        "glorious",
    }
    found = collocations(TOKENS, min_count=1, stop_words=["the", "on"])
    assert not {"the", "on"} & {*found["word"], *found["collocate"]}
