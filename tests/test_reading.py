"""Reading: every kind of file, every encoding, and everything that can be wrong with them."""

import json
import subprocess
import sys
import warnings
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

import newskit as nk
from newskit import schema
from newskit.reading import dates, formats, iter_articles, layouts
from newskit.reading.article import articles_table

REPORT = (
    "Monday, March 4, 2024\n\nMinister: Talks ‘On Track’\n\n\nTalks ‘on track’ – Velm\nTHP\n\n\n"
    "The talks go on, the minister said.\u00a0\n\nNobody objected.\n\n\n\nNo comments:"
)


@pytest.fixture
def write(tmp_path):
    def to(name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return to


def told(action) -> tuple[object, str]:
    """Run *action*; return its result and all it warned of."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = action()
    assert all(w.category is nk.NewskitWarning for w in caught)
    return result, "\n".join(str(w.message) for w in caught)


# ---------------------------------------------------------------- layouts


def test_the_layout_of_a_reposted_report_becomes_fields(write):
    article = nk.read_article(write("velm.txt", REPORT))
    assert article == nk.Article(
        "velm",
        "Minister: Talks ‘On Track’\n\nTalks ‘on track’ – Velm\n\n"
        "The talks go on, the minister said.\u00a0\n\nNobody objected.",
        title="Minister: Talks ‘On Track’",
        outlet="THP",
        published=datetime(2024, 3, 4),
    )


@pytest.mark.parametrize("end", ["", "\n", "\n\n3 comments:\n", "\n\nNo comments:\n\n"])
def test_the_tail_of_the_blog_is_dropped_where_there_is_one(end):
    page = REPORT.removesuffix("\n\n\n\nNo comments:") + end
    assert layouts.read_layout(page)["text"].endswith("\n\nNobody objected.")


@pytest.mark.parametrize(
    "page",
    [
        REPORT.replace("Monday, March 4, 2024", "One fine day"),
        REPORT.replace("\nTHP", ""),
        REPORT.replace("Velm\nTHP", "Velm\nTHP\nVelm Bureau"),
        REPORT.replace("‘On Track’", "‘On Track’, he said."),
        REPORT.replace("THP", "The minister, who is new in office, had spoken in the morning"),
        REPORT.partition("\n\n\nThe talks")[0],
    ],
)
def test_a_text_without_the_whole_layout_is_left_whole(page):
    assert layouts.read_layout(page)["text"] == page.strip("\n")


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("Talks go on in Velm\n\nThe minister said so.", "Talks go on in Velm"),
        ("Will the talks go on?\n\nThe minister said so.", "Will the talks go on?"),
        ("Talks go on.\n\nThe minister said so.", None),
        ("Talks\n\nThe minister said so.", None),
        ("Talks go on\nThe minister said so.", None),
        ("Talks go on", None),
        ("May 27, 2024\n\nThe minister said so.", None),
        ("word " * 26 + "\n\nThe minister said so.", None),
    ],
)
def test_a_first_line_is_a_title_only_if_it_looks_like_one(page, title):
    fields = layouts.read_layout(page)
    assert fields.get("title") == title
    assert fields["text"] == page.strip("\n")


@pytest.mark.parametrize(
    "page",
    [
        "---\noutlet: Velm Courier\nstance: north\n---\nTalks go on.\n",
        "outlet: Velm Courier\nStance: north\n\nTalks go on.\n",
        "outlet:Velm Courier\r\nstance: north\r\n\r\nTalks go on.\r\n",
    ],
)
def test_front_matter_is_key_and_value(page):
    fields = {"outlet": "Velm Courier", "stance": "north", "text": "Talks go on."}
    assert layouts.read_layout(page) == fields


@pytest.mark.parametrize(
    "page",
    [
        "Minister: Talks go on\n\nNobody objected.",
        "title: Talks go on\nand nobody objected\n\nA text.",
        "title: Talks go on",
        "---\n\nTalks go on\n\n---\n\nNobody objected.",
    ],
)
def test_a_colon_does_not_make_front_matter(page):
    assert layouts.read_layout(page)["text"] == page.strip("\n")


def test_front_matter_is_not_yaml(write):
    path = write("a.txt", "---\ntitle: !!python/object/apply:os.getcwd []\n---\nTalks.")
    assert nk.read_article(path).title == "!!python/object/apply:os.getcwd []"
    path = write("b.txt", "---\ntitle: Talks\n- one\n---\nTalks.")
    with pytest.raises(ValueError, match="has the line '- one'; every line must be 'key: value'"):
        nk.read_article(path)


# ---------------------------------------------------------------- dates


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-05-27", datetime(2024, 5, 27)),
        ("2024-05-27T23:30:00-05:00", datetime(2024, 5, 28, 4, 30)),
        ("2024-05-27T10:00:00Z", datetime(2024, 5, 27, 10)),
        ("Monday, May 27, 2024", datetime(2024, 5, 27)),
        ("Mon 27 May 2024", datetime(2024, 5, 27)),
        ("27 May 2024", datetime(2024, 5, 27)),
        ("May 27, 2024", datetime(2024, 5, 27)),
        ("Mon, 27 May 2024 10:00:00 +0300", datetime(2024, 5, 27, 7)),
        (datetime(2024, 5, 27, 2, tzinfo=timezone(timedelta(hours=3))), datetime(2024, 5, 26, 23)),
        (datetime(2024, 5, 27).date(), datetime(2024, 5, 27)),
        (pd.Timestamp("2024-05-27"), datetime(2024, 5, 27)),
        ("05/06/2024", None),
        ("27.05.24", None),
        ("May 41, 2024", None),
        ("2024-02-30", None),
        ("soon", None),
        ("1716768000", None),
        ("", None),
    ],
)
def test_dates_are_read_for_certain_or_not_at_all(written, meant):
    assert dates.read_date(written) == meant


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(1900, 1, 1)))
def test_iso_dates_survive(moment):
    assert dates.read_date(moment.isoformat()) == moment.replace(tzinfo=None)


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_no_text_makes_a_layout_or_a_date_raise(text):
    dates.read_date(text)
    fields = layouts.read_layout(text)
    assert fields["text"] in text.replace("\r\n", "\n").replace("\r", "\n")
    assert schema.valid(text).encode("utf-8").decode("utf-8") == schema.valid(text)


# ---------------------------------------------------------------- encodings

CURLY = "“It isn’t over” – Café\n\nThe minister’s words."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.jsonl"])
def test_unicode_files_are_read_as_written(write, encoding, name):
    content = {
        "a.txt": CURLY,
        "a.csv": 'text\n"' + CURLY + '"\n',
        "a.jsonl": json.dumps({"text": CURLY}, ensure_ascii=False) + "\n",
    }[name]
    path = write(name, content.encode(encoding))
    assert nk.read_articles(path).loc[0, "text"] == CURLY


@pytest.mark.parametrize("name", ["a.txt", "a.csv"])
def test_windows_1252_is_read_and_reported(write, name):
    content = CURLY if name == "a.txt" else f'text\n"{CURLY}"\n'
    path = write(name, content, "cp1252")
    articles, warned = told(lambda: nk.read_articles(path))
    assert articles.loc[0, "text"] == CURLY
    assert "1 read as Windows-1252 because they are not UTF-8: " + name in warned


def test_a_sign_of_damage_is_itself_no_damage(write):
    articles, warned = told(lambda: nk.read_articles(write("a.txt", "Caf\ufffd closed.")))
    assert articles.loc[0, "text"] == "Caf\ufffd closed."
    assert "(1: '\ufffd' 1)" in warned
    assert "Windows" not in warned


@pytest.mark.parametrize("name", ["a.txt", "a.csv"])
def test_a_damaged_byte_costs_one_letter(write, name):
    content = CURLY if name == "a.txt" else f'text\n"{CURLY}"\n'
    path = write(name, content.encode("utf-8").replace(b"words", b"w\xe9rds"))
    articles, warned = told(lambda: nk.read_articles(path))
    assert articles.loc[0, "text"] == CURLY.replace("words", "w\ufffdrds")
    assert "1 kept with letters that look read in the wrong encoding" in warned


def test_mojibake_is_counted_and_left_alone(write):
    broken = CURLY.encode("utf-8").decode("cp1252", errors="replace")
    path = write("broken.txt", broken)
    articles, warned = told(lambda: nk.read_articles(path))
    assert articles.loc[0, "text"] == broken
    assert "1 kept with letters that look read in the wrong encoding: broken.txt (6: " in warned
    assert "'â€™' 2" in warned


@pytest.mark.parametrize(
    "word", ["Ângela", "SÃO PAULO", "ESPAÑA", "château", "“Ñandú”", "naïve €5"]
)
def test_words_of_other_languages_are_no_mojibake(word):
    assert not layouts.mojibake(word)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7 and so on", "a PDF"),
        (b"{\\rtf1 and so on", "a rich text document"),
        (b"PK\x03\x04 and so on", "a Word or Excel document"),
        (bytes(range(32)) * 9, "a binary file"),
        (b"words and then a bell\x07" * 9, "a binary file"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.jsonl", "a.html"])
def test_files_that_are_not_text_are_named(write, data, kind, name):
    write("b/good.txt", "Talks go on in Velm.")
    path = write("b/" + name, data)
    with pytest.raises(ValueError, match=f"{name} is no text but {kind}"):
        nk.read_articles(path)
    articles, warned = told(lambda: nk.read_articles(path.parent))
    assert articles["article_id"].tolist() == ["good"]
    assert f"1 could not be read and passed over: {name}" in warned
    assert kind in warned


# ---------------------------------------------------------------- tables

ROWS = [
    {"article_id": "a", "text": "Talks go on.", "outlet": "THP", "published": "2024-05-27"},
    {
        "article_id": "b",
        "text": "Talks, “again”,\ngo on.",
        "outlet": "VC",
        "published": "2024-05-28",
    },
]


def save(rows: list[dict], path: Path) -> Path:
    frame = pd.DataFrame(rows)
    match path.suffix:
        case ".csv":
            frame.to_csv(path, index=False)
        case ".tsv":
            frame.to_csv(path, index=False, sep="\t")
        case ".parquet":
            frame.to_parquet(path)
        case ".jsonl":
            path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", [".csv", ".tsv", ".jsonl", ".parquet", "frame"])
def test_every_kind_of_table_gives_the_same_articles(tmp_path, kind):
    source = pd.DataFrame(ROWS) if kind == "frame" else save(ROWS, tmp_path / f"export{kind}")
    articles = nk.read_articles(source)
    assert articles.dtypes.equals(schema.empty(schema.ARTICLES).dtypes)
    assert articles["article_id"].tolist() == ["a", "b"]
    assert articles["text"].tolist() == [row["text"] for row in ROWS]
    assert articles["published"].tolist() == [pd.Timestamp(2024, 5, 27), pd.Timestamp(2024, 5, 28)]
    assert articles["author"].isna().all()


@pytest.mark.parametrize("kind", [".csv", ".jsonl", ".parquet", "frame"])
def test_columns_are_mapped_others_kept_and_ids_made(tmp_path, kind):
    rows = [{"body": "Talks go on.", "paper": "THP", "stance": "north", "page": 3}]
    source = pd.DataFrame(rows) if kind == "frame" else save(rows, tmp_path / f"export{kind}")
    articles = nk.read_articles(source, columns={"text": "body", "outlet": "paper"})
    assert list(articles) == [*schema.ARTICLES, "stance", "page"]
    key = "row-1" if kind == "frame" else "export-1"
    assert articles.loc[0, ["article_id", "outlet", "stance"]].tolist() == [key, "THP", "north"]
    assert int(articles.loc[0, "page"]) == 3


@pytest.mark.parametrize("kind", [".csv", ".jsonl", ".parquet", "frame"])
def test_a_missing_text_column_is_an_error_that_names_the_columns(tmp_path, kind):
    rows = [{"body": "Talks go on.", "paper": "THP"}]
    source = pd.DataFrame(rows) if kind == "frame" else save(rows, tmp_path / f"export{kind}")
    with pytest.raises(ValueError, match=r"row 1 has no column 'text'; it has 'body', 'paper'\."):
        nk.read_articles(source)
    with pytest.raises(ValueError, match="has no column 'story'"):
        nk.read_articles(source, columns={"text": "story"})


def test_columns_may_be_written_as_for_rename():
    frame = pd.DataFrame({"body": ["x"], "paper": ["A"]})
    one, other = {"text": "body", "outlet": "paper"}, {"body": "text", "paper": "outlet"}
    pd.testing.assert_frame_equal(
        nk.read_articles(frame, columns=one), nk.read_articles(frame, columns=other)
    )


def test_a_mapping_to_no_column_of_newskit_is_an_error():
    with pytest.raises(ValueError, match="names 'body', which is no column of ARTICLES"):
        nk.read_articles(pd.DataFrame({"body": ["x"]}), columns={"body": "story"})


def test_a_mapped_column_wins_and_the_other_is_kept():
    frame = pd.DataFrame({"text": ["A summary."], "body": ["The whole text."]})
    articles = nk.read_articles(frame, columns={"text": "body"})
    assert articles.loc[0, ["text", "text_original"]].tolist() == ["The whole text.", "A summary."]
    swapped = nk.read_articles(frame, columns={"title": "text", "text": "body"})
    assert swapped.loc[0, ["title", "text"]].tolist() == ["A summary.", "The whole text."]
    assert list(swapped) == list(schema.ARTICLES)


def test_columns_that_cannot_be_told_apart_are_an_error(write):
    with pytest.raises(ValueError, match=r"x\.csv has more than one column 'text'"):
        nk.read_articles(write("x.csv", "text,text\na,b\n"))
    with pytest.raises(ValueError, match="the table has more than one column 'text'"):
        nk.read_articles(pd.DataFrame([["a", "b"]], columns=["text", "text"]))
    with pytest.raises(ValueError, match="uses one of your columns twice"):
        nk.read_articles(pd.DataFrame({"b": ["a"]}), columns={"text": "b", "title": "b"})


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)
_ROW = st.dictionaries(st.sampled_from([*schema.ARTICLES, "stance", "\ud800"]), _JSON)


@settings(max_examples=100, deadline=None)
@given(rows=st.lists(_ROW.map(lambda row: {"text": "x", **row}), min_size=1, max_size=4))
def test_any_json_object_is_read_or_named(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("json") / "x.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    articles, warned = told(lambda: nk.read_articles(path))
    gone = sum(not isinstance(row["text"], str) or not row["text"].strip() for row in rows)
    assert len(articles) == len(rows) - gone
    assert articles[list(schema.ARTICLES)].dtypes.equals(schema.empty(schema.ARTICLES).dtypes)
    assert (f"{gone} passed over because there is no text" in warned) == bool(gone)


def test_bad_rows_of_jsonl_are_named_and_the_others_arrive(write):
    lines = [
        '{"text": "One."}',
        '{"text": "Two."',
        "[1, 2]",
        "",
        '{"text": " "}',
        '{"text": 5}',
        "[" * 100_000,
        '{"text": "Three \\ud83d.", "author": ["A", "B"]}',
    ]
    articles, warned = told(lambda: nk.read_articles(write("x.jsonl", "\n".join(lines))))
    assert articles["article_id"].tolist() == ["x-1", "x-8"]
    assert articles["text"].tolist() == ["One.", "Three \ufffd."]
    assert articles["author"].tolist()[1] == "A; B"
    assert "3 could not be read and passed over: x.jsonl line 2 (no JSON: Expecting" in warned
    assert "x.jsonl line 3 (no object" in warned
    assert "2 passed over because there is no text: x.jsonl row 5, x.jsonl row 6" in warned


def test_bad_rows_of_csv_are_named_and_the_others_arrive(write):
    content = 'text,outlet\nOne.,A\nTwo.\n\n"Three" and,B\nFour.,C,D\nFive.,E\n"Six.,F\n'
    articles, warned = told(lambda: nk.read_articles(write("x.csv", content)))
    assert articles["text"].tolist() == ["One.", "Five."]
    assert "4 could not be read and passed over: x.csv row 2 (line 3: 1 fields, not 2)" in warned
    assert "x.csv row 5 (line 6: 3 fields, not 2)" in warned


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_csv_may_have_other_marks_and_line_ends_and_hold_long_texts(write, mark, end):
    long = "word, word; " * 30_000
    path = write("x.csv", f'title{mark}text{end}Talks{mark}"{long}"{end}')
    assert nk.read_articles(path).loc[0, "text"] == long


def test_columns_without_a_name_are_numbered(write):
    articles = nk.read_articles(write("x.csv", ",text,,\n0,One.,a,b\n"))
    assert articles.loc[0, ["text", "column 1", "column 3", "column 4"]].tolist() == [
        "One.",
        "0",
        "a",
        "b",
    ]


def test_repeated_ids_are_made_unique_and_named():
    frame = pd.DataFrame({"article_id": ["a", "a", "b", "a", "a#2"], "text": list("vwxyz")})
    articles, warned = told(lambda: nk.read_articles(frame))
    assert articles["article_id"].tolist() == ["a", "a#2", "b", "a#3", "a#2#2"]
    assert "3 given a new article_id because theirs came before: row 2 ('a', now 'a#2')" in warned


def test_dates_that_cannot_be_read_are_named_and_left_empty():
    frame = pd.DataFrame({"text": ["x", "y", "z"], "published": ["05/06/2024", None, "2024-01-02"]})
    articles, warned = told(lambda: nk.read_articles(frame))
    assert articles["published"].isna().tolist() == [True, True, False]
    assert "1 left without a date because it could not be read for certain: row 1" in warned


@pytest.mark.parametrize("gap", [None, np.nan, pd.NA, "", "  \n"])
def test_gaps_are_gaps(gap):
    frame = pd.DataFrame({"text": ["x", gap], "outlet": [gap, "THP"], "published": [gap, gap]})
    articles, warned = told(lambda: nk.read_articles(frame))
    assert len(articles) == 1
    assert articles.loc[0, ["outlet", "published"]].isna().all()
    assert "1 passed over because there is no text: row 2" in warned


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_in_one_way(end):
    frame = pd.DataFrame({"text": [f"One.{end}{end}Two."]})
    assert nk.read_articles(frame).loc[0, "text"] == "One.\n\nTwo."


def test_numbers_serve_as_ids():
    frame = pd.DataFrame({"article_id": [7.0, 8.5], "text": ["x", "y"]})
    assert nk.read_articles(frame)["article_id"].tolist() == ["7", "8.5"]


def test_the_table_of_the_caller_is_not_changed():
    frame = pd.DataFrame({"body": ["x\r\ny"], "n": [1]})
    before = frame.copy(deep=True)
    nk.read_articles(frame, columns={"text": "body"})
    pd.testing.assert_frame_equal(frame, before)


def test_a_table_without_rows_gives_no_articles(write):
    articles = nk.read_articles(write("x.csv", "article_id,text\n"))
    pd.testing.assert_frame_equal(articles, schema.empty(schema.ARTICLES))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text().filter(lambda t: t.strip()), max_size=5))
def test_any_text_survives_a_table(bodies):
    articles, _ = told(lambda: nk.read_articles(pd.DataFrame({"text": bodies}, dtype=object)))
    assert articles["text"].tolist() == [
        schema.valid(b).replace("\r\n", "\n").replace("\r", "\n") for b in bodies
    ]


# ---------------------------------------------------------------- folders, HTML, paths


def test_a_folder_is_read_with_its_subfolders(write, tmp_path):
    write("f/b.txt", "Talks go on.")
    write("f/sub/a.txt", "Talks end.")
    write("f/c.csv", "text\nTalks pause.\n")
    write("f/.hidden.txt", "no")
    write("f/notes.md", "no")
    articles, warned = told(lambda: nk.read_articles(tmp_path / "f"))
    assert articles["article_id"].tolist() == ["b", "c-1", "sub/a"]
    assert "1 passed over as files of another kind: notes.md; newskit reads .txt .html" in warned


def test_reading_is_lazy(write, monkeypatch):
    seen = []

    def rows(path, problems):
        for number in range(1, 1000):
            seen.append(number)
            yield number, {"text": "One."}

    monkeypatch.setitem(formats.TABLES, ".jsonl", rows)
    next(iter_articles(write("x.jsonl", "")))
    assert len(seen) <= 100


def test_what_was_wrong_is_told_at_the_end(write):
    path = write("x.jsonl", '{"text": "One."}\n' * 150 + "broken\n")
    articles = iter_articles(path)
    assert next(articles).article_id == "x-1"
    with pytest.warns(nk.NewskitWarning, match="x.jsonl line 151"):
        assert len(list(articles)) == 149


def test_parquet_is_read_in_batches(tmp_path):
    path = tmp_path / "x.parquet"
    pd.DataFrame({"text": [f"Text {i}." for i in range(2500)]}).to_parquet(path)
    numbers = [number for number, _ in formats.read_parquet(path, None)]
    assert numbers == list(range(1, 2501))


def test_parquet_is_never_held_whole(tmp_path, monkeypatch):
    asked = {}

    class Recorder(parquet.ParquetFile):
        def __init__(self, *args, **options):
            asked.update(options)
            super().__init__(*args, **options)

        def iter_batches(self, *args, **options):
            asked.update(options)
            return super().iter_batches(*args, **options)

    pd.DataFrame(ROWS).to_parquet(tmp_path / "x.parquet")
    monkeypatch.setattr(parquet, "ParquetFile", Recorder)
    assert len(nk.read_articles(tmp_path / "x.parquet")) == 2
    assert asked["pre_buffer"] is False
    assert asked["batch_size"] <= 10_000


def test_a_broken_parquet_file_is_named(write):
    with pytest.raises(ValueError, match=r"x\.parquet cannot be read"):
        nk.read_articles(write("x.parquet", b"no parquet"))


HTML = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Talks go on</title>
<meta name="author" content="Mara Oln"><meta property="og:site_name" content="Velm Courier">
<meta property="article:published_time" content="2024-05-27T10:00:00Z"></head><body>
<nav><a href="/">Home</a></nav><article><h1>Talks go on</h1>
<p>The minister of Velm said on Monday that the talks “go on”, whatever the generals say.</p>
<p>Nobody in the chamber objected, and the session closed an hour before the usual time.</p>
</article><script>alert(1)</script></body></html>"""


def test_html_gives_the_main_text_and_what_the_head_says(write):
    article = nk.read_article(write("page.html", HTML))
    assert "\n\nNobody in the chamber objected" in article.text
    assert "“go on”" in article.text
    assert "alert" not in article.text
    assert (article.title, article.outlet, article.author) == (
        "Talks go on",
        "Velm Courier",
        "Mara Oln",
    )
    assert article.published is not None
    assert article.published.date() == datetime(2024, 5, 27).date()


@pytest.mark.parametrize(
    ("name", "module", "extra"),
    [("x.html", "trafilatura", "files"), ("x.parquet", "pyarrow", "scale")],
)
def test_a_missing_extra_is_named(write, monkeypatch, name, module, extra):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ImportError, match=rf'pip install "newskit\[{extra}\]"'):
        nk.read_articles(write(name, "x"))


def test_paths_that_lead_nowhere_are_named(write, tmp_path):
    with pytest.raises(FileNotFoundError, match=r"there is no file or folder .*nowhere\.txt"):
        nk.read_articles(tmp_path / "nowhere.txt")
    with pytest.raises(ValueError, match=r"does not read 'x\.odt'; it reads \.txt, \.html"):
        nk.read_articles(write("x.odt", "x"))
    with pytest.raises(ValueError, match=r"is not a single article: .* read_articles"):
        nk.read_article(write("x.csv", "text\nx\n"))
    with pytest.raises(ValueError, match="holds no text"):
        nk.read_article(write("x.txt", "\n\n"))
    with pytest.raises(TypeError, match="give a path or a DataFrame, not int"):
        nk.read_articles(7)


# ---------------------------------------------------------------- the record


def test_an_article_is_frozen_and_prints_short():
    article = nk.Article("a", "word " * 900, title="T" * 200, published=datetime(2024, 5, 27))
    with pytest.raises(AttributeError):
        article.text = "other"
    assert len(repr(article)) < 120
    assert repr(article).endswith("2024-05-27, 900 words)")
    assert len(article._repr_html_()) < 800
    assert hash(article) == hash(article)


def test_html_of_an_article_is_escaped():
    hostile = "<script>alert(1)</script>"
    shown = nk.Article(hostile, f"He said {hostile}", title=hostile, outlet=hostile)._repr_html_()
    assert "<script" not in shown
    assert shown.count("&lt;script&gt;") == 4


def test_articles_make_a_table_with_their_further_columns():
    articles = [
        nk.Article("a", "x", extra={"stance": "north"}),
        nk.Article("b", "y", extra={"n": 1}),
    ]
    table = articles_table(articles)
    assert list(table) == [*schema.ARTICLES, "stance", "n"]
    assert table["stance"].isna().tolist() == [False, True]
    pd.testing.assert_frame_equal(articles_table([]), schema.empty(schema.ARTICLES))


def test_import_opens_no_heavy_module():
    code = (
        "import sys, newskit; print({'trafilatura', 'pyarrow.parquet', 'lxml'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


@pytest.mark.parametrize(
    "read",
    [nk.read_articles, lambda frame: list(iter_articles(frame))],
    ids=["table", "one by one"],
)
def test_a_warning_points_at_the_line_of_the_caller(read):
    with pytest.warns(nk.NewskitWarning) as caught:
        read(pd.DataFrame({"text": ["x", None]}))
    assert [w.filename for w in caught] == [__file__]


@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from(sorted(set(formats.KINDS) - {".html", ".htm"})),
    data=st.one_of(
        st.binary(max_size=80),
        st.text(max_size=80).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.lists(
            st.sampled_from(['{"text":', '"a"', "}", "text", ",", ";", "\n", '"', "---\n", "\0"])
        )
        .map("".join)
        .map(str.encode),
    ),
)
def test_no_bytes_make_reading_fail_but_in_words(tmp_path_factory, kind, data):
    path = tmp_path_factory.mktemp("any") / f"any{kind}"
    path.write_bytes(data)
    said = path.name
    articles = schema.empty(schema.ARTICLES)
    try:
        articles, _ = told(lambda: nk.read_articles(path))
    except ValueError as error:
        said = str(error)
    assert path.name in said
    assert list(articles)[: len(schema.ARTICLES)] == list(schema.ARTICLES)
    assert articles["article_id"].is_unique


@pytest.mark.parametrize(
    ("encoding", "meta", "warned"),
    [
        ("utf-8", '<meta charset="utf-8">', ""),
        ("utf-8", "", ""),
        ("utf-16", "", ""),
        ("cp1252", '<meta charset="windows-1252">', ""),
        ("cp1251", '<meta http-equiv="Content-Type" content="text/html; charset=cp1251">', ""),
        ("cp1252", "", "1 read as Windows-1252"),
        ("cp1252", '<meta charset="no-such-thing">', "1 read as Windows-1252"),
    ],
)
def test_a_page_is_read_in_the_encoding_it_names(write, encoding, meta, warned):
    page = HTML.replace('<meta charset="utf-8">', meta)
    path = write("page.html", page, encoding)
    article, told_of = told(lambda: nk.read_article(path))
    assert "“go on”" in article.text
    assert told_of.startswith(warned)
    assert bool(told_of) == bool(warned)
