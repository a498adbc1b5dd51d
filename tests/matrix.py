"""Run the suite on every Python there is, with the newest libraries and with the lowest.

``python -m tests.matrix [--quick] [--hosted] [PYTEST OPTION...]`` makes an environment for each
minor version of Python (3.11 and newer) that uv finds or pyenv keeps, installs newskit with the
newest versions of everything, and runs the tests in a random order, without browser and notebooks.
On the oldest Python it does so again with the lowest versions that pyproject.toml allows.
``--quick`` takes the newest Python alone, and the tests whose outcome hangs on versions.
``--hosted`` instead takes the libraries of a hosted notebook service, proves that installing
newskit replaces none of them, and runs the notebooks.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "build" / "matrix"
OLDEST = (3, 11)
# What a hosted notebook service has had since 2025; newskit must not make pip replace it.
HOSTED = ["pandas==2.2.2", "numpy==2.0.2", "matplotlib==3.10.0", "nltk==3.9.1"]
# 09 is about the cluster, which a hosted service has not.
NOTEBOOKS = [f"0{n}_" for n in range(1, 9)]
RUN = (
    "import sys; from tests import notebooks as n; "
    "[n.run(path) for path in n.paths() if path.name.startswith(sys.argv[1])]"
)
# Text cells, sums of floats, charts, files, workers: here versions differ.
QUICK = ["text", "tone", "tone_vader", "vader", "writing", "scale", "schema", "reading", "charts"]
AWAY = ["-m", "not lab", "--ignore=tests/test_notebooks.py", "--ignore=tests/test_docs.py"]
# Old libraries warn of newer ones, and of newer Pythons.
LENIENT = ["-o", "filterwarnings="]


def uv(*command: str) -> str:
    """Run uv, and return what it prints; what it complains of only if it fails."""
    program = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
    done = subprocess.run([program, *command], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"uv {' '.join(command)} failed:\n{done.stderr}")
    return done.stdout


def pythons() -> dict[tuple[int, int], str]:
    """Return one interpreter for each minor version that newskit supports."""
    found = json.loads(uv("python", "list", "--only-installed", "--output-format", "json"))
    paths = [own["path"] for own in found if own.get("implementation") == "cpython"]
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    paths += sorted(map(str, kept.glob("*/bin/python3")))
    versions: dict[tuple[int, int], str] = {}
    for path in paths:
        ask = [path, "-c", "import sys; print(*sys.version_info[:2])"]
        said = subprocess.run(ask, capture_output=True, text=True, check=False)
        major, minor, *_ = [*map(int, said.stdout.split()), 0, 0]
        if (major, minor) >= OLDEST:
            versions.setdefault((major, minor), path)
    return dict(sorted(versions.items()))


def environment(name: str, python: str, *install: str) -> str:
    """Make the environment *name* with *python*, install into it; return its interpreter."""
    folder = WORK / name
    uv("venv", "--quiet", "--clear", "--python", python, str(folder))
    inside = str(folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    uv("pip", "install", "--quiet", "--python", inside, *install)
    return inside


def suite(name: str, python: str, options: list[str]) -> bool:
    """Run the tests in the environment of *python*; tell how they went."""
    said = [
        python,
        "-c",
        "import sys, pandas, numpy, matplotlib as m; print(sys.version.split()[0]",
    ]
    said[-1] += ", *(f'{p.__name__} {p.__version__}' for p in (pandas, numpy, m)), sep=', ')"
    print(f"== {name}: {subprocess.check_output(said, text=True).strip()}", flush=True)
    command = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *AWAY, *options]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def matrix(quick: bool, options: list[str]) -> list[str]:
    """Return the names of the environments in which a test failed."""
    there = pythons()
    options = ["--shuffle", str(int(time.time())), *options]
    print("found Python", ", ".join(f"{a}.{b}" for a, b in there))
    failed = []
    if quick:
        files = [f"tests/test_{name}.py" for name in QUICK]
        options += [file for file in files if (ROOT / file).exists()]
        there = dict([list(there.items())[-1]])
        if sys.version_info[:2] in there:
            print("no newer Python than this one is here; make test runs on it")
            return []
    for (major, minor), path in there.items():
        name = f"{major}.{minor}, newest libraries"
        python = environment(f"{major}.{minor}", path, ".[dev]")
        failed += [] if suite(name, python, [*LENIENT, *options]) else [name]
    if not quick:
        (major, minor), path = next(iter(there.items()))
        lowest = ["--resolution", "lowest-direct", ".[dev]"]
        python = environment("lowest", path, *lowest)
        name = f"{major}.{minor}, lowest libraries"
        failed += [] if suite(name, python, [*LENIENT, *options]) else [name]
    return failed


def hosted() -> list[str]:
    """Return what failed with the libraries of a hosted notebook service."""
    there = pythons()
    path = there.get((3, 12)) or list(there.values())[-1]
    served = ["pip", "ipykernel", "jinja2", "nbclient", "nbformat"]  # what any notebook server has
    python = environment("hosted", path, *served, *HOSTED)
    before = uv("pip", "freeze", "--python", python)
    subprocess.run([python, "-m", "pip", "install", "-q", "."], cwd=ROOT, check=True)
    after = uv("pip", "freeze", "--python", python).splitlines()
    replaced = [line for line in before.splitlines() if line not in after]
    print(f"pip install . replaced {', '.join(replaced) or 'nothing'}")
    # The notebooks train a model and offer a widget; what brings these replaces nothing either.
    extras = ["-q", ".[learn,files,dictionaries]", "anywidget", "ipywidgets", "openpyxl"]
    subprocess.run([python, "-m", "pip", "install", *extras], cwd=ROOT, check=True)
    after = uv("pip", "freeze", "--python", python).splitlines()
    replaced += [line for line in before.splitlines() if line not in after]
    failed = []
    for start in NOTEBOOKS:
        done = subprocess.run([python, "-c", RUN, start], cwd=ROOT, check=False)
        print(f"notebook {start[:2]} {'failed' if done.returncode else 'runs'}", flush=True)
        failed += [f"notebook {start[:2]}"] if done.returncode else []
    return [*replaced, *failed]


def main() -> None:
    """Run what the arguments say; leave with 1 if anything failed."""
    options = [given for given in sys.argv[1:] if given not in ("--quick", "--hosted")]
    WORK.mkdir(parents=True, exist_ok=True)
    failed = hosted() if "--hosted" in sys.argv else matrix("--quick" in sys.argv, options)
    print(f"failed: {'; '.join(failed)}" if failed else "all passed")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
