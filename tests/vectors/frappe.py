"""Frappe Lending (frappe/lending, loan_management/doctype/loan/test_loan.py): inclusive days, contagion."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from collectflow import facts
from collectflow.staging import Class, Scheme
from story import noon, opened
from tests.vectors.rows import Apart, Row, Story, know, look, pay, plain

DUE, AGAIN = date(2024, 10, 5), date(2024, 11, 5)


def evening(day: date) -> datetime:
    return datetime.combine(day, time(23, 59), UTC)


def days(first: date, expected: list[int], paid: date, *, measure: str):
    """The days past due at the end of each day, with a payment of everything at noon of one."""
    for i, late in enumerate(expected):
        day = first + timedelta(days=i)
        if day == paid:
            yield look(day, pay(100_00))
        yield look(evening(day), **{measure: late})


ENGINE = plain(attributes={"borrower_days": int})
LOAN = opened(ENGINE, DUE, AGAIN, at=noon(date(2024, 9, 1)), attributes={"borrower_days": 0})
PAID, PAID_AGAIN = date(2024, 10, 9), date(2024, 11, 10)

#: A case is of one loan: the most days past due of the borrower's loans is told by the host.
WORST = facts.attribute("borrower_days", int)
CONTAGION = Scheme(
    "contagion", [Class("standard"), Class("npa", WORST > 90, until=WORST == 0, because="any loan past 90")]
)

ROWS: list[Row] = [
    Story(
        "V26",
        "Frappe Lending test_dpd_calculation, the due date is day 1",
        ENGINE,
        LOAN,
        [
            *days(DUE, [1, 2, 3, 4, 0, 0], PAID, measure="inclusive"),
            *days(date(2024, 11, 4), [0, 1, 2, 3, 4, 5, 0], PAID_AGAIN, measure="inclusive"),
        ],
    ),
    # Fineract, which has 0 on the due date, reads the same ledger otherwise.
    Story(
        "V26",
        "Frappe Lending test_dpd_calculation, read as Fineract counts",
        ENGINE,
        LOAN,
        [
            *days(DUE, [0, 1, 2, 3, 0, 0], PAID, measure="late"),
            *days(date(2024, 11, 4), [0, 0, 1, 2, 3, 4, 0], PAID_AGAIN, measure="late"),
        ],
    ),
    Story(
        "V26",
        "Frappe Lending contagion: any loan past 90 days makes all non-performing, until none is late",
        ENGINE,
        opened(ENGINE, date(2025, 1, 1), at=noon(date(2024, 9, 1)), attributes={"borrower_days": 0}),
        [
            look(date(2024, 9, 2), know("borrower_days", 90), classed="standard"),
            look(date(2024, 9, 3), know("borrower_days", 91), classed="npa", inclusive=0),
            look(date(2024, 9, 4), know("borrower_days", 30), classed="npa"),
            look(date(2024, 9, 5), know("borrower_days", 0), classed="standard"),
        ],
        scheme=CONTAGION,
    ),
]
APART = [
    Apart("V26", "the loan's instalments, and interest on what is late", "sums of the servicing system"),
    Apart("V26", "the watch period before it is standard again", "a `Class` has `months`; no row has dates"),
]
