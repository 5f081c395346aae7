"""The rows of Russia, and of countries of Africa and Latin America."""

from __future__ import annotations

from typing import Any

import collectflow as cf
from tests import law_rules_west as rules
from tests.law_lands import CALL, EMAIL, SMS, VISIT, Land, contact, dues, holidays
from tests.law_support import ALLOWED, REFUSED, Row

LETTER = contact("letter")
SUE = cf.Move("sue")
#: A suit is a move out of this stage.
OUTSOURCED = {"stage": "outsourced"}

# --- Russia ---------------------------------------------------------------------------------------------

#: 8 March 2026 is a Sunday, and so Monday 9 March is a holiday.
RU = Land("Europe/Moscow", "RUB", [rules.russia()], {"calendars": {"russia": holidays("2026-03-09")}})
BY_CALENDAR = [rules.russia(week=cf.week(), month=cf.month())]
#: Two calls a week, eight in all.
EIGHT = [f"2026-03-{day:02}" for day in (2, 4, 9, 11, 16, 18, 23, 25)]

RUSSIA: tuple[Row, ...] = (
    RU.row(
        "own_ru_hours",
        "working days, Saturdays and a holiday on a Monday, where the debtor is",
        RU.ask("2026-03-06 07:59", CALL, REFUSED, "ru.hours"),
        RU.ask("2026-03-06 08:00", CALL, ALLOWED),
        RU.ask("2026-03-06 21:59", CALL, ALLOWED),
        RU.ask("2026-03-06 22:00", CALL, REFUSED, "ru.hours"),
        RU.ask("2026-03-07 08:59", CALL, REFUSED, "ru.hours"),
        RU.ask("2026-03-07 09:00", CALL, ALLOWED),
        RU.ask("2026-03-09 08:30", CALL, REFUSED, "ru.hours"),
        RU.ask("2026-03-09 19:59", CALL, ALLOWED),
        RU.ask("2026-03-09 20:00", CALL, REFUSED, "ru.hours"),
        RU.ask("2026-03-10 20:00", CALL, ALLOWED),
        RU.ask("2026-03-09 06:00", LETTER, ALLOWED),
    ),
    RU.row(
        "own_ru_day_and_week",
        "one call a day, two a week: any seven days",
        RU.ask("2026-03-04 20:00", CALL, REFUSED, "ru.one-call-a-day"),
        RU.ask("2026-03-05 12:00", CALL, ALLOWED),
        RU.ask("2026-03-06 12:00", CALL, REFUSED, "ru.two-calls-a-week"),
        RU.ask("2026-03-10 12:00", CALL, REFUSED, "ru.two-calls-a-week"),
        RU.ask("2026-03-11 12:00", CALL, ALLOWED),
        RU.ask("2026-03-06 12:00", SMS, ALLOWED),
        events=RU.each(["2026-03-04", "2026-03-05"], "13:00", "call"),
    ),
    RU.row(
        "own_ru_calendar_week",
        "the same by calendar weeks: on Monday a new one begins",
        RU.ask("2026-03-08 12:00", CALL, REFUSED, "ru.two-calls-a-week"),
        RU.ask("2026-03-09 12:00", CALL, ALLOWED),
        events=RU.each(["2026-03-04", "2026-03-05"], "13:00", "call"),
        policies=BY_CALENDAR,
    ),
    RU.row(
        "own_ru_week_from_sunday",
        "and by weeks that begin on Sundays",
        RU.ask("2026-03-07 12:00", CALL, REFUSED, "ru.two-calls-a-week"),
        RU.ask("2026-03-08 12:00", CALL, ALLOWED),
        events=RU.each(["2026-03-04", "2026-03-05"], "13:00", "call"),
        policies=[rules.russia(week=cf.week(first=7), month=cf.month())],
    ),
    RU.row(
        "own_ru_month",
        "eight calls a month, and the three windows together: only the month's is full",
        RU.ask("2026-03-31 12:00", CALL, REFUSED, "ru.eight-calls-a-month"),
        RU.ask("2026-04-01 12:00", CALL, ALLOWED),
        events=RU.each(EIGHT, "13:00", "call"),
        policies=BY_CALENDAR,
    ),
    RU.row(
        "own_ru_any_month",
        "by any 31 days a ninth call waits for 2 April, and a tenth for the week",
        RU.ask("2026-04-01 12:00", CALL, REFUSED, "ru.eight-calls-a-month"),
        RU.ask("2026-04-02 12:00", CALL, ALLOWED),
        events=RU.each(EIGHT, "13:00", "call"),
    ),
    RU.row(
        "own_ru_meetings_and_messages",
        "one meeting a week; two messages a day, a voice message among them, and four a week",
        RU.ask("2026-03-03 13:30", EMAIL, REFUSED, "ru.two-messages-a-day"),
        RU.ask("2026-03-04 12:00", EMAIL, ALLOWED),
        RU.ask("2026-03-05 12:00", EMAIL, REFUSED, "ru.four-messages-a-week"),
        RU.ask("2026-03-05 12:00", LETTER, ALLOWED),
        RU.ask("2026-03-08 12:00", VISIT, REFUSED, "ru.one-meeting-a-week"),
        RU.ask("2026-03-09 12:00", VISIT, ALLOWED),
        events=[
            RU.placed("2026-03-02 12:00", "visit", outcome="conversation"),
            RU.placed("2026-03-03 12:00", "sms", outcome="sent"),
            RU.placed("2026-03-03 13:00", "recorded_call", outcome="voicemail"),
            RU.placed("2026-03-04 13:00", "sms", outcome="sent"),
            RU.placed("2026-03-04 14:00", "chat", outcome="sent"),
        ],
    ),
    RU.row(
        "own_ru_what_counts",
        "the debtor's own calls, a guarantor's, and letters use up nothing; the debtor's other debts do",
        RU.ask("2026-03-06 12:00", CALL, ALLOWED),
        RU.ask("2026-03-06 12:00", SMS, ALLOWED),
        RU.ask("2026-03-06 12:00", VISIT, ALLOWED),
        RU.ask("2026-03-07 12:00", CALL, REFUSED, "ru.two-calls-a-week"),
        RU.ask("2026-03-07 12:00", SMS, REFUSED, "ru.four-messages-a-week"),
        RU.ask("2026-03-07 12:00", VISIT, REFUSED, "ru.one-meeting-a-week"),
        RU.ask("2026-03-07 13:30", CALL, ALLOWED),
        RU.ask("2026-03-07 13:30", SMS, ALLOWED),
        RU.ask("2026-03-07 13:30", VISIT, ALLOWED),
        events=[
            *(RU.placed("2026-03-06 09:00", channel, "guarantor") for channel in ("call", "visit")),
            *(RU.placed(f"2026-03-06 {hour}:00", "sms", "guarantor") for hour in (10, 11)),
            *(RU.came_in(f"2026-03-06 10:0{n}", each) for n, each in enumerate(["call", "visit", "sms"])),
            *(RU.came_in(f"2026-03-06 11:0{n}", "sms") for n in range(4)),
            *(RU.placed(f"2026-03-06 09:0{n}", "letter") for n in range(4)),
            RU.placed("2026-03-05 12:00", "call"),
            RU.placed("2026-03-05 12:00", "sms"),
            RU.permits("2026-03-07 13:00", "frequency", person="b"),
        ],
        beside={
            "card": [
                *(RU.placed("2026-03-06 14:00", channel) for channel in ("call", "visit", "sms")),
                RU.placed("2026-03-04 14:00", "sms"),
                RU.placed("2026-03-03 14:00", "sms"),
            ]
        },
    ),
    RU.row(
        "own_ru_sixteen_messages",
        "four messages a week are sixteen in four weeks: a seventeenth waits for the month",
        RU.ask("2026-03-29 12:00", SMS, ALLOWED),
        RU.ask("2026-03-31 12:00", SMS, REFUSED, "ru.sixteen-messages-a-month"),
        RU.ask("2026-03-31 12:00", CALL, ALLOWED),
        RU.ask("2026-04-01 12:00", SMS, ALLOWED),
        events=[
            *RU.each([f"2026-03-{day:02}" for day in (2, 4, 9, 11, 16, 18, 23)], "12:00", "sms"),
            *RU.each([f"2026-03-{day:02}" for day in (2, 4, 9, 11, 16, 18, 23)], "13:00", "chat"),
            RU.placed("2026-03-24 12:00", "email"),
            RU.placed("2026-03-30 12:00", "app"),
            RU.placed("2026-03-30 13:00", "app", "guarantor"),
        ],
        policies=BY_CALENDAR,
    ),
    RU.row(
        "own_ru_agreed_to_what",
        "an agreement about other hours, by another person or for messages is none to more calls",
        RU.ask("2026-03-03 12:00", CALL, REFUSED, "ru.one-call-a-day"),
        events=[
            RU.placed("2026-03-03 09:00", "call"),
            RU.permits("2026-03-03 10:00", "contact", person="b"),
            RU.permits("2026-03-03 10:01", "frequency", person="guarantor"),
            RU.permits("2026-03-03 10:02", "frequency", person="b", channel="sms"),
            RU.permits("2026-03-03 10:03", "frequency", person="b", collector="agency"),
        ],
    ),
    RU.row(
        "own_ru_per_debtor",
        "calls about the debtor's other debt count; an agreement to more lifts numbers, not hours",
        RU.ask("2026-03-03 12:00", CALL, REFUSED, "ru.one-call-a-day"),
        RU.ask("2026-03-03 14:00", CALL, ALLOWED),
        RU.ask("2026-03-03 22:00", CALL, REFUSED, "ru.hours"),
        events=[RU.permits("2026-03-03 13:00", "frequency", person="b")],
        beside={"card": RU.each(["2026-03-03"], "09:00", "call")},
    ),
    RU.row(
        "own_ru_refusal",
        "who refused in writing is written to by post alone",
        RU.ask("2026-03-02 12:00", CALL, ALLOWED),
        RU.ask("2026-03-03 12:00", CALL, REFUSED, "ru.refusal"),
        RU.ask("2026-03-03 12:00", LETTER, ALLOWED),
        events=[
            RU.held("2026-03-02 09:00", "cease", channel="call"),
            RU.held("2026-03-02 10:00", "dispute", channel="letter"),
            RU.held("2026-03-03 09:00", "cease", channel="letter"),
        ],
    ),
)

# --- South Africa, Kenya --------------------------------------------------------------------------------

#: Good Friday, Family Day, Freedom Day, Workers' Day.
ZA = Land(
    "Africa/Johannesburg",
    "ZAR",
    [rules.south_africa()],
    {
        "calendars": {
            "south-africa": holidays("2026-04-03", "2026-04-06", "2026-04-27", "2026-05-01"),
        }
    },
)


def za_due(day: str) -> dict[str, Any]:
    """A debt that was due on a day."""
    return {**OUTSOURCED, "dues": dues((day, 1_000_00)), "at": ZA.at(f"{day} 08:00")}


SOUTH_AFRICA: tuple[Row, ...] = (
    ZA.row(
        "own_za_twenty_business_days",
        "due on Monday 2 March: the twentieth business day after it is Monday 30 March",
        ZA.ask("2026-03-27 12:00", SUE, REFUSED, "za.twenty-business-days"),
        ZA.ask("2026-03-29 12:00", SUE, REFUSED, "za.twenty-business-days"),
        ZA.ask("2026-03-30 00:00", SUE, ALLOWED),
        events=ZA.sent("2026-03-06 09:00", "default", delivered="2026-03-09 09:00"),
        opening=za_due("2026-03-02"),
    ),
    ZA.row(
        "own_za_ten_business_days",
        "delivered before Easter: ten business days are over Easter's two holidays",
        ZA.ask("2026-04-14 12:00", SUE, REFUSED, "za.ten-business-days"),
        ZA.ask("2026-04-15 12:00", SUE, ALLOWED),
        events=[
            ZA.sent("2026-02-02 09:00", "demand", delivered="2026-02-03 09:00"),
            ZA.sent("2026-03-20 09:00", "default", delivered="2026-03-30 09:00"),
            ZA.sent("2026-04-13 09:00", "other", delivered="2026-04-14 09:00"),
            ZA.placed("2026-04-07 09:00", "call", outcome="no_answer"),
        ],
        opening=za_due("2026-01-05"),
    ),
    ZA.row(
        "own_za_response",
        "a consumer who responded is not sued, before the notice was delivered or after",
        ZA.ask("2026-04-15 12:00", SUE, REFUSED, "za.response"),
        events=[
            ZA.sent("2026-03-20 09:00", "default", delivered="2026-03-30 09:00"),
            ZA.came_in("2026-04-02 09:00", "email"),
        ],
        opening=za_due("2026-01-05"),
    ),
    ZA.row(
        "own_za_no_notice",
        "no notice is not a notice of long ago, and neither is one that was not delivered or came back",
        ZA.ask("2026-03-01 12:00", SUE, REFUSED, "za.ten-business-days"),
        ZA.ask("2026-03-31 12:00", SUE, REFUSED, "za.ten-business-days"),
        ZA.ask("2026-04-30 12:00", SUE, REFUSED, "za.ten-business-days"),
        events=[
            ZA.sent("2026-01-12 09:00", "other", delivered="2026-01-13 09:00"),
            ZA.sent("2026-03-02 09:00", "default"),
            ZA.sent("2026-04-01 09:00", "default", delivered="2026-04-02 09:00"),
            cf.NoticeReturned("back", at=ZA.at("2026-04-20 09:00"), notice="default@2026-04-01 09:00"),
        ],
        opening=za_due("2026-01-05"),
    ),
)

KE = Land("Africa/Nairobi", "KES", [rules.kenya()], {"acts": ["list"]})
LIST = cf.Act("list")


def ke_owes(shillings: int) -> dict[str, Any]:
    """A debt that was due on 1 March 2026."""
    return {"dues": dues(("2026-03-01", shillings * 100)), "at": KE.at("2026-02-01 09:00")}


KENYA: tuple[Row, ...] = (
    KE.row(
        "C46",
        "1,500 shillings, listed thirty days after the notice; the telephone's contacts are left alone",
        KE.ask("2026-03-05 12:00", contact("call", "address_book"), REFUSED, "ke.contact-list"),
        KE.ask("2026-03-05 12:00", CALL, ALLOWED),
        KE.ask("2026-03-09 12:00", LIST, REFUSED, "ke.notice"),
        KE.ask("2026-04-08 12:00", LIST, REFUSED, "ke.notice"),
        KE.ask("2026-04-09 12:00", LIST, ALLOWED),
        events=[
            KE.sent("2026-02-01 10:00", "transfer"),
            KE.sent("2026-03-10 09:00", "demand"),
            KE.sent("2026-04-01 09:00", "other"),
        ],
        opening=ke_owes(1_500),
    ),
    KE.row(
        "own_ke_returned",
        "a notice that came back has told nobody",
        KE.ask("2026-04-20 12:00", LIST, REFUSED, "ke.notice"),
        events=[
            KE.sent("2026-02-01 10:00", "other"),
            KE.sent("2026-03-10 09:00", "demand"),
            cf.NoticeReturned("back", at=KE.at("2026-03-12 09:00"), notice="demand@2026-03-10 09:00"),
        ],
        opening=ke_owes(1_500),
    ),
    KE.row(
        "C46 small",
        "900 shillings are not listed, notice or no notice; nor are 1,000",
        KE.ask("2026-04-09 12:00", LIST, REFUSED, "ke.small-amounts"),
        events=KE.sent("2026-03-10 09:00", "demand"),
        opening=ke_owes(900),
    ),
    KE.row(
        "C46 at once",
        "1,500 shillings right after the notice, for who needs not wait",
        KE.ask("2026-03-10 12:00", LIST, ALLOWED),
        events=KE.sent("2026-03-10 09:00", "demand"),
        opening=ke_owes(1_500),
        policies=[rules.kenya(wait=0)],
    ),
    KE.row(
        "own_ke_thousand",
        "a thousand shillings are not more than a thousand",
        KE.ask("2026-04-09 12:00", LIST, REFUSED, "ke.small-amounts"),
        events=KE.sent("2026-03-10 09:00", "demand"),
        opening=ke_owes(1_000),
    ),
)

# --- Latin America --------------------------------------------------------------------------------------

#: Good Friday and Holy Saturday; Sunday is the only weekday without business.
CL = Land(
    "America/Santiago",
    "CLP",
    [rules.chile()],
    {"calendars": {"chile": holidays("2026-04-03", "2026-04-04", weekend=(7,))}},
)

CHILE: tuple[Row, ...] = (
    CL.row(
        "own_cl_call_or_visit",
        "a call uses up the week's visit too: any seven days",
        CL.ask("2026-03-10 12:00", VISIT, REFUSED, "cl.one-call-or-visit-a-week"),
        CL.ask("2026-03-10 12:00", SMS, ALLOWED),
        CL.ask("2026-03-11 12:00", VISIT, ALLOWED),
        events=CL.each(["2026-03-04"], "11:00", "call", outcome="no_answer"),
    ),
    CL.row(
        "own_cl_calendar_week",
        "by calendar weeks a call on Saturday is followed by one on Monday",
        CL.ask("2026-03-07 16:00", CALL, REFUSED, "cl.one-call-or-visit-a-week"),
        CL.ask("2026-03-09 08:00", CALL, ALLOWED),
        events=CL.each(["2026-03-07"], "11:00", "call", outcome="no_answer"),
        policies=[rules.chile(week=cf.week())],
    ),
    CL.row(
        "own_cl_messages",
        "two messages a week, two days apart, whatever their channels",
        CL.ask("2026-03-03 19:59", EMAIL, REFUSED, "cl.two-days-apart"),
        CL.ask("2026-03-04 08:00", EMAIL, ALLOWED),
        CL.ask("2026-03-07 12:00", LETTER, REFUSED, "cl.two-messages-a-week"),
        CL.ask("2026-03-09 12:00", LETTER, ALLOWED),
        events=[
            CL.placed("2026-03-02 18:00", "sms", outcome="sent"),
            CL.placed("2026-03-05 08:30", "email", outcome="sent"),
        ],
    ),
    CL.row(
        "own_cl_what_counts",
        "messages use up no call, calls no message; neither do a guarantor's or what came in; other debts do",
        CL.ask("2026-03-05 12:00", SMS, ALLOWED),
        CL.ask("2026-03-05 12:00", CALL, ALLOWED),
        CL.ask("2026-03-07 12:00", SMS, REFUSED, "cl.two-days-apart"),
        CL.ask("2026-03-07 12:00", SMS, REFUSED, "cl.two-messages-a-week"),
        events=[
            *(CL.placed("2026-03-04 12:00", "sms", "guarantor") for _ in range(1)),
            *(CL.placed("2026-03-05 09:00", each, "guarantor") for each in ("sms", "call")),
            *(CL.came_in(f"2026-03-05 10:0{n}", each) for n, each in enumerate(["call", "sms", "email"])),
            CL.placed("2026-02-28 10:00", "call"),
            CL.placed("2026-02-28 11:00", "visit"),
            CL.placed("2026-03-03 12:00", "sms"),
        ],
        beside={"card": [CL.placed("2026-03-06 12:00", "letter")]},
        policies=[rules.chile(week=cf.week())],
    ),
    CL.row(
        "own_cl_business_hours",
        "Saturdays are business days, Sundays are not, nor are Good Friday and the Saturday after",
        CL.ask("2026-03-07 07:59", CALL, REFUSED, "cl.business-hours"),
        CL.ask("2026-03-07 08:00", CALL, ALLOWED),
        CL.ask("2026-03-07 20:00", CALL, REFUSED, "cl.business-hours"),
        CL.ask("2026-03-08 12:00", CALL, REFUSED, "cl.business-hours"),
        CL.ask("2026-04-03 12:00", CALL, REFUSED, "cl.business-hours"),
        CL.ask("2026-04-04 12:00", CALL, REFUSED, "cl.business-hours"),
        CL.ask("2026-04-06 12:00", CALL, ALLOWED),
    ),
    CL.row(
        "own_cl_per_debtor",
        "a call about the debtor's other debt counts; one to the guarantor does not",
        CL.ask("2026-03-05 12:00", CALL, REFUSED, "cl.one-call-or-visit-a-week"),
        CL.ask("2026-03-05 12:00", contact("call", "co_borrower"), ALLOWED),
        events=CL.each(["2026-03-03"], "11:00", "call", "guarantor", outcome="no_answer"),
        beside={"card": CL.each(["2026-03-04"], "11:00", "call", outcome="no_answer")},
    ),
)

CO = Land(
    "America/Bogota",
    "COP",
    [rules.colombia()],
    {"calendars": {"colombia": holidays("2026-03-23", weekend=())}},
)

COLOMBIA: tuple[Row, ...] = (
    CO.row(
        "own_co_hours",
        "weekdays, Saturdays, Sundays and a holiday on a Monday",
        CO.ask("2026-03-06 06:59", CALL, REFUSED, "co.hours"),
        CO.ask("2026-03-06 07:00", CALL, ALLOWED),
        CO.ask("2026-03-07 07:59", CALL, REFUSED, "co.hours"),
        CO.ask("2026-03-07 08:00", CALL, ALLOWED),
        CO.ask("2026-03-06 18:59", CALL, ALLOWED),
        CO.ask("2026-03-06 19:00", CALL, REFUSED, "co.hours"),
        CO.ask("2026-03-07 14:59", CALL, ALLOWED),
        CO.ask("2026-03-07 15:00", CALL, REFUSED, "co.hours"),
        CO.ask("2026-03-08 12:00", CALL, REFUSED, "co.hours"),
        CO.ask("2026-03-23 12:00", CALL, REFUSED, "co.hours"),
        CO.ask("2026-03-24 12:00", contact("call", "reference"), REFUSED, "co.references"),
    ),
    CO.row(
        "own_co_one_channel",
        "who was reached by call is not written to that week, nor called again that day",
        CO.ask("2026-03-03 16:00", CALL, REFUSED, "co.once-a-day"),
        CO.ask("2026-03-04 12:00", CALL, ALLOWED),
        CO.ask("2026-03-04 12:00", SMS, REFUSED, "co.one-channel-a-week"),
        CO.ask("2026-03-09 12:00", SMS, REFUSED, "co.one-channel-a-week"),
        CO.ask("2026-03-10 12:00", SMS, ALLOWED),
        events=[
            CO.placed("2026-03-03 09:00", "sms", outcome="delivered"),
            CO.placed("2026-03-03 11:00", "call", outcome="conversation"),
        ],
    ),
    CO.row(
        "own_co_what_counts",
        "what reached nobody, reached a guarantor or came in does not count; what reached another case does",
        CO.ask("2026-03-03 16:00", SMS, ALLOWED),
        CO.ask("2026-03-04 16:00", CALL, REFUSED, "co.once-a-day"),
        CO.ask("2026-03-04 16:00", SMS, REFUSED, "co.one-channel-a-week"),
        events=[
            CO.placed("2026-03-03 09:00", "call", outcome="no_answer"),
            CO.placed("2026-03-03 10:00", "call", "guarantor", "conversation"),
            CO.came_in("2026-03-03 11:00", "call"),
        ],
        beside={"card": CO.each(["2026-03-04"], "11:00", "call", outcome="conversation")},
    ),
    CO.row(
        "own_co_calendar_week",
        "by calendar weeks the channel is free again on Monday",
        CO.ask("2026-03-09 12:00", SMS, ALLOWED),
        events=CO.each(["2026-03-05"], "11:00", "call", outcome="conversation"),
        policies=[rules.colombia(week=cf.week())],
    ),
)

PE = Land(
    "America/Lima",
    "PEN",
    [rules.peru()],
    {"calendars": {"peru": holidays("2026-04-02", "2026-04-03", weekend=())}},
)

PERU: tuple[Row, ...] = (
    PE.row(
        "C44",
        "Friday evening and Saturday",
        PE.ask("2026-03-06 19:59", CALL, ALLOWED),
        PE.ask("2026-03-06 20:01", CALL, REFUSED, "pe.hours"),
        PE.ask("2026-03-07 10:00", CALL, REFUSED, "pe.hours"),
    ),
    PE.row(
        "own_pe_holidays",
        "the boundaries themselves, and Holy Thursday",
        PE.ask("2026-03-06 20:00", VISIT, REFUSED, "pe.hours"),
        PE.ask("2026-03-09 06:59", VISIT, REFUSED, "pe.hours"),
        PE.ask("2026-03-09 07:00", VISIT, ALLOWED),
        PE.ask("2026-04-02 12:00", VISIT, REFUSED, "pe.hours"),
    ),
)

#: The lender's clock is that of Mexico City.
MX = Land("America/Mexico_City", "MXN", [rules.mexico()], {"channels": ["hidden_call"]})
_IN_TIJUANA = [
    cf.Person(who, role, zones=["America/Tijuana"])
    for who, role in (("b", "borrower"), ("reference", "reference"), ("guarantor", "guarantor"))
]

MEXICO: tuple[Row, ...] = (
    MX.row(
        "C45",
        "half past ten in the capital is half past eight, in summer half past nine, in Tijuana",
        MX.ask("2026-03-02 22:30", CALL, ALLOWED),
        MX.ask("2026-07-06 22:30", CALL, ALLOWED),
        MX.ask("2026-07-06 23:00", CALL, REFUSED, "mx.hours"),
        MX.ask("2026-03-02 18:00", contact("call", "reference"), REFUSED, "mx.parties"),
        MX.ask("2026-03-02 18:00", contact("call", "guarantor"), ALLOWED),
        MX.ask("2026-03-02 18:00", contact("hidden_call"), REFUSED, "mx.hidden-numbers"),
        opening={"persons": _IN_TIJUANA},
    ),
    MX.row(
        "own_mx_hours",
        "in the capital itself the day ends at ten",
        MX.ask("2026-03-02 06:59", CALL, REFUSED, "mx.hours"),
        MX.ask("2026-03-02 07:00", CALL, ALLOWED),
        MX.ask("2026-03-02 22:00", CALL, REFUSED, "mx.hours"),
    ),
)

ROWS = (*RUSSIA, *SOUTH_AFRICA, *KENYA, *CHILE, *COLOMBIA, *PERU, *MEXICO)
