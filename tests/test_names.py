"""A misspelt name never passes silently: it would mean *allowed*. Each error names the nearest."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

import collectflow as cf
from collectflow import facts
from collectflow.policies import online_lending
from tests.support import ACTS, CURRENCY, START, make_engine, open_case, policy

#: The same names, for calls that a type checker would refuse as well.
loose: Any = cf


def _rule(require: object = facts.days_past_due >= 1, **more: object) -> cf.Rule:
    parts = {"on": cf.on_move(), "because": "x", **more}
    return cf.Rule("house.rule", require=require, **parts)  # type: ignore[arg-type]


def _house(rule: cf.Rule, **more: object) -> cf.Policy:
    return cf.Policy("house", rules=[rule], **{"currency": CURRENCY, **more})  # type: ignore[arg-type]


#: A guard or target with a misspelt name, which name is meant.
IN_RULES = [
    (lambda: _rule(on=cf.on_move("start_remindres")), "start_reminders"),
    (lambda: _rule(on=cf.on_move(source="outreech")), "outreach"),
    (lambda: _rule(on=cf.on_move("sue", dest=["litigation", "litigatoin"])), "litigation"),
    (lambda: _rule(on=cf.on_contact(channel="cal")), "call"),
    (lambda: _rule(on=cf.on_contact(party=["borrower", "guarantorr"])), "guarantor"),
    (lambda: _rule(on=cf.on_contact(purpose="colect")), "collect"),
    (lambda: _rule(on=[cf.on_move(), cf.on_act("accelerat")]), "accelerate"),
    (lambda: _rule(facts.stage == "remindr"), "reminder"),
    (lambda: _rule(facts.stage.is_in(["grace", "remindr"])), "reminder"),
    (lambda: _rule(~(facts.stage != "remindr")), "reminder"),
    (lambda: _rule((facts.days_past_due > 3) | (facts.left_stage == "outsorced")), "outsourced"),
    (lambda: _rule(facts.trigger == "reopn"), "reopen"),
    (lambda: _rule(facts.channel == "emial"), "email"),
    (lambda: _rule(facts.party.is_in(["spous"])), "spouse"),
    (lambda: _rule(facts.purpose == "lokate"), "locate"),
    (lambda: _rule(facts.act == "sel"), "sell"),
    (lambda: _rule(facts.contacts(channel="vist") < 1), "visit"),
    (lambda: _rule(facts.contacts(channel={"call", "smss"}) < 1), "sms"),
    (lambda: _rule(facts.contacts(party="borower") < 1), "borrower"),
    (lambda: _rule(facts.contacts(outcome="no_anser") < 1), "no_answer"),
    (lambda: _rule(facts.contacts(outcome=cf.none_of("voicemial")) < 1), "voicemail"),
    (lambda: _rule(facts.contacts(direction="inbuond") < 1), "inbound"),
    (lambda: _rule(facts.unanswered(party="borower") < 1), "borrower"),
    (lambda: _rule(facts.reachable(party="borower")), "borrower"),
    (lambda: _rule(facts.days_since_contact(channel="cal") > 1), "call"),
    (lambda: _rule(facts.time_since_contact(purpose="reply2") > timedelta(hours=1)), "reply"),
    (lambda: _rule(facts.last_outcome() == "refusd"), "refused"),
    (lambda: _rule(facts.held("disput")), "dispute"),
    (lambda: _rule(facts.held(scope="borower")), "borrower"),
    (lambda: _rule(facts.permitted("cuort")), "court"),
    (lambda: _rule(facts.attribute("scor", int) > 1), "score"),
    (lambda: _rule(when=facts.attribute("vpi", bool).as_guard()), "vip"),
    (lambda: _rule(facts.contacts(within=cf.since("contacts", channel="cal")) < 1), "call"),
    (lambda: _rule(facts.contacts(within=cf.business_days(3, "bnak")) < 1), "bank"),
    (lambda: _rule(when=facts.channel == "cal"), "call"),
    (lambda: _rule(effect="advise", require=facts.stage == "remindr"), "reminder"),
    (
        lambda: _rule(cf.opaque(lambda _: True, name="o", version="1", reads=[facts.attribute("scor", int)])),
        "score",
    ),
]


@pytest.mark.parametrize(("make", "nearest"), IN_RULES)
def test_in_a_rule(make, nearest):
    """An engine is not built with a rule that names a stage, trigger, channel, party, outcome, purpose,
    kind, act, attribute or calendar which it does not know."""
    calendar = cf.TableCalendar([], [2026])
    with pytest.raises(cf.InvalidEngine) as caught:
        make_engine((_house(make()),), calendars={"bank": calendar})
    for problem in caught.value.problems:
        assert repr(nearest) in problem
        assert "policy 'house', rule 'house.rule'" in problem


@pytest.mark.parametrize(
    ("make", "nearest"),
    [
        (lambda: loose.on_move(destination="x"), None),
        (lambda: facts.contacts(chanel="call"), "channel"),
        (lambda: facts.unanswered(colector="x"), "collector"),
        (lambda: facts.held(scop="debt"), "scope"),
        (lambda: facts.last_outcome(partty="borrower"), "party"),
        (lambda: cf.since("contcts"), "contacts"),
        (lambda: cf.since("contacts", outcom="replied"), "outcome"),
        (lambda: cf.days(3, zone="lokal"), "local"),
        (lambda: loose.facts.days_past(day_count="inclusiv"), "inclusive"),
        (lambda: cf.before("mvoe"), "move"),
        (lambda: cf.refused("contct"), "contact"),
        (lambda: cf.before("move", triger="sue"), None),
        (lambda: cf.before(trigger="sue"), None),
        (lambda: cf.after(cf.StageChanged, dst="outsourced"), "dest"),
        (lambda: cf.after(cf.ContactPlaced, chanel="sms"), "channel"),
        (lambda: cf.after(cf.StageChanged, move="sue"), None),
        (lambda: cf.Vocabulary().extended({"chanels": ["fax"]}), "channels"),
        (lambda: make_engine(chanels=["fax"]), "channels"),
        (lambda: make_engine(channels="fax"), None),
        (lambda: policy().rule("online-lending.cuer"), "online-lending.cure"),
        (lambda: policy().without("online-lending.cuer"), "online-lending.cure"),
        (lambda: make_engine(conventions=cf.Conventions(books_zone="Asia/Tapei")), "Asia/Taipei"),
    ],
)
def test_where_it_is_written(make, nearest):
    """A column, table, clock, kind or parameter that does not exist is an error at once."""
    with pytest.raises((cf.CollectflowError, TypeError)) as caught:
        make()
    if nearest is not None:
        assert repr(nearest) in str(caught.value)


@pytest.mark.parametrize(
    ("hook", "nearest"),
    [
        (cf.before("move", trigger="seu"), "sue"),
        (cf.before("move", dest=["litigation", "outsorced"]), "outsourced"),
        (cf.before("contact", channel="cal"), "call"),
        (cf.before("contact", party="borower"), "borrower"),
        (cf.before("contact", purpose="colect"), "collect"),
        (cf.refused("act", name="sel"), "sell"),
        (cf.after(cf.StageChanged, dest="outsorced"), "outsourced"),
        (cf.after(cf.StageChanged, source={"grace", "outsorced"}), "outsourced"),
        (cf.after(cf.StageChanged, trigger="seu"), "sue"),
        (cf.after(cf.ContactPlaced, channel="cal"), "call"),
        (cf.after(cf.ActDone, name="sel"), "sell"),
        (cf.after(cf.CaseOpened, stage="grcae"), "grace"),
        (cf.after(cf.ContactInbound, channel="cal"), "call"),
        (cf.after(cf.ContactResult, outcome="no_anser"), "no_answer"),
        (cf.after(cf.HoldPlaced, kind="disput"), "dispute"),
        (cf.after(cf.Adjusted, kind="wavier"), "waiver"),
        (cf.after(cf.AttributeSet, name="scor"), "score"),
    ],
)
def test_in_a_hook(hook, nearest):
    """An engine is not built with a hook that would never be called because of a typo."""
    with pytest.raises(cf.InvalidEngine) as caught:
        make_engine(hooks=[hook(print)])
    assert repr(nearest) in str(caught.value)


@pytest.mark.parametrize(
    ("proposal", "nearest"),
    [
        ("start_remindres", "start_reminders"),
        (cf.Move("start_remindres"), "start_reminders"),
        (cf.Contact("cal"), "call"),
        (cf.Contact("call", "borower"), "borrower"),
        (cf.Contact("call", purpose="colect"), "collect"),
        (cf.Contact("call", purpose=None), None),  # type: ignore[arg-type]
        (cf.Act("sel"), "sell"),
    ],
)
def test_in_a_proposal(proposal, nearest):
    """A proposal that names what the engine does not know is an error, not a verdict."""
    engine = make_engine()
    case = open_case(engine)
    asks = [lambda: engine.review(case, proposal, START), lambda: engine.fire(case, proposal, START)]
    if isinstance(proposal, cf.Contact):
        asks.append(lambda: engine.options(case, START, contacts=[proposal]))
    for ask in asks:
        with pytest.raises((cf.UnknownName, cf.NoSuchTransition)) as caught:
            ask()
        if nearest is not None:
            assert repr(nearest) in str(caught.value)


_DAY = START.date()


@pytest.mark.parametrize(
    ("event", "nearest"),
    [
        (cf.PaymentReceived("e", at=START, amount=1, currency="UDS"), None),
        (cf.Adjusted("e", at=START, amount=1, kind="wavier"), "waiver"),
        (cf.Adjusted("e", at=START, amount=1, due="d-11"), "d-1"),
        (cf.DuesAdded("e", at=START, dues=[cf.Due("d", due_on=_DAY, amount=1, kind="fe")]), "fee"),
        (cf.ContactPlaced("e", at=START, contact=cf.Contact("cal")), "call"),
        (cf.ContactPlaced("e", at=START, contact=cf.Contact("call", "borower")), "borrower"),
        (cf.ContactPlaced("e", at=START, contact=cf.Contact("call", purpose="colect")), "collect"),
        (cf.ContactResult("e", at=START, contact="x", outcome="no_anser"), "no_answer"),
        (cf.ContactInbound("e", at=START, channel="cal"), "call"),
        (cf.ContactInbound("e", at=START, channel="call", party="borower"), "borrower"),
        (cf.ContactInbound("e", at=START, channel="call", outcome="convrsation"), "conversation"),
        (cf.PermissionGiven("e", at=START, kind="contct"), "contact"),
        (cf.PermissionGiven("e", at=START, channel="cal"), "call"),
        (cf.PreferenceGiven("e", at=START, party="borower"), "borrower"),
        (cf.PreferenceGiven("e", at=START, channel="cal"), "call"),
        (cf.HoldPlaced("e", at=START, kind="disput"), "dispute"),
        (cf.HoldPlaced("e", at=START, kind=None), None),  # type: ignore[arg-type]
        (cf.HoldPlaced("e", at=START, kind="dispute", scope="borower"), "borrower"),
        (cf.PersonKnown("e", at=START, person=cf.Person("p", "emergency_contct")), "emergency_contact"),
        (cf.AttributeSet("e", at=START, name="scor", value=1), "score"),
        (cf.ActDone("e", at=START, act=cf.Act("sel")), "sell"),
    ],
)
def test_in_an_event(event, nearest):
    """An event that names what the engine does not know is not recorded."""
    engine = make_engine()
    case = open_case(engine)
    with pytest.raises((cf.UnknownName, cf.UnknownReference)) as caught:
        engine.record(case, event)
    if nearest is not None:
        assert repr(nearest) in str(caught.value)
    assert case.version == 1


@pytest.mark.parametrize(
    ("said", "nearest"),
    [
        ({"stage": "remindr"}, "reminder"),
        ({"currency": "usd"}, None),
        ({"attributes": {"scor": 5}}, "score"),
        ({"persons": [cf.Person("p", "emergency_contct")]}, "emergency_contact"),
        ({"dues": [cf.Due("d", due_on=_DAY, amount=1, kind="instalmnt")]}, "instalment"),
        ({"borrower_zones": ["America/New_Yrok"]}, "America/New_York"),
    ],
)
def test_at_opening(said, nearest):
    """A stage, currency, attribute, role or zone that is not known keeps a case from being opened."""
    with pytest.raises(cf.UnknownName) as caught:
        open_case(make_engine(), **said)
    if nearest is not None:
        assert repr(nearest) in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [("score", "5"), ("score", True), ("segment", 5), ("vip", 1), ("since", "2026-01-01"), ("score", 1.5)],
)
def test_attributes_have_types(name, value):
    """An attribute of another type than declared is an error, at opening and in an event."""
    engine = make_engine()
    with pytest.raises(cf.BadValue):
        open_case(engine, attributes={name: value})
    with pytest.raises(cf.BadValue):
        engine.record(open_case(engine), cf.AttributeSet("e", at=START, name=name, value=value))


def test_attributes_read_as_declared():
    """A rule that reads an attribute as another type than declared keeps the engine from being built; so
    does a declaration of a type that attributes cannot have."""
    with pytest.raises(cf.InvalidEngine, match="declared as int"):
        make_engine((_house(_rule(facts.attribute("score", str) == "x")),))
    with pytest.raises(cf.InvalidEngine, match="declare int, str, bool or date"):
        make_engine(attributes={"score": float})
    with pytest.raises(cf.BadGuard, match="int, str, bool or date"):
        loose.facts.attribute("score", float)
    make_engine((_house(_rule(facts.attribute("since", date) <= date(2026, 1, 1))),))


def test_currencies_of_policies():
    """A policy whose currency does not exist, or which names an amount without one, is refused."""
    with pytest.raises(cf.InvalidEngine, match="'UDS'"):
        make_engine((online_lending.policy(currency="UDS", sue_from=1),))
    with pytest.raises(cf.InvalidPolicy, match="currency"):
        _house(_rule(facts.amount_overdue >= 5), currency=None)


def test_all_problems_of_an_engine_are_named_at_once():
    """Rules, hooks, attributes and policies of the same name: every problem is in one error."""
    rules = [
        cf.Rule("one", on=cf.on_move("seu"), require=facts.stage == "remindr", because="x"),
        cf.Rule("two", on=cf.on_contact(channel="cal"), require=facts.held("disput"), because="x"),
    ]
    house = cf.Policy("house", rules=rules)
    with pytest.raises(cf.InvalidEngine) as caught:
        make_engine((house, house), hooks=[cf.before("move", trigger="seu")(print)])
    said = str(caught.value)
    for each in ("'seu'", "'remindr'", "'cal'", "'disput'", "2 policies are called 'house'", "hook print"):
        assert each in said
    assert "has a rule of this id too" in said


def test_words_of_the_hosts_own():
    """Words that the engine was given are known to rules, hooks, proposals and events."""
    fax = cf.Rule("house.fax", on=cf.on_contact(channel="fax"), require=facts.stage == "grace", because="x")
    engine = make_engine(
        (_house(fax),),
        channels=["fax"],
        holds=["flood"],
        hooks=[cf.after(cf.HoldPlaced, kind="flood")(lambda _: None)],
    )
    case = open_case(engine)
    assert engine.fire(case, cf.Contact("fax"), START).changed
    assert engine.record(case, cf.HoldPlaced("h", at=START, kind="flood")).changed
    assert set(ACTS) <= engine._vocabulary.acts
