"""What went wrong while reading: counted, named, and told once at the end."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable

from newskit.schema import NewskitWarning, outside

# kind -> what happened, and what would be right
_KINDS = {
    "unreadable": ("could not be read and passed over", "the message in brackets says why"),
    "no text": ("passed over because there is no text", "every row needs words in its text column"),
    "other kind": (
        "passed over as files of another kind",
        "newskit reads .txt, .html, .htm, .jsonl, .csv, .tsv and .parquet",
    ),
    "repeated id": (
        "given a new article_id because theirs came before",
        "ids must be unique, or tables cannot be joined",
    ),
    "date": (
        "left without a date because it could not be read for certain",
        "write dates as 2024-05-27 or 27 May 2024",
    ),
    "mojibake": (
        "kept with letters that look read in the wrong encoding",
        "the text is as it came; export it again as UTF-8",
    ),
    "not utf-8": (
        "read as Windows-1252 because they are not UTF-8",
        "if letters look wrong, save the file as UTF-8",
    ),
}
_NAMED = 5


class Problems:
    """A tally of what went wrong, by kind, with the first few places of each by name."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._places: dict[str, list[str]] = {kind: [] for kind in _KINDS}

    def note(self, kind: str, where: str) -> None:
        """Count one problem of *kind* at *where*."""
        self._counts[kind] += 1
        if self._counts[kind] <= _NAMED:
            self._places[kind].append(where)

    def warn(self) -> None:
        """Tell what was noted, one :class:`NewskitWarning` for each kind."""
        depth = outside()
        for kind, count in self._counts.items():
            happened, right = _KINDS[kind]
            places = _listed(self._places[kind], count)
            warnings.warn(
                f"{count} {happened}: {places}; {right}", NewskitWarning, stacklevel=depth
            )


def _listed(places: Iterable[str], count: int) -> str:
    more = f" and {count - _NAMED} more" if count > _NAMED else ""
    return ", ".join(places) + more
