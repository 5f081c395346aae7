"""What is read of the ledger, as the solver has it: of a case, and of all of its borrower's debts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import attrs

from collectflow._time import NEVER_DAYS
from collectflow.guards import Attribute, Money, Share
from collectflow.guards._tree import SHARES
from collectflow.verify._business import business_days_of
from collectflow.verify._formulas import Expr, Symbol, sure
from collectflow.verify._world import TRUE, OtherDebts
from collectflow.verify._z3 import z3

if TYPE_CHECKING:
    from collectflow.verify._snapshot import Snapshot


def _told(at: Snapshot | OtherDebts) -> Expr:
    """Whether it is known how late the case is."""
    return z3.Not(z3.And(at.reported, at.lapsed))


def _days_past_due(at: Snapshot | OtherDebts, inclusive: bool) -> Symbol:  # noqa: FBT001 - one of two
    report = z3.If(at.current, 0, at.late + 1 if inclusive else at.late)
    ledger = at.late
    if inclusive:
        ledger = z3.If(at.dues_overdue > 0, at.late + 1, z3.If(at.dues_today > 0, 1, 0))
    return Symbol(z3.If(at.reported, report, ledger), _told(at))


def _days_since_issued(at: Snapshot, inclusive: bool) -> Symbol:  # noqa: FBT001 - one of two
    owing = at.overdue + at.due_today + at.later > 0
    days = at.issued + 1 if inclusive else at.issued
    value = z3.If(z3.And(owing, days > 0), days, z3.IntVal(0))
    return Symbol(value, z3.And(z3.Not(at.reported), z3.Or(at.issues, z3.Not(owing))))


def _days_until_due(at: Snapshot, inclusive: bool) -> Symbol:  # noqa: ARG001, FBT001 - as the others
    ahead = z3.If(at.later > 0, at.until_due, z3.IntVal(NEVER_DAYS))
    ledger = z3.If(at.overdue + at.due_today > 0, z3.IntVal(0), ahead)
    report = z3.And(_told(at), z3.Not(at.current))
    return Symbol(z3.If(at.reported, 0, ledger), z3.Or(z3.Not(at.reported), report))


def _amount_overdue(at: Snapshot, inclusive: bool) -> Symbol:  # noqa: FBT001 - one of two
    ledger = at.overdue + at.due_today if inclusive else at.overdue
    report = z3.If(at.current, 0, at.overdue)
    silent = z3.And(at.reported, z3.Not(at.current), at.silent)
    return Symbol(z3.If(at.reported, report, ledger), z3.And(_told(at), z3.Not(silent)))


def _unpaid_dues(at: Snapshot, inclusive: bool) -> Symbol:  # noqa: FBT001 - one of two
    ledger = at.dues_overdue + at.dues_today if inclusive else at.dues_overdue
    return Symbol(z3.If(at.reported, 0, ledger), z3.And(_told(at), z3.Or(z3.Not(at.reported), at.current)))


def _amount_open(at: Snapshot, inclusive: bool) -> Symbol:  # noqa: ARG001, FBT001 - as the others
    return Symbol(at.overdue + at.due_today + at.later, z3.Not(at.reported))


def _credit(at: Snapshot, inclusive: bool) -> Symbol:  # noqa: ARG001, FBT001 - as the others
    return Symbol(at.credited(), z3.Not(at.reported))


def _come_due(at: Snapshot, inclusive: bool) -> Symbol:  # noqa: FBT001 - one of two
    return sure(z3.Or(at.reported, at.comes_due if inclusive else at.came_due))


def _owing(at: Snapshot, inclusive: bool) -> Symbol:  # noqa: ARG001, FBT001 - as the others
    ledger = at.overdue + at.due_today + at.later > 0
    report = z3.And(_told(at), z3.Not(at.current))
    return Symbol(z3.Or(at.reported, ledger), z3.Or(z3.Not(at.reported), report))


def _unpaid_in_row(at: Snapshot, inclusive: bool) -> Symbol:  # noqa: FBT001 - one of two
    unpaid = _unpaid_dues(at, inclusive)
    row = at.integer("in_row")
    # A witness pays from the oldest on, so that what is unpaid is the latest.
    at.hold(row == unpaid.value if at.exact else z3.And(row >= 0, row <= unpaid.value))
    return Symbol(row, unpaid.known)


#: The readings of the ledger.
MONEY: dict[str, Callable[[Any, bool], Symbol]] = {
    "days_past_due": _days_past_due,
    "days_since_issued": _days_since_issued,
    "days_until_due": _days_until_due,
    "amount_overdue": _amount_overdue,
    "amount_open": _amount_open,
    "credit": _credit,
    "unpaid_dues": _unpaid_dues,
    "unpaid_in_row": _unpaid_in_row,
    "come_due": _come_due,
    "owing": _owing,
}


def _over_debts(at: Snapshot, ref: Money) -> Symbol:
    """The case's own ledger with what its borrower's other debts come to, of which reports may not tell."""
    alone = attrs.evolve(ref, beside=False)
    inclusive = ref.day_count == "inclusive"
    if ref.calendar is not None:
        return _business_late(at, ref, _worst(at, inclusive=False))
    if ref.what == "days_past_due":
        return _worst(at, inclusive)
    own, theirs = money(at, alone), MONEY[ref.what](at.other_debts, inclusive)
    told = TRUE if at.exact else at.boolean("they_are_known")
    if ref.type == "bool":
        held = z3.Or(z3.And(own.known, own.value), theirs.value)
        return Symbol(held, z3.Or(held, z3.And(own.known, told)))
    return Symbol(own.value + theirs.value, z3.And(own.known, told))


def _worst(at: Snapshot, inclusive: bool) -> Symbol:  # noqa: FBT001 - one of two
    own, theirs = _days_past_due(at, inclusive), _days_past_due(at.other_debts, inclusive)
    told = TRUE if at.exact else at.boolean("they_are_known")
    return Symbol(z3.If(own.value >= theirs.value, own.value, theirs.value), z3.And(own.known, told))


def _business_late(at: Snapshot, ref: Money, late: Symbol) -> Symbol:
    number, told = business_days_of(at, ref, ref.calendar or "", at.today, late.value)
    value = z3.If(late.value > 0, number, z3.IntVal(0))
    return Symbol(value, z3.And(late.known, z3.Or(told, late.value <= 0)))


def _without_pauses(at: Snapshot, ref: Money) -> Symbol:
    late = _days_past_due(at, ref.day_count == "inclusive")
    if at.exact:
        # One more that is in force would overlap.
        none = z3.And([each.number == 0 for each in at.cells.get("pauses", ())])
        at.hold(z3.Or(at.paused == 0, none))
        left_out = at.paused
    else:
        # Pauses before the due date count for one way of counting, and not for the other.
        left_out = at.integer("left_out")
        at.hold(left_out >= 0)
    return Symbol(z3.If(late.value > left_out, late.value - left_out, z3.IntVal(0)), late.known)


def _days_from(at: Snapshot, ref: Money) -> Symbol:
    inclusive = ref.day_count == "inclusive"
    late, amount = _days_past_due(at, inclusive), _amount_overdue(at, inclusive)
    reached = amount.value >= ref.at_least
    days = at.integer("days_from")
    at.hold(days >= 0, days <= late.value, (days > 0) == z3.And(reached, late.value > 0))
    if at.exact:
        # A witness has all that is overdue fall due on one day.
        old = at.overdue >= ref.at_least
        at.hold(days == z3.If(old, late.value, z3.If(reached, z3.IntVal(1), z3.IntVal(0))))
    told = z3.Or(z3.Not(at.reported), late.value == 0, z3.And(amount.known, z3.Not(reached)))
    return Symbol(z3.If(at.reported, z3.IntVal(0), days), z3.And(late.known, told))


def money(at: Snapshot, ref: Money) -> Symbol:
    if ref.beside:
        return _over_debts(at, ref)
    if ref.calendar is not None:
        return _business_late(at, ref, _days_past_due(at, inclusive=False))
    if ref.pauses is not None:
        return _without_pauses(at, ref)
    if ref.at_least > 1:
        return _days_from(at, ref)
    return MONEY[ref.what](at, ref.day_count == "inclusive")


def share(at: Snapshot, ref: Share) -> Symbol:
    whole = at.symbol(Attribute(ref.of, "number"), None)
    amount = _amount_overdue(at, inclusive=False)
    value = at.integer("share")
    at.hold(value >= 0)
    for mark in at.marks(ref):
        # Even marks are whole millionths, odd ones lie between two.
        scaled, wanted = amount.value * (SHARES // 2), whole.value * (mark // 2)
        at.hold((value >= mark) == (scaled > wanted if mark % 2 else scaled >= wanted))
    return Symbol(value, z3.And(amount.known, whole.known, whole.value > 0))
