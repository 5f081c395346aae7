"""What the laws of eighteen countries and of Europe say to single proposals: the words of guards carry them.

They are asked through the packs that ship. A row with a number is one of the vectors of the law that were
collected for this purpose; one that begins with `own_` is a boundary or a trap of a rule for which there was
none.
"""

from __future__ import annotations

from datetime import date

import pytest

import collectflow as cf
from tests import (
    law_rows_america,
    law_rows_asia,
    law_rows_australia,
    law_rows_china,
    law_rows_europe,
    law_rows_korea,
    law_rows_west,
)
from tests.law_support import Row, check

ROWS: tuple[Row, ...] = (
    *law_rows_china.ROWS,
    *law_rows_asia.ROWS,
    *law_rows_korea.ROWS,
    *law_rows_australia.ROWS,
    *law_rows_america.ROWS,
    *law_rows_west.ROWS,
    *law_rows_europe.ROWS,
)

#: The collected vectors that are not of the United States (C50 is; it stands among the classes).
VECTORS = (
    *("A24", "A25", "A26", "A27", "A28", "A31"),
    *("C24", "C25", "C26", "C27", "C28", "C29", "C30", "C31", "C32", "C34", "C36", "C37", "C39"),
    *("C40", "C41", "C44", "C45", "C46", "C48", "C50", "C51", "C52"),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_what_a_law_says(row):
    check(row, ())


def test_every_vector_is_asked_or_left_for_a_reason():
    assert {row.id.split()[0] for row in ROWS if not row.id.startswith("own_")} == set(VECTORS)
    assert len({row.id for row in ROWS}) == len(ROWS)
    assert all(bool(row.asks) != bool(row.not_ours) for row in ROWS)


def test_laws_are_data():
    laws = {policy.fingerprint: policy for row in ROWS for policy in row.policies or ()}
    for policy in laws.values():
        assert cf.Policy.from_dict(policy.to_dict()) == policy
        assert all(rule.citation and rule.source for rule in policy.rules)


@pytest.mark.parametrize(
    ("country", "weekend", "business", "holiday"),
    [
        # Anzac Day 2028 is a Tuesday; a Saturday and a Sunday are no public holidays.
        ("AU", (), (date(2026, 3, 7), date(2026, 3, 8)), (date(2026, 4, 3), date(2028, 4, 25))),
        # A Saturday is a business day of the courts.
        ("CL", (7,), (date(2026, 3, 7),), (date(2026, 3, 8), date(2026, 4, 3), date(2026, 9, 18))),
        # Saint Joseph's day is moved to a Monday.
        ("CO", (), (date(2026, 3, 19), date(2026, 3, 22)), (date(2026, 3, 23), date(2026, 7, 20))),
        ("PE", (6, 7), (date(2026, 4, 1),), (date(2026, 4, 2), date(2026, 7, 28))),
        # 8 March is a Sunday, and the day after it is free.
        ("RU", (6, 7), (date(2026, 3, 10),), (date(2026, 3, 9), date(2026, 5, 1))),
        ("ZA", (6, 7), (date(2026, 4, 2),), (date(2026, 4, 6), date(2026, 4, 27))),
    ],
)
def test_the_calendars_that_packs_ask_for(country, weekend, business, holiday):
    """Made as their docstrings say."""
    pytest.importorskip("holidays", reason="the calendars are an extra")
    calendar = cf.public_holidays(country, range(2026, 2029), weekend=weekend)
    assert [day for day in business if not calendar.is_business_day(day)] == []
    assert [day for day in holiday if calendar.is_business_day(day)] == []
