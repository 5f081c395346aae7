"""What a vector is: a case, what happens to it on which day, and what another system's tests expect then.

A row is a `Story`, which is told day by day, or a `Refusal`, which must be an error. What of a vector is no
decision of collection is an `Apart`, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Literal, Protocol

import attrs
import pytest

import collectflow as cf
from collectflow import facts
from collectflow.staging import Scheme, by_due, walk
from story import entered, noon

How = Literal["step", "through", "jump"]
#: What happens to a case at an instant.
Happens = Callable[[cf.Engine, cf.Case, datetime], cf.Case]
#: Every way to advance, where they have to agree.
WAYS: tuple[How, ...] = ("step", "through", "jump")


class Row(Protocol):
    """A row of the table: a `Story`, a `Refusal`, or a module's own."""

    @property
    def number(self) -> str:
        """Its number, with which the test's id begins."""

    @property
    def says(self) -> str:
        """What it is about, for the test's id."""

    def check(self) -> None:
        """Raise `AssertionError` unless it holds."""


@attrs.frozen
class Apart:
    """A part of a vector that is not expressed.

    Args:
        number: The vector.
        what: What it is about.
        why: Why it is no decision of collection, and who does it.
    """

    number: str
    what: str
    why: str


# --- what happens ---------------------------------------------------------------------------------------


def _recorded(make: Callable[[str, datetime], cf.Event]) -> Happens:
    return lambda engine, case, at: engine.record(case, make(f"e{case.version}", at)).case


def pay(amount: int) -> Happens:
    """A payment comes in."""
    return _recorded(lambda name, at: cf.PaymentReceived(name, at=at, amount=amount))


def fail(response: str) -> Happens:
    """An attempt to pay fails."""
    return _recorded(lambda name, at: cf.PaymentFailed(name, at=at, response=response))


def bill(due_on: date, amount: int) -> Happens:
    """Another invoice."""
    return _recorded(
        lambda name, at: cf.DuesAdded(name, at=at, dues=[cf.Due(f"{name}-d", due_on=due_on, amount=amount)])
    )


def change(due: str, state: str) -> Happens:
    """A due is billed, set aside or cancelled."""
    return _recorded(lambda name, at: cf.DueChanged(name, at=at, due=due, state=state))


def write_off(amount: int) -> Happens:
    """An invoice is written off; called `w`."""
    return _recorded(lambda _, at: cf.Adjusted("w", at=at, amount=amount, kind="write_off"))


def take_back(name: str) -> Happens:
    """A payment or write-off is taken back."""
    return _recorded(lambda event, at: cf.PaymentReversed(event, at=at, payment=name))


def hold(kind: str = "other") -> Happens:
    """A hold, called by its kind."""
    return _recorded(lambda _, at: cf.HoldPlaced(kind, at=at, kind=kind))


def lift(kind: str = "other") -> Happens:
    """It is lifted."""
    return _recorded(lambda name, at: cf.HoldLifted(name, at=at, hold=kind))


def know(name: str, value: int | str | bool) -> Happens:
    """The host says something."""
    return _recorded(lambda event, at: cf.AttributeSet(event, at=at, name=name, value=value))


def do(proposal: str | cf.Proposal) -> Happens:
    """Somebody does what they propose."""
    return lambda engine, case, at: engine.fire(case, proposal, at).case


def happen(*events: cf.Event) -> Happens:
    """Events with their own dates."""
    return lambda engine, case, _: engine.record(case, *events).case


# --- what is expected -----------------------------------------------------------------------------------


@attrs.frozen
class Seen:
    """A case that is looked at: before the job ran, after it, and when."""

    engine: cf.Engine
    before: cf.Case
    case: cf.Case
    at: datetime
    scheme: Scheme | None

    def read(self, term: cf.Term[Any]) -> Any:
        """A fact."""
        return self.engine.read(self.case, term, self.at, currency=self.case.currency)

    def may(self, proposal: cf.Proposal | str) -> bool:
        """Whether something is not refused."""
        return not self.engine.review(self.case, proposal, self.at).refused

    def classed(self) -> str | None:
        """The class, held as classes are."""
        assert self.scheme is not None
        return walk(self.case, self.at, self.scheme, engine=self.engine)[-1].name

    def by_due(self) -> dict[str, int]:
        """What is open in each class but the first, due by due."""
        assert self.scheme is not None
        found = by_due(self.case, self.at, self.scheme, engine=self.engine).amounts
        assert found is not None
        return {name: amount for name, amount in found.items() if amount and name != self.scheme.names[0]}

    def promised(self) -> str:
        """How its one promise stands."""
        states = {
            "open": self.read(facts.promise_open),
            "kept": self.read(facts.kept_promises()),
            "broken": self.read(facts.broken_promises()),
        }
        return " ".join(name for name, holds in states.items() if holds)

    def offered(self) -> list[str]:
        """The moves up that somebody may make."""
        moves = self.engine.options(self.case, self.at).items()
        found = [move.trigger for move, verdict in moves if verdict.allowed and isinstance(move, cf.Move)]
        return [each for each in found if each.startswith("to_")]


#: What may be expected, by name.
MEASURES: Mapping[str, Callable[[Seen], object]] = {
    "stage": lambda seen: seen.case.stage,
    "changed": lambda seen: seen.case.stage != seen.before.stage,
    "late": lambda seen: seen.read(facts.days_past_due),
    "inclusive": lambda seen: seen.read(facts.days_past(day_count="inclusive")),
    "clipped": lambda seen: seen.read(facts.days_past(pauses="clip")),
    "subtracted": lambda seen: seen.read(facts.days_past(pauses="subtract")),
    "paused": lambda seen: seen.read(facts.paused),
    "pauses": lambda seen: [
        (date.fromordinal(each.first_day), date.fromordinal(each.last_day))
        for each in seen.case.tables.pauses
    ],
    "overdue": lambda seen: seen.read(facts.amount_overdue),
    "classed": Seen.classed,
    "by_due": Seen.by_due,
    "promised": Seen.promised,
    "offered": Seen.offered,
    "channels": lambda seen: [each for each in ("email", "letter", "call") if seen.may(cf.Contact(each))],
    "call": lambda seen: seen.may(cf.Contact("call")),
    "relative": lambda seen: seen.may(cf.Contact("call", "family", purpose="locate", person="aunt")),
    "cancel": lambda seen: seen.may(cf.Act("cancel_invoice")),
    "entered": lambda seen: entered(seen.engine, seen.case, seen.at.date()),
    "next_look": lambda seen: getattr(seen.engine.next_review(seen.case, seen.at), "date", lambda: None)(),
}


@attrs.frozen
class On:
    """A day of a story.

    Args:
        day: The day, at noon in UTC, or the instant.
        happens: What happens before the job runs.
        runs: How often the job runs.
        expected: What is expected then, by the names of `MEASURES`.
    """

    day: date
    happens: tuple[Happens, ...] = ()
    runs: int = attrs.field(default=1, kw_only=True)
    expected: Mapping[str, object] = attrs.field(factory=dict, kw_only=True)

    @property
    def at(self) -> datetime:
        """The instant."""
        return self.day if isinstance(self.day, datetime) else noon(self.day)


def on(day: date, *happens: Happens, runs: int = 1, **expected: object) -> On:
    """A day: what happens, and what is expected when the job has run."""
    return On(day, happens, runs=runs, expected=expected)


def look(day: date, *happens: Happens, **expected: object) -> On:
    """A day on which no job runs."""
    return On(day, happens, runs=0, expected=expected)


def _in_order(days: Iterable[On]) -> tuple[On, ...]:
    return tuple(days)


@attrs.frozen
class Story:
    """A vector that is told day by day.

    Args:
        number: Its number.
        says: What it is about, for the test's id.
        engine: The system's settings.
        case: The case as it begins.
        days: The days.
        ways: How the job advances; told once for each.
        scheme: The classes, where they are asked for.
    """

    number: str
    says: str
    engine: cf.Engine
    case: cf.Case
    days: tuple[On, ...] = attrs.field(converter=_in_order)
    ways: tuple[How, ...] = attrs.field(default=("step",), kw_only=True)
    scheme: Scheme | None = attrs.field(default=None, kw_only=True)

    def check(self) -> None:
        """Tell it, and compare."""
        for way in self.ways:
            case = self.case
            for day in self.days:
                for each in day.happens:
                    case = each(self.engine, case, day.at)
                before = case
                for _ in range(day.runs):
                    case = self.engine.advance(case, day.at, how=way).case
                seen = Seen(self.engine, before, case, day.at, self.scheme)
                found = {name: MEASURES[name](seen) for name in day.expected}
                assert found == day.expected, f"{self.number} {self.says}, {day.day}, {way}"


@attrs.frozen
class Refusal:
    """A vector that is an error.

    Args:
        number: Its number.
        says: What it is about, for the test's id.
        make: What must fail.
        error: With which error.
        said: What the error says, a pattern; anything unless given.
    """

    number: str
    says: str
    make: Callable[[], object]
    error: type[Exception]
    said: str | None = None

    def check(self) -> None:
        """Do it, and see it fail."""
        with pytest.raises(self.error, match=self.said):
            self.make()


def plain(policies: Iterable[cf.Policy] = (), **parts: Any) -> cf.Engine:
    """An engine on which nothing moves by itself, for readings of the ledger."""
    closed = cf.Stage("closed", final=True)
    graph = cf.Lifecycle("plain", ["open", closed], [cf.Transition("close", "open", "closed")])
    return cf.Engine(graph, policies, **parts)
