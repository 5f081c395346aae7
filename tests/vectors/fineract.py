"""Apache Fineract (apache/fineract): delinquency without a pause."""

from __future__ import annotations

from datetime import date, timedelta

import fineract
from story import opened
from tests.vectors.rows import Apart, Row, Story, look, plain

ENGINE = plain()
FIRST = date(2023, 10, 1)
LOAN = opened(ENGINE, *((FIRST + timedelta(days=15 * i), 250_00) for i in range(4)))

ROWS: list[Row] = [
    Story(
        "V12",
        f"Fineract LoanDelinquency.feature without a pause: {day}",
        ENGINE,
        LOAN,
        [look(day, late=late, overdue=overdue, classed=classed)],
        scheme=fineract.ranges(grace=fineract.GRACE),
    )
    for day, late, overdue, classed in (
        (date(2023, 10, 2), 1, 250_00, "none"),
        (date(2023, 10, 4), 3, 250_00, "none"),
        (date(2023, 10, 5), 4, 250_00, "1-3"),
        (date(2023, 10, 16), 15, 250_00, "4-30"),
        (date(2023, 10, 17), 16, 500_00, "4-30"),
    )
]
#: Single instalments have no grace there: on 5 October 250.00 are in the second range.
ROWS += [
    Story(
        "V12",
        "Fineract LoanDelinquency.feature without a pause: 2023-10-05, the instalment's own range",
        ENGINE,
        LOAN,
        [look(date(2023, 10, 5), classed="4-30")],
        scheme=fineract.ranges(),
    )
]
APART: list[Apart] = []
