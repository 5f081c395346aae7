"""Debt collection in mainland China: the national standard of 2025 and the convention of 2018.

Covered: what the recommended national standard GB/T 45251-2025 (of 28 February 2025, section 5.3) sets
for when, how often and whom a financial institution and its agencies may contact about a personal loan,
as the press reports it; the hours of the self-regulatory convention on overdue debts in internet finance
(2018, article 16).

Not covered: records, the choice and yearly evaluation of agencies, instalment plans, criminal law; see
`NOT_COVERED`. The classes of loans by days past due are no conduct.

As of March 2025. The standard's own text was not read: every rule is `reported`. The standard is
recommended, not law, and so every rule of it has grounds on which a named person may override it, and
may be set to `advise`. It is not legal advice.

Hours and days are those of the place where the person may be. Days are calendar days. What is counted is
counted for a debtor, over the institution and all its agencies: pass `beside` where the debtor has
several debts.
"""

from __future__ import annotations

from datetime import date, time
from typing import Literal

from collectflow import facts
from collectflow.errors import BadValue
from collectflow.guards import Guard, Term, day, none_of, same
from collectflow.policies._law import (
    ACTING,
    NOT_IN_TRADE,
    OBLIGED,
    Columns,
    contacts_to,
    counted,
    for_,
    hours,
    in_force_from,
    noted,
    pack,
    to,
)
from collectflow.policy import Policy, Rule, on_contact

__all__ = ["NOT_COVERED", "convention", "standard"]

_PUBLISHED = date(2025, 2, 28)
_STANDARD = "GB/T 45251-2025, 5.3"
#: On which grounds the standard, which is recommended, may be departed from.
AGREED = "agreed with the debtor"

#: What is not covered, by the row, with the reason.
NOT_COVERED = noted(
    {
        "GB/T 45251-2025, records": "what is recorded and for how long is the host's",
        "GB/T 45251-2025, agencies": "how agencies are chosen and evaluated is not about a case",
        "GB/T 45251-2025, guarantors": "what the contract allows is the host's to know",
        "measures on small-loan companies": "records; no clear citation was found",
        "measures on credit cards, art. 70": "instalment plans; their text was not found",
        "Criminal Law, art. 293-1": "how one behaves; its text was not found",
        "convention of 2018, the rest": "how one behaves, and records",
    }
)


def standard(
    *, dated: bool = True, effect: Literal["refuse", "advise"] = "refuse", unreachable_attempts: int = 6
) -> Policy:
    """The recommended national standard on collecting personal loans, GB/T 45251-2025, 5.3.

    Args:
        dated: `False` lifts the date from which the rules are in force.
        effect: `advise` makes the whole standard advice.
        unreachable_attempts: A debtor who has left this many attempts unanswered cannot be reached; the
            standard names no number.

    Raises:
        BadValue: for another effect.
    """
    if effect not in {"refuse", "advise"}:
        raise BadValue("effect", effect, "it is 'refuse' or 'advise'")
    return pack(
        "china.gb-t-45251-2025",
        version="2025-03",
        rules=in_force_from(_PUBLISHED, [*_when_and_how_often(), *_whom(unreachable_attempts)]),
        dated=dated,
        soft=effect,
    )


def _when_and_how_often() -> list[Rule]:
    agreed = facts.permitted("contact", beside=True)
    return [
        Rule(
            "gb-t-45251.hours",
            on=on_contact(),
            when=NOT_IN_TRADE,
            require=hours(time(8), time(22), closed="left") | agreed,
            because="no collection between 22:00 and 08:00",
            citation=_STANDARD,
            source="reported",
            grounds=(AGREED,),
        ),
        Rule(
            "gb-t-45251.three-conversations-a-day",
            on=contacts_to(*OBLIGED, channels=["call"]),
            require=(_today("call") < 3) | facts.permitted("frequency"),
            because="at most three calls a day that reach the debtor, by a person or a talking machine",
            citation=_STANDARD,
            source="reported",
            grounds=(AGREED,),
        ),
        Rule(
            "gb-t-45251.three-recorded-calls-a-day",
            on=contacts_to(*OBLIGED, channels=["recorded_call", "ringless_voicemail"]),
            require=(_today("recorded_call", "ringless_voicemail") < 3) | facts.permitted("frequency"),
            because="at most three connected calls a day that only tell, those of agencies included",
            citation=_STANDARD,
            source="reported",
            grounds=(AGREED,),
        ),
    ]


def _today(*channels: str) -> Term[int]:
    """Calls of today that reached this person, whoever placed them; those not known to have missed count."""
    missed = none_of("not_connected", "no_answer", "wrong_person")
    columns: Columns = {"channel": set(channels), "person": same, "outcome": missed, "misdirected": False}
    return counted(columns, within=day(), beside=True)


def _gone(attempts: int) -> Guard:
    """The debtor cannot be reached, is dead, or cannot act."""
    return ~facts.reachable(attempts=attempts, beside=True) | facts.held(
        "deceased", "incapacity", beside=True
    )


def _whom(attempts: int) -> list[Rule]:
    # Whoever else it is, a role of the engine's own among them: named by the debtor, or found near them.
    somebody = ~to(*OBLIGED, *ACTING)
    volunteers = facts.permitted("third_party")
    refusal: Columns = {"person": same, "outcome": "refused", "direction": {"outbound", "inbound"}}
    said_no = counted(refusal, beside=True)
    return [
        Rule(
            "gb-t-45251.only-the-debtor",
            on=on_contact(),
            when=somebody,
            require=for_("locate") | volunteers,
            because="a debt is collected from the debtor, and spoken of with nobody else",
            citation=_STANDARD,
            source="reported",
            grounds=("the contact offers to repay",),
        ),
        Rule(
            "gb-t-45251.contacts-when-unreachable",
            on=on_contact(purpose="locate"),
            when=somebody,
            require=_gone(attempts) | volunteers,
            because="others are asked only where the debtor cannot be reached, is dead or cannot act",
            citation=_STANDARD,
            source="reported",
            grounds=("the debtor is unreachable",),
        ),
        Rule(
            "gb-t-45251.contacts-who-refused",
            on=on_contact(),
            when=somebody,
            require=(said_no < 1) & ~facts.wishes(beside=True),
            because="who has refused is not approached again",
            citation=_STANDARD,
            source="reported",
            grounds=("the contact offers to repay",),
        ),
    ]


def convention(*, dated: bool = True) -> Policy:
    """The hours of the convention of 2018 on overdue debts in internet finance, article 16; it binds members.

    Args:
        dated: `False` lifts dates in force; none is known.
    """
    return pack(
        "china.convention-2018",
        version="2018",
        dated=dated,
        rules=[
            Rule(
                "convention-2018.hours",
                on=on_contact(),
                when=NOT_IN_TRADE,
                require=hours(time(8), time(22), closed="left") | facts.permitted("contact", beside=True),
                because="members collect between 08:00 and 22:00",
                citation="convention on collecting overdue debts in internet finance (trial, 2018), art. 16",
                source="reported",
                grounds=(AGREED,),
            )
        ],
    )
