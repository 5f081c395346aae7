"""The state machine: a real `transitions.Machine`, one an engine, shared by all cases.

No case is ever a model of it. Firing moves a throw-away cursor along, and the new case is built from the
event. What `transitions` offers besides (its configuration, its diagrams, its introspection) works on it.
"""

from __future__ import annotations

from typing import Any

from transitions import Event as StockEvent
from transitions import Machine, MachineError
from transitions import Transition as StockTransition

from collectflow.lifecycle import LEFT, Lifecycle


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
    """The lifecycle in Mermaid; `conditions` are the words for (source, trigger)."""
    lines = ["stateDiagram-v2", "  direction TB"]
    names = {stage.name: _identifier(stage.name, i) for i, stage in enumerate(lifecycle.stages)}
    lines += [f'  state "{_quiet(stage.name)}" as {names[stage.name]}' for stage in lifecycle.stages]
    lines.append(f"  [*] --> {names[lifecycle.initial]}")
    for stage in lifecycle.stages:
        for each in lifecycle.outgoing(stage.name):
            dests = lifecycle.entries(stage.name) if each.dest == LEFT else (each.dest,)
            for dest in dests:
                said = each.trigger + (" (automatic)" if each.automatic else "")
                condition = conditions.get((stage.name, each.trigger))
                if each.dest == LEFT:
                    condition = f"left {dest}" + (f" and {condition}" if condition else "")
                if condition:
                    said += f" [{condition}]"
                lines.append(f"  {names[stage.name]} --> {names[dest]}: {_quiet(said)}")
        if stage.final:
            lines.append(f"  {names[stage.name]} --> [*]")
    return "\n".join(lines) + "\n"


def _identifier(name: str, i: int) -> str:
    plain = "".join(letter if letter.isalnum() and letter.isascii() else "_" for letter in name)
    return plain if plain == name else f"s{i}_{plain}"


def _quiet(text: str) -> str:
    """Text without what Mermaid would read as syntax."""
    return text.replace('"', "'").replace(";", ",").replace("#", "no. ").replace(":", "\u2236")
