from __future__ import annotations

import csv

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn import metrics

from newskit import (
    NewskitWarning,
    corrected_difference,
    corrected_share,
    read_codes,
    sample_for_coding,
    schema,
    validate,
    write_coding_sheet,
)
from newskit.validation import sheets
from newskit.validation.sheets import SHEET
from newskit.writing import neutral

ARTICLES = pd.DataFrame(
    {
        "article_id": [f"a{i}" for i in range(30)],
        "outlet": ["Courier"] * 20 + ["Herald"] * 10,
        "text": [f"Text {i} of an invented paper." for i in range(30)],
    }
)


def test_a_sample_is_even_over_groups_and_weighs_them():
    sample = sample_for_coding(ARTICLES, 12, by="outlet")
    assert sample["outlet"].value_counts().to_dict() == {"Courier": 6, "Herald": 6}
    assert sample.groupby("outlet")["weight"].first().to_dict() == pytest.approx(
        {"Courier": 20 / 6, "Herald": 10 / 6}
    )
    assert sample["item"].tolist() == [f"{i:02}" for i in range(1, 13)]
    assert sample["article_id"].is_unique


def test_small_groups_are_taken_whole_and_the_rest_make_up_for_them():
    sample = sample_for_coding(ARTICLES, 26, by="outlet")
    assert sample["outlet"].value_counts().to_dict() == {"Courier": 16, "Herald": 10}
    assert len(sample_for_coding(ARTICLES, 99)) == 30


def test_the_order_tells_nothing_and_the_seed_decides():
    first = sample_for_coding(ARTICLES, 20, by="outlet", rng=1)
    pd.testing.assert_frame_equal(first, sample_for_coding(ARTICLES, 20, by="outlet", rng=1))
    assert not first["outlet"].is_monotonic_increasing
    assert list(first["article_id"]) != list(
        sample_for_coding(ARTICLES, 20, by="outlet", rng=2)["article_id"]
    )


def test_texts_that_are_missing_cannot_be_drawn():
    table = ARTICLES.assign(text=ARTICLES["text"].where(ARTICLES.index > 3))
    with pytest.warns(NewskitWarning, match="4 of 30 articles have no text"):
        assert len(sample_for_coding(table, 30)) == 26


FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_live_formula(tmp_path, text):
    sample = pd.DataFrame({"item": ["1"], "text": [text], "outlet": ["Courier"]})
    with open(write_coding_sheet(sample, tmp_path / "ana.csv"), encoding="utf-8-sig") as file:
        assert next(csv.DictReader(file))["text"].startswith("'")
    book = openpyxl.load_workbook(write_coding_sheet(sample, tmp_path / "ana.xlsx"))
    cell = book.active["B2"]
    assert (cell.data_type, cell.value[0]) == ("s", "'")


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_sheet_is_blind_and_comes_back_with_codes(tmp_path, ending):
    sample = sample_for_coding(ARTICLES, 3, by="outlet")
    path = write_coding_sheet(sample, tmp_path / f"ana{ending}")
    read = pd.read_csv if ending == ".csv" else pd.read_excel
    sheet = read(path, dtype="str", keep_default_na=False)
    assert list(sheet.columns) == SHEET
    assert read_codes(path).empty
    sheet["code"] = ["yes", "", "-1"]
    sheet.to_csv(tmp_path / "ben.csv", index=False)
    codes = read_codes([tmp_path / "ben.csv"])
    assert codes.to_dict("list") == {
        "item": [sample["item"][0], sample["item"][2]],
        "coder": ["ben", "ben"],
        "code": ["yes", "-1"],
    }


@given(st.text(max_size=12))
@settings(max_examples=200)
def test_neutral_cells_come_back(code):
    if not code.startswith("'"):
        assert sheets._QUOTED.sub("", str(neutral(code))) == code


def test_sheets_of_other_kinds_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r"a \.csv or \.xlsx file, not 'ana\.doc'"):
        write_coding_sheet(sample_for_coding(ARTICLES, 3), tmp_path / "ana.doc")
    (tmp_path / "x.csv").write_text("item,kode\n1,2\n")
    with pytest.raises(ValueError, match=r"coding sheet x\.csv has no column 'code'"):
        read_codes(tmp_path / "x.csv")


def test_a_text_longer_than_a_cell_is_named(tmp_path):
    long = pd.DataFrame({"item": ["7"], "text": ["word " * 9000]})
    with pytest.warns(NewskitWarning, match=r"1 texts .* item 7"):
        write_coding_sheet(long, tmp_path / "ana.xlsx")


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
    with pytest.warns(NewskitWarning, match="1 items have no majority code and were left out: 3"):
        found = validate(measured, codes, value="war")
    assert found.confusion.loc["True", "True"] == found.confusion.loc["False", "False"] == 1


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
    for _ in range(150):
        table = population(400, 0.2, rng)
        found = corrected_share(table, coded(table, 60, rng), value="war").iloc[0]
        hits += found["low"] <= 0.2 <= found["high"]
        raw += found["measured"]
    assert 0.92 <= hits / 150 <= 0.98, hits / 150
    assert raw / 150 == pytest.approx(0.22, abs=0.012)


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
        (ARTICLES.assign(war=1.5), CODES, "has no column 'article_id'"),
        (ARTICLES.assign(war=1.5), CODES.assign(article_id="a1"), "not true or false"),
        (
            ARTICLES.assign(war=True, article_id="a"),
            CODES.assign(article_id="a"),
            "more than one row",
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
