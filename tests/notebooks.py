"""Run notebooks in a clean kernel; store their outputs, or tell where stored ones differ.

``python -m tests.notebooks`` re-runs every notebook and stores what it printed.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
TIMEOUT = 180
# Text that differs from run to run by nature: where an object lies in memory, a table's random id.
PASSING = [
    (re.compile(r"0x[0-9a-f]{6,}"), "0x…"),
    (re.compile(r"T_[0-9a-f]{5}"), "T_…"),
]


def paths() -> list[Path]:
    """Return the notebooks in reading order."""
    return sorted(FOLDER.glob("*.ipynb"))


def run(path: Path) -> Any:
    """Return the notebook at *path*, run from top to bottom in a clean kernel."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    NotebookClient(
        notebook,
        timeout=TIMEOUT,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        record_timing=False,
        # Articles that are brought to life in a page leave nothing in the stored notebook.
        store_widget_state=False,
        # A busy machine delivers what one cell prints in more than one piece.
        coalesce_streams=True,
    ).execute()
    # Which patch release ran it is no result; stored, it would change the file on every machine.
    notebook.metadata.language_info.pop("version", None)
    return notebook


def printed(cell: Any) -> list[str]:
    """Return the texts that *cell* shows: streams, plain results and HTML, not pictures."""
    texts = []
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if not any(kind.startswith("image/") for kind in data):
            texts += [output.get("text", ""), data.get("text/plain", ""), data.get("text/html", "")]
    return [_steady("".join(text)) for text in texts if text]


def _steady(text: str) -> str:
    for pattern, instead in PASSING:
        text = pattern.sub(instead, text)
    return text


def differences(path: Path) -> list[str]:
    """Return, cell by cell, where a clean run prints something else than what is stored."""
    stored, fresh = nbformat.read(path, as_version=4), run(path)
    return [
        f"{path.name}, cell {n}: stored {printed(old)!r:.300} but now {printed(new)!r:.300}"
        for n, (old, new) in enumerate(zip(stored.cells, fresh.cells, strict=True))
        if old.cell_type == "code" and printed(old) != printed(new)
    ]


def pictures(cell: Any) -> list[str]:
    """Return the pictures that *cell* shows."""
    found = [o.get("data", {}).get("image/png", "") for o in cell.get("outputs", [])]
    return [picture.strip() for picture in found if picture]


def main() -> None:
    """Re-run the notebooks whose names hold one of the arguments (all, without any); store them."""
    wanted = sys.argv[1:] or [""]
    for path in (p for p in paths() if any(part in p.name for part in wanted)):
        stored, fresh = nbformat.read(path, as_version=4), run(path)
        same = all(
            (printed(old), pictures(old), bool(old.get("execution_count")))
            == (printed(new), pictures(new), bool(new.get("execution_count")))
            for old, new in zip(stored.cells, fresh.cells, strict=True)
        )
        # A table's random id is no news: then the file stays as it is, to the byte.
        if not same:
            nbformat.write(fresh, path)
        print(f"{path.name}: {'unchanged' if same else 'stored'}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
