"""Policies that break a law each, kept to see that `policy_tests` catches them."""

from __future__ import annotations

import random
import time as clock
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

import collectflow as cf
from collectflow import facts
from collectflow.policy import Context
from collectflow.testing import build_case

ATTRIBUTES: dict[str, type] = {"consent": bool, "score": int}


def _guard(fn: Callable[[cf.Sight], Any], **more: Any) -> cf.Policy:
    """A policy of one opaque rule."""
    guard = cf.opaque(fn, name="bad", version="1", **more)
    rule = cf.Rule("bad", on=[cf.on_contact(), cf.on_move()], require=guard, because="it says so")
    return cf.Policy("bad", rules=[rule])


class _Bad:
    """The base of policy objects that review badly."""

    name = "bad"
    fingerprint = "bad"

    def next_change(self, context: Context) -> datetime | None:
        return None


def reads_the_clock() -> cf.Policy:
    """Allowed in the forenoon, whatever instant is asked about."""
    return _guard(lambda _: datetime.now(UTC).hour < 12)


class ReadsTheClock(_Bad):
    """The same from a policy object, by another name of another clock."""

    def review(self, context: Context) -> Iterable[cf.Finding]:
        yield cf.Finding.of("bad", met=clock.time() > 0, because="it is late")


class ChangesTheCase(_Bad):
    """Keeps its notes in the case."""

    def review(self, context: Context) -> Iterable[cf.Finding]:
        context.case.tables.left = "seen"
        yield cf.Finding.of("bad", met=True, because="seen")


class ChangesAnEvent(_Bad):
    """Corrects the record."""

    def review(self, context: Context) -> Iterable[cf.Finding]:
        object.__setattr__(context.case.events[0], "account", "mine")
        yield cf.Finding.of("bad", met=True, because="mine")


def raises() -> cf.Policy:
    """Divides by what may be nothing."""
    return _guard(lambda sight: 100 // int(str(sight[facts.days_past_due])) < 50, reads=[facts.days_past_due])


def says_no_bool() -> cf.Policy:
    """Answers with a number, which is not what it says it is."""
    return _guard(lambda sight: sight[facts.days_past_due], reads=[facts.days_past_due])


class YieldsNoFinding(_Bad):
    """Answers yes or no where a finding belongs."""

    def review(self, context: Context) -> Iterable[Any]:
        yield True


def allows_the_unknown() -> cf.Policy:
    """Takes a consent that nobody knows of for given."""
    return _guard(lambda sight: sight.case.attributes.get("consent", True) is True)


class AllowsTheUnknown(_Bad):
    """Takes arrears that nobody knows for none."""

    def review(self, context: Context) -> Iterable[cf.Finding]:
        late = context.read(facts.days_past_due) or 0
        yield cf.Finding.of("bad", met=int(str(late)) < 30, because="late")


def never_changes() -> cf.Policy:
    """Says that its answer never changes, and allows from the next full hour on."""
    return _guard(lambda sight: sight.at.minute < 30, next_change=lambda _: None)


def changes_too_late() -> cf.Policy:
    """Says that its answer changes in a week, and changes it every other day."""
    return _guard(
        lambda sight: sight.at.toordinal() % 2 == 0, next_change=lambda sight: sight.at + timedelta(days=7)
    )


def throws_dice() -> cf.Policy:
    """Allows every other time, more or less."""
    return _guard(lambda _: random.random() < 0.5)


@attrs.define
class Counts(_Bad):
    """Allows every third call."""

    calls: int = 0

    def review(self, context: Context) -> Iterable[cf.Finding]:
        self.calls += 1
        yield cf.Finding.of("bad", met=self.calls % 3 == 0, because="not yet")


def looks_where_it_lies() -> cf.Policy:
    """Decides by where the case lies in memory."""
    return _guard(lambda sight: id(sight.case) // 16 % 2 == 0)


def hashes_a_text() -> cf.Policy:
    """Shares cases out by a hash that differs from process to process."""
    return _guard(lambda sight: hash(sight.case.id) % 2 == 0)


@attrs.define
class Remembers(_Bad):
    """Remembers cases that it has seen by identity, and allows these only."""

    seen: list[cf.Case] = attrs.Factory(list)

    def review(self, context: Context) -> Iterable[cf.Finding]:
        if not self.seen:
            self.seen.append(context.case)
        met = any(each is context.case for each in self.seen)
        yield cf.Finding.of("bad", met=met, because="not the first")


class Overrides(_Bad):
    """Says that it is overridden, which only a named person may."""

    def review(self, context: Context) -> Iterable[cf.Finding]:
        yield cf.Finding("bad", "", "overridden", because="never mind")


class SaysNothing(_Bad):
    """Refuses without a reason."""

    def review(self, context: Context) -> Iterable[cf.Finding]:
        yield cf.Finding.of("bad", met=False, because="")


class SaysWhatCannotBeSent(_Bad):
    """Puts a list where a plain value belongs: the verdict cannot be read back."""

    def review(self, context: Context) -> Iterable[cf.Finding]:
        facts_: Any = (("late since", [context.at]),)
        yield cf.Finding.of("bad", met=False, because="late", facts=facts_)


class Meddles(_Bad):
    """Lifts the holds of the case before others look."""

    def review(self, context: Context) -> Iterable[cf.Finding]:
        context.case.tables.holds = ()
        yield cf.Finding.of("bad", met=True, because="no holds")


class HoldsRefuse(_Bad):
    """A good one beside it: refuses while there is any hold."""

    name = "holds"

    def review(self, context: Context) -> Iterable[cf.Finding]:
        yield cf.Finding.of("holds", met=not context.case.tables.holds, because="held")


@attrs.frozen
class _Rounded(cf.Policy):
    """A policy that writes its rules down with less than they say."""

    def to_dict(self) -> dict[str, Any]:
        data = super().to_dict()
        data["rules"] = data["rules"][:1]
        return data


def loses_a_rule() -> cf.Policy:
    """Loses a rule on the way through JSON."""
    rules = [
        cf.Rule(name, on=cf.on_contact(), require=facts.days_past_due < most, because="late")
        for name, most in (("one", 90), ("two", 30))
    ]
    return _Rounded("bad", rules=rules)


def _held() -> cf.Case:
    """A case with a hold, made anew: what is meddled with does not come back."""
    return build_case(at=datetime(2026, 3, 1, tzinfo=UTC), holds=["dispute"])


@attrs.define
class BAD:
    """A bad policy, the law that it breaks, what stands beside it, and the cases on which it does."""

    make: Callable[[], Any]
    law: str
    others: tuple[Any, ...] = ()
    cases: SearchStrategy[cf.Case] | None = None


EXAMPLES: dict[str, BAD] = {
    "reads the clock": BAD(reads_the_clock, "no_clock"),
    "reads the clock, as an object": BAD(ReadsTheClock, "no_clock"),
    "changes the case": BAD(ChangesTheCase, "case_untouched"),
    "changes an event": BAD(ChangesAnEvent, "case_untouched"),
    "raises": BAD(raises, "total"),
    "says no bool": BAD(says_no_bool, "total"),
    "yields no finding": BAD(YieldsNoFinding, "total"),
    "allows the unknown": BAD(allows_the_unknown, "hiding"),
    "allows the unknown, as an object": BAD(AllowsTheUnknown, "hiding"),
    "never changes": BAD(never_changes, "from_when"),
    "changes too late": BAD(changes_too_late, "from_when"),
    "throws dice": BAD(throws_dice, "pure"),
    "throws dice, seen at it": BAD(throws_dice, "no_clock"),
    "counts": BAD(Counts, "pure"),
    "looks where it lies": BAD(looks_where_it_lies, "no_clock"),
    "hashes a text": BAD(hashes_a_text, "no_clock"),
    "remembers": BAD(Remembers, "equal_cases"),
    "overrides": BAD(Overrides, "plain_findings"),
    "says nothing": BAD(SaysNothing, "plain_findings"),
    "says what cannot be sent": BAD(SaysWhatCannotBeSent, "explanation"),
    "meddles": BAD(Meddles, "adding", (HoldsRefuse(),), st.builds(_held)),
    "loses a rule": BAD(loses_a_rule, "json"),
}
