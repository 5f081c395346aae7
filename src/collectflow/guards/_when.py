"""From when: the next instant at which a guard may hold, or may fail, if nothing happens.

For each leaf one bound: the next instant at which its truth *may* differ. Too early costs a second look,
too late would be wrong. `All` may hold when the last of its parts may, `Any` when the first may, `Not`
swaps the two; the engine looks again at each bound until the guard holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import Any

import attrs

from collectflow._time import DAY, HOUR, NEVER, NEVER_DAYS
from collectflow.events import Arrears
from collectflow.guards._conditions import Truth, condition
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
from collectflow.guards._reading import counted, oldest_due, oldest_issued, paused_days
from collectflow.guards._scene import Filter, Scene, last_row, start_of
from collectflow.guards._tree import Algebra, Guard, Opaque, Ref, Test, Value, walk
from collectflow.guards._windows import (
    BusinessDays,
    Days,
    Ever,
    Hours,
    Month,
    SinceLast,
    SinceStage,
    Week,
    Window,
)

#: The next instant at which a leaf's truth may differ, later than the scene's, given the fact's value.
Flip = Callable[[Scene, Value], int]


def _local_day(scene: Scene) -> int:
    return NEVER if scene.zone is None else scene.zone.next_date_change(scene.us)


def _books_day(scene: Scene) -> int:
    return scene.tables.head.books.next_day(scene.us)


def _never(ref: Ref, leaf: Test) -> Flip:  # noqa: ARG001
    return lambda scene, value: NEVER  # noqa: ARG005


def _marks(leaf: Test) -> list[int]:
    """The values at which a comparison changes: each constant, and just after it."""
    return sorted({mark for each in leaf.values if isinstance(each, int) for mark in (each, each + 1)})


def _clock(ref: Clock, leaf: Test) -> Flip:
    if ref.zone == "books":
        return lambda scene, _: _books_day(scene)
    if ref.part != "time":
        return lambda scene, _: _local_day(scene)
    marks = [*_marks(leaf), DAY]
    return lambda scene, _: _wall_clock(scene, marks)


def _wall_clock(scene: Scene, marks: Iterable[int]) -> int:
    """When the wall clock next shows one of these times, or its offset changes.

    It runs evenly until then, so nothing else can happen to a comparison with them.
    """
    if scene.zone is None or scene.local is None:
        return NEVER
    ahead = scene.us - scene.local % DAY
    nearest = min(bound for mark in marks if (bound := ahead + mark) > scene.us)
    return _offset_change_before(scene, nearest)


def _offset_change_before(scene: Scene, limit: int) -> int:
    """The next change of the zone's offset, or `limit` when there is none before."""
    assert scene.zone is not None  # noqa: S101 - the callers looked
    us, offset = scene.us, scene.zone.offset(scene.us)
    while True:
        us = scene.zone.next_offset_change(us)
        if us >= limit:
            return limit
        if scene.zone.offset(us) != offset:
            return us


def _rises_daily(marks: list[int], scene: Scene, value: Value) -> int:
    """When a count of days that rises by at most one a day may pass one of these marks."""
    books = scene.tables.head.books
    if not isinstance(value, int):
        return books.next_day(scene.us)
    return min(
        (books.reaches(scene.us, scene.today + mark - value) for mark in marks if mark < NEVER_DAYS),
        default=NEVER,
    )


def _day_change(zone: str) -> Callable[[Scene], int]:
    return _books_day if zone == "books" else _local_day


def _hours(window: Hours, scene: Scene, rows: list[Any], when: Callable[[Any], int]) -> int:  # noqa: ARG001
    span = window.n * HOUR
    return min((when(row) + span for row in rows), default=NEVER)


def _calendar_change(
    window: Days | Week | Month | BusinessDays,
    scene: Scene,
    rows: list[Any],  # noqa: ARG001
    when: Callable[[Any], int],  # noqa: ARG001
) -> int:
    return _day_change(window.zone)(scene)


def _no_change(
    window: Window,  # noqa: ARG001
    scene: Scene,  # noqa: ARG001
    rows: list[Any],  # noqa: ARG001
    when: Callable[[Any], int],  # noqa: ARG001
) -> int:
    return NEVER


#: When the rows in each window may next become others. A new window has an entry here.
CHANGES: dict[type[Window], Callable[[Any, Scene, list[Any], Callable[[Any], int]], int]] = {
    Days: _calendar_change,
    Week: _calendar_change,
    Month: _calendar_change,
    BusinessDays: _calendar_change,
    Hours: _hours,
    SinceStage: _no_change,
    SinceLast: _no_change,
    Ever: _no_change,
}


def _coming(rows: Iterable[Any], when: Callable[[Any], int], us: int) -> int:
    """The next instant of a row that lies ahead, such as a hold that begins on a later day."""
    return min((each for row in rows if us < (each := when(row)) < NEVER), default=NEVER)


_us: Callable[[Any], int] = attrgetter("us")


def _next_anchor(window: SinceLast, scene: Scene) -> int:
    """When a row that lies ahead becomes the last, so that the window begins anew."""
    if window.table == "contacts":
        return NEVER
    return _coming(scene.rows(window.table, beside=window.beside), _us, scene.us)


def _count(ref: Count, leaf: Test) -> Flip:  # noqa: ARG001
    when: Callable[[Any], int] = attrgetter(ref.by)
    table, beside = ref.table, ref.beside
    window = ref.window
    start_at = start_of(window)
    rows_since = counted(ref)
    change = CHANGES[type(window)]
    may_come = ref.table != "contacts" or ref.by != "us"

    def flip(scene: Scene, value: Value) -> int:
        start = start_at(scene)
        if start is None:
            return change(window, scene, [], when)
        if value is None:
            # Known once the window has left the unknown part of the history behind.
            if ref.older:
                return NEVER
            if isinstance(window, Hours):
                return max(scene.history(beside=beside) + window.n * HOUR - 1, scene.us + 1)
            return change(window, scene, [], when)
        # Rows before the window cannot come back but where a local date runs backwards: a day's margin.
        rows = rows_since(scene, start - DAY)
        coming = _coming(scene.rows(table, beside=beside), when, scene.us) if may_come else NEVER
        if isinstance(window, SinceLast):
            coming = min(coming, _next_anchor(window, scene))
        # A calendar may end, and the count with it become unknown, whatever the rows.
        if not rows and not isinstance(window, BusinessDays):
            return coming
        inside = [row for row in rows if when(row) >= start]
        return min(change(window, scene, inside, when), coming)

    return flip


def _last(ref: Last, leaf: Test) -> Flip:
    find = last_row(ref.table, ref.where, ref.by, beside=ref.beside)
    when: Callable[[Any], int] = attrgetter(ref.by)
    marks = _marks(leaf)
    may_come = ref.table != "contacts"

    def flip(scene: Scene, value: Value) -> int:
        row = find(scene)
        coming = _coming(scene.rows(ref.table, beside=ref.beside), when, scene.us) if may_come else NEVER
        if row is None or ref.type == "text":
            return coming
        if ref.what != "elapsed":
            return min(coming, _local_day(scene))
        if not isinstance(value, int):
            return coming
        return min(coming, next((when(row) + mark for mark in marks if mark > value), NEVER))

    return flip


def _in_force(ref: InForce, leaf: Test) -> Flip:  # noqa: ARG001
    takes = Filter(ref.where).takes
    hourly = ref.table == "preferences"
    window = ref.window
    change = CHANGES[type(window)]
    start_at = start_of(window)
    when: Callable[[Any], int] = attrgetter(ref.by)

    def flip(scene: Scene, value: Value) -> int:  # noqa: ARG001
        us = scene.us
        found, held = NEVER, 0
        rows = scene.rows(ref.table, beside=ref.beside)
        if not isinstance(window, Ever):
            # A row may leave the window while it is in force.
            start = start_at(scene)
            inside = [row for row in rows if row.end > us and (start is None or when(row) >= start)]
            found = change(window, scene, inside, when)
        if isinstance(window, SinceLast):
            found = min(found, _next_anchor(window, scene))
        for row in rows:
            if row.end > us and takes(row, scene.asked):
                found = min(found, row.us if row.us > us else row.end)
                if hourly and not row.always:
                    found = min(found, _wall_clock(scene, (row.starts, row.stops, DAY)))
                elif row.us <= us and isinstance(window, Ever):
                    held = max(held, row.end)
        # While a row holds at every hour, nothing that the others do changes the answer.
        return held or found

    return flip


def _reported(ref: Money, marks: list[int], scene: Scene, report: Arrears) -> int:
    head = scene.tables.head
    age = head.conventions.report_max_age
    lapse = NEVER if age is None else head.books.reaches(scene.us, report.as_of.toordinal() + age + 1)
    if ref.what == "days_past_due":
        # Until the books reach the day of the report, the count stands.
        since = head.books.reaches(scene.us, report.as_of.toordinal() + 1)
        return min(lapse, since, _days_from(ref)(scene, marks, ref.day_count == "inclusive"))
    return lapse


def _over_debts(ref: Money, leaf: Test) -> Flip:
    """What is read of several debts changes when it does of one."""
    flip = _money(attrs.evolve(ref, beside=False), leaf)
    return lambda scene, value: min(flip(each, value) for each in scene.debts())


def _money(ref: Money, leaf: Test) -> Flip:
    if ref.beside:
        return _over_debts(ref, leaf)
    marks = _marks(leaf)
    if ref.calendar is not None:
        return lambda scene, _: _books_day(scene)
    inclusive = ref.day_count == "inclusive"
    ahead = _days_from(ref) if ref.what == "days_past_due" else _LEDGER_FLIPS[ref.what]

    def flip(scene: Scene, value: Value) -> int:  # noqa: ARG001
        report = scene.tables.report
        if report is not None:
            return _reported(ref, marks, scene, report)
        return ahead(scene, marks, inclusive)

    return flip


def _unpaid_in_row(scene: Scene, marks: list[int], inclusive: bool) -> int:  # noqa: ARG001, FBT001
    # A due that is paid already ends the row when it falls due.
    reaches = scene.tables.head.books.reaches
    ahead = [due.ordinal for due in scene.tables.dues if due.ordinal + 1 - inclusive > scene.today]
    today = [due.ordinal for due in scene.tables.dues if due.ordinal + 1 - inclusive == scene.today]
    days = (*today, *ahead[:1])
    return min((reaches(scene.us, ordinal + 1 - inclusive) for ordinal in days), default=NEVER)


def _days_from(ref: Money) -> Callable[[Scene, list[int], bool], int]:
    def flip(scene: Scene, marks: list[int], inclusive: bool) -> int:  # noqa: FBT001
        oldest, today = oldest_due(scene, ref.at_least)
        if not oldest:
            return NEVER
        # Where the count stands at 0, before the due date or in pauses, this is its distance.
        since = today - oldest + inclusive
        if ref.pauses is not None:
            since -= paused_days(scene.tables, oldest, today, ref.pauses)
        return _rises_daily(marks, scene, since)

    return flip


def _days_since_issued(scene: Scene, marks: list[int], inclusive: bool) -> int:  # noqa: FBT001
    oldest = oldest_issued(scene)
    return _rises_daily(marks, scene, scene.today - oldest + inclusive) if oldest else NEVER


def _days_until_due(scene: Scene, marks: list[int], inclusive: bool) -> int:  # noqa: ARG001, FBT001
    oldest, today = oldest_due(scene)
    # As many days ago as it is until then; it falls below a mark when that count comes to one more.
    return _rises_daily([1 - mark for mark in marks], scene, today - oldest) if oldest else NEVER


def _come_due(scene: Scene, marks: list[int], inclusive: bool) -> int:  # noqa: ARG001, FBT001
    dues = scene.tables.dues
    if not dues:
        return NEVER
    return scene.tables.head.books.reaches(scene.us, dues[0].ordinal + 1 - inclusive)


def _next_due(scene: Scene, marks: list[int], inclusive: bool) -> int:  # noqa: ARG001, FBT001
    reaches = scene.tables.head.books.reaches
    return min(
        (reaches(scene.us, ordinal + 1 - inclusive) for ordinal, _ in scene.tables.owed), default=NEVER
    )


_LEDGER_FLIPS: dict[str, Callable[[Scene, list[int], bool], int]] = {
    "days_since_issued": _days_since_issued,
    "days_until_due": _days_until_due,
    "amount_overdue": _next_due,
    "amount_open": lambda *_: NEVER,
    "credit": lambda *_: NEVER,
    "unpaid_dues": _next_due,
    "unpaid_in_row": _unpaid_in_row,
    "come_due": _come_due,
    "owing": lambda *_: NEVER,
}


def _share(ref: Share, leaf: Test) -> Flip:  # noqa: ARG001
    return _money(Money("amount_overdue"), leaf)


def _business_day(ref: BusinessDay, leaf: Test) -> Flip:  # noqa: ARG001
    change = _day_change(ref.zone)
    return lambda scene, _: change(scene)


def _stage_age(ref: StageAge, leaf: Test) -> Flip:  # noqa: ARG001
    marks = _marks(leaf)
    return lambda scene, value: _rises_daily(marks, scene, value)


#: This reading's function for each primitive.
FLIPS: dict[type[Ref], Callable[[Any, Test], Flip]] = {
    CaseField: _never,
    Clock: _clock,
    Count: _count,
    Last: _last,
    InForce: _in_force,
    Money: _money,
    StageAge: _stage_age,
    Attribute: _never,
    Asked: _never,
    Share: _share,
    BusinessDay: _business_day,
}

#: When a guard may next be true, not true, false and not false; the scene's own instant for what it is now.
#: Four and not two, since a guard may stop holding by becoming unknown.
Bounds = tuple[int, int, int, int]


#: Asks an opaque leaf when its answer may change, in the world that is looked at.
Tell = Callable[[Opaque], int]
#: A guard's bounds as a function of a scene and the values that were read in it.
Bounding = Callable[[Scene, list[Any], Tell], Bounds]


def _bounds(truth: Truth, now: int, flip: int) -> Bounds:
    flip = max(flip, now + 1)
    return (
        now if truth is True else flip,
        flip if truth is True else now,
        now if truth is False else flip,
        flip if truth is False else now,
    )


class When(Algebra[Bounding]):
    """Guards as functions from a scene to their bounds; `slots` says where each leaf's value stands."""

    def __init__(self, slots: Mapping[Any, int]) -> None:
        """`slots` maps references and opaque guards to positions."""
        self.slots = slots

    def test(self, leaf: Test) -> Bounding:
        """Its own bound, for what it is not now."""
        held = condition(leaf, self.slots)
        flip = FLIPS[type(leaf.ref)](leaf.ref, leaf)
        i = self.slots[leaf.ref]
        return lambda scene, values, _: _bounds(held(values), scene.us, flip(scene, values[i]))

    def opaque(self, leaf: Opaque) -> Bounding:
        """What the callable states."""
        i = self.slots[leaf]
        return lambda scene, values, tell: _bounds(values[i], scene.us, tell(leaf))

    def all_of(self, parts: tuple[Bounding, ...]) -> Bounding:
        """True with the last of its parts, false with the first."""

        def bounds(scene: Scene, values: list[Any], tell: Tell) -> Bounds:
            true, not_true, false, not_false = scene.us, NEVER, NEVER, scene.us
            for part in parts:
                each = part(scene, values, tell)
                true = max(true, each[0])
                not_true = min(not_true, each[1])
                false = min(false, each[2])
                not_false = max(not_false, each[3])
            return true, not_true, false, not_false

        return bounds

    def any_of(self, parts: tuple[Bounding, ...]) -> Bounding:
        """True with the first of its parts, false with the last."""
        return self.negated(self.all_of(tuple(self.negated(each) for each in parts)))

    def negated(self, part: Bounding) -> Bounding:
        """True and false change places."""

        def bounds(scene: Scene, values: list[Any], tell: Tell) -> Bounds:
            true, not_true, false, not_false = part(scene, values, tell)
            return false, not_false, true, not_true

        return bounds


def bounding(guard: Guard, slots: Mapping[Any, int]) -> Bounding:
    """The guard's bounds as a function of a scene and its values."""
    return walk(guard, When(slots))
