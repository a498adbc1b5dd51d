"""Ratios of CPU time measured side by side, and a printed table of figures."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

Figures = list[dict[str, Any]]


def ratio(
    slow: Callable[[], object], fast: Callable[[], object], *, repeats: int = 5
) -> list[float]:
    """Return how many times the CPU time of *fast* the work of *slow* takes, once for each repeat.

    The two take turns, so that a busy machine slows both; short work is done many times over.
    """
    loops = [max(1, int(0.05 / max(_seconds(work), 1e-6))) for work in (slow, fast)]
    found = []
    for _ in range(repeats):
        spent = [_seconds(work, n) for work, n in zip((slow, fast), loops, strict=True)]
        found.append(spent[0] / spent[1])
    return found


def _seconds(work: Callable[[], object], loops: int = 1) -> float:
    start = time.process_time()
    for _ in range(loops):
        work()
    return (time.process_time() - start) / loops


def add(figures: Figures, what: tuple[str, str, str], values: list[float], goal: str) -> None:
    """Print and keep one figure, the median; *what* is its measure, data and metric."""
    measure, data, metric = what
    value = statistics.median(values)
    print(f"{metric:58} {data:34} {value:10.2f}   goal {goal}", flush=True)
    figures.append(
        {
            "measure": measure,
            "data": data,
            "metric": metric,
            "value": round(value, 3),
            "low": round(min(values), 3) if len(values) > 1 else None,
            "high": round(max(values), 3) if len(values) > 1 else None,
            "n": len(values),
            "comparison": f"goal {goal}",
        }
    )


def write(figures: Figures, file: Path | None, data: str = "--gold DIR") -> None:
    """Write *figures* as JSON, if a file is given; *data* is how the command gets its data."""
    if file:
        command = f"python benchmarks/{Path(sys.argv[0]).name} {data}".rstrip()
        result = {"command": command, "date": f"{date.today()}", "figures": figures}
        file.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
