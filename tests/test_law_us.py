"""Every dated or worked example of the official interpretations of Regulation F, as the pack answers it."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

import collectflow as cf
from collectflow.policies import online_lending
from tests.law_support import Row, check, then
from tests.law_us_support import (
    ATTEMPTS,
    CEASE,
    DISPUTED,
    EMAIL,
    HOURS,
    LETTER,
    MEDIUM,
    MESSAGES,
    PLACE,
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

#: The comments with an example about whether or when something may be proposed.
COMMENTS = """
    6(b)(1)-1.i 6(b)(1)-1.ii 6(b)(1)-1.iii 6(b)(1)-2.i 6(b)(1)-2.ii 6(b)(1)-2.iv
    6(b)(1)(i)-1 6(b)(1)(i)-2.i 6(b)(1)(i)-2.ii 6(b)(1)(ii)-1.i 6(b)(2)-1 6(c)(1)-1.i
    14(a)-1.i 14(a)-2.i
    14(b)(2)(i)-1.i 14(b)(2)(i)-1.ii 14(b)(2)(i)-1.iii 14(b)(2)(i)-2.i 14(b)(2)(i)-2.ii 14(b)(2)(i)-3.i
    14(b)(2)(ii)-1.i 14(b)(2)(ii)-1.ii 14(b)(2)(ii)-2.i 14(b)(2)(ii)-2.ii 14(b)(2)(ii)-2.iii
    14(b)(2)(ii)-2.iv.A 14(b)(2)(ii)-2.iv.B 14(b)(2)(ii)-2.iv.C
    14(b)(3)(i)-3.i 14(b)(3)(i)-3.ii 14(b)(3)(i)-3.iii 14(b)(3)(ii)-1
    14(b)(4)-2.i 14(b)(4)-2.ii 14(b)(4)-2.iii 14(b)(4)-2.iv 14(b)(4)-2.v 14(b)(4)-2.vi 14(b)(4)-2.vii
    14(h)(1)-2 14(h)(1)-3.i 14(h)(1)-3.ii 14(h)(2)-1
    34(b)(5)-2 38-1.i 38-1.ii 38-1.iii 38-1.iv 38-3
"""

WORKDAYS, WEEKEND = frozenset({1, 2, 3, 4, 5}), frozenset({6, 7})
AT_HOME = {channel: to(channel, place="home") for channel in ("call", "letter", "email")}

# --- times and places -----------------------------------------------------------------------------------

#: On weekdays from three to five, and on weekends, is inconvenient: told on a Wednesday.
AFTERNOONS = [
    *talk(on(4, 1)),
    *wish(on(4, 1), weekdays=WORKDAYS, starts=time(15), stops=time(17)),
    *wish(on(4, 1), weekdays=WEEKEND),
]
NOT_AT_HOME = wish(on(4, 1), place="home")
NOT_ON_FRIDAYS = wish(on(4, 1), weekdays={5})

TIMES = [
    row(
        "comment_6_b_1_1_i",
        "a file's note: not on Tuesdays and Thursdays until the year ends",
        [wish(on(4, 1), weekdays={2, 4}, until=on(1, 1, 0, year=2021))],
        [
            ok(on(4, 6, 20, 59)),
            refused(on(4, 7, 8), TIME),
            refused(on(4, 7, 20, 59), TIME, EMAIL),
            refused(on(4, 7), TIME, LETTER),
            ok(on(4, 8, 8)),
            refused(on(4, 9), TIME),
            refused(on(12, 31, 20, 59), TIME),
            ok(on(1, 5, year=2021)),
        ],
    ),
    row(
        "comment_6_b_1_1_i__withdrawn",
        "until the consumer says that these days are convenient again",
        [
            wish(on(4, 1), "w", weekdays={2, 4}, until=on(1, 1, 0, year=2021)),
            [cf.PreferenceWithdrawn("w-", at=on(4, 14), preference="w")],
        ],
        [refused(on(4, 14, 11, 59), TIME), ok(on(4, 14)), ok(on(4, 16))],
    ),
    row(
        "comment_6_b_1_1_ii",
        "busy; asked when: on weekdays but from three to five, and not on weekends",
        [AFTERNOONS],
        [
            ok(on(4, 2, 14, 59), EMAIL),
            refused(on(4, 2, 15), TIME, EMAIL),
            refused(on(4, 2, 16, 59, 59), TIME, EMAIL),
            ok(on(4, 2, 17), EMAIL),
            refused(on(4, 4, 10), TIME, EMAIL),
            refused(on(4, 5, 20), TIME, EMAIL),
            ok(on(4, 6, 10), EMAIL),
            refused(on(4, 8, 15), TIME),
            ok(on(4, 8, 17)),
        ],
    ),
    row(
        "comment_6_b_1_1_iii",
        "not at home, by whatever belongs to the home",
        [NOT_AT_HOME],
        [
            refused(on(4, 2), PLACE, AT_HOME["call"]),
            refused(on(4, 2), PLACE, AT_HOME["letter"]),
            refused(on(12, 1), PLACE, AT_HOME["call"]),
            ok(on(4, 2), to("call", place="other")),
            ok(on(4, 2)),
        ],
    ),
    row(
        "comment_6_b_1_2_i",
        "who writes at an inconvenient time is answered once, by the same medium, that day",
        [
            AFTERNOONS,
            came(on(4, 8, 15, 30), "email", "in-1"),
            sent(on(4, 8, 15, 50), reply_to="in-1"),
            came(on(4, 8, 16, 10), "email", "in-2"),
        ],
        [
            ok(on(4, 8, 15, 31), reply("email", "in-1")),
            refused(on(4, 8, 15, 31), TIME, EMAIL),
            refused(on(4, 8, 15, 31), TIME, reply("call", "in-1")),
            refused(on(4, 8, 15, 51), TIME, reply("email", "in-1")),
            ok(on(4, 8, 16, 59), reply("email", "in-2")),
            refused(on(4, 9, 15), TIME, reply("email", "in-2")),
            refused(on(4, 11), TIME, EMAIL),
            refused(on(4, 15, 15, 30), TIME, EMAIL),
        ],
    ),
    row(
        "comment_6_b_1_2_ii",
        "who calls from the home that is inconvenient is spoken with on that call",
        [
            NOT_AT_HOME,
            came(on(4, 8), "call", "in", place="home", outcome="no_answer"),
            talk(on(4, 8, 12, 1), place="home", reply_to="in"),
        ],
        [
            ok(on(4, 8), reply("call", "in", place="home")),
            refused(on(4, 8), PLACE, AT_HOME["call"]),
            refused(on(4, 8), PLACE, reply("letter", "in", place="home")),
            refused(on(4, 8, 12, 30), PLACE, reply("call", "in", place="home")),
            refused(on(4, 20), PLACE, AT_HOME["call"]),
        ],
    ),
    row(
        "comment_6_b_1_2_iv",
        "Fridays are inconvenient; an email on Friday evening is answered once",
        [NOT_ON_FRIDAYS, came(on(4, 10, 20, 30), "email", "in"), sent(on(4, 10, 20, 31), reply_to="in")],
        [
            refused(on(4, 10, 20, 29), TIME, EMAIL),
            ok(on(4, 10, 20, 30), reply("email", "in")),
            refused(on(4, 10, 20, 30), TIME, reply("app", "in")),
            refused(on(4, 10, 20, 32), TIME, reply("email", "in")),
            ok(on(4, 11), EMAIL),
            refused(on(4, 17), TIME, EMAIL),
        ],
    ),
    row(
        "comment_6_b_1_i_1",
        "a message is sent when it is sent, whenever it is read",
        [],
        [
            refused(on(4, 1, 7, 59), HOURS, EMAIL),
            ok(on(4, 1, 8), EMAIL),
            ok(on(4, 1, 20, 59), EMAIL),
            refused(on(4, 1, 21, 1), HOURS, EMAIL),
            refused(on(4, 1, 23), HOURS, SMS),
        ],
    ),
    row(
        "comment_6_b_1_i_2_i",
        "a number of the East and an address of the Pacific",
        [],
        [
            refused(on(4, 1, 10, 59), HOURS),
            ok(on(4, 1, 11)),
            ok(on(4, 1, 20, 59)),
            refused(on(4, 1, 21, 1), HOURS),
        ],
        zones=["America/New_York", "America/Los_Angeles"],
    ),
    row(
        "comment_6_b_1_i_2_ii",
        "numbers of the East and of the Mountains",
        [],
        [
            refused(on(4, 1, 9, 59), HOURS),
            ok(on(4, 1, 10)),
            ok(on(4, 1, 20, 59)),
            refused(on(4, 1, 21, 1), HOURS),
        ],
        zones=["America/New_York", "America/Denver"],
    ),
    row(
        "comment_6_b_1_ii_1_i",
        "a mobile and an email are nowhere, unless it is known that the consumer is at home",
        [NOT_AT_HOME, consent(on(4, 1), "medium", channel="sms", until=on(4, 1, 13))],
        [
            ok(on(4, 2), to("call", address="mobile")),
            ok(on(4, 2), EMAIL),
            ok(on(4, 1, 12, 30), SMS),
            refused(on(4, 2), PLACE, AT_HOME["email"]),
            refused(on(4, 2), PLACE, to("call", address="mobile", place="home")),
        ],
    ),
]

# --- an attorney, and the end of communication ----------------------------------------------------------

ENDS = [
    row(
        "comment_6_b_2_1",
        "who has an attorney and writes is answered, once each time",
        [
            hold(on(4, 1), "represented", name="h"),
            came(on(4, 2), "email", "in-1"),
            sent(on(4, 2, 13), reply_to="in-1"),
            came(on(4, 3), "email", "in-2"),
            [cf.HoldLifted("h-", at=on(4, 10), hold="h")],
        ],
        [
            refused(on(4, 1, 13), REPRESENTED),
            refused(on(4, 2), REPRESENTED),
            refused(on(4, 2), REPRESENTED, reply("call", "in-1")),
            ok(on(4, 2), reply("email", "in-1")),
            refused(on(4, 2, 14), REPRESENTED, reply("email", "in-1")),
            ok(on(4, 3), reply("email", "in-2")),
            ok(on(4, 3), to("call", "attorney")),
            refused(on(4, 10, 11, 59), REPRESENTED),
            ok(on(4, 10)),
        ],
        others=[cf.Person("attorney", "attorney", zones=["America/New_York"])],
    ),
    row(
        "comment_6_c_1_1_i",
        "a letter of August 3 ends communication when it is received, on August 6",
        [hold(on(8, 6, 10), "cease")],
        [
            ok(on(8, 3), EMAIL),
            ok(on(8, 4), EMAIL),
            ok(on(8, 6, 9, 59), EMAIL),
            refused(on(8, 6, 10), CEASE, EMAIL),
            refused(on(8, 7), CEASE),
            refused(on(12, 7), CEASE, LETTER),
            ok(on(8, 7), to("letter", purpose="close")),
            ok(on(8, 7), to("letter", purpose="remedy")),
        ],
    ),
]

# --- harassment, and how often --------------------------------------------------------------------------

TEXTS = [
    *consent(on(4, 1, 9), "medium", channel="sms"),
    *(each for day in (1, 2, 3) for hour in (10, 14) for each in sent(on(4, day, hour), "sms")),
]
#: A voicemail on Wednesday, April 1.
FIRST = called(on(4, 1), "voicemail")
#: One on each of the six days after.
DAILY = calls(*(on(4, day) for day in range(2, 8)))
#: Two on each of the next three business days.
TWICE = calls(*(on(4, day, hour) for day in (2, 3, 6) for hour in (10, 15)))
#: Unanswered on Tuesday, August 11; talked on Friday, August 14.
AUGUST = [*calls(on(8, 11)), *talk(on(8, 14))]
LOCATE = to("call", "neighbour", purpose="locate")
NEIGHBOUR = [cf.Person("neighbour", "neighbour", zones=["America/New_York"])]

OFTEN = [
    row(
        "comment_14_a_1_i",
        "many texts a day, for days, without an answer",
        [TEXTS],
        [
            ok(on(4, 3, 13), SMS),
            advised(on(4, 3, 15), MESSAGES, SMS),
            advised(on(4, 7), MESSAGES, SMS),
            ok(on(4, 8), SMS),
        ],
    ),
    row(
        "comment_14_a_1_i__answered",
        "the same to somebody who answers",
        [TEXTS, came(on(4, 3, 14, 30), "sms", "in")],
        [ok(on(4, 3, 15), SMS)],
    ),
    row(
        "comment_14_a_2_i",
        "seven calls in seven days are within the frequency, and with emails may yet harass",
        [calls(*(on(4, day) for day in range(1, 8))), sent(on(4, 3, 15)), sent(on(4, 6, 15))],
        [
            ok(on(4, 6, 14), EMAIL),
            advised(on(4, 7, 13), ATTEMPTS, EMAIL),
            advised(on(4, 7, 13), ATTEMPTS, LETTER),
            soft(on(4, 7, 13)),
            ok(on(4, 8, 9)),
        ],
    ),
    row(
        "comment_14_b_2_i_1_i",
        "seven calls from April 1 to 7, the next on April 8",
        [FIRST, DAILY],
        [ok(on(4, 7, 11)), soft(on(4, 7, 13)), soft(on(4, 7, 20, 59)), ok(on(4, 8, 8))],
    ),
    row(
        "comment_14_b_2_i_1_ii",
        "the consumer calls on August 13, and is not called before August 20",
        [came(on(8, 13), "call", "in")],
        [
            soft(on(8, 13, 13), TALKED),
            soft(on(8, 14), TALKED),
            soft(on(8, 19, 20, 59), TALKED),
            ok(on(8, 20, 8)),
            ok(on(8, 14), EMAIL),
        ],
    ),
    row(
        "comment_14_b_2_i_1_iii",
        "seven unanswered calls to a third party to learn where the consumer is",
        [calls(*(on(10, day) for day in range(6, 13)), party="neighbour", purpose="locate")],
        [
            ok(on(10, 12, 11), LOCATE),
            soft(on(10, 12, 13), SEVEN, LOCATE),
            ok(on(10, 13), LOCATE),
            ok(on(10, 12, 13)),
        ],
        others=NEIGHBOUR,
    ),
    row(
        "comment_14_b_2_i_1_iii__told",
        "once the third party was spoken with, it is not asked again",
        [called(on(10, 6), "third_party", party="neighbour", purpose="locate")],
        [refused(on(10, 14), "reg-f.locate-once", LOCATE)],
        others=NEIGHBOUR,
    ),
    row(
        "comment_14_b_2_i_2_i",
        "one call on April 1, six on April 3: within the frequency, and concentrated",
        [FIRST, calls(*(on(4, 3, hour) for hour in range(9, 15)))],
        [
            ok(on(4, 3, 12, 30)),
            advised(on(4, 3, 13, 30), "reg-f.concentrated-calls"),
            soft(on(4, 3, 15)),
            soft(on(4, 7)),
            ok(on(4, 8, 8)),
        ],
    ),
    row(
        "comment_14_b_2_i_2_i__rapid",
        "two unanswered calls to a number within five minutes",
        [calls(on(4, 1), address="n")],
        [
            advised(on(4, 1, 12, 5), "reg-f.rapid-succession", to("call", address="n")),
            ok(on(4, 1, 12, 5, 1), to("call", address="n")),
            ok(on(4, 1, 12, 1), to("call", address="other")),
        ],
    ),
    row(
        "comment_14_b_2_i_2_ii",
        "two voicemails at a number within five minutes",
        [called(on(4, 1), "voicemail", address="n")],
        [
            advised(on(4, 1, 12, 1), "reg-f.voicemails", to("call", address="n")),
            advised(on(4, 1, 12, 5), "reg-f.voicemails", to("call", address="n")),
            ok(on(4, 1, 12, 5, 1), to("call", address="n")),
        ],
    ),
    row(
        "comment_14_b_2_i_3_i",
        "calls on Monday and Wednesday to a number which turns out to be somebody else's",
        [
            calls(on(4, 6), on(4, 8), address="wrong"),
            [cf.AddressWrong("wrong", at=on(4, 9, 9), address="wrong", person="b")],
            calls(*(on(4, day, hour) for day in (9, 10) for hour in (10, 13, 16)), address="right"),
            calls(on(4, 11, 10), address="right"),
        ],
        [ok(on(4, 11, 9), to("call", address="right")), soft(on(4, 11, 15), SEVEN, to("call"))],
    ),
    row(
        "comment_14_b_2_ii_1_i",
        "one call on April 1, two on each of three business days, an eighth on April 7",
        [FIRST, TWICE],
        [ok(on(4, 6, 14)), soft(on(4, 6, 16)), soft(on(4, 7)), ok(on(4, 8, 8))],
    ),
    row(
        "comment_14_b_2_ii_1_ii",
        "talked on August 14: no call before August 21",
        [AUGUST],
        [ok(on(8, 14, 11)), soft(on(8, 14, 13), TALKED), soft(on(8, 20, 20, 59), TALKED), ok(on(8, 21, 8))],
    ),
    row(
        "comment_14_b_2_ii_2_i",
        "an eighth call that the mortgage servicing rules require",
        [FIRST, TWICE],
        [soft(on(4, 7)), soft(on(4, 7), SEVEN, to("call", purpose="legal"))],
    ),
    row(
        "comment_14_b_2_ii_2_ii",
        "a call that belongs to active litigation",
        [AUGUST],
        [soft(on(8, 17), TALKED), soft(on(8, 20), TALKED), ok(on(8, 21))],
    ),
    row(
        "comment_14_b_2_ii_2_iii",
        "a call with what the consumer had asked for",
        [AUGUST],
        [soft(on(8, 18), TALKED), soft(on(8, 18), TALKED, to("call", purpose="inform"))],
    ),
    row(
        "comment_14_b_2_ii_2_iv_A",
        "a dropped call is taken up again at once",
        [AUGUST],
        [soft(on(8, 14, 12, 1), TALKED)],
    ),
    row(
        "comment_14_b_2_ii_2_iv_B",
        "a late fee that the creditor will charge tomorrow",
        [AUGUST],
        [soft(on(8, 17), TALKED)],
    ),
    row(
        "comment_14_b_2_ii_2_iv_C",
        "a discount whose end the collector itself has set: no ground, so no override",
        [AUGUST],
        [soft(on(8, 17), TALKED), soft(on(8, 20, 20, 59), TALKED), ok(on(8, 21))],
    ),
]

# --- calls that do not count ----------------------------------------------------------------------------

UNCOUNTED = [
    row(
        "comment_14_b_3_i_3_i",
        "talked on Friday: call back on Monday",
        [
            talk(on(4, 3), name="friday"),
            consent(on(4, 3, 12, 5), contact="friday", starts=on(4, 6, 0), until=on(4, 7, 0)),
            calls(on(4, 6, 9)),
        ],
        [
            soft(on(4, 3, 13), TALKED),
            soft(on(4, 4), TALKED),
            ok(on(4, 6, 8)),
            ok(on(4, 6, 20, 59)),
            soft(on(4, 7, 8), TALKED),
            soft(on(4, 9, 20, 59), TALKED),
            ok(on(4, 10, 8)),
        ],
    ),
    row(
        "comment_14_b_3_i_3_ii",
        "call back, whenever; the conversation on Monday ends the consent",
        [talk(on(4, 3), name="friday"), consent(on(4, 3, 12, 5), contact="friday"), talk(on(4, 6))],
        [
            ok(on(4, 4)),
            ok(on(4, 6, 11)),
            soft(on(4, 6, 13), TALKED),
            soft(on(4, 8), TALKED),
            soft(on(4, 11), TALKED),
            ok(on(4, 13)),
        ],
    ),
    row(
        "comment_14_b_3_i_3_iii",
        "consent by email on June 4: eight calls that do not count, and those from June 11 on do",
        [
            calls(on(6, 1), on(6, 2), on(6, 3)),
            sent(on(6, 3, 15)),
            came(on(6, 4), "email", "in"),
            consent(on(6, 4)),
            calls(*(on(6, day, hour) for day in (8, 9) for hour in (9, 12, 15))),
            calls(on(6, 10, 9), on(6, 10, 12)),
            calls(*(on(6, day, hour) for day in (11, 12) for hour in (9, 12, 15))),
            calls(on(6, 15, 9)),
        ],
        [
            ok(on(6, 10, 8)),
            ok(on(6, 10, 20)),
            ok(on(6, 11, 8)),
            advised(on(6, 15, 8), ATTEMPTS),
            soft(on(6, 15, 10)),
            soft(on(6, 17)),
            ok(on(6, 18)),
        ],
    ),
    row(
        "comment_14_b_3_ii_1",
        "busy and not in service do not count; ringing, voicemail and an answer do",
        [
            calls(*(on(4, day, 9) for day in (1, 2, 3)), outcome="not_connected"),
            called(on(4, 1, 12), "no_answer"),
            called(on(4, 1, 15), "voicemail"),
            called(on(4, 2, 12), "third_party"),
            called(on(4, 2, 15), "wrong_person"),
            called(on(4, 3, 12), None),
            called(on(4, 3, 15), "no_answer"),
            called(on(4, 6, 12), "voicemail"),
        ],
        [advised(on(4, 6, 11), ATTEMPTS), soft(on(4, 6, 13))],
    ),
]

# --- several debts --------------------------------------------------------------------------------------


def _seven(hour: int) -> list[cf.Event]:
    return calls(*(on(11, day, hour) for day in range(9, 16)))


DEBTS = [
    row(
        "comment_14_b_4_2_i",
        "seven calls to each of three debts",
        [_seven(9)],
        [advised(on(11, 14, 20), ATTEMPTS), soft(on(11, 15, 20)), advised(on(11, 16, 8), ATTEMPTS)],
        beside={"card-a": [_seven(12)], "card-b": [_seven(15)]},
    ),
    row(
        "comment_14_b_4_2_ii",
        "a voicemail that names no debt counts to the one in whose case it stands",
        [],
        [ok(on(11, 14, 20))],
        beside={"card": [calls(*(on(11, day) for day in range(9, 15)), outcome="voicemail")]},
    ),
    row(
        "comment_14_b_4_2_ii__card",
        "and to that debt it counts",
        [calls(*(on(11, day) for day in range(9, 15)), outcome="voicemail"), _seven(10)[-2:]],
        [soft(on(11, 15, 20)), ok(on(11, 16, 20))],
        beside={"medical": []},
    ),
    row(
        "comment_14_b_4_2_iii",
        "talked about the medical debt alone",
        [talk(on(11, 9), about=["case"], discussed=["case"])],
        [soft(on(11, 10), TALKED), soft(on(11, 14), TALKED), ok(on(11, 16, 8))],
        beside={"card": []},
    ),
    row(
        "comment_14_b_4_2_iii__card",
        "the card debt was not called about, nor talked about",
        [],
        [ok(on(11, 9, 13)), ok(on(11, 10))],
        beside={"medical": [talk(on(11, 9), discussed=["medical"])]},
    ),
    row(
        "comment_14_b_4_2_iv",
        "talked about both",
        [talk(on(11, 9), discussed=["case", "card"])],
        [soft(on(11, 10), TALKED), ok(on(11, 16, 8))],
        beside={"card": []},
    ),
    row(
        "comment_14_b_4_2_iv__card",
        "talked about both, seen from the card debt",
        [],
        [soft(on(11, 10), TALKED), soft(on(11, 14), TALKED), ok(on(11, 16, 8))],
        beside={"medical": [talk(on(11, 9), discussed=["medical", "case"])]},
    ),
    row(
        "comment_14_b_4_2_v",
        "talked about none, on November 12: it is counted to the medical debt",
        [calls(on(11, 9, 9), on(11, 10, 9)), talk(on(11, 12))],
        [ok(on(11, 12, 11)), soft(on(11, 13), TALKED), soft(on(11, 18), TALKED), ok(on(11, 19, 8))],
        beside={"card": [calls(*(on(11, 9 + day, 15) for day in (0, 1, 2)), on(11, 11, 18))]},
    ),
    row(
        "comment_14_b_4_2_v__card",
        "and not to the card debt: four calls, no conversation",
        [calls(on(11, 9, 15), on(11, 10, 15), on(11, 11, 15), on(11, 11, 18))],
        [ok(on(11, 13, 8))],
        beside={"medical": [calls(on(11, 9, 9), on(11, 10, 9)), talk(on(11, 12))]},
    ),
    row(
        "comment_14_b_4_2_vi",
        "called about the medical debt, the consumer speaks of the card debt",
        [talk(on(11, 9), about=["case"], discussed=["card"])],
        [soft(on(11, 10), TALKED), ok(on(11, 16, 8))],
        beside={"card": []},
    ),
    row(
        "comment_14_b_4_2_vi__card",
        "it was talked about all the same",
        [],
        [soft(on(11, 10), TALKED), soft(on(11, 14), TALKED), ok(on(11, 16, 8))],
        beside={"medical": [talk(on(11, 9), about=["medical"], discussed=["case"])]},
    ),
    row(
        "comment_14_b_4_2_vii",
        "three student loans of one account are one debt: the host keeps them as one case",
        [_seven(9), talk(on(11, 23), discussed=["loan-2"])],
        [advised(on(11, 15, 8), "reg-f.sundays"), soft(on(11, 15, 20)), soft(on(11, 24), TALKED)],
    ),
]

# --- media ----------------------------------------------------------------------------------------------

MEDIA = [
    row(
        "comment_14_h_1_2",
        "one of two mobile numbers is not to be used",
        [wish(on(4, 1), address="m1")],
        [
            refused(on(4, 2), MEDIUM, to("call", address="m1")),
            refused(on(4, 2), MEDIUM, to("sms", address="m1")),
            ok(on(4, 2), to("call", address="m2")),
            ok(on(4, 2), EMAIL),
        ],
    ),
    row(
        "comment_14_h_1_3_i",
        "stop calling",
        [wish(on(4, 1), channel="call")],
        [
            ok(on(4, 1, 11)),
            refused(on(4, 1, 13), MEDIUM),
            refused(on(12, 1), MEDIUM),
            refused(on(4, 2), MEDIUM, to("ringless_voicemail")),
            refused(on(4, 2), MEDIUM, to("recorded_call")),
            ok(on(4, 2), EMAIL),
            ok(on(4, 2), LETTER),
        ],
    ),
    row(
        "comment_14_h_1_3_ii",
        "opted out of emails to an address, and of texts to a number, for any debt",
        [wish(on(4, 1), channel="email", address="a@x")],
        [
            refused(on(4, 2), MEDIUM, to("email", address="a@x")),
            refused(on(4, 2), MEDIUM, to("sms", address="m1")),
            ok(on(4, 2), to("email", address="b@x")),
            ok(on(4, 2), to("call", address="m1")),
        ],
        beside={"card": [wish(on(4, 1), channel="sms", address="m1")]},
    ),
    row(
        "comment_14_h_2_1",
        "no more letters; the periodic statement, which a law demands, is mailed",
        [wish(on(4, 1), channel="letter")],
        [
            refused(on(4, 2), MEDIUM, LETTER),
            ok(on(4, 2), to("letter", purpose="legal")),
            refused(on(4, 2), MEDIUM, to("letter", purpose="inform")),
        ],
    ),
]

# --- validation and disputes ----------------------------------------------------------------------------

#: Sent on January 1 it may be answered until February 7; sent again on January 15, until February 22.
RESENT = [
    *notice(on(1, 1), name="n-1", by=date(2020, 2, 7)),
    cf.NoticeReturned("n-1-", at=on(1, 10), notice="n-1"),
    *notice(on(1, 15), name="n-2", by=date(2020, 2, 22)),
]
BY = date(2020, 5, 8)


def _disputed(number: str, says: str, channel: str, **more: Any) -> Row:
    return row(
        f"comment_38_1_{number}",
        says,
        [hold(on(4, 20), "dispute", channel, **more), notice(on(4, 27), "verification")],
        [
            ok(on(4, 20, 11), EMAIL),
            refused(on(4, 20), DISPUTED),
            refused(on(4, 20), DISPUTED, EMAIL),
            ok(on(4, 20), to("letter", purpose="legal")),
            refused(on(4, 27, 11, 59), DISPUTED, LETTER),
            ok(on(4, 27), EMAIL),
        ],
        validated=BY,
    )


DISPUTES = [
    row(
        "comment_34_b_5_2",
        "a notice that came back is sent again, and the period begins anew",
        [RESENT, hold(on(2, 20), "dispute")],
        [ok(on(2, 20, 11), EMAIL), refused(on(2, 20), DISPUTED, EMAIL)],
        validated=False,
    ),
    row(
        "comment_34_b_5_2__late",
        "after the second period a dispute is not in time",
        [RESENT, hold(on(2, 23), "dispute")],
        [ok(on(2, 24), EMAIL), advised(on(2, 24), "reg-f.said-before")],
        validated=False,
    ),
    _disputed("i", "a dispute that is mailed", "letter"),
    _disputed("ii", "the form that came with the notice", "letter"),
    _disputed("iii", "an email to an address where the collector takes them", "email"),
    _disputed("iii__portal", "what is written in a portal", "app"),
    _disputed("iv", "what is handed over or brought by a courier", "visit", written=True),
    row(
        "comment_38_1_i__oral",
        "none of these: a dispute by telephone",
        [hold(on(4, 20), "dispute", "call")],
        [ok(on(4, 20), EMAIL), advised(on(4, 20), "reg-f.said-before")],
        validated=BY,
    ),
    row(
        "comment_38_3",
        "the consumer is dead; who acts for the estate disputes in time",
        [
            hold(on(4, 2), "deceased", None),
            hold(on(4, 20), "dispute", party="representative"),
            notice(on(4, 27), "verification"),
        ],
        [
            ok(on(4, 19), to("email", "representative")),
            refused(on(4, 20), DISPUTED, to("email", "representative")),
            ok(on(4, 27), to("email", "representative")),
        ],
        validated=BY,
        others=[cf.Person("representative", "representative", zones=["America/New_York"])],
    ),
]

ROWS = [*TIMES, *ENDS, *OFTEN, *UNCOUNTED, *DEBTS, *MEDIA, *DISPUTES]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_an_example_is_answered_as_the_interpretation_answers_it(row):
    check(row, POLICIES)


def test_every_example_has_its_row():
    def plain(comment: str) -> str:
        words = comment.replace("(", "_").replace(")", "_").replace("-", "_").replace(".", "_")
        return "comment_" + "_".join(part for part in words.split("_") if part)

    assert len({row.id for row in ROWS}) == len(ROWS)
    assert {row.id.split("__")[0] for row in ROWS} == {plain(comment) for comment in COMMENTS.split()}


#: On which ground an eighth call, or one within seven days of a conversation, may be rebutted.
GROUNDS = {
    "comment_14_b_2_ii_2_i": "required by law",
    "comment_14_b_2_ii_2_ii": "active litigation",
    "comment_14_b_2_ii_2_iii": "the person asked for information",
    "comment_14_b_2_ii_2_iv_A": "to avoid a harm outside the collector's control",
    "comment_14_b_2_ii_2_iv_B": "to avoid a harm outside the collector's control",
    "comment_14_b_2_ii_2_iv_C": None,
}


@pytest.mark.parametrize("number", GROUNDS)
def test_a_presumption_is_rebutted_on_the_grounds_that_the_interpretation_names(number):
    found = next(row for row in ROWS if row.id == number)
    ask, ground = found.asks[0], GROUNDS[number]
    engine = cf.Engine(online_lending.lifecycle(), POLICIES)
    case = then("case", found.events, ask.at, **found.opening)
    override = cf.Override(ask.rule or "", ground or "a discount", by="officer", because="for the test")
    if ground is None:
        with pytest.raises(cf.NotOverridable):
            engine.review(case, ask.proposal, ask.at, overrides=[override])
    else:
        assert engine.review(case, ask.proposal, ask.at, overrides=[override]).allowed
