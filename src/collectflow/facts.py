"""The facts: each one definition over the primitives, for authors of rules.

A fact is compared to a constant (`facts.days_past_due >= 3`), and the comparison is a guard. Writing one
of your own takes the same one line: a `Term` over a primitive of `collectflow.guards`.

Days past due are counted in the books' zone (`Conventions.books_zone`), hours and contact days where the
person to be contacted may be. Amounts are integers in the minor unit of the policy's currency.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeVar, overload

from collectflow.errors import BadGuard
from collectflow.guards import (
    Asked,
    Attribute,
    BusinessDay,
    CaseField,
    Clock,
    Count,
    Guard,
    InForce,
    Last,
    Money,
    Share,
    StageAge,
    Term,
    Window,
    as_window,
    day,
    ever,
    fits,
    named,
    none_of,
    over_debts,
    same,
    same_as,
    since,
    since_stage,
    where_of,
)
from collectflow.vocabulary import RESPONSES, UNANSWERED

V = TypeVar("V")

__all__ = [
    "act",
    "acts",
    "address",
    "adjustments_reversed_in_stage",
    "amount_open",
    "amount_overdue",
    "answers",
    "answers_today",
    "attribute",
    "books_date",
    "books_weekday",
    "broken_promises",
    "business_day",
    "business_days_past_due",
    "business_days_since_notice",
    "channel",
    "collector",
    "come_due",
    "contacts",
    "credit",
    "days_in_stage",
    "days_past",
    "days_past_due",
    "days_since_contact",
    "days_since_issued",
    "days_since_notice",
    "days_until_due",
    "disputed",
    "failed_payments",
    "held",
    "inconvenient",
    "kept_promises",
    "last_outcome",
    "last_response",
    "left_stage",
    "local_date",
    "local_time",
    "local_weekday",
    "notices",
    "overdue_share",
    "owing",
    "party",
    "paused",
    "payments",
    "payments_reversed_in_stage",
    "permitted",
    "person",
    "place",
    "placed_with_agency",
    "portion",
    "promise_open",
    "promises",
    "purpose",
    "reachable",
    "reply_to",
    "responses",
    "stage",
    "time_since_contact",
    "together",
    "transfers",
    "trigger",
    "unanswered",
    "unpaid_dues",
    "unpaid_in_row",
    "wishes",
    "write_offs_reversed_in_stage",
]

# --- the debt -------------------------------------------------------------------------------------------

#: Days since the oldest unpaid due date: 1 on the day after it, 0 when nothing is overdue.
days_past_due: Term[int] = Term(Money("days_past_due"))
#: Days since the day of the oldest invoice that is not paid (`Due.issued_on`), due or not: 1 on the day after
#: it, 0 when nothing is open; unknown where an unpaid due names no such day, and with reported arrears.
days_since_issued: Term[int] = Term(Money("days_since_issued"))
#: Days until the oldest unpaid due falls due: 0 from its day on, very many when nothing is open; unknown with
#: reported arrears of nothing, which do not tell what is not due yet.
days_until_due: Term[int] = Term(Money("days_until_due"))
#: What is overdue, in minor units; 0 when nothing is.
amount_overdue: Term[int] = Term(Money("amount_overdue"))
#: What is open, overdue or not, in minor units; unknown for a case with reported arrears.
amount_open: Term[int] = Term(Money("amount_open"))
#: What was received and no due takes, in minor units: the credit balance, 0 while anything is open; unknown
#: for a case with reported arrears.
credit: Term[int] = Term(Money("credit"))
#: How many dues are overdue; unknown for a case with reported arrears, unless none is.
unpaid_dues: Term[int] = Term(Money("unpaid_dues"))
#: How many of the latest dues that fell due are not paid in full: those after the last one that is.
unpaid_in_row: Term[int] = Term(Money("unpaid_in_row"))
#: Whether anything is open, overdue or not.
owing: Term[bool] = Term(Money("owing"))
#: Whether anything has ever fallen due.
come_due: Term[bool] = Term(Money("come_due"))


def days_past(
    *,
    day_count: Literal["exclusive", "inclusive"] = "exclusive",
    pauses: Literal["clip", "subtract"] | None = None,
    at_least: int = 1,
    beside: bool = False,
) -> Term[int]:
    """Days past due under a count of the policy's own.

    Args:
        day_count: `exclusive`: 1 on the day after the due date; `inclusive`: 1 on the due date itself, as
            India's RBI counts (circular of 12 November 2021 on IRAC norms).
        pauses: What pauses (`Paused`) do to the count. `None`: nothing. `clip`: it stands still in them, as
            far as they lie after the oldest unpaid due date. `subtract`: every day of them is taken off,
            those before the due date too, as Apache Fineract did (FINERACT-2326). Both go by the due date
            that is the oldest now: when that is paid, the count is of the next.
        at_least: Count from the due date with which the unpaid dues came to this amount, in minor units of
            the policy's currency: since the arrears became material. Those of today are looked at, so what
            was paid since counts as if it had been paid then. Unknown with reported arrears of so much.
        beside: Those of the borrower's worst debt: look at the other cases as well.

    Raises:
        BadGuard: for two of `pauses`, `at_least` and `beside`.
        BadAmount: for an amount that is no integer.
    """
    return Term(Money("days_past_due", day_count, pauses=pauses, at_least=at_least, beside=beside))


def business_days_past_due(calendar: str, *, beside: bool = False) -> Term[int]:
    """Business days past due, by the engine's calendar of that name.

    Those after the due date, up to the books' today; 0 when nothing is overdue. With `beside`, those of the
    borrower's worst debt.
    """
    return Term(Money("days_past_due", calendar=calendar, beside=beside))


def together(fact: Term[V]) -> Term[V]:
    """The same over this case and those of the borrower's other cases that are given `beside` it.

    Amounts and numbers of dues are summed, days past due are those of the worst debt, and what is in force or
    owed anywhere is so here. Unknown where one case does not know it; an amount also where one case is in
    another currency. Where none is given it is what it is of this case alone.

    Args:
        fact: A fact about what is owed, or about contacts, permissions, wishes or holds.

    Raises:
        BadGuard: for one that is of a single case, such as its stage or an attribute.
    """
    ref = over_debts(fact.ref)
    if ref is None:
        raise BadGuard(f"{fact!r} over several debts", "it is of one case: read it of the case that it is of")
    return Term(ref)


def overdue_share(of: str) -> Term[Fraction | Decimal]:
    """What is overdue as a share of an attribute of the host's own, in minor units of the case's currency.

    Compared to a `Fraction` or a `Decimal` of whole millionths; unknown where the attribute is not positive.

    Args:
        of: The attribute, declared as an `int`: the nominal amount of the loan, the exposure.
    """
    return Term(Share(of))


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


def business_day(calendar: str, *, zone: Literal["local", "books"] = "local") -> Term[bool]:
    """Whether today is a business day, by the engine's calendar of that name; unknown where that ends.

    Args:
        calendar: The name. A calendar without a weekend makes this "no public holiday".
        zone: Where the person may be, or in the books.
    """
    return Term(BusinessDay(calendar, zone))


# --- contacts -------------------------------------------------------------------------------------------


def contacts(
    *,
    within: Window | None = None,
    before: Window | None = None,
    beside: bool = False,
    distinct: str | None = None,
    **columns: object,
) -> Term[int]:
    """How many contacts were placed; the one that is proposed is not among them.

    Args:
        within: A window (`days(7)`, `hours(48)`, `day()`, `week()`, `month()`, ...); the whole history
            unless given. A bare `timedelta` is an error.
        before: Count those before this window begins instead.
        beside: Count those in the borrower's other cases as well, each once.
        distinct: Count the different values of this column instead.
        columns: What they must have: a constant, a set, `none_of(...)`, or `same`, `other`, `fits`, `named`
            (compared to the proposal). Columns: channel, party, person, collector, purpose, address, place,
            outcome, direction (outbound unless given), this_debt, permission_day, reply_day,
            inconvenient_time, inconvenient_place, misdirected, id, reply_to.

    Raises:
        UnknownName: for a column that contacts do not have.
        BadGuard: for both `within` and `before`.
    """
    columns.setdefault("direction", "outbound")
    return Term(_count("contacts", columns, within, before, distinct=distinct, beside=beside))


def _window(within: Window | None) -> Window:
    return ever() if within is None else as_window(within)


def _count(
    table: str,
    columns: dict[str, object],
    within: Window | None,
    before: Window | None,
    *,
    distinct: str | None = None,
    by: str = "us",
    beside: bool = False,
) -> Count:
    if within is not None and before is not None:
        raise BadGuard("a count within a window and before one", "give one of them")
    window = _window(within if before is None else before)
    older = before is not None
    return Count(table, where_of(table, columns), window, distinct, by, older=older, beside=beside)


def responses(*, within: Window | None = None, beside: bool = False, **columns: object) -> Term[int]:
    """How often somebody responded: a conversation, a reply, or getting in touch."""
    columns.setdefault("outcome", set(RESPONSES))
    return Term(_count("contacts", columns, within, None, beside=beside))


def unanswered(*, party: str = "borrower", beside: bool = False, **columns: object) -> Term[int]:
    """Contacts to a party that went unanswered since that party last responded, by any channel.

    A contact counts when its result is known and is no response: until the result of a call has been
    recorded, nobody can say that it went unanswered.

    Args:
        party: The party.
        beside: Look at the borrower's other cases as well.
        columns: What the contacts must have, e.g. `channel="call"`.
    """
    asked = {"direction": "outbound", "party": party, "outcome": set(UNANSWERED), **columns}
    responded = since("contacts", beside=beside, party=party, outcome=set(RESPONSES))
    return Term(_count("contacts", asked, responded, None, beside=beside))


def reachable(*, attempts: int = 6, party: str = "borrower", beside: bool = False) -> Guard:
    """Whether a party still counts as reachable: fewer unanswered attempts than this since it responded.

    Args:
        attempts: This many, left unanswered, and it does not.
        party: The party.
        beside: Look at the borrower's other cases as well.
    """
    return unanswered(party=party, beside=beside) < attempts


def days_since_contact(*, beside: bool = False, **columns: object) -> Term[int]:
    """Calendar days since the last contact that was placed: 0 on its day; never is very long ago.

    Counted where the person may be. A cool-down of n days whose first day is that of the contact is
    `>= n`. As in `contacts`, `direction` is outbound unless given, and `beside` looks at other cases too.
    """
    columns.setdefault("direction", "outbound")
    return Term(Last("contacts", where_of("contacts", columns), beside=beside))


def _came_in(within: Window | None, columns: dict[str, object], *, any_channel: bool = False) -> Term[int]:
    """How many contacts came in that are the one which the proposal says it answers: one, or none."""
    asked: dict[str, object] = {"direction": "inbound", "id": same_as("reply_to"), "party": same}
    if not any_channel:
        asked["channel"] = same
    asked |= columns
    return Term(_count("contacts", asked, within, None))


#: Whether the contact that is proposed answers one that came in, by its channel, and nothing did so yet.
answers: Guard = (_came_in(None, {}) >= 1) & (contacts(reply_to=named) < 1)


def answers_today(*, any_channel: bool = False, **columns: object) -> Guard:
    """Whether it answers one that came in today, where the person may be; see `answers`.

    Args:
        any_channel: Whether it may answer by another channel.
        columns: What the inbound contact must have, e.g. `inconvenient_time=True`.
    """
    return (_came_in(day(), columns, any_channel=any_channel) >= 1) & (contacts(reply_to=named) < 1)


def time_since_contact(**columns: object) -> Term[timedelta]:
    """The time since the last contact that was placed; never is very long ago. Otherwise as `contacts`."""
    columns.setdefault("direction", "outbound")
    return Term(Last("contacts", where_of("contacts", columns), "elapsed"))


def last_outcome(**columns: object) -> Term[str]:
    """The outcome of the last contact that was placed and had one; the empty text when there was none."""
    columns.setdefault("direction", "outbound")
    columns.setdefault("outcome", none_of(None))
    return Term(Last("contacts", where_of("contacts", columns), "outcome"))


def wishes(*, beside: bool = False, **columns: object) -> Term[bool]:
    """Whether a wish not to be reached is in force: of this person, and as `columns` say.

    Args:
        beside: Look among the wishes told in the borrower's other cases as well.
        columns: What the wish must have; channel, address and place: `fits` unless given, so that a wish
            which names none is about any. `channel=None` is a wish about times or places only.
    """
    about = {"party": same, "person": fits, "channel": fits, "address": fits, "place": fits, **columns}
    return Term(InForce("preferences", where_of("preferences", about), beside=beside))


#: Whether the person does not wish to be reached like this, here, or at this hour.
#: A wish about an address or a place is seen only by a contact that names its own: name them.
inconvenient: Term[bool] = wishes()


def permitted(
    kind: str = "contact", *, within: Window | None = None, beside: bool = False, **columns: object
) -> Term[bool]:
    """Whether a permission of that kind is in force for this person, channel and collector.

    Args:
        kind: `contact`, `medium`, `frequency`, `third_party`, `locate`, `court`, or one of the engine's own.
        within: A window in which it has to have been given.
        beside: Look among those given in the borrower's other cases as well.
        columns: What it must have; person, channel and collector: `fits` unless given, so that one which
            names none is for any.
    """
    asked = {"kind": kind, "person": fits, "channel": fits, "collector": fits, **columns}
    where = where_of("permissions", asked)
    return Term(InForce("permissions", where, _window(within), "given_us", beside=beside))


# --- money over time, holds, placements, promises -------------------------------------------------------


def payments(*, within: Window | None = None) -> Term[int]:
    """How many payments came in, reversed ones included."""
    return Term(Count("payments", (), _window(within)))


#: How many payments were reversed, or refunded in part, since the stage was entered.
payments_reversed_in_stage: Term[int] = Term(Count("payments", (), since_stage(), by="reversed_us"))
#: How many waivers and write-offs were reversed since the stage was entered.
adjustments_reversed_in_stage: Term[int] = Term(Count("adjustments", (), since_stage(), by="reversed_us"))
#: How many write-offs were.
write_offs_reversed_in_stage: Term[int] = Term(
    Count("adjustments", where_of("adjustments", {"kind": "write_off"}), since_stage(), by="reversed_us")
)


def held(*kinds: str, within: Window | None = None, beside: bool = False, **columns: object) -> Term[bool]:
    """Whether a hold is in force: of one of these kinds, or of any.

    Args:
        kinds: The kinds.
        within: A window in which it has to have begun.
        beside: Look among the holds of the borrower's other cases as well.
        columns: What else it must have, e.g. `written=True`.
    """
    if kinds:
        columns["kind"] = set(kinds)
    return Term(InForce("holds", where_of("holds", columns), _window(within), beside=beside))


#: Whether a dispute holds collection up.
disputed: Term[bool] = held("dispute")
#: Whether the debt is with an agency.
placed_with_agency: Term[bool] = Term(InForce("placements"))
#: Whether a pause is in force: the lender lets the count of days stand still (`Paused`).
paused: Term[bool] = Term(InForce("pauses"))


def promises(*, within: Window | None = None, **columns: object) -> Term[int]:
    """How many promises were made; each instalment of a payment plan is one."""
    return Term(_count("promises", columns, within, None))


#: Whether a promise is open: neither kept nor broken nor cancelled.
promise_open: Term[bool] = Term(InForce("promises"))


def broken_promises(*, within: Window | None = None, **columns: object) -> Term[int]:
    """How many promises were broken: their day and grace are over, and too little came in.

    Args:
        within: A window in which they broke, at the end of their last day of grace.
        columns: What they must have: `plan=none_of(None)` takes instalments of payment plans.
    """
    return Term(_count("promises", columns, within, None, by="broken_us"))


def kept_promises(*, within: Window | None = None, **columns: object) -> Term[int]:
    """How many promises were kept: enough came in by the end of their last day of grace."""
    return Term(_count("promises", columns, within, None, by="kept_us"))


def failed_payments(
    *, within: Window | None = None, before: Window | None = None, **columns: object
) -> Term[int]:
    """How many attempts to pay failed, e.g. with `response="insufficient_funds"`.

    Args:
        within: A window.
        before: Count those before this window begins instead.
        columns: What they must have.

    Raises:
        BadGuard: for both `within` and `before`.
    """
    return Term(_count("attempts", columns, within, before))


#: Why the last attempt that failed did; the empty text when none has.
last_response: Term[str] = Term(Last("attempts", (), "response"))


# --- notices --------------------------------------------------------------------------------------------


def notices(
    *kinds: str,
    within: Window | None = None,
    before: Window | None = None,
    received: bool = False,
    **columns: object,
) -> Term[int]:
    """How many notices of these kinds (any, if none is given) were sent and did not come back.

    Args:
        kinds: The kinds.
        within: A window.
        before: Count those before this window begins instead: `notices("demand", before=days(14)) >= 1` asks
            for one that is 14 days old, and never holds where there is none.
        received: Count those that were received, or count as received, by when that was.
        columns: What else they must have, e.g. `collector=same`.

    Raises:
        BadGuard: for both `within` and `before`.
    """
    by = "received_us" if received else "us"
    return Term(_count("notices", _notices(kinds, columns), within, before, by=by))


def days_since_notice(*kinds: str, received: bool = False, **columns: object) -> Term[int]:
    """Calendar days since the last such notice was sent, or received.

    Never is very long ago: who asks that so many days have passed since a notice uses `notices(before=...)`.
    """
    return Term(
        Last("notices", where_of("notices", _notices(kinds, columns)), by="received_us" if received else "us")
    )


def business_days_since_notice(
    calendar: str, *kinds: str, received: bool = False, **columns: object
) -> Term[int]:
    """Business days after the day on which the last such notice was sent, or received, up to today.

    Never is very long ago, as in `days_since_notice`.
    """
    by = "received_us" if received else "us"
    return Term(Last("notices", where_of("notices", _notices(kinds, columns)), "business_days", by, calendar))


def _notices(kinds: tuple[str, ...], columns: dict[str, object]) -> dict[str, object]:
    asked: dict[str, object] = {"returned": False, **columns}
    return {**asked, "kind": set(kinds)} if kinds else asked


def acts(*names: str, within: Window | None = None) -> Term[int]:
    """How often acts of these names (any, if none is given) were done."""
    return Term(_count("acts", {"name": set(names)} if names else {}, within, None))


def transfers(*, within: Window | None = None) -> Term[int]:
    """How often the debt went to another creditor."""
    return Term(Count("transfers", (), _window(within)))


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
#: Of a debt that is disputed in part, which portion it speaks of.
portion: Term[str] = Term(Asked("portion"))
#: The trigger of the move that is proposed.
trigger: Term[str] = Term(Asked("trigger"))
#: The act that is proposed.
act: Term[str] = Term(Asked("name"))
