"""One engine and its cases are shared by threads, which interfere with nothing."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

import pytest

import collectflow as cf
from collectflow import facts
from tests.support import START, attempts, make_engine, open_case, rows

THREADS = 8
_T = TypeVar("_T")


@pytest.fixture(autouse=True)
def _eager_switches():
    """Let threads take turns as often as the interpreter can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def _together(work: Callable[[int], _T]) -> list[_T]:
    """What each of eight threads makes, all begun at the same moment."""
    gate = threading.Barrier(THREADS)

    def begin(i: int) -> _T:
        gate.wait()
        return work(i)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(begin, range(THREADS)))


def _life(engine: cf.Engine, i: int) -> list[cf.Case]:
    """Everything that an engine does, for a case of its own."""
    name = f"c-{i}"
    due = cf.Due("d", due_on=START.date(), amount=100 + i)
    case = engine.open(
        name,
        account=name,
        borrower=f"b-{i}",
        at=START,
        currency="USD",
        borrower_zones=["Europe/Berlin"],
        dues=[due],
    ).case
    made = [case]
    at = START + timedelta(days=4)
    made.append(engine.advance(made[-1], at).case)
    for k in range(12):
        at += timedelta(hours=1)
        made.append(engine.fire(made[-1], cf.Contact("call" if k % 2 else "sms"), at, id=f"k-{k}").case)
        result = cf.ContactResult(f"r-{k}", at=at, contact=f"k-{k}", outcome="no_answer")
        made.append(engine.record(made[-1], result).case)
    for trigger in ("start_outreach", "write_off"):
        answers = engine.options(made[-1], at, contacts=[cf.Contact("visit")])
        assert answers[cf.Move(trigger)].allowed
        assert not answers[cf.Contact("visit")].allowed
        made.append(engine.fire(made[-1], trigger, at).case)
    return made


def test_each_thread_its_own_cases():
    """Eight threads on one engine come to what one thread comes to alone, from the first proposal on."""
    for _ in range(5):
        engine = make_engine()
        lives = _together(lambda i, engine=engine: _life(engine, i))  # type: ignore[misc]
        alone = make_engine()
        for i, life in enumerate(lives):
            expected = _life(alone, i)
            assert life == expected
            assert [rows(a.tables) for a in life] == [rows(b.tables) for b in expected]


@pytest.mark.parametrize("before", [0, 58, 62, 64, 90])
def test_all_threads_the_same_case(before):
    """Eight threads that append to one version of a case each get that version and their own event: the
    others' are not in it, and the version itself does not change. With and without an index of ids."""
    engine = make_engine()
    for round_ in range(10):
        parent = attempts(engine, open_case(engine), before // 2, at=START)
        at = parent.last_at
        expected = parent.events

        def append(i: int, parent: cf.Case = parent, at=at) -> cf.Case:
            case = parent
            for k in range(4):
                event = cf.PaymentReceived(f"t{i}-{k}", at=at, amount=1 + i)
                case = engine.record(case, event).case
                assert not engine.record(case, event).changed
                assert case.find(event.id) == event
            assert all(case.find(f"t{other}-0") is None for other in range(THREADS) if other != i)
            return case

        for i, case in enumerate(_together(append)):
            mine = [cf.PaymentReceived(f"t{i}-{k}", at=at, amount=1 + i) for k in range(4)]
            assert case == cf.Case.replay([*expected, *mine]), round_
            assert rows(case.tables) == rows(cf.Case.replay(case.events).tables)
            assert case.ledger.received == 4 * (1 + i)
        assert parent.events == expected
        assert all(parent.find(f"t{i}-0") is None for i in range(THREADS))


def test_all_threads_ask_about_the_same_case():
    """Reading at different instants, and writing down what was counted, gives each thread its own answer."""
    engine = make_engine()
    case = attempts(engine, open_case(engine), 40, at=START)
    fact = facts.contacts(channel="call", within=cf.days(1, zone="books"))
    instants = [case.last_at + timedelta(hours=8 * i) for i in range(THREADS)]
    expected = [make_engine().read(cf.Case.replay(case.events), fact, at) for at in instants]
    assert len(set(expected)) > 1

    def ask(i: int) -> set[int | None]:
        return {engine.read(case, fact, instants[i]) for _ in range(300)}

    assert _together(ask) == [{each} for each in expected]


def test_hooks_know_their_thread():
    """That a hook runs in one thread keeps no other thread from firing."""
    inside, go_on = threading.Event(), threading.Event()

    @cf.after(cf.StageChanged, dest="reminder")
    def slow(_: cf.Happened) -> None:
        inside.set()
        assert go_on.wait(10)

    engine = make_engine(hooks=[slow])
    case = open_case(engine)
    at = START + timedelta(days=5)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(engine.fire, case, "start_reminders", at)
        assert inside.wait(10)
        assert engine.fire(case, "settle", at).changed
        go_on.set()
        assert waiting.result().hook_errors == ()
