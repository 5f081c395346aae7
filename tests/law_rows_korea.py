"""The rows of South Korea, through the pack that ships."""

from __future__ import annotations

from datetime import time

import collectflow as cf
from collectflow.policies import korea
from tests.law_lands import CALL, EMAIL, SMS, STATUTORY, VISIT, Land, contact
from tests.law_support import ALLOWED, REFUSED, SOFT, UNKNOWN, Row

KR = Land("Asia/Seoul", "KRW", [korea.policy()])
SEVEN = "debtor-protection.seven-in-seven-days"
WAITS = "debtor-protection.waits"
CLOSED = "debtor-protection.closed-hours-and-means"
NIGHT = "fair-collection.night"

#: Three calls, three texts and a visit within seven days.
A31 = [
    *KR.each(["2026-03-02", "2026-03-03", "2026-03-04"], "10:00", "call", outcome="no_answer"),
    *KR.each(["2026-03-02", "2026-03-04", "2026-03-05"], "15:00", "sms", outcome="delivered"),
    KR.placed("2026-03-06 11:00", "visit", outcome="no_answer"),
]
_ASKED_BY_MAIL = KR.came_in("2026-03-07 09:00", "email")
_ANSWER = contact("email", purpose="reply", reply_to=_ASKED_BY_MAIL.id)
#: A hundred and sixty-eight hours have twenty-eight that are blocked.
_SLOTS = [
    cf.PreferenceGiven(
        "afternoons",
        at=KR.at("2026-03-01 09:00"),
        weekdays={1, 2, 3, 4, 5},
        starts=time(12),
        stops=time(17),
    ),
    cf.PreferenceGiven(
        "saturdays", at=KR.at("2026-03-01 09:00"), weekdays={6}, starts=time(10), stops=time(13)
    ),
]

ROWS: tuple[Row, ...] = (
    KR.row(
        "A31",
        "an eighth contact in seven days; what a law demands and a reply of the same day are none",
        KR.ask("2026-03-07 12:00", EMAIL, REFUSED, SEVEN),
        KR.ask("2026-03-07 12:00", STATUTORY, ALLOWED),
        KR.ask("2026-03-07 12:00", _ANSWER, ALLOWED),
        KR.ask("2026-03-08 12:00", EMAIL, REFUSED, SEVEN),
        KR.ask("2026-03-09 08:00", EMAIL, ALLOWED),
        events=[*A31, _ASKED_BY_MAIL],
    ),
    KR.row(
        "A31 per claim",
        "the counter is of one claim: what was done for another is not counted, what was for both is",
        KR.ask("2026-03-07 12:00", EMAIL, ALLOWED),
        KR.ask("2026-03-07 13:00", EMAIL, REFUSED, SEVEN),
        events=A31[1:],
        beside={
            "other": [
                *KR.each(["2026-03-02", "2026-03-05"], "12:00", "letter", outcome="sent"),
                KR.placed("2026-03-07 12:30", "letter", outcome="sent", about=["other", "case"]),
            ]
        },
    ),
    KR.row(
        "C40",
        "nine in the evening, and the sixtieth day of three months after an operation",
        KR.ask("2026-03-02 20:59", CALL, ALLOWED),
        KR.ask("2026-03-02 21:00", CALL, SOFT, NIGHT),
        KR.ask("2026-05-02 12:00", CALL, REFUSED, WAITS),
        KR.ask("2026-06-02 23:59", CALL, REFUSED, WAITS),
        KR.ask("2026-06-03 08:00", CALL, ALLOWED),
        events=[KR.held("2026-03-03 09:00", "hardship", until="2026-06-02")],
    ),
    KR.row(
        "own_kr_morning",
        "the night ends at eight",
        KR.ask("2026-03-02 07:59:59", SMS, SOFT, NIGHT),
        KR.ask("2026-03-02 08:00", SMS, ALLOWED),
    ),
    KR.row(
        "own_kr_not_counted",
        "six contacts, a statutory letter and a reply of the day leave one; a reply of the next day counts",
        KR.ask("2026-03-07 12:00", EMAIL, ALLOWED),
        KR.ask("2026-03-08 11:00", EMAIL, REFUSED, SEVEN),
        events=[
            *A31[1:],
            KR.placed("2026-03-06 10:00", "letter", outcome="sent", purpose="legal"),
            _ASKED_BY_MAIL,
            KR.placed(
                "2026-03-07 10:00", "email", outcome="sent", purpose="reply", reply_to=_ASKED_BY_MAIL.id
            ),
            KR.came_in("2026-03-07 14:00", "sms"),
            KR.placed("2026-03-08 10:00", "sms", outcome="sent", reply_to="in@2026-03-07 14:00"),
        ],
    ),
    KR.row(
        "own_kr_late_reply",
        "a reply of the next day is a contact like any other, and so is a second one of the day",
        KR.ask("2026-03-08 00:00", _ANSWER, REFUSED, SEVEN),
        KR.ask("2026-03-07 11:00", _ANSWER, REFUSED, SEVEN),
        events=[
            *A31,
            _ASKED_BY_MAIL,
            KR.placed("2026-03-07 10:00", "email", outcome="sent", reply_to=_ASKED_BY_MAIL.id),
        ],
    ),
    KR.row(
        "own_kr_aside",
        "a reply of the day is no collection in a hold or a blocked hour either; a visit is no such reply",
        KR.ask("2026-03-07 12:00", CALL, REFUSED, WAITS),
        KR.ask("2026-03-07 12:00", STATUTORY, ALLOWED),
        KR.ask("2026-03-07 12:00", _ANSWER, ALLOWED),
        KR.ask("2026-03-07 12:00", contact("visit", reply_to=_ASKED_BY_MAIL.id), REFUSED, CLOSED),
        KR.ask("2026-03-07 22:00", _ANSWER, SOFT, NIGHT),
        events=[
            KR.held("2026-03-06 09:00", "hardship"),
            cf.PreferenceGiven("any", at=KR.at("2026-03-06 09:00"), person="b"),
            _ASKED_BY_MAIL,
        ],
    ),
    KR.row(
        "own_kr_others",
        "what came in is not counted, a dispute is no hold of this law, a guarantor's wish is their own",
        KR.ask("2026-03-07 12:00", CALL, ALLOWED),
        KR.ask("2026-03-07 12:00", contact("call", "guarantor"), REFUSED, CLOSED),
        events=[
            *A31[1:],
            KR.came_in("2026-03-06 12:00", "call"),
            KR.held("2026-03-06 13:00", "dispute"),
            cf.PreferenceGiven("theirs", at=KR.at("2026-03-06 14:00"), party="guarantor"),
        ],
    ),
    KR.row(
        "own_kr_slots",
        "28 hours a week that the debtor blocked",
        KR.ask("2026-03-02 11:59", CALL, ALLOWED),
        KR.ask("2026-03-02 12:00", CALL, REFUSED, CLOSED),
        KR.ask("2026-03-06 16:59", SMS, REFUSED, CLOSED),
        KR.ask("2026-03-06 17:00", SMS, ALLOWED),
        KR.ask("2026-03-07 12:59", CALL, REFUSED, CLOSED),
        KR.ask("2026-03-07 13:00", CALL, ALLOWED),
        KR.ask("2026-03-08 12:00", CALL, ALLOWED),
        KR.ask("2026-03-06 16:59", STATUTORY, ALLOWED),
        events=_SLOTS,
    ),
    KR.row(
        "own_kr_means",
        "three means that the debtor blocked: visits, a number, and the place of work",
        KR.ask("2026-03-03 12:00", VISIT, REFUSED, CLOSED),
        KR.ask("2026-03-03 12:00", contact("call", address="010-1"), REFUSED, CLOSED),
        KR.ask("2026-03-03 12:00", contact("call", address="010-2"), ALLOWED),
        KR.ask("2026-03-03 12:00", contact("letter", place="work"), REFUSED, CLOSED),
        KR.ask("2026-03-03 12:00", SMS, ALLOWED),
        events=[
            cf.PreferenceGiven("visits", at=KR.at("2026-03-02 09:00"), channel="visit"),
            cf.PreferenceGiven("number", at=KR.at("2026-03-02 09:00"), address="010-1"),
            cf.PreferenceGiven("work", at=KR.at("2026-03-02 09:00"), place="work"),
        ],
    ),
    KR.row(
        "own_kr_any_channel",
        "who wrote is called back on the same day, or the next if one is left; a day is that of the person",
        KR.ask("2026-03-07 12:00", contact("call", reply_to=_ASKED_BY_MAIL.id), ALLOWED),
        KR.ask("2026-03-07 20:59", contact("call", reply_to=_ASKED_BY_MAIL.id), ALLOWED),
        KR.ask("2026-03-08 08:00", contact("call", reply_to=_ASKED_BY_MAIL.id), REFUSED, SEVEN),
        events=[*A31, _ASKED_BY_MAIL],
    ),
    KR.row(
        "own_kr_per_claim_whoever",
        "a claim's contacts are one count: to borrower and guarantor, by lender and agency",
        KR.ask("2026-03-07 12:00", contact("call", "guarantor"), REFUSED, SEVEN),
        KR.ask("2026-03-07 12:00", contact("call", collector="agency"), REFUSED, SEVEN),
        KR.ask("2026-03-07 12:00", contact("call", "family"), REFUSED, SEVEN),
        KR.ask("2026-03-07 12:00", contact("call", "attorney"), ALLOWED),
        events=[
            *KR.each(["2026-03-02", "2026-03-03"], "10:00", "call"),
            *KR.each(["2026-03-02", "2026-03-04"], "15:00", "sms", "guarantor"),
            *KR.each(["2026-03-03", "2026-03-05"], "15:00", "letter", collector="agency"),
            KR.placed("2026-03-06 11:00", "visit", outcome="wrong_person"),
        ],
    ),
    KR.row(
        "own_kr_attorney",
        "what is said to the attorney is not counted, nor put off while collection waits",
        KR.ask("2026-03-07 12:00", EMAIL, ALLOWED),
        KR.ask("2026-03-08 12:00", EMAIL, REFUSED, WAITS),
        KR.ask("2026-03-08 12:00", contact("call", "attorney"), ALLOWED),
        events=[
            *A31[1:],
            KR.placed("2026-03-06 12:00", "call", "attorney", "conversation"),
            KR.held("2026-03-08 09:00", "bereavement"),
        ],
    ),
    KR.row(
        "own_kr_stand_in",
        "guardians, heirs and an estate's representative stand in for the debtor, in the count as well",
        *(
            KR.ask("2026-03-07 12:00", contact("call", party), REFUSED, rule)
            for party in ("guardian", "successor", "representative")
            for rule in (SEVEN, WAITS)
        ),
        KR.ask("2026-03-07 12:00", contact("call", "collector_attorney"), ALLOWED),
        events=[
            *KR.each([f"2026-03-0{n}" for n in range(1, 8)], "10:00", "call", "guardian"),
            KR.held("2026-03-06 09:00", "deceased"),
        ],
    ),
    KR.row(
        "own_kr_other_debts_hold",
        "a death told about another debt holds this one up too; a cease request is another law's",
        KR.ask("2026-03-03 12:00", CALL, ALLOWED),
        KR.ask("2026-03-04 12:00", CALL, REFUSED, WAITS),
        events=[KR.held("2026-03-03 09:00", "cease")],
        beside={"card": [KR.held("2026-03-04 09:00", "deceased")]},
    ),
    KR.row(
        "own_kr_another_wish",
        "who closed calls is written to; an hour told of another debt is closed for this one",
        KR.ask("2026-03-03 12:00", CALL, REFUSED, CLOSED),
        KR.ask("2026-03-03 12:00", SMS, ALLOWED),
        KR.ask("2026-03-03 09:59", SMS, REFUSED, CLOSED),
        KR.ask("2026-03-03 10:00", SMS, ALLOWED),
        events=[cf.PreferenceGiven("calls", at=KR.at("2026-03-02 09:00"), channel="call")],
        beside={
            "card": [
                cf.PreferenceGiven("mornings", at=KR.at("2026-03-02 09:00"), starts=time(8), stops=time(10))
            ]
        },
    ),
    KR.row(
        "own_kr_night_for_everybody",
        "nobody is disturbed at night without reason, the attorney, the family and a reply included",
        KR.ask("2026-03-02 21:00", contact("call", "attorney"), SOFT, NIGHT),
        KR.ask("2026-03-02 23:59:59", contact("visit", "family"), SOFT, NIGHT),
        KR.ask("2026-03-03 00:00", STATUTORY, SOFT, NIGHT),
    ),
    KR.row(
        "own_kr_before_the_act",
        "on the day before the act came into force seven were no limit; nights were",
        KR.ask("2024-10-16 20:59", CALL, ALLOWED),
        KR.ask("2024-10-16 21:00", CALL, SOFT, NIGHT),
        KR.ask("2024-10-17 12:00", CALL, REFUSED, SEVEN),
        events=[
            *KR.each([f"2024-10-{day}" for day in range(12, 16)], "10:00", "sms"),
            *KR.each([f"2024-10-{day}" for day in range(12, 16)], "11:00", "call"),
        ],
    ),
    KR.row(
        "own_kr_abroad",
        "a debtor in Sydney, in summer time until 5 April, has a night two hours before Seoul's, then one",
        KR.ask("2026-04-04 18:59", CALL, ALLOWED),
        KR.ask("2026-04-04 19:00", CALL, SOFT, NIGHT),
        KR.ask("2026-04-05 19:00", CALL, ALLOWED),
        KR.ask("2026-04-05 20:00", CALL, SOFT, NIGHT),
        opening={"persons": [cf.Person("b", "borrower", zones=["Australia/Sydney"])]},
    ),
    KR.row(
        "own_kr_nowhere",
        "of whom nobody knows the clock, nobody knows the night: never allowed",
        KR.ask("2026-03-03 12:00", CALL, UNKNOWN),
        opening={"persons": [cf.Person("b", "borrower")]},
    ),
)
