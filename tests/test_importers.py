"""Importers: settings of other software are read as it reads them, and what is left behind is named.

Real configurations are in `test_examples`, what that software's own tests assert in `test_vectors`.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import collectflow as cf
from collectflow import importers, verify
from collectflow.importers import kill_bill, oca, odoo
from collectflow.portfolio import cases_to_frames, sweep
from kill_bill import MIXED, balance, count, days, overdue, tagged
from oca import POLICIES
from odoo import DEMO
from tests.portfolio_support import asked_one_by_one, rows_of
from tests.support import fewer

#: The same names, for calls that a type checker would refuse as well.
loose: Any = importers


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


# --- Kill Bill ------------------------------------------------------------------------------------------


def case_of(imported, dues=(), *, at, tags=(), answer=None):
    """An engine, and an account with these invoices, each a date and perhaps an amount; `answer` is why the
    last payment failed."""
    engine = imported.engine()
    made = [each if isinstance(each, tuple) else (each, 10_00) for each in dues]
    said = {**dict(imported.attributes), **{f"tag_{each}": True for each in tags}}
    case = engine.open(
        "c",
        account="a",
        borrower="b",
        at=at,
        currency="USD",
        attributes={name: value for name, value in said.items() if name in dict(imported.attributes)},
        dues=[cf.Due(f"i{i}", due_on=day, amount=amount) for i, (day, amount) in enumerate(made)],
    ).case
    if answer is not None:
        case = engine.record(case, cf.PaymentFailed("f", at=at, response=answer)).case
    return engine, case


def state_on(imported, dues, day, **more):
    """The state of an account on a day, whatever way it is advanced."""
    engine, case = case_of(imported, dues, at=noon(day), **more)
    found = {engine.advance(case, noon(day), how=how).case.stage for how in ("step", "through", "jump")}
    assert len(found) == 1
    return found.pop()


TODAY = date(2012, 7, 1)


def ago(number):
    return TODAY - timedelta(days=number)


@pytest.mark.parametrize(("on_hold", "stages"), [("clear", "clear"), ("freeze", "OD1"), ("ignore", "OD2")])
def test_a_hold_does_what_the_host_says(on_hold, stages):
    """A hold put on in OD1 clears, freezes or does nothing."""
    imported = kill_bill(overdue({"OD2": days(10), "OD1": days(5)}), on_hold=on_hold)
    engine, case = case_of(imported, [ago(5)], at=noon(TODAY))
    case = engine.advance(case, noon(TODAY)).case
    held = engine.record(case, cf.HoldPlaced("h", at=noon(TODAY), kind="other")).case
    assert engine.advance(held, noon(TODAY + timedelta(days=5)), how="jump").case.stage == stages


def test_months_are_exact_and_the_last_listed_is_the_least_severe():
    imported = kill_bill(overdue({"OD2": days(2, "MONTHS"), "OD1": days(1, "MONTHS")}))
    severity = {each.name: each.severity for each in imported.lifecycle.stages}
    assert severity["clear"] < severity["OD1"] < severity["OD2"]
    assert [each.name for each in imported.not_carried] == ["MONTHS", "MONTHS"]


@st.composite
def configurations(draw):
    """States with a condition of days, a count or a balance, in any order, sensible or not."""
    kinds = [
        st.integers(0, 40).map(lambda n: (days(n), ("days", n))),
        st.integers(0, 4).map(lambda n: (count(n), ("count", n))),
        st.integers(0, 40).map(lambda n: (balance(n), ("balance", n * 100))),
    ]
    return draw(st.lists(st.lists(st.one_of(kinds), min_size=1, max_size=2), min_size=1, max_size=4))


def test_months_that_nobody_lives_to_see():
    """A threshold past the end of the calendar is never reached, and keeps no other from being so."""
    imported = kill_bill(overdue({"OD2": days(200_000, "MONTHS"), "OD1": days(5)}))
    assert state_on(imported, [ago(5)], TODAY) == "OD1"


@given(configurations(), st.lists(st.integers(0, 40), max_size=4))
@fewer(2)
def test_any_configuration_is_read_as_kill_bill_reads_it(states, invoices):
    """Whatever the thresholds, in whatever order: the state is the first match from the top, wherever the
    case stands; from there nothing is due; so any state may go to any other."""
    names = [f"S{i}" for i in range(len(states))]
    xml = overdue(
        {name: "".join(each for each, _ in parts) for name, parts in zip(names, states, strict=True)}
    )
    known = {"count": len(invoices), "balance": 10_00 * len(invoices), "days": max(invoices, default=-1)}
    expected = next(
        (
            name
            for name, parts in zip(names, states, strict=True)
            if all(known[what] >= least for _, (what, least) in parts)
        ),
        "clear",
    )
    imported = kill_bill(xml, currency="USD")
    engine = imported.engine()
    for stage in ("clear", *names):
        case = engine.open(
            "c",
            account="a",
            borrower="b",
            at=noon(TODAY),
            stage=stage,
            currency="USD",
            dues=[cf.Due(f"i{i}", due_on=ago(each), amount=10_00) for i, each in enumerate(invoices)],
        ).case
        for how in ("step", "through", "jump"):
            moved = engine.advance(case, noon(TODAY), how=how).case
            assert moved.stage == expected
            assert not engine.advance(moved, noon(TODAY), how=how).changed


@given(st.lists(st.lists(st.integers(0, 7), max_size=4), min_size=1, max_size=5), st.booleans())
@fewer(10)
def test_a_data_frame_reads_an_import_alike(portfolio, tag):
    """A sweep over frames takes the moves, and answers, that one case after the other does."""
    parts = {"OD3": count(3) + tagged("X"), "OD2": balance(20) + days(2), "OD1": days(5)}
    imported = kill_bill(overdue(parts), currency="USD")
    engine = imported.engine()
    cases = []
    for i, invoices in enumerate(portfolio):
        _, case = case_of(
            imported, [ago(each) for each in invoices], at=noon(TODAY), tags=["X"] if tag else []
        )
        opening = attrs.evolve(case.events[0], case=f"case-{i}")
        cases.append(cf.Case.replay([opening]))
    asked: dict[str, Any] = {"od1": "to_OD1", "od3": "to_OD3"}
    frames = cases_to_frames(cases, attributes=engine.attributes)
    swept = rows_of(sweep(engine, at=noon(TODAY), proposals=asked, **frames))
    assert swept == asked_one_by_one(engine, cases, noon(TODAY), asked)


def test_no_two_moves_of_an_import_are_ever_due_at_once():
    """For every case there could be: of the automatic moves of a stage at most one is due, so the first match
    is the only one; no rule is idle and every stage can be entered."""
    parts = {"OD3": count(3) + tagged("X"), "OD2": balance(20) + days(2), "OD1": days(5)}
    report = verify.check(kill_bill(overdue(parts), currency="USD").engine())
    assert report.result == "proved"
    assert "no findings" in str(report)


def test_what_kill_bill_does_to_the_product_is_named():
    """What is no decision of collection is listed, each with its state and what to do instead; what says
    nothing is not."""
    xml = overdue(
        {
            "OD2": (
                days(20),
                "<blockChanges>true</blockChanges>"
                "<disableEntitlementAndChangesBlocked>true</disableEntitlementAndChangesBlocked>"
                "<subscriptionCancellationPolicy>END_OF_TERM</subscriptionCancellationPolicy>"
                "<externalMessage>Reached</externalMessage>" + days(5, tag="autoReevaluationInterval"),
            ),
            "OD1": (
                days(10),
                "<blockChanges>false</blockChanges><externalMessage/>",
            ),
        },
        before=days(30, tag="initialReevaluationInterval"),
    )
    imported = kill_bill(xml)
    assert {(each.name, each.where) for each in imported.not_carried} == {
        ("initialReevaluationInterval", "accountOverdueStates"),
        ("blockChanges", "state 'OD2'"),
        ("disableEntitlementAndChangesBlocked", "state 'OD2'"),
        ("subscriptionCancellationPolicy", "state 'OD2'"),
        ("externalMessage", "state 'OD2'"),
        ("autoReevaluationInterval", "state 'OD2'"),
    }
    assert not any(each.decides for each in imported.not_carried)
    assert "hook" in str(imported.not_carried[1])


@pytest.mark.parametrize("response", ["DUPLICATE_TRANSACTION", None])
def test_a_response_without_a_word_is_an_error_unless_it_is_accepted(response):
    """It would change decisions: an error that names it; accepted, the state that asks for it is left out,
    and no other is entered in its place."""
    wanted = "<response>INVALID_CARD</response><response>LOST_OR_STOLEN_CARD</response>"
    assert wanted in MIXED
    mixed = MIXED.replace(wanted, "" if response is None else f"{wanted}<response>{response}</response>")
    with pytest.raises(cf.NotCarried, match=response or "no response") as caught:
        kill_bill(mixed, currency="USD")
    assert len(caught.value.constructs) == 1
    imported = kill_bill(mixed, currency="USD", accept=["responseForLastFailedPaymentIn"])
    assert [each.name for each in imported.lifecycle.stages] == ["clear", "OD1", "OD2", "OD4", "closed"]
    assert [each.decides for each in imported.not_carried] == [True]
    assert state_on(imported, [(ago(1), 5_00)], TODAY) == "OD2"
    with pytest.raises(cf.UnknownName, match="responseForLastFailedPaymentIn"):
        kill_bill(mixed, currency="USD", accept=["responseForLastFailedPaymentIn", "typo"])


def test_what_is_not_known_of_kill_bill_is_an_error():
    """Elements that are not known are named, all of them, and can be accepted by name."""
    xml = overdue({"OD1": (days(5) + "<newCondition>1</newCondition>", "<newAction>1</newAction>")})
    xml = xml.replace("</overdueConfig>", "<bundleOverdueStates/></overdueConfig>")
    with pytest.raises(cf.NotCarried) as caught:
        kill_bill(xml)
    assert {each.split()[0] for each in caught.value.constructs} == {
        "newCondition",
        "newAction",
        "bundleOverdueStates",
    }
    with pytest.raises(cf.BadValue, match="a state with a condition"):
        kill_bill(xml, accept=["newCondition", "newAction", "bundleOverdueStates"])


def test_a_clear_state_may_have_a_name():
    """A state that is marked as the clear one gives the clear stage its name; one without a condition that
    is not, is left out as it is never entered."""
    xml = overdue({"OD1": days(5)})
    listed = '<state name="Good"><isClearState>true</isClearState></state><state name="Odd"/>'
    imported = kill_bill(xml.replace("</accountOverdueStates>", listed + "</accountOverdueStates>"))
    assert imported.lifecycle.initial == "Good"
    assert [(each.name, each.where) for each in imported.not_carried] == [("state", "state 'Odd'")]


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        ("<!DOCTYPE overdueConfig [<!ENTITY a 'x'>]><overdueConfig>&a;</overdueConfig>", "document type"),
        ("<!DOCTYPE overdueConfig SYSTEM 'file:///etc/passwd'><overdueConfig/>", "document type"),
        ("<overdueConfig>", "not well-formed"),
        ("<overdueConfig>&a;</overdueConfig>", "not well-formed"),
        ("", "not well-formed"),
        ("<overdue/>", "begins with <overdueConfig>"),
        ("<overdueConfig/>", "a state with a condition"),
        (overdue({"": days(1)}), "1 to 50"),
        (overdue({"closed": days(1)}), "1 to 50"),
        (overdue({"OD1": days("ten")}), "whole number"),
        (overdue({"OD1": days(-1)}), "whole number"),
        (overdue({"OD1": days(1, "UNLIMITED")}), "UNLIMITED"),
        (overdue({"OD1": days(1, "DAY")}), "DAYS"),
        (overdue({"OD1": balance("many")}), "decimal number"),
        (overdue({"OD1": balance("1.005")}), "decimal places"),
        (overdue({"OD1": count("")}), "whole number"),
        (None, "overdue.xml"),
        (5, "overdue.xml"),
    ],
)
def test_text_that_is_no_configuration(xml, said):
    """A document type, entities, other XML, and figures that are none: each is an error that says so."""
    with pytest.raises(cf.CollectflowError, match=said):
        loose.kill_bill(xml, currency="USD")
    if isinstance(xml, str):
        with pytest.raises(cf.CollectflowError, match=said):
            kill_bill(xml.encode(), currency="USD")


@given(st.one_of(st.text(), st.binary(), st.text(alphabet="<>/&;!?[]xml=' overdueConfig")))
def test_whatever_is_given_the_error_is_typed(text):
    """Text and bytes at random are refused with an error of the library's own."""
    with pytest.raises(cf.BadValue):
        kill_bill(text)
    for read in (loose.oca, loose.odoo):
        with pytest.raises(cf.CollectflowError):
            read(text)


def test_a_balance_is_of_a_currency():
    """Amounts need a currency; a misspelt effect of holds is named."""
    with pytest.raises(cf.BadValue, match="in which currency"):
        kill_bill(overdue({"OD1": balance(5)}))
    with pytest.raises(cf.UnknownName, match="freeze"):
        loose.kill_bill(overdue({"OD1": days(5)}), on_hold="freez")


def test_an_import_survives_json():
    """Its policies and opaque guards come back with the same fingerprint."""
    imported = kill_bill(overdue({"OD1": days(1, "MONTHS") + tagged("TEST")}))
    engine = imported.engine(attributes={"score": int})
    stored = json.loads(json.dumps(engine.to_dict()))
    again = cf.Engine.from_dict(stored, registry=imported.registry)
    assert again.fingerprint == engine.fingerprint
    assert again.attributes == {"tag_TEST": bool, "score": int}


# --- tables ---------------------------------------------------------------------------------------------


def test_what_a_table_of_oca_leaves_behind_is_named():
    imported = oca(POLICIES, policy="3 time policy")
    assert {each.name for each in imported.not_carried} == {
        "email_template_id",
        "end_of_month",
    }


def test_an_email_of_oca_becomes_a_letter():
    """Where no email address is known."""
    imported = oca(POLICIES, policy="3 time policy", tolerance=100_00, currency="EUR")
    engine = imported.engine()
    due = date(2024, 1, 15)
    case = engine.open(
        "c",
        account="a",
        borrower="b",
        at=noon(due),
        currency="EUR",
        dues=[cf.Due("d", due_on=due, amount=100_00)],
    ).case
    at = noon(date(2024, 6, 1))
    assert not engine.advance(case, at).changed
    assert engine.review(case, "to_First", at).allowed
    sent = engine.fire(case, "to_First", at).case
    assert engine.review(sent, cf.Contact("email"), at).allowed
    assert engine.review(sent, cf.Contact("call"), at).refused
    email, letter = (
        cf.Contact("email", address="b@example.com"),
        cf.Contact("letter", address="1 High Street"),
    )
    assert imported.ladder is not None
    for known, chosen in (([letter, email], "email"), ([letter], "letter"), ([cf.Contact("call")], None)):
        contact = imported.ladder.choose(engine, sent, at, known).contact
        assert (contact and contact.channel) == chosen


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        (("end_of_month,30,email,b", "end_of_year,30,email,b"), cf.UnknownName, "end_of_month"),
        (("net_days,10,email", "net_days,10,fax"), cf.UnknownName, "fax"),
        (("net_days,10,email", "net_days,x,email"), cf.BadValue, "whole number"),
        (("net_days,10,email", "previous_date,10,email"), cf.InvalidPolicy, "counts from a level before it"),
        (("delay_days", "delay"), cf.UnknownName, "delay_days"),
        (("email_template_id", "new_column"), cf.NotCarried, "new_column"),
        (("First,1,net_days,10,email,a", "First,1,net_days,10,email,a,more"), cf.BadValue, "7 columns"),
        (("First,1,net_days,10,email,a", "First,1,net_days,10"), cf.BadValue, "7 columns"),
    ],
)
def test_a_table_of_oca_that_does_not_fit(change, error, said):
    """A mode, channel, number or column that is not known: each is an error that names it."""
    with pytest.raises(error, match=said):
        oca(POLICIES.replace(*change), policy="3 time policy")


def test_a_table_has_the_policies_that_it_names():
    """Where a table has several policies one is named; a misspelt one is told the nearest; a column may be
    accepted by name; bytes are no text."""
    with pytest.raises(cf.UnknownName, match="3 time policy"):
        oca(POLICIES)
    with pytest.raises(cf.UnknownName, match="3 time policy"):
        oca(POLICIES, policy="3 times policy")
    renamed = POLICIES.replace("email_template_id", "new_column")
    imported = oca(renamed, policy="3 time policy", accept=["new_column"])
    assert ("new_column", True) in {(each.name, each.decides) for each in imported.not_carried}
    with pytest.raises(cf.BadValue, match="text of the CSV"):
        loose.oca(b"name,level")


def test_what_a_table_of_odoo_leaves_behind_is_named():
    """A manual action holds nothing up."""
    assert {each.name for each in odoo(DEMO).not_carried} == {
        "manual_action",
        "manual_action_note",
        "end_of_month",
        "send_email and send_letter",
    }
    with pytest.raises(cf.UnknownName, match="end_of_month"):
        odoo(DEMO.replace("end_of_month", "end_of_mnth"))


def test_a_level_before_the_due_date_is_left_out_when_accepted():
    """A negative delay is a reminder of what is not overdue: an error, or left out by name."""
    text = "name,delay\nbefore,-3\nfirst,15\n"
    with pytest.raises(cf.NotCarried, match="delay"):
        odoo(text)
    imported = odoo(text, accept=["delay"])
    assert [each.name for each in imported.lifecycle.stages] == ["current", "first", "closed"]
