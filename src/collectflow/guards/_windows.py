"""Windows and filters: over which rows a primitive reads.

A window is where in time it begins; a filter compares columns to constants or to the proposal. Both are
values of the tree; what each reading makes of them stands beside that reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import ClassVar

import attrs

from collectflow._codec import tagged
from collectflow.errors import BadGuard, BadValue, UnknownName
from collectflow.events import ROWS, Contact

#: The tables whose rows in the borrower's other cases can be read.
BESIDE = frozenset(
    name for name, row in ROWS.items() if any(field.name == "beside" for field in attrs.fields(row))
)

#: What a column is compared to.
Cell = str | int | bool | None


class Window:
    """The base of all windows. What happened at its start or later lies in it."""

    __slots__ = ()
    __abstract__: ClassVar[bool] = True

    @property
    def zoned(self) -> bool:
        """Whether its start depends on the zone in which the person may be."""
        return False

    def mentions(self) -> Iterator[tuple[str, str]]:
        """Every name that it mentions, as (vocabulary, word)."""
        return iter(())


def _positive(_instance: object, attribute: attrs.Attribute[int], value: object) -> None:
    if type(value) is not int or value < 1:
        raise BadValue(f"a window's {attribute.name}", value, "a whole number of at least 1 belongs here")


def _zone(_instance: object, _attribute: attrs.Attribute[str], value: object) -> None:
    if value not in {"local", "books"}:
        raise UnknownName("clock", str(value), ("local", "books"), "window")


def _iso_weekday(_instance: object, _attribute: attrs.Attribute[int], value: object) -> None:
    if type(value) is not int or not 1 <= value <= 7:  # noqa: PLR2004 - ISO weekdays
        raise BadValue("the first weekday", value, "ISO: 1 (Monday) to 7 (Sunday)")


class _Calendar(Window):
    """A window that begins with a calendar day, in the person's zone or in the books'."""

    __slots__ = ()
    zone: str

    @property
    def zoned(self) -> bool:
        """Whether it begins at the person's midnight."""
        return self.zone == "local"


@tagged("days")
@attrs.frozen
class Days(_Calendar):
    """The last n calendar days; today is day 1."""

    __abstract__ = False
    n: int = attrs.field(validator=_positive)
    zone: str = attrs.field(default="local", validator=_zone)


@tagged("week")
@attrs.frozen
class Week(_Calendar):
    """This calendar week, from its first weekday (ISO: 1 is Monday) on."""

    __abstract__ = False
    first: int = attrs.field(default=1, validator=_iso_weekday)
    zone: str = attrs.field(default="local", validator=_zone)


@tagged("month")
@attrs.frozen
class Month(_Calendar):
    """This calendar month."""

    __abstract__ = False
    zone: str = attrs.field(default="local", validator=_zone)


@tagged("business_days")
@attrs.frozen
class BusinessDays(_Calendar):
    """From the n-th last business day on, today counted if it is one, by a calendar of the engine."""

    __abstract__ = False
    n: int = attrs.field(validator=_positive)
    calendar: str
    zone: str = attrs.field(default="local", validator=_zone)

    def mentions(self) -> Iterator[tuple[str, str]]:
        """The calendar."""
        yield "calendars", self.calendar


@tagged("hours")
@attrs.frozen
class Hours(Window):
    """The last n hours: what is n hours ago to the microsecond lies outside."""

    __abstract__ = False
    n: int = attrs.field(validator=_positive)


@tagged("since_stage")
@attrs.frozen
class SinceStage(Window):
    """Since the case entered the stage in which it stands."""

    __abstract__ = False


@tagged("ever")
@attrs.frozen
class Ever(Window):
    """The whole history."""

    __abstract__ = False


_ASKING = frozenset({"same", "other", "fits", "named"})
_OPS = ("in", "not_in", *sorted(_ASKING))


@tagged("where")
@attrs.frozen
class Where:
    """A condition on a column of a table.

    `in` and `not_in` compare it to constants (`None` is a column without a value); `same` and `other` to
    a field of the proposal, that of the same name or the one that `values` names; `fits` is `same`, or a
    column without a value (that means any); `named` is `same`, of a column with a value.
    """

    column: str
    op: str
    values: tuple[Cell, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether it compares to the proposal."""
        return self.op in _ASKING

    @property
    def field(self) -> str:
        """The proposal's field that it compares to."""
        return str(self.values[0]) if self.values else self.column


@tagged("since_last")
@attrs.frozen
class SinceLast(Window):
    """Since the last row that a filter takes (that row is not in it); ever, if there is none."""

    __abstract__ = False
    table: str
    where: tuple[Where, ...] = ()
    #: Whether the rows of the borrower's other cases are looked among as well.
    beside: bool = False

    def __attrs_post_init__(self) -> None:
        check_where(self.table, self.where)
        if self.beside and self.table not in BESIDE:
            raise UnknownName("table that is read beside", self.table, tuple(BESIDE), "window")

    def mentions(self) -> Iterator[tuple[str, str]]:
        """What the filter names."""
        return filter_mentions(self.table, self.where)


_ASKED = {field.name for field in attrs.fields(Contact)}


def check_where(table: str, where: tuple[Where, ...]) -> None:
    """Raise `UnknownName` for a table or column that does not exist."""
    if table not in ROWS:
        raise UnknownName("table", table, tuple(ROWS), "guard")
    columns = {field.name for field in attrs.fields(ROWS[table])}
    for each in where:
        if each.column not in columns:
            raise UnknownName("column", each.column, tuple(columns), f"table {table}")
        if each.op not in _OPS:
            raise UnknownName("filter", each.op, _OPS, f"column {each.column}")
        if each.asks and each.field not in _ASKED:
            raise UnknownName("field of a contact", each.field, tuple(_ASKED), f"table {table}")


def filter_mentions(table: str, where: tuple[Where, ...]) -> Iterator[tuple[str, str]]:
    """Every word that a filter names, as (vocabulary, word)."""
    for each in where:
        vocabulary = getattr(attrs.fields(ROWS[table]), each.column).metadata.get("vocabulary")
        if vocabulary is None and table == "stages" and each.column in {"stage", "left"}:
            vocabulary = "stages"
        if vocabulary is not None and not each.asks:
            for value in each.values:
                if isinstance(value, str):
                    yield vocabulary, value


@attrs.frozen
class Matching:
    """What authors write for a column that is compared to something else than one constant."""

    op: str
    values: tuple[Cell, ...] = ()

    def __repr__(self) -> str:
        """As it was written."""
        return self.op if not self.values else f"{self.op}{self.values!r}"


def one_of(*values: Cell) -> Matching:
    """The column has one of these values."""
    return Matching("in", values)


def none_of(*values: Cell) -> Matching:
    """The column has none of these values."""
    return Matching("not_in", values)


#: The column equals the proposal's field of that name.
same = Matching("same")
#: The column differs from the proposal's field of that name.
other = Matching("other")
#: The column equals the proposal's field of that name, or is empty (which means any).
fits = Matching("fits")
#: The column has a value, and it equals the proposal's field of that name.
named = Matching("named")


def same_as(field: str) -> Matching:
    """The column equals another field of the proposal, e.g. `id=same_as("reply_to")`."""
    return Matching("same", (field,))


def where_of(table: str, columns: dict[str, object]) -> tuple[Where, ...]:
    """The filter that keyword arguments mean: a constant, a set of them, or `same`, `other`, `fits`.

    Raises:
        UnknownName: for a column that the table does not have.
        BadGuard: for something that a column cannot be compared to.
    """
    made: list[Where] = []
    for column, wanted in sorted(columns.items()):
        if isinstance(wanted, Matching):
            made.append(Where(column, wanted.op, _cells(wanted.values)))
        elif isinstance(wanted, (set, frozenset, list, tuple)):
            made.append(Where(column, "in", _cells(wanted)))
        elif wanted is None or isinstance(wanted, (str, int, bool)):
            made.append(Where(column, "in", _cells((wanted,))))
        else:
            raise BadGuard(f"column {column} is compared to {wanted!r}", "use a text, a set, or same/other")
    where = tuple(made)
    check_where(table, where)
    for each in where:
        _check_cells(table, each)
    return where


def _check_cells(table: str, each: Where) -> None:
    """Raise `BadGuard` for a filter that could take no row: it would never refuse."""
    if each.asks:
        return
    if not each.values:
        raise BadGuard(f"column {each.column} is compared to nothing", "name at least one value")
    column = getattr(attrs.fields(ROWS[table]), each.column)
    if "vocabulary" in column.metadata and any(isinstance(value, (int, bool)) for value in each.values):
        raise BadGuard(f"column {each.column} is compared to {each.values}", "its values are texts")


def _cells(values: Iterable[Cell]) -> tuple[Cell, ...]:
    cells = {str(each) if isinstance(each, str) else each for each in values}
    return tuple(sorted(cells, key=lambda each: (str(type(each)), str(each))))


def as_window(value: object) -> Window:
    """`value` as a window.

    Raises:
        BadGuard: for a bare `timedelta`, which could mean calendar days or hours, and anything else.
    """
    if isinstance(value, Window):
        return value
    if isinstance(value, timedelta):
        whole = value // timedelta(days=1)
        raise BadGuard(
            f"a window is given as {value!r}",
            f"days({max(whole, 1)}) means calendar days with today as day 1, "
            f"hours({max(value // timedelta(hours=1), 1)}) means a span to the microsecond: say which",
        )
    raise BadGuard(f"a window is given as {value!r}", "use days(n), hours(n), day(), week(), month(), ...")


def days(n: int, *, zone: str = "local") -> Window:
    """The last `n` calendar days, today as day 1, where the person may be (or `zone="books"`)."""
    return Days(n, zone)


def day(*, zone: str = "local") -> Window:
    """This calendar day."""
    return Days(1, zone)


def week(*, first: int = 1, zone: str = "local") -> Window:
    """This calendar week; `first` is an ISO weekday (1 is Monday)."""
    return Week(first, zone)


def month(*, zone: str = "local") -> Window:
    """This calendar month."""
    return Month(zone)


def business_days(n: int, calendar: str, *, zone: str = "local") -> Window:
    """From the n-th last business day on, by the engine's calendar of that name."""
    return BusinessDays(n, calendar, zone)


def hours(n: int) -> Window:
    """The last `n` hours, to the microsecond."""
    return Hours(n)


def since_stage() -> Window:
    """Since the case entered its stage."""
    return SinceStage()


def since(table: str, *, beside: bool = False, **columns: object) -> Window:
    """Since the last row of a table that the columns match, that row left out.

    Args:
        table: The table.
        beside: Look among the rows of the borrower's other cases as well.
        columns: What the row must have.
    """
    return SinceLast(table, where_of(table, columns), beside)


def ever() -> Window:
    """The whole history."""
    return Ever()
