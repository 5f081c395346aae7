"""What a sweep takes, gives back and refuses; each kind of frame on a small sample."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import attrs
import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import collectflow as cf
from collectflow import facts
from collectflow.errors import NaiveDatetime, UnknownName
from collectflow.guards import Attribute, Days, Money
from collectflow.policies import online_lending, us
from collectflow.portfolio import (
    BadColumn,
    MissingColumn,
    MissingFrame,
    MixedFrames,
    NotInFrames,
    _logic,
    _reading,
    _tables,
    _view,
    cases_to_frames,
    needs,
    sweep,
)
from tests.portfolio_support import (
    ASKED,
    AT,
    asked_one_by_one,
    engine,
    framed,
    house,
    renamed,
    rows_of,
    sample,
)
from tests.support import ATTRIBUTES, attempts, open_case, policy


@pytest.fixture(scope="module")
def asking() -> cf.Engine:
    return engine()


@pytest.fixture(scope="module")
def cases(asking) -> list[cf.Case]:
    return sample(asking)


def test_the_sample_shows_every_answer(asking, cases):
    """The comparisons below compare something: every status and several moves occur."""
    rows = asked_one_by_one(asking, cases, AT, ASKED)
    assert {row["call"] for row in rows} >= {"refused", "unknown"}
    assert {row["start_outreach"] for row in rows} == {"allowed", "refused", "unknown", None}
    assert {row["move"] for row in rows} >= {None, "start_reminders", "reopen"}
    assert len({row["call_refused_by"] for row in rows}) > 5


@pytest.mark.parametrize(("dest", "said"), [("reminder", "refused"), ("outreach", "allowed")])
def test_a_rule_about_where_a_move_leads_is_asked_of_the_stage_that_a_reopening_leads_to(dest, said):
    """A final stage's way out has the dest that the case left, in a sweep as in a review."""
    hundred = facts.attribute("score", int) >= 100
    rule = cf.Rule("back", on=cf.on_move("reopen", dest=dest), require=hundred, because="x")
    asking = engine(rule)
    asked: dict[str, cf.Proposal | str] = {"reopen": "reopen"}
    cases = sample(asking)
    rows = rows_of(sweep(asking, **framed(cases), at=AT, proposals=asked))
    assert rows == asked_one_by_one(asking, cases, AT, asked)
    assert {row["reopen"] for row in rows} == {None, said}


@pytest.mark.parametrize("kind", ["polars", "lazy", "duckdb", "pandas", "pandas-arrow", "pyarrow"])
def test_each_kind_of_frame_gives_what_review_gives_in_the_same_kind(asking, cases, kind):
    """The host's own kind of frame comes back, with the answers of the one-case reading."""
    frames: dict[str, Any] = framed(cases)
    if kind == "lazy":
        frames = {table: each.lazy() for table, each in frames.items()}
    elif kind == "duckdb":
        connection = duckdb.connect()
        frames = {table: connection.from_arrow(each.to_arrow()) for table, each in frames.items()}
    elif kind == "pandas":
        frames = framed(cases, "pandas")
    elif kind == "pandas-arrow":
        frames = {t: each.to_pandas(use_pyarrow_extension_array=True) for t, each in frames.items()}
    elif kind == "pyarrow":
        frames = framed(cases, "pyarrow")
    made = sweep(asking, at=AT, proposals=ASKED, **frames)
    assert type(made) is type(frames["cases"])
    assert rows_of(made) == asked_one_by_one(asking, cases, AT, ASKED)


@pytest.mark.filterwarnings("ignore")
def test_spark_gives_what_review_gives(asking, cases):
    """The same rules run as a Spark plan."""
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, and there is none on the path")
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    session = (
        sql.SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    try:
        frames = {
            table: session.createDataFrame(
                [tuple(row) for row in each.rows()], schema=spark_schema(each.schema)
            )
            for table, each in framed(cases).items()
        }
        asked = {name: ASKED[name] for name in ("call", "start_outreach")}
        made = sweep(asking, at=AT, proposals=asked, **frames)
        assert rows_of(made) == asked_one_by_one(asking, cases, AT, asked)
        seen = cf.opaque(lambda sight: sight.case.id < "case-07", name="seen", version="1")
        rule = cf.Rule("seen", on=cf.on_move("start_outreach"), require=seen, because="x")
        opaque = cf.Engine(online_lending.lifecycle(), [house(rule)], attributes=ATTRIBUTES)
        made = sweep(
            opaque, at=AT, proposals=["start_outreach"], opaque={case.id: case for case in cases}, **frames
        )
        expected = asked_one_by_one(opaque, cases, AT, {"start_outreach": "start_outreach"})
        assert rows_of(made) == expected
        assert {row["start_outreach"] for row in expected} == {"allowed", "refused", None}
    finally:
        session.stop()


def spark_schema(schema: pl.Schema) -> str:
    """A Polars schema in Spark's words."""
    words = {"String": "string", "Int64": "bigint", "Boolean": "boolean", "Date": "date"}
    return ", ".join(f"`{name}` {words.get(str(kind), 'timestamp')}" for name, kind in schema.items())


def test_one_zone_a_case_needs_no_zones_frame(asking):
    """With a zone on each case the answer is that of a frame of zones."""
    cases = [case for case in sample(asking) if len(case.persons[0].zones) <= 1]
    frames = framed(cases)
    del frames["zones"]
    first = [case.persons[0].zones[0] if case.persons[0].zones else None for case in cases]
    frames["cases"] = frames["cases"].with_columns(zone=pl.Series(first, dtype=pl.String))
    asked: dict[str, cf.Proposal | str] = {"call": cf.Contact("call"), "sue": "sue"}
    made = sweep(asking, at=AT, proposals=asked, **frames)
    assert rows_of(made) == asked_one_by_one(asking, cases, AT, asked)


def test_needs_names_what_a_sweep_reads(asking, cases):
    """A sweep of just the columns that `needs` names works, and of one fewer does not."""
    asked = [cf.Contact("call")]
    wanted = needs(asking, asked)
    assert set(wanted) == {
        "cases",
        "dues",
        "contacts",
        "preferences",
        "holds",
        "payments",
        "adjustments",
        "zones",
    }
    frames = framed(cases)
    frames = {table: frames[table].select(columns) for table, columns in wanted.items()}
    expected = sweep(asking, at=AT, proposals=asked, **frames)
    assert expected.height == len(cases)
    for table, columns in wanted.items():
        for name in columns:
            fewer = {**frames, table: frames[table].drop(name)}
            with pytest.raises(MissingColumn) as caught:
                sweep(asking, at=AT, proposals=asked, **fewer)
            assert (caught.value.table, caught.value.column) == (table, name)


def test_a_table_that_is_read_is_passed_or_said_to_be_empty(asking, cases):
    """Silence about a table would mean that nothing is in it."""
    frames = framed(cases)
    with pytest.raises(MissingFrame, match="nothing_in=\\['holds'\\]") as caught:
        sweep(asking, at=AT, proposals=[cf.Contact("call")], **{**frames, "holds": None})
    assert caught.value.table == "holds"
    empty = {**frames, "holds": frames["holds"].head(0)}
    told = {**frames, "holds": None}
    said = sweep(asking, at=AT, proposals=[cf.Contact("call")], nothing_in=["holds"], **told)
    assert rows_of(said) == rows_of(sweep(asking, at=AT, proposals=[cf.Contact("call")], **empty))


def test_a_column_of_a_wrong_type_is_named(asking, cases):
    """Amounts are whole numbers, instants have a zone, days are dates."""
    frames = framed(cases)
    wrong = {
        ("dues", "open_amount"): pl.col("open_amount").cast(pl.Float64),
        ("dues", "due_on"): pl.col("due_on").cast(pl.String),
        ("contacts", "at"): pl.col("at").dt.replace_time_zone(None),
        ("cases", "vip"): pl.col("vip").cast(pl.Int64),
        ("contacts", "party"): pl.lit(3),
    }
    for (table, name), made in wrong.items():
        with pytest.raises(BadColumn) as caught:
            sweep(
                asking,
                at=AT,
                proposals=[cf.Contact("call")],
                **{**frames, table: frames[table].with_columns(made.alias(name))},
            )
        assert (caught.value.table, caught.value.column) == (table, name)


def test_frames_are_of_one_kind(asking, cases):
    """A mixture is refused and named, before anything is computed."""
    frames = framed(cases)
    with pytest.raises(MixedFrames, match="contacts"):
        sweep(asking, at=AT, **{**frames, "contacts": frames["contacts"].to_arrow()})


def test_gaps_of_pandas_are_unknown(asking, cases):
    """pandas holds gaps in numbers as NaN; a comparison with NaN must not answer."""
    frames = framed(cases, "pandas")
    scores = frames["cases"]["score"].astype("float64")
    assert scores.isna().any()
    frames["cases"] = frames["cases"].assign(score=scores)
    made = sweep(asking, at=AT, proposals=ASKED, **frames)
    assert isinstance(made, pd.DataFrame)
    assert rows_of(made) == asked_one_by_one(asking, cases, AT, ASKED)


def test_opaque_rules_are_named_or_unknown(cases):
    """Nobody guesses what a callable would say."""
    seen = cf.Rule(
        "seen",
        on=cf.on_contact(),
        require=cf.opaque(lambda sight: True, name="seen", version="1"),  # noqa: ARG005
        because="x",
    )
    asking = engine(seen)
    frames = framed(cases)
    with pytest.raises(NotInFrames) as caught:
        sweep(asking, at=AT, proposals=[cf.Contact("call")], **frames)
    assert caught.value.names == ("seen",)
    made = sweep(asking, at=AT, proposals=[cf.Contact("call")], opaque="unknown", **frames)
    assert set(made["call_borrower"]) == {"refused", "unknown"}
    # It says nothing about moves, so these are answered without a word.
    assert sweep(asking, at=AT, proposals=["sue"], **frames).height == len(cases)


def test_wrong_questions_are_refused(asking, cases):
    """An instant without a zone, a trigger or channel that nobody knows, a name twice."""
    frames = framed(cases)
    with pytest.raises(NaiveDatetime):
        sweep(asking, at=datetime(2026, 1, 1), **frames)  # noqa: DTZ001
    with pytest.raises(UnknownName, match="sue"):
        sweep(asking, at=AT, proposals=["seu"], **frames)
    with pytest.raises(UnknownName, match="call"):
        sweep(asking, at=AT, proposals=[cf.Contact("cal")], **frames)
    with pytest.raises(cf.BadValue, match="name"):
        sweep(asking, at=AT, proposals=["sue", "sue"], **frames)
    with pytest.raises(UnknownName):
        sweep(asking, at=AT, opaque="guess", **frames)  # type: ignore[arg-type]
    with pytest.raises(UnknownName):
        sweep(asking, at=AT, nothing_in=["hold"], **frames)


def test_a_lazy_frame_stays_lazy(asking, cases):
    """Nothing is read before the host collects: the frames may still lack a column that is made later."""
    frames = {table: each.lazy() for table, each in framed(cases).items()}
    frames["contacts"] = frames["contacts"].map_batches(_explode, schema=frames["contacts"].collect_schema())
    made = sweep(asking, at=AT, proposals=[cf.Contact("call")], known_zones=["America/New_York"], **frames)
    assert isinstance(made, pl.LazyFrame)
    with pytest.raises((RuntimeError, pl.exceptions.ComputeError), match="was read"):
        made.collect()


def _explode(_frame: pl.DataFrame) -> pl.DataFrame:
    raise RuntimeError("was read")


def _late_by_one(ref: Any, view: Any) -> Any:
    return _MONEY(ref, attrs.evolve(view, marks={ref: tuple(each + 1 for each in view.marks[ref])}))


def _forgets_unknown(ref: Any, view: Any) -> Any:
    (known,) = _ATTRIBUTE(ref, view)
    return (attrs.evolve(known, known=True, value=known.value.fill_null(0)),)


def _counts_every_row(_desk: Any, _table: Any, _flag: Any, _key: Any) -> Any:
    return _NUMBER(_desk, _table, True, ("every row", _key))


_MONEY = _reading.READERS[Money]
_ATTRIBUTE: Any = _reading.READERS[Attribute]
_NUMBER = _tables.Desk.number
FAULTS: dict[str, Any] = {
    "off by one day": lambda m: m.setitem(_reading.READERS, Money, _late_by_one),
    "a lost unknown": lambda m: m.setitem(_reading.READERS, Attribute, _forgets_unknown),
    "a swapped comparison": lambda m: m.setitem(_logic._COMPARE, "ge", lambda a, b: a > b),
    "a window that is a day short": lambda m: m.setitem(
        _view.STARTS, Days, lambda w, v: _view._calendar(w, v, lambda day: day - w.n + 2)
    ),
    "an aggregation that forgets its condition": lambda m: m.setattr(
        _tables.Desk, "number", _counts_every_row
    ),
    "any zone for all zones": lambda m: m.setattr(_logic, "in_zones", lambda zones: zones is not None),
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_planted_fault_is_caught(monkeypatch, fault):
    """Each of these, planted into this reading, makes a comparison with the one-case reading fail."""
    rules = [
        cf.Rule("late", on=cf.on_contact(), require=facts.days_past_due >= 140, because="x"),
        cf.Rule("score", on=cf.on_contact(), require=facts.attribute("score", int) >= 2, because="x"),
        cf.Rule("cap", on=cf.on_contact(), require=facts.contacts(within=cf.days(2)) < 3, because="x"),
        cf.Rule("sms", on=cf.on_contact(), require=facts.contacts(channel="sms") < 1, because="x"),
        cf.Rule("hours", on=cf.on_contact(), require=facts.local_time < time(20), because="x"),
    ]
    asking = cf.Engine(online_lending.lifecycle(), [policy(), house(*rules)], attributes=ATTRIBUTES)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    cases = []
    for i, score in enumerate([None, 1, 2, 3]):
        case = open_case(
            asking,
            at=start,
            attributes={"score": score},
            borrower_zones=["America/New_York", "Asia/Kathmandu"][: i % 3],
        )
        case = attempts(asking, case, 4, at=AT - timedelta(days=1), outcome="voicemail")
        first, *rest = case.events
        cases.append(cf.Case.replay([renamed(first, f"case-{i}"), *rest]))
    asked: dict[str, cf.Proposal | str] = {"call": cf.Contact("call")}
    expected = asked_one_by_one(asking, cases, AT, asked)
    assert rows_of(sweep(asking, at=AT, proposals=asked, **framed(cases))) == expected
    FAULTS[fault](monkeypatch)
    assert rows_of(sweep(asking, at=AT, proposals=asked, **framed(cases))) != expected


@pytest.mark.parametrize("kind", ["polars", "duckdb", "pyarrow"])
def test_a_share_of_what_is_too_large_is_unknown_and_of_any_currency_is_known(kind):
    """Numbers that 64 bits cannot multiply stop no sweep, and no currency is asked for."""
    rule = cf.Rule(
        "share", on=cf.on_contact(), require=facts.overdue_share("score") < Decimal("0.1"), because="x"
    )
    asking = cf.Engine(online_lending.lifecycle(), [house(rule)], attributes=ATTRIBUTES)
    overdue = [cf.Due("d", due_on=date(2026, 1, 1), amount=10)]
    cases = [
        asking.open(
            f"case-{score}",
            account="a",
            borrower="b",
            at=datetime(2026, 2, 1, tzinfo=UTC),
            currency="EUR",
            dues=overdue,
            attributes={"score": score},
        ).case
        for score in (100, 101, 2**63 - 1)
    ]
    call = cf.Contact("call")
    assert [asking.review(each, call, AT).status for each in cases] == ["refused", "allowed", "allowed"]
    frames: dict[str, Any] = framed(cases)
    if kind == "duckdb":
        connection = duckdb.connect(config={"threads": 1})
        frames = {name: connection.from_arrow(each.to_arrow()) for name, each in frames.items()}
    elif kind == "pyarrow":
        frames = {name: each.to_arrow() for name, each in frames.items()}
    swept = sweep(asking, at=AT, proposals={"call": call}, **frames)
    made = nw.from_native(swept)
    if isinstance(made, nw.LazyFrame):
        made = made.collect("pyarrow")
    answers = dict(made.select("case", "call").iter_rows())
    assert answers == {"case-100": "refused", "case-101": "allowed", f"case-{2**63 - 1}": "unknown"}


def test_cases_to_frames_holds_every_table(cases):
    """A frame for each table, with the rows of every case; empty tables have their columns all the same."""
    frames = framed(cases)
    assert frames["cases"].height == len(cases)
    assert frames["contacts"].height == sum(len(case.tables.contacts) for case in cases)
    assert frames["promises"].height == 0
    assert "ends_at" in frames["promises"].columns
    assert isinstance(framed(cases, "pyarrow")["cases"], pa.Table)
    assert nw.from_native(framed([], "polars")["dues"]).schema["due_on"] == nw.Date


@pytest.mark.parametrize(
    ("written", "answer"), [("left out", "refused"), (None, "refused"), (True, "refused"), (False, "allowed")]
)
def test_a_hold_that_nobody_said_how_it_was_asked_for_is_taken_for_writing(written, answer):
    """Regulation F on a dispute: the frame's answer, with the column or without, is the case's."""
    asking = cf.Engine(online_lending.lifecycle(), [us.regulation_f()])
    opened = open_case(asking, at=AT - timedelta(days=9), borrower_zones=["America/New_York"])
    kept = None if written == "left out" else written
    hold = cf.HoldPlaced("h", at=AT - timedelta(days=1), kind="dispute", written=kept)
    case = asking.record(opened, hold).case
    frames = cases_to_frames([case])
    if written == "left out":
        frames["holds"] = frames["holds"].drop("written")
    email = cf.Contact("email")
    said = sweep(asking, at=AT, proposals={"email": email}, **frames)
    assert said["email"].to_list() == [answer] == [str(asking.review(case, email, AT).status)]
