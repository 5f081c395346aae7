"""Hypothesis strategies shared by all tests: instants that love awkward hours, and what happens then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

import collectflow as cf
from collectflow import vocabulary
from collectflow.policies import online_lending
from tests.support import ACTS, ATTRIBUTES, CURRENCY

__all__ = [
    "ATTRIBUTES",
    "EVENTS",
    "ZONES",
    "amounts",
    "arrears",
    "cases",
    "contacts",
    "dues",
    "histories",
    "instants",
    "later",
    "lifecycles",
    "openings",
    "proposals",
    "zones",
]

#: Zones in which something awkward happens: folds and gaps of an hour and of half an hour, at midnight and
#: elsewhere, both hemispheres, offsets of quarters of an hour, a day that never was, clocks that go back
#: for a month.
ZONES = (
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Pacific/Apia",
    "Africa/Casablanca",
    "America/Havana",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
    "UTC",
)
_MICRO = timedelta(microseconds=1)
_FIRST_YEAR, _LAST_YEAR = 2024, 2027
#: The day that Samoa skipped, and what surrounds it.
_APIA = datetime(2011, 12, 30, 10, tzinfo=UTC)


def zones() -> SearchStrategy[str]:
    """IANA zones, awkward ones."""
    return st.sampled_from(ZONES)


@lru_cache(maxsize=64)
def transitions_of(zone: str, first: int = _FIRST_YEAR, last: int = _LAST_YEAR) -> tuple[datetime, ...]:
    """The instants at which a zone changes its offset, by bisection with `zoneinfo`."""
    tz = ZoneInfo(zone)
    found: list[datetime] = []
    left = datetime(first, 1, 1, tzinfo=UTC)
    while left.year <= last:
        right = left + timedelta(days=1)
        before, after = left.astimezone(tz).utcoffset(), right.astimezone(tz).utcoffset()
        if before != after:
            low, high = left, right
            while high - low > _MICRO:
                middle = low + (high - low) // 2
                if middle.astimezone(tz).utcoffset() == before:
                    low = middle
                else:
                    high = middle
            found.append(high)
        left = right
    return tuple(found)


_NUDGES = (
    timedelta(0),
    _MICRO,
    -_MICRO,
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=-1),
    timedelta(days=1),
    timedelta(days=-1),
)


@st.composite
def _at_transitions(draw: DrawFn) -> datetime:
    zone = draw(st.sampled_from([each for each in ZONES if transitions_of(each)]))
    return draw(st.sampled_from(transitions_of(zone))) + draw(st.sampled_from(_NUDGES))


@st.composite
def _at_midnights(draw: DrawFn) -> datetime:
    day = draw(
        st.one_of(
            st.sampled_from(
                [
                    date(2024, 2, 29),
                    date(2024, 12, 31),
                    date(2025, 2, 28),
                    date(2026, 1, 31),
                    date(2026, 3, 1),
                ]
            ),
            st.dates(date(_FIRST_YEAR, 1, 1), date(_LAST_YEAR, 12, 31)),
        )
    )
    local = datetime.combine(day, time(0), tzinfo=ZoneInfo(draw(zones())))
    return local.astimezone(UTC) + draw(st.sampled_from((timedelta(0), _MICRO, -_MICRO)))


def _plain() -> SearchStrategy[datetime]:
    first, last = datetime(_FIRST_YEAR, 1, 1), datetime(_LAST_YEAR, 12, 31)  # noqa: DTZ001 - made aware below
    return st.datetimes(first, last, timezones=st.just(UTC))


def instants(*, apia: bool = True) -> SearchStrategy[datetime]:
    """Aware instants in UTC, mostly where clocks change, at midnights, month ends and leap days.

    Args:
        apia: Whether the day that Samoa skipped in 2011 may be among them.
    """
    kinds = [_at_transitions(), _at_midnights(), _plain()]
    if apia:
        kinds.append(st.sampled_from(_NUDGES).map(lambda nudge: _APIA + nudge))
    return st.one_of(kinds)


def amounts(*, most: int = 10**15) -> SearchStrategy[int]:
    """Amounts in minor units: one, small ones, very large ones."""
    return st.one_of(st.just(1), st.integers(1, min(most, 200_000)), st.integers(1, most))


def dues(
    *, around: date = date(2026, 1, 31), min_size: int = 0, max_size: int = 4, prefix: str = "d"
) -> SearchStrategy[list[cf.Due]]:
    """Dues with ids of their own, due around a day: before, on and after it."""
    days = st.one_of(st.sampled_from((0, -1, 1, -3, -30)), st.integers(-200, 120))
    one = st.tuples(days, amounts(), st.sampled_from(vocabulary.DUES))

    def named(found: list[tuple[int, int, str]]) -> list[cf.Due]:
        return [
            cf.Due(f"{prefix}-{i}", due_on=around + timedelta(days=shift), amount=amount, kind=kind)
            for i, (shift, amount, kind) in enumerate(found)
        ]

    return st.lists(one, min_size=min_size, max_size=max_size).map(named)


@st.composite
def arrears(draw: DrawFn, *, around: date = date(2026, 1, 31)) -> cf.Arrears:
    """What a servicer reports of a day before: current, or late with or without an amount.

    The day before, because books far to the west may still have it when UTC has the next.
    """
    as_of = around - timedelta(days=draw(st.integers(1, 40)))
    kind = draw(st.sampled_from(("current", "zero", "days", "oldest")))
    if kind == "current":
        return cf.Arrears(as_of=as_of, days_past_due=0)
    if kind == "zero":
        return cf.Arrears(as_of=as_of, amount=0)
    amount = draw(st.none() | amounts())
    late = draw(st.integers(1, 150))
    if kind == "days":
        return cf.Arrears(as_of=as_of, days_past_due=late, amount=amount)
    return cf.Arrears(as_of=as_of, oldest_due_on=as_of - timedelta(days=late), amount=amount)


# --- persons, proposals ---------------------------------------------------------------------------------

_PEOPLE = ("b-1", "p-1", "p-2")
_TEXTS = ("home", "work")
_AGENCIES = ("agency-1", "agency-2")


def _several_zones() -> SearchStrategy[tuple[str, ...]]:
    return st.lists(zones(), max_size=3, unique=True).map(tuple)


@st.composite
def persons(draw: DrawFn) -> tuple[cf.Person, ...]:
    """The borrower, and up to two others, each with candidate zones."""
    made = [cf.Person("b-1", "borrower", zones=draw(_several_zones()))]
    for each in _PEOPLE[1 : draw(st.integers(1, 3))]:
        role = draw(st.sampled_from(("emergency_contact", "guarantor", "address_book")))
        made.append(cf.Person(each, role, zones=draw(_several_zones())))
    return tuple(made)


def contacts(*, replies: Sequence[str] = ()) -> SearchStrategy[cf.Contact]:
    """Contacts by every channel, mostly to the borrower."""
    return st.builds(
        cf.Contact,
        st.sampled_from(("call", "sms", "visit")) | st.sampled_from(vocabulary.CHANNELS),
        st.just("borrower")
        | st.sampled_from(("emergency_contact", "address_book"))
        | st.sampled_from(vocabulary.PARTIES),
        person=st.none() | st.sampled_from(_PEOPLE),
        collector=st.none() | st.sampled_from(_AGENCIES),
        purpose=st.just("collect") | st.sampled_from(vocabulary.PURPOSES),
        address=st.none() | st.sampled_from(("+1-555-0100", "+1-555-0101")),
        place=st.none() | st.sampled_from(_TEXTS),
        about=st.just(()) | st.just(("c-1", "c-2")),
        reply_to=st.sampled_from((None, *replies)),
    )


def proposals(*, lifecycle: cf.Lifecycle | None = None) -> SearchStrategy[cf.Proposal]:
    """Moves by any trigger of the lifecycle (that of `online_lending` unless given), contacts and acts."""
    found = lifecycle or online_lending.lifecycle()
    words = st.none() | st.just("somebody")
    return st.one_of(
        st.builds(cf.Move, st.sampled_from(found.triggers()), by=words, because=words),
        contacts(),
        st.builds(cf.Act, st.sampled_from(ACTS), by=words, because=words),
    )


# --- histories ------------------------------------------------------------------------------------------


def conventions() -> SearchStrategy[cf.Conventions]:
    """Books in any zone, whose day may end before midnight, reports believed for a while or for ever."""
    return st.builds(
        cf.Conventions,
        books_zone=zones(),
        day_end=st.just(time(0)) | st.sampled_from((time(18), time(0, 1), time(23, 59, 59, 999_999))),
        report_max_age=st.none() | st.sampled_from((0, 1, 35)),
    )


@st.composite
def attribute_values(draw: DrawFn) -> tuple[str, int | str | bool | date | None]:
    """An attribute that the tests' engines declare, with a value of its type, or unknown."""
    name = draw(st.sampled_from(sorted(ATTRIBUTES)))
    values: dict[type, SearchStrategy[Any]] = {
        int: st.integers(-5, 900),
        str: st.sampled_from(("a", "b", "2026-01-01")),
        bool: st.booleans(),
        date: st.dates(date(2020, 1, 1), date(2027, 1, 1)),
    }
    return name, draw(st.none() | values[ATTRIBUTES[name]])


@st.composite
def openings(
    draw: DrawFn,
    *,
    at: datetime | None = None,
    ledger: str | None = None,
    lifecycle: cf.Lifecycle | None = None,
) -> cf.CaseOpened:
    """Openings of a case `c-1`: with dues (`ledger="dues"`), reported arrears (`"arrears"`) or either."""
    when = draw(instants()) if at is None else at
    kind = draw(st.sampled_from(("dues", "arrears"))) if ledger is None else ledger
    graph = lifecycle or online_lending.lifecycle()
    stages = [each.name for each in graph.stages if not each.final]
    known = dict(draw(st.lists(attribute_values(), max_size=3)))
    history = draw(st.sampled_from((None, None, None, timedelta(0), timedelta(days=5), timedelta(days=40))))
    return cf.CaseOpened(
        "c-1#0",
        at=when,
        case="c-1",
        account="a-1",
        borrower="b-1",
        stage=draw(st.just(graph.initial) | st.sampled_from(stages)),
        currency=CURRENCY,
        conventions=draw(conventions()),
        dues=draw(dues(around=when.date())) if kind == "dues" else (),
        arrears=draw(arrears(around=when.date())) if kind == "arrears" else None,
        persons=draw(persons()),
        attributes=tuple(sorted(known.items())),
        history_from=None if history is None else when - history,
    )


def _spans() -> SearchStrategy[timedelta]:
    return st.one_of(
        st.sampled_from((timedelta(0), _MICRO, timedelta(hours=1), timedelta(days=1), timedelta(days=-1))),
        st.timedeltas(timedelta(days=-3), timedelta(days=10)),
        st.integers(0, 130).map(lambda days: timedelta(days=days)),
    )


@attrs.define
class _Story:
    """What has happened so far, so that later events refer to what there is."""

    draw: DrawFn
    opening: cf.CaseOpened
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


def _payment(story: _Story) -> cf.Event:
    currency = story.draw(st.sampled_from((None, CURRENCY)))
    return cf.PaymentReceived(**story.when(), amount=story.draw(amounts()), currency=currency)


def _reversal(story: _Story) -> cf.Event:
    found = story.some(cf.PaymentReceived, cf.Adjusted)
    if found is None:
        return _payment(story)
    return cf.PaymentReversed(**story.when(found), payment=found.id)


def _adjustment(story: _Story) -> cf.Event:
    of = story.draw(st.sampled_from((None, *(due.id for due in story.opening.dues))))
    kind = story.draw(st.sampled_from(vocabulary.ADJUSTMENTS))
    return cf.Adjusted(**story.when(), amount=story.draw(amounts()), kind=kind, due=of)


def _more_money(story: _Story) -> cf.Event:
    when = story.when()
    day = when["at"].date()
    if story.opening.arrears is None:
        more = story.draw(dues(around=day, min_size=1, max_size=2, prefix=when["id"]))
        return cf.DuesAdded(**when, dues=more)
    said = story.draw(arrears(around=day))
    return cf.ArrearsReported(
        **when,
        as_of=said.as_of,
        oldest_due_on=said.oldest_due_on,
        days_past_due=said.days_past_due,
        amount=said.amount,
    )


def _contact(story: _Story) -> cf.Event:
    inbound = [each.id for each in story.events if isinstance(each, cf.ContactInbound)]
    return cf.ContactPlaced(**story.when(), contact=story.draw(contacts(replies=inbound)))


def _result(story: _Story) -> cf.Event:
    found = story.some(cf.ContactPlaced)
    if found is None:
        return _contact(story)
    outcome = story.draw(
        st.sampled_from(("no_answer", "conversation")) | st.sampled_from(vocabulary.OUTCOMES)
    )
    return cf.ContactResult(**story.when(found), contact=found.id, outcome=outcome)


def _inbound(story: _Story) -> cf.Event:
    return cf.ContactInbound(
        **story.when(),
        channel=story.draw(st.sampled_from(vocabulary.CHANNELS)),
        party=story.draw(st.sampled_from(("borrower", "emergency_contact"))),
        person=story.draw(st.none() | st.sampled_from(_PEOPLE)),
    )


def _promise(story: _Story) -> cf.Event:
    found = story.some(cf.PromiseMade)
    if found is not None and story.draw(st.booleans()):
        return cf.PromiseCancelled(**story.when(found), promise=found.id)
    return cf.PromiseMade(**story.when(), amount=story.draw(amounts()), by=story.day())


def _hold(story: _Story) -> cf.Event:
    found = story.some(cf.HoldPlaced)
    if found is not None and story.draw(st.booleans()):
        return cf.HoldLifted(**story.when(found), hold=found.id)
    starts = story.draw(st.sampled_from((None, story.opening.at.date())))
    until = story.draw(st.none() | st.integers(0, 60))
    return cf.HoldPlaced(
        **story.when(),
        kind=story.draw(st.sampled_from(vocabulary.HOLDS)),
        scope=story.draw(st.sampled_from(vocabulary.SCOPES)),
        starts_on=starts,
        until=None if until is None else story.opening.at.date() + timedelta(days=until),
    )


def _permission(story: _Story) -> cf.Event:
    found = story.some(cf.PermissionGiven)
    if found is not None and story.draw(st.booleans()):
        return cf.PermissionWithdrawn(**story.when(found), permission=found.id)
    return cf.PermissionGiven(
        **story.when(),
        kind=story.draw(st.sampled_from(vocabulary.PERMISSIONS)),
        person=story.draw(st.none() | st.sampled_from(_PEOPLE)),
        channel=story.draw(st.none() | st.sampled_from(("call", "sms"))),
        collector=story.draw(st.none() | st.sampled_from(_AGENCIES)),
        until=story.draw(st.none() | st.just(story.opening.at + timedelta(days=9))),
    )


def times() -> SearchStrategy[time]:
    """Times of day, whole hours and the last microsecond among them."""
    return st.sampled_from((time(0), time(8), time(21), time(2, 30), time(23, 59, 59, 999_999))) | st.times()


def _preference(story: _Story) -> cf.Event:
    found = story.some(cf.PreferenceGiven)
    if found is not None and story.draw(st.booleans()):
        return cf.PreferenceWithdrawn(**story.when(found), preference=found.id)
    return cf.PreferenceGiven(
        **story.when(),
        party=story.draw(st.sampled_from(("borrower", "emergency_contact"))),
        person=story.draw(st.none() | st.sampled_from(_PEOPLE)),
        channel=story.draw(st.none() | st.sampled_from(("call", "sms"))),
        address=story.draw(st.none() | st.just("+1-555-0100")),
        place=story.draw(st.none() | st.sampled_from(_TEXTS)),
        weekdays=story.draw(st.frozensets(st.integers(1, 7), max_size=3)),
        starts=story.draw(times()),
        stops=story.draw(times()),
        until=story.draw(st.none() | st.just(story.opening.at + timedelta(days=20))),
    )


def _placement(story: _Story) -> cf.Event:
    found = story.some(cf.PlacementStarted)
    if found is not None and story.draw(st.booleans()):
        return cf.PlacementEnded(**story.when(found), placement=found.id)
    return cf.PlacementStarted(**story.when(), agency=story.draw(st.sampled_from(_AGENCIES)))


def _attribute(story: _Story) -> cf.Event:
    name, value = story.draw(attribute_values())
    return cf.AttributeSet(**story.when(), name=name, value=value)


def _person(story: _Story) -> cf.Event:
    return cf.PersonKnown(**story.when(), person=story.draw(persons().map(lambda found: found[-1])))


def _act(story: _Story) -> cf.Event:
    return cf.ActDone(**story.when(), act=cf.Act(story.draw(st.sampled_from(ACTS))))


#: What may happen, by a short name; `histories(only=...)` takes these.
HAPPENINGS: dict[str, Callable[[_Story], cf.Event]] = {
    "payment": _payment,
    "reversal": _reversal,
    "adjustment": _adjustment,
    "money": _more_money,
    "contact": _contact,
    "result": _result,
    "inbound": _inbound,
    "promise": _promise,
    "hold": _hold,
    "permission": _permission,
    "preference": _preference,
    "placement": _placement,
    "attribute": _attribute,
    "person": _person,
    "act": _act,
}


def _walk(story: _Story, graph: cf.Lifecycle) -> list[cf.Event]:
    """Changes of stage along the lifecycle, each later than the one before."""
    made: list[cf.Event] = []
    stage, at = story.opening.stage, story.opening.at
    for i in range(story.draw(st.integers(0, 2))):
        ways = [each for each in graph.outgoing(stage) if each.dest != cf.LEFT]
        if not ways:
            break
        way = story.draw(st.sampled_from(ways))
        at += story.draw(st.sampled_from((timedelta(0), timedelta(hours=5), timedelta(days=11))))
        move = cf.Move(way.trigger)
        made.append(cf.StageChanged(f"m-{i}", at=at, sequence=i, move=move, source=way.source, dest=way.dest))
        stage = way.dest
    return made


@st.composite
def histories(
    draw: DrawFn,
    *,
    at: datetime | None = None,
    max_size: int = 10,
    only: Iterable[str] | None = None,
    ledger: str | None = None,
    moves: bool = True,
    lifecycle: cf.Lifecycle | None = None,
) -> list[cf.Event]:
    """The events of one case, the opening first, the rest in an order of arrival that can be applied.

    Events may be of one instant, or dated before others that arrived earlier.

    Args:
        at: When it is opened; anywhen unless given.
        max_size: At most so many events after the opening (changes of stage come on top).
        only: Names of `HAPPENINGS`; any unless given.
        ledger: `dues` or `arrears`; either unless given.
        moves: Whether the case changes its stage.
        lifecycle: On which graph; that of `online_lending` unless given.
    """
    graph = lifecycle or online_lending.lifecycle()
    opening = draw(openings(at=at, ledger=ledger, lifecycle=graph))
    story = _Story(draw, opening)
    names = st.sampled_from(sorted(HAPPENINGS) if only is None else sorted(only))
    for name in draw(st.lists(names, max_size=max_size)):
        story.events.append(HAPPENINGS[name](story))
    walked = _walk(story, graph) if moves else []
    return [opening, *story.events, *walked]


def cases(**restrictions: Any) -> SearchStrategy[cf.Case]:
    """Cases, each what a history adds up to; restricted as `histories` is."""
    return histories(**restrictions).map(cf.Case.replay)


def later(case: cf.Case, *, days: int = 130) -> SearchStrategy[datetime]:
    """Instants at which a case may be asked about: its last event's, and awkward ones after it."""
    last = case.last_at
    spans = st.one_of(
        st.sampled_from((timedelta(0), _MICRO, timedelta(hours=1), timedelta(days=1))),
        st.timedeltas(timedelta(0), timedelta(days=days)),
    )
    nearby = [
        found + nudge
        for zone in ZONES
        for found in transitions_of(zone)
        for nudge in _NUDGES
        if last <= found + nudge <= last + timedelta(days=days)
    ]
    kinds: list[SearchStrategy[datetime]] = [spans.map(lambda span: last + span)]
    if nearby:
        kinds.append(st.sampled_from(nearby))
    return st.one_of(kinds)


# --- lifecycles -----------------------------------------------------------------------------------------

_NAMES = ("new", "late", "very late", "legal", "gone", "paid", "closed")
_TRIGGERS = ("forward", "back", "skip", "end", "give up", "loop", "tune")


@st.composite
def lifecycles(draw: DrawFn, *, reopening: bool = True, automatic: bool = True) -> cf.Lifecycle:
    """Valid lifecycles: every stage reached, a final one within reach of every stage; loops among them.

    Args:
        reopening: Whether final stages may have a way back.
        automatic: Whether transitions may be automatic.
    """
    count = draw(st.integers(2, 6))
    open_count = draw(st.integers(1, count - 1))
    names = draw(st.permutations(_NAMES))[:count]
    ways: list[cf.Transition] = []

    def add(source: int, dest: int) -> None:
        used = {each.trigger for each in ways if each.source == names[source]}
        free = [each for each in _TRIGGERS if each not in used]
        if free:
            trigger = draw(st.sampled_from(free))
            alone = automatic and draw(st.booleans())
            ways.append(cf.Transition(trigger, names[source], names[dest], automatic=alone))

    # Each stage is entered from one that comes before it, so all are reached; open ones hang together.
    for i in range(1, count):
        add(draw(st.integers(0, min(i, open_count) - 1)), i)
    # From the last open stage on, back to the first: each has a way to the last stage, which is final.
    for i in range(open_count):
        if not _ends(names[i], ways, set(names[open_count:])):
            add(i, draw(st.integers(open_count, count - 1)))
    for _ in range(draw(st.integers(0, 3))):
        add(draw(st.integers(0, open_count - 1)), draw(st.integers(0, count - 1)))
    stages = [
        cf.Stage(
            name,
            severity=draw(st.integers(0, 9)),
            final=i >= open_count,
            reopen="again" if i >= open_count and reopening and draw(st.booleans()) else None,
        )
        for i, name in enumerate(names)
    ]
    order = draw(st.permutations(ways))
    return cf.Lifecycle("random", draw(st.permutations(stages)), tuple(order), names[0])


def _ends(stage: str, ways: Iterable[cf.Transition], finals: set[str]) -> bool:
    found, todo = {stage}, [stage]
    while todo:
        here = todo.pop()
        for each in ways:
            if each.source == here and each.dest not in found:
                found.add(each.dest)
                todo.append(each.dest)
    return bool(found & finals)


# --- every event, for round trips -----------------------------------------------------------------------


def _opening(at: datetime, kind: str) -> cf.CaseOpened:
    """A plain opening: enough for others to happen after it."""
    due = cf.Due("d-0", due_on=at.date(), amount=5)
    said = cf.Arrears(as_of=at.date(), days_past_due=3)
    return cf.CaseOpened(
        "c-1#0",
        at=at,
        case="c-1",
        account="a-1",
        borrower="b-1",
        stage="grace",
        currency=CURRENCY,
        dues=(due,) if kind == "dues" else (),
        arrears=said if kind == "arrears" else None,
    )


def _one(*names: str, ledger: str = "dues") -> SearchStrategy[cf.Event]:
    @st.composite
    def made(draw: DrawFn) -> cf.Event:
        story = _Story(draw, _opening(draw(instants()), ledger))
        for name in names:
            story.events.append(HAPPENINGS[name](story))
        return story.events[-1]

    return made()


def _only(kind: type[cf.Event], *names: str) -> SearchStrategy[cf.Event]:
    return _one(*names).filter(lambda event: isinstance(event, kind))


def decisions() -> SearchStrategy[cf.Decision]:
    """Decisions with facts of every type, and overrides."""
    values = st.none() | st.booleans() | st.integers(-3, 10**15) | st.text(max_size=4)
    facts = st.lists(st.tuples(st.text(max_size=4), values), max_size=3)
    override = st.builds(
        cf.Override, st.just("r"), st.just("consent"), by=st.just("u-1"), because=st.text(max_size=4)
    )
    overrides = st.lists(override, max_size=2)
    return st.builds(
        lambda found, lifted: cf.Decision(
            ("rule-1", "rule-2"),
            tuple(name for name, _ in found),
            tuple(value for _, value in found),
            "f" * 64,
            tuple(lifted),
        ),
        facts,
        overrides,
    )


@st.composite
def _carrying(draw: DrawFn) -> cf.CaseOpened:
    names = ("contact", "result", "inbound", "permission", "preference", "promise")
    before = draw(histories(only=names, moves=False))
    opening = draw(openings())
    return attrs.evolve(opening, follows="c-0", carried=tuple(before[1:]))


@st.composite
def _stage_changes(draw: DrawFn) -> cf.StageChanged:
    move = draw(st.builds(cf.Move, st.sampled_from(_TRIGGERS), by=st.none() | st.just("u-1")))
    decision = draw(st.none() | decisions())
    return cf.StageChanged(
        "s-1",
        at=draw(instants()),
        sequence=draw(st.integers(0, 9)),
        move=move,
        source="new",
        dest="late",
        automatic=draw(st.booleans()),
        decision=decision,
    )


#: A strategy for each class of event; a test fails when a new class has none.
EVENTS: dict[type[cf.Event], SearchStrategy[Any]] = {
    cf.CaseOpened: openings() | _carrying(),
    cf.AttributeSet: _one("attribute"),
    cf.PersonKnown: _one("person"),
    cf.DuesAdded: _one("money"),
    cf.ArrearsReported: _one("money", ledger="arrears"),
    cf.PaymentReceived: _one("payment"),
    cf.PaymentReversed: _one("payment", "reversal"),
    cf.Adjusted: _one("adjustment"),
    cf.PromiseMade: _one("promise"),
    cf.PromiseCancelled: _only(cf.PromiseCancelled, "promise", "promise"),
    cf.ContactPlaced: st.builds(
        lambda event, decision, breaches: attrs.evolve(event, decision=decision, breaches=breaches),
        _one("contact"),
        st.none() | decisions(),
        st.just(()) | st.just(("rule-1",)),
    ),
    cf.ContactResult: _one("contact", "result"),
    cf.ContactInbound: _one("inbound"),
    cf.PermissionGiven: _one("permission"),
    cf.PermissionWithdrawn: _only(cf.PermissionWithdrawn, "permission", "permission"),
    cf.PreferenceGiven: _one("preference"),
    cf.PreferenceWithdrawn: _only(cf.PreferenceWithdrawn, "preference", "preference"),
    cf.HoldPlaced: _one("hold"),
    cf.HoldLifted: _only(cf.HoldLifted, "hold", "hold"),
    cf.PlacementStarted: _one("placement"),
    cf.PlacementEnded: _only(cf.PlacementEnded, "placement", "placement"),
    cf.StageChanged: _stage_changes(),
    cf.Migrated: st.builds(
        cf.Migrated, st.just("g-1"), at=instants(), dest=st.just("late"), because=st.just("x")
    ),
    cf.ActDone: st.builds(
        lambda event, decision: attrs.evolve(event, decision=decision), _one("act"), st.none() | decisions()
    ),
}
