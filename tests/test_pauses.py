"""Pauses: the count of days past due stands still, and what one may not do."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import collectflow as cf
from collectflow import facts
from tests.support import make_engine, open_case

ENGINE = make_engine()
PLAIN, CLIP, SUBTRACT = (facts.days_past(pauses=each) for each in (None, "clip", "subtract"))
START = date(2026, 3, 1)


def read(case: cf.Case, fact: Any, at: datetime) -> Any:
    """What a fact is worth."""
    return ENGINE.read(case, fact, at)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)


def _case(*dues: date, opened: date = START) -> cf.Case:
    owed = [cf.Due(f"d{i}", due_on=each, amount=250_00) for i, each in enumerate(dues)]
    return open_case(ENGINE, at=_noon(opened), dues=owed)


def _paused(case: cf.Case, name: str, at: date, first: date | None, last: date | None) -> cf.Case:
    return case.apply(cf.Paused(name, at=_noon(at), starts_on=first, until=last))


@st.composite
def _apart(draw: st.DrawFn) -> list[tuple[date, date]]:
    """Pauses, each from a day to a later one, none before the one before it ends."""
    made, begins = [], START + timedelta(days=draw(st.integers(-40, 10)))
    for _ in range(draw(st.integers(0, 4))):
        begins += timedelta(days=draw(st.integers(0, 20)))
        ends = begins + timedelta(days=draw(st.integers(1, 15)))
        made.append((begins, ends))
        begins = ends
    return made


@given(_apart(), st.integers(-30, 10), st.booleans())
def test_a_count_rises_by_one_a_day_and_stands_still_in_a_pause(pauses, late, inclusive):
    """As far as a pause lies after the due date the count stands still in it, and rises otherwise."""
    due = START - timedelta(days=late)
    case = _case(due)
    for i, (first, last) in enumerate(pauses):
        case = _paused(case, f"p{i}", START, first, last)
    count: Any = "inclusive" if inclusive else "exclusive"
    clip, subtract, plain = (
        facts.days_past(day_count=count, pauses=how) for how in ("clip", "subtract", None)
    )
    before = None
    for n in range(90):
        day = START + timedelta(days=n)
        at = _noon(day)
        found = read(case, clip, at)
        assert 0 <= read(case, subtract, at) <= found <= read(case, plain, at)
        paused = any(first < day <= last for first, last in pauses)
        assert read(case, facts.paused, at) == any(first <= day <= last for first, last in pauses)
        if before is not None:
            stands = paused if day > due else not inclusive or day < due
            assert found - before == (0 if stands else 1)
        before = found


@given(st.integers(0, 60), st.integers(0, 60), st.booleans())
def test_pausing_and_resuming_at_once_changes_nothing(late, then, named):
    """Whatever is counted at whatever time after it."""
    case = _case(START - timedelta(days=late))
    at = START + timedelta(days=3)
    same = _paused(case, "p", at, at if named else None, at + timedelta(days=9) if named else None)
    same = same.apply(cf.Resumed("r", at=_noon(at), pause="p"))
    later = _noon(at + timedelta(days=then))
    for fact in (PLAIN, CLIP, SUBTRACT, facts.paused):
        assert read(case, fact, later) == read(same, fact, later)


def test_one_that_has_not_begun_can_be_called_off():
    """And then there is none, and its days are free for another."""
    begins = date(2026, 3, 20)
    case = _paused(_case(START), "p", START, begins, date(2026, 3, 30))
    case = case.apply(cf.Resumed("r", at=_noon(date(2026, 3, 5)), pause="p"))
    assert read(case, CLIP, _noon(date(2026, 4, 1))) == 31
    again = _paused(case, "q", date(2026, 3, 6), begins, date(2026, 3, 30))
    assert read(again, CLIP, _noon(date(2026, 4, 1))) == 21


@given(_apart(), st.integers(-50, 70), st.integers(1, 30) | st.none())
def test_one_that_would_overlap_is_refused_with_the_other_named(pauses, begins, lasts):
    """Also where one contains the other; a day on which one ends and the next begins is no overlap."""
    case = _case(START)
    for i, (first, last) in enumerate(pauses):
        case = _paused(case, f"p{i}", START, first, last)
    case = case.apply(cf.PaymentFailed("later", at=_noon(START + timedelta(days=1)), response="other"))
    first = START + timedelta(days=begins)
    last = None if lasts is None else first + timedelta(days=lasts)
    ends = last or date.max
    common = [
        i
        for i, (a, b) in enumerate(pauses)
        if any(first <= a + timedelta(n) < ends for n in range((b - a).days))
    ]
    if not common:
        _paused(case, "new", START + timedelta(days=1), first, last)
        return
    with pytest.raises(cf.PausesOverlap) as caught:
        _paused(case, "new", START + timedelta(days=1), first, last)
    i = common[0]
    assert caught.value == cf.PausesOverlap("new", f"p{i}", *pauses[i])


def test_the_books_say_which_day_it_is():
    """In Taipei the day of 16:00 UTC is the next one."""
    engine = make_engine(conventions=cf.Conventions(books_zone="Asia/Taipei"))
    case = open_case(engine, at=_noon(START), dues=[cf.Due("d", due_on=START, amount=1)])
    evening = datetime(2026, 3, 4, 16, tzinfo=UTC)
    case = case.apply(cf.Paused("p", at=evening, until=date(2026, 3, 10)))
    assert case.tables.pauses[0].first_day == date(2026, 3, 5).toordinal()
    assert engine.read(case, facts.paused, datetime(2026, 3, 10, 15, 59, tzinfo=UTC))
    assert not engine.read(case, facts.paused, datetime(2026, 3, 10, 16, tzinfo=UTC))


def test_a_rule_says_from_when():
    """A threshold is reached so many days later as the pause has, to the microsecond."""
    rule = cf.Rule("r", on=cf.on_act("go"), require=CLIP >= 10, because="ten days")
    engine = make_engine([cf.Policy("p", rules=[rule])], acts=["go"])
    case = _paused(_case(START), "p", START, date(2026, 3, 6), date(2026, 3, 26))
    verdict = engine.review(case, cf.Act("go"), _noon(START))
    assert verdict.allowed_at == datetime(2026, 3, 31, tzinfo=UTC)
    tick = timedelta(microseconds=1)
    assert not engine.review(case, cf.Act("go"), verdict.allowed_at - tick).allowed
    assert engine.review(case, cf.Act("go"), verdict.allowed_at).allowed


@pytest.mark.parametrize("how", ["clip", "subtract"])
def test_a_rule_says_from_when_of_a_report_that_was_paused_at_once(how):
    """While the count stands at 0 a servicer's report is of something overdue, and the pause ends."""
    rule = cf.Rule("r", on=cf.on_act("go"), require=facts.days_past(pauses=how) >= 5, because="five days")
    engine = make_engine([cf.Policy("p", rules=[rule])], acts=["go"])
    reported = cf.Arrears(as_of=START, oldest_due_on=START - timedelta(days=1), amount=100)
    case = _paused(
        open_case(engine, at=_noon(START), arrears=reported),
        "p",
        START,
        START - timedelta(days=1),
        date(2026, 3, 20),
    )
    verdict = engine.review(case, cf.Act("go"), _noon(date(2026, 3, 5)))
    assert verdict.allowed_at == datetime(2026, 3, 25, tzinfo=UTC)


def test_from_an_amount_on():
    """Since the unpaid dues came to it; what was paid counts from the oldest on."""
    material = facts.days_past(at_least=600_00)
    case = _case(date(2026, 1, 1), date(2026, 2, 1), date(2026, 2, 15))
    assert read(case, material, _noon(START)) == 14
    part = case.apply(cf.PaymentReceived("x", at=_noon(START), amount=200_00))
    assert read(part, material, _noon(START)) == 0
    assert read(part, facts.days_past(at_least=300_00), _noon(START)) == 28


def test_what_cannot_be_asked():
    with pytest.raises(cf.BadGuard, match="pauses"):
        facts.days_past(pauses="clip", at_least=5)
    with pytest.raises(cf.BadAmount):
        facts.days_past(at_least=True)
    how: Any = "stop"
    with pytest.raises(cf.UnknownName, match="clip"):
        facts.days_past(pauses=how)
    with pytest.raises(cf.UnknownReference):
        _case(START).apply(cf.Resumed("r", at=_noon(START), pause="p"))
