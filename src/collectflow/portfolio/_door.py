"""The door: what the host's frames are made into before anything is planned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import narwhals.stable.v2 as nw

from collectflow.engine import Engine
from collectflow.errors import BadValue, UnknownName
from collectflow.portfolio._errors import MixedFrames
from collectflow.portfolio._tables import CASE, DAYS, TYPES, kind_of

#: The tables that a sweep takes beside the cases, and the zones.
TABLES = (
    "contacts",
    "dues",
    "payments",
    "adjustments",
    "holds",
    "pauses",
    "permissions",
    "preferences",
    "placements",
    "promises",
    "acts",
    "stages",
    "notices",
    "transfers",
    "attempts",
    "reports",
    "zones",
)


def at_the_door(engine: Engine, given: Mapping[str, object]) -> dict[str, Any]:
    dates = DAYS | {name for name, kind in engine.attributes.items() if kind is date}
    frames = {table: _opened(native, table, dates) for table, native in given.items() if native is not None}
    kind = frames["cases"].implementation
    for table, frame in frames.items():
        if frame.implementation is not kind:
            raise MixedFrames(table, str(frame.implementation), str(kind))
    return frames


def _opened(native: Any, table: str, dates: frozenset[str]) -> Any:  # noqa: ANN401 - frames
    """A host's frame: gaps of pandas made null, an eager Polars frame made lazy (it is planned whole)."""
    try:
        frame: Any = nw.from_native(native)
    except TypeError as error:
        raise BadValue(f"frame {table}", type(native).__name__, str(error)) from None
    if not isinstance(frame, nw.DataFrame):
        return frame
    if frame.implementation.is_polars():
        return frame.lazy()
    if frame.implementation.is_pandas_like():
        frame = _gaps_to_null(frame)
        days = [
            nw.col(name).cast(nw.Datetime("us"))
            for name, dtype in frame.schema.items()
            if dtype == nw.Object and name in dates
        ]
        frame = frame.with_columns(*days) if days else frame
    return frame


def _gaps_to_null(frame: nw.DataFrame[Any]) -> nw.DataFrame[Any]:
    """Pandas holds gaps as NaN, in columns of floats and objects: its own conversion makes them null."""
    names = [
        name
        for name, dtype in frame.schema.items()
        if dtype == nw.Object or (dtype.is_float() and not frame[name].is_null().all())
    ]
    if not names:
        return frame
    converted = nw.maybe_convert_dtypes(frame.select(*names))
    return frame.with_columns(*(converted[name] for name in names))


def add_empty(
    frames: dict[str, Any], nothing_in: Iterable[str], needed: Mapping[str, tuple[str, ...]]
) -> None:
    for table in nothing_in:
        if table not in TABLES:
            raise UnknownName("table", table, TABLES, "nothing_in")
        if table in needed and table not in frames:
            frames[table] = _empty(frames["cases"], {name: kind_of(name) for name in needed[table]})


def _empty(cases: Any, columns: Mapping[str, str]) -> Any:  # noqa: ANN401 - a narwhals frame
    typed = [nw.lit(None).cast(TYPES[kind]).alias(name) for name, kind in columns.items() if name != CASE]
    return cases.head(0).select(CASE, *typed)


def zones_in(frames: Mapping[str, Any], known: Iterable[str] | None) -> set[str]:
    """The zones that occur; the one thing that is read before the sweep, unless the caller names them."""
    if known is not None:
        return set(known)
    found: set[str] = set()
    for table in ("cases", "zones"):
        if table in frames and "zone" in frames[table].collect_schema().names():
            names = frames[table].select("zone").unique()
            names = names.collect() if isinstance(names, nw.LazyFrame) else names
            found.update(each for each in names["zone"].to_list() if isinstance(each, str))
    return found
