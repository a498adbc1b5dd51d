"""The house: how large it is, what it shows at the door, and that its imports point one way."""

from __future__ import annotations

import ast
import importlib
import io
import pkgutil
import tokenize
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

import newskit as nk
from newskit import schema

# The limits: small enough that each room is read in one sitting, and the whole in a day.
CODE_LINES = 9_200  # the aim, without blank lines, comments and docstrings
CODE_LINES_NOW = 14_140  # where it stands; this figure may only be lowered
PUBLIC_NAMES = 64
MODULE_LINES = 380  # code lines of one module
FUNCTION_LINES = 40  # lines of one function's body
COMMENTS = 0.03  # comment lines for each line of code, at least

HOME = Path(nk.__file__).parent
MODULES = ["newskit", *(m.name for m in pkgutil.walk_packages(nk.__path__, prefix="newskit."))]
_NO_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}
# Who may import whom: a room knows its own and the rooms before it.
ROOMS = [
    {"schema", "markup"},
    {"text"},
    {"verbs"},
    {"words"},
    {"writing"},
    {"reading", "lexicon"},
    {"statistics"},
    {"quotations"},
    {"tone"},
    {"charges"},
    {"annotations"},
    {"learning", "learning_features", "learning_linear"},
    {"validation"},
    {"onepass"},
    {"scale"},
    {"charts"},
    {"pages"},
    {"generated"},
    {"streams"},
    {"cli"},
]


@cache
def source(name: str) -> tuple[Path, str]:
    path = HOME.joinpath(*name.split(".")[1:])
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return path, path.read_text(encoding="utf-8")


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(source(name)[1])


def code_lines(name: str) -> int:
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    told: set[int] = set()
    for node in ast.walk(tree(name)):
        if isinstance(node, documented) and ast.get_docstring(node) is not None:
            told |= set(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    held = tokenize.generate_tokens(io.StringIO(source(name)[1]).readline)
    lines = {n for t in held if t.type not in _NO_CODE for n in range(t.start[0], t.end[0] + 1)}
    return len(lines - told)


@pytest.mark.xfail(
    reason="the archives, the cast, charges and intervals of articles took 5,400 lines more"
)
def test_the_house_is_small() -> None:
    assert sum(code_lines(name) for name in MODULES) <= CODE_LINES


def test_the_house_does_not_grow_and_rooms_are_small() -> None:
    lines = {name: code_lines(name) for name in MODULES}
    assert sum(lines.values()) <= CODE_LINES_NOW, f"{sum(lines.values())} lines of code"
    assert not {name: n for name, n in lines.items() if n > MODULE_LINES}


def test_functions_are_short() -> None:
    long = [
        f"{name}.{node.name}: {end - node.body[0].lineno + 1}"
        for name in MODULES
        for node in ast.walk(tree(name))
        if isinstance(node, ast.FunctionDef)
        for body in [node.body[1:] if ast.get_docstring(node) else node.body]
        for end in [node.end_lineno or 0]
        if body and end - body[0].lineno + 1 > FUNCTION_LINES
    ]
    assert long == []


def test_the_code_says_why() -> None:
    comments = code = 0
    for name in MODULES:
        held = tokenize.generate_tokens(io.StringIO(source(name)[1]).readline)
        comments += len({t.start[0] for t in held if t.type == tokenize.COMMENT})
        code += code_lines(name)
    assert comments / code >= COMMENTS, f"{comments} comments on {code} lines of code"


def test_few_names_are_shown_at_the_door() -> None:
    names = [name for name in nk.__all__ if not name.startswith("__")]
    assert len(names) == len(set(names)) <= PUBLIC_NAMES, len(names)
    assert all(hasattr(nk, name) for name in names)


@pytest.mark.parametrize("name", MODULES)
def test_every_module_is_reached_by_its_dotted_path(name: str) -> None:
    module = importlib.import_module(name)
    reached: object = nk
    for step in name.split(".")[1:]:
        reached = getattr(reached, step)
    assert reached is module, "something public hides this module"


def test_every_module_says_what_it_is() -> None:
    assert [name for name in MODULES if not ast.get_docstring(tree(name))] == []


def imports(name: str, *, at_start: bool) -> set[str]:
    """Return the modules of newskit that *name* imports: anywhere, or when it is imported."""
    found = set()
    nodes = _running(tree(name)) if at_start else ast.walk(tree(name))
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {own.name for own in node.names if own.name.split(".")[0] == "newskit"}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "newskit":
            inner = {f"{node.module}.{own.name}" for own in node.names}
            found |= {own if own in MODULES else str(node.module) for own in inner}
    return found - {name}


def _running(node: ast.AST) -> list[ast.AST]:
    """Return what runs when a module is imported: nothing in functions, nothing for types alone."""
    found = []
    for child in ast.iter_child_nodes(node):
        lazy = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        typing = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
        if not lazy and not typing:
            found += [child, *_running(child)]
    return found


def test_no_import_runs_in_a_circle() -> None:
    graph = {
        name: imports(name, at_start=True) - {"newskit"} for name in MODULES if name != "newskit"
    }
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " -> ".join([*path[path.index(name) :], name])
        if name not in done:
            for other in sorted(graph[name]):
                visit(other, (*path, name))
            done.add(name)

    for name in graph:
        visit(name, ())


def test_imports_point_one_way() -> None:
    place = {room: n for n, rooms in enumerate(ROOMS) for room in rooms}

    def where(name: str) -> int:
        inside = name.split(".", 1)[1]
        return place.get(inside, place[inside.split(".")[0]])

    rooms = {name.split(".")[1] for name in MODULES if "." in name}
    assert rooms <= set(place), "a room has no place in ROOMS"
    back = [
        f"{name} imports {other}"
        for name in MODULES
        if "." in name
        for other in imports(name, at_start=True)
        if "." in other and where(other) > where(name)
    ]
    assert back == []


def test_importing_newskit_imports_nothing_heavy() -> None:
    heavy = {
        "nltk",
        "sklearn",
        "dask",
        "distributed",
        "pyarrow",
        "openpyxl",
        "trafilatura",
        "scipy",
    }
    found = {
        f"{name}: {own}"
        for name in MODULES
        for node in _running(tree(name))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for own in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
        )
        if own.split(".")[0] in heavy
    }
    assert found == set()


DTYPES = {"str", "int64", "float64", "bool", "Int64", "datetime64[us]"}
TABLES = {
    name: held
    for name, held in vars(schema).items()
    if name.isupper() and isinstance(held, dict) and set(held.values()) <= DTYPES
}


def test_tables_are_declared_in_the_schema_alone() -> None:
    """A dict of column names to dtypes, anywhere else, is a table that the schema does not know."""
    stray = [
        f"{name}:{node.lineno}"
        for name in MODULES
        if name != "newskit.schema"
        for node in ast.walk(tree(name))
        if isinstance(node, ast.AnnAssign | ast.Assign) and isinstance(node.value, ast.Dict)
        for values in [[getattr(own, "value", None) for own in node.value.values]]  # noqa: PD011
        if len(values) > 2 and all(isinstance(v, str) and v in DTYPES for v in values)
    ]
    assert stray == []


def test_a_declared_table_is_its_own_empty_result() -> None:
    assert len(TABLES) >= 12
    for columns in TABLES.values():
        empty = schema.empty(columns)
        assert isinstance(empty, pd.DataFrame)
        assert empty.columns.tolist() == list(columns)


def test_frame_means_a_news_frame() -> None:
    """No function takes or makes a "frame" that is a DataFrame."""
    other = [
        f"{name}:{node.lineno} {argument.arg}"
        for name in MODULES
        for node in ast.walk(tree(name))
        if isinstance(node, ast.FunctionDef)
        for argument in [*node.args.args, *node.args.kwonlyargs]
        if argument.arg == "frame" and argument.annotation
        if "DataFrame" in ast.unparse(argument.annotation)
    ]
    assert other == []
