"""The rows of the United Kingdom, the European Union, Spain and Germany, asked of the packs that ship."""

from __future__ import annotations

from datetime import date
from typing import Any

import collectflow as cf
from collectflow.policies import eu, germany, spain, uk
from tests.law_lands import CALL, CLASSES, EMAIL, Land, contact, dues, ours_not
from tests.law_rows_west import OUTSOURCED, SUE
from tests.law_support import ADVISED, ALLOWED, REFUSED, SOFT, UNKNOWN, Row, parts_of


def land(zone: str, currency: str, *policies: cf.Policy) -> Land:
    """A land with what an engine needs for its policies."""
    return Land(zone, currency, policies, parts_of(*policies))


# --- the United Kingdom ---------------------------------------------------------------------------------

UK = land("Europe/London", "GBP", uk.policy())
CHARGE, REVIEW, TERMINATE = cf.Act("charge_interest"), cf.Act("ask_for_review"), cf.Act("terminate")
TAKE = cf.Act("take_payment")
DEMAND = contact("letter")
SPACE = uk.periods(date(2026, 5, 4))
BREATHING_SPACE = UK.held("2026-05-04 00:00", "moratorium", until=SPACE.ends)
SHORT = land("Europe/London", "GBP", uk.short_term_credit())
HOME = land("Europe/London", "GBP", uk.mortgages())


def failed(text: str, **more: Any) -> cf.PaymentFailed:
    """An attempt at a payment that was refused."""
    return cf.PaymentFailed(f"failed@{text}", at=SHORT.at(text), response="insufficient_funds", **more)


UNITED_KINGDOM: tuple[Row, ...] = (
    UK.row(
        "C24",
        "a breathing space of sixty days from 4 May, its review, and the first day after it",
        UK.ask("2026-05-03 12:00", REVIEW, REFUSED, "debt-respite.review"),
        UK.ask("2026-05-03 12:00", CHARGE, ALLOWED),
        UK.ask("2026-05-03 12:00", CALL, ALLOWED),
        UK.ask("2026-05-23 23:59", REVIEW, ALLOWED),
        UK.ask("2026-05-24 00:00", REVIEW, REFUSED, "debt-respite.review"),
        UK.ask("2026-07-02 23:59", CALL, REFUSED, "debt-respite.no-contact"),
        UK.ask("2026-07-03 00:00", CALL, ALLOWED),
        events=[UK.held("2026-05-03 09:00", "other"), BREATHING_SPACE],
    ),
    UK.row(
        "C25",
        "in the moratorium: no interest, no demand, no suit; a statement that a law demands",
        UK.ask("2026-05-20 12:00", CHARGE, REFUSED, "debt-respite.no-interest"),
        UK.ask("2026-05-20 12:00", DEMAND, REFUSED, "debt-respite.no-contact"),
        UK.ask("2026-05-20 12:00", contact("letter", purpose="legal"), ALLOWED),
        UK.ask("2026-05-20 12:00", contact("letter", purpose="inform"), REFUSED),
        UK.ask("2026-05-20 12:00", contact("letter", "co_borrower"), REFUSED, "debt-respite.no-contact"),
        UK.ask("2026-05-20 12:00", contact("letter", "guarantor"), ALLOWED),
        UK.ask("2026-05-20 12:00", contact("letter", "representative"), ALLOWED),
        UK.ask("2026-05-20 12:00", SUE, REFUSED, "debt-respite.no-enforcement"),
        UK.ask("2026-07-03 12:00", SUE, ALLOWED),
        events=[BREATHING_SPACE],
        opening=OUTSOURCED,
    ),
    UK.row(
        "C26",
        "a crisis of mental health: open until its treatment ends on 4 May, then thirty days",
        UK.ask("2026-05-03 12:00", CALL, REFUSED, "debt-respite.no-contact"),
        UK.ask("2026-06-03 12:00", CALL, REFUSED, "debt-respite.no-contact"),
        UK.ask("2026-06-04 00:00", CALL, ALLOWED),
        events=[
            UK.held("2026-01-05 09:00", "moratorium"),
            UK.held("2026-05-04 12:00", "moratorium", until=uk.crisis_ends(date(2026, 5, 4))),
            cf.HoldLifted("ended", at=UK.at("2026-05-04 12:00"), hold="moratorium@2026-01-05 09:00"),
        ],
    ),
    SHORT.row(
        "C27",
        "a third attempt at a payment, after two that were refused",
        SHORT.ask("2026-03-03 12:00", TAKE, ALLOWED),
        SHORT.ask("2026-03-05 12:00", TAKE, REFUSED, "conc.two-payment-attempts"),
        events=[failed("2026-03-03 09:00"), failed("2026-03-04 09:00")],
    ),
    SHORT.row(
        "own_uk_attempts_before_forbearance",
        "attempts before relief was granted are disregarded, those after it count",
        SHORT.ask("2026-03-05 11:00", TAKE, REFUSED),
        SHORT.ask("2026-03-05 13:00", TAKE, ALLOWED),
        SHORT.ask("2026-03-07 12:00", TAKE, REFUSED, "conc.two-payment-attempts"),
        events=[
            failed("2026-03-03 09:00"),
            failed("2026-03-04 09:00"),
            SHORT.held("2026-03-05 12:00", "hardship", until="2026-03-05"),
            failed("2026-03-06 09:00"),
            failed("2026-03-07 09:00"),
        ],
    ),
    SHORT.row(
        "own_uk_attempts_by_method",
        "of those under the authority alone, where it has a method of its own",
        SHORT.ask("2026-03-04 12:00", TAKE, ALLOWED),
        SHORT.ask("2026-03-05 12:00", TAKE, REFUSED, "conc.two-payment-attempts"),
        events=[
            failed("2026-03-03 09:00", method="authority"),
            failed("2026-03-04 09:00", method="bank"),
            failed("2026-03-05 09:00", method="authority"),
        ],
        policies=[uk.short_term_credit(method="authority")],
    ),
    UK.row(
        "own_uk_debtor_begins",
        "in the moratorium one answers a debtor who gets in touch, and once",
        UK.ask("2026-05-20 12:00", contact("email", reply_to="in@2026-05-20 09:00"), ALLOWED),
        UK.ask("2026-05-20 12:00", contact("call", reply_to="in@2026-05-20 09:00"), REFUSED),
        UK.ask("2026-05-20 12:00", contact("email", "co_borrower", reply_to="in@2026-05-20 09:00"), REFUSED),
        UK.ask("2026-05-20 12:00", EMAIL, REFUSED),
        UK.ask("2026-05-22 12:00", contact("email", reply_to="in@2026-05-20 09:00"), REFUSED),
        events=[
            BREATHING_SPACE,
            UK.came_in("2026-05-20 09:00", "email"),
            UK.placed("2026-05-21 09:00", "email", outcome="sent", reply_to="in@2026-05-20 09:00"),
        ],
    ),
    UK.row(
        "own_uk_debtor_asks",
        "a contact for which the debtor asked in the moratorium; what was agreed before it counts no more",
        UK.ask("2026-05-10 12:00", CALL, REFUSED, "debt-respite.no-contact"),
        UK.ask("2026-05-12 12:00", CALL, ALLOWED),
        UK.ask("2026-05-12 12:00", contact("call", "co_borrower"), REFUSED, "debt-respite.no-contact"),
        events=[
            UK.permits("2026-05-01 09:00", "contact", person="b"),
            BREATHING_SPACE,
            UK.permits("2026-05-12 09:00", "contact", person="b"),
        ],
    ),
    UK.row(
        "own_uk_cancelled",
        "a moratorium that is cancelled holds no longer",
        UK.ask("2026-06-01 08:59", CALL, REFUSED, "debt-respite.no-contact"),
        UK.ask("2026-06-01 09:00", CALL, ALLOWED),
        events=[
            BREATHING_SPACE,
            cf.HoldLifted("off", at=UK.at("2026-06-01 09:00"), hold=BREATHING_SPACE.id),
        ],
    ),
    UK.row(
        "own_uk_another_debt",
        "a debt that is not in the moratorium is collected",
        UK.ask("2026-05-20 12:00", CALL, ALLOWED),
        beside={"another": [BREATHING_SPACE]},
    ),
    UK.row(
        "own_uk_default_notice",
        "served on 4 March: the agreement is ended on 18 March, not before; never when it came back",
        UK.ask("2026-03-03 12:00", TERMINATE, REFUSED, "consumer-credit-act.default-notice"),
        UK.ask("2026-03-17 23:59", TERMINATE, REFUSED, "consumer-credit-act.default-notice"),
        UK.ask("2026-03-18 00:00", TERMINATE, ALLOWED),
        UK.ask("2026-03-21 12:00", TERMINATE, REFUSED, "consumer-credit-act.default-notice"),
        events=[
            *UK.sent("2026-03-02 09:00", "default", delivered="2026-03-04 09:00"),
            cf.NoticeReturned("back", at=UK.at("2026-03-20 09:00"), notice="default@2026-03-02 09:00"),
        ],
    ),
    UK.row(
        "own_uk_remedied",
        "a breach that was remedied: nothing is overdue, and the notice has no effect",
        UK.ask("2026-03-19 12:00", TERMINATE, ALLOWED),
        UK.ask("2026-03-20 12:00", TERMINATE, REFUSED, "consumer-credit-act.default-notice"),
        events=[
            *UK.sent("2026-03-02 09:00", "default", delivered="2026-03-04 09:00"),
            cf.PaymentReceived("paid", at=UK.at("2026-03-20 09:00"), amount=500_00, currency="GBP"),
        ],
        opening={"dues": dues(("2026-01-15", 500_00)), "at": UK.at("2026-01-01 09:00")},
    ),
    UK.row(
        "own_uk_debt_advice",
        "while an adviser makes a plan nothing is pursued; informing and answering go on",
        UK.ask("2026-03-03 12:00", CALL, REFUSED, "conc.debt-advice"),
        UK.ask("2026-03-03 12:00", contact("letter", purpose="inform"), ALLOWED),
        UK.ask("2026-03-03 12:00", contact("letter", "representative"), ALLOWED),
        UK.ask("2026-03-03 12:00", SUE, REFUSED, "conc.debt-advice"),
        UK.ask("2026-03-31 23:59", CALL, REFUSED, "conc.debt-advice"),
        UK.ask("2026-04-01 00:00", CALL, ALLOWED),
        events=[UK.held("2026-03-02 09:00", uk.DEBT_ADVICE, until="2026-03-31")],
        opening=OUTSOURCED,
    ),
    UK.row(
        "own_uk_requests",
        "a reasonable request about when and how, told in any of the debts; it may be unreasonable",
        UK.ask("2026-03-03 12:00", CALL, SOFT, "conc.requests"),
        UK.ask("2026-03-03 12:00", EMAIL, ALLOWED),
        UK.ask("2026-03-03 12:00", contact("call", "guarantor"), ALLOWED),
        UK.ask("2026-03-03 12:00", contact("call", purpose="legal"), ALLOWED),
        beside={
            "another": [cf.PreferenceGiven("wish", at=UK.at("2026-03-02 09:00"), person="b", channel="call")]
        },
    ),
    UK.row(
        "own_uk_answers",
        "who writes is answered by the same way, whatever holds collection up",
        UK.ask("2026-03-03 12:00", contact("email", reply_to="in@2026-03-03 09:00"), ALLOWED),
        UK.ask("2026-03-03 12:00", EMAIL, REFUSED, "conc.debt-advice"),
        events=[
            UK.held("2026-03-02 09:00", uk.DEBT_ADVICE),
            cf.PreferenceGiven("wish", at=UK.at("2026-03-02 09:00"), person="b", channel="email"),
            UK.came_in("2026-03-03 09:00", "email"),
        ],
    ),
    UK.row(
        "own_uk_third_parties",
        "others are asked where somebody is; with whom the customer agrees, and who acts, one speaks",
        UK.ask("2026-03-03 12:00", contact("call", "family"), REFUSED, "conc.third-parties"),
        UK.ask("2026-03-03 12:00", contact("call", "employer", purpose="locate"), ALLOWED),
        UK.ask("2026-03-03 12:00", contact("call", "attorney"), ALLOWED),
        UK.ask("2026-03-03 12:00", contact("call", "guarantor"), ALLOWED),
        UK.ask("2026-03-05 12:00", contact("call", "family"), ALLOWED),
        UK.ask("2026-03-05 12:00", contact("call", "employer"), REFUSED, "conc.third-parties"),
        events=[UK.permits("2026-03-04 09:00", "third_party", person="family")],
    ),
    HOME.row(
        "own_uk_home_loan_hours",
        "usually between 08:00 and 21:00, by the clock on the wall, on the day it is put forward as well",
        HOME.ask("2026-03-03 07:59", CALL, SOFT, "mcob.hours"),
        HOME.ask("2026-03-03 08:00", CALL, ALLOWED),
        HOME.ask("2026-03-03 20:59", CALL, ALLOWED),
        HOME.ask("2026-03-03 21:00", CALL, SOFT, "mcob.hours"),
        HOME.ask("2026-03-29 07:59", CALL, SOFT, "mcob.hours"),
        HOME.ask("2026-03-29 08:00", CALL, ALLOWED),
    ),
    HOME.row(
        "own_uk_home_loan_nine_itself",
        "for who reads 21:00 as within the hours",
        HOME.ask("2026-03-03 21:00", CALL, ALLOWED),
        HOME.ask("2026-03-03 21:00:01", CALL, SOFT, "mcob.hours"),
        policies=[uk.mortgages(boundary="inclusive")],
    ),
    HOME.row(
        "own_uk_home_loan_agreed",
        "at another hour for which the customer asked, about any of the debts",
        HOME.ask("2026-03-03 22:00", CALL, ALLOWED),
        HOME.ask("2026-03-03 22:00", contact("call", "guarantor"), SOFT, "mcob.hours"),
        beside={"another": [HOME.permits("2026-03-02 09:00", "contact", person="b")]},
    ),
    UK.row(
        "own_uk_not_in_force",
        "the moratorium is in force from 4 May 2021",
        UK.ask("2021-05-03 12:00", CALL, ALLOWED),
        UK.ask("2021-05-04 12:00", CALL, REFUSED, "debt-respite.no-contact"),
        events=[UK.held("2021-05-01 09:00", "moratorium")],
        opening={"at": UK.at("2021-01-01 09:00")},
    ),
)

# --- the European Union ---------------------------------------------------------------------------------

EU = land("Europe/Berlin", "EUR", eu.policy())
SOLD = cf.DebtTransferred("sold", at=EU.at("2026-03-02 09:00"), to="purchaser")
HOMES = land("Europe/Berlin", "EUR", eu.mortgages())


def considered(at: Land, text: str) -> cf.ActDone:
    """Forbearance was considered."""
    return cf.ActDone(f"considered@{text}", at=at.at(text), act=cf.Act(eu.CONSIDERED))


EUROPE: tuple[Row, ...] = (
    EU.row(
        "C28",
        "a debt that was sold: the borrower is told of it before the first call, and before a suit",
        EU.ask("2026-03-01 12:00", CALL, ALLOWED),
        EU.ask("2026-03-03 12:00", CALL, REFUSED, "directive-2021-2167.transfer-notice"),
        EU.ask("2026-03-03 12:00", contact("letter", purpose="inform"), ALLOWED),
        EU.ask("2026-03-03 12:00", SUE, REFUSED, "directive-2021-2167.transfer-notice"),
        EU.ask("2026-03-03 12:00", contact("call", "attorney"), REFUSED),
        EU.ask("2026-03-03 12:00", contact("call", "guarantor"), REFUSED),
        EU.ask("2026-03-03 12:00", contact("call", "creditor"), ALLOWED),
        EU.ask("2026-03-03 12:00", contact("call", "collector_attorney"), ALLOWED),
        EU.ask("2026-03-03 12:00", contact("call", "neighbour", purpose="locate"), ALLOWED),
        EU.ask("2026-03-03 12:00", contact("email", reply_to="in@2026-03-02 10:00"), ALLOWED),
        EU.ask("2026-03-04 12:00", CALL, ALLOWED),
        EU.ask("2026-03-04 12:00", SUE, ALLOWED),
        events=[
            SOLD,
            EU.came_in("2026-03-02 10:00", "email"),
            EU.sent("2026-03-03 09:00", "other"),
            EU.sent("2026-03-04 09:00", "transfer"),
        ],
        opening=OUTSOURCED,
    ),
    EU.row(
        "own_eu_sold_twice",
        "each sale asks for a notice of its own, and one that came back is none",
        EU.ask("2026-03-05 12:00", CALL, ALLOWED),
        EU.ask("2026-03-06 12:00", CALL, REFUSED, "directive-2021-2167.transfer-notice"),
        EU.ask("2026-03-08 12:00", CALL, ALLOWED),
        EU.ask("2026-03-10 12:00", CALL, REFUSED, "directive-2021-2167.transfer-notice"),
        events=[
            SOLD,
            EU.sent("2026-03-04 09:00", "transfer"),
            cf.DebtTransferred("sold again", at=EU.at("2026-03-06 09:00"), to="another"),
            EU.sent("2026-03-07 09:00", "transfer"),
            cf.NoticeReturned("back", at=EU.at("2026-03-09 09:00"), notice="transfer@2026-03-07 09:00"),
        ],
    ),
    EU.row(
        "own_eu_forbearance",
        "from 20 November 2026 forbearance is considered before a suit; calls need none",
        EU.ask("2026-11-19 23:59", SUE, ALLOWED),
        EU.ask("2026-11-20 00:00", SUE, REFUSED, "directive-2023-2225.forbearance"),
        EU.ask("2026-11-20 12:00", CALL, ALLOWED),
        EU.ask("2026-11-24 08:59", SUE, REFUSED, "directive-2023-2225.forbearance"),
        EU.ask("2026-11-24 09:00", SUE, ALLOWED),
        EU.ask("2027-11-24 09:00", SUE, ALLOWED),
        events=[considered(EU, "2026-11-24 09:00")],
        opening=OUTSOURCED,
    ),
    HOMES.row(
        "own_eu_foreclosure",
        "of a home loan as well, and already",
        HOMES.ask("2026-03-03 12:00", SUE, REFUSED, "directive-2014-17.forbearance"),
        HOMES.ask("2026-03-05 12:00", SUE, ALLOWED),
        events=[considered(HOMES, "2026-03-04 09:00")],
        opening=OUTSOURCED,
    ),
    ours_not("C29", "what is material, and default on the ninety-first day of it", CLASSES),
    ours_not("C48", "three standards call a loan in default on three days", CLASSES),
    ours_not("C50", "substandard and loss by days past due", CLASSES),
    ours_not("C52", "a class that is kept until all arrears are paid", CLASSES),
)

# --- Spain ----------------------------------------------------------------------------------------------

ES = land("Europe/Madrid", "EUR", spain.policy())
LIST, KEEP, ACCELERATE = cf.Act("list"), cf.Act("keep_listed"), cf.Act("accelerate")
MORTGAGES = land("Europe/Madrid", "EUR", spain.mortgages())


def mortgage(instalments: int, cents_each: int, *, second_half: bool | None = False) -> dict[str, Any]:
    """A mortgage of 100,000 euros with unpaid instalments, the last of 1 March 2026."""
    months = [(2025 + (n // 12), n % 12 + 1) for n in range(15 - instalments, 15)]
    half = () if second_half is None else (("second_half", second_half),)
    return {
        "dues": dues(*((f"{year}-{month:02}-01", cents_each) for year, month in months)),
        "attributes": (("principal", 100_000_00), *half),
        "at": ES.at("2024-12-01 09:00"),
    }


_MONTH_AGO = MORTGAGES.sent("2026-03-20 09:00", "demand", delivered="2026-03-23 09:00")

SPAIN: tuple[Row, ...] = (
    ES.row(
        "C31",
        "no bureau is told of a disputed debt; what was due on 1 July 2021 is dropped by 1 July 2026",
        ES.ask("2026-05-04 12:00", LIST, ALLOWED),
        ES.ask("2026-05-06 12:00", LIST, REFUSED, "lo-3-2018.not-disputed"),
        ES.ask("2026-05-06 12:00", KEEP, REFUSED, "lo-3-2018.not-disputed"),
        ES.ask("2026-06-30 23:59", KEEP, ALLOWED),
        ES.ask("2026-07-01 00:00", KEEP, REFUSED, "lo-3-2018.five-years"),
        ES.ask("2026-07-01 00:00", LIST, REFUSED, "lo-3-2018.five-years"),
        events=[
            ES.sent("2026-05-01 09:00", "demand"),
            ES.held("2026-05-03 09:00", "hardship"),
            ES.held("2026-05-05 09:00", "dispute", until="2026-06-01"),
        ],
        opening={"dues": dues(("2021-07-01", 500_00)), "at": ES.at("2021-06-01 09:00")},
    ),
    ES.row(
        "own_es_told",
        "no bureau is told before the debtor is",
        ES.ask("2026-04-30 12:00", LIST, REFUSED, "lo-3-2018.told"),
        ES.ask("2026-05-01 12:00", LIST, ALLOWED),
        ES.ask("2026-05-04 12:00", LIST, REFUSED, "lo-3-2018.told"),
        ES.ask("2026-05-04 12:00", KEEP, ALLOWED),
        events=[
            ES.sent("2026-04-20 09:00", "other"),
            ES.sent("2026-05-01 09:00", "demand"),
            cf.NoticeReturned("back", at=ES.at("2026-05-04 09:00"), notice="demand@2026-05-01 09:00"),
        ],
        opening={"dues": dues(("2026-03-01", 50_00)), "at": ES.at("2026-02-01 09:00")},
    ),
    ES.row(
        "own_es_told_in_the_contract",
        "unless the contract told so",
        ES.ask("2026-04-30 12:00", LIST, ALLOWED),
        opening={"dues": dues(("2026-03-01", 50_00)), "at": ES.at("2026-02-01 09:00")},
        policies=[spain.policy(told_in_contract=True)],
    ),
    ES.row(
        "own_es_due",
        "nor of what is not overdue: on the due date itself, or once it is paid",
        ES.ask("2026-03-01 12:00", LIST, REFUSED, "lo-3-2018.due"),
        ES.ask("2026-03-02 12:00", LIST, ALLOWED),
        ES.ask("2026-03-09 12:00", KEEP, ALLOWED),
        ES.ask("2026-03-10 12:00", KEEP, REFUSED, "lo-3-2018.due"),
        events=[
            ES.sent("2026-02-20 09:00", "demand"),
            cf.PaymentReceived("paid", at=ES.at("2026-03-10 09:00"), amount=60_00, currency="EUR"),
        ],
        opening={"dues": dues(("2026-03-01", 60_00)), "at": ES.at("2026-02-01 09:00")},
    ),
    ES.row(
        "own_es_small",
        "nor of less than 50 euros",
        ES.ask("2026-05-01 12:00", LIST, REFUSED, "lo-3-2018.fifty-euros"),
        events=ES.sent("2026-05-01 09:00", "demand"),
        opening={"dues": dues(("2026-03-01", 49_99)), "at": ES.at("2026-02-01 09:00")},
    ),
    ES.row(
        "own_es_negotiation",
        "a suit waits thirty days for an answer to the request, received on 4 March; some suits are excepted",
        ES.ask("2026-03-03 12:00", SUE, SOFT, "lo-1-2025.negotiation"),
        ES.ask("2026-04-03 23:59", SUE, SOFT, "lo-1-2025.negotiation"),
        ES.ask("2026-04-04 00:00", SUE, ALLOWED),
        events=ES.sent("2026-03-02 09:00", spain.NEGOTIATION, delivered="2026-03-04 09:00"),
        opening=OUTSOURCED,
    ),
    ES.row(
        "own_es_negotiation_in_force",
        "asked for from 3 April 2025",
        ES.ask("2025-04-02 23:59", SUE, ALLOWED),
        ES.ask("2025-04-03 00:00", SUE, SOFT, "lo-1-2025.negotiation"),
        opening={**OUTSOURCED, "at": ES.at("2025-03-01 09:00")},
    ),
    MORTGAGES.row(
        "C32",
        "first half of the term: eleven instalments, and 2.9 per cent of the principal",
        MORTGAGES.ask("2026-04-28 12:00", ACCELERATE, REFUSED, "ley-5-2019.arrears"),
        events=_MONTH_AGO,
        opening=mortgage(11, 263_63),
    ),
    MORTGAGES.row(
        "C32 twelve",
        "twelve instalments, a month after the demand",
        MORTGAGES.ask("2026-04-23 12:00", ACCELERATE, REFUSED, "ley-5-2019.demand"),
        MORTGAGES.ask("2026-04-24 12:00", ACCELERATE, ALLOWED),
        events=_MONTH_AGO,
        opening=mortgage(12, 240_00),
    ),
    MORTGAGES.row(
        "own_es_share",
        "three per cent are enough, of however few instalments; but never without a demand that arrived",
        MORTGAGES.ask("2026-04-24 12:00", ACCELERATE, ALLOWED),
        MORTGAGES.ask("2026-04-27 12:00", ACCELERATE, REFUSED, "ley-5-2019.demand"),
        events=[
            MORTGAGES.sent("2026-02-01 09:00", "other", delivered="2026-02-02 09:00"),
            *_MONTH_AGO,
            MORTGAGES.sent("2026-04-20 09:00", "other", delivered="2026-04-21 09:00"),
            cf.NoticeReturned("back", at=ES.at("2026-04-26 09:00"), notice=_MONTH_AGO[0].id),
        ],
        opening=mortgage(2, 1_500_00),
    ),
    *(
        MORTGAGES.row(
            f"own_es_second_half {name}",
            "in the second half fifteen instalments or seven per cent are asked for",
            MORTGAGES.ask("2026-04-28 12:00", ACCELERATE, expected),
            events=_MONTH_AGO,
            opening=opening,
        )
        for name, opening, expected in (
            ("twelve instalments", mortgage(12, 500_00, second_half=True), REFUSED),
            ("fifteen instalments", mortgage(15, 100_00, second_half=True), ALLOWED),
            ("fourteen instalments", mortgage(14, 100_00, second_half=True), REFUSED),
            ("7 per cent", mortgage(2, 3_500_00, second_half=True), ALLOWED),
            ("a cent less", mortgage(1, 6_999_99, second_half=True), REFUSED),
            ("not told, 7 per cent", mortgage(2, 3_500_00, second_half=None), ALLOWED),
            ("not told, 3 per cent", mortgage(2, 1_500_00, second_half=None), UNKNOWN),
        )
    ),
)

# --- Germany --------------------------------------------------------------------------------------------

DE = land("Europe/Berlin", "EUR", germany.policy())
IN_VAIN = DE.sent("2026-03-02 09:00", "default", delivered="2026-03-04 09:00")
TALK = DE.sent("2026-03-02 09:00", germany.TALK)
AGENCY = {"collector": "agency"}
#: A practice that contacts everybody: a contact that no rule is about is allowed by none.
ANYBODY = cf.Policy(
    "practice",
    rules=[
        cf.Rule(
            "anybody",
            on=cf.on_contact(),
            require=cf.facts.channel != "",
            because="we contact anybody",
            citation="practice",
            source="official",
        )
    ],
)


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
            DE.ask("2026-03-20 12:00", TERMINATE, REFUSED if rule else ALLOWED, rule),
            events=[*IN_VAIN, *TALK],
            opening=opening,
        )
        for name, opening, rule in (
            ("999 euros", loan(500_00, 499_00), "bgb-498.ten-per-cent"),
            ("1,000 euros", loan(500_00, 500_00), None),
            ("499.99 euros of 48 months", loan(250_00, 249_99, months=48), "bgb-498.five-per-cent"),
            ("500 euros of 48 months", loan(250_00, 250_00, months=48), None),
            ("one instalment", loan(1_000_00), "bgb-498.two-instalments"),
            ("249.99 euros at home", loan(125_00, 124_99, home=True, months=360), "bgb-498.home-loan"),
            ("500 euros of 37 months", loan(250_00, 250_00, months=37), None),
            ("249.99 euros at home for short", loan(125_00, 124_99, home=True), "bgb-498.home-loan"),
            ("250 euros at home", loan(125_00, 125_00, home=True, months=360), None),
        )
    ),
    DE.row(
        "C30 two weeks",
        "a notice thirteen days old, and fourteen: the fourteenth day is the debtor's own",
        DE.ask("2026-03-17 12:00", TERMINATE, REFUSED, "bgb-498.two-weeks"),
        DE.ask("2026-03-18 23:59", TERMINATE, REFUSED, "bgb-498.two-weeks"),
        DE.ask("2026-03-19 00:00", TERMINATE, ALLOWED),
        events=[*IN_VAIN, *TALK],
        opening=loan(500_00, 500_00),
    ),
    DE.row(
        "own_de_talk",
        "who did not offer to talk is advised against it, and may",
        DE.ask("2026-03-19 12:00", TERMINATE, ADVISED, "bgb-498.talk"),
        events=IN_VAIN,
        opening=loan(500_00, 500_00),
    ),
    DE.row(
        "own_de_partly",
        "a part of the earlier instalment was paid: both are in default partly; a cent keeps it below",
        DE.ask("2026-03-20 12:00", TERMINATE, ALLOWED),
        DE.ask("2026-03-21 12:00", TERMINATE, REFUSED, "bgb-498.ten-per-cent"),
        events=[
            *IN_VAIN,
            *TALK,
            cf.PaymentReceived("part", at=DE.at("2026-03-05 09:00"), amount=200_00, currency="EUR"),
            cf.PaymentReceived("cent", at=DE.at("2026-03-21 09:00"), amount=1, currency="EUR"),
        ],
        opening=loan(600_00, 600_00),
    ),
    DE.row(
        "own_de_in_a_row",
        "the earlier instalment was paid in full: one is left, whatever its amount",
        DE.ask("2026-03-20 12:00", TERMINATE, REFUSED, "bgb-498.two-instalments"),
        events=[
            *IN_VAIN,
            cf.PaymentReceived("first", at=DE.at("2026-03-05 09:00"), amount=500_00, currency="EUR"),
        ],
        opening=loan(500_00, 1_500_00),
    ),
    DE.row(
        "own_de_no_notice",
        "without a notice, or with one that came back, two weeks are never over; a demand is no such notice",
        DE.ask("2026-06-01 12:00", TERMINATE, REFUSED, "bgb-498.two-weeks"),
        events=[
            DE.sent("2026-03-02 09:00", "demand", delivered="2026-03-04 09:00"),
            *IN_VAIN,
            cf.NoticeReturned("back", at=DE.at("2026-03-06 09:00"), notice=IN_VAIN[0].id),
        ],
        opening=loan(500_00, 500_00),
    ),
    DE.row(
        "own_de_not_told",
        "of a loan nobody told the term: a tenth suffices for any, a twentieth may not",
        DE.ask("2026-03-20 12:00", TERMINATE, ALLOWED),
        DE.ask("2026-03-21 12:00", TERMINATE, UNKNOWN),
        events=[
            *IN_VAIN,
            *TALK,
            cf.PaymentReceived("part", at=DE.at("2026-03-21 09:00"), amount=1, currency="EUR"),
        ],
        opening={**loan(500_00, 500_00), "attributes": (("nominal", 10_000_00),)},
    ),
    DE.row(
        "own_de_first_claim",
        "an agency tells first what it claims: by letter, with the information; each agency for itself",
        DE.ask("2026-03-02 12:00", contact("call", **AGENCY), REFUSED, "rdg-13a.information-first"),
        DE.ask("2026-03-02 12:00", contact("letter", **AGENCY), ALLOWED),
        DE.ask("2026-03-02 12:00", contact("postcard", **AGENCY), REFUSED, "rdg-13a.information-first"),
        DE.ask("2026-03-02 12:00", CALL, ALLOWED),
        DE.ask("2026-03-02 12:00", contact("call", purpose="locate", **AGENCY), ALLOWED),
        DE.ask("2026-03-02 12:00", contact("call", "attorney", **AGENCY), ALLOWED),
        DE.ask("2026-03-04 12:00", contact("letter", **AGENCY), REFUSED, "rdg-13a.information-first"),
        DE.ask("2026-03-06 12:00", contact("call", **AGENCY), ALLOWED),
        DE.ask("2026-03-06 12:00", contact("call", collector="another"), REFUSED),
        events=[
            DE.placed("2026-03-03 09:00", "letter", outcome="sent", **AGENCY),
            DE.sent("2026-03-05 09:00", germany.CLAIM_INFORMATION, **AGENCY),
        ],
        policies=[germany.policy(), ANYBODY],
    ),
)

ROWS = (*UNITED_KINGDOM, *EUROPE, *SPAIN, *GERMANY)
