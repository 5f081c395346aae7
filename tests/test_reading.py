"""The one-case reading of guards: it agrees with a second opinion, and keeps its laws."""

from __future__ import annotations

from datetime import timedelta

import attrs
from hypothesis import given, note
from hypothesis import strategies as st

import collectflow as cf
from collectflow._codec import tagged_classes
from collectflow.guards import PRIMITIVES, Guard, Ref, Window, guard_from_dict, leaves, straight
from collectflow.guards._reading import READERS
from collectflow.guards._scene import STARTS
from collectflow.guards._when import CHANGES, FLIPS
from collectflow.guards._words import _WINDOWS, LABELS, words
from collectflow.policies import online_lending
from tests.guard_strategies import ATTRIBUTES, PROPOSALS, guards, situations
from tests.oracle import CALENDARS, verdict_of


def engine_for(guard: Guard, **parts) -> cf.Engine:
    """An engine with one rule about every contact."""
    rule = cf.Rule("rule", on=cf.on_contact(), require=guard, because="it says so")
    policy = cf.Policy("policy", currency="USD", rules=[rule])
    given = {"horizon": cf.days(10), "calendars": CALENDARS, **parts}
    return cf.Engine(online_lending.lifecycle(), [policy], attributes=ATTRIBUTES, **given)


def truth(engine: cf.Engine, case: cf.Case, proposal: cf.Proposal, at) -> bool | None:
    """The verdict as true, false or unknown."""
    return {"allowed": True, "refused": False, "unknown": None}[engine.review(case, proposal, at).status]


@given(guards(), situations(), st.sampled_from(PROPOSALS))
def test_review_agrees_with_a_second_opinion(guard, situation, proposal):
    """Whatever the guard, the case and the candidate zones: the verdict is what the definition says."""
    case, at, zones = situation
    engine = engine_for(guard)
    asked = attrs.evolve(proposal, person="b" if proposal.party == "borrower" else "e")
    note(words(guard))
    assert truth(engine, case, proposal, at) is verdict_of(guard, case, at, asked, zones)


@given(guards(), situations(), st.sampled_from(PROPOSALS), st.data())
def test_hiding_a_fact_never_allows(guard, situation, proposal, data):
    """What is refused or unknown is not allowed when one fact becomes unknown."""
    case, at, _ = situation
    engine = engine_for(guard)
    before = truth(engine, case, proposal, at)
    opening, *rest = case.events
    hidden = data.draw(st.sampled_from(["attributes", "zones", "history", "arrears"]))
    if hidden == "attributes":
        opening = attrs.evolve(opening, attributes=())
    elif hidden == "zones":
        opening = attrs.evolve(opening, persons=[attrs.evolve(p, zones=()) for p in opening.persons])
    elif hidden == "history":
        opening = attrs.evolve(opening, history_from=at + timedelta(microseconds=1))
    elif opening.arrears is not None:
        conventions = attrs.evolve(opening.conventions, report_max_age=0)
        opening = attrs.evolve(opening, conventions=conventions)
    after = truth(engine, cf.Case.replay([opening, *rest]), proposal, at)
    # A count of rows that a window no longer reaches is unknown, never smaller.
    assert after is before or after is None


@given(guards(8))
def test_a_guard_survives_json(guard):
    """Through JSON and back a guard is the same, and so are its words."""
    assert guard_from_dict(guard.to_dict()) == guard
    assert words(guard_from_dict(guard.to_dict())) == words(guard)


@given(guards(8), situations(), st.sampled_from(PROPOSALS))
def test_pushing_negation_to_the_leaves_changes_nothing(guard, situation, proposal):
    """A guard and its straightened form have the same truth, unknown included."""
    case, at, _ = situation
    assert truth(engine_for(guard), case, proposal, at) is truth(
        engine_for(straight(guard)), case, proposal, at
    )


@given(guards(6), situations(), st.sampled_from(PROPOSALS))
def test_verdict_finding_and_counterfactual_agree(guard, situation, proposal):
    """The finding says what the verdict says, and names what is missing exactly when it blocks."""
    case, at, _ = situation
    verdict = engine_for(guard).review(case, proposal, at)
    (finding,) = verdict.findings
    expected = {"allowed": "met", "refused": "unmet", "unknown": "unknown"}[verdict.status]
    assert finding.outcome == expected
    assert (verdict.blocking == ()) == verdict.allowed
    assert str(verdict).startswith(f"{verdict.status}: ")


def test_every_primitive_has_every_reading():
    """A primitive or window without a reading, a from-when or words would fail in front of a user."""
    assert set(READERS) == set(FLIPS) == set(LABELS) == set(PRIMITIVES) == set(tagged_classes(Ref))
    assert set(STARTS) == set(CHANGES) == set(_WINDOWS) == set(tagged_classes(Window))


@given(guards(8))
def test_leaves_are_found_in_every_shape(guard):
    """Walking the tree meets each leaf; a rule's mentions rest on it."""
    assert len(leaves(guard)) >= 1
