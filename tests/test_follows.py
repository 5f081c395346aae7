"""Late again after a cure: a new case of the same account that follows the old one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import collectflow as cf
from collectflow import facts
from collectflow.engine._following import _lasts
from tests.histories import cases
from tests.support import CURRENCY, START, attempts, make_engine, open_case

_CARRIED = ("contacts", "permissions", "preferences", "notices", "transfers", "strays")


def _cured(engine: cf.Engine, case: cf.Case, at=None) -> cf.Case:
    return engine.migrate(case, "cured", at or case.last_at, "for the test").case


def _next(engine: cf.Engine, old: cf.Case, at=None, *, id: str = "c-2", **more: object) -> cf.Case:  # noqa: A002 - as engine.open
    when = at or old.last_at
    parts = {
        "account": old.account,
        "borrower": old.borrower,
        "currency": CURRENCY,
        "persons": old.persons,
        "conventions": old.tables.head.conventions,
        **more,
    }
    return engine.open(id, at=when, follows=old, **parts).case  # type: ignore[arg-type]


@given(
    cases(
        only=[
            "contact",
            "result",
            "inbound",
            "permission",
            "preference",
            "payment",
            "hold",
            "attribute",
            "notice",
            "transfer",
            "stray",
        ]
    )
)
def test_what_carries_over(case):
    """Contacts with their results, permissions and preferences stand in the next case as in the old one,
    and nothing else does; also over several cases, and through storage."""
    engine = make_engine()
    old = _cured(engine, case)
    new = _next(engine, old)
    third = _next(engine, _cured(engine, new), id="c-3")
    for each in (new, third, cf.Case.from_dict(third.to_dict())):
        for table in _CARRIED:
            assert getattr(each.tables, table) == getattr(old.tables, table)
        for table in ("payments", "dues", "adjustments", "placements", "acts"):
            assert getattr(each.tables, table) == ()
        assert each.tables.holds == tuple(
            row for row in old.tables.holds if _lasts(row.kind, row.due) and row.end > old.last_us
        )

        assert each.attributes == {}
        assert len(each.tables.stages) == 1
    assert (new.follows, third.follows) == ("c-1", "c-2")
    at = old.last_at + timedelta(days=1)
    for fact in (
        facts.contacts(),
        facts.unanswered(),
        facts.responses(),
        facts.contacts(within=cf.hours(100)),
    ):
        unknown_before = old.tables.head.history > 0 and engine.read(old, fact, at) is None
        assert unknown_before or engine.read(new, fact, at) == engine.read(old, fact, at)


def _promising(engine: cf.Engine, **payments: int) -> cf.Case:
    """A case with a promise of 100.00 by 10 January, and payments by day of January."""
    case = open_case(engine)
    events: list[cf.Event] = [cf.PromiseMade("p", at=START, amount=10_000, by=date(2026, 1, 10))]
    for name, day in payments.items():
        events.append(cf.PaymentReceived(name, at=START + timedelta(days=day - 1), amount=5_000))
    return engine.record(case, *events).case


@pytest.mark.parametrize(
    ("payments", "cured_on", "carried"),
    [
        ({"one": 3, "two": 10}, 20, False),  # kept, on its last day
        ({"one": 3, "two": 11}, 20, True),  # a day late
        ({"one": 3}, 20, True),  # half of it
        ({}, 20, True),
        ({}, 10, False),  # its day is not over
        ({}, 11, True),
    ],
)
def test_broken_promises_carry_over(payments, cured_on, carried):
    """A promise whose day is over without enough money is taken along; one that was kept, or may still be,
    is not."""
    engine = make_engine()
    at = START + timedelta(days=cured_on - 1)
    old = _cured(engine, _promising(engine, **payments), at)
    new = _next(engine, old)
    assert bool(new.tables.promises) is carried
    assert engine.read(new, facts.promises(), at) == int(carried)


def test_promises_that_were_undone():
    """A cancelled promise is not broken; one whose payment was reversed is."""
    engine = make_engine()
    at = START + timedelta(days=19)
    cancelled = engine.record(
        _promising(engine), cf.PromiseCancelled("x", at=START + timedelta(days=5), promise="p")
    )
    assert _next(engine, _cured(engine, cancelled.case, at)).tables.promises == ()
    paid = _promising(engine, one=3, two=4)
    bounced = engine.record(paid, cf.PaymentReversed("b", at=START + timedelta(days=6), payment="two")).case
    assert len(_next(engine, _cured(engine, bounced, at)).tables.promises) == 1
    # And it stays with the account over the cases that follow.
    second = _next(engine, _cured(engine, bounced, at))
    assert len(_next(engine, _cured(engine, second), id="c-3").tables.promises) == 1


def _planned(engine: cf.Engine, *paid: int) -> cf.Case:
    """A case with a plan of 100.00 by the 10th, 15th and 20th of January, and payments on days of it."""
    plan = cf.PlanAgreed(
        "plan", at=START, instalments=[cf.Instalment(date(2026, 1, day), 10_000) for day in (20, 10, 15)]
    )
    events = [
        cf.PaymentReceived(f"on {day}", at=START + timedelta(days=day - 1), amount=10_000) for day in paid
    ]
    return engine.record(open_case(engine), plan, *events).case


@pytest.mark.parametrize(
    ("paid", "cured_on", "carried"),
    [
        ((), 25, ["plan/1", "plan/2", "plan/3"]),
        ((), 16, ["plan/1", "plan/2"]),  # the last is not over
        ((10,), 25, ["plan/2", "plan/3"]),  # on its last day
        ((11, 12), 25, ["plan/1", "plan/3"]),  # a day late, and the next with it
        ((10, 15, 20), 25, []),
        ((), 10, []),
    ],
)
def test_broken_instalments_carry_over(paid, cured_on, carried):
    """As promises do, with their plan and numbers, over as many cases as follow and through storage."""
    engine = make_engine()
    at = START + timedelta(days=cured_on - 1)
    old = _cured(engine, _planned(engine, *paid), at)
    new = _next(engine, old)
    third = _next(engine, _cured(engine, new), id="c-3")
    for each in (new, third, cf.Case.from_dict(third.to_dict())):
        assert [row.id for row in each.tables.promises] == carried
        assert {row.plan for row in each.tables.promises} <= {"plan"}
        there = {row.id: row for row in old.tables.promises}
        assert all(row == there[row.id] for row in each.tables.promises)
        assert engine.read(each, facts.broken_promises(plan=cf.none_of(None)), at) == len(carried)


def test_a_plan_that_ended_was_broken_before_or_not_at_all():
    """What was open when the plan ended is not broken; what was, stays so."""
    engine = make_engine()
    ended = cf.PlanEnded("e", at=START + timedelta(days=12), plan="plan")
    old = _cured(engine, engine.record(_planned(engine), ended).case, START + timedelta(days=24))
    assert [row.id for row in _next(engine, old).tables.promises] == ["plan/1"]


@given(
    cases(only=["promise", "plan", "payment", "reversal", "refund"], ledger="dues", moves=False, max_size=10)
)
def test_what_was_broken_stands_in_the_next_case_as_it_did(case):
    engine = make_engine()
    old = _cured(engine, case)
    new = _next(engine, old)
    broken = [row for row in old.tables.promises if row.broken_us <= old.last_us]
    assert sorted(row.id for row in new.tables.promises) == sorted(row.id for row in broken)
    assert all(row.broken_us <= new.last_us for row in new.tables.promises)
    at = new.last_at
    for within in (cf.ever(), cf.days(7, zone="books")):
        if engine.read(new, facts.broken_promises(within=within), at) is not None:
            found = [engine.read(each, facts.broken_promises(within=within), at) for each in (old, new)]
            assert found[0] == found[1]


def test_a_cure_does_not_reset_the_count_of_calls():
    """The weekly count and "stop calling" outlast a cure."""
    cap = cf.Rule(
        "house.cap",
        on=cf.on_contact(channel="call"),
        require=facts.contacts(channel="call", within=cf.days(7)) < 7,
        because="x",
    )
    stop = cf.Rule("house.stop", on=cf.on_contact(), require=~facts.inconvenient, because="x")
    engine = make_engine((cf.Policy("house", rules=[cap, stop]),))
    case = attempts(engine, open_case(engine), 7, at=START)
    wish = cf.PreferenceGiven("w", at=case.last_at, channel="sms")
    old = _cured(engine, engine.record(case, wish).case)
    new = _next(engine, old, borrower_zones=["America/New_York"])
    at = new.last_at + timedelta(hours=1)
    assert engine.review(new, cf.Contact("call"), at).refused
    assert engine.review(new, cf.Contact("sms"), at).refused
    assert engine.review(new, cf.Contact("email"), at).allowed
    later_on = START + timedelta(days=8)
    assert engine.review(new, cf.Contact("call"), later_on).allowed
    assert engine.review(new, cf.Contact("sms"), later_on).refused


def test_a_result_that_comes_after_the_cure():
    """The result of a call that was placed in the old case may be recorded in the new one, and a permission
    given there withdrawn."""
    engine = make_engine()
    case = open_case(engine)
    case = engine.record(
        case,
        cf.ContactPlaced("k", at=START, contact=cf.Contact("call")),
        cf.PermissionGiven("w", at=START),
    ).case
    new = _next(engine, _cured(engine, case))
    done = engine.record(
        new,
        cf.ContactResult("r", at=START, contact="k", outcome="no_answer"),
        cf.PermissionWithdrawn("s", at=START, permission="w"),
    ).case
    assert engine.read(done, facts.unanswered(), START) == 1
    assert done.tables.permissions[0].end < new.tables.permissions[0].end


def test_what_may_be_followed():
    """Only a case of the same account in a final stage, as of its last event or later."""
    engine = make_engine()
    case = open_case(engine)
    with pytest.raises(cf.BadValue, match="still open"):
        _next(engine, case)
    old = _cured(engine, case)
    with pytest.raises(cf.BadValue, match="account 'a-1'"):
        _next(engine, old, account="a-2")
    with pytest.raises(cf.AskedTooEarly):
        _next(engine, old, old.last_at - timedelta(days=1))


@given(st.data())
def test_history_that_is_not_known(data):
    """A case taken over mid-life: what reaches back before `history_from` is unknown, later windows are
    not; and unknown is not allowed."""
    engine = make_engine()
    shift = data.draw(st.integers(0, 20))
    case = open_case(engine, history_from=START - timedelta(days=shift), stage="reminder")
    for days in (1, shift, shift + 1, shift + 2, 40):
        found = engine.read(case, facts.contacts(within=cf.days(max(days, 1), zone="books")), START)
        assert (found is None) is (max(days, 1) - 1 > shift)
    assert engine.read(case, facts.contacts(), START) is None
    assert engine.read(case, facts.unanswered(), START) is None
    assert engine.read(case, facts.time_since_contact(), START) is None
    assert engine.review(case, "start_outreach", START).unknown
    answered = engine.record(case, cf.ContactInbound("in", at=START, channel="call")).case
    assert engine.read(answered, facts.time_since_contact(direction="inbound"), START) == timedelta(0)


def test_a_debt_is_known_by_every_case_of_its_account():
    """A call that named the first case is about the debt in the third as well, also through storage."""
    engine = make_engine()
    first = engine.record(
        open_case(engine),
        cf.ContactPlaced("k", at=START, contact=cf.Contact("call", about=["c-1"])),
        cf.ContactInbound("i", at=START, channel="call", discussed=["c-1", "another"]),
    ).case
    third = _next(engine, _cured(engine, _next(engine, _cured(engine, first))), id="c-3")
    fourth = _next(engine, _cured(engine, third), id="c-4")
    named = cf.ContactInbound("n", at=START, channel="call", discussed=["c-2"])
    for each in (third, fourth, cf.Case.from_dict(fourth.to_dict())):
        made = engine.record(each, named).case
        assert [row.this_debt for row in made.tables.contacts] == [True, True, True]


def test_a_hold_on_a_due_of_the_earlier_case_is_on_the_debt():
    engine = make_engine()
    hold = cf.HoldPlaced("h", at=START, kind="time_barred", scope="due", due="d-1")
    case = open_case(engine, dues=[cf.Due("d-1", due_on=date(2026, 1, 1), amount=10_000)])
    new = _next(engine, _cured(engine, engine.record(case, hold).case))
    assert [(row.kind, row.due) for row in new.tables.holds] == [("time_barred", None)]
    assert engine.read(new, facts.held("time_barred"), START) is True


def test_a_dispute_of_the_debt_outlasts_a_cure():
    """Nobody has answered it yet; what was disputed of one instalment is over with it."""
    engine = make_engine()
    case = open_case(engine, dues=[cf.Due("d-1", due_on=date(2026, 1, 1), amount=10_000)])
    case = engine.record(
        case,
        cf.HoldPlaced("h", at=START, kind="dispute"),
        cf.HoldPlaced("i", at=START, kind="dispute", scope="due", due="d-1"),
        cf.HoldPlaced("j", at=START, kind="hardship"),
    ).case
    new = _next(engine, _cured(engine, case))
    assert [row.id for row in new.tables.holds] == ["h"]
    lifted = engine.record(new, cf.HoldLifted("k", at=new.last_at, hold="h")).case
    assert engine.read(lifted, facts.disputed, lifted.last_at) is False
