"""Tryton (tryton/tryton, modules/account_dunning/tests/scenario_account_dunning.rst): drafts and blocks."""

from __future__ import annotations

from datetime import date, timedelta

import tryton
from story import opened
from tests.vectors.rows import Apart, Row, Story, do, hold, lift, on, pay

ENGINE = tryton.levels().engine()
DUE = date(2024, 1, 15)


def day(number: int) -> date:
    return DUE + timedelta(days=number)


ROWS: list[Row] = [
    Story(
        "V21",
        "Tryton 5-20-40: draft, processed, blocked, unblocked, reconciled",
        ENGINE,
        opened(ENGINE, DUE),
        [
            on(day(4), offered=[]),
            on(day(5), offered=["to_one"]),
            on(day(30), offered=["to_one"]),
            on(day(30), do("to_one"), stage="one", offered=["to_two"]),
            on(day(30), hold(), stage="one", offered=[]),
            on(day(30), lift(), stage="one", offered=["to_two"]),
            on(day(31), pay(100_00), stage="current", offered=[]),
            on(day(50), stage="current", offered=[]),
        ],
    ),
]
APART = [Apart("V21", "the letter that is printed", "delivery: a hook on StageChanged sends it")]
