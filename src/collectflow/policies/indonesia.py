"""Debt collection in Indonesia: online lending platforms, and all financial services.

Covered: part IX no. 5 of circular SEOJK 19/SEOJK.06/2023 on lending platforms, and the ninety days of their
association's code of 2020 (`policy`); article 62(2) of regulation POJK 22/2023 on consumer protection in all
financial services, about who is collected from, where and when (`financial_services`).

Not covered: amounts, how one behaves, who may collect, letters of warning; see `NOT_COVERED`. A platform
is under both: put `policy` and `financial_services` beside each other.

As of March 2026. What was read is the press, which quotes these paragraphs, so every rule is `reported`.
From when they are in force was not found, so no rule has a date. It is not legal advice.

Hours and weekdays are those of the place where the person may be; of the borrower, whose address the circular
names, give the zone of that address alone. National holidays are read from the engine's calendar
`indonesia`; give it no weekend (`weekend=()`): Sundays are named by the rule, and Saturdays are days like
others. Days past due are those of the books.

An address for collection is the place `billing`, the borrower's home is `home`, and a place that was agreed
is `agreed`. That the borrower agreed to another hour or place is recorded as a permission of kind `contact`;
that an emergency contact agreed to be asked, as one of kind `locate` with that person.
"""

from __future__ import annotations

from datetime import time

from collectflow import facts
from collectflow.guards import named
from collectflow.policies._law import ACTING, NOT_IN_TRADE, Boundary, for_, noted, pack, to, until
from collectflow.policy import Policy, Rule, on_contact

__all__ = ["NOT_COVERED", "financial_services", "policy"]

_REGULATION = "POJK 22/2023, art. 62(2)"
_CIRCULAR = "SEOJK 19/SEOJK.06/2023, IX no. 5"
_CODE = "AFPI, SK 02/2020, annex III, C.3(d)"
#: Who received the money.
BORROWERS = ("borrower", "co_borrower")

#: What is not covered, by the paragraph, with the reason.
NOT_COVERED = noted(
    {
        "POJK 22/2023, art. 62(2), the rest": "threats, shame and pressure: how one behaves; no number says "
        "what disturbs without end",
        "SEOJK 19/2023, IX no. 5, the rest": "threats, shame and pressure: how one behaves",
        "SEOJK 19/2023, information and warning": "that borrowers are told of the due date, and warned by "
        "letter after it: when was not found",
        "SEOJK 19/2023, collectors": "certificates and cards of those who collect",
        "SEOJK 19/2023, interest and late fees": "amounts: what a day may cost, and all of it together",
        "SEOJK 19/2023, three platforms": "on how many one borrows is known when a loan is granted",
        "AFPI's hours": "they are no narrower than those of the regulation",
    }
)


def policy(*, dated: bool = True, boundary: Boundary = "exclusive", unreachable_attempts: int = 6) -> Policy:
    """Circular SEOJK 19/SEOJK.06/2023 and the association's ninety days, for online lending platforms.

    Args:
        dated: `False` lifts dates in force; none is known.
        boundary: Whether 20:00 itself belongs to the hours.
        unreachable_attempts: A borrower who has left this many attempts unanswered cannot be reached; the
            circular names no number.

    Raises:
        BadValue: for another boundary.
    """
    unreachable = ~facts.reachable(attempts=unreachable_attempts, beside=True)
    agreed_to_be_asked = facts.permitted("locate", person=named)
    no_collection = for_("legal") | facts.answers
    rules = [
        Rule(
            "seojk-19.hours",
            on=on_contact(),
            when=NOT_IN_TRADE,
            require=until(time(8), time(20), boundary) | facts.permitted("contact", beside=True),
            because="between 08:00 and 20:00 where the borrower lives, unless the borrower agreed before",
            citation=f"{_CIRCULAR}(d)",
            source="reported",
        ),
        Rule(
            "seojk-19.only-the-borrower",
            on=on_contact(),
            require=to(*BORROWERS, *ACTING) | (to("emergency_contact") & for_("locate")),
            because="nobody but the borrower is collected from",
            citation=_CIRCULAR,
            source="reported",
        ),
        Rule(
            "seojk-19.emergency-contact",
            on=on_contact(party="emergency_contact"),
            require=unreachable & agreed_to_be_asked,
            because="an emergency contact who agreed is asked where an unreachable borrower is",
            citation=_CIRCULAR,
            source="reported",
        ),
        Rule(
            "afpi-code.ninety-days",
            on=on_contact(),
            when=~to(*ACTING),
            require=(facts.days_past_due <= 90) | (facts.collector != "") | no_collection,
            because="past ninety days a platform does not collect itself any more",
            citation=_CODE,
            source="reported",
        ),
    ]
    return pack("indonesia.platforms", version="2026-03", dated=dated, rules=rules)


def financial_services(*, dated: bool = True, boundary: Boundary = "exclusive") -> Policy:
    """Regulation POJK 22/2023, article 62(2), for all financial services.

    Args:
        dated: `False` lifts dates in force; none is known.
        boundary: Whether 20:00 itself belongs to the hours.

    Raises:
        BadValue: for another boundary.
    """
    agreed = facts.permitted("contact", beside=True)
    monday_to_saturday = facts.local_weekday <= 6
    no_holiday = facts.business_day("indonesia")
    address = facts.place.is_in(["billing", "home", "agreed"])
    rules = [
        Rule(
            "pojk-22.only-the-consumer",
            on=on_contact(),
            require=to(*BORROWERS, *ACTING) | for_("locate"),
            because="nobody but the consumer is collected from",
            citation=f"{_REGULATION}(c)",
            source="reported",
        ),
        Rule(
            "pojk-22.places",
            on=on_contact(channel="visit"),
            require=address | agreed,
            because="visits are at the address for collection or at home, unless the consumer agreed",
            citation=f"{_REGULATION}(e)",
            source="reported",
        ),
        Rule(
            "pojk-22.hours",
            on=on_contact(),
            when=NOT_IN_TRADE,
            require=(monday_to_saturday & no_holiday & until(time(8), time(20), boundary)) | agreed,
            because="from Monday to Saturday from 08:00 to 20:00, and not on national holidays, "
            "unless the consumer agreed",
            citation=f"{_REGULATION}(f)",
            source="reported",
        ),
    ]
    return pack("indonesia.pojk-22-2023", version="2026-03", dated=dated, rules=rules)
