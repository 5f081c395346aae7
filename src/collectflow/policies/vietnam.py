"""Debt collection in Vietnam: what finance companies do about consumer loans.

Covered: article 7(2)(đ) of circular 43/2016/TT-NHNN as amended by article 1(7) of circular 18/2019/TT-NHNN:
how often, when and whom a finance company may remind.

Not covered: threats, what is kept secret, what a contract says; see `NOT_COVERED`. Banks and others than
finance companies are not bound by the circular, and debt collection as a business is not covered at all.

As of March 2026. The paragraph was read as lawyers quote it in full, so its rules are `official`. It is not
legal advice.

Hours and days are those of the place where the person may be; days are calendar days. A reminder is every
contact but what a law demands (purpose `legal`) and what answers the customer (`reply_to`). Reminders are
counted for a person, whoever placed them and whether or not they reached anybody, about all debts: pass
`beside` where there are several. What came in is not counted, nor are answers of the same day.
"""

from __future__ import annotations

from datetime import date, time

from collectflow import facts
from collectflow.guards import day, none_of, same
from collectflow.policies._law import (
    ACTING,
    NOT_IN_TRADE,
    OBLIGED,
    Boundary,
    Columns,
    counted,
    for_,
    in_force_from,
    noted,
    pack,
    to,
    until,
)
from collectflow.policy import Policy, Rule, on_contact

__all__ = ["NOT_COVERED", "policy"]

_IN_FORCE = date(2020, 1, 1)
_CIRCULAR = "circular 43/2016/TT-NHNN, art. 7(2)(đ), as amended by circular 18/2019/TT-NHNN"
#: What lets others be told, in the paragraph's own words.
AUTHORITY = "a competent authority asks for it"

#: What is not covered, by the paragraph, with the reason.
NOT_COVERED = noted(
    {
        "art. 7(2)(đ), the contract": "the form and the hours that a contract names within the day are the "
        "host's; those of the debtor are recorded as preferences, and need a rule of the host's",
        "art. 7(2)(đ), threats": "how one behaves",
        "art. 7(2)(đ), confidence": "what is told to whom beside contacts",
        "circular 43/2016, the rest": "how consumer loans are granted and published",
    }
)


def policy(*, dated: bool = True, boundary: Boundary = "exclusive") -> Policy:
    """Circular 43/2016/TT-NHNN as amended, for finance companies that collect consumer loans.

    Args:
        dated: `False` lifts the date from which the rules are in force.
        boundary: Whether 21:00 itself belongs to the hours; the circular says from 7 to 21 hours.

    Raises:
        BadValue: for another boundary.
    """
    no_reminder = for_("legal") | facts.answers
    reminders: Columns = {"person": same, "purpose": none_of("legal"), "reply_day": none_of(1)}
    today = counted(reminders, within=day(), beside=True)
    rules = [
        Rule(
            "circular-43.five-a-day",
            on=on_contact(),
            require=(today < 5) | no_reminder,
            because="a customer is reminded at most five times a day",
            citation=_CIRCULAR,
            source="official",
        ),
        Rule(
            "circular-43.hours",
            on=on_contact(),
            when=NOT_IN_TRADE,
            require=until(time(7), time(21), boundary) | no_reminder,
            because="reminders are given between 07:00 and 21:00",
            citation=_CIRCULAR,
            source="official",
        ),
        Rule(
            "circular-43.only-who-owes",
            on=on_contact(),
            require=to(*OBLIGED, *ACTING),
            because="who does not have to pay is neither reminded nor told",
            citation=_CIRCULAR,
            source="official",
            grounds=(AUTHORITY,),
        ),
    ]
    return pack("vietnam.circular-43", version="2026-03", dated=dated, rules=in_force_from(_IN_FORCE, rules))
