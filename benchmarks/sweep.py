"""The sweep of a portfolio beside the same rules with the same zones by hand in Polars, and beside a loop.

`python -m benchmarks.sweep --cases 10000000` for more than `make bench` takes, `--backend duckdb` or `spark`
for the same sweep elsewhere, its result asserted equal to that of Polars. The frames are written to Parquet
in pieces, from a seed; contacts lie in no order of cases. Polars gets them in memory, the others read
Parquet. Words are Enums, as whoever keeps fifty million rows would have them.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Literal
from zoneinfo import ZoneInfo

import polars as pl
from polars.testing import assert_frame_equal

import collectflow as cf
from benchmarks.measure import Contender, Figure, Times, in_turn
from collectflow import facts
from collectflow.policies import online_lending
from collectflow.portfolio import sweep

#: Noon in New York, six in the morning in Honolulu; clocks went forward three days before.
NOW = datetime(2026, 3, 11, 16, 0, tzinfo=UTC)
BOOKS = "America/New_York"
ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "Pacific/Honolulu")
CAP = 7
MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1) // MICROSECOND

STAGES = ("grace", "reminder", "outreach", "outsourced", "litigation")
RESPONSES = ("conversation", "replied", "refused")
UNANSWERED = ("not_connected", "no_answer", "voicemail", "sent", "delivered", "undelivered")
OUTCOMES = (*RESPONSES, *UNANSWERED)

Frames = dict[str, pl.LazyFrame]

# --- the rules ------------------------------------------------------------------------------------------

PROPOSALS: dict[str, cf.Proposal | str] = {"call": cf.Contact("call")}
HOUSE = cf.Policy(
    "house",
    currency="USD",
    rules=[
        cf.Rule(
            "house.past-due",
            on=cf.on_contact(),
            require=(facts.days_past_due >= 3) & (facts.amount_overdue >= 100_00),
            because="it is too early, or too little",
        ),
        cf.Rule(
            "house.cap",
            on=cf.on_contact(),
            require=facts.contacts(channel="call", within=cf.days(7)) < CAP,
            because="seven calls in seven days are enough",
        ),
        cf.Rule(
            "house.hours",
            on=cf.on_contact(),
            require=facts.local_time.between(time(8), time(21)),
            because="people sleep",
        ),
        cf.Rule(
            "house.held",
            on=cf.on_contact(),
            require=~facts.held(),
            because="a hold is in force",
        ),
        cf.Rule(
            "house.tried",
            on=cf.on_contact(),
            require=(facts.attribute("segment", str) == "retail") & (facts.unanswered() >= 2),
            because="messages come first",
        ),
    ],
)


def engine_of() -> cf.Engine:
    """The shipped lifecycle and policy, and the five rules."""
    return cf.Engine(
        online_lending.lifecycle(),
        policies=[online_lending.policy(currency="USD", sue_from=500_00), HOUSE],
        attributes={"segment": str},
        conventions=cf.Conventions(books_zone=BOOKS),
    )


def swept(engine: cf.Engine, frames: Mapping[str, Any]) -> Any:  # noqa: ANN401 - frames of any kind
    """Ours, still lazy."""
    nothing = ("payments", "adjustments")
    return sweep(engine, at=NOW, proposals=PROPOSALS, nothing_in=nothing, **frames)


# --- by hand --------------------------------------------------------------------------------------------


def by_hand(frames: Frames) -> pl.LazyFrame:
    """As somebody would write it who knows Polars well and these rules, and nothing else, are wanted.

    Zones are few, so what depends on them is worked out first and no row is joined with its zone. Unknown is
    null, and Polars' own logic takes it through.
    """
    local = {name: NOW.astimezone(ZoneInfo(name)) for name in ZONES}
    decent = [name for name, here in local.items() if time(8) <= here.time() <= time(21)]
    week = {
        name: datetime.combine(here.date() - timedelta(days=6), time(), ZoneInfo(name)).astimezone(UTC)
        for name, here in local.items()
    }
    col, lit = pl.col, pl.lit
    at, outcome, outbound = col("at"), col("outcome"), col("direction") == "outbound"

    contacts = frames["contacts"].filter(at <= NOW)
    borrowers = contacts.filter(col("party") == "borrower")
    responded = borrowers.filter(outcome.is_in(RESPONSES)).group_by("case").agg(at.max().alias("responded"))
    tried = (
        borrowers.filter(outbound & outcome.is_in(UNANSWERED))
        .join(responded, on="case", how="left")
        .filter(col("responded").is_null() | (at > col("responded")))
        .group_by("case")
        .agg(pl.len().alias("unanswered"))
    )
    calls = (
        contacts.filter(outbound & (col("channel") == "call") & (at >= min(week.values())))
        .group_by("case")
        .agg((at >= start).sum().alias(f"calls {name}") for name, start in week.items())
    )
    today = NOW.astimezone(ZoneInfo(BOOKS)).date()
    overdue = (col("open_amount") > 0) & (col("due_on") < today)
    owed = (
        frames["dues"]
        .group_by("case")
        .agg(
            col("due_on").filter(overdue).min().alias("oldest"),
            col("open_amount").filter(overdue).sum().alias("overdue"),
            (col("due_on") < today).any().alias("come_due"),
        )
    )
    held = (
        frames["holds"]
        .filter((at <= NOW) & (col("ends_at").is_null() | (col("ends_at") > NOW)))
        .select("case", held=lit(value=True))
        .unique("case")
    )

    zone, stage = col("zone"), col("stage")
    late = (col("oldest") <= today - timedelta(days=3)).fill_null(value=False)
    amount = pl.when(col("currency") == "USD").then(col("overdue").fill_null(0))
    counted = pl.coalesce(pl.when(zone == name).then(col(f"calls {name}").fill_null(0)) for name in ZONES)
    rules = {
        "online-lending.borrower-stage": stage != "grace",
        "house.past-due": late & (amount >= 100_00),
        "house.cap": counted < CAP,
        "house.hours": zone.is_in(decent),
        "house.held": col("held").is_null(),
        "house.tried": (col("segment") == "retail") & (col("unanswered").fill_null(0) >= 2),
    }
    call = pl.all_horizontal(*rules)
    paid = col("oldest").is_null() & col("come_due").fill_null(value=False)
    return (
        frames["cases"]
        .join(owed, on="case", how="left")
        .join(calls, on="case", how="left")
        .join(tried, on="case", how="left")
        .join(held, on="case", how="left")
        .with_columns(**rules)
        .select(
            "case",
            pl.when(paid)
            .then(lit("cure"))
            .when((stage == "grace") & late)
            .then(lit("start_reminders"))
            .alias("move"),
            pl.when(call)
            .then(lit("allowed"))
            .when(~call)
            .then(lit("refused"))
            .otherwise(lit("unknown"))
            .alias("call"),
            pl.concat_str(
                [pl.when(~col(name)).then(lit(name)) for name in rules], separator=";", ignore_nulls=True
            ).alias("call_refused_by"),
        )
    )


# --- the frames -----------------------------------------------------------------------------------------


#: The number of a row, from which everything in it is made.
row_number = pl.col("row")


def _random(seed: int, below: int) -> pl.Expr:
    """A number from 0, of the row's own number and a seed."""
    return (row_number.hash(seed) % below).cast(pl.Int64)


def _picked(seed: int, shares: Mapping[str, int], nothing: int = 0) -> pl.Expr:
    """A word, or nothing, by shares of a hundred."""
    words = [word for word, share in shares.items() for _ in range(share)]
    values = pl.Series([*words, *[None] * nothing], dtype=pl.Enum(sorted(shares)))
    return pl.lit(values).gather(_random(seed, len(values)))


def _ago(seed: int, days: int) -> pl.Expr:
    """An instant within so many days before now."""
    return pl.lit(NOW).dt.cast_time_unit("us") - pl.duration(microseconds=_random(seed, days * DAY) + 1)


def _cases() -> dict[str, pl.Expr]:
    stages = {"grace": 30, "reminder": 35, "outreach": 20, "outsourced": 12, "litigation": 3}
    zones = dict(zip(ZONES, (38, 25, 8, 22, 4), strict=True))
    stage = _picked(1, stages)
    before = dict(zip(STAGES[1:], STAGES, strict=False))
    return {
        "case": row_number,
        "stage": stage,
        "left": stage.replace_strict(before, default=None, return_dtype=pl.Enum(STAGES)),
        "stage_at": pl.lit(NOW - timedelta(days=120)).dt.cast_time_unit("us"),
        "currency": _picked(2, {"USD": 99, "EUR": 1}),
        "zone": _picked(3, zones, 3),
        "segment": _picked(4, {"retail": 85, "corporate": 12}, 3),
    }


def _dues(cases: int) -> dict[str, pl.Expr]:
    """A due for each case, and another a month later for each third; one in twelve is paid."""
    amount = _random(11, 300_00) + 50_00
    paid = (_random(12, 12) == 0) & (row_number < cases)
    case = row_number % cases
    late = (case.hash(13) % 100).cast(pl.Int64) - 10 - pl.when(row_number >= cases).then(30).otherwise(0)
    return {
        "case": case,
        "due_on": pl.lit(date(2026, 3, 11)) - pl.duration(days=late),
        "open_amount": pl.when(paid).then(0).otherwise(amount),
    }


def _contacts(cases: int) -> dict[str, pl.Expr]:
    """At random; half in the week before."""
    inbound = _random(21, 25) == 0
    call = _random(22, 10) < 7
    called = _picked(23, {"no_answer": 60, "voicemail": 20, "conversation": 8, "refused": 2}, 10)
    sent = _picked(24, {"delivered": 80, "undelivered": 10}, 10)
    outcome = pl.when(inbound).then(pl.lit("replied")).when(call).then(called.cast(pl.String))
    return {
        "case": _random(25, cases),
        "at": pl.when(_random(26, 2) == 0).then(_ago(27, 7)).otherwise(_ago(28, 60)),
        "direction": _as_enum(inbound, "inbound", "outbound"),
        "channel": _as_enum(call, "call", "sms"),
        "party": _as_enum(inbound | (_random(29, 20) > 0), "borrower", "emergency_contact"),
        "outcome": outcome.otherwise(sent.cast(pl.String)).cast(pl.Enum(OUTCOMES)),
    }


def _as_enum(condition: pl.Expr, then: str, otherwise: str) -> pl.Expr:
    kinds = pl.Enum([then, otherwise])
    return pl.when(condition).then(pl.lit(then)).otherwise(pl.lit(otherwise)).cast(kinds)


def _holds(cases: int) -> dict[str, pl.Expr]:
    at = _ago(31, 60)
    return {
        "case": _random(32, cases),
        "at": at,
        "ends_at": pl.when(_random(33, 2) == 0).then(at + pl.duration(days=_random(34, 60) + 1)),
    }


def write_frames(folder: Path, cases: int, contacts_per_case: int, piece: int = 2_000_000) -> None:
    """The tables as Parquet, so many rows a file."""
    tables = {
        "cases": (cases, _cases()),
        "dues": (cases + cases // 3, _dues(cases)),
        "contacts": (cases * contacts_per_case, _contacts(cases)),
        "holds": (cases // 20, _holds(cases)),
    }
    for table, (rows, columns) in tables.items():
        (folder / table).mkdir(parents=True)
        for i, start in enumerate(range(0, rows, piece)):
            numbered = pl.select(pl.int_range(start, min(start + piece, rows)).alias("row"))
            numbered.select(**columns).write_parquet(folder / table / f"{i:04}.parquet")


def _in_memory(folder: Path) -> Frames:
    return {each.name: pl.read_parquet(each / "*.parquet").lazy() for each in sorted(folder.iterdir())}


# --- case by case ---------------------------------------------------------------------------------------


def as_objects(engine: cf.Engine, frames: Frames, count: int, cases: int) -> list[cf.Case]:
    """So many of the cases as objects, from the same rows."""
    numbers = range(0, cases, max(cases // count, 1))[:count]
    rows = {
        table: frame.filter(pl.col("case").is_in(list(numbers))).collect().rows_by_key("case", named=True)
        for table, frame in frames.items()
    }
    return [
        _object(engine, i, {table: list(found.get(i, ())) for table, found in rows.items()}) for i in numbers
    ]


def _object(engine: cf.Engine, number: int, rows: Mapping[str, list[dict[str, Any]]]) -> cf.Case:
    row = rows["cases"][0]
    dues = [
        cf.Due(f"d{i}", due_on=each["due_on"], amount=each["open_amount"] or 1)
        for i, each in enumerate(rows["dues"])
    ]
    case = engine.open(
        str(number),
        account=str(number),
        borrower=f"b{number}",
        at=row["stage_at"],
        stage=row["stage"],
        currency=row["currency"],
        borrower_zones=[] if row["zone"] is None else [row["zone"]],
        dues=dues,
        attributes={} if row["segment"] is None else {"segment": row["segment"]},
    ).case
    events: list[cf.Event] = [
        cf.PaymentReceived(f"p{i}", at=row["stage_at"], amount=1)
        for i, each in enumerate(rows["dues"])
        if not each["open_amount"]
    ]
    for i, each in enumerate(rows["holds"]):
        events.append(cf.HoldPlaced(f"h{i}", at=each["at"], kind="dispute"))
        if each["ends_at"] is not None and each["ends_at"] <= NOW:
            events.append(cf.HoldLifted(f"h{i}/l", at=each["ends_at"], hold=f"h{i}"))
    for i, each in enumerate(rows["contacts"]):
        contact = cf.Contact(each["channel"], each["party"])
        if each["direction"] == "inbound":
            events.append(
                cf.ContactInbound(f"k{i}", at=each["at"], channel=contact.channel, party=contact.party)
            )
            continue
        events.append(cf.ContactPlaced(f"k{i}", at=each["at"], contact=contact))
        if each["outcome"] is not None:
            events.append(
                cf.ContactResult(f"k{i}/r", at=each["at"], contact=f"k{i}", outcome=each["outcome"])
            )
    return engine.record(case, *events).case if events else case


def _one_by_one(engine: cf.Engine, cases: Iterable[cf.Case]) -> list[tuple[cf.Case, cf.Verdict, cf.Result]]:
    """The loop that a sweep replaces: is a call allowed, and which move is due."""
    call = cf.Contact("call")
    return [(case, engine.review(case, call, NOW), engine.advance(case, NOW)) for case in cases]


def _told(answers: Iterable[tuple[cf.Case, cf.Verdict, cf.Result]]) -> pl.DataFrame:
    rows = [
        {
            "case": int(case.id),
            "move": next(
                (each.move.trigger for each in result.events if isinstance(each, cf.StageChanged)), None
            ),
            "call": str(verdict.status),
        }
        for case, verdict, result in answers
    ]
    return pl.DataFrame(rows, schema={"case": pl.Int64, "move": pl.String, "call": pl.String})


# --- measuring ------------------------------------------------------------------------------------------


def _sweep(frames: Frames) -> pl.LazyFrame:
    made: pl.LazyFrame = swept(engine_of(), frames)
    return made


def _answers(frames: Frames) -> pl.LazyFrame:
    """Ours without the date until when it holds, which nobody works out by hand."""
    return _sweep(frames).select("case", "move", "call", "call_refused_by")


#: Each makes a query of its own every time: that is part of the cost.
CONTENDERS = {"sweep": _sweep, "answers": _answers, "by hand": by_hand}
#: Polars' two ways to run a query; the first in pieces, with less memory.
Engine = Literal["streaming", "in-memory"]
ENGINES: tuple[Engine, ...] = ("streaming", "in-memory")
#: What stands for no query at all.
READING = "reading"


def _run(name: str, engine: Engine, frames: Frames) -> pl.DataFrame:
    return CONTENDERS[name](frames).collect(engine=engine)


def _peak(folder: Path, name: str, engine: Engine) -> float:
    """The most memory, in GB, that a process of its own took for the frames and one run."""
    command = [sys.executable, "-m", "benchmarks.sweep", "--frames", str(folder)]
    command += ["--contender", name, "--engine", engine]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - ourselves
    return float(done.stdout)


def _run_alone(folder: Path, name: str, engine: Engine) -> None:
    frames = _in_memory(folder)
    if name != READING:
        _run(name, engine, frames)
    print(_most_memory() / 1e6)


def _most_memory() -> int:
    """In kB. Linux lets `ru_maxrss` of a child begin with what its parent had, so the kernel's own count."""
    status = Path("/proc/self/status")
    if not status.exists():
        return getrusage(RUSAGE_SELF).ru_maxrss // 1000  # macOS counts bytes
    line = next(each for each in status.read_text(encoding="ascii").splitlines() if each.startswith("VmHWM"))
    return int(line.split()[1]) * 1024 // 1000


def _agree(frames: Frames, engine: cf.Engine, objects: list[cf.Case]) -> None:
    """Assert that sweep, hand and loop say the same, and that every answer occurs."""
    hand = _run("by hand", "streaming", frames).sort("case")
    for each in ENGINES:
        ours = _run("sweep", each, frames).drop("unchanged_until").sort("case")
        assert_frame_equal(ours, hand)
    told = _told(_one_by_one(engine, objects)).sort("case")
    assert_frame_equal(told, hand.filter(pl.col("case").is_in(told["case"].to_list())).select(told.columns))
    assert set(hand["call"]) == {"allowed", "refused", "unknown"}
    assert set(hand["move"]) == {None, "cure", "start_reminders"}
    refused = set(hand["call_refused_by"].str.split(";").explode())
    assert refused >= {each.id for each in HOUSE.rules}


def portfolio(
    cases: int = 200_000,
    contacts_per_case: int = 5,
    rounds: int = 7,
    sample: int = 2_000,
    engines: Sequence[Engine] = ENGINES,
) -> Iterator[Figure]:
    """A sweep on Polars against the same by hand, and against a loop."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_frames(folder, cases, contacts_per_case)
        for each in engines:
            yield from _peaks(folder, each)
        yield Figure(
            "peak memory of reading the frames alone", _peak(folder, READING, "in-memory"), unit="GB"
        )
        frames = _in_memory(folder)
        engine = engine_of()
        objects = as_objects(engine, frames, sample, cases)
        _agree(frames, engine, objects)

        def fresh() -> list[cf.Case]:
            return [cf.Case.replay(each.events) for each in objects]

        contenders = {"loop": Contender(fresh, partial(_one_by_one, engine), len(objects))}
        for way in engines:
            for who in CONTENDERS:
                contenders[f"{who}, {way}"] = Contender(lambda: frames, partial(_run, who, way), cases)
        times = in_turn(contenders, rounds)
    of = f"{_short(cases)} cases, {_short(cases * contacts_per_case)} contacts"
    for way in engines:
        yield _ratio(times, f"sweep of {of}, {way}", f"sweep, {way}", f"by hand, {way}", 2.0, 1.3)
        yield _ratio(times, "the same without unchanged_until", f"answers, {way}", f"by hand, {way}")
        yield _ratio(times, f"a case of {_short(cases)} in the sweep, {way}", f"sweep, {way}", "loop")


def _short(number: int) -> str:
    return f"{number / 1e6:g}M" if number >= 1e6 else f"{number / 1e3:g}k"


def _ratio(
    times: Times, line: str, ours: str, theirs: str, bound: float | None = None, aim: float | None = None
) -> Figure:
    against = "by hand in Polars, a case" if theirs != "loop" else "review and advance of a Case"
    return Figure(
        line,
        times.ratio(ours, theirs),
        bound,
        aim,
        against=against,
        ours=times.us(ours),
        theirs=times.us(theirs),
    )


def _peaks(folder: Path, engine: Engine) -> Iterator[Figure]:
    ours, theirs = (_peak(folder, each, engine) for each in ("sweep", "by hand"))
    yield Figure(f"peak memory of the sweep, frames included, {engine}", ours, 12.0, 8.0, unit="GB")
    yield Figure(f"peak memory by hand, frames included, {engine}", theirs, unit="GB")


# --- other backends -------------------------------------------------------------------------------------


def _on_duckdb(folder: Path) -> pl.DataFrame:
    import duckdb  # noqa: PLC0415 - only who asks for it has it

    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        frames = {
            each.name: connection.read_parquet(str(each / "*.parquet")) for each in sorted(folder.iterdir())
        }
        begun = perf_counter()
        connection.execute("drop table if exists swept")
        swept(engine_of(), frames).create("swept")
        print(f"DuckDB, from Parquet: {perf_counter() - begun:.2f} s")
        made: pl.DataFrame = connection.table("swept").pl()
        return made


def _on_spark(folder: Path) -> pl.DataFrame:
    from pyspark.sql import SparkSession  # noqa: PLC0415 - only who asks for it has it

    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "8")
        .config("spark.driver.memory", "6g")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    try:
        frames = {each.name: session.read.parquet(str(each)) for each in sorted(folder.iterdir())}
        begun = perf_counter()
        target = folder.parent / "swept"
        swept(engine_of(), frames).write.parquet(str(target))
        print(f"Spark local[2], from Parquet to Parquet: {perf_counter() - begun:.2f} s")
        return pl.read_parquet(target / "*.parquet")
    finally:
        session.stop()


BACKENDS = {"duckdb": _on_duckdb, "spark": _on_spark}


def elsewhere(backend: str, cases: int, contacts_per_case: int) -> None:
    """The same sweep on another backend; asserts that it says what Polars says."""
    with TemporaryDirectory() as name:
        folder = Path(name) / "frames"
        write_frames(folder, cases, contacts_per_case)
        frames = _in_memory(folder)
        begun = perf_counter()
        ours = _run("sweep", "streaming", frames).sort("case")
        print(f"Polars, from memory: {perf_counter() - begun:.2f} s")
        theirs = BACKENDS[backend](folder).sort("case").select(ours.columns)
        until = pl.col("unchanged_until").dt.cast_time_unit("us").dt.convert_time_zone("UTC")
        assert_frame_equal(ours.with_columns(until), theirs.with_columns(until))
        print(f"{backend} says the same of {len(ours):,} cases")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sweep", description=__doc__)
    parser.add_argument("--cases", type=int, default=200_000)
    parser.add_argument("--contacts-per-case", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=7, help="after two that do not count")
    parser.add_argument("--backend", choices=["polars", *BACKENDS], default="polars")
    parser.add_argument("--engine", choices=ENGINES, help="Polars' way to run a query; both unless given")
    parser.add_argument("--frames", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--contender", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.frames is not None:
        _run_alone(given.frames, given.contender, given.engine)
    elif given.backend != "polars":
        elsewhere(given.backend, given.cases, given.contacts_per_case)
    else:
        engines = ENGINES if given.engine is None else (given.engine,)
        for figure in portfolio(given.cases, given.contacts_per_case, given.rounds, engines=engines):
            print(figure, flush=True)


if __name__ == "__main__":
    main()
