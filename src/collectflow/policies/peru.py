"""Debt collection in Peru: the consumer protection code.

Covered: when nobody is visited or called, Ley 29571, article 62(b).

Not covered: papers that look like a court's, posters, costumes, lists of debtors, what others are told; see
`NOT_COVERED`.

As of March 2026, from the article as it is quoted. No date in force was looked up. It is not legal advice.

Hours and days are those of the place where the person may be. Messages and letters are not meant: compose it
with a practice that says when they are sent. The engine needs a calendar `peru`:
`public_holidays("PE", years)`, with Saturdays and Sundays for a weekend or without one.
"""

from __future__ import annotations

from datetime import time

from collectflow import facts
from collectflow.policies._law import CALLS, NOT_IN_TRADE, contacts_to, hours, noted, pack
from collectflow.policy import Policy, Rule

__all__ = ["NOT_COVERED", "policy"]

_MONDAY_TO_FRIDAY = (1, 2, 3, 4, 5)

#: What is not covered, by the paragraph, with the reason.
NOT_COVERED = noted(
    {
        "Ley 29571, art. 62(a)": "what a paper looks like",
        "Ley 29571, art. 62(c), (d)": "posters, and who stands about with them",
        "Ley 29571, art. 62(e)": "lists of debtors that are published",
        "Ley 29571, art. 62, what others are told": "no text was found",
    }
)


def policy(*, dated: bool = True) -> Policy:
    """The hours of the consumer protection code, Ley 29571, article 62(b).

    Args:
        dated: `False` lifts dates in force; none is known.
    """
    return pack(
        "peru.ley-29571",
        version="2026-03",
        dated=dated,
        rules=[
            Rule(
                "ley-29571.hours",
                on=contacts_to(channels=[*CALLS, "visit"]),
                when=NOT_IN_TRADE,
                require=facts.business_day("peru")
                & hours(time(7), time(20), closed="left", on=_MONDAY_TO_FRIDAY),
                because="no visit or call between 20:00 and 07:00, nor on Saturdays, Sundays and holidays",
                citation="Ley 29571, art. 62(b)",
                source="official",
            )
        ],
    )
