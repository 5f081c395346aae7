"""What a row is to the rows before it, worked out once, when its event is folded.

Rules ask about single rows: whether a call was made with permission, whether a reply came on the same
day, whether a dispute was in time. Each of these relates two rows. It is a column of the later one, so that
every reading of a guard has it by looking at that row alone. Called by the events that add rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import attrs

from collectflow._time import DAY, EPOCH_ORDINAL, HOUR, zone
from collectflow.events._proposals import Contact
from collectflow.events._rows import ContactRow, PermissionRow, PreferenceRow

if TYPE_CHECKING:
    from collectflow._time import Zone
    from collectflow.events._tables import Head, Tables


def _zones(tables: Tables, party: str, person: str | None) -> tuple[Zone, ...]:
    """Where somebody may be; none is not known."""
    return tuple(zone(name) for name in tables.zones_of(party, person))


def _day_of(zones: tuple[Zone, ...], then: int, us: int) -> int:
    """Which day `us` is, counted from `then` as day 1; the latest that it may be, where zones differ."""
    if then == us:
        return 1
    if not zones:
        # Wherever one is, and a day may be an hour short.
        return -(-(us - then + HOUR) // DAY) + 1
    return max(each.ordinal(us) - each.ordinal(then) + 1 for each in zones)


def is_about(head: Head, ids: Iterable[str]) -> bool:
    """Whether debts are named of which this is one, by the id of a case of its account or of that."""
    return not {head.id, head.account, head.follows, *head.earlier}.isdisjoint(ids)


def this_debt(head: Head, about: tuple[str, ...], discussed: tuple[str, ...]) -> bool:
    """Whether a contact is about this debt: placed about it (or about none in particular), or discussed."""
    return not about or is_about(head, about) or is_about(head, discussed)


def _fits(held: str | None, asked: str | None) -> bool:
    return held is None or held == asked


def permission_day(tables: Tables, made: Contact, us: int) -> int | None:
    """On which day of a permission of frequency a contact is placed; the earliest day, if of several."""
    found = [
        each
        for each in tables.permissions
        if each.kind == "frequency"
        and each.us <= us < each.end
        and _fits(each.person, made.person)
        and _fits(each.channel, made.channel)
        and each.collector == made.collector
    ]
    if not found:
        return None
    zones = _zones(tables, made.party, made.person)
    return min(_day_of(zones, each.given_us, us) for each in found)


def reply_day(tables: Tables, made: Contact, us: int) -> int | None:
    """On which day after the inbound contact that it answers a contact is placed."""
    if made.reply_to is None:
        return None
    for row in reversed(tables.contacts):
        if row.id == made.reply_to:
            return _day_of(_zones(tables, made.party, made.person), row.us, us)
    return None


def _covers(wish: PreferenceRow, zones: tuple[Zone, ...], us: int) -> bool:
    """Whether a wish covers an instant wherever the person may be."""
    if not zones:
        return wish.always
    for each in zones:
        local = us + each.offset(us)
        if not wish.covers((local // DAY + EPOCH_ORDINAL - 1) % 7 + 1, local % DAY):
            return False
    return True


def inconvenience(tables: Tables, row: ContactRow) -> tuple[bool, bool]:
    """Whether an inbound contact came at a time, or from a place, that its sender finds inconvenient."""
    time = place = False
    zones = _zones(tables, row.party, row.person)
    for each in tables.preferences:
        if (
            each.us <= row.us < each.end
            and each.party == row.party
            and each.channel is None
            and each.address is None
            and _fits(each.person, row.person)
            and _covers(each, zones, row.us)
        ):
            time = time or each.place is None
            place = place or (each.place is not None and each.place == row.place)
    return time, place


def used_up(tables: Tables, row: ContactRow, us: int, *, talked: bool) -> tuple[PermissionRow, ...]:
    """The permissions after a contact: one that it uses up, or that its conversation ends, is over.

    A permission that was given in that very contact, or after it had begun, is not one that it uses.
    """
    ends = {"contact"} if not talked else {"conversation"}

    def over(each: PermissionRow) -> bool:
        return (
            each.ends_with in ends
            and each.given_us < row.us
            and each.us <= us < each.end
            and each.contact != row.id
            and _fits(each.person, row.person)
            and _fits(each.collector, row.collector)
            and (talked or _fits(each.channel, row.channel))
        )

    return tuple(attrs.evolve(each, end=us) if over(each) else each for each in tables.permissions)


def in_time(tables: Tables, us: int) -> bool:
    """Whether something is asked for by the latest day that a notice named, if one named a day."""
    named = [each.by for each in tables.notices if each.by is not None and not each.returned]
    return not named or tables.head.books.today(us) <= max(named)


def _seen(row: Any, home: Head, head: Head) -> Any:  # noqa: ANN401 - a row of any table
    """A row of another case as it looks from a case."""
    changes: dict[str, Any] = {"beside": True}
    if isinstance(row, ContactRow):
        ids = {*row.about, *row.discussed}
        if not row.about and (row.direction == "outbound" or not row.discussed):
            # About none in particular means the case's own.
            ids |= {home.id, home.account}
        changes["this_debt"] = is_about(head, ids)
    return attrs.evolve(row, **changes)


def united(table: str, own: Tables, others: Iterable[Tables]) -> tuple[Any, ...]:
    """The rows of a table in several cases of a borrower, each event's once, in the order of instants."""
    rows: list[Any] = list(getattr(own, table))
    known = {row.id for row in rows}
    for each in others:
        for row in getattr(each, table):
            if row.id not in known:
                known.add(row.id)
                rows.append(_seen(row, each.head, own.head))
    return tuple(sorted(rows, key=lambda row: row.us))
