"""Further tests of the same systems: money that goes back, re-aging, what days are counted from, attempts.

Kill Bill (killbill/killbill), Apache Fineract (apache/fineract), metasfresh (metasfresh/metasfresh), Lago
(getlago/lago-api), Invoice Ninja (invoiceninja/invoiceninja), OCA (OCA/credit-control).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import collectflow as cf
import fineract
import invoice_ninja
import lago
import metasfresh
import oca
from kill_bill import ISSUE_2297
from story import after, opened
from tests.vectors.kill_bill import BEATRIX, FIRST, account, story
from tests.vectors.rows import (
    Apart,
    Happens,
    On,
    Row,
    Story,
    bill,
    do,
    happen,
    look,
    on,
    pay,
    plain,
    take_back,
    write_off,
)

# --- X1 Kill Bill: what is earliest, and money that goes back -------------------------------------------

SECOND, THEN = date(2012, 6, 30), date(2012, 7, 5)


def paid(name: str, amount: int, *, back: str = "", to: str = "") -> Happens:
    """A payment by name; or `back`, a payment that goes back to who paid."""

    def happens(engine: cf.Engine, case: cf.Case, at: datetime) -> cf.Case:
        event: cf.Event = cf.PaymentReceived(name, at=at, amount=amount, to=[(to, amount)] if to else ())
        if back:
            event = cf.PaymentRefunded(name, at=at, payment=back, amount=amount)
        return engine.record(case, event).case

    return happens


INVOICES = [(FIRST, 249_95), (SECOND, 249_95)]
#: Two invoices, each paid when it was due, as seen 35 days after the first. A payment is of its invoice
#: there, so it names it here: one that names none would go to the older invoice, as soon as that is open.
PAID = [
    on(FIRST, paid("p1", 249_95, to="d0"), stage="clear"),
    on(date(2012, 6, 15), stage="clear"),
    on(SECOND, paid("p2", 249_95, to="d1"), stage="clear"),
    on(THEN, stage="clear"),
]
OVERDUE = [on(date(2012, 6, 15), stage="clear"), on(THEN, stage="OD1")]
ROWS: list[Row] = [
    # There its own job looked too late, and WARNING was passed over; a fix is under test.
    story(
        "X1",
        "testWarningSkippedWhenEarliestUnpaidInvoiceShiftsForward: the two oldest are paid",
        account(ISSUE_2297, (FIRST, 249_95), (FIRST, 500_00), at=FIRST),
        on(FIRST, stage="clear"),
        look(date(2012, 6, 2), bill(date(2012, 6, 2), 700_00), next_look=date(2012, 6, 5)),
        on(date(2012, 6, 2), pay(749_95), stage="clear", next_look=date(2012, 6, 7)),
        on(date(2012, 6, 3), bill(date(2012, 6, 3), 200_00), stage="clear"),
        on(date(2012, 6, 5), stage="clear"),
        on(date(2012, 6, 7), stage="WARNING"),
        on(date(2012, 6, 10), stage="BLOCKED"),
    ),
    story(
        "X1",
        "testControlProgressiveDegradationWithoutPartialPayment",
        account(ISSUE_2297, (FIRST, 249_95), at=FIRST),
        *(
            on(day, stage=stage)
            for day, stage in zip(after(FIRST, 4, 5, 7), ("clear", "WARNING", "BLOCKED"), strict=True)
        ),
    ),
    story(
        "X1",
        "testShouldBeInOverdueAfterRefundWithoutAdjustment: 35 days after the invoice",
        account(BEATRIX, *INVOICES, at=FIRST),
        *PAID,
        on(THEN, paid("r1", 249_95, back="p1"), stage="OD1"),
    ),
    story(
        "X1",
        "testShouldBeInOverdueAfterChargeback: and the chargeback is reversed",
        account(BEATRIX, *INVOICES, at=FIRST),
        *PAID,
        on(THEN, take_back("p1"), stage="OD1"),
        on(THEN, paid("p1-again", 249_95), stage="clear"),
    ),
    story(
        "X1",
        "testShouldBeInOverdueAfterChargeback: payments that name no invoice pay the oldest",
        account(BEATRIX, *INVOICES, at=FIRST),
        on(FIRST, paid("p1", 249_95), stage="clear"),
        on(SECOND, paid("p2", 249_95), stage="clear"),
        on(THEN, take_back("p1"), late=5, stage="clear"),
    ),
    *(
        story(
            "X1",
            f"{test}: five days after the second invoice",
            account(BEATRIX, *INVOICES, at=FIRST),
            *OVERDUE,
            on(THEN, happens, late=5, stage="clear"),
        )
        for test, happens in (
            ("testOverdueStateShouldClearAfterExternalPayment", paid("external", 249_95, to="d0")),
            ("testOverdueStateShouldClearAfterCreditOrInvoiceItemAdjustment", write_off(249_95)),
        )
    ),
]

# --- X2 Apache Fineract: re-aging and its undoing, chargebacks -------------------------------------------

AGED = date(2024, 2, 20)
PLAIN = plain()


def re_aged(*days: date) -> Happens:
    """What is open falls due anew, in equal parts; each event is called `old-` or `anew`."""

    def happens(engine: cf.Engine, case: cf.Case, at: datetime) -> cf.Case:
        part = case.ledger.open // len(days)
        gone = [
            cf.DueChanged(f"old-{each.id}", at=at, due=each.id, state="cancelled", because="re-aged")
            for each in case.ledger.open_dues
        ]
        anew = [cf.Due(f"re-aged-{i}", due_on=day, amount=part) for i, day in enumerate(days)]
        return engine.record(case, *gone, cf.DuesAdded("anew", at=at, dues=anew)).case

    return happens


def undone(engine: cf.Engine, case: cf.Case, at: datetime) -> cf.Case:
    """The re-aging is voided: as if it had never been."""
    made = [each.id for each in case.events if each.id == "anew" or each.id.startswith("old-")]
    voids = [cf.EventVoided(f"undo-{name}", at=at, event=name, because="undone") for name in made]
    return engine.record(case, *voids).case


def instalments(*days: date, amount: int, says: str, story: list[On]) -> Story:
    loan = opened(PLAIN, *((day, amount) for day in days), at=on(days[0]).at)
    return Story("X2", f"Fineract {says}", PLAIN, loan, story, scheme=fineract.ranges(grace=fineract.GRACE))


FOURTHS = after(date(2024, 1, 1), 0, 15, 30, 45)
LATE = [look(FOURTHS[0], pay(250_00)), look(AGED, classed="31-60", late=35, overdue=750_00)]
MARCHES = [date(2022, month, 1) for month in (2, 3, 4)]
PAID_UP = [look(day, paid(f"p{day.month}", 1000_00)) for day in MARCHES[:2]]
ROWS += [
    instalments(
        *FOURTHS,
        amount=250_00,
        says="LoanReAging.feature C3050: six months from 1 March",
        story=[
            *LATE,
            look(
                AGED,
                re_aged(*(date(2024, month, 1) for month in range(3, 9))),
                classed="none",
                late=0,
                overdue=0,
            ),
            look(date(2024, 3, 1), overdue=0),
            look(date(2024, 3, 2), overdue=125_00, late=1),
        ],
    ),
    instalments(
        *FOURTHS,
        amount=250_00,
        says="LoanReAging.feature C3052: undone five days later",
        story=[
            *LATE,
            look(AGED, re_aged(date(2024, 3, 10)), classed="none"),
            look(date(2024, 2, 25), classed="none"),
            look(date(2024, 2, 25), undone, classed="31-60", late=40, overdue=750_00),
        ],
    ),
    # A chargeback is a debt of its own day there; here it may be that, or the payment that never was.
    instalments(
        *MARCHES,
        amount=1000_00,
        says="chargeback of 15 March 2022, as a due of its own day",
        story=[
            *PAID_UP,
            look(date(2022, 3, 15), bill(date(2022, 3, 15), 1000_00), overdue=0),
            look(date(2022, 4, 7), classed="4-30", late=23, overdue=2000_00),
        ],
    ),
    instalments(
        *MARCHES,
        amount=1000_00,
        says="chargeback of 15 March 2022, as a payment that is taken back",
        story=[
            *PAID_UP,
            look(date(2022, 3, 15), take_back("p3"), overdue=1000_00, late=14),
            look(date(2022, 4, 7), classed="31-60", late=37, overdue=2000_00),
        ],
    ),
    *(
        instalments(
            date(2022, 2, 1) - timedelta(days=1),
            amount=1000_00,
            says=f"LoanCOB.feature: {day}",
            story=[look(day, classed=classed)],
        )
        for day, classed in (
            (date(2022, 2, 3), "none"),
            (date(2022, 2, 4), "1-3"),
        )
    ),
]

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


ROWS += [
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
        "X2", "the new schedule's instalments", "sums of the servicing system; the ledger takes them as dues"
    ),
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
