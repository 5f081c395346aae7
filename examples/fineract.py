"""Apache Fineract: delinquency buckets by days past due, after days of grace (apache/fineract).

C10 fineract-e2e-tests-core (DelinquencyGlobalInitializerStep.java): nine ranges, 3 days of grace; and the
buckets of the integration tests DelinquencyActionIntegrationTests and DelinquencyBucketsIntegrationTest. A
range is a class beside the case's stage, and falls when arrears shrink; where a range begins something,
`climbing` makes a ladder of them, which only rises and cures whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

import collectflow as cf
from collectflow.ladders import Ladder, Level, ladder
from collectflow.policies import online_lending
from collectflow.staging import Scheme, buckets, walk
from story import entered, noon, opened, tell

Ranges = tuple[tuple[int, int | None], ...]

GRACE = 3
DEFAULT: Ranges = (
    (1, 3),
    (4, 30),
    (31, 60),
    (61, 90),
    (91, 120),
    (121, 150),
    (151, 180),
    (181, 240),
    (241, None),
)
ACTIONS: Ranges = ((1, 3), (4, 10), (11, 60), (61, None))
#: The last two begin late, and end: what is later is in a range of its own here, in none there.
BUCKETS: tuple[Ranges, ...] = (((1, 3), (4, 60)), ((4, 30), (31, 60), (61, 90)))


def ranges(
    spans: Iterable[tuple[int, int | None]] = DEFAULT,
    *,
    grace: int = 0,
    pauses: Literal["clip", "subtract"] | None = None,
) -> Scheme:
    """Classes by delinquent days: those past due beyond the days of grace, perhaps without pauses."""
    made = [*spans]
    return buckets(
        "fineract",
        made,
        names=[f"{first}+" if last is None else f"{first}-{last}" for first, last in made],
        current="none",
        pauses=pauses,
        grace=grace,
    )


def climbing(spans: Iterable[tuple[int, int | None]] = DEFAULT, *, grace: int = 0) -> Ladder:
    """The same as levels."""
    return ladder([Level(f"range_{first}", first + grace) for first, _ in spans], name="fineract")


def main() -> None:
    """Tell of a loan of 1,000.00 in four parts, of which the first is paid late and the others never."""
    engine = cf.Engine(online_lending.lifecycle())
    first = date(2023, 10, 1)
    case = opened(engine, *((first + timedelta(days=15 * i), 250_00) for i in range(4)))
    case = engine.record(case, cf.PaymentReceived("p", at=noon(date(2023, 11, 20)), amount=250_00)).case
    told = walk(case, noon(date(2024, 3, 1)), ranges(grace=GRACE))
    tell("C10 four parts from 1 October, one paid, grace 3", ((each.at.date(), each.name) for each in told))
    paused = engine.record(case, cf.Paused("h", at=noon(date(2023, 12, 1)), until=date(2024, 1, 31))).case
    told = walk(paused, noon(date(2024, 3, 1)), ranges(grace=GRACE, pauses="clip"))
    tell("C10 the same with December and January paused", ((each.at.date(), each.name) for each in told))
    climbed = climbing(grace=GRACE).engine()
    tell("C10 as a ladder, nothing paid", entered(climbed, opened(climbed, first), date(2024, 1, 1)))


if __name__ == "__main__":
    main()
