"""Ladders: what holds for every table of levels, and what is refused of one.

The tables of real software are in `test_examples`, what its own tests assert in `test_vectors`. Not carried,
and why: reminders before the due date and days from the invoice date (a case knows due dates); a level that
falls back when arrears shrink but do not vanish (a ladder rises, and cures whole).
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
from collectflow.ladders import CURRENT, Level, ladder
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


DUE = date(2024, 1, 15)


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
