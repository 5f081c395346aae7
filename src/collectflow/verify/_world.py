"""What every case has at an instant: a time, a stage and a ledger, as variables with what holds between them.

Each holds in two strengths, see `_snapshot`. Instants are microseconds, as in the other readings, counted
from the day before 0001-01-01, so that a day is its ordinal times 24 hours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

import attrs

from collectflow._time import DAY, HOUR
from collectflow.calendars import BusinessCalendar
from collectflow.events import Proposal
from collectflow.verify._formulas import Expr
from collectflow.verify._z3 import z3

#: Every instant that is looked at lies after this one, and before the last.
FIRST_DAY, LAST_DAY = date(1900, 1, 1).toordinal(), date(9998, 12, 30).toordinal()
#: No zone was ever further from UTC.
OFFSET = 16 * HOUR
_WEEK = 7
#: An exact snapshot's zones are at most so far from UTC, and its days so far from those below.
_HOURS, _FAR = 12, 20_000
#: How many rows of a kind a witness may have, and how long ago they may be.
MOST_ROWS = 60
_OLDEST = 3_650 * DAY
_AMOUNT = 10**12
#: In how many days another debt falls due that lies ahead.
_AHEAD = 30
TRUE = z3.BoolVal(True)  # noqa: FBT003 - a constant
FALSE = z3.BoolVal(False)  # noqa: FBT003 - a constant
#: What a text is that no rule names.
OTHER = -1

#: The days on which the exact snapshot looks, when months or business days matter.
FROM, TO = date(2026, 1, 1).toordinal(), date(2027, 12, 31).toordinal()
BUSINESS_TO = FROM + 60


@attrs.frozen
class Setting:
    """What is fixed before a case is looked for."""

    asked: Proposal
    stages: tuple[str, ...]
    words: Callable[[str], Iterable[str]]
    calendars: Mapping[str, BusinessCalendar]
    #: The stage in which the case stands; any, if not given.
    stage: str | None = None
    #: The stage that was left for it, where a reopening leads back; any, if not given.
    left: str | None = None
    #: Whether there may be somebody whose zone is known.
    zoned: bool = True


class OtherDebts:
    """What the borrower's other cases owe together, by the names that a case's own ledger has.

    Their days past due are those of the worst, the rest are sums: as of one case more.
    """

    def __init__(self, world: World) -> None:
        """Lay out the variables."""
        self.late, self.later = world.integer("their_late"), world.integer("their_later")
        self.overdue, self.dues_overdue = world.integer("their_overdue"), world.integer("their_dues_overdue")
        self.due_today, self.dues_today = world.integer("their_due_today"), world.integer("their_dues_today")
        self.came_due, self.comes_due = world.boolean("they_came_due"), world.boolean("they_come_due")
        self.reported = self.lapsed = self.current = self.silent = FALSE
        #: What nobody reads of several debts together.
        self.issued, self.issues, self.until_due = z3.IntVal(0), FALSE, z3.IntVal(_AHEAD)
        self.credit = None


class World:
    """A case at an instant, without its rows."""

    def __init__(self, setting: Setting, currencies: Iterable[str], *, exact: bool) -> None:
        """Lay out the variables; `currencies` are those that policies name."""
        self.setting = setting
        self.exact = exact
        self.currencies = tuple(dict.fromkeys(currencies))
        #: What holds in every case.
        self.constraints: list[Expr] = []
        self._others: OtherDebts | None = None
        self.codes: dict[str, int] = {"": 0}
        #: What was received beyond all dues; `None` while nobody reads it.
        self.credit: Expr | None = None
        self._names = 0
        self._time()
        self._stage()
        self._money()

    # --- variables --------------------------------------------------------------------------------------

    def integer(self, name: str) -> Expr:
        """A fresh integer."""
        self._names += 1
        return z3.Int(f"{name}!{self._names}")

    def boolean(self, name: str) -> Expr:
        """A fresh yes or no."""
        self._names += 1
        return z3.Bool(f"{name}!{self._names}")

    def code(self, text: str) -> int:
        """The number that stands for a text."""
        return self.codes.setdefault(text, len(self.codes))

    def hold(self, *constraints: Expr) -> None:
        """These hold in every case."""
        self.constraints += constraints

    def _near(self, instant: Expr, day: Expr, before: int, after: int) -> None:
        """An instant of a day is about that day's 24 hours, and not more than so far from them."""
        self.hold(instant >= day * DAY - before, instant < day * DAY + DAY + after)

    def _time(self) -> None:
        self.now, self.today, self.local_day = map(self.integer, ("now", "today", "local_day"))
        self.clock, self.weekday, self.books_weekday = map(
            self.integer, ("clock", "weekday", "books_weekday")
        )
        self.offset = self.integer("offset")
        self.has_zone = self.boolean("has_zone")
        if not self.setting.zoned:
            self.hold(z3.Not(self.has_zone))
        self.whole = self.boolean("whole_history")
        self.history = self.integer("history")
        #: Whether what happened in the borrower's other cases is known as far back as in this one.
        self.others_known = TRUE if self.exact else self.boolean("others_known")
        for day, weekday in ((self.local_day, self.weekday), (self.today, self.books_weekday)):
            week = self.integer("week")
            self.hold(day - 1 == _WEEK * week + weekday - 1, weekday >= 1, weekday <= _WEEK)
        self.hold(self.clock >= 0, self.clock < DAY)
        wall = self.local_day * DAY + self.clock
        if self.exact:
            hours = self.integer("hours")
            self.hold(self.offset == hours * HOUR, hours >= -_HOURS, hours <= _HOURS)
            self.hold(wall == self.now + self.offset)
            self._near(self.now, self.today, 0, 0)
            self.hold(self.today >= FROM - _FAR, self.today <= TO + _FAR)
            # As if the case had been taken over long ago; a history that is whole has no such bound.
            self.hold(self.history >= self.now - _OLDEST, self.history <= self.now)
            self.hold(z3.Implies(self.whole, self.history == self.now - _OLDEST))
        else:
            self.hold(wall - self.now <= OFFSET, wall - self.now >= -OFFSET)
            # The books' day may have ended up to a day before midnight.
            self._near(self.now, self.today, OFFSET + DAY, OFFSET)
            self.hold(self.today >= FIRST_DAY, self.today <= LAST_DAY)

    def credited(self) -> Expr:
        """What was received beyond all dues, so that nothing is open beside it."""
        found = self.credit
        if found is None:
            found = self.credit = self.integer("credit")
            owed = self.overdue + self.due_today + self.later
            self.hold(found >= 0, z3.Implies(found > 0, owed == 0))
            if self.exact:
                self.hold(found <= _AMOUNT)
        return found

    def day_of(self, zone: str) -> Expr:
        """Today, in the books or where the person may be."""
        return self.today if zone == "books" else self.local_day

    def zone_known(self, zone: str) -> Expr:
        """Whether that clock can be read."""
        return TRUE if zone == "books" else self.has_zone

    def weekday_of(self, zone: str) -> Expr:
        """The weekday, in the books or where the person may be."""
        return self.books_weekday if zone == "books" else self.weekday

    def _stage(self) -> None:
        self.stage, self.left = self.integer("stage"), self.integer("left")
        self.entered, self.entered_day = self.integer("entered"), self.integer("entered_day")
        stages = [self.code(each) for each in self.setting.stages]
        if self.setting.stage is not None:
            self.hold(self.stage == self.code(self.setting.stage))
        self.hold(z3.Or([self.stage == each for each in stages]))
        left = [0, *stages] if self.setting.left is None else [self.code(self.setting.left)]
        self.hold(z3.Or([self.left == each for each in left]))
        self.hold(self.entered <= self.now)
        if self.exact:
            self._near(self.entered, self.entered_day, 0, 0)
            self.hold(self.entered >= self.history)
        else:
            self._near(self.entered, self.entered_day, OFFSET + DAY, OFFSET)
            # Dates can run backwards where clocks are set back over midnight.
            self.hold(self.entered_day <= self.today + 1)

    def _money(self) -> None:
        """The ledger, or a report: what is overdue before today, falls due today, and later."""
        self.currency = self.integer("currency")
        self.reported = self.boolean("reported")
        #: A report is too old, or says that nothing is overdue, or does not say how much.
        self.lapsed, self.current, self.silent = map(self.boolean, ("lapsed", "current", "silent"))
        self.late = self.integer("late")
        self.overdue, self.dues_overdue = self.integer("overdue"), self.integer("dues_overdue")
        self.due_today, self.dues_today = self.integer("due_today"), self.integer("dues_today")
        self.later = self.integer("later")
        self.came_due, self.comes_due = self.boolean("came_due"), self.boolean("comes_due")
        known = [self.code(each) for each in self.currencies]
        self.hold(z3.Or([self.currency == each for each in (OTHER, *known)]))
        self._owed(self)
        self.hold(z3.Implies(z3.And(self.reported, z3.Not(self.lapsed)), self.dues_overdue > 0))
        #: Days since the oldest invoice, and whether every unpaid due says when it was issued.
        self.issued, self.issues = self.integer("issued"), self.boolean("issues")
        #: Days until the first due that lies ahead.
        self.until_due = self.integer("until_due")
        self.hold(self.until_due >= 1)
        if self.exact:
            self.hold(self.until_due <= _FAR, self.issued <= _FAR, self.issued >= -_FAR)
            #: Days since the oldest due date for which the count stood still; they are over.
            self.paused = self.integer("paused")
            self.hold(self.paused >= 0, z3.Or(self.paused == 0, self.paused < self.late))
            self.hold(z3.Implies(self.reported, self.paused == 0))

    @property
    def other_debts(self) -> OtherDebts:
        """What the borrower's other cases owe, laid out when it is first asked for."""
        if self._others is None:
            self._others = OtherDebts(self)
            self._owed(self._others)
        return self._others

    @property
    def laid_out_debts(self) -> OtherDebts | None:
        """The same, if anything asked for it."""
        return self._others

    def _owed(self, of: World | OtherDebts) -> None:
        """What holds of every ledger."""
        for amount, dues in ((of.overdue, of.dues_overdue), (of.due_today, of.dues_today)):
            self.hold(dues >= 0, z3.Or(z3.And(dues == 0, amount == 0), z3.And(dues > 0, amount >= dues)))
            if self.exact:
                self.hold(dues <= MOST_ROWS, amount <= _AMOUNT)
        self.hold(of.later >= 0)
        self.hold(z3.Implies(of.dues_overdue > 0, of.came_due))
        self.hold(z3.Implies(of.dues_today > 0, of.comes_due), z3.Implies(of.came_due, of.comes_due))
        # Who is past due has something overdue; a report may say neither, and is read accordingly.
        self.hold(of.late >= 0, (of.late >= 1) == (of.dues_overdue > 0))
        if self.exact:
            self.hold(of.late <= _FAR, of.later <= _AMOUNT)
