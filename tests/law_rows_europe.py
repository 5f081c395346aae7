"""The rows of the United Kingdom, the European Union, Spain and Germany."""

from __future__ import annotations

from typing import Any

import collectflow as cf
from tests import law_rules_west as rules
from tests.law_lands import CALL, CLASSES, EMAIL, Land, contact, dues, ours_not
from tests.law_rows_west import OUTSOURCED, SUE
from tests.law_support import ALLOWED, REFUSED, Row

# --- the United Kingdom ---------------------------------------------------------------------------------

UK = Land(
    "Europe/London",
    "GBP",
    [rules.united_kingdom()],
    {
        "acts": ["charge_interest", "enforce", "ask_for_review", "complete_review", "charge_card"],
        "attributes": {"refused_charges": int},
    },
)
DEMAND = contact("letter")
BREATHING_SPACE = UK.held("2026-05-04 00:00", "moratorium", until="2026-07-02")

UNITED_KINGDOM: tuple[Row, ...] = (
    UK.row(
        "C24",
        "a breathing space of sixty days from 4 May, its reviews, and the first day after it",
        UK.ask("2026-05-03 12:00", cf.Act("ask_for_review"), REFUSED, "uk.review"),
        UK.ask("2026-05-03 12:00", cf.Act("complete_review"), REFUSED, "uk.review-completed"),
        UK.ask("2026-05-03 12:00", cf.Act("charge_interest"), ALLOWED),
        UK.ask("2026-05-03 12:00", CALL, ALLOWED),
        UK.ask("2026-05-23 12:00", cf.Act("ask_for_review"), ALLOWED),
        UK.ask("2026-05-24 00:00", cf.Act("ask_for_review"), REFUSED, "uk.review"),
        UK.ask("2026-06-07 12:00", cf.Act("complete_review"), ALLOWED),
        UK.ask("2026-06-08 00:00", cf.Act("complete_review"), REFUSED, "uk.review-completed"),
        UK.ask("2026-07-02 23:59", CALL, REFUSED, "uk.no-collection"),
        UK.ask("2026-07-03 00:00", CALL, ALLOWED),
        events=[UK.held("2026-05-03 09:00", "other"), BREATHING_SPACE],
    ),
    UK.row(
        "C25",
        "in the moratorium: no interest, no demand, no suit; a statement that a law demands",
        UK.ask("2026-05-20 12:00", cf.Act("charge_interest"), REFUSED, "uk.no-enforcement"),
        UK.ask("2026-05-20 12:00", DEMAND, REFUSED, "uk.no-collection"),
        UK.ask("2026-05-20 12:00", contact("letter", purpose="legal"), ALLOWED),
        UK.ask("2026-05-20 12:00", SUE, REFUSED, "uk.no-enforcement"),
        UK.ask("2026-07-03 12:00", SUE, ALLOWED),
        events=[BREATHING_SPACE],
        opening=OUTSOURCED,
    ),
    UK.row(
        "C26",
        "a crisis of mental health: open until its treatment ends on 4 May, then thirty days",
        UK.ask("2026-05-03 12:00", CALL, REFUSED, "uk.no-collection"),
        UK.ask("2026-06-03 12:00", CALL, REFUSED, "uk.no-collection"),
        UK.ask("2026-06-04 00:00", CALL, ALLOWED),
        events=[
            UK.held("2026-01-05 09:00", "moratorium"),
            UK.held("2026-05-04 12:00", "moratorium", until="2026-06-03"),
            cf.HoldLifted("ended", at=UK.at("2026-05-04 12:00"), hold="moratorium@2026-01-05 09:00"),
        ],
    ),
    UK.row(
        "C27",
        "a third attempt at a payment, after two that were refused",
        UK.ask("2026-03-03 12:00", cf.Act("charge_card"), ALLOWED),
        UK.ask("2026-03-05 12:00", cf.Act("charge_card"), REFUSED, "uk.payment-attempts"),
        events=[
            cf.AttributeSet(
                f"refused-{n}", at=UK.at(f"2026-03-0{n + 2} 09:00"), name="refused_charges", value=n
            )
            for n in (1, 2)
        ],
    ),
    UK.row(
        "own_uk_debtor_begins",
        "in the moratorium one answers a debtor who gets in touch, and once",
        UK.ask("2026-05-20 12:00", contact("email", reply_to="in@2026-05-20 09:00"), ALLOWED),
        UK.ask("2026-05-20 12:00", contact("call", reply_to="in@2026-05-20 09:00"), REFUSED),
        UK.ask("2026-05-20 12:00", contact("email", "guarantor", reply_to="in@2026-05-20 09:00"), REFUSED),
        UK.ask("2026-05-20 12:00", EMAIL, REFUSED),
        UK.ask("2026-05-22 12:00", contact("email", reply_to="in@2026-05-20 09:00"), REFUSED),
        events=[
            BREATHING_SPACE,
            UK.came_in("2026-05-20 09:00", "email"),
            UK.placed("2026-05-21 09:00", "email", outcome="sent", reply_to="in@2026-05-20 09:00"),
        ],
    ),
    UK.row(
        "own_uk_cancelled",
        "a moratorium that is cancelled holds no longer",
        UK.ask("2026-06-01 08:59", CALL, REFUSED, "uk.no-collection"),
        UK.ask("2026-06-01 09:00", CALL, ALLOWED),
        events=[
            BREATHING_SPACE,
            cf.HoldLifted("off", at=UK.at("2026-06-01 09:00"), hold=BREATHING_SPACE.id),
        ],
    ),
)

# --- the European Union, Spain --------------------------------------------------------------------------

EU = Land(
    "Europe/Berlin",
    "EUR",
    [rules.european_union()],
    {"acts": ["mark_material", "mark_default"], "attributes": {"exposure": int}},
)
SOLD = cf.DebtTransferred("sold", at=EU.at("2026-03-02 09:00"), to="purchaser")
MATERIAL = cf.Act("mark_material")


def owes(overdue: str, exposure: int) -> dict[str, Any]:
    """What is overdue since 1 March 2026, in cents, of an exposure in euros."""
    return {
        "dues": dues(("2026-03-01", int(overdue.replace(".", "")))),
        "attributes": (("exposure", exposure * 100),),
        "at": EU.at("2026-02-01 09:00"),
    }


EUROPE: tuple[Row, ...] = (
    EU.row(
        "C28",
        "a debt that was sold: the borrower is told of it before the first call",
        EU.ask("2026-03-01 12:00", CALL, ALLOWED),
        EU.ask("2026-03-03 12:00", CALL, REFUSED, "eu.transfer-notice"),
        EU.ask("2026-03-04 12:00", CALL, ALLOWED),
        events=[
            SOLD,
            EU.sent("2026-03-03 09:00", "other"),
            EU.sent("2026-03-04 09:00", "transfer"),
        ],
    ),
    EU.row(
        "own_eu_sold_twice",
        "each sale asks for a notice of its own, and one that came back is none",
        EU.ask("2026-03-05 12:00", CALL, ALLOWED),
        EU.ask("2026-03-06 12:00", CALL, REFUSED, "eu.transfer-notice"),
        EU.ask("2026-03-08 12:00", CALL, ALLOWED),
        EU.ask("2026-03-10 12:00", CALL, REFUSED, "eu.transfer-notice"),
        events=[
            SOLD,
            EU.sent("2026-03-04 09:00", "transfer"),
            cf.DebtTransferred("sold again", at=EU.at("2026-03-06 09:00"), to="another"),
            EU.sent("2026-03-07 09:00", "transfer"),
            cf.NoticeReturned("back", at=EU.at("2026-03-09 09:00"), notice="transfer@2026-03-07 09:00"),
        ],
    ),
    *(
        EU.row(
            f"C29 {overdue} of {exposure}",
            "material is what exceeds both 100 euros and one per cent of the exposure",
            EU.ask("2026-03-10 12:00", MATERIAL, expected, None if expected == ALLOWED else "eu.material"),
            opening=owes(overdue, exposure),
        )
        for overdue, exposure, expected in (
            ("120.00", 5_000, ALLOWED),
            ("100.00", 5_000, REFUSED),
            ("90.00", 5_000, REFUSED),
            ("150.00", 20_000, REFUSED),
            ("200.00", 20_000, REFUSED),
            ("201.00", 20_000, ALLOWED),
        )
    ),
    EU.row(
        "C29 days",
        "default is on the ninety-first day of what was material from the first",
        EU.ask("2026-05-30 12:00", cf.Act("mark_default"), REFUSED, "eu.ninety-days"),
        EU.ask("2026-05-31 12:00", cf.Act("mark_default"), ALLOWED),
        opening=owes("120.00", 5_000),
    ),
    ours_not("C48", "three standards call a loan in default on three days", CLASSES),
    ours_not("C50", "substandard and loss by days past due", CLASSES),
    ours_not("C52", "a class that is kept until all arrears are paid", CLASSES),
)

ES = Land(
    "Europe/Madrid",
    "EUR",
    [rules.spain()],
    {"acts": ["list", "keep_listed", "accelerate"], "attributes": {"principal": int}},
)
KEEP, ACCELERATE = cf.Act("keep_listed"), cf.Act("accelerate")


def mortgage(instalments: int, cents_each: int) -> dict[str, Any]:
    """A mortgage of 100,000 euros with unpaid instalments, the last of 1 March 2026."""
    months = [(2025 + (n // 12), n % 12 + 1) for n in range(15 - instalments, 15)]
    return {
        "dues": dues(*((f"{year}-{month:02}-01", cents_each) for year, month in months)),
        "attributes": (("principal", 100_000_00),),
        "at": ES.at("2024-12-01 09:00"),
    }


_MONTH_AGO = ES.sent("2026-03-20 09:00", "demand", delivered="2026-03-23 09:00")

SPAIN: tuple[Row, ...] = (
    ES.row(
        "C31",
        "no bureau is told of a disputed debt; what was due on 1 July 2021 is dropped by 1 July 2026",
        ES.ask("2026-05-04 12:00", cf.Act("list"), ALLOWED),
        ES.ask("2026-05-06 12:00", cf.Act("list"), REFUSED, "es.certain"),
        ES.ask("2026-06-30 12:00", KEEP, ALLOWED),
        ES.ask("2026-07-01 12:00", KEEP, REFUSED, "es.five-years"),
        events=[
            ES.sent("2026-05-01 09:00", "demand"),
            ES.held("2026-05-03 09:00", "hardship"),
            ES.held("2026-05-05 09:00", "dispute", until="2026-06-01"),
        ],
        opening={"dues": dues(("2021-07-01", 500_00)), "at": ES.at("2021-06-01 09:00")},
    ),
    ES.row(
        "own_es_warned",
        "no bureau is told before the debtor is",
        ES.ask("2026-04-30 12:00", cf.Act("list"), REFUSED, "es.warned"),
        ES.ask("2026-05-01 12:00", cf.Act("list"), ALLOWED),
        ES.ask("2026-05-04 12:00", cf.Act("list"), REFUSED, "es.warned"),
        events=[
            ES.sent("2026-04-20 09:00", "other"),
            ES.sent("2026-05-01 09:00", "demand"),
            cf.NoticeReturned("back", at=ES.at("2026-05-04 09:00"), notice="demand@2026-05-01 09:00"),
        ],
        opening={"dues": dues(("2026-03-01", 50_00)), "at": ES.at("2026-02-01 09:00")},
    ),
    ES.row(
        "own_es_small",
        "nor of less than 50 euros",
        ES.ask("2026-05-01 12:00", cf.Act("list"), REFUSED, "es.fifty-euros"),
        events=ES.sent("2026-05-01 09:00", "demand"),
        opening={"dues": dues(("2026-03-01", 49_99)), "at": ES.at("2026-02-01 09:00")},
    ),
    ES.row(
        "C32",
        "first half of the term: eleven instalments, and 2.9 per cent of the principal",
        ES.ask("2026-04-28 12:00", ACCELERATE, REFUSED, "es.acceleration"),
        events=_MONTH_AGO,
        opening=mortgage(11, 263_63),
    ),
    ES.row(
        "C32 twelve",
        "twelve instalments, a month after the demand",
        ES.ask("2026-04-23 12:00", ACCELERATE, REFUSED, "es.acceleration-demand"),
        ES.ask("2026-04-24 12:00", ACCELERATE, ALLOWED),
        events=_MONTH_AGO,
        opening=mortgage(12, 240_00),
    ),
    ES.row(
        "own_es_share",
        "three per cent are enough, of however few instalments; but never without a demand that arrived",
        ES.ask("2026-04-24 12:00", ACCELERATE, ALLOWED),
        ES.ask("2026-04-27 12:00", ACCELERATE, REFUSED, "es.acceleration-demand"),
        events=[
            ES.sent("2026-02-01 09:00", "other", delivered="2026-02-02 09:00"),
            *_MONTH_AGO,
            ES.sent("2026-04-20 09:00", "other", delivered="2026-04-21 09:00"),
            cf.NoticeReturned("back", at=ES.at("2026-04-26 09:00"), notice=_MONTH_AGO[0].id),
        ],
        opening=mortgage(2, 1_500_00),
    ),
    ES.row(
        "own_es_second_half",
        "in the second half fifteen instalments or seven per cent are asked for",
        ES.ask("2026-04-28 12:00", ACCELERATE, REFUSED, "es.acceleration"),
        events=_MONTH_AGO,
        opening=mortgage(12, 500_00),
        policies=[rules.spain(half="second")],
    ),
)

# --- Germany --------------------------------------------------------------------------------------------

DE = Land(
    "Europe/Berlin",
    "EUR",
    [rules.germany()],
    {"acts": ["terminate"], "attributes": {"nominal": int, "months": int, "home_loan": bool}},
)
TERMINATE = cf.Act("terminate")
IN_VAIN = DE.sent("2026-03-02 09:00", "default", delivered="2026-03-04 09:00")


def loan(*unpaid: int, months: int = 36, home: bool = False) -> dict[str, Any]:
    """A loan of 10,000 euros whose last instalments, of January and February, were not paid (cents)."""
    days = ("2026-01-15", "2026-02-15")[-len(unpaid) :]
    return {
        "dues": dues(*zip(days, unpaid, strict=True)),
        "attributes": (("nominal", 10_000_00), ("months", months), ("home_loan", home)),
        "at": DE.at("2026-01-01 09:00"),
    }


GERMANY: tuple[Row, ...] = (
    *(
        DE.row(
            f"C30 {name}",
            "termination after two weeks in vain",
            DE.ask("2026-03-20 12:00", TERMINATE, expected, rule),
            events=IN_VAIN,
            opening=opening,
        )
        for name, opening, expected, rule in (
            ("999 euros", loan(500_00, 499_00), REFUSED, "de.share"),
            ("1,000 euros", loan(500_00, 500_00), ALLOWED, None),
            ("499.99 euros of 48 months", loan(250_00, 249_99, months=48), REFUSED, "de.share"),
            ("500 euros of 48 months", loan(250_00, 250_00, months=48), ALLOWED, None),
            ("one instalment", loan(1_000_00), REFUSED, "de.two-instalments"),
            ("249.99 euros of a home loan", loan(125_00, 124_99, home=True, months=360), REFUSED, "de.share"),
            ("500 euros of 37 months", loan(250_00, 250_00, months=37), ALLOWED, None),
            ("249.99 euros of a short home loan", loan(125_00, 124_99, home=True), REFUSED, "de.share"),
            ("250 euros of a home loan", loan(125_00, 125_00, home=True, months=360), ALLOWED, None),
        )
    ),
    DE.row(
        "C30 two weeks",
        "a notice thirteen days old, and fourteen: the fourteenth day is the debtor's own",
        DE.ask("2026-03-17 12:00", TERMINATE, REFUSED, "de.two-weeks"),
        DE.ask("2026-03-18 23:59", TERMINATE, REFUSED, "de.two-weeks"),
        DE.ask("2026-03-19 00:00", TERMINATE, ALLOWED),
        events=IN_VAIN,
        opening=loan(500_00, 500_00),
    ),
    DE.row(
        "C30 two weeks from sending",
        "for who counts from when it was sent",
        DE.ask("2026-03-16 23:59", TERMINATE, REFUSED, "de.two-weeks"),
        DE.ask("2026-03-17 00:00", TERMINATE, ALLOWED),
        events=IN_VAIN,
        opening=loan(500_00, 500_00),
        policies=[rules.germany(grace_from="sending")],
    ),
    DE.row(
        "own_de_partly",
        "a part of the earlier instalment was paid: both are in default partly; a cent keeps it below",
        DE.ask("2026-03-20 12:00", TERMINATE, ALLOWED),
        DE.ask("2026-03-21 12:00", TERMINATE, REFUSED, "de.share"),
        events=[
            *IN_VAIN,
            cf.PaymentReceived("part", at=DE.at("2026-03-05 09:00"), amount=200_00, currency="EUR"),
            cf.PaymentReceived("cent", at=DE.at("2026-03-21 09:00"), amount=1, currency="EUR"),
        ],
        opening=loan(600_00, 600_00),
    ),
    DE.row(
        "own_de_in_a_row",
        "the earlier instalment was paid in full: one is left, whatever its amount",
        DE.ask("2026-03-20 12:00", TERMINATE, REFUSED, "de.two-instalments"),
        events=[
            *IN_VAIN,
            cf.PaymentReceived("first", at=DE.at("2026-03-05 09:00"), amount=500_00, currency="EUR"),
        ],
        opening=loan(500_00, 1_500_00),
    ),
    DE.row(
        "own_de_no_notice",
        "without a notice, or with one that came back, two weeks are never over; a demand is no such notice",
        DE.ask("2026-06-01 12:00", TERMINATE, REFUSED, "de.two-weeks"),
        events=[
            DE.sent("2026-03-02 09:00", "demand", delivered="2026-03-04 09:00"),
            *IN_VAIN,
            cf.NoticeReturned("back", at=DE.at("2026-03-06 09:00"), notice=IN_VAIN[0].id),
        ],
        opening=loan(500_00, 500_00),
    ),
)

ROWS = (*UNITED_KINGDOM, *EUROPE, *SPAIN, *GERMANY)
