"""One loan's story, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import singledispatch
from zoneinfo import ZoneInfo

import collectflow as cf
from collectflow.cli._common import describe, plain
from collectflow.cli._files import File
from collectflow.cli._house import BOOKS_ZONE, CURRENCY

#: A story longer than this is no pleasure to read.
_LONGEST = 60


def richest(files: list[File]) -> File | None:
    """The loan to which most different things happened within a bearable number of lines."""

    def richness(file: File) -> tuple[int, int, str]:
        events = [event for case in file.cases for event in case.events]
        kinds = {_kind(event) for event in events}
        return (len(kinds) if len(events) <= _LONGEST else 0, -len(events), file.loan.id)

    told = [file for file in files if file.cases]
    with_refusal = [file for file in told if file.refusals]
    return max(with_refusal or told, key=richness, default=None)


def _kind(event: cf.Event) -> str:
    if isinstance(event, cf.StageChanged):
        return event.move.trigger
    if isinstance(event, cf.ContactPlaced):
        return describe(event.contact)
    return type(event).__name__


def lines(file: File) -> Iterator[tuple[str, str]]:
    """When, in the books' zone, and what; contacts are told with what became of them."""
    for case in file.cases:
        outcomes = {each.contact: each for each in case.events if isinstance(each, cf.ContactResult)}
        for event in case.events:
            if isinstance(event, cf.ContactPlaced) and event.id in outcomes:
                said = plain(outcomes[event.id].outcome)
                yield _when(event.at), f"{words(event)}: {said}"
            elif not isinstance(event, cf.ContactResult):
                yield _when(event.at), words(event)


def _when(at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(BOOKS_ZONE)):%a %d %b %H:%M}"


def money(amount: int) -> str:
    """An amount for people."""
    return f"{amount // 100:,}.{amount % 100:02} {CURRENCY}"


def telling(file: File, engine: cf.Engine) -> cf.Verdict | None:
    """The refusal that has most to say: that of most rules among those which end by time alone."""
    verdicts = [engine.review(each.case, each.proposal, each.at) for each in file.refusals]
    ending = [each for each in verdicts if each.allowed_at is not None]
    return max(ending or verdicts, key=lambda each: len(each.blocking), default=None)


@singledispatch
def words(event: cf.Event) -> str:
    """What happened, in a few words."""
    return type(event).__name__


@words.register
def _(event: cf.CaseOpened) -> str:
    owed = ", ".join(f"{money(due.amount)} due {due.due_on:%d %b}" for due in event.dues)
    after = f", follows {event.follows}" if event.follows else ""
    return f"case {event.case} opened in {event.stage}: {owed}{after}"


@words.register
def _(event: cf.StageChanged) -> str:
    how = " (automatic)" if event.automatic else ""
    return f"{plain(event.move.trigger)}{how}: {plain(event.source)} -> {plain(event.dest)}"


@words.register
def _(event: cf.ContactPlaced) -> str:
    by = f" by {event.contact.collector}" if event.contact.collector else ""
    return f"{describe(event.contact)}{by}"


@words.register
def _(event: cf.ContactInbound) -> str:
    return f"{plain(event.party)} gets in touch by {plain(event.channel)}"


@words.register
def _(event: cf.DuesAdded) -> str:
    return "fell due: " + ", ".join(f"{money(due.amount)} on {due.due_on:%d %b}" for due in event.dues)


@words.register
def _(event: cf.PaymentReceived) -> str:
    return f"paid {money(event.amount)}"


@words.register
def _(event: cf.PaymentReversed) -> str:
    return f"payment reversed: {event.because or 'no reason given'}"


@words.register
def _(event: cf.Adjusted) -> str:
    return f"{plain(event.kind)} of {money(event.amount)}"


@words.register
def _(event: cf.PromiseMade) -> str:
    return f"promises {money(event.amount)} by {event.by:%d %b}"


@words.register
def _(event: cf.PreferenceGiven) -> str:
    if event.channel:
        return f"wishes no {plain(event.channel)}"
    return f"wishes not to be reached {event.starts:%H:%M} to {event.stops:%H:%M} on working days"


@words.register
def _(event: cf.HoldPlaced) -> str:
    until = f" until {event.until:%d %b}" if event.until else ""
    return f"{plain(event.kind)}: on hold{until}"


@words.register
def _(event: cf.HoldLifted) -> str:
    return f"hold {event.hold} lifted"


@words.register
def _(event: cf.PlacementStarted) -> str:
    return f"placed with {event.agency}"


@words.register
def _(event: cf.PlacementEnded) -> str:
    return f"placement {event.placement} ended"


@words.register
def _(event: cf.PersonKnown) -> str:
    return f"{plain(event.person.role)} is in {', '.join(event.person.zones)}"
