"""A state machine that plays with an engine: time passes, options are fired, things happen.

A host derives from what `lifecycle_machine` returns and adds rules and invariants of its own; `self.case`
is the case, `self.now` the instant up to which everything has happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import collectflow as cf
from collectflow import vocabulary
from collectflow._time import micros
from collectflow.testing._asked import aimed, attributes_read, in_code, offered
from collectflow.testing._check import Attributes, attributes_of, aware
from collectflow.testing._parts import World, amounts, attribute_values, sums_near, world

_TICK = timedelta(microseconds=1)
#: How time passes besides jumping to the next review.
_STEPS = (
    timedelta(0),
    _TICK,
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(hours=9),
    timedelta(days=1),
    timedelta(days=7),
    timedelta(days=31),
    timedelta(days=90),
)
_CONTACTS = (
    cf.Contact("call", "borrower"),
    cf.Contact("sms", "borrower"),
    cf.Contact("visit", "borrower"),
    cf.Contact("call", "emergency_contact"),
)


def depths(lifecycle: cf.Lifecycle) -> Mapping[str, int]:
    """How many moves it takes at least to come to each stage: rare stages lie deep."""
    found = {lifecycle.initial: 0}
    todo = [lifecycle.initial]
    while todo:
        here = todo.pop(0)
        for each in lifecycle.outgoing(here):
            if each.dest != cf.LEFT and each.dest not in found:
                found[each.dest] = found[here] + 1
                todo.append(each.dest)
    return found


class LifecycleMachine(RuleBasedStateMachine):
    """What `lifecycle_machine` configures; derive from what it returns."""

    engine: ClassVar[cf.Engine]
    world: ClassVar[World]
    start: ClassVar[datetime]
    contacts: ClassVar[tuple[cf.Contact, ...]]
    depth: ClassVar[Mapping[str, int]]

    case: cf.Case
    now: datetime

    def __init__(self) -> None:
        """Nothing has happened yet."""
        super().__init__()
        self.made = 0

    # --- beginning --------------------------------------------------------------------------------------

    @initialize(data=st.data())
    def open_case(self, data: st.DataObject) -> None:
        """Open a case in any open stage, with dues near the days and amounts that the rules name."""
        where = self.world
        stages = [each.name for each in self.engine.lifecycle.stages if not each.final]
        begins = data.draw(st.just(self.engine.lifecycle.initial) | st.sampled_from(stages), label="stage")
        near = (0, 1, 30, *where.days, *(each + 1 for each in where.days))
        days = data.draw(st.sampled_from(near), label="days past due at opening")
        amount = data.draw(sums_near(where.sums), label="amount")
        zones = data.draw(st.sampled_from((("UTC",), ("America/New_York",), (), ("UTC", "Asia/Kathmandu"))))
        known = dict(data.draw(st.lists(attribute_values(where), max_size=2))) if where.attributes else {}
        due = cf.Due("due", due_on=self.start.date() - timedelta(days=days), amount=amount)
        self.now = self.start
        self.case = self.engine.open(
            "case",
            account="account",
            borrower="borrower",
            at=self.start,
            stage=begins,
            currency=where.currency,
            dues=[due],
            borrower_zones=zones,
            persons=[cf.Person("emergency", "emergency_contact", zones=zones)],
            attributes=known,
        ).case

    def _id(self) -> str:
        self.made += 1
        return f"e-{self.made}"

    def _kept(self, result: cf.Result, before: cf.Case) -> None:
        """Take a result, after looking whether it is one step from what was."""
        assert result.before is before, "a result says which case it came from"
        assert result.changed == bool(result.events), "changed says whether there are events"
        assert result.case.version == before.version + len(result.events), "a version counts events"
        self.case = result.case

    def happens(self, *events: cf.Event) -> None:
        """Record events, for rules of a host's own."""
        self._kept(self.engine.record(self.case, *events), self.case)

    # --- time -------------------------------------------------------------------------------------------

    @rule(step=st.sampled_from(_STEPS))
    def time_passes(self, step: timedelta) -> None:
        """A moment, an hour, a day, a quarter of a year."""
        self.now += step

    @rule(short=st.sampled_from((timedelta(0), timedelta(0), _TICK)))
    def sleep_until_the_next_review(self, short: timedelta) -> None:
        """Until the next review, or a tick less; nothing automatic may change before it."""
        wakes = self.engine.next_review(self.case, self.now)
        assert wakes > self.now, "the next review lies ahead"
        due = self._due()
        for then in (self.now + (wakes - self.now) / 2, wakes - _TICK):
            assert self._due(max(then, self.now)) == due, (
                f"an automatic move changed at {then}, before {wakes}"
            )
        self.now = max(self.now, wakes - short)

    def _due(self, at: datetime | None = None) -> list[str]:
        """The automatic moves that are allowed."""
        when = self.now if at is None else at
        ways = [each for each in self.engine.lifecycle.outgoing(self.case.stage) if each.automatic]
        triggers = [each.trigger for each in ways if each.trigger in offered(self.engine, self.case)]
        return [each for each in triggers if self.engine.review(self.case, each, when).allowed]

    @rule()
    def advance(self) -> None:
        """Take what is due, in declared order."""
        due = self._due()
        result = self.engine.advance(self.case, self.now)
        taken = [event.move.trigger for event in result.events if isinstance(event, cf.StageChanged)]
        assert taken == due[:1], f"due was {due}, advance took {taken}"
        self._kept(result, self.case)

    # --- doing ------------------------------------------------------------------------------------------

    @rule(data=st.data())
    def fire_an_option(self, data: st.DataObject) -> None:
        """Fire what is allowed, mostly what leads deeper."""
        options = self.engine.options(self.case, self.now, contacts=self.contacts)
        allowed = [each for each, verdict in options.items() if verdict.allowed]
        if not allowed:
            return
        # Rare stages come first, and every other time the first is taken.
        order = sorted(allowed, key=self._how_deep)
        chosen = data.draw(st.just(order[0]) | st.sampled_from(order), label="option")
        result = self.engine.fire(self.case, chosen, self.now)
        assert len(result.events) == 1, "what is fired is one event"
        self._kept(result, self.case)

    def _how_deep(self, proposal: cf.Proposal) -> int:
        ways = self.engine.lifecycle.outgoing(self.case.stage)
        dests = [each.dest for each in ways if each.trigger == getattr(proposal, "trigger", None)]
        if not dests:
            return -1
        final = dests[0] == cf.LEFT or self.engine.lifecycle.stage(dests[0]).final
        return 1 if final else -1 - self.depth.get(dests[0], 0)

    @rule(data=st.data())
    def fire_what_is_refused(self, data: st.DataObject) -> None:
        """Fire what is not allowed: it is refused, with the verdict of the review."""
        options = self.engine.options(self.case, self.now, contacts=self.contacts)
        held = [each for each, verdict in options.items() if not verdict.allowed]
        if not held:
            return
        chosen = data.draw(st.sampled_from(held), label="proposal")
        try:
            self.engine.fire(self.case, chosen, self.now)
        except cf.Refused as refused:
            same = refused.verdict == options[chosen]
        else:
            raise AssertionError(f"{in_code(chosen)} was {options[chosen].status} and was fired all the same")
        assert same, f"{in_code(chosen)}: fire and review do not say the same"

    # --- what happens -----------------------------------------------------------------------------------

    @rule(data=st.data(), reported_late=st.booleans())
    def money_comes_in(self, data: st.DataObject, reported_late: bool) -> None:  # noqa: FBT001 - by Hypothesis
        """A payment: of what is open, or of any amount; perhaps of yesterday."""
        left = self.case.ledger.open
        amount = data.draw(st.just(left) | amounts() if left else amounts(), label="amount")
        at = max(self.case.opened_at, self.now - timedelta(days=1)) if reported_late else self.now
        self.happens(cf.PaymentReceived(self._id(), at=at, recorded_at=self.now, amount=amount))

    @precondition(lambda self: self.case.tables.payments or self.case.tables.adjustments)
    @rule(data=st.data())
    def something_is_reversed(self, data: st.DataObject) -> None:
        """A payment bounces, or a waiver is taken back."""
        rows = [*self.case.tables.payments, *self.case.tables.adjustments]
        row = data.draw(st.sampled_from([each.id for each in rows]), label="reversed")
        self.happens(cf.PaymentReversed(self._id(), at=self.now, payment=row))

    @rule(kind=st.sampled_from(vocabulary.ADJUSTMENTS), amount=amounts())
    def something_is_given_up(self, kind: str, amount: int) -> None:
        """A part is waived or written off."""
        self.happens(cf.Adjusted(self._id(), at=self.now, kind=kind, amount=amount))

    @rule(days=st.integers(-40, 40), amount=amounts(most=500_000))
    def more_falls_due(self, days: int, amount: int) -> None:
        """Another instalment."""
        event = self._id()
        due = cf.Due(event, due_on=self.now.date() + timedelta(days=days), amount=amount)
        self.happens(cf.DuesAdded(event, at=self.now, dues=[due]))

    @rule(contact=st.sampled_from(_CONTACTS), answered=st.booleans())
    def a_contact_is_made(self, contact: cf.Contact, answered: bool) -> None:  # noqa: FBT001 - by Hypothesis
        """A contact is recorded, asked for or not, with its result."""
        self._contact(contact, "conversation" if answered else "no_answer")

    @rule(times=st.integers(1, 3))
    def nobody_answers(self, times: int) -> None:
        """Calls and messages to the borrower in vain: what ladders ask for."""
        for _ in range(times):
            self._contact(cf.Contact("call", "borrower"), "no_answer")
            self._contact(cf.Contact("sms", "borrower"), "delivered")

    def _contact(self, contact: cf.Contact, outcome: str) -> None:
        placed = cf.ContactPlaced(self._id(), at=self.now, contact=contact)
        self.happens(placed, cf.ContactResult(self._id(), at=self.now, contact=placed.id, outcome=outcome))

    @rule(channel=st.sampled_from(("call", "sms")))
    def the_borrower_gets_in_touch(self, channel: str) -> None:
        """An inbound contact."""
        self.happens(cf.ContactInbound(self._id(), at=self.now, channel=channel))

    @rule(kind=st.sampled_from(vocabulary.HOLDS), days=st.none() | st.integers(0, 30))
    def a_hold_is_placed(self, kind: str, days: int | None) -> None:
        """A dispute, a moratorium, a bankruptcy."""
        until = None if days is None else self.now.date() + timedelta(days=days)
        starts = None if days is None else self.now.date()
        self.happens(cf.HoldPlaced(self._id(), at=self.now, kind=kind, starts_on=starts, until=until))

    @precondition(lambda self: self.case.tables.holds)
    @rule()
    def a_hold_is_lifted(self) -> None:
        """The latest hold ends."""
        self.happens(cf.HoldLifted(self._id(), at=self.now, hold=self.case.tables.holds[-1].id))

    @rule(days=st.integers(1, 30))
    def the_count_is_paused_or_resumed(self, days: int) -> None:
        """A pause from today on, or the end of the one that lasts."""
        rows = [each for each in self.case.tables.pauses if self.engine.read(self.case, _PAUSED, self.now)]
        if not rows and any(each.end == micros(self.now) for each in self.case.tables.pauses):
            # Nothing begins at the instant at which another ends.
            return
        if rows:
            self.happens(cf.Resumed(self._id(), at=self.now, pause=rows[-1].id))
        else:
            until = self.case.today(self.now) + timedelta(days=days)
            self.happens(cf.Paused(self._id(), at=self.now, until=until))

    @rule(kind=st.sampled_from(vocabulary.NOTICES), back=st.booleans())
    def a_notice_is_sent(self, kind: str, back: bool) -> None:  # noqa: FBT001 - by Hypothesis
        """A notice, which may come back."""
        sent = self._id()
        self.happens(cf.NoticeSent(sent, at=self.now, kind=kind))
        if back:
            self.happens(cf.NoticeReturned(self._id(), at=self.now, notice=sent))

    @rule(kind=st.sampled_from(vocabulary.PERMISSIONS), days=st.none() | st.integers(1, 30))
    def something_is_permitted(self, kind: str, days: int | None) -> None:
        """A permission, for ever or for some days."""
        until = None if days is None else self.now + timedelta(days=days)
        self.happens(cf.PermissionGiven(self._id(), at=self.now, kind=kind, until=until))

    @rule(agency=st.sampled_from(("agency-1", "agency-2")))
    def a_placement_changes(self, agency: str) -> None:
        """The debt goes to an agency, or comes back from it."""
        rows = [
            each for each in self.case.tables.placements if self.engine.read(self.case, _PLACED, self.now)
        ]
        if rows:
            self.happens(cf.PlacementEnded(self._id(), at=self.now, placement=rows[-1].id))
        else:
            self.happens(cf.PlacementStarted(self._id(), at=self.now, agency=agency))

    @precondition(lambda self: self.world.attributes)
    @rule(data=st.data())
    def the_host_says_something(self, data: st.DataObject) -> None:
        """An attribute is set, or becomes unknown."""
        name, value = data.draw(attribute_values(self.world), label="attribute")
        self.happens(cf.AttributeSet(self._id(), at=self.now, name=name, value=value))

    # --- what always holds ------------------------------------------------------------------------------

    @invariant()
    def money_is_conserved(self) -> None:
        """Billed is open, allocated, waived and written off; received is allocated and unapplied."""
        ledger = self.case.ledger
        gone = ledger.allocated + ledger.waived + ledger.written_off
        assert ledger.billed == ledger.open + gone, f"money is not conserved: {ledger}"
        assert ledger.received == ledger.allocated + ledger.unapplied + ledger.refunded, f"nor here: {ledger}"

    @invariant()
    def replay_gives_the_case(self) -> None:
        """The case is the fold of its events, also through JSON; its version counts them."""
        events = self.case.events
        assert self.case.version == len(events), "the version is the number of events"
        for again in (cf.Case.replay(reversed(events)), cf.Case.from_dict(self.case.to_dict())):
            assert again == self.case, "replay gives another case"
            assert (again.stage, again.ledger) == (self.case.stage, self.case.ledger), (
                "replay reads otherwise"
            )

    @invariant()
    def options_agree_with_review(self) -> None:
        """Each option is what the review says of it, and every move that is offered is there."""
        options = self.engine.options(self.case, self.now, contacts=self.contacts)
        moves = [each.trigger for each in options if isinstance(each, cf.Move)]
        assert moves == offered(self.engine, self.case), "options are what the stage offers"
        for each, verdict in options.items():
            again = self.engine.review(self.case, each, self.now)
            assert again.status is verdict.status, (
                f"{in_code(each)}: {verdict.status}, reviewed {again.status}"
            )

    @invariant()
    def the_stage_is_known(self) -> None:
        """The case stands in a stage of the lifecycle."""
        self.engine.lifecycle.stage(self.case.stage)


_PLACED = cf.facts.placed_with_agency
_PAUSED = cf.facts.paused


def lifecycle_machine(
    engine: cf.Engine,
    *,
    attributes: Attributes | None = None,
    currency: str = "USD",
    start: datetime = datetime(2026, 1, 1, tzinfo=UTC),
    contacts: tuple[cf.Contact, ...] = _CONTACTS,
) -> type[LifecycleMachine]:
    """A `RuleBasedStateMachine` that plays with an engine: any lifecycle, any policies.

    Time passes in ticks, hours, days, and in jumps to the next review; options are fired, what is refused
    too; money comes and goes, contacts are made, holds placed. It always holds that money is conserved,
    that review, options, fire and advance agree, that replay gives the case and versions count events, and
    that nothing automatic changes before the next review.

    `TestHouse = lifecycle_machine(engine).TestCase` runs it; derive from it to add rules and invariants.

    Args:
        engine: The engine.
        attributes: The host's own facts to be set; those that rules read are set anyway.
        currency: Of all amounts.
        start: When cases are opened, aware.
        contacts: The contacts whose verdicts are compared, and which are fired.

    Raises:
        BadValue: when `engine` is none.
    """
    if not isinstance(engine, cf.Engine):
        raise cf.BadValue("engine", engine, "pass an Engine")
    aware(start, "start")
    known = {**attributes_read(engine.policies), **attributes_of(attributes)}
    where = aimed(world(engine.lifecycle, known, currency=currency), engine.policies)
    body: dict[str, Any] = {
        "__doc__": f"Plays with {engine!r}.",
        "engine": engine,
        "world": where,
        "start": start,
        "contacts": tuple(contacts),
        "depth": depths(engine.lifecycle),
    }
    return type("LifecycleMachine", (LifecycleMachine,), body)
