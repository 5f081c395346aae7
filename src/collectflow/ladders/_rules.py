"""The rules of a ladder: when a level is reached, and who is contacted how while a case stands in it."""

from __future__ import annotations

import calendar as _calendar
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from fractions import Fraction

from collectflow import facts
from collectflow._time import instant, micros
from collectflow.guards import AllOf, Guard, Sight, opaque
from collectflow.ladders._levels import EARLY, Level, OnHold
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


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def _days_rule(name: str, level: Level) -> Rule:
    on = on_move(level.trigger)
    if level.anchor == "previous_level":
        return Rule(
            f"{name}.{level.name}",
            on=on,
            require=facts.days_in_stage >= level.days,
            because=f"{level.name} comes {_days(level.days)} after the level before it",
        )
    return Rule(
        f"{name}.{level.name}",
        on=on,
        require=_late_enough(level),
        because=f"{level.name} comes {_WHEN[level.anchor].format(_days(level.days))}",
    )


#: In words, by the anchor.
_WHEN = {
    "due_date": "{} after the due date",
    "end_of_month": "at the end of the month of the due date plus {}",
    "invoice_date": "{} after the invoice",
    "before_due": "{} before the due date",
}


def _late_enough(level: Level) -> Guard:
    if level.anchor == "end_of_month":
        return _month_end(level.days)
    if level.anchor == "invoice_date":
        return facts.days_since_issued >= max(level.days, 1)
    if level.anchor == "before_due":
        return facts.days_until_due <= level.days
    return facts.days_past_due >= max(level.days, 1)


def level_rules(name: str, level: Level) -> Iterable[Rule]:
    yield _days_rule(name, level)
    if level.wait:
        yield Rule(
            f"{name}.{level.name}-wait",
            on=on_move(level.trigger),
            require=facts.days_in_stage >= level.wait,
            because=f"{level.name} comes at least {_days(level.wait)} after the level before it",
        )


def _much_enough(level: Level) -> Iterable[tuple[str, Guard]]:
    """What is asked of the amount overdue, by the name of the rule."""
    if level.amount is not None:
        owed = facts.amount_open if level.anchor in EARLY else facts.amount_overdue
        yield "amount", owed >= level.amount
    if level.share is not None and level.of is not None:
        yield "share", facts.overdue_share(level.of) >= level.share


def amount_rules(name: str, levels: tuple[Level, ...], repeat: bool) -> Iterable[Rule]:  # noqa: FBT001
    for level in levels:
        for what, guard in _much_enough(level):
            triggers = [level.trigger, *(["repeat"] if repeat and level is levels[-1] else [])]
            yield Rule(
                f"{name}.{level.name}-{what}",
                on=on_move(*triggers),
                require=guard,
                because=f"too little is overdue for {level.name}",
            )


def _owed_for(levels: tuple[Level, ...]) -> tuple[Guard, ...]:
    """What has to be overdue for a case to stand in the last of these levels: what each of them asks for."""
    late = max([1, *(each.days for each in levels if each.anchor == "due_date")])
    asked: list[Guard] = []
    if any(each.anchor in {"due_date", "end_of_month"} for each in levels):
        asked.append(facts.days_past_due >= late)
    asked += [_late_enough(each) for each in levels if each.anchor in {"end_of_month", *EARLY}]
    for early, owed in ((True, facts.amount_open), (False, facts.amount_overdue)):
        amounts = [
            each.amount for each in levels if each.amount is not None and (each.anchor in EARLY) is early
        ]
        asked += [owed >= max(amounts)] if amounts else []
    shares: dict[str, Fraction] = {}
    for each in levels:
        if each.share is not None and each.of is not None:
            shares[each.of] = max(shares.get(each.of, Fraction(0)), Fraction(each.share))
    return (*asked, *(facts.overdue_share(of) >= least for of, least in shares.items()))


def stands(levels: tuple[Level, ...]) -> Guard:
    """Whether enough is overdue, for long enough, for the last of these levels and for all below it."""
    asked = _owed_for(levels)
    return asked[0] if len(asked) == 1 else AllOf(asked)


def landings(levels: tuple[Level, ...]) -> tuple[int, ...]:
    """The levels, but for the last, in which a case that falls back may stop: the next asks for more."""
    return tuple(
        i for i in range(len(levels) - 1) if _owed_for(levels[: i + 1]) != _owed_for(levels[: i + 2])
    )


def _climbs_by(level: Level, first: Level) -> Guard:
    """What of `_owed_for` is asked of a climb anyway."""
    if level.anchor != "previous_level":
        return _late_enough(level)
    return stands((first,)) if first.anchor in EARLY else facts.days_past_due >= 1


def fall_rules(name: str, levels: tuple[Level, ...], repeat: bool, on_hold: OnHold) -> Iterable[Rule]:  # noqa: FBT001
    """The rules of a ladder on which a case falls back; who falls does not climb."""
    for i, level in enumerate(levels):
        own = {_climbs_by(level, levels[0]), *(guard for _, guard in _much_enough(level))}
        more = tuple(each for each in _owed_for(levels[: i + 1]) if each not in own)
        if more:
            yield Rule(
                f"{name}.{level.name}-stands",
                on=on_move(level.trigger),
                require=more[0] if len(more) == 1 else AllOf(more),
                because=f"a level below {level.name} asks for more",
            )
    if repeat:
        yield Rule(
            f"{name}.repeat-stands",
            on=on_move("repeat"),
            require=stands(levels),
            because=f"too little is overdue for {levels[-1].name}, or not for long enough",
        )
    for i in landings(levels):
        falls = stands(levels[: i + 1]) & ~stands(levels[: i + 2])
        yield Rule(
            f"{name}.{levels[i].name}-back",
            on=on_move(levels[i].back),
            # A hold that clears leads all the way back.
            require=falls & ~facts.held() if on_hold == "clear" else falls,
            because=f"a case falls back to {levels[i].name} when what is overdue is enough for it alone",
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
                require=facts.channel.is_in(level.channels)
                if level.fallback
                else facts.channel == level.channel,
                because=f"{level.name} goes by {' or '.join(level.channels)}",
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
