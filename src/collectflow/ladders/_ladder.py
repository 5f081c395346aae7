"""A lifecycle and a policy from a table of levels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import time
from itertools import pairwise

from collectflow import facts
from collectflow.errors import InvalidPolicy, UnknownName
from collectflow.guards import Guard
from collectflow.ladders._levels import CLOSED, CURRENT, Ladder, Level, OnHold
from collectflow.ladders._rules import amount_rules, contact_rules, level_rules, time_rules
from collectflow.lifecycle import Lifecycle, Stage, Transition
from collectflow.policy import Policy, Rule, on_move


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
    rules = [rule for level in made for rule in level_rules(name, level)]
    rules += amount_rules(name, made, repeat)
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
    rules += time_rules(name, triggers, calendar, hours)
    rules += contact_rules(name, made)
    graph = _graph(name, made, repeat=repeat)
    return Ladder(graph, Policy(name, rules=rules, currency=currency), made)
