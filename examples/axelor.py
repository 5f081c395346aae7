"""Axelor: methods of debt recovery, some levels of which somebody takes (axelor/axelor-open-suite).

C13 apps/demo-data/en/account_debtRecoveryMethodLine.csv: REL_PART for consumers (email at once, a letter
after 10 days, registered ones after 10 and 15 for more than 50.00, then by hand: the threat of a bailiff
after 10 and 15 days, and the bailiff after 10) and REL_PRO for businesses (0, 10, and five times 15).
"""

from __future__ import annotations

from datetime import date, timedelta

from collectflow.ladders import Ladder, Level, ladder
from story import entered, noon, opened, tell


def rel_part() -> Ladder:
    """Consumers; more than 50.00 is 50.01 and more."""
    return ladder(
        [
            Level("reminder", 0, channel="email"),
            Level("letter", 10, "previous_level", channel="letter"),
            Level("registered", 10, "previous_level", channel="letter", amount=50_01),
            Level("registered_2", 15, "previous_level", channel="letter", amount=50_01),
            Level("threat", 10, "previous_level", manual=True),
            Level("threat_2", 15, "previous_level", manual=True),
            Level("bailiff", 10, "previous_level", manual=True),
        ],
        name="rel-part",
        currency="EUR",
    )


def rel_pro() -> Ladder:
    """Businesses; all by itself."""
    days = (0, 10, 15, 15, 15, 15, 15)
    made = [Level(f"l{i}", each, "previous_level" if i else "due_date") for i, each in enumerate(days)]
    return ladder(made, name="rel-pro")


def main() -> None:
    """Tell of 120.00 that go to the bailiff, and of a business."""
    due = date(2024, 1, 15)
    engine = rel_part().engine()
    day = due + timedelta(days=80)
    case = opened(engine, (due, 120_00))
    story = entered(engine, case, day)
    case = engine.advance(case, noon(day), how="through").case
    for trigger in ("to_threat", "to_threat_2", "to_bailiff"):
        day = max(day, (engine.review(case, trigger, noon(day)).allowed_at or noon(day)).date())
        case = engine.fire(case, trigger, noon(day)).case
        story.append((day, f"{case.stage}, by hand"))
    tell(f"C13 REL_PART, 120.00 due {due}", story)
    engine = rel_pro().engine()
    tell(f"C13 REL_PRO, due {due}", entered(engine, opened(engine, due), due + timedelta(days=100)))


if __name__ == "__main__":
    main()
