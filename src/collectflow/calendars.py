"""Which days are business days: a protocol, a table, and an adapter to the `holidays` package.

A calendar is known for the years it knows and unknown outside of them; a rule that needs an unknown day
is unknown, so never allows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

import attrs

from collectflow._extras import explain_missing
from collectflow.errors import BadValue

__all__ = ["BusinessCalendar", "TableCalendar", "public_holidays"]


class BusinessCalendar(Protocol):
    """What a window of business days asks."""

    def is_business_day(self, day: date) -> bool | None:
        """Whether the day is a business day; `None` when the calendar does not know."""
        ...


def _dates(values: Iterable[date]) -> frozenset[date]:
    return frozenset(values)


def _numbers(values: Iterable[int]) -> frozenset[int]:
    return frozenset(values)


@attrs.frozen
class TableCalendar:
    """A calendar of given holidays.

    Args:
        holidays: The days that are not business days though their weekday is.
        years: The years that the table covers; other years are unknown.
        weekend: ISO weekdays that are never business days (6 and 7 unless given).
    """

    holidays: frozenset[date] = attrs.field(converter=_dates)
    years: frozenset[int] = attrs.field(converter=_numbers)
    weekend: frozenset[int] = attrs.field(default=frozenset({6, 7}), converter=_numbers)

    def is_business_day(self, day: date) -> bool | None:
        """Whether the day is a business day; `None` outside the years that are covered."""
        if day.year not in self.years:
            return None
        return day.isoweekday() not in self.weekend and day not in self.holidays


def public_holidays(
    country: str,
    years: Iterable[int],
    *,
    subdivision: str | None = None,
    weekend: Iterable[int] = (6, 7),
) -> TableCalendar:
    """A calendar from the `holidays` package (extra `holidays`).

    Args:
        country: ISO 3166-1 alpha-2 code.
        years: The years to cover.
        subdivision: The package's code of a state or province.
        weekend: ISO weekdays that are never business days.

    Raises:
        BadValue: for a country or subdivision that the package does not have.
        ImportError: when the package is not installed; it says how.
    """
    try:
        from holidays import country_holidays  # noqa: PLC0415 - an extra, needed here alone
    except ImportError as error:
        explain_missing(error, "public_holidays")
        raise

    covered = frozenset(years)
    try:
        found = country_holidays(country, subdiv=subdivision, years=sorted(covered))
    except NotImplementedError as error:
        raise BadValue("country", (country, subdivision), str(error)) from None
    return TableCalendar(found, covered, weekend)


def nth_last(calendar: BusinessCalendar, day: int, number: int) -> int | None:
    """The n-th last business day up to a day, as ordinals; `None` where the calendar does not know."""
    left = number
    while True:
        is_open = calendar.is_business_day(date.fromordinal(day))
        if is_open is None:
            return None
        left -= is_open
        if not left:
            return day
        day -= 1


@attrs.frozen
class Business:
    """The business days of a calendar, counted back from a day."""

    #: By number: the latest day after which there are so many business days; `None`: there are not.
    since: Mapping[int, int | None]
    #: The latest day that the calendar does not know; 0 when there is none.
    unknown: int


#: So far back a calendar that knows every day is asked.
_FAR_BACK = 110 * 366


def business_back(calendar: BusinessCalendar, today: int, marks: tuple[int, ...]) -> Business:
    """Count back from a day, until the calendar ends."""
    since: dict[int, int | None] = dict.fromkeys(marks)
    found, unknown = 0, 0
    for mark in marks:
        if mark <= 0:
            since[mark] = today + 2
    for day in range(today, max(today - _FAR_BACK, 0), -1):
        known = calendar.is_business_day(date.fromordinal(day))
        if known is None:
            unknown = day
            break
        if known:
            found += 1
            if found in since:
                since[found] = day - 1
    return Business(since, unknown)
