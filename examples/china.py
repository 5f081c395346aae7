"""China: months overdue, and whom and when one may call (GB/T 45251-2025, 5.3).

C17: M1 for days 1 to 30, M2 to 60, M3 to 90, as public code of peer-to-peer lenders names them. The rules on
contacts are those of `collectflow.policies.china`: none between 22:00 and 08:00 unless agreed, three calls a
day that reach the debtor, others only where the debtor cannot be reached.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import collectflow as cf
from collectflow.policies import china, online_lending
from collectflow.staging import buckets, walk
from story import noon, opened, tell

ZONE = "Asia/Shanghai"
MONTHS = buckets("months", [(1, 30), (31, 60), (61, 90)], names=["M1", "M2", "M3"])


def collecting() -> cf.Engine:
    """An engine of a lender in China that keeps to the standard."""
    return cf.Engine(
        online_lending.lifecycle(),
        [china.standard()],
        conventions=cf.Conventions(books_zone=ZONE),
    )


def main() -> None:
    """Tell of the months of a loan, and of a day of calls."""
    engine = collecting()
    case = opened(engine, date(2026, 1, 31), currency="CNY", zone=ZONE)
    told = walk(case, noon(date(2026, 6, 1)), MONTHS)
    zone = ZoneInfo(ZONE)
    tell("C17 due 2026-01-31", ((each.at.astimezone(zone).date(), each.name) for each in told))
    story, at = [], datetime(2026, 3, 2, 7, 30, tzinfo=zone)
    for i in range(4):
        at = (engine.review(case, cf.Contact("call"), at).allowed_at or at).astimezone(zone)
        case = engine.fire(case, cf.Contact("call"), at, id=f"call-{i}").case
        result = cf.ContactResult(f"result-{i}", at=at, contact=f"call-{i}", outcome="conversation")
        case = engine.record(case, result).case
        story.append((f"{at:%Y-%m-%d %H:%M}", "a call that reaches the debtor"))
    tell("C17 as soon as it is allowed, from 07:30 on", story)


if __name__ == "__main__":
    main()
