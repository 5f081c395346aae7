"""Guards as formulas: for each, that it surely holds and that it surely does not.

Unknown is neither. The pair is never null, whatever the solver does, and `not` only swaps it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from collectflow.guards import Algebra, Guard, Opaque, Test, walk
from collectflow.verify._z3 import z3

#: An expression of the solver; it has no types of its own.
Expr = Any


@attrs.frozen
class Truth:
    """What a guard comes to."""

    holds: Expr
    fails: Expr


@attrs.frozen
class Symbol:
    """A fact: its value, and whether that is known."""

    value: Expr
    known: Expr


def sure(value: Expr) -> Symbol:
    """A fact that is known whatever the case."""
    return Symbol(value, z3.BoolVal(True))  # noqa: FBT003 - a constant


#: A comparison of a value with a constant, both as the solver holds them.
COMPARED: dict[str, Callable[[Expr, Expr], Expr]] = {
    "eq": lambda value, constant: value == constant,
    "ne": lambda value, constant: value != constant,
    "lt": lambda value, constant: value < constant,
    "le": lambda value, constant: value <= constant,
    "gt": lambda value, constant: value > constant,
    "ge": lambda value, constant: value >= constant,
}


def compared(op: str, value: Expr, constants: tuple[Expr, ...]) -> Expr:
    """A comparison as a formula."""
    if op in {"in", "not_in"}:
        found = z3.Or([value == each for each in constants])
        return found if op == "in" else z3.Not(found)
    return COMPARED[op](value, constants[0])


class Formulas(Algebra[Truth]):
    """Guards as pairs of formulas, over the symbols of a snapshot."""

    def __init__(
        self, symbol: Callable[[Test], tuple[Symbol, tuple[Expr, ...]]], opaque: Callable[[Opaque], Truth]
    ) -> None:
        """`symbol` gives a leaf's fact and constants, `opaque` the truth of a callable."""
        self._symbol = symbol
        self._opaque = opaque

    def test(self, leaf: Test) -> Truth:
        """The comparison, where the fact is known."""
        symbol, constants = self._symbol(leaf)
        held = compared(leaf.op, symbol.value, constants)
        return Truth(z3.And(symbol.known, held), z3.And(symbol.known, z3.Not(held)))

    def opaque(self, leaf: Opaque) -> Truth:
        """Anything."""
        return self._opaque(leaf)

    def all_of(self, parts: tuple[Truth, ...]) -> Truth:
        """Holds when every part does, fails when one does."""
        return Truth(z3.And([each.holds for each in parts]), z3.Or([each.fails for each in parts]))

    def any_of(self, parts: tuple[Truth, ...]) -> Truth:
        """Holds when one part does, fails when every part does."""
        return Truth(z3.Or([each.holds for each in parts]), z3.And([each.fails for each in parts]))

    def negated(self, part: Truth) -> Truth:
        """The two swapped."""
        return Truth(part.fails, part.holds)


def formula(
    guard: Guard,
    symbol: Callable[[Test], tuple[Symbol, tuple[Expr, ...]]],
    opaque: Callable[[Opaque], Truth],
) -> Truth:
    """A guard as a pair of formulas."""
    return walk(guard, Formulas(symbol, opaque))
