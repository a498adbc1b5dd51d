"""What all tests share: a JupyterLab with a browser, where there is one."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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


# One for all tests: a second Playwright cannot start while the first one's loop runs.
@pytest.fixture(scope="session")
def playwright() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def lab(playwright: Any) -> Iterator[_lab.Lab]:
    with _lab.lab_session(playwright, ROOT / "notebooks") as session:
        yield session


@pytest.fixture
def page(playwright: Any, tmp_path: Path) -> Iterator[Any]:
    with _lab.chromium_page(playwright, tmp_path) as opened:
        yield opened
