"""India: special mention accounts and non-performing assets (RBI/2021-22/125 of 12 November 2021).

C16: SMA-0 from the due date on, SMA-1 past 30 days, SMA-2 past 60, NPA past 90, the due date being day 1; out
of NPA only when all arrears are paid. Lenders' notices to customers give the dates of examples, such as
https://ckersfinance.in/customer-awareness-on-loan-repayment-and-classification/.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import collectflow as cf
from collectflow.policies import online_lending
from collectflow.staging import rbi, walk
from story import noon, opened, tell

ZONE = "Asia/Kolkata"


def books() -> cf.Engine:
    """An engine whose books are kept in India."""
    return cf.Engine(online_lending.lifecycle(), conventions=cf.Conventions(books_zone=ZONE))


def classes(case: cf.Case, last: date) -> list[tuple[date, str | None]]:
    """The classes of a case, each with its day in India."""
    told = walk(case, noon(last), rbi())
    return [(each.at.astimezone(ZoneInfo(ZONE)).date(), each.name) for each in told]


def main() -> None:
    """Tell of two instalments: the first is paid, the second alone would be SMA-1, and it stays an NPA."""
    engine = books()
    dues = (date(2021, 3, 31), date(2021, 5, 31))
    case = opened(engine, *dues, at=datetime(2021, 3, 1, tzinfo=ZoneInfo(ZONE)), currency="INR")
    for day in (date(2021, 7, 15), date(2021, 8, 20)):
        payment = cf.PaymentReceived(f"p-{day}", at=noon(day), amount=100_00)
        case = engine.record(case, payment).case
    tell("C16 due 31 March and 31 May, paid on 15 July and 20 August", classes(case, date(2021, 9, 1)))


if __name__ == "__main__":
    main()
