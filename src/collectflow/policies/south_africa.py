"""Debt collection in South Africa: when a consumer may be sued, under the National Credit Act.

Covered: what sections 129(1) and 130(1) of the National Credit Act 34 of 2005 ask for before a credit
provider goes to court.

Not covered: how the notice is delivered and what it says, debt review, security, other conduct; see
`NOT_COVERED`.

As of March 2026, from the text of section 2(5), and of section 130 as amended by Act 19 of 2014. In force
from 1 June 2007. It is not legal advice.

Days of default are those of the books, days since delivery those of the place where the consumer may be.
Business days are counted as section 2(5) says: the day of the first event is left out, that of the second is
not, so that one may sue on the tenth business day after the delivery.

Record the notice of section 129(1) as one of kind `default`, and its delivery; one that is not known to be
delivered does not count, nor does one that came back. Whatever the consumer answered since it was sent, by
whatever channel, counts as a response. The engine needs a calendar `south_africa` of business days:
`public_holidays("ZA", years)`.
"""

from __future__ import annotations

from datetime import date

from collectflow import facts
from collectflow.guards import since
from collectflow.policies._law import Aims, aims, in_force_from, noted, pack
from collectflow.policy import Policy, Rule, on_move

__all__ = ["NOT_COVERED", "policy"]

_IN_FORCE = date(2007, 6, 1)
_ACT = "National Credit Act 34 of 2005"
_CALENDAR = "south_africa"

#: What is not covered, by the section, with the reason.
NOT_COVERED = noted(
    {
        "National Credit Act, s. 86(10)": "the end of a debt review: no text was found",
        "National Credit Act, s. 127, 130(1)(c), (2)": "goods that secure the credit are not known to a case",
        "National Credit Act, s. 129(1)(a)": "what the notice says and proposes",
        "National Credit Act, s. 129(2)": "an order that restructures debts: hold the case up",
        "National Credit Act, delivery": "how the notice is delivered is for the host to prove and record",
    }
)


def policy(*, suits: Aims = None, dated: bool = True) -> Policy:
    """The National Credit Act 34 of 2005, sections 129(1) and 130(1), on going to court.

    Args:
        suits: The moves and acts by which a suit is brought: the move `sue` unless given.
        dated: `False` lifts the date from which the rules are in force.
    """
    suit = aims(suits, on_move("sue"))
    in_default = facts.business_days_past_due(_CALENDAR)
    delivered = facts.notices("default", received=True) >= 1
    since_delivery = facts.business_days_since_notice(_CALENDAR, "default", received=True)
    # Never is long ago: that there was a notice is asked for itself.
    elapsed = since_delivery >= 10
    responded = facts.responses(within=since("notices", kind="default", returned=False))
    rules = [
        Rule(
            "nca.default-of-20-business-days",
            on=suit,
            require=in_default >= 20,
            because="the consumer is in default and has been for at least 20 business days",
            citation=f"{_ACT}, s. 130(1), 2(5)",
            source="official",
        ),
        Rule(
            "nca.notice-10-business-days-ago",
            on=suit,
            require=delivered & elapsed,
            because="at least 10 business days have elapsed since the notice of default was delivered",
            citation=f"{_ACT}, s. 129(1)(b)(i), 130(1)(a), 2(5)",
            source="official",
        ),
        Rule(
            "nca.no-response",
            on=suit,
            require=responded < 1,
            because="the consumer has not responded to the notice",
            citation=f"{_ACT}, s. 130(1)(b)(i)",
            source="official",
            grounds=("the consumer responded by rejecting the proposals, s. 130(1)(b)(ii)",),
        ),
    ]
    return pack("south-africa.nca", version="2026-03", rules=in_force_from(_IN_FORCE, rules), dated=dated)
