from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn import metrics

from newskit import NewskitWarning, sample_for_coding, validate
from newskit.statistics import resample
from newskit.validation.codes import fingerprint

RNG = np.random.default_rng(21)
TRUTH = RNG.normal(size=80)
SCORED = pd.DataFrame(
    {
        "item": [str(i) for i in range(80)],
        "outlet": ["Courier", "Herald"] * 40,
        "score": TRUTH + RNG.normal(size=80),
        "text": ["word " * int(k) for k in RNG.integers(5, 50, 80)],
    }
)
CODES = pd.DataFrame({"item": SCORED["item"], "coder": "ana", "code": [f"{x:.4f}" for x in TRUTH]})


def figure(found, metric, **group):
    table = found.figures
    for column, name in group.items():
        table = table[table[column] == name]
    return table.set_index("metric").loc[metric]


def test_number_figures_equal_scipys():
    found, truth = validate(SCORED, CODES, value="score"), CODES["code"].astype(float)
    assert figure(found, "r")["value"] == pytest.approx(stats.pearsonr(SCORED["score"], truth)[0])
    assert figure(found, "rho")["value"] == pytest.approx(
        stats.spearmanr(SCORED["score"], truth)[0]
    )
    assert figure(found, "mae")["value"] == pytest.approx((SCORED["score"] - truth).abs().mean())
    assert figure(found, "bias")["value"] == pytest.approx((SCORED["score"] - truth).mean())
    oracle = stats.pearsonr(SCORED["score"], truth).confidence_interval()
    r = figure(found, "r")
    assert (r["low"], r["high"]) == pytest.approx((oracle.low, oracle.high), abs=0.06)
    assert found.confusion.empty


def test_a_measure_of_length_is_found_out():
    words = SCORED["text"].str.split().str.len()
    longer = SCORED.assign(score=TRUTH + words / 10)
    assert figure(validate(longer, CODES, value="score"), "length_r")["value"] > 0.9
    assert abs(figure(validate(SCORED, CODES, value="score"), "length_r")["value"]) < 0.3


def test_groups_are_judged_by_themselves():
    worse = SCORED.assign(score=np.where(SCORED["outlet"] == "Herald", -TRUTH, TRUTH))
    found = validate(worse, CODES, value="score", by="outlet")
    assert figure(found, "r", outlet="Courier")["value"] == pytest.approx(1, abs=1e-6)
    assert figure(found, "r", outlet="Herald")["value"] == pytest.approx(-1, abs=1e-6)
    assert set(found.misses.head(20)["item"].astype(int) % 2) == {1}
    assert "text" in found.misses


FRAMES = SCORED.assign(
    frame=np.where(SCORED["score"] > 0.4, "war", np.where(TRUTH > 0, "peace", "none"))
)
LABELS = CODES.assign(code=np.where(TRUTH > 0.5, "war", np.where(TRUTH > 0, "peace", "none")))


def test_class_figures_equal_sklearns():
    found = validate(FRAMES, LABELS, value="frame")
    p, r, f, n = metrics.precision_recall_fscore_support(
        LABELS["code"], FRAMES["frame"], labels=["none", "peace", "war"]
    )
    for i, name in enumerate(["none", "peace", "war"]):
        assert figure(found, f"precision {name}")["value"] == pytest.approx(p[i])
        assert figure(found, f"recall {name}")["value"] == pytest.approx(r[i])
        assert figure(found, f"recall {name}")["n"] == n[i]
        assert figure(found, f"f1 {name}")["value"] == pytest.approx(f[i])
    assert figure(found, "macro_f1")["value"] == pytest.approx(f.mean())
    assert figure(found, "macro_f1")["low"] < f.mean() < figure(found, "macro_f1")["high"]
    assert (
        found.confusion.to_numpy().tolist()
        == metrics.confusion_matrix(
            LABELS["code"], FRAMES["frame"], labels=["none", "peace", "war"]
        ).tolist()
    )
    assert len(found.misses) == (LABELS["code"] != FRAMES["frame"]).sum()


def test_yes_and_no_meet_true_and_false_and_the_majority_counts():
    measured = pd.DataFrame({"item": ["1", "2", "3"], "war": [True, False, True]})
    codes = pd.DataFrame(
        {"item": [*"111233"], "coder": [*"abcaab"], "code": ["yes", "1", "no", "No", "y", "n"]}
    )
    with (
        pytest.warns(NewskitWarning, match="differ from 'no' only in case or blanks"),
        pytest.warns(NewskitWarning, match="1 items have no majority code and were left out: 3"),
    ):
        found = validate(measured, codes, value="war")
    assert found.confusion.loc["True", "True"] == found.confusion.loc["False", "False"] == 1


@pytest.mark.usefixtures("few_draws")
@pytest.mark.parametrize("yes", ["1", "true", "YES", "y", "1.0"])
@pytest.mark.parametrize("no", ["0", "False", "no", "N"])
def test_yes_and_no_may_be_written_in_other_ways(yes, no):
    for measure in ([True, False, True], [1, 0, 1]):
        measured = pd.DataFrame({"item": [*"123"], "war": measure})
        codes = pd.DataFrame({"item": [*"123"], "code": [yes, no, no]})
        found = validate(measured, codes, value="war")
        assert found.confusion.to_numpy().tolist() == [[1, 1], [0, 1]]


@pytest.mark.parametrize(
    ("measured", "codes", "error"),
    [
        (SCORED, CODES.assign(code="warm"), "the measure is a number and the code 'warm' is not"),
        (
            SCORED.assign(score=True),
            CODES.assign(code="maybe"),
            "write the code 'maybe' as yes or no",
        ),
        (SCORED.assign(item="x"), CODES, "more than one row for an item"),
        (SCORED.assign(item=SCORED["item"] + "x"), CODES, "no item is both measured and coded"),
    ],
)
def test_bad_input_is_explained(measured, codes, error):
    with pytest.raises(ValueError, match=error):
        validate(measured, codes, value="score")


def test_codes_that_differ_in_case_or_blanks_are_one_and_named():
    messy = LABELS.assign(code=LABELS["code"].str.upper())
    messy.loc[messy.index[:5], "code"] = " none"
    clean = LABELS.assign(code=messy["code"].str.strip().str.lower())
    with pytest.warns(
        NewskitWarning, match="'NONE' only in case or blanks and were read as it: ' none'"
    ):
        found = validate(FRAMES, messy, value="frame")
    pd.testing.assert_frame_equal(found.figures, validate(FRAMES, clean, value="frame").figures)


def uneven_corpus(rng, big=900, small=100):
    """Two outlets, the small one half of whose articles have what the measure finds too rarely."""
    outlet = np.repeat(["Courier", "Herald"], [big, small])
    truth = rng.random(big + small) < np.where(outlet == "Herald", 0.5, 0.1)
    called = np.where(truth, rng.random(len(truth)) < 0.7, rng.random(len(truth)) < 0.05)
    ids = [f"a{i}" for i in range(len(truth))]
    return pd.DataFrame(
        {"article_id": ids, "outlet": outlet, "truth": truth, "war": called,
         "text": [f"Text {i}." for i in ids]}
    )  # fmt: skip


def test_a_stratified_sample_needs_its_weights():
    rng = np.random.default_rng(1)
    table = uneven_corpus(rng)
    sample = sample_for_coding(table, 160, by="outlet")
    codes = sample[["item"]].assign(code=np.where(sample["truth"], "yes", "no"))
    bare = pd.DataFrame(codes.to_dict("list"))
    judged = sample.drop(columns="weight")
    with pytest.raises(ValueError, match="drawn with unequal chances"):
        validate(judged, bare, value="war")
    by_key = pd.DataFrame({"article_id": sample["article_id"], "code": bare["code"]})
    with pytest.raises(ValueError, match="drawn with unequal chances"):
        validate(table, by_key, value="war")
    validate(judged, bare, value="war", by="outlet")
    weighed = validate(sample, bare, value="war")
    given = validate(table, bare, value="war", sample=sample)
    assert weighed.figures["value"].tolist() == pytest.approx(
        given.figures["value"].tolist(), nan_ok=True
    )
    precision = figure(weighed, "precision True")["value"]
    called = sample[sample["war"]]
    assert precision == pytest.approx(np.average(called["truth"], weights=called["weight"]))


@pytest.mark.usefixtures("few_draws")
@pytest.mark.parametrize(
    ("sizes", "coded", "refused"),
    [
        ((500, 500), (68, 32), False),
        ((500, 500), (69, 31), True),  # 4 standard errors from 50
        ((980, 20), (237, 13), True),
        ((980, 20), (236, 13), False),  # fewer than 5 would be expected of the small one
    ],
)
def test_outlets_with_other_shares_among_the_coded_are_refused(sizes, coded, refused):
    table = uneven_corpus(np.random.default_rng(1), *sizes)
    drawn = pd.concat([table.head(coded[0]), table.tail(coded[1])])
    codes = pd.DataFrame({"article_id": drawn["article_id"], "code": drawn["truth"]})
    if refused:
        with pytest.raises(ValueError, match="drawn with unequal chances"):
            validate(table, codes, value="war")
    else:
        assert len(validate(table, codes, value="war").figures)


@pytest.fixture
def few_draws(monkeypatch):
    """As many resamples as a simulation needs."""
    monkeypatch.setattr(resample.draws, "__kwdefaults__", {"resamples": 500})


@pytest.mark.usefixtures("few_draws")
def test_weights_make_precision_right_on_average():
    found, truths = [], []
    for run in range(30):
        table = uneven_corpus(np.random.default_rng(run))
        sample = sample_for_coding(table, 400, by="outlet", rng=run)
        codes = sample[["item"]].assign(code=np.where(sample["truth"], "yes", "no"))
        found.append(figure(validate(sample, codes, value="war"), "precision True")["value"])
        truths.append(table["truth"][table["war"]].mean())
    assert np.mean(found) == pytest.approx(np.mean(truths), abs=0.03)


@pytest.mark.usefixtures("few_draws")
def test_sentences_of_few_articles_are_counted_as_few():
    """200 sentences of 20 articles whose errors go together: bias covers the truth, 0."""
    held = []
    for run in range(100):
        rng = np.random.default_rng(run)
        code = rng.normal(size=200)
        score = code + np.repeat(rng.normal(0, 0.5, 20), 10) + rng.normal(0, 0.5, 200)
        measured = pd.DataFrame(
            {"item": range(200), "article_id": np.repeat(np.arange(20), 10), "score": score}
        )
        codes = pd.DataFrame({"item": range(200), "code": code})
        bias = figure(validate(measured, codes, value="score"), "bias")
        held.append(bias["low"] <= 0 <= bias["high"])
    assert np.mean(held) >= 0.89  # 100 runs of 95 %: a standard error of 2.2 points


def test_a_code_of_another_text_is_refused():
    measured = pd.DataFrame({"item": ["1", "2"], "text": ["One.", "Two."], "war": [True, False]})
    codes = pd.DataFrame({"item": ["1", "2"], "code": ["yes", "no"], "text_hash": ["0" * 10, ""]})
    with pytest.raises(ValueError, match="item '1' was coded on another text"):
        validate(measured, codes, value="war")
    right = codes.assign(text_hash=[fingerprint("One."), fingerprint("Two.")])
    assert validate(measured, right, value="war").confusion.to_numpy().tolist() == [[1, 0], [0, 1]]


def test_a_measure_of_zeros_and_ones_meets_codes_of_any_number():
    measured = pd.DataFrame({"item": [*"1234"], "hits": [0, 1, 1, 0]})
    codes = pd.DataFrame({"item": [*"1234"], "code": [0, 3, 2, 0]})
    found = validate(measured, codes, value="hits")
    assert figure(found, "bias")["value"] == pytest.approx(-0.75)


def test_the_keys_are_told_when_they_do_not_meet():
    codes = pd.DataFrame({"item": ["1"], "code": ["yes"]})
    measured = pd.DataFrame({"article_id": ["a"], "war": [True]})
    with pytest.raises(ValueError, match="hand over the sample that was coded as sample="):
        validate(measured, codes, value="war")
    sample = pd.DataFrame({"item": ["2"], "article_id": ["a"]})
    with pytest.raises(ValueError, match="1 coded items are not in the sample, '1' for one"):
        validate(measured, codes, value="war", sample=sample)
