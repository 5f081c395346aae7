"""Guards of a few leaves over every primitive and window, and the rules and policies made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

import collectflow as cf
from collectflow import facts
from collectflow.guards import (
    BusinessDay,
    CaseField,
    Clock,
    Count,
    Guard,
    InForce,
    Last,
    Money,
    Term,
    ever,
    over_debts,
    where_of,
)
from collectflow.policies import online_lending
from collectflow.testing._check import Attributes, among, attributes_of, count

#: A few days before clocks change: on 8 March and 1 November 2026 in New York, on 29 March and 25 October in
#: Berlin, on 5 April and 4 October on Lord Howe (by half an hour); and before a leap day.
STARTS = (
    datetime(2026, 3, 1, tzinfo=UTC),
    datetime(2026, 3, 25, tzinfo=UTC),
    datetime(2026, 4, 1, tzinfo=UTC),
    datetime(2026, 9, 30, tzinfo=UTC),
    datetime(2026, 10, 22, tzinfo=UTC),
    datetime(2024, 2, 26, tzinfo=UTC),
)
CHANNELS = ("call", "sms", "visit")

clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))


@attrs.frozen
class Said:
    """What guards may name."""

    attributes: dict[str, type] = attrs.Factory(dict)
    stages: tuple[str, ...] = ("reminder", "outreach")
    calendars: tuple[str, ...] = ()


def parties() -> SearchStrategy[str]:
    """The borrower, or the emergency contact."""
    return st.sampled_from(["borrower", "emergency_contact"])


def windows() -> SearchStrategy[cf.Window]:
    """Every window that a count may have, but those of business days, which take a calendar."""
    clock = st.sampled_from(["local", "books"])
    return st.one_of(
        st.builds(lambda n, z: cf.days(n, zone=z), st.integers(1, 10), clock),
        st.builds(cf.hours, st.integers(1, 72)),
        st.builds(lambda f, z: cf.week(first=f, zone=z), st.integers(1, 7), clock),
        st.builds(lambda z: cf.month(zone=z), clock),
        st.just(cf.since_stage()),
        st.builds(lambda p: cf.since("contacts", party=p, outcome={"conversation"}), parties()),
    )


def _filters() -> SearchStrategy[dict[str, object]]:
    made: SearchStrategy[dict[str, object]] = st.fixed_dictionaries(
        {},
        optional={
            "channel": st.one_of(st.sampled_from(CHANNELS), st.just({"call", "sms"}), st.just(cf.same)),
            "party": st.one_of(parties(), st.sampled_from([cf.same, cf.other])),
            "outcome": st.sampled_from(["conversation", cf.none_of("no_answer", None), None]),
            "direction": st.sampled_from(["outbound", "inbound"]),
            "person": st.sampled_from([cf.fits, cf.same]),
            "this_debt": st.booleans(),
            "misdirected": st.booleans(),
            "permission_day": st.sampled_from([cf.none_of(1, 2, 3), None, 1]),
            "reply_day": st.sampled_from([cf.none_of(1), 1]),
            "reply_to": st.sampled_from([cf.named, None]),
            "inconvenient_time": st.booleans(),
            "inconvenient_place": st.booleans(),
        },
    )
    return made.map(_few)


def _few(columns: dict[str, object]) -> dict[str, object]:
    """So few conditions that a row may yet be taken."""
    return dict(list(columns.items())[-4:])


def compared(term: Term[Any], constants: SearchStrategy[Any]) -> SearchStrategy[Guard]:
    """A term compared to a constant in any way."""
    ops = st.sampled_from(["__ge__", "__gt__", "__le__", "__lt__", "__eq__", "__ne__"])
    return st.builds(lambda op, c: getattr(term, op)(c), ops, constants)


def _counts(_: Said) -> SearchStrategy[Guard]:
    made: SearchStrategy[Term[int]] = st.builds(
        lambda columns, window, distinct, older: Term(
            Count("contacts", where_of("contacts", columns), window, distinct, older=older)
        ),
        _filters(),
        st.one_of(windows(), st.just(ever())),
        st.sampled_from([None, None, "channel"]),
        st.sampled_from([False, False, True]),
    )
    return made.flatmap(lambda term: compared(term, st.integers(0, 3)))


def _money_counts(_: Said) -> SearchStrategy[Guard]:
    made: SearchStrategy[Term[int]] = st.builds(
        lambda table, window, by: Term(Count(table, (), window, by=by)),
        st.sampled_from(["payments", "adjustments"]),
        windows(),
        st.sampled_from(["us", "reversed_us"]),
    )
    return made.flatmap(lambda term: compared(term, st.integers(0, 2)))


def _text(ref: Last) -> Term[str]:
    return Term(ref)


def _lasts(_: Said) -> SearchStrategy[Guard]:
    filters = st.builds(lambda columns: where_of("contacts", columns), _filters())
    day_counts = filters.flatmap(lambda f: compared(Term(Last("contacts", f)), st.integers(0, 9)))
    spans = st.integers(0, 300).map(lambda n: n * timedelta(minutes=30))
    elapsed = filters.flatmap(lambda f: compared(Term(Last("contacts", f, "elapsed")), spans))
    texts = filters.map(lambda f: _text(Last("contacts", f, "outcome")).is_in(["conversation", "no_answer"]))
    return st.one_of(day_counts, elapsed, texts)


def _notices(said: Said) -> SearchStrategy[Guard]:
    kinds = st.sampled_from([(), ("validation",), ("validation", "demand")])
    received = st.booleans()
    number: SearchStrategy[Term[int]] = st.builds(
        lambda kind, got, within: facts.notices(*kind, received=got, within=within),
        kinds,
        received,
        st.none() | windows(),
    )
    ages: SearchStrategy[Term[int]] = st.builds(
        lambda kind, got: facts.days_since_notice(*kind, received=got), kinds, received
    )
    made = [
        number.flatmap(lambda term: compared(term, st.integers(0, 2))),
        ages.flatmap(lambda term: compared(term, st.integers(0, 9))),
        compared(facts.transfers(), st.integers(0, 1)),
    ]
    if said.calendars:
        business: SearchStrategy[Term[int]] = st.builds(
            lambda name, kind, got: facts.business_days_since_notice(name, *kind, received=got),
            st.sampled_from(said.calendars),
            kinds,
            received,
        )
        made.append(business.flatmap(lambda term: compared(term, st.integers(0, 6))))
    return st.one_of(made)


def _promises(_: Said) -> SearchStrategy[Guard]:
    number: SearchStrategy[Term[int]] = st.builds(
        lambda fact, within: fact(within=within),
        st.sampled_from([facts.promises, facts.broken_promises, facts.kept_promises, facts.failed_payments]),
        st.none() | windows(),
    )
    return st.one_of(
        number.flatmap(lambda term: compared(term, st.integers(0, 2))),
        st.just(facts.promise_open.as_guard()),
        st.just(facts.last_response.is_in(["insufficient_funds", "expired"])),
    )


def _business(said: Said) -> SearchStrategy[Guard]:
    if not said.calendars:
        return _plain(said)
    names = st.sampled_from(said.calendars)
    zones = st.sampled_from(["local", "books"])
    late: SearchStrategy[Term[int]] = st.builds(facts.business_days_past_due, names, beside=st.booleans())
    windows_: SearchStrategy[Term[int]] = st.builds(
        lambda n, name, zone: Term(Count("contacts", (), cf.business_days(n, name, zone=zone))),
        st.integers(1, 5),
        names,
        zones,
    )
    return st.one_of(
        st.builds(lambda name, zone: Term(BusinessDay(name, zone)).as_guard(), names, zones),
        late.flatmap(lambda term: compared(term, st.integers(0, 30))),
        windows_.flatmap(lambda term: compared(term, st.integers(0, 3))),
    )


def _in_force(_: Said) -> SearchStrategy[Guard]:
    return st.one_of(
        st.builds(
            lambda kind, within: facts.permitted(kind, within=within, collector=cf.same).as_guard(),
            st.sampled_from(["contact", "frequency"]),
            st.none() | windows(),
        ),
        st.sampled_from(
            [
                facts.held("dispute", written=True, timely=True).as_guard(),
                facts.wishes(channel=None, address=None).as_guard(),
                facts.wishes(channel=cf.named).as_guard(),
            ]
        ),
        st.just(facts.inconvenient.as_guard()),
        st.just(facts.held().as_guard()),
        st.just(facts.disputed.as_guard()),
        st.just(facts.placed_with_agency.as_guard()),
        st.just(facts.paused.as_guard()),
        st.just(facts.permitted().as_guard()),
        st.just(Term(InForce("permissions", where_of("permissions", {"channel": cf.fits}))).as_guard()),
    )


def _money(_: Said) -> SearchStrategy[Guard]:
    counts = st.sampled_from(["exclusive", "inclusive"])

    def read(*what: str, **more: Any) -> SearchStrategy[Term[Any]]:  # noqa: ANN401 - a primitive's fields
        one = st.builds(Money, st.sampled_from(what), counts, **more)
        return st.builds(
            lambda ref, beside: Term(over_debts(ref) or ref if beside else ref), one, st.booleans()
        )

    number: SearchStrategy[Term[int]] = st.one_of(
        read("days_past_due"),
        read("days_past_due", pauses=st.sampled_from(["clip", "subtract"])),
        read("days_past_due", at_least=st.just(10_001)),
    )
    issued: SearchStrategy[Term[int]] = read("days_since_issued", "days_until_due")
    few: SearchStrategy[Term[int]] = read("unpaid_dues", "unpaid_in_row")
    amounts: SearchStrategy[Term[int]] = read("amount_overdue", "amount_open", "credit")
    come = read("come_due", "owing").map(Term.as_guard)
    return st.one_of(
        number.flatmap(lambda t: compared(t, st.integers(0, 40))),
        issued.flatmap(lambda t: compared(t, st.integers(0, 40))),
        few.flatmap(lambda t: compared(t, st.integers(0, 3))),
        amounts.flatmap(lambda t: compared(t, st.sampled_from([0, 1, 5_000, 10_000, 20_000]))),
        come,
    )


def _clock(_: Said) -> SearchStrategy[Guard]:
    days = st.builds(
        lambda start, n: (start + timedelta(days=n)).date(), st.sampled_from(STARTS), st.integers(-3, 12)
    )
    return st.one_of(
        compared(facts.local_time, clocks),
        st.builds(
            lambda a, b, c: facts.local_time.between(a, b, closed=c),
            clocks,
            clocks,
            st.sampled_from(["both", "left", "right", "neither"]),
        ),
        compared(facts.local_date, days),
        compared(facts.books_date, days),
        st.builds(
            lambda zone, days: Term(Clock("weekday", zone)).is_in(days),
            st.sampled_from(["local", "books"]),
            st.sets(st.integers(1, 7), min_size=1, max_size=5),
        ),
    )


#: What attributes of each type are compared to.
_CONSTANTS: dict[type, SearchStrategy[Any]] = {
    int: st.integers(0, 3),
    str: st.sampled_from(["a", "b"]),
    date: st.just(date(2026, 3, 3)),
}


def _attribute(name: str, kind: Any) -> SearchStrategy[Guard]:  # noqa: ANN401 - a type, by value
    term = facts.attribute(name, kind)
    if kind is bool:
        return st.just(term.as_guard())
    if kind is str:
        return _CONSTANTS[str].map(lambda text: term.is_in([text]))
    return compared(term, _CONSTANTS[kind])


def _plain(said: Said) -> SearchStrategy[Guard]:
    stage: Term[str] = Term(CaseField("stage"))
    kinds = [_attribute(name, kind) for name, kind in said.attributes.items()]
    shares = [
        compared(facts.overdue_share(name), st.sampled_from([Fraction(1, 4), Fraction(1, 2), Fraction(1)]))
        for name, kind in said.attributes.items()
        if kind is int
    ]
    return st.one_of(
        *kinds,
        *shares,
        compared(facts.days_in_stage, st.integers(0, 9)),
        st.sampled_from(said.stages).map(lambda name: stage == name),
        st.sampled_from(["call", "sms"]).map(lambda c: facts.channel == c),
    )


#: A strategy for the leaves of each kind; together they take every primitive.
LEAVES: dict[str, Callable[[Said], SearchStrategy[Guard]]] = {
    "counts": _counts,
    "money_counts": _money_counts,
    "lasts": _lasts,
    "notices": _notices,
    "promises": _promises,
    "business": _business,
    "in_force": _in_force,
    "money": _money,
    "clock": _clock,
    "plain": _plain,
}


def leaves(said: Said) -> SearchStrategy[Guard]:
    """One comparison over any primitive."""
    return st.sampled_from(sorted(LEAVES)).flatmap(lambda kind: LEAVES[kind](said))


def guards(
    *,
    attributes: Attributes | None = None,
    stages: Iterable[str] = ("reminder", "outreach"),
    calendars: Iterable[str] = (),
    max_leaves: int = 4,
) -> SearchStrategy[Guard]:
    """Guards of a few leaves, over every primitive that there is, joined by all, any and not.

    Amounts are among what they read, so a policy of them has a currency.

    Args:
        attributes: The host's own facts that they may read, by name and type.
        stages: The stages that they may name.
        calendars: The calendars of the engine that they may name; no business days unless given.
        max_leaves: At most about so many leaves.
    """
    count(max_leaves, "max_leaves", 1)
    said = Said(attributes_of(attributes), tuple(stages), tuple(calendars))
    return st.recursive(
        leaves(said),
        lambda inner: st.one_of(
            st.builds(lambda a, b: a & b, inner, inner),
            st.builds(lambda a, b: a | b, inner, inner),
            st.builds(lambda a: ~a, inner),
        ),
        max_leaves=max_leaves,
    )


def targets(lifecycle: cf.Lifecycle) -> SearchStrategy[cf.Target]:
    """What rules may be about: all moves or those of a trigger, all contacts or those of a channel."""
    moves = st.sampled_from(lifecycle.triggers()).map(cf.on_move)
    contacts = st.builds(
        lambda channel, party: cf.on_contact(channel=channel, party=party),
        st.none() | st.sampled_from(CHANNELS),
        st.none() | parties(),
    )
    return st.one_of(st.just(cf.on_contact()), st.just(cf.on_move()), contacts, moves)


@st.composite
def _rules(draw: DrawFn, name: str, guard: SearchStrategy[Guard], lifecycle: cf.Lifecycle) -> cf.Rule:
    from_on = draw(st.none() | st.sampled_from(STARTS).map(lambda start: start.date()))
    return cf.Rule(
        name,
        on=draw(st.lists(targets(lifecycle), min_size=1, max_size=2)),
        require=draw(guard),
        when=draw(st.none() | guard),
        because="it was drawn",
        effect=draw(st.sampled_from(["refuse", "refuse", "refuse", "advise"])),
        grounds=draw(st.sampled_from([(), ("consent",)])),
        effective_from=from_on,
    )


@st.composite
def _policies(
    draw: DrawFn,
    guard: SearchStrategy[Guard],
    lifecycle: cf.Lifecycle,
    currency: str,
    most: int,
    name: str,
) -> cf.Policy:
    size = draw(st.integers(1, most))
    rules = [draw(_rules(f"{name}.rule-{i}", guard, lifecycle)) for i in range(size)]
    return cf.Policy(name, rules=rules, currency=currency)


def policies(
    *,
    attributes: Attributes | None = None,
    lifecycle: cf.Lifecycle | None = None,
    currency: str = "USD",
    max_rules: int = 3,
    max_leaves: int = 3,
    name: str = "drawn",
) -> SearchStrategy[cf.Policy]:
    """Policies of a few rules about moves and contacts, with `when`, dates, advice and grounds.

    Args:
        attributes: The host's own facts that they may read, by name and type.
        lifecycle: Whose stages and triggers they may name; that of `online_lending` unless given.
        currency: Of the amounts that they name.
        max_rules: At most so many rules.
        max_leaves: At most about so many leaves a guard.
        name: What they are called; rules are `name.rule-0` and so on.
    """
    graph = online_lending.lifecycle() if lifecycle is None else lifecycle
    if not isinstance(graph, cf.Lifecycle):
        raise cf.BadValue("lifecycle", lifecycle, "pass a Lifecycle")
    among("currency", [currency], cf.Vocabulary().currencies, "currency")
    count(max_rules, "max_rules", 1)
    stages = [each.name for each in graph.stages]
    guard = guards(attributes=attributes, stages=stages, max_leaves=max_leaves)
    return _policies(guard, graph, currency, max_rules, name)
