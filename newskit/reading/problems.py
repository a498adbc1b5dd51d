"""What reading did, file by file, and what went wrong: counted, named, and told once at the end."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from newskit.schema import NewskitWarning, outside

# kind -> what happened to so many; and, behind the places, what would be right
_KINDS = {
    "lost": "rows lost: what is damaged cannot be read; export it again",
    "unreadable": "could not be read and passed over: the message in brackets says why",
    "no text": "passed over because there is no text: every row needs words in its text column",
    "other kind": "passed over as files of another kind: newskit reads .txt .html .docx .rtf .pdf "
    ".ris .json .csv .tsv .xlsx .parquet .zip .gz ...",
    "repeated id": "given a new article_id because theirs came before: ids must be unique, or "
    "tables cannot be joined",
    "date": "left without a date because it could not be read for certain: write dates as "
    "2024-05-27 or 27 May 2024",
    "mojibake": "kept with letters that look read in the wrong encoding: the text is as it came; "
    "export it again as UTF-8",
    "not utf-8": "read as Windows-1252 because they are not UTF-8: if letters look wrong, save the "
    "file as UTF-8",
    "title only": "given their title as text because the table holds no text: fetch the texts from "
    "the addresses in url, or measure headlines",
    "fewer": "missing of the articles that a file itself counts or lists: the download was cut "
    "short, or newskit does not know this layout: compare with the file",
}
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

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._places: dict[str, list[str]] = {kind: [] for kind in _KINDS}
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
        depth = outside()
        for kind, count in self._counts.items():
            happened, right = _KINDS[kind].split(": ", 1)
            places = ", ".join(self._places[kind])
            if count > _NAMED and kind not in ("lost", "fewer"):
                places += f" and {count - _NAMED} more"
            told = f"{count:,} {happened}: {places}; {right}"
            warnings.warn(told, NewskitWarning, stacklevel=depth)
