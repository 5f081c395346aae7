"""Debt collection in Chile: article 37 of the consumer protection law, as amended in 2021.

Covered: what Ley 19.496, article 37, as amended by Ley 21.320 (published on 20 April 2021), sets for how
often, how far apart and when a consumer is contacted out of court, for who else is, and that it ends with
proceedings of insolvency; the hours are those of the Código de Procedimiento Civil (CPC), article 59.

Not covered: what is said and written, the costs of collection, records, and the end of collection out of
court by a summons; see `NOT_COVERED`.

As of March 2026. The law's own text was not read, law firms and the legal press were: every rule is
`reported`. From which day the amendment held was not found: the rules are dated from its publication, before
which it did not. It is not legal advice.

Hours and days are those of the place where the person may be. What a law demands (purpose `legal`) and what
answers the consumer (`reply_to`) are no collection. What is counted is what was placed, answered or not, by
whichever collector, and neither what came in nor an answer of the same day; it is counted for a debtor over
all debts: pass `beside`. The engine needs a calendar `chile` in which Saturdays are business days, as they
are in the CPC: `public_holidays("CL", years, weekend=[7])`.
"""

from __future__ import annotations

from datetime import date, time

from collectflow import facts
from collectflow.guards import Window, none_of, same
from collectflow.policies._law import (
    ACTING,
    ANY_SEVEN_DAYS,
    CALLS,
    ELECTRONIC,
    NOT_IN_TRADE,
    OBLIGED,
    POST,
    Boundary,
    Columns,
    contacts_to,
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

_PUBLISHED = date(2021, 4, 20)
_ARTICLE = "Ley 19.496, art. 37, as amended by Ley 21.320"
_SPOKEN = (*CALLS, "visit")
_WRITTEN = (*ELECTRONIC, *POST)

#: What is not covered, by the paragraph, with the reason.
NOT_COVERED = noted(
    {
        "Ley 19.496, art. 37, register of actions": "records",
        "Ley 19.496, art. 37, principles": "how one behaves, and what is said",
        "Ley 19.496, art. 37, costs of collection": "amounts; no text was found",
        "Ley 19.496, art. 37, summons": "in which stage a consumer is sued is for the lifecycle to say: "
        "collection out of court ends with the summons",
    }
)


def policy(
    *, dated: bool = True, week: Window = ANY_SEVEN_DAYS, gap: int = 2, boundary: Boundary = "exclusive"
) -> Policy:
    """The limits of Ley 19.496, article 37, on collection from consumers out of court.

    Args:
        dated: `False` lifts the date of the amendment.
        week: What a week is: any seven days, or `cf.week()` for a calendar week.
        gap: How many days after a message the next one may be: the law separates them by at least two days
            (a Monday, then a Wednesday). By three, two whole days lie between.
        boundary: Whether 20:00 itself belongs to the hours.

    Raises:
        BadValue: for another boundary.
    """
    no_collection = for_("legal") | facts.answers
    by_voice, in_writing = _collected(_SPOKEN), _collected(_WRITTEN)
    spoken = counted(by_voice, within=week, beside=True)
    written = counted(in_writing, within=week, beside=True)
    since_written = facts.days_since_contact(beside=True, **in_writing)
    rules = [
        Rule(
            "ley-19496.one-call-or-visit-a-week",
            on=contacts_to(*OBLIGED, channels=_SPOKEN),
            require=(spoken < 1) | no_collection,
            because="at most one call or visit a week",
            citation=_ARTICLE,
            source="reported",
        ),
        Rule(
            "ley-19496.two-messages-a-week",
            on=contacts_to(*OBLIGED, channels=_WRITTEN),
            require=(written < 2) | no_collection,
            because="at most two letters or messages a week, by whatever means",
            citation=_ARTICLE,
            source="reported",
        ),
        Rule(
            "ley-19496.two-days-apart",
            on=contacts_to(*OBLIGED, channels=_WRITTEN),
            require=(since_written >= gap) | no_collection,
            because="letters or messages are at least two days apart",
            citation=_ARTICLE,
            source="reported",
        ),
        Rule(
            "ley-19496.business-hours",
            on=on_contact(),
            when=NOT_IN_TRADE,
            require=(facts.business_day("chile") & until(time(8), time(20), boundary)) | no_collection,
            because="only on business days, Saturdays among them, from 08:00 to 20:00",
            citation=f"{_ARTICLE}; CPC, art. 59",
            source="reported",
        ),
        Rule(
            "ley-19496.third-parties",
            on=on_contact(),
            when=~to(*OBLIGED, *ACTING),
            require=for_("locate"),
            because="nobody to whom the debt is foreign is told that it is overdue",
            citation=_ARTICLE,
            source="reported",
        ),
        Rule(
            "ley-19496.insolvency",
            on=contacts_to(*OBLIGED),
            require=~facts.held("bankruptcy", beside=True) | no_collection,
            because="collection out of court ends when proceedings of insolvency begin",
            citation=_ARTICLE,
            source="reported",
        ),
    ]
    return pack("chile.ley-19496", version="2026-03", dated=dated, rules=in_force_from(_PUBLISHED, rules))


def _collected(channels: tuple[str, ...]) -> Columns:
    """Contacts to collect with this person, by these channels."""
    return {
        "person": same,
        "channel": set(channels),
        "purpose": none_of("legal"),
        "reply_day": none_of(1),
    }
