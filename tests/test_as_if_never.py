"""What is taken back leaves no trace in the stage, and days alone move a count by one a day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import collectflow as cf
import kill_bill
from collectflow import facts, importers
from collectflow.ladders import Level, ladder
from story import noon, opened
from tests.histories import cases
from tests.support import make_engine

DUE = date(2026, 1, 31)
LEVELS = [Level("one", 5), Level("two", 20, amount=150_00), Level("three", 40)]
#: Engines whose stages follow from what is owed; where levels are climbed, they count from the due date.
ENGINES = {
    "online_lending": make_engine(),
    "ladder": ladder(LEVELS, currency="EUR").engine(),
    "ladder that falls back": ladder(LEVELS, currency="EUR", falls_back=True).engine(),
    "Kill Bill": importers.kill_bill(kill_bill.BALANCES, currency="EUR").engine(),
}


def _advanced(engine: cf.Engine, case: cf.Case, day: date) -> cf.Case:
    return engine.advance(case, noon(day), how="jump").case


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)
@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 700_00)), min_size=1, max_size=4),
    st.integers(0, 70),
    st.integers(0, 10),
    st.integers(1, 2000_00),
    st.sampled_from(["payment", "waiver"]),
    st.booleans(),
)
def test_the_stage_after_a_reversal_is_what_the_policy_gives(
    engine, dues, paid_on, lasts, amount, kind, seen
):
    """The same as without the payment, whether or not the job ran while it was there, final stages too."""
    owed = [(DUE + timedelta(days=each), much) for each, much in dues]
    paid = DUE + timedelta(days=paid_on)
    back = paid + timedelta(days=lasts)
    case = opened(engine, *owed, at=noon(DUE))
    money: cf.Event = cf.PaymentReceived("p", at=noon(paid), amount=amount)
    if kind == "waiver":
        money = cf.Adjusted("p", at=noon(paid), amount=amount)
    with_it = engine.record(case, money).case
    if seen:
        with_it = _advanced(engine, with_it, paid)
    with_it = engine.record(with_it, cf.PaymentReversed("r", at=noon(back), payment="p")).case
    assert _advanced(engine, with_it, back).stage == _advanced(engine, case, back).stage


DAILY = (
    *(facts.days_past(day_count=how) for how in ("exclusive", "inclusive")),
    *(facts.days_past(pauses=how) for how in ("clip", "subtract")),
)


@given(cases(ledger="dues"), st.sampled_from(DAILY))
def test_between_events_a_count_of_days_rises_by_none_or_one_a_day(case, fact):
    """A day is one of the books: 24 hours, where clocks change, may lead past one."""
    engine = make_engine()
    times = [case.last_at + timedelta(days=i) for i in range(40)]
    for before, later in pairwise(times):
        risen = engine.read(case, fact, later) - engine.read(case, fact, before)
        assert 0 <= risen <= (case.today(later) - case.today(before)).days
