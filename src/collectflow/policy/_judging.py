"""Judging: one case at an instant, each fact read once a candidate zone, every rule evaluated.

There is no short circuit: a verdict says all that there is to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import attrs

from collectflow._time import NEVER_DAYS, Zone
from collectflow.errors import BadValue
from collectflow.events import Decision, Override
from collectflow.guards import (
    Scene,
    Value,
    value_words,
)
from collectflow.policy._plan import (
    Compiled,
    Context,
    Failure,
    Plan,
    attempted,
    policy_name,
    read_opaque,
)
from collectflow.policy._rules import Reviews
from collectflow.policy._verdict import Finding, Outcome, Shown, Status

_ALLOWED = Status.ALLOWED
_SPEAKS_FOR_NOTHING = {Outcome.UNCOVERED, Outcome.NOT_APPLICABLE}


class World:
    """What was read in one candidate zone."""

    __slots__ = ("failed", "scene", "truths", "values")

    def __init__(self, scene: Scene, values: list[Any], truths: list[Any], *, failed: bool) -> None:
        """Made by an evaluation."""
        self.failed = failed
        self.scene = scene
        self.values = values
        self.truths = truths


class Judging:
    """A case and a proposal at an instant, read and judged in every candidate zone."""

    __slots__ = ("at", "covered", "found", "horizon", "lifted", "outside", "plan", "worlds")

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
        #: What the policy objects found, and who found it.
        self.found: tuple[tuple[Reviews, Finding], ...] = ()
        self.outside: tuple[Finding, ...] = ()
        if plan.externals:
            self.found = tuple(self._externals())
            self.outside = tuple(each for _, each in self.found)
            self.covered = self.covered or any(
                each.effect == "refuse" and each.outcome not in _SPEAKS_FOR_NOTHING for each in self.outside
            )

    def _world(self, scene: Scene) -> World:
        """Read every fact and evaluate every rule in one candidate zone."""
        plan = self.plan
        failed = False
        values: list[Any]
        try:
            values = [read(scene) for read in plan.readers]
        except Exception:  # noqa: BLE001 - whatever fails is a finding, never an answer
            failed = True
            values = [attempted(read, scene) for read in plan.readers]
        for i, leaf, reads in plan.opaques:
            try:
                values[i] = read_opaque(leaf, reads, values, scene, self.at)
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

    def _externals(self) -> Iterator[tuple[Reviews, Finding]]:
        """What the policy objects find, each with whose finding it is."""
        for policy in self.plan.externals:
            name = policy_name(policy)
            try:
                seen = [
                    _own(each, name)
                    for world in self.worlds
                    for each in policy.review(self._context(world, policy))
                ]
            except Exception as error:  # noqa: BLE001 - whatever fails is a finding, never an answer
                said = str(Failure(error))
                seen = [Finding(name, name, Outcome.ERROR, because="the policy failed", error=said)]
            for each in _worst(seen):
                yield policy, each

    def _context(self, world: World, policy: Reviews) -> Context:
        scene = world.scene
        assert scene.asked is not None  # noqa: S101 - an evaluation is of a proposal
        currency = getattr(policy, "currency", None)
        return Context(scene.case, scene.asked, self.at, scene, currency)

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
            unknown = unknown or not outcomes <= {Outcome.UNMET}
        if refused:
            return Status.REFUSED
        return Status.UNKNOWN if unknown else Status.ALLOWED

    def holding(self) -> bool:
        """Whether it is allowed."""
        return self.status() is Status.ALLOWED

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


def show(kind: str, value: Value) -> Shown:
    """A held value as findings and events show it."""
    if kind in {"date", "time", "duration", "share"} or (type(value) is int and value >= NEVER_DAYS):
        return None if value is None else value_words(kind, value)
    return value


def _own(found: object, name: str) -> Finding:
    """What a policy object yielded, as a finding of that policy."""
    if not isinstance(found, Finding):
        raise BadValue(f"a finding of policy {name!r}", found, "yield Finding objects")
    return attrs.evolve(found, policy=found.policy or name)


def _worst(findings: list[Finding]) -> Iterable[Finding]:
    """One finding a rule, the worst over the candidate zones."""
    order: list[str] = [Outcome.ERROR, Outcome.UNMET, Outcome.UNCOVERED, Outcome.UNKNOWN]

    def rank(each: Finding) -> tuple[bool, int]:
        return not each.blocks, order.index(each.outcome) if each.outcome in order else len(order)

    by_rule: dict[str, Finding] = {}
    for each in findings:
        known = by_rule.get(each.rule)
        if known is None or rank(each) < rank(known):
            by_rule[each.rule] = each
    return by_rule.values()
