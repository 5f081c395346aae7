"""Strategies for guards, and for cases whose every fact can be read from them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

import collectflow as cf
from collectflow import facts
from collectflow.guards import CaseField, Clock, Count, Guard, InForce, Last, Money, Term, ever, where_of

#: Zones in which something awkward happens a few days after one of `STARTS`: clocks change on 8 March and
#: 1 November 2026 in New York, on 29 March and 25 October in Berlin, on 5 April and 4 October on Lord Howe
#: (by half an hour); Kathmandu is 05:45 ahead.
ZONES = ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "Asia/Taipei"]
STARTS = [
    datetime(2026, 3, 1, tzinfo=UTC),
    datetime(2026, 3, 25, tzinfo=UTC),
    datetime(2026, 4, 1, tzinfo=UTC),
    datetime(2026, 9, 30, tzinfo=UTC),
    datetime(2026, 10, 22, tzinfo=UTC),
    datetime(2024, 2, 26, tzinfo=UTC),
]
QUARTER = timedelta(minutes=15)
CHANNELS = ["call", "sms", "visit"]
OUTCOMES = ["no_answer", "voicemail", "conversation", "replied", None]

clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))


def windows() -> st.SearchStrategy[cf.Window]:
    """Every window that a count may have."""
    clock = st.sampled_from(["local", "books"])
    return st.one_of(
        st.builds(lambda n, z: cf.days(n, zone=z), st.integers(1, 10), clock),
        st.builds(cf.hours, st.integers(1, 72)),
        st.builds(lambda f, z: cf.week(first=f, zone=z), st.integers(1, 7), clock),
        st.builds(lambda z: cf.month(zone=z), clock),
        st.just(cf.since_stage()),
        st.builds(lambda p: cf.since("contacts", party=p, outcome={"conversation"}), parties()),
    )


def parties() -> st.SearchStrategy[str]:
    return st.sampled_from(["borrower", "emergency_contact"])


def _filters() -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries(
        {},
        optional={
            "channel": st.one_of(st.sampled_from(CHANNELS), st.just({"call", "sms"}), st.just(cf.same)),
            "party": st.one_of(parties(), st.sampled_from([cf.same, cf.other])),
            "outcome": st.sampled_from(["conversation", cf.none_of("no_answer", None), None]),
            "direction": st.sampled_from(["outbound", "inbound"]),
            "person": st.sampled_from([cf.fits, cf.same]),
        },
    )


def _compared(term: Term[Any], constants: st.SearchStrategy[Any]) -> st.SearchStrategy[Guard]:
    ops = st.sampled_from(["__ge__", "__gt__", "__le__", "__lt__", "__eq__", "__ne__"])
    return st.builds(lambda op, c: getattr(term, op)(c), ops, constants)


@st.composite
def leaves(draw) -> Guard:
    """One comparison over every primitive that there is."""
    kind = draw(st.sampled_from(sorted(LEAVES)))
    made: Guard = draw(LEAVES[kind]())
    return made


def _counts() -> st.SearchStrategy[Guard]:
    made: st.SearchStrategy[Term[int]] = st.builds(
        lambda columns, window, distinct: Term(
            Count("contacts", where_of("contacts", columns), window, distinct)
        ),
        _filters(),
        st.one_of(windows(), st.just(ever())),
        st.sampled_from([None, None, "channel"]),
    )
    return made.flatmap(lambda term: _compared(term, st.integers(0, 3)))


def _money_counts() -> st.SearchStrategy[Guard]:
    made: st.SearchStrategy[Term[int]] = st.builds(
        lambda table, window, by: Term(Count(table, (), window, by=by)),
        st.sampled_from(["payments", "adjustments"]),
        windows(),
        st.sampled_from(["us", "reversed_us"]),
    )
    return made.flatmap(lambda term: _compared(term, st.integers(0, 2)))


def _text(ref: Last) -> Term[str]:
    return Term(ref)


def _lasts() -> st.SearchStrategy[Guard]:
    filters = st.builds(lambda columns: where_of("contacts", columns), _filters())
    day_counts = filters.flatmap(lambda f: _compared(Term(Last("contacts", f)), st.integers(0, 9)))
    spans = st.integers(0, 300).map(lambda n: n * timedelta(minutes=30))
    elapsed = filters.flatmap(lambda f: _compared(Term(Last("contacts", f, "elapsed")), spans))
    texts = filters.map(lambda f: _text(Last("contacts", f, "outcome")).is_in(["conversation", "no_answer"]))
    return st.one_of(day_counts, elapsed, texts)


def _in_force() -> st.SearchStrategy[Guard]:
    return st.one_of(
        st.just(facts.inconvenient.as_guard()),
        st.just(facts.held().as_guard()),
        st.just(facts.disputed.as_guard()),
        st.just(facts.placed_with_agency.as_guard()),
        st.just(facts.permitted().as_guard()),
        st.just(Term(InForce("permissions", where_of("permissions", {"channel": cf.fits}))).as_guard()),
    )


def _money() -> st.SearchStrategy[Guard]:
    counts = st.sampled_from(["exclusive", "inclusive"])
    number: st.SearchStrategy[Term[int]] = st.builds(
        lambda what, c: Term(Money(what, c)), st.sampled_from(["days_past_due"]), counts
    )
    few: st.SearchStrategy[Term[int]] = st.builds(lambda c: Term(Money("unpaid_dues", c)), counts)
    amounts: st.SearchStrategy[Term[int]] = st.builds(
        lambda what, c: Term(Money(what, c)), st.sampled_from(["amount_overdue", "amount_open"]), counts
    )
    come = st.builds(lambda c: Term(Money("come_due", c)).as_guard(), counts)
    return st.one_of(
        number.flatmap(lambda t: _compared(t, st.integers(0, 40))),
        few.flatmap(lambda t: _compared(t, st.integers(0, 3))),
        amounts.flatmap(lambda t: _compared(t, st.sampled_from([0, 1, 5_000, 10_000, 20_000]))),
        come,
    )


def _clock() -> st.SearchStrategy[Guard]:
    days = st.builds(
        lambda start, n: (start + timedelta(days=n)).date(), st.sampled_from(STARTS), st.integers(-3, 12)
    )
    weekdays = st.integers(1, 7)
    return st.one_of(
        _compared(facts.local_time, clocks),
        st.builds(
            lambda a, b, c: facts.local_time.between(a, b, closed=c),
            clocks,
            clocks,
            st.sampled_from(["both", "left", "right", "neither"]),
        ),
        _compared(facts.local_date, days),
        _compared(facts.books_date, days),
        st.builds(
            lambda zone, days: Term(Clock("weekday", zone)).is_in(days),
            st.sampled_from(["local", "books"]),
            st.sets(weekdays, min_size=1, max_size=5),
        ),
    )


def _plain() -> st.SearchStrategy[Guard]:
    return st.one_of(
        _compared(facts.attribute("score", int), st.integers(0, 3)),
        st.just(facts.attribute("vip", bool).as_guard()),
        _compared(facts.attribute("since", date), st.just(date(2026, 3, 3))),
        _compared(facts.days_in_stage, st.integers(0, 9)),
        st.sampled_from(["reminder", "outreach"]).map(lambda s: Term(CaseField("stage")) == s),
        st.sampled_from(["call", "sms"]).map(lambda c: facts.channel == c),
    )


LEAVES = {
    "counts": _counts,
    "money_counts": _money_counts,
    "lasts": _lasts,
    "in_force": _in_force,
    "money": _money,
    "clock": _clock,
    "plain": _plain,
}


def guards(max_leaves: int = 4) -> st.SearchStrategy[Guard]:
    """Guards of a few leaves joined by all, any and not."""
    return st.recursive(
        leaves(),
        lambda inner: st.one_of(
            st.builds(lambda a, b: a & b, inner, inner),
            st.builds(lambda a, b: a | b, inner, inner),
            st.builds(lambda a: ~a, inner),
        ),
        max_leaves=max_leaves,
    )


ATTRIBUTES = {"score": int, "vip": bool, "since": date}
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
def happenings(draw, start: datetime, reported: bool) -> list[cf.Event]:  # noqa: C901, PLR0912 - one branch a kind
    """A few events of every kind that facts read, in any order."""
    made: list[cf.Event] = []
    at = instants_near(start)
    for i in range(draw(st.integers(0, 8))):
        kind = draw(
            st.sampled_from(
                ["contact", "contact", "inbound", "payment", "hold", "permission", "wish", "placement"]
            )
        )
        when = draw(at)
        later = when + draw(st.integers(0, 96)) * QUARTER
        ended = draw(st.booleans())
        if kind == "contact":
            contact = cf.Contact(draw(st.sampled_from(CHANNELS)), draw(parties()))
            made.append(cf.ContactPlaced(f"c{i}", at=when, contact=contact))
            outcome = draw(st.sampled_from(OUTCOMES))
            if outcome is not None:
                made.append(cf.ContactResult(f"r{i}", at=later, contact=f"c{i}", outcome=outcome))
        elif kind == "inbound":
            made.append(cf.ContactInbound(f"i{i}", at=when, channel=draw(st.sampled_from(CHANNELS))))
        elif kind == "payment":
            amount = draw(st.sampled_from([1, 5_000, 10_000, 30_000]))
            if draw(st.booleans()):
                made.append(cf.PaymentReceived(f"p{i}", at=when, amount=amount))
            else:
                made.append(cf.Adjusted(f"p{i}", at=when, amount=amount))
            if ended:
                made.append(cf.PaymentReversed(f"q{i}", at=later, payment=f"p{i}"))
        elif kind == "hold":
            day = st.integers(-1, 9).map(lambda n: (start + timedelta(days=n)).date())
            starts = draw(st.none() | day)
            until = draw(st.none() | day)
            if starts and until and until < starts:
                starts, until = until, starts
            hold = draw(st.sampled_from(["dispute", "hardship"]))
            made.append(cf.HoldPlaced(f"h{i}", at=when, kind=hold, starts_on=starts, until=until))
            if ended:
                made.append(cf.HoldLifted(f"l{i}", at=later, hold=f"h{i}"))
        elif kind == "permission":
            until = draw(st.none() | st.just(later))
            channel = draw(st.sampled_from([None, "call"]))
            made.append(cf.PermissionGiven(f"g{i}", at=when, until=until, channel=channel))
            if ended:
                made.append(cf.PermissionWithdrawn(f"w{i}", at=later, permission=f"g{i}"))
        elif kind == "wish":
            made.append(
                cf.PreferenceGiven(
                    f"n{i}",
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
                made.append(cf.PreferenceWithdrawn(f"v{i}", at=later, preference=f"n{i}"))
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
    as_of = (start + timedelta(days=draw(st.integers(-5, 6)))).date()
    amount = draw(st.sampled_from([None, 0, 5_000, 20_000]))
    late = draw(st.integers(0, 40))
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


@st.composite
def situations(draw, *, histories: bool = True) -> tuple[cf.Case, datetime, list[str]]:
    """A case, an instant at or after its last event, and the candidate zones of everybody in it."""
    start = draw(st.sampled_from(STARTS))
    zones = draw(zone_sets())
    reported = draw(st.booleans())
    conventions = cf.Conventions(
        books_zone=draw(st.sampled_from(["UTC", *ZONES])),
        day_end=draw(st.sampled_from([time(0), time(0), time(18)])),
        report_max_age=draw(st.sampled_from([None, 7])),
    )
    dues = [
        cf.Due(f"d{i}", due_on=(start + timedelta(days=day)).date(), amount=10_000)
        for i, day in enumerate(draw(st.lists(st.integers(-40, 14), max_size=3)))
    ]
    opening = cf.CaseOpened(
        "open",
        at=start,
        case="case",
        account="account",
        borrower="b",
        stage=draw(st.sampled_from(["reminder", "outreach"])),
        currency="USD",
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
            st.sampled_from([None, None, start - timedelta(days=3), start - timedelta(hours=5)])
        )
        if histories
        else None,
    )
    case = cf.Case.replay([opening, *draw(happenings(start, reported))])
    wait = draw(st.integers(0, 4 * 96)) * QUARTER + draw(st.sampled_from([0, 1, 7])) * timedelta(
        microseconds=1
    )
    return case, case.last_at + wait, zones
