"""What can go wrong, as values.

Every error carries its data in named fields, builds its message from them, says what to do, compares
by content and survives pickling. Bad input also derives from `ValueError` or `TypeError`, so a host
that knows nothing of collectflow still catches it.
"""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from collectflow.policy import Verdict

__all__ = [
    "AskedTooEarly",
    "BadAmount",
    "BadGuard",
    "BadValue",
    "CollectflowError",
    "CurrencyMismatch",
    "EndlessMoves",
    "EventIdReused",
    "HookFired",
    "InvalidEngine",
    "InvalidLifecycle",
    "InvalidPolicy",
    "NaiveDatetime",
    "NoSuchTransition",
    "NotCarried",
    "NotOverridable",
    "PausesOverlap",
    "Refused",
    "UnknownName",
    "UnknownReference",
    "UnknownStage",
]

#: From how many characters on the beginning of a name says which is meant.
_PREFIX = 3


def nearest(name: str, known: Iterable[str]) -> str:
    """The hint to append to a message about an unknown name: the nearest known ones, or all.

    Those that begin with it are nearest: whoever writes `loan-00031` means `loan-00031/1`.
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only misspelt names need it

    names = sorted(str(each) for each in known)
    alike = {each.casefold(): each for each in names}
    asked = str(name).casefold()
    begun = [each for each in alike if each.startswith(asked)] if len(asked) >= _PREFIX else []
    close = [alike[each] for each in begun[:2] or get_close_matches(asked, alike, n=2, cutoff=0.6)]
    if close:
        return "did you mean " + " or ".join(repr(each) for each in close) + "?"
    if not names:
        return "none is known here"
    return "known: " + ", ".join(names)


class CollectflowError(Exception):
    """The base of every error that collectflow raises."""

    def __eq__(self, other: object) -> bool:
        """Whether they say the same; attrs leaves exceptions with identity."""
        if type(other) is not type(self):
            return NotImplemented
        return self.args == other.args

    def __hash__(self) -> int:
        """By class: what an error carries may not be hashable."""
        return hash(type(self))


@attrs.frozen
class NaiveDatetime(CollectflowError, ValueError):
    """An instant without a time zone was given where an aware `datetime` belongs."""

    what: str
    value: object

    def __str__(self) -> str:
        return (
            f"{self.what} is {self.value!r}, which has no time zone; pass an aware datetime, "
            "for example datetime.now(UTC) or datetime(..., tzinfo=ZoneInfo('Asia/Taipei'))"
        )


@attrs.frozen
class BadAmount(CollectflowError, TypeError):
    """Something that is not an integer in minor units was given where an amount belongs."""

    what: str
    value: object

    def __str__(self) -> str:
        return (
            f"{self.what} is {self.value!r} ({type(self.value).__name__}); amounts are integers in "
            "the currency's minor unit: collectflow.minor(Decimal('12.50'), 'USD') gives 1250"
        )


def _written(value: object) -> str:
    """A value for a message: dates and times in ISO 8601, as they are asked for."""
    return value.isoformat() if isinstance(value, date | time) else repr(value)


@attrs.frozen
class BadValue(CollectflowError, ValueError):
    """A value that cannot be used where it was given."""

    what: str
    value: object
    hint: str

    def __str__(self) -> str:
        return f"{self.what} is {_written(self.value)}; {self.hint}"


@attrs.frozen
class UnknownName(CollectflowError, ValueError):
    """A name outside the vocabulary it must come from."""

    kind: str
    name: str
    known: tuple[str, ...]
    where: str

    def __str__(self) -> str:
        return f"{self.where}: no {self.kind} named {self.name!r}; {nearest(self.name, self.known)}"


@attrs.frozen
class UnknownStage(UnknownName):
    """A stage that the engine's lifecycle does not have (or no longer has)."""

    def __str__(self) -> str:
        said = super().__str__()
        stop = "" if said.endswith("?") else "."
        return f"{said}{stop} A case that stands in a stage which is gone is moved with engine.migrate()"


@attrs.frozen
class UnknownReference(CollectflowError, ValueError):
    """An event refers to a row (a payment, a contact, a hold) that the case does not have."""

    event: str
    table: str
    id: str
    known: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"event {self.event!r} refers to {self.id!r} in {self.table}, which the case does not "
            f"have at that instant; {nearest(self.id, self.known)}"
        )


@attrs.frozen
class PausesOverlap(CollectflowError, ValueError):
    """A pause would have days in common with another one of the case, whose days are given."""

    event: str
    pause: str
    first_day: date
    last_day: date | None

    def __str__(self) -> str:
        until = "is open" if self.last_day is None else f"lasts until {self.last_day}"
        return (
            f"pause {self.event!r} overlaps pause {self.pause!r}, which begins on {self.first_day} and "
            f"{until}; resume that one at an earlier instant, or let one begin on the day on which the "
            "other ends"
        )


@attrs.frozen
class CurrencyMismatch(CollectflowError, ValueError):
    """Money in one currency was given to a case in another."""

    expected: str
    got: str
    where: str

    def __str__(self) -> str:
        return (
            f"{self.where}: the case is in {self.expected}, this is in {self.got}; "
            "a case has one currency, so open one case a currency"
        )


@attrs.frozen
class EventIdReused(CollectflowError, ValueError):
    """An id that the case has already seen, with other content."""

    id: str
    existing: object
    given: object

    def __str__(self) -> str:
        names = [each for each in getattr(type(self.given), "__attrs_attrs__", ()) if each.eq]
        differing = [
            each.name
            for each in names
            if getattr(self.existing, each.name, None) != getattr(self.given, each.name)
        ]
        where = f" in {', '.join(differing)}" if differing else ""
        return (
            f"event id {self.id!r} is taken by {self.existing!r}; {self.given!r} differs{where}. "
            "Give it an id of its own, or send the same content to have it ignored"
        )


@attrs.frozen
class NoSuchTransition(CollectflowError, ValueError):
    """The stage has no transition with that trigger."""

    stage: str
    trigger: str
    offered: tuple[str, ...]

    def __str__(self) -> str:
        hint = nearest(self.trigger, self.offered)
        meant = f"{hint} " if hint.endswith("?") else ""
        offered = ", ".join(self.offered) or "nothing"
        return f"stage {self.stage!r} has no trigger {self.trigger!r}; {meant}it offers: {offered}"


@attrs.frozen
class AskedTooEarly(CollectflowError, ValueError):
    """The question is dated before the case's last event."""

    at: datetime
    last: datetime

    def __str__(self) -> str:
        return (
            f"asked about {self.at.isoformat()}, but the case's last event is of "
            f"{self.last.isoformat()}; case.as_of(at) gives the earlier case"
        )


@attrs.frozen
class EndlessMoves(CollectflowError, ValueError):
    """Automatic moves lead round in a circle at one instant, so that they would never end."""

    case: str
    at: datetime
    stages: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"case {self.case!r} would go round for ever at {self.at.isoformat()}: "
            f"{' -> '.join(self.stages)}; let one of these automatic moves ask for what the others do not "
            "leave as it is, such as facts.days_in_stage >= 1"
        )


def _listed(intro: str, problems: tuple[str, ...]) -> str:
    return "\n".join([f"{intro} ({len(problems)}):", *(f"  - {each}" for each in problems)])


@attrs.frozen
class InvalidLifecycle(CollectflowError, ValueError):
    """A lifecycle with structural problems; all of them are listed."""

    name: str
    problems: tuple[str, ...]

    def __str__(self) -> str:
        return _listed(f"lifecycle {self.name!r} has problems", self.problems)


@attrs.frozen
class InvalidPolicy(CollectflowError, ValueError):
    """A policy with problems; all of them are listed."""

    name: str
    problems: tuple[str, ...]

    def __str__(self) -> str:
        return _listed(f"policy {self.name!r} has problems", self.problems)


@attrs.frozen
class InvalidEngine(CollectflowError, ValueError):
    """An engine whose parts do not fit together; all problems are listed."""

    problems: tuple[str, ...]

    def __str__(self) -> str:
        return _listed("the engine's parts do not fit together", self.problems)


@attrs.frozen
class NotCarried(CollectflowError, ValueError):
    """What another system's settings say and cases cannot express, though it changes decisions."""

    where: str
    constructs: tuple[str, ...]

    def __str__(self) -> str:
        return _listed(f"{self.where} says what cannot be carried", self.constructs)


@attrs.frozen
class BadGuard(CollectflowError, TypeError):
    """A guard written in a way that would mean something else than it says."""

    problem: str
    instead: str

    def __str__(self) -> str:
        return f"{self.problem}; {self.instead}"


@attrs.frozen
class NotOverridable(CollectflowError, ValueError):
    """An override of a rule that has no such ground, or that is not in question."""

    rule: str
    ground: str
    grounds: tuple[str, ...]

    def __str__(self) -> str:
        if not self.grounds:
            return f"rule {self.rule!r} knows no grounds for an override, or is not in question here"
        return (
            f"rule {self.rule!r} cannot be overridden on the ground {self.ground!r}; "
            f"{nearest(self.ground, self.grounds)}"
        )


@attrs.frozen
class Refused(CollectflowError):
    """The proposal is not allowed; `verdict` says why, and from when it would be."""

    verdict: Verdict

    def __str__(self) -> str:
        return str(self.verdict)


@attrs.frozen
class HookFired(CollectflowError, RuntimeError):
    """A hook called the engine that was running it."""

    hook: str
    call: str

    def __str__(self) -> str:
        return (
            f"hook {self.hook} called engine.{self.call}() of the engine that runs it; "
            "return from the hook first and act on the Result, or put the work on a queue"
        )
