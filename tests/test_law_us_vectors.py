"""The boundaries of United States law, hour by hour, day by day and call by call."""

from __future__ import annotations

from datetime import date, time

import pytest

import collectflow as cf
from collectflow import facts
from collectflow.calendars import public_holidays
from collectflow.policies import us
from tests.law_support import check
from tests.law_us_support import (
    ATTEMPTS,
    DISPUTED,
    EMAIL,
    HOURS,
    LETTER,
    MEDIUM,
    MESSAGES,
    NEW_YORK,
    NOTICE,
    POLICIES,
    REPRESENTED,
    SEVEN,
    SMS,
    TALKED,
    TIME,
    advised,
    called,
    calls,
    came,
    consent,
    hold,
    in_2026,
    notice,
    ok,
    on,
    refused,
    reply,
    row,
    sent,
    soft,
    talk,
    to,
    wish,
)

VECTORS = """
    A1 A2 A3 A4 A5 A6 A7 A9 A10 A11 A12 A13 A14 A15 A16 A17 A18 A19 A21 A22 A23 A30
    C1 C2 C3 C5 C6 C7 C10 C11 C12 C14 C15 C17 C19 C20 C21 C23
"""

LOCATE = to("call", "neighbour", purpose="locate")
NEIGHBOUR = [cf.Person("neighbour", "neighbour", zones=[NEW_YORK])]
REPRESENTATIVE = [cf.Person("representative", "representative", zones=[NEW_YORK])]
SUE = cf.Move("sue")
OUTSOURCED = {"stage": "outsourced"}
BY = date(2020, 5, 8)
AFTERNOON = wish(on(4, 1), starts=time(15), stops=time(17))
#: The host's own: no law speaks of filing a claim in bankruptcy, and somebody has to allow it.
CLAIMS = cf.Policy(
    "host",
    version="1",
    rules=[
        cf.Rule("host.claims", on=cf.on_act("file_proof_of_claim"), require=facts.owing, because="it is owed")
    ],
)
#: A second dispute, or one that is not in writing or not in time, brings advice about calls alone.
SAID = "reg-f.said-before"


def _texts(*days: int) -> list[cf.Event]:
    happened = [sent(on(4, day, hour), "sms") for day in days for hour in (10, 14, 18)]
    return [*consent(on(4, 1, 9), "medium", channel="sms"), *(each for part in happened for each in part)]


# --- official examples, and enumerated rules ------------------------------------------------------------

OFFICIAL = [
    row(
        "A1",
        "several texts a day for several days; calls within the frequency are no excuse",
        [_texts(1, 2)],
        [
            ok(on(4, 2, 17), SMS),
            advised(on(4, 2, 19), MESSAGES, SMS),
            advised(on(4, 3, 9), MESSAGES, EMAIL),
            ok(on(4, 3, 9)),
        ],
    ),
    row(
        "A2",
        "called about the medical debt, the card debt is spoken of: both are quiet for seven days",
        [talk(in_2026(3, 3), discussed=["card"])],
        [soft(in_2026(3, 4), TALKED), soft(in_2026(3, 9), TALKED), ok(in_2026(3, 10))],
        beside={"card": []},
    ),
    row(
        "A2__card",
        "the same, for the card debt",
        [],
        [soft(in_2026(3, 4), TALKED), soft(in_2026(3, 9), TALKED), ok(in_2026(3, 10))],
        beside={"medical": [talk(in_2026(3, 3), discussed=["case"])]},
    ),
    row(
        "A3",
        "the same when the consumer called",
        [came(in_2026(3, 3), "call", discussed=["case", "card"])],
        [soft(in_2026(3, 4), TALKED), soft(in_2026(3, 9), TALKED), ok(in_2026(3, 10))],
    ),
    row(
        "A3__card",
        "and when the card debt was raised",
        [],
        [soft(in_2026(3, 4), TALKED), soft(in_2026(3, 9), TALKED), ok(in_2026(3, 10))],
        beside={"medical": [came(in_2026(3, 3), "call", discussed=["medical", "case"])]},
    ),
    row(
        "A4",
        "an inbound conversation starts seven days, and is not one of the seven calls",
        [
            came(in_2026(3, 3), "call"),
            calls(
                *(in_2026(3, 10 + day, 9) for day in range(3)),
                *(in_2026(3, 10 + day, 15) for day in range(3)),
            ),
        ],
        [
            *(soft(in_2026(3, 3 + day, 13), TALKED) for day in range(7)),
            ok(in_2026(3, 10, 8)),
            ok(in_2026(3, 13, 9)),
        ],
    ),
    row(
        "A4__eighth",
        "six calls and an inbound one without a conversation: the seventh is within",
        [
            calls(*(in_2026(3, day, hour) for day in (3, 4) for hour in (9, 12, 15))),
            came(in_2026(3, 4, 18), "call", outcome="voicemail"),
            calls(in_2026(3, 5, 9)),
        ],
        [ok(in_2026(3, 5, 8)), soft(in_2026(3, 5, 10))],
    ),
    row(
        "A5",
        "a third party has seven calls of its own, and is told something once",
        [
            calls(*(in_2026(3, day) for day in range(2, 9))),
            calls(*(in_2026(3, day, 15) for day in range(3, 9)), party="neighbour", purpose="locate"),
        ],
        [
            soft(in_2026(3, 8, 19)),
            advised(in_2026(3, 8, 19), "reg-f.sundays", LOCATE),
            soft(in_2026(3, 8, 19), SEVEN, to("call", "borrower")),
        ],
        others=NEIGHBOUR,
    ),
    row(
        "A6",
        "five accounts, seven calls to four of them and none to this: advised against, for their sum",
        [calls(in_2026(3, 3, 9))],
        [advised(in_2026(3, 9, 20), ATTEMPTS)],
        beside={
            f"account-{i}": [calls(*(in_2026(3, day, 10 + i) for day in range(3, 10)))] for i in range(4)
        },
    ),
    row(
        "A7",
        "five connected calls count, two that were not connected do not",
        [
            called(in_2026(3, 2, 9), "not_connected"),
            called(in_2026(3, 2, 12), "not_connected"),
            called(in_2026(3, 2, 15), "no_answer"),
            called(in_2026(3, 3, 9), "voicemail"),
            called(in_2026(3, 3, 12), "third_party"),
            called(in_2026(3, 3, 15), "wrong_person"),
            called(in_2026(3, 4, 9), "no_answer"),
            called(in_2026(3, 4, 12), "no_answer"),
            called(in_2026(3, 4, 15), "voicemail"),
        ],
        [ok(in_2026(3, 4, 14)), soft(in_2026(3, 4, 16))],
    ),
    row(
        "A7__dropped",
        "who answers before the line drops was called, and spoken with",
        [talk(in_2026(3, 2))],
        [soft(in_2026(3, 3), TALKED)],
    ),
    row(
        "A9",
        "consent for three days ends after three days",
        [talk(in_2026(3, 2)), consent(in_2026(3, 2, 12, 5), until=in_2026(3, 5, 0))],
        [
            ok(in_2026(3, 3)),
            ok(in_2026(3, 4, 20, 59)),
            soft(in_2026(3, 5, 8), TALKED),
            soft(in_2026(3, 8), TALKED),
            ok(in_2026(3, 9)),
        ],
    ),
    row(
        "A10",
        "within the frequency: two calls in five minutes, a day full of calls, Sundays",
        [
            calls(in_2026(3, 3), address="n"),
            calls(*(in_2026(3, 4, hour) for hour in range(9, 14)), address="n"),
        ],
        [
            advised(in_2026(3, 3, 12, 4), "reg-f.rapid-succession", to("call", address="n")),
            ok(in_2026(3, 3, 12, 6), to("call", address="n")),
            ok(in_2026(3, 4, 12, 30), to("call", address="n")),
            advised(in_2026(3, 4, 13, 30), "reg-f.concentrated-calls", to("call", address="n")),
            ok(in_2026(3, 7), to("call", address="n")),
            advised(in_2026(3, 8), "reg-f.sundays", to("call", address="n")),
        ],
    ),
    row(
        "A11",
        "beyond the frequency on a ground; an attorney is no ground",
        [talk(in_2026(3, 3)), hold(in_2026(3, 5), "represented")],
        [
            soft(in_2026(3, 4), TALKED),
            soft(in_2026(3, 4), TALKED, to("call", purpose="legal")),
            refused(in_2026(3, 5), REPRESENTED),
            refused(in_2026(3, 11), REPRESENTED),
        ],
    ),
    row(
        "A12",
        "a time that is inconvenient is, until the consumer says otherwise",
        [
            wish(in_2026(3, 2), "w", starts=time(8), stops=time(12)),
            [cf.PreferenceWithdrawn("w-", at=in_2026(6, 1), preference="w")],
        ],
        [
            refused(in_2026(3, 3, 8), TIME),
            refused(in_2026(3, 3, 11, 59), TIME, EMAIL),
            ok(in_2026(3, 3, 12)),
            refused(in_2026(5, 29, 9), TIME),
            ok(in_2026(6, 1, 13)),
            ok(in_2026(6, 2, 9)),
        ],
    ),
    row(
        "A12__busy",
        "who is busy now is not for ever",
        [called(in_2026(3, 3, 9), "conversation")],
        [ok(in_2026(3, 4, 9), EMAIL), ok(in_2026(3, 10, 9))],
    ),
    row(
        "A13",
        "one reply at the inconvenient time; asking in it whether the time still is one is the same reply",
        [
            AFTERNOON,
            came(on(4, 2, 15, 30), "sms", "in", address="m"),
            sent(on(4, 2, 15, 40), "sms", reply_to="in"),
        ],
        [
            ok(on(4, 2, 15, 31), reply("sms", "in", address="m")),
            refused(on(4, 2, 15, 31), TIME, to("sms", address="m")),
            refused(on(4, 2, 15, 41), TIME, reply("sms", "in", address="m")),
            ok(on(4, 2, 17), reply("sms", "in", address="m")),
        ],
    ),
    row(
        "A14",
        "one text confirms the opt-out, if it says nothing else",
        [
            consent(on(4, 1, 9), "medium", channel="sms"),
            wish(on(4, 1), channel="sms"),
            sent(on(4, 1, 12, 5), "sms", purpose="confirm"),
        ],
        [
            ok(on(4, 1, 12, 1), to("sms", purpose="confirm")),
            refused(on(4, 1, 12, 1), MEDIUM, SMS),
            refused(on(4, 1, 12, 1), MEDIUM, to("sms", purpose="inform")),
            refused(on(4, 1, 12, 6), MEDIUM, to("sms", purpose="confirm")),
            refused(on(4, 2), MEDIUM, SMS),
            ok(on(4, 2), EMAIL),
        ],
    ),
    row(
        "A15",
        "no emails; who then emails is answered once by email",
        [wish(on(4, 1), channel="email"), came(on(4, 3), "email", "in"), sent(on(4, 4), reply_to="in")],
        [
            refused(on(4, 2), MEDIUM, EMAIL),
            refused(on(4, 3), MEDIUM, EMAIL),
            ok(on(4, 3, 13), reply("email", "in")),
            refused(on(4, 4, 13), MEDIUM, reply("email", "in")),
        ],
    ),
    *(
        row(
            f"A16__{how}",
            "what is a dispute in writing",
            [
                hold(on(4, 20), "dispute", channel, written=True)
                if how == "courier"
                else hold(on(4, 20), "dispute", channel)
            ],
            [refused(on(4, 20), DISPUTED), refused(on(4, 21), DISPUTED, EMAIL)],
            validated=BY,
        )
        for how, channel in {
            "mail": "letter",
            "form": "letter",
            "email": "email",
            "portal": "app",
            "courier": "visit",
        }.items()
    ),
    row(
        "A16__call",
        "a call is not",
        [hold(on(4, 20), "dispute", "call")],
        [advised(on(4, 20), SAID), ok(on(4, 21), EMAIL)],
        validated=BY,
    ),
    row(
        "A17",
        "the representative of a dead consumer disputes; a friend cannot",
        [hold(on(4, 19), "dispute", party="friend"), hold(on(4, 20), "dispute", party="representative")],
        [
            ok(on(4, 19), to("email", "representative")),
            refused(on(4, 20), DISPUTED, to("email", "representative")),
            refused(on(4, 20), DISPUTED, EMAIL),
        ],
        validated=BY,
        others=REPRESENTATIVE,
    ),
    row(
        "A18",
        "no suit on a time-barred debt, nor the threat of one; a proof of claim is none",
        [hold(on(4, 1), "time_barred", None)],
        [
            ok(on(4, 1, 11), SUE),
            refused(on(4, 1), "reg-f.time-barred", SUE),
            refused(on(4, 1), "reg-f.time-barred", to("letter", purpose="remedy")),
            ok(on(4, 1), LETTER),
            ok(on(4, 1), cf.Act("file_proof_of_claim")),
        ],
        policies=(*POLICIES, CLAIMS),
        parts={"acts": ["file_proof_of_claim"]},
        opening=OUTSOURCED,
    ),
    row(
        "A19",
        "a neighbour is asked once where the consumer is",
        [
            called(on(4, 1), "third_party", party="neighbour", purpose="locate"),
            consent(on(4, 3), "locate", person="neighbour", name="again", until=on(4, 4, 0)),
            hold(on(4, 6), "represented"),
        ],
        [
            ok(on(4, 1, 11), LOCATE),
            refused(on(4, 1, 11), "reg-f.third-parties", to("call", "neighbour")),
            refused(on(4, 2), "reg-f.locate-once", LOCATE),
            ok(on(4, 3), LOCATE),
            refused(on(4, 4), "reg-f.locate-once", LOCATE),
            refused(on(4, 6), "reg-f.locate-through-attorney", LOCATE),
        ],
        others=NEIGHBOUR,
    ),
    row(
        "A21",
        "a postcard, a public post, an email to the employer's address",
        [came(on(4, 2), "email", address="b@work")],
        [
            refused(on(4, 1), "reg-f.postcard", to("postcard")),
            ok(on(4, 1), LETTER),
            refused(on(4, 1), "reg-f.public-post", to("social", place="public")),
            ok(on(4, 1), to("social")),
            refused(on(4, 1), "reg-f.work-email", to("email", address="b@work", place="work")),
            ok(on(4, 2, 13), to("email", address="b@work", place="work")),
            refused(on(4, 2, 13), "reg-f.work-email", to("email", address="c@work", place="work")),
        ],
    ),
    row(
        "A22",
        "five days for the validation notice; late, it is still sent, and nothing else is",
        [talk(on(4, 1)), notice(on(4, 8))],
        [
            ok(on(4, 6, 20, 59), EMAIL),
            refused(on(4, 7, 8), NOTICE, EMAIL),
            refused(on(4, 7, 8), NOTICE, LETTER),
            ok(on(4, 7, 8), to("letter", purpose="legal")),
            ok(on(4, 8), EMAIL),
        ],
        validated=False,
    ),
    row(
        "A22__in_time",
        "on the fifth day",
        [talk(on(4, 1)), notice(on(4, 6, 20))],
        [ok(on(4, 7), EMAIL), ok(on(4, 8))],
        validated=False,
    ),
    row(
        "A22__paid",
        "paid before",
        [talk(on(4, 1)), [cf.PaymentReceived("paid", at=on(4, 4), amount=100_00)]],
        [ok(on(4, 7), EMAIL)],
        validated=False,
    ),
    row("A23", "a limited-content message", not_ours="it is what a voicemail says that makes it one"),
    row(
        "A30",
        "a new rule for disputes that come after its first day",
        not_ours="of the city's rules the pack has the cap on contacts, not the verification of debts",
    ),
]

# --- derived boundaries ---------------------------------------------------------------------------------

DERIVED = [
    row(
        "C1",
        "one call on April 1, three on April 2, three on April 3",
        [
            calls(on(4, 1), *(on(4, day, hour) for day in (2, 3) for hour in (9, 12, 15))),
            calls(on(4, 8, 10), *(on(4, 9, hour) for hour in (9, 10, 11))),
        ],
        [
            ok(on(4, 8, 9)),
            soft(on(4, 8, 11)),
            *(ok(on(4, 9, hour, 30)) for hour in (8, 9, 10)),
            soft(on(4, 9, 11, 30)),
        ],
    ),
    row(
        "C2",
        "one call every day, for ever",
        [calls(*(on(4, day) for day in range(1, 31)))],
        [ok(on(4, day, 11)) for day in range(1, 31) if day not in {5, 12, 19, 26}],
    ),
    row(
        "C3",
        "seven calls on a Sunday and a Monday: no new week begins",
        [
            calls(*(in_2026(3, 8, hour) for hour in (9, 12, 15, 18))),
            calls(*(in_2026(3, 9, hour) for hour in (9, 12, 15))),
        ],
        [
            ok(in_2026(3, 9, 14)),
            soft(in_2026(3, 9, 18)),
            soft(in_2026(3, 14)),
            advised(in_2026(3, 15), "reg-f.sundays"),
        ],
    ),
    row(
        "C5",
        "ten calls in the seven days of a consent do not count; the next day's do",
        [
            consent(in_2026(3, 2, 9)),
            calls(*(in_2026(3, day, hour) for day in (2, 3, 4, 5) for hour in (10, 14))),
            calls(in_2026(3, 6, 10), in_2026(3, 8, 10)),
            calls(*(in_2026(3, day, hour) for day in (9, 10) for hour in (10, 12, 14))),
            calls(in_2026(3, 11, 10)),
        ],
        [
            advised(in_2026(3, 8, 20), "reg-f.sundays"),
            ok(in_2026(3, 9, 9)),
            advised(in_2026(3, 11, 9), ATTEMPTS),
            soft(in_2026(3, 11, 11)),
        ],
    ),
    row(
        "C6",
        "talked on March 10: call me on March 12; talked then, so not before March 19",
        [
            talk(in_2026(3, 10)),
            consent(in_2026(3, 10, 12, 1), starts=in_2026(3, 12, 0), until=in_2026(3, 13, 0)),
            talk(in_2026(3, 12)),
        ],
        [
            soft(in_2026(3, 11), TALKED),
            ok(in_2026(3, 12, 11)),
            soft(in_2026(3, 12, 13), TALKED),
            soft(in_2026(3, 17), TALKED),
            soft(in_2026(3, 18, 20, 59), TALKED),
            ok(in_2026(3, 19, 8)),
        ],
    ),
    row(
        "C7",
        "two agencies, five calls each",
        [
            *(calls(*(in_2026(3, day, 9) for day in range(2, 7)), collector=who) for who in ("x", "y")),
            calls(in_2026(3, 7, 9), in_2026(3, 7, 12), collector="x"),
        ],
        [
            ok(in_2026(3, 6, 13), to("call", collector="x")),
            ok(in_2026(3, 6, 13), to("call", collector="y")),
            soft(in_2026(3, 7, 13), SEVEN, to("call", collector="x")),
            ok(in_2026(3, 7, 13), to("call", collector="y")),
        ],
    ),
    row(
        "C10",
        "seven calls, five emails, three texts: the calls are within, all of it may harass",
        [
            calls(*(on(4, day) for day in (1, 2, 3, 6, 7)), on(4, 6, 18), on(4, 7, 11)),
            *(sent(on(4, day, 15)) for day in (1, 2, 3, 6, 7)),
            *(sent(on(4, day, 16), "sms") for day in (1, 2, 3)),
        ],
        [
            advised(on(4, 7, 10), ATTEMPTS),
            soft(on(4, 7, 19)),
            advised(on(4, 7, 19), ATTEMPTS, EMAIL),
            advised(on(4, 7, 19), MESSAGES, EMAIL),
        ],
    ),
    row(
        "C11",
        "days are those of the called person: half past midnight in New York is still the day before",
        [came(on(4, 2, 0, 30), "call")],
        [
            soft(on(4, 7, 20, 59, zone="America/Los_Angeles"), TALKED),
            ok(on(4, 8, 8, zone="America/Los_Angeles")),
        ],
        zones=["America/Los_Angeles"],
    ),
    row(
        "C11__calls",
        "seven calls late on March 31 there, April 1 here",
        [calls(*(on(4, 1, 2, minute) for minute in range(0, 56, 8)))],
        [
            soft(on(4, 6, 13, zone="America/Los_Angeles")),
            ok(on(4, 7, 8, zone="America/Los_Angeles")),
        ],
        zones=["America/Los_Angeles"],
    ),
    row(
        "C12",
        "eight and nine themselves are convenient",
        [],
        [
            refused(in_2026(3, 3, 7, 59, 59), HOURS),
            ok(in_2026(3, 3, 8)),
            ok(in_2026(3, 3, 21)),
            refused(in_2026(3, 3, 21, 0, 0, 1), HOURS),
        ],
    ),
    row(
        "C12__exclusive",
        "and by the words of the statute they are not",
        [],
        [
            refused(in_2026(3, 3, 8), HOURS),
            ok(in_2026(3, 3, 8, 0, 0, 1)),
            ok(in_2026(3, 3, 20, 59, 59)),
            refused(in_2026(3, 3, 21), HOURS),
        ],
        policies=(us.regulation_f(dated=False, boundary="exclusive"),),
    ),
    row(
        "C14",
        "the clocks went forward in the night",
        [],
        [
            refused(in_2026(3, 7, 7, 30), HOURS, EMAIL),
            refused(in_2026(3, 8, 7, 30), HOURS, EMAIL),
            refused(in_2026(3, 8, 7, 59, 59), HOURS, EMAIL),
            ok(in_2026(3, 8, 8), EMAIL),
            ok(in_2026(3, 8, 21), EMAIL),
            refused(in_2026(3, 8, 21, 1), HOURS, EMAIL),
        ],
    ),
    row(
        "C20",
        "disputed on the last day",
        [hold(on(5, 8, 23, 59), "dispute")],
        [refused(on(5, 11), DISPUTED), refused(on(5, 11), DISPUTED, EMAIL)],
        validated=BY,
    ),
    row(
        "C20__late",
        "disputed a day later",
        [hold(on(5, 9, 0), "dispute")],
        [ok(on(5, 11), EMAIL), advised(on(5, 11), SAID)],
        validated=BY,
    ),
    row(
        "C21",
        "forty of a hundred are disputed",
        [hold(on(4, 20), "dispute", scope="portion", amount=40_00), notice(on(4, 27), "verification")],
        [
            ok(on(4, 20), to("email", portion="undisputed")),
            refused(on(4, 20), "reg-f.disputed-in-part", to("email", portion="disputed")),
            refused(on(4, 20), "reg-f.disputed-in-part", EMAIL),
            ok(on(4, 27), to("email", portion="disputed")),
            ok(on(4, 27), EMAIL),
        ],
        validated=BY,
    ),
    row(
        "C23",
        "a fourth contact in seven days, before and after New York City's rule is in force",
        [
            calls(in_2026(8, 27)),
            sent(in_2026(8, 28)),
            sent(in_2026(8, 31, 9), "letter"),
            sent(in_2026(9, 4), "letter"),
        ],
        [
            ok(in_2026(8, 31), LETTER),
            refused(in_2026(9, 1), "new-york-city.three-in-seven-days", LETTER),
            refused(in_2026(9, 1), "new-york-city.three-in-seven-days"),
            refused(in_2026(9, 2), "new-york-city.three-in-seven-days"),
            ok(in_2026(9, 3)),
            ok(in_2026(9, 1), to("letter", purpose="legal")),
        ],
        policies=(*POLICIES, us.new_york_city()),
    ),
]

ROWS = [*OFFICIAL, *DERIVED]

#: Sent on, and the last day of the period.
PERIODS = {
    "C15": (date(2026, 3, 2), date(2026, 4, 8)),
    "C17": (date(2026, 7, 1), date(2026, 8, 8)),
    "C19": (date(2026, 12, 21), date(2027, 1, 28)),
    # Nothing is received on the nineteenth of June, nor on a weekend.
    "own_juneteenth": (date(2026, 6, 15), date(2026, 7, 23)),
    "own_sent_on_a_saturday": (date(2026, 3, 7), date(2026, 4, 12)),
}


@pytest.mark.parametrize("row", [row for row in ROWS if row.not_ours is None], ids=lambda row: row.id)
def test_a_boundary_is_where_the_law_has_it(row):
    check(row, POLICIES)


@pytest.mark.parametrize("number", PERIODS)
def test_the_validation_period_ends_thirty_days_after_receipt_is_assumed(number):
    sent_on, last = PERIODS[number]
    assert us.validation_ends(sent_on, public_holidays("US", [2026, 2027])) == last


def test_every_vector_has_its_row():
    ids = [row.id for row in ROWS] + list(PERIODS)
    assert len(set(ids)) == len(ids)
    numbers = {each.split("__")[0] for each in ids if not each.startswith("own_")}
    assert numbers == set(VECTORS.split())
