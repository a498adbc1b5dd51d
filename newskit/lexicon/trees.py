"""Dictionaries in YAML (quanteda) and XML (Yoshikoder), through parsers that only read data."""

from __future__ import annotations

import contextlib
import importlib
import math
import warnings
from collections.abc import Iterator
from typing import Any

from newskit.schema import NewskitWarning

Row = tuple[str, str, float]
_DEEPEST = 20


def _parser(module: str, where: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError:
        raise ImportError(
            f"{where} needs the extra 'dictionaries': pip install 'newskit[dictionaries]'"
        ) from None


def read_yaml(text: str, where: str) -> Iterator[Row]:
    """Yield category, entry and weight of quanteda's YAML: nested mappings that end in lists.

    Every scalar is text: an entry ``no`` is a word and no truth value; a warning names those that
    YAML itself would take for a number, a date, a truth value or nothing. Aliases are refused,
    because a few lines of them can stand for billions of entries, and so is a key given twice.
    """
    yaml = _parser("yaml", where)
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
    resolve = yaml.SafeLoader("").resolve
    odd = [
        node.value
        for _, node in found
        if node.style is None
        and resolve(yaml.ScalarNode, node.value, (True, False)) != "tag:yaml.org,2002:str"
    ]
    if odd:
        named = ", ".join(map(repr, odd[:5])) + (" ..." if len(odd) > 5 else "")
        message = f"{where}: {len(odd)} entries without quotation marks are read as words: {named}"
        warnings.warn(message, NewskitWarning, stacklevel=5)


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
    elif node.id == "sequence":
        for item in node.value:
            yield from _branches(item, above, where)
    else:
        seen: set[str] = set()
        for key, below in node.value:
            name = str(key.value)
            if name in seen:
                raise ValueError(f"{_at(key.start_mark, where)}: {name!r} is given twice")
            seen.add(name)
            # quanteda writes a category's own entries beside its subcategories under "__".
            yield from _branches(below, above if name == "__" else [*above, name], where)


def read_xml(text: str, where: str) -> Iterator[Row]:
    """Yield category, entry and weight of Yoshikoder's XML: ``cnode`` holds ``pnode`` entries.

    Entities and document types are refused (defusedxml).
    """
    parser = _parser("defusedxml.ElementTree", where)
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
        for child in node:
            if child.tag == "pnode":
                entry = child.get("name") or ""
                weight = _score(child.get("score"), entry, text, where)
                yield "/".join(above) or "dictionary", entry.lower(), weight
        nested = [child for child in node if child.tag == "cnode"]
        stack += [(child, (*above, child.get("name") or "")) for child in reversed(nested)]


def _score(score: str | None, entry: str, text: str, where: str) -> float:
    with contextlib.suppress(ValueError):
        if math.isfinite(weight := float(score) if score and score.strip() else 1.0):
            return weight
    # The parser keeps no lines; the first place where the score is printed is shown.
    line = text.count("\n", 0, max(text.find(f'"{score}"'), 0)) + 1
    raise ValueError(f"{where}, line {line}: the score {score!r} of {entry!r} is no finite number")
