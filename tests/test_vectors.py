"""What other systems' tests expect of contacts and buckets, by the numbers of a comparison of them.

The rows of the other numbers stand where their subject is tested. With importers and ladders: V1 to V3, V6,
V8 and V11 (Kill Bill), V19 to V21 (OCA, Odoo, Tryton). With promises: the draft of V8, the responses of V1,
and V31. With regulatory classes: V26, V27 and V29 (Frappe Lending, RBI, FFIEC). Not carried: pauses that a
count of days leaves out (V12, V14 and V16 of Apache Fineract, beyond what is here), buckets of single
instalments (V17), and accounts that follow a parent's (V9 of Kill Bill).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

import collectflow as cf
from collectflow import facts
from collectflow.policies import china, online_lending, us
from collectflow.staging import buckets, classify

NEW_YORK, SHANGHAI = "America/New_York", "Asia/Shanghai"
_OPENED = datetime(2026, 5, 1, 12, tzinfo=UTC)


def _local(zone: str, month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo(zone))


def _talked(zone: str, *days: int, outcome: str = "conversation") -> list[cf.Event]:
    made: list[cf.Event] = []
    for i, day in enumerate(days):
        # Hours apart, where several are of one day.
        at = _local(zone, 6, day, 9 + i % 6)
        made.append(cf.ContactPlaced(f"c{i}", at=at, contact=cf.Contact("call", person="b")))
        made.append(cf.ContactResult(f"r{i}", at=at, contact=f"c{i}", outcome=outcome))
    return made


_US, _CHINA = us.regulation_f(), china.standard()
#: A policy, its zone, what was before, when a call is asked for, and whether its rules let it be.
V28: dict[str, tuple[cf.Policy, str, list[cf.Event], datetime, bool]] = {
    **{
        f"conversation on 06-01, call on 06-{day:02}": (
            _US,
            NEW_YORK,
            _talked(NEW_YORK, 1),
            _local(NEW_YORK, 6, day, 18),
            day >= 8,
        )
        for day in (1, 2, 7, 8)
    },
    "the seventh call in seven days": (
        _US,
        NEW_YORK,
        _talked(NEW_YORK, 1, 2, 3, 4, 5, 6, outcome="no_answer"),
        _local(NEW_YORK, 6, 7),
        True,
    ),
    "the eighth call in seven days": (
        _US,
        NEW_YORK,
        _talked(NEW_YORK, 1, 2, 3, 4, 5, 6, 7, outcome="no_answer"),
        _local(NEW_YORK, 6, 7, 19),
        False,
    ),
    "a call that was not connected does not count": (
        _US,
        NEW_YORK,
        _talked(NEW_YORK, 1, 2, 3, 4, 5, 6, 7, outcome="not_connected"),
        _local(NEW_YORK, 6, 7, 19),
        True,
    ),
    **{
        f"United States, {clock[0]:02}:{clock[1]:02}": (
            _US,
            NEW_YORK,
            [],
            _local(NEW_YORK, 6, 9, *clock),
            held,
        )
        for clock, held in (((7, 59), False), ((8, 0), True), ((21, 0), True), ((21, 1), False))
    },
    **{
        f"China, {clock[0]:02}:{clock[1]:02}": (_CHINA, SHANGHAI, [], _local(SHANGHAI, 6, 9, *clock), held)
        for clock, held in (((7, 59), False), ((8, 0), True), ((21, 59), True), ((22, 0), False))
    },
}


@pytest.mark.parametrize("name", V28, ids=[f"V28 {each}" for each in V28])
def test_contact_rules(name: str):
    """V28: 12 CFR 1006.14(b)(2) and 1006.6(b)(1); the hours of China's standard on collecting loans."""
    policy, zone, before, at, expected = V28[name]
    engine = cf.Engine(online_lending.lifecycle(), [policy])
    case = engine.open(
        "c",
        account="a",
        borrower="b",
        borrower_zones=[zone],
        at=_OPENED,
        stage="outreach",
        currency="USD",
        dues=[cf.Due("d", due_on=date(2026, 4, 1), amount=100)],
    ).case
    notice = cf.NoticeSent("n", at=_OPENED, kind="validation", channel="letter")
    case = engine.record(case, notice, *before).case
    verdict = engine.review(case, cf.Contact("call"), at)
    assert (not verdict.refused) is expected, str(verdict)


RANGES = [(1, 3), (4, 30), (31, 60), (61, 90), (91, 120), (121, 150), (151, 180), (181, 240)]
#: Apache Fineract counts a delinquent day when three days of grace are over; its buckets are of those.
GRACE = 3
_FINERACT = buckets("fineract", [(first + GRACE, last + GRACE) for first, last in RANGES], current="none")

#: A day, days past due, the amount overdue, and the bucket.
V12 = [
    (date(2023, 10, 2), 1, 250, "none"),
    (date(2023, 10, 4), 3, 250, "none"),
    (date(2023, 10, 5), 4, 250, "4-6"),
    (date(2023, 10, 16), 15, 250, "7-33"),
    (date(2023, 10, 17), 16, 500, "7-33"),
]


@pytest.mark.parametrize(
    ("day", "late", "overdue", "bucket"), V12, ids=[f"V12 Fineract without a pause {row[0]}" for row in V12]
)
def test_days_of_grace(day: date, late: int, overdue: int, bucket: str):
    """V12 LoanDelinquency.feature, C10: 250 fall due on four days, none is paid; grace shifts the buckets."""
    engine = cf.Engine(online_lending.lifecycle(), [])
    days = [date(2023, 10, 1) + timedelta(days=15 * i) for i in range(4)]
    opened = datetime(2023, 10, 1, tzinfo=UTC)
    case = engine.open(
        "c",
        account="a",
        borrower="b",
        at=opened,
        currency="EUR",
        dues=[cf.Due(f"d{i}", due_on=each, amount=250) for i, each in enumerate(days)],
    ).case
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    assert engine.read(case, facts.days_past_due, at) == late
    assert engine.read(case, facts.amount_overdue, at, currency="EUR") == overdue
    assert classify(case, at, _FINERACT).name == bucket
