"""The configurations of other systems under examples/: each runs, and says what its source does."""

from __future__ import annotations

import importlib
import re
import runpy
from datetime import date, timedelta
from pathlib import Path

import pytest

import axelor
import collectflow as cf
import dynamics
import fineract
import invoice_ninja
import kill_bill
import lago
import metasfresh
import oca
import odoo
import tryton
from collectflow import importers
from story import after, entered, noon, opened

EXAMPLES = sorted(path for path in (Path(__file__).parent.parent / "examples").glob("*.py"))
DUE = date(2024, 1, 15)


@pytest.mark.parametrize("path", EXAMPLES, ids=[each.stem for each in EXAMPLES])
def test_every_example_runs_and_tells_its_story(path, capsys):
    runpy.run_path(str(path), run_name="__main__")
    told = capsys.readouterr().out
    assert bool(told) is (path.stem != "story")


def test_the_page_lists_every_configuration_with_its_example():
    page = (EXAMPLES[0].parent.parent / "docs" / "reference" / "peers.md").read_text("utf-8")
    rows = re.findall(r"^\| (C\d+) \|.*\| ([^|]*) \|$", page, re.MULTILINE)
    assert [number for number, _ in rows] == [f"C{i}" for i in range(1, 22)]
    for _, shown in rows:
        module, *names = re.findall(r"\w+", shown)
        assert all(hasattr(importlib.import_module(module), name) for name in names), shown


# --- levels, entry by entry -----------------------------------------------------------------------------


def imported(xml, currency=None):
    return importers.kill_bill(xml, currency=currency).engine()


def levels(name, engine, due, names, days, **opening):
    due_on = due.due_on if isinstance(due, cf.Due) else due
    return pytest.param(engine, due, dict(zip(names, days, strict=True)), opening, id=f"{name}, due {due_on}")


OD = ("OD1", "OD2", "OD3")
STEPS = ("WARNING", "BLOCKED", "CANCELLATION")
TIMES = ("First", "Second", "Third")
MAY = date(2012, 5, 31)
OCTOBER = date(2023, 10, 1)
BEGINS = [first for first, _ in fineract.DEFAULT]

REMINDERS = ("reminder_1", "reminder_2", "reminder_3")
#: An invoice that is due after 20 days.
INVOICE = cf.Due("d0", due_on=DUE, amount=100_00, issued_on=DUE - timedelta(days=20))
ISSUED = {"at": noon(DUE - timedelta(days=20))}

#: An engine, a due date, on which days which stage is entered, and what the case is opened with.
TABLES = [
    levels("C1 Kill Bill default 30-40-50", imported(kill_bill.DEFAULT), MAY, OD, after(MAY, 30, 40, 50)),
    levels(
        "C2 Kill Bill tutorial 10-14-21", imported(kill_bill.TUTORIAL), DUE, STEPS, after(DUE, 10, 14, 21)
    ),
    levels(
        "C3 Kill Bill issue 2297 5-7-11", imported(kill_bill.ISSUE_2297), DUE, STEPS, after(DUE, 5, 7, 11)
    ),
    levels(
        "C6 Kill Bill 30-40-50 and a tag",
        imported(kill_bill.TAGS),
        DUE,
        OD,
        after(DUE, 30, 40, 50),
        attributes={"tag_TEST": True},
    ),
    levels(
        "C6 Kill Bill without the tag", imported(kill_bill.TAGS), DUE, (), (), attributes={"tag_TEST": False}
    ),
    levels(
        "C7 OCA 3 time policy",
        oca.three_times(automatic=True).engine(),
        DUE,
        TIMES,
        [date(2024, 1, 25), date(2024, 2, 29), date(2024, 3, 10)],
    ),
    levels(
        "C7 OCA 3 time policy",
        oca.three_times(automatic=True).engine(),
        date(2023, 1, 31),
        TIMES,
        [date(2023, 2, 10), date(2023, 3, 31), date(2023, 4, 10)],
    ),
    levels(
        "C7 OCA 2 time policy",
        oca.two_times(automatic=True).engine(),
        DUE,
        ("One", "Two"),
        [date(2024, 2, 29), date(2024, 4, 29)],
    ),
    levels("C7 OCA no follow", oca.no_follow(), DUE, (), ()),
    levels(
        "C9 Odoo demo 15-30-45 end of month",
        importers.odoo(odoo.DEMO).engine(),
        DUE,
        ("Gentle", "Second", "Urging"),
        [date(2024, 1, 30), date(2024, 2, 14), date(2024, 2, 29)],
    ),
    levels(
        "C10 Fineract default, grace 3",
        fineract.climbing(grace=fineract.GRACE).engine(),
        OCTOBER,
        [f"range_{each}" for each in BEGINS],
        after(OCTOBER, *(fineract.GRACE + each for each in BEGINS)),
    ),
    levels(
        "C10 Fineract DelinquencyActionIntegrationTests",
        fineract.climbing(fineract.ACTIONS).engine(),
        DUE,
        ["range_1", "range_4", "range_11", "range_61"],
        after(DUE, 1, 4, 11, 61),
    ),
    levels(
        "C11 Tryton 5-20-40",
        tryton.levels(manual=False).engine(),
        DUE,
        ("one", "two", "three"),
        after(DUE, 5, 20, 40),
    ),
    levels(
        "C12 metasfresh 10-20-30, 10 days between",
        metasfresh.levels().engine(),
        DUE,
        ("level_10", "level_20", "level_30"),
        after(DUE, 10, 20, 30),
    ),
    levels(
        "C13 Axelor REL_PRO 0-10-15-15-15-15-15",
        axelor.rel_pro().engine(),
        DUE,
        [f"l{i}" for i in range(7)],
        after(DUE, 1, 11, 26, 41, 56, 71, 86),
    ),
    levels(
        "C14 Lago 2 attempts, 2 days between",
        lago.campaign("EUR").engine(),
        (DUE, 150_00),
        ("attempt_1", "attempt_2"),
        after(DUE, 1, 3),
    ),
    levels(
        "C15 Invoice Ninja 5-10-15 after the invoice",
        invoice_ninja.schedule(*invoice_ninja.AFTER_INVOICE),
        INVOICE,
        REMINDERS,
        after(DUE, -15, -10, -5),
        **ISSUED,
    ),
    *(
        levels(
            f"C15 Invoice Ninja {days}",
            invoice_ninja.schedule(*reminders),
            INVOICE,
            REMINDERS,
            after(DUE, *days),
            **ISSUED,
        )
        for reminders, days in zip(invoice_ninja.AROUND_DUE, [(-2, 14, 30), (-4, -2, 3)], strict=True)
    ),
    levels(
        "C15 Invoice Ninja, three anchors",
        invoice_ninja.schedule(("invoice_date", 7), ("before_due", 1), ("due_date", 1)),
        INVOICE,
        REMINDERS,
        after(DUE, -13, -1, 1),
        **ISSUED,
    ),
    levels(
        "C21 Dynamics steps 10-20-30",
        dynamics.process().engine(),
        DUE,
        ("step_1", "step_2", "step_3"),
        after(DUE, 10, 20, 30),
    ),
]


@pytest.mark.parametrize(("engine", "due", "expected", "opening"), TABLES)
def test_levels_are_entered_on_their_days(engine, due, expected, opening):
    """A late sweep enters each level on its day; nightly runs do the same, one level a run; a day early none
    is allowed."""
    case = opened(engine, due, **opening)
    last = max(expected.values(), default=case.last_at.date() + timedelta(days=60)) + timedelta(days=3)
    days = [(day, name) for name, day in expected.items()]
    assert entered(engine, case, last) == days
    nightly, day, stepped = [], case.last_at.date(), case
    while day <= last:
        result = engine.advance(stepped, noon(day))
        nightly += [(day, event.dest) for event in result.events]
        stepped, day = result.case, day + timedelta(days=1)
    assert nightly == days
    for (when, name), event in zip(days, stepped.events[1:], strict=True):
        before = stepped.as_of(event.at - timedelta(microseconds=1))
        assert not engine.review(before, f"to_{name}", noon(when - timedelta(days=1))).allowed
