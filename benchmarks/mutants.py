"""Small faults, planted one at a time: how many of them the nearest tests find.

``python benchmarks/mutants.py [MODULE ...] [--sample 20] [--seed 1] [--json FILE]`` plants a fault
into a copy of the package, runs the tests nearest to the module, and prints the faults that no test
finds, with the share found. MODULE is a path such as ``quotations/marks`` or a folder such as
``tone``. Faults are: a comparison turned or moved by one, a number changed, ``and`` for ``or``, a
condition negated, plus for minus, a word of a list spoiled, ``continue`` for ``pass``.

A fault that changes nothing anybody could see is listed in ``EQUIVALENT`` with its reason and left
out of the share.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
DEFAULT = ["quotations", "tone", "statistics", "lexicon", "validation/sheets", "scale", "writing"]
# Tests beside those that bear the module's name or its room's.
NEAR = {
    "lexicon": ["lexicon"],
    "quotations": ["quotations"],
    "statistics": ["compare", "keyness", "shift"],
    "tone": ["tone", "vader", "news", "towards"],
    "validation": ["coding", "coding_widget", "agreement", "validate"],
    "text": ["text", "language", "names"],
}
# How long the nearest tests may take before the fault counts as found: it made a loop endless.
TIMEOUT = 600
TURNED = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
}
SUMS = {ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "/")}
# (module, a part of the line, the fault): why nobody could see it.
EQUIVALENT: dict[tuple[str, str, str], str] = {}


class Fault(NamedTuple):
    """One change to one module: *new* instead of *old* from *start* on."""

    module: str
    line: int
    start: int
    old: str
    new: str
    text: str

    def __str__(self) -> str:
        return f"{self.module}.py:{self.line}  {self.old} -> {self.new}   | {self.text}"


class Finder(ast.NodeVisitor):
    """Collect every fault that can be planted into a module."""

    def __init__(self, module: str, source: str) -> None:
        self.module, self.source, self.found = module, source, list[Fault]()
        self.starts = [0]
        for line in source.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line.encode()))
        self.raw = source.encode()

    def at(self, line: int, column: int) -> int:
        return self.starts[line - 1] + column

    def plant(self, node: ast.AST, start: int, old: str, new: str) -> None:
        line = self.raw[:start].count(b"\n") + 1
        text = self.source.splitlines()[line - 1].strip()
        self.found.append(Fault(self.module, line, start, old, new, text))

    def between(self, left: ast.expr, right: ast.expr, old: str, new: str) -> None:
        start = self.at(left.end_lineno or 0, left.end_col_offset or 0)
        piece = self.raw[start : self.at(right.lineno, right.col_offset)].decode()
        if found := re.search(rf"(?<![\w<>=!]){re.escape(old)}(?![\w=])", piece):
            self.plant(left, start + len(piece[: found.start()].encode()), old, new)

    def visit_Compare(self, node: ast.Compare) -> None:
        sides = [node.left, *node.comparators]
        for left, operator, right in zip(sides, node.ops, sides[1:], strict=False):
            if type(operator) in TURNED:
                self.between(left, right, *TURNED[type(operator)])
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        self.between(node.values[0], node.values[1], old, new)
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if type(node.op) in SUMS:
            self.between(node.left, node.right, *SUMS[type(node.op)])
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not):
            self.plant(node, self.at(node.lineno, node.col_offset), "not ", "")
        self.generic_visit(node)

    def visit_Continue(self, node: ast.Continue) -> None:
        self.plant(node, self.at(node.lineno, node.col_offset), "continue", "pass")

    def visit_Constant(self, node: ast.Constant) -> None:
        value, start = node.value, self.at(node.lineno, node.col_offset)
        old = self.raw[start : self.at(node.end_lineno or 0, node.end_col_offset or 0)].decode()
        if isinstance(value, bool):
            self.plant(node, start, old, str(not value))
        elif isinstance(value, int):
            self.plant(node, start, old, str(value + 1))
        elif isinstance(value, float):
            self.plant(node, start, old, repr(value * 1.5 if value else 1.0))

    def visit_Set(self, node: ast.Set | ast.List | ast.Tuple) -> None:
        for own in node.elts:
            if isinstance(own, ast.Constant) and isinstance(own.value, str) and own.value:
                start = self.at(own.lineno, own.col_offset)
                old = self.raw[start : self.at(own.end_lineno or 0, own.end_col_offset or 0)]
                self.plant(own, start, old.decode(), '"spoiled"')
        self.generic_visit(node)

    visit_List = visit_Tuple = visit_Set  # noqa: N815

    # What a message says, what a type is called and what a docstring tells is no rule.
    def visit_Raise(self, node: ast.Raise) -> None:
        del node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        del node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for own in [*node.args.defaults, *filter(None, node.args.kw_defaults), *node.body]:
            self.visit(own)

    def visit_Call(self, node: ast.Call) -> None:
        name = ast.unparse(node.func)
        if not name.endswith(("warn", "stamp", "require", "TypeVar", "ParamSpec")):
            self.generic_visit(node)


def modules(named: list[str]) -> Iterator[str]:
    """Give the modules of *named*, which may be folders."""
    for name in named:
        path = ROOT / "newskit" / name
        files = sorted(path.glob("*.py")) if path.is_dir() else [path.with_suffix(".py")]
        for file in files:
            yield file.relative_to(ROOT / "newskit").with_suffix("").as_posix()


def faults(module: str) -> list[Fault]:
    """Return every fault of *module* that somebody could see."""
    source = (ROOT / "newskit" / f"{module}.py").read_text(encoding="utf-8")
    finder = Finder(module, source)
    finder.visit(ast.parse(source))
    return [fault for fault in finder.found if not excused(fault)]


def excused(fault: Fault) -> bool:
    """Tell whether *fault* is listed as one that nobody could see."""
    return any(
        module == fault.module and part in fault.text and change == f"{fault.old} -> {fault.new}"
        for module, part, change in EQUIVALENT
    )


def nearest(module: str) -> list[str]:
    """Return the test files nearest to *module*."""
    room, _, own = module.rpartition("/")
    own = own if own != "__init__" else room
    exact = [f"{room}_{own}", own]
    names = [*exact, *NEAR.get(room, [room] if room else [])]
    there = [f"tests/test_{name.strip('_')}.py" for name in dict.fromkeys(names)]
    more = sorted(p.relative_to(ROOT).as_posix() for p in ROOT.glob(f"tests/test_{room}_*.py"))
    return [
        name for name in dict.fromkeys([*there, *(more if room else [])]) if (ROOT / name).exists()
    ]


def passes(folder: Path, tests: list[str]) -> bool:
    """Run *tests* on the copy in *folder*, up to the first failure."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, timeout=TIMEOUT, capture_output=True, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def survives(fault: Fault, folder: Path) -> bool:
    """Plant *fault* in the copy in *folder*; tell whether the nearest tests still pass."""
    file = folder / "newskit" / f"{fault.module}.py"
    sound = file.read_bytes()
    end = fault.start + len(fault.old.encode())
    file.write_bytes(sound[: fault.start] + fault.new.encode() + sound[end:])
    try:
        return passes(folder, nearest(fault.module))
    finally:
        file.write_bytes(sound)


def copy(folder: Path) -> Path:
    """Copy what the tests need into *folder*."""
    ignore = shutil.ignore_patterns(".*", "build", "dist", "__pycache__", "_build")
    return Path(shutil.copytree(ROOT, folder / "copy", ignore=ignore))


def main() -> None:
    """Plant, test, and print."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("modules", nargs="*", default=DEFAULT)
    arguments.add_argument("--sample", type=int, default=20, help="faults of each module")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--json", type=Path)
    given = arguments.parse_args()
    found, survivors = 0, list[Fault]()
    with tempfile.TemporaryDirectory() as work:
        folder = copy(Path(work))
        for module in modules(given.modules):
            all_faults, tests = faults(module), nearest(module)
            chosen = random.Random(given.seed).sample(
                all_faults, min(given.sample, len(all_faults))
            )
            if not chosen:
                continue
            if not tests or not passes(folder, tests):
                print(f"{module}: no tests, or they fail without a fault: {tests}", flush=True)
                continue
            left = [fault for fault in chosen if survives(fault, folder)]
            found, survivors = found + len(chosen) - len(left), survivors + left
            print(f"{module}: {len(chosen) - len(left)} of {len(chosen)} found", flush=True)
            for fault in left:
                print(f"  {fault}", flush=True)
    number = found + len(survivors)
    print(f"{found} of {number} faults found ({100 * found / max(number, 1):.0f} %)")
    if given.json:
        kept = {"found": found, "planted": number, "survivors": list(map(str, survivors))}
        given.json.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
