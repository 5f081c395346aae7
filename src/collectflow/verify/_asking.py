"""Which proposals are asked about: moves by stage, contacts and acts by what rules can tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any

import attrs

from collectflow.engine import Engine
from collectflow.errors import BadValue, UnknownName
from collectflow.events import Act, Contact, Move, Proposal
from collectflow.guards import Asked, Count, Guard, InForce, Last, Test, leaves, refs_of
from collectflow.guards._windows import SinceLast, Where  # the windows' classes
from collectflow.policy import Policy, Rule, Target
from collectflow.verify._build import Cast
from collectflow.verify._world import Setting

_BORROWER = "borrower-1"
#: The fields of a contact that a proposal may leave open.
_OPEN = ("person", "collector", "address", "place", "reply_to")
_CLOSED = ("channel", "party", "purpose")


@attrs.frozen
class Question:
    """One kind of proposal, ready to be asked about."""

    setting: Setting
    #: What is reviewed; the engine fills in the person.
    proposal: Proposal
    kind: str
    columns: Mapping[str, str]
    cast: Cast
    words: str

    def rules(self, engine: Engine) -> list[tuple[Rule, str | None]]:
        """The rules of an engine that are about it, each with its policy's currency."""
        return [
            (rule, policy.currency)
            for policy in engine.policies
            if isinstance(policy, Policy)
            for rule in policy.rules
            if any(target.covers(self.kind, self.columns) for target in rule.on)
        ]


def guards_of(engines: Iterable[Engine]) -> Iterator[Guard]:
    """Every guard of the engines' rules."""
    for engine in engines:
        for policy in engine.policies:
            if isinstance(policy, Policy):
                for rule in policy.rules:
                    yield rule.condition


def _filters(guard: Guard) -> Iterator[Where]:
    for ref in refs_of(guard):
        if isinstance(ref, (Count, Last, InForce)):
            yield from ref.where
        if isinstance(ref, (Count, InForce)) and isinstance(ref.window, SinceLast):
            yield from ref.window.where


def _looks(guard: Guard) -> Iterator[tuple[str, Iterable[str]]]:
    """The fields of the proposal at which a guard looks, and what it compares them to."""
    for leaf in leaves(guard):
        if not isinstance(leaf, Test):
            yield from ((ref.field, ()) for ref in leaf.reads if isinstance(ref, Asked))
        elif isinstance(leaf.ref, Asked):
            yield leaf.ref.field, [str(each) for each in leaf.values if each != ""]
    yield from ((where.field, ()) for where in _filters(guard) if where.asks)


def _aims(engine: Engine) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The columns at which rules aim, and the values that they name."""
    for policy in engine.policies:
        if isinstance(policy, Policy):
            for rule in policy.rules:
                for target in rule.on:
                    yield from target.columns


@attrs.frozen
class Mentioned:
    """The fields of a proposal that rules look at, each with the texts that it is compared to."""

    fields: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, engines: Iterable[Engine], more: Iterable[Guard]) -> Mentioned:
        """Look through the rules of some engines and some guards."""
        known = tuple(engines)
        looked: dict[str, set[str]] = {}
        constants: dict[str, set[str]] = {}
        compared: dict[str, set[str]] = {}
        for guard in (*guards_of(known), *more):
            for name, said in _looks(guard):
                looked.setdefault(name, set()).update(said)
            for where in _filters(guard):
                if where.asks:
                    # What the column is compared to elsewhere, the field may be as well.
                    compared.setdefault(where.field, set()).add(where.column)
                    continue
                texts = {each for each in where.values if isinstance(each, str)}
                constants.setdefault(where.column, set()).update(texts)
            for leaf in leaves(guard):
                if isinstance(leaf, Test) and isinstance(leaf.ref, Last):
                    texts = {each for each in leaf.values if isinstance(each, str) and each}
                    constants.setdefault(leaf.ref.what, set()).update(texts)
        for engine in known:
            for name, wanted in _aims(engine):
                looked.setdefault(name, set()).update(wanted)
        return cls(
            {
                name: frozenset(
                    said.union(*(constants.get(each, ()) for each in {name, *compared.get(name, ())}))
                )
                for name, said in looked.items()
            }
        )

    def values(self, field: str, words: frozenset[str], shared: frozenset[str]) -> list[str]:
        """Of a closed vocabulary, what the rules name, and one word for all others.

        Where two engines are compared, one for the others that both know, and one for those of this one.
        """
        named = self.fields.get(field, frozenset())
        rest = words - named
        return [*sorted(words & named), *sorted(rest & shared)[:1], *sorted(rest - shared)[:1]]

    def variants(self, field: str, filled: str) -> list[str | None]:
        """Of an open field: nothing, what the rules name, and something else."""
        if field not in self.fields:
            return [None]
        return [None, *sorted(self.fields[field]), filled]


def _setting(engine: Engine, asked: Proposal, **more: Any) -> Setting:  # noqa: ANN401 - the setting's fields
    return Setting(
        asked,
        tuple(stage.name for stage in engine.lifecycle.stages),
        engine.words,
        engine.calendars,
        **more,
    )


def moves(engine: Engine, trigger: str | None = None) -> list[Question]:
    """The moves of a trigger, or all: one for each stage that offers it, or that a reopening leads to."""
    found = []
    for stage in engine.lifecycle.stages:
        back = stage.reopen is not None
        for way in engine.lifecycle.ways(stage.name):
            if trigger is None or way.trigger == trigger:
                asked = Move(way.trigger)
                setting = _setting(engine, asked, stage=stage.name, left=way.dest if back else None)
                words = f"{way.trigger} from {stage.name}" + (f" to {way.dest}" if back else "")
                found.append(Question(setting, asked, "move", way.columns, Cast(_BORROWER), words))
    if trigger is not None and not found:
        raise UnknownName("trigger", trigger, engine.lifecycle.triggers(), "verify")
    return found


def acts(engine: Engine, names: Iterable[str] | None = None) -> list[Question]:
    """The acts of these names, or all."""
    known = engine.words("acts")
    found = []
    for name in sorted(known) if names is None else names:
        if name not in known:
            raise UnknownName("act", name, tuple(known), "verify")
        asked = Act(name)
        setting = _setting(engine, asked)
        found.append(Question(setting, asked, "act", {"name": name}, Cast(_BORROWER), f"act {name}"))
    return found


def contact(engine: Engine, made: Contact, mentioned: Mentioned) -> list[Question]:
    """One contact; where rules look at the person, one for each way in which that can be settled."""
    for field, name in zip(_CLOSED, ("channels", "parties", "purposes"), strict=True):
        known = engine.words(name)
        if getattr(made, field) not in known:
            raise UnknownName(field, getattr(made, field), tuple(known), "verify")
    borrower = made.party == "borrower"
    persons: list[str | None] = [made.person]
    if made.person is None:
        own = _BORROWER if borrower else "person-1"
        persons = [own, *sorted(mentioned.fields.get("person", ()))]
        if "person" in mentioned.fields and not borrower:
            persons.append(None)
    found = []
    for person in persons:
        who = _BORROWER if made.person is not None or not borrower else str(person)
        others: tuple[tuple[str, str], ...] = ()
        if person is not None and person != who:
            others = ((person, made.party),)
        # A case that knows nobody of that role knows no zone either.
        setting = _setting(engine, attrs.evolve(made, person=person), zoned=person is not None)
        columns = {name: getattr(made, name) for name in _CLOSED}
        words = f"{made.channel} to {made.party} ({made.purpose})"
        found.append(Question(setting, made, "contact", columns, Cast(who, others), words))
    return found


def contacts(
    engine: Engine, mentioned: Mentioned, target: Target | None = None, *, beside: Engine | None = None
) -> list[Question]:
    """Every contact that rules can tell apart; of a target, if one is given; `beside` another engine."""
    values = [
        mentioned.values(field, engine.words(name), (beside or engine).words(name))
        for field, name in zip(_CLOSED, ("channels", "parties", "purposes"), strict=True)
    ]
    if "borrower" not in values[1]:
        values[1].append("borrower")
    portions: list[str | None] = [None]
    if "portion" in mentioned.fields:
        words = (engine.words("portions"), (beside or engine).words("portions"))
        portions += mentioned.values("portion", *words)
    found: list[Question] = []
    for channel, party, purpose in product(*values):
        columns = {"channel": channel, "party": party, "purpose": purpose}
        if target is None or target.covers("contact", columns):
            free = [mentioned.variants(each, f"some-{each}") for each in _OPEN[1:]]
            for chosen in product(*free, portions):
                open_fields: dict[str, Any] = dict(zip((*_OPEN[1:], "portion"), chosen, strict=True))
                made = Contact(channel, party, purpose=purpose, **open_fields)
                found += contact(engine, made, mentioned)
    return found


def _targeted(engine: Engine, target: Target, mentioned: Mentioned) -> list[Question]:
    if target.kind == "contact":
        wanted = {name: frozenset(values) for name, values in target.columns}
        named = {name: mentioned.fields.get(name, frozenset()) | said for name, said in wanted.items()}
        return contacts(engine, Mentioned({**mentioned.fields, **named}), target)
    asked = moves(engine) if target.kind == "move" else acts(engine)
    return [each for each in asked if target.covers(each.kind, each.columns)]


def questions(engine: Engine, asked: Proposal | Target | str, more: Iterable[Guard] = ()) -> list[Question]:
    """What a proposal, a trigger or a target comes to."""
    if isinstance(asked, (str, Move)):
        return moves(engine, str(asked) if isinstance(asked, str) else asked.trigger)
    if isinstance(asked, Act):
        return acts(engine, [asked.name])
    mentioned = Mentioned.of([engine], more)
    if isinstance(asked, Contact):
        return contact(engine, asked, mentioned)
    if isinstance(asked, Target):
        return _targeted(engine, asked, mentioned)
    raise BadValue("proposal", asked, "a trigger, Move, Contact, Act, or on_contact(...) belongs here")
