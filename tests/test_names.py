"""What is a name: people, places and papers here are invented."""

import pytest

from newskit.text import names


def found(text):
    return [str(name) for name in names.find(text)]


def people(text):
    return [str(name) for name in names.find(text) if name.kind == "person"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A name never crosses the end of a sentence.
        ("It is in Ohio. Barclays fell.", ["Ohio", "Barclays"]),
        ("They echo Ada Holm on Ostrania. Holm left.", ["Ada Holm", "Ostrania", "Holm"]),
        ("He met Jon Falk of the U.N. Tuesday brought rain.", ["Jon Falk", "U.N."]),
        ("She works for Vale Inc. Lind does not.", ["Vale Inc", "Lind"]),
        # A full stop belongs to a title, to an initial, to Jr.
        ("Gen. Ada Holm and J. E. Falk Jr. left.", ["Ada Holm", "J. E. Falk Jr."]),
        ("Mr. Falk and Lt. Col. Lind left.", ["Falk", "Lind"]),
        # No weekday, month, dateline or word that only opens a sentence.
        ("Late Monday Ada Holm left.", ["Ada Holm"]),
        ("Even Jon Falk stayed. Said Ada Holm.", ["Jon Falk", "Ada Holm"]),
        ("But Lind and Another Holm", ["Lind", "Holm"]),
        ("In June Ada Holm left.", ["Ada Holm"]),
        ("June Holm left.", ["June Holm"]),
        # Titles before a name, and their tails.
        ("Secretary of State Ada Holm flew home.", ["Ada Holm"]),
        ("Minister of Education Ada Holm left.", ["Ada Holm"]),
        ("Foreign Minister Sergey Lind left.", ["Sergey Lind"]),
        ("Homeland Security Secretary Ada Holm left.", ["Ada Holm"]),
        ("Vale Police Chief Per Lind left.", ["Per Lind"]),
        ("Representatives Jon E. Falk and Per Lind objected.", ["Jon E. Falk", "Per Lind"]),
        ("Dean Ada Holm met Dean Holm.", ["Ada Holm", "Dean Holm"]),
        ("Sen. Ada Holm, D-Vale, left.", ["Ada Holm"]),
        ("Tim Cook met Ada Baker.", ["Tim Cook", "Ada Baker"]),
        # An institution beside a person.
        ("The CEO of the Vale Works Ada Holm left.", ["Ada Holm"]),
        ("The University of Vale and Ada Holm of Vesk", ["University of Vale", "Ada Holm", "Vesk"]),
        ("Ada Holm’s Vale Times", ["Ada Holm", "Vale Times"]),
        ("Ursula von der Holm left.", ["Ursula von der Holm"]),
        ("", []),
    ],
)
def test_where_a_name_begins_and_ends(text, expected):
    assert found(text) == expected
    assert all(text[n.start : n.end] == str(n) for n in names.find(text))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ada Holm", "person"),
        ("Mr. Holm", "person"),
        ("President Holm", "person"),
        ("Anita Hill", "person"),
        ("Vale Council", "institution"),
        ("the Kremlin", "institution"),
        ("NATO", "institution"),
        ("Ohio", "place"),
        ("Vale City", "place"),
        ("Holm", ""),
    ],
)
def test_whose_name_it_is(text, kind):
    assert [n.kind for n in names.find(text)] == [kind]


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("VALE CITY (AP) — Ada Holm left.", "Ada"),
        ("MOSCOW, June 5 (Reuters) - Ada Holm left.", "Ada"),
        ("WASHINGTON — Ada Holm left.", "Ada"),
        ("VALE, Ostrania -- Ada Holm left.", "Ada"),
        ("NATO is late.", "NATO"),
        ("HOLM: We rest.", "HOLM"),
        ("Ada Holm — a miller — left.", "Ada"),
    ],
)
def test_a_dateline_is_passed_over(text, begins):
    assert text[names.dateline(text) :].startswith(begins)


@pytest.mark.parametrize(
    ("ask", "yes", "no"),
    [
        (names.is_given, ["Ada", "per"], ["Holm", "Even"]),
        (names.is_title, ["Gen.", "minister", "president-elect", "Deputies"], ["Holm", "table"]),
        (names.is_name_like, ["Holm", "J.", "Ada"], ["Even", "Tuesday", "Minister", "holm"]),
    ],
)
def test_the_questions_of_the_room(ask, yes, no):
    assert [word for word in [*yes, *no] if ask(word)] == yes


def test_every_list_is_in_lower_case_and_holds_no_word_twice():
    for category, listed in names.entries("names").items():
        assert [w for w in listed if w != w.lower()] == [], category
        assert len(set(listed)) == len(listed), category
