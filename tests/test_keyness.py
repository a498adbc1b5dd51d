from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from newskit import keyness, schema
from newskit.statistics.keyness import adjusted, log_likelihood, log_odds_z
from tests.words import TOKENS, tokenized


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
    assert glorious["dispersion"] == pytest.approx((2 / 3 - 9 / 16 + 7 / 16 - 1 / 3) / 2)
    talks = row(found, "talks", "Courier")
    assert talks["reference_per_1000"] == pytest.approx(1000 * 3 / 12)
    assert np.isnan(talks["dispersion"])
    # One average article of these four has seven words.
    assert found.attrs["newskit"]["prior_words"] == 7
    a, b, prior = (np.array([x, n - x]) for x, n in ((3, 16), (0, 12), (7 * 3 / 28, 7)))
    assert glorious["log_odds_z"] == pytest.approx(log_odds_z(a, b, prior)[0])
    assert found["word"].str.contains(r"\w").all()


def test_p_is_adjusted_as_scipy_adjusts_it():
    p = np.random.default_rng(1).random(40) ** 3
    assert adjusted(p) == pytest.approx(stats.false_discovery_control(p))
    gaps = np.where(np.arange(40) % 3, p, np.nan)
    known = ~np.isnan(gaps)
    assert adjusted(gaps)[known] == pytest.approx(stats.false_discovery_control(p[known]))
    assert np.isnan(adjusted(gaps)[~known]).all()


def corpus(articles: int, rng: np.random.Generator, gap: float = 0.0) -> pd.DataFrame:
    """Articles of 150 words, each with a mood of its own; *gap* more "war" in group A."""
    words, rows = ["harbour", "council", "treaty", "ferry", "war"], []
    for i in range(articles):
        odds = rng.dirichlet([0.6] * 4) * 0.95
        share = np.append(odds, 0.05)
        if i % 2 == 0:
            share = np.append(odds * (1 - gap), 0.05 + gap * 0.95)
        picked = rng.choice(words, 150, p=share / share.sum())
        rows += [(f"a{i}", word, "AB"[i % 2]) for word in picked]
    return pd.DataFrame(rows, columns=["article_id", "word", "g"])


def test_p_article_is_welchs_t_of_the_articles_residuals_by_hand():
    tokens = corpus(24, np.random.default_rng(2)).drop(index=range(100))  # unequal lengths
    found = row(keyness(tokens, by="g", reference="B"), "treaty", "A")
    z, rate, freedom = {}, {}, {}
    for g, rows in tokens.groupby("g"):
        size = rows.groupby("article_id").size()
        count = rows["word"].eq("treaty").groupby(rows["article_id"]).sum()
        rate[g] = count.sum() / size.sum()
        n = len(size)
        z[g] = n / (n - 1) * (((count - rate[g] * size) / size.sum()) ** 2).sum()
        freedom[g] = (n + size.sum() ** 2 / (size**2).sum()) / 2 - 1
    t = (rate["A"] - rate["B"]) / math.sqrt(z["A"] + z["B"])
    welch = (z["A"] + z["B"]) ** 2 / (z["A"] ** 2 / freedom["A"] + z["B"] ** 2 / freedom["B"])
    assert found["p_article"] == pytest.approx(2 * stats.t.sf(abs(t), welch), rel=1e-9)


def test_of_articles_of_equal_length_it_is_scipys_welch_test():
    tokens = corpus(30, np.random.default_rng(3), gap=0.1)
    found = row(keyness(tokens, by="g", reference="B"), "war", "A")
    rates = tokens["word"].eq("war").groupby([tokens["g"], tokens["article_id"]]).mean()
    oracle = stats.ttest_ind(rates["A"], rates["B"], equal_var=False).pvalue
    assert found["p_article"] == pytest.approx(oracle, rel=1e-9)


def test_groups_that_share_articles_are_paired():
    tokens = corpus(30, np.random.default_rng(4)).assign(g=lambda t: "AB" * (len(t) // 2))
    tokens["g"] = ["A", "B"] * (len(tokens) // 2)
    found = row(keyness(tokens, by="g", reference="B"), "treaty", "A")
    rates = tokens["word"].eq("treaty").groupby([tokens["g"], tokens["article_id"]]).mean()
    oracle = stats.ttest_rel(rates["A"], rates["B"]).pvalue
    assert found["p_article"] == pytest.approx(oracle, rel=1e-6)


def test_articles_that_hold_both_groups_enter_with_their_covariance_by_hand():
    tokens = corpus(24, np.random.default_rng(5)).iloc[149:]  # of a0 one word is left
    tokens["g"] = ["A", "B"] * (len(tokens) // 2) + ["A"]
    found = row(keyness(tokens, by="g", reference="B"), "treaty", "A")
    z, v, rate, freedom = {}, {}, {}, {}
    for g in "AB":
        here = tokens[tokens["g"] == g].groupby("article_id")["word"]
        size = here.size().reindex(tokens["article_id"].unique(), fill_value=0)
        count = here.agg(lambda words: (words == "treaty").sum()).reindex(size.index, fill_value=0)
        n, rate[g] = (size > 0).sum(), count.sum() / size.sum()
        z[g] = (count - rate[g] * size) / size.sum()
        v[g] = n / (n - 1) * (z[g] ** 2).sum()
        freedom[g] = (n + size.sum() ** 2 / (size**2).sum()) / 2 - 1
    variance = v["A"] + v["B"] - 2 * 24 / 23 * (z["A"] * z["B"]).sum()
    t = (rate["A"] - rate["B"]) / math.sqrt(variance)
    p = 2 * stats.t.sf(abs(t), min(freedom.values()))
    assert found["p_article"] == pytest.approx(p, rel=1e-9)


def test_the_rest_is_the_other_groups_taken_as_one():
    tokens = corpus(24, np.random.default_rng(6))
    tokens["g"] = np.resize([*"ABC"], len(tokens))  # in every article all three
    rest = tokens.assign(g=tokens["g"].where(tokens["g"] == "A", "rest"))
    found = keyness(tokens, by="g").query("group == 'A'").reset_index(drop=True)
    pd.testing.assert_frame_equal(found, keyness(rest, by="g", reference="rest"))


def test_words_of_one_process_are_not_key():
    """Where G2 and z find key words in nearly every split."""
    alarms = []
    for run in range(60):
        found = keyness(corpus(40, np.random.default_rng(run)), by="g", reference="B")
        alarms.append([(found["p_article"] < 0.05).mean(), (found["log_odds_z"].abs() > 2).mean()])
    by_article, by_word = np.mean(alarms, axis=0)
    assert by_article < 0.09, by_article
    assert by_word > 0.4, by_word


def test_a_difference_between_articles_is_found_and_leads_the_table():
    found = keyness(corpus(40, np.random.default_rng(7), gap=0.2), by="g", reference="B")
    assert found["word"][0] == "war"
    assert found["p_article_adjusted"][0] < 0.001


def test_few_articles_are_no_evidence():
    found = keyness(TOKENS, by="outlet")
    assert found["p_article"].isna().all()
    texts = {f"a{i}": "war fever" if i < 6 else "talks open" for i in range(20)}
    tokens = tokenized(texts, g={a: "AB"[int(a[1:]) >= 10] for a in texts})
    p = keyness(tokens, by="g", reference="B").set_index("word")["p_article"]
    assert p["war"] < 0.05
    fewer = keyness(tokens[tokens["article_id"] != "a0"], by="g", reference="B")
    assert fewer.set_index("word")["p_article"].isna()["war"]


def test_without_a_test_words_stand_by_their_odds_and_then_by_the_alphabet():
    found = keyness(TOKENS.iloc[::-1], by="outlet")
    assert found["group"].unique().tolist() == ["Courier", "Herald"]
    for _, rows in found.groupby("group"):
        keys = list(zip(-rows["log_odds_z"].round(9), rows["word"], strict=True))
        assert keys == sorted(keys)


def test_against_a_table_p_takes_its_words_for_independent_by_hand():
    tokens = corpus(12, np.random.default_rng(10)).drop(index=range(60))
    table = pd.Series([60, 240, 100], ["treaty", "council", "treaty"])  # 160 of 400
    found = row(keyness(tokens, by="g", reference=table), "treaty", "A")
    here = tokens[tokens["g"] == "A"].groupby("article_id")["word"]
    size, count = here.size(), here.agg(lambda words: (words == "treaty").sum())
    rate, n = count.sum() / size.sum(), len(size)
    v = n / (n - 1) * (((count - rate * size) / size.sum()) ** 2).sum()
    v0 = 0.4 * 0.6 / 400
    freedom = (v + v0) ** 2 / v**2 * ((n + size.sum() ** 2 / (size**2).sum()) / 2 - 1)
    t = (rate - 0.4) / math.sqrt(v + v0)
    assert found["p_article"] == pytest.approx(2 * stats.t.sf(abs(t), freedom), rel=1e-9)
    assert (found["reference_count"], found["articles"]) == (160, 6)


@pytest.mark.parametrize(("articles", "is_tested"), [(1, False), (2, True)])
def test_a_group_of_one_article_is_not_tested(articles, is_tested):
    tokens = corpus(24, np.random.default_rng(9))
    kept = (tokens["g"] == "B") | tokens["article_id"].isin(["a0", "a2"][:articles])
    found = row(keyness(tokens[kept], by="g", reference="B"), "treaty", "A")
    assert np.isfinite(found["p_article"]) == is_tested
    assert np.isfinite(found["dispersion"]) == is_tested


def test_rare_words_and_stop_words_get_no_row():
    whole = keyness(TOKENS, by="outlet", reference="Herald").set_index("word")
    kept = keyness(TOKENS, by="outlet", reference="Herald", min_articles=3).set_index("word")
    assert set(kept.index) == {"the", "war"}
    twice = keyness(TOKENS, by="outlet", reference="Herald", min_articles=2).set_index("word")
    assert set(twice.index) == {"the", "war", "glorious", "is", "talks", "end", "on"}
    assert {"minister", "may"} <= set(whole.index)
    told = keyness(TOKENS, by="outlet", reference="Herald", stop_words="english").set_index("word")
    assert "the" not in told.index
    assert told["per_1000"]["war"] == whole["per_1000"]["war"]
    own = keyness(TOKENS, by="outlet", reference="Herald", stop_words=["War"]).set_index("word")
    assert set(whole.index) - set(own.index) == {"war"}
    with pytest.raises(ValueError, match="unknown stop words 'nltk'"):
        keyness(TOKENS, by="outlet", stop_words="nltk")


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
    assert named.attrs["newskit"]["reference"] == "Herald"
    assert rest.attrs["newskit"]["reference"] == "the rest"
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
        ({"reference": {"war": None, "end": 1}}, "counts of 0 or more"),
        ({"reference": {"war": 0}}, "the reference holds no words"),
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
    assert empty.dtypes.equals(schema.empty(schema.KEYNESS).dtypes)
