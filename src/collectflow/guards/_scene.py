"""One case at an instant, in one candidate zone; and over which of its rows a primitive reads.

Windows become the instant at which they begin, filters a look-up in a row's columns. Called by the first
reading and by from-when.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from itertools import product
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from collectflow._time import DAY, EPOCH_ORDINAL, FIRST, HOUR, Zone
from collectflow.calendars import BusinessCalendar, nth_last
from collectflow.events import Proposal, Row, united
from collectflow.guards._tree import Value
from collectflow.guards._windows import (
    BusinessDays,
    Days,
    Ever,
    Hours,
    Month,
    SinceLast,
    SinceStage,
    Week,
    Where,
    Window,
)

if TYPE_CHECKING:
    from collectflow.case import Case


class Scene:
    """One case at an instant, with a proposal, in one candidate zone (`None`: not known)."""

    __slots__ = ("_united", "asked", "beside", "calendars", "case", "local", "tables", "today", "us", "zone")

    def __init__(
        self,
        case: Case,
        us: int,
        asked: Proposal | None,
        zone: Zone | None,
        calendars: Mapping[str, BusinessCalendar],
        beside: tuple[Case, ...] = (),
        united: dict[str, tuple[Any, ...]] | None = None,
    ) -> None:
        """A scene; `us` is the instant in microseconds, `beside` the borrower's other cases."""
        self.case = case
        self.beside = beside
        self._united = united
        tables = self.tables = case.tables
        self.us = us
        self.asked = asked
        self.calendars = calendars
        self.zone = zone
        books = tables.head.books
        offset = books.zone.offset(us)
        self.today: int = (us + offset + books.shift) // DAY + EPOCH_ORDINAL
        #: Local microseconds since 1970-01-01T00:00 on the wall clock of the zone.
        self.local: int | None = None
        if zone is not None:
            self.local = us + (offset if zone is books.zone else zone.offset(us))

    def elsewhere(self, zone: Zone | None) -> Scene:
        """The same in another candidate zone."""
        return Scene(self.case, self.us, self.asked, zone, self.calendars, self.beside, self._united)

    def later(self, us: int) -> Scene:
        """The same at another instant."""
        return Scene(self.case, us, self.asked, self.zone, self.calendars, self.beside, self._united)

    def debts(self) -> tuple[Scene, ...]:
        """This case and each of the borrower's others, every one as a scene of its own."""
        others = (Scene(each, self.us, self.asked, self.zone, self.calendars) for each in self.beside)
        return (self, *others)

    def rows(self, table: str, *, beside: bool) -> tuple[Any, ...]:
        """The rows of a table, with those of the borrower's other cases if they are wanted."""
        own: tuple[Any, ...] = getattr(self.tables, table)
        if not beside or not self.beside:
            return own
        if self._united is None:
            self._united = {}
        found = self._united.get(table)
        if found is None:
            others = [each.tables for each in self.beside]
            found = self._united[table] = united(table, self.tables, others)
        return found

    def history(self, *, beside: bool) -> int:
        """From when it is known what happened."""
        known = self.tables.head.history
        if beside and self.beside:
            return max(known, *(each.tables.head.history for each in self.beside))
        return known


Reader = Callable[[Scene], Value]

#: The tables whose rows stand in the order of their instants, so that a scan may stop early.
IN_ORDER = frozenset({"contacts"})


class Filter:
    """A compiled filter: constants by one look-up, the rest by functions of row and proposal."""

    __slots__ = ("get", "keys", "more")

    def __init__(self, where: tuple[Where, ...]) -> None:
        """Compile the conditions."""
        fixed = [each for each in where if each.op == "in"]
        self.get: Callable[[Any], object] | None = None
        self.keys: frozenset[object] = frozenset()
        if len(fixed) == 1:
            self.get = attrgetter(fixed[0].column)
            self.keys = frozenset(fixed[0].values)
        elif fixed:
            self.get = attrgetter(*(each.column for each in fixed))
            self.keys = frozenset(product(*(each.values for each in fixed)))
        self.more: tuple[Callable[[Any, Proposal | None], bool], ...] = tuple(
            _extra(each) for each in where if each.op != "in"
        )

    def takes(self, row: Row, asked: Proposal | None) -> bool:
        """Whether the filter takes a row."""
        if self.get is not None and self.get(row) not in self.keys:
            return False
        return all(each(row, asked) for each in self.more)


def _extra(where: Where) -> Callable[[Any, Proposal | None], bool]:
    column = where.field
    get = attrgetter(where.column)
    if where.op == "not_in":
        keys = frozenset(where.values)
        return lambda row, _: get(row) not in keys
    if where.op == "same":
        return lambda row, asked: get(row) == getattr(asked, column, None)
    if where.op == "other":
        return lambda row, asked: get(row) != getattr(asked, column, None)
    if where.op == "named":
        return lambda row, asked: get(row) is not None and get(row) == getattr(asked, column, None)
    return lambda row, asked: get(row) is None or get(row) == getattr(asked, column, None)


Start = Callable[[Scene], "int | None"]


def _day_ordinal(scene: Scene, zone: str) -> int | None:
    if zone == "books":
        return scene.today
    return None if scene.local is None else scene.local // DAY + EPOCH_ORDINAL


def _day_start(scene: Scene, zone: str, ordinal: int) -> int:
    if zone == "books":
        return scene.tables.head.books.day_start(ordinal)
    assert scene.zone is not None  # noqa: S101 - its ordinal was known
    return scene.zone.day_start(ordinal)


def _calendar_start(zone: str, back: Callable[[int, Scene], int | None]) -> Start:
    def start(scene: Scene) -> int | None:
        ordinal = _day_ordinal(scene, zone)
        first = None if ordinal is None else back(ordinal, scene)
        return None if first is None else _day_start(scene, zone, max(first, 2))

    return start


def _business_back(window: BusinessDays) -> Callable[[int, Scene], int | None]:
    return lambda ordinal, scene: nth_last(scene.calendars[window.calendar], ordinal, window.n)


def _days_start(window: Days) -> Start:
    # The commonest window: what `_calendar_start` would give, in one step.
    back = EPOCH_ORDINAL - window.n + 1
    if window.zone == "books":
        return _calendar_start("books", lambda day, _: day - window.n + 1)

    def start(scene: Scene) -> int | None:
        local, zone = scene.local, scene.zone
        if local is None or zone is None:
            return None
        ordinal = local // DAY + back
        return zone.day_start(max(2, ordinal))

    return start


def start_of(window: Window) -> Start:
    """A function from a scene to the window's first instant; `None` is unknown."""
    return STARTS[type(window)](window)


def _since_last(window: SinceLast) -> Start:
    find = last_row(window.table, window.where, beside=window.beside)

    def start(scene: Scene) -> int | None:
        row = find(scene)
        return FIRST if row is None else row.us + 1

    return start


#: What each window makes of a scene. A new window has an entry here.
STARTS: dict[type[Window], Callable[[Any], Start]] = {
    Days: _days_start,
    Week: lambda w: _calendar_start(w.zone, lambda day, _: day - (day - w.first) % 7),
    Month: lambda w: _calendar_start(w.zone, lambda day, _: day - date.fromordinal(day).day + 1),
    BusinessDays: lambda w: _calendar_start(w.zone, _business_back(w)),
    # A row exactly n hours old lies outside.
    Hours: lambda w: lambda scene: scene.us - w.n * HOUR + 1,
    SinceStage: lambda w: lambda scene: scene.tables.stage_us,  # noqa: ARG005
    SinceLast: _since_last,
    Ever: lambda w: lambda scene: FIRST,  # noqa: ARG005
}


def last_row(
    table: str, where: tuple[Where, ...], by: str = "us", *, beside: bool = False
) -> Callable[[Scene], Row | None]:
    """A function that finds the latest row that a filter takes, up to the scene's instant."""
    taken = Filter(where)
    get, keys, more = taken.get, taken.keys, taken.more
    when: Callable[[Any], int] = attrgetter(by)
    in_order = table in IN_ORDER and by == "us"

    def find(scene: Scene) -> Row | None:
        best: Row | None = None
        row: Row
        asked = scene.asked
        latest = FIRST - 1
        for row in reversed(scene.rows(table, beside=beside)):
            at = when(row)
            if (
                latest < at <= scene.us
                and (get is None or get(row) in keys)
                and (not more or all(each(row, asked) for each in more))
            ):
                if in_order:
                    return row
                best, latest = row, at
        return best

    return find
