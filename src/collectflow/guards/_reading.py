"""The first reading: one case, at an instant, in one candidate zone.

`reader(ref)` gives a function from a `Scene` to a value. The engine reads each fact once a world and
evaluates all rules over the values. Nothing here knows rules or policies.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from operator import attrgetter
from typing import Any

import attrs

from collectflow._time import DAY, EPOCH_ORDINAL, FIRST, NEVER, NEVER_DAYS
from collectflow.calendars import BusinessCalendar
from collectflow.errors import BadValue
from collectflow.events import Row, Tables
from collectflow.guards._primitives import (
    Asked,
    Attribute,
    BusinessDay,
    CaseField,
    Clock,
    Count,
    InForce,
    Last,
    Money,
    Share,
    StageAge,
)
from collectflow.guards._scene import IN_ORDER, Filter, Reader, Scene, Start, last_row, start_of
from collectflow.guards._tree import SHARES, Ref, Value
from collectflow.guards._windows import (
    SinceLast,
)


def _case_field(ref: CaseField) -> Reader:
    if ref.name == "stage":
        return lambda scene: scene.tables.stage
    return lambda scene: scene.tables.left or ""


def _clock(ref: Clock) -> Reader:
    if ref.zone == "books":
        if ref.part == "date":
            return lambda scene: scene.today
        return lambda scene: (scene.today - 1) % 7 + 1
    if ref.part == "time":
        return lambda scene: None if scene.local is None else scene.local % DAY
    if ref.part == "date":
        return lambda scene: None if scene.local is None else scene.local // DAY + EPOCH_ORDINAL
    return lambda scene: None if scene.local is None else (scene.local // DAY + EPOCH_ORDINAL - 1) % 7 + 1


def counted(ref: Count) -> Callable[[Scene, int], list[Any]]:
    """A function that lists the rows that a count takes, from an instant on; newest first."""
    table, beside = ref.table, ref.beside
    taken = Filter(ref.where)
    get, keys, more = taken.get, taken.keys, taken.more
    when = attrgetter(ref.by)
    ordered = table in IN_ORDER and ref.by == "us"

    def rows(scene: Scene, start: int) -> list[Any]:
        found = []
        asked = scene.asked
        for row in reversed(scene.rows(table, beside=beside)):
            if when(row) < start:
                if ordered:
                    break
                continue
            if (
                (get is None or get(row) in keys)
                and (not more or all(each(row, asked) for each in more))
                and when(row) <= scene.us
            ):
                found.append(row)
        return found

    return rows


def _count(ref: Count) -> Reader:
    start_at = start_of(ref.window)
    taken = Filter(ref.where)
    if (
        ref.table == "contacts"
        and ref.by == "us"
        and ref.distinct is None
        and not ref.older
        and not ref.beside
        and taken.get is not None
        and not taken.more
    ):
        window = ref.window
        if isinstance(window, SinceLast) and window.table == ref.table and not window.beside:
            anchor = Filter(window.where)
            if anchor.get is not None and not anchor.more:
                return _quick_count_since(ref, window, taken, anchor)
        return _quick_count(ref, start_at, taken.get, taken.keys)
    rows = counted(ref)
    distinct = None if ref.distinct is None else attrgetter(ref.distinct)
    beside, when = ref.beside, attrgetter(ref.by)

    def read(scene: Scene) -> Value:
        start = start_at(scene)
        history = scene.history(beside=beside)
        if start is None or (history > FIRST if ref.older else start < history):
            return None
        found = rows(scene, FIRST if ref.older else start)
        if ref.older:
            found = [row for row in found if when(row) < start]
        if distinct is None:
            return len(found)
        return len({distinct(row) for row in found} - {None, ""})

    return read


def _quick_count(
    ref: Count, start_at: Start, get: Callable[[Any], object], keys: frozenset[object]
) -> Reader:
    """The same for the commonest count: contacts, compared to constants alone.

    The number is kept with the contacts until these change or the window starts elsewhere, so that a
    long history hardly slows the next review.
    """
    key = str(ref)

    def read(scene: Scene) -> Value:
        start = start_at(scene)
        tables = scene.tables
        if start is None or start < tables.head.history:
            return None
        kept = tables.kept
        if kept is None:
            kept = tables.kept = {}
        hit = kept.get(key)
        if hit is not None and hit[0] == start:
            return hit[1]
        found = 0
        for row in reversed(tables.contacts):
            if row.us < start:
                break
            if get(row) in keys:
                found += 1
        kept[key] = (start, found)
        return found

    return read


#: How many kinds of row a count remembers before it begins anew.
_KINDS = 4096


def _quick_count_since(  # noqa: C901 - two loops deep is what it takes
    ref: Count, window: SinceLast, taken: Filter, anchor: Filter
) -> Reader:
    """The same back to the last contact which another filter takes, in one pass.

    Rows repeat each other, so what a row is (0 neither, 1 counted, 2 the anchor) is remembered by the
    columns that decide it.
    """
    get = attrgetter(*dict.fromkeys(each.column for each in (*window.where, *ref.where)))
    kinds: dict[object, int] = {}
    key = str(ref)

    def kind_of(row: Row, columns: object) -> int:
        if len(kinds) >= _KINDS:
            kinds.clear()
        kind = kinds[columns] = 2 if anchor.takes(row, None) else int(taken.takes(row, None))
        return kind

    def count(tables: Tables) -> int | None:
        found = ties = 0
        tied = None
        for row in reversed(tables.contacts):
            columns = get(row)
            kind = kinds.get(columns)
            if kind is None:
                kind = kind_of(row, columns)
            if kind == 1:
                found += 1
                ties = ties + 1 if tied == row.us else 1
                tied = row.us
            elif kind:
                # An anchor before the known history may not have been the last.
                if row.us + 1 < tables.head.history:
                    return None
                # What happened at the same instant is not since then.
                return found - ties if tied == row.us else found
        return found if tables.head.history <= FIRST else None

    def read(scene: Scene) -> Value:
        tables = scene.tables
        kept = tables.kept
        if kept is None:
            kept = tables.kept = {}
        hit = kept.get(key)
        if hit is None:
            hit = kept[key] = (0, count(tables))
        return hit[1]

    return read


def business_days_between(calendar: BusinessCalendar, first: int, last: int) -> int | None:
    """How many business days lie after a day, up to another; `None` where the calendar does not know."""
    found = 0
    for day in range(first + 1, last + 1):
        known = calendar.is_business_day(date.fromordinal(day))
        if known is None:
            return None
        found += known
    return found


def _local_days(scene: Scene, us: int) -> tuple[int, int] | None:
    """The local date of an instant, and today's."""
    if scene.local is None or scene.zone is None:
        return None
    return scene.zone.ordinal(us), scene.local // DAY + EPOCH_ORDINAL


def _days_ago(scene: Scene, us: int) -> Value:
    days = _local_days(scene, us)
    return None if days is None else days[1] - days[0]


def _business_days_ago(calendar: str) -> Callable[[Scene, int], Value]:
    def read(scene: Scene, us: int) -> Value:
        days = _local_days(scene, us)
        return None if days is None else business_days_between(scene.calendars[calendar], *days)

    return read


def _last(ref: Last) -> Reader:
    find = last_row(ref.table, ref.where, ref.by, beside=ref.beside)
    when: Callable[[Any], int] = attrgetter(ref.by)
    nothing: Value
    value: Callable[[Scene, Any], Value]
    if ref.what == "elapsed":
        nothing, value = NEVER, lambda scene, row: scene.us - when(row)
    elif ref.what == "days":
        nothing, value = NEVER_DAYS, lambda scene, row: _days_ago(scene, when(row))
    elif ref.what == "business_days":
        assert ref.calendar is not None  # noqa: S101 - checked when it was made
        ago = _business_days_ago(ref.calendar)
        nothing, value = NEVER_DAYS, lambda scene, row: ago(scene, when(row))
    else:
        held = attrgetter(ref.what)
        nothing, value = "", lambda _, row: held(row) or ""

    def read(scene: Scene) -> Value:
        row = find(scene)
        history = scene.history(beside=ref.beside)
        if row is None:
            return nothing if history <= FIRST else None
        # A row before the known history may not have been the last.
        return value(scene, row) if when(row) >= history else None

    return read


def _in_force(ref: InForce) -> Reader:
    takes = Filter(ref.where).takes
    hourly = ref.table == "preferences"
    start_at = start_of(ref.window)
    when: Callable[[Any], int] = attrgetter(ref.by)

    def read(scene: Scene) -> Value:
        unknown = False
        for row in scene.rows(ref.table, beside=ref.beside):
            if row.us <= scene.us < row.end and takes(row, scene.asked):
                start = start_at(scene)
                if start is None:
                    unknown = True
                elif when(row) < start:
                    continue
                elif not hourly or row.always:
                    return True
                elif scene.local is None:
                    unknown = True
                elif row.covers((scene.local // DAY + EPOCH_ORDINAL - 1) % 7 + 1, scene.local % DAY):
                    return True
        return None if unknown else False

    return read


def report_lapsed(tables: Tables, today: int) -> bool:
    """Whether the servicer's report is too old to be believed."""
    age = tables.head.conventions.report_max_age
    return age is not None and tables.report is not None and today - tables.report.as_of.toordinal() > age


def reported(tables: Tables, today: int) -> tuple[int | None, int | None]:
    """The ordinal of the oldest unpaid due date (0: nothing overdue) and what is overdue, as reported.

    A payment after a report that gives no amount makes both unknown: it may have paid everything.
    """
    report = tables.report
    assert report is not None  # noqa: S101 - asked for where there is one
    if report_lapsed(tables, today):
        return None, None
    oldest = report.oldest
    paid = tables.paid_since_report
    if oldest is None:
        # Money taken back since is overdue again, but since when the report cannot tell.
        return (0, 0) if paid >= 0 else (None, None)
    if report.amount is None:
        return (None, None) if paid else (oldest, None)
    left = max(0, report.amount - paid)
    return (oldest, left) if left else (0, 0)


def oldest_due(scene: Scene, at_least: int = 1) -> tuple[int | None, int]:
    """The due date from which days past due are counted, and the day up to which.

    That with which the unpaid dues came to an amount; 0: none, `None`: not known.
    """
    tables = scene.tables
    if tables.report is None:
        reached = 0
        for ordinal, left in tables.owed:
            reached += left
            if reached >= at_least:
                return ordinal, scene.today
        return 0, scene.today
    oldest, left_over = reported(tables, scene.today)
    if oldest and at_least > 1:
        # Since when so much was overdue is not reported.
        oldest = 0 if left_over is not None and left_over < at_least else None
    # A report may be of a day that the books have not reached yet, where zones differ.
    return oldest, max(scene.today, tables.report.as_of.toordinal())


def paused_days(tables: Tables, oldest: int, today: int, how: str) -> int:
    """How many days a count leaves out for pauses."""
    left_out = 0
    for row in tables.pauses:
        first = max(row.first_day, oldest) if how == "clip" else row.first_day
        left_out += max(0, min(row.last_day, today) - first)
    return left_out


def _days_from(ref: Money) -> Reader:
    """Days past due since an amount was reached, or without pauses."""
    at_least, pauses, inclusive = ref.at_least, ref.pauses, ref.day_count == "inclusive"

    def read(scene: Scene) -> Value:
        oldest, today = oldest_due(scene, at_least)
        if not oldest:
            return oldest
        left_out = 0 if pauses is None else paused_days(scene.tables, oldest, today, pauses)
        return max(0, today - oldest + inclusive - left_out)

    return read


def _days_past_due(inclusive: int) -> Reader:
    def read(scene: Scene) -> Value:
        tables = scene.tables
        if tables.report is None:
            owed = tables.owed
            days = scene.today - owed[0][0] + inclusive if owed else 0
            return max(0, days)
        oldest, today = oldest_due(scene)
        return today - oldest + inclusive if oldest else oldest

    return read


def oldest_issued(scene: Scene) -> int | None:
    """The day of the oldest invoice that is not paid; 0: nothing is open, `None`: not known."""
    tables = scene.tables
    if tables.report is not None:
        return None
    open_dues = {each.id for each in tables.ledger.open_dues}
    days = [due.issued for due in tables.dues if due.id in open_dues]
    known = [each for each in days if each is not None]
    return min(known, default=0) if len(known) == len(days) else None


def _days_since_issued(inclusive: int) -> Reader:
    def read(scene: Scene) -> Value:
        oldest = oldest_issued(scene)
        return max(0, scene.today - oldest + inclusive) if oldest else oldest

    return read


def _days_until_due(_inclusive: int) -> Reader:
    def read(scene: Scene) -> Value:
        tables = scene.tables
        if tables.report is None:
            return max(0, tables.owed[0][0] - scene.today) if tables.owed else NEVER_DAYS
        # What is not due yet is not in a report.
        return 0 if reported(tables, scene.today)[0] else None

    return read


def _amount_overdue(inclusive: int) -> Reader:
    def read(scene: Scene) -> Value:
        tables = scene.tables
        if tables.report is not None:
            return reported(tables, scene.today)[1]
        last = scene.today + inclusive
        amount = 0
        for ordinal, left in tables.owed:
            if ordinal >= last:
                break
            amount += left
        return amount

    return read


def _unpaid_dues(inclusive: int) -> Reader:
    def read(scene: Scene) -> Value:
        tables = scene.tables
        if tables.report is not None:
            return 0 if reported(tables, scene.today)[0] == 0 else None
        last = scene.today + inclusive
        return sum(ordinal < last for ordinal, _ in tables.owed)

    return read


def _unpaid_in_row(inclusive: int) -> Reader:
    def read(scene: Scene) -> Value:
        tables = scene.tables
        if tables.report is not None:
            return 0 if reported(tables, scene.today)[0] == 0 else None
        last = scene.today + inclusive
        unpaid = {ordinal for ordinal, _ in tables.owed}
        open_dues = {each.id for each in tables.ledger.open_dues} if unpaid else set()
        paid = max(
            (due.ordinal for due in tables.dues if due.ordinal < last and due.id not in open_dues), default=0
        )
        return sum(paid < ordinal < last for ordinal, _ in tables.owed)

    return read


def _amount_open(_inclusive: int) -> Reader:
    # What is not overdue yet is not in a report.
    return lambda scene: scene.tables.ledger.open if scene.tables.report is None else None


def _credit(_inclusive: int) -> Reader:
    return lambda scene: scene.tables.ledger.unapplied if scene.tables.report is None else None


def _come_due(inclusive: int) -> Reader:
    def read(scene: Scene) -> Value:
        tables = scene.tables
        if tables.report is not None:
            return True
        return bool(tables.dues) and tables.dues[0].ordinal < scene.today + inclusive

    return read


def _owing(_inclusive: int) -> Reader:
    def read(scene: Scene) -> Value:
        tables = scene.tables
        if tables.report is None:
            return bool(tables.owed)
        # Who has nothing overdue may yet owe what is not due.
        return True if reported(tables, scene.today)[0] else None

    return read


#: A function for each reading of the ledger; with `inclusive` (1) a due counts on its own day already.
_MONEY: dict[str, Callable[[int], Reader]] = {
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


def _business_days_past_due(name: str) -> Reader:
    def read(scene: Scene) -> Value:
        oldest, today = oldest_due(scene)
        return business_days_between(scene.calendars[name], oldest, today) if oldest else oldest

    return read


def _share(ref: Share) -> Reader:
    overdue = _amount_overdue(0)

    def read(scene: Scene) -> Value:
        whole = scene.tables.attributes.get(ref.of)
        amount = overdue(scene)
        if amount is None or whole is None:
            return None
        if type(whole) is not int:
            raise BadValue(f"attribute {ref.of!r}", whole, "a share is of an amount in minor units: an int")
        if whole <= 0:
            return None
        millionths, rest = divmod(int(amount) * (SHARES // 2), whole)
        return 2 * millionths + bool(rest)

    return read


def _business_day(ref: BusinessDay) -> Reader:
    def read(scene: Scene) -> Value:
        day = scene.today if ref.zone == "books" else None
        if day is None:
            if scene.local is None:
                return None
            day = scene.local // DAY + EPOCH_ORDINAL
        return scene.calendars[ref.calendar].is_business_day(date.fromordinal(day))

    return read


def _over_debts(ref: Money) -> Reader:
    """A reading of the ledger over all of the borrower's cases."""
    alone = _money(attrs.evolve(ref, beside=False))

    def read(scene: Scene) -> Value:
        debts = scene.debts()
        found = [alone(each) for each in debts]
        if ref.type == "bool":
            return True if True in found else None if None in found else False
        known = [int(each) for each in found if each is not None]
        if len(known) < len(found):
            return None
        if ref.what == "days_past_due":
            return max(known)
        if ref.type == "money" and len({each.tables.head.currency for each in debts}) > 1:
            return None
        return sum(known)

    return read


def _money(ref: Money) -> Reader:
    if ref.beside:
        return _over_debts(ref)
    if ref.calendar is not None:
        return _business_days_past_due(ref.calendar)
    if ref.pauses is not None or ref.at_least > 1:
        return _days_from(ref)
    return _MONEY[ref.what](int(ref.day_count == "inclusive"))


def _stage_age(ref: StageAge) -> Reader:  # noqa: ARG001
    return lambda scene: scene.today - scene.tables.head.books.today(scene.tables.stage_us)


def _attribute(ref: Attribute) -> Reader:
    name, python = ref.name, ref.python

    def read(scene: Scene) -> Value:
        value = scene.tables.attributes.get(name)
        if value is None:
            return None
        if type(value) is not python:
            raise BadValue(f"attribute {name!r}", value, f"the rule reads a {python.__name__}")
        return value.toordinal() if isinstance(value, date) else value

    return read


def _asked(ref: Asked) -> Reader:
    field = ref.field
    return lambda scene: getattr(scene.asked, field, None) or ""


#: This reading's function for each primitive.
READERS: dict[type[Ref], Callable[[Any], Reader]] = {
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


def reader(ref: Ref, currency: str | None = None) -> Reader:
    """A function that reads a reference in a scene.

    Args:
        ref: The reference.
        currency: That of the policy; an amount of a case in another currency is unknown.
    """
    read = READERS[type(ref)](ref)
    if not ref.priced or currency is None:
        return read
    return lambda scene: read(scene) if scene.tables.head.currency == currency else None
