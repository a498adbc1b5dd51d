"""Small faults, planted one at a time: how many of them the nearest tests find.

``python benchmarks/mutants.py [MODULE ...] [--sample 8] [--seed 1] [--json FILE] [--again]`` plants
faults into a copy of the package, runs the tests that reach the faulty function, and prints the
faults that no test finds, with the share found. MODULE is a path such as ``quotations/marks`` or a
folder such as ``tone``; with none, only the figures of FILE are printed. Faults are: a comparison
turned or moved by one, a number changed, ``and`` for ``or``, a condition negated, plus for minus, a
word of a list spoiled, ``continue`` for ``pass``.

First the tests near the modules run once on the sound package; that tells what each reaches and
how long it takes. Of the tests that reach the faulty function those that found most faults so far
run first, then the quickest; what all of them pass, the other tests near the module must pass too.
FILE keeps one entry per module: parts run at different times add up in it to one figure. --again
plants the survivors in FILE alone, once they have a test.

A fault that changes nothing anybody could see stands with its reason in
``benchmarks/equivalent/ROOM.toml`` and is left out of the share.
"""

from __future__ import annotations

import argparse
import ast
import json
import multiprocessing
import os
import re
import resource
import shutil
import sys
import tempfile
import time
import tomllib
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Tests beside those that bear the module's name or its room's.
NEAR = {
    "charges": ["charges", "quotations_cast"],
    "lexicon": ["lexicon"],
    "markup": ["highlight", "tone_news"],
    "quotations": ["quotations", "charges"],
    "reading": ["reading", "archive", "containers", "corpora", "duplicates", "audit"],
    "statistics": ["compare", "collocations", "corrected", "distributions", "keyness", "shift"],
    "tone": ["tone", "vader"],
    "validation": ["coding", "coding_widget", "agreement", "audit", "cards", "sheets", "validate"],
    "text": ["text", "language", "names", "verbs"],
    "verbs": ["onepass", "once_broken"],
    "schema": ["verbs", "once_broken"],
    "charts": ["charts"],
    "pages": ["highlight", "report"],
}
# A faulty run may take this many times the CPU seconds of the sound one, and a start besides; after
# that the fault counts as found: it made a loop endless.
FACTOR, START = 5, 30
# Loaded once; every run forks from there, and loads the package itself anew.
PRELOADED = ["numpy", "pandas", "scipy.stats", "matplotlib.pyplot", "nltk", "pytest", "sklearn.svm"]
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


class Fault(NamedTuple):
    """One change to one module: *new* instead of *old* from *start* on."""

    module: str
    line: int
    start: int
    old: str
    new: str
    text: str

    def __str__(self) -> str:
        return f"{self.module}.py:{self.line}  {self.change}"

    @property
    def change(self) -> str:
        """The fault as told, wherever its line stands by now."""
        return f"{self.old} -> {self.new}   | {self.text}"


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

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if ast.unparse(node.value) != "Literal":
            self.generic_visit(node)

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
        path = ROOT / "newskit" / name.removesuffix(".py")
        files = sorted(path.glob("*.py")) if path.is_dir() else [path.with_suffix(".py")]
        for file in files:
            yield file.relative_to(ROOT / "newskit").with_suffix("").as_posix()


def faults(module: str) -> list[Fault]:
    """Return every fault of *module* that somebody could see."""
    source = (ROOT / "newskit" / f"{module}.py").read_text(encoding="utf-8")
    finder = Finder(module, source)
    finder.visit(ast.parse(source))
    return [fault for fault in finder.found if not excused(fault)]


def sample(module: str, size: int, seed: int) -> list[Fault]:
    """Return *size* faults of *module*: the same ones while their lines stay as they are."""
    return sorted(faults(module), key=lambda f: zlib.crc32(f"{seed} {f.change}".encode()))[:size]


@cache
def equivalent() -> list[dict[str, str]]:
    """Return the faults that nobody could see: module, part of the line, change, why."""
    files = sorted((ROOT / "benchmarks" / "equivalent").glob("*.toml"))
    return [
        fault for file in files for fault in tomllib.loads(file.read_text("utf-8")).get("fault", [])
    ]


def excused(fault: Fault) -> bool:
    """Tell whether *fault* is listed as one that nobody could see."""
    return any(
        one["module"] == fault.module
        and one["part"] in fault.text
        and one["change"] == f"{fault.old} -> {fault.new}"
        for one in equivalent()
    )


def nearest(module: str) -> list[str]:
    """Return the test files nearest to *module*."""
    room, _, own = module.rpartition("/")
    own = own if own != "__init__" else room
    names = [f"{room}_{own}", own, *NEAR.get(room or own, [room])]
    there = {p for name in names if name for p in ROOT.glob(f"tests/test_{name.strip('_')}*.py")}
    return [*sorted(p.relative_to(ROOT).as_posix() for p in there), "tests/test_doctests.py"]


@cache
def _place(code: CodeType) -> tuple[str, int, int]:
    """Return the file of *code*, its first and its last line."""
    return code.co_filename, code.co_firstlineno, max(line or 0 for *_, line in code.co_lines())


class Plugin:
    """A plugin of pytest: run the *chosen* tests in their order; note what each test reaches.

    What a file does while it is collected, and what a shared fixture does, counts for every test
    that uses them.
    """

    def __init__(self, package: Path, chosen: list[str] | None) -> None:
        self.package, self.chosen, self.failed = str(package), chosen, ""
        self.names: dict[str, list[str]] = {}
        self.cost: dict[str, float] = {}
        self.reached: dict[str, set[tuple[str, int, int]]] = defaultdict(set)
        self.within: list[str] = []

    def trace(self, frame: FrameType, event: str, argument: Any) -> None:
        code = frame.f_code
        if code.co_filename.startswith(self.package) and code.co_name != "<module>":
            for name in self.within:
                self.reached[name].add(_place(code))

    def noting(self, name: str) -> Iterator[None]:
        self.within.append(name)
        sys.settrace(self.trace if self.chosen is None else None)
        result = yield
        self.within.pop()
        sys.settrace(self.trace if self.within and self.chosen is None else None)
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector: Any) -> Iterator[None]:
        return (yield from self.noting(collector.nodeid.partition("::")[0]))

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[None]:
        return (yield from self.noting(f"fixture {fixturedef.argname}"))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: Any) -> Iterator[None]:
        before = time.process_time()
        result = yield from self.noting(item.nodeid)
        self.cost[item.nodeid] = time.process_time() - before
        shared = [f"fixture {name}" for name in getattr(item, "fixturenames", [])]
        self.names[item.nodeid] = [item.nodeid, item.nodeid.partition("::")[0], *shared]
        return result

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        if self.chosen is not None:
            there = {item.nodeid: item for item in items}
            items[:] = [there[name] for name in self.chosen if name in there]

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed:
            self.failed = report.nodeid

    def told(self) -> dict[str, Any]:
        """Return what the run showed: by test its cost and what it reached, and who failed."""
        reached = {
            test: sorted({place for name in names for place in self.reached[name]})
            for test, names in self.names.items()
        }
        return {"cost": self.cost, "reached": reached, "failed": self.failed}


def run(folder: Path, files: list[str], chosen: list[str] | None, limit: float) -> dict[str, Any]:
    """Run the tests of *files* on the copy in *folder*, up to the first failure, in a new process.

    It forks from a server that has loaded the libraries and nothing of the package.
    """
    note = folder / "told.json"
    note.write_text('{"failed": "a run without an end"}')
    context = multiprocessing.get_context("forkserver")
    process = context.Process(target=_run, args=(folder, files, chosen, int(limit)))
    process.start()
    process.join(20 * limit)
    process.kill()
    process.join()
    return {**json.loads(note.read_text()), "passed": process.exitcode == 0}


def _run(folder: Path, files: list[str], chosen: list[str] | None, limit: int) -> None:
    os.chdir(folder)
    os.environ["PYTHONPATH"] = str(folder)
    os.environ["PYTHONDONTWRITEBYTECODE"] = sys.dont_write_bytecode = "1"  # type: ignore[assignment]
    sys.path.insert(0, str(folder))
    with (folder / "out.txt").open("w") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
    plugin = Plugin(folder / "newskit", chosen)
    # Assertions are left as they are: which values differ is not asked.
    options = ["-q", "-x", "-p", "no:cacheprovider", "--assert=plain"]
    code = pytest.main([*options, *files], plugins=[plugin])
    (folder / "told.json").write_text(json.dumps(plugin.told()))
    sys.exit(int(code))


class Bench:
    """A copy of the package in *folder*, and what the tests of *files* did on it when sound."""

    def __init__(self, folder: Path, files: list[str]) -> None:
        ignore = shutil.ignore_patterns(".*", "build", "dist", "__pycache__", "_build")
        self.folder = Path(shutil.copytree(ROOT, folder / "copy", ignore=ignore))
        self.files = files
        sound = run(self.folder, files, None, 1800)
        if not sound["passed"]:
            print((self.folder / "out.txt").read_text()[-3000:])
            raise SystemExit(f"without any fault {sound['failed'] or files} fails")
        self.cost: dict[str, float] = sound["cost"]
        self.reached: dict[str, list[tuple[str, int, int]]] = sound["reached"]
        self.finds = Counter[str]()

    def tests(self, fault: Fault) -> list[str]:
        """Return the tests that could find *fault*, the most telling ones first."""
        file = str(self.folder / "newskit" / f"{fault.module}.py")
        in_module, in_function = set(), set()
        for test, places in self.reached.items():
            own = [(first, last) for name, first, last in places if name == file]
            in_module |= {test} if own else set()
            in_function |= {test} if any(a <= fault.line <= b for a, b in own) else set()
        # Where a result is kept (a cache, a helper of the tests) the first test alone reaches it.
        near = {test.partition("::")[0] for test in in_module} & set(nearest(fault.module))
        others = {test for test in self.cost if test.partition("::")[0] in near} - in_function
        return [*self._telling(in_function), *self._telling(others)]

    def _telling(self, tests: Iterable[str]) -> list[str]:
        return sorted(tests, key=lambda test: (-self.finds[test], self.cost[test]))

    def survives(self, fault: Fault) -> bool:
        """Plant *fault*; tell whether the tests still pass."""
        file = self.folder / "newskit" / f"{fault.module}.py"
        sound, chosen = file.read_bytes(), self.tests(fault)
        end = fault.start + len(fault.old.encode())
        file.write_bytes(sound[: fault.start] + fault.new.encode() + sound[end:])
        files = sorted({test.partition("::")[0] for test in chosen})
        try:
            limit = START + FACTOR * sum(self.cost[test] for test in chosen)
            done = run(self.folder, files, chosen, limit) if chosen else {"passed": True}
        finally:
            file.write_bytes(sound)
        if not done["passed"]:
            self.finds[done["failed"]] += 1
        return bool(done["passed"])


Kept = dict[str, dict[str, Any]]


def kept(path: Path | None) -> Kept:
    """Return what *path* holds so far, by module."""
    there = path is not None and path.exists()
    return json.loads(path.read_text("utf-8"))["modules"] if path and there else {}


def store(path: Path, entries: Kept) -> None:
    """Write *entries* and the figures that they add up to."""
    figures = [
        {"measure": "small faults found", "data": room, "metric": "share", "value": value, "n": n}
        for room, value, n in shares(entries)
    ]
    record = {"command": "python benchmarks/mutants.py", "date": date.today().isoformat()}
    whole = {**record, "figures": figures, "modules": dict(sorted(entries.items()))}
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    draft.replace(path)


def shares(entries: Kept) -> Iterator[tuple[str, float, int]]:
    """Give the share of faults found and their number, room by room and in all."""
    rooms = defaultdict(list)
    for module, entry in sorted(entries.items()):
        for room in (module.partition("/")[0], "all"):
            rooms[room].append((entry["found"], entry["planted"]))
    for room in sorted(rooms, key=lambda room: (room == "all", room)):
        found, planted = (sum(column) for column in zip(*rooms[room], strict=True))
        yield room, round(found / max(planted, 1), 4), planted


def digest(module: str, root: Path = ROOT) -> str:
    """Tell one state of *module* from another."""
    return f"{zlib.crc32((root / 'newskit' / f'{module}.py').read_bytes()):08x}"


def tried(bench: Bench, module: str, chosen: list[Fault], before: dict[str, Any]) -> dict[str, Any]:
    """Plant *chosen*; return the entry of *module*. *before* counts what was found before."""
    left = [fault for fault in chosen if bench.survives(fault)]
    found = before.get("found", 0) + len(chosen) - len(left)
    print(f"{module}: {found} of {found + len(left)} found", flush=True)
    for fault in left:
        print(f"  {fault}", flush=True)
    survivors = [fault.change for fault in left]
    entry = {"found": found, "planted": found + len(left), "survivors": survivors}
    return {**entry, "source": digest(module, bench.folder)}


def show(entries: Kept) -> None:
    """Print the shares, and which modules have changed since their faults were planted."""
    for room, share, number in shares(entries):
        print(f"{room:<14} {100 * share:5.1f} % of {number}")
    there = [m for m in entries if (ROOT / "newskit" / f"{m}.py").exists()]
    changed = [module for module in there if digest(module) != entries[module]["source"]]
    if changed:
        print("changed since:", ", ".join(changed))
    if gone := sorted(set(entries) - set(there)):
        print("no longer there:", ", ".join(gone))


def main() -> None:
    """Plant, test, keep and print."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("modules", nargs="*")
    arguments.add_argument("--sample", type=int, default=8, help="faults of each module")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--json", type=Path, help="keep the result by module in this file")
    arguments.add_argument("--again", action="store_true", help="plant the kept survivors alone")
    given = arguments.parse_args()
    entries, chosen = kept(given.json), dict[str, list[Fault]]()
    for module in modules(given.modules):
        survivors = entries.get(module, {}).get("survivors", [])
        size = 10**6 if given.again else given.sample
        all_ = sample(module, size, given.seed)
        chosen[module] = [f for f in all_ if not given.again or f.change in survivors]
    chosen = {module: planted for module, planted in chosen.items() if planted or given.again}
    if chosen:
        with tempfile.TemporaryDirectory() as work:
            files = sorted({file for module in chosen for file in nearest(module)})
            bench = Bench(Path(work), files)
            for module, planted in chosen.items():
                before = entries.get(module, {}) if given.again else {}
                entries[module] = tried(bench, module, planted, before)
                if given.json:
                    # Somebody else may have kept a part meanwhile.
                    store(given.json, kept(given.json) | {module: entries[module]})
    show(entries)


if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    multiprocessing.get_context("forkserver").set_forkserver_preload(PRELOADED)
    main()
