"""The ledger on data frames: the host's own dues, or the arrears that a servicer reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import attrs
import narwhals.stable.v2 as nw

from collectflow._time import NEVER_DAYS
from collectflow.guards import Money, Share
from collectflow.guards._tree import SHARES
from collectflow.portfolio._logic import (
    Alternative,
    Side,
    Values,
    all_sides,
    any_side,
    column,
    compare,
    constant,
    negated,
    stepped,
)
from collectflow.portfolio._view import View


def _of(view: View, *, beside: bool) -> Side:
    """The rows of dues that are the case's own, or those of the borrower's other cases."""
    if not view.desk.has("dues", "beside") and (view.desk.schemas is not None or not beside):
        return not beside
    others = view.desk.col("dues", "beside").fill_null(value=False)
    return others if beside else ~others


def _unpaid(view: View, *, beside: bool) -> nw.Expr:
    open_ = (view.desk.col("dues", "open_amount") > 0).fill_null(value=False)
    return column(all_sides([_of(view, beside=beside), open_]))


def _from_dues(ref: Money, view: View, *, beside: bool = False) -> nw.Expr:
    """What the host's own dues say, or those of the borrower's other cases."""
    desk = view.desk
    end = view.today + (ref.day_count == "inclusive")
    if ref.what == "come_due":
        come = all_sides([_of(view, beside=beside), desk.before_day("dues", "due_on", end)])
        return desk.number("dues", come, ("come", end, beside)) > 0
    unpaid = _unpaid(view, beside=beside)
    if ref.what == "owing":
        return desk.number("dues", unpaid, ("unpaid", beside)) > 0
    if ref.what == "amount_open":
        return desk.total("dues", unpaid, "open_amount", ("open", beside))
    overdue = unpaid & desk.before_day("dues", "due_on", end)
    if ref.what == "unpaid_in_row":
        return _unpaid_in_row(unpaid, overdue, end, view)
    if ref.what == "amount_overdue":
        return desk.total("dues", overdue, "open_amount", ("overdue", end, beside))
    if ref.what == "unpaid_dues":
        return desk.number("dues", overdue, ("overdue", end, beside))
    return _days_from_dues(ref, unpaid, end, view, beside)


def _days_from_dues(ref: Money, unpaid: nw.Expr, end: int, view: View, beside: bool) -> nw.Expr:  # noqa: FBT001
    """Days past due; `end` is the first day that is not overdue."""
    desk = view.desk
    if ref.what == "days_since_issued":
        oldest = nw.col(desk.extreme("dues", unpaid, "issued_on", "issued", "min"))
        return stepped(_late_by_marks(ref, view, oldest, "issued_on", end), 0)
    if ref.what == "days_until_due":
        oldest = nw.col(desk.extreme("dues", unpaid, "due_on", ("unpaid", beside), "min"))
        ahead = [
            (~desk.earlier(oldest, "dues", "due_on", view.today + mark), mark)
            for mark in reversed(view.marks[ref])
            if 0 < mark < NEVER_DAYS
        ]
        return stepped([(oldest.is_null(), NEVER_DAYS), *ahead], 0)
    marks = [each for each in view.marks[ref] if each > 0]
    if ref.pauses is not None:
        alias = desk.extreme("dues", unpaid, "due_on", ("unpaid", beside), "min", turn=0)
        return _without_pauses(ref, view, ("dues", "due_on", alias), None)
    if ref.at_least > 1:
        # So many days ago so much was unpaid already.
        late = []
        for mark in reversed(marks):
            fallen = unpaid & desk.before_day("dues", "due_on", end - mark + 1)
            reached = desk.total("dues", fallen, "open_amount", ("overdue", end - mark + 1, beside))
            late.append((reached >= ref.at_least, mark))
        return stepped(late, 0)
    oldest = nw.col(desk.extreme("dues", unpaid, "due_on", ("unpaid", beside), "min"))
    return stepped(_late_by_marks(ref, view, oldest, "due_on", end), 0)


def _late_by_marks(
    ref: Money, view: View, oldest: nw.Expr, name: str, end: int
) -> Iterator[tuple[nw.Expr, int]]:
    """By mark, from the greatest, whether so many days have passed since a day."""
    for mark in reversed([each for each in view.marks[ref] if each > 0]):
        yield view.desk.earlier(oldest, "dues", name, end - mark + 1), mark


def _without_pauses(ref: Money, view: View, oldest: tuple[str, str, str], as_of: str | None) -> nw.Expr:
    """Days past due that leave out those of pauses.

    `oldest` is the table and column of the oldest due date, and what it is called among the cases; a report
    may be `as_of` a later day than today.
    """
    desk = view.desk
    table, name, alias = oldest

    def until(column_of: Callable[[str], nw.Expr]) -> nw.Expr:
        today = nw.lit(view.today)
        if as_of is None:
            return today
        reported = desk.day_number(column_of(as_of), "cases", as_of).fill_null(0)
        return nw.when(reported > today).then(reported).otherwise(today)

    def brought(column_name: str) -> nw.Expr:
        return desk.bring("pauses", column_name, 1)

    first, last = (
        desk.day_number(desk.col("pauses", each), "pauses", each) for each in ("first_day", "last_day")
    )
    if ref.pauses == "clip":
        due = desk.day_number(brought(alias), table, name).fill_null(NEVER_DAYS)
        first = nw.when(due > first).then(due).otherwise(first)
    end = until(brought)
    last = nw.when(last.is_null() | (last > end).fill_null(value=False)).then(end).otherwise(last)
    # Of a row without a first day nothing is known, which other systems call no pause.
    span = nw.when((last > first).fill_null(value=False)).then(last - first).otherwise(nw.lit(0))
    paused = desk.sum_of("pauses", span, ("paused", ref.pauses, alias, view.today)).fill_null(0)
    late = (
        until(nw.col)
        + int(ref.day_count == "inclusive")
        - desk.day_number(nw.col(alias), table, name)
        - paused
    )
    return nw.when((late > 0).fill_null(value=False)).then(late).otherwise(nw.lit(0))


def _unpaid_in_row(unpaid: nw.Expr, overdue: nw.Expr, end: int, view: View) -> nw.Expr:
    """The overdue dues after the last that fell due and is paid."""
    desk = view.desk
    paid = column(all_sides([_of(view, beside=False), ~unpaid, desk.before_day("dues", "due_on", end)]))
    last = desk.bring("dues", desk.extreme("dues", paid, "due_on", ("paid", end), "max", 0))
    after = last.is_null() | (desk.col("dues", "due_on") > last).fill_null(value=False)
    return desk.number("dues", overdue & after, ("row", end))


#: By number of business days, whether so many have passed; by `None`, whether the calendar ends.
_Late = dict[int | None, Side]


def _business_marks(ref: Money, view: View) -> tuple[int, ...]:
    return tuple(each for each in view.marks[ref] if each > 0)


def _business_by(ref: Money, view: View, oldest: nw.Expr, column_of: tuple[str, str], today: int) -> _Late:
    desk, (table, name) = view.desk, column_of
    found = view.business(ref.calendar or "", today, _business_marks(ref, view))
    late: _Late = {
        mark: False if day is None else desk.earlier(oldest, table, name, day + 1)
        for mark, day in found.since.items()
    }
    late[None] = desk.earlier(oldest, table, name, found.unknown) if found.unknown else False
    return late


def _stepped_up(ref: Money, view: View, late: _Late) -> nw.Expr:
    return stepped([(column(late[mark]), mark) for mark in reversed(_business_marks(ref, view))], 0)


def _business_report(ref: Money, view: View, table: str) -> tuple[nw.Expr, Side]:
    """Business days past due of a report, and where they are known."""
    desk = view.desk
    value, told = _from_report(attrs.evolve(ref, calendar=None), view, table)
    owing = compare("gt", value, 0)
    oldest = desk.col(table, "oldest_due_on")
    late = _business_by(ref, view, oldest, (table, "oldest_due_on"), view.today)
    for ahead in range(1, _AHEAD + 1):
        then = ~desk.before_day(table, "as_of", view.today + ahead)
        more = _business_by(ref, view, oldest, (table, "oldest_due_on"), view.today + ahead)
        late = {mark: any_side([held, all_sides([then, more[mark]])]) for mark, held in late.items()}
    known = any_side([negated(owing), negated(late[None])])
    late = {mark: all_sides([owing, held]) for mark, held in late.items()}
    return _stepped_up(ref, view, late), all_sides([told, known])


def _business_dues(ref: Money, view: View, *, beside: bool = False) -> tuple[nw.Expr, Side]:
    """The same of dues."""
    unpaid = _unpaid(view, beside=beside)
    oldest = nw.col(view.desk.extreme("dues", unpaid, "due_on", ("unpaid", beside), "min"))
    late = _business_by(ref, view, oldest, ("dues", "due_on"), view.today)
    return _stepped_up(ref, view, late), negated(late[None])


def share(ref: Share, view: View) -> Values:
    """Compared by multiplying: an integer division would be another one on every engine."""
    desk = view.desk
    held = desk.col("cases", ref.of, "number")
    halves = max(SHARES, *view.marks[ref])

    def within(value: nw.Expr, least: nw.Expr, factor: int) -> tuple[nw.Expr, nw.Expr]:
        """A number and whether it can be multiplied; what cannot be is 0, since an engine may raise."""
        fits = (least & (value <= _LARGEST // factor)).fill_null(value=False)
        return nw.when(fits).then(value).otherwise(nw.lit(0)), fits

    whole, told = within(held, held > 0, halves)
    made = []
    # A share is one in whatever currency, so that of the policy does not matter.
    for each in money(Money("amount_overdue"), attrs.evolve(view, currency=None)):
        value = constant(each.value)
        amount, small = within(value, value >= 0, SHARES)
        scaled = amount * (SHARES // 2)
        pairs = [
            (
                (scaled > whole * (mark // 2) if mark % 2 else scaled >= whole * (mark // 2)).fill_null(
                    value=False
                ),
                mark,
            )
            for mark in reversed(view.marks[ref])
            if mark > 0
        ]
        made.append(Alternative(None, stepped(pairs, 0), all_sides([each.known, told, small])))
    return tuple(made)


#: The largest number of 64 bits.
_LARGEST = 2**63 - 1


def _from_report(ref: Money, view: View, table: str) -> tuple[nw.Expr | int | bool, Side]:
    """What a servicer's report says, and where it says it; reports on other debts have a table."""
    desk = view.desk
    if ref.what == "come_due":
        return True, True
    if ref.what in {"amount_open", "days_since_issued"}:
        return 0, False
    age = view.report_max_age
    oldest, amount = desk.col(table, "oldest_due_on"), desk.col(table, "amount")
    paid = desk.col(table, "paid_since").fill_null(0)
    fresh: Side = True if age is None else ~desk.before_day(table, "as_of", view.today - age)
    current = oldest.is_null() | (amount == 0).fill_null(value=False)
    untold = amount.is_null()
    settled = (amount <= paid).fill_null(value=False)
    # Money taken back since is overdue again, but since when a report of nothing cannot tell.
    nothing = (current & (paid >= 0)) | (~current & settled)
    owing = ~current & ~settled
    if ref.what == "days_until_due":
        return 0, all_sides([fresh, owing & (~untold | (paid == 0))])
    if ref.what == "owing":
        return True, all_sides([fresh, owing & (~untold | (paid == 0))])
    if ref.what in {"unpaid_dues", "unpaid_in_row"}:
        return 0, all_sides([fresh, nothing])
    if ref.what == "amount_overdue":
        # Whatever stands where nothing is known is not looked at.
        left = nw.when(nothing).then(nw.lit(0)).otherwise(amount - paid)
        return left.fill_null(0), all_sides([fresh, nothing | (owing & ~untold)])
    if ref.at_least > 1:
        # Since when so much was overdue is not reported, but that it never was.
        less = owing & ~untold & (amount - paid < ref.at_least).fill_null(value=False)
        return 0, all_sides([fresh, nothing | less])
    inclusive = int(ref.day_count == "inclusive")
    marks = [each for each in view.marks.get(ref, (1,)) if each > 0]
    late: nw.Expr
    if ref.pauses is None:
        late = stepped(
            [(owing & _late_by(mark - inclusive, view, table), mark) for mark in reversed(marks)], 0
        )
    else:
        days = _without_pauses(ref, view, ("cases", "oldest_due_on", "oldest_due_on"), "as_of")
        late = nw.when(owing).then(days).otherwise(nw.lit(0))
    near = desk.before_day(table, "as_of", view.today + _AHEAD + 1)
    told = nothing | (owing & (~untold | (paid == 0)) & near)
    return late, all_sides([fresh, told])


#: A report may be of a day that the books have not reached yet, where zones differ; so far.
_AHEAD = 2


def _late_by(days: int, view: View, table: str) -> nw.Expr:
    """Whether the oldest due date lies so far back: from today, or from the report's day if that is later."""
    desk = view.desk
    found = any_side(
        ~desk.before_day(table, "as_of", view.today + ahead)
        & desk.before_day(table, "oldest_due_on", view.today + ahead - days + 1)
        for ahead in range(1, _AHEAD + 1)
    )
    return desk.before_day(table, "oldest_due_on", view.today - days + 1) | found


def _of_dues(ref: Money, view: View, *, beside: bool = False) -> tuple[nw.Expr, Side]:
    if ref.calendar is not None:
        return _business_dues(ref, view, beside=beside)
    known: Side = True
    if ref.what == "days_since_issued":
        # Where nobody knows of an unpaid due when it was issued, nobody knows since when one was.
        silent = _unpaid(view, beside=beside) & view.desk.col("dues", "issued_on").is_null()
        known = view.desk.number("dues", silent, "not issued") == 0
    return _from_dues(ref, view, beside=beside), known


def _of_report(ref: Money, view: View, table: str) -> tuple[nw.Expr | int | bool, Side]:
    if ref.calendar is not None:
        return _business_report(ref, view, table)
    return _from_report(ref, view, table)


def _other_debts(ref: Money, view: View) -> list[tuple[nw.Expr, Side]]:
    """What is read of the dues of the borrower's other cases, and of reports on them; each where known."""
    desk, made = view.desk, []
    if desk.schemas is None or desk.has("dues", "beside"):
        made.append(_of_dues(ref, view, beside=True))
    if desk.schemas is not None and "reports" in desk.schemas:
        made.append(_reports(ref, view))
    return made


def _reports(ref: Money, view: View) -> tuple[nw.Expr, Side]:
    """What the reports on the borrower's other debts come to."""
    desk, table = view.desk, "reports"
    value, told = _of_report(ref, view, table)
    desk.col(table, "as_of")
    key = (attrs.evolve(ref, beside=False), view.marks.get(ref))
    if ref.type == "bool":
        # Whatever is not known there cannot make it false.
        held = desk.number(table, all_sides([told, compare("eq", value, wanted=True)]), ("held", key)) > 0
    elif ref.what == "days_past_due":
        worst = desk.most(table, told, value, ("worst", key))
        held = nw.col(worst).fill_null(0)
    else:
        held = desk.summed(table, told, value, ("sum", key))
    return held, desk.number(table, negated(told), ("untold", key)) == 0


def _over_debts(ref: Money, view: View) -> Values:
    """The case's own ledger, put together with what its borrower's other debts come to."""
    desk, alone = view.desk, attrs.evolve(ref, beside=False)
    view = attrs.evolve(view, marks={**view.marks, alone: view.marks.get(ref, (1,))})
    alike: Side = True
    if ref.type == "money" and desk.has("cases", "beside_currency"):
        theirs, own = desk.col("cases", "beside_currency"), desk.col("cases", "currency")
        alike = theirs.is_null() | (theirs == own).fill_null(value=False)
    made = money(alone, view)
    for theirs, told in _other_debts(ref, view):
        made = tuple(_put_together(ref, each, theirs, told) for each in made)
    return tuple(attrs.evolve(each, known=all_sides([each.known, alike])) for each in made)


def _put_together(ref: Money, own: Alternative, theirs: nw.Expr, told: Side) -> Alternative:
    known = all_sides([own.known, told])
    if ref.type == "bool":
        held = any_side([all_sides([own.known, compare("eq", own.value, wanted=True)]), theirs])
        return attrs.evolve(own, value=held, known=any_side([held, known]))
    value = constant(own.value)
    if ref.what == "days_past_due":
        return attrs.evolve(own, value=nw.when(value >= theirs).then(value).otherwise(theirs), known=known)
    return attrs.evolve(own, value=value + theirs, known=known)


def _credit(view: View, known: Side) -> Values:
    """A column of the cases: payments alone do not say what dues that are gone took of them."""
    desk = view.desk
    held = desk.col("cases", "credit")
    unreported: Side = desk.col("cases", "as_of").is_null() if desk.has("cases", "as_of") else True
    return (Alternative(None, held.fill_null(0), all_sides([known, unreported, ~held.is_null()])),)


def money(ref: Money, view: View) -> Values:
    desk = view.desk
    known: Side = True
    if ref.priced and view.currency is not None:
        known = (desk.col("cases", "currency") == view.currency).fill_null(value=False)
    if ref.what == "credit":
        return _credit(view, known)
    view.next_books_day()
    if ref.beside:
        return _over_debts(ref, view)
    made: list[Alternative] = []
    reported: Side = False
    if desk.has("cases", "as_of"):
        reported = ~desk.col("cases", "as_of").is_null()
        value, told = _of_report(ref, view, "cases")
        made.append(Alternative(None, value, all_sides([known, reported, told])))
    if reported is False or (desk.schemas is not None and "dues" in desk.schemas):
        value, told = _of_dues(ref, view)
        made.append(Alternative(None, value, all_sides([known, negated(reported), told])))
    return tuple(made)
