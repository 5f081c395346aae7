"""Frames as cases: each case made of the events that its rows add up to.

For who sweeps frames and wants one case explained, or has the engine read the few that frames cannot. What a
frame does not say (who decided, what was carried out on which rules) the case does not have either. Called by
hosts; the way there is `_cases`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NoReturn

import attrs
import narwhals.stable.v2 as nw

from collectflow import events as ev
from collectflow._time import EPOCH_ORDINAL, LAST, Books, from_clock, instant, micros
from collectflow.case import Case
from collectflow.errors import UnknownName
from collectflow.events._promises import WHOLE
from collectflow.portfolio._door import TABLES
from collectflow.portfolio._errors import MissingColumn
from collectflow.portfolio._tables import CASE


class Row(dict[str, Any]):
    """A row of a frame, without the columns that are empty in it; one that has to be there is asked for."""

    def __init__(self, table: str, columns: Iterable[str], values: Mapping[str, Any]) -> None:
        """A row of a table that has these columns."""
        super().__init__(values)
        self.table = table
        self.columns = tuple(columns)

    def __missing__(self, name: str) -> NoReturn:
        raise MissingColumn(self.table, name, self.columns)


def frames_to_cases(
    cases: object,
    *,
    only: Iterable[str] | None = None,
    attributes: Mapping[str, type] | None = None,
    conventions: ev.Conventions | None = None,
    **tables: object,
) -> list[Case]:
    """Frames as cases, in the order of `cases`: `frames_to_cases(**frames)`.

    A case so made reads as its rows do, so that `engine.review` says of it what a sweep says, and why. Where
    less of a due is open than the payments that are given leave, the rest counts as waived.

    Args:
        cases: The frame with a row a case; Polars, DuckDB, pandas, PyArrow, PySpark.
        only: The ids of the cases that are wanted; all unless given.
        attributes: The host's attributes, by name and type: columns of the cases.
        conventions: How the books of the cases are kept.
        tables: The other frames, as `sweep` takes them; one that is left out has no rows.

    Raises:
        UnknownName: for a table that cases do not have.
        MissingColumn: for a column without which there is no event, such as `at`.
        BadValue: when rows of a case contradict each other, such as a hold that ends before it begins.
    """
    for name in tables:
        if name not in TABLES:
            raise UnknownName("table", name, TABLES, "frames_to_cases")
    wanted = None if only is None else [str(each) for each in only]
    rows = _rows("cases", cases, wanted)
    by_case: dict[str, dict[str, list[Row]]] = {str(row[CASE]): {} for row in rows}
    for name, native in tables.items():
        for row in () if native is None else _rows(name, native, wanted):
            if str(row[CASE]) in by_case:
                kept = by_case[str(row[CASE])].setdefault(name, [])
                row.setdefault("id", f"{name}-{len(kept) + 1}")
                kept.append(row)
    books = ev.Conventions() if conventions is None else conventions
    return [_Maker(row, by_case[str(row[CASE])], dict(attributes or {}), books).case() for row in rows]


def _rows(table: str, native: Any, wanted: list[str] | None) -> list[Row]:  # noqa: ANN401 - a host's frame
    frame: Any = nw.from_native(native)
    if wanted is not None:
        frame = frame.filter(nw.col(CASE).cast(nw.String).is_in(wanted))
    if isinstance(frame, nw.LazyFrame):
        frame = frame.collect("pyarrow")
    return [Row(table, row, _plain(row)) for row in frame.iter_rows(named=True)]


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row in Python's own values; a gap of any kind is `None`."""
    made: dict[str, Any] = {}
    for name, value in row.items():
        if value is None or type(value).__name__ in {"NAType", "NaTType"}:
            continue
        if value != value:  # noqa: PLR0124 - not a number
            continue
        held = value.to_pydatetime() if hasattr(value, "to_pydatetime") else value
        made[name] = held.item() if hasattr(held, "item") else held
    return made


def _day(value: Any) -> date | None:  # noqa: ANN401 - a day, which pandas holds as an instant
    return value.date() if isinstance(value, datetime) else value


def _a_day(value: Any) -> date:  # noqa: ANN401 - the same, where there is one
    day = _day(value)
    assert day is not None  # noqa: S101 - see above
    return day


@attrs.define
class _Maker:
    """One case's rows, and the events that are made of them."""

    row: Row
    tables: Mapping[str, list[Row]]
    attributes: Mapping[str, type]
    conventions: ev.Conventions
    made: list[ev.Event] = attrs.Factory(list)
    #: What the frames say is paid of each due, as far as no payment was found for it yet.
    paid: dict[str, int] = attrs.Factory(dict)
    #: The dues that payments, adjustments and holds name, each with the first instant of it.
    named: dict[str, datetime] = attrs.Factory(dict)

    def __attrs_post_init__(self) -> None:
        for row in sorted(self.of("dues"), key=lambda each: (_a_day(each["due_on"]), each["id"])):
            if row.keys() >= {"amount", "open_amount"}:
                self.paid[row["id"]] = row["amount"] - row["open_amount"]
        # What was given up was not paid; as in the ledger, what was of one due comes first.
        for row in sorted(self.of("adjustments"), key=lambda each: "due" not in each):
            if "amount" in row and "reversed_at" not in row:
                self.meant(row["amount"], row.get("due"))

    def meant(self, amount: int, only: str | None = None) -> dict[str, int]:
        """Which dues so much was for, as far as the frames say that something was: the first ones first."""
        made: dict[str, int] = {}
        for name, left in self.paid.items():
            part = min(left, amount)
            if part > 0 and only in {None, name}:
                made[name] = part
                amount -= part
                self.paid[name] -= part
        return made

    @property
    def books(self) -> Books:
        return self.conventions.books

    def of(self, table: str) -> Iterator[Row]:
        """The rows of a table that are the case's own."""
        return (row for row in self.tables.get(table, ()) if not row.get("beside"))

    def day_that_begins(self, at: datetime) -> date | None:
        """The books' day that begins at an instant, if one does."""
        day = self.books.today(micros(at))
        return date.fromordinal(day) if self.books.day_start(day) == micros(at) else None

    def case(self) -> Case:
        """The case."""
        for table, make in _EVENTS.items():
            for row in self.of(table):
                make(self, row)
        self._moves()
        self._name_dues()
        begun = self._begun()
        opening = ev.CaseOpened(
            self._opening_id(),
            at=begun,
            case=str(self.row[CASE]),
            account=str(self.row.get("account", self.row[CASE])),
            borrower=str(self.row.get("borrower", "borrower")),
            stage=self._first_stage(),
            currency=self.row.get("currency"),
            conventions=self.conventions,
            dues=[
                *self._aside(),
                *(_due(row) for row in self.of("dues") if self._learnt(row, begun) <= begun),
            ],
            persons=self._persons(),
            attributes=tuple(sorted(self._said())),
            history_from=self.row.get("history_from"),
        )
        self._report(begun)
        self._more_dues(begun)
        self._paid_otherwise(opening, begun)
        self._paid_too_much(opening, begun)
        self._paid_since_report(begun)
        return Case.replay([opening, *self.made])

    # --- the case itself --------------------------------------------------------------------------------

    def _begun(self) -> datetime:
        """Before everything that its rows tell."""
        first = next(iter(self.of("stages")), None)
        if first is not None:
            begun: datetime = first["at"]
            return begun
        known = [self.row["stage_at"]] if "stage_at" in self.row else []
        known += [each.at for each in self.made]
        return min(known, default=instant((date(2000, 1, 1).toordinal() - EPOCH_ORDINAL) * 86_400_000_000))

    def _opening_id(self) -> str:
        first = next(iter(self.of("stages")), None)
        return f"{self.row[CASE]}#0" if first is None else first["id"]

    def _first_stage(self) -> str:
        first = next(iter(self.of("stages")), None)
        if first is not None:
            return str(first["stage"])
        return str(self.row.get("left", self.row["stage"]))

    def _moves(self) -> None:
        told = list(self.of("stages"))
        for row in told[1:]:
            move = ev.Move("told")
            self.made.append(
                ev.StageChanged(row["id"], at=row["at"], move=move, source=row["left"], dest=row["stage"])
            )
        if not told and "left" in self.row:
            entered = ev.Move("told")
            source, dest = self.row["left"], self.row["stage"]
            self.made.append(
                ev.StageChanged("entered", at=self.row["stage_at"], move=entered, source=source, dest=dest)
            )

    def _persons(self) -> list[ev.Person]:
        zones: dict[tuple[str, str], list[str]] = {}
        borrower = str(self.row.get("borrower", "borrower"))
        zones[borrower, "borrower"] = [self.row["zone"]] if "zone" in self.row else []
        for row in self.of("zones"):
            party = row.get("party", "borrower")
            person = row.get("person", borrower if party == "borrower" else party)
            zones.setdefault((str(person), party), []).extend([row["zone"]] if "zone" in row else [])
        return [
            ev.Person(person, party, zones=dict.fromkeys(each)) for (person, party), each in zones.items()
        ]

    def _said(self) -> Iterator[tuple[str, Any]]:
        for name, kind in self.attributes.items():
            if name in self.row:
                value = self.row[name]
                yield name, _day(value) if kind is date else kind(value)

    # --- money ------------------------------------------------------------------------------------------

    def _report(self, begun: datetime) -> None:
        """What the servicer reports, told as soon as it may be: its day may begin before the books'."""
        as_of = _day(self.row.get("as_of"))
        if as_of is None:
            return
        at = max(begun, instant(self.books.day_start(as_of.toordinal() - 1)))
        oldest = _day(self.row.get("oldest_due_on"))
        amount = self.row.get("amount") if oldest is not None else 0
        self.made.append(
            ev.ArrearsReported("report", at=at, as_of=as_of, oldest_due_on=oldest, amount=amount)
        )

    def _name_dues(self) -> None:
        made = self.named
        for each in self.made:
            names = [due for due, _ in each.to] if isinstance(each, ev.PaymentReceived) else []
            if isinstance(each, (ev.Adjusted, ev.HoldPlaced)) and each.due is not None:
                names.append(each.due)
            for name in names:
                made[name] = min(each.at, made.get(name, each.at))

    def _aside(self) -> Iterator[ev.Due]:
        """Dues that are named and in no frame: they do not count any more."""
        known = {row["id"] for row in self.of("dues")}
        for name, at in self.named.items():
            if name not in known:
                yield ev.Due(name, due_on=at.date(), amount=1, state="draft")

    def _learnt(self, row: Row, begun: datetime) -> datetime:
        """When a due becomes known: with the opening, where something is said of it before it was."""
        at: datetime = row.get("at", begun)
        return begun if self.named.get(row["id"], instant(LAST)) <= at else at

    def _more_dues(self, begun: datetime) -> None:
        later: dict[datetime, list[ev.Due]] = {}
        for row in self.of("dues"):
            if self._learnt(row, begun) > begun:
                later.setdefault(row["at"], []).append(_due(row))
        self.made += [
            ev.DuesAdded(f"dues-{i}", at=at, dues=dues) for i, (at, dues) in enumerate(later.items())
        ]

    def _paid_otherwise(self, opening: ev.CaseOpened, begun: datetime) -> None:
        """What frames say is open, where payments do not say why the rest is not."""
        told = {row["id"]: row["open_amount"] for row in self.of("dues") if "open_amount" in row}
        if not told:
            return
        open_now = {each.id: each.amount for each in Case.replay([opening, *self.made]).ledger.open_dues}
        for name, left in told.items():
            gone = open_now.get(name, 0) - left
            if gone > 0:
                self.made.append(ev.Adjusted(f"{name}-else", at=begun, amount=gone, due=name))

    def _paid_too_much(self, opening: ev.CaseOpened, begun: datetime) -> None:
        """What cases say was received beyond all dues, where no payments tell of it."""
        credit = self.row.get("credit") or 0
        if credit > 0 and "as_of" not in self.row and not self.tables.get("payments"):
            left = Case.replay([opening, *self.made]).ledger.open
            if not left:
                self.made.append(ev.PaymentReceived("credit", at=begun, amount=credit))

    def _paid_since_report(self, begun: datetime) -> None:
        paid = self.row.get("paid_since") or 0
        if paid > 0 and not self.tables.get("payments") and not self.tables.get("adjustments"):
            after = self.books.day_start(self.row["as_of"].toordinal() + 1)
            self.made.append(ev.PaymentReceived("since", at=max(begun, instant(after)), amount=paid))


def _due(row: Row) -> ev.Due:
    amount = row["amount"] if "amount" in row else row["open_amount"]
    return ev.Due(
        row["id"],
        due_on=_a_day(row["due_on"]),
        amount=amount,
        kind=row.get("kind", "instalment"),
        issued_on=_day(row.get("issued_on")),
    )


def _given(row: Row, *names: str) -> dict[str, Any]:
    """The fields of an event that a row names as its columns do."""
    return {name: row[name] for name in names if name in row}


def _payment(maker: _Maker, row: Row) -> None:
    back = row.get("refunded", 0)
    # A part that went back says when in the same column.
    gone = row.get("gone", "reversed_at" in row and not back)
    meant = {} if gone or "amount" not in row else maker.meant(row["amount"] - back)
    fields = _given(row, "amount", "method")
    maker.made.append(ev.PaymentReceived(row["id"], at=row["at"], to=meant, **fields))
    if back:
        name, when = f"{row['id']}-refunded", row.get("reversed_at", row["at"])
        maker.made.append(ev.PaymentRefunded(name, at=when, payment=row["id"], amount=back))
    if gone:
        _reversal(maker, row)


def _attempt(maker: _Maker, row: Row) -> None:
    fields = _given(row, "amount", "method")
    maker.made.append(ev.PaymentFailed(row["id"], at=row["at"], response=row["response"], **fields))


def _adjustment(maker: _Maker, row: Row) -> None:
    maker.made.append(ev.Adjusted(row["id"], at=row["at"], **_given(row, "amount", "kind", "due")))
    _reversal(maker, row)


def _reversal(maker: _Maker, row: Row) -> None:
    if "reversed_at" in row:
        name = f"{row['id']}-reversed"
        maker.made.append(ev.PaymentReversed(name, at=row["reversed_at"], payment=row["id"]))


def _contact(maker: _Maker, row: Row) -> None:
    known = {"channel": row["channel"], **_given(row, "party", "person", "collector", "address", "place")}
    about = () if row.get("this_debt", True) else ("another",)
    if row.get("direction") == "inbound":
        maker.made.append(
            ev.ContactInbound(row["id"], at=row["at"], discussed=about, **known, **_given(row, "outcome"))
        )
    else:
        contact = ev.Contact(about=about, **known, **_given(row, "purpose", "reply_to"))
        maker.made.append(ev.ContactPlaced(row["id"], at=row["at"], contact=contact))
        if "outcome" in row:
            name = f"{row['id']}-result"
            result = ev.ContactResult(name, at=row["at"], contact=row["id"], outcome=row["outcome"])
            maker.made.append(result)
    if row.get("misdirected") and "address" in row:
        name = f"{row['id']}-wrong"
        maker.made.append(ev.AddressWrong(name, at=row["at"], **_given(row, "address", "person")))


def _promise(maker: _Maker, row: Row) -> None:
    by, amount = _a_day(row["by"]), row["amount"]
    last = maker.day_that_begins(row["broken_at"]) if "broken_at" in row else None
    # A row says what keeps it in minor units: the share that asks for just that.
    share = max(row.get("least", amount) * WHOLE // amount, 1)
    terms: Any = {"grace": 0 if last is None else max((last - by).days - 1, 0), "threshold": share}
    undone = "broken_at" not in row and "kept_at" not in row
    plan = row.get("plan")
    if plan is None:
        maker.made.append(ev.PromiseMade(row["id"], at=row["at"], amount=amount, by=by, **terms))
        if undone:
            _ends(maker, row, ev.PromiseCancelled, "promise")
    elif all(each.id != plan for each in maker.made):
        rows = [each for each in maker.of("promises") if each.get("plan") == plan]
        parts = [ev.Instalment(_a_day(each["by"]), each["amount"], _number(plan, each)) for each in rows]
        maker.made.append(ev.PlanAgreed(plan, at=row["at"], instalments=parts, **terms))
        over = [each["ends_at"] for each in rows if not each.keys() & {"broken_at", "kept_at"}]
        if over:
            maker.made.append(ev.PlanEnded(f"{plan}-ended", at=max(over), plan=plan))


def _number(plan: str, row: Row) -> int | None:
    """Which instalment of its plan a row is, where its id says so."""
    told = str(row["id"]).removeprefix(f"{plan}/")
    return int(told) if told.isdecimal() and int(told) else None


def _hold(maker: _Maker, row: Row) -> None:
    fields = _given(row, "kind", "scope", "due", "amount", "party", "written")
    starts = maker.day_that_begins(row["at"])
    ends = row.get("ends_at")
    # One that was lifted before it began, or as it did, has no last day.
    until = None if ends is None or ends <= row["at"] else maker.day_that_begins(ends)
    last = None if until is None else until - timedelta(days=1)
    at = row["at"]
    if starts is not None:
        at = min(at, _before(maker, at) if row.get("timely", True) else _too_late(maker, at))
    maker.made.append(ev.HoldPlaced(row["id"], at=at, starts_on=starts, until=last, **fields))
    if ends is not None and until is None:
        maker.made.append(ev.HoldLifted(f"{row['id']}-lifted", at=ends, hold=row["id"]))


def _before(maker: _Maker, at: datetime) -> datetime:
    """A day that begins later may have been named before: it is told with the case's opening."""
    first = next(iter(maker.of("stages")), maker.row)
    begun: datetime = first.get("at") or first.get("stage_at") or at
    return begun


def _too_late(maker: _Maker, at: datetime) -> datetime:
    """As early as a hold may have been told that was not asked for in time: after the last day named."""
    found = [_before(maker, at)]
    for row in maker.of("notices"):
        by = _day(row.get("by"))
        if by is not None and not row.get("returned"):
            found += [row["at"], instant(maker.books.day_start(by.toordinal() + 1))]
    return max(found)


def _pause(maker: _Maker, row: Row) -> None:
    first, last, ends = _a_day(row["first_day"]), _day(row.get("last_day")), row.get("ends_at")
    # A row whose last day goes on to its end was not resumed.
    over = None if last is None else instant(maker.books.day_start(last.toordinal() + 1))
    resumed = None if over == ends else ends
    # Another may have begun on the day on which it was resumed.
    until = first + _ONE_DAY if resumed is not None and last == first else last
    at, starts = row["at"], maker.day_that_begins(row["at"])
    if starts is not None:
        at = max([_before(maker, at), *_called_off(maker, row, first, until)])
        at = at if resumed is None else min(at, resumed)
    maker.made.append(ev.Paused(row["id"], at=at, starts_on=None if starts is None else first, until=until))
    if resumed is not None:
        maker.made.append(ev.Resumed(f"{row['id']}-resumed", at=resumed, pause=row["id"]))


_ONE_DAY, _TICK = timedelta(days=1), timedelta(microseconds=1)


def _called_off(maker: _Maker, row: Row, first: date, until: date | None) -> Iterator[datetime]:
    """From when on there is room for a pause: others of the same days were resumed before they had one."""
    own = row.get("ends_at") if _day(row.get("last_day")) == first else None
    for each in maker.of("pauses"):
        day, ends = _a_day(each["first_day"]), each.get("ends_at")
        if ends is not None and day == _day(each.get("last_day")) and first <= day < (until or date.max):
            found: datetime = ends + _TICK
            if own is None or found <= own:
                yield found


def _permission(maker: _Maker, row: Row) -> None:
    fields = _given(row, "kind", "person", "channel", "collector", "contact")
    given, ends = row.get("given_at", row["at"]), row.get("ends_at")
    # A contact of the instant at which it ended was yet placed with it where the contact says so.
    used = any(each["at"] == ends and "permission_day" in each for each in maker.of("contacts"))
    withdrawn = ends is not None and (ends < row["at"] or used)
    until = None if withdrawn else ends
    maker.made.append(
        ev.PermissionGiven(row["id"], at=given, starts=row["at"], until=until, ends_with=None, **fields)
    )
    if withdrawn and ends is not None:
        name = f"{row['id']}-withdrawn"
        maker.made.append(ev.PermissionWithdrawn(name, at=ends, permission=row["id"]))


def _preference(maker: _Maker, row: Row) -> None:
    fields = _given(row, "party", "person", "channel", "address", "place")
    maker.made.append(
        ev.PreferenceGiven(
            row["id"],
            at=row["at"],
            weekdays={int(each) for each in row.get("weekdays", "")},
            starts=from_clock(row.get("starts", 0)),
            stops=from_clock(row.get("stops", 0)),
            until=row.get("ends_at"),
            **fields,
        )
    )


def _placement(maker: _Maker, row: Row) -> None:
    maker.made.append(ev.PlacementStarted(row["id"], at=row["at"], agency=row["agency"]))
    _ends(maker, row, ev.PlacementEnded, "placement")


def _ends(maker: _Maker, row: Row, event: Callable[..., ev.Event], field: str) -> None:
    if "ends_at" in row:
        maker.made.append(event(f"{row['id']}-ended", at=row["ends_at"], **{field: row["id"]}))


def _notice(maker: _Maker, row: Row) -> None:
    fields = _given(row, "kind", "channel", "party", "collector")
    received, returned = row.get("received_at"), row.get("returned", False)
    assumed = None if received is None or returned else maker.day_that_begins(received)
    maker.made.append(
        ev.NoticeSent(row["id"], at=row["at"], by=_day(row.get("by")), assumed_on=assumed, **fields)
    )
    if returned:
        back = row.get("returned_at", row["at"])
        maker.made.append(ev.NoticeReturned(f"{row['id']}-back", at=back, notice=row["id"]))
    if received is not None and assumed is None:
        # Of one that came back this is when it was received after all.
        name = f"{row['id']}-received"
        maker.made.append(ev.NoticeDelivered(name, at=received, sequence=1, notice=row["id"]))


def _transfer(maker: _Maker, row: Row) -> None:
    maker.made.append(ev.DebtTransferred(row["id"], at=row["at"], to=row["to"]))


def _act(maker: _Maker, row: Row) -> None:
    maker.made.append(ev.ActDone(row["id"], at=row["at"], act=ev.Act(row["name"])))


#: The events of each table's rows; those of dues, stages and zones are the case's own affair.
_EVENTS: Mapping[str, Callable[[_Maker, Row], None]] = {
    "payments": _payment,
    "adjustments": _adjustment,
    "contacts": _contact,
    "promises": _promise,
    "attempts": _attempt,
    "holds": _hold,
    "pauses": _pause,
    "permissions": _permission,
    "preferences": _preference,
    "placements": _placement,
    "notices": _notice,
    "transfers": _transfer,
    "acts": _act,
}
