"""The same move under the same five conditions: ours, `transitions`, `python-statemachine`, a table.

Each contender says whether outreach may start for a loan, and starts it, telling one hook.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, time, timedelta
from typing import NamedTuple

from statemachine import State, StateMachine
from transitions import Machine

import collectflow as cf
from benchmarks.loans import CAP, CONDITIONS, Loan, Question
from collectflow import facts

MOVE = "start_outreach"
STAGES = ("grace", "reminder", "outreach", "outsourced", "closed")
WAYS = (
    ("start_reminders", "grace", "reminder"),
    (MOVE, "reminder", "outreach"),
    ("place", "outreach", "outsourced"),
    ("close", "reminder", "closed"),
    ("close", "outreach", "closed"),
    ("close", "outsourced", "closed"),
)

# --- ours -----------------------------------------------------------------------------------------------

POLICY = cf.Policy(
    "five",
    currency="USD",
    rules=[
        cf.Rule(
            "five.past-due",
            on=cf.on_move(MOVE),
            require=(facts.days_past_due >= 3) & (facts.amount_overdue >= 100_00),
            because="it is too early, or too little",
        ),
        cf.Rule(
            "five.cap",
            on=cf.on_move(MOVE),
            require=facts.contacts(channel="call", within=cf.days(7)) < CAP,
            because="seven calls in seven days are enough",
        ),
        cf.Rule(
            "five.hours",
            on=cf.on_move(MOVE),
            require=facts.local_time.between(time(8), time(21)),
            because="people sleep",
        ),
        cf.Rule(
            "five.held",
            on=cf.on_move(MOVE),
            require=~facts.held(),
            because="a hold is in force",
        ),
        cf.Rule(
            "five.tried",
            on=cf.on_move(MOVE),
            require=(facts.attribute("segment", str) == "retail") & (facts.unanswered() >= 2),
            because="reminders come first",
        ),
    ],
)


def lifecycle() -> cf.Lifecycle:
    """The stages and ways of all contenders."""
    stages = (*STAGES[:-1], cf.Stage(STAGES[-1], final=True))
    return cf.Lifecycle("benchmark", stages, [cf.Transition(*way) for way in WAYS])


def fan(ways: int) -> cf.Lifecycle:
    """So many ways out of the reminder stage."""
    ends = [f"branch_{i}" for i in range(ways)]
    moves = [cf.Transition(f"take_{each}", "reminder", each) for each in ends]
    moves += [cf.Transition("close", each, "closed") for each in ends]
    return cf.Lifecycle("fan", ["reminder", *ends, cf.Stage("closed", final=True)], moves)


told = [0]


@cf.after(cf.StageChanged)
def tell(_happened: cf.Happened) -> None:
    told[0] += 1


def engine_of(policy: cf.Policy = POLICY, stages: cf.Lifecycle | None = None) -> cf.Engine:
    return cf.Engine(
        stages or lifecycle(),
        [policy],
        hooks=[tell],
        attributes={"segment": str},
        conventions=cf.Conventions(books_zone="America/New_York"),
    )


def case_of(engine: cf.Engine, loan: Loan) -> cf.Case:
    """The loan as a case, from the same facts."""
    stamps = [each.at for each in loan.contacts] + [each.starts for each in loan.holds]
    opened = engine.open(
        loan.id,
        account=loan.id,
        borrower=loan.borrower,
        at=min(stamps) - timedelta(days=1),
        stage=loan.state,
        currency="USD",
        borrower_zones=[loan.zone.key],
        dues=[cf.Due(each.id, due_on=each.due_on, amount=each.amount) for each in loan.dues],
        attributes={"segment": loan.segment},
    )
    case = opened.case
    for hold in loan.holds:
        case = engine.record(case, cf.HoldPlaced(hold.id, at=hold.starts, kind="dispute")).case
    for contact in loan.contacts:
        placed = cf.ContactPlaced(
            contact.id, at=contact.at, contact=cf.Contact(contact.channel, contact.party)
        )
        case = engine.record(case, placed).case
        if contact.outcome is not None:
            result = cf.ContactResult(
                f"{contact.id}/r", at=contact.at, contact=contact.id, outcome=contact.outcome
            )
            case = engine.record(case, result).case
    for hold in loan.holds:
        if hold.ends is not None:
            case = engine.record(case, cf.HoldLifted(f"{hold.id}/l", at=hold.ends, hold=hold.id)).case
    return case


# --- transitions ----------------------------------------------------------------------------------------


def stock_machine() -> Machine:
    """One stock machine for all loans, as its documentation advises; no auto transitions."""
    return Machine(
        model=None,
        states=list(STAGES),
        transitions=[
            {"trigger": trigger, "source": source, "dest": dest}
            | ({"conditions": list(CONDITIONS), "after": "tell"} if trigger == MOVE else {})
            for trigger, source, dest in WAYS
        ],
        initial="reminder",
        auto_transitions=False,
    )


# --- python-statemachine --------------------------------------------------------------------------------


class Collection(StateMachine):
    """One instance a loan; conditions and hook are found on the model by name."""

    grace = State(initial=True)
    reminder = State()
    outreach = State()
    outsourced = State()
    closed = State(final=True)

    start_reminders = grace.to(reminder)
    start_outreach = reminder.to(outreach, cond=list(CONDITIONS), on="tell")
    place = outreach.to(outsourced)
    close = reminder.to(closed) | outreach.to(closed) | outsourced.to(closed)


# --- a table --------------------------------------------------------------------------------------------


class NotAllowed(Exception):
    """A condition refused."""


class Way(NamedTuple):
    dest: str
    conditions: tuple[Callable[[Loan, datetime], bool], ...] = ()
    hooks: tuple[Callable[[Loan, datetime], None], ...] = ()


TABLE = {(source, trigger): Way(dest) for trigger, source, dest in WAYS}
TABLE["reminder", MOVE] = Way(
    "outreach",
    (Loan.past_due, Loan.under_cap, Loan.decent_hour, Loan.not_held, Loan.tried),
    (Loan.tell,),
)


def table_may(loan: Loan, trigger: str, now: datetime) -> bool:
    way = TABLE.get((loan.state, trigger))
    return way is not None and all(each(loan, now) for each in way.conditions)


def table_fire(loan: Loan, trigger: str, now: datetime) -> None:
    way = TABLE.get((loan.state, trigger))
    if way is None:
        raise NotAllowed(trigger)
    for each in way.conditions:
        if not each(loan, now):
            raise NotAllowed(trigger)
    loan.state = way.dest
    for hook in way.hooks:
        hook(loan, now)


# --- agreement ------------------------------------------------------------------------------------------


def agree(engine: cf.Engine, questions: Sequence[Question]) -> None:
    """Assert that all contenders give the expected answer, asked and done."""
    for question in questions:
        _agree(engine, question)


def _agree(engine: cf.Engine, question: Question) -> None:
    loan, now = question.loan, question.now
    assert (loan.state, loan.told) == ("reminder", 0)
    machine = stock_machine()
    machine.add_model(loan)
    chart = Collection(loan)
    case = case_of(engine, loan)
    may = {
        "collectflow": engine.review(case, MOVE, now).allowed,
        "transitions": loan.may_start_outreach(now),  # type: ignore[attr-defined]
        "python-statemachine": any(each.id == MOVE for each in chart.enabled_events(now)),
        "table": table_may(loan, MOVE, now),
    }
    assert set(may.values()) == {question.allowed}, (question, may)
    moves: dict[str, Callable[[], object]] = {
        "transitions": lambda: loan.start_outreach(now),  # type: ignore[attr-defined]
        "python-statemachine": lambda: chart.start_outreach(now),
        "table": lambda: table_fire(loan, MOVE, now),
    }
    expected = "outreach" if question.allowed else "reminder"
    for name, move in moves.items():
        with suppress(NotAllowed, StateMachine.TransitionNotAllowed):
            move()
        assert loan.state == expected, (question, name)
        assert loan.told == question.allowed, (question, name)
        loan.state, loan.told = "reminder", 0
    before = told[0]
    try:
        stage = engine.fire(case, MOVE, now).case.stage
    except cf.Refused:
        stage = "reminder"
    assert stage == expected, question
    assert told[0] - before == question.allowed, question
