"""The primitives: the dozen ways in which a guard reads the tables of a case.

Every fact is one definition over these (`collectflow.facts`). A primitive is a value; each reading has
one function for it (`_reading`, `_when`, `_words`), and a registry test fails when one is missing.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import attrs

from collectflow._codec import tagged
from collectflow.errors import BadGuard, UnknownName
from collectflow.events import ROWS
from collectflow.guards._tree import TYPES, Ref
from collectflow.guards._windows import (
    BESIDE,
    Ever,
    Where,
    Window,
    check_where,
    filter_mentions,
)
from collectflow.vocabulary import check_amount


def _one_of(*known: str) -> Callable[[Any, attrs.Attribute[str], Any], None]:
    def check(instance: object, attribute: attrs.Attribute[str], value: object) -> None:
        if value not in known:
            raise UnknownName(attribute.name, str(value), known, type(instance).__name__)

    return check


@tagged("case_field")
@attrs.frozen
class CaseField(Ref):
    """A column of the case itself: `stage`, or `left` (the stage that was left for this one)."""

    __abstract__ = False
    name: str = attrs.field(validator=_one_of("stage", "left"))

    @property
    def type(self) -> str:
        """A text."""
        return "text"

    @property
    def words(self) -> str | None:
        """The lifecycle's stages."""
        return "stages"


@tagged("clock")
@attrs.frozen
class Clock(Ref):
    """The time of day, date or ISO weekday: where the person may be, or in the books."""

    __abstract__ = False
    part: str = attrs.field(validator=_one_of("time", "date", "weekday"))
    zone: str = attrs.field(default="local", validator=_one_of("local", "books"))

    def __attrs_post_init__(self) -> None:
        if self.part == "time" and self.zone == "books":
            raise BadGuard("the books' time of day", "the books have days; hours are read as local time")

    @property
    def zoned(self) -> bool:
        """Whether it is read where the person may be."""
        return self.zone == "local"

    @property
    def type(self) -> str:
        """A time, date or number."""
        return {"time": "time", "date": "date", "weekday": "number"}[self.part]


_EVER = Ever()


@attrs.frozen
class _OverRows(Ref):
    """The base of primitives that read the rows of a table through a filter."""

    table: str
    where: tuple[Where, ...] = ()
    #: Whether the rows of the borrower's other cases are read as well.
    beside: bool = attrs.field(default=False, kw_only=True)

    def _checked(self) -> None:
        check_where(self.table, self.where)
        if self.beside and self.table not in BESIDE:
            raise UnknownName("table that is read beside", self.table, tuple(BESIDE), "guard")

    def _instant(self, name: str) -> None:
        columns = {field.name for field in attrs.fields(ROWS[self.table]) if field.name.endswith("us")}
        if name not in columns:
            raise UnknownName("column", name, tuple(columns), f"table {self.table}")

    def mentions(self) -> Iterator[tuple[str, str]]:
        """What the filter names."""
        return filter_mentions(self.table, self.where)


@tagged("count")
@attrs.frozen
class Count(_OverRows):
    """How many rows of a table a filter takes within a window; 0 over nothing.

    Args:
        table: The table.
        where: The filter.
        window: From when on.
        distinct: Count the different values of this column instead (rows without one do not count).
        by: The column that holds the instant, e.g. `reversed_us`.
        older: Count those before the window's start instead.
        beside: Count those of the borrower's other cases as well, each event once.
    """

    __abstract__ = False
    window: Window = _EVER
    distinct: str | None = None
    by: str = "us"
    older: bool = attrs.field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        self._checked()
        self._instant(self.by)
        columns = {field.name for field in attrs.fields(ROWS[self.table])}
        if self.distinct is not None and self.distinct not in columns:
            raise UnknownName("column", self.distinct, tuple(columns), f"table {self.table}")

    @property
    def zoned(self) -> bool:
        """Whether its window is."""
        return self.window.zoned

    @property
    def type(self) -> str:
        """A number."""
        return "number"

    def mentions(self) -> Iterator[tuple[str, str]]:
        """What the filter and the window name."""
        yield from filter_mentions(self.table, self.where)
        yield from self.window.mentions()


#: What can be said of how long ago a row was, and its type.
_SINCE = {"days": "number", "business_days": "number", "elapsed": "duration"}


@tagged("last")
@attrs.frozen
class Last(_OverRows):
    """When the last row that a filter takes was, or what it holds.

    `what` is `days` (calendar days since, where the person may be; 0 on the same day), `business_days`
    (business days after that day, up to today), `elapsed` (a duration), or a column of texts. Over nothing:
    longer ago than any number, or the empty text.

    Args:
        table: The table.
        where: The filter.
        what: What is read of the row.
        by: The column that holds the instant, e.g. `received_us`; a row without that instant is none.
        calendar: The engine's calendar that knows the business days.
        beside: Look among the rows of the borrower's other cases as well.
    """

    __abstract__ = False
    what: str = "days"
    by: str = "us"
    calendar: str | None = None

    def __attrs_post_init__(self) -> None:
        self._checked()
        self._instant(self.by)
        if (self.what == "business_days") != (self.calendar is not None):
            raise BadGuard("business days and a calendar", "they go together: name the calendar, or neither")
        if self.what not in _SINCE:
            columns = {field.name for field in attrs.fields(ROWS[self.table]) if "str" in str(field.type)}
            if self.what not in columns:
                known = (*_SINCE, *sorted(columns))
                raise UnknownName("reading of the last row", self.what, known, f"table {self.table}")

    def mentions(self) -> Iterator[tuple[str, str]]:
        """What the filter names, and the calendar."""
        yield from filter_mentions(self.table, self.where)
        if self.calendar is not None:
            yield "calendars", self.calendar

    @property
    def zoned(self) -> bool:
        """Days are counted where the person may be."""
        return self.what in {"days", "business_days"}

    @property
    def type(self) -> str:
        """A number, a duration or a text."""
        return _SINCE.get(self.what, "text")

    @property
    def words(self) -> str | None:
        """The column's vocabulary."""
        if self.type != "text":
            return None
        found: str | None = getattr(attrs.fields(ROWS[self.table]), self.what).metadata.get("vocabulary")
        return found


@tagged("in_force")
@attrs.frozen
class InForce(_OverRows):
    """Whether a row that a filter takes is in force: begun, not ended, and (preferences) at this hour.

    Args:
        table: The table.
        where: The filter.
        window: From when on it has to have begun.
        by: The column that holds that instant, e.g. `given_us`.
        beside: Look among the rows of the borrower's other cases as well.
    """

    __abstract__ = False
    window: Window = _EVER
    by: str = "us"
    HOLDING: ClassVar[frozenset[str]] = frozenset(
        name for name, row in ROWS.items() if any(f.name == "end" for f in attrs.fields(row))
    )

    def __attrs_post_init__(self) -> None:
        self._checked()
        self._instant(self.by)
        if self.table not in self.HOLDING:
            raise UnknownName("table of what holds for a time", self.table, tuple(self.HOLDING), "guard")
        if self.table == "preferences" and not isinstance(self.window, Ever):
            raise BadGuard("a window on preferences", "wishes hold at their hours, however old they are")

    def mentions(self) -> Iterator[tuple[str, str]]:
        """What the filter and the window name."""
        yield from filter_mentions(self.table, self.where)
        yield from self.window.mentions()

    @property
    def zoned(self) -> bool:
        """Preferences name hours where the person is; a window may begin with a day there."""
        return self.table == "preferences" or self.window.zoned

    @property
    def type(self) -> str:
        """Yes or no."""
        return "bool"


#: What can be read of the ledger, and its type.
LEDGER = {
    "days_past_due": "number",
    "days_since_issued": "number",
    "days_until_due": "number",
    "amount_overdue": "money",
    "amount_open": "money",
    "credit": "money",
    "unpaid_dues": "number",
    "unpaid_in_row": "number",
    "come_due": "bool",
    "owing": "bool",
}


@tagged("money")
@attrs.frozen
class Money(Ref):
    """A reading of the ledger, or of the arrears that a servicer reports.

    Args:
        what: `days_past_due` (since the oldest unpaid due date; 0 when nothing is overdue),
            `days_since_issued` (since the oldest invoice that is not paid, due or not; 0 without one),
            `days_until_due` (until the oldest unpaid due date; 0 from that day on, never without one),
            `amount_overdue`, `amount_open` (overdue or not), `credit` (received, and more than all dues take;
            of a report it cannot be told), `unpaid_dues` (how many are overdue),
            `unpaid_in_row` (how many of the latest that fell due are not paid in full: since the last one
            that is), `come_due` (whether anything has ever fallen due), or `owing` (whether anything is open,
            overdue or not; of a report that nothing is overdue that cannot be told).
        day_count: `exclusive` (1 on the day after the due date) or `inclusive` (1 on the due date).
        calendar: Count business days of this calendar of the engine: those after the due date, up to today.
        pauses: Leave the days of pauses out of the days past due: those since the due date (`clip`), or all
            days of every pause that has begun, as far back as it reaches (`subtract`).
        at_least: Count the days past due not since the oldest due date, but since that with which the dues
            that are unpaid came to this amount.
        beside: Read the borrower's other cases as well: days past due are the most of any debt, amounts and
            numbers of dues are sums, `owing` and `come_due` hold where they do of any. What one of them does
            not know is unknown, and so are amounts where one is in another currency.
    """

    __abstract__ = False
    what: str = attrs.field(validator=_one_of(*LEDGER))
    day_count: str = attrs.field(
        default="exclusive",
        validator=_one_of("exclusive", "inclusive"),
    )
    calendar: str | None = None
    pauses: str | None = attrs.field(
        default=None,
        validator=attrs.validators.optional(_one_of("clip", "subtract")),
        kw_only=True,
    )
    at_least: int = attrs.field(default=1, kw_only=True)

    beside: bool = attrs.field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        check_amount(self.at_least, "the amount from which days past due are counted", least=1)
        plain = self.what == "days_past_due" and self.calendar is None
        if self.pauses is not None and not (plain and self.at_least == 1):
            raise BadGuard(f"pauses in {self.what}", "calendar days past due are counted without pauses")
        if self.at_least > 1 and not plain:
            raise BadGuard(f"at_least in {self.what}", "calendar days past due are counted from an amount on")
        if self.beside and self.single:
            raise BadGuard(f"{self.what} over several debts", "it is of one debt: leave out beside")
        if self.calendar is not None and (self.what, self.day_count) != ("days_past_due", "exclusive"):
            raise BadGuard(
                f"business days of {self.what}", "days past due are counted, exclusive of the due date"
            )

    def mentions(self) -> Iterator[tuple[str, str]]:
        """The calendar."""
        if self.calendar is not None:
            yield "calendars", self.calendar

    @property
    def type(self) -> str:
        """By what is read."""
        return LEDGER[self.what]

    @property
    def single(self) -> bool:
        """Whether it can be read of one debt alone."""
        alone = {"unpaid_in_row", "days_since_issued", "days_until_due", "credit"}
        return self.what in alone or self.pauses is not None or self.at_least > 1

    @property
    def priced(self) -> bool:
        """Amounts are, and days that are counted from an amount on."""
        return self.type == "money" or self.at_least > 1


@tagged("share")
@attrs.frozen
class Share(Ref):
    """What is overdue as a share of an attribute of the host's own, such as the nominal amount of a loan.

    Unknown where that is not positive. Held in halves of a millionth, so that a comparison with millionths is
    exact: an even number is a whole number of millionths, an odd one lies between two.
    """

    __abstract__ = False
    of: str

    @property
    def type(self) -> str:
        """A share."""
        return "share"

    def mentions(self) -> Iterator[tuple[str, str]]:
        """The attribute."""
        yield "attributes", self.of


@tagged("business_day")
@attrs.frozen
class BusinessDay(Ref):
    """Whether today is a business day of a calendar: where the person may be, or in the books."""

    __abstract__ = False
    calendar: str
    zone: str = attrs.field(default="local", validator=_one_of("local", "books"))

    @property
    def zoned(self) -> bool:
        """Whether it is read where the person may be."""
        return self.zone == "local"

    @property
    def type(self) -> str:
        """Yes or no."""
        return "bool"

    def mentions(self) -> Iterator[tuple[str, str]]:
        """The calendar."""
        yield "calendars", self.calendar


@tagged("stage_age")
@attrs.frozen
class StageAge(Ref):
    """Days of the books since the case entered its stage; 0 on that day."""

    __abstract__ = False

    @property
    def type(self) -> str:
        """A number."""
        return "number"


@tagged("attribute")
@attrs.frozen
class Attribute(Ref):
    """A host's own fact; unknown until the host says it."""

    __abstract__ = False
    name: str
    kind: str = attrs.field(validator=_one_of("number", "text", "bool", "date", "money"))

    @property
    def type(self) -> str:
        """As declared."""
        return self.kind

    @property
    def python(self) -> builtins.type:
        """The Python type that the host declares."""
        return TYPES[self.kind]

    def mentions(self) -> Iterator[tuple[str, str]]:
        """The attribute."""
        yield "attributes", self.name


#: The fields of proposals that can be read, and the vocabulary of each.
ASKED = {
    "kind": "proposals",
    "channel": "channels",
    "party": "parties",
    "purpose": "purposes",
    "trigger": "triggers",
    "name": "acts",
    "person": None,
    "collector": None,
    "address": None,
    "place": None,
    "reply_to": None,
    "portion": "portions",
}


@tagged("asked")
@attrs.frozen
class Asked(Ref):
    """A field of the proposal; the empty text when the proposal does not have it."""

    __abstract__ = False
    field: str = attrs.field(validator=_one_of(*ASKED))

    @property
    def type(self) -> str:
        """A text."""
        return "text"

    @property
    def words(self) -> str | None:
        """The field's vocabulary."""
        return ASKED[self.field]


#: All of them, in the order in which they are explained. Each reading has a function for each.
PRIMITIVES: tuple[type[Ref], ...] = (
    CaseField,
    Clock,
    Count,
    Last,
    InForce,
    Money,
    StageAge,
    Attribute,
    Asked,
    Share,
    BusinessDay,
)
