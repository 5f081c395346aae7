"""Hooks: a host's code, as values that an engine takes in a list.

`before` runs on a proposal that is allowed and may stop it; `after` is told of an event, once, in
process, and is lost in a crash; `refused` is told of proposals that were not allowed. Each is called with
one frozen value.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from datetime import datetime
from operator import attrgetter
from typing import Any, get_type_hints

import attrs

from collectflow.case import Case
from collectflow.errors import BadValue, UnknownName
from collectflow.events import Event, Proposal
from collectflow.policy import Target, Verdict, on_act, on_contact, on_move


@attrs.frozen
class Proposed:
    """What a `before` hook or an observer of refusals is shown.

    Args:
        case: The case as it stands.
        proposal: What is proposed.
        at: When.
        verdict: The verdict.
    """

    case: Case
    proposal: Proposal
    at: datetime
    verdict: Verdict


@attrs.frozen
class Happened:
    """What an `after` hook is shown.

    Args:
        event: What happened.
        case: The case with it.
        before: The case without it; `None` at opening.
        verdict: The verdict that allowed it, if it was proposed.
    """

    event: Event
    case: Case
    before: Case | None
    verdict: Verdict | None


@attrs.frozen
class Hook:
    """A hook, made by `before`, `after` or `refused`; still callable as the function it wraps."""

    #: Any: what it is shown is `Happened` for an `after` hook, else `Proposed`.
    fn: Callable[[Any], object]
    moment: str
    target: Target | None = None
    event: type[Event] | None = None
    columns: tuple[tuple[str, frozenset[object]], ...] = ()

    @property
    def name(self) -> str:
        """The function's name."""
        return getattr(self.fn, "__qualname__", repr(self.fn))

    @property
    def is_async(self) -> bool:
        """Whether the function is a coroutine function."""
        call = getattr(self.fn, "__call__", None)  # noqa: B004 - an object with an async __call__
        return inspect.iscoroutinefunction(self.fn) or inspect.iscoroutinefunction(call)

    def wants_event(self, event: Event) -> bool:
        """Whether an `after` hook is to be told of an event."""
        if not isinstance(event, self.event or Event):
            return False
        return not self.columns or all(attrgetter(path)(event) in wanted for path, wanted in self.columns)

    def __call__(self, details: Proposed | Happened) -> object:
        """Call the function."""
        return self.fn(details)


_MAKERS: dict[str, Callable[..., Target]] = {
    "move": on_move,
    "contact": on_contact,
    "act": on_act,
}


#: What makes a hook of a function; observers are told of proposals or of events.
_OnProposal = Callable[[Callable[[Proposed], object]], Hook]
_OnEvent = Callable[[Callable[[Happened], object]], Hook]


def _aimed(moment: str, kind: str | None, columns: dict[str, str | Iterable[str]]) -> _OnProposal:
    target: Target | None = None
    if kind is not None:
        if kind not in _MAKERS:
            raise UnknownName("kind of proposal", kind, tuple(_MAKERS), moment)
        names = columns.pop({"move": "trigger", "act": "name"}.get(kind, ""), None)
        listed = () if names is None else (names,) if isinstance(names, str) else tuple(names)
        try:
            target = _MAKERS[kind](*listed, **columns)
        except TypeError:
            raise BadValue(f"@{moment}({kind!r})", columns, "it cannot be restricted by this") from None
    elif columns:
        raise BadValue(f"@{moment}()", columns, "say first of which kind: move, contact or act")

    def made(fn: Callable[[Proposed], object]) -> Hook:
        return Hook(fn, moment, target)

    return made


def before(kind: str | None = None, **columns: str | Iterable[str]) -> _OnProposal:
    """A hook on allowed proposals, before anything changes; if it raises, nothing does.

    Args:
        kind: `move`, `contact` or `act`; any unless given.
        columns: Restrictions, e.g. `trigger=`, `source=`, `dest=` of moves, `channel=`, `party=`,
            `purpose=` of contacts, `name=` of acts: a text or several.

    Raises:
        UnknownName: for another kind of proposal.
        BadValue: for something that it cannot be restricted by.
    """
    return _aimed("before", kind, columns)


def refused(kind: str | None = None, **columns: str | Iterable[str]) -> _OnProposal:
    """An observer of proposals that were not allowed when they were fired; restricted as `before`."""
    return _aimed("refused", kind, columns)


def _paths(event: type[Event]) -> dict[str, tuple[str, Any]]:
    """Where each field stands: on the event, or on the proposal that it records; and its type."""
    found: dict[str, tuple[str, Any]] = {}
    for name, kind in get_type_hints(event).items():
        if isinstance(kind, type) and issubclass(kind, Proposal):
            for inner, inner_kind in get_type_hints(kind).items():
                found[inner] = (f"{name}.{inner}", inner_kind)
    own = {field.name for field in attrs.fields(event)}
    found |= {name: (name, kind) for name, kind in get_type_hints(event).items() if name in own}
    return found


def after(event: type[Event] = Event, **columns: object) -> _OnEvent:
    """A hook on events, told once each after they happened; it may be a coroutine function.

    Args:
        event: The class of events.
        columns: Restrictions by the event's fields, or by those of the proposal that it records, e.g.
            `dest="outsourced"` or `channel="sms"`: a value or several.

    Raises:
        UnknownName: for a field that neither has.
        BadValue: for something that the field can never be.
    """
    given: object = event
    if not (isinstance(given, type) and issubclass(given, Event)):
        raise BadValue("@after()", event, "a class of events belongs here, e.g. StageChanged")
    paths = _paths(event)
    made: list[tuple[str, frozenset[object]]] = []
    for name, value in columns.items():
        if name not in paths:
            raise UnknownName("field", name, tuple(paths), f"@after({event.__name__})")
        path, kind = paths[name]
        several = value if isinstance(value, (set, frozenset, list, tuple)) else (value,)
        for each in several:
            if attrs.has(kind) and not isinstance(each, kind):
                raise BadValue(name, each, f"the field holds a {kind.__name__}: compare it to one")
        made.append((path, frozenset(several)))
    restrictions = tuple(made)

    def wrap(fn: Callable[[Happened], object]) -> Hook:
        return Hook(fn, "after", None, event, restrictions)

    return wrap


#: Fields of events that name something without being checked against the shipped vocabulary.
_NAMED = {
    "trigger": "triggers",
    "source": "stages",
    "dest": "stages",
    "stage": "stages",
    "name": "attributes",
}


def vocabulary_of(hook: Hook) -> Iterable[tuple[str, str]]:
    """Every name that a hook mentions, as (vocabulary, word)."""
    if hook.target is not None:
        yield from hook.target.mentions()
    if hook.event is not None:
        for path, wanted in hook.columns:
            carried, _, name = path.rpartition(".")
            holder = get_type_hints(hook.event)[carried] if carried else hook.event
            vocabulary = getattr(attrs.fields(holder), name).metadata.get("vocabulary")
            if vocabulary is None:
                vocabulary = _NAMED.get(name)
            if vocabulary is not None:
                for each in wanted:
                    if isinstance(each, str):
                        yield vocabulary, each
