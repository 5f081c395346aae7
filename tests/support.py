"""What tests put together: an engine on the shipped lifecycle, and shorthands for cases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
from hypothesis import settings

import collectflow as cf
from collectflow.events import Tables
from collectflow.policies import online_lending

#: The attributes that the tests' engines declare.
ATTRIBUTES: dict[str, type] = {"score": int, "segment": str, "vip": bool, "since": date}
#: The acts that the tests' engines declare.
ACTS = ("accelerate", "sell")
#: Where most tests begin.
START = datetime(2026, 1, 1, tzinfo=UTC)
CURRENCY = "USD"


def fewer(divisor: int) -> settings:
    """Settings for a property that is tried on many classes: a part of the profile's examples on each."""
    return settings(max_examples=max(10, settings().max_examples // divisor))


def policy(**numbers: Any) -> cf.Policy:
    """The shipped policy, with an amount for a suit that cases of the tests can reach."""
    return online_lending.policy(**{"currency": CURRENCY, "sue_from": 100_000, **numbers})


def make_engine(policies: Any = None, **more: Any) -> cf.Engine:
    """An engine on `online_lending`; its policy is the shipped one unless others are given."""
    parts: dict[str, Any] = {"attributes": ATTRIBUTES, "acts": ACTS, **more}
    lifecycle = parts.pop("lifecycle", None) or online_lending.lifecycle()
    return cf.Engine(lifecycle, policies=(policy(),) if policies is None else policies, **parts)


def open_case(engine: cf.Engine, *, at: datetime = START, **more: Any) -> cf.Case:
    """A case with one instalment of 1,500.00 due on the day before it is opened."""
    parts: dict[str, Any] = {
        "account": "a-1",
        "borrower": "b-1",
        "currency": CURRENCY,
        "borrower_zones": ["America/New_York"],
        **more,
    }
    if "dues" not in parts and "arrears" not in parts:
        parts["dues"] = [cf.Due("d-1", due_on=(at - timedelta(days=1)).date(), amount=150_000)]
    return engine.open("c-1", at=at, **parts).case


def attempts(
    engine: cf.Engine,
    case: cf.Case,
    count: int,
    *,
    at: datetime,
    channel: str = "call",
    outcome: str = "no_answer",
) -> cf.Case:
    """The case after contacts to the borrower, an hour apart, each with the same outcome."""
    for i in range(count):
        when = at + timedelta(hours=i)
        name = f"{channel}-{case.version}"
        placed = cf.ContactPlaced(name, at=when, contact=cf.Contact(channel))
        result = cf.ContactResult(f"{name}-result", at=when, contact=name, outcome=outcome)
        case = engine.record(case, placed, result).case
    return case


def rows(tables: Tables) -> dict[str, object]:
    """Everything that tables hold, without what they keep to be quick."""
    # Which were kept is worked out when they are read.
    made: dict[str, object] = {"promises": tables.promises}
    for holder in (tables.head, tables):
        for field in attrs.fields(type(holder)):
            if not field.name.startswith("_") and field.name not in {"kept", "head", "books"}:
                made[field.name] = getattr(holder, field.name)
    return {**made, "ledger": tables.ledger, "paid": tables.paid_since_report}


def reaching(case: cf.Case, proposal: cf.Proposal) -> cf.Proposal:
    """The proposal, a contact made out to somebody of that role whom the case knows, if there is one."""
    if not isinstance(proposal, cf.Contact):
        return proposal
    people = [each.id for each in case.persons if each.role == proposal.party]
    if proposal.party == "borrower":
        people = [case.borrower]
    return attrs.evolve(proposal, person=people[0] if people else None, reply_to=None)
