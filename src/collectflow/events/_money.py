"""Money: payments, their reversal and refund, attempts that failed, adjustments, reported arrears."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar

import attrs

from collectflow._codec import tagged
from collectflow._time import NEVER, micros
from collectflow.errors import BadValue, CurrencyMismatch, UnknownReference
from collectflow.events._base import Event, positive
from collectflow.events._dues import check_one_source, due_of
from collectflow.events._proposals import optional_text
from collectflow.events._rows import AdjustmentRow, AttemptRow, PaymentRow
from collectflow.events._tables import (
    Tables,
)
from collectflow.events._values import Arrears
from collectflow.vocabulary import check_amount


def check_report(tables: Tables, us: int, arrears: Arrears, event: str) -> None:
    """Raise `BadValue` for a report that is dated more than a day ahead, or an amount without a currency."""
    # The servicer's day may have begun where the books' has not.
    if arrears.as_of.toordinal() > tables.head.books.today(us) + 1:
        raise BadValue("as_of", arrears.as_of, f"event {event!r} reports of a day that is yet to come")
    if arrears.amount and tables.head.currency is None:
        raise BadValue("currency", None, "a case with amounts has a currency (an ISO 4217 code)")


def _parts(values: Iterable[tuple[str, int]] | Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    pairs = values.items() if isinstance(values, Mapping) else values
    return tuple((str(due), amount) for due, amount in pairs)


def _payment_of(tables: Tables, event: str, payment: str) -> PaymentRow:
    """The row of a payment; raises `UnknownReference`."""
    for row in tables.payments:
        if row.id == payment:
            return row
    raise UnknownReference(event, "payments", payment, tuple(row.id for row in tables.payments))


@tagged("payment_received")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class PaymentReceived(Event):
    """Money came in; it goes to the dues that are named, the rest to the oldest due first.

    Conventions may put kinds of dues before the oldest, or last (`Conventions.pay_first`, `pay_last`).

    Args:
        amount: In the currency's minor unit, positive.
        to: How much of it goes to which due, by id; what exceeds what is open of a due goes on to the oldest.
        method: How it was paid, for the record.
        currency: The ISO 4217 code, to be checked against the case's.
    """

    __abstract__ = False

    amount: int = attrs.field(validator=positive)
    method: str | None = attrs.field(default=None, converter=optional_text)
    currency: str | None = attrs.field(default=None, metadata={"vocabulary": "currencies"})
    to: tuple[tuple[str, int], ...] = attrs.field(default=(), converter=_parts)

    def __attrs_post_init__(self) -> None:
        for due, amount in self.to:
            check_amount(amount, f"what goes to due {due!r}", least=1)
        if sum(amount for _, amount in self.to) > self.amount:
            raise BadValue("to", self.to, f"more than the {self.amount} that came in")

    def fold(self, tables: Tables, us: int) -> None:
        """Add a payment; raises `CurrencyMismatch` for money in another currency."""
        expected = tables.head.currency
        if self.currency is not None and self.currency != expected:
            raise CurrencyMismatch(expected or "no currency", self.currency, f"event {self.id!r}")
        for due, _ in self.to:
            due_of(tables, self.id, due)
        tables.payments += (PaymentRow(self.id, us, self.amount, self.method, shares=self.to),)
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

    amount: int = attrs.field(validator=positive)
    kind: str = attrs.field(default="waiver", metadata={"vocabulary": "adjustments"})
    due: str | None = None

    def fold(self, tables: Tables, us: int) -> None:
        """Add an adjustment."""
        if self.due is not None:
            due_of(tables, self.id, self.due)
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
            paid = _payment_of(tables, self.id, self.payment)
            if not paid.gone:
                tables.payments = tables.replace(
                    self.id, tables.payments, self.payment, reversed_us=learnt, gone=True
                )
                tables.received -= paid.net
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


@tagged("payment_refunded")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class PaymentRefunded(Event):
    """A part of a payment, or all of it, goes back to who paid.

    Args:
        payment: The id of the payment.
        amount: How much, in minor units.

    Raises:
        BadValue: when more goes back than came in.
    """

    __abstract__ = False
    rank: ClassVar[int] = 2

    payment: str
    amount: int = attrs.field(validator=positive)

    def fold(self, tables: Tables, us: int) -> None:
        """Take it off the payment; one that was reversed is gone already."""
        paid = _payment_of(tables, self.id, self.payment)
        if self.amount > paid.net:
            raise BadValue("amount", self.amount, f"{paid.net} is left of payment {self.payment!r}")
        learnt = us if self.recorded_at is None else micros(self.recorded_at)
        back = learnt if paid.reversed_us == NEVER else max(paid.reversed_us, learnt)
        tables.payments = tables.replace(
            self.id,
            tables.payments,
            self.payment,
            refunds=(*paid.refunds, (us, self.amount)),
            refunded=paid.refunded + self.amount,
            reversed_us=paid.reversed_us if paid.gone else back,
        )
        if not paid.gone:
            tables.received -= self.amount
        tables.money_changed()


@tagged("payment_failed")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class PaymentFailed(Event):
    """An attempt to pay, or to draw a payment, failed.

    Args:
        response: Why: `insufficient_funds`, `do_not_honor`, `invalid_account`, `expired`, `lost_or_stolen`,
            `revoked`, `error`, `other`, or a response of the engine's own.
        amount: What was to be paid, in minor units.
        method: How.
    """

    __abstract__ = False

    response: str = attrs.field(metadata={"vocabulary": "responses"})
    amount: int | None = None
    method: str | None = attrs.field(default=None, converter=optional_text)

    def fold(self, tables: Tables, us: int) -> None:
        """Add an attempt."""
        tables.attempts += (AttemptRow(self.id, us, self.response, self.amount, self.method),)
