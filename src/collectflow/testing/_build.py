"""A case with just these readings, for worked examples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import collectflow as cf
from collectflow import facts
from collectflow.events import Scalar
from collectflow.policies import online_lending
from collectflow.testing._check import aware, count

#: What a case owes that is late by so many days when nobody says how much.
SOMETHING = 100_00


def _engine_for(attributes: Mapping[str, Scalar | None], books_zone: str) -> cf.Engine:
    kinds: dict[str, type] = {
        name: type(value) if value is not None else str for name, value in attributes.items()
    }
    conventions = cf.Conventions(books_zone=books_zone)
    return cf.Engine(online_lending.lifecycle(), attributes=kinds, conventions=conventions)


def build_case(  # noqa: PLR0913 - what an example may say of its case
    *,
    at: datetime,
    stage: str | None = None,
    days_past_due: int = 0,
    amount_overdue: int | None = None,
    currency: str = "USD",
    zones: Iterable[str] = ("UTC",),
    books_zone: str = "UTC",
    days_in_stage: int = 0,
    unanswered: Mapping[str, int] | None = None,
    holds: Sequence[str] = (),
    attributes: Mapping[str, Scalar | None] | None = None,
    engine: cf.Engine | None = None,
    id: str = "example",  # noqa: A002 - what events call it
) -> cf.Case:
    """A case that has just these readings at an instant, made of as few events as will do.

    What is made is read back; a case that would read otherwise is an error, never a near miss.

    Args:
        at: The instant, aware. The case's last event is not after it.
        stage: Where it stands; the lifecycle's initial stage unless given.
        days_past_due: Days past due (1 the day after the due date), in the books' zone.
        amount_overdue: What is overdue, in minor units; unless given 100.00 if anything is late, else 0.
        currency: The ISO 4217 code of that amount.
        zones: Every IANA zone in which the borrower may be; none means that hours are unknown.
        books_zone: The zone of the books; that of the engine's conventions if an engine is given.
        days_in_stage: How many days of the books ago it entered its stage.
        unanswered: Contacts to the borrower without an answer, by channel: `{"call": 3}`.
        holds: The kinds of the holds that are in force.
        attributes: The host's own facts.
        engine: Whose words it is checked against; one on `online_lending` unless given.
        id: The case's id; its account and borrower are called after it.

    Raises:
        BadValue: when no case can have these readings together.
        CollectflowError: for a stage, zone, channel, hold, attribute or currency that is not known.
    """
    aware(at)
    count(days_past_due, "days_past_due")
    count(days_in_stage, "days_in_stage")
    known = dict(attributes or {})
    owed = (SOMETHING if days_past_due else 0) if amount_overdue is None else amount_overdue
    if bool(owed) != bool(days_past_due):
        hint = "what is overdue is late by a day or more, and what is late is an amount"
        raise cf.BadValue("amount_overdue", owed, f"with days_past_due={days_past_due}: {hint}")
    house = _engine_for(known, books_zone) if engine is None else engine
    tries = dict(unanswered or {})
    for channel, n in tries.items():
        count(n, f"unanswered {channel}")

    def opened(hours: int) -> cf.Case:
        return house.open(
            id,
            account=f"{id}-account",
            borrower=f"{id}-borrower",
            at=at - timedelta(days=days_in_stage, hours=hours),
            stage=stage,
            currency=currency,
            borrower_zones=zones,
            attributes=known,
        ).case

    # Where clocks change in between, so many days ago may be another day of the books.
    entered = date.fromordinal(opened(0).today(at).toordinal() - days_in_stage)
    possible = [opened(hours) for hours in ((0, 2, -2) if days_in_stage else (0,))]
    case = next((each for each in possible if each.today(each.opened_at) == entered), possible[0])
    begun = case.opened_at
    if owed:
        due = cf.Due("due", due_on=case.today(at) - timedelta(days=days_past_due), amount=owed)
        case = house.record(case, cf.DuesAdded("due", at=begun, dues=[due])).case
    for i, kind in enumerate(holds):
        case = house.record(case, cf.HoldPlaced(f"hold-{i}", at=begun, kind=kind)).case
    for channel, n in tries.items():
        for i in range(n):
            placed = cf.ContactPlaced(f"{channel}-{i}", at=begun, contact=cf.Contact(channel))
            result = cf.ContactResult(f"{placed.id}-r", at=begun, contact=placed.id, outcome="no_answer")
            case = house.record(case, placed, result).case
    wanted: list[tuple[str, cf.Term[Any], object]] = [
        ("days_past_due", facts.days_past_due, days_past_due),
        ("amount_overdue", facts.amount_overdue, owed),
        ("days_in_stage", facts.days_in_stage, days_in_stage),
        ("stage", facts.stage, house.lifecycle.initial if stage is None else str(stage)),
        *((f"unanswered {each}", facts.unanswered(channel=each), n) for each, n in tries.items()),
        *((f"hold {each}", facts.held(each), True) for each in holds),
        *((f"attribute {name}", _attribute(name, v), v) for name, v in known.items() if v is not None),
    ]
    for what, fact, value in wanted:
        found = house.read(case, fact, at, currency=currency)
        if found != value:
            raise cf.BadValue(what, value, f"the case would read {found!r}; no case has all of these")
    return case


def _attribute(name: str, value: Scalar) -> cf.Term[Any]:
    if isinstance(value, bool):
        return facts.attribute(name, bool)
    if isinstance(value, int):
        return facts.attribute(name, int)
    return facts.attribute(name, str) if isinstance(value, str) else facts.attribute(name, date)
