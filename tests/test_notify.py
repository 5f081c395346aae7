"""Telling hooks after the commit, and hooks that are coroutines."""

from __future__ import annotations

import asyncio
import pickle
from datetime import timedelta

import pytest

import collectflow as cf
from tests.support import START, make_engine, open_case

_AT = START + timedelta(days=5)


class _Boom(Exception):
    """What the tests' hooks raise."""


def test_notify_waits_for_the_commit():
    """With `notify=False` no after-hook is told until `notify(result)`, for every call that changes."""
    told: list[cf.Happened] = []
    engine = make_engine(hooks=[cf.after()(told.append)])
    opened = engine.open("c", account="a", borrower="b-1", at=START, currency="USD", notify=False)
    payment = cf.PaymentReceived("p", at=START, amount=1)
    moved = engine.migrate(opened.case, "reminder", START, "why", notify=False)
    recorded = engine.record(moved.case, payment, notify=False)
    late = engine.record(
        recorded.case,
        cf.DuesAdded("m", at=START, dues=[cf.Due("d", due_on=START.date(), amount=9)]),
        notify=False,
    )
    advanced = engine.advance(
        engine.migrate(late.case, "grace", START, "x", notify=False).case, _AT, notify=False
    )
    fired = engine.fire(late.case, "settle", _AT, notify=False)
    assert told == []
    for result in (opened, moved, recorded, advanced, fired):
        # A result survives the way to another process and is notified there.
        back = pickle.loads(pickle.dumps(result))
        assert engine.notify(back) == ()
        assert [each.event for each in told] == list(result.events)
        told.clear()


def test_async_hooks_are_awaited():
    """Async after-hooks are awaited one after the other with sync ones; what one raises is returned."""
    told: list[str] = []

    @cf.after(cf.StageChanged)
    async def slow(details: cf.Happened) -> None:
        await asyncio.sleep(0)
        told.append(details.case.stage)

    @cf.after(cf.StageChanged)
    async def broken(_: cf.Happened) -> None:
        await asyncio.sleep(0)
        raise _Boom

    class Sender:
        async def __call__(self, _: cf.Happened) -> None:
            told.append("sender")

    @cf.after(cf.StageChanged)
    def plain(details: cf.Happened) -> None:
        told.append(details.event.id)

    engine = make_engine(hooks=[slow, broken, cf.after(cf.StageChanged)(Sender()), plain])
    assert (slow.is_async, plain.is_async) == (True, False)
    case = open_case(make_engine())
    result = engine.fire(case, "start_reminders", _AT, notify=False)
    errors = asyncio.run(engine.anotify(result))
    assert told[:2] == ["reminder", "sender"]
    assert told[2:] == [result.events[0].id]
    assert [type(error) for _, error in errors] == [_Boom]


def test_async_hooks_need_a_loop():
    """With an async hook, calls that would notify at once say so before anything happens."""

    @cf.after()
    async def slow(_: cf.Happened) -> None:
        pass

    engine = make_engine(hooks=[slow])
    case = open_case(make_engine())
    result = engine.fire(case, "start_reminders", _AT, notify=False)
    for attempt in (
        lambda: engine.fire(case, "start_reminders", _AT),
        lambda: engine.record(case),
        lambda: engine.advance(case, _AT),
        lambda: engine.migrate(case, "cured", _AT, "x"),
        lambda: engine.open("x", account="x", borrower="x", at=START),
        lambda: engine.notify(result),
    ):
        with pytest.raises(cf.BadValue, match="anotify"):
            attempt()


def test_hooks_inside_an_event_loop():
    """That a hook runs is known in its task alone: another task of the loop may fire meanwhile."""
    engines: list[cf.Engine] = []

    @cf.after(cf.StageChanged)
    async def slow(_: cf.Happened) -> None:
        await asyncio.sleep(0.01)

    engine = make_engine(hooks=[slow])
    engines.append(engine)
    case = open_case(make_engine())

    async def both() -> tuple[bool, object]:
        result = engine.fire(case, "start_reminders", _AT, notify=False)
        waiting = asyncio.create_task(engine.anotify(result))
        await asyncio.sleep(0)
        return engine.fire(case, "settle", _AT, notify=False).changed, await waiting

    assert asyncio.run(both()) == (True, ())
