"""Lexicons out: TOML with everything, and three formats that others read, with stated losses."""

from __future__ import annotations

import io
import json
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from newskit.lexicon.record import NEGATORS, Lexicon, certificate
from newskit.schema import NewskitWarning
from newskit.writing import appearing_whole, harmless


def write_lexicon(lexicon: Lexicon, path: str | Path) -> None:
    """Write *lexicon* to *path*; the ending decides the format.

    ``.toml`` keeps everything. ``.csv`` keeps category, entry and weight; ``.yml``/``.yaml``
    (quanteda) and ``.dic`` (LIWC) keep category and entry. What the lexicon has and the format
    cannot keep is named in a :class:`~newskit.NewskitWarning`.

    Raises
    ------
    ValueError
        If the ending is none of these.
    """
    path = Path(path)
    if path.suffix.lower() not in _WRITERS:
        raise ValueError(f"cannot write {path.name!r}: the ending must be {', '.join(_WRITERS)}")
    write, kept = _WRITERS[path.suffix.lower()]
    if lost := [what for what, there in _parts(lexicon).items() if there and what not in kept]:
        warnings.warn(
            f"{path.name}: {path.suffix} cannot keep {', '.join(lost)}; .toml keeps everything",
            NewskitWarning,
            stacklevel=2,
        )
    with appearing_whole(path) as draft:
        draft.write_bytes(write(lexicon).encode("utf-8"))


def _parts(lexicon: Lexicon) -> dict[str, bool]:
    """Return what a lexicon may have beside entries, and whether this one has it."""
    categories = lexicon.categories.values()
    return {
        "the weights": any(weight != 1 for c in categories for weight in c.entries.values()),
        "not_when": any(c.not_when for c in categories),
        "exact_case": any(c.exact_case for c in categories),
        "definitions and examples": any(c.definition or c.match or c.miss for c in categories),
        "the birth certificate": bool(certificate(lexicon)),
        "the construct": bool(lexicon.construct),
        "the changes": bool(lexicon.changes),
    }


def _csv(lexicon: Lexicon) -> str:
    text = io.StringIO()
    harmless(lexicon.to_frame()).to_csv(text, index=False, lineterminator="\n")
    return text.getvalue()


def _yaml(lexicon: Lexicon) -> str:
    """Write quanteda's YAML; every text in double quotes, so that ``no`` stays a word."""
    blocks = [
        f"{_quoted(name)}:\n" + "".join(f"  - {_quoted(entry)}\n" for entry in category.entries)
        for name, category in lexicon.categories.items()
    ]
    return "".join(blocks)


def _dic(lexicon: Lexicon) -> str:
    names = {name: i for i, name in enumerate(lexicon.categories, 1)}
    codes: dict[str, list[str]] = {}
    for name, category in lexicon.categories.items():
        for entry in category.entries:
            codes.setdefault(" ".join(entry.split()), []).append(str(names[name]))
    legend = "".join(f"{i}\t{name}\n" for name, i in names.items())
    words = "".join(f"{entry}\t" + "\t".join(own) + "\n" for entry, own in codes.items())
    return f"%\n{legend}%\n{words}"


def _toml(lexicon: Lexicon) -> str:
    head: dict[str, Any] = {**certificate(lexicon), "negation": lexicon.negation}
    if lexicon.negators != NEGATORS:
        head["negators"] = lexicon.negators
    lines = [f"{key} = {_value(value)}" for key, value in head.items()]
    if lexicon.construct:
        lines += _table(["construct"], lexicon.construct)
    for change in lexicon.changes:
        lines += ["", "[[change]]", *(f"{k} = {_value(v)}" for k, v in asdict(change).items())]
    for name, category in lexicon.categories.items():
        plain = all(weight == 1 for weight in category.entries.values())
        fields = {
            "definition": category.definition,
            "exact_case": category.exact_case,
            "entries": list(category.entries) if plain else [],
            **{key: getattr(category, key) for key in ("not_when", "match", "miss")},
        }
        lines += ["", f"[category.{_key(name)}]"]
        lines += [f"{k} = {_value(v)}" for k, v in fields.items() if v]
        if not plain or not category.entries:
            lines += _table(["category", name, "entries"], category.entries)
    return "\n".join(lines) + "\n"


def _table(path: list[str], table: Mapping[str, Any]) -> list[str]:
    lines = ["", f"[{'.'.join(map(_key, path))}]"]
    lines += [f"{_key(k)} = {_value(v)}" for k, v in table.items() if not isinstance(v, Mapping)]
    for key, below in table.items():
        if isinstance(below, Mapping):
            lines += _table([*path, key], below)
    return lines


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _quoted(name)


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + "".join(f"\n    {_value(item)}," for item in value) + "\n]"
    if isinstance(value, bool | int | float):
        return str(value).lower()
    return _quoted(str(value))


def _quoted(text: str) -> str:
    """Return *text* in double quotes, in the escapes that JSON, TOML and YAML share."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


_EVERYTHING = (
    *("the weights", "not_when", "exact_case", "definitions and examples"),
    *("the birth certificate", "the construct", "the changes"),
)
_WRITERS: dict[str, tuple[Callable[[Lexicon], str], tuple[str, ...]]] = {
    ".toml": (_toml, _EVERYTHING),
    ".csv": (_csv, ("the weights",)),
    ".yml": (_yaml, ()),
    ".yaml": (_yaml, ()),
    ".dic": (_dic, ()),
}
