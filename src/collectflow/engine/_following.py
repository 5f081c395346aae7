"""What a case takes over from the earlier case of its account, so that a cure resets nothing."""

from __future__ import annotations

from datetime import datetime

import attrs

from collectflow.case import Case
from collectflow.errors import (
    BadValue,
)
from collectflow.events import (
    AddressWrong,
    CaseOpened,
    ContactInbound,
    ContactPlaced,
    ContactResult,
    DebtTransferred,
    Event,
    HoldPlaced,
    NoticeDelivered,
    NoticeReturned,
    NoticeSent,
    PermissionGiven,
    PermissionWithdrawn,
    PlanAgreed,
    PreferenceGiven,
    PreferenceWithdrawn,
    PromiseMade,
    voided,
)

_CARRIED = (
    ContactPlaced,
    ContactResult,
    ContactInbound,
    PermissionGiven,
    PermissionWithdrawn,
    PreferenceGiven,
    PreferenceWithdrawn,
    NoticeSent,
    NoticeDelivered,
    NoticeReturned,
    DebtTransferred,
    AddressWrong,
)
#: Holds that are about the person, or about the debt for good: a cure does not end them.
_LASTING = frozenset(
    {"cease", "represented", "workplace", "deceased", "incapacity", "bankruptcy", "time_barred"}
)
#: Questions about the debt that a cure does not answer; about one due of the earlier case, it does.
_UNANSWERED = frozenset({"dispute", "creditor_request"})


def _opening(case: Case) -> CaseOpened:
    opening = case.events[0]
    assert isinstance(opening, CaseOpened)  # noqa: S101 - as every case
    return opening


def carried_over(follows: Case, account: str, us: int, *, ended: bool) -> tuple[Event, ...]:
    """What an earlier case leaves to the next, as of an instant.

    Its contacts, permissions and preferences, its notices and transfers, its broken promises and instalments,
    and the holds that a cure does not end.

    Raises:
        BadValue: when it is another account's, or still open.
    """
    if follows.account != account:
        raise BadValue("follows", follows.id, f"it is of account {follows.account!r}")
    if not ended:
        raise BadValue("follows", follows.id, f"it is still open, in stage {follows.stage!r}")
    gone = voided({each.id: each for each in follows.events})
    events = (*_opening(follows).carried, *(each for each in follows.events if each.id not in gone))
    holds = {row.id for row in follows.tables.holds if _lasts(row.kind, row.due) and row.end > us}
    broken = {row.id for row in follows.tables.promises if row.broken_us <= us}
    kept = (_kept(event, broken, holds) for event in events)
    return tuple(event for event in kept if event is not None)


def _kept(event: Event, broken: set[str], holds: set[str]) -> Event | None:
    """What is left to the next case of an event, given the rows that are taken along."""
    if isinstance(event, PlanAgreed):
        late = tuple(each for each in event.numbered if event.row_of(each) in broken)
        return attrs.evolve(event, instalments=late) if late else None
    if isinstance(event, HoldPlaced):
        # The dues of the earlier case stay there: a hold on one of them is on the debt.
        return attrs.evolve(event, due=None) if event.id in holds else None
    if isinstance(event, PromiseMade):
        return event if event.id in broken else None
    return event if isinstance(event, _CARRIED) else None


def _lasts(kind: str, due: str | None) -> bool:
    return kind in _LASTING or (kind in _UNANSWERED and due is None)


def earlier_cases(follows: Case | None) -> tuple[str, ...]:
    """The ids of the cases before an earlier one, the first of them first."""
    if follows is None or follows.follows is None:
        return ()
    return (*_opening(follows).earlier, follows.follows)


def known_from(follows: Case | None, given: datetime | None) -> datetime | None:
    """From when the history is known: what the earlier case did not know, its follower does not either."""
    if follows is None:
        return given
    instants = [each for each in (given, _opening(follows).history_from) if each is not None]
    return max(instants, default=None)
