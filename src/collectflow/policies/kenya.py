"""Debt collection in Kenya: the regulations on digital credit providers.

Covered: what the Central Bank of Kenya (Digital Credit Providers) Regulations, 2022 (Legal Notice 46 of 2022)
set for contacts that are taken from the customer's telephone, and for telling a credit reference bureau. They
bind digital credit providers and their agents, no banks, microfinance institutions or savings societies.

Not covered: threats and language, shaming, interest; see `NOT_COVERED`.

As of March 2026. Of the regulations only the opening was read, summaries of law firms and the press of the
rest: every rule is `reported`. In force from 22 April 2022. It is not legal advice.

Days are those of the books. Record the notice that the debt will be listed as one of kind `demand`; one that
came back does not count. There is no number of contacts and there are no hours: compose it with a practice.
"""

from __future__ import annotations

from datetime import date

from collectflow import facts
from collectflow.guards import days
from collectflow.policies._law import ACTING, OBLIGED, Aims, aims, by, in_force_from, noted, pack, to
from collectflow.policy import Policy, Rule, on_act, on_contact

__all__ = ["NOT_COVERED", "policy"]

_IN_FORCE = date(2022, 4, 22)
_REGULATIONS = "Central Bank of Kenya (Digital Credit Providers) Regulations, 2022 (LN 46 of 2022)"

#: What is not covered, by the paragraph, with the reason.
NOT_COVERED = noted(
    {
        "LN 46 of 2022, threats, obscene language, harassment": "how one behaves",
        "LN 46 of 2022, visits to others": "summaries speak of calls and messages",
        "LN 46 of 2022, posts that shame": "what is published",
        "LN 46 of 2022, interest up to the principal": "amounts",
        "LN 46 of 2022, licences, confidentiality": "they are not about a case",
    }
)


def policy(*, listing: Aims = None, wait: int = 30, dated: bool = True) -> Policy:
    """The regulations of 2022 on digital credit providers, Legal Notice 46 of 2022.

    The engine has to know the moves and acts that are named; `()` leaves out the rules about them.

    Args:
        listing: The moves and acts by which a credit reference bureau is told: the act `list` unless given.
        wait: How many days after the notice it may be told: 30 in the draft of 2021; by 0 at once.
        dated: `False` lifts the date from which the rules are in force.
    """
    rules = [
        Rule(
            "ln-46.phone-book",
            on=on_contact(),
            require=~to("address_book"),
            because="the customer's phone book and contact list are not used",
            citation=_REGULATIONS,
            source="reported",
        ),
        Rule(
            "ln-46.other-contacts",
            on=on_contact(),
            when=~to(*OBLIGED, *ACTING, "address_book") & ~by("visit"),
            require=facts.permitted("third_party"),
            because="no unauthorised call or message goes to the customer's contacts",
            citation=_REGULATIONS,
            source="reported",
        ),
    ]
    if listed := aims(listing, on_act("list")):
        notified = facts.notices("demand", before=days(wait, zone="books") if wait else None)
        rules += [
            Rule(
                "ln-46.small-amounts",
                on=listed,
                require=facts.amount_overdue > 1_000_00,
                because="no bureau is told of a debt of 1,000 shillings or less",
                citation=_REGULATIONS,
                source="reported",
            ),
            Rule(
                "ln-46.notice",
                on=listed,
                require=notified >= 1,
                because="the customer is told before a bureau is",
                citation=_REGULATIONS,
                source="reported",
            ),
        ]
    return pack(
        "kenya.ln-46",
        version="2026-03",
        rules=in_force_from(_IN_FORCE, rules),
        dated=dated,
        currency="KES",
    )
