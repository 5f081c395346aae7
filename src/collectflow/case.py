"""`Case`: one debt in collection, immutable, exactly what its events add up to.

Applying an event in order is incremental; a backdated one folds everything again, in the order of
events, so the result never depends on when an event arrived. Called by the engine, which makes events,
and by hosts, which store them.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from collectflow._time import instant, micros
from collectflow.errors import AskedTooEarly, BadValue, EventIdReused
from collectflow.events import (
    CaseOpened,
    Event,
    EventVoided,
    Ledger,
    OpenDue,
    Person,
    Scalar,
    Tables,
    event_from_dict,
    voided,
)

__all__ = ["Case", "alone", "others_of"]

# One lock for all logs: it is held for the few instructions of an append.
_appending = threading.Lock()
_id = attrgetter("id")
#: From how many events on a log keeps an index of ids; below that a scan is as fast and takes no room.
_INDEXED = 64


class _Log(list[Event]):
    """Events in order, shared by the successive versions of a case; each version knows its length.

    A version that is not the newest and gets another event takes a copy of its own part first.
    """

    #: Positions by id, once it is long enough to be worth it.
    __slots__ = ("positions",)
    positions: dict[str, int] | None

    @classmethod
    def of(cls, events: Iterable[Event]) -> _Log:
        self = cls(events)
        self.positions = None
        return self

    def find(self, event_id: str, length: int) -> Event | None:
        if length < _INDEXED:
            # Newer versions may have appended; what they did is not this version's.
            if event_id in map(_id, self):
                for i in range(length):
                    if self[i].id == event_id:
                        return self[i]
            return None
        index = self.positions
        if index is None:
            with _appending:
                index = self.positions = {event.id: i for i, event in enumerate(self)}
        position = index.get(event_id)
        return self[position] if position is not None and position < length else None

    def with_event(self, event: Event, length: int) -> _Log:
        with _appending:
            if len(self) == length:
                self.append(event)
                if self.positions is not None:
                    self.positions[event.id] = length
                return self
        return _Log.of([*self[:length], event])


class Case:
    """A case at one version. Made by `Engine.open`, `Case.replay` or `Case.from_dict`.

    Two cases are equal when their events are. A case pickles, and its repr names no person.
    """

    __slots__ = ("_length", "_log", "last_us", "tables")

    _log: _Log
    _length: int
    #: The rows that the events add up to: what guards read. Not to be changed.
    tables: Tables
    #: When its last event happened, in microseconds since 1970-01-01T00:00Z.
    last_us: int

    def __init__(self) -> None:
        """A case comes from its events."""
        raise TypeError("a Case comes from Engine.open(), Case.replay() or Case.from_dict()")

    @classmethod
    def _made(cls, log: _Log, length: int, tables: Tables, last_us: int) -> Case:
        self = cls.__new__(cls)
        self.last_us = last_us
        self._log = log
        self._length = length
        self.tables = tables
        return self

    @classmethod
    def replay(cls, events: Iterable[Event]) -> Case:
        """The case that these events add up to, whatever order they are given in.

        Raises:
            BadValue: when there is not exactly one `CaseOpened`, or an event contradicts the case.
            EventIdReused: when two different events have one id (the same one twice is taken once).
            UnknownReference: when an event refers to a row that does not exist.
        """
        unique: dict[str, Event] = {}
        for event in events:
            known = unique.setdefault(event.id, event)
            if known is not event:
                if not known.same_content(event):
                    raise EventIdReused(event.id, known, event)
                # Reported twice: as it was learnt first, whichever is given first.
                unique[event.id] = min(known, event, key=lambda each: each.key())
        openings = [event for event in unique.values() if isinstance(event, CaseOpened)]
        if len(openings) != 1:
            raise BadValue("events", [each.id for each in openings], "a case has one CaseOpened")
        opening = openings[0]
        rest = sorted((e for e in unique.values() if e is not opening), key=lambda event: event.key())
        tables = opening.begin()
        left_out = voided(unique)
        for event in rest:
            if event.id not in left_out:
                event.fold(tables, micros(event.at))
        ordered: list[Event] = [opening, *rest]
        # The opening comes first even when a later event is dated before it.
        last = max(tables.head.opened, micros(rest[-1].at)) if rest else tables.head.opened
        return cls._made(_Log.of(ordered), len(ordered), tables, last)

    def _reading(self, tables: Tables) -> Case:
        return Case._made(self._log, self._length, tables, self.last_us)

    def find(self, event_id: str) -> Event | None:
        """The event of that id, if the case has it."""
        return self._log.find(event_id, self._length)

    def apply(self, event: Event) -> Case:
        """The case with one more event; itself when it has that event already.

        Raises:
            EventIdReused: when the id is taken by an event with other content.
            BadValue: for a second opening, or an event that contradicts the case.
            UnknownReference: when the event refers to a row that the case does not have.
        """
        known = self.find(event.id)
        if known is not None:
            if known.same_content(event):
                return self
            raise EventIdReused(event.id, known, event)
        if isinstance(event, CaseOpened):
            raise BadValue("event", event.id, f"case {self.id!r} is open already")
        us = micros(event.at)
        if isinstance(event, EventVoided):
            return Case.replay([*self.events, event])
        if us > self.last_us or self._length == 1 or event.key() > self._log[self._length - 1].key():
            tables = self.tables.copy()
            event.fold(tables, us)
            log = self._log.with_event(event, self._length)
            return Case._made(log, self._length + 1, tables, max(us, self.last_us))
        return Case.replay([*self.events, event])

    def as_of(self, at: datetime) -> Case:
        """The case as it stood at an instant: what had happened by then.

        What was voided never happened, though that was found out later.

        Raises:
            NaiveDatetime: when `at` has no time zone.
            BadValue: when it is before the opening.
        """
        us = micros(at)
        if us < self.tables.head.opened:
            raise BadValue("at", at, f"the case was opened at {self.opened_at.isoformat()}")
        events = {event.id: event for event in self.events}
        by_then = {
            name: event for name, event in events.items() if event is self._log[0] or micros(event.at) <= us
        }
        later = voided(events) - voided(by_then)
        return Case.replay(event for name, event in by_then.items() if name not in later)

    @property
    def events(self) -> tuple[Event, ...]:
        """Everything that happened, in order."""
        return tuple(self._log[: self._length])

    @property
    def version(self) -> int:
        """The number of events; for an optimistic check when a host saves."""
        return self._length

    @property
    def id(self) -> str:
        """The case's id."""
        return self.tables.head.id

    @property
    def account(self) -> str:
        """The account (loan, card) that the case belongs to."""
        return self.tables.head.account

    @property
    def borrower(self) -> str:
        """The borrower's id."""
        return self.tables.head.borrower

    @property
    def currency(self) -> str | None:
        """The ISO 4217 code of all its amounts."""
        return self.tables.head.currency

    @property
    def follows(self) -> str | None:
        """The id of the earlier case of the same account that this one follows."""
        return self.tables.head.follows

    @property
    def stage(self) -> str:
        """The stage in which the case stands."""
        return self.tables.stage

    @property
    def ledger(self) -> Ledger:
        """Where the money stands, in minor units (all zero for a case with reported arrears)."""
        return self.tables.ledger

    @property
    def persons(self) -> tuple[Person, ...]:
        """Whom the case knows."""
        return self.tables.persons

    @property
    def attributes(self) -> Mapping[str, Scalar]:
        """The host's own facts."""
        return dict(self.tables.attributes)

    @property
    def opened_at(self) -> datetime:
        """When the case was opened, in UTC."""
        return self._log[0].at

    @property
    def last_at(self) -> datetime:
        """When its last event happened, in UTC; questions about earlier instants go to `as_of`."""
        return instant(self.last_us)

    def today(self, at: datetime) -> date:
        """The books' date of an instant."""
        return date.fromordinal(self.tables.head.books.today(micros(at)))

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON: the events."""
        return {"case": self.id, "events": [event.to_dict() for event in self.events]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Case:
        """The case of a dict made by `to_dict`.

        Raises:
            BadValue: when the dict does not hold a case; or as `replay`.
        """
        given: object = data
        if not isinstance(given, Mapping) or not isinstance(given.get("events"), list):
            raise BadValue("case", data, 'an object with a list "events" belongs here')
        return cls.replay(event_from_dict(each) for each in data["events"])

    def __eq__(self, other: object) -> bool:
        """Whether the events are the same."""
        if not isinstance(other, Case):
            return NotImplemented
        return self._length == other._length and self.events == other.events

    def __hash__(self) -> int:
        """By id and version."""
        return hash((self.id, self._length))

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by events."""
        return (Case.replay, (self.events,))

    def __repr__(self) -> str:
        """One line without personal data."""
        return f"<Case {self.id} {self.stage} v{self._length} at {self.today(self.last_at)}>"


def alone(case: Case, due: OpenDue) -> Case:
    """The case as if it owed what is open of one due, and nothing else: to be read, not to be kept."""
    return case._reading(case.tables.of_due(due))  # noqa: SLF001 - a case of this module


def others_of(case: Case, beside: Iterable[Case], at: datetime, us: int) -> tuple[Case, ...]:
    """The borrower's other cases, checked.

    Raises:
        BadValue: for one that is no case, the case itself, twice the same, or another borrower's.
        AskedTooEarly: when `at` is before the last event of one.
    """
    made = tuple(beside)
    seen = {case.id}
    for each in made:
        if not isinstance(each, Case):
            raise BadValue("beside", each, "pass the borrower's other cases")
        if each.id in seen:
            raise BadValue("beside", each.id, "each case is asked about once, and beside the others")
        seen.add(each.id)
        if each.borrower != case.borrower:
            raise BadValue("beside", each.id, f"it is of borrower {each.borrower!r}")
        if us < each.last_us:
            raise AskedTooEarly(at, each.last_at)
    return made
