"""The search: no solution of the wide snapshot is a proof, one of the exact snapshot may be a witness."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from collectflow._time import DAY
from collectflow.case import Case
from collectflow.errors import CollectflowError
from collectflow.guards import Guard
from collectflow.policy import Policy, Rule, Verdict, policy_name
from collectflow.verify._answers import Answer, Proof, Witness
from collectflow.verify._asking import Question
from collectflow.verify._build import Builder, NotBuilt
from collectflow.verify._formulas import Expr
from collectflow.verify._rows import TooLarge
from collectflow.verify._snapshot import Snapshot
from collectflow.verify._world import FROM
from collectflow.verify._z3 import z3

#: How many solutions are built and reviewed before one gives up.
_TRIES = 4
#: What a witness should rather have: few rows, days past due and amounts that one meets.
_FEW = (12, 6, 2, 0)
_LATE, _AMOUNT = 400, 10_000_000
_NOT_SHOWN = "the case that was built does not show it when it is reviewed"
#: Reviews a case; the verdicts when it shows what was looked for, else nothing.
Confirm = Callable[[Case, datetime, tuple[Case, ...]], "tuple[Verdict, ...] | None"]
Guarded = Iterable[tuple[Guard, str | None]]


def in_force(at: Snapshot, rule: Rule) -> Expr:
    """Whether a rule is in force on the books' day."""
    bounds = [z3.BoolVal(True)]  # noqa: FBT003 - a constant
    if rule.effective_from is not None:
        bounds.append(at.today >= rule.effective_from.toordinal())
    if rule.effective_until is not None:
        bounds.append(at.today <= rule.effective_until.toordinal())
    return z3.And(bounds)


def allowed(
    at: Snapshot,
    kind: str,
    rules: Iterable[tuple[Rule, str | None]],
    policies: Iterable[object],
    *,
    overrides: bool,
) -> Expr:
    """Whether these rules allow a proposal, with the overrides that they have grounds for."""
    wanted: list[Expr] = [z3.BoolVal(True)]  # noqa: FBT003 - a constant
    covered: list[Expr] = []
    for rule, currency in rules:
        if rule.effect == "refuse":
            applies = in_force(at, rule)
            covered.append(applies)
            if not (overrides and rule.grounds):
                wanted.append(z3.Implies(applies, at.truth(rule.condition, currency).holds))
    for policy in policies:
        if not isinstance(policy, Policy):
            allows, speaks = at.anything(policy, policy_name(policy))
            wanted.append(allows)
            covered.append(speaks)
    if kind != "move":
        wanted.append(z3.Or(covered))
    return z3.And(wanted)


def search(
    text: str,
    question: Question,
    guards: Guarded,
    goal: Callable[[Snapshot], Expr],
    confirm: Confirm,
    limit: float,
) -> Answer:
    """Look for a case in which the goal holds; there is none, or here it is, or nobody knows."""
    guarded = tuple(guards)
    try:
        solver, at = _solver(question, guarded, goal, limit, exact=False)
        found = solver.check()
        if found == z3.unsat:
            return Answer(text, Proof.PROVED)
        if found == z3.unknown:
            return Answer(text, Proof.UNKNOWN, f"the solver gave up: {solver.reason_unknown()}")
        unread = list(dict.fromkeys(at.unread))
        solver, at = _solver(question, guarded, goal, limit, exact=True)
    except TooLarge as error:
        return Answer(text, Proof.UNKNOWN, f"more than is looked at: {error}")
    reason = _witnessed(solver, at, question, confirm)
    if isinstance(reason, Witness):
        return Answer(text, Proof.REFUTED, witness=reason)
    if unread:
        reason = f"{', '.join(unread)} cannot be read by the solver"
    return Answer(text, Proof.UNKNOWN, reason)


def _solver(
    question: Question,
    guards: tuple[tuple[Guard, str | None], ...],
    goal: Callable[[Snapshot], Expr],
    limit: float,
    *,
    exact: bool,
) -> tuple[Any, Snapshot]:
    at = Snapshot(question.setting, guards, exact=exact)
    wanted = goal(at)
    solver = z3.Solver()
    solver.set("timeout", max(1, int(limit * 1000)))
    solver.add(*at.constraints, wanted)
    return solver, at


def _witnessed(solver: Any, at: Snapshot, question: Question, confirm: Confirm) -> Witness | str:  # noqa: ANN401 - the solver's
    """A witness, or why there is none."""
    found = solver.check()
    if found == z3.unknown:
        return f"the solver gave up: {solver.reason_unknown()}"
    if found == z3.unsat:
        return "it is possible only with days of unusual length, or where day and hour windows mix"
    _narrow(solver, at)
    reason = _NOT_SHOWN
    for _ in range(_TRIES):
        if solver.check() != z3.sat:
            break
        model = solver.model()
        try:
            found = _shown(Builder(at, model, question.cast), question, confirm)
        except NotBuilt as error:
            return f"no witness can be built: there is no event for {error}"
        except (CollectflowError, OverflowError) as error:
            reason = f"no witness could be built: {error}"
        else:
            if found is not None:
                return found
        values = [symbol.value for symbol in at.symbols.values()]
        solver.add(z3.Or([each != model.eval(each, model_completion=True) for each in values]))
    return reason


def _narrow(solver: Any, at: Snapshot) -> None:  # noqa: ANN401 - the solver's
    """Grant as many wishes as can be, in order."""
    for wish in _wishes(at):
        solver.push()
        solver.add(wish)
        if solver.check() != z3.sat:
            solver.pop()


def _shown(builder: Builder, question: Question, confirm: Confirm) -> Witness | None:
    """The case that is built of a solution, if it shows what was looked for when it is reviewed."""
    case, at, beside = builder.case()
    verdicts = confirm(case, at, beside)
    return None if verdicts is None else Witness(case, question.proposal, at, verdicts, beside)


def _wishes(at: Snapshot) -> Iterator[Expr]:
    """What makes a witness easy to read, where it can be had."""
    yield at.whole
    yield z3.Not(at.reported)
    yield at.has_zone
    yield at.offset == 0
    yield at.today == FROM + 151
    yield at.entered == at.now - 30 * DAY
    yield at.clock == DAY // 2
    for cells in at.cells.values():
        total = z3.Sum([each.number for each in cells] or [z3.IntVal(0)])
        yield from (total <= each for each in _FEW)
        loud = [each.number for each in cells if each.force or each.second is not None]
        if loud:
            yield z3.Sum(loud) == 0
    yield z3.And(at.dues_overdue <= 1, at.dues_today == 0, at.later == 0)
    # What came due and was paid takes an event of its own.
    yield at.came_due == (at.dues_overdue > 0)
    yield at.comes_due == z3.Or(at.came_due, at.dues_today > 0)
    theirs = at.laid_out_debts
    if theirs is not None:
        yield z3.And(theirs.dues_overdue <= 1, theirs.dues_today == 0, theirs.later == 0)
        yield theirs.comes_due == (theirs.dues_overdue > 0)
        yield z3.And(theirs.late <= _LATE, theirs.overdue <= _AMOUNT)
    yield at.late <= _LATE
    yield at.overdue <= _AMOUNT
    yield z3.Not(at.lapsed)
