"""The shared machine does what a stock `transitions` machine does; no case is ever a model of it."""

from __future__ import annotations

import re
from collections.abc import Callable

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transitions import Machine, MachineError

import collectflow as cf
from collectflow.engine import SharedMachine
from collectflow.engine._machine import Cursor
from tests.strategies import lifecycles
from tests.support import START, make_engine, open_case


class _Model:
    """What a stock machine moves."""

    state: str
    trigger: Callable[[str], bool]


def _stock(lifecycle: cf.Lifecycle) -> tuple[Machine, _Model]:
    model = _Model()
    machine = Machine(model=model, auto_transitions=False, **lifecycle.to_transitions())
    return machine, model


def _fire(trigger, model, pull):
    """Where a trigger leads a model, or that there is none."""
    try:
        pull(trigger)
    except MachineError:
        return "MachineError"
    return model.state


@given(lifecycles(reopening=False), st.data())
def test_as_a_stock_machine(lifecycle, data):
    """For the same triggers, possible or not, the cursor goes where a stock machine's model goes, and
    raises `MachineError` where that does."""
    machine, model = _stock(lifecycle)
    shared = SharedMachine.of(lifecycle)
    cursor = Cursor(lifecycle.initial)
    triggers = st.sampled_from(lifecycle.triggers())
    for trigger in data.draw(st.lists(triggers, max_size=12)):
        stock = _fire(trigger, model, model.trigger)
        ours = _fire(trigger, cursor, lambda each: shared.events[each].trigger(cursor))
        assert ours == stock
        assert cursor.state == model.state
    assert machine.get_triggers(model.state) == shared.get_triggers(cursor.state)


@given(lifecycles(), st.data())
def test_the_engine_goes_the_same_way(lifecycle, data):
    """Without policies `fire` goes where a stock machine goes, and `NoSuchTransition` stands for its
    `MachineError`, with what the stage offers; a reopening goes back to the stage that was left."""
    engine = cf.Engine(lifecycle)
    case = engine.open("c", account="a", borrower="b", at=START).case
    _, model = _stock(lifecycle)
    came_from: dict[str, str] = {}
    for trigger in data.draw(st.lists(st.sampled_from(lifecycle.triggers()), max_size=12)):
        before = model.state
        reopens = lifecycle.stage(before).reopen == trigger
        stock = _fire(trigger, model, model.trigger)
        if stock == "MachineError":
            with pytest.raises(cf.NoSuchTransition) as caught:
                engine.fire(case, trigger, START)
            assert caught.value.stage == before
            assert caught.value.offered == tuple(each.trigger for each in lifecycle.outgoing(before))
            continue
        if reopens:
            # Stock takes the first way out that it finds; here it is the one that was come by.
            assert stock in lifecycle.entries(before)
            model.state = came_from[before]
        came_from[model.state] = before
        result = engine.fire(case, trigger, START)
        case = result.case
        event = result.events[0]
        assert isinstance(event, cf.StageChanged)
        assert (event.source, event.dest, event.move) == (before, model.state, cf.Move(trigger))
        assert case.stage == model.state
        assert case.tables.left == before


@given(lifecycles())
def test_introspection_is_that_of_transitions(lifecycle):
    """The engine's machine is a `transitions.Machine` on the same configuration, without a model."""
    engine = cf.Engine(lifecycle)
    stock = Machine(model=None, auto_transitions=False, **lifecycle.to_transitions())
    assert isinstance(engine.machine, Machine)
    assert engine.machine.models == []
    assert list(engine.machine.states) == list(stock.states)
    assert list(engine.machine.events) == list(stock.events)
    for stage in lifecycle.stages:
        assert engine.machine.get_triggers(stage.name) == stock.get_triggers(stage.name)
    found = {(t.source, t.dest) for t in engine.machine.get_transitions()}
    assert found == {(t.source, t.dest) for t in stock.get_transitions()}
    assert engine.machine.initial == lifecycle.initial


def test_a_model_of_the_hosts_own():
    """A host may still register a model of its own: the machine then behaves as a stock one."""
    machine = make_engine().machine
    model = _Model()
    machine.add_model(model, initial="grace")
    assert model.trigger("start_reminders")
    assert model.state == "reminder"
    with pytest.raises(MachineError):
        model.trigger("sue")
    machine.remove_model(model)


@given(lifecycles(), st.data())
def test_a_stage_that_is_gone(lifecycle, data):
    """A case in a stage which the lifecycle does not have is `UnknownStage` until it is migrated, which is
    recorded with the reason."""
    old = cf.Engine(
        lifecycle.extend(
            stages=["was here"],
            transitions=[
                cf.Transition("arrive", lifecycle.initial, "was here"),
                cf.Transition("depart", "was here", next(s.name for s in lifecycle.stages if s.final)),
            ],
        )
    )
    case = old.open("c", account="a", borrower="b", at=START, stage="was here").case
    engine = cf.Engine(lifecycle)
    for ask in (
        lambda: engine.options(case, START),
        lambda: engine.review(case, "arrive", START),
        lambda: engine.fire(case, "arrive", START),
        lambda: engine.advance(case, START),
        lambda: engine.next_review(case, START),
    ):
        with pytest.raises(cf.UnknownStage, match="migrate"):
            ask()
    dest = data.draw(st.sampled_from([stage.name for stage in lifecycle.stages]))
    result = engine.migrate(case, dest, START, "the lifecycle changed")
    assert result.case.stage == dest
    event = result.events[0]
    assert isinstance(event, cf.Migrated)
    assert (event.dest, event.because) == (dest, "the lifecycle changed")
    engine.options(result.case, START)
    with pytest.raises(cf.UnknownStage):
        engine.migrate(case, "was here", START, "no")
    with pytest.raises(cf.BadValue, match="because"):
        engine.migrate(case, dest, START, "")


@pytest.mark.parametrize("into", ["opened", "migrated"])
def test_no_way_back_to_nowhere(into):
    """A case that was opened in a final stage, or migrated into it from another final stage, left no stage
    that it could go back to: it offers no reopening, and advance stays."""
    engine = make_engine()
    if into == "opened":
        case = open_case(engine, stage="cured")
    else:
        case = engine.migrate(open_case(engine), "cured", START, "why").case
        case = engine.migrate(case, "settled", START, "why").case
    case = engine.record(
        case,
        cf.PaymentReceived("p", at=START, amount=5),
        cf.PaymentReversed("r", at=START, payment="p"),
    ).case
    assert engine.options(case, START) == {}
    assert not engine.advance(case, START).changed
    assert engine.next_review(case, START) > START
    with pytest.raises(cf.NoSuchTransition) as caught:
        engine.fire(case, "reopen", START)
    assert caught.value.offered == ()


@given(lifecycles())
def test_the_drawing_shows_every_transition(lifecycle):
    """Mermaid has every stage, every transition (once from the box around the open stages where it is the
    same from all of them), every end and every way back, and no arrow besides."""
    lines = [line.strip() for line in cf.Engine(lifecycle).draw().splitlines()]
    assert lines[0] == "stateDiagram-v2"
    named = dict(re.findall(r'state "(.*)" as (\w+)', "\n".join(lines)))
    assert set(named) == {stage.name for stage in lifecycle.stages}
    open_stages = [stage.name for stage in lifecycle.stages if not stage.final]
    wanted = {f"[*] --> {named[lifecycle.initial]}"}
    for each in lifecycle.transitions:
        label = f"{named[each.dest]}: {each.trigger}" + " (automatic)" * each.automatic
        same = [t.source for t in lifecycle.transitions if attrs.evolve(t, source=each.source) == each]
        everywhere = len(open_stages) > 1 and set(same) == set(open_stages)
        wanted.add(f"{'open' if everywhere else named[each.source]} --> {label}")
    wanted |= {f"{named[stage.name]} --> [*]" for stage in lifecycle.stages if stage.final}
    arrows = [line for line in lines if "-->" in line]
    assert set(arrows) == wanted
    assert len(arrows) == len(wanted)
    notes = [line.split(":")[0] for line in lines if line.startswith("note right of")]
    assert notes == [f"note right of {named[stage.name]}" for stage in lifecycle.stages if stage.reopen]
