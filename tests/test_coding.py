from __future__ import annotations

import os

import pandas as pd
import pytest

from newskit import coding_widget, read_codes
from newskit.validation.coding import save_codes

SAMPLE = pd.DataFrame(
    {"item": ["1", "2", "3"], "text": ["One.", "<script>alert(1)</script>", "=1+1"], "outlet": "X"}
)


def widget(path, **options):
    options = {"choices": ["war", "peace"], "coder": "ana"} | options
    return coding_widget(SAMPLE, path, **options)


def test_each_click_is_on_disk_before_it_shows(tmp_path):
    found = widget(tmp_path / "ana.csv")
    found.code("2", "war")
    assert found.codes == {"2": "war"}
    assert read_codes(tmp_path / "ana.csv").to_dict("list") == {
        "item": ["2"],
        "coder": ["ana"],
        "code": ["war"],
    }


def test_a_new_kernel_goes_on_where_the_old_one_stopped(tmp_path):
    widget(tmp_path / "ana.csv").code("2", "war")
    again = widget(tmp_path / "ana.csv")
    assert again.codes == {"2": "war"}
    again.code("2", "peace")
    again.code("3", "war")
    assert widget(tmp_path / "ana.csv").codes == {"2": "peace", "3": "war"}


def test_only_known_items_and_choices_are_saved(tmp_path):
    found = widget(tmp_path / "ana.csv")
    found.code("9", "war")
    found.code("1", "love")
    assert not (tmp_path / "ana.csv").exists()


def test_the_coder_sees_item_and_text_alone(tmp_path):
    found = widget(tmp_path / "ana.csv")
    assert found.items == [["1", "One."], ["2", "<script>alert(1)</script>"], ["3", "=1+1"]]


def test_a_save_that_fails_is_shown_and_ticks_nothing(tmp_path):
    found = widget(tmp_path / "gone" / "ana.csv")
    found.code("1", "war")
    assert found.codes == {}
    assert found.problem.startswith("not saved: ")


def test_an_interrupted_save_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "ana.csv"
    save_codes(path, "ana", {"1": "war"})

    def dies(_):
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", dies)
    with pytest.raises(OSError, match="disk full"):
        save_codes(path, "ana", {"1": "war", "2": "war"})
    assert read_codes(path)["item"].tolist() == ["1"]


def test_codes_are_no_live_formulas(tmp_path):
    save_codes(tmp_path / "x.csv", "@ana", {"=1": "+x", "2": "-1"})
    assert "\n'=1,'@ana,'+x," in (tmp_path / "x.csv").read_text()
    assert read_codes(tmp_path / "x.csv")["code"].tolist() == ["+x", "-1"]


@pytest.mark.parametrize(
    ("name", "options", "error"),
    [
        ("ana.csv", {"coder": "ben"}, "ana.csv holds the codes of 'ana'; give 'ben' a new file"),
        ("ana.csv", {"choices": ["love", "peace"]}, "holds the code 'war', which is not a choice"),
        ("ana.txt", {}, r"saved in a \.csv file, not 'ana\.txt'"),
        ("new.csv", {"choices": ["war"]}, "two to nine different codes"),
        ("new.csv", {"choices": ["war", "war"]}, "two to nine different codes"),
    ],
)
def test_mix_ups_are_refused(tmp_path, name, options, error):
    save_codes(tmp_path / "ana.csv", "ana", {"1": "war"})
    with pytest.raises(ValueError, match=error):
        widget(tmp_path / name, **options)
