"""Any verb over many partitions: the same rows, nothing twice, nothing lost."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import newskit as nk
from newskit import scale

pq = pytest.importorskip("pyarrow.parquet")
dd = pytest.importorskip("dask.dataframe")

# Dask's own use of pandas and of its event loop warns; none of it is ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore::Warning")
TEXT = "“We are not afraid,” the minister said. It was a terrible war, and {n} good reasons remain."


def corpus(n: int) -> pd.DataFrame:
    rows = [nk.Article(article_id=f"a{i:04d}", text=TEXT.format(n=i), outlet="X") for i in range(n)]
    return nk.articles_table(rows)


def slow_tone(articles: pd.DataFrame, seconds: float, log: str) -> pd.DataFrame:
    """Take long enough to be killed, and say who did the work."""
    if len(articles):
        time.sleep(seconds)
        with Path(log, f"{articles['article_id'].iloc[0]}-{os.getpid()}-{time.time_ns()}").open(
            "w"
        ):
            pass
    return nk.score_tone(articles)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(2):
        part = corpus(60).iloc[30 * n : 30 * n + 30]
        part.to_parquet(folder / f"{n}.parquet", row_group_size=5, index=False)
    return sorted(folder.iterdir())


def result(out: Path) -> pd.DataFrame:
    return pd.concat(map(pd.read_parquet, sorted(out.glob("*.parquet"))), ignore_index=True)


def same(left: pd.DataFrame, right: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(
        left.reset_index(drop=True), right.reset_index(drop=True), check_dtype=False
    )


@pytest.mark.parametrize("verb", [nk.score_tone, nk.find_quotes, nk.split_voices, nk.tokenize])
def test_a_dask_table_gives_the_rows_of_one_table(files: list[Path], verb: Any) -> None:
    lazy = nk.over(dd.read_parquet(files, split_row_groups=True), verb)
    assert lazy.npartitions == 12
    computed = lazy.compute(scheduler="sync")
    assert list(lazy.columns) == list(computed.columns)
    same(computed, verb(corpus(60)))


def test_a_run_in_pieces_gives_the_rows_of_one_table(files: list[Path], tmp_path: Path) -> None:
    done = list(scale.run(files, nk.score_tone, tmp_path / "out"))
    assert sum(part.rows for part in done) == done[0].of == 60
    same(result(tmp_path / "out"), nk.score_tone(corpus(60)))


def test_an_interrupted_run_goes_on_and_repeats_nothing(files: list[Path], tmp_path: Path) -> None:
    options = {"seconds": 0.0, "log": str(tmp_path / "log")}
    (tmp_path / "log").mkdir()
    first = scale.run(files, slow_tone, tmp_path / "out", **options)
    for _ in range(5):
        next(first)
    first.close()
    assert len(list(scale.run(files, slow_tone, tmp_path / "out", **options))) == 12
    assert len(list((tmp_path / "log").iterdir())) == 12
    same(result(tmp_path / "out"), nk.score_tone(corpus(60)))


def test_another_run_may_not_write_into_the_same_folder(files: list[Path], tmp_path: Path) -> None:
    list(scale.run(files, nk.score_tone, tmp_path / "out"))
    with pytest.raises(ValueError, match=r"results of another run \(other options\)"):
        list(scale.run(files, nk.score_tone, tmp_path / "out", model="news"))
    with pytest.raises(ValueError, match="other parts"):
        list(scale.run(files[:1], nk.score_tone, tmp_path / "out"))


def test_an_edited_lexicon_of_the_same_name_is_another_run(
    files: list[Path], tmp_path: Path
) -> None:
    old = nk.read_lexicon("wartime_ecstasy")
    new = old.patch(reweight={"martial": {"war": 2.0}}, reason="to see it", author="a test")
    assert repr(old) == repr(new)
    list(scale.run(files, nk.match_lexicon, tmp_path / "out", lexicon=old))
    assert len(list(scale.run(files, nk.match_lexicon, tmp_path / "out", lexicon=old))) == 12
    with pytest.raises(ValueError, match=r"results of another run \(other options\)"):
        list(scale.run(files, nk.match_lexicon, tmp_path / "out", lexicon=new))


def test_the_draft_of_a_killed_worker_is_cleared_away(files: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = scale.run(files, nk.score_tone, out)
    next(first)
    first.close()
    (out / ".part-00003-killed.parquet").touch()
    list(scale.run(files, nk.score_tone, out))
    assert [p for p in out.iterdir() if p.name.startswith(".")] == []


def test_a_file_without_text_is_refused_in_words(tmp_path: Path) -> None:
    pd.DataFrame({"article_id": ["a"], "body": ["b"]}).to_parquet(tmp_path / "x.parquet")
    with pytest.raises(ValueError, match=r"has no column 'text'; it has 'article_id', 'body'"):
        scale.parts([tmp_path / "x.parquet"])


def test_a_running_scheduler_is_used_by_its_address(files: list[Path], tmp_path: Path) -> None:
    with scale.client(workers=2) as own:
        address = own.scheduler.address
        with scale.client(scheduler=address) as client:
            parts = list(scale.run(files, nk.score_tone, tmp_path / "out", client=client))
    assert len(parts) == 12
    same(result(tmp_path / "out"), nk.score_tone(corpus(60)))


def test_a_worker_killed_in_mid_run_costs_nothing(files: list[Path], tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.mkdir()
    with scale.client(workers=2) as client:
        pids = list(client.run(os.getpid).values())
        run = scale.run(
            files, slow_tone, tmp_path / "out", client=client, seconds=0.2, log=str(log)
        )
        next(run)
        os.kill(pids[0], signal.SIGKILL)
        parts = [1, *(1 for _ in run)]
    assert len(parts) == 12
    workers = {name.name.split("-")[1] for name in log.iterdir()}
    assert len(workers) >= 2
    same(result(tmp_path / "out"), nk.score_tone(corpus(60)))
    assert not [p for p in (tmp_path / "out").iterdir() if p.name.startswith(".")]
