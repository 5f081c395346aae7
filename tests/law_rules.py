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
