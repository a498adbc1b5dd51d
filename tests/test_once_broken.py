"""What once broke, each with the smallest call that broke it: the right answer today.

Reports of tables of any shape stand in test_report.py, workers that die in test_scale.py.
"""

import json
import os
import warnings
from functools import partial
from itertools import chain

import numpy as np
import pandas as pd
import pytest

import newskit as nk
from newskit import scale, schema
from newskit.writing import write_table

VERBS = {
    "split_sentences": {},
    "tokenize": {},
    "concordance": {"pattern": "war"},
    "find_quotes": {},
    "split_voices": {},
    "score_tone": {},
    "score_targets": {"targets": ["Ada Holm"]},
    "find_charges": {},
    "match_lexicon": {"lexicon": "wartime_ecstasy"},
    "score_lexicon": {"lexicon": "wartime_ecstasy"},
    "score_frames": {},
    "audit": {},
    "report": {},
}
TABLES = [verb for verb in VERBS if verb != "report"]
NOUNS = "valence straighten explain_tone sentences paragraphs tokens quotes".split()
TWO = pd.DataFrame(
    {
        "article_id": ["a", "b"],
        "outlet": ["X", "Y"],
        "text": ["War fever in Ostrania.", "Bad. “We go,” said Ada Holm."],
    }
)
BROKEN = TWO.assign(
    text=pd.Series(["war \ud800 good. Ada said “no”.", "War is bad in Ostrania."], dtype=object)
)


def run(verb, articles):
    return getattr(nk, verb)(articles, **VERBS[verb])


@pytest.mark.parametrize(
    "text",
    [
        "The port is closed.\n\nAccording to the ministry,",
        "According to officials,\n\nPrices rose.",
    ],
)
def test_an_attribution_beside_no_statement(text):
    assert nk.quotes(text) == []


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("ids", [["x", "x"], [1, "1"], [None, "x"], [float("nan"), 2.0]])
def test_two_articles_are_never_mixed_up(verb, ids):
    articles = TWO.assign(article_id=pd.Series(ids, dtype=object))
    if verb == "audit":
        return  # it is asked to find such ids
    with pytest.raises(ValueError, match="article_id"):
        run(verb, articles)


@pytest.mark.parametrize("verb", VERBS)
def test_two_columns_of_one_name(verb):
    with pytest.raises(ValueError, match="more than one column 'text'"):
        run(verb, pd.concat([TWO, TWO[["text"]]], axis=1))


@pytest.mark.parametrize("verb", TABLES)
@pytest.mark.parametrize("ids", [[1, 2], [1.0, 2.0]])
def test_ids_that_are_numbers(verb, ids):
    found = run(verb, TWO.assign(article_id=ids))
    if verb != "audit":
        assert len(found.merge(TWO.assign(article_id=ids), on="article_id")) == len(found)


@pytest.mark.parametrize("verb", VERBS)
def test_lone_surrogates(verb):
    assert run(verb, BROKEN) is not None


@pytest.mark.parametrize("verb", TABLES)
def test_no_row(verb):
    found = run(verb, TWO.iloc[:0])
    assert found.empty
    assert set(found) <= set(run(verb, TWO))


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize(
    "given", [None, float("nan"), b"x", ["x"], TWO, nk.Article("a", "x")], ids=lambda g: type(g)
)
def test_a_noun_of_something_else_than_a_text(noun, given):
    with pytest.raises(
        TypeError, match=f"{noun} reads one text, a str, not {type(given).__name__}"
    ):
        getattr(nk, noun)(given)


@pytest.mark.parametrize("noun", [*NOUNS, "highlight"])
def test_a_noun_of_a_text_with_a_lone_surrogate(noun):
    assert getattr(nk, noun)(BROKEN["text"][0]) is not None


def test_a_list_of_patterns():
    with pytest.raises(TypeError, match="one at a time"):
        nk.concordance(TWO, ["war", "fever"])


DATES = [
    [pd.Timestamp("2024-01-01").date()] * 2,
    ["2024-01-01", "2024-02-02"],
    pd.to_datetime(["2024-01-01", "2024-03-02"], utc=True),
]


@pytest.mark.parametrize("dates", DATES, ids=["date", "text", "zone"])
def test_dates_of_any_kind(dates):
    assert nk.plot_timeline(nk.score_tone(TWO.assign(published=dates)), "tone")


LISTS = TWO.assign(outlet=[["X"], ["Y"]])


@pytest.mark.parametrize(
    "by_outlet",
    [
        lambda: nk.compare(nk.score_tone(LISTS), "tone", by="outlet"),
        lambda: nk.difference(nk.score_tone(LISTS), "tone", by="outlet"),
        lambda: nk.sample_for_coding(LISTS, 2, by="outlet"),
        lambda: nk.keyness(nk.tokenize(LISTS), by="outlet"),
        lambda: nk.collocations(nk.tokenize(LISTS), by="outlet"),
        lambda: nk.word_shift(nk.tokenize(LISTS), by="outlet"),
    ],
)
def test_an_outlet_that_is_a_list_makes_no_groups(by_outlet):
    with pytest.raises(
        ValueError, match=r"column 'outlet' .*cannot make groups: \['X'\] is a list"
    ):
        by_outlet()


def test_an_outlet_that_is_a_list_is_no_fault_elsewhere():
    assert nk.audit(LISTS)["outlet"].tolist() == ["['X']", "['Y']"]


def test_groups_of_nothing_but_missing_names():
    with pytest.raises(ValueError, match="none: the column that makes them has no value"):
        nk.word_shift(nk.tokenize(TWO.assign(outlet=None)), by="outlet")


def test_nothing_to_draw_and_nothing_to_suggest():
    with pytest.warns(nk.NewskitWarning, match="^2 of 2 articles have no text"):
        assert nk.sample_for_coding(TWO.assign(text=None), 2, by="outlet").empty
    assert nk.suggest_entries(TWO.iloc[:0], "wartime_ecstasy").empty
    with pytest.raises(ValueError, match="the table has 0"):
        nk.highlight(TWO.iloc[:0])


def test_a_text_and_its_straightened_twin():
    text = "not but embarrassingly … X"
    assert nk.valence(text) == nk.valence(nk.straighten(text))


@pytest.mark.parametrize("number", [1_000, 4_000])
def test_a_stray_mark_costs_its_own_row(tmp_path, number):
    rows = [f'a{i},"Text number {i} of the war."' for i in range(number)]
    rows[10] = 'a10,"Text number 10 of the war.'
    (tmp_path / "a.csv").write_text("\n".join(["article_id,text", *rows, ""]))
    with pytest.warns(nk.NewskitWarning, match=r"^1 could not be read.*row 11 \(line 12"):
        assert len(nk.read_articles(tmp_path / "a.csv")) == number - 1


READ = {
    "sep.csv": ("sep=,\narticle_id,text\na,Talks end.\n", ["Talks end."]),
    "blank.csv": ("\n\narticle_id,text\na,Talks end.\n", ["Talks end."]),
    "capital.csv": ("article_id,Text\na,Talks end.\n", ["Talks end."]),
    "bar.csv": ("article_id|text\na|Talks, at last.\n", ["Talks, at last."]),
    "array.jsonl": (json.dumps([{"text": "One."}, {"text": "Two."}]), ["One.", "Two."]),
    "lines.jsonl": (json.dumps({"text": "One."}, indent=1), ["One."]),
    "begins.txt": (
        "Text: talks end in Ostrania.\n\nIt rained.",
        ["Text: talks end in Ostrania.\n\nIt rained."],
    ),
    "wide.txt": ("Talks end.".encode("utf-32"), ["Talks end."]),
}


@pytest.mark.parametrize("name", READ)
def test_files_as_people_have_them(tmp_path, name):
    body, texts = READ[name]
    (tmp_path / name).write_bytes(body if isinstance(body, bytes) else body.encode())
    assert nk.read_articles(tmp_path / name)["text"].tolist() == texts


@pytest.mark.parametrize("late", [True, False])
def test_lines_without_a_text_are_counted(tmp_path, late):
    lines = [json.dumps({"text": "One."})] * 5, [json.dumps({"title": "x"})] * 150
    (tmp_path / "a.jsonl").write_text("\n".join(chain(*lines[:: -1 if late else 1])))
    with pytest.warns(nk.NewskitWarning, match="^150 passed over because there is no text"):
        assert len(nk.read_articles(tmp_path / "a.jsonl")) == 5


def test_a_date_in_milliseconds(tmp_path):
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "One.", "published": 1716768000000}))
    assert nk.read_articles(tmp_path / "a.jsonl")["published"].tolist() == [
        pd.Timestamp(2024, 5, 27)
    ]


def test_a_date_beyond_the_calendar_costs_the_date(tmp_path):
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    days = pa.array([2**61, 1_700_000_000_000_000], pa.int64()).cast(pa.timestamp("us"))
    table = pa.table({"article_id": ["a", "b"], "text": ["One.", "Two."], "published": days})
    pq.write_table(table, tmp_path / "far.parquet")
    (tmp_path / "near.txt").write_text("Talks end.")
    with pytest.warns(nk.NewskitWarning, match="^1 left without a date"):
        found = nk.read_articles(tmp_path)
    assert (len(found), found["published"].notna().sum()) == (3, 1)


def test_a_pipe_is_no_file(tmp_path):
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes here")
    os.mkfifo(tmp_path / "a.txt")
    for read in (nk.read_article, nk.read_articles):
        with pytest.raises(ValueError, match="neither a file nor a folder"):
            read(tmp_path / "a.txt")


def test_no_formula_lives_in_a_header_or_behind_an_odd_blank(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    table = pd.DataFrame({'=HYPERLINK("http://x.example")': ["\ufeff=1+1", "\u200b=1", "\u00a0=1"]})
    for name in ("a.csv", "a.xlsx"):
        write_table(table, tmp_path / name)
    lines = (tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()
    assert all(line.lstrip('"').startswith("'") for line in lines)
    cells = [row[0] for row in openpyxl.load_workbook(tmp_path / "a.xlsx").active]
    assert {cell.data_type for cell in cells} == {"s"}


def test_a_stream_whose_tables_differ(tmp_path):
    one, two = pd.DataFrame({"a": ["x"], "b": [None]}), pd.DataFrame({"b": ["t"], "a": ["y"]})
    for name in ("a.csv", "a.parquet"):
        assert write_table(iter([one, two]), tmp_path / name) == 2
        with pytest.raises(ValueError, match="nothing was written"):
            write_table(iter([one, two.assign(c=1)]), tmp_path / f"other_{name}")
        assert not (tmp_path / f"other_{name}").exists()


WORD_LISTS = {
    "a.yaml": ("a:\n - x\na:\n - y\n", "'a' is given twice"),
    "inf.csv": ("category,entry,weight\na,x,inf\n", "line 2: the weight .*'inf'"),
    "nan.csv": ("category,entry,weight\na,x,nan\n", "line 2: the weight .*'nan'"),
    "far.toml": ('negation = 999999999999\n[category.a]\nentries = ["x"]\n', "from 0 to 200"),
    "long.toml": (f'[category.a]\nentries = ["{"x " * 5_000}"]\n', "50 words at most"),
    "empty.toml": ("[category.a]\nentries = []\n", "has no entries"),
}


@pytest.mark.parametrize("name", WORD_LISTS)
def test_word_lists_that_were_taken_without_a_word(tmp_path, name):
    body, message = WORD_LISTS[name]
    (tmp_path / name).write_text(body)
    with pytest.raises(ValueError, match=message):
        nk.read_lexicon(tmp_path / name)


def days(word, number=20):
    texts = [f"It was a {word} day {i}." for i in range(number)]
    return pd.DataFrame({"article_id": [f"a{i}" for i in range(number)], "text": texts})


def done(files, verb, out, **options):
    return len(list(scale.run(files, verb, out, **options)))


def test_a_run_whose_input_was_replaced(tmp_path):
    pytest.importorskip("pyarrow")
    file, out = tmp_path / "in.parquet", tmp_path / "out"
    days("bad").to_parquet(file, row_group_size=10)
    assert done([file], nk.score_tone, out) == 2
    days("good").to_parquet(file, row_group_size=10)
    with pytest.warns(nk.NewskitWarning, match="^2 of 2 parts are done again"):
        done([file], nk.score_tone, out)
    assert (pd.read_parquet(out)["tone"] > 0).all()


def test_a_run_of_another_option_and_of_a_partial(tmp_path):
    pytest.importorskip("pyarrow")
    file, out = tmp_path / "in.parquet", tmp_path / "out"
    days("bad", 2_000).to_parquet(file)
    spans = nk.split_sentences(days("bad", 2_000))
    assert done([file], nk.score_tone, out, spans=spans) == 1
    other = spans.assign(end=spans["end"].where(spans.index != 1_000, 4))
    with pytest.raises(ValueError, match="other options"):
        done([file], nk.score_tone, out, spans=other)
    assert done([file], partial(nk.score_tone, model="vader"), tmp_path / "partial") == 1


@pytest.mark.parametrize("damage", ["part-00000.parquet", "_run.json"])
def test_a_run_with_an_empty_file(tmp_path, damage):
    pytest.importorskip("pyarrow")
    file, out = tmp_path / "in.parquet", tmp_path / "out"
    days("bad").to_parquet(file, row_group_size=10)
    done([file], nk.score_tone, out)
    (out / damage).write_bytes(b"")
    with pytest.warns(nk.NewskitWarning, match="damaged"):
        assert done([file], nk.score_tone, out) == 2
    assert len(pd.read_parquet(out)) == 20


def test_growth_is_linear_where_it_was_quadratic(tmp_path):
    # By counts of steps, not by a clock: a busy machine must not fail this.
    import sys

    def steps(call):
        count = 0

        def tick(*_):
            nonlocal count
            count += 1

        call()
        sys.setprofile(tick)
        try:
            call()
        finally:
            sys.setprofile(None)
        return count

    def wide(columns):
        file = tmp_path / f"{columns}.csv"
        names = [f"c{i}" for i in range(columns)]
        file.write_text(",".join(["text", *names]) + "\nTalks end" + ",x" * columns + "\n")
        return partial(nk.read_articles, file)

    for one, four in [
        (partial(nk.explain_tone, "war, " * 200), partial(nk.explain_tone, "war, " * 800)),
        (wide(100), wide(400)),
    ]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert steps(four) < 6 * steps(one)


def test_no_verb_changes_its_input():
    for verb in TABLES:
        before = TWO.copy(deep=True)
        run(verb, TWO)
        pd.testing.assert_frame_equal(before, TWO)
    assert np.array_equal(TWO.columns, ["article_id", "outlet", "text"])


def test_a_column_without_any_text_is_no_column_of_numbers():
    assert schema.strings([None, float("nan")]).dtype.kind not in "fi"
