"""A lifecycle and a policy from a table of levels."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time
from itertools import pairwise

from collectflow import facts
from collectflow.errors import InvalidPolicy, UnknownName
from collectflow.ladders._levels import CLOSED, CURRENT, EARLY, Ladder, Level, OnHold
from collectflow.ladders._rules import (
    amount_rules,
    contact_rules,
    fall_rules,
    landings,
    level_rules,
    stands,
    time_rules,
)
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
    # The day from the due date on, by level: before it, days count backwards.
    days = {"due_date": 1, "before_due": -1}
    dated = [(each, days[each.anchor] * each.days) for each in levels if each.anchor in days]
    for (one, earlier), (two, later) in pairwise(dated):
        if later < earlier:
            yield f"level {two.name!r} comes after {one.name!r} but is reached before it: order them by days"
    if repeat_every is not None and (type(repeat_every) is not int or repeat_every < 1):
        yield f"repeat_every is {repeat_every!r}: a number of days from 1 on belongs here, or None"


def _graph(name: str, levels: tuple[Level, ...], *, repeat: bool, falls_back: bool) -> Lifecycle:
    stages = (
        Stage(CURRENT),
        *(Stage(each.name, severity=i) for i, each in enumerate(levels, 1)),
        Stage(CLOSED, final=True),
    )
    # Cure is tried first: nobody climbs who has paid.
    ways = [Transition("cure", each.name, CURRENT, automatic=True) for each in levels]
    if falls_back:
        ways += [
            Transition(levels[i].back, above.name, levels[i].name, automatic=True)
            for i in landings(levels)
            for above in levels[i + 1 :]
        ]
    below = CURRENT
    for level in levels:
        ways.append(Transition(level.trigger, below, level.name, automatic=not level.manual))
        below = level.name
    if repeat:
        ways.append(Transition("repeat", below, below, automatic=not levels[-1].manual))
    ways += [Transition("close", each.name, CLOSED) for each in stages[:-1]]
    return Lifecycle(name, stages, ways)


#: What a hold may do.
_ON_HOLD: tuple[OnHold, ...] = ("freeze", "ignore", "clear")


def ladder(
    levels: Iterable[Level],
    *,
    name: str = "ladder",
    currency: str | None = None,
    repeat_every: int | None = None,
    on_hold: OnHold = "freeze",
    calendar: str | None = None,
    hours: tuple[time, time] | None = None,
    falls_back: bool = False,
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
        falls_back: Whether a case falls back when a part is paid: to the highest level of which, and of all
            below, what is overdue is yet late and much enough, by the move `back_to_` and its name; or to
            `current`, when it is not enough for the first. Days in a level count anew from there. Without
            it a case stays in its level until nothing is overdue.

    Raises:
        InvalidPolicy: with every problem: no levels, a first level that counts from the one before it,
            levels out of the order of their days, two levels of one name, an amount without a currency.
        UnknownName: for another `on_hold`.
    """
    made = tuple(levels)
    problems = tuple(_problems(made, repeat_every))
    if problems:
        raise InvalidPolicy(name, problems)
    if on_hold not in _ON_HOLD:
        raise UnknownName("effect of holds", str(on_hold), _ON_HOLD, name)
    repeat = repeat_every is not None
    early = made[0].anchor in EARLY
    owing = stands(made[:1]) if early else facts.days_past_due > 0
    triggers = [*(each.trigger for each in made), *(["repeat"] if repeat else [])]
    rules = [rule for level in made for rule in level_rules(name, level)]
    rules += amount_rules(name, made, repeat)
    if repeat_every is not None:
        rules.append(
            Rule(
                f"{name}.repeat",
                on=on_move("repeat"),
                require=(facts.days_in_stage >= repeat_every) & owing,
                because=f"the last level is repeated every {repeat_every} days",
            )
        )
    later = [each.trigger for each in made if each.anchor == "previous_level"]
    if later:
        rules.append(
            Rule(
                f"{name}.overdue",
                on=on_move(*later),
                require=owing,
                because=f"too little is owed for {made[0].name}" if early else "nothing is overdue",
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
    cured = ~stands(made[:1]) if falls_back or early else facts.days_past_due == 0
    rules.append(
        Rule(
            f"{name}.cure",
            on=on_move("cure"),
            require=cured | facts.held() if on_hold == "clear" else cured,
            because=f"what {made[0].name} is for is still owed"
            if falls_back or early
            else "something is overdue",
        )
    )
    if falls_back:
        rules += fall_rules(name, made, repeat, on_hold)
    rules += time_rules(name, triggers, calendar, hours)
    rules += contact_rules(name, made)
    graph = _graph(name, made, repeat=repeat, falls_back=falls_back)
    return Ladder(graph, Policy(name, rules=rules, currency=currency), made)
