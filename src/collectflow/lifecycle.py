"""Stages, transitions and the lifecycle they make: structure only, no thresholds.

A lifecycle is checked when it is built and every problem is named at once. The engine puts it on a
`transitions.Machine` and adds what only it knows: the conditions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from collectflow._codec import dump, load_class
from collectflow.errors import InvalidLifecycle, UnknownStage, nearest
from collectflow.events._proposals import text

__all__ = ["LEFT", "Lifecycle", "Stage", "Transition"]

#: The destination of a `reopen`: the stage that was left when the final one was entered.
LEFT = "<left>"


def _name(value: str) -> str:
    return text(value, "name")


@attrs.frozen
class Stage:
    """A stage of collection.

    Args:
        name: Its name; unique in the lifecycle.
        severity: How hard collection is here; `jump` goes to the most severe.
        final: Whether collection ends here. A final stage has no way out but `reopen`.
        reopen: The trigger that leads from a final stage back to the stage that was left; it is
            automatic. `None`: once here, for ever here.
    """

    name: str = attrs.field(converter=_name)
    severity: int = attrs.field(default=0, kw_only=True)
    final: bool = attrs.field(default=False, kw_only=True)
    reopen: str | None = attrs.field(default=None, kw_only=True, converter=attrs.converters.optional(_name))


@attrs.frozen
class Transition:
    """A way from one stage to another.

    Args:
        trigger: What it is called; one transition for a stage and trigger.
        source: The stage it leaves.
        dest: The stage it enters; `LEFT` for a reopening.
        automatic: Whether `advance` takes it as soon as the rules allow.
    """

    trigger: str = attrs.field(converter=_name)
    source: str = attrs.field(converter=_name)
    dest: str = attrs.field(converter=_name)
    automatic: bool = attrs.field(default=False, kw_only=True)

    @property
    def columns(self) -> dict[str, str]:
        """Its trigger, source and dest by name: what a rule about moves may restrict."""
        return {"trigger": self.trigger, "source": self.source, "dest": self.dest}


def _stages(given: Iterable[Stage | str]) -> tuple[Stage, ...]:
    return tuple(each if isinstance(each, Stage) else Stage(each) for each in given)


def _transitions(given: Iterable[Transition]) -> tuple[Transition, ...]:
    return tuple(given)


def _first(lifecycle: Lifecycle) -> str:
    return lifecycle.stages[0].name if lifecycle.stages else "?"


@attrs.frozen
class Lifecycle:
    """The graph that a case moves on.

    Args:
        name: Its name.
        stages: Stages, or their names.
        transitions: In the order in which automatic ones are tried.
        initial: Where a case begins unless it is opened elsewhere; the first stage unless given.

    Raises:
        InvalidLifecycle: with every problem that the structure has.
    """

    name: str = attrs.field(converter=_name)
    stages: tuple[Stage, ...] = attrs.field(converter=_stages)
    transitions: tuple[Transition, ...] = attrs.field(converter=_transitions)
    initial: str = attrs.field(default=attrs.Factory(_first, takes_self=True), converter=_name)

    def __attrs_post_init__(self) -> None:
        problems = tuple(self._problems())
        if problems:
            raise InvalidLifecycle(self.name, problems)

    def _problems(self) -> Iterable[str]:
        if not self.stages:
            yield "it has no stages"
            return
        known = {stage.name for stage in self.stages}
        yield from self._misnamed(known)
        yield from self._stuck()
        yield from self._unreached(known, {stage.name for stage in self.stages if stage.final})

    def _misnamed(self, known: set[str]) -> Iterable[str]:
        names = [stage.name for stage in self.stages]
        for name in dict.fromkeys(names):
            if names.count(name) > 1:
                yield f"stage {name!r} is given {names.count(name)} times"
        if self.initial not in known:
            yield f"the initial stage {self.initial!r} is not a stage; {nearest(self.initial, known)}"
        seen: set[tuple[str, str]] = set()
        for each in self.transitions:
            for end in (each.source, each.dest):
                if end not in known:
                    yield f"transition {each.trigger!r} names no stage {end!r}; {nearest(end, known)}"
            if (each.source, each.trigger) in seen:
                yield f"stage {each.source!r} has two transitions for trigger {each.trigger!r}"
            seen.add((each.source, each.trigger))

    def _stuck(self) -> Iterable[str]:
        for stage in self.stages:
            ways_out = [each for each in self.transitions if each.source == stage.name]
            if stage.final:
                for each in ways_out:
                    yield (
                        f"stage {stage.name!r} is final but transition {each.trigger!r} leaves it; "
                        "use Stage(..., final=True, reopen=...) for a reversal"
                    )
            elif stage.reopen is not None:
                yield f"stage {stage.name!r} is not final, so it cannot have reopen={stage.reopen!r}"
            elif not ways_out:
                yield f"stage {stage.name!r} is not final and has no way out"

    def _unreached(self, known: set[str], finals: set[str]) -> Iterable[str]:
        forward: dict[str, set[str]] = {name: set() for name in known}
        backward: dict[str, set[str]] = {name: set() for name in known}
        for each in self.transitions:
            if each.source in known and each.dest in known:
                forward[each.source].add(each.dest)
                backward[each.dest].add(each.source)
        if self.initial in known:
            reached = _closure({self.initial}, forward)
            for stage in self.stages:
                if stage.name not in reached:
                    yield f"stage {stage.name!r} cannot be reached from {self.initial!r}"
        if not finals:
            yield "it has no final stage"
            return
        ending = _closure(finals, backward)
        for stage in self.stages:
            if stage.name not in ending and any(t.source == stage.name for t in self.transitions):
                yield f"no path leads from stage {stage.name!r} to a final stage"

    def stage(self, name: str, where: str = "lifecycle") -> Stage:
        """The stage of that name; raises `UnknownStage` with the nearest one."""
        for each in self.stages:
            if each.name == name:
                return each
        raise UnknownStage("stage", name, tuple(each.name for each in self.stages), where)

    def outgoing(self, stage: str) -> tuple[Transition, ...]:
        """The transitions that leave a stage, in order; a final stage's `reopen` has dest `LEFT`."""
        found = self.stage(stage)
        if found.reopen is not None:
            return (Transition(found.reopen, stage, LEFT, automatic=True),)
        return tuple(each for each in self.transitions if each.source == stage)

    def ways(self, stage: str) -> tuple[Transition, ...]:
        """As `outgoing`, a `reopen` being one transition to each stage that it may lead back to."""
        return tuple(
            attrs.evolve(each, dest=dest)
            for each in self.outgoing(stage)
            for dest in (self.entries(stage) if each.dest == LEFT else (each.dest,))
        )

    def triggers(self) -> tuple[str, ...]:
        """Every trigger, in order of appearance."""
        own = [each.trigger for each in self.transitions]
        return tuple(dict.fromkeys(own + [s.reopen for s in self.stages if s.reopen is not None]))

    def entries(self, stage: str) -> tuple[str, ...]:
        """The stages from which one can be entered, in order."""
        return tuple(dict.fromkeys(each.source for each in self.transitions if each.dest == stage))

    def extend(
        self,
        *,
        name: str | None = None,
        stages: Iterable[Stage | str] = (),
        transitions: Iterable[Transition] = (),
        without: Iterable[tuple[str, str]] = (),
    ) -> Lifecycle:
        """This lifecycle with a host's own stages and transitions.

        Args:
            name: The new name; this one's unless given.
            stages: More stages.
            transitions: More transitions, tried after those that are there.
            without: Transitions to leave out, each as (source, trigger).

        Raises:
            InvalidLifecycle: when the result has problems, or `without` names no transition.
        """
        dropped = {(str(source), str(trigger)) for source, trigger in without}
        missing = dropped - {(each.source, each.trigger) for each in self.transitions}
        if missing:
            raise InvalidLifecycle(
                name or self.name,
                tuple(f"without: stage {s!r} has no trigger {t!r}" for s, t in sorted(missing)),
            )
        kept = [each for each in self.transitions if (each.source, each.trigger) not in dropped]
        return Lifecycle(
            name or self.name,
            (*self.stages, *_stages(stages)),
            (*kept, *transitions),
            self.initial,
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        made: dict[str, Any] = dump(self)
        return made

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Lifecycle:
        """The lifecycle of a dict; raises `BadValue`, `UnknownName` or `InvalidLifecycle`."""
        made: Lifecycle = load_class(cls, data, "lifecycle")
        return made

    def to_transitions(self) -> dict[str, Any]:
        """The structure in the configuration format of `transitions.Machine`.

        A `reopen` becomes one transition to each stage from which the final one can be entered (there
        the first is taken, here the one that was left). Severities and what is automatic have no place
        in that format.
        """
        states = [{"name": s.name, "final": True} if s.final else {"name": s.name} for s in self.stages]
        back = [way for stage in self.stages if stage.reopen is not None for way in self.ways(stage.name)]
        moves = [each.columns for each in (*self.transitions, *back)]
        return {"name": self.name, "states": states, "transitions": moves, "initial": self.initial}

    @classmethod
    def from_transitions(
        cls,
        config: Mapping[str, Any],
        *,
        name: str | None = None,
        automatic: Iterable[str] = (),
        severity: Mapping[str, int] | None = None,
        final: Iterable[str] = (),
    ) -> Lifecycle:
        """A lifecycle from the keyword arguments of a `transitions.Machine`.

        Args:
            config: `states`, `transitions` (dicts or lists; `"*"` for every non-final stage, `"="` for
                the source itself, `None` is not carried) and `initial`.
            name: The lifecycle's name; the machine's unless given.
            automatic: The triggers that `advance` may take.
            severity: Severities by stage; the position among the states unless given.
            final: Stages that are final although the configuration does not say so.

        Raises:
            InvalidLifecycle: naming each construct that cannot be carried, with what to write instead.
        """
        return _from_transitions(config, name, frozenset(automatic), severity or {}, frozenset(final))


def _closure(start: set[str], edges: Mapping[str, set[str]]) -> set[str]:
    found = set(start)
    todo = list(start)
    while todo:
        for each in edges[todo.pop()] - found:
            found.add(each)
            todo.append(each)
    return found


#: What a transition may carry in `transitions`, and what says the same here.
_INSTEAD = {
    "conditions": "write a Rule(on=on_move(trigger), require=...) in a Policy",
    "unless": "write a Rule(on=on_move(trigger), require=~...) in a Policy",
    "before": "attach a hook: @collectflow.before('move', trigger=...)",
    "after": "attach a hook: @collectflow.after(StageChanged, dest=...)",
    "prepare": "facts are read when they are needed; attributes come as AttributeSet events",
    "on_enter": "attach a hook: @collectflow.after(StageChanged, dest=...)",
    "on_exit": "attach a hook: @collectflow.after(StageChanged, source=...)",
    "on_final": "attach a hook: @collectflow.after(StageChanged, dest=...)",
    "children": "nested states are not carried; write each as a stage of its own",
    "parallel": "parallel states are not carried; open one case for each",
    "initial": "nested states are not carried; write each as a stage of its own",
    "timeout": "time is a fact: rule on facts.days_in_stage",
}
_SILENT = {"ignore_invalid_triggers", "tags"}
#: What a machine's configuration may say: what is carried, and what a case would not notice.
_CARRIED = (
    "states",
    "transitions",
    "initial",
    "name",
    "model",
    "model_attribute",
    "auto_transitions",
    "queued",
    "send_event",
    "ignore_invalid_triggers",
)
#: What else it may say, and what to write instead.
_MACHINE = {
    "before_state_change": _INSTEAD["before"],
    "after_state_change": _INSTEAD["after"],
    "prepare_event": _INSTEAD["prepare"],
    "finalize_event": _INSTEAD["after"],
    "on_exception": "catch what fire() raises",
    "on_final": _INSTEAD["on_final"],
    "ordered_transitions": "write each transition out",
}


def _machine_hint(key: str) -> str | None:
    """What to do about a key of a machine's configuration; `None` when it is of no consequence."""
    if key in _CARRIED:
        return None
    return _MACHINE.get(key) or f"it is not carried; {nearest(key, (*_CARRIED, *_MACHINE))}"


def _states(config: Mapping[str, Any], problems: list[str]) -> list[tuple[str, bool]]:
    found: list[tuple[str, bool]] = []
    for state in config.get("states", ()):
        if isinstance(state, str):
            found.append((state, False))
            continue
        if not isinstance(state, Mapping):
            kind = type(state).__name__
            problems.append(f"state {state!r} is a {kind}: write its name, or a dict with its name")
            continue
        name = state.get("name")
        if not isinstance(name, str):
            problems.append(f"state {state!r} has no name that is a text: write it out")
            continue
        found.append((name, bool(state.get("final", False))))
        problems.extend(
            f"state {name!r} has {key!r}: {_INSTEAD.get(key, 'it is not carried; leave it out')}"
            for key, value in state.items()
            if key not in {"name", "final", *_SILENT} and value
        )
    return found


def _spread(
    each: Any,  # noqa: ANN401 - whatever a configuration holds
    names: Sequence[str],
    finals: frozenset[str],
    problems: list[str],
) -> list[tuple[str, str, str]]:
    keys = ("trigger", "source", "dest", "conditions", "unless", "before", "after", "prepare")
    made = dict(zip(keys, each, strict=False)) if isinstance(each, (list, tuple)) else each
    if not isinstance(made, Mapping) or not {"trigger", "source"} <= set(made):
        problems.append(f"transition {each!r} has no trigger and source")
        return []
    trigger = made["trigger"]
    for key, value in made.items():
        if key not in {"trigger", "source", "dest"} and value:
            hint = _INSTEAD.get(key, "it is not carried; leave it out")
            problems.append(f"transition {trigger!r} has {key!r} ({value!r}): {hint}")
    dest = made.get("dest")
    if dest is None:
        problems.append(f"transition {trigger!r} is internal (no dest): write an Act, or dest '='")
        return []
    source = made["source"]
    if source == "*":
        # What leaves a final stage is a reopening and is written out.
        sources = [name for name in names if name not in finals]
    else:
        sources = list(source) if isinstance(source, (list, tuple)) else [source]
    return [(str(trigger), str(s), str(s) if dest == "=" else str(dest)) for s in sources]


def _from_transitions(
    config: Mapping[str, Any],
    name: str | None,
    automatic: frozenset[str],
    severity: Mapping[str, int],
    final: frozenset[str],
) -> Lifecycle:
    problems = [
        f"the configuration has {key!r}: {hint}"
        for key, value in config.items()
        if (hint := _machine_hint(key)) and value
    ]
    states = _states(config, problems)
    names = [each for each, _ in states]
    finals = frozenset(each for each, is_final in states if is_final) | final
    moves = [
        move for each in config.get("transitions", ()) for move in _spread(each, names, finals, problems)
    ]
    reopen: dict[str, str] = {}
    for trigger, source, dest in moves:
        if source in finals:
            entered_from = {s for _, s, d in moves if d == source}
            if reopen.setdefault(source, trigger) != trigger or dest not in entered_from:
                problems.append(
                    f"stage {source!r} is final but transition {trigger!r} leaves it for {dest!r}: "
                    "only one trigger may, back to where it can be entered from (a reopening)"
                )
    called = name or str(config.get("name") or "lifecycle").removesuffix(": ")
    known = {trigger for trigger, _, _ in moves}
    problems.extend(
        f"automatic: no trigger {each!r}; {nearest(each, known)}" for each in sorted(automatic - known)
    )
    problems.extend(
        f"{what}: no stage {each!r}; {nearest(each, names)}"
        for what, given in (("severity", severity), ("final", final))
        for each in sorted(set(given) - set(names))
    )
    if not names:
        problems.append("it has no stages")
    if problems:
        raise InvalidLifecycle(called, tuple(problems))
    stages = tuple(
        Stage(each, severity=severity.get(each, i), final=each in finals, reopen=reopen.get(each))
        for i, each in enumerate(names)
    )
    kept = tuple(
        Transition(trigger, source, dest, automatic=trigger in automatic)
        for trigger, source, dest in moves
        if source not in finals
    )
    initial = config.get("initial")
    return Lifecycle(called, stages, kept, str(initial) if initial is not None else names[0])
