"""What the tests of data frames put together: engines, several cases at one instant, and the comparison."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import attrs
import narwhals.stable.v2 as nw
import pandas as pd
from hypothesis import strategies as st

import collectflow as cf
from collectflow import facts
from collectflow.errors import NoSuchTransition
from collectflow.guards import Guard
from collectflow.policies import online_lending
from collectflow.portfolio import cases_to_frames
from tests.guard_strategies import ZONES, situations
from tests.oracle import CALENDARS
from tests.support import ATTRIBUTES, attempts, open_case, policy

AT = datetime(2026, 5, 20, 22, 30, tzinfo=UTC)
ASKED: dict[str, cf.Proposal | str] = {
    "call": cf.Contact("call"),
    "visit": cf.Contact("visit"),
    "friend": cf.Contact("call", "emergency_contact"),
    "sue": "sue",
    "start_outreach": "start_outreach",
    "step_down": "step_down",
}


def house(*rules: cf.Rule) -> cf.Policy:
    """Rules that read what the shipped policy does not."""
    return cf.Policy("house", currency="USD", rules=rules)


def engine(*more: cf.Rule, **parts: Any) -> cf.Engine:
    """The shipped policy, hours, a cap, wishes, a hold, an attribute, the last outcome."""
    on = cf.on_contact()
    rules = [
        cf.Rule("hours", on=on, require=facts.local_time.between(time(8), time(21)), because="hours"),
        cf.Rule("cap", on=on, require=facts.contacts(party=cf.same, within=cf.days(7)) < 7, because="cap"),
        cf.Rule("pause", on=on, require=facts.time_since_contact() >= timedelta(hours=2), because="pause"),
        cf.Rule("days", on=on, require=facts.days_since_contact() >= 1, because="cool-down"),
        cf.Rule("wishes", on=on, require=~facts.inconvenient, because="they asked"),
        cf.Rule("held", on=on, require=~facts.held(), because="on hold"),
        cf.Rule("score", on=on, require=facts.attribute("score", int) >= 2, because="score"),
        cf.Rule("vip", on=on, require=~facts.attribute("vip", bool), because="vip"),
        cf.Rule("since", on=on, require=facts.attribute("since", date) < date(2026, 3, 1), because="since"),
        cf.Rule("outcome", on=on, require=facts.last_outcome() != "conversation", because="talked"),
    ]
    return cf.Engine(
        online_lending.lifecycle(), [policy(), house(*rules, *more)], attributes=ATTRIBUTES, **parts
    )


def sample(asking: cf.Engine) -> list[cf.Case]:
    """Cases of many kinds: without zones, with two, settled, cured and reversed, with gaps everywhere."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    cases = []
    for i in range(14):
        zones = [[], ["America/New_York"], ["America/New_York", "Asia/Taipei"], ["Europe/Berlin"]][i % 4]
        case = open_case(
            asking,
            at=start,
            borrower=f"b-{i}",
            borrower_zones=zones,
            persons=[cf.Person(f"e-{i}", "emergency_contact", zones=["Asia/Kathmandu"])][: i % 3],
            attributes={
                "score": [None, 1, 3][i % 3],
                "vip": [None, False, True, False][i % 4],
                "since": [None, date(2026, 2, 1), date(2026, 4, 1)][i % 3],
            },
            history_from=[None, None, start - timedelta(days=1)][i % 3],
        )
        first, *rest = case.events
        case = cf.Case.replay([renamed(first, f"case-{i:02}"), *rest])
        if i:
            case = asking.advance(case, start + timedelta(days=4)).case
        if i % 2:
            case = attempts(asking, case, i % 5, at=start + timedelta(days=5), channel="sms")
            case = attempts(asking, case, i % 7, at=AT - timedelta(hours=45), outcome="voicemail")
        if i % 4 == 1:
            case = asking.record(
                case,
                cf.PreferenceGiven(
                    "w", at=AT - timedelta(hours=9), starts=time(18), stops=time(20), weekdays={3}
                ),
                cf.HoldPlaced(
                    "h", at=AT - timedelta(hours=8), kind="dispute", until=(AT + timedelta(days=i)).date()
                ),
            ).case
        if i % 6 == 2:
            case = asking.record(
                case, cf.PaymentReceived("p", at=AT - timedelta(days=3), amount=150_000)
            ).case
            case = asking.advance(case, AT - timedelta(days=2)).case
            case = asking.record(case, cf.PaymentReversed("q", at=AT - timedelta(days=1), payment="p")).case
        cases.append(case)
    return cases


def renamed(opening: cf.Event, name: str) -> cf.Event:
    """The opening of a case of another name."""
    data = opening.to_dict()
    return cf.event_from_dict({**data, "case": name})


def framed(cases: list[cf.Case], backend: Any = "polars") -> dict[str, Any]:
    """The cases as frames of a kind, with the attributes of the tests."""
    return cases_to_frames(cases, attributes=ATTRIBUTES, backend=backend)


@st.composite
def portfolios(draw, size: int = 4) -> tuple[list[cf.Case], datetime, cf.Conventions]:
    """A few cases whose books are kept alike, and an instant that is not before any of their events."""
    drawn = [draw(situations()) for _ in range(draw(st.integers(1, size)))]
    opening = drawn[0][0].events[0]
    assert isinstance(opening, cf.CaseOpened)
    cases = []
    for i, (case, _, _) in enumerate(drawn):
        first, *rest = case.events
        events = [attrs.evolve(first, case=f"case-{i}", conventions=opening.conventions), *rest]
        # What was reported of today elsewhere may be of tomorrow in these books.
        with suppress(cf.BadValue):
            cases.append(cf.Case.replay(events))
    return cases, max(at for _, at, _ in drawn), opening.conventions


def engine_for(guard: Guard, conventions: cf.Conventions, *, when: Guard | None = None) -> cf.Engine:
    """An engine on the shipped lifecycle with a rule about contacts, acts and moves."""
    on = [cf.on_contact(), cf.on_act(), cf.on_move()]
    rules = [
        cf.Rule("rule", on=on, require=guard, when=when, because="it says so"),
        cf.Rule(
            "stage", on=cf.on_contact(channel="visit"), require=cf.facts.stage == "outreach", because="x"
        ),
        cf.Rule(
            "back", on=cf.on_move("reopen", dest="reminder"), require=cf.facts.stage == "cured", because="x"
        ),
    ]
    policy = cf.Policy("policy", currency="USD", rules=rules)
    return cf.Engine(
        online_lending.lifecycle(),
        [policy],
        attributes=ATTRIBUTES,
        acts=["sell"],
        calendars=CALENDARS,
        conventions=conventions,
        horizon=cf.days(10),
    )


def asked_one_by_one(
    engine: cf.Engine, cases: list[cf.Case], at: datetime, proposals: dict[str, cf.Proposal | str]
) -> list[dict[str, Any]]:
    """What the one-case reading says, in the shape of a sweep."""
    rows = []
    for case in cases:
        advanced = engine.advance(case, at)
        moved = [event.move.trigger for event in advanced.events if isinstance(event, cf.StageChanged)]
        row: dict[str, Any] = {"case": case.id, "move": moved[0] if moved else None}
        for label, proposal in proposals.items():
            try:
                verdict = engine.review(case, proposal, at)
            except NoSuchTransition:
                row[label], row[f"{label}_refused_by"] = None, ""
                continue
            row[label] = str(verdict.status)
            refused = [each.rule for each in verdict.findings if each.outcome == "unmet"]
            row[f"{label}_refused_by"] = ";".join(refused)
        rows.append(row)
    return rows


def rows_of(native: Any) -> list[dict[str, Any]]:
    """A sweep's frame as rows in the order of cases, without `unchanged_until`."""
    frame = nw.from_native(native)
    if isinstance(frame, nw.LazyFrame):
        frame = frame.collect("pyarrow")
    rows = [
        {name: None if pd.isna(value) else value for name, value in row.items()}
        for row in frame.iter_rows(named=True)
    ]
    return sorted(
        ({name: value for name, value in row.items() if name != "unchanged_until"} for row in rows),
        key=lambda row: str(row["case"]),
    )


#: Every zone of the generated cases, so that a lazy sweep has nothing to look up.
KNOWN = tuple(ZONES)
