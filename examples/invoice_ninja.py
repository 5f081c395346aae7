"""Invoice Ninja: reminders after the invoice, before and after its due date (invoiceninja/invoiceninja).

C15 tests/Feature and tests/Unit on reminders: 5, 10 and 15 days after the invoice's date and every 14 days
for ever, at 09:00 local time; 2 days before and 14 and 30 days after the due date; 4 and 2 before and 3
after. An invoice is a case with one due and its own date in an attribute, `issued_on`.

A gap: no fact looks ahead, and an attribute is compared to constants alone, so that both are opaque guards:
exact for a case, with their next instant, but data frames and proofs cannot take them. Where all reminders
count from the invoice they can: `after_invoice` has that date for the due date, and is silent about what is
overdue.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Literal

import collectflow as cf
from collectflow import facts
from collectflow.ladders import Ladder, Level, ladder, next_books_day
from story import entered, noon, opened, tell

Anchor = Literal["after_invoice_date", "before_due_date", "after_due_date"]
Reminder = tuple[Anchor, int]

#: When a day's reminders go out, where the client is.
AT = time(9)
ISSUED = facts.attribute("issued_on", date)

#: The tables of the project's tests.
AFTER_INVOICE: tuple[Reminder, ...] = tuple(("after_invoice_date", days) for days in (5, 10, 15))
AROUND_DUE: tuple[tuple[Reminder, ...], ...] = (
    (("before_due_date", 2), ("after_due_date", 14), ("after_due_date", 30)),
    (("before_due_date", 4), ("before_due_date", 2), ("after_due_date", 3)),
)


def _on_or_after(name: str, day: Callable[[cf.Sight], date], *reads: cf.Term[date]) -> cf.Guard:
    """Whether a day of the books has come that is worked out of the case, while something is owed."""

    def reached(sight: cf.Sight) -> bool:
        return bool(sight.case.ledger.open_dues) and day(sight) <= sight[facts.books_date]

    return cf.opaque(
        reached,
        name=f"invoice_ninja.{name}",
        version="1",
        reads=[facts.books_date, *reads],
        next_change=next_books_day,
    )


def reached(anchor: Anchor, days: int) -> cf.Guard:
    """Whether the day of a reminder has come."""
    name, span = f"{anchor}({days})", timedelta(days=days)
    if anchor == "after_invoice_date":
        return _on_or_after(name, lambda sight: sight[ISSUED] + span, ISSUED)
    if anchor == "before_due_date":
        return _on_or_after(name, lambda sight: sight.case.ledger.open_dues[0].due_on - span)
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
    return cf.Engine(graph, [cf.Policy("invoice-ninja", rules=rules)], attributes={"issued_on": date})


def after_invoice(*days: int, endless: int | None = None) -> Ladder:
    """Reminders so many days after the invoice's date, which is the date of each due."""
    made = [Level(f"reminder_{i}", each) for i, each in enumerate(days, 1)]
    if endless is not None:
        made.append(Level("endless", endless, "previous_level"))
    return ladder(made, name="invoice-ninja", repeat_every=endless, hours=(AT, time.max))


def invoice(engine: cf.Engine, issued: date, due: date, zone: str = "UTC") -> cf.Case:
    """A case of an invoice of 100.00."""
    return opened(engine, due, at=noon(issued), zone=zone, attributes={"issued_on": issued})


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
