"""What readings on data frames look at, and where windows begin for them.

Called by `_reading`, which makes columns of primitives, and by the compiler, which makes a view a rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

import attrs

from collectflow._time import DAY, FIRST, HOUR, NEVER, Books, Zone
from collectflow.calendars import Business, BusinessCalendar, business_back, nth_last
from collectflow.guards import Ref, Window
from collectflow.guards._windows import (  # windows are values; each reading has a function for each
    BusinessDays,
    Days,
    Ever,
    Hours,
    Month,
    SinceLast,
    SinceStage,
    Week,
)
from collectflow.portfolio._logic import Zones, all_sides
from collectflow.portfolio._tables import Desk

T = TypeVar("T")


@attrs.define
class Bounds:
    """Before when nothing changes by time alone, as it is gathered; instants in microseconds."""

    #: The instant of the sweep.
    now: int
    #: At this instant something may.
    fixed: int = NEVER
    #: The same by candidate zone.
    by_zone: dict[str, int] = attrs.field(factory=dict)
    #: At the instant of a column, so much later.
    columns: dict[tuple[str, int], None] = attrs.field(factory=dict)
    #: In candidate zones: so many microseconds from now as a column says.
    ahead: dict[tuple[Zones, str], None] = attrs.field(factory=dict)

    def no_later(self, us: int) -> None:
        """Something may change at an instant."""
        self.fixed = min(self.fixed, us)

    def no_later_in(self, zone: str, us: int) -> None:
        """Something may change at an instant in a candidate zone."""
        self.by_zone[zone] = min(self.by_zone.get(zone, NEVER), us)


@attrs.frozen
class View:
    """What readings look at: the desk, the instant's calendar, the zones, and one proposal."""

    desk: Desk
    books: Books
    zones: Mapping[str, Zone]
    calendars: Mapping[str, BusinessCalendar]
    report_max_age: int | None
    #: The values at which comparisons with a reference change.
    marks: Mapping[Ref, tuple[int, ...]]
    #: The proposal's fields.
    asked: Mapping[str, Any]
    bounds: Bounds
    currency: str | None = None

    @property
    def us(self) -> int:
        """The instant."""
        return self.desk.us

    @property
    def today(self) -> int:
        """The books' date."""
        return self.books.today(self.desk.us)

    def next_books_day(self) -> None:
        """Something may change with the books' date."""
        self.bounds.no_later(self.books.next_day(self.us))

    def business(self, calendar: str, today: int, marks: tuple[int, ...]) -> Business:
        """The business days of a calendar up to a day."""
        key = (calendar, today, marks)
        found = self.desk.counted.get(key)
        if found is None:
            found = self.desk.counted[key] = business_back(self.calendars[calendar], today, marks)
        return found

    def next_local_day(self) -> None:
        """Something may change with the local date."""
        for name, zone in self.zones.items():
            self.bounds.no_later_in(name, zone.next_date_change(self.us))

    def local(self, zone: Zone) -> int:
        """Local microseconds on a zone's wall clock."""
        return self.us + zone.offset(self.us)

    def by_zone(self, made: Callable[[Zone], T]) -> list[tuple[Zones, T]]:
        """What is made for each zone; zones for which it is the same together."""
        grouped: dict[Any, set[str | None]] = {}
        for name, zone in self.zones.items():
            grouped.setdefault(made(zone), set()).add(name)
        return [(frozenset(names), each) for each, names in grouped.items()]


def next_clock(zone: Zone, us: int, marks: Iterable[int]) -> int:
    """When a wall clock next shows one of these times, or midnight, or its offset may change."""
    offset = zone.offset(us)
    ahead = us - (us + offset) % DAY
    nearest = min(ahead + mark for mark in (*marks, DAY) if ahead + mark > us)
    change = us
    while change < nearest:
        change = zone.next_offset_change(change)
        if change < nearest and zone.offset(change) != offset:
            return change
    return nearest


# --- windows ----------------------------------------------------------------------------------------------


@attrs.frozen
class Start:
    """Where a window begins: an instant, a column of the cases, or after a column's instant."""

    us: int | None = None
    column: str | None = None
    after: str | None = None


Starts = list[tuple[Zones | None, Start]]


def _calendar(window: Any, view: View, back: Callable[[int], int | None]) -> Starts:  # noqa: ANN401 - a window
    def start(day: int, day_start: Callable[[int], int]) -> int | None:
        first = back(day)
        return None if first is None else day_start(max(first, 2))

    if window.zone == "books":
        view.next_books_day()
        us = start(view.today, view.books.day_start)
        return [] if us is None else [(None, Start(us))]
    view.next_local_day()
    found = view.by_zone(lambda zone: start(zone.ordinal(view.us), zone.day_start))
    return [(zones, Start(us)) for zones, us in found if us is not None]


def _business_back(window: BusinessDays, view: View) -> Callable[[int], int | None]:
    return lambda ordinal: nth_last(view.calendars[window.calendar], ordinal, window.n)


def _since_stage(window: SinceStage, view: View) -> Starts:  # noqa: ARG001
    view.desk.col("cases", "stage_at")
    return [(None, Start(column="stage_at"))]


def _since_last(window: SinceLast, view: View) -> Starts:
    flag, key = view.desk.where(window.table, window.where, view.asked, 0, beside=window.beside)
    begun = (view.desk.col(window.table, "at") <= view.desk.at(view.us)).fill_null(value=False)
    alias = view.desk.extreme(window.table, all_sides([flag, begun]), "at", key, "max", 0)
    if window.table != "contacts":
        ahead = (view.desk.col(window.table, "at") > view.desk.at(view.us)).fill_null(value=False)
        coming = view.desk.extreme(window.table, all_sides([flag, ahead]), "at", ("next", key), "min", 0)
        view.bounds.columns[coming, 0] = None
    return [(None, Start(after=alias))]


#: This reading's function for each window. A new window has an entry here.
STARTS: dict[type[Window], Callable[[Any, View], Starts]] = {
    Days: lambda w, v: _calendar(w, v, lambda day: day - w.n + 1),
    Week: lambda w, v: _calendar(w, v, lambda day: day - (day - w.first) % 7),
    Month: lambda w, v: _calendar(w, v, lambda day: day - date.fromordinal(day).day + 1),
    BusinessDays: lambda w, v: _calendar(w, v, _business_back(w, v)),
    # A row exactly n hours old lies outside.
    Hours: lambda w, v: [(None, Start(v.us - w.n * HOUR + 1))],
    SinceStage: _since_stage,
    SinceLast: _since_last,
    Ever: lambda w, v: [(None, Start(FIRST))],  # noqa: ARG005
}
