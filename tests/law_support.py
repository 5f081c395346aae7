"""Tables of cases that a law decides: events, what is proposed when, and what the law says to it.

A row is one example of a regulator, or one case derived from a rule. Its events are told with their own
dates; each question is asked of the case as it stood then.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import attrs

import collectflow as cf
from collectflow.policies import needed, online_lending

#: What a law may say. `soft`: refused, and allowed by an override on one of the rule's grounds; `advised`:
#: allowed, and advised against.
ALLOWED, ADVISED, SOFT, REFUSED, UNKNOWN = "allowed", "advised", "soft", "refused", "unknown"


def local(zone: str, *parts: int) -> datetime:
    """An instant by a wall clock: `local("America/New_York", 2020, 4, 1, 12)`."""
    return datetime(*parts, tzinfo=ZoneInfo(zone))  # type: ignore[misc,arg-type] # year, month, day, ...


@attrs.frozen
class Ask:
    """A question: at an instant, a proposal, and what is expected.

    Args:
        at: When.
        proposal: What.
        expected: What the law says.
        rule: A rule whose finding decides it: of those that block, or that advise.
    """

    at: datetime
    proposal: Any
    expected: str
    rule: str | None = None


@attrs.frozen
class Row:
    """One example.

    Args:
        id: Its number.
        says: What it is about, in a few words.
        events: What happened.
        asks: What is asked.
        policies: The policies; those of the table unless given.
        beside: What happened in the borrower's other cases, by case id.
        opening: What the case is opened with, beside the usual.
        parts: More arguments of the engine.
        not_ours: Why the library leaves it to the host; then nothing is asked.
    """

    id: str
    says: str
    events: tuple[cf.Event, ...] = attrs.field(default=(), converter=tuple)
    asks: tuple[Ask, ...] = attrs.field(default=(), converter=tuple)
    policies: tuple[Any, ...] | None = None
    beside: dict[str, tuple[cf.Event, ...]] = attrs.Factory(dict)
    opening: dict[str, Any] = attrs.Factory(dict)
    parts: dict[str, Any] = attrs.Factory(dict)
    not_ours: str | None = None


def opened(case_id: str, at: datetime, **more: Any) -> cf.CaseOpened:
    """A case of borrower `b` in New York, with one due that is overdue."""
    given: dict[str, Any] = {
        "account": f"account-{case_id}",
        "borrower": "b",
        "stage": "reminder",
        "currency": "USD",
        "conventions": cf.Conventions(books_zone="America/New_York"),
        "dues": [cf.Due("d", due_on=at.date() - timedelta(days=30), amount=100_00)],
        "persons": [cf.Person("b", "borrower", zones=["America/New_York"])],
        **more,
    }
    return cf.CaseOpened(f"{case_id}#0", at=at, case=case_id, **given)


def then(case_id: str, events: Iterable[cf.Event], at: datetime, /, **opening: Any) -> cf.Case:
    """The case as it stood at an instant."""
    known = [each for each in events if each.at <= at]
    begun = min((each.at for each in known), default=at) - timedelta(days=1)
    return cf.Case.replay([opened(case_id, opening.pop("at", begun), **opening), *known])


def said(verdict: cf.Verdict, engine: cf.Engine, case: cf.Case, ask: Ask, beside: list[cf.Case]) -> str:
    """What a verdict comes to, in the words of the tables."""
    if verdict.allowed:
        return ADVISED if verdict.advice else ALLOWED
    if verdict.unknown:
        return UNKNOWN
    grounds = {each.rule: each.grounds for each in verdict.blocking}
    if not all(grounds.values()):
        return REFUSED
    lifted = [
        cf.Override(rule, each[0], by="officer", because="for the test") for rule, each in grounds.items()
    ]
    again = engine.review(case, ask.proposal, ask.at, overrides=lifted, beside=beside)
    assert again.allowed, "an override on its grounds lifts it"
    return SOFT


def check(row: Row, policies: Iterable[Any], **parts: Any) -> None:
    """Ask every question of a row."""
    engine = cf.Engine(
        online_lending.lifecycle(),
        policies if row.policies is None else row.policies,
        **{"horizon": cf.days(60), **parts, **row.parts},
    )
    for ask in row.asks:
        case = then("case", row.events, ask.at, **row.opening)
        beside = [then(name, events, ask.at) for name, events in row.beside.items()]
        verdict = engine.review(case, ask.proposal, ask.at, beside=beside)
        found = said(verdict, engine, case, ask, beside)
        assert found == ask.expected, f"{row.id} at {ask.at}: {found}, not {ask.expected}\n{verdict}"
        if ask.rule is not None:
            deciding = {each.rule for each in (*verdict.blocking, *verdict.advice)}
            assert ask.rule in deciding, f"{row.id} at {ask.at}: decided by {deciding}"


#: Mondays to Fridays, which are the same whole weeks later; and the same with holidays.
WEEKDAYS = cf.TableCalendar([], range(1900, 2201))
OPEN = cf.TableCalendar(
    [date(year, *day) for year in range(1900, 2201) for day in [(1, 1), (5, 1), (12, 25)]],
    range(1900, 2201),
)


def parts_of(*packs: cf.Policy, calendar: cf.TableCalendar = OPEN) -> dict[str, Any]:
    """What an engine is given for these packs: the words, attributes and calendars that they name."""
    found = needed(packs)
    return {
        **found.words,
        "calendars": dict.fromkeys(found.calendars, calendar),
        "attributes": found.attributes,
    }
