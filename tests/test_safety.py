"""What must never become allowed, and questions that must always be answered: regressions."""

from __future__ import annotations

import asyncio
import functools
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

import collectflow as cf
from collectflow import facts
from collectflow.policies import online_lending
from tests.support import START, attempts, make_engine, open_case

CALL = cf.Contact("call", "borrower")
YES = facts.days_in_stage >= 0
loose: Any = cf


def rule(require: Any = YES, **more: Any) -> cf.Rule:
    more.setdefault("on", cf.on_contact())
    return cf.Rule(more.pop("id", "rule"), require=require, because="it says so", **more)


def house(*rules: cf.Rule, **parts: Any) -> cf.Engine:
    policies = [cf.Policy("house", currency="USD", rules=rules or [rule()]), *parts.pop("policies", ())]
    return make_engine(policies, **parts)


class Object:
    """A policy object that finds what it is told to."""

    name = "object"

    def __init__(self, *findings: cf.Finding, **more: Any) -> None:
        self.findings = findings
        for name, value in more.items():
            setattr(self, name, value)

    def review(self, _context: cf.Context) -> Any:
        return self.findings


def two_stages() -> cf.Lifecycle:
    way = cf.Transition("go", "a", "z", automatic=True)
    return cf.Lifecycle("l", ["a", cf.Stage("z", final=True)], [way])


@pytest.mark.parametrize("outcome", ["uncovered", "not_applicable"])
def test_a_finding_that_speaks_for_nothing_covers_nothing(outcome):
    """Only what a policy object says about a contact allows it."""
    engine = make_engine([Object(cf.Finding("x", "", outcome))])
    assert engine.review(open_case(engine), CALL, START).unknown


def test_a_finding_with_an_unknown_effect_is_an_error():
    """A misspelt `refuse` must not be advice."""
    with pytest.raises(cf.UnknownName, match="refuse"):
        cf.Finding("x", "", "unmet", effect="refuses")


def test_advice_does_not_hide_a_refusal_of_the_same_name():
    """The worst of a rule's findings counts, and a refusal is worse than advice."""
    engine = house(
        policies=[
            Object(cf.Finding("x", "", "unmet", effect="advise"), cf.Finding("x", "", "unmet")),
        ]
    )
    assert engine.review(open_case(engine), CALL, START).refused


def test_a_policy_objects_finding_under_another_name_still_blocks():
    """And `allowed_at` comes to an end."""
    engine = house(policies=[Object(cf.Finding("x", "law", "unmet"))])
    verdict = engine.review(open_case(engine), CALL, START)
    assert verdict.refused
    assert verdict.allowed_at is None
    assert verdict.untold == ("object",)


def test_who_states_a_change_every_tick_is_given_up_on():
    """A policy object that cries wolf is named, not waited for."""
    wolf = Object(
        cf.Finding("x", "", "unmet"),
        next_change=lambda context: context.at + timedelta(microseconds=1),
    )
    engine = house(policies=[wolf])
    verdict = engine.review(open_case(engine), CALL, START)
    assert verdict.allowed_at is None
    assert verdict.untold == ("x",)


def test_a_policy_object_is_asked_in_every_zone_from_when():
    """The first change in any candidate zone is where to look again."""

    class Hours:
        name = "hours"

        def review(self, context: cf.Context) -> Any:
            now = context.read(facts.local_time)
            yield cf.Finding.of("hours", met=now is not None and time(8) <= now < time(21), because="hours")

        def next_change(self, context: cf.Context) -> datetime:
            return context.at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)

    engine = make_engine([Hours()])
    case = open_case(engine, borrower_zones=["America/New_York", "America/Los_Angeles"])
    at = datetime(2026, 1, 5, 13, 30, tzinfo=UTC)
    assert engine.review(case, CALL, at).allowed_at == datetime(2026, 1, 5, 16, tzinfo=UTC)


def test_amounts_of_another_currency_are_unknown_to_a_policy_object():
    """1,000 yen are not 10 dollars."""

    class Large:
        currency = "EUR"

        def review(self, context: cf.Context) -> Any:
            assert context.read(facts.amount_overdue) is None
            yield cf.Finding.of("large", met=None, because="another currency")

    engine = house(policies=[Large()])
    assert engine.review(open_case(engine), CALL, START + timedelta(days=9)).unknown


def test_a_late_reply_makes_a_borrower_reachable():
    """It is an event of its own, so what went unanswered is counted anew from when it came."""
    with pytest.raises(cf.BadValue, match="ContactInbound"):
        cf.ContactResult("r", at=START, contact="k", outcome="replied")
    engine = make_engine()
    case = attempts(engine, open_case(engine, stage="outsourced"), 6, at=START)
    later = START + timedelta(days=3)
    assert engine.read(case, facts.unanswered(), later) == 6
    case = engine.record(case, cf.ContactInbound("in", at=later, channel="sms")).case
    assert engine.read(case, facts.unanswered(), later) == 0


def test_a_person_must_have_the_role_that_the_contact_names():
    """Else the emergency contact could be called as if she were the borrower."""
    engine = house()
    case = open_case(engine, persons=[cf.Person("mum", "emergency_contact")])
    for wrong in (
        cf.Contact("call", "borrower", person="mum"),
        cf.Contact("call", "borrower", person="typo"),
        cf.Contact("call", "emergency_contact", person="b-1"),
    ):
        with pytest.raises(cf.CollectflowError):
            engine.review(case, wrong, START)


def test_one_persons_unknown_zone_keeps_the_hours_unknown():
    """Whoever may be anywhere may be asleep."""
    engine = house(rule(facts.local_time.between(time(8), time(21))))
    people = [cf.Person("x", "guarantor", zones=["UTC"])]
    case = open_case(engine, persons=people)
    at = datetime(2026, 1, 5, 12, tzinfo=UTC)
    assert engine.review(case, cf.Contact("call", "guarantor"), at).allowed
    tables = open_case(engine, persons=[*people, cf.Person("y", "guarantor")]).tables
    assert tables.zones_of("guarantor", None) == ()


def test_a_case_in_a_stage_that_is_gone_is_not_contacted():
    """Nobody knows what its rules would be."""
    engine = house()
    opening, *_ = open_case(engine).events
    case = cf.Case.replay([loose.CaseOpened.from_dict({**opening.to_dict(), "stage": "litigaton"})])
    with pytest.raises(cf.UnknownStage, match="litigation"):
        engine.review(case, CALL, START)


def test_rules_by_destination_see_a_reopening():
    """They are asked with the stage that was left, as hooks are."""
    engine = make_engine(
        [
            online_lending.policy(currency="USD", sue_from=1),
            cf.Policy("house", rules=[rule(~YES, on=cf.on_move(dest="reminder"), id="never")]),
        ]
    )
    case = open_case(engine, stage="reminder")
    at = START + timedelta(days=1)
    case = engine.record(case, cf.PaymentReceived("p", at=at, amount=150_000)).case
    case = engine.advance(case, at).case
    case = engine.record(case, cf.PaymentReversed("r", at=at, payment="p")).case
    assert [each.rule for each in engine.review(case, "reopen", at).blocking] == ["never"]


def test_a_chargeback_that_is_learnt_late_reopens_the_case():
    """Its value date is before the cure; that it was not known then is what matters."""
    engine = make_engine()
    paid = datetime(2026, 1, 2, 10, tzinfo=UTC)
    case = open_case(engine, stage="reminder")
    case = engine.record(case, cf.PaymentReceived("p", at=paid, amount=150_000)).case
    cured = paid + timedelta(days=1)
    case = engine.advance(case, cured).case
    assert case.stage == "cured"
    back = cf.PaymentReversed("r", at=paid + timedelta(hours=8), payment="p")
    case = engine.record(case, back, at=cured + timedelta(days=3)).case
    assert engine.advance(case, cured + timedelta(days=3)).case.stage == "reminder"


def test_a_reversed_waiver_does_not_reopen_what_was_written_off():
    """Only the reversal of the write-off does."""
    engine = make_engine()
    case = open_case(engine, stage="outreach")
    case = engine.record(
        case,
        cf.Adjusted("w", at=START, amount=100),
        cf.Adjusted("o", at=START, amount=149_900, kind="write_off"),
    ).case
    case = engine.fire(case, "write_off", START + timedelta(hours=1)).case
    at = START + timedelta(days=1)
    case = engine.record(case, cf.PaymentReversed("rw", at=at, payment="w")).case
    assert not engine.advance(case, at).changed
    case = engine.record(case, cf.PaymentReversed("ro", at=at, payment="o")).case
    assert engine.advance(case, at).case.stage == "outreach"


def test_money_taken_back_after_a_report_makes_it_unknown():
    """The report counted a payment that is no longer there."""
    engine = make_engine()
    case = open_case(engine, arrears=cf.Arrears(as_of=START.date(), days_past_due=9, amount=500))
    at = START + timedelta(days=5)
    case = engine.record(
        case,
        cf.PaymentReceived("p", at=at, amount=500),
        cf.ArrearsReported("a", at=at + timedelta(days=1), as_of=at.date(), amount=0),
        cf.PaymentReversed("r", at=at + timedelta(days=2), payment="p"),
    ).case
    assert engine.read(case, facts.days_past_due, at + timedelta(days=3)) is None


@pytest.mark.parametrize(
    "written",
    [
        lambda: rule(on=cf.on_contact(channel=[])),
        lambda: facts.contacts(channel=[]),
        lambda: facts.contacts(channel=7),
        lambda: loose.Rule("r", on=cf.on_contact(), require=YES, because="x", grounds="fraud"),
        lambda: loose.Contact("call", about="loan-1"),
        lambda: loose.Contact("call", address=5551234),
        lambda: loose.Policy("p", [rule()]),
        lambda: cf.Override("r", "g", by="", because="x"),
        lambda: loose.Override("r", "g", by=5, because="x"),
        lambda: facts.local_weekday != 0,
        lambda: house(rule(on=cf.on_move("sue", source="grace"))),
        lambda: rule(effective_from=START),
    ],
)
def test_what_could_match_nothing_or_not_be_stored_is_refused_when_it_is_written(written):
    """A rule that can never refuse, letters for a list, an override by nobody, ids that are no texts."""
    with pytest.raises(cf.CollectflowError):
        written()


def test_a_hold_does_not_end_before_it_begins():
    """It would hold nothing up."""
    engine = house()
    hold = cf.HoldPlaced("h", at=START, kind="dispute", until=date(2025, 12, 1))
    with pytest.raises(cf.BadValue, match="before it begins"):
        engine.record(open_case(engine), hold)


def test_a_hold_for_ever_is_one():
    """The last date that there is, is no overflow."""
    engine = house(rule(~facts.held()))
    hold = cf.HoldPlaced("h", at=START, kind="dispute", until=date.max)
    case = engine.record(open_case(engine), hold).case
    verdict = engine.review(case, CALL, START + timedelta(days=1))
    assert verdict.refused
    assert verdict.allowed_at is None
    dated = house(rule(effective_until=date.max))
    assert dated.review(open_case(dated), CALL, START).allowed
    far = open_case(engine, dues=[cf.Due("d", due_on=date.max, amount=1)])
    assert engine.next_review(far, START) == START + timedelta(days=400)


@pytest.mark.parametrize(
    ("zone", "day_end", "at", "count"),
    [
        ("America/New_York", time(1, 30), datetime(2026, 11, 1, 6, 10, tzinfo=UTC), 1),
        ("America/St_Johns", time(0), datetime(2010, 11, 7, 3, 0, tzinfo=UTC), 1),
        ("America/St_Johns", time(0), datetime(2010, 11, 7, 2, 30, 30, tzinfo=UTC), 1),
    ],
)
def test_a_books_day_that_runs_back_is_neither_skipped_nor_crept_through(zone, day_end, at, count):
    """Where a fold takes the date back, each change is told exactly, and soon."""
    lifecycle = cf.Lifecycle(
        "l", ["a", cf.Stage("z", final=True)], [cf.Transition("go", "a", "z", automatic=True)]
    )
    today = cf.Conventions(books_zone=zone, day_end=day_end).books.today(int(at.timestamp()) * 1_000_000)
    day = date.fromordinal(today)
    need = rule(facts.books_date >= day, on=cf.on_move())
    engine = cf.Engine(
        lifecycle,
        [cf.Policy("p", rules=[need])],
        conventions=cf.Conventions(books_zone=zone, day_end=day_end),
        horizon=timedelta(days=3),
    )
    case = engine.open("c", account="a", borrower="b", at=at - timedelta(days=2)).case
    now = engine.review(case, "go", at).allowed
    scanned = (
        at + timedelta(seconds=30 * step)
        for step in range(1, 3 * 2880)
        if engine.review(case, "go", at + timedelta(seconds=30 * step)).allowed is not now
    )
    expected = next(scanned, at + timedelta(days=3))
    assert engine.next_review(case, at) <= expected
    assert engine.review(case, "go", engine.next_review(case, at)).allowed is (
        (not now) if expected < at + timedelta(days=3) else now
    )


def test_a_calendar_that_ends_ends_what_it_allows():
    """When the known years are over the answer is unknown, with or without contacts."""
    lifecycle = cf.Lifecycle(
        "l", ["a", cf.Stage("z", final=True)], [cf.Transition("go", "a", "z", automatic=True)]
    )
    need = rule(facts.contacts(within=cf.business_days(1, "bank", zone="books")) == 0, on=cf.on_move())
    engine = cf.Engine(
        lifecycle,
        [cf.Policy("p", rules=[need])],
        calendars={"bank": cf.TableCalendar(set(), years={2026})},
    )
    at = datetime(2026, 12, 20, tzinfo=UTC)
    case = engine.open("c", account="a", borrower="b", at=at).case
    assert engine.next_review(case, at) == datetime(2027, 1, 1, tzinfo=UTC)


def test_a_window_since_a_hold_begins_when_the_hold_does():
    """A hold that lies ahead moves the window, so the answer."""
    engine = house(rule(facts.contacts(within=cf.since("holds")) < 1))
    case = open_case(engine)
    case = engine.record(
        case,
        cf.ContactPlaced("k", at=START, contact=CALL),
        cf.HoldPlaced("h", at=START, kind="dispute", starts_on=date(2026, 1, 10)),
    ).case
    verdict = engine.review(case, CALL, START + timedelta(days=1))
    assert verdict.allowed_at == datetime(2026, 1, 10, tzinfo=UTC)


def test_a_hook_that_gives_a_coroutine_is_not_taken_for_done():
    """A check that never ran is no check, and a telling that never ran is reported."""

    async def check(_details: Any) -> None:
        raise AssertionError

    def call(function: Any, details: Any) -> Any:
        return function(details)

    engine = house(hooks=[cf.before()(functools.partial(call, check))])
    with pytest.raises(cf.BadValue, match="coroutine"):
        engine.fire(open_case(engine), CALL, START)
    told = house(hooks=[cf.after()(functools.partial(call, check))])
    result = told.fire(open_case(told), CALL, START)
    assert [type(error) for _, error in result.hook_errors] == [cf.BadValue]


def test_a_task_that_a_hook_started_may_fire_when_the_hook_is_over():
    """It is on a queue, as the error advises."""
    fired = []
    tasks = []

    @cf.after(cf.StageChanged)
    async def later(happened: cf.Happened) -> None:
        async def work() -> None:
            await asyncio.sleep(0)
            fired.append(engine.fire(happened.case, CALL, START, notify=False))

        tasks.append(asyncio.create_task(work()))

    engine = house(hooks=[later])

    async def run() -> None:
        result = engine.fire(open_case(house()), "settle", START, notify=False)
        assert await engine.anotify(result) == ()
        await asyncio.gather(*tasks)

    asyncio.run(run())
    assert fired[0].changed


def test_a_recorded_contact_is_judged_whatever_it_claims():
    """A decision that the host made up is not believed."""
    engine = house(rule(~YES, id="never"))
    placed = cf.ContactPlaced("k", at=START, contact=CALL, decision=cf.Decision())
    (event,) = engine.record(open_case(engine), placed).events
    assert isinstance(event, cf.ContactPlaced)
    assert event.breaches == ("never",)
    assert event.decision is None


def test_an_inbound_contact_is_from_somebody():
    """So that rules about the same person see it."""
    engine = house(rule(facts.responses(person=cf.same) == 0))
    case = open_case(engine)
    case = engine.record(case, cf.ContactInbound("in", at=START, channel="call")).case
    assert engine.review(case, CALL, START + timedelta(hours=1)).refused


def test_a_fact_that_is_read_names_only_what_there_is():
    """A typo on a page is as silent as one in a rule."""
    engine = house()
    for typo in (facts.contacts(channel="cal"), facts.attribute("scor", int)):
        with pytest.raises(cf.UnknownName):
            engine.read(open_case(engine), typo, START)
    loosely: Any = engine
    result = engine.open("x", account="a", borrower="b", at=START)
    with pytest.raises(cf.BadValue, match=r"result\.case"):
        loosely.review(result, CALL, START)


def test_a_calendar_or_horizon_changes_the_fingerprint():
    """What a stored next review rests on."""
    one = house(calendars={"bank": cf.TableCalendar(set(), years={2026})})
    two = house(calendars={"bank": cf.TableCalendar({date(2026, 1, 1)}, years={2026})})
    assert len({house().fingerprint, one.fingerprint, two.fingerprint}) == 3
    assert house(horizon=cf.days(3)).fingerprint != house().fingerprint


def test_a_follower_knows_no_more_than_the_case_it_follows():
    """What was unknown before a cure is unknown after it."""
    engine = house(rule(facts.contacts(within=cf.days(60)) < 3))
    case = open_case(engine, history_from=START)
    at = START + timedelta(days=9)
    assert engine.review(case, CALL, at).unknown
    case = engine.fire(case, "settle", at).case
    late: dict[str, Any] = {"account": "a-1", "borrower": "b-1", "currency": "USD", "borrower_zones": ["UTC"]}
    after = engine.open("c-2", at=at, follows=case, **late).case
    assert engine.review(after, CALL, at).unknown
    later = engine.open("c-2", at=at, follows=case, history_from=at, **late).case
    assert later.tables.head.history > after.tables.head.history
