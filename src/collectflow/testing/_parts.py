"""What cases are made of: words, money, persons, proposals, books and attributes.

Everything is small and plainly named, so that what a failing test shrinks to can be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from typing import Any

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

import collectflow as cf
from collectflow import vocabulary
from collectflow.policies import online_lending
from collectflow.testing._check import Attributes, among, attributes_of, count
from collectflow.testing._moments import zones


@attrs.frozen(repr=False)
class World:
    """What a story may speak of, and the numbers that are worth coming near to.

    Args:
        lifecycle: The stages and triggers.
        attributes: The attributes, by name and type.
        acts: The acts.
        currency: The ISO 4217 code of every amount.
        days: Days past due at which something changes.
        sums: Amounts at which something changes.
        values: Values of attributes at which something changes, by name.
        bursts: How many contacts in a row are worth trying.
    """

    lifecycle: cf.Lifecycle
    attributes: dict[str, type] = attrs.Factory(dict)
    acts: tuple[str, ...] = ()
    currency: str = "USD"
    days: tuple[int, ...] = ()
    sums: tuple[int, ...] = ()
    values: dict[str, tuple[Any, ...]] = attrs.Factory(dict)
    bursts: tuple[int, ...] = (2, 6)

    def __repr__(self) -> str:
        """One line: a strategy's repr shows it."""
        return f"<world of {self.lifecycle.name}>"


def world(
    lifecycle: cf.Lifecycle | None = None,
    attributes: Attributes | None = None,
    acts: Iterable[str] = (),
    currency: str = "USD",
) -> World:
    """A world of these words, checked; the lifecycle of `online_lending` unless one is given."""
    among("currency", [currency], cf.Vocabulary().currencies, "currency")
    found = online_lending.lifecycle() if lifecycle is None else lifecycle
    if not isinstance(found, cf.Lifecycle):
        raise cf.BadValue("lifecycle", lifecycle, "pass a Lifecycle")
    return World(found, attributes_of(attributes), tuple(acts), currency)


def amounts(*, most: int = 10**15) -> SearchStrategy[int]:
    """Amounts in minor units: one, small ones, very large ones.

    Args:
        most: None is larger.
    """
    count(most, "most", 1)
    return st.one_of(st.just(1), st.integers(1, min(most, 200_000)), st.integers(1, most))


def _late(shifts: Sequence[int] = ()) -> SearchStrategy[int]:
    """How many days after a day something falls due; near the numbers that matter, if there are any."""
    common = st.one_of(st.sampled_from((0, -1, 1, -3, -30)), st.integers(-200, 120))
    return (
        st.sampled_from([-days + by for days in shifts for by in (0, 1, -1)]) | common if shifts else common
    )


def sums_near(near: Sequence[int] = ()) -> SearchStrategy[int]:
    """Amounts, those near certain ones among them."""
    found = [each + by for each in near for by in (0, 1, -1) if each + by >= 1]
    return st.sampled_from(found) | amounts() if found else amounts()


def dues(
    *,
    around: date = date(2026, 1, 31),
    min_size: int = 0,
    max_size: int = 4,
    prefix: str = "d",
    days: Sequence[int] = (),
    sums: Sequence[int] = (),
) -> SearchStrategy[list[cf.Due]]:
    """Dues with ids of their own, due around a day: before, on and after it.

    Args:
        around: The day.
        min_size: At least so many.
        max_size: At most so many.
        prefix: How their ids begin.
        days: Days past due (on that day) worth coming near to.
        sums: Amounts worth coming near to.
    """
    kinds = st.sampled_from(list[str](vocabulary.DUES))
    one = st.tuples(_late(days), sums_near(sums), kinds, st.none() | st.integers(0, 60))

    def named(found: list[tuple[int, int, str, int | None]]) -> list[cf.Due]:
        made = []
        for i, (shift, amount, kind, term) in enumerate(found):
            due_on = around + timedelta(days=shift)
            issued = None if term is None else due_on - timedelta(days=term)
            made.append(cf.Due(f"{prefix}-{i}", due_on=due_on, amount=amount, kind=kind, issued_on=issued))
        return made

    return st.lists(one, min_size=min_size, max_size=max_size).map(named)


@st.composite
def _arrears(draw: DrawFn, around: date, days: Sequence[int], sums: Sequence[int]) -> cf.Arrears:
    # The day before, because books far to the west may still have it when UTC has the next.
    as_of = around - timedelta(days=draw(st.integers(1, 40)))
    kind = draw(st.sampled_from(("current", "zero", "days", "oldest")))
    if kind == "current":
        return cf.Arrears(as_of=as_of, days_past_due=0)
    if kind == "zero":
        return cf.Arrears(as_of=as_of, amount=0)
    amount = draw(st.none() | sums_near(sums))
    late = draw(_late(days).map(lambda shift: max(1, -shift)) if days else st.integers(1, 150))
    if kind == "days":
        return cf.Arrears(as_of=as_of, days_past_due=late, amount=amount)
    return cf.Arrears(as_of=as_of, oldest_due_on=as_of - timedelta(days=late), amount=amount)


def arrears(
    *, around: date = date(2026, 1, 31), days: Sequence[int] = (), sums: Sequence[int] = ()
) -> SearchStrategy[cf.Arrears]:
    """What a servicer reports of a day before: current, or late with or without an amount.

    Args:
        around: The day.
        days: Days past due worth coming near to.
        sums: Amounts worth coming near to.
    """
    return _arrears(around, days, sums)


# --- persons, proposals ---------------------------------------------------------------------------------

PEOPLE = ("b-1", "p-1", "p-2")
PLACES = ("home", "work")
AGENCIES = ("agency-1", "agency-2")


def _several_zones() -> SearchStrategy[tuple[str, ...]]:
    return st.lists(zones(), max_size=3, unique=True).map(tuple)


@st.composite
def persons(draw: DrawFn) -> tuple[cf.Person, ...]:
    """The borrower, and up to two others, each with candidate zones."""
    made = [cf.Person("b-1", "borrower", zones=draw(_several_zones()))]
    for each in PEOPLE[1 : draw(st.integers(1, 3))]:
        role = draw(st.sampled_from(("emergency_contact", "guarantor", "address_book")))
        made.append(cf.Person(each, role, zones=draw(_several_zones())))
    return tuple(made)


def contacts(*, replies: Sequence[str] = ()) -> SearchStrategy[cf.Contact]:
    """Contacts by every channel, mostly to the borrower."""
    return st.builds(
        cf.Contact,
        st.sampled_from(("call", "sms", "visit")) | st.sampled_from(vocabulary.CHANNELS),
        st.just("borrower")
        | st.sampled_from(("emergency_contact", "address_book"))
        | st.sampled_from(vocabulary.PARTIES),
        person=st.none() | st.sampled_from(PEOPLE),
        collector=st.none() | st.sampled_from(AGENCIES),
        purpose=st.just("collect") | st.sampled_from(vocabulary.PURPOSES),
        address=st.none() | st.sampled_from(("+1-555-0100", "+1-555-0101")),
        place=st.none() | st.sampled_from(PLACES),
        about=st.just(()) | st.just(("c-1", "c-2")),
        reply_to=st.sampled_from((None, *replies)),
        portion=st.sampled_from((None, None, *vocabulary.PORTIONS)),
    )


def proposals(
    *, lifecycle: cf.Lifecycle | None = None, acts: Iterable[str] = ()
) -> SearchStrategy[cf.Proposal]:
    """Moves by any trigger of a lifecycle, contacts, and acts if any are named.

    Args:
        lifecycle: The lifecycle; that of `online_lending` unless given.
        acts: The acts that an engine knows.
    """
    found = world(lifecycle, acts=acts)
    words = st.none() | st.just("somebody")
    kinds: list[SearchStrategy[cf.Proposal]] = [
        st.builds(cf.Move, st.sampled_from(found.lifecycle.triggers()), by=words, because=words),
        contacts(),
    ]
    if found.acts:
        kinds.append(st.builds(cf.Act, st.sampled_from(found.acts), by=words, because=words))
    return st.one_of(kinds)


# --- books, attributes ---------------------------------------------------------------------------------


def conventions() -> SearchStrategy[cf.Conventions]:
    """Books in any zone, whose day may end before midnight, reports believed for a while or for ever.

    Dues are paid oldest first, or some kinds before or after the others.
    """
    orders = st.sampled_from((((), ()), ((), ()), (("fee", "interest"), ()), (("fee",), ("interest",))))
    return st.builds(
        lambda order, **more: cf.Conventions(pay_first=order[0], pay_last=order[1], **more),
        orders,
        books_zone=zones(),
        day_end=st.just(time(0)) | st.sampled_from((time(18), time(0, 1), time(23, 59, 59, 999_999))),
        report_max_age=st.none() | st.sampled_from((0, 1, 35)),
    )


#: Values of each type that an attribute may have.
_VALUES: dict[type, SearchStrategy[Any]] = {
    int: st.integers(-5, 900),
    str: st.sampled_from(("a", "b", "2026-01-01")),
    bool: st.booleans(),
    date: st.dates(date(2020, 1, 1), date(2027, 1, 1)),
}


@st.composite
def attribute_values(draw: DrawFn, where: World) -> tuple[str, int | str | bool | date | None]:
    """An attribute with a value of its type, or unknown."""
    name = draw(st.sampled_from(sorted(where.attributes)))
    values = _VALUES[where.attributes[name]]
    near = where.values.get(name)
    return name, draw(st.none() | (st.sampled_from(near) | values if near else values))
