"""What the solver's answers come to: proved, refuted with a witness, or unknown with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Any, NoReturn

import attrs

from collectflow._codec import dump
from collectflow.case import Case
from collectflow.events import Proposal
from collectflow.policy import Verdict


class Proof(StrEnum):
    """How a question was answered."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNKNOWN = "unknown"


@attrs.frozen
class Witness:
    """A case that shows it: built from events, and reviewed.

    Args:
        case: The case.
        proposal: What is proposed.
        at: When.
        verdicts: The verdicts of those engines that were asked, the one in question last.
        beside: The borrower's other cases, where they matter.
    """

    case: Case
    proposal: Proposal
    at: datetime
    verdicts: tuple[Verdict, ...]
    beside: tuple[Case, ...] = ()

    def __str__(self) -> str:
        """The events and the verdicts."""
        lines = [f"case in stage {self.case.stage!r}, asked at {self.at.isoformat()}"]
        lines += [f"  {line}" for line in _told(self.case)]
        for each in self.beside:
            lines.append(f"  beside it, case {each.id!r}:")
            lines += [f"    {line}" for line in _told(each)]
        lines += [f"  {line}" for verdict in self.verdicts for line in str(verdict).splitlines()]
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "case": self.case.to_dict(),
            "proposal": dump(self.proposal),
            "at": self.at.isoformat(),
            "verdicts": [each.to_dict() for each in self.verdicts],
            "beside": [each.to_dict() for each in self.beside],
        }


def _told(case: Case) -> Iterator[str]:
    """One line for each event, without what is as usual; the same several times in one line."""
    lines = [
        f"{event.at.isoformat()} {type(event).__name__} {_fields(event)}".rstrip() for event in case.events
    ]
    for line, group in groupby(lines):
        number = len(list(group))
        yield line if number == 1 else f"{line} ({number} times)"


def _fields(value: Any) -> str:  # noqa: ANN401 - an event or a part of one
    shown = []
    for field in attrs.fields(type(value)):
        held = getattr(value, field.name)
        refers = field.name == "contact" and isinstance(held, str)
        if field.name in {"id", "at", "conventions"} or refers or held in (None, (), field.default):
            continue
        parts = held if isinstance(held, tuple) else (held,)
        said = ", ".join(f"({_fields(each)})" if attrs.has(type(each)) else str(each) for each in parts)
        shown.append(f"{field.name}={said}")
    return " ".join(shown)


@attrs.frozen
class Answer:
    """The answer to one question.

    Args:
        question: What was to be proved, in words.
        result: `proved`, `refuted` or `unknown`.
        reason: Why it is unknown; of a path, its moves.
        witness: The case that refutes it.
    """

    question: str
    result: Proof
    reason: str = ""
    witness: Witness | None = None

    @property
    def proved(self) -> bool:
        """Whether it holds in every case."""
        return self.result is Proof.PROVED

    @property
    def refuted(self) -> bool:
        """Whether there is a case in which it does not hold."""
        return self.result is Proof.REFUTED

    @property
    def unknown(self) -> bool:
        """Whether neither could be shown."""
        return self.result is Proof.UNKNOWN

    def __bool__(self) -> NoReturn:
        """Raise: there are three answers."""
        raise TypeError("an Answer has no truth value; use .proved, .refuted or .unknown")

    def __str__(self) -> str:
        """The answer, with the reason or the witness."""
        line = f"{self.result}: {self.question}"
        if self.reason:
            line += f" ({self.reason})"
        if self.witness is None:
            return line
        return line + "\n" + "\n".join(f"  {each}" for each in str(self.witness).splitlines())

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "question": self.question,
            "result": str(self.result),
            "reason": self.reason,
            "witness": None if self.witness is None else self.witness.to_dict(),
        }


def together(question: str, answers: list[Answer]) -> Answer:
    """One answer for several: refuted if one is, else unknown if one is."""
    for wanted in (Proof.REFUTED, Proof.UNKNOWN):
        for each in answers:
            if each.result is wanted:
                return attrs.evolve(each, question=question)
    return Answer(question, Proof.PROVED)


@attrs.frozen
class Report:
    """What an engine's structure comes to.

    Args:
        stuck: Stages that are not final and that no move can ever leave.
        unreached: Stages that no sequence of possible moves enters.
        impossible: Moves that can never be allowed, each with its proof.
        idle: Rules that can never refuse anything, each with its proof.
        ties: Automatic moves that can be due at once, each with a witness; the first named is taken.
        unknown: What could not be told.
        asked: How many questions were put.
    """

    stuck: tuple[str, ...]
    unreached: tuple[str, ...]
    impossible: tuple[Answer, ...]
    idle: tuple[Answer, ...]
    ties: tuple[Answer, ...]
    unknown: tuple[Answer, ...]
    asked: int

    @property
    def result(self) -> Proof:
        """`proved` when there is nothing to be said, `refuted` when something was found."""
        if self.stuck or self.unreached or self.impossible or self.idle or self.ties:
            return Proof.REFUTED
        return Proof.UNKNOWN if self.unknown else Proof.PROVED

    def __bool__(self) -> NoReturn:
        """Raise: there are three answers."""
        raise TypeError("a Report has no truth value; look at .result")

    def __str__(self) -> str:
        """One line for each finding."""
        lines = [f"stage {each!r}: no move can ever leave it" for each in self.stuck]
        lines += [f"stage {each!r}: no move can ever enter it" for each in self.unreached]
        lines += [f"{each.question}: so it is" for each in (*self.impossible, *self.idle)]
        lines += [str(each) for each in (*self.ties, *self.unknown)]
        return "\n".join([f"{self.asked} questions: {len(lines) or 'no'} findings", *lines])

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "result": str(self.result),
            "asked": self.asked,
            "stuck": list(self.stuck),
            "unreached": list(self.unreached),
            **{
                name: [each.to_dict() for each in getattr(self, name)]
                for name in ("impossible", "idle", "ties", "unknown")
            },
        }


class Change(StrEnum):
    """What a change of policies comes to."""

    SAME = "same"
    STRICTER = "stricter"
    LOOSER = "looser"
    NEITHER = "neither"
    UNKNOWN = "unknown"


@attrs.frozen
class Difference:
    """What changed for one kind of proposal.

    Args:
        proposal: The proposal, in words.
        looser: Whether the new engine allows nothing of it that the old one did not.
        stricter: Whether it allows everything of it that the old one did.
    """

    proposal: str
    looser: Answer
    stricter: Answer

    @property
    def change(self) -> Change:
        """What that comes to."""
        return change_of([self.looser], [self.stricter])


def change_of(looser: list[Answer], stricter: list[Answer]) -> Change:
    """What answers in both directions come to."""
    is_looser = any(each.refuted for each in looser)
    is_stricter = any(each.refuted for each in stricter)
    if is_looser and is_stricter:
        return Change.NEITHER
    if any(each.unknown for each in (*looser, *stricter)):
        return Change.UNKNOWN
    if is_looser:
        return Change.LOOSER
    return Change.STRICTER if is_stricter else Change.SAME


@attrs.frozen
class Comparison:
    """Two engines compared.

    Args:
        differences: The kinds of proposals about which rules changed, each with its answers.
        asked: How many kinds of proposals there are.
    """

    differences: tuple[Difference, ...]
    asked: int

    @property
    def change(self) -> Change:
        """`stricter`, `looser`, `same`, `neither`, or `unknown`."""
        return change_of([each.looser for each in self.differences], [e.stricter for e in self.differences])

    @property
    def looser(self) -> Witness | None:
        """A case in which the new engine allows what the old one did not."""
        return next((each.looser.witness for each in self.differences if each.looser.refuted), None)

    @property
    def stricter(self) -> Witness | None:
        """A case in which the new engine does not allow what the old one did."""
        return next((each.stricter.witness for each in self.differences if each.stricter.refuted), None)

    def __bool__(self) -> NoReturn:
        """Raise: there are five answers."""
        raise TypeError("a Comparison has no truth value; look at .change")

    def __str__(self) -> str:
        """What changed, and a witness for each direction of each change."""
        changed = [each for each in self.differences if each.change is not Change.SAME]
        lines = [f"{self.change}: {len(changed)} of {self.asked} kinds of proposals changed"]
        for each in changed:
            lines.append(f"{each.change}: {each.proposal}")
            for answer in (each.looser, each.stricter):
                if not answer.proved:
                    lines += [f"  {line}" for line in str(answer).splitlines()]
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "change": str(self.change),
            "asked": self.asked,
            "differences": [
                {
                    "proposal": each.proposal,
                    "change": str(each.change),
                    "looser": each.looser.to_dict(),
                    "stricter": each.stricter.to_dict(),
                }
                for each in self.differences
            ],
        }
