"""The sweep: the engine's policies on frames, one row a case.

The rules are compiled into pairs of columns (`_logic`, `_reading`) while the `Desk` notes what these need;
then every table is grouped once, the rules are evaluated, and candidate zones, each a world of its own,
are brought together: allowed in all, refused if refused in any, else unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal, TypeVar

import narwhals.stable.v2 as nw

from collectflow._time import LAST, micros
from collectflow.engine import Engine
from collectflow.errors import UnknownName
from collectflow.events import Proposal
from collectflow.portfolio._answers import Answers, answered, due, evaluated
from collectflow.portfolio._compiler import UNTIL, Compiler, Question, Scope, Way, named_proposals
from collectflow.portfolio._door import add_empty, at_the_door, zones_in
from collectflow.portfolio._singly import SINGLY, CaseOf, open_cases, read_singly
from collectflow.portfolio._tables import CASE, Desk

F = TypeVar("F")


def _compiled(
    compiler: Compiler, proposals: Mapping[str, Proposal]
) -> tuple[list[Question], list[tuple[str, Way]], Answers]:
    """Everything that is asked, as columns; nothing is computed yet."""
    questions = [compiler.question(label, each) for label, each in proposals.items()]
    moves = compiler.automatic()
    answers = Answers()
    for each in questions:
        for way in each.ways:
            answers.status(way, each.scope)
    for _, way in moves:
        answers.status(way, Scope("borrower"))
    return questions, moves, answers


def _read_zones(desk: Desk, scopes: Iterable[Scope]) -> None:
    """Note the columns of zones that these scopes read."""
    for scope in scopes:
        if scope.party == "borrower" and desk.has("cases", "zone") and not desk.has("zones", "zone"):
            desk.col("cases", "zone")
            continue
        desk.col("zones", "zone")
        if scope.person is not None:
            desk.col("zones", "person")
        else:
            desk.col("zones", "party")
            if scope.party == "borrower" and desk.has("zones", "person"):
                desk.col("zones", "person")
                desk.col("cases", "borrower")


def needs(
    engine: Engine, proposals: Iterable[Proposal | str] | Mapping[str, Proposal | str] = ()
) -> dict[str, tuple[str, ...]]:
    """The columns that a sweep of these proposals needs, by table.

    Beside these it takes, where they are there: `history_from`, and for reported arrears `as_of`,
    `oldest_due_on`, `amount` and `paid_since` of the cases; `beside` of contacts, permissions, preferences,
    holds and dues, which marks rows of the borrower's other cases, with `beside_from` of the cases, from when
    those are known, `beside_currency`, theirs where it is another one than the case's, and the frame
    `reports`, of what servicers report of them; a `zone` of the cases in the place of the frame
    `zones`; the `person` of zones; and the `position` of contacts.

    Raises:
        UnknownName: for a proposal that the engine does not know.
    """
    desk = Desk(0, None)
    _, _, answers = _compiled(Compiler(engine, desk, ["UTC"], dated=False), named_proposals(proposals))
    _read_zones(desk, answers.zoned)
    return {table: tuple(columns) for table, columns in desk.read.items()}


def sweep(  # noqa: D417, PLR0913 - the tables of a case, explained together
    engine: Engine,
    cases: F,
    *,
    at: datetime,
    proposals: Iterable[Proposal | str] | Mapping[str, Proposal | str] = (),
    contacts: object = None,
    dues: object = None,
    payments: object = None,
    adjustments: object = None,
    holds: object = None,
    pauses: object = None,
    permissions: object = None,
    preferences: object = None,
    placements: object = None,
    promises: object = None,
    acts: object = None,
    stages: object = None,
    notices: object = None,
    transfers: object = None,
    attempts: object = None,
    reports: object = None,
    zones: object = None,
    nothing_in: Iterable[str] = (),
    known_zones: Iterable[str] | None = None,
    opaque: Literal["error", "unknown"] | CaseOf = "error",
) -> F:
    """The engine's policies on data frames: one row a case, of the kind of frame that came in.

    Args:
        engine: The engine; its conventions hold for every case.
        cases: A frame with a row a case: Polars (eager or lazy), DuckDB, pandas, PyArrow, PySpark.
        at: The instant, aware; rows of later instants do not count yet.
        proposals: What is asked about: moves, contacts, acts, a text being a move by its trigger. In a
            mapping each has the name that its columns are to have.
        contacts, dues, payments, adjustments: The tables' rows, as far as rules read them; `needs` says
            which columns.
        holds, pauses, permissions, preferences, placements, promises, acts, stages: The same.
        notices, transfers, attempts: The same.
        reports: What servicers report of the borrower's other debts, with the columns that `cases` has for
            the case's own.
        zones: The candidate zones: case, party, zone, and person where a rule asks for one. Or `cases` has
            a column `zone`, the one zone of its borrower: nothing has to be joined then.
        nothing_in: Tables of which there are no rows at all.
        known_zones: The zones that occur. Unless they are given they are looked up first; all else stays
            lazy in a lazy frame.
        opaque: What becomes of rules that frames cannot read: `error`; `unknown`; or a function (or a
            mapping) from a case's id to the `Case` as it stood at `at`, or to a tuple of it and the
            borrower's others, where rules look at all of them: cases in which an answer or the due move
            depends on such a rule are then read one by one, at once, by the engine.

    Returns:
        A frame with `case`; `move`, the automatic move that is due; for each proposal a column with
        `allowed`, `refused` or `unknown` (empty where the stage does not offer the move) and one that ends
        in `_refused_by` with the ids of the rules that refused it, joined by `;`; and `unchanged_until`,
        before which nothing of this changes by time alone (empty for cases read one by one: code need
        not say when its answer changes).

    Raises:
        MissingFrame, MissingColumn, BadColumn, MixedFrames: for frames that do not fit, naming where.
        NotInFrames: with the rules that frames cannot read.
        NaiveDatetime: when `at` has no time zone.
        UnknownName: for a proposal that the engine does not know, or a zone that does not exist.
        BadValue: when `opaque` gives something else than the case of an id.
        UnknownStage, AskedTooEarly: as `Engine.review`, of a case read one by one.
    """
    if isinstance(opaque, str) and opaque not in {"error", "unknown"}:
        raise UnknownName("way with opaque rules", opaque, ("error", "unknown"), "sweep")
    given = {
        "cases": cases,
        "contacts": contacts,
        "dues": dues,
        "payments": payments,
        "adjustments": adjustments,
        "holds": holds,
        "pauses": pauses,
        "permissions": permissions,
        "preferences": preferences,
        "placements": placements,
        "promises": promises,
        "acts": acts,
        "stages": stages,
        "notices": notices,
        "transfers": transfers,
        "attempts": attempts,
        "reports": reports,
        "zones": zones,
    }
    us = micros(at)
    named = named_proposals(proposals)
    frames = at_the_door(engine, given)
    add_empty(frames, nothing_in, needs(engine, named))
    desk = Desk(us, {table: dict(frame.collect_schema()) for table, frame in frames.items()})
    way = opaque if isinstance(opaque, str) else "unknown"
    compiler = Compiler(engine, desk, zones_in(frames, known_zones), opaque=way)
    questions, moves, answers = _compiled(compiler, named)
    _read_zones(desk, answers.zoned)
    desk.check_frames()
    compiler.check()

    latest = min(us + compiler.horizon, LAST)
    frame = evaluated(desk.wide(frames), frames, desk, compiler.bounds, answers, latest)
    for each in questions:
        frame = answered(frame, each, answers)
    mover = Scope("borrower")
    frame = frame.with_columns(due(moves, mover, answers).alias("move"))
    shown = [name for each in questions for name in (each.label, f"{each.label}_refused_by")]
    shown = [CASE, "move", *shown, UNTIL]
    case_of = None if isinstance(opaque, str) or not compiler.unread else opaque
    if case_of is not None:
        frame = frame.with_columns(open_cases(questions, moves, mover, answers).alias(SINGLY))
    made = frame.select(*shown) if case_of is None else frame.select(*shown, SINGLY)
    if isinstance(nw.from_native(cases), nw.DataFrame) and isinstance(made, nw.LazyFrame):  # type: ignore[call-overload]
        made = made.collect()
    if case_of is not None:
        made = read_singly(made, engine, case_of, at, named).select(*shown)
    native: F = made.to_native()
    return native
