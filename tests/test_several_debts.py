"""Rules that read the ledgers of all of a borrower's debts: the worst one leads, and all of them are owed."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import attrs
import duckdb
import pytest
from hypothesis import given, note
from hypothesis import strategies as st

import collectflow as cf
from collectflow import facts, staging
from collectflow.guards import Money, Term, guard_from_dict, words
from collectflow.guards._primitives import LEDGER
from collectflow.portfolio import cases_to_frames, frames_to_cases, needs, sweep
from tests import guard_strategies as gs
from tests.oracle import verdict_of
from tests.portfolio_support import engine_for, rows_of
from tests.support import fewer
from tests.test_allowed_at import TICK, marks
from tests.vectors.kill_bill_family import delegating

CALL = cf.Contact("call")
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


def due(name: str, day: date, amount: int = 100_00) -> cf.Due:
    return cf.Due(name, due_on=day, amount=amount)


def debt(
    name: str, *dues: cf.Due, at: datetime = NOW - timedelta(days=60), currency: str = "USD", **more: Any
) -> cf.Case:
    """A case of borrower b."""
    stage = more.pop("stage", "reminder")
    opening = cf.CaseOpened(
        f"{name}#0",
        at=at,
        case=name,
        account=f"account-{name}",
        borrower="b",
        stage=stage,
        currency=currency,
        dues=dues,
        persons=[cf.Person("b", zones=["UTC"])],
        **more,
    )
    return cf.Case.replay([opening])


def asking(guard: cf.Guard, **parts: Any) -> cf.Engine:
    return engine_for(guard, cf.Conventions(), **parts)


def read(term: Term[Any], case: cf.Case, *beside: cf.Case, at: datetime = NOW) -> Any:
    return asking(facts.come_due.as_guard()).read(case, term, at, beside=beside)


# --- what is read ---------------------------------------------------------------------------------------

OLD, NEW = date(2026, 1, 10), date(2026, 3, 1)


def test_days_are_those_of_the_worst_debt_and_amounts_are_sums():
    one, two = debt("one", due("1", NEW, 10_00)), debt("two", due("1", OLD, 30_00), due("2", NEW, 5_00))
    late = (NOW.date() - OLD).days
    for term, alone, expected in (
        (facts.days_past_due, 3, late),
        (facts.days_past(day_count="inclusive"), 4, late + 1),
        (facts.business_days_past_due("bank"), None, None),
        (facts.amount_overdue, 10_00, 45_00),
        (facts.amount_open, 10_00, 45_00),
        (facts.unpaid_dues, 1, 3),
        (facts.owing, True, True),
        (facts.come_due, True, True),
    ):
        if expected is not None:
            assert read(term, one, two) == alone
            assert read(facts.together(term), one, two) == expected
            assert read(facts.together(term), two, one) == expected
            assert read(facts.together(term), one) == alone
    assert read(facts.days_past(beside=True), one, two) == late


def test_what_one_debt_does_not_know_nobody_knows_of_all():
    """A report that says no amount, one that is too old, and an amount in another currency."""
    day = NOW.date()
    silent = debt("silent", at=NOW, arrears=cf.Arrears(as_of=day, days_past_due=9))
    old = debt(
        "old",
        at=NOW - timedelta(days=5),
        arrears=cf.Arrears(as_of=day - timedelta(days=5), days_past_due=9, amount=1),
        conventions=cf.Conventions(report_max_age=3),
    )
    euros = debt("euros", due("1", OLD), currency="EUR")
    one = debt("one", due("1", NEW))
    days, amount, owing = (
        facts.together(each) for each in (facts.days_past_due, facts.amount_overdue, facts.owing)
    )
    assert [read(days, one, each) for each in (silent, old, euros)] == [9, None, 53]
    assert [read(amount, one, each) for each in (silent, old, euros)] == [None, None, None]
    assert [read(owing, one, each) for each in (silent, old, euros)] == [True, True, True]
    assert read(owing, debt("none"), old) is None
    assert read(facts.together(facts.unpaid_dues), one, euros) == 2


def test_a_row_of_dues_and_what_is_of_one_case_are_of_one_debt():
    with pytest.raises(cf.BadGuard, match="one debt"):
        Money("unpaid_in_row", beside=True)
    single: list[Term[Any]] = [
        facts.unpaid_in_row,
        facts.stage,
        facts.attribute("score", int),
        facts.promise_open,
    ]
    for term in single:
        with pytest.raises(cf.BadGuard, match="over several debts"):
            facts.together(term)
    assert facts.together(facts.disputed).ref == facts.held("dispute", beside=True).ref
    assert facts.together(facts.contacts()).ref == facts.contacts(beside=True).ref


@pytest.mark.parametrize("what", [each for each in sorted(LEDGER) if not Money(each).single])
def test_a_policy_that_does_not_read_other_debts_is_written_as_before(what: str):
    """Stored guards and fingerprints stay; one that does comes back as it was, and says so in words."""
    lone = Money(what)
    assert "beside" not in str((Term(lone) == LEAST[lone.type]).to_dict())
    guard = Term(attrs.evolve(lone, beside=True)) == LEAST[lone.type]
    assert guard_from_dict(guard.to_dict()) == guard
    assert "over all the borrower's debts" in words(guard)


LEAST = {"number": 1, "money": 1, "bool": True}


# --- the readings agree ---------------------------------------------------------------------------------


ASKED = attrs.evolve(CALL, person="b")
STATUS = {True: "allowed", False: "refused", None: "unknown"}


@fewer(4)
@given(gs.money(), gs.borrowers())
def test_one_case_and_frames_agree_with_a_second_opinion(guard, borrower):
    case, others, at, conventions = borrower
    engine = engine_for(guard, conventions)
    note(words(guard))
    zones = case.tables.zones_of("borrower", "b")
    expected = STATUS[verdict_of(guard, case, at, ASKED, zones, others)]
    assert engine.review(case, CALL, at, beside=others).status == expected
    frames = cases_to_frames([case], beside={case.id: others}, attributes=gs.ATTRIBUTES)
    swept = rows_of(sweep(engine, at=at, proposals={"call": CALL}, **frames))
    assert swept[0]["call"] == expected
    (until,) = sweep(engine, at=at, proposals={"call": CALL}, **frames)["unchanged_until"]
    assert engine.review(case, CALL, until - TICK, beside=others).status == expected
    alone = cases_to_frames([case], attributes=gs.ATTRIBUTES)
    swept = rows_of(sweep(engine, at=at, proposals={"call": CALL}, **alone))
    assert swept[0]["call"] == engine.review(case, CALL, at).status


@fewer(8)
@given(gs.money(), gs.borrowers(), st.sampled_from(["pandas", "pyarrow", "duckdb"]))
def test_frames_of_other_kinds_agree_too(guard, borrower, kind):
    case, others, at, conventions = borrower
    engine = engine_for(guard, conventions)
    backend: Any = "pyarrow" if kind == "duckdb" else kind
    frames = cases_to_frames([case], beside={case.id: others}, attributes=gs.ATTRIBUTES, backend=backend)
    if kind == "duckdb":
        connection = duckdb.connect(config={"threads": 1})
        frames = {table: connection.from_arrow(frame) for table, frame in frames.items()}
    swept = rows_of(sweep(engine, at=at, proposals={"call": CALL}, **frames))
    assert swept[0]["call"] == engine.review(case, CALL, at, beside=others).status


@fewer(5)
@given(gs.money(), gs.borrowers())
def test_from_when_is_exact_over_all_debts(guard, borrower):
    """Each debt in books of its own."""
    case, others, at, conventions = borrower
    elsewhere = cf.Conventions(books_zone="Asia/Kathmandu", day_end=time(18))
    moved = []
    for each in others:
        with suppress(cf.BadValue):
            opening = attrs.evolve(each.events[0], conventions=elsewhere)
            moved.append(cf.Case.replay([opening, *each.events[1:]]))
    engine = engine_for(guard, conventions).evolve(horizon=cf.days(6))
    verdict = engine.review(case, CALL, at, beside=moved)
    if verdict.allowed:
        assert verdict.allowed_at == at
        return
    scanned = (mark for mark in marks(case, at) if engine.review(case, CALL, mark, beside=moved).allowed)
    assert verdict.allowed_at == min(scanned, default=None)
    if verdict.allowed_at is not None:
        assert not engine.review(case, CALL, verdict.allowed_at - TICK, beside=moved).allowed


def test_the_worst_debt_is_waited_for():
    """Another debt falls due on 7 March: three days past due with the books' 10 March, in their zone."""
    taipei = cf.Conventions(books_zone="Asia/Taipei")
    one = debt("one", due("1", date(2026, 3, 20)))
    two = debt("two", due("1", date(2026, 3, 7)), conventions=taipei)
    engine = asking(facts.days_past(beside=True) >= 3)
    verdict = engine.review(one, CALL, NOW, beside=[two])
    assert verdict.allowed_at == datetime(2026, 3, 9, 16, tzinfo=UTC)
    engine = asking(facts.together(facts.amount_overdue) >= 200_00).evolve(horizon=cf.days(30))
    assert engine.review(one, CALL, NOW, beside=[two]).allowed_at == datetime(2026, 3, 21, tzinfo=UTC)
    assert engine.review(one, CALL, NOW).allowed_at is None


def test_frames_say_what_they_need_and_are_read_back_without_other_debts():
    engine = asking(facts.days_past(beside=True) >= 3)
    assert "beside" in needs(engine, [CALL])["dues"]
    assert "beside" not in needs(asking(facts.days_past_due >= 3), [CALL])["dues"]
    one, two = debt("one", due("1", NEW)), debt("two", due("2", OLD))
    three = debt("three", at=NOW, arrears=cf.Arrears(as_of=NOW.date(), days_past_due=9))
    frames = cases_to_frames([one], beside={"one": [two, three]})
    assert frames["dues"]["beside"].to_list() == [False, True]
    (back,) = frames_to_cases(**frames)
    assert [each.id for each in back.tables.dues] == ["1"]
    assert engine.review(back, CALL, NOW).status == engine.review(one, CALL, NOW).status


# --- one account pays for another ---------------------------------------------------------------------------


def test_the_child_says_when_to_look_again_and_is_cured_with_its_parent():
    engine, begun = delegating(), datetime(2012, 6, 1, tzinfo=UTC)
    parent = debt(
        "parent", due("1", begun.date()), at=begun, stage="clear", attributes=[("delegates", False)]
    )
    child = debt("child", at=begun, stage="clear", attributes=[("delegates", True)])
    assert engine.next_review(child, begun, beside=[parent]) == begun + timedelta(days=10)
    late = begun + timedelta(days=26)
    moved = engine.advance(child, late, beside=[parent]).case
    assert moved.stage == "od3"
    paid = engine.record(parent, cf.PaymentReceived("p", at=late, amount=100_00)).case
    assert engine.advance(moved, late, beside=[paid]).case.stage == "clear"


# --- contagion ----------------------------------------------------------------------------------------------


def loans_on(day: str) -> tuple[cf.Case, cf.Case, datetime]:
    """Both loans as they stand at the end of a day."""
    begun = datetime(2021, 3, 1, tzinfo=UTC)
    at = datetime.fromisoformat(day).replace(hour=23, tzinfo=UTC)
    made = []
    for name, due_on, paid_on in (("a", (3, 31), (8, 10)), ("b", (8, 1), (8, 20))):
        case = debt(name, due("1", date(2021, *due_on)), at=begun)
        paid = datetime(2021, *paid_on, 12, tzinfo=UTC)
        made.append(case.apply(cf.PaymentReceived("p", at=paid, amount=100_00)) if paid <= at else case)
    return made[0], made[1], at


def test_contagion_is_waited_for_and_is_of_the_classes_that_are_named():
    a, b, at = loans_on("2021-06-28")
    scheme = staging.rbi().contagious("npa")
    found = staging.classify(b, at, scheme, was="standard", beside=[a])
    assert (found.name, found.becomes) == ("standard", "npa")
    assert found.next_change == datetime(2021, 6, 29, tzinfo=UTC)
    assert staging.classify(b, at, staging.rbi().contagious(), was="standard", beside=[a]).name == "sma_2"
    assert staging.Scheme.from_dict(scheme.to_dict()) == scheme
    with pytest.raises(cf.UnknownName, match="npa"):
        staging.rbi().contagious("nap")
    with pytest.raises(cf.BadValue, match="once"):
        staging.walk(b, at, scheme, beside=[b])


@fewer(4)
@given(gs.borrowers(), st.integers(5, 40))
def test_walking_is_asking_after_every_event_of_any_debt_and_when_the_class_says(borrower, limit):
    case, others, at, _ = borrower
    late = facts.days_past(beside=True)
    bad = staging.Class("bad", late > limit, until=late == 0)
    scheme = staging.Scheme("b", [staging.Class("good"), staging.Class("late", late >= 1), bad])
    walked = staging.walk(case, at, scheme, beside=others)
    events = {event.at for each in (case, *others) for event in each.events if event.at <= at}
    then: datetime | None = case.opened_at
    was: staging.Was = staging.Held("good")
    while then is not None:
        seen = [each.as_of(then) for each in others if each.opened_at <= then]
        found = staging.classify(case.as_of(then), then, scheme, was=was, beside=seen)
        assert [each.name for each in walked if each.at <= then][-1] == found.name
        coming = {each for each in events if each > then}
        if found.next_change is not None and found.next_change <= at:
            coming.add(found.next_change)
        was, then = found, min(coming, default=None)
