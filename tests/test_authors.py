"""What authors of rules meet: terms that cannot be misread, windows, calendars, opaque guards, words."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import collectflow as cf
from collectflow import facts
from collectflow.guards import (
    AllOf,
    AnyOf,
    Count,
    Guard,
    Not,
    Term,
    Test,
    guard_from_dict,
    refs_of,
    where_of,
)
from tests.guard_strategies import guards
from tests.test_reading import engine_for

CALL = cf.Contact("call", "borrower")
days, stage, held = facts.days_past_due, facts.stage, facts.held()
#: The same without types, for what a type checker would refuse as well.
loose: Any = cf
untyped: Any = facts
not_a_fact: Any = "days_past_due"


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        (lambda: untyped.days_past_due >= 1 & held, "write (a >= 1) & (b < 2)"),
        (lambda: 1 & held, "write (a >= 1) & (b < 2)"),
        (lambda: 1 | (untyped.days_past_due > 3), "write (a >= 1) | (b < 2)"),
        (lambda: untyped.days_past_due & held, "compare it"),
        (lambda: ~untyped.days_past_due, "compare it"),
        (lambda: 3 < untyped.days_past_due < 5, ".between(a, b) for a chained comparison"),
        (lambda: (untyped.days_past_due > 3) and held, "use & for and"),
        (lambda: untyped.held() or (untyped.days_past_due > 3), "| for or"),
        (lambda: not held, "~ for not"),
        (lambda: 3 in days, "is_in"),
        (lambda: list(untyped.days_past_due), "a fact is one value"),
        (lambda: untyped.stage >= "reminder", "use == or"),
        (lambda: untyped.days_past_due >= 3.5, "a whole number"),
        (lambda: untyped.days_past_due >= True, "a whole number"),
        (lambda: untyped.amount_overdue >= 10.0, "minor units"),
        (lambda: untyped.local_time >= "08:00", "a time of day"),
        (lambda: untyped.local_time >= time(8, tzinfo=UTC), "no zone of its own"),
        (lambda: untyped.local_date == datetime(2026, 1, 1, tzinfo=UTC), "a date"),
        (lambda: untyped.time_since_contact() >= 48, "timedelta"),
        (lambda: untyped.held() == 1, "use & | ~"),
        (lambda: untyped.stage.is_in("reminder"), "pass a list"),
        (lambda: untyped.days_past_due.between(1, 2, closed="open"), "both, left, right or neither"),
        (lambda: untyped.days_past_due >= untyped.days_in_stage, "compared to a constant"),
        (lambda: untyped.contacts(within=timedelta(days=7)), "days(7) means calendar days"),
        (lambda: untyped.contacts(within=7), "use days(n), hours(n)"),
        (lambda: untyped.contacts(channel=1.5), "use a text, a set, or same/other"),
        (lambda: untyped.attribute("score", float), "int, str, bool or date"),
        (lambda: loose.opaque("f", name="f", version="1"), "pass a callable"),
        (lambda: loose.opaque(bool, name="f", version="1", reads=["x"]), "pass facts"),
        (lambda: loose.Rule("r", on=cf.on_move(), require=days, because="x"), "compare it"),
        (lambda: loose.Rule("r", on=[], require=held, because="x"), "a rule is about something"),
        (lambda: loose.Rule("r", on="sue", require=held, because="x"), "on_move"),
        (lambda: Test(days.ref, "in", 3), "it takes a list"),
        (lambda: Test(days.ref, "eq", "3"), "write a int"),
        (lambda: Test(stage.ref, "lt", "x"), "use == or"),
    ],
)
def test_what_would_mean_something_else_raises_and_says_what_to_write(written, instead):
    """A guard that Python would read otherwise is an error while it is written, not a rule that allows."""
    with pytest.raises(cf.BadGuard) as caught:
        written()
    assert instead in str(caught.value)


@pytest.mark.parametrize(
    "written",
    [
        lambda: cf.days(0),
        lambda: cf.hours(-1),
        lambda: cf.days(True),
        lambda: cf.week(first=0),
        lambda: cf.week(first=8),
        lambda: cf.Rule("", on=cf.on_move(), require=held, because="x"),
        lambda: cf.Rule("r", on=cf.on_move(), require=held, because=""),
        lambda: cf.Rule("r", on=cf.on_move(), require=held, because="x", effect="forbid"),
        lambda: cf.Rule(
            "r",
            on=cf.on_move(),
            require=held,
            because="x",
            effective_from=date(2026, 2, 1),
            effective_until=date(2026, 1, 1),
        ),
    ],
)
def test_a_value_out_of_range_is_refused(written):
    """Windows of no length, weekdays that do not exist, rules without a name, dates in the wrong order."""
    with pytest.raises(cf.BadValue):
        written()


def test_parts_are_joined_flat_and_double_negation_is_none():
    """What reads alike is alike, so that fingerprints are."""
    a, b, c = days > 1, days > 2, days > 3
    assert a & b & c == AllOf((a, b, c))
    assert a & (b & c) == AllOf((a, b, c))
    assert a | b | c == AnyOf((a, b, c))
    assert ~~a == a
    assert ~a == Not(a)
    assert held & a == AllOf((held.as_guard(), a))
    assert held | a == AnyOf((held.as_guard(), a))
    assert a.__rand__(held) == AllOf((held.as_guard(), a))
    assert a.__ror__(held) == AnyOf((held.as_guard(), a))


@given(guards(8))
def test_equal_guards_are_equal_however_they_were_made(guard):
    """By structure, also as keys."""
    again = guard_from_dict(json.loads(json.dumps(guard.to_dict())))
    assert {guard: 1}[again] == 1
    assert refs_of(again) == refs_of(guard)


def test_an_opaque_guard_goes_to_json_by_name_and_comes_back_through_a_registry():
    """Its function is the host's; another version, or an unknown name, is an error."""
    late = cf.opaque(lambda sight: sight[days] > 3, name="late", version="1", reads=[days])
    guard = late & ~held
    data = json.loads(json.dumps(guard.to_dict()))
    assert "fn" not in json.dumps(data)
    assert guard_from_dict(data, [late]) == guard
    with pytest.raises(cf.UnknownName, match="late"):
        guard_from_dict(data)
    other = cf.opaque(lambda _: True, name="late", version="2", reads=[days])
    with pytest.raises(cf.BadValue, match="stored"):
        guard_from_dict(data, [other])
    policy = cf.Policy("p", rules=[cf.Rule("r", on=cf.on_contact(), require=guard, because="x")])
    assert cf.Policy.from_dict(policy.to_dict(), [late]) == policy
    assert policy.fingerprint == cf.Policy.from_dict(policy.to_dict(), [late]).fingerprint


WEEK = [date(2026, 3, 2) + timedelta(days=n) for n in range(7)]


def test_a_table_of_holidays_is_a_business_calendar():
    """Weekends and holidays are no business days; a year that is not covered is unknown."""
    calendar = cf.TableCalendar({date(2026, 3, 4)}, years={2026})
    assert [calendar.is_business_day(day) for day in WEEK] == [True, True, False, True, True, False, False]
    assert calendar.is_business_day(date(2027, 3, 2)) is None


def test_public_holidays_come_from_the_holidays_package():
    """4 July 2026 is a Saturday, observed on Friday the 3rd (5 U.S.C. 6103)."""
    pytest.importorskip("holidays")
    calendar = cf.public_holidays("US", [2026])
    assert calendar.is_business_day(date(2026, 7, 2))
    assert not calendar.is_business_day(date(2026, 7, 3))
    assert calendar.is_business_day(date(2025, 7, 2)) is None
    with pytest.raises(cf.BadValue):
        cf.public_holidays("XX", [2026])


def _contacted(engine: cf.Engine, *placed: datetime) -> cf.Case:
    case = engine.open(
        "c",
        account="a",
        borrower="b",
        at=datetime(2026, 1, 1, tzinfo=UTC),
        stage="reminder",
        borrower_zones=["UTC"],
    ).case
    return engine.record(
        case, *(cf.ContactPlaced(f"k{i}", at=at, contact=CALL) for i, at in enumerate(placed))
    ).case


def test_a_window_of_business_days_skips_what_is_none():
    """Three business days on Monday 9 March reach back to Thursday, over the weekend."""
    calendar = cf.TableCalendar(set(), years={2026})
    guard = facts.contacts(within=cf.business_days(3, "bank")) == 0
    engine = engine_for(guard, calendars={"bank": calendar})
    monday = datetime(2026, 3, 9, 12, tzinfo=UTC)
    on_thursday = _contacted(engine, datetime(2026, 3, 5, 12, tzinfo=UTC))
    assert engine.review(on_thursday, CALL, monday).refused
    on_wednesday = _contacted(engine, datetime(2026, 3, 4, 12, tzinfo=UTC))
    assert engine.review(on_wednesday, CALL, monday).allowed
    assert engine.review(on_thursday, CALL, monday).allowed_at == datetime(2026, 3, 10, tzinfo=UTC)


def test_a_window_that_needs_a_day_the_calendar_does_not_know_is_unknown():
    """Unknown never allows."""
    calendar = cf.TableCalendar(set(), years={2025})
    engine = engine_for(facts.contacts(within=cf.business_days(1, "bank")) == 0, calendars={"bank": calendar})
    case = _contacted(engine)
    assert engine.review(case, CALL, datetime(2026, 3, 9, tzinfo=UTC)).unknown


def test_a_misspelt_calendar_is_named_when_the_engine_is_built():
    """A window names a calendar of the engine."""
    guard = facts.contacts(within=cf.business_days(1, "bnak")) == 0
    with pytest.raises(cf.InvalidEngine, match=r"bnak.*bank"):
        engine_for(guard, calendars={"bank": cf.TableCalendar(set(), years={2026})})


@pytest.mark.parametrize(
    ("guard", "said"),
    [
        (days >= 3, "days past due at least 3"),
        (~(days >= 3), "days past due less than 3"),
        (facts.days_past(day_count="inclusive") == 1, "days past due (counting the due date) is 1"),
        (facts.contacts(channel="call", within=cf.days(7)) < 7, "calls in 7 days less than 7"),
        (facts.contacts(channel="sms", within=cf.day()) == 0, "text messages today is 0"),
        (
            facts.unanswered(channel="visit") > 1,
            "unanswered visits to the borrower since the borrower last responded more than 1",
        ),
        (
            facts.days_since_contact(outcome="conversation") >= 7,
            "days since the last of contacts (outcome conversation) at least 7",
        ),
        (facts.local_weekday.is_in([6, 7]), "local weekday is one of Saturday, Sunday"),
        (
            facts.local_time.between(time(22), time(8)),
            "local time not before 22:00 or local time not after 08:00",
        ),
        (
            facts.time_since_contact() > timedelta(hours=48),
            "time since the last of contacts more than 48 hours",
        ),
        (~facts.held("dispute"), "no hold in force (kind dispute)"),
        (~facts.inconvenient, "no preference in force"),
        (facts.payments(within=cf.month()) > 0, "payments this month more than 0"),
        (facts.stage == "reminder", "stage is reminder"),
        (facts.amount_overdue >= 1_234_56, "amount overdue at least 1,234.56 USD"),
        (
            (days > 3) & ((days < 9) | held),
            "days past due more than 3 and (days past due less than 9 or hold in force)",
        ),
        (~cf.opaque(bool, name="my_model", version="1"), "not my model"),
        (AllOf(()), "always"),
        (AnyOf(()), "never"),
    ],
)
def test_guards_in_plain_words(guard, said):
    """For a collections manager: what is asked, how, and of how much."""
    assert cf.words(guard, "USD") == said


def test_a_fact_of_ones_own_is_one_line():
    """A term over a primitive; comparisons, words and storage come with it."""
    own: Term[int] = Term(Count("contacts", where_of("contacts", {"channel": "visit"}), cf.days(30)))
    guard: Guard = own < 2
    assert cf.words(guard) == "visits in 30 days less than 2"
    engine = engine_for(guard)
    case = _contacted(engine)
    assert engine.review(case, CALL, datetime(2026, 3, 9, tzinfo=UTC)).allowed


@given(st.sampled_from([1, 2, 3]), st.sampled_from(["both", "left", "right", "neither"]))
def test_between_says_which_bounds_belong_to_it(value, closed):
    """Both unless told otherwise."""
    engine = engine_for(
        (facts.local_weekday >= 1) & facts.attribute("score", int).between(1, 3, closed=closed)
    )
    case = engine.open(
        "c",
        account="a",
        borrower="b",
        at=datetime(2026, 3, 1, tzinfo=UTC),
        borrower_zones=["UTC"],
        attributes={"score": value},
    ).case
    inside = {"both": [1, 2, 3], "left": [1, 2], "right": [2, 3], "neither": [2]}[closed]
    assert engine.review(case, CALL, datetime(2026, 3, 2, tzinfo=UTC)).allowed is (value in inside)


def test_the_engine_reads_facts_and_guards():
    """For a worklist or a page: the same reading as in rules."""
    engine = engine_for(days >= 0)
    case = engine.open(
        "c",
        account="a",
        borrower="b",
        currency="USD",
        at=datetime(2026, 3, 1, tzinfo=UTC),
        dues=[cf.Due("d", due_on=date(2026, 2, 1), amount=5)],
    ).case
    at = datetime(2026, 3, 3, tzinfo=UTC)
    assert engine.read(case, days, at) == 30
    assert engine.read(case, facts.books_date, at) == date(2026, 3, 3)
    assert engine.read(case, facts.local_time, at) is None
    assert engine.read(case, (days > 3) & ~held, at) is True
    assert engine.read(case, facts.attribute("score", int) > 1, at) is None
    with pytest.raises(cf.BadValue):
        engine.read(case, not_a_fact, at)
    with pytest.raises(cf.BadValue, match="opaque"):
        engine.read(case, cf.opaque(bool, name="x", version="1"), at)
