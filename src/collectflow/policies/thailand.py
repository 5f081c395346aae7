"""Debt collection in Thailand: the Debt Collection Act of 2015 and the notice of 2019 made under it.

Covered: sections 8 and 9 of the Debt Collection Act B.E. 2558, as law firms and the press tell them: who may
be contacted, and when; the notice of the supervising committee of 2019 on how often, made under section 9(3).

Not covered: where, what is said and shown, threats, licences; see `NOT_COVERED`.

As of March 2026. The committee's notice was read as the press prints it, so its rules are `official`; of the
act itself no text was found, and its rules are `reported`. It is not legal advice.

Hours and days are those of the place where the person may be; days are calendar days. Public holidays are
read from the engine's calendar `thailand`; give it the public holidays of the government, and no weekend
(`weekend=()`). The sources name Mondays to Fridays and public holidays; Saturdays and Sundays are read as
public holidays unless told otherwise.

The notice counts contacts by which a debtor comes to know of the demand: what is known to have reached
nobody does not count, what nobody knows does. Demands are contacts to `collect` and those that announce a
`remedy`. They are counted over all debts of a debtor: pass `beside` where there are several. Demands to the
borrower and to those whom the borrower named are counted together; guarantors are debtors of their own.

That a debtor named somebody is recorded as a permission of kind `third_party` with that person.
"""

from __future__ import annotations

from datetime import date, time

from collectflow import facts
from collectflow.guards import Term, day, named, none_of, same
from collectflow.policies._law import (
    ACTING,
    NOT_IN_TRADE,
    OBLIGED,
    Boundary,
    Columns,
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

#: The act, and ninety days after the notice was published.
_ACT_IN_FORCE, _NOTICE_IN_FORCE = date(2015, 9, 2), date(2019, 11, 21)
_ACT = "Debt Collection Act B.E. 2558 (2015)"
_NOTICE = "notice of the debt collection committee on the number of contacts, 23 August 2019, no. 3"

#: What is not covered, by the paragraph, with the reason.
NOT_COVERED = noted(
    {
        "section 8, what is told": "what a third party hears, and that some relatives may be told who ask",
        "section 9(1)": "where one is contacted: no text was found",
        "section 9(2), other hours": "what the committee may allow where these do not suit: none was found",
        "section 9(2), consent": "that a debtor may agree to other hours: no text was found",
        "sections 11 to 13": "how one behaves, and what is sent in the open",
        "sections 16 and 22": "licences, and further rules of the committee",
        "penalties": "fines",
    }
)


def policy(
    *, dated: bool = True, boundary: Boundary = "exclusive", weekends_as_holidays: bool = True
) -> Policy:
    """The Debt Collection Act of 2015, sections 8 and 9, and the notice of 2019.

    Args:
        dated: `False` lifts the dates from which the rules are in force.
        boundary: Whether 20:00 and 18:00 themselves belong to the hours.
        weekends_as_holidays: Whether Saturdays and Sundays are public holidays, or days like others; the
            sources do not speak of them.

    Raises:
        BadValue: for another boundary.
    """
    act = [_section_8(), _section_9(boundary, weekends_as_holidays=weekends_as_holidays)]
    rules = [*in_force_from(_ACT_IN_FORCE, act), *in_force_from(_NOTICE_IN_FORCE, _the_notice())]
    return pack("thailand", version="2026-03", dated=dated, rules=rules)


def _section_8() -> Rule:
    named_by_the_debtor = facts.permitted("third_party", person=named, beside=True)
    return Rule(
        "debt-collection-act.third-parties",
        on=on_contact(),
        require=to(*OBLIGED, *ACTING) | for_("locate") | named_by_the_debtor,
        because="others than the debtor, and whom the debtor named, are only asked where the debtor is",
        citation=f"{_ACT}, s. 8",
        source="reported",
    )


def _section_9(boundary: Boundary, *, weekends_as_holidays: bool) -> Rule:
    every_day = until(time(8), time(18), boundary)
    no_holiday = facts.business_day("thailand").as_guard()
    if weekends_as_holidays:
        no_holiday &= facts.local_weekday <= 5
    return Rule(
        "debt-collection-act.hours",
        on=on_contact(),
        when=NOT_IN_TRADE,
        require=every_day | (no_holiday & until(time(8), time(20), boundary)),
        because="from 08:00 to 20:00 on Mondays to Fridays, to 18:00 on public holidays",
        citation=f"{_ACT}, s. 9(2)",
        source="reported",
    )


def _the_notice() -> list[Rule]:
    demand = on_contact(purpose=["collect", "remedy"])
    surety = to("co_borrower", "guarantor")
    return [
        Rule(
            "debt-collection-notice.one-demand-a-day",
            on=demand,
            when=~surety,
            require=_known_today({"party": none_of("co_borrower", "guarantor")}) < 1,
            because="the borrower, and whom the borrower named, is told of the demand once a day",
            citation=_NOTICE,
            source="official",
        ),
        Rule(
            "debt-collection-notice.one-demand-a-day-to-a-surety",
            on=demand,
            when=surety,
            require=_known_today({"person": same}) < 1,
            because="a surety, who is a debtor too, is told of the demand once a day",
            citation=_NOTICE,
            source="official",
        ),
    ]


def _known_today(columns: Columns) -> Term[int]:
    """Demands of today that somebody came to know of, or may have."""
    in_vain = none_of("not_connected", "no_answer", "undelivered", "wrong_person")
    demands: Columns = {**columns, "purpose": {"collect", "remedy"}, "outcome": in_vain}
    return counted(demands, within=day(), beside=True)
