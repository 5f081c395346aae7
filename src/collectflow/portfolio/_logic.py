"""Two never-null columns for each guard, *surely true* and *surely false*; what is neither is unknown.

A side is a column of booleans, or a plain `bool` where nothing depends on the row: constants fold away
before an engine sees them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from operator import and_, eq, ge, gt, le, lt, ne, or_
from typing import Any, NamedTuple

import attrs
import narwhals.stable.v2 as nw

from collectflow.guards import Algebra, Guard, Opaque, Ref, Test, straight, walk

Side = nw.Expr | bool


class Truths(NamedTuple):
    """Where a guard surely holds, and where it surely does not."""

    true: Side
    false: Side


UNKNOWN = Truths(true=False, false=False)


def all_sides(sides: Iterable[Side]) -> Side:
    """Every side holds."""
    found: list[nw.Expr] = []
    for each in sides:
        if isinstance(each, nw.Expr):
            found.append(each)
        elif not each:
            return False
    return reduce(and_, found) if found else True


def any_side(sides: Iterable[Side]) -> Side:
    """At least one side holds."""
    found: list[nw.Expr] = []
    for each in sides:
        if isinstance(each, nw.Expr):
            found.append(each)
        elif each:
            return True
    return reduce(or_, found) if found else False


def negated(side: Side) -> Side:
    """The side does not hold; sound for these columns since they are never null."""
    return (not side) if isinstance(side, bool) else ~side


def column(side: Side) -> nw.Expr:
    """A side as an expression."""
    return nw.lit(side) if isinstance(side, bool) else side


#: The candidate zones that an alternative speaks of; `None` among them is the unknown zone.
Zones = frozenset[str | None]


@attrs.frozen
class Alternative:
    """What a reference is worth in some candidate zones: a column or constant, where it is known."""

    #: `None`: in every zone.
    zones: Zones | None
    value: nw.Expr | int | str | bool
    known: Side = True


#: What a reference is worth; where no alternative speaks it is unknown.
Values = tuple[Alternative, ...]

_COMPARE: dict[str, Callable[[Any, Any], Any]] = {"eq": eq, "ne": ne, "lt": lt, "le": le, "gt": gt, "ge": ge}
ZONE = "__zone"


def in_zones(zones: Zones | None) -> Side:
    """Whether a world's zone is one of these."""
    if zones is None:
        return True
    zone = nw.col(ZONE)
    named = sorted(each for each in zones if each is not None)
    sides: list[Side] = []
    if named:
        sides.append((zone == named[0]) if len(named) == 1 else zone.is_in(named))
    made = any_side(each.fill_null(value=False) for each in sides if not isinstance(each, bool))
    return any_side([made, zone.is_null()]) if None in zones else made


#: A column, or a constant as readings hold it.
Worth = nw.Expr | int | str | bool


def constant(value: Worth) -> nw.Expr:
    """A worth as an expression; of a yes or no, a number."""
    return value if isinstance(value, nw.Expr) else nw.lit(int(value))


def compare(op: str, value: Worth, wanted: Any) -> Side:  # noqa: ANN401 - a constant
    """A value compared to a constant; never null."""
    if op in {"in", "not_in"}:
        if not isinstance(value, nw.Expr):
            return (value in wanted) is (op == "in")
        held = any_side(compare("eq", value, each) for each in wanted)
        return held if op == "in" else negated(held)
    made = _COMPARE[op](value, wanted)
    return made.fill_null(value=False) if isinstance(made, nw.Expr) else bool(made)


def stepped(pairs: Iterable[tuple[nw.Expr, int]], otherwise: int) -> nw.Expr:
    """The number of the first pair whose condition holds."""
    made = nw.lit(otherwise)
    for holds, number in reversed(list(pairs)):
        made = nw.when(holds).then(nw.lit(number)).otherwise(made)
    return made


class Frames(Algebra[Truths]):
    """Guards as pairs of columns; made for guards whose negation stands at the leaves."""

    def __init__(self, values: Callable[[Ref], Values]) -> None:
        """`values` says what each reference is worth."""
        self.values = values

    def test(self, leaf: Test) -> Truths:
        """Compare; unknown is neither true nor false."""
        true: list[Side] = []
        false: list[Side] = []
        for each in self.values(leaf.ref):
            here = all_sides([in_zones(each.zones), each.known])
            held = compare(leaf.op, each.value, leaf.value)
            true.append(all_sides([here, held]))
            false.append(all_sides([here, negated(held)]))
        return Truths(any_side(true), any_side(false))

    def opaque(self, leaf: Opaque) -> Truths:  # noqa: ARG002 - whatever it is
        """Unknown: its code cannot be read."""
        return UNKNOWN

    def all_of(self, parts: tuple[Truths, ...]) -> Truths:
        """True where all are, false where any is."""
        return Truths(all_sides(each.true for each in parts), any_side(each.false for each in parts))

    def any_of(self, parts: tuple[Truths, ...]) -> Truths:
        """True where any is, false where all are."""
        return Truths(any_side(each.true for each in parts), all_sides(each.false for each in parts))

    def negated(self, part: Truths) -> Truths:
        """True and false change places."""
        return Truths(part.false, part.true)


def truths(guard: Guard, values: Callable[[Ref], Values]) -> Truths:
    """A guard as two columns."""
    return walk(straight(guard), Frames(values))
