"""Lifecycles: every problem named at once, in and out of the `transitions` format."""

from __future__ import annotations

import json
import pickle
from enum import Enum

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transitions import Machine

import collectflow as cf
from collectflow.policies import online_lending
from tests.strategies import lifecycles

T, S = cf.Transition, cf.Stage


@given(lifecycles())
def test_random_lifecycles_are_valid_and_survive(lifecycle):
    """A lifecycle survives JSON and pickle, and looks the same from every side."""
    assert cf.Lifecycle.from_dict(json.loads(json.dumps(lifecycle.to_dict()))) == lifecycle
    assert pickle.loads(pickle.dumps(lifecycle)) == lifecycle
    leaving = [each for stage in lifecycle.stages for each in lifecycle.outgoing(stage.name)]
    assert {each for each in leaving if each.dest != cf.LEFT} == set(lifecycle.transitions)
    assert {each.trigger for each in leaving} == set(lifecycle.triggers())
    for stage in lifecycle.stages:
        assert lifecycle.stage(stage.name) is stage
        out = lifecycle.outgoing(stage.name)
        assert len({each.trigger for each in out}) == len(out)
        assert not stage.final or all(each.dest == cf.LEFT and each.automatic for each in out)
        for each in lifecycle.entries(stage.name):
            assert stage.name in {way.dest for way in lifecycle.outgoing(each)}


@given(lifecycles())
def test_transitions_round_trip(lifecycle):
    """In the configuration format and back nothing is lost but severities and what is automatic, which are
    given beside it; and a stock machine takes the configuration."""
    config = lifecycle.to_transitions()
    reopening = {stage.reopen for stage in lifecycle.stages if stage.reopen}
    alone = {each.trigger for each in lifecycle.transitions if each.automatic}
    alone_everywhere = all(each.automatic for each in lifecycle.transitions if each.trigger in alone)
    back = cf.Lifecycle.from_transitions(
        json.loads(json.dumps(config)),
        automatic=alone,
        severity={stage.name: stage.severity for stage in lifecycle.stages},
    )
    # A reopening without an entry to go back to has no place in that format.
    lost = any(stage.reopen and not lifecycle.entries(stage.name) for stage in lifecycle.stages)
    assert not lost
    if alone_everywhere:
        assert back == lifecycle
    assert back.to_transitions() == config
    machine = Machine(model=None, auto_transitions=False, **config)
    assert set(machine.states) == {stage.name for stage in lifecycle.stages}
    assert set(machine.events) == {each.trigger for each in lifecycle.transitions} | reopening


def test_what_the_format_allows():
    """Lists, dicts, several sources, `*` and `=` are accepted, as are final stages and reopenings."""
    config = {
        "states": ["new", {"name": "late"}, {"name": "paid", "final": True, "tags": ["end"]}],
        "transitions": [
            ["slip", "new", "late"],
            {"trigger": "look", "source": ["new", "late"], "dest": "="},
            {"trigger": "pay", "source": "*", "dest": "paid", "conditions": [], "before": None},
            ["bounce", "paid", "new"],
            ["bounce", "paid", "late"],
        ],
        "initial": "new",
        "auto_transitions": False,
        "send_event": True,
        "queued": False,
        "before_state_change": [],
    }
    found = cf.Lifecycle.from_transitions(config, name="mine", automatic=["pay"])
    assert found == cf.Lifecycle(
        "mine",
        [S("new"), S("late", severity=1), S("paid", severity=2, final=True, reopen="bounce")],
        [
            T("slip", "new", "late"),
            T("look", "new", "new"),
            T("look", "late", "late"),
            T("pay", "new", "paid", automatic=True),
            T("pay", "late", "paid", automatic=True),
        ],
    )
    given_final = cf.Lifecycle.from_transitions(
        {"states": ["a", "b"], "transitions": [["go", "a", "b"]]}, final=["b"]
    )
    assert given_final.stage("b").final
    assert (given_final.initial, given_final.name) == ("a", "lifecycle")


class _Colour(Enum):
    RED = 1


_BASE = {"states": ["a", {"name": "b", "final": True}], "initial": "a"}
_GO = ["go", "a", "b"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"transitions": [[*_GO, "is_late"]]}, ["'go' has 'conditions' ('is_late')", "require=..."]),
        (
            {"transitions": [{"trigger": "go", "source": "a", "dest": "b", "unless": ["paid"]}]},
            ["require=~..."],
        ),
        (
            {"transitions": [{"trigger": "go", "source": "a", "dest": "b", "before": print}]},
            ["@collectflow.before"],
        ),
        (
            {"transitions": [{"trigger": "go", "source": "a", "dest": "b", "after": "tell"}]},
            ["@collectflow.after"],
        ),
        (
            {"transitions": [{"trigger": "go", "source": "a", "dest": "b", "prepare": "load"}]},
            ["AttributeSet"],
        ),
        (
            {"transitions": [{"trigger": "go", "source": "a", "dest": "b", "label": "x"}]},
            ["'label'", "leave it out"],
        ),
        ({"transitions": [_GO, ["tick", "a", None]]}, ["'tick' is internal", "Act"]),
        ({"transitions": [_GO, {"trigger": "tick", "source": "a"}]}, ["'tick' is internal"]),
        ({"transitions": [_GO, "go"]}, ["'go' has no trigger and source"]),
        ({"transitions": [_GO, ["back", "b", "c"]]}, ["is final but transition 'back' leaves it"]),
        (
            {"states": ["a", {"name": "b", "final": True, "on_enter": "hi"}]},
            ["'b' has 'on_enter'", "@collectflow.after"],
        ),
        (
            {"states": ["a", {"name": "b", "final": True, "on_exit": print}]},
            ["on_exit", "@collectflow.after"],
        ),
        ({"states": ["a", {"name": "b", "children": ["c"]}]}, ["'children'", "stage of its own"]),
        ({"states": ["a", {"name": "b", "parallel": ["c"]}]}, ["'parallel'", "one case for each"]),
        ({"states": ["a", {"name": "b", "final": True, "timeout": 3}]}, ["days_in_stage"]),
        ({"states": ["a", "b", _Colour.RED]}, ["_Colour", "write its name"]),
        ({"states": ["a", {"final": True}]}, ["has no name"]),
        ({"before_state_change": "log"}, ["'before_state_change'", "@collectflow.before"]),
        ({"after_state_change": [print]}, ["'after_state_change'", "@collectflow.after"]),
        ({"prepare_event": "load"}, ["'prepare_event'"]),
        ({"on_exception": print}, ["'on_exception'", "fire()"]),
        ({"ordered_transitions": True}, ["write each transition out"]),
        ({"inital": "b"}, ["did you mean 'initial'?"]),
        ({"states": []}, ["no stages"]),
    ],
)
def test_what_cannot_be_carried_is_named(change, said):
    """Callables, nesting and internal transitions are refused by name, with what to write instead."""
    with pytest.raises(cf.InvalidLifecycle) as caught:
        cf.Lifecycle.from_transitions({**_BASE, "transitions": [_GO], **change})
    assert all(each in str(caught.value) for each in said)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"automatic": ["goo"]}, "did you mean 'go'?"),
        ({"severity": {"aa": 3}}, "did you mean 'a'?"),
        ({"final": ["c"]}, "no stage 'c'"),
    ],
)
def test_names_given_beside_a_configuration(more, said):
    """A misspelt trigger or stage beside the configuration never passes silently."""
    with pytest.raises(cf.InvalidLifecycle) as caught:
        cf.Lifecycle.from_transitions({**_BASE, "transitions": [_GO]}, **more)
    assert said in str(caught.value)


def test_several_constructs_are_named_at_once():
    """All that cannot be carried is listed in one error."""
    with pytest.raises(cf.InvalidLifecycle) as caught:
        cf.Lifecycle.from_transitions(
            {
                "states": ["a", {"name": "b", "final": True, "on_enter": "x"}],
                "transitions": [["go", "a", "b", "late"], ["tick", "a", None]],
                "on_exception": print,
            }
        )
    problems = caught.value.problems
    assert len(problems) == 4
    for said in ("'on_exception'", "'on_enter'", "'conditions'", "is internal"):
        assert sum(said in each for each in problems) == 1


_END = S("end", final=True)


@pytest.mark.parametrize(
    ("stages", "transitions", "initial", "said"),
    [
        ([], [], "?", ["no stages"]),
        (["a", "a", _END], [T("go", "a", "end")], "a", ["'a' is given 2 times"]),
        (
            ["late", _END],
            [T("go", "late", "end")],
            "latte",
            ["initial stage 'latte'", "did you mean 'late'?"],
        ),
        (
            ["late", _END],
            [T("go", "lat", "end"), T("go", "late", "ennd")],
            "late",
            ["'lat'", "'late'?", "'ennd'", "'end'?"],
        ),
        (["a", _END], [T("go", "a", "end"), T("go", "a", "a")], "a", ["two transitions for trigger 'go'"]),
        (
            ["a", "b", _END],
            [T("go", "a", "end"), T("go", "b", "end")],
            "a",
            ["'b' cannot be reached from 'a'"],
        ),
        (
            ["a", "b", _END],
            [T("go", "a", "end"), T("to", "a", "b")],
            "a",
            ["'b' is not final and has no way out"],
        ),
        (
            ["a", "b", _END],
            [T("to", "a", "b"), T("at", "b", "b"), T("go", "a", "end")],
            "a",
            ["no path leads from stage 'b'"],
        ),
        (["a", "b"], [T("to", "a", "b"), T("fro", "b", "a")], "a", ["no final stage"]),
        (
            ["a", _END],
            [T("go", "a", "end"), T("back", "end", "a")],
            "a",
            ["is final but transition 'back' leaves it"],
        ),
        (
            [S("a", reopen="back"), _END],
            [T("go", "a", "end")],
            "a",
            ["not final, so it cannot have reopen='back'"],
        ),
    ],
)
def test_problems_are_named(stages, transitions, initial, said):
    """Each structural problem is an error that names the stage or trigger, and the nearest known one."""
    with pytest.raises(cf.InvalidLifecycle) as caught:
        cf.Lifecycle("mine", stages, transitions, initial)
    assert caught.value.name == "mine"
    assert all(any(each in problem for problem in caught.value.problems) for each in said)


def test_all_problems_are_named_at_once():
    """Unknown names, duplicates, dead ends and unreachable stages are listed together."""
    with pytest.raises(cf.InvalidLifecycle) as caught:
        cf.Lifecycle(
            "mine",
            ["a", "a", "dead end", "island", _END],
            [T("go", "a", "ennd"), T("go", "a", "end"), T("to", "a", "dead end"), T("off", "island", "end")],
            "aa",
        )
    problems = "\n".join(caught.value.problems)
    for said in ("given 2 times", "'aa' is not a stage", "no stage 'ennd'", "two transitions", "no way out"):
        assert said in problems
    with pytest.raises(cf.InvalidLifecycle, match="cannot be reached") as caught:
        cf.Lifecycle(
            "mine", ["a", "dead end", "island", _END], [T("go", "a", "end"), T("off", "island", "end")]
        )
    assert len(caught.value.problems) == 3


@given(lifecycles(), st.data())
def test_extend(lifecycle, data):
    """A host's own stages and transitions come after those that are there; what is left out must be there."""
    source = data.draw(st.sampled_from([each.name for each in lifecycle.stages if not each.final]))
    final = next(each.name for each in lifecycle.stages if each.final)
    more = lifecycle.extend(
        name="theirs", stages=["extra"], transitions=[T("enter", source, "extra"), T("leave", "extra", final)]
    )
    assert more.stages == (*lifecycle.stages, S("extra"))
    assert more.transitions[: len(lifecycle.transitions)] == lifecycle.transitions
    assert (more.name, more.initial) == ("theirs", lifecycle.initial)
    back = more.extend(name="random", without=[])
    assert back.transitions == more.transitions
    with pytest.raises(cf.InvalidLifecycle, match="has no trigger 'leve'"):
        more.extend(without=[("extra", "leve")])
    with pytest.raises(cf.InvalidLifecycle, match="no way out"):
        more.extend(without=[("extra", "leave")])


def test_extend_replaces_a_transition():
    """A transition that is left out may be written anew."""
    shipped = online_lending.lifecycle()
    Stage, Trigger = online_lending.Stage, online_lending.Trigger  # noqa: N806 - classes
    mine = shipped.extend(
        without=[(Stage.OUTREACH, Trigger.PLACE)],
        transitions=[T("place", "outreach", "outsourced", automatic=True)],
    )
    assert len(mine.transitions) == len(shipped.transitions)
    assert mine.transitions[-1].automatic


@pytest.mark.parametrize("name", ["", 5, None])
def test_names_are_texts(name):
    """An empty name, or something that is no text, is refused."""
    for make in (
        lambda: S(name),
        lambda: T(name, "a", "b"),
        lambda: T("t", name, "b"),
        lambda: T("t", "a", name),
    ):
        with pytest.raises(cf.BadValue, match="non-empty text"):
            make()


@given(lifecycles(), st.text(min_size=1))
def test_unknown_stages(lifecycle, name):
    """Asking for a stage that the lifecycle does not have is an error that says what to do."""
    if name in {stage.name for stage in lifecycle.stages}:
        return
    for ask in (lifecycle.stage, lifecycle.outgoing):
        with pytest.raises(cf.UnknownStage, match="migrate"):
            ask(name)
