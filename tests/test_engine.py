"""One evaluator: review, options, fire, advance and next_review agree, and refusals change nothing."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import collectflow as cf
from collectflow import facts
from tests.histories import cases, later
from tests.strategies import contacts, proposals, zones
from tests.support import (
    ACTS,
    CURRENCY,
    START,
    attempts,
    fewer,
    make_engine,
    open_case,
    policy,
    reaching,
    rows,
)

#: What a type checker would refuse as well.
not_a_fact: Any = "days_past_due"

#: Conditions which time alone may change, for a house's own rules.
CONDITIONS = (
    facts.local_time.between(time(8), time(21), closed="left"),
    facts.local_time.between(time(22), time(6)),
    ~facts.held(),
    facts.contacts(within=cf.days(3)) == 0,
    facts.contacts(within=cf.hours(30), channel="call") < 1,
    facts.time_since_contact() >= timedelta(hours=48),
    ~facts.inconvenient,
    facts.permitted("contact"),
    facts.days_in_stage >= 2,
    facts.local_weekday <= 5,
    facts.days_past_due >= 4,
    facts.attribute("score", int) >= 5,
)


@st.composite
def houses(draw):
    """A policy of a few rules about everything, some of them dated or applying at times only."""
    rules = []
    for i, require in enumerate(draw(st.lists(st.sampled_from(CONDITIONS), max_size=3))):
        dated = draw(st.sampled_from((None, None, date(2025, 6, 1), date(2026, 3, 29))))
        kept = draw(st.booleans())
        rules.append(
            cf.Rule(
                f"house.{i}",
                on=[cf.on_move(), cf.on_contact(), cf.on_act()],
                require=require,
                because="the house wants it",
                when=draw(st.sampled_from((None, None, *CONDITIONS))),
                effect=draw(st.sampled_from(("refuse", "refuse", "advise"))),
                effective_from=dated if kept else None,
                effective_until=None if kept else dated,
            )
        )
    return cf.Policy("house", rules=rules, currency=CURRENCY)


@st.composite
def situations(draw, /, **restrictions):
    """An engine with the shipped policy and a house's, a case, and an instant to ask about."""
    case = draw(cases(**restrictions))
    engine = make_engine((policy(), draw(houses())), horizon=cf.days(6))
    return engine, case, draw(later(case))


def _states(case: cf.Case) -> tuple[object, ...]:
    return (case.version, case.stage, case.events, len(case._log), rows(case.tables))


@given(situations(), st.lists(contacts(), max_size=2), st.sampled_from(ACTS))
def test_review_options_and_fire_agree(situation, asked, act):
    """For every move that the stage offers, for contacts and acts: options and fire give the verdict of
    review; what is allowed happens, what is not raises it, and the case as it was is never changed."""
    engine, case, at = situation
    asked = [reaching(case, each) for each in asked]
    answers = engine.options(case, at, contacts=asked)
    offered = [cf.Move(each.trigger) for each in engine.lifecycle.outgoing(case.stage)]
    assert [each for each in answers if isinstance(each, cf.Move)] == offered
    first = (case.version, case.events, rows(case.tables))
    for proposal in (*answers, cf.Act(act)):
        before = _states(case)
        verdict = engine.review(case, proposal, at)
        if proposal in answers:
            assert answers[proposal] == verdict
        assert (verdict.allowed_at == at) is verdict.allowed
        if not verdict.allowed:
            with pytest.raises(cf.Refused) as refused:
                engine.fire(case, proposal, at)
            assert refused.value.verdict == verdict
            assert _states(case) == before
        else:
            result = engine.fire(case, proposal, at)
            assert result.verdict == verdict
            assert result.changed
            assert result.before is case
            assert result.case.version == case.version + 1
            assert result.case.find(result.events[0].id) is result.events[0]
            assert cf.Case.replay([*case.events, *result.events]) == result.case
        assert (case.version, case.events, rows(case.tables)) == first


@given(situations())
def test_advance_takes_what_review_allows(situation):
    """`advance` takes the first automatic move, in declared order, that review allows, and only that."""
    engine, case, at = situation
    due = [
        each
        for each in engine.lifecycle.outgoing(case.stage)
        if each.automatic and engine.review(case, each.trigger, at).allowed
    ]
    result = engine.advance(case, at)
    assert result.changed is bool(due)
    if due:
        event = result.events[0]
        assert isinstance(event, cf.StageChanged)
        assert event.automatic
        dest = case.tables.left if due[0].dest == cf.LEFT else due[0].dest
        assert (event.source, event.dest, event.move.trigger) == (case.stage, dest, due[0].trigger)
        assert result.verdict == engine.review(case, due[0].trigger, at)
    else:
        assert result.case is case
        assert result.events == ()
        assert result.verdict is None


@given(situations(moves=False), st.data())
@fewer(2)
def test_next_review(situation, data):
    """`next_review` is later than `at`; until then no automatic move's answer changes, at no hour and no
    half hour; and then one does, unless it is the horizon's end."""
    engine, case, at = situation
    then = engine.next_review(case, at)
    end = at + timedelta(days=6)
    assert at < then <= end
    moves = [each.trigger for each in engine.lifecycle.outgoing(case.stage) if each.automatic]

    def answers(when: datetime) -> list[bool]:
        return [engine.review(case, each, when).allowed for each in moves]

    now = answers(at)
    first = at.replace(minute=0, second=0, microsecond=0)
    steps = [first + timedelta(minutes=30 * i) for i in range(1, 2 * 24 * 6)]
    steps += [then - timedelta(microseconds=1), at + (then - at) * data.draw(st.floats(0, 1))]
    for when in steps:
        if at < when < then:
            assert answers(when) == now
    if then < end:
        assert answers(then) != now
        assert engine.next_review(case, at).tzinfo == at.tzinfo


@given(cases(), st.data())
def test_next_review_without_an_answer_in_sight(case, data):
    """With an opaque rule that does not say when it changes, the next books' midnight is the next review."""
    at = data.draw(later(case))
    silent = cf.Rule(
        "house.silent",
        on=cf.on_move(),
        require=cf.opaque(lambda _: False, name="no", version="1"),
        because="nobody knows",
    )
    engine = make_engine((cf.Policy("house", rules=[silent]),))
    then = engine.next_review(case, at)
    moves = [each for each in engine.lifecycle.outgoing(case.stage) if each.automatic]
    if not moves:
        assert then == at + timedelta(days=400)
        return
    assert at < then <= at + timedelta(days=1)
    assert case.today(then - timedelta(microseconds=1)) == case.today(at)


@given(cases(), proposals(), st.data())
def test_a_decision_says_on_what(case, proposal, data):
    """What was allowed is recorded with the rules applied, the facts read and the engine's fingerprint,
    and the event survives JSON."""
    engine = make_engine(())
    covered = cf.Rule(
        "house.open", on=[cf.on_contact(), cf.on_act()], require=facts.days_in_stage >= 0, because="always"
    )
    engine = make_engine((cf.Policy("house", rules=[covered]),))
    at = data.draw(later(case))
    proposal = reaching(case, proposal)
    if isinstance(proposal, cf.Move):
        ways = [each.trigger for each in engine.lifecycle.outgoing(case.stage)]
        proposal = cf.Move(data.draw(st.sampled_from(ways or ["none"])))
        if not ways:
            return
    try:
        result = engine.fire(case, proposal, at)
    except cf.NoSuchTransition:
        assert engine.options(case, at) == {}
        return
    decision = result.events[0].decision  # type: ignore[attr-defined]
    assert decision.fingerprint == engine.fingerprint
    assert decision.rules == (() if isinstance(proposal, cf.Move) else ("house.open",))
    assert all(value is not None for _, value in decision.facts)
    assert cf.event_from_dict(json.loads(json.dumps(result.events[0].to_dict()))) == result.events[0]
    back = pickle.loads(pickle.dumps(result))
    assert back == result


@given(zones(), st.integers(-3, 3))
def test_at_may_be_in_any_zone(name, shift):
    """The same instant in another zone is the same question, and answers come back in that zone."""
    engine = make_engine()
    case = open_case(engine)
    at = START + timedelta(days=4 + shift)
    there = at.astimezone(ZoneInfo(name))
    one, two = engine.review(case, "start_reminders", at), engine.review(case, "start_reminders", there)
    assert (one.status, one.allowed_at) == (two.status, two.allowed_at)
    assert engine.next_review(case, at) == engine.next_review(case, there)
    assert engine.next_review(case, there).tzinfo == there.tzinfo
    if two.allowed:
        assert (
            engine.fire(case, "start_reminders", at).case == engine.fire(case, "start_reminders", there).case
        )


def test_results_have_no_truth_value():
    """`if result:` would be taken for `if allowed`: it raises and says what to use."""
    engine = make_engine()
    result = engine.advance(open_case(engine), START)
    with pytest.raises(TypeError, match=r"\.changed"):
        bool(result)


@pytest.mark.parametrize("call", ["review", "fire", "advance", "options", "next_review"])
@pytest.mark.parametrize(
    ("at", "error"),
    [
        (datetime(2026, 3, 1), cf.NaiveDatetime),  # noqa: DTZ001 - that is the point
        (date(2026, 3, 1), cf.BadValue),
        ("2026-03-01T00:00:00Z", cf.BadValue),
        (None, cf.BadValue),
        (datetime(9999, 6, 1, tzinfo=UTC), cf.BadValue),
    ],
)
def test_instants_are_aware(call, at, error):
    """A naive or impossible `at` is a typed error in every call, and changes nothing."""
    engine = make_engine()
    case = open_case(engine)
    asked = () if call in {"advance", "options", "next_review"} else (cf.Contact("call"),)
    with pytest.raises(error):
        getattr(engine, call)(case, *asked, at=at)
    assert case.version == 1


@pytest.mark.parametrize("horizon", [400, cf.hours(5), "400 days", None])
def test_a_horizon_is_a_span(horizon):
    """A bare number or a window of hours where the horizon belongs is an error that says what to pass."""
    with pytest.raises(cf.BadValue, match=r"days\(400\)"):
        make_engine(horizon=horizon)


@pytest.mark.parametrize("within", [timedelta(days=7), timedelta(hours=3), 7, "week"])
def test_a_window_is_no_span(within):
    """A bare timedelta where a window belongs is an error naming the two that it could mean."""
    with pytest.raises(cf.BadGuard) as caught:
        facts.contacts(within=within)
    assert "days(" in str(caught.value)
    assert "hours(" in str(caught.value)


@pytest.mark.parametrize("proposal", [None, 5, cf.Due("d", due_on=START.date(), amount=1), ["cure"]])
def test_only_proposals_are_proposed(proposal):
    """Something that is neither a proposal nor a trigger's name is refused."""
    engine = make_engine()
    with pytest.raises(cf.BadValue, match="propose a Move"):
        engine.review(open_case(engine), proposal, START)


def test_reading_facts():
    """`read` gives a fact's value; local facts only where one zone is known; other objects are refused."""
    engine = make_engine()
    case = attempts(engine, open_case(engine), 3, at=START)
    at = START + timedelta(days=1)
    assert engine.read(case, facts.unanswered(channel="call"), at) == 3
    assert engine.read(case, facts.local_time, at) == time(19)
    assert engine.read(case, facts.books_date, at) == date(2026, 1, 2)
    for known in ([], ["America/New_York", "Europe/Berlin"]):
        assert engine.read(open_case(engine, borrower_zones=known), facts.local_time, at) is None
    with pytest.raises(cf.BadValue, match="pass a fact"):
        engine.read(case, not_a_fact, at)


def test_fingerprints_tell_engines_apart():
    """The fingerprint follows from lifecycle, policies and vocabulary, and from nothing else."""
    engine = make_engine()
    assert engine.fingerprint == make_engine().fingerprint == engine.evolve(hooks=()).fingerprint
    others = [
        engine.evolve(policies=(policy(remind_after=4),)),
        engine.evolve(attributes={"score": int}),
        engine.evolve(channels=["fax"]),
        engine.evolve(lifecycle=engine.lifecycle.extend(name="other")),
        engine.evolve(policies=()),
    ]
    assert len({engine.fingerprint, *(each.fingerprint for each in others)}) == len(others) + 1
    assert repr(engine).startswith("<Engine online_lending [online-lending]")


def test_an_engine_survives_json():
    """Everything but hooks and calendars comes back, with the same fingerprint."""
    engine = make_engine()
    again = cf.Engine.from_dict(json.loads(json.dumps(engine.to_dict())))
    assert again.fingerprint == engine.fingerprint
    assert again.to_dict() == engine.to_dict()
    with pytest.raises(cf.UnknownName, match="decimal"):
        cf.Engine.from_dict({**engine.to_dict(), "attributes": {"score": "decimal"}})
    for name in engine.to_dict():
        data = {key: value for key, value in engine.to_dict().items() if key != name}
        with pytest.raises(cf.BadValue, match=name):
            cf.Engine.from_dict(data)


def test_a_case_that_was_opened_final_has_no_way_back_even_after_another_had():
    """What one case may do is not remembered for another."""
    engine = make_engine()
    paid = open_case(engine)
    at = START + timedelta(days=1)
    paid = engine.record(paid, cf.PaymentReceived("p", at=at, amount=150_000)).case
    cured = engine.advance(paid, at).case
    back = engine.record(cured, cf.PaymentReversed("r", at=at + timedelta(days=1), payment="p")).case
    assert engine.review(back, "reopen", at + timedelta(days=1)).allowed
    opened = open_case(engine, stage="cured")
    with pytest.raises(cf.NoSuchTransition):
        engine.review(opened, "reopen", START)
