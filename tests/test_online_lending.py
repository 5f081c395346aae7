"""The shipped practice, row by row, at each default boundary, and that every number is a parameter."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

import collectflow as cf
from collectflow import vocabulary
from collectflow.policies import online_lending
from tests.support import CURRENCY, START, make_engine, open_case, policy

Stage, Trigger = online_lending.Stage, online_lending.Trigger
_OPEN = ("grace", "reminder", "outreach", "outsourced", "litigation")
_COLLECTING = _OPEN[1:]


def _case(
    engine: cf.Engine,
    *,
    stage: str,
    late: int,
    amount: int = 150_000,
    calls: int = 0,
    messages: int = 0,
    answered: bool = False,
) -> cf.Case:
    """A case at a stage, so many days late at `START`, with unanswered calls and messages before."""
    begin = START - timedelta(days=2)
    due = cf.Due("d", due_on=(START - timedelta(days=late)).date(), amount=amount)
    case = open_case(
        engine, at=begin, stage=stage, dues=[due], persons=[cf.Person("p-1", "emergency_contact")]
    )
    events: list[cf.Event] = []
    for i, channel in enumerate(["call"] * calls + ["sms"] * messages):
        at = begin + timedelta(hours=i)
        events.append(cf.ContactPlaced(f"k-{i}", at=at, contact=cf.Contact(channel)))
        outcome = "no_answer" if channel == "call" else "delivered"
        events.append(cf.ContactResult(f"r-{i}", at=at, contact=f"k-{i}", outcome=outcome))
    if answered:
        events.append(cf.ContactInbound("in", at=START - timedelta(hours=1), channel="call"))
    return engine.record(case, *events).case


def _allows(case_of: dict[str, Any], trigger: str, **numbers: Any) -> bool:
    engine = make_engine((policy(**numbers),))
    verdict = engine.review(_case(engine, **case_of), trigger, START)
    assert not verdict.unknown
    return verdict.allowed


#: (trigger, the case that it is just allowed for, changes that each refuse it).
MOVES = [
    ("start_reminders", {"stage": "grace", "late": 3}, [{"late": 2}, {"late": 0}, {"late": -1}]),
    (
        "start_outreach",
        {"stage": "reminder", "late": 5, "calls": 2, "messages": 2},
        [{"calls": 1}, {"messages": 1}, {"answered": True}],
    ),
    (
        "place",
        {"stage": "outreach", "late": 61, "calls": 3, "messages": 3},
        [{"late": 60}, {"calls": 2}, {"answered": True}],
    ),
    ("recall", {"stage": "outsourced", "late": 61}, []),
    (
        "sue",
        {"stage": "outsourced", "late": 121, "calls": 6, "amount": 100_000},
        [{"late": 120}, {"calls": 5}, {"amount": 99_999}, {"answered": True}],
    ),
    ("step_down", {"stage": "reminder", "late": 2}, [{"late": 3}]),
    ("step_down", {"stage": "outreach", "late": 2}, [{"late": 3}]),
    ("step_down", {"stage": "outsourced", "late": 60}, [{"late": 61}]),
    *(("settle", {"stage": each, "late": 1}, []) for each in _OPEN),
    *(("write_off", {"stage": each, "late": 1}, []) for each in _OPEN),
]


@pytest.mark.parametrize(("trigger", "case", "changes"), MOVES)
def test_moves(trigger, case, changes):
    """Each move is allowed on its boundary, and refused one step off it."""
    assert _allows(case, trigger)
    for change in changes:
        assert not _allows({**case, **change}, trigger)


#: (number, another value, trigger, a case, whether the default allows it); the other value says otherwise.
NUMBERS = [
    ("remind_after", 4, "start_reminders", {"stage": "grace", "late": 3}, True),
    ("remind_after", 1, "start_reminders", {"stage": "grace", "late": 1}, False),
    ("remind_after", 2, "step_down", {"stage": "reminder", "late": 2}, True),
    (
        "unanswered_messages",
        3,
        "start_outreach",
        {"stage": "reminder", "late": 5, "calls": 2, "messages": 2},
        True,
    ),
    ("unanswered_messages", 0, "start_outreach", {"stage": "reminder", "late": 5, "calls": 2}, False),
    (
        "unanswered_calls",
        3,
        "start_outreach",
        {"stage": "reminder", "late": 5, "calls": 2, "messages": 2},
        True,
    ),
    ("unanswered_calls", 0, "start_outreach", {"stage": "reminder", "late": 5, "messages": 2}, False),
    ("place_after", 61, "place", {"stage": "outreach", "late": 61, "calls": 6}, True),
    ("place_after", 59, "place", {"stage": "outreach", "late": 60, "calls": 6}, False),
    ("place_after", 59, "step_down", {"stage": "outsourced", "late": 60}, True),
    ("place_attempts", 7, "place", {"stage": "outreach", "late": 61, "calls": 6}, True),
    ("sue_after", 121, "sue", {"stage": "outsourced", "late": 121, "calls": 6}, True),
    ("sue_from", 150_001, "sue", {"stage": "outsourced", "late": 121, "calls": 6}, True),
    ("unreachable_attempts", 7, "sue", {"stage": "outsourced", "late": 121, "calls": 6}, True),
    ("unreachable_attempts", 5, "sue", {"stage": "outsourced", "late": 121, "calls": 5}, False),
    ("visit_after", 91, "visit", {"stage": "outsourced", "late": 91}, True),
    ("visit_after", 0, "visit", {"stage": "outsourced", "late": 11}, False),
    ("no_visit_within", 91, "visit", {"stage": "outsourced", "late": 91}, True),
]


@pytest.mark.parametrize(("number", "other", "trigger", "case", "allowed"), NUMBERS)
def test_every_number_is_a_parameter(number, other, trigger, case, allowed):
    """Each number, given as a keyword argument, takes effect."""
    proposal: Any = cf.Contact("visit") if trigger == "visit" else trigger
    assert _allows(case, proposal) is allowed
    assert _allows(case, proposal, **{number: other}) is not allowed


def test_no_number_is_forgotten():
    """The table above tries every parameter of the policy."""
    parameters = set(online_lending.policy.__kwdefaults__ or {})
    assert parameters | {"sue_from"} == {row[0] for row in NUMBERS}


def test_the_amount_has_no_default():
    """The amount for a suit is asked for, and it is an amount."""
    with pytest.raises(TypeError, match="sue_from"):
        online_lending.policy(currency=CURRENCY)  # type: ignore[call-arg]
    for wrong in (500.0, True, "500"):
        with pytest.raises(cf.BadAmount):
            online_lending.policy(currency=CURRENCY, sue_from=wrong)  # type: ignore[arg-type]
    with pytest.raises(cf.BadGuard):
        policy(remind_after=3.0)


def test_another_currency_is_no_suit():
    """For a case in another currency than the policy's the amount is unknown, so nobody is sued."""
    engine = make_engine((policy(currency="EUR"),))
    verdict = engine.review(_case(engine, stage="outsourced", late=121, calls=6), "sue", START)
    assert verdict.unknown


# --- cures, ends, the way back --------------------------------------------------------------------------


@pytest.mark.parametrize("stage", _OPEN)
def test_cure(stage):
    """From any open stage a case is cured by itself once nothing is overdue, whatever else is due later."""
    engine = make_engine()
    case = _case(engine, stage=stage, late=20)
    later_due = cf.DuesAdded(
        "m", at=START, dues=[cf.Due("d-2", due_on=(START + timedelta(days=9)).date(), amount=7)]
    )
    case = engine.record(case, later_due).case
    assert not engine.review(case, "cure", START).allowed
    short = engine.record(case, cf.PaymentReceived("p", at=START, amount=149_999)).case
    assert not engine.review(short, "cure", START).allowed
    paid = engine.record(short, cf.PaymentReceived("q", at=START, amount=1)).case
    assert engine.advance(paid, START).case.stage == "cured"


def test_nothing_due_yet_is_nothing_to_cure():
    """A case opened before anything falls due stays in grace until it has."""
    engine = make_engine()
    case = _case(engine, stage="grace", late=-5)
    assert not engine.advance(case, START).changed
    cleared = engine.record(case, cf.PaymentReceived("p", at=START, amount=150_000)).case
    assert not engine.advance(cleared, START + timedelta(days=5)).changed
    assert engine.advance(cleared, START + timedelta(days=6)).case.stage == "cured"


def test_a_placement_is_recalled_before_stepping_down():
    """No stage is stepped down from while the debt is with an agency."""
    engine = make_engine()
    case = _case(engine, stage="outsourced", late=5)
    placed = engine.record(case, cf.PlacementStarted("a", at=START, agency="agency")).case
    assert not engine.review(placed, "step_down", START).allowed
    back = engine.record(placed, cf.PlacementEnded("b", at=START, placement="a")).case
    assert engine.fire(back, "step_down", START).case.stage == "outreach"


@pytest.mark.parametrize("stage", _OPEN)
@pytest.mark.parametrize(
    ("end", "reversed_by"),
    [("cure", "payment"), ("settle", "payment"), ("settle", "adjustment"), ("write_off", "adjustment")],
)
def test_reopening(stage, end, reversed_by):
    """When the payment or adjustment that led to a final stage is reversed, the case goes back by itself to
    the stage that was left, and on from there."""
    engine = make_engine()
    case = _case(engine, stage=stage, late=30)
    kind = "write_off" if end == "write_off" else "waiver"
    paid: cf.Event = cf.PaymentReceived("p", at=START, amount=150_000)
    if reversed_by == "adjustment":
        paid = cf.Adjusted("p", at=START, amount=150_000, kind=kind)
    case = engine.fire(engine.record(case, paid).case, end, START).case
    final = case.stage
    later = START + timedelta(days=3)
    assert not engine.advance(case, later).changed
    back = engine.record(case, cf.PaymentReversed("r", at=later, payment="p")).case
    result = engine.advance(back, later)
    (event,) = result.events
    assert isinstance(event, cf.StageChanged)
    assert (event.source, event.dest, event.move.trigger) == (final, stage, "reopen")
    assert result.case.stage == stage
    onward = engine.advance(result.case, later)
    assert onward.case.stage == ("reminder" if stage == "grace" else stage)


@pytest.mark.parametrize("end", ["cure", "settle"])
@pytest.mark.parametrize("amount", [1, 150_000])
def test_what_is_refunded_leads_out_of_a_final_stage(end, amount):
    """All or a part of it, at once."""
    engine = make_engine()
    case = _case(engine, stage="outreach", late=30)
    case = engine.record(case, cf.PaymentReceived("p", at=START, amount=150_000)).case
    case = engine.fire(case, end, START).case
    later = START + timedelta(days=3)
    back = engine.record(case, cf.PaymentRefunded("r", at=later, payment="p", amount=amount)).case
    assert engine.advance(back, later).case.stage == "outreach"


def test_a_write_off_stands_when_a_payment_bounces():
    """A write-off is not undone by a payment that is reversed after it; only by its own reversal."""
    engine = make_engine()
    case = _case(engine, stage="outreach", late=30)
    case = engine.record(case, cf.PaymentReceived("p", at=START, amount=5)).case
    case = engine.fire(case, "write_off", START).case
    case = engine.record(case, cf.PaymentReversed("r", at=START + timedelta(days=1), payment="p")).case
    assert not engine.advance(case, START + timedelta(days=2)).changed


def test_a_reversal_of_before_does_not_reopen():
    """What was reversed before the case was settled has nothing to do with the settlement."""
    engine = make_engine()
    case = _case(engine, stage="outreach", late=30)
    paid, back = cf.PaymentReceived("p", at=START, amount=5), cf.PaymentReversed("r", at=START, payment="p")
    case = engine.record(case, paid, back).case
    case = engine.fire(case, "settle", START + timedelta(hours=1)).case
    assert not engine.advance(case, START + timedelta(days=2)).changed


# --- contacts -------------------------------------------------------------------------------------------

_MESSAGES = {"sms", "email", "letter", "app", "chat"}


def _may_contact(stage: str, channel: str, party: str, late: int) -> bool:
    """Who may be contacted when, in the words of the practice."""
    if channel == "visit" and (stage != "outsourced" or late <= 90):
        return False
    if party == "borrower":
        return stage in _COLLECTING and channel in {*_MESSAGES, "call", "visit"}
    return party == "emergency_contact" and stage in _COLLECTING[1:] and channel == "call"


@pytest.mark.parametrize("stage", _OPEN)
@pytest.mark.parametrize("late", [90, 91])
def test_contacts(stage, late):
    """In each stage: the borrower by message or call from reminders on and by visit past 90 days once
    outsourced; the emergency contact by call from outreach on; nobody else, ever."""
    engine = make_engine()
    case = _case(engine, stage=stage, late=late)
    asked = [cf.Contact(each, party) for each in vocabulary.CHANNELS for party in vocabulary.PARTIES]
    for proposal, verdict in engine.options(case, START, contacts=asked).items():
        if isinstance(proposal, cf.Contact):
            assert not verdict.unknown
            assert verdict.allowed is _may_contact(stage, proposal.channel, proposal.party, late), proposal


@pytest.mark.parametrize(("late", "allowed"), [(10, False), (11, True)])
def test_no_visit_in_the_first_days(late, allowed):
    """Never within ten days, even when `visit_after` says 0."""
    engine = make_engine((policy(visit_after=0),))
    assert (
        engine.review(_case(engine, stage="outsourced", late=late), cf.Contact("visit"), START).allowed
        is allowed
    )


@pytest.mark.parametrize("stage", [each.name for each in online_lending.lifecycle().stages])
def test_the_address_book_is_never_used(stage):
    """People from a harvested address book are not contacted in any stage, by any channel."""
    engine = make_engine()
    case = _case(engine, stage=stage, late=200)
    for channel in vocabulary.CHANNELS:
        verdict = engine.review(case, cf.Contact(channel, "address_book"), START)
        assert verdict.refused
        assert "online-lending.address-book" in {each.rule for each in verdict.blocking}
        assert verdict.allowed_at is None


def test_names_are_string_enums():
    """Stages and triggers of the shipped lifecycle are `StrEnum`s, and plain strings everywhere else."""
    lifecycle = online_lending.lifecycle()
    assert {stage.name for stage in lifecycle.stages} == set(Stage)
    assert set(lifecycle.triggers()) == set(Trigger)
    assert all(type(stage.name) is str for stage in lifecycle.stages)
    engine = make_engine()
    case = _case(engine, stage=Stage.GRACE, late=5)
    assert engine.fire(case, Trigger.START_REMINDERS, START).case.stage == Stage.REMINDER


def test_the_whole_story():
    """From the due date to the court room, each step as soon as it is allowed."""
    engine = make_engine()
    case = open_case(engine, dues=[cf.Due("d", due_on=START.date(), amount=150_000)])
    at = engine.next_review(case, START)
    assert (at, case.stage) == (START + timedelta(days=3), "grace")
    case = engine.advance(case, at).case
    assert case.stage == "reminder"
    for i, channel in enumerate(("call", "sms", "call", "sms", "call", "sms")):
        at += timedelta(hours=20)
        placed = engine.fire(case, cf.Contact(channel), at, id=f"k-{i}").case
        case = engine.record(
            placed, cf.ContactResult(f"r-{i}", at=at, contact=f"k-{i}", outcome="no_answer")
        ).case
    case = engine.fire(case, "start_outreach", at).case
    for trigger, stage, late in (("place", "outsourced", 61), ("sue", "litigation", 121)):
        verdict = engine.review(case, trigger, at)
        assert verdict.allowed_at == START + timedelta(days=late)
        at = verdict.allowed_at
        case = engine.fire(case, trigger, at).case
        assert case.stage == stage
    paid = engine.record(case, cf.PaymentReceived("p", at=at, amount=150_000)).case
    assert engine.advance(paid, at).case.stage == "cured"
