"""The configurations of other systems under examples/, rule by rule: what is told beside their levels."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

import axelor
import china
import collectflow as cf
import dynamics
import fineract
import invoice_ninja
import kill_bill
import lago
import mambu
import metasfresh
import oca
import promise_types
import rbi
import stripe
import tryton
from collectflow import facts, importers
from collectflow.ladders import CLOSED
from collectflow.staging import classify, walk
from story import after, entered, noon, opened

DUE = date(2024, 1, 15)


def test_c1_what_kill_bill_does_to_the_product_is_named():
    left = importers.kill_bill(kill_bill.DEFAULT).not_carried
    assert not any(each.decides for each in left)
    assert [each.name for each in left if each.where == "state 'OD1'"] == [
        "blockChanges",
        "autoReevaluationInterval",
    ]


def test_c2_an_attempt_to_pay_falls_on_the_day_before_each_state():
    first = date(2024, 1, 1)
    tried = [(day - first).days for day in kill_bill.retried(kill_bill.RETRIES, first)]
    assert tried == [1, 9, 13, 20]
    engine = importers.kill_bill(kill_bill.TUTORIAL).engine()
    found = entered(engine, opened(engine, first), date(2024, 3, 1))
    states = [(day - first).days for day, _ in found]
    assert [each - 1 for each in states] == tried[1:]


def test_c3_a_partial_payment_moves_the_schedule():
    """Issue 2297: when the oldest is paid the state follows the next one, at once and on its own days."""
    engine = importers.kill_bill(kill_bill.ISSUE_2297).engine()
    paid = DUE + timedelta(days=8)
    case = opened(engine, DUE, DUE + timedelta(days=6))
    case = engine.advance(case, noon(paid), how="through").case
    assert case.stage == "BLOCKED"
    case = engine.record(case, cf.PaymentReceived("p", at=noon(paid), amount=100_00)).case
    moved = [((day - paid).days, stage) for day, stage in entered(engine, case, paid + timedelta(days=10))]
    assert moved == [(0, "clear"), (3, "WARNING"), (5, "BLOCKED"), (9, "CANCELLATION")]


def test_c5_kill_bill_by_balance_up_and_down():
    """250.00 more every day, then less: 260, 600 and 1200."""
    engine = importers.kill_bill(kill_bill.BALANCES, currency="USD").engine()
    case = opened(engine, (DUE, 250_00), currency="USD")
    up, down = [], []
    for i in range(5):
        at = noon(DUE + timedelta(days=i))
        if i:
            due = cf.Due(f"n{i}", due_on=at.date(), amount=250_00)
            case = engine.record(case, cf.DuesAdded(f"a{i}", at=at, dues=[due])).case
        case = engine.advance(case, at).case
        up.append(case.stage)
    for i in range(5):
        at = noon(DUE + timedelta(days=10 + i))
        case = engine.record(case, cf.PaymentReceived(f"p{i}", at=at, amount=250_00)).case
        case = engine.advance(case, at).case
        down.append(case.stage)
    assert up == ["clear", "OD1", "OD2", "OD2", "OD3"]
    assert down == ["OD2", "OD2", "OD1", "clear", "clear"]


def test_c7_what_was_sent_goes_by_its_own_channel():
    """A draft climbs no further; what was sent does; by letter where no address is known."""
    engine = oca.three_times().engine()
    at = noon(date(2024, 6, 1))
    case = opened(engine, DUE)
    assert not engine.advance(case, at).changed
    sent = engine.fire(case, "to_First", at).case
    assert engine.review(sent, cf.Contact("email"), at).allowed
    assert engine.review(sent, cf.Contact("letter"), at).allowed
    assert engine.review(sent, cf.Contact("call"), at).refused
    nobody = oca.no_follow()
    assert nobody.review(opened(nobody, DUE), cf.Contact("email"), at).status is cf.Status.UNKNOWN


def test_c8_a_reminder_lists_all_that_is_overdue_and_comes_after_five_days():
    """OCA overdue_reminder: from the day after the due date of the oldest; at least 5 days apart."""
    engine = oca.reminders()
    case = opened(engine, DUE, DUE + timedelta(days=3), DUE + timedelta(days=20))
    assert oca.listed(case, DUE) == []
    for result in ("voicemail", "in_payment_pipe"):
        first = engine.review(case, cf.Contact("call"), case.last_at).allowed_at
        assert first is not None
        day = first.date()
        case = oca.called(engine, case, noon(day), result)
        assert oca.listed(case, day) == (["d0"] if result == "voicemail" else ["d0", "d1"])
        with pytest.raises(cf.Refused) as early:
            oca.called(engine, case, noon(day + timedelta(days=4)), "voicemail")
        assert early.value.verdict.allowed_at == noon(day + timedelta(days=5)) - timedelta(hours=12)
        assert engine.review(case, cf.Contact("email"), noon(day + timedelta(days=4))).refused
    day = case.last_at.date() + timedelta(days=5)
    case = oca.called(engine, case, noon(day), "dispute")
    refused = engine.review(case, cf.Contact("call"), noon(day + timedelta(days=5)))
    assert [each.rule for each in refused.blocking] == ["reminders.dispute"]


def test_c8_days_before_the_first_reminder():
    """With start_days 7 the oldest invoice is more than 7 days past due; every result has a word here."""
    engine = oca.reminders(start_days=7)
    case = opened(engine, DUE)
    asked = [engine.review(case, cf.Contact("call"), noon(DUE + timedelta(days=each))) for each in (7, 8)]
    assert [each.allowed for each in asked] == [False, True]
    for result in oca.RESULTS:
        oca.called(oca.reminders(), case, noon(DUE + timedelta(days=1)), result)


BUCKETS = [
    (name, spans, days, expected)
    for name, spans in (
        ("default", fineract.DEFAULT),
        ("actions", fineract.ACTIONS),
        ("buckets", fineract.BUCKETS[1]),
    )
    for first, last in spans
    for days, expected in (
        (first, f"{first}-{last}" if last else f"{first}+"),
        (last or first + 1_000, f"{first}-{last}" if last else f"{first}+"),
    )
]


@pytest.mark.parametrize(
    ("spans", "days", "expected"),
    [pytest.param(*row[1:], id=f"C10 Fineract {row[0]} {row[2]}") for row in dict.fromkeys(BUCKETS)],
)
def test_c10_edges_of_ranges(spans, days, expected):
    """With and without grace; the day before the first range there is none."""
    engine = tryton.levels().engine()
    for grace in (0, fineract.GRACE):
        scheme = fineract.ranges(spans, grace=grace)
        case = opened(engine, DUE)
        assert classify(case, noon(DUE + timedelta(days=days + grace)), scheme).name == expected
        before = noon(DUE + timedelta(days=spans[0][0] + grace - 1))
        assert classify(case, before, scheme).name == "none"


def test_c12_days_between_hold_a_late_run_back():
    """Run first on day 25: level 1 then, and level 2 not before ten days have passed; without them at once.
    Only the level that says so is written off."""
    late = noon(DUE + timedelta(days=25))
    for between, then in ((10, date(2024, 2, 19)), (0, date(2024, 2, 9))):
        engine = metasfresh.levels(between=between).engine(
            [metasfresh.write_off_at(["level_30"])], acts=["write_off"]
        )
        case = engine.advance(opened(engine, DUE), late).case
        assert case.stage == "level_10"
        verdict = engine.review(case, "to_level_20", late)
        assert verdict.allowed_at is not None
        assert verdict.allowed_at.date() == then
        assert engine.review(case, cf.Act("write_off"), late).refused
        last = noon(DUE + timedelta(days=60))
        climbed = engine.advance(case, last, how="through").case
        assert engine.review(climbed, cf.Act("write_off"), last).allowed


def test_c12_a_date_of_grace_is_a_hold():
    engine = metasfresh.levels().engine()
    grace = cf.HoldPlaced("g", at=noon(DUE), kind="other", until=DUE + timedelta(days=12))
    case = engine.record(opened(engine, DUE), grace).case
    days = [(day - DUE).days for day, _ in entered(engine, case, DUE + timedelta(days=60))]
    assert days == [13, 23, 33]


def test_c13_levels_that_somebody_takes():
    """REL_PART: the automatic levels are entered on their days; the manual ones wait for somebody, and count
    from when it was done."""
    engine = axelor.rel_part().engine()
    case = opened(engine, (DUE, 120_00))
    done = noon(DUE + timedelta(days=80))
    assert entered(engine, case, done.date()) == list(
        zip(after(DUE, 1, 11, 21, 36), ["reminder", "letter", "registered", "registered_2"], strict=True)
    )
    case = engine.advance(case, done, how="through").case
    case = engine.fire(case, "to_threat", done).case
    with pytest.raises(cf.Refused) as refused:
        engine.fire(case, "to_threat_2", done + timedelta(days=14))
    assert refused.value.verdict.allowed_at == datetime(2024, 4, 19, tzinfo=UTC)
    case = engine.fire(case, "to_threat_2", done + timedelta(days=15)).case
    case = engine.fire(case, "to_bailiff", done + timedelta(days=25)).case
    assert engine.fire(case, "close", done + timedelta(days=26)).case.stage == CLOSED


@pytest.mark.parametrize(("amount", "stage"), [(50_00, "letter"), (50_01, "registered_2")])
def test_c13_a_registered_letter_is_for_more_than_50(amount, stage):
    engine = axelor.rel_part().engine()
    case = opened(engine, (DUE, amount))
    assert engine.advance(case, noon(DUE + timedelta(days=80)), how="through").case.stage == stage


@pytest.mark.parametrize(("currency", "least"), lago.THRESHOLDS.items())
def test_c14_thresholds_by_currency(currency, least):
    """Below the currency's threshold there is no attempt; at it there are two, and no third."""
    engine = lago.campaign(currency).engine()
    for amount, attempts in ((least - 1, 0), (least, 2)):
        case = opened(engine, (DUE, amount), currency=currency)
        assert len(entered(engine, case, DUE + timedelta(days=60))) == attempts


def test_c14_a_campaign_begins_anew_when_everything_was_paid():
    """Two attempts and no third; paid, and late again, there are two again; none below the threshold in
    between, and none for who is excluded."""
    engine = lago.campaign("EUR").engine([lago.exclusion()], attributes={"excluded": bool})
    case = opened(engine, (DUE, 150_00), attributes={"excluded": False})
    case = engine.advance(case, noon(DUE + timedelta(days=20)), how="through").case
    paid = cf.PaymentReceived("p", at=noon(DUE + timedelta(days=20)), amount=150_00)
    again = cf.Due("again", due_on=DUE + timedelta(days=30), amount=150_00)
    added = cf.DuesAdded("a", at=noon(DUE + timedelta(days=25)), dues=[again])
    late = engine.advance(engine.record(case, paid).case, paid.at).case
    assert late.stage == "current"
    found = entered(engine, engine.record(late, added).case, date(2024, 6, 1))
    days = [(day - DUE).days for day, _ in found]
    assert days == [31, 33]
    case = engine.advance(
        opened(engine, (DUE, 200_00), attributes={"excluded": False}), noon(after(DUE, 1)[0])
    ).case
    part = cf.PaymentReceived("p", at=noon(DUE + timedelta(days=2)), amount=100_00)
    assert entered(engine, engine.record(case, part).case, date(2024, 6, 1)) == []
    excluded = opened(engine, (DUE, 200_00), attributes={"excluded": True})
    assert entered(engine, excluded, date(2024, 6, 1)) == []


def test_c15_endless_and_at_nine():
    """Every 14 days after the third reminder, until it is paid; sent from 09:00 on where the client is."""
    table = invoice_ninja.AFTER_INVOICE
    engine = invoice_ninja.schedule(*table, endless=14)
    for due in (DUE + timedelta(days=30), DUE):
        case = invoice_ninja.invoice(engine, DUE, due, "America/New_York")
        days = [(day - DUE).days for day, _ in entered(engine, case, DUE + timedelta(days=60))]
        assert days == [5, 10, 15, 29, 43, 57]
        case = engine.advance(case, noon(DUE + timedelta(days=5)), how="through").case
        verdict = engine.review(case, cf.Contact("email"), noon(DUE + timedelta(days=5)))
        assert verdict.allowed_at == datetime(2024, 1, 20, 14, tzinfo=UTC)
        paid = engine.record(case, cf.PaymentReceived("p", at=noon(date(2024, 1, 21)), amount=100_00)).case
        assert [stage for _, stage in entered(engine, paid, DUE + timedelta(days=60))] == ["current"]


def test_c15_a_paid_invoice_is_reminded_of_no_more():
    engine = invoice_ninja.schedule(*invoice_ninja.AROUND_DUE[0])
    case = invoice_ninja.invoice(engine, DUE - timedelta(days=9), DUE)
    assert engine.next_review(case, case.last_at) == datetime(2024, 1, 13, tzinfo=UTC)
    paid = cf.PaymentReceived("p", at=noon(DUE), amount=100_00)
    early = engine.record(case, cf.PaymentReceived("e", at=case.last_at, amount=100_00)).case
    assert entered(engine, early, DUE + timedelta(days=60)) == []
    reminded = engine.record(engine.advance(case, noon(DUE), how="through").case, paid).case
    assert [stage for _, stage in entered(engine, reminded, DUE + timedelta(days=60))] == ["current"]


def test_c16_npa_is_left_when_all_is_paid():
    engine = rbi.books()
    case = opened(engine, date(2021, 3, 31), date(2021, 5, 31), at=noon(date(2021, 3, 1)), currency="INR")
    for day in (date(2021, 7, 15), date(2021, 8, 20)):
        case = engine.record(case, cf.PaymentReceived(f"p-{day}", at=noon(day), amount=100_00)).case
    assert rbi.classes(case, date(2021, 9, 1))[-2:] == [
        (date(2021, 6, 29), "npa"),
        (date(2021, 8, 20), "standard"),
    ]


def test_c17_months_and_three_calls_a_day():
    engine = china.collecting()
    due = date(2026, 1, 15)
    case = opened(engine, due, currency="CNY", zone=china.ZONE)
    walked = walk(case, noon(date(2026, 6, 1)), china.MONTHS)
    # A day of the books begins at 16:00 of the day before in UTC.
    begins = [((each.at.date() - due).days + 1, each.name) for each in walked]
    assert begins[1:] == [(1, "M1"), (31, "M2"), (61, "M3"), (91, "91+")]
    at = noon(due + timedelta(days=30))
    for i in range(3):
        case = engine.fire(case, cf.Contact("call"), at, id=f"c{i}").case
        done = cf.ContactResult(f"r{i}", at=at, contact=f"c{i}", outcome="conversation")
        case = engine.record(case, done).case
    fourth = engine.review(case, cf.Contact("call"), at)
    assert fourth.refused
    assert fourth.allowed_at == datetime(2026, 2, 15, tzinfo=UTC)


def test_c18_alerts_of_a_promise():
    kind = promise_types.PromiseType(segments=("retail",))
    engine = kind.engine()
    days = after(date(2026, 6, 1), *range(20))
    for paid, day, alert in ((900_00, 12, "PTP Kept"), (899_99, 13, "PTP Broken")):
        case = opened(
            engine, (date(2026, 5, 1), 1_000_00), at=noon(days[0]), attributes={"segment": "retail"}
        )
        payment = cf.PaymentReceived("p", at=noon(date(2026, 6, 12)), amount=paid)
        case = engine.record(case, kind.made("ptp", noon(days[1]), 1_000_00, date(2026, 6, 10)), payment).case
        assert promise_types.alerts(engine, kind, case, days) == [
            (date(2026, 6, 2), "PTP Capture"),
            (date(2026, 6, 9), "Reminder"),
            (date(2026, 6, day), alert),
        ]
    other = opened(engine, date(2026, 5, 1), attributes={"segment": "business"})
    assert engine.review(other, cf.Act("take_promise"), noon(days[1])).refused


@pytest.mark.parametrize(
    ("every", "within", "tries"), [(1, 14, 8), (3, 14, 4), (3, 30, 8), (7, 7, 0), (7, 60, 8)]
)
def test_c19_eight_tries_within_two_weeks(every, within, tries):
    engine = stripe.smart_retries(within=within)
    assert len(stripe.tried(engine, DUE, timedelta(days=every))) == tries


@pytest.mark.parametrize(("response", "tried"), [("insufficient_funds", True), ("lost_or_stolen", False)])
def test_c19_no_try_after_a_hard_decline(response, tried):
    engine = stripe.smart_retries()
    failed = cf.PaymentFailed("f", at=noon(DUE), response=response)
    case = engine.record(opened(engine, DUE), failed).case
    assert engine.review(case, cf.Act("retry_payment"), noon(DUE + timedelta(days=1))).allowed is tried


@pytest.mark.parametrize(
    ("both", "amount", "over"),
    [(True, 60_00, False), (True, 60_01, True), (False, 50_00, False), (False, 50_01, True)],
)
def test_c20_the_greater_or_the_lesser_of_an_amount_and_a_share(both, amount, over):
    """50.00 and 2 % of 3,000.00, which is 60.00."""
    engine = mambu.arrears(mambu.tolerated(50_00, Fraction(2, 100), both=both))
    case = opened(engine, (DUE, amount), attributes={mambu.OF: 3_000_00})
    stage = engine.advance(case, noon(DUE + timedelta(days=5)), how="through").case.stage
    assert stage == ("in_arrears" if over else "late")


def test_c20_three_counts_of_days_on_one_account():
    """Late from 11 January, beyond the tolerance from the 26th; the first repayment comes on 20 February."""
    engine = mambu.arrears(facts.amount_overdue > 50_00, period=15)
    first = date(2026, 1, 10)
    case = opened(engine, *((day, 60_00) for day in after(first, 0, 30, 60)), attributes={mambu.OF: 1})
    case = engine.advance(case, noon(date(2026, 2, 20)), how="through").case
    case = engine.record(case, cf.PaymentReceived("p", at=noon(date(2026, 2, 20)), amount=60_00)).case
    day = date(2026, 3, 1)
    assert mambu.days(engine, case, day, "ACCOUNT_FIRST_WENT_TO_ARREARS") == 50
    assert mambu.days(engine, case, day, "LAST_LATE_REPAYMENT") == 20
    assert mambu.days(engine, case, day, "ACCOUNT_FIRST_BREACHED_MATERIALITY_THRESHOLD") == 35
    case = engine.record(case, cf.PaymentReceived("q", at=noon(day), amount=120_00)).case
    assert mambu.days(engine, case, day, "ACCOUNT_FIRST_WENT_TO_ARREARS") == 0


def test_c21_a_late_run_delays_letters_but_not_steps():
    run = DUE + timedelta(days=15)
    found = []
    for made in (dynamics.process(), dynamics.letters()):
        engine = made.engine()
        first = engine.advance(opened(engine, DUE), noon(run)).case
        found.append([(day - DUE).days for day, _ in entered(engine, first, DUE + timedelta(days=60))])
    assert found == [[20, 30], [25, 35]]
