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
        # Whose words they are, where the sentence has two clauses.
        ("Since Holm accused Vask of lying, Dorn said the port was “a mess.”", "Dorn"),
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


def test_marked_words_in_a_reported_clause_are_part_of_it():
    text = "Holm said that it was nobody's fault, “not by a long shot”."
    said = [("that it was nobody's fault", "indirect"), ("not by a long shot", "mixed")]
    assert [(words, kind) for words, _, kind in rows(text)] == said


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
        ("Holm condemned the bill because it passed.", ["the bill because it passed"]),
        # A clause that leads in another one ends at its comma.
        ("Asked by Holm in May if the port is closed, Vask left.", ["if the port is closed"]),
        ("And when asked if the port is closed, Vask left.", ["if the port is closed"]),
        ("Vask left when asked about the port.", []),
        ("While Holm says the port is closed, Vask left.", ["the port is closed"]),
        ("As Holm said the port was closed, ships left.", ["the port was closed"]),
        ("But if Holm implied that he would rest, he left.", ["that he would rest"]),
        ("The bridge, which Holm said was not a port, is old.", ["was not a port"]),
        ("Holm believes in the port which he said could not be closed.", ["could not be closed"]),
        # A first word or phrase without a verb: what is reported goes on behind the cue.
        ("Overall, she said, the port is well.", ["the port is well"]),
        ("But, he said, the port is well.", ["the port is well"]),
        ("Yet in May, Holm said, ships came.", ["in May", "ships came"]),
        ("Overall, she said, adding that rain is due.", ["that rain is due"]),
        (
            "If it is only rain, Holm said, it may not end.",
            ["If it is only rain", "it may not end"],
        ),
        ("The port is closed, Holm said this week.", ["The port is closed"]),
        # Where another clause begins.
        ("Holm said the port is closed, warned of rain and left.", ["the port is closed"]),
        ("Holm praised the port and closed it.", ["the port"]),
        ("Holm said the port is closed and some say so.", ["the port is closed"]),
        ("Holm praised the port and the union of Vale said so.", ["the port"]),
        (
            "Holm said that Vask had asked - and Dorn had said the port is closed.",
            ["that Vask had asked", "the port is closed"],
        ),
        # A participle reports nothing that went before.
        ("Known as the Vale port, it was built in haste and backed by the union.", []),
        (
            "In May, Holm hopes to win a vote that will end the race and encourage Vask to rest.",
            ["to win a vote that will end the race", "Vask to rest"],
        ),
        ("Holm will press the council.", []),
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
