"""Cases in which opaque rules have a say, read one by one: what `review` says, and no case more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given, note
from hypothesis import strategies as st

import collectflow as cf
from collectflow import facts
from collectflow.errors import UnknownName
from collectflow.guards import words
from collectflow.policies import online_lending
from collectflow.policy import Context
from collectflow.portfolio import _singly, cases_to_frames, sweep
from tests.guard_strategies import PROPOSALS, guards
from tests.portfolio_support import (
    ASKED,
    AT,
    KNOWN,
    asked_one_by_one,
    engine,
    engine_for,
    framed,
    house,
    portfolios,
    rows_of,
    sample,
)
from tests.support import ATTRIBUTES, fewer, open_case


class Register:
    """The host's cases by id, and which of them were asked for."""

    def __init__(self, cases: Iterable[cf.Case]) -> None:
        self.cases = {case.id: case for case in cases}
        self.asked: list[str] = []

    def __call__(self, name: str) -> cf.Case:
        self.asked.append(name)
        return self.cases[name]


def even(sight: cf.Sight) -> bool:
    """The kind of thing that no column holds."""
    return int(sight.case.id[-1]) % 2 == 0


def said(answer: bool | None = None) -> cf.Guard:
    """An opaque guard that tells even cases from odd ones, or says the same to all."""
    return cf.opaque(even if answer is None else lambda _: bool(answer), name="even", version="1")


def asking_engine(answer: bool | None = None) -> cf.Engine:
    """Hours, a score, and opaque rules."""
    on = [cf.on_contact(), cf.on_move("sue", "start_outreach")]
    more = [
        cf.Rule("hours", on=on[0], require=facts.local_time.between(time(6), time(21)), because="hours"),
        cf.Rule("score", on=on, require=facts.attribute("score", int) >= 1, because="score"),
        cf.Rule("held", on=on[0], require=~facts.held(), because="on hold"),
        cf.Rule("cured", on=on[0], require=facts.stage != "cured", because="cured"),
        cf.Rule("cure", on=cf.on_move("cure"), require=facts.days_past_due < 1, because="cure"),
    ]
    policies = [house(*more, *rules(answer))]
    return cf.Engine(online_lending.lifecycle(), policies, attributes=ATTRIBUTES)


def rules(answer: bool | None = None) -> list[cf.Rule]:
    """Opaque rules about a contact, where they matter only for some, and about automatic moves."""
    guard = said(answer)
    return [
        cf.Rule("calls", on=cf.on_contact(channel="call"), require=guard, because="x"),
        cf.Rule(
            "fresh",
            on=cf.on_contact(channel="visit"),
            require=guard | (facts.days_since_contact() >= 3),
            because="x",
        ),
        cf.Rule("first", on=cf.on_move("start_reminders"), require=guard, because="x"),
        cf.Rule("back", on=cf.on_move("reopen"), require=guard, because="x"),
    ]


def answers(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows without the ids of rules."""
    return [{name: each for name, each in row.items() if not name.endswith("_refused_by")} for row in rows]


def mattering(cases: list[cf.Case], at: datetime) -> set[str]:
    """The cases to which it makes a difference what the opaque rules say, by the one-case reading."""
    yes, no = (answers(asked_one_by_one(asking_engine(answer), cases, at, ASKED)) for answer in (True, False))
    return {one["case"] for one, other in zip(yes, no, strict=True) if one != other}


@pytest.fixture(scope="module")
def asking() -> cf.Engine:
    return asking_engine()


@pytest.fixture(scope="module")
def cases() -> list[cf.Case]:
    return sample(engine())


@pytest.mark.parametrize("kind", ["polars", "lazy", "duckdb", "pandas", "pandas-arrow", "pyarrow"])
def test_each_kind_of_frame_gives_what_review_gives(asking, cases, kind):
    """The frame says where code matters; these cases and no others are looked up, each once."""
    frames: dict[str, Any] = framed(cases, kind if kind in {"pandas", "pyarrow"} else "polars")
    if kind == "lazy":
        frames = {table: each.lazy() for table, each in frames.items()}
    elif kind == "duckdb":
        connection = duckdb.connect()
        frames = {table: connection.from_arrow(each.to_arrow()) for table, each in frames.items()}
    elif kind == "pandas-arrow":
        frames = {t: each.to_pandas(use_pyarrow_extension_array=True) for t, each in frames.items()}
    register = Register(cases)
    made = sweep(asking, at=AT, proposals=ASKED, opaque=register, **frames)
    assert type(made) is type(frames["cases"])
    read = mattering(cases, AT)
    assert 0 < len(read) < len(cases)
    found, expected = rows_of(made), asked_one_by_one(asking, cases, AT, ASKED)
    assert {row["call"] for row in expected} == {"allowed", "refused", "unknown"}
    assert {row["move"] for row in expected} == {None, "reopen", "start_reminders"}
    assert sorted(register.asked) == sorted(read)
    assert answers(found) == answers(expected)
    assert [row for row in found if row["case"] in read] == [row for row in expected if row["case"] in read]
    # What others refuse is not read again: of the rules that refuse it, opaque ones may be missing.
    for one, other in zip(found, expected, strict=True):
        for label in ASKED:
            name = f"{label}_refused_by"
            assert set(one[name].split(";")) - {""} <= set(other[name].split(";"))


def test_the_due_move_is_read_where_code_decides_it():
    """A move that may be due before another is asked about; one behind a move that is due is not."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    ends = ["first", "second", "third"]
    held = cf.Lifecycle(
        "three ways",
        ["new", *(cf.Stage(name, final=True) for name in ends)],
        [cf.Transition(f"go_{name}", "new", name, automatic=True) for name in ends],
    )
    score = facts.attribute("score", int)
    chain = cf.Policy(
        "chain",
        currency="USD",
        rules=[
            cf.Rule("one", on=cf.on_move("go_first"), require=said() & (score > 1), because="x"),
            cf.Rule("two", on=cf.on_move("go_second"), require=score > 2, because="x"),
            cf.Rule("three", on=cf.on_move("go_third"), require=said(), because="x"),
        ],
    )
    asking = cf.Engine(held, [chain], attributes={"score": int})
    cases = []
    for i, amount in enumerate([0, 0, 2, 2, 3, 3, None, None]):
        opened = open_case(asking, at=start, attributes={"score": amount})
        first, *rest = opened.events
        cases.append(cf.Case.replay([cf.event_from_dict({**first.to_dict(), "case": f"c-{i}"}), *rest]))
    register = Register(cases)
    frames = framed(cases)
    made = rows_of(sweep(asking, at=start, opaque=register, **frames))
    assert made == asked_one_by_one(asking, cases, start, {})
    moves = [row["move"] for row in made]
    assert moves == ["go_third", None, "go_first", None, "go_first", "go_second", "go_third", None]

    # With the first rule readable, a second move that is due leaves the third out.
    plain = cf.Policy("chain", currency="USD", rules=[chain.rules[1], chain.rules[2]])
    never = cf.Rule("one", on=cf.on_move("go_first"), require=score > 9, because="x")
    asking = cf.Engine(held, [plain, cf.Policy("never", rules=[never])], attributes={"score": int})
    register = Register(cases)
    made = rows_of(sweep(asking, at=start, opaque=register, **frames))
    assert made == asked_one_by_one(asking, cases, start, {})
    assert sorted(register.asked) == ["c-0", "c-1", "c-2", "c-3", "c-6", "c-7"]


def test_a_mapping_will_do_and_what_is_no_case_is_refused(asking, cases):
    """A mapping is looked up by id; a missing case, another's, or something else is named."""
    frames = framed(cases)
    known = {case.id: case for case in cases}
    made = rows_of(sweep(asking, at=AT, proposals=ASKED, opaque=known, **frames))
    assert answers(made) == answers(asked_one_by_one(asking, cases, AT, ASKED))
    some = min(mattering(cases, AT))
    with pytest.raises(cf.BadValue, match=some):
        sweep(asking, at=AT, proposals=ASKED, opaque={**known, some: cases[-1]}, **frames)
    del known[some]
    with pytest.raises(cf.BadValue, match=some):
        sweep(asking, at=AT, proposals=ASKED, opaque=known, **frames)
    with pytest.raises(UnknownName):
        sweep(asking, at=AT, proposals=ASKED, opaque="one by one", **frames)  # type: ignore[arg-type]


def test_the_borrowers_other_debts_are_read_with_the_case():
    """One by one as on frames: what is owed there is owed."""
    late = facts.days_past(beside=True) >= 5
    rules = [
        cf.Rule("calls", on=cf.on_contact(), require=said(answer=True) & late, because="x"),
        cf.Rule("starts", on=cf.on_move("start_reminders"), require=said(answer=True) & late, because="x"),
        cf.Rule("cure", on=cf.on_move("cure"), require=~facts.come_due, because="x"),
    ]
    both = engine_for(facts.come_due.as_guard(), cf.Conventions()).evolve(policies=[house(*rules)])
    old, new = (
        cf.Case.replay(
            [
                cf.CaseOpened(
                    f"{name}#0",
                    at=AT,
                    case=name,
                    account=name,
                    borrower="b",
                    stage="grace",
                    currency="USD",
                    dues=[cf.Due("d", due_on=AT.date() - timedelta(days=days), amount=1)],
                )
            ]
        )
        for name, days in (("old", 9), ("new", 1))
    )
    frames = cases_to_frames([new], beside={"new": [old]})
    asked = {"at": AT, "proposals": {"call": cf.Contact("call")}, **frames}
    expected = {"case": "new", "move": "start_reminders", "call": "allowed"}
    (row,) = answers(rows_of(sweep(both, opaque={"new": (new, old)}, **asked)))
    assert expected.items() <= row.items()
    with pytest.raises(cf.BadValue, match="begins with it"):
        sweep(both, opaque={"new": (old, new)}, **asked)


def test_nothing_is_looked_up_without_need(cases):
    """Rules that frames can read leave a lazy frame unread and the host's cases alone."""
    frames = {table: each.lazy() for table, each in framed(cases).items()}
    frames["contacts"] = frames["contacts"].map_batches(_explode, schema=frames["contacts"].collect_schema())
    register = Register(())
    made = sweep(engine(), at=AT, proposals=["sue"], opaque=register, known_zones=KNOWN, **frames)
    assert isinstance(made, pl.LazyFrame)
    assert register.asked == []


def _explode(_frame: pl.DataFrame) -> pl.DataFrame:
    raise RuntimeError("was read")


class Digits:
    """A policy object of a host's own."""

    name = "digits"

    def review(self, context: Context) -> Iterable[cf.Finding]:
        """Refuses contacts about every third case."""
        if context.proposal.kind == "contact":
            yield cf.Finding.of("digits.third", met=int(context.case.id[-1]) % 3 < 2, because="x")


def test_a_policy_object_is_asked_case_by_case(cases):
    """It too is code: whatever the rules do not refuse is read one by one."""
    on = cf.on_contact(), cf.on_move("cure", "reopen")
    vip = cf.Rule("vip", on=on, require=~facts.attribute("vip", bool), because="x")
    asking = cf.Engine(online_lending.lifecycle(), [house(vip), Digits()], attributes=ATTRIBUTES)
    register = Register(cases)
    made = rows_of(sweep(asking, at=AT, proposals=ASKED, opaque=register, **framed(cases)))
    assert answers(made) == answers(asked_one_by_one(asking, cases, AT, ASKED))
    assert {row["call"] for row in made} == {"allowed", "refused", "unknown"}
    assert register.asked


def test_where_code_has_spoken_no_date_is_given(asking, cases):
    """Code need not say when its answer changes; elsewhere the date holds."""
    register = Register(cases)
    made = sweep(asking, at=AT, proposals=ASKED, opaque=register, **framed(cases)).sort("case")
    gone = made.filter(pl.col("unchanged_until").is_null())["case"].to_list()
    assert gone == sorted(register.asked)
    assert made.height > len(gone)
    for case, until in zip(cases, made["unchanged_until"].to_list(), strict=True):
        if until is not None:
            last = until - timedelta(microseconds=1)
            now, then = (answers(asked_one_by_one(asking, [case], at, ASKED)) for at in (AT, last))
            assert now == then


def test_a_contact_that_cannot_be_reviewed_stays_unknown(asking):
    """With several persons in a role the engine wants to know which: the frame's answer stands."""
    people = [cf.Person(f"e-{i}", "emergency_contact", zones=["Asia/Kathmandu"]) for i in range(2)]
    case = open_case(asking, persons=people)
    friend = cf.Contact("call", "emergency_contact")
    with pytest.raises(cf.BadValue, match="say which"):
        asking.review(case, friend, AT)
    asked = {"friend": friend, "call": cf.Contact("call")}
    kept = cf.Engine(
        asking.lifecycle,
        [cf.Policy("p", rules=[cf.Rule("calls", on=cf.on_contact(), require=said(), because="x")])],
    )
    made = sweep(kept, at=AT, proposals=asked, opaque={case.id: case}, **framed([case]))
    (row,) = rows_of(made)
    assert row["friend"] == "unknown"
    assert row["call"] == str(kept.review(case, cf.Contact("call"), AT).status) == "refused"


@pytest.mark.parametrize("lost", ["contacts", "moves"])
def test_a_case_that_is_forgotten_is_noticed(monkeypatch, asking, cases, lost):
    """Planted faults: cases that matter to contacts, or to moves alone, are not read."""
    whole = _singly.open_cases

    def fewer_cases(questions: Any, moves: Any, mover: Any, answers: Any) -> Any:
        """The planted one."""
        return whole(*(([], moves) if lost == "contacts" else (questions, [])), mover, answers)

    monkeypatch.setattr("collectflow.portfolio._sweep.open_cases", fewer_cases)
    made = rows_of(sweep(asking, at=AT, proposals=ASKED, opaque=Register(cases), **framed(cases)))
    assert answers(made) != answers(asked_one_by_one(asking, cases, AT, ASKED))


@fewer(6)
@given(guards(3), guards(3), st.booleans(), portfolios())
def test_generated_rules_with_an_opaque_part_agree_with_review(one, other, both, portfolio):
    """Whatever stands beside the opaque guard, and whatever is unknown: statuses and moves are review's."""
    cases, at, conventions = portfolio
    guard = (one & said()) | other if both else (one | said()) & other
    note(words(guard))
    asking = engine_for(guard, conventions)
    proposals: dict[str, cf.Proposal | str] = {
        **{f"contact_{i}": each for i, each in enumerate(PROPOSALS)},
        "sue": "sue",
        "sell": cf.Act("sell"),
    }
    register = Register(cases)
    made = rows_of(sweep(asking, at=at, proposals=proposals, opaque=register, **framed(cases)))
    assert answers(made) == answers(asked_one_by_one(asking, cases, at, proposals))
