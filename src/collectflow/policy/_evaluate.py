"""The one evaluator: asking, explaining and doing go through here.

An `Evaluation` judges (`_judging`) a case by a plan (`_plan`), explains itself (`_explaining`), and says
from when its answer changes.
"""

from __future__ import annotations

from datetime import datetime

from collectflow._time import LAST, NEVER, instant, micros
from collectflow.guards import (
    Opaque,
)
from collectflow.policy._explaining import Explaining
from collectflow.policy._judging import World
from collectflow.policy._plan import Compiled, Failure, Slot, policy_name, sight_of
from collectflow.policy._rules import Reviews
from collectflow.policy._verdict import Status

#: How often one looks again before giving up: years of daily looks, or a guard that cries wolf.
_LOOKS = 20_000


class Evaluation(Explaining):
    """A case and a proposal at an instant, read and judged in every candidate zone."""

    __slots__ = ()

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
        speaking: list[int] = []
        for policy in plan.externals:
            blocks = any(each.blocks for whose, each in self.found if whose is policy)
            if allowed or blocks or not self.covered:
                told = self._external_next(policy)
                if told is None:
                    silent.append(policy_name(policy))
                # One that does not block may yet speak for the proposal.
                (found if allowed or blocks else speaking).append(scene.us + 1 if told is None else told)
        if plan.must_be_covered and self.covered is allowed:
            found.append(min([self._coverage_changes(), *speaking]))
        if allowed:
            return min(found[1:], default=NEVER), tuple(silent)
        return max(found), tuple(silent)

    def _coverage_changes(self) -> int:
        """When a rule that speaks for such a proposal next comes into force, or ends."""
        return min((self._force_changes(each) for each in self.plan.rules if each.refuses), default=NEVER)

    def _force_changes(self, each: Compiled) -> int:
        """When a rule next comes into force, or ends."""
        scene = self.worlds[0].scene
        return min(
            (
                scene.tables.head.books.reaches(scene.us, day.toordinal() + after)
                for day, after in ((each.rule.effective_from, 0), (each.rule.effective_until, 1))
                if day is not None
            ),
            default=NEVER,
        )

    def _rule_next(self, i: int, each: Compiled, *, allowed: bool) -> tuple[int, bool]:
        """When a rule may next hold (or, if `allowed`, stop holding), and whether it does not say."""
        scene = self.worlds[0].scene
        now = scene.us
        ends = self._force_changes(each) if each.dated else NEVER
        if each.dated and not each.rule.in_force(scene.today):
            return (ends if allowed else now), False
        if each.rule.id in self.lifted and type(self.truth(i)) is not Failure:
            return (NEVER if allowed else now), False
        quiet: list[object] = []
        found = [self._world_next(each, world, quiet)[allowed] for world in self.worlds]
        return (min(found) if allowed else min(max(found), ends)), bool(quiet)

    def _world_next(self, each: Compiled, world: World, quiet: list[object]) -> tuple[int, int, int]:
        """When a rule may next hold, stop holding, and fail, in one candidate zone."""
        now = world.scene.us
        if world.failed and any(type(world.values[k]) is Failure for k in each.slots):
            quiet.extend(each.slots)
            return now + 1, now + 1, now + 1

        def tell(leaf: Opaque) -> int:
            told = self._told(leaf, self.plan.slots[each.positions[leaf]], world)
            if told is None:
                quiet.append(leaf)
                return now + 1
            return told

        return each.bounds(world.scene, world.values, tell)[:3]

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

    def _external_next(self, policy: Reviews) -> int | None:
        """When a policy object says that its answer may change; `None` when it does not say."""
        ask = getattr(policy, "next_change", None)
        if ask is None:
            return None
        soonest = NEVER
        try:
            for world in self.worlds:
                answer = ask(self._context(world, policy))
                if answer is not None:
                    soonest = min(soonest, micros(answer, f"next_change of {policy_name(policy)!r}"))
        except Exception:  # noqa: BLE001 - who fails to say has not said
            return None
        return soonest if soonest > self.worlds[0].scene.us else None

    def _until(self, *, allowed: bool) -> tuple[Evaluation | None, tuple[str, ...]]:
        """The first evaluation from now on that is not `allowed` any more (or is, if it was not).

        `None` when there is none within the horizon, or who keeps that from being told.
        """
        seen = self
        limit = min(self.worlds[0].scene.us + self.horizon, LAST)
        for _ in range(_LOOKS):
            if seen.holding() is not allowed:
                return seen, ()
            bound, silent = seen._next(allowed=allowed)
            here = seen.worlds[0].scene.us
            if silent and bound <= here + 1:
                return None, silent
            if bound > limit:
                return None, ()
            seen = seen.at_instant(max(bound, here + 1))
        # Somebody states changes that are none, again and again: who it is, cannot be waited for.
        return None, tuple(each.rule for each in seen.findings() if each.blocks) or ("unknown",)

    def allowed_at(self) -> tuple[datetime | None, tuple[str, ...]]:
        """The first instant from now on at which it is allowed, or who keeps that from being told."""
        found, silent = self._until(allowed=False)
        return (None if found is None else found.at), silent

    def refused_at(self) -> Evaluation | None:
        """The first evaluation from now on that is refused; `None` within the horizon, or as far as is told.

        What is not known now may come to be known as refused without ever having been allowed.
        """
        seen = self
        limit = min(self.worlds[0].scene.us + self.horizon, LAST)
        for _ in range(_LOOKS):
            if seen.status() is Status.REFUSED:
                return seen
            here = seen.worlds[0].scene.us
            quiet: list[object] = []
            bounds = [
                seen._world_next(each, world, quiet)[2] for world in seen.worlds for each in seen.plan.rules
            ]
            bound = max(min(bounds), here + 1)
            if bound > limit or (quiet and bound == here + 1):
                return None
            seen = seen.at_instant(bound)
        return None

    def next_change(self) -> tuple[int | None, bool]:
        """The next instant at which it becomes allowed or stops being so; and whether that can be told."""
        found, silent = self._until(allowed=self.holding())
        return (None if found is None else found.worlds[0].scene.us), not silent
