"""What all tests share: a JupyterLab with a browser, where there is one, and the order of tests."""

from __future__ import annotations

import importlib.util
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests import lab as _lab

ROOT = Path(__file__).resolve().parent.parent

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("newskit", deadline=None)
settings.load_profile("newskit")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--shuffle", metavar="SEED", help="run the tests in a random order")


def pytest_report_header(config: pytest.Config) -> list[str]:
    seed = config.getoption("--shuffle")
    return [f"random order: --shuffle {seed}"] if seed else []


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if seed := config.getoption("--shuffle"):
        random.Random(seed).shuffle(items)
    in_browser = [item for item in items if item.get_closest_marker("lab")]
    missing = [m for m in ("jupyterlab", "playwright") if importlib.util.find_spec(m) is None]
    if _lab.find_chromium() is None:
        missing.append("chromium")
    for item in in_browser if missing else []:
        item.add_marker(pytest.mark.skip(reason=f"needs {', '.join(missing)}"))


@pytest.fixture(autouse=True)
def no_figure_is_left() -> Iterator[None]:
    """Close what a test drew: matplotlib warns from the twenty-first open figure on."""
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


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
