"""Debt collection in the United Kingdom: breathing space, default notices, CONC 7, MCOB 13.5.

Covered: the moratorium of the Debt Respite Scheme (SI 2020/1311: interest, enforcement, contact, and the
creditor's request for a review); the default notice of the Consumer Credit Act 1974, sections 87 and 88;
of CONC 7 the suspension while a debt adviser makes a plan, the customer's requests about when, where and
how, third parties, and, by a function of its own, payment attempts for high-cost short-term credit; the
reasonable hours of MCOB 13.5 for home loans, by another.

Not covered: what the FCA leaves to judgement (forbearance, vulnerability, the Consumer Duty), what is said,
records; see `NOT_COVERED`. CONC names no hours and no number of contacts, and none is made up here.

As of March 2026. The regulations extend to England and Wales, the rest to the United Kingdom. Regulation 11
was read in the draft that was approved and made. It is not legal advice.

A moratorium is a hold of kind `moratorium` in the case of each debt that is in it; its days are those of the
books, the first one being day 1. `periods` says them for a breathing space. In a crisis of mental health the
hold has no end until the treatment has one: then lift it, and place one until `crisis_ends`. Liabilities that
go on are no moratorium debts: keep them as cases of their own. That a debt adviser makes a plan is a hold of
the engine's own kind, `Engine(holds=[DEBT_ADVICE])`; when it ends says how long is reasonable, which the
guidance puts at thirty days in general. The moratorium protects the debtor, and who owes the debt jointly;
a guarantor may be asked to pay meanwhile, as the landlords' association (NRLA) reads it. What CONC says of
customers holds for guarantors here.
"""

from __future__ import annotations

from datetime import date, time, timedelta

import attrs

from collectflow import facts
from collectflow.guards import days, since
from collectflow.policies._law import (
    ACTING,
    OBLIGED,
    Aims,
    Boundary,
    aims,
    contacts_to,
    for_,
    in_force_from,
    noted,
    pack,
    to,
    until,
)
from collectflow.policy import Policy, Rule, Target, on_act, on_contact, on_move

__all__ = [
    "DEBT_ADVICE",
    "NOT_COVERED",
    "Periods",
    "crisis_ends",
    "mortgages",
    "periods",
    "policy",
    "short_term_credit",
]

#: The kind of hold that says that a debt adviser makes a plan for repayment.
DEBT_ADVICE = "debt_advice"

#: Whom a moratorium protects.
DEBTORS = ("borrower", "co_borrower")
#: The day on which the regulations came into force, reg. 1(2).
_RESPITE = date(2021, 5, 4)
_LAST_DAY_OF_REVIEW, _REVIEWED_BY, _BREATHING_SPACE = 20, 35, 60
_AFTER_A_CRISIS = 30

#: What is not covered, by the paragraph, with the reason.
NOT_COVERED = noted(
    {
        "SI 2020/1311, reg. 10": "that the court is told is no notice to the debtor",
        "SI 2020/1311, reg. 18(1)": "the 35 days are the adviser's; `periods` says which day is the last",
        "SI 2020/1311, reg. 27": "the midway review is the adviser's; no text with its days was found",
        "Consumer Credit Act 1974, s. 86B to 86E": "notices of sums in arrears: no text was found",
        "Consumer Credit Act 1974, s. 88(1)": "a notice that names a later day: the host waits for it",
        "Consumer Credit Act 1974, s. 89": "after a breach that was remedied, another asks for a new notice",
        "CONC 7.3.4R": "forbearance and due consideration: judgement, and no text was found",
        "CONC 7.6, the rest": "how a payment authority is explained; part payments: no text was found",
        "CONC 7.9.4R, unreasonable times": "no hour is named; a house names its own",
        "CONC 7.9.12R": "how a visit is announced and made",
        "CONC 7.3.14R, 7.14": "no text was found; `holds` stops a disputed debt from getting harder",
        "MCOB 13.5.3R, excessive contact": "no number is named",
        "Scotland, Northern Ireland": "their own moratoria: no text was found",
    }
)


def policy(
    *,
    enforcing: Aims = None,
    charging: Aims = None,
    terminating: Aims = None,
    reviewing: Aims = None,
    dated: bool = True,
) -> Policy:
    """The moratorium of SI 2020/1311, the default notice of the Consumer Credit Act, and CONC 7.

    The engine has to know the moves and acts that are named; `()` leaves out the rules about them.

    Args:
        enforcing: The moves and acts by which a debt is enforced (suits, warrants, charging orders): the
            move `sue` unless given.
        charging: By which interest, fees and charges accrue: the act `charge_interest`.
        terminating: What section 87(1) names (the agreement is ended, earlier payment is demanded, goods
            are taken back, a security is enforced): the act `terminate`.
        reviewing: By which the creditor asks for a review of the moratorium: the act `ask_for_review`.
        dated: `False` lifts the date from which the moratorium is in force.
    """
    enforced = aims(enforcing, on_move("sue"))
    charged, asked = aims(charging, on_act("charge_interest")), aims(reviewing, on_act("ask_for_review"))
    return pack(
        "uk",
        version="2026-03",
        rules=[
            *in_force_from(_RESPITE, _moratorium(enforced, charged, asked)),
            *_default_notice(aims(terminating, on_act("terminate"))),
            *_conc(enforced),
        ],
        dated=dated,
    )


# --- SI 2020/1311: the moratorium ---------------------------------------------------------------------


def _moratorium(
    enforcing: tuple[Target, ...], charging: tuple[Target, ...], reviewing: tuple[Target, ...]
) -> list[Rule]:
    moratorium = facts.held("moratorium")
    asked_for = facts.permitted("contact", within=since("holds", kind="moratorium"))
    rules = []
    if charging:
        rules.append(
            Rule(
                "debt-respite.no-interest",
                on=charging,
                require=~moratorium,
                because="no interest, fee or charge accrues in a moratorium",
                citation="SI 2020/1311, reg. 7",
                source="reported",
            )
        )
    if enforcing:
        rules.append(
            Rule(
                "debt-respite.no-enforcement",
                on=enforcing,
                require=~moratorium,
                because="no debt is enforced in a moratorium",
                citation="SI 2020/1311, reg. 7 and 10",
                source="reported",
            )
        )
    rules.append(
        Rule(
            "debt-respite.no-contact",
            on=contacts_to(*DEBTORS),
            require=~moratorium | for_("legal") | facts.answers | asked_for,
            because="no contact to enforce a debt in a moratorium, but at the debtor's wish or by law",
            citation="SI 2020/1311, reg. 11",
            source="official",
        )
    )
    if reviewing:
        rules.append(
            Rule(
                "debt-respite.review",
                on=reviewing,
                require=facts.held("moratorium", within=days(_LAST_DAY_OF_REVIEW, zone="books")),
                because="a review is asked for within twenty days, the first of the moratorium being one",
                citation="SI 2020/1311, reg. 17(3)",
                source="official",
            )
        )
    return rules


@attrs.frozen
class Periods:
    """The last days of a breathing space.

    Args:
        review_asked_by: On which the creditor may ask for a review, reg. 17(3).
        reviewed_by: By which the adviser has completed it, reg. 18(1).
        ends: The last day of the moratorium, reg. 26: the `until` of its hold.
    """

    review_asked_by: date
    reviewed_by: date
    ends: date


def periods(started_on: date) -> Periods:
    """The last days of a breathing space; the day on which it starts is day 1.

    Args:
        started_on: The day.
    """
    return Periods(
        *(
            started_on + timedelta(days=number - 1)
            for number in (_LAST_DAY_OF_REVIEW, _REVIEWED_BY, _BREATHING_SPACE)
        )
    )


def crisis_ends(treatment_ended_on: date) -> date:
    """The last day of the moratorium of a crisis of mental health, thirty days after its treatment.

    Args:
        treatment_ended_on: The day on which it ended; it is not counted, which is the longer reading.
    """
    return treatment_ended_on + timedelta(days=_AFTER_A_CRISIS)


# --- Consumer Credit Act 1974: the default notice -----------------------------------------------------


def _default_notice(terminating: tuple[Target, ...]) -> list[Rule]:
    served = facts.notices("default", received=True) >= 1
    fourteen_days = facts.days_since_notice("default", received=True) >= 14
    not_remedied = facts.days_past_due >= 1
    if not terminating:
        return []
    return [
        Rule(
            "consumer-credit-act.default-notice",
            on=terminating,
            require=served & fourteen_days & not_remedied,
            because="not before a default notice was served, and fourteen days to remedy are over",
            citation="Consumer Credit Act 1974, s. 87(1), 88(2) and (5)",
            source="official",
        )
    ]


# --- CONC 7 -------------------------------------------------------------------------------------------


def _conc(enforcing: tuple[Target, ...]) -> list[Rule]:
    return [
        Rule(
            "conc.debt-advice",
            on=[contacts_to(*OBLIGED), *enforcing],
            require=~facts.held(DEBT_ADVICE) | for_("legal", "inform") | facts.answers,
            because="active pursuit is suspended while a debt adviser makes a plan for repayment",
            citation="CONC 7.3.11R",
            source="reported",
        ),
        Rule(
            "conc.requests",
            on=contacts_to(*OBLIGED),
            require=~facts.wishes(beside=True) | for_("legal") | facts.answers,
            because="the customer asked not to be contacted then, there or in this way",
            citation="CONC 7.9.4R",
            source="official",
            grounds=("the request is not reasonable",),
        ),
        Rule(
            "conc.third-parties",
            on=on_contact(),
            when=~to(*OBLIGED, *ACTING),
            require=for_("locate") | facts.permitted("third_party"),
            because="third parties are not to become aware that somebody is pursued for a debt",
            citation="CONC 7.9",
            source="official",
        ),
    ]


def short_term_credit(
    *,
    taking: Aims = None,
    method: str | None = None,
    dated: bool = True,
) -> Policy:
    """The cap on payment attempts under a continuous payment authority, for high-cost short-term credit.

    Attempts that failed are counted since relief for hardship was last granted (a hold of kind `hardship`),
    since those before forbearance are disregarded.

    Args:
        taking: By which moves and acts a payment is requested under the authority: the act `take_payment`
            unless given.
        method: The method of such attempts (`PaymentFailed(method=...)`); every failed attempt counts
            unless given.
        dated: `False` lifts dates in force; none is known.
    """
    since_relief = since("holds", kind="hardship")
    refused = (
        facts.failed_payments(within=since_relief)
        if method is None
        else facts.failed_payments(within=since_relief, method=method)
    )
    return pack(
        "uk.short-term-credit",
        version="2026-03",
        dated=dated,
        rules=[
            Rule(
                "conc.two-payment-attempts",
                on=aims(taking, on_act("take_payment")),
                require=refused < 2,
                because="no third request for a payment after two that were refused",
                citation="CONC 7.6.12R",
                source="reported",
            )
        ],
    )


def mortgages(*, dated: bool = True, boundary: Boundary = "exclusive") -> Policy:
    """The reasonable hours for contacts about the arrears of a home loan, MCOB 13.5.

    Args:
        dated: `False` lifts dates in force; none is known.
        boundary: Whether 21:00 itself belongs to the hours.

    Raises:
        BadValue: for another boundary.
    """
    return pack(
        "uk.mortgages",
        version="2018-07",
        dated=dated,
        rules=[
            Rule(
                "mcob.hours",
                on=contacts_to(*OBLIGED, channels=["call", "visit", "sms", "recorded_call"]),
                require=until(time(8), time(21), boundary) | facts.permitted("contact", beside=True),
                because="a reasonable hour will usually fall between 08:00 and 21:00",
                citation="MCOB 13.5.3R, 13.5.4G",
                source="official",
                grounds=("reasonable in the circumstances of the customer",),
            )
        ],
    )
