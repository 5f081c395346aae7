"""What is open by the class of each due: all of it once, and in the class of a case that owes it alone."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, note
from hypothesis import strategies as st

import collectflow as cf
from collectflow import facts, staging, testing
from collectflow.staging import Class, Scheme, buckets, by_due, classify
from tests.support import fewer, make_engine

TICK = timedelta(microseconds=1)
ENGINE = make_engine((), attributes={"risky": bool})
#: Those of Apache Fineract's own tests.
FINERACT = buckets(
    "fineract",
    [(1, 3), (4, 30), (31, 60), (61, 90), (91, 120), (121, 150), (151, 180), (181, 240), (241, None)],
    names=["1", "3", "30", "60", "90", "120", "150", "180", "240"],
)
INCLUSIVE = buckets("inclusive", [(1, 5), (6, 30), (31, None)], day_count="inclusive")
HOUSE = Scheme(
    "house",
    [
        Class("good"),
        Class("watched", (facts.days_past_due > 2) | facts.held("dispute")),
        Class("bad", (facts.days_past_due > 20) & facts.attribute("risky", bool)),
    ],
)
SCHEMES = st.sampled_from([FINERACT, INCLUSIVE, HOUSE, staging.ifrs9()])
CASES = testing.cases(
    only=["payment", "reversal", "refund", "adjustment", "money", "hold", "attribute"],
    attributes={"risky": bool},
    moves=False,
    max_size=8,
)


@st.composite
def asked(draw):
    """A case, a scheme and an instant from the case's last event on."""
    case = draw(CASES)
    later = draw(st.integers(0, 100 * 24 * 60)) * timedelta(minutes=1)
    return case, case.last_at + later, draw(SCHEMES)


# --- properties -----------------------------------------------------------------------------------------


@given(asked())
def test_the_classes_add_up_to_what_is_open(situation):
    case, at, scheme = situation
    found = by_due(case, at, scheme, engine=ENGINE)
    assert tuple(each.due for each in found.dues) == case.ledger.open_dues
    if case.tables.report is not None:
        assert (found.known, found.reported, found.amounts) == (False, True, None)
    elif found.known:
        assert found.amounts is not None
        assert tuple(found.amounts) == scheme.names
        assert sum(found.amounts.values()) == case.ledger.open
    else:
        assert found.amounts is None
    assert staging.ByDue.from_dict(json.loads(json.dumps(found.to_dict()))) == found


@given(asked())
def test_each_due_is_classed_as_a_case_that_owes_it_alone(situation):
    """By a case which is opened with nothing but what is open of the due, and the same facts beside."""
    case, at, scheme = situation
    found = by_due(case, at, scheme, engine=ENGINE)
    opening = case.events[0]
    assert isinstance(opening, cf.CaseOpened)
    beside = [each for each in case.events if isinstance(each, cf.HoldPlaced | cf.HoldLifted)]
    for each in found.dues:
        left = cf.Due(each.due.id, due_on=each.due.due_on, amount=each.due.amount, kind=each.due.kind)
        only = ENGINE.open(
            opening.case,
            account=opening.account,
            borrower=opening.borrower,
            at=opening.at,
            currency=opening.currency,
            conventions=opening.conventions,
            borrower_zones=case.persons[0].zones,
            attributes=dict(case.attributes),
            dues=[left],
        ).case
        only = ENGINE.record(only, *beside).case if beside else only
        expected = classify(only, at, scheme, engine=ENGINE)
        note(str(each.found))
        assert each.found.name == expected.name
        assert each.found.next_change == expected.next_change


@given(asked())
def test_by_days_past_due_the_case_is_in_the_class_of_its_gravest_due(situation):
    case, at, _ = situation
    assume(case.tables.report is None)
    for scheme in (FINERACT, INCLUSIVE):
        found = by_due(case, at, scheme)
        ranks = [scheme.rank(each.found.at_least) for each in found.dues]
        assert classify(case, at, scheme).name == scheme.names[max(ranks, default=0)]


@fewer(2)
@given(asked(), st.lists(st.integers(0, 60 * 24 * 4), min_size=3, max_size=6))
def test_the_amounts_change_when_it_says_and_not_before(situation, quarters):
    case, at, scheme = situation
    found = by_due(case, at, scheme, engine=ENGINE)

    def classes(moment):
        return [each.found.name for each in by_due(case, moment, scheme, engine=ENGINE).dues]

    now, change = classes(at), found.next_change
    for each in quarters:
        moment = at + each * timedelta(minutes=15)
        if change is None or moment < change:
            assert classes(moment) == now
    if change is not None:
        assert classes(change - TICK) == now
        assert classes(change) != now


# --- worked examples ------------------------------------------------------------------------------------

_SCHEDULE = [date(2023, 10, 1), date(2023, 10, 16), date(2023, 10, 31), date(2023, 11, 15)]


def noon(text, zone=UTC):
    return datetime.combine(date.fromisoformat(text), time(12), zone)


def loan(*events, fees=()):
    """The loan of those tests: 1,000 in four parts, and fees."""
    dues = [cf.Due(f"{day}", due_on=day, amount=250) for day in _SCHEDULE]
    dues += [
        cf.Due(f"fee {day}", due_on=date.fromisoformat(day), amount=amount, kind="fee")
        for day, amount in fees
    ]
    case = ENGINE.open("c", account="a", borrower="b", at=noon("2023-10-01"), currency="EUR", dues=dues).case
    return ENGINE.record(case, *events).case if events else case


def paid(day, amount, **more):
    return cf.PaymentReceived(f"p {day}", at=noon(day), amount=amount, **more)


def test_the_next_change_is_on_the_books_day():
    """The due of 31 October is the next to change: one day past due with 1 November in Tokyo."""
    tokyo = ZoneInfo("Asia/Tokyo")
    case = ENGINE.open(
        "c",
        account="a",
        borrower="b",
        at=noon("2023-10-20", tokyo),
        currency="JPY",
        conventions=cf.Conventions(books_zone="Asia/Tokyo"),
        dues=[cf.Due(f"{day}", due_on=day, amount=250) for day in _SCHEDULE],
    ).case
    found = by_due(case, noon("2023-10-25", tokyo), FINERACT)
    assert found.next_change == datetime(2023, 11, 1, tzinfo=tokyo)
    later = by_due(case, found.next_change, FINERACT)
    assert later.amounts is not None
    assert (later.amounts["current"], later.amounts["1"], later.amounts["3"]) == (250, 250, 250)


def test_the_day_count_is_the_schemes():
    case = loan()
    found = by_due(case, noon("2023-10-16"), INCLUSIVE)
    assert found.amounts == {"current": 500, "1-5": 250, "6-30": 250, "31+": 0}


def test_reported_arrears_have_no_dues_to_class():
    case = ENGINE.open(
        "c",
        account="a",
        borrower="b",
        at=noon("2023-10-25"),
        currency="EUR",
        arrears=cf.Arrears(as_of=date(2023, 10, 25), days_past_due=9, amount=500),
    ).case
    found = by_due(case, noon("2023-10-25"), FINERACT)
    assert (found.known, found.reported, found.amounts, found.next_change) == (False, True, None, None)


def test_a_class_that_is_not_known_makes_the_amounts_unknown():
    found = by_due(loan(), noon("2023-11-16"), HOUSE, engine=ENGINE)
    assert [each.found.name for each in found.dues] == [None, None, "watched", "good"]
    assert found.amounts is None


@pytest.mark.parametrize("scheme", [staging.rbi(), staging.crr()], ids=lambda each: each.name)
def test_a_class_that_is_held_is_of_a_case(scheme):
    with pytest.raises(cf.BadValue, match="a due is not"):
        by_due(loan(), noon("2023-11-16"), scheme)


def test_what_is_asked_wrongly_is_an_error_with_nothing_open_as_well():
    case = loan(paid("2023-10-26", 1000))
    with pytest.raises(cf.AskedTooEarly):
        by_due(case, noon("2023-10-25"), FINERACT)
