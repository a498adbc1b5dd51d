"""The notebooks are proven: each runs in a clean kernel and prints what is stored."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from tests import notebooks

PATHS = notebooks.paths()
each = pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)


@each
def test_stored_outputs_are_what_a_clean_run_prints(path: Path) -> None:
    assert notebooks.differences(path) == []


@each
def test_a_notebook_is_short_argued_and_complete(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    code = [c for c in notebook.cells if c.cell_type == "code"]
    prose = [c for c in notebook.cells if c.cell_type == "markdown"]
    assert notebook.metadata.kernelspec.name == "python3"
    assert all(c.execution_count for c in code)
    assert max(len(c.source.splitlines()) for c in code) <= 8
    assert not any("def " in c.source for c in code)
    assert len(prose) >= len(code) / 2
    assert any("cannot show" in c.source for c in prose)


def test_the_index_names_every_notebook() -> None:
    index = (notebooks.FOLDER / "README.md").read_text(encoding="utf-8")
    assert [p.name for p in PATHS if p.name not in index] == []


@pytest.mark.parametrize(("said", "now", "differ"), [("3\n", "3", False), ("3\n", "4", True)])
def test_the_check_sees_a_changed_output(tmp_path: Path, said: str, now: str, differ: bool) -> None:
    cell = nbformat.v4.new_code_cell(f"print({now})")
    cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=said)]
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "n.ipynb")
    assert bool(notebooks.differences(tmp_path / "n.ipynb")) is differ
