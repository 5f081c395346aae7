"""The rows of a case's tables.

Rows are immutable, their instants are microseconds (`us`), their days ordinals. A row that holds for a
time has an `end`: the first instant at which it no longer does. Called by events, which write them, and
by guards, which read them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import attrs

from collectflow._time import FIRST, NEVER


@attrs.frozen(weakref_slot=False)
class Row:
    """The base of all rows. `table` names the table, columns are the attrs fields.

    Every row has the id of the event that added it, and an instant.
    """

    table: ClassVar[str]

    id: str
    us: int


@attrs.frozen(weakref_slot=False)
class DueRow(Row):
    """A due; `us` is when it was learnt, `ordinal` its due date, `issued` the day of its invoice."""

    table: ClassVar[str] = "dues"
    ordinal: int
    amount: int
    kind: str = attrs.field(metadata={"vocabulary": "dues"})
    issued: int | None = None


@attrs.frozen(weakref_slot=False)
class PaymentRow(Row):
    """Money received. `reversed_us`: when it, or a part of it, was last taken back, or `NEVER`."""

    table: ClassVar[str] = "payments"
    amount: int
    method: str | None
    reversed_us: int = NEVER
    #: What was meant for which due, and what went back when.
    shares: tuple[tuple[str, int], ...] = ()
    refunds: tuple[tuple[int, int], ...] = ()
    refunded: int = 0
    #: Whether it was taken back as a whole.
    gone: bool = False

    @property
    def net(self) -> int:
        """What is left of it after refunds."""
        return self.amount - self.refunded


@attrs.frozen(weakref_slot=False)
class AttemptRow(Row):
    """An attempt to pay that failed."""

    table: ClassVar[str] = "attempts"
    response: str = attrs.field(metadata={"vocabulary": "responses"})
    amount: int | None = None
    method: str | None = None


@attrs.frozen(weakref_slot=False)
class AdjustmentRow(Row):
    """What the lender gave up: a waiver or write-off, of one due or of the oldest."""

    table: ClassVar[str] = "adjustments"
    amount: int
    kind: str = attrs.field(metadata={"vocabulary": "adjustments"})
    due: str | None = None
    reversed_us: int = NEVER


@attrs.frozen(weakref_slot=False)
class ContactRow(Row):
    """A contact, placed or inbound; `outcome` is `None` until its result is known."""

    table: ClassVar[str] = "contacts"
    direction: str = attrs.field(metadata={"vocabulary": "directions"})
    channel: str = attrs.field(metadata={"vocabulary": "channels"})
    party: str = attrs.field(metadata={"vocabulary": "parties"})
    person: str | None = attrs.field(default=None, repr=False)
    collector: str | None = None
    purpose: str = attrs.field(default="collect", metadata={"vocabulary": "purposes"})
    address: str | None = attrs.field(default=None, repr=False)
    place: str | None = None
    about: tuple[str, ...] = ()
    reply_to: str | None = None
    outcome: str | None = attrs.field(default=None, metadata={"vocabulary": "outcomes"})
    discussed: tuple[str, ...] = ()
    #: Whether it is about this debt: placed about it, or discussed in it.
    this_debt: bool = True
    #: On which day of a permission of frequency it was placed; 1 is the day on which that was given.
    permission_day: int | None = None
    #: On which day after the inbound contact that it answers; 1 is the same day.
    reply_day: int | None = None
    #: For an inbound one: whether it came at a time that its sender finds inconvenient, or from such a place.
    inconvenient_time: bool = False
    inconvenient_place: bool = False
    #: Whether the address was found to be somebody else's, then or later.
    misdirected: bool = False
    #: Whether it stands in another case of the borrower.
    beside: bool = False


@attrs.frozen(weakref_slot=False)
class PromiseRow(Row):
    """A promise to pay `amount` by the end of the day `by`, open from `us` until before `end`.

    `kept_us`: when enough had come in; `broken_us`: when it had not in time; `NEVER` otherwise.
    """

    table: ClassVar[str] = "promises"
    amount: int
    by: int
    end: int
    #: The first instant at which it is too late.
    deadline: int
    #: The least that keeps it.
    least: int
    #: The plan that it is an instalment of.
    plan: str | None = None
    kept_us: int = NEVER
    broken_us: int = NEVER
    cancelled_us: int = NEVER


@attrs.frozen(weakref_slot=False)
class HoldRow(Row):
    """A hold in force from `us` until before `end`."""

    table: ClassVar[str] = "holds"
    end: int
    kind: str = attrs.field(metadata={"vocabulary": "holds"})
    scope: str = attrs.field(default="debt", metadata={"vocabulary": "scopes"})
    due: str | None = None
    amount: int | None = None
    party: str = attrs.field(default="borrower", metadata={"vocabulary": "parties"})
    #: Whether it was asked for in writing; `None` where nobody said how.
    written: bool | None = None
    #: Whether it was asked for by the day that a notice named, if one did.
    timely: bool = True
    beside: bool = False


@attrs.frozen(weakref_slot=False)
class NoticeRow(Row):
    """A notice that was sent. `received_us`, `returned_us`: when, or `NEVER`; `by`: a day that it names."""

    table: ClassVar[str] = "notices"
    kind: str = attrs.field(metadata={"vocabulary": "notices"})
    channel: str = attrs.field(default="letter", metadata={"vocabulary": "channels"})
    party: str = attrs.field(default="borrower", metadata={"vocabulary": "parties"})
    collector: str | None = None
    by: int | None = None
    received_us: int = NEVER
    returned_us: int = NEVER
    returned: bool = False


@attrs.frozen(weakref_slot=False)
class TransferRow(Row):
    """The debt went to another creditor."""

    table: ClassVar[str] = "transfers"
    to: str


@attrs.frozen(weakref_slot=False)
class PauseRow(Row):
    """A pause in force from `us` until before `end`; a count stands from `first_day` to `last_day`."""

    table: ClassVar[str] = "pauses"
    end: int
    first_day: int
    last_day: int


@attrs.frozen(weakref_slot=False)
class PermissionRow(Row):
    """A permission in force from `us` until before `end`; it was given at `given_us`."""

    table: ClassVar[str] = "permissions"
    end: int
    kind: str = attrs.field(metadata={"vocabulary": "permissions"})
    person: str | None = attrs.field(default=None, repr=False)
    channel: str | None = attrs.field(default=None, metadata={"vocabulary": "channels"})
    collector: str | None = None
    contact: str | None = None
    given_us: int = FIRST
    #: With what it ends: the next `contact` that uses it, or the next `conversation`.
    ends_with: str | None = None
    beside: bool = False


@attrs.frozen(weakref_slot=False)
class PreferenceRow(Row):
    """A wish not to be reached: by a channel, at an address or place, on weekdays between two times.

    `weekdays` are ISO numbers (1 is Monday; empty is every day); `starts` and `stops` are microseconds
    of the local day, half open, over midnight when `stops` is not later.
    """

    table: ClassVar[str] = "preferences"
    end: int
    party: str = attrs.field(metadata={"vocabulary": "parties"})
    person: str | None = attrs.field(default=None, repr=False)
    channel: str | None = attrs.field(default=None, metadata={"vocabulary": "channels"})
    address: str | None = attrs.field(default=None, repr=False)
    place: str | None = None
    weekdays: frozenset[int] = frozenset()
    starts: int = 0
    stops: int = 0
    beside: bool = False

    @property
    def always(self) -> bool:
        """Whether it holds at every hour of every day."""
        return not self.weekdays and self.starts == self.stops

    def covers(self, weekday: int, clock: int) -> bool:
        """Whether a local time is one at which the person does not wish to be reached."""
        if self.starts < self.stops:
            return (not self.weekdays or weekday in self.weekdays) and self.starts <= clock < self.stops
        if self.starts == self.stops:
            return not self.weekdays or weekday in self.weekdays
        # Over midnight: the weekday is the one on which the time began.
        began = weekday if clock >= self.starts else (weekday - 2) % 7 + 1
        return (not self.weekdays or began in self.weekdays) and (clock >= self.starts or clock < self.stops)


@attrs.frozen(weakref_slot=False)
class PlacementRow(Row):
    """A placement with an agency, open from `us` until before `end`."""

    table: ClassVar[str] = "placements"
    end: int
    agency: str


@attrs.frozen(weakref_slot=False)
class ActRow(Row):
    """An act that was done."""

    table: ClassVar[str] = "acts"
    name: str = attrs.field(metadata={"vocabulary": "acts"})


@attrs.frozen(weakref_slot=False)
class StageRow(Row):
    """An entry into a stage, and the stage that was left."""

    table: ClassVar[str] = "stages"
    stage: str
    left: str | None


#: Every table by its name; a new table is a row class, an entry here and a slot in `Tables`.
ROWS: Mapping[str, type[Row]] = {
    cls.table: cls
    for cls in (
        DueRow,
        PaymentRow,
        AdjustmentRow,
        ContactRow,
        PromiseRow,
        HoldRow,
        PermissionRow,
        PreferenceRow,
        PlacementRow,
        ActRow,
        StageRow,
        NoticeRow,
        TransferRow,
        AttemptRow,
        PauseRow,
    )
}
