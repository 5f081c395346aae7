"""Further tests of the same systems: levels in order, grace, attempts, dates of reminders, levels by hand.

metasfresh (metasfresh/metasfresh), Lago (getlago/lago-api), Invoice Ninja (invoiceninja/invoiceninja), OCA
(OCA/credit-control).
"""

from __future__ import annotations

from datetime import date, timedelta

import collectflow as cf
import invoice_ninja
import lago
import metasfresh
import oca
from story import after, opened
from tests.vectors.rows import Apart, Happens, On, Row, Story, bill, do, happen, look, on, pay

# --- X3 metasfresh: one after another, days between, grace -----------------------------------------------

INVOICED = date(2012, 1, 17)


def dunned(says: str, *days: On, between: int = 0) -> Story:
    """An invoice that is 15 days late on 1 February 2012, and levels that somebody processes."""
    engine = metasfresh.levels(between=between).engine()
    return Story("X3", f"metasfresh {says}", engine, opened(engine, INVOICED), days)


FEBRUARY = date(2012, 2, 1)


def grace(until: date) -> cf.Event:
    """Grace that was given on the due date, through a day."""
    return cf.HoldPlaced("grace", at=on(INVOICED).at, kind="other", until=until)


ROWS: list[Row] = [
    dunned(
        "test_isEligible_PreviousLevel: the second only after the first",
        look(date(2012, 2, 11), late=25, offered=["to_level_10"]),
        look(date(2012, 2, 11), do("to_level_10"), offered=["to_level_20"]),
        look(date(2012, 2, 21), do("to_level_20"), offered=["to_level_30"]),
    ),
    dunned(
        "test_isEligible_DaysBetweenDunnings: ten days",
        look(FEBRUARY, do("to_level_10"), offered=[]),
        look(date(2012, 2, 6), late=20, offered=[]),
        look(date(2012, 2, 10), offered=[]),
        look(date(2012, 2, 11), offered=["to_level_20"]),
        look(date(2012, 2, 20), offered=["to_level_20"]),
        between=10,
    ),
    *(
        dunned(
            f"test_isEligible_GraceDate: {says}",
            look(
                FEBRUARY,
                *([] if until is None else [happen(grace(until))]),
                offered=offered,
            ),
        )
        for says, until, offered in (
            ("none", None, ["to_level_10"]),
            ("the day before", date(2012, 1, 31), ["to_level_10"]),
            ("the same day", FEBRUARY, []),
            ("the day after", date(2012, 2, 2), []),
        )
    ),
]

# --- X4 Lago: attempts -----------------------------------------------------------------------------------

OVER = date(2024, 9, 1)


def campaign(says: str, amounts: list[int], *days: On, attempts: int = 5, between: int = 4) -> Story:
    engine = lago.campaign("EUR", max_attempts=attempts, days_between=between).engine()
    case = opened(engine, *((OVER, amount) for amount in amounts), at=on(OVER).at)
    return Story("X4", f"Lago BulkProcessService: {says}", engine, case, days)


FIRST_RUN = OVER + timedelta(days=1)
ROWS += [
    campaign("below the threshold", [149_99], on(FIRST_RUN, stage="current")),
    campaign("two invoices reach it together", [149_00, 1_00], on(FIRST_RUN, stage="attempt_1")),
    campaign(
        "four days between attempts, five of them",
        [150_00],
        on(FIRST_RUN, stage="attempt_1"),
        on(FIRST_RUN + timedelta(days=3), stage="attempt_1"),
        *(on(FIRST_RUN + timedelta(days=4 * i), stage=f"attempt_{i + 1}") for i in range(1, 5)),
        on(FIRST_RUN + timedelta(days=90), stage="attempt_5", changed=False),
    ),
    campaign(
        "paid, and anew",
        [150_00],
        on(FIRST_RUN, stage="attempt_1"),
        on(FIRST_RUN + timedelta(days=4), stage="attempt_2"),
        on(FIRST_RUN + timedelta(days=5), pay(150_00), stage="current"),
        on(FIRST_RUN + timedelta(days=30), bill(FIRST_RUN + timedelta(days=29), 150_00), stage="attempt_1"),
    ),
]

# --- X5 Invoice Ninja: dates of reminders ----------------------------------------------------------------

ISSUED = date(2024, 3, 1)


def reminded(
    says: str,
    due: date,
    reminders: list[invoice_ninja.Reminder],
    expected: list[date],
    endless: int | None = None,
) -> Story:
    """The dates on which reminders are sent."""
    engine = invoice_ninja.schedule(*reminders, endless=endless)
    names = [f"reminder_{i + 1}" for i in range(len(reminders))]
    told = zip(expected, names + ["endless"] * (len(expected) - len(names)), strict=True)
    return Story(
        "X5",
        f"Invoice Ninja ReminderTest: {says}",
        engine,
        invoice_ninja.invoice(engine, ISSUED, due),
        [look(expected[-1], entered=[*told])],
    )


ROWS += [
    reminded(
        "5, 10 and 15 days after the invoice, and every 14",
        date(2024, 3, 15),
        list(invoice_ninja.AFTER_INVOICE),
        [date(2024, 3, 6), date(2024, 3, 11), date(2024, 3, 16), date(2024, 3, 30), date(2024, 4, 13)],
        endless=14,
    ),
    reminded(
        "testForUtcEdgeCaseOnTheFirstOfMonth",
        date(2024, 3, 31),
        [("before_due", 14)],
        [date(2024, 3, 17)],
    ),
    reminded(
        "testReminderHits: 7 days after the invoice, 1 before and 1 after it is due",
        ISSUED + timedelta(days=30),
        [("invoice_date", 7), ("before_due", 1), ("due_date", 1)],
        after(ISSUED, 7, 29, 31),
    ),
    reminded(
        "testReminderHitsScenarioH1",
        ISSUED + timedelta(days=30),
        list(invoice_ninja.AROUND_DUE[0]),
        after(ISSUED, 28, 44, 60),
    ),
    reminded(
        "testForClientTimezoneEdges",
        ISSUED + timedelta(days=5),
        list(invoice_ninja.AROUND_DUE[1]),
        after(ISSUED, 1, 3, 8),
    ),
]

# --- X6 OCA: levels by hand, several invoices ------------------------------------------------------------


def put(engine: cf.Engine, level: str) -> Happens:
    """Somebody puts a case into a level, perhaps of another policy."""
    return lambda _, case, at: engine.migrate(case, level, at, because="the policy is changed").case


THREE, TWO = oca.three_times().engine(), oca.two_times().engine()
WIZARD, OWED = date(2025, 11, 13), date(2024, 11, 13)
ROWS += [
    Story(
        "X6",
        "OCA test_policy_changer_wizard: under the new policy, in the level that was chosen",
        TWO,
        opened(THREE, OWED),
        [
            look(WIZARD, put(THREE, "First"), stage="First"),
            look(WIZARD, put(TWO, "One"), stage="One", offered=[]),
            look(WIZARD + timedelta(days=59), offered=[]),
            look(WIZARD + timedelta(days=60), offered=["to_Two"]),
        ],
    ),
    # There each invoice has lines of its own, raised to the customer's highest; here the customer is a case.
    Story(
        "X6",
        "OCA test_generate_credit_lines_with_max_level: three invoices in one level",
        THREE,
        opened(THREE, date(2024, 1, 15), date(2024, 12, 1), date(2025, 1, 1)),
        [
            look(date(2024, 12, 30), do("to_First"), stage="First"),
            look(date(2025, 1, 30), offered=["to_Second"]),
            look(date(2025, 1, 30), do("to_Second"), stage="Second", overdue=300_00),
        ],
    ),
]

APART = [
    Apart(
        "X3",
        "a candidate in the currency of the dunning",
        "conversion is the host's; a case has one currency",
    ),
    Apart(
        "X4", "a customer's own campaign instead of the organization's", "the host picks the engine of a case"
    ),
    Apart("X5", "a late fee with each reminder", "a hook on StageChanged records it as a due of kind `fee`"),
]
