"""Text: every span slices to what it says; sentences and words as news prints them."""

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import newskit as nk
from newskit import schema
from newskit.text import characters, columns

NEWSY = st.text(
    st.sampled_from("aBcé É.!?,;:'\"“”‘’—–…-()[]/@&#%$ \n\n\t15’😀\u00a0\u200b") | st.characters(),
    max_size=120,
)
FRAGMENTS = st.lists(
    st.sampled_from(
        [
            *str.split("Gen. Orlov the The U.S. No. 5 Jan. said isn't won't. A. ... -- 3.5 1. !"),
            *str.split("re-elected mayor's 'never' (AP) http://a.b/c?d. I'll O'Neil war-time É."),
            *['"Why?"', '"We', 'left."', "\n\n", "\n"],
        ]
    ),
    max_size=25,
).map(" ".join)


def curl(text: str) -> str:
    """Return *text* as a newspaper would set it, character for character."""
    out = []
    for i, char in enumerate(text):
        opening = i == 0 or text[i - 1] in " \n(["
        curly = {'"': "“" if opening else "”", "'": "‘" if opening else "’"}
        out.append(curly.get(char, char))
    return "".join(out)


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("plain 'ASCII' -- \"text\"\n", "plain 'ASCII' -- \"text\"\n"),
        ("“It isn’t”", '"It isn\'t"'),
        ("‘one’ ‚two‛ ‹three›", "'one' 'two' 'three'"),
        ("«un» „zwei‟", '"un" "zwei"'),
        ("war—peace – yes…", "war peace   yes "),
        ("war‑time −5", "war-time -5"),
        ("10\u00a0000\u2009km", "10 000 km"),
        ("", ""),
    ],
)
def test_straighten_gives_plain_marks(printed, plain):
    assert nk.straighten(printed) == plain


@given(st.text())
def test_straighten_keeps_length_and_repeats_itself(text):
    plain = nk.straighten(text)
    assert len(plain) == len(text)
    assert nk.straighten(plain) == plain
    assert not text.isascii() or plain == text


@pytest.mark.parametrize(
    "marked",
    [
        "He left.| She stayed.",
        "Gen. Ivo Orlov met Dr. Vesna Kolar on Jan. 5.| They spoke.",
        "The U.S. Senate met.| It voted.",
        "She lives in the U.S.| The law is old.",
        "Resolution No. 12 passed.| No.| He refused.",
        "J. R. Kolar spoke.| K.C. Orlov listened.",
        "“We left.| We lost.”| She wept.",
        "“Why?” he asked.| “Stop!”| Then he ran.",
        'He called it "over."| She did not.',
        "He waited... and left.| He waited...| Then he left.",
        "He waited… and left.| He waited…| Then he left.",
        "MOSCOW (AP) — The mayor left.",
        "BRAVA, Jan. 5 (NWS) - The mayor left.| He ran.",
        "Mayor resigns|\n\nThe mayor left.",
        "Mayor\nresigns|\n \nHe left",
        "1. First item.| 2. Second item.",
        "It cost $3.5 million at 5.30 p.m. on Monday.",
        "It began at 5 p.m.| He was late.",
        "Acme Inc. shares fell.| Acme Corp.| The end.",
        "It ended (at last.)| Nobody came.",
        "It rose 3.| 5 fell.",
        "Is it war?!| Yes!!| No.",
        "",
        " \n\n ",
    ],
)
def test_sentences_end_where_news_ends_them(marked):
    pieces = [piece.strip() for piece in marked.split("|")]
    found = [s.words for s in nk.sentences(marked.replace("|", ""))]
    assert found == [piece for piece in pieces if piece]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He won’t go.", "He wo n’t go ."),
        ("Kiev’s mayors’ cars", "Kiev ’s mayors ’ cars"),
        ("We’re, they've, I'll, he'd", "We ’re , they 've , I 'll , he 'd"),
        ("O’Neil said “no.”", "O’Neil said “ no . ”"),
        ("a re-elected, well-known ex-mayor", "a re-elected , well - known ex-mayor"),
        ("$3.5 million, 11,000 at 22:30", "$ 3.5 million , 11,000 at 22:30"),
        ("58%; #2", "58 % ; # 2"),
        ("the U.S. Gen. Kolar, No. 5", "the U.S. Gen. Kolar , No. 5"),
        ("the end. No. He", "the end . No . He"),
        ("wait... or -- stop?!", "wait ... or -- stop ?!"),
        ("war—peace…", "war — peace …"),
        ("((it)).", "( ( it ) ) ."),
        ("AT&T at https://news.example/a-b.html.", "AT&T at https://news.example/a-b.html ."),
        ("café naïve Россия’s", "café naïve Россия ’s"),
        ("", ""),
    ],
)
def test_tokens_are_words_and_marks_as_printed(text, words):
    assert [t.word for t in nk.tokens(text)] == words.split()


@settings(max_examples=150)
@given(NEWSY | FRAGMENTS)
def test_every_span_slices_to_itself_in_order(text):
    for spans in (nk.paragraphs(text), nk.sentences(text), nk.tokens(text)):
        assert all(text[a:b] == words and words.strip() for a, b, words in spans)
        assert all(left.end <= right.start for left, right in pairwise(spans))


@settings(max_examples=100)
@given(NEWSY | FRAGMENTS)
def test_nothing_printed_is_lost(text):
    left = {i for i, char in enumerate(text) if not nk.straighten(char).isspace()}
    for spans in (nk.paragraphs(text), nk.sentences(text), nk.tokens(text)):
        assert left <= {i for a, b, _ in spans for i in range(a, b)}


@settings(max_examples=100)
@given(FRAGMENTS)
def test_a_text_and_its_curly_twin_are_cut_alike(text):
    for noun in (nk.paragraphs, nk.sentences, nk.tokens):
        assert [s[:2] for s in noun(text)] == [s[:2] for s in noun(curl(text))]


@settings(max_examples=50)
@given(st.lists(NEWSY | FRAGMENTS, max_size=6))
def test_a_column_is_cut_as_each_text_alone(texts):
    whole = columns.cut(texts)
    for i, text in enumerate(texts):
        alone, mine = columns.cut([text]), whole.words.text == i
        said = [whole.vocabulary[k] for k in whole.words.id[mine]]
        assert said == [alone.vocabulary[k] for k in alone.words.id]
        assert whole.words.start[mine].tolist() == alone.words.start.tolist()
        s = whole.sentences
        assert s.number[s.text == i].tolist() == list(range(len(alone.sentences.text)))
        assert s.start[whole.words.sentence[mine]].tolist() <= whole.words.start[mine].tolist()


def test_small_pages_cut_as_large_ones(monkeypatch):
    long = "A headline\n\n1. One rule. Two.\n \nThree is “here.”\n\n\n\n(Four) U.S.\n\nthe end\n\n"
    texts = ["Gen. Orlov left. He isn’t back.", "", long, "Why?", "No one knew—until May 5."] * 5
    large = columns.cut(texts)
    monkeypatch.setattr(columns, "PAGE", 10)
    small = columns.cut(texts)
    assert small.vocabulary == large.vocabulary
    for ours, theirs in zip(
        [*small[:2], columns.split(texts)], [*large[:2], large[0]], strict=True
    ):
        assert all((a == b).all() for a, b in zip(ours, theirs, strict=True))


@given(st.text(max_size=30))
def test_words_of_the_vocabulary_are_straightened_and_lower_case(text):
    cut = columns.cut([text])
    for a, b, i in zip(cut.words.start, cut.words.end, cut.words.id, strict=True):
        plain = nk.straighten(text[a:b])
        assert cut.vocabulary[i] == (plain.strip().lower() or text[a:b])


def articles(*texts, dtype="str"):
    ids = [f"a{i}" for i in range(len(texts))]
    column = schema.strings(texts) if dtype == "str" else pd.array(texts, dtype=dtype)
    return pd.DataFrame({"article_id": ids, "text": column})


@pytest.mark.parametrize("dtype", ["object", "string[pyarrow]", "str"])
@pytest.mark.parametrize("verb", [nk.split_sentences, nk.tokenize, nk.score_tone])
def test_any_kind_of_string_column_gives_the_same_table(verb, dtype):
    texts = ["A good day.\n\nIt isn’t over.", "War—again."]
    wanted = verb(articles(*texts, dtype="str"))
    pd.testing.assert_frame_equal(verb(articles(*texts, dtype=dtype)), wanted)


@pytest.mark.parametrize("verb", [nk.split_sentences, nk.tokenize])
def test_missing_texts_are_named_and_passed_over(verb):
    with pytest.warns(nk.NewskitWarning, match=r"^1 of 2 .*: article_id 'a0' \(no text"):
        table = verb(articles(None, "He left."))
    assert set(table["article_id"]) == {"a1"}


@pytest.mark.parametrize(
    ("verb", "names"), [(nk.split_sentences, schema.SENTENCES), (nk.tokenize, schema.TOKENS)]
)
def test_no_articles_give_an_empty_table(verb, names):
    table = verb(articles())
    assert table.dtypes.equals(schema.empty(names).dtypes)
    assert table.empty


def test_split_sentences_counts_sentences_and_paragraphs_of_each_article():
    table = nk.split_sentences(articles("One. Two.\n\nThree.", "Four."))
    assert table["sentence"].tolist() == [0, 1, 2, 0]
    assert table["paragraph"].tolist() == [0, 0, 1, 0]
    assert table.attrs["newskit"]["verb"] == "split_sentences"


def test_tokenize_leaves_marks_out():
    table = nk.tokenize(articles("“It isn’t over…” – Kremlin, 5 p.m."))
    assert table["word"].tolist() == ["it", "is", "n't", "over", "kremlin", "5", "p.m."]


@pytest.mark.parametrize(
    ("pattern", "matches"),
    [
        ("war", ["War", "war"]),
        ("reward*", ["rewards"]),
        ("wartime ecstasy", ["wartime ecstasy"]),
        ("isn't", ["isn’t"]),
        ("isn’t a", ["isn’t a"]),
        ("* war", ["a war"]),
        ("wa*", ["War", "wartime", "war"]),
        ("peace", []),
    ],
)
def test_concordance_matches_words_and_phrases_only(pattern, matches):
    text = "War rewards ‘wartime ecstasy’. This isn’t a war."
    table = nk.concordance(articles(text), pattern)
    assert table["match"].tolist() == matches
    assert all(text[a:b] == m for a, b, m in zip(table.start, table.end, table.match, strict=True))


def test_concordance_shows_what_stands_around():
    table = nk.concordance(articles("He said\nthe war is over."), "war", width=8)
    assert table[["left", "match", "right"]].to_numpy().tolist() == [
        ["aid the ", "war", " is over"]
    ]


def test_concordance_does_not_cross_sentences():
    assert nk.concordance(articles("He left. She ran."), ". She").empty


def test_concordance_needs_a_word():
    with pytest.raises(ValueError, match="holds no word"):
        nk.concordance(articles("War."), " !")


NOUNS = [
    nk.straighten,
    nk.paragraphs,
    nk.sentences,
    nk.tokens,
    nk.quotes,
    nk.valence,
    nk.explain_tone,
]


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize(
    "given", [None, float("nan"), b"bytes", ["a"], nk.Article("a", "b"), articles("One.")]
)
def test_a_noun_says_what_it_reads(noun, given):
    with pytest.raises(TypeError, match=rf"^{noun.__name__} reads one text, a str, not \w+; for"):
        noun(given)


def test_a_pattern_that_is_no_pattern_is_said_in_words():
    with pytest.raises(TypeError, match="not list; ask for one at a time"):
        nk.concordance(articles("Rigged."), ["rigged", "fraud"])
    with pytest.warns(nk.NewskitWarning, match="not a regular expression"):
        assert nk.concordance(articles("Rigged."), "rig+ed").empty


def test_a_long_text_is_encoded_in_blocks_as_it_is_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "aé—“x”…\u3000\U0001f600 Z\ud800" * 10
    whole = characters.encode(text)
    monkeypatch.setattr(characters, "_BLOCK", 7)
    assert characters.encode(text) == whole
    assert len(whole) == len(text)
