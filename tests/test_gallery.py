"""The gallery shows every chart, with the example of its docstring and what it says in words."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from matplotlib import pyplot as plt

import newskit as nk

DOCS = Path(nk.__file__).parent.parent / "docs"


def test_the_gallery_shows_every_chart_from_its_docstring() -> None:
    spec = importlib.util.spec_from_file_location("gallery", DOCS / "gallery.py")
    assert spec is not None
    assert spec.loader is not None
    gallery = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(gallery)
    page = (DOCS / "gallery.md").read_text(encoding="utf-8")
    for chart in gallery.charts():
        assert f"## {chart}\n" in page
        picture = DOCS / "pictures" / "gallery" / f"{chart}.png"
        assert 1_000 < picture.stat().st_size < 150_000
    assert gallery.DARK in page
    ground = plt.imread(DOCS / "pictures" / "gallery" / "dark.png")[0, 0, :3]
    assert ground.max() < 0.2
    code, ax = gallery.example("plot_explanation")
    assert code in page
    assert ax.newskit_alt[:25].replace("[", "(") in page
