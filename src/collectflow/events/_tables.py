"""The tables of a case: what its events add up to.

Each event adds a row or closes one; nothing else changes a table. Rows are immutable, their instants
are microseconds (`us`), their days ordinals. A row that holds for a time has an `end`: the first instant
at which it no longer does. The ledger is not stored but worked out from the rows when it is first read,
so a payment and its reversal leave no trace. Called by events (which write) and guards (which read).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import attrs

from collectflow._codec import tagged
from collectflow._time import NEVER, Books, books, zone
from collectflow.errors import BadValue, UnknownReference
from collectflow.events._proposals import text, texts
from collectflow.vocabulary import check_amount

if TYPE_CHECKING:
    from typing import TypeVar

    _R = TypeVar("_R", bound="Row")
    _Lasting = TypeVar("_Lasting", bound="HoldRow | PermissionRow | PreferenceRow | PlacementRow")

#: What a host's attribute may hold.
Scalar = int | str | bool | date


def _whole_days(_instance: object, attribute: attrs.Attribute[int], value: object) -> None:
    if value is not None and (type(value) is not int or value < 0):
        raise BadValue(attribute.name, value, "a whole number of days belongs here")


def _known_zone(_instance: object, _attribute: attrs.Attribute[str], value: str) -> None:
    zone(value)


@attrs.frozen(kw_only=True, weakref_slot=False)
class Conventions:
    """How the books are kept; recorded at opening, so that a replay needs nothing else.

    Args:
        books_zone: The IANA zone in which days past due are counted.
        day_end: When the books' day ends, in that zone; midnight by default. An instant at or after it
            belongs to the next day.
        report_max_age: How many days a servicer's report of arrears is believed; `None` is for ever.

    Raises:
        UnknownName: for a zone that the time zone database does not have.
    """

    books_zone: str = attrs.field(default="UTC", validator=_known_zone)
    day_end: time = time(0)
    report_max_age: int | None = attrs.field(default=None, validator=_whole_days)

    @property
    def books(self) -> Books:
        """The books' calendar."""
        return books(self.books_zone, self.day_end)


def _due_id(value: str) -> str:
    return text(value, "due")


def _a_date(_instance: object, attribute: attrs.Attribute[date], value: object) -> None:
    if type(value) is not date:
        raise BadValue(attribute.name, value, "a date belongs here, not an instant or a text")


def _positive(instance: Due, attribute: attrs.Attribute[int], value: object) -> None:
    check_amount(value, f"the {attribute.name} of due {instance.id!r}", least=1)


@attrs.frozen(weakref_slot=False)
class Due:
    """An instalment, invoice, fee or the like that falls due.

    Args:
        id: Unique within the case.
        due_on: The due date, a day of the books.
        amount: In the currency's minor unit, positive.
        kind: `instalment`, `invoice`, `fee`, `interest` or `principal`.

    Raises:
        BadAmount: when the amount is not an integer.
        BadValue: when it is not positive, or `due_on` is not a date.
    """

    id: str = attrs.field(converter=_due_id)
    due_on: date = attrs.field(kw_only=True, validator=_a_date)
    amount: int = attrs.field(kw_only=True, validator=_positive)
    kind: str = attrs.field(default="instalment", kw_only=True, metadata={"vocabulary": "dues"})


def _person_id(value: str) -> str:
    return text(value, "person")


def _known_zones(
    _instance: object, _attribute: attrs.Attribute[tuple[str, ...]], value: tuple[str, ...]
) -> None:
    for each in value:
        zone(each)


@lru_cache(maxsize=1024)
def _shared(zones: tuple[str, ...]) -> tuple[str, ...]:
    return zones


def _zones(values: Iterable[str]) -> tuple[str, ...]:
    # Many persons are in few zones: one tuple serves them all.
    return _shared(texts(values))


@attrs.frozen(weakref_slot=False)
class Person:
    """Somebody whom the case knows.

    Args:
        id: The person's id, the host's own.
        role: What the person is to the debt: a party of the vocabulary.
        zones: Every IANA zone in which the person may be; empty is not known.

    Raises:
        UnknownName: for a zone that the time zone database does not have.
    """

    id: str = attrs.field(converter=_person_id)
    role: str = attrs.field(default="borrower", metadata={"vocabulary": "parties"})
    zones: tuple[str, ...] = attrs.field(default=(), kw_only=True, converter=_zones, validator=_known_zones)


@attrs.frozen(kw_only=True, weakref_slot=False)
class Arrears:
    """What a servicing system reports of a debt whose dues it keeps itself.

    Args:
        as_of: The day of the books up to which the report counts.
        oldest_due_on: The due date of the oldest unpaid instalment; or
        days_past_due: the days since it (1 the day after the due date), 0 when nothing is overdue.
        amount: What is overdue, in minor units; `None` when the report does not say; 0 means current.

    Raises:
        BadValue: when neither or both of the first two are given (an amount of 0 needs neither), or the
            oldest due date is not before `as_of`.
        BadAmount: when the amount is not an integer.
    """

    as_of: date = attrs.field()
    oldest_due_on: date | None = None
    days_past_due: int | None = attrs.field(default=None, validator=_whole_days)
    amount: int | None = None

    def __attrs_post_init__(self) -> None:
        if type(self.as_of) is not date:
            raise BadValue("as_of", self.as_of, "a date belongs here")
        if self.oldest_due_on is not None and type(self.oldest_due_on) is not date:
            raise BadValue("oldest_due_on", self.oldest_due_on, "a date belongs here")
        if self.amount is not None:
            check_amount(self.amount, "the amount in arrears")
        if self.oldest_due_on is not None and self.days_past_due is not None:
            raise BadValue("days_past_due", self.days_past_due, "give it or oldest_due_on, not both")
        if self.oldest_due_on is None and self.days_past_due is None and self.amount != 0:
            raise BadValue("days_past_due", None, "give it or oldest_due_on (or an amount of 0)")
        if self.oldest_due_on is not None and self.oldest_due_on >= self.as_of:
            raise BadValue(
                "oldest_due_on",
                self.oldest_due_on,
                "it is before as_of; days_past_due=0 is current",
            )

    @property
    def oldest(self) -> int | None:
        """The ordinal of the oldest unpaid due date; `None` when nothing is overdue."""
        if self.amount == 0 or self.days_past_due == 0:
            return None
        if self.oldest_due_on is not None:
            return self.oldest_due_on.toordinal()
        assert self.days_past_due is not None  # noqa: S101 - checked when it was made
        return self.as_of.toordinal() - self.days_past_due


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
    """A due; `us` is when it was learnt, `ordinal` its due date."""

    table: ClassVar[str] = "dues"
    ordinal: int
    amount: int
    kind: str = attrs.field(metadata={"vocabulary": "dues"})


@attrs.frozen(weakref_slot=False)
class PaymentRow(Row):
    """Money received. `reversed_us`: when it was taken back, or `NEVER`."""

    table: ClassVar[str] = "payments"
    amount: int
    method: str | None
    reversed_us: int = NEVER


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


@attrs.frozen(weakref_slot=False)
class PromiseRow(Row):
    """A promise to pay `amount` by the end of the day `by`."""

    table: ClassVar[str] = "promises"
    amount: int
    by: int
    end: int = NEVER


@attrs.frozen(weakref_slot=False)
class HoldRow(Row):
    """A hold in force from `us` until before `end`."""

    table: ClassVar[str] = "holds"
    end: int
    kind: str = attrs.field(metadata={"vocabulary": "holds"})
    scope: str = attrs.field(default="debt", metadata={"vocabulary": "scopes"})
    due: str | None = None


@attrs.frozen(weakref_slot=False)
class PermissionRow(Row):
    """A permission in force from `us` until before `end`."""

    table: ClassVar[str] = "permissions"
    end: int
    kind: str = attrs.field(metadata={"vocabulary": "permissions"})
    person: str | None = attrs.field(default=None, repr=False)
    channel: str | None = attrs.field(default=None, metadata={"vocabulary": "channels"})
    collector: str | None = None
    contact: str | None = None


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
    )
}


class Opening(Protocol):
    """What the event that opens a case says of it for good."""

    @property
    def account(self) -> str:
        """The account."""
        ...

    @property
    def borrower(self) -> str:
        """The borrower's id."""
        ...

    @property
    def follows(self) -> str | None:
        """The id of the earlier case."""
        ...

    @property
    def conventions(self) -> Conventions:
        """How the books are kept."""
        ...


@attrs.frozen(weakref_slot=False)
class Head:
    """What never changes after opening, shared by every later version of the case."""

    opening: Opening = attrs.field(repr=False)
    id: str
    currency: str | None
    opened: int
    #: From when the history is known; the smallest instant when it is known whole.
    history: int
    books: Books

    @property
    def account(self) -> str:
        """The account that the case belongs to."""
        return self.opening.account

    @property
    def borrower(self) -> str:
        """The borrower's id."""
        return self.opening.borrower

    @property
    def follows(self) -> str | None:
        """The id of the earlier case of the account."""
        return self.opening.follows

    @property
    def conventions(self) -> Conventions:
        """How the books are kept."""
        return self.opening.conventions


@tagged("open_due")
@attrs.frozen(weakref_slot=False)
class OpenDue:
    """What is still open of a due."""

    id: str
    due_on: date
    amount: int
    kind: str


@attrs.frozen(weakref_slot=False)
class Ledger:
    """Where the money stands; all amounts in minor units.

    `billed == open + allocated + waived + written_off` and `received == allocated + unapplied +
    refunded` hold always. Payments and unnamed adjustments go to the oldest due first (by due date, then
    id), adjustments before payments.
    """

    billed: int
    open: int
    allocated: int
    waived: int
    written_off: int
    received: int
    unapplied: int
    refunded: int
    #: By due date, then id; only those with something open.
    open_dues: tuple[OpenDue, ...]
    first_due: date | None


def _take(rest: list[int], order: Iterable[int], amount: int) -> int:
    """Take `amount` from the open amounts in that order; returns what was taken."""
    left = amount
    for i in order:
        if not left:
            break
        part = min(left, rest[i])
        rest[i] -= part
        left -= part
    return amount - left


def _allocate(
    dues: tuple[DueRow, ...], adjustments: tuple[AdjustmentRow, ...], received: int
) -> tuple[list[int], dict[str, int], int]:
    """What stays open of each due (these are in order), what was given up by kind, what was allocated."""
    rest = [due.amount for due in dues]
    everything = range(len(dues))
    given = {"waiver": 0, "write_off": 0}
    if adjustments:
        place = {due.id: i for i, due in enumerate(dues)}
        # Named ones first: an unnamed one must not use up what a named one is for.
        for row in sorted(adjustments, key=lambda each: each.due is None):
            if row.reversed_us == NEVER:
                order = everything if row.due is None else (place[row.due],)
                given[row.kind] = given.get(row.kind, 0) + _take(rest, order, row.amount)
    return rest, given, _take(rest, everything, received) if received else 0


def work_out(dues: tuple[DueRow, ...], adjustments: tuple[AdjustmentRow, ...], received: int) -> Ledger:
    """The ledger that the rows add up to; the dues are in order."""
    rest, given, allocated = _allocate(dues, adjustments, received)
    written_off = given.pop("write_off")
    return Ledger(
        billed=sum(due.amount for due in dues),
        open=sum(rest),
        allocated=allocated,
        waived=sum(given.values()),
        written_off=written_off,
        received=received,
        unapplied=received - allocated,
        refunded=0,
        open_dues=tuple(
            OpenDue(due.id, date.fromordinal(due.ordinal), left, due.kind)
            for due, left in zip(dues, rest, strict=True)
            if left
        ),
        first_due=date.fromordinal(dues[0].ordinal) if dues else None,
    )


#: Shared by all cases without attributes.
_NOTHING: Mapping[str, Scalar] = {}


@attrs.define(eq=False, repr=False, weakref_slot=False)
class Tables:
    """All tables of a case. Mutable only while an event is folded into a copy of it."""

    head: Head
    stage: str
    stage_us: int
    left: str | None = None
    dues: tuple[DueRow, ...] = ()
    payments: tuple[PaymentRow, ...] = ()
    adjustments: tuple[AdjustmentRow, ...] = ()
    contacts: tuple[ContactRow, ...] = ()
    promises: tuple[PromiseRow, ...] = ()
    holds: tuple[HoldRow, ...] = ()
    permissions: tuple[PermissionRow, ...] = ()
    preferences: tuple[PreferenceRow, ...] = ()
    placements: tuple[PlacementRow, ...] = ()
    acts: tuple[ActRow, ...] = ()
    stages: tuple[StageRow, ...] = ()
    persons: tuple[Person, ...] = ()
    attributes: Mapping[str, Scalar] = _NOTHING
    report: Arrears | None = None
    #: The sum of the payments that were not reversed.
    received: int = 0
    #: Counts of contacts by what was counted: the window's start and the number.
    kept: dict[str, tuple[int, int | None]] | None = None
    _ledger: Ledger | None = None
    _owed: tuple[tuple[int, int], ...] | None = None
    _paid_since: int | None = None

    def copy(self) -> Tables:
        """A copy to fold the next event into; the rows are shared."""
        return Tables(*_everything(self))

    @property
    def ledger(self) -> Ledger:
        """The ledger, worked out when it is first asked for."""
        found = self._ledger
        if found is None:
            found = self._ledger = work_out(self.dues, self.adjustments, self.received)
        return found

    @property
    def owed(self) -> tuple[tuple[int, int], ...]:
        """What is open of each due, oldest first, as (ordinal, amount): all that guards read of it."""
        found = self._owed
        if found is None:
            rest, _, _ = _allocate(self.dues, self.adjustments, self.received)
            found = self._owed = tuple(
                [(due.ordinal, left) for due, left in zip(self.dues, rest, strict=True) if left]
            )
        return found

    @property
    def paid_since_report(self) -> int:
        """Payments and adjustments of days after the report's `as_of`, less what was reversed."""
        found = self._paid_since
        if found is None:
            found = 0
            if self.report is not None and (self.payments or self.adjustments):
                after = self.head.books.day_start(self.report.as_of.toordinal() + 1)
                rows: tuple[PaymentRow | AdjustmentRow, ...] = (*self.payments, *self.adjustments)
                for row in rows:
                    if row.us >= after and row.reversed_us == NEVER:
                        found += row.amount
            self._paid_since = found
        return found

    def money_changed(self) -> None:
        """Forget what was worked out; called by events that touch dues, payments or reports."""
        self._ledger = None
        self._owed = None
        self._paid_since = None

    def zones_of(self, party: str, person: str | None) -> tuple[str, ...]:
        """Every zone in which the person, or anybody with that role, may be."""
        found: tuple[str, ...] = ()
        for each in self.persons:
            if (each.id == person) if person is not None else (each.role == party):
                if not found:
                    found = each.zones
                else:
                    found = (*found, *(zone for zone in each.zones if zone not in found))
        return found

    def add_contact(self, row: ContactRow) -> None:
        """Add a contact; the table stays in the order of instants, so that readings may stop early."""
        rows = self.contacts
        self.kept = None
        if rows and rows[-1].us > row.us:
            # Possible where contacts of an earlier case were carried over.
            self.contacts = tuple(sorted((*rows, row), key=lambda each: each.us))
        else:
            self.contacts = (*rows, row)

    def replace(self, event: str, rows: tuple[_R, ...], row_id: str, **changes: Any) -> tuple[_R, ...]:  # noqa: ANN401 - columns
        """`rows` with the row of that id changed; raises `UnknownReference` when there is none."""
        if rows is self.contacts:
            self.kept = None
        # The row that an event refers to is usually among the latest.
        for i in range(len(rows) - 1, -1, -1):
            if rows[i].id == row_id:
                return (*rows[:i], attrs.evolve(rows[i], **changes), *rows[i + 1 :])
        table = rows[0].table if rows else "a table that is empty"
        raise UnknownReference(event, table, row_id, tuple(row.id for row in rows))

    def end(self, event: str, rows: tuple[_Lasting, ...], row_id: str, us: int) -> tuple[_Lasting, ...]:
        """`rows` with that row closed at `us`, if it was not closed before; raises `UnknownReference`."""
        for row in rows:
            if row.id == row_id and row.end <= us:
                return rows
        return self.replace(event, rows, row_id, end=us)


_everything = attrgetter(*(field.name for field in attrs.fields(Tables)))
