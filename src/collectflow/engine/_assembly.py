"""What an engine is put together from, and the check that the parts fit.

Every name that a rule or hook mentions is looked up here, once, so that a misspelt one cannot mean
silence later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Self

import attrs

from collectflow._codec import dump, load
from collectflow._time import Zone
from collectflow.calendars import BusinessCalendar, TableCalendar
from collectflow.engine._hooks import Hook, vocabulary_of
from collectflow.engine._machine import SharedMachine, draw
from collectflow.errors import (
    BadValue,
    InvalidEngine,
    UnknownName,
    nearest,
)
from collectflow.events import (
    Conventions,
    Move,
)
from collectflow.guards import (
    Attribute,
    Days,
    Guard,
    Share,
    Window,
    refs_of,
    words,
)
from collectflow.lifecycle import LEFT, Lifecycle, Transition
from collectflow.policy import Plan, Policy, Reviews, Rule, duties, fingerprint, policy_name
from collectflow.vocabulary import Vocabulary


def _span(horizon: timedelta | Window) -> timedelta:
    """How long a horizon is; `days(400)` is accepted where 400 days are meant."""
    if isinstance(horizon, Days):
        return timedelta(days=horizon.n)
    if not isinstance(horizon, timedelta):
        raise BadValue("horizon", horizon, "pass days(400) or timedelta(days=400)")
    return horizon


def _told(calendar: BusinessCalendar) -> object:
    """What tells one calendar from another: its content, its fingerprint, or its class."""
    if isinstance(calendar, TableCalendar):
        return dump(calendar)
    return getattr(calendar, "fingerprint", None) or type(calendar).__qualname__


#: What a stored engine holds.
_STORED: Mapping[str, Any] = {
    "lifecycle": Mapping[str, Any],
    "policies": tuple[Mapping[str, Any], ...],
    "conventions": Conventions,
    "attributes": Mapping[str, str],
    "horizon": timedelta,
    "words": Mapping[str, tuple[str, ...]],
}


class Assembly:
    """The parts of an engine; see `Engine`."""

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
        if not isinstance(policies, Iterable):
            raise BadValue("policies", type(policies), "pass a list of policies")
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
        self._refused = tuple(each for each in self._hooks if each.moment == "refused")
        #: An after-hook that must be awaited, if there is one.
        self._async = next((each.name for each in self._after if each.is_async), None)
        self._zones_named: dict[tuple[str, ...], tuple[Zone, ...]] = {(): ()}
        self._plans: dict[tuple[str, ...], Plan] = {}
        self._duties = duties(self._policies)
        self._moves: dict[str, Move] = {}
        self._ways: dict[tuple[str, str], Transition] = {
            (stage.name, each.trigger): each
            for stage in lifecycle.stages
            for each in lifecycle.outgoing(stage.name)
        }
        self._reopenings = frozenset(key for key, way in self._ways.items() if way.dest == LEFT)
        self._automatic: dict[str, tuple[Move, ...]] = {
            stage.name: tuple(Move(each.trigger) for each in lifecycle.outgoing(stage.name) if each.automatic)
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
                "horizon": self._horizon_us,
                "calendars": {name: _told(each) for name, each in self._calendars.items()},
            }
        )

    def _problems(self) -> Iterable[str]:
        yield from self._settings_problems()
        yield from self._policies_problems()
        for hook in self._hooks:
            yield from self._hook_problems(hook)

    def _settings_problems(self) -> Iterable[str]:
        for name, kind in self._attributes.items():
            if kind not in (int, str, bool, date):
                yield f"attribute {name!r} is of type {kind!r}; declare int, str, bool or date"
        kinds = (*self._conventions.pay_first, *self._conventions.pay_last)
        yield from self._unknown_words((("dues", each) for each in kinds), "conventions")
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
            yield from self._aimless(rule, where)
            for guard in (rule.condition, rule.owed):
                yield from () if guard is None else self._otherwise_declared(guard, where)

    def _otherwise_declared(self, guard: Guard, where: str) -> Iterable[str]:
        """Attributes of another type than the one that a guard reads."""
        for ref in refs_of(guard):
            if isinstance(ref, (Attribute, Share)):
                name, read = (ref.of, int) if isinstance(ref, Share) else (ref.name, ref.python)
                declared = self._attributes.get(name, read)
                if declared is not read:
                    yield (
                        f"{where}: attribute {name!r} is declared as {declared.__name__}, "
                        f"the rule reads a {read.__name__}"
                    )

    def _aimless(self, rule: Rule, where: str) -> Iterable[str]:
        """A rule about moves that the lifecycle does not have would silently refuse nothing."""
        ways = [each.columns for stage in self._lifecycle.stages for each in self._lifecycle.ways(stage.name)]
        for target in rule.on:
            known = not any(self._misspelt(target.mentions()))
            if target.kind == "move" and known and not any(target.covers("move", way) for way in ways):
                yield f"{where}: the lifecycle has no move with {dict(target.columns)}"

    def _unknown_words(self, mentions: Iterable[tuple[str, str]], where: str) -> Iterable[str]:
        for vocabulary, word, known in self._misspelt(mentions):
            hint = nearest(word, known) if known else f"none is known: tell the engine by {vocabulary}="
            yield f"{where}: {vocabulary} has no {word!r}; {hint}"

    def _misspelt(self, mentions: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str, frozenset[str]]]:
        """Of what is mentioned, each word that its vocabulary does not have, with those that it has."""
        for vocabulary, word in mentions:
            known = self.words(vocabulary)
            if word not in known:
                yield vocabulary, word, known

    def evolve(self, **changes: Any) -> Self:  # noqa: ANN401 - the constructor's arguments
        """An engine with some parts exchanged, e.g. `engine.evolve(hooks=())`.

        Raises:
            InvalidEngine: when the parts do not fit.
            UnknownName: for a part that an engine does not have.
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
        known = {*parts, *(each.name for each in attrs.fields(Vocabulary))}
        for name in changes:
            if name not in known:
                raise UnknownName("part", name, tuple(known), "evolve")
        return type(self)(**{**parts, **changes})

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON: everything but hooks, calendars and policy objects of a host's own.

        Raises:
            BadValue: when a policy is no `Policy`, so cannot be stored.
        """
        for each in self._policies:
            if not isinstance(each, Policy):
                raise BadValue("policies", each, "only Policy objects can be stored")
        return {
            "lifecycle": self._lifecycle.to_dict(),
            "policies": [each.to_dict() for each in self._policies if isinstance(each, Policy)],
            "conventions": dump(self._conventions),
            "attributes": {name: each.__name__ for name, each in self._attributes.items()},
            "horizon": dump(self._horizon),
            "words": {name: sorted(each) for name, each in self._extended.items()},
        }

    @classmethod
    def from_dict(
        cls,
        data: Mapping[str, Any],
        *,
        registry: Iterable[Guard] = (),
        calendars: Mapping[str, BusinessCalendar] | None = None,
        hooks: Iterable[Hook] = (),
    ) -> Self:
        """The engine of a dict made by `to_dict`.

        Args:
            data: The dict.
            registry: The opaque guards that its rules name.
            calendars: The calendars that its windows name.
            hooks: The hooks, which are never stored.

        Raises:
            BadValue: when the dict holds no engine.
            UnknownName: for a name in it that does not exist.
            InvalidEngine: when its parts do not fit.
        """
        given: object = data
        if not isinstance(given, Mapping):
            raise BadValue("engine", data, "an object belongs here")
        kinds = {each.__name__: each for each in (int, str, bool, date)}
        guards = tuple(registry)
        where = "engine"
        parts = {name: load(hint, data.get(name), f"{where}.{name}") for name, hint in _STORED.items()}
        attributes: dict[str, type] = {}
        for name, kind in parts["attributes"].items():
            if kind not in kinds:
                raise UnknownName("type", kind, tuple(kinds), f"{where}.attributes.{name}")
            attributes[name] = kinds[kind]
        return cls(
            Lifecycle.from_dict(parts["lifecycle"]),
            [Policy.from_dict(each, guards) for each in parts["policies"]],
            hooks=hooks,
            conventions=parts["conventions"],
            attributes=attributes,
            horizon=parts["horizon"],
            calendars=calendars,
            **parts["words"],
        )

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
    def attributes(self) -> Mapping[str, type]:
        """The host's own facts by name and type."""
        return dict(self._attributes)

    @property
    def calendars(self) -> Mapping[str, BusinessCalendar]:
        """The business calendars by the name that windows give."""
        return dict(self._calendars)

    @property
    def horizon(self) -> timedelta:
        """How far ahead `allowed_at` and `next_review` look."""
        return self._horizon

    @property
    def vocabulary(self) -> Vocabulary:
        """The words that it knows."""
        return self._vocabulary

    def words(self, vocabulary: str) -> frozenset[str]:
        """The words of a vocabulary, or of its own parts: stages, triggers, attributes, calendars.

        Raises:
            UnknownName: for a vocabulary that does not exist.
        """
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
        for stage, trigger in self._ways:
            ways = [each.columns for each in self._lifecycle.ways(stage) if each.trigger == trigger]
            conditions = [
                words(rule.condition, policy.currency)
                for policy in self._policies
                if isinstance(policy, Policy)
                for rule in policy.rules
                if rule.effect == "refuse"
                and any(target.covers("move", way) for target in rule.on for way in ways)
            ]
            said[(stage, trigger)] = " and ".join(
                f"({each})" if " or " in each and len(conditions) > 1 else each for each in conditions
            )
        return draw(self._lifecycle, said)

    def __repr__(self) -> str:
        """One line."""
        names = ", ".join(policy_name(each) for each in self._policies)
        return f"<Engine {self._lifecycle.name} [{names}] {self._fingerprint[:8]}>"
