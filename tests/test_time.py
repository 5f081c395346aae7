"""Instants, zones and the books' days, against `zoneinfo` by brute force."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import collectflow as cf
from collectflow._time import (
    DAY,
    EPOCH_ORDINAL,
    HOUR,
    Books,
    Zone,
    books,
    clock,
    from_clock,
    instant,
    micros,
    to_utc,
    zone,
)
from tests.strategies import ZONES, instants, times, transitions_of, zones


def _local(us: int, name: str) -> datetime:
    return instant(us).astimezone(ZoneInfo(name))


@given(instants(), zones())
def test_offset_and_ordinal_are_those_of_zoneinfo(at, name):
    """A zone's offset and local date are those of an aware datetime, folds and gaps included."""
    here = at.astimezone(ZoneInfo(name))
    found = Zone(name)
    us = micros(at)
    assert timedelta(microseconds=found.offset(us)) == here.utcoffset()
    assert found.ordinal(us) == here.date().toordinal()


@pytest.mark.parametrize("name", ZONES)
def test_offset_at_every_transition(name):
    """The microsecond before a transition has the old offset, the transition itself the new one."""
    found = zone(name)
    for at in transitions_of(name, 2009, 2012) + transitions_of(name):
        us = micros(at)
        for each in (us - 1, us, us + 1):
            assert timedelta(microseconds=found.offset(each)) == _local(each, name).utcoffset()
        assert found.next_offset_change(us - 1) == us


@given(instants(), zones())
def test_offset_is_constant_until_the_next_offset_change(at, name):
    """Between an instant and the bound that `next_offset_change` gives, the offset stays."""
    found = Zone(name)
    us = micros(at)
    until = found.next_offset_change(us)
    assert us < until <= (us // DAY + 1) * DAY
    for each in (us, (us + until) // 2, until - 1):
        assert found.offset(each) == found.offset(us)


@given(instants(), zones())
def test_local_date_is_constant_until_the_next_date_change(at, name):
    """`next_date_change` is later than now and no date changes before it; at a midnight it is exact."""
    found = Zone(name)
    us = micros(at)
    until = found.next_date_change(us)
    assert us < until <= us + DAY
    for each in (us, (us + until) // 2, until - 1):
        assert _local(each, name).date() == _local(us, name).date()
    assert found.offset(until) != found.offset(us) or found.ordinal(until) != found.ordinal(us)


@given(instants(), zones(), st.integers(-2, 2))
def test_day_start_is_the_first_instant_of_its_date_or_later(at, name, shift):
    """`day_start(d)` has a local date of at least d; no instant of the two days before it has.

    Local dates can run backwards at a fold, so the instants before are scanned, not only the last one.
    """
    found = Zone(name)
    ordinal = found.ordinal(micros(at)) + shift
    start = found.day_start(ordinal)
    assert _local(start, name).date().toordinal() >= ordinal
    assert all(
        _local(us, name).date().toordinal() < ordinal
        for us in (start - 1, *(start - i * HOUR // 4 for i in range(1, 200)))
    )


def test_the_day_that_samoa_skipped():
    """2011-12-30 never was in Apia: its start is that of the 31st, and dates run on from the 29th."""
    found = zone("Pacific/Apia")
    skipped = date(2011, 12, 30).toordinal()
    start = found.day_start(skipped)
    assert instant(start) == datetime(2011, 12, 30, 10, tzinfo=UTC)
    assert found.day_start(skipped + 1) == start
    assert (found.ordinal(start - 1), found.ordinal(start)) == (skipped - 1, skipped + 1)
    assert found.next_date_change(start - 1) == start


def test_dates_that_run_backwards():
    """At 00:01 on 7 November 2010 clocks in St John's went back to 23:01 of the 6th: the 7th began twice."""
    found = zone("America/St_Johns")
    seventh = date(2010, 11, 7).toordinal()
    start = found.day_start(seventh)
    assert instant(start) == datetime(2010, 11, 7, 2, 30, tzinfo=UTC)
    minute = 60_000_000
    assert [found.ordinal(start + i * minute) - seventh for i in (-1, 0, 1, 59, 60)] == [-1, 0, -1, -1, 0]
    assert found.next_date_change(start) == start + minute


@given(instants(), zones(), times(), st.integers(-1, 1))
def test_books_days(at, name, ends, shift):
    """The books' day is the local date, or the next one from `day_end` on; its start is exact."""
    calendar = Books(name, ends)
    us = micros(at)

    def today(when: int) -> int:
        here = _local(when, name)
        wall = (here.replace(tzinfo=None) - datetime(1970, 1, 1)) // timedelta(microseconds=1)  # noqa: DTZ001 - a wall clock
        return (wall + (DAY - clock(ends)) % DAY) // DAY + EPOCH_ORDINAL

    assert calendar.today(us) == today(us)
    if ends == time(0):
        assert calendar.today(us) == _local(us, name).date().toordinal()
    ordinal = calendar.today(us) + shift
    start = calendar.day_start(ordinal)
    assert today(start) >= ordinal
    assert all(today(start - i) < ordinal for i in (1, *range(HOUR // 2, 30 * HOUR, HOUR // 2)))
    after = calendar.next_day(us)
    assert us < after
    assert all(today(each) == today(us) for each in (us, (us + after) // 2, after - 1))


def test_a_day_that_ends_in_the_evening():
    """With a day end of 18:00 an instant at 18:00 belongs to the next day, the one before it does not."""
    calendar = books("America/New_York", time(18))
    evening = micros(datetime(2026, 1, 31, 23, tzinfo=UTC))
    assert date.fromordinal(calendar.today(evening)) == date(2026, 2, 1)
    assert date.fromordinal(calendar.today(evening - 1)) == date(2026, 1, 31)


@given(st.datetimes(datetime(1900, 1, 1), datetime(9000, 1, 1), timezones=zones().map(ZoneInfo)))  # noqa: DTZ001 - made aware
def test_an_instant_survives_as_microseconds(at):
    """`micros` and `instant` undo each other, and `to_utc` changes the spelling, not the instant."""
    assert instant(micros(at)) == to_utc(at) == at.astimezone(UTC)
    assert to_utc(at).tzinfo is UTC
    assert micros(to_utc(at)) == micros(at)


@given(times())
def test_a_time_of_day_survives_as_microseconds(value):
    """`clock` and `from_clock` undo each other."""
    assert from_clock(clock(value)) == value


class _Nowhere(tzinfo):
    """A tzinfo that does not know its offset: such a datetime is naive."""

    def utcoffset(self, _at: datetime | None) -> timedelta | None:
        return None

    def dst(self, _at: datetime | None) -> timedelta | None:
        return None

    def tzname(self, _at: datetime | None) -> str | None:
        return None


@pytest.mark.parametrize("convert", [micros, to_utc])
@pytest.mark.parametrize("tz", [None, _Nowhere()])
def test_naive_datetimes_are_refused(convert, tz):
    """A datetime that does not know its offset is an error that says so, and is a ValueError."""
    at = datetime(2026, 1, 1, tzinfo=tz)
    with pytest.raises(cf.NaiveDatetime, match="no time zone") as caught:
        convert(at)
    assert isinstance(caught.value, ValueError)
    assert caught.value.value == at


@pytest.mark.parametrize("convert", [micros, to_utc])
@pytest.mark.parametrize("value", [date(2026, 1, 1), "2026-01-01T00:00:00Z", 5, None])
def test_what_is_no_datetime_is_refused(convert, value):
    """A date, a text or a number where an instant belongs is a clear error."""
    with pytest.raises(cf.BadValue, match="pass an aware datetime"):
        convert(value)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("America/New_Yrok", "America/New_York"), ("Berlin", None), ("", None), ("../UTC", None)],
)
def test_unknown_zones_are_refused(name, nearest):
    """A zone that the time zone database does not have is refused, with the nearest one."""
    with pytest.raises(cf.UnknownName, match="no time zone named") as caught:
        zone(name)
    if nearest is not None:
        assert repr(nearest) in str(caught.value)


def test_a_zone_keeps_a_bounded_table(monkeypatch):
    """The table of days starts anew when it is full, and answers stay right."""
    monkeypatch.setattr(Zone, "_KEEP", 10)
    found = Zone("Europe/Berlin")
    at = datetime(2026, 3, 1, tzinfo=UTC)
    for i in range(40):
        when = at + timedelta(days=i)
        us = micros(when)
        assert (
            timedelta(microseconds=found.offset(us)) == when.astimezone(ZoneInfo("Europe/Berlin")).utcoffset()
        )
        assert found.day_start(found.ordinal(us)) <= us
    assert len(found._days) <= 10
    assert len(found._starts) <= 10
