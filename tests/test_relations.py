"""What a row is to the rows before it: days of a permission and of a reply, wishes, wrong numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import collectflow as cf
from collectflow import facts
from collectflow._time import NEVER, instant
from collectflow.portfolio import cases_to_frames, sweep
from tests.histories import cases
from tests.portfolio_support import engine_for, rows_of

ZONE = ZoneInfo("America/New_York")
START = datetime(2026, 3, 2, 12, tzinfo=ZONE)
DAY = timedelta(days=1)
HERE = ("America/New_York",)
THREE_TO_FIVE = {"starts": time(15), "stops": time(17)}


def case(*events: cf.Event, zones: tuple[str, ...] = ("America/New_York",), **more: Any) -> cf.Case:
    opening = cf.CaseOpened(
        "open",
        at=START - 30 * DAY,
        case="c",
        account="a",
        borrower="b",
        stage="reminder",
        persons=[cf.Person("b", zones=zones)],
        conventions=cf.Conventions(books_zone="America/New_York"),
        **more,
    )
    return cf.Case.replay([opening, *events])


def call(name: str, at: datetime, **more: Any) -> cf.ContactPlaced:
    return cf.ContactPlaced(name, at=at, contact=cf.Contact("call", person="b", **more))


def result(of: str, at: datetime, outcome: str = "conversation", **more: Any) -> cf.ContactResult:
    return cf.ContactResult(f"{of}-result", at=at, contact=of, outcome=outcome, **more)


def consent(at: datetime, **more: Any) -> cf.PermissionGiven:
    return cf.PermissionGiven("p", at=at, **{"kind": "frequency", **more})


def row(made: cf.Case, name: str) -> Any:
    return next(each for each in made.tables.contacts if each.id == name)


# --- days of a permission -------------------------------------------------------------------------------


def test_the_day_on_which_it_was_given_is_the_first():
    """12 CFR 1006.14(b)(3)(i): late on the seventh day it is the seventh; midnight begins the eighth."""
    calls = [call(f"c{n}", START.replace(hour=23, minute=59) + n * DAY) for n in range(8)]
    made = case(consent(START), *calls)
    assert [row(made, each.id).permission_day for each in calls] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_days_are_those_of_the_person_called():
    """One instant, two dates: where the person may be in either the later day counts."""
    given, then = datetime(2026, 3, 3, 4, 30, tzinfo=UTC), datetime(2026, 3, 3, 5, 30, tzinfo=UTC)
    for zones, day in (
        (("America/New_York",), 2),
        (("America/Chicago",), 1),
        (("America/Chicago", "America/New_York"), 2),
        ((), 2),
    ):
        made = case(consent(given), call("c", then), zones=zones)
        assert row(made, "c").permission_day == day


@pytest.mark.parametrize(
    ("given", "asked", "counts"),
    [
        ({}, {}, True),
        ({"channel": "call"}, {}, True),
        ({"channel": "sms"}, {}, False),
        ({"person": "b"}, {}, True),
        ({"person": "x"}, {}, False),
        ({"collector": "agency"}, {"collector": "agency"}, True),
        ({"collector": "agency"}, {}, False),
        ({}, {"collector": "agency"}, False),
        ({"kind": "contact"}, {}, False),
        ({"starts": START + 2 * DAY}, {}, False),
        ({"until": START + DAY}, {}, False),
    ],
)
def test_whose_permission_it_is(given, asked, counts):
    made = case(consent(START, **given), call("c", START + DAY, **asked))
    assert (row(made, "c").permission_day is not None) is counts


# --- how permissions end --------------------------------------------------------------------------------


def end(made: cf.Case) -> datetime | None:
    (held,) = made.tables.permissions
    return None if held.end == NEVER else instant(held.end)


def test_more_calls_end_with_the_next_conversation():
    """12 CFR part 1006, comment 14(b)(3)(i)-2: when there is one, not when it is attempted."""
    then = START + DAY
    assert end(case(consent(START), call("c", then))) is None
    assert end(case(consent(START), call("c", then), result("c", then, "voicemail"))) is None
    assert end(case(consent(START), call("c", then), result("c", then + DAY / 4))) == then + DAY / 4
    assert end(case(consent(START), cf.ContactInbound("i", at=then, channel="call"))) == then
    assert end(case(consent(START), cf.ContactInbound("i", at=then, channel="email"))) is None


def test_not_with_the_conversation_in_which_it_was_given():
    then = START + timedelta(minutes=5)
    assert end(case(call("c", START), consent(then, contact="c"), result("c", then + DAY / 24))) is None
    assert end(case(call("c", START), consent(then), result("c", then + DAY / 24))) is None
    assert end(case(consent(START), call("c", then), result("c", then), call("d", then + DAY))) == then


def test_not_with_a_conversation_about_another_debt():
    then = START + DAY
    elsewhere = result("c", then, discussed=["other"])
    assert end(case(consent(START), call("c", then, about=("other",)), elsewhere)) is None
    assert (
        end(case(consent(START), call("c", then, about=("other",)), result("c", then, discussed=["a"])))
        == then
    )


def test_other_permissions_end_as_they_say():
    then = START + DAY
    talked = (call("c", then), result("c", then))
    assert end(case(consent(START, kind="contact"), *talked)) is None
    assert end(case(consent(START, ends_with=None), *talked)) is None
    assert end(case(consent(START, ends_with="contact"), call("c", then), call("d", then + DAY))) == then
    assert end(case(consent(START, ends_with="contact", channel="sms"), call("c", then))) is None
    with pytest.raises(cf.BadValue, match="conversation"):
        consent(START, ends_with="reply")
    with pytest.raises(cf.BadValue, match="begins"):
        consent(START, starts=START + DAY, until=START)


# --- replies and wishes ---------------------------------------------------------------------------------


def test_on_which_day_a_reply_comes():
    came = cf.ContactInbound("i", at=START, channel="email", person="b")
    late = START.replace(hour=23, minute=59)
    made = case(came, call("r", late, reply_to="i"), call("s", late + DAY, reply_to="i"), call("t", late))
    assert [row(made, each).reply_day for each in ("r", "s", "t")] == [1, 2, None]


@pytest.mark.parametrize(
    ("wish", "hour", "zones", "inconvenient"),
    [
        (THREE_TO_FIVE, 15, HERE, True),
        (THREE_TO_FIVE, 17, HERE, False),
        (THREE_TO_FIVE, 15, ("America/New_York", "Asia/Taipei"), False),
        (THREE_TO_FIVE, 15, (), False),
        ({}, 3, (), True),
        ({"channel": "email"}, 15, HERE, False),
        ({"place": "home"}, 15, HERE, False),
        ({"person": "x"}, 15, HERE, False),
        ({"until": START - DAY}, 12, HERE, False),
    ],
)
def test_what_comes_in_at_an_inconvenient_time(wish, hour, zones, inconvenient):
    """Only where it is so wherever the sender may be: it makes an exception possible."""
    made = case(
        cf.PreferenceGiven("w", at=START - 2 * DAY, **wish),
        cf.ContactInbound("i", at=START.replace(hour=hour), channel="email", person="b"),
        zones=zones,
    )
    assert row(made, "i").inconvenient_time is inconvenient


def test_what_comes_from_an_inconvenient_place():
    wish = cf.PreferenceGiven("w", at=START - DAY, place="home")
    for place, inconvenient in (("home", True), ("work", False), (None, False)):
        made = case(wish, cf.ContactInbound("i", at=START, channel="call", person="b", place=place))
        assert row(made, "i").inconvenient_place is inconvenient
        assert not row(made, "i").inconvenient_time


# --- wrong numbers, notices -----------------------------------------------------------------------------


def test_a_number_that_is_not_theirs_is_so_in_hindsight_too():
    """12 CFR part 1006, comment 14(b)(2)(i)-3."""
    before, after = call("b", START, address="+1"), call("a", START + 2 * DAY, address="+1")
    other = call("o", START, address="+2")
    found = cf.AddressWrong("w", at=START + DAY, address="+1", person="b")
    made = case(before, other, found, after)
    assert [row(made, each).misdirected for each in ("b", "o", "a")] == [True, False, True]
    engine = engine_for(facts.come_due.as_guard(), cf.Conventions())
    assert engine.read(made, facts.contacts(misdirected=False), made.last_at) == 1
    nobody = cf.AddressWrong("w", at=START + DAY, address="+1", person="x")
    assert not row(case(before, nobody), "b").misdirected


def notice(**more: Any) -> cf.NoticeSent:
    return cf.NoticeSent("n", at=START, **{"kind": "validation", **more})


LATER = cf.NoticeSent("m", at=START + DAY, kind="other", by=date(2026, 4, 9))


@pytest.mark.parametrize(
    ("events", "timely"),
    [
        ([], True),
        ([notice()], True),
        ([notice(by=date(2026, 3, 20))], True),
        ([notice(by=date(2026, 3, 19))], False),
        ([notice(by=date(2026, 3, 19)), cf.NoticeReturned("r", at=START + DAY, notice="n")], True),
        ([notice(by=date(2026, 3, 19)), LATER], True),
    ],
)
def test_a_dispute_is_in_time_by_the_day_that_the_last_notice_named(events, timely):
    """Its last day is in time to midnight of the books."""
    late = datetime(2026, 3, 20, 23, 59, tzinfo=ZONE)
    made = case(*events, cf.HoldPlaced("h", at=late, kind="dispute", channel="letter"))
    assert made.tables.holds[0].timely is timely


@pytest.mark.parametrize(
    ("channel", "written"),
    [(None, None), ("call", False), ("visit", False), ("letter", True), ("email", True), ("app", True)],
)
def test_what_is_in_writing(channel, written):
    """12 CFR part 1006, comment 38-1; what is handed over in person is said to be."""
    assert cf.HoldPlaced("h", at=START, kind="dispute", channel=channel).written is written
    assert cf.HoldPlaced("h", at=START, kind="dispute", channel=channel, written=True).written


def test_when_a_notice_is_received():
    made = case(notice(assumed_on=date(2026, 3, 9)))
    engine = engine_for(facts.come_due.as_guard(), cf.Conventions())
    received = facts.notices("validation", received=True)
    midnight = datetime(2026, 3, 9, tzinfo=ZONE)
    assert engine.read(made, received, midnight - timedelta(microseconds=1)) == 0
    assert engine.read(made, received, midnight) == 1
    assert engine.read(made, facts.days_since_notice("validation", received=True), midnight + 14 * DAY) == 14
    told = made.apply(cf.NoticeDelivered("d", at=START + 2 * DAY, notice="n"))
    assert engine.read(told, received, START + 2 * DAY) == 1
    back = made.apply(cf.NoticeReturned("r", at=START + 20 * DAY, notice="n"))
    assert engine.read(back, received, START + 20 * DAY) == 0
    with pytest.raises(cf.BadValue, match="after it was sent"):
        case(notice(assumed_on=date(2026, 3, 1)))


# --- laws -----------------------------------------------------------------------------------------------


@given(cases(max_size=12), st.sampled_from([(), ("UTC",), ("Asia/Taipei", "America/New_York")]))
def test_not_knowing_where_somebody_is_makes_no_day_earlier(made, zones):
    """What an exception needs (a day early enough, an inconvenient hour) is never had by not knowing."""
    from attrs import evolve  # noqa: PLC0415 - here alone

    opening, *rest = made.events
    assert isinstance(opening, cf.CaseOpened)
    kept = [each for each in rest if not isinstance(each, cf.PersonKnown)]

    def where(zones: tuple[str, ...]) -> list[Any]:
        persons = [evolve(each, zones=zones) for each in opening.persons]
        return list(cf.Case.replay([evolve(opening, persons=persons), *kept]).tables.contacts)

    for known, unknown in zip(where(zones), where(()), strict=True):
        for name in ("permission_day", "reply_day"):
            first, second = getattr(known, name), getattr(unknown, name)
            assert (first is None) == (second is None)
            assert first is None or first <= second
        assert known.inconvenient_time or not unknown.inconvenient_time
        assert known.inconvenient_place or not unknown.inconvenient_place


def test_a_frame_need_not_say_what_a_row_is_to_others():
    """Few hosts keep these columns: without them a row is as most are."""
    guard = (
        (facts.contacts(this_debt=True, misdirected=False) == 2)
        & (facts.contacts(permission_day=cf.none_of(1, 2), reply_day=None, inconvenient_time=False) == 2)
        & (facts.contacts(reply_to=cf.named) < 1)
        & (facts.held("dispute", timely=True) & ~facts.held("dispute", written=True))
        & (facts.notices(received=True) < 1)
        & (facts.notices() == 1)
    )
    made = case(call("a", START), call("b", START), cf.HoldPlaced("h", at=START, kind="dispute"), notice())
    engine = engine_for(guard, cf.Conventions(books_zone="America/New_York"))
    asked = {"call": cf.Contact("call")}
    assert engine.review(made, asked["call"], made.last_at).allowed
    frames = cases_to_frames([made], attributes={"score": int, "vip": bool, "since": date})
    bare = {
        "contacts": [
            "this_debt",
            "misdirected",
            "permission_day",
            "reply_day",
            "inconvenient_time",
            "reply_to",
        ],
        "holds": ["timely", "written"],
        "notices": ["returned"],
    }
    for table, columns in bare.items():
        frames[table] = frames[table].drop(columns, *(["beside"] if table == "contacts" else []))
    swept = sweep(engine, at=made.last_at, proposals=asked, **frames)
    assert rows_of(swept)[0]["call"] == "allowed"
