"""Asking an engine: reviews, options, facts, and when to look again. Nothing here changes a case."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar, overload

import attrs

from collectflow._time import FIRST, LAST, Zone, instant, micros, zone
from collectflow.case import Case
from collectflow.engine._assembly import Assembly
from collectflow.errors import (
    AskedTooEarly,
    BadValue,
    NoSuchTransition,
)
from collectflow.events import (
    Act,
    Contact,
    Move,
    Override,
    Proposal,
    check_words,
)
from collectflow.guards import (
    Guard,
    Opaque,
    Ref,
    Scene,
    Term,
    Value,
    condition,
    decode,
    leaves,
    reader,
    refs_of,
)
from collectflow.lifecycle import LEFT, Transition
from collectflow.policy import (
    Evaluation,
    Plan,
    Verdict,
    ready,
)

_log = logging.getLogger("collectflow")
_log.addHandler(logging.NullHandler())

V = TypeVar("V")

_NO_OVERRIDES: Mapping[str, Override] = {}


class Asking(Assembly):
    """The questions that an engine answers; see `Engine`."""

    def _move(self, trigger: str) -> Move:
        found = self._moves.get(trigger)
        if found is None:
            found = Move(trigger)
            if len(self._moves) < 1000:  # noqa: PLR2004 - misspelt ones are not to pile up
                self._moves[trigger] = found
        return found

    def _proposal(self, case: Case, proposal: Proposal | str) -> Proposal:
        if isinstance(proposal, str):
            return self._move(proposal)
        if isinstance(proposal, Contact) and proposal.person is None:
            if proposal.party == "borrower":
                return attrs.evolve(proposal, person=case.borrower)
            in_role = [each.id for each in case.persons if each.role == proposal.party]
            if len(in_role) == 1:
                return attrs.evolve(proposal, person=in_role[0])
        elif not isinstance(proposal, Proposal):
            raise BadValue("proposal", proposal, "propose a Move, a Contact, an Act, or a trigger's name")
        return proposal

    def _way(self, case: Case, move: Move) -> Transition:
        stage = case.tables.stage
        found = self._ways.get((stage, move.trigger))
        if found is not None and (found.dest != LEFT or self._leads_back(case)):
            return found
        raise NoSuchTransition(stage, move.trigger, tuple(each.trigger for each in self._offered(case)))

    def _due(self, case: Case) -> tuple[Move, ...]:
        """The automatic moves that the case's stage offers."""
        stage = case.tables.stage
        found = self._automatic.get(stage)
        if found is None:
            self._lifecycle.stage(stage, f"case {case.id!r}")
        if not found or (self._ways[stage, found[0].trigger].dest == LEFT and not self._leads_back(case)):
            return ()
        return found

    def _leads_back(self, case: Case) -> bool:
        """Whether a final stage can be left again: not if the case was opened in it or migrated to it."""
        tables = case.tables
        return tables.left in self._lifecycle.entries(tables.stage)

    def _offered(self, case: Case) -> tuple[Transition, ...]:
        stage = case.tables.stage
        self._lifecycle.stage(stage, f"case {case.id!r}")
        found = self._lifecycle.outgoing(stage)
        return tuple(each for each in found if each.dest != LEFT or self._leads_back(case))

    def _plan(self, case: Case, proposal: Proposal) -> Plan:
        key: tuple[str, ...]
        if isinstance(proposal, Move):
            key = (case.tables.stage, proposal.trigger)
            plan = self._plans.get(key)
            # A final stage is left only by a case that entered it from another.
            if plan is None or key in self._reopenings:
                way = self._way(case, proposal)
                columns = {"trigger": way.trigger, "source": way.source, "dest": way.dest}
                plan = self._plans[key] = ready(self._policies, "move", columns)
            return plan
        if isinstance(proposal, Contact):
            key = ("contact", proposal.channel, proposal.party, proposal.purpose)
            plan = self._plans.get(key)
            if plan is None:
                check_words(proposal, self._vocabulary, "contact")
                columns = {
                    "channel": proposal.channel,
                    "party": proposal.party,
                    "purpose": proposal.purpose,
                }
                plan = self._plans[key] = ready(self._policies, "contact", columns)
            return plan
        assert isinstance(proposal, Act)  # noqa: S101 - there are three
        key = ("act", proposal.name)
        plan = self._plans.get(key)
        if plan is None:
            check_words(proposal, self._vocabulary, "act")
            plan = self._plans[key] = ready(self._policies, "act", {"name": proposal.name})
        return plan

    def _zones(self, case: Case, proposal: Proposal | None) -> tuple[Zone, ...]:
        if isinstance(proposal, Contact):
            names = case.tables.zones_of(proposal.party, proposal.person)
        else:
            names = case.tables.zones_of("borrower", case.tables.head.borrower)
        found = self._zones_named.get(names)
        if found is None:
            found = self._zones_named[names] = tuple(zone(each) for each in names)
        return found

    def _asked_at(self, case: Case, at: datetime) -> int:
        us = micros(at)
        if us < case.last_us:
            raise AskedTooEarly(at, case.last_at)
        if not FIRST <= us <= LAST:
            raise BadValue("at", at, "it is outside of the years 2 to 9998")
        return us

    def _evaluate(
        self,
        case: Case,
        proposal: Proposal,
        at: datetime,
        us: int,
        overrides: tuple[Override, ...] = (),
    ) -> Evaluation:
        plan = self._plan(case, proposal)
        zones = self._zones(case, proposal) if plan.any_zoned or plan.externals else ()
        scene = Scene(case, us, proposal, zones[0] if zones else None, self._calendars)
        lifted = plan.lifted(overrides) if overrides else _NO_OVERRIDES
        return Evaluation(plan, scene, zones, at, lifted, self._horizon_us)

    def _judged(self, evaluation: Evaluation, case: Case, proposal: Proposal) -> Verdict:
        verdict = Verdict(
            case.tables.head.id,
            case.version,
            proposal,
            evaluation.at,
            evaluation.status(),
            self._fingerprint,
            evaluation,
        )
        if _log.isEnabledFor(logging.DEBUG):
            _log.debug("%r", verdict)
        return verdict

    def review(
        self,
        case: Case,
        proposal: Proposal | str,
        at: datetime,
        *,
        overrides: Iterable[Override] = (),
    ) -> Verdict:
        """What the policies say to a proposal at an instant.

        Args:
            case: The case.
            proposal: A `Move`, `Contact` or `Act`; a bare text is a `Move` by its trigger.
            at: When, aware.
            overrides: Rules that a named person lifts.

        Raises:
            NoSuchTransition: when the stage does not offer the trigger.
            UnknownStage: when the case stands in a stage that the lifecycle does not have.
            UnknownName: for a channel, party, purpose or act that the engine does not know.
            AskedTooEarly: when `at` is before the case's last event.
            NaiveDatetime: when `at` has no time zone.
            NotOverridable: when an override names a rule that has no such ground.
        """
        us = self._asked_at(case, at)
        made = self._proposal(case, proposal)
        return self._judged(self._evaluate(case, made, at, us, tuple(overrides)), case, made)

    def options(
        self, case: Case, at: datetime, *, contacts: Iterable[Contact] = ()
    ) -> dict[Proposal, Verdict]:
        """A verdict for every move that the stage offers, and for the contacts asked about.

        It raises what `review` raises.
        """
        us = self._asked_at(case, at)
        asked: list[Proposal] = [self._move(each.trigger) for each in self._offered(case)]
        answers: dict[Proposal, Verdict] = {}
        for proposal in (*asked, *contacts):
            made = self._proposal(case, proposal)
            answers[proposal] = self._judged(self._evaluate(case, made, at, us), case, made)
        return answers

    @overload
    def read(self, case: Case, fact: Guard, at: datetime, *, currency: str | None = None) -> bool | None: ...
    @overload
    def read(self, case: Case, fact: Term[V], at: datetime, *, currency: str | None = None) -> V | None: ...
    def read(
        self, case: Case, fact: Guard | Term[Any], at: datetime, *, currency: str | None = None
    ) -> object:
        """The value of a fact, or the truth of a guard, at an instant; `None` is unknown.

        Facts of local time are read in the borrower's zone if exactly one is known, else are unknown.

        Raises:
            BadValue: when `fact` is no fact and no guard, or an opaque one.
            AskedTooEarly: when `at` is before the case's last event.
            NaiveDatetime: when `at` has no time zone.
        """
        zones = self._zones(case, None)
        here = zones[0] if len(zones) == 1 else None
        scene = Scene(case, self._asked_at(case, at), None, here, self._calendars)
        if isinstance(fact, Guard):
            if any(isinstance(leaf, Opaque) for leaf in leaves(fact)):
                raise BadValue("fact", fact, "an opaque guard is asked in a rule; see review")
            refs = refs_of(fact)
            held = condition(fact, {each: i for i, each in enumerate(refs)})
            return held([reader(each, currency)(scene) for each in refs])
        ref = getattr(fact, "ref", fact)
        if not isinstance(ref, Ref):
            raise BadValue("fact", fact, "pass a fact, as in facts.days_past_due, or a guard")
        value: Value = reader(ref, currency)(scene)
        return decode(ref.type, value)

    def next_review(self, case: Case, at: datetime) -> datetime:
        """The earliest instant after `at` at which the answer to any automatic move may change.

        By time alone: an event asks for a new look anyway. A host takes what is due with `advance` and
        sleeps until then; it is the end of the horizon when nothing will change before, and the next
        books' midnight when a rule does not say when its answer changes. In the zone of `at`.

        It raises what `review` raises.
        """
        us = self._asked_at(case, at)
        soonest = min(us + self._horizon_us, LAST)
        for move in self._due(case):
            evaluation = self._evaluate(case, move, at, us)
            change, told = evaluation.next_change()
            if not told:
                change = case.tables.head.books.next_day(us)
            if change is not None:
                soonest = min(soonest, change)
        return instant(soonest, at.tzinfo)  # type: ignore[arg-type] # it is aware
