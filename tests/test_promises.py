"""Promises and payment plans: open, kept, broken, cancelled; and attempts to pay that fail."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import collectflow as cf
from collectflow import facts
from tests.support import make_engine, open_case

OPENED = datetime(2026, 6, 1, 9, tzinfo=UTC)
BY = date(2026, 6, 10)


def _owing(books: str = "UTC") -> cf.Case:
    engine = make_engine(conventions=cf.Conventions(books_zone=books))
    owed = [cf.Due("d", due_on=date(2026, 5, 1), amount=500_000)]
    return open_case(engine, at=OPENED, dues=owed)


def _at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 6, day, hour, tzinfo=UTC)


def _states(case: cf.Case, at: datetime) -> tuple[bool, int, int]:
    """Whether a promise is open, how many were kept, how many broken."""
    engine = make_engine()
    found: Any = [
        engine.read(case, fact, at)
        for fact in (facts.promise_open, facts.kept_promises(), facts.broken_promises())
    ]
    return (found[0], found[1], found[2])


OPEN, KEPT, BROKEN, OVER = (True, 0, 0), (False, 1, 0), (False, 0, 1), (False, 0, 0)


def test_what_came_in_before_does_not_count():
    """A promise is about what is paid from its own instant on."""
    case = _owing().apply(cf.PaymentReceived("m", at=_at(1), amount=1000_00))
    case = case.apply(cf.PromiseMade("p", at=_at(2), amount=1000_00, by=BY))
    assert _states(case, _at(11)) == BROKEN


def test_the_books_say_when_a_day_is_over():
    """In Taipei the 10th of June is over at 16:00 UTC."""
    case = _owing("Asia/Taipei").apply(cf.PromiseMade("p", at=_at(2), amount=1000_00, by=BY))
    assert _states(case, _at(10, 15)) == OPEN
    assert _states(case, _at(10, 16)) == BROKEN
    assert make_engine().read(case, facts.broken_promises(within=cf.hours(1)), _at(10, 16)) == 1


def test_cancelled_and_paid_back():
    """A cancelled promise is neither kept nor broken; a chargeback and a refund undo what kept one."""
    promised = _owing().apply(cf.PromiseMade("p", at=_at(2), amount=1000_00, by=BY))
    assert _states(promised.apply(cf.PromiseCancelled("x", at=_at(4), promise="p")), _at(20)) == OVER
    kept = promised.apply(cf.PaymentReceived("m", at=_at(5), amount=1000_00))
    assert _states(kept, _at(5)) == KEPT
    assert _states(kept.apply(cf.PaymentReversed("r", at=_at(8), payment="m")), _at(8)) == OPEN
    assert _states(kept.apply(cf.PaymentRefunded("r", at=_at(8), payment="m", amount=1)), _at(20)) == BROKEN
    # One that was kept stays so, whatever is agreed later.
    assert _states(kept.apply(cf.PromiseCancelled("x", at=_at(6), promise="p")), _at(20)) == KEPT


def _plan(*parts: tuple[int, int], **terms: Any) -> cf.Case:
    made = [cf.Instalment(date(2026, 6, day), amount) for day, amount in parts]
    return _owing().apply(cf.PlanAgreed("plan", at=_at(2), instalments=made, **terms))


def test_each_instalment_has_its_own_money():
    """What was paid for one instalment does not keep the next; what was paid ahead does."""
    case = _plan((5, 100_00), (15, 100_00), (25, 100_00))
    first = case.apply(cf.PaymentReceived("m-1", at=_at(5), amount=100_00))
    assert _states(first, _at(15)) == (True, 1, 0)
    assert _states(first, _at(16, 0)) == (True, 1, 1)
    ahead = case.apply(cf.PaymentReceived("m-1", at=_at(5), amount=250_00))
    assert _states(ahead, _at(25)) == (True, 2, 0)
    assert _states(ahead, _at(26, 0)) == (False, 2, 1)


def test_a_plan_is_broken_after_misses_and_may_end():
    """A rule counts the instalments that were missed; an end by agreement closes those that are open."""
    engine = make_engine()
    misses = facts.broken_promises(plan=cf.none_of(None))
    case = _plan((5, 100_00), (15, 100_00), (25, 100_00), grace=1)
    assert [engine.read(case, misses, _at(day, 0)) for day in (6, 7, 16, 17, 27)] == [0, 1, 1, 2, 3]
    ended = case.apply(cf.PlanEnded("end", at=_at(10), plan="plan"))
    assert [engine.read(ended, misses, _at(day, 0)) for day in (11, 17, 27)] == [1, 1, 1]
    assert not engine.read(ended, facts.promise_open, _at(10))


def test_an_open_promise_may_hold_escalation():
    """A policy may wait for a promise; the verdict says until when."""
    waits = cf.Rule("waits", on=cf.on_contact(), require=~facts.promise_open, because="a promise is open")
    engine = make_engine([cf.Policy("house", rules=[waits])])
    case = open_case(engine, at=OPENED, dues=[cf.Due("d", due_on=date(2026, 5, 1), amount=5000_00)])
    case = case.apply(cf.PromiseMade("p", at=_at(2), amount=1000_00, by=BY, grace=2))
    verdict = engine.review(case, cf.Contact("call"), _at(3))
    assert verdict.refused
    assert verdict.allowed_at == _at(13, 0)


@pytest.mark.parametrize(
    "make",
    [
        lambda: cf.PromiseMade("p", at=OPENED, amount=5, by=BY, grace=-1),
        lambda: cf.PromiseMade("p", at=OPENED, amount=5, by=BY, threshold=0),
        lambda: cf.PromiseMade("p", at=OPENED, amount=5, by=BY, threshold=10_001),
        lambda: cf.PlanAgreed("p", at=OPENED, instalments=[]),
        lambda: cf.PlanAgreed("p", at=OPENED, instalments=[cf.Instalment(BY, 0)]),
        lambda: cf.DueChanged("p", at=OPENED, due="d"),
        lambda: cf.DueChanged("p", at=OPENED, due="d", state="paid"),
        lambda: cf.PaymentReceived("p", at=OPENED, amount=5, to={"d": 6}),
    ],
)
def test_nonsense_is_refused_when_it_is_made(make):
    """Bad input gets a clear error."""
    with pytest.raises((cf.BadValue, cf.BadAmount)):
        make()


@pytest.mark.parametrize(
    "event",
    [
        cf.PlanEnded("x", at=OPENED, plan="?"),
        cf.PromiseCancelled("x", at=OPENED, promise="?"),
        cf.PaymentRefunded("x", at=OPENED, payment="?", amount=1),
        cf.DueChanged("x", at=OPENED, due="?", amount=1),
        cf.PaymentReceived("x", at=OPENED, amount=5, to={"?": 5}),
    ],
)
def test_nothing_is_referred_to_that_is_not_there(event):
    """Nothing changes."""
    case = _owing()
    with pytest.raises(cf.UnknownReference):
        case.apply(event)


def test_no_more_goes_back_than_came_in():
    """Refunds are at most what is left of the payment."""
    case = _owing().apply(cf.PaymentReceived("m", at=_at(2), amount=100))
    case = case.apply(cf.PaymentRefunded("r", at=_at(3), payment="m", amount=60))
    assert (case.ledger.received, case.ledger.refunded, case.ledger.allocated) == (100, 60, 40)
    with pytest.raises(cf.BadValue, match="40 is left"):
        case.apply(cf.PaymentRefunded("s", at=_at(4), payment="m", amount=41))


def test_payments_to_named_dues():
    """What is meant for a due goes to it, up to what is open of it; the rest goes to the oldest."""
    owed = [cf.Due(f"d-{i}", due_on=date(2026, 4 + i, 1), amount=100) for i in range(3)]
    case = open_case(make_engine(), at=OPENED, dues=owed)
    case = case.apply(cf.PaymentReceived("m", at=_at(2), amount=160, to={"d-2": 130}))
    assert [(each.id, each.amount) for each in case.ledger.open_dues] == [("d-0", 40), ("d-1", 100)]


def test_dues_that_are_set_aside():
    """A draft is invisible until it is billed; one that was cancelled is so for good."""
    engine = make_engine()
    at = datetime(2012, 6, 6, 12, tzinfo=UTC)
    draft = cf.Due("d", due_on=date(2012, 5, 6), amount=10_00, state="draft")
    case = open_case(engine, at=datetime(2012, 5, 1, tzinfo=UTC), dues=[draft])
    assert engine.read(case, facts.days_past_due, at) == 0
    assert case.ledger.billed == 0
    billed = case.apply(cf.DueChanged("b", at=at, due="d", state="billed"))
    assert engine.read(billed, facts.days_past_due, at) == 31
    out = billed.apply(cf.DueChanged("e", at=at, due="d", state="excluded"))
    assert engine.read(out, facts.days_past_due, at) == 0
    again = out.apply(cf.DueChanged("f", at=at, due="d", state="billed", amount=20_00))
    assert (again.ledger.billed, engine.read(again, facts.unpaid_dues, at)) == (20_00, 1)
    gone = again.apply(cf.DueChanged("g", at=at, due="d", state="cancelled"))
    with pytest.raises(cf.BadValue, match="for good"):
        gone.apply(cf.DueChanged("h", at=at, due="d", state="billed"))


def test_the_last_attempt_that_failed_and_how_many_did():
    engine = make_engine()
    case = _owing().apply(cf.PaymentFailed("f", at=_at(2), response="error"))
    case = case.apply(cf.PaymentFailed("g", at=_at(3), response="do_not_honor"))
    assert engine.read(case, facts.last_response, _at(4)) == "do_not_honor"
    two = cf.days(2, zone="books")
    assert engine.read(case, facts.failed_payments(within=two), _at(4)) == 1
    assert engine.read(case, facts.failed_payments(before=two), _at(4)) == 1
    assert engine.read(case, facts.failed_payments(before=two), _at(5)) == 2
    with pytest.raises(cf.BadGuard):
        facts.failed_payments(within=two, before=two)


@given(st.integers(1, 10**9), st.integers(1, 10_000), st.integers(0, 40), st.integers(0, 5), st.data())
def test_just_enough_keeps_and_less_breaks(amount, threshold, days, grace, data):
    """The least that keeps a promise does, by the last microsecond of grace; one minor unit less does not."""
    made = _at(2) + timedelta(hours=data.draw(st.integers(0, 30)))
    by = made.date() + timedelta(days=days)
    case = _owing(data.draw(st.sampled_from(["UTC", "Asia/Taipei", "America/New_York"])))
    promised = case.apply(
        cf.PromiseMade("p", at=made, amount=amount, by=by, grace=grace, threshold=threshold)
    )
    (row,) = promised.tables.promises
    least, over = -(-amount * threshold // 10_000), row.deadline
    last = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=over - 1)
    if last < made:
        return
    paid = promised.apply(cf.PaymentReceived("m", at=last, amount=least))
    assert _states(paid, last)[1:] == (1, 0)
    if least > 1:
        short = promised.apply(cf.PaymentReceived("m", at=last, amount=least - 1))
        assert _states(short, last) == OPEN
        assert _states(short, last + timedelta(microseconds=1)) == BROKEN
    late = promised.apply(cf.PaymentReceived("m", at=last + timedelta(microseconds=1), amount=least))
    assert _states(late, last + timedelta(days=1)) == BROKEN
