"""Contacts, and what persons allow and wish."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import ClassVar

import attrs

from collectflow._codec import tagged
from collectflow._time import NEVER, clock, micros
from collectflow.errors import BadValue
from collectflow.events._base import Decision, Event, optional_utc
from collectflow.events._proposals import Contact, optional_text, texts
from collectflow.events._relations import (
    inconvenience,
    permission_day,
    reply_day,
    this_debt,
    used_up,
)
from collectflow.events._rows import (
    ContactRow,
    PermissionRow,
    PreferenceRow,
)
from collectflow.events._tables import (
    Tables,
)
from collectflow.events._values import local_time


@tagged("contact_placed")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class ContactPlaced(Event):
    """A contact was placed; its result follows when it is known.

    Args:
        contact: The proposal that it carries out.
        decision: On what it was allowed (set by the engine).
        breaches: The rules that it broke, when it was made without asking (set by the engine).
    """

    __abstract__ = False

    contact: Contact
    decision: Decision | None = attrs.field(default=None, metadata={"ours": True})
    breaches: tuple[str, ...] = attrs.field(default=(), metadata={"ours": True})

    def fold(self, tables: Tables, us: int) -> None:
        """Add a contact without an outcome."""
        made = self.contact
        row = ContactRow(
            self.id,
            us,
            "outbound",
            made.channel,
            made.party,
            made.person,
            made.collector,
            made.purpose,
            made.address,
            made.place,
            made.about,
            made.reply_to,
            this_debt=this_debt(tables.head, made.about, ()),
            permission_day=permission_day(tables, made, us) if tables.permissions else None,
            reply_day=reply_day(tables, made, us),
            misdirected=bool(tables.strays) and not tables.strays.isdisjoint(_aimed(made)),
        )
        tables.add_contact(row)
        if tables.permissions:
            tables.permissions = used_up(tables, row, us, talked=False)


def _aimed(made: Contact) -> set[tuple[str, str | None]]:
    return set() if made.address is None else {(made.address, made.person), (made.address, None)}


#: Outcomes in which somebody was talked with: who refuses to talk about it, or to pay, was as well.
_TALKED = frozenset({"conversation", "refused"})


def _at_once(_instance: object, attribute: attrs.Attribute[str], value: object) -> None:
    # Counted from when the message was sent, a later reply would not reset what went unanswered.
    if value == "replied":
        raise BadValue(attribute.name, value, "record a reply as ContactInbound, with its own instant")


@tagged("contact_result")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class ContactResult(Event):
    """What became of a contact.

    Args:
        contact: The id of the `ContactPlaced`.
        outcome: `not_connected`, `no_answer`, `voicemail`, `sent`, `delivered`, `undelivered`,
            `conversation`, `refused`, `third_party`, `wrong_person`. An answer that comes later is a
            contact of its own: `ContactInbound`.
        discussed: The ids of the debts that were discussed.
    """

    __abstract__ = False
    rank: ClassVar[int] = 2

    contact: str
    outcome: str = attrs.field(metadata={"vocabulary": "outcomes"}, validator=_at_once)
    discussed: tuple[str, ...] = attrs.field(default=(), converter=texts)

    def fold(self, tables: Tables, us: int) -> None:
        """Write the outcome into the contact's row."""
        changes: dict[str, object] = {"outcome": self.outcome, "discussed": self.discussed}
        about = next((row for row in reversed(tables.contacts) if row.id == self.contact), None)
        if about is not None and self.discussed:
            changes["this_debt"] = this_debt(tables.head, about.about, self.discussed)
        tables.contacts = tables.replace(self.id, tables.contacts, self.contact, **changes)
        ours = about is not None and changes.get("this_debt", about.this_debt)
        if about is not None and ours and self.outcome in _TALKED and tables.permissions:
            tables.permissions = used_up(tables, about, us, talked=True)


def _answer(event: ContactInbound) -> str:
    return "conversation" if event.channel in {"call", "visit"} else "replied"


@tagged("contact_inbound")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class ContactInbound(Event):
    """Somebody got in touch.

    Args:
        channel: How.
        party: Who, by role.
        person: Who, by id.
        outcome: `conversation` for a call or visit, `replied` for a message (the default follows from
            the channel).
        discussed: The ids of the debts that were discussed, by case or account; empty means this case's.
    """

    __abstract__ = False

    channel: str = attrs.field(metadata={"vocabulary": "channels"})
    party: str = attrs.field(default="borrower", metadata={"vocabulary": "parties"})
    person: str | None = attrs.field(default=None, converter=optional_text)
    collector: str | None = attrs.field(default=None, converter=optional_text)
    address: str | None = attrs.field(default=None, converter=optional_text)
    place: str | None = attrs.field(default=None, converter=optional_text)
    outcome: str = attrs.field(
        default=attrs.Factory(_answer, takes_self=True), metadata={"vocabulary": "outcomes"}
    )
    discussed: tuple[str, ...] = attrs.field(default=(), converter=texts)

    def fold(self, tables: Tables, us: int) -> None:
        """Add an inbound contact."""
        row = ContactRow(
            self.id,
            us,
            "inbound",
            self.channel,
            self.party,
            self.person,
            self.collector,
            "reply",
            self.address,
            self.place,
            (),
            None,
            self.outcome,
            self.discussed,
            this_debt=this_debt(tables.head, self.discussed, ()),
        )
        if tables.preferences:
            time, place = inconvenience(tables, row)
            row = attrs.evolve(row, inconvenient_time=time, inconvenient_place=place)
        tables.add_contact(row)
        if row.this_debt and self.outcome in _TALKED and tables.permissions:
            tables.permissions = used_up(tables, row, us, talked=True)


def _ends(event: PermissionGiven) -> str | None:
    return "conversation" if event.kind == "frequency" else None


def _an_end(_instance: object, attribute: attrs.Attribute[str], value: object) -> None:
    if value not in {None, "contact", "conversation"}:
        raise BadValue(attribute.name, value, "it is 'contact', 'conversation' or None")


@tagged("permission_given")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class PermissionGiven(Event):
    """Somebody permits what would otherwise not be allowed.

    Args:
        kind: `contact`, `medium`, `frequency`, `third_party`, `locate` or `court`.
        person: Who gave it.
        channel: For which channel; `None` for any.
        collector: To which collector; `None` for any (of frequency: to the lender itself).
        contact: The contact in which it was given.
        starts: From when it holds; from `at` when not given.
        until: Until when it holds (the first instant at which it no longer does).
        ends_with: `conversation`: it is over with the next conversation, or refusal; `contact`: it is
            used up by the next contact. A permission of frequency ends with the next conversation unless
            told otherwise (12 CFR part 1006, comment 14(b)(3)(i)-2); others do not. The contact in which it
            was given does not end it.

    Raises:
        BadValue: when it would end before it begins.
    """

    __abstract__ = False

    kind: str = attrs.field(default="contact", metadata={"vocabulary": "permissions"})
    person: str | None = attrs.field(default=None, converter=optional_text)
    channel: str | None = attrs.field(default=None, metadata={"vocabulary": "channels"})
    collector: str | None = attrs.field(default=None, converter=optional_text)
    contact: str | None = attrs.field(default=None, converter=optional_text)
    starts: datetime | None = attrs.field(default=None, converter=optional_utc)
    until: datetime | None = attrs.field(default=None, converter=optional_utc)
    ends_with: str | None = attrs.field(default=attrs.Factory(_ends, takes_self=True), validator=_an_end)

    def __attrs_post_init__(self) -> None:
        if self.starts is not None and self.until is not None and self.until < self.starts:
            raise BadValue("until", self.until, f"the permission begins at {self.starts.isoformat()}")

    def fold(self, tables: Tables, us: int) -> None:
        """Add a permission."""
        end = NEVER if self.until is None else micros(self.until)
        starts = us if self.starts is None else max(us, micros(self.starts))
        tables.permissions += (
            PermissionRow(
                self.id,
                starts,
                end,
                self.kind,
                self.person,
                self.channel,
                self.collector,
                self.contact,
                us,
                self.ends_with,
            ),
        )


@tagged("permission_withdrawn")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class PermissionWithdrawn(Event):
    """A permission is withdrawn."""

    __abstract__ = False
    rank: ClassVar[int] = 2

    permission: str

    def fold(self, tables: Tables, us: int) -> None:
        """Close the permission."""
        tables.permissions = tables.end(self.id, tables.permissions, self.permission, us)


def _iso_weekdays(values: Iterable[int]) -> frozenset[int]:
    made = frozenset(values)
    for value in made:
        if type(value) is not int or not 1 <= value <= 7:  # noqa: PLR2004 - ISO weekdays
            raise BadValue("weekdays", value, "ISO weekdays belong here: 1 (Monday) to 7 (Sunday)")
    return made


@tagged("preference_given")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class PreferenceGiven(Event):
    """A person does not wish to be reached: by a channel, at an address, at a place, at certain hours.

    Args:
        party: Whose wish it is, by role.
        person: Whose wish it is, by id; `None` for anybody of that role.
        channel: The channel not to use; `None` for any.
        address: The address or number not to use; `None` for any.
        place: The place not to use; `None` for any.
        weekdays: On which ISO weekdays (1 is Monday); empty is every day.
        starts: From what local time of the person; midnight when not given.
        stops: Until before what local time; midnight (the day's end) when not given. Not later than
            `starts` means over midnight.
        until: Until when it holds.
    """

    __abstract__ = False

    party: str = attrs.field(default="borrower", metadata={"vocabulary": "parties"})
    person: str | None = attrs.field(default=None, converter=optional_text)
    channel: str | None = attrs.field(default=None, metadata={"vocabulary": "channels"})
    address: str | None = attrs.field(default=None, converter=optional_text)
    place: str | None = attrs.field(default=None, converter=optional_text)
    weekdays: frozenset[int] = attrs.field(default=frozenset(), converter=_iso_weekdays)
    starts: time = attrs.field(default=time(0), validator=local_time)
    stops: time = attrs.field(default=time(0), validator=local_time)
    until: datetime | None = attrs.field(default=None, converter=optional_utc)

    def fold(self, tables: Tables, us: int) -> None:
        """Add a preference."""
        tables.preferences += (
            PreferenceRow(
                self.id,
                us,
                NEVER if self.until is None else micros(self.until),
                self.party,
                self.person,
                self.channel,
                self.address,
                self.place,
                self.weekdays,
                clock(self.starts),
                clock(self.stops),
            ),
        )


@tagged("preference_withdrawn")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class PreferenceWithdrawn(Event):
    """A wish is withdrawn."""

    __abstract__ = False
    rank: ClassVar[int] = 2

    preference: str

    def fold(self, tables: Tables, us: int) -> None:
        """Close the preference."""
        tables.preferences = tables.end(self.id, tables.preferences, self.preference, us)
