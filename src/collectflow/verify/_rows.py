"""Rows of a case as kinds: what the filters in question can tell apart, and no more.

A filter looks at columns; two rows that every filter treats alike are of one kind. A solver then counts
rows by kind and by where in time they lie, instead of looking at single rows. Called by the snapshot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import product
from typing import Any

import attrs

from collectflow.events import ROWS, Proposal
from collectflow.guards._windows import (
    BusinessDays,
    Days,
    Hours,
    Month,
    SinceLast,
    Week,
    Where,
    Window,
)
from collectflow.verify._formulas import Expr


class TooLarge(Exception):
    """A question has more in it than is looked at."""


#: A filter as conditions; no conditions take every row.
Filter = tuple[Where, ...]
#: What a kind's columns hold; a column that no filter looks at is absent.
Columns = Mapping[str, Any]


def takes(where: Filter, columns: Columns, asked: Proposal) -> bool:
    """Whether a filter takes a row with these columns, for a proposal."""
    return all(_holds(each, columns[each.column], asked) for each in where)


def _holds(where: Where, value: object, asked: Proposal) -> bool:
    if where.op == "in":
        return value in where.values
    if where.op == "not_in":
        return value not in where.values
    wanted = getattr(asked, where.field, None)
    if where.op == "same":
        return value == wanted
    if where.op == "named":
        return value is not None and value == wanted
    if where.op == "other":
        return value != wanted
    return value is None or value == wanted


@attrs.frozen
class Kind:
    """Rows that the same filters take, and what a row of that kind may hold."""

    filters: frozenset[Filter]
    columns: tuple[tuple[str, Any], ...]


def _nullable(table: str, column: str) -> bool:
    return "None" in str(getattr(attrs.fields(ROWS[table]), column).type)


def candidates(
    table: str,
    column: str,
    conditions: Iterable[Where],
    asked: Proposal,
    words: Callable[[str], Iterable[str]],
) -> list[Any]:
    """Values of a column, one at least for every way in which these conditions can treat it."""
    found: list[Any] = []
    for each in conditions:
        if each.asks:
            found.append(getattr(asked, each.field, None))
        else:
            found += each.values
    field = getattr(attrs.fields(ROWS[table]), column)
    if "tuple" in str(field.type) or "set" in str(field.type):
        raise TooLarge(f"a filter on {column} of {table}")
    if "bool" in str(field.type):
        usual = field.default
        return [None, True, False] if usual is None else [usual, not usual]
    if column in _RELATED:
        # What comes of other rows is built only where it is nothing.
        return [None, *(each for each in dict.fromkeys(found) if each is not None), "some"]
    vocabulary = field.metadata.get("vocabulary")
    known = sorted(
        (each for each in dict.fromkeys(found) if each is not None), key=lambda each: each not in _USUAL
    )
    if vocabulary is not None:
        all_words = sorted(words(vocabulary), key=lambda each: (each not in _USUAL, each))
        known = [each for each in known if each in all_words]
        known += [each for each in all_words if each not in known][:1]
    elif "int" in str(field.type):
        numbers = [each for each in known if type(each) is int]
        known = [*numbers, max(numbers, default=0) + 1]
    else:
        known = [each for each in known if isinstance(each, str)]
        known.append("some-" + column)
    return [*known, None] if _nullable(table, column) else known


#: Columns that say what a row is to rows before it.
_RELATED = frozenset({"permission_day", "reply_day"})
#: What a row that a witness holds has in these columns: anything else would take rows of its own.
ALONE: Mapping[str, object] = {
    "permission_day": None,
    "reply_day": None,
    "inconvenient_time": False,
    "inconvenient_place": False,
    "misdirected": False,
    "timely": True,
}


def built(columns: Columns) -> bool:
    """Whether a row with these columns can be built by itself."""
    return all(columns.get(name, value) == value for name, value in ALONE.items())


#: What a witness holds where it has the choice.
_USUAL = frozenset({"call", "borrower", "collect", "no_answer", "conversation", "outbound"})

#: What a row of contacts can and cannot be, beside what its filters ask.
_INBOUND: Mapping[str, tuple[Where, ...]] = {
    "outcome": (Where("outcome", "in", (None,)), Where("outcome", "in", ("replied",))),
    "purpose": (Where("purpose", "in", ("reply",)),),
    "reply_to": (Where("reply_to", "in", (None,)),),
}


def _possible(table: str, columns: Columns) -> bool:
    """Whether an event can add such a row.

    Who gets in touch has an outcome and a fixed purpose, and who replies gets in touch.
    """
    if table != "contacts" or "direction" not in columns:
        return True
    if columns["direction"] != "inbound":
        came = columns.get("inconvenient_time") or columns.get("inconvenient_place")
        return columns.get("outcome") != "replied" and not came
    if columns.get("permission_day") is not None or columns.get("reply_day") is not None:
        return False
    if "outcome" in columns and columns["outcome"] is None:
        return False
    return columns.get("purpose", "reply") == "reply" and columns.get("reply_to") is None


def kinds(
    table: str, filters: Iterable[Filter], asked: Proposal, words: Callable[[str], Iterable[str]]
) -> tuple[Kind, ...]:
    """The kinds of rows that these filters tell apart; rows that none takes are left out."""
    wanted = tuple(dict.fromkeys(filters))
    conditions: dict[str, list[Where]] = {}
    for where in wanted:
        for each in where:
            conditions.setdefault(each.column, []).append(each)
    apart = _INBOUND if table == "contacts" and "direction" in conditions else {}
    values: list[list[tuple[str, Any]]] = []
    for column, asking in sorted(conditions.items()):
        told = (*asking, *apart.get(column, ()))
        classes: dict[tuple[bool, ...], tuple[str, Any]] = {}
        for value in candidates(table, column, told, asked, words):
            signature = tuple(_holds(each, value, asked) for each in told)
            classes.setdefault(signature, (column, value))
        values.append(list(classes.values()))
    found: dict[frozenset[Filter], Kind] = {}
    for chosen in product(*values):
        columns = dict(chosen)
        if _possible(table, columns):
            taken = frozenset(each for each in wanted if takes(each, columns, asked))
            if taken:
                found.setdefault(taken, Kind(taken, chosen))
    return tuple(found.values())


# --- where in time --------------------------------------------------------------------------------------


def contains(wide: Window, narrow: Window) -> bool:
    """Whether a window surely contains another, whenever one looks."""
    if wide == narrow:
        return True
    if isinstance(wide, Hours) and isinstance(narrow, Hours):
        return wide.n >= narrow.n
    if getattr(wide, "zone", "wide") != getattr(narrow, "zone", "narrow"):
        return False
    if isinstance(wide, Days):
        return isinstance(narrow, Days) and wide.n >= narrow.n
    if isinstance(wide, BusinessDays):
        if isinstance(narrow, BusinessDays):
            return wide.calendar == narrow.calendar and wide.n >= narrow.n
        return isinstance(narrow, Days) and wide.n >= narrow.n
    return isinstance(wide, (Week, Month)) and narrow == Days(1, getattr(narrow, "zone", "local"))


def places(bounds: tuple[Window, ...], outside: Iterable[Window] = ()) -> list[frozenset[Window]]:
    """The sets of windows in which a row may lie at once; in none of `outside`."""
    barred = set(outside)
    found = []
    for picked in product((False, True), repeat=len(bounds)):
        inside = frozenset(each for each, is_in in zip(bounds, picked, strict=True) if is_in)
        if inside & barred:
            continue
        if any(contains(wide, narrow) for narrow in inside for wide in bounds if wide not in inside):
            continue
        found.append(inside)
    return found


def anchored(window: Window) -> tuple[str, Filter] | None:
    """The table and filter whose last row a window begins with."""
    return (window.table, window.where) if isinstance(window, SinceLast) else None


@attrs.frozen
class SinceSecond(SinceLast):
    """Since the last row by its other instant: received, given."""


#: The other instant of a table's rows, and whether it is the later one.
SECOND: Mapping[str, tuple[str, bool]] = {
    "payments": ("reversed_us", True),
    "adjustments": ("reversed_us", True),
    "notices": ("received_us", True),
    "promises": ("broken_us", True),
    "permissions": ("given_us", False),
}


# --- what a snapshot holds ---------------------------------------------------------------------------


@attrs.frozen
class Bound:
    """Where a window begins, and whether that is known."""

    start: Expr
    known: Expr
    #: Its first day, for windows of calendar days.
    first: Expr | None = None


@attrs.frozen(eq=False)
class Cell:
    """How many rows there are of a kind, in just these windows."""

    table: str
    kind: Kind
    inside: frozenset[Window]
    #: For rows with another instant (reversed, received, given): the windows in which it was; `None`: never.
    second: frozenset[Window] | None
    #: Whether they are in force: not (""), `always` or at certain hours (`hourly`).
    force: str
    number: Expr
    #: Whether the hours of those in force cover this one.
    covers: Expr


@attrs.frozen(eq=False)
class Anchor:
    """The last row that a filter takes."""

    exists: Expr
    at: Expr
    #: In which cell that row is, one of them where it exists.
    picks: tuple[tuple[Cell, Expr], ...]
