"""Firing twice, recording what was not asked about, and recording all or nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import collectflow as cf
from tests.histories import histories
from tests.support import START, make_engine, open_case, rows


def test_the_same_id_fires_once():
    """Firing again under the same id changes nothing and says so; another proposal under it is an error."""
    engine = make_engine()
    case = open_case(engine)
    at = START + timedelta(days=5)
    once = engine.fire(case, "start_reminders", at, id="f-1")
    again = engine.fire(once.case, "start_reminders", at + timedelta(hours=1), id="f-1")
    assert once.changed
    assert not again.changed
    assert again.case is once.case
    with pytest.raises(cf.EventIdReused):
        engine.fire(once.case, cf.Contact("call"), at, id="f-1")
    called = engine.fire(once.case, cf.Contact("call"), at, id="f-2")
    assert not engine.fire(called.case, cf.Contact("call"), at, id="f-2").changed
    with pytest.raises(cf.EventIdReused):
        engine.fire(called.case, cf.Contact("sms"), at, id="f-2")


def test_a_contact_is_made_out_to_somebody():
    """A contact without a person goes to the borrower, or to the only person with that role."""
    engine = make_engine()
    people = [
        cf.Person("p-1", "emergency_contact"),
        cf.Person("p-2", "guarantor"),
        cf.Person("p-3", "guarantor"),
    ]
    case = open_case(engine, persons=people)
    for party, person in (
        ("borrower", "b-1"),
        ("emergency_contact", "p-1"),
        ("spouse", None),
    ):
        verdict = engine.review(case, cf.Contact("call", party), START)
        assert verdict.proposal == cf.Contact("call", party, person=person)
        with pytest.raises(cf.UnknownName, match="p-9"):
            engine.review(case, cf.Contact("call", party, person="p-9"), START)
    with pytest.raises(cf.BadValue, match="say which"):
        engine.review(case, cf.Contact("call", "guarantor"), START)
    with pytest.raises(cf.BadValue, match="is guarantor"):
        engine.review(case, cf.Contact("call", "borrower", person="p-2"), START)
    with pytest.raises(cf.UnknownName, match="inbound contact"):
        engine.review(case, cf.Contact("call", reply_to="x"), START)


def test_what_was_done_without_asking_is_recorded_with_its_breaches():
    """A call that was made although rules forbid it is a fact: recorded, with the rules that it broke as of
    its own instant, backdated, of a time before the opening, and when reported twice."""
    engine = make_engine()
    case = open_case(engine)
    call = cf.ContactPlaced("c-9", at=START + timedelta(days=1), contact=cf.Contact("call"))
    result = engine.record(case, call)
    (event,) = result.events
    assert isinstance(event, cf.ContactPlaced)
    assert event.breaches == ("online-lending.borrower-stage",)
    assert event.contact.person == "b-1"
    assert not engine.record(result.case, call).changed
    reminded = engine.fire(result.case, "start_reminders", START + timedelta(days=5)).case
    after = engine.record(reminded, cf.ContactPlaced("c-10", at=reminded.last_at, contact=cf.Contact("call")))
    assert after.events[0].breaches == ()  # type: ignore[attr-defined]
    backdated = cf.ContactPlaced("c-11", at=START + timedelta(days=2), contact=cf.Contact("call"))
    late = engine.record(reminded, backdated, at=START + timedelta(days=6))
    assert late.events[0].breaches == ("online-lending.borrower-stage",)  # type: ignore[attr-defined]
    assert late.events[0].recorded_at == START + timedelta(days=6)
    old = cf.ContactPlaced("c-12", at=START - timedelta(days=9), contact=cf.Contact("call"))
    assert engine.record(case, old).case.find("c-12") is not None


@given(histories(moves=False), st.data())
def test_record_is_all_or_nothing(events, data):
    """When one event of several cannot be recorded none is; the case is as it was."""
    engine = make_engine()
    case = cf.Case.replay(events[:1])
    bad = data.draw(
        st.sampled_from(
            (
                cf.PaymentReversed("bad", at=events[0].at, payment="nothing"),
                cf.PaymentReceived("bad", at=events[0].at, amount=1, currency="EUR"),
                cf.AttributeSet("bad", at=events[0].at, name="scor", value=1),
                cf.StageChanged("bad", at=events[0].at, move=cf.Move("cure"), source="grace", dest="cured"),
                "an event",
            )
        )
    )
    before = (case.version, case.events, rows(case.tables))
    with pytest.raises(cf.CollectflowError):
        engine.record(case, *events[1:], bad)
    assert (case.version, case.events, rows(case.tables)) == before
    engine.record(case, *events[1:])


def test_what_only_the_engine_makes():
    """Openings, moves and migrations cannot be recorded past the engine, and the error names the call."""
    engine = make_engine()
    case = open_case(engine)
    for event, call in (
        (case.events[0], "open"),
        (cf.StageChanged("e", at=START, move=cf.Move("cure"), source="grace", dest="cured"), "fire"),
        (cf.Migrated("e", at=START, dest="cured", because="x"), "migrate"),
    ):
        with pytest.raises(cf.BadValue, match=rf"engine\.{call}\(\)"):
            engine.record(case, event)
    with pytest.raises(cf.BadValue, match="later"):
        engine.record(case, cf.PaymentReceived("p", at=START + timedelta(days=1), amount=1), at=START)
