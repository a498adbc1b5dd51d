"""Marks, sentences and cues: the parts of the quotation finder. Everything here is invented."""

import signal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import newskit as nk
from newskit.quotations import words
from newskit.quotations.marks import Marks, blocks


def marked(text):
    marks = Marks(text)
    return [(text[m.start : m.end], m.note) for b in blocks(text) for m in marks.spans(*b)]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("A “b” c.", [("b", "")]),
        ('A "b" c.', [("b", "")]),
        ("A ''b'' c.", [("b", "")]),
        ("A ``b'' c.", [("b", "")]),
        ("A «b» c.", [("b", "")]),
        ("A ‹b› c.", [("b", "")]),
        ("A „b“ c.", [("b", "")]),
        ("A ‘b’ c.", [("b", "")]),
        ("“a ‘b’ c”", [("a ‘b’ c", ""), ("b", "nested")]),
        ("“a “b” c” d", [("a “b” c", ""), ("b", "nested")]),
        ("It’s the dogs’ ’90s.", []),
        ("‘The dogs’ bowl is full,’ he said.", [("The dogs’ bowl is full,", "")]),
        ("It's rock 'n' roll in the '90s.", [("n", "")]),
        ("“Open and\n\nclosed.”", [("Open and", "unclosed")]),
        ("closed” only", []),
        ("", []),
    ],
)
def test_marked_spans(text, spans):
    assert marked(text) == spans


def test_a_stray_mark_costs_no_more_than_its_paragraph():
    text = "She said “so.\n\n“We rest,” Ada Holm said."
    assert marked(text)[-1] == ("We rest,", "")
    assert nk.quotes(text)[-1].speaker_name == "Ada Holm"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("“We rest,” Ada Holm said” twice.", [("We rest,", "stray")]),
        ("So” it is. “We rest,” Ada Holm said.", [("We rest,", "stray")]),
        ("So” it is. “We rest", [("We rest", "unclosed")]),
        (
            "‘We rest “so”” here,’ said Holm. ‘We do,’ she said.",
            [("We rest “so”” here,", "stray"), ("so", "nested"), ("We do,", None)],
        ),
        ("So” it is.", []),
        ("So” it is.\n\n“We rest,” Ada Holm said.", [("We rest,", None)]),
        ("“So “it is.", [("So", "unclosed"), ("it is.", "unclosed")]),
        ("””", []),
    ],
)
def test_odd_marks_are_reported(text, rows):
    found = [q for q in nk.quotes(text) if q.kind != "indirect"]
    assert [(text[q.start : q.end], q.marks) for q in found] == rows


# Shapes that make a careless pattern search the same stretch again and again.
REPEATED = [
    *("\" “ ” ‘ ’ ' « `` '' “” ‘’ ‘“ ''``".split()),
    *("“a |x ‘a |x 'a |‘bs’ c ‘|‘a said |said “a |“a” said |“a” |“a\n\n|X: “a” ".split("|")),
    *("X told Y that |he said she said |said |saying |- said |according to |A: “".split("|")),
    *("(a b) |.) |( |, |- |— |\n|\n- A|a|1,|a-|A'|Q: A: |Q: a\nA: b\n".split("|")),
    *("President |Ann Lee, |A. |de |Vale |the |the spokesman, |he |Mr. ".split("|")),
]


@pytest.fixture
def deadline():
    """Stop a test that runs away: a hundred times what it needs, of its own time alone."""
    if not hasattr(signal, "SIGVTALRM"):
        pytest.skip("no alarm on this system")

    def stop(*_):
        raise TimeoutError("more than a minute for one text of 40 kB")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, 60)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


@pytest.mark.usefixtures("deadline")
@pytest.mark.parametrize("shape", REPEATED)
def test_hostile_texts_are_read_to_the_end(shape):
    text = (shape * (40_000 // len(shape)))[:40_000]
    found = nk.quotes(text + "\n\n“We rest,” Zoe Quill said.")
    assert found[-1].speaker_name == "Zoe Quill"


@pytest.mark.usefixtures("deadline")
def test_many_people_of_one_name():
    names = (f"Ada{i:05}x Holm met. The envoy said “so.”" for i in range(2000))
    text = "\n\n".join([*names, "“We rest,” Holm said."])
    assert nk.quotes(text)[-1].speaker_name == "Ada01999x Holm"


def test_british_marks_hold_double_ones():
    text = "‘We said “rest”,’ Ada Holm said. ‘We did,’ she added."
    assert Marks(text).single
    assert marked(text)[:2] == [("We said “rest”,", ""), ("rest", "nested")]


def test_a_wrapped_line_is_no_paragraph():
    line = "A line that runs to the edge of the page and is broken where it"
    assert len(blocks(f"{line}\nhappens to end.")) == 1
    assert len(blocks("Vale rests\nThe Vale Post")) == 2


def test_a_long_quotation_keeps_its_speaker():
    text = "Ada Holm said: “One.\n\n“Two.\n\n“Three.”"
    assert [q.speaker_name for q in nk.quotes(text)] == ["Ada Holm"] * 3
    assert [q.marks for q in nk.quotes(text)] == ["continued", "continued", None]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "HOLM: We rest.\n\nQ: When?\n\nHOLM: Now.\n\nQ: Why?",
            [("We rest.", "HOLM"), ("When?", "Q"), ("Now.", "HOLM"), ("Why?", "Q")],
        ),
        (
            "HOLM: We rest.\n\nQ: When?\n\nHOLM: Now.",
            [("We rest.", "HOLM"), ("When?", "Q"), ("Now.", "HOLM")],
        ),
        ("HOLM: We rest.\n\nHOLM: Now.", []),
        # A label that comes once is none, unless in capitals.
        (
            "Ada Holm: We rest.\n\nNote: Rain fell.\n\nAda Holm: Now.",
            [("We rest.", "Ada Holm"), ("Now.", "Ada Holm")],
        ),
    ],
)
def test_a_transcript_is_read_by_its_labels(text, said):
    assert [(text[q.start : q.end], q.speaker) for q in nk.quotes(text)] == said


@pytest.mark.parametrize(
    ("text", "content", "speaker"),
    [
        ("Ada Holm said that the harbour would close.", "that the harbour would close", "Ada Holm"),
        ("The harbour would close, Ada Holm said.", "The harbour would close", "Ada Holm"),
        ("The harbour would close, said Ada Holm.", "The harbour would close", "Ada Holm"),
        ("According to Ada Holm, the harbour will close.", "the harbour will close", "Ada Holm"),
        ("The harbour will close, according to Ada Holm.", "The harbour will close", "Ada Holm"),
        ("Ada Holm told reporters that it would close.", "that it would close", "Ada Holm"),
    ],
)
def test_reported_speech_without_marks(text, content, speaker):
    assert [(text[q.start : q.end], q.speaker_name) for q in nk.quotes(text)] == [
        (content, speaker)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The harbour closed on Friday.",
        "The state rests.",
        "The dogs' claims were many.",
        "Rain fell.",
        "Ada Holm went out to the port.",
    ],
)
def test_no_speech_no_row(text):
    assert nk.quotes(text) == []


@pytest.mark.parametrize(
    ("cue", "stance"),
    [("said", "said"), ("claimed", "claimed"), ("conceded", "admitted"), ("warning", "warned")],
)
def test_stance_of_a_cue(cue, stance):
    assert words.stance_of(cue) == stance


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_text_at_all(text):
    found = nk.quotes(text)
    outer = [q for q in found if q.marks != "nested"]
    assert all(a.end <= b.start for a, b in pairwise(outer))


@pytest.mark.parametrize("repeat", [1, 40])
def test_the_same_rows_at_any_length(repeat):
    text = "“We rest,” Ada Holm said.\n\n" * repeat
    assert len(nk.quotes(text)) == repeat
