"""A plan: the rules about one kind of proposal, ready to be evaluated.

Made once for a kind of proposal, and kept by the engine: the rules that are about it, the distinct facts
that these read, and the rules as functions of the facts' values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

import attrs

from collectflow.case import Case
from collectflow.errors import BadGuard, BadValue, NotOverridable
from collectflow.events import Override, Proposal
from collectflow.guards import (
    Bounding,
    Last,
    Opaque,
    Ref,
    Scene,
    Sight,
    Term,
    Test,
    Value,
    bounding,
    condition,
    decode,
    label,
    leaves,
    reader,
    words,
)
from collectflow.policy._rules import Columns, Policy, Reviews, Rule

Truth = bool | None
V = TypeVar("V")


@attrs.frozen
class Failure:
    """The error that reading a fact or calling an opaque guard came to; it stands in the fact's place."""

    error: Exception

    def __str__(self) -> str:
        return f"{type(self.error).__name__}: {self.error}"


@attrs.frozen
class Context:
    """What a policy object of a host's own is shown: once in every candidate zone.

    Amounts belong to the policy's `currency`, if it has one; those of a case in another are unknown.
    """

    case: Case
    proposal: Proposal
    at: datetime
    scene: Scene = attrs.field(repr=False)
    currency: str | None = None

    def read(self, fact: Term[V]) -> V | None:
        """The value of a fact in this candidate zone; `None` is unknown."""
        ref = getattr(fact, "ref", fact)
        if not isinstance(ref, Ref):
            raise BadGuard(f"context.read({fact!r})", "pass a fact, as in facts.days_past_due")
        value: Any = decode(ref.type, reader(ref, self.currency)(self.scene))
        made: V | None = value
        return made


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
    #: What it requires, in words.
    wanted: str
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


def read_opaque(leaf: Opaque, slots: tuple[int, ...], values: list[Any], scene: Scene, at: datetime) -> Truth:
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


def attempted(read: Callable[[Scene], Value], scene: Scene) -> object:
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
            bound = currency if isinstance(key, Opaque) or key.priced else None
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
            or (isinstance(each.key, Ref) and each.key.type in {"date", "time", "duration", "share"})
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
        words(rule.require, policy.currency),
        rule.effect == "refuse",
        rule.effective_from is not None or rule.effective_until is not None,
    )


def policy_name(policy: object) -> str:
    """What a policy object is called."""
    name = getattr(policy, "name", None)
    return name if isinstance(name, str) and name else type(policy).__name__


def ready(policies: Iterable[Policy | Reviews], kind: str, columns: Columns) -> Plan:
    """The plan for proposals of a kind with these columns."""
    return Plan(tuple(policies), kind, columns)
