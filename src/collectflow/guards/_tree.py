"""The tree that a guard is: `AllOf`, `AnyOf`, `Not` over leaves; and the one place that walks it.

A leaf compares a reference (a primitive, see `_primitives`) to a constant, or is an opaque callable.
Everything that can be said about a guard (its reading for one case, from when, words, what is missing)
is an `Algebra`: one function a kind of leaf, plus all, any and not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NoReturn, TypeVar

import attrs

from collectflow._codec import dump, load_class, tagged
from collectflow._time import clock, from_clock
from collectflow.case import Case
from collectflow.errors import BadGuard, BadValue, UnknownName
from collectflow.events import Proposal

if TYPE_CHECKING:
    from collectflow.guards._terms import Term

T = TypeVar("T")
V = TypeVar("V")

#: A constant of the tree, as authors write it.
Constant = int | str | bool | date | time | timedelta | Fraction | Decimal
#: A value as readings hold it: dates are ordinals, times and durations microseconds, `None` is unknown.
Value = int | str | bool | None

_MICRO = timedelta(microseconds=1)

#: What a reference's value is; the constant's Python type, and how it is held.
TYPES: Mapping[str, type] = {
    "number": int,
    "money": int,
    "bool": bool,
    "text": str,
    "date": date,
    "time": time,
    "duration": timedelta,
    "share": Fraction,
}
ORDERED = frozenset({"number", "money", "date", "time", "duration", "share"})
#: In what a share is held: halves of a millionth, see `Share`.
SHARES = 2_000_000
OPS: Mapping[str, str] = {
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "le": "<=",
    "gt": ">",
    "ge": ">=",
    "in": "is in",
    "not_in": "is not in",
}
#: What holds exactly when the other does not.
OPPOSITE: Mapping[str, str] = {
    "eq": "ne",
    "ne": "eq",
    "lt": "ge",
    "ge": "lt",
    "le": "gt",
    "gt": "le",
    "in": "not_in",
    "not_in": "in",
}


def encode(type_: str, value: object, where: str) -> int | str | bool:
    """A constant as readings hold it.

    Raises:
        BadGuard: when the constant is not of the reference's type, saying what to write.
    """
    expected = TYPES[type_]
    if isinstance(value, str) and expected is str:
        return str(value)
    if expected is Fraction and isinstance(value, (Fraction, Decimal)):
        if isinstance(value, Decimal) and not value.is_finite():
            raise BadGuard(f"{where} is compared to {value}", "a share is a number")
        return _share(Fraction(value), where)
    if type(value) is not expected:
        raise BadGuard(
            f"{where} is compared to {value!r} ({type(value).__name__})",
            f"it is a {type_}: write {_EXAMPLES[type_]}",
        )
    if isinstance(value, date):
        return value.toordinal()
    if isinstance(value, time):
        if value.tzinfo is not None:
            raise BadGuard(f"{where} is compared to {value!r}", "a local time has no zone of its own")
        return clock(value)
    if isinstance(value, timedelta):
        return value // _MICRO
    assert isinstance(value, (int, str))  # noqa: S101 - by TYPES
    return value


def _share(value: Fraction, where: str) -> int:
    held = value * (SHARES // 2)
    if held.denominator != 1:
        raise BadGuard(f"{where} is compared to {value}", "a share is compared to whole millionths")
    return int(held) * 2


_EXAMPLES = {
    "share": "a Fraction or Decimal, as in >= Decimal('0.1')",
    "number": "a whole number, as in >= 3",
    "money": "minor units of the policy's currency, as in >= 1_000_00",
    "bool": "nothing: a yes-or-no fact is a guard by itself; use & | ~",
    "text": "a text, as in == 'call'",
    "date": "a date, as in >= date(2026, 1, 31)",
    "time": "a time of day, as in >= time(8)",
    "duration": "a timedelta, as in >= timedelta(hours=48)",
}


def decode(type_: str, value: Value) -> Constant | None:
    """A held value as authors write it."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if type_ == "date":
        return date.fromordinal(value) if 0 < value <= date.max.toordinal() else value
    if type_ == "time":
        return from_clock(value)
    if type_ == "duration":
        return timedelta(microseconds=value)
    if type_ == "share":
        return Fraction(value, SHARES)
    return value


def no_truth(what: str) -> BadGuard:
    """The error for a guard or a term that is used as if it were true or false."""
    return BadGuard(
        f"{what} has no truth value of its own",
        "use & for and, | for or, ~ for not, .between(a, b) for a chained comparison, .is_in(...) for "
        "in, and put each comparison in parentheses",
    )


class Ref:
    """The base of all primitives: a typed reading of a case at an instant.

    A primitive is a frozen attrs class; equal and hashable by structure.
    """

    __slots__ = ()
    __abstract__: ClassVar[bool] = True

    @property
    def zoned(self) -> bool:
        """Whether its value depends on the zone in which the person may be."""
        return False

    @property
    def type(self) -> str:
        """One of `TYPES`."""
        raise NotImplementedError

    @property
    def priced(self) -> bool:
        """Whether it belongs to a policy's currency: it is unknown for a case in another one."""
        return self.type == "money"

    @property
    def words(self) -> str | None:
        """The vocabulary that its texts come from, if any."""
        return None

    def mentions(self) -> Iterator[tuple[str, str]]:
        """Every name that it mentions, as (vocabulary, word)."""
        return iter(())

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        made: dict[str, Any] = dump(self)
        return made


class Guard:
    """The base of all guards; `&`, `|` and `~` combine them."""

    __slots__ = ()
    __abstract__: ClassVar[bool] = True

    def __and__(self, other: object) -> Guard:
        """Both hold."""
        return _combine(AllOf, self, as_guard(other, "&"))

    def __or__(self, other: object) -> Guard:
        """At least one holds."""
        return _combine(AnyOf, self, as_guard(other, "|"))

    def __rand__(self, other: object) -> Guard:
        """Raise: only guards combine."""
        return as_guard(other, "&") & self

    def __ror__(self, other: object) -> Guard:
        """Raise: only guards combine."""
        return as_guard(other, "|") | self

    def __invert__(self) -> Guard:
        """It does not hold."""
        return self.part if isinstance(self, Not) else Not(self)

    def __bool__(self) -> NoReturn:
        """Raise: a guard is neither true nor false before a case is read."""
        raise no_truth("a guard")

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; `guard_from_dict` reads it back."""
        made: dict[str, Any] = dump(self)
        return made


def as_guard(value: object, operator: str) -> Guard:
    """`value` as a guard.

    Raises:
        BadGuard: when it is not one, with the parenthesis that is probably missing.
    """
    if isinstance(value, Guard):
        return value
    made = getattr(value, "as_guard", None)
    if made is not None:
        guard: Guard = made()
        return guard
    raise BadGuard(
        f"{value!r} {operator} a guard",
        f"comparisons bind less tightly than {operator}: write (a >= 1) {operator} (b < 2)",
    )


@tagged("test")
@attrs.frozen
class Test(Guard):
    """A leaf: a reference compared to a constant."""

    __abstract__ = False
    __test__: ClassVar[bool] = False  # not a test class, whatever pytest thinks

    ref: Ref
    op: str
    value: int | str | bool | tuple[int | str | bool, ...]

    def __attrs_post_init__(self) -> None:
        if self.op not in OPS:
            raise UnknownName("operator", self.op, tuple(OPS), "guard")
        if self.op in {"lt", "le", "gt", "ge"} and self.ref.type not in ORDERED:
            raise BadGuard(f"a {self.ref.type} is compared with {OPS[self.op]}", "use == or .is_in()")
        held = {"text": str, "bool": bool}.get(self.ref.type, int)
        several = self.op in {"in", "not_in"}
        if several != isinstance(self.value, tuple):
            raise BadGuard(f"{OPS[self.op]} {self.value!r}", "it takes a list" if several else "one value")
        for each in self.values:
            if type(each) is not held:
                raise BadGuard(f"a {self.ref.type} is compared to {each!r}", f"write a {held.__name__}")

    @property
    def values(self) -> tuple[int | str | bool, ...]:
        """The constant, or constants."""
        return self.value if isinstance(self.value, tuple) else (self.value,)


@tagged("all")
@attrs.frozen
class AllOf(Guard):
    """Every part holds; with no parts it always does."""

    __abstract__ = False
    parts: tuple[Guard, ...]


@tagged("any")
@attrs.frozen
class AnyOf(Guard):
    """At least one part holds; with no parts it never does."""

    __abstract__ = False
    parts: tuple[Guard, ...]


@tagged("not")
@attrs.frozen
class Not(Guard):
    """The part does not hold; unknown stays unknown."""

    __abstract__ = False
    part: Guard


@attrs.frozen
class Sight:
    """What an opaque guard is shown: the facts that it declared, and what it is about.

    `sight[facts.x]` is the value of a declared fact, never unknown (an opaque guard whose facts are not
    all known is unknown without being called).
    """

    case: Case
    proposal: Proposal
    at: datetime
    _values: Mapping[Ref, Value] = attrs.field(factory=dict, repr=False)

    def __getitem__(self, term: Term[V]) -> V:
        """The value of a declared fact; raises `BadGuard` for one that was not declared."""
        ref = getattr(term, "ref", term)
        if not isinstance(ref, Ref) or ref not in self._values:
            raise BadGuard(f"an opaque guard reads {term!r}", "declare it in reads=[...]")
        value: Any = decode(ref.type, self._values[ref])
        made: V = value
        return made


@tagged("opaque")
@attrs.frozen
class Opaque(Guard):
    """A leaf that is a host's callable; named and versioned, since its code cannot be compared.

    Loaded from JSON it has no function until `resolve` finds one in a registry.
    """

    __abstract__ = False
    name: str
    version: str
    reads: tuple[Ref, ...] = ()
    fn: Callable[[Sight], bool] | None = attrs.field(
        default=None, eq=False, repr=False, metadata={"transient": True}
    )
    next_change: Callable[[Sight], datetime | None] | None = attrs.field(
        default=None, eq=False, repr=False, metadata={"transient": True}
    )


def opaque(
    fn: Callable[[Sight], bool],
    *,
    name: str,
    version: str,
    reads: Iterable[object] = (),
    next_change: Callable[[Sight], datetime | None] | None = None,
) -> Guard:
    """A guard from a callable, for what the guard language cannot say.

    Args:
        fn: Called with a `Sight`; returns a bool, and nothing else. It must be pure: the same sight, the
            same answer, and no clock.
        name: Its name in fingerprints, JSON and findings.
        version: To be changed whenever its answers may.
        reads: The facts that it reads. If one is unknown the guard is unknown and `fn` is not called.
        next_change: Called with the same `Sight`; the next instant at which the answer may change by time
            alone, or `None` for never. Without it `allowed_at` cannot be told while the guard matters.

    Raises:
        BadGuard: when `fn` cannot be called or something in `reads` is not a fact.
    """
    if not callable(fn):
        raise BadGuard(f"opaque({fn!r})", "pass a callable that takes a Sight and returns a bool")
    refs = []
    for each in reads:
        ref = each if isinstance(each, Ref) else getattr(each, "ref", None)
        if not isinstance(ref, Ref):
            raise BadGuard(f"reads holds {each!r}", "pass facts, as in reads=[facts.days_past_due]")
        refs.append(ref)
    return Opaque(name, version, tuple(refs), fn, next_change)


def _combine(cls: type[AllOf | AnyOf], left: Guard, right: Guard) -> Guard:
    parts: list[Guard] = []
    for each in (left, right):
        parts += each.parts if isinstance(each, cls) else (each,)
    return cls(tuple(parts))


class Algebra(Generic[T]):
    """One reading of guards: what it makes of each kind of leaf and of all, any and not."""

    def test(self, leaf: Test) -> T:
        """A comparison."""
        raise NotImplementedError

    def opaque(self, leaf: Opaque) -> T:
        """A callable."""
        raise NotImplementedError

    def all_of(self, parts: tuple[T, ...]) -> T:
        """Every part."""
        raise NotImplementedError

    def any_of(self, parts: tuple[T, ...]) -> T:
        """At least one part."""
        raise NotImplementedError

    def negated(self, part: T) -> T:
        """Not the part."""
        raise NotImplementedError


def walk(guard: Guard, algebra: Algebra[T]) -> T:
    """What an algebra makes of a guard. The tree is walked here and nowhere else."""
    if isinstance(guard, Test):
        return algebra.test(guard)
    if isinstance(guard, AllOf):
        return algebra.all_of(tuple(walk(each, algebra) for each in guard.parts))
    if isinstance(guard, AnyOf):
        return algebra.any_of(tuple(walk(each, algebra) for each in guard.parts))
    if isinstance(guard, Not):
        return algebra.negated(walk(guard.part, algebra))
    if isinstance(guard, Opaque):
        return algebra.opaque(guard)
    raise BadGuard(f"{guard!r} is no guard", "a guard is made with facts, comparisons, & | ~, or opaque()")


class Rebuilt(Algebra[Guard]):
    """The same guard anew; what changes guards derives from it."""

    def test(self, leaf: Test) -> Guard:
        return leaf

    def opaque(self, leaf: Opaque) -> Guard:
        return leaf

    def all_of(self, parts: tuple[Guard, ...]) -> Guard:
        return AllOf(parts)

    def any_of(self, parts: tuple[Guard, ...]) -> Guard:
        return AnyOf(parts)

    def negated(self, part: Guard) -> Guard:
        return Not(part)


class _Resolved(Rebuilt):
    def __init__(self, registry: Mapping[str, Opaque]) -> None:
        self.registry = registry

    def opaque(self, leaf: Opaque) -> Guard:
        if leaf.fn is not None:
            return leaf
        found = self.registry.get(leaf.name)
        if found is None:
            raise UnknownName("opaque guard", leaf.name, tuple(self.registry), "registry")
        if found != leaf:
            raise BadValue(
                f"opaque guard {leaf.name!r}",
                found.version,
                f"the stored guard is of {leaf.version!r}",
            )
        return found


class _Straight(Algebra[tuple[Guard, Guard]]):
    """The guard and its opposite, both with negation only at opaque leaves."""

    def test(self, leaf: Test) -> tuple[Guard, Guard]:
        return leaf, attrs.evolve(leaf, op=OPPOSITE[leaf.op])

    def opaque(self, leaf: Opaque) -> tuple[Guard, Guard]:
        return leaf, Not(leaf)

    def all_of(self, parts: tuple[tuple[Guard, Guard], ...]) -> tuple[Guard, Guard]:
        return AllOf(tuple(p for p, _ in parts)), AnyOf(tuple(n for _, n in parts))

    def any_of(self, parts: tuple[tuple[Guard, Guard], ...]) -> tuple[Guard, Guard]:
        return AnyOf(tuple(p for p, _ in parts)), AllOf(tuple(n for _, n in parts))

    def negated(self, part: tuple[Guard, Guard]) -> tuple[Guard, Guard]:
        return part[1], part[0]


def straight(guard: Guard) -> Guard:
    """The same guard with `~` pushed to the leaves (Kleene logic allows it)."""
    return walk(guard, _Straight())[0]


class _Leaves(Algebra["tuple[Test | Opaque, ...]"]):
    def test(self, leaf: Test) -> tuple[Test | Opaque, ...]:
        return (leaf,)

    def opaque(self, leaf: Opaque) -> tuple[Test | Opaque, ...]:
        return (leaf,)

    def all_of(self, parts: tuple[tuple[Test | Opaque, ...], ...]) -> tuple[Test | Opaque, ...]:
        return tuple(each for part in parts for each in part)

    any_of = all_of

    def negated(self, part: tuple[Test | Opaque, ...]) -> tuple[Test | Opaque, ...]:
        return part


def leaves(guard: Guard) -> tuple[Test | Opaque, ...]:
    """Every leaf, in order."""
    return walk(guard, _Leaves())


def refs_of(guard: Guard) -> tuple[Ref, ...]:
    """Every distinct reference, in order of appearance; an opaque guard's are those it declares."""
    found: dict[Ref, None] = {}
    for leaf in leaves(guard):
        for ref in (leaf.ref,) if isinstance(leaf, Test) else leaf.reads:
            found[ref] = None
    return tuple(found)


def guard_from_dict(data: Mapping[str, Any], registry: Iterable[Guard] = ()) -> Guard:
    """The guard of a dict made by `to_dict`.

    Args:
        data: The dict.
        registry: The opaque guards that it may name.

    Raises:
        BadValue: when the dict holds no guard, or an opaque guard of another version.
        UnknownName: for a primitive, operator or opaque guard that does not exist.
    """
    guard: Guard = load_class(Guard, data, "guard")
    return resolve(guard, registry)


def resolve(guard: Guard, registry: Iterable[Guard]) -> Guard:
    """The guard with its opaque leaves taken from a registry; raises as `guard_from_dict`."""
    known = {each.name: each for each in registry if isinstance(each, Opaque)}
    return walk(guard, _Resolved(known))
