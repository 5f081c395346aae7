"""The host of the demo: what a lender's system does with its cases every day, through the engine alone.

At night payments and reversals are booked, what fell due is added, and automatic moves are taken. By day
the house asks what it may do, does one thing a loan, and records how the borrower responds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import collectflow as cf
from collectflow import facts
from collectflow.cli._common import describe
from collectflow.cli._files import Figures, File, Refusal
from collectflow.cli._house import BOOKS_ZONE, CURRENCY
from collectflow.cli._people import answer, calls_back, gets_in_touch, says
from collectflow.cli._portfolio import WORST, Loan

AGENCY = "agency-north"
#: After the last hour at which anybody may be reached on the day before, in every zone of the portfolio.
_NIGHT = time(8, tzinfo=UTC)
_COLLECTING = ("reminder", "outreach", "outsourced")
#: The moves that the house wants as soon as the policies allow, by stage; one stage back once there was
#: a payment.
_MOVES = {
    "reminder": ("start_outreach",),
    "outreach": ("place",),
    "outsourced": ("sue", "write_off"),
    "litigation": ("write_off",),
}
#: The rules that a later hour of the same day may satisfy.
_HOURS = {"house.hours", "house.wishes"}
#: Up to how many days past due an agency gives a debt back.
_GIVEN_BACK = 60
_EARLY, _LATE = 7, 21
_SETTLES = 0.3
_PART = 0.6
_KEPT = 4

Sink = Callable[[str, cf.Event], None]


class Host:
    """A lender's system over a portfolio."""

    def __init__(self, engine: cf.Engine, loans: Iterable[Loan], sink: Sink) -> None:
        """Take over a portfolio; `sink` is given every event, with the id of its case."""
        self.engine = engine
        self.files = [File(loan) for loan in loans]
        self.figures = Figures()
        self._sink = sink
        self._final = {stage.name for stage in engine.lifecycle.stages if stage.final}

    def live(self, today: date) -> None:
        """One day: the night's work and the day's."""
        stages: Counter[str] = Counter()
        for file in self.files:
            if not file.loan.closed:
                self._night(file, today)
                if self.is_open(file):
                    self._day(file, today)
            stages["no case" if file.case is None else file.case.stage] += 1
        self.figures.stages.append(stages)

    def is_open(self, file: File) -> bool:
        """Whether the loan has an open case."""
        return file.case is not None and file.case.stage not in self._final

    # --- keeping ----------------------------------------------------------------------------------------

    def _keep(self, file: File, result: cf.Result) -> None:
        """Save what came of a call: the case, its events, and the moves among them."""
        file.case = result.case
        file.cases[-1] = result.case
        self.figures.events += len(result.events)
        for event in result.events:
            self._sink(result.case.id, event)
            if isinstance(event, cf.StageChanged):
                self.figures.done[describe(event.move)] += 1
            elif isinstance(event, cf.ContactPlaced):
                self.figures.done[describe(event.contact)] += 1

    def _record(self, file: File, *events: cf.Event) -> None:
        if file.case is not None:
            self._keep(file, self.engine.record(file.case, *events))

    def _fire(self, file: File, proposal: cf.Proposal | str, at: datetime) -> None:
        if file.case is not None:
            self._keep(file, self.engine.fire(file.case, proposal, at))

    # --- by night ---------------------------------------------------------------------------------------

    def _night(self, file: File, today: date) -> None:
        at = datetime.combine(today, _NIGHT)
        loan = file.loan
        if today.day == loan.due_day:
            self._observe(file, at)
            loan.start_month(today)
        self._payments(file, today, at)
        overdue = loan.unpaid(today)
        if overdue:
            dues = tuple(cf.Due(f"{due:%Y-%m}", due_on=due, amount=left) for due, left in overdue)
            if not self._reopened(file, at) and not self.is_open(file):
                self._open(file, dues, at)
            elif file.case is not None:
                known = {row.id for row in file.case.tables.dues}
                new = tuple(each for each in dues if each.id not in known)
                if new:
                    self._record(file, cf.DuesAdded(file.next_id("due"), at=at, dues=new))
        if self.is_open(file):
            self._advance(file, at)

    def _observe(self, file: File, at: datetime) -> None:
        """Note in which bucket the loan ends the month, as the engine reads it."""
        unpaid = 0
        if file.case is not None and self.is_open(file):
            read = self.engine.read(file.case, facts.unpaid_dues, at)
            unpaid = read if isinstance(read, int) else 0
        file.buckets.append(min(unpaid, WORST))

    def _payments(self, file: File, today: date, at: datetime) -> None:
        day = today.toordinal()
        loan = file.loan
        paid = loan.payment_of(day)
        if paid:
            # A payment that the bank takes back is the loan's last one, made while its case was open.
            file.reversals.clear()
            if self.is_open(file):
                event_id = file.next_id("payment")
                self._record(file, cf.PaymentReceived(event_id, at=at, amount=paid, method="debit"))
                if loan.is_reversed():
                    file.reversals.append((day + loan.random.randint(3, 8), event_id, paid))
        for due, event_id, amount in file.reversals.copy():
            if day >= due:
                file.reversals.clear()
                if file.case is not None and file.case.find(event_id) is not None:
                    loan.take_back(amount, day)
                    back = cf.PaymentReversed(
                        file.next_id("reversal"), at=at, payment=event_id, because="the bank took it back"
                    )
                    self._record(file, back)
        for until, hold in file.lifts.copy():
            if day >= until:
                file.lifts.remove((until, hold))
                self._record(file, cf.HoldLifted(file.next_id("lift"), at=at, hold=hold))

    def _reopened(self, file: File, at: datetime) -> bool:
        """Whether a reversal leads the last case back to where it was cured."""
        if file.case is None or self.is_open(file):
            return False
        self._advance(file, at)
        return self.is_open(file)

    def _open(self, file: File, dues: tuple[cf.Due, ...], at: datetime) -> None:
        loan = file.loan
        number = len(file.cases) + 1
        persons = [cf.Person(f"{loan.id}/friend", "emergency_contact", zones=(loan.home,))]
        opened = self.engine.open(
            f"{loan.id}/{number}",
            account=loan.id,
            borrower=f"{loan.id}/borrower",
            at=at,
            currency=CURRENCY,
            dues=dues,
            borrower_zones=loan.zones,
            persons=persons if loan.emergency else (),
            follows=file.case,
        )
        file.lifts.clear()
        file.cases.append(opened.case)
        self._keep(file, opened)

    def _advance(self, file: File, at: datetime) -> None:
        while file.case is not None:
            result = self.engine.advance(file.case, at)
            if not result.changed:
                return
            self._keep(file, result)

    # --- by day -----------------------------------------------------------------------------------------

    def _day(self, file: File, today: date) -> None:
        case = file.case
        if case is None or case.stage not in _MOVES:
            return
        at = self._hour(file.loan, today)
        if not file.loan.zones and gets_in_touch(file.loan):
            self._inbound(file, at)
            return
        contacts = tuple(self._contacts(case, file.loan))
        options = self.engine.options(case, at, contacts=contacts)
        wanted = [cf.Move(trigger) for trigger in _MOVES[case.stage]]
        if case.tables.payments and case.stage in _COLLECTING:
            wanted.append(cf.Move("step_down"))
        for proposal in (*wanted, *contacts):
            self._count(file, proposal, options[proposal], at)
        for move in wanted:
            if options[move].allowed:
                self._move(file, move, at)
                return
        if case.stage == "outsourced" and self._is_given_back(case, at):
            placed = case.tables.placements[-1].id
            self._record(file, cf.PlacementEnded(file.next_id("recall"), at=at, placement=placed))
            self._fire(file, "step_down", at)
            return
        self._reach(file, contacts, options, at)

    def _is_given_back(self, case: cf.Case, at: datetime) -> bool:
        days = self.engine.read(case, facts.days_past_due, at)
        return isinstance(days, int) and days <= _GIVEN_BACK

    @staticmethod
    def _hour(loan: Loan, today: date) -> datetime:
        """When the house gets round to this loan: some hour of the day where the borrower lives."""
        here = ZoneInfo(loan.zones[0] if loan.zones else BOOKS_ZONE)
        hour, minute = loan.random.randint(_EARLY, _LATE), loan.random.randrange(60)
        return datetime(today.year, today.month, today.day, hour, minute, tzinfo=here)

    @staticmethod
    def _contacts(case: cf.Case, loan: Loan) -> Iterable[cf.Contact]:
        """What the house would like to do today, the most wanted first."""
        if case.stage not in _COLLECTING:
            return
        collector = AGENCY if case.stage == "outsourced" else None
        if collector is not None:
            yield cf.Contact("visit", "borrower", collector=collector, place="home")
        plain = [cf.Contact(each, "borrower", collector=collector) for each in ("sms", "call")]
        yield from plain if case.version % 2 else reversed(plain)
        if case.stage != "reminder" and loan.emergency:
            yield cf.Contact("call", "emergency_contact", collector=collector)

    def _count(self, file: File, proposal: cf.Proposal, verdict: cf.Verdict, at: datetime) -> None:
        self.figures.asked.setdefault(describe(proposal), Counter())[str(verdict.status)] += 1
        if verdict.allowed or file.case is None:
            return
        for finding in verdict.blocking:
            self.figures.rules.setdefault(finding.rule, Counter())[str(finding.outcome)] += 1
        if len(file.refusals) < _KEPT and isinstance(proposal, cf.Contact):
            file.refusals.append(Refusal(file.case, proposal, at))

    def _move(self, file: File, move: cf.Move, at: datetime) -> None:
        self._fire(file, move, at)
        if move.trigger == "place":
            begun = at + timedelta(minutes=1)
            self._record(file, cf.PlacementStarted(file.next_id("placed"), at=begun, agency=AGENCY))
        elif move.trigger == "write_off":
            self._close(file, at, "write_off")

    def _close(self, file: File, at: datetime, kind: str) -> None:
        """Give up what is open of a loan that ends."""
        file.loan.closed = True
        if file.case is not None and file.case.ledger.open:
            amount = file.case.ledger.open
            self._record(file, cf.Adjusted(file.next_id(kind), at=at, amount=amount, kind=kind))

    def _reach(
        self,
        file: File,
        contacts: tuple[cf.Contact, ...],
        options: dict[cf.Proposal, cf.Verdict],
        at: datetime,
    ) -> None:
        """Make the most wanted contact that is allowed now, else one that is allowed later today."""
        for contact in contacts:
            if options[contact].allowed:
                self._contact(file, contact, at)
                return
        for contact in contacts:
            verdict = options[contact]
            if any(each.rule not in _HOURS for each in verdict.blocking):
                continue
            later = verdict.allowed_at
            if later is not None and later.date() == at.date():
                self.figures.waited += 1
                self._contact(file, contact, later)
                return

    def _contact(self, file: File, contact: cf.Contact, at: datetime) -> None:
        self._fire(file, contact, at)
        if file.case is None:
            return
        placed = file.case.events[-1].id
        loan = file.loan
        said = answer(loan, contact)
        told = at + timedelta(minutes=loan.random.randint(1, 40))
        # A reply is a contact of its own; the message was delivered.
        replied = said == "replied"
        result = cf.ContactResult(
            file.next_id("result"), at=told, contact=placed, outcome="delivered" if replied else said
        )
        self._record(file, result)
        if replied:
            self._inbound(file, told + timedelta(minutes=1), contact.channel)
        elif contact.party == "borrower" and said == "conversation":
            self._heard(file, contact.channel, told)
        elif said == "conversation" and calls_back(loan):
            self._inbound(file, told + timedelta(minutes=5))

    def _inbound(self, file: File, at: datetime, channel: str = "call") -> None:
        self._record(file, cf.ContactInbound(file.next_id("inbound"), at=at, channel=channel))
        self._heard(file, channel, at)

    def _heard(self, file: File, channel: str, at: datetime) -> None:
        """Record what a borrower says who was reached."""
        case = file.case
        if case is None:
            return
        events = tuple(says(file.loan, case, at, file.next_id))
        self._record(file, *events)
        for event in events:
            if isinstance(event, cf.HoldPlaced) and event.until is None:
                file.lifts.append((case.today(at).toordinal() + file.loan.random.randint(10, 25), event.id))
        talks = channel != "sms" and not any(isinstance(event, cf.HoldPlaced) for event in events)
        if case.stage == "outsourced" and talks and file.loan.random.random() < _SETTLES:
            self._settle(file, at + timedelta(minutes=2))

    def _settle(self, file: File, at: datetime) -> None:
        """The borrower pays a part there and then, and the rest is waived."""
        if file.case is None:
            return
        part = int(file.case.ledger.open * _PART)
        self._record(file, cf.PaymentReceived(file.next_id("payment"), at=at, amount=part, method="card"))
        self._close(file, at, "waiver")
        self._fire(file, "settle", at)
