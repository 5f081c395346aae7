"""Invoice Ninja: reminders after the invoice, before and after its due date (invoiceninja/invoiceninja).

C15 tests/Feature and tests/Unit on reminders: 5, 10 and 15 days after the invoice's date and every 14 days
for ever, at 09:00 local time; 2 days before and 14 and 30 days after the due date; 4 and 2 before and 3
after. An invoice is a case with one due, which names the day of the invoice (`Due.issued_on`).
"""

from __future__ import annotations

from datetime import date, time
from itertools import pairwise
from typing import Literal

import collectflow as cf
from collectflow import facts
from story import entered, noon, opened, tell

Anchor = Literal["after_invoice_date", "before_due_date", "after_due_date"]
Reminder = tuple[Anchor, int]

#: When a day's reminders go out, where the client is.
AT = time(9)

#: The tables of the project's tests.
AFTER_INVOICE: tuple[Reminder, ...] = tuple(("after_invoice_date", days) for days in (5, 10, 15))
AROUND_DUE: tuple[tuple[Reminder, ...], ...] = (
    (("before_due_date", 2), ("after_due_date", 14), ("after_due_date", 30)),
    (("before_due_date", 4), ("before_due_date", 2), ("after_due_date", 3)),
)


def reached(anchor: Anchor, days: int) -> cf.Guard:
    """Whether the day of a reminder has come."""
    if anchor == "after_invoice_date":
        return facts.days_since_issued >= days
    if anchor == "before_due_date":
        return facts.days_until_due <= days
    return facts.days_past_due >= days


def schedule(*reminders: Reminder, endless: int | None = None) -> cf.Engine:
    """Reminders by their dates, in order, and the last one again and again.

    Args:
        reminders: Each an anchor and a number of days.
        endless: After the last one, every so many days.
    """
    names = [f"reminder_{i}" for i in range(1, len(reminders) + 1)]
    asked = [reached(*each) for each in reminders]
    if endless is not None:
        names.append("endless")
        asked.append((facts.days_in_stage >= endless) & facts.owing)
    stages = [cf.Stage("current"), *(cf.Stage(each, severity=i) for i, each in enumerate(names, 1))]
    ways = [cf.Transition("cure", each, "current", automatic=True) for each in names]
    ways += [
        cf.Transition(f"to_{name}", below, name, automatic=True)
        for below, name in pairwise(["current", *names])
    ]
    if endless is not None:
        ways.append(cf.Transition("to_endless", "endless", "endless", automatic=True))
    ways += [cf.Transition("close", each.name, "closed") for each in stages]
    rules = [
        cf.Rule(
            f"invoice-ninja.{name}",
            on=cf.on_move(f"to_{name}"),
            require=guard,
            because=f"the day of {name} has not come",
        )
        for name, guard in zip(names, asked, strict=True)
    ]
    rules += [
        cf.Rule(
            "invoice-ninja.cure",
            on=cf.on_move("cure"),
            require=facts.owing == False,  # noqa: E712 - a guard
            because="something is owed",
        ),
        cf.Rule(
            "invoice-ninja.hour",
            on=cf.on_contact(),
            require=facts.stage.is_in(names) & (facts.local_time >= AT),
            because=f"reminders go out from {AT:%H:%M} on where the client is",
        ),
    ]
    graph = cf.Lifecycle("invoice-ninja", [*stages, cf.Stage("closed", final=True)], ways)
    return cf.Engine(graph, [cf.Policy("invoice-ninja", rules=rules)])


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
