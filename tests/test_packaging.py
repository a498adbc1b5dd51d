"""What is shipped, and what other tools are told to install."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.mark.parametrize("name", ["environment.yml", "binder/environment.yml"])
def test_conda_installs_the_lock(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    # pip reads these lines as a requirements file, where --no-deps is no option.
    options = re.findall(r"^ +- (--.*)$", text, flags=re.M)
    assert options
    assert all(line.split()[0] == "--requirement" for line in options)
    for line in options:
        assert ((ROOT / name).parent / line.split()[1]).resolve() == ROOT / "requirements.txt"


def test_the_lock_names_no_address_and_holds_all_that_is_needed() -> None:
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert "://" not in lock
    pinned = {line.split("==")[0].replace("_", "-") for line in lock.splitlines() if "==" in line}
    pinned = {name.split("[")[0].strip().lower() for name in pinned}
    extras = PROJECT["optional-dependencies"]
    wanted = [*PROJECT["dependencies"], *(own for name in extras for own in extras[name])]
    names = {re.split(r"[\[<>=; ]", own)[0].replace("_", "-").lower() for own in wanted}
    assert names - {"newskit"} <= pinned


def test_every_extra_that_a_message_names_is_there() -> None:
    named = {
        extra
        for path in (ROOT / "newskit").rglob("*.py")
        for extras in re.findall(r"newskit\[([a-z,]+)\]", path.read_text(encoding="utf-8"))
        for extra in extras.split(",")
    }
    assert named <= set(PROJECT["optional-dependencies"])


def test_only_proven_pythons_are_claimed() -> None:
    claimed = {c.rsplit(" ", 1)[1] for c in PROJECT["classifiers"] if ":: 3." in c}
    assert claimed == {"3.11", "3.12", "3.13", "3.14"}
