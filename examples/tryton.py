"""Tryton: levels that are drafted by a run and processed by somebody (tryton/tryton).

C11 modules/account_dunning/tests/scenario_account_dunning.rst: 5, 20 and 40 days. A level that was not
processed is not climbed past, so the moves are manual; a dunning that is blocked is a hold.
"""

from __future__ import annotations

from datetime import date, timedelta

import collectflow as cf
from collectflow.ladders import Ladder, Level, ladder
from story import noon, opened, tell


def levels(*, manual: bool = True) -> Ladder:
    """5, 20 and 40 days past due; not manual: as if every run were processed at once."""
    made = [Level(name, days, manual=manual) for name, days in (("one", 5), ("two", 20), ("three", 40))]
    return ladder(made, name="tryton", on_hold="freeze")


def _may(engine: cf.Engine, case: cf.Case, trigger: str, day: date) -> bool:
    """Whether there is such a move from where the case stands, and it is allowed."""
    moves = engine.options(case, noon(day))
    return any(move == cf.Move(trigger) and verdict.allowed for move, verdict in moves.items())


def main() -> None:
    """Tell of a level that is done late, and of what is offered next."""
    made = levels()
    engine = made.engine()
    due = date(2024, 1, 15)
    case, story = opened(engine, due), []
    for days in (4, 5, 30, 30):
        day = due + timedelta(days=days)
        up = [each.trigger for each in made.levels if _may(engine, case, each.trigger, day)]
        story.append((day, f"offered: {', '.join(up) or 'nothing'}"))
        if days == 30 and up:
            case = engine.fire(case, up[0], noon(day)).case
            story.append((day, f"processed: {case.stage}"))
    tell(f"C11 due {due}", story)


if __name__ == "__main__":
    main()
