"""The rows of countries of Asia and the Pacific, but for China."""

from __future__ import annotations

from datetime import time

import collectflow as cf
from tests import law_rules
from tests.law_lands import (
    CALL,
    CLASSES,
    EMAIL,
    INTEREST,
    NAMED,
    SMS,
    STATUTORY,
    VISIT,
    WHERE_IS,
    Land,
    contact,
    dues,
    holidays,
    ours_not,
)
from tests.law_support import ALLOWED, REFUSED, SOFT, Row

# --- South Korea ----------------------------------------------------------------------------------------

KR = Land("Asia/Seoul", "KRW", [law_rules.korea()])
SEVEN = "kr.seven-in-seven-days"

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

KOREA: tuple[Row, ...] = (
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
        KR.ask("2026-03-02 21:00", CALL, REFUSED, "kr.night"),
        KR.ask("2026-05-02 12:00", CALL, REFUSED, "kr.hold"),
        KR.ask("2026-06-02 23:59", CALL, REFUSED, "kr.hold"),
        KR.ask("2026-06-03 08:00", CALL, ALLOWED),
        events=[KR.held("2026-03-03 09:00", "hardship", until="2026-06-02")],
    ),
    KR.row(
        "own_kr_morning",
        "the night ends at eight",
        KR.ask("2026-03-02 07:59:59", SMS, REFUSED, "kr.night"),
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
        KR.ask("2026-03-07 12:00", CALL, REFUSED, "kr.hold"),
        KR.ask("2026-03-07 12:00", STATUTORY, ALLOWED),
        KR.ask("2026-03-07 12:00", _ANSWER, ALLOWED),
        KR.ask("2026-03-07 12:00", contact("visit", reply_to=_ASKED_BY_MAIL.id), REFUSED, "kr.blocked"),
        KR.ask("2026-03-07 22:00", _ANSWER, REFUSED, "kr.night"),
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
        KR.ask("2026-03-07 12:00", contact("call", "guarantor"), REFUSED, "kr.blocked"),
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
        KR.ask("2026-03-02 12:00", CALL, REFUSED, "kr.blocked"),
        KR.ask("2026-03-06 16:59", SMS, REFUSED, "kr.blocked"),
        KR.ask("2026-03-06 17:00", SMS, ALLOWED),
        KR.ask("2026-03-07 12:59", CALL, REFUSED, "kr.blocked"),
        KR.ask("2026-03-07 13:00", CALL, ALLOWED),
        KR.ask("2026-03-08 12:00", CALL, ALLOWED),
        KR.ask("2026-03-06 16:59", STATUTORY, ALLOWED),
        events=_SLOTS,
    ),
    KR.row(
        "own_kr_means",
        "three means that the debtor blocked: visits, a number, and the place of work",
        KR.ask("2026-03-03 12:00", VISIT, REFUSED, "kr.blocked"),
        KR.ask("2026-03-03 12:00", contact("call", address="010-1"), REFUSED, "kr.blocked"),
        KR.ask("2026-03-03 12:00", contact("call", address="010-2"), ALLOWED),
        KR.ask("2026-03-03 12:00", contact("letter", place="work"), REFUSED, "kr.blocked"),
        KR.ask("2026-03-03 12:00", SMS, ALLOWED),
        events=[
            cf.PreferenceGiven("visits", at=KR.at("2026-03-02 09:00"), channel="visit"),
            cf.PreferenceGiven("number", at=KR.at("2026-03-02 09:00"), address="010-1"),
            cf.PreferenceGiven("work", at=KR.at("2026-03-02 09:00"), place="work"),
        ],
    ),
)

# --- India, Indonesia, the Philippines, Vietnam, Thailand -----------------------------------------------

IN = Land("Asia/Kolkata", "INR", [law_rules.india()])
MICRO = [law_rules.india(microfinance=True)]
NPA_DUE = {"dues": dues(("2021-03-31", 1_000_00)), "at": IN.at("2021-03-01 09:00")}

INDIA: tuple[Row, ...] = (
    ours_not("A24", "SMA and NPA dates of a due of 31 March 2021", CLASSES),
    ours_not("A25", "a lender's table of SMA and NPA dates", CLASSES),
    ours_not("A26", "the day-end that completes the ninetieth day", CLASSES),
    IN.row(
        "C34",
        "a bank's hours",
        IN.ask("2026-03-02 18:30", CALL, ALLOWED),
        IN.ask("2026-03-02 08:00", CALL, ALLOWED),
        IN.ask("2026-03-02 19:00", CALL, REFUSED, "in.hours"),
        IN.ask("2026-03-02 19:01", CALL, REFUSED, "in.hours"),
        IN.ask("2026-03-02 07:59", CALL, REFUSED, "in.hours"),
    ),
    IN.row(
        "C34 microfinance",
        "a microfinance lender's hours",
        IN.ask("2026-03-02 18:30", CALL, REFUSED, "in.hours"),
        IN.ask("2026-03-02 17:59", CALL, ALLOWED),
        policies=MICRO,
    ),
    IN.row(
        "own_in_last_minute",
        "`after 19:00` leaves 19:00 itself free to who reads it so",
        IN.ask("2026-03-02 19:00", CALL, ALLOWED),
        IN.ask("2026-03-02 19:00:01", CALL, REFUSED, "in.hours"),
        policies=[law_rules.india(closed="both")],
    ),
    IN.row(
        "own_in_wedding",
        "not at a wedding, nor to a referee, nor at work before home",
        IN.ask("2026-03-02 12:00", CALL, REFUSED, "in.occasions"),
        IN.ask("2026-03-05 12:00", CALL, ALLOWED),
        IN.ask("2026-03-05 12:00", contact("call", "reference"), REFUSED, "in.parties"),
        IN.ask("2026-03-05 12:00", contact("visit", place="work"), REFUSED, "in.visits"),
        IN.ask("2026-03-06 12:00", contact("visit", place="work"), ALLOWED),
        events=[
            IN.held("2026-03-01 09:00", "hardship", until="2026-03-04"),
            IN.placed("2026-03-04 17:00", "call", outcome="no_answer", place="home"),
            IN.placed("2026-03-04 18:00", "visit", outcome="no_answer", place="shop"),
            IN.placed("2026-03-05 17:00", "visit", outcome="no_answer", place="home"),
        ],
    ),
    IN.row(
        "own_in_wishes",
        "who asked for afternoons, in whichever loan's case, is not called in the morning",
        IN.ask("2026-03-03 11:59", CALL, REFUSED, "in.wishes"),
        IN.ask("2026-03-03 12:00", CALL, ALLOWED),
        IN.ask("2026-03-03 11:59", contact("call", "guarantor"), ALLOWED),
        events=[IN.held("2026-03-02 09:00", "dispute")],
        beside={
            "other": [
                cf.PreferenceGiven("afternoons", at=IN.at("2026-03-02 09:00"), person="b", stops=time(12))
            ]
        },
    ),
    IN.row(
        "own_in_microfinance_visits",
        "home is visited after two agreed visits in vain, one after the other",
        IN.ask("2026-03-04 12:00", contact("visit", place="home"), REFUSED, "in.visits"),
        IN.ask("2026-03-06 12:00", contact("visit", place="home"), REFUSED, "in.visits"),
        IN.ask("2026-03-08 12:00", contact("visit", place="home"), ALLOWED),
        IN.ask("2026-03-04 12:00", contact("visit", place="agreed"), ALLOWED),
        events=[
            IN.placed("2026-03-02 12:00", "visit", outcome="no_answer", place="agreed"),
            IN.placed("2026-03-05 12:00", "visit", outcome="conversation", place="agreed"),
            IN.placed("2026-03-05 15:00", "visit", outcome="no_answer", place="agreed"),
            IN.placed("2026-03-07 12:00", "visit", outcome="no_answer", place="agreed"),
        ],
        policies=MICRO,
    ),
    IN.row(
        "own_in_day_count",
        "the dates of A24 by the inclusive day count, for an act that waits for the ninetieth day's end",
        IN.ask("2021-06-28 12:00", cf.Act("mark_npa"), REFUSED, "in.npa"),
        IN.ask("2021-06-29 12:00", cf.Act("mark_npa"), ALLOWED),
        opening=NPA_DUE,
        policies=[law_rules.india_npa()],
        parts={"acts": ["mark_npa"]},
    ),
)

ID = Land("Asia/Jakarta", "IDR", [law_rules.indonesia()])
_RANG = ID.each([f"2026-03-0{n}" for n in range(1, 7)], "10:00", "call", outcome="no_answer")

INDONESIA: tuple[Row, ...] = (
    ours_not("A27", "interest by the cap of 2024", INTEREST),
    ours_not("C36", "interest that stops at the principal", INTEREST),
    ID.row(
        "own_id_hours",
        "between eight and eight where the borrower lives, unless the borrower agreed before",
        ID.ask("2026-03-02 07:59", CALL, REFUSED, "id.hours"),
        ID.ask("2026-03-02 08:00", CALL, ALLOWED),
        ID.ask("2026-03-02 19:59", CALL, ALLOWED),
        ID.ask("2026-03-02 20:00", CALL, REFUSED, "id.hours"),
        ID.ask("2026-03-03 20:30", CALL, ALLOWED),
        events=[ID.permits("2026-03-03 12:00", "contact", person="b", until="2026-03-03 21:00")],
    ),
    ID.row(
        "own_id_emergency_contact",
        "asked for an unreachable borrower's whereabouts, if they agreed; never for money",
        ID.ask("2026-03-06 12:00", WHERE_IS, REFUSED, "id.emergency-contact"),
        ID.ask("2026-03-07 12:00", WHERE_IS, ALLOWED),
        ID.ask("2026-03-07 12:00", NAMED, REFUSED, "id.only-the-borrower"),
        ID.ask("2026-03-08 12:00", WHERE_IS, REFUSED, "id.emergency-contact"),
        ID.ask("2026-03-07 12:00", contact("call", "friend", purpose="locate"), REFUSED),
        events=[
            *_RANG,
            ID.permits("2026-03-01 09:00", "locate", person="spouse"),
            ID.permits("2026-03-01 10:00", "locate"),
            ID.permits("2026-03-01 11:00", "third_party", person="emergency_contact"),
            ID.permits("2026-03-07 09:00", "locate", person="emergency_contact"),
            ID.came_in("2026-03-08 09:00", "sms"),
        ],
    ),
    ID.row(
        "own_id_ninety_days",
        "the platform stops past ninety days; others whom it instructs do not",
        ID.ask("2026-06-01 12:00", CALL, ALLOWED),
        ID.ask("2026-06-02 12:00", CALL, REFUSED, "id.ninety-days"),
        ID.ask("2026-06-02 12:00", contact("call", collector="agency"), ALLOWED),
        opening={"dues": dues(("2026-03-03", 1_000_00)), "at": ID.at("2026-03-01 09:00")},
    ),
)

PH = Land("Asia/Manila", "PHP", [law_rules.philippines()])
_EARLY = {"dues": dues(("2026-03-02", 1_000_00)), "at": PH.at("2026-03-01 09:00")}

PHILIPPINES: tuple[Row, ...] = (
    PH.row(
        "C37",
        "half past five in the morning, ten and sixteen days past due, with the exception",
        PH.ask("2026-03-12 05:30", CALL, REFUSED, "ph.hours"),
        PH.ask("2026-03-17 05:30", CALL, REFUSED, "ph.hours"),
        PH.ask("2026-03-18 05:30", CALL, ALLOWED),
        PH.ask("2026-03-12 12:00", contact("call", "friend"), REFUSED, "ph.contact-list"),
        PH.ask("2026-03-12 12:00", contact("call", "guarantor"), ALLOWED),
        opening=_EARLY,
        policies=[law_rules.philippines(late=True)],
    ),
    PH.row(
        "C37 without the exception",
        "the same for who does not rely on it",
        PH.ask("2026-03-18 05:30", CALL, REFUSED, "ph.hours"),
        PH.ask("2026-03-18 06:00", CALL, ALLOWED),
        opening=_EARLY,
    ),
    PH.row(
        "own_ph_even_with_consent",
        "a friend who agreed is not called either; at ten in the evening the day ends",
        PH.ask("2026-03-12 12:00", contact("call", "friend"), REFUSED, "ph.contact-list"),
        PH.ask("2026-03-17 21:59", CALL, ALLOWED),
        PH.ask("2026-03-17 22:00", CALL, REFUSED, "ph.hours"),
        PH.ask("2026-03-18 22:00", CALL, ALLOWED),
        events=[
            PH.permits("2026-03-11 12:00", "third_party", person="friend"),
            PH.permits("2026-03-18 12:00", "contact", person="b"),
        ],
        opening=_EARLY,
    ),
)

VN = Land("Asia/Ho_Chi_Minh", "VND", [law_rules.vietnam()])

VIETNAM: tuple[Row, ...] = (
    VN.row(
        "own_vn_five_a_day",
        "a sixth reminder of a day, by whatever channel; only between seven and nine; only who has to pay",
        VN.ask("2026-03-02 06:59", CALL, REFUSED, "vn.hours"),
        VN.ask("2026-03-02 11:30", SMS, ALLOWED),
        VN.ask("2026-03-02 12:30", SMS, REFUSED, "vn.five-a-day"),
        VN.ask("2026-03-02 12:30", contact("sms", "guarantor"), ALLOWED),
        VN.ask("2026-03-03 07:00", SMS, ALLOWED),
        VN.ask("2026-03-03 21:00", SMS, REFUSED, "vn.hours"),
        VN.ask("2026-03-03 12:00", contact("sms", "family"), REFUSED, "vn.obliged"),
        events=[
            *(VN.placed(f"2026-03-02 {hour:02}:00", "call") for hour in (7, 8, 9)),
            VN.placed("2026-03-02 09:30", "sms", "guarantor"),
            VN.came_in("2026-03-02 10:30", "sms"),
            VN.placed("2026-03-02 12:00", "email"),
        ],
        beside={"other": [VN.placed("2026-03-02 10:00", "call")]},
    ),
)

TH = Land(
    "Asia/Bangkok",
    "THB",
    [law_rules.thailand()],
    {"calendars": {"thailand": holidays("2026-04-06", weekend=())}},
)

THAILAND: tuple[Row, ...] = (
    TH.row(
        "C39",
        "a second demand of the day; Saturday as a holiday, the safer reading; a public holiday",
        TH.ask("2026-03-03 16:00", CALL, REFUSED, "th.one-demand-a-day"),
        TH.ask("2026-03-04 08:00", CALL, ALLOWED),
        TH.ask("2026-03-04 07:59", CALL, REFUSED, "th.hours"),
        TH.ask("2026-03-04 19:59", CALL, ALLOWED),
        TH.ask("2026-03-04 20:00", CALL, REFUSED, "th.hours"),
        TH.ask("2026-03-07 07:59", CALL, REFUSED, "th.hours"),
        TH.ask("2026-03-07 08:00", CALL, ALLOWED),
        TH.ask("2026-03-07 17:59", CALL, ALLOWED),
        TH.ask("2026-04-06 07:59", CALL, REFUSED, "th.hours"),
        TH.ask("2026-04-06 08:00", CALL, ALLOWED),
        TH.ask("2026-04-06 17:59", CALL, ALLOWED),
        TH.ask("2026-04-06 18:00", CALL, REFUSED, "th.hours"),
        TH.ask("2026-03-07 18:30", CALL, REFUSED, "th.hours"),
        TH.ask("2026-04-06 18:30", CALL, REFUSED, "th.hours"),
        TH.ask("2026-04-07 18:30", CALL, ALLOWED),
        events=TH.each(["2026-03-03"], "09:00", "sms", outcome="sent"),
    ),
    TH.row(
        "C39 Saturday as a weekday",
        "the other reading",
        TH.ask("2026-03-07 18:30", CALL, ALLOWED),
        TH.ask("2026-03-07 20:00", CALL, REFUSED, "th.hours"),
        TH.ask("2026-04-06 18:30", CALL, REFUSED, "th.hours"),
        policies=[law_rules.thailand(weekend=time(20))],
    ),
    TH.row(
        "own_th_not_a_demand",
        "information after a demand is none; one about another debt is; a spouse is asked, not told",
        TH.ask("2026-03-03 16:00", contact("call", purpose="inform"), ALLOWED),
        TH.ask("2026-03-03 16:00", CALL, REFUSED, "th.one-demand-a-day"),
        TH.ask("2026-03-03 16:00", contact("call", "spouse"), REFUSED, "th.third-parties"),
        TH.ask("2026-03-03 16:00", contact("call", "spouse", purpose="locate"), ALLOWED),
        TH.ask("2026-03-02 16:00", CALL, ALLOWED),
        TH.ask("2026-03-03 16:00", contact("call", "friend"), ALLOWED),
        events=[
            TH.placed("2026-03-02 09:00", "call", purpose="inform"),
            TH.placed("2026-03-02 10:00", "call", "guarantor"),
            TH.came_in("2026-03-02 11:00", "call"),
            TH.permits("2026-03-02 12:00", "third_party", person="friend"),
        ],
        beside={"other": TH.each(["2026-03-03"], "09:00", "call", outcome="conversation")},
    ),
)

# --- Australia ------------------------------------------------------------------------------------------

AU = Land(
    "Australia/Sydney",
    "AUD",
    [law_rules.australia()],
    {"calendars": {"australia": holidays("2026-04-03", "2026-04-06", weekend=())}},
)
AT_WORK = contact("call", place="work")

AUSTRALIA: tuple[Row, ...] = (
    AU.row(
        "C41",
        "a guideline's hours: Saturday, Monday, a public holiday, and at work",
        AU.ask("2026-03-07 08:30", CALL, SOFT, "au.phone"),
        AU.ask("2026-03-02 07:30", CALL, ALLOWED),
        AU.ask("2026-04-03 12:00", CALL, SOFT, "au.public-holidays"),
        AU.ask("2026-03-02 17:30", AT_WORK, SOFT, "au.workplace"),
    ),
    AU.row(
        "own_au_boundaries",
        "a minute before and at; visits begin at nine on every day; work has hours of its own",
        AU.ask("2026-03-02 07:29", CALL, SOFT, "au.phone"),
        AU.ask("2026-03-07 09:00", CALL, ALLOWED),
        AU.ask("2026-03-07 20:59", CALL, ALLOWED),
        AU.ask("2026-03-07 21:00", CALL, SOFT, "au.phone"),
        AU.ask("2026-03-02 21:00", VISIT, SOFT, "au.face-to-face"),
        AU.ask("2026-03-07 12:00", AT_WORK, SOFT, "au.workplace"),
        AU.ask("2026-03-02 09:00", AT_WORK, ALLOWED),
        AU.ask("2026-03-02 17:00", AT_WORK, SOFT, "au.workplace"),
        AU.ask("2026-03-02 21:00", CALL, SOFT, "au.phone"),
        AU.ask("2026-03-02 08:59", VISIT, SOFT, "au.face-to-face"),
        AU.ask("2026-03-02 09:00", VISIT, ALLOWED),
        AU.ask("2026-03-02 08:00", AT_WORK, SOFT, "au.workplace"),
        AU.ask("2026-03-02 16:59", AT_WORK, ALLOWED),
        AU.ask("2026-03-03 17:30", AT_WORK, ALLOWED),
        AU.ask("2026-04-03 06:00", CALL, ALLOWED),
        AU.ask("2026-04-03 06:00", VISIT, ALLOWED),
        AU.ask("2026-04-03 12:00", contact("call", "guarantor"), SOFT, "au.public-holidays"),
        events=[
            AU.permits("2026-03-03 10:00", "contact", person="b", until="2026-03-03 19:00"),
            AU.permits("2026-04-02 10:00", "contact", person="b", until="2026-04-04 00:00"),
        ],
    ),
    AU.row(
        "own_au_caps",
        "three a week, a visit a month; what is soft yields to the debtor's wish",
        AU.ask("2026-03-05 12:00", SMS, SOFT, "au.three-a-week"),
        AU.ask("2026-03-09 12:00", SMS, ALLOWED),
        AU.ask("2026-03-09 12:00", VISIT, SOFT, "au.one-visit-a-month"),
        AU.ask("2026-04-04 12:00", VISIT, ALLOWED),
        events=[
            AU.placed("2026-03-02 12:00", "call", outcome="no_answer"),
            AU.placed("2026-03-03 12:00", "sms", outcome="sent"),
            AU.placed("2026-03-04 12:00", "visit", outcome="no_answer"),
        ],
    ),
    AU.row(
        "own_au_ten_a_month",
        "two contacts on each Monday are few a week, and too many by the sixth; inbound ones are none",
        AU.ask("2026-03-24 12:00", CALL, ALLOWED),
        AU.ask("2026-03-31 12:00", CALL, SOFT, "au.ten-a-month"),
        AU.ask("2026-03-31 12:00", contact("call", "guarantor"), ALLOWED),
        AU.ask("2026-04-02 12:00", CALL, ALLOWED),
        events=[
            *AU.each([f"2026-03-{day:02}" for day in (2, 9, 16, 23, 30)], "12:00", "call"),
            *AU.each([f"2026-03-{day:02}" for day in (2, 9, 16, 23)], "15:00", "sms"),
            AU.placed("2026-03-24 09:00", "visit", "guarantor"),
            AU.came_in("2026-03-24 10:00", "call"),
        ],
        beside={"card": AU.each(["2026-03-30"], "15:00", "sms")},
    ),
)

ROWS = (*KOREA, *INDIA, *INDONESIA, *PHILIPPINES, *VIETNAM, *THAILAND, *AUSTRALIA)
