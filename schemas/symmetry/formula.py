"""Formulas of a parameter in the ontology's data: arithmetic, comparison and ``factorial``, nothing else."""

from __future__ import annotations

import ast
from functools import cache
from math import factorial
from types import CodeType

_ALLOWED = (
    ast.Expression,
    ast.BinOp,
    ast.UnaryOp,
    ast.BoolOp,
    ast.Compare,
    ast.Call,
    ast.Name,
    ast.Constant,
    ast.Load,
    ast.operator,
    ast.unaryop,
    ast.boolop,
    ast.cmpop,
)
_FUNCTIONS = {"factorial": factorial, "max": max}


@cache
def _compiled(formula: str) -> CodeType:
    tree = ast.parse(formula.replace("^", "**").replace("/", "//"), mode="eval")
    for node in ast.walk(tree):
        if not isinstance(node, _ALLOWED):
            raise ValueError(f"{formula!r} is no formula")
    return compile(tree, "<formula>", "eval")


def value(formula: str, **parameters: int) -> int:
    """The formula's value at the parameters; ``/`` divides without remainder, ``^`` raises to a power.

    >>> value("n*(n-1)/2", n=4)
    6
    """
    return int(eval(_compiled(formula), {"__builtins__": {}, **_FUNCTIONS}, parameters))


def holds(condition: str, **parameters: int) -> bool:
    """Whether the condition is true at the parameters."""
    return bool(value(condition, **parameters))
