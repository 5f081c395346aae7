"""Debt collection in Australia: the guideline of ACCC and ASIC.

Covered: what the debt collection guideline for collectors and creditors (ASIC's Regulatory Guide 96), part
2, says of hours of contact (section 4), of how often a debtor is contacted (section 5), and of debtors who
are represented (section 9). It is guidance on the law of consumers, not law: every rule has grounds on which
a named person may override it, and the whole may be set to `advise`.

Not covered: what is said, privacy, hardship, records; see `NOT_COVERED`.

As of March 2026, from the sections on the ACCC's site, of the last two of which parts were read; how often a
debtor is met is reported by the press. No rule has a date. It is not legal advice.

Hours and days are those of the place where the person may be; the guideline asks for the debtor's state or
territory, for third parties as well, so give these the debtor's zone. Numbers are for an account, not for a
debtor, and count what reached the person, or is not known not to have; pass `beside` where other cases hold
contacts about this one. The engine needs a calendar `australia` without a weekend, in which every day is open
that is no national public holiday: `public_holidays("AU", years, weekend=[])`.
"""

from __future__ import annotations

from datetime import time
from typing import Literal

from collectflow import facts
from collectflow.errors import BadValue
from collectflow.guards import Window, none_of, same
from collectflow.policies._law import (
    ANY_31_DAYS,
    ANY_SEVEN_DAYS,
    CALLS,
    NOT_IN_TRADE,
    NOTHING_TOLD,
    OBLIGED,
    Boundary,
    Columns,
    contacts_to,
    counted,
    noted,
    pack,
    until,
)
from collectflow.policy import Policy, Rule, on_contact

__all__ = ["NOT_COVERED", "policy"]

_HOURS = "ACCC and ASIC, Debt collection guideline (RG 96), part 2, section 4"
_FREQUENCY = "ACCC and ASIC, Debt collection guideline (RG 96), part 2, section 5"
_REPRESENTED = "ACCC and ASIC, Debt collection guideline (RG 96), part 2, section 9"
#: A text rings as a call does.
_TELEPHONE = (*CALLS, "sms")
_WEEKDAYS, _WEEKEND = (1, 2, 3, 4, 5), (6, 7)

#: What is not covered, by the section, with the reason.
NOT_COVERED = noted(
    {
        "part 2, section 5, attempts": "when attempts are excessive is left to judgement",
        "part 2, section 5, necessity": "whether a contact is necessary is left to judgement",
        "part 2, section 9, forms of authority": "how a representative is appointed is not about a contact",
        "part 2, the rest": "what is said and to whom, privacy, hardship, records",
    }
)


def policy(
    *,
    dated: bool = True,
    effect: Literal["refuse", "advise"] = "refuse",
    week: Window = ANY_SEVEN_DAYS,
    month: Window = ANY_31_DAYS,
    boundary: Boundary = "exclusive",
) -> Policy:
    """The debt collection guideline of ACCC and ASIC, RG 96, part 2, sections 4, 5 and 9.

    Args:
        dated: `False` lifts dates in force; none is known.
        effect: `advise` makes the whole guideline advice.
        week: What a week is: any seven days, or `cf.week()` for a calendar week.
        month: What a month is: any 31 days, or `cf.month()` for a calendar month.
        boundary: Whether 21:00, at work 17:00, themselves belong to the hours.

    Raises:
        BadValue: for another effect or boundary.
    """
    if effect not in {"refuse", "advise"}:
        raise BadValue("effect", effect, "it is 'refuse' or 'advise'")
    return pack(
        "australia.rg-96",
        version="2026-03",
        rules=[*_hours(boundary), *_frequency(week, month), _represented()],
        dated=dated,
        soft=effect,
    )


def _hours(boundary: Boundary) -> list[Rule]:
    # The debtor's reasonable wishes prevail, in both directions.
    wished = facts.permitted("contact", beside=True)
    wishes = "the debtor wishes so"
    elsewhere = facts.place != "work"
    in_the_week = until(time(7, 30), time(21), boundary, on=_WEEKDAYS)
    at_weekends = until(time(9), time(21), boundary, on=_WEEKEND)
    return [
        Rule(
            "rg-96.telephone",
            on=on_contact(channel=_TELEPHONE),
            when=elsewhere & NOT_IN_TRADE,
            require=in_the_week | at_weekends | wished,
            because="by telephone from 07:30, at weekends from 09:00, until 21:00",
            citation=_HOURS,
            source="official",
            grounds=(wishes,),
        ),
        Rule(
            "rg-96.face-to-face",
            on=on_contact(channel="visit"),
            when=elsewhere & NOT_IN_TRADE,
            require=until(time(9), time(21), boundary) | wished,
            because="face to face from 09:00 to 21:00",
            citation=_HOURS,
            source="official",
            grounds=(wishes,),
        ),
        Rule(
            "rg-96.public-holidays",
            on=on_contact(channel=[*_TELEPHONE, "visit"]),
            when=NOT_IN_TRADE,
            require=facts.business_day("australia") | wished,
            because="not on national public holidays",
            citation=_HOURS,
            source="official",
            grounds=(wishes,),
        ),
        Rule(
            "rg-96.workplace",
            on=on_contact(),
            when=~elsewhere & NOT_IN_TRADE,
            require=until(time(9), time(17), boundary, on=_WEEKDAYS) | wished,
            because="at work in the debtor's working hours or, unknown, from 09:00 to 17:00 on weekdays",
            citation=_HOURS,
            source="official",
            grounds=(wishes, "these are the debtor's normal working hours"),
        ),
        Rule(
            "rg-96.wishes",
            on=on_contact(),
            require=~facts.wishes(beside=True),
            because="the person asked to be contacted at other or fewer times",
            citation=_HOURS,
            source="official",
            grounds=("reasonable efforts at the times that were asked for have failed",),
        ),
    ]


def _frequency(week: Window, month: Window) -> list[Rule]:
    made: Columns = {
        "person": same,
        "channel": none_of("visit"),
        "outcome": none_of(*NOTHING_TOLD),
        "this_debt": True,
    }
    met = counted({**made, "channel": "visit"}, within=month, beside=True)
    this_week = counted(made, within=week, beside=True)
    this_month = counted(made, within=month, beside=True)
    return [
        Rule(
            "rg-96.three-a-week",
            on=contacts_to(*OBLIGED),
            when=facts.channel != "visit",
            require=this_week < 3,
            because="at most three contacts a week are made with a debtor about an account",
            citation=_FREQUENCY,
            source="official",
            grounds=("necessary, and reasonable",),
        ),
        Rule(
            "rg-96.ten-a-month",
            on=contacts_to(*OBLIGED),
            when=facts.channel != "visit",
            require=this_month < 10,
            because="at most ten contacts a month are made with a debtor about an account",
            citation=_FREQUENCY,
            source="official",
            grounds=("necessary, and reasonable",),
        ),
        Rule(
            "rg-96.one-meeting-a-month",
            on=contacts_to(*OBLIGED, channels=["visit"]),
            require=met < 1,
            because="a debtor is met face to face at most once a month about an account",
            citation=_FREQUENCY,
            source="reported",
            grounds=("necessary, and reasonable",),
        ),
    ]


def _represented() -> Rule:
    return Rule(
        "rg-96.represented",
        on=contacts_to(*OBLIGED),
        require=~facts.held("represented", beside=True),
        because="a debtor who is known to be represented is contacted through the representative",
        citation=_REPRESENTED,
        source="official",
        grounds=("an exception of section 9(d) or (e)",),
    )
