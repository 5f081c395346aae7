"""Mambu and Pismo: since when an account is in arrears, and how much is tolerated (docs.mambu.com).

C20. Mambu: `ArrearsConfiguration` says from what the days are counted (dateCalculationMethod), for how many
days nothing is said (toleranceCalculationMethod), and which share of the outstanding principal, with a floor,
is tolerated (tolerancePercentageOfOutstandingPrincipal). Pismo: the greater or the lesser of an amount and a
share of the minimum due. The share is of an attribute of the host's.

Left out: MONTHLY_ARREARS_TOLERANCE_DAY, a day of the month until which everything is tolerated (an opaque
guard can say it), and nonWorkingDaysMethod EXCLUDED within the days since an account went into arrears
(`facts.business_days_past_due` counts from the oldest late repayment).
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

import collectflow as cf
from collectflow import facts
from story import noon, opened, tell

Counted = Literal[
    "ACCOUNT_FIRST_WENT_TO_ARREARS",
    "LAST_LATE_REPAYMENT",
    "ACCOUNT_FIRST_BREACHED_MATERIALITY_THRESHOLD",
]

#: What the share is of.
OF = "principal"


def tolerated(amount: int, share: Fraction, *, both: bool) -> cf.Guard:
    """More is overdue than an amount, or a share of the principal.

    Args:
        amount: In minor units.
        share: In whole millionths.
        both: More than both, so than the greater; otherwise than one of them, so than the lesser.
    """
    more, larger = facts.amount_overdue > amount, facts.overdue_share(OF) > share
    return more & larger if both else more | larger


def arrears(breached: cf.Guard, *, period: int = 0) -> cf.Engine:
    """An account: `current`, `late` as soon as anything is, `in_arrears` when the tolerance is over.

    Args:
        breached: What is more than is tolerated.
        period: The days past due that are tolerated (ARREARS_TOLERANCE_PERIOD).
    """
    closed = cf.Stage("closed", final=True)
    open_stages = [cf.Stage(name, severity=i) for i, name in enumerate(("current", "late", "in_arrears"))]
    ways = [
        cf.Transition("cure", "late", "current", automatic=True),
        cf.Transition("cure", "in_arrears", "current", automatic=True),
        cf.Transition("went_late", "current", "late", automatic=True),
        cf.Transition("breached", "late", "in_arrears", automatic=True),
        *(cf.Transition("close", each.name, "closed") for each in open_stages),
    ]
    over = facts.days_past_due > period
    rules = [
        cf.Rule("mambu.cure", on=cf.on_move("cure"), require=facts.days_past_due == 0, because="it is late"),
        cf.Rule(
            "mambu.late",
            on=cf.on_move("went_late"),
            require=facts.days_past_due > 0,
            because="it is not late",
        ),
        cf.Rule(
            "mambu.breached", on=cf.on_move("breached"), require=over & breached, because="it is tolerated"
        ),
    ]
    graph = cf.Lifecycle("mambu", [*open_stages, closed], ways)
    policy = cf.Policy("mambu", rules=rules, currency="EUR")
    return cf.Engine(graph, [policy], attributes={OF: int})


def days(engine: cf.Engine, case: cf.Case, day: date, counted: Counted) -> int:
    """The days in arrears at noon of a day, by the method."""
    case = engine.advance(case, noon(day), how="through").case
    if counted == "LAST_LATE_REPAYMENT":
        return engine.read(case, facts.days_past_due, noon(day)) or 0
    since = {each.dest: each.at for each in case.events if isinstance(each, cf.StageChanged)}
    last = "in_arrears" if counted == "ACCOUNT_FIRST_BREACHED_MATERIALITY_THRESHOLD" else "late"
    if case.stage == "current" or last not in since or since[last] < since.get("current", since[last]):
        return 0
    # The stage is entered on the day that is the first late one.
    return (day - since[last].date()).days + 1


def main() -> None:
    """Tell of three repayments of which the first is paid late: three counts of days on one account."""
    first, paid = date(2026, 1, 10), date(2026, 2, 20)
    engine = arrears(tolerated(50_00, Fraction(2, 100), both=True), period=15)
    dues = [(first + timedelta(days=30 * i), 60_00) for i in range(3)]
    case = opened(engine, *dues, attributes={OF: 2_000_00})
    case = engine.advance(case, noon(paid), how="through").case
    case = engine.record(case, cf.PaymentReceived("p", at=noon(paid), amount=60_00)).case
    methods: tuple[Counted, ...] = (
        "ACCOUNT_FIRST_WENT_TO_ARREARS",
        "LAST_LATE_REPAYMENT",
        "ACCOUNT_FIRST_BREACHED_MATERIALITY_THRESHOLD",
    )
    for method in methods:
        tell(f"C20 {method}", ((day, days(engine, case, day, method)) for day in (paid, date(2026, 3, 1))))


if __name__ == "__main__":
    main()
