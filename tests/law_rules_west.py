"""Rules of the laws of Russia, and of countries of Africa, Latin America and Europe, as one may write them.

Nothing here ships; see `tests.law_rules`, whose short helpers these rules share.
"""

from __future__ import annotations

from datetime import time
from fractions import Fraction
from typing import Literal

import collectflow as cf
from collectflow import facts
from tests.law_rules import (
    ELECTRONIC,
    MONDAY_TO_FRIDAY,
    OBLIGED,
    POST,
    VOICE,
    debtor_was,
    for_,
    hours,
    law,
    on,
    rule,
    to,
)

# --- Russia ---------------------------------------------------------------------------------------------

#: What is read or listened to later; a voice message is one.
MESSAGES = (*ELECTRONIC, "recorded_call", "ringless_voicemail")
SEVEN_DAYS, THIRTY_ONE_DAYS = cf.days(7), cf.days(31)


def russia(*, week: cf.Window = SEVEN_DAYS, month: cf.Window = THIRTY_ONE_DAYS) -> cf.Policy:
    """Russia: federal law 230-FZ, articles 7 and 8 (RU-01 to RU-04).

    Args:
        week: What a week is: any seven days, unless a calendar week is given.
        month: What a month is, likewise.
    """
    working = facts.business_day("russia")
    agreed = facts.permitted("frequency", beside=True)

    def at_most(n: int, within: cf.Window, name: str, *channels: str) -> cf.Rule:
        return rule(
            f"ru.{name}",
            cf.on_contact(channel=channels),
            (debtor_was(*channels, within=within) < n) | agreed,
            f"at most {name.replace('-', ' ')}, unless the debtor agreed to more",
            "230-FZ, art. 7(5)" if "message" in name else "230-FZ, art. 7(3)",
        )

    return law(
        "ru.230-fz",
        rule(
            "ru.hours",
            cf.on_contact(),
            (working & hours(time(8), time(22)))
            | (~working & hours(time(9), time(20)))
            | facts.channel.is_in(POST),
            "from 08:00 to 22:00 on working days, from 09:00 to 20:00 on others",
            "230-FZ, art. 7(3)",
        ),
        at_most(1, cf.day(), "one-call-a-day", "call"),
        at_most(2, week, "two-calls-a-week", "call"),
        at_most(8, month, "eight-calls-a-month", "call"),
        at_most(1, week, "one-meeting-a-week", "visit"),
        at_most(2, cf.day(), "two-messages-a-day", *MESSAGES),
        at_most(4, week, "four-messages-a-week", *MESSAGES),
        at_most(16, month, "sixteen-messages-a-month", *MESSAGES),
        rule(
            "ru.refusal",
            cf.on_contact(party=OBLIGED),
            ~facts.held("cease", "represented", written=True) | facts.channel.is_in(POST),
            "the debtor refused, or named a lawyer to speak with",
            "230-FZ, art. 8",
        ),
    )


# --- South Africa, Kenya --------------------------------------------------------------------------------


def south_africa() -> cf.Policy:
    """South Africa: the National Credit Act, sections 129(1) and 130(1) (ZA-01)."""
    act = "National Credit Act 34 of 2005"
    delivered = facts.notices("default", received=True) >= 1
    ten_days = facts.business_days_since_notice("south-africa", "default", received=True) >= 10
    replied = facts.responses(within=cf.since("notices", kind="default", returned=False))
    suit = cf.on_move("sue")
    return law(
        "za.credit-act",
        rule(
            "za.twenty-business-days",
            suit,
            facts.business_days_past_due("south-africa") >= 20,
            "nobody is sued who has not been in default for 20 business days",
            f"{act}, s. 130(1)",
        ),
        # Never is long ago: that there was a notice is asked for itself.
        rule(
            "za.ten-business-days",
            suit,
            delivered & ten_days,
            "ten business days have passed since the notice was delivered",
            f"{act}, s. 129(1), 130(1)(a)",
        ),
        rule("za.response", suit, replied < 1, "the consumer has responded", f"{act}, s. 130(1)(b)"),
    )


def kenya(*, wait: int = 30) -> cf.Policy:
    """Kenya: the regulations on digital credit providers of 2022 (KE-01, KE-02).

    Args:
        wait: How many days after the notice a debt is listed; 30 in the draft of 2021.
    """
    regulations = "LN 46 of 2022"
    return law(
        "ke.digital-credit",
        rule(
            "ke.contact-list",
            cf.on_contact(),
            ~to("address_book", "friend", "colleague", "family", "employer", "other"),
            "nobody is taken from the borrower's telephone",
            regulations,
        ),
        rule(
            "ke.small-amounts",
            cf.on_act("list"),
            facts.amount_overdue > 1_000_00,
            "no bureau is told of 1,000 shillings or less",
            regulations,
        ),
        rule(
            "ke.notice",
            cf.on_act("list"),
            (facts.notices("demand") >= 1) & (facts.days_since_notice("demand") >= wait),
            "the borrower is told first",
            regulations,
        ),
        currency="KES",
    )


# --- Latin America --------------------------------------------------------------------------------------


def chile(*, week: cf.Window = SEVEN_DAYS) -> cf.Policy:
    """Chile: law 19.496, article 37, as amended by law 21.320 (CL-01 to CL-03).

    Args:
        week: What a week is: any seven days, unless a calendar week is given.
    """
    article = "Ley 19.496, art. 37"
    spoken = (*VOICE, "visit")
    written = (*ELECTRONIC, *POST)
    since_written = facts.days_since_contact(channel=set(written), party=cf.same, beside=True)
    return law(
        "cl.consumer",
        rule(
            "cl.one-call-or-visit-a-week",
            cf.on_contact(channel=spoken),
            debtor_was(*spoken, within=week) < 1,
            "one call or visit a week",
            article,
        ),
        rule(
            "cl.two-messages-a-week",
            cf.on_contact(channel=written),
            debtor_was(*written, within=week) < 2,
            "two messages or letters a week",
            article,
        ),
        rule(
            "cl.two-days-apart",
            cf.on_contact(channel=written),
            since_written >= 2,
            "two days lie between messages",
            article,
        ),
        # The calendar's weekend is Sunday alone.
        rule(
            "cl.business-hours",
            cf.on_contact(),
            facts.business_day("chile") & hours(time(8), time(20)),
            "on business days, Saturdays among them, from 08:00 to 20:00",
            f"{article}; CPC, art. 59",
        ),
    )


def colombia(*, week: cf.Window = SEVEN_DAYS) -> cf.Policy:
    """Colombia: law 2300 of 2023 (CO-01, CO-02, and the references of CO-04).

    Args:
        week: What a week is: any seven days, unless a calendar week is given.
    """
    article = "Ley 2300 de 2023, art. 3"
    no_holiday = facts.business_day("colombia")
    spoke = {"conversation", "replied", "refused"}
    return law(
        "co.2300",
        rule(
            "co.hours",
            cf.on_contact(),
            no_holiday
            & (
                (on(MONDAY_TO_FRIDAY) & hours(time(7), time(19)))
                | ((facts.local_weekday == 6) & hours(time(8), time(15)))
            ),
            "from 07:00 to 19:00, on Saturdays from 08:00 to 15:00, never on Sundays and holidays",
            article,
        ),
        rule(
            "co.once-a-day",
            cf.on_contact(),
            debtor_was(within=cf.day(), outcome=spoke) < 1,
            "who was reached is left in peace that day",
            article,
        ),
        rule(
            "co.one-channel-a-week",
            cf.on_contact(),
            facts.contacts(channel=cf.other, party=cf.same, outcome=spoke, within=week, beside=True) < 1,
            "who was reached is reached by one channel that week",
            article,
        ),
        rule("co.references", cf.on_contact(), to(*OBLIGED), "references are left alone", "arts. 4 and 5"),
    )


def peru() -> cf.Policy:
    """Peru: the consumer code, law 29571, article 62(b) (PE-01)."""
    return law(
        "pe.consumer-code",
        rule(
            "pe.hours",
            cf.on_contact(channel=[*VOICE, "visit"]),
            on(MONDAY_TO_FRIDAY) & facts.business_day("peru") & hours(time(7), time(20)),
            "no visits or calls from 20:00 to 07:00, nor at weekends and on holidays",
            "Ley 29571, art. 62(b)",
            source="official",
        ),
    )


def mexico() -> cf.Policy:
    """Mexico: the dispositions of CONDUSEF of 2014 (MX-01 to MX-03); `hidden_call` has no number."""
    dispositions = "CONDUSEF, Disposiciones (DOF 7 October 2014), art. 4"
    return law(
        "mx.condusef",
        rule("mx.hours", cf.on_contact(), hours(time(7), time(22)), "from 07:00 to 22:00", dispositions),
        rule("mx.parties", cf.on_contact(), to(*OBLIGED), "neither references nor others", dispositions),
        rule(
            "mx.hidden-numbers",
            cf.on_contact(channel="hidden_call"),
            facts.channel != "hidden_call",
            "no call hides its number",
            dispositions,
        ),
    )


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
