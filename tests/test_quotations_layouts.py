"""Layouts in which nothing but the page says who speaks. All people and words are invented."""

import pytest

import newskit as nk

REST, LATE = "“We must rest at once and go home.”", "“We are late and the port is shut.”"


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (f"Ada Holm, Twitter: {REST}", ["Ada Holm"]),
        (f"Ada Holm, mayor of Vale: {REST}", ["Ada Holm"]),
        (f"Ada Holm (@adaholm): {REST}", ["Ada Holm"]),
        (f"From Ada Holm: {REST}", ["Ada Holm"]),
        (f"From Ada Holm:\n\n{REST}", ["Ada Holm"]),
        # The dash beats who spoke before.
        (f"{REST}\n\n― Ada Holm\n\n{LATE}\n\n― Jon Falk, miller", ["Ada Holm", "Jon Falk"]),
        (f"{REST} — Ada Holm\n\n{LATE} — Jon Falk, miller", ["Ada Holm", "Jon Falk"]),
        (f"Ada Holm said in a statement:\n\n{REST}\n\n{LATE}", ["Ada Holm", "Ada Holm"]),
        (f"Ada Holm wrote on Twitter:\n{REST}", ["Ada Holm"]),
        (f"• Ada Holm: {REST}\n• Jon Falk: {LATE}", ["Ada Holm", "Jon Falk"]),
        (f"Ada Holm: {REST}\n\nJon Falk: {LATE}", ["Ada Holm", "Jon Falk"]),
        # Questions and answers without labels: the floor stays with who has it.
        (f"{REST} said Ada Holm.\n\nAnd why is it late?\n\n{LATE}", ["Ada Holm", "Ada Holm"]),
    ],
)
def test_the_page_says_who_speaks(text, speakers):
    assert [q.speaker_name for q in nk.quotes(text) if q.kind != "scare"] == speakers


@pytest.mark.parametrize(
    ("words", "kind"),
    [("We must all rest now.", "scare"), ("We must all rest right now.", "direct")],
)
def test_more_than_five_words_that_nobody_says_are_a_quotation(words, kind):
    (row,) = nk.quotes(f"Rain fell. “{words}” Snow fell.")
    assert (row.kind, row.speaker) == (kind, None)
