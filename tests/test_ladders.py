"""Ladders: what dunning software is set up to do, day by day, with the figures of its own tests.

Not carried, and why: reminders before the due date and days from the invoice date (Invoice Ninja's; a case
knows due dates); a choice of channel when there is no address (OCA's letter in place of an email; a case does
not know addresses that were never used); a level that falls back when arrears shrink but do not vanish
(Fineract's ranges; a ladder rises, and cures whole); percentages of the amount (Mambu's tolerance); children
that follow their parent's account (Kill Bill's; a case is of one account). Counts of invoices, tags and
responses are conditions of `collectflow.importers`, not of levels.
"""

from __future__ import annotations

import calendar
import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import collectflow as cf
from collectflow import ladders, verify
from collectflow.ladders import CLOSED, CURRENT, Level, ladder
from tests.support import fewer

#: The same names, for calls that a type checker would refuse as well.
loose: Any = ladders


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def opened(engine, *dues, at=None, currency="EUR"):
    """A case with these dues, each a date and perhaps an amount, opened on the first due date."""
    made = [each if isinstance(each, tuple) else (each, 100_00) for each in dues]
    return engine.open(
        "c",
        account="a",
        borrower="b",
        at=noon(made[0][0]) if at is None else at,
        currency=currency,
        borrower_zones=["Europe/Paris"],
        dues=[cf.Due(f"d{i}", due_on=day, amount=amount) for i, (day, amount) in enumerate(made)],
    ).case


def entered(result):
    """The stages that were entered, each with the day."""
    return [(event.dest, event.at.date()) for event in result.events]


def swept(engine, case, day, **more):
    return entered(engine.advance(case, noon(day), how="through", **more))


def offered(engine, case, day):
    """The moves up that somebody may make."""
    return [
        move.trigger
        for move, verdict in engine.options(case, noon(day)).items()
        if verdict.allowed and move.trigger not in {"close", "cure"}
    ]


def paid(engine, case, day, amount):
    return engine.record(case, cf.PaymentReceived(f"p-{day}", at=noon(day), amount=amount)).case


# --- real tables, entry by entry ------------------------------------------------------------------------

DUE = date(2024, 1, 15)
_OCA_3 = [
    Level("one", 10, channel="email"),
    Level("two", 30, "end_of_month", channel="email"),
    Level("three", 10, "previous_level", channel="letter"),
]
_BUCKETS = (1, 4, 31, 61, 91, 121, 151, 181, 241)

#: A table of levels, a due date, and on which days the levels are entered.
TABLES = [
    pytest.param(
        [Level("OD1", 30), Level("OD2", 40), Level("OD3", 50)],
        date(2012, 5, 31),
        [date(2012, 6, 30), date(2012, 7, 10), date(2012, 7, 20)],
        id="C1 Kill Bill profiles/overdue.xml 30-40-50 and V3 testOverdueStages1",
    ),
    pytest.param(
        [Level("warning", 10), Level("blocked", 14), Level("cancellation", 21)],
        DUE,
        [date(2024, 1, 25), date(2024, 1, 29), date(2024, 2, 5)],
        id="C2 Kill Bill tutorial overdue.adoc 10-14-21",
    ),
    pytest.param(
        [Level("warning", 5), Level("blocked", 7), Level("cancellation", 11)],
        DUE,
        [date(2024, 1, 20), date(2024, 1, 22), date(2024, 1, 26)],
        id="C3 Kill Bill issue 2297 5-7-11",
    ),
    pytest.param(
        _OCA_3,
        DUE,
        [date(2024, 1, 25), date(2024, 2, 29), date(2024, 3, 10)],
        id="C7 and V19 OCA account_credit_control 3 time policy, due 2024-01-15",
    ),
    pytest.param(
        _OCA_3,
        date(2023, 1, 31),
        [date(2023, 2, 10), date(2023, 3, 31), date(2023, 4, 10)],
        id="C7 and V19 OCA account_credit_control 3 time policy, due 2023-01-31",
    ),
    pytest.param(
        [
            Level("one", 30, "end_of_month", channel="email"),
            Level("two", 60, "previous_level", channel="letter"),
        ],
        DUE,
        [date(2024, 2, 29), date(2024, 4, 29)],
        id="C7 OCA account_credit_control 2 time policy",
    ),
    pytest.param(
        [Level("first", 15), Level("second", 30), Level("third", 45, "end_of_month")],
        DUE,
        [date(2024, 1, 30), date(2024, 2, 14), date(2024, 2, 29)],
        id="C9 Odoo account_followup demo 15-30-45 end of month",
    ),
    pytest.param(
        [Level(f"range_{each}", 3 + each) for each in _BUCKETS],
        date(2023, 10, 1),
        [date(2023, 10, 1) + timedelta(days=3 + each) for each in _BUCKETS],
        id="C10 Fineract LoanDelinquency.feature buckets 1-4-31-61-91-121-151-181-241 grace 3",
    ),
    pytest.param(
        [Level("one", 5), Level("two", 20), Level("three", 40)],
        DUE,
        [date(2024, 1, 20), date(2024, 2, 4), date(2024, 2, 24)],
        id="C11 Tryton scenario_account_dunning.rst 5-20-40",
    ),
    pytest.param(
        [Level(f"level_{each}", each, wait=wait) for each, wait in ((10, 0), (20, 10), (30, 10))],
        DUE,
        [date(2024, 1, 25), date(2024, 2, 4), date(2024, 2, 14)],
        id="C12 metasfresh DefaultDunningCandidateProducerTest 10-20-30 days between 10",
    ),
    pytest.param(
        [Level("attempt_1", 0, amount=100_00), Level("attempt_2", 2, "previous_level", amount=100_00)],
        DUE,
        [date(2024, 1, 16), date(2024, 1, 18)],
        id="C14 Lago dunning_campaign_v1_spec.rb 2 attempts 2 days between",
    ),
]


@pytest.mark.parametrize(("levels", "due", "days"), TABLES)
def test_a_real_table(levels, due, days):
    """A late sweep enters each level on its day; nightly runs do the same; a step takes one level a run."""
    engine = ladder(levels, currency="EUR").engine()
    case = opened(engine, due)
    last = days[-1] + timedelta(days=3)
    expected = [(level.name, day) for level, day in zip(levels, days, strict=True)]
    assert swept(engine, case, last) == expected
    nightly, day = [], due
    stepped = case
    while day <= last:
        result = engine.advance(stepped, noon(day))
        assert len(result.events) <= 1
        nightly += entered(result)
        stepped, day = result.case, day + timedelta(days=1)
    assert nightly == expected
    # One day too early, a level is not allowed.
    for (name, when), event in zip(expected, stepped.events[1:], strict=True):
        before = stepped.as_of(event.at - timedelta(microseconds=1))
        assert not engine.review(before, f"to_{name}", noon(when - timedelta(days=1))).allowed


# --- what their tests assert, step by step --------------------------------------------------------------


def test_v3_kill_bill_30_40_50_and_cure():
    """V3 TestOverdueIntegration#testOverdueStages1: the stage on each date; a second invoice changes nothing;
    paying one of two keeps the case late by the other; paying all clears it."""
    engine = ladder([Level("OD1", 30), Level("OD2", 40), Level("OD3", 50)], currency="USD").engine()
    case = opened(engine, (date(2012, 5, 31), 249_95), (date(2012, 6, 30), 249_95), currency="USD")
    told = {
        **dict.fromkeys([date(2012, 6, 8), date(2012, 6, 16), date(2012, 6, 24)], CURRENT),
        **dict.fromkeys([date(2012, 6, 30), date(2012, 7, 2), date(2012, 7, 8)], "OD1"),
        **dict.fromkeys([date(2012, 7, 10), date(2012, 7, 16), date(2012, 7, 18)], "OD2"),
        **dict.fromkeys([date(2012, 7, 20), date(2012, 7, 31), date(2012, 8, 1)], "OD3"),
    }
    for day, stage in told.items():
        case = engine.advance(case, noon(day)).case
        assert case.stage == stage, day
    case = paid(engine, case, date(2012, 8, 2), 249_95)
    assert not engine.advance(case, noon(date(2012, 8, 2))).changed
    case = paid(engine, case, date(2012, 8, 3), 249_95)
    assert engine.advance(case, noon(date(2012, 8, 3))).case.stage == CURRENT


def test_c12_metasfresh_days_between_hold_a_late_run_back():
    """C12: run first on day 25, level 1 is entered then, and level 2 not before ten days have passed, though
    its 20 days are over; without days between it follows in the next run."""
    for wait, then in ((10, date(2024, 2, 19)), (0, date(2024, 2, 9))):
        levels = [Level("one", 10), Level("two", 20, wait=wait), Level("three", 30, wait=wait)]
        engine = ladder(levels).engine()
        case = engine.advance(opened(engine, DUE), noon(DUE + timedelta(days=25))).case
        assert case.stage == "one"
        verdict = engine.review(case, "to_two", noon(DUE + timedelta(days=25)))
        assert verdict.allowed_at is not None
        assert verdict.allowed_at.date() == then


def _axelor():
    """REL_PART of the demo data; more than 50.00 is 50.01 and more."""
    return [
        Level("reminder", 0, channel="email"),
        Level("letter", 10, "previous_level", channel="letter"),
        Level("registered", 10, "previous_level", channel="letter", amount=50_01),
        Level("registered_2", 15, "previous_level", channel="letter", amount=50_01),
        Level("threat", 10, "previous_level", manual=True),
        Level("threat_2", 15, "previous_level", manual=True),
        Level("bailiff", 10, "previous_level", manual=True),
    ]


def test_c13_axelor_part_levels_and_manual_levels():
    """C13 account_debtRecoveryMethodLine.csv REL_PART 0-10-10-15, manual 10-15-10: the automatic levels
    are entered on their days; the manual ones wait for somebody, and count from when it was done."""
    engine = ladder(_axelor(), currency="EUR").engine()
    case = opened(engine, (DUE, 120_00))
    result = engine.advance(case, noon(DUE + timedelta(days=80)), how="through")
    days = [1, 11, 21, 36]
    names = ["reminder", "letter", "registered", "registered_2"]
    assert entered(result) == [
        (name, DUE + timedelta(days=each)) for name, each in zip(names, days, strict=True)
    ]
    case = result.case
    done = noon(DUE + timedelta(days=80))
    assert offered(engine, case, done.date()) == ["to_threat"]
    case = engine.fire(case, "to_threat", done).case
    with pytest.raises(cf.Refused) as refused:
        engine.fire(case, "to_threat_2", done + timedelta(days=14))
    assert refused.value.verdict.allowed_at == datetime(2024, 4, 19, tzinfo=UTC)
    case = engine.fire(case, "to_threat_2", done + timedelta(days=15)).case
    case = engine.fire(case, "to_bailiff", done + timedelta(days=25)).case
    assert engine.fire(case, "close", done + timedelta(days=26)).case.stage == CLOSED


@pytest.mark.parametrize(("amount", "stage"), [(50_00, "letter"), (50_01, "registered_2")])
def test_c13_axelor_a_registered_letter_is_for_more_than_50(amount, stage):
    """C13: levels 3 and 4 are for more than 50.00; with 50.00 the case waits in level 2."""
    engine = ladder(_axelor(), currency="EUR").engine()
    case = opened(engine, (DUE, amount))
    assert engine.advance(case, noon(DUE + timedelta(days=80)), how="through").case.stage == stage


def test_c13_axelor_business_customers():
    """C13 REL_PRO 0-10-15-15-15-15-15, all automatic: seven levels in 86 days."""
    days = [0, 10, 15, 15, 15, 15, 15]
    levels = [Level(f"l{i}", each, "previous_level" if i else "due_date") for i, each in enumerate(days)]
    engine = ladder(levels).engine()
    case = opened(engine, DUE)
    when = [day for _, day in swept(engine, case, DUE + timedelta(days=200))]
    assert when == [DUE + timedelta(days=1 + sum(days[: i + 1])) for i in range(7)]


@pytest.mark.parametrize(("currency", "least"), [("EUR", 150_00), ("USD", 100_00)])
def test_c14_lago_thresholds_by_currency(currency, least):
    """C14: below the currency's threshold there is no attempt; at it there are two, and no third."""
    levels = [
        Level("attempt_1", 0, amount=least),
        Level("attempt_2", 2, "previous_level", amount=least),
    ]
    engine = ladder(levels, currency=currency).engine()
    for amount, attempts in ((least - 1, 0), (least, 2)):
        case = opened(engine, (DUE, amount), currency=currency)
        assert len(swept(engine, case, DUE + timedelta(days=60))) == attempts


def test_v19_oca_a_draft_never_climbs():
    """V19 test_multi_credit_control_run: an invoice a year old, runs six and two months ago and today,
    nothing processed: each run offers level 1. A run before an earlier one is an error."""
    levels = [Level("one", 10, manual=True), Level("two", 30, "end_of_month", manual=True)]
    engine = ladder(levels).engine()
    case = opened(engine, date(2023, 6, 15))
    for day in (date(2023, 12, 15), date(2024, 4, 15), date(2024, 6, 15)):
        assert not engine.advance(case, noon(day)).changed
        assert offered(engine, case, day) == ["to_one"]
    done = engine.fire(case, "to_one", noon(date(2024, 6, 15))).case
    assert offered(engine, done, date(2024, 6, 15)) == ["to_two"]
    with pytest.raises(cf.AskedTooEarly):
        engine.advance(done, noon(date(2024, 6, 14)))


@pytest.mark.parametrize(("amount", "reached"), [(9_99, False), (10_00, True), (10_01, True)])
def test_v19_oca_tolerance_equal_passes(amount, reached):
    """V19: an open amount below the tolerance is skipped; one that equals it is not."""
    engine = ladder([Level("one", 10, amount=10_00)], currency="EUR").engine()
    assert engine.advance(opened(engine, (DUE, amount)), noon(DUE + timedelta(days=10))).changed is reached


def test_v19_oca_the_smallest_level_counts_from_no_level_before_it():
    """V19: a first level that counts from the previous one is refused when the ladder is made."""
    with pytest.raises(cf.InvalidPolicy, match="'one', counts from a level before it"):
        ladder([Level("one", 10, "previous_level"), Level("two", 30)])
    with pytest.raises(cf.InvalidPolicy, match="'one', counts from a level before it"):
        ladder([Level("one", 10, wait=3)])


def test_v20_odoo_one_level_a_run():
    """V20 test_account_followup.py: nothing after 3 days, the first level after 15; after 40 days three runs
    reach the third. In litigation there is no level; afterwards three runs reach the third again; paying
    clears it."""
    levels = [Level("first", 15), Level("second", 30), Level("third", 40)]
    engine = ladder(levels, on_hold="clear", currency="EUR").engine()
    day = DUE + timedelta(days=40)

    def runs(case, number):
        for _ in range(number):
            case = engine.advance(case, noon(day)).case
        return case

    fresh = opened(engine, (DUE, 1_000_00))
    assert not engine.advance(fresh, noon(DUE + timedelta(days=3))).changed
    assert engine.advance(fresh, noon(DUE + timedelta(days=15))).case.stage == "first"
    stages = [runs(fresh, number).stage for number in range(5)]
    assert stages == [CURRENT, "first", "second", "third", "third"]
    blocked = engine.record(runs(fresh, 3), cf.HoldPlaced("h", at=noon(day), kind="legal")).case
    assert runs(blocked, 3).stage == CURRENT
    free = engine.record(runs(blocked, 3), cf.HoldLifted("e", at=noon(day), hold="h")).case
    assert runs(free, 3).stage == "third"
    assert runs(paid(engine, runs(free, 3), day, 1_000_00), 1).stage == CURRENT


def test_v21_tryton_draft_blocked_and_reconciled():
    """V21 scenario_account_dunning.rst 5-20-40: nothing on day 4, level 1 from day 5; still level 1 on day 30
    while nobody did it; done and blocked, nothing more is offered; unblocked, level 2 is; reconciled, nothing
    is, on day 50 either."""
    levels = [Level("one", 5, manual=True), Level("two", 20, manual=True), Level("three", 40, manual=True)]
    engine = ladder(levels, on_hold="freeze").engine()
    case = opened(engine, DUE)
    on = [DUE + timedelta(days=each) for each in range(51)]
    assert offered(engine, case, on[4]) == []
    assert offered(engine, case, on[5]) == ["to_one"]
    assert offered(engine, case, on[30]) == ["to_one"]
    case = engine.fire(case, "to_one", noon(on[30])).case
    blocked = engine.record(case, cf.HoldPlaced("h", at=noon(on[30]), kind="other")).case
    assert (blocked.stage, offered(engine, blocked, on[30])) == ("one", [])
    assert not engine.advance(blocked, noon(on[30])).changed
    free = engine.record(blocked, cf.HoldLifted("e", at=noon(on[30]), hold="h")).case
    assert offered(engine, free, on[30]) == ["to_two"]
    done = engine.fire(free, "to_two", noon(on[30])).case
    cured = engine.advance(paid(engine, done, on[31], 100_00), noon(on[31])).case
    assert cured.stage == CURRENT
    assert offered(engine, cured, on[50]) == []


# --- what holds for every ladder ------------------------------------------------------------------------


@st.composite
def tables(draw):
    """Levels in order, with any anchor but for the first."""
    made, least = [], 0
    for i in range(draw(st.integers(1, 5))):
        anchor = draw(st.sampled_from(("due_date", "previous_level", "end_of_month")[: 1 if i == 0 else 3]))
        days = draw(st.integers(0, 25))
        if anchor == "due_date":
            days = least = max(least, days)
        wait = draw(st.integers(0, 12)) if i else 0
        amount = draw(st.sampled_from((None, None, 50_00, 100_00, 100_01)))
        made.append(Level(f"l{i}", days, anchor, wait=wait, amount=amount))
    return made


def by_hand(levels, due, amount, last, repeat):
    """The entries of a ladder, a day at a time."""
    found, at, since, day = [], -1, due, due
    while day <= last:
        late = (day - due).days
        while late and at + 1 < len(levels):
            level = levels[at + 1]
            asked = due + timedelta(days=level.days)
            end = asked.replace(day=calendar.monthrange(asked.year, asked.month)[1])
            reached = {
                "due_date": late >= level.days,
                "previous_level": (day - since).days >= level.days,
                "end_of_month": day >= end,
            }[level.anchor]
            if not reached or (day - since).days < level.wait or amount < (level.amount or 0):
                break
            at, since = at + 1, day
            found.append((level.name, day))
        if at + 1 == len(levels) and repeat and (day - since).days >= repeat:
            since = day
            found.append((levels[-1].name, day))
        day += timedelta(days=1)
    return found


@given(
    tables(), st.dates(date(2023, 1, 1), date(2024, 12, 31)), st.integers(0, 90), st.sampled_from((None, 7))
)
@fewer(2)
def test_a_ladder_is_climbed_as_by_hand(levels, due, days, repeat):
    """Whatever the table: a late sweep enters the levels that counting days by hand does, on those days; and
    a payment of everything brings the case back."""
    engine = ladder(levels, currency="EUR", repeat_every=repeat).engine()
    case = opened(engine, due)
    last = due + timedelta(days=days)
    result = engine.advance(case, noon(last), how="through")
    assert entered(result) == by_hand(levels, due, 100_00, last, repeat)
    cured = engine.advance(paid(engine, result.case, last, 100_00), noon(last), how="through").case
    assert cured.stage == CURRENT


@given(tables())
@fewer(4)
def test_a_ladder_survives_json(levels):
    """Lifecycle and policy come back from JSON with the same fingerprint, given the ladder's registry."""
    made = ladder(levels, currency="EUR", repeat_every=5)
    engine = made.engine()
    stored = json.loads(json.dumps(engine.to_dict()))
    again = cf.Engine.from_dict(stored, registry=made.registry)
    assert again.fingerprint == engine.fingerprint
    case = opened(engine, DUE)
    late = DUE + timedelta(days=70)
    assert swept(again, case, late) == swept(engine, case, late)


def test_a_ladder_is_sound_for_every_case_there_could_be():
    """Proved: no stage out of reach, no idle rule, no two automatic moves due at once; no level too early."""
    levels = [Level("a", 5), Level("b", 10, wait=3), Level("c", 3, "previous_level", amount=5_00)]
    engine = ladder(levels, currency="USD", repeat_every=7).engine()
    report = verify.check(engine)
    assert report.result == "proved"
    assert "no findings" in str(report)
    assert verify.never(engine, "to_b", when=cf.facts.days_past_due < 10).proved
    assert verify.never(engine, "cure", when=cf.facts.days_past_due > 0).proved


def test_from_when_is_told_for_the_end_of_a_month():
    """The opaque guard says when it changes, so `allowed_at` is exact."""
    engine = ladder([Level("one", 30, "end_of_month")]).engine()
    verdict = engine.review(opened(engine, DUE), "to_one", noon(date(2024, 2, 1)))
    assert verdict.allowed_at == datetime(2024, 2, 29, tzinfo=UTC)


def test_the_last_level_may_repeat_for_ever():
    """Repeated every 14 days until something is paid (Invoice Ninja's endless reminder), or not at all."""
    levels = [Level("first", 5), Level("last", 10)]
    engine = ladder(levels, repeat_every=14).engine()
    found = swept(engine, opened(engine, DUE), DUE + timedelta(days=60))
    assert [(day - DUE).days for _, day in found] == [5, 10, 24, 38, 52]
    ends = ladder(levels).engine()
    assert len(swept(ends, opened(ends, DUE), DUE + timedelta(days=60))) == 2


def test_business_days_and_hours():
    """Day 10 is a Sunday, so the level begins on Monday; contacts keep to the level's channel, to business
    days and to the hours where the person is, and there are none before the first level."""
    hours = (time(9), time(18))
    table = cf.TableCalendar([], [2024])
    levels = [Level("one", 10, channel="email"), Level("two", 20)]
    engine = ladder(levels, calendar="bank", hours=hours).engine(calendars={"bank": table})
    case = opened(engine, date(2024, 1, 18))
    email = cf.Contact("email")
    assert engine.review(case, email, noon(date(2024, 1, 19))).refused
    assert engine.review(case, cf.Contact("email", purpose="inform"), noon(date(2024, 1, 19))).allowed
    swept_up = engine.advance(case, noon(date(2024, 2, 2)), how="through")
    assert entered(swept_up) == [("one", date(2024, 1, 29))]
    case = swept_up.case
    assert engine.review(case, cf.Contact("call"), noon(date(2024, 2, 2))).refused
    assert engine.review(case, email, noon(date(2024, 2, 2))).allowed
    early = engine.review(case, email, datetime(2024, 2, 3, 7, tzinfo=UTC))
    assert early.allowed_at == datetime(2024, 2, 5, 8, tzinfo=UTC)


@pytest.mark.parametrize("anchor", ["invoice_date", "before_due", "last_contact"])
def test_an_anchor_that_a_case_does_not_know_is_refused_by_name(anchor):
    """The error names the level and the anchor, and says what to do instead."""
    with pytest.raises(cf.NotCarried, match=f"level 'one'.*\n.*{anchor}") as caught:
        loose.Level("one", 10, anchor)
    assert caught.value.where == "level 'one'"


def test_what_is_wrong_with_a_table_is_said_all_at_once():
    """Names, order, repetition: every problem is listed."""
    with pytest.raises(cf.InvalidPolicy) as caught:
        ladder([Level("one", 10), Level("one", 5), Level(CURRENT, 20)], repeat_every=0)
    assert len(caught.value.problems) == 4
    with pytest.raises(cf.InvalidPolicy, match="no levels"):
        ladder([])
    with pytest.raises(cf.InvalidPolicy, match="currency"):
        ladder([Level("one", 10, amount=5)])
    with pytest.raises(cf.UnknownName, match="freeze"):
        loose.ladder([Level("one", 10)], on_hold="freze")
    with pytest.raises(cf.UnknownName, match="due_date"):
        loose.Level("one", 10, "duedate")
    with pytest.raises(cf.BadValue, match="whole number"):
        loose.Level("one", -3)
    with pytest.raises(cf.BadAmount):
        loose.Level("one", 3, amount=1.5)
    with pytest.raises(cf.InvalidEngine, match="letter"):
        ladder([Level("one", 10, channel="leter")]).engine()


def test_a_hold_may_be_ignored():
    """With `ignore` a hold changes nothing."""
    engine = ladder([Level("one", 10)], on_hold="ignore").engine()
    case = opened(engine, DUE)
    held = engine.record(case, cf.HoldPlaced("h", at=noon(DUE), kind="other")).case
    assert engine.advance(held, noon(DUE + timedelta(days=10))).case.stage == "one"
