"""Importers: settings of other software, and what that software's own tests expect of them.

Not carried, and why: a parent's account whose state its children take (Kill Bill's V9; a case is of one
account); no configuration at all (V11 testWrapperNoConfig; there is no policy to make of it).
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
from tests.portfolio_support import asked_one_by_one, rows_of
from tests.support import fewer

#: The same names, for calls that a type checker would refuse as well.
loose: Any = importers


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


# --- Kill Bill ------------------------------------------------------------------------------------------


def days(number, unit="DAYS", tag="timeSinceEarliestUnpaidInvoiceEqualsOrExceeds"):
    return f"<{tag}><unit>{unit}</unit><number>{number}</number></{tag}>"


def count(number):
    return f"<numberOfUnpaidInvoicesEqualsOrExceeds>{number}</numberOfUnpaidInvoicesEqualsOrExceeds>"


def balance(amount):
    return f"<totalUnpaidInvoiceBalanceEqualsOrExceeds>{amount}</totalUnpaidInvoiceBalanceEqualsOrExceeds>"


def responses(*names):
    listed = "".join(f"<response>{each}</response>" for each in names)
    return f"<responseForLastFailedPaymentIn>{listed}</responseForLastFailedPaymentIn>"


def tagged(name):
    return f"<controlTagInclusion>{name}</controlTagInclusion>"


def untagged(name):
    return f"<controlTagExclusion>{name}</controlTagExclusion>"


def overdue(states, before=""):
    """An overdue.xml of these states by name, most severe first, each with its condition and the rest."""
    made = ""
    for name, said in states.items():
        condition, rest = said if isinstance(said, tuple) else (said, "")
        made += f'<state name="{name}"><condition>{condition}</condition>{rest}</state>'
    return f"<overdueConfig><accountOverdueStates>{before}{made}</accountOverdueStates></overdueConfig>"


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


#: A condition, the invoices, what else is known, and whether it holds.
TRUTHS: list[tuple[str, list[Any], dict[str, Any], bool, str]] = [
    (count(1), [], {}, False, "count 1 of 0"),
    (count(1), [TODAY], {}, True, "count 1 of 1"),
    (count(1), [TODAY, ago(3)], {}, True, "count 1 of 2"),
    (balance("100.00"), [], {}, False, "balance 100.00 of 0"),
    (balance("100.00"), [(TODAY, 100_00)], {}, True, "balance 100.00 of 100.00"),
    (balance("100.00"), [(TODAY, 200_00)], {}, True, "balance 100.00 of 200.00"),
    (balance("100.00"), [(TODAY, 99_99)], {}, False, "balance 100.00 of 99.99"),
    (days(10), [], {}, False, "10 days, no invoice"),
    (days(10), [ago(9)], {}, False, "10 days, 9 days ago"),
    (days(10), [ago(10)], {}, True, "10 days, 10 days ago"),
    (days(10), [ago(20)], {}, True, "10 days, 20 days ago"),
    (days(0), [TODAY], {}, True, "0 days, today"),
    (days(2, "WEEKS"), [ago(13)], {}, False, "2 weeks, 13 days ago"),
    (days(2, "WEEKS"), [ago(14)], {}, True, "2 weeks, 14 days ago"),
    (tagged("OEO"), [], {"tags": ["OEO"]}, True, "tag among others"),
    (tagged("OEO"), [], {}, False, "tag not there"),
    (untagged("MANUAL_PAY"), [], {}, True, "issue 256, tag to be missing is"),
    (untagged("MANUAL_PAY"), [], {"tags": ["MANUAL_PAY"]}, False, "issue 256, tag to be missing is there"),
    (count(1) + tagged("OEO"), [TODAY], {}, False, "all parts must hold"),
    (count(1) + tagged("OEO"), [TODAY], {"tags": ["OEO"]}, True, "both parts hold"),
    ("", [], {}, True, "an absent condition is true"),
]
_FUNDS = responses("INSUFFICIENT_FUNDS", "DO_NOT_HONOR")
TRUTHS += [
    (_FUNDS, [], {"answer": "lost_or_stolen"}, False, "response LOST_OR_STOLEN_CARD"),
    (_FUNDS, [], {"answer": "insufficient_funds"}, True, "response INSUFFICIENT_FUNDS"),
    (_FUNDS, [], {"answer": "do_not_honor"}, True, "response DO_NOT_HONOR"),
    (_FUNDS, [], {}, False, "no payment failed"),
]


@pytest.mark.parametrize(
    ("condition", "dues", "more", "holds"),
    [pytest.param(*row[:4], id=f"V1 Kill Bill TestCondition {row[4]}") for row in TRUTHS],
)
def test_a_condition_of_kill_bill(condition, dues, more, holds):
    """V1: each part of a condition, at and around its bound."""
    imported = kill_bill(overdue({"OD1": condition}), currency="USD")
    assert state_on(imported, dues, TODAY, **more) == ("OD1" if holds else "clear")


_MIXED = overdue(
    {
        "OD4": count(5) + tagged("AUTO_PAY_OFF"),
        "OD3": responses("INVALID_CARD", "LOST_OR_STOLEN_CARD"),
        "OD2": balance("5.00"),
        "OD1": days(30),
    }
)


@pytest.mark.parametrize(
    ("dues", "more", "state"),
    [
        pytest.param([(ago(1), 4_00)], {}, "clear", id="V2 C4 OverdueConfig3 06-30 balance 4"),
        pytest.param([(ago(30), 4_00)], {}, "OD1", id="V2 C4 OverdueConfig3 06-01 balance 4"),
        pytest.param([(ago(1), 5_00)], {}, "OD2", id="V2 C4 OverdueConfig3 06-30 balance 5"),
        pytest.param(
            [(ago(1), 5_00)], {"answer": "invalid_account"}, "OD3", id="V2 C4 OverdueConfig3 and INVALID_CARD"
        ),
        pytest.param(
            [(ago(1), 1_00)] * 5, {"tags": ["AUTO_PAY_OFF"]}, "OD4", id="V2 C4 OverdueConfig3 five and a tag"
        ),
        pytest.param([(ago(1), 1_00)] * 5, {}, "OD2", id="V2 C4 OverdueConfig3 five without the tag"),
    ],
)
def test_the_first_match_of_kill_bill_wins(dues, more, state):
    """V2: the first listed state whose condition holds, though less severe ones hold as well."""
    imported = kill_bill(_MIXED, currency="USD")
    assert state_on(imported, dues, TODAY, **more) == state


_30_40_50 = overdue(
    {
        "OD3": (days(50), "<blockChanges>true</blockChanges>"),
        "OD2": (days(40), days(10, tag="autoReevaluationInterval")),
        "OD1": (days(30), days(10, tag="autoReevaluationInterval")),
    },
    before=days(30, tag="initialReevaluationInterval"),
)


def test_v3_kill_bill_30_40_50():
    """V3 TestOverdueIntegration#testOverdueStages1: the state on each date, and clear when all is paid; one
    sweep at the end enters the states on the same days."""
    imported = kill_bill(_30_40_50)
    invoices = [(date(2012, 5, 31), 249_95), (date(2012, 6, 30), 249_95)]
    engine, case = case_of(imported, invoices, at=noon(date(2012, 5, 31)))
    first = case
    told = {
        **dict.fromkeys([date(2012, 6, 8), date(2012, 6, 16), date(2012, 6, 24)], "clear"),
        **dict.fromkeys([date(2012, 6, 30), date(2012, 7, 2), date(2012, 7, 8)], "OD1"),
        **dict.fromkeys([date(2012, 7, 10), date(2012, 7, 16), date(2012, 7, 18)], "OD2"),
        **dict.fromkeys([date(2012, 7, 20), date(2012, 7, 31), date(2012, 8, 1)], "OD3"),
    }
    for day, state in told.items():
        case = engine.advance(case, noon(day)).case
        assert case.stage == state, day
    swept = engine.advance(first, noon(date(2012, 8, 1)), how="through")
    assert [(event.dest, event.at.date()) for event in swept.events] == [
        ("OD1", date(2012, 6, 30)),
        ("OD2", date(2012, 7, 10)),
        ("OD3", date(2012, 7, 20)),
    ]
    # The next look is the instant of the next state, whatever interval is set by hand.
    assert engine.next_review(first, noon(date(2012, 6, 1))) == datetime(2012, 6, 30, tzinfo=UTC)
    payment = cf.PaymentReceived("p", at=noon(date(2012, 8, 2)), amount=499_90)
    done = engine.record(case, payment).case
    assert engine.advance(done, payment.at).case.stage == "clear"


@pytest.mark.parametrize(
    "conditions",
    [
        pytest.param([count(2), count(3), count(5)], id="V6 C5 Kill Bill counts 2-3-5"),
        pytest.param([balance(260), balance(600), balance(1200)], id="C5 Kill Bill balances 260-600-1200"),
    ],
)
def test_v6_kill_bill_up_and_down(conditions):
    """V6 testOverdueStateWithNumberOfUnpaidInvoicesCondition: one invoice after another, then one payment
    after another; an event only where the state changes. By balances the same way, 250.00 each."""
    states = dict(zip(("OD3", "OD2", "OD1"), reversed(conditions), strict=True))
    engine, case = case_of(kill_bill(overdue(states), currency="USD"), at=noon(ago(30)))
    up, down = [], []
    for i in range(5):
        at = noon(ago(20 - i))
        due = cf.Due(f"n{i}", due_on=at.date(), amount=250_00)
        case = engine.record(case, cf.DuesAdded(f"a{i}", at=at, dues=[due])).case
        case = engine.advance(case, at).case
        up.append(case.stage)
    changed = []
    for i in range(5):
        at = noon(ago(10 - i))
        case = engine.record(case, cf.PaymentReceived(f"p{i}", at=at, amount=250_00)).case
        result = engine.advance(case, at)
        case = result.case
        down.append(case.stage)
        changed.append(result.changed)
    assert up == ["clear", "OD1", "OD2", "OD2", "OD3"]
    assert down == ["OD2", "OD2", "OD1", "clear", "clear"]
    assert changed == [True, False, True, True, False]


def test_v8_kill_bill_written_off_draft_and_enforcement_off():
    """V8: a draft is no due, so the account is clear; one that is written off is clear, and OD1 at once when
    that is taken back; a hold on before, or put on later, clears, and OD1 comes back at once without it."""
    imported = kill_bill(overdue({"OD1": days(5)}))
    day, first = date(2012, 6, 6), date(2012, 5, 31)
    at = noon(day)
    assert state_on(imported, [], day) == "clear"
    engine, case = case_of(imported, [first], at=noon(first))
    off = cf.Adjusted("w", at=noon(first), amount=10_00, kind="write_off")
    written_off = engine.record(case, off).case
    assert not engine.advance(written_off, at).changed
    again = engine.record(written_off, cf.PaymentReversed("r", at=at, payment="w")).case
    assert engine.advance(again, at).case.stage == "OD1"
    hold = cf.HoldPlaced("h", at=noon(first), kind="other")
    held = engine.record(case, hold).case
    assert not engine.advance(held, at).changed
    free = engine.record(held, cf.HoldLifted("l", at=at, hold="h")).case
    assert engine.advance(free, at).case.stage == "OD1"
    late = engine.advance(case, at).case
    assert late.stage == "OD1"
    later = at + timedelta(days=1)
    held = engine.advance(engine.record(late, cf.HoldPlaced("h2", at=later, kind="other")).case, later).case
    assert held.stage == "clear"
    assert not engine.advance(held, later).changed
    free = engine.record(held, cf.HoldLifted("l2", at=later, hold="h2")).case
    assert engine.advance(free, later).case.stage == "OD1"


@pytest.mark.parametrize(("on_hold", "stages"), [("clear", "clear"), ("freeze", "OD1"), ("ignore", "OD2")])
def test_a_hold_does_what_the_host_says(on_hold, stages):
    """A hold put on in OD1 clears, freezes or does nothing."""
    imported = kill_bill(overdue({"OD2": days(10), "OD1": days(5)}), on_hold=on_hold)
    engine, case = case_of(imported, [ago(5)], at=noon(TODAY))
    case = engine.advance(case, noon(TODAY)).case
    held = engine.record(case, cf.HoldPlaced("h", at=noon(TODAY), kind="other")).case
    assert engine.advance(held, noon(TODAY + timedelta(days=5)), how="jump").case.stage == stages


def test_v11_kill_bill_months_names_and_tags():
    """V11: thresholds of one and two months, to the day; the last listed is the least severe; 31, 41 and 51
    days with a tag on OD1; a name of more than 50 letters is an error."""
    imported = kill_bill(overdue({"OD2": days(2, "MONTHS"), "OD1": days(1, "MONTHS")}))
    for invoice, one, two in (
        (date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)),
        (date(2023, 1, 30), date(2023, 2, 28), date(2023, 3, 30)),
        (date(2024, 2, 15), date(2024, 3, 15), date(2024, 4, 15)),
    ):
        engine, case = case_of(imported, [invoice], at=noon(invoice))
        swept = engine.advance(case, noon(two), how="through")
        assert [(event.dest, event.at.date()) for event in swept.events] == [("OD1", one), ("OD2", two)]
    severity = {each.name: each.severity for each in imported.lifecycle.stages}
    assert severity["clear"] < severity["OD1"] < severity["OD2"]
    assert [each.name for each in imported.not_carried] == ["MONTHS", "MONTHS"]

    wrapped = kill_bill(overdue({"OD3": days(50), "OD2": days(40), "OD1": days(30) + tagged("TEST")}))
    for late, state in ((31, "OD1"), (41, "OD2"), (51, "OD3")):
        assert state_on(wrapped, [ago(late)], TODAY, tags=["TEST"]) == state
    assert state_on(wrapped, [ago(31)], TODAY) == "clear"

    assert kill_bill(overdue({"x" * 50: days(1)})).policy.rules
    with pytest.raises(cf.BadValue, match="1 to 50"):
        kill_bill(overdue({"x" * 51: days(1)}))


@pytest.mark.parametrize(
    ("limits", "late"),
    [
        pytest.param((30, 40, 50), (30, 40, 50), id="C1 Kill Bill default and C6 tags"),
        pytest.param((10, 14, 21), (10, 14, 21), id="C2 Kill Bill tutorial"),
        pytest.param((5, 7, 11), (5, 7, 11), id="C3 Kill Bill issue 2297"),
    ],
)
def test_the_days_of_kill_bill(limits, late):
    """The states of a real configuration, on the day and on the day before, with the tag they ask for."""
    one, two, three = (days(each) + tagged("TEST") for each in limits)
    imported = kill_bill(overdue({"OD3": three, "OD2": two, "OD1": one}))
    below = ["clear", "OD1", "OD2"]
    for each, state, before in zip(late, ("OD1", "OD2", "OD3"), below, strict=True):
        assert state_on(imported, [ago(each)], TODAY, tags=["TEST"]) == state
        assert state_on(imported, [ago(each - 1)], TODAY, tags=["TEST"]) == before
        assert state_on(imported, [ago(each)], TODAY) == "clear"


def test_issue_2297_a_partial_payment_moves_the_schedule():
    """Kill Bill issue 2297, 5-7-11: when the oldest invoice is paid the state follows the next one, at once
    and on its own days; no warning is skipped."""
    imported = kill_bill(overdue({"CANCELLATION": days(11), "BLOCKED": days(7), "WARNING": days(5)}))
    engine, case = case_of(imported, [ago(8), ago(2)], at=noon(ago(8)))
    case = engine.advance(case, noon(TODAY), how="through").case
    assert case.stage == "BLOCKED"
    case = engine.record(case, cf.PaymentReceived("p", at=noon(TODAY), amount=10_00)).case
    swept = engine.advance(case, noon(TODAY + timedelta(days=10)), how="through")
    assert [(event.dest, (event.at.date() - TODAY).days) for event in swept.events] == [
        ("clear", 0),
        ("WARNING", 3),
        ("BLOCKED", 5),
        ("CANCELLATION", 9),
    ]


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
    assert wanted in _MIXED
    mixed = _MIXED.replace(wanted, "" if response is None else f"{wanted}<response>{response}</response>")
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

_OCA = """policy_id,name,level,computation_mode,delay_days,channel,email_template_id
3 time policy,Third,3,previous_date,10,letter,
3 time policy,First,1,net_days,10,email,a
3 time policy,Second,2,end_of_month,30,email,b
2 time policy,One,1,end_of_month,30,email,c
2 time policy,Two,2,previous_date,60,letter,
"""


def _entries(imported, due, last):
    engine = imported.engine()
    case = engine.open(
        "c",
        account="a",
        borrower="b",
        at=noon(due),
        currency="EUR",
        borrower_zones=["Europe/Paris"],
        dues=[cf.Due("d", due_on=due, amount=100_00)],
    ).case
    result = engine.advance(case, noon(last), how="through")
    return [(event.dest, event.at.date()) for event in result.events]


@pytest.mark.parametrize(
    ("policy", "due", "expected"),
    [
        pytest.param(
            "3 time policy",
            date(2024, 1, 15),
            [("First", date(2024, 1, 25)), ("Second", date(2024, 2, 29)), ("Third", date(2024, 3, 10))],
            id="C7 V19 OCA 3 time policy, due 2024-01-15",
        ),
        pytest.param(
            "2 time policy",
            date(2024, 1, 15),
            [("One", date(2024, 2, 29)), ("Two", date(2024, 4, 29))],
            id="C7 OCA 2 time policy, due 2024-01-15",
        ),
    ],
)
def test_a_table_of_oca(policy, due, expected):
    """The levels of one policy in their order, on their days; the rest is named."""
    imported = oca(_OCA, policy=policy, automatic=True)
    assert _entries(imported, due, date(2024, 6, 1)) == expected
    assert {each.name for each in imported.not_carried} == {
        "email_template_id",
        "end_of_month",
        "fallback_to_letter",
    }
    assert _entries(oca(_OCA, policy=policy), due, date(2024, 6, 1)) == []


def test_a_table_of_oca_moves_when_it_was_sent():
    """V19: a draft climbs no further; what was sent does, and then by its own channel."""
    engine = oca(_OCA, policy="3 time policy", tolerance=100_00, currency="EUR").engine()
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
    assert engine.review(sent, cf.Contact("letter"), at).refused


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
        oca(_OCA.replace(*change), policy="3 time policy")


def test_a_table_has_the_policies_that_it_names():
    """Where a table has several policies one is named; a misspelt one is told the nearest; a column may be
    accepted by name; bytes are no text."""
    with pytest.raises(cf.UnknownName, match="3 time policy"):
        oca(_OCA)
    with pytest.raises(cf.UnknownName, match="3 time policy"):
        oca(_OCA, policy="3 times policy")
    renamed = _OCA.replace("email_template_id", "new_column")
    imported = oca(renamed, policy="3 time policy", accept=["new_column"])
    assert ("new_column", True) in {(each.name, each.decides) for each in imported.not_carried}
    with pytest.raises(cf.BadValue, match="text of the CSV"):
        loose.oca(b"name,level")


_ODOO = """name,sequence,delay,start,send_email,send_letter,manual_action,manual_action_note
Urging,2,45,end_of_month,1,1,0,
Gentle,0,15,days,1,0,0,
Second,1,30,days,0,1,1,Call
"""


def test_a_table_of_odoo():
    """C9: 15 and 30 days, and 45 to the end of the month; a manual action holds nothing up and is named."""
    imported = odoo(_ODOO)
    due = date(2024, 1, 15)
    assert _entries(imported, due, date(2024, 6, 1)) == [
        ("Gentle", date(2024, 1, 30)),
        ("Second", date(2024, 2, 14)),
        ("Urging", date(2024, 2, 29)),
    ]
    assert {each.name for each in imported.not_carried} == {
        "manual_action",
        "manual_action_note",
        "end_of_month",
        "send_email and send_letter",
    }
    with pytest.raises(cf.UnknownName, match="end_of_month"):
        odoo(_ODOO.replace("end_of_month", "end_of_mnth"))


def test_v20_odoo_from_a_table():
    """V20 test_account_followup.py, 15-30-40: one level a run, litigation clears, paying clears."""
    engine = odoo("name,delay\nfirst,15\nsecond,30\nthird,40\n").engine()
    due = date(2024, 1, 15)
    case = engine.open(
        "c",
        account="a",
        borrower="b",
        at=noon(due),
        currency="EUR",
        dues=[cf.Due("d", due_on=due, amount=1_000_00)],
    ).case
    at = noon(due + timedelta(days=40))
    stages = []
    for _ in range(3):
        case = engine.advance(case, at).case
        stages.append(case.stage)
    assert stages == ["first", "second", "third"]
    held = engine.record(case, cf.HoldPlaced("h", at=at, kind="legal")).case
    assert engine.advance(held, at, how="through").case.stage == "current"


def test_a_level_before_the_due_date_is_left_out_when_accepted():
    """A negative delay is a reminder of what is not overdue: an error, or left out by name."""
    text = "name,delay\nbefore,-3\nfirst,15\n"
    with pytest.raises(cf.NotCarried, match="delay"):
        odoo(text)
    imported = odoo(text, accept=["delay"])
    assert [each.name for each in imported.lifecycle.stages] == ["current", "first", "closed"]
