"""Rules that look at all of a borrower's debts: one case, data frames and a second opinion agree."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import collectflow as cf
from collectflow import facts
from collectflow.guards import Count, InForce, Last, Term, where_of
from collectflow.portfolio import cases_to_frames, sweep
from tests.portfolio_support import engine_for, rows_of
from tests.support import fewer

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
CALL = cf.Contact("call")


def opened(name: str, *events: cf.Event, borrower: str = "b", **more: Any) -> cf.Case:
    opening = cf.CaseOpened(
        f"{name}#0",
        at=NOW - timedelta(days=30),
        case=name,
        account=f"account-{name}",
        borrower=borrower,
        stage="reminder",
        currency="USD",
        persons=[cf.Person("b", zones=["UTC"])],
        **more,
    )
    return cf.Case.replay([opening, *events])


def call(name: str, hours: float, *about: str, **more: Any) -> cf.ContactPlaced:
    contact = cf.Contact("call", person="b", about=about, **more)
    return cf.ContactPlaced(name, at=NOW - timedelta(hours=hours), contact=contact)


def talk(name: str, hours: float, *discussed: str) -> cf.ContactInbound:
    at = NOW - timedelta(hours=hours)
    return cf.ContactInbound(name, at=at, channel="call", person="b", discussed=discussed)


def engine(guard: cf.Guard) -> cf.Engine:
    return engine_for(guard, cf.Conventions())


def read(term: Term[Any], case: cf.Case, *beside: cf.Case) -> Any:
    return engine(facts.come_due.as_guard()).read(case, term, NOW, beside=beside)


def test_each_event_is_counted_once():
    """A call about two debts is recorded in both cases under one id."""
    both = call("both", 5, "one", "two")
    one, two = opened("one", both, call("a", 3)), opened("two", both, call("b", 2), call("c", 1))
    assert read(facts.contacts(beside=True), one, two) == 4
    assert read(facts.contacts(beside=True), two, one) == 4
    assert read(facts.contacts(), one, two) == 2
    assert read(facts.contacts(beside=True), one) == 2


def test_about_this_debt():
    """What stands in another case and names no debt is about that one; talk is about what was discussed."""
    one = opened("one", call("a", 9))
    two = opened(
        "two",
        call("b", 8),
        call("c", 7, "account-one"),
        talk("d", 6, "one"),
        talk("e", 5),
        call("f", 4, "two"),
        cf.ContactResult(
            "g", at=NOW - timedelta(hours=3), contact="f", outcome="conversation", discussed=["account-one"]
        ),
    )
    every = {"direction": {"inbound", "outbound"}, "this_debt": True}
    assert read(Term(Count("contacts", where_of("contacts", every), beside=True)), one, two) == 4
    assert read(facts.contacts(this_debt=True, beside=True), two, one) == 2
    assert read(facts.last_outcome(), two, one) == "conversation"


def test_wishes_and_permissions_of_other_cases():
    wish = cf.PreferenceGiven("w", at=NOW - timedelta(days=2), channel="call")
    consent = cf.PermissionGiven("p", at=NOW - timedelta(days=2))
    one, two = opened("one"), opened("two", wish, consent)
    for wanted, expected in (
        (
            facts.wishes(
                beside=True, party="borrower", person=None, channel="call", address=None, place=None
            ),
            True,
        ),
        (facts.wishes(party="borrower", person=None, channel="call", address=None, place=None), False),
        (facts.permitted(beside=True), True),
        (facts.permitted(), False),
    ):
        assert read(wanted, one, two) is expected


def test_a_history_that_is_not_known_there_is_not_known_here():
    one, two = opened("one"), opened("two", history_from=NOW - timedelta(days=3))
    assert read(facts.contacts(beside=True, within=cf.days(7)), one, two) is None
    assert read(facts.contacts(beside=True, within=cf.days(3)), one, two) == 0
    assert read(facts.contacts(within=cf.days(7)), one, two) == 0


def test_it_is_remembered_from_when():
    """Counts over all debts are waited for as those over one."""
    calls = [call(f"c{i}", 30 + i) for i in range(7)]
    one, two = opened("one", *calls[:3]), opened("two", *calls[3:])
    asking = engine(facts.contacts(beside=True, within=cf.hours(48)) < 7)
    verdict = asking.review(one, CALL, NOW, beside=[two])
    assert verdict.allowed_at == NOW + timedelta(hours=12)
    assert asking.review(one, CALL, NOW).allowed


def test_it_is_asked_for_wherever_a_case_is():
    """The same answer from every call that takes a case."""
    asking = engine(facts.contacts(beside=True) < 1)
    one, two = opened("one"), opened("two", call("a", 3))
    assert asking.review(one, CALL, NOW).allowed
    assert asking.review(one, CALL, NOW, beside=[two]).refused
    assert asking.options(one, NOW, contacts=[CALL], beside=[two])[CALL].refused
    with pytest.raises(cf.Refused):
        asking.fire(one, CALL, NOW, beside=[two])
    moved = asking.fire(one, "settle", NOW).case
    assert moved.stage == "settled"
    with pytest.raises(cf.Refused):
        asking.fire(one, "settle", NOW, beside=[two])
    assert asking.advance(one, NOW, beside=[two]).case is one
    assert asking.next_review(one, NOW, beside=[two]) > NOW


def test_what_may_stand_beside_a_case():
    asking, one = engine(facts.contacts(beside=True) < 1), opened("one")
    late = opened("late", cf.ContactPlaced("x", at=NOW + timedelta(hours=1), contact=CALL))
    for beside, error, said in (
        ([one], cf.BadValue, "once"),
        ([opened("two"), opened("two")], cf.BadValue, "once"),
        ([opened("two", borrower="c")], cf.BadValue, "borrower 'c'"),
        (["two"], cf.BadValue, "other cases"),
        ([late], cf.AskedTooEarly, "last event"),
    ):
        with pytest.raises(error, match=said):
            asking.review(one, CALL, NOW, beside=beside)  # type: ignore[arg-type] # what is no case


def test_a_reply_to_what_came_in_beside():
    two = opened("two", talk("in", 2))
    asking = engine(facts.contacts(beside=True) < 5)
    reply = cf.Contact("call", reply_to="in")
    assert asking.review(opened("one"), reply, NOW, beside=[two]).allowed
    with pytest.raises(cf.UnknownName, match="inbound contact"):
        asking.review(opened("one"), reply, NOW)


def test_only_tables_that_persons_share_are_read_beside():
    with pytest.raises(cf.UnknownName, match="beside"):
        Count("payments", beside=True)


# --- the readings agree ---------------------------------------------------------------------------------

CHANNELS = ("call", "sms")


@st.composite
def stories(draw, name: str) -> cf.Case:
    """A few contacts, wishes and permissions, some of which stand in other cases too."""
    made: list[cf.Event] = []
    for i in range(draw(st.integers(0, 5))):
        shared = draw(st.booleans())
        key = f"{'s' if shared else name}{i}"
        at = NOW - timedelta(hours=11 * (i + 1) if shared else draw(st.integers(1, 200)))
        kind = "call" if shared else draw(st.sampled_from(["call", "inbound", "wish", "permission"]))
        debts = (
            ("one",) if shared else draw(st.sampled_from([(), ("one",), ("account-two",), ("one", "two")]))
        )
        channel = "call" if shared else draw(st.sampled_from(CHANNELS))
        if kind == "call":
            made.append(cf.ContactPlaced(key, at=at, contact=cf.Contact(channel, person="b", about=debts)))
        elif kind == "inbound":
            made.append(cf.ContactInbound(key, at=at, channel=channel, person="b", discussed=debts))
        elif kind == "wish":
            until = draw(st.sampled_from([None, NOW + timedelta(hours=1), NOW - timedelta(minutes=1)]))
            made.append(cf.PreferenceGiven(key, at=at, channel=channel, until=until))
        else:
            # One that no conversation ends: written into one case, another debt's would end it.
            given = cf.PermissionGiven(key, at=at, kind="frequency", channel=channel, ends_with=None)
            made.append(given)
    history = draw(st.sampled_from([None, None, NOW - timedelta(days=3)]))
    return opened(name, *made, history_from=history)


@st.composite
def guards(draw) -> cf.Guard:
    """Counts, last rows and what is in force, over one case or all."""
    beside = draw(st.booleans())
    columns: dict[str, object] = draw(
        st.fixed_dictionaries({}, optional={"this_debt": st.booleans(), "channel": st.sampled_from(CHANNELS)})
    )
    where = where_of("contacts", {**columns, "direction": {"inbound", "outbound"}})
    window = draw(st.sampled_from([cf.ever(), cf.days(2), cf.hours(30), cf.days(7)]))
    number: Term[int] = Term(Count("contacts", where, window, beside=beside))
    age: Term[int] = Term(Last("contacts", where, beside=beside))
    force = st.sampled_from(
        [
            facts.wishes(beside=beside).as_guard(),
            facts.permitted("frequency", within=window, beside=beside, collector=cf.same).as_guard(),
            Term(
                InForce("preferences", where_of("preferences", {"channel": "sms"}), beside=beside)
            ).as_guard(),
        ]
    )
    made: cf.Guard = draw(
        st.one_of(
            force, st.integers(0, 4).map(lambda n: number < n), st.integers(0, 9).map(lambda n: age >= n)
        )
    )
    return made


@fewer(3)
@given(
    guards(), guards(), stories("one"), st.lists(st.sampled_from(["two", "three"]), unique=True), st.data()
)
def test_beside_is_what_one_case_of_all_would_be(guard, second, case, names, data):
    """A second opinion: the same rows written into one case, each with the debt that it is about."""
    others = [data.draw(stories(name)) for name in names]
    asking = engine(guard & second)
    expected = truth_of_all(asking, guard & second, case, others)
    assert asking.review(case, CALL, NOW, beside=others).status == expected
    frames = cases_to_frames([case], beside={"one": others}, attributes={"score": int, "vip": bool})
    swept = rows_of(sweep(asking, at=NOW, proposals={"call": CALL}, **frames))
    assert swept[0]["call"] == expected
    alone = cases_to_frames([case], attributes={"score": int, "vip": bool})
    swept = rows_of(sweep(asking, at=NOW, proposals={"call": CALL}, **alone))
    assert swept[0]["call"] == asking.review(case, CALL, NOW).status


def truth_of_all(asking: cf.Engine, guard: cf.Guard, case: cf.Case, others: list[cf.Case]) -> str:
    """The verdict on a guard, each leaf read of one case: its own, or one with every other's events."""
    from tests.oracle import verdict_of  # noqa: PLC0415 - as an independent reader

    def whole(beside: bool) -> cf.Case:
        opening, *events = case.events
        assert isinstance(opening, cf.CaseOpened)
        if not beside:
            return case
        known = {each.id for each in events}
        history = [o.history_from for o in (opening, *(c.events[0] for c in others)) if o.history_from]  # type: ignore[attr-defined]
        for other in others:
            for each in other.events[1:]:
                if each.id not in known:
                    known.add(each.id)
                    events.append(_named(each, other.id))
        opening = attrs.evolve(opening, history_from=max(history, default=None))
        return cf.Case.replay([opening, *events])

    def leafwise(part: cf.Guard) -> bool | None:
        match part:
            case cf.guards.AllOf(parts=parts):
                found = [leafwise(each) for each in parts]
                return False if False in found else None if None in found else True
        ref: Any = part.ref  # type: ignore[attr-defined]
        lone = attrs.evolve(part, ref=attrs.evolve(ref, beside=False))  # type: ignore[misc]
        asked = attrs.evolve(CALL, person="b")
        read: bool | None = verdict_of(lone, whole(ref.beside), NOW, asked, ["UTC"])
        return read

    held = leafwise(guard)
    return {True: "allowed", False: "refused", None: "unknown"}[held]


def _named(event: cf.Event, home: str) -> cf.Event:
    """An event of another case with the debt named that it left to be understood."""
    if isinstance(event, cf.ContactPlaced) and not event.contact.about:
        return attrs.evolve(event, contact=attrs.evolve(event.contact, about=(home,)))
    if isinstance(event, cf.ContactInbound) and not event.discussed:
        return attrs.evolve(event, discussed=(home,))
    return event


def test_when_a_history_beside_is_known_far_enough_back():
    """The sweep says so too: what is not known for what lies beside will be."""
    asking = engine(facts.contacts(beside=True, within=cf.hours(30)) < 1)
    one, two = opened("one"), opened("two", history_from=NOW - timedelta(hours=10))
    known = NOW + timedelta(hours=20) - timedelta(microseconds=1)
    verdict = asking.review(one, CALL, NOW, beside=[two])
    assert (verdict.status, verdict.allowed_at) == ("unknown", known)
    frames = cases_to_frames([one], beside={"one": [two]})
    (swept,) = sweep(asking, at=NOW, proposals={"call": CALL}, **frames).select("unchanged_until").rows()
    assert swept == (known,)


def test_who_answered_about_another_debt_is_reachable():
    """What went unanswered here is counted since the borrower responded, whichever debt that was about."""
    missed = [
        event
        for i in range(6)
        for event in (
            call(f"m{i}", 60 + i),
            cf.ContactResult(
                f"m{i}r", at=NOW - timedelta(hours=59 + i), contact=f"m{i}", outcome="no_answer"
            ),
        )
    ]
    one, two = opened("one", *missed), opened("two", talk("t", 5))
    assert read(facts.unanswered(), one, two) == 6
    assert read(facts.unanswered(beside=True), one, two) == 0
    assert read(facts.unanswered(beside=True), one) == 6
    asking = engine(facts.reachable(beside=True))
    assert asking.review(one, CALL, NOW).refused
    assert asking.review(one, CALL, NOW, beside=[two]).allowed
    frames = cases_to_frames([one], beside={"one": [two]})
    assert rows_of(sweep(asking, at=NOW, proposals={"call": CALL}, **frames))[0]["call"] == "allowed"


def test_holds_of_other_cases():
    one, two = opened("one"), opened("two", cf.HoldPlaced("h", at=NOW, kind="deceased"))
    assert read(facts.held("deceased", beside=True), one, two) is True
    assert read(facts.held("deceased"), one, two) is False
    with pytest.raises(cf.UnknownName, match="beside"):
        cf.since("payments", beside=True)


def test_what_stands_beside_is_looked_at_before_a_reply_is_looked_for_there():
    asking, reply = engine(facts.contacts(beside=True) < 1), cf.Contact("call", reply_to="in")
    with pytest.raises(cf.BadValue, match="other cases"):
        asking.fire(opened("one"), reply, NOW, beside=["two"])  # type: ignore[list-item] # what is no case


def test_a_window_begins_anew_with_what_was_told_beside_for_later():
    """A permission that another case holds for later is waited for."""
    later = NOW + timedelta(hours=7)
    told = cf.PermissionGiven("p", at=NOW - timedelta(days=1), starts=later, ends_with=None)
    asking = engine(facts.contacts(within=cf.since("permissions", beside=True)) < 1)
    verdict = asking.review(opened("one", call("a", 3)), CALL, NOW, beside=[opened("two", told)])
    assert verdict.allowed_at == later
    assert asking.review(opened("one", call("a", 3)), CALL, NOW).allowed_at is None
