"""Stages, holds, placements and acts."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import attrs

from collectflow._codec import tagged
from collectflow._time import NEVER
from collectflow.errors import BadValue
from collectflow.events._base import Decision, Event, day_of
from collectflow.events._dues import due_of
from collectflow.events._proposals import Act, Move, text
from collectflow.events._relations import in_time
from collectflow.events._rows import (
    ActRow,
    HoldRow,
    PlacementRow,
    StageRow,
)
from collectflow.events._tables import (
    Tables,
)
from collectflow.vocabulary import check_amount


def _enter(tables: Tables, event: Event, stage: str, us: int) -> None:
    tables.stages += (StageRow(event.id, us, stage, tables.stage),)
    tables.left = tables.stage
    tables.stage = stage
    tables.stage_us = us


@tagged("stage_changed")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class StageChanged(Event):
    """The case went along a transition.

    Args:
        move: The proposal that it carries out.
        source: The stage that it left.
        dest: The stage that it entered.
        automatic: Whether `advance` did it.
        decision: On what it was allowed.
    """

    __abstract__ = False
    rank: ClassVar[int] = 3

    move: Move
    source: str
    dest: str
    automatic: bool = False
    decision: Decision | None = attrs.field(default=None, metadata={"ours": True})

    def fold(self, tables: Tables, us: int) -> None:
        """Enter the stage."""
        _enter(tables, self, self.dest, us)


def _because(value: str) -> str:
    return text(value, "because")


@tagged("migrated")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class Migrated(Event):
    """The case was put into another stage: its lifecycle changed, or somebody decided so.

    Args:
        dest: The stage that it was moved to.
        because: Why, for the record.
    """

    __abstract__ = False
    rank: ClassVar[int] = 3

    dest: str
    because: str = attrs.field(converter=_because)

    def fold(self, tables: Tables, us: int) -> None:
        """Enter the stage."""
        _enter(tables, self, self.dest, us)


#: By what a wish is told that is not in writing.
_SPOKEN = frozenset({"call", "recorded_call", "ringless_voicemail", "visit"})


def _in_writing(event: HoldPlaced) -> bool | None:
    return None if event.channel is None else event.channel not in _SPOKEN


def _yes_or_no(_instance: object, attribute: attrs.Attribute[bool | None], value: object) -> None:
    if value is not None and type(value) is not bool:
        raise BadValue(attribute.name, value, "True, False, or None for not known")


@tagged("hold_placed")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class HoldPlaced(Event):
    """Something holds collection up.

    Args:
        kind: `dispute`, `creditor_request` (the name of the original creditor is asked for), `cease`,
            `represented` (by an attorney), `hardship`, `moratorium`, `bereavement`, `bankruptcy`,
            `deceased`, `incapacity`, `workplace` (the employer forbids calls there), `time_barred`, `legal`
            or `other`.
        scope: What is held up: the `debt`, the `borrower`, a `due` or a `portion`.
        due: The due, for a hold on one.
        amount: How much, for a hold on a portion.
        starts_on: From which day of the books; from `at` when not given.
        until: The last day of the books on which it holds.
        party: Who asked for it, by role.
        channel: How it was asked for; `None` is not known.
        written: Whether it was asked for in writing; by every channel but calls and visits, unless told
            otherwise (12 CFR part 1006, comment 38-1); `None` is not known. Rules of law that ask for writing
            take what is not known for it: it is the safer side.

    Raises:
        BadValue: when it would end before it begins.
    """

    __abstract__ = False

    kind: str = attrs.field(metadata={"vocabulary": "holds"})
    scope: str = attrs.field(default="debt", metadata={"vocabulary": "scopes"})
    due: str | None = None
    starts_on: date | None = None
    until: date | None = None
    amount: int | None = None
    party: str = attrs.field(default="borrower", metadata={"vocabulary": "parties"})
    channel: str | None = attrs.field(default=None, metadata={"vocabulary": "channels"})
    written: bool | None = attrs.field(
        default=attrs.Factory(_in_writing, takes_self=True), validator=_yes_or_no
    )

    def __attrs_post_init__(self) -> None:
        for name in ("starts_on", "until"):
            if getattr(self, name) is not None:
                day_of(getattr(self, name), name)
        if self.amount is not None:
            check_amount(self.amount, f"the amount of event {self.id!r}", least=1)
        if self.starts_on is not None and self.until is not None and self.until < self.starts_on:
            raise BadValue("until", self.until, f"the hold begins on {self.starts_on}")

    def fold(self, tables: Tables, us: int) -> None:
        """Add a hold; raises `UnknownReference` for a due that the case does not have."""
        if self.due is not None:
            due_of(tables, self.id, self.due)
        calendar = tables.head.books
        start = us if self.starts_on is None else calendar.day_start(day_of(self.starts_on, "starts_on"))
        end = NEVER if self.until is None else calendar.day_start(day_of(self.until, "until") + 1)
        if end <= start:
            raise BadValue("until", self.until, "the hold would end before it begins")
        tables.holds += (
            HoldRow(
                self.id,
                start,
                end,
                self.kind,
                self.scope,
                self.due,
                self.amount,
                self.party,
                self.written,
                in_time(tables, us),
            ),
        )


@tagged("hold_lifted")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class HoldLifted(Event):
    """A hold ends before its time."""

    __abstract__ = False
    rank: ClassVar[int] = 2

    hold: str

    def fold(self, tables: Tables, us: int) -> None:
        """Close the hold."""
        tables.holds = tables.end(self.id, tables.holds, self.hold, us)


def _agency(value: str) -> str:
    return text(value, "agency")


@tagged("placement_started")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class PlacementStarted(Event):
    """The debt is with an agency."""

    __abstract__ = False

    agency: str = attrs.field(converter=_agency)

    def fold(self, tables: Tables, us: int) -> None:
        """Add a placement."""
        tables.placements += (PlacementRow(self.id, us, NEVER, self.agency),)


@tagged("placement_ended")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class PlacementEnded(Event):
    """The agency gave the debt back, or the lender took it back."""

    __abstract__ = False
    rank: ClassVar[int] = 2

    placement: str

    def fold(self, tables: Tables, us: int) -> None:
        """Close the placement."""
        tables.placements = tables.end(self.id, tables.placements, self.placement, us)


@tagged("act_done")
@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class ActDone(Event):
    """An act that had been proposed was done."""

    __abstract__ = False

    act: Act
    decision: Decision | None = attrs.field(default=None, metadata={"ours": True})

    def fold(self, tables: Tables, us: int) -> None:
        """Add an act."""
        tables.acts += (ActRow(self.id, us, self.act.name),)
