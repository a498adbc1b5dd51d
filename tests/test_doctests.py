"""Every example of every docstring gives what it says."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import newskit

MODULES = sorted(found.name for found in pkgutil.walk_packages(newskit.__path__, prefix="newskit."))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_do_as_they_say(name: str) -> None:
    module = importlib.import_module(name)
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    failed, _ = doctest.testmod(module, optionflags=flags, report=True)
    assert failed == 0, "see the captured output"
