"""Debt collection in South Korea: the Personal Debtor Protection Act and the Fair Debt Collection Act.

Covered: how often a claim may be collected, when collection waits, and which hours and means a debtor may
close, of the Personal Debtor Protection Act (in force from 17 October 2024), as the notice to debtors of a
licensed collector and the Financial Supervisory Service tell it; the nights of the Fair Debt Collection Act,
article 9(1), items 2 and 3.

Not covered: what is said, amounts, the notice before collection begins; see `NOT_COVERED`. Which claims the
Personal Debtor Protection Act is about is for the host to know.

As of March 2026. The text of article 9 was read, so its rule is `official`; of the other act no text was
found, and its rules are `reported`. When article 9 came into force was not found, so its rule has no date.
It is not legal advice.

Hours and days are those of the place where the person may be. Seven days are calendar days, today the
seventh. A claim is this debt: contacts that were about it are counted whoever placed them and in whichever
case of the borrower they stand, so pass `beside` where there are several. What is counted are contacts that
were placed, in vain or not, with everybody but attorneys and others whose trade it is; what came in is not
counted, nor what a law or the contract demands (purpose `legal`), nor what answers the debtor on the same
day.

A disaster, an operation or, as the supervisory service has it, a wedding in the family is recorded as a hold
of kind `hardship`, a death in the family as `bereavement`, that of the debtor as `deceased`. The parties
agree how long it holds: three months at most, and once as long again; record that day as its end. The hours
and means that the debtor closed (28 hours a week and three means at most) are recorded as preferences;
whether they are more is not looked at.
"""

from __future__ import annotations

from datetime import date, time

from collectflow import facts
from collectflow.guards import Guard, days, none_of
from collectflow.policies._law import (
    NOT_IN_TRADE,
    PROFESSIONALS,
    Columns,
    by,
    counted,
    for_,
    hours,
    in_force_from,
    noted,
    pack,
    to,
)
from collectflow.policy import Policy, Rule, on_contact

__all__ = ["NOT_COVERED", "policy"]

_IN_FORCE = date(2024, 10, 17)
_PROTECTION = "Personal Debtor Protection Act"
_NIGHTS = "Fair Debt Collection Act, art. 9(1), items 2 and 3"
#: What article 9 says that a visit or call at night may have.
JUST_REASON = "a just reason"

#: What is not covered, by the paragraph, with the reason.
NOT_COVERED = noted(
    {
        "Personal Debtor Protection Act, art. 15": "a notice three business days before collection begins: "
        "what is exempt from it was not found",
        "Personal Debtor Protection Act, hours and means": "that the debtor closes no more than 28 hours "
        "and three means: the host takes no more",
        "Personal Debtor Protection Act, deferral": "that three months are not passed: the parties agree "
        "the end",
        "Personal Debtor Protection Act, the rest": "restructuring, sales and interest; no text was found",
        "Fair Debt Collection Act, art. 9, the rest": "how one behaves; no number says what is repeated "
        "without a just reason",
        "Fair Debt Collection Act, other articles": "whom one may contact: no text was found",
        "guideline of two contacts a day": "it is older than the act; whether it still holds was not found",
        "debts to telephone companies": "the companies' own undertaking, and no law",
    }
)


def policy(*, dated: bool = True) -> Policy:
    """How often, when and how a personal debtor is contacted.

    Args:
        dated: `False` lifts the dates from which rules are in force.
    """
    return pack(
        "korea",
        version="2026-03",
        dated=dated,
        rules=[*in_force_from(_IN_FORCE, _protection()), *_fair_collection()],
    )


def _protection() -> list[Rule]:
    # A guardian, an heir, an estate's representative stand in for the debtor.
    somebody = ~to(*PROFESSIONALS)
    collected: Columns = {
        "party": none_of(*PROFESSIONALS),
        "purpose": none_of("legal"),
        "reply_day": none_of(1),
        "this_debt": True,
    }
    contacts = counted(collected, within=days(7), beside=True)
    return [
        Rule(
            "debtor-protection.seven-in-seven-days",
            on=on_contact(),
            when=somebody,
            require=(contacts < 7) | _no_collection(),
            because="a claim is collected at most seven times in seven days, by whatever channel",
            citation=f"{_PROTECTION}, limit on contacts",
            source="reported",
        ),
        Rule(
            "debtor-protection.waits",
            on=on_contact(),
            when=somebody,
            require=~facts.held("hardship", "bereavement", "deceased", beside=True) | _no_collection(),
            because="collection waits, as long as was agreed, after a disaster, an operation or a death",
            citation=f"{_PROTECTION}, deferral of contacts",
            source="reported",
        ),
        Rule(
            "debtor-protection.closed-hours-and-means",
            on=on_contact(),
            when=somebody,
            require=~facts.wishes(beside=True) | _no_collection(),
            because="the debtor does not wish to be contacted at this hour, or by this means",
            citation=f"{_PROTECTION}, request to limit contacts",
            source="reported",
        ),
    ]


def _no_collection() -> Guard:
    """A notice that a law or the contract demands, or what answers the debtor on the same day."""
    answer = facts.answers_today(any_channel=True) & ~by("visit")
    return for_("legal") | answer


def _fair_collection() -> list[Rule]:
    return [
        Rule(
            "fair-collection.night",
            on=on_contact(),
            when=NOT_IN_TRADE,
            require=hours(time(8), time(21), closed="left"),
            because="nobody is visited, called or written to at night, from 21:00 to 08:00, without reason",
            citation=_NIGHTS,
            source="official",
            grounds=(JUST_REASON,),
        )
    ]
