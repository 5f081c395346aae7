"""How the people of the demo respond: whether they answer, and what they say then. All of it is made up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

import collectflow as cf
from collectflow.cli._portfolio import Loan, Planned

_UNANSWERED_CALLS = ("no_answer", "no_answer", "voicemail", "not_connected")
_REPLIES = 0.12
_UNDELIVERED = 0.04
_FRIEND_ANSWERS = 0.4
_CALLS_BACK = 0.35
_AT_HOME, _AT_HOME_EVADING = 0.5, 0.25
_GETS_IN_TOUCH = 0.06
#: What a borrower says: up to which number between 0 and 1.
_DISPUTES, _HARDSHIP, _NO_CALLS, _NOT_AT_WORK = 0.04, 0.07, 0.13, 0.23
_EMPTY_PROMISE = 0.3
_SOONER = 0.5


def answer(loan: Loan, contact: cf.Contact) -> str:
    """The outcome of a contact."""
    random = loan.random
    luck = random.random()
    if contact.party != "borrower":
        return "conversation" if luck < _FRIEND_ANSWERS else "no_answer"
    if contact.channel == "call":
        answered = not loan.evading and luck < loan.answers
        return "conversation" if answered else random.choice(_UNANSWERED_CALLS)
    if contact.channel == "visit":
        at_home = _AT_HOME_EVADING if loan.evading else _AT_HOME
        return "conversation" if luck < at_home else "no_answer"
    if luck < _UNDELIVERED:
        return "undelivered"
    return "replied" if not loan.evading and luck < _UNDELIVERED + _REPLIES else "delivered"


def calls_back(loan: Loan) -> bool:
    """Whether a borrower calls after a friend passed a message on."""
    return not loan.evading and loan.random.random() < _CALLS_BACK


def gets_in_touch(loan: Loan) -> bool:
    """Whether a borrower calls unasked today."""
    return not loan.evading and loan.random.random() < _GETS_IN_TOUCH


def says(loan: Loan, case: cf.Case, at: datetime, next_id: Callable[[str], str]) -> Iterator[cf.Event]:
    """What a borrower who was reached says, as events."""
    random = loan.random
    if not loan.zones:
        loan.zones = (loan.home,)
        person = cf.Person(case.borrower, "borrower", zones=loan.zones)
        yield cf.PersonKnown(next_id("person"), at=at, person=person)
    luck = random.random()
    if luck < _DISPUTES:
        yield cf.HoldPlaced(next_id("hold"), at=at, kind="dispute")
    elif luck < _HARDSHIP:
        until = at.date() + timedelta(days=20)
        yield cf.HoldPlaced(next_id("hold"), at=at, kind="hardship", until=until)
    elif luck < _NO_CALLS:
        yield cf.PreferenceGiven(next_id("wish"), at=at, person=case.borrower, channel="call")
    elif luck < _NOT_AT_WORK:
        yield cf.PreferenceGiven(
            next_id("wish"),
            at=at,
            person=case.borrower,
            weekdays=frozenset(range(1, 6)),
            starts=time(9),
            stops=time(17),
        )
    else:
        yield from _promises(loan, case, at, next_id)


def _promises(
    loan: Loan, case: cf.Case, at: datetime, next_id: Callable[[str], str]
) -> Iterator[cf.PromiseMade]:
    """Who means to pay says when, and some pay sooner for having talked; some say it to be left in peace."""
    random = loan.random
    today = case.today(at).toordinal()
    coming = [each for each in loan.plan if each.day > today]
    if coming:
        first = coming[0]
        if random.random() < _SOONER:
            sooner = min(first.day, today + random.randint(1, 4))
            loan.plan = [Planned(sooner, first.amount), *loan.plan[1:]]
            first = loan.plan[0]
        by = date.fromordinal(first.day)
        yield cf.PromiseMade(next_id("promise"), at=at, amount=first.amount, by=by)
    elif case.ledger.open and random.random() < _EMPTY_PROMISE:
        by = date.fromordinal(today + random.randint(3, 7))
        yield cf.PromiseMade(next_id("promise"), at=at, amount=case.ledger.open, by=by)
