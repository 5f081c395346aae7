"""`lifecycle_machine` plays with any engine, comes to its rare stages, and catches one that misbehaves."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import attrs
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

import collectflow as cf
from collectflow import facts, testing
from collectflow.testing._machine import depths
from tests.support import make_engine, policy

QUICK = settings(
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
    derandomize=True,
    report_multiple_bugs=False,
    # What is found is looked at, not made small: that is Hypothesis' own business, and takes its time.
    phases=[Phase.generate],
)


def play(machine, examples=12):
    run_state_machine_as_test(machine, settings=settings(QUICK, max_examples=examples))


def test_the_shipped_engine_and_its_rare_stages():
    """Nothing breaks, and the way to litigation is found: 120 days, six attempts, an amount."""
    stages: Counter[str] = Counter()

    class Watched(testing.lifecycle_machine(make_engine(policies=[policy(sue_from=1)]))):  # type: ignore[misc]
        @invariant()
        def count(self):
            stages[self.case.stage] += 1

    play(Watched, 150)
    assert {"reminder", "outreach", "cured"} <= set(stages)
    assert {"outsourced", "litigation"} <= set(stages)


def test_any_lifecycle():
    """Without the shipped stages and policies, with attributes, with everything automatic."""
    new, late, gone = "new", "late", cf.Stage("gone", final=True, reopen="again")
    ways = [
        cf.Transition("late", "new", "late", automatic=True),
        cf.Transition("early", "late", "new", automatic=True),
        cf.Transition("end", "late", "gone"),
    ]
    vip = facts.attribute("vip", bool)
    rules = [
        cf.Rule("r.late", on=cf.on_move("late"), require=facts.days_past_due >= 5, because="early"),
        cf.Rule("r.early", on=cf.on_move("early"), require=facts.days_past_due < 5, because="late"),
        cf.Rule("r.calls", on=cf.on_contact(), require=~vip, because="not them"),
    ]
    house = cf.Engine(
        cf.Lifecycle("mine", [new, late, gone], ways),
        policies=[cf.Policy("r", rules=rules)],
        attributes={"vip": bool},
    )
    machine = testing.lifecycle_machine(house, start=datetime.fromisoformat("2026-03-28T12:00:00+01:00"))
    assert machine.world.attributes == {"vip": bool}
    play(machine)


def test_a_host_adds_rules_and_invariants():
    """Its own invariant is looked at, and what it records goes through the engine."""

    class Mine(testing.lifecycle_machine(make_engine())):  # type: ignore[misc]
        @rule()
        def the_borrower_promises(self):
            by = self.now.date() + timedelta(days=3)
            self.happens(cf.PromiseMade(self._id(), at=self.now, amount=5, by=by))

        @invariant()
        def nobody_promises(self):
            assert not self.case.tables.promises, "somebody promised"

    with pytest.raises(AssertionError, match="somebody promised"):
        play(Mine, 100)


class Deaf(cf.Engine):
    """Fires whatever move it is asked to."""

    def fire(self, case, proposal, at, **more):
        if isinstance(proposal, cf.Contact):
            return super().fire(case, proposal, at, **more)
        return cf.Engine(self.lifecycle).fire(case, proposal, at, **more)


class Idle(cf.Engine):
    """Never advances."""

    def advance(self, case, at, **more):
        return cf.Result(case, before=case)


class Sleeper(cf.Engine):
    """Sleeps for a year whatever is going to happen."""

    def next_review(self, case, at, **more):
        return at + timedelta(days=366)


class Forgetful(cf.Engine):
    """Offers no contacts and forgets the last move."""

    def options(self, case, at, **more):
        found = super().options(case, at, **more)
        return dict(list(found.items())[:-1]) if more.get("contacts") == () else dict(list(found.items())[1:])


class Embezzler(cf.Engine):
    """Says that it changed nothing when money came in."""

    def record(self, case, *events, **more):
        made = super().record(case, *events, **more)
        return attrs.evolve(made, changed=False)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Deaf, "was fired all the same"),
        (Idle, "advance took"),
        (Sleeper, "an automatic move changed"),
        (Forgetful, "options are what the stage offers"),
        (Embezzler, "changed says whether there are events"),
    ],
)
def test_an_engine_that_misbehaves_is_caught(kind, said):
    good = make_engine()
    bad = kind(good.lifecycle, good.policies, conventions=good.conventions)
    with pytest.raises(AssertionError, match=said):
        play(testing.lifecycle_machine(bad), 400)


def test_depths():
    """Rare stages lie deep."""
    found = depths(make_engine().lifecycle)
    assert (found["grace"], found["cured"], found["outsourced"], found["litigation"]) == (0, 1, 3, 4)


def test_it_is_checked_at_once():
    with pytest.raises(cf.BadValue, match="engine"):
        testing.lifecycle_machine("engine")  # type: ignore[arg-type]
    with pytest.raises(cf.NaiveDatetime):
        testing.lifecycle_machine(make_engine(), start=datetime(2026, 1, 1))  # noqa: DTZ001 - the point
