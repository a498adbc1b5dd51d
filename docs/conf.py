"""The documentation site: built offline, warnings as errors, notebooks as they are stored."""

from __future__ import annotations

import shutil
from pathlib import Path

import newskit

HERE = Path(__file__).resolve().parent

project = "newskit"
author = copyright = "The newskit authors"  # noqa: A001
version = release = newskit.__version__
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]
html_theme = "furo"
html_title = f"newskit {release}"
exclude_patterns = ["_build"]

# What is stored in a notebook is proven by the tests; the site shows it and runs nothing.
nb_execution_mode = "off"
# Pages must need no other host to be read.
nb_ipywidgets_js: dict[str, str] = {}
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence", "deflist"]
suppress_warnings = ["mystnb.unknown_mime_type"]
autodoc_member_order = "bysource"
autodoc_typehints = "description"
napoleon_google_docstring = False
napoleon_use_rtype = False


def _mirror(name: str, pattern: str) -> None:
    """Bring *name*, which lives beside this folder, in where Sphinx can see it."""
    target = HERE / name
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    for path in (HERE.parent / name).glob(pattern):
        # On a forge the pages lie in ../docs; here the notebooks lie among them.
        text = path.read_text(encoding="utf-8").replace("](../docs/", "](../")
        (target / path.name).write_text(text, encoding="utf-8")


_mirror("notebooks", "*.ipynb")
