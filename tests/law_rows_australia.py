"""The rows of Australia, through the pack that ships."""

from __future__ import annotations

from datetime import time

import collectflow as cf
from collectflow.policies import australia
from tests.law_lands import CALL, EMAIL, PRACTICE, SMS, VISIT, Land, contact, holidays
from tests.law_support import ADVISED, ALLOWED, SOFT, Row

#: Good Friday, Easter Monday.
AU = Land(
    "Australia/Sydney",
    "AUD",
    [australia.policy()],
    {"calendars": {"australia": holidays("2026-04-03", "2026-04-06", weekend=())}},
)
AT_WORK = contact("call", place="work")
#: Three contacts that reached the debtor, and others that did not.
_THREE = [
    AU.placed("2026-03-02 12:00", "call", outcome="conversation"),
    AU.placed("2026-03-02 15:00", "call", outcome="no_answer"),
    AU.placed("2026-03-02 15:30", "call", outcome="voicemail"),
    AU.placed("2026-03-02 16:00", "call", outcome="not_connected"),
    AU.placed("2026-03-02 16:30", "call", outcome="wrong_person"),
    AU.placed("2026-03-03 12:00", "sms", outcome="sent"),
    AU.placed("2026-03-03 13:00", "sms", outcome="undelivered"),
    AU.placed("2026-03-04 12:00", "visit", outcome="conversation"),
    AU.placed("2026-03-04 15:00", "email", outcome="delivered"),
]

ROWS: tuple[Row, ...] = (
    AU.row(
        "C41",
        "a guideline's hours: Saturday, Monday, a public holiday, and at work",
        AU.ask("2026-03-07 08:30", CALL, SOFT, "rg-96.telephone"),
        AU.ask("2026-03-02 07:30", CALL, ALLOWED),
        AU.ask("2026-04-03 12:00", CALL, SOFT, "rg-96.public-holidays"),
        AU.ask("2026-03-02 17:30", AT_WORK, SOFT, "rg-96.workplace"),
    ),
    AU.row(
        "own_au_boundaries",
        "a minute before and at; visits begin at nine on every day; work has hours of its own",
        AU.ask("2026-03-02 07:29", CALL, SOFT, "rg-96.telephone"),
        AU.ask("2026-03-07 09:00", CALL, ALLOWED),
        AU.ask("2026-03-07 20:59", CALL, ALLOWED),
        AU.ask("2026-03-07 21:00", CALL, SOFT, "rg-96.telephone"),
        AU.ask("2026-03-02 21:00", SMS, SOFT, "rg-96.telephone"),
        AU.ask("2026-03-02 21:00", EMAIL, ALLOWED),
        AU.ask("2026-03-02 21:00", VISIT, SOFT, "rg-96.face-to-face"),
        AU.ask("2026-03-07 12:00", AT_WORK, SOFT, "rg-96.workplace"),
        AU.ask("2026-03-02 09:00", AT_WORK, ALLOWED),
        AU.ask("2026-03-02 17:00", AT_WORK, SOFT, "rg-96.workplace"),
        AU.ask("2026-03-02 21:00", CALL, SOFT, "rg-96.telephone"),
        AU.ask("2026-03-02 08:59", VISIT, SOFT, "rg-96.face-to-face"),
        AU.ask("2026-03-02 09:00", VISIT, ALLOWED),
        AU.ask("2026-03-02 08:00", AT_WORK, SOFT, "rg-96.workplace"),
        AU.ask("2026-03-02 16:59", AT_WORK, ALLOWED),
    ),
    AU.row(
        "own_au_wished_for",
        "what the debtor wishes is free, on a holiday and at work as well; a guarantor wished nothing",
        AU.ask("2026-03-03 17:30", AT_WORK, ALLOWED),
        AU.ask("2026-04-03 06:00", CALL, ALLOWED),
        AU.ask("2026-04-03 06:00", VISIT, ALLOWED),
        AU.ask("2026-04-03 12:00", contact("call", "guarantor"), SOFT, "rg-96.public-holidays"),
        AU.ask("2026-04-03 12:00", contact("email", "guarantor"), ALLOWED),
        events=[
            AU.permits("2026-03-03 10:00", "contact", person="b", until="2026-03-03 19:00"),
            AU.permits("2026-04-02 10:00", "contact", person="b", until="2026-04-04 00:00"),
        ],
    ),
    AU.row(
        "own_au_not_wished_for",
        "more contacts are no other hours, nor is what another person, or for another channel, was permitted",
        AU.ask("2026-03-03 22:00", CALL, SOFT, "rg-96.telephone"),
        AU.ask("2026-03-03 22:00", VISIT, SOFT, "rg-96.face-to-face"),
        AU.ask("2026-03-03 22:00", AT_WORK, SOFT, "rg-96.workplace"),
        AU.ask("2026-04-03 12:00", CALL, SOFT, "rg-96.public-holidays"),
        events=[
            AU.permits("2026-03-03 10:00", "frequency", person="b"),
            AU.permits("2026-03-03 10:01", "contact", person="guarantor"),
            AU.permits("2026-03-03 10:02", "contact", person="b", channel="letter"),
            AU.permits("2026-03-03 10:03", "contact", person="b", collector="agency"),
        ],
    ),
    AU.row(
        "own_au_wished_for_elsewhere",
        "told about another debt it is known",
        *(AU.ask("2026-04-03 22:00", each, ALLOWED) for each in (CALL, VISIT, AT_WORK)),
        beside={"card": [AU.permits("2026-04-02 10:00", "contact", person="b")]},
    ),
    AU.row(
        "own_au_working_week",
        "every weekday is worked on",
        *(AU.ask(f"2026-03-0{day} 12:00", AT_WORK, ALLOWED) for day in range(2, 7)),
        AU.ask("2026-03-08 12:00", AT_WORK, SOFT, "rg-96.workplace"),
    ),
    AU.row(
        "own_au_what_a_wish_is_about",
        "a wish about texts is none about calls, and one about work none about home",
        AU.ask("2026-03-04 12:00", SMS, SOFT, "rg-96.wishes"),
        AU.ask("2026-03-04 12:00", CALL, ALLOWED),
        AU.ask("2026-03-04 12:00", AT_WORK, SOFT, "rg-96.wishes"),
        events=[
            cf.PreferenceGiven("texts", at=AU.at("2026-03-03 15:00"), person="b", channel="sms"),
            cf.PreferenceGiven("work", at=AU.at("2026-03-03 15:01"), person="b", place="work"),
        ],
    ),
    AU.row(
        "own_au_fewer_times",
        "a shift worker who sleeps until two is called after two; which may be told about another debt",
        AU.ask("2026-03-04 13:59", CALL, SOFT, "rg-96.wishes"),
        AU.ask("2026-03-04 14:00", CALL, ALLOWED),
        AU.ask("2026-03-04 13:59", contact("call", "guarantor"), ALLOWED),
        beside={
            "card": [cf.PreferenceGiven("shift", at=AU.at("2026-03-03 15:00"), person="b", stops=time(14))]
        },
    ),
    AU.row(
        "own_au_clocks_back",
        "on the Sunday on which summer ends a day has an hour more: nine is nine of the new time",
        AU.ask("2026-04-05 08:59", CALL, SOFT, "rg-96.telephone"),
        AU.ask("2026-04-05 09:00", CALL, ALLOWED),
        AU.ask("2026-04-05 20:59", CALL, ALLOWED),
        AU.ask("2026-04-05 21:00", CALL, SOFT, "rg-96.telephone"),
    ),
    AU.row(
        "own_au_third_parties",
        "the hours hold for third parties, the numbers do not",
        AU.ask("2026-03-05 07:00", contact("call", "neighbour"), SOFT, "rg-96.telephone"),
        AU.ask("2026-03-05 12:00", contact("call", "neighbour"), ALLOWED),
        events=[AU.placed(f"2026-03-0{n} 12:00", "call", "neighbour", "conversation") for n in (2, 3, 4)],
    ),
    AU.row(
        "own_au_three_a_week",
        "three contacts that were made; attempts and visits are none of them",
        AU.ask("2026-03-04 14:00", SMS, ALLOWED),
        AU.ask("2026-03-05 12:00", SMS, SOFT, "rg-96.three-a-week"),
        AU.ask("2026-03-04 11:00", VISIT, ALLOWED),
        AU.ask("2026-03-05 12:00", contact("sms", "guarantor"), ALLOWED),
        AU.ask("2026-03-08 23:59", EMAIL, SOFT, "rg-96.three-a-week"),
        AU.ask("2026-03-09 12:00", SMS, ALLOWED),
        events=_THREE,
    ),
    AU.row(
        "own_au_one_meeting_a_month",
        "who was met on 4 March is met again from 4 April; in vain is not met, nor is who was called",
        AU.ask("2026-03-04 11:00", VISIT, ALLOWED),
        AU.ask("2026-04-02 12:00", VISIT, SOFT, "rg-96.one-meeting-a-month"),
        AU.ask("2026-04-02 12:00", contact("visit", "guarantor"), ALLOWED),
        AU.ask("2026-04-04 12:00", VISIT, ALLOWED),
        events=[
            AU.placed("2026-03-03 12:00", "visit", outcome="no_answer"),
            AU.placed("2026-03-03 13:00", "call", outcome="conversation"),
            AU.placed("2026-03-04 12:00", "visit", outcome="conversation"),
        ],
        beside={"card": [AU.placed("2026-03-20 12:00", "visit", outcome="conversation")]},
    ),
    AU.row(
        "own_au_calendar_month",
        "by calendar months a meeting on the last of March leaves April free",
        AU.ask("2026-04-01 12:00", VISIT, ALLOWED),
        events=AU.each(["2026-03-31"], "12:00", "visit", outcome="conversation"),
        policies=[australia.policy(week=cf.week(), month=cf.month())],
    ),
    AU.row(
        "own_au_calendar_week",
        "by calendar weeks a new one begins on Monday, whenever the contacts of the last one were",
        AU.ask("2026-03-08 12:00", SMS, SOFT, "rg-96.three-a-week"),
        AU.ask("2026-03-09 12:00", SMS, ALLOWED),
        events=AU.each(["2026-03-05", "2026-03-06", "2026-03-07"], "12:00", "call", outcome="conversation"),
        policies=[australia.policy(week=cf.week(), month=cf.month())],
    ),
    AU.row(
        "own_au_per_account",
        "contacts about another account are that account's, and what came in is nobody's",
        AU.ask("2026-03-05 12:00", CALL, ALLOWED),
        AU.ask("2026-03-06 12:00", CALL, ALLOWED),
        AU.ask("2026-03-07 12:00", CALL, SOFT, "rg-96.three-a-week"),
        events=[
            AU.placed("2026-03-03 12:00", "call", outcome="conversation"),
            AU.placed("2026-03-04 12:00", "call", outcome="conversation"),
            AU.came_in("2026-03-05 10:00", "call"),
        ],
        beside={
            "card": [
                *AU.each(["2026-03-02", "2026-03-03"], "15:00", "call", outcome="conversation"),
                AU.placed("2026-03-06 15:00", "call", outcome="conversation", about=["account-case"]),
            ]
        },
    ),
    AU.row(
        "own_au_ten_a_month",
        "two contacts on each Monday are few a week, and too many by the sixth; an unknown one counts",
        AU.ask("2026-03-24 12:00", CALL, ALLOWED),
        AU.ask("2026-03-31 12:00", CALL, SOFT, "rg-96.ten-a-month"),
        AU.ask("2026-03-31 12:00", contact("call", "guarantor"), ALLOWED),
        AU.ask("2026-04-02 12:00", CALL, ALLOWED),
        events=[
            *AU.each([f"2026-03-{day:02}" for day in (2, 9, 16, 23, 30)], "12:00", "call"),
            *AU.each([f"2026-03-{day:02}" for day in (2, 9, 16, 23, 30)], "15:00", "sms"),
        ],
    ),
    AU.row(
        "own_au_nine_of_a_month",
        "nine were made; what was not, visits, and what is another account's make no ten",
        AU.ask("2026-03-31 12:00", CALL, ALLOWED),
        AU.ask("2026-03-31 16:00", CALL, SOFT, "rg-96.ten-a-month"),
        events=[
            *AU.each([f"2026-03-{day:02}" for day in (2, 9, 16, 23)], "12:00", "call"),
            *AU.each([f"2026-03-{day:02}" for day in (2, 9, 16, 23, 30)], "15:00", "sms"),
            *(
                AU.placed(f"2026-03-10 1{n}:00", "call", outcome=outcome)
                for n, outcome in enumerate(
                    ("not_connected", "no_answer", "voicemail", "undelivered", "wrong_person")
                )
            ),
            AU.placed("2026-03-11 12:00", "visit", outcome="conversation"),
            AU.came_in("2026-03-11 13:00", "call"),
        ],
        beside={
            "card": [
                AU.placed("2026-03-12 12:00", "call", outcome="conversation"),
                AU.placed("2026-03-31 15:00", "call", outcome="conversation", about=["account-case"]),
            ]
        },
    ),
    AU.row(
        "own_au_represented_elsewhere",
        "whom another debt's case knows to be represented is represented; whom one knows to be ill is not",
        AU.ask("2026-03-04 11:00", CALL, ALLOWED),
        AU.ask("2026-03-05 12:00", CALL, SOFT, "rg-96.represented"),
        events=[AU.held("2026-03-03 12:00", "hardship")],
        beside={"card": [AU.held("2026-03-04 12:00", "represented")]},
    ),
    AU.row(
        "own_au_represented",
        "the representative is spoken with instead",
        AU.ask("2026-03-05 12:00", CALL, SOFT, "rg-96.represented"),
        AU.ask("2026-03-05 12:00", contact("letter"), SOFT, "rg-96.represented"),
        AU.ask("2026-03-05 12:00", contact("call", "attorney"), ALLOWED),
        AU.ask("2026-03-05 12:00", contact("call", "representative"), ALLOWED),
        events=[AU.held("2026-03-04 12:00", "represented")],
    ),
    AU.row(
        "own_au_as_advice",
        "a guideline may be taken as advice",
        AU.ask("2026-03-07 08:30", CALL, ADVISED, "rg-96.telephone"),
        AU.ask("2026-03-07 09:30", CALL, ADVISED, "rg-96.three-a-week"),
        events=_THREE,
        policies=[australia.policy(effect="advise"), PRACTICE],
    ),
)
