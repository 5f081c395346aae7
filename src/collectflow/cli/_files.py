"""What the host of the demo keeps of each loan, and what it counts."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import attrs

import collectflow as cf
from collectflow.cli._portfolio import Loan


@attrs.define
class Refusal:
    """A proposal that was not allowed, as it was asked."""

    case: cf.Case
    proposal: cf.Proposal
    at: datetime


@attrs.define
class File:
    """What the host keeps of a loan: its case, if it ever had one, and what is to come."""

    loan: Loan
    case: cf.Case | None = None
    cases: list[cf.Case] = attrs.field(factory=list)
    events: int = 0
    #: Payments that will be reversed: the day, the event's id and the amount.
    reversals: list[tuple[int, str, int]] = attrs.field(factory=list)
    #: Holds that will be lifted: the day and the event's id.
    lifts: list[tuple[int, str]] = attrs.field(factory=list)
    #: The bucket at each month's end so far.
    buckets: list[int] = attrs.field(factory=list)
    refusals: list[Refusal] = attrs.field(factory=list)

    def next_id(self, what: str) -> str:
        """An id for an event of the host's."""
        self.events += 1
        return f"{self.loan.id}:{what}-{self.events}"


@attrs.define
class Figures:
    """What is counted while the portfolio lives.

    Args:
        stages: At the end of each day, how many loans stood where.
        asked: How often each proposal was reviewed, by what it came to; and
        done: how often it was carried out.
        rules: How often each rule kept a proposal from being allowed, by its outcome.
        waited: How often a contact was refused at first and made at its `allowed_at` on the same day.
        events: How many events there were.
    """

    stages: list[Counter[str]] = attrs.field(factory=list)
    asked: dict[str, Counter[str]] = attrs.field(factory=dict)
    done: Counter[str] = attrs.field(factory=Counter)
    rules: dict[str, Counter[str]] = attrs.field(factory=dict)
    waited: int = 0
    events: int = 0
