"""Lago: dunning campaigns, attempts above a threshold of the currency (getlago/lago-api).

C14 spec/scenarios/dunning/dunning_campaign_v1_spec.rb: 2 attempts, 2 days between them, from 150.00 EUR or
100.00 USD on. A customer with several currencies is several cases, one a currency. A customer who is
excluded from campaigns says so in an attribute; who has paid everything begins a campaign anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import collectflow as cf
from collectflow import facts
from collectflow.ladders import Ladder, Level, ladder
from story import entered, opened, tell

THRESHOLDS: Mapping[str, int] = {"EUR": 150_00, "USD": 100_00}


def campaign(currency: str, *, max_attempts: int = 2, days_between: int = 2) -> Ladder:
    """As soon as something is overdue, and every so many days after, while it is enough."""
    made = [
        Level(
            f"attempt_{i + 1}",
            days_between if i else 0,
            "previous_level" if i else "due_date",
            amount=THRESHOLDS[currency],
        )
        for i in range(max_attempts)
    ]
    return ladder(made, name="lago", currency=currency)


def exclusion() -> cf.Policy:
    """Customers who are excluded (`excluded`) are not reminded."""
    return cf.Policy(
        "exclusion",
        rules=[
            cf.Rule(
                "exclusion.excluded",
                on=cf.on_move("to_attempt_1"),
                require=facts.attribute("excluded", bool) == False,  # noqa: E712 - a guard
                because="the customer is excluded from campaigns",
            )
        ],
    )


def main() -> None:
    """Tell of amounts at a threshold and a cent below it."""
    due = date(2024, 1, 15)
    for currency, least in THRESHOLDS.items():
        for amount in (least - 1, least):
            engine = campaign(currency).engine()
            case = opened(engine, (due, amount), currency=currency)
            tell(
                f"C14 {amount / 100:.2f} {currency} due {due}",
                entered(engine, case, due + timedelta(days=60)),
            )


if __name__ == "__main__":
    main()
