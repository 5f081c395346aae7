"""Oracle Banking Collections: a promise type by segment (docs.oracle.com, create promise type, 14.8).

C18: days of grace, the share that keeps a promise (100 % at most), the segments it is for, and alerts: a
reminder, and that a promise was captured, kept or broken. A promise is kept or broken by what came in, never
by a job; its alerts are read from it. The numbers are examples.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import attrs

import collectflow as cf
from collectflow import facts
from collectflow.policies import online_lending
from story import noon, opened, tell


@attrs.frozen
class PromiseType:
    """A promise type.

    Args:
        grace: How many days more it is waited for.
        threshold: How much of it keeps it, in hundredths of a per cent.
        segments: Whom it is for; everybody, if none is named.
        remind: How many days before its day a reminder is sent.
    """

    grace: int = 2
    threshold: int = 90_00
    segments: tuple[str, ...] = ()
    remind: int = 1

    def policy(self) -> cf.Policy:
        """Whose promises are taken: an act of the host's called `take_promise`."""
        segment = facts.attribute("segment", str)
        known = segment.is_in(self.segments) if self.segments else facts.owing.as_guard()
        rule = cf.Rule(
            "promise-type.segment", on=cf.on_act("take_promise"), require=known, because="it is for others"
        )
        return cf.Policy("promise-type", rules=[rule])

    def engine(self) -> cf.Engine:
        """An engine that knows it."""
        return cf.Engine(
            online_lending.lifecycle(), [self.policy()], acts=["take_promise"], attributes={"segment": str}
        )

    def made(self, name: str, at: datetime, amount: int, by: date) -> cf.PromiseMade:
        """A promise of this type."""
        return cf.PromiseMade(name, at=at, amount=amount, by=by, grace=self.grace, threshold=self.threshold)


def alerts(
    engine: cf.Engine, promised: PromiseType, case: cf.Case, days: Iterable[date]
) -> list[tuple[date, str]]:
    """What is told of a case's one promise, each when it is seen first on one of the days, at noon."""
    found: list[tuple[date, str]] = []
    told: set[str] = set()
    for day in days:
        then = case.as_of(noon(day))
        if not then.tables.promises:
            continue
        by = date.fromordinal(then.tables.promises[0].by)
        said = {
            "PTP Capture": True,
            "Reminder": by - timedelta(days=promised.remind) <= day <= by
            and engine.read(then, facts.promise_open, noon(day)),
            "PTP Kept": engine.read(then, facts.kept_promises(), noon(day)) == 1,
            "PTP Broken": engine.read(then, facts.broken_promises(), noon(day)) == 1,
        }
        new = [name for name, holds in said.items() if holds and name not in told]
        told |= {*new}
        found += [(day, name) for name in new]
    return found


def main() -> None:
    """Tell of 1,000.00 promised by 10 June: 900.00 in the days of grace, and a cent less."""
    kind = PromiseType(segments=("retail",))
    engine = kind.engine()
    days = [date(2026, 6, 1) + timedelta(days=i) for i in range(20)]
    for paid in (900_00, 899_99):
        case = opened(
            engine, (date(2026, 5, 1), 1_000_00), at=noon(days[0]), attributes={"segment": "retail"}
        )
        taken = engine.fire(case, cf.Act("take_promise"), noon(days[1])).case
        promise = kind.made("ptp", noon(days[1]), 1_000_00, date(2026, 6, 10))
        payment = cf.PaymentReceived("p", at=noon(date(2026, 6, 12)), amount=paid)
        case = engine.record(taken, promise, payment).case
        tell(f"C18 {paid / 100:.2f} paid on 12 June", alerts(engine, kind, case, days))


if __name__ == "__main__":
    main()
