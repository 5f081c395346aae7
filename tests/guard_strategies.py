"""Guards, and cases whose every fact can be read from them."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import partial

import attrs
from hypothesis import strategies as st

import collectflow as cf
from collectflow import facts
from collectflow.testing import _guards
from collectflow.testing._guards import STARTS, clocks, parties, windows
from tests.oracle import CALENDARS

__all__ = [
    "ATTRIBUTES",
    "LEAVES",
    "PROPOSALS",
    "QUARTER",
    "STARTS",
    "ZONES",
    "borrowers",
    "clocks",
    "guards",
    "instants_near",
    "leaves",
    "money",
    "parties",
    "situations",
    "windows",
    "zone_sets",
]

#: Zones in which something awkward happens a few days after one of `STARTS`; Kathmandu is 05:45 ahead.
ZONES = ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "Asia/Taipei"]
QUARTER = timedelta(minutes=15)
CHANNELS = ["call", "sms", "visit"]
OUTCOMES = ["no_answer", "voicemail", "conversation", "refused", None]

ATTRIBUTES: dict[str, type] = {"score": int, "vip": bool, "since": date}
_SAID = _guards.Said(ATTRIBUTES, calendars=tuple(CALENDARS))
LEAVES = {name: partial(make, _SAID) for name, make in _guards.LEAVES.items()}


def leaves() -> st.SearchStrategy[cf.Guard]:
    """One comparison over every primitive that there is."""
    return _guards.leaves(_SAID)


def guards(max_leaves: int = 4) -> st.SearchStrategy[cf.Guard]:
    """Guards of a few leaves joined by all, any and not."""
    return _guards.guards(attributes=ATTRIBUTES, calendars=CALENDARS, max_leaves=max_leaves)


PROPOSALS = [
    cf.Contact("call", "borrower"),
    cf.Contact("sms", "borrower"),
    cf.Contact("call", "emergency_contact"),
]


def instants_near(start: datetime) -> st.SearchStrategy[datetime]:
    """Instants within a few days of a start, on the quarter hour or a microsecond beside it."""
    return st.builds(
        lambda q, us: start + q * QUARTER + us * timedelta(microseconds=1),
        st.integers(0, 10 * 96),
        st.sampled_from([0, 0, 1, -1]),
    )


@st.composite
def zone_sets(draw) -> list[str]:
    """No, one or several candidate zones."""
    made: list[str] = draw(st.lists(st.sampled_from(ZONES), max_size=3, unique=True))
    return made


@st.composite
def happenings(draw, start: datetime, reported: bool) -> list[cf.Event]:  # noqa: C901, PLR0912, PLR0915 - one branch a kind
    """A few events of every kind that facts read, in any order."""
    made: list[cf.Event] = []
    at = instants_near(start)
    for i in range(draw(st.integers(0, 8))):
        kind = draw(
            st.sampled_from(
                [
                    "contact",
                    "contact",
                    "inbound",
                    "payment",
                    "hold",
                    "pause",
                    "permission",
                    "wish",
                    "placement",
                    "notice",
                    "stray",
                    "promise",
                    "attempt",
                ]
            )
        )
        when = draw(at)
        later = when + draw(st.integers(0, 96)) * QUARTER
        ended = draw(st.booleans())
        if kind == "contact":
            party = draw(parties())
            came_in = [e.id for e in made if isinstance(e, cf.ContactInbound)]
            contact = cf.Contact(
                draw(st.sampled_from(CHANNELS)),
                party,
                person=draw(st.sampled_from([None, party[0]])),
                address=draw(st.sampled_from([None, "+1"])),
                about=draw(st.sampled_from([(), (), ("case",), ("other",)])),
                reply_to=draw(st.sampled_from([None, *came_in])),
            )
            made.append(cf.ContactPlaced(f"c{i}", at=when, contact=contact))
            outcome = draw(st.sampled_from(OUTCOMES))
            if outcome is not None:
                discussed = draw(st.sampled_from([(), (), ("account",), ("other",)]))
                made.append(
                    cf.ContactResult(f"r{i}", at=later, contact=f"c{i}", outcome=outcome, discussed=discussed)
                )
        elif kind == "inbound":
            made.append(
                cf.ContactInbound(
                    f"i{i}",
                    at=when,
                    channel=draw(st.sampled_from(CHANNELS)),
                    discussed=draw(st.sampled_from([(), ("case",), ("other",)])),
                )
            )
        elif kind == "notice":
            day = (when + timedelta(days=draw(st.integers(2, 6)))).date()
            made.append(
                cf.NoticeSent(
                    f"n{i}",
                    at=when,
                    kind=draw(st.sampled_from(["validation", "demand"])),
                    assumed_on=draw(st.sampled_from([None, day])),
                    by=draw(st.sampled_from([None, when.date(), day])),
                )
            )
            if ended:
                fate = draw(st.sampled_from([cf.NoticeDelivered, cf.NoticeReturned]))
                made.append(fate(f"f{i}", at=later, notice=f"n{i}"))
            made.append(cf.DebtTransferred(f"t{i}", at=later, to="bank"))
        elif kind == "stray":
            person = draw(st.sampled_from([None, "b"]))
            made.append(cf.AddressWrong(f"s{i}", at=when, address="+1", person=person))
        elif kind == "payment":
            amount = draw(st.sampled_from([1, 5_000, 10_000, 30_000]))
            if draw(st.booleans()):
                made.append(cf.PaymentReceived(f"p{i}", at=when, amount=amount))
            else:
                made.append(cf.Adjusted(f"p{i}", at=when, amount=amount))
            if ended:
                made.append(cf.PaymentReversed(f"q{i}", at=later, payment=f"p{i}"))
        elif kind == "promise":
            amount = draw(st.sampled_from([1, 5_000, 10_000]))
            made.append(
                cf.PromiseMade(
                    f"m{i}",
                    at=when,
                    amount=amount,
                    by=(when + timedelta(days=draw(st.integers(-1, 6)))).date(),
                    grace=draw(st.sampled_from([0, 0, 2])),
                    threshold=draw(st.sampled_from([10_000, 9_000])),
                )
            )
            if draw(st.booleans()):
                made.append(cf.PaymentReceived(f"k{i}", at=later, amount=amount))
            elif ended:
                made.append(cf.PromiseCancelled(f"y{i}", at=later, promise=f"m{i}"))
        elif kind == "attempt":
            response = draw(st.sampled_from(["insufficient_funds", "other"]))
            made.append(cf.PaymentFailed(f"f{i}", at=when, response=response))
        elif kind == "hold":
            day = st.integers(-1, 9).map(lambda n: (start + timedelta(days=n)).date())
            starts = draw(st.none() | day)
            until = draw(st.none() | day)
            if starts and until and until < starts:
                starts, until = until, starts
            # The books may be a day ahead, and a hold does not end before it begins.
            until = max(until, when.date() + timedelta(days=1)) if until and not starts else until
            hold = draw(st.sampled_from(["dispute", "hardship"]))
            made.append(
                cf.HoldPlaced(
                    f"h{i}",
                    at=when,
                    kind=hold,
                    starts_on=starts,
                    until=until,
                    channel=draw(st.sampled_from([None, "letter", "call"])),
                )
            )
            if ended:
                made.append(cf.HoldLifted(f"l{i}", at=later, hold=f"h{i}"))
        elif kind == "pause":
            if any(isinstance(each, cf.Paused) for each in made):
                continue
            starts = draw(st.none() | st.integers(-30, 9).map(lambda n: (start + timedelta(days=n)).date()))
            last = (starts or when.date() + timedelta(days=1)) + timedelta(days=draw(st.integers(1, 20)))
            until = None if ended else draw(st.none() | st.just(last))
            made.append(cf.Paused(f"z{i}", at=when, starts_on=starts, until=until))
            if ended:
                made.append(cf.Resumed(f"zz{i}", at=later, pause=f"z{i}"))
        elif kind == "permission":
            until = draw(st.none() | st.just(later))
            channel = draw(st.sampled_from([None, "call"]))
            made.append(
                cf.PermissionGiven(
                    f"g{i}",
                    at=when,
                    kind=draw(st.sampled_from(["contact", "frequency", "frequency"])),
                    starts=draw(st.sampled_from([None, when + (later - when) / 2])),
                    until=until,
                    channel=channel,
                    ends_with=draw(st.sampled_from([None, "conversation", "contact"])),
                )
            )
            if ended:
                made.append(cf.PermissionWithdrawn(f"x{i}", at=later, permission=f"g{i}"))
        elif kind == "wish":
            made.append(
                cf.PreferenceGiven(
                    f"w{i}",
                    at=when,
                    party=draw(parties()),
                    channel=draw(st.sampled_from([None, "call"])),
                    weekdays=draw(st.sets(st.integers(1, 7), max_size=4)),
                    starts=draw(clocks),
                    stops=draw(clocks),
                    until=draw(st.none() | st.just(later)),
                )
            )
            if ended:
                made.append(cf.PreferenceWithdrawn(f"v{i}", at=later, preference=f"w{i}"))
        else:
            made.append(cf.PlacementStarted(f"a{i}", at=when, agency="agency"))
            if ended:
                made.append(cf.PlacementEnded(f"e{i}", at=later, placement=f"a{i}"))
    if reported and draw(st.booleans()):
        made.append(draw(reports(start)))
    return made


@st.composite
def arrears(draw, start: datetime) -> cf.Arrears:
    """A servicer's report."""
    # The servicer may be a day ahead of the books, never more.
    as_of = (start + timedelta(days=draw(st.integers(-5, 0)))).date()
    amount = draw(st.sampled_from([None, 0, 5_000, 20_000]))
    # Zero days past due and an amount contradict each other.
    late = draw(st.integers(1 if amount else 0, 40))
    return cf.Arrears(as_of=as_of, days_past_due=late, amount=amount)


@st.composite
def reports(draw, start: datetime) -> cf.ArrearsReported:
    """A report as an event."""
    made = draw(arrears(start))
    return cf.ArrearsReported(
        "report",
        at=start + timedelta(days=draw(st.integers(0, 9))),
        as_of=made.as_of,
        days_past_due=made.days_past_due,
        amount=made.amount,
    )


#: Kinds of dues, some of which conventions put before or after the others.
KINDS = ("instalment", "fee", "interest", "principal")


@st.composite
def situations(
    draw, *, histories: bool = True, name: str = "case", start: datetime | None = None, currency: str = "USD"
) -> tuple[cf.Case, datetime, list[str]]:
    """A case, an instant at or after its last event, and the candidate zones of everybody in it."""
    start = draw(st.sampled_from(STARTS)) if start is None else start
    zones = draw(zone_sets())
    reported = draw(st.booleans())
    conventions = cf.Conventions(
        books_zone=draw(st.sampled_from(["UTC", *ZONES])),
        day_end=draw(st.sampled_from([time(0), time(0), time(18)])),
        report_max_age=draw(st.sampled_from([None, 7])),
        pay_first=draw(st.sampled_from([(), (), ("fee", "interest")])),
        pay_last=draw(st.sampled_from([(), (), ("principal",)])),
    )
    dues = [
        cf.Due(
            f"d{i}",
            due_on=(start + timedelta(days=day)).date(),
            amount=10_000,
            kind=kind,
            issued_on=draw(st.sampled_from([None, (start + timedelta(days=day - 14)).date(), start.date()])),
        )
        for i, (day, kind) in enumerate(
            draw(st.lists(st.tuples(st.integers(-40, 14), st.sampled_from(KINDS)), max_size=3))
        )
    ]
    opening = cf.CaseOpened(
        "open",
        at=start,
        case=name,
        account="account",
        borrower="b",
        stage=draw(st.sampled_from(["reminder", "outreach"])),
        currency=currency,
        conventions=conventions,
        dues=() if reported else dues,
        arrears=draw(arrears(start)) if reported else None,
        persons=[
            cf.Person("b", "borrower", zones=zones),
            cf.Person("e", "emergency_contact", zones=zones),
        ],
        attributes=tuple(
            sorted(
                draw(
                    st.fixed_dictionaries(
                        {},
                        optional={
                            "score": st.integers(0, 3),
                            "vip": st.booleans(),
                            "since": st.just(date(2026, 3, 3)),
                        },
                    )
                ).items()
            )
        ),
        history_from=draw(
            st.sampled_from(
                [None, None, start - timedelta(days=3), start - timedelta(hours=5), start + timedelta(days=2)]
            )
        )
        if histories
        else None,
    )
    case = cf.Case.replay([opening, *draw(happenings(start, reported))])
    wait = draw(st.integers(0, 4 * 96)) * QUARTER + draw(st.sampled_from([0, 1, 7])) * timedelta(
        microseconds=1
    )
    return case, case.last_at + wait, zones


@st.composite
def money(draw) -> cf.Guard:
    """One or two comparisons with what is owed, mostly over all debts."""
    said = _guards.Said({"score": int}, calendars=("bank", "young"))
    leaf = _guards.LEAVES["money"](said)
    late = st.builds(
        lambda name, n: facts.business_days_past_due(name, beside=True) < n,
        st.sampled_from(["bank", "young"]),
        st.integers(0, 25),
    )
    first, second = draw(leaf), draw(st.one_of(leaf, late))
    made: cf.Guard = draw(st.sampled_from([first & second, first | second, ~first & second]))
    return made


@st.composite
def borrowers(draw, most: int = 2) -> tuple[cf.Case, list[cf.Case], datetime, cf.Conventions]:
    """A case, the borrower's others, an instant after everything, and how all their books are kept."""
    start = draw(st.sampled_from(STARTS))
    first, at, _ = draw(situations(start=start))
    conventions = first.events[0].conventions
    others = []
    for name in ("two", "three")[: draw(st.integers(0, most))]:
        currency = draw(st.sampled_from(["USD", "USD", "USD", "EUR"]))
        case, known, _ = draw(situations(start=start, name=name, currency=currency))
        opening = attrs.evolve(case.events[0], conventions=conventions)
        # What was reported of today elsewhere may be of tomorrow in these books.
        with suppress(cf.BadValue):
            others.append(cf.Case.replay([opening, *case.events[1:]]))
            at = max(at, known)
    return first, others, at, conventions
