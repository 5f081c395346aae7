"""Cases read one by one by the engine, where code that frames cannot read has a say.

The frame says where: an answer or a due move is open, and an opaque rule or a policy object is what may
decide it. The engine's answers are then written over the frame's by the case's id, as expressions, so that
a lazy frame stays lazy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import narwhals.stable.v2 as nw

from collectflow.case import Case
from collectflow.engine import Engine
from collectflow.errors import BadValue, NoSuchTransition, UnknownName
from collectflow.events import Contact, Move, Proposal
from collectflow.portfolio._answers import Answers
from collectflow.portfolio._compiler import UNTIL, Question, Scope, Way
from collectflow.portfolio._logic import Side, all_sides, any_side, column, negated
from collectflow.portfolio._tables import CASE

#: A case, or one with those beside it.
Found = Case | tuple[Case, ...]
#: How a host finds a case by its id.
CaseOf = Callable[[str], Found] | Mapping[str, Found]
#: Whether a case is to be read one by one, while the sweep is computed.
SINGLY = "__singly"


def open_cases(
    questions: Sequence[Question], moves: Sequence[tuple[str, Way]], mover: Scope, answers: Answers
) -> nw.Expr:
    """Where an answer is open, or the due move is, and code may decide it."""
    sides = [_open(way, each.scope, answers) for each in questions for way in each.ways]
    move: Side = False
    for _, way in reversed(moves):
        # A move that is surely due keeps those behind it from mattering.
        allowed, refused = answers.status(way, mover)
        before = negated(all_sides([way.offered, allowed, negated(refused)]))
        move = any_side([_open(way, mover, answers), all_sides([before, move])])
    return column(any_side([*sides, move]))


def _open(way: Way, scope: Scope, answers: Answers) -> Side:
    """Where a way is not refused and code has not been heard that it depends on."""
    _, refused = answers.status(way, scope)
    unheard: list[Side] = [way.doubtful]
    for each in way.rules:
        if each.blind:
            true, false = answers.sides(each, scope)
            unheard.append(negated(any_side([true, false])))
    return all_sides([way.offered, negated(refused), any_side(unheard)])


def read_singly(
    frame: Any,  # noqa: ANN401 - a narwhals frame
    engine: Engine,
    case_of: CaseOf,
    at: datetime,
    proposals: Mapping[str, Proposal],
) -> Any:  # noqa: ANN401
    """The frame with the engine's answers about the cases that are to be read one by one."""
    found = frame.filter(nw.col(SINGLY)).select(CASE).unique()
    ids = (found.collect() if isinstance(found, nw.LazyFrame) else found)[CASE].to_list()
    if not ids:
        return frame
    #: By column and answer, the cases.
    said: dict[str, dict[str | None, list[str]]] = {}
    for each in ids:
        for name, answer in _row(engine, _cases(case_of, each), at, proposals).items():
            said.setdefault(name, {}).setdefault(answer, []).append(each)
    # Code need not say when its answer changes.
    said[UNTIL] = {None: ids}
    return frame.with_columns(*(_overwritten(name, answers) for name, answers in said.items()))


def _overwritten(name: str, answers: Mapping[str | None, list[str]]) -> nw.Expr:
    held = nw.col(name)
    for answer, ids in answers.items():
        here = nw.col(CASE).cast(nw.String).is_in(ids)
        held = (
            nw.when(~here).then(held)
            if answer is None
            else nw.when(here).then(nw.lit(answer)).otherwise(held)
        )
    return held.alias(name)


def _cases(case_of: CaseOf, name: str) -> tuple[Case, ...]:
    """The case of an id, and those beside it, which the engine checks."""
    found: Any = case_of.get(name) if isinstance(case_of, Mapping) else case_of(name)
    cases: tuple[Any, ...] = found if isinstance(found, tuple) else (found,)
    if not cases or not isinstance(cases[0], Case) or cases[0].id != name:
        hint = "it gives the case of an id: a collectflow.Case with that id, or a tuple that begins with it"
        raise BadValue(f"opaque({name!r})", found, hint)
    return cases


def _row(
    engine: Engine, cases: tuple[Case, ...], at: datetime, proposals: Mapping[str, Proposal]
) -> dict[str, str | None]:
    """What the engine says to a case, in the shape of a sweep's row."""
    case, *beside = cases
    row: dict[str, str | None] = {"move": _due(engine, case, at, beside)}
    for label, proposal in proposals.items():
        try:
            verdict = engine.review(case, proposal, at, beside=beside)
        except NoSuchTransition:
            row[label], row[f"{label}_refused_by"] = None, ""
        except (BadValue, UnknownName):
            # Of several persons the case does not say which, or it knows no such person: it stays open.
            if not isinstance(proposal, Contact):
                raise
        else:
            row[label] = str(verdict.status)
            refused = [each.rule for each in verdict.findings if each.outcome == "unmet"]
            row[f"{label}_refused_by"] = ";".join(refused)
    return row


def _due(engine: Engine, case: Case, at: datetime, beside: Sequence[Case]) -> str | None:
    """The first automatic move that is allowed; none is carried out, so that no hook is called."""
    for each in engine.lifecycle.outgoing(case.stage):
        if each.automatic:
            with suppress(NoSuchTransition):
                if engine.review(case, Move(each.trigger), at, beside=beside).allowed:
                    return each.trigger
    return None
