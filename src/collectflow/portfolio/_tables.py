"""The frames at the door, and the columns that are made of them.

A guard's reading asks the `Desk` for columns: a count, the last instant, what is in force. Every table is
grouped once for all that was asked of it (twice where a window begins with a row of the same table).
Flags are made into columns first and bare columns aggregated after: narwhals aggregates conditional
expressions wrongly on pandas and PyArrow.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

import attrs
import narwhals.stable.v2 as nw

from collectflow._time import FIRST, instant
from collectflow.events import ROWS
from collectflow.guards._windows import Where  # what a filter is made of has no public name yet
from collectflow.portfolio._errors import BadColumn, MissingColumn, MissingFrame
from collectflow.portfolio._logic import Side, Worth, all_sides, any_side, column, compare, constant, negated

CASE = "case"

#: What a row's column is called in a frame, where it is not the same.
NAMES = {
    "us": "at",
    "end": "ends_at",
    "ordinal": "due_on",
    "issued": "issued_on",
    "reversed_us": "reversed_at",
    "given_us": "given_at",
    "received_us": "received_at",
    "returned_us": "returned_at",
    "kept_us": "kept_at",
    "broken_us": "broken_at",
}
INSTANTS = frozenset(
    {
        "at",
        "ends_at",
        "stage_at",
        "history_from",
        "beside_from",
        "reversed_at",
        "given_at",
        "received_at",
        "returned_at",
        "kept_at",
        "broken_at",
    }
)
DAYS = frozenset({"due_on", "as_of", "oldest_due_on", "by", "first_day", "issued_on", "last_day"})


def _own() -> Iterator[tuple[str, str, object]]:
    """The columns that rows have: name in frames, type, default. A name is the same kind in every table."""
    for row in ROWS.values():
        for each in attrs.fields(row):
            name: str = each.name
            yield NAMES.get(name, name), str(each.type), each.default


BOOLS = frozenset(name for name, kind, _ in _own() if kind in {"bool", "bool | None"})
NUMBERS = frozenset({"open_amount", "paid_since", "credit", "position"}) | {
    name for name, kind, _ in _own() if kind in {"int", "int | None"} and name not in INSTANTS | DAYS
}
#: What a row is where its frame does not say so: few hosts keep these columns.
DEFAULTS: Mapping[str, object] = {
    **{name: default for name, _, default in _own() if name in BOOLS},
    "permission_day": None,
    "reply_day": None,
    "reply_to": None,
}
#: What a filter on data frames cannot compare: lists, and columns that only windows read.
_NOT_COMPARED = frozenset({"about", "discussed", "weekdays"}) | INSTANTS | DAYS

Frame = nw.DataFrame[Any] | nw.LazyFrame[Any]


def kind_of(name: str) -> str:
    """What a column holds: `instant`, `day`, `number`, `bool` or `text`."""
    if name in INSTANTS:
        return "instant"
    if name in DAYS:
        return "day"
    if name in BOOLS:
        return "bool"
    return "number" if name in NUMBERS else "text"


_WANTED = {
    "instant": "an instant with a time zone",
    "day": "a date",
    "number": "a whole number",
    "text": "a text",
    "bool": "a boolean",
}
#: An empty column of each kind.
TYPES: Mapping[str, Any] = {
    "instant": nw.Datetime("us", "UTC"),
    "day": nw.Date(),
    "number": nw.Int64(),
    "text": nw.String(),
    "bool": nw.Boolean(),
}


def _fits(kind: str, dtype: Any) -> bool:  # noqa: ANN401 - a narwhals type
    if kind == "instant":
        return isinstance(dtype, nw.Datetime) and dtype.time_zone is not None
    if kind == "day":
        return dtype == nw.Date or (isinstance(dtype, nw.Datetime) and dtype.time_zone is None)
    if kind == "number":
        return bool(dtype.is_integer())
    if kind == "bool":
        return bool(dtype == nw.Boolean)
    return dtype in (nw.String, nw.Categorical, nw.Enum)


@attrs.frozen
class CaseColumn:
    """A field of the proposal that differs by case: the column of the cases that holds it."""

    name: str


@attrs.define
class Asked:
    """What was asked of one table: columns to bring from the cases, and those to make and aggregate."""

    brought: dict[str, None] = attrs.field(factory=dict)
    #: By alias: the column to make on the rows, and its aggregation.
    made: dict[str, tuple[nw.Expr, str]] = attrs.field(factory=dict)


@attrs.frozen
class Special:
    """A reading that takes a pass of its own: the texts of the last row, or different values."""

    table: str
    flag: Side
    column: str
    alias: str
    #: The alias of the last instant; `None`: count the different values.
    last: str | None


class Desk:
    """One sweep's instant, the columns that were read and what was asked of the tables."""

    def __init__(self, us: int, schemas: Mapping[str, Mapping[str, Any]] | None) -> None:
        """`schemas` of the frames; without them everything is taken to be there (`needs`)."""
        self.us = us
        self.schemas = schemas
        #: Every column that was read, by table, and what it holds.
        self.read: dict[str, dict[str, str]] = {"cases": {}}
        self.asked: tuple[dict[str, Asked], dict[str, Asked]] = ({}, {})
        self.specials: list[Special] = []
        #: The roles of which the person is wanted, where it is alone in it.
        self.alone: dict[str, str] = {}
        #: What cannot be read on data frames.
        self.problems: dict[str, None] = {}
        #: Business days that were counted, by calendar, day and marks.
        self.counted: dict[Hashable, Any] = {}
        self._aliases: dict[Hashable, str] = {}
        self.col("cases", CASE)

    # --- columns and constants ------------------------------------------------------------------------

    def col(self, table: str, name: str, kind: str | None = None) -> nw.Expr:
        """A column of a frame, checked."""
        what = kind_of(name) if kind is None else kind
        known = self.read.setdefault(table, {})
        if name not in known:
            if table != "cases" and not known and name != CASE:
                self.col(table, CASE)
            known[name] = what
            if self.schemas is not None:
                self._check(table, name, what)
        return nw.col(name)

    def _check(self, table: str, name: str, kind: str) -> None:
        assert self.schemas is not None  # noqa: S101 - the caller looked
        schema = self.schemas.get(table)
        if schema is None:
            # Named when everything that is read of it is known.
            return
        if name not in schema:
            raise MissingColumn(table, name, tuple(schema))
        found = schema[name]
        # A case may be called by a number too.
        if name != CASE and not _fits(kind, found):
            raise BadColumn(table, name, str(found), _WANTED[kind])

    def check_frames(self) -> None:
        """Raise `MissingFrame` for a table that is read and was not given."""
        for table, columns in self.read.items():
            if self.schemas is not None and table not in self.schemas:
                raise MissingFrame(table, tuple(columns))

    def has(self, table: str, name: str) -> bool:
        """Whether an optional column is there."""
        return self.schemas is not None and name in self.schemas.get(table, {})

    @staticmethod
    def at(us: int) -> nw.Expr:
        """An instant as a constant."""
        return nw.lit(instant(max(us, FIRST)))

    def before_day(self, table: str, name: str, ordinal: int) -> nw.Expr:
        """Whether a column of days is before a day; false where it is empty."""
        return self.earlier(self.col(table, name, "day"), table, name, ordinal)

    def earlier(self, held: nw.Expr, table: str, name: str, ordinal: int) -> nw.Expr:
        """The same for what was made of a column of a table."""
        schema = {} if self.schemas is None else self.schemas.get(table, {})
        day = date.fromordinal(min(max(ordinal, 1), date.max.toordinal()))
        if isinstance(schema.get(name), nw.Datetime):
            # `datetime64` without a zone is how pandas holds days.
            return (held < nw.lit(datetime(day.year, day.month, day.day))).fill_null(value=False)  # noqa: DTZ001
        return (held < nw.lit(day)).fill_null(value=False)

    def day_number(self, held: nw.Expr, table: str, name: str) -> nw.Expr:
        """What was made of a column of days as ordinals, empty where it is: subtraction differs by engine."""
        schema = {} if self.schemas is None else self.schemas.get(table, {})
        some: date = datetime(2000, 1, 1) if isinstance(schema.get(name), nw.Datetime) else date(2000, 1, 1)  # noqa: DTZ001
        filled = held.fill_null(some)
        year, month, day = (
            each.cast(nw.Int64) for each in (filled.dt.year(), filled.dt.month(), filled.dt.day())
        )
        # Years begin in March, so that the day which a leap year has more is the last.
        early = month <= 2  # noqa: PLR2004 - February
        year = nw.when(early).then(year - 1).otherwise(year)
        month = nw.when(early).then(month + 9).otherwise(month - 3)
        number = 365 * year + year // 4 - year // 100 + year // 400 + (153 * month + 2) // 5 + day - 306
        return nw.when(~held.is_null()).then(number)

    def known_from(self, *, beside: bool = False) -> nw.Expr | None:
        """From when it is known what happened; `None` where it always is."""
        found = [
            self.col("cases", name)
            for name in ("history_from", *(("beside_from",) if beside else ()))
            if self.has("cases", name)
        ]
        if len(found) < 2:  # noqa: PLR2004 - the case's own, and the others'
            return found[0] if found else None
        own, others = found
        later = (others > own).fill_null(value=False) | own.is_null()
        return nw.when(later).then(others).otherwise(own)

    def history_after(self, start: int | None, *, beside: bool = False) -> Side:
        """Whether the known history begins only after an instant; `None`: whether it begins at all."""
        held = self.known_from(beside=beside)
        if held is None:
            return False
        if start is None or start <= FIRST:
            return ~held.is_null()
        return (held > self.at(start)).fill_null(value=False)

    # --- filters --------------------------------------------------------------------------------------

    def where(
        self,
        table: str,
        conditions: tuple[Where, ...],
        asked: Mapping[str, Any],
        turn: int = 1,
        *,
        beside: bool = False,
    ) -> tuple[Side, Hashable]:
        """A filter on the rows of a table, and what tells it from others.

        `asked` holds the proposal's fields; `beside` takes the rows of the borrower's other cases as well.
        """
        sides: list[Side] = []
        told: list[Hashable] = [beside]
        if not beside and self.has(table, "beside"):
            sides.append(~self.col(table, "beside").fill_null(value=False))
        for each in conditions:
            name = NAMES.get(each.column, each.column)
            if name in _NOT_COMPARED:
                self.problems[f"a filter on {table}.{each.column}"] = None
                continue
            wanted = asked.get(each.field) if each.asks else None
            told.append((each, wanted))
            if name in DEFAULTS and self.schemas is not None and not self.has(table, name):
                sides.append(_by_default(each, DEFAULTS[name], wanted))
            else:
                sides.append(self._compared(table, name, each, wanted, turn))
        return all_sides(sides), tuple(told)

    def _compared(self, table: str, name: str, each: Where, wanted: object, turn: int) -> Side:
        held = self.col(table, name)
        usual = DEFAULTS.get(name)
        if isinstance(usual, bool):
            held = held.fill_null(usual)
        if not each.asks:
            found = _one_of(held, each.values)
            return negated(found) if each.op == "not_in" else found
        found = (
            _same(held, self.bring(table, wanted.name, turn))
            if isinstance(wanted, CaseColumn)
            else _one_of(held, (wanted,))
        )
        if each.op == "other":
            return negated(found)
        if each.op == "named":
            return all_sides([~held.is_null(), found])
        return any_side([held.is_null(), found]) if each.op == "fits" else found

    # --- what is asked of tables ----------------------------------------------------------------------

    def _asked(self, table: str, turn: int) -> Asked:
        self.col(table, CASE)
        return self.asked[turn].setdefault(table, Asked())

    def bring(self, table: str, name: str, turn: int = 1) -> nw.Expr:
        """A column of the cases, on the rows of a table."""
        self._asked(table, turn).brought[name] = None
        return nw.col(f"__in_{name}")

    def _make(self, table: str, turn: int, key: Hashable, made: tuple[nw.Expr, str]) -> str:
        whole = (table, turn, made[1], key)
        alias = self._aliases.get(whole)
        if alias is None:
            alias = self._aliases[whole] = f"__{len(self._aliases)}"
            self._asked(table, turn).made[alias] = made
        return alias

    def number(self, table: str, flag: Side, key: Hashable) -> nw.Expr:
        """How many rows are flagged."""
        return nw.col(self._make(table, 1, key, (column(flag).cast(nw.Int64), "sum")))

    def total(self, table: str, flag: Side, name: str, key: Hashable) -> nw.Expr:
        """The sum of a column of numbers over the flagged rows."""
        made = nw.when(column(flag)).then(self.col(table, name)).otherwise(nw.lit(0))
        return nw.col(self._make(table, 1, (key, name), (made, "sum")))

    def sum_of(self, table: str, number: nw.Expr, key: Hashable) -> nw.Expr:
        """The sum of what was made of a row."""
        return nw.col(self._make(table, 1, key, (number, "sum")))

    def extreme(self, table: str, flag: Side, name: str, key: Hashable, how: str, turn: int = 1) -> str:
        """The alias of the least or greatest of a column over the flagged rows."""
        held = self.col(table, name)
        made = held if flag is True else nw.when(column(flag)).then(held)
        return self._make(table, turn, (key, name), (made, how))

    def summed(self, table: str, flag: Side, value: Worth, key: Hashable) -> nw.Expr:
        """The sum of an expression over the flagged rows."""
        made = nw.when(column(flag)).then(constant(value)).otherwise(nw.lit(0))
        return nw.col(self._make(table, 1, key, (made, "sum")))

    def most(self, table: str, flag: Side, value: Worth, key: Hashable) -> str:
        """The alias of the greatest of an expression over the flagged rows."""
        return self._make(table, 1, key, (nw.when(column(flag)).then(constant(value)), "max"))

    def least(self, table: str, flag: Side, value: nw.Expr, key: Hashable) -> str:
        """The alias of the least of an expression over the flagged rows."""
        return self._make(table, 1, key, (nw.when(column(flag)).then(value), "min"))

    def special(self, table: str, flag: Side, name: str, last: str | None, key: Hashable) -> str:
        """The alias of a reading that takes a pass of its own."""
        whole = (table, "special", name, last, key)
        alias = self._aliases.get(whole)
        if alias is None:
            alias = self._aliases[whole] = f"__{len(self._aliases)}"
            self.col(table, name)
            self._asked(table, 1)
            self.specials.append(Special(table, flag, name, alias, last))
        return alias

    def person(self, party: str) -> CaseColumn:
        """The person who is alone in a role, as a column of the cases."""
        if party == "borrower":
            self.col("cases", "borrower")
            return CaseColumn("borrower")
        for name in ("party", "person"):
            self.col("zones", name)
        return CaseColumn(self.alone.setdefault(party, f"__person_{len(self.alone)}"))

    # --- making the columns -----------------------------------------------------------------------------

    def wide(self, frames: Mapping[str, Frame]) -> Any:  # noqa: ANN401 - a narwhals frame
        """The cases with every column that was asked for.

        Every piece is made of the frames themselves and joined at the end: what is made of what was made
        before would be planned, and computed, twice as often with each step.
        """
        cases: Any = frames["cases"].select(*self.read["cases"])
        #: Each piece has a row a case; by what its columns are called.
        pieces: list[tuple[set[str], Any]] = [(set(self.read["cases"]), cases)]
        if self.alone:
            pieces.append((set(self.alone.values()), self._persons(frames["zones"])))
        for turn in self.asked:
            made = [
                (set(asked.made), _grouped(self._rows(pieces, frames, table, asked.brought), asked))
                for table, asked in turn.items()
                if asked.made
            ]
            pieces += made
        for each in self.specials:
            brought = dict.fromkeys(self.asked[1][each.table].brought)
            if each.last is not None:
                brought[each.last] = None
            rows = self._rows(pieces, frames, each.table, brought)
            found = _different(rows, each) if each.last is None else self._texts(rows, each)
            pieces.append(({each.alias}, found))
        for _, piece in pieces[1:]:
            cases = cases.join(piece, on=CASE, how="left")
        sums = [
            nw.col(alias).fill_null(0)
            for asked in self.asked[1].values()
            for alias, (_, how) in asked.made.items()
            if how == "sum"
        ]
        return cases.with_columns(*sums) if sums else cases

    def _rows(
        self,
        pieces: list[tuple[set[str], Any]],
        frames: Mapping[str, Frame],
        table: str,
        brought: Iterable[str],
    ) -> Any:  # noqa: ANN401 - a narwhals frame
        """The rows of a table with what they need of their case."""
        columns = dict.fromkeys(self.read[table])
        if self.has(table, "position"):
            columns["position"] = None
        rows: Any = frames[table].select(*columns)
        wanted = set(brought)
        for names, piece in pieces:
            here = sorted(names & wanted)
            if here:
                renamed = [nw.col(each).alias(f"__in_{each}") for each in here]
                rows = rows.join(piece.select(CASE, *renamed), on=CASE, how="left")
                wanted -= names
        return rows

    def _persons(self, zones: Any) -> Any:  # noqa: ANN401 - a narwhals frame
        made = zones.with_columns(
            **{
                alias: nw.when(nw.col("party") == party).then(nw.col("person"))
                for party, alias in self.alone.items()
            }
        )
        aggregates = []
        for alias in self.alone.values():
            aggregates += [
                nw.col(alias).min().alias(f"{alias}_min"),
                nw.col(alias).max().alias(f"{alias}_max"),
            ]
        grouped = made.group_by(CASE).agg(*aggregates)
        return grouped.select(
            CASE,
            **{
                alias: nw.when(nw.col(f"{alias}_min") == nw.col(f"{alias}_max")).then(nw.col(f"{alias}_min"))
                for alias in self.alone.values()
            },
        )

    def _texts(self, rows: Any, each: Special) -> Any:  # noqa: ANN401 - narwhals frames
        """The text of the last row; empty where rows of one instant differ and nothing orders them."""
        found = rows.filter(column(each.flag) & (nw.col("at") == nw.col(f"__in_{each.last}")))
        if self.has(each.table, "position"):
            latest = found.group_by(CASE).agg(nw.col("position").max().alias("__position"))
            found = found.join(latest, on=CASE, how="left")
            found = found.filter(nw.col("position") == nw.col("__position"))
        found = found.with_columns(__text=nw.col(each.column).fill_null(""))
        found = found.group_by(CASE).agg(
            nw.col("__text").min().alias("__min"), nw.col("__text").max().alias("__max")
        )
        text = nw.when(nw.col("__min") == nw.col("__max")).then(nw.col("__min"))
        return found.select(CASE, text.alias(each.alias))


def _grouped(rows: Any, asked: Asked) -> Any:  # noqa: ANN401 - narwhals frames
    made = rows.with_columns(**{alias: expr for alias, (expr, _) in asked.made.items()})
    # A row that adds nothing need not be grouped: what a case has none of is filled in afterwards.
    adds = [
        (nw.col(alias) != 0).fill_null(value=False) if how == "sum" else ~nw.col(alias).is_null()
        for alias, (_, how) in asked.made.items()
    ]
    made = made.filter(reduce(or_, adds))
    return made.group_by(CASE).agg(*(getattr(nw.col(alias), how)() for alias, (_, how) in asked.made.items()))


def _different(rows: Any, each: Special) -> Any:  # noqa: ANN401 - narwhals frames
    """How many different values a column has; those without one do not count."""
    held = nw.col(each.column)
    found = rows.filter(column(each.flag) & ~held.is_null()).select(CASE, each.column)
    if kind_of(each.column) == "text":
        found = found.filter(held != "")
    found = found.unique().with_columns(__one=nw.lit(1).cast(nw.Int64))
    return found.group_by(CASE).agg(nw.col("__one").sum().alias(each.alias))


def _by_default(each: Where, value: object, wanted: object) -> Side:
    """A condition on a column that is not there."""
    if not each.asks:
        return (value in each.values) is (each.op == "in")
    if isinstance(wanted, CaseColumn) or value is not None:
        return each.op == "other"
    return {"same": wanted is None, "other": wanted is not None, "fits": True, "named": False}[each.op]


def _one_of(held: nw.Expr, values: tuple[Any, ...]) -> Side:
    sides: list[Side] = [held.is_null()] if None in values else []
    sides += [compare("eq", held, each) for each in values if each is not None]
    return any_side(sides)


def _same(held: nw.Expr, other: nw.Expr) -> Side:
    return any_side([(held == other).fill_null(value=False), held.is_null() & other.is_null()])
