"""The second reading of guards: what each primitive is worth as columns of a frame of cases.

A reading gives alternatives by candidate zone. What depends on the zone alone is worked out in Python, a
zone at a time, and zones for which it comes out the same share an alternative; so rows are never joined
with zones. Numbers that come of dates (days past due, days since) are stepped: a comparison with 3 needs
to know whether at least 3 and at least 4 days have passed, which is a comparison of the date with two
constants, and no engine has to count days.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date
from typing import Any

import narwhals.stable.v2 as nw

from collectflow._time import DAY, EPOCH_ORDINAL, FIRST, HOUR, NEVER, NEVER_DAYS, Books, Zone
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
)
from collectflow.guards._windows import (  # windows are values; each reading has a function for each
    Ever,
    Hours,
)
from collectflow.portfolio._ledger import money, share
from collectflow.portfolio._logic import Alternative, Side, Values, all_sides, any_side, negated, stepped
from collectflow.portfolio._tables import NAMES, CaseColumn
from collectflow.portfolio._view import STARTS, Start, View, next_clock

# --- primitives -------------------------------------------------------------------------------------------


def _case_field(ref: CaseField, view: View) -> Values:
    held = view.desk.col("cases", ref.name)
    return (Alternative(None, held.fill_null("")),)


def _clock(ref: Clock, view: View) -> Values:
    if ref.zone == "books":
        view.next_books_day()
        day = view.today
        return (Alternative(None, day if ref.part == "date" else (day - 1) % 7 + 1),)
    if ref.part != "time":
        view.next_local_day()
        week = ref.part == "weekday"
        return tuple(
            Alternative(zones, (day - 1) % 7 + 1 if week else day)
            for zones, day in view.by_zone(lambda zone: zone.ordinal(view.us))
        )
    for name, zone in view.zones.items():
        view.bounds.no_later_in(name, next_clock(zone, view.us, view.marks[ref]))
    return tuple(
        Alternative(zones, clock) for zones, clock in view.by_zone(lambda zone: view.local(zone) % DAY)
    )


def _from(start: Start, by: nw.Expr, ref: Count | InForce, view: View) -> tuple[Side, Side]:
    """Whether a row is of the window's start or later, and whether the case's history is unknown there."""
    desk = view.desk
    if start.us is not None:
        inside = True if start.us <= FIRST else (by >= desk.at(start.us)).fill_null(value=False)
        return inside, desk.history_after(start.us, beside=ref.beside)
    unknown: Side = False
    known_from = desk.known_from(beside=ref.beside)
    if start.column is not None:
        inside = (by >= desk.bring(ref.table, start.column)).fill_null(value=False)
        if known_from is not None:
            unknown = (known_from > nw.col(start.column)).fill_null(value=False)
        return inside, unknown
    assert start.after is not None  # noqa: S101 - one of the three
    anchor = desk.bring(ref.table, start.after)
    if known_from is not None:
        # An anchor before the known history may not have been the last.
        held = nw.col(start.after)
        unknown = ~known_from.is_null() & (held.is_null() | (known_from > held).fill_null(value=False))
    return anchor.is_null() | (by > anchor).fill_null(value=False), unknown


def _count(ref: Count, view: View) -> Values:
    desk, name = view.desk, NAMES.get(ref.by, ref.by)
    taken, key = desk.where(ref.table, ref.where, view.asked, beside=ref.beside)
    by = desk.col(ref.table, name, "instant")
    now = desk.at(view.us)
    begun = (by <= now).fill_null(value=False)
    if ref.table != "contacts" or ref.by != "us":
        ahead = all_sides([taken, (by > now).fill_null(value=False)])
        view.bounds.columns[desk.extreme(ref.table, ahead, name, ("next", key), "min"), 0] = None
    made = []
    for zones, start in STARTS[type(ref.window)](ref.window, view):
        inside, unknown = _from(start, by, ref, view)
        if ref.older:
            inside, unknown = negated(inside), desk.history_after(None, beside=ref.beside)
        flag = all_sides([taken, begun, inside])
        whole = (key, name, start, ref.older)
        if isinstance(ref.window, Hours):
            inside = flag if not ref.older else all_sides([taken, begun, negated(inside)])
            oldest = desk.extreme(ref.table, inside, name, ("inside", whole), "min")
            view.bounds.columns[oldest, ref.window.n * HOUR] = None
            for column in ("history_from", *(("beside_from",) if ref.beside else ())):
                if desk.has("cases", column):
                    view.bounds.columns[column, ref.window.n * HOUR - 1] = None
        if ref.distinct is None:
            value = desk.number(ref.table, flag, whole)
        else:
            distinct = NAMES.get(ref.distinct, ref.distinct)
            value = nw.col(desk.special(ref.table, flag, distinct, None, whole)).fill_null(0)
        made.append(Alternative(zones, value, negated(unknown)))
    return tuple(made)


def _reaches(zone: Zone, ordinal: int) -> tuple[tuple[int, int], ...]:
    """The instants whose local date is at most a day, as spans: one, or more where dates run backwards."""
    end = zone.day_start(ordinal + 1)
    spans = [(FIRST, end)]
    us = end
    while us < end + 2 * DAY:
        later = min(zone.next_date_change(us), end + 2 * DAY)
        if zone.ordinal(us) <= ordinal:
            spans.append((us, later))
        us = later
    return tuple(spans)


def _within(held: nw.Expr, spans: tuple[tuple[int, int], ...], view: View) -> nw.Expr:
    sides: list[Side] = []
    for first, end in spans:
        before = held < view.desk.at(end)
        sides.append(before if first <= FIRST else (held >= view.desk.at(first)) & before)
    found = any_side(each.fill_null(value=False) for each in sides if isinstance(each, nw.Expr))
    assert isinstance(found, nw.Expr)  # noqa: S101 - there is at least one span
    return found


def _last(ref: Last, view: View) -> Values:
    desk, by = view.desk, NAMES.get(ref.by, ref.by)
    taken, key = desk.where(ref.table, ref.where, view.asked, beside=ref.beside)
    at, now = desk.col(ref.table, by), desk.at(view.us)
    flag = all_sides([taken, (at <= now).fill_null(value=False)])
    alias = desk.extreme(ref.table, flag, by, ("last", key), "max")
    if ref.table != "contacts":
        ahead = all_sides([taken, (at > now).fill_null(value=False)])
        view.bounds.columns[desk.extreme(ref.table, ahead, by, ("next", key), "min"), 0] = None
    held = nw.col(alias)
    never = held.is_null()
    known: Side = True
    known_from = desk.known_from(beside=ref.beside)
    if known_from is not None:
        # A row before the known history may not have been the last.
        known = known_from.is_null() | (held >= known_from).fill_null(value=False)
    if ref.type == "text":
        text = nw.col(desk.special(ref.table, flag, ref.what, alias, ("last", key)))
        told = all_sides([known, any_side([never, ~text.is_null()])])
        return (Alternative(None, text.fill_null(""), told),)
    marks = view.marks[ref]
    if ref.what == "elapsed":
        for mark in marks:
            view.bounds.columns[alias, mark] = None
        steps = [
            ((held <= desk.at(view.us - mark)).fill_null(value=False), mark)
            for mark in reversed(marks)
            if view.us - mark >= FIRST
        ]
        value = stepped([(never, NEVER), *steps], marks[0] - 1)
        return (Alternative(None, value, known),)
    view.next_local_day()
    made = [Alternative(frozenset({*view.zones, None}), NEVER_DAYS, all_sides([known, never]))]
    if ref.calendar is not None:
        return (*made, *_business_days_since(held, all_sides([known, ~never]), ref.calendar, marks, view))
    cuts = view.by_zone(lambda zone: tuple(_reaches(zone, zone.ordinal(view.us) - mark) for mark in marks))
    for zones, spans in cuts:
        pairs = [(_within(held, each, view), mark) for each, mark in zip(spans, marks, strict=True)]
        value = stepped(reversed(pairs), marks[0] - 1)
        made.append(Alternative(zones, value, all_sides([known, ~never])))
    return tuple(made)


def _business_days_since(
    held: nw.Expr, known: Side, calendar: str, marks: tuple[int, ...], view: View
) -> Values:
    """The business days after that of an instant, in each zone."""

    def cut(zone: Zone) -> tuple[Any, ...]:
        found = view.business(calendar, zone.ordinal(view.us), marks)
        spans = [None if day is None else _reaches(zone, day) for day in found.since.values()]
        return (*spans, _reaches(zone, found.unknown - 1) if found.unknown else None)

    made = []
    for zones, (*spans, unknown) in view.by_zone(cut):
        pairs = [
            (_within(held, each, view), mark)
            for each, mark in zip(spans, marks, strict=True)
            if each is not None
        ]
        told = known if unknown is None else all_sides([known, ~_within(held, unknown, view)])
        made.append(Alternative(zones, stepped(reversed(pairs), marks[0] - 1), told))
    return tuple(made)


def _in_force(ref: InForce, view: View) -> Values:
    desk = view.desk
    taken, key = desk.where(ref.table, ref.where, view.asked, beside=ref.beside)
    at, ends, now = desk.col(ref.table, "at"), desk.col(ref.table, "ends_at"), desk.at(view.us)
    open_ended = ends.is_null()
    lasting = open_ended | (ends > now).fill_null(value=False)
    begun = (at <= now).fill_null(value=False)
    flag = all_sides([taken, begun, lasting])
    ahead = all_sides([taken, ~begun, lasting])
    view.bounds.columns[desk.extreme(ref.table, ahead, "at", ("next", key), "min"), 0] = None
    view.bounds.columns[desk.extreme(ref.table, flag, "ends_at", ("end", key), "min"), 0] = None
    if ref.table == "preferences":
        return _wished(flag, key, view)
    held = desk.number(ref.table, flag, ("held", key)) > 0
    if isinstance(ref.window, Ever):
        return (Alternative(None, held),)
    return _begun_within(ref, flag, held, key, view)


def _begun_within(ref: InForce, flag: Side, held: nw.Expr, key: Hashable, view: View) -> Values:
    """Rows in force that began in a window; where nobody knows when that begins, none is none."""
    desk, name = view.desk, NAMES.get(ref.by, ref.by)
    by = desk.col(ref.table, name)
    made = []
    rest: set[str | None] = {None, *view.zones}
    for zones, start in STARTS[type(ref.window)](ref.window, view):
        inside, _ = _from(start, by, ref, view)
        young = all_sides([flag, inside])
        if isinstance(ref.window, Hours):
            oldest = desk.extreme(ref.table, young, name, ("young", key, start), "min")
            view.bounds.columns[oldest, ref.window.n * HOUR] = None
        made.append(Alternative(zones, desk.number(ref.table, young, ("young", key, name, start)) > 0))
        rest -= {*view.zones, None} if zones is None else zones
    if rest:
        made.append(Alternative(frozenset(rest), False, ~held))  # noqa: FBT003 - its worth
    return tuple(made)


def _wished(flag: Side, key: Hashable, view: View) -> Values:
    """Preferences: rows in force at every hour, and those for hours and weekdays of a zone."""
    desk, table = view.desk, "preferences"
    starts, stops = desk.col(table, "starts").fill_null(0), desk.col(table, "stops").fill_null(0)
    weekdays = desk.col(table, "weekdays").fill_null("")
    everyday, whole_day = weekdays == "", starts == stops
    always = all_sides([flag, everyday, whole_day])
    hourly = all_sides([flag, ~(everyday & whole_day)])
    ever = desk.number(table, always, ("always", key)) > 0
    some = desk.number(table, hourly, ("hourly", key)) > 0

    def now(zone: Zone) -> tuple[int, int]:
        local = view.local(zone)
        return (local // DAY + EPOCH_ORDINAL - 1) % 7 + 1, local % DAY

    view.next_local_day()
    made = [Alternative(frozenset({None}), ever, any_side([ever, ~some]))]
    for name, zone in view.zones.items():
        view.bounds.no_later_in(name, next_clock(zone, view.us, ()))
    for zones, (weekday, clock) in view.by_zone(now):
        today = everyday | weekdays.str.contains(str(weekday), literal=True)
        before = everyday | weekdays.str.contains(str((weekday - 2) % 7 + 1), literal=True)
        clock_at = nw.lit(clock)
        evening, morning = clock_at >= starts, clock_at < stops
        covers = any_side(
            [
                all_sides([starts < stops, today, evening, morning]),
                all_sides([whole_day, today]),
                # Over midnight: the weekday is the one on which the time began.
                all_sides([starts > stops, evening, today]),
                all_sides([starts > stops, ~evening, morning, before]),
            ]
        )
        found = desk.number(table, all_sides([flag, covers]), ("covers", weekday, clock, key)) > 0
        made.append(Alternative(zones, found))
        for edge, side in ((starts, "starts"), (stops, "stops")):
            coming = all_sides([hourly, edge > clock_at])
            alias = desk.least(table, coming, edge - clock_at, (side, clock, key))
            view.bounds.ahead[zones, alias] = None
    return tuple(made)


def _business_day(ref: BusinessDay, view: View) -> Values:
    def known(day: int) -> bool | None:
        return view.calendars[ref.calendar].is_business_day(date.fromordinal(day))

    if ref.zone == "books":
        view.next_books_day()
        is_open = known(view.today)
        return () if is_open is None else (Alternative(None, is_open),)
    view.next_local_day()
    found = view.by_zone(lambda zone: known(zone.ordinal(view.us)))
    return tuple(Alternative(zones, is_open) for zones, is_open in found if is_open is not None)


def _stage_age(ref: StageAge, view: View) -> Values:
    view.next_books_day()
    held = view.desk.col("cases", "stage_at")
    marks = view.marks[ref]
    pairs = [
        (_within(held, _books_reach(view.books, view.today - mark), view), mark) for mark in reversed(marks)
    ]
    return (Alternative(None, stepped(pairs, marks[0] - 1), ~held.is_null()),)


def _books_reach(books: Books, ordinal: int) -> tuple[tuple[int, int], ...]:
    """As `_reaches`, for the books' dates."""
    end = books.day_start(ordinal + 1)
    spans = [(FIRST, end)]
    us = end
    while us < end + 2 * DAY:
        later = min(books.next_day(us), end + 2 * DAY)
        if books.today(us) <= ordinal:
            spans.append((us, later))
        us = later
    return tuple(spans)


def _attribute(ref: Attribute, view: View) -> Values:
    desk = view.desk
    kind = {"number": "number", "money": "number", "text": "text", "bool": "bool", "date": "day"}[ref.kind]
    held = desk.col("cases", ref.name, kind)
    known: Side = ~held.is_null()
    if ref.kind == "money" and view.currency is not None:
        known = all_sides([known, (desk.col("cases", "currency") == view.currency).fill_null(value=False)])
    if ref.kind != "date":
        return (Alternative(None, held, known),)
    marks = view.marks[ref]
    pairs = [(~desk.before_day("cases", ref.name, mark), mark) for mark in reversed(marks)]
    return (Alternative(None, stepped(pairs, marks[0] - 1), known),)


def _asked(ref: Asked, view: View) -> Values:
    value = view.asked.get(ref.field)
    if isinstance(value, CaseColumn):
        return (Alternative(None, nw.col(value.name).fill_null("")),)
    return (Alternative(None, value or ""),)


#: This reading's function for each primitive. A new primitive has an entry here.
READERS: dict[type[Ref], Callable[[Any, View], Values]] = {
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
    BusinessDay: _business_day,
}


def values_of(ref: Ref, view: View) -> Values:
    """What a reference is worth."""
    return READERS[type(ref)](ref, view)
