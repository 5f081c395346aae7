"""Rules of the laws of seven countries of Asia and the Pacific, as a lender may write them.

Nothing here ships. It proves that the words of `collectflow` and of `collectflow.facts` carry these laws:
each policy consists of ordinary rules with citation and source, and none has a callable in it. Where sources
differ, the reading is an argument, and the one that refuses more is the default.

Hours are half open unless told otherwise: 08:00 is within "08:00 to 20:00", and 20:00 is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time
from typing import Any

import collectflow as cf
from collectflow import facts

#: By telephone with a voice, a person's or a machine's.
VOICE = ("call", "recorded_call", "ringless_voicemail")
#: Sent and read on a device.
ELECTRONIC = ("sms", "email", "app", "chat", "social")
POST = ("letter", "postcard")
#: Who owes.
OBLIGED = ("borrower", "co_borrower", "guarantor")

AS_OF = "2026-03"
MONDAY_TO_FRIDAY = (1, 2, 3, 4, 5)
WEEKEND = (6, 7)


def law(name: str, *rules: cf.Rule, currency: str | None = None) -> cf.Policy:
    """The rules of one law."""
    return cf.Policy(name, version=AS_OF, rules=rules, currency=currency)


def rule(
    name: str,
    on: cf.Target | Iterable[cf.Target],
    require: cf.Guard | cf.Term[bool],
    because: str,
    citation: str,
    **more: Any,
) -> cf.Rule:
    """A rule that is reported, not read in the law itself."""
    given = {"source": "reported", **more}
    return cf.Rule(name, on=on, require=require, because=because, citation=citation, **given)


def hours(opens: time, closes: time, closed: str = "left") -> cf.Guard:
    """Between two local times of the person."""
    return facts.local_time.between(opens, closes, closed=closed)


def on(weekdays: Iterable[int]) -> cf.Guard:
    """On these weekdays where the person is."""
    return facts.local_weekday.is_in(weekdays)


def to(*parties: str) -> cf.Guard:
    """The contact is to one of these."""
    return facts.party.is_in(parties)


def for_(*purposes: str) -> cf.Guard:
    """The contact is for one of these."""
    return facts.purpose.is_in(purposes)


def debtor_was(*channels: str, within: cf.Window | None = None, **columns: object) -> cf.Term[int]:
    """Contacts with the debtor by these channels (any, if none is given), about any of the debtor's debts."""
    if channels:
        columns["channel"] = set(channels)
    return facts.contacts(party=cf.same, within=within, before=None, beside=True, distinct=None, **columns)


# --- South Korea ----------------------------------------------------------------------------------------


def korea() -> cf.Policy:
    """South Korea: the Personal Debtor Protection Act and the Fair Debt Collection Act (KR-01 to KR-04)."""
    protection = "Personal Debtor Protection Act (2024)"
    # A notice that a law or the contract demands, and a reply on the day of the inquiry, are no collection.
    aside = for_("legal") | facts.answers_today()
    counted = facts.contacts(
        within=cf.days(7), beside=True, this_debt=True, purpose=cf.none_of("legal"), reply_day=cf.none_of(1)
    )
    return law(
        "kr.protection",
        rule(
            "kr.seven-in-seven-days",
            cf.on_contact(),
            (counted < 7) | aside,
            "a claim is collected at most seven times in seven days, by whatever channel",
            protection,
        ),
        rule(
            "kr.hold",
            cf.on_contact(),
            ~facts.held("hardship", "bereavement", "deceased") | aside,
            "collection waits for up to three months after a disaster, an operation or a death",
            protection,
        ),
        rule(
            "kr.blocked",
            cf.on_contact(),
            ~facts.wishes(beside=True) | aside,
            "the debtor blocked this hour (of up to 28 a week) or this means (of up to three)",
            protection,
        ),
        rule(
            "kr.night",
            cf.on_contact(),
            hours(time(8), time(21)),
            "nobody is disturbed between 21:00 and 08:00",
            "Fair Debt Collection Act, art. 9",
        ),
    )


# --- India ----------------------------------------------------------------------------------------------


def india(*, microfinance: bool = False, closed: str = "left") -> cf.Policy:
    """India: the Reserve Bank's circulars on recovery agents and on microfinance (IN-01 to IN-04).

    Args:
        microfinance: Whether the loan is a microfinance loan, which has hours of its own.
        closed: Whether the last minute of the hours belongs to them (`both`); the circulars forbid "after".
    """
    opens, closes = (time(9), time(18)) if microfinance else (time(8), time(19))
    hours_of = (
        "RBI microfinance directions, 14 March 2022" if microfinance else "RBI circular, 12 August 2022"
    )
    # In vain, one time after the other: since somebody was met.
    met = cf.since("contacts", channel="visit", outcome="conversation")
    in_vain = facts.contacts(channel="visit", place="agreed", outcome="no_answer", within=met)
    at_home = facts.contacts(channel="visit", place="home")
    where = (in_vain >= 2) if microfinance else (at_home >= 1) | (facts.place != "work")
    return law(
        "in.rbi",
        rule("in.hours", cf.on_contact(), hours(opens, closes, closed), "outside of the hours", hours_of),
        rule(
            "in.parties",
            cf.on_contact(),
            to(*OBLIGED),
            "family, referees and friends are left alone",
            "RBI circular, 12 August 2022; directions of 2026",
        ),
        rule(
            "in.occasions",
            cf.on_contact(),
            ~facts.held("bereavement", "hardship"),
            "not in bereavement, at a wedding, or after a calamity",
            "RBI directions of 2026",
        ),
        rule(
            "in.wishes",
            cf.on_contact(),
            ~facts.wishes(beside=True),
            "the borrower asked for another time",
            "RBI directions of 2026",
        ),
        rule(
            "in.visits",
            cf.on_contact(channel="visit"),
            where | (facts.place == "agreed"),
            "where was agreed; elsewhere after two visits in vain, at work after home",
            hours_of if microfinance else "RBI directions of 2026",
        ),
    )


def india_npa() -> cf.Policy:
    """India: the day count of the clarification of 12 November 2021 (IN-05), for an act of the host's own."""
    return law(
        "in.npa",
        rule(
            "in.npa",
            cf.on_act("mark_npa"),
            facts.days_past(day_count="inclusive") > 90,
            "more than ninety days, the due date being the first",
            "RBI/2021-22/125",
        ),
    )


# --- Indonesia, the Philippines, Vietnam, Thailand ------------------------------------------------------


def indonesia() -> cf.Policy:
    """Indonesia: SEOJK 19/2023 and the code of the association of online lenders (ID-01 to ID-03, ID-06)."""
    circular = "SEOJK 19/SEOJK.06/2023, IX.5(d)"
    return law(
        "id.ojk",
        rule(
            "id.hours",
            cf.on_contact(),
            hours(time(8), time(20)) | facts.permitted("contact", beside=True),
            "between 08:00 and 20:00 where the borrower lives, unless the borrower agreed before",
            circular,
        ),
        rule(
            "id.only-the-borrower",
            cf.on_contact(),
            to("borrower") | (to("emergency_contact") & for_("locate")),
            "nobody but the borrower pays",
            circular,
        ),
        rule(
            "id.emergency-contact",
            cf.on_contact(party="emergency_contact"),
            ~facts.reachable() & facts.permitted("locate", person=cf.named),
            "an emergency contact who agreed is asked where an unreachable borrower is",
            circular,
        ),
        rule(
            "id.ninety-days",
            cf.on_contact(),
            (facts.days_past_due <= 90) | (facts.collector != ""),
            "the platform itself stops collecting past 90 days",
            "AFPI SK 02/2020, annex III, C.3(d)",
        ),
    )


def philippines(*, late: bool = False) -> cf.Policy:
    """The Philippines: SEC memorandum circular 18 of 2019 (PH-01, PH-02).

    Args:
        late: Whether the hours are free past 15 days past due, as the circular's exception has it.
    """
    circular = "SEC MC 18 (2019), section 1"
    day = hours(time(6), time(22)) | facts.permitted("contact", beside=True)
    return law(
        "ph.sec",
        rule(
            "ph.hours",
            cf.on_contact(),
            day | (facts.days_past_due > 15) if late else day,
            "not before 06:00 or after 22:00",
            circular,
        ),
        rule(
            "ph.contact-list",
            cf.on_contact(),
            to(*OBLIGED),
            "people of the contact list are not called, whoever agreed; guarantors and co-makers are",
            circular,
        ),
    )


def vietnam() -> cf.Policy:
    """Vietnam: circular 43/2016 as amended by 18/2019, for finance companies (VN-01 to VN-03)."""
    circular = "circular 43/2016, art. 7(2)(đ), as amended by 18/2019"
    today = debtor_was(within=cf.day())
    return law(
        "vn.finance-companies",
        rule("vn.five-a-day", cf.on_contact(), today < 5, "at most five reminders a day", circular),
        rule("vn.hours", cf.on_contact(), hours(time(7), time(21)), "between 07:00 and 21:00", circular),
        rule("vn.obliged", cf.on_contact(), to(*OBLIGED), "only who has to pay is reminded", circular),
    )


def thailand(*, weekend: time = time(18)) -> cf.Policy:
    """Thailand: the Debt Collection Act of 2015 and the committee's notice of 2019 (TH-01 to TH-03).

    Args:
        weekend: Until when contacts are made at weekends that are no public holidays; sources are silent.
    """
    act = "Debt Collection Act B.E. 2558"
    holiday = ~facts.business_day("thailand")
    late = (on(MONDAY_TO_FRIDAY) & hours(time(8), time(20))) | (on(WEEKEND) & hours(time(8), weekend))
    demands = debtor_was(within=cf.day(), purpose="collect")
    return law(
        "th.debt-collection",
        rule(
            "th.hours",
            cf.on_contact(),
            (~holiday & late) | (holiday & hours(time(8), time(18))),
            "from 08:00 to 20:00, on public holidays to 18:00",
            f"{act}, s. 9",
        ),
        rule(
            "th.one-demand-a-day",
            cf.on_contact(purpose="collect"),
            demands < 1,
            "one demand a day",
            "notice of the committee, 23 August 2019",
        ),
        rule(
            "th.third-parties",
            cf.on_contact(),
            to(*OBLIGED) | for_("locate") | facts.permitted("third_party", beside=True),
            "others are asked where the debtor is, unless the debtor named them",
            f"{act}, s. 8",
        ),
    )


# --- Australia ------------------------------------------------------------------------------------------


def australia() -> cf.Policy:
    """Australia: the guideline on collection of ACCC and ASIC (AU-01, AU-02). It is no law: all is soft."""
    guideline = "ACCC/ASIC debt collection guideline (RG 96), part 2, section 4"
    wishes = ("the debtor wishes so",)
    agreed = facts.permitted("contact", beside=True)
    weekday = on(MONDAY_TO_FRIDAY)
    phone = (weekday & hours(time(7, 30), time(21))) | (on(WEEKEND) & hours(time(9), time(21)))
    not_at_work = facts.place != "work"
    return law(
        "au.guideline",
        rule(
            "au.phone",
            cf.on_contact(channel=VOICE),
            phone | agreed,
            "by telephone from 07:30, at weekends from 09:00, to 21:00",
            guideline,
            when=not_at_work,
            grounds=wishes,
        ),
        rule(
            "au.face-to-face",
            cf.on_contact(channel="visit"),
            hours(time(9), time(21)) | agreed,
            "visits from 09:00 to 21:00",
            guideline,
            when=not_at_work,
            grounds=wishes,
        ),
        rule(
            "au.workplace",
            cf.on_contact(),
            (weekday & hours(time(9), time(17))) | agreed,
            "at work in the debtor's working hours; where they are not known, from 09:00 to 17:00",
            guideline,
            when=facts.place == "work",
            grounds=wishes,
        ),
        rule(
            "au.public-holidays",
            cf.on_contact(),
            facts.business_day("australia") | agreed,
            "not on national public holidays",
            guideline,
            grounds=wishes,
        ),
        rule(
            "au.three-a-week",
            cf.on_contact(),
            debtor_was(within=cf.days(7)) < 3,
            "at most three contacts a week",
            "the same, section 5",
            grounds=wishes,
        ),
        rule(
            "au.ten-a-month",
            cf.on_contact(),
            debtor_was(within=cf.days(31)) < 10,
            "at most ten contacts a month",
            "the same, section 5",
            grounds=wishes,
        ),
        rule(
            "au.one-visit-a-month",
            cf.on_contact(channel="visit"),
            debtor_was("visit", within=cf.days(31)) < 1,
            "at most one visit a month",
            "the same, section 5",
            grounds=wishes,
        ),
    )
