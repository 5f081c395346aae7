"""The engine: a lifecycle, policies and hooks, put together; where everything goes through.

Immutable and thread-safe, without a clock, randomness or I/O of its own: every instant is passed in.
"""

from __future__ import annotations

import inspect
import logging
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from typing import Any, NoReturn

import attrs

from collectflow._time import FIRST, LAST, NEVER, Zone, instant, micros, to_utc, zone
from collectflow.calendars import BusinessCalendar
from collectflow.case import Case
from collectflow.engine._hooks import Happened, Hook, Proposed, vocabulary_of
from collectflow.engine._machine import SharedMachine, draw
from collectflow.errors import (
    AskedTooEarly,
    BadValue,
    EventIdReused,
    HookFired,
    InvalidEngine,
    NoSuchTransition,
    Refused,
    UnknownName,
    nearest,
)
from collectflow.events import (
    Act,
    ActDone,
    Arrears,
    AttributeSet,
    CaseOpened,
    Contact,
    ContactInbound,
    ContactPlaced,
    ContactResult,
    Conventions,
    Due,
    Event,
    Migrated,
    Move,
    Override,
    PermissionGiven,
    PermissionWithdrawn,
    Person,
    PreferenceGiven,
    PreferenceWithdrawn,
    PromiseMade,
    Proposal,
    Scalar,
    StageChanged,
    check_words,
)
from collectflow.guards import (
    Attribute,
    Days,
    Guard,
    Opaque,
    Ref,
    Scene,
    Value,
    Window,
    condition,
    decode,
    leaves,
    reader,
    refs_of,
    words,
)
from collectflow.lifecycle import LEFT, Lifecycle, Transition
from collectflow.policy import (
    Evaluation,
    Plan,
    Policy,
    Reviews,
    Status,
    Verdict,
    fingerprint,
    policy_name,
    ready,
)
from collectflow.vocabulary import Vocabulary

_log = logging.getLogger("collectflow")
_log.addHandler(logging.NullHandler())

#: The engines whose hooks are running here, and the hook.
_running: ContextVar[tuple[tuple[Engine, Hook], ...]] = ContextVar("collectflow_running", default=())

_ALLOWED = Status.ALLOWED
_NO_OVERRIDES: Mapping[str, Override] = {}


def _span(horizon: timedelta | Window) -> timedelta:
    """How long a horizon is; `days(400)` is accepted where 400 days are meant."""
    if isinstance(horizon, Days):
        return timedelta(days=horizon.n)
    if not isinstance(horizon, timedelta):
        raise BadValue("horizon", horizon, "pass days(400) or timedelta(days=400)")
    return horizon


@attrs.frozen
class Result:
    """What came of a call that may change a case. It has no truth value: look at `changed`.

    Args:
        case: The case, changed or not.
        events: The new events, to be stored.
        verdict: The verdict of what was proposed; `None` when nothing was.
        changed: Whether there are new events.
        hook_errors: What after-hooks raised, each with the hook's name.
        before: The case as it was; `None` at opening.
    """

    case: Case
    events: tuple[Event, ...] = ()
    verdict: Verdict | None = None
    changed: bool = False
    hook_errors: tuple[tuple[str, Exception], ...] = ()
    before: Case | None = None

    @property
    def loaded_version(self) -> int:
        """The version that the case had before, to be compared when it is saved; 0 at opening."""
        return 0 if self.before is None else self.before.version

    def __bool__(self) -> NoReturn:
        """Raise: a result is neither true nor false."""
        raise TypeError("a Result has no truth value; use .changed, or .verdict.allowed")


class Engine:
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

    def __init__(
        self,
        lifecycle: Lifecycle,
        policies: Iterable[Policy | Reviews] = (),
        *,
        hooks: Iterable[Hook] = (),
        conventions: Conventions | None = None,
        attributes: Mapping[str, type] | None = None,
        horizon: timedelta | Window = timedelta(days=400),
        calendars: Mapping[str, BusinessCalendar] | None = None,
        **extended: Iterable[str],
    ) -> None:
        """Put the parts together and check that they fit."""
        self._lifecycle = lifecycle
        self._policies: tuple[Policy | Reviews, ...] = tuple(policies)
        self._hooks: tuple[Hook, ...] = tuple(hooks)
        self._conventions = Conventions() if conventions is None else conventions
        self._attributes: dict[str, type] = dict(attributes or {})
        self._horizon = _span(horizon)
        self._horizon_us = self._horizon // timedelta(microseconds=1)
        self._calendars: dict[str, BusinessCalendar] = dict(calendars or {})
        # A bare text is left for the vocabulary to refuse: its letters are no words.
        self._extended: dict[str, Iterable[str]] = {
            name: value if isinstance(value, str) else tuple(value) for name, value in extended.items()
        }
        self._vocabulary = Vocabulary().extended(self._extended)
        problems = tuple(self._problems())
        if problems:
            raise InvalidEngine(problems)
        self._machine = SharedMachine.of(lifecycle)
        self._before = tuple(each for each in self._hooks if each.moment == "before")
        self._after = tuple(each for each in self._hooks if each.moment == "after")
        self._async = next((each.name for each in self._after if each.is_async), None)
        self._zones_named: dict[tuple[str, ...], tuple[Zone, ...]] = {(): ()}
        self._refused = tuple(each for each in self._hooks if each.moment == "refused")
        self._plans: dict[tuple[str, ...], Plan] = {}
        self._moves: dict[str, Move] = {}
        self._ways: dict[tuple[str, str], Transition] = {
            (stage.name, each.trigger): each
            for stage in lifecycle.stages
            for each in lifecycle.outgoing(stage.name)
        }
        self._automatic: dict[str, tuple[Move, ...]] = {
            stage.name: tuple(
                self._move(each.trigger) for each in lifecycle.outgoing(stage.name) if each.automatic
            )
            for stage in lifecycle.stages
        }
        self._fingerprint = fingerprint(
            {
                "lifecycle": lifecycle.to_dict(),
                "policies": [
                    getattr(each, "fingerprint", None) or policy_name(each) for each in self._policies
                ],
                "attributes": {name: each.__name__ for name, each in self._attributes.items()},
                "extended": {name: sorted(each) for name, each in self._extended.items()},
            }
        )

    # --- building ---------------------------------------------------------------------------------------

    def _words(self, vocabulary: str) -> frozenset[str]:
        own: dict[str, Iterable[str]] = {
            "stages": [stage.name for stage in self._lifecycle.stages],
            "triggers": self._lifecycle.triggers(),
            "attributes": self._attributes,
            "calendars": self._calendars,
            "proposals": ("move", "contact", "act"),
        }
        if vocabulary in own:
            return frozenset(str(each) for each in own[vocabulary])
        return self._vocabulary.words(vocabulary, "engine")

    def _problems(self) -> Iterable[str]:
        yield from self._settings_problems()
        yield from self._policies_problems()
        for hook in self._hooks:
            yield from self._hook_problems(hook)

    def _settings_problems(self) -> Iterable[str]:
        for name, kind in self._attributes.items():
            if kind not in (int, str, bool, date):
                yield f"attribute {name!r} is of type {kind!r}; declare int, str, bool or date"
        if self._horizon_us < 1:
            yield f"the horizon is {self._horizon}; it must be positive, e.g. days(400)"

    def _policies_problems(self) -> Iterable[str]:
        names = [policy_name(each) for each in self._policies]
        for name in dict.fromkeys(names):
            if names.count(name) > 1:
                yield f"{names.count(name)} policies are called {name!r}; give each a name of its own"
        rules: dict[str, str] = {}
        for policy in self._policies:
            if isinstance(policy, Policy):
                yield from self._policy_problems(policy, rules)
            elif not callable(getattr(policy, "review", None)):
                yield f"{policy!r} is no policy: it has no review(context)"

    def _hook_problems(self, hook: object) -> Iterable[str]:
        if not isinstance(hook, Hook):
            yield f"{hook!r} is no hook: make it with @before(...), @after(...) or @refused(...)"
            return
        if hook.moment != "after" and hook.is_async:
            yield (
                f"hook {hook.name} is async, but a {hook.moment!r} hook runs inside fire(); "
                "await first and fire then, or use @after with anotify()"
            )
        yield from self._unknown_words(vocabulary_of(hook), f"hook {hook.name}")

    def _policy_problems(self, policy: Policy, rules: dict[str, str]) -> Iterable[str]:
        if policy.currency is not None and policy.currency not in self._vocabulary.currencies:
            hint = nearest(policy.currency, self._vocabulary.currencies)
            yield f"policy {policy.name!r}: no currency named {policy.currency!r}; {hint}"
        for rule in policy.rules:
            where = f"policy {policy.name!r}, rule {rule.id!r}"
            if rule.id in rules:
                yield f"{where}: policy {rules[rule.id]!r} has a rule of this id too"
            rules[rule.id] = policy.name
            yield from self._unknown_words(rule.mentions(), where)
            for ref in refs_of(rule.condition):
                declared = self._attributes.get(ref.name) if isinstance(ref, Attribute) else None
                if declared is not None and isinstance(ref, Attribute) and ref.python is not declared:
                    yield (
                        f"{where}: attribute {ref.name!r} is declared as {declared.__name__}, "
                        f"the rule reads a {ref.python.__name__}"
                    )

    def _unknown_words(self, mentions: Iterable[tuple[str, str]], where: str) -> Iterable[str]:
        for vocabulary, word in mentions:
            known = self._words(vocabulary)
            if word not in known:
                yield f"{where}: {vocabulary} has no {word!r}; {nearest(word, known)}"

    def evolve(self, **changes: Any) -> Engine:  # noqa: ANN401 - the constructor's arguments
        """An engine with some parts exchanged, e.g. `engine.evolve(hooks=())`.

        Raises:
            InvalidEngine: when the parts do not fit.
            TypeError: for a part that an engine does not have.
        """
        parts: dict[str, Any] = {
            "lifecycle": self._lifecycle,
            "policies": self._policies,
            "hooks": self._hooks,
            "conventions": self._conventions,
            "attributes": self._attributes,
            "horizon": self._horizon,
            "calendars": self._calendars,
            **self._extended,
        }
        return type(self)(**{**parts, **changes})

    @property
    def lifecycle(self) -> Lifecycle:
        """The stages and transitions."""
        return self._lifecycle

    @property
    def policies(self) -> tuple[Policy | Reviews, ...]:
        """The policies, in order."""
        return self._policies

    @property
    def hooks(self) -> tuple[Hook, ...]:
        """The hooks, in order."""
        return self._hooks

    @property
    def conventions(self) -> Conventions:
        """How the books of the cases that it opens are kept."""
        return self._conventions

    @property
    def machine(self) -> SharedMachine:
        """The `transitions.Machine` behind the lifecycle, shared by all cases."""
        return self._machine

    @property
    def fingerprint(self) -> str:
        """Of lifecycle, policies and vocabulary: what to compare when a stored next review is met."""
        return self._fingerprint

    def draw(self) -> str:
        """The lifecycle in Mermaid, each move with its conditions in plain words."""
        said: dict[tuple[str, str], str] = {}
        for (stage, trigger), way in self._ways.items():
            conditions = [
                words(rule.condition, policy.currency)
                for policy in self._policies
                if isinstance(policy, Policy)
                for rule in policy.rules
                if rule.effect == "refuse"
                and any(
                    target.covers("move", {"trigger": trigger, "source": stage, "dest": way.dest})
                    for target in rule.on
                )
            ]
            said[(stage, trigger)] = " and ".join(
                f"({each})" if " or " in each and len(conditions) > 1 else each for each in conditions
            )
        return draw(self._lifecycle, said)

    def __repr__(self) -> str:
        """One line."""
        names = ", ".join(policy_name(each) for each in self._policies)
        return f"<Engine {self._lifecycle.name} [{names}] {self._fingerprint[:8]}>"

    # --- asking -----------------------------------------------------------------------------------------

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
            if plan is None:
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

    def read(self, case: Case, fact: object, at: datetime, *, currency: str | None = None) -> object:
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

    # --- doing ------------------------------------------------------------------------------------------

    def _not_in_hook(self, call: str) -> None:
        running = _running.get()
        if running:
            for engine, hook in running:
                if engine is self:
                    raise HookFired(hook.name, call)

    def fire(
        self,
        case: Case,
        proposal: Proposal | str,
        at: datetime,
        *,
        overrides: Iterable[Override] = (),
        id: str | None = None,  # noqa: A002 - what events call it
        notify: bool = True,
    ) -> Result:
        """Carry a proposal out if it is allowed.

        Args:
            case: The case.
            proposal: A `Move`, `Contact` or `Act`; a bare text is a `Move` by its trigger.
            at: When, aware.
            overrides: Rules that a named person lifts.
            id: The event's id; from the case's id and version unless given. Firing the same again under
                the same id changes nothing.
            notify: Whether after-hooks are told at once; otherwise call `notify` after the commit.

        Raises:
            Refused: with the verdict, when it is not allowed. Nothing has changed.
            HookFired: when called from a hook of this engine.
            CollectflowError: as `review`; a before-hook may raise what it likes.
        """
        if _running.get():
            self._not_in_hook("fire")
        made = self._proposal(case, proposal)
        if id is not None:
            done = self._done_already(case, id, made)
            if done is not None:
                return done
        if notify and self._async is not None:
            self._no_async_hooks()
        us = self._asked_at(case, at)
        given = tuple(overrides)
        return self._carry_out(case, made, at, us, given, id, notify=notify)

    @staticmethod
    def _done_already(case: Case, event_id: str, proposal: Proposal) -> Result | None:
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
        if recorded != proposal:
            raise EventIdReused(event_id, known, proposal)
        return Result(case, before=case)

    def _carry_out(
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
    ) -> Result:
        evaluation = self._evaluate(case, proposal, at, us, overrides)
        verdict = self._judged(evaluation, case, proposal)
        if verdict.status is not _ALLOWED:
            if self._refused:
                self._observe(Proposed(case, proposal, at, verdict))
            raise Refused(verdict)
        if self._before:
            self._ask_hooks(Proposed(case, proposal, at, verdict))
        decision = evaluation.decision(self._fingerprint, overrides)
        version = verdict.version
        made_id = f"{verdict.case}#{version}" if event_id is None else event_id
        event: Event
        if isinstance(proposal, Move):
            tables = case.tables
            dest = self._machine.destination(tables.stage, tables.left, proposal.trigger)
            event = StageChanged(
                made_id,
                at=at,
                sequence=version,
                move=proposal,
                source=tables.stage,
                dest=dest,
                automatic=automatic,
                decision=decision,
            )
        elif isinstance(proposal, Contact):
            event = ContactPlaced(made_id, at=at, sequence=version, contact=proposal, decision=decision)
        else:
            assert isinstance(proposal, Act)  # noqa: S101 - there are three
            event = ActDone(made_id, at=at, sequence=version, act=proposal, decision=decision)
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
        result = Result(after, events, verdict, bool(events), (), before)
        if notify and events and self._after:
            errors = self.notify(result)
            if errors:
                result = attrs.evolve(result, hook_errors=errors)
        return result

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
                broken promises carry over.
            history_from: From when the history is known, for a case taken over mid-life.
            conventions: How its books are kept; the engine's unless given.
            event_id: The event's id; from the case's id unless given.
            recorded_at: When it was learnt, if later.
            notify: As in `fire`.

        Raises:
            UnknownStage, UnknownName: for a stage, role, attribute, zone or currency that is not known.
            BadValue: when the data contradict themselves, or `follows` is another account's or open.
        """
        self._not_in_hook("open")
        if notify:
            self._no_async_hooks()
        begins = self._lifecycle.initial if stage is None else str(stage)
        self._lifecycle.stage(begins, f"case {id!r}")
        given_persons = tuple(persons)
        others = [each for each in given_persons if each.id != borrower]
        known = [each for each in given_persons if each.id == borrower]
        zones = tuple(borrower_zones)
        first = known[0] if known and not zones else Person(borrower, "borrower", zones=zones)
        carried: tuple[Event, ...] = ()
        if follows is not None:
            carried = self._carried(follows, account, at)
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
            carried=carried,
            history_from=history_from,
        )
        event.check(self._vocabulary)
        return self._finished(None, Case.replay([event]), (event,), None, notify=notify)

    def _carried(self, follows: Case, account: str, at: datetime) -> tuple[Event, ...]:
        if follows.account != account:
            raise BadValue("follows", follows.id, f"it is of account {follows.account!r}")
        if not self._lifecycle.stage(follows.stage, f"case {follows.id!r}").final:
            raise BadValue("follows", follows.id, f"it is still open, in stage {follows.stage!r}")
        us = self._asked_at(follows, at)
        kinds = (
            ContactPlaced,
            ContactResult,
            ContactInbound,
            PermissionGiven,
            PermissionWithdrawn,
            PreferenceGiven,
            PreferenceWithdrawn,
        )
        opening = follows.events[0]
        assert isinstance(opening, CaseOpened)  # noqa: S101 - as every case
        return tuple(
            event
            for event in (*opening.carried, *follows.events)
            if isinstance(event, kinds) or (isinstance(event, PromiseMade) and _broken(follows, event, us))
        )

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
        self._not_in_hook("record")
        if notify:
            self._no_async_hooks()
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
        if isinstance(event, ContactPlaced) and event.decision is None:
            contact = self._proposal(case, event.contact)
            assert isinstance(contact, Contact)  # noqa: S101 - it stays one
            if case.find(event.id) is not None or event.at < case.opened_at:
                # Known already; or of a time when there was no case to review.
                return attrs.evolve(event, contact=contact)
            then = case.as_of(event.at) if event.at < case.last_at else case
            verdict = self.review(then, contact, event.at)
            breaches = tuple(each.rule for each in verdict.blocking)
            return attrs.evolve(event, contact=contact, breaches=breaches)
        return event

    def advance(self, case: Case, at: datetime, *, notify: bool = True) -> Result:
        """Take the first automatic move that is due, in declared order; one step.

        Raises:
            HookFired: when called from a hook of this engine.
            CollectflowError: as `review`; a before-hook may raise what it likes.
        """
        self._not_in_hook("advance")
        if notify:
            self._no_async_hooks()
        us = self._asked_at(case, at)
        for move in self._due(case):
            if self._evaluate(case, move, at, us).status() is Status.ALLOWED:
                return self._carry_out(case, move, at, us, (), None, notify=notify, automatic=True)
        return Result(case, before=case)

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

        For cases that stand in a stage which a new lifecycle no longer has.

        Raises:
            UnknownStage: when the lifecycle does not have `dest`.
            BadValue: when no reason is given.
            AskedTooEarly, NaiveDatetime: as `review`.
        """
        self._not_in_hook("migrate")
        if notify:
            self._no_async_hooks()
        self._asked_at(case, at)
        target = self._lifecycle.stage(str(dest), "migrate").name
        made_id = f"{case.id}#{case.version}" if id is None else id
        event = Migrated(made_id, at=at, sequence=case.version, dest=target, because=because)
        return self._done(case, event, None, notify=notify)

    # --- hooks ------------------------------------------------------------------------------------------

    def _no_async_hooks(self) -> None:
        if self._async is not None:
            raise BadValue(
                "notify",
                value=True,
                hint=f"hook {self._async} is async: pass notify=False and await anotify()",
            )

    def _columns(self, proposal: Proposal, case: Case) -> dict[str, str]:
        if isinstance(proposal, Move):
            way = self._way(case, proposal)
            dest = self._machine.destination(way.source, case.tables.left, way.trigger)
            return {"trigger": way.trigger, "source": way.source, "dest": dest}
        if isinstance(proposal, Contact):
            return {
                "channel": proposal.channel,
                "party": proposal.party,
                "purpose": proposal.purpose,
            }
        assert isinstance(proposal, Act)  # noqa: S101 - there are three
        return {"name": proposal.name}

    def _aimed(self, hooks: tuple[Hook, ...], details: Proposed) -> Iterable[Hook]:
        columns: dict[str, str] | None = None
        for hook in hooks:
            if hook.target is not None:
                if columns is None:
                    columns = self._columns(details.proposal, details.case)
                if not hook.target.covers(details.proposal.kind, columns):
                    continue
            yield hook

    def _ask_hooks(self, details: Proposed) -> None:
        for hook in self._aimed(self._before, details):
            token = _running.set((*_running.get(), (self, hook)))
            try:
                hook(details)
            finally:
                _running.reset(token)

    def _observe(self, details: Proposed) -> None:
        for hook in self._aimed(self._refused, details):
            token = _running.set((*_running.get(), (self, hook)))
            try:
                hook(details)
            except Exception:  # noqa: BLE001 - a hook may fail in any way; it is logged
                _log.exception("observer %s of a refusal failed", hook.name)
            finally:
                _running.reset(token)

    def _tell(self, result: Result) -> Iterable[tuple[Hook, Happened]]:
        for event in result.events:
            for hook in self._after:
                if hook.wants_event(event):
                    yield hook, Happened(event, result.case, result.before, result.verdict)

    def notify(self, result: Result) -> tuple[tuple[str, Exception], ...]:
        """Tell the after-hooks of a result that was made with `notify=False`.

        Returns:
            What they raised, each with the hook's name; the others were told all the same.

        Raises:
            BadValue: when a hook is async; await `anotify` then.
        """
        if self._async is not None:
            self._no_async_hooks()
        errors: list[tuple[str, Exception]] = []
        outer = _running.get()
        for hook, details in self._tell(result):
            token = _running.set((*outer, (self, hook)))
            try:
                hook.fn(details)
            except Exception as error:  # noqa: BLE001 - it is logged and returned
                _log.exception("after-hook %s failed", hook.name)
                errors.append((hook.name, error))
            finally:
                _running.reset(token)
        return tuple(errors)

    async def anotify(self, result: Result) -> tuple[tuple[str, Exception], ...]:
        """As `notify`, awaiting hooks that are coroutine functions, one after the other."""
        errors: list[tuple[str, Exception]] = []
        for hook, details in self._tell(result):
            token = _running.set((*_running.get(), (self, hook)))
            try:
                answer = hook(details)
                if inspect.isawaitable(answer):
                    await answer
            except Exception as error:  # noqa: BLE001 - it is logged and returned
                _log.exception("after-hook %s failed", hook.name)
                errors.append((hook.name, error))
            finally:
                _running.reset(token)
        return tuple(errors)


def _broken(case: Case, promise: PromiseMade, us: int) -> bool:
    """Whether a promise was broken: its day is over and too little came in time."""
    books = case.tables.head.books
    over = books.day_start(promise.by.toordinal() + 1)
    if us < over:
        return False
    made = micros(promise.at)
    paid = sum(
        row.amount for row in case.tables.payments if made <= row.us < over and row.reversed_us == NEVER
    )
    row = next((each for each in case.tables.promises if each.id == promise.id), None)
    return paid < promise.amount and (row is None or row.end >= over)
