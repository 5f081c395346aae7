"""Findings and verdicts: the answer, why, and from when.

A verdict on the way through the engine holds ids and values only. Words, counterfactual and `allowed_at`
come when they are first asked for, through a private link to what was evaluated; they are computed
before a verdict is pickled or made a dict.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

import attrs

from collectflow._codec import dump, load, load_class
from collectflow._time import zone_info
from collectflow.errors import BadValue, UnknownName
from collectflow.events import Act, Contact, Move, Proposal

if TYPE_CHECKING:
    from collections.abc import Iterable


class Outcome(StrEnum):
    """What a rule's reading came to."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"
    ERROR = "error"
    NOT_APPLICABLE = "not_applicable"
    OVERRIDDEN = "overridden"
    #: No rule is about the contact or act: nobody said that it is allowed.
    UNCOVERED = "uncovered"


class Status(StrEnum):
    """What a verdict comes to."""

    ALLOWED = "allowed"
    REFUSED = "refused"
    UNKNOWN = "unknown"


#: A value as findings show it: dates and times in ISO 8601, `None` is unknown.
Shown = int | str | bool | None


def _outcome(value: str) -> Outcome:
    return Outcome(value)


def _known_effect(_instance: object, attribute: attrs.Attribute[str], value: object) -> None:
    if value not in {"refuse", "advise"}:
        raise UnknownName(attribute.name, str(value), ("refuse", "advise"), "finding")


@attrs.frozen
class Finding:
    """One rule's outcome, with the facts that it read and what it wanted.

    Args:
        rule: The rule's id.
        policy: The policy's name.
        outcome: See `Outcome`.
        effect: `refuse` or `advise`.
        because: The rule's reason.
        citation: Where it is written.
        facts: What it read, each with its words; `None` is unknown.
        wanted: What it requires, in words.
        missing: What would have to change for it to be met, in words; `None` when nothing can be named.
        approximate: Whether that change alone was found not to do.
        zone: The candidate zone in which it came out like this, where that matters.
        error: What went wrong, for an outcome of `error`.
        grounds: The grounds on which it may be overridden.
        ground: The ground on which it was.
    """

    rule: str
    policy: str
    outcome: str = attrs.field(converter=_outcome)
    effect: str = attrs.field(default="refuse", validator=_known_effect)
    because: str = ""
    citation: str | None = None
    facts: tuple[tuple[str, Shown], ...] = ()
    wanted: str = ""
    missing: str | None = None
    approximate: bool = False
    zone: str | None = None
    error: str | None = None
    grounds: tuple[str, ...] = ()
    ground: str | None = None

    @classmethod
    def of(  # noqa: PLR0913 - a record
        cls,
        rule: str,
        *,
        met: bool | None,
        because: str,
        policy: str = "",
        effect: str = "refuse",
        citation: str | None = None,
        facts: tuple[tuple[str, Shown], ...] = (),
        wanted: str = "",
        missing: str | None = None,
        approximate: bool = False,
        zone: str | None = None,
        error: str | None = None,
        grounds: tuple[str, ...] = (),
        ground: str | None = None,
    ) -> Finding:
        """A finding of a policy object of one's own; `met=None` is unknown."""
        return cls(
            rule,
            policy,
            {True: Outcome.MET, False: Outcome.UNMET, None: Outcome.UNKNOWN}[met],
            effect,
            because,
            citation,
            facts,
            wanted,
            missing,
            approximate,
            zone,
            error,
            grounds,
            ground,
        )

    @property
    def blocks(self) -> bool:
        """Whether it keeps the proposal from being allowed."""
        return self.effect == "refuse" and self.outcome in _BLOCKING


_BLOCKING = {Outcome.UNMET, Outcome.UNKNOWN, Outcome.ERROR, Outcome.UNCOVERED}


class Source(Protocol):
    """What a verdict asks when words or dates are wanted: the evaluation that it came from."""

    def findings(self) -> tuple[Finding, ...]:
        """All findings."""
        ...

    def allowed_at(self) -> tuple[datetime | None, tuple[str, ...]]:
        """From when, and the rules on account of which that cannot be told."""
        ...


class Verdict:
    """The answer to a proposal at an instant: `allowed`, `refused` or `unknown`, why, and from when.

    Only `allowed` allows. It has no truth value, so that unknown is never taken for yes or no.
    """

    __slots__ = (
        "_allowed_at",
        "_findings",
        "_source",
        "at",
        "case",
        "fingerprint",
        "proposal",
        "status",
        "version",
    )

    case: str
    version: int
    proposal: Proposal
    at: datetime
    status: Status
    fingerprint: str
    _source: Source | None
    _findings: tuple[Finding, ...] | None
    _allowed_at: tuple[datetime | None, tuple[str, ...]] | None

    def __init__(  # noqa: PLR0913 - a record
        self,
        case: str,
        version: int,
        proposal: Proposal,
        at: datetime,
        status: Status,
        fingerprint: str,
        source: Source | None = None,
        *,
        findings: Iterable[Finding] | None = None,
        allowed_at: tuple[datetime | None, tuple[str, ...]] | None = None,
    ) -> None:
        """Made by the engine."""
        self.case = case
        self.version = version
        self.proposal = proposal
        self.at = at
        self.status = status
        self.fingerprint = fingerprint
        self._source = source
        self._findings = None if findings is None else tuple(findings)
        self._allowed_at = allowed_at

    @property
    def allowed(self) -> bool:
        """Whether the proposal may be carried out."""
        return self.status is Status.ALLOWED

    @property
    def refused(self) -> bool:
        """Whether some rule refuses it."""
        return self.status is Status.REFUSED

    @property
    def unknown(self) -> bool:
        """Whether it cannot be told, so is not allowed."""
        return self.status is Status.UNKNOWN

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every rule's finding, in the order of policies and rules."""
        if self._findings is None:
            assert self._source is not None  # noqa: S101 - a verdict has findings or a source
            self._findings = self._source.findings()
        return self._findings

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """The findings that keep it from being allowed."""
        return tuple(each for each in self.findings if each.blocks)

    @property
    def advice(self) -> tuple[Finding, ...]:
        """What advising rules found not to be met."""
        return tuple(each for each in self.findings if each.effect == "advise" and each.outcome in _BLOCKING)

    def _from_when(self) -> tuple[datetime | None, tuple[str, ...]]:
        if self._allowed_at is None:
            assert self._source is not None  # noqa: S101 - a verdict has an answer or a source
            self._allowed_at = self._source.allowed_at()
        return self._allowed_at

    @property
    def allowed_at(self) -> datetime | None:
        """The first instant from `at` on at which it is allowed if nothing else happens.

        In the zone of `at`; exact to the microsecond; `at` itself when it is allowed now; `None` when
        not within the engine's horizon, or when `untold` names rules on account of which it cannot be
        told.
        """
        return self._from_when()[0]

    @property
    def untold(self) -> tuple[str, ...]:
        """The rules that do not say when their answer may change."""
        return self._from_when()[1]

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        when, untold = self._from_when()
        return {
            "case": self.case,
            "version": self.version,
            "proposal": dump(self.proposal),
            "at": self.at.isoformat(),
            "status": str(self.status),
            "fingerprint": self.fingerprint,
            "allowed_at": None if when is None else when.isoformat(),
            "untold": list(untold),
            "findings": [dump(each) for each in self.findings],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Verdict:
        """The verdict of a dict; raises `BadValue` for one that does not fit."""
        try:
            when = data["allowed_at"]
            return cls(
                load(str, data["case"], "verdict.case"),
                load(int, data["version"], "verdict.version"),
                load_class(Proposal, data["proposal"], "verdict.proposal"),
                load(datetime, data["at"], "verdict.at"),
                Status(data["status"]),
                load(str, data["fingerprint"], "verdict.fingerprint"),
                findings=load(tuple[Finding, ...], data["findings"], "verdict.findings"),
                allowed_at=(
                    None if when is None else load(datetime, when, "verdict.allowed_at"),
                    load(tuple[str, ...], data["untold"], "verdict.untold"),
                ),
            )
        except (KeyError, TypeError, ValueError) as error:
            if isinstance(error, BadValue):
                raise
            raise BadValue("verdict", data, f"it does not have the shape of one: {error!r}") from None

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle what a dict holds: everything is computed first."""
        return (Verdict.from_dict, (self.to_dict(),))

    def __eq__(self, other: object) -> bool:
        """Whether they say the same."""
        if not isinstance(other, Verdict):
            return NotImplemented
        return self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        """By what was asked and the short answer."""
        return hash((self.case, self.version, self.proposal, self.at, self.status))

    def __bool__(self) -> NoReturn:
        """Raise: unknown is neither yes nor no."""
        raise TypeError("a Verdict has no truth value; use .allowed, .refused or .unknown")

    def __repr__(self) -> str:
        """One line without personal data."""
        return f"<Verdict {self.status}: {describe(self.proposal)} of {self.case} v{self.version}>"

    def __str__(self) -> str:
        """For a collections manager: what, why (refusals before advice), and from when."""
        lines = [f"{self.status}: {describe(self.proposal)} of case {self.case} at {_when(self.at)}"]
        overridden = (each for each in self.findings if each.outcome == Outcome.OVERRIDDEN)
        for each in (*self.blocking, *self.advice, *overridden):
            lines += _finding_lines(each)
        if not self.allowed:
            lines.append(self._when_line())
        return "\n".join(lines)

    def _when_line(self) -> str:
        when, untold = self._from_when()
        if when is not None:
            zones = sorted({each.zone for each in self.findings if each.zone is not None})
            local = "".join(f", {when.astimezone(zone_info(zone)):%a %H:%M} in {zone}" for zone in zones)
            return f"  allowed from {_when(when)}{local}, if nothing else happens"
        if untold:
            return f"  from when cannot be told: {', '.join(untold)} does not say when it changes"
        return "  time alone will not make it allowed"


def _finding_lines(finding: Finding) -> list[str]:
    mark = {"unmet": "refused by", "error": "failed:", "unknown": "not known:"}.get(
        finding.outcome, f"{finding.outcome}:"
    )
    if finding.effect == "advise":
        mark = "advice of"
    cited = f" [{finding.citation}]" if finding.citation else ""
    subject = "" if finding.outcome == Outcome.UNCOVERED else f" {_named(finding)}"
    lines = [f"  {mark}{subject}{cited}: {finding.because}".replace("::", ":")]
    where = f" (in {finding.zone})" if finding.zone else ""
    if finding.facts:
        read = "; ".join(f"{name}: {_shown(value)}" for name, value in finding.facts)
        lines.append(f"      read{where}: {read}")
    if finding.wanted:
        lines.append(f"      wanted: {finding.wanted}")
    if finding.missing:
        about = " (approximately)" if finding.approximate else ""
        lines.append(f"      it would take{about}: {finding.missing}")
    if finding.error:
        lines.append(f"      error: {finding.error}")
    if finding.ground:
        lines.append(f"      overridden on the ground: {finding.ground}")
    elif finding.grounds and finding.blocks:
        lines.append(f"      may be overridden on: {', '.join(finding.grounds)}")
    return lines


def _named(finding: Finding) -> str:
    """The rule, and its policy where that is not how the rule's id begins."""
    rule, policy = finding.rule, finding.policy
    obvious = not policy or f"{rule}.".startswith(f"{policy}.")
    return rule if obvious else f"{rule} of {policy}"


def _shown(value: Shown) -> str:
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) or "nothing"


def _when(at: datetime) -> str:
    text = at.isoformat(" ", "minutes" if not at.second and not at.microsecond else "auto")
    name = at.tzname() or ""
    if not name or name.startswith("UTC"):
        return text.replace("+00:00", " UTC")
    # An offset that is called after itself, as "-04" in Santiago, need not be said twice.
    return text if name.startswith(("+", "-")) else f"{text} {name}"


def describe(proposal: Proposal) -> str:
    """A proposal in a few words."""
    if isinstance(proposal, Move):
        return proposal.trigger.replace("_", " ")
    if isinstance(proposal, Contact):
        return f"{proposal.channel.replace('_', ' ')} to {proposal.party.replace('_', ' ')}"
    return proposal.name.replace("_", " ") if isinstance(proposal, Act) else repr(proposal)
