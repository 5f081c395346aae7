"""Events of every class, each by itself: for round trips, stores and hooks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

import collectflow as cf
from collectflow.testing._check import Attributes
from collectflow.testing._moments import instants
from collectflow.testing._parts import World, world
from collectflow.testing._stories import HAPPENINGS, Story, opened, told


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
        currency="USD",
        dues=(due,) if kind == "dues" else (),
        arrears=said if kind == "arrears" else None,
    )


def _one(where: World, *names: str, ledger: str = "dues") -> SearchStrategy[cf.Event]:
    @st.composite
    def made(draw: DrawFn) -> cf.Event:
        story = Story(draw, _opening(draw(instants()), ledger), where)
        for name in names:
            story.events.append(HAPPENINGS[name](story))
        return story.events[-1]

    return made()


def _only(where: World, kind: type[cf.Event], *names: str) -> SearchStrategy[cf.Event]:
    return _one(where, *names).filter(lambda event: isinstance(event, kind))


def decisions() -> SearchStrategy[cf.Decision]:
    """Decisions with facts of every type, and overrides."""
    values = st.none() | st.booleans() | st.integers(-3, 10**15) | st.text(max_size=4)
    facts = st.lists(st.tuples(st.text(max_size=4), values), max_size=3)
    override = st.builds(
        cf.Override,
        st.just("r"),
        st.just("consent"),
        by=st.just("u-1"),
        because=st.text(min_size=1, max_size=4),
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
def _carrying(draw: DrawFn, where: World) -> cf.CaseOpened:
    names = ("contact", "result", "inbound", "permission", "preference", "promise")
    before = draw(told(where, only=names, moves=False))
    opening = draw(opened(None, None, where))
    return attrs.evolve(opening, follows="c-0", carried=tuple(before[1:]))


@st.composite
def _stage_changes(draw: DrawFn) -> cf.StageChanged:
    move = draw(st.builds(cf.Move, st.sampled_from(("forward", "back")), by=st.none() | st.just("u-1")))
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


def by_class(where: World) -> dict[type[cf.Event], SearchStrategy[Any]]:
    """A strategy for each class of event; a test fails when a new class has none."""
    return {
        cf.CaseOpened: opened(None, None, where) | _carrying(where),
        cf.AttributeSet: _one(where, "attribute"),
        cf.PersonKnown: _one(where, "person"),
        cf.DuesAdded: _one(where, "money"),
        cf.ArrearsReported: _one(where, "money", ledger="arrears"),
        cf.PaymentReceived: _one(where, "payment"),
        cf.PaymentReversed: _one(where, "payment", "reversal"),
        cf.PaymentRefunded: _only(where, cf.PaymentRefunded, "payment", "refund"),
        cf.PaymentFailed: _one(where, "failed"),
        cf.DueChanged: _only(where, cf.DueChanged, "due"),
        cf.Adjusted: _one(where, "adjustment"),
        cf.PromiseMade: _one(where, "promise"),
        cf.PromiseCancelled: _only(where, cf.PromiseCancelled, "promise", "promise"),
        cf.PlanAgreed: _one(where, "plan"),
        cf.PlanEnded: _only(where, cf.PlanEnded, "plan", "plan"),
        cf.ContactPlaced: st.builds(
            lambda event, decision, breaches: attrs.evolve(event, decision=decision, breaches=breaches),
            _one(where, "contact"),
            st.none() | decisions(),
            st.just(()) | st.just(("rule-1",)),
        ),
        cf.ContactResult: _one(where, "contact", "result"),
        cf.ContactInbound: _one(where, "inbound"),
        cf.PermissionGiven: _one(where, "permission"),
        cf.PermissionWithdrawn: _only(where, cf.PermissionWithdrawn, "permission", "permission"),
        cf.PreferenceGiven: _one(where, "preference"),
        cf.PreferenceWithdrawn: _only(where, cf.PreferenceWithdrawn, "preference", "preference"),
        cf.HoldPlaced: _one(where, "hold"),
        cf.HoldLifted: _only(where, cf.HoldLifted, "hold", "hold"),
        cf.Paused: _only(where, cf.Paused, "pause"),
        cf.Resumed: _only(where, cf.Resumed, "pause", "pause"),
        cf.PlacementStarted: _one(where, "placement"),
        cf.PlacementEnded: _only(where, cf.PlacementEnded, "placement", "placement"),
        cf.NoticeSent: _one(where, "notice"),
        cf.NoticeDelivered: _only(where, cf.NoticeDelivered, "notice", "notice"),
        cf.NoticeReturned: _only(where, cf.NoticeReturned, "notice", "notice"),
        cf.DebtTransferred: _one(where, "transfer"),
        cf.AddressWrong: _one(where, "stray"),
        cf.StageChanged: _stage_changes(),
        cf.EventVoided: _only(where, cf.EventVoided, "attribute", "act", "void"),
        cf.Migrated: st.builds(
            cf.Migrated, st.just("g-1"), at=instants(), dest=st.just("late"), because=st.just("x")
        ),
        cf.ActDone: st.builds(
            lambda event, decision: attrs.evolve(event, decision=decision),
            _one(where, "act"),
            st.none() | decisions(),
        ),
    }


def events(
    *,
    only: Iterable[type[cf.Event]] | None = None,
    attributes: Attributes | None = None,
    acts: Iterable[str] = (),
    currency: str = "USD",
) -> SearchStrategy[cf.Event]:
    """Events of every class, each by itself: for round trips, stores and hooks.

    Args:
        only: Of these classes; of any unless given. Setting an attribute takes `attributes`.
        attributes: The host's own facts, by name and type.
        acts: The acts that an engine knows.
        currency: The ISO 4217 code of every amount.

    Raises:
        BadValue: when `only` holds something that is no class of event.
    """
    where = world(None, attributes, acts, currency)
    found = by_class(where)
    if not where.attributes:
        del found[cf.AttributeSet]
    kinds = tuple(found) if only is None else tuple(only)
    for each in kinds:
        if each not in found:
            hint = (
                "declare attributes"
                if each is cf.AttributeSet
                else "pass classes, as in [cf.PaymentReceived]"
            )
            raise cf.BadValue("only", each, hint)
    return st.one_of([found[each] for each in kinds])
