"""Cases made of frames read as the frames do: there and back nothing is lost that a rule looks at."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import duckdb
import polars as pl
import pytest
from hypothesis import given, note
from hypothesis import strategies as st

import collectflow as cf
from collectflow import facts
from collectflow.guards import words
from collectflow.portfolio import MissingColumn, cases_to_frames, frames_to_cases, sweep
from collectflow.testing import histories
from tests.guard_strategies import PROPOSALS, guards
from tests.portfolio_support import asked_one_by_one, engine_for, framed, portfolios
from tests.support import ATTRIBUTES, fewer

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
ASKED: dict[str, cf.Proposal | str] = {
    **{f"contact_{i}": each for i, each in enumerate(PROPOSALS)},
    "sue": "sue",
    "start_outreach": "start_outreach",
}


@fewer(2)
@given(guards(), portfolios())
def test_there_and_back(guard, portfolio):
    """Whatever the rule and the cases: those made of the frames are answered as those that made them."""
    cases, at, conventions = portfolio
    engine = engine_for(guard, conventions)
    note(words(guard))
    frames = framed(cases)
    back = frames_to_cases(attributes=ATTRIBUTES, conventions=conventions, **frames)
    assert [each.id for each in back] == [each.id for each in cases]
    assert asked_one_by_one(engine, back, at, ASKED) == asked_one_by_one(engine, cases, at, ASKED)


@fewer(8)
@given(portfolios(2), st.sampled_from(["pandas", "pyarrow"]))
def test_from_every_kind_of_frame(portfolio, backend):
    """What pandas holds in the place of a gap is a gap."""
    cases, _, conventions = portfolio
    known: Any = {"attributes": ATTRIBUTES, "conventions": conventions}
    expected = frames_to_cases(**known, **framed(cases))
    assert frames_to_cases(**known, **framed(cases, backend)) == expected
    connection = duckdb.connect(config={"threads": 1})
    relations: Any = {name: connection.from_arrow(f.to_arrow()) for name, f in framed(cases).items()}
    assert frames_to_cases(**known, **relations) == expected


CASES = pl.DataFrame(
    {
        "case": ["a", "b", "c"],
        "borrower": ["x", "y", "z"],
        "stage": ["reminder", "grace", "outreach"],
        "left": ["grace", None, "reminder"],
        "stage_at": [NOW - timedelta(days=5)] * 3,
        "currency": ["USD"] * 3,
        "zone": ["America/New_York", None, "UTC"],
        "score": [7, None, 3],
    }
)
DUES = pl.DataFrame(
    {
        "case": ["a", "a", "b"],
        "id": ["1", "2", "3"],
        "due_on": [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)],
        "amount": [100_00, 100_00, 50_00],
        "open_amount": [40_00, 100_00, 50_00],
    }
)
ENGINE = engine_for(facts.come_due.as_guard(), cf.Conventions(books_zone="America/New_York"))


def read(case, fact):
    return ENGINE.read(case, fact, NOW, currency="USD")


def test_of_a_host_that_keeps_little():
    """The columns that rules need, and no others: stages, what is open, a zone."""
    a, b, c = frames_to_cases(CASES, dues=DUES, attributes={"score": int}, conventions=ENGINE.conventions)
    assert [each.stage for each in (a, b, c)] == ["reminder", "grace", "outreach"]
    assert [read(each, facts.left_stage) for each in (a, b, c)] == ["grace", "", "reminder"]
    assert [read(each, facts.amount_overdue) for each in (a, b, c)] == [140_00, 50_00, 0]
    assert [read(each, facts.days_past_due) for each in (a, b, c)] == [62, 3, 0]
    assert [read(each, facts.days_in_stage) for each in (a, b, c)] == [5, 5, 5]
    assert [read(each, facts.attribute("score", int)) for each in (a, b, c)] == [7, None, 3]
    assert [read(each, facts.local_weekday) for each in (a, b, c)] == [3, None, 3]
    assert read(a, facts.amount_open) == 140_00


def test_only_those_that_are_wanted_and_why():
    """What it is for: a sweep refuses, and one case says why."""
    rule = cf.Rule("few", on=cf.on_contact(), require=facts.contacts(within=cf.days(7)) < 2, because="few")
    engine = ENGINE.evolve(policies=[cf.Policy("house", rules=[rule])])
    called = pl.DataFrame(
        {
            "case": ["a", "a", "c"],
            "id": ["1", "2", "3"],
            "at": [NOW - timedelta(days=1)] * 3,
            "direction": ["outbound"] * 3,
            "channel": ["call"] * 3,
            "party": ["borrower"] * 3,
        }
    )
    asked = {"call": cf.Contact("call")}
    frames: Any = {"cases": CASES, "contacts": called}
    swept = sweep(
        engine, at=NOW, proposals=asked, nothing_in=["payments", "adjustments"], dues=DUES, **frames
    )
    refused = swept.filter(pl.col("call") == "refused")["case"].to_list()
    assert refused == ["a"]
    (case,) = frames_to_cases(only=refused, conventions=engine.conventions, **frames)
    verdict = engine.review(case, asked["call"], NOW)
    assert verdict.refused
    assert verdict.allowed_at == datetime(2026, 3, 10, 4, tzinfo=UTC)


@st.composite
def _paused(draw):
    """A case with pauses, some of them resumed, and its conventions."""
    books = cf.Conventions(books_zone=draw(st.sampled_from(["UTC", "Asia/Taipei"])))
    case = cf.Case.replay(
        [cf.CaseOpened("o", at=NOW, case="c", account="a", borrower="b", stage="grace", conventions=books)]
    )
    spans = [
        timedelta(0),
        timedelta(microseconds=1),
        timedelta(hours=6),
        timedelta(days=1),
        timedelta(days=3),
    ]
    days = st.none() | st.integers(-6, 9)
    at = NOW
    for i in range(draw(st.integers(1, 6))):
        at += draw(st.sampled_from(spans))
        first, last = (
            None if n is None else at.date() + timedelta(days=n) for n in draw(st.tuples(days, days))
        )
        known = [row.id for row in case.tables.pauses]
        # What cannot be is left out.
        with suppress(cf.BadValue, cf.PausesOverlap):
            if known and draw(st.booleans()):
                case = case.apply(cf.Resumed(f"e{i}", at=at, pause=draw(st.sampled_from(known))))
            else:
                case = case.apply(cf.Paused(f"e{i}", at=at, starts_on=first, until=last))
    return case, books


@given(_paused())
def test_pauses_there_and_back(paused):
    """Row by row, those too that were called off on a day on which another one began."""
    case, books = paused
    frames = cases_to_frames([case])
    (back,) = frames_to_cases(conventions=books, **frames)
    assert {*cases_to_frames([back])["pauses"].rows()} == {*frames["pauses"].rows()}


MONEY = ["payment", "reversal", "refund", "adjustment", "money", "due", "pause", "void"]


@given(histories(max_size=12, only=MONEY, ledger="dues"))
def test_dues_there_and_back(events):
    """What is open of each, in whatever order they are paid, and whether they were known before that."""
    case = cf.Case.replay(events)
    frames = cases_to_frames([case])
    (back,) = frames_to_cases(conventions=case.tables.head.conventions, **frames)
    again = cases_to_frames([back])
    columns = ["id", "due_on", "amount", "open_amount", "kind", "issued_on"]
    assert {*again["dues"].select(columns).rows()} == {*frames["dues"].select(columns).rows()}
    assert again["cases"]["credit"].to_list() == frames["cases"]["credit"].to_list()


def test_a_hold_on_a_due_that_does_not_count_any_more():
    """The due is in no frame, and the hold is."""
    due = cf.Due("d", due_on=date(2026, 3, 1), amount=10)
    opening = cf.CaseOpened(
        "o", at=NOW, case="c", account="a", borrower="b", stage="grace", currency="USD", dues=[due]
    )
    hold = cf.HoldPlaced("h", at=NOW, kind="dispute", due="d")
    case = cf.Case.replay([opening, hold, cf.DueChanged("x", at=NOW, due="d", state="cancelled")])
    (back,) = frames_to_cases(**cases_to_frames([case]))
    assert [(row.id, row.due) for row in back.tables.holds] == [("h", "d")]
    assert back.tables.dues == ()


def test_instalments_that_an_earlier_case_left():
    """They keep the numbers that they have in their plan."""
    late = [cf.Instalment(date(2026, 2, day), 10, number) for day, number in ((1, 2), (9, 3))]
    plan = cf.PlanAgreed("plan", at=NOW - timedelta(days=60), instalments=late)
    case = cf.Case.replay(
        [cf.CaseOpened("o", at=NOW, case="c", account="a", borrower="b", stage="grace", carried=(plan,))]
    )
    (back,) = frames_to_cases(**cases_to_frames([case]))
    assert [row.id for row in back.tables.promises] == ["plan/2", "plan/3"]


def test_reported_arrears():
    known = CASES.with_columns(
        as_of=pl.Series([date(2026, 3, 1), date(2026, 3, 1), None]),
        oldest_due_on=pl.Series([date(2026, 2, 1), None, None], dtype=pl.Date),
        amount=pl.Series([90_00, 0, None]),
        paid_since=pl.Series([20_00, 0, 0]),
    )
    a, b, c = frames_to_cases(known, conventions=ENGINE.conventions)
    assert [read(each, facts.amount_overdue) for each in (a, b, c)] == [70_00, 0, 0]
    assert [read(each, facts.days_past_due) for each in (a, b, c)] == [31, 0, 0]


def test_credit_is_a_column_of_the_cases():
    """What was received beyond all dues, where no payments tell of it; without it, not known."""
    known = CASES.with_columns(credit=pl.Series([None, 0, 30_00]))
    found = frames_to_cases(known, conventions=ENGINE.conventions)
    assert [read(each, facts.credit) for each in found] == [0, 0, 30_00]
    # What is open would have taken it.
    owing = frames_to_cases(known.with_columns(credit=5_00), dues=DUES, conventions=ENGINE.conventions)
    assert [read(each, facts.credit) for each in owing] == [0, 0, 5_00]
    assert [read(each, facts.amount_open) for each in owing] == [140_00, 50_00, 0]
    rule = cf.Rule("credit", on=cf.on_contact(), require=facts.credit == 0, because="it is to be paid back")
    engine = ENGINE.evolve(policies=[cf.Policy("house", rules=[rule], currency="USD")])
    asked: Any = {"proposals": {"call": cf.Contact("call")}, "at": NOW}
    swept = sweep(engine, cases=known, **asked).sort("case")
    assert swept["call"].to_list() == ["unknown", "allowed", "refused"]
    with pytest.raises(MissingColumn, match="credit"):
        sweep(engine, cases=CASES, **asked)


def test_a_column_without_which_there_is_no_event():
    with pytest.raises(MissingColumn, match="channel"):
        frames_to_cases(CASES, contacts=DUES)


def test_a_table_that_cases_do_not_have():
    with pytest.raises(cf.UnknownName, match="contacts"):
        frames_to_cases(CASES, contatcs=DUES)


def test_what_stands_beside_belongs_to_another_case():
    first, second = frames_to_cases(CASES.head(2).with_columns(borrower=pl.lit("x")))
    contact = cf.ContactPlaced("1", at=NOW, contact=cf.Contact("call"))
    frames = cases_to_frames([first], beside={"a": [second.apply(contact)]})
    assert frames["contacts"]["beside"].to_list() == [True]
    assert frames_to_cases(**frames)[0].tables.contacts == ()


MIDNIGHT = datetime(2026, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)
HOLD = cf.HoldPlaced("h", at=MIDNIGHT, kind="dispute", starts_on=date(2026, 3, 9))
CONSENT = cf.PermissionGiven("p", at=MIDNIGHT, kind="frequency", ends_with=None)
CALLED = cf.ContactPlaced("c", at=MIDNIGHT + DAY, contact=cf.Contact("call", person="x"))
NOTICE = cf.NoticeSent("n", at=MIDNIGHT - 9 * DAY, kind="validation", by=date(2026, 2, 25))


@pytest.mark.parametrize(
    "happened",
    [
        [
            attrs.evolve(CONSENT, starts=MIDNIGHT + 9 * DAY),
            cf.PermissionWithdrawn("w", at=MIDNIGHT, permission="p"),
        ],
        [CONSENT, CALLED, cf.PermissionWithdrawn("w", at=CALLED.at, permission="p")],
        [attrs.evolve(CONSENT, until=CALLED.at), CALLED],
        [HOLD, cf.HoldLifted("l", at=MIDNIGHT + 2 * DAY, hold="h")],
        [attrs.evolve(HOLD, starts_on=None), cf.HoldLifted("l", at=MIDNIGHT, hold="h")],
        [NOTICE, HOLD],
        [NOTICE, attrs.evolve(HOLD, starts_on=None)],
        [attrs.evolve(NOTICE, by=date(2026, 3, 9)), HOLD],
        [
            NOTICE,
            cf.NoticeReturned("r", at=MIDNIGHT, notice="n"),
            cf.NoticeDelivered("d", at=MIDNIGHT + DAY, notice="n"),
        ],
    ],
)
def test_what_ends_before_it_begins_and_what_comes_too_late(happened):
    """What a rule looks at of a row stays as it was, however its events came to be."""
    opening = cf.CaseOpened(
        "a#0", at=MIDNIGHT - 20 * DAY, case="a", account="a", borrower="x", stage="reminder", currency="USD"
    )
    case = cf.Case.replay([opening, *happened])
    (back,) = frames_to_cases(**cases_to_frames([case]))
    for table in ("holds", "permissions", "notices", "contacts"):
        assert getattr(back.tables, table) == getattr(case.tables, table)


def test_payments_that_were_meant_for_a_later_due():
    """What is open of each due is as the frames say, whichever it was that was paid."""
    opening = cf.CaseOpened(
        "open",
        at=NOW - timedelta(days=60),
        case="c",
        account="a",
        borrower="b",
        stage="reminder",
        currency="USD",
        dues=[cf.Due(f"d-{i}", due_on=date(2026, 1 + i, 1), amount=100) for i in range(3)],
    )
    case = cf.Case.replay(
        [
            opening,
            cf.PaymentReceived("p", at=NOW, amount=130, to={"d-2": 100}),
            cf.Adjusted("w", at=NOW, amount=50, due="d-1"),
            cf.PaymentRefunded("r", at=NOW, payment="p", amount=10),
        ]
    )
    (back,) = frames_to_cases(conventions=case.tables.head.conventions, **framed([case]))
    assert back.ledger == case.ledger
