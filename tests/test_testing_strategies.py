"""The kit's strategies: what they draw is valid and awkward, options are checked at once, types are known."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

import collectflow as cf
from collectflow import testing
from collectflow.guards import PRIMITIVES, refs_of
from collectflow.testing._guards import LEAVES, Said
from collectflow.testing._moments import ZONES, transitions_of

FEW = settings(max_examples=30)
_MICRO = timedelta(microseconds=1)
CLASSES = [
    kind
    for name in cf.__all__
    if isinstance(kind := getattr(cf, name), type) and issubclass(kind, cf.Event) and kind is not cf.Event
]


def found(strategy, condition, examples=2000):
    """The simplest example of which a condition holds."""
    return find(
        strategy, condition, settings=settings(max_examples=examples, database=None, derandomize=True)
    )


def any_of(strategy):
    """Some example: nothing is searched for, so nothing is shrunk."""
    drawn: list[object] = []

    @settings(max_examples=1, database=None, phases=[Phase.generate])
    @given(strategy)
    def draw(each):
        drawn.append(each)

    draw()
    return drawn[0]


# --- instants -------------------------------------------------------------------------------------------


def _midnight(at, zone):
    local = at.astimezone(ZoneInfo(zone))
    return (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0)


AWKWARD = {
    "a fold": lambda at: any(at.astimezone(ZoneInfo(each)).fold for each in ZONES),
    "where clocks change": lambda at: any(at in transitions_of(each) for each in ZONES),
    "a microsecond before": lambda at: any(at + _MICRO in transitions_of(each) for each in ZONES),
    "beside the day that Samoa skipped": lambda at: at == datetime(2011, 12, 30, 10, tzinfo=UTC),
    "midnight somewhere": lambda at: any(_midnight(at, each) for each in ZONES[1:]),
    "a microsecond before midnight": lambda at: _midnight(at + _MICRO, "Asia/Kathmandu"),
    "a microsecond after midnight": lambda at: _midnight(at - _MICRO, "Asia/Kathmandu"),
    "the last day of a month": lambda at: (at + timedelta(days=1)).day == 1,
    "a leap day": lambda at: (at.month, at.day) == (2, 29),
}


@pytest.mark.parametrize("what", AWKWARD)
def test_instants_love_the_awkward_hours(what):
    at = found(testing.instants(), AWKWARD[what], examples=20_000)
    assert at.tzinfo is UTC


@FEW
@given(testing.instants(missing_day=False))
def test_the_missing_day_may_be_left_out(at):
    assert at.year > 2011


@FEW
@given(st.data())
def test_a_case_may_be_asked_about_later(data):
    case = data.draw(testing.cases())
    at = data.draw(testing.later(case, days=20))
    assert case.last_at <= at <= case.last_at + timedelta(days=21)


# --- what is drawn is valid -----------------------------------------------------------------------------


@FEW
@given(testing.cases(attributes={"score": int, "name": str}, acts=["sell"], currency="EUR"))
def test_cases_speak_of_what_was_declared(case):
    assert case.currency == "EUR"
    assert set(case.attributes) <= {"score", "name"}
    assert {row.name for row in case.tables.acts} <= {"sell"}
    for event in case.events:
        event.check(cf.Vocabulary().extended({"acts": ["sell"]}))


@FEW
@given(st.data())
def test_cases_walk_any_lifecycle(data):
    graph = data.draw(testing.lifecycles())
    case = data.draw(testing.cases(lifecycle=graph))
    graph.stage(case.stage)
    assert cf.Engine(graph).options(case, case.last_at).keys() <= {cf.Move(each) for each in graph.triggers()}


@FEW
@given(testing.histories(only=["payment", "reversal"], max_size=4, moves=False, ledger="dues"))
def test_a_history_is_kept_to_what_it_may_hold(events):
    kinds = (cf.PaymentReceived, cf.PaymentReversed)
    assert isinstance(events[0], cf.CaseOpened)
    assert events[0].arrears is None
    assert len(events) <= 5
    assert all(isinstance(each, kinds) for each in events[1:])


@FEW
@given(testing.guards(attributes={"score": int, "name": str, "vip": bool, "since": date}))
def test_guards_go_through_json(guard):
    assert cf.guard_from_dict(json.loads(json.dumps(guard.to_dict()))) == guard


@FEW
@given(st.data())
def test_policies_fit_their_lifecycle(data):
    graph = data.draw(testing.lifecycles())
    policy = data.draw(testing.policies(lifecycle=graph, attributes={"score": int}, name="mine"))
    engine = cf.Engine(graph, policies=[policy], attributes={"score": int})
    assert engine.policies == (policy,)
    assert 1 <= len(policy.rules) <= 3
    assert all(rule.id.startswith("mine.") for rule in policy.rules)


def test_guards_read_every_primitive():
    """A new primitive has to be drawn as well."""
    said = Said({"score": int}, calendars=("bank",))
    seen: set[type] = set()

    @settings(max_examples=300, database=None, phases=[Phase.generate], derandomize=True)
    @given(st.one_of([make(said) for make in LEAVES.values()]))
    def look(guard):
        seen.update(type(ref) for ref in refs_of(guard))

    look()
    assert seen == set(PRIMITIVES)


def test_proposals_are_of_every_kind():
    strategy = testing.proposals(acts=["sell"])
    for kind in (cf.Move, cf.Contact, cf.Act):
        assert isinstance(found(strategy, lambda each, kind=kind: isinstance(each, kind)), kind)


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_events_of_every_class(kind):
    event = any_of(testing.events(only=[kind], attributes={"score": int}))
    assert type(event) is kind
    assert cf.event_from_dict(event.to_dict()) == event


@FEW
@given(testing.events())
def test_events_without_attributes_set_none(event):
    assert not isinstance(event, cf.AttributeSet)


# --- what they shrink to --------------------------------------------------------------------------------


def test_a_case_shrinks_to_what_matters():
    """Of a case with a reversed payment, what is left is the payment and its reversal, on a plain day."""
    case = found(testing.cases(), lambda case: any(row.gone for row in case.tables.payments))
    assert [type(each) for each in case.events] == [cf.CaseOpened, cf.PaymentReceived, cf.PaymentReversed]
    opened, paid, reversed_ = testing.tell(case).splitlines()
    assert opened.startswith("    CaseOpened(id='c-1#0', at=")
    assert opened.endswith("borrower='b-1', stage='grace', currency='USD', persons=[Person(id='b-1')])")
    assert paid.startswith("    PaymentReceived(id='e-0', at=")
    assert paid.endswith(", amount=1)")
    assert reversed_.endswith(", payment='e-0')")


# --- early words ----------------------------------------------------------------------------------------

WRONG: dict[str, Callable[[], object]] = {
    "a happening": lambda: testing.histories(only=["payments"]),
    "a ledger": lambda: testing.cases(ledger="due"),
    "a currency": lambda: testing.cases(currency="USS"),
    "a naive instant": lambda: testing.cases(at=datetime(2026, 1, 1)),  # noqa: DTZ001 - the point
    "no instant": lambda: testing.histories(at="today"),  # type: ignore[arg-type]
    "a size": lambda: testing.histories(max_size=-1),
    "the type of an attribute": lambda: testing.cases(attributes={"score": float}),
    "a lifecycle": lambda: testing.proposals(lifecycle="online_lending"),  # type: ignore[arg-type]
    "a class of event": lambda: testing.events(only=[cf.Case]),  # type: ignore[list-item]
    "an attribute to set": lambda: testing.events(only=[cf.AttributeSet]),
    "a number of leaves": lambda: testing.guards(max_leaves=0),
    "a number of rules": lambda: testing.policies(max_rules=0),
    "the lifecycle of a policy": lambda: testing.policies(lifecycle="online_lending"),  # type: ignore[arg-type]
    "a case": lambda: testing.later("c-1"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("what", WRONG)
def test_an_option_is_checked_at_once(what):
    """Before anything is drawn, with an error of the library that says what to write."""
    with pytest.raises(cf.CollectflowError):
        WRONG[what]()


# --- by type --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind",
    [
        cf.Case,
        cf.Event,
        cf.Guard,
        cf.Policy,
        cf.Lifecycle,
        cf.Proposal,
        cf.Move,
        cf.Contact,
        cf.Act,
        *CLASSES,
    ],
    ids=lambda kind: kind.__name__,
)
def test_the_types_are_registered_with_hypothesis(kind):
    assert isinstance(any_of(st.from_type(kind)), kind)
