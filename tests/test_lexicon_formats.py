"""The TOML of lexicons: read, checked in words, written and read again; plain formats out."""

from __future__ import annotations

import contextlib
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import newskit as nk
from newskit.lexicon.formats import _key, _value, lexicon_of, parse_toml, to_toml
from newskit.lexicon.record import shipped

BOOK = """
title = "t"
paper = "Holm (2020), Sides"
minimum = 2
count_negated = true
skip_names = true
negation = 2
negators = ["not"]
language = "de"

[construct]
definition = "War and talks."
is_not = "Sympathy."
formula = "(war - peace) / both"
validity = "unknown"
reading = ["Holm (2020)"]
match = ["A war."]
miss = ["A truce."]
norms = [{ data = "ten texts", value = 0.5, n = 10, unit = "texts" }]

[construct.fuse.both]
one_of = ["war"]
together_with = ["peace"]
window = 4
alone = ["rest"]

[category.war]
label = "War"
definition = "Fighting."
items = ["Is it about fighting?"]
entries = ["war", "battle*", "front line"]
not_when = ["war memorial"]
not_near = ["museum"]
near = 3
match = ["The war came."]
miss = ["A reward."]
[category.peace]
exact_case = true
company = 2
[category.peace.entries]
"truce*" = 2
[category.rest]
items = ["Is it about neither?"]
"""


def test_every_field_is_read():
    book = parse_toml(BOOK, "sides", "sides.toml")
    war, peace, rest = book.categories.values()
    assert (book.name, book.paper, book.minimum, book.language) == (
        *("sides", "Holm (2020), Sides"),
        *(2, "de"),
    )
    assert (book.count_negated, book.skip_names) == (True, True)
    assert (book.negation, book.negators) == (2, ("not",))
    assert (war.label, war.items, war.near) == ("War", ("Is it about fighting?",), 3)
    assert (war.not_when, war.not_near) == (("war memorial",), ("museum",))
    assert (peace.entries, peace.exact_case, peace.company) == ({"truce*": 2.0}, True, 2)
    assert rest.entries == {}
    assert (book.formula, book.is_not, book.validity) == (
        *("(war - peace) / both", "Sympathy."),
        "unknown",
    )
    assert (book.match, book.miss, book.reading) == (("A war.",), ("A truce.",), ("Holm (2020)",))
    assert book.norms[0]["value"] == 0.5
    fuse = book.fuse["both"]
    assert (fuse.one_of, fuse.together_with, fuse.window, fuse.alone) == (
        *(("war",), ("peace",)),
        *(4, ("rest",)),
    )


def test_what_a_file_leaves_out_has_its_default():
    plain = parse_toml("[category.a]\nentries = ['x']", "n", "f")
    assert plain == lexicon_of("n", {"a": ["x"]})
    assert (plain.language, plain.negation, plain.minimum) == ("en", 3, 1)
    assert not plain.count_negated
    assert not plain.skip_names
    assert (plain.categories["a"].near, plain.categories["a"].company) == (8, 0)


@pytest.mark.parametrize(("window", "near"), [(200, 1), (1, 200)])
def test_a_window_may_reach_as_far_as_the_longest_sentence(window: int, near: int) -> None:
    text = BOOK.replace("window = 4", f"window = {window}").replace("near = 3", f"near = {near}")
    book = parse_toml(text, "n", "f")
    assert (book.fuse["both"].window, book.categories["war"].near) == (window, near)


def test_codebooks_of_the_first_version_are_read():
    old = "minimum = 2\n[frame.war]\nlabel = 'War'\ncues = ['war']\n[frame.other]\nitems = ['?']"
    book = parse_toml(old, "n", "f")
    assert book.count_negated
    assert list(book.categories["war"].entries) == ["war"]
    assert book.categories["other"].entries == {}


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_lexicon_comes_back_whole_from_toml(tmp_path: Path, name: str) -> None:
    lexicon = nk.read_lexicon(name)
    lexicon.write(tmp_path / f"{name}.toml")
    again = nk.read_lexicon(tmp_path / f"{name}.toml")
    assert again == lexicon
    assert again.digest == lexicon.digest


def test_all_fields_come_back_from_toml():
    book = parse_toml(BOOK, "sides", "sides.toml").patch(
        {"war": ["siege"]}, reason='"quoted"\nand broken', author="N. N."
    )
    again = parse_toml(to_toml(book), "sides", "sides.toml")
    # A change has no weight before, which is NaN and equals nothing.
    assert repr(again.changes) == repr(book.changes)
    assert replace(again, changes=book.changes) == book


WORDS = st.text(min_size=1, max_size=8).filter(lambda w: w.strip() and w.replace("*", "").strip())
NAMES = WORDS.filter(lambda name: not re.search(r"[\r\n\t]", name))


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        NAMES,
        st.dictionaries(WORDS, st.floats(-4, 4), min_size=1, max_size=4),
        min_size=1,
        max_size=3,
    )
)
def test_any_lexicon_comes_back_whole_from_toml(tables: dict[str, dict[str, float]]) -> None:
    lexicon = lexicon_of("x", {name: {"entries": own} for name, own in tables.items()})
    assert parse_toml(to_toml(lexicon), "x", "x.toml") == lexicon


@pytest.mark.parametrize("ending", [".csv", ".yml", ".dic"])
def test_plain_formats_keep_the_entries_and_name_what_they_lose(
    tmp_path: Path, ending: str
) -> None:
    lexicon = nk.read_lexicon(
        {"war": {"entries": ["army", "no *", "-5"], "not_when": ["army knife"]}}
    )
    with pytest.warns(nk.NewskitWarning, match="cannot keep not_when; .toml keeps"):
        lexicon.write(tmp_path / f"lexicon{ending}")
    again = nk.read_lexicon(tmp_path / f"lexicon{ending}")
    assert again.categories["war"].entries == lexicon.categories["war"].entries


@pytest.mark.parametrize(
    ("ending", "file"),
    [
        (".csv", "category,entry,weight\nwar,army,1.0\nwar,no way,1.0\npeace,army,1.0\n"),
        (".yml", '"war":\n  - "army"\n  - "no way"\n"peace":\n  - "army"\n'),
        (".dic", "%\n1\twar\n2\tpeace\n%\narmy\t1\t2\nno way\t1\n"),
    ],
)
def test_a_plain_format_is_as_other_programs_read_it(
    tmp_path: Path, ending: str, file: str
) -> None:
    path = tmp_path / f"x{ending}"
    nk.read_lexicon({"war": ["army", "no way"], "peace": ["army"]}).write(path)
    assert path.read_text("utf-8") == file


def test_a_plain_format_names_all_that_it_loses(tmp_path: Path) -> None:
    book = parse_toml(BOOK, "sides", "f").patch({"rest": ["tea"]}, reason="r", author="a")
    lost = (
        r"weights, label, definition, items, not_when, match, miss, not_near, near, exact_case, "
        r"company, title, paper, language, negation, negators, count_negated, skip_names, "
        r"minimum, formula, fuse, is_not, validity, reading, norms, changes"
    )
    with pytest.warns(nk.NewskitWarning, match=f"cannot keep {lost}; .toml"):
        book.write(tmp_path / "x.dic")


def test_what_cannot_be_written_is_refused(tmp_path: Path) -> None:
    lexicon = nk.read_lexicon({"war": ["army"]})
    with pytest.raises(ValueError, match=r"file extension must be \.toml, \.csv"):
        lexicon.write(tmp_path / "x.docx")
    empty = lexicon.patch(mask={"war": ["army"]}, reason="r", author="a")
    with pytest.raises(ValueError, match="'war' has no entries"):
        empty.write(tmp_path / "x.toml")
    assert list(tmp_path.iterdir()) == []


LONG = " ".join(["word"] * 51)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("minimum = 2", "minimum = 0", "f.toml: minimum must be a whole number from 1"),
        ("minimum = 2", "minimum = true", "minimum must be a whole number"),
        (
            "negation = 2",
            "negation = 999999999999",
            "negation must be a whole number from 0 to 200, not 99",
        ),
        ("negation = 2", "negation = -1", "negation must be a whole number"),
        ("negation = 2", "negation = 'yes'", "negation must be a whole number"),
        ('negators = ["not"]', "negators = 'not'", "negators must be a list"),
        ("skip_names = true", "skip_names = 1", "skip_names must be true or false"),
        ('title = "t"', "title = ['t']", "title must be a text"),
        ('title = "t"', "colour = 1", "unknown key 'colour'; known are title,"),
        ('label = "War"', "label = 3", "[category.war] label must be a text"),
        ('entries = ["war", ', 'entires = ["war", ', "[category.war] unknown key 'entires'"),
        (
            'entries = ["war", "battle*", "front line"]',
            "entries = 'war'",
            "must be a list of texts",
        ),
        ('entries = ["war", "battle*", "front line"]', "entries = [1]", "1 is no word or phrase"),
        ('entries = ["war", ', "entries = ['*', ", "'*' would match every word"),
        ('entries = ["war", ', f"entries = ['{LONG}', ", "an entry has 50 words at most"),
        ('items = ["Is it about neither?"]', "", "[category.rest] has no entries"),
        ('items = ["Is it about neither?"]', "entries = []", "[category.rest] has no entries"),
        ('"truce*" = 2', '"truce*" = inf', "the weight of 'truce*' must be a finite number"),
        ('"truce*" = 2', '"truce*" = nan', "the weight of 'truce*' must be a finite number"),
        ('"truce*" = 2', f'"truce*" = 1{"0" * 400}', "must be a finite number"),
        ('"truce*" = 2', '"truce*" = true', "the weight of 'truce*' is no number: True"),
        ('"truce*" = 2', '"truce*" = "x"', "is no number: 'x'"),
        ("near = 3", "near = 0", "[category.war] near must be a whole number from 1"),
        ("company = 2", "company = -1", "company must be a whole number from 0"),
        ("[category.peace]", '[category."a\\nb"]', "'a\\nb' is not one line of text"),
        ("[category.peace]", '[category." "]', "' ' is not one line of text"),
        ("[category.war]", "[category.war", "not valid TOML"),
        ('is_not = "Sympathy."', "", "[construct] lacks is_not"),
        ('formula = "(war', 'formula = "(wars', "none of words, sentences, war, peace, rest, both"),
        ('formula = "(war - peace) / both"', "formula = 3", "formula must be a text"),
        ('one_of = ["war"]', 'one_of = ["wars"]', "there is no category 'wars'"),
        ('one_of = ["war"]', "", "fuse.both lacks one_of"),
        ("window = 4", "window = 0", "window must be a whole number from 1"),
        ("[category.rest]", "[category]\nx = 3\n[category.rest]", "[category.NAME] tables"),
        ("norms = [{", "norms = [3, {", "norms must be a table, not 3"),
        ("fuse.both]", "fuse.war]", "the name 'war' is given twice"),
        ("fuse.both]", "fuse.value]", "'value' is given twice or has a meaning"),
        ("n = 10, ", "", "norms lacks n"),
        ("value = 0.5", "value = 'x'", "norms value must be a number, not 'x'"),
    ],
)
def test_a_broken_file_says_what_is_wrong_and_where(old: str, new: str, says: str) -> None:
    assert old in BOOK
    with pytest.raises(ValueError, match=re.escape(says)) as told:
        parse_toml(BOOK.replace(old, new, 1), "f", "f.toml")
    assert str(told.value).startswith("f.toml")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("what = 'add'", "change lacks category, entry"),
        ("before = 'x'", "change before must be a number, not 'x'"),
    ],
)
def test_a_broken_change_says_so(row: str, says: str) -> None:
    full = {"what": "'add'", "category": "'a'", "entry": "'x'", "before": "nan", "after": "1"}
    full |= {"reason": "''", "author": "''"}
    key, _, value = row.partition(" = ")
    full = {key: value} if "lacks" in says else full | {key: value}
    lines = "\n".join(f"{k} = {v}" for k, v in full.items())
    with pytest.raises(ValueError, match=re.escape(says)):
        parse_toml(f"[[change]]\n{lines}\n[category.a]\nentries = ['x']", "f", "f")


FIELDS = st.sampled_from(
    [
        *("definition", "is_not", "formula", "fuse", "one_of", "together_with", "window", "norms"),
        *("what", "entries", "a", "reading", "value", "n", "data", "unit", "match", "cues", "near"),
    ]
)
VALUES = st.recursive(
    st.sampled_from([1, -2, 0.5, True, "a", "fused / sentences", "x"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(FIELDS, inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["construct", "change", "category", "frame", "negation", "negators", "title"]),
    VALUES,
)
def test_no_table_gives_another_error_than_one_in_words(key: str, value: object) -> None:
    flat = " ".join(f"{_key(key)} = {_value(value)}".split("\n"))
    text = flat if key == "category" else f"{flat}\n[category.a]\nentries = ['x']"
    with contextlib.suppress(ValueError):
        assert parse_toml(text, "x", "x.toml").categories
