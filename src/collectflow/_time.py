"""Instants and calendar days as integers, per zone; every reading of a guard counts in these.

An instant is the number of microseconds since 1970-01-01T00:00Z, a day a proleptic Gregorian ordinal
(`date.toordinal`). A zone is cut into segments of constant offset, found once a day and kept, so that a
local clock is one addition. Called by the case (books' days) and by the guards (local days).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from collectflow.errors import BadValue, NaiveDatetime, UnknownName

SECOND = 1_000_000
HOUR = 3_600 * SECOND
DAY = 24 * HOUR
#: 1970-01-01 as an ordinal: day number 0 of the microsecond count.
EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
#: Longer ago, or further off, than any date can be: the value of "never", in days.
NEVER_DAYS = 10_000_000
#: The same in microseconds; also the instant at which nothing happens any more.
NEVER = NEVER_DAYS * DAY
#: The last instant that a reading looks at: 9998-12-31, so that every zone still has a local date.
LAST = (date(9998, 12, 31).toordinal() - EPOCH_ORDINAL) * DAY
FIRST = (date(2, 1, 1).toordinal() - EPOCH_ORDINAL) * DAY
_FIRST_ORDINAL = date(2, 1, 3).toordinal()
_LAST_ORDINAL = date(9998, 12, 29).toordinal()

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(at: datetime, what: str = "at") -> int:
    """Microseconds since the epoch.

    Raises:
        NaiveDatetime: when `at` has no time zone.
        BadValue: when `at` is not a `datetime`.
    """
    try:
        delta = at - _EPOCH
    except TypeError:
        if isinstance(at, datetime):
            raise NaiveDatetime(what, at) from None
        raise BadValue(what, at, "pass an aware datetime") from None
    return (delta.days * 86_400 + delta.seconds) * SECOND + delta.microseconds


def instant(us: int, zone: tzinfo = UTC) -> datetime:
    """The `datetime` of a number of microseconds, shown in `zone`."""
    return (_EPOCH + timedelta(microseconds=us)).astimezone(zone)


def to_utc(at: datetime) -> datetime:
    """`at` in UTC: what events store, so that two spellings of one instant are equal.

    Raises:
        NaiveDatetime: when `at` has no time zone.
        BadValue: when `at` is not a `datetime`.
    """
    if not isinstance(at, datetime):
        raise BadValue("at", at, "pass an aware datetime")
    if at.tzinfo is UTC:
        return at
    if at.tzinfo is None or at.utcoffset() is None:
        raise NaiveDatetime("at", at)
    return at.astimezone(UTC)


@lru_cache(maxsize=1024)
def zone_info(name: str) -> ZoneInfo:
    """The zone of an IANA name.

    Raises:
        UnknownName: when the time zone database has no such zone, with the nearest name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError, TypeError):
        raise UnknownName("time zone", str(name), tuple(available_timezones()), "zones") from None


class Zone:
    """One zone's local time, in integers.

    Local dates can run backwards at a fold and a whole day can be missing; `day_start` therefore is
    *the first instant whose local date is at least that date*, and what follows builds on it.
    """

    __slots__ = ("_days", "_starts", "name", "tz")

    #: Days kept per zone before the table starts anew (an allowance of memory, not a limit).
    _KEEP = 20_000

    def __init__(self, name: str) -> None:
        """Look the zone up by its IANA name; raises `UnknownName`."""
        self.name = name
        self.tz = zone_info(name)
        self._days: dict[int, int | tuple[tuple[int, int], ...]] = {}
        self._starts: dict[int, int] = {}

    def _offset_us(self, us: int) -> int:
        delta = (_EPOCH + timedelta(microseconds=us)).astimezone(self.tz).utcoffset()
        assert delta is not None  # noqa: S101 - a ZoneInfo always has an offset
        return (delta.days * 86_400 + delta.seconds) * SECOND + delta.microseconds

    def _segments(self, day: int) -> int | tuple[tuple[int, int], ...]:
        """The offsets of one UTC day: one number, or (start, offset) pairs where it changes."""
        start = day * DAY
        found = [(start, self._offset_us(start))]
        for hour in range(1, 25):
            # The last probe is the day's last microsecond: the next midnight is the next day's.
            right = start + hour * HOUR - (hour == 24)  # noqa: PLR2004 - the last hour
            left = max(found[-1][0], right - HOUR)
            offset = self._offset_us(right)
            if offset != found[-1][1]:
                while right - left > 1:
                    middle = (left + right) // 2
                    if self._offset_us(middle) == offset:
                        right = middle
                    else:
                        left = middle
                found.append((right, offset))
        made = found[0][1] if len(found) == 1 else tuple(found)
        if len(self._days) >= self._KEEP:
            self._days.clear()
        self._days[day] = made
        return made

    def offset(self, us: int) -> int:
        """The offset from UTC in force at an instant, in microseconds."""
        day = us // DAY
        found = self._days.get(day)
        if found is None:
            found = self._segments(day)
        if isinstance(found, int):
            return found
        offset = found[0][1]
        for start, each in found:
            if start > us:
                break
            offset = each
        return offset

    def next_offset_change(self, us: int) -> int:
        """The next instant, up to the end of this UTC day, at which the offset may change."""
        day = us // DAY
        found = self._days.get(day)
        if found is None:
            found = self._segments(day)
        end = (day + 1) * DAY
        if not isinstance(found, int):
            for start, _ in found:
                if start > us:
                    return start
        # The next day may begin with another offset.
        return end

    def ordinal(self, us: int) -> int:
        """The local date as an ordinal."""
        return (us + self.offset(us)) // DAY + EPOCH_ORDINAL

    def next_date_change(self, us: int, shift: int = 0) -> int:
        """A lower bound on the next instant at which the local date changes, later than `us`.

        With a shift, the date of a day that begins so much before midnight.
        """
        offset = self.offset(us)
        midnight = us + DAY - (us + offset + shift) % DAY
        bound = self.next_offset_change(us)
        # Offsets seldom change: look on to midnight as long as they do not.
        while bound < midnight:
            if self.offset(bound) != offset:
                return bound
            bound = self.next_offset_change(bound)
        return midnight

    def day_start(self, ordinal: int) -> int:
        """The first instant whose local date is at least this one; `NEVER` past the year 9998."""
        if not _FIRST_ORDINAL <= ordinal <= _LAST_ORDINAL:
            return FIRST if ordinal < _FIRST_ORDINAL else NEVER
        found = self._starts.get(ordinal)
        if found is not None:
            return found
        local = (ordinal - EPOCH_ORDINAL) * DAY
        # No offset exceeds a day, so the search begins where the date is surely earlier.
        us = local - DAY - 12 * HOUR
        while True:
            offset = self.offset(us)
            end = self.next_offset_change(us)
            if local - offset < end:
                us = max(us, local - offset)
                break
            us = end
        if len(self._starts) >= self._KEEP:
            self._starts.clear()
        self._starts[ordinal] = us
        return us


@lru_cache(maxsize=1024)
def zone(name: str) -> Zone:
    """The shared `Zone` of an IANA name; raises `UnknownName`."""
    return Zone(name)


class Books:
    """The books' calendar: the zone in which days past due are counted, and when its day ends."""

    __slots__ = ("shift", "zone")

    def __init__(self, zone_name: str, day_end: time) -> None:
        """Raises `UnknownName` for an unknown zone."""
        self.zone = zone(zone_name)
        #: A day that ends at 18:00 makes 18:00 the start of the next one.
        self.shift = (DAY - clock(day_end)) % DAY

    def today(self, us: int) -> int:
        """The books' date of an instant, as an ordinal."""
        return (us + self.zone.offset(us) + self.shift) // DAY + EPOCH_ORDINAL

    def next_day(self, us: int) -> int:
        """A lower bound on the next instant at which the books' date changes, later than `us`."""
        return self.zone.next_date_change(us, self.shift)

    def day_start(self, ordinal: int) -> int:
        """The first instant whose books' date is at least this one; `NEVER` past the year 9998."""
        us = self.zone.day_start(ordinal if not self.shift else ordinal - 1)
        if not self.shift or not FIRST < us < NEVER:
            return us
        us -= DAY
        while self.today(us) < ordinal:
            us = self.next_day(us)
        return us

    def reaches(self, us: int, ordinal: int) -> int:
        """A lower bound on the next instant at which it may change whether a day has come.

        On the day itself, or in a fold that has gone back before it, the date may still run either way.
        """
        start = self.day_start(ordinal)
        if start > us:
            return start
        return self.next_day(us) if self.today(us) <= ordinal else NEVER


@lru_cache(maxsize=1024)
def books(zone_name: str, day_end: time) -> Books:
    """The shared `Books` of a zone and a day end; raises `UnknownName`."""
    return Books(zone_name, day_end)


def clock(value: time) -> int:
    """A time of day as microseconds since midnight."""
    return ((value.hour * 60 + value.minute) * 60 + value.second) * SECOND + value.microsecond


def from_clock(us: int) -> time:
    """The time of day of a number of microseconds since midnight."""
    seconds, micro = divmod(us % DAY, SECOND)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return time(hour, minute, second, micro)
