"""Short words for tables of cases of many countries: a land has a zone, a currency, and a law."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import attrs

import collectflow as cf
from collectflow.vocabulary import PARTIES
from tests.law_support import Ask, Row

#: Many events, or some of them as one: a contact and what became of it.
Told = cf.Event | Iterable["Told"]


def who(party: str) -> str:
    """The person of a role: one of each, and the borrower is `b`, as in every case of the tables."""
    return "b" if party == "borrower" else party


def contact(channel: str, party: str = "borrower", **more: Any) -> cf.Contact:
    """A contact with the person of that role."""
    return cf.Contact(channel, party, **{"person": who(party), **more})


def dues(*instalments: tuple[str, int]) -> tuple[cf.Due, ...]:
    """Instalments: the due date, and the amount in minor units."""
    return tuple(
        cf.Due(f"due-{day}", due_on=date.fromisoformat(day), amount=amount) for day, amount in instalments
    )


def holidays(*days: str, weekend: Iterable[int] = (6, 7)) -> cf.TableCalendar:
    """A calendar of 2026; without a weekend its business days are all that are no public holiday."""
    return cf.TableCalendar([date.fromisoformat(day) for day in days], {2026}, weekend)


def _flat(events: Iterable[Told]) -> list[cf.Event]:
    made: list[cf.Event] = []
    for each in events:
        if isinstance(each, cf.Event):
            made.append(each)
        else:
            made.extend(_flat(each))
    return sorted(made, key=lambda each: each.at)


def _all(policies: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(policies)


@attrs.frozen
class Land:
    """A country's cases: where they are, in what currency, under which policies, with what engine."""

    zone: str
    currency: str
    policies: tuple[Any, ...] = attrs.field(converter=_all)
    parts: dict[str, Any] = attrs.Factory(dict)

    def at(self, text: str) -> datetime:
        """An instant by the land's wall clock."""
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(self.zone))

    def ask(self, text: str, proposal: Any, expected: str, rule: str | None = None) -> Ask:
        """A question at an instant."""
        return Ask(self.at(text), proposal, expected, rule)

    def row(self, name: str, says: str, *asks: Ask, events: Iterable[Told] = (), **more: Any) -> Row:
        """A row; `beside`, `opening`, `parts` and `policies` as in `Row`."""
        persons = [cf.Person(who(party), party, zones=[self.zone]) for party in PARTIES]
        opening = {
            "currency": self.currency,
            "conventions": cf.Conventions(books_zone=self.zone),
            "persons": persons,
            **more.pop("opening", {}),
        }
        beside = {case: tuple(_flat(told)) for case, told in more.pop("beside", {}).items()}
        given = {"policies": self.policies, **more, "parts": {**self.parts, **more.get("parts", {})}}
        make: Any = Row
        made: Row = make(name, says, _flat(events), asks, opening=opening, beside=beside, **given)
        return made

    def placed(
        self, text: str, channel: str, party: str = "borrower", outcome: str | None = None, **more: Any
    ) -> tuple[cf.Event, ...]:
        """A contact, and what became of it a minute later (`None`: nobody knows)."""
        at, made = self.at(text), contact(channel, party, **more)
        name = f"{channel}-{party}@{text}"
        placed = cf.ContactPlaced(name, at=at, contact=made)
        if outcome is None:
            return (placed,)
        result = cf.ContactResult(f"{name}!", at=at + timedelta(minutes=1), contact=name, outcome=outcome)
        return placed, result

    def each(
        self, days: Iterable[str], clock: str, channel: str, *more: Any, **columns: Any
    ) -> list[tuple[cf.Event, ...]]:
        """The same contact on several days."""
        return [self.placed(f"{day} {clock}", channel, *more, **columns) for day in days]

    def came_in(self, text: str, channel: str, **more: Any) -> cf.ContactInbound:
        """The borrower gets in touch; the event's id is `in@` and the time."""
        return cf.ContactInbound(f"in@{text}", at=self.at(text), channel=channel, **{"person": "b", **more})

    def held(self, text: str, kind: str, **more: Any) -> cf.HoldPlaced:
        """Something holds collection up; `until` may be a text."""
        for name in ("starts_on", "until"):
            if isinstance(more.get(name), str):
                more[name] = date.fromisoformat(more[name])
        return cf.HoldPlaced(f"{kind}@{text}", at=self.at(text), kind=kind, **more)

    def sent(self, text: str, kind: str, delivered: str | None = None, **more: Any) -> list[cf.Event]:
        """A notice, and its delivery."""
        name = f"{kind}@{text}"
        made: list[cf.Event] = [cf.NoticeSent(name, at=self.at(text), kind=kind, **more)]
        if delivered is not None:
            made.append(cf.NoticeDelivered(f"{name}!", at=self.at(delivered), notice=name))
        return made

    def permits(self, text: str, kind: str, **more: Any) -> cf.PermissionGiven:
        """Somebody permits something; `until` may be a text."""
        if isinstance(more.get("until"), str):
            more["until"] = self.at(more["until"])
        return cf.PermissionGiven(f"{kind}?{text}", at=self.at(text), kind=kind, **more)


def ours_not(name: str, says: str, because: str) -> Row:
    """A row that the library leaves to the host, or to another module."""
    return Row(name, says, not_ours=because)


CALL = contact("call")
SMS = contact("sms")
EMAIL = contact("email")
VISIT = contact("visit")
LETTER = contact("letter")
#: Calls to whom no law counts among third parties: who owes as well, who acts for them, whose trade it is.
NO_THIRD_PARTIES = tuple(
    contact("call", party)
    for party in (
        *("co_borrower", "guarantor", "attorney", "guardian", "representative", "successor"),
        *("consumer_reporting_agency", "creditor", "creditor_attorney", "collector_attorney"),
    )
)
#: A letter that a law demands.
STATUTORY = contact("letter", purpose="legal")

INTEREST = "a sum of interest: about amounts, not about whether or when something may be proposed"
CLASSES = "a class of the books: it is read from days past due, and comes with a module of its own"
RECORDED = contact("recorded_call")
NAMED = contact("call", "emergency_contact")
WHERE_IS = contact("call", "emergency_contact", purpose="locate")
#: What allows anything that a law does not refuse: a law that only advises, or is silent, allows nothing.
PRACTICE = cf.Policy(
    "practice",
    rules=[
        cf.Rule(
            "practice.anything",
            on=cf.on_contact(),
            require=cf.facts.owing,
            because="whoever owes is contacted",
            citation="no law, but a lender's practice",
            source="reported",
        )
    ],
)
