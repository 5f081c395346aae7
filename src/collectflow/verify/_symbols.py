"""What each window and each primitive is to the solver. A primitive has an entry here; a fact needs none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from collectflow._time import DAY, HOUR, NEVER, NEVER_DAYS
from collectflow.calendars import nth_last
from collectflow.guards import (
    Asked,
    Attribute,
    BusinessDay,
    CaseField,
    Clock,
    Count,
    InForce,
    Last,
    Money,
    Ref,
    Share,
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
from collectflow.verify._business import business_day, business_days_of
from collectflow.verify._formulas import Expr, Symbol, sure
from collectflow.verify._ledger import money, share
from collectflow.verify._rows import SECOND, Anchor, Bound, Cell, Filter
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


def _business_days(at: Snapshot, window: BusinessDays) -> Bound:
    day, first, known = at.day_of(window.zone), at.integer("business"), at.boolean("business_known")
    if not at.exact:
        at.hold(first <= day - (window.n - 1))
        return at.calendar(window.zone, first, known)
    calendar = at.setting.calendars[window.calendar]
    ways = []
    for today in range(FROM, BUSINESS_TO):
        back = nth_last(calendar, today, window.n)
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


def _case_field(at: Snapshot, ref: CaseField) -> Symbol:
    return sure(at.stage if ref.name == "stage" else at.left)


def _clock(at: Snapshot, ref: Clock) -> Symbol:
    if ref.part == "time":
        return Symbol(at.clock, at.has_zone)
    read = at.day_of if ref.part == "date" else at.weekday_of
    return Symbol(read(ref.zone), at.zone_known(ref.zone))


def _sum(cells: Iterable[Cell]) -> Expr:
    return z3.Sum([z3.IntVal(0), *(each.number for each in cells)])


def _counted(at: Snapshot, ref: Count, where: Filter) -> list[Cell]:
    """The cells of what a count takes, through a filter that may be narrower than its own."""
    window = at.window(ref.window)
    made = []
    for cell in at.cells[ref.table]:
        place = cell.inside if ref.by == "us" else cell.second
        if where in cell.kind.filters and place is not None:
            inside = isinstance(window, Ever) or window in place
            if inside is not ref.older:
                made.append(cell)
    return made


def _count_known(at: Snapshot, ref: Count) -> Expr:
    window = at.window(ref.window)

    known = at.whole
    if not isinstance(window, Ever) and ref.older:
        known = z3.And(known, at.bounds[window].known)
    elif not isinstance(window, Ever):
        bound = at.bounds[window]
        known = z3.And(bound.known, z3.Or(at.whole, bound.start >= at.history))
        if isinstance(window, SinceLast):
            # A row of the instant before the known history is on its edge.
            edge = z3.Or(bound.start > at.history, at.boolean("edge"))
            known = z3.And(known, z3.Or(at.whole, edge))
    return z3.And(known, at.others_known) if ref.beside else known


def _may_lie_ahead(at: Snapshot, ref: Count | Last) -> bool:
    """Whether rows count that have not begun, such as a permission by when it was given: no cell has them."""
    return ref.by != "us" and not SECOND[ref.table][1] and not at.exact


def _count(at: Snapshot, ref: Count) -> Symbol:
    if ref.by not in {"us", SECOND.get(ref.table, ("",))[0]}:
        free = at.integer("count")
        at.hold(free >= 0)
        return Symbol(free, at.boolean("known"))
    known = _count_known(at, ref)
    cells = _counted(at, ref, at.taken(ref))
    if _may_lie_ahead(at, ref):
        free = at.integer("count")
        at.hold(free >= (_sum(cells) if ref.distinct is None else 0))
        return Symbol(free, known)
    if ref.distinct is None:
        return Symbol(_sum(cells), known)
    groups = [_counted(at, ref, where) for _, where in at.values_of(ref)]
    if groups:
        one = [z3.If(z3.Or([c.number > 0 for c in group]), 1, 0) for group in groups if group]
        return Symbol(z3.Sum([z3.IntVal(0), *one]), known)
    free = at.integer("different")
    at.hold(free >= 0, free <= _sum(cells))
    return Symbol(free, known)


def _last(at: Snapshot, ref: Last) -> Symbol:
    if ref.by not in {"us", SECOND.get(ref.table, ("",))[0]} or _may_lie_ahead(at, ref):
        return Symbol(at.integer("last"), at.boolean("known"))
    anchor = at.anchors[at.anchor_of(ref)]
    # A row before the known history may not have been the last.
    known = z3.Or(at.whole, z3.And(anchor.exists, anchor.at >= at.history))
    if ref.beside:
        known = z3.And(known, at.others_known)
    if ref.what == "elapsed":
        return Symbol(z3.If(anchor.exists, at.now - anchor.at, z3.IntVal(NEVER)), known)
    if ref.what == "days":
        return _last_days(at, anchor, known)
    if ref.what == "business_days":
        return _last_business_days(at, ref, anchor, known)
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


def _last_business_days(at: Snapshot, ref: Last, anchor: Anchor, known: Expr) -> Symbol:
    days = _last_days(at, anchor, known)
    number, told = business_days_of(at, ref, ref.calendar or "", at.local_day, days.value)
    value = z3.If(anchor.exists, number, z3.IntVal(NEVER_DAYS))
    return Symbol(value, z3.And(days.known, z3.Or(told, z3.Not(anchor.exists))))


def _in_force(at: Snapshot, ref: InForce) -> Symbol:
    cells = [each for each in at.cells[ref.table] if at.taken(ref) in each.kind.filters]
    if not isinstance(ref.window, Ever):
        return _begun_within(at, ref, cells)
    always = z3.Or([each.number > 0 for each in cells if each.force == "always"])
    hourly = [each for each in cells if each.force == "hourly"]
    some = z3.Or([each.number > 0 for each in hourly])
    now = z3.Or([z3.And(each.number > 0, each.covers) for each in hourly])
    return Symbol(z3.Or(always, now), z3.Or(at.has_zone, always, z3.Not(some)))


def _begun_within(at: Snapshot, ref: InForce, cells: list[Cell]) -> Symbol:
    """Rows in force that began in a window; where nobody knows when that begins, none is none."""
    window = at.window(ref.window)
    held = [each for each in cells if each.force == "always"]
    young = []
    for each in held:
        place = each.inside if ref.by == "us" else each.second
        if place is not None and window in place:
            young.append(each)
    some = z3.Or([each.number > 0 for each in held])
    value = z3.Or([each.number > 0 for each in young])
    return Symbol(value, z3.Or(at.bounds[window].known, z3.Not(some)))


def _stage_age(at: Snapshot, ref: StageAge) -> Symbol:  # noqa: ARG001
    return sure(at.today - at.entered_day)


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
    return sure(z3.IntVal(at.code(getattr(at.setting.asked, ref.field, None) or "")))


#: This reading's function for each primitive. A new primitive has an entry here.
SYMBOLS: dict[type[Ref], Callable[[Any, Any], Symbol]] = {
    CaseField: _case_field,
    Clock: _clock,
    Count: _count,
    Last: _last,
    InForce: _in_force,
    Money: money,
    StageAge: _stage_age,
    Attribute: _attribute,
    Asked: _asked,
    Share: share,
    BusinessDay: business_day,
}
