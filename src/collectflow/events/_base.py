"""What every event has, and how events are checked, ordered and stored.

A new event is one class: its fields, its name for storage, and `fold`, which adds or closes rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

import attrs

from collectflow._codec import dump, load_class
from collectflow._time import micros, to_utc
from collectflow.errors import BadValue
from collectflow.events._proposals import Proposal, text
from collectflow.vocabulary import check_amount

if TYPE_CHECKING:
    from typing import Self

    from collectflow.events._tables import (
        Tables,
    )
    from collectflow.vocabulary import Vocabulary


def optional_utc(at: datetime | None) -> datetime | None:
    """`at` in UTC, or nothing."""
    return None if at is None else to_utc(at)


def _event_id(value: str) -> str:
    return text(value, "event id")


def _whole(_instance: object, attribute: attrs.Attribute[int], value: object) -> None:
    if type(value) is not int:
        raise BadValue(attribute.name, value, "a whole number belongs here")


@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class Event:
    """Something that happened.

    Args:
        id: Unique within the case and given by whoever reports it; the same id with the same content
            changes nothing.
        at: When it happened (aware; stored in UTC).
        recorded_at: When it was learnt; `at` unless given.
        sequence: Orders events of the same instant.

    Raises:
        NaiveDatetime: when an instant has no time zone.
    """

    __abstract__: ClassVar[bool] = True
    #: Among events of one instant those that refer to a row come after those that add one, and changes
    #: of stage come last: they were decided by what had happened.
    rank: ClassVar[int] = 1

    id: str = attrs.field(kw_only=False, converter=_event_id)
    at: datetime = attrs.field(converter=to_utc)
    recorded_at: datetime | None = attrs.field(default=None, converter=optional_utc)
    sequence: int = attrs.field(default=0, validator=_whole)

    def __repr__(self) -> str:
        """One line without personal data."""
        return f"<{type(self).__name__} {self.id} of {self.at.isoformat()}>"

    def fold(self, tables: Tables, us: int) -> None:
        """Add or close rows; `us` is `at` in microseconds."""
        raise NotImplementedError

    def key(self) -> tuple[int, int, int, int, str]:
        """The order of events: at, rank, recorded_at, sequence, id."""
        us = micros(self.at)
        recorded = us if self.recorded_at is None else micros(self.recorded_at)
        return (us, self.rank, recorded, self.sequence, self.id)

    def same_content(self, other: Event) -> bool:
        """Whether two events say the same, however often and whenever it was reported."""
        if type(self) is not type(other):
            return False
        cls: type = type(self)
        return all(getattr(self, name) == getattr(other, name) for name in _content(cls))

    def check(self, vocabulary: Vocabulary) -> None:
        """Raise `UnknownName` for a word that the vocabulary does not have."""
        check_words(self, vocabulary, f"event {self.id!r}")

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; `event_from_dict` reads it back."""
        made: dict[str, Any] = dump(self)
        return made

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The event of a dict; raises `BadValue` or `UnknownName` for one that does not fit."""
        made: Self = load_class(cls, data, "event")
        return made


@lru_cache(maxsize=256)
def _content(cls: type) -> tuple[str, ...]:
    return tuple(
        field.name
        for field in attrs.fields(cls)
        if field.name not in {"recorded_at", "sequence"} and not field.metadata.get("ours")
    )


@lru_cache(maxsize=256)
def _words(cls: type) -> tuple[tuple[str, str | None, bool], ...]:
    return tuple(
        (field.name, field.metadata.get("vocabulary"), field.default is None) for field in attrs.fields(cls)
    )


def check_words(value: object, vocabulary: Vocabulary, where: str) -> None:
    """Check every field that names a word, in the value and in what it holds.

    Raises:
        UnknownName: with the nearest word.
    """
    cls: type = type(value)
    for name, words, optional in _words(cls):
        held = getattr(value, name)
        if held is None and (optional or words is None):
            continue
        if words is not None:
            for each in held if isinstance(held, tuple) else (held,):
                vocabulary.check(words, str(each), where)
        elif isinstance(held, tuple):
            for each in held:
                if attrs.has(type(each)):
                    check_words(each, vocabulary, where)
        elif attrs.has(type(held)):
            check_words(held, vocabulary, where)


def _override_text(value: str) -> str:
    return text(value, "an override's rule, ground, by and because")


@attrs.frozen(weakref_slot=False)
class Override:
    """A named person lifts a rule, on one of the grounds that the rule itself gives.

    Args:
        rule: The id of the rule.
        ground: One of the rule's `grounds`.
        by: Who takes responsibility.
        because: What the case shows, for the record.
    """

    rule: str = attrs.field(converter=_override_text)
    ground: str = attrs.field(converter=_override_text)
    by: str = attrs.field(kw_only=True, converter=_override_text)
    because: str = attrs.field(kw_only=True, converter=_override_text)


@attrs.frozen(weakref_slot=False)
class Decision:
    """On what an allowed proposal was allowed: kept with the event that records it.

    Args:
        rules: The ids of the rules that were applied.
        read: What they read, in words; and
        values: the value of each; dates and times in ISO 8601, `None` is unknown.
        fingerprint: That of the engine, so of its lifecycle and policies.
        overrides: The overrides that were given.
    """

    rules: tuple[str, ...] = ()
    read: tuple[str, ...] = ()
    values: tuple[int | str | bool | None, ...] = ()
    fingerprint: str = ""
    overrides: tuple[Override, ...] = ()

    @property
    def facts(self) -> tuple[tuple[str, int | str | bool | None], ...]:
        """What was read, each with its value."""
        return tuple(zip(self.read, self.values, strict=True))


@lru_cache(maxsize=4096)
def _ordinal(value: date) -> int:
    # Many dues fall on few days: one number serves them all.
    return value.toordinal()


def day_of(value: date, what: str) -> int:
    """A date as an ordinal; raises `BadValue` for anything else."""
    if type(value) is not date:
        raise BadValue(what, value, "a date belongs here, not an instant or a text")
    return _ordinal(value)


def positive(instance: Event, attribute: attrs.Attribute[int], value: object) -> None:
    """Raise `BadAmount` or `BadValue` for an amount of an event that is no positive integer."""
    check_amount(value, f"the {attribute.name} of event {instance.id!r}", least=1)


def proposal_from_dict(data: Mapping[str, Any]) -> Proposal:
    """The proposal that a dict describes, as stored in an event or a verdict.

    Raises:
        UnknownName: for a kind of proposal or a field that does not exist.
        BadValue: for a value that does not fit its field.
    """
    made: Proposal = load_class(Proposal, data, "proposal")
    return made


def event_from_dict(data: Mapping[str, Any]) -> Event:
    """The event that a dict describes.

    Raises:
        UnknownName: for a kind of event or a field that does not exist.
        BadValue: for a value that does not fit its field.
    """
    made: Event = load_class(Event, data, "event")
    return made
