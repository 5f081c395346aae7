"""The ledger: not stored, but worked out from the rows, so that a reversal leaves no trace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import attrs

from collectflow._codec import tagged
from collectflow._time import NEVER
from collectflow.events._rows import AdjustmentRow, DueRow, PaymentRow, PromiseRow
from collectflow.events._values import Conventions


@tagged("open_due")
@attrs.frozen(weakref_slot=False)
class OpenDue:
    """What is still open of a due."""

    id: str
    due_on: date
    amount: int
    kind: str


@attrs.frozen(weakref_slot=False)
class Ledger:
    """Where the money stands; all amounts in minor units.

    `billed == open + allocated + waived + written_off` and `received == allocated + unapplied +
    refunded` hold always. Payments and unnamed adjustments go to the oldest due first (by due date, then
    id), adjustments before payments; a payment to some kinds first or last where the case's conventions
    say so (`Conventions.pay_first`, `pay_last`).
    """

    billed: int
    open: int
    allocated: int
    waived: int
    written_off: int
    received: int
    unapplied: int
    refunded: int
    #: By due date, then id; only those with something open.
    open_dues: tuple[OpenDue, ...]
    first_due: date | None


def _take(rest: list[int], order: Iterable[int], amount: int) -> int:
    """Take `amount` from the open amounts in that order; returns what was taken."""
    left = amount
    for i in order:
        if not left:
            break
        part = min(left, rest[i])
        rest[i] -= part
        left -= part
    return amount - left


def _by_kind(dues: tuple[DueRow, ...], ranks: Mapping[str, int], today: int) -> list[int]:
    """The dues in the order in which a payment of that day goes to them."""

    def place(i: int) -> tuple[int, int]:
        due = dues[i]
        # Who pays what is overdue is not overdue any more: what falls due today comes after it.
        return (0 if due.ordinal < today else due.ordinal), ranks.get(due.kind, 0)

    # Sorting is stable, so the oldest comes first within a place.
    return sorted(range(len(dues)), key=place)


def allocate(
    dues: tuple[DueRow, ...],
    adjustments: tuple[AdjustmentRow, ...],
    payments: tuple[PaymentRow, ...],
    received: int,
    conventions: Conventions,
) -> tuple[list[int], dict[str, int], int]:
    """What stays open of each due, what was given up by kind, what was allocated.

    Dues are in order, and so are payments.
    """
    rest = [due.amount for due in dues]
    meant = [row for row in payments if row.shares and not row.gone]
    place = {due.id: i for i, due in enumerate(dues)} if adjustments or meant else {}
    given = _give_up(rest, adjustments, place)
    spent: dict[str, int] = {}
    for payment in meant:
        left = payment.net
        for due, amount in payment.shares:
            if due in place:
                left -= _take(rest, (place[due],), min(amount, left))
        spent[payment.id] = payment.net - left
    allocated = sum(spent.values())
    ranks = conventions.ranks
    if not ranks:
        if received > allocated:
            allocated += _take(rest, range(len(dues)), received - allocated)
        return rest, given, allocated
    for payment in payments:
        if not payment.gone:
            order = _by_kind(dues, ranks, conventions.books.today(payment.us))
            allocated += _take(rest, order, payment.net - spent.get(payment.id, 0))
    return rest, given, allocated


def _give_up(
    rest: list[int], adjustments: tuple[AdjustmentRow, ...], place: Mapping[str, int]
) -> dict[str, int]:
    """Take what was given up from the open amounts; returns how much it was, by kind."""
    given = {"waiver": 0, "write_off": 0}
    # Named ones first: an unnamed one must not use up what a named one is for.
    for row in sorted(adjustments, key=lambda each: each.due is None):
        if row.reversed_us == NEVER:
            # A due that was set aside takes nothing.
            named = place.get(row.due or "")
            order = range(len(rest)) if row.due is None else () if named is None else (named,)
            given[row.kind] = given.get(row.kind, 0) + _take(rest, order, row.amount)
    return given


def judged(promises: Iterable[PromiseRow], payments: Iterable[PaymentRow]) -> Iterator[PromiseRow]:
    """Promises with when they were kept, or are broken.

    What comes in from the instant of a promise on counts for it; instalments of one plan are paid in the
    order of their days, none with what an earlier one took.
    """
    paid = sorted((row.us, row.net) for row in payments)
    spent: dict[str, int] = {}
    for row in promises:
        start = spent.get(row.plan, 0) if row.plan is not None else 0
        kept = _reached(paid, row.us, start + row.least)
        if row.plan is not None:
            spent[row.plan] = start + row.least
        in_time = kept < min(row.deadline, row.cancelled_us)
        # What was promised too late is broken when it is promised.
        late = max(row.deadline, row.us)
        broken = NEVER if in_time or row.cancelled_us < late else late
        kept = kept if in_time else NEVER
        yield attrs.evolve(row, kept_us=kept, broken_us=broken, end=min(kept, late, row.cancelled_us))


def _reached(paid: list[tuple[int, int]], since: int, amount: int) -> int:
    """When so much had come in since an instant, of what is in order; `NEVER` if it has not."""
    total = 0
    for us, part in paid:
        if us >= since:
            total += part
            if total >= amount:
                return us
    return NEVER


def work_out(
    dues: tuple[DueRow, ...],
    adjustments: tuple[AdjustmentRow, ...],
    payments: tuple[PaymentRow, ...],
    received: int,
    conventions: Conventions,
) -> Ledger:
    """The ledger that the rows add up to; dues and payments are in order."""
    rest, given, allocated = allocate(dues, adjustments, payments, received, conventions)
    refunded = sum(row.amount - row.net for row in payments if row.refunds and not row.gone)
    written_off = given.pop("write_off")
    return Ledger(
        billed=sum(due.amount for due in dues),
        open=sum(rest),
        allocated=allocated,
        waived=sum(given.values()),
        written_off=written_off,
        received=received + refunded,
        unapplied=received - allocated,
        refunded=refunded,
        open_dues=tuple(
            OpenDue(due.id, date.fromordinal(due.ordinal), left, due.kind)
            for due, left in zip(dues, rest, strict=True)
            if left
        ),
        first_due=date.fromordinal(dues[0].ordinal) if dues else None,
    )
