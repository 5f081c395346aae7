"""The state machine: a real `transitions.Machine`, one an engine, shared by all cases.

No case is ever a model of it. Firing moves a throw-away cursor along, and the new case is built from the
event. What `transitions` offers besides (its configuration, its diagrams, its introspection) works on it.
"""

from __future__ import annotations

from typing import Any

from transitions import Event as StockEvent
from transitions import Machine, MachineError
from transitions import Transition as StockTransition

from collectflow.lifecycle import Lifecycle, Transition


class Cursor:
    """Where a case stands while it is moved: the only model that the machine ever sees."""

    __slots__ = ("left", "state")

    def __init__(self, state: str, left: str | None = None) -> None:
        """At a stage, having left another."""
        self.state = state
        self.left = left


class SharedTransition(StockTransition):
    """A transition without callbacks: rules decide, hooks are told, the machine only moves."""

    def move(self, cursor: Cursor) -> bool:
        """Move the cursor if this transition is the one to take."""
        dest = self.dest
        if dest is None or (self.source_reopens and dest != cursor.left):
            return False
        cursor.left = cursor.state
        cursor.state = dest
        return True

    #: Whether it leads out of a final stage: then only back to the stage that was left.
    source_reopens = False


class SharedEvent(StockEvent):
    """A trigger that moves a cursor, without the callback resolution that the machine does not use."""

    def trigger(self, model: Any, *args: Any, **kwargs: Any) -> bool:  # noqa: ANN401 - as overridden
        """Move the cursor along the first transition that may be taken.

        Raises:
            MachineError: when the cursor's stage has no such trigger, as a stock machine does.
        """
        if not isinstance(model, Cursor):
            return bool(super().trigger(model, *args, **kwargs))
        found: list[SharedTransition] | None = self.transitions.get(model.state)  # type: ignore[assignment] # by transition_cls
        if found is None:
            raise MachineError(f"Can't trigger event {self.name} from state {model.state}!")
        for each in found:  # noqa: SIM110 - half the time of any()
            if each.move(model):
                return True
        return False


class SharedMachine(Machine):
    """The machine of an engine; `model=None` and no auto transitions."""

    transition_cls = SharedTransition
    event_cls = SharedEvent

    @classmethod
    def of(cls, lifecycle: Lifecycle) -> SharedMachine:
        """The machine that a lifecycle's configuration makes."""
        made = cls(model=None, auto_transitions=False, **lifecycle.to_transitions())
        reopening = {stage.name for stage in lifecycle.stages if stage.reopen is not None}
        for event in made.events.values():
            for source, transitions in event.transitions.items():
                for each in transitions:
                    assert isinstance(each, SharedTransition)  # noqa: S101 - by transition_cls
                    each.source_reopens = source in reopening
        return made

    def destination(self, stage: str, left: str | None, trigger: str) -> str:
        """Where a trigger leads a case that stands in a stage, having left another."""
        cursor = Cursor(stage, left)
        self.events[trigger].trigger(cursor)
        return cursor.state


def draw(lifecycle: Lifecycle, conditions: dict[tuple[str, str], str]) -> str:
    """The lifecycle in Mermaid; `conditions` are the words for (source, trigger).

    What is the same from every open stage is drawn once, from the box around them; a reopening is a note
    on its final stage. (The diagrams of `transitions` know neither, and break on names with spaces.)
    """
    names = {stage.name: _identifier(stage.name, i) for i, stage in enumerate(lifecycle.stages)}
    opened = [stage for stage in lifecycle.stages if not stage.final]
    edges: dict[tuple[str, str], list[str]] = {}
    for stage in opened:
        for each in lifecycle.outgoing(stage.name):
            label = _label(each, conditions.get((stage.name, each.trigger)))
            edges.setdefault((names[each.dest], label), []).append(names[stage.name])
    everywhere = {key for key, sources in edges.items() if len(sources) == len(opened) > 1}
    lines = ["stateDiagram-v2", "  direction TB", "  state open {" if everywhere else ""]
    indent = "    " if everywhere else "  "
    lines += [f'{indent}state "{_quiet(stage.name)}" as {names[stage.name]}' for stage in opened]
    lines.append(f"{indent}[*] --> {names[lifecycle.initial]}")
    lines += [
        f"{indent}{source} --> {dest}: {label}"
        for (dest, label), sources in edges.items()
        for source in sources
        if (dest, label) not in everywhere
    ]
    if everywhere:
        lines.append("  }")
        lines += [f"  open --> {dest}: {label}" for dest, label in edges if (dest, label) in everywhere]
    for stage in lifecycle.stages:
        if stage.final:
            lines.append(f'  state "{_quiet(stage.name)}" as {names[stage.name]}')
            lines.append(f"  {names[stage.name]} --> [*]")
            for each in lifecycle.outgoing(stage.name):
                condition = conditions.get((stage.name, each.trigger))
                said = _label(each, condition) + " back to the stage that was left"
                lines.append(f"  note right of {names[stage.name]}: {said}")
    return "\n".join(line for line in lines if line) + "\n"


def _label(way: Transition, condition: str | None) -> str:
    said = way.trigger + (" (automatic)" if way.automatic else "")
    return _quiet(f"{said} [{condition}]" if condition else said)


def _identifier(name: str, i: int) -> str:
    # `open` is the box around the open stages.
    plain = "".join(letter if letter.isalnum() and letter.isascii() else "_" for letter in name)
    return plain if plain == name != "open" else f"s{i}_{plain}"


def _quiet(text: str) -> str:
    """Text without what Mermaid would read as syntax."""
    return text.replace('"', "'").replace(";", ",").replace("#", "no. ").replace(":", "\u2236")
