"""Spans go to annotation tools in the offsets that each counts, and come back as codes."""

from __future__ import annotations

import json

import pandas as pd
import pytest

import newskit as nk
from newskit.annotations import read_spans

TEXT = "😀 He said, “war.”\nAnd 🏳️ left."
ARTICLES = pd.DataFrame({"article_id": ["a/../b", "c"], "text": [TEXT, "Quiet."]})


def spans() -> pd.DataFrame:
    words = ["war", "left", "war.”\nAnd"]
    at = [TEXT.index(one) for one in words]
    ends = [start + len(one) for start, one in zip(at, words, strict=True)]
    return pd.DataFrame(
        {"article_id": "a/../b", "start": at, "end": ends, "kind": ["x y", "z", "z"]}
    )


@pytest.mark.parametrize("name", ["tasks.json", "brat", "notes.jsonld"])
def test_what_is_written_comes_back(tmp_path, name):
    assert nk.write_spans(spans(), ARTICLES, tmp_path / name) == 3
    back = read_spans(tmp_path / name)
    assert back[["article_id", "start", "end"]].equals(spans()[["article_id", "start", "end"]])
    assert [code.replace("_", " ") for code in back["code"]] == ["x y", "z", "z"]
    assert list(back) == list(nk.schema.CODED_SPANS)


def test_label_studio_gets_the_offsets_of_javascript(tmp_path):
    nk.write_spans(spans(), ARTICLES, tmp_path / "t.json")
    task = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))[0]
    units = task["data"]["text"].encode("utf-16-le")
    for one in task["predictions"][0]["result"]:
        value = one["value"]
        cut = units[2 * value["start"] : 2 * value["end"]].decode("utf-16-le")
        assert cut == value["text"]


def test_codes_of_people_carry_their_number(tmp_path):
    nk.write_spans(spans(), ARTICLES, tmp_path / "t.json")
    tasks = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))
    tasks[0]["annotations"] = [{"completed_by": 7, **tasks[0].pop("predictions")[0]}]
    (tmp_path / "t.json").write_text(json.dumps(tasks), encoding="utf-8")
    assert read_spans(tmp_path / "t.json")["coder"].tolist() == ["7", "7", "7"]


def test_brat_files_stay_in_their_folder_and_keep_the_text(tmp_path):
    nk.write_spans(spans(), ARTICLES, tmp_path / "deep" / "brat")
    names = sorted(p.name for p in (tmp_path / "deep" / "brat").iterdir())
    assert names == ["a%2F..%2Fb.ann", "a%2F..%2Fb.txt", "c.ann", "c.txt"]
    home = tmp_path / "deep" / "brat"
    assert (home / "a%2F..%2Fb.txt").read_bytes().decode() == TEXT
    lines = (home / "a%2F..%2Fb.ann").read_text(encoding="utf-8").splitlines()
    start = TEXT.index("war")
    assert lines[0] == f"T1\tx_y {start} {start + 3}\twar"
    assert lines[2].split("\t")[1].count(";") == 1


def test_web_annotations_quote_the_words(tmp_path):
    nk.write_spans(spans(), ARTICLES, tmp_path / "t.jsonld", label="kind")
    first = json.loads((tmp_path / "t.jsonld").read_text(encoding="utf-8"))[0]
    place, words = first["target"]["selector"]
    assert TEXT[place["start"] : place["end"]] == words["exact"] == "war"
    assert words["suffix"].startswith(".”")


def test_quotations_go_out_by_their_kind(tmp_path):
    articles = nk.read_articles({"text": ["“We rest,” Ada Holm said on Monday."]})
    quotes = nk.find_quotes(articles)
    assert nk.write_spans(quotes, articles, tmp_path / "q.json") == len(quotes) > 0
    assert read_spans(tmp_path / "q.json")["code"].tolist() == quotes["kind"].tolist()


@pytest.mark.parametrize(
    ("name", "form", "label", "message"),
    [
        ("x.txt", None, None, "unknown form '.txt'; choose one of label-studio, brat, w3c"),
        ("x.json", "uima", None, "unknown form 'uima'"),
        ("x.json", None, "colour", "no column 'colour'"),
    ],
)
def test_wrong_arguments_are_answered_in_words(tmp_path, name, form, label, message):
    with pytest.raises(ValueError, match=message):
        nk.write_spans(spans(), ARTICLES, tmp_path / name, form=form, label=label)
    with pytest.raises(ValueError, match="no article"):
        nk.write_spans(spans(), ARTICLES.iloc[1:], tmp_path / "x.json")
