"""The rows of countries of Asia, but for China and Korea."""

from __future__ import annotations

from datetime import time

import collectflow as cf
from collectflow.policies import india, indonesia, philippines, thailand, vietnam
from tests.law_lands import (
    CALL,
    CLASSES,
    INTEREST,
    NAMED,
    RECORDED,
    SMS,
    VISIT,
    WHERE_IS,
    Land,
    contact,
    dues,
    holidays,
    ours_not,
)
from tests.law_support import ALLOWED, REFUSED, SOFT, UNKNOWN, Row

# --- India, Indonesia, the Philippines, Vietnam, Thailand -----------------------------------------------

IN = Land("Asia/Kolkata", "INR", [india.policy()])
MICRO = [india.microfinance()]
LATER = [india.directions_2026(dated=False)]
LATER_MICRO = [india.microfinance(), india.directions_2026(dated=False, microfinance=True)]
OCCASIONS, PLACES = "rbi-2026.occasions", "rbi-2026.places"
AGREED_PLACE = "rbi-2026.microfinance-places"


def at_place(place: str) -> cf.Contact:
    """A visit there."""
    return contact("visit", place=place)


INDIA: tuple[Row, ...] = (
    ours_not("A24", "SMA and NPA dates of a due of 31 March 2021", CLASSES),
    ours_not("A25", "a lender's table of SMA and NPA dates", CLASSES),
    ours_not("A26", "the day-end that completes the ninetieth day", CLASSES),
    IN.row(
        "C34",
        "a bank's hours",
        IN.ask("2026-03-02 18:30", CALL, ALLOWED),
        IN.ask("2026-03-02 08:00", CALL, ALLOWED),
        IN.ask("2026-03-02 19:00", CALL, ALLOWED),
        IN.ask("2026-03-02 19:01", CALL, REFUSED, "rbi-2022.hours"),
        IN.ask("2026-03-02 07:59", CALL, REFUSED, "rbi-2022.hours"),
    ),
    IN.row(
        "C34 microfinance",
        "a microfinance lender's hours",
        IN.ask("2026-03-02 18:30", CALL, REFUSED, "rbi-microfinance.hours"),
        IN.ask("2026-03-02 17:59", CALL, ALLOWED),
        IN.ask("2026-03-02 18:00", CALL, ALLOWED),
        IN.ask("2026-03-02 18:00:01", CALL, REFUSED, "rbi-microfinance.hours"),
        IN.ask("2026-03-02 08:59", CALL, REFUSED, "rbi-microfinance.hours"),
        IN.ask("2026-03-02 09:00", CALL, ALLOWED),
        policies=MICRO,
    ),
    IN.row(
        "own_in_last_minute",
        "`after 19:00` leaves 19:00 itself free, but to who reads it otherwise",
        IN.ask("2026-03-02 18:59:59", CALL, ALLOWED),
        IN.ask("2026-03-02 19:00", CALL, REFUSED, "rbi-2022.hours"),
        IN.ask("2026-03-02 07:59:59", CALL, REFUSED, "rbi-2022.hours"),
        policies=[india.policy(boundary="exclusive")],
    ),
    IN.row(
        "own_in_only_calls",
        "the circular's hours are those of telephone calls, by whatever machine; on Sundays as well",
        IN.ask("2026-03-01 20:00", SMS, ALLOWED),
        IN.ask("2026-03-01 20:00", VISIT, ALLOWED),
        IN.ask("2026-03-01 20:00", RECORDED, REFUSED, "rbi-2022.hours"),
        IN.ask("2026-03-01 20:00", contact("ringless_voicemail"), REFUSED, "rbi-2022.hours"),
        IN.ask("2026-03-01 12:00", CALL, ALLOWED),
        IN.ask("2026-03-01 20:00", contact("call", "guarantor", collector="agency"), REFUSED),
    ),
    IN.row(
        "own_in_privacy",
        "family, referees and friends are left alone, whoever agreed; a guardian and an attorney are not",
        IN.ask("2026-03-02 12:00", contact("call", "reference"), REFUSED, "rbi-2022.privacy"),
        IN.ask("2026-03-02 12:00", contact("sms", "spouse", purpose="locate"), REFUSED, "rbi-2022.privacy"),
        IN.ask("2026-03-02 12:00", contact("call", "address_book"), REFUSED, "rbi-2022.privacy"),
        IN.ask("2026-03-02 12:00", contact("call", "co_borrower"), ALLOWED),
        IN.ask("2026-03-02 12:00", contact("call", "guardian"), ALLOWED),
        IN.ask("2026-03-02 12:00", contact("letter", "attorney"), ALLOWED),
        events=[IN.permits("2026-03-01 12:00", "third_party", person="spouse")],
    ),
    IN.row(
        "own_in_privacy_microfinance",
        "the same of microfinance loans",
        IN.ask("2026-03-02 12:00", contact("call", "friend"), REFUSED, "rbi-microfinance.privacy"),
        IN.ask("2026-03-02 12:00", contact("call", "guarantor"), ALLOWED),
        policies=MICRO,
    ),
    IN.row(
        "own_in_first_of_july",
        "the directions of 2026 begin on 1 July; then messages have hours too",
        IN.ask("2026-06-30 20:00", SMS, ALLOWED),
        IN.ask("2026-07-01 20:00", SMS, REFUSED, "rbi-2026.hours"),
        IN.ask("2026-07-01 07:59", VISIT, REFUSED, "rbi-2026.hours"),
        IN.ask("2026-07-01 19:00", SMS, REFUSED, "rbi-2026.hours"),
        IN.ask("2026-07-01 18:59", SMS, ALLOWED),
        policies=[india.policy(), india.directions_2026()],
    ),
    IN.row(
        "own_in_wedding",
        "no call at a wedding, nor to a referee; a letter may come, and a dispute is no such occasion",
        IN.ask("2026-03-02 12:00", CALL, REFUSED, OCCASIONS),
        IN.ask("2026-03-02 12:00", at_place("home"), REFUSED, OCCASIONS),
        IN.ask("2026-03-02 12:00", contact("letter"), ALLOWED),
        IN.ask("2026-03-05 12:00", CALL, ALLOWED),
        IN.ask(
            "2026-03-05 12:00", contact("call", "reference"), REFUSED, "rbi-2026.only-borrower-and-guarantor"
        ),
        IN.ask("2026-03-05 12:00", contact("call", "guarantor"), ALLOWED),
        IN.ask("2026-03-05 12:00", contact("call", "attorney"), ALLOWED),
        IN.ask("2026-03-08 12:00", CALL, REFUSED, OCCASIONS),
        events=[
            IN.held("2026-03-01 09:00", "hardship", until="2026-03-04"),
            IN.held("2026-03-05 09:00", "dispute"),
        ],
        beside={"other": [IN.held("2026-03-07 09:00", "bereavement")]},
        policies=LATER,
    ),
    IN.row(
        "own_in_places",
        "where the borrower chose, or at home; at work once nobody was met at home; elsewhere not at all",
        IN.ask("2026-03-05 12:00", at_place("home"), ALLOWED),
        IN.ask("2026-03-05 12:00", at_place("agreed"), ALLOWED),
        IN.ask("2026-03-05 12:00", at_place("work"), SOFT, PLACES),
        IN.ask("2026-03-05 12:00", VISIT, SOFT, PLACES),
        IN.ask("2026-03-06 12:00", at_place("work"), ALLOWED),
        IN.ask("2026-03-06 12:00", at_place("shop"), SOFT, PLACES),
        IN.ask("2026-03-05 12:00", contact("call", place="work"), ALLOWED),
        events=[
            IN.placed("2026-03-04 17:00", "call", outcome="no_answer", place="home"),
            IN.placed("2026-03-04 18:00", "visit", outcome="no_answer", place="agreed"),
            IN.placed("2026-03-04 18:30", "visit", outcome="conversation", place="home"),
            IN.placed("2026-03-05 17:00", "visit", outcome="no_answer", place="home"),
        ],
        policies=LATER,
    ),
    IN.row(
        "own_in_wishes",
        "who asked for afternoons, in whichever loan's case, is generally not called in the morning",
        IN.ask("2026-03-03 11:59", CALL, SOFT, "rbi-2026.requested-times"),
        IN.ask("2026-03-03 12:00", CALL, ALLOWED),
        IN.ask("2026-03-03 11:59", contact("call", "guarantor"), ALLOWED),
        events=[IN.held("2026-03-02 09:00", "dispute")],
        beside={
            "other": [
                cf.PreferenceGiven("afternoons", at=IN.at("2026-03-02 09:00"), person="b", stops=time(12))
            ]
        },
        policies=LATER,
    ),
    IN.row(
        "own_in_microfinance_visits",
        "home is visited after two agreed visits in vain, one after the other",
        IN.ask("2026-03-04 12:00", at_place("home"), REFUSED, AGREED_PLACE),
        IN.ask("2026-03-06 12:00", at_place("home"), REFUSED, AGREED_PLACE),
        IN.ask("2026-03-08 12:00", at_place("home"), ALLOWED),
        IN.ask("2026-03-08 12:00", at_place("work"), ALLOWED),
        IN.ask("2026-03-08 12:00", VISIT, REFUSED, AGREED_PLACE),
        IN.ask("2026-03-04 12:00", at_place("agreed"), ALLOWED),
        IN.ask("2026-03-08 18:01", CALL, REFUSED, "rbi-microfinance.hours"),
        events=[
            IN.placed("2026-03-02 12:00", "visit", outcome="no_answer", place="agreed"),
            IN.placed("2026-03-05 12:00", "visit", outcome="conversation", place="agreed"),
            IN.placed("2026-03-05 15:00", "visit", outcome="no_answer", place="agreed"),
            IN.placed("2026-03-05 16:00", "visit", outcome="no_answer", place="home"),
            IN.placed("2026-03-05 17:00", "call", outcome="no_answer", place="agreed"),
            IN.placed("2026-03-07 12:00", "visit", outcome="no_answer", place="agreed"),
        ],
        policies=LATER_MICRO,
    ),
)

#: Eid al-Fitr, which was on a Friday; Saturdays and Sundays are days like others to the calendar.
ID = Land(
    "Asia/Jakarta",
    "IDR",
    [indonesia.policy()],
    {"calendars": {"indonesia": holidays("2026-03-20", weekend=())}},
)
SERVICES = [indonesia.financial_services()]
ALL_OF_ID = [indonesia.financial_services(), indonesia.policy()]
_RANG = ID.each([f"2026-03-0{n}" for n in range(1, 7)], "10:00", "call", outcome="no_answer")

INDONESIA: tuple[Row, ...] = (
    ours_not("A27", "interest by the cap of 2024", INTEREST),
    ours_not("C36", "interest that stops at the principal", INTEREST),
    ID.row(
        "own_id_hours",
        "between eight and eight where the borrower lives, unless the borrower agreed before",
        ID.ask("2026-03-02 07:59", CALL, REFUSED, "seojk-19.hours"),
        ID.ask("2026-03-02 08:00", CALL, ALLOWED),
        ID.ask("2026-03-02 19:59", CALL, ALLOWED),
        ID.ask("2026-03-02 20:00", CALL, REFUSED, "seojk-19.hours"),
        ID.ask("2026-03-01 12:00", CALL, ALLOWED),
        ID.ask("2026-03-03 20:30", CALL, ALLOWED),
        ID.ask("2026-03-03 21:00", CALL, REFUSED, "seojk-19.hours"),
        events=[ID.permits("2026-03-03 12:00", "contact", person="b", until="2026-03-03 21:00")],
    ),
    ID.row(
        "own_id_until_eight",
        "who reads `until 20:00` with 20:00 in it",
        ID.ask("2026-03-02 20:00", CALL, ALLOWED),
        ID.ask("2026-03-02 20:00:01", CALL, REFUSED, "seojk-19.hours"),
        policies=[indonesia.financial_services(boundary="inclusive"), indonesia.policy(boundary="inclusive")],
    ),
    ID.row(
        "own_id_three_zones",
        "a borrower in Jayapura, two hours ahead of Jakarta",
        ID.ask("2026-03-02 06:00", CALL, ALLOWED),
        ID.ask("2026-03-02 18:00", CALL, REFUSED, "seojk-19.hours"),
        opening={"persons": [cf.Person("b", "borrower", zones=["Asia/Jayapura"])]},
    ),
    ID.row(
        "own_id_emergency_contact",
        "asked for an unreachable borrower's whereabouts, if they agreed; never for money",
        ID.ask("2026-03-06 09:00", WHERE_IS, REFUSED, "seojk-19.emergency-contact"),
        ID.ask("2026-03-06 12:00", WHERE_IS, REFUSED, "seojk-19.emergency-contact"),
        ID.ask("2026-03-07 12:00", WHERE_IS, ALLOWED),
        ID.ask("2026-03-07 12:00", NAMED, REFUSED, "seojk-19.only-the-borrower"),
        ID.ask("2026-03-08 12:00", WHERE_IS, REFUSED, "seojk-19.emergency-contact"),
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
        "own_id_both_laws",
        "under both laws an emergency contact is asked, on a day that both allow",
        ID.ask("2026-03-07 12:00", WHERE_IS, ALLOWED),
        ID.ask("2026-03-07 12:00", NAMED, REFUSED, "pojk-22.only-the-consumer"),
        ID.ask("2026-03-08 12:00", WHERE_IS, REFUSED, "pojk-22.hours"),
        ID.ask("2026-03-09 20:30", CALL, ALLOWED),
        events=[*_RANG, ID.permits("2026-03-07 09:00", "locate", person="emergency_contact")],
        beside={"other": [ID.permits("2026-03-09 12:00", "contact", person="b")]},
        policies=ALL_OF_ID,
    ),
    ID.row(
        "own_id_five_attempts",
        "who has left five unanswered is unreachable to who counts to five",
        ID.ask("2026-03-05 12:00", WHERE_IS, ALLOWED),
        events=[*_RANG, ID.permits("2026-03-01 09:00", "locate", person="emergency_contact")],
        policies=[indonesia.policy(unreachable_attempts=5)],
    ),
    ID.row(
        "own_id_only_the_borrower",
        "a guarantor received no money; a second borrower did, and an attorney speaks for one",
        ID.ask("2026-03-02 12:00", contact("call", "guarantor"), REFUSED, "seojk-19.only-the-borrower"),
        ID.ask("2026-03-02 12:00", contact("call", "guarantor"), REFUSED, "pojk-22.only-the-consumer"),
        ID.ask("2026-03-02 12:00", contact("call", "colleague"), REFUSED, "pojk-22.only-the-consumer"),
        ID.ask("2026-03-02 12:00", contact("call", "co_borrower"), ALLOWED),
        ID.ask("2026-03-02 12:00", contact("call", "attorney"), ALLOWED),
        policies=ALL_OF_ID,
    ),
    ID.row(
        "own_id_ninety_days",
        "the platform stops past ninety days; others whom it instructs do not",
        ID.ask("2026-06-01 12:00", CALL, ALLOWED),
        ID.ask("2026-06-02 12:00", CALL, REFUSED, "afpi-code.ninety-days"),
        ID.ask("2026-06-02 12:00", contact("call", collector="agency"), ALLOWED),
        ID.ask("2026-06-02 12:00", contact("letter", purpose="legal"), ALLOWED),
        ID.ask("2026-06-02 12:00", contact("call", "collector_attorney"), ALLOWED),
        ID.ask("2026-06-02 12:00", contact("chat", reply_to="in@2026-06-02 11:00"), ALLOWED),
        ID.ask("2026-06-02 12:00", contact("chat"), REFUSED, "afpi-code.ninety-days"),
        events=[ID.came_in("2026-06-02 11:00", "chat")],
        opening={"dues": dues(("2026-03-03", 1_000_00)), "at": ID.at("2026-03-01 09:00")},
    ),
    ID.row(
        "own_id_days",
        "from Monday to Saturday, not on Eid, by day; on a Sunday only if it was agreed",
        ID.ask("2026-03-07 19:59", CALL, ALLOWED),
        ID.ask("2026-03-07 20:00", CALL, REFUSED, "pojk-22.hours"),
        ID.ask("2026-03-08 12:00", CALL, REFUSED, "pojk-22.hours"),
        ID.ask("2026-03-09 07:59", CALL, REFUSED, "pojk-22.hours"),
        ID.ask("2026-03-09 08:00", CALL, ALLOWED),
        ID.ask("2026-03-20 12:00", CALL, REFUSED, "pojk-22.hours"),
        ID.ask("2026-03-21 12:00", CALL, ALLOWED),
        ID.ask("2026-03-22 12:00", CALL, ALLOWED),
        ID.ask("2026-03-22 12:00", SMS, REFUSED, "pojk-22.hours"),
        events=[ID.permits("2026-03-22 09:00", "contact", person="b", channel="call")],
        policies=SERVICES,
    ),
    ID.row(
        "own_id_another_year",
        "of a year that the calendar does not have, nobody knows the holidays",
        ID.ask("2027-03-02 12:00", CALL, UNKNOWN),
        ID.ask("2027-03-02 20:00", CALL, REFUSED, "pojk-22.hours"),
        policies=SERVICES,
    ),
    ID.row(
        "own_id_places",
        "visits are at home or the address for collection; elsewhere, or who knows where, if it was agreed",
        ID.ask("2026-03-03 12:00", at_place("home"), ALLOWED),
        ID.ask("2026-03-03 12:00", at_place("billing"), ALLOWED),
        ID.ask("2026-03-03 12:00", at_place("agreed"), ALLOWED),
        ID.ask("2026-03-03 12:00", at_place("work"), REFUSED, "pojk-22.places"),
        ID.ask("2026-03-03 12:00", VISIT, REFUSED, "pojk-22.places"),
        ID.ask("2026-03-03 12:00", contact("call", place="work"), ALLOWED),
        ID.ask("2026-03-04 12:00", at_place("work"), ALLOWED),
        events=[ID.permits("2026-03-04 09:00", "contact", person="b")],
        policies=SERVICES,
    ),
)

PH = Land("Asia/Manila", "PHP", [philippines.policy()])
_EARLY = {"dues": dues(("2026-03-02", 1_000_00)), "at": PH.at("2026-03-01 09:00")}
LIST = "sec-mc-18.contact-list"

PHILIPPINES: tuple[Row, ...] = (
    PH.row(
        "C37",
        "half past five in the morning, ten and sixteen days past due, with the exception",
        PH.ask("2026-03-12 05:30", CALL, REFUSED, "sec-mc-18.hours"),
        PH.ask("2026-03-17 05:30", CALL, REFUSED, "sec-mc-18.hours"),
        PH.ask("2026-03-18 05:30", CALL, ALLOWED),
        PH.ask("2026-03-12 12:00", contact("call", "friend"), REFUSED, LIST),
        PH.ask("2026-03-12 12:00", contact("call", "guarantor"), ALLOWED),
        opening=_EARLY,
        policies=[philippines.policy(any_hour_past_fifteen_days=True)],
    ),
    PH.row(
        "C37 without the exception",
        "the same for who does not rely on it",
        PH.ask("2026-03-18 05:30", CALL, REFUSED, "sec-mc-18.hours"),
        PH.ask("2026-03-18 05:59:59", CALL, REFUSED, "sec-mc-18.hours"),
        PH.ask("2026-03-18 06:00", CALL, ALLOWED),
        opening=_EARLY,
    ),
    PH.row(
        "own_ph_even_with_consent",
        "a friend who agreed is not called either; after ten in the evening nobody is, but who agreed",
        PH.ask("2026-03-12 12:00", contact("call", "friend"), REFUSED, LIST),
        PH.ask("2026-03-17 22:00", CALL, ALLOWED),
        PH.ask("2026-03-17 22:01", CALL, REFUSED, "sec-mc-18.hours"),
        PH.ask("2026-03-18 22:01", CALL, ALLOWED),
        PH.ask("2026-03-18 22:01", contact("call", "guarantor"), REFUSED, "sec-mc-18.hours"),
        events=[
            PH.permits("2026-03-11 12:00", "third_party", person="friend"),
            PH.permits("2026-03-18 12:00", "contact", person="b"),
        ],
        opening=_EARLY,
    ),
    PH.row(
        "own_ph_after_ten",
        "`after 22:00` leaves 22:00 itself free, but to who reads it otherwise",
        PH.ask("2026-03-17 21:59:59", SMS, ALLOWED),
        PH.ask("2026-03-17 22:00", SMS, REFUSED, "sec-mc-18.hours"),
        policies=[philippines.policy(boundary="exclusive")],
    ),
    PH.row(
        "own_ph_who_else",
        "a co-maker owes, an attorney acts; relatives, referees and employers are left alone, asked or told",
        PH.ask("2026-03-12 12:00", contact("call", "co_borrower"), ALLOWED),
        PH.ask("2026-03-12 12:00", contact("call", "attorney"), ALLOWED),
        PH.ask("2026-03-12 12:00", contact("call", "family"), REFUSED, LIST),
        PH.ask("2026-03-12 12:00", contact("sms", "reference", purpose="locate"), REFUSED, LIST),
        PH.ask("2026-03-12 12:00", contact("email", "employer", collector="agency"), REFUSED, LIST),
    ),
)

VN = Land("Asia/Ho_Chi_Minh", "VND", [vietnam.policy()])
FIVE, OWES = "circular-43.five-a-day", "circular-43.only-who-owes"

VIETNAM: tuple[Row, ...] = (
    VN.row(
        "own_vn_five_a_day",
        "a sixth reminder of a day, by whatever channel; only between seven and nine; only who has to pay",
        VN.ask("2026-03-02 06:59", CALL, REFUSED, "circular-43.hours"),
        VN.ask("2026-03-02 11:30", SMS, ALLOWED),
        VN.ask("2026-03-02 12:30", SMS, REFUSED, FIVE),
        VN.ask("2026-03-02 12:30", contact("sms", "guarantor"), ALLOWED),
        VN.ask("2026-03-03 07:00", SMS, ALLOWED),
        VN.ask("2026-03-03 20:59", SMS, ALLOWED),
        VN.ask("2026-03-03 21:00", SMS, REFUSED, "circular-43.hours"),
        VN.ask("2026-03-03 12:00", contact("sms", "family"), SOFT, OWES),
        events=[
            *(VN.placed(f"2026-03-02 {hour:02}:00", "call") for hour in (7, 8, 9)),
            VN.placed("2026-03-02 09:30", "sms", "guarantor"),
            VN.came_in("2026-03-02 10:30", "sms"),
            VN.placed("2026-03-02 12:00", "email"),
        ],
        beside={"other": [VN.placed("2026-03-02 10:00", "call")]},
    ),
    VN.row(
        "own_vn_in_vain",
        "reminders that reached nobody count, an agency's too; those of the day before do not",
        VN.ask("2026-03-03 12:00", CALL, REFUSED, FIVE),
        VN.ask("2026-03-03 12:00", contact("visit", collector="north"), REFUSED, FIVE),
        VN.ask("2026-03-04 07:00", CALL, ALLOWED),
        events=[
            *VN.each(["2026-03-02"], "20:59", "sms", outcome="delivered"),
            *VN.each(["2026-03-03"], "08:00", "call", outcome="not_connected"),
            *VN.each(["2026-03-03"], "08:05", "call", outcome="no_answer", collector="north"),
            *VN.each(["2026-03-03"], "08:10", "call", outcome="wrong_person", collector="south"),
            *VN.each(["2026-03-03"], "09:00", "visit", outcome="no_answer"),
            *VN.each(["2026-03-03"], "10:00", "sms", outcome="undelivered", purpose="inform"),
        ],
    ),
    VN.row(
        "own_vn_no_reminder",
        "to answer a customer is no reminder, nor is what a law demands: at any hour, and neither counts",
        VN.ask("2026-03-03 22:00", contact("chat", reply_to="in@2026-03-03 12:10"), ALLOWED),
        VN.ask("2026-03-03 22:00", contact("letter", purpose="legal"), ALLOWED),
        VN.ask("2026-03-03 13:00", contact("chat", reply_to="in@2026-03-03 12:10"), ALLOWED),
        VN.ask("2026-03-03 13:00", contact("chat"), REFUSED, FIVE),
        VN.ask("2026-03-04 13:00", CALL, ALLOWED),
        events=[
            *(VN.placed(f"2026-03-03 {hour:02}:00", "call") for hour in (8, 9, 10, 11, 12)),
            VN.came_in("2026-03-03 12:10", "chat"),
            *(VN.placed(f"2026-03-04 {hour:02}:00", "call") for hour in (8, 9, 10, 11)),
            VN.placed("2026-03-04 12:00", "letter", purpose="legal"),
            VN.came_in("2026-03-04 12:10", "chat"),
            VN.placed("2026-03-04 12:20", "chat", reply_to="in@2026-03-04 12:10"),
        ],
    ),
    VN.row(
        "own_vn_four",
        "four leave one",
        VN.ask("2026-03-03 12:00", CALL, ALLOWED),
        events=[VN.placed(f"2026-03-03 {hour:02}:00", "call") for hour in (8, 9, 10, 11)],
    ),
    VN.row(
        "own_vn_who_owes",
        "relatives are neither reminded nor asked where the debtor is; an heir and an attorney are no others",
        VN.ask("2026-03-03 12:00", contact("call", "emergency_contact", purpose="locate"), SOFT, OWES),
        VN.ask("2026-03-03 12:00", contact("call", "address_book"), SOFT, OWES),
        VN.ask("2026-03-03 12:00", contact("call", "co_borrower"), ALLOWED),
        VN.ask("2026-03-03 12:00", contact("letter", "successor"), ALLOWED),
        VN.ask("2026-03-03 12:00", contact("call", "attorney"), ALLOWED),
        events=[VN.permits("2026-03-02 12:00", "third_party", person="emergency_contact")],
    ),
    VN.row(
        "own_vn_nine_itself",
        "`to 21 hours` with 21:00 in it",
        VN.ask("2026-03-03 21:00", SMS, ALLOWED),
        VN.ask("2026-03-03 21:00:01", SMS, REFUSED, "circular-43.hours"),
        VN.ask("2026-03-03 06:59:59", SMS, REFUSED, "circular-43.hours"),
        policies=[vietnam.policy(boundary="inclusive")],
    ),
)

#: Chakri Day, a Monday; Saturdays and Sundays are days like others to the calendar.
TH = Land(
    "Asia/Bangkok",
    "THB",
    [thailand.policy()],
    {"calendars": {"thailand": holidays("2026-04-06", weekend=())}},
)
TH_HOURS, DEMAND = "debt-collection-act.hours", "debt-collection-notice.one-demand-a-day"
SURETY, OTHERS = f"{DEMAND}-to-a-surety", "debt-collection-act.third-parties"

THAILAND: tuple[Row, ...] = (
    TH.row(
        "C39",
        "a second demand of the day; Saturday as a holiday, the safer reading; a public holiday",
        TH.ask("2026-03-03 16:00", CALL, REFUSED, DEMAND),
        TH.ask("2026-03-04 08:00", CALL, ALLOWED),
        TH.ask("2026-03-04 07:59", CALL, REFUSED, TH_HOURS),
        TH.ask("2026-03-04 19:59", CALL, ALLOWED),
        TH.ask("2026-03-04 20:00", CALL, REFUSED, TH_HOURS),
        TH.ask("2026-03-07 07:59", CALL, REFUSED, TH_HOURS),
        TH.ask("2026-03-07 08:00", CALL, ALLOWED),
        TH.ask("2026-03-07 17:59", CALL, ALLOWED),
        TH.ask("2026-04-06 07:59", CALL, REFUSED, TH_HOURS),
        TH.ask("2026-04-06 08:00", CALL, ALLOWED),
        TH.ask("2026-04-06 17:59", CALL, ALLOWED),
        TH.ask("2026-04-06 18:00", CALL, REFUSED, TH_HOURS),
        TH.ask("2026-03-07 18:30", CALL, REFUSED, TH_HOURS),
        TH.ask("2026-03-08 18:00", CALL, REFUSED, TH_HOURS),
        TH.ask("2026-04-06 18:30", CALL, REFUSED, TH_HOURS),
        TH.ask("2026-04-07 18:30", CALL, ALLOWED),
        events=TH.each(["2026-03-03"], "09:00", "sms", outcome="sent"),
    ),
    TH.row(
        "C39 Saturday as a weekday",
        "the other reading",
        TH.ask("2026-03-07 18:30", CALL, ALLOWED),
        TH.ask("2026-03-07 20:00", CALL, REFUSED, TH_HOURS),
        TH.ask("2026-04-06 18:30", CALL, REFUSED, TH_HOURS),
        policies=[thailand.policy(weekends_as_holidays=False)],
    ),
    TH.row(
        "own_th_last_minute",
        "who reads the hours with their ends in them; the debtor's consent lifts none",
        TH.ask("2026-03-04 20:00", CALL, ALLOWED),
        TH.ask("2026-03-04 20:00:01", CALL, REFUSED, TH_HOURS),
        TH.ask("2026-04-06 18:00", CALL, ALLOWED),
        TH.ask("2026-04-06 18:00:01", CALL, REFUSED, TH_HOURS),
        events=[TH.permits("2026-03-03 12:00", "contact", person="b")],
        policies=[thailand.policy(boundary="inclusive")],
    ),
    TH.row(
        "own_th_another_year",
        "of a year that the calendar does not have, nobody knows the holidays; before six that matters not",
        TH.ask("2027-03-03 18:30", CALL, UNKNOWN),
        TH.ask("2027-03-03 17:59", CALL, ALLOWED),
        TH.ask("2027-03-03 20:00", CALL, REFUSED, TH_HOURS),
    ),
    TH.row(
        "own_th_not_a_demand",
        "information after a demand is none; one about another debt is; a spouse is asked, not told",
        TH.ask("2026-03-03 16:00", contact("call", purpose="inform"), ALLOWED),
        TH.ask("2026-03-03 16:00", CALL, REFUSED, DEMAND),
        TH.ask("2026-03-03 16:00", contact("letter", purpose="remedy"), REFUSED, DEMAND),
        TH.ask("2026-03-03 16:00", contact("call", "spouse"), REFUSED, OTHERS),
        TH.ask("2026-03-03 16:00", contact("call", "spouse", purpose="locate"), ALLOWED),
        TH.ask("2026-03-02 16:00", CALL, ALLOWED),
        events=[
            TH.placed("2026-03-02 09:00", "call", purpose="inform"),
            TH.placed("2026-03-02 10:00", "call", "guarantor"),
            TH.came_in("2026-03-02 11:00", "call"),
        ],
        beside={"other": TH.each(["2026-03-03"], "09:00", "call", outcome="conversation")},
    ),
    TH.row(
        "own_th_in_vain",
        "calls that reached nobody made nothing known; one of which nobody knows the result may have",
        TH.ask("2026-03-03 13:00", CALL, ALLOWED),
        TH.ask("2026-03-03 15:00", CALL, REFUSED, DEMAND),
        events=[
            TH.placed("2026-03-03 09:00", "call", outcome="no_answer"),
            TH.placed("2026-03-03 10:00", "call", outcome="not_connected"),
            TH.placed("2026-03-03 11:00", "sms", outcome="undelivered"),
            TH.placed("2026-03-03 12:00", "call", outcome="wrong_person"),
            TH.placed("2026-03-03 14:00", "call"),
        ],
    ),
    TH.row(
        "own_th_voicemail",
        "a demand that was left on a machine was made known",
        TH.ask("2026-03-03 13:00", CALL, REFUSED, DEMAND),
        events=TH.each(["2026-03-03"], "09:00", "call", outcome="voicemail"),
    ),
    TH.row(
        "own_th_named",
        "whom the debtor named is told in the debtor's place, not besides; others whom nobody named are not",
        TH.ask("2026-03-03 16:00", contact("call", "friend"), ALLOWED),
        TH.ask("2026-03-03 16:00", contact("call", "colleague"), REFUSED, OTHERS),
        TH.ask("2026-03-03 16:00", contact("call", "attorney"), ALLOWED),
        TH.ask("2026-03-04 16:00", CALL, REFUSED, DEMAND),
        TH.ask("2026-03-04 16:00", contact("call", "friend"), REFUSED, DEMAND),
        events=[
            TH.permits("2026-03-02 11:00", "third_party"),
            TH.permits("2026-03-02 12:00", "third_party", person="friend"),
            TH.placed("2026-03-04 09:00", "call", "friend", "conversation"),
        ],
    ),
    TH.row(
        "own_th_surety",
        "a guarantor is a debtor of their own, with a demand a day of their own",
        TH.ask("2026-03-03 10:00", contact("call", "guarantor"), ALLOWED),
        TH.ask("2026-03-03 12:00", contact("call", "guarantor"), REFUSED, SURETY),
        TH.ask("2026-03-03 12:00", contact("call", "co_borrower"), ALLOWED),
        TH.ask("2026-03-03 12:00", CALL, REFUSED, DEMAND),
        TH.ask("2026-03-04 12:00", contact("call", "guarantor"), ALLOWED),
        events=[
            TH.placed("2026-03-03 09:00", "call", outcome="conversation"),
            TH.placed("2026-03-03 11:00", "call", "guarantor", "conversation"),
        ],
    ),
)

ROWS = (*INDIA, *INDONESIA, *PHILIPPINES, *VIETNAM, *THAILAND)
