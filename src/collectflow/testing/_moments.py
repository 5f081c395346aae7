"""When things happen: instants that love the awkward hours, and the zones where they are awkward."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from collectflow.case import Case
from collectflow.errors import BadValue

#: Zones in which something awkward happens: folds and gaps of an hour and of half an hour, at midnight and
#: elsewhere, both hemispheres, offsets of quarters of an hour, a day that never was, clocks that go back
#: for a month.
ZONES = (
    "UTC",
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Pacific/Apia",
    "Africa/Casablanca",
    "America/Havana",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
)
_MICRO = timedelta(microseconds=1)
_FIRST_YEAR, _LAST_YEAR = 2024, 2027
#: The day that Samoa skipped, and what surrounds it.
_APIA = datetime(2011, 12, 30, 10, tzinfo=UTC)


def zones() -> SearchStrategy[str]:
    """IANA zones, awkward ones."""
    return st.sampled_from(ZONES)


@lru_cache(maxsize=64)
def transitions_of(zone: str, first: int = _FIRST_YEAR, last: int = _LAST_YEAR) -> tuple[datetime, ...]:
    """The instants at which a zone changes its offset, by bisection with `zoneinfo`."""
    tz = ZoneInfo(zone)
    found: list[datetime] = []
    left = datetime(first, 1, 1, tzinfo=UTC)
    while left.year <= last:
        right = left + timedelta(days=1)
        before, after = left.astimezone(tz).utcoffset(), right.astimezone(tz).utcoffset()
        if before != after:
            low, high = left, right
            while high - low > _MICRO:
                middle = low + (high - low) // 2
                if middle.astimezone(tz).utcoffset() == before:
                    low = middle
                else:
                    high = middle
            found.append(high)
        left = right
    return tuple(found)


_NUDGES = (
    timedelta(0),
    _MICRO,
    -_MICRO,
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=-1),
    timedelta(days=1),
    timedelta(days=-1),
)


@st.composite
def _at_transitions(draw: DrawFn) -> datetime:
    zone = draw(st.sampled_from([each for each in ZONES if transitions_of(each)]))
    return draw(st.sampled_from(transitions_of(zone))) + draw(st.sampled_from(_NUDGES))


@st.composite
def _at_midnights(draw: DrawFn) -> datetime:
    day = draw(
        st.one_of(
            st.sampled_from(
                [
                    date(2024, 2, 29),
                    date(2024, 12, 31),
                    date(2025, 2, 28),
                    date(2026, 1, 31),
                    date(2026, 3, 1),
                ]
            ),
            st.dates(date(_FIRST_YEAR, 1, 1), date(_LAST_YEAR, 12, 31)),
        )
    )
    local = datetime.combine(day, time(0), tzinfo=ZoneInfo(draw(zones())))
    return local.astimezone(UTC) + draw(st.sampled_from((timedelta(0), _MICRO, -_MICRO)))


def _plain() -> SearchStrategy[datetime]:
    first, last = datetime(_FIRST_YEAR, 1, 1), datetime(_LAST_YEAR, 12, 31)  # noqa: DTZ001 - made aware below
    return st.datetimes(first, last, timezones=st.just(UTC))


def instants(*, missing_day: bool = True) -> SearchStrategy[datetime]:
    """Aware instants in UTC, mostly where clocks change, at midnights, month ends and leap days.

    A microsecond before and after are among them; so are both sides of a fold and of a gap.

    Args:
        missing_day: Whether the day that Samoa skipped in 2011 may be among them.
    """
    # The first is what a failing test shrinks to.
    kinds = [_plain(), _at_transitions(), _at_midnights()]
    if missing_day:
        kinds.append(st.sampled_from(_NUDGES).map(lambda nudge: _APIA + nudge))
    return st.one_of(kinds)


def times() -> SearchStrategy[time]:
    """Times of day, whole hours and the last microsecond among them."""
    return st.sampled_from((time(0), time(8), time(21), time(2, 30), time(23, 59, 59, 999_999))) | st.times()


def later(case: Case, *, days: int = 130) -> SearchStrategy[datetime]:
    """Instants at which a case may be asked about: its last event's, and awkward ones after it.

    Args:
        case: The case.
        days: At most so many days after its last event.
    """
    if not isinstance(case, Case):
        raise BadValue("case", case, "pass a case, as in later(case)")
    last = case.last_at
    spans = st.one_of(
        st.sampled_from((timedelta(0), _MICRO, timedelta(hours=1), timedelta(days=1))),
        st.timedeltas(timedelta(0), timedelta(days=days)),
    )
    nearby = [
        found + nudge
        for zone in ZONES
        for found in transitions_of(zone)
        for nudge in _NUDGES
        if last <= found + nudge <= last + timedelta(days=days)
    ]
    kinds: list[SearchStrategy[datetime]] = [spans.map(lambda span: last + span)]
    if nearby:
        kinds.append(st.sampled_from(nearby))
    return st.one_of(kinds)
