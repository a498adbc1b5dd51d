"""Dictionaries in YAML (quanteda) and XML (Yoshikoder), through parsers that only read data."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from typing import Any

from newskit.schema import NewskitWarning, outside
from newskit.writing import needed

Row = tuple[str, str, float]
_DEEPEST = 20


def warn(entries: list[str], where: str, what: str) -> None:
    """Warn of *entries*, if there are any: how many, which, and what is the matter."""
    if entries:
        named = ", ".join(map(repr, entries[:5])) + (" ..." if len(entries) > 5 else "")
        message = f"{where}: {len(entries)} entries {what}: {named}"
        warnings.warn(message, NewskitWarning, stacklevel=outside())


def number(cell: str, what: str) -> float:
    """Return *cell* as a number; *what* it is stands in the error."""
    try:
        weight = float(cell)
    except ValueError:
        weight = math.nan
    if not math.isfinite(weight):
        raise ValueError(f"{what} is no finite number: {cell!r}")
    return weight


def read_yaml(text: str, where: str) -> Iterator[Row]:
    """Yield category, entry and weight of quanteda's YAML: nested mappings that end in lists.

    Every scalar is text: an entry ``no`` is a word and no truth value; a warning names those that
    YAML itself would take for a number, a date, a truth value or nothing. Aliases are refused,
    because a few lines of them can stand for billions of entries, and so is a key given twice.
    """
    yaml = needed("yaml", "dictionaries", where)
    try:
        _refuse_bombs(yaml, text, where)
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "not valid YAML"
        raise ValueError(f"{_at(mark, where)}: {problem}") from None
    if not isinstance(root, yaml.MappingNode):
        raise ValueError(f"{where}: expected categories with lists of entries")
    found = list(_branches(root, [], where))
    yield from (("/".join(above), node.value.strip(), 1.0) for above, node in found)
    plain = [node.value for _, node in found if node.style is None]
    tag, text_ = yaml.SafeLoader("").resolve, "tag:yaml.org,2002:str"
    odd = [word for word in plain if tag(yaml.ScalarNode, word, (True, False)) != text_]
    warn(odd, where, "without quotation marks are read as words")


def _at(mark: Any, where: str) -> str:
    return f"{where}, line {mark.line + 1}, column {mark.column + 1}" if mark else where


def _refuse_bombs(yaml: Any, text: str, where: str) -> None:
    """Raise for aliases and for deep nesting, before anything is built from them."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST or isinstance(event, yaml.AliasEvent):
            what = "nested too deeply" if depth > _DEEPEST else "aliases are not allowed"
            raise ValueError(f"{_at(event.start_mark, where)}: {what}")


def _branches(node: Any, above: list[str], where: str) -> Iterator[tuple[list[str], Any]]:
    """Yield the path and the node of each entry."""
    if node.id == "scalar":
        yield from [(above, node)] if node.value.strip() else []
        return
    seen: set[str] = set()
    for item in node.value:
        # A sequence holds nodes, a mapping pairs of them. quanteda writes a category's own entries
        # beside its subcategories under "__".
        key, below = item if node.id == "mapping" else (None, item)
        name = str(key.value) if key else "__"
        if key and name in seen:
            raise ValueError(f"{_at(key.start_mark, where)}: {name!r} is given twice")
        seen.add(name)
        yield from _branches(below, above if name == "__" else [*above, name], where)


def read_xml(text: str, where: str) -> Iterator[Row]:
    """Yield category, entry and weight of Yoshikoder's XML: ``cnode`` holds ``pnode`` entries.

    Entities and document types are refused (defusedxml).
    """
    parser = needed("defusedxml.ElementTree", "dictionaries", where)
    try:
        root = parser.fromstring(text.encode("utf-8"), forbid_dtd=False)
    except parser.ParseError as error:
        line, column = error.position
        raise ValueError(
            f"{where}, line {line}, column {column + 1}: not well-formed XML"
        ) from None
    except ValueError as error:
        raise ValueError(f"{where}: entities are not allowed in a dictionary ({error})") from None
    if root.tag != "dictionary":
        raise ValueError(f"{where}: expected <dictionary>, not <{root.tag}>")
    stack: list[tuple[Any, tuple[str, ...]]] = [(root, ())]
    while stack:
        node, above = stack.pop()
        for child in node.findall("pnode"):
            entry, score = child.get("name") or "", (child.get("score") or "").strip() or "1"
            # The parser keeps no lines; the first place where the score is printed is shown.
            line = text.count("\n", 0, max(text.find(f'"{score}"'), 0)) + 1
            weight = number(score, f"{where}, line {line}: the score of {entry!r}")
            yield "/".join(above) or "dictionary", entry.lower(), weight
        nested = node.findall("cnode")[::-1]
        stack += [(child, (*above, child.get("name") or "")) for child in nested]
