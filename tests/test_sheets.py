from __future__ import annotations

import csv
import re

import openpyxl
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newskit import (
    NewskitWarning,
    read_codes,
    sample_for_coding,
    split_sentences,
    write_codes,
)
from newskit.validation import sheets
from newskit.validation.codes import fingerprint
from newskit.validation.sheets import SHEET
from newskit.writing import neutral, original

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
    assert [item[:4] for item in sample["item"]] == [f"s{i:02}-" for i in range(1, 13)]
    assert [i[4:] for i in sample["item"]] == [fingerprint(text) for text in sample["text"]]
    assert sample["article_id"].is_unique
    assert list(sample) == ["item", *ARTICLES, "weight"]


def test_small_groups_are_taken_whole_and_the_rest_make_up_for_them():
    sample = sample_for_coding(ARTICLES, 26, by="outlet")
    assert sample["outlet"].value_counts().to_dict() == {"Courier": 16, "Herald": 10}
    assert len(sample_for_coding(ARTICLES, 99)) == 30


def test_texts_without_a_group_are_a_group_and_a_sample_has_a_text():
    table = ARTICLES.assign(outlet=ARTICLES["outlet"].where(ARTICLES.index > 2))
    sample = sample_for_coding(table, 6, by="outlet")
    assert sample["outlet"].value_counts(dropna=False).tolist() == [2, 2, 2]
    assert sample.loc[sample["outlet"].isna(), "weight"].tolist() == [1.5, 1.5]
    assert sample_for_coding(table.head(0), 2, by="outlet").empty
    with pytest.raises(ValueError, match="at least one text, not 0"):
        sample_for_coding(table, 0)
    with pytest.raises(ValueError, match=r"2\.5: a whole number"):
        sample_for_coding(table, 2.5)


def test_the_order_tells_nothing_and_the_seed_decides():
    first = sample_for_coding(ARTICLES, 20, by="outlet", rng=1)
    pd.testing.assert_frame_equal(first, sample_for_coding(ARTICLES, 20, by="outlet", rng=1))
    assert not first["outlet"].is_monotonic_increasing
    assert list(first["article_id"]) != list(
        sample_for_coding(ARTICLES, 20, by="outlet", rng=2)["article_id"]
    )


def test_texts_that_are_missing_cannot_be_drawn():
    table = ARTICLES.assign(text=ARTICLES["text"].where(ARTICLES.index > 3))
    with pytest.warns(NewskitWarning, match="4 of 30 articles"):
        assert len(sample_for_coding(table, 30)) == 26


FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_live_formula(tmp_path, text):
    sample = pd.DataFrame({"item": ["1"], "text": [text], "outlet": ["Courier"]})
    with open(write_codes(sample, tmp_path / "ana.csv"), encoding="utf-8-sig") as file:
        assert next(csv.DictReader(file))["text"].startswith("'")
    book = openpyxl.load_workbook(write_codes(sample, tmp_path / "ana.xlsx"))
    cell = book.active["B2"]
    assert (cell.data_type, cell.value[0]) == ("s", "'")
    assert cell.alignment.wrap_text  # a long text is seen whole


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_sheet_is_blind_and_comes_back_with_codes(tmp_path, ending):
    sample = sample_for_coding(ARTICLES, 3, by="outlet")
    path = write_codes(sample, tmp_path / f"ana{ending}")
    read = pd.read_csv if ending == ".csv" else pd.read_excel
    sheet = read(path, dtype="str", keep_default_na=False)
    assert list(sheet.columns) == SHEET
    assert read_codes(path).empty
    sheet["code"] = ["NA", "", "-1"]
    if ending == ".csv":
        sheet.to_csv(tmp_path / "ben.csv", index=False)
    else:
        sheet.to_excel(tmp_path / "ben.xlsx", index=False)
    codes = read_codes([tmp_path / f"ben{ending}"])
    assert codes.to_dict("list") == {
        "item": [sample["item"][0], sample["item"][2]],
        "coder": ["ben", "ben"],
        "code": ["NA", "-1"],
        "text_hash": [fingerprint(sample["text"][0]), fingerprint(sample["text"][2])],
    }


@given(st.text(max_size=12) | st.text("\n\t;= +-@a'", max_size=8))
@example("\n=")
@settings(max_examples=400)
def test_neutral_cells_come_back(code):
    # An apostrophe that the coder typed where ours would stand is taken for ours.
    if not re.search(r"(?:^|[;\t\r\n]\s*)'", code):
        assert original(str(neutral(code))) == code


def test_sheets_of_other_kinds_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r"a \.csv or \.xlsx file, not 'ana\.doc'"):
        write_codes(sample_for_coding(ARTICLES, 3), tmp_path / "ana.doc")
    with pytest.raises(ValueError, match="no coding sheet was named"):
        read_codes([])
    (tmp_path / "x.csv").write_text("item,kode\n1,2\n")
    with pytest.raises(ValueError, match=r"coding sheet x\.csv has no column 'code'"):
        read_codes(tmp_path / "x.csv")


def test_a_text_longer_than_a_cell_is_named(tmp_path):
    long = pd.DataFrame({"item": ["7"], "text": ["word " * 9000]})
    with pytest.warns(NewskitWarning, match=r"1 texts .* item 7"):
        write_codes(long, tmp_path / "ana.xlsx")


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
@pytest.mark.parametrize("column", ["code", "note"])
def test_a_file_with_work_in_it_is_not_written_over(tmp_path, ending, column):
    sample = sample_for_coding(ARTICLES, 3)
    path = write_codes(sample, tmp_path / f"ana{ending}")
    write_codes(sample, path)  # an empty sheet may be written anew
    sheet = sheets._table(path)
    sheet.loc[1, column] = "yes"
    if ending == ".csv":
        sheet.to_csv(path, index=False)
    else:
        sheet.to_excel(path, index=False)
    before = path.read_bytes()
    with pytest.raises(ValueError, match=rf"ana\{ending} holds 1 codes and notes already"):
        write_codes(sample_for_coding(ARTICLES, 3, rng=5), path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_sheet_is_not_written_over(tmp_path):
    (tmp_path / "ana.xlsx").write_bytes(b"a diary")
    with pytest.raises(ValueError, match="is there already, and no coding sheet"):
        write_codes(sample_for_coding(ARTICLES, 3), tmp_path / "ana.xlsx")


def test_sentences_and_voices_are_drawn_directly():
    table = pd.DataFrame(
        {"article_id": ["a", "b"], "outlet": ["X", "Y"],
         "text": ["Ice came. Boats stayed. “We wait,” Ada Holm said.", "It rained."]}
    )  # fmt: skip
    for given_spans in ("sentences", split_sentences(table)):
        sample = sample_for_coding(table, 9, spans=given_spans)
        assert set(sample["text"]) >= {"Ice came.", "Boats stayed.", "It rained."}
        assert sample.groupby("outlet").size().to_dict() == {"X": 3, "Y": 1}
        for row in sample.itertuples():
            whole = table.set_index("article_id")["text"][row.article_id]
            assert whole[row.start : row.end] == row.text
    assert "voice" in sample_for_coding(table, 9, spans="voices")


def test_a_record_that_was_cut_short_costs_no_other(tmp_path):
    path = tmp_path / "ana.csv"
    whole = ",".join(sheets.FILE) + "\n1,ana,war,now,,1\n"
    path.write_text(whole + '2,"ana')
    assert read_codes(path)["item"].tolist() == ["1"]
    path.write_text(whole + '2,"ana\n3,ana,peace,now,,1\n1,ana,peace,now,,1\n')
    assert read_codes(path)[["item", "code"]].to_numpy().tolist() == [
        ["3", "peace"],
        ["1", "peace"],
    ]
