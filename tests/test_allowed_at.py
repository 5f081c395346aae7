"""`allowed_at` is exact: the first instant at which the verdict is allowed, and not a tick before."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

import collectflow as cf
from collectflow import facts
from collectflow.guards import words
from tests.guard_strategies import PROPOSALS, QUARTER, guards, situations
from tests.oracle import CALENDARS
from tests.support import fewer
from tests.test_reading import engine_for

TICK = timedelta(microseconds=1)
HORIZON = 6


def marks(case, at):
    """Every instant at which anything can change, and the ticks beside it.

    All clocks and zones of the strategies keep to quarter hours, and all spans are of whole quarters after
    an event; so the quarter hours, shifted as the events are, are all there is.
    """
    shifts = {timedelta(0)} | {
        (event.at - datetime(2026, 1, 1, tzinfo=UTC)) % QUARTER for event in case.events
    }
    first = at - (at - datetime(2026, 1, 1, tzinfo=UTC)) % QUARTER
    for step in range(HORIZON * 96 + 1):
        for shift in shifts:
            for tick in (-TICK, timedelta(0), TICK):
                mark = first + step * QUARTER + shift + tick
                if at < mark <= at + timedelta(days=HORIZON):
                    yield mark


@fewer(2)
@given(guards(3), situations(), st.sampled_from(PROPOSALS))
def test_allowed_at_is_exact_against_a_brute_force_scan(guard, situation, proposal):
    """Over daylight-saving changes and several candidate zones: allowed then, and never before."""
    case, at, _ = situation
    engine = engine_for(guard, horizon=cf.days(HORIZON))
    note(words(guard))
    verdict = engine.review(case, proposal, at)
    when = verdict.allowed_at
    if verdict.allowed:
        assert when == at
        return
    scanned = (mark for mark in marks(case, at) if engine.review(case, proposal, mark).allowed)
    first = min(scanned, default=None)
    assert when == first
    if when is not None:
        assert engine.review(case, proposal, when).allowed
        assert not engine.review(case, proposal, when - TICK).allowed


@fewer(2)
@given(guards(3), situations(), st.sampled_from(["start_outreach", "place"]))
def test_next_review_is_exact_against_a_brute_force_scan(guard, situation, trigger):
    """No automatic move's answer changes before the next review, and one does then."""
    case, at, _ = situation
    lifecycle = cf.Lifecycle(
        "two",
        [cf.Stage("reminder"), cf.Stage("outreach"), cf.Stage("over", final=True)],
        [
            cf.Transition("go", "reminder", "over", automatic=True),
            cf.Transition("back", "outreach", "reminder", automatic=True),
            cf.Transition("on", "reminder", "outreach"),
        ],
    )
    rule = cf.Rule("rule", on=cf.on_move(), require=guard, because="it says so")
    policy = cf.Policy("policy", currency="USD", rules=[rule])
    attributes = {"score": int, "vip": bool, "since": date}
    engine = cf.Engine(
        lifecycle, [policy], attributes=attributes, horizon=cf.days(HORIZON), calendars=CALENDARS
    )
    trigger = "go" if case.stage == "reminder" else "back"
    now = engine.review(case, trigger, at).allowed
    changes = (mark for mark in marks(case, at) if engine.review(case, trigger, mark).allowed is not now)
    assert engine.next_review(case, at) == min(changes, default=at + timedelta(days=HORIZON))


BERLIN = ZoneInfo("Europe/Berlin")


def opened(zone="Europe/Berlin", at=datetime(2026, 3, 1, tzinfo=UTC), **more):
    engine = engine_for(facts.local_time.between(time(8), time(21)))
    more.setdefault("stage", "reminder")
    return engine.open("c", account="a", borrower="b", at=at, borrower_zones=[zone], **more).case


def test_hours_over_the_gap_in_spring():
    """08:00 on the day the clocks go forward in Berlin (29 March 2026) is 06:00 UTC, not 07:00."""
    engine = engine_for(facts.local_time.between(time(8), time(21)))
    night = datetime(2026, 3, 28, 22, 30, tzinfo=BERLIN)
    verdict = engine.review(opened(), cf.Contact("call"), night)
    assert verdict.allowed_at == datetime(2026, 3, 29, 6, tzinfo=UTC)
    assert verdict.allowed_at.tzinfo is BERLIN


def test_a_time_that_does_not_exist_begins_when_the_clock_passes_it():
    """02:30 does not exist that night: from 02:30 on is true as soon as the clock shows 03:00."""
    engine = engine_for((facts.local_time >= time(2, 30)) & (facts.local_time < time(4)))
    verdict = engine.review(opened(), cf.Contact("call"), datetime(2026, 3, 29, 0, 30, tzinfo=UTC))
    assert verdict.allowed_at == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_an_hour_that_comes_twice_is_allowed_twice():
    """02:15 to 02:30 happens twice in Berlin on 25 October 2026."""
    engine = engine_for(facts.local_time.between(time(2, 15), time(2, 30), closed="left"))
    case = opened()
    first = datetime(2026, 10, 25, 0, 15, tzinfo=UTC)
    second = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)
    at = datetime(2026, 10, 25, tzinfo=UTC)
    assert engine.review(case, cf.Contact("call"), at).allowed_at == first
    later = first + timedelta(minutes=15)
    assert engine.review(case, cf.Contact("call"), later).allowed_at == second


def test_a_date_that_is_missing_is_passed_over():
    """Samoa had no 30 December 2011: from the 30th on begins with the 31st."""
    engine = engine_for(facts.local_date >= date(2011, 12, 30))
    case = opened("Pacific/Apia", datetime(2011, 12, 1, tzinfo=UTC))
    at = datetime(2011, 12, 29, tzinfo=UTC)
    assert engine.review(case, cf.Contact("call"), at).allowed_at == datetime(2011, 12, 30, 10, tzinfo=UTC)


def test_rules_come_into_force_and_end_with_days_of_the_books():
    """A rule of 10 to 12 March refuses from the first midnight of the books to the last."""
    rules = [
        cf.Rule("always", on=cf.on_contact(), require=facts.channel == "call", because="calls only"),
        cf.Rule(
            "for-three-days",
            on=cf.on_contact(),
            require=facts.channel == "sms",
            because="a ban",
            effective_from=date(2026, 3, 10),
            effective_until=date(2026, 3, 12),
        ),
    ]
    engine = engine_for(facts.channel == "call").evolve(policies=[cf.Policy("p", rules=rules)])
    case = opened(conventions=cf.Conventions(books_zone="Asia/Taipei"))
    start = datetime(2026, 3, 9, 16, tzinfo=UTC)
    end = datetime(2026, 3, 12, 16, tzinfo=UTC)
    call = cf.Contact("call")
    assert engine.review(case, call, start - TICK).allowed
    assert engine.review(case, call, start).allowed_at == end
    assert not engine.review(case, call, end - TICK).allowed
    assert engine.review(case, call, end).allowed


def test_a_contact_is_covered_again_when_a_rule_comes_into_force():
    """Nobody is asked about a contact until a rule is about it; from when is known."""
    rule = cf.Rule(
        "from-march",
        on=cf.on_contact(),
        require=facts.channel == "call",
        because="calls only",
        effective_from=date(2026, 3, 10),
    )
    engine = engine_for(facts.channel == "call").evolve(policies=[cf.Policy("p", rules=[rule])])
    verdict = engine.review(opened(), cf.Contact("call"), datetime(2026, 3, 2, tzinfo=UTC))
    assert verdict.unknown
    assert [each.outcome for each in verdict.findings] == ["not_applicable", "uncovered"]
    assert verdict.allowed_at == datetime(2026, 3, 10, tzinfo=UTC)


@pytest.mark.parametrize("stated", [True, False])
def test_an_opaque_guard_says_when_it_changes_or_is_named(stated):
    """With `next_change` allowed_at is exact; without it, it is None and the rule is named."""
    day = datetime(2026, 3, 4, 5, 6, 7, 8, tzinfo=UTC)

    def late_enough(sight: cf.Sight) -> bool:
        return sight.at >= day

    def change(sight: cf.Sight) -> datetime | None:
        return day if sight.at < day else None

    guard = cf.opaque(late_enough, name="late", version="1", next_change=change if stated else None)
    engine = engine_for(guard)
    at = datetime(2026, 3, 2, tzinfo=UTC)
    verdict = engine.review(opened(), cf.Contact("call"), at)
    assert verdict.refused
    assert verdict.allowed_at == (day if stated else None)
    assert verdict.untold == (() if stated else ("rule",))


def test_an_opaque_guard_that_does_not_matter_hides_nothing():
    """Where another part decides until then, the answer is exact although the callable states nothing."""
    yes = cf.opaque(lambda _: True, name="yes", version="1")
    engine = engine_for(yes & (facts.local_date >= date(2026, 3, 9)))
    verdict = engine.review(opened(), cf.Contact("call"), datetime(2026, 3, 2, tzinfo=UTC))
    assert verdict.allowed_at == datetime(2026, 3, 8, 23, tzinfo=UTC)


def test_next_review_is_the_books_midnight_when_a_rule_does_not_say():
    """A host that sleeps until the next review is woken although a callable states nothing."""
    lifecycle = cf.Lifecycle(
        "two",
        ["a", cf.Stage("z", final=True)],
        [cf.Transition("go", "a", "z", automatic=True)],
    )
    never = cf.opaque(lambda _: False, name="never", version="1")
    rule = cf.Rule("r", on=cf.on_move(), require=never, because="x")
    engine = cf.Engine(
        lifecycle,
        [cf.Policy("p", rules=[rule])],
        conventions=cf.Conventions(books_zone="Asia/Taipei"),
    )
    case = engine.open("c", account="a", borrower="b", at=datetime(2026, 3, 1, tzinfo=UTC)).case
    at = datetime(2026, 3, 2, 3, tzinfo=UTC)
    assert engine.next_review(case, at) == datetime(2026, 3, 2, 16, tzinfo=UTC)


def test_nothing_within_the_horizon_is_none():
    """What time alone does not bring about within the horizon has no date."""
    engine = engine_for(facts.local_date >= date(2026, 5, 1), horizon=cf.days(30))
    verdict = engine.review(opened(), cf.Contact("call"), datetime(2026, 3, 2, tzinfo=UTC))
    assert verdict.allowed_at is None
    assert verdict.untold == ()


def test_a_window_of_what_is_in_force_begins_anew_with_a_row_that_lies_ahead():
    """A hold is no longer one since the last permission as soon as the next permission begins."""
    at = datetime(2026, 3, 2, tzinfo=UTC)
    later = at + timedelta(hours=7)
    engine = engine_for(~facts.held("dispute", within=cf.since("permissions")))
    case = engine.record(
        opened(),
        cf.HoldPlaced("h", at=at - timedelta(hours=1), kind="dispute"),
        cf.PermissionGiven("p", at=at - timedelta(hours=1), starts=later),
    ).case
    assert engine.review(case, cf.Contact("call"), at).allowed_at == later


#: On 29 October 2000 clocks went back from 00:01 to 23:01 of the day before in St. John's, at 02:31 UTC.
FOLD = datetime(2000, 10, 29, 2, 31, tzinfo=UTC)
COUNTS = [
    facts.days_past_due,
    facts.days_since_issued,
    facts.days_until_due,
    facts.unpaid_dues,
    facts.days_past(day_count="inclusive"),
    facts.days_past(at_least=300),
    facts.days_past(pauses="clip"),
    facts.days_past(pauses="subtract", day_count="inclusive"),
    facts.days_past(beside=True),
    facts.together(facts.unpaid_dues),
]


@st.composite
def _owing(draw, case_id):
    """What is owed about the day of the fold: to the lender, or as a servicer reports it; with pauses."""

    def day(least, most):
        return FOLD.date() + timedelta(days=draw(st.integers(least, most)))

    at = FOLD - timedelta(days=9)
    owed: dict[str, Any] = {}
    if draw(st.booleans()):
        owed["arrears"] = cf.Arrears(
            as_of=day(-9, -8), oldest_due_on=day(-14, -10), amount=draw(st.sampled_from((None, 200, 400)))
        )
    else:
        owed["dues"] = [
            cf.Due(f"d{i}", due_on=day(-9, 3), amount=200, issued_on=day(-12, 1))
            for i in range(draw(st.integers(1, 3)))
        ]
    conventions = cf.Conventions(
        books_zone="America/St_Johns", report_max_age=draw(st.sampled_from((None, 9)))
    )
    events: list[cf.Event] = [
        cf.CaseOpened(
            f"{case_id}#0",
            at=at,
            case=case_id,
            account=case_id,
            borrower="b",
            stage="grace",
            currency="USD",
            conventions=conventions,
            **owed,
        )
    ]
    if draw(st.booleans()):
        first = day(-12, 1)
        last = first + timedelta(days=draw(st.integers(1, 12)))
        events.append(cf.Paused("p", at=at, starts_on=first, until=last))
    return cf.Case.replay(events)


@pytest.mark.parametrize("fact", COUNTS, ids=str)
@fewer(2)
@given(
    _owing("c"),
    st.lists(_owing("d"), max_size=1),
    st.sampled_from(("ge", "le", "eq")),
    st.integers(0, 6),
    st.just(-1) | st.integers(-6 * 48, 2 * 48),
)
def test_counts_of_the_ledger_change_when_it_is_said(fact, case, beside, op, mark, half_hours):
    """Also where the day begins twice, in pauses, and when a servicer reports them."""
    guard = {"ge": fact >= mark, "le": fact <= mark, "eq": fact == mark}[op]
    engine = engine_for(guard, horizon=cf.days(12))
    # Half a minute late: of the minute for which the day begins, too.
    at = FOLD + timedelta(minutes=30) * half_hours + timedelta(seconds=1770 if half_hours == -1 else 0)
    verdict = engine.review(case, PROPOSALS[0], at, beside=beside)
    halves = [FOLD + timedelta(minutes=30) * (half_hours + i) for i in range(1, 12 * 48)]
    # Days begin on the whole half hour.
    later = sorted({*halves, *(each - timedelta(minutes=1) for each in halves)})
    found = (each for each in later if engine.review(case, PROPOSALS[0], each, beside=beside).allowed)
    assert verdict.allowed_at == (at if verdict.allowed else next(found, None))
