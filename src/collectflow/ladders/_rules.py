"""The rules of a ladder: when a level is reached, and who is contacted how while a case stands in it."""

from __future__ import annotations

import calendar as _calendar
from collections.abc import Iterable
from datetime import datetime, time, timedelta

from collectflow import facts
from collectflow._time import instant, micros
from collectflow.guards import Guard, Sight, opaque
from collectflow.ladders._levels import Level
from collectflow.policy import Rule, on_contact, on_move


def next_books_day(sight: Sight) -> datetime:
    """The books' next day, for the `next_change` of an opaque guard that reads dates."""
    return instant(sight.case.tables.head.books.next_day(micros(sight.at)))


def _month_end(days: int) -> Guard:
    """Whether the last day of the month is reached in which the due date plus so many days lies."""

    def reached(sight: Sight) -> bool:
        late, today = sight[facts.days_past_due], sight[facts.books_date]
        if not late:
            return False
        asked = today - timedelta(days=late) + timedelta(days=days)
        return today >= asked.replace(day=_calendar.monthrange(asked.year, asked.month)[1])

    return opaque(
        reached,
        name=f"ladders.end_of_month({days})",
        version="1",
        reads=[facts.days_past_due, facts.books_date],
        next_change=next_books_day,
    )


def _days_rule(name: str, level: Level) -> Rule:
    on = on_move(level.trigger)
    if level.anchor == "previous_level":
        return Rule(
            f"{name}.{level.name}",
            on=on,
            require=facts.days_in_stage >= level.days,
            because=f"{level.name} comes {level.days} days after the level before it",
        )
    if level.anchor == "end_of_month":
        return Rule(
            f"{name}.{level.name}",
            on=on,
            require=_month_end(level.days),
            because=f"{level.name} comes at the end of the month of the due date plus {level.days} days",
        )
    return Rule(
        f"{name}.{level.name}",
        on=on,
        require=facts.days_past_due >= max(level.days, 1),
        because=f"{level.name} comes {level.days} days after the due date",
    )


def level_rules(name: str, level: Level) -> Iterable[Rule]:
    yield _days_rule(name, level)
    if level.wait:
        yield Rule(
            f"{name}.{level.name}-wait",
            on=on_move(level.trigger),
            require=facts.days_in_stage >= level.wait,
            because=f"{level.name} comes at least {level.wait} days after the level before it",
        )


def amount_rules(name: str, levels: tuple[Level, ...], repeat: bool) -> Iterable[Rule]:  # noqa: FBT001
    for level in levels:
        if level.amount is not None:
            triggers = [level.trigger, *(["repeat"] if repeat and level is levels[-1] else [])]
            yield Rule(
                f"{name}.{level.name}-amount",
                on=on_move(*triggers),
                require=facts.amount_overdue >= level.amount,
                because=f"too little is overdue for {level.name}",
            )


def contact_rules(name: str, levels: tuple[Level, ...]) -> Iterable[Rule]:
    if all(level.channel is None for level in levels):
        return
    yield Rule(
        f"{name}.not-yet",
        on=on_contact(),
        when=facts.purpose == "collect",
        require=facts.stage.is_in([each.name for each in levels]),
        because="nobody is contacted before the first level, or after the end",
    )
    for level in levels:
        if level.channel is not None:
            yield Rule(
                f"{name}.{level.name}-channel",
                on=on_contact(),
                when=(facts.stage == level.name) & (facts.purpose == "collect"),
                require=facts.channel == level.channel,
                because=f"{level.name} goes by {level.channel}",
            )


def time_rules(
    name: str, triggers: list[str], calendar: str | None, hours: tuple[time, time] | None
) -> Iterable[Rule]:
    if calendar is not None:
        yield Rule(
            f"{name}.business-day",
            on=on_move(*triggers),
            require=facts.business_day(calendar, zone="books"),
            because="a level that would begin on a day off begins on the next business day",
        )
        yield Rule(
            f"{name}.business-day-contact",
            on=on_contact(),
            require=facts.business_day(calendar),
            because="nobody is contacted on a day off",
        )
    if hours is not None:
        yield Rule(
            f"{name}.hours",
            on=on_contact(),
            require=facts.local_time.between(*hours, closed="left"),
            because=f"contacts are made from {hours[0]:%H:%M} until {hours[1]:%H:%M} where the person is",
        )
