"""Notices (sent, received, returned), the debt's transfer, and addresses that are not theirs."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import attrs

from collectflow._codec import tagged
from collectflow._time import NEVER
from collectflow.errors import BadValue
from collectflow.events._base import Event, day_of
from collectflow.events._proposals import optional_text, text
from collectflow.events._rows import NoticeRow, TransferRow
from collectflow.events._tables import Tables


@tagged("notice_sent")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class NoticeSent(Event):
    """A notice was sent: a demand, what a law wants told, the answer to a dispute.

    Args:
        kind: `validation`, `verification`, `original_creditor`, `transfer`, `demand`, `default`, `other`,
            or a kind of the engine's own.
        channel: How.
        party: To whom, by role.
        collector: Who sent it: an agency's id; `None` is the lender itself.
        by: A day that it names: until when it may be answered. A dispute that comes later, than the latest
            such day if several notices name one, is not in time.
        assumed_on: From which day of the books it counts as received, where a law lets one assume that;
            until a `NoticeDelivered` says when it was, or a `NoticeReturned` that it was not.

    Raises:
        BadValue: when it would be received before it is sent.
    """

    __abstract__ = False

    kind: str = attrs.field(metadata={"vocabulary": "notices"})
    channel: str = attrs.field(default="letter", metadata={"vocabulary": "channels"})
    party: str = attrs.field(default="borrower", metadata={"vocabulary": "parties"})
    collector: str | None = attrs.field(default=None, converter=optional_text)
    by: date | None = None
    assumed_on: date | None = None

    def __attrs_post_init__(self) -> None:
        for name in ("by", "assumed_on"):
            if getattr(self, name) is not None:
                day_of(getattr(self, name), name)

    def fold(self, tables: Tables, us: int) -> None:
        """Add a notice."""
        received = NEVER
        if self.assumed_on is not None:
            received = tables.head.books.day_start(day_of(self.assumed_on, "assumed_on"))
            if received < us and tables.head.books.today(us) > self.assumed_on.toordinal():
                raise BadValue("assumed_on", self.assumed_on, "a notice is received after it was sent")
            received = max(received, us)
        by = None if self.by is None else self.by.toordinal()
        tables.notices += (
            NoticeRow(self.id, us, self.kind, self.channel, self.party, self.collector, by, received),
        )


@tagged("notice_delivered")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class NoticeDelivered(Event):
    """A notice was received, at this event's instant."""

    __abstract__ = False
    rank: ClassVar[int] = 2

    notice: str

    def fold(self, tables: Tables, us: int) -> None:
        """Write when it was received into the notice's row."""
        tables.notices = tables.replace(self.id, tables.notices, self.notice, received_us=us)


@tagged("notice_returned")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class NoticeReturned(Event):
    """A notice came back: it was not received, whatever was assumed."""

    __abstract__ = False
    rank: ClassVar[int] = 2

    notice: str

    def fold(self, tables: Tables, us: int) -> None:
        """Write that it was not received into the notice's row."""
        tables.notices = tables.replace(
            self.id, tables.notices, self.notice, received_us=NEVER, returned_us=us, returned=True
        )


def _creditor(value: str) -> str:
    return text(value, "to")


@tagged("debt_transferred")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class DebtTransferred(Event):
    """The debt went to another creditor."""

    __abstract__ = False

    to: str = attrs.field(converter=_creditor)

    def fold(self, tables: Tables, us: int) -> None:
        """Add a transfer."""
        tables.transfers += (TransferRow(self.id, us, self.to),)


def _address(value: str) -> str:
    return text(value, "address")


@tagged("address_wrong")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class AddressWrong(Event):
    """An address or number was found to be somebody else's: who was sought there was never reached there.

    Args:
        address: The address or number.
        person: Whose it is not; `None`: nobody's whom the case knows.
    """

    __abstract__ = False

    address: str = attrs.field(converter=_address)
    person: str | None = attrs.field(default=None, converter=optional_text)

    def fold(self, tables: Tables, us: int) -> None:  # noqa: ARG002
        """Mark the contacts that went there, those before included."""
        tables.strays |= {(self.address, self.person)}
        tables.kept = None
        tables.contacts = tuple(
            attrs.evolve(row, misdirected=True)
            if row.address == self.address and self.person in (None, row.person)
            else row
            for row in tables.contacts
        )
