from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import newskit
from newskit import coding_widget, read_codes, sample_for_coding, write_codes
from newskit.validation.codes import fingerprint
from newskit.validation.coding import add_code
from newskit.validation.sheets import FILE, last_words

SAMPLE = pd.DataFrame(
    {"item": ["1", "2", "3"], "text": ["One.", "<script>alert(1)</script>", "=1+1"], "outlet": "X"}
)


def widget(path, sample=SAMPLE, **options):
    options = {"choices": ["war", "peace"], "coder": "ana"} | options
    return coding_widget(sample, path, **options)


def test_each_click_is_on_disk_before_it_shows(tmp_path):
    found = widget(tmp_path / "ana.csv")
    found.code("2", "war")
    assert found.codes == {"2": "war"}
    assert read_codes(tmp_path / "ana.csv").to_dict("list") == {
        "item": ["2"],
        "coder": ["ana"],
        "code": ["war"],
        "text_hash": [fingerprint(SAMPLE["text"][1])],
    }


def test_a_new_kernel_goes_on_where_the_old_one_stopped(tmp_path):
    widget(tmp_path / "ana.csv").code("2", "war")
    again = widget(tmp_path / "ana.csv")
    assert again.codes == {"2": "war"}
    again.code("2", "peace")
    again.code("3", "war")
    assert widget(tmp_path / "ana.csv").codes == {"2": "peace", "3": "war"}


def test_two_open_widgets_lose_nothing(tmp_path):
    first, second = widget(tmp_path / "w.csv"), widget(tmp_path / "w.csv")
    first.code("1", "war")
    second.code("3", "peace")
    first.code("2", "war")
    second.code("1", "peace")
    assert len(read_codes(tmp_path / "w.csv")) == 3
    assert second.codes == {"1": "peace", "2": "war", "3": "peace"}


def test_the_file_carries_texts_and_version(tmp_path):
    widget(tmp_path / "ana.csv").code("1", "war")
    line = (tmp_path / "ana.csv").read_text().splitlines()[1].split(",")
    assert line[-2:] == [fingerprint("One."), newskit.__version__]


def test_codes_of_other_texts_are_refused(tmp_path):
    path = tmp_path / "ana.csv"
    open_widget = widget(path)
    open_widget.code("1", "war")
    other = SAMPLE.assign(text=["Uno.", "Due.", "Tre."])
    with pytest.raises(ValueError, match=r"ana\.csv holds the codes of 1 other texts \(item '1'\)"):
        widget(path, other)
    with pytest.raises(ValueError, match="other texts"):
        widget(path, SAMPLE.iloc[1:])
    path.unlink()
    widget(path, other).code("2", "war")
    open_widget.code("3", "peace")  # its file has become another sample's
    assert open_widget.problem.startswith("not saved: ana.csv holds the codes of 1 other texts")
    assert read_codes(path)["item"].tolist() == ["2"]


def test_only_known_items_and_choices_are_saved(tmp_path):
    found = widget(tmp_path / "ana.csv")
    found.code("9", "war")
    found.code("1", "love")
    assert not (tmp_path / "ana.csv").exists()


def test_nine_codes_have_a_key_each(tmp_path):
    found = widget(tmp_path / "ana.csv", choices=[*"abcdefghi"])
    found.code("1", "i")
    found.code("2", "a")
    assert found.codes == {"1": "i", "2": "a"}
    assert len((tmp_path / "ana.csv").read_text().splitlines()) == 3  # no blank line


def test_the_coder_sees_item_and_text_alone(tmp_path):
    found = widget(tmp_path / "ana.csv")
    assert found.items == [["1", "One."], ["2", "<script>alert(1)</script>"], ["3", "=1+1"]]


def test_a_save_that_fails_is_shown_and_ticks_nothing(tmp_path):
    found = widget(tmp_path / "gone" / "ana.csv")
    found.code("1", "war")
    assert found.codes == {}
    assert found.problem.startswith("not saved: ")


def test_a_record_that_a_full_disk_cut_short_costs_no_other(tmp_path, monkeypatch):
    path = tmp_path / "ana.csv"
    add_code(path, "ana", "1", "war", "")
    whole = os.write
    monkeypatch.setattr(os, "write", lambda handle, line: whole(handle, line[: len(line) // 2]))
    with pytest.raises(OSError, match="disk is full"):
        add_code(path, "ana", "2", "war", "")
    monkeypatch.undo()
    assert read_codes(path)["item"].tolist() == ["1"]
    add_code(path, "ana", "3", "peace", "")
    assert read_codes(path)["item"].tolist() == ["1", "3"]


def test_codes_are_no_live_formulas(tmp_path):
    add_code(tmp_path / "x.csv", "@ana", "=1", "+x", "")
    add_code(tmp_path / "x.csv", "@ana", "2", "-1", "")
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
        ("new.csv", {"choices": [*"abcdefghij"]}, "two to nine different codes"),
        ("new.csv", {"choices": ["war", "pea\nce"]}, "one line of text"),
        ("new.csv", {"coder": "an\ra"}, "one line of text"),
        ("new.csv", {"coder": " "}, "one line of text"),
        ("new.csv", {"sample": SAMPLE.assign(item="1")}, "more than one text for an item"),
    ],
)
def test_mix_ups_are_refused(tmp_path, name, options, error):
    add_code(tmp_path / "ana.csv", "ana", "1", "war", fingerprint("One."))
    with pytest.raises(ValueError, match=error):
        widget(tmp_path / name, **options)


ARTICLES = pd.DataFrame(
    {"article_id": [f"a{i}" for i in range(8)], "text": [f"Text {i} of ice." for i in range(8)]}
)


class Coding(RuleBasedStateMachine):
    """Samples are drawn, coded, drawn anew and written, kernels die and files are opened again.

    Whatever happens, each text has in the file the last code that was given to it, and no other.
    """

    @initialize(seed=st.integers(0, 3), n=st.integers(2, 5))
    def begin(self, seed, n):
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "ana.csv"
        self.said: dict[str, str] = {}
        self.open: list[tuple[pd.DataFrame, object]] = []
        self.draw(seed, n)

    @rule(seed=st.integers(0, 3), n=st.integers(2, 5))
    def draw(self, seed, n):
        """Draw a sample and open a widget on the file: one more, or refused."""
        sample = sample_for_coding(ARTICLES, n, rng=seed)
        try:
            self.open.append((sample, widget(self.path, sample)))
        except ValueError:
            coded = set(self.said)
            assert not coded <= {fingerprint(text) for text in sample["text"]} or self.renamed(
                sample
            )

    def renamed(self, sample):
        """Say whether a coded text stands under another number in *sample*."""
        return not set(read_codes(self.path)["item"]) <= set(sample["item"])

    @precondition(lambda self: self.open)
    @rule(which=st.integers(0, 9), row=st.integers(0, 9), code=st.sampled_from(["war", "peace"]))
    def code(self, which, row, code):
        sample, opened = self.open[which % len(self.open)]
        chosen = sample.iloc[row % len(sample)]
        saves = opened.saves
        opened.code(chosen["item"], code)
        if opened.saves > saves:
            self.said[fingerprint(chosen["text"])] = code

    @rule()
    def kill(self):
        """The kernel dies: all widgets are gone, and perhaps half a record was written."""
        self.open = []
        if self.path.exists():
            with open(self.path, "a", encoding="utf-8") as file:
                file.write('9-0123456789,"an')

    @rule(seed=st.integers(0, 3))
    def write(self, seed):
        """A sheet over the file is refused as soon as it holds a code."""
        if self.said:
            before = self.path.read_bytes()
            with pytest.raises(ValueError, match="already"):
                write_codes(sample_for_coding(ARTICLES, 3, rng=seed), self.path)
            assert self.path.read_bytes() == before

    @invariant()
    def every_text_has_its_last_code(self):
        if not hasattr(self, "path") or not self.path.exists():
            return
        codes = read_codes(self.path)
        assert dict(zip(codes["text_hash"], codes["code"], strict=True)) == self.said

    def teardown(self):
        if hasattr(self, "folder"):
            self.folder.cleanup()


TestCoding = Coding.TestCase
TestCoding.settings = settings(max_examples=25, stateful_step_count=12, deadline=None)


def test_the_last_words_are_records_and_nothing_beside(tmp_path: Path) -> None:
    for code in ("war", "peace"):
        add_code(tmp_path / "x.csv", "ana", "1", code, "")
    found = last_words(tmp_path / "x.csv")
    assert (list(found), found["code"].tolist(), found.index.tolist()) == (FILE, ["peace"], [0])
