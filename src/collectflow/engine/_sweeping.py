"""A sweep that comes late: which automatic moves it takes, and when each was due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal

import attrs

from collectflow._time import instant, micros
from collectflow.case import Case
from collectflow.engine._hooks import Proposed
from collectflow.engine._telling import Result, Telling
from collectflow.errors import EndlessMoves
from collectflow.events import Move, Override, StageChanged
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
    event: StageChanged
    after: Case


class Sweeping(Telling):
    """Chains of automatic moves; see `Engine.advance`."""

    def _stage_changed(
        self,
        case: Case,
        move: Move,
        evaluation: Evaluation,
        *,
        overrides: tuple[Override, ...] = (),
        event_id: str | None = None,
        automatic: bool = True,
    ) -> StageChanged:
        tables, version = case.tables, case.version
        return StageChanged(
            f"{case.id}#{version}" if event_id is None else event_id,
            at=evaluation.at,
            sequence=version,
            move=move,
            source=tables.stage,
            dest=self._machine.destination(tables.stage, tables.left, move.trigger),
            automatic=automatic,
            decision=evaluation.decision(self._fingerprint, overrides),
        )

    def _allowed(self, case: Case, at: datetime, us: int, beside: _Beside) -> list[tuple[Move, Evaluation]]:
        asked = [(move, self._evaluate(case, move, at, us, (), beside)) for move in self._due(case)]
        return [each for each in asked if each[1].status() is Status.ALLOWED]

    def _first(self, case: Case, at: datetime, us: int, beside: _Beside) -> tuple[Move, Evaluation] | None:
        """The first in declared order, as a step takes it."""
        for move in self._due(case):
            evaluation = self._evaluate(case, move, at, us, (), beside)
            if evaluation.status() is Status.ALLOWED:
                return move, evaluation
        return None

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
        entered: list[tuple[str, str | None]] = []
        while (found := find(case, at, us, beside)) is not None:
            move, evaluation = found
            event = self._stage_changed(case, move, evaluation)
            here = (event.dest, event.source)
            if here in entered:
                stages = (*(dest for dest, _ in entered[entered.index(here) :]), event.dest)
                raise EndlessMoves(case.id, event.at, stages)
            entered.append(here)
            after = case.apply(event)
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
