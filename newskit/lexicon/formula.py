"""Formulas of lexicon files: arithmetic over columns of counts, and nothing else."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
# The parser itself can exhaust the stack on a long chain of brackets.
_LONGEST = 500


def evaluate(formula: str, values: Mapping[str, Floats]) -> Floats:
    """Return *formula*, of names, numbers, ``+ - * /`` and brackets, over columns; NaN for x / 0.

    >>> evaluate("(a - b) / (a + b)", {"a": np.array([3.0, 0.0]), "b": np.array([1.0, 0.0])})
    array([0.5, nan])
    """

    def value(node: ast.expr) -> Any:
        match node:
            case ast.BinOp() if type(node.op) in _OPERATORS:
                return _OPERATORS[type(node.op)](value(node.left), value(node.right))
            case ast.Constant(value=int() | float() as number):
                return np.float64(number)
            case ast.Name() if node.id in values:
                return values[node.id]
        raise ValueError(
            f"formula {formula!r}: {ast.unparse(node)!r} is no number, no + - * / "
            f"and none of {', '.join(values)}"
        )

    try:
        tree = ast.parse(formula.strip() if len(formula) < _LONGEST else "?", mode="eval")
    except (SyntaxError, ValueError):
        raise ValueError(f"formula {formula!r} is no arithmetic expression") from None
    with np.errstate(divide="ignore", invalid="ignore"):
        result = np.asarray(value(tree.body), dtype=np.float64)
    return np.where(np.isfinite(result), result, np.nan)
