"""The one evaluator: asking, explaining and doing go through here.

A `Plan` is made once for a kind of proposal: the rules that are about it, the distinct facts that these
read, and the rules as functions of the facts' values. An `Evaluation` is one case at one instant: each
fact read once a candidate zone, every rule evaluated, no short circuit. Explanations and `allowed_at`
are worked out from it when they are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import attrs

from collectflow._time import LAST, NEVER, NEVER_DAYS, Zone, instant, micros
from collectflow.calendars import BusinessCalendar
from collectflow.case import Case
from collectflow.errors import BadGuard, BadValue, NotOverridable
from collectflow.events import Decision, Override, Proposal
from collectflow.guards import (
    Bounding,
    Guard,
    Last,
    Opaque,
    Ref,
    Scene,
    Sight,
    Test,
    Value,
    bounding,
    changed,
    condition,
    decode,
    label,
    leaves,
    missing,
    reader,
    refs_of,
    value_words,
    words,
)
from collectflow.policy._rules import Columns, Policy, Reviews, Rule
from collectflow.policy._verdict import Finding, Outcome, Shown, Status

Truth = bool | None
_ALLOWED = Status.ALLOWED


@attrs.frozen
class Failure:
    """The error that reading a fact or calling an opaque guard came to; it stands in the fact's place."""

    error: Exception

    def __str__(self) -> str:
        return f"{type(self.error).__name__}: {self.error}"


@attrs.frozen
class Context:
    """What a policy object of a host's own is shown."""

    case: Case
    proposal: Proposal
    at: datetime
    scene: Scene = attrs.field(repr=False)

    def read(self, fact: object) -> object:
        """The value of a fact (in the first candidate zone); `None` is unknown."""
        ref = getattr(fact, "ref", fact)
        if not isinstance(ref, Ref):
            raise BadGuard(f"context.read({fact!r})", "pass a fact, as in facts.days_past_due")
        return decode(ref.type, reader(ref)(self.scene))


@attrs.frozen
class Compiled:
    """A rule as a plan holds it."""

    rule: Rule
    policy: Policy
    #: Rule conditions on the values; `applies` is that of `when`.
    held: Callable[[list[Any]], Truth]
    applies: Callable[[list[Any]], Truth] | None
    #: Where the facts that it reads stand among the values, its opaque guards included.
    slots: tuple[int, ...]
    #: The same by fact or opaque guard.
    positions: Mapping[Ref | Opaque, int]
    bounds: Bounding
    refuses: bool
    dated: bool


@attrs.frozen
class Slot:
    """A fact, or an opaque guard, as a plan reads it."""

    key: Ref | Opaque
    currency: str | None
    read: Callable[[Scene], Value]
    zoned: bool
    #: For an opaque guard: where the facts that it declares stand.
    reads: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """Its words."""
        return self.key.name if isinstance(self.key, Opaque) else label(self.key)


def _read_opaque(
    leaf: Opaque, slots: tuple[int, ...], values: list[Any], scene: Scene, at: datetime
) -> Truth:
    """What a host's callable says; unknown without asking when a declared fact is."""
    sight = sight_of(leaf, slots, values, scene, at)
    if sight is None:
        return None
    if leaf.fn is None:
        raise BadGuard(f"opaque guard {leaf.name!r} has no function", "load it with a registry")
    answer = leaf.fn(sight)
    if type(answer) is not bool:
        raise BadValue(f"the answer of opaque guard {leaf.name!r}", answer, "it must be True or False")
    return answer


def sight_of(
    leaf: Opaque, slots: tuple[int, ...], values: list[Any], scene: Scene, at: datetime
) -> Sight | None:
    """What an opaque guard is shown; `None` when a fact that it declares is unknown."""
    shown: dict[Ref, Value] = {}
    for ref, i in zip(leaf.reads, slots, strict=True):
        value = values[i]
        if isinstance(value, Failure):
            raise value.error
        if value is None:
            return None
        shown[ref] = value
    assert scene.asked is not None  # noqa: S101 - rules are read for a proposal
    return Sight(scene.case, scene.asked, at, shown)


def _not_yet(_scene: Scene) -> Value:
    """An opaque guard's place, until it is called."""
    return None


def _attempted(read: Callable[[Scene], Value], scene: Scene) -> object:
    """A fact's value, or the failure to read it."""
    try:
        return read(scene)
    except Exception as error:  # noqa: BLE001 - whatever fails is a finding, never an answer
        return Failure(error)


class Plan:
    """The rules about one kind of proposal, ready to be evaluated."""

    __slots__ = (
        "any_dated",
        "any_zoned",
        "conditions",
        "externals",
        "facts",
        "must_be_covered",
        "opaques",
        "readers",
        "rule_ids",
        "rules",
        "shown",
        "slots",
    )

    def __init__(self, policies: Iterable[Policy | Reviews], kind: str, columns: Columns) -> None:
        """Compile what the policies say about proposals of this kind with these columns."""
        slots: dict[tuple[Ref | Opaque, str | None], int] = {}
        found: list[Slot] = []

        def place(key: Ref | Opaque, currency: str | None) -> int:
            bound = currency if isinstance(key, Opaque) or key.type == "money" else None
            at = slots.get((key, bound))
            if at is not None:
                return at
            if isinstance(key, Opaque):
                reads = tuple(place(ref, currency) for ref in key.reads)
                slot = Slot(key, bound, _not_yet, any(found[i].zoned for i in reads), reads)
            else:
                slot = Slot(key, bound, reader(key, bound), key.zoned)
            found.append(slot)
            slots[(key, bound)] = len(found) - 1
            return len(found) - 1

        rules: list[Compiled] = []
        self.externals: tuple[Reviews, ...] = tuple(each for each in policies if not isinstance(each, Policy))
        for policy in policies:
            if not isinstance(policy, Policy):
                continue
            rules += [
                _compiled(rule, policy, place)
                for rule in policy.rules
                if any(target.covers(kind, columns) for target in rule.on)
            ]
        self.rules = tuple(rules)
        self.slots = tuple(found)
        self.conditions = tuple(each.held for each in rules)
        # Opaque guards come last: they are shown what was read.
        self.readers = tuple(each.read for each in found)
        self.opaques = tuple(
            (i, each.key, each.reads) for i, each in enumerate(found) if isinstance(each.key, Opaque)
        )
        self.any_zoned = any(each.zoned for each in found)
        self.any_dated = any(each.dated for each in rules)
        self.rule_ids = tuple(each.rule.id for each in rules)
        # Nobody has to speak for a move; a contact or an act is allowed by being covered.
        self.must_be_covered = kind != "move"
        self.facts = tuple(each.text for each in found)
        #: Which values are shown otherwise than they are held.
        self.shown = tuple(
            (i, each.key.type)
            for i, each in enumerate(found)
            if isinstance(each.key, Last)
            or (isinstance(each.key, Ref) and each.key.type in {"date", "time", "duration"})
        )

    def lifted(self, overrides: Iterable[Override]) -> dict[str, Override]:
        """The overrides by rule.

        Raises:
            NotOverridable: when one names a rule that is not in question or has no such ground.
        """
        rules = {each.rule.id: each.rule for each in self.rules}
        made: dict[str, Override] = {}
        for each in overrides:
            rule = rules.get(each.rule)
            grounds = () if rule is None else rule.grounds
            if each.ground not in grounds:
                raise NotOverridable(each.rule, each.ground, grounds)
            made[each.rule] = each
        return made


def _compiled(rule: Rule, policy: Policy, place: Callable[[Ref | Opaque, str | None], int]) -> Compiled:
    positions: dict[Ref | Opaque, int] = {}
    for leaf in leaves(rule.condition):
        if isinstance(leaf, Opaque):
            positions[leaf] = place(leaf, policy.currency)
        for ref in (leaf.ref,) if isinstance(leaf, Test) else leaf.reads:
            positions[ref] = place(ref, policy.currency)
    return Compiled(
        rule,
        policy,
        condition(rule.condition, positions),
        None if rule.when is None else condition(rule.when, positions),
        tuple(dict.fromkeys(positions.values())),
        positions,
        bounding(rule.condition, positions),
        rule.effect == "refuse",
        rule.effective_from is not None or rule.effective_until is not None,
    )


#: One candidate zone: the scene, the values, and each rule's truth (a `Failure` where it failed).
class World:
    """What was read in one candidate zone."""

    __slots__ = ("failed", "scene", "truths", "values")

    def __init__(self, scene: Scene, values: list[Any], truths: list[Any], *, failed: bool) -> None:
        """Made by an evaluation."""
        self.failed = failed
        self.scene = scene
        self.values = values
        self.truths = truths


class Evaluation:
    """A case and a proposal at an instant, read and judged in every candidate zone."""

    __slots__ = ("at", "covered", "horizon", "lifted", "outside", "plan", "worlds")

    def __init__(
        self,
        plan: Plan,
        scene: Scene,
        zones: tuple[Zone, ...],
        at: datetime,
        lifted: Mapping[str, Override],
        horizon: int,
    ) -> None:
        """Evaluate; nothing is explained yet.

        Args:
            plan: The rules.
            scene: The case, the proposal and the instant, in the first candidate zone.
            zones: The candidate zones.
            at: The instant as it was given.
            lifted: The overrides, by rule.
            horizon: How far ahead `allowed_at` looks, in microseconds.
        """
        self.plan = plan
        self.at = at
        self.lifted = lifted
        self.horizon = horizon
        if len(zones) <= 1:
            self.worlds = [self._world(scene)]
        else:
            self.worlds = [
                self._world(scene if scene.zone is zone else scene.elsewhere(zone)) for zone in zones
            ]
        self.covered = not plan.must_be_covered or any(
            each.refuses and (not each.dated or each.rule.in_force(scene.today)) for each in plan.rules
        )
        self.outside: tuple[Finding, ...] = ()
        if plan.externals:
            self.outside = tuple(self._externals())
            self.covered = self.covered or any(each.effect == "refuse" for each in self.outside)

    def _world(self, scene: Scene) -> World:
        """Read every fact and evaluate every rule in one candidate zone."""
        plan = self.plan
        failed = False
        values: list[Any]
        try:
            values = [read(scene) for read in plan.readers]
        except Exception:  # noqa: BLE001 - whatever fails is a finding, never an answer
            failed = True
            values = [_attempted(read, scene) for read in plan.readers]
        for i, leaf, reads in plan.opaques:
            try:
                values[i] = _read_opaque(leaf, reads, values, scene, self.at)
            except Exception as error:  # noqa: BLE001 - whatever fails is a finding, never an answer
                values[i] = Failure(error)
                failed = True
        truths: list[Any]
        # A comparison with a failure would raise or lie, so rules that read one are not evaluated.
        if failed:
            truths = [self._guarded(each, values) for each in plan.rules]
        else:
            truths = [held(values) for held in plan.conditions]
        if plan.any_dated:
            today = scene.today
            for i, each in enumerate(plan.rules):
                if each.dated and not each.rule.in_force(today):
                    truths[i] = True
        return World(scene, values, truths, failed=failed)

    @staticmethod
    def _guarded(each: Compiled, values: list[Any]) -> Any:  # noqa: ANN401 - a truth or a Failure
        for i in each.slots:
            if type(values[i]) is Failure:
                return values[i]
        return each.held(values)

    def _externals(self) -> Iterable[Finding]:
        for policy in self.plan.externals:
            name = policy_name(policy)
            try:
                seen = [
                    _own(each, name) for world in self.worlds for each in policy.review(self._context(world))
                ]
            except Exception as error:  # noqa: BLE001 - as in `_read`
                said = str(Failure(error))
                seen = [Finding(name, name, Outcome.ERROR, because="the policy failed", error=said)]
            yield from _worst(seen)

    def _context(self, world: World) -> Context:
        scene = world.scene
        assert scene.asked is not None  # noqa: S101 - an evaluation is of a proposal
        return Context(scene.case, scene.asked, self.at, scene)

    # --- the answer -------------------------------------------------------------------------------------

    def truth(self, i: int) -> Any:  # noqa: ANN401 - a truth or a Failure
        """A rule's truth over all candidate zones: a failure, else refused in any, else known in all."""
        worlds = self.worlds
        if len(worlds) == 1:
            return worlds[0].truths[i]
        found = [world.truths[i] for world in worlds]
        for each in found:
            if type(each) is Failure:
                return each
        if False in found:
            return False
        return None if None in found else True

    def truths(self) -> list[Any]:
        """Every rule's truth over all candidate zones."""
        if len(self.worlds) == 1:
            return self.worlds[0].truths
        return [self.truth(i) for i in range(len(self.plan.rules))]

    def status(self) -> Status:
        """Refused beats unknown; only what every refusing rule allows is allowed.

        An override lifts a rule that is unmet or unknown, never one that failed.
        """
        worlds = self.worlds
        # A failure is an object, so true: such a world is looked at rule by rule.
        if (
            len(worlds) == 1
            and self.covered
            and not self.outside
            and not worlds[0].failed
            and all(worlds[0].truths)
        ):
            return _ALLOWED
        unknown = not self.covered
        refused = False
        lifted = self.lifted
        rules = self.plan.rules
        for i, truth in enumerate(self.truths()):
            if truth is True:
                continue
            each = rules[i]
            if not each.refuses:
                continue
            if lifted and type(truth) is not Failure and each.rule.id in lifted:
                continue
            if truth is False:
                refused = True
            else:
                unknown = True
        if self.outside:
            outcomes = {each.outcome for each in self.outside if each.blocks}
            refused = refused or Outcome.UNMET in outcomes
            unknown = unknown or not outcomes <= {Outcome.UNMET, Outcome.UNCOVERED}
        if refused:
            return Status.REFUSED
        return Status.UNKNOWN if unknown else Status.ALLOWED

    def holding(self) -> bool:
        """Whether it is allowed."""
        return self.status() is Status.ALLOWED

    # --- why --------------------------------------------------------------------------------------------

    def decision(self, fingerprint: str, overrides: tuple[Override, ...]) -> Decision:
        """What an event keeps: the rules that were applied, and every fact that was read."""
        plan = self.plan
        worlds = self.worlds
        if len(worlds) == 1:
            values = tuple(self._shown(worlds[0]))
            return Decision(plan.rule_ids, plan.facts, values, fingerprint, overrides)
        pairs: dict[tuple[str, Shown], None] = {}
        for world in worlds:
            zone = "" if world.scene.zone is None else f" in {world.scene.zone.name}"
            for slot, text, value in zip(plan.slots, plan.facts, self._shown(world), strict=True):
                pairs[text + zone if slot.zoned else text, value] = None
        return Decision(
            plan.rule_ids,
            tuple(text for text, _ in pairs),
            tuple(value for _, value in pairs),
            fingerprint,
            overrides,
        )

    def _shown(self, world: World) -> list[Shown]:
        values = world.values
        if self.plan.shown:
            values = values.copy()
            for i, kind in self.plan.shown:
                values[i] = show(kind, values[i])
        if world.failed:
            return [None if type(each) is Failure else each for each in values]
        return values

    def findings(self) -> tuple[Finding, ...]:
        """Every rule's finding, explained."""
        made = [self._finding(i) for i in range(len(self.plan.rules))]
        if not self.covered:
            made.append(
                Finding(
                    "uncovered",
                    "engine",
                    Outcome.UNCOVERED,
                    because="no rule in force is about this proposal, so nobody has allowed it",
                )
            )
        return (*made, *self.outside)

    def _decisive(self, i: int, truth: object) -> World:
        for world in self.worlds:
            if world.truths[i] is truth:
                return world
        return self.worlds[0]

    def _finding(self, i: int) -> Finding:
        each = self.plan.rules[i]
        rule = each.rule
        truth = self.truth(i)
        world = self._decisive(i, truth)
        lift = self.lifted.get(rule.id)
        outcome = Outcome.MET
        wanted = gap = error = None
        approximate = False
        if type(truth) is Failure:
            outcome, error = Outcome.ERROR, str(truth)
        elif truth is True:
            if not rule.in_force(world.scene.today) or self._inapplicable(each):
                outcome = Outcome.NOT_APPLICABLE
        else:
            outcome = Outcome.UNMET if truth is False else Outcome.UNKNOWN
            wanted = words(rule.require, each.policy.currency)
            gap, approximate = self._gap(each, world)
            if lift is not None and each.refuses:
                outcome = Outcome.OVERRIDDEN
        slots = self.plan.slots
        zoned = any(slots[k].zoned for k in each.slots)
        zone = world.scene.zone.name if zoned and world.scene.zone is not None else None
        return Finding(
            rule.id,
            each.policy.name,
            outcome,
            rule.effect,
            rule.because,
            rule.citation,
            self._facts(each, world),
            wanted or words(rule.require, each.policy.currency),
            gap,
            approximate,
            zone,
            error,
            rule.grounds,
            lift.ground if lift is not None and outcome is Outcome.OVERRIDDEN else None,
        )

    def _facts(self, each: Compiled, world: World) -> tuple[tuple[str, Shown], ...]:
        made: list[tuple[str, Shown]] = []
        for k in each.slots:
            slot, value = self.plan.slots[k], world.values[k]
            if isinstance(value, Failure):
                made.append((slot.text, None))
            elif isinstance(slot.key, Opaque) or slot.key.type != "money" or value is None:
                kind = "bool" if isinstance(slot.key, Opaque) else slot.key.type
                made.append((slot.text, show(kind, value)))
            else:
                made.append((slot.text, value_words("money", value, slot.currency)))
        return tuple(dict.fromkeys(made))

    def _inapplicable(self, each: Compiled) -> bool:
        applies = each.applies
        return applies is not None and all(applies(world.values) is False for world in self.worlds)

    def _truths_of(self, each: Compiled, world: World) -> Callable[[Guard], Truth]:
        positions = each.positions

        def truth(leaf: Guard) -> Truth:
            # Where an opaque guard failed, the failure stands in the place of its answer.
            held: object = condition(leaf, positions)(world.values)
            return held if isinstance(held, bool) else None

        return truth

    def _gap(self, each: Compiled, world: World) -> tuple[str | None, bool]:
        """What would have to change, and whether changing it alone was found not to do."""
        lacking = missing(each.rule.condition, self._truths_of(each, world))
        if not lacking:
            return None, False
        currency = each.policy.currency
        said = " and ".join(words(leaf, currency) for leaf in lacking)
        change = changed(lacking)
        if change is None:
            return said, True
        positions = each.positions
        values = world.values.copy()
        for ref, value in change.items():
            values[positions[ref]] = value
        return said, each.held(values) is not True

    # --- from when --------------------------------------------------------------------------------------

    def at_instant(self, us: int) -> Evaluation:
        """The same question at another instant, if nothing happens until then."""
        first = self.worlds[0].scene
        zones = tuple(world.scene.zone for world in self.worlds if world.scene.zone is not None)
        at = instant(us, self.at.tzinfo)  # type: ignore[arg-type] # it is aware
        return Evaluation(self.plan, first.later(us), zones, at, self.lifted, self.horizon)

    def _next(self, *, allowed: bool) -> tuple[int, tuple[str, ...]]:
        """The next instant at which it may stop being allowed, or may become so; and who does not say.

        Rules that hold already do not delay what the others keep from being allowed: they are looked at
        again then.
        """
        plan = self.plan
        scene = self.worlds[0].scene
        found: list[int] = [scene.us]
        silent: list[str] = []
        for i, each in enumerate(plan.rules):
            if each.refuses and (allowed or self.truth(i) is not True):
                bound, quiet = self._rule_next(i, each, allowed=allowed)
                found.append(bound)
                if quiet:
                    silent.append(each.rule.id)
        if plan.must_be_covered and self.covered is allowed:
            found.append(self._coverage_changes())
        for policy in plan.externals:
            name = policy_name(policy)
            if allowed or any(each.blocks for each in self.outside if each.policy == name):
                told = self._external_next(policy, name)
                found.append(scene.us + 1 if told is None else told)
                if told is None:
                    silent.append(name)
        if allowed:
            return min(found[1:], default=NEVER), tuple(silent)
        return max(found), tuple(silent)

    def _coverage_changes(self) -> int:
        """When a rule that speaks for such a proposal next comes into force, or ends."""
        scene = self.worlds[0].scene
        days = (
            scene.tables.head.books.day_start(day.toordinal() + after)
            for each in self.plan.rules
            if each.refuses
            for day, after in ((each.rule.effective_from, 0), (each.rule.effective_until, 1))
            if day is not None
        )
        return min((us for us in days if us > scene.us), default=NEVER)

    def _rule_next(self, i: int, each: Compiled, *, allowed: bool) -> tuple[int, bool]:
        """When a rule may next hold (or, if `allowed`, stop holding), and whether it does not say."""
        scene = self.worlds[0].scene
        now = scene.us
        ends = NEVER
        if each.dated:
            rule, books = each.rule, scene.tables.head.books
            if rule.effective_from is not None:
                starts = books.day_start(rule.effective_from.toordinal())
                if now < starts:
                    return (starts if allowed else now), False
            if rule.effective_until is not None:
                ends = books.day_start(rule.effective_until.toordinal() + 1)
                if now >= ends:
                    return (NEVER if allowed else now), False
        if each.rule.id in self.lifted and type(self.truth(i)) is not Failure:
            return (NEVER if allowed else now), False
        quiet: list[object] = []
        found = [self._world_next(each, world, quiet)[allowed] for world in self.worlds]
        return (min(found) if allowed else min(max(found), ends)), bool(quiet)

    def _world_next(self, each: Compiled, world: World, quiet: list[object]) -> tuple[int, int]:
        """When a rule may next hold, and stop holding, in one candidate zone."""
        now = world.scene.us
        if world.failed and any(type(world.values[k]) is Failure for k in each.slots):
            quiet.extend(each.slots)
            return now + 1, now + 1

        def tell(leaf: Opaque) -> int:
            told = self._told(leaf, self.plan.slots[each.positions[leaf]], world)
            if told is None:
                quiet.append(leaf)
                return now + 1
            return told

        bounds = each.bounds(world.scene, world.values, tell)
        return bounds[0], bounds[1]

    def _told(self, leaf: Opaque, slot: Slot, world: World) -> int | None:
        """When an opaque guard says that its answer may change; `None` when it does not say."""
        if leaf.next_change is None:
            return None
        try:
            sight = sight_of(leaf, slot.reads, world.values, world.scene, self.at)
            if sight is None:
                return None
            told = leaf.next_change(sight)
            us = NEVER if told is None else micros(told, f"next_change of {leaf.name!r}")
        except Exception:  # noqa: BLE001 - who fails to say has not said
            return None
        return us if us > world.scene.us else None

    def _external_next(self, policy: Reviews, name: str) -> int | None:
        """When a policy object says that its answer may change; `None` when it does not say."""
        ask = getattr(policy, "next_change", None)
        if ask is None:
            return None
        try:
            answer = ask(self._context(self.worlds[0]))
            us = NEVER if answer is None else micros(answer, f"next_change of {name!r}")
        except Exception:  # noqa: BLE001 - who fails to say has not said
            return None
        return us if us > self.worlds[0].scene.us else None

    def _until(self, *, allowed: bool) -> tuple[Evaluation | None, tuple[str, ...]]:
        """The first evaluation from now on that is not `allowed` any more (or is, if it was not).

        `None` when there is none within the horizon, or who keeps that from being told.
        """
        seen = self
        limit = min(self.worlds[0].scene.us + self.horizon, LAST)
        while seen.holding() is allowed:
            bound, silent = seen._next(allowed=allowed)
            here = seen.worlds[0].scene.us
            if silent and bound <= here + 1:
                return None, silent
            if bound > limit:
                return None, ()
            seen = seen.at_instant(max(bound, here + 1))
        return seen, ()

    def allowed_at(self) -> tuple[datetime | None, tuple[str, ...]]:
        """The first instant from now on at which it is allowed, or who keeps that from being told."""
        found, silent = self._until(allowed=False)
        return (None if found is None else found.at), silent

    def next_change(self) -> tuple[int | None, bool]:
        """The next instant at which it becomes allowed or stops being so; and whether that can be told."""
        found, silent = self._until(allowed=self.holding())
        return (None if found is None else found.worlds[0].scene.us), not silent


def show(kind: str, value: Value) -> Shown:
    """A held value as findings and events show it."""
    if kind in {"date", "time", "duration"} or (type(value) is int and value >= NEVER_DAYS):
        return None if value is None else value_words(kind, value)
    return value


def policy_name(policy: object) -> str:
    """What a policy object is called."""
    name = getattr(policy, "name", None)
    return name if isinstance(name, str) and name else type(policy).__name__


def _own(found: object, name: str) -> Finding:
    """What a policy object yielded, as a finding of that policy."""
    if not isinstance(found, Finding):
        raise BadValue(f"a finding of policy {name!r}", found, "yield Finding objects")
    return attrs.evolve(found, policy=found.policy or name)


def _worst(findings: list[Finding]) -> Iterable[Finding]:
    """One finding a rule, the worst over the candidate zones."""
    order: list[str] = [Outcome.ERROR, Outcome.UNMET, Outcome.UNCOVERED, Outcome.UNKNOWN]
    by_rule: dict[str, Finding] = {}
    for each in findings:
        known = by_rule.get(each.rule)
        rank = order.index(each.outcome) if each.outcome in order else len(order)
        if known is None or rank < (order.index(known.outcome) if known.outcome in order else len(order)):
            by_rule[each.rule] = each
    return by_rule.values()


def ready(policies: Iterable[Policy | Reviews], kind: str, columns: Columns) -> Plan:
    """The plan for proposals of a kind with these columns."""
    return Plan(tuple(policies), kind, columns)


def refs_in(policies: Iterable[Policy | Reviews]) -> tuple[Ref, ...]:
    """Every fact that the policies' rules read."""
    found: dict[Ref, None] = {}
    for policy in policies:
        if isinstance(policy, Policy):
            for rule in policy.rules:
                found.update(dict.fromkeys(refs_of(rule.condition)))
    return tuple(found)


Calendars = Mapping[str, BusinessCalendar]
