"""Short words for the tables of United States law: who did what when, and what is asked then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import collectflow as cf
from collectflow.policies import us
from tests.law_support import ADVISED, ALLOWED, REFUSED, SOFT, Ask, Row, local

NEW_YORK = "America/New_York"
POLICIES = (us.regulation_f(dated=False),)

CALL = cf.Contact("call")
EMAIL = cf.Contact("email")
SMS = cf.Contact("sms")
LETTER = cf.Contact("letter")

# The rules, by what they are about.
HOURS = "reg-f.hours"
TIME = "reg-f.inconvenient-time"
PLACE = "reg-f.inconvenient-place"
SEVEN = "reg-f.seven-calls-in-seven-days"
TALKED = "reg-f.seven-days-after-a-conversation"
MEDIUM = "reg-f.medium"
REPRESENTED = "reg-f.represented"
CEASE = "reg-f.cease"
DISPUTED = "reg-f.disputed"
ATTEMPTS = "reg-f.many-attempts"
MESSAGES = "reg-f.many-messages"
NOTICE = "reg-f.validation-notice"

_ids = count()


def _new() -> str:
    return f"event-{next(_ids)}"


# --- when -----------------------------------------------------------------------------------------------


def on(month: int, day: int, *clock: int, year: int = 2020, zone: str = NEW_YORK) -> datetime:
    """An instant in New York in 2020; noon unless a time is given."""
    return local(zone, year, month, day, *(clock or (12,)))


def in_2026(month: int, day: int, *clock: int) -> datetime:
    """The same in 2026."""
    return on(month, day, *clock, year=2026)


# --- what happened --------------------------------------------------------------------------------------


def contact(
    at: datetime,
    channel: str,
    outcome: str | None,
    *,
    party: str = "borrower",
    discussed: Sequence[str] = (),
    known: datetime | None = None,
    name: str | None = None,
    **more: Any,
) -> list[cf.Event]:
    """A contact that was placed, and its outcome, known at once unless told otherwise.

    Persons other than the borrower are called by their role.
    """
    made = cf.Contact(channel, party, **{"person": "b" if party == "borrower" else party, **more})
    placed = cf.ContactPlaced(name or _new(), at=at, contact=made)
    if outcome is None:
        return [placed]
    told = cf.ContactResult(
        _new(), at=known or at, contact=placed.id, outcome=outcome, discussed=tuple(discussed)
    )
    return [placed, told]


def called(at: datetime, outcome: str | None = "no_answer", **more: Any) -> list[cf.Event]:
    """A call."""
    return contact(at, "call", outcome, **more)


def calls(*instants: datetime, **more: Any) -> list[cf.Event]:
    """Calls that nobody answered."""
    return [event for at in instants for event in called(at, **more)]


def talk(at: datetime, **more: Any) -> list[cf.Event]:
    """A call with a conversation."""
    return called(at, "conversation", **more)


def sent(at: datetime, channel: str = "email", **more: Any) -> list[cf.Event]:
    """A message."""
    return contact(at, channel, "sent", **more)


def came(
    at: datetime,
    channel: str,
    name: str | None = None,
    **more: Any,
) -> list[cf.Event]:
    """The borrower got in touch, unless it was somebody else."""
    return [cf.ContactInbound(name or _new(), at=at, channel=channel, **{"person": "b", **more})]


def wish(at: datetime, name: str | None = None, **more: Any) -> list[cf.Event]:
    """The borrower does not wish to be reached like that."""
    return [cf.PreferenceGiven(name or _new(), at=at, **{"person": "b", **more})]


def consent(at: datetime, kind: str = "frequency", name: str | None = None, **more: Any) -> list[cf.Event]:
    """The borrower permits it."""
    return [cf.PermissionGiven(name or _new(), at=at, kind=kind, **{"person": "b", **more})]


def hold(
    at: datetime,
    kind: str,
    channel: str | None = "letter",
    name: str | None = None,
    **more: Any,
) -> list[cf.Event]:
    """Something holds collection up; asked for by letter unless told otherwise."""
    return [cf.HoldPlaced(name or _new(), at=at, kind=kind, channel=channel, **more)]


def notice(
    at: datetime,
    kind: str = "validation",
    name: str | None = None,
    **more: Any,
) -> list[cf.Event]:
    """A notice was sent."""
    return [cf.NoticeSent(name or _new(), at=at, kind=kind, **more)]


# --- what is asked --------------------------------------------------------------------------------------


def to(channel: str, party: str = "borrower", **more: Any) -> cf.Contact:
    """A contact that is proposed."""
    return cf.Contact(channel, party, **more)


def reply(channel: str, to_what: str, **more: Any) -> cf.Contact:
    """An answer to what came in."""
    return cf.Contact(channel, reply_to=to_what, purpose="reply", **more)


def ok(at: datetime, proposal: Any = CALL) -> Ask:
    """It is allowed."""
    return Ask(at, proposal, ALLOWED)


def advised(at: datetime, rule: str, proposal: Any = CALL) -> Ask:
    """It is allowed, and advised against."""
    return Ask(at, proposal, ADVISED, rule)


def soft(at: datetime, rule: str = SEVEN, proposal: Any = CALL) -> Ask:
    """It is presumed to violate, and may be rebutted."""
    return Ask(at, proposal, SOFT, rule)


def refused(at: datetime, rule: str, proposal: Any = CALL) -> Ask:
    """It is refused."""
    return Ask(at, proposal, REFUSED, rule)


def row(
    number: str,
    says: str,
    happened: Iterable[Iterable[cf.Event]] = (),
    asked: Iterable[Ask] = (),
    *,
    validated: bool | date = True,
    zones: Iterable[str] = (NEW_YORK,),
    others: Iterable[cf.Person] = (),
    beside: dict[str, Iterable[Iterable[cf.Event]]] | None = None,
    **more: Any,
) -> Row:
    """A row of a case in which the validation notice was sent at first, unless that is what it is about.

    Args:
        number: Its number; after two underscores, which of several rows of that number.
        says: What it is about.
        happened: What happened, in lists.
        asked: What is asked.
        validated: Whether the validation notice was sent, before the first event; a day that it names.
        zones: Where the borrower may be.
        others: Whom the case knows beside the borrower.
        beside: What happened in the borrower's other cases.
        more: Of the row.
    """
    events = [event for part in happened for event in part]
    if validated and events:
        by = None if validated is True else validated
        before = min(event.at for event in events) - timedelta(hours=1)
        events.append(cf.NoticeSent("validation", at=before, kind="validation", by=by))
    opening = {"persons": [cf.Person("b", "borrower", zones=zones), *others], **more.pop("opening", {})}
    elsewhere = {
        name: tuple(event for part in parts for event in part) for name, parts in (beside or {}).items()
    }
    return Row(number, says, events, asked, opening=opening, beside=elsewhere, **more)  # type: ignore[arg-type] # converted
