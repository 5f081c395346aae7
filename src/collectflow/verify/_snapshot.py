"""The third reading: every case that events can build, at one instant, for one proposal, in one zone.

A snapshot is variables and what holds between them in every case. It comes in two strengths. The wide
one leaves room for whatever days and zones there are (days of any length, books that end at any hour),
so that what has no solution there happens in no case: that is a proof. The exact one has days of 24 hours
and zones of whole hours, so that each of its solutions can be built from events: that is a witness. What
has a solution in the wide one alone is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import attrs

from collectflow._time import DAY
from collectflow.events import ROWS, Contact
from collectflow.guards import (
    Count,
    Guard,
    InForce,
    Last,
    Opaque,
    Ref,
    Test,
    Value,
    Window,
    leaves,
)
from collectflow.guards._windows import Ever, SinceLast, Where  # the windows' classes
from collectflow.verify._formulas import Expr, Symbol, Truth, formula
from collectflow.verify._rows import (
    SECOND,
    Anchor,
    Bound,
    Cell,
    Filter,
    Kind,
    SinceSecond,
    TooLarge,
    anchored,
    built,
    kinds,
    places,
)
from collectflow.verify._symbols import SYMBOLS, WINDOWS
from collectflow.verify._world import MOST_ROWS, OFFSET, OTHER, Setting, World
from collectflow.verify._z3 import z3

#: More windows than this on one table have too many orders.
_MOST_WINDOWS = 7
_NOT_BESIDE = Where("beside", "in", (False,))
#: And more cells than this take longer than anybody waits.
_MOST_CELLS = 3_000


def _beside(ref: Count | Last | InForce) -> Iterator[str]:
    """The tables of which a reference reads rows in other cases."""
    if ref.beside:
        yield ref.table
    window = None if isinstance(ref, Last) else ref.window
    if isinstance(window, SinceLast) and window.beside:
        yield window.table


class Snapshot(World):
    """Variables for everything that some guards read, and what holds between them."""

    def __init__(
        self, setting: Setting, guards: Iterable[tuple[Guard, str | None]], *, exact: bool = False
    ) -> None:
        """Lay out the variables.

        Args:
            setting: What is fixed.
            guards: The guards that will be asked about, each with the currency of its policy.
            exact: Only such cases as can be built; otherwise all, and perhaps more.

        Raises:
            TooLarge: when there are too many windows to order.
        """
        self.unread: list[str] = []
        self._symbols: dict[tuple[Ref, str | None], Symbol] = {}
        self._opaques: dict[Opaque, Truth] = {}
        self._objects: dict[int, tuple[Expr, Expr]] = {}
        guarded = tuple(guards)
        found = [leaf for guard, _ in guarded for leaf in leaves(guard)]
        self._seen = [leaf for leaf in found if isinstance(leaf, Test)]
        self._reads = [
            ref for leaf in found for ref in ((leaf.ref,) if isinstance(leaf, Test) else leaf.reads)
        ]
        #: The tables of which rows in other cases of the borrower are read as well.
        self._united = {
            table for ref in self._reads if isinstance(ref, (Count, Last, InForce)) for table in _beside(ref)
        }
        named = {
            date.fromordinal(int(each)).year
            for leaf in self._seen
            if leaf.ref.type == "date"
            for each in leaf.values
        }
        #: The years whose months the exact snapshot knows.
        self.years = sorted({y for each in {2026, 2027, *named} for y in (each - 1, each, each + 1)})
        super().__init__(setting, (c for _, c in guarded if c is not None), exact=exact)
        self._rows()

    # --- rows -------------------------------------------------------------------------------------------

    def taken(self, ref: Count | Last | InForce) -> Filter:
        """The filter of a reference, its own case's rows told from others where that matters."""
        return ref.where if ref.beside else self._own(ref.table, ref.where)

    def _own(self, table: str, where: Filter) -> Filter:
        return (*where, _NOT_BESIDE) if table in self._united else where

    def anchor_of(self, ref: Last) -> SinceLast:
        """The window that begins with the row that a reference looks at."""
        kind = SinceLast if ref.by == "us" else SinceSecond
        return kind(ref.table, self.taken(ref), ref.beside)

    def window(self, window: Window) -> Window:
        """A window as it is laid out: one that begins with a row begins with one of the case itself."""
        if isinstance(window, SinceLast) and not window.beside:
            return SinceLast(window.table, self._own(window.table, window.where))
        return window

    def _filters(self) -> tuple[dict[str, list[Filter]], dict[str, list[Window]], set[str], set[str]]:
        """By table, filters and windows; then those whose other instant is looked at, and that hold."""
        filters: dict[str, list[Filter]] = {}
        windows: dict[str, list[Window]] = {}
        twice: set[str] = set()
        holding: set[str] = set()

        def anchor(window: Window) -> None:
            found = anchored(window)
            if found is not None:
                filters.setdefault(found[0], []).append(found[1])
                windows.setdefault(found[0], []).append(window)

        rows = [ref for ref in self._reads if isinstance(ref, (Count, Last, InForce))]
        for ref in (each for each in rows if each.by in {"us", SECOND.get(each.table, ("",))[0]}):
            if ref.by != "us":
                twice.add(ref.table)
            filters.setdefault(ref.table, []).append(self.taken(ref))
            if isinstance(ref, Last):
                anchor(self.anchor_of(ref))
                filters[ref.table] += [refined for _, refined in self.texts_of(ref)]
                continue
            window = self.window(ref.window)
            if not isinstance(window, Ever):
                windows.setdefault(ref.table, []).append(window)
            anchor(window)
            if isinstance(ref, InForce):
                holding.add(ref.table)
            elif ref.distinct is not None:
                filters[ref.table] += [refined for _, refined in self.values_of(ref)]
        return filters, windows, twice, holding

    def texts_of(self, ref: Last) -> list[tuple[str, Filter]]:
        """The texts that a reading of the last row is compared to, each with the rows that hold it."""
        if ref.type != "text":
            return []
        # A last row whose column is empty reads as the empty text, as does none.
        named = {
            "",
            *(v for leaf in self._seen if leaf.ref == ref for v in leaf.values if isinstance(v, str)),
        }
        return [
            (each, (*self.taken(ref), Where(ref.what, "in", (each,) if each else (None, ""))))
            for each in sorted(named)
        ]

    def values_of(self, ref: Count) -> list[tuple[Any, Filter]]:
        """The values of a column that are counted when different; none where nobody lists them."""
        assert ref.distinct is not None  # noqa: S101 - asked for where it is
        words = self._vocabulary(ref.table, ref.distinct)
        if words is None:
            words = [f"some-{ref.distinct}{end}" for end in ("", "-2", "-3", "-4")] if self.exact else []
        return [(each, (*self.taken(ref), Where(ref.distinct, "in", (each,)))) for each in words]

    def _vocabulary(self, table: str, column: str) -> list[str] | None:
        name = getattr(attrs.fields(ROWS[table]), column).metadata.get("vocabulary")
        return None if name is None else sorted(self.setting.words(name))

    def _rows(self) -> None:
        self.cells: dict[str, list[Cell]] = {}
        self.bounds: dict[Window, Bound] = {}
        self.anchors: dict[Window, Anchor] = {}
        filters, windows, twice, holding = self._filters()
        for found in windows.values():
            for window in dict.fromkeys(found):
                if window not in self.bounds:
                    kind = SinceLast if isinstance(window, SinceLast) else type(window)
                    self.bounds[window] = WINDOWS[kind](self, window)
        self._order()
        for table, wanted in filters.items():
            bounds = tuple(dict.fromkeys(windows.get(table, [])))
            if len(bounds) > _MOST_WINDOWS:
                raise TooLarge(f"{len(bounds)} windows on {table}")
            self.cells[table] = [
                cell
                for kind in kinds(table, wanted, self.setting.asked, self.setting.words)
                for cell in self._cells(table, kind, bounds, twice=table in twice, holding=table in holding)
            ]
            if len(self.cells[table]) > _MOST_CELLS:
                raise TooLarge(f"{len(self.cells[table])} kinds of rows of {table} in its windows")
        self._answered()
        for window in self.bounds:
            if isinstance(window, SinceLast):
                self._anchor(window)

    def _answered(self) -> None:
        """What a proposal answers has come in, and once."""
        asked = self.setting.asked
        told = asked.reply_to if isinstance(asked, Contact) else None
        cells = [each for each in self.cells.get("contacts", ()) if "id" in dict(each.kind.columns)]
        if told is None or not cells:
            return
        of_it = [each for each in cells if dict(each.kind.columns)["id"] == told]
        inbound = [each for each in of_it if dict(each.kind.columns).get("direction") == "inbound"]
        self.hold(*(each.number == 0 for each in of_it if each not in inbound))
        if self.exact:
            self.hold(z3.Sum([each.number for each in inbound] or [z3.IntVal(0)]) == 1)
        else:
            # It may be of a kind that no filter takes, and is not counted then.
            self.hold(z3.Sum([each.number for each in inbound] or [z3.IntVal(0)]) <= 1)

    def _cells(
        self,
        table: str,
        kind: Kind,
        bounds: tuple[Window, ...],
        *,
        twice: bool,
        holding: bool,
    ) -> Iterable[Cell]:
        # What the filter of an anchor takes is not later than its last row.
        outside = [
            each
            for each in bounds
            if isinstance(each, SinceLast) and each.table == table and each.where in kind.filters
        ]
        spots = places(bounds, [each for each in outside if not isinstance(each, SinceSecond)])
        others = places(bounds, [each for each in outside if isinstance(each, SinceSecond)]) if twice else []
        later = twice and SECOND[table][1]
        force = ("", "always", "hourly") if table == "preferences" else ("", "always")
        for inside in spots:
            seconds: list[frozenset[Window] | None] = [
                each for each in others if (inside <= each if later else each <= inside)
            ]
            if not twice or later:
                # What may yet come need not have come; what came before has.
                seconds.insert(0, None)
            for when in seconds:
                for held in force if holding else ("",):
                    if held and later and when is not None:
                        # What is broken is open no more.
                        continue
                    cell = Cell(table, kind, inside, when, held, self.integer("rows"), self.boolean("covers"))
                    self.hold(cell.number >= 0)
                    if self.exact:
                        most = MOST_ROWS if built(dict(kind.columns)) else 0
                        self.hold(cell.number <= most)
                    self.hold(z3.Implies(cell.number > 0, self._fits(bounds, inside)))
                    if when is not None:
                        self.hold(z3.Implies(cell.number > 0, self._fits(bounds, when)))
                    yield cell

    def _fits(self, bounds: tuple[Window, ...], inside: frozenset[Window]) -> Expr:
        """There is an instant which lies in these windows and in no other."""
        starts = [self.bounds[each].start for each in bounds if each in inside]
        ends = [self.bounds[each].start for each in bounds if each not in inside]
        least = self.history if self.exact else z3.IntVal(0)
        return z3.And(
            [a <= self.now for a in starts]
            + [a < b for a in starts for b in ends]
            + [least < b for b in ends]
        )

    def _order(self) -> None:
        """Days begin in the order of their dates, in one zone."""
        dated: list[tuple[str, Expr, Expr]] = [
            (getattr(window, "zone", ""), bound.first, bound.start)
            for window, bound in self.bounds.items()
            if bound.first is not None
        ]
        for zone, first, start in dated:
            for other, later_first, later_start in dated:
                if other == zone and later_first is not first:
                    self.hold(z3.Implies(first <= later_first, start <= later_start))
            if zone == "books":
                self.hold(z3.Implies(self.entered_day >= first, self.entered >= start))

    def calendar(self, zone: str, first: Expr, known: Expr) -> Bound:
        """A window that begins with a day."""
        start = self.integer("start")
        if self.exact:
            self.hold(start == first * DAY - (0 if zone == "books" else self.offset))
        else:
            # Where a date is missing, the next one begins in its place.
            early = OFFSET + (DAY if zone == "books" else 0)
            self.hold(start >= first * DAY - early, start < first * DAY + DAY + OFFSET, start <= self.now)
        return Bound(start, z3.And(known, self.zone_known(zone)), first)

    def _anchor(self, window: SinceLast) -> None:
        bound = self.bounds[window]
        cells = [each for each in self.cells[window.table] if window.where in each.kind.filters]
        exists = z3.Or([each.number > 0 for each in cells])
        at = bound.start - 1
        picks = []
        if isinstance(window, SinceSecond):
            cells = [each for each in cells if each.second is not None]
            exists = z3.Or([each.number > 0 for each in cells])
        for cell in cells:
            place = cell.second if isinstance(window, SinceSecond) else cell.inside
            assert place is not None  # noqa: S101 - those without were left out
            picked = self.boolean("picked")
            inside = [self.bounds[w].start <= at for w in place]
            ends = [
                at < self.bounds[w].start
                for w in self._bounds_of(window.table)
                if w not in place and w != window
            ]
            self.hold(z3.Implies(picked, z3.And([cell.number > 0, *inside, *ends])))
            picks.append((cell, picked))
        # One row is the last; which one of several of the same instant is not asked.
        self.hold(z3.Implies(exists, z3.Or([picked for _, picked in picks])))
        if picks:
            self.hold(z3.AtMost(*(picked for _, picked in picks), 1))
        self.hold(
            z3.If(exists, z3.And(at >= (self.history if self.exact else 0), at <= self.now), bound.start == 0)
        )
        self.anchors[window] = Anchor(exists, at, tuple(picks))

    def _bounds_of(self, table: str) -> set[Window]:
        return {w for cell in self.cells[table] for w in (*cell.inside, *(cell.second or ()))} | {
            w for w in self.bounds if isinstance(w, SinceLast) and w.table == table
        }

    # --- what guards read -------------------------------------------------------------------------------

    def symbol(self, ref: Ref, currency: str | None) -> Symbol:
        """A fact's value and whether it is known, for a policy of that currency."""
        key = (ref, currency if ref.priced else None)
        found = self._symbols.get(key)
        if found is None:
            found = SYMBOLS[type(ref)](self, ref)
            if key[1] is not None:
                found = Symbol(found.value, z3.And(found.known, self.currency == self.code(key[1])))
            self._symbols[key] = found
        return found

    def marks(self, ref: Ref) -> list[int]:
        """The numbers that a fact is compared to, and those just after them."""
        found = {
            mark
            for leaf in self._seen
            if leaf.ref == ref
            for each in leaf.values
            if type(each) is int
            for mark in (each, each + 1)
        }
        return sorted(found)

    def constant(self, value: Value) -> Expr:
        """A constant of the tree as the solver holds it."""
        if isinstance(value, str):
            return z3.IntVal(self.code(value))
        if isinstance(value, bool):
            return z3.BoolVal(value)
        return z3.IntVal(value)

    def truth(self, guard: Guard, currency: str | None) -> Truth:
        """A guard as a pair of formulas."""

        def leaf(test: Test) -> tuple[Symbol, tuple[Expr, ...]]:
            symbol = self.symbol(test.ref, currency)
            return symbol, tuple(self.constant(each) for each in test.values)

        return formula(guard, leaf, self.opaque)

    def opaque(self, leaf: Opaque) -> Truth:
        """What a callable may say: anything, but the same each time."""
        found = self._opaques.get(leaf)
        if found is None:
            found = Truth(self.boolean("holds"), self.boolean("fails"))
            self.hold(z3.Not(z3.And(found.holds, found.fails)))
            self._opaques[leaf] = found
            self.unread.append(f"opaque guard {leaf.name!r}")
        return found

    def anything(self, policy: object, name: str) -> tuple[Expr, Expr]:
        """What a policy object may say, which cannot be read: whether it allows, and whether it speaks."""
        found = self._objects.get(id(policy))
        if found is None:
            found = self._objects[id(policy)] = (
                self.boolean(f"{name}_allows"),
                self.boolean(f"{name}_speaks"),
            )
            self.unread.append(f"policy {name!r}")
        return found

    def reading(self, ref: Ref, currency: str | None, value: Value) -> Expr:
        """That a fact reads so; `None` is unknown."""
        symbol = self.symbol(ref, currency)
        if value is None:
            return z3.Not(symbol.known)
        held = self.constant(value) if not isinstance(value, str) or value in self.codes else OTHER
        return z3.And(symbol.known, symbol.value == held)

    @property
    def symbols(self) -> Mapping[tuple[Ref, str | None], Symbol]:
        """Every fact that was asked for."""
        return self._symbols
