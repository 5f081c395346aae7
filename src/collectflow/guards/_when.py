"""From when: the next instant at which a guard may hold, or may fail, if nothing happens.

For each leaf one bound: the next instant at which its truth *may* differ. Too early costs a second look,
too late would be wrong. `All` may hold when the last of its parts may, `Any` when the first may, `Not`
swaps the two; the engine looks again at each bound until the guard holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

from collectflow._time import DAY, HOUR, NEVER, NEVER_DAYS
from collectflow.events import Arrears
from collectflow.guards._primitives import (
    Asked,
    Attribute,
    CaseField,
    Clock,
    Count,
    InForce,
    Last,
    Money,
    StageAge,
)
from collectflow.guards._reading import Filter, Scene, Truth, counted, last_row, start_of
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

#: The next instant at which a leaf's truth may differ, later than the scene's.
Flip = Callable[[Test, Scene, Value], int]


def _local_day(scene: Scene) -> int:
    return NEVER if scene.zone is None else scene.zone.next_date_change(scene.us)


def _books_day(scene: Scene) -> int:
    return scene.tables.head.books.next_day(scene.us)


def _never(leaf: Test, scene: Scene, value: Value) -> int:  # noqa: ARG001
    return NEVER


def _clock(leaf: Test, scene: Scene, value: Value) -> int:  # noqa: ARG001
    ref = leaf.ref
    assert isinstance(ref, Clock)  # noqa: S101 - by FLIPS
    if ref.zone == "books":
        return _books_day(scene)
    if ref.part != "time":
        return _local_day(scene)
    if scene.zone is None or scene.local is None:
        return NEVER
    # The wall clock runs evenly until the offset changes; the answer can change only at a constant (or
    # just after it) and at midnight.
    midnight = scene.local - scene.local % DAY
    ahead = [DAY]
    for constant in leaf.values:
        assert isinstance(constant, int)  # noqa: S101 - times are held as microseconds
        ahead += [constant, constant + 1]
    nearest = min(bound for each in ahead if (bound := scene.us + midnight + each - scene.local) > scene.us)
    return min(nearest, _offset_change_before(scene, nearest))


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


def _rises_daily(leaf: Test, today: int, value: Value, start: Callable[[int], int]) -> int:
    """When a count of days that rises by at most one a day may pass the leaf's constants."""
    if not isinstance(value, int):
        return start(today + 1)
    ahead = [
        bound
        for constant in leaf.values
        if isinstance(constant, int)
        for bound in (constant, constant + 1)
        if bound > value
    ]
    return start(today + min(ahead) - value) if ahead and min(ahead) < NEVER_DAYS else NEVER


def _day_change(zone: str) -> Callable[[Scene], int]:
    return _books_day if zone == "books" else _local_day


def _hours(window: Hours, scene: Scene, rows: list[Any], when: Callable[[Any], int]) -> int:  # noqa: ARG001
    span = window.n * HOUR
    return min((when(row) + span for row in rows), default=NEVER)


def _window_change(window: Window, scene: Scene, rows: list[Any], when: Callable[[Any], int]) -> int:
    """When the rows in a window may next become others."""
    return CHANGES[type(window)](window, scene, rows, when)


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


def _count(leaf: Test, scene: Scene, value: Value) -> int:
    ref = leaf.ref
    assert isinstance(ref, Count)  # noqa: S101 - by FLIPS
    when: Callable[[Any], int] = attrgetter(ref.by)
    start = start_of(ref.window)(scene)
    if start is None:
        return _window_change(ref.window, scene, [], when)
    if value is None:
        # Known once the window has left the unknown part of the history behind.
        history = scene.tables.head.history
        if isinstance(ref.window, Hours):
            return max(history + ref.window.n * HOUR - 1, scene.us + 1)
        return _window_change(ref.window, scene, [], when)
    # Rows before the window cannot come back but where a local date runs backwards, so a day's margin.
    rows = counted(ref)(scene, start - DAY)
    future = [us for row in getattr(scene.tables, ref.table) if scene.us < (us := when(row)) < NEVER]
    if not rows and not future:
        return NEVER
    inside = [row for row in rows if when(row) >= start]
    return min([_window_change(ref.window, scene, inside, when), *future])


def _last(leaf: Test, scene: Scene, value: Value) -> int:
    ref = leaf.ref
    assert isinstance(ref, Last)  # noqa: S101 - by FLIPS
    row = last_row(ref.table, ref.where)(scene)
    future = [each.us for each in getattr(scene.tables, ref.table) if scene.us < each.us < NEVER]
    soonest = min(future, default=NEVER)
    if row is None or ref.what not in {"days", "elapsed"}:
        return soonest
    if ref.what == "days":
        return min(soonest, _local_day(scene))
    assert isinstance(value, int)  # noqa: S101 - a duration over a row is known
    ahead = [
        row.us + bound
        for constant in leaf.values
        if isinstance(constant, int)
        for bound in (constant, constant + 1)
        if bound > value
    ]
    return min([soonest, *ahead])


def _in_force(leaf: Test, scene: Scene, value: Value) -> int:  # noqa: ARG001
    ref = leaf.ref
    assert isinstance(ref, InForce)  # noqa: S101 - by FLIPS
    takes = Filter(ref.where).takes
    bounds = [NEVER]
    for row in getattr(scene.tables, ref.table):
        if not takes(row, scene.asked):
            continue
        bounds += [each for each in (row.us, row.end) if each > scene.us]
        if ref.table == "preferences" and row.end > scene.us and not row.always:
            bounds.append(_pattern_change(row.starts, row.stops, scene))
    return min(bounds)


def _pattern_change(starts: int, stops: int, scene: Scene) -> int:
    if scene.zone is None or scene.local is None:
        return NEVER
    midnight = scene.local - scene.local % DAY
    nearest = min(
        bound
        for each in (starts, stops, DAY)
        if (bound := scene.us + midnight + each - scene.local) > scene.us
    )
    return _offset_change_before(scene, nearest)


def _reported(ref: Money, leaf: Test, scene: Scene, value: Value, report: Arrears) -> int:
    head = scene.tables.head
    age = head.conventions.report_max_age
    lapse = NEVER if age is None else head.books.day_start(report.as_of.toordinal() + age + 1)
    lapse = lapse if lapse > scene.us else NEVER
    if ref.what == "days_past_due" and value:
        return min(lapse, _rises_daily(leaf, scene.today, value, head.books.day_start))
    if value is None or ref.what == "days_past_due":
        return min(lapse, _books_day(scene)) if lapse < NEVER else NEVER
    return lapse


def _money(leaf: Test, scene: Scene, value: Value) -> int:
    ref = leaf.ref
    assert isinstance(ref, Money)  # noqa: S101 - by FLIPS
    tables = scene.tables
    books = tables.head.books
    if tables.report is not None:
        return _reported(ref, leaf, scene, value, tables.report)
    ledger = tables.ledger
    inclusive = ref.day_count == "inclusive"
    if ref.what == "days_past_due":
        if not ledger.open_dues or ledger.open_dues[0].ordinal == 0:
            return NEVER
        # Before the due date the count stands at 0 and its distance is known.
        since = scene.today - ledger.open_dues[0].ordinal + inclusive
        if since < 0:
            return books.day_start(scene.today - since + 1)
        return _rises_daily(leaf, scene.today, value, books.day_start)
    if ref.what == "amount_open":
        return NEVER
    if ref.what == "come_due":
        if value or ledger.first_due is None:
            return NEVER
        return books.day_start(ledger.first_due + 1 - inclusive)
    coming = [due.ordinal for due in ledger.open_dues if due.ordinal >= scene.today + inclusive]
    return books.day_start(min(coming) + 1 - inclusive) if coming else NEVER


def _stage_age(leaf: Test, scene: Scene, value: Value) -> int:
    return _rises_daily(leaf, scene.today, value, scene.tables.head.books.day_start)


#: This reading's function for each primitive.
FLIPS: dict[type[Ref], Flip] = {
    CaseField: _never,
    Clock: _clock,
    Count: _count,
    Last: _last,
    InForce: _in_force,
    Money: _money,
    StageAge: _stage_age,
    Attribute: _never,
    Asked: _never,
}

#: When a guard may next be true, not true, false and not false; the scene's own instant for what it is now.
#: Four and not two, since a guard may stop holding by becoming unknown.
Bounds = tuple[int, int, int, int]


class When(Algebra[Bounds]):
    """The bounds of a guard in a scene, given the values that were read there."""

    def __init__(
        self,
        scene: Scene,
        values: Mapping[Any, Value],
        truths: Callable[[Guard], Truth],
        opaque: Callable[[Opaque], int],
    ) -> None:
        """`truths` evaluates a leaf on the values; `opaque` gives a callable's own next change."""
        self.scene = scene
        self.values = values
        self.truths = truths
        self.of_opaque = opaque

    def _bounds(self, leaf: Guard, flip: int) -> Bounds:
        now = self.scene.us
        truth = self.truths(leaf)
        flip = max(flip, now + 1)
        return (
            now if truth is True else flip,
            flip if truth is True else now,
            now if truth is False else flip,
            flip if truth is False else now,
        )

    def test(self, leaf: Test) -> Bounds:
        """Its own bound, for what it is not now."""
        return self._bounds(leaf, FLIPS[type(leaf.ref)](leaf, self.scene, self.values[leaf.ref]))

    def opaque(self, leaf: Opaque) -> Bounds:
        """What the callable states."""
        return self._bounds(leaf, self.of_opaque(leaf))

    def all_of(self, parts: tuple[Bounds, ...]) -> Bounds:
        """True with the last of its parts, false with the first."""
        now = self.scene.us
        return (
            max((true for true, _, _, _ in parts), default=now),
            min((not_true for _, not_true, _, _ in parts), default=NEVER),
            min((false for _, _, false, _ in parts), default=NEVER),
            max((not_false for _, _, _, not_false in parts), default=now),
        )

    def any_of(self, parts: tuple[Bounds, ...]) -> Bounds:
        """True with the first of its parts, false with the last."""
        return self.negated(self.all_of(tuple(self.negated(each) for each in parts)))

    def negated(self, part: Bounds) -> Bounds:
        """True and false change places."""
        true, not_true, false, not_false = part
        return false, not_false, true, not_true


def bounds(guard: Guard, algebra: When) -> Bounds:
    """When the guard may next be true, not true, false and not false."""
    return walk(guard, algebra)
