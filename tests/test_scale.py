"""Any verb over many partitions: the same rows, nothing twice, nothing lost."""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import newskit as nk
from newskit import scale
from newskit.onepass import measure
from newskit.reading.article import articles_table

pq = pytest.importorskip("pyarrow.parquet")
dask = pytest.importorskip("dask")
dd = pytest.importorskip("dask.dataframe")

# Dask's own use of pandas and of its event loop warns; none of it is ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore::Warning")
TEXT = "“We are not afraid,” the minister said. It was a terrible war, and {n} good reasons remain."


def corpus(n: int) -> pd.DataFrame:
    rows = [nk.Article(article_id=f"a{i:04d}", text=TEXT.format(n=i), outlet="X") for i in range(n)]
    return articles_table(rows)


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


@pytest.fixture(scope="module")
def two_workers() -> Iterator[Any]:
    """One cluster for all tests that kill nobody."""
    with scale.client(workers=2) as client:
        yield client


@pytest.fixture(params=["here", "workers"])
def at_work(request: pytest.FixtureRequest) -> Any:
    return None if request.param == "here" else request.getfixturevalue("two_workers")


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


def test_a_running_scheduler_is_used_by_its_address(
    files: list[Path], tmp_path: Path, two_workers: Any
) -> None:
    with scale.client(scheduler=two_workers.scheduler.address) as client:
        parts = list(scale.run(files, nk.score_tone, tmp_path / "out", client=client))
    assert len(parts) == 12
    same(result(tmp_path / "out"), nk.score_tone(corpus(60)))


def test_one_worker_and_no_scheduler_is_this_process() -> None:
    with scale.client() as client:
        assert client is None


def test_a_worker_killed_in_mid_run_costs_nothing(files: list[Path], tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.mkdir()
    with scale.client(workers=2) as client:
        victim = str(next(iter(client.run(os.getpid).values())))
        run = scale.run(
            files, slow_tone, tmp_path / "out", client=client, seconds=0.2, log=str(log)
        )
        parts = 0
        for _ in run:
            parts += 1
            if victim in {name.name.split("-")[1] for name in log.iterdir()}:
                with contextlib.suppress(ProcessLookupError):  # killed before
                    os.kill(int(victim), signal.SIGKILL)
    assert parts == 12
    workers = {name.name.split("-")[1] for name in log.iterdir()}
    assert victim in workers
    assert len(workers) >= 2
    same(result(tmp_path / "out"), nk.score_tone(corpus(60)))
    assert not [p for p in (tmp_path / "out").iterdir() if p.name.startswith(".")]


def tired(articles: pd.DataFrame, bad: str = "", suffix: str = "") -> pd.DataFrame:
    """Fail on the article *bad*, warn of every article whose id ends in *suffix*."""
    ids = articles["article_id"].tolist()
    if bad in ids:
        raise RuntimeError("it is poison")
    for own in ids:
        if suffix and own.endswith(suffix):
            warnings.warn(f"{own} is odd", nk.NewskitWarning, stacklevel=1)
    return articles[["article_id"]]


def spoil(file: Path, group: int) -> None:
    """Change a byte in the middle of the text of one row group, as a failing disk does."""
    with pq.ParquetFile(file) as opened:
        names = opened.schema_arrow.names
        column = opened.metadata.row_group(group).column(names.index("text"))
    content = bytearray(file.read_bytes())
    start = column.dictionary_page_offset or column.data_page_offset
    content[start : start + 24] = b"\xff" * 24
    file.write_bytes(content)


def times(out: Path) -> dict[str, int]:
    return {p.name: p.stat().st_mtime_ns for p in out.glob("part-*")}


def again(out: Path, before: dict[str, int]) -> list[str]:
    return sorted(name for name, time in times(out).items() if before.get(name) != time)


def test_only_the_parts_of_an_edited_input_are_done_again(
    files: list[Path], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    list(scale.run(files, nk.score_tone, out))
    before = times(out)
    edited = corpus(60).iloc[30:].assign(text="A lovely, peaceful day.")
    edited.to_parquet(files[1], row_group_size=5, index=False)
    with pytest.warns(
        nk.NewskitWarning, match=r"6 of 12 parts are done again: .*1.parquet, row gr"
    ):
        list(scale.run(files, nk.score_tone, out))
    assert again(out, before) == [f"part-{n:05d}.parquet" for n in range(6, 12)]
    same(result(out), nk.score_tone(pd.concat([corpus(60).iloc[:30], edited])))


@pytest.mark.parametrize("content", [b"", b"PAR1 half of it"])
def test_an_empty_or_damaged_part_is_done_again(
    files: list[Path], tmp_path: Path, content: bytes
) -> None:
    out = tmp_path / "out"
    list(scale.run(files, nk.score_tone, out))
    (out / "part-00002.parquet").write_bytes(content)
    before = times(out)
    with pytest.warns(
        nk.NewskitWarning, match=r"^1 of 12 parts are done again: part-00002.parquet "
    ):
        list(scale.run(files, nk.score_tone, out))
    assert again(out, before) == ["part-00002.parquet"]
    same(result(out), nk.score_tone(corpus(60)))


def test_an_empty_claim_is_mended_by_the_records(files: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    list(scale.run(files, nk.score_tone, out))
    before, claim = times(out), (out / "_run.json").read_text()
    (out / "_run.json").write_text("")
    with pytest.warns(nk.NewskitWarning, match="was damaged and is written anew"):
        list(scale.run(files, nk.score_tone, out))
    assert again(out, before) == []
    assert (out / "_run.json").read_text() == claim
    (out / "_run.json").write_text("")
    with pytest.raises(ValueError, match="unknown origin"):
        list(scale.run(files, nk.score_tone, out, model="news"))


def test_parts_of_unknown_origin_are_left_alone(files: list[Path], tmp_path: Path) -> None:
    (tmp_path / "part-00000.parquet").write_bytes(b"mine")
    with pytest.raises(ValueError, match="unknown origin"):
        list(scale.run(files, nk.score_tone, tmp_path))
    assert (tmp_path / "part-00000.parquet").read_bytes() == b"mine"


def test_another_version_is_another_run(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(scale.run(files, nk.score_tone, tmp_path / "out"))
    monkeypatch.setattr(nk, "__version__", "0.0.9")
    with pytest.raises(ValueError, match=r"results of another run \(other version\)"):
        list(scale.run(files, nk.score_tone, tmp_path / "out"))


LONG = pd.DataFrame({"a": np.arange(5_000.0), "b": ["x"] * 5_000})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (LONG, LONG.assign(a=LONG["a"].where(LONG["a"] != 2_500, -1.0))),
        (LONG["a"], LONG["a"].rename("c")),
        (np.arange(5_000), np.where(np.arange(5_000) == 2_500, 0, np.arange(5_000))),
        (np.array(["a", None], dtype=object), np.array(["a", "b"], dtype=object)),
        (np.random.default_rng(1), np.random.default_rng(2)),
        ({"a": {1, 2}}, {"a": {1, 3}}),
        (lambda x: x + 1, lambda x: x + 2),
        (Path("a"), Path("b")),
        ([1, 2], (1, 2)),
        (1, True),
        ("1", 1),
        (nk.read_lexicon("escalation"), nk.read_lexicon("distancing")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_options_differ_by_value(one: Any, other: Any) -> None:
    same_again = pickle.loads(pickle.dumps(one)) if not callable(one) else one
    assert scale._content(one) == scale._content(same_again)
    assert scale._content(one) != scale._content(other)


def test_equal_values_are_one_option_whether_or_not_they_are_one_object() -> None:
    shared = ["war", "talks"]
    assert scale._content([shared, shared]) == scale._content([["war", "talks"] for _ in range(2)])


def test_a_partial_and_its_options_are_one_run(files: list[Path], tmp_path: Path) -> None:
    list(scale.run(files, partial(nk.score_tone, model="news"), tmp_path / "out"))
    before = times(tmp_path / "out")
    list(scale.run(files, nk.score_tone, tmp_path / "out", model="news"))
    assert again(tmp_path / "out", before) == []
    with pytest.raises(ValueError, match="other options"):
        list(scale.run(files, partial(nk.score_tone, model="vader"), tmp_path / "out"))


def test_a_lambda_is_what_it_does(files: list[Path], tmp_path: Path) -> None:
    for verb in [lambda t: t[["article_id"]]] * 2:
        list(scale.run(files[:1], verb, tmp_path / "out"))
    with pytest.raises(ValueError, match="other verb"):
        list(scale.run(files[:1], lambda t: t[["text"]], tmp_path / "out"))


def test_a_corrupt_row_group_costs_itself_alone(
    files: list[Path], tmp_path: Path, at_work: Any
) -> None:
    whole, out = files[1].read_bytes(), tmp_path / "out"
    spoil(files[1], 2)
    run = scale.run(files, nk.score_tone, out, client=at_work)
    done = []
    with pytest.raises(ValueError, match=r"^1 of 12 parts failed \(.*1.parquet, row group 2: "):
        done.extend(run)
    assert len(done) == len(times(out)) == 11
    before = times(out)
    files[1].write_bytes(whole)
    list(scale.run(files, nk.score_tone, out))
    assert again(out, before) == ["part-00008.parquet"]
    same(result(out), nk.score_tone(corpus(60)))


def test_a_file_that_is_no_parquet_is_named_before_the_work(
    files: list[Path], tmp_path: Path
) -> None:
    files[1].write_bytes(b"PAR1")
    with pytest.raises(ValueError, match=r"1.parquet cannot be read as a Parquet file"):
        list(scale.run(files, nk.score_tone, tmp_path / "out"))


def test_a_poison_part_is_named_and_notes_arrive(
    files: list[Path], tmp_path: Path, at_work: Any
) -> None:
    out = tmp_path / "out"
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", nk.NewskitWarning)
        run = scale.run(files, tired, out, client=at_work, bad="a0007", suffix="0")
        with pytest.raises(ValueError, match=r"0.parquet, row group 1: RuntimeError: it is poison"):
            list(run)
    notes = [str(w.message) for w in told if w.category is nk.NewskitWarning]
    assert len(notes) == 1
    assert notes[0].startswith("6 notes from 12 parts; all stand in the records in ")
    assert "0.parquet, row group 0: a0000 is odd" in notes[0]
    assert json.loads((out / "_part-00002.json").read_text())["notes"] == ["a0010 is odd"]


def test_a_partition_that_fails_is_named(files: list[Path]) -> None:
    lazy = nk.over(dd.read_parquet(files, split_row_groups=True), tired, bad="a0007")
    with pytest.raises(
        ValueError, match=r"5 articles, 'a0005' to 'a0009', failed: RuntimeError: it"
    ):
        lazy.compute(scheduler="sync")


@pytest.mark.parametrize("scheduler", ["sync", "threads", "cluster"])
def test_notes_of_partitions_arrive(
    files: list[Path], scheduler: str, request: pytest.FixtureRequest
) -> None:
    lazy = nk.over(dd.read_parquet(files, split_row_groups=True), tired, suffix="5")
    client = request.getfixturevalue("two_workers") if scheduler == "cluster" else None
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", nk.NewskitWarning)
        lazy.compute(scheduler=client or scheduler)
        for _ in range(50 if client else 0):
            if len(told) < 6:
                time.sleep(0.1)
    notes = sorted(str(w.message) for w in told if w.category is nk.NewskitWarning)
    assert notes == [f"a00{n}5 is odd" for n in range(6)]


@pytest.mark.parametrize("spans", ["sentences", "voices"])
@pytest.mark.parametrize(
    "verb", [nk.score_tone, nk.score_frames, partial(nk.match_lexicon, lexicon="escalation")]
)
def test_spans_by_their_name_on_dask(files: list[Path], verb: Any, spans: str) -> None:
    lazy = nk.over(dd.read_parquet(files, split_row_groups=True), verb, spans=spans)
    computed = lazy.compute(scheduler="sync")
    assert lazy.columns.tolist() == computed.columns.tolist()
    same(computed, verb(corpus(60), spans=spans))


def test_spans_on_dask(files: list[Path]) -> None:
    articles = dd.read_parquet(files, split_row_groups=True)
    spans = nk.split_voices(corpus(60))
    lazy = nk.over(articles, nk.score_tone, spans=spans)
    same(lazy.compute(scheduler="sync"), nk.score_tone(corpus(60), spans=spans))


def test_all_measures_on_dask(files: list[Path]) -> None:
    tables = nk.over(dd.read_parquet(files, split_row_groups=True), measure)
    wanted = measure(corpus(60))
    assert tables._fields == wanted._fields
    for lazy, table in zip(dask.compute(*tables, scheduler="sync"), wanted, strict=True):
        assert lazy.columns.tolist() == table.columns.tolist()
        same(lazy, table)


@pytest.mark.skipif(os.name != "posix", reason="kills a process")
def test_a_scheduler_that_dies_gives_a_sentence(files: list[Path], tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    with cluster(tmp_path) as (address, scheduler), scale.client(scheduler=address) as client:
        options = {"seconds": 0.2, "log": str(tmp_path / "log")}
        run = scale.run(files, slow_tone, tmp_path / "out", client=client, **options)
        done = [next(run)]
        scheduler.kill()
        with pytest.raises(ConnectionError, match="the scheduler was lost after") as lost:
            done.extend(run)
    assert f"after {len(done)} of 12 parts" in str(lost.value)
    list(scale.run(files, slow_tone, tmp_path / "out", **options))
    same(result(tmp_path / "out"), nk.score_tone(corpus(60)))


@contextlib.contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, Any]]:
    """Give a scheduler and a worker in processes of their own, which may be killed."""
    local = {"stdin": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    here, file = ["--host", "127.0.0.1", "--no-dashboard"], str(folder / "s.json")
    commands = [
        ["dask_scheduler", "--port", "0", "--scheduler-file", file, *here],
        ["dask_worker", "--scheduler-file", file, "--nthreads", "1", "--no-nanny", *here],
    ]
    running = []
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    for module, *rest in commands:
        command = [sys.executable, "-m", f"distributed.cli.{module}", *rest]
        running.append(subprocess.Popen(command, cwd=folder, env=environment, **local))
    try:
        for _ in range(300):
            if Path(file).exists() and Path(file).stat().st_size:
                break
            time.sleep(0.1)
        yield json.loads(Path(file).read_text())["address"], running[0]
    finally:
        for process in reversed(running):
            process.kill()
            process.wait()
