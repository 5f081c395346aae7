"""`fire`, `review` and `options` beside the contenders."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from operator import attrgetter

import collectflow as cf
from benchmarks.contenders import (
    MOVE,
    POLICY,
    Collection,
    agree,
    case_of,
    engine_of,
    fan,
    stock_machine,
    table_fire,
    table_may,
)
from benchmarks.loans import Loan, edge_cases, questions
from benchmarks.measure import Contender, Figure, Times, in_turn

#: How many different cases take turns, and how often.
CASES = 50
ROUNDS = 120

Cases = list[tuple[cf.Case, datetime]]
#: Calls that are still to be given the instant; a batch is one for each case.
Call = Callable[[datetime], object]
Calls = list[tuple[Call, datetime]]
#: What makes such a call of a loan.
Makes = Callable[[Loan], Call]


def _make(calls: Calls) -> None:
    for call, now in calls:
        call(now)


def _fresh(engine: cf.Engine, cases: Cases, ask: str, *, before: str | None = None) -> Contender:
    """Cases that nobody has asked about yet (nothing is worked out, nothing kept) unless `before` does."""
    call = getattr(engine, ask)

    def prepare() -> Calls:
        made = [(cf.Case.replay(case.events), now) for case, now in cases]
        if before is not None:
            for case, now in made:
                getattr(engine, before)(case, MOVE, now)
        return [(partial(call, case, MOVE), now) for case, now in made]

    return Contender(prepare, _make, len(cases))


def standing(loans: list[Loan], ask: Makes, call: Makes, nows: list[datetime]) -> Contender:
    """Loans back in the stage where they began, asked once, so that they are as near at hand as new cases."""
    asks = list(zip([ask(each) for each in loans], nows, strict=True))
    calls = list(zip([call(each) for each in loans], nows, strict=True))

    def prepare() -> Calls:
        for loan in loans:
            loan.state = "reminder"
        _make(asks)
        return calls

    return Contender(prepare, _make, len(loans))


def decisions() -> Iterable[Figure]:
    """`fire` and `review` against a stock trigger and `may_<trigger>`, with the others beside them."""
    engine = engine_of()
    agree(engine, edge_cases())
    asked = questions(CASES)
    agree(engine, asked)
    nows = [each.now for each in asked]
    cases = [(case_of(engine, each.loan), each.now) for each in asked]
    # Each contender has loans of its own: what a machine puts on its models is not to bother the others.
    models, charted, plain = ([each.loan for each in questions(CASES)] for _ in range(3))
    stock_machine().add_model(models)
    charts = {loan.id: Collection(loan) for loan in charted}

    def against(ours: str, stock: str, chart: str, table: Callable[..., object]) -> Times:
        def by_chart(loan: Loan) -> Call:
            return charts[loan.id].enabled_events

        def by_table(loan: Loan) -> Call:
            return partial(table_may, loan, MOVE)

        contenders = {
            "first": _fresh(engine, cases, ours),
            "again": _fresh(engine, cases, ours, before="review"),
            "transitions": standing(models, attrgetter(f"may_{MOVE}"), attrgetter(stock), nows),
            "python-statemachine": standing(
                charted, by_chart, lambda loan: getattr(charts[loan.id], chart), nows
            ),
            "a hand-written table": standing(plain, by_table, lambda loan: partial(table, loan, MOVE), nows),
        }
        return in_turn(contenders, ROUNDS)

    fired = against("fire", MOVE, MOVE, table_fire)
    yield from _figures("fire", fired, "transitions trigger", 1.0, 0.5)
    reviewed = against("review", f"may_{MOVE}", "enabled_events", table_may)
    yield from _figures("review", reviewed, "transitions may_<trigger>", 0.6, 0.3)


def _figures(what: str, times: Times, stock: str, bound: float, aim: float) -> Iterable[Figure]:
    lines = {
        "first": (f"{what}, a case not asked about before", bound, aim),
        "again": (f"{what}, a case reviewed before", bound, aim),
        "python-statemachine": (f"{what} by python-statemachine", None, None),
        "a hand-written table": (f"{what} by a hand-written table", None, None),
    }
    for name, (line, limit, wish) in lines.items():
        yield Figure(
            line,
            times.ratio(name, "transitions"),
            limit,
            wish,
            against=stock,
            ours=times.us(name),
            theirs=times.us("transitions"),
        )


def options() -> Iterable[Figure]:
    """`options` over more and more ways out of a stage, the five rules on each."""
    rules = [
        cf.Rule(each.id, on=cf.on_move(), require=each.require, because=each.because) for each in POLICY.rules
    ]
    policy = cf.Policy("five", currency="USD", rules=rules)
    asked = questions(10)
    contenders: dict[str, Contender] = {}
    sizes = (1, 2, 4, 8, 16, 32)
    for n in sizes:
        engine = engine_of(policy, fan(n))
        cases = [(case_of(engine, each.loan), each.now) for each in asked]
        case, now = cases[0]
        assert len(engine.options(case, now)) == n
        contenders[str(n)] = _looking(engine, cases)
    times = in_turn(contenders, 40)
    for n in sizes:
        yield Figure(
            f"options over {n} moves, a move",
            times.ratio(str(n), "4") * 4 / n,
            aim=1.0 if n == 32 else None,
            against="a move over 4",
            ours=times.us(str(n)) / n,
            theirs=times.us("4") / 4,
        )


def _looking(engine: cf.Engine, cases: Cases) -> Contender:
    def prepare() -> Calls:
        return [(partial(engine.options, cf.Case.replay(case.events)), now) for case, now in cases]

    return Contender(prepare, _make, len(cases))
