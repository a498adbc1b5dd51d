"""Coding in the notebook: one text at a time, by mouse or keyboard, every click saved at once."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd

from newskit import schema
from newskit.validation.codes import fingerprint
from newskit.validation.sheets import FILE, read_codes
from newskit.writing import neutral

_HERE = Path(__file__).parent


def coding_widget(
    sample: pd.DataFrame,
    path: str | Path,
    *,
    choices: Sequence[str],
    coder: str,
    question: str = "",
) -> Any:
    """Show the texts of *sample* one by one and save a code for each.

    Parameters
    ----------
    sample
        ``item`` and ``text``, as :func:`sample_for_coding` gives them. Nothing else is shown.
    path
        The coder's file (``.csv``): each click adds a line to it, and the last line on an item
        counts, so that two open widgets lose nothing. If it is there already, coding goes on where
        it stopped, also after a restart of the kernel. A file of other texts is refused.
    choices
        The codes. The keys 1 to 9 choose them; the arrow keys go back and on.
    coder
        Who codes: one file for each.
    question
        What the coder is asked, shown above the text.

    Returns
    -------
    Widget
        To be shown by the cell. A choice is ticked only once it is on disk. Without widgets
        :func:`write_codes` does the same on paper; both come back through :func:`read_codes`.
    """
    schema.require(sample, ["item", "text"], what="sample")
    if not 1 < len(set(choices)) == len(choices) < 10:
        raise ValueError(f"choices must be two to nine different codes, not {list(choices)!r}")
    path = Path(path)
    if path.suffix != ".csv":
        raise ValueError(f"codes are saved in a .csv file, not {path.name!r}")
    items = [
        [str(item), str(text)] for item, text in zip(sample["item"], sample["text"], strict=True)
    ]
    for name in (coder, *choices, *(item for item, _ in items)):
        if not name.strip() or "\n" in name or "\r" in name:
            raise ValueError(f"coder, choices and items are one line of text each, not {name!r}")
    texts = {item: fingerprint(text) for item, text in items}
    if len(texts) < len(items):
        raise ValueError("the sample has more than one text for an item; one is needed")
    saved = _resume(path, coder, choices, texts)
    return _widget_class()(
        items=items, choices=list(choices), question=question, codes=saved,
        coder=coder, path=path, texts=texts
    )  # fmt: skip


def _resume(
    path: Path, coder: str, choices: Sequence[str], texts: Mapping[str, str]
) -> dict[str, str]:
    """Return what *coder* has coded so far; refuse other coders', choices' or texts' files."""
    if not path.exists() or not path.stat().st_size:
        return {}
    codes = read_codes(path)
    others, unknown = set(codes["coder"]) - {coder.strip()}, set(codes["code"]) - set(choices)
    if others:
        raise ValueError(
            f"{path.name} holds the codes of {min(others)!r}; give {coder!r} a new file"
        )
    if unknown:
        raise ValueError(f"{path.name} holds the code {min(unknown)!r}, which is not a choice here")
    told = zip(codes["item"], codes["text_hash"], strict=True)
    strange = [item for item, text in told if item not in texts or text not in ("", texts[item])]
    if strange:
        raise ValueError(
            f"{path.name} holds the codes of {len(strange)} other texts (item {strange[0]!r}); "
            "give this sample a new file"
        )
    return dict(zip(codes["item"], codes["code"], strict=True))


def add_code(path: Path, coder: str, item: str, code: str, text_hash: str) -> None:
    """Add one record to the file at *path*, on disk before this returns.

    The line is added in one call to a file opened for appending: whoever else adds to it, no lock
    is needed. Should a system split it all the same, or a crash cut it short, that record is lost
    and no other (:func:`~newskit.validation.sheets.last_words`); the next one closes it first.
    """
    from newskit import __version__

    now = datetime.now(UTC).isoformat(timespec="microseconds")
    record = [str(neutral(cell)) for cell in (item, coder, code, now, text_hash, __version__)]
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o666)
    try:
        end, made = os.fstat(handle).st_size, io.StringIO()
        if end and path.read_bytes()[-1:] != b"\n":
            made.write("\n")
        csv.writer(made, lineterminator="\n").writerows([record] if end else [FILE, record])
        written = made.getvalue().encode("utf-8")
        if os.write(handle, written) < len(written):
            raise OSError("the disk is full")
        os.fsync(handle)
    finally:
        os.close(handle)


@cache
def _widget_class() -> type:
    if find_spec("anywidget") is None:
        raise ImportError(
            "coding_widget needs anywidget: pip install 'newskit[lab]', or use write_codes"
        )
    import anywidget
    import traitlets

    class CodingWidget(anywidget.AnyWidget):
        _esm = _HERE / "coding.js"
        _css = _HERE / "coding.css"
        items: Any = traitlets.List().tag(sync=True)
        choices: Any = traitlets.List().tag(sync=True)
        question = traitlets.Unicode().tag(sync=True)
        codes: Any = traitlets.Dict().tag(sync=True)
        saves = traitlets.Int().tag(sync=True)
        problem = traitlets.Unicode().tag(sync=True)

        def __init__(
            self, *, coder: str, path: Path, texts: Mapping[str, str], **state: Any
        ) -> None:
            super().__init__(**state)
            self._coder, self._path, self._texts = coder, path, texts
            self.on_msg(lambda _, message, __: self.code(message["item"], message["code"]))

        def code(self, item: str, code: str) -> None:
            """Save *code* for *item*, then let the page know, also of other widgets' codes."""
            if item not in self._texts or code not in self.choices:
                return
            try:
                # Read first: a file that has become another's must not be added to.
                _resume(self._path, self._coder, self.choices, self._texts)
                add_code(self._path, self._coder, item, code, self._texts[item])
                codes = _resume(self._path, self._coder, self.choices, self._texts)
            except (OSError, ValueError) as error:
                self.problem = f"not saved: {error}"
                return
            with self.hold_sync():
                self.codes, self.problem, self.saves = codes, "", self.saves + 1

    return CodingWidget
