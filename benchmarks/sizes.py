"""Memory, import time, and what a long history costs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter
from statistics import median
from tempfile import TemporaryDirectory

import collectflow as cf
from benchmarks.contenders import MOVE, Collection, engine_of, stock_machine
from benchmarks.decisions import standing
from benchmarks.loans import Due, Loan, questions
from benchmarks.measure import Contender, Figure, bytes_each, in_turn

CASES = 2000
#: A stock machine looks for each new model among all it has, so fewer keep the run short.
MODELS = 400
IMPORTS = 15

OPENED = datetime(2026, 2, 1, tzinfo=UTC)


def memory() -> Iterable[Figure]:
    """A case just opened with one due and one zone; every id and instant its own."""
    engine = engine_of()

    def case(i: int, attributes: Mapping[str, str] | None = None) -> cf.Case:
        opened = engine.open(
            f"loan-{i}/1",
            account=f"loan-{i}",
            borrower=f"borrower-{i}",
            at=OPENED + timedelta(minutes=i),
            stage="reminder",
            currency="USD",
            borrower_zones=["America/New_York"],
            dues=[cf.Due(f"{i}/2026-01", due_on=date(2026, 1, 20), amount=182_50 + i)],
            attributes=attributes,
        )
        return opened.case

    def described(i: int) -> cf.Case:
        return case(i, {"segment": "retail"})

    def reviewed(i: int) -> cf.Case:
        made = described(i)
        engine.review(made, MOVE, OPENED + timedelta(days=9))
        return made

    # Nothing in a loaded case is shared with another, unless the library sees to it.
    lines = [json.dumps(described(i).to_dict()) for i in range(-1, CASES)]

    def loaded(i: int) -> cf.Case:
        return cf.Case.from_dict(json.loads(lines[i + 1]))

    machine = stock_machine()

    def loan(i: int) -> Loan:
        due = Due(f"{i}/2026-01", date(2026, 1, 20), 182_50 + i)
        return Loan(f"loan-{i}/1", f"borrower-{i}", [due], [])

    def model(i: int) -> Loan:
        made = loan(i)
        machine.add_model(made)
        return made

    def chart(i: int) -> Collection:
        return Collection(loan(i))

    yield Figure("a fresh case in memory", bytes_each(case, CASES) / 1000, 1.5, 1.0, unit="kB")
    for what, make, count in (
        ("a fresh case with an attribute in memory", described, CASES),
        ("the same after a review", reviewed, CASES),
        ("the same loaded from JSON", loaded, CASES),
        ("a plain loan object in memory", loan, MODELS),
        ("the same as a transitions model", model, MODELS),
        ("the same in a python-statemachine", chart, MODELS),
    ):
        yield Figure(what, bytes_each(make, count) / 1000, unit="kB")


_IMPORT = """
import time
import attrs, transitions
begun = time.perf_counter()
import collectflow
print(time.perf_counter() - begun)
"""


def importing() -> Iterable[Figure]:
    """`import collectflow` where attrs and transitions are imported already, in fresh interpreters."""
    spent = []
    with TemporaryDirectory() as cache:
        # Compiled once, as an installed package is, wherever and however this runs.
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": cache}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for _ in range(IMPORTS + 1):
            done = subprocess.run(  # noqa: S603 - this interpreter and the text above
                [sys.executable, "-c", _IMPORT], capture_output=True, check=True, text=True, env=environment
            )
            spent.append(float(done.stdout) * 1000)
    yield Figure("import collectflow beyond attrs and transitions", median(spent[1:]), 60, 30, unit="ms")


def _long(count: int) -> list[cf.Event]:
    """A case of so many events: instalments, calls and texts with their results, payments, promises."""
    at = OPENED
    events: list[cf.Event] = [
        cf.CaseOpened(
            "0",
            at=at,
            case="long/1",
            account="long",
            borrower="b",
            stage="reminder",
            currency="USD",
            conventions=cf.Conventions(books_zone="America/New_York"),
            persons=(cf.Person("b", zones=["America/New_York"]),),
            dues=[cf.Due("first", due_on=date(2026, 1, 20), amount=300_00)],
            attributes=(("segment", "retail"),),
        )
    ]
    while len(events) < count:
        i = len(events)
        at += timedelta(hours=9)
        step = i % 12
        if step == 0:
            due = cf.Due(f"{i}", due_on=at.date(), amount=300_00)
            events.append(cf.DuesAdded(f"{i}", at=at, dues=[due]))
        elif step == 4:
            events.append(cf.PaymentReceived(f"{i}", at=at, amount=250_00))
        elif step == 8:
            events.append(cf.PromiseMade(f"{i}", at=at, amount=50_00, by=at.date() + timedelta(days=7)))
        elif step % 2:
            channel = "sms" if step == 7 else "call"
            events.append(cf.ContactPlaced(f"{i}", at=at, contact=cf.Contact(channel)))
        else:
            events.append(cf.ContactResult(f"{i}", at=at, contact=f"{i - 1}", outcome="no_answer"))
    return events


def histories() -> Iterable[Figure]:
    """A case of 600 events: folded anew, one event more, and reviewed."""
    long, more = _long(600), _long(612)[600:]
    short, few = _long(12), _long(24)[12:]
    asked = questions(20)
    models = [each.loan for each in asked]
    stock_machine().add_model(models)
    times = in_turn(
        {
            "fold": Contender(lambda: long, cf.Case.replay, 1),
            "stock": standing(
                models, attrgetter(f"may_{MOVE}"), attrgetter(MOVE), [each.now for each in asked]
            ),
            "long": _growing(long, more),
            "short": _growing(short, few),
            "long, asked": _reviewing(long),
            "short, asked": _reviewing(short),
        },
        60,
    )
    yield Figure(
        "fold of a case with 600 events",
        times.ratio("fold", "stock"),
        500,
        against="transitions trigger",
        ours=times.us("fold"),
        theirs=times.us("stock"),
    )
    for what, long_name, short_name in (
        ("one more event on a case with 600 events", "long", "short"),
        ("review, a case with 600 events, not asked about before", "long, asked", "short, asked"),
    ):
        yield Figure(
            what,
            times.ratio(long_name, short_name),
            aim=1.0,
            against="with 12 events",
            ours=times.us(long_name),
            theirs=times.us(short_name),
        )


def _growing(events: list[cf.Event], more: list[cf.Event]) -> Contender:
    """Events that follow, one after the other, on a case that has taken events before."""

    def run(case: cf.Case) -> None:
        for event in more:
            case = case.apply(event)

    return Contender(lambda: cf.Case.replay(events[:-1]).apply(events[-1]), run, len(more))


def _reviewing(events: list[cf.Event]) -> Contender:
    engine = engine_of()
    now = events[-1].at + timedelta(hours=1)

    def run(cases: list[cf.Case]) -> None:
        for case in cases:
            engine.review(case, MOVE, now)

    return Contender(lambda: [cf.Case.replay(events) for _ in range(10)], run, 10)
