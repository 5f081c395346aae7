"""What is owed, and by when: the duties of a case at an instant.

A duty is a rule that says when it is owed (`Rule.owed`). What it requires is that it is not missed, so the
first instant at which it stops holding is when it is: the same question as from when, turned round. Called
by the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import attrs

from collectflow._codec import dump
from collectflow.guards import Scene
from collectflow.policy._evaluate import Evaluation
from collectflow.policy._plan import Plan
from collectflow.policy._rules import Policy, Reviews, Rule, Target
from collectflow.policy._verdict import Status

_ANY = Target("act")


@attrs.frozen
class Obligation:
    """Something that is owed in a case.

    Args:
        rule: The id of the duty's rule.
        policy: The policy's name.
        because: What is owed, in the rule's words.
        citation: Where it is written.
        due_by: The first instant at which it is missed if nothing happens; `None` when it is missed already,
            or not within the engine's horizon.
        missed: Whether it is missed.
        certain: Whether it is known to be owed; otherwise what it depends on is not known.
    """

    rule: str
    policy: str
    because: str
    citation: str | None = None
    due_by: datetime | None = None
    missed: bool = False
    certain: bool = True

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        made: dict[str, Any] = dump(self)
        return made


@attrs.frozen(eq=False)
class Duty:
    """A duty, ready to be asked about."""

    rule: Rule
    policy: Policy
    owed: Plan
    kept: Plan

    def at(self, scene: Scene, zones: tuple[Any, ...], at: datetime, horizon: int) -> Obligation | None:
        """What is owed at an instant; nothing if it is not, or not in force."""
        if not self.rule.in_force(scene.today):
            return None
        owed = Evaluation(self.owed, scene, zones, at, _NOBODY, horizon).status()
        if owed is Status.REFUSED:
            return None
        kept = Evaluation(self.kept, scene, zones, at, _NOBODY, horizon)
        missed = kept.status() is Status.REFUSED
        due = None if missed else _missed_from(kept)
        if due is not None and not self.rule.in_force(due.worlds[0].scene.today):
            due = None
        return Obligation(
            self.rule.id,
            self.policy.name,
            self.rule.because,
            self.rule.citation,
            None if due is None else due.at,
            missed,
            owed is Status.ALLOWED,
        )


def _missed_from(kept: Evaluation) -> Evaluation | None:
    """From when it is not kept any more, or, where that is not known now, from when it is missed."""
    if kept.status() is not Status.ALLOWED:
        return kept.refused_at()
    us, _ = kept.next_change()
    return None if us is None else kept.at_instant(us)


_NOBODY: Mapping[str, Any] = {}


def duties(policies: Iterable[Policy | Reviews]) -> tuple[Duty, ...]:
    """The duties among the rules."""
    return tuple(
        Duty(rule, policy, _plan(policy, rule, rule.owed), _plan(policy, rule, rule.require))
        for policy in policies
        if isinstance(policy, Policy)
        for rule in policy.rules
        if rule.owed is not None
    )


def _plan(policy: Policy, rule: Rule, guard: Any) -> Plan:  # noqa: ANN401 - a guard
    alone = attrs.evolve(
        rule,
        on=_ANY,
        require=guard,
        when=None,
        owed=None,
        effect="refuse",
        grounds=(),
        effective_from=None,
        effective_until=None,
    )
    return Plan([attrs.evolve(policy, rules=[alone])], "act", {})
