"""Duties: what is owed is listed with the instant at which it is missed, and what is missed refuses."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import collectflow as cf
from collectflow import facts
from collectflow.policies import online_lending

START = datetime(2026, 3, 2, 15, tzinfo=UTC)
TICK = timedelta(microseconds=1)
CALL = cf.Contact("call")
TOLD = facts.contacts(outcome="conversation", direction={"inbound", "outbound"})
LATE = facts.contacts(
    outcome="conversation", direction={"inbound", "outbound"}, before=cf.days(6, zone="books")
)
SENT = facts.notices("validation")

DUTY = cf.Rule(
    "tell",
    on=cf.on_contact(),
    require=(facts.purpose == "legal") | ~((LATE >= 1) & (SENT < 1)),
    owed=(TOLD >= 1) & (SENT < 1),
    because="the notice is sent within five days",
    citation="law 1",
)


def engine(*rules: cf.Rule, zone: str = "America/New_York", **parts) -> cf.Engine:
    policy = cf.Policy("house", rules=rules or [DUTY], currency="USD")
    given = {"conventions": cf.Conventions(books_zone=zone), "horizon": cf.days(30), **parts}
    return cf.Engine(online_lending.lifecycle(), [policy], **given)


def opened(asking: cf.Engine, **more) -> cf.Case:
    parts = {"account": "a", "borrower": "b", "at": START, "borrower_zones": ["America/New_York"], **more}
    return asking.open("c", **parts).case


def talked(asking: cf.Engine, case: cf.Case, at: datetime = START) -> cf.Case:
    return asking.record(case, cf.ContactInbound("talk", at=at, channel="call")).case


def test_nothing_is_owed_before_it_arises():
    asking = engine()
    assert asking.obligations(opened(asking), START) == ()


def test_what_is_owed_and_by_when():
    """The conversation is on 2 March: the notice is in time on the 7th, and missed when the 8th begins."""
    asking = engine()
    case = talked(asking, opened(asking))
    (owed,) = asking.obligations(case, START)
    missed = datetime(2026, 3, 8, 5, tzinfo=UTC)
    assert owed == cf.Obligation(
        "tell", "house", "the notice is sent within five days", "law 1", due_by=missed, missed=False
    )
    assert asking.review(case, CALL, missed - TICK).allowed
    assert asking.review(case, CALL, missed).refused
    assert asking.review(case, cf.Contact("letter", purpose="legal"), missed).allowed
    (late,) = asking.obligations(case, missed)
    assert (late.missed, late.due_by) == (True, None)
    assert late.to_dict() == {
        "rule": "tell",
        "policy": "house",
        "because": "the notice is sent within five days",
        "citation": "law 1",
        "missed": True,
    }


@pytest.mark.parametrize("days", [0, 3, 5, 9])
def test_what_fulfils_it_ends_it(days):
    asking = engine()
    case = talked(asking, opened(asking))
    at = START + timedelta(days=days)
    case = asking.record(case, cf.NoticeSent("n", at=at, kind="validation")).case
    assert asking.obligations(case, at) == ()
    assert asking.review(case, CALL, at + timedelta(days=30)).allowed
    case = asking.record(case, cf.NoticeReturned("back", at=at + TICK, notice="n")).case
    assert len(asking.obligations(case, at + TICK)) == 1


def test_what_may_be_owed_is_said_to_be_uncertain():
    """A history that is known from later on may hide a conversation."""
    asking = engine()
    case = opened(asking, history_from=START)
    (owed,) = asking.obligations(case, START)
    assert not owed.certain
    assert not owed.missed


def test_a_duty_is_in_force_by_its_dates():
    later = cf.Rule(
        "later",
        on=cf.on_contact(),
        require=facts.days_past_due < 5,
        owed=facts.come_due,
        because="x",
        effective_from=date(2026, 3, 10),
    )
    asking = engine(later)
    case = opened(asking, currency="USD", dues=[cf.Due("d", due_on=date(2026, 3, 1), amount=5)])
    assert asking.obligations(case, START) == ()
    assert asking.obligations(case, START + timedelta(days=9))[0].missed


def test_a_duty_without_an_end_has_no_date():
    always = cf.Rule(
        "r", on=cf.on_contact(), require=~facts.held(), owed=facts.permitted("court"), because="x"
    )
    asking = engine(always)
    case = asking.record(opened(asking), cf.PermissionGiven("p", at=START, kind="court")).case
    (owed,) = asking.obligations(case, START)
    assert (owed.due_by, owed.missed) == (None, False)


def test_a_duty_over_all_debts():
    asking = engine(
        cf.Rule(
            "r",
            on=cf.on_contact(),
            require=facts.contacts(beside=True) < 5,
            owed=facts.contacts(beside=True) >= 1,
            because="x",
        )
    )
    one = opened(asking)
    two = asking.open("d", account="e", borrower="b", at=START).case
    two = asking.record(two, cf.ContactPlaced("x", at=START, contact=CALL)).case
    assert asking.obligations(one, START) == ()
    assert len(asking.obligations(one, START, beside=[two])) == 1


def test_a_duty_goes_through_json_and_names_what_it_does_not_know():
    policy = cf.Policy("house", rules=[DUTY])
    assert cf.Policy.from_dict(policy.to_dict()) == policy
    misspelt = cf.Rule(
        "r", on=cf.on_contact(), require=facts.come_due, owed=facts.notices("validaton") < 1, because="x"
    )
    with pytest.raises(cf.InvalidEngine, match="validation"):
        engine(misspelt)


def test_an_opaque_duty_is_never_certain():
    """A callable is shown a proposal, and a duty is about none."""
    odd = cf.opaque(lambda _: True, name="odd", version="1")
    policy = cf.Policy("house", rules=[cf.Rule("r", on=cf.on_contact(), require=odd, owed=odd, because="x")])
    assert cf.Policy.from_dict(policy.to_dict(), registry=[odd]) == policy
    asking = engine(*policy.rules)
    (owed,) = asking.obligations(opened(asking), START)
    assert (owed.certain, owed.due_by) == (False, None)


@given(
    st.sampled_from(["UTC", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"]),
    st.integers(0, 12 * 96),
    st.sampled_from([time(0), time(18)]),
)
def test_the_date_of_a_duty_is_exact(zone, quarters, day_end):
    """Not missed one tick before, missed then; across clocks that change and days that end early."""
    asking = engine(conventions=cf.Conventions(books_zone=zone, day_end=day_end))
    begun = START + quarters * timedelta(minutes=15)
    case = talked(asking, opened(asking), begun)
    (owed,) = asking.obligations(case, begun)
    assert owed.due_by is not None
    (before,) = asking.obligations(case, owed.due_by - TICK)
    (then,) = asking.obligations(case, owed.due_by)
    assert (before.missed, then.missed) == (False, True)
    assert before.due_by == owed.due_by
    days = (case.today(owed.due_by) - case.today(begun)).days
    assert days == 6


@pytest.mark.parametrize("name", ["owed", "require"])
@pytest.mark.parametrize(
    "guard",
    [facts.attribute("vip", int) >= 1, facts.overdue_share("vip") >= Decimal("0.1")],
)
def test_attributes_are_read_as_they_are_declared(name, guard):
    """In what is owed as well, and a share is of a whole number."""
    parts: dict[str, cf.Guard] = {"owed": facts.owing.as_guard(), "require": facts.owing.as_guard()}
    rule = cf.Rule("r", on=cf.on_contact(), because="x", **{**parts, name: guard})
    policy = cf.Policy("p", rules=[rule])
    with pytest.raises(cf.InvalidEngine, match="'vip' is declared as bool, the rule reads a int"):
        cf.Engine(online_lending.lifecycle(), [policy], attributes={"vip": bool})


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_a_share_is_compared_to_a_number(value):
    with pytest.raises(cf.BadGuard, match="a share is a number"):
        _ = facts.overdue_share("nominal") >= Decimal(value)


@pytest.mark.parametrize(
    ("value", "said"),
    [("1", "100%"), ("0.1", "10%"), ("0.05", "5%"), ("0.025", "2.5%"), ("0", "0%"), ("0.000001", "0.0001%")],
)
def test_a_share_is_said_in_per_cent(value, said):
    guard = facts.overdue_share("nominal") >= Decimal(value)
    assert cf.words(guard) == f"share of the nominal that is overdue at least {said}"


@pytest.mark.parametrize("written", ["yes", 1, 0])
def test_what_is_in_writing_is_yes_or_no_or_not_known(written):
    """Anything else would be taken for neither."""
    with pytest.raises(cf.BadValue, match="not known"):
        cf.HoldPlaced("h", at=datetime(2026, 3, 4, tzinfo=UTC), kind="dispute", written=written)


def test_what_is_not_known_yet_is_missed_from_when_it_will_be_known_to_be():
    """It need not have been kept in between: it goes from not known to missed at once."""
    rule = cf.Rule(
        "r",
        on=cf.on_contact(),
        require=facts.contacts(within=cf.hours(10)) >= 1,
        owed=facts.stage != "",
        because="x",
    )
    engine = cf.Engine(online_lending.lifecycle(), [cf.Policy("p", rules=[rule])])
    since = START - timedelta(hours=3)
    case = engine.open("c", account="a", borrower="b", at=START, history_from=since).case
    known = START + timedelta(hours=7) - TICK
    (owed,) = engine.obligations(case, START)
    assert (owed.missed, owed.due_by) == (False, known)
    assert engine.obligations(case, known)[0].missed
    called = engine.record(case, cf.ContactPlaced("k", at=START, contact=CALL)).case
    (owed,) = engine.obligations(called, START)
    assert (owed.missed, owed.due_by) == (False, START + timedelta(hours=10))
    ends = engine.evolve(policies=[cf.Policy("p", rules=[attrs.evolve(rule, effective_until=START.date())])])
    (owed,) = ends.obligations(called, START)
    assert owed.due_by is None
