"""Debt collection in Russia: federal law 230-FZ of 3 July 2016.

Covered: what articles 7 and 8 set for when and how often a debtor is called, met and written to, for debtors
who are bankrupt or cannot act, and for those who refuse or name an advocate.

Not covered: agreements on other numbers, other people, what is said, who may collect; see `NOT_COVERED`.

As of March 2026. Hours and numbers are those that the bailiff service publishes, articles 4(9), 4(10), 7(1)
and 8 were read as enacted; changes of 2023 were not. In force from 1 January 2017. It is not legal advice.

Hours and days are those of the place where the person may be; the law asks for the place where the debtor
lives or stays. What is counted is every attempt, by whichever collector, and nothing that came in; it is
counted for a debtor, a guarantor or any other person over all debts: pass `beside`. A voice message is one
that is left or played: a `ringless_voicemail`, a `recorded_call`. Call it a `call` where a machine converses.
The engine needs a calendar `russia`: `public_holidays("RU", years)`, or a `TableCalendar` without a weekend
that lists every day off, where days off are moved to other days.
"""

from __future__ import annotations

from datetime import date, time

from collectflow import facts
from collectflow.guards import Term, Window, day, same
from collectflow.policies._law import (
    ACTING,
    ANY_31_DAYS,
    ANY_SEVEN_DAYS,
    ELECTRONIC,
    IN_WRITING,
    NOT_IN_TRADE,
    OBLIGED,
    POST,
    by,
    contacts_to,
    counted,
    hours,
    in_force_from,
    noted,
    pack,
    to,
)
from collectflow.policy import Policy, Rule, on_contact

__all__ = ["NOT_COVERED", "policy"]

_IN_FORCE = date(2017, 1, 1)
#: Article 4(1)1: direct interaction.
_DIRECT = ("call", "visit")
#: Article 4(1)2: text, voice and other messages; post is article 4(1)3.
_MESSAGES = (*ELECTRONIC, "ringless_voicemail", "recorded_call")

#: What is not covered, by the paragraph, with the reason.
NOT_COVERED = noted(
    {
        "230-FZ, art. 4(2), (5)": "agreements, and whether others may be spoken with: no text was found",
        "230-FZ, art. 7, other numbers by agreement": "no text was found; an agreement lifts nothing here",
        "230-FZ, art. 7(1)2": "treatment in hospital, first-group disability, minority: a case does not know",
        "230-FZ, art. 7, the rest": "what is said, and from which numbers",
        "230-FZ, art. 8, four months": "a refusal counts from when it is recorded: no text was found on when "
        "one may be made",
        "467-FZ of 2023": "its text was not found",
    }
)


def policy(*, dated: bool = True, week: Window = ANY_SEVEN_DAYS, month: Window = ANY_31_DAYS) -> Policy:
    """The limits of 230-FZ, articles 7 and 8, on interaction with a debtor.

    Args:
        dated: `False` lifts the date from which the rules are in force.
        week: What a week is: any seven days, or `cf.week()` for a calendar week.
        month: What a month is: any 31 days, or `cf.month()` for a calendar month.
    """
    rules = [
        *_whom_not(),
        _hours(),
        *_meetings_and_calls(week, month),
        *_messages(week, month),
        *_statements(),
    ]
    return pack("russia.230-fz", version="2026-03", rules=in_force_from(_IN_FORCE, rules), dated=dated)


def _times(*channels: str, within: Window) -> Term[int]:
    """How often the debtor was tried by these channels, about whichever debt."""
    return counted({"person": same, "channel": set(channels)}, within=within, beside=True)


def _whom_not() -> list[Rule]:
    return [
        Rule(
            "230-fz.bankrupt",
            on=contacts_to(*OBLIGED, channels=_DIRECT),
            require=~facts.held("bankruptcy", beside=True),
            because="who is found bankrupt, or whose debts are restructured, is not called or met",
            citation="230-FZ, art. 7(1)1",
            source="official",
        ),
        Rule(
            "230-fz.incapacity",
            on=contacts_to(*OBLIGED, channels=_DIRECT),
            require=~facts.held("incapacity", beside=True),
            because="who is known to be without legal capacity, or to have little, is not called or met",
            citation="230-FZ, art. 7(1)2",
            source="official",
        ),
    ]


#: Article 7(3) is about what the creditor begins: a call or visit that answers the debtor is not.
_ASKED = facts.answers


def _hours() -> Rule:
    working = facts.business_day("russia")
    on_working_days = working & hours(time(8), time(22), closed="left")
    on_days_off = ~working & hours(time(9), time(20), closed="left")
    return Rule(
        "230-fz.hours",
        on=on_contact(),
        when=NOT_IN_TRADE,
        require=by(*POST) | on_working_days | on_days_off | (by(*_DIRECT) & _ASKED),
        because="from 08:00 to 22:00 on working days, from 09:00 to 20:00 on days off; post at any hour",
        citation="230-FZ, art. 7(3), (5)",
        source="official",
    )


#: Article 4(9) and (10): the numbers hold for whoever gave a security and for any other person as well.
_COUNTED = ~to(*ACTING)


def _meetings_and_calls(week: Window, month: Window) -> list[Rule]:
    return [
        Rule(
            "230-fz.one-meeting-a-week",
            on=on_contact(channel="visit"),
            when=_COUNTED,
            require=(_times("visit", within=week) < 1) | _ASKED,
            because="at most one meeting a week",
            citation="230-FZ, art. 7(3), 4(9), (10)",
            source="official",
        ),
        Rule(
            "230-fz.one-call-a-day",
            on=on_contact(channel="call"),
            when=_COUNTED,
            require=(_times("call", within=day()) < 1) | _ASKED,
            because="at most one call a day",
            citation="230-FZ, art. 7(3), 4(9), (10)",
            source="official",
        ),
        Rule(
            "230-fz.two-calls-a-week",
            on=on_contact(channel="call"),
            when=_COUNTED,
            require=(_times("call", within=week) < 2) | _ASKED,
            because="at most two calls a week",
            citation="230-FZ, art. 7(3), 4(9), (10)",
            source="official",
        ),
        Rule(
            "230-fz.eight-calls-a-month",
            on=on_contact(channel="call"),
            when=_COUNTED,
            require=(_times("call", within=month) < 8) | _ASKED,
            because="at most eight calls a month",
            citation="230-FZ, art. 7(3), 4(9), (10)",
            source="official",
        ),
    ]


def _messages(week: Window, month: Window) -> list[Rule]:
    a_message = on_contact(channel=_MESSAGES)
    return [
        Rule(
            "230-fz.two-messages-a-day",
            on=a_message,
            when=_COUNTED,
            require=_times(*_MESSAGES, within=day()) < 2,
            because="at most two messages a day, texts and voice messages together",
            citation="230-FZ, art. 7(5), 4(9), (10)",
            source="official",
        ),
        Rule(
            "230-fz.four-messages-a-week",
            on=a_message,
            when=_COUNTED,
            require=_times(*_MESSAGES, within=week) < 4,
            because="at most four messages a week",
            citation="230-FZ, art. 7(5), 4(9), (10)",
            source="official",
        ),
        Rule(
            "230-fz.sixteen-messages-a-month",
            on=a_message,
            when=_COUNTED,
            require=_times(*_MESSAGES, within=month) < 16,
            because="at most sixteen messages a month",
            citation="230-FZ, art. 7(5), 4(9), (10)",
            source="official",
        ),
    ]


def _statements() -> list[Rule]:
    return [
        Rule(
            "230-fz.represented",
            on=contacts_to(*OBLIGED),
            require=by(*POST) | ~facts.held("represented", written=IN_WRITING),
            because="the debtor stated that only an advocate is to be called, met or sent messages",
            citation="230-FZ, art. 8(1)1",
            source="official",
        ),
        Rule(
            "230-fz.refusal",
            on=contacts_to(*OBLIGED),
            require=by(*POST) | ~facts.held("cease", written=IN_WRITING),
            because="the debtor stated that it refuses to be called, met or sent messages",
            citation="230-FZ, art. 8(1)2",
            source="official",
        ),
    ]
