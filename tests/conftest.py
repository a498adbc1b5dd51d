"""What all tests share: a JupyterLab with a browser, where there is one."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import lab as _lab

ROOT = Path(__file__).resolve().parent.parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    in_browser = [item for item in items if item.get_closest_marker("lab")]
    missing = [m for m in ("jupyterlab", "playwright") if importlib.util.find_spec(m) is None]
    if _lab.find_chromium() is None:
        missing.append("chromium")
    for item in in_browser if missing else []:
        item.add_marker(pytest.mark.skip(reason=f"needs {', '.join(missing)}"))


@pytest.fixture(scope="session")
def lab() -> Iterator[_lab.Lab]:
    with _lab.lab_session(ROOT / "notebooks") as session:
        yield session
