"""Voiding: what was recorded by mistake never happened.

The event stays in the case, for the record, and so does who voided it and why; the tables are as if it had
never been. Called by the fold, which leaves out what is voided.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import attrs

from collectflow._codec import tagged
from collectflow._time import micros
from collectflow.errors import BadValue, UnknownReference
from collectflow.events._base import Event
from collectflow.events._money import Adjusted, PaymentReceived
from collectflow.events._opening import CaseOpened
from collectflow.events._proposals import text
from collectflow.events._stages import Migrated, StageChanged
from collectflow.events._tables import Tables


def _event(value: str) -> str:
    return text(value, "event")


def _because(value: str) -> str:
    return text(value, "because")


@tagged("event_voided")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class EventVoided(Event):
    """An event was recorded by mistake: the case is as if it had never been.

    Openings, changes of stage and voids cannot be voided, nor can money: a payment is reversed
    (`PaymentReversed`), so that a stage that it led to is left again.

    Args:
        event: The id of the event.
        because: Why, for the record.

    Raises:
        UnknownReference: when folded into a case that has no event of that id, or has another one that refers
            to what it added: void that one first.
        BadValue: for an event that cannot be voided, or one of a later instant.
    """

    __abstract__ = False
    rank: ClassVar[int] = 3

    event: str = attrs.field(converter=_event)
    because: str = attrs.field(converter=_because)

    def fold(self, tables: Tables, us: int) -> None:
        """Nothing: what is voided is not folded in the first place."""


#: What cannot be voided, and what to do instead.
_INSTEAD: Mapping[type[Event], str] = {
    CaseOpened: "open another case",
    StageChanged: "Engine.migrate puts a case where it belongs",
    Migrated: "Engine.migrate puts a case where it belongs",
    EventVoided: "record what happened once more, under an id of its own",
    PaymentReceived: "take it back with PaymentReversed",
    Adjusted: "take it back with PaymentReversed",
}


def voided(events: Mapping[str, Event]) -> frozenset[str]:
    """The ids of the events that others void.

    Raises:
        UnknownReference, BadValue: as `EventVoided` says.
    """
    found: set[str] = set()
    for each in events.values():
        if type(each) is EventVoided:
            event = events.get(each.event)
            if event is None:
                raise UnknownReference(each.id, "events", each.event, tuple(events))
            instead = _INSTEAD.get(type(event))
            if instead is not None:
                raise BadValue("event", each.event, f"a {type(event).__name__} is not voided: {instead}")
            if micros(each.at) < micros(event.at):
                raise BadValue("at", each.at, f"event {event.id!r} is of {event.at.isoformat()}")
            found.add(each.event)
    return frozenset(found)
