"""Pauses: days for which the count of days past due may stand still.

A pause is the lender's own act, so one that would overlap another is refused with that one named. What it
does to a count is said by the fact that counts (`facts.days_past(pauses=...)`), and what it forbids by
rules over `facts.paused`.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import attrs

from collectflow._codec import tagged
from collectflow._time import NEVER, NEVER_DAYS
from collectflow.errors import BadValue, PausesOverlap
from collectflow.events._base import Event, day_of
from collectflow.events._rows import PauseRow
from collectflow.events._tables import Tables


@tagged("paused")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class Paused(Event):
    """The lender lets the count of days past due stand still: from one day of the books to another.

    The count of the first day still stands on the last one, and rises again on the day after it; so a pause
    from the 6th to the 30th takes 24 days out of a count. It may begin before `at`.

    Args:
        starts_on: Its first day; that of `at` when not given.
        until: Its last day, later than the first; open when not given.

    Raises:
        BadValue: for a last day that is not later than the first.
        PausesOverlap: when folded into a case with a pause of some of the same days. One may begin on the
            day on which another ends. What is resumed at the same instant lasts until then: give the new
            one a later instant.
    """

    __abstract__ = False

    starts_on: date | None = None
    until: date | None = None

    def __attrs_post_init__(self) -> None:
        for name in ("starts_on", "until"):
            if getattr(self, name) is not None:
                day_of(getattr(self, name), name)
        if self.starts_on is not None and self.until is not None:
            self._lasts(self.starts_on.toordinal())

    def _lasts(self, first: int) -> int:
        """Its last day; raises `BadValue` unless there is one to leave out of a count."""
        if self.until is None:
            return NEVER_DAYS
        last = day_of(self.until, "until")
        if last <= first:
            raise BadValue(
                "until",
                self.until,
                f"the pause begins on {date.fromordinal(first)}; its last day is a later one",
            )
        return last

    def fold(self, tables: Tables, us: int) -> None:
        """Add a pause."""
        books = tables.head.books
        first = books.today(us) if self.starts_on is None else day_of(self.starts_on, "starts_on")
        last = self._lasts(first)
        for row in tables.pauses:
            if max(first, row.first_day) < min(last, row.last_day):
                raise PausesOverlap(self.id, row.id, date.fromordinal(row.first_day), _day(row.last_day))
        begins = us if self.starts_on is None else books.day_start(first)
        ends = NEVER if self.until is None else books.day_start(last + 1)
        tables.pauses += (PauseRow(self.id, begins, ends, first, last),)


def _day(ordinal: int) -> date | None:
    return None if ordinal >= NEVER_DAYS else date.fromordinal(ordinal)


@tagged("resumed")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class Resumed(Event):
    """A pause ends before its time: the day of `at` is its last, and it is over at once.

    Raises:
        UnknownReference: for a pause that the case does not have.
        BadValue: for a pause that is over.
    """

    __abstract__ = False
    rank: ClassVar[int] = 2

    pause: str

    def fold(self, tables: Tables, us: int) -> None:
        """Close the pause."""
        last = tables.head.books.today(us)
        for row in tables.pauses:
            if row.id == self.pause:
                if row.end <= us:
                    raise BadValue("pause", self.pause, f"its last day was {_day(row.last_day)}: it is over")
                # One that had not begun has no day at all.
                last = max(row.first_day, min(last, row.last_day))
        tables.pauses = tables.replace(self.id, tables.pauses, self.pause, end=us, last_day=last)
