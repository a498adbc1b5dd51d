"""The coding widget in a real JupyterLab: code, restart the kernel, go on, lose nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path

import nbformat
import pytest

from newskit import read_codes
from tests.lab import Lab, jupyter_lab

CELL = """\
import pandas as pd
import newskit as nk
texts = ["One <b>bold</b> <script>window.hacked = 1</script>", *"BCDEF"]
sample = pd.DataFrame({"item": list("123456"), "text": texts})
nk.coding_widget(sample, "ana.csv", choices=["war", "peace"], coder="ana", question="Which frame?")
"""
RESTART_AND_RUN = """async () => {
  await window.jupyterapp.shell.currentWidget.sessionContext.restartKernel();
  await window.jupyterapp.commands.execute('notebook:run-all-cells'); }"""


@pytest.fixture
def coding_lab(lab: Lab, tmp_path: Path):
    """Another JupyterLab, on a folder with one notebook, in the browser that is open already."""
    root = tmp_path / "root"
    root.mkdir()
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
    book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(book, root / "coding.ipynb")
    # The kernel's sockets have paths in here, and a socket's path may hold about 100 characters.
    with tempfile.TemporaryDirectory(prefix="lab-") as work, jupyter_lab(root, Path(work)) as at:
        yield Lab(*at, lab.page), root


def widget(panel, saved: int):
    """Wait until the widget says how many codes are saved, and return it."""
    found = panel.locator(".newskit-coding")
    found.get_by_text(f"{saved} of 6 saved").wait_for()
    return found


@pytest.mark.lab
def test_five_codes_survive_a_kernel_restart(coding_lab):
    lab, root = coding_lab
    panel = lab.open("coding.ipynb")
    assert lab.run_all() == []
    coding = widget(panel, 0)
    assert "<script>window.hacked" in coding.locator(".newskit-text").inner_text()
    coding.get_by_role("button", name="war").click()
    widget(panel, 1).press("2")
    widget(panel, 2).press("1")
    widget(panel, 3)
    assert read_codes(root / "ana.csv")["code"].tolist() == ["war", "peace", "war"]

    lab.page.evaluate(RESTART_AND_RUN)
    coding = widget(panel, 3)
    assert coding.locator(".newskit-text").inner_text() == "D"
    coding.press("2")
    widget(panel, 4).get_by_role("button", name="war").click()
    coding = widget(panel, 5)
    coding.press("ArrowLeft")
    assert coding.get_by_role("button", name="war").get_attribute("aria-pressed") == "true"

    codes = read_codes(root / "ana.csv")
    assert codes["item"].tolist() == list("12345")
    assert codes["code"].tolist() == ["war", "peace", "war", "peace", "war"]
    assert lab.page.evaluate("() => window.hacked") is None
    assert panel.locator(".jp-CodeCell").count() == 1, "a digit reached JupyterLab's own shortcuts"
    assert lab.outside_requests() == []
    lab.shut()
