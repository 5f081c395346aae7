"""Frappe Lending (frappe/lending, loan_management/doctype/loan/test_loan.py): inclusive days, contagion."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import attrs

import collectflow as cf
from collectflow import facts
from collectflow.staging import Class, Scheme, classify, rbi, walk
from story import noon, opened
from tests.vectors.rows import Apart, Happens, On, Row, Story, know, look, pay, plain

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


def restructured(*days: date) -> Happens:
    """The old schedule is set aside for a new one."""

    def happens(engine: cf.Engine, case: cf.Case, at: datetime) -> cf.Case:
        ended = [
            cf.DueChanged(f"end-{each.id}", at=at, due=each.id, state="cancelled")
            for each in case.ledger.open_dues
        ]
        anew = [cf.Due(f"new-{i}", due_on=day, amount=100_00) for i, day in enumerate(days)]
        return engine.record(case, *ended, cf.DuesAdded("anew", at=at, dues=anew)).case

    return happens


def monthly(first: date, count: int) -> list[date]:
    """So many instalments, a month apart."""
    months = (first.year * 12 + first.month - 1 + i for i in range(count))
    return [date(month // 12, month % 12 + 1, first.day) for month in months]


INCLUSIVE = facts.days_past(day_count="inclusive")
MARKED = facts.attribute("npa", bool)
#: The company's days of watching are not in its tests. A loan that is watched is non-performing there, and
#: marked as such, so that arrears meanwhile begin the days anew.
WATCHED = Scheme(
    "watched",
    [
        Class("standard"),
        Class("watched", until=INCLUSIVE == 0, days=180),
        Class("npa", (INCLUSIVE > 90) | (MARKED & (INCLUSIVE > 0)), until=INCLUSIVE == 0),
    ],
)


def restructure(says: str, first: date, *story: On) -> Story:
    """A loan of instalments that is not paid, and restructured."""
    told = f"Frappe Lending test_loan_restructure.py, {says}"
    engine = plain(attributes={"npa": bool})
    loan = opened(engine, *monthly(first, 12), at=noon(date(first.year, 1, 2)), attributes={"npa": False})
    return Story("V26", told, engine, loan, [*story], scheme=WATCHED)


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
    restructure(
        "test_non_npa_restructure_resets_dpd_without_watch_period",
        date(2024, 4, 5),
        look(date(2024, 4, 10), inclusive=6, classed="standard"),
        look(
            date(2024, 4, 11),
            restructured(*monthly(date(2024, 5, 11), 9)),
            inclusive=0,
            classed="standard",
        ),
        look(date(2024, 8, 11), classed="npa"),
    ),
    restructure(
        "test_npa_restructure_keeps_classification_same",
        date(2025, 10, 5),
        look(date(2026, 2, 17), classed="npa"),
        look(
            date(2026, 2, 18),
            restructured(*monthly(date(2026, 3, 5), 20)),
            inclusive=0,
            classed="watched",
        ),
        look(evening(date(2026, 3, 4)), inclusive=0, classed="watched"),
    ),
    restructure(
        "test_npa_restructure_watch_period_resets_on_dpd",
        date(2024, 4, 5),
        look(date(2024, 8, 5), know("npa", True), classed="npa"),
        look(
            date(2024, 8, 6),
            restructured(*monthly(date(2024, 9, 5), 3)),
            inclusive=0,
            classed="watched",
        ),
        look(date(2024, 9, 5), pay(100_00), inclusive=0, classed="watched"),
        look(date(2024, 10, 5), pay(100_00), inclusive=0, classed="watched"),
        # The 181st day is 3 February; one day in arrears, and it is 180 days after they are paid.
        look(date(2024, 11, 5), classed="npa"),
        look(date(2024, 11, 6), pay(100_00), inclusive=0, classed="watched"),
        look(date(2025, 2, 3), classed="watched"),
        look(evening(date(2025, 5, 5)), classed="watched"),
        look(date(2025, 5, 6), classed="standard"),
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
]
