"""metasfresh: levels by days past due and days between them (metasfresh/metasfresh).

C12 DefaultDunningCandidateProducerTest.java: 10, 20 and 30 days, one after another, with no or ten days
between two of them; a level may say that what reaches it is written off. A date until which a customer has
grace is a hold that ends with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import collectflow as cf
from collectflow import facts
from collectflow.ladders import Ladder, Level, ladder
from story import entered, noon, opened, tell


def levels(*, between: int = 10) -> Ladder:
    """10, 20 and 30 days past due, and at least so many days apart."""
    made = [Level(f"level_{each}", each, wait=0 if each == 10 else between) for each in (10, 20, 30)]
    return ladder(made, name="metasfresh")


def write_off_at(names: Iterable[str]) -> cf.Policy:
    """Write-offs, an act of the host's, are for what stands in a level that says so."""
    return cf.Policy(
        "write-off",
        rules=[
            cf.Rule(
                "write-off.level",
                on=cf.on_act("write_off"),
                require=facts.stage.is_in(names),
                because="the level does not say that it is written off",
            )
        ],
    )


def main() -> None:
    """Tell of an invoice that is looked at every night, and of one whose first run comes on day 25."""
    due = date(2024, 1, 15)
    engine = levels().engine([write_off_at(["level_30"])], acts=["write_off"])
    case = opened(engine, due)
    tell(f"C12 due {due}", entered(engine, case, date(2024, 3, 1)))
    late = due + timedelta(days=25)
    for between in (10, 0):
        engine = levels(between=between).engine()
        case = engine.advance(opened(engine, due), noon(late)).case
        then = engine.review(case, "to_level_20", noon(late)).allowed_at
        tell(
            f"C12 first run on day 25, {between} days between",
            [(late, case.stage), (then.date() if then else "never", "level_20")],
        )


if __name__ == "__main__":
    main()
