"""Ladders: a lifecycle and a policy from a table of levels, as most dunning software is set up.

A case begins in the stage `current` and climbs from level to level, one a move; when nothing is overdue any
more it goes back to `current`. A level is reached by days past due, or by days since the level before it.
Who wants more than a table can say writes stages and rules.
"""

from __future__ import annotations

import calendar as _calendar
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Literal

import attrs

from collectflow import facts
from collectflow._time import instant, micros
from collectflow.calendars import BusinessCalendar
from collectflow.engine import Engine, Hook
from collectflow.errors import BadValue, InvalidPolicy, NotCarried, UnknownName
from collectflow.events import Conventions
from collectflow.guards import Guard, Opaque, Sight, leaves, opaque
from collectflow.lifecycle import Lifecycle, Stage, Transition
from collectflow.policy import Policy, Reviews, Rule, on_contact, on_move
from collectflow.vocabulary import check_amount

__all__ = [
    "CLOSED",
    "CURRENT",
    "Anchor",
    "Ladder",
    "Level",
    "OnHold",
    "Practice",
    "ladder",
    "next_books_day",
]

#: Where a case begins, and where it goes back to when nothing is overdue.
CURRENT = "current"
#: Where it ends when the host closes it.
CLOSED = "closed"

#: What the days of a level are counted from.
Anchor = Literal["due_date", "previous_level", "end_of_month"]
#: What a hold does to a ladder.
OnHold = Literal["freeze", "clear", "ignore"]

#: Anchors of other software that a case cannot tell, and what to do instead.
_INSTEAD = {
    "invoice_date": "a due has no date but its due date; count from that, less the days of the payment term",
    "before_due": "nothing is overdue before the due date; remind of what falls due elsewhere",
    "last_contact": "count from the level before it, or write a rule on facts.days_since_contact()",
}


#: So many days are more than anybody waits for, and few enough to add to any date.
_CENTURY = 36_525


def _whole(_instance: object, attribute: attrs.Attribute[int], value: object) -> None:
    if type(value) is not int or not 0 <= value <= _CENTURY:
        hint = f"a whole number of days belongs here, {_CENTURY:,} at most"
        raise BadValue(f"the {attribute.name} of a level", value, hint)


def _anchor(instance: Level, _attribute: attrs.Attribute[Anchor], value: object) -> None:
    if isinstance(value, str) and value in _INSTEAD:
        raise NotCarried(f"level {instance.name!r}", (f"anchor {value!r}: {_INSTEAD[value]}",))
    known = ("due_date", "previous_level", "end_of_month")
    if value not in known:
        raise UnknownName("anchor", str(value), known, f"level {instance.name!r}")


def _amount(instance: Level, _attribute: attrs.Attribute[int | None], value: int | None) -> None:
    if value is not None:
        check_amount(value, f"the amount of level {instance.name!r}")


@attrs.frozen
class Level:
    """A step of a ladder.

    Args:
        name: Its name, which becomes a stage; the move there is called `to_` and the name.
        days: After how many days of the books it is reached: 1 past due is the day after the due date. With
            0 it is reached as soon as anything is overdue.
        anchor: Days from what: `due_date` (of the oldest unpaid due), `previous_level` (the day on which the
            level before it was entered), or `end_of_month` (the last day of the month in which the due date
            plus `days` lies). The last is read by an opaque guard, so data frames and proofs cannot take it.
        wait: How many days it comes after the level before it, at least, whatever the anchor.
        amount: The least amount overdue, in minor units; that very amount is enough. With less the case waits
            below the level.
        channel: By which channel collection contacts are made while the case stands in it; any unless given.
        manual: Whether somebody has to do it: `advance` does not take the move; the host fires it when the
            action was done, and until then the ladder goes no further.

    Raises:
        NotCarried: for an anchor that cases do not know, such as `invoice_date`.
        UnknownName: for any other.
        BadValue, BadAmount: for days or an amount that are not whole numbers.
    """

    name: str
    days: int = attrs.field(validator=_whole)
    anchor: Anchor = attrs.field(default="due_date", validator=_anchor)
    wait: int = attrs.field(default=0, kw_only=True, validator=_whole)
    amount: int | None = attrs.field(default=None, kw_only=True, validator=_amount)
    channel: str | None = attrs.field(default=None, kw_only=True)
    manual: bool = attrs.field(default=False, kw_only=True)

    @property
    def trigger(self) -> str:
        """What the move to it is called."""
        return f"to_{self.name}"


@attrs.frozen
class Practice:
    """A lifecycle and its policy, made from a table or from another system's settings."""

    lifecycle: Lifecycle
    policy: Policy

    @property
    def registry(self) -> tuple[Guard, ...]:
        """Its opaque guards, for `Policy.from_dict` and `Engine.from_dict`."""
        conditions = [rule.condition for rule in self.policy.rules]
        found = {leaf.name: leaf for each in conditions for leaf in leaves(each) if isinstance(leaf, Opaque)}
        return tuple(found.values())

    def _attributes(self) -> Mapping[str, type]:
        """The attributes that its own conditions read."""
        return {}

    def engine(
        self,
        policies: Iterable[Policy | Reviews] = (),
        *,
        hooks: Iterable[Hook] = (),
        conventions: Conventions | None = None,
        attributes: Mapping[str, type] | None = None,
        calendars: Mapping[str, BusinessCalendar] | None = None,
        **words: Iterable[str],
    ) -> Engine:
        """An engine on it, with further policies, such as those of the law, and words; see `Engine`."""
        return Engine(
            self.lifecycle,
            policies=[self.policy, *policies],
            hooks=hooks,
            conventions=conventions,
            attributes={**self._attributes(), **(attributes or {})},
            calendars=calendars,
            **words,  # type: ignore[arg-type] # none is called as a part of the engine
        )


@attrs.frozen
class Ladder(Practice):
    """A lifecycle and a policy, made by `ladder` from its levels."""

    levels: tuple[Level, ...]


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


def _level_rules(name: str, level: Level) -> Iterable[Rule]:
    yield _days_rule(name, level)
    if level.wait:
        yield Rule(
            f"{name}.{level.name}-wait",
            on=on_move(level.trigger),
            require=facts.days_in_stage >= level.wait,
            because=f"{level.name} comes at least {level.wait} days after the level before it",
        )


def _amount_rules(name: str, levels: tuple[Level, ...], repeat: bool) -> Iterable[Rule]:  # noqa: FBT001
    for level in levels:
        if level.amount is not None:
            triggers = [level.trigger, *(["repeat"] if repeat and level is levels[-1] else [])]
            yield Rule(
                f"{name}.{level.name}-amount",
                on=on_move(*triggers),
                require=facts.amount_overdue >= level.amount,
                because=f"too little is overdue for {level.name}",
            )


def _contact_rules(name: str, levels: tuple[Level, ...]) -> Iterable[Rule]:
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


def _time_rules(
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


def _problems(levels: tuple[Level, ...], repeat_every: int | None) -> Iterable[str]:
    if not levels:
        yield "it has no levels"
        return
    if levels[0].anchor == "previous_level" or levels[0].wait:
        yield f"the first level, {levels[0].name!r}, counts from a level before it, and there is none"
    names = [each.name for each in levels]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield f"{names.count(name)} levels are called {name!r}"
        if name in (CURRENT, CLOSED):
            yield f"a level is called {name!r}, as a stage of every ladder is"
    dated = [each for each in levels if each.anchor == "due_date"]
    for one, two in pairwise(dated):
        if two.days < one.days:
            yield f"level {two.name!r} comes after {one.name!r} but is reached before it: order them by days"
    if repeat_every is not None and (type(repeat_every) is not int or repeat_every < 1):
        yield f"repeat_every is {repeat_every!r}: a number of days from 1 on belongs here, or None"


def _graph(name: str, levels: tuple[Level, ...], *, repeat: bool) -> Lifecycle:
    stages = (
        Stage(CURRENT),
        *(Stage(each.name, severity=i) for i, each in enumerate(levels, 1)),
        Stage(CLOSED, final=True),
    )
    # Cure is tried first: nobody climbs who has paid.
    ways = [Transition("cure", each.name, CURRENT, automatic=True) for each in levels]
    below = CURRENT
    for level in levels:
        ways.append(Transition(level.trigger, below, level.name, automatic=not level.manual))
        below = level.name
    if repeat:
        ways.append(Transition("repeat", below, below, automatic=not levels[-1].manual))
    ways += [Transition("close", each.name, CLOSED) for each in stages[:-1]]
    return Lifecycle(name, stages, ways)


#: What is asked of the way back to `current`, by what a hold does.
_CURED: Mapping[OnHold, Callable[[], Guard]] = {
    "freeze": lambda: facts.days_past_due == 0,
    "ignore": lambda: facts.days_past_due == 0,
    "clear": lambda: (facts.days_past_due == 0) | facts.held(),
}


def ladder(
    levels: Iterable[Level],
    *,
    name: str = "ladder",
    currency: str | None = None,
    repeat_every: int | None = None,
    on_hold: OnHold = "freeze",
    calendar: str | None = None,
    hours: tuple[time, time] | None = None,
) -> Ladder:
    """A lifecycle and a policy from a table of levels.

    `advance` takes one level a run, or with `how="through"` all that were due since, each as of its own day.

    Args:
        levels: The levels, lowest first.
        name: The name of lifecycle and policy; the ids of the rules begin with it.
        currency: The ISO 4217 code of the amounts that levels name.
        repeat_every: Enter the last level again every so many days, for ever; it ends with it unless given.
        on_hold: What a hold of any kind does: `freeze` keeps the case in its level, `clear` takes it back to
            `current` until the hold is over, `ignore` nothing.
        calendar: A business calendar of the engine: levels begin on its business days in the books' zone
            alone, so the next one where the day is off, and contacts are made on them where the person is.
        hours: From when until when (the end left out) contacts are made, where the person is.

    Raises:
        InvalidPolicy: with every problem: no levels, a first level that counts from the one before it, days
            that fall, two levels of one name, an amount without a currency.
        UnknownName: for another `on_hold`.
    """
    made = tuple(levels)
    problems = tuple(_problems(made, repeat_every))
    if problems:
        raise InvalidPolicy(name, problems)
    if on_hold not in _CURED:
        raise UnknownName("effect of holds", str(on_hold), tuple(_CURED), name)
    repeat = repeat_every is not None
    triggers = [*(each.trigger for each in made), *(["repeat"] if repeat else [])]
    rules = [rule for level in made for rule in _level_rules(name, level)]
    rules += _amount_rules(name, made, repeat)
    if repeat_every is not None:
        rules.append(
            Rule(
                f"{name}.repeat",
                on=on_move("repeat"),
                require=(facts.days_in_stage >= repeat_every) & (facts.days_past_due > 0),
                because=f"the last level is repeated every {repeat_every} days",
            )
        )
    later = [each.trigger for each in made if each.anchor == "previous_level"]
    if later:
        rules.append(
            Rule(
                f"{name}.overdue",
                on=on_move(*later),
                require=facts.days_past_due > 0,
                because="nothing is overdue",
            )
        )
    if on_hold != "ignore":
        rules.append(
            Rule(
                f"{name}.held",
                on=on_move(*triggers),
                require=~facts.held(),
                because="a hold is in force",
            )
        )
    rules.append(
        Rule(
            f"{name}.cure",
            on=on_move("cure"),
            require=_CURED[on_hold](),
            because="something is overdue",
        )
    )
    rules += _time_rules(name, triggers, calendar, hours)
    rules += _contact_rules(name, made)
    graph = _graph(name, made, repeat=repeat)
    return Ladder(graph, Policy(name, rules=rules, currency=currency), made)
