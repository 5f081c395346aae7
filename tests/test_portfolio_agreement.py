"""The reading on data frames gives what the one-case reading gives, unknowns and several zones included."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import duckdb
import polars as pl
from hypothesis import given, note
from hypothesis import strategies as st

import collectflow as cf
from collectflow._codec import tagged_classes
from collectflow.guards import PRIMITIVES, Ref, Window, words
from collectflow.portfolio import sweep
from collectflow.portfolio._reading import READERS
from collectflow.portfolio._view import STARTS
from tests.guard_strategies import PROPOSALS, guards
from tests.portfolio_support import KNOWN, asked_one_by_one, engine_for, framed, portfolios, rows_of
from tests.support import fewer

ASKED: dict[str, cf.Proposal | str] = {
    **{f"contact_{i}": each for i, each in enumerate(PROPOSALS)},
    "sue": "sue",
    "start_outreach": "start_outreach",
    "sell": cf.Act("sell"),
}


def test_every_primitive_and_window_has_this_reading():
    """A primitive or window without columns would fail in front of a user."""
    assert set(READERS) == set(PRIMITIVES) == set(tagged_classes(Ref))
    assert set(STARTS) == set(tagged_classes(Window))


@fewer(3)
@given(guards(), st.none() | guards(3), portfolios())
def test_a_sweep_in_polars_agrees_with_the_one_case_reading(guard, when, portfolio):
    """Whatever the rule and the cases: eager and lazy frames say what `review` and `advance` say."""
    cases, at, conventions = portfolio
    engine = engine_for(guard, conventions, when=when)
    note(words(guard))
    expected = asked_one_by_one(engine, cases, at, ASKED)
    frames = framed(cases)
    assert rows_of(sweep(engine, at=at, proposals=ASKED, **frames)) == expected
    lazy = sweep(
        engine,
        at=at,
        proposals=ASKED,
        known_zones=KNOWN,
        **{table: frame.lazy() for table, frame in frames.items()},
    )
    assert isinstance(lazy, pl.LazyFrame)
    assert rows_of(lazy) == expected


@fewer(6)
@given(guards(), portfolios())
def test_a_sweep_in_duckdb_agrees_with_the_one_case_reading(guard, portfolio):
    """The same where the frames are relations of a database."""
    cases, at, conventions = portfolio
    engine = engine_for(guard, conventions)
    note(words(guard))
    connection = duckdb.connect(config={"threads": 1})
    frames: dict[str, Any] = {
        table: connection.from_arrow(f.to_arrow()) for table, f in framed(cases).items()
    }
    made = sweep(engine, at=at, proposals=ASKED, **frames)
    assert rows_of(made) == asked_one_by_one(engine, cases, at, ASKED)


@fewer(6)
@given(guards(), portfolios(), st.integers(0, 3 * 96))
def test_nothing_changes_before_it_is_said_to(guard, portfolio, quarters):
    """Until `unchanged_until`, to the microsecond before it, the one-case reading says the same."""
    cases, at, conventions = portfolio
    engine = engine_for(guard, conventions)
    frame = sweep(engine, at=at, proposals=ASKED, **framed(cases)).sort("case")
    now = asked_one_by_one(engine, cases, at, ASKED)
    for case, said, until in zip(cases, now, frame["unchanged_until"].to_list(), strict=True):
        assert until > at
        last = until - timedelta(microseconds=1)
        some = min(at + quarters * timedelta(minutes=15), last)
        for then in (some, last):
            assert asked_one_by_one(engine, [case], then, ASKED) == [said]
