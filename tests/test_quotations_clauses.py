"""Who reports, and what: the shapes of sentences that decide. All people and words are invented."""

import pytest

import newskit as nk
from newskit.quotations import shapes


def rows(text):
    return [(text[q.start : q.end], q.speaker, q.kind) for q in nk.quotes(text)]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        # The outermost voice.
        ("“We rest,” Ada Holm said, according to the Vale Post.", "the Vale Post"),
        ("Holm said that the mayor, while he wrote, was “a mess.”", "Holm"),
        # A colon with a name beside a dash is no part of what stands before.
        ("Voters agree - Ada Holm: “We must rest at once and go home.”", "Ada Holm"),
        # "which opened" closes nothing.
        ("“We rest,” Ada Holm said of the port, which opened late.", "Ada Holm"),
        # Behind a quotation in mid-sentence a verb mostly has an object.
        ("Mr. Falk, who called it “a mess,” portrayed his own party as late.", "who"),
        (
            "Vale left, with the head of the Holm party saying it was “a mess.”",
            "the head of the Holm party",
        ),
        ("Falk rested – Ada Holm saying it was “a mess.”", "Ada Holm"),
        ("Falk listened to Ada Holm saying the vote was “a mess.”", "Ada Holm"),
        ("Ada Holm claims, “We must rest now,” and left.", "Ada Holm"),
        ("Rain fell. Said Ada Holm: “We must rest.”", "Ada Holm"),
        # A pronoun before a colon speaks like a name.
        ("Ada Holm left. She: “We must rest at once.”", "She"),
        # In capitals US and WHO are names.
        ("The port is “a mess,” the US said.", "the US"),
        # A verb form behind an article is a noun.
        ("The challenges that Holm met were “a mess,” Falk said.", "Falk"),
    ],
)
def test_who_is_quoted(text, speaker):
    assert [who for _, who, kind in rows(text) if kind in ("direct", "mixed")] == [speaker]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The port, Holm said, is closed.", ["The port", "is closed"]),
        ("The port, said Holm, would be closed.", ["The port", "would be closed"]),
        ("If it rains, Holm said, the port will close.", ["If it rains", "the port will close"]),
        ("The port will close, Holm said, and he left.", ["The port will close"]),
        ("Jon Vask, who speaks for the port, blamed the ferry.", ["the ferry"]),
        (
            "Holm called for all states - rich and poor - to rest.",
            ["all states - rich and poor - to rest"],
        ),
        (
            "According to a report of the Vale office, the port is closed.",
            ["the port is closed"],
        ),
        ("Holm says, rain or shine, the port is closed.", []),
        ("Holm says, the port is closed.", ["the port is closed"]),
        ("Holm said he was late because it rained.", ["he was late because it rained"]),
        (
            "Holm asked whether the port is late because it rained.",
            ["whether the port is late because it rained"],
        ),
        ("Holm condemned the bill because it passed.", ["the bill"]),
        ("Holm praised the port and left.", ["the port"]),
        ("Holm praised the port, resting there.", ["the port"]),
        ("Holm said he was late and promised to rest.", ["he was late", "to rest"]),
        ("All five say the port is closed.", ["the port is closed"]),
        ("The council learned i was late.", ["i was late"]),
    ],
)
def test_what_is_reported(text, said):
    assert [words for words, _, kind in rows(text) if kind == "indirect"] == said


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("Ada Holm recalled the film “Rest” and “Night” of old.", ["Rest", "Night"]),
        ("Ada Holm recalled the film “Rest”, “Night”, and “Rain”.", ["Rest", "Night", "Rain"]),
    ],
)
def test_titles_in_a_list_are_nobodys_words(text, titles):
    assert [words for words, _, kind in rows(text) if kind == "scare"] == titles


def test_a_line_without_an_end_is_looked_up_as_often_whatever_its_length(monkeypatch) -> None:
    read, calls = shapes._Places.stretches, []
    monkeypatch.setattr(shapes._Places, "stretches", lambda self: calls.append(1) or read(self))
    counts = []
    for times in (500, 2000):
        calls.clear()
        nk.quotes("he said she said " * times)
        counts.append(len(calls))
    assert counts[0] == counts[1] <= 3
