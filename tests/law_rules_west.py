"""Rules of the laws of countries of Europe, as one may write them.

Nothing here ships; see `tests.law_rules`, whose short helpers these rules share.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from tests.law_rules import (
    for_,
    law,
    rule,
)

import collectflow as cf
from collectflow import facts

# --- the United Kingdom ---------------------------------------------------------------------------------


def united_kingdom() -> cf.Policy:
    """England and Wales: the breathing space of SI 2020/1311 (UK-01 to UK-04) and CONC 7.6 (UK-11).

    In a crisis of mental health the moratorium has no end until the treatment has one.
    """
    regulations = "SI 2020/1311"
    moratorium = facts.held("moratorium")
    demanded_by_law = for_("legal") | facts.answers
    return law(
        "uk.debt-respite",
        rule(
            "uk.no-collection",
            cf.on_contact(),
            ~moratorium | demanded_by_law,
            "no contact to recover a debt in the moratorium, unless the debtor begins it or a law demands it",
            f"{regulations}, regs 7 and 11",
        ),
        rule(
            "uk.no-enforcement",
            [cf.on_move("sue"), cf.on_act("charge_interest", "enforce")],
            ~moratorium,
            "no interest, no fee, no enforcement in the moratorium",
            f"{regulations}, reg. 7",
        ),
        rule(
            "uk.review",
            cf.on_act("ask_for_review"),
            facts.held("moratorium", within=cf.days(20, zone="books")),
            "the creditor asks for a review within 20 days, the first day being one",
            f"{regulations}, reg. 17(3)",
            source="official",
        ),
        rule(
            "uk.review-completed",
            cf.on_act("complete_review"),
            facts.held("moratorium", within=cf.days(35, zone="books")),
            "the adviser completes the review within 35 days, the first day being one",
            f"{regulations}, reg. 18(1)",
        ),
        rule(
            "uk.payment-attempts",
            cf.on_act("charge_card"),
            facts.attribute("refused_charges", int) < 2,
            "no third attempt at a payment after two that were refused",
            "CONC 7.6.12R",
        ),
    )


# --- the European Union, Spain, Germany -----------------------------------------------------------------


def european_union() -> cf.Policy:
    """Directive 2021/2167, article 10(2) (EU-05); and CRR, article 178 (ACC-03, ACC-04)."""
    exposure = facts.overdue_share("exposure")
    return law(
        "eu.credit-servicers",
        rule(
            "eu.transfer-notice",
            cf.on_contact(),
            (facts.transfers() < 1) | (facts.notices("transfer", within=cf.since("transfers")) >= 1),
            "the borrower is told of the transfer before the first collection",
            "Directive (EU) 2021/2167, art. 10(2)",
            source="official",
        ),
        rule(
            "eu.material",
            cf.on_act("mark_material", "mark_default"),
            (facts.amount_overdue > 100_00) & (exposure > Fraction(1, 100)),
            "material is more than 100 euros and more than one per cent of the exposure",
            "Delegated Regulation (EU) 2018/171, art. 1",
            source="official",
        ),
        rule(
            "eu.ninety-days",
            cf.on_act("mark_default"),
            facts.days_past_due > 90,
            "default is more than 90 days past due",
            "CRR, art. 178(1)",
            source="official",
        ),
        currency="EUR",
    )


def spain(*, half: Literal["first", "second"] = "first") -> cf.Policy:
    """Spain: credit bureaux (LO 3/2018; ES-01, ES-02) and mortgages (Ley 5/2019, article 24; ES-03).

    Five years are 1,826 days: on the last day of five years or, where these have two leap days, one before.

    Args:
        half: In which half of its term the mortgage is.
    """
    bureau = "LO 3/2018, art. 20.1"
    share, instalments = (Fraction(3, 100), 12) if half == "first" else (Fraction(7, 100), 15)
    return law(
        "es.loans",
        rule(
            "es.certain",
            cf.on_act("list", "keep_listed"),
            ~facts.disputed,
            "a bureau is told only of what is due and not disputed",
            bureau,
            source="official",
        ),
        rule(
            "es.warned",
            cf.on_act("list"),
            facts.notices("demand") >= 1,
            "the debtor was warned in the contract or in a demand",
            bureau,
            source="official",
        ),
        rule(
            "es.five-years",
            cf.on_act("list", "keep_listed"),
            facts.days_past_due < 1826,
            "for five years from the due date",
            bureau,
            source="official",
        ),
        rule(
            "es.fifty-euros",
            cf.on_act("list"),
            facts.amount_open >= 50_00,
            "nothing below 50 euros",
            "LO 3/2018, DA 6ª",
        ),
        rule(
            "es.acceleration",
            cf.on_act("accelerate"),
            (facts.overdue_share("principal") >= share) | (facts.unpaid_dues >= instalments),
            f"a mortgage is accelerated from {share} of the principal or {instalments} instalments on",
            "Ley 5/2019, art. 24",
        ),
        rule(
            "es.acceleration-demand",
            cf.on_act("accelerate"),
            (facts.notices("demand", received=True) >= 1)
            & (facts.days_since_notice("demand", received=True) > 31),
            "after a demand that gives a month",
            "Ley 5/2019, art. 24",
        ),
        currency="EUR",
    )


def germany(*, grace_from: Literal["receipt", "sending"] = "receipt") -> cf.Policy:
    """Germany: termination of a consumer's instalment loan, § 498(1) BGB (DE-03); attributes tell the loan.

    Args:
        grace_from: From when the two weeks run; they are over when the fourteenth day is.
    """
    received = grace_from == "receipt"
    overdue = facts.overdue_share("nominal")
    at_home = facts.attribute("home_loan", bool)
    short = facts.attribute("months", int) <= 36
    terminate = cf.on_act("terminate")
    bgb = "§ 498(1) BGB"
    return law(
        "de.bgb-498",
        rule(
            "de.two-instalments",
            terminate,
            facts.unpaid_in_row >= 2,
            "two instalments in a row are wholly or partly unpaid",
            bgb,
            source="official",
        ),
        rule(
            "de.share",
            terminate,
            (at_home & (overdue >= Fraction(25, 1000)))
            | (~at_home & short & (overdue >= Fraction(10, 100)))
            | (~at_home & ~short & (overdue >= Fraction(5, 100))),
            "a tenth of the nominal is overdue; a twentieth past three years; a fortieth of a home loan",
            bgb,
            source="official",
        ),
        rule(
            "de.two-weeks",
            terminate,
            (facts.notices("default", received=received) >= 1)
            & (facts.days_since_notice("default", received=received) > 14),
            "a notice that gave two weeks was in vain",
            bgb,
            source="official",
        ),
    )
