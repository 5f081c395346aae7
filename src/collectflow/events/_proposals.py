"""What somebody wants to do: a `Move`, a `Contact` or an `Act`.

A proposal is a value; it is reviewed, and if it is allowed an event records it. Called by hosts, by the
engine, and by rules, which read a proposal's fields as facts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import attrs

from collectflow._codec import tagged
from collectflow.errors import BadValue


def text(value: object, what: str) -> str:
    """`value` as a non-empty text; raises `BadValue`."""
    if not isinstance(value, str) or not value:
        raise BadValue(what, value, "a non-empty text belongs here")
    # A StrEnum member is stored as the plain text that it is equal to.
    return value if type(value) is str else str(value)


def optional_text(value: str | None) -> str | None:
    """`value` as a text, or nothing; raises `BadValue` for what could not be stored and read again."""
    if value is None or type(value) is str:
        return value
    if not isinstance(value, str):
        raise BadValue("a text", value, "ids, names and addresses are texts: use str(...)")
    return str(value)


def texts(values: Iterable[str]) -> tuple[str, ...]:
    """The values as a tuple; raises `BadValue` for a bare text, which would fall into letters."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise BadValue("several texts", values, "a list belongs here")
    return tuple(text(value, "a text of a list") for value in values)


class Proposal:
    """The base of what can be proposed."""

    __slots__ = ()
    __abstract__: ClassVar[bool] = True
    #: What rules aim at: "move", "contact" or "act".
    kind: ClassVar[str]


def _trigger(value: str) -> str:
    return text(value, "trigger")


@tagged("move")
@attrs.frozen(weakref_slot=False)
class Move(Proposal):
    """Go along a transition of the lifecycle.

    Args:
        trigger: The transition's trigger; the case's stage tells which transition.
        by: Who wants it, for the record.
        because: Why, for the record.
    """

    __abstract__ = False
    kind: ClassVar[str] = "move"

    trigger: str = attrs.field(converter=_trigger)
    by: str | None = attrs.field(default=None, kw_only=True, converter=optional_text)
    because: str | None = attrs.field(default=None, kw_only=True, converter=optional_text)


def _channel(value: str) -> str:
    return text(value, "channel")


def _party(value: str) -> str:
    return text(value, "party")


@tagged("contact")
@attrs.frozen(weakref_slot=False)
class Contact(Proposal):
    """Reach a person.

    Args:
        channel: `call`, `sms`, `email`, `letter`, `app`, `chat`, `visit`, `ringless_voicemail`,
            `recorded_call`, `social`, `postcard`, or a channel of the engine's own.
        party: The role of the person to be reached (`borrower`, `emergency_contact`, ...).
        person: The person's id, where a role has several.
        collector: Who collects: an agency's id; `None` is the lender itself.
        purpose: What for: `collect`, `locate`, `inform`, `reply`, `legal`, `confirm`, `close`, `remedy`.
        address: The number or address that is used.
        place: Where the person is reached, e.g. `home` or `work`.
        about: The ids of the debts that the contact is about; empty means this case's.
        reply_to: The id of the inbound contact that this one answers.
        portion: Of a debt that is disputed in part, which it speaks of: `undisputed` or `disputed`; `None`
            is the whole.
    """

    __abstract__ = False
    kind: ClassVar[str] = "contact"

    channel: str = attrs.field(converter=_channel, metadata={"vocabulary": "channels"})
    party: str = attrs.field(default="borrower", converter=_party, metadata={"vocabulary": "parties"})
    person: str | None = attrs.field(default=None, kw_only=True, repr=False, converter=optional_text)
    collector: str | None = attrs.field(default=None, kw_only=True, converter=optional_text)
    purpose: str = attrs.field(default="collect", kw_only=True, metadata={"vocabulary": "purposes"})
    address: str | None = attrs.field(default=None, kw_only=True, repr=False, converter=optional_text)
    place: str | None = attrs.field(default=None, kw_only=True, converter=optional_text)
    about: tuple[str, ...] = attrs.field(default=(), kw_only=True, converter=texts)
    reply_to: str | None = attrs.field(default=None, kw_only=True, converter=optional_text)
    portion: str | None = attrs.field(default=None, kw_only=True, metadata={"vocabulary": "portions"})


def _act(value: str) -> str:
    return text(value, "act")


@tagged("act")
@attrs.frozen(weakref_slot=False)
class Act(Proposal):
    """Anything else that rules speak of: accelerate, list with a bureau, sell, agree a plan.

    Args:
        name: One of the acts that the engine declares (`Engine(acts=[...])`).
        by: Who wants it, for the record.
        because: Why, for the record.
    """

    __abstract__ = False
    kind: ClassVar[str] = "act"

    name: str = attrs.field(converter=_act, metadata={"vocabulary": "acts"})
    by: str | None = attrs.field(default=None, kw_only=True, converter=optional_text)
    because: str | None = attrs.field(default=None, kw_only=True, converter=optional_text)
