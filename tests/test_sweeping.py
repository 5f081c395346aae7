"""A sweep that comes late loses nothing: `advance(how="through")` and `how="jump"` against steps."""

from __future__ import annotations

import itertools
import pickle
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import collectflow as cf
from collectflow import facts
from tests.histories import cases, later
from tests.support import CURRENCY, START, fewer, make_engine, open_case
from tests.test_engine import houses

STAGES = ("a", "b", "c", "d")

#: Conditions of moves that change at the books' midnight alone.
BY_DAY = (
    facts.days_past_due >= 1,
    facts.days_past_due >= 3,
    facts.days_past_due.between(2, 5),
    facts.days_past_due == 0,
    facts.days_in_stage >= 1,
    facts.days_in_stage >= 2,
    facts.books_weekday <= 5,
    facts.books_weekday == 3,
    facts.amount_overdue >= 2_000,
    facts.unpaid_dues >= 2,
)
#: And such that change at hours.
BY_HOUR = (
    facts.local_time.between(time(8), time(21), closed="left"),
    facts.time_since_contact() >= timedelta(hours=48),
    facts.contacts(within=cf.hours(30)) == 0,
)


def graph(ways, rules, **more):
    """An engine on a few stages, `ways` being (source, dest) pairs of automatic moves with a guard each."""
    stages = [*(cf.Stage(each, severity=i) for i, each in enumerate(STAGES)), cf.Stage("over", final=True)]
    made = [cf.Transition(f"{a}-{b}", a, b, automatic=True) for a, b in ways]
    linked = [cf.Transition(f"go-{b}", a, b) for a, b in itertools.pairwise(STAGES)]
    ends = [cf.Transition("end", each, "over") for each in STAGES]
    policy = cf.Policy(
        "graph",
        currency=CURRENCY,
        rules=[
            cf.Rule(f"graph.{a}-{b}", on=cf.on_move(f"{a}-{b}"), require=guard, because="so it is")
            for (a, b), guard in zip(ways, rules, strict=True)
        ],
    )
    lifecycle = cf.Lifecycle("graph", stages, [*made, *linked, *ends])
    return cf.Engine(lifecycle, policies=[policy], **more)


@st.composite
def graphs(draw, conditions):
    """An engine whose automatic moves ask for these conditions, two of them at most each."""
    pairs = [(a, b) for a in STAGES for b in STAGES if a != b]
    ways = draw(st.lists(st.sampled_from(pairs), unique=True, min_size=1, max_size=5))
    guards = []
    for _ in ways:
        one, two = draw(st.sampled_from(conditions)), draw(st.sampled_from(conditions))
        guards.append(one & two)
    zone = draw(st.sampled_from(("UTC", "Asia/Taipei", "America/Sao_Paulo")))
    return graph(ways, guards, conventions=cf.Conventions(books_zone=zone))


@st.composite
def ledgers(draw, engine):
    """A case with a few dues around its opening, and an instant up to three weeks later."""
    at = START + timedelta(minutes=draw(st.integers(0, 1440)))
    dues = [
        cf.Due(f"d-{i}", due_on=at.date() + timedelta(days=days), amount=1_000 * (i + 1))
        for i, days in enumerate(draw(st.lists(st.integers(-4, 12), min_size=1, max_size=3)))
    ]
    case = open_case(engine, at=at, dues=dues)
    return case, at + timedelta(minutes=draw(st.integers(0, 21 * 1440)))


def stepped(engine, case, instants):
    """The case stepped at each of these instants until nothing is due any more."""
    for at in instants:
        for _ in range(20):
            result = engine.advance(case, at)
            case = result.case
            if not result.changed:
                break
        else:
            return None
    return case


def midnights(case, at):
    """The case's last instant, and each midnight of the books from there to `at`."""
    books = case.tables.head.books
    found, us = [case.last_us], books.next_day(case.last_us)
    end = (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    while us <= end:
        found.append(us)
        us = books.next_day(us)
    return [datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=each) for each in found]


@given(st.data())
def test_one_late_sweep_is_every_night(data):
    """Where all conditions are of days, one `through` at the end gives the case that stepping at every
    midnight of the books does, event by event: so stages and the days on which they were entered."""
    engine = data.draw(graphs(BY_DAY))
    case, at = data.draw(ledgers(engine))
    nightly = stepped(engine, case, midnights(case, at))
    if nightly is None:
        with pytest.raises(cf.EndlessMoves):
            engine.advance(case, at, how="through")
        return
    swept = engine.advance(case, at, how="through")
    assert swept.case == nightly
    assert swept.case.events == nightly.events
    assert swept.events == nightly.events[case.version :]
    assert swept.before is case
    assert swept.changed is (nightly.version > case.version)


@given(st.data())
@fewer(2)
def test_a_late_sweep_is_steps_at_the_instants_when_moves_were_due(data):
    """`through` equals steps at the dates of its events; a microsecond before, no step is taken; afterwards
    nothing is due, and a second `through` gives the very same case."""
    engine = data.draw(graphs((*BY_DAY, *BY_HOUR)))
    case, at = data.draw(ledgers(engine))
    try:
        swept = engine.advance(case, at, how="through")
    except cf.EndlessMoves:
        return
    so_far = case
    for event in swept.events:
        just_before = event.at - timedelta(microseconds=1)
        if just_before >= so_far.last_at:
            assert not engine.advance(so_far, just_before).changed
        step = engine.advance(so_far, event.at)
        assert step.events == (event,)
        assert so_far.last_at <= event.at <= at
        so_far = step.case
    assert swept.case == so_far
    assert not engine.advance(so_far, at).changed
    again = engine.advance(swept.case, at, how="through")
    assert again.case is swept.case
    assert (again.events, again.verdict, again.changed) == ((), None, False)


@given(cases(), houses(), st.data())
@fewer(4)
def test_on_any_history_all_ways_stop_where_nothing_is_due(case, house, data):
    """Whatever has happened in a case: after `through` and after `jump` no step is due, and the steps of
    the result are what was taken."""
    engine = make_engine((house,), horizon=cf.days(6))
    at = data.draw(later(case))
    for how in ("through", "jump"):
        try:
            result = engine.advance(case, at, how=how)
        except cf.EndlessMoves:
            continue
        assert not engine.advance(result.case, at).changed
        assert tuple(event for step in result.steps or (result,) for event in step.events) == result.events
        assert len(result.steps) != 1
        assert cf.Case.replay([*case.events, *result.events]) == result.case
        if result.changed:
            assert pickle.loads(pickle.dumps(result)) == result


@given(st.data())
def test_a_jump_is_steps_at_one_instant(data):
    """Where a stage offers at most one automatic move, `jump` is steps at `at` until none is due."""
    engine = data.draw(graphs(BY_DAY))
    case, at = data.draw(ledgers(engine))
    steps = [each for each in engine.lifecycle.transitions if each.automatic]
    if len({each.source for each in steps}) < len(steps):
        return
    walked = stepped(engine, case, [at])
    if walked is None:
        with pytest.raises(cf.EndlessMoves):
            engine.advance(case, at, how="jump")
        return
    jumped = engine.advance(case, at, how="jump")
    assert jumped.case == walked
    assert {event.at for event in jumped.events} <= {at}


# --- ladders by hand ------------------------------------------------------------------------------------

_DUE = datetime(2026, 1, 1, tzinfo=UTC)


def _ladder(**more):
    """a to b at 10 days past due, to c at 20, to d ten days after c was entered."""
    return graph(
        [("a", "b"), ("b", "c"), ("c", "d")],
        [facts.days_past_due >= 10, facts.days_past_due >= 20, facts.days_in_stage >= 10],
        **more,
    )


def _open(engine, **more):
    dues = [cf.Due("d", due_on=_DUE.date(), amount=1_000)]
    return open_case(engine, at=_DUE + timedelta(hours=9), dues=dues, **more)


def test_a_missed_run_loses_nothing():
    """Swept first on day 45, each move is dated the midnight on which it became due, and days in the stage
    count from there: d is due ten days after c was, not ten days after the sweep."""
    engine = _ladder()
    swept = engine.advance(_open(engine), _DUE + timedelta(days=45, hours=3), how="through")
    assert [(event.dest, event.at) for event in swept.events] == [
        ("b", datetime(2026, 1, 11, tzinfo=UTC)),
        ("c", datetime(2026, 1, 21, tzinfo=UTC)),
        ("d", datetime(2026, 1, 31, tzinfo=UTC)),
    ]
    assert engine.read(swept.case, facts.days_in_stage, _DUE + timedelta(days=45)) == 15
    assert swept.verdict is not None
    assert swept.verdict.at == swept.events[-1].at


def test_never_before_the_last_event():
    """What was due before the case's last event is dated that event's instant, as it would have been taken
    had somebody looked then."""
    engine = _ladder()
    told = _DUE + timedelta(days=25, hours=7)
    note = cf.AttributeSet("n", at=told, name="note", value=1)
    case = engine.evolve(attributes={"note": int}).record(_open(engine), note).case
    swept = engine.advance(case, told + timedelta(days=12), how="through")
    assert [event.at for event in swept.events] == [told, told, datetime(2026, 2, 5, tzinfo=UTC)]
    with pytest.raises(cf.AskedTooEarly):
        engine.advance(case, told - timedelta(microseconds=1), how="through")


def test_a_jump_waits_for_days_in_the_stage():
    """On day 45 a jump goes through b to c at that instant, and there it waits for ten days."""
    engine = _ladder()
    at = _DUE + timedelta(days=45)
    jumped = engine.advance(_open(engine), at, how="jump")
    assert [(event.dest, event.at) for event in jumped.events] == [("b", at), ("c", at)]
    assert engine.advance(jumped.case, at + timedelta(days=10), how="jump").case.stage == "d"


def test_a_jump_takes_the_most_severe():
    """Of several moves that are due, a jump takes the one to the most severe stage, whatever the order;
    one that ends collection comes before all; a step takes the first declared."""
    late = facts.days_past_due >= 1
    engine = graph([("a", "b"), ("a", "d"), ("a", "c")], [late, late, late])
    at = _DUE + timedelta(days=3)
    assert engine.advance(_open(engine), at, how="jump").case.stage == "d"
    assert engine.advance(_open(engine), at).case.stage == "b"
    engine = graph([("a", "b"), ("a", "d"), ("a", "over")], [late, late, late])
    assert engine.advance(_open(engine), at, how="jump").case.stage == "over"


@pytest.mark.parametrize("how", ["through", "jump"])
def test_a_circle_is_an_error_that_names_it(how):
    """Moves that lead round at one instant are refused with the stages; no hook has heard of anything."""
    heard: list[str] = []

    @cf.before("move")
    def ask(details: cf.Proposed) -> None:
        heard.append("before")

    @cf.after()
    def tell(details: cf.Happened) -> None:
        heard.append("after")

    late = facts.days_past_due >= 1
    ways = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "b")]
    engine = graph(ways, [late] * 4)
    case = _open(engine)
    at = _DUE + timedelta(days=5)
    with pytest.raises(cf.EndlessMoves) as caught:
        engine.evolve(hooks=[ask, tell]).advance(case, at, how=how)
    assert caught.value.case == "c-1"
    assert caught.value.at == (at if how == "jump" else datetime(2026, 1, 2, tzinfo=UTC))
    stages = caught.value.stages
    assert stages[0] == stages[-1]
    assert set(stages) == {"b", "c", "d"}
    assert heard == []
    assert case.version == 1
    assert engine.advance(case, at).case.stage == "b"


def test_a_circle_that_takes_its_time_is_none():
    """Round and round, a day at a time, is a life: ten nights give ten moves."""
    engine = graph([("a", "b"), ("b", "a")], [facts.days_in_stage >= 1] * 2)
    swept = engine.advance(_open(engine), _DUE + timedelta(days=10, hours=12), how="through")
    assert [event.at for event in swept.events] == [_DUE + timedelta(days=i) for i in range(1, 11)]


def test_what_was_open_for_an_hour_is_not_lost():
    """A move that was allowed on one Wednesday only, and is not any more, is taken as of that Wednesday."""
    engine = graph([("a", "b")], [(facts.books_weekday == 3) & (facts.days_past_due <= 10)])
    case = _open(engine)
    at = _DUE + timedelta(days=29)
    assert not engine.advance(case, at).changed
    assert engine.advance(case, at, how="through").events[0].at == datetime(2026, 1, 7, tzinfo=UTC)


def test_a_rule_that_does_not_say_when_is_looked_at_every_midnight():
    """An opaque rule without a next change is asked at each midnight of the books, and at `at`."""
    asked: list[datetime] = []

    def since(sight: cf.Sight) -> bool:
        asked.append(sight.at)
        return sight.at >= datetime(2026, 1, 4, 15, tzinfo=UTC)

    guard = cf.opaque(since, name="since", version="1")
    engine = graph([("a", "b")], [guard])
    case = _open(engine)
    for at, dated in ((8, datetime(2026, 1, 5, tzinfo=UTC)), (3.7, _DUE + timedelta(days=3.7))):
        asked.clear()
        swept = engine.advance(case, _DUE + timedelta(days=at), how="through")
        assert [event.at for event in swept.events] == [dated]
        assert {each.time() for each in asked} <= {case.last_at.time(), time(0), dated.time()}
    assert not engine.advance(case, datetime(2026, 1, 4, 12, tzinfo=UTC), how="through").changed


def test_longer_than_the_horizon():
    """A case that slept for longer than the engine looks ahead is caught up all the same."""
    engine = _ladder(horizon=cf.days(3))
    swept = engine.advance(_open(engine), _DUE + timedelta(days=900), how="through")
    assert [event.at.date() for event in swept.events] == [
        date(2026, 1, 11),
        date(2026, 1, 21),
        date(2026, 1, 31),
    ]


def test_cases_beside_it_are_seen_as_they_stood():
    """What happened in another case of the borrower's holds a move up from when it happened, not before."""
    calm = facts.contacts(within=cf.days(7, zone="books"), beside=True) == 0
    engine = graph(
        [("a", "b"), ("b", "c")], [calm & (facts.days_past_due >= 3), calm & (facts.days_in_stage >= 2)]
    )
    case = _open(engine)
    other = engine.open("c-2", account="a-2", borrower="b-1", at=_DUE + timedelta(hours=9)).case
    call = cf.ContactPlaced("k", at=_DUE + timedelta(days=4, hours=10), contact=cf.Contact("call"))
    other = engine.record(other, call).case
    at = _DUE + timedelta(days=20)
    alone = engine.advance(case, at, how="through")
    beside = engine.advance(case, at, how="through", beside=[other])
    assert [event.at.day for event in alone.events] == [4, 6]
    assert [event.at.day for event in beside.events] == [4, 12]


# --- hooks ----------------------------------------------------------------------------------------------


def test_hooks_hear_of_each_move_with_the_case_of_its_time():
    """A hook is shown each move with the case before and after it and its own verdict, at once or when
    notified; the result is of the whole."""
    seen: list[tuple[str, str, int]] = []

    @cf.after(cf.StageChanged)
    def tell(details: cf.Happened) -> None:
        assert details.before is not None
        assert details.verdict is not None
        assert isinstance(details.event, cf.StageChanged)
        assert details.verdict.version == details.before.version
        seen.append((details.before.stage, details.case.stage, details.case.version))

    engine = _ladder(hooks=[tell])
    case = _open(engine)
    at = _DUE + timedelta(days=45)
    engine.advance(case, at, how="through")
    assert seen == [("a", "b", 2), ("b", "c", 3), ("c", "d", 4)]
    now, seen[:] = list(seen), []
    result = engine.advance(case, at, how="through", notify=False)
    assert seen == []
    assert engine.notify(result) == ()
    assert seen == now
    assert (result.loaded_version, result.case.version) == (1, 4)


def test_a_hook_that_stops_one_move_stops_the_sweep():
    """A before-hook that raises at the third move: nothing is told of the first two."""
    told: list[object] = []

    @cf.before("move", dest="d")
    def stop(details: cf.Proposed) -> None:
        assert details.case.stage == "c"
        assert details.at == datetime(2026, 1, 31, tzinfo=UTC)
        raise RuntimeError("not now")

    engine = _ladder(hooks=[stop, cf.after()(told.append)])
    case = _open(engine.evolve(hooks=()))
    with pytest.raises(RuntimeError, match="not now"):
        engine.advance(case, _DUE + timedelta(days=45), how="through")
    assert told == []
    assert len(engine.advance(case, _DUE + timedelta(days=29), how="through").events) == 2
    assert len(told) == 2


def test_what_after_hooks_raise_is_in_the_result():
    """The errors of all moves come back together, and one does not keep the next from being told."""

    @cf.after(cf.StageChanged)
    def fail(details: cf.Happened) -> None:
        raise ValueError(details.case.stage)

    engine = _ladder(hooks=[fail])
    result = engine.advance(_open(engine), _DUE + timedelta(days=45), how="through")
    assert [str(error) for _, error in result.hook_errors] == ["b", "c", "d"]


def test_another_way_is_refused_by_name():
    """A misspelt way is an error that names the nearest."""
    engine = _ladder()
    with pytest.raises(cf.UnknownName, match="through"):
        engine.advance(_open(engine), _DUE + timedelta(days=1), how="trough")


def test_one_move_gives_the_result_of_a_step():
    """Where one move is due, all three ways give the same."""
    engine = _ladder()
    case = _open(engine)
    at = datetime(2026, 1, 11, tzinfo=UTC)
    step = engine.advance(case, at)
    assert engine.advance(case, at, how="jump") == step
    assert engine.advance(case, at, how="through") == step
