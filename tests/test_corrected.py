from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from newskit import (
    corrected_difference,
    corrected_share,
    sample_for_coding,
    schema,
    split_sentences,
    validate,
)
from tests.test_validate import CODES, uneven_corpus

ARTICLES = pd.DataFrame({"article_id": [f"a{i}" for i in range(30)], "outlet": "Courier"})


def population(
    n: int, share: float, rng, *, misses: float = 0.3, alarms: float = 0.1
) -> pd.DataFrame:
    truth = rng.random(n) < share
    called = np.where(truth, rng.random(n) >= misses, rng.random(n) < alarms)
    return pd.DataFrame({"article_id": np.arange(n).astype(str), "truth": truth, "war": called})


def coded(table: pd.DataFrame, n: int, rng) -> pd.DataFrame:
    drawn = table.sample(n, random_state=rng)
    return pd.DataFrame(
        {"article_id": drawn["article_id"], "code": np.where(drawn["truth"], "yes", "no")}
    )


def test_a_corrected_share_is_the_codes_post_stratified_by_hand():
    table = pd.DataFrame({"article_id": list("abcdefghij"), "war": [True] * 4 + [False] * 6})
    codes = pd.DataFrame({"article_id": list("abcef"), "code": ["yes", "yes", "no", "yes", "no"]})
    found = corrected_share(table, codes, value="war").iloc[0]
    assert found["measured"] == pytest.approx(0.4)
    assert found["value"] == pytest.approx(0.4 * 2 / 3 + 0.6 * 1 / 2)
    assert found["low"] < found["value"] < found["high"]
    assert "5 codes of 10 articles" in found["method"]


def test_with_known_errors_it_equals_rogan_and_gladen():
    """With all articles coded their formula gives the truth itself."""
    table = population(4000, 0.3, np.random.default_rng(3))
    codes = coded(table, 4000, np.random.default_rng(4))
    found = corrected_share(table, codes, value="war").iloc[0]
    sensitivity = table.loc[table["truth"], "war"].mean()
    specificity = 1 - table.loc[~table["truth"], "war"].mean()
    oracle = (found["measured"] + specificity - 1) / (sensitivity + specificity - 1)
    assert found["value"] == pytest.approx(oracle) == pytest.approx(table["truth"].mean())


def test_corrected_intervals_cover_where_raw_shares_are_wrong():
    rng, hits, raw = np.random.default_rng(5), 0, 0
    for _ in range(100):
        table = population(400, 0.2, rng)
        found = corrected_share(table, coded(table, 60, rng), value="war").iloc[0]
        hits += found["low"] <= 0.2 <= found["high"]
        raw += found["measured"]
    assert hits >= 90, hits  # 100 runs of 95 %: a standard error of 2.2 points
    assert raw / 100 == pytest.approx(0.22, abs=0.012)


def test_an_error_that_differs_between_outlets_makes_no_difference():
    """Both outlets have the frame in 40 %; the measure misses half of it in one of them."""
    rng = np.random.default_rng(6)
    good = population(1500, 0.4, rng, misses=0.05, alarms=0.05).assign(outlet="Courier")
    poor = population(1500, 0.4, rng, misses=0.5, alarms=0.05).assign(outlet="Herald")
    poor["article_id"] = "h" + poor["article_id"]
    table = pd.concat([good, poor])
    codes = pd.concat([coded(good, 200, rng), coded(poor, 200, rng)])
    gap = corrected_difference(table, codes, value="war", by="outlet").iloc[0]
    assert gap["measured"] > 0.12
    assert gap["low"] < 0 < gap["high"]
    shares = corrected_share(table, codes, value="war", by="outlet")
    assert list(shares.columns) == ["outlet", "measured", *schema.COMPARISON]
    assert shares["n"].tolist() == [1500, 1500]


def test_no_correction_without_codes():
    table = pd.DataFrame({"article_id": list("abcd"), "war": [True, True, False, False]})
    codes = pd.DataFrame({"article_id": ["a"], "code": ["yes"]})
    found = corrected_share(table, codes, value="war").iloc[0]
    assert np.isnan(found["value"])
    assert np.isnan(found["low"])


@pytest.mark.parametrize(
    ("table", "codes", "error"),
    [
        (ARTICLES.assign(war=1.5), CODES, "share neither 'item' nor 'article_id'"),
        (
            ARTICLES.assign(war=True, article_id="a"),
            CODES.assign(article_id="a"),
            "more than one row for an article",
        ),
        (
            ARTICLES.assign(war=True),
            pd.DataFrame({"article_id": ["z"], "code": ["yes"]}),
            "1 coded articles are not in the measured table, 'z'",
        ),
    ],
)
def test_bad_corrections_are_explained(table, codes, error):
    with pytest.raises(ValueError, match=error):
        corrected_share(table, codes, value="war")


def test_a_class_without_codes_is_taken_with_another():
    table = pd.DataFrame({"article_id": [*"abcdefghij"], "war": [True] * 2 + [False] * 8})
    codes = pd.DataFrame({"article_id": [*"defgh"], "code": ["yes", "no", "no", "no", "no"]})
    found = corrected_share(table, codes, value="war").iloc[0]
    assert found["value"] == pytest.approx(0.2)
    assert found["low"] < 0.2 < found["high"]
    assert found["measured"] == pytest.approx(0.2)


def test_where_all_are_coded_nothing_is_in_doubt():
    ids = [str(i) for i in range(100)]
    table = pd.DataFrame({"article_id": ids, "m": [i < 15 for i in range(100)]})
    codes = pd.DataFrame(
        {"article_id": ids, "code": ["yes" if i < 20 else "no" for i in range(100)]}
    )
    found = corrected_share(table, codes, value="m").iloc[0]
    assert found[["value", "low", "high"]].tolist() == pytest.approx([0.2, 0.2, 0.2])
    numbers = codes.assign(code=np.arange(100.0))
    mean = corrected_share(table.assign(m=np.arange(100) ** 1.1), numbers, value="m").iloc[0]
    assert mean[["value", "low", "high"]].tolist() == pytest.approx([49.5, 49.5, 49.5])


@pytest.mark.parametrize("coded_articles", [20, 60, 90])
def test_intervals_cover_the_share_of_these_articles(coded_articles):
    held = []
    for run in range(70):
        rng = np.random.default_rng(run)
        table = population(100, 0.3, rng)
        found = corrected_share(table, coded(table, coded_articles, rng), value="war").iloc[0]
        truth = table["truth"].mean()
        held.append(found["low"] - 1e-9 <= truth <= found["high"] + 1e-9)
    assert np.mean(held) >= 0.88


def test_a_stratified_sample_is_corrected_by_its_weights():
    held, values = [], []
    for run in range(60):
        table = uneven_corpus(np.random.default_rng(run))
        sample = sample_for_coding(table, 160, by="outlet", rng=run)
        codes = pd.DataFrame(
            {"item": sample["item"], "code": np.where(sample["truth"], "yes", "no")}
        )
        found = corrected_share(table, codes, value="war", sample=sample).iloc[0]
        held.append(found["low"] <= table["truth"].mean() <= found["high"])
        values.append(found["value"] - table["truth"].mean())
    assert np.mean(held) >= 0.88
    assert np.mean(values) == pytest.approx(0, abs=0.012)
    with pytest.raises(ValueError, match="drawn with unequal chances"):
        corrected_share(table, codes.merge(sample[["item", "article_id"]]), value="war")


def test_whole_articles_count_as_one_each():
    """Sentences, coded in 10 of 40 articles; the property is the article's."""
    held = []
    for run in range(60):
        rng = np.random.default_rng(run)
        article = np.repeat(np.arange(40), 10)
        truth = (rng.random(40) < 0.4)[article]
        called = np.where(truth, rng.random(400) < 0.8, rng.random(400) < 0.2)
        table = pd.DataFrame({"item": range(400), "article_id": article, "war": called})
        drawn = table[np.isin(article, rng.permutation(40)[:10])]
        codes = pd.DataFrame({"item": drawn["item"], "code": truth[drawn.index]})
        found = corrected_share(table, codes, value="war").iloc[0]
        held.append(found["low"] <= truth.mean() <= found["high"])
    assert np.mean(held) >= 0.87, np.mean(held)


def test_categories_are_corrected_by_hand_and_add_up():
    table = pd.DataFrame({"article_id": [*"abcdefgh"], "frame": ["war"] * 4 + ["peace"] * 4})
    codes = pd.DataFrame(
        {"article_id": [*"abcefg"], "code": ["WAR", "WAR", "peace", "peace", "peace", "none"]}
    )
    found = corrected_share(table, codes, value="frame").set_index("category")
    assert found["value"].to_dict() == pytest.approx(
        {"war": 0.5 * 2 / 3, "peace": 0.5 * 1 / 3 + 0.5 * 2 / 3, "none": 0.5 * 1 / 3}
    )
    assert found["value"].sum() == pytest.approx(1)
    assert found["measured"].to_dict() == {"war": 0.5, "peace": 0.5, "none": 0.0}


@pytest.mark.parametrize("n", [50, 8])
def test_a_mean_is_the_regression_estimator_by_hand(n):
    rng = np.random.default_rng(2)
    x = rng.normal(size=200)
    y = 0.5 + 0.6 * x + rng.normal(0, 0.4, 200)
    table = pd.DataFrame({"article_id": range(200), "tone": x})
    drawn = rng.permutation(200)[:n]
    codes = pd.DataFrame({"article_id": drawn, "code": y[drawn]})
    found = corrected_share(table, codes, value="tone").iloc[0]
    line = stats.linregress(x[drawn], y[drawn])
    value = line.intercept + line.slope * x.mean()
    residual = y[drawn] - line.intercept - line.slope * x[drawn]
    variance = (residual**2).sum() / (n - 2) / n + line.slope**2 * x.var() / 200
    error = np.sqrt(variance * (1 - (n / 200) ** 2))
    assert found["value"] == pytest.approx(value)
    half = stats.t.ppf(0.975, n - 2) * error
    assert (found["low"], found["high"]) == pytest.approx(
        (value - half, value + half), abs=0.06 * half
    )


def test_many_pairs_are_adjusted():
    rng = np.random.default_rng(3)
    parts = [population(200, 0.3, rng).assign(outlet=o) for o in "ABC"]
    for part, name in zip(parts, "ABC", strict=True):
        part["article_id"] = name + part["article_id"]
    table, codes = pd.concat(parts), pd.concat([coded(p, 80, rng) for p in parts])
    found = corrected_difference(table, codes, value="war", by="outlet")
    plain = corrected_difference(table, codes, value="war", by="outlet", adjust=None)
    assert list(found.columns) == list(schema.CORRECTED_DIFFERENCE)
    assert found["method"].str.endswith("one of 3 pairs, Holm-adjusted").all()
    assert (found["high"] - found["low"] > plain["high"] - plain["low"]).all()


def test_an_interval_holds_its_value():
    """None of the codes is a yes: the share is 0, and so is the lower limit."""
    table = pd.DataFrame({"article_id": range(100), "war": [i % 9 == 0 for i in range(100)]})
    codes = pd.DataFrame({"article_id": range(30), "code": "no"})
    found = corrected_share(table, codes, value="war").iloc[0]
    assert found["value"] == found["low"] == 0 < found["high"] < 0.15


@pytest.mark.parametrize(("yes", "n"), [(0, 10), (3, 10), (20, 40)])
def test_the_interval_of_one_class_is_jeffreys(yes, n):
    """The measure finds the same everywhere: what is left is a share of independent codes."""
    table = pd.DataFrame({"article_id": range(2000), "war": True})
    codes = pd.DataFrame({"article_id": range(n), "code": [i < yes for i in range(n)]})
    found = corrected_share(table, codes, value="war").iloc[0]
    low, high = stats.beta.ppf([0.025, 0.975], yes + 0.5, n - yes + 0.5)
    assert found["value"] == pytest.approx(yes / n)
    assert found["high"] == pytest.approx(high, abs=0.015)
    assert found["low"] == (pytest.approx(low, abs=0.015) if yes else 0)


def test_codes_of_one_article_speak_for_no_other():
    """What errors have in common within an article cannot be told from one article."""
    table = pd.DataFrame(
        {"item": range(400), "article_id": np.repeat(np.arange(20), 20), "war": True}
    )
    one = pd.DataFrame({"item": range(20), "code": [i % 2 == 0 for i in range(20)]})
    found = corrected_share(table, one, value="war").iloc[0]
    assert found["high"] - found["low"] > 0.9
    many = one.assign(item=np.arange(20) * 20)
    spread = corrected_share(table, many, value="war").iloc[0]
    assert spread["high"] - spread["low"] < 0.5


def test_weights_count_beside_each_other_and_not_by_their_size():
    article = np.repeat(np.arange(30), 4)
    table = pd.DataFrame({"item": range(120), "article_id": article, "war": True})
    codes = pd.DataFrame({"item": range(60), "code": article[:60] % 3 == 0})
    for weight in (0.01, 50.0):
        found, plain = (
            corrected_share(table, codes.assign(weight=w), value="war").iloc[0]
            for w in (weight, 1.0)
        )
        for limit in ("low", "high"):
            assert found[limit] == pytest.approx(plain[limit])


def test_what_too_few_codes_cannot_tell_is_said():
    table = pd.DataFrame({"article_id": [*"abcdef"], "war": [True] * 3 + [False] * 3})
    few = corrected_share(table, pd.DataFrame({"article_id": [*"ab"], "code": "yes"}), value="war")
    assert few["value"].isna().all()
    assert few["method"].str.endswith("2 codes of 6 articles; no interval: too few are coded").all()
    tone = table.assign(war=[0.5, 1.5, 2, 3, 1, 2])
    two = pd.DataFrame({"article_id": [*"ab"], "code": [1.0, 2.0]})
    assert corrected_share(tone, two, value="war")["value"].isna().all()
    both = pd.DataFrame({"article_id": [*"ad"], "code": ["yes", "no"]})
    assert corrected_share(table, both, value="war")["value"].tolist() == [0.5]
    groups = tone.assign(desk=[*"xxxyyy"])
    four = pd.DataFrame({"article_id": [*"abcd"], "code": [1.0, 2.0, 2.5, 1.0]})
    gap = corrected_difference(groups, four, value="war", by="desk").iloc[0]
    assert gap[["value", "p_value", "p_adjusted"]].isna().all()
    three = pd.DataFrame({"article_id": [*"abc"], "code": [1.0, 2.0, 2.5]})
    assert corrected_share(tone, three, value="war")[["low", "high"]].notna().all(axis=None)


def test_sentences_of_two_articles_give_no_interval_of_a_mean():
    table = pd.DataFrame({"item": range(8), "article_id": [*"aabbccdd"], "tone": np.arange(8.0)})
    codes = pd.DataFrame({"item": range(6), "code": [0.5, 1.0, 1.5, 3.5, 4.0, 4.5]})
    two = corrected_share(table, codes.head(4), value="tone").iloc[0]
    assert not np.isnan(two["value"])
    assert np.isnan(two["low"])
    assert "no interval" in two["method"]
    assert not np.isnan(corrected_share(table, codes, value="tone").iloc[0]["low"])


def test_groups_that_are_no_strata_are_refused():
    """A sample even over outlets, corrected by desk: within a desk outlets are still uneven."""
    rng = np.random.default_rng(8)
    table = uneven_corpus(rng).assign(desk=lambda t: np.where(np.arange(len(t)) % 2, "x", "y"))
    sample = sample_for_coding(table, 160, by="outlet")
    codes = pd.DataFrame({"article_id": sample["article_id"], "code": sample["truth"]})
    with pytest.raises(ValueError, match="drawn with unequal chances"):
        corrected_share(table, codes, value="war", by="desk")
    assert len(corrected_share(table, codes, value="war", by=["outlet", "desk"])) == 4
    noted = sample[["article_id"]].assign(code=sample["truth"])
    noted.attrs = {"newskit": {"verb": "sample_for_coding", "uneven": True, "by": "desk"}}
    with pytest.raises(ValueError, match="drawn with unequal chances"):
        corrected_share(table, noted, value="war", by="outlet")


def test_sentences_meet_their_codes_by_place():
    """A sample of sentences and a table of all of them, which knows no items."""
    articles = pd.DataFrame(
        {"article_id": range(12), "text": [f"One {i}. Two war {i}. Three." for i in range(12)]}
    )
    scored = split_sentences(articles)
    scored["war"] = scored["sentence"] == 1
    sample = sample_for_coding(articles, 18, spans="sentences", rng=2)
    codes = pd.DataFrame({"item": sample["item"], "code": sample["text"].str.contains("war")})
    found = corrected_share(scored, codes, value="war", sample=sample).iloc[0]
    assert found["value"] == pytest.approx(1 / 3)
    assert (found["n"], found["method"][:28]) == (36, "corrected by 18 codes of 36 ")
    figures = validate(scored, codes, value="war", sample=sample).figures.set_index("metric")
    assert figures.loc["f1 True", "value"] == 1


def test_each_code_needs_a_weight_and_units_must_be_there():
    table = pd.DataFrame({"article_id": [*"abcdef"], "war": [True] * 3 + [False] * 3})
    codes = pd.DataFrame({"article_id": [*"abdef"], "code": "yes", "weight": [1.0] * 4 + [np.nan]})
    with pytest.raises(ValueError, match="some codes have no weight"):
        corrected_share(table, codes, value="war")
    with pytest.raises(ValueError, match="has no column 'artcle'"):
        corrected_share(table, codes.drop(columns="weight"), value="war", unit="artcle")
    with pytest.raises(ValueError, match="weights must be above 0"):
        corrected_share(table, codes.assign(weight=0.0), value="war")
