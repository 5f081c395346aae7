"""Frappe Lending (frappe/lending, loan_management/doctype/loan/test_loan.py): inclusive days, contagion."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import attrs

import collectflow as cf
from collectflow.staging import classify, rbi, walk
from story import noon, opened
from tests.vectors.rows import Apart, Row, Story, look, pay, plain

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


ENGINE = plain()
LOAN = opened(ENGINE, DUE, AGAIN, at=noon(date(2024, 9, 1)))
PAID, PAID_AGAIN = date(2024, 10, 9), date(2024, 11, 10)


@attrs.frozen
class Loans:
    """Two loans of a borrower at the end of a day: A is paid on 10 August, B on the 20th."""

    number: str
    says: str
    day: date
    expected: tuple[str, str]

    def check(self) -> None:
        """Walk each beside the other."""
        engine, at = plain(), evening(self.day)
        made = []
        for name, due_on, paid_on in (
            ("a", date(2021, 3, 31), date(2021, 8, 10)),
            ("b", date(2021, 8, 1), date(2021, 8, 20)),
        ):
            case = engine.open(
                name,
                account=name,
                borrower="b",
                at=noon(date(2021, 3, 1)),
                currency="INR",
                dues=[cf.Due("1", due_on=due_on, amount=100_00)],
            ).case
            paid = cf.PaymentReceived("p", at=noon(paid_on), amount=100_00)
            made.append(engine.record(case, paid).case if paid.at <= at else case)
        scheme = rbi().contagious("npa")
        for case, other, expected in zip(made, reversed(made), self.expected, strict=True):
            walked = walk(case, at, scheme, beside=[other])
            assert walked[-1].name == expected
            assert classify(case, at, scheme, was=walked[-1], beside=[other]).name == expected


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
    # Any loan past 90 days makes all of the borrower's non-performing, until none is late.
    *(
        Loans(
            "V26",
            f"Frappe Lending update_loan_and_customer_status, {month:02}-{day:02}",
            date(2021, month, day),
            (a, b),
        )
        for month, day, a, b in (
            (6, 28, "sma_2", "standard"),
            (6, 29, "npa", "npa"),
            (7, 31, "npa", "npa"),
            (8, 9, "npa", "npa"),
            (8, 10, "npa", "npa"),
            (8, 19, "npa", "npa"),
            (8, 20, "standard", "standard"),
        )
    ),
]
APART = [
    Apart("V26", "the loan's instalments, and interest on what is late", "sums of the servicing system"),
    Apart("V26", "the watch period before it is standard again", "a `Class` has `months`; no row has dates"),
]
