"""Histories: what happens to a case, told one event at a time.

What has happened so far is kept, so that a reversal names a payment that there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

import collectflow as cf
from collectflow import vocabulary
from collectflow.testing._check import Attributes, among, aware, count
from collectflow.testing._moments import instants, times
from collectflow.testing._parts import (
    AGENCIES,
    PEOPLE,
    PLACES,
    World,
    amounts,
    arrears,
    attribute_values,
    contacts,
    conventions,
    dues,
    persons,
    sums_near,
    world,
)

_MICRO = timedelta(microseconds=1)


@st.composite
def opened(draw: DrawFn, at: datetime | None, ledger: str | None, where: World) -> cf.CaseOpened:
    when = draw(instants()) if at is None else at
    kind = draw(st.sampled_from(("dues", "arrears"))) if ledger is None else ledger
    graph, around = where.lifecycle, when.date()
    stages = [each.name for each in graph.stages if not each.final]
    known = dict(draw(st.lists(attribute_values(where), max_size=3))) if where.attributes else {}
    history = draw(st.sampled_from((None, None, None, timedelta(0), timedelta(days=5), timedelta(days=40))))
    return cf.CaseOpened(
        "c-1#0",
        at=when,
        case="c-1",
        account="a-1",
        borrower="b-1",
        stage=draw(st.just(graph.initial) | st.sampled_from(stages)),
        currency=where.currency,
        conventions=draw(conventions()),
        dues=draw(dues(around=around, days=where.days, sums=where.sums)) if kind == "dues" else (),
        arrears=draw(arrears(around=around, days=where.days, sums=where.sums)) if kind == "arrears" else None,
        persons=draw(persons()),
        attributes=tuple(sorted(known.items())),
        history_from=None if history is None else when - history,
    )


def openings(
    *,
    at: datetime | None = None,
    ledger: str | None = None,
    lifecycle: cf.Lifecycle | None = None,
    attributes: Attributes | None = None,
    currency: str = "USD",
) -> SearchStrategy[cf.CaseOpened]:
    """Openings of a case `c-1`, in any open stage.

    Args:
        at: When; anywhen unless given.
        ledger: With `dues`, or with reported `arrears`; either unless given.
        lifecycle: On which graph; that of `online_lending` unless given.
        attributes: The host's own facts, by name and type.
        currency: The ISO 4217 code of its amounts.
    """
    check_ledger(ledger)
    return opened(aware(at), ledger, world(lifecycle, attributes, currency=currency))


def check_ledger(ledger: str | None) -> None:
    if ledger is not None:
        among("ledger", [ledger], ("dues", "arrears"), "ledger")


def _spans() -> SearchStrategy[timedelta]:
    return st.one_of(
        st.sampled_from((timedelta(0), _MICRO, timedelta(hours=1), timedelta(days=1), timedelta(days=-1))),
        st.timedeltas(timedelta(days=-3), timedelta(days=10)),
        st.integers(0, 130).map(lambda days: timedelta(days=days)),
    )


@attrs.define
class Story:
    """What has happened so far, so that later events refer to what there is."""

    draw: DrawFn
    opening: cf.CaseOpened
    world: World
    events: list[cf.Event] = attrs.Factory(list)

    def when(self, after: cf.Event | None = None) -> dict[str, Any]:
        """Keyword arguments of an event's instant; not before the event that it refers to."""
        at = self.opening.at + self.draw(_spans())
        late = self.draw(
            st.sampled_from((None, None, None, timedelta(0), timedelta(hours=3), timedelta(days=2)))
        )
        recorded = None if late is None else at + late
        if after is not None and at <= after.at:
            at, recorded = after.at, after.recorded_at
        return {"at": at, "recorded_at": recorded, "id": f"e-{len(self.events)}"}

    def some(self, *kinds: type[cf.Event]) -> cf.Event | None:
        """An earlier event of these kinds, if there is one."""
        found = [each for each in self.events if isinstance(each, kinds)]
        return self.draw(st.sampled_from(found)) if found else None

    def day(self) -> date:
        return self.opening.at.date() + timedelta(days=self.draw(st.integers(-5, 60)))


def _payment(story: Story) -> cf.Event:
    currency = story.draw(st.sampled_from((None, story.opening.currency)))
    amount = story.draw(sums_near(story.world.sums))
    named = story.draw(st.sampled_from((None, None, *(due.id for due in story.opening.dues))))
    return cf.PaymentReceived(
        **story.when(), amount=amount, currency=currency, to=() if named is None else {named: amount}
    )


def _failed(story: Story) -> cf.Event:
    response = story.draw(st.sampled_from(vocabulary.DECLINES))
    return cf.PaymentFailed(**story.when(), response=response, amount=story.draw(st.none() | amounts()))


def _refund(story: Story) -> cf.Event:
    found = story.some(cf.PaymentReceived)
    gone = {each.payment for each in story.events if isinstance(each, cf.PaymentRefunded)}
    if not isinstance(found, cf.PaymentReceived) or found.id in gone:
        return _payment(story)
    amount = story.draw(st.sampled_from((1, found.amount)) | st.integers(1, found.amount))
    return cf.PaymentRefunded(**story.when(found), payment=found.id, amount=amount)


def _due(story: Story) -> cf.Event:
    """A due is changed or set aside: one of the opening, or of those that were added."""
    ids = [each.id for each in story.opening.dues]
    over = {e.due for e in story.events if isinstance(e, cf.DueChanged) and e.state == "cancelled"}
    open_ids = [each for each in ids if each not in over]
    if not open_ids:
        return _payment(story)
    changes: dict[str, Any] = story.draw(
        st.fixed_dictionaries(
            {"state": st.sampled_from((None, "billed", "excluded", "draft"))},
            optional={"amount": amounts(), "due_on": st.just(story.day())},
        )
    )
    if changes == {"state": None}:
        changes["state"] = "excluded"
    return cf.DueChanged(**story.when(), due=story.draw(st.sampled_from(open_ids)), **changes)


def _plan(story: Story) -> cf.Event:
    found = story.some(cf.PlanAgreed)
    if found is not None and story.draw(st.booleans()):
        return cf.PlanEnded(**story.when(found), plan=found.id)
    parts = [cf.Instalment(story.day(), story.draw(amounts())) for _ in range(story.draw(st.integers(1, 3)))]
    return cf.PlanAgreed(**story.when(), instalments=parts, grace=story.draw(st.integers(0, 3)))


def _reversal(story: Story) -> cf.Event:
    found = story.some(cf.PaymentReceived, cf.Adjusted)
    if found is None:
        return _payment(story)
    return cf.PaymentReversed(**story.when(found), payment=found.id)


def _adjustment(story: Story) -> cf.Event:
    of = story.draw(st.sampled_from((None, *(due.id for due in story.opening.dues))))
    kind = story.draw(st.sampled_from(vocabulary.ADJUSTMENTS))
    return cf.Adjusted(**story.when(), amount=story.draw(amounts()), kind=kind, due=of)


def _more_money(story: Story) -> cf.Event:
    when = story.when()
    day = when["at"].date()
    if story.opening.arrears is None:
        more = story.draw(dues(around=day, min_size=1, max_size=2, prefix=when["id"]))
        return cf.DuesAdded(**when, dues=more)
    said = story.draw(arrears(around=day, days=story.world.days, sums=story.world.sums))
    return cf.ArrearsReported(
        **when,
        as_of=said.as_of,
        oldest_due_on=said.oldest_due_on,
        days_past_due=said.days_past_due,
        amount=said.amount,
    )


def _contact(story: Story) -> cf.Event:
    inbound = [each.id for each in story.events if isinstance(each, cf.ContactInbound)]
    return cf.ContactPlaced(**story.when(), contact=story.draw(contacts(replies=inbound)))


def _result(story: Story) -> cf.Event:
    found = story.some(cf.ContactPlaced)
    if found is None:
        return _contact(story)
    # A reply is a contact of its own, inbound.
    known = [each for each in vocabulary.OUTCOMES if each != "replied"]
    outcome = story.draw(st.sampled_from(("no_answer", "conversation")) | st.sampled_from(known))
    return cf.ContactResult(**story.when(found), contact=found.id, outcome=outcome)


def _inbound(story: Story) -> cf.Event:
    return cf.ContactInbound(
        **story.when(),
        channel=story.draw(st.sampled_from(vocabulary.CHANNELS)),
        party=story.draw(st.sampled_from(("borrower", "emergency_contact"))),
        person=story.draw(st.none() | st.sampled_from(PEOPLE)),
    )


def _promise(story: Story) -> cf.Event:
    found = story.some(cf.PromiseMade)
    if found is not None and story.draw(st.booleans()):
        return cf.PromiseCancelled(**story.when(found), promise=found.id)
    return cf.PromiseMade(
        **story.when(),
        amount=story.draw(amounts()),
        by=story.day(),
        grace=story.draw(st.sampled_from((0, 0, 2))),
        threshold=story.draw(st.sampled_from((10_000, 10_000, 9_000, 1))),
    )


def _hold(story: Story) -> cf.Event:
    found = story.some(cf.HoldPlaced)
    if found is not None and story.draw(st.booleans()):
        return cf.HoldLifted(**story.when(found), hold=found.id)
    when, opened_on = story.when(), story.opening.at.date()
    starts = story.draw(st.sampled_from((None, opened_on)))
    # The books may be two days ahead, and a hold does not end before it begins.
    least = max(when["at"].date(), opened_on) + timedelta(days=2)
    days = story.draw(st.none() | st.integers(0, 60))
    return cf.HoldPlaced(
        **when,
        kind=story.draw(st.sampled_from(vocabulary.HOLDS)),
        scope=story.draw(st.sampled_from(vocabulary.SCOPES)),
        starts_on=starts,
        until=None if days is None else least + timedelta(days=days),
        amount=story.draw(st.none() | amounts()),
        party=story.draw(st.sampled_from(("borrower", "representative"))),
        channel=story.draw(st.sampled_from((None, "letter", "call"))),
    )


def _pause(story: Story) -> cf.Event:
    """A pause after the one before it, or its end."""
    found = [each for each in story.events if isinstance(each, cf.Paused)]
    begins = story.opening.at.date() - timedelta(days=5)
    if found:
        last = found[-1]
        if last.until is None:
            over = any(isinstance(each, cf.Resumed) for each in story.events)
            return _payment(story) if over else cf.Resumed(**story.when(last), pause=last.id)
        begins = last.until
    begins += timedelta(days=story.draw(st.integers(0, 20)))
    days = story.draw(st.none() | st.integers(1, 30))
    until = None if days is None else begins + timedelta(days=days)
    return cf.Paused(**story.when(), starts_on=begins, until=until)


def _permission(story: Story) -> cf.Event:
    found = story.some(cf.PermissionGiven)
    if found is not None and story.draw(st.booleans()):
        return cf.PermissionWithdrawn(**story.when(found), permission=found.id)
    return cf.PermissionGiven(
        **story.when(),
        kind=story.draw(st.sampled_from(vocabulary.PERMISSIONS)),
        person=story.draw(st.none() | st.sampled_from(PEOPLE)),
        channel=story.draw(st.none() | st.sampled_from(("call", "sms"))),
        collector=story.draw(st.none() | st.sampled_from(AGENCIES)),
        starts=story.draw(st.none() | st.just(story.opening.at + timedelta(days=2))),
        until=story.draw(st.none() | st.just(story.opening.at + timedelta(days=9))),
        ends_with=story.draw(st.sampled_from((None, "conversation", "contact"))),
    )


def _notice(story: Story) -> cf.Event:
    found = story.some(cf.NoticeSent)
    if found is not None and story.draw(st.booleans()):
        fate = story.draw(st.sampled_from((cf.NoticeDelivered, cf.NoticeReturned)))
        made: cf.Event = fate(**story.when(found), notice=found.id)
        return made
    when = story.when()
    # The books may be two days ahead, and a notice is not received before it is sent.
    least = when["at"].date() + timedelta(days=2)
    days = story.draw(st.none() | st.integers(0, 20))
    return cf.NoticeSent(
        **when,
        kind=story.draw(st.sampled_from(vocabulary.NOTICES)),
        channel=story.draw(st.sampled_from(("letter", "email"))),
        collector=story.draw(st.none() | st.sampled_from(AGENCIES)),
        by=story.draw(st.none() | st.just(least + timedelta(days=30))),
        assumed_on=None if days is None else least + timedelta(days=days),
    )


def _transfer(story: Story) -> cf.Event:
    return cf.DebtTransferred(**story.when(), to=story.draw(st.sampled_from(("bank-1", "bank-2"))))


def _stray(story: Story) -> cf.Event:
    return cf.AddressWrong(
        **story.when(), address="+1-555-0100", person=story.draw(st.none() | st.sampled_from(PEOPLE))
    )


def _preference(story: Story) -> cf.Event:
    found = story.some(cf.PreferenceGiven)
    if found is not None and story.draw(st.booleans()):
        return cf.PreferenceWithdrawn(**story.when(found), preference=found.id)
    return cf.PreferenceGiven(
        **story.when(),
        party=story.draw(st.sampled_from(("borrower", "emergency_contact"))),
        person=story.draw(st.none() | st.sampled_from(PEOPLE)),
        channel=story.draw(st.none() | st.sampled_from(("call", "sms"))),
        address=story.draw(st.none() | st.just("+1-555-0100")),
        place=story.draw(st.none() | st.sampled_from(PLACES)),
        weekdays=story.draw(st.frozensets(st.integers(1, 7), max_size=3)),
        starts=story.draw(times()),
        stops=story.draw(times()),
        until=story.draw(st.none() | st.just(story.opening.at + timedelta(days=20))),
    )


def _placement(story: Story) -> cf.Event:
    found = story.some(cf.PlacementStarted)
    if found is not None and story.draw(st.booleans()):
        return cf.PlacementEnded(**story.when(found), placement=found.id)
    return cf.PlacementStarted(**story.when(), agency=story.draw(st.sampled_from(AGENCIES)))


def _attribute(story: Story) -> cf.Event:
    if not story.world.attributes:
        return _payment(story)
    name, value = story.draw(attribute_values(story.world))
    return cf.AttributeSet(**story.when(), name=name, value=value)


def _person(story: Story) -> cf.Event:
    return cf.PersonKnown(**story.when(), person=story.draw(persons().map(lambda found: found[-1])))


def _void(story: Story) -> cf.Event:
    """What nothing refers to was a mistake."""
    alone = (cf.AttributeSet, cf.ActDone, cf.PaymentFailed, cf.DebtTransferred, cf.PaymentReversed)
    found = story.some(*alone)
    if found is None:
        return _failed(story)
    return cf.EventVoided(**story.when(found), event=found.id, because="by mistake")


def _act(story: Story) -> cf.Event:
    return cf.ActDone(**story.when(), act=cf.Act(story.draw(st.sampled_from(story.world.acts or ("sell",)))))


#: What may happen, by a short name; `histories(only=...)` takes these.
HAPPENINGS: dict[str, Callable[[Story], cf.Event]] = {
    "payment": _payment,
    "reversal": _reversal,
    "refund": _refund,
    "failed": _failed,
    "due": _due,
    "plan": _plan,
    "adjustment": _adjustment,
    "money": _more_money,
    "contact": _contact,
    "result": _result,
    "inbound": _inbound,
    "promise": _promise,
    "hold": _hold,
    "pause": _pause,
    "permission": _permission,
    "preference": _preference,
    "placement": _placement,
    "notice": _notice,
    "transfer": _transfer,
    "stray": _stray,
    "attribute": _attribute,
    "person": _person,
    "act": _act,
    "void": _void,
}


def _walk(story: Story) -> list[cf.Event]:
    """Changes of stage along the lifecycle, each later than the one before."""
    made: list[cf.Event] = []
    stage, at = story.opening.stage, story.opening.at
    for i in range(story.draw(st.integers(0, 2))):
        ways = [each for each in story.world.lifecycle.outgoing(stage) if each.dest != cf.LEFT]
        if not ways:
            break
        way = story.draw(st.sampled_from(ways))
        at += story.draw(st.sampled_from((timedelta(0), timedelta(hours=5), timedelta(days=11))))
        move = cf.Move(way.trigger)
        made.append(cf.StageChanged(f"m-{i}", at=at, sequence=i, move=move, source=way.source, dest=way.dest))
        stage = way.dest
    return made


def _burst(story: Story) -> list[cf.Event]:
    """Contacts to the borrower in a row, an hour apart, none answered: what caps and ladders look for."""
    if not story.draw(st.booleans()):
        return []
    size = story.draw(st.sampled_from([each + by for each in story.world.bursts for by in (0, 1)]))
    begin = story.opening.at + story.draw(st.sampled_from((timedelta(0), timedelta(days=3))))
    channel = story.draw(st.sampled_from(("call", "sms")))
    made: list[cf.Event] = []
    for i in range(size):
        at = begin + timedelta(hours=i)
        made.append(cf.ContactPlaced(f"b-{i}", at=at, contact=cf.Contact(channel, "borrower")))
        made.append(cf.ContactResult(f"b-{i}-r", at=at, contact=f"b-{i}", outcome="no_answer"))
    return made


@st.composite
def told(
    draw: DrawFn,
    where: World,
    *,
    at: datetime | None = None,
    max_size: int = 10,
    only: Sequence[str] = tuple(sorted(HAPPENINGS)),
    ledger: str | None = None,
    moves: bool = True,
    bursts: bool = False,
) -> list[cf.Event]:
    """The events of one case in a world."""
    opening = draw(opened(at, ledger, where))
    story = Story(draw, opening, where)
    for name in draw(st.lists(st.sampled_from(only), max_size=max_size)):
        story.events.append(HAPPENINGS[name](story))
    row = _burst(story) if bursts else []
    walked = _walk(story) if moves else []
    return [opening, *story.events, *row, *walked]


def histories(  # noqa: PLR0913 - what a history may be kept to
    *,
    at: datetime | None = None,
    max_size: int = 10,
    only: Iterable[str] | None = None,
    ledger: str | None = None,
    moves: bool = True,
    lifecycle: cf.Lifecycle | None = None,
    attributes: Attributes | None = None,
    acts: Iterable[str] = (),
    currency: str = "USD",
) -> SearchStrategy[list[cf.Event]]:
    """The events of one case, the opening first, the rest in an order of arrival that can be applied.

    Events may be of one instant, or dated before others that arrived earlier.

    Args:
        at: When it is opened; anywhen unless given.
        max_size: At most so many events after the opening (changes of stage come on top).
        only: What may happen: `payment`, `reversal`, `refund`, `failed` (an attempt to pay), `adjustment`,
            `money` (dues or reports), `due` (one is changed), `contact`, `result`, `inbound`, `promise`,
            `plan`, `hold`, `pause`, `permission`, `preference`, `placement`, `notice`, `transfer`, `stray` (a
            wrong address), `attribute`, `person`, `act`, `void`; anything unless given.
        ledger: `dues` or `arrears`; either unless given.
        moves: Whether the case changes its stage.
        lifecycle: On which graph; that of `online_lending` unless given.
        attributes: The host's own facts, by name and type.
        acts: The acts that an engine knows.
        currency: The ISO 4217 code of every amount.

    Raises:
        UnknownName: for a happening, ledger or currency that does not exist.
        BadValue: for an attribute of a type that an engine does not take.
    """
    names = sorted(HAPPENINGS) if only is None else sorted(among("happening", only, HAPPENINGS, "only"))
    check_ledger(ledger)
    return told(
        world(lifecycle, attributes, acts, currency),
        at=aware(at),
        max_size=count(max_size, "max_size"),
        only=tuple(names),
        ledger=ledger,
        moves=moves,
    )


def cases(  # noqa: PLR0913 - as histories
    *,
    at: datetime | None = None,
    max_size: int = 10,
    only: Iterable[str] | None = None,
    ledger: str | None = None,
    moves: bool = True,
    lifecycle: cf.Lifecycle | None = None,
    attributes: Attributes | None = None,
    acts: Iterable[str] = (),
    currency: str = "USD",
) -> SearchStrategy[cf.Case]:
    """Cases, each what a history adds up to; the arguments are those of `histories`."""
    found = histories(
        at=at,
        max_size=max_size,
        only=only,
        ledger=ledger,
        moves=moves,
        lifecycle=lifecycle,
        attributes=attributes,
        acts=acts,
        currency=currency,
    )
    return found.map(cf.Case.replay)
