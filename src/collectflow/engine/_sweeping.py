"""A sweep that comes late: which automatic moves it takes, and when each was due."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Literal

import attrs

from collectflow._time import instant, micros
from collectflow.case import Case
from collectflow.engine._hooks import Proposed
from collectflow.engine._telling import Result, Telling
from collectflow.errors import EndlessMoves
from collectflow.events import (
    Act,
    ActDone,
    Contact,
    ContactPlaced,
    Event,
    Move,
    Override,
    Proposal,
    StageChanged,
)
from collectflow.policy import Evaluation, Status, Verdict

#: How a sweep takes the automatic moves; see `Engine.advance`.
How = Literal["step", "through", "jump"]
HOW: tuple[str, ...] = ("step", "through", "jump")

_Beside = tuple[Case, ...]
#: Finds the move to take in a case at an instant, if one is due.
_Find = Callable[[Case, datetime, int, _Beside], tuple[Move, Evaluation] | None]


@attrs.frozen
class _Taken:
    """An automatic move that is to be taken; nobody has been told of it."""

    before: Case
    move: Move
    at: datetime
    verdict: Verdict
    event: Event
    after: Case


class Sweeping(Telling):
    """Chains of automatic moves; see `Engine.advance`."""

    def _event(
        self,
        case: Case,
        proposal: Proposal,
        evaluation: Evaluation,
        *,
        overrides: tuple[Override, ...] = (),
        event_id: str | None = None,
        automatic: bool = False,
    ) -> Event:
        """What happens when a proposal is carried out."""
        version, at = case.version, evaluation.at
        made_id = f"{case.id}#{version}" if event_id is None else event_id
        decision = evaluation.decision(self._fingerprint, overrides)
        if isinstance(proposal, Move):
            tables = case.tables
            return StageChanged(
                made_id,
                at=at,
                sequence=version,
                move=proposal,
                source=tables.stage,
                dest=self._machine.destination(tables.stage, tables.left, proposal.trigger),
                automatic=automatic,
                decision=decision,
            )
        if isinstance(proposal, Contact):
            return ContactPlaced(made_id, at=at, sequence=version, contact=proposal, decision=decision)
        assert isinstance(proposal, Act)  # noqa: S101 - there are three
        return ActDone(made_id, at=at, sequence=version, act=proposal, decision=decision)

    def _allowed(
        self, case: Case, at: datetime, us: int, beside: _Beside
    ) -> Iterator[tuple[Move, Evaluation]]:
        """The automatic moves that are due, in declared order."""
        for move in self._due(case):
            evaluation = self._evaluate(case, move, at, us, (), beside)
            if evaluation.status() is Status.ALLOWED:
                yield move, evaluation

    def _first(self, case: Case, at: datetime, us: int, beside: _Beside) -> tuple[Move, Evaluation] | None:
        """The first, as a step takes it."""
        return next(self._allowed(case, at, us, beside), None)

    def _hardest(self, case: Case, at: datetime, us: int, beside: _Beside) -> tuple[Move, Evaluation] | None:
        """The one that ends collection, else the one to the most severe stage; the first among equals."""
        tables = case.tables

        def rank(each: tuple[Move, Evaluation]) -> tuple[bool, int]:
            dest = self._machine.destination(tables.stage, tables.left, each[0].trigger)
            stage = self._lifecycle.stage(dest)
            return stage.final, stage.severity

        return max(self._allowed(case, at, us, beside), key=rank, default=None)

    def _taken_at(self, case: Case, at: datetime, us: int, beside: _Beside, find: _Find) -> list[_Taken]:
        """The moves taken one after another at an instant.

        Raises:
            EndlessMoves: when they come back to where they have been at that very instant.
        """
        taken: list[_Taken] = []
        # Rules may read which stage was left, so a stage alone does not make a circle.
        entered: list[tuple[str, str]] = []
        while (found := find(case, at, us, beside)) is not None:
            move, evaluation = found
            event = self._event(case, move, evaluation, automatic=True)
            after = case.apply(event)
            here = (after.stage, case.stage)
            if here in entered:
                stages = (*(dest for dest, _ in entered[entered.index(here) :]), after.stage)
                raise EndlessMoves(case.id, event.at, stages)
            entered.append(here)
            verdict = self._judged(evaluation, case, move)
            taken.append(_Taken(case, move, evaluation.at, verdict, event, after))
            case = after
        return taken

    def _caught_up(self, case: Case, at: datetime, us: int, others: _Beside) -> list[_Taken]:
        """The moves that a sweep at every instant since the case's last event would have taken."""
        taken: list[_Taken] = []
        news = sorted({micros(event.at) for each in others for event in each.events})
        now = case.last_us
        while True:
            here = instant(now, at.tzinfo)  # type: ignore[arg-type] # it is aware
            beside = tuple(
                each if each.last_us <= now else each.as_of(here)
                for each in others
                if each.tables.head.opened <= now
            )
            taken += self._taken_at(case, here, now, beside, self._first)
            case = taken[-1].after if taken else case
            if now == us:
                return taken
            told = next((each for each in news if each > now), us)
            now = min(self._next_change(case, here, now, beside), told, us)

    def _swept(self, case: Case, taken: list[_Taken], *, notify: bool) -> Result:
        """Ask the hooks about each move, and only then tell them of each: one that raises stops all."""
        if not taken:
            return Result(case, before=case)
        if self._before:
            for each in taken:
                self._ask_hooks(Proposed(each.before, each.move, each.at, each.verdict))
        steps = tuple(
            Result(each.after, (each.event,), each.verdict, changed=True, before=each.before)
            for each in taken
        )
        result = steps[0]
        if len(steps) > 1:
            events = tuple(each.event for each in taken)
            last = steps[-1]
            result = Result(last.case, events, last.verdict, changed=True, before=case, steps=steps)
        return self._told(result, notify=notify)
