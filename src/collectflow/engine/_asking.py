"""Asking an engine: reviews, options, facts, and when to look again. Nothing here changes a case."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar, overload

import attrs

from collectflow._time import FIRST, LAST, Zone, instant, micros, zone
from collectflow.case import Case, others_of
from collectflow.engine._assembly import Assembly
from collectflow.errors import (
    AskedTooEarly,
    BadValue,
    NoSuchTransition,
    UnknownName,
)
from collectflow.events import (
    Act,
    Contact,
    ContactInbound,
    Move,
    Override,
    Proposal,
    StageChanged,
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
    Obligation,
    Plan,
    Verdict,
    ready,
)

_log = logging.getLogger("collectflow")
_log.addHandler(logging.NullHandler())

V = TypeVar("V")
_C = TypeVar("_C", Contact, ContactInbound)

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

    def _proposal(self, case: Case, proposal: Proposal | str, beside: tuple[Case, ...] = ()) -> Proposal:
        if isinstance(proposal, str):
            return self._move(proposal)
        if isinstance(proposal, Contact):
            return self._contact(case, proposal, beside)
        if not isinstance(proposal, Proposal):
            raise BadValue("proposal", proposal, "propose a Move, a Contact, an Act, or a trigger's name")
        return proposal

    def _contact(self, case: Case, contact: Contact, beside: tuple[Case, ...]) -> Contact:
        """The contact with the person whom it is to reach, who must have the role that it names.

        Raises:
            UnknownName: for a person, or an inbound contact to reply to, whom the case does not know.
            BadValue: for a person of another role, or none where several have that role.
        """
        where = f"case {case.id!r}"
        roles = {each.id: each.role for each in case.persons}
        roles.setdefault(case.borrower, "borrower")
        made = self._filled(case, contact)
        if made.person is None:
            if made.party in roles.values():
                raise BadValue("person", None, f"several persons are {made.party}: say which")
        elif made.person not in roles:
            raise UnknownName("person", made.person, tuple(roles), where)
        elif roles[made.person] != made.party:
            raise BadValue("party", made.party, f"person {made.person!r} is {roles[made.person]}")
        if made.reply_to is not None:
            inbound = tuple(
                row.id
                for each in (case, *beside)
                for row in each.tables.contacts
                if row.direction == "inbound"
            )
            if made.reply_to not in inbound:
                raise UnknownName("inbound contact", made.reply_to, inbound, where)
        return made

    @staticmethod
    def _filled(case: Case, contact: _C) -> _C:
        """A contact, to or from somebody, with the person's id where the role alone tells it."""
        if contact.person is not None:
            return contact
        if contact.party == "borrower":
            return attrs.evolve(contact, person=case.borrower)
        in_role = [each.id for each in case.persons if each.role == contact.party]
        return attrs.evolve(contact, person=in_role[0]) if len(in_role) == 1 else contact

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
        if tables.left not in self._lifecycle.entries(tables.stage):
            return False
        return isinstance(case.find(tables.stages[-1].id), StageChanged)

    def _offered(self, case: Case) -> tuple[Transition, ...]:
        stage = case.tables.stage
        self._lifecycle.stage(stage, f"case {case.id!r}")
        found = self._lifecycle.outgoing(stage)
        return tuple(each for each in found if each.dest != LEFT or self._leads_back(case))

    def _columns(self, case: Case, proposal: Proposal) -> dict[str, str]:
        """What rules and hooks aim at; a reopening leads where this case came from."""
        if isinstance(proposal, Move):
            way = self._way(case, proposal)
            dest = self._machine.destination(way.source, case.tables.left, way.trigger)
            return attrs.evolve(way, dest=dest).columns
        if isinstance(proposal, Contact):
            return {"channel": proposal.channel, "party": proposal.party, "purpose": proposal.purpose}
        assert isinstance(proposal, Act)  # noqa: S101 - there are three
        return {"name": proposal.name}

    def _plan(self, case: Case, proposal: Proposal) -> Plan:
        key: tuple[str, ...]
        if isinstance(proposal, Move):
            tables = case.tables
            key = ("move", tables.stage, proposal.trigger)
            if key[1:] in self._reopenings:
                # It leads back to the stage that was left, so each has a plan of its own.
                key = (*key, tables.left or "")
            plan = self._plans.get(key)
            if plan is None:
                plan = self._plans[key] = ready(self._policies, "move", self._columns(case, proposal))
            return plan
        if case.tables.stage not in self._automatic:
            self._lifecycle.stage(case.tables.stage, f"case {case.id!r}")
        if isinstance(proposal, Contact):
            key = ("contact", proposal.channel, proposal.party, proposal.purpose)
            plan = self._plans.get(key)
            if plan is None:
                check_words(proposal, self._vocabulary, "contact")
                plan = self._plans[key] = ready(self._policies, "contact", self._columns(case, proposal))
            return plan
        assert isinstance(proposal, Act)  # noqa: S101 - there are three
        key = ("act", proposal.name)
        plan = self._plans.get(key)
        if plan is None:
            check_words(proposal, self._vocabulary, "act")
            plan = self._plans[key] = ready(self._policies, "act", self._columns(case, proposal))
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
        if not isinstance(case, Case):
            raise BadValue("case", case, "pass a Case: result.case, or Case.from_dict(...)")
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
        beside: tuple[Case, ...] = (),
    ) -> Evaluation:
        plan = self._plan(case, proposal)
        zones = self._zones(case, proposal) if plan.any_zoned or plan.externals else ()
        scene = Scene(case, us, proposal, zones[0] if zones else None, self._calendars, beside)
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
        beside: Iterable[Case] = (),
    ) -> Verdict:
        """What the policies say to a proposal at an instant.

        Args:
            case: The case.
            proposal: A `Move`, `Contact` or `Act`; a bare text is a `Move` by its trigger.
            at: When, aware.
            overrides: Rules that a named person lifts.
            beside: The borrower's other cases, for rules that look at all of them. An event that stands in
                several is counted once, by its id. Without them such rules see this case alone.

        Raises:
            NoSuchTransition: when the stage does not offer the trigger.
            UnknownStage: when the case stands in a stage that the lifecycle does not have.
            UnknownName: for a channel, party, purpose or act that the engine does not know.
            AskedTooEarly: when `at` is before the last event of the case, or of one beside it.
            NaiveDatetime: when `at` has no time zone.
            NotOverridable: when an override names a rule that has no such ground.
            BadValue: when a case beside it is another borrower's, or this one.
        """
        us = self._asked_at(case, at)
        others = others_of(case, beside, at, us) if beside else ()
        made = self._proposal(case, proposal, others)
        return self._judged(self._evaluate(case, made, at, us, tuple(overrides), others), case, made)

    def options(
        self,
        case: Case,
        at: datetime,
        *,
        contacts: Iterable[Contact] = (),
        beside: Iterable[Case] = (),
    ) -> dict[Proposal, Verdict]:
        """A verdict for every move that the stage offers, and for the contacts asked about.

        It raises what `review` raises.
        """
        us = self._asked_at(case, at)
        others = others_of(case, beside, at, us)
        asked: list[Proposal] = [self._move(each.trigger) for each in self._offered(case)]
        answers: dict[Proposal, Verdict] = {}
        for proposal in (*asked, *contacts):
            made = self._proposal(case, proposal, others)
            answers[proposal] = self._judged(self._evaluate(case, made, at, us, (), others), case, made)
        return answers

    @overload
    def read(
        self,
        case: Case,
        fact: Guard,
        at: datetime,
        *,
        currency: str | None = None,
        beside: Iterable[Case] = (),
    ) -> bool | None: ...
    @overload
    def read(
        self,
        case: Case,
        fact: Term[V],
        at: datetime,
        *,
        currency: str | None = None,
        beside: Iterable[Case] = (),
    ) -> V | None: ...
    def read(
        self,
        case: Case,
        fact: Guard | Term[Any],
        at: datetime,
        *,
        currency: str | None = None,
        beside: Iterable[Case] = (),
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
        us = self._asked_at(case, at)
        scene = Scene(case, us, None, here, self._calendars, others_of(case, beside, at, us))
        if isinstance(fact, Guard):
            if any(isinstance(leaf, Opaque) for leaf in leaves(fact)):
                raise BadValue("fact", fact, "an opaque guard is asked in a rule; see review")
            refs = refs_of(fact)
            for each in refs:
                self._known(each)
            held = condition(fact, {each: i for i, each in enumerate(refs)})
            return held([reader(each, currency)(scene) for each in refs])
        ref = getattr(fact, "ref", fact)
        if not isinstance(ref, Ref):
            raise BadValue("fact", fact, "pass a fact, as in facts.days_past_due, or a guard")
        self._known(ref)
        value: Value = reader(ref, currency)(scene)
        return decode(ref.type, value)

    def _known(self, ref: Ref) -> None:
        """Raise `UnknownName` for a name in a fact that this engine does not know."""
        for vocabulary, word, known in self._misspelt(ref.mentions()):
            raise UnknownName(vocabulary, word, tuple(known), "fact")

    def obligations(self, case: Case, at: datetime, *, beside: Iterable[Case] = ()) -> tuple[Obligation, ...]:
        """What is owed in a case at an instant, by the duties among the rules, in their order.

        Each with the first instant at which it is missed if nothing happens, or that it is. What may be
        owed, on facts that are not known, is listed as not certain.

        It raises what `review` raises.
        """
        us = self._asked_at(case, at)
        zones = self._zones(case, None)
        others = others_of(case, beside, at, us)
        scene = Scene(case, us, None, zones[0] if zones else None, self._calendars, others)
        found = (each.at(scene, zones, at, self._horizon_us) for each in self._duties)
        return tuple(each for each in found if each is not None)

    def next_review(self, case: Case, at: datetime, *, beside: Iterable[Case] = ()) -> datetime:
        """The earliest instant after `at` at which the answer to any automatic move may change.

        By time alone: an event asks for a new look anyway. A host takes what is due with `advance` and
        sleeps until then; it is the end of the horizon when nothing will change before, and the next
        books' midnight when a rule does not say when its answer changes. In the zone of `at`.

        It raises what `review` raises.
        """
        us = self._asked_at(case, at)
        others = others_of(case, beside, at, us)
        return instant(self._next_change(case, at, us, others), at.tzinfo)  # type: ignore[arg-type] # aware

    def _next_change(self, case: Case, at: datetime, us: int, others: tuple[Case, ...]) -> int:
        soonest = min(us + self._horizon_us, LAST)
        for move in self._due(case):
            evaluation = self._evaluate(case, move, at, us, (), others)
            change, told = evaluation.next_change()
            if not told:
                change = case.tables.head.books.next_day(us)
            if change is not None:
                soonest = min(soonest, change)
        return soonest
