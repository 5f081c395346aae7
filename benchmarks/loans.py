"""The loans that all contenders decide about, as a host's own plain objects, with the five conditions.

The conditions are written as a careful host would write them: no work is done twice within one, none is
shared between them (a state machine calls each by itself), and nothing is tuned.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/New_York")
#: The zone in which days past due are counted.
BOOKS = ZoneInfo("America/New_York")
CAP = 7
RESPONSES = frozenset({"conversation", "replied", "refused"})


@dataclass
class Due:
    id: str
    due_on: date
    amount: int
    paid: int = 0


@dataclass
class Contact:
    id: str
    at: datetime
    channel: str
    #: `None` until the result is known.
    outcome: str | None
    inbound: bool = False
    party: str = "borrower"


@dataclass
class Hold:
    id: str
    starts: datetime
    ends: datetime | None = None


@dataclass
class Loan:
    id: str
    borrower: str
    dues: list[Due]
    contacts: list[Contact]
    holds: list[Hold] = field(default_factory=list)
    segment: str | None = "retail"
    zone: ZoneInfo = ZONE
    state: str = "reminder"
    told: int = 0

    def past_due(self, now: datetime) -> bool:
        """Three days past due or more, and at least 100.00 overdue."""
        today = now.astimezone(BOOKS).date()
        overdue = [due for due in self.dues if due.due_on < today and due.paid < due.amount]
        if not overdue:
            return False
        days = (today - min(due.due_on for due in overdue)).days
        return days >= 3 and sum(due.amount - due.paid for due in overdue) >= 100_00

    def under_cap(self, now: datetime) -> bool:
        """Fewer than seven calls within seven days where the borrower is, today being the seventh."""
        first = now.astimezone(self.zone).date() - timedelta(days=6)
        start = datetime.combine(first, time(), tzinfo=self.zone)
        calls = [each for each in self.contacts if each.channel == "call" and not each.inbound]
        return sum(each.at >= start for each in calls) < CAP

    def decent_hour(self, now: datetime) -> bool:
        """Between 08:00 and 21:00 where the borrower is."""
        return time(8) <= now.astimezone(self.zone).time() <= time(21)

    def not_held(self, now: datetime) -> bool:
        """No hold is in force."""
        return not any(each.starts <= now and (each.ends is None or now < each.ends) for each in self.holds)

    def tried(self, now: datetime) -> bool:  # noqa: ARG002 - as the machines call conditions
        """A retail loan whose borrower has left two contacts unanswered since responding."""
        return self.segment == "retail" and self.unanswered() >= 2

    def unanswered(self) -> int:
        count = 0
        for each in reversed(self.contacts):
            if each.party != "borrower" or each.outcome is None:
                continue
            if each.outcome in RESPONSES:
                break
            if not each.inbound:
                count += 1
        return count

    def tell(self, now: datetime) -> None:  # noqa: ARG002 - as the machines call hooks
        """The hook after a move."""
        self.told += 1


#: By name, as both libraries take them.
CONDITIONS = ("past_due", "under_cap", "decent_hour", "not_held", "tried")


@dataclass(frozen=True)
class Question:
    """May outreach start for this loan, now?"""

    loan: Loan
    now: datetime
    #: What every contender is to answer.
    allowed: bool = True


def _local(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=ZONE).astimezone(UTC)


def _contacts(rng: random.Random, name: str, today: date) -> list[Contact]:
    """Ten contacts in the two weeks before, the borrower responding at most before the last four."""
    answered = rng.choice([None, 1, 3, 5])
    made = []
    for i, back in enumerate(sorted((rng.randint(1, 14) for _ in range(10)), reverse=True)):
        channel = "sms" if i % 3 == 2 else "call"
        at = _local(today - timedelta(days=back), time(9 + i, rng.randint(0, 59)))
        outcome = "delivered" if channel == "sms" else rng.choice(["no_answer", "voicemail"])
        if i == answered:
            outcome = "conversation"
        made.append(Contact(f"{name}/k{i}", at, channel, outcome))
    return made


def questions(count: int) -> list[Question]:
    """So many different loans for which outreach may start."""
    rng = random.Random(20260201)
    found: list[Question] = []
    while len(found) < count:
        name = f"loan-{len(found)}"
        today = date(2026, 3, 2) + timedelta(days=rng.randint(0, 9))
        dues = [
            Due(f"{name}/d{i}", today - timedelta(days=back), rng.randint(100_00, 900_00))
            for i, back in enumerate(rng.choice([(20,), (35, 5), (65, 35, 5)]))
        ]
        loan = Loan(name, f"borrower-{len(found)}", dues, _contacts(rng, name, today))
        if rng.random() < 0.3:
            began = _local(today - timedelta(days=40), time(10))
            loan.holds.append(Hold(f"{name}/h", began, began + timedelta(days=3)))
        now = _local(today, time(rng.randint(8, 20), rng.randint(0, 59)))
        if loan.under_cap(now):
            found.append(Question(loan, now))
    return found


def edge_cases() -> list[Question]:
    """Each condition refusing by itself, and the last instants or amounts that still do."""
    base = questions(1)[0].loan
    today = date(2026, 3, 10)
    noon = _local(today, time(12))
    start = _local(today - timedelta(days=6), time())
    tick = timedelta(microseconds=1)

    def loan(**changes: object) -> Loan:
        contacts = [replace(each, at=noon - timedelta(days=10 - i)) for i, each in enumerate(base.contacts)]
        whole: dict[str, object] = {
            "dues": [Due("d", today - timedelta(days=3), 100_00)],
            "contacts": contacts,
            "holds": [],
        }
        return replace(base, **{**whole, **changes})  # type: ignore[arg-type]

    def calls(first: datetime) -> list[Contact]:
        ats = [first, *(noon - timedelta(hours=9 - i) for i in range(6))]
        return [Contact(f"c{i}", at, "call", "no_answer") for i, at in enumerate(ats)]

    def hold(ends: datetime | None) -> list[Hold]:
        return [Hold("h", noon - timedelta(days=1), ends)]

    one_left = [replace(each, outcome="conversation") for each in loan().contacts[:9]] + loan().contacts[9:]
    return [
        Question(loan(), noon),
        Question(loan(dues=[Due("d", today - timedelta(days=2), 100_00)]), noon, allowed=False),
        Question(loan(dues=[Due("d", today - timedelta(days=3), 99_99)]), noon, allowed=False),
        Question(loan(contacts=calls(start)), noon, allowed=False),
        Question(loan(contacts=calls(start - tick)), noon),
        # Clocks went forward on 8 March: the window begins in another offset than it ends.
        Question(loan(contacts=calls(start - timedelta(hours=1))), noon),
        Question(loan(), _local(today, time(8)) - tick, allowed=False),
        Question(loan(), _local(today, time(8))),
        Question(loan(), _local(today, time(21))),
        Question(loan(), _local(today, time(21)) + tick, allowed=False),
        Question(loan(holds=hold(None)), noon, allowed=False),
        Question(loan(holds=hold(noon)), noon),
        Question(loan(segment="corporate"), noon, allowed=False),
        Question(loan(segment=None), noon, allowed=False),
        Question(loan(contacts=one_left), noon, allowed=False),
    ]
