"""What the examples share: a case to tell of, the days on which it moves, and how they are told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

import collectflow as cf

__all__ = ["after", "entered", "noon", "opened", "tell"]


def noon(day: date) -> datetime:
    """Noon of a day, in UTC."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def after(day: date, *days: int) -> list[date]:
    """The dates so many days after a day."""
    return [day + timedelta(days=each) for each in days]


def _due(i: int, said: date | tuple[date, int] | cf.Due) -> cf.Due:
    if isinstance(said, cf.Due):
        return said
    due_on, amount = (said, 100_00) if isinstance(said, date) else said
    return cf.Due(f"d{i}", due_on=due_on, amount=amount)


def opened(
    engine: cf.Engine,
    *dues: date | tuple[date, int] | cf.Due,
    at: datetime | None = None,
    currency: str = "EUR",
    zone: str = "UTC",
    attributes: Mapping[str, int | str | bool | date] | None = None,
) -> cf.Case:
    """A case with these dues, each a date and perhaps an amount (100.00), opened on the earliest of them."""
    made = [_due(i, each) for i, each in enumerate(dues)]
    return engine.open(
        "c",
        account="a",
        borrower="b",
        at=noon(min(each.due_on for each in made)) if at is None else at,
        currency=currency,
        borrower_zones=[zone],
        attributes={} if attributes is None else attributes,
        dues=made,
    ).case


def entered(engine: cf.Engine, case: cf.Case, last: date) -> list[tuple[date, str]]:
    """The stages that a case enters by itself until noon of a day, each with its day in UTC."""
    swept = engine.advance(case, noon(last), how="through")
    return [
        (event.at.astimezone(UTC).date(), event.dest)
        for event in swept.events
        if isinstance(event, cf.StageChanged)
    ]


def tell(title: str, lines: Iterable[tuple[object, object]]) -> None:
    """Print a story: what happened when."""
    print(title)
    for when, what in lines:
        print(f"  {when}  {what}")
