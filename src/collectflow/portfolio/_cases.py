"""Cases as frames, for hosts that hold them as objects.

There is no way back: a frame holds what the events added up to, a case holds the events.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from importlib import import_module
from typing import Any, Literal

import attrs
import narwhals.stable.v2 as nw

from collectflow._time import FIRST, NEVER, NEVER_DAYS, instant
from collectflow.case import Case
from collectflow.events import ROWS, Row, Tables, united
from collectflow.guards._windows import BESIDE
from collectflow.portfolio._tables import CASE, DAYS, INSTANTS, NAMES, TYPES, kind_of

Backend = Literal["polars", "pandas", "pyarrow"]

#: Columns that no guard can read on frames: who asks for them keeps the cases.
_LEFT_OUT = frozenset({"about", "discussed", "shares", "refunds", "deadline", "cancelled_us"})


def cases_to_frames(
    cases: Iterable[Case],
    *,
    attributes: Mapping[str, type] | None = None,
    beside: Mapping[str, Iterable[Case]] | None = None,
    backend: Backend = "polars",
) -> dict[str, Any]:
    """Cases as the frames that `sweep` takes: `sweep(engine, **cases_to_frames(cases), at=...)`.

    Args:
        cases: The cases.
        attributes: The host's attributes, as declared to the engine.
        beside: By case, the borrower's other cases, for rules that look at all of them: their contacts,
            permissions, wishes, holds and dues stand among the case's own, marked `beside`; what servicers
            reported of them stands in `reports`.
        backend: `polars`, `pandas` or `pyarrow`.

    Returns:
        The frames by table (cases, zones, dues, contacts and so on), empty ones included.
    """
    declared = dict(attributes or {})
    kinds = {int: "number", str: "text", bool: "bool", date: "day"}
    columns: dict[str, dict[str, str]] = {
        "cases": {**_CASES, **{name: kinds[kind] for name, kind in declared.items()}},
        "zones": {CASE: "text", "party": "text", "person": "text", "zone": "text"},
    }
    rows: dict[str, list[dict[str, Any]]] = {"cases": [], "zones": []}
    for table, cls in ROWS.items():
        names = [_column(field.name) for field in attrs.fields(cls)]
        columns[table] = {CASE: "text", **{each: kind_of(each) for each in names if each not in _LEFT_OUT}}
        rows[table] = []
    columns["dues"] |= {"open_amount": "number", "beside": "bool"}
    columns["reports"] = {CASE: "text", **{name: kind_of(name) for name in _REPORT}}
    rows["reports"] = []
    columns["contacts"]["position"] = "number"
    for case in cases:
        others = [each.tables for each in (beside or {}).get(case.id, ())]
        given = {name: case.attributes.get(name) for name in declared}
        rows["cases"].append({**_case_row(case, others), **given})
        rows["zones"] += _zone_rows(case)
        for table in ROWS:
            if table == "dues":
                continue
            seen = getattr(case.tables, table)
            if others and table in BESIDE:
                seen = united(table, case.tables, others)
            rows[table] += [{CASE: case.id, **_row(each, i)} for i, each in enumerate(seen)]
        for each in (case.tables, *others):
            rows["dues"] += [{CASE: case.id, **due, "beside": each is not case.tables} for due in _dues(each)]
        rows["reports"] += [{CASE: case.id, **_report(each)} for each in others if each.report is not None]
    return {table: _frame(rows[table], columns[table], backend) for table in columns}


def _column(name: str) -> str:
    return NAMES.get(name, name)


_CASES = {
    CASE: "text",
    "borrower": "text",
    "stage": "text",
    "left": "text",
    "stage_at": "instant",
    "currency": "text",
    "history_from": "instant",
    "beside_from": "instant",
    "beside_currency": "text",
    "as_of": "day",
    "oldest_due_on": "day",
    "amount": "number",
    "paid_since": "number",
    "credit": "number",
}


def _case_row(case: Case, others: list[Tables]) -> dict[str, Any]:
    tables = case.tables
    beside = max((each.head.history for each in others), default=FIRST)
    return {
        CASE: case.id,
        "borrower": case.borrower,
        "stage": tables.stage,
        "left": tables.left,
        "stage_at": instant(tables.stage_us),
        "currency": tables.head.currency,
        "history_from": None if tables.head.history <= FIRST else instant(tables.head.history),
        "beside_from": None if beside <= FIRST else instant(beside),
        "beside_currency": _their_currency(tables, others),
        **_report(tables),
    }


#: The columns of a report of arrears.
_REPORT = ("as_of", "oldest_due_on", "amount", "paid_since")


def _report(tables: Tables) -> dict[str, Any]:
    report = tables.report
    oldest = None if report is None else report.oldest
    current = report is not None and oldest is None
    return {
        "as_of": None if report is None else report.as_of,
        "oldest_due_on": None if oldest is None else date.fromordinal(oldest),
        "amount": 0 if current else None if report is None else report.amount,
        "paid_since": tables.paid_since_report,
        "credit": tables.ledger.unapplied if report is None else None,
    }


def _their_currency(own: Tables, others: list[Tables]) -> str | None:
    """That of the borrower's other cases; of several, one that is not the case's own."""
    found = {each.head.currency for each in others}
    strange = sorted(each or "" for each in found - {own.head.currency})
    return strange[0] if strange else own.head.currency if found else None


def _zone_rows(case: Case) -> list[dict[str, Any]]:
    return [
        {CASE: case.id, "party": person.role, "person": person.id, "zone": zone}
        for person in case.persons
        for zone in person.zones or (None,)
    ]


def _dues(tables: Tables) -> list[dict[str, Any]]:
    left = {each.id: each.amount for each in tables.ledger.open_dues}
    return [{**_row(each, i), "open_amount": left.get(each.id, 0)} for i, each in enumerate(tables.dues)]


def _row(row: Row, position: int) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for field in attrs.fields(type(row)):
        if field.name in _LEFT_OUT:
            continue
        name = _column(field.name)
        value = getattr(row, field.name)
        if name in INSTANTS:
            value = None if value >= NEVER else instant(value)
        elif name in DAYS:
            value = None if value is None or value >= NEVER_DAYS else date.fromordinal(value)
        elif isinstance(value, frozenset):
            value = "".join(str(each) for each in sorted(value))
        made[name] = value
    if row.table == "contacts":
        made["position"] = position
    return made


#: How pandas holds columns with gaps.
_PANDAS = {
    "text": "object",
    "number": "Int64",
    "bool": "boolean",
    "instant": "datetime64[us, UTC]",
    "day": "datetime64[us]",
}


def _frame(rows: list[dict[str, Any]], columns: Mapping[str, str], backend: Backend) -> Any:  # noqa: ANN401 - native
    data = {name: [row[name] for row in rows] for name in columns}
    if backend == "pandas":
        pandas = import_module("pandas")
        made = {name: pandas.Series(data[name], dtype=_PANDAS[kind]) for name, kind in columns.items()}
        return pandas.DataFrame(made)
    schema = {name: TYPES[kind] for name, kind in columns.items()}
    return nw.from_dict(data, schema, backend=backend).to_native()
