"""The engine: a lifecycle, policies and hooks, put together; where everything goes through.

Immutable and thread-safe, without a clock, randomness or I/O of its own: every instant is passed in. What
it is made of stands in `_assembly`, what it answers in `_asking`, its hooks in `_telling`, what a late
sweep takes in `_sweeping`; here is what it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import attrs

from collectflow._time import micros, to_utc
from collectflow.case import Case, others_of
from collectflow.engine._following import carried_over, earlier_cases, known_from
from collectflow.engine._hooks import Proposed
from collectflow.engine._sweeping import HOW, How, Sweeping
from collectflow.engine._telling import Result, running
from collectflow.errors import (
    BadValue,
    EventIdReused,
    Refused,
    UnknownName,
)
from collectflow.events import (
    ActDone,
    Arrears,
    AttributeSet,
    CaseOpened,
    Contact,
    ContactInbound,
    ContactPlaced,
    Conventions,
    Due,
    Event,
    Migrated,
    Override,
    Person,
    Proposal,
    Scalar,
    StageChanged,
)
from collectflow.policy import (
    Outcome,
    Status,
    Verdict,
)

_ALLOWED = Status.ALLOWED


class Engine(Sweeping):
    """A lifecycle, policies and hooks, put together.

    Args:
        lifecycle: The stages and transitions.
        policies: `Policy` objects, or any object that reviews. What one refuses, none allows.
        hooks: Made by `before`, `after` and `refused`.
        conventions: How the books of the cases that it opens are kept.
        attributes: The host's own facts by name and type (`int`, `str`, `bool` or `date`).
        horizon: How far ahead `allowed_at` and `next_review` look.
        calendars: Business calendars by the name that windows give.
        channels, parties, outcomes, purposes, holds, permissions, adjustments, dues, acts, currencies:
            Words that the engine knows beside the shipped ones.

    Raises:
        InvalidEngine: naming every rule or hook that mentions an unknown stage, trigger, channel, party,
            attribute, calendar or currency, with the nearest known one.
    """

    def fire(
        self,
        case: Case,
        proposal: Proposal | str,
        at: datetime,
        *,
        overrides: Iterable[Override] = (),
        beside: Iterable[Case] = (),
        id: str | None = None,  # noqa: A002 - what events call it
        notify: bool = True,
    ) -> Result:
        """Carry a proposal out if it is allowed.

        Args:
            case: The case.
            proposal: A `Move`, `Contact` or `Act`; a bare text is a `Move` by its trigger.
            at: When, aware.
            overrides: Rules that a named person lifts.
            beside: The borrower's other cases; see `review`.
            id: The event's id; from the case's id and version unless given. Firing the same again under
                the same id changes nothing.
            notify: Whether after-hooks are told at once; otherwise call `notify` after the commit.

        Raises:
            Refused: with the verdict, when it is not allowed. Nothing has changed.
            HookFired: when called from a hook of this engine.
            CollectflowError: as `review`; a before-hook may raise what it likes.
        """
        if running.get():
            self._not_in_hook("fire")
        given_beside = tuple(beside)
        for each in given_beside:
            # What a reply answers is looked up there before the rest is checked.
            if not isinstance(each, Case):
                raise BadValue("beside", each, "pass the borrower's other cases")
        made = self._proposal(case, proposal, given_beside)
        if id is not None:
            done = self._done_already(case, id, made, proposal)
            if done is not None:
                return done
        if notify and self._async is not None:
            self._no_async_hooks()
        us = self._asked_at(case, at)
        others = others_of(case, given_beside, at, us) if given_beside else ()
        given = tuple(overrides)
        return self._carry_out(case, made, at, us, given, id, notify=notify, beside=others)

    @staticmethod
    def _done_already(case: Case, event_id: str, made: Proposal, given: Proposal | str) -> Result | None:
        known = case.find(event_id)
        if known is None:
            return None
        recorded = (
            known.move
            if isinstance(known, StageChanged)
            else known.contact
            if isinstance(known, ContactPlaced)
            else known.act
            if isinstance(known, ActDone)
            else None
        )
        # Whom it is to reach may be told by the role alone now, or have been told by it then.
        alike = recorded in (made, given) or (
            isinstance(recorded, Contact) and attrs.evolve(recorded, person=None) == given
        )
        if not alike:
            raise EventIdReused(event_id, known, made)
        return Result(case, before=case)

    def _carry_out(  # noqa: PLR0913 - what was made of what `fire` was given
        self,
        case: Case,
        proposal: Proposal,
        at: datetime,
        us: int,
        overrides: tuple[Override, ...],
        event_id: str | None,
        *,
        notify: bool,
        automatic: bool = False,
        beside: tuple[Case, ...] = (),
    ) -> Result:
        evaluation = self._evaluate(case, proposal, at, us, overrides, beside)
        verdict = self._judged(evaluation, case, proposal)
        if verdict.status is not _ALLOWED:
            if self._refused:
                self._observe(Proposed(case, proposal, at, verdict))
            raise Refused(verdict)
        if self._before:
            self._ask_hooks(Proposed(case, proposal, at, verdict))
        event = self._event(
            case, proposal, evaluation, overrides=overrides, event_id=event_id, automatic=automatic
        )
        return self._done(case, event, verdict, notify=notify)

    def _done(self, case: Case, event: Event, verdict: Verdict | None, *, notify: bool) -> Result:
        after = case.apply(event)
        return self._finished(case, after, (event,) if after is not case else (), verdict, notify=notify)

    def _finished(
        self,
        before: Case | None,
        after: Case,
        events: tuple[Event, ...],
        verdict: Verdict | None,
        *,
        notify: bool,
    ) -> Result:
        """Make the result and tell the hooks: the one way out of everything that happens."""
        return self._told(Result(after, events, verdict, bool(events), (), before), notify=notify)

    def open(  # noqa: PLR0913 - what a host may say of a case
        self,
        id: str,  # noqa: A002 - what events call it
        *,
        account: str,
        borrower: str,
        at: datetime,
        stage: str | None = None,
        currency: str | None = None,
        dues: Iterable[Due] = (),
        arrears: Arrears | None = None,
        borrower_zones: Iterable[str] = (),
        persons: Iterable[Person] = (),
        attributes: Mapping[str, Scalar | None] | None = None,
        follows: Case | None = None,
        history_from: datetime | None = None,
        conventions: Conventions | None = None,
        event_id: str | None = None,
        recorded_at: datetime | None = None,
        notify: bool = True,
    ) -> Result:
        """Open a case.

        Args:
            id: The case's id.
            account: The account (loan, card) that it belongs to.
            borrower: The borrower's id.
            at: When it is opened, aware.
            stage: Where it begins; the lifecycle's initial stage unless given.
            currency: An ISO 4217 code.
            dues: What falls due, for a host that keeps the ledger here.
            arrears: What a servicer reports, for a host that keeps it there.
            borrower_zones: Every IANA zone in which the borrower may be.
            persons: Others whom the case knows.
            attributes: The host's own facts, as declared.
            follows: The earlier case of the same account: its contacts, permissions, preferences and
                broken promises and instalments carry over.
            history_from: From when the history is known, for a case taken over mid-life.
            conventions: How its books are kept; the engine's unless given.
            event_id: The event's id; from the case's id unless given.
            recorded_at: When it was learnt, if later.
            notify: As in `fire`.

        Raises:
            UnknownStage, UnknownName: for a stage, role, attribute, zone or currency that is not known.
            BadValue: when the data contradict themselves, or `follows` is another account's or open.
        """
        self._enter("open", notify=notify)
        begins = self._lifecycle.initial if stage is None else str(stage)
        self._lifecycle.stage(begins, f"case {id!r}")
        given_persons = tuple(persons)
        others = [each for each in given_persons if each.id != borrower]
        known = [each for each in given_persons if each.id == borrower]
        zones = tuple(borrower_zones)
        first = known[0] if known and not zones else Person(borrower, "borrower", zones=zones)
        carried: tuple[Event, ...] = ()
        if follows is not None:
            if not isinstance(follows, Case):
                raise BadValue("follows", follows, "pass the earlier Case")
            ended = self._lifecycle.stage(follows.stage, f"case {follows.id!r}").final
            carried = carried_over(follows, account, self._asked_at(follows, at), ended=ended)
        given = dict(attributes or {})
        for name, value in given.items():
            self._check_attribute(name, value, f"case {id!r}")
        event = CaseOpened(
            f"{id}#0" if event_id is None else event_id,
            at=at,
            recorded_at=recorded_at,
            case=id,
            account=account,
            borrower=borrower,
            stage=begins,
            currency=currency,
            conventions=self._conventions if conventions is None else conventions,
            dues=dues,
            arrears=arrears,
            persons=(first, *others),
            attributes=tuple(sorted(given.items())),
            follows=None if follows is None else follows.id,
            earlier=earlier_cases(follows),
            carried=carried,
            history_from=known_from(follows, history_from),
        )
        event.check(self._vocabulary)
        return self._finished(None, Case.replay([event]), (event,), None, notify=notify)

    def _check_attribute(self, name: str, value: object, where: str) -> None:
        declared = self._attributes.get(name)
        if declared is None:
            raise UnknownName("attribute", name, tuple(self._attributes), where)
        if value is not None and type(value) is not declared:
            raise BadValue(f"{where}: attribute {name!r}", value, f"it is declared as {declared.__name__}")

    def record(self, case: Case, *events: Event, at: datetime | None = None, notify: bool = True) -> Result:
        """Record what happened. Facts about the world are never refused.

        A contact that was made without asking is reviewed as of its own instant and recorded with the
        rules that it broke.

        Args:
            case: The case.
            events: What happened, each with an id of the host's; one that the case has is ignored.
            at: When it was learnt; each event's own instant unless given.
            notify: As in `fire`.

        Raises:
            UnknownName: for a word or attribute that the engine does not know.
            EventIdReused: when an id is taken by an event with other content.
            UnknownReference: when an event refers to a row that the case does not have.
            BadValue: for an event that only the engine makes, or that contradicts the case.
        """
        self._enter("record", notify=notify)
        learnt = None if at is None else to_utc(at)
        new: list[Event] = []
        so_far = case
        for event in events:
            made = self._checked(so_far, event)
            if learnt is not None and made.recorded_at is None and learnt != made.at:
                if learnt < made.at:
                    raise BadValue("at", at, f"event {made.id!r} is of {made.at.isoformat()}, later")
                made = attrs.evolve(made, recorded_at=learnt)
            applied = so_far.apply(made)
            if applied is not so_far:
                new.append(made)
            so_far = applied
        return self._finished(case, so_far, tuple(new), None, notify=notify)

    def _checked(self, case: Case, event: Event) -> Event:
        if isinstance(event, (CaseOpened, StageChanged, Migrated)):
            call = {CaseOpened: "open", StageChanged: "fire", Migrated: "migrate"}[type(event)]
            raise BadValue("event", event.id, f"a {type(event).__name__} comes from engine.{call}()")
        if not isinstance(event, Event):
            raise BadValue("event", event, "record takes events, such as PaymentReceived")
        event.check(self._vocabulary)
        if isinstance(event, AttributeSet):
            self._check_attribute(event.name, event.value, f"event {event.id!r}")
        known = case.find(event.id)
        if isinstance(event, (ContactPlaced, ContactInbound)) and known is not None:
            # Who it was may have been told by the role alone when it was recorded first.
            return known if _reported_again(known, event) else event
        if isinstance(event, ContactInbound):
            return self._filled(case, event)
        if isinstance(event, ContactPlaced):
            contact = self._filled(case, event.contact)
            breaches = self._breaches(case, contact, event.at)
            return attrs.evolve(event, contact=contact, decision=None, breaches=breaches)
        return event

    def _breaches(self, case: Case, contact: Contact, at: datetime) -> tuple[str, ...]:
        """The rules that a contact broke which was made without asking; none where none can be asked."""
        if at < case.opened_at:
            return ()
        then = case.as_of(at) if at < case.last_at else case
        if then.tables.stage not in self._automatic:
            return ()
        findings = self._evaluate(then, contact, at, micros(at)).findings()
        return tuple(each.rule for each in findings if each.blocks and each.outcome == Outcome.UNMET)

    def advance(
        self,
        case: Case,
        at: datetime,
        *,
        how: How = "step",
        beside: Iterable[Case] = (),
        notify: bool = True,
    ) -> Result:
        """Take the automatic moves that are due: one of them, or as many as a sweep that comes late owes.

        `step` takes the first that is due at `at`, in declared order, if one is.

        `through` takes each that was due at some time since the case's last event, in the order of time,
        as steps at every instant would have: a move that was allowed for an hour last Tuesday is taken as of
        that hour. Each event is dated when its move became due (never before the case's last event), so
        days in a stage count from there. Found with `next_review`, so exact where rules say when their
        answers change, and looked for at each books' midnight, and at `at`, where one does not. Cases
        beside it are seen as they stood at each instant.

        `jump` takes what is due at `at` one after another, all dated `at`, until nothing is: where several
        are, the one that ends collection, else the one to the most severe stage (`Stage.severity`), and of
        equals the first declared. A move that asks for days in the stage ends the jump, as none have passed.

        Hooks are asked about each move before anything is told of any; one that raises stops them all.

        Args:
            case: The case.
            at: When, aware.
            how: `step`, `through` or `jump`.
            beside: The borrower's other cases; see `review`.
            notify: As in `fire`.

        Returns:
            The case after the last move, with every event, and the verdict of the last; of several moves,
            `steps` holds the result of each.

        Raises:
            EndlessMoves: when moves lead back to a stage at one instant, so that they would never end.
            UnknownName: for another `how`.
            HookFired: when called from a hook of this engine.
            CollectflowError: as `review`; a before-hook may raise what it likes.
        """
        self._enter("advance", notify=notify)
        if how not in HOW:
            raise UnknownName("way to advance", str(how), HOW, "advance")
        us = self._asked_at(case, at)
        others = others_of(case, beside, at, us)
        if how == "through":
            return self._swept(case, self._caught_up(case, at, us, others), notify=notify)
        if how == "jump":
            taken = self._taken_at(case, at, us, others, self._hardest)
            return self._swept(case, taken, notify=notify)
        found = self._first(case, at, us, others)
        if found is None:
            return Result(case, before=case)
        return self._carry_out(case, found[0], at, us, (), None, notify=notify, automatic=True, beside=others)

    def migrate(
        self,
        case: Case,
        dest: str,
        at: datetime,
        because: str,
        *,
        id: str | None = None,  # noqa: A002 - what events call it
        notify: bool = True,
    ) -> Result:
        """Move a case to a stage of this lifecycle without a transition, recorded with the reason.

        For cases that stand in a stage which a new lifecycle no longer has, or that a person puts elsewhere:
        into another level of a ladder, or of another one. No policy is asked.

        Raises:
            UnknownStage: when the lifecycle does not have `dest`.
            BadValue: when no reason is given.
            AskedTooEarly, NaiveDatetime: as `review`.
        """
        self._enter("migrate", notify=notify)
        self._asked_at(case, at)
        target = self._lifecycle.stage(str(dest), "migrate").name
        made_id = f"{case.id}#{case.version}" if id is None else id
        event = Migrated(made_id, at=at, sequence=case.version, dest=target, because=because)
        return self._done(case, event, None, notify=notify)


def _reported_again(known: Event, event: ContactPlaced | ContactInbound) -> bool:
    """Whether an event says what a known one does, but for the person whom the role alone told."""
    if known.same_content(event):
        return True
    if isinstance(known, ContactPlaced) and isinstance(event, ContactPlaced):
        return (
            known.same_content(
                attrs.evolve(event, contact=attrs.evolve(event.contact, person=known.contact.person))
            )
            and event.contact.person is None
        )
    if isinstance(known, ContactInbound) and isinstance(event, ContactInbound):
        return event.person is None and known.same_content(attrs.evolve(event, person=known.person))
    return False
