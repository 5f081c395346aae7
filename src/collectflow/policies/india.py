"""Debt collection in India: what the Reserve Bank says to lenders and their recovery agents.

Covered: the hours and the privacy of others of the circular of 12 August 2022 on recovery agents, which is
not about microfinance loans (`policy`); those of the directions of 14 March 2022 on microfinance loans
(`microfinance`); and what the directions of 2026 on responsible business conduct say about whom lenders may
contact, when and where (`directions_2026`).

Not covered: how one behaves, how agents are chosen and trained, records; see `NOT_COVERED`. From when a loan
is non-performing is read by `collectflow.staging`.

As of March 2026. No text was read in full, so every rule is `reported`. The directions of 2026 are known as
the Reserve Bank published them for comments on 12 February 2026, to come into force on 1 July 2026: look up
what was issued before you rely on them. From when the circular is in force was not found: its rules are
dated from its own date, before which it was not. It is not legal advice.

Hours are those of the place where the person may be. The circular and the directions of 2022 forbid
telephone calls outside of the hours; the directions of 2026 every contact. Whoever neither owes nor acts for
one who does is taken for one of the family, friends, referees or colleagues, who are left alone.

Where somebody is visited is told by the place of the contact: `agreed` (the borrower chose it, or it was
agreed), `home`, `work`. A visit that met nobody has the outcome `no_answer`. A calamity, a wedding or a
festival is recorded as a hold of kind `hardship`, a death as `bereavement`; both are looked for in the
borrower's other cases too: pass `beside`.
"""

from __future__ import annotations

from datetime import date, time

from collectflow import facts
from collectflow.guards import Guard, since
from collectflow.policies._law import (
    ACTING,
    CALLS,
    NOT_IN_TRADE,
    OBLIGED,
    Boundary,
    contacts_to,
    in_force_from,
    noted,
    pack,
    to,
    until,
)
from collectflow.policy import Policy, Rule, on_contact

__all__ = ["NOT_COVERED", "directions_2026", "microfinance", "policy"]

_OF_CIRCULAR, _MICROFINANCE, _DIRECTIONS = date(2022, 8, 12), date(2022, 4, 1), date(2026, 7, 1)
_CIRCULAR = "RBI circular on recovery agents, 12 August 2022"
_MICROFINANCE_DIRECTIONS = "RBI (Regulatory Framework for Microfinance Loans) Directions, 2022"
_DIRECTIONS_2026 = "RBI (Responsible Business Conduct) Second Amendment Directions, 2026, as drafted"
#: The directions of 2026 say what is generally or ordinarily done.
NOT_POSSIBLE = "it is not possible otherwise"

#: What is not covered, by the paragraph, with the reason.
NOT_COVERED = noted(
    {
        "circular of 2022, persistent calls": "no number says what is persistent",
        "circular of 2022, the rest": "threats, shame, anonymous calls and false words: how one behaves",
        "directions of 2022 on microfinance, visits": "that home and work come after two appointments in "
        "vain was not found of these directions; those of 2026 have it",
        "directions of 2022 on microfinance, the rest": "how loans are granted and priced; how one behaves",
        "directions of 2026, the rest": "agents, their training and certificates, recorded calls, complaints",
        "clarification of 12 November 2021": "days past due and classes: `collectflow.staging` reads them",
    }
)


def policy(*, dated: bool = True, boundary: Boundary = "inclusive") -> Policy:
    """The circular of 12 August 2022, for banks, finance companies, cooperatives and their agents.

    Args:
        dated: `False` lifts the date of the circular.
        boundary: Whether 19:00 itself belongs to the hours; the circular forbids what comes after it.

    Raises:
        BadValue: for another boundary.
    """
    rules = [
        Rule(
            "rbi-2022.hours",
            on=contacts_to(channels=CALLS),
            when=NOT_IN_TRADE,
            require=until(time(8), time(19), boundary),
            because="no calls before 08:00 and after 19:00",
            citation=_CIRCULAR,
            source="reported",
        ),
        _privacy("rbi-2022.privacy", _CIRCULAR),
    ]
    return pack(
        "india.circular-2022", version="2026-03", dated=dated, rules=in_force_from(_OF_CIRCULAR, rules)
    )


def microfinance(*, dated: bool = True, boundary: Boundary = "inclusive") -> Policy:
    """The directions of 14 March 2022 on microfinance loans, for whoever grants them, and their agents.

    Args:
        dated: `False` lifts the date from which the rules are in force.
        boundary: Whether 18:00 itself belongs to the hours; the directions forbid what comes after it.

    Raises:
        BadValue: for another boundary.
    """
    rules = [
        Rule(
            "rbi-microfinance.hours",
            on=contacts_to(channels=CALLS),
            when=NOT_IN_TRADE,
            require=until(time(9), time(18), boundary),
            because="no calls before 09:00 and after 18:00",
            citation=_MICROFINANCE_DIRECTIONS,
            source="reported",
        ),
        _privacy("rbi-microfinance.privacy", _MICROFINANCE_DIRECTIONS),
    ]
    return pack(
        "india.microfinance-2022", version="2026-03", dated=dated, rules=in_force_from(_MICROFINANCE, rules)
    )


def _privacy(name: str, citation: str) -> Rule:
    return Rule(
        name,
        on=on_contact(),
        require=to(*OBLIGED, *ACTING),
        because="the debtor's family, referees and friends are left alone",
        citation=citation,
        source="reported",
    )


def directions_2026(
    *, dated: bool = True, boundary: Boundary = "exclusive", microfinance: bool = False
) -> Policy:
    """The directions of 2026 on the conduct of lenders in recovery, as they were drafted.

    Args:
        dated: `False` lifts the date from which the rules are in force.
        boundary: Whether 19:00 itself belongs to the hours.
        microfinance: Whether the loans are microfinance loans, which have places of their own.

    Raises:
        BadValue: for another boundary.
    """
    rules = [
        Rule(
            "rbi-2026.hours",
            on=on_contact(),
            when=NOT_IN_TRADE,
            require=until(time(8), time(19), boundary),
            because="borrowers and guarantors are contacted between 08:00 and 19:00",
            citation=_DIRECTIONS_2026,
            source="reported",
        ),
        Rule(
            "rbi-2026.requested-times",
            on=on_contact(),
            require=~facts.wishes(beside=True),
            because="a request not to be called or visited at a time is generally honoured",
            citation=_DIRECTIONS_2026,
            source="reported",
            grounds=(NOT_POSSIBLE,),
        ),
        Rule(
            "rbi-2026.only-borrower-and-guarantor",
            on=on_contact(),
            require=to(*OBLIGED, *ACTING),
            because="relatives, friends, referees and colleagues are not contacted",
            citation=_DIRECTIONS_2026,
            source="reported",
        ),
        Rule(
            "rbi-2026.occasions",
            on=contacts_to(channels=[*CALLS, "visit"]),
            require=~facts.held("bereavement", "hardship", beside=True),
            because="no calls and visits at a bereavement, a calamity, a wedding or a festival",
            citation=_DIRECTIONS_2026,
            source="reported",
        ),
        _microfinance_places() if microfinance else _places(),
    ]
    return pack(
        "india.directions-2026", version="2026-03", dated=dated, rules=in_force_from(_DIRECTIONS, rules)
    )


def _places() -> Rule:
    home_in_vain = facts.contacts(channel="visit", place="home", outcome="no_answer") >= 1
    chosen, at_home, at_work = _at("agreed"), _at("home"), _at("work")
    return Rule(
        "rbi-2026.places",
        on=on_contact(channel="visit"),
        require=chosen | at_home | (at_work & home_in_vain),
        because="visits are where the borrower chose, else at home, and at work if nobody was there",
        citation=_DIRECTIONS_2026,
        source="reported",
        grounds=(NOT_POSSIBLE,),
    )


def _microfinance_places() -> Rule:
    # One after the other: since the borrower was last met there.
    met = since("contacts", channel="visit", place="agreed", outcome="conversation")
    in_vain = facts.contacts(channel="visit", place="agreed", outcome="no_answer", within=met) >= 2
    home_or_work = facts.place.is_in(["home", "work"])
    return Rule(
        "rbi-2026.microfinance-places",
        on=on_contact(channel="visit"),
        require=_at("agreed") | (home_or_work & in_vain),
        because="visits are at the agreed place, and at home or work after two appointments in vain",
        citation=_DIRECTIONS_2026,
        source="reported",
    )


def _at(place: str) -> Guard:
    return facts.place == place
