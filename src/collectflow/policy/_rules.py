"""Rules and the policies that they make: data, with a fingerprint of their content.

Called by policy authors, who write them, and by the evaluator, which compiles them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import attrs

from collectflow._codec import dump, load_class
from collectflow.errors import BadGuard, BadValue, InvalidPolicy, UnknownName
from collectflow.guards import AnyOf, Guard, Not, Term, Test, as_guard, leaves, refs_of, resolve, words

if TYPE_CHECKING:
    from collectflow.policy._plan import Context
    from collectflow.policy._verdict import Finding

#: How sure the text of a rule of law is.
SOURCES = ("official", "reported")

#: What a target may restrict, by the kind of proposal, and the vocabulary of each.
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "move": {"trigger": "triggers", "source": "stages", "dest": "stages"},
    "contact": {"channel": "channels", "party": "parties", "purpose": "purposes"},
    "act": {"name": "acts"},
}

#: The columns of one proposal, by name.
Columns = Mapping[str, str]


def _several(value: str | Iterable[str] | None) -> tuple[str, ...] | None:
    if value is None:
        return None
    made = (str(value),) if isinstance(value, str) else tuple(sorted(str(each) for each in value))
    if not made:
        raise BadGuard("a rule about none", "leave the restriction out, or name what it is about")
    return made


@attrs.frozen
class Target:
    """Which proposals a rule is about: a kind, and the values that its columns may have."""

    kind: str
    columns: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def __attrs_post_init__(self) -> None:
        if self.kind not in COLUMNS:
            raise UnknownName("kind of proposal", self.kind, tuple(COLUMNS), "target")
        for name, _ in self.columns:
            if name not in COLUMNS[self.kind]:
                raise UnknownName("column", name, tuple(COLUMNS[self.kind]), f"on_{self.kind}")

    def covers(self, kind: str, columns: Columns) -> bool:
        """Whether it is about a proposal with these columns."""
        return kind == self.kind and all(columns[name] in wanted for name, wanted in self.columns)

    def mentions(self) -> Iterator[tuple[str, str]]:
        """Every name that it mentions, as (vocabulary, word)."""
        for name, wanted in self.columns:
            for each in wanted:
                yield COLUMNS[self.kind][name], each


def _target(kind: str, **columns: str | Iterable[str] | None) -> Target:
    made = ((name, _several(value)) for name, value in sorted(columns.items()))
    return Target(kind, tuple((name, value) for name, value in made if value is not None))


def on_move(
    *triggers: str,
    source: str | Iterable[str] | None = None,
    dest: str | Iterable[str] | None = None,
) -> Target:
    """Rules about moves: of these triggers (any, if none is given), from and to these stages."""
    return _target("move", trigger=triggers or None, source=source, dest=dest)


def on_contact(
    *,
    channel: str | Iterable[str] | None = None,
    party: str | Iterable[str] | None = None,
    purpose: str | Iterable[str] | None = None,
) -> Target:
    """Rules about contacts: by these channels, to these parties, for these purposes."""
    return _target("contact", channel=channel, party=party, purpose=purpose)


def on_act(*names: str) -> Target:
    """Rules about acts: these, or any if none is given."""
    return _target("act", name=names or None)


def _targets(value: Target | Iterable[Target]) -> tuple[Target, ...]:
    made = (value,) if isinstance(value, Target) or not isinstance(value, Iterable) else tuple(value)
    for each in made:
        if not isinstance(each, Target):
            raise BadGuard(f"on={value!r}", "use on_move(...), on_contact(...), on_act(...), or a list")
    if not made:
        raise BadGuard("on=[]", "a rule is about something: on_move(), on_contact() or on_act()")
    return made


def _guard(value: Guard | Term[bool]) -> Guard:
    if not isinstance(value, (Guard, Term)):
        raise BadGuard(
            f"a rule asks for {value!r}, which is no guard",
            "compare a fact, call it if it takes arguments (facts.held()), or wrap a callable in opaque()",
        )
    return as_guard(value, "in a rule is")


def _grounds(value: Iterable[str]) -> tuple[str, ...]:
    if isinstance(value, str):
        raise BadValue("grounds", value, "a list belongs here")
    return tuple(value)


def _optional_guard(value: Guard | Term[bool] | None) -> Guard | None:
    return None if value is None else _guard(value)


@attrs.frozen
class Rule:
    """What must hold for a proposal, and why.

    Args:
        id: Unique within its policy; by custom `policy.what-it-says`.
        on: The proposals that it is about: `on_move(...)`, `on_contact(...)`, `on_act(...)`, or several.
        require: The guard that must hold.
        because: The reason in plain words, for those who are refused.
        when: When it applies at all; otherwise its finding is `not_applicable`.
        citation: Where it is written, e.g. `12 CFR 1006.14(b)(2)(i)`.
        effect: `refuse`, or `advise`, which never refuses.
        grounds: On what grounds a named person may override it; none means never.
        effective_from: The first day of the books on which it is in force.
        effective_until: The last day of the books on which it is in force.
        source: How sure its text is: `official` (the law, or the regulator's own text, was read), `reported`
            (others say what it says); `None` for a house's own.
        owed: For a duty: when something is owed. `require` then says that it is not missed; what is owed is
            listed by `Engine.obligations`, and what is missed refuses what `on` names.

    Raises:
        BadGuard: when `require`, `when` or `owed` is no guard, or `on` is no target.
        BadValue: for an unknown effect or source, an empty id or reason, or dates in the wrong order.
    """

    id: str
    on: tuple[Target, ...] = attrs.field(kw_only=True, converter=_targets)
    require: Guard = attrs.field(kw_only=True, converter=_guard)
    because: str = attrs.field(kw_only=True)
    when: Guard | None = attrs.field(default=None, kw_only=True, converter=_optional_guard)
    citation: str | None = attrs.field(default=None, kw_only=True)
    effect: str = attrs.field(default="refuse", kw_only=True)
    grounds: tuple[str, ...] = attrs.field(default=(), kw_only=True, converter=_grounds)
    effective_from: date | None = attrs.field(default=None, kw_only=True)
    effective_until: date | None = attrs.field(default=None, kw_only=True)
    source: str | None = attrs.field(default=None, kw_only=True)
    owed: Guard | None = attrs.field(default=None, kw_only=True, converter=_optional_guard)

    def __attrs_post_init__(self) -> None:
        for name in ("id", "because"):
            if not isinstance(getattr(self, name), str) or not getattr(self, name):
                raise BadValue(f"a rule's {name}", getattr(self, name), "a non-empty text belongs here")
        for name in ("effective_from", "effective_until"):
            day = getattr(self, name)
            if day is not None and type(day) is not date:
                raise BadValue(f"{name} of rule {self.id!r}", day, "a date belongs here, not an instant")
        if self.effect not in {"refuse", "advise"}:
            raise BadValue(f"the effect of rule {self.id!r}", self.effect, "use 'refuse' or 'advise'")
        if self.source not in {None, *SOURCES}:
            raise BadValue(f"the source of rule {self.id!r}", self.source, f"use one of {', '.join(SOURCES)}")
        if (
            self.effective_from is not None
            and self.effective_until is not None
            and self.effective_until < self.effective_from
        ):
            raise BadValue(
                f"effective_until of rule {self.id!r}",
                self.effective_until,
                "it is before effective_from",
            )

    @property
    def condition(self) -> Guard:
        """What must hold: `require`, or that `when` does not."""
        return self.require if self.when is None else AnyOf((Not(self.when), self.require))

    def in_force(self, day: int) -> bool:
        """Whether it is in force on a day of the books, given as an ordinal."""
        if self.effective_from is not None and day < self.effective_from.toordinal():
            return False
        return self.effective_until is None or day <= self.effective_until.toordinal()

    def mentions(self) -> Iterator[tuple[str, str]]:
        """Every name that it mentions, as (vocabulary, word)."""
        for target in self.on:
            yield from target.mentions()
        guards = (self.condition,) if self.owed is None else (self.condition, self.owed)
        for leaf in (each for guard in guards for each in leaves(guard)):
            for ref in (leaf.ref,) if isinstance(leaf, Test) else leaf.reads:
                yield from ref.mentions()
            if isinstance(leaf, Test) and leaf.ref.words is not None:
                for value in leaf.values:
                    # The empty text is "nothing", which every vocabulary has.
                    if isinstance(value, str) and value:
                        yield leaf.ref.words, value

    def __str__(self) -> str:
        """What it says."""
        return f"{self.id}: {words(self.require)} ({self.because})"


def _rules(value: Iterable[Rule]) -> tuple[Rule, ...]:
    return tuple(value)


def _a_text(_instance: object, attribute: attrs.Attribute[str], value: object) -> None:
    if not isinstance(value, str) or not value:
        raise BadValue(f"a policy's {attribute.name}", value, "a text belongs here; rules go to rules=[...]")


@attrs.frozen
class Policy:
    """A named, versioned set of rules.

    Args:
        name: Its name.
        version: Its version, for people; the fingerprint tells versions apart.
        rules: The rules.
        currency: The ISO 4217 code of every amount that a rule names. An amount of a case in another
            currency is unknown to it.

    Raises:
        InvalidPolicy: with every problem: two rules of one id, an amount without a currency.
    """

    name: str = attrs.field(validator=_a_text)
    version: str = attrs.field(default="1", validator=_a_text)
    rules: tuple[Rule, ...] = attrs.field(default=(), kw_only=True, converter=_rules)
    currency: str | None = attrs.field(default=None, kw_only=True)
    fingerprint: str = attrs.field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        problems = []
        ids = [rule.id for rule in self.rules]
        problems += [
            f"{ids.count(each)} rules have the id {each!r}"
            for each in dict.fromkeys(ids)
            if ids.count(each) > 1
        ]
        if self.currency is None:
            problems += [
                f"rule {rule.id!r} names an amount; say which money it is: Policy(currency=...)"
                for rule in self.rules
                if any(
                    ref.priced
                    for guard in (rule.condition, rule.owed)
                    if guard is not None
                    for ref in refs_of(guard)
                )
            ]
        if problems:
            raise InvalidPolicy(self.name, tuple(problems))
        object.__setattr__(self, "fingerprint", fingerprint(self.to_dict()))

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id; raises `UnknownName`."""
        for each in self.rules:
            if each.id == rule_id:
                return each
        raise UnknownName("rule", rule_id, tuple(each.id for each in self.rules), self.name)

    def without(self, *rule_ids: str) -> Policy:
        """This policy without some of its rules; raises `UnknownName` for one that it does not have."""
        for each in rule_ids:
            self.rule(each)
        return attrs.evolve(self, rules=[rule for rule in self.rules if rule.id not in rule_ids])

    def only(self, *, source: str | None = None, dated: bool = True) -> Policy:
        """This policy with some of its rules.

        Args:
            source: Those of this source: `official` or `reported`; all unless given.
            dated: `False` lifts the dates of all rules, so that they are in force at any time.

        Raises:
            UnknownName: for a source that does not exist.
        """
        if source not in {None, *SOURCES}:
            raise UnknownName("source", str(source), SOURCES, self.name)
        rules = [each for each in self.rules if source in {None, each.source}]
        if not dated:
            rules = [attrs.evolve(each, effective_from=None, effective_until=None) for each in rules]
        return attrs.evolve(self, rules=rules)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; opaque guards go by name."""
        made: dict[str, Any] = dump(self)
        return made

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], registry: Iterable[Guard] = ()) -> Policy:
        """The policy of a dict.

        Args:
            data: Made by `to_dict`.
            registry: The opaque guards that its rules name.

        Raises:
            BadValue: when the dict holds no policy.
            UnknownName: when a rule names something that does not exist.
        """
        loaded: Policy = load_class(cls, data, "policy")
        guards = tuple(registry)
        rules = [
            attrs.evolve(
                rule,
                require=resolve(rule.require, guards),
                when=None if rule.when is None else resolve(rule.when, guards),
                owed=None if rule.owed is None else resolve(rule.owed, guards),
            )
            for rule in loaded.rules
        ]
        return attrs.evolve(loaded, rules=rules)


@runtime_checkable
class Reviews(Protocol):
    """Any object that reviews may stand where a policy does.

    `review(context)` yields findings (`Finding.of(...)`) about the proposal at `context.at`. It must be
    pure. It may have a `name`, a `fingerprint`, and `next_change(context)`, which gives the next instant
    at which its answer may change by time alone (`None`: never).
    """

    def review(self, context: Context) -> Iterable[Finding]:
        """Findings about the context's proposal."""
        ...


def fingerprint(data: object) -> str:
    """The SHA-256 of the canonical JSON of plain data, in hexadecimal."""
    canonical = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    import hashlib  # noqa: PLC0415 - OpenSSL with it, which importing the library need not wait for

    return hashlib.sha256(canonical.encode()).hexdigest()
