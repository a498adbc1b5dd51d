"""match_lexicon: cases, a slow and obvious twin, and what must hold for any text."""

from __future__ import annotations

import fnmatch
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import newskit as nk
from newskit import schema
from newskit.lexicon.matching import _CLAUSE_ENDS, _NOT_NEGATING
from newskit.lexicon.patterns import compile_entries, is_word
from newskit.lexicon.record import NEGATORS
from newskit.text import columns
from newskit.text.columns import cut


def articles(*texts: str) -> pd.DataFrame:
    return pd.DataFrame({"article_id": [f"t{i}" for i in range(len(texts))], "text": list(texts)})


def hits(text: str, entries: object) -> list[str]:
    return list(nk.match_lexicon(articles(text), nk.read_lexicon({"c": entries}))["match"])


@pytest.mark.parametrize(
    ("entry", "text", "found"),
    [
        ("war", "A reward in wartime, a warning; War! The war's end.", ["War", "war"]),
        (
            "escalat*",
            "They escalate. De-escalation escalated.",
            ["escalate", "escalation", "escalated"],
        ),
        ("*monger", "A warmonger and a mongering fishmonger.", ["warmonger", "fishmonger"]),
        ("*crit*", "Critics of a hypocrite.", ["Critics", "hypocrite"]),
        (
            "war-time",
            "A war-time, wartime, war time and war‐time talk; war, time.",
            ["war-time", "war time", "war‐time"],
        ),
        ("war time", "A war-time talk.", ["war-time"]),
        (
            "can't stand",
            "I can’t stand it. I can't stand it. I can stand.",
            ["can’t stand", "can't stand"],
        ),
        ("can’t stand", "I can't stand it.", ["can't stand"]),
        ("so called", "The so-called plan, so it is called.", ["so-called"]),
        (
            "weapon* of mass *",
            "Weapons of mass destruction, of mass.",
            ["Weapons of mass destruction"],
        ),
        ("*-led", "The US-led force led, well-led.", ["US-led", "well-led"]),
        ('"*"', "A “peace” plan, he said “and peace came” to “us”.", ["“peace”", "“us”"]),
        ('"*"', "A “ peace” plan, a “peace ” plan, a “peace” plan.", ["“peace”"]),
        # After a mark no blank may stand, between the words that follow it may.
        (
            "“war-time",
            "A “war time” and a “war-time” talk; “ war time”.",
            ["“war time", "“war-time"],
        ),
        ("Kiev", "Kiev’s plan.", ["Kiev"]),
        ("no surrender", "No surrender. No. Surrender.", ["No surrender"]),
        ("w*r", "A war, a whisper.", ["war", "whisper"]),
        ("state of war", "A state\nof war; a state.\n\nOf war.", ["state\nof war"]),
    ],
)
def test_what_an_entry_matches(entry: str, text: str, found: list[str]) -> None:
    assert hits(text, [entry]) == found


def test_the_longest_match_counts_within_a_category_and_overlaps_across_categories_are_kept():
    lexicon = nk.read_lexicon({"a": ["war", "war on terror", "terror attack"], "b": ["terror"]})
    table = nk.match_lexicon(articles("The war on terror attack."), lexicon)
    assert list(zip(table["category"], table["match"], strict=True)) == [
        ("a", "war on terror"),
        ("b", "terror"),
    ]


def test_the_plainest_of_two_entries_for_the_same_words_gives_its_weight():
    lexicon = nk.read_lexicon({"a": {"escalat*": 1.0, "escalation": 2.5}})
    table = nk.match_lexicon(articles("Escalation, escalating."), lexicon)
    assert list(table["weight"]) == [2.5, 1.0]


def test_not_when_drops_what_it_covers():
    category = {"entries": ["war", "war effort"], "not_when": ["price war*", "war on drugs"]}
    assert hits("A price war, a war effort.", category) == ["war effort"]
    assert hits("A price war, a price-war and a war on drugs.", category) == []


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("There is no war.", True),
        ("They don’t want a war.", True),
        ("They do not by any means now want war.", False),
        ("Not only war came.", False),
        ("It did not rain, war came.", False),
        ("It is not peace but war.", False),
        ("No. War.", False),
        ("Without war.", True),
        ("War is not good.", False),
    ],
)
def test_negation_is_flagged_for_any_lexicon(text: str, negated: bool) -> None:
    table = nk.match_lexicon(articles(text), nk.read_lexicon({"c": ["war"]}))
    assert list(table["negated"]) == [negated]


def negated(text: str) -> bool:
    return bool(nk.match_lexicon(articles(text), {"c": ["war"]})["negated"].iloc[0])


@pytest.mark.parametrize(
    "word",
    [
        *("not", "no", "never", "neither", "nor", "none", "nobody", "nothing", "nowhere"),
        *("without", "cannot", "hardly", "barely", "scarcely", "isn't", "isn’t"),
    ],
)
def test_each_negator_negates(word: str) -> None:
    assert negated(f"There {word} a war came.")


@pytest.mark.parametrize("word", ["only", "just", "merely", "simply", "doubt"])
def test_a_negator_before_these_does_not(word: str) -> None:
    assert not negated(f"There was not {word} war.")


@pytest.mark.parametrize("mark", [",", ";", ":", " (", ")", " --", ".", "!", "?", " but"])
def test_a_negation_ends_with_its_clause(mark: str) -> None:
    assert not negated(f"Not here{mark} war came.")


def test_exact_case_tells_us_from_the_us():
    category = {"entries": ["us", "We"], "exact_case": True}
    assert hits("The US told us that we left. We US.", category) == ["us", "We"]


def test_several_lexicons_in_one_pass_equal_each_alone():
    one, two = nk.read_lexicon({"c": ["war", "no *"]}), nk.read_lexicon("wartime_ecstasy")
    table = articles("No war fever, no frenzy.", "The army was ecstatic.")
    both = nk.match_lexicon(table, [one, two])
    assert list(both["lexicon"].unique()) == ["lexicon", "wartime_ecstasy"]
    for lexicon in (one, two):
        alone = nk.match_lexicon(table, lexicon)
        part = both[both["lexicon"] == lexicon.name].reset_index(drop=True)
        pd.testing.assert_frame_equal(part, alone)


def test_spans_keep_matches_inside_and_carry_the_voice():
    spans = pd.DataFrame(
        {
            "article_id": ["t0", "t0", "t0"],
            "start": [0, 9, 4],
            "end": [8, 20, 13],
            "voice": ["outlet", "quoted", "both"],
        }
    )
    table = nk.match_lexicon(
        articles("The war fever of war."), nk.read_lexicon({"c": ["war", "war fever"]}), spans=spans
    )
    assert list(table.columns)[:5] == ["article_id", "sentence", "start", "end", "voice"]
    assert list(zip(table["voice"], table["match"], strict=True)) == [
        ("outlet", "war"),
        ("quoted", "war"),
        ("both", "war fever"),
    ]


def test_a_span_ends_before_the_first_word_of_the_next_article():
    spans = pd.DataFrame({"article_id": ["t0"], "start": [0], "end": [5]})
    table = nk.score_lexicon(articles("a war", "a war"), {"c": ["a", "war"]}, spans=spans)
    assert table[["hits", "words"]].to_numpy().tolist() == [[2, 2]]


def test_spans_of_unknown_articles_are_refused():
    spans = pd.DataFrame({"article_id": ["x"], "start": [0], "end": [9]})
    with pytest.raises(ValueError, match="'x'"):
        nk.match_lexicon(articles("War."), "wartime_ecstasy", spans=spans)


def test_an_empty_column_has_the_declared_columns():
    table = nk.match_lexicon(articles().astype("str"), "wartime_ecstasy")
    assert table.dtypes.to_dict() == schema.empty(schema.HITS).dtypes.to_dict()


def test_a_mapping_is_a_lexicon_alone_and_among_others():
    table = articles("A panicking crowd, a war.")
    alone = nk.match_lexicon(table, {"fear": ["panic*"]})
    assert alone["match"].tolist() == ["panicking"]
    assert alone["lexicon"].tolist() == ["lexicon"]
    both = nk.match_lexicon(table, [{"fear": ["panic*"]}, "wartime_ecstasy"])
    assert set(both["lexicon"]) == {"lexicon", "wartime_ecstasy"}


def test_the_column_is_cut_once():
    cuts = []
    whole = columns._cut

    def counted(texts):
        cuts.append(len(texts))
        return whole(texts)

    table = articles(*["War came, they said, and a vile regime fell."] * 3)
    spans = nk.split_sentences(table)
    nk.match_lexicon(table, "loaded")  # entries are compiled
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "_cut", counted)
        nk.match_lexicon(table, "loaded", spans=spans)
        nk.score_lexicon(table, "loaded", spans="sentences")
    assert cuts == [3, 3]


def test_a_german_list_reads_german_articles():
    text = "Der Krieg ist nicht das Ende, und die Armee wird mit dem Zug in den Krieg fahren."
    german = replace(nk.read_lexicon({"c": ["Krieg*"]}), language="de")
    assert nk.match_lexicon(articles(text), german)["match"].tolist() == ["Krieg", "Krieg"]
    with pytest.warns(nk.NewskitWarning, match="written in German"):
        assert nk.match_lexicon(articles(text), {"c": ["Krieg*"]}).empty


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Euphoria swept the hall.", ["Euphoria"]),
        ("Euphoria swept the hall at the end of the war.", []),
        ("The end of the war brought euphoria.", []),
        ("The ceasefire came, one two three four five six, euphoria.", []),
        ("The ceasefire came, one two three four five six seven, euphoria.", ["euphoria"]),
        ("Euphoria came, one two three four five six, ceasefire.", []),
        ("Euphoria came, one two three four five six seven, ceasefire.", ["Euphoria"]),
        ("The ceasefire held. Euphoria swept the hall.", ["Euphoria"]),
        ("Euphoria, then the ceasefire, then sober euphoria.", []),
    ],
)
def test_an_entry_does_not_count_near_what_its_category_says(text, found):
    category = {"entries": ["euphoria"], "not_near": ["ceasefire", "end of the war"], "near": 8}
    other = {"entries": ["hall"]}
    table = nk.match_lexicon(articles(text), {"c": category, "d": other})
    assert table.loc[table["category"] == "c", "match"].tolist() == found
    assert (table["category"] == "d").sum() == text.count("hall")


ENTRIES = st.lists(
    st.lists(
        st.sampled_from(["war", "w*", "*r", "a", "not", "*", "can't", "war-a", "*a*", "un*"]),
        min_size=1,
        max_size=3,
    )
    .map(" ".join)
    .filter(lambda entry: entry.replace("*", "").strip()),
    min_size=1,
    max_size=6,
    unique=True,
)
TEXTS = st.lists(
    st.sampled_from(
        ["war", "a", "not", "can’t", "war-a", "wa", "un", ",", "-", "“a”", "A", "\n\n", "B."]
    ),
    max_size=14,
).map(" ".join)


def slow_matches(text: str, entries: list[str], not_when: list[str]) -> list[tuple[str, bool]]:
    """Look at every entry at every word: the definition, without the speed."""
    c = cut([text])
    rows = [
        (s, a, b, c.vocabulary[i])
        for s, a, b, i in zip(c.words.sentence, c.words.start, c.words.end, c.words.id, strict=True)
    ]
    glued = [i > 0 and rows[i][1] == rows[i - 1][2] for i in range(len(rows))] + [False]
    inner = [rows[i][3] == "-" and glued[i] and glued[i + 1] for i in range(len(rows))]
    words = [row for row, out in zip(rows, inner, strict=True) if not out]
    compiled = compile_entries((*entries, *not_when))

    def fits(entry: str, at: int) -> bool:
        pattern = compiled[entry]
        window = words[at : at + len(pattern)]
        return (
            len(window) == len(pattern)
            and len({w[0] for w in window}) == 1
            and all(
                ("*" not in p.word or is_word(w[3])) and fnmatch.fnmatchcase(w[3], p.word)
                for p, w in zip(pattern, window, strict=True)
            )
        )

    covered = [(i, i + len(compiled[e])) for i in range(len(words)) for e in not_when if fits(e, i)]
    found, i = [], 0
    while i < len(words):
        sizes = [
            n
            for e in entries
            if fits(e, i) and not any(a <= i and i + len(compiled[e]) <= b for a, b in covered)
            for n in [len(compiled[e])]
        ]
        if sizes:
            match = text[words[i][1] : words[i + max(sizes) - 1][2]]
            found.append((match, slow_negation(words, i)))
        i += max(sizes, default=1)
    return found


def slow_negation(words: list[tuple[int, int, int, str]], at: int) -> bool:
    counted = 0
    for j in range(at - 1, -1, -1):
        word = words[j][3]
        counted += is_word(word)
        if (
            words[j][0] != words[at][0]
            or word in _CLAUSE_ENDS
            or (counted > 3 - is_word(words[at][3]) + 1)
        ):
            return False
        if word in NEGATORS and words[j + 1][3] not in _NOT_NEGATING:
            return True
    return False


@settings(max_examples=120, deadline=None)
@given(TEXTS, ENTRIES, st.lists(st.sampled_from(["not war", "a w*", "war"]), max_size=2))
def test_the_matcher_equals_its_slow_twin(
    text: str, entries: list[str], not_when: list[str]
) -> None:
    entries = [e for e in entries if e.replace("*", "").strip()]  # "*" alone is refused
    category = {"entries": entries, "not_when": not_when}
    table = nk.match_lexicon(articles(text), nk.read_lexicon({"c": category}))
    fast = list(zip(table["match"], table["negated"], strict=True))
    assert fast == slow_matches(text, entries, not_when)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(), max_size=4), st.lists(st.text(min_size=1), min_size=1, max_size=4))
def test_no_text_raises_and_offsets_slice_to_the_match(
    texts: list[str], entries: list[str]
) -> None:
    usable = [e for e in entries if e.replace("*", "").strip()] or ["a*"]
    table = articles(*texts).assign(language="en")
    if not texts:
        table = table.astype("str")
    found = nk.match_lexicon(table, nk.read_lexicon({"c": [*usable, "a*", "*e"]}))
    by_id = dict(zip(table["article_id"], table["text"], strict=True))
    assert all(by_id[h.article_id][h.start : h.end] == h.match for h in found.itertuples())
