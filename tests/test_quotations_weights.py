"""Every weight of the finder has a sentence that it decides. All texts are invented.

With the weight at zero the sentence of its row is read otherwise; what
decides nothing is to be deleted (``benchmarks/ablate.py`` tells what each is worth).
"""

import pytest

from newskit.quotations import document, shapes, words
from newskit.text import columns

WEIGHTS = [
    ("subject", "T", "Groups that have endorsed Holm left."),
    ("verb_before", "i", "The rallying cry for rest is late."),
    ("report", "u", "They are one in their belief that Falk rests."),
    ("cue", "G", "“The Long Rest” has said The Vale Council and “Rest”, who was quoted as saying."),
    ("cue", "K", "According to Falk, Holm said “a mess”."),
    ("cue", "v", "“Rest” Holm believes in Vale."),
    ("cue", "U", "The report rose : “Rest”"),
    ("cue", "u", "“a mess” Holm hopes."),
    ("cue", "x", "She rose in Vale: “The Long Rest”"),
    ("cost", "no subject", "“a mess,” who was told."),
    ("cost", "noun of clause", "The report rose : “Rest”"),
    ("cost", "relative after", "“Rest” who wrote at the gate."),
    ("cost", "subject after", "“Rest?” on Monday and she wrote has rested."),
    ("cost", "lead, a word", "“Rest?” on Monday and she wrote has rested."),
    ("cost", "subject before", "“a mess,” who was told."),
    ("cost", "no comma", "“a mess” Holm hopes."),
    ("cost", "clause between", "“Rest” and she wrote no rain."),
    ("cost", "gap", "She is known as “Rest” in Vale."),
    (
        "cost",
        "gap, a word",
        (
            "Holm said the mayor, who asked for rest and wrote of a port and a boat and a train, "
            "was “a mess” and left."
        ),
    ),
    ("cost", "what they say", "What Holm said “a mess,” was late, Ada Holm called it."),
    ("cost", "reported", "She wrote that who continued “a mess”."),
    ("less", "nickname", "Ada “Rest?” Holm said of rain."),
    ("less", "work", "She sang “Rest?” and the film “Rest”."),
    ("less", "capitals", "She rose in Vale: “The Long Rest”"),
    ("nobody", "1", "She rose : “Rest?”"),
    ("nobody", "3", "She hopes “a mess”."),
    ("nobody", "7", "“But we sell it,” says he."),
    ("nobody", "80", "One regular told me, ‘I come for the milk and stay for the row.’"),
    ("report", "V", "Who said to rest."),
    ("report", "G", "Who was quoted as saying no rain."),
    ("report", "v", "She wants “Rest?” in Vale."),
    ("opens", "T", "His hope that the port is closed was late."),
    ("opens", "r", "Who began to called it no rain."),
    ("opens", "w", "“Rest” wants who ; and then."),
    ("opens", "R", "She began to believes his boat was late."),
    ("opens", "I", "She added of rain."),
    ("opens", "H", "Who said has rested."),
    ("opens", "C", "She announced but then it rained."),
    ("subject", "P", "Holm said from Vale."),
    ("subject", "w", "Who said has rested."),
    ("before", "", "Holm said from Vale."),
    ("before", ",", "No rain, Holm said in Vale."),
    ("before", "H", "She's claim it was late added it was late."),
    ("before", "T", "Holm warned that the report called it “so called”."),
    (
        "before",
        "n",
        (
            "The film “Quiet Sector,” which opens this week, is set among the people "
            "who write such words. Its hero, known to colleagues as “the Comma,” "
            "spends two hours trying to find a synonym for “burnt.”"
        ),
    ),
    ("before", "I", "Per Lind, the miller, asked has rested."),
    ("verb_before", "t", "Who began to asked to rest."),
    ("verb_before", "", "Asked of rain, she left."),
    ("evidence", "clause", "She added has rested."),
    ("evidence", "loose verb", "She began to hopes of rain."),
    ("evidence", "asked", "Asked to rest, who was told to rest."),
    ("evidence", "which", "Holm believes in the port which he said could not be closed."),
    ("evidence", "reported", "Holm warned of rain, she said."),
    ("evidence", "threshold", "She added of rain."),
    (
        "floor",
        "in sentence",
        (
            "He has agreed to put both back. “He is a patient man,” the elder sister "
            "says. “He has to be,” the younger agrees."
        ),
    ),
    ("report", "K", "According to Ada Holm, in Vale the port is closed."),
]
# The words of a verb form: its own, the letters before and after, and the word before.
NOUNS = [
    ("alleged", "D", "nX", "the", True),
    ("accused", "D", "VT", "the", False),
    ("claim", "R", ".", "his", True),
    ("claim", "R", "TP", "his", True),
    ("talk", "I", ".", "of", True),
    ("saying", "I", ".", "of", False),
    ("state", "D", "TP", "some", False),
    ("state", "D", "TP", "the", True),
    ("asked", "n", ".", "minister", False),
    ("state", "P", ".", "vale", True),
    ("state", "P", "T", "vale", False),
    ("claims", "P", "IP", "holm", True),
    ("claims", "P", ",P", "holm", True),
    ("claims", "P", ",Q", "holm", False),
    ("claims", "r", "IP", "he", False),
    ("claim", "n", "D", "council", True),
    ("claim", "n", "D", "parents", False),
    ("claim", "n", "D", "people", False),
    ("claims", "n", "D", "council", False),
    ("claims", "X", ".", "made", True),
    ("claims", "H", ".", "never", False),
]


@pytest.mark.parametrize(("word", "before", "after", "neighbour", "noun"), NOUNS)
def test_a_verb_form_may_be_a_noun(word, before, after, neighbour, noun):
    assert shapes.is_noun(word, before, after, neighbour) == noun


def read(text):
    return list(document.find(text, columns.split([text]).end.tolist()))


@pytest.mark.parametrize(("table", "name", "text"), WEIGHTS)
def test_a_weight_decides_its_sentence(table, name, text, monkeypatch):
    before = read(text)
    monkeypatch.setitem(words.weights(table), name, 0.0)
    assert read(text) != before


def test_every_weight_has_a_row():
    sure = {"sure", "attributed"}  # these order names, they decide no row
    tables = [t for t, v in words._file("quotation_weights").items() if isinstance(v, dict)]
    held = {(t, k) for t in tables if t not in sure for k in words.weights(t)}
    assert held - {(t, k) for t, k, _ in WEIGHTS} == set()
