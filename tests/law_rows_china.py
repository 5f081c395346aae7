"""The rows of mainland China, through the packs that ship."""

from __future__ import annotations

import collectflow as cf
from collectflow.policies import china
from tests.law_lands import CALL, CLASSES, NAMED, RECORDED, SMS, WHERE_IS, Land, Told, contact, ours_not, who
from tests.law_support import ALLOWED, SOFT, UNKNOWN, Row

CN = Land("Asia/Shanghai", "CNY", [china.standard(dated=False)])
THREE_A_DAY = "gb-t-45251.three-conversations-a-day"
TOLD_A_DAY = "gb-t-45251.three-recorded-calls-a-day"
DEBTOR_ONLY = "gb-t-45251.only-the-debtor"
UNREACHABLE = "gb-t-45251.contacts-when-unreachable"
WHO_REFUSED = "gb-t-45251.contacts-who-refused"

#: Six attempts in vain, which make the debtor unreachable.
SIX = CN.each([f"2026-03-0{n}" for n in range(1, 7)], "10:00", "call", outcome="no_answer")


def _noise(channel: str) -> list[Told]:
    """Two calls of 3 March that count, and others that do not."""
    return [
        *(CN.placed(f"2026-03-03 {hour:02}:00", channel, outcome="conversation") for hour in (9, 10)),
        CN.placed("2026-03-03 11:00", channel, outcome="not_connected"),
        CN.placed("2026-03-03 11:10", channel, "guarantor", "conversation"),
        CN.placed("2026-03-03 11:20", channel, outcome="conversation", address="139"),
        CN.came_in(f"2026-03-03 11:{30 + len(channel)}", channel, outcome="conversation"),
    ]


_URUMQI = cf.Person("b", "borrower", zones=["Asia/Shanghai", "Asia/Urumqi"])

ROWS: tuple[Row, ...] = (
    ours_not("A28", "the classes of a card by days past due", CLASSES),
    ours_not("C51", "the classes of 2023 by days past due", CLASSES),
    CN.row(
        "own_cn_midnight",
        "three calls that reached the debtor by 21:40; a new day begins at midnight, but calls only at eight",
        CN.ask("2026-03-03 21:59:59", SMS, ALLOWED),
        CN.ask("2026-03-03 21:59:59", CALL, SOFT, THREE_A_DAY),
        CN.ask("2026-03-03 22:00", SMS, SOFT, "gb-t-45251.hours"),
        CN.ask("2026-03-04 00:00", CALL, SOFT, "gb-t-45251.hours"),
        CN.ask("2026-03-04 07:59:59", CALL, SOFT, "gb-t-45251.hours"),
        CN.ask("2026-03-04 08:00", CALL, ALLOWED),
        events=[
            CN.placed("2026-03-03 09:00", "call", outcome="conversation"),
            CN.placed("2026-03-03 15:00", "call", outcome="conversation"),
            CN.placed("2026-03-03 21:40", "call", outcome="conversation"),
        ],
    ),
    CN.row(
        "own_cn_per_debtor",
        "the debtor's debts are one: two calls about this one and one about another are three",
        CN.ask("2026-03-03 16:00", CALL, SOFT, THREE_A_DAY),
        events=CN.each(["2026-03-03"], "09:00", "call", outcome="conversation")
        + CN.each(["2026-03-03"], "10:00", "call", outcome="conversation"),
        beside={"card": CN.each(["2026-03-03"], "11:00", "call", outcome="conversation")},
    ),
    CN.row(
        "own_cn_one_debt",
        "without the other debt's call there are two",
        CN.ask("2026-03-03 16:00", CALL, ALLOWED),
        events=CN.each(["2026-03-03"], "09:00", "call", outcome="conversation")
        + CN.each(["2026-03-03"], "10:00", "call", outcome="conversation"),
        beside={"card": CN.each(["2026-03-02"], "11:00", "call", outcome="conversation")},
    ),
    CN.row(
        "own_cn_agencies",
        "calls of the lender and of two agencies are summed, whoever asks for a fourth",
        CN.ask("2026-03-03 16:00", contact("call", collector="south"), SOFT, THREE_A_DAY),
        CN.ask("2026-03-03 16:00", contact("recorded_call", collector="south"), SOFT, TOLD_A_DAY),
        events=[
            CN.placed("2026-03-03 09:00", channel, outcome="conversation", collector=collector)
            for channel in ("call", "recorded_call")
            for collector in (None,)
        ]
        + [
            CN.placed(f"2026-03-03 1{hour}:00", channel, outcome="conversation", collector=collector)
            for channel in ("call", "recorded_call")
            for hour, collector in ((0, "north"), (1, "east"))
        ],
    ),
    CN.row(
        "own_cn_recorded",
        "three recorded calls that reached a voice mail use up the recorded ones, not those of people",
        CN.ask("2026-03-03 16:00", RECORDED, SOFT, TOLD_A_DAY),
        CN.ask("2026-03-03 16:00", CALL, ALLOWED),
        events=[
            CN.placed(f"2026-03-03 {hour:02}:00", "recorded_call", outcome="voicemail")
            for hour in (10, 11, 12)
        ],
    ),
    CN.row(
        "own_cn_in_vain",
        "calls that reached nobody do not count",
        CN.ask("2026-03-03 17:00", CALL, ALLOWED),
        events=[
            CN.placed(f"2026-03-03 {hour:02}:00", "call", outcome=outcome)
            for hour, outcome in ((9, "no_answer"), (10, "not_connected"), (11, "wrong_person"))
        ]
        + CN.each(["2026-03-03"], "12:00", "call", outcome="conversation"),
    ),
    CN.row(
        "own_cn_no_result",
        "calls of which nobody knows the result count",
        CN.ask("2026-03-03 17:00", CALL, SOFT, THREE_A_DAY),
        events=[CN.placed(f"2026-03-03 {hour:02}:00", "call") for hour in (9, 10, 11)],
    ),
    CN.row(
        "own_cn_reachable",
        "who answered once in a while is reachable: others are neither asked nor told",
        CN.ask("2026-03-06 16:00", WHERE_IS, ALLOWED),
        CN.ask("2026-03-06 16:00", NAMED, SOFT, DEBTOR_ONLY),
        CN.ask("2026-03-07 16:00", WHERE_IS, SOFT, UNREACHABLE),
        events=[*SIX, CN.came_in("2026-03-07 12:00", "sms")],
    ),
    CN.row(
        "own_cn_dead",
        "others are asked though six attempts were not made, for the debtor is dead",
        CN.ask("2026-03-02 16:00", WHERE_IS, SOFT, UNREACHABLE),
        CN.ask("2026-03-03 16:00", WHERE_IS, ALLOWED),
        CN.ask("2026-03-03 16:00", NAMED, SOFT, DEBTOR_ONLY),
        events=[CN.held("2026-03-03 09:00", "deceased")],
    ),
    CN.row(
        "own_cn_refused",
        "who refused is asked never again, not even about another debt; others may be",
        CN.ask("2026-03-08 10:00", WHERE_IS, SOFT, WHO_REFUSED),
        CN.ask("2026-03-08 10:00", contact("call", "colleague", purpose="locate"), ALLOWED),
        events=SIX,
        beside={
            "card": [
                CN.placed("2026-03-07 10:00", "call", "emergency_contact", "refused", purpose="locate"),
            ]
        },
    ),
    CN.row(
        "own_cn_wish",
        "who wrote that they want no more calls about others' debts has refused too",
        CN.ask("2026-03-08 10:00", WHERE_IS, SOFT, WHO_REFUSED),
        events=[
            *SIX,
            cf.PreferenceGiven(
                "wish",
                at=CN.at("2026-03-07 10:00"),
                party="emergency_contact",
                person="emergency_contact",
            ),
        ],
    ),
    CN.row(
        "own_cn_volunteer",
        "who offered to repay is spoken with; the next one in the address book is not",
        CN.ask("2026-03-03 10:00", contact("call", "spouse"), ALLOWED),
        CN.ask("2026-03-03 10:00", contact("call", "spouse", purpose="locate"), ALLOWED),
        CN.ask("2026-03-03 10:00", contact("call", "friend"), SOFT, DEBTOR_ONLY),
        CN.ask("2026-03-03 10:00", contact("call", "friend", purpose="locate"), SOFT, UNREACHABLE),
        CN.ask("2026-03-03 10:00", contact("call", "colleague"), SOFT, DEBTOR_ONLY),
        events=[
            CN.permits("2026-03-02 10:00", "third_party", person="spouse"),
            CN.permits("2026-03-02 11:00", "third_party", person="colleague", channel="letter"),
            CN.permits("2026-03-02 12:00", "contact", person="friend"),
        ],
    ),
    CN.row(
        "own_cn_whoever_else",
        "a parent is no debtor, nor is a role that the engine added; a guardian acts for one",
        CN.ask("2026-03-03 10:00", contact("call", "parent"), SOFT, DEBTOR_ONLY),
        CN.ask("2026-03-03 10:00", contact("call", "uncle"), SOFT, DEBTOR_ONLY),
        CN.ask("2026-03-03 10:00", contact("call", "uncle", purpose="locate"), SOFT, UNREACHABLE),
        CN.ask("2026-03-03 10:00", contact("call", "guardian"), ALLOWED),
        CN.ask("2026-03-03 10:00", contact("call", "attorney"), ALLOWED),
        opening={
            "persons": [
                cf.Person(who(party), party, zones=["Asia/Shanghai"])
                for party in ("borrower", "parent", "uncle", "guardian", "attorney")
            ]
        },
        parts={"parties": ["uncle"]},
    ),
    CN.row(
        "own_cn_guarantor",
        "a guarantor owes, and has three calls of their own",
        CN.ask("2026-03-03 17:00", contact("call", "guarantor"), ALLOWED),
        CN.ask("2026-03-03 17:00", CALL, SOFT, THREE_A_DAY),
        events=[
            *(CN.placed(f"2026-03-03 {hour:02}:00", "call", outcome="conversation") for hour in (9, 10, 11)),
            CN.held("2026-03-03 08:00", "dispute"),
        ],
    ),
    CN.row(
        "own_cn_agreed",
        "the debtor agreed to a call until half past ten in the evening",
        CN.ask("2026-03-03 22:29", CALL, ALLOWED),
        CN.ask("2026-03-03 22:30", CALL, SOFT, "gb-t-45251.hours"),
        events=[CN.permits("2026-03-03 18:00", "contact", person="b", until="2026-03-03 22:30")],
    ),
    CN.row(
        "own_cn_what_counts",
        "calls that came in, to others, to a stranger's number, or by a machine are not the debtor's calls",
        CN.ask("2026-03-03 15:00", CALL, ALLOWED),
        CN.ask("2026-03-03 17:00", CALL, SOFT, THREE_A_DAY),
        CN.ask("2026-03-03 15:00", RECORDED, ALLOWED),
        CN.ask("2026-03-03 17:00", RECORDED, SOFT, TOLD_A_DAY),
        events=[
            *_noise("call"),
            *_noise("recorded_call"),
            CN.placed("2026-03-03 16:00", "call", outcome="conversation"),
            cf.AddressWrong("stranger", at=CN.at("2026-03-03 13:00"), address="139"),
        ],
        beside={"card": [CN.placed("2026-03-03 16:30", "recorded_call", outcome="voicemail")]},
    ),
    CN.row(
        "own_cn_more_calls",
        "who agreed to more calls is called more often, by that channel and by whom they agreed to",
        CN.ask("2026-03-03 13:00", CALL, SOFT, THREE_A_DAY),
        CN.ask("2026-03-03 13:00", RECORDED, SOFT, TOLD_A_DAY),
        CN.ask("2026-03-03 13:00", contact("call", collector="north"), ALLOWED),
        CN.ask("2026-03-03 15:00", CALL, ALLOWED),
        CN.ask("2026-03-03 15:00", RECORDED, SOFT, TOLD_A_DAY),
        CN.ask("2026-03-03 17:00", RECORDED, ALLOWED),
        events=[
            *(
                CN.placed(f"2026-03-03 {hour}:00", channel, outcome="conversation")
                for channel in ("call", "recorded_call")
                for hour in (10, 11, 12)
            ),
            CN.permits("2026-03-03 12:30", "contact", person="b"),
            CN.permits("2026-03-03 12:31", "frequency", person="guarantor"),
            CN.permits("2026-03-03 12:32", "frequency", channel="sms"),
            CN.permits("2026-03-03 12:33", "frequency", person="b", collector="north"),
            CN.permits("2026-03-03 14:00", "frequency", person="b", channel="call"),
            CN.permits("2026-03-03 16:00", "frequency", person="b", channel="recorded_call"),
        ],
    ),
    CN.row(
        "own_cn_agreed_by_whom",
        "an evening that a guarantor agreed to, or the debtor to an agency, or for texts, is no other's",
        CN.ask("2026-03-03 22:30", CALL, SOFT, "gb-t-45251.hours"),
        CN.ask("2026-03-03 22:30", SMS, ALLOWED),
        CN.ask("2026-03-03 22:30", contact("call", collector="north"), ALLOWED),
        CN.ask("2026-03-03 22:30", contact("call", "guarantor"), ALLOWED),
        CN.ask("2026-03-04 22:30", CALL, ALLOWED),
        events=[
            CN.permits("2026-03-03 12:31", "contact", person="guarantor"),
            CN.permits("2026-03-03 12:32", "contact", person="b", channel="sms"),
            CN.permits("2026-03-03 12:33", "contact", person="b", collector="north"),
            CN.permits("2026-03-03 12:34", "frequency", person="b"),
        ],
        beside={"card": [CN.permits("2026-03-04 09:00", "contact", person="b")]},
    ),
    CN.row(
        "own_cn_not_unreachable",
        "five attempts, a call to the guarantor and one that came in are not six; another hold is no death",
        CN.ask("2026-03-06 09:00", WHERE_IS, SOFT, UNREACHABLE),
        events=[
            *SIX[:5],
            CN.placed("2026-03-05 11:00", "call", "guarantor", "no_answer"),
            CN.placed("2026-03-05 12:00", "call"),
            CN.held("2026-03-05 13:00", "dispute"),
        ],
    ),
    CN.row(
        "own_cn_did_not_refuse",
        "who was spoken with, or does not wish for letters, or is not the one who refused, is asked again",
        CN.ask("2026-03-08 10:00", WHERE_IS, ALLOWED),
        CN.ask("2026-03-08 10:00", contact("letter", "emergency_contact", purpose="locate"), SOFT),
        CN.ask("2026-03-09 10:00", WHERE_IS, SOFT, WHO_REFUSED),
        events=[
            *SIX,
            CN.placed("2026-03-07 10:00", "call", "emergency_contact", "third_party", purpose="locate"),
            CN.placed("2026-03-07 11:00", "call", "colleague", "refused", purpose="locate"),
            cf.PreferenceGiven(
                "no letters",
                at=CN.at("2026-03-07 12:00"),
                party="emergency_contact",
                channel="letter",
            ),
            cf.PreferenceGiven("the debtor's", at=CN.at("2026-03-07 13:00"), party="borrower"),
            CN.came_in(
                "2026-03-09 09:00",
                "call",
                party="emergency_contact",
                person="emergency_contact",
                outcome="refused",
            ),
        ],
    ),
    CN.row(
        "own_cn_two_clocks",
        "who may live by the clock of Ürümqi, two hours behind, is not called at eight by Beijing's",
        CN.ask("2026-03-03 08:30", CALL, SOFT, "gb-t-45251.hours"),
        CN.ask("2026-03-03 10:00", CALL, ALLOWED),
        CN.ask("2026-03-03 22:00", CALL, SOFT, "gb-t-45251.hours"),
        opening={"persons": [_URUMQI]},
    ),
    CN.row(
        "own_cn_nowhere",
        "of whom nobody knows the clock, nobody knows the hours: never allowed",
        CN.ask("2026-03-03 12:00", CALL, UNKNOWN),
        opening={"persons": [cf.Person("b", "borrower")]},
    ),
    CN.row(
        "own_cn_convention",
        "the convention of 2018 has the same hours, and no more",
        CN.ask("2026-03-03 07:59", CALL, SOFT, "convention-2018.hours"),
        CN.ask("2026-03-03 08:00", CALL, ALLOWED),
        CN.ask("2026-03-03 21:59", contact("call", "friend"), ALLOWED),
        CN.ask("2026-03-03 22:00", CALL, SOFT, "convention-2018.hours"),
        CN.ask("2026-03-03 22:00", contact("call", "guarantor"), ALLOWED),
        CN.ask("2026-03-03 22:00", contact("call", collector="north"), SOFT, "convention-2018.hours"),
        events=[
            CN.permits("2026-03-02 12:00", "contact", person="guarantor"),
            CN.permits("2026-03-02 12:01", "frequency", person="b"),
            CN.permits("2026-03-02 12:02", "contact", person="b", channel="sms"),
        ],
        policies=[china.convention()],
    ),
)
