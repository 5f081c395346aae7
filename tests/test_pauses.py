"""Pauses: the count of days past due stands still, and what one may not do."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import collectflow as cf
from collectflow import facts
from collectflow.staging import buckets, classify
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


# --- Apache Fineract --------------------------------------------------------------------------------------

_DUES = [date(2023, 10, 1), date(2023, 10, 16), date(2023, 10, 31), date(2023, 11, 15)]
_RANGES = [(1, 3), (4, 30), (31, 60), (61, 90), (91, 120), (121, 150), (151, 180), (181, 240)]
_NAMES = ["RANGE_1", "RANGE_3", "RANGE_30", "RANGE_60", "RANGE_90", "RANGE_120", "RANGE_150", "RANGE_180"]


def _fineract(*events: cf.Event) -> cf.Case:
    case = _case(*_DUES, opened=date(2023, 10, 1))
    for event in events:
        case = case.apply(event)
    return case


def _on(month: int, day: int) -> datetime:
    return _noon(date(2023, month, day))


_PAUSE = cf.Paused("p", at=_on(10, 6), until=date(2023, 10, 30))
_V14 = (
    _PAUSE,
    cf.PaymentReceived("m", at=_on(10, 16), amount=250_00),
    cf.Resumed("r", at=_on(10, 25), pause="p"),
)
_PART = (_PAUSE, cf.PaymentReceived("m", at=_on(10, 16), amount=150_00))
#: What was before, the day, how pauses count; the class, what is overdue, delinquent and past due days.
FINERACT: dict[str, Any] = {
    "V12 10-02": ((), (10, 2), "clip", "current", 250_00, 0, 1),
    "V12 10-04": ((), (10, 4), "clip", "current", 250_00, 0, 3),
    "V12 10-05": ((), (10, 5), "clip", "RANGE_1", 250_00, 1, 4),
    "V12 10-06, pause begins": ((_PAUSE,), (10, 6), "clip", "RANGE_1", 250_00, 2, 5),
    "V12 10-30, its last day": ((_PAUSE,), (10, 30), "clip", "RANGE_1", 500_00, 2, 29),
    "V12 10-31, over": ((_PAUSE,), (10, 31), "clip", "RANGE_1", 500_00, 3, 30),
    "V14 partial payment in a pause": (_PART, (10, 16), "clip", "RANGE_1", 100_00, 2, 15),
    "V14 paid in a pause": (_V14[:2], (10, 16), "clip", "current", 0, 0, 0),
    "V14 10-26, resumed on 10-25": (_V14, (10, 26), "clip", "current", 250_00, 0, 10),
    "V14 11-15, clipped": (_V14, (11, 15), "clip", "RANGE_3", 500_00, 18, 30),
    "V14 11-15, as Fineract subtracted": (_V14, (11, 15), "subtract", "RANGE_3", 500_00, 8, 30),
}


@pytest.mark.parametrize("row", FINERACT)
def test_delinquency_with_pauses(row):
    """Apache Fineract, LoanDelinquency.feature: three days of grace; FINERACT-2326 on the two ways."""
    events, day, pauses, expected, overdue, delinquent, late = FINERACT[row]
    case, at = _fineract(*events), _on(*day)
    scheme = buckets("fineract", _RANGES, names=_NAMES, pauses=pauses, grace=3)
    assert classify(case, at, scheme).name == expected
    assert read(case, facts.amount_overdue, at) == overdue
    assert max(0, read(case, facts.days_past(pauses=pauses), at) - 3) == delinquent
    assert read(case, facts.days_past_due, at) == late


def _sept(day: int) -> date:
    return date(2022, 9, day)


#: Pauses that there are (first, last, resumed on), the one that is asked for, and whether it is taken.
V16: dict[str, tuple[list[tuple[int, int, int | None]], tuple[int, int], str | None]] = {
    "today to 19": ([], (9, 19), None),
    "backdated": ([], (8, 19), None),
    "ends in another": ([(14, 22, None)], (9, 15), "overlap"),
    "begins in another": ([(14, 22, None)], (15, 23), "overlap"),
    "ends in another, later": ([(15, 22, None)], (13, 20), "overlap"),
    "the same": ([(15, 22, None)], (15, 22), "overlap"),
    "after one that was resumed": ([(15, 22, 17)], (18, 20), None),
    "touches the one before": ([(15, 18, None)], (18, 20), None),
    "touches the one after": ([(20, 25, None)], (18, 20), None),
    "touches one that was resumed": ([(15, 20, 18)], (18, 20), None),
    "no day": ([], (10, 10), "no day"),
    # Fineract's own check lets these three through.
    "contains another": ([(15, 22, None)], (10, 30), "overlap"),
    "contains another from its first day": ([(15, 22, None)], (15, 25), "overlap"),
    "contains another to its last day": ([(15, 22, None)], (10, 22), "overlap"),
}


@pytest.mark.parametrize("row", V16, ids=[f"V16 {each}" for each in V16])
def test_which_pauses_are_taken(row):
    """Apache Fineract, DelinquencyActionParseAndValidatorTest; and those that its check overlooks."""
    before, (first, last), refused = V16[row]
    case = _case(_sept(1), opened=_sept(7))
    for i, (a, b, resumed) in enumerate(before):
        case = _paused(case, f"p{i}", _sept(9), _sept(a), _sept(b))
        if resumed is not None:
            case = case.apply(cf.Resumed(f"r{i}", at=_noon(_sept(resumed)), pause=f"p{i}"))
    at = _sept(19) if len(before) and before[0][2] else _sept(9)
    if refused is None:
        assert len(_paused(case, "new", at, _sept(first), _sept(last)).tables.pauses) == len(before) + 1
    else:
        error = cf.PausesOverlap if refused == "overlap" else cf.BadValue
        with pytest.raises(error, match="p0" if refused == "overlap" else "begins on 2022-09-10"):
            _paused(case, "new", at, _sept(first), _sept(last))


def test_v16_resuming():
    """One that lasts is resumed, once; one that is over is not."""
    case = _paused(_case(_sept(1), opened=_sept(1)), "p", _sept(5), None, _sept(15))
    resumed = case.apply(cf.Resumed("r", at=_noon(_sept(9)), pause="p"))
    with pytest.raises(cf.BadValue, match="2022-09-09"):
        resumed.apply(cf.Resumed("again", at=_noon(_sept(9)), pause="p"))
    short = _paused(_case(_sept(1), opened=_sept(1)), "p", _sept(5), None, _sept(8))
    with pytest.raises(cf.BadValue, match="2022-09-08"):
        short.apply(cf.Resumed("r", at=_noon(_sept(9)), pause="p"))


def test_v16_effective_periods():
    """Apache Fineract, DelinquencyEffectivePauseHelperTest: a resumed pause and two that touch nothing."""

    def january(day: int) -> date:
        return date(2023, 1, day)

    case = _case(january(1), opened=january(1))
    case = _paused(case, "a", january(10), None, january(20))
    case = case.apply(cf.Resumed("r", at=_noon(january(11)), pause="a"))
    case = _paused(case, "b", january(13), None, january(14))
    case = _paused(case, "c", january(15), None, january(20))
    spans = [(row.first_day, row.last_day) for row in case.tables.pauses]
    assert [(date.fromordinal(a).day, date.fromordinal(b).day) for a, b in spans] == [
        (10, 11),
        (13, 14),
        (15, 20),
    ]


#: The due date, the pause, when it is told, the day; days past due after it, and in Fineract's buckets.
V16_LATER = {
    "backdated pause of 2023-01-27": (
        date(2023, 1, 24),
        (date(2023, 1, 27), date(2023, 2, 15)),
        date(2023, 1, 30),
        3,
    ),
    "pause from the due date, the day after": (
        date(2022, 11, 16),
        (date(2022, 11, 16), date(2022, 11, 25)),
        date(2022, 11, 26),
        1,
    ),
}


@pytest.mark.parametrize("row", V16_LATER, ids=[f"V16 {each}" for each in V16_LATER])
def test_counts_after_a_pause(row):
    """Apache Fineract, DelinquencyActionIntegrationTests."""
    due, (first, last), day, expected = V16_LATER[row]
    case = _paused(_case(due, opened=due), "p", min(day, last), first, last)
    assert read(case, CLIP, _noon(day)) == expected
    ranges = buckets("integration", [(1, 3), (4, 10), (11, 60)], pauses="clip")
    assert classify(case, _noon(day), ranges).name == "1-3"


def test_v16_whether_one_is_active():
    """On the day on which it is resumed it still is in Fineract; here it ends at that instant."""

    def january(day: int) -> date:
        return date(2023, 1, day)

    case = _paused(_case(january(1), opened=january(1)), "p", january(10), None, january(15))
    assert read(case, facts.paused, _noon(january(14)))
    resumed = case.apply(cf.Resumed("r", at=_noon(january(14)), pause="p"))
    later = _paused(resumed, "q", january(14), january(20), january(25))
    assert not read(later, facts.paused, _noon(january(15)))
    assert read(later, CLIP, _noon(january(15))) == 14 - 4
