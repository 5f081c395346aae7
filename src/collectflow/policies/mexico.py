"""Debt collection in Mexico: the dispositions of CONDUSEF of 2014 on collection agencies.

Covered: what the dispositions (Disposiciones de carácter general aplicables a las entidades financieras en
materia de despachos de cobranza, DOF of 7 October 2014), in their fourth one, set for the hours, for whom
one collects from, and for hidden numbers. They bind agencies of financial entities, and those entities where
they collect themselves.

Not covered: what is said and shown, agreements, payments, minors and the elderly; see `NOT_COVERED`.

As of March 2026. The text was not read, the press was: every rule is `reported`. Reports differ on whether
they held from 8 October 2014 or a quarter later: the rules are dated from the first. It is not legal advice.

Hours are those of the place where the person may be, of whichever of the country's time zones.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time

from collectflow.policies._law import (
    ACTING,
    NOT_IN_TRADE,
    OBLIGED,
    Boundary,
    by,
    in_force_from,
    noted,
    pack,
    to,
    until,
)
from collectflow.policy import Policy, Rule, on_contact

__all__ = ["NOT_COVERED", "policy"]

_IN_FORCE = date(2014, 10, 8)
_DISPOSITIONS = "CONDUSEF, disposiciones (DOF 7 October 2014), cuarta"

#: What is not covered, by the paragraph, with the reason.
NOT_COVERED = noted(
    {
        "cuarta, names, papers, lists, threats": "what is said, shown and published",
        "cuarta, agreements in writing": "what is written",
        "cuarta, payments to the agency": "how is paid",
        "cuarta, minors and the elderly": "how old a person is is not known to a case",
        "cuarta, addresses and numbers": "which ones the debtor gave is not known to a case",
        "working days only": "two newspapers report it; those that quote the hours do not have it",
    }
)


def policy(*, dated: bool = True, hidden: Iterable[str] = (), boundary: Boundary = "exclusive") -> Policy:
    """The dispositions of CONDUSEF of 2014 on collecting for financial entities.

    Args:
        dated: `False` lifts the date from which the rules are in force.
        hidden: Channels of the engine's own by which a call hides its number.
        boundary: Whether 22:00 itself belongs to the hours.

    Raises:
        BadValue: for another boundary.
    """
    rules = [
        Rule(
            "condusef.hours",
            on=on_contact(),
            when=NOT_IN_TRADE,
            require=until(time(7), time(22), boundary),
            because="from 07:00 to 22:00, by the clock where the debtor is",
            citation=_DISPOSITIONS,
            source="reported",
        ),
        Rule(
            "condusef.third-parties",
            on=on_contact(),
            require=to(*OBLIGED, *ACTING),
            because="nothing is collected from others, references and beneficiaries among them",
            citation=_DISPOSITIONS,
            source="reported",
        ),
    ]
    if hidden := tuple(hidden):
        rules.append(
            Rule(
                "condusef.hidden-numbers",
                on=on_contact(),
                require=~by(*hidden),
                because="no call hides the number that it comes from",
                citation=_DISPOSITIONS,
                source="reported",
            )
        )
    return pack("mexico.condusef", version="2026-03", rules=in_force_from(_IN_FORCE, rules), dated=dated)
