"""Money: dues, payments and their reversal, adjustments, reported arrears, promises."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from operator import attrgetter
from typing import ClassVar

import attrs

from collectflow._codec import tagged
from collectflow._time import NEVER, micros
from collectflow.errors import BadValue, CurrencyMismatch, UnknownReference
from collectflow.events._base import Event, day_of
from collectflow.events._proposals import optional_text
from collectflow.events._rows import (
    AdjustmentRow,
    DueRow,
    PaymentRow,
    PromiseRow,
)
from collectflow.events._tables import (
    Tables,
)
from collectflow.events._values import (
    Arrears,
    Due,
)
from collectflow.vocabulary import check_amount


def check_one_source(dues: bool, arrears: bool) -> None:  # noqa: FBT001 - two of a kind
    """Raise `BadValue` when a case would have both dues and reported arrears."""
    if dues and arrears:
        raise BadValue(
            "arrears",
            "dues and reported arrears",
            "a case has one or the other: who keeps its ledger?",
        )


def check_report(tables: Tables, us: int, arrears: Arrears, event: str) -> None:
    """Raise `BadValue` for a report that is dated more than a day ahead, or an amount without a currency."""
    # The servicer's day may have begun where the books' has not.
    if arrears.as_of.toordinal() > tables.head.books.today(us) + 1:
        raise BadValue("as_of", arrears.as_of, f"event {event!r} reports of a day that is yet to come")
    if arrears.amount and tables.head.currency is None:
        raise BadValue("currency", None, "a case with amounts has a currency (an ISO 4217 code)")


def _positive(instance: Event, attribute: attrs.Attribute[int], value: object) -> None:
    check_amount(value, f"the {attribute.name} of event {instance.id!r}", least=1)


def as_dues(values: Iterable[Due]) -> tuple[Due, ...]:
    """The dues as a tuple."""
    return tuple(values)


_oldest_first = attrgetter("ordinal", "id")


@tagged("dues_added")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class DuesAdded(Event):
    """More falls due: instalments, invoices, fees, interest.

    Raises:
        BadValue: when folded into a case that has a due of the same id, or reported arrears.
    """

    __abstract__ = False
    #: Adjustments, which are referred to themselves, refer to dues.
    rank: ClassVar[int] = 0

    dues: tuple[Due, ...] = attrs.field(converter=as_dues)

    def fold(self, tables: Tables, us: int) -> None:
        """Add a row a due."""
        if tables.head.currency is None:
            raise BadValue("currency", None, "a case with dues has a currency (an ISO 4217 code)")
        check_one_source(bool(self.dues), tables.report is not None)
        seen = {row.id for row in tables.dues}
        for due in self.dues:
            if due.id in seen:
                raise BadValue("due", due.id, "the case has a due of this id already")
            seen.add(due.id)
        rows = [DueRow(due.id, us, day_of(due.due_on, "due_on"), due.amount, due.kind) for due in self.dues]
        # By due date, then id: the order in which payments go to them.
        tables.dues = tuple(sorted((*tables.dues, *rows), key=_oldest_first))
        tables.money_changed()


@tagged("payment_received")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class PaymentReceived(Event):
    """Money came in; it goes to the oldest due first.

    Args:
        amount: In the currency's minor unit, positive.
        method: How it was paid, for the record.
        currency: The ISO 4217 code, to be checked against the case's.
    """

    __abstract__ = False

    amount: int = attrs.field(validator=_positive)
    method: str | None = attrs.field(default=None, converter=optional_text)
    currency: str | None = attrs.field(default=None, metadata={"vocabulary": "currencies"})

    def fold(self, tables: Tables, us: int) -> None:
        """Add a payment; raises `CurrencyMismatch` for money in another currency."""
        expected = tables.head.currency
        if self.currency is not None and self.currency != expected:
            raise CurrencyMismatch(expected or "no currency", self.currency, f"event {self.id!r}")
        tables.payments += (PaymentRow(self.id, us, self.amount, self.method),)
        tables.received += self.amount
        tables.money_changed()


@tagged("adjusted")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class Adjusted(Event):
    """The lender gives up a part: a `waiver` or a `write_off`, of one due or of the oldest first.

    Args:
        amount: In the currency's minor unit, positive; what exceeds the open amount has no effect.
        kind: `waiver` or `write_off`.
        due: The due that it is of.
    """

    __abstract__ = False

    amount: int = attrs.field(validator=_positive)
    kind: str = attrs.field(default="waiver", metadata={"vocabulary": "adjustments"})
    due: str | None = None

    def fold(self, tables: Tables, us: int) -> None:
        """Add an adjustment."""
        if self.due is not None and all(row.id != self.due for row in tables.dues):
            raise UnknownReference(self.id, "dues", self.due, tuple(row.id for row in tables.dues))
        tables.adjustments += (AdjustmentRow(self.id, us, self.amount, self.kind, self.due),)
        tables.money_changed()


@tagged("payment_reversed")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class PaymentReversed(Event):
    """A payment or an adjustment is taken back: a bounced debit, a chargeback, an error.

    Args:
        payment: The id of the event that recorded it.
        because: Why, for the record.
    """

    __abstract__ = False
    rank: ClassVar[int] = 2

    payment: str
    because: str | None = attrs.field(default=None, converter=optional_text)

    def fold(self, tables: Tables, us: int) -> None:
        """Mark the row, as of when that was learnt; one that is reversed already stays as it is."""
        learnt = us if self.recorded_at is None else micros(self.recorded_at)
        for row in tables.adjustments:
            if row.id == self.payment:
                if row.reversed_us == NEVER:
                    tables.adjustments = tables.replace(
                        self.id, tables.adjustments, self.payment, reversed_us=learnt
                    )
                break
        else:
            paid = next((row for row in tables.payments if row.id == self.payment), None)
            if paid is None:
                known = tuple(row.id for row in tables.payments)
                raise UnknownReference(self.id, "payments", self.payment, known)
            if paid.reversed_us == NEVER:
                tables.payments = tables.replace(self.id, tables.payments, self.payment, reversed_us=learnt)
                tables.received -= paid.amount
        tables.money_changed()


@tagged("arrears_reported")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class ArrearsReported(Event):
    """The servicing system says where the debt stands; the report of the latest `as_of` counts.

    Args:
        as_of: The day of the books up to which the report counts. Payments of later days reduce it.
        oldest_due_on: The due date of the oldest unpaid instalment; or
        days_past_due: the days since it (1 the day after the due date), 0 when nothing is overdue.
        amount: What is overdue, in minor units; `None` when the report does not say; 0 means current.

    Raises:
        BadValue: when the report contradicts itself, or the case has dues of its own.
    """

    __abstract__ = False

    as_of: date
    oldest_due_on: date | None = None
    days_past_due: int | None = None
    amount: int | None = None

    def __attrs_post_init__(self) -> None:
        _ = self.arrears

    @property
    def arrears(self) -> Arrears:
        """The report as a value."""
        return Arrears(
            as_of=self.as_of,
            oldest_due_on=self.oldest_due_on,
            days_past_due=self.days_past_due,
            amount=self.amount,
        )

    def fold(self, tables: Tables, us: int) -> None:
        """Take the report unless one of a later day is known; raises `BadValue` for one of the future."""
        check_report(tables, us, self.arrears, self.id)
        check_one_source(bool(tables.dues), arrears=True)
        if tables.report is None or tables.report.as_of <= self.as_of:
            tables.report = self.arrears
            tables.money_changed()


@tagged("promise_made")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class PromiseMade(Event):
    """The borrower promises to pay.

    Args:
        amount: What is promised, in minor units.
        by: By the end of which day of the books.
    """

    __abstract__ = False

    amount: int = attrs.field(validator=_positive)
    by: date

    def fold(self, tables: Tables, us: int) -> None:
        """Add a promise; whether it is kept or broken is read, never recorded."""
        tables.promises += (PromiseRow(self.id, us, self.amount, day_of(self.by, "by")),)


@tagged("promise_cancelled")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class PromiseCancelled(Event):
    """A promise is withdrawn, by agreement."""

    __abstract__ = False
    rank: ClassVar[int] = 2

    promise: str

    def fold(self, tables: Tables, us: int) -> None:
        """Close the promise."""
        tables.promises = tables.replace(self.id, tables.promises, self.promise, end=us)
