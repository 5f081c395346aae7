"""Apache Fineract (apache/fineract): re-aging and its undoing, chargebacks, and pauses told late."""

from __future__ import annotations

from datetime import date, datetime

import collectflow as cf
import fineract
from story import after, noon, opened
from tests.vectors.rows import Apart, Happens, On, Row, Story, bill, happen, look, on, pay, plain, take_back

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
    return Story(
        "X2",
        f"Fineract {says}",
        PLAIN,
        loan,
        story,
        scheme=fineract.ranges(grace=fineract.GRACE, pauses="clip"),
    )


FOURTHS = after(date(2024, 1, 1), 0, 15, 30, 45)
LATE = [look(FOURTHS[0], pay(250_00)), look(AGED, classed="31-60", late=35, overdue=750_00)]
MARCHES = [date(2022, month, 1) for month in (2, 3, 4)]
PAID_UP = [
    look(day, happen(cf.PaymentReceived(f"p{day.month}", at=noon(day), amount=1000_00)))
    for day in MARCHES[:2]
]
ROWS: list[Row] = [
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
]
OCTOBER = after(date(2023, 10, 1), 0, 15, 30, 45)


def _pause(told: date, first: date, last: date) -> Happens:
    return happen(cf.Paused("p", at=noon(told), starts_on=first, until=last))


ROWS += [
    instalments(
        *OCTOBER,
        amount=250_00,
        says="LoanDelinquency.feature C3016: a pause from the due date on, told before it",
        story=[
            look(OCTOBER[0], pay(250_00)),
            look(date(2023, 10, 5), _pause(date(2023, 10, 5), date(2023, 10, 16), date(2023, 10, 25))),
            *(
                look(date(2023, 10, day), late=day - 16, overdue=250_00, clipped=day - 25, classed=classed)
                for day, classed in ((26, "none"), (27, "none"), (28, "none"), (29, "1-3"))
            ),
        ],
    ),
    instalments(
        *OCTOBER,
        amount=250_00,
        says="LoanDelinquency.feature: a pause that is told two days after it began",
        story=[
            look(date(2023, 10, 25), late=24, overdue=500_00, classed="4-30"),
            look(
                date(2023, 10, 27),
                _pause(date(2023, 10, 27), date(2023, 10, 25), date(2023, 11, 15)),
                late=26,
                clipped=21 + 3,
                overdue=500_00,
                classed="4-30",
            ),
        ],
    ),
    instalments(
        *OCTOBER,
        amount=250_00,
        says="LoanDelinquency.feature C3032: nothing is paid",
        story=[look(date(2023, 12, 1), late=58 + 3, overdue=1000_00, classed="31-60")],
    ),
]
APART = [
    Apart(
        "X2", "the new schedule's instalments", "sums of the servicing system; the ledger takes them as dues"
    ),
    Apart(
        "X2",
        "an instalment has no class of its own on 26 to 28 October",
        "it has none there while the loan has none, grace and all; here two schemes are asked apart",
    ),
]
