"""The documentation names what there is."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

import newskit as nk

API = (Path(__file__).resolve().parent.parent / "docs" / "api.md").read_text(encoding="utf-8")


def test_the_index_has_every_public_name_and_no_other() -> None:
    assert sorted(re.findall(r":: newskit\.(\w+)", API)) == sorted(nk.__all__)


@pytest.mark.parametrize("name", nk.__all__)
def test_a_public_name_says_what_it_is(name: str) -> None:
    assert len(inspect.getdoc(getattr(nk, name)) or "") > 40
