"""Invoice Ninja: reminders after the invoice, before and after its due date (invoiceninja/invoiceninja).

C15 tests/Feature and tests/Unit on reminders: 5, 10 and 15 days after the invoice's date and every 14 days
for ever, at 09:00 local time; 2 days before and 14 and 30 days after the due date; 4 and 2 before and 3
after. An invoice is a case with one due, which names the day of the invoice (`Due.issued_on`).
"""

from __future__ import annotations

from datetime import date, time

import collectflow as cf
from collectflow.ladders import Anchor, Level, ladder
from story import entered, noon, opened, tell

Reminder = tuple[Anchor, int]

#: When a day's reminders go out, where the client is.
AT = time(9)

#: The tables of the project's tests.
AFTER_INVOICE: tuple[Reminder, ...] = tuple(("invoice_date", days) for days in (5, 10, 15))
AROUND_DUE: tuple[tuple[Reminder, ...], ...] = (
    (("before_due", 2), ("due_date", 14), ("due_date", 30)),
    (("before_due", 4), ("before_due", 2), ("due_date", 3)),
)


def schedule(*reminders: Reminder, endless: int | None = None) -> cf.Engine:
    """Reminders by their dates, in order, and the last one again and again.

    Args:
        reminders: Each an anchor and a number of days.
        endless: After the last one, every so many days.
    """
    levels = [Level(f"reminder_{i}", days, anchor) for i, (anchor, days) in enumerate(reminders, 1)]
    if endless is not None:
        levels.append(Level("endless", endless, "previous_level"))
    return ladder(levels, name="invoice-ninja", repeat_every=endless, hours=(AT, time.max)).engine()


def invoice(engine: cf.Engine, issued: date, due: date, zone: str = "UTC") -> cf.Case:
    """A case of an invoice of 100.00."""
    owed = cf.Due("d0", due_on=due, amount=100_00, issued_on=issued)
    return opened(engine, owed, at=noon(issued), zone=zone)


def main() -> None:
    """Tell of invoices that nobody pays, and of the hour of a reminder."""
    issued, due = date(2024, 1, 15), date(2024, 2, 14)
    engine = schedule(*AFTER_INVOICE, endless=14)
    case = invoice(engine, issued, due, "America/New_York")
    tell(f"C15 invoice of {issued}, due {due}", entered(engine, case, date(2024, 3, 20)))
    case = engine.advance(case, noon(date(2024, 1, 20)), how="through").case
    at = engine.review(case, cf.Contact("email"), noon(date(2024, 1, 20))).allowed_at
    tell("C15 the first reminder", [(at, "email")])
    for reminders in AROUND_DUE:
        engine = schedule(*reminders)
        said = ", ".join(f"{anchor} {days}" for anchor, days in reminders)
        tell(f"C15 due {due}, {said}", entered(engine, invoice(engine, issued, due), date(2024, 3, 20)))


if __name__ == "__main__":
    main()
