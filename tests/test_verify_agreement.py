"""The third reading agrees with the first, in both directions, and a fault in it is caught."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import attrs
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

import collectflow as cf
from collectflow import facts
from collectflow._time import FIRST, HOUR, micros, zone
from collectflow.guards import PRIMITIVES, Clock, Count, Last, Scene, Test, leaves, reader
from collectflow.guards._primitives import LEDGER
from collectflow.guards._scene import STARTS
from collectflow.guards._windows import Days, Hours, SinceStage
from tests import guard_strategies as gs
from tests.oracle import CALENDARS, verdict_of
from tests.support import fewer

pytest.importorskip("z3", reason="the solver is an extra")

from collectflow import verify
from collectflow.verify import _formulas, _ledger, _symbols
from collectflow.verify._asking import Mentioned, contact
from collectflow.verify._rows import Bound
from collectflow.verify._snapshot import Snapshot
from collectflow.verify._z3 import z3

LIFECYCLE = cf.Lifecycle(
    "two",
    ["reminder", "outreach", cf.Stage("over", final=True)],
    [cf.Transition("on", "reminder", "outreach"), cf.Transition("end", "outreach", "over")],
)


def engine_of(guard):
    rule = cf.Rule("rule", on=cf.on_contact(), require=guard, because="it is generated")
    policy = cf.Policy("generated", rules=[rule], currency="USD")
    return cf.Engine(LIFECYCLE, [policy], attributes=gs.ATTRIBUTES, calendars=CALENDARS)


def guard_of(engine):
    """The guard of the one rule of `engine_of`."""
    return engine.policies[0].rules[0].require


def test_every_primitive_every_window_and_every_reading_of_the_ledger_has_a_symbol():
    assert set(_symbols.SYMBOLS) == set(PRIMITIVES)
    assert set(_symbols.WINDOWS) == set(STARTS)
    assert set(_ledger.MONEY) == set(LEDGER)


def resolved(case, asked):
    """The proposal as rules see it."""
    found = [each.id for each in case.persons if each.role == asked.party]
    return attrs.evolve(asked, person=found[0] if found else None)


def in_the_formula(guard, case, at, asked, zones, beside=()):
    """What the formula makes of a guard whose facts read as they do in a case, over all its zones.

    What is said to hold in every case has to hold in this one as well.
    """
    engine = engine_of(guard)
    question = contact(engine, asked, Mentioned.of([engine], ()))[0]
    found = []
    for name in zones or [None]:
        scene = Scene(case, micros(at), asked, None if name is None else zone(name), CALENDARS, tuple(beside))
        snapshot = Snapshot(attrs.evolve(question.setting, asked=asked), [(guard, "USD")])
        truth = snapshot.truth(guard, "USD")
        solver = z3.Solver()
        for ref in {leaf.ref for leaf in leaves(guard) if isinstance(leaf, Test)}:
            solver.add(snapshot.reading(ref, "USD", reader(ref, "USD")(scene)))
        solver.add(*snapshot.constraints)
        # What is known for other reasons than a reading.
        solver.add(snapshot.currency == snapshot.code("USD"))
        solver.add(snapshot.has_zone == (name is not None))
        solver.add(snapshot.reported == (case.tables.report is not None))
        solver.add(snapshot.whole == (case.tables.head.history <= FIRST))
        solver.add(snapshot.stage == snapshot.code(case.stage))
        assert solver.check() == z3.sat, "what holds in every case does not hold in this one"
        model = solver.model()
        holds, fails = (z3.is_true(model.eval(x, model_completion=True)) for x in (truth.holds, truth.fails))
        assert not (holds and fails)
        found.append(True if holds else False if fails else None)
    return False if False in found else None if None in found else True


@fewer(1)
@given(gs.guards(), gs.situations(), st.sampled_from(gs.PROPOSALS))
def test_a_case_put_into_the_formula_reads_as_it_does(guard, situation, asked):
    case, at, zones = situation
    asked = resolved(case, asked)
    assert in_the_formula(guard, case, at, asked, zones) == verdict_of(guard, case, at, asked, zones)


@fewer(2)
@given(gs.guards(), gs.situations(), st.sampled_from(gs.PROPOSALS))
def test_nothing_is_proved_that_a_case_refutes_and_every_witness_is_confirmed(guard, situation, asked):
    case, at, _ = situation
    for engine in (engine_of(guard), engine_of(~guard)):
        answer = verify.never(engine, asked, limit=5)
        event(f"{answer.result}")
        if engine.review(case, asked, at).allowed:
            assert not answer.proved, answer
        if answer.refuted:
            witness = answer.witness
            assert witness is not None
            beside = witness.beside
            assert engine.review(witness.case, witness.proposal, witness.at, beside=beside).allowed
            proposal = resolved(witness.case, asked)
            zones = witness.case.tables.zones_of(proposal.party, proposal.person)
            # And by the second opinion, which shares no code with the engine that reviewed it.
            required = guard_of(engine)
            assert verdict_of(required, witness.case, witness.at, proposal, zones, beside)


@fewer(4)
@given(gs.guards(max_leaves=2))
def test_what_is_unknown_has_a_reason(guard):
    answer = verify.never(engine_of(guard), gs.PROPOSALS[0], limit=5)
    assert not answer.unknown or any(
        each in answer.reason for each in ("unusual", "does not show", "gave up")
    )


@fewer(3)
@given(gs.money(), gs.borrowers())
def test_several_debts_put_into_the_formula_read_as_they_do(guard, borrower):
    """What the solver takes for certain holds of every borrower, and the guard is worth the same there."""
    case, others, at, _ = borrower
    asked = resolved(case, gs.PROPOSALS[0])
    zones = case.tables.zones_of("borrower", "b")
    expected = verdict_of(guard, case, at, asked, zones, others)
    assert in_the_formula(guard, case, at, asked, zones, others) == expected


def test_what_is_proved_and_refuted_of_several_debts():
    late, total = facts.days_past(beside=True), facts.together(facts.amount_overdue)
    for impossible in (
        (total >= 1) & (late == 0),
        (facts.days_past_due >= 5) & (late < 5),
        (total < 100_00) & (facts.amount_overdue >= 100_00),
    ):
        assert verify.never(engine_of(impossible), gs.PROPOSALS[0]).proved
    answer = verify.never(engine_of((facts.days_past_due == 0) & (late >= 5)), gs.PROPOSALS[0])
    assert answer.refuted
    assert answer.witness is not None
    (other,) = answer.witness.beside
    assert other.ledger.open_dues[0].due_on < answer.witness.at.date()
    assert "beside it" in str(answer)


# --- planted faults -------------------------------------------------------------------------------------

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
ASKED = gs.PROPOSALS[0]


def sample(*events, zones=("UTC",), **more):
    parts = {
        "dues": [cf.Due("d", due_on=(NOW - timedelta(days=3)).date(), amount=10_000)],
        "at": NOW - timedelta(days=9),
        **more,
    }
    opening = cf.CaseOpened(
        "open",
        case="c",
        account="a",
        borrower="b",
        stage="reminder",
        currency="USD",
        persons=[cf.Person("b", zones=zones)],
        **parts,
    )
    return cf.Case.replay([opening, *events])


def call(hours):
    return cf.ContactPlaced(f"call-{hours}", at=NOW - timedelta(hours=hours), contact=cf.Contact("call"))


LATE, LATE_INCLUSIVE = facts.days_past_due, facts.days_past(day_count="inclusive")
CALLED, SINCE = facts.contacts, facts.time_since_contact()
#: A guard and a case that tell a right reading from a wrong one.
SAMPLES = {
    "swapped comparison": (LATE < 3, sample(), ("UTC",)),
    "negation": (~(LATE < 2), sample(), ("UTC",)),
    "inclusive": ((LATE >= 0) & (LATE_INCLUSIVE >= 0), sample(), ("UTC",)),
    "hours": ((CALLED(within=cf.hours(2)) < 1) & (timedelta(0) <= SINCE), sample(call(2)), ("UTC",)),
    "days": (
        (CALLED(within=cf.day()) < 1) & (facts.days_since_contact() >= 0),
        sample(call(20)),
        ("UTC",),
    ),
    "stage": (
        (CALLED(within=cf.since_stage()) >= 1) & (timedelta(0) <= SINCE) & (facts.days_in_stage >= 0),
        sample(call(2)),
        ("UTC",),
    ),
    "zone": (facts.local_time >= NOW.time(), sample(zones=()), ()),
    "history": (CALLED() < 1, sample(history_from=NOW - timedelta(days=1)), ("UTC",)),
    "silent report": (
        facts.amount_overdue >= 1,
        sample(cf.ArrearsReported("report", at=NOW, as_of=NOW.date(), days_past_due=3), dues=()),
        ("UTC",),
    ),
    "last": (
        facts.days_since_contact() > 3,
        sample(history_from=NOW - timedelta(days=1)),
        ("UTC",),
    ),
    "ever": ((CALLED() >= 1) & (CALLED(within=cf.days(3)) >= 0), sample(call(100)), ("UTC",)),
    "texts": (facts.last_outcome() == "no_answer", sample(call(1)), ("UTC",)),
    "in force": (
        facts.held() & ~facts.disputed,
        sample(cf.HoldPlaced("h", at=NOW, kind="dispute")),
        ("UTC",),
    ),
}


def wrong():
    """The samples on which the formula and the second opinion do not agree."""
    found = []
    for name, (guard, case, zones) in SAMPLES.items():
        try:
            seen = in_the_formula(guard, case, NOW, resolved(case, ASKED), zones)
        except AssertionError:
            found.append(name)
            continue
        if seen != verdict_of(guard, case, NOW, resolved(case, ASKED), zones):
            found.append(name)
    return found


def known(made):
    """A symbol that has lost its unknown."""
    return lambda at, what: attrs.evolve(made(at, what), known=z3.BoolVal(val=True))


def same_either_way(made):
    return lambda at, _: made(at, inclusive=False)


def a_day_more(at, window):
    return DAYS(at, attrs.evolve(window, n=window.n + 1))


def from_now(at, window):
    return Bound(at.now, z3.BoolVal(val=True))


def an_hours_edge(at, window):
    return Bound(at.now - window.n * HOUR, z3.BoolVal(val=True))


SYMBOLS, WINDOWS, MONEY = _symbols.SYMBOLS, _symbols.WINDOWS, _ledger.MONEY
DAYS = WINDOWS[Days]
#: Faults, by the sample that tells them, each with the registry in which it is planted.
FAULTS = {
    "swapped comparison": (_formulas.COMPARED, "lt", _formulas.COMPARED["le"]),
    "inclusive": (MONEY, "days_past_due", same_either_way(MONEY["days_past_due"])),
    "silent report": (MONEY, "amount_overdue", known(MONEY["amount_overdue"])),
    "hours": (WINDOWS, Hours, an_hours_edge),
    "days": (WINDOWS, Days, a_day_more),
    "stage": (WINDOWS, SinceStage, from_now),
    "zone": (SYMBOLS, Clock, known(SYMBOLS[Clock])),
    "history": (SYMBOLS, Count, known(SYMBOLS[Count])),
    "last": (SYMBOLS, Last, known(SYMBOLS[Last])),
}


def test_the_samples_agree():
    assert wrong() == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_caught(name, monkeypatch):
    registry, key, fault = FAULTS[name]
    monkeypatch.setitem(registry, key, fault)
    assert name in wrong()


def test_a_lost_negation_is_caught(monkeypatch):
    monkeypatch.setattr(_formulas.Formulas, "negated", lambda _, part: part)
    assert "negation" in wrong()


def test_a_fault_in_the_logic_of_parts_is_caught(monkeypatch):
    monkeypatch.setattr(_formulas.Formulas, "all_of", _formulas.Formulas.any_of)
    assert "in force" in wrong()
