"""Debt collection in Germany: the end of a consumer's instalment loan, and the first letter of an agency.

Covered: when a lender may terminate a consumer's instalment loan for default (§ 498 BGB), also one that is
secured on a home; that an agency tells what it claims in text form when it first claims it (§ 13a(1) RDG).

Not covered: what is said, default and its interest, how payments are applied; see `NOT_COVERED`. German law
names no hours and no number of contacts.

As of March 2026. § 498 BGB is in force as read from 21 March 2016, § 13a RDG from 1 October 2021. It is not
legal advice.

The loan is told by attributes, `Engine(attributes={"nominal": int, "months": int, "home_loan": bool})`: its
nominal amount in cents, its term in months, and whether it is secured on immovable property. The notice that
sets two weeks (`default`) says that the whole rest is claimed otherwise; they run from its receipt, whose day
is not counted. The offer of a talk and an agency's information are notices of the engine's own kinds,
`Engine(notices=[TALK, CLAIM_INFORMATION])`.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from collectflow import facts
from collectflow.guards import same
from collectflow.policies._law import OBLIGED, Aims, aims, by, counted, in_force_from, noted, pack
from collectflow.policy import Policy, Rule, Target, on_act, on_contact

__all__ = ["CLAIM_INFORMATION", "NOT_COVERED", "TALK", "policy"]

#: The kind of notice by which a lender offers to talk about a way out.
TALK = "talk"
#: The kind of notice by which an agency tells what it claims, for whom, and why.
CLAIM_INFORMATION = "claim_information"

_BGB_498 = date(2016, 3, 21)
_RDG_13A = date(2021, 10, 1)
#: Read on paper or a screen, and kept.
_IN_TEXT = ("letter", "email", "sms", "app", "chat")
#: What a claim is made for.
_CLAIMING = ("collect", "remedy")

#: What is not covered, by the paragraph, with the reason.
NOT_COVERED = noted(
    {
        "§ 286 BGB": "from when somebody is in default; no text was read",
        "§ 288 BGB": "a rate of interest",
        "§ 497(3) BGB": "how a payment is applied is the ledger's; part payments are always taken",
        "§ 498(1) BGB, consecutive": "counted among the latest that fell due, which leaves earlier ones out",
        "§ 13a(1) RDG, nos. 1 to 8": "what the information says",
        "§ 13a(2) RDG": "more information on request, without delay: no day is named",
        "§ 13a(3) and (4) RDG": "what is said with an instalment plan or an acknowledgment",
    }
)


def policy(*, terminating: Aims = None, dated: bool = True) -> Policy:
    """§ 498 BGB, for loans of consumers in instalments, and § 13a RDG, for agencies.

    Args:
        terminating: The moves and acts by which a loan is terminated: the act `terminate` unless given.
            § 498 is left out for `()`.
        dated: `False` lifts the dates from which the rules are in force.
    """
    ends = aims(terminating, on_act("terminate"))
    return pack(
        "germany",
        version="2026-03",
        dated=dated,
        rules=[
            *(in_force_from(_BGB_498, _termination(ends)) if ends else ()),
            *in_force_from(_RDG_13A, [_first_claim()]),
        ],
    )


# --- § 498 BGB ----------------------------------------------------------------------------------------


def _termination(ends: tuple[Target, ...]) -> list[Rule]:
    overdue = facts.overdue_share("nominal")
    at_home = facts.attribute("home_loan", bool)
    up_to_three_years = facts.attribute("months", int) <= 36
    return [
        Rule(
            "bgb-498.two-instalments",
            on=ends,
            require=facts.unpaid_in_row >= 2,
            because="not before two instalments in a row are unpaid, wholly or partly",
            citation="§ 498(1) sentence 1 no. 1(a) BGB",
            source="official",
        ),
        Rule(
            "bgb-498.ten-per-cent",
            on=ends,
            when=~at_home & up_to_three_years,
            require=overdue >= Fraction(10, 100),
            because="not before 10% of the nominal amount are overdue",
            citation="§ 498(1) sentence 1 no. 1(b) BGB",
            source="official",
        ),
        Rule(
            "bgb-498.five-per-cent",
            on=ends,
            when=~at_home & ~up_to_three_years,
            require=overdue >= Fraction(5, 100),
            because="not before 5% of the nominal amount are overdue, where the term is over three years",
            citation="§ 498(1) sentence 1 no. 1(b) BGB",
            source="official",
        ),
        Rule(
            "bgb-498.home-loan",
            on=ends,
            when=at_home,
            require=overdue >= Fraction(25, 1000),
            because="not before 2.5% of the nominal amount of a home loan are overdue",
            citation="§ 498(2) BGB",
            source="official",
        ),
        Rule(
            "bgb-498.two-weeks",
            on=ends,
            require=(facts.notices("default", received=True) >= 1)
            & (facts.days_since_notice("default", received=True) > 14),
            because="not before two weeks to pay were set in vain",
            citation="§ 498(1) sentence 1 no. 2 BGB",
            source="official",
        ),
        Rule(
            "bgb-498.talk",
            on=ends,
            require=facts.notices(TALK) >= 1,
            because="a talk about a way out is offered, with the two weeks at the latest",
            citation="§ 498(1) sentence 2 BGB",
            source="official",
            effect="advise",
        ),
    ]


# --- § 13a RDG ----------------------------------------------------------------------------------------


def _first_claim() -> Rule:
    claimed = counted({"party": set(OBLIGED), "purpose": set(_CLAIMING), "collector": same})
    informed = facts.notices(CLAIM_INFORMATION, collector=same) >= 1
    return Rule(
        "rdg-13a.information-first",
        on=on_contact(party=OBLIGED, purpose=_CLAIMING),
        when=facts.collector != "",
        require=informed | ((claimed < 1) & by(*_IN_TEXT)),
        because="an agency tells what it claims in text form, when it first claims it",
        citation="§ 13a(1) RDG",
        source="official",
    )
