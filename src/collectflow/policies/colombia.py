"""Debt collection in Colombia: Ley 2300 of 2023, which leaves consumers in peace.

Covered: what Ley 2300 of 2023, articles 2 to 5, sets for by which channels, when and how often a consumer is
contacted, that references are left alone, and that nobody is visited. It binds lenders and whoever collects
for them or after them.

Not covered: what is asked, messages that advertise, the register of numbers that are left alone; see
`NOT_COVERED`.

As of March 2026. The law's own text was not read, law firms and the press were: every rule is `reported`.
Reports of the limit a week differ; here it is that of the law firms: whoever was reached directly is not
contacted by a second channel that week, nor again that day. In force from 10 October 2023. It is not legal
advice.

Hours and days are those of the place where the person may be. What was reached directly is what was
answered, or is not known not to have been; what came in does not count. It is counted for a debtor over all
debts: pass `beside`. What the consumer asked for is let through as an answer (`reply_to`). Record the
channels that the consumer authorised as permissions of kind `medium`. The engine needs a calendar `colombia`
without a weekend, in which every day is open that is no holiday: `public_holidays("CO", years, weekend=[])`.
"""

from __future__ import annotations

from datetime import date, time

from collectflow import facts
from collectflow.guards import Window, day, none_of, other, same
from collectflow.policies._law import (
    ACTING,
    ANY_SEVEN_DAYS,
    NOT_IN_TRADE,
    OBLIGED,
    Boundary,
    Columns,
    contacts_to,
    counted,
    in_force_from,
    noted,
    pack,
    to,
    until,
)
from collectflow.policy import Policy, Rule, on_contact
from collectflow.vocabulary import UNANSWERED

__all__ = ["NOT_COVERED", "policy"]

_IN_FORCE = date(2023, 10, 10)
_LAW = "Ley 2300 de 2023"
_MONDAY_TO_FRIDAY = (1, 2, 3, 4, 5)
_SATURDAY = (6,)

#: What is not covered, by the paragraph, with the reason.
NOT_COVERED = noted(
    {
        "Ley 2300, why the consumer does not pay": "what is asked",
        "Ley 2300, confirmations and warnings of fraud": "they do not collect, so they are not proposed",
        "Ley 2300, advertising, register of excluded numbers": "messages that advertise do not collect",
    }
)


def policy(*, dated: bool = True, week: Window = ANY_SEVEN_DAYS, boundary: Boundary = "exclusive") -> Policy:
    """Ley 2300 of 2023 on the channels, hours and frequency of collection.

    Args:
        dated: `False` lifts the date from which the rules are in force.
        week: What a week is: any seven days, or `cf.week()` for a calendar week.
        boundary: Whether 19:00 and, on Saturdays, 15:00 themselves belong to the hours.

    Raises:
        BadValue: for another boundary.
    """
    weekday = until(time(7), time(19), boundary, on=_MONDAY_TO_FRIDAY)
    saturday = until(time(8), time(15), boundary, on=_SATURDAY)
    asked_for = facts.answers
    reached: Columns = {
        "person": same,
        "outcome": none_of(*UNANSWERED, "third_party", "wrong_person"),
    }
    today = counted(reached, within=day(), beside=True)
    by_another_channel = counted({**reached, "channel": other}, within=week, beside=True)
    rules = [
        Rule(
            "ley-2300.authorised-channels",
            on=contacts_to(*OBLIGED),
            require=facts.permitted("medium", beside=True) | asked_for,
            because="only by channels that the consumer authorised",
            citation=f"{_LAW}, art. 2",
            source="reported",
        ),
        Rule(
            "ley-2300.hours",
            on=on_contact(),
            when=NOT_IN_TRADE,
            require=(facts.business_day("colombia") & (weekday | saturday))
            | facts.permitted("contact", beside=True)
            | asked_for,
            because="from 07:00 to 19:00, on Saturdays from 08:00 to 15:00, never on Sundays and holidays",
            citation=f"{_LAW}, art. 3",
            source="reported",
        ),
        Rule(
            "ley-2300.once-a-day",
            on=contacts_to(*OBLIGED),
            require=(today < 1) | asked_for,
            because="whoever was reached directly is not contacted again that day",
            citation=f"{_LAW}, art. 3",
            source="reported",
        ),
        Rule(
            "ley-2300.one-channel-a-week",
            on=contacts_to(*OBLIGED),
            require=(by_another_channel < 1) | asked_for,
            because="whoever was reached directly is not contacted by several channels that week",
            citation=f"{_LAW}, art. 3",
            source="reported",
        ),
        Rule(
            "ley-2300.references",
            on=on_contact(),
            require=to(*OBLIGED, *ACTING),
            because="personal and other references are not contacted",
            citation=f"{_LAW}, arts 4 and 5",
            source="reported",
        ),
        Rule(
            "ley-2300.visits",
            on=contacts_to(*OBLIGED, channels=["visit"]),
            require=~facts.place.is_in(["", "home", "work"]),
            because="nobody is visited at home or at work to collect",
            citation=f"{_LAW}, arts 4 and 5",
            source="reported",
            grounds=("a microcredit", "no other way to reach the consumer is known"),
        ),
    ]
    return pack("colombia.ley-2300", version="2026-03", rules=in_force_from(_IN_FORCE, rules), dated=dated)
