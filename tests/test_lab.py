"""Every notebook in a real JupyterLab, as a person would: open, Run All Cells, look."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from tests import notebooks
from tests.lab import Lab

PICTURES = ".jp-RenderedImage img"


def stored_pictures(path: Path) -> int:
    cells = nbformat.read(path, as_version=4).cells
    return sum(len(notebooks.pictures(cell)) for cell in cells)


@pytest.mark.lab
@pytest.mark.parametrize("path", notebooks.paths(), ids=lambda p: p.stem)
def test_runs_in_jupyterlab(lab: Lab, path: Path) -> None:
    panel = lab.open(path.name)
    try:
        assert lab.run_all() == []
        sizes = [picture.bounding_box() for picture in panel.locator(PICTURES).all()]
        assert len(sizes) == stored_pictures(path)
        assert all(box and box["width"] > 200 and box["height"] > 50 for box in sizes)
        assert lab.outside_requests() == []
    finally:
        lab.shut()
