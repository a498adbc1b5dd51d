"""The corpora that come with newskit: whole, readable from a wheel, and their gold in its place."""

import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest

import newskit as nk
from newskit import schema

ROOT = Path(__file__).resolve().parent.parent
GOLD = {"wartime_ecstasy": "statements.csv"}


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
        "import newskit as nk; print(nk.__file__); "
        "print(nk.load_corpus('wartime_ecstasy').loc[0, 'outlet'])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=True,
    )
    where, outlet = run.stdout.splitlines()
    assert Path(where).is_relative_to(tmp_path / "site")
    assert outlet == "RT"
