"""The tables of a case: what its events add up to.

Each event adds a row (`_rows`) or closes one; nothing else changes a table. The ledger (`_ledger`) is
worked out when it is first read. Called by events (which write) and guards (which read).
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import attrs

from collectflow._time import NEVER, Books
from collectflow.errors import UnknownReference
from collectflow.events._ledger import Ledger, OpenDue, allocate, judged, work_out
from collectflow.events._rows import (
    ActRow,
    AdjustmentRow,
    AttemptRow,
    ContactRow,
    DueRow,
    HoldRow,
    NoticeRow,
    PauseRow,
    PaymentRow,
    PermissionRow,
    PlacementRow,
    PreferenceRow,
    PromiseRow,
    Row,
    StageRow,
    TransferRow,
)
from collectflow.events._values import Arrears, Conventions, Person, Scalar

_T = TypeVar("_T")

if TYPE_CHECKING:
    _R = TypeVar("_R", bound="Row")
    _Lasting = TypeVar("_Lasting", bound="HoldRow | PermissionRow | PreferenceRow | PlacementRow")


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
    def earlier(self) -> tuple[str, ...]:
        """The ids of those before that one."""
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
    def earlier(self) -> tuple[str, ...]:
        """The ids of those before that one."""
        return self.opening.earlier

    @property
    def conventions(self) -> Conventions:
        """How the books are kept."""
        return self.opening.conventions


#: Shared by all cases without attributes.
_NOTHING: Mapping[str, Scalar] = {}


@attrs.frozen(weakref_slot=False)
class Rare:
    """The tables that most cases have nothing in, so that a case has one slot for all of them."""

    promises: tuple[PromiseRow, ...] = ()
    #: Whether money moved since it was worked out which promises were kept.
    moved: bool = False
    placements: tuple[PlacementRow, ...] = ()
    acts: tuple[ActRow, ...] = ()
    notices: tuple[NoticeRow, ...] = ()
    transfers: tuple[TransferRow, ...] = ()
    #: Addresses that were found to be somebody else's, each with whom it does not reach.
    strays: frozenset[tuple[str, str | None]] = frozenset()
    attempts: tuple[AttemptRow, ...] = ()
    adjustments: tuple[AdjustmentRow, ...] = ()
    #: Dues that do not count, each with why: `draft`, `excluded` or `cancelled`.
    aside: tuple[tuple[DueRow, str], ...] = ()
    pauses: tuple[PauseRow, ...] = ()
    #: What `Tables.paid_since_report` worked out.
    paid_since: int | None = attrs.field(default=None, eq=False)


class _Rare(Generic[_T]):
    """One of the rare tables, read and written as if it had a slot of its own."""

    __slots__ = ("name",)
    name: str

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, tables: Tables, owner: type) -> _T:
        found: _T = getattr(tables.rare, self.name)
        return found

    def __set__(self, tables: Tables, rows: _T) -> None:
        changes: dict[str, Any] = {self.name: rows}
        tables.rare = attrs.evolve(tables.rare, **changes)


_NONE = Rare()


@attrs.define(eq=False, repr=False, weakref_slot=False)
class Tables:
    """All tables of a case. Mutable only while an event is folded into a copy of it."""

    head: Head
    stage: str
    stage_us: int
    left: str | None = None
    dues: tuple[DueRow, ...] = ()
    payments: tuple[PaymentRow, ...] = ()
    contacts: tuple[ContactRow, ...] = ()
    holds: tuple[HoldRow, ...] = ()
    permissions: tuple[PermissionRow, ...] = ()
    preferences: tuple[PreferenceRow, ...] = ()
    stages: tuple[StageRow, ...] = ()
    rare: Rare = _NONE
    persons: tuple[Person, ...] = ()
    attributes: Mapping[str, Scalar] = _NOTHING
    report: Arrears | None = None
    #: The sum of the payments that were not reversed.
    received: int = 0
    #: Counts of contacts by what was counted: the window's start and the number.
    kept: dict[str, tuple[int, int | None]] | None = None
    _ledger: Ledger | None = None
    _owed: tuple[tuple[int, int], ...] | None = None

    placements = _Rare[tuple[PlacementRow, ...]]()
    acts = _Rare[tuple[ActRow, ...]]()
    notices = _Rare[tuple[NoticeRow, ...]]()
    transfers = _Rare[tuple[TransferRow, ...]]()
    strays = _Rare[frozenset[tuple[str, str | None]]]()
    attempts = _Rare[tuple[AttemptRow, ...]]()
    adjustments = _Rare[tuple[AdjustmentRow, ...]]()
    aside = _Rare[tuple[tuple[DueRow, str], ...]]()
    pauses = _Rare[tuple[PauseRow, ...]]()

    def copy(self) -> Tables:
        """A copy to fold the next event into; the rows are shared."""
        return Tables(*_everything(self))

    @property
    def ledger(self) -> Ledger:
        """The ledger, worked out when it is first asked for."""
        found = self._ledger
        if found is None:
            found = self._ledger = work_out(
                self.dues, self.adjustments, self.payments, self.received, self.head.conventions
            )
        return found

    @property
    def owed(self) -> tuple[tuple[int, int], ...]:
        """What is open of each due, oldest first, as (ordinal, amount): all that guards read of it."""
        found = self._owed
        if found is None:
            if self.received or self.adjustments:
                rest, _, _ = allocate(
                    self.dues, self.adjustments, self.payments, self.received, self.head.conventions
                )
            else:
                rest = [due.amount for due in self.dues]
            found = self._owed = tuple(
                [(due.ordinal, left) for due, left in zip(self.dues, rest, strict=True) if left]
            )
        return found

    def of_due(self, due: OpenDue) -> Tables:
        """The same tables of a case that owes what is open of one due, and nothing else."""
        dues = tuple(attrs.evolve(row, amount=due.amount) for row in self.dues if row.id == due.id)
        # The payments stay for who counts them; they have gone to dues already.
        ledger = work_out(dues, (), (), 0, self.head.conventions)
        return attrs.evolve(self, dues=dues, ledger=ledger, owed=((due.due_on.toordinal(), due.amount),))

    @property
    def paid_since_report(self) -> int:
        """What was paid or given up since the report's `as_of`, less what was taken back since then.

        Negative when more was taken back: the report counted money that is no longer there.
        """
        found = self.rare.paid_since
        if self.report is None:
            return 0
        if found is None:
            found = 0
            if self.payments or self.adjustments:
                after = self.head.books.day_start(self.report.as_of.toordinal() + 1)
                rows: tuple[PaymentRow | AdjustmentRow, ...] = (*self.payments, *self.adjustments)
                for row in rows:
                    net = row.net if isinstance(row, PaymentRow) else row.amount
                    gone = row.gone if isinstance(row, PaymentRow) else row.reversed_us != NEVER
                    if row.us >= after:
                        found += 0 if gone else net
                    elif gone and row.reversed_us >= after:
                        found -= net
                    elif isinstance(row, PaymentRow):
                        found -= sum(amount for then, amount in row.refunds if then >= after)
            self.rare = attrs.evolve(self.rare, paid_since=found)
        return found

    @property
    def promises(self) -> tuple[PromiseRow, ...]:
        """The promises; which were kept, and when, is worked out when they are read after money moved."""
        if self.rare.moved:
            paid = [row for row in self.payments if not row.gone]
            self.rare = attrs.evolve(self.rare, promises=tuple(judged(self.rare.promises, paid)), moved=False)
        return self.rare.promises

    @promises.setter
    def promises(self, rows: tuple[PromiseRow, ...]) -> None:
        self.rare = attrs.evolve(self.rare, promises=rows, moved=True)

    def money_changed(self) -> None:
        """Forget what was worked out; called by events that touch dues, payments or reports."""
        self._ledger = None
        self._owed = None
        if self.rare.paid_since is not None:
            self.rare = attrs.evolve(self.rare, paid_since=None)
        if self.rare.promises and not self.rare.moved:
            self.rare = attrs.evolve(self.rare, moved=True)

    def zones_of(self, party: str, person: str | None) -> tuple[str, ...]:
        """Every zone in which the person, or anybody with that role, may be; none is not known."""
        found: tuple[str, ...] = ()
        for each in self.persons:
            if (each.id == person) if person is not None else (each.role == party):
                if not each.zones:
                    # One of them may be anywhere.
                    return ()
                found = each.zones if not found else (*found, *(z for z in each.zones if z not in found))
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
