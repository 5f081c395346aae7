"""Situations: a case, an instant and a proposal, aimed at the numbers that a policy looks at."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

import collectflow as cf
from collectflow.guards import Attribute, Count, Guard, Money, Opaque, Ref, Test, decode, leaves
from collectflow.policy import Target
from collectflow.testing._moments import later
from collectflow.testing._parts import World, contacts
from collectflow.testing._stories import told

#: More contacts in a row than this are not tried: the cases would be hard to read.
_MOST = 10


@attrs.frozen
class Asked:
    """A case and what is proposed at an instant.

    Args:
        case: The case.
        proposal: What is proposed.
        at: When.
    """

    case: cf.Case
    proposal: cf.Proposal
    at: datetime

    def __str__(self) -> str:
        """What a failing test shows: the question, and the events one a line."""
        return f"proposed: {in_code(self.proposal)}\nat: {self.at.isoformat()}\nthe case:\n{tell(self.case)}"


def tell(case: cf.Case) -> str:
    """A case in full, an event a line: what the repr, which names no person, leaves out."""
    return "\n".join(f"    {in_code(each)}" for each in case.events)


def in_code(value: Any) -> str:  # noqa: ANN401 - a value of any class
    """A value as one would write it, without what is left at its default."""
    if isinstance(value, (tuple, list)):
        return f"[{', '.join(in_code(each) for each in value)}]"
    if isinstance(value, datetime):
        return value.isoformat()
    if not attrs.has(type(value)):
        return repr(value) if not hasattr(value, "isoformat") else str(value)
    said = []
    for field in attrs.fields(type(value)):
        held = getattr(value, field.name)
        factory = getattr(field.default, "factory", None)
        default = field.default
        if factory is not None:
            takes_self = getattr(field.default, "takes_self", False)
            default = factory(value) if takes_self else factory()
        if field.init and (default is attrs.NOTHING or held != default):
            said.append(f"{field.name}={in_code(held)}")
    return f"{type(value).__name__}({', '.join(said)})"


def rules_of(policies: Iterable[object]) -> list[cf.Rule]:
    """The rules of those that have any."""
    return [rule for each in policies if isinstance(each, cf.Policy) for rule in each.rules]


def _tests(rules: Iterable[cf.Rule]) -> tuple[list[Test], list[Ref]]:
    """The comparisons, and every fact that is read."""
    found: list[Test] = []
    refs: list[Ref] = []
    for rule in rules:
        for leaf in leaves(rule.condition):
            if isinstance(leaf, Opaque):
                refs += leaf.reads
            else:
                found.append(leaf)
                refs.append(leaf.ref)
    return found, refs


def attributes_read(policies: Iterable[object]) -> dict[str, type]:
    """The attributes that the rules read, by name and type."""
    _, refs = _tests(rules_of(policies))
    return {ref.name: ref.python for ref in refs if isinstance(ref, Attribute)}


def aimed(where: World, policies: Iterable[object]) -> World:
    """The world with the numbers that rules compare facts to."""
    days: list[int] = []
    sums: list[int] = []
    bursts: list[int] = []
    values: dict[str, list[Any]] = {}
    tests, _ = _tests(rules_of(policies))
    for leaf in tests:
        ref = leaf.ref
        for value in leaf.values:
            if isinstance(ref, Attribute):
                held: Any = decode(ref.type, value)
                more = () if isinstance(held, (str, bool)) else (held - _one(held), held + _one(held))
                values.setdefault(ref.name, []).extend([held, *more])
            elif type(value) is int and isinstance(ref, Money):
                (sums if ref.type == "money" else days).append(value)
            elif isinstance(value, int) and isinstance(ref, Count) and 0 < value <= _MOST:
                bursts.append(value)
    return attrs.evolve(
        where,
        days=tuple(dict.fromkeys(days)),
        sums=tuple(dict.fromkeys(sums)),
        values={name: tuple(dict.fromkeys(found)) for name, found in values.items()},
        bursts=tuple(dict.fromkeys(bursts)) or where.bursts,
    )


def _one(value: object) -> Any:  # noqa: ANN401 - what is added to it
    return 1 if isinstance(value, int) else timedelta(days=1)


def offered(engine: cf.Engine, case: cf.Case) -> list[str]:
    """The triggers that the case's stage offers."""
    graph = engine.lifecycle
    entered = case.find(case.tables.stages[-1].id)
    back = case.tables.left in graph.entries(case.stage) and isinstance(entered, cf.StageChanged)
    return [each.trigger for each in graph.outgoing(case.stage) if each.dest != cf.LEFT or back]


def _asked_about(targets: list[Target], kind: str) -> list[dict[str, tuple[str, ...]]]:
    return [dict(each.columns) for each in targets if each.kind == kind]


@st.composite
def proposals_for(
    draw: DrawFn, engine: cf.Engine, case: cf.Case, targets: list[Target], acts: tuple[str, ...]
) -> cf.Proposal:
    """A proposal that the case's stage offers, mostly one that the rules are about."""
    triggers = offered(engine, case)
    about = {each.kind for each in targets}
    kinds = ["contact"]
    if triggers and (not about or "move" in about):
        kinds.append("move")
    if acts and (not about or "act" in about):
        kinds.append("act")
    if about and "contact" not in about and len(kinds) > 1:
        kinds.remove("contact")
    kind = draw(st.sampled_from(kinds))
    if kind == "move":
        named = {name for each in _asked_about(targets, "move") for name in each.get("trigger", ())}
        aim = [each for each in triggers if each in named]
        return cf.Move(
            draw(st.sampled_from(aim) | st.sampled_from(triggers) if aim else st.sampled_from(triggers))
        )
    if kind == "act":
        return cf.Act(draw(st.sampled_from(acts)))
    made = draw(contacts())
    columns = _asked_about(targets, "contact")
    if columns and draw(st.sampled_from((False, True, True, True))):
        about_one: dict[str, tuple[str, ...]] = draw(st.sampled_from(columns))
        chosen: dict[str, Any] = {
            name: draw(st.sampled_from(each)) for name, each in about_one.items() if each
        }
        chosen.setdefault("party", draw(st.sampled_from(("borrower", made.party))))
        made = attrs.evolve(made, **chosen)
    # Whoever is named has the role; where several have it, one is named.
    in_role = [each.id for each in case.persons if each.role == made.party]
    person = draw(st.sampled_from(in_role)) if len(in_role) > 1 else None
    made = attrs.evolve(made, person=person)
    return made


@st.composite
def situations(
    draw: DrawFn,
    engine: cf.Engine,
    where: World,
    targets: list[Target],
    given: SearchStrategy[cf.Case] | None = None,
) -> Asked:
    """A case, a proposal, and an instant at which the case may be asked about."""
    drawn = told(where, max_size=5, bursts=True).map(cf.Case.replay)
    case = draw(drawn if given is None else given)
    at = draw(later(case))
    return Asked(case, draw(proposals_for(engine, case, targets, where.acts)), at)


def targets_of(policies: Iterable[object]) -> list[Target]:
    """What the rules are about."""
    return [target for rule in rules_of(policies) for target in rule.on]


def guards_in(policy: cf.Policy) -> list[Guard]:
    """The opaque guards of a policy: the registry that loading it takes."""
    return [leaf for rule in policy.rules for leaf in leaves(rule.condition) if isinstance(leaf, Opaque)]
