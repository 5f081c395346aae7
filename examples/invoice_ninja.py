"""Invoice Ninja: reminders after the invoice, before and after its due date (invoiceninja/invoiceninja).

C15 tests/Feature and tests/Unit on reminders: 5, 10 and 15 days after the invoice's date and every 14 days
for ever, at 09:00 local time; 2 days before and 14 and 30 days after the due date; 4 and 2 before and 3
after.

Two gaps. A due has one date, so that `after_invoice` is told by the invoice's date as the due date: what is
counted is the age of the invoice, and it is not asked whether it is overdue. Nothing is overdue before the
due date and no fact looks ahead, so that `before_due` is an opaque guard over the dues: exact for a case,
with its next instant, but data frames and proofs cannot take it.
"""

from __future__ import annotations

from datetime import date, time, timedelta

import collectflow as cf
from collectflow import facts
from collectflow.ladders import Ladder, Level, ladder, next_books_day
from story import entered, noon, opened, tell

#: When a day's reminders go out, where the client is.
AT = time(9)


def after_invoice(*days: int, every: int | None = 14) -> Ladder:
    """Reminders so many days after the invoice's date, the last one again and again.

    The date of each due is the invoice's.
    """
    made = [Level(f"reminder_{i}", each) for i, each in enumerate(days, 1)]
    if every is not None:
        made.append(Level("endless", every, "previous_level"))
    return ladder(made, name="invoice-ninja", repeat_every=every, hours=(AT, time(23, 59)))


def before_due(days: int) -> cf.Guard:
    """Whether so many days before the due date of the oldest open invoice have come."""

    def reached(sight: cf.Sight) -> bool:
        opened_dues = sight.case.ledger.open_dues
        return bool(opened_dues) and opened_dues[0].due_on - timedelta(days=days) <= sight[facts.books_date]

    return cf.opaque(
        reached,
        name=f"invoice_ninja.before_due({days})",
        version="1",
        reads=[facts.books_date],
        next_change=next_books_day,
    )


def before_or_after(*days: int) -> cf.Engine:
    """Reminders so many days after the due date of the oldest open invoice, or, where negative, before it.

    Args:
        days: In order: `-2, 14, 30`.
    """
    names = [f"reminder_{i}" for i in range(1, len(days) + 1)]
    stages = [cf.Stage("current"), *(cf.Stage(each, severity=i) for i, each in enumerate(names, 1))]
    ways = [cf.Transition("cure", each, "current", automatic=True) for each in names]
    ways += [
        cf.Transition(f"to_{name}", below, name, automatic=True)
        for below, name in zip(["current", *names], names, strict=False)
    ]
    ways += [cf.Transition("close", each.name, "closed") for each in stages]
    graph = cf.Lifecycle("invoice-ninja", [*stages, cf.Stage("closed", final=True)], ways)
    rules = [
        cf.Rule(
            f"invoice-ninja.{name}",
            on=cf.on_move(f"to_{name}"),
            require=before_due(-each) if each < 0 else facts.days_past_due >= each,
            because=f"the reminder is sent {abs(each)} days {'after' if each > 0 else 'before'} the due date",
        )
        for name, each in zip(names, days, strict=True)
    ]
    rules.append(
        cf.Rule(
            "invoice-ninja.cure",
            on=cf.on_move("cure"),
            require=facts.owing == False,  # noqa: E712 - a guard
            because="something is owed",
        )
    )
    return cf.Engine(graph, [cf.Policy("invoice-ninja", rules=rules)])


#: The tables of the project's tests.
AFTER_INVOICE = (5, 10, 15)
AROUND_DUE = ((-2, 14, 30), (-4, -2, 3))


def main() -> None:
    """Tell of invoices that nobody pays, and of the hour of a reminder."""
    day = date(2024, 1, 15)
    engine = after_invoice(*AFTER_INVOICE).engine()
    case = opened(engine, day, zone="America/New_York")
    tell(f"C15 invoice of {day}", entered(engine, case, day + timedelta(days=60)))
    case = engine.advance(case, noon(day + timedelta(days=5)), how="through").case
    at = engine.review(case, cf.Contact("email"), noon(day + timedelta(days=5))).allowed_at
    tell("C15 the first reminder", [(at, "email")])
    for days in AROUND_DUE:
        engine = before_or_after(*days)
        case = opened(engine, day, at=noon(day - timedelta(days=20)))
        tell(f"C15 due {day}, days {days}", entered(engine, case, day + timedelta(days=40)))


if __name__ == "__main__":
    main()
