"""Promises and payment plans: what was promised by when, and what came in by then.

A row says when its promise was kept and when it is broken; the fold works both out anew whenever money
moves, so a reversal leaves no trace. That a day passes breaks it: the instant is known beforehand and read
when it comes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

import attrs

from collectflow._codec import tagged
from collectflow.errors import BadValue
from collectflow.events._base import Event, day_of, positive
from collectflow.events._rows import PromiseRow
from collectflow.events._tables import Tables
from collectflow.vocabulary import check_amount

#: All of it, in hundredths of a per cent.
WHOLE = 10_000


def _days(_instance: object, attribute: attrs.Attribute[int], value: object) -> None:
    if type(value) is not int or value < 0:
        raise BadValue(attribute.name, value, "a whole number of days belongs here")


def _share(_instance: object, attribute: attrs.Attribute[int], value: object) -> None:
    if type(value) is not int or not 1 <= value <= WHOLE:
        raise BadValue(attribute.name, value, f"hundredths of a per cent belong here: 1 to {WHOLE}")


def promised(
    tables: Tables, row_id: str, us: int, amount: int, by: date, grace: int, threshold: int, plan: str | None
) -> PromiseRow:
    """A promise's row; the least that keeps it is rounded up to a minor unit."""
    day = day_of(by, "by")
    deadline = tables.head.books.day_start(day + grace + 1)
    least = -(-amount * threshold // WHOLE)
    return PromiseRow(row_id, us, amount, day, deadline, deadline, least, plan)


@tagged("promise_made")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class PromiseMade(Event):
    """The borrower promises to pay.

    Args:
        amount: What is promised, in minor units.
        by: By the end of which day of the books.
        grace: How many days more it is waited for.
        threshold: How much of it keeps the promise, in hundredths of a per cent: 9_000 is 90 %.
    """

    __abstract__ = False

    amount: int = attrs.field(validator=positive)
    by: date
    grace: int = attrs.field(default=0, validator=_days)
    threshold: int = attrs.field(default=WHOLE, validator=_share)

    def fold(self, tables: Tables, us: int) -> None:
        """Add a promise."""
        row = promised(tables, self.id, us, self.amount, self.by, self.grace, self.threshold, None)
        tables.promises = (*tables.rare.promises, row)


@tagged("promise_cancelled")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class PromiseCancelled(Event):
    """A promise is withdrawn, by agreement: it is neither kept nor broken after that."""

    __abstract__ = False
    rank: ClassVar[int] = 2

    promise: str

    def fold(self, tables: Tables, us: int) -> None:
        """Close the promise."""
        tables.promises = tables.replace(self.id, tables.rare.promises, self.promise, cancelled_us=us)


def _number(_instance: object, attribute: attrs.Attribute[int | None], value: object) -> None:
    if value is not None and (type(value) is not int or value < 1):
        raise BadValue(attribute.name, value, "a whole number from 1 on belongs here")


@attrs.frozen(weakref_slot=False)
class Instalment:
    """One instalment of a payment plan: an amount, by the end of a day of the books.

    Args:
        by: The day.
        amount: In minor units, positive.
        number: Which it is of its plan, from 1 on; by its day unless given. A case that follows another
            takes over those that were broken, with their numbers.
    """

    by: date
    amount: int
    number: int | None = attrs.field(default=None, validator=_number)


def _instalments(values: Iterable[Instalment]) -> tuple[Instalment, ...]:
    return tuple(values)


@tagged("plan_agreed")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class PlanAgreed(Event):
    """A payment plan: instalments, each a promise of its own by its day.

    Args:
        instalments: What is paid by when; what was paid for one does not count for the next.
        grace: How many days more each is waited for.
        threshold: How much of each keeps it, in hundredths of a per cent.

    Raises:
        BadValue: without instalments, when one has no positive amount, or two have one number.
    """

    __abstract__ = False

    instalments: tuple[Instalment, ...] = attrs.field(converter=_instalments)
    grace: int = attrs.field(default=0, validator=_days)
    threshold: int = attrs.field(default=WHOLE, validator=_share)

    def __attrs_post_init__(self) -> None:
        if not self.instalments:
            raise BadValue("instalments", self.instalments, "a plan has at least one")
        for each in self.instalments:
            check_amount(each.amount, f"an instalment of event {self.id!r}", least=1)
            day_of(each.by, "by")
        numbers = [each.number for each in self.numbered]
        if len({*numbers}) != len(numbers):
            raise BadValue("instalments", numbers, "each has a number of its own")

    @property
    def numbered(self) -> tuple[Instalment, ...]:
        """The instalments by their days, each with its number."""
        in_order = sorted(self.instalments, key=lambda one: one.by)
        return tuple(
            attrs.evolve(each, number=i if each.number is None else each.number)
            for i, each in enumerate(in_order, 1)
        )

    def row_of(self, instalment: Instalment) -> str:
        """The id of an instalment's row; of one of `numbered`."""
        return f"{self.id}/{instalment.number}"

    def fold(self, tables: Tables, us: int) -> None:
        """Add a promise an instalment."""
        terms = (self.grace, self.threshold, self.id)
        rows = [
            promised(tables, self.row_of(each), us, each.amount, each.by, *terms) for each in self.numbered
        ]
        tables.promises = (*tables.rare.promises, *rows)


@tagged("plan_ended")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class PlanEnded(Event):
    """A payment plan ends by agreement: what is open of it is neither kept nor broken after that."""

    __abstract__ = False
    rank: ClassVar[int] = 2

    plan: str

    def fold(self, tables: Tables, us: int) -> None:
        """Close every instalment that is still open."""
        known = tables.rare.promises
        if all(row.plan != self.plan for row in known):
            # It says which there are.
            tables.replace(self.id, known, self.plan)
        tables.promises = tuple(
            attrs.evolve(row, cancelled_us=min(us, row.cancelled_us)) if row.plan == self.plan else row
            for row in known
        )
