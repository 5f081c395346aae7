"""Why not: the smallest change of facts with which a guard would hold.

Negation is pushed to the leaves, what is missing is united under `All`, the smallest is taken under
`Any`. A change of the proposal is never suggested. The caller evaluates the guard again with the change
and says so when it does not help (a fact that occurs twice).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from collectflow.guards._conditions import Truth
from collectflow.guards._primitives import Asked
from collectflow.guards._tree import Algebra, Guard, Opaque, Ref, Test, straight, walk

#: The leaves that would have to hold; `None` when no change of facts can help.
Missing = tuple[Test | Opaque, ...] | None


class Why(Algebra[Missing]):
    """What is missing for a straight guard to hold, given the truth of its leaves."""

    def __init__(self, truths: Callable[[Guard], Truth]) -> None:
        """`truths` evaluates a leaf."""
        self.truths = truths

    def test(self, leaf: Test) -> Missing:
        """Nothing if it holds; itself unless it is about the proposal."""
        if self.truths(leaf) is True:
            return ()
        return None if isinstance(leaf.ref, Asked) else (leaf,)

    def opaque(self, leaf: Opaque) -> Missing:
        """Nothing if it holds; what it would take cannot be told otherwise."""
        return () if self.truths(leaf) is True else None

    def all_of(self, parts: tuple[Missing, ...]) -> Missing:
        """Everything that any part misses."""
        united: dict[Test | Opaque, None] = {}
        for part in parts:
            if part is None:
                return None
            united.update(dict.fromkeys(part))
        return tuple(united)

    def any_of(self, parts: tuple[Missing, ...]) -> Missing:
        """What the part that misses least misses."""
        possible = [part for part in parts if part is not None]
        return min(possible, key=len) if possible else None

    def negated(self, part: Missing) -> Missing:
        """Only before opaque leaves, whose answer cannot be changed."""
        return None if part == () else ()


def missing(guard: Guard, truths: Callable[[Guard], Truth]) -> Missing:
    """The leaves that would have to hold for the guard to hold; none if it does."""
    return walk(straight(guard), Why(truths))


def satisfying(leaf: Test) -> int | str | bool | None:
    """A value with which a leaf holds; `None` when there is none to name."""
    value = leaf.value
    if isinstance(value, tuple):
        return value[0] if leaf.op == "in" and value else None
    if leaf.op in {"eq", "ge", "le"}:
        return value
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value - 1 if leaf.op == "lt" else value + 1
    return None


def changed(leaves: tuple[Test | Opaque, ...]) -> Mapping[Ref, int | str | bool] | None:
    """A value for each fact with which these leaves hold together; `None` when one cannot be named."""
    made: dict[Ref, int | str | bool] = {}
    for leaf in leaves:
        if not isinstance(leaf, Test):
            return None
        value = satisfying(leaf)
        if value is None:
            return None
        made[leaf.ref] = value
    return made
