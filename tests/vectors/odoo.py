"""Odoo (odoo/odoo, addons/account_followup/tests/test_account_followup.py): one level a run, litigation."""

from __future__ import annotations

from datetime import date, timedelta

import odoo
from collectflow.importers import odoo as imported
from story import opened
from tests.vectors.rows import Apart, Row, Story, change, hold, lift, on, pay

ENGINE = imported(odoo.TESTED).engine()
DUE = date(2024, 1, 15)
LATE = DUE + timedelta(days=40)
FRESH = opened(ENGINE, (DUE, 1_000_00))

ROWS: list[Row] = [
    Story("V20", "Odoo 3 days", ENGINE, FRESH, [on(DUE + timedelta(days=3), stage="current")]),
    Story("V20", "Odoo 15 days", ENGINE, FRESH, [on(DUE + timedelta(days=15), stage="first")]),
    Story(
        "V20",
        "Odoo 40 days and three runs, litigation, three runs, paid",
        ENGINE,
        FRESH,
        [
            on(LATE, stage="first"),
            on(LATE, stage="second"),
            on(LATE, stage="third"),
            on(LATE, stage="third"),
            on(LATE, hold("legal"), runs=3, stage="current"),
            on(LATE, lift("legal"), runs=3, stage="third"),
            on(LATE, pay(1_000_00), stage="current", overdue=0),
        ],
    ),
    # There a line is flagged: with several of them the others go on, by a due that is set aside.
    Story(
        "V20",
        "Odoo two lines, the older one in litigation",
        ENGINE,
        opened(ENGINE, DUE, DUE + timedelta(days=20)),
        [
            on(LATE, runs=3, stage="third"),
            on(LATE, change("d0", "excluded"), change("d1", "excluded"), runs=3, stage="current", late=0),
            on(LATE, change("d1", "billed"), runs=3, stage="first", late=20),
            on(LATE, change("d0", "billed"), runs=3, stage="third", late=40),
        ],
    ),
    # One level a run is `step`; `jump` takes all that are due.
    Story("V20", "Odoo 40 days, all in one run", ENGINE, FRESH, [on(LATE, stage="third")], ways=("jump",)),
]

APART = [
    Apart(
        "V20",
        "a manual action with its text, date and responsible, and that it is done",
        "a task for somebody: a hook on StageChanged makes it; there it holds no level up either",
    ),
    Apart("V20", "the next action's date is empty once it is paid", "the same task; `next_review` says None"),
]
