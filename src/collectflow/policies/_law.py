"""What the packs of law share: who is who, what is counted, and how a pack is put together.

A pack is an ordinary `Policy` of ordinary rules; nothing here is anything but a short way to write one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time
from types import MappingProxyType
from typing import Literal

import attrs

from collectflow import facts
from collectflow.errors import BadValue
from collectflow.guards import AllOf, Guard, Term, Window, as_guard, days, none_of, same
from collectflow.policy import Policy, Rule, Target, on_contact

#: By telephone with a voice, a person's or a machine's, or left in a mailbox without a ring.
CALLS = ("call", "ringless_voicemail", "recorded_call")
#: Sent and read on a device.
ELECTRONIC = ("sms", "email", "app", "chat", "social")
#: By post.
POST = ("letter", "postcard")
#: The roles of those who owe.
OBLIGED = ("borrower", "co_borrower", "guarantor")


def noted(rows: Mapping[str, str]) -> Mapping[str, str]:
    """What a pack leaves out, by the paragraph of the law, with the reason; not to be changed."""
    return MappingProxyType(dict(rows))


def pack(
    name: str,
    *,
    version: str,
    rules: Iterable[Rule],
    dated: bool = True,
    when: Guard | Term[bool] | None = None,
    soft: str | None = None,
    currency: str | None = None,
) -> Policy:
    """The policy that a pack's rules make.

    Args:
        name: Its name.
        version: As of when it was read.
        rules: The rules.
        dated: Whether dates in force are kept.
        when: Where the law applies at all.
        soft: The effect of the rules that a standard or guideline sets: `refuse` or `advise`.
        currency: Of the amounts that the rules name.
    """
    made = list(rules)
    if when is not None:
        where = as_guard(when, "when")
        made = [
            attrs.evolve(each, when=where if each.when is None else AllOf((where, each.when)))
            for each in made
        ]
    if soft is not None:
        made = [attrs.evolve(each, effect=soft) if each.grounds else each for each in made]
    return Policy(name, version=version, rules=made, currency=currency).only(dated=dated)


def to(*parties: str) -> Guard:
    """The contact is to one of these."""
    return facts.party.is_in(parties)


def by(*channels: str) -> Guard:
    """The contact is by one of these."""
    return facts.channel.is_in(channels)


def for_(*purposes: str) -> Guard:
    """The contact is for one of these."""
    return facts.purpose.is_in(purposes)


def contacts_to(*parties: str, channels: Iterable[str] | None = None) -> Target:
    """Contacts to these parties, by these channels."""
    return on_contact(party=parties or None, channel=channels)


def hours(opens: time, closes: time, *, closed: str = "both", on: Iterable[int] | None = None) -> Guard:
    """Between two local times of the person, on these ISO weekdays (any, if none are given)."""
    made = facts.local_time.between(opens, closes, closed=closed)
    return made if on is None else facts.local_weekday.is_in(on) & made


#: Outcomes that a call has which did not reach the number it was placed to.
UNCONNECTED = ("not_connected",)
#: Outcomes of contacts in which nothing was told to anybody.
NOTHING_TOLD = ("not_connected", "no_answer", "voicemail", "undelivered", "wrong_person")

#: What contacts must have, by column; a constant, a set, or a way to compare it.
Columns = dict[str, object]


def counted(
    columns: Columns, *, within: Window | None = None, before: Window | None = None, beside: bool = False
) -> Term[int]:
    """How many contacts were placed that have these columns; see `facts.contacts`."""
    return facts.contacts(within=within, before=before, beside=beside, distinct=None, **columns)


def told(columns: Columns) -> Term[int]:
    """How often somebody was told something: spoken with, written to, or not known to have been missed."""
    return counted({"outcome": none_of(*NOTHING_TOLD), **columns})


def this_person(**columns: object) -> Columns:
    """Columns of contacts with the person and by the collector of the proposal."""
    return {"person": same, "collector": same, **columns}


def in_force_from(day: date, rules: Iterable[Rule]) -> list[Rule]:
    """The rules, in force from a day on."""
    return [attrs.evolve(each, effective_from=day) for each in rules]


#: Those whose trade the debt is: it is spoken of with them, and not collected from them.
TRADE = ("consumer_reporting_agency", "creditor", "creditor_attorney", "collector_attorney")
#: Who acts for the debtor or the estate, and those whose trade it is: speaking with them tells nobody else.
ACTING = ("attorney", "guardian", "representative", "successor", *TRADE)
#: Those of them who never stand in the debtor's shoes.
PROFESSIONALS = ("attorney", *TRADE)
#: A wish that nobody said how it was told counts as written: that is the safer side.
IN_WRITING = none_of(False)  # noqa: FBT003 - the column's value
#: A week, and a month, where the law does not say that the calendar's are meant: the stricter reading.
ANY_SEVEN_DAYS, ANY_31_DAYS = days(7), days(31)
#: Whether the hour at which a day closes belongs to it. A law that forbids what comes "after" it leaves the
#: hour itself free, one that forbids a time from it on does not, and one that says "until" leaves it open: it
#: does not belong to the day then, unless told otherwise.
Boundary = Literal["exclusive", "inclusive"]


def until(opens: time, closes: time, boundary: Boundary, *, on: Iterable[int] | None = None) -> Guard:
    """From one local time of the person to another, which belongs to the hours if told so; see `hours`.

    Raises:
        BadValue: for another boundary.
    """
    if boundary not in {"exclusive", "inclusive"}:
        raise BadValue("boundary", boundary, "it is 'exclusive' or 'inclusive'")
    return hours(opens, closes, closed="both" if boundary == "inclusive" else "left", on=on)


#: Moves and acts that a host names: none of them for `()`, what is usual for `None`.
Aims = Target | Iterable[Target] | None


def aims(named: Aims, usual: Target) -> tuple[Target, ...]:
    """The moves and acts that rules are about: those that a host names, or what is usual."""
    if named is None:
        return (usual,)
    return (named,) if isinstance(named, Target) else tuple(named)


#: The contact is to somebody else than those whose trade the debt is, who keep hours of their own.
NOT_IN_TRADE = ~to(*TRADE)
