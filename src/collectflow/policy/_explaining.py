"""Explaining: each rule's finding, with what it read, what it wanted and what it would take."""

from __future__ import annotations

from collections.abc import Callable

from collectflow.guards import (
    Guard,
    Opaque,
    changed,
    condition,
    missing,
    value_words,
    words,
)
from collectflow.policy._judging import Judging, World, show
from collectflow.policy._plan import Compiled, Failure, Truth
from collectflow.policy._verdict import Finding, Outcome, Shown


class Explaining(Judging):
    """What has been judged, in words."""

    __slots__ = ()

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
        gap = error = None
        approximate = False
        if type(truth) is Failure:
            outcome, error = Outcome.ERROR, str(truth)
        elif truth is True:
            if not rule.in_force(world.scene.today) or self._inapplicable(each):
                outcome = Outcome.NOT_APPLICABLE
        else:
            outcome = Outcome.UNMET if truth is False else Outcome.UNKNOWN
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
            each.wanted,
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
                made.append((self.plan.facts[k], None))
            elif isinstance(slot.key, Opaque) or slot.key.type != "money" or value is None:
                kind = "bool" if isinstance(slot.key, Opaque) else slot.key.type
                made.append((self.plan.facts[k], show(kind, value)))
            else:
                made.append((self.plan.facts[k], value_words("money", value, slot.currency)))
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
        if any(isinstance(leaf, Opaque) and not change.keys().isdisjoint(leaf.reads) for leaf in positions):
            # What the callable would say then is not known without asking it.
            return said, True
        values = world.values.copy()
        for ref, value in change.items():
            values[positions[ref]] = value
        return said, each.held(values) is not True
