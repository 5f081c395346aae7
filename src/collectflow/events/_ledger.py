"""The ledger: not stored, but worked out from the rows, so that a reversal leaves no trace."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import attrs

from collectflow._codec import tagged
from collectflow._time import NEVER
from collectflow.events._rows import AdjustmentRow, DueRow


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
    id), adjustments before payments.
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


def allocate(
    dues: tuple[DueRow, ...], adjustments: tuple[AdjustmentRow, ...], received: int
) -> tuple[list[int], dict[str, int], int]:
    """What stays open of each due (these are in order), what was given up by kind, what was allocated."""
    rest = [due.amount for due in dues]
    everything = range(len(dues))
    given = {"waiver": 0, "write_off": 0}
    if adjustments:
        place = {due.id: i for i, due in enumerate(dues)}
        # Named ones first: an unnamed one must not use up what a named one is for.
        for row in sorted(adjustments, key=lambda each: each.due is None):
            if row.reversed_us == NEVER:
                order = everything if row.due is None else (place[row.due],)
                given[row.kind] = given.get(row.kind, 0) + _take(rest, order, row.amount)
    return rest, given, _take(rest, everything, received) if received else 0


def work_out(dues: tuple[DueRow, ...], adjustments: tuple[AdjustmentRow, ...], received: int) -> Ledger:
    """The ledger that the rows add up to; the dues are in order."""
    rest, given, allocated = allocate(dues, adjustments, received)
    written_off = given.pop("write_off")
    return Ledger(
        billed=sum(due.amount for due in dues),
        open=sum(rest),
        allocated=allocated,
        waived=sum(given.values()),
        written_off=written_off,
        received=received,
        unapplied=received - allocated,
        refunded=0,
        open_dues=tuple(
            OpenDue(due.id, date.fromordinal(due.ordinal), left, due.kind)
            for due, left in zip(dues, rest, strict=True)
            if left
        ),
        first_due=date.fromordinal(dues[0].ordinal) if dues else None,
    )
