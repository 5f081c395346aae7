"""Promises: grace and threshold as in Oracle Banking Collections' promise types; the numbers are examples."""

from __future__ import annotations

from datetime import UTC, date, datetime

import collectflow as cf
from promise_types import PromiseType
from story import opened
from tests.vectors.rows import Apart, Happens, Row, Story, happen, look, pay, plain

ENGINE = plain()
BY = date(2026, 6, 10)


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 6, day, hour, tzinfo=UTC)


MADE = PromiseType(grace=2, threshold=90_00).made("ptp", at(2), 1_000_00, BY)
OWED = ENGINE.record(opened(ENGINE, (date(2026, 5, 1), 5_000_00), at=at(1)), MADE).case


def promise(says: str, *days: tuple[datetime, int | None, str]) -> Story:
    told = [
        look(when, *(() if amount is None else (pay(amount),)), promised=state)
        for when, amount, state in days
    ]
    return Story("V31", f"Oracle promise type, 1000.00 by 06-10, 2 days, 90 %: {says}", ENGINE, OWED, told)


CANCELLED: Happens = happen(cf.PromiseCancelled("x", at=at(4), promise="ptp"))

ROWS: list[Row] = [
    promise("nothing", (at(12, 23), None, "open"), (at(13, 0), None, "broken")),
    promise("900.00 on the last day of grace", (at(12, 23), 900_00, "kept"), (at(20), None, "kept")),
    promise("899.99 on the last day of grace", (at(12), 899_99, "open"), (at(13, 0), None, "broken")),
    promise("900.00 a day late", (at(13), 900_00, "broken")),
    promise("in two parts", (at(5), 400_00, "open"), (at(9), 500_00, "kept")),
    Story(
        "V31",
        "a promise that is cancelled is neither kept nor broken",
        ENGINE,
        OWED,
        [look(at(4), CANCELLED, promised=""), look(at(20), promised="")],
    ),
]
APART = [
    Apart("V31", "outcome codes such as KPTP and BPTP", "names of another system for kept and broken"),
    Apart("V31", "the alerts themselves", "delivery; examples/promise_types.py reads when each is due"),
]
