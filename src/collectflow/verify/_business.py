"""Business days, as the solver has them: a calendar is looked up day by day where a witness is sought."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from collectflow.calendars import business_back
from collectflow.guards import BusinessDay, Ref
from collectflow.verify._formulas import Expr, Symbol
from collectflow.verify._world import BUSINESS_TO, FROM
from collectflow.verify._z3 import z3

if TYPE_CHECKING:
    from collectflow.verify._snapshot import Snapshot


def business_days_of(at: Snapshot, ref: Ref, name: str, today: Expr, days: Expr) -> tuple[Expr, Expr]:
    """How many of the last so many days are business days of a calendar, and whether it knows."""
    number, told = at.integer("business_days"), at.boolean("calendar_known")
    at.hold(number >= 0, z3.Or(number <= days, number == 0))
    if at.exact:
        calendar, marks = at.setting.calendars[name], tuple(at.marks(ref))
        ways = []
        for day in range(FROM, BUSINESS_TO):
            back = business_back(calendar, day, marks)
            passed = [
                (number >= mark) == (z3.BoolVal(False) if since is None else today - days <= since)  # noqa: FBT003 - a constant
                for mark, since in back.since.items()
            ]
            ways.append(z3.And(today == day, told == (today - days >= back.unknown), *passed))
        at.hold(z3.Or(ways))
    return number, told


def business_day(at: Snapshot, ref: BusinessDay) -> Symbol:
    value, told = at.boolean("business_day"), at.boolean("calendar_known")
    if at.exact:
        calendar, today = at.setting.calendars[ref.calendar], at.day_of(ref.zone)
        ways = []
        for day in range(FROM, BUSINESS_TO):
            is_open = calendar.is_business_day(date.fromordinal(day))
            ways.append(z3.And(today == day, told == (is_open is not None), value == bool(is_open)))
        at.hold(z3.Or(ways))
    return Symbol(value, z3.And(told, at.zone_known(ref.zone)))
