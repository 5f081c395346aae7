"""Schemes: ordered classes, each with the guard that puts a case into it.

Called by those who write a scheme; `_classify` reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import attrs

from collectflow import facts
from collectflow._codec import dump, load_class
from collectflow.errors import BadGuard, BadValue, UnknownName
from collectflow.guards import Asked, Guard, Opaque, Ref, Term, Test, as_guard, leaves, refs_of, together

#: Longer than any class is held.
_MOST = 9_999
#: How a filter may compare a column without a proposal.
_CONSTANT = {"in", "not_in"}


def _guard(value: Guard | Term[bool] | None) -> Guard | None:
    return None if value is None else as_guard(value, "in a class is")


def _over_all(guard: Guard | None) -> Guard | None:
    return None if guard is None else together(guard)


def _pair(value: Iterable[Any] | None) -> tuple[str, int] | None:
    if value is None:
        return None
    made = tuple(value)
    if len(made) != 2 or not isinstance(made[0], str) or type(made[1]) is not int or made[1] < 1:  # noqa: PLR2004 - a pair
        raise BadValue("after", value, "give the name of a class and a number of days: ('past_due', 90)")
    return made[0], made[1]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


@attrs.frozen
class Class:
    """One class of a scheme.

    Args:
        name: Its name.
        when: What puts a case into it. The first class has none: it is for what is in no other. Another one
            without is only fallen into, from a graver one.
        until: What must hold before it is left for a milder one; without it, it is left as soon as `when` no
            longer holds. Who stands in a graver class stands in this one as well, so it holds them too.
        months: At least how many months it is held, whatever `until` says. Counted by the books' dates from
            the day on which it is entered: entered on 10 January, three months pass with the end of 10 April
            (or of the month, if it is shorter), as in Regulation (EEC, Euratom) 1182/71, article 3.
        days: At least how many days, likewise, after the months if there are both: entered on 10 January, 30
            days pass with the end of 9 February.
        after: The name of a milder class and a number of days: held for more days running than that, its
            first day counted, it turns into this one, and this one is held at least while the `when` of that
            one holds. Seen only where the class held before is known with its `since`.
        because: The reason, in words.
        citation: Where it is written.

    Raises:
        BadGuard: when `when` or `until` is no guard.
        BadValue: for an empty name, months or days below nothing, or an `after` of another shape.
    """

    name: str
    when: Guard | None = attrs.field(default=None, converter=_guard)
    until: Guard | None = attrs.field(default=None, kw_only=True, converter=_guard)
    months: int = attrs.field(default=0, kw_only=True)
    days: int = attrs.field(default=0, kw_only=True)
    after: tuple[str, int] | None = attrs.field(default=None, kw_only=True, converter=_pair)
    because: str = attrs.field(default="", kw_only=True)
    citation: str | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not _is_text(self.name):
            raise BadValue("a class's name", self.name, "a non-empty text belongs here")
        for unit, number in (("months", self.months), ("days", self.days)):
            if type(number) is not int or not 0 <= number <= _MOST:
                hint = f"a whole number of {unit} belongs here, {_MOST:,} at most"
                raise BadValue(f"{unit} of class {self.name!r}", number, hint)

    @property
    def sticky(self) -> bool:
        """Whether it may be held although `when` does not hold."""
        return self.until is not None or self.timed or self.after is not None

    @property
    def timed(self) -> bool:
        """Whether it is held for some time at least."""
        return self.months > 0 or self.days > 0


def _classes(value: Iterable[Class]) -> tuple[Class, ...]:
    return tuple(value)


@attrs.frozen(cache_hash=True)
class Scheme:
    """Ordered classes, the mildest first: a case is in the gravest one whose condition holds.

    Args:
        name: Its name.
        classes: The classes.
        currency: The ISO 4217 code of every amount that a guard names. An amount of a case in another
            currency is unknown to it.

    Raises:
        BadValue: for no classes, two of one name, a first class with conditions, another one that nothing
            leads into, an `after` that names no milder class with a `when`, an amount without a currency.
        BadGuard: for a guard that is opaque or reads a proposal: a class is of a case. An attribute may
            say what a callable would.
    """

    name: str
    classes: tuple[Class, ...] = attrs.field(converter=_classes)
    currency: str | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not _is_text(self.name):
            raise BadValue("a scheme's name", self.name, "a non-empty text belongs here")
        where = f"scheme {self.name!r}"
        if not self.classes:
            raise BadValue(f"classes of {where}", self.classes, "a scheme has a class for every case")
        names = self.names
        for name in names:
            if names.count(name) > 1:
                raise BadValue(f"classes of {where}", name, f"{names.count(name)} classes have this name")
        first = self.classes[0]
        if first.when is not None or first.sticky:
            raise BadValue(
                f"the first class of {where}",
                first.name,
                "it has no conditions: it is for what is in no other",
            )
        for i, each in enumerate(self.classes[1:], 1):
            self._check(i, each, f"class {each.name!r} of {where}")

    def _check(self, i: int, each: Class, where: str) -> None:
        if each.when is None and not each.sticky:
            raise BadValue(where, each.name, "nothing leads into it: give it a `when`, or an `until`")
        if each.after is not None:
            milder = {known.name: known for known in self.classes[1:i]}
            if each.after[0] not in milder:
                raise UnknownName("milder class", each.after[0], tuple(milder), where)
            if milder[each.after[0]].when is None:
                raise BadValue(where, each.after, "the class that it follows has no `when`")
        for guard in (each.when, each.until):
            for leaf in () if guard is None else leaves(guard):
                self._check_leaf(leaf, where)

    def _check_leaf(self, leaf: Test | Opaque, where: str) -> None:
        if isinstance(leaf, Opaque):
            raise BadGuard(f"{where} reads opaque {leaf.name!r}", "let the host say it in an attribute")
        ref = leaf.ref
        filters = [*getattr(ref, "where", ()), *getattr(getattr(ref, "window", None), "where", ())]
        if isinstance(ref, Asked) or any(each.op not in _CONSTANT for each in filters):
            raise BadGuard(f"{where} reads a proposal", "a class is of a case: compare to constants")
        if ref.priced and self.currency is None:
            raise BadValue(
                f"the currency of {where}", None, "it names an amount: Scheme(..., currency='EUR')"
            )

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its classes, the mildest first."""
        return tuple(each.name for each in self.classes)

    def rank(self, name: str) -> int:
        """Where a class stands, the mildest being 0; raises `UnknownName`."""
        names = self.names
        if name not in names:
            raise UnknownName("class", str(name), names, f"scheme {self.name!r}")
        return names.index(name)

    def contagious(self, *names: str) -> Scheme:
        """The scheme with these classes (every one, if none is named) read over all of the borrower's debts.

        What their `when` and `until` read of money, contacts, permissions, wishes and holds is then read of
        the cases `beside` as well, so that one debt puts all of them into such a class and none leaves it
        before all can; the stage and attributes stay those of the case itself.

        Raises:
            UnknownName: for a class that it does not have.
        """
        chosen = {self.rank(name) for name in names} or set(range(len(self.classes)))
        classes = [
            attrs.evolve(each, when=_over_all(each.when), until=_over_all(each.until))
            if i in chosen
            else each
            for i, each in enumerate(self.classes)
        ]
        return attrs.evolve(self, classes=classes)

    def refs(self) -> tuple[Ref, ...]:
        """Every distinct fact that its guards read, in order."""
        guards = [guard for each in self.classes for guard in (each.when, each.until) if guard is not None]
        return tuple(dict.fromkeys(ref for guard in guards for ref in refs_of(guard)))

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        made: dict[str, Any] = dump(self)
        return made

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Scheme:
        """The scheme of a dict made by `to_dict`; raises `BadValue` or `UnknownName` for one that is none."""
        made: Scheme = load_class(cls, data, "scheme")
        return made


def buckets(
    name: str,
    ranges: Iterable[tuple[int, int | None]],
    *,
    names: Iterable[str] = (),
    current: str = "current",
    day_count: Literal["exclusive", "inclusive"] = "exclusive",
    pauses: Literal["clip", "subtract"] | None = None,
    grace: int = 0,
) -> Scheme:
    """A scheme of ranges of days past due, such as a lender's M1 to M3 or a servicer's ageing buckets.

    Args:
        name: Its name.
        ranges: First and last day of each, both inside, one after another; `None` ends the last one never.
            After a last range that ends comes one more, for what is later.
        names: What the ranges are called; `1-30` and `91+` unless given.
        current: What the class before the first range is called.
        day_count: `exclusive`: 1 on the day after the due date; `inclusive`: 1 on the due date.
        pauses: What pauses do to the count, as in `facts.days_past`.
        grace: So many days past due come before the first day of every range.

    Raises:
        BadValue: when a range does not begin the day after the one before, names and ranges differ in
            number, or days of grace are less than none.
    """
    spans = [*ranges]
    if not spans:
        raise BadValue("ranges", (), "give at least one, such as (1, 30)")
    begins = spans[0][0]
    for first, last in spans:
        if type(first) is not int or first < 1 or first != begins or (last is not None and last < first):
            raise BadValue(
                "ranges", (first, last), "each begins on the day after the one before ends, from 1 on"
            )
        begins = _NONE_AFTER if last is None else last + 1
    called = [*names] or [_called(*each) for each in spans]
    if len(called) != len(spans):
        raise BadValue("names", called, f"there are {len(spans)} ranges")
    if begins != _NONE_AFTER:
        spans.append((begins, None))
        called.append(_called(begins, None))
    if type(grace) is not int or grace < 0:
        raise BadValue("grace", grace, "a whole number of days, 0 or more")
    days = facts.days_past(day_count=day_count, pauses=pauses)
    return Scheme(
        name,
        [
            Class(current, because=f"less than {spans[0][0] + grace} days past due"),
            *(
                Class(each, days >= first + grace, because=f"{first + grace} days past due or more")
                for each, (first, _) in zip(called, spans, strict=True)
            ),
        ],
    )


#: After a range without end there is none.
_NONE_AFTER = 0


def _called(first: int, last: int | None) -> str:
    if last is None:
        return f"{first}+"
    return str(first) if last == first else f"{first}-{last}"
