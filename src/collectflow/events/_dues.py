"""Dues: added, changed, set aside (drafts, exclusions), taken up again, cancelled.

A due that is set aside stands outside of the ledger: it is neither billed nor owed, and takes no payment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from operator import attrgetter
from typing import Any, ClassVar

import attrs

from collectflow._codec import tagged
from collectflow.errors import BadValue, UnknownReference
from collectflow.events._base import Event, day_of
from collectflow.events._rows import DueRow
from collectflow.events._tables import Tables
from collectflow.events._values import Due, due_state
from collectflow.vocabulary import check_amount


def check_one_source(dues: bool, arrears: bool) -> None:  # noqa: FBT001 - two of a kind
    """Raise `BadValue` when a case would have both dues and reported arrears."""
    if dues and arrears:
        raise BadValue(
            "arrears",
            "dues and reported arrears",
            "a case has one or the other: who keeps its ledger?",
        )


def as_dues(values: Iterable[Due]) -> tuple[Due, ...]:
    """The dues as a tuple."""
    return tuple(values)


#: By due date, then id: the order in which payments go to them.
_oldest_first = attrgetter("ordinal", "id")


def _place(tables: Tables, rows: Iterable[tuple[DueRow, str]]) -> None:
    """Put dues where they belong by their states: those that are billed into the ledger, the others aside."""
    placed = {row.id: (row, state) for row, state in rows}
    billed = [row for row, state in placed.values() if state == "billed"]
    kept = (row for row in tables.dues if row.id not in placed)
    tables.dues = tuple(sorted((*kept, *billed), key=_oldest_first))
    if tables.aside or len(billed) < len(placed):
        left = (each for each in tables.aside if each[0].id not in placed)
        tables.aside = (*left, *(each for each in placed.values() if each[1] != "billed"))
    tables.money_changed()


def _row(due: Due, us: int) -> DueRow:
    issued = None if due.issued_on is None else day_of(due.issued_on, "issued_on")
    return DueRow(due.id, us, day_of(due.due_on, "due_on"), due.amount, due.kind, issued)


@tagged("dues_added")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class DuesAdded(Event):
    """More falls due: instalments, invoices, fees, interest; drafts among them are set aside.

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
        seen = {row.id for row, _ in _states(tables)}
        for due in self.dues:
            if due.id in seen:
                raise BadValue("due", due.id, "the case has a due of this id already")
            seen.add(due.id)
        _place(
            tables,
            [(_row(due, us), due.state) for due in self.dues],
        )


@tagged("due_changed")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class DueChanged(Event):
    """A due is changed, set aside or taken up again.

    Args:
        due: Its id.
        due_on: When it falls due now.
        amount: What it amounts to now, in minor units.
        state: `billed` counts; `draft` and `excluded` are set aside until they are billed; `cancelled` is
            over for good.
        because: Why, for the record.

    Raises:
        BadValue: when nothing would change, for an unknown state, or a due that was cancelled.
        UnknownReference: for a due that the case does not have.
    """

    __abstract__ = False

    due: str
    due_on: date | None = None
    amount: int | None = None
    state: str | None = attrs.field(default=None, validator=attrs.validators.optional(due_state))
    because: str | None = None

    def __attrs_post_init__(self) -> None:
        if self.due_on is None and self.amount is None and self.state is None:
            raise BadValue("due", self.due, "say what changes: due_on, amount or state")
        if self.due_on is not None:
            day_of(self.due_on, "due_on")
        if self.amount is not None:
            check_amount(self.amount, f"the amount of event {self.id!r}", least=1)

    def fold(self, tables: Tables, us: int) -> None:  # noqa: ARG002
        """Change the due's row, and put it where it belongs."""
        row, state = due_of(tables, self.id, self.due)
        if state == "cancelled":
            raise BadValue("due", self.due, "it was cancelled, which is for good")
        changes: dict[str, Any] = {}
        if self.due_on is not None:
            changes["ordinal"] = day_of(self.due_on, "due_on")
        if self.amount is not None:
            changes["amount"] = self.amount
        _place(tables, [(attrs.evolve(row, **changes), state if self.state is None else self.state)])


def _states(tables: Tables) -> Iterator[tuple[DueRow, str]]:
    """Every due with its state."""
    yield from ((row, "billed") for row in tables.dues)
    yield from tables.aside


def due_of(tables: Tables, event: str, due: str) -> tuple[DueRow, str]:
    """A due's row and state; raises `UnknownReference`."""
    for row, state in _states(tables):
        if row.id == due:
            return row, state
    known = tuple(row.id for row, _ in _states(tables))
    raise UnknownReference(event, "dues", due, known)
