"""Dictionaries in YAML (quanteda) and XML (Yoshikoder), through parsers that only read data."""

from __future__ import annotations

import importlib
import math
from collections.abc import Iterator
from typing import Any

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
    """Yield category, entry and NaN of quanteda's YAML: nested mappings that end in lists.

    Every scalar is text: an entry ``no`` is a word and no truth value. Aliases are refused, because
    a few lines of them can stand for billions of entries.
    """
    yaml = _parser("yaml", where)
    try:
        _refuse_bombs(yaml, text, where)
        data = yaml.load(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "not valid YAML"
        raise ValueError(f"{where}{place}: {problem}") from None
    if not isinstance(data, dict):
        raise ValueError(f"{where}: expected categories with lists of entries")
    yield from _branches(data, [], where)


def _refuse_bombs(yaml: Any, text: str, where: str) -> None:
    """Raise for aliases and for deep nesting, before anything is built from them."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST or isinstance(event, yaml.AliasEvent):
            place = f"line {event.start_mark.line + 1}, column {event.start_mark.column + 1}"
            what = "nested too deeply" if depth > _DEEPEST else "aliases are not allowed"
            raise ValueError(f"{where}, {place}: {what}")


def _branches(node: Any, above: list[str], where: str) -> Iterator[Row]:
    if isinstance(node, dict):
        for key, below in node.items():
            # quanteda writes a category's own entries beside its subcategories under "__".
            yield from _branches(below, above if key == "__" else [*above, str(key)], where)
    elif isinstance(node, list):
        for item in node:
            yield from _branches(item, above, where)
    elif node and node.strip():
        yield "/".join(above), node.strip(), math.nan


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
        own = [child for child in node if child.tag == "pnode"]
        for child in own:
            score = child.get("score")
            weight = float(score) if score and score.strip() else math.nan
            yield "/".join(above) or "dictionary", (child.get("name") or "").lower(), weight
        nested = [child for child in node if child.tag == "cnode"]
        stack += [(child, (*above, child.get("name") or "")) for child in reversed(nested)]
