from __future__ import annotations

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask

from newskit import NewskitWarning, agreement
from newskit.schema import AGREEMENT as COLUMNS
from newskit.statistics import resample
from newskit.validation.agreement import LEVELS, _alpha, _checked, _tally


def codes(coders: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (item, coder, code)
            for coder, row in coders.items()
            for item, code in enumerate(row)
            if code != "."
        ],
        columns=["item", "coder", "code"],
    )


# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section E: four observers, twelve
# units, missing data.
PUBLISHED = codes(
    {"A": "123321412...", "B": "1233224125.3", "C": ".3332342251.", "D": "12332441251."}
)
# The same paper, section B: two observers, ten units, binary.
BINARY = codes({"Meg": "0100000000", "Jon": "1110010100"})


@pytest.mark.parametrize(
    ("level", "alpha"),
    [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)],
)
def test_alpha_equals_krippendorffs_published_values(level, alpha):
    found = agreement(PUBLISHED, level=level).iloc[0]
    assert found["alpha"] == pytest.approx(alpha, abs=5e-4)
    assert found["low"] < found["alpha"] < found["high"] <= 1
    assert (found["n"], found["codes"]) == (11, 40)


def test_alpha_equals_krippendorffs_binary_example():
    assert agreement(BINARY)["alpha"][0] == pytest.approx(0.095, abs=5e-4)


RATINGS = st.lists(
    st.lists(st.sampled_from("12345."), min_size=3, max_size=3), min_size=3, max_size=12
).map(lambda rows: codes({c: "".join(r[i] for r in rows) for i, c in enumerate("abc")}))


@given(RATINGS, st.sampled_from(LEVELS))
@settings(max_examples=40, deadline=None)
def test_alpha_equals_the_package_krippendorffs(table, level):
    with pytest.MonkeyPatch.context() as patch:  # the interval is not asked for here
        patch.setattr(resample.draws, "__kwdefaults__", {"resamples": 10})
        found = agreement(table, level=level).iloc[0]
    matrix = table.pivot_table(index="coder", columns="item", values="code", aggfunc="first")
    values = matrix.apply(pd.to_numeric).to_numpy(float)
    pairable = values[:, (~np.isnan(values)).sum(axis=0) > 1]
    if len(np.unique(pairable[~np.isnan(pairable)])) < 2:
        assert np.isnan(found["alpha"])
    else:
        oracle = krippendorff.alpha(pairable, level_of_measurement=level)
        assert found["alpha"] == pytest.approx(oracle, abs=1e-9)


@pytest.mark.parametrize("table", [PUBLISHED, BINARY], ids=["published", "binary"])
def test_alpha_equals_nltks_annotation_task(table):
    data = table.assign(code=table["code"].astype(float))[["coder", "item", "code"]]
    rows = list(data.itertuples(index=False, name=None))
    nominal = AnnotationTask(rows, distance=lambda a, b: float(a != b)).alpha()
    interval = AnnotationTask(rows, distance=lambda a, b: (a - b) ** 2).alpha()
    ratio = AnnotationTask(rows, distance=lambda a, b: ((a - b) / ((a + b) or 1)) ** 2).alpha()
    assert agreement(table)["alpha"][0] == pytest.approx(nominal, abs=1e-6)
    assert agreement(table, level="interval")["alpha"][0] == pytest.approx(interval, abs=1e-6)
    assert agreement(table, level="ratio")["alpha"][0] == pytest.approx(ratio, abs=1e-6)


def test_items_average_to_the_whole_and_pairs_stand_alone():
    found = agreement(PUBLISHED, level="interval")
    assert list(found.columns) == list(COLUMNS)
    items, pairs = found[found["scope"] == "item"], found[found["scope"] == "pair"]
    assert np.average(items["alpha"], weights=items["codes"]) == pytest.approx(found["alpha"][0])
    assert len(pairs) == 6
    alone = agreement(PUBLISHED[PUBLISHED["coder"].isin(["A", "D"])], level="interval")
    assert pairs.set_index("name")["alpha"]["A · D"] == pytest.approx(alone["alpha"][0])


def test_the_same_seed_gives_the_same_interval():
    pd.testing.assert_frame_equal(agreement(PUBLISHED, rng=1), agreement(PUBLISHED, rng=1))
    assert agreement(PUBLISHED, rng=1)["low"][0] != agreement(PUBLISHED, rng=2)["low"][0]


def simulated(items: int, coders: int, wrong: float, gap: float, rng) -> pd.DataFrame:
    """Coders who err with chance *wrong* into one of two other classes, with gaps."""
    truth = rng.integers(3, size=items)
    given = [np.where(rng.random(items) < wrong, (truth + rng.integers(1, 3, items)) % 3, truth)
             for _ in range(coders)]  # fmt: skip
    table = pd.DataFrame(
        {"item": [*range(items)] * coders, "coder": np.repeat([*"abc"[:coders]], items),
         "code": np.concatenate(given)}
    )  # fmt: skip
    return table[rng.random(len(table)) >= gap]


@pytest.mark.parametrize(
    ("items", "coders", "wrong", "gap", "alpha"),
    [(40, 2, 0.2, 0.0, 0.49), (50, 3, 0.1, 0.3, 0.7225)],
)
def test_the_interval_covers(items, coders, wrong, gap, alpha, monkeypatch):
    """Alpha of coders who err into k - 1 classes: (1 - wrong * k / (k - 1)) ** 2."""
    monkeypatch.setattr(resample.draws, "__kwdefaults__", {"resamples": 1000})
    rng, held = np.random.default_rng(11), []
    for _ in range(200):
        table = _checked(simulated(items, coders, wrong, gap, rng), "nominal")
        _, low, high, *_ = _alpha(_tally(table, "nominal"), rng)
        held.append(low <= alpha <= high)
    assert 0.92 <= np.mean(held) <= 0.98, np.mean(held)


def test_the_interval_lies_close_around_alpha_where_items_are_many():
    found = agreement(simulated(200, 2, 0.2, 0.0, np.random.default_rng(4))).iloc[0]
    assert 0.05 < found["alpha"] - found["low"] < 0.15
    assert 0.05 < found["high"] - found["alpha"] < 0.15


def test_full_agreement_is_not_certainty():
    found = agreement(codes({"a": "1212121212", "b": "1212121212"})).iloc[0]
    chance = 10 / 19  # of two codes out of twenty, ten of each kind
    assert found["low"] == pytest.approx(1 - (1 - 0.025**0.1) / chance)
    assert found["high"] == 1


def test_codes_are_cleaned_and_near_codes_named():
    messy = codes({"a": "ynyn", "b": "ynny"}).replace({"code": {"y": "Yes", "n": "NO "}})
    messy.loc[0, "code"] = "yes"
    with pytest.warns(
        NewskitWarning, match="'Yes' only in case or blanks and were read as it: 'yes'"
    ):
        found = agreement(messy)["alpha"][0]
    assert found == pytest.approx(agreement(codes({"a": "ynyn", "b": "ynny"}))["alpha"][0])


@pytest.mark.parametrize(
    ("table", "why"),
    [
        (codes({"a": "111", "b": "111"}), "all codes are alike"),
        (codes({"a": "1.2", "b": ".1."}), "no item has two codes"),
        (PUBLISHED.head(0), "no item has two codes"),
    ],
)
def test_alpha_is_undefined_without_grounds(table, why):
    found = agreement(table, level="interval").iloc[0]
    assert np.isnan(found["alpha"])
    assert why in found["method"]


@pytest.mark.parametrize(
    ("table", "level", "error"),
    [
        (pd.concat([BINARY, BINARY.head(1)]), "nominal", "'Meg' coded item '0' more than once"),
        (codes({"a": "yn", "b": "yy"}), "interval", "needs numbers as codes, and there is 'y'"),
        (BINARY, "ranked", "unknown level 'ranked'; choose one of nominal, ordinal"),
        (BINARY.assign(code=-1), "ratio", "codes of 0 or more"),
        (BINARY.drop(columns="coder"), "nominal", "no column 'coder'"),
    ],
)
def test_bad_codes_are_explained(table, level, error):
    with pytest.raises(ValueError, match=error):
        agreement(table, level=level)
