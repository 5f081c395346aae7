"""OCA: credit control by levels, and reminders by telephone and email (OCA/credit-control).

C7 account_credit_control/data/data.xml: the company's default "3 time policy", the "2 time policy", and "No
follow". C8 account_invoice_overdue_reminder: models/res_company.py (a reminder from the day after the due
date on, at least 5 days after the one before it) and data/overdue_reminder_result.xml (what came of a call).

A customer is a case, and the invoices are its dues. An email becomes a letter where no address is known
(`sent_by`). What is left out: the text of each level.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

import collectflow as cf
from collectflow import facts
from collectflow.importers import Imported, oca
from story import entered, noon, opened, tell

# --- C7 -------------------------------------------------------------------------------------------------

POLICIES = """policy_id,name,level,computation_mode,delay_days,channel,email_template_id
3 time policy,Third,3,previous_date,10,letter,
3 time policy,First,1,net_days,10,email,a
3 time policy,Second,2,end_of_month,30,email,b
2 time policy,One,1,end_of_month,30,email,c
2 time policy,Two,2,previous_date,60,letter,
"""


def three_times(
    *, automatic: bool = False, tolerance: int | None = None, currency: str | None = None
) -> Imported:
    """Ten days by email, the end of the month after thirty by email, ten days later by letter."""
    return oca(POLICIES, policy="3 time policy", automatic=automatic, tolerance=tolerance, currency=currency)


def two_times(*, automatic: bool = False) -> Imported:
    """The end of the month after thirty days by email, sixty days later by letter."""
    return oca(POLICIES, policy="2 time policy", automatic=automatic)


def no_follow() -> cf.Engine:
    """A customer who is not followed up: nothing moves, and no contact has a rule that would allow it."""
    closed = cf.Stage("closed", final=True)
    return cf.Engine(
        cf.Lifecycle("no-follow", ["current", closed], [cf.Transition("close", "current", "closed")])
    )


def sent_by(imported: Imported, case: cf.Case, at: datetime, known: Iterable[cf.Contact]) -> str | None:
    """By which channel a level goes, of the contacts that the customer's addresses allow."""
    if imported.ladder is None:
        return None
    contact = imported.ladder.choose(imported.engine(), case, at, known).contact
    return None if contact is None else contact.channel


# --- C8 -------------------------------------------------------------------------------------------------

#: What came of a call: the outcome here, and the hold that the customer's answer begins, if any.
RESULTS: Mapping[str, tuple[str, str | None]] = {
    "voicemail": ("voicemail", None),
    "unreachable": ("no_answer", None),
    "invoice_not_received": ("conversation", None),
    "waiting_approval": ("conversation", None),
    "dispute": ("conversation", "dispute"),
    "in_payment_pipe": ("conversation", None),
    "payment_sent": ("conversation", None),
}


def reminders(*, start_days: int = 0, min_interval: int = 5) -> cf.Engine:
    """Reminders of everything that is overdue, as soon as any invoice is, and not too often.

    Args:
        start_days: The oldest invoice is due before today less so many days.
        min_interval: No reminder later than today less so many days went before.
    """
    rules = [
        cf.Rule(
            "reminders.overdue",
            on=cf.on_contact(purpose="collect"),
            require=facts.days_past_due > start_days,
            because=f"nothing is overdue for more than {start_days} days",
        ),
        cf.Rule(
            "reminders.interval",
            on=cf.on_contact(purpose="collect"),
            require=facts.days_since_contact(purpose="collect") >= min_interval,
            because=f"a reminder comes at least {min_interval} days after the one before it",
        ),
        cf.Rule(
            "reminders.dispute",
            on=cf.on_contact(purpose="collect"),
            require=~facts.disputed,
            because="an invoice is disputed",
            grounds=("the dispute is about another invoice",),
        ),
    ]
    closed = cf.Stage("closed", final=True)
    graph = cf.Lifecycle("reminders", ["open", closed], [cf.Transition("close", "open", "closed")])
    return cf.Engine(graph, [cf.Policy("reminders", rules=rules)])


def listed(case: cf.Case, today: date) -> list[str]:
    """The invoices that a reminder of a day lists: all that are overdue."""
    return [each.id for each in case.ledger.open_dues if each.due_on < today]


def called(engine: cf.Engine, case: cf.Case, at: datetime, result: str) -> cf.Case:
    """The case after a call, which is refused when it is too early, and what came of it."""
    outcome, hold = RESULTS[result]
    placed = engine.fire(case, cf.Contact("call"), at)
    name = placed.events[0].id
    happened: list[cf.Event] = [cf.ContactResult(f"{name}-{result}", at=at, contact=name, outcome=outcome)]
    if hold is not None:
        happened.append(cf.HoldPlaced(f"{name}-hold", at=at, kind=hold))
    return engine.record(placed.case, *happened).case


def main() -> None:
    """Tell of an invoice that climbs the levels, and of a customer who is called."""
    due = date(2024, 1, 15)
    for name, imported in (
        ("3 time policy", three_times(automatic=True)),
        ("2 time policy", two_times(automatic=True)),
    ):
        engine = imported.engine()
        tell(f"C7 {name}, due {due}", entered(engine, opened(engine, due), date(2024, 6, 1)))
    engine = reminders()
    case = opened(engine, due, due + timedelta(days=3), due + timedelta(days=20))
    story, day = [], due
    for result in ("voicemail", "payment_sent"):
        verdict = engine.review(case, cf.Contact("call"), noon(day))
        day = (verdict.allowed_at or noon(day)).date()
        story.append((day, f"call about {', '.join(listed(case, day))}: {result}"))
        case = called(engine, case, noon(day), result)
    tell("C8 reminders, due 15 and 18 January and 4 February 2024", story)


if __name__ == "__main__":
    main()
