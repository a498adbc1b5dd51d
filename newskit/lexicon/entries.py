"""The entries of a lexicon: checked, weighted, and changed on record."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Entries = dict[str, dict[str, float]]
Step = tuple[str, str, str, float, float]

# No expression of any language that we know of is longer; a whole paragraph is a mistake.
_LONGEST = 50
_HEAVIEST = 1e300


@dataclass(frozen=True)
class Change:
    """One change of a lexicon: what was done to which entry, why, and by whom."""

    what: str
    category: str
    entry: str
    before: float
    after: float
    reason: str
    author: str

    def __str__(self) -> str:
        sign = {"add": "+", "mask": "-", "reweight": "~"}[self.what]
        weight = {"add": f"{self.after:g}", "mask": f"{self.before:g}"}.get(
            self.what, f"{self.before:g} -> {self.after:g}"
        )
        return f"{sign} [{self.category}] {self.entry}  {weight}  # {self.reason} ({self.author})"


class Changes(tuple[Change, ...]):
    """The changes of a lexicon, oldest first; prints as a diff."""

    def __repr__(self) -> str:
        return "\n".join(map(str, self)) or "(no changes)"


def change_of(row: Any, where: str) -> Change:
    """Return the change written in a ``[[change]]`` table."""
    names = list(Change.__dataclass_fields__)
    if not isinstance(row, Mapping) or set(row) != set(names):
        raise ValueError(f"{where}: a [[change]] needs {', '.join(names)}")
    if row["what"] not in ("add", "mask", "reweight"):
        raise ValueError(f"{where}: what of a [[change]] is add, mask or reweight")
    numbers = ("before", "after")
    if not all(isinstance(row[name], int | float) for name in numbers):
        raise ValueError(f"{where}: before and after of a [[change]] are numbers")
    plain: dict[str, Any] = {
        name: float(v) if name in numbers else str(v) for name, v in row.items()
    }
    return Change(**plain)


def listed(value: Any, where: str) -> tuple[str, ...]:
    """Return *value* as a tuple of texts, none of them blank."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise ValueError(f"{where} must be a list of texts, not {value!r}")
    items = tuple(value)
    for item in items:
        if not isinstance(item, str) or not item.strip():
            raise ValueError(f"{where}: {item!r} is no word or phrase")
    return items


def weighted(value: Any, where: str) -> dict[str, float]:
    """Return entry -> weight; a plain list weighs 1 each."""
    entries = listed(value, where)
    weights = value if isinstance(value, Mapping) else {}
    for entry in entries:
        if not entry.replace("*", "").strip():
            raise ValueError(f"{where}: {entry!r} would match every word")
        if len(entry.split()) > _LONGEST:
            raise ValueError(
                f"{where}: an entry has {_LONGEST} words at most; {entry[:40]!r} ... has "
                f"{len(entry.split()):,}"
            )
    return {entry: finite(weights.get(entry, 1.0), entry, where) for entry in entries}


def finite(weight: Any, entry: str, where: str) -> float:
    """Return the *weight* of *entry* as a number; one that is none, or infinite, is refused."""
    if isinstance(weight, bool) or not isinstance(weight, int | float):
        raise ValueError(f"{where}: the weight of {entry!r} is no number: {weight!r}")
    # False for NaN as well, and defined for integers that no float can hold.
    if not abs(weight) <= _HEAVIEST:
        raise ValueError(f"{where}: the weight of {entry!r} must be a finite number")
    return float(weight)


def added(
    entries: Entries, add: Mapping[str, Iterable[str] | Mapping[str, float]]
) -> Iterable[Step]:
    """Add entries; of one that is there already the weight changes."""
    for category, new in add.items():
        own = entries.setdefault(category, {})
        for entry, weight in weighted(new, f"add[{category!r}]").items():
            if own.get(entry) == weight:
                continue
            what = "reweight" if entry in own else "add"
            before, own[entry] = own.get(entry, math.nan), weight
            yield what, category, entry, before, weight


def masked(entries: Entries, mask: Mapping[str, Iterable[str]]) -> Iterable[Step]:
    """Take entries out."""
    for category, gone in mask.items():
        for entry in listed(gone, f"mask[{category!r}]"):
            before = _known(entries, category, entry)
            del entries[category][entry]
            yield "mask", category, entry, before, math.nan


def reweighted(entries: Entries, reweight: Mapping[str, Mapping[str, float]]) -> Iterable[Step]:
    """Change the weights of entries."""
    for category, weights in reweight.items():
        for entry, weight in weights.items():
            before = _known(entries, category, entry)
            after = finite(weight, entry, f"reweight[{category!r}]")
            entries[category][entry] = after
            yield "reweight", category, entry, before, after


def _known(entries: Entries, category: str, entry: str) -> float:
    if entry not in entries.get(category, {}):
        raise ValueError(f"there is no entry {entry!r} in category {category!r} to change")
    return entries[category][entry]
