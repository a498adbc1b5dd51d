"""Agreement between coders: Krippendorff's alpha at four levels, with an interval."""

from __future__ import annotations

from itertools import combinations
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from newskit import schema, verbs
from newskit.statistics import resample
from newskit.statistics.distributions import Floats
from newskit.statistics.resample import Seed
from newskit.validation.codes import tidied

Level = Literal["nominal", "ordinal", "interval", "ratio"]
LEVELS = ("nominal", "ordinal", "interval", "ratio")


class _Tally(NamedTuple):
    """How often each item was given each code, how far apart codes are, and what they disagree."""

    items: list[str]
    counts: Floats
    distance: Floats
    size: Floats  # codes of each item
    observed: Floats  # disagreement of each item, summed over its codes
    expected: float  # what chance would give for one code; 0 if all are alike


@verbs.statistic(
    schema.AGREEMENT,
    says="Agreement of {coders} coders is Krippendorff's alpha ({level}), with an interval from "
    "drawing items.",
    cites=["Krippendorff (2019), Content Analysis, 4th edition"],
)
def agreement(codes: pd.DataFrame, *, level: Level = "nominal", rng: Seed = 0) -> pd.DataFrame:
    """Return Krippendorff's alpha of *codes*: overall, for each pair of coders, for each item.

    Parameters
    ----------
    codes
        One row per judgement: ``item``, ``coder``, ``code``. Not every coder must have coded every
        item. Codes that differ only in case or blanks are read as one, and named.
    level
        How codes differ: ``nominal`` (same or not), ``ordinal`` (ranks), ``interval`` (squared
        difference), ``ratio`` (squared difference over the sum).
    rng
        Seed or generator of the bootstrap.

    Returns
    -------
    AGREEMENT
        ``scope`` (overall, pair, item), ``name``, ``alpha``, ``low`` and ``high`` (95 %, items
        drawn with replacement), ``n`` (items with two or more codes), ``codes`` (on those items),
        ``method``.

    Notes
    -----
    ``alpha = 1 - observed / expected disagreement``: 1 is full agreement, 0 what chance would
    give, below 0 is systematic disagreement. Krippendorff asks for .800, and .667 for tentative
    conclusions; the lower end of the interval should clear the bar. An item's alpha is 1 - its own
    disagreement over the expected one; weighted by ``codes`` the items' alphas average to the
    overall one. Undefined (NaN) if all codes are alike: without variation nothing was put to the
    test. The interval is the mean of two that err to opposite sides: the bootstrap's percentiles,
    stretched for few items, and Student's limits on the scale of ``log(1 - alpha)``. If all agree,
    at most a share ``1 - .025^(1/n)`` of all items can be disputed. Ordinal distances are those of
    the whole sample.

    References
    ----------
    Krippendorff (2019), Content Analysis, 4th ed., chapter 12. Hayes & Krippendorff (2007),
    Communication Methods and Measures 1:77.

    Examples
    --------
    >>> codes = {"item": [*range(6)] * 2, "coder": [*"aaaaaabbbbbb"], "code": [*"110101110011"]}
    >>> round(float(agreement(pd.DataFrame(codes))["alpha"].iloc[0]), 2)
    0.31
    """
    known = _checked(codes, level)
    generator = np.random.default_rng(rng)
    coders = sorted(known["coder"].unique())
    whole = _tally(known, level)
    rows = [("overall", "all coders", *_alpha(whole, generator))]
    for pair in combinations(coders, 2) if len(coders) > 2 else []:
        tally = _tally(known[known["coder"].isin(pair)], level)
        rows.append(("pair", " · ".join(pair), *_alpha(tally, generator)))
    alphas = 1 - whole.observed / whole.size / (whole.expected or np.nan)
    rows += [
        ("item", item, alpha, np.nan, np.nan, 1, size, "one item, no interval")
        for item, alpha, size in zip(whole.items, alphas, whole.size, strict=True)
    ]
    found = schema.table(rows, schema.AGREEMENT)
    return schema.stamp(found, "agreement", level=level, coders=len(coders))


def _checked(codes: pd.DataFrame, level: str) -> pd.DataFrame:
    schema.require(codes, ["item", "coder", "code"], what="codes table")
    if level not in LEVELS:
        raise ValueError(f"unknown level {level!r}; choose one of {', '.join(LEVELS)}")
    known = codes[["item", "coder", "code"]].dropna()
    known = known.assign(**{name: known[name].map(str) for name in ("item", "coder")})
    twice = known[known.duplicated(["item", "coder"])]
    if len(twice):
        first = twice.iloc[0]
        raise ValueError(
            f"coder {first['coder']!r} coded item {first['item']!r} more than once; keep one code"
        )
    if level == "nominal":
        return known.assign(code=tidied(known["code"]))
    numbers = pd.to_numeric(known["code"], errors="coerce").astype("float64")
    if numbers.isna().any():
        odd = known["code"][numbers.isna()].iloc[0]
        raise ValueError(f"level {level!r} needs numbers as codes, and there is {odd!r}")
    if level == "ratio" and (numbers < 0).any():
        raise ValueError("level 'ratio' needs codes of 0 or more")
    return known.assign(code=numbers)


def _tally(codes: pd.DataFrame, level: str) -> _Tally:
    table = pd.crosstab(codes["item"], codes["code"])
    table = table[table.sum(axis=1) > 1]
    counts = table.to_numpy(np.float64)
    distance = _distance(table.columns, counts.sum(axis=0), level)
    size = counts.sum(axis=1)
    observed = ((counts @ distance) * counts).sum(axis=1) / (size - 1)
    expected = float(_expected(counts.sum(axis=0), distance)) if len(size) else 0.0
    return _Tally(list(table.index), counts, distance, size, observed, expected)


def _distance(codes: pd.Index, totals: Floats, level: str) -> Floats:
    """Return Krippendorff's squared distance between each pair of codes."""
    if level == "nominal":
        return np.asarray(1 - np.eye(len(codes)))
    values = codes.to_numpy(np.float64)
    if level == "ordinal":
        # The sum of frequencies from c to k less half of both ends is a difference of mid-ranks.
        values = np.cumsum(totals) - totals / 2
    squared = (values[:, None] - values) ** 2
    if level != "ratio":
        return np.asarray(squared)
    sums = values[:, None] + values
    return np.divide(squared, sums**2, out=np.zeros_like(squared), where=sums > 0)


def _expected(counts: Floats, distance: Floats) -> Floats:
    """Return the disagreement that chance would give, for each row of code totals."""
    n = counts.sum(axis=-1)
    return np.asarray(((counts @ distance) * counts).sum(axis=-1) / (n * (n - 1)))


def _alpha(tally: _Tally, rng: np.random.Generator) -> tuple[Any, ...]:
    """Return alpha, its limits, the numbers of items and codes, and the method."""
    n, total = len(tally.size), int(tally.size.sum())
    if not tally.expected:
        why = "all codes are alike" if n else "no item has two codes"
        return np.nan, np.nan, np.nan, n, total, f"alpha is undefined: {why}"
    alpha = float(1 - tally.observed.sum() / total / tally.expected)
    if n < 2:
        return alpha, np.nan, np.nan, n, total, "no interval from one item"
    if not tally.observed.any():
        disputed = 1 - ((1 - resample.LEVEL) / 2) ** (1 / n)
        low = 1 - disputed * float(tally.distance.max()) / tally.expected
        how = f"95 % Clopper-Pearson, none of {n} items disputed"
        return alpha, low, 1.0, n, total, how
    how = f"95 % bootstrap, {n} items drawn {resample.RESAMPLES:,} times"
    return alpha, *_interval(tally, alpha, rng), n, total, how


def _interval(tally: _Tally, alpha: float, rng: np.random.Generator) -> tuple[float, float]:
    """Return the mean of the bootstrap's percentiles and Student's limits for log(1 - alpha)."""
    counts, distance, size, observed = tally[1:5]
    n, codes = len(size), counts.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):  # NaN where all drawn codes are alike
        drawn = [
            (w @ observed) / (w @ size) / _expected(w @ counts, distance)
            for w in resample.draws(n, rng)
        ]
    down, up = resample.ends((1 - alpha - np.concatenate(drawn)) * resample.widen(n), n - 1)
    # The linearised log of observed over expected disagreement.
    whole, chance = size.sum(), counts @ distance @ codes
    moved = observed / observed.sum() - size / whole
    moved -= 2 * chance / chance.sum() - size * (1 / whole + 1 / (whole - 1))
    spread = float(np.sqrt(((moved - moved.mean()) ** 2).sum()))
    step = resample.student(n - 1) * spread * resample.widen(n)
    low, high = 1 - (1 - alpha) * np.exp(step), 1 - (1 - alpha) * np.exp(-step)
    return (alpha + down + float(low)) / 2, min(1.0, (alpha + up + float(high)) / 2)
