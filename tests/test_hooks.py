"""Hooks: `before` may stop, `after` is told, observers see refusals, and none of them breaks the rest."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import collectflow as cf
from tests.support import START, make_engine, open_case, rows

_AT = START + timedelta(days=5)


class _Boom(Exception):
    """What the tests' hooks raise."""


def _recorder(made: list[Any], *args: Any, moment: Any = cf.after, **columns: Any) -> cf.Hook:
    hook: cf.Hook = moment(*args, **columns)(made.append)
    return hook


def _boom(moment: Any, *args: Any, **columns: Any) -> cf.Hook:
    def explode(_: object) -> None:
        raise _Boom("boom")

    hook: cf.Hook = moment(*args, **columns)(explode)
    return hook


def test_a_before_hook_that_raises_stops_it():
    """What a before-hook raises comes out of `fire` and `advance`; nothing has changed, no after-hook is
    told, hooks after it are not asked, and the same proposal may be fired again."""
    asked: list[object] = []
    told: list[object] = []
    hooks = [_boom(cf.before, "move"), _recorder(asked, moment=cf.before), _recorder(told)]
    engine = make_engine(hooks=hooks)
    case = open_case(engine)
    told.clear()
    state = (case.version, case.events, len(case._log), rows(case.tables))
    for attempt in (lambda: engine.fire(case, "start_reminders", _AT), lambda: engine.advance(case, _AT)):
        with pytest.raises(_Boom):
            attempt()
        assert (case.version, case.events, len(case._log), rows(case.tables)) == state
    assert (asked, told) == ([], [])
    assert engine.evolve(hooks=()).fire(case, "start_reminders", _AT).changed


def test_before_hooks_are_asked_in_order_about_what_is_allowed():
    """Each before-hook sees the case as it stands, the proposal, the instant and the verdict; none is asked
    about what is refused, or by `review`."""
    seen: list[cf.Proposed] = []
    engine = make_engine(hooks=[_recorder(seen, moment=cf.before), _recorder(seen, "move", moment=cf.before)])
    case = open_case(engine)
    with pytest.raises(cf.Refused):
        engine.fire(case, "start_reminders", START)
    engine.review(case, "start_reminders", _AT)
    engine.options(case, _AT)
    assert seen == []
    result = engine.fire(case, "start_reminders", _AT)
    assert len(seen) == 2
    for each in seen:
        assert each.case is case
        assert (each.proposal, each.at, each.verdict) == (cf.Move("start_reminders"), _AT, result.verdict)


@given(st.lists(st.booleans(), min_size=1, max_size=6), st.sampled_from(["now", "later"]))
def test_an_after_hook_that_raises_is_reported(fails, when):
    """After-hooks are told once each, in order; what one raises is returned with its name and logged, the
    others are told all the same, and what happened has happened."""
    told: list[int] = []

    def made(i: int, fail: bool) -> cf.Hook:
        @cf.after(cf.StageChanged)
        def hook(details: cf.Happened) -> None:
            told.append(i)
            if fail:
                raise _Boom(i)

        return hook

    engine = make_engine(hooks=[made(i, fail) for i, fail in enumerate(fails)])
    case = open_case(engine)
    result = engine.fire(case, "start_reminders", _AT, notify=when == "now")
    errors = result.hook_errors if when == "now" else engine.notify(result)
    assert told == list(range(len(fails)))
    assert [error.args[0] for _, error in errors] == [i for i, fail in enumerate(fails) if fail]
    assert all("hook" in name for name, _ in errors)
    assert result.case.stage == "reminder"
    assert result.changed


def test_what_a_hook_raises_is_logged(caplog):
    """A failing after-hook and a failing observer leave a log entry with the traceback."""
    engine = make_engine(hooks=[_boom(cf.after, cf.StageChanged), _boom(cf.refused)])
    case = open_case(engine)
    with caplog.at_level(logging.ERROR, logger="collectflow"):
        engine.fire(case, "start_reminders", _AT)
        with pytest.raises(cf.Refused):
            engine.fire(case, "start_reminders", START)
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]
    assert all(record.exc_info and record.exc_info[0] is _Boom for record in caplog.records)


def test_after_hooks_see_what_happened():
    """Each event is told with the case before and after it, and the verdict if it was proposed; events that
    change nothing are not told."""
    told: list[cf.Happened] = []
    engine = make_engine(hooks=[_recorder(told)])
    opened = engine.open("c", account="a", borrower="b-1", at=START, currency="USD")
    payments = [cf.PaymentReceived(f"p-{i}", at=START, amount=1) for i in range(2)]
    recorded = engine.record(opened.case, *payments, payments[0])
    engine.record(recorded.case, payments[0])
    moved = engine.migrate(recorded.case, "reminder", START, "why")
    assert [each.event for each in told] == [*opened.events, *recorded.events, *moved.events]
    assert [each.before for each in told] == [None, opened.case, opened.case, recorded.case]
    assert [each.case for each in told] == [opened.case, recorded.case, recorded.case, moved.case]
    assert all(each.verdict is None for each in told)
    case = open_case(engine)
    told.clear()
    fired = engine.fire(case, "start_reminders", _AT)
    assert [(each.event, each.verdict) for each in told] == [(fired.events[0], fired.verdict)]
    assert fired.verdict is not None


def test_observers_of_refusals():
    """An observer is told of what was fired and not allowed, and of nothing else; one that raises does not
    hide the refusal nor keep it from the next observer."""
    seen: list[cf.Proposed] = []
    engine = make_engine(hooks=[_boom(cf.refused), _recorder(seen, moment=cf.refused)])
    case = open_case(engine)
    with pytest.raises(cf.Refused) as caught:
        engine.fire(case, "start_reminders", START)
    assert [(each.case, each.proposal, each.verdict) for each in seen] == [
        (case, cf.Move("start_reminders"), caught.value.verdict)
    ]
    engine.review(case, "start_reminders", START)
    engine.advance(case, START)
    engine.fire(case, "start_reminders", _AT)
    with pytest.raises(cf.Refused):
        engine.fire(case, cf.Act("sell"), _AT)  # nobody speaks for it: unknown
    assert len(seen) == 2
    assert seen[1].verdict.unknown


@pytest.mark.parametrize(
    ("hook", "told"),
    [
        ((), True),
        (("move",), True),
        (("contact",), False),
        (("move", {"trigger": "start_reminders"}), True),
        (("move", {"trigger": ["cure", "start_reminders"]}), True),
        (("move", {"trigger": "cure"}), False),
        (("move", {"source": "grace", "dest": "reminder"}), True),
        (("move", {"dest": ("outreach", "litigation")}), False),
    ],
)
def test_before_hooks_may_be_restricted(hook, told):
    """A hook on moves is asked about those of its triggers, sources and destinations alone."""
    names = [each for each in hook if isinstance(each, str)]
    columns = next((each for each in hook if isinstance(each, dict)), {})
    seen: list[object] = []
    engine = make_engine(hooks=[_recorder(seen, *names, moment=cf.before, **columns)])
    engine.fire(open_case(engine), "start_reminders", _AT)
    assert bool(seen) is told


def test_hooks_on_contacts_and_acts():
    """Hooks may be restricted to channels, parties and purposes, and to acts by name."""
    seen: list[str] = []

    def named(name: str, /, *args: Any, **columns: Any) -> cf.Hook:
        @cf.before(*args, **columns)
        def hook(_: cf.Proposed) -> None:
            seen.append(name)

        return hook

    allow = cf.Rule("h", on=[cf.on_contact(), cf.on_act()], require=cf.facts.stage == "grace", because="x")
    engine = make_engine(
        (cf.Policy("house", rules=[allow]),),
        hooks=[
            named("calls", "contact", channel="call"),
            named("to others", "contact", party=["spouse", "friend"]),
            named("for", "contact", purpose="inform"),
            named("sales", "act", name="sell"),
            named("acts", "act"),
        ],
    )
    case = open_case(engine)
    engine.fire(case, cf.Contact("call"), START)
    engine.fire(case, cf.Contact("sms", "friend", purpose="inform"), START)
    engine.fire(case, cf.Act("sell"), START)
    engine.fire(case, cf.Act("accelerate"), START)
    assert seen == ["calls", "to others", "for", "sales", "acts", "acts"]


@pytest.mark.parametrize(
    ("args", "columns", "told"),
    [
        ((), {}, True),
        ((cf.StageChanged,), {}, True),
        ((cf.PaymentReceived,), {}, False),
        ((cf.StageChanged,), {"dest": "reminder"}, True),
        ((cf.StageChanged,), {"dest": ["outreach", "litigation"]}, False),
        ((cf.StageChanged,), {"automatic": False, "source": "grace"}, True),
        ((cf.StageChanged,), {"automatic": True}, False),
        ((cf.StageChanged,), {"move": cf.Move("start_reminders")}, True),
    ],
)
def test_after_hooks_may_be_restricted(args, columns, told):
    """An after-hook is told of events of its class whose fields have the values that it names."""
    seen: list[object] = []
    engine = make_engine(hooks=[_recorder(seen, *args, **columns)])
    case = open_case(engine)
    seen.clear()
    engine.fire(case, "start_reminders", _AT)
    assert bool(seen) is told


# --- hooks that call the engine -------------------------------------------------------------------------

_CALLS = {
    "fire": lambda engine, case: engine.fire(case, "cure", case.last_at),
    "record": lambda engine, case: engine.record(case),
    "advance": lambda engine, case: engine.advance(case, case.last_at),
    "open": lambda engine, _: engine.open("x", account="x", borrower="x", at=START),
    "migrate": lambda engine, case: engine.migrate(case, "grace", case.last_at, "x"),
}


@pytest.mark.parametrize("call", _CALLS)
@pytest.mark.parametrize("moment", ["before", "after", "refused"])
def test_a_hook_that_changes_cases_is_refused(call, moment):
    """A hook that fires, records, opens, advances or migrates on its own engine gets `HookFired`."""
    caught: list[cf.HookFired] = []
    engines: list[cf.Engine] = []

    def hook(details) -> None:
        try:
            _CALLS[call](engines[0], details.case)
        except cf.HookFired as error:
            caught.append(error)
            raise

    make = {"before": cf.before("move"), "after": cf.after(cf.StageChanged), "refused": cf.refused()}[moment]
    engine = make_engine(hooks=[make(hook)])
    engines.append(engine)
    case = open_case(engine)
    if moment == "before":
        with pytest.raises(cf.HookFired):
            engine.fire(case, "start_reminders", _AT)
    elif moment == "after":
        result = engine.fire(case, "start_reminders", _AT)
        assert [error for _, error in result.hook_errors] == caught
    else:
        with pytest.raises(cf.Refused):
            engine.fire(case, "start_reminders", START)
    assert [error.call for error in caught] == [call]
    assert "hook" in caught[0].hook
    # Afterwards the engine works as ever.
    assert engine.evolve(hooks=()).fire(case, "start_reminders", _AT).changed
    assert not engine.record(case).changed


def test_a_hook_may_ask_and_use_other_engines():
    """Reviewing on the own engine, and firing on another one, are fine in a hook."""
    other = make_engine()
    answers: list[object] = []
    engines: list[cf.Engine] = []

    @cf.before()
    def ask(details: cf.Proposed) -> None:
        answers.append(engines[0].review(details.case, "cure", details.at).status)
        answers.append(other.fire(details.case, "start_reminders", details.at).changed)

    engine = make_engine(hooks=[ask])
    engines.append(engine)
    assert engine.fire(open_case(engine), "start_reminders", _AT).changed
    assert answers == [cf.Status.REFUSED, True]


@pytest.mark.parametrize("moment", [cf.before, cf.refused])
def test_only_after_hooks_may_be_async(moment):
    """A coroutine cannot stop a proposal: an async before-hook or observer is refused when building."""

    @moment()
    async def slow(_: cf.Proposed) -> None:
        pass

    with pytest.raises(cf.InvalidEngine, match="async"):
        make_engine(hooks=[slow])
    with pytest.raises(cf.InvalidEngine, match="no hook"):
        make_engine(hooks=[lambda details: details])


def test_a_hook_is_still_its_function():
    """A decorated function can be called, for a host's own tests, and has its name."""

    @cf.after()
    def double(details: Any) -> int:
        return int(details) * 2

    number: Any = 21
    assert double(number) == 42
    assert double.name.endswith("double")
