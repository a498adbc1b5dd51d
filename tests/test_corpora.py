"""The corpora that come with newskit: whole, readable from a wheel, and their gold in its place."""

import hashlib
import importlib.util
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest

import newskit as nk
from newskit import schema

ROOT = Path(__file__).resolve().parent.parent
GOLD = {"wartime_ecstasy": "statements.csv", "voices": "quotes.csv"}


def gold(name: str) -> pd.DataFrame:
    return pd.read_csv(ROOT / "corpora" / name / GOLD[name], keep_default_na=False)


def test_the_real_article_is_kept_byte_for_byte():
    raw = (ROOT / "corpora/wartime_ecstasy/article.txt").read_bytes()
    assert (
        hashlib.sha256(raw).hexdigest()
        == "6cbf2b86b0339e9188a5f45cfc2d1dc133c507288eecc0d13cdcb14068279e09"
    )


def test_the_real_article_is_read_as_its_page_shows_it():
    [article] = nk.load_corpus("wartime_ecstasy").itertuples()
    blocks = article.text.split("\n\n")
    assert article.article_id == "wartime_ecstasy"
    assert article.title == "Kremlin spokesman Dmitry Peskov: NATO Falling Into ‘Wartime Ecstasy’"
    assert (article.outlet, article.published) == ("RT", pd.Timestamp(2024, 5, 27))
    assert blocks[0] == article.title
    assert blocks[1] == "NATO falling into ‘wartime ecstasy’ – Kremlin"
    assert [len(blocks), article.text.count("\u00a0")] == [11, 12]
    assert article.text.endswith("”\u00a0the top diplomat told reporters on Friday.")
    assert "comments" not in article.text


def test_the_gold_of_the_real_article_is_complete():
    statements = gold("wartime_ecstasy")
    marked = statements[statements["kind"] != "indirect"]
    assert statements["kind"].value_counts().to_dict() == {"indirect": 10, "mixed": 6, "direct": 4}
    assert set(marked["speaker_name"]) == {
        "Dmitry Peskov",
        "Jens Stoltenberg",
        "Sergey Lavrov",
        "Kremlin",
    }
    assert {"the spokesman", "he", "the top diplomat"} < set(marked["speaker"])
    text = nk.straighten(nk.load_corpus("wartime_ecstasy").loc[0, "text"])
    assert all(text[s - 1] in "\"'" for s in marked["start"])
    assert all(text[e] in "\"'" for e in marked["end"])


@pytest.mark.parametrize("name", GOLD)
def test_all_offsets_of_the_gold_slice_to_what_is_printed(name):
    texts = nk.load_corpus(name).set_index("article_id")["text"]
    table = gold(name)
    assert table.duplicated(["article_id", "quote"]).sum() == 0
    assert set(table["kind"]) <= {"direct", "mixed", "indirect", "scare"}
    for row in table.to_dict("records"):
        text = texts[row["article_id"]]
        assert text[row["start"] : row["end"]] == row["words"] != ""
        for part in ("speaker", "cue"):
            start, end = row[f"{part}_start"], row[f"{part}_end"]
            assert (start == "") == (end == "") == (row[part] == "")
            assert start == "" or text[int(start) : int(end)] == row[part]
        assert (row["kind"] == "scare") <= (row["speaker"] == row["cue"] == "")


def test_an_unknown_corpus_is_an_error_that_lists_the_names():
    with pytest.raises(ValueError, match=r"unknown corpus 'nato'; choose one of .*wartime_ecstasy"):
        nk.load_corpus("nato")


TEXTS = [
    folder.name
    for folder in sorted((ROOT / "corpora").iterdir())
    if (folder / "texts").is_dir() or (folder / "article.txt").is_file()
]


@pytest.mark.parametrize("name", TEXTS)
def test_every_corpus_loads_as_articles_without_a_warning(name):
    articles = nk.load_corpus(name)
    assert list(articles)[: len(schema.ARTICLES)] == list(schema.ARTICLES)
    assert articles["article_id"].is_unique
    assert articles["published"].notna().all()


def test_corpora_come_with_the_wheel(tmp_path):
    build = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-q"]
    subprocess.run([*build, "-w", tmp_path, ROOT], check=True, capture_output=True)
    [wheel] = tmp_path.glob("newskit-*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    code = (
        "import newskit as nk; from newskit.reading import corpora_folder; print(nk.__file__); "
        "names = ['wartime_ecstasy', 'one_event', 'voices']; "
        "print(*(len(nk.load_corpus(name)) for name in names)); "
        "print(sorted(file.name for file in corpora_folder().glob('*/*.csv')))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=True,
    )
    where, sizes, tables = run.stdout.splitlines()
    assert Path(where).is_relative_to(tmp_path / "site")
    assert sizes == "1 28 36"
    assert tables == "['codes.csv', 'design.csv', 'quotes.csv', 'speakers.csv', 'statements.csv']"


# ---------------------------------------------------------------- one_event

FACTS = {
    "Tuesday": r"Tuesday",
    "hour": r"\b4\.40\b",
    "place": r"Serra Strait",
    "vessels": r"(?s)(?=.*Ilse Marn)(?=.*Tarrin)",
    "dead": r"(?si)(?=.*\bthree\b)(?=.*\btwo\b)",
    "wounded": r"\b11\b",
    "who began": r"\bfirst\b",
    "frigates": r"(?i)four frigates",
    "reservists": r"6,000",
    "treaty": r"\b1974\b",
    "talks": r"(?s)(?=.*Friday)(?=.*Port Ambry)",
}
SPEAKERS = ["Tolland", "Vesk", "Lindqvar", "Roke", "Anselm", "Dessin"]
HEDGES = (
    r"(?i)\b(?:apparently|appears?|could|likely|may|might|perhaps|possibly|probably|reportedly"
    r"|seem(?:s|ed)?|suggest(?:s|ed)?)\b"
)


@pytest.fixture(scope="module")
def one_event() -> pd.DataFrame:
    articles = nk.load_corpus("one_event")
    return articles.assign(plain=articles["text"].map(nk.straighten))


def test_the_design_is_balanced_and_kept_in_the_table(one_event):
    design = pd.read_csv(ROOT / "corpora/one_event/design.csv", parse_dates=["published"])
    kept = one_event[["article_id", "outlet", "stance", "frame", "published"]]
    pd.testing.assert_frame_equal(kept, design.drop(columns="marks"), check_dtype=False)
    assert (one_event.groupby(["stance", "frame"]).size() == 7).all()
    assert len(one_event.drop_duplicates(["outlet", "stance"])) == 4
    assert set(one_event.groupby(["outlet", "frame"]).size()) == {3, 4}
    assert set(design[design["marks"] == "curly"].groupby(["stance", "frame"]).size()) == {4}
    assert (one_event["text"].str.contains("“") == (design["marks"] == "curly")).all()
    assert (one_event["text"].str.contains('"') == (design["marks"] == "straight")).all()


@pytest.mark.parametrize("fact", FACTS)
def test_every_report_tells_the_same_facts(one_event, fact):
    assert one_event["plain"].str.contains(FACTS[fact], regex=True).all()


def test_every_report_quotes_three_statements_on_record(one_event):
    sheet = (ROOT / "corpora/one_event/README.md").read_text(encoding="utf-8")
    on_record = [line.split('"')[1].lower() for line in sheet.splitlines() if line.endswith('" |')]
    assert len(on_record) == 8
    quoted = one_event["plain"].str.findall('"([^"]*)"')
    assert (quoted.map(len) == 3).all()
    for words in quoted.explode():
        assert any(words.rstrip(",.").lower() in statement for statement in on_record), words


def test_what_was_to_be_held_constant_is(one_event):
    plain = one_event["plain"]
    words = plain.str.split().map(len)
    quoted = plain.str.findall('"([^"]*)"').map(" ".join).str.split().map(len)
    named = sum(plain.str.contains(name).astype(int) for name in SPEAKERS)
    assert words.between(174, 191).all()
    assert quoted.between(35, 40).all()
    assert (quoted / words).between(0.18, 0.23).all()
    assert (named == 3).all()
    assert (plain.str.count(r"\S*\d\S*") == 4).all()
    assert (plain.str.count(HEDGES) == 2).all()
    for cell in ("stance", "frame"):
        assert words.groupby(one_event[cell]).mean().pct_change().abs().max() < 0.02
        assert (quoted / words).groupby(one_event[cell]).mean().diff().abs().max() < 0.01


def test_constructed_corpora_say_so_first():
    for name in ("one_event", "voices"):
        sheet = (ROOT / "corpora" / name / "README.md").read_text(encoding="utf-8")
        assert "CONSTRUCTED" in sheet.splitlines()[0]


# ---------------------------------------------------------------- voices: source, texts and gold


@pytest.fixture(scope="module")
def voices_build():
    path = ROOT / "corpora/voices/build.py"
    spec = importlib.util.spec_from_file_location("voices_build", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_texts_and_gold_are_what_the_source_says(voices_build):
    folder = ROOT / "corpora/voices"
    files = voices_build.build()
    assert {f"texts/{path.name}" for path in folder.glob("texts/*")} | {"quotes.csv"} == set(files)
    for path, content in files.items():
        assert (folder / path).read_bytes().decode("utf-8") == content, path


def test_marks_of_the_source_become_offsets(voices_build):
    source = "{s1:A|Ada} {c1|said} “{d1|it was ‘{x|fun}’}.”"
    text, stretches = voices_build.unmark(source, {"A": "Ada Holm"})
    assert text == "Ada said “it was ‘fun’.”"
    assert voices_build.rows("a", text, stretches) == [
        ["a", 0, "direct", 10, 22, "it was ‘fun’", "Ada", 0, 3, "Ada Holm", "said", 4, 8],
        ["a", 1, "scare", 18, 21, "fun", "", "", "", "", "", "", ""],
    ]
    with pytest.raises(ValueError, match="is never closed"):
        voices_build.unmark("{d1|so", {})


def test_the_voices_are_many_and_of_many_kinds():
    articles, table = nk.load_corpus("voices"), gold("voices")
    assert articles["genre"].nunique() == 12
    assert set(table["article_id"]) == set(articles["article_id"])
    assert not articles["text"].str.contains(r"[{}|]").any()
    counts = table["kind"].value_counts().to_dict()
    assert counts == {"direct": 141, "mixed": 38, "indirect": 51, "scare": 22}
    assert (table["speaker_name"] != "").sum() == 188
    said = table[table["kind"] != "scare"]
    assert (said["speaker"] != "").all()
    assert said.loc[said["cue"] == "", "article_id"].unique().tolist() == ["interview_3"]


def test_every_name_is_in_its_text():
    texts = nk.load_corpus("voices").set_index("article_id")["text"]
    table = gold("voices")
    for row in table[table["speaker_name"] != ""].itertuples():
        assert set(row.speaker_name.lower().split()) <= set(
            re.findall(r"\w+", texts[row.article_id].lower())
        ), row


def test_marked_quotations_stand_in_marks():
    articles = nk.load_corpus("voices").set_index("article_id")
    table = gold("voices")
    marked = table[(table["kind"] != "indirect") & ~table["words"].eq("I knew nothing")]
    for row in marked.itertuples():
        text = nk.straighten(articles.loc[row.article_id, "text"])
        labelled = text[: row.start].endswith(": ")
        opened, closed = text[row.start - 1] in "\"'`", text[row.end : row.end + 1] in set("\"'\n")
        assert (opened and closed) or labelled, row
