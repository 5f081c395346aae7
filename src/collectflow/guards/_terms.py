"""What authors handle: facts as terms, with operators and no truth value.

A term holds a reference; comparing it makes a leaf. Every way of writing that Python would take for
something else (`and`, chained comparison, `in`, a missing parenthesis) raises and says what to write.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, NoReturn, TypeVar

from collectflow.errors import BadGuard
from collectflow.guards._primitives import Clock
from collectflow.guards._tree import ORDERED, AllOf, AnyOf, Guard, Ref, Test, encode, no_truth
from collectflow.guards._words import label

V = TypeVar("V")


class Term(Generic[V]):
    """A fact: a typed reading of a case, to be compared to a constant.

    Comparisons (`>=`, `==`, `.is_in()`, `.between()`) give guards; a yes-or-no fact is a guard by itself.
    """

    __slots__ = ("ref",)

    ref: Ref

    def __init__(self, ref: Ref) -> None:
        """A term for a reference."""
        self.ref = ref

    def _leaf(self, op: str, value: object) -> Guard:
        where = f"fact '{label(self.ref)}'"
        if isinstance(value, (Term, Guard)):
            raise BadGuard(
                f"{where} is compared to another fact or guard",
                "a fact is compared to a constant; relate two facts in an opaque guard, and combine "
                "guards with & | ~ in parentheses",
            )
        if op in {"lt", "le", "gt", "ge"} and self.ref.type not in ORDERED:
            raise BadGuard(f"{where} is a {self.ref.type} and has no order", "use == or .is_in(...)")
        return Test(self.ref, op, self._held(value, where))

    def _held(self, value: object, where: str) -> int | str | bool:
        held = encode(self.ref.type, value, where)
        weekday = isinstance(self.ref, Clock) and self.ref.part == "weekday"
        if weekday and held not in range(1, 8):
            raise BadGuard(f"{where} is compared to {value!r}", "ISO weekdays are 1 (Monday) to 7 (Sunday)")
        return held

    def __ge__(self, value: V) -> Guard:
        """At least."""
        return self._leaf("ge", value)

    def __gt__(self, value: V) -> Guard:
        """More than, or after."""
        return self._leaf("gt", value)

    def __le__(self, value: V) -> Guard:
        """At most."""
        return self._leaf("le", value)

    def __lt__(self, value: V) -> Guard:
        """Less than, or before."""
        return self._leaf("lt", value)

    def __eq__(self, value: object) -> Guard:  # type: ignore[override] # no bool, on purpose
        """Equal."""
        return self._leaf("eq", value)

    def __ne__(self, value: object) -> Guard:  # type: ignore[override] # no bool, on purpose
        """Not equal."""
        return self._leaf("ne", value)

    __hash__ = None  # type: ignore[assignment] # its == does not say whether two are equal

    def is_in(self, values: Iterable[V]) -> Guard:
        """One of several constants."""
        where = f"fact '{label(self.ref)}'"
        if isinstance(values, str):
            raise BadGuard(f"{where}.is_in({values!r})", "pass a list or set of values")
        held = {self._held(each, where) for each in values}
        return Test(self.ref, "in", tuple(sorted(held, key=lambda each: (str(type(each)), each))))

    def between(self, low: V, high: V, *, closed: str = "both") -> Guard:
        """From `low` to `high`; over midnight when these are times and `high` is the earlier.

        Args:
            low: The lower bound.
            high: The upper bound.
            closed: Which bounds belong to it: `both`, `left`, `right` or `neither`.
        """
        if closed not in {"both", "left", "right", "neither"}:
            raise BadGuard(f"between(closed={closed!r})", "use both, left, right or neither")
        above = self >= low if closed in {"both", "left"} else self > low
        below = self <= high if closed in {"both", "right"} else self < high
        assert isinstance(above, Test) and isinstance(below, Test)  # noqa: S101, PT018 - just made
        wraps = self.ref.type == "time" and above.value > below.value  # type: ignore[operator] # times: integers
        return AnyOf((above, below)) if wraps else AllOf((above, below))

    def as_guard(self) -> Guard:
        """The guard that a yes-or-no fact is.

        Raises:
            BadGuard: for any other fact.
        """
        if self.ref.type != "bool":
            raise BadGuard(
                f"fact '{label(self.ref)}' is a {self.ref.type}, not yes or no",
                "compare it: (fact >= 1) & (other < 2), each comparison in parentheses",
            )
        return Test(self.ref, "eq", True)  # noqa: FBT003 - the constant

    def __and__(self, other: object) -> Guard:
        """Both hold."""
        return self.as_guard() & other

    def __or__(self, other: object) -> Guard:
        """At least one holds."""
        return self.as_guard() | other

    def __rand__(self, other: object) -> Guard:
        """Raise, mostly: `1 & fact` is a missing parenthesis."""
        return self.as_guard().__rand__(other)

    def __ror__(self, other: object) -> Guard:
        """Raise, mostly: `1 | fact` is a missing parenthesis."""
        return self.as_guard().__ror__(other)

    def __invert__(self) -> Guard:
        """It does not hold."""
        return ~self.as_guard()

    def __bool__(self) -> NoReturn:
        """Raise: a fact has no truth value before a case is read."""
        raise no_truth(f"fact '{label(self.ref)}'")

    def __contains__(self, value: object) -> NoReturn:
        """Raise: `in` cannot give a guard."""
        raise BadGuard(f"{value!r} in a fact", "use fact.is_in([...]) or fact == value")

    def __iter__(self) -> NoReturn:
        """Raise: a fact is one value."""
        raise BadGuard(f"fact '{label(self.ref)}' is iterated", "a fact is one value; compare it")

    def __repr__(self) -> str:
        """What it reads."""
        return f"<fact {label(self.ref)}>"
