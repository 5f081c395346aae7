"""The lifecycle to the end: row by row, each default at its boundary, stories, and what is proved."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, run_state_machine_as_test

import collectflow as cf
from collectflow import facts, vocabulary
from collectflow.policies import full_recovery, holds
from collectflow.testing import lifecycle_machine, policy_tests
from tests.support import CURRENCY, START, fewer

Stage, Trigger = full_recovery.Stage, full_recovery.Trigger
LIFECYCLE = full_recovery.lifecycle()
DAY = timedelta(days=1)
_BANDS = ("pre_delinquency", "early", "mid", "late", "pre_legal")
_COURT = ("filed", "judgment", "enforcement")
_OPEN = (*_BANDS, "placed", "demand_letter", *_COURT)
_WHERE: dict[str, Any] = {"permissions": [full_recovery.SUIT]}


def policy(**numbers: Any) -> cf.Policy:
    amounts = {"place_amount": 10_000, "file_amount": 100_000}
    return full_recovery.policy(**{"currency": CURRENCY, **amounts, **numbers})


def make_engine(*policies: cf.Policy, **more: Any) -> cf.Engine:
    return cf.Engine(LIFECYCLE, policies or (policy(),), **{**_WHERE, **more})


ENGINE = make_engine()
#: As it is meant to be used: with what holds forbid.
HOUSE = make_engine(policy(), holds.holds(LIFECYCLE, suits=cf.on_move("file")))


def _case(
    engine: cf.Engine,
    *,
    stage: str,
    late: int = 0,
    amount: int = 150_000,
    rounds: int = 0,
    placed: bool = False,
    demand: int | None = None,
    ends: date | None = date(2030, 12, 31),
    since: int = 40,
    hold: str | None = None,
    returned: bool = False,
) -> cf.Case:
    """A case in a stage for `since` days, so many days late at `START`.

    With so many placements that ended, one that did not, a demand of so many days ago, and a day until when
    the claim may be sued on.
    """
    begin = START - since * DAY
    due = cf.Due("d", due_on=(START - late * DAY).date(), amount=amount)
    parts: dict[str, Any] = {"account": "a-1", "borrower": "b-1", "currency": CURRENCY, "dues": [due]}
    case = engine.open("c-1", at=begin, stage=stage, borrower_zones=["UTC"], **parts).case
    events: list[cf.Event] = []
    for i in range(rounds + placed):
        events.append(cf.PlacementStarted(f"p-{i}", at=begin, agency=f"agency-{i}"))
        if i < rounds:
            events.append(cf.PlacementEnded(f"e-{i}", at=begin, placement=f"p-{i}"))
    if ends is not None:
        at = max(begin, START - 40 * DAY)
        events.append(full_recovery.limitation("l", at=at, ends=ends, conventions=engine.conventions))
    if demand is not None:
        events.append(cf.NoticeSent("n", at=START - demand * DAY, kind="demand"))
        if returned:
            events.append(cf.NoticeReturned("back", at=START, notice="n"))
    if hold is not None:
        events.append(cf.HoldPlaced("h", at=START, kind=hold))
    return engine.record(case, *events).case


def _allows(case_of: dict[str, Any], trigger: Any, **numbers: Any) -> bool:
    engine = make_engine(policy(**numbers))
    verdict = engine.review(_case(engine, **case_of), trigger, START)
    assert not verdict.unknown
    return verdict.allowed


_FILE: dict[str, Any] = {"stage": "demand_letter", "late": 121, "demand": 30, "amount": 100_000}
_SALE: list[dict[str, Any]] = [{"placed": True}, {"hold": "dispute"}, {"hold": "bankruptcy"}]

#: (trigger, the case that it is just allowed for, changes that each refuse it).
MOVES: list[tuple[str, dict[str, Any], list[dict[str, Any]]]] = [
    ("roll", {"stage": "pre_delinquency", "late": 1}, [{"late": 0}, {"late": -9}]),
    ("roll", {"stage": "early", "late": 31}, [{"late": 30}]),
    ("roll", {"stage": "mid", "late": 61}, [{"late": 60}]),
    ("roll", {"stage": "late", "late": 91}, [{"late": 90}]),
    ("step_down", {"stage": "mid", "late": 30}, [{"late": 31}, {"placed": True}]),
    ("step_down", {"stage": "late", "late": 60}, [{"late": 61}]),
    ("step_down", {"stage": "pre_legal", "late": 90}, [{"late": 91}]),
    *(
        (
            "place",
            {"stage": stage, "late": 61, "amount": 10_000, "rounds": 2},
            [{"late": 60}, {"amount": 9_999}, {"rounds": 3}, {"rounds": 1, "placed": True}],
        )
        for stage in ("late", "pre_legal")
    ),
    ("recall", {"stage": "placed", "placed": True}, []),
    (
        "demand",
        {"stage": "pre_legal", "late": 91, "amount": 100_000},
        [{"amount": 99_999}, {"placed": True}, {"ends": None}, {"hold": "time_barred"}, {"hold": "dispute"}],
    ),
    (
        "file",
        _FILE,
        [
            {"late": 120},
            {"amount": 99_999},
            {"demand": 29},
            {"demand": None},
            {"returned": True},
            {"ends": None},
            {"ends": date(2025, 12, 31)},
            *({"hold": each} for each in (*holds.NO_ESCALATION, "time_barred")),
        ],
    ),
    ("win_judgment", {"stage": "filed", "late": 121}, []),
    ("enforce", {"stage": "judgment", "since": 30}, [{"since": 29}, {"hold": "bankruptcy"}]),
    *(("withdraw", {"stage": each}, []) for each in ("demand_letter", "filed")),
    *(("sell", {"stage": each, "late": 99}, _SALE) for each in ("late", "pre_legal", "judgment")),
    *((end, {"stage": each}, []) for each in _OPEN for end in ("settle", "discharge", "write_off")),
]


@pytest.mark.parametrize(("trigger", "case", "changes"), MOVES)
def test_moves(trigger, case, changes):
    """Each move is allowed on its boundary, and refused one step off it."""
    assert _allows(case, trigger)
    for change in changes:
        assert not _allows({**case, **change}, trigger), change


def test_a_demand_of_another_round_is_none():
    """A demand that was sent before the stage was entered lets nobody file."""
    case = _case(ENGINE, **{**_FILE, "stage": "pre_legal"})
    case = ENGINE.fire(case, "demand", START).case
    verdict = ENGINE.review(case, "file", START + 60 * DAY)
    assert [each.rule for each in verdict.blocking] == ["full-recovery.file-demand"]


def test_the_last_day_of_the_limitation_period_is_in_time():
    """The day is one of the books; the first instant after it is too late, wherever the books are kept."""
    for zone in ("UTC", "America/Sao_Paulo", "Pacific/Auckland"):
        engine = ENGINE.evolve(conventions=cf.Conventions(books_zone=zone))
        case = _case(engine, **{**_FILE, "ends": START.date() + 2 * DAY})
        at = START + 2 * DAY
        over = engine.conventions.books.day_start((START.date() + 3 * DAY).toordinal())
        last = datetime.fromtimestamp(over / 1e6, UTC) - timedelta(seconds=1)
        assert engine.review(case, "file", at).allowed
        assert engine.review(case, "file", last).allowed
        late = engine.review(case, "file", last + timedelta(seconds=1))
        assert [each.rule for each in late.blocking] == ["full-recovery.file-limitation"]
        assert late.allowed_at is None
    with pytest.raises(cf.BadValue, match="ends"):
        full_recovery.limitation("l", at=START, ends=START, conventions=cf.Conventions())


@pytest.mark.parametrize(
    ("ends", "allowed"), [(date.max, True), (date(9997, 12, 31), True), (date.min, False)]
)
def test_a_limitation_period_may_never_end_or_be_long_over(ends, allowed):
    assert _allows({**_FILE, "ends": ends}, "file") is allowed


def test_another_day_takes_the_place_of_the_first():
    """An acknowledgment begins the limitation period anew."""
    case = _case(ENGINE, **{**_FILE, "ends": START.date() - DAY})
    assert ENGINE.review(case, "file", START).refused
    anew = full_recovery.limitation("l-2", at=START, ends=date(2031, 12, 31), conventions=ENGINE.conventions)
    case = ENGINE.record(case, anew).case
    assert ENGINE.review(case, "file", START).allowed
    case = ENGINE.record(case, cf.PermissionWithdrawn("w", at=START + DAY, permission="l-2")).case
    assert ENGINE.review(case, "file", START + DAY).refused


def test_a_second_demand_begins_its_time_anew():
    case = _case(ENGINE, **_FILE)
    case = ENGINE.record(case, cf.NoticeSent("again", at=START, kind="demand")).case
    assert ENGINE.review(case, "file", START).allowed_at == START + 30 * DAY


def test_the_time_may_run_from_receipt():
    engine = make_engine(policy(demand_received=True))
    case = _case(engine, **_FILE)
    assert engine.review(case, "file", START).refused
    case = engine.record(case, cf.NoticeDelivered("r", at=START, notice="n")).case
    assert engine.review(case, "file", START).allowed_at == START + 30 * DAY


#: (number, another value, trigger, a case, whether the default allows it); the other value says otherwise.
NUMBERS: list[tuple[str, Any, Any, dict[str, Any], bool]] = [
    ("early_from", 2, "roll", {"stage": "pre_delinquency", "late": 1}, True),
    ("mid_from", 30, "roll", {"stage": "early", "late": 30}, False),
    ("mid_from", 30, "step_down", {"stage": "mid", "late": 30}, True),
    ("late_from", 60, "roll", {"stage": "mid", "late": 60}, False),
    ("pre_legal_from", 90, "roll", {"stage": "late", "late": 90}, False),
    ("place_after", 59, "place", {"stage": "late", "late": 60}, False),
    ("place_amount", 150_001, "place", {"stage": "late", "late": 61}, True),
    ("place_rounds", 1, "place", {"stage": "late", "late": 61, "rounds": 1}, True),
    ("file_amount", 100_001, "file", _FILE, True),
    ("file_amount", 100_001, "demand", {"stage": "pre_legal", "late": 91, "amount": 100_000}, True),
    ("file_after", 121, "file", _FILE, True),
    ("demand_days", 31, "file", _FILE, True),
    ("demand_received", True, "file", _FILE, True),
    ("enforce_after", 31, "enforce", {"stage": "judgment", "since": 30}, True),
    ("visit_after", 61, cf.Contact("visit"), {"stage": "late", "late": 61}, True),
    ("not_while", [], "file", {**_FILE, "hold": "legal"}, False),
    ("not_while", ["cease"], "enforce", {"stage": "judgment", "hold": "cease"}, True),
]


@pytest.mark.parametrize(("number", "other", "trigger", "case", "allowed"), NUMBERS)
def test_every_number_is_a_parameter(number, other, trigger, case, allowed):
    assert _allows(case, trigger) is allowed
    assert _allows(case, trigger, **{number: other}) is not allowed


def test_no_number_is_forgotten():
    parameters = set(full_recovery.policy.__kwdefaults__ or {})
    assert parameters | {"place_amount", "file_amount"} == {row[0] for row in NUMBERS}


def test_what_makes_no_sense_is_an_error():
    """The amounts are asked for, and are amounts; the bands follow one another."""
    with pytest.raises(TypeError, match="amount"):
        full_recovery.policy(currency=CURRENCY)  # type: ignore[call-arg]
    for name in ("place_amount", "file_amount"):
        with pytest.raises(cf.BadAmount):
            policy(**{name: 500.0})
    with pytest.raises(cf.BadValue, match="not_while"):
        policy(not_while="legal")
    for bands in ({"mid_from": 61}, {"early_from": 31}, {"early_from": 0}, {"late_from": 100}):
        with pytest.raises(cf.BadValue, match="band"):
            policy(**bands)


# --- the automatic moves --------------------------------------------------------------------------------


def _settled(engine: cf.Engine, case: cf.Case, at: datetime) -> cf.Case:
    """The case after every automatic move that is due."""
    while (result := engine.advance(case, at)).changed:
        case = result.case
    return case


@given(st.integers(-30, 400))
@fewer(1)
def test_the_band_follows_from_the_days(late):
    """Wherever it began, a sweep brings a case up to the band of its days past due, and no further."""
    at_least = [0, 1, 31, 61, 91]
    band = max(i for i, first in enumerate(at_least) if late >= first) if late > 0 else 0
    for begun in _BANDS[: band + 1]:
        case = _case(ENGINE, stage=begun, late=late)
        # Nothing overdue is a cure of what was collected; nothing due yet is not.
        assert _settled(ENGINE, case, START).stage == _BANDS[band]


@pytest.mark.parametrize("stage", _OPEN)
def test_paid_in_full(stage):
    """Whatever the stage, a case in which nothing is open is paid; from the bands by way of a cure."""
    case = _case(ENGINE, stage=stage, late=100)
    short = ENGINE.record(case, cf.PaymentReceived("p", at=START, amount=149_999)).case
    assert _settled(ENGINE, short, START).stage in {stage, "pre_legal"}
    paid = ENGINE.record(short, cf.PaymentReceived("q", at=START, amount=1)).case
    assert _settled(ENGINE, paid, START).stage == "paid"


@pytest.mark.parametrize("stage", [*_BANDS[1:], "placed", "demand_letter", *_COURT])
def test_cure(stage):
    """With nothing overdue a case goes back to pre-delinquency, but for what an agency or a court has."""
    case = _case(ENGINE, stage=stage, late=100)
    later = cf.Due("d-2", due_on=START.date() + 9 * DAY, amount=7)
    case = ENGINE.record(
        case,
        cf.DuesAdded("m", at=START, dues=[later]),
        cf.PaymentReceived("p", at=START, amount=150_000),
    ).case
    elsewhere = stage in {"placed", *_COURT}
    assert _settled(ENGINE, case, START).stage == (stage if elsewhere else "pre_delinquency")
    if stage == "placed":
        assert _settled(ENGINE, ENGINE.fire(case, "recall", START).case, START).stage == "pre_delinquency"
    if stage == "filed":
        assert _settled(ENGINE, ENGINE.fire(case, "withdraw", START).case, START).stage == "pre_delinquency"


def test_nothing_due_yet_is_not_paid():
    case = _case(ENGINE, stage="pre_delinquency", late=-5)
    assert not ENGINE.advance(case, START).changed
    cleared = ENGINE.record(case, cf.PaymentReceived("p", at=START, amount=150_000)).case
    assert not ENGINE.advance(cleared, START + 5 * DAY).changed
    assert ENGINE.advance(cleared, START + 6 * DAY).case.stage == "paid"


@pytest.mark.parametrize("kind", holds.NO_ESCALATION)
def test_a_hold_stops_the_bands(kind):
    case = _case(HOUSE, stage="early", late=31, hold=kind)
    assert not HOUSE.advance(case, START).changed
    lifted = HOUSE.record(case, cf.HoldLifted("x", at=START + DAY, hold="h")).case
    assert HOUSE.advance(lifted, START + DAY).case.stage == "mid"


@pytest.mark.parametrize("stage", _OPEN)
@pytest.mark.parametrize(
    ("end", "kind"), [("settle", "payment"), ("settle", "waiver"), ("write_off", "write_off")]
)
def test_reopening(stage, end, kind):
    """When what led to a final stage is reversed, the case goes back by itself to the stage that was left."""
    case = _case(ENGINE, stage=stage, late=100)
    paid: cf.Event = cf.PaymentReceived("p", at=START, amount=150_000)
    if kind != "payment":
        paid = cf.Adjusted("p", at=START, amount=150_000, kind=kind)
    case = ENGINE.fire(ENGINE.record(case, paid).case, end, START).case
    later = START + 3 * DAY
    assert not ENGINE.advance(case, later).changed
    back = ENGINE.record(case, cf.PaymentReversed("r", at=later, payment="p")).case
    (event,) = ENGINE.advance(back, later).events
    assert isinstance(event, cf.StageChanged)
    assert (event.dest, event.move.trigger, event.automatic) == (stage, "reopen", True)


def test_a_reversal_that_leaves_nothing_open_reopens_nothing():
    """Paid twice, and one payment came back: the debt is still paid."""
    case = _case(ENGINE, stage="early", late=9)
    twice = [cf.PaymentReceived(each, at=START, amount=150_000) for each in ("p", "q")]
    case = _settled(ENGINE, ENGINE.record(case, *twice).case, START)
    case = ENGINE.record(case, cf.PaymentReversed("r", at=START + DAY, payment="p")).case
    assert not ENGINE.advance(case, START + DAY).changed
    case = ENGINE.record(case, cf.PaymentReversed("s", at=START + 2 * DAY, payment="q")).case
    assert ENGINE.advance(case, START + 2 * DAY).case.stage == "pre_delinquency"


@pytest.mark.parametrize(("end", "stage"), [("sell", "sold"), ("discharge", "discharged")])
def test_sold_and_discharged_are_for_ever(end, stage):
    case = _case(ENGINE, stage="pre_legal", late=100)
    case = ENGINE.record(case, cf.PaymentReceived("p", at=START, amount=5)).case
    case = ENGINE.fire(case, end, START).case
    case = ENGINE.record(case, cf.PaymentReversed("r", at=START + DAY, payment="p")).case
    assert case.stage == stage
    assert not ENGINE.options(case, START + DAY)


# --- contacts -------------------------------------------------------------------------------------------

_PEOPLE = {"borrower", "co_borrower", "guarantor", "attorney", "guardian", "representative", "successor"}
_TRADE = {"consumer_reporting_agency", "creditor", "creditor_attorney", "collector_attorney"}
_VISITED = {"late", "pre_legal", "placed", "judgment", "enforcement"}


@pytest.mark.parametrize("stage", [each.name for each in LIFECYCLE.stages])
@pytest.mark.parametrize("late", [0, 60, 61])
@pytest.mark.parametrize("purpose", ["collect", "locate", "inform"])
def test_contacts(stage, late, purpose):
    """Who may be contacted when, and for what, in the words of the practice."""
    case = _case(ENGINE, stage=stage, late=late)
    for party in vocabulary.PARTIES:
        for channel in ("letter", "visit"):
            wanted = party in _PEOPLE | _TRADE or (purpose == "locate" and party != "address_book")
            wanted &= purpose != "collect" or late > 0
            wanted &= purpose == "inform" or stage in _OPEN
            wanted &= channel != "visit" or (stage in _VISITED and late > 60)
            asked = cf.Contact(channel, party, purpose=purpose)
            verdict = ENGINE.review(case, asked, START)
            assert not verdict.unknown
            assert verdict.allowed is wanted, asked


# --- stories --------------------------------------------------------------------------------------------


def test_from_opening_to_judgment():
    """Each step as soon as it is allowed: two agencies, a demand, the suit, the judgment."""
    engine = HOUSE
    due = START.date()
    case = engine.open(
        "c-1", account="a-1", borrower="b-1", at=START - 5 * DAY, currency=CURRENCY,
        dues=[cf.Due("d", due_on=due, amount=150_000)],
    ).case  # fmt: skip
    limit = full_recovery.limitation(
        "l", at=case.last_at, ends=date(2029, 12, 31), conventions=engine.conventions
    )
    case = engine.record(case, limit).case
    at = case.last_at
    for stage, late in (("early", 1), ("mid", 31), ("late", 61)):
        at = engine.next_review(case, at)
        assert at == START + late * DAY
        case = engine.advance(case, at).case
        assert case.stage == stage
    for round_, agency in enumerate(("north", "south")):
        case = engine.fire(case, "place", at).case
        case = engine.record(case, cf.PlacementStarted(agency, at=at, agency=agency)).case
        assert not engine.advance(case, at).changed
        at += 60 * DAY
        case = engine.fire(case, "recall", at).case
        refused = engine.review(case, "demand", at)
        assert [each.rule for each in refused.blocking] == ["full-recovery.placed"]
        case = engine.record(case, cf.PlacementEnded(f"{agency}-end", at=at, placement=agency)).case
        assert (case.stage, round_ < 2) == ("pre_legal", True)
    case = engine.fire(case, "demand", at).case
    assert [each.rule for each in engine.review(case, "file", at).blocking] == ["full-recovery.file-demand"]
    case = engine.record(case, cf.NoticeSent("letter", at=at, kind="demand")).case
    verdict = engine.review(case, "file", at)
    assert verdict.allowed_at == at + 30 * DAY
    disputed = engine.record(case, cf.HoldPlaced("h", at=at + DAY, kind="dispute")).case
    assert engine.review(disputed, "file", verdict.allowed_at).allowed_at is None
    at = verdict.allowed_at
    for trigger, stage in (("file", "filed"), ("win_judgment", "judgment")):
        case = engine.fire(case, trigger, at).case
        assert case.stage == stage
        at += 90 * DAY
    assert engine.fire(case, "enforce", at).case.stage == "enforcement"
    replayed = cf.Case.from_dict(json.loads(json.dumps(case.to_dict())))
    assert replayed == case


def test_paid_and_reopened():
    """A payment in court ends the case; when it bounces, the case is where it was, in court."""
    case = _case(HOUSE, stage="filed", late=200)
    case = HOUSE.record(case, cf.PaymentReceived("p", at=START, amount=150_000)).case
    case = HOUSE.advance(case, START).case
    assert case.stage == "paid"
    assert HOUSE.review(case, cf.Contact("letter"), START).refused
    later = START + 10 * DAY
    case = HOUSE.record(case, cf.PaymentReversed("r", at=later, payment="p")).case
    case = _settled(HOUSE, case, later)
    assert case.stage == "filed"
    assert HOUSE.fire(case, "win_judgment", later).case.stage == "judgment"


def test_an_early_prepayment_that_bounces_reopens():
    """Nothing is overdue, and yet something is owed."""
    case = _case(ENGINE, stage="early", late=2)
    later = cf.DuesAdded("m", at=START, dues=[cf.Due("d-2", due_on=START.date() + 90 * DAY, amount=500)])
    case = ENGINE.record(
        case,
        later,
        cf.PaymentReceived("p", at=START, amount=150_000),
        cf.PaymentReceived("q", at=START, amount=500),
    ).case
    case = _settled(ENGINE, case, START)
    assert case.stage == "paid"
    case = ENGINE.record(case, cf.PaymentReversed("r", at=START + DAY, payment="q")).case
    assert _settled(ENGINE, case, START + DAY).stage == "pre_delinquency"


# --- names, laws, proofs --------------------------------------------------------------------------------


def test_names_are_string_enums():
    assert {stage.name for stage in LIFECYCLE.stages} == set(Stage)
    assert set(LIFECYCLE.triggers()) == set(Trigger)
    assert all(type(stage.name) is str for stage in LIFECYCLE.stages)


def test_the_engine_goes_through_json():
    data = json.loads(json.dumps(HOUSE.to_dict()))
    assert cf.Engine.from_dict(data).fingerprint == HOUSE.fingerprint


TestLaws = policy_tests(policy(), lifecycle=LIFECYCLE, engine=_WHERE, max_examples=30)


class _Played(lifecycle_machine(HOUSE)):  # type: ignore[misc]
    """Whatever happens in whatever order, who owes nothing is in no court by the engine's doing."""

    @invariant()
    def who_never_owed_is_not_sued(self):
        if self.case.ledger.billed == 0:
            assert self.case.stage not in {"placed", "filed", "judgment", "enforcement"}


def test_it_is_played_with():
    """Review, options, fire and advance agree, replay gives the case, nothing automatic comes unannounced."""
    run_state_machine_as_test(
        _Played, settings=settings(max_examples=20, stateful_step_count=40, deadline=None)
    )


@pytest.mark.parametrize("rule", policy().rules, ids=lambda rule: rule.id)
def test_every_rule_can_be_kept_and_broken(rule):
    """A reviewed case shows each way."""
    verify = pytest.importorskip("collectflow.verify", reason="the solver is an extra")
    found = []
    for turned in (rule, attrs.evolve(rule, require=~rule.require)):
        engine = make_engine(cf.Policy("one", rules=[turned], currency=CURRENCY))
        found.append(any(verify.never(engine, each, limit=10).refuted for each in rule.on))
    # The address book is for nobody.
    assert found == [rule.id != "full-recovery.address-book", True]


@pytest.mark.parametrize("engine", [ENGINE, HOUSE], ids=["alone", "with holds"])
def test_the_structure_has_no_findings(engine):
    """Every stage can be entered and left, every move can be allowed, every rule can refuse, and no two
    automatic moves are ever due at once."""
    verify = pytest.importorskip("collectflow.verify", reason="the solver is an extra")
    report = verify.check(engine)
    assert report.result == "proved", report


_DEMAND = facts.notices("demand", before=cf.days(30, zone="books"))


@pytest.mark.parametrize(
    ("proposal", "when"),
    [
        ("file", ~facts.permitted(full_recovery.SUIT)),
        ("file", facts.held("time_barred")),
        ("file", _DEMAND < 1),
        ("file", facts.notices("demand", within=cf.days(30, zone="books")) >= 1),
        ("file", facts.notices("demand", within=cf.since_stage()) < 1),
        ("file", facts.days_past_due <= 120),
        ("file", facts.amount_overdue < 100_000),
        ("file", facts.held("bankruptcy", beside=True) & ~facts.permitted("court")),
        ("file", facts.disputed & (facts.notices("verification") < 1)),
        ("demand", facts.amount_overdue < 100_000),
        ("demand", facts.placed_with_agency),
        ("demand", facts.held("time_barred", "moratorium")),
        ("place", facts.placed_with_agency),
        ("place", facts.days_past_due <= 60),
        ("place", facts.amount_overdue < 10_000),
        ("enforce", facts.days_in_stage < 30),
        ("cure", facts.days_past_due > 0),
        ("pay", facts.owing.as_guard()),
        ("pay", facts.amount_overdue > 0),
        ("sell", facts.held("deceased")),
        (cf.on_contact(channel="visit"), facts.days_past_due <= 60),
        (cf.on_contact(party="address_book"), None),
        (cf.on_contact(party=["employer", "neighbour"], purpose="collect"), None),
        (cf.on_contact(purpose="collect"), facts.stage == "sold"),
    ],
)
def test_what_is_proved(proposal, when):
    verify = pytest.importorskip("collectflow.verify", reason="the solver is an extra")
    answer = verify.never(ENGINE, proposal, when=when)
    assert answer.proved, answer


def test_every_way_can_be_gone():
    verify = pytest.importorskip("collectflow.verify", reason="the solver is an extra")
    for stage in LIFECYCLE.stages:
        for way in LIFECYCLE.outgoing(stage.name):
            witness = verify.never(ENGINE, way.trigger, when=facts.stage == stage.name).witness
            assert witness is not None, way
            assert ENGINE.fire(witness.case, way.trigger, witness.at).changed
