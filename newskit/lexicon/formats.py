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
import io
import itertools
import json
import re
import tomllib
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np

from newskit.lexicon.entries import Changes, change_of, listed, weighted
from newskit.lexicon.formula import evaluate
from newskit.lexicon.record import CERTIFICATE, NEGATORS, Category, Fuse, Lexicon
from newskit.schema import NewskitWarning
from newskit.writing import appearing_whole, harmless

_RULES = ("negation", "negators", "count_negated", "skip_names", "minimum")
_HEAD = (*CERTIFICATE, "language", *_RULES)
_CATEGORY = tuple(f.name for f in fields(Category) if f.name != "name")
_INDEX = ("definition", "is_not", "formula", "validity", "reading", "match", "miss")
_LISTS = ("items", "not_when", "not_near", "match", "miss", "reading")
# No sentence has more words, so a larger window is a slip of the pen.
_FARTHEST = 200
_RESERVED = ("words", "sentences", "value")


def parse_toml(text: str, name: str, where: str) -> Lexicon:
    """Return the lexicon written in *text*; *where* names the file in errors."""
    try:
        data = tomllib.loads(text)
    except ValueError as error:
        raise ValueError(f"{where}: not valid TOML: {error}") from None
    except RecursionError:
        raise ValueError(f"{where}: nested too deeply") from None
    if "frame" in data:
        _from_codebook(data, where)
    tables = _tables(data.pop("category", {}), "category", where)
    if not tables:
        raise ValueError(f"{where}: no [category.NAME] table; a lexicon needs at least one")
    index, changes = data.pop("construct", {}), data.pop("change", [])
    if not isinstance(changes, list):
        raise ValueError(f"{where}: changes are [[change]] tables")
    _known(data, _HEAD, where)
    head: dict[str, Any] = {"negators": NEGATORS} | data
    for key, value in head.items():
        head[key] = _head(key, value, where)
    head["changes"] = Changes(change_of(row, where) for row in changes)
    categories = {key: _category(key, table, where) for key, table in tables.items()}
    if index:
        head |= _index(index, tuple(categories), f"{where}: [construct]")
    return Lexicon(name, categories, **head)


def lexicon_of(name: str, tables: Mapping[str, Any], where: str = "") -> Lexicon:
    """Return a lexicon made of *tables*: for each category its entries, or a table as in TOML."""
    if not tables:
        raise ValueError(f"{where or name}: a lexicon needs at least one category")
    full = {
        key: table if isinstance(table, Mapping) and "entries" in table else {"entries": table}
        for key, table in tables.items()
    }
    return Lexicon(name, {key: _category(key, table, where or name) for key, table in full.items()})


def _from_codebook(data: dict[str, Any], where: str) -> None:
    """Read the codebook tables of newskit 0.1: [frame.NAME] with cues, negated or not."""
    frames = _tables(data.pop("frame"), "frame", where)
    data["category"] = {
        name: {"entries" if key == "cues" else key: value for key, value in frame.items()}
        for name, frame in frames.items()
    }
    data.setdefault("count_negated", True)


def _tables(value: Any, what: str, where: str) -> Mapping[str, Mapping[str, Any]]:
    if not isinstance(value, Mapping) or not all(isinstance(t, Mapping) for t in value.values()):
        raise ValueError(f"{where}: {what} must be made of [{what}.NAME] tables")
    return value


def _known(table: Mapping[str, Any], keys: Iterable[str], where: str) -> None:
    if unknown := sorted(set(table) - set(keys)):
        raise ValueError(f"{where}: unknown key {unknown[0]!r}; known are {', '.join(keys)}")


def _head(key: str, value: Any, where: str) -> Any:
    if key == "negators":
        return listed(value, f"{where}: negators")
    if key in ("count_negated", "skip_names"):
        return _flag(value, f"{where}: {key}")
    if key in ("negation", "minimum"):
        return _whole(value, f"{where}: {key}", least=0 if key == "negation" else 1)
    return _text(value, f"{where}: {key}")


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str | dt.date):
        raise ValueError(f"{where} must be a text, not {value!r}")
    return str(value).strip()


def _flag(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{where} must be true or false, not {value!r}")
    return value


def _whole(value: Any, where: str, *, least: int) -> int:
    if type(value) is not int or not least <= value <= _FARTHEST:
        raise ValueError(f"{where} must be a whole number from {least} to {_FARTHEST}")
    return value


def _category(name: Any, table: Any, file: str) -> Category:
    where = f"{file}: [category.{name}]"
    # A name is a cell of a table and a line of other programs' formats.
    if not isinstance(name, str) or not name.strip() or re.search(r"[\r\n\t]", name):
        raise ValueError(f"{file}: the category name {name!r} is not one line of text")
    _known(table, _CATEGORY, where)
    lists = {key: listed(table.get(key, ()), f"{where} {key}") for key in _LISTS[:-1]}
    entries = weighted(table.get("entries", ()), f"{where} entries")
    # A remainder that only a coder can give has questions and no words.
    if not entries and not lists["items"]:
        raise ValueError(f"{where} has no entries")
    return Category(
        name,
        entries,
        label=_text(table.get("label", ""), f"{where} label"),
        definition=_text(table.get("definition", ""), f"{where} definition"),
        exact_case=_flag(table.get("exact_case", False), f"{where} exact_case"),
        near=_whole(table.get("near", 8), f"{where} near", least=1),
        company=_whole(table.get("company", 0), f"{where} company", least=0),
        **lists,
    )


def _index(data: Any, categories: tuple[str, ...], where: str) -> dict[str, Any]:
    """Return the fields of a [construct] table, its names and formula checked."""
    if not isinstance(data, Mapping):
        raise ValueError(f"{where} must be a table")
    table = dict(data)
    fused, norms = _tables(table.pop("fuse", {}), "fuse", where), table.pop("norms", [])
    if missing := sorted({"definition", "is_not", "formula"} - set(table)):
        raise ValueError(f"{where} lacks {', '.join(missing)}")
    _known(table, (*_INDEX, "fuse", "norms"), where)
    if not isinstance(norms, list):
        raise ValueError(f"{where}: norms are [[construct.norms]] tables")
    found = {
        key: listed(value, f"{where} {key}") if key in _LISTS else _text(value, f"{where} {key}")
        for key, value in table.items()
    }
    fuse = {name: _fuse(row, categories, f"{where}: fuse.{name}") for name, row in fused.items()}
    names = [*_RESERVED, *categories, *fuse]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(
            f"{where}: the name {min(twice)!r} is given twice or has a meaning already"
        )
    try:
        evaluate(str(found["formula"]), {name: np.ones(1) for name in names if name != "value"})
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None
    return {**found, "fuse": fuse, "norms": tuple(_norm(row, where) for row in norms)}


def _norm(row: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(row, Mapping) or set(row) != {"data", "value", "n", "unit"}:
        raise ValueError(f"{where}: a norm needs data, value, n and unit, not {row!r}")
    if not all(isinstance(row[name], int | float) for name in ("value", "n")):
        raise ValueError(f"{where}: value and n of a norm are numbers")
    return row


def _fuse(table: Mapping[str, Any], categories: tuple[str, ...], where: str) -> Fuse:
    if set(table) - {"alone"} != {"one_of", "together_with", "window"}:
        raise ValueError(f"{where} needs one_of, together_with and window, and may have alone")
    parts = ("one_of", "together_with", "alone")
    found = {key: listed(table.get(key, ()), f"{where} {key}") for key in parts}
    for category in itertools.chain(*found.values()):
        if category not in categories:
            raise ValueError(f"{where}: there is no category {category!r}")
    return Fuse(**found, window=_whole(table["window"], f"{where} window", least=1))


def write(lexicon: Lexicon, path: str | Path) -> None:
    """Write *lexicon* to *path*; see :meth:`Lexicon.write`."""
    path = Path(path)
    if path.suffix.lower() not in _WRITERS:
        raise ValueError(
            f"cannot write {path.name!r}: the file extension must be {', '.join(_WRITERS)}"
        )
    if empty := [c.name for c in lexicon.categories.values() if not c.entries and not c.items]:
        raise ValueError(f"category {empty[0]!r} has no entries, so no file could be read back")
    writer, kept = _WRITERS[path.suffix.lower()]
    if lost := [what for what, there in _parts(lexicon).items() if there and what not in kept]:
        warnings.warn(
            f"{path.name}: {path.suffix} cannot keep {', '.join(lost)}; .toml keeps everything",
            NewskitWarning,
            stacklevel=3,
        )
    with appearing_whole(path) as draft:
        draft.write_bytes(writer(lexicon).encode("utf-8"))


def _parts(lexicon: Lexicon) -> dict[str, bool]:
    """Return what a lexicon may have beside entries, and whether this one has it."""
    categories = lexicon.categories.values()
    plain = Lexicon("", {})
    return {
        "the weights": any(weight != 1 for c in categories for weight in c.entries.values()),
        "not_when": any(c.not_when or c.not_near for c in categories),
        "exact_case": any(c.exact_case for c in categories),
        "definitions and examples": any(c.definition or c.match or c.miss for c in categories),
        "labels and items": any(c.label or c.items for c in categories),
        "the birth certificate": any(getattr(lexicon, key) for key in CERTIFICATE),
        "the rules": any(c.company for c in categories)
        or any(getattr(lexicon, key) != getattr(plain, key) for key in ("language", *_RULES)),
        "the formula": bool(lexicon.formula),
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


def to_toml(lexicon: Lexicon) -> str:
    """Return *lexicon* as TOML, with everything that it holds."""
    plain = Lexicon("", {})
    head = {key: getattr(lexicon, key) for key in _HEAD}
    lines = [f"{k} = {_value(v)}" for k, v in head.items() if v != getattr(plain, k)]
    if lexicon.formula:
        index = {key: getattr(lexicon, key) for key in (*_INDEX, "norms") if getattr(lexicon, key)}
        index |= {key: getattr(lexicon, key) for key in ("definition", "is_not")}
        fuse = {name: asdict(fuse) for name, fuse in lexicon.fuse.items()}
        lines += _table(["construct"], {**index, "fuse": fuse})
    for change in lexicon.changes:
        lines += ["", "[[change]]", *(f"{k} = {_value(v)}" for k, v in asdict(change).items())]
    for name, category in lexicon.categories.items():
        own = {key: getattr(category, key) for key in _CATEGORY}
        own["near"] *= bool(category.not_near)
        if all(weight == 1 for weight in category.entries.values()):
            own["entries"] = list(category.entries)
        lines += _table(["category", name], {key: v for key, v in own.items() if v})
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
        return "[\n" + "".join(f"  {_value(item)},\n" for item in value) + "]"
    if isinstance(value, bool | int | float):
        return str(value).lower()
    return _quoted(str(value))


def _quoted(text: str) -> str:
    """Return *text* in double quotes, in the escapes that JSON, TOML and YAML share."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


_WRITERS: dict[str, tuple[Callable[[Lexicon], str], tuple[str, ...]]] = {
    ".toml": (to_toml, tuple(_parts(Lexicon("", {})))),
    ".csv": (_csv, ("the weights",)),
    ".yml": (_yaml, ()),
    ".yaml": (_yaml, ()),
    ".dic": (_dic, ()),
}
