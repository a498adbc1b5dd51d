"""Formulas: arithmetic over counts, and nothing else."""

import numpy as np
import pytest

from newskit.lexicon.formula import evaluate


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("a", 3.0),
        ("1000 * a / (a + b)", 600.0),
        ("a - b - 1", 0.0),
        ("a / (b - 2)", np.nan),
        ("0 / 0", np.nan),
        (" .5 + a ", 3.5),
    ],
)
def test_a_formula_is_arithmetic(formula, value):
    found = evaluate(formula, {"a": np.array([3.0]), "b": np.array([2.0])})
    np.testing.assert_equal(found, np.array(value) if formula == "0 / 0" else np.array([value]))


@pytest.mark.parametrize(
    "formula",
    ["__import__('os')", "a.b", "a ** 9", "x + 1", "1 +", "a if a else a", "(" * 400, "-a", "'a'"],
)
def test_and_nothing_else(formula):
    with pytest.raises(ValueError, match="formula"):
        evaluate(formula, {"a": np.ones(1)})


def test_a_formula_too_long_for_the_parser_is_refused():
    with pytest.raises(ValueError, match="no arithmetic expression"):
        evaluate("+".join(["a"] * 400), {"a": np.ones(1)})
    longest = "a" + "+a" * 249
    assert len(longest) == 499
    assert evaluate(longest, {"a": np.ones(1)}) == 250
    with pytest.raises(ValueError, match="no arithmetic expression"):
        evaluate(longest + " ", {"a": np.ones(1)})
