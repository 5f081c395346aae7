"""The rows of Russia, South Africa and Kenya, through the packs that ship."""

from __future__ import annotations

from typing import Any

import collectflow as cf
from collectflow.policies import kenya, russia, south_africa
from tests.law_lands import CALL, EMAIL, LETTER, NO_THIRD_PARTIES, SMS, VISIT, Land, contact, dues, holidays
from tests.law_support import ALLOWED, REFUSED, SOFT, Row

SUE = cf.Move("sue")
#: A suit is a move out of this stage.
OUTSOURCED = {"stage": "outsourced"}

# --- Russia ---------------------------------------------------------------------------------------------

#: 8 March 2026 is a Sunday, and so Monday 9 March is a holiday.
RU = Land("Europe/Moscow", "RUB", [russia.policy()], {"calendars": {"russia": holidays("2026-03-09")}})
BY_CALENDAR = [russia.policy(week=cf.week(), month=cf.month())]
#: Two calls a week, eight in all.
EIGHT = [f"2026-03-{day:02}" for day in (2, 4, 9, 11, 16, 18, 23, 25)]

RUSSIA: tuple[Row, ...] = (
    RU.row(
        "own_ru_hours",
        "working days, Saturdays and a holiday on a Monday, where the debtor is",
        RU.ask("2026-03-06 07:59", CALL, REFUSED, "230-fz.hours"),
        RU.ask("2026-03-06 08:00", CALL, ALLOWED),
        RU.ask("2026-03-06 21:59", CALL, ALLOWED),
        RU.ask("2026-03-06 22:00", CALL, REFUSED, "230-fz.hours"),
        RU.ask("2026-03-07 08:59", CALL, REFUSED, "230-fz.hours"),
        RU.ask("2026-03-07 09:00", CALL, ALLOWED),
        RU.ask("2026-03-09 08:30", CALL, REFUSED, "230-fz.hours"),
        RU.ask("2026-03-09 19:59", CALL, ALLOWED),
        RU.ask("2026-03-09 20:00", CALL, REFUSED, "230-fz.hours"),
        RU.ask("2026-03-10 20:00", CALL, ALLOWED),
        RU.ask("2026-03-09 06:00", LETTER, ALLOWED),
        RU.ask("2026-03-09 06:00", contact("postcard"), ALLOWED),
    ),
    RU.row(
        "own_ru_day_and_week",
        "one call a day, two a week: any seven days",
        RU.ask("2026-03-04 20:00", CALL, REFUSED, "230-fz.one-call-a-day"),
        RU.ask("2026-03-05 12:00", CALL, ALLOWED),
        RU.ask("2026-03-06 12:00", CALL, REFUSED, "230-fz.two-calls-a-week"),
        RU.ask("2026-03-10 12:00", CALL, REFUSED, "230-fz.two-calls-a-week"),
        RU.ask("2026-03-11 12:00", CALL, ALLOWED),
        RU.ask("2026-03-06 12:00", SMS, ALLOWED),
        events=RU.each(["2026-03-04", "2026-03-05"], "13:00", "call"),
    ),
    RU.row(
        "own_ru_calendar_week",
        "the same by calendar weeks: on Monday a new one begins",
        RU.ask("2026-03-08 12:00", CALL, REFUSED, "230-fz.two-calls-a-week"),
        RU.ask("2026-03-09 12:00", CALL, ALLOWED),
        events=RU.each(["2026-03-04", "2026-03-05"], "13:00", "call"),
        policies=BY_CALENDAR,
    ),
    RU.row(
        "own_ru_week_from_sunday",
        "and by weeks that begin on Sundays",
        RU.ask("2026-03-07 12:00", CALL, REFUSED, "230-fz.two-calls-a-week"),
        RU.ask("2026-03-08 12:00", CALL, ALLOWED),
        events=RU.each(["2026-03-04", "2026-03-05"], "13:00", "call"),
        policies=[russia.policy(week=cf.week(first=7), month=cf.month())],
    ),
    RU.row(
        "own_ru_month",
        "eight calls a month, and the three windows together: only the month's is full",
        RU.ask("2026-03-31 12:00", CALL, REFUSED, "230-fz.eight-calls-a-month"),
        RU.ask("2026-04-01 12:00", CALL, ALLOWED),
        events=RU.each(EIGHT, "13:00", "call"),
        policies=BY_CALENDAR,
    ),
    RU.row(
        "own_ru_any_month",
        "by any 31 days a ninth call waits for 2 April, and a tenth for the week",
        RU.ask("2026-04-01 12:00", CALL, REFUSED, "230-fz.eight-calls-a-month"),
        RU.ask("2026-04-02 12:00", CALL, ALLOWED),
        events=RU.each(EIGHT, "13:00", "call"),
    ),
    RU.row(
        "own_ru_meetings_and_messages",
        "one meeting a week; two messages a day, a voice message among them, and four a week",
        RU.ask("2026-03-03 13:30", EMAIL, REFUSED, "230-fz.two-messages-a-day"),
        RU.ask("2026-03-04 12:00", EMAIL, ALLOWED),
        RU.ask("2026-03-05 12:00", EMAIL, REFUSED, "230-fz.four-messages-a-week"),
        RU.ask("2026-03-05 12:00", LETTER, ALLOWED),
        RU.ask("2026-03-08 12:00", VISIT, REFUSED, "230-fz.one-meeting-a-week"),
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
        RU.ask("2026-03-07 12:00", CALL, REFUSED, "230-fz.two-calls-a-week"),
        RU.ask("2026-03-07 12:00", SMS, REFUSED, "230-fz.four-messages-a-week"),
        RU.ask("2026-03-07 12:00", VISIT, REFUSED, "230-fz.one-meeting-a-week"),
        RU.ask("2026-03-07 12:00", contact("call", "guarantor"), ALLOWED),
        events=[
            *(RU.placed("2026-03-06 09:00", channel, "guarantor") for channel in ("call", "visit")),
            *(RU.placed(f"2026-03-06 {hour}:00", "sms", "guarantor") for hour in (10, 11)),
            *(RU.came_in(f"2026-03-06 10:0{n}", each) for n, each in enumerate(["call", "visit", "sms"])),
            *(RU.came_in(f"2026-03-06 11:0{n}", "sms") for n in range(4)),
            *(RU.placed(f"2026-03-06 09:0{n}", "letter") for n in range(4)),
            RU.placed("2026-03-05 12:00", "call"),
            RU.placed("2026-03-05 12:00", "sms"),
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
        RU.ask("2026-03-31 12:00", SMS, REFUSED, "230-fz.sixteen-messages-a-month"),
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
        "own_ru_agreement",
        "no text was found on agreements to more: they lift nothing, nor does a permission to other hours",
        RU.ask("2026-03-03 12:00", CALL, REFUSED, "230-fz.one-call-a-day"),
        RU.ask("2026-03-03 22:00", SMS, REFUSED, "230-fz.hours"),
        events=[
            RU.placed("2026-03-03 09:00", "call"),
            RU.permits("2026-03-03 10:00", "contact", person="b"),
            RU.permits("2026-03-03 10:01", "frequency", person="b"),
        ],
    ),
    RU.row(
        "own_ru_who_begins",
        "whom the debtor asked to call back is called back, once; a text is begun by the creditor",
        RU.ask("2026-03-03 22:20", CALL, REFUSED, "230-fz.hours"),
        RU.ask("2026-03-03 22:20", contact("call", purpose="reply", reply_to="in@2026-03-03 22:10"), ALLOWED),
        RU.ask(
            "2026-03-03 22:20",
            contact("sms", purpose="reply", reply_to="in@2026-03-03 22:15"),
            REFUSED,
            "230-fz.hours",
        ),
        RU.ask(
            "2026-03-03 22:40",
            contact("call", purpose="reply", reply_to="in@2026-03-03 22:10"),
            REFUSED,
            "230-fz.one-call-a-day",
        ),
        events=[
            RU.placed("2026-03-03 09:00", "call"),
            RU.came_in("2026-03-03 22:10", "call"),
            RU.came_in("2026-03-03 22:15", "sms"),
            RU.placed("2026-03-03 22:30", "call", purpose="reply", reply_to="in@2026-03-03 22:10"),
        ],
    ),
    RU.row(
        "own_ru_asked_to_meet",
        "who asks for a second meeting, or another call, is met and called, once for each asking",
        RU.ask("2026-03-05 12:00", VISIT, REFUSED, "230-fz.one-meeting-a-week"),
        RU.ask("2026-03-05 12:00", contact("visit", reply_to="in@2026-03-05 09:00"), ALLOWED),
        RU.ask("2026-03-05 21:00", contact("visit", reply_to="in@2026-03-05 09:00"), ALLOWED),
        RU.ask("2026-03-05 12:00", contact("call", reply_to="in@2026-03-05 09:05"), ALLOWED),
        RU.ask("2026-03-06 12:00", contact("visit", reply_to="in@2026-03-05 09:00"), REFUSED),
        RU.ask("2026-03-06 12:00", contact("call", reply_to="in@2026-03-05 09:05"), REFUSED),
        RU.ask("2026-03-05 12:00", contact("call", reply_to="in@2026-03-05 09:00"), REFUSED),
        events=[
            RU.placed("2026-03-03 12:00", "visit"),
            *RU.each(["2026-03-03", "2026-03-04"], "13:00", "call"),
            RU.came_in("2026-03-05 09:00", "visit"),
            RU.came_in("2026-03-05 09:05", "call"),
            RU.placed("2026-03-05 22:00", "visit", reply_to="in@2026-03-05 09:00"),
            RU.placed("2026-03-05 22:05", "call", reply_to="in@2026-03-05 09:05"),
        ],
    ),
    RU.row(
        "own_ru_a_ninth_that_was_asked_for",
        "nine calls of a month, the ninth of which the debtor asked for",
        RU.ask("2026-03-31 12:00", contact("call", reply_to="in@2026-03-31 09:00"), ALLOWED),
        RU.ask("2026-03-31 12:00", CALL, REFUSED, "230-fz.eight-calls-a-month"),
        events=[RU.each(EIGHT, "13:00", "call"), RU.came_in("2026-03-31 09:00", "call")],
        policies=BY_CALENDAR,
    ),
    RU.row(
        "own_ru_over_all_debts",
        "for each window, what another debt's case holds",
        RU.ask("2026-03-31 12:00", CALL, REFUSED, "230-fz.eight-calls-a-month"),
        RU.ask("2026-03-30 12:00", CALL, REFUSED, "230-fz.one-call-a-day"),
        RU.ask("2026-03-30 12:00", SMS, REFUSED, "230-fz.two-messages-a-day"),
        RU.ask("2026-03-31 12:00", SMS, REFUSED, "230-fz.sixteen-messages-a-month"),
        RU.ask("2026-03-30 12:00", contact("call", "guarantor"), ALLOWED),
        RU.ask("2026-03-30 12:00", contact("sms", "guarantor"), ALLOWED),
        beside={
            "card": [
                RU.each([*EIGHT[:7], "2026-03-30"], "11:00", "call"),
                RU.each([*EIGHT[:7], "2026-03-30"], "11:00", "sms"),
                RU.each([*EIGHT[:7], "2026-03-30"], "11:30", "chat"),
            ]
        },
        policies=BY_CALENDAR,
    ),
    RU.row(
        "own_ru_within_the_month",
        "a guarantor's, what came in, letters and calls are no messages; what was seven is one below eight",
        RU.ask("2026-03-31 12:00", CALL, ALLOWED),
        RU.ask("2026-03-31 12:00", SMS, ALLOWED),
        events=[
            RU.each(EIGHT[:7], "13:00", "call"),
            RU.each(EIGHT[:7], "13:00", "sms"),
            RU.each(EIGHT, "14:00", "letter"),
            RU.each(EIGHT, "15:00", "call", "guarantor"),
            RU.each(EIGHT, "15:00", "sms", "guarantor"),
            RU.each(EIGHT, "16:00", "sms", "guarantor"),
            [RU.came_in(f"{day} 17:00", "call") for day in EIGHT],
            [RU.came_in(f"{day} 17:10", "sms") for day in EIGHT],
        ],
        policies=BY_CALENDAR,
    ),
    *(
        RU.row(
            f"own_ru_{channel}",
            "whatever the channel, it is a message",
            RU.ask("2026-03-03 12:00", SMS, REFUSED, "230-fz.two-messages-a-day"),
            RU.ask("2026-03-03 09:30", SMS, ALLOWED),
            RU.ask("2026-03-05 12:00", SMS, REFUSED, "230-fz.four-messages-a-week"),
            RU.ask("2026-03-31 12:00", SMS, REFUSED, "230-fz.sixteen-messages-a-month"),
            RU.ask("2026-03-03 12:00", CALL, ALLOWED),
            events=[
                RU.each([f"2026-03-{day:02}" for day in (3, 4, 10, 11, 17, 18, 24, 25)], "09:00", channel),
                RU.each([f"2026-03-{day:02}" for day in (3, 4, 10, 11, 17, 18, 24, 25)], "10:00", channel),
            ],
            policies=BY_CALENDAR,
        )
        for channel in ("sms", "email", "app", "chat", "social", "recorded_call", "ringless_voicemail")
    ),
    RU.row(
        "own_ru_other_people",
        "the numbers hold for a relative as well, each for themselves; not for who acts for the debtor",
        RU.ask("2026-03-03 12:00", contact("call", "family"), REFUSED, "230-fz.one-call-a-day"),
        RU.ask("2026-03-03 12:00", contact("sms", "family"), REFUSED, "230-fz.two-messages-a-day"),
        RU.ask("2026-03-03 12:00", contact("visit", "family"), REFUSED, "230-fz.one-meeting-a-week"),
        RU.ask("2026-03-03 12:00", CALL, ALLOWED),
        RU.ask("2026-03-03 12:00", contact("call", "attorney"), ALLOWED),
        events=[
            RU.placed("2026-03-02 12:00", "visit", "family"),
            RU.placed("2026-03-03 09:00", "sms", "family"),
            RU.placed("2026-03-03 10:00", "sms", "family"),
            RU.placed("2026-03-03 11:00", "call", "family"),
            RU.placed("2026-03-03 11:00", "call", "attorney"),
        ],
    ),
    RU.row(
        "own_ru_where_the_debtor_is",
        "noon in Moscow is nine in the evening in Vladivostok, which is late on a day off",
        RU.ask("2026-03-06 14:59", CALL, ALLOWED),
        RU.ask("2026-03-06 15:00", CALL, REFUSED, "230-fz.hours"),
        RU.ask("2026-03-07 12:59", CALL, ALLOWED),
        RU.ask("2026-03-07 13:00", CALL, REFUSED, "230-fz.hours"),
        opening={"persons": [cf.Person("b", "borrower", zones=["Asia/Vladivostok"])]},
    ),
    RU.row(
        "own_ru_bankrupt",
        "who is bankrupt, as another debt's case tells, is not called or met, but written to",
        RU.ask("2026-03-03 12:00", CALL, REFUSED, "230-fz.bankrupt"),
        RU.ask("2026-03-03 12:00", VISIT, REFUSED, "230-fz.bankrupt"),
        RU.ask("2026-03-03 12:00", SMS, ALLOWED),
        RU.ask("2026-03-03 12:00", LETTER, ALLOWED),
        RU.ask("2026-03-03 12:00", contact("call", "attorney"), ALLOWED),
        beside={"card": [RU.held("2026-03-02 09:00", "bankruptcy")]},
    ),
    RU.row(
        "own_ru_incapacity",
        "nor is who cannot act; a guardian is",
        RU.ask("2026-03-01 12:00", CALL, ALLOWED),
        RU.ask("2026-03-03 12:00", CALL, REFUSED, "230-fz.incapacity"),
        RU.ask("2026-03-03 12:00", contact("call", "guardian"), ALLOWED),
        beside={"card": [RU.held("2026-03-02 09:00", "incapacity")]},
    ),
    RU.row(
        "own_ru_refusal",
        "who refused in writing is written to by post alone; a word on the telephone is no statement",
        RU.ask("2026-03-02 12:00", CALL, ALLOWED),
        RU.ask("2026-03-03 12:00", CALL, REFUSED, "230-fz.refusal"),
        RU.ask("2026-03-03 12:00", SMS, REFUSED, "230-fz.refusal"),
        RU.ask("2026-03-03 12:00", LETTER, ALLOWED),
        events=[
            RU.held("2026-03-02 09:00", "cease", channel="call"),
            RU.held("2026-03-02 10:00", "dispute", channel="letter"),
            RU.held("2026-03-03 09:00", "cease", channel="letter"),
        ],
    ),
    RU.row(
        "own_ru_represented",
        "nobody said how the statement came: it counts as written, and the advocate is spoken with",
        RU.ask("2026-03-02 12:00", CALL, ALLOWED),
        RU.ask("2026-03-03 12:00", CALL, REFUSED, "230-fz.represented"),
        RU.ask("2026-03-03 12:00", LETTER, ALLOWED),
        RU.ask("2026-03-03 12:00", contact("postcard"), ALLOWED),
        RU.ask("2026-03-03 12:00", contact("call", "attorney"), ALLOWED),
        events=[
            RU.held("2026-03-02 09:00", "represented", channel="call"),
            RU.held("2026-03-03 09:00", "represented"),
        ],
    ),
)

# --- South Africa, Kenya --------------------------------------------------------------------------------

#: Good Friday, Family Day, Freedom Day, Workers' Day.
ZA = Land(
    "Africa/Johannesburg",
    "ZAR",
    [south_africa.policy()],
    {
        "calendars": {
            "south_africa": holidays("2026-04-03", "2026-04-06", "2026-04-27", "2026-05-01"),
        }
    },
)


def za_due(day: str) -> dict[str, Any]:
    """A debt that was due on a day."""
    return {**OUTSOURCED, "dues": dues((day, 1_000_00)), "at": ZA.at(f"{day} 08:00")}


TWENTY, TEN = "nca.default-of-20-business-days", "nca.notice-10-business-days-ago"
_BEFORE_EASTER = [
    ZA.sent("2026-02-02 09:00", "demand", delivered="2026-02-03 09:00"),
    ZA.sent("2026-03-20 09:00", "default", delivered="2026-03-30 09:00"),
    ZA.sent("2026-04-13 09:00", "other", delivered="2026-04-14 09:00"),
    ZA.placed("2026-04-07 09:00", "call", outcome="no_answer"),
]

SOUTH_AFRICA: tuple[Row, ...] = (
    ZA.row(
        "own_za_twenty_business_days",
        "due on Monday 2 March: the twentieth business day after it is Monday 30 March",
        ZA.ask("2026-03-27 12:00", SUE, REFUSED, TWENTY),
        ZA.ask("2026-03-29 23:59", SUE, REFUSED, TWENTY),
        ZA.ask("2026-03-30 00:00", SUE, ALLOWED),
        events=ZA.sent("2026-03-06 09:00", "default", delivered="2026-03-09 09:00"),
        opening=za_due("2026-03-02"),
    ),
    ZA.row(
        "own_za_paid",
        "who has paid is in default no more, and who falls into it again begins anew",
        ZA.ask("2026-04-20 12:00", SUE, ALLOWED),
        ZA.ask("2026-04-22 12:00", SUE, REFUSED, TWENTY),
        ZA.ask("2026-05-15 12:00", SUE, REFUSED, TWENTY),
        events=[
            ZA.sent("2026-03-06 09:00", "default", delivered="2026-03-09 09:00"),
            cf.PaymentReceived("paid", at=ZA.at("2026-04-21 09:00"), amount=1_000_00),
            cf.DuesAdded("next", at=ZA.at("2026-04-21 10:00"), dues=dues(("2026-04-24", 1_000_00))),
        ],
        opening=za_due("2026-03-02"),
    ),
    ZA.row(
        "own_za_ten_business_days",
        "delivered before Easter: over its two holidays; on the tenth business day one may sue",
        ZA.ask("2026-04-14 23:59", SUE, REFUSED, TEN),
        ZA.ask("2026-04-15 00:00", SUE, ALLOWED),
        events=_BEFORE_EASTER,
        opening=za_due("2026-01-05"),
    ),
    ZA.row(
        "own_za_response",
        "who responded is not sued unless by rejecting the proposals; a new notice asks anew",
        ZA.ask("2026-04-16 12:00", SUE, SOFT, "nca.no-response"),
        ZA.ask("2026-06-30 12:00", SUE, ALLOWED),
        events=[
            ZA.came_in("2026-03-19 09:00", "email"),
            ZA.sent("2026-03-20 09:00", "default", delivered="2026-03-30 09:00"),
            ZA.came_in("2026-04-02 09:00", "email"),
            ZA.sent("2026-05-04 09:00", "default", delivered="2026-05-05 09:00"),
        ],
        opening=za_due("2026-01-05"),
    ),
    *(
        ZA.row(
            f"own_za_{outcome}",
            "a response is one, however it came; a notice of another kind asks for none",
            ZA.ask("2026-04-16 12:00", SUE, SOFT, "nca.no-response"),
            events=[
                *ZA.sent("2026-03-20 09:00", "default", delivered="2026-03-30 09:00"),
                *ZA.placed("2026-04-02 09:00", "call", outcome=outcome),
                *ZA.sent("2026-04-03 09:00", "demand"),
            ],
            opening=za_due("2026-01-05"),
        )
        for outcome in ("conversation", "refused")
    ),
    ZA.row(
        "own_za_no_notice",
        "no notice is not a notice of long ago, and neither is one that was not delivered or came back",
        ZA.ask("2026-03-01 12:00", SUE, REFUSED, TEN),
        ZA.ask("2026-03-31 12:00", SUE, REFUSED, TEN),
        ZA.ask("2026-04-30 12:00", SUE, REFUSED, TEN),
        events=[
            ZA.sent("2026-01-12 09:00", "other", delivered="2026-01-13 09:00"),
            ZA.sent("2026-03-02 09:00", "default"),
            ZA.sent("2026-04-01 09:00", "default", delivered="2026-04-02 09:00"),
            cf.NoticeReturned("back", at=ZA.at("2026-04-20 09:00"), notice="default@2026-04-01 09:00"),
        ],
        opening=za_due("2026-01-05"),
    ),
)

KE = Land("Africa/Nairobi", "KES", [kenya.policy()], {"acts": ["list"]})
LIST = cf.Act("list")


def ke_owes(shillings: int) -> dict[str, Any]:
    """A debt that was due on 1 March 2026."""
    return {"dues": dues(("2026-03-01", shillings * 100)), "at": KE.at("2026-02-01 09:00")}


KENYA: tuple[Row, ...] = (
    KE.row(
        "C46",
        "1,500 shillings, listed thirty days after the notice; the telephone's contacts are left alone",
        KE.ask("2026-03-05 12:00", contact("call", "address_book"), REFUSED, "ln-46.phone-book"),
        KE.ask("2026-03-05 12:00", CALL, ALLOWED),
        KE.ask("2026-03-09 12:00", LIST, REFUSED, "ln-46.notice"),
        KE.ask("2026-04-08 12:00", LIST, REFUSED, "ln-46.notice"),
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
        KE.ask("2026-04-20 12:00", LIST, REFUSED, "ln-46.notice"),
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
        KE.ask("2026-04-09 12:00", LIST, REFUSED, "ln-46.small-amounts"),
        events=KE.sent("2026-03-10 09:00", "demand"),
        opening=ke_owes(900),
    ),
    KE.row(
        "C46 at once",
        "1,500 shillings right after the notice, for who needs not wait",
        KE.ask("2026-03-10 12:00", LIST, ALLOWED),
        events=KE.sent("2026-03-10 09:00", "demand"),
        opening=ke_owes(1_500),
        policies=[kenya.policy(wait=0)],
    ),
    KE.row(
        "own_ke_thousand",
        "a thousand shillings are not more than a thousand; a cent more is",
        KE.ask("2026-04-09 12:00", LIST, REFUSED, "ln-46.small-amounts"),
        KE.ask("2026-04-11 12:00", LIST, ALLOWED),
        events=[
            *KE.sent("2026-03-10 09:00", "demand"),
            cf.DuesAdded("fee", at=KE.at("2026-04-09 13:00"), dues=dues(("2026-04-10", 1))),
        ],
        opening=ke_owes(1_000),
    ),
    KE.row(
        "own_ke_second_notice",
        "a second notice does not make the first one younger",
        KE.ask("2026-04-08 12:00", LIST, REFUSED, "ln-46.notice"),
        KE.ask("2026-04-09 12:00", LIST, ALLOWED),
        events=[KE.sent("2026-03-10 09:00", "demand"), KE.sent("2026-04-01 09:00", "demand")],
        opening=ke_owes(1_500),
    ),
    KE.row(
        "own_ke_others",
        "a friend who authorised it is written to, the phone book never; who acts for the borrower is",
        KE.ask("2026-03-05 12:00", contact("sms", "friend"), REFUSED, "ln-46.other-contacts"),
        KE.ask("2026-03-05 12:00", contact("sms", "employer"), REFUSED, "ln-46.other-contacts"),
        KE.ask("2026-03-07 12:00", contact("sms", "friend"), ALLOWED),
        KE.ask("2026-03-07 12:00", contact("sms", "family"), REFUSED, "ln-46.other-contacts"),
        KE.ask("2026-03-07 12:00", contact("sms", "address_book"), REFUSED, "ln-46.phone-book"),
        KE.ask("2026-03-05 12:00", contact("visit", "friend"), ALLOWED),
        KE.ask("2026-03-05 12:00", contact("visit", "address_book"), REFUSED, "ln-46.phone-book"),
        *(KE.ask("2026-03-05 12:00", each, ALLOWED) for each in NO_THIRD_PARTIES),
        KE.ask("2026-03-07 12:00", contact("sms", "colleague"), REFUSED, "ln-46.other-contacts"),
        events=[
            KE.permits("2026-03-06 11:00", "locate", person="colleague"),
            KE.permits("2026-03-06 11:01", "third_party", person="colleague", channel="call"),
            KE.permits("2026-03-06 11:02", "third_party", person="colleague", collector="agency"),
            KE.permits("2026-03-06 12:00", "third_party", person="friend"),
            KE.permits("2026-03-06 12:01", "third_party", person="address_book"),
        ],
        opening=ke_owes(1_500),
    ),
)

ROWS = (*RUSSIA, *SOUTH_AFRICA, *KENYA)
