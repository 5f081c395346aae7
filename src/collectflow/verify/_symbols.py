"""What each window and each primitive is to the solver. A primitive has an entry here; a fact needs none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import attrs

from collectflow._time import DAY, HOUR, NEVER, NEVER_DAYS
from collectflow.calendars import business_back, nth_last
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
from collectflow.guards._tree import SHARES
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
from collectflow.verify._rows import SECOND, Anchor, Bound, Cell, Filter
from collectflow.verify._world import BUSINESS_TO, FIRST_DAY, FROM, OFFSET, OTHER, TRUE, OtherDebts
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
    number, told = _business_days_of(at, ref, ref.calendar or "", at.local_day, days.value)
    value = z3.If(anchor.exists, number, z3.IntVal(NEVER_DAYS))
    return Symbol(value, z3.And(days.known, z3.Or(told, z3.Not(anchor.exists))))


def _business_days_of(at: Snapshot, ref: Ref, name: str, today: Expr, days: Expr) -> tuple[Expr, Expr]:
    """How many of the last so many days are business days of a calendar, and whether it knows."""
    number, told = at.integer("business_days"), at.boolean("calendar_known")
    at.hold(number >= 0, z3.Or(number <= days, number == 0))
    if at.exact:
        calendar, marks = at.setting.calendars[name], tuple(at.marks(ref))
        ways = []
        for day in range(FROM, BUSINESS_TO):
            back = business_back(calendar, day, marks)
            passed = [
                (number >= mark) == (z3.BoolVal(False) if since is None else today - days <= since)  # noqa: FBT003 - a constant
                for mark, since in back.since.items()
            ]
            ways.append(z3.And(today == day, told == (today - days >= back.unknown), *passed))
        at.hold(z3.Or(ways))
    return number, told


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


def _share(at: Snapshot, ref: Share) -> Symbol:
    whole = at.symbol(Attribute(ref.of, "number"), None)
    amount = _amount_overdue(at, inclusive=False)
    value = at.integer("share")
    at.hold(value >= 0)
    for mark in at.marks(ref):
        # Even marks are whole millionths, odd ones lie between two.
        scaled, wanted = amount.value * (SHARES // 2), whole.value * (mark // 2)
        at.hold((value >= mark) == (scaled > wanted if mark % 2 else scaled >= wanted))
    return Symbol(value, z3.And(amount.known, whole.known, whole.value > 0))


def _business_day(at: Snapshot, ref: BusinessDay) -> Symbol:
    value, told = at.boolean("business_day"), at.boolean("calendar_known")
    if at.exact:
        calendar, today = at.setting.calendars[ref.calendar], at.day_of(ref.zone)
        ways = []
        for day in range(FROM, BUSINESS_TO):
            is_open = calendar.is_business_day(date.fromordinal(day))
            ways.append(z3.And(today == day, told == (is_open is not None), value == bool(is_open)))
        at.hold(z3.Or(ways))
    return Symbol(value, z3.And(told, at.zone_known(ref.zone)))


def _over_debts(at: Snapshot, ref: Money) -> Symbol:
    """The case's own ledger with what its borrower's other debts come to, of which reports may not tell."""
    alone = attrs.evolve(ref, beside=False)
    inclusive = ref.day_count == "inclusive"
    if ref.calendar is not None:
        return _business_late(at, ref, _worst(at, inclusive=False))
    if ref.what == "days_past_due":
        return _worst(at, inclusive)
    own, theirs = _money(at, alone), MONEY[ref.what](at.other_debts, inclusive)
    told = TRUE if at.exact else at.boolean("they_are_known")
    if ref.type == "bool":
        held = z3.Or(z3.And(own.known, own.value), theirs.value)
        return Symbol(held, z3.Or(held, z3.And(own.known, told)))
    return Symbol(own.value + theirs.value, z3.And(own.known, told))


def _worst(at: Snapshot, inclusive: bool) -> Symbol:  # noqa: FBT001 - one of two
    own, theirs = _days_past_due(at, inclusive), _days_past_due(at.other_debts, inclusive)
    told = TRUE if at.exact else at.boolean("they_are_known")
    return Symbol(z3.If(own.value >= theirs.value, own.value, theirs.value), z3.And(own.known, told))


def _business_late(at: Snapshot, ref: Money, late: Symbol) -> Symbol:
    number, told = _business_days_of(at, ref, ref.calendar or "", at.today, late.value)
    value = z3.If(late.value > 0, number, z3.IntVal(0))
    return Symbol(value, z3.And(late.known, z3.Or(told, late.value <= 0)))


def _unpaid_in_row(at: Snapshot, inclusive: bool) -> Symbol:  # noqa: FBT001 - one of two
    unpaid = _unpaid_dues(at, inclusive)
    row = at.integer("in_row")
    # A witness pays from the oldest on, so that what is unpaid is the latest.
    at.hold(row == unpaid.value if at.exact else z3.And(row >= 0, row <= unpaid.value))
    return Symbol(row, unpaid.known)


def _without_pauses(at: Snapshot, ref: Money) -> Symbol:
    late = _days_past_due(at, ref.day_count == "inclusive")
    if at.exact:
        # One more that is in force would overlap.
        at.hold(z3.Or(at.paused == 0, _sum(at.cells.get("pauses", ())) == 0))
        left_out = at.paused
    else:
        # Pauses before the due date count for one way of counting, and not for the other.
        left_out = at.integer("left_out")
        at.hold(left_out >= 0)
    return Symbol(z3.If(late.value > left_out, late.value - left_out, z3.IntVal(0)), late.known)


def _days_from(at: Snapshot, ref: Money) -> Symbol:
    inclusive = ref.day_count == "inclusive"
    late, amount = _days_past_due(at, inclusive), _amount_overdue(at, inclusive)
    reached = amount.value >= ref.at_least
    days = at.integer("days_from")
    at.hold(days >= 0, days <= late.value, (days > 0) == z3.And(reached, late.value > 0))
    if at.exact:
        # A witness has all that is overdue fall due on one day.
        old = at.overdue >= ref.at_least
        at.hold(days == z3.If(old, late.value, z3.If(reached, z3.IntVal(1), z3.IntVal(0))))
    told = z3.Or(z3.Not(at.reported), late.value == 0, z3.And(amount.known, z3.Not(reached)))
    return Symbol(z3.If(at.reported, z3.IntVal(0), days), z3.And(late.known, told))


def _money(at: Snapshot, ref: Money) -> Symbol:
    if ref.beside:
        return _over_debts(at, ref)
    if ref.calendar is not None:
        return _business_late(at, ref, _days_past_due(at, inclusive=False))
    if ref.pauses is not None:
        return _without_pauses(at, ref)
    if ref.at_least > 1:
        return _days_from(at, ref)
    return MONEY[ref.what](at, ref.day_count == "inclusive")


def _told(at: Snapshot | OtherDebts) -> Expr:
    """Whether it is known how late the case is."""
    return z3.Not(z3.And(at.reported, at.lapsed))


def _days_past_due(at: Snapshot | OtherDebts, inclusive: bool) -> Symbol:  # noqa: FBT001 - one of two
    report = z3.If(at.current, 0, at.late + 1 if inclusive else at.late)
    ledger = at.late
    if inclusive:
        ledger = z3.If(at.dues_overdue > 0, at.late + 1, z3.If(at.dues_today > 0, 1, 0))
    return Symbol(z3.If(at.reported, report, ledger), _told(at))


def _days_since_issued(at: Snapshot, inclusive: bool) -> Symbol:  # noqa: FBT001 - one of two
    owing = at.overdue + at.due_today + at.later > 0
    days = at.issued + 1 if inclusive else at.issued
    value = z3.If(z3.And(owing, days > 0), days, z3.IntVal(0))
    return Symbol(value, z3.And(z3.Not(at.reported), z3.Or(at.issues, z3.Not(owing))))


def _days_until_due(at: Snapshot, inclusive: bool) -> Symbol:  # noqa: ARG001, FBT001 - as the others
    ahead = z3.If(at.later > 0, at.until_due, z3.IntVal(NEVER_DAYS))
    ledger = z3.If(at.overdue + at.due_today > 0, z3.IntVal(0), ahead)
    report = z3.And(_told(at), z3.Not(at.current))
    return Symbol(z3.If(at.reported, 0, ledger), z3.Or(z3.Not(at.reported), report))


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


def _credit(at: Snapshot, inclusive: bool) -> Symbol:  # noqa: ARG001, FBT001 - as the others
    return Symbol(at.credited(), z3.Not(at.reported))


def _come_due(at: Snapshot, inclusive: bool) -> Symbol:  # noqa: FBT001 - one of two
    return _known(z3.Or(at.reported, at.comes_due if inclusive else at.came_due))


def _owing(at: Snapshot, inclusive: bool) -> Symbol:  # noqa: ARG001, FBT001 - as the others
    ledger = at.overdue + at.due_today + at.later > 0
    report = z3.And(_told(at), z3.Not(at.current))
    return Symbol(z3.Or(at.reported, ledger), z3.Or(z3.Not(at.reported), report))


#: The readings of the ledger.
MONEY: dict[str, Callable[[Any, bool], Symbol]] = {
    "days_past_due": _days_past_due,
    "days_since_issued": _days_since_issued,
    "days_until_due": _days_until_due,
    "amount_overdue": _amount_overdue,
    "amount_open": _amount_open,
    "credit": _credit,
    "unpaid_dues": _unpaid_dues,
    "unpaid_in_row": _unpaid_in_row,
    "come_due": _come_due,
    "owing": _owing,
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
    Share: _share,
    BusinessDay: _business_day,
}
