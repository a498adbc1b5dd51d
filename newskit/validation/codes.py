"""Human codes brought together with what was measured: by item, weighed, and counted by article."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from newskit import schema
from newskit.statistics.distributions import Floats, Integers

_YES, _NO = {"1", "true", "yes", "y"}, {"0", "false", "no", "n"}
# An item that sample_for_coding named: "s" if the texts had unequal chances, number, text's hash.
ITEM = re.compile(r"(s?)\d+-([0-9a-f]{10})")
_STRANGE = 4.0  # standard errors: a sample drawn at random is that uneven once in 10,000 times


class Joined(NamedTuple):
    """Every measured row, its code where there is one, and what the sample says of it.

    ``kind`` is yes/no, class or number. ``code`` and ``measure`` are of that kind; ``weight`` is
    how many rows a coded one stands for, ``unit`` the number of its article.
    """

    table: pd.DataFrame
    kind: str
    key: str

    @property
    def coded(self) -> pd.DataFrame:
        """The rows that have a code."""
        return self.table[self.table["code"].notna()]


def fingerprint(text: str) -> str:
    """Return the first ten digits of a text's SHA-256: the identity of what was coded."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]


def tidied(codes: pd.Series) -> pd.Series:
    """Return *codes* as text, those that differ only in case or blanks written alike.

    Of several spellings the most frequent is kept; one warning names them. ``1.0`` is ``1``.
    """
    written = codes.map(str, na_action="ignore").astype(object)
    plain = written.map(_plain, na_action="ignore")
    kept = {}
    for code, spellings in written.groupby(plain, sort=False):
        counts = spellings.str.strip().value_counts(sort=True)
        kept[code] = str(counts.index[0])
        if len(set(spellings)) > 1:
            named = ", ".join(map(repr, sorted(set(spellings) - {kept[code]})))
            schema.warn(
                f"{int((spellings != kept[code]).sum())} codes differ from {kept[code]!r} only in "
                f"case or blanks and were read as it: {named}"
            )
    return plain.map(kept, na_action="ignore")


def _plain(code: str) -> str:
    """Return *code* without case and blanks, and the zeros that a spreadsheet puts behind 1."""
    return re.sub(r"^([+-]?\d+)\.0+$", r"\1", " ".join(code.split()).casefold())


def settled(codes: pd.DataFrame, *, kind: str, key: str = "item") -> pd.DataFrame:
    """Return one code per item: the mean of numbers, the majority of classes; ties are left out."""
    schema.require(codes, [key, "code"], what="codes table")
    known = codes.dropna(subset=[key, "code"])
    known = known.assign(**{key: known[key].map(str), "code": tidied(known["code"])})
    if kind == "number":
        numbers = pd.to_numeric(known["code"], errors="coerce").astype("float64")
        if numbers.isna().any():
            odd = known["code"][numbers.isna()].iloc[0]
            raise ValueError(f"the measure is a number and the code {odd!r} is not")
        return numbers.groupby(known[key]).mean().rename("code").reset_index()
    written = known["code"].map(_truth) if kind == "yes/no" else known["code"]
    votes = written.groupby([known[key], written]).size().rename("votes")
    votes.index.names = [key, "code"]
    best = votes[votes == votes.groupby(level=0).transform("max")].reset_index()
    tied = sorted(set(best[key][best.duplicated(key)]))
    if tied:
        named = ", ".join(tied[:5])
        schema.warn(f"{len(tied)} items have no majority code and were left out: {named}")
    return best[~best[key].isin(tied)][[key, "code"]].reset_index(drop=True)


def _truth(code: str) -> str:
    plain = _plain(code)
    if plain in _YES | _NO:
        return str(plain in _YES)
    raise ValueError(
        f"the measure is true or false; write the code {code!r} as yes or no, or 1 or 0"
    )


def joined(
    measured: pd.DataFrame,
    codes: pd.DataFrame,
    value: str,
    *,
    sample: pd.DataFrame | None,
    unit: str,
    by: Sequence[str],
    whole: bool = False,
) -> Joined:
    """Return *measured* with the settled codes of its rows, their weights and units.

    The key is ``item`` where both tables have it, else ``article_id``; a *sample* brings the
    ``article_id`` and ``weight`` of each item. If *measured* is the *whole*, every code is of one
    of its rows.
    """
    own = [] if unit == "article_id" else [unit]
    schema.require(measured, [value, *by, *own], what="measured table")
    schema.require(codes, ["code"], what="codes table")
    if sample is not None:
        codes, measured = _placed(codes, sample), _placed_alike(measured, sample)
    key = _key(measured, codes, whole=whole)
    kind = _kind(measured[value], codes["code"])
    human = settled(codes, kind=kind, key=key)
    table = measured.assign(**{key: measured[key].map(str), "measure": measured[value]})
    table = table[table["measure"].notna()]
    _check_texts(table, codes, key)
    weight = _weights(table, codes, key)
    table = table.drop(columns=["code", "weight"], errors="ignore").merge(human, on=key, how="left")
    coded = table["code"].notna()
    if not coded.any():
        raise ValueError(
            "no item is both measured and coded; the measured table has "
            f"{list(table[key][:3])}, the codes have {list(human[key][:3])}"
        )
    table["weight"] = 1.0 if weight is None else table[key].map(weight)
    if table["weight"][coded].isna().any():
        raise ValueError("some codes have no weight: give one to each, or to none")
    table["unit"] = pd.factorize(table[unit if unit in table else key])[0]
    if weight is None:
        _refuse_strata(table, codes, measured, list(by))
    return Joined(_typed(table, kind), kind, key)


def _key(measured: pd.DataFrame, codes: pd.DataFrame, *, whole: bool) -> str:
    """Return the column that both tables have; refuse rows that it does not tell apart."""
    key = next((k for k in ("item", "article_id") if k in measured and k in codes), None)
    if key is None:
        raise ValueError(
            "the codes and the measured table share neither 'item' nor 'article_id'; hand over "
            "the sample that was coded as sample=, which has both"
        )
    what, names = key.removesuffix("_id"), measured[key].map(str)
    if names.duplicated().any():
        raise ValueError(f"the measured table has more than one row for an {what}; one is needed")
    strange = sorted(set(codes[key].dropna().map(str)) - set(names)) if whole else []
    if strange:
        raise ValueError(
            f"{len(strange)} coded {what}s are not in the measured table, {strange[0]!r} for one"
        )
    return key


def _placed(codes: pd.DataFrame, sample: pd.DataFrame) -> pd.DataFrame:
    """Return *codes* with what the *sample* knows of their items."""
    schema.require(sample, ["item"], what="sample")
    schema.require(codes, ["item"], what="codes table")
    named, left = (t.assign(item=t["item"].map(str)) for t in (sample, codes))
    strange = sorted(set(left["item"]) - set(named["item"]))
    if strange:
        raise ValueError(
            f"{len(strange)} coded items are not in the sample, {strange[0]!r} for one: "
            "they belong to other texts"
        )
    _check_texts(named, left, "item")
    known = named[[c for c in ("item", "article_id", "weight") if c in named]]
    return left.drop(columns=["article_id", "weight"], errors="ignore").merge(known, on="item")


def _placed_alike(measured: pd.DataFrame, sample: pd.DataFrame) -> pd.DataFrame:
    """Return *measured* with the items of a *sample* of spans, which stand in the same places."""
    place = ["article_id", "start", "end"]
    if "item" in measured or not {*place} <= {*measured} or not {*place} <= {*sample}:
        return measured
    numbered = pd.Series(range(len(measured)), measured.index).map("row {}".format)
    items = sample.set_index(place)["item"].map(str)
    found = pd.MultiIndex.from_frame(measured[place]).map(items.to_dict())
    return measured.assign(item=pd.Series(found, measured.index).fillna(numbered))


def _check_texts(table: pd.DataFrame, codes: pd.DataFrame, key: str) -> None:
    """Refuse codes whose file was written for another text under the same item."""
    if key != "item" or "text" not in table or "text_hash" not in codes:
        return
    hashes = dict(zip(codes["item"].map(str), codes["text_hash"].map(str), strict=True))
    for item, text in zip(table["item"], table["text"], strict=True):
        if hashes.get(item) and isinstance(text, str) and hashes[item] != fingerprint(text):
            raise ValueError(f"item {item!r} was coded on another text than the measured table has")


def _kind(measure: pd.Series, codes: pd.Series) -> str:
    """Return what the measure is: yes/no (also as 0 and 1, also with gaps), number or class."""
    kinds = {*measure.dropna().map(type)}
    if kinds and str not in kinds and measure.dropna().isin([0, 1]).all():
        plain = {_plain(str(code)) for code in codes.dropna()}
        if kinds <= {bool, np.bool_} or plain <= _YES | _NO:
            return "yes/no"
    return "number" if pd.api.types.is_numeric_dtype(measure) else "class"


def _typed(table: pd.DataFrame, kind: str) -> pd.DataFrame:
    if kind == "number":
        return table.astype({"measure": "float64", "code": "float64"})
    if kind == "yes/no":
        return table.assign(measure=table["measure"].astype(bool).map(str))
    # The measure's spelling wins, so that its classes and the coders' are the same words.
    spelled = {_plain(str(name)): str(name) for name in table["measure"]}
    code = table["code"].map(lambda c: spelled.get(_plain(c), c), na_action="ignore")
    return table.assign(measure=table["measure"].map(str), code=code)


def _weights(table: pd.DataFrame, codes: pd.DataFrame, key: str) -> dict[str, float] | None:
    source = next((t for t in (codes, table) if "weight" in t), None)
    if source is None:
        return None
    pairs = source[[key, "weight"]].dropna()
    if (pairs["weight"] <= 0).any():
        raise ValueError("weights must be above 0: how many texts each coded one stands for")
    return dict(zip(pairs[key].map(str), pairs["weight"].astype(float), strict=True))


def _refuse_strata(
    table: pd.DataFrame, codes: pd.DataFrame, measured: pd.DataFrame, by: list[str]
) -> None:
    """Refuse codes of a stratified sample without their weights, unless *by* names its strata."""
    notes = [t.attrs.get("newskit") or {} for t in (codes, measured)]
    strata = [s for n in notes if n.get("uneven") for s in schema.listed(n.get("by"))]
    items = [*(codes if "item" in codes else table).get("item", [])]
    told = not by and any((m := ITEM.fullmatch(str(i))) and m[1] for i in items)
    groups = [g for _, g in table.groupby(by)] if by else [table]
    if {*strata} <= {*by} and not told and not any("outlet" in g and _uneven(g) for g in groups):
        return
    raise ValueError(
        "the coded texts were drawn with unequal chances (outlets have other shares among them "
        "than among all), so they do not speak for the whole as they are: give the sample as "
        "sample=, or codes with its column 'weight' (1 for each, if they were drawn at random)"
    )


def _uneven(table: pd.DataFrame) -> bool:
    """Say whether an outlet's share among the coded is too far from its share among all.

    By the hypergeometric standard error, where five codes or more would be expected of each.
    """
    all_, coded = table["outlet"].value_counts(), table["outlet"][table["code"].notna()]
    n, whole = len(coded), len(table)
    expected = all_ * n / whole
    if n == whole or expected.min() < 5:
        return False
    error = np.sqrt(expected * (1 - all_ / whole) * (whole - n) / (whole - 1))
    away = (coded.value_counts().reindex(all_.index).fillna(0) - expected).abs()
    return bool((away > _STRANGE * error).any())


def units_of(table: pd.DataFrame) -> Integers:
    """Return the units of *table*, numbered from 0 without gaps."""
    return np.asarray(pd.factorize(table["unit"])[0], dtype=np.int64)


def per_unit(values: Floats, units: Integers) -> Floats:
    """Return the sums of *values* by unit."""
    return np.bincount(units, weights=values).astype(np.float64)
