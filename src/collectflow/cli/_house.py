"""The house of the demo: the shipped lifecycle and policy, and what a decent lender asks of itself."""

from __future__ import annotations

from datetime import time
from functools import cache

import collectflow as cf
from collectflow import facts
from collectflow.policies import online_lending

CURRENCY = "USD"
BOOKS_ZONE = "America/New_York"
#: A suit for less is not worth it; past so many days what is left is written off.
SUE_FROM = 750_00
WRITE_OFF_AFTER = 150
#: From when to when people may be reached, where they are.
OPENS, CLOSES = time(8), time(21)
#: Attempts in seven days, at most.
CALLS_A_WEEK, MESSAGES_A_WEEK = 3, 2


def policy() -> cf.Policy:
    """The house's own rules; every number is the house's choice, none a law's."""
    messages = ("sms", "email", "letter", "app")
    rules = (
        cf.Rule(
            "house.hours",
            on=cf.on_contact(),
            require=facts.local_time.between(OPENS, CLOSES, closed="left"),
            because=f"people are reached from {OPENS:%H:%M} to {CLOSES:%H:%M} where they are",
        ),
        cf.Rule(
            "house.sundays",
            on=cf.on_contact(),
            require=facts.local_weekday.is_in(range(1, 7)),
            because="Sundays are quiet",
        ),
        cf.Rule(
            "house.once-a-day",
            on=cf.on_contact(),
            require=facts.contacts(within=cf.day()) < 1,
            because="one attempt a day is enough",
        ),
        cf.Rule(
            "house.calls-a-week",
            on=cf.on_contact(channel="call"),
            require=facts.contacts(channel="call", party=cf.same, within=cf.days(7)) < CALLS_A_WEEK,
            because=f"nobody is called more than {CALLS_A_WEEK} times in seven days",
        ),
        cf.Rule(
            "house.messages-a-week",
            on=cf.on_contact(channel=messages),
            require=facts.contacts(channel=set(messages), within=cf.days(7)) < MESSAGES_A_WEEK,
            because=f"nobody gets more than {MESSAGES_A_WEEK} messages in seven days",
        ),
        cf.Rule(
            "house.friends",
            on=cf.on_contact(party="emergency_contact"),
            require=facts.contacts(party=cf.same, within=cf.days(7)) < 1,
            because="a friend is called once in seven days at most",
        ),
        cf.Rule(
            "house.visits",
            on=cf.on_contact(channel="visit"),
            require=facts.contacts(channel="visit", within=cf.days(14)) < 1,
            because="a visit is made once in fourteen days at most",
        ),
        cf.Rule(
            "house.wishes",
            on=cf.on_contact(),
            require=~facts.inconvenient,
            because="people said how and when they do not wish to be reached",
        ),
        cf.Rule(
            "house.promise",
            on=cf.on_contact(),
            require=facts.promises(within=cf.days(5, zone="books")) < 1,
            because="who has promised is left in peace for five days",
        ),
        cf.Rule(
            "house.holds",
            on=[cf.on_contact(), cf.on_move("start_outreach", "place", "sue", "write_off")],
            require=~facts.held(),
            because="a dispute or hardship is settled first",
        ),
        cf.Rule(
            "house.court",
            on=cf.on_contact(),
            require=facts.stage != "litigation",
            because="once sued, a borrower hears from the court",
        ),
        cf.Rule(
            "house.settle",
            on=cf.on_move("settle"),
            require=facts.days_past_due == 0,
            because="what was agreed is paid, and the rest waived, before a case is settled",
        ),
        cf.Rule(
            "house.write-off",
            on=cf.on_move("write_off"),
            require=facts.days_past_due > WRITE_OFF_AFTER,
            because=f"nothing is written off within {WRITE_OFF_AFTER} days",
        ),
    )
    return cf.Policy("house", version="2026.1", rules=rules)


@cache
def engine() -> cf.Engine:
    """The demo's engine."""
    shipped = online_lending.policy(currency=CURRENCY, sue_from=SUE_FROM)
    return cf.Engine(
        online_lending.lifecycle(),
        [shipped, policy()],
        conventions=cf.Conventions(books_zone=BOOKS_ZONE),
    )
