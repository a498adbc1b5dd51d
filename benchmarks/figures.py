"""Figures of a benchmark: scores with bootstrap intervals, printed as a table and kept as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

RESAMPLES = 1000

Score = Callable[[Any], Any]


def files(folder: Path, pattern: str) -> list[Path]:
    """Return the files of *folder* that fit *pattern*; there must be one."""
    found = sorted(folder.glob(pattern))
    if not found:
        raise SystemExit(f"there is no file {pattern} in {folder}")
    return found


def f1(cells: Any) -> Any:
    """Return F1 from (..., 3): right, coded, found."""
    return 2 * cells[..., 0] / np.maximum(cells[..., 1] + cells[..., 2], 1)


def precision(cells: Any) -> Any:
    """Return precision from (..., 3): right, coded, found."""
    return cells[..., 0] / np.maximum(cells[..., 2], 1)


def recall(cells: Any) -> Any:
    """Return recall from (..., 3): right, coded, found."""
    return cells[..., 0] / np.maximum(cells[..., 1], 1)


def macro_f1(cells: Any) -> Any:
    """Return the unweighted mean of F1 over classes from (..., classes, 3)."""
    return f1(cells).mean(axis=-1)


def cells(gold: Any, found: Any, unit: Any) -> Any:
    """Return right, coded and found for each unit: (units, 3), or (units, classes, 3)."""
    counts = np.stack([gold & found, gold, found], axis=-1).astype(float)
    total = np.zeros((int(unit.max()) + 1, *counts.shape[1:]))
    np.add.at(total, unit, counts)
    return total


def scored(by_unit: Any, score: Score) -> dict[str, float]:
    """Return value, low and high: *score* of the sum, and of 1,000 resamples of the units."""
    rng, n = np.random.default_rng(0), len(by_unit)
    draws = [by_unit[rng.integers(0, n, n)].sum(axis=0) for _ in range(RESAMPLES)]
    low, high = np.percentile([score(draw) for draw in draws], [2.5, 97.5])
    return {"value": float(score(by_unit.sum(axis=0))), "low": float(low), "high": float(high)}


def show(figures: list[dict[str, Any]], command: str, path: Path | None) -> None:
    """Print *figures*, and write them to *path* if one is given."""
    table = pd.DataFrame(figures)
    print(table.round(3).to_string(index=False))
    if path is not None:
        rounded = [
            {k: round(v, 4) if isinstance(v, float) else v for k, v in figure.items()}
            for figure in figures
        ]
        record = {"command": command, "date": date.today().isoformat(), "figures": rounded}
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
