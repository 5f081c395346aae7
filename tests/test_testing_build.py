"""`build_case` makes a case that reads back exactly what was asked for, or says that there is none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import collectflow as cf
from collectflow import facts
from collectflow.testing import build_case, instants
from collectflow.testing._moments import zones
from tests.support import make_engine

AT = datetime(2026, 5, 4, 10, tzinfo=UTC)


@given(
    at=instants(),
    books=zones(),
    late=st.integers(0, 400),
    amount=st.integers(1, 10**9),
    calls=st.integers(0, 7),
    texts=st.integers(0, 3),
    holds=st.lists(st.sampled_from(["dispute", "hardship"]), max_size=2, unique=True),
    vip=st.none() | st.booleans(),
)
def test_it_reads_back_what_was_asked_for(at, books, late, amount, calls, texts, holds, vip):
    """At any instant, in any zone of the books."""
    case = build_case(
        at=at,
        stage="outreach",
        days_past_due=late,
        amount_overdue=amount if late else 0,
        books_zone=books,
        unanswered={"call": calls, "sms": texts},
        holds=holds,
        attributes={"vip": vip},
    )
    engine = make_engine()

    def read(fact):
        return engine.read(case, fact, at)

    assert case.last_at <= at
    assert read(facts.stage) == "outreach"
    assert read(facts.days_past_due) == late
    assert engine.read(case, facts.amount_overdue, at, currency="USD") == (amount if late else 0)
    assert (read(facts.unanswered(channel="call")), read(facts.unanswered(channel="sms"))) == (calls, texts)
    assert read(facts.held()) is bool(holds)
    assert read(facts.attribute("vip", bool)) == vip


@given(at=instants(missing_day=False), books=zones(), days=st.integers(0, 60))
def test_it_has_been_in_its_stage_for_so_many_days(at, books, days):
    """Days of the books, whatever their clocks did in between."""
    case = build_case(at=at, days_in_stage=days, books_zone=books)
    assert make_engine().read(case, facts.days_in_stage, at) == days


def test_what_is_not_said_is_nothing():
    case = build_case(at=AT)
    assert case.stage == "grace"
    assert case.version == 1
    assert case.ledger.billed == 0


def test_what_is_late_is_something():
    assert build_case(at=AT, days_past_due=3).ledger.open == 100_00


def test_it_is_built_on_the_engine_that_is_given():
    """Its lifecycle, attributes and conventions; the zones may be several, or none."""
    graph = cf.Lifecycle(
        "short", ["new", cf.Stage("gone", final=True)], [cf.Transition("end", "new", "gone")]
    )
    conventions = cf.Conventions(books_zone="Asia/Kathmandu")
    engine = cf.Engine(graph, attributes={"since": date}, conventions=conventions)
    late = datetime(2026, 5, 4, 20, tzinfo=UTC)  # the 5th in Kathmandu
    case = build_case(
        at=late, days_past_due=1, zones=(), attributes={"since": date(2026, 1, 1)}, engine=engine
    )
    assert case.stage == "new"
    assert case.tables.dues[0].ordinal == date(2026, 5, 4).toordinal()
    assert case.persons[0].zones == ()


WRONG: dict[str, dict[str, Any]] = {
    "overdue and not late": {"amount_overdue": 5},
    "late and nothing overdue": {"days_past_due": 5, "amount_overdue": 0},
    "late before it was due": {"days_past_due": -1},
    "an unknown stage": {"stage": "outreech"},
    "an unknown channel": {"unanswered": {"pigeon": 1}},
    "an unknown hold": {"holds": ["dispuet"]},
    "an unknown zone": {"zones": ["Mars/Olympus"]},
    "fewer than no calls": {"unanswered": {"call": -1}},
    "an attribute of no type": {"attributes": {"score": 0.5}},
    "a naive instant": {"at": datetime(2026, 5, 4)},  # noqa: DTZ001 - the point
}


@pytest.mark.parametrize("what", WRONG)
def test_what_no_case_can_read_is_an_error(what):
    with pytest.raises(cf.CollectflowError):
        build_case(**{"at": AT, **WRONG[what]})


def test_what_would_read_otherwise_is_an_error_that_says_how():
    """Two days before the earliest instant that Samoa had a yesterday: the day that it skipped."""
    before = datetime(2011, 12, 31, 12, tzinfo=UTC)
    made = []
    for hours in range(48):
        try:
            case = build_case(at=before + timedelta(hours=hours), days_in_stage=1, books_zone="Pacific/Apia")
        except cf.BadValue as error:
            made.append(str(error))
        else:
            engine = make_engine()
            assert engine.read(case, facts.days_in_stage, before + timedelta(hours=hours)) == 1
    assert all("the case would read" in each for each in made)
