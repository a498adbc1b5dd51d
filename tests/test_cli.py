"""The command line as a person types it: real processes, real files."""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import newskit as nk
from newskit.cli import main
from newskit.generated import generate_news
from newskit.reading.article import articles_table

ROOT = Path(__file__).resolve().parent.parent
ARTICLE = ROOT / "corpora" / "wartime_ecstasy" / "article.txt"


def newskit(*words: object, stdin: bytes = b"", code: int = 0) -> str:
    done = CliRunner().invoke(main, list(map(str, words)), input=stdin)
    assert done.exit_code == code, (done.output, done.exception)
    return done.output if code else done.stdout


def test_a_process_of_its_own_prints_a_table_and_fails_with_a_sentence() -> None:
    command = [sys.executable, "-m", "newskit.cli", "concordance", "escalat*"]
    env = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([*command, ARTICLE], capture_output=True, env=env, timeout=120)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"escalation" in done.stdout
    done = subprocess.run([*command, "absent.txt"], capture_output=True, env=env, timeout=120)
    assert done.returncode == 1
    assert done.stderr.strip() == b"Error: there is no file or folder 'absent.txt'"


def test_tone_is_the_verbs_own(tmp_path: Path) -> None:
    newskit("score-tone", ARTICLE, "-o", tmp_path / "tone.csv")
    written = pd.read_csv(tmp_path / "tone.csv")
    expected = nk.score_tone(articles_table([nk.read_article(ARTICLE)]))
    assert written["compound"].tolist() == pytest.approx(expected["compound"].tolist())


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet", "xlsx"])
def test_every_format_holds_the_same_rows(tmp_path: Path, ending: str) -> None:
    newskit("find-quotes", ARTICLE, "-o", tmp_path / f"q.{ending}")
    read = {
        "csv": pd.read_csv,
        "jsonl": lambda p: pd.read_json(p, lines=True),
        "parquet": pd.read_parquet,
        "xlsx": pd.read_excel,
    }[ending](tmp_path / f"q.{ending}")
    expected = nk.find_quotes(articles_table([nk.read_article(ARTICLE)]))
    assert read["start"].tolist() == expected["start"].tolist()
    assert read["speaker_name"].dropna().tolist() == expected["speaker_name"].dropna().tolist()


def test_frames_rhetoric_concordance_and_keyness_print_tables(tmp_path: Path) -> None:
    assert "conflict" in newskit("score-frames", ARTICLE, "--codebook", "generic_frames")
    assert "ecstasy" in newskit("match-lexicon", ARTICLE)
    assert newskit("concordance", "wartime ecstas*", ARTICLE).count("cstasy,") == 4
    rows = [{"text": "war war war", "outlet": "A"}, {"text": "peace peace", "outlet": "B"}]
    table = tmp_path / "two.jsonl"
    table.write_text("\n".join(map(json.dumps, rows)))
    assert newskit("keyness", table).splitlines()[0].startswith("word,group,count")


def test_standard_input_is_an_article() -> None:
    assert "-0.8" in newskit("score-tone", "-", stdin="A “disaster” and a “tragedy”.".encode())


def test_a_table_with_other_names_is_read(tmp_path: Path) -> None:
    (tmp_path / "export.csv").write_text("body,paper\nGood news.,X\n")
    assert "good" not in newskit(
        "score-tone", tmp_path / "export.csv", "--text", "body", "--outlet", "paper"
    )


def test_nothing_written_is_a_live_formula(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text(json.dumps({"article_id": "=1+1", "text": "Good."}))
    newskit("score-tone", tmp_path / "x.jsonl", "-o", tmp_path / "x.csv")
    assert pd.read_csv(tmp_path / "x.csv")["article_id"].tolist() == ["'=1+1"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["score-tone", "absent.txt"], "there is no file or folder 'absent.txt'"),
        (["score-tone", str(ARTICLE), "-o", "x.doc"], "the extension must be one of .csv"),
        (["score-frames", str(ARTICLE), "--codebook", "nonsense"], "nonsense"),
        (
            ["score-tone", str(ARTICLE), "-o", "out/"],
            "only Parquet files can be worked on in pieces",
        ),
        (["keyness", str(ARTICLE)], "fewer than two values"),
    ],
)
def test_a_mistake_is_said_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = newskit(*words, code=1)
    assert said in answer
    assert "Traceback" not in answer
    assert CliRunner().invoke(main, ["--debug", *words]).exc_info[0] is not SystemExit


def test_notebooks_are_copied_once(tmp_path: Path) -> None:
    newskit("notebooks", "copy", tmp_path / "mine")
    assert (tmp_path / "mine" / "01_reading_the_article.ipynb").is_file()
    assert "already holds" in newskit("notebooks", "copy", tmp_path / "mine", code=1)


def test_pieces_and_one_file_hold_the_same(tmp_path: Path) -> None:
    generate_news(40, tmp_path / "in.parquet", group=8)
    newskit("score-tone", tmp_path / "in.parquet", "-o", tmp_path / "whole.parquet")
    newskit("score-tone", tmp_path / "in.parquet", "-o", tmp_path / "out", "--workers", 2)
    pieces = pd.concat(map(pd.read_parquet, sorted((tmp_path / "out").glob("*.parquet"))))
    whole = pd.read_parquet(tmp_path / "whole.parquet")
    assert len(list((tmp_path / "out").glob("*.parquet"))) == 5
    pd.testing.assert_frame_equal(pieces.reset_index(drop=True), whole)


def test_the_page_is_what_the_commands_say() -> None:
    made = runpy.run_path(str(ROOT / "docs" / "cli.py"))["page"]()
    assert (ROOT / "docs" / "cli.md").read_text(encoding="utf-8") == made


def test_a_dictionary_is_checked_converted_and_compared(tmp_path: Path) -> None:
    assert "do as they say" in newskit("lexicon", "check", "wartime_ecstasy")
    newskit("lexicon", "convert", "wartime_ecstasy", tmp_path / "w.csv")
    assert newskit("lexicon", "diff", "wartime_ecstasy", tmp_path / "w.csv") == ""
    with (tmp_path / "w.csv").open("a") as more:
        more.write("martial,sabre juggling,2.0\n")
    said = newskit("lexicon", "diff", "wartime_ecstasy", tmp_path / "w.csv")
    assert said == "+ [martial] sabre juggling\n"


def test_a_failing_example_of_a_lexicon_is_named(tmp_path: Path) -> None:
    sound = nk.read_lexicon("wartime_ecstasy")
    broken = sound.patch(mask={"elation": ["ecsta*"]}, reason="to see it fail", author="a test")
    broken.write(tmp_path / "broken.toml")
    said = newskit("lexicon", "check", tmp_path / "broken.toml", code=1)
    assert "must match" in said
    assert "examples fail" in said
