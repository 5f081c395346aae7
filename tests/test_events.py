"""Events: round trips, sameness, and what is refused when one is made."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import collectflow as cf
from collectflow._codec import tagged_classes
from tests.event_strategies import EVENTS
from tests.strategies import arrears, conventions, dues, instants, persons, proposals, zones
from tests.support import ACTS, START, fewer, make_engine

_CLASSES = sorted(EVENTS, key=lambda cls: cls.__name__)


def test_every_event_has_a_strategy():
    """A new class of events is tried by every property here, or this fails."""
    assert set(tagged_classes(cf.Event)) == set(EVENTS)
    assert {cls for cls in vars(cf).values() if isinstance(cls, type) and issubclass(cls, cf.Event)} == {
        cf.Event,
        *EVENTS,
    }


@pytest.mark.parametrize("cls", _CLASSES, ids=lambda cls: cls.__name__)
@given(data=st.data())
@fewer(3)
def test_round_trips(cls, data):
    """Every event is made of words that the engine knows, and survives JSON and pickle unchanged."""
    event = data.draw(EVENTS[cls])
    assert type(event) is cls
    event.check(cf.Vocabulary().extended({"acts": ACTS}))
    plain = json.loads(json.dumps(event.to_dict()))
    for back in (
        cf.event_from_dict(plain),
        cls.from_dict(plain),
        pickle.loads(pickle.dumps(event)),
    ):
        assert type(back) is cls
        assert back == event
        assert back.key() == event.key()
        assert back.to_dict() == event.to_dict()
        assert hash(back) == hash(event)


@given(st.one_of(*EVENTS.values()), instants(), st.integers(0, 99))
def test_the_same_content_however_reported(event, recorded_at, sequence):
    """When and how often something was reported does not change what it says."""
    again = attrs.evolve(event, recorded_at=recorded_at, sequence=sequence)
    assert event.same_content(again)
    assert not event.same_content(attrs.evolve(event, at=event.at + timedelta(microseconds=1)))
    assert not event.same_content(attrs.evolve(event, id=event.id + "x"))


@given(st.datetimes(timezones=zones().map(ZoneInfo), min_value=datetime(2000, 1, 1)))  # noqa: DTZ001 - made aware
def test_instants_are_stored_in_utc(at):
    """Two spellings of one instant make one event."""
    one = cf.PaymentReceived("p", at=at, amount=1)
    assert one == cf.PaymentReceived("p", at=at.astimezone(UTC), amount=1)
    assert one.at.tzinfo is UTC


@given(st.one_of(proposals(), dues(min_size=1).map(lambda found: found[0]), arrears(), conventions()))
def test_parts_survive_pickle(part):
    """Proposals, dues, reports and conventions survive pickle, and are equal by content."""
    assert pickle.loads(pickle.dumps(part)) == part


@given(persons())
def test_persons_keep_their_zones(found):
    """A person's zones are a tuple of names, equal by content."""
    assert pickle.loads(pickle.dumps(found)) == found
    assert all(type(each.zones) is tuple for each in found)


_DAY = START.date()
_NAIVE = START.replace(tzinfo=None)

#: The same names, for calls that a type checker would refuse as well.
loose: Any = cf

#: Each is a call that cannot be right, the error it gives, and what the error says.
WRONG = [
    (lambda: loose.PaymentReceived("p", at=_NAIVE, amount=1), cf.NaiveDatetime, "no time zone"),
    (
        lambda: loose.PaymentReceived("p", at=START, recorded_at=_NAIVE, amount=1),
        cf.NaiveDatetime,
        "no time zone",
    ),
    (lambda: loose.PaymentReceived("p", at=_DAY, amount=1), cf.BadValue, "aware datetime"),
    (lambda: loose.PaymentReceived("p", at="2026-01-01", amount=1), cf.BadValue, "aware datetime"),
    (lambda: loose.PaymentReceived("", at=START, amount=1), cf.BadValue, "non-empty"),
    (lambda: loose.PaymentReceived(7, at=START, amount=1), cf.BadValue, "non-empty"),
    (lambda: loose.PaymentReceived("p", at=START, amount=0), cf.BadValue, "less than 1"),
    (lambda: loose.PaymentReceived("p", at=START, amount=-5), cf.BadValue, "less than 1"),
    *(
        (lambda make=make, amount=amount: make(amount), cf.BadAmount, type(amount).__name__)
        for amount in (1.0, True, Decimal(5), "5", None)
        for make in (
            lambda amount: loose.PaymentReceived("p", at=START, amount=amount),
            lambda amount: loose.Adjusted("p", at=START, amount=amount),
            lambda amount: loose.PromiseMade("p", at=START, amount=amount, by=_DAY),
            lambda amount: loose.Due("d", due_on=_DAY, amount=amount),
        )
    ),
    (lambda: loose.Arrears(as_of=_DAY, days_past_due=3, amount=1.0), cf.BadAmount, "float"),
    (lambda: loose.Arrears(as_of=_DAY, days_past_due=3, amount=True), cf.BadAmount, "bool"),
    (lambda: loose.Arrears(as_of=_DAY, days_past_due=3, amount=-1), cf.BadValue, "less than 0"),
    (lambda: loose.Arrears(as_of=_DAY, days_past_due=-1), cf.BadValue, "whole number of days"),
    (lambda: loose.Arrears(as_of=_DAY, days_past_due=True), cf.BadValue, "whole number of days"),
    (lambda: loose.Arrears(as_of=_DAY, days_past_due=3.0), cf.BadValue, "whole number of days"),
    (lambda: loose.Arrears(as_of=_DAY), cf.BadValue, "oldest_due_on"),
    (lambda: loose.Arrears(as_of=_DAY, amount=5), cf.BadValue, "oldest_due_on"),
    (
        lambda: loose.Arrears(as_of=_DAY, days_past_due=1, oldest_due_on=date(2025, 1, 1)),
        cf.BadValue,
        "not both",
    ),
    (lambda: loose.Arrears(as_of=_DAY, oldest_due_on=_DAY), cf.BadValue, "before as_of"),
    (lambda: loose.Arrears(as_of=START, days_past_due=1), cf.BadValue, "date"),
    (lambda: loose.Arrears(as_of=_DAY, oldest_due_on=START), cf.BadValue, "date"),
    (lambda: loose.Arrears(as_of=_DAY, oldest_due_on="2025-01-01"), cf.BadValue, "date"),
    (lambda: loose.ArrearsReported("r", at=START, as_of=_DAY), cf.BadValue, "oldest_due_on"),
    (lambda: loose.Due("d", due_on=START, amount=1), cf.BadValue, "date"),
    (lambda: loose.Due("d", due_on="2026-01-01", amount=1), cf.BadValue, "date"),
    (lambda: loose.Due("", due_on=_DAY, amount=1), cf.BadValue, "non-empty"),
    (
        lambda: loose.AttributeSet("a", at=START, name="score", value=1.5),
        cf.BadValue,
        "int, str, bool or date",
    ),
    (
        lambda: loose.AttributeSet("a", at=START, name="since", value=START),
        cf.BadValue,
        "int, str, bool or date",
    ),
    (lambda: loose.PreferenceGiven("w", at=START, weekdays={0}), cf.BadValue, "weekdays"),
    (lambda: loose.PreferenceGiven("w", at=START, weekdays={8}), cf.BadValue, "weekdays"),
    (lambda: loose.HoldPlaced("h", at=START, kind="legal", until=START), cf.BadValue, "date"),
    (
        lambda: loose.HoldPlaced("h", at=START, kind="legal", starts_on=_DAY, until=date(2025, 12, 31)),
        cf.BadValue,
        "begins on",
    ),
    (lambda: loose.PermissionGiven("w", at=START, until=_NAIVE), cf.NaiveDatetime, "no time zone"),
    (lambda: loose.PlacementStarted("w", at=START, agency=""), cf.BadValue, "non-empty"),
    (lambda: loose.Migrated("g", at=START, dest="late", because=""), cf.BadValue, "because"),
    (lambda: loose.Move(""), cf.BadValue, "trigger"),
    (lambda: loose.Contact(""), cf.BadValue, "channel"),
    (lambda: loose.Contact("call", ""), cf.BadValue, "party"),
    (lambda: loose.Act(""), cf.BadValue, "act"),
    (lambda: loose.Conventions(report_max_age=-1), cf.BadValue, "whole number of days"),
    (lambda: loose.Conventions(report_max_age=True), cf.BadValue, "whole number of days"),
    (lambda: loose.Instalment(_DAY, 5, number=0), cf.BadValue, "from 1 on"),
    (
        lambda: loose.PlanAgreed(
            "p", at=START, instalments=[cf.Instalment(_DAY, 5), cf.Instalment(_DAY, 5, number=1)]
        ),
        cf.BadValue,
        "number of its own",
    ),
    (lambda: loose.Conventions(pay_first=["fee"], pay_last=["fee"]), cf.BadValue, "one place"),
    (lambda: loose.Conventions(pay_first="fee"), cf.BadValue, "a list belongs here"),
    (lambda: loose.Conventions(books_zone="America/New_Yrok"), cf.UnknownName, "'America/New_York'"),
    (lambda: loose.Person("p", zones=["Europe/Berln"]), cf.UnknownName, "'Europe/Berlin'"),
    (lambda: loose.Person("p", zones="Europe/Berlin"), cf.BadValue, "a list belongs here"),
    (lambda: loose.Person("p", zones=[5]), cf.BadValue, "non-empty text"),
]


@pytest.mark.parametrize(("make", "error", "said"), WRONG)
def test_what_cannot_be_right_is_refused(make, error, said):
    """Naive instants, amounts that are no integers and contradictions are typed errors that say so."""
    with pytest.raises(error) as caught:
        make()
    assert said in str(caught.value)
    assert isinstance(caught.value, cf.CollectflowError)


def test_dues_and_reported_arrears_exclude_each_other():
    """A case has one source for what is owed: its own ledger, or a servicer's report."""
    due = cf.Due("d", due_on=_DAY, amount=1)
    said = cf.Arrears(as_of=_DAY, days_past_due=3)
    engine = make_engine()
    with pytest.raises(cf.BadValue, match="one or the other"):
        engine.open("c", account="a", borrower="b", at=START, currency="USD", dues=[due], arrears=said)
    with_dues = engine.open("c", account="a", borrower="b", at=START, currency="USD", dues=[due]).case
    with pytest.raises(cf.BadValue, match="one or the other"):
        engine.record(with_dues, cf.ArrearsReported("r", at=START, as_of=_DAY, days_past_due=3))
    reported = engine.open("c", account="a", borrower="b", at=START, currency="USD", arrears=said).case
    with pytest.raises(cf.BadValue, match="one or the other"):
        engine.record(reported, cf.DuesAdded("m", at=START, dues=[due]))


def test_a_preference_over_midnight():
    """Hours that run over midnight belong to the weekday on which they began, and are half open."""
    wish = cf.PreferenceGiven("w", at=START, weekdays={5}, starts=time(22), stops=time(6))
    engine = make_engine()
    case = engine.open("c", account="a", borrower="b", at=START).case
    row = engine.record(case, wish).case.tables.preferences[0]
    hour = 3_600_000_000
    asked = [(5, 21), (5, 22), (6, 5), (6, 6), (6, 22), (5, 5)]
    assert [row.covers(day, clock * hour) for day, clock in asked] == [False, True, True, False, False, False]
