"""A measured share or difference, put right for the measure's own errors, with an interval."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from newskit import schema
from newskit.statistics import resample
from newskit.statistics.resample import Floats, Seed
from newskit.validation.validate import settled

_JEFFREYS = 0.5


class _Group(NamedTuple):
    """One group: its raw and corrected share, draws of the latter, and what lies behind them."""

    key: tuple[Any, ...]
    measured: float
    value: float
    drawn: Floats
    coded: int
    articles: int


def corrected_share(
    measured: pd.DataFrame,
    codes: pd.DataFrame,
    *,
    value: str,
    by: str | Sequence[str] | None = None,
    rng: Seed = 0,
) -> pd.DataFrame:
    """Return the share of articles that truly have a property: a fallible measure, put right.

    Parameters
    ----------
    measured
        Every article once: ``article_id`` and *value*, true or false (what the measure says).
    codes
        Human codes of some of them: ``article_id``, ``coder``, ``code`` (yes/no, 1/0, true/false).
        Merge the sample's ``article_id`` onto what :func:`read_codes` gives. The majority counts.
    value
        The column with the measure.
    by
        Columns of groups; each group is corrected by its own codes, so a measure that errs more
        for one outlet does no harm, and each group needs codes.
    rng
        Seed or generator.

    Returns
    -------
    COMPARISON
        The group columns, ``measured`` (the raw share), then ``value`` (corrected), ``low``,
        ``high`` (95 %), ``n`` (all articles) and ``method``. NaN where articles of a kind have no
        codes.

    Notes
    -----
    With W the share of articles the measure calls true, ``value = W * (coded yes among those) +
    (1 - W) * (coded yes among the others)``: the codes, post-stratified by the measure. It is
    right on average whatever the measure's errors, and the better the measure, the narrower the
    interval. The coded articles must be a random sample of each group, or random among those
    called true and among the others. The interval is from 10,000 draws of the three shares under
    Jeffreys' prior, so that a measure without an error in a few codes is not taken for infallible.
    Human codes are taken as true: report :func:`agreement` beside it.

    References
    ----------
    Rogan & Gladen (1978), American Journal of Epidemiology 107:71. Tenenbein (1970), JASA 65:1350.
    Angelopoulos et al. (2023), Science 382:669. TeBlunthuis, Hase & Chan (2024), Communication
    Methods and Measures 18:278.
    """
    groups, names = _corrected(measured, codes, value, by, rng)
    rows = [
        (*g.key, g.measured, g.value, *_ends(g.drawn), g.articles, _method(g.coded, g.articles))
        for g in groups
    ]
    found = pd.DataFrame(rows, columns=[*names, "measured", *schema.COMPARISON])
    found = found.astype({"measured": "float64", **schema.COMPARISON})
    return schema.stamp(found, "corrected_share", value=value, by=by)


def corrected_difference(
    measured: pd.DataFrame,
    codes: pd.DataFrame,
    *,
    value: str,
    by: str | Sequence[str],
    rng: Seed = 0,
) -> pd.DataFrame:
    """Return, for each pair of groups, the difference of their corrected shares with its interval.

    Takes what :func:`corrected_share` takes. The columns are ``group``, ``reference``,
    ``measured`` (the raw difference), then those of COMPARISON.
    """
    groups, _ = _corrected(measured, codes, value, by, rng)
    rows = [
        (
            " · ".join(map(str, a.key)),
            " · ".join(map(str, b.key)),
            a.measured - b.measured,
            a.value - b.value,
            *_ends(a.drawn - b.drawn),
            a.articles + b.articles,
            _method(a.coded + b.coded, a.articles + b.articles),
        )
        for a, b in combinations(groups, 2)
    ]
    columns = {"group": "str", "reference": "str", "measured": "float64", **schema.COMPARISON}
    return schema.stamp(schema.table(rows, columns), "corrected_difference", value=value, by=by)


def _corrected(
    measured: pd.DataFrame,
    codes: pd.DataFrame,
    value: str,
    by: str | Sequence[str] | None,
    rng: Seed,
) -> tuple[list[_Group], list[str]]:
    names = [by] if isinstance(by, str) else list(by or [])
    table = _checked(measured, codes, value, names)
    generator = np.random.default_rng(rng)
    parts = table.groupby(names, observed=True) if names else [((), table)]
    return [_group(key, rows, generator) for key, rows in parts], names


def _checked(
    measured: pd.DataFrame, codes: pd.DataFrame, value: str, names: list[str]
) -> pd.DataFrame:
    schema.require(measured, ["article_id", value, *names], what="measured table")
    schema.require(codes, ["article_id", "code"], what="codes table (merge on the sample's ids)")
    if not pd.api.types.is_bool_dtype(measured[value]):
        raise ValueError(
            f"column {value!r} is not true or false; make it so, as in table[{value!r}] == ..."
        )
    if measured["article_id"].duplicated().any():
        raise ValueError("the measured table has more than one row for an article; one is needed")
    human = settled(codes, numeric=False, yes_no=True, key="article_id")
    table = measured.astype({"article_id": "str"}).rename(columns={value: "_measure"})
    strange = ~human["article_id"].isin(table["article_id"])
    if strange.any():
        raise ValueError(
            f"{int(strange.sum())} coded articles are not in the measured table, "
            f"{human.loc[strange, 'article_id'].iloc[0]!r} for one"
        )
    return table.merge(human.assign(_code=human["code"] == "True"), on="article_id", how="left")


def _group(key: tuple[Any, ...], rows: pd.DataFrame, rng: np.random.Generator) -> _Group:
    called = rows["_measure"].to_numpy(bool)
    coded = rows["_code"].notna().to_numpy()
    yes = rows["_code"].eq(True).to_numpy()
    share = float(called.mean())
    drawn_share = rng.beta(
        called.sum() + _JEFFREYS, (~called).sum() + _JEFFREYS, resample.RESAMPLES
    )
    value, drawn = 0.0, np.zeros(resample.RESAMPLES)
    for side, weight, weights in (
        (called, share, drawn_share),
        (~called, 1 - share, 1 - drawn_share),
    ):
        n, k = int((coded & side).sum()), int((yes & side).sum())
        if side.any():
            value += weight * (k / n if n else np.nan)
        drawn += weights * rng.beta(k + _JEFFREYS, n - k + _JEFFREYS, resample.RESAMPLES)
    if np.isnan(value):
        drawn = np.full(resample.RESAMPLES, np.nan)
    return _Group(key, share, value, drawn, int(coded.sum()), len(rows))


def _ends(drawn: Floats) -> tuple[float, float]:
    tail = (1 - resample.LEVEL) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail])
    return float(low), float(high)


def _method(coded: int, articles: int) -> str:
    return f"corrected by {coded} codes of {articles} articles; 95 %, Jeffreys' prior"
