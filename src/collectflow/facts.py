"""The facts: each one definition over the primitives, for authors of rules.

A fact is compared to a constant (`facts.days_past_due >= 3`), and the comparison is a guard. Writing one
of your own takes the same one line: a `Term` over a primitive of `collectflow.guards`.

Days past due are counted in the books' zone (`Conventions.books_zone`), hours and contact days where the
person to be contacted may be. Amounts are integers in the minor unit of the policy's currency.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Literal, overload

from collectflow.errors import BadGuard
from collectflow.guards import (
    Asked,
    Attribute,
    CaseField,
    Clock,
    Count,
    Guard,
    InForce,
    Last,
    Money,
    StageAge,
    Term,
    Window,
    as_window,
    ever,
    fits,
    none_of,
    same,
    since,
    since_stage,
    where_of,
)
from collectflow.vocabulary import RESPONSES, UNANSWERED

__all__ = [
    "act",
    "address",
    "adjustments_reversed_in_stage",
    "amount_open",
    "amount_overdue",
    "attribute",
    "books_date",
    "books_weekday",
    "channel",
    "collector",
    "come_due",
    "contacts",
    "days_in_stage",
    "days_past",
    "days_past_due",
    "days_since_contact",
    "disputed",
    "held",
    "inconvenient",
    "last_outcome",
    "left_stage",
    "local_date",
    "local_time",
    "local_weekday",
    "party",
    "payments",
    "payments_reversed_in_stage",
    "permitted",
    "person",
    "place",
    "placed_with_agency",
    "promises",
    "purpose",
    "reachable",
    "reply_to",
    "responses",
    "stage",
    "time_since_contact",
    "trigger",
    "unanswered",
    "unpaid_dues",
    "write_offs_reversed_in_stage",
]

# --- the debt -------------------------------------------------------------------------------------------

#: Days since the oldest unpaid due date: 1 on the day after it, 0 when nothing is overdue.
days_past_due: Term[int] = Term(Money("days_past_due"))
#: What is overdue, in minor units; 0 when nothing is.
amount_overdue: Term[int] = Term(Money("amount_overdue"))
#: What is open, overdue or not, in minor units; unknown for a case with reported arrears.
amount_open: Term[int] = Term(Money("amount_open"))
#: How many dues are overdue; unknown for a case with reported arrears, unless none is.
unpaid_dues: Term[int] = Term(Money("unpaid_dues"))
#: Whether anything has ever fallen due.
come_due: Term[bool] = Term(Money("come_due"))


def days_past(*, day_count: Literal["exclusive", "inclusive"] = "exclusive") -> Term[int]:
    """Days past due under a day count of the policy's own.

    Args:
        day_count: `exclusive`: 1 on the day after the due date; `inclusive`: 1 on the due date itself, as
            India's RBI counts (circular of 12 November 2021 on IRAC norms).
    """
    return Term(Money("days_past_due", day_count))


# --- the case -------------------------------------------------------------------------------------------

#: The stage in which the case stands.
stage: Term[str] = Term(CaseField("stage"))
#: The stage that was left for the one in which the case stands.
left_stage: Term[str] = Term(CaseField("left"))
#: Days of the books since the stage was entered; 0 on that day.
days_in_stage: Term[int] = Term(StageAge())


@overload  # a bool is an int, so it comes first
def attribute(name: str, kind: type[bool]) -> Term[bool]: ...  # pyright: ignore[reportOverlappingOverload]
@overload
def attribute(name: str, kind: type[int]) -> Term[int]: ...
@overload
def attribute(name: str, kind: type[str]) -> Term[str]: ...
@overload
def attribute(name: str, kind: type[date]) -> Term[date]: ...
def attribute(name: str, kind: type) -> Term[int] | Term[str] | Term[bool] | Term[date]:
    """A fact of the host's own, declared with `Engine(attributes={name: kind})`.

    Args:
        name: Its name.
        kind: `int`, `str`, `bool` or `date`.

    Raises:
        BadGuard: for another type.
    """
    kinds = {int: "number", str: "text", bool: "bool", date: "date"}
    if kind not in kinds:
        raise BadGuard(f"attribute {name!r} of type {kind!r}", "attributes are int, str, bool or date")
    return Term(Attribute(name, kinds[kind]))


# --- time -----------------------------------------------------------------------------------------------

#: The time of day where the person to be contacted may be; unknown when no zone is known.
local_time: Term[time] = Term(Clock("time"))
#: The date where the person to be contacted may be.
local_date: Term[date] = Term(Clock("date"))
#: The ISO weekday (1 is Monday) where the person to be contacted may be.
local_weekday: Term[int] = Term(Clock("weekday"))
#: The date in the books' zone.
books_date: Term[date] = Term(Clock("date", "books"))
#: The ISO weekday in the books' zone.
books_weekday: Term[int] = Term(Clock("weekday", "books"))

# --- contacts -------------------------------------------------------------------------------------------


def contacts(*, within: Window | None = None, **columns: object) -> Term[int]:
    """How many contacts were placed; the one that is proposed is not among them.

    Args:
        within: A window (`days(7)`, `hours(48)`, `day()`, `week()`, `month()`, ...); the whole history
            unless given. A bare `timedelta` is an error.
        columns: What they must have: a constant, a set, or `same`, `other`, `fits` (compared to the
            proposal). Columns: channel, party, person, collector, purpose, address, place, outcome,
            direction (outbound unless given).

    Raises:
        UnknownName: for a column that contacts do not have.
    """
    columns.setdefault("direction", "outbound")
    return Term(Count("contacts", where_of("contacts", columns), _window(within)))


def responses(*, within: Window | None = None, **columns: object) -> Term[int]:
    """How often somebody responded: a conversation, a reply, or getting in touch."""
    columns.setdefault("outcome", set(RESPONSES))
    return Term(Count("contacts", where_of("contacts", columns), _window(within)))


def unanswered(*, party: str = "borrower", **columns: object) -> Term[int]:
    """Contacts to a party that went unanswered since that party last responded, by any channel.

    A contact counts when its result is known and is no response: until the result of a call has been
    recorded, nobody can say that it went unanswered.

    Args:
        party: The party.
        columns: What the contacts must have, e.g. `channel="call"`.
    """
    columns.setdefault("outcome", set(UNANSWERED))
    where = where_of("contacts", {"direction": "outbound", "party": party, **columns})
    return Term(Count("contacts", where, since("contacts", party=party, outcome=set(RESPONSES))))


def reachable(*, attempts: int = 6, party: str = "borrower") -> Guard:
    """Whether a party still counts as reachable: fewer unanswered attempts than this since it responded."""
    return unanswered(party=party) < attempts


def days_since_contact(**columns: object) -> Term[int]:
    """Calendar days since the last contact that was placed: 0 on its day; never is very long ago.

    Counted where the person may be. A cool-down of n days whose first day is that of the contact is
    `>= n`. As in `contacts`, `direction` is outbound unless given.
    """
    columns.setdefault("direction", "outbound")
    return Term(Last("contacts", where_of("contacts", columns)))


def time_since_contact(**columns: object) -> Term[timedelta]:
    """The time since the last contact that was placed; never is very long ago. Otherwise as `contacts`."""
    columns.setdefault("direction", "outbound")
    return Term(Last("contacts", where_of("contacts", columns), "elapsed"))


def last_outcome(**columns: object) -> Term[str]:
    """The outcome of the last contact that was placed and had one; the empty text when there was none."""
    columns.setdefault("direction", "outbound")
    columns.setdefault("outcome", none_of(None))
    return Term(Last("contacts", where_of("contacts", columns), "outcome"))


#: Whether the person does not wish to be reached like this, here, or at this hour.
#: A wish about an address or a place is seen only by a contact that names its own: name them.
inconvenient: Term[bool] = Term(
    InForce(
        "preferences",
        where_of(
            "preferences",
            {"party": same, "person": fits, "channel": fits, "address": fits, "place": fits},
        ),
    )
)


def permitted(kind: str = "contact") -> Term[bool]:
    """Whether a permission of that kind is in force for this person, channel and collector."""
    columns = {"kind": kind, "person": fits, "channel": fits, "collector": fits}
    return Term(InForce("permissions", where_of("permissions", columns)))


# --- money over time, holds, placements, promises -------------------------------------------------------


def payments(*, within: Window | None = None) -> Term[int]:
    """How many payments came in, reversed ones included."""
    return Term(Count("payments", (), _window(within)))


#: How many payments were reversed since the stage was entered.
payments_reversed_in_stage: Term[int] = Term(Count("payments", (), since_stage(), by="reversed_us"))
#: How many waivers and write-offs were reversed since the stage was entered.
adjustments_reversed_in_stage: Term[int] = Term(Count("adjustments", (), since_stage(), by="reversed_us"))
#: How many write-offs were.
write_offs_reversed_in_stage: Term[int] = Term(
    Count("adjustments", where_of("adjustments", {"kind": "write_off"}), since_stage(), by="reversed_us")
)


def held(*kinds: str, **columns: object) -> Term[bool]:
    """Whether a hold is in force: of one of these kinds, or of any."""
    if kinds:
        columns["kind"] = set(kinds)
    return Term(InForce("holds", where_of("holds", columns)))


#: Whether a dispute holds collection up.
disputed: Term[bool] = held("dispute")
#: Whether the debt is with an agency.
placed_with_agency: Term[bool] = Term(InForce("placements"))


def promises(*, within: Window | None = None) -> Term[int]:
    """How many promises were made."""
    return Term(Count("promises", (), _window(within)))


# --- the proposal ---------------------------------------------------------------------------------------

#: The channel of the contact that is proposed.
channel: Term[str] = Term(Asked("channel"))
#: The party (role) that it is to reach.
party: Term[str] = Term(Asked("party"))
#: The id of the person that it is to reach.
person: Term[str] = Term(Asked("person"))
#: Who collects: an agency's id; the empty text is the lender itself.
collector: Term[str] = Term(Asked("collector"))
#: What for.
purpose: Term[str] = Term(Asked("purpose"))
#: The address or number that is used.
address: Term[str] = Term(Asked("address"))
#: Where the person is reached.
place: Term[str] = Term(Asked("place"))
#: The inbound contact that it answers.
reply_to: Term[str] = Term(Asked("reply_to"))
#: The trigger of the move that is proposed.
trigger: Term[str] = Term(Asked("trigger"))
#: The act that is proposed.
act: Term[str] = Term(Asked("name"))


def _window(within: Window | None) -> Window:
    return ever() if within is None else as_window(within)
