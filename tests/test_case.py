"""A case is the fold of its events: whatever the order of arrival, however often they arrive."""

from __future__ import annotations

import json
import pickle
from datetime import date, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import collectflow as cf
from collectflow import staging
from tests.histories import cases, histories, later
from tests.support import START, make_engine, open_case, rows

#: What refers to an earlier event, and by which field.
_REFERS = {
    cf.PaymentReversed: "payment",
    cf.ContactResult: "contact",
    cf.PaymentRefunded: "payment",
    cf.PromiseCancelled: "promise",
    cf.PlanEnded: "plan",
    cf.HoldLifted: "hold",
    cf.NoticeDelivered: "notice",
    cf.NoticeReturned: "notice",
    cf.PermissionWithdrawn: "permission",
    cf.PreferenceWithdrawn: "preference",
    cf.PlacementEnded: "placement",
    cf.Resumed: "pause",
    cf.EventVoided: "event",
}


@st.composite
def arrivals(draw, events):
    """The events after the opening in another order, in which none comes before what it refers to."""
    waiting = list(events[1:])
    arrived: list[cf.Event] = []
    while waiting:
        seen = {each.id for each in arrived}
        ready = [each for each in waiting if _target(each) is None or _target(each) in seen]
        chosen = draw(st.sampled_from(ready))
        waiting.remove(chosen)
        arrived.append(chosen)
    return arrived


def _target(event: cf.Event) -> str | None:
    name = _REFERS.get(type(event))
    return None if name is None else getattr(event, name)


def _same(one: cf.Case, other: cf.Case) -> None:
    """Cases are equal in everything that can be read of them."""
    assert one == other
    assert hash(one) == hash(other)
    assert one.events == other.events
    assert rows(one.tables) == rows(other.tables)
    assert (one.version, one.stage, one.ledger, one.last_at) == (
        other.version,
        other.stage,
        other.ledger,
        other.last_at,
    )


@given(st.data())
def test_the_order_of_arrival_does_not_matter(data):
    """Replaying a permutation, or applying one event after the other in any order that keeps references
    valid, gives the same case: the same events, rows, ledger and stage."""
    events = data.draw(histories())
    case = cf.Case.replay(events)
    _same(cf.Case.replay(data.draw(st.permutations(events))), case)
    one_by_one = cf.Case.replay([events[0]])
    for event in data.draw(arrivals(events)):
        one_by_one = one_by_one.apply(event)
    _same(one_by_one, case)


@given(st.data())
def test_backdated_changes_of_the_stage_are_put_in_their_place(data):
    """Rows stand in the order of their events' keys, and the stage is that of the latest change."""
    events = data.draw(histories())
    case = cf.Case.replay(data.draw(st.permutations(events)))
    keys = [event.key() for event in case.events[1:]]
    assert keys == sorted(keys)
    changes = [event for event in case.events if isinstance(event, cf.StageChanged)]
    assert case.stage == (changes[-1].dest if changes else events[0].stage)
    assert [row.stage for row in case.tables.stages] == [events[0].stage, *(each.dest for each in changes)]


@given(st.data())
def test_duplicates_change_nothing(data):
    """An event that arrives again, whenever it is reported, is ignored, and the case is the same object."""
    events = data.draw(histories())
    case = cf.Case.replay(events)
    again = data.draw(st.sampled_from(events))
    assert case.apply(again) is case
    reported = attrs.evolve(again, recorded_at=again.at + timedelta(days=9), sequence=77)
    assert case.apply(reported) is case
    _same(cf.Case.replay([*events, again, *events]), case)
    # By way of the engine, which adds what it knows of a contact.
    engine = make_engine()
    if not isinstance(again, (cf.CaseOpened, cf.StageChanged)):
        fresh = isinstance(again, cf.ContactPlaced)
        once = engine.record(case, attrs.evolve(again, id="again")).case if fresh else case
        result = engine.record(once, attrs.evolve(again, id="again") if fresh else again)
        assert not result.changed
        assert result.case is once
        assert result.events == ()


@given(st.data())
def test_an_id_is_used_once(data):
    """Other content under an id that the case has is an error with both contents, and changes nothing."""
    events = data.draw(histories())
    case = cf.Case.replay(events)
    taken = data.draw(st.sampled_from(events))
    other = cf.PaymentReceived(taken.id, at=case.last_at + timedelta(days=1), amount=7)
    for attempt in (
        lambda: case.apply(other),
        lambda: cf.Case.replay([*events, other]),
        lambda: make_engine().record(case, other),
    ):
        with pytest.raises(cf.EventIdReused) as caught:
            attempt()
        assert caught.value.id == taken.id
        assert taken.id in str(caught.value)
    assert case.version == len(events)


@given(cases())
def test_cases_round_trip(case):
    """A case survives JSON and pickle, with all its rows."""
    plain = json.loads(json.dumps(case.to_dict()))
    _same(cf.Case.from_dict(plain), case)
    _same(pickle.loads(pickle.dumps(case)), case)
    assert cf.Case.from_dict(plain).to_dict() == case.to_dict()


@given(st.data())
def test_an_earlier_case(data):
    """`as_of` gives the case of what had happened by then, also of events that came late."""
    events = data.draw(histories())
    case = cf.Case.replay(data.draw(st.permutations(events)))
    at = data.draw(st.sampled_from(events)).at + data.draw(st.sampled_from((timedelta(0), timedelta(days=1))))
    if at < case.opened_at:
        with pytest.raises(cf.BadValue, match="opened at"):
            case.as_of(at)
        return
    by_then = [each for each in events if isinstance(each, cf.CaseOpened) or each.at <= at]
    known, ever = (
        {each.event for each in some if isinstance(each, cf.EventVoided)} for some in (by_then, events)
    )
    # What is voided later had not happened either.
    by_then = [each for each in by_then if each.id not in ever - known]
    _same(case.as_of(at), cf.Case.replay(by_then))
    assert case.as_of(at).last_at <= max(at, case.opened_at)
    _same(case.as_of(case.last_at), case)


@given(st.data())
def test_versions_do_not_share_what_comes_later(data):
    """Two events applied to one version give two cases; the version itself stays as it is."""
    events = data.draw(histories(max_size=25))
    case = cf.Case.replay(events)
    before = rows(case.tables)
    at = case.last_at
    one = case.apply(cf.PaymentReceived("one", at=at, amount=1))
    two = case.apply(cf.PaymentReceived("two", at=at, amount=2))
    late = case.apply(cf.PaymentReceived("late", at=case.opened_at, amount=3))
    for made, name in ((one, "one"), (two, "two"), (late, "late")):
        assert made.version == case.version + 1
        assert made.find(name) is not None
        assert all(made.find(other) is None for other in {"one", "two", "late"} - {name})
        assert all(made.find(event.id) == event for event in events)
        _same(made, cf.Case.replay(made.events))
    assert case.version == len(events)
    assert case.find("one") is None
    assert rows(case.tables) == before


def test_the_same_instant():
    """Of one instant: what adds a row, then what refers to it, then changes of stage; ids decide the rest."""
    opened = open_case(make_engine()).events[0]
    made = [
        cf.StageChanged("a", at=START, move=cf.Move("x"), source="grace", dest="reminder"),
        cf.PaymentReversed("b", at=START, payment="d"),
        cf.Adjusted("c", at=START, amount=1, due="later"),
        cf.PaymentReceived("d", at=START, amount=1),
        cf.DuesAdded("e", at=START, dues=[cf.Due("later", due_on=date(2026, 3, 1), amount=9)]),
    ]
    case = cf.Case.replay([opened, *made])
    assert "".join(event.id for event in case.events[1:]) == "ecdba"


@pytest.mark.parametrize(
    ("event", "table"),
    [
        (cf.PaymentReversed("e", at=START, payment="p-x"), "payments"),
        (cf.Adjusted("e", at=START, amount=1, due="d-x"), "dues"),
        (cf.ContactResult("e", at=START, contact="x", outcome="delivered"), None),
        (cf.HoldLifted("e", at=START, hold="x"), None),
        (cf.PromiseCancelled("e", at=START, promise="x"), None),
        (cf.PermissionWithdrawn("e", at=START, permission="x"), None),
        (cf.PreferenceWithdrawn("e", at=START, preference="x"), None),
        (cf.PlacementEnded("e", at=START, placement="x"), None),
    ],
)
def test_references_to_nothing_are_refused(event, table):
    """An event that refers to a row which the case does not have is an error, and changes nothing."""
    engine = make_engine()
    case = open_case(engine)
    for attempt in (lambda: case.apply(event), lambda: engine.record(case, event)):
        with pytest.raises(cf.UnknownReference) as caught:
            attempt()
        assert caught.value.event == "e"
        assert table is None or caught.value.table == table
    assert case.version == 1


def test_a_case_needs_its_opening():
    """A case has one opening: neither none nor two, nor a constructor of its own."""
    engine = make_engine()
    case = open_case(engine)
    opening = case.events[0]
    second = attrs.evolve(opening, id="other")
    for events in ([], [cf.PaymentReceived("p", at=START, amount=1)], [opening, second]):
        with pytest.raises(cf.BadValue, match="one CaseOpened"):
            cf.Case.replay(events)
    with pytest.raises(cf.BadValue, match="open already"):
        case.apply(second)
    with pytest.raises(TypeError, match=r"Engine\.open"):
        cf.Case()
    with pytest.raises(cf.BadValue, match="list"):
        cf.Case.from_dict({"case": "c"})
    with pytest.raises(cf.BadValue, match="list"):
        cf.Case.from_dict([])  # type: ignore[arg-type]


@given(cases())
def test_a_case_names_no_person(case):
    """The repr is one line, with the case's id and stage, and without personal data."""
    assert repr(case).startswith(f"<Case {case.id} {case.stage} v{case.version}")
    assert "\n" not in repr(case)
    assert case.borrower not in repr(case)
    assert case != "something else"


@given(st.data())
def test_questions_of_the_past(data):
    """Asking about an instant before the last event is an error that gives both, and as_of the answer."""
    case = data.draw(cases())
    engine = make_engine()
    at = case.last_at - timedelta(microseconds=1)
    for ask in (
        lambda: engine.options(case, at),
        lambda: engine.review(case, cf.Contact("call"), at),
        lambda: engine.fire(case, cf.Contact("call"), at),
        lambda: engine.advance(case, at),
        lambda: engine.next_review(case, at),
        lambda: engine.read(case, cf.facts.days_past_due, at),
        lambda: engine.migrate(case, "grace", at, "because"),
    ):
        with pytest.raises(cf.AskedTooEarly, match="as_of") as caught:
            ask()
        assert (caught.value.at, caught.value.last) == (at, case.last_at)
    if at >= case.opened_at:
        engine.options(case.as_of(at), at)
    engine.options(case, data.draw(later(case)))


@given(st.data(), histories())
def test_what_is_voided_never_was(data, events):
    """The tables are as without the event, whatever else happened; the events stay for the record."""
    case = cf.Case.replay(events)
    named = {_target(each) for each in case.events}
    ours = (cf.StageChanged, cf.Migrated, cf.EventVoided, cf.PaymentReceived, cf.Adjusted)
    alone = [each for each in case.events[1:] if each.id not in named and not isinstance(each, ours)]
    if not alone:
        return
    event = data.draw(st.sampled_from(alone))
    void = cf.EventVoided("void", at=case.last_at, event=event.id, because="by mistake")
    try:
        without = cf.Case.replay(each for each in case.events if each is not event)
    except cf.CollectflowError:
        # What depends on it stands in the way, and the case stays as it is.
        with pytest.raises(cf.CollectflowError):
            case.apply(void)
        return
    after = case.apply(void)
    assert rows(after.tables) == rows(without.tables)
    assert after.ledger == without.ledger
    assert set(after.events) == {*case.events, void}
    _same(after, cf.Case.from_dict(json.loads(json.dumps(after.to_dict()))))
    assert case.as_of(case.last_at) == case
    assert after.apply(void) is after


def test_what_cannot_be_voided():
    """Openings, stages, voids and money have ways of their own; others must be there, and not later."""
    engine = make_engine()
    case = open_case(engine)
    case = engine.fire(case, "write_off", START).case
    case = engine.record(case, cf.PaymentReceived("paid", at=START, amount=1)).case
    case = engine.record(case, cf.ActDone("act", at=START + timedelta(days=1), act=cf.Act("sell"))).case
    case = engine.record(case, cf.EventVoided("v", at=case.last_at, event="act", because="x")).case
    moved = next(each.id for each in case.events if isinstance(each, cf.StageChanged))
    for name, hint in {
        case.events[0].id: "another case",
        moved: "migrate",
        "v": "once more",
        "paid": "PaymentReversed",
    }.items():
        with pytest.raises(cf.BadValue, match=hint):
            engine.record(case, cf.EventVoided("w", at=case.last_at, event=name, because="x"))
    with pytest.raises(cf.UnknownReference, match="did you mean"):
        engine.record(case, cf.EventVoided("w", at=case.last_at, event="acts", because="x"))
    with pytest.raises(cf.BadValue, match="is of"):
        engine.record(case, cf.EventVoided("w", at=START, event="act", because="x"))


def test_what_was_voided_never_was_at_earlier_instants_either():
    """It is recorded once more as it was, with the instant at which it happened."""
    case = open_case(make_engine())
    day = timedelta(days=1)
    wrong, right = (cf.Due("d-2", due_on=(START + n * day).date(), amount=7) for n in (2, 3))
    for event in (
        cf.DuesAdded("wrong", at=START + day, dues=[wrong]),
        cf.Paused("paused", at=START + day),
        cf.EventVoided("v", at=START + 10 * day, event="wrong", because="another day"),
        cf.EventVoided("w", at=START + 12 * day, event="paused", because="another day"),
        cf.EventVoided("again", at=START + 14 * day, event="wrong", because="another day"),
        cf.DuesAdded("right", at=START + day, dues=[right]),
        cf.Paused("for a while", at=START + 5 * day, until=(START + 9 * day).date()),
    ):
        case = case.apply(event)
    for days in (6, 10, 11, 12, 13, 14):
        then = case.as_of(START + days * day)
        assert [row.id for row in then.tables.dues] == ["d-1", "d-2"]
        assert then.tables.dues == case.tables.dues
        assert then.tables.pauses == case.tables.pauses
    assert case.as_of(case.last_at) == case
    found = staging.walk(case, case.last_at, staging.buckets("days", [(1, 10)], pauses="clip"))
    late = [each for each in found if each.name == "11+"]
    assert [each.at.date() for each in late] == [(START + 14 * day).date()]


def test_what_was_voided_does_not_carry_over():
    """Neither does a call that was recorded by mistake count in the case that follows."""
    engine = make_engine()
    case = engine.record(
        open_case(engine, stage="reminder"),
        cf.ContactPlaced("call", at=START, contact=cf.Contact("call")),
        cf.EventVoided("v", at=START, event="call", because="another borrower's"),
        cf.PaymentReceived("paid", at=START, amount=1_500_00),
    ).case
    cured = engine.advance(case, START).case
    assert cured.stage == "cured"
    new = engine.open("c-2", account="a-1", borrower="b-1", at=START + timedelta(days=9), follows=cured).case
    assert new.tables.contacts == ()
