"""The entries of a lexicon: checked, weighted, and changed on record."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Entries = dict[str, dict[str, float]]
Step = tuple[str, str, str, float, float]

# No expression of any language that we know of is longer; a whole paragraph is a mistake.
_LONGEST = 50


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
        sign = {"add": "+", "mask": "-"}.get(self.what, "~")
        # A weight that never was is NaN.
        weight = " -> ".join(f"{w:g}" for w in (self.before, self.after) if not math.isnan(w))
        return f"{sign} [{self.category}] {self.entry}  {weight}  # {self.reason} ({self.author})"


class Changes(tuple[Change, ...]):
    """The changes of a lexicon, oldest first; prints as a diff."""

    def __repr__(self) -> str:
        return "\n".join(map(str, self)) or "(no changes)"


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
    if not abs(weight) <= sys.float_info.max:
        raise ValueError(f"{where}: the weight of {entry!r} must be a finite number")
    return float(weight)


def changed(
    entries: Entries,
    add: Mapping[str, Iterable[str] | Mapping[str, float]],
    mask: Mapping[str, Iterable[str]],
    reweight: Mapping[str, Mapping[str, float]],
) -> Iterable[Step]:
    """Add, take out and weigh *entries*; give what, category, entry, weight before and after.

    Of an entry to be added that is there already the weight changes.
    """
    for category, new in _mapping(add, "add").items():
        own = entries.setdefault(category, {})
        for entry, weight in weighted(new, f"add[{category!r}]").items():
            what, before = "reweight" if entry in own else "add", own.get(entry, math.nan)
            own[entry] = weight
            if before != weight:
                yield what, category, entry, before, weight
    for category, gone in _mapping(mask, "mask").items():
        for entry in listed(gone, f"mask[{category!r}]"):
            yield "mask", category, entry, _there(entries, category, entry).pop(entry), math.nan
    for category, weights in _mapping(reweight, "reweight").items():
        for entry, weight in _mapping(weights, f"reweight[{category!r}]").items():
            own = _there(entries, category, entry)
            before, own[entry] = own[entry], finite(weight, entry, f"reweight[{category!r}]")
            yield "reweight", category, entry, before, own[entry]


def _mapping(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{where} must be a mapping, not {value!r}")
    return value


def _there(entries: Entries, category: str, entry: str) -> dict[str, float]:
    if entry not in entries.get(category, {}):
        raise ValueError(f"there is no entry {entry!r} in category {category!r} to change")
    return entries[category]
