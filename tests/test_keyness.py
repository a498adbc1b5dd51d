from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.collocations import BigramCollocationFinder
from nltk.metrics import BigramAssocMeasures
from scipy import stats

from newskit import collocations, keyness, schema, word_shift
from newskit.statistics.keyness import log_likelihood, log_odds_z


def tokenized(texts: dict[str, str], **groups: dict[str, str]) -> pd.DataFrame:
    """Words parted by blanks, sentences by full stops."""
    rows = []
    for article, text in texts.items():
        sentence = start = 0
        for word in text.split(" "):
            rows.append((article, sentence, start, start + len(word), word))
            start += len(word) + 1
            sentence += word == "."
    table = pd.DataFrame(rows, columns=list(schema.TOKENS))
    return table.assign(**{name: table["article_id"].map(by) for name, by in groups.items()})


TOKENS = tokenized(
    {
        "a1": "the war is glorious . the glorious war goes on",
        "a2": "glorious is the war , said the minister",
        "b1": "the talks go on . the talks may end the war",
        "b2": "talks end",
    },
    outlet={"a1": "Courier", "a2": "Courier", "b1": "Herald", "b2": "Herald"},
)


def row(table: pd.DataFrame, word: str, group: str) -> pd.Series:
    return table[(table["word"] == word) & (table["group"] == group)].iloc[0]


@pytest.mark.parametrize(
    ("cells", "published"),
    [
        ((110, 2442, 111, 29114), 270.72),
        ((29, 13, 123, 31612), 263.90),
        ((31, 23, 139, 31584), 256.84),
        ((10, 0, 3, 31764), 167.23),
    ],
    ids=["the swiss", "can be", "previous year", "mineral water"],
)
def test_log_likelihood_equals_dunnings_table_of_1993(cells, published):
    a, b, c, d = map(float, cells)
    assert log_likelihood(np.array([a, b]), np.array([c, d]))[0] == pytest.approx(
        published, abs=5e-3
    )


@given(
    st.lists(
        st.tuples(st.integers(0, 50), st.integers(0, 50)).filter(any), min_size=2, max_size=8
    ).filter(lambda rows: all(map(sum, zip(*rows, strict=True))))
)
@settings(max_examples=50, deadline=None)
def test_log_likelihood_equals_scipys(rows):
    a, b = np.array(rows, dtype=float).T
    for got, x, y in zip(log_likelihood(a, b), a, b, strict=True):
        table = np.array([[x, y], [a.sum() - x, b.sum() - y]])
        if table.sum(axis=1).all():
            want = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood")
            assert got == pytest.approx(want.statistic, abs=1e-8)


def test_log_odds_follow_monroes_formula_step_by_step():
    a, b, prior = [12, 3, 85], [4, 6, 190], [0.8, 0.45, 13.75]
    n, m, weight = sum(a), sum(b), sum(prior)
    for i, z in enumerate(log_odds_z(*map(np.array, (a, b, prior)))):
        odds = (a[i] + prior[i]) / (n + weight - a[i] - prior[i])
        other = (b[i] + prior[i]) / (m + weight - b[i] - prior[i])
        sd = math.sqrt(1 / (a[i] + prior[i]) + 1 / (b[i] + prior[i]))
        assert z == pytest.approx((math.log(odds) - math.log(other)) / sd)


def test_dispersion_equals_gries_worked_example():
    """Gries (2008), IJCL 13:403: 15 a's in five parts of 9, 10, 10, 10 and 11 letters, DP = .18."""
    parts = ["bamnibeup", "basatbewqn", "bcagabesta", "baghabeaat", "bahaabeaxat"]
    tokens = tokenized({str(i): " ".join(part) for i, part in enumerate(parts)}).assign(g="letters")
    found = row(keyness(tokens, by="g", reference={"z": 10}), "a", "letters")
    assert found["dispersion"] == pytest.approx(0.18)
    assert (found["count"], found["articles"]) == (15, 5)


def test_keyness_counts_rates_and_effect_by_hand():
    found = keyness(TOKENS, by="outlet")
    assert list(found.columns) == list(schema.KEYNESS)
    glorious = row(found, "glorious", "Courier")
    assert (glorious["count"], glorious["reference_count"], glorious["articles"]) == (3, 0, 2)
    assert glorious["per_1000"] == pytest.approx(1000 * 3 / 16)
    assert glorious["log_ratio"] == pytest.approx(math.log2((3 / 16) / (0.5 / 12)))
    war = row(found, "war", "Courier")
    assert war["p_value"] == pytest.approx(stats.chi2.sf(war["log_likelihood"], 1))
    assert found["word"].str.contains(r"\w").all()


def test_p_is_adjusted_as_scipy_adjusts_it():
    courier = keyness(TOKENS, by="outlet").query("group == 'Courier'")
    assert courier["p_adjusted"].to_numpy() == pytest.approx(
        stats.false_discovery_control(courier["p_value"])
    )


def test_two_groups_mirror_each_other():
    found = keyness(TOKENS, by="outlet")
    groups = {name: rows.set_index("word").sort_index() for name, rows in found.groupby("group")}
    a, b = groups["Courier"], groups["Herald"]
    assert a["log_ratio"].to_numpy() == pytest.approx(-b["log_ratio"].to_numpy())
    assert a["log_odds_z"].to_numpy() == pytest.approx(-b["log_odds_z"].to_numpy())
    assert a["log_likelihood"].to_numpy() == pytest.approx(b["log_likelihood"].to_numpy())


def test_any_reference():
    named = keyness(TOKENS, by="outlet", reference="Herald")
    rest = keyness(TOKENS, by="outlet")
    assert set(named["group"]) == {"Courier"}
    pd.testing.assert_frame_equal(named, rest[rest["group"] == "Courier"].reset_index(drop=True))
    herald = TOKENS[(TOKENS["outlet"] == "Herald") & ~TOKENS["word"].isin([".", ","])]
    table = keyness(TOKENS, by="outlet", reference=herald["word"].value_counts())
    pd.testing.assert_frame_equal(
        table[table["group"] == "Courier"].drop(columns="log_odds_z").reset_index(drop=True),
        named.drop(columns="log_odds_z"),
    )


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"reference": "Post"}, "no group 'Post'"),
        ({"reference": {"war": -1}}, "counts of 0 or more"),
        ({"reference": {}}, "the reference holds no words"),
        ({"by": "country"}, "no column 'country'"),
    ],
)
def test_bad_references_are_explained(options, error):
    with pytest.raises(ValueError, match=error):
        keyness(TOKENS, **({"by": "outlet"} | options))


def test_one_group_needs_a_reference():
    with pytest.raises(ValueError, match="only one group, 'Courier'"):
        keyness(TOKENS[TOKENS["outlet"] == "Courier"], by="outlet")


def test_one_word_alone_has_no_odds():
    alone = tokenized({"a": "war war", "b": "war"}, g={"a": "A", "b": "B"})
    found = keyness(alone, by="g").iloc[0]
    assert np.isnan(found["log_odds_z"])
    assert (found["log_ratio"], found["log_likelihood"]) == (0, 0)


def test_no_words_no_keyness():
    empty = keyness(TOKENS.head(0), by="outlet")
    assert {c: str(t) for c, t in empty.dtypes.items()} == schema.KEYNESS


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
            assert getattr(pair, name) == pytest.approx(oracle[pair.word, pair.collocate])


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


VALENCES = {"war": -2.9, "glorious": 3.2, "end": 0.0, "talks": 0.5}


def test_word_shift_adds_up_to_the_difference_in_means():
    found = word_shift(TOKENS, VALENCES, by="outlet", reference="Herald")
    scored = TOKENS.assign(v=TOKENS["word"].map(VALENCES)).groupby("outlet")["v"].mean()
    gap = scored["Courier"] - scored["Herald"]
    assert found["contribution"].sum() == pytest.approx(gap, abs=1e-12)
    assert found.attrs["word_shift"]["mean"] == pytest.approx(scored["Courier"])
    assert found.attrs["word_shift"]["reference_mean"] == pytest.approx(scored["Herald"])
    assert (found["wording"] == 0).all()


def test_word_shift_by_hand():
    """Courier: war and glorious 3 of 6 each; Herald: talks 3, end 2, war 1."""
    found = word_shift(TOKENS, VALENCES, by="outlet", reference="Herald").set_index("word")
    mean = (3 * 0.5 - 2.9) / 6
    assert found["contribution"]["glorious"] == pytest.approx(3 / 6 * (3.2 - mean))
    assert found["contribution"]["war"] == pytest.approx((3 / 6 - 1 / 6) * (-2.9 - mean))
    assert found["kind"]["war"] == "negative word, used more"
    assert found["kind"]["talks"] == "positive word, used less"


word_scores = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from("uvwxyz"), st.floats(-4, 4)),
    min_size=2,
    max_size=40,
).filter(lambda rows: {r[0] for r in rows} == {"a", "b"})


@given(word_scores)
@settings(max_examples=60, deadline=None)
def test_word_shift_adds_up_whatever_the_scores(rows):
    """Also where one word scores differently in different places (Gallagher et al. 2021)."""
    tokens = pd.DataFrame(rows, columns=["group", "word", "valence"])
    found = word_shift(tokens, "valence", by="group", reference="a")
    means = tokens.groupby("group")["valence"].mean()
    assert found["contribution"].sum() == pytest.approx(means["b"] - means["a"], abs=1e-9)
    assert found["contribution"].to_numpy() == pytest.approx(
        (found["frequency"] + found["wording"]).to_numpy()
    )


def test_word_shift_knows_vaders_valences():
    tokens = TOKENS.replace({"word": {"talks": "peace"}})
    found = word_shift(tokens, "vader", by="outlet").set_index("word")
    assert found["score"]["war"] == -2.9
    assert found["score"]["peace"] == 2.5


@pytest.mark.parametrize(
    ("tokens", "options", "error"),
    [
        (TOKENS[TOKENS["outlet"] == "Herald"], {}, "two groups"),
        (TOKENS, {"reference": "Post"}, "'Post' is not one of"),
    ],
)
def test_word_shift_explains_bad_groups(tokens, options, error):
    with pytest.raises(ValueError, match=error):
        word_shift(tokens, VALENCES, by="outlet", **options)
