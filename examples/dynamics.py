"""Dynamics 365: a process by days past due, letters by days after one another (learn.microsoft.com).

C21 coll-process-auto-faq: the steps of the automated process count in relation to the due date, while a
letter comes its days of grace after the one before it. Two ladders on the same dues show the difference when
a run is late.
"""

from __future__ import annotations

from datetime import date

from collectflow.ladders import Ladder, Level, ladder
from story import entered, noon, opened, tell

DAYS = (10, 20, 30)


def process() -> Ladder:
    """Steps on absolute days."""
    return ladder([Level(f"step_{i}", each) for i, each in enumerate(DAYS, 1)], name="process")


def letters(grace: int = 10) -> Ladder:
    """Letters, each so many days after the one before it."""
    made = [
        Level(f"letter_{i}", grace, "previous_level" if i > 1 else "due_date", channel="letter")
        for i in range(1, len(DAYS) + 1)
    ]
    return ladder(made, name="letters")


def main() -> None:
    """Tell of an invoice of which the first run came on day 15."""
    due, run = date(2026, 1, 1), date(2026, 1, 16)
    for name, made in (("steps", process()), ("letters", letters())):
        engine = made.engine()
        first = engine.advance(opened(engine, due), noon(run)).case
        story = [(run, first.stage), *entered(engine, first, date(2026, 3, 1))]
        tell(f"C21 {name}, due {due}, first run {run}", story)


if __name__ == "__main__":
    main()
