"""From a solution of the exact snapshot to a case: the events that make a witness.

The case is built with plain calendars (books in UTC, a person in a zone of whole hours) and checked by
the caller, who reviews it: what is built here is never believed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import attrs

from collectflow._time import DAY, EPOCH_ORDINAL, HOUR, from_clock, instant, micros
from collectflow.case import Case
from collectflow.events import (
    Act,
    ActDone,
    Adjusted,
    ArrearsReported,
    CaseOpened,
    Contact,
    ContactInbound,
    ContactPlaced,
    ContactResult,
    Conventions,
    DebtTransferred,
    Due,
    Event,
    HoldLifted,
    HoldPlaced,
    Move,
    NoticeDelivered,
    NoticeReturned,
    NoticeSent,
    Paused,
    PaymentFailed,
    PaymentReceived,
    PaymentReversed,
    PermissionGiven,
    PermissionWithdrawn,
    Person,
    PlacementEnded,
    PlacementStarted,
    PreferenceGiven,
    PreferenceWithdrawn,
    PromiseCancelled,
    PromiseMade,
    Resumed,
    StageChanged,
)
from collectflow.guards import Attribute, CaseField, Count, StageAge, Window
from collectflow.guards._windows import SinceStage  # the windows' classes
from collectflow.verify._formulas import Expr
from collectflow.verify._rows import ALONE, SECOND, Anchor, Cell, SinceSecond
from collectflow.verify._snapshot import Snapshot
from collectflow.verify._world import OTHER, OtherDebts, World

_PLAIN = "a text that no rule names"
#: A promise of so much stays open until its day is over.
_UNPAID = 10**12


class NotBuilt(Exception):
    """There is no event that makes such a row by itself."""


@attrs.frozen
class Cast:
    """Who is in the case."""

    borrower: str
    #: Others, as (id, role).
    others: tuple[tuple[str, str], ...] = ()


class Builder:
    """One solution, and the events that make it true."""

    def __init__(self, snapshot: Snapshot, model: Any, cast: Cast) -> None:  # noqa: ANN401 - the solver's
        """Take a solution of an exact snapshot."""
        self.snapshot = snapshot
        self.model = model
        self.cast = cast
        self.events: list[Event] = []
        #: What happened in another case of the borrower.
        self.others: list[Event] = []
        self.now = self.number(snapshot.now)
        self.today = self.number(snapshot.today)
        self.history = self.number(snapshot.history)
        self.entered = self.number(snapshot.entered)
        self._made = 0
        self._texts = {code: text for text, code in snapshot.codes.items()}

    def number(self, expression: Expr) -> int:
        """An integer of the solution."""
        return int(self.model.eval(expression, model_completion=True).as_long())

    def yes(self, expression: Expr) -> bool:
        """Whether something holds in the solution."""
        return str(self.model.eval(expression, model_completion=True)) == "True"

    def text(self, expression: Expr) -> str:
        """A text of the solution."""
        return self._texts.get(self.number(expression), _PLAIN)

    @staticmethod
    def at(day_us: int) -> datetime:
        """An instant of the snapshot as a `datetime`."""
        return instant(day_us - EPOCH_ORDINAL * DAY)

    def _id(self, what: str) -> str:
        self._made += 1
        return f"{what}-{self._made}"

    # --- rows -------------------------------------------------------------------------------------------

    def _rows(self) -> None:
        for table, cells in self.snapshot.cells.items():
            anchors = [
                (isinstance(window, SinceSecond), self.number(anchor.at), self._picked(anchor))
                for window, anchor in self.snapshot.anchors.items()
                if getattr(window, "table", "") == table and self.yes(anchor.exists)
            ]
            for cell in cells:
                last = sorted({at for by, at, picked in anchors if picked is cell and not by}, reverse=True)
                other = sorted({at for by, at, picked in anchors if picked is cell and by}, reverse=True)
                for i in range(self.number(cell.number)):
                    at = last[i] if i < len(last) else self._somewhere(table, cell.inside)
                    second = other[i] if i < len(other) else None
                    if second is None and cell.second is not None:
                        second = self._somewhere(table, cell.second)
                    self._row(cell, at, second)

    def _answered(self) -> None:
        """The contact that the proposal answers, which has to be there."""
        asked = self.snapshot.setting.asked
        if not isinstance(asked, Contact) or asked.reply_to is None:
            return
        for i, event in enumerate(self.events):
            if isinstance(event, ContactInbound):
                self.events[i] = attrs.evolve(event, id=asked.reply_to)
                return
        at = self.at(min(self.entered, self.now))
        self.events.append(ContactInbound(asked.reply_to, at=at, channel="sms", party=asked.party))

    def _picked(self, anchor: Anchor) -> Cell | None:
        return next((cell for cell, picked in anchor.picks if self.yes(picked)), None)

    def _somewhere(self, table: str, inside: frozenset[Window]) -> int:
        """An instant in these windows of a table and in no others."""
        bounds = self.snapshot.bounds
        others = {w for cell in self.snapshot.cells[table] for w in cell.inside} | {
            w for w in self.snapshot.anchors if getattr(w, "table", "") == table
        }
        low = max([self.history, *(self.number(bounds[w].start) for w in inside)])
        high = min([self.now, *(self.number(bounds[w].start) - 1 for w in others if w not in inside)])
        return max(low, high - HOUR)

    def _row(self, cell: Cell, us: int, second: int | None) -> None:
        columns = dict(cell.kind.columns)
        make = getattr(self, f"_{cell.table}", None)
        if make is None:
            raise NotBuilt(f"rows of {cell.table}")
        if second is not None and SECOND[cell.table][1]:
            second = max(us, second)
        made = self.events
        if columns.pop("beside", False):
            self.events = self.others
        make(self.at(us), columns, cell, None if second is None else self.at(second))
        self.events = made

    def _contacts(self, at: datetime, columns: dict[str, Any], cell: Cell, _back: datetime | None) -> None:  # noqa: ARG002
        columns.setdefault("channel", "call")
        for name in ALONE:
            columns.pop(name, None)
        ours = columns.pop("this_debt", True)
        told = columns.pop("id", None)
        outcome = columns.pop("outcome", None)
        # A reply is a contact of its own.
        usual = "inbound" if outcome == "replied" else "outbound"
        if columns.pop("direction", usual) == "inbound":
            columns.pop("purpose", None)
            columns.pop("reply_to", None)
            said: dict[str, Any] = {} if outcome is None else {"outcome": outcome}
            about = self._debts(ours=ours)
            made = told if told is not None and told == self._answers else self._id("inbound")
            self.events.append(ContactInbound(made, at=at, discussed=about, **said, **columns))
            return
        placed = self._id("contact")
        about = self._debts(ours=ours)
        self.events.append(ContactPlaced(placed, at=at, contact=Contact(**columns, about=about)))
        if outcome is not None:
            self.events.append(ContactResult(self._id("result"), at=at, contact=placed, outcome=outcome))

    def _debts(self, *, ours: bool) -> tuple[str, ...]:
        """What a contact is about, so that it is about this debt or is not."""
        if self.events is self.others:
            return ("witness",) if ours else ()
        return () if ours else ("some-debt",)

    @property
    def _answers(self) -> str | None:
        asked = self.snapshot.setting.asked
        return asked.reply_to if isinstance(asked, Contact) else None

    def _notices(self, at: datetime, columns: dict[str, Any], cell: Cell, received: datetime | None) -> None:  # noqa: ARG002
        made = self._id("notice")
        returned = columns.pop("returned", False)
        self.events.append(NoticeSent(made, at=at, **{"kind": "other", **columns}))
        if returned and received is not None:
            raise NotBuilt("a notice that came back after it was received")
        if returned:
            self.events.append(NoticeReturned(self._id("return"), at=at, notice=made))
        if received is not None:
            self.events.append(NoticeDelivered(self._id("delivery"), at=received, notice=made))

    def _transfers(self, at: datetime, columns: dict[str, Any], cell: Cell, _second: datetime | None) -> None:  # noqa: ARG002
        self.events.append(DebtTransferred(self._id("transfer"), at=at, **{"to": "some-creditor", **columns}))

    def _payments(self, at: datetime, columns: dict[str, Any], cell: Cell, back: datetime | None) -> None:  # noqa: ARG002
        made = self._id("payment")
        self.events.append(PaymentReceived(made, at=at, **{"amount": 1, **columns}))
        if back is not None:
            self.events.append(PaymentReversed(self._id("reversal"), at=back, payment=made))

    def _adjustments(self, at: datetime, columns: dict[str, Any], cell: Cell, back: datetime | None) -> None:  # noqa: ARG002
        if columns.get("due") is not None:
            raise NotBuilt("adjustments of a due")
        made = self._id("adjustment")
        self.events.append(Adjusted(made, at=at, **{"amount": 1, **columns}))
        if back is not None:
            self.events.append(PaymentReversed(self._id("reversal"), at=back, payment=made))

    def _promises(self, at: datetime, columns: dict[str, Any], cell: Cell, broken: datetime | None) -> None:
        made = self._id("promise")
        last = self.today
        if broken is not None:
            last = Conventions().books.today(micros(broken)) - 1
        said = {"amount": _UNPAID, "by": last, **columns}
        day = date.fromordinal(said.pop("by"))
        if unbuilt := said.keys() - {"amount"}:
            raise NotBuilt(f"promises with {', '.join(sorted(unbuilt))}")
        self.events.append(PromiseMade(made, at=at, by=day, amount=said["amount"]))
        if not cell.force and broken is None:
            self.events.append(PromiseCancelled(self._id("end"), at=at, promise=made))

    def _attempts(self, at: datetime, columns: dict[str, Any], cell: Cell, _back: datetime | None) -> None:  # noqa: ARG002
        self.events.append(PaymentFailed(self._id("attempt"), at=at, **{"response": "other", **columns}))

    def _holds(self, at: datetime, columns: dict[str, Any], cell: Cell, _back: datetime | None) -> None:
        made = self._id("hold")
        columns.pop("timely", None)
        self.events.append(HoldPlaced(made, at=at, **{"kind": "other", **columns}))
        if not cell.force:
            self.events.append(HoldLifted(self._id("end"), at=at, hold=made))

    def _pauses(self, at: datetime, columns: dict[str, Any], cell: Cell, _back: datetime | None) -> None:
        made = self._id("pause")
        if columns or any(isinstance(each, Paused) for each in self.events):
            raise NotBuilt("pauses by their days, or several")
        self.events.append(Paused(made, at=at))
        if not cell.force:
            self.events.append(Resumed(self._id("end"), at=at, pause=made))

    def _permissions(self, at: datetime, columns: dict[str, Any], cell: Cell, given: datetime | None) -> None:
        made = self._id("permission")
        columns.setdefault("ends_with", None)
        begun = at if given is None else min(at, given)
        self.events.append(PermissionGiven(made, at=begun, starts=at, **columns))
        if not cell.force:
            self.events.append(PermissionWithdrawn(self._id("end"), at=at, permission=made))

    def _preferences(self, at: datetime, columns: dict[str, Any], cell: Cell, _back: datetime | None) -> None:
        made = self._id("preference")
        hours: dict[str, Any] = {}
        if cell.force == "hourly":
            # One microsecond a day: this one, or the next.
            starts = self.number(self.snapshot.clock) + (0 if self.yes(cell.covers) else 1)
            hours = {"starts": from_clock(starts), "stops": from_clock(starts + 1)}
        self.events.append(PreferenceGiven(made, at=at, **columns, **hours))
        if not cell.force:
            self.events.append(PreferenceWithdrawn(self._id("end"), at=at, preference=made))

    def _placements(self, at: datetime, columns: dict[str, Any], cell: Cell, _back: datetime | None) -> None:
        made = self._id("placement")
        self.events.append(PlacementStarted(made, at=at, **{"agency": "some-agency", **columns}))
        if not cell.force:
            self.events.append(PlacementEnded(self._id("end"), at=at, placement=made))

    def _acts(self, at: datetime, columns: dict[str, Any], cell: Cell, _back: datetime | None) -> None:  # noqa: ARG002
        name = columns.get("name") or next(iter(sorted(self.snapshot.setting.words("acts"))), None)
        if name is None:
            raise NotBuilt("acts, of which the engine declares none")
        self.events.append(ActDone(self._id("act"), at=at, act=Act(name)))

    # --- money ------------------------------------------------------------------------------------------

    def _report(self) -> ArrearsReported:
        """A report of today that says what it says, or one of yesterday that is not believed any more."""
        at = self.snapshot
        now, today = self.at(self.now), date.fromordinal(self.today)
        if self.yes(at.lapsed):
            return ArrearsReported("report", at=now, as_of=today - timedelta(days=1), amount=0)
        if self.yes(at.current):
            return ArrearsReported("report", at=now, as_of=today, amount=0)
        return ArrearsReported(
            "report",
            at=now,
            as_of=today,
            oldest_due_on=date.fromordinal(self.today - self.number(at.late)),
            amount=None if self.yes(at.silent) else self.number(at.overdue),
        )

    def _dues(self, at: World | OtherDebts, earliest: int) -> tuple[Due, ...]:
        made: list[Due] = []

        issued = date.fromordinal(self.today - self.number(at.issued)) if self.yes(at.issues) else None

        def add(name: str, day: int, number: int, amount: int) -> None:
            for i in range(number):
                part = amount - (number - 1) if i == 0 else 1
                made.append(
                    Due(f"{name}-{i + 1}", due_on=date.fromordinal(day), amount=part, issued_on=issued)
                )

        late = self.number(at.late)
        overdue, today = self.number(at.dues_overdue), self.number(at.dues_today)
        add("overdue", self.today - late, overdue, self.number(at.overdue))
        add("today", self.today, today, self.number(at.due_today))
        later = self.number(at.later)
        if later:
            add("later", self.today + self.number(at.until_due), 1, later)
        self._paid(at, made, earliest, late, overdue=overdue, today=today)
        return tuple(made)

    def _paid(
        self,
        at: World | OtherDebts,
        made: list[Due],
        earliest: int,
        late: int,
        *,
        overdue: int,
        today: int,
    ) -> None:
        """Add the due which payments and adjustments have paid, older than the others."""
        events = self.events if at is self.snapshot else self.others
        credit = 0 if at.credit is None else self.number(at.credit)
        reversed_ids = {each.payment for each in events if isinstance(each, PaymentReversed)}
        kept = [each for each in events if each.id not in reversed_ids]
        received = [each for each in kept if isinstance(each, PaymentReceived)]
        more = credit - sum(each.amount for each in received)
        if more > 0:
            self._paid_more(received, more)
        paid = sum(each.amount for each in kept if isinstance(each, Adjusted)) + max(-more, 0)
        came, comes = self.yes(at.came_due), self.yes(at.comes_due)
        missing = (came and not overdue) or (comes and not came and not today)
        if not missing and not (paid and (made or at.credit is not None)):
            return
        day = self.today - max(late, 1) - 1 if came else self.today if comes else self.today + 1
        made.append(Due("0-paid", due_on=date.fromordinal(day), amount=max(paid, 1)))
        if not paid:
            events.append(Adjusted("0-waived", at=self.at(earliest), amount=1, due="0-paid"))

    def _paid_more(self, received: list[PaymentReceived], more: int) -> None:
        """A payment more, or a payment of more: how many there are may be asked as well."""
        if not received:
            # So long ago that few windows reach it.
            self.events.append(PaymentReceived("credit", at=self.at(self.history), amount=more))
            return
        last = received[-1]
        self.events[self.events.index(last)] = attrs.evolve(last, amount=last.amount + more)

    # --- the case ---------------------------------------------------------------------------------------

    def _beside(self) -> tuple[Case, ...]:
        """The borrower's other case, if anything happened or is owed there."""
        theirs = self.snapshot.laid_out_debts
        begun = min([self.entered, *(_us(each.at) for each in self.others)])
        dues = () if theirs is None else self._dues(theirs, begun)
        if not self.others and not dues:
            return ()
        opening = CaseOpened(
            "other-opening",
            at=self.at(min(begun, self.now)),
            case="other",
            account="other-account",
            borrower=self.cast.borrower,
            stage=self.snapshot.setting.stages[0],
            currency=self._currency(),
            dues=dues,
        )
        return (Case.replay([opening, *self.others]),)

    def case(self) -> tuple[Case, datetime, tuple[Case, ...]]:
        """The case, the instant at which it is looked at, and the borrower's other cases.

        Raises:
            NotBuilt: when some row has no event of its own.
        """
        at = self.snapshot
        self._rows()
        self._answered()
        # Before everything else that a witness tells.
        earliest = min([self.entered, self.now, *(_us(each.at) for each in self.events)])
        reported = self.yes(at.reported)
        dues = () if reported else self._dues(at, earliest)
        zones = self._zones()
        stage, opened, begins = self._stage(earliest)
        self.events.append(
            CaseOpened(
                "opening",
                at=self.at(opened),
                case="witness",
                account="account",
                borrower=self.cast.borrower,
                stage=begins or stage,
                currency=self._currency(),
                conventions=Conventions(report_max_age=0 if self.yes(at.lapsed) and reported else None),
                dues=dues,
                persons=[
                    Person(self.cast.borrower, "borrower", zones=zones),
                    *(Person(each, role, zones=zones) for each, role in self.cast.others),
                ],
                attributes=tuple(sorted(self._attributes().items())),
                history_from=None if self.yes(at.whole) else self.at(self.history),
            )
        )
        if reported:
            self.events.append(self._report())
        if paused := self.number(at.paused):
            first = date.fromordinal(self.today - self.number(at.late))
            until = first + timedelta(days=paused)
            self.events.append(Paused("pause", at=self.at(opened), starts_on=first, until=until))
        if begins is not None:
            entry = StageChanged(
                "entry", at=self.at(self.entered), move=Move("entry"), source=begins, dest=stage
            )
            self.events.append(entry)
        return Case.replay(self.events), self.at(self.now), self._beside()

    def _reads(self, *kinds: type) -> bool:
        return any(isinstance(ref, kinds) for ref, _ in self.snapshot.symbols)

    def _entry_matters(self) -> bool:
        since = any(
            isinstance(ref, Count) and isinstance(ref.window, SinceStage) for ref, _ in self.snapshot.symbols
        )
        return since or self._reads(StageAge)

    def _stage(self, earliest: int) -> tuple[str, int, str | None]:
        """The stage, when the case was opened, and in which other stage that was."""
        at = self.snapshot
        stage, left = self.text(at.stage), self.text(at.left)
        asks_left = any(isinstance(ref, CaseField) and ref.name == "left" for ref, _ in at.symbols)
        if at.setting.left is not None or asks_left:
            return (stage, earliest, left) if left else (stage, self.entered, None)
        return stage, self.entered if self._entry_matters() else earliest, None

    def _currency(self) -> str:
        number = self.number(self.snapshot.currency)
        if number != OTHER:
            return self._texts[number]
        known = sorted(self.snapshot.setting.words("currencies"))
        return next(each for each in ["EUR", *known] if each not in self.snapshot.currencies)

    def _zones(self) -> tuple[str, ...]:
        if not self.yes(self.snapshot.has_zone):
            return ()
        hours = self.number(self.snapshot.offset) // HOUR
        # In these names the sign is that of the clock's distance from local time to UTC.
        return ("UTC",) if not hours else (f"Etc/GMT{-hours:+d}",)

    def _attributes(self) -> Mapping[str, Any]:
        made: dict[str, Any] = {}
        for (ref, _), symbol in self.snapshot.symbols.items():
            if isinstance(ref, Attribute) and self.yes(symbol.known):
                if ref.kind == "bool":
                    made[ref.name] = self.yes(symbol.value)
                elif ref.kind == "text":
                    made[ref.name] = self.text(symbol.value)
                else:
                    value = self.number(symbol.value)
                    made[ref.name] = date.fromordinal(value) if ref.kind == "date" else value
        return made


def _us(at: datetime) -> int:
    return micros(at) + EPOCH_ORDINAL * DAY
