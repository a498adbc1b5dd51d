"""The file format of lexicons, read, checked and written; and three plain formats out.

A lexicon is a TOML file: ``title, description, source, licence, coders, date, scale`` (and, where
they apply, ``paper, language, negation, negators, count_negated, skip_names, minimum``), then for
each ``[category.NAME]`` ``entries`` (words, ``escalat*``, phrases; a list, or a table of weights)
and perhaps ``label, definition, items, not_when, not_near, near, match, miss, exact_case,
company``. A ``[construct]`` table adds a formula: ``definition, is_not, formula, validity, reading,
match, miss``, with ``[construct.fuse.NAME]`` for co-occurrences and ``[[construct.norms]]``.
:class:`~newskit.lexicon.record.Lexicon` says what each of them means.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import tomllib
import warnings
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np

from newskit.lexicon.entries import Change, Changes, listed, weighted
from newskit.lexicon.formula import evaluate
from newskit.lexicon.record import CERTIFICATE, Category, Fuse, Lexicon
from newskit.schema import NewskitWarning
from newskit.writing import appearing_whole, harmless

# Takes a value and where it stands; returns it, or raises.
Check = Callable[[Any, str], Any]
# No sentence has more words, so a larger window is a slip of the pen.
_FARTHEST = 200
_RESERVED = ("words", "sentences", "value")


def _a(words: str, *types: type, least: float = -math.inf, most: float = math.inf) -> Check:
    """Return the check of a value that is of one of *types*, a number from *least* to *most*."""

    def check(value: Any, where: str) -> Any:
        # True is a whole number to Python, and to nobody else.
        if type(value) not in types or (least > -math.inf and not least <= value <= most):
            raise ValueError(f"{where} must be {words}, not {value!r}")
        return value.strip() if isinstance(value, str) else value

    return check


def _whole(least: int) -> Check:
    words = f"a whole number from {least} to {_FARTHEST}"
    return _a(words, int, least=least, most=_FARTHEST)


_text, _flag = _a("a text", str), _a("true or false", bool)
_number, _list = _a("a number", int, float), _a("[[tables]]", list)


def _date(value: Any, where: str) -> str:
    return str(value) if isinstance(value, dt.date) else _text(value, where)


def _tables(value: Any, where: str) -> Mapping[str, Mapping[str, Any]]:
    if not isinstance(value, Mapping) or not all(isinstance(t, Mapping) for t in value.values()):
        raise ValueError(f"{where} must be made of [{where.split()[-1]}.NAME] tables")
    return value


def _checked(table: Any, checks: dict[str, Check], where: str, needed: int = 0) -> dict[str, Any]:
    """Return *table* with each value checked; the first *needed* of the keys must be there."""
    if not isinstance(table, Mapping):
        raise ValueError(f"{where} must be a table, not {table!r}")
    if unknown := sorted(set(table) - set(checks)):
        raise ValueError(f"{where} unknown key {unknown[0]!r}; known are {', '.join(checks)}")
    if missing := [key for key in list(checks)[:needed] if key not in table]:
        raise ValueError(f"{where} lacks {', '.join(missing)}")
    return {key: checks[key](value, f"{where} {key}") for key, value in table.items()}


_FUSE: dict[str, Check] = {
    "one_of": listed, "together_with": listed, "window": _whole(1), "alone": listed,
}  # fmt: skip
_NORM: dict[str, Check] = {"data": _text, "value": _number, "n": _number, "unit": _text}
_CHANGE: dict[str, Check] = {
    **dict.fromkeys((f.name for f in fields(Change)), _text),
    **dict.fromkeys(("before", "after"), _number),
}
_INDEX: dict[str, Check] = {
    **dict.fromkeys(("definition", "is_not", "formula", "validity"), _text),
    **dict.fromkeys(("reading", "match", "miss"), listed),
    "fuse": _tables,
    "norms": _list,
}
_CATEGORY: dict[str, Check] = {
    "entries": weighted,
    **dict.fromkeys(("label", "definition"), _text),
    **dict.fromkeys(("items", "not_when", "not_near", "match", "miss"), listed),
    "near": _whole(1),
    "company": _whole(0),
    "exact_case": _flag,
}
_HEAD: dict[str, Check] = {
    **dict.fromkeys((*CERTIFICATE, "language"), _text),
    "date": _date,
    "negation": _whole(0),
    "negators": listed,
    "minimum": _whole(1),
    **dict.fromkeys(("count_negated", "skip_names"), _flag),
    "change": _list,
}


def parse_toml(text: str, name: str, where: str) -> Lexicon:
    """Return the lexicon written in *text*; *where* names the file in errors."""
    try:
        data = tomllib.loads(text)
    except ValueError as error:
        raise ValueError(f"{where}: not valid TOML: {error}") from None
    except RecursionError:
        raise ValueError(f"{where}: nested too deeply") from None
    tables = _tables(data.pop("category", {}), f"{where}: category")
    index = data.pop("construct", {})
    if frames := _tables(data.pop("frame", {}), f"{where}: frame"):
        # The codebooks of newskit 0.1.
        cued = {"cues": "entries"}
        tables = {n: {cued.get(k, k): v for k, v in own.items()} for n, own in frames.items()}
        data.setdefault("count_negated", True)
    if not tables:
        raise ValueError(f"{where}: no [category.NAME] table; a lexicon needs at least one")
    head = _checked(data, _HEAD, f"{where}:")
    if index:
        head |= _index(index, tuple(tables), f"{where}: [construct]")
    rows = [_checked(row, _CHANGE, f"{where}: change", 7) for row in head.pop("change", ())]
    changes = Changes(Change(**row) for row in rows)
    return Lexicon(name, _categories(tables, where), changes=changes, **head)


def lexicon_of(name: str, tables: Mapping[str, Any], where: str = "") -> Lexicon:
    """Return a lexicon made of *tables*: for each category its entries, or a table as in TOML."""
    if not tables:
        raise ValueError(f"{where or name}: a lexicon needs at least one category")
    full = {
        key: table if isinstance(table, Mapping) and "entries" in table else {"entries": table}
        for key, table in tables.items()
    }
    return Lexicon(name, _categories(full, where or name))


def _categories(tables: Mapping[str, Any], file: str) -> dict[str, Category]:
    found = {}
    for name, table in tables.items():
        # A name is a cell of a table and a line of other programs' formats.
        if not isinstance(name, str) or not name.strip() or re.search(r"[\r\n\t]", name):
            raise ValueError(f"{file}: the category name {name!r} is not one line of text")
        where = f"{file}: [category.{name}]"
        found[name] = Category(name, **{"entries": {}, **_checked(table, _CATEGORY, where)})
        # A remainder that only a coder can give has questions and no words.
        if not found[name].entries and not found[name].items:
            raise ValueError(f"{where} has no entries")
    return found


def _index(table: Any, categories: tuple[str, ...], where: str) -> dict[str, Any]:
    """Return the fields of a [construct] table, its names and formula checked."""
    found = _checked(table, _INDEX, where, needed=3)
    fuse = {
        name: Fuse(**_checked(own, _FUSE, f"{where} fuse.{name}", needed=3))
        for name, own in found.get("fuse", {}).items()
    }
    for name, own in fuse.items():
        for category in (*own.one_of, *own.together_with, *own.alone):
            if category not in categories:
                raise ValueError(f"{where} fuse.{name}: there is no category {category!r}")
    names = [*_RESERVED, *categories, *fuse]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"{where} the name {min(twice)!r} is given twice or has a meaning already")
    try:
        evaluate(found["formula"], {name: np.ones(1) for name in names if name != "value"})
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None
    norms = tuple(_checked(row, _NORM, f"{where} norms", 4) for row in found.get("norms", ()))
    return {**found, "fuse": fuse, "norms": norms}


def write(lexicon: Lexicon, path: str | Path) -> None:
    """Write *lexicon* to *path*; see :meth:`Lexicon.write`."""
    path = Path(path)
    kind = path.suffix.lower()
    if kind not in _WRITERS:
        raise ValueError(
            f"cannot write {path.name!r}: the file extension must be {', '.join(_WRITERS)}"
        )
    if empty := [c.name for c in lexicon.categories.values() if not c.entries and not c.items]:
        raise ValueError(f"category {empty[0]!r} has no entries, so no file could be read back")
    if lost := _lost(lexicon, kind):
        warnings.warn(
            f"{path.name}: {kind} cannot keep {', '.join(lost)}; .toml keeps everything",
            NewskitWarning,
            stacklevel=3,
        )
    with appearing_whole(path) as draft:
        draft.write_bytes(_WRITERS[kind](lexicon).encode("utf-8"))


def _lost(lexicon: Lexicon, kind: str) -> list[str]:
    """Return the fields, and the weights, that *lexicon* has and a file of *kind* cannot hold."""
    if kind == ".toml":
        return []
    categories = lexicon.categories.values()
    weighed = kind != ".csv" and any({*c.entries.values()} - {1.0} for c in categories)
    told = [*(key for c in categories for key in _told(c)), *_told(lexicon)]
    kept = ("name", "entries", "categories")
    return ["weights"] * weighed + [key for key in dict.fromkeys(told) if key not in kept]


def _told(record: Lexicon | Category) -> dict[str, Any]:
    """Return the fields of *record* that are not as they are when nothing is said."""
    plain = vars(type(record)("", {}))
    return {key: value for key, value in vars(record).items() if value != plain[key]}


def _csv(lexicon: Lexicon) -> str:
    return str(harmless(lexicon.to_frame()).to_csv(index=False, lineterminator="\n"))


def _yaml(lexicon: Lexicon) -> str:
    """Write quanteda's YAML; every text in double quotes, so that ``no`` stays a word."""
    blocks = [
        f"{_quoted(name)}:\n" + "".join(f"  - {_quoted(entry)}\n" for entry in category.entries)
        for name, category in lexicon.categories.items()
    ]
    return "".join(blocks)


def _dic(lexicon: Lexicon) -> str:
    codes: dict[str, list[str]] = {}
    for i, category in enumerate(lexicon.categories.values(), 1):
        for entry in category.entries:
            codes.setdefault(" ".join(entry.split()), []).append(str(i))
    legend = "".join(f"{i}\t{name}\n" for i, name in enumerate(lexicon.categories, 1))
    words = "".join("\t".join([entry, *own]) + "\n" for entry, own in codes.items())
    return f"%\n{legend}%\n{words}"


def to_toml(lexicon: Lexicon) -> str:
    """Return *lexicon* as TOML, with everything that it holds."""
    told = _told(lexicon)
    index = {key: value for key, value in told.items() if key in _INDEX}
    if index:
        needed = {key: getattr(lexicon, key) for key in ("definition", "is_not", "formula")}
        fuse = {name: asdict(own) for name, own in lexicon.fuse.items()}
        index |= {**needed, "fuse": fuse}
    categories = {name: _told(category) for name, category in lexicon.categories.items()}
    for own in categories.values():
        own.pop("name", None)
        if set(own.get("entries", {}).values()) == {1.0}:
            own["entries"] = list(own["entries"])
    head = {key: value for key, value in told.items() if key in _HEAD}
    changes = {"change": list(map(asdict, lexicon.changes))} if lexicon.changes else {}
    whole = {**head, **changes, "construct": index, "category": categories}
    return "\n".join(_table([], whole)).lstrip("\n") + "\n"


def _table(path: list[str], table: Mapping[str, Any]) -> list[str]:
    nested = {key: below for key, below in table.items() if isinstance(below, Mapping) and below}
    plain = {key: v for key, v in table.items() if not isinstance(v, Mapping)}
    lines = ["", f"[{'.'.join(map(_key, path))}]"] if path and plain else []
    lines += [f"{_key(key)} = {_value(value)}" for key, value in plain.items()]
    for key, below in nested.items():
        lines += _table([*path, key], below)
    return lines


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _quoted(name)


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[\n" + "".join(f"  {_value(item)},\n" for item in value) + "]"
    if isinstance(value, bool | int | float):
        return str(value).lower()
    return _quoted(str(value))


def _quoted(text: str) -> str:
    """Return *text* in double quotes, in the escapes that JSON, TOML and YAML share."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


_WRITERS: dict[str, Callable[[Lexicon], str]] = {
    ".toml": to_toml, ".csv": _csv, ".yml": _yaml, ".yaml": _yaml, ".dic": _dic,
}  # fmt: skip
