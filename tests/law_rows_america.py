"""The rows of Chile, Colombia, Peru and Mexico, through the packs that ship."""

from __future__ import annotations

import collectflow as cf
from collectflow.policies import chile, colombia, mexico, peru
from tests.law_lands import (
    CALL,
    EMAIL,
    LETTER,
    NAMED,
    NO_THIRD_PARTIES,
    PRACTICE,
    SMS,
    VISIT,
    WHERE_IS,
    Land,
    contact,
    holidays,
)
from tests.law_support import ALLOWED, REFUSED, SOFT, Row

ATTORNEY = contact("call", "attorney")
GUARANTOR = contact("call", "guarantor")

# --- Chile ----------------------------------------------------------------------------------------------

#: Good Friday and Holy Saturday; Sunday is the only weekday without business.
CL = Land(
    "America/Santiago",
    "CLP",
    [chile.policy()],
    {"calendars": {"chile": holidays("2026-04-03", "2026-04-04", weekend=(7,))}},
)
APART, TWICE = "ley-19496.two-days-apart", "ley-19496.two-messages-a-week"
ONCE, BUSINESS_HOURS = "ley-19496.one-call-or-visit-a-week", "ley-19496.business-hours"
_TWO_MESSAGES = [
    CL.placed("2026-03-02 18:00", "sms", outcome="sent"),
    CL.placed("2026-03-05 08:30", "email", outcome="sent"),
]

CHILE: tuple[Row, ...] = (
    CL.row(
        "own_cl_call_or_visit",
        "a call uses up the week's visit too, and a machine's call: any seven days",
        CL.ask("2026-03-10 12:00", VISIT, REFUSED, ONCE),
        CL.ask("2026-03-10 12:00", contact("recorded_call"), REFUSED, ONCE),
        CL.ask("2026-03-10 12:00", SMS, ALLOWED),
        CL.ask("2026-03-11 12:00", VISIT, ALLOWED),
        events=CL.each(["2026-03-04"], "11:00", "call", outcome="no_answer"),
    ),
    CL.row(
        "own_cl_calendar_week",
        "by calendar weeks a call on Saturday is followed by one on Monday",
        CL.ask("2026-03-07 16:00", CALL, REFUSED, ONCE),
        CL.ask("2026-03-09 08:00", CALL, ALLOWED),
        events=CL.each(["2026-03-07"], "11:00", "call", outcome="no_answer"),
        policies=[chile.policy(week=cf.week())],
    ),
    CL.row(
        "own_cl_messages",
        "two messages a week, two days apart, whatever their channels",
        CL.ask("2026-03-03 19:59", EMAIL, REFUSED, APART),
        CL.ask("2026-03-04 08:00", EMAIL, ALLOWED),
        CL.ask("2026-03-07 12:00", LETTER, REFUSED, TWICE),
        CL.ask("2026-03-07 12:00", CALL, ALLOWED),
        CL.ask("2026-03-09 12:00", LETTER, ALLOWED),
        events=_TWO_MESSAGES,
    ),
    *(
        CL.row(
            f"own_cl_{channel}",
            "whatever the channel, it is a call or visit, and leaves messages alone",
            CL.ask("2026-03-04 12:00", CALL, REFUSED, ONCE),
            CL.ask("2026-03-04 12:00", SMS, ALLOWED),
            events=CL.each(["2026-03-02", "2026-03-03"], "12:00", channel),
        )
        for channel in ("call", "recorded_call", "ringless_voicemail", "visit")
    ),
    *(
        CL.row(
            f"own_cl_{channel}",
            "whatever the channel, it is a message, and leaves calls alone",
            CL.ask("2026-03-03 12:00", EMAIL, REFUSED, APART),
            CL.ask("2026-03-04 12:00", EMAIL, ALLOWED),
            CL.ask("2026-03-06 12:00", EMAIL, REFUSED, TWICE),
            CL.ask("2026-03-06 12:00", CALL, ALLOWED),
            events=[CL.placed("2026-03-02 12:00", channel), CL.placed("2026-03-05 18:00", channel)],
        )
        for channel in ("sms", "email", "app", "chat", "social", "letter", "postcard")
    ),
    CL.row(
        "own_cl_two_whole_days",
        "for who reads that two whole days lie between",
        CL.ask("2026-03-04 19:59", EMAIL, REFUSED, APART),
        CL.ask("2026-03-05 08:00", EMAIL, ALLOWED),
        events=_TWO_MESSAGES,
        policies=[chile.policy(gap=3)],
    ),
    CL.row(
        "own_cl_no_collection",
        "to answer the consumer collects nothing, nor does what a law demands; neither uses anything up",
        CL.ask("2026-03-03 12:00", contact("email", reply_to="in@2026-03-03 10:00"), ALLOWED),
        CL.ask("2026-03-03 12:00", contact("call", reply_to="in@2026-03-03 10:01"), ALLOWED),
        CL.ask("2026-03-03 21:00", contact("email", reply_to="in@2026-03-03 10:00"), ALLOWED),
        CL.ask("2026-03-03 12:00", contact("letter", purpose="legal"), ALLOWED),
        CL.ask("2026-03-03 12:00", EMAIL, REFUSED, APART),
        CL.ask("2026-03-03 12:00", CALL, REFUSED, ONCE),
        CL.ask("2026-03-04 12:00", contact("call", reply_to="in@2026-03-03 10:01"), REFUSED, ONCE),
        CL.ask("2026-03-07 12:00", EMAIL, ALLOWED),
        CL.ask("2026-03-09 12:00", CALL, ALLOWED),
        events=[
            CL.placed("2026-03-02 10:00", "call", outcome="no_answer"),
            CL.placed("2026-03-02 12:00", "sms", outcome="sent"),
            CL.came_in("2026-03-03 10:00", "email"),
            CL.came_in("2026-03-03 10:01", "call"),
            CL.placed("2026-03-03 13:00", "call", reply_to="in@2026-03-03 10:01"),
            CL.placed("2026-03-06 13:00", "letter", purpose="legal"),
        ],
    ),
    CL.row(
        "own_cl_what_counts",
        "messages use up no call, calls no message; nor does a guarantor's, or what came in; other debts do",
        CL.ask("2026-03-05 12:00", SMS, ALLOWED),
        CL.ask("2026-03-05 12:00", CALL, ALLOWED),
        CL.ask("2026-03-07 12:00", SMS, REFUSED, APART),
        CL.ask("2026-03-07 12:00", SMS, REFUSED, TWICE),
        events=[
            CL.placed("2026-03-04 12:00", "sms", "guarantor"),
            *(CL.placed("2026-03-05 09:00", each, "guarantor") for each in ("sms", "call")),
            *(CL.came_in(f"2026-03-05 10:0{n}", each) for n, each in enumerate(["call", "sms", "email"])),
            CL.placed("2026-02-28 10:00", "call"),
            CL.placed("2026-02-28 11:00", "visit"),
            CL.placed("2026-03-02 12:00", "sms"),
        ],
        beside={"card": [CL.placed("2026-03-06 12:00", "letter")]},
        policies=[chile.policy(week=cf.week())],
    ),
    CL.row(
        "own_cl_business_hours",
        "Saturdays are business days, Sundays are not, nor are Good Friday and the Saturday after",
        CL.ask("2026-03-07 07:59", CALL, REFUSED, BUSINESS_HOURS),
        CL.ask("2026-03-07 08:00", CALL, ALLOWED),
        CL.ask("2026-03-07 19:59", CALL, ALLOWED),
        CL.ask("2026-03-07 20:00", CALL, REFUSED, BUSINESS_HOURS),
        CL.ask("2026-03-08 12:00", CALL, REFUSED, BUSINESS_HOURS),
        CL.ask("2026-04-03 12:00", CALL, REFUSED, BUSINESS_HOURS),
        CL.ask("2026-04-04 12:00", CALL, REFUSED, BUSINESS_HOURS),
        CL.ask("2026-04-03 12:00", ATTORNEY, REFUSED, BUSINESS_HOURS),
    ),
    CL.row(
        "own_cl_clocks_back",
        "on the Monday after summer's end eight is eight of the new time, an hour later",
        CL.ask("2026-04-06 07:59", CALL, REFUSED, BUSINESS_HOURS),
        CL.ask("2026-04-06 08:00", CALL, ALLOWED),
    ),
    CL.row(
        "own_cl_per_debtor",
        "a call about the debtor's other debt counts; one to the guarantor does not",
        CL.ask("2026-03-05 12:00", CALL, REFUSED, ONCE),
        CL.ask("2026-03-05 12:00", contact("call", "co_borrower"), ALLOWED),
        events=CL.each(["2026-03-03"], "11:00", "call", "guarantor", outcome="no_answer"),
        beside={"card": CL.each(["2026-03-04"], "11:00", "call", outcome="no_answer")},
    ),
    CL.row(
        "own_cl_third_parties",
        "an emergency contact may be asked where the debtor is, and told nothing",
        CL.ask("2026-03-05 12:00", NAMED, REFUSED, "ley-19496.third-parties"),
        CL.ask("2026-03-05 12:00", WHERE_IS, ALLOWED),
        CL.ask("2026-03-05 12:00", contact("letter", "employer"), REFUSED, "ley-19496.third-parties"),
        *(CL.ask("2026-03-05 12:00", each, ALLOWED) for each in NO_THIRD_PARTIES),
        events=[CL.permits("2026-03-04 12:00", "third_party", person="emergency_contact")],
    ),
    CL.row(
        "own_cl_insolvency",
        "proceedings of insolvency end collection out of court, for whichever debt they were recorded",
        CL.ask("2026-03-04 11:00", CALL, ALLOWED),
        CL.ask("2026-03-05 12:00", CALL, REFUSED, "ley-19496.insolvency"),
        CL.ask("2026-03-05 12:00", LETTER, REFUSED, "ley-19496.insolvency"),
        CL.ask("2026-03-05 12:00", ATTORNEY, ALLOWED),
        events=[CL.held("2026-03-03 12:00", "hardship")],
        beside={"card": [CL.held("2026-03-04 12:00", "bankruptcy")]},
    ),
)

# --- Colombia -------------------------------------------------------------------------------------------

CO = Land(
    "America/Bogota",
    "COP",
    [colombia.policy()],
    {"calendars": {"colombia": holidays("2026-03-23", weekend=())}},
)
HOURS, DAILY, WEEKLY = "ley-2300.hours", "ley-2300.once-a-day", "ley-2300.one-channel-a-week"
#: Everybody authorised every channel.
AUTHORISED = CO.permits("2026-02-01 09:00", "medium")

COLOMBIA: tuple[Row, ...] = (
    CO.row(
        "own_co_hours",
        "weekdays, Saturdays, Sundays and a holiday on a Monday",
        CO.ask("2026-03-06 06:59", CALL, REFUSED, HOURS),
        CO.ask("2026-03-06 07:00", CALL, ALLOWED),
        CO.ask("2026-03-07 07:59", CALL, REFUSED, HOURS),
        CO.ask("2026-03-07 08:00", CALL, ALLOWED),
        CO.ask("2026-03-06 18:59", CALL, ALLOWED),
        CO.ask("2026-03-06 19:00", CALL, REFUSED, HOURS),
        CO.ask("2026-03-07 14:59", CALL, ALLOWED),
        CO.ask("2026-03-07 15:00", CALL, REFUSED, HOURS),
        CO.ask("2026-03-08 12:00", CALL, REFUSED, HOURS),
        CO.ask("2026-03-23 12:00", CALL, REFUSED, HOURS),
        CO.ask("2026-03-23 12:00", GUARANTOR, REFUSED, HOURS),
        CO.ask("2026-03-24 12:00", GUARANTOR, ALLOWED),
        *(CO.ask(f"2026-03-0{day} 18:00", CALL, ALLOWED) for day in range(2, 7)),
        events=[AUTHORISED],
    ),
    CO.row(
        "own_co_other_hours",
        "at hours that the consumer authorised, and to answer what the consumer asked",
        CO.ask("2026-03-06 21:00", CALL, ALLOWED),
        CO.ask("2026-03-06 21:00", GUARANTOR, REFUSED, HOURS),
        CO.ask("2026-03-08 12:00", EMAIL, REFUSED, HOURS),
        CO.ask("2026-03-08 12:00", contact("email", reply_to="in@2026-03-08 11:00"), ALLOWED),
        CO.ask("2026-03-08 12:00", contact("sms", reply_to="in@2026-03-08 11:00"), REFUSED, HOURS),
        CO.ask("2026-03-08 14:00", contact("email", reply_to="in@2026-03-08 11:00"), REFUSED, HOURS),
        CO.ask("2026-03-13 21:00", CALL, ALLOWED),
        CO.ask("2026-03-14 21:00", CALL, REFUSED, HOURS),
        events=[
            AUTHORISED,
            CO.placed("2026-03-08 13:00", "email", outcome="sent", reply_to="in@2026-03-08 11:00"),
            CO.permits("2026-03-01 12:00", "contact", person="b", channel="letter"),
            CO.permits("2026-03-01 12:01", "contact", person="b", collector="agency"),
            CO.permits("2026-03-06 12:00", "contact", person="b", until="2026-03-07 00:00"),
            CO.came_in("2026-03-08 11:00", "email"),
        ],
        beside={
            "card": [
                CO.permits("2026-03-13 12:00", "contact", person="b", until="2026-03-14 00:00"),
            ]
        },
    ),
    CO.row(
        "own_co_channels",
        "by a channel that the consumer authorised, and by no other",
        CO.ask("2026-03-02 12:00", SMS, REFUSED, "ley-2300.authorised-channels"),
        CO.ask("2026-03-04 12:00", SMS, ALLOWED),
        CO.ask("2026-03-04 12:00", CALL, REFUSED, "ley-2300.authorised-channels"),
        CO.ask("2026-03-04 12:00", contact("sms", "guarantor"), REFUSED, "ley-2300.authorised-channels"),
        CO.ask("2026-03-05 12:00", CALL, ALLOWED),
        events=[
            CO.permits("2026-02-01 09:00", "contact", person="b"),
            CO.permits("2026-02-01 09:01", "medium", person="b", collector="agency"),
        ],
        beside={
            "card": [
                CO.permits("2026-03-03 09:00", "medium", person="b", channel="sms"),
                CO.permits("2026-03-05 09:00", "medium", person="b", channel="call"),
            ]
        },
    ),
    CO.row(
        "own_co_one_channel",
        "who was reached by call is not written to that week, nor called again that day",
        CO.ask("2026-03-03 16:00", CALL, REFUSED, DAILY),
        CO.ask("2026-03-04 12:00", CALL, ALLOWED),
        CO.ask("2026-03-04 12:00", SMS, REFUSED, WEEKLY),
        CO.ask("2026-03-09 12:00", SMS, REFUSED, WEEKLY),
        CO.ask("2026-03-10 12:00", SMS, ALLOWED),
        events=[
            AUTHORISED,
            CO.placed("2026-03-03 09:00", "sms", outcome="delivered"),
            CO.placed("2026-03-03 11:00", "call", outcome="conversation"),
        ],
    ),
    CO.row(
        "own_co_what_counts",
        "what reached nobody, reached a guarantor or came in does not count; what reached another case does",
        CO.ask("2026-03-03 16:00", SMS, ALLOWED),
        CO.ask("2026-03-04 16:00", CALL, REFUSED, DAILY),
        CO.ask("2026-03-04 16:00", SMS, REFUSED, WEEKLY),
        events=[
            AUTHORISED,
            CO.placed("2026-03-03 09:00", "call", outcome="no_answer"),
            CO.placed("2026-03-03 09:30", "call", outcome="wrong_person"),
            CO.placed("2026-03-03 10:00", "call", "guarantor", "conversation"),
            CO.came_in("2026-03-03 11:00", "call"),
        ],
        beside={"card": CO.each(["2026-03-04"], "11:00", "call", outcome="conversation")},
    ),
    CO.row(
        "own_co_reached_nobody",
        "what became of the others says that the consumer was not reached by them",
        CO.ask("2026-03-03 16:00", CALL, ALLOWED),
        CO.ask("2026-03-03 16:00", EMAIL, ALLOWED),
        events=[
            AUTHORISED,
            *(
                CO.placed(f"2026-03-03 {hour:02}:00", "call", outcome=outcome)
                for hour, outcome in enumerate(
                    ("not_connected", "no_answer", "voicemail", "third_party", "wrong_person"), 8
                )
            ),
            *(
                CO.placed(f"2026-03-03 {hour:02}:30", "sms", outcome=outcome)
                for hour, outcome in enumerate(("sent", "delivered", "undelivered"), 8)
            ),
        ],
    ),
    CO.row(
        "own_co_answers",
        "what the consumer asked is answered on the day of a call, by the channel that was used, once",
        CO.ask("2026-03-03 12:00", contact("email", reply_to="in@2026-03-03 11:00"), ALLOWED),
        CO.ask("2026-03-03 12:00", EMAIL, REFUSED, DAILY),
        CO.ask("2026-03-03 12:00", EMAIL, REFUSED, WEEKLY),
        CO.ask("2026-03-03 12:00", EMAIL, REFUSED, "ley-2300.authorised-channels"),
        CO.ask("2026-03-03 14:00", contact("email", reply_to="in@2026-03-03 11:00"), REFUSED, DAILY),
        events=[
            CO.permits("2026-02-01 09:00", "medium", person="b", channel="call"),
            CO.placed("2026-03-03 09:00", "call", outcome="conversation"),
            CO.came_in("2026-03-03 11:00", "email"),
            CO.placed("2026-03-03 13:00", "email", reply_to="in@2026-03-03 11:00"),
        ],
    ),
    CO.row(
        "own_co_unknown",
        "a call of which nobody knows what became may have reached the consumer",
        CO.ask("2026-03-03 16:00", CALL, REFUSED, DAILY),
        events=[AUTHORISED, CO.placed("2026-03-03 09:00", "call")],
    ),
    CO.row(
        "own_co_calendar_week",
        "by calendar weeks the channel is free again on Monday",
        CO.ask("2026-03-07 12:00", SMS, REFUSED, WEEKLY),
        CO.ask("2026-03-09 12:00", SMS, ALLOWED),
        events=[AUTHORISED, *CO.each(["2026-03-05"], "11:00", "call", outcome="conversation")],
        policies=[colombia.policy(week=cf.week())],
    ),
    CO.row(
        "own_co_references",
        "no reference, whatever it is asked; an attorney is no reference",
        CO.ask("2026-03-24 12:00", contact("call", "reference"), REFUSED, "ley-2300.references"),
        CO.ask("2026-03-24 12:00", WHERE_IS, REFUSED, "ley-2300.references"),
        *(CO.ask("2026-03-24 12:00", each, ALLOWED) for each in NO_THIRD_PARTIES),
        events=[AUTHORISED],
    ),
    CO.row(
        "own_co_visits",
        "no visit at home, at work or nobody says where; at the lender's branch it is none",
        CO.ask("2026-03-24 12:00", VISIT, SOFT, "ley-2300.visits"),
        CO.ask("2026-03-24 12:00", contact("visit", place="home"), SOFT, "ley-2300.visits"),
        CO.ask("2026-03-24 12:00", contact("visit", place="work"), SOFT, "ley-2300.visits"),
        CO.ask("2026-03-24 12:00", contact("visit", place="branch"), ALLOWED),
        events=[AUTHORISED],
    ),
    CO.row(
        "own_co_before",
        "the law was not in force on 9 October 2023",
        CO.ask("2023-10-09 06:00", CALL, ALLOWED),
        CO.ask("2023-10-10 06:00", CALL, REFUSED, HOURS),
        events=[CO.permits("2023-09-01 09:00", "medium")],
        policies=[colombia.policy(), PRACTICE],
        parts={"calendars": {"colombia": cf.TableCalendar([], {2023}, ())}},
    ),
)

# --- Peru -----------------------------------------------------------------------------------------------

#: Holy Thursday and Good Friday.
PE = Land(
    "America/Lima",
    "PEN",
    [peru.policy()],
    {"calendars": {"peru": holidays("2026-04-02", "2026-04-03", weekend=())}},
)

PERU: tuple[Row, ...] = (
    PE.row(
        "C44",
        "Friday evening and Saturday",
        PE.ask("2026-03-06 19:59", CALL, ALLOWED),
        PE.ask("2026-03-06 20:01", CALL, REFUSED, "ley-29571.hours"),
        PE.ask("2026-03-07 10:00", CALL, REFUSED, "ley-29571.hours"),
    ),
    PE.row(
        "own_pe_holidays",
        "the boundaries themselves, Sunday, and Holy Thursday",
        PE.ask("2026-03-06 20:00", VISIT, REFUSED, "ley-29571.hours"),
        PE.ask("2026-03-08 12:00", VISIT, REFUSED, "ley-29571.hours"),
        PE.ask("2026-03-09 06:59", VISIT, REFUSED, "ley-29571.hours"),
        *(PE.ask(f"2026-03-{day:02} 07:00", VISIT, ALLOWED) for day in range(9, 14)),
        PE.ask("2026-04-01 12:00", VISIT, ALLOWED),
        PE.ask("2026-04-02 12:00", VISIT, REFUSED, "ley-29571.hours"),
    ),
    PE.row(
        "own_pe_who_and_how",
        "a guarantor's evening and a machine's call are no exceptions; nor is what the debtor permits",
        PE.ask("2026-03-06 20:30", GUARANTOR, REFUSED, "ley-29571.hours"),
        PE.ask("2026-03-06 20:30", contact("recorded_call"), REFUSED, "ley-29571.hours"),
        PE.ask("2026-03-06 20:30", CALL, REFUSED, "ley-29571.hours"),
        events=[PE.permits("2026-03-06 12:00", "contact", person="b")],
    ),
    PE.row(
        "own_pe_messages",
        "what is sent is neither a visit nor a call",
        PE.ask("2026-03-07 21:00", SMS, ALLOWED),
        PE.ask("2026-03-07 21:00", LETTER, ALLOWED),
        PE.ask("2026-03-07 21:00", contact("ringless_voicemail"), REFUSED, "ley-29571.hours"),
        policies=[peru.policy(), PRACTICE],
    ),
)

# --- Mexico ---------------------------------------------------------------------------------------------

#: The lender's clock is that of Mexico City.
MX = Land(
    "America/Mexico_City", "MXN", [mexico.policy(hidden=["hidden_call"])], {"channels": ["hidden_call"]}
)
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
        MX.ask("2026-07-06 23:00", CALL, REFUSED, "condusef.hours"),
        MX.ask("2026-03-02 18:00", contact("call", "reference"), REFUSED, "condusef.third-parties"),
        MX.ask("2026-03-02 18:00", GUARANTOR, ALLOWED),
        MX.ask("2026-03-02 18:00", contact("hidden_call"), REFUSED, "condusef.hidden-numbers"),
        opening={"persons": _IN_TIJUANA},
    ),
    MX.row(
        "own_mx_clocks_forward",
        "on 8 March 2026 Tijuana goes to summer time, and the capital does not",
        MX.ask("2026-03-07 23:59", CALL, ALLOWED),
        MX.ask("2026-03-08 22:59", CALL, ALLOWED),
        MX.ask("2026-03-08 23:00", CALL, REFUSED, "condusef.hours"),
        opening={"persons": _IN_TIJUANA},
    ),
    MX.row(
        "own_mx_hours",
        "in the capital itself the day ends at ten, on Sundays too",
        MX.ask("2026-03-02 06:59", CALL, REFUSED, "condusef.hours"),
        MX.ask("2026-03-02 07:00", CALL, ALLOWED),
        MX.ask("2026-03-02 21:59", CALL, ALLOWED),
        MX.ask("2026-03-02 22:00", CALL, REFUSED, "condusef.hours"),
        MX.ask("2026-03-02 22:00", VISIT, REFUSED, "condusef.hours"),
        MX.ask("2026-03-08 12:00", CALL, ALLOWED),
    ),
    MX.row(
        "own_mx_parties",
        "a co-debtor and who acts for the debtor are no third parties; a wife is, even to ask for the debtor",
        *(MX.ask("2026-03-02 12:00", each, ALLOWED) for each in NO_THIRD_PARTIES),
        MX.ask("2026-03-02 12:00", contact("call", "spouse"), REFUSED, "condusef.third-parties"),
        MX.ask("2026-03-02 12:00", WHERE_IS, REFUSED, "condusef.third-parties"),
    ),
)

ROWS = (*CHILE, *COLOMBIA, *PERU, *MEXICO)
