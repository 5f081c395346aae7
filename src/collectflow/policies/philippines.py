"""Debt collection in the Philippines: lending and financing companies.

Covered: section 1 of memorandum circular 18, series of 2019, of the Securities and Exchange Commission: when
a lending or financing company, and whoever it engages, may contact, and whom.

Not covered: threats, language, what is published, penalties; see `NOT_COVERED`. Banks are under rules of
the central bank, which are not covered.

As of March 2026. The circular itself was not read, so every rule is `reported`. It is not legal advice.

Hours are those of the place where the person may be, days past due those of the books. The circular speaks
of the people in the borrower's contact list; of anybody who neither owes nor acts for one who does, the
host can hardly show that they are not in it, so all of them are left alone, whoever agreed.
"""

from __future__ import annotations

from datetime import date, time

from collectflow import facts
from collectflow.policies._law import (
    ACTING,
    NOT_IN_TRADE,
    OBLIGED,
    Boundary,
    in_force_from,
    noted,
    pack,
    to,
    until,
)
from collectflow.policy import Policy, Rule, on_contact

__all__ = ["NOT_COVERED", "policy"]

_IN_FORCE = date(2019, 9, 7)
_CIRCULAR = "SEC memorandum circular 18, series of 2019, section 1"

#: What is not covered, by the paragraph, with the reason.
NOT_COVERED = noted(
    {
        "section 1, threats and language": "how one behaves",
        "section 1, publication": "names that are published, and false statements, are no contact's",
        "section 1, disputes": "that a debt is disputed must be said: what is said",
        "section 4": "fines",
    }
)


def policy(
    *, dated: bool = True, boundary: Boundary = "inclusive", any_hour_past_fifteen_days: bool = False
) -> Policy:
    """Memorandum circular 18 of 2019, section 1, for lending and financing companies and their agents.

    Args:
        dated: `False` lifts the date from which the rules are in force.
        boundary: Whether 22:00 itself belongs to the hours; the circular forbids what comes after it.
        any_hour_past_fifteen_days: Whether to rely on the exception that lifts the hours of accounts more
            than 15 days past due.

    Raises:
        BadValue: for another boundary.
    """
    allowed = until(time(6), time(22), boundary) | facts.permitted("contact", beside=True)
    if any_hour_past_fifteen_days:
        allowed |= facts.days_past_due > 15
    rules = [
        Rule(
            "sec-mc-18.hours",
            on=on_contact(),
            when=NOT_IN_TRADE,
            require=allowed,
            because="no contact before 06:00 or after 22:00, unless the borrower said that only then suits",
            citation=_CIRCULAR,
            source="reported",
        ),
        Rule(
            "sec-mc-18.contact-list",
            on=on_contact(),
            require=to(*OBLIGED, *ACTING),
            because="people of the contact list are left alone, but for guarantors and co-makers",
            citation=_CIRCULAR,
            source="reported",
        ),
    ]
    return pack(
        "philippines.sec-mc-18", version="2026-03", dated=dated, rules=in_force_from(_IN_FORCE, rules)
    )
