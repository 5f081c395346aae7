"""Guards as functions from the values that were read to true, false or `None` (unknown: Kleene's logic)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from collectflow.guards._tree import Algebra, Guard, Opaque, Test, walk

Truth = bool | None

Condition = Callable[[list[Any]], Truth]


def _comparison(op: str, i: int, c: Any) -> Condition:  # noqa: ANN401, C901 - one function an operator
    if op == "eq":

        def held(v: list[Any]) -> Truth:
            x = v[i]
            return None if x is None else x == c
    elif op == "ne":

        def held(v: list[Any]) -> Truth:
            x = v[i]
            return None if x is None else x != c
    elif op == "lt":

        def held(v: list[Any]) -> Truth:
            x = v[i]
            return None if x is None else x < c
    elif op == "le":

        def held(v: list[Any]) -> Truth:
            x = v[i]
            return None if x is None else x <= c
    elif op == "gt":

        def held(v: list[Any]) -> Truth:
            x = v[i]
            return None if x is None else x > c
    elif op == "ge":

        def held(v: list[Any]) -> Truth:
            x = v[i]
            return None if x is None else x >= c
    else:
        members = frozenset(c)
        wanted = op == "in"

        def held(v: list[Any]) -> Truth:
            x = v[i]
            return None if x is None else (x in members) is wanted

    return held


class Conditions(Algebra[Condition]):
    """Guards as functions of the list of values; `slots` says where each leaf's value stands."""

    def __init__(self, slots: Mapping[Any, int]) -> None:
        """`slots` maps references and opaque guards to positions."""
        self.slots = slots

    def test(self, leaf: Test) -> Condition:
        """Compare the value; unknown stays unknown."""
        return _comparison(leaf.op, self.slots[leaf.ref], leaf.value)

    def opaque(self, leaf: Opaque) -> Condition:
        """What the callable said."""
        i = self.slots[leaf]
        return lambda v: v[i]

    def all_of(self, parts: tuple[Condition, ...]) -> Condition:
        """False if any is false, else unknown if any is unknown."""
        if len(parts) == 1:
            return parts[0]

        def held(v: list[Any]) -> Truth:
            made: Truth = True
            for part in parts:
                each = part(v)
                if each is None:
                    made = None
                elif not each:
                    return False
            return made

        return held

    def any_of(self, parts: tuple[Condition, ...]) -> Condition:
        """True if any is true, else unknown if any is unknown."""
        if len(parts) == 1:
            return parts[0]

        def held(v: list[Any]) -> Truth:
            made: Truth = False
            for part in parts:
                each = part(v)
                if each is None:
                    made = None
                elif each:
                    return True
            return made

        return held

    def negated(self, part: Condition) -> Condition:
        """Unknown stays unknown."""

        def held(v: list[Any]) -> Truth:
            each = part(v)
            return None if each is None else not each

        return held


def condition(guard: Guard, slots: Mapping[Any, int]) -> Condition:
    """The guard as a function of the list of values."""
    return walk(guard, Conditions(slots))
