"""The engine's rules about proposals and moves, compiled into pairs of columns; nothing is computed here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, TypeVar

import attrs

from collectflow._time import Zone, zone
from collectflow.engine import Engine
from collectflow.errors import BadValue, UnknownName
from collectflow.events import Act, Contact, Move, Proposal, check_words
from collectflow.guards import Asked, Opaque, Ref, Test, leaves, refs_of
from collectflow.lifecycle import Stage
from collectflow.policy import Policy, Rule, policy_name, ready
from collectflow.portfolio._errors import NotInFrames
from collectflow.portfolio._logic import UNKNOWN, Side, Truths, any_side, truths
from collectflow.portfolio._reading import values_of
from collectflow.portfolio._tables import CASE, Desk
from collectflow.portfolio._view import Bounds, View

UNTIL = "unchanged_until"

T = TypeVar("T")


@attrs.frozen
class Judged:
    """A rule about a proposal, as columns."""

    rule: Rule
    truths: Truths
    zoned: bool
    #: Whether it holds something that frames cannot read.
    blind: bool = False


@attrs.frozen
class Way:
    """One transition that is asked about: where it is offered, and the rules about it."""

    rules: tuple[Judged, ...]
    covered: bool
    doubtful: bool
    offered: Side = True


@attrs.frozen
class Question:
    """A proposal, or an automatic move, by its label, and the ways in which it may be taken."""

    label: str
    scope: Scope
    ways: tuple[Way, ...]


@attrs.frozen
class Scope:
    """Whose candidate zones count: a person's, or a role's."""

    party: str | None
    person: str | None = None


def label_of(proposal: Proposal) -> str:
    """What the columns about a proposal are called, unless the caller names them."""
    if isinstance(proposal, Move):
        return proposal.trigger
    if isinstance(proposal, Contact):
        return f"{proposal.channel}_{proposal.party}"
    assert isinstance(proposal, Act)  # noqa: S101 - there are three
    return proposal.name


def named_proposals(
    proposals: Iterable[Proposal | str] | Mapping[str, Proposal | str],
) -> dict[str, Proposal]:
    """The proposals by label; raises `BadValue` for two of one label, or something else than a proposal."""
    given: Any
    if isinstance(proposals, Mapping):
        given = proposals.items()
    elif isinstance(proposals, str):
        raise BadValue("proposals", proposals, "pass a list of proposals")
    else:
        given = [(None, each) for each in proposals]
    made: dict[str, Proposal] = {}
    for name, each in given:
        proposal = Move(each) if isinstance(each, str) else each
        if not isinstance(proposal, Proposal):
            raise BadValue("proposal", each, "propose a Move, a Contact, an Act, or a trigger's name")
        label: str = label_of(proposal) if name is None else name
        if label in made or label in {CASE, "move", UNTIL}:
            raise BadValue("proposals", label, "give each a name: proposals={'first': ..., 'second': ...}")
        made[label] = proposal
    return made


class Compiler:
    """Rules into columns, for one instant and a fixed list of proposals."""

    def __init__(
        self, engine: Engine, desk: Desk, zones: Iterable[str], *, opaque: str = "unknown", dated: bool = True
    ) -> None:
        """`zones` are the names of those that occur; without `dated` every rule is in force."""
        self.engine = engine
        self.desk = desk
        self.zones: dict[str, Zone] = {name: zone(name) for name in sorted(zones)}
        self.opaque = opaque
        self.dated = dated
        self.bounds = Bounds(desk.us)
        self.books = engine.conventions.books
        self.today = self.books.today(desk.us)
        self.unread: dict[str, None] = {}
        #: How far ahead the engine looks.
        self.horizon = engine.horizon // timedelta(microseconds=1)
        self._marks = _marks(engine)
        self._known: dict[tuple[str, str, tuple[tuple[str, Any], ...]], Judged] = {}

    # --- rules ------------------------------------------------------------------------------------------

    def _judged(self, rule: Rule, policy: Policy, asked: Mapping[str, Any]) -> Judged:
        # Proposals that differ only in what the rule does not read share its columns.
        read = {name: asked[name] for name in sorted(_fields_read(rule)) if name in asked}
        key = (policy.name, rule.id, tuple(read.items()))
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._judge(rule, policy, read)
        return found

    def _judge(self, rule: Rule, policy: Policy, asked: Mapping[str, Any]) -> Judged:
        if rule.effective_from is not None or rule.effective_until is not None:
            self.bounds.no_later(self.books.next_day(self.desk.us))
        if self.dated and not rule.in_force(self.today):
            return Judged(rule, Truths(true=True, false=False), zoned=False)
        parts = leaves(rule.condition)
        blind = any(isinstance(each, Opaque) for each in parts)
        if blind:
            self.unread[rule.id] = None
        view = View(
            self.desk,
            self.books,
            self.zones,
            self.engine.calendars,
            self.engine.conventions.report_max_age,
            self._marks,
            asked,
            self.bounds,
            policy.currency,
        )
        self.desk.problems.clear()
        made = truths(rule.condition, lambda ref: values_of(ref, view))
        if self.desk.problems:
            self.unread[f"{rule.id} ({', '.join(self.desk.problems)})"] = None
            return Judged(rule, UNKNOWN, zoned=False, blind=True)
        zoned = any(each.ref.zoned for each in parts if isinstance(each, Test))
        return Judged(rule, made, zoned=zoned, blind=blind)

    def _way(self, kind: str, columns: Mapping[str, str], asked: Mapping[str, Any]) -> Way:
        plan = ready(self.engine.policies, kind, columns)
        for each in plan.externals:
            self.unread[policy_name(each)] = None
        rules = tuple(self._judged(each.rule, each.policy, asked) for each in plan.rules if each.refuses)
        covered = kind == "move" or any(each.rule.in_force(self.today) for each in rules)
        return Way(rules, covered, bool(plan.externals))

    # --- proposals --------------------------------------------------------------------------------------

    def _out_of(self, stage: Stage, trigger: str) -> list[Way]:
        """The ways in which a trigger leads out of a stage: more than one if rules tell the dests apart."""
        asked = {"kind": "move", "trigger": trigger}
        ways = [each for each in self.engine.lifecycle.ways(stage.name) if each.trigger == trigger]
        made: list[Way] = []
        for dests, way in _alike((str(each.dest), self._way("move", each.columns, asked)) for each in ways):
            offered = (self.desk.col("cases", "stage") == str(stage.name)).fill_null(value=False)
            if stage.reopen is not None:
                # Not if the case was opened in that stage or migrated to it.
                offered = offered & self.desk.col("cases", "left").is_in(dests).fill_null(value=False)
            made.append(attrs.evolve(way, offered=offered))
        return made

    def question(self, label: str, proposal: Proposal) -> Question:
        """A proposal as columns."""
        if isinstance(proposal, Move):
            triggers = self.engine.lifecycle.triggers()
            if proposal.trigger not in triggers:
                raise UnknownName("trigger", proposal.trigger, triggers, "sweep")
            stages = self.engine.lifecycle.stages
            out = [way for stage in stages for way in self._out_of(stage, proposal.trigger)]
            ways = [
                attrs.evolve(way, offered=any_side(offered))
                for offered, way in _alike((way.offered, way) for way in out)
            ]
            return Question(label, Scope("borrower"), tuple(ways))
        check_words(proposal, self.engine.vocabulary, "sweep")
        columns: dict[str, str]
        if isinstance(proposal, Act):
            columns = {"name": proposal.name}
            way = self._way("act", columns, {"kind": "act", **columns})
            return Question(label, Scope("borrower"), (way,))
        assert isinstance(proposal, Contact)  # noqa: S101 - there are three
        asked: dict[str, Any] = {field.name: getattr(proposal, field.name) for field in attrs.fields(Contact)}
        asked["kind"] = "contact"
        columns = {name: asked[name] for name in ("channel", "party", "purpose")}
        if proposal.person is None and self._reads_person(columns):
            asked["person"] = self.desk.person(proposal.party)
        scope = Scope(proposal.party) if proposal.person is None else Scope(None, proposal.person)
        return Question(label, scope, (self._way("contact", columns, asked),))

    def _reads_person(self, columns: Mapping[str, str]) -> bool:
        """Whether a rule about such a contact compares something to the person."""
        rules = ready(self.engine.policies, "contact", columns).rules
        return any("person" in _fields_read(each.rule) for each in rules)

    def automatic(self) -> list[tuple[str, Way]]:
        """Every automatic move, in the order in which an engine tries them."""
        lifecycle = self.engine.lifecycle
        return [
            (each.trigger, way)
            for stage in lifecycle.stages
            for each in lifecycle.outgoing(stage.name)
            if each.automatic
            for way in self._out_of(stage, each.trigger)
        ]

    def check(self) -> None:
        """Raise `NotInFrames` for rules that cannot be read, unless they may be unknown."""
        if self.unread and self.opaque == "error":
            raise NotInFrames(tuple(self.unread))


def _fields_read(rule: Rule) -> set[str]:
    """The fields of the proposal that a rule reads."""
    found: set[str] = set()
    for ref in refs_of(rule.condition):
        if isinstance(ref, Asked):
            found.add(ref.field)
        window = getattr(ref, "window", None)
        for each in (*getattr(ref, "where", ()), *getattr(window, "where", ())):
            if each.asks:
                found.add(each.field)
    return found


def _alike(ways: Iterable[tuple[T, Way]]) -> list[tuple[list[T], Way]]:
    """Ways with the same rules as one, with what belongs to each of them."""
    grouped: dict[tuple[int, ...], tuple[list[T], Way]] = {}
    for one, way in ways:
        grouped.setdefault(tuple(map(id, way.rules)), ([], way))[0].append(one)
    return list(grouped.values())


def _marks(engine: Engine) -> dict[Ref, tuple[int, ...]]:
    """The values at which a comparison with each reference changes: each constant, and just after it."""
    found: dict[Ref, set[int]] = {}
    for policy in engine.policies:
        if not isinstance(policy, Policy):
            continue
        for rule in policy.rules:
            for leaf in leaves(rule.condition):
                if isinstance(leaf, Test):
                    marks = found.setdefault(leaf.ref, set())
                    for each in leaf.values:
                        if isinstance(each, int):
                            marks.update((each, each + 1))
    return {ref: tuple(sorted(marks)) for ref, marks in found.items()}
