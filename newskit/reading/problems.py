"""What reading did, file by file, and what went wrong: counted, named, and told once at the end."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from newskit.reading import marks
from newskit.schema import warn

_NAMED = 5
_FIELDS = ("title", "outlet", "author", "published", "url", "language")


@dataclass
class Record:
    """What one file held: a line of the receipt."""

    file: str
    archive: str = ""
    declared: int | None = None
    read: int = 0
    cut: int = 0
    repeated: int = 0
    encoding: str = ""
    missing: Counter[str] = field(default_factory=Counter)

    def line(self) -> dict[str, Any]:
        """Return the record as plain values, in the order of ``schema.RECEIPT``."""
        missing = ", ".join(f"{name} {n}" for name, n in self.missing.most_common())
        return {**vars(self), "missing": missing}


class Problems:
    """The receipt of a reading, and a tally of what went wrong with the first places by name."""

    def __init__(self, names: dict[str, str] | None = None) -> None:
        self.names = names or {}  # of the user's columns, ours
        self._counts: Counter[str] = Counter()
        self._places: defaultdict[str, list[str]] = defaultdict(list)
        self._files: dict[object, Record] = {}
        self._seen: set[int] = set()
        self.whole_ids = False  # of a table at the door, whose ids are to stay numbers
        self.file, self.name = Record(""), ""  # what is being read, and what to call it

    def begin(self, file: str, archive: str) -> None:
        """Begin the record of a file; single texts share one record for each of their kinds."""
        self.file = self._files.setdefault(file or archive, Record(file or archive, archive))

    def arrived(self, fields: Mapping[str, Any], said: Mapping[str, Any]) -> None:
        """Enter an article: the *fields* it came with, and what of them was understood."""
        self.file.read += 1
        self.file.cut += fields.get("cut") or 0
        self.file.missing.update(name for name in _FIELDS if not said[name])
        own = hash((said["title"], said["text"]))
        self.file.repeated += own in self._seen
        self._seen.add(own)
        given = fields.get("article_id")
        self.whole_ids &= hasattr(given, "__index__") and not isinstance(given, bool)

    def receipt(self) -> list[dict[str, Any]]:
        """Return one line for each file that held something."""
        return [one.line() for one in self._files.values() if one.read or one.declared]

    def note(self, kind: str, where: str, count: int = 1) -> None:
        """Count *count* problems of *kind* at *where*."""
        self._counts[kind] += count
        if len(self._places[kind]) < _NAMED:
            self._places[kind].append(where)

    def warn(self) -> None:
        """Tell what was noted, one :class:`NewskitWarning` for each kind."""
        kinds = marks.table("problems")
        for kind, count in self._counts.items():
            happened, right = kinds[kind].split(": ", 1)
            places = ", ".join(self._places[kind])
            if count > _NAMED and kind not in ("lost", "fewer"):
                places += f" and {count - _NAMED} more"
            warn(f"{count:,} {happened}: {places}; {right}")
