"""Money is conserved, a reversal leaves no trace, and reports of arrears are believed for a while."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import collectflow as cf
from collectflow import facts
from tests.histories import cases, histories, later
from tests.strategies import amounts
from tests.support import CURRENCY, START, make_engine, open_case, rows

_MONEY = ("payment", "reversal", "refund", "adjustment", "money", "due", "promise", "plan")
_READ: tuple[cf.Term[Any], ...] = (
    facts.days_past_due,
    facts.days_past(day_count="inclusive"),
    facts.amount_overdue,
    facts.amount_open,
    facts.unpaid_dues,
    facts.come_due,
)
#: What else must be as if a payment had never been.
_TRACES: tuple[cf.Term[Any], ...] = (
    facts.unpaid_in_row,
    facts.credit,
    facts.promise_open,
    facts.kept_promises(),
    facts.broken_promises(),
)


def _read(case: cf.Case, at: datetime, terms: tuple[cf.Term[Any], ...] = _READ) -> list[object]:
    engine = make_engine()
    return [engine.read(case, fact, at) for fact in terms]


@given(histories(only=_MONEY, ledger="dues", moves=False, max_size=14))
def test_money_is_conserved(events):
    """After every event: billed = open + allocated + waived + written off, received = allocated +
    unapplied + refunded; nothing is negative, no due is open for more than it was billed."""
    billed = paid = 0
    for i in range(1, len(events) + 1):
        case = cf.Case.replay(events[:i])
        ledger = case.ledger
        assert ledger.billed == ledger.open + ledger.allocated + ledger.waived + ledger.written_off
        assert ledger.received == ledger.allocated + ledger.unapplied + ledger.refunded
        amounts_there = [getattr(ledger, name) for name in ("billed", "open", "allocated", "waived")]
        amounts_there += [ledger.written_off, ledger.received, ledger.unapplied, ledger.refunded]
        assert min(amounts_there) >= 0
        given_up = ledger.waived + ledger.written_off
        assert not ledger.unapplied or ledger.open == 0
        assert ledger.open == sum(due.amount for due in ledger.open_dues)
        by_id = {row.id: row for row in case.tables.dues}
        assert all(0 < due.amount <= by_id[due.id].amount for due in ledger.open_dues)
        order = [(due.due_on, due.id) for due in ledger.open_dues]
        assert order == sorted(order)
        # What comes in from outside the ledger is what the events say.
        billed = sum(row.amount for row in case.tables.dues)
        paid = sum(row.amount for row in case.tables.payments if not _reversed(case, row.id))
        most = sum(row.amount for row in case.tables.adjustments if not _reversed(case, row.id))
        assert (ledger.billed, ledger.received) == (billed, paid)
        assert given_up <= most


def _reversed(case: cf.Case, name: str) -> bool:
    return any(isinstance(each, cf.PaymentReversed) and each.payment == name for each in case.events)


@given(st.data(), amounts(), st.booleans())
def test_a_payment_and_its_reversal_leave_no_trace(data, amount, report):
    """A payment, waiver or write-off that is reversed leaves ledger and readings as if neither had been."""
    case = data.draw(cases(only=_MONEY, ledger="arrears" if report else "dues"))
    at = data.draw(later(case, days=20))
    given_up = data.draw(st.sampled_from(("payment", "waiver", "write_off")))
    event: cf.Event = cf.PaymentReceived("now", at=at, amount=amount)
    if given_up != "payment":
        event = cf.Adjusted("now", at=at, amount=amount, kind=given_up)
    back = at + data.draw(st.sampled_from((timedelta(0), timedelta(days=2))))
    report_of = case.tables.report
    # What a report has counted and is taken back after it is overdue again: nobody knows since when.
    assume(report_of is None or case.today(at) > report_of.as_of or case.today(back) <= report_of.as_of)
    after = case.apply(event).apply(cf.PaymentReversed("back", at=back, payment="now"))
    when = back + timedelta(days=1)
    assert after.ledger == case.ledger
    assert _read(after, when, _READ + _TRACES) == _read(case, when, _READ + _TRACES)
    assert after.tables.paid_since_report == case.tables.paid_since_report
    assert after.tables.promises == case.tables.promises
    # Reversed twice is reversed once.
    twice = after.apply(cf.PaymentReversed("again", at=when, payment="now"))
    assert {**rows(twice.tables)} == {**rows(after.tables)}


@given(st.data())
def test_paying_everything_cures_and_never_less(data):
    """What is overdue is zero exactly when nothing is left of the dues whose day is over."""
    case = data.draw(cases(only=_MONEY, ledger="dues"))
    at = data.draw(later(case))
    days, _, overdue, left, unpaid, come = _read(case, at)
    assert (overdue == 0) == (days == 0) == (unpaid == 0)
    assert isinstance(overdue, int)
    assert isinstance(left, int)
    assert 0 <= overdue <= left
    assert come or not days
    if overdue:
        paid = case.apply(cf.PaymentReceived("all", at=at, amount=overdue))
        assert _read(paid, at)[:3] == [0, _read(paid, at)[1], 0]
        assert paid.ledger.open == left - overdue
        short = case.apply(cf.PaymentReceived("short", at=at, amount=overdue - 1)) if overdue > 1 else case
        assert _read(short, at)[0]


@pytest.mark.parametrize(("late", "exclusive", "inclusive"), [(-1, 0, 0), (0, 0, 1), (1, 1, 2), (31, 31, 32)])
def test_days_past_due(late, exclusive, inclusive):
    """1 on the day after the due date by default; the inclusive count is 1 on the due date itself."""
    engine = make_engine()
    due = cf.Due("d", due_on=START.date() - timedelta(days=late), amount=5)
    case = open_case(engine, dues=[due])
    found = _read(case, START)
    assert found[:2] == [exclusive, inclusive]
    assert found[2:] == [5 if exclusive else 0, 5, 1 if exclusive else 0, exclusive > 0]


def test_the_oldest_due_is_paid_first():
    """Payments go to the oldest due; named adjustments come before unnamed ones, and both before payments."""
    engine = make_engine()
    owed = [cf.Due(f"d-{i}", due_on=date(2025, 10 + i, 1), amount=100) for i in range(3)]
    case = open_case(engine, dues=owed)
    case = engine.record(case, cf.PaymentReceived("p", at=START, amount=150)).case
    assert [(due.id, due.amount) for due in case.ledger.open_dues] == [("d-1", 50), ("d-2", 100)]
    case = engine.record(case, cf.Adjusted("w", at=START, amount=30, due="d-2")).case
    case = engine.record(case, cf.Adjusted("o", at=START, amount=20, kind="write_off")).case
    assert [(due.id, due.amount) for due in case.ledger.open_dues] == [("d-1", 30), ("d-2", 70)]
    ledger = case.ledger
    assert (ledger.waived, ledger.written_off, ledger.allocated, ledger.unapplied) == (30, 20, 150, 0)


@given(st.data())
def test_credit_is_what_no_due_takes(data):
    """0 while anything is open; what is paid in beyond that is credit, and a reversal takes it back."""
    case = data.draw(cases(only=_MONEY, ledger="dues"))
    at = data.draw(later(case))
    engine = make_engine()
    before, left = engine.read(case, facts.credit, at), case.ledger.open
    assert isinstance(before, int)
    assert not (before and left)
    more = data.draw(amounts())
    paid = case.apply(cf.PaymentReceived("more", at=at, amount=more))
    assert engine.read(paid, facts.credit, at) == before + max(0, more - left)
    back = paid.apply(cf.PaymentReversed("back", at=at, payment="more"))
    assert engine.read(back, facts.credit, at) == before


def test_credit_of_a_case_with_reported_arrears_is_not_known():
    paid = cf.PaymentReceived("p", at=datetime(2026, 1, 11, tzinfo=UTC), amount=900)
    case = _reported(days_past_due=9, amount=500).apply(paid)
    assert make_engine().read(case, facts.credit, datetime(2026, 1, 12, tzinfo=UTC)) is None


def test_a_payment_in_another_currency():
    """A case has one currency: money in another one is an error, not a number."""
    engine = make_engine()
    case = open_case(engine)
    with pytest.raises(cf.CurrencyMismatch, match="one case a currency"):
        engine.record(case, cf.PaymentReceived("p", at=START, amount=5, currency="EUR"))
    with pytest.raises(cf.BadValue, match="currency"):
        engine.open(
            "c", account="a", borrower="b", at=START, dues=[cf.Due("d", due_on=START.date(), amount=1)]
        )


# --- which kinds of dues are paid first ----------------------------------------------------------------

_KINDS = ("instalment", "fee", "interest", "principal")


@st.composite
def orders(draw: st.DrawFn) -> cf.Conventions:
    """Conventions that put some kinds first, and some last."""
    kinds = draw(st.permutations(_KINDS))
    first, last = draw(st.integers(0, 2)), draw(st.integers(0, 2))
    return cf.Conventions(pay_first=kinds[:first], pay_last=kinds[first : first + last])


@given(histories(only=_MONEY, ledger="dues", moves=False, max_size=10), orders(), amounts(), st.data())
def test_a_payment_goes_to_what_is_overdue_in_the_order_of_kinds(events, order, amount, data):
    """Nothing that comes later takes a part of it while anything that comes before stays open."""
    first, *rest = events
    assert isinstance(first, cf.CaseOpened)
    conventions = attrs.evolve(first.conventions, pay_first=order.pay_first, pay_last=order.pay_last)
    case = cf.Case.replay([attrs.evolve(first, conventions=conventions), *rest])
    at = data.draw(later(case, days=20))
    paid = case.apply(cf.PaymentReceived("now", at=at, amount=amount))
    today = paid.today(at)
    kinds = [*order.pay_first, None, *order.pay_last]

    def place(due: cf.OpenDue) -> tuple[object, ...]:
        kind = kinds.index(due.kind if due.kind in kinds else None)
        if due.due_on < today:
            return 0, kind, due.due_on, due.id
        return 1, due.due_on, kind, due.id

    after = {each.id: each.amount for each in paid.ledger.open_dues}
    taken = [each for each in case.ledger.open_dues if after.get(each.id, 0) < each.amount]
    left = [each for each in case.ledger.open_dues if each.id in after]
    assert max(map(place, taken), default=()) <= min(map(place, left), default=(2,))
    assert sum(each.amount - after.get(each.id, 0) for each in taken) == min(amount, case.ledger.open)


@given(histories(only=_MONEY, ledger="dues", moves=False, max_size=10), orders())
def test_the_order_of_kinds_moves_no_money_but_between_dues(events, order):
    first, *rest = events
    assert isinstance(first, cf.CaseOpened)
    found = []
    for conventions in (cf.Conventions(), order):
        ledger = cf.Case.replay([attrs.evolve(first, conventions=conventions), *rest]).ledger
        found.append(attrs.evolve(ledger, open_dues=()))
    # A share that a payment names takes what is open of its due in either order.
    assert found[0] == found[1]


#: Kinds and amounts, what is paid, the order, and what stays open of each.
PAID_BY_KIND = [
    ("BGB 367(1)", 120, {"pay_first": ("fee", "interest")}, {"principal": 1000, "interest": 30, "fee": 0}),
    ("BGB 367(1)", 1100, {"pay_first": ("fee", "interest")}, {"principal": 50, "interest": 0, "fee": 0}),
    (
        "BGB 497(3)",
        120,
        {"pay_first": ("fee",), "pay_last": ("interest",)},
        {"principal": 930, "interest": 100, "fee": 0},
    ),
    (
        "BGB 497(3)",
        1100,
        {"pay_first": ("fee",), "pay_last": ("interest",)},
        {"principal": 0, "interest": 50, "fee": 0},
    ),
    ("oldest first", 120, {}, {"principal": 880, "interest": 100, "fee": 50}),
]


@pytest.mark.parametrize(
    ("amount", "order", "expected"), [pytest.param(*row[1:], id=f"{row[0]} {row[1]}") for row in PAID_BY_KIND]
)
def test_costs_interest_and_principal(amount, order, expected):
    """1,000 of principal, 100 of interest and 50 of costs, overdue in this order."""
    made = [("principal", 1000), ("interest", 100), ("fee", 50)]
    day = START.date() - timedelta(days=9)
    dues = [
        cf.Due(kind, due_on=day + timedelta(days=i), amount=owed, kind=kind)
        for i, (kind, owed) in enumerate(made)
    ]
    case = open_case(make_engine(conventions=cf.Conventions(**order)), dues=dues)
    paid = case.apply(cf.PaymentReceived("p", at=START, amount=amount))
    left = {each.id: each.amount for each in paid.ledger.open_dues}
    assert {kind: left.get(kind, 0) for kind, _ in made} == expected


@pytest.mark.parametrize(("day", "left"), [(-1, ["late"]), (0, ["fee"]), (1, ["fee"])])
def test_what_is_not_overdue_is_paid_last(day, left):
    """A fee comes before what is overdue from the day after its due date on, in the zone of the books."""
    books = cf.Conventions(books_zone="Asia/Tokyo", pay_first=["fee"])
    at = datetime(2026, 1, 31, 15, tzinfo=UTC)
    dues = [
        cf.Due("late", due_on=date(2026, 1, 1), amount=100),
        cf.Due("fee", due_on=date(2026, 2, 1) + timedelta(days=day), amount=100, kind="fee"),
    ]
    case = open_case(make_engine(conventions=books), dues=dues)
    paid = case.apply(cf.PaymentReceived("p", at=at, amount=100))
    assert [each.id for each in paid.ledger.open_dues] == left


def test_of_one_due_date_kinds_are_paid_in_their_order():
    """Also on that day and before it."""
    order = cf.Conventions(pay_first=["fee"], pay_last=["interest"])
    day = START.date() + timedelta(days=3)
    dues = [cf.Due(kind, due_on=day, amount=100, kind=kind) for kind in ("fee", "interest", "principal")]
    case = open_case(make_engine(conventions=order), dues=dues)
    for late in (0, 3, 9):
        at = START + timedelta(days=late)
        paid = case.apply(cf.PaymentReceived("p", at=at, amount=150))
        assert [(each.id, each.amount) for each in paid.ledger.open_dues] == [
            ("interest", 100),
            ("principal", 50),
        ]


def test_the_order_is_recorded_with_the_opening_and_without_it_nothing_is():
    engine = make_engine(conventions=cf.Conventions(pay_first=["fee"], pay_last=["interest"]))
    stored = open_case(engine).events[0].to_dict()
    assert stored["conventions"] == {"pay_first": ["fee"], "pay_last": ["interest"]}
    assert cf.event_from_dict(stored) == open_case(engine).events[0]
    assert open_case(make_engine()).events[0].to_dict().get("conventions") is None
    assert make_engine().to_dict()["conventions"] == {}


def test_kinds_are_words_of_the_engine():
    misspelt = cf.Conventions(pay_first=["fees"])
    with pytest.raises(cf.InvalidEngine, match="conventions: dues has no 'fees'"):
        make_engine(conventions=misspelt)
    with pytest.raises(cf.UnknownName, match="kind of due"):
        open_case(make_engine(), conventions=misspelt)
    known = make_engine(dues=["costs"], conventions=cf.Conventions(pay_first=["costs"]))
    assert known.conventions.pay_first == ("costs",)


# --- reported arrears -----------------------------------------------------------------------------------

_AS_OF = date(2026, 1, 10)


def _reported(**said: object) -> cf.Case:
    report = cf.Arrears(as_of=_AS_OF, **said)  # type: ignore[arg-type]
    opened = datetime(2026, 1, 10, 12, tzinfo=UTC)
    return open_case(make_engine(), at=opened, arrears=report)


def _dpd(case: cf.Case, day: int) -> tuple[object, object]:
    found = _read(case, datetime(2026, 1, day, 12, tzinfo=UTC))
    return found[0], found[2]


def test_a_report_ages():
    """Days run on after a report; its amount stays until a payment or the next report."""
    case = _reported(days_past_due=9, amount=500)
    assert [_dpd(case, day) for day in (10, 11, 15)] == [(9, 500), (10, 500), (14, 500)]
    same = _reported(oldest_due_on=date(2026, 1, 1), amount=500)
    assert [_dpd(same, day) for day in (10, 11, 15)] == [(9, 500), (10, 500), (14, 500)]


def test_payments_after_the_report_reduce_it():
    """A payment of `as_of` or before is in the report already; a later one reduces the amount, and enough
    of it makes the case current."""
    case = _reported(days_past_due=9, amount=500)
    noon = datetime(2026, 1, 10, 23, 59, 59, 999_999, tzinfo=UTC)
    known = case.apply(cf.PaymentReceived("same day", at=noon, amount=100))
    assert _dpd(known, 12) == (11, 500)
    later_one = known.apply(cf.PaymentReceived("after", at=noon + timedelta(microseconds=1), amount=100))
    assert _dpd(later_one, 12) == (11, 400)
    paid = later_one.apply(cf.PaymentReceived("rest", at=noon + timedelta(days=1), amount=400))
    assert _dpd(paid, 12) == (0, 0)
    back = paid.apply(cf.PaymentReversed("back", at=noon + timedelta(days=1, hours=1), payment="rest"))
    assert _dpd(back, 12) == (11, 400)


def test_a_report_without_an_amount():
    """When the amount is unknown, a later payment may have paid it all: unknown, so nobody is called."""
    case = _reported(days_past_due=9)
    assert _dpd(case, 11) == (10, None)
    paid = case.apply(cf.PaymentReceived("p", at=datetime(2026, 1, 11, 1, tzinfo=UTC), amount=1))
    assert _dpd(paid, 11) == (None, None)
    engine = make_engine()
    verdict = engine.review(paid, "cure", datetime(2026, 1, 11, 12, tzinfo=UTC))
    assert verdict.unknown


def test_the_next_report_wins():
    """The report of the latest `as_of` counts, whatever the order of arrival; zero means current."""
    case = _reported(days_past_due=9, amount=500)
    at = datetime(2026, 1, 12, 1, tzinfo=UTC)
    payment = cf.PaymentReceived("p", at=datetime(2026, 1, 11, 1, tzinfo=UTC), amount=499)
    report = cf.ArrearsReported("r", at=at, as_of=date(2026, 1, 11), days_past_due=5, amount=70)
    older = cf.ArrearsReported("o", at=at + timedelta(hours=1), as_of=date(2026, 1, 9), amount=0)
    for events in ((payment, report, older), (older, report, payment), (report, older, payment)):
        known = cf.Case.replay([*case.events, *events])
        assert _dpd(known, 12) == (6, 70)
    for amount, days in ((0, None), (None, 0)):
        current = cf.ArrearsReported("z", at=at, as_of=date(2026, 1, 12), amount=amount, days_past_due=days)
        assert _dpd(case.apply(current), 13) == (0, 0)


def test_an_old_report_is_not_believed():
    """A report older than `report_max_age` makes what it said unknown, from the next books' day on."""
    engine = make_engine(conventions=cf.Conventions(report_max_age=3))
    opened = datetime(2026, 1, 10, 12, tzinfo=UTC)
    report = cf.Arrears(as_of=_AS_OF, days_past_due=9, amount=500)
    case = open_case(engine, at=opened, arrears=report)
    assert [_dpd(case, day) for day in (13, 14)] == [(12, 500), (None, None)]
    assert engine.review(case, "start_reminders", datetime(2026, 1, 13, 23, tzinfo=UTC)).allowed
    assert engine.review(case, "start_reminders", datetime(2026, 1, 14, tzinfo=UTC)).unknown
    again = cf.ArrearsReported(
        "r", at=datetime(2026, 1, 14, tzinfo=UTC), as_of=date(2026, 1, 14), days_past_due=13, amount=500
    )
    assert _dpd(case.apply(again), 14) == (13, 500)


@given(st.data())
def test_reports_leave_no_ledger(data):
    """A case with reported arrears has no dues: its ledger bills nothing, what is open is unknown."""
    case = data.draw(cases(only=_MONEY, ledger="arrears"))
    at = data.draw(later(case))
    days, _, overdue, left, unpaid, come = _read(case, at)
    assert case.ledger.billed == case.ledger.open == 0
    assert left is None or (left == 0 == overdue)
    assert unpaid in (None, 0)
    assert come is True
    assert case.currency == CURRENCY
    if days == 0:
        assert overdue == 0


def test_a_report_dated_ahead_of_the_books_cures_nobody():
    """Where the servicer's day has begun and the books' has not, the reported count holds until it has."""
    engine = make_engine()
    at = datetime(2024, 3, 10, 12, tzinfo=UTC)
    arrears = cf.Arrears(as_of=date(2024, 3, 11), days_past_due=1, amount=500)
    case = open_case(engine, at=at, arrears=arrears)
    assert engine.read(case, facts.days_past_due, at) == 1
    assert not engine.advance(case, at).changed
    assert engine.read(case, facts.days_past_due, at + timedelta(days=1)) == 1
    assert engine.read(case, facts.days_past_due, at + timedelta(days=2)) == 2


def test_a_report_that_contradicts_itself_is_refused():
    """Nothing overdue, and an amount in arrears: one of the two is wrong."""
    with pytest.raises(cf.BadValue, match="nothing is overdue"):
        cf.Arrears(as_of=date(2024, 3, 11), days_past_due=0, amount=5)
