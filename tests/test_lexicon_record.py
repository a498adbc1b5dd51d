"""The lexicon record: what ships, what it shows, how it is changed on record."""

from __future__ import annotations

import math
import pickle
import re
import sys
from dataclasses import FrozenInstanceError
from pathlib import Path

import pandas as pd
import pytest

import newskit as nk
from newskit import schema
from newskit.lexicon import record
from newskit.lexicon.formats import parse_toml
from newskit.lexicon.record import CERTIFICATE, shipped

# Lists that other rooms work with, not measures.
WORKING_LISTS = {"cues", "names", "stop_words"}
CODEBOOKS = {"generic_frames": 5, "gun_policy": 9, "policy_frames": 15, "war_peace": 6}
CONSTRUCTS = ["certainty", "distancing", "escalation", "us_and_them", "wartime_ecstasy"]


@pytest.mark.parametrize("name", sorted(set(shipped()) - WORKING_LISTS))
def test_a_shipped_lexicon_has_its_certificate_and_examples(name: str) -> None:
    lexicon = nk.read_lexicon(name)
    wanted = [key for key in CERTIFICATE if key != "paper"]
    assert [key for key in wanted if not getattr(lexicon, key) and key != "scale"] == []
    assert lexicon.language == "en"
    for category in lexicon.categories.values():
        assert category.definition
        if category.entries:
            assert min(len(category.match), len(category.miss)) >= 2


@pytest.mark.parametrize("name", sorted(WORKING_LISTS & set(shipped())))
def test_a_working_list_says_what_it_is(name: str) -> None:
    lexicon = nk.read_lexicon(name)
    assert lexicon.title
    assert lexicon.source
    assert all(category.definition for category in lexicon.categories.values())


def test_an_entry_may_have_fifty_words() -> None:
    longest = " ".join(["word"] * 50)
    assert nk.read_lexicon({"c": [longest]}).categories["c"].entries == {longest: 1.0}
    with pytest.raises(ValueError, match="an entry has 50 words at most"):
        nk.read_lexicon({"c": [f"{longest} word"]})


def test_a_lexicon_and_its_parts_are_not_changed_in_place() -> None:
    lexicon = nk.read_lexicon("wartime_ecstasy").patch(
        add={"martial": ["x"]}, reason="to see it", author="a test"
    )
    fused = nk.read_lexicon("us_and_them").fuse
    held = [lexicon, lexicon.changes[0], *lexicon.categories.values(), *fused.values()]
    for one in held:
        with pytest.raises(FrozenInstanceError):
            one.entry = one.name = "another"


@pytest.mark.parametrize(("name", "frames"), CODEBOOKS.items())
def test_a_codebook_has_its_papers_frames_and_what_a_coder_needs(name: str, frames: int) -> None:
    book = nk.read_lexicon(name)
    assert len(book.categories) == frames
    assert re.search(r"\((19|20)\d\d\)", book.paper)
    assert book.count_negated
    for category in book.categories.values():
        assert category.items
        assert category.label
        assert category.definition.endswith(".")


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_a_construct_prints_its_formula_and_limits(name: str) -> None:
    lexicon = nk.read_lexicon(name)
    for shown in (lexicon.formula, " ".join(lexicon.is_not.split()), *lexicon.fuse):
        assert shown in str(lexicon)
    assert lexicon.reading
    assert min(len(lexicon.match), len(lexicon.miss)) >= 2


def test_the_shipped_lexicons_are_listed_with_their_kind():
    table = nk.list_lexicons()
    assert table.columns.tolist() == list(schema.LEXICONS)
    kinds = table.set_index("name")["kind"]
    assert set(kinds[kinds == "codebook"].index) == set(CODEBOOKS)
    assert set(CONSTRUCTS) <= set(kinds[kinds == "construct"].index)
    assert kinds["loaded"] == "lexicon"
    row = table.set_index("name").loc["generic_frames"]
    assert row["categories"] == 5
    assert row["entries"] == len(nk.read_lexicon("generic_frames").to_frame())


def test_a_notebook_shows_a_table_in_which_text_stays_text():
    hostile = "<script>alert(1)</script>"
    text = f"title = '{hostile}'\n[category.'{hostile}']\ndefinition = '{hostile}'\nentries = "
    lexicon = parse_toml(text + f"['a', '{hostile}']", "x", "x")
    shown = lexicon._repr_html_()
    assert "<script" not in shown
    assert shown.count("&lt;script&gt;") == 4
    assert "<td" in shown


def test_a_notebook_shows_formula_limits_and_the_first_entries():
    shown = nk.read_lexicon("escalation")._repr_html_()
    assert "(escalation - restraint) / (escalation + restraint)" in shown
    assert "<b>Is not</b>: A forecast" in shown
    assert re.findall(r"<b>([^<]*)</b>", shown) == [
        *("Escalation against restraint", "Description", "Formula", "Is", "Is not", "Validity"),
        *("Norms", "Reading", "Source", "Licence", "Coders", "Date", "Scale", "Language"),
    ]
    assert len(shown) < 6_000
    assert shown.count("<tr") == len(nk.read_lexicon("escalation").categories) + 1


def test_a_notebook_shows_eight_entries_of_a_category_and_that_there_are_more():
    told = "[category.a]\ndefinition = 'About a.'\nlabel = 'A'\nentries = [{}]\n"
    told += "[category.b]\nlabel = 'B'\nentries = [{}]"
    words = [", ".join(f"'w{i}'" for i in range(n)) for n in (8, 9)]
    shown = parse_toml(told.format(*words), "n", "f")._repr_html_()
    cells = re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", shown)
    eight = "w0, w1, w2, w3, w4, w5, w6, w7"
    assert cells == [
        *("category", "definition", "entries", "among them"),
        *("a", "About a.", "8", eight),
        *("b", "B", "9", f"{eight} ..."),
    ]


@pytest.mark.parametrize("weight", [0, -2.5, sys.float_info.max, -sys.float_info.max])
def test_a_weight_is_any_finite_number(weight: float) -> None:
    assert nk.read_lexicon({"a": {"war": weight}}).categories["a"].entries == {"war": weight}


@pytest.mark.parametrize("entries", [["war", "battle*"], {"war": 1, "battle*": 1.0}])
def test_a_mapping_is_a_lexicon(entries: object) -> None:
    lexicon = nk.read_lexicon({"martial": entries})
    assert repr(lexicon) == "<Lexicon lexicon: martial (2)>"
    assert nk.read_lexicon(lexicon) is lexicon


def test_a_table_is_a_lexicon():
    table = pd.DataFrame({"category": ["a", "a"], "entry": ["x", "y"], "weight": [math.nan, 2.0]})
    assert nk.read_lexicon(table).categories["a"].entries == {"x": 1.0, "y": 2.0}
    again = nk.read_lexicon(nk.read_lexicon("escalation").to_frame())
    assert len(again.to_frame()) == len(nk.read_lexicon("escalation").to_frame())


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ({}, "at least one category"),
        ({"a": []}, "has no entries"),
        ({"a": "war"}, "must be a list"),
        ({"a": ["war", None]}, "None is no word"),
        ({"a": {"war": math.inf}}, "must be a finite number"),
        ({"a": {"war": math.nan}}, "must be a finite number"),
        ({3: ["war"]}, "category name 3"),
        ({"a\nb": ["war"]}, "not one line"),
        (pd.DataFrame({"word": ["war"]}), "no column 'entry'"),
        (pd.DataFrame({"entry": ["war"], "weight": ["x"]}), "must be a finite number"),
    ],
)
def test_what_is_no_lexicon_is_refused_in_words(source: object, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        nk.read_lexicon(source)


def test_a_missing_file_and_an_unknown_name_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no lexicon file"):
        nk.read_lexicon(tmp_path / "none.toml")
    with pytest.raises(ValueError, match=r"unknown lexicon 'martial_arts'; shipped .*war_peace"):
        nk.read_lexicon("martial_arts")


@pytest.mark.parametrize("source", [["panic*"], None, 3])
def test_what_is_no_lexicon_at_all_is_refused_by_what_one_is(source: object) -> None:
    with pytest.raises(TypeError, match=r'a mapping such as {"fear": \["panic\*"\]}, not a'):
        nk.read_lexicon(source)
    with pytest.raises((TypeError, ValueError), match="a mapping such as"):
        nk.match_lexicon(pd.DataFrame({"article_id": ["a"], "text": ["War."]}), source)


def test_a_lexicon_is_not_made_of_bare_lists():
    with pytest.raises(TypeError, match="make one with read_lexicon"):
        nk.Lexicon("mine", {"fear": ["panic*"]})


def test_patches_are_kept_with_reason_and_author(tmp_path: Path) -> None:
    lexicon = nk.read_lexicon({"war": ["army", "battle*"]})
    patched = lexicon.patch(
        {"war": ["siege"]}, mask={"war": ["battle*"]}, reweight={"war": {"army": 2}},
        reason="read 40 hits", author="N. N.",
    )  # fmt: skip
    assert patched.categories["war"].entries == {"army": 2.0, "siege": 1.0}
    assert lexicon.categories["war"].entries == {"army": 1.0, "battle*": 1.0}
    assert repr(patched.changes).splitlines() == [
        "+ [war] siege  1  # read 40 hits (N. N.)",
        "- [war] battle*  1  # read 40 hits (N. N.)",
        "~ [war] army  1 -> 2  # read 40 hits (N. N.)",
    ]
    assert [change.what for change in patched.changes] == ["add", "mask", "reweight"]
    patched.write(tmp_path / "lexicon.toml")
    assert repr(nk.read_lexicon(tmp_path / "lexicon.toml").changes) == repr(patched.changes)
    assert patched.digest != lexicon.digest


def test_an_entry_added_twice_changes_its_weight_once():
    lexicon = nk.read_lexicon({"war": ["army"]})
    same = lexicon.patch({"war": ["army"]}, reason="r", author="a")
    assert repr(same.changes) == "(no changes)"
    heavier = lexicon.patch({"war": {"army": 3}}, reason="r", author="a")
    assert heavier.changes[0].what == "reweight"
    new = lexicon.patch({"peace": ["truce"]}, reason="r", author="a")
    assert list(new.categories) == ["war", "peace"]


@pytest.mark.parametrize(
    "change",
    [
        {"mask": {"war": ["siege"]}},
        {"reweight": {"war": {"siege": 2}}},
        {"mask": {"peace": ["truce"]}},
        {"reweight": {"war": {"army": math.inf}}},
        {"add": {"war": ["*"]}},
        {"add": ["war"]},
        {"mask": ["war"]},
        {"reweight": {"war": ["army"]}},
    ],
)
def test_a_patch_that_cannot_be_is_refused(change: dict[str, object]) -> None:
    lexicon = nk.read_lexicon({"war": ["army"]})
    with pytest.raises(ValueError, match=r"no entry|finite|every word|must be a mapping"):
        lexicon.patch(**change, reason="r", author="a")


ONE = "title = 'a'\nlanguage = 'en'\n[category.c]\nentries = ['x', 'y']\nnot_when = ['x y']"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("'y']", "'z']"),
        ("['x y']", "['y x']"),
        ("not_when", "not_near"),
        ("not_when", "near = 9\nnot_when"),
        ("not_when", "exact_case = true\nnot_when"),
        ("not_when", "company = 2\nnot_when"),
        ("language = 'en'", "negation = 2"),
        ("language = 'en'", "negators = ['x']"),
        ("language = 'en'", "count_negated = true"),
        ("language = 'en'", "skip_names = true"),
        ("language = 'en'", "minimum = 2"),
        ("\n[cat", "\n[construct]\nis_not=''\ndefinition=''\nformula='c / words'\n[cat"),
    ],
)
def test_the_digest_is_of_all_that_decides_the_figures(old: str, new: str) -> None:
    assert old in ONE
    assert parse_toml(ONE.replace(old, new), "n", "f").digest != parse_toml(ONE, "n", "f").digest


def test_the_digest_is_not_of_titles_and_order():
    other = ONE.replace("'a'", "'b'").replace("['x', 'y']", "['y', 'x']")
    assert parse_toml(other, "m", "g").digest == parse_toml(ONE, "n", "f").digest


def test_a_lexicon_can_be_sent_to_another_process():
    lexicon = nk.read_lexicon("loaded")
    assert pickle.loads(pickle.dumps(lexicon)) == lexicon


def test_another_package_may_bring_a_lexicon(monkeypatch):
    class Brought:
        @staticmethod
        def load():
            return {"fear": ["panic*"]}

    monkeypatch.setattr(
        record, "entry_points", lambda group, name: [Brought] if name == "b" else []
    )
    assert record._shipped.__wrapped__("b").categories["fear"].entries == {"panic*": 1.0}
    with pytest.raises(ValueError, match="unknown lexicon 'c'"):
        record._shipped.__wrapped__("c")
