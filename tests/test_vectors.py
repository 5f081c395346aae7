"""What other systems' tests expect, by number: one table, whose modules stand in `tests/vectors`.

A module has `ROWS`, and `APART`: what of its vectors is no decision of collection, with the reason.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.vectors import (
    contacts,
    ffiec,
    fineract,
    fineract_instalments,
    fineract_pauses,
    fineract_re_aging,
    frappe,
    further,
    kill_bill,
    kill_bill_family,
    kill_bill_money,
    oca,
    odoo,
    promises,
    rbi,
    tryton,
)
from tests.vectors.rows import Row

MODULES = (
    kill_bill,
    kill_bill_family,
    fineract,
    fineract_pauses,
    fineract_instalments,
    oca,
    odoo,
    tryton,
    frappe,
    rbi,
    contacts,
    ffiec,
    promises,
    kill_bill_money,
    fineract_re_aging,
    further,
)
ROWS: list[Row] = [row for module in MODULES for row in module.ROWS]
APART = [each for module in MODULES for each in module.APART]

LISTED = {f"V{i}" for i in (1, 2, 3, 6, 8, 9, 11, 12, 14, 16, 17, 19, 20, 21, 26, 27, 28, 29, 31)}
#: Rows of V12 whose loan is paused are a number of their own.
LISTED |= {"V12 pause"}
#: Further tests of the same systems.
LISTED |= {f"X{i}" for i in (1, 2, 3, 4, 5, 6)}

PEERS = (Path(__file__).parent.parent / "docs" / "reference" / "peers.md").read_text("utf-8")


@pytest.mark.parametrize("row", ROWS, ids=[f"{row.number} {row.says}" for row in ROWS])
def test_vector(row):
    row.check()


def test_the_table_has_every_number():
    assert {row.number for row in ROWS} == LISTED
    assert {each.number for each in APART} <= LISTED


def test_no_two_rows_say_the_same():
    said = [(row.number, row.says) for row in ROWS]
    assert len(said) == len({*said})


def test_the_page_lists_the_numbers_and_what_is_no_decision():
    lines = [line.strip("|") for line in PEERS.splitlines() if re.match(r"\| [VX]\d", line)]
    cells = [[cell.strip() for cell in line.split("|")] for line in lines]
    assert [row[0] for row in cells if len(row) == 4] == sorted(LISTED, key=_number)
    assert [row for row in cells if len(row) == 3] == [
        [each.number, each.what, each.why] for each in sorted(APART, key=lambda each: _number(each.number))
    ]


def _number(name):
    """Numbers in order, `V12` before `V12 pause`, `V31` before `X1`."""
    return name[0], int(name[1:].split()[0]), name
