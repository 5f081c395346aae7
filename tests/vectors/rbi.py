"""India (RBI/2021-22/125, as lenders' notices to customers restate it): the dates of each class."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import rbi
from collectflow.staging import rbi as scheme
from story import opened
from tests.vectors.rows import Apart, Row, Story, look, pay

ENGINE = rbi.books()
INDIA = ZoneInfo(rbi.ZONE)


def begins(day: date) -> datetime:
    return datetime.combine(day, time(0), INDIA)


def dates(due: date, *days: tuple[str, date]):
    """Each class from the first instant of its day in India, and the one before it a tick earlier."""
    before = "standard"
    for name, day in days:
        yield look(begins(day) - timedelta(microseconds=1), classed=before)
        yield look(begins(day), classed=name)
        before = name


DATES = {
    date(2021, 3, 31): [
        ("sma_0", date(2021, 3, 31)),
        ("sma_1", date(2021, 4, 30)),
        ("sma_2", date(2021, 5, 30)),
        ("npa", date(2021, 6, 29)),
    ],
    date(2021, 12, 1): [
        ("sma_0", date(2021, 12, 1)),
        ("sma_1", date(2021, 12, 31)),
        ("sma_2", date(2022, 1, 30)),
        ("npa", date(2022, 3, 1)),
    ],
}

ROWS: list[Row] = [
    Story(
        "V27",
        f"RBI/2021-22/125: due {due} and 60 days later, the first paid, then all",
        ENGINE,
        opened(ENGINE, due, due + timedelta(days=60), at=begins(date(2021, 1, 1)), currency="INR"),
        [
            *dates(due, *days),
            # The other instalment alone would be SMA-2.
            look(days[-1][1] + timedelta(days=30), pay(100_00), inclusive=61, classed="npa"),
            look(days[-1][1] + timedelta(days=31), pay(100_00), classed="standard"),
        ],
        scheme=scheme(),
    )
    for due, days in DATES.items()
]
APART: list[Apart] = []
