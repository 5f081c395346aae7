"""What each window and each primitive is to the solver. A primitive has an entry here; a fact needs none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from collectflow._time import DAY, HOUR, NEVER, NEVER_DAYS
from collectflow.calendars import BusinessCalendar
from collectflow.guards import (
    Asked,
    Attribute,
    CaseField,
    Clock,
    Count,
    InForce,
    Last,
    Money,
    Ref,
    StageAge,
    Window,
)
from collectflow.guards._windows import (  # the windows' classes: a reading has a function for each
    BusinessDays,
    Days,
    Ever,
    Hours,
    Month,
    SinceLast,
    SinceStage,
    Week,
)
from collectflow.verify._formulas import Expr, Symbol
from collectflow.verify._rows import Anchor, Bound, Cell, Filter
from collectflow.verify._world import BUSINESS_TO, FIRST_DAY, FROM, OFFSET, OTHER, TRUE
from collectflow.verify._z3 import z3

if TYPE_CHECKING:
    from collectflow.verify._snapshot import Snapshot

_LONGEST_MONTH = 31

# --- windows --------------------------------------------------------------------------------------------


def _days(at: Snapshot, window: Days) -> Bound:
    return at.calendar(window.zone, at.day_of(window.zone) - (window.n - 1), TRUE)


def _week(at: Snapshot, window: Week) -> Bound:
    weekday = at.weekday_of(window.zone)
    back = z3.If(weekday >= window.first, weekday - window.first, weekday - window.first + 7)
    return at.calendar(window.zone, at.day_of(window.zone) - back, TRUE)


def _month(at: Snapshot, window: Month) -> Bound:
    day, first = at.day_of(window.zone), at.integer("month")
    if at.exact:
        # Between years that are not neighbours there is no month.
        starts = [date(year, month, 1).toordinal() for year in at.years for month in range(1, 13)]
        spans = [(a, b) for a, b in pairwise(starts) if b - a <= _LONGEST_MONTH]
        at.hold(z3.Or([z3.And(first == a, day >= a, day < b) for a, b in spans]))
    else:
        at.hold(first <= day, first > day - _LONGEST_MONTH)
    return at.calendar(window.zone, first, TRUE)


def _business_day(calendar: BusinessCalendar, day: int, number: int) -> int | None:
    """The n-th last business day; `None` where the calendar does not know."""
    while True:
        is_open = calendar.is_business_day(date.fromordinal(day))
        number -= bool(is_open)
        if is_open is None:
            return None
        if not number:
            return day
        day -= 1


def _business_days(at: Snapshot, window: BusinessDays) -> Bound:
    day, first, known = at.day_of(window.zone), at.integer("business"), at.boolean("business_known")
    if not at.exact:
        at.hold(first <= day - (window.n - 1))
        return at.calendar(window.zone, first, known)
    calendar = at.setting.calendars[window.calendar]
    ways = []
    for today in range(FROM, BUSINESS_TO):
        back = _business_day(calendar, today, window.n)
        ways.append(z3.And(day == today, known == (back is not None), first == (back or FIRST_DAY)))
    at.hold(z3.Or(ways))
    return at.calendar(window.zone, first, known)


def _hours(at: Snapshot, window: Hours) -> Bound:
    return Bound(at.now - window.n * HOUR + 1, TRUE)


def _since_stage(at: Snapshot, window: SinceStage) -> Bound:  # noqa: ARG001
    return Bound(at.entered, TRUE)


def _since_last(at: Snapshot, window: SinceLast) -> Bound:  # noqa: ARG001
    return Bound(at.integer("since"), TRUE)


def _ever(at: Snapshot, window: Ever) -> Bound:  # noqa: ARG001
    return Bound(z3.IntVal(0), TRUE)


#: Where each window begins. A new window has an entry here.
WINDOWS: dict[type[Window], Callable[[Any, Any], Bound]] = {
    Days: _days,
    Week: _week,
    Month: _month,
    BusinessDays: _business_days,
    Hours: _hours,
    SinceStage: _since_stage,
    SinceLast: _since_last,
    Ever: _ever,
}


# --- primitives -----------------------------------------------------------------------------------------


def _known(value: Expr) -> Symbol:
    return Symbol(value, TRUE)


def _case_field(at: Snapshot, ref: CaseField) -> Symbol:
    return _known(at.stage if ref.name == "stage" else at.left)


def _clock(at: Snapshot, ref: Clock) -> Symbol:
    if ref.part == "time":
        return Symbol(at.clock, at.has_zone)
    read = at.day_of if ref.part == "date" else at.weekday_of
    return Symbol(read(ref.zone), at.zone_known(ref.zone))


def _sum(cells: Iterable[Cell]) -> Expr:
    return z3.Sum([z3.IntVal(0), *(each.number for each in cells)])


def _count(at: Snapshot, ref: Count) -> Symbol:
    window = ref.window
    if ref.by not in {"us", "reversed_us"}:
        free = at.integer("count")
        at.hold(free >= 0)
        return Symbol(free, at.boolean("known"))

    def taken(where: Filter) -> list[Cell]:
        made = []
        for cell in at.cells[ref.table]:
            place = cell.inside if ref.by == "us" else cell.reversed
            if (
                where in cell.kind.filters
                and place is not None
                and (isinstance(window, Ever) or window in place)
            ):
                made.append(cell)
        return made

    known = at.whole
    if not isinstance(window, Ever):
        bound = at.bounds[window]
        known = z3.And(bound.known, z3.Or(at.whole, bound.start >= at.history))
        if isinstance(window, SinceLast):
            # A row of the instant before the known history is on its edge.
            edge = z3.Or(bound.start > at.history, at.boolean("edge"))
            known = z3.And(known, z3.Or(at.whole, edge))
    cells = taken(ref.where)
    if ref.distinct is None:
        return Symbol(_sum(cells), known)
    groups = [taken(where) for _, where in at.values_of(ref)]
    if groups:
        one = [z3.If(z3.Or([c.number > 0 for c in group]), 1, 0) for group in groups if group]
        return Symbol(z3.Sum([z3.IntVal(0), *one]), known)
    free = at.integer("different")
    at.hold(free >= 0, free <= _sum(cells))
    return Symbol(free, known)


def _last(at: Snapshot, ref: Last) -> Symbol:
    anchor = at.anchors[SinceLast(ref.table, ref.where)]
    # A row before the known history may not have been the last.
    known = z3.Or(at.whole, z3.And(anchor.exists, anchor.at >= at.history))
    if ref.what == "elapsed":
        return Symbol(z3.If(anchor.exists, at.now - anchor.at, z3.IntVal(NEVER)), known)
    if ref.what == "days":
        return _last_days(at, anchor, known)
    value: Expr = z3.IntVal(OTHER)
    for text, where in at.texts_of(ref):
        here = z3.Or([picked for cell, picked in anchor.picks if where in cell.kind.filters])
        value = z3.If(here, z3.IntVal(at.code(text)), value)
    return Symbol(z3.If(anchor.exists, value, z3.IntVal(0)), known)


def _last_days(at: Snapshot, anchor: Anchor, known: Expr) -> Symbol:
    days = at.integer("days")
    day = at.local_day - days
    if at.exact:
        wall = anchor.at + at.offset
        near = z3.And(wall >= day * DAY, wall < day * DAY + DAY)
    else:
        near = z3.And(anchor.at >= day * DAY - OFFSET, anchor.at < day * DAY + DAY + OFFSET)
        # Local dates can run backwards.
        at.hold(days >= -1)
        for window, bound in at.bounds.items():
            if bound.first is not None and getattr(window, "zone", "") == "local":
                near = z3.And(near, z3.Implies(day >= bound.first, anchor.at >= bound.start))
    at.hold(z3.Implies(anchor.exists, near))
    value = z3.If(anchor.exists, days, z3.IntVal(NEVER_DAYS))
    return Symbol(value, z3.And(known, z3.Or(at.has_zone, z3.Not(anchor.exists))))


def _in_force(at: Snapshot, ref: InForce) -> Symbol:
    cells = [each for each in at.cells[ref.table] if ref.where in each.kind.filters]
    always = z3.Or([each.number > 0 for each in cells if each.force == "always"])
    hourly = [each for each in cells if each.force == "hourly"]
    some = z3.Or([each.number > 0 for each in hourly])
    now = z3.Or([z3.And(each.number > 0, each.covers) for each in hourly])
    return Symbol(z3.Or(always, now), z3.Or(at.has_zone, always, z3.Not(some)))


def _money(at: Snapshot, ref: Money) -> Symbol:
    return MONEY[ref.what](at, ref.day_count == "inclusive")


def _told(at: Snapshot) -> Expr:
    """Whether it is known how late the case is."""
    return z3.Not(z3.And(at.reported, at.lapsed))


def _days_past_due(at: Snapshot, inclusive: bool) -> Symbol:  # noqa: FBT001 - one of two
    report = z3.If(at.current, 0, at.late + 1 if inclusive else at.late)
    ledger = at.late
    if inclusive:
        ledger = z3.If(at.dues_overdue > 0, at.late + 1, z3.If(at.dues_today > 0, 1, 0))
    return Symbol(z3.If(at.reported, report, ledger), _told(at))


def _amount_overdue(at: Snapshot, inclusive: bool) -> Symbol:  # noqa: FBT001 - one of two
    ledger = at.overdue + at.due_today if inclusive else at.overdue
    report = z3.If(at.current, 0, at.overdue)
    silent = z3.And(at.reported, z3.Not(at.current), at.silent)
    return Symbol(z3.If(at.reported, report, ledger), z3.And(_told(at), z3.Not(silent)))


def _unpaid_dues(at: Snapshot, inclusive: bool) -> Symbol:  # noqa: FBT001 - one of two
    ledger = at.dues_overdue + at.dues_today if inclusive else at.dues_overdue
    return Symbol(z3.If(at.reported, 0, ledger), z3.And(_told(at), z3.Or(z3.Not(at.reported), at.current)))


def _amount_open(at: Snapshot, inclusive: bool) -> Symbol:  # noqa: ARG001, FBT001 - as the others
    return Symbol(at.overdue + at.due_today + at.later, z3.Not(at.reported))


def _come_due(at: Snapshot, inclusive: bool) -> Symbol:  # noqa: FBT001 - one of two
    return _known(z3.Or(at.reported, at.comes_due if inclusive else at.came_due))


#: The readings of the ledger.
MONEY: dict[str, Callable[[Any, bool], Symbol]] = {
    "days_past_due": _days_past_due,
    "amount_overdue": _amount_overdue,
    "amount_open": _amount_open,
    "unpaid_dues": _unpaid_dues,
    "come_due": _come_due,
}


def _stage_age(at: Snapshot, ref: StageAge) -> Symbol:  # noqa: ARG001
    return _known(at.today - at.entered_day)


def _attribute(at: Snapshot, ref: Attribute) -> Symbol:
    known = at.boolean(f"{ref.name}_known")
    if ref.kind == "bool":
        return Symbol(at.boolean(ref.name), known)
    value = at.integer(ref.name)
    if ref.kind == "date":
        at.hold(value >= 1, value <= date.max.toordinal())
    if ref.kind == "text":
        at.hold(value >= OTHER)
    return Symbol(value, known)


def _asked(at: Snapshot, ref: Asked) -> Symbol:
    return _known(z3.IntVal(at.code(getattr(at.setting.asked, ref.field, None) or "")))


#: This reading's function for each primitive. A new primitive has an entry here.
SYMBOLS: dict[type[Ref], Callable[[Any, Any], Symbol]] = {
    CaseField: _case_field,
    Clock: _clock,
    Count: _count,
    Last: _last,
    InForce: _in_force,
    Money: _money,
    StageAge: _stage_age,
    Attribute: _attribute,
    Asked: _asked,
}
