"""The synthetic portfolio of the demo: who owes what, and how they pay.

How loans fall behind and recover is drawn from rates published for 30,000 credit card clients in Taiwan,
April to August 2005 (Yeh 2009, doi:10.24432/C55S3H, CC BY 4.0). There the bucket in which a spell of
lateness begins is coded 2; here it is one instalment unpaid at the end of the month, 3 is two, and 4 or
more is three or more. Amounts, names, zones and how people answer are made up.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from random import Random

import attrs

SOURCE = "Yeh 2009, doi:10.24432/C55S3H"
#: The last bucket: this many instalments unpaid, or more.
WORST = 3
#: Roll rates in % a month: from a bucket (row) to a bucket (column).
PUBLISHED = (
    (95.07, 4.91, 0.0, 0.0),
    (30.22, 63.61, 6.14, 0.0),
    (16.50, 37.21, 17.26, 29.03),
    (2.61, 25.00, 4.90, 67.48),
)
#: Of new spells, how many in % were cured after one, two and three months.
PUBLISHED_CURES = (47.4, 62.1, 70.5)

#: New spells end sooner than old ones. In its first three months one in the first bucket ends at the
#: rates which the shares above mean, later at one that makes the pooled rate come out as published.
_CURES = (0.474, (62.1 - 47.4) / (100 - 47.4), (70.5 - 62.1) / (100 - 62.1))
_LATER_CURES = 0.21

#: How the people are; all of it is made up.
_PAYS_LATE = 0.15
_EVADES = 0.8
_SPLITS = 0.15
_REVERSED = 0.02
_ROLLS_ON = 0.7
_NO_ZONE, _TWO_ZONES = 0.03, 0.08
_NAMED_A_CONTACT = 0.7
_WARM_UP = 36
_ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")


def next_behind(random: Random, behind: int, age: int) -> int:
    """In which bucket a loan ends the month that began in bucket `behind`, `age` months into a spell."""
    rates = list(PUBLISHED[behind])
    if behind == 1:
        cure = _CURES[age - 1] if age <= len(_CURES) else _LATER_CURES
        rest = (1 - cure) / sum(rates[1:])
        rates = [cure, *(each * rest for each in rates[1:])]
    return random.choices(range(WORST + 1), rates)[0]


@attrs.define
class Planned:
    """A payment that a borrower will make."""

    day: int
    amount: int


@attrs.define(eq=False)
class Loan:
    """A loan with monthly instalments, and its borrower.

    Args:
        id: Its id.
        random: What decides about it, and about nothing else.
        due_day: The day of the month on which an instalment falls due.
        instalment: The amount of each, in minor units.
        zones: Where the borrower may be, as far as the lender knows.
        home: Where the borrower is.
        emergency: Whether the borrower named an emergency contact.
        answers: How often the borrower answers a call.
        evading: Whether the borrower avoids the lender.
        dues: The due dates so far, oldest first.
        paid: What was paid so far.
        plan: What will be paid this month.
        behind: The bucket at the last month's end; and
        age: for how many months the loan has been behind.
        closed: Whether it was settled or written off.
    """

    id: str
    random: Random
    due_day: int
    instalment: int
    zones: tuple[str, ...]
    home: str
    emergency: bool
    answers: float
    evading: bool = False
    dues: list[date] = attrs.field(factory=list)
    paid: int = 0
    plan: list[Planned] = attrs.field(factory=list)
    behind: int = 0
    age: int = 0
    closed: bool = False

    @classmethod
    def synthetic(cls, seed: int, number: int, start: date) -> Loan:
        """The loan of that number, as it stands on the first day."""
        random = Random(f"{seed}/{number}")  # noqa: S311 - a portfolio, no secret
        home = random.choice(_ZONES)
        luck = random.random()
        zones: tuple[str, ...] = (home,)
        if luck < _NO_ZONE:
            zones = ()
        elif luck < _NO_ZONE + _TWO_ZONES:
            zones = (home, random.choice([each for each in _ZONES if each != home]))
        loan = cls(
            f"loan-{number:05}",
            random,
            due_day=random.randint(1, 28),
            instalment=random.randint(80, 600) * 100,
            zones=zones,
            home=home,
            emergency=random.random() < _NAMED_A_CONTACT,
            answers=random.uniform(0.1, 0.6),
        )
        for _ in range(_WARM_UP):
            loan.roll(next_behind(random, loan.behind, loan.age))
        # The month that is running is counted when it ends.
        loan.age = max(loan.age - 1, 0)
        month = start.year * 12 + start.month - 1 - (start.day <= loan.due_day)
        for back in range(loan.behind - 1, -1, -1):
            loan.dues.append(date((month - back) // 12, (month - back) % 12 + 1, loan.due_day))
        return loan

    def roll(self, behind: int) -> None:
        """End a month in a bucket."""
        self.age = self.age + 1 if behind else 0
        self.behind = behind

    def unpaid(self, before: date) -> list[tuple[date, int]]:
        """What is open of each instalment that fell due before a day, oldest first."""
        done = self.paid // self.instalment
        part = self.paid % self.instalment
        found = [(each, self.instalment) for each in self.dues[done:] if each < before]
        if found and part:
            found[0] = (found[0][0], self.instalment - part)
        return found

    def start_month(self, today: date) -> None:
        """Let an instalment fall due and decide what will be paid until the next one does."""
        before = len(self.unpaid(today))
        self.roll(min(before, WORST))
        self.dues.append(today)
        self.plan = []
        after = next_behind(self.random, self.behind, self.age)
        count = max(before + 1 - after, 0)
        if before >= WORST and after == WORST:
            count = 0 if self.random.random() < _ROLLS_ON else 1
        self.evading = after > self.behind > 0 and self.random.random() < _EVADES
        if count:
            self._plan(today.toordinal(), count, late=before > 0)

    def _plan(self, today: int, count: int, *, late: bool) -> None:
        random = self.random
        if not late:
            delay = min(int(random.expovariate(0.2)) + 1, 24) if random.random() < _PAYS_LATE else 0
            self.plan = [Planned(today + delay, self.instalment)]
            return
        owed = self.instalment - self.paid % self.instalment + (count - 1) * self.instalment
        day = today + random.randint(2, 20)
        if random.random() < _SPLITS:
            self.plan = [Planned(day, owed // 2), Planned(day + 6, owed - owed // 2)]
        else:
            self.plan = [Planned(day, owed)]

    def payment_of(self, day: int) -> int:
        """What is paid on a day; it leaves the plan."""
        paid = sum(each.amount for each in self.plan if each.day <= day)
        if paid:
            self.plan = [each for each in self.plan if each.day > day]
            self.paid += paid
        return paid

    def is_reversed(self) -> bool:
        """Whether a payment that was made will be taken back."""
        return self.random.random() < _REVERSED

    def take_back(self, amount: int, day: int) -> None:
        """A payment was reversed; most pay again within days."""
        self.paid -= amount
        if self.random.random() < 1 - _REVERSED * 10:
            self.plan.append(Planned(day + self.random.randint(2, 6), amount))


def rolls(histories: Iterable[list[int]]) -> list[list[int]]:
    """How often a loan went in a month from one bucket (row) to another (column)."""
    counts = [[0] * (WORST + 1) for _ in range(WORST + 1)]
    for history in histories:
        for before, after in pairwise(history):
            counts[before][after] += 1
    return counts


def cures(histories: Iterable[list[int]]) -> list[tuple[int, int]]:
    """For one, two, three months: how many new spells were seen so long, and how many ended by then."""
    months = len(PUBLISHED_CURES)
    seen, ended = [0] * months, [0] * months
    for history in histories:
        for i, (before, after) in enumerate(pairwise(history)):
            if before or not after:
                continue
            later = history[i + 2 : i + 2 + months]
            for n in range(len(later)):
                seen[n] += 1
                ended[n] += 0 in later[: n + 1]
    return list(zip(seen, ended, strict=True))
