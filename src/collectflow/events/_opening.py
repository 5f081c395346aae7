"""How a case begins, and what the host says about it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import ClassVar

import attrs

from collectflow._codec import tagged
from collectflow._time import FIRST, micros
from collectflow.errors import BadValue
from collectflow.events._base import Event, optional_utc
from collectflow.events._dues import DuesAdded, as_dues, check_one_source
from collectflow.events._money import check_report
from collectflow.events._proposals import text, texts
from collectflow.events._rows import (
    StageRow,
)
from collectflow.events._tables import (
    Head,
    Tables,
)
from collectflow.events._values import (
    Arrears,
    Conventions,
    Due,
    Person,
    Scalar,
)

#: The tables that a case which follows another takes over from it.
CARRIED = (
    "contacts",
    "permissions",
    "preferences",
    "promises",
    "notices",
    "transfers",
    "holds",
    "strays",
)


def check_attribute(name: str, value: object) -> None:
    """Raise `BadValue` unless the value is an int, str, bool or date (or `None`: unknown)."""
    if value is not None and type(value) not in (int, str, bool, date):
        raise BadValue(f"attribute {name!r}", value, "attributes are int, str, bool or date (None: unknown)")


def _case(value: str) -> str:
    return text(value, "case")


def _account(value: str) -> str:
    return text(value, "account")


def _borrower(value: str) -> str:
    return text(value, "borrower")


def _stage(value: str) -> str:
    return text(value, "stage")


def _persons(values: Iterable[Person]) -> tuple[Person, ...]:
    return tuple(values)


_CONVENTIONS = Conventions()


@tagged("case_opened")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class CaseOpened(Event):
    """A case begins: with dues or with reported arrears, at any stage, perhaps after an earlier case.

    Args:
        case: The id of the case.
        account: The account (loan, card) that the case belongs to; unique among open cases if the host
            wants it so.
        borrower: The borrower's id.
        stage: The stage in which it begins.
        currency: An ISO 4217 code, or `None` when no amount will ever be given.
        conventions: How its books are kept.
        dues: What falls due, for a host that keeps the ledger here.
        arrears: What a servicing system reports, for a host that keeps it there (never both).
        persons: Whom the case knows, the borrower first.
        attributes: The host's own facts.
        follows: The id of the earlier case of the same account.
        earlier: The ids of those before that one: what is carried may name the debt by any of them.
        carried: What that case leaves to this one: its contacts, permissions, preferences, notices and
            transfers, its broken promises and instalments, and the holds that a cure does not end.
        history_from: From when the history is known, for a case that was taken over mid-life.
    """

    __abstract__ = False
    rank: ClassVar[int] = 0

    case: str = attrs.field(converter=_case)
    account: str = attrs.field(converter=_account)
    borrower: str = attrs.field(converter=_borrower)
    stage: str = attrs.field(converter=_stage)
    currency: str | None = attrs.field(default=None, metadata={"vocabulary": "currencies"})
    conventions: Conventions = _CONVENTIONS
    dues: tuple[Due, ...] = attrs.field(default=(), converter=as_dues)
    arrears: Arrears | None = None
    persons: tuple[Person, ...] = attrs.field(default=(), converter=_persons)
    attributes: tuple[tuple[str, int | str | bool | date | None], ...] = ()
    follows: str | None = None
    earlier: tuple[str, ...] = attrs.field(default=(), converter=texts)
    carried: tuple[Event, ...] = ()
    history_from: datetime | None = attrs.field(default=None, converter=optional_utc)

    def __attrs_post_init__(self) -> None:
        check_one_source(bool(self.dues), self.arrears is not None)
        if self.dues and self.currency is None:
            raise BadValue("currency", None, "a case with dues has a currency (an ISO 4217 code)")
        for name, value in self.attributes:
            check_attribute(name, value)

    def begin(self) -> Tables:
        """The tables of the case that this opens."""
        us = micros(self.at)
        head = Head(
            self,  # pyright: ignore[reportArgumentType] # it takes converted fields for descriptors
            self.case,
            self.currency,
            us,
            FIRST if self.history_from is None else micros(self.history_from),
            self.conventions.books,
        )
        tables = Tables(head, self.stage, us)
        self.fold(tables, us)
        return tables

    def fold(self, tables: Tables, us: int) -> None:
        """Fill the tables; earlier events of the account come first."""
        if self.carried:
            old = tables.copy()
            # Days are counted where persons are.
            old.persons = self.persons
            for event in sorted(self.carried, key=lambda each: each.key()):
                event.fold(old, micros(event.at))
            for table in CARRIED:
                setattr(tables, table, getattr(old, table))
        if self.dues:
            DuesAdded(id=self.id, at=self.at, dues=self.dues).fold(tables, us)
        if self.arrears is not None:
            check_report(tables, us, self.arrears, self.id)
        tables.report = self.arrears
        tables.persons = self.persons
        if self.attributes:
            tables.attributes = {k: v for k, v in self.attributes if v is not None}
        tables.stages = (StageRow(self.id, us, self.stage, None),)


@tagged("attribute_set")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class AttributeSet(Event):
    """The host says something of its own about the case; `None` makes it unknown again.

    Raises:
        BadValue: when the value is not an int, str, bool or date.
    """

    __abstract__ = False

    name: str
    value: int | str | bool | date | None

    def __attrs_post_init__(self) -> None:
        check_attribute(self.name, self.value)

    def fold(self, tables: Tables, us: int) -> None:  # noqa: ARG002
        """Change one attribute."""
        attributes: dict[str, Scalar] = dict(tables.attributes)
        attributes.pop(self.name, None)
        if self.value is not None:
            attributes[self.name] = self.value
        tables.attributes = attributes


@tagged("person_known")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class PersonKnown(Event):
    """A person becomes known, or what is known of one changes."""

    __abstract__ = False

    person: Person

    def fold(self, tables: Tables, us: int) -> None:  # noqa: ARG002
        """Add or replace the person."""
        others = tuple(each for each in tables.persons if each.id != self.person.id)
        tables.persons = (*others, self.person)
